"""Where one is logged in: each device by the few words a person knows it by, and the way to end it."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from .forms import DeviceForm
from .services import end_all_sessions, end_session

#: The first that is found counts: later browsers also call themselves by the names of earlier ones
PROGRAMS = (
    ("MicroMessenger", gettext_lazy("微信")),
    ("AlipayClient", gettext_lazy("支付宝")),
    ("HuaweiBrowser", gettext_lazy("华为浏览器")),
    ("MQQBrowser", gettext_lazy("QQ 浏览器")),
    ("UCBrowser", gettext_lazy("UC 浏览器")),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("OpenHarmony", gettext_lazy("鸿蒙")),
    ("HarmonyOS", gettext_lazy("鸿蒙")),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def name_of(user_agent: str) -> str:
    """微信 · Android. What nobody knows is called so."""
    found = [
        str(next((name for sign, name in names if sign in user_agent), "")) for names in (PROGRAMS, SYSTEMS)
    ]
    return " · ".join(filter(None, found)) or _("未知设备")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def devices(request: HttpRequest) -> HttpResponse:
    """A list; POST ends one device, all others, or all."""
    if request.method == "POST":
        return _end_devices(request)
    rows = sorted(UserSession.objects.purge_and_list(request.user), key=lambda row: row.created_at)
    here = request.session.session_key
    found = [
        {"row": row, "name": name_of(row.user_agent), "is_this": row.session_key == here} for row in rows
    ]
    return render(request, "accounts/devices.html", {"devices": found})


def _end_devices(request: HttpRequest) -> HttpResponse:
    assert request.user.is_authenticated
    if "everywhere" in request.POST:
        end_all_sessions(request.user)
        logout(request)
        messages.success(request, _("已经退出所有设备。"))
        return redirect(settings.LOGIN_URL)
    if "others" in request.POST:
        end_all_sessions(request.user)
        update_session_auth_hash(request, request.user)
        UserSession.objects.create_from_request(request)
        messages.success(request, _("其他设备都已经退出。"))
    else:
        form = DeviceForm(request.POST)
        pk = form.cleaned_data["one"] if form.is_valid() else 0
        own = UserSession.objects.filter(user=request.user)
        end_session(get_object_or_404(own.exclude(session_key=request.session.session_key), pk=pk))
        messages.success(request, _("这台设备已经退出。"))
    return redirect("accounts:devices")
