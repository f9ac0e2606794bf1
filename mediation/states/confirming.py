"""The road to the court that confirms an agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from disputes.states import Clock

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class ConfirmationState(models.TextChoices):
    """Where the joint application for judicial confirmation 司法确认 stands. It runs beside the performance."""

    OPEN = "open", _("可以共同申请")
    DECLINED = "declined", _("一方不同意申请")
    PREPARING = "preparing", _("准备申请材料")
    WITH_COURT = "with_court", _("法院审查中")
    SUPPLEMENTING = "supplementing", _("法院要求补充")
    CONFIRMED = "confirmed", _("法院已确认")
    DISMISSED = "dismissed", _("法院驳回申请")
    REFUSED = "refused", _("法院不予受理")
    WITHDRAWN = "withdrawn", _("已撤回申请")
    LAPSED = "lapsed", _("期限已过")
    UNREPORTED = "unreported", _("没有登记结果")
    MOOT = "moot", _("不再需要")


C = ConfirmationState
#: The first three end on the same day: thirty days from when the agreement took effect (民诉法 205).
CONFIRMATION_CLOCKS: dict[str, Clock] = {
    C.OPEN: Clock("jc_apply", (7, 1)),
    C.DECLINED: Clock("jc_apply", (1,)),
    C.PREPARING: Clock("jc_apply", (7, 3, 1)),
    C.WITH_COURT: Clock("confirmation_result", (30, 7)),
}
#: The law's thirty days run: nothing has gone to a court yet.
CONFIRMATION_WINDOW = frozenset({C.OPEN, C.DECLINED, C.PREPARING})
AT_COURT = frozenset({C.WITH_COURT, C.SUPPLEMENTING})
CONFIRMATION_SILENCE: dict[str, str | _StrPromise] = {
    C.OPEN: _("到期没有双方都同意并提交法院的，这条路关闭。协议照样有效，照样要履行。"),
    C.DECLINED: _("到期前不同意的一方改变主意的，可以重新开始；到期这条路关闭。协议照样有效，照样要履行。"),
    C.PREPARING: _("到期没有提交法院的，这条路关闭。协议照样有效，照样要履行。"),
    C.WITH_COURT: _("到期没有登记法院的答复，这里停止等待；以法院的文书为准。"),
    C.SUPPLEMENTING: _("到期没有补充的，法院可以按撤回申请处理（民诉法解释 357）；这里回到等待法院答复。"),
}


class SubmissionMethod(models.TextChoices):
    ONLINE = "online", _("网上提交")
    COUNTER = "counter", _("到法院窗口")
    POST = "post", _("邮寄")
    ORAL = "oral", _("当面口头申请")
