"""A browser's own description of itself, in the few words a person knows their device by."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# the first that is found counts: later browsers also call themselves by the names of earlier ones
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
