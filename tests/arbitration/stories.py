"""A referral told in a few words, for tests that begin in the middle. Each runs the real services."""

from __future__ import annotations

from arbitration import services
from arbitration.models import Referral
from disputes.models import Dispute
from tests import stories
from tests.cast import Cast
from tests.rigs.retold import retold

CLAUSE = (
    "因本合同引起的或与本合同有关的任何争议，均提请示例市仲裁委员会仲裁。仲裁裁决是终局的，对双方均有约束力。"
)


def _now(referral: Referral, *args: object) -> Referral:
    return fresh(referral)


@retold(again=_now)
def preparing(cast: Cast, dispute: Dispute | None = None) -> Referral:
    referral = services.prepare_referral(
        dispute or stories.choosing_road(cast),
        by=cast.complainant,
        commission=cast.arbitration_commission,
        agreement_form="clause",
        agreement_text=CLAUSE,
    )
    return fresh(referral)


@retold(again=_now)
def agreeing(cast: Cast, dispute: Dispute | None = None) -> Referral:
    referral = services.propose_submission(
        dispute or stories.choosing_road(cast),
        by=cast.complainant,
        commission=cast.arbitration_commission,
        name="李小雨",
    )
    return fresh(referral)


@retold(again=_now)
def agreed(cast: Cast) -> Referral:
    return fresh(services.accept_submission(agreeing(cast), by=cast.respondent, name="王强"))


@retold(again=_now)
def sent(cast: Cast, dispute: Dispute | None = None) -> Referral:
    return fresh(services.send_referral(preparing(cast, dispute), by=cast.complainant))


@retold(again=_now)
def accepted(cast: Cast) -> Referral:
    return fresh(services.accept_referral(sent(cast), by=cast.registrar, case_number="（2026）示仲字第128号"))


def fresh(referral: Referral) -> Referral:
    return Referral.objects.select_related("dispute__chain", "commission", "applicant", "proceeding").get(
        pk=referral.pk
    )
