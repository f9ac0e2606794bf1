"""Where a mediation stands, how it ended, and who holds the office."""

from __future__ import annotations

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
    PARTY_LEFT = "termination.party_left", _("一方退出调解")
    REFUSED = "termination.refused", _("一方不同意调解")
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

#: A party used its right (人民调解法 17, 23): nobody decided anything, and its reasons are its own.
PARTYS_OWN = frozenset({Ground.WITHDRAWN, Ground.PARTY_LEFT, Ground.REFUSED})
#: Of these the paper does not say why.
UNTOLD = SUSPICIONS | PARTYS_OWN


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
    LEFT_BODY = "left_body", _("不再是本组织的调解员")
    CONCLUDED = "concluded", _("调解结束")


class ChallengeState(models.TextChoices):
    OPEN = "open", _("待决定")
    UPHELD = "upheld", _("准予回避")
    DISMISSED = "dismissed", _("驳回申请")
    MOOT = "moot", _("不再需要决定")


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
