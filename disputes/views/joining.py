"""How the other side comes in by a code, and who speaks for a party."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.selectors import person_by_contact

from ..exceptions import NotPermitted, NotValid
from ..forms import CodeForm, JoinForm, RepresentativeForm
from ..models import Representative
from ..policies import is_the_party
from ..services import (
    appoint_representative,
    end_representation,
    find_invitation,
    join_by_code,
    link_representative,
)
from .finding import find_case, frame, own_party, status_of, to_case

#: Wrong codes from one address within the window, after which it waits.
WRONG_CODES, WINDOW = 10, 15 * 60
SESSION_KEY = "disputes.join_code"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request):
    """Type the code, or come with it from the message. A right code is kept in the session, not in the address."""
    given = request.POST.get("code") or request.GET.get("code")
    form = CodeForm({"code": given} if given is not None else None)
    if given is not None and form.is_valid():
        if _has_guessed_too_often(request):
            form.add_error("code", _("尝试次数过多，请 15 分钟后再试，或者打通知里的电话。"))
        elif find_invitation(form.cleaned_data["code"]) is None:
            _count_wrong_code(request)
            form.add_error("code", _("这个查阅码不正确、已使用或已过期。请核对通知，或请平台重新发送。"))
        else:
            request.session[SESSION_KEY] = form.cleaned_data["code"]
            return redirect("disputes:join_confirm")
    return render(request, "disputes/join.html", {"form": form}, status=status_of(form))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join_confirm(request):
    """Who is there, then straight into the case as a guest, or with the account one is signed in with."""
    code = request.session.get(SESSION_KEY, "")
    invitation = find_invitation(code) if code else None
    if invitation is None:
        request.session.pop(SESSION_KEY, None)
        messages.info(request, _("请输入查阅码。"))
        return redirect("disputes:join")
    user, party = request.user if request.user.is_authenticated else None, invitation.party
    initial = {"phone": party.phone, "email": party.email}
    if not party.name.startswith(str(_("身份待查明"))):
        initial["name"] = party.name
    form = JoinForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            joined = join_by_code(code, by=user, **form.cleaned_data)
        except NotValid as refusal:
            form.add_error(None, refusal.message)
        else:
            if user is None:
                login(request, joined.user, backend=BACKEND)
            request.session.pop(SESSION_KEY, None)
            messages.success(request, _("您已进入案件。"))
            return to_case(joined.dispute)
    context = {"form": form, "party": party, "dispute": party.dispute}
    return render(request, "disputes/join_confirm.html", context, status=status_of(form))


def _key(request):
    return f"disputes.join:{request.META.get('REMOTE_ADDR', '')}"


def _has_guessed_too_often(request):
    return cache.get(_key(request), 0) >= WRONG_CODES


def _count_wrong_code(request):
    cache.add(_key(request), 0, WINDOW)
    cache.incr(_key(request))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def representatives(request, reference):
    dispute = find_case(request, reference)
    party = own_party(request, dispute)
    if not is_the_party(request.user, party):
        raise NotPermitted(_("只有当事人本人可以委托或者更换代理人。"))
    form = RepresentativeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            appoint_representative(
                dispute,
                by=request.user,
                name=data["name"],
                phone=data["contact"],
                mandate=data["mandate"],
                user=person_by_contact(data["contact"]),
            )
            messages.success(request, _("代理人已经登记。"))
            return redirect("disputes:representatives", dispute.reference)
        except NotValid as refusal:
            form.add_error(None, refusal.message)
    current = party.representatives.filter(ends_on=None).select_related("user")
    context = frame(request, dispute, form=form, party=party, representatives=list(current))
    return render(request, "disputes/representatives.html", context, status=status_of(form))


@login_required
@require_POST
def representative_act(request, reference, pk, act):
    """`end` a representation, or `link` it to the account made since."""
    dispute = find_case(request, reference)
    party = own_party(request, dispute)
    representative = get_object_or_404(Representative, pk=pk, party=party, ends_on=None)
    if act == "end":
        end_representation(representative, by=request.user)
        messages.success(request, _("委托已经结束。"))
    else:
        try:
            link_representative(representative, by=request.user)
            messages.success(request, _("代理人现在可以看到本案。"))
        except NotValid as refusal:
            messages.error(request, refusal.message)
    return redirect("disputes:representatives", dispute.reference)
