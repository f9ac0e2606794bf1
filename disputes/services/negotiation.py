"""Structured offers between the parties. Accepting one makes a settlement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from notices.states import PaperKind

from ..answers import answers_of
from ..engine import acting, note
from ..exceptions import NotLawfulNow, NotPermitted, NotValid
from ..models import Dispute, Offer, Party, Settlement
from ..policies import require_party, speaks_for
from ..states import OfferState, PartyRole, SettlementSource, State
from ..terms import Term, from_json, to_json
from .roads import move_on_from_negotiation
from .serving import has_acted_on
from .settlement import check_terms, conclude_settlement

if TYPE_CHECKING:
    from accounts.models import User

#: While the case is inside, the sides may always come to terms themselves.
NEGOTIABLE = frozenset(
    {
        State.SERVING,
        State.ANSWERING,
        State.NEGOTIATING,
        State.REVIEWING,
        State.OPINION_SERVING,
        State.OPINION_ISSUED,
        State.CHOOSING_ROAD,
    }
)


def make_offer(
    dispute: Dispute,
    *,
    by: User,
    terms: Sequence[Term],
    message: str = "",
    to: Party | None = None,
    counters: Offer | None = None,
    accelerates: bool = False,
) -> Offer:
    """Put terms to the other side. A side has one open offer at a time: a new one replaces it."""
    with acting(dispute, by=by) as case:
        if case.state not in NEGOTIABLE:
            raise NotLawfulNow()
        party = require_party(
            by, case, PartyRole.COMPLAINANT, PartyRole.RESPONDENT, needs_special_mandate=True
        )
        _has_taken_part(case, party, by)
        other = to or _other_side(case, party)
        check_terms(case, terms)
        standing = party.offers_made.filter(dispute=case, state=OfferState.OPEN)
        same = standing.filter(to_party=other, message=message, accelerates=accelerates).last()
        if same is not None and same.terms == to_json(terms):
            return same  # pressed twice
        standing.update(state=OfferState.WITHDRAWN, answered_at=timezone.now(), answered_by=by)
        offer = Offer.objects.create(
            dispute=case,
            number=case.offers.count() + 1,
            by_party=party,
            to_party=other,
            terms=to_json(terms),
            message=message,
            accelerates=accelerates,
            counters=counters,
            made_by=by,
        )
        note(
            case,
            "disputes.offer_made",
            by=by,
            facts={"offer": offer.number, "counters": counters.number if counters else None},
            sealed={"terms": str(offer.terms), "message": message},
        )
    return offer


def accept_offer(offer: Offer, *, by: User) -> Settlement:
    """Agree to the terms as they stand; the case goes to performance."""
    with acting(offer.dispute_id, by=by) as case:
        locked = _answerable(case, offer, by)
        _answer(locked, OfferState.ACCEPTED, by)
        note(case, "disputes.offer_accepted", by=by, facts={"offer": locked.number})
        return conclude_settlement(
            case,
            terms=from_json(locked.terms),
            source=SettlementSource.NEGOTIATION,
            text=locked.message,
            accelerates=locked.accelerates,
            by=by,
        )


def reject_offer(offer: Offer, *, by: User, reason: str = "") -> Offer:
    with acting(offer.dispute_id, by=by) as case:
        locked = _answerable(case, offer, by)
        _answer(locked, OfferState.REJECTED, by, reason)
        note(
            case, "disputes.offer_rejected", by=by, facts={"offer": locked.number}, sealed={"reason": reason}
        )
    return locked


def counter_offer(
    offer: Offer, *, by: User, terms: Sequence[Term], message: str = "", accelerates: bool = False
) -> Offer:
    with acting(offer.dispute_id, by=by) as case:
        locked = _answerable(case, offer, by)
        _answer(locked, OfferState.COUNTERED, by)
        return make_offer(
            case,
            by=by,
            terms=terms,
            message=message,
            to=locked.by_party,
            counters=locked,
            accelerates=accelerates,
        )


def withdraw_offer(offer: Offer, *, by: User) -> Offer:
    with acting(offer.dispute_id, by=by) as case:
        locked = Offer.objects.select_related("by_party").get(pk=offer.pk)
        if not speaks_for(by, locked.by_party, needs_special_mandate=True):
            raise NotPermitted()
        if locked.state != OfferState.OPEN:
            raise NotLawfulNow(_("对方已经回应了这份方案，不能再撤回。"), code="offer_answered")
        _answer(locked, OfferState.WITHDRAWN, by)
        note(case, "disputes.offer_withdrawn", by=by, facts={"offer": locked.number})
    return locked


def end_negotiation(dispute: Dispute, *, by: User | None, reason: str = "") -> Dispute:
    """Either side says talking leads nowhere; the platform reviews, or the complainant chooses a road."""
    with acting(dispute, by=by) as case:
        if case.state != State.NEGOTIATING:
            raise NotLawfulNow()
        if by is not None:
            require_party(by, case, PartyRole.COMPLAINANT, PartyRole.RESPONDENT)
        move_on_from_negotiation(case, by=by, verb="disputes.negotiation_ended", reason=reason)
    return case


def _other_side(case: Dispute, party: Party) -> Party:
    """Whoever is named first there, of those who know of the case."""
    other_role = PartyRole.RESPONDENT if party.role == PartyRole.COMPLAINANT else PartyRole.COMPLAINANT
    others = list(case.parties.filter(role=other_role))
    if not others:
        raise NotValid(_("案件中还没有对方当事人。"), code="no_other_side")
    unserved = answers_of(case).unserved
    return next((other for other in others if other not in unserved), others[0])


def _answerable(case: Dispute, offer: Offer, by: User) -> Offer:
    locked = Offer.objects.select_related("to_party", "by_party", "dispute").get(pk=offer.pk)
    if not speaks_for(by, locked.to_party, needs_special_mandate=True):
        raise NotPermitted()
    if locked.state != OfferState.OPEN:
        raise NotLawfulNow(_("这份方案已经撤回、被替换或已经回应。"), code="offer_not_open")
    _has_taken_part(case, locked.to_party, by)
    return locked


def _has_taken_part(case: Dispute, party: Party, by: User) -> None:
    """A respondent who bargains over the complaint has received it (在线诉讼规则 31)."""
    if party.role == PartyRole.RESPONDENT:
        has_acted_on(case, party, PaperKind.ANSWER_NOTICE, by=by)


def _answer(offer: Offer, state: str, by: User, reason: str = "") -> None:
    offer.state, offer.answered_by, offer.answered_at, offer.reason = state, by, timezone.now(), reason
    offer.save()
