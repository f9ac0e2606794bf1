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
from ..states import MediationState
from .bargaining import Issue, Stand, issues
from .standing import TURN_PAGES

if TYPE_CHECKING:
    from accounts.models import User

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Summary:
    """`distance`: what is still asked less what is offered, claim by claim; None before the other side has spoken,
    and when it has ended without agreement: then nobody offers anything any more."""

    claimed: Decimal | None
    distance: Decimal | None
    turn: str


def summary(mediation: Mediation, user: User, on_table: Iterable[Issue] | None = None) -> Summary:
    conceded = _conceded(mediation)
    is_over = mediation.state == MediationState.TERMINATED
    claimed, apart, has_spoken = [], [], bool(conceded)
    for issue in issues(mediation) if on_table is None else on_table:
        if issue.claim is None or issue.claim.amount is None:
            continue
        asked, offered = _on_table(issue, PartyRole.COMPLAINANT), _on_table(issue, PartyRole.RESPONDENT)
        has_spoken = has_spoken or issue.is_agreed or offered is not None
        claimed.append(issue.claim.amount)
        if not issue.is_agreed:
            asked = issue.claim.amount if asked is None else asked
            offered = conceded.get(issue.claim.pk, NOTHING) if offered is None else offered
            apart.append(max(asked - offered, NOTHING))
    return Summary(
        claimed=sum(claimed, NOTHING) if claimed else None,
        distance=sum(apart, NOTHING) if claimed and has_spoken and not is_over else None,
        turn=_turn(mediation, user),
    )


def _on_table(issue: Issue, role: str) -> Decimal | None:
    """What those who complain would get by the last word of this side; of several of a side the highest."""
    words = [stand for stand in issue.stands if stand.party.role == role and stand.is_on_table]
    return max((net for stand in words if (net := _net(issue, stand)) is not None), default=None)


def _net(issue: Issue, stand: Stand) -> Decimal | None:
    """All its payments together, those the other way round taken off; None without a sum."""
    complain = {one.party.pk for one in issue.stands if one.party.role == PartyRole.COMPLAINANT}
    terms = [item.term for item in stand.items]
    sums = [
        term.amount if term.creditor in complain else -term.amount
        for term in terms
        if term.amount is not None
    ]
    return sum(sums, NOTHING) if sums else None


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
