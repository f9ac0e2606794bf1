"""Where a referral to an arbitration commission stands, and the words of the agreement check."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from disputes.states import Clock


class ReferralState(models.TextChoices):
    AGREEING = "agreeing", _("待对方同意仲裁")
    PREPARING = "preparing", _("准备申请材料")
    SENT = "sent", _("已移送，待仲裁机构回复")
    ACCEPTED = "accepted", _("仲裁机构已受理")
    REFUSED = "refused", _("仲裁机构不予受理")
    UNANSWERED = "unanswered", _("仲裁机构逾期未回复")
    AWARDED = "awarded", _("已作出裁决")
    SETTLED = "settled", _("仲裁中和解")
    WITHDRAWN = "withdrawn", _("已撤回")
    LAPSED = "lapsed", _("逾期未提交")
    NOT_AGREED = "not_agreed", _("未达成仲裁协议")


#: Every state that waits has a clock; what happens when it runs out is in services/silence.py.
CLOCKS: dict[str, Clock] = {
    ReferralState.AGREEING: Clock("submission_reply", (3, 1)),
    ReferralState.PREPARING: Clock("arbitration_preparation", (7, 1)),
    ReferralState.SENT: Clock("arbitration_receipt", (1,)),
    ReferralState.ACCEPTED: Clock("arbitration_award", (7,)),
}
RUNNING = frozenset(CLOCKS)
#: In the hands of the commission.
AT_COMMISSION = frozenset({ReferralState.SENT, ReferralState.ACCEPTED})


class AgreementForm(models.TextChoices):
    """Where the parties agreed to arbitrate."""

    CLAUSE = "clause", _("合同或服务协议中的仲裁条款")
    SEPARATE = "separate", _("单独签订的仲裁协议")
    SUBMISSION = "submission", _("纠纷发生后在本平台达成的仲裁协议")


class Verdict(models.TextChoices):
    VALID = "valid", _("符合要求")
    CURABLE = "curable", _("需要补充约定")
    UNCLEAR = "unclear", _("看不清楚，要由人看")
    INVALID = "invalid", _("不能据此仲裁")


class Sex(models.TextChoices):
    """仲裁法 34 asks for it; nobody has to say."""

    FEMALE = "female", _("女")
    MALE = "male", _("男")
    UNSAID = "", _("未填写")


#: Grounds with which this app itself closes the passport's row; a commission's refusal has the rulebook's codes.
NOT_AGREED = "arbitration_not_agreed"
LAPSED = "arbitration_lapsed"
UNANSWERED = "arbitration_unanswered"
WITHDRAWN = "arbitration_withdrawn"
REFUSED_OTHERWISE = "arbitration_refused.other"
