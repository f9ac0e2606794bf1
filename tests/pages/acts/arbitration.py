"""How a case goes to the arbitration commission, and what is done with it there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation
from arbitration.models import Referral
from tests import stories
from tests.arbitration import stories as referrals
from tests.arbitration.stories import CLAUSE
from tests.cast import Cast
from tests.pages.acts.act import Act, sends, the_dispute


def referred(name: str) -> Callable[[], str]:
    return lambda: reverse(f"arbitration:{name}", args=[Referral.objects.get().pk])


def taken_by_commission(cast: Cast) -> Referral:
    return referrals.accepted(cast)


def _application() -> dict[str, Any]:
    referral = Referral.objects.get()
    party = f"party{referral.applicant_id}"
    other = f"party{referral.dispute.parties.get(role='respondent').pk}"
    return {
        "requests": "支付报酬3000元。",
        "facts": "交稿验收，没有付款。",
        f"{party}-name": "李小雨",
        f"{party}-domicile": "示例市东区和平路1号",
        f"{party}-phone": "13800000001",
        f"{other}-name": "王强",
        "do": "send",
    }


def _commission():
    return Organisation.objects.get(kind="arbitration_commission")


ACTS = {
    "request_arbitration": Act(
        stories.choosing_road,
        "complainant",
        lambda: reverse("arbitration:request", args=[the_dispute().reference]),
        lambda: {"commission": _commission().pk, "agreement_form": "clause", "agreement_text": CLAUSE},
    ),
    "propose_arbitration": Act(
        stories.choosing_road,
        "complainant",
        lambda: reverse("arbitration:propose", args=[the_dispute().reference]),
        lambda: {
            "commission": _commission().pk,
            "matters": "报酬争议",
            "name": "李小雨",
            "agrees": "on",
            "do": "send",
        },
    ),
    "accept_submission": Act(
        referrals.agreeing, "respondent", referred("submission"), sends(name="王强", agrees="on", do="accept")
    ),
    "send_application": Act(referrals.preparing, "complainant", referred("prepare"), _application),
    "withdraw_application": Act(referrals.sent, "complainant", referred("withdraw"), sends(reason="另选")),
    "register": Act(referrals.sent, "registrar", referred("register"), sends(do="accept", case_number="1号")),
    "award": Act(
        taken_by_commission,
        "registrar",
        referred("result"),
        lambda: {
            "do": "award",
            "number": "2号",
            "awarded_on": timezone.localdate().isoformat(),
            "summary": "付款。",
        },
    ),
}
