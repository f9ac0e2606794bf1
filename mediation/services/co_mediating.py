"""Who sits beside the mediator: named by the body, disclosing and open to challenge like the one who leads.

None of it changes the state of the mediation: it goes on while a co-mediator comes or goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.engine import deadline_kind, transit
from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.services import issue
from notices.services import tell
from rulebook.selectors import grounds
from rulebook.services import set_deadline

from .. import documents
from ..models import Appointment, Challenge, CoMediator, Disclosure, Mediation, RosterEntry, Waiver
from ..policies import require_secretary, require_spoken_for, spoken_for
from ..selectors import deciding_parties, number_of
from ..states import (
    CO_CLOCKS,
    ChallengeState,
    ChosenHow,
    CoMediatorState,
    EndOfOffice,
    MediationState,
    Office,
)
from .appointing import candidates
from .course import acting_in, note_in, require_state
from .ending import keep_people
from .rooms import TALKING, address_of, keep_rooms, pause_rooms, say, tell_parties, unseat

if TYPE_CHECKING:
    from accounts.models import User

M = MediationState
S = CoMediatorState
#: While somebody leads, or is about to.
MAY_BE_NAMED = (M.DISCLOSING, M.CHALLENGEABLE, M.CHALLENGED, M.MEDIATING)


@contextmanager
def acting_beside(co: CoMediator | int, *, by: User | None) -> Iterator[tuple[Mediation, CoMediator]]:
    """Lock the case and yield the mediation and the co-mediator as they stand now."""
    pk = co if isinstance(co, int) else co.pk
    mediation = CoMediator.objects.values_list("appointment__mediation", flat=True).get(pk=pk)
    with acting_in(mediation, by=by) as locked:
        found = CoMediator.objects.select_related("appointment__mediator", "appointment__entry").get(pk=pk)
        found.appointment.mediation = locked
        yield locked, found


def name_co_mediator(mediation: Mediation, *, by: User, entry: RosterEntry, reason: str) -> CoMediator:
    """The body puts somebody beside the one who leads: for what they know, or because the matter is large."""
    if not reason.strip():
        raise NotValid(_("请写明为什么需要这位协同调解员。"), code="no_reason")
    with acting_in(mediation, by=by) as locked:
        require_secretary(by, locked)
        require_state(locked, *MAY_BE_NAMED)
        again = CoMediator.objects.in_office().filter(
            appointment__mediation=locked, appointment__entry=entry, appointment__reason=reason
        )
        if (named := again.first()) is not None:
            return named  # pressed twice
        most = number_of("co_mediators_most", locked.dispute)
        if CoMediator.objects.in_office().filter(appointment__mediation=locked).count() >= most:
            raise NotLawfulNow(_("协同调解员的人数已满。"), code="enough_co_mediators")
        if entry not in candidates(locked):
            raise NotValid(_("这位调解员目前不能参加本案的调解，请另选。"), code="not_suitable")
        appointment = Appointment.objects.create(
            mediation=locked,
            entry=entry,
            mediator=entry.mediator,
            office=Office.CO_MEDIATOR,
            how=ChosenHow.BY_BODY,
            reason=reason,
            made_by=by,
        )
        co = CoMediator.objects.create(appointment=appointment)
        clock = CO_CLOCKS[S.NAMED]
        set_deadline(co, deadline_kind(co, S.NAMED), clock.rule, filed_at=locked.dispute.filed_at)
        keep_people(locked)
        facts = {"appointment": appointment.pk, "mediator": entry.mediator_id}
        note_in(locked, "mediation.co_mediator_named", by=by, facts=facts, sealed={"reason": reason})
        say(locked, format_lazy(gettext_lazy("调解组织指定协同调解员：{name}。"), name=entry.mediator.name))
        _tell(locked, entry.mediator, gettext_lazy("您被指定为协同调解员，请接受并披露。"))
    return co


def accept_co_office(co: CoMediator, *, by: User, has_interest: bool, text: str = "") -> CoMediator:
    if has_interest and not text.strip():
        raise NotValid(_("请写明需要披露的关系或者利益。"), code="no_disclosure")
    with acting_beside(co, by=by) as (locked, found):
        _require_self(found, by)
        _require(found, S.NAMED)
        found.appointment.accepted_at = timezone.now()
        found.appointment.save()
        disclosure = Disclosure.objects.create(
            appointment=found.appointment, has_interest=has_interest, text=text
        )
        _step(
            found,
            "disclose",
            by=by,
            verb="mediation.co_mediator_disclosed",
            facts={"has_interest": has_interest},
            sealed={"text": text} if text else None,
        )
        issue(locked.dispute, documents.appointment(locked, disclosure), by=by)
        tell_parties(locked, gettext_lazy("协同调解员已经披露，有异议可以申请回避。"), by=by)
    return found


def decline_co_office(co: CoMediator, *, by: User, reason: str) -> CoMediator:
    with acting_beside(co, by=by) as (_locked, found):
        _require_self(found, by)
        _require(found, S.NAMED)
        end_co_office(found, EndOfOffice.DECLINED, by=by, reason=reason)
    return found


def leave_co_office(co: CoMediator, *, by: User, reason: str) -> CoMediator:
    """The co-mediator cannot go on, or the body needs them no more. The others go on."""
    if not reason.strip():
        raise NotValid(_("请写明理由。"), code="no_reason")
    with acting_beside(co, by=by) as (locked, found):
        if by != found.mediator:
            require_secretary(by, locked)
        _require(found, S.NAMED, S.CHALLENGEABLE, S.SEATED)
        end_co_office(found, EndOfOffice.RESIGNED, by=by, reason=reason)
    return found


def accept_co_mediator(co: CoMediator, *, by: User) -> CoMediator:
    """A party has nothing against them; when nobody has, they take their seat at once."""
    with acting_beside(co, by=by) as (locked, found):
        _require(found, S.CHALLENGEABLE)
        for party in require_spoken_for(by, locked, _parties_to_waive(found)):
            Waiver.objects.create(appointment=found.appointment, party=party, made_by=by)
        facts = {"appointment": found.appointment_id}
        note_in(locked, "mediation.co_mediator_accepted", by=by, facts=facts)
        if not _parties_to_waive(found):
            seat_co_mediator(found, by=by)
    return found


def seat_co_mediator(co: CoMediator, *, by: User | None) -> None:
    _step(co, "seat", by=by, verb="mediation.co_mediator_seated")
    keep_rooms(co.mediation, by=by)
    say(co.mediation, format_lazy(gettext_lazy("协同调解员{name}加入。"), name=co.mediator.name))


def challenge_co_mediator(co: CoMediator, *, by: User, ground: str, reasons: str) -> Challenge:
    """The mediation goes on meanwhile, without them."""
    if ground not in {found.code for found in grounds("recusal")} or not reasons.strip():
        raise NotValid(_("请选择回避事由并写明理由。"), code="no_reason")
    with acting_beside(co, by=by) as (locked, found):
        own = spoken_for(by, locked)
        if not own:
            raise NotPermitted()
        _require(found, S.CHALLENGEABLE, S.SEATED)
        held = found.appointment
        if held.challenges.filter(party__in=own).exists():
            raise NotLawfulNow(_("您对这位调解员的回避申请已经作过决定。"), code="already_challenged")
        challenge = Challenge.objects.create(
            appointment=held, party=own[0], ground=ground, reasons=reasons, made_by=by
        )
        _step(
            found,
            "challenge",
            by=by,
            verb="mediation.co_mediator_challenged",
            facts={"ground": ground},
            sealed={"reasons": reasons},
        )
        _take_seat_away(found, by=by)
    return challenge


def decide_co_challenge(
    co: CoMediator | int, *, by: User | None, is_upheld: bool, reasons: str = "", refusal: str = ""
) -> CoMediator:
    """As with the one who leads: in writing, and silence of the body upholds."""
    if by is not None and not reasons.strip():
        raise NotValid(_("请写明决定的理由。"), code="no_reason")
    if not is_upheld and refusal not in {found.code for found in grounds("challenge_refused")}:
        raise NotValid(_("请选择驳回的依据。"), code="no_ground")
    with acting_beside(co, by=by) as (locked, found):
        if by is not None:
            require_secretary(by, locked)
        if by == found.mediator:
            raise NotPermitted()  # nobody decides about themselves
        _require(found, S.CHALLENGED)
        challenge = found.appointment.challenges.get(state=ChallengeState.OPEN)
        challenge.state = ChallengeState.UPHELD if is_upheld else ChallengeState.DISMISSED
        challenge.refusal = "" if is_upheld else refusal
        challenge.decision, challenge.decided_by, challenge.decided_at = reasons, by, timezone.now()
        challenge.save()
        if is_upheld:
            end_co_office(found, EndOfOffice.CHALLENGED, by=by)
        else:
            _step(
                found,
                "dismiss_challenge",
                by=by,
                verb="mediation.co_challenge_dismissed",
                facts={"challenge": challenge.pk, "refusal": refusal},
                sealed={"reasons": reasons},
            )
            keep_rooms(locked, by=by)
        issue(locked.dispute, documents.challenge_decision(locked, challenge), by=by)
    return found


def end_co_office(co: CoMediator, end: str, *, by: User | None, reason: str = "") -> None:
    """Out of all rooms at once; they stay open to the others as long as anybody is there to mediate."""
    mediation, held = co.mediation, co.appointment
    challenge = held.challenges.filter(state=ChallengeState.OPEN)
    challenge.update(state=ChallengeState.MOOT, decided_at=timezone.now())
    held.ended_at, held.end, held.end_reason = timezone.now(), end, reason
    held.save()
    sealed = {"reason": reason} if reason else None
    _step(co, "leave", by=by, verb="mediation.co_mediator_left", facts={"end": end}, sealed=sealed)
    keep_people(mediation)
    _take_seat_away(co, by=by)
    say(mediation, format_lazy(gettext_lazy("协同调解员{name}不再参加。"), name=co.mediator.name))


def _take_seat_away(co: CoMediator, *, by: User | None) -> None:
    unseat(co.mediation, co.mediator, by=by)
    if co.mediation.state in TALKING:
        keep_rooms(co.mediation, by=by)
    else:
        pause_rooms(co.mediation, by=by)


def _parties_to_waive(co: CoMediator) -> list[Any]:
    waived = set(co.appointment.waivers.values_list("party", flat=True))
    return [party for party in deciding_parties(co.dispute) if party.pk not in waived]


def _require_self(co: CoMediator, by: User) -> None:
    if co.mediator != by:
        raise NotPermitted()


def _require(co: CoMediator, *states: str) -> None:
    if co.state not in states:
        raise NotLawfulNow()


def _step(
    co: CoMediator,
    name: str,
    *,
    by: User | None,
    verb: str,
    facts: dict[str, Any] | None = None,
    sealed: dict[str, str] | None = None,
) -> None:
    told = {"mediation": co.mediation.pk, "appointment": co.appointment_id, **(facts or {})}
    transit(co, name, by=by, verb=verb, clocks=CO_CLOCKS, facts=told, sealed=sealed)


def _tell(mediation: Mediation, person: User, text: Any) -> None:
    case = mediation.dispute
    tell([person], chain=case.chain, reference=case.reference or "", text=text, url=address_of(mediation))
