"""What the docket commits to of a case: what was said and asked, who the parties are, what was offered, agreed, paid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Model, Q

from docket.commitments import Kept, Lookup, every, named
from docket.selectors import Fault

from .models import (
    Claim,
    ClaimAnswer,
    Dispute,
    Obligation,
    Offer,
    Opinion,
    Party,
    Payment,
    ReferenceSeries,
    Representative,
    Response,
    Settlement,
    TakenDown,
)
from .states import Origin, State

FILED = "disputes.filed"
IMPORTED = "disputes.history_imported"
ANSWERED = ("disputes.answered", "disputes.answer_added")


def _kept(
    name: str, model: type[Model], path: str, fields: str, at: Mapping[str, Lookup], **more: Any
) -> Kept:
    """A draft is its author's to change: nothing of it is owed before it is filed."""
    way = f"{path}__" if path else ""
    owed = ~Q(**{f"{way}state": State.DRAFT})
    return Kept(f"disputes.{name}", model, f"{way}chain", tuple(fields.split()), at, owed=owed, **more)


def _of_party(facts: Mapping[str, Any]) -> Q:
    return Q(party=facts["party"])


KEPT = (
    _kept(
        "dispute",
        Dispute,
        "",
        "reference filed_at origin sector category title happened_on region order_number amount platform"
        " is_against_platform is_taken_elsewhere prior_steps created_by",
        {FILED: every, IMPORTED: every},
    ),
    _kept(
        "dispute.narrative",
        Dispute,
        "",
        "narrative",
        {FILED: every, IMPORTED: every, "disputes.completed": every},
        may_change=True,
    ),
    _kept(
        "party",
        Party,
        "dispute",
        "role kind name organisation position",
        {
            FILED: every,
            IMPORTED: every,
            "disputes.party_added": named("party"),
            "disputes.party_identified": named("party"),
        },
        may_change=True,
    ),
    _kept(
        "representative",
        Representative,
        "party__dispute",
        "party name phone mandate starts_on",
        {"disputes.representative_appointed": _of_party},
    ),
    _kept(
        "taken_down",
        TakenDown,
        "dispute",
        "party officer window act title statement statement_sha256 signed_on strokes scan agreed_in_person taken_at",
        {"disputes.taken_down": named("record")},
    ),
    _kept("claim", Claim, "dispute", "remedy amount detail position", {FILED: every}),
    _kept(
        "response",
        Response,
        "dispute",
        "party text answered_by answered_at",
        dict.fromkeys(ANSWERED, _of_party),
    ),
    _kept(
        "claim_answer",
        ClaimAnswer,
        "response__dispute",
        "response claim stance amount note",
        {verb: named("party", "response__party") for verb in ANSWERED},
    ),
    _kept(
        "offer",
        Offer,
        "dispute",
        "number by_party to_party terms message accelerates counters made_by made_at",
        {"disputes.offer_made": named("offer", "number")},
    ),
    _kept(
        "opinion",
        Opinion,
        "dispute",
        "facts_found evidence_accepted rule_name rule_version reasons terms is_automated issued_by issued_at",
        {"disputes.opinion_issued": every},
    ),
    _kept(
        "settlement",
        Settlement,
        "dispute",
        "source text terms accelerates reached_at",
        {"disputes.settled": every},
    ),
    _kept(
        "obligation",
        Obligation,
        "settlement__dispute",
        "settlement obligor creditor action detail amount position",
        {"disputes.settled": every},
    ),
    _kept(
        "obligation.day",
        Obligation,
        "settlement__dispute",
        "due_on first_due_on called_due_at",
        {
            "disputes.settled": every,
            "disputes.obligation_extended": named("obligation"),
            "disputes.whole_sum_called": named("obligation"),
        },
        may_change=True,
    ),
    _kept(
        "payment",
        Payment,
        "obligation__settlement__dispute",
        "obligation amount surplus paid_on method note proof reported_by reported_at",
        {"disputes.payment_reported": named("payment")},
    ),
    _kept(
        "payment.state",
        Payment,
        "obligation__settlement__dispute",
        "state answered_at answered_by answer_note",
        {
            f"disputes.payment_{what}": named("payment")
            for what in ("reported", "confirmed", "contested", "withdrawn")
        },
        may_change=True,
    ),
)


def references_without_gaps() -> Iterator[Fault]:
    """Each year's numbers are there from the first to the last that was given."""
    given = set(Dispute.objects.exclude(origin=Origin.IMPORT).values_list("reference", flat=True))
    for series in ReferenceSeries.objects.order_by("year"):
        for number in range(1, series.last + 1):
            if (missing := f"JF-{series.year}-{number:06d}") not in given:
                yield Fault("number_missing", about=missing)
