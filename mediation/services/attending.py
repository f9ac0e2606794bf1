"""Who came to a session, who did not, and what follows: always a suggestion to the mediator, never done by itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.models import Party
from disputes.policies import speaks_for

from ..models import Attendance, Session
from ..policies import require_mediator
from ..selectors import absences, absences_needed, parties_of, seen_in
from ..states import DOORS_OPEN, PAST_SESSIONS, SessionState
from .convening import (
    acting_on_session,
    note_on,
    require_session_state,
    say_of,
    step_session,
    stop_clocks,
    tell_party,
    tell_session,
    when,
)

if TYPE_CHECKING:
    from accounts.models import User
    from chat.models import Room

S = SessionState


def note_presence(room: Room, *, by: User) -> None:
    """Somebody is in the room at the time of a session: noted once, for the mediator to confirm. No act of the case."""
    now = timezone.now()
    running = Session.objects.filter(
        mediation__dispute=room.dispute_id,
        party=room.side_party_id,
        state=S.FIXED,
        starts_at__lte=now + DOORS_OPEN,
        ends_at__gte=now,
    )
    for session in running.select_related("mediation__dispute", "party"):
        if not room.key.startswith(f"mediation:{session.mediation_id}:"):
            continue
        for party in parties_of(session):
            if speaks_for(by, party):
                row, _is_new = Attendance.objects.get_or_create(session=session, party=party)
                Attendance.objects.filter(pk=row.pk, seen_at=None).update(seen_at=now)


def record_attendance(
    session: Session,
    *,
    by: User,
    outcome: str,
    came: Mapping[int, bool],
    excused: Collection[int] = (),
    began_at: datetime | None = None,
    ended_at: datetime | None = None,
) -> Session:
    """The mediator records who came (by the party's key), and whether it was held, adjourned or not held."""
    with acting_on_session(session, by=by) as current:
        require_mediator(by, current.mediation)
        if current.state == outcome and current.state in PAST_SESSIONS:
            return current  # pressed twice
        require_session_state(current, S.FIXED)
        assert current.starts_at is not None
        if timezone.now() < current.starts_at:
            raise NotLawfulNow(_("会议还没有到时间。"), code="not_begun")
        parties = parties_of(current)
        if outcome not in PAST_SESSIONS or any(party.pk not in came for party in parties):
            raise NotValid(_("请选会议的结果，并逐一登记各方是否到场。"), code="not_all_recorded")
        _keep_attendance(current, parties, came, excused)
        if outcome == S.NOT_HELD:
            _step(current, "miss", by=by, parties=parties)
        else:
            _check_span(current, came, began_at, ended_at)
            name = "hold" if outcome == S.HELD else "adjourn"
            _step(current, name, by=by, parties=parties, began_at=began_at, ended_at=ended_at)
        _say_who_came(current)
        for party in parties:
            if not came[party.pk] and party.pk not in excused:
                _tell_of_absence(current, party, by=by)
    return current


def record_by_clock(session: Session) -> None:
    """The mediator recorded nothing: held if all were seen in the room; else not held, and nobody is blamed for it."""
    parties = parties_of(session)
    seen = seen_in(session)
    _keep_attendance(session, parties, dict.fromkeys(seen, True), ())
    if set(seen) == {party.pk for party in parties}:
        began_at, ended_at = session.starts_at, session.ends_at
        _step(session, "hold", by=None, parties=parties, began_at=began_at, ended_at=ended_at)
    else:
        _step(session, "miss", by=None, parties=parties)


def _keep_attendance(
    session: Session, parties: list[Party], came: Mapping[int, bool], excused: Collection[int]
) -> None:
    for party in parties:
        is_here = came.get(party.pk)
        Attendance.objects.update_or_create(
            session=session,
            party=party,
            defaults={
                "came": is_here,
                "is_excused": is_here is False and party.pk in excused,
                "recorded_at": timezone.now(),
            },
        )


def _step(session: Session, name: str, *, by: User | None, parties: list[Party], **span: Any) -> None:
    rows = list(session.attendances.filter(party__in=parties))
    facts = {
        "came": sorted(row.party_id for row in rows if row.came),
        "absent": sorted(row.party_id for row in rows if row.came is False),
        "excused": sorted(row.party_id for row in rows if row.is_excused),
    }
    step_session(session, name, by=by, facts=facts, **span)
    stop_clocks(session)


def _check_span(
    session: Session, came: Mapping[int, bool], began_at: datetime | None, ended_at: datetime | None
) -> None:
    if not any(came.values()):
        raise NotValid(_("没有人到场，请登记为“没有开成”。"), code="nobody_came")
    if began_at is None or ended_at is None or not began_at <= ended_at <= timezone.now():
        raise NotValid(_("请填写实际的开始和结束时间：不能在将来，结束不早于开始。"), code="bad_span")


def _say_who_came(session: Session) -> None:
    label = SessionState(session.state).label
    say_of(session, format_lazy(gettext_lazy("{when}的会议：{label}。"), when=when(session), label=label))


def _tell_of_absence(session: Session, party: Party, *, by: User) -> None:
    """What was missed, that it can still be explained, and what follows from missing again."""
    if not session.is_joint:
        return
    missed, needed = len(absences(session.mediation, party)), absences_needed(session.dispute)
    if missed >= needed:
        words = gettext_lazy("您没有到场（{when}），已经{n}次。调解员可以终止调解；有正当理由请马上说明。")
    else:
        words = gettext_lazy(
            "您没有到场（{when}）。会另约时间；无正当理由再不到场，调解可能终止。有理由请说明。"
        )
    tell_party(session, party, format_lazy(words, when=when(session), n=missed), by=by)


def explain_absence(session: Session, *, by: User, text: str) -> Session:
    """A party says why it cannot come, or did not: before or after, in time for the mediator to excuse it."""
    if not text.strip():
        raise NotValid(_("请写明理由。"), code="no_reason")
    with acting_on_session(session, by=by) as current:
        own = [party for party in parties_of(current) if speaks_for(by, party)]
        if not own:
            raise NotPermitted()
        if not current.mediation.is_running:
            raise NotLawfulNow()
        require_session_state(current, S.FIXED, *PAST_SESSIONS)
        is_new = False
        for party in own:
            row, _is_first = Attendance.objects.get_or_create(session=current, party=party)
            if row.came:
                raise NotLawfulNow(_("登记的是您已到场，不用说明。"), code="was_present")
            if row.explanation != text[:500]:
                row.explanation, row.explained_at, is_new = text[:500], timezone.now(), True
                row.save()
        if is_new:
            note_on(current, "absence_explained", by=by, sealed={"text": text})
            words = format_lazy(
                gettext_lazy("{name}说明了不能到场的理由（{when}）"), name=own[0].name, when=when(current)
            )
            tell_session(current, words, by=by, to=[current.appointment.mediator])
    return current


def excuse_absence(session: Session, *, by: User, party: Party) -> Session:
    """The mediator finds the reason good: the absence no longer counts."""
    with acting_on_session(session, by=by) as current:
        require_mediator(by, current.mediation)
        require_session_state(current, *PAST_SESSIONS)
        row = current.attendances.filter(party=party).first()
        if row is None or row.came is not False:
            raise NotLawfulNow()
        if row.is_excused:
            return current  # pressed twice
        row.is_excused = True
        row.save()
        note_on(current, "absence_excused", by=by, facts={"party": party.pk})
        words = format_lazy(gettext_lazy("调解员认可您没有到场的理由（{when}）"), when=when(current))
        tell_party(current, party, words, by=by)
    return current
