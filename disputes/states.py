"""Where a dispute stands, how it ended, and the words around it. Values are identifiers; labels are text."""

from __future__ import annotations

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.states import Role

#: Who works at a window, and takes down what somebody comes to say.
AT_A_WINDOW = frozenset({Role.RECEPTIONIST, Role.HANDLER, Role.SUPERVISOR})


class State(models.TextChoices):
    """Where the dispute stands. How it ended is `Outcome`, another field."""

    DRAFT = "draft", _("填写中")
    FILED = "filed", _("待受理")
    COMPLETING = "completing", _("待补正")
    SERVING = "serving", _("答辩通知待送达")
    ANSWERING = "answering", _("待答复")
    NEGOTIATING = "negotiating", _("协商中")
    REVIEWING = "reviewing", _("拟定处理意见中")
    OPINION_SERVING = "opinion_serving", _("处理意见待送达")
    OPINION_ISSUED = "opinion_issued", _("待回应处理意见")
    CHOOSING_ROAD = "choosing_road", _("待选择下一步途径")
    IN_MEDIATION = "in_mediation", _("调解中")
    IN_ARBITRATION = "in_arbitration", _("仲裁移送中")
    PERFORMING = "performing", _("履行中")
    BREACHED = "breached", _("未按约履行")
    CLOSED = "closed", _("已结案")


class Outcome(models.TextChoices):
    SETTLED = "settled", _("和解")
    OPINION_ACCEPTED = "opinion_accepted", _("接受处理意见")
    MEDIATED = "mediated", _("调解成功")
    AWARDED = "awarded", _("仲裁裁决")
    ARBITRATION_SETTLED = "arbitration_settled", _("仲裁中和解")
    WITHDRAWN = "withdrawn", _("撤回")
    DECLINED = "declined", _("不予受理")
    LAPSED = "lapsed", _("逾期未补正")
    UNREACHED = "unreached", _("联系不上被投诉人")
    SERVICE_REFUSED = "service_refused", _("被投诉人拒收")
    UNRESOLVED = "unresolved", _("未能解决")
    TAKEN_ELSEWHERE = "taken_elsewhere", _("已转其他途径")
    BREACHED = "breached", _("和解未履行")


#: Outcomes that count as settled in the figures.
SETTLED_OUTCOMES = frozenset(
    {Outcome.SETTLED, Outcome.OPINION_ACCEPTED, Outcome.MEDIATED, Outcome.ARBITRATION_SETTLED}
)

#: Closed without the matter having been dealt with: they tell nothing of how such a matter ends.
NOT_DEALT_WITH = frozenset(
    {
        *(Outcome.DECLINED, Outcome.LAPSED, Outcome.WITHDRAWN),
        *(Outcome.UNREACHED, Outcome.SERVICE_REFUSED),
    }
)


#: Ends that say only what the complainant did next: after a breach they do not hide it.
AFTER_A_BREACH = frozenset({Outcome.WITHDRAWN, Outcome.TAKEN_ELSEWHERE, Outcome.UNRESOLVED})


class Clock(NamedTuple):
    """A waiting state's deadline: the rule that measures it, and days before it to remind whose turn it is."""

    rule: str
    remind_days: tuple[int, ...] = (1,)


#: Every waiting state has a clock; what happens when it runs out is in services/silence.py.
CLOCKS: dict[str, Clock] = {
    State.FILED: Clock("platform_admit"),
    State.COMPLETING: Clock("completion_due", (7, 1)),
    State.SERVING: Clock("service_period", (7, 3, 1)),
    State.ANSWERING: Clock("respondent_answer", (3, 1)),
    State.NEGOTIATING: Clock("negotiation", (3, 1)),
    State.REVIEWING: Clock("platform_opinion", (3, 1)),
    State.OPINION_SERVING: Clock("service_period", (7, 3, 1)),
    State.OPINION_ISSUED: Clock("opinion_reply", (3, 1)),
    State.CHOOSING_ROAD: Clock("road_choice", (7, 1)),
    State.BREACHED: Clock("breach_road_choice", (7, 1)),
}
#: Where a time limit runs from service, and where the case waits until the paper has arrived.
NOT_YET_SERVED: dict[str, str] = {
    State.ANSWERING: State.SERVING,
    State.OPINION_ISSUED: State.OPINION_SERVING,
}
#: What somebody who is here already may do while others are being served: no time limit binds them yet.
NOT_YET_BOUND = frozenset({"disputes.answer", "disputes.reply_to_opinion"})
#: Waiting on another lifecycle, which has its own clocks (mediation, arbitration, obligations).
DELEGATED = frozenset({State.IN_MEDIATION, State.IN_ARBITRATION, State.PERFORMING})


class Sector(models.TextChoices):
    CO_CREATION = "zhongchuang", _("众创")
    CROWD_WORK = "zhongbao", _("众包")
    MUTUAL_AID = "zhongfu", _("众扶")
    CROWDFUNDING = "zhongchou", _("众筹")
    OTHER = "other", _("其他民事纠纷")


class Origin(models.TextChoices):
    ONLINE = "online", _("在线提交")
    DESK = "desk", _("现场接待")
    IMPORT = "import", _("历史导入")


class PartyRole(models.TextChoices):
    COMPLAINANT = "complainant", _("投诉人")
    RESPONDENT = "respondent", _("被投诉人")
    THIRD_PARTY = "third_party", _("第三人")


class PartyKind(models.TextChoices):
    PERSON = "person", _("个人")
    ORGANISATION = "organisation", _("单位")


class Mandate(models.TextChoices):
    """民诉法 62: admitting, waiving, changing claims and settling need a special mandate."""

    GENERAL = "general", _("一般代理")
    SPECIAL = "special", _("特别授权")


class Stance(models.TextChoices):
    ACCEPTS = "accepts", _("同意")
    PARTLY = "partly", _("部分同意")
    DENIES = "denies", _("不同意")


class OfferState(models.TextChoices):
    OPEN = "open", _("待回应")
    ACCEPTED = "accepted", _("已接受")
    REJECTED = "rejected", _("已拒绝")
    COUNTERED = "countered", _("已反提")
    WITHDRAWN = "withdrawn", _("已撤回")
    LAPSED = "lapsed", _("已失效")


class Action(models.TextChoices):
    """What somebody undertakes to do."""

    PAY = "pay", _("支付")
    REFUND = "refund", _("退款")
    DELIVER = "deliver", _("交付")
    REDO = "redo", _("返工或重做")
    RESTORE = "restore", _("恢复账号或权限")
    STOP = "stop", _("停止某行为")
    DELETE = "delete", _("删除内容或信息")
    APOLOGISE = "apologise", _("赔礼道歉")
    OTHER = "other", _("其他")


class ObligationState(models.TextChoices):
    DUE = "due", _("待履行")
    CLAIMED = "claimed", _("称已履行，待确认")
    PERFORMED = "performed", _("已履行")
    WAIVED = "waived", _("已免除")
    BREACHED = "breached", _("逾期未履行")


class PaymentState(models.TextChoices):
    REPORTED = "reported", _("待对方确认")
    CONFIRMED = "confirmed", _("已收到")
    CONTESTED = "contested", _("对方说没有收到")
    WITHDRAWN = "withdrawn", _("登记有误，已撤回")


class PaymentMethod(models.TextChoices):
    BANK = "bank", _("银行转账")
    WECHAT = "wechat", _("微信")
    ALIPAY = "alipay", _("支付宝")
    PLATFORM = "platform", _("平台退回")
    CASH = "cash", _("现金")
    OTHER = "other", _("其他方式")


class SignedOn(models.TextChoices):
    """How somebody at a window signed what was read back to them."""

    TABLET = "tablet", _("在屏幕上手写签名")
    PAPER = "paper", _("在打印的纸上签名")


class SettlementSource(models.TextChoices):
    NEGOTIATION = "negotiation", _("双方协商")
    OPINION = "opinion", _("接受处理意见")
    MEDIATION = "mediation", _("第三方调解")


class Channel(models.TextChoices):
    """The six channels of 国发〔2015〕53号（二十三）."""

    ONLINE = "online", _("在线争议解决")
    DESK = "desk", _("现场接待受理")
    REGULATOR = "regulator", _("监管部门投诉")
    MEDIATION = "mediation", _("第三方调解")
    ARBITRATION = "arbitration", _("仲裁")
    LITIGATION = "litigation", _("诉讼")


#: Where people go on their own: this platform knows that they chose it, not that it began there nor how it ended.
ELSEWHERE = frozenset({Channel.REGULATOR, Channel.LITIGATION})

#: The day an obligation is due is agreed, not ruled; only the creditor's silence has a rule.
OBLIGATION_CLOCKS: dict[str, Clock] = {ObligationState.CLAIMED: Clock("performance_confirm", (1,))}
PAYMENT_CLOCKS: dict[str, Clock] = {PaymentState.REPORTED: Clock("performance_confirm", (1,))}
#: Days before the agreed day on which whoever owes is reminded; the last on the day itself.
DUE_REMINDERS = (3, 1, 0)
