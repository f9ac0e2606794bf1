"""How an agreement goes to the court, and what comes back from there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from mediation.models import Mediation
from tests.cast import Cast
from tests.mediation import confirmations
from tests.mediation.cases import Case, make_case
from tests.pages.acts.act import Act, sends, the_dispute


def confirming(name: str) -> Callable[[], str]:
    return lambda: reverse(f"mediation:confirmation_{name}", args=[Mediation.objects.get().pk])


def confirmable(stage: Callable[[Case], Any]) -> Callable[[Cast], None]:
    def story(cast: Cast) -> None:
        stage(make_case(cast))

    return story


def ready_for_court(told: Case) -> None:
    confirmations.packed(told, is_bound=False)


def _own_sheet() -> str:
    party = the_dispute().parties.get(role="complainant")
    return reverse("mediation:confirmation_particulars", args=[Mediation.objects.get().pk, party.pk])


def _today(**more: Any) -> Callable[[], dict[str, Any]]:
    return lambda: {"on": timezone.localdate().isoformat(), **more}


ACTS = {
    "want_confirmation": Act(
        confirmable(confirmations.opened), "complainant", confirming("answer"), sends(answer="yes")
    ),
    "decline_confirmation": Act(
        confirmable(confirmations.opened), "respondent", confirming("answer"), sends(answer="no")
    ),
    "give_particulars": Act(
        confirmable(confirmations.preparing),
        "complainant",
        _own_sheet,
        sends(**confirmations.values("李小雨"), pledges="on", pledged_name="李小雨"),
    ),
    "certify": Act(confirmable(confirmations.preparing), "secretary", confirming("certify"), sends()),
    "hand_in": Act(
        confirmable(ready_for_court),
        "complainant",
        confirming("hand_in"),
        _today(
            court_choice="body_place", court_name="示例市东区人民法院", method="counter", receipt_number="7"
        ),
    ),
    "court_dismisses": Act(
        confirmable(confirmations.with_court),
        "secretary",
        confirming("court"),
        _today(
            answer="dismissed",
            ground="confirmation_dismissed.unclear",
            case_number="（2026）示0101民特1号",
            note="没有写明付款账户。",
            until="",
        ),
    ),
    "supplemented": Act(
        confirmable(confirmations.supplementing), "respondent", confirming("supplemented"), sends()
    ),
    "withdraw_confirmation": Act(
        confirmable(confirmations.with_court), "respondent", confirming("withdraw"), sends()
    ),
}
