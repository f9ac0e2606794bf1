"""Where a referral to an arbitration commission stands, and the words of the agreement check."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from disputes.states import Clock


class ReferralState(models.TextChoices):
    PREPARING = "preparing", _("准备申请材料")
    SENT = "sent", _("已移送，待仲裁机构回复")
    ACCEPTED = "accepted", _("仲裁机构已受理")
    REFUSED = "refused", _("仲裁机构不予受理")
    UNANSWERED = "unanswered", _("仲裁机构逾期未回复")
    AWARDED = "awarded", _("已作出裁决")
    SETTLED = "settled", _("仲裁中和解")
    WITHDRAWN = "withdrawn", _("已撤回")
    LAPSED = "lapsed", _("逾期未提交")


CLOCKS: dict[str, Clock] = {
    ReferralState.PREPARING: Clock("arbitration_preparation", (7, 1)),
    ReferralState.SENT: Clock("arbitration_receipt", (1,)),
    ReferralState.ACCEPTED: Clock("arbitration_award", (7,)),
}
RUNNING = frozenset(CLOCKS)


class AgreementForm(models.TextChoices):
    """Where the parties agreed to arbitrate."""

    CLAUSE = "clause", _("合同或服务协议中的仲裁条款")
    SEPARATE = "separate", _("单独签订的仲裁协议")
    SUBMISSION = "submission", _("纠纷发生后双方同意仲裁")


class Verdict(models.TextChoices):
    VALID = "valid", _("符合要求")
    CURABLE = "curable", _("需要补充约定")
    INVALID = "invalid", _("不能据此仲裁")
