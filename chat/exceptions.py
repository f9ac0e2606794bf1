"""What a room refuses. The text stays with its author: the page keeps it in the box."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid, Refusal


class NotInRoom(NotPermitted):
    code = "not_in_room"
    message = _("您现在不是这个会谈室的成员，不能发言。")


class NotYours(NotPermitted):
    code = "not_yours"
    message = _("只能修改或撤回自己发送的消息。")


class RoomClosed(NotLawfulNow):
    code = "room_closed"
    message = _("会谈室已经关闭，消息没有发送。您输入的内容已保留。")


class TooFast(NotLawfulNow):
    code = "too_fast"
    message = _("发送得太快了，消息没有发送。您输入的内容已保留，请稍等几秒再发。")

    def __init__(self, message: str = "", *, retry_after: float = 1.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class TooLate(NotLawfulNow):
    code = "too_late"
    message = _("发送时间较久的消息不能再修改或撤回。您可以另发一条说明。")


class AlreadyRecalled(NotLawfulNow):
    code = "already_recalled"
    message = _("这条消息已经撤回。")


class TooLong(NotValid):
    code = "too_long"
    message = _("消息太长，没有发送。您输入的内容已保留，请分成几条发送。")


class Empty(NotValid):
    code = "empty"
    message = _("请先输入内容。")


class NoSuchMessage(NotValid):
    code = "no_such_message"
    message = _("引用的消息不存在。")


class NoSuchEvidence(NotValid):
    code = "no_such_evidence"
    message = _("没有找到这份证据。只能引用本案中您看得到的证据。")


class BadFrame(NotValid):
    code = "bad_frame"
    message = _("无法识别的请求。请刷新页面后重试。")


class Unavailable(Refusal):
    status = 503
    code = "unavailable"
    message = _("系统暂时没有存下这条消息。您输入的内容已保留，稍后会自动重发。")


class StandingChanged(Refusal):
    """Never told to a page: whoever holds the socket asks again who stands there."""

    status = 409
    code = "standing_changed"


class SignedOut(NotPermitted):
    code = "signed_out"
    message = _("登录已经结束，请重新登录。您输入的内容已保留。")


class NeedsSecondFactor(NotPermitted):
    code = "second_factor"
    message = _("您代表机构办理案件，请先完成两步验证，再刷新页面。您输入的内容已保留。")


class TooManyPages(NotPermitted):
    code = "too_many_pages"
    message = _("您打开的会谈页面太多，这一页不再即时更新。请关闭几个页面，稍后会自动恢复。")
