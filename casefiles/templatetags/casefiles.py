"""The evidence of a case for other pages, and the ways back to pages above this app."""

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from rulebook.exceptions import NoSuchTerm
from rulebook.selectors import remedy

from ..policies import with_changeability
from ..selectors import evidence_of

register = template.Library()

#: The evidence page's place in the filing form (disputes): the page before it and the one after.
STEPS = {"before": "claims", "after": "consents"}


@register.inclusion_tag("casefiles/evidence_list.html", takes_context=True)
def evidence_list(context: template.Context, dispute: Any) -> dict[str, Any]:
    """`{% evidence_list dispute %}`: what the reader may see of a case's evidence."""
    user = context["request"].user
    return {"items": with_changeability(user, dispute, evidence_of(dispute, user=user)), "is_step": False}


@register.simple_tag
def case_link(dispute: Any) -> str:
    """The page of the case; empty where no upper app offers one."""
    return _address("proceedings:case", dispute.reference) if dispute.reference else ""


@register.simple_tag
def step_link(dispute: Any, where: str) -> str:
    return _address("disputes:file_step", dispute.pk, STEPS[where])


@register.simple_tag
def evidence_words() -> SafeString:
    """What the upload script says, as data attributes, so that it speaks the reader's language."""
    words = {
        "waiting": _("等待上传"),
        "sending": _("正在上传"),
        "checking": _("正在核对文件"),
        "done": _("已收到"),
        "offline": _("网络断开了。恢复后会自动接着上传。"),
        "again": _("重新尝试"),
        "resume": _("接着上次的位置继续"),
        "big": _("文件太大"),
        "empty": _("文件是空的"),
        "describe": _("说明它证明什么"),
        "failed": _("没有传成功。请检查网络后再试。"),
        "unread": _("读不到这个文件。请重新选择。"),
        "leave": _("还有文件没有传完。"),
    }
    return format_html_join(" ", 'data-say-{}="{}"', words.items())


@register.filter
def remedy_words(code: str) -> str:
    """What is asked, in words; a code the rulebook does not know stands for itself."""
    try:
        return str(remedy(code).label)
    except NoSuchTerm:
        return code


def _address(name: str, *args: Any) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
