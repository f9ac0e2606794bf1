"""A room on any page: `{% load chat %}{% room_panel room %}`."""

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..models import Room
from ..selectors import note_of, panel

register = template.Library()


@register.inclusion_tag("chat/panel.html", takes_context=True)
def room_panel(context: template.Context, room: Room) -> dict[str, Any]:
    """The room as the reader of the page sees it. `room` comes from `Room.objects.visible_to`."""
    return {"panel": panel(room, context["request"].user), "request": context["request"]}


@register.simple_tag
def case_address(room: Room) -> str:
    """The page of the case; empty where no upper app offers one."""
    return _address("proceedings:case", room.dispute.reference) if room.dispute.reference else ""


@register.simple_tag
def evidence_address(pk: Any, page: str = "detail") -> str:
    return _address(f"casefiles:evidence_{page}", pk)


@register.simple_tag
def family_of(data: dict[str, Any]) -> str:
    """image, audio, video, or something else: how a line shows its file."""
    return str(data.get("media_type", "")).partition("/")[0]


@register.inclusion_tag("chat/notepad.html", takes_context=True)
def notepad(context: template.Context, room: Room) -> dict[str, Any]:
    """The private sheet of whoever reads the page, beside a room they mediate in."""
    note = note_of(context["request"].user, room)
    return {
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
        "action": reverse("chat:room_note", args=[room.pk]),
        "version": note.version if note else 0,
        "text": note.text if note else "",
        "key": room.pk,
    }


@register.simple_tag
def room_words() -> SafeString:
    """What the script says, as data attributes, so that it speaks the reader's language."""
    words = {
        "connecting": _("正在连接……"),
        "open": _("已连接"),
        "lost": _("连接中断，消息已保存，恢复后自动发送"),
        "polling": _("实时连接不可用，每几秒更新一次"),
        "signedout": _("登录已失效。您输入的内容已保留，请重新登录"),
        "secondfactor": _("您代表机构办理案件，请先完成两步验证，再刷新页面"),
        "crowded": _("您打开的会谈页面太多，这一页暂不更新。请关闭几个页面"),
        "over": _("您在这个会谈室的工作已经结束，这里的内容您不能再查看，也不能发言。"),
        "waiting": _("等待发送"),
        "sending": _("正在发送"),
        "sent": _("已发出"),
        "read": _("对方已读"),
        "held": _("{n} 秒后发送"),
        "undo": _("撤销"),
        "now": _("立即发送"),
        "fresh": _("有 {n} 条新消息"),
        "typing": _("{who} 正在输入……"),
        "online": _("在线"),
        "today": _("今天"),
        "yesterday": _("昨天"),
        "recalled": _("撤回了一条消息"),
        "confirm": _("撤回这条消息？其他人将看到“撤回了一条消息”。"),
        "long": _("超出 {n} 个字，请分成几条发送。"),
        "left": _("还可以输入 {n} 个字"),
        "removed": _("您已不在这个会谈室。之后的内容您看不到。"),
        "closed": _("会谈室已关闭，只能查看。"),
        "foreign": _("这段文字是从“{room}”复制来的。请确认可以让这里的人看到，再发送。"),
        "unread": _("以下是未读消息"),
        "file": _("查看文件"),
        "look": _("查看"),
        "failed": _("没有做成，请稍后再试。"),
        "big": _("文件太大：会谈中每个文件最多 {n} MB。更大的文件请作为证据提交。"),
        "hollow": _("文件是空的。请确认选对了文件。"),
        "unstage": _("不发送 {name}"),
        "uploading": _("正在上传 {n}%"),
        "retry": _("重试"),
        "own": _("我的"),
        "body": _("本组织"),
        "house": _("通用"),
        "nophrase": _("没有找到。可以添加自己的常用语。"),
        "phrases": _("{n} 条常用语"),
        "granted": _("您现在可以看到以前的消息。"),
    }
    return format_html_join(" ", 'data-say-{}="{}"', words.items())


def _address(name: str, *args: Any) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
