"""One case in a line: how much it is about, how far apart they are by now, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from disputes.models import ClaimAnswer, Turn
from disputes.states import PartyRole, Stance

from ..models import Mediation
from .bargaining import Issue, issues
from .standing import TURN_PAGES

if TYPE_CHECKING:
    from accounts.models import User

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Summary:
    """`distance`: what is still asked less what is offered, claim by claim; None while nobody has said a sum."""

    claimed: Decimal | None
    distance: Decimal | None
    turn: str


def summary(mediation: Mediation, user: User, on_table: Iterable[Issue] | None = None) -> Summary:
    on_table = issues(mediation) if on_table is None else on_table
    about_money = [one for one in on_table if one.claim is not None and one.claim.amount is not None]
    answered = _conceded(mediation)
    apart = [_distance(one, answered) for one in about_money]
    return Summary(
        claimed=sum((_claimed(one) for one in about_money), NOTHING) if about_money else None,
        distance=sum((gap for gap in apart if gap is not None), NOTHING)
        if None not in apart and apart
        else None,
        turn=_turn(mediation, user),
    )


def _claimed(issue: Issue) -> Decimal:
    assert issue.claim is not None and issue.claim.amount is not None
    return issue.claim.amount


def _distance(issue: Issue, answered: dict[int, Decimal]) -> Decimal | None:
    """What was put on the table last counts before what the claim and its answer said."""
    if issue.is_agreed:
        return NOTHING
    asked = _on_table(issue, PartyRole.COMPLAINANT, default=_claimed(issue))
    offered = _on_table(
        issue, PartyRole.RESPONDENT, default=answered.get(issue.claim.pk if issue.claim else 0)
    )
    if asked is None or offered is None:
        return None
    return max(asked - offered, NOTHING)


def _on_table(issue: Issue, role: str, *, default: Decimal | None) -> Decimal | None:
    sums = [
        stand.item.term.amount
        for stand in issue.stands
        if stand.party.role == role and stand.item is not None
    ]
    return max((amount for amount in sums if amount is not None), default=default)


def _conceded(mediation: Mediation) -> dict[int, Decimal]:
    """By claim, the most that a respondent's newest answer grants."""
    answers = ClaimAnswer.objects.filter(claim__dispute=mediation.dispute_id).exclude(claim__amount=None)
    newest = {
        (answer.claim_id, answer.response.party_id): answer
        for answer in answers.select_related("response", "claim").order_by("response__answered_at", "pk")
    }
    best: dict[int, Decimal] = {}
    for (claim, _party), answer in newest.items():
        best[claim] = max(best.get(claim, NOTHING), _granted(answer))
    return best


def _granted(answer: ClaimAnswer) -> Decimal:
    claimed = answer.claim.amount or NOTHING
    if answer.stance == Stance.ACCEPTS:
        return claimed
    return min(answer.amount or NOTHING, claimed) if answer.stance == Stance.PARTLY else NOTHING


def _turn(mediation: Mediation, user: User) -> str:
    turns = Turn.objects.open().filter(dispute=mediation.dispute_id, kind__in=TURN_PAGES)
    turn = turns.prefetch_related("holders__party", "holders__user").first()
    if turn is None:
        return ""
    holders = sorted(turn.holders.all(), key=lambda one: (one.party_id or 0, one.pk))
    parties = [one.party.name for one in holders if one.party is not None]
    if parties:
        return "、".join(parties)
    if any(one.user_id == user.pk for one in holders):
        return _("轮到您")
    people = [one.user.name for one in holders if one.user is not None]
    return "、".join(people) or mediation.body.name
