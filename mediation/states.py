"""Where a mediation stands, how it ended, and the words around it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from disputes.states import Clock

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class MediationState(models.TextChoices):
    CONSENTING = "consenting", _("待另一方同意")
    BODY_DECIDING = "body_deciding", _("待调解组织决定")
    CHOOSING = "choosing", _("各方选调解员")
    APPOINTING = "appointing", _("待指定调解员")
    DISCLOSING = "disclosing", _("待调解员接受并披露")
    CHALLENGEABLE = "challengeable", _("可以申请回避")
    CHALLENGED = "challenged", _("回避审查中")
    MEDIATING = "mediating", _("调解进行中")
    SIGNING = "signing", _("待签署协议")
    AGREED = "agreed", _("达成协议")
    TERMINATED = "terminated", _("终止调解")


M = MediationState

#: Every state that waits has a clock; what happens when it runs out is in services/silence.py.
CLOCKS: dict[str, Clock] = {
    M.CONSENTING: Clock("mediation_consent"),
    M.BODY_DECIDING: Clock("body_acceptance"),
    M.CHOOSING: Clock("mediator_choice"),
    M.APPOINTING: Clock("appointment"),
    M.DISCLOSING: Clock("mediator_disclosure"),
    M.CHALLENGEABLE: Clock("mediator_challenge"),
    M.CHALLENGED: Clock("challenge_decision"),
    M.MEDIATING: Clock("mediation_course", (7, 3, 1)),
    M.SIGNING: Clock("agreement_signing", (3, 1)),
}
#: Runs beside the clock of the state, from the first session to the end.
HARD_STOP = Clock("mediation_hard_stop", (7, 1))
RUNNING = frozenset(CLOCKS)
ENDED = frozenset({M.AGREED, M.TERMINATED})
#: A mediator is in office, or about to be.
IN_OFFICE = frozenset({M.DISCLOSING, M.CHALLENGEABLE, M.CHALLENGED, M.MEDIATING, M.SIGNING})


class Ground(models.TextChoices):
    """Why a mediation ends without agreement: the rulebook's codes, the ones this app sets itself."""

    WITHDRAWN = "termination.withdrawn_or_settled", _("当事人撤回申请或者自行和解")
    UNWILLING = "termination.absent_or_refused", _("一方无正当理由不参加或者明确拒绝调解")
    NOT_POSSIBLE = "termination.no_agreement_possible", _("经调解无法达成一致")
    FAR_APART = "termination.far_apart", _("各方分歧过大")
    TIME_UP = "termination.time_up", _("调解期限届满未达成协议")
    UNREACHABLE = "termination.unreachable", _("无法联系到一方当事人")
    REFUSES_TO_SIGN = "termination.refuses_to_sign", _("达成一致后一方拒绝签署")
    LATER_FOUND = "termination.later_found_ground", _("受理后发现不应受理的情形")
    SHAM = "termination.sham_suspected", _("疑似虚假调解")
    CRIME = "termination.crime_suspected", _("涉嫌犯罪，停止调解")
    BODY_WITHDREW = "termination.body_withdrew", _("调解组织或者调解员无法继续")


#: What a mediator may end a mediation for.
MEDIATOR_GROUNDS = (
    Ground.NOT_POSSIBLE,
    Ground.FAR_APART,
    Ground.UNWILLING,
    Ground.UNREACHABLE,
    Ground.SHAM,
    Ground.CRIME,
)
#: What a body may refuse or give back a case for.
BODY_GROUNDS = (Ground.BODY_WITHDREW, Ground.LATER_FOUND)
#: The matter itself is for others: the reasons stay sealed, nobody is warned (人民调解法 25, 特邀调解规定 18).
SUSPICIONS = frozenset({Ground.SHAM, Ground.CRIME})


class ChosenHow(models.TextChoices):
    JOINT_CHOICE = "joint_choice", _("各方共同选定")
    BY_BODY = "by_body", _("调解组织指定")
    DRAW = "draw", _("抽签确定")
    SUGGESTED = "suggested", _("调解组织按专长和在办件数指定")


class Office(models.TextChoices):
    LEAD = "lead", _("调解员")
    CO_MEDIATOR = "co", _("协同调解员")


class EndOfOffice(models.TextChoices):
    DECLINED = "declined", _("不接受指定")
    SILENT = "silent", _("逾期未答复")
    CHALLENGED = "challenged", _("因回避更换")
    RESIGNED = "resigned", _("中途退出")
    CONCLUDED = "concluded", _("调解结束")


class ChallengeState(models.TextChoices):
    OPEN = "open", _("待决定")
    UPHELD = "upheld", _("准予回避")
    DISMISSED = "dismissed", _("驳回申请")
    MOOT = "moot", _("不再需要决定")


class ProposalState(models.TextChoices):
    OPEN = "open", _("待各方回应")
    ACCEPTED = "accepted", _("各方接受")
    FAILED = "failed", _("未获一致接受")
    WITHDRAWN = "withdrawn", _("已撤回")


class BiddingState(models.TextChoices):
    OFFERED = "offered", _("待双方同意")
    OPEN = "open", _("报价中")
    MATCHED = "matched", _("已成交")
    EXHAUSTED = "exhausted", _("轮次用完，没有成交")
    STOPPED = "stopped", _("已停止")


class BiddingEnd(models.TextChoices):
    """Why a bidding stopped. Never through whom."""

    NOT_AGREED = "not_agreed", _("双方没有都同意")
    NOT_COMPLETED = "not_completed", _("这一轮没有完成")
    CALLED_OFF = "called_off", _("已取消")


#: What the room is told when a bidding stops.
TOLD_AT_STOP: dict[str, str | _StrPromise] = {
    BiddingEnd.NOT_AGREED: _("双方没有都同意双盲报价，报价没有开始。"),
    BiddingEnd.NOT_COMPLETED: _("双盲报价这一轮没有完成，报价结束，已收到的报价已经销毁。"),
    BiddingEnd.CALLED_OFF: _("双盲报价已经取消，已收到的报价已经销毁。"),
}


class BiddingRule(models.TextChoices):
    """When a sum comes about of two bids. It is always the one in the middle."""

    OVERLAP = "overlap", _("交叉才成交")
    GAP_YUAN = "gap_yuan", _("相差不超过约定的金额也成交")
    GAP_PERCENT = "gap_percent", _("相差不超过约定的百分比也成交")


#: The clocks of a bidding; each round has its own.
BIDDING_CLOCKS: dict[str, Clock] = {
    BiddingState.OFFERED: Clock("bidding_consent"),
    BiddingState.OPEN: Clock("bidding_round"),
}


class TableOfferState(models.TextChoices):
    OPEN = "open", _("待回应")
    ACCEPTED = "accepted", _("已全部接受")
    PARTLY = "partly", _("已部分接受")
    COUNTERED = "countered", _("已还价")
    REJECTED = "rejected", _("未接受")
    WITHDRAWN = "withdrawn", _("已撤回")
    LAPSED = "lapsed", _("已失效")


class TermAnswer(models.TextChoices):
    WAITING = "waiting", _("待回应")
    ACCEPTED = "accepted", _("谈拢")
    COUNTERED = "countered", _("已还价")
    REFUSED = "refused", _("不接受")


class AgreementState(models.TextChoices):
    DRAFT = "draft", _("草案")
    SIGNING = "signing", _("待签署")
    SIGNED = "signed", _("已生效")
    REPLACED = "replaced", _("已被新稿替换")
    LAPSED = "lapsed", _("未生效")


class SignerRole(models.TextChoices):
    PARTY = "party", _("当事人")
    MEDIATOR = "mediator", _("调解员")
    CO_MEDIATOR = "co", _("协同调解员")
    BODY = "body", _("调解组织")


class SigningMethod(models.TextChoices):
    PASSWORD = "password", _("输入姓名并再次核验密码")
    CODE = "code", _("输入姓名和一次性验证码")


class FactListState(models.TextChoices):
    OPEN = "open", _("正在核对")
    SIGNING = "signing", _("待各方确认")
    ISSUED = "issued", _("已成文")
    LAPSED = "lapsed", _("未成文")


class FactSource(models.TextChoices):
    """Where a statement comes from."""

    FILING = "filing", _("投诉材料")
    ANSWER = "answer", _("答复意见")
    EVIDENCE = "evidence", _("证据")
    TALK = "talk", _("全体会谈")


class FactAnswer(models.TextChoices):
    AGREE = "agree", _("没有争议")
    DISAGREE = "disagree", _("有争议")
    CHANGE = "change", _("改一改就认可")


#: What happens when nobody acts, said beforehand.
SILENCE: dict[str, str | _StrPromise] = {
    M.CONSENTING: _("如果到期没有答复，案件转给调解组织；之后仍可随时退出。"),
    M.BODY_DECIDING: _("如果调解组织到期没有决定，调解终止，投诉人可以选择其他途径。"),
    M.CHOOSING: _("如果到期没有共同选定，由调解组织指定调解员。"),
    M.APPOINTING: _("如果到期没有指定，调解终止，投诉人可以选择其他途径。"),
    M.DISCLOSING: _("如果调解员到期没有答复，由调解组织另行指定。"),
    M.CHALLENGEABLE: _("如果到期没有人申请回避，调解开始。"),
    M.CHALLENGED: _("如果调解组织到期没有决定，视为准予回避，另行指定调解员。"),
    M.MEDIATING: _("如果到期没有达成协议，调解终止；各方都同意的，可以延长一次。"),
    M.SIGNING: _("如果到期没有签完，协议不生效，调解终止。"),
}
#: While the time to think again runs.
COOLING_OFF_SILENCE = _("冷静期过后自动进入签署。在那以前，确认过文字的一方可以撤回确认，不用说明理由。")


# --- sessions ---------------------------------------------------------------------------------------


class SessionState(models.TextChoices):
    PROPOSED = "proposed", _("正在商定时间")
    FIXED = "fixed", _("时间已定")
    HELD = "held", _("已经举行")
    ADJOURNED = "adjourned", _("休会，另日继续")
    CANCELLED = "cancelled", _("已经取消")
    NOT_HELD = "not_held", _("没有开成")


class SessionWay(models.TextChoices):
    ROOM = "room", _("在本平台的会谈室")
    VIDEO = "video", _("视频会议")
    PLACE = "place", _("当面")


class Suits(models.TextChoices):
    YES = "yes", _("可以")
    IF_NEED_BE = "if", _("勉强可以")
    NO = "no", _("不行")


OPEN_SESSIONS = frozenset({SessionState.PROPOSED, SessionState.FIXED})
#: Took place, or was to: stands in the record.
PAST_SESSIONS = frozenset({SessionState.HELD, SessionState.ADJOURNED, SessionState.NOT_HELD})
#: How long the parties may answer; how long the mediator may then take; until when attendance is recorded.
SESSION_ANSWER = Clock("session_answer", (1,))
SESSION_FIXING = Clock("session_fixing")
SESSION_RECORD = Clock("session_record")
SESSION_CLOCKS: dict[str, Clock] = {SessionState.PROPOSED: SESSION_ANSWER}
#: The least time between the notice and the session, unless all said yes to it.
SESSION_NOTICE = "session_notice"
#: A word before the session, each so long before it.
SESSION_REMINDERS = {
    "mediation.session.first_reminder": "session_first_reminder",
    "mediation.session.last_reminder": "session_last_reminder",
}
#: So often absent without good reason, and the mediator may end the mediation.
SESSION_ABSENCES = "session_absences"
#: Times one mediator's call, and one party's answer, can hold.
MOST_TIMES = 5
MOST_OWN_TIMES = 2
#: From so long before its start a session's room counts whoever is in it as come.
DOORS_OPEN = timedelta(minutes=30)
#: No session is longer: whoever needs more adjourns.
LONGEST_SESSION = timedelta(hours=8)
#: What happens to a session when nobody acts, said beforehand.
SESSION_SILENCE: dict[str, str | _StrPromise] = {
    "mediation.session.proposed": _("到期没有答复，视为对这些时间没有意见，由调解员确定。"),
    "mediation.session.fixing": _(
        "到期没有确定，自动定为没有人反对的最早时间；没有这样的时间，这次会议取消。"
    ),
    "mediation.session.fixed": _(
        "到期没有登记，按会谈室里看到的登记：各方都在，算已经举行；否则算没有开成，不算谁缺席。"
    ),
}


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


class CoMediatorState(models.TextChoices):
    NAMED = "named", _("待接受并披露")
    CHALLENGEABLE = "challengeable", _("可以申请回避")
    CHALLENGED = "challenged", _("回避审查中")
    SEATED = "seated", _("参加调解")
    LEFT = "left", _("已退出")


CO_CLOCKS: dict[str, Clock] = {
    CoMediatorState.NAMED: Clock("mediator_disclosure"),
    CoMediatorState.CHALLENGEABLE: Clock("mediator_challenge"),
    CoMediatorState.CHALLENGED: Clock("challenge_decision"),
}
CO_SILENCE: dict[str, str | _StrPromise] = {
    CoMediatorState.NAMED: _("如果到期没有答复，视为不接受；调解照常进行。"),
    CoMediatorState.CHALLENGEABLE: _("如果到期没有人申请回避，协同调解员加入会谈。"),
    CoMediatorState.CHALLENGED: _("如果调解组织到期没有决定，视为准予回避；调解照常进行。"),
}


class DrawState(models.TextChoices):
    OPEN = "open", _("已公布名册，等各方写词")
    DRAWN = "drawn", _("已抽签")
    VOID = "void", _("未抽签")


#: A clock beside that of the state: when it runs out, the lot is drawn.
DRAW_CLOCK = Clock("draw_words")
DRAW_KIND = "mediation.mediation.draw"
DRAW_SILENCE = _("到期自动抽签，写没写词都一样有效。")


class ConductState(models.TextChoices):
    HEARING = "hearing", _("待调解员说明")
    DECIDING = "deciding", _("待主管决定")
    UPHELD = "upheld", _("投诉成立")
    DISMISSED = "dismissed", _("投诉不成立")
    UNDECIDED = "undecided", _("逾期未决定")
    WITHDRAWN = "withdrawn", _("已撤回")


CONDUCT_CLOCKS: dict[str, Clock] = {
    ConductState.HEARING: Clock("conduct_hearing"),
    ConductState.DECIDING: Clock("conduct_decision"),
}
CONDUCT_SILENCE: dict[str, str | _StrPromise] = {
    ConductState.HEARING: _("如果调解员到期没有说明，主管根据已有材料决定。"),
    ConductState.DECIDING: _(
        "如果主管到期没有决定，投诉记为逾期未决定，您可以向主管该组织的司法行政部门反映。"
    ),
}


class ObjectionState(models.TextChoices):
    OPEN = "open", _("异议处理中")
    UPHELD = "upheld", _("异议成立")
    DISMISSED = "dismissed", _("异议不成立")


OBJECTION_CLOCKS: dict[str, Clock] = {ObjectionState.OPEN: Clock("figure_objection")}


class Language(models.TextChoices):
    """Codes of ISO 639-3; what a mediator can mediate in."""

    MANDARIN = "cmn", _("普通话")
    CANTONESE = "yue", _("粤语")
    WU = "wuu", _("吴语（江浙沪）")
    MIN_NAN = "nan", _("闽南语")
    HAKKA = "hak", _("客家话")
    XIANG = "hsn", _("湘语")
    GAN = "gan", _("赣语")
    SICHUAN = "sc", _("四川话")
    TIBETAN = "bod", _("藏语")
    UYGHUR = "uig", _("维吾尔语")
    MONGOLIAN = "mon", _("蒙古语")
    KAZAKH = "kaz", _("哈萨克语")
    KOREAN = "kor", _("朝鲜语")
    ZHUANG = "zha", _("壮语")
    YI = "iii", _("彝语")
    ENGLISH = "eng", _("英语")
    SIGN = "csl", _("中国手语")


#: Before a certificate runs out its mediator and the secretary are told; afterwards nobody may be named on it.
CERTIFICATE_NOTICES = {
    "mediation.certificate.first": "certificate_notice_first",
    "mediation.certificate.second": "certificate_notice_second",
    "mediation.certificate.last": "certificate_notice_last",
}
CERTIFICATE_EXPIRED = "mediation.certificate.expired"
