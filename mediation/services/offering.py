"""Offers across the table, issue by issue: taken term by term, countered, reopened; and what is told in private.

Accepting makes no settlement here. It makes agreed terms, of which the mediator drafts the agreement that all sign.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.models import Claim, Party
from disputes.policies import speaks_for
from disputes.services.settlement import check_terms
from disputes.states import PartyRole
from disputes.terms import Term, to_json
from rulebook.services import cancel_deadlines, set_deadline

from ..models import Mediation, OfferedTerm, PrivateRange, TableOffer
from ..policies import spoken_for
from ..selectors import agreed_items, deciding_parties
from ..states import MediationState, TableOfferState, TermAnswer
from .course import acting_in, note_in, require_state
from .rooms import say, tell_table

if TYPE_CHECKING:
    from accounts.models import User

M = MediationState
S = TableOfferState
REPLY_KIND = "mediation.tableoffer.open"
REPLY_RULE = "mediation_offer_reply"


@dataclass(frozen=True)
class OnIssue:
    """One term of an offer and the claim it is about; without a claim it is another matter."""

    term: Term
    claim: Claim | None = None


def offer_terms(
    mediation: Mediation,
    *,
    by: User,
    items: Sequence[OnIssue],
    message: str = "",
    to: Party | None = None,
    counters: TableOffer | None = None,
) -> TableOffer:
    """Put terms to the other side. One open offer to a side at a time: a new one takes the place of the last."""
    with acting_in(mediation, by=by) as locked:
        party = _offering(by, locked)
        require_state(locked, M.MEDIATING)
        other = to or _other_side(locked, party)
        _check_items(locked, items, {party.pk, other.pk})
        standing = locked.offers.filter(by_party=party, to_party=other, state=S.OPEN)
        same = standing.filter(message=message).last()
        if same is not None and _content(same.items.all()) == _content_of(items):
            return same  # pressed twice
        for replaced in standing:
            _close(replaced, S.WITHDRAWN)
        offer = TableOffer.objects.create(
            mediation=locked,
            number=locked.offers.count() + 1,
            by_party=party,
            to_party=other,
            message=message,
            counters=counters,
            made_by=by,
        )
        OfferedTerm.objects.bulk_create(
            OfferedTerm(offer=offer, position=position, claim=item.claim, terms=to_json([item.term]))
            for position, item in enumerate(items, start=1)
        )
        set_deadline(offer, REPLY_KIND, REPLY_RULE, filed_at=locked.dispute.filed_at, remind_days=(1,))
        note_in(
            locked,
            "mediation.offer_made",
            by=by,
            facts={"offer": offer.number, "counters": counters.number if counters else None},
            sealed={"terms": str(to_json([item.term for item in items])), "message": message},
        )
        words = gettext_lazy("{who}提出第{n}份方案，请{other}逐项回应。")
        told = format_lazy(words, who=party.name, n=offer.number, other=other.name)
        tell_table(locked, told, by=by)
    return offer


def answer_offer(
    offer: TableOffer,
    *,
    by: User,
    accepted: Sequence[int] = (),
    changed: dict[int, Term] | None = None,
    message: str = "",
) -> TableOffer:
    """Term by term, by position: taken, changed into a counter-offer, or (what is not named) refused.

    Gives back the offer answered; what was changed is a new offer that points to it.
    """
    changed = changed or {}
    with acting_in(offer.mediation_id, by=by) as locked:
        current = _answerable(locked, offer, by)
        items = {item.position: item for item in current.items.select_related("claim")}
        if set(accepted) & set(changed) or not {*accepted, *changed} <= set(items):
            raise NotValid(_("请逐项选择怎样回应。"), code="bad_answer")
        _close(current, _state_after(len(items), len(set(accepted)), len(changed)))
        for position, item in items.items():
            _answer_term(locked, item, _answer_to(position, accepted, changed))
        note_in(
            locked,
            "mediation.offer_answered",
            by=by,
            facts={"offer": current.number, "accepted": len(set(accepted)), "of": len(items)},
        )
        _tell_answer(locked, current, len(set(accepted)), len(items), by=by)
        if changed:
            counter = [OnIssue(changed[position], items[position].claim) for position in sorted(changed)]
            offer_terms(locked, by=by, items=counter, message=message, to=current.by_party, counters=current)
    return current


def withdraw_table_offer(offer: TableOffer, *, by: User) -> TableOffer:
    with acting_in(offer.mediation_id, by=by) as locked:
        current = locked.offers.select_related("by_party", "to_party").get(pk=offer.pk)
        if not speaks_for(by, current.by_party, needs_special_mandate=True):
            raise NotPermitted()
        require_state(locked, M.MEDIATING)
        if current.state != S.OPEN:
            raise NotLawfulNow(_("对方已经回应了这份方案，不能再撤回。"), code="offer_answered")
        _close(current, S.WITHDRAWN)
        note_in(locked, "mediation.offer_withdrawn", by=by, facts={"offer": current.number})
        say(locked, format_lazy(gettext_lazy("第{n}份方案已撤回。"), n=current.number))
    return current


def reopen_term(item: OfferedTerm, *, by: User) -> OfferedTerm:
    """Until all sign, either of the two may say that an agreed point is open again."""
    with acting_in(item.offer.mediation_id, by=by) as locked:
        current = OfferedTerm.objects.select_related("offer__by_party", "offer__to_party").get(pk=item.pk)
        sides = (current.offer.by_party, current.offer.to_party)
        if not any(speaks_for(by, party, needs_special_mandate=True) for party in sides):
            raise NotPermitted()
        require_state(locked, M.MEDIATING)
        if not current.is_agreed:
            raise NotLawfulNow(_("这一项现在不是已经谈拢的。"), code="not_agreed")
        _reopen(current)
        note_in(
            locked,
            "mediation.offer_term_reopened",
            by=by,
            facts={"offer": current.offer.number, "term": current.position},
        )
        words = gettext_lazy("第{n}份方案中已经谈拢的一项要求重新谈。")
        say(locked, format_lazy(words, n=current.offer.number))
    return current


def tell_range(
    mediation: Mediation, *, by: User, party: Party, claim: Claim, amount: Decimal | None, remark: str = ""
) -> None:
    """For the mediator alone. Writes no entry and no line: that something was told is itself in confidence.

    Nothing given takes back what was told.
    """
    with acting_in(mediation, by=by) as locked:
        if party not in spoken_for(by, locked):
            raise NotPermitted()
        require_state(locked, M.MEDIATING)
        if claim.dispute_id != locked.dispute_id:
            raise NotValid(_("请从本案的诉求中选择。"), code="bad_claims")
        told = PrivateRange.objects.filter(mediation=locked, party=party, claim=claim)
        if amount is None and not remark.strip():
            told.delete()
            return
        words = json.dumps({"sum": None if amount is None else str(amount), "remark": remark.strip()})
        PrivateRange.objects.update_or_create(
            mediation=locked, party=party, claim=claim, defaults={"words": words}
        )


def forget_ranges(mediation: Mediation) -> None:
    """At the end, and when another mediator comes: what was said before is not for the next."""
    mediation.private_ranges.all().delete()


def close_offers(mediation: Mediation) -> None:
    for offer in mediation.offers.filter(state=S.OPEN):
        _close(offer, S.LAPSED)


def offer_time_ended(mediation: Mediation, pk: int) -> None:
    offer = mediation.offers.get(pk=pk)
    if offer.state != S.OPEN:
        return
    _close(offer, S.LAPSED)
    note_in(mediation, "mediation.offer_lapsed", by=None, facts={"offer": offer.number})
    tell_table(mediation, format_lazy(gettext_lazy("第{n}份方案到期没有回应，已经失效。"), n=offer.number))


def _offering(by: User, mediation: Mediation) -> Party:
    own = spoken_for(by, mediation, needs_special_mandate=True)
    if not own:
        raise NotPermitted()
    return own[0]


def _other_side(mediation: Mediation, party: Party) -> Party:
    is_asking = party.role == PartyRole.COMPLAINANT
    other_role = PartyRole.RESPONDENT if is_asking else PartyRole.COMPLAINANT
    other = next((p for p in deciding_parties(mediation.dispute) if p.role == other_role), None)
    if other is None:
        raise NotValid(_("案件中还没有对方当事人。"), code="no_other_side")
    return other


def _check_items(mediation: Mediation, items: Sequence[OnIssue], sides: set[int]) -> None:
    check_terms(mediation.dispute, [item.term for item in items])
    if len(sides) != 2 or any({item.term.obligor, item.term.creditor} != sides for item in items):
        raise NotValid(_("方案只能约定您和对方之间的事。"), code="bad_parties")
    if any(item.claim is not None and item.claim.dispute_id != mediation.dispute_id for item in items):
        raise NotValid(_("请从本案的诉求中选择。"), code="bad_claims")


def _answerable(mediation: Mediation, offer: TableOffer, by: User) -> TableOffer:
    current = mediation.offers.select_related("to_party", "by_party").get(pk=offer.pk)
    if not speaks_for(by, current.to_party, needs_special_mandate=True):
        raise NotPermitted()
    require_state(mediation, M.MEDIATING)
    if current.state != S.OPEN:
        raise NotLawfulNow(_("这份方案已经撤回、被替换或已经回应。"), code="offer_not_open")
    return current


def _state_after(terms: int, accepted: int, changed: int) -> str:
    if changed:
        return S.COUNTERED
    if accepted == terms:
        return S.ACCEPTED
    return S.PARTLY if accepted else S.REJECTED


def _answer_to(position: int, accepted: Sequence[int], changed: dict[int, Term]) -> str:
    if position in accepted:
        return TermAnswer.ACCEPTED
    return TermAnswer.COUNTERED if position in changed else TermAnswer.REFUSED


def _answer_term(mediation: Mediation, item: OfferedTerm, answer: str) -> None:
    """What is agreed on an issue takes the place of what two had agreed on it before, in another offer."""
    if answer == TermAnswer.ACCEPTED and item.claim_id is not None:
        sides = {item.term.obligor, item.term.creditor}
        for earlier in agreed_items(mediation):
            same_sides = {earlier.term.obligor, earlier.term.creditor} == sides
            if earlier.claim_id == item.claim_id and earlier.offer_id != item.offer_id and same_sides:
                _reopen(earlier)
    item.answer, item.answered_at = answer, timezone.now()
    item.save()


def _reopen(item: OfferedTerm) -> None:
    item.reopened_at = timezone.now()
    item.save()


def _tell_answer(mediation: Mediation, offer: TableOffer, accepted: int, terms: int, *, by: User) -> None:
    if accepted == terms:
        words = gettext_lazy("{who}接受了第{n}份方案。谈拢的内容由调解员写进协议，签署后生效。")
    elif accepted:
        words = gettext_lazy("{who}接受了第{n}份方案中的{accepted}项，其余还要再谈。")
    else:
        words = gettext_lazy("{who}没有接受第{n}份方案。")
    told = format_lazy(words, who=offer.to_party.name, n=offer.number, accepted=accepted)
    tell_table(mediation, told, by=by)


def _close(offer: TableOffer, state: str) -> None:
    offer.state, offer.closed_at = state, timezone.now()
    offer.save()
    cancel_deadlines(offer, kinds=[REPLY_KIND])


def _content(items: Iterable[OfferedTerm]) -> list[tuple[int | None, list]]:
    return [(item.claim_id, item.terms) for item in items]


def _content_of(items: Sequence[OnIssue]) -> list[tuple[int | None, list]]:
    return [(item.claim.pk if item.claim else None, to_json([item.term])) for item in items]
