"""Finding a time for a session: put forward, answered, fixed, moved, cancelled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.models import Party
from disputes.policies import speaks_for
from rulebook.services import cancel_deadlines, set_deadline

from ..models import Mediation, Session, SessionReply, SessionTime, Tick
from ..policies import require_mediator
from ..selectors import (
    busy_times,
    deciding_parties,
    parties_of,
    parties_to_answer_times,
    soonest_start,
    weigh,
)
from ..selectors.scheduling import ANSWERING
from ..states import (
    MOST_OWN_TIMES,
    MOST_TIMES,
    SESSION_ANSWER,
    MediationState,
    SessionState,
    SessionWay,
    Suits,
)
from .convening import (
    acting_on_session,
    cancel,
    fix,
    keep_change,
    note_on,
    require_session_state,
    say_of,
    serve_notice,
    set_clocks_of_fixed,
    step_session,
    tell_session,
    wait_for_mediator,
    when,
)
from .course import acting_in, require_state
from .session_times import Span, check_times, check_way

if TYPE_CHECKING:
    from accounts.models import User

M = MediationState
S = SessionState


def propose_session(
    mediation: Mediation,
    *,
    by: User,
    times: Sequence[Span],
    way: str = SessionWay.ROOM,
    place: str = "",
    message: str = "",
    party: Party | None = None,
    fixes_at_once: bool = True,
) -> Session:
    """The mediator puts up to five times to all, or to one side alone (`party`)."""
    with acting_in(mediation, by=by) as locked:
        require_mediator(by, locked)
        require_state(locked, M.MEDIATING)
        if party is not None and party not in deciding_parties(locked.dispute):
            raise NotValid(_("单独会谈要选本案的一方当事人。"), code="not_a_party")
        place = check_way(way, place)
        open_one = locked.sessions.open().filter(party=party).first()
        if open_one is not None:
            if _is_same(open_one, times):
                return open_one  # pressed twice
            raise NotLawfulNow(_("已经有一次会议在商定或者已定，请先改期或者取消。"), code="session_open")
        if not 1 <= len(times) <= MOST_TIMES:
            raise NotValid(_("请给出一到五个时间。"), code="no_times")
        check_times(locked, times, taken=busy_times(by))
        session = Session.objects.create(
            mediation=locked,
            appointment=locked.held,
            party=party,
            way=way,
            place=place,
            message=message,
            fixes_at_once=fixes_at_once,
            proposed_by=by,
        )
        for starts_at, ends_at in times:
            SessionTime.objects.create(session=session, starts_at=starts_at, ends_at=ends_at)
        set_deadline(
            session,
            ANSWERING,
            SESSION_ANSWER.rule,
            filed_at=locked.dispute.filed_at,
            remind_days=SESSION_ANSWER.remind_days,
        )
        note_on(session, "proposed", by=by, facts={"times": len(times)})
        say_of(session, gettext_lazy("调解员提出了会议时间，请各方选出合适的时间。"))
        tell_session(session, gettext_lazy("调解员想和您约个时间，请选合适的时间"), by=by)
    return session


def answer_times(
    session: Session,
    *,
    by: User,
    ticks: Mapping[int, str],
    own_times: Sequence[Span] = (),
    note: str = "",
) -> Session:
    """Say of each time (by its key) whether it suits; put forward others. May be said anew until all have answered."""
    with acting_on_session(session, by=by) as current:
        own = [party for party in parties_of(current) if speaks_for(by, party)]
        if not own:
            raise NotPermitted()
        require_session_state(current, S.PROPOSED)
        if current.answers_closed_at is not None:
            raise NotLawfulNow(_("时间已经征求完毕，正由调解员确定。"), code="answers_closed")
        times = list(current.times.all())
        if any(ticks.get(time.pk) not in Suits.values for time in times):
            raise NotValid(_("请对每个时间都选一项。"), code="not_all_ticked")
        if len(own_times) > MOST_OWN_TIMES:
            raise NotValid(_("最多另外提出两个时间。"), code="too_many_times")
        check_times(current.mediation, own_times)
        is_new = any(_answer_for(current, party, by, ticks, own_times, note) for party in own)
        if is_new:
            note_on(current, "answered", by=by)
        if not parties_to_answer_times(current):
            close_answers(current, by=by)
    return current


def _answer_for(
    session: Session,
    party: Party,
    by: User,
    ticks: Mapping[int, str],
    own_times: Sequence[Span],
    note: str,
) -> bool:
    """True unless the very same was said before."""
    before = session.replies.filter(party=party).first()
    said = dict(before.ticks.values_list("time", "suits")) if before else {}
    told = {time.pk: ticks[time.pk] for time in session.times.all() if time.pk in ticks}
    new = [span for span in own_times if not session.times.filter(starts_at=span[0]).exists()]
    if before is not None and said == told and before.note == note and not new:
        return False
    if session.times.filter(party=party).count() + len(new) > MOST_OWN_TIMES:
        raise NotValid(_("最多另外提出两个时间。"), code="too_many_times")
    reply, _is_first = SessionReply.objects.update_or_create(
        session=session,
        party=party,
        defaults={"note": note[:300], "given_by": by, "given_at": timezone.now()},
    )
    reply.ticks.all().delete()
    for pk, suits in told.items():
        Tick.objects.create(reply=reply, time_id=pk, suits=suits)
    for starts_at, ends_at in new:
        time = SessionTime.objects.create(session=session, party=party, starts_at=starts_at, ends_at=ends_at)
        Tick.objects.create(reply=reply, time=time, suits=Suits.YES)
    return True


def close_answers(session: Session, *, by: User | None) -> None:
    """All have answered, or the time is over: fixed at once where all said yes, else it is for the mediator."""
    session.answers_closed_at = timezone.now()
    session.save()
    cancel_deadlines(session, [ANSWERING])
    agreed = [one for one in weigh(session) if one.is_agreed and one.can_be_fixed]
    if session.fixes_at_once and agreed:
        fix(session, by=None, starts_at=agreed[0].time.starts_at, ends_at=agreed[0].time.ends_at)
        return
    keep_change(session, "answers_closed", by=None)
    wait_for_mediator(session)
    words = gettext_lazy("会议时间已经征求完毕，请确定")
    tell_session(session, words, by=None, to=[session.appointment.mediator])


def fix_session(session: Session, *, by: User, time: SessionTime) -> Session:
    """The mediator fixes one of the times put forward, once all have answered or could have."""
    with acting_on_session(session, by=by) as current:
        require_mediator(by, current.mediation)
        if current.state == S.FIXED and current.starts_at == time.starts_at:
            return current  # pressed twice
        require_session_state(current, S.PROPOSED)
        if current.answers_closed_at is None:
            raise NotLawfulNow(_("还有人没有答复，答复期限也没有到。"), code="answers_open")
        chosen = next((one for one in weigh(current) if one.time.pk == time.pk), None)
        if chosen is None or chosen.is_past:
            raise NotValid(_("这个时间已经过去了，请另选。"), code="time_is_past")
        if not chosen.is_free:
            raise NotValid(_("您在这个时间已经有别的会议。"), code="time_is_taken")
        if not chosen.can_be_fixed:
            raise NotValid(_("离这个时间太近，来不及通知；各方都答“可以”的才能定。"), code="short_notice")
        fix(current, by=by, starts_at=chosen.time.starts_at, ends_at=chosen.time.ends_at)
    return current


def move_session(
    session: Session,
    *,
    by: User,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    way: str | None = None,
    place: str | None = None,
) -> Session:
    """Another time, or another place, told with its reason; a new notice is served."""
    if not reason.strip():
        raise NotValid(_("请写明改期的原因。"), code="no_reason")
    with acting_on_session(session, by=by) as current:
        require_mediator(by, current.mediation)
        require_session_state(current, S.FIXED)
        way = current.way if way is None else way
        place = check_way(way, current.place if place is None else place)
        same_time = (current.starts_at, current.ends_at) == (starts_at, ends_at)
        if same_time and (current.way, current.place) == (way, place):
            return current  # pressed twice
        if not same_time:
            check_times(current.mediation, [(starts_at, ends_at)], taken=busy_times(by, but=current))
            if starts_at < soonest_start(current.mediation):
                raise NotValid(_("离这个时间太近，来不及通知各方，请选晚一些的时间。"), code="short_notice")
        current.way, current.place = way, place
        facts = {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
        step_session(current, "move", by=by, facts=facts, reason=reason, starts_at=starts_at, ends_at=ends_at)
        set_clocks_of_fixed(current)
        words = gettext_lazy("会议有变：{when}（北京时间）。原因：{reason}")
        text = format_lazy(words, when=when(current), reason=reason)
        say_of(current, text)
        tell_session(current, text, by=by, with_file=True)
        serve_notice(current, by=by)
    return current


def cancel_session(session: Session, *, by: User, reason: str) -> Session:
    if not reason.strip():
        raise NotValid(_("请写明取消的原因。"), code="no_reason")
    with acting_on_session(session, by=by) as current:
        require_mediator(by, current.mediation)
        if current.state == S.CANCELLED:
            return current  # pressed twice
        require_session_state(current, S.PROPOSED, S.FIXED)
        cancel(current, by=by, reason=reason)
    return current


def _is_same(session: Session, times: Sequence[Span]) -> bool:
    put = session.times.filter(party=None).values_list("starts_at", "ends_at")
    return sorted(put) == sorted(times)
