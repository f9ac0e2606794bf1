"""What can be read of sessions: who is in one, who still has to answer, which time is best, who came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.states import Role
from chat.models import Message
from disputes.models import Dispute, Party
from disputes.selectors import people_of
from rulebook.selectors import end_of_period, live_deadline, rule_in_force

from ..models import Attendance, Mediation, Session, SessionReply, SessionTime
from ..states import (
    DOORS_OPEN,
    PAST_SESSIONS,
    SESSION_ABSENCES,
    SESSION_NOTICE,
    SESSION_REMINDERS,
    MediationState,
    SessionState,
    Suits,
)
from .standing import deciding_parties

if TYPE_CHECKING:
    from accounts.models import User
    from rulebook.models import Deadline

S = SessionState
#: Which clock runs on a session in which of its states.
ANSWERING, FIXING, RECORDING = (
    "mediation.session.proposed",
    "mediation.session.fixing",
    "mediation.session.fixed",
)


# --- who ------------------------------------------------------------------------------------------


def parties_of(session: Session) -> list[Party]:
    """Whose coming counts: in a joint session those who decide, in a caucus its side."""
    return [session.party] if session.party else deciding_parties(session.dispute)


def listeners_of(session: Session) -> list[Party]:
    """Who is told: in a joint session also third parties. Only who has joined the case."""
    if session.party:
        return [session.party]
    return list(session.dispute.parties.filter(joined_at__isnull=False))


def parties_to_answer_times(session: Session) -> list[Party]:
    """Those who have not yet said which times suit them, while they may."""
    if session.state != S.PROPOSED or session.answers_closed_at is not None:
        return []
    answered = set(session.replies.values_list("party", flat=True))
    return [party for party in parties_of(session) if party.pk not in answered]


def parties_to_answer_all(mediation: Mediation) -> list[Party]:
    """Whose answer to the times of a joint session is awaited. A caucus is not told of here: all may read it."""
    session = mediation.sessions.joint().filter(state=S.PROPOSED, answers_closed_at=None).first()
    return parties_to_answer_times(session) if session else []


def sessions_awaiting(user: User) -> list[Session]:
    """The sessions, joint or with them alone, to whose times this person still has to answer. Fixed queries."""
    organisations = user.memberships.in_force().filter(role__in=[Role.HANDLER, Role.SUPERVISOR])
    own = Party.objects.filter(
        Q(user=user)
        | Q(representatives__user=user, representatives__ends_on=None)
        | Q(organisation__in=organisations.values("organisation"), joined_at__isnull=False),
        Q(pk=OuterRef("party"))
        | Q(dispute=OuterRef("mediation__dispute"), role__in=["complainant", "respondent"]),
    ).exclude(pk__in=SessionReply.objects.filter(session=OuterRef(OuterRef("pk"))).values("party"))
    return list(
        Session.objects.visible_to(user)
        .filter(
            Exists(own.filter(pk=OuterRef("party"))) | Q(Exists(own), party=None),
            state=S.PROPOSED,
            answers_closed_at=None,
            mediation__state__in=[MediationState.MEDIATING, MediationState.SIGNING],
        )
        .select_related("mediation__dispute__platform", "mediation__dispute__desk")
    )


def clock_of(session: Session) -> Deadline | None:
    """What runs on a session now, reminders apart."""
    if session.state == S.FIXED:
        return live_deadline(session, RECORDING)
    return live_deadline(session, ANSWERING) or live_deadline(session, FIXING)


# --- which ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Weighed:
    """A time with what each party says to it (`None`: nothing)."""

    time: SessionTime
    answers: tuple[tuple[Party, str | None], ...]
    has_notice: bool
    is_free: bool
    is_past: bool

    @property
    def suits_all(self) -> bool:
        return all(suits in (Suits.YES, Suits.IF_NEED_BE) for _, suits in self.answers)

    @property
    def is_agreed(self) -> bool:
        """All said yes: then no notice is needed."""
        return all(suits == Suits.YES for _, suits in self.answers)

    @property
    def is_refused(self) -> bool:
        return any(suits == Suits.NO for _, suits in self.answers)

    @property
    def can_be_fixed(self) -> bool:
        return not self.is_past and self.is_free and (self.has_notice or self.is_agreed)

    @property
    def rank(self) -> tuple[int, int, int, datetime]:
        """Fewest refusals, then fewest silent, then fewest half-hearted, then the earliest."""
        said = [suits for _, suits in self.answers]
        return said.count(Suits.NO), said.count(None), said.count(Suits.IF_NEED_BE), self.time.starts_at


def weigh(session: Session) -> list[Weighed]:
    """The times of a session, the best first; those that cannot be fixed any more last."""
    said = {
        (tick.time_id, reply.party_id): tick.suits
        for reply in session.replies.prefetch_related("ticks")
        for tick in reply.ticks.all()
    }
    parties, soonest, now = parties_of(session), soonest_start(session.mediation), timezone.now()
    taken = busy_times(session.appointment.mediator, but=session)
    found = [
        Weighed(
            time=time,
            answers=tuple((party, said.get((time.pk, party.pk))) for party in parties),
            has_notice=time.starts_at >= soonest,
            is_free=not overlaps(taken, time.starts_at, time.ends_at),
            is_past=time.starts_at <= now,
        )
        for time in session.times.all()
    ]
    return sorted(found, key=lambda one: (not one.can_be_fixed, one.rank))


def best_of(weighed: Iterable[Weighed]) -> Weighed | None:
    """The suggestion: can be fixed, and nobody refused it."""
    return next((one for one in weighed if one.can_be_fixed and not one.is_refused), None)


def soonest_start(mediation: Mediation) -> datetime:
    """Before this no session begins of which the parties are told now, unless all say yes to it."""
    return end_of_period(SESSION_NOTICE, start=timezone.now(), filed_at=mediation.dispute.filed_at)


def reminders_before(session: Session) -> list[timedelta]:
    """So long before its start a word goes out, and a phone rings."""
    start, filed_at = timezone.now(), session.dispute.filed_at
    return [
        end_of_period(rule, start=start, filed_at=filed_at) - start for rule in SESSION_REMINDERS.values()
    ]


def busy_times(mediator: User, *, but: Session | None = None) -> list[tuple[datetime, datetime]]:
    """When a mediator already has sessions, in any case."""
    taken = Session.objects.filter(
        appointment__mediator=mediator, appointment__ended_at=None, state=S.FIXED, ends_at__gt=timezone.now()
    )
    if but is not None:
        taken = taken.exclude(pk=but.pk)
    return [(one.starts_at, one.ends_at) for one in taken if one.starts_at and one.ends_at]


def overlaps(taken: Iterable[tuple[datetime, datetime]], starts_at: datetime, ends_at: datetime) -> bool:
    return any(starts_at < until and since < ends_at for since, until in taken)


# --- lists ----------------------------------------------------------------------------------------


def sessions_in(mediation: Mediation, user: User) -> QuerySet[Session]:
    found = Session.objects.visible_to(user).filter(mediation=mediation)
    return found.select_related("mediation__dispute", "party", "appointment__mediator")


def agenda_of(user: User) -> QuerySet[Session]:
    """Sessions this person takes part in, of every case, by time. Not those a body only looks at."""
    parties = Party.objects.filter(dispute=OuterRef("mediation__dispute")).filter(
        Q(user=user)
        | Q(representatives__user=user, representatives__ends_on=None)
        | Q(
            organisation__in=user.memberships.in_force()
            .filter(role__in=[Role.HANDLER, Role.SUPERVISOR])
            .values("organisation"),
            joined_at__isnull=False,
        )
    )
    return (
        Session.objects.visible_to(user)
        .filter(Q(appointment__mediator=user) | Q(Exists(parties)))
        .select_related("mediation__dispute", "party", "appointment__mediator")
        .order_by("starts_at", "pk")
    )


def next_sessions(mediations: Iterable[Mediation], user: User) -> dict[int, Session]:
    """The next fixed session of each mediation, or else one whose time is being sought. One query."""
    found: dict[int, Session] = {}
    seen = Session.objects.visible_to(user).open().filter(mediation__in=[one.pk for one in mediations])
    for session in seen.select_related("party"):
        before = found.get(session.mediation_id)
        if before is None or (session.starts_at is not None and before.starts_at is None):
            found[session.mediation_id] = session
    return found


# --- who came -------------------------------------------------------------------------------------


def seen_in(session: Session) -> list[int]:
    """Parties (by key) who were in the room or spoke in it at the time of the session. What was said is not read."""
    assert session.starts_at is not None and session.ends_at is not None
    seen = set(session.attendances.filter(seen_at__isnull=False).values_list("party", flat=True))
    kind = f"caucus:party:{session.party_id}" if session.party_id else "joint"
    spoke = set(
        Message.objects.filter(
            room__key=f"mediation:{session.mediation_id}:{kind}",
            at__range=(session.starts_at - DOORS_OPEN, session.ends_at),
            author__isnull=False,
        ).values_list("author__user", flat=True)
    )
    for party in parties_of(session):
        if spoke & {person.pk for person in people_of(party)}:
            seen.add(party.pk)
    return sorted(seen)


def absences(mediation: Mediation, party: Party) -> list[Session]:
    """Joint sessions to which a party did not come, without good reason as the mediator recorded it."""
    missed = Attendance.objects.filter(
        session=OuterRef("pk"), party=party, came=False, is_excused=False, recorded_at__isnull=False
    )
    return list(mediation.sessions.joint().filter(Exists(missed), state__in=PAST_SESSIONS))


def absences_needed(dispute: Dispute) -> int:
    """How often before the mediator may end the mediation for it."""
    pinned = dispute.filed_at or timezone.now()
    rule = rule_in_force(SESSION_ABSENCES, on=timezone.localdate(pinned), known_at=pinned)
    return int(rule.bounds["min"])


def absent_too_often(mediation: Mediation) -> list[tuple[Party, list[Session]]]:
    needed = absences_needed(mediation.dispute)
    missed = [(party, absences(mediation, party)) for party in deciding_parties(mediation.dispute)]
    return [(party, sessions) for party, sessions in missed if len(sessions) >= needed]
