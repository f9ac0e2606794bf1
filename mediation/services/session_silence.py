"""What happens to a session when nobody moves, and the words before it begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.selectors import people_of
from disputes.services.silence import try_lock_case
from notices.services import send_text
from rulebook.clock import lock_subject, on_due
from rulebook.models import Deadline

from ..models import Session
from ..selectors import best_of, parties_to_answer_times, weigh
from ..selectors.scheduling import ANSWERING, FIXING, RECORDING
from ..states import SESSION_REMINDERS, SessionState
from .attending import record_by_clock
from .convening import acting_on_session, cancel, fix, page_of_session, people_in, tell_session, when
from .scheduling import close_answers

if TYPE_CHECKING:
    from accounts.models import User

S = SessionState


@lock_subject("mediation.Session")
def _lock_session(pk: int) -> bool:
    case = Session.objects.filter(pk=pk).values_list("mediation__dispute", flat=True).first()
    return case is not None and try_lock_case(case)


def _session_of(deadline: Deadline) -> Session:
    return Session.objects.get(pk=deadline.object_id)


@on_due(ANSWERING)
def somebody_did_not_answer(deadline: Deadline) -> None:
    """Silence has nothing against the times put forward."""
    with acting_on_session(_session_of(deadline), by=None) as session:
        if session.state == S.PROPOSED and session.answers_closed_at is None:
            close_answers(session, by=None)


@on_due(FIXING)
def mediator_fixed_nothing(deadline: Deadline) -> None:
    """The best time that nobody refused, if anybody answered at all; else there is no session."""
    with acting_on_session(_session_of(deadline), by=None) as session:
        if session.state != S.PROPOSED:
            return
        best = best_of(weigh(session)) if session.replies.exists() else None
        if best is None:
            cancel(session, by=None, reason=_("没有找到各方都合适的时间，可以另约。"))
        else:
            fix(session, by=None, starts_at=best.time.starts_at, ends_at=best.time.ends_at)


@on_due(RECORDING)
def nobody_recorded_who_came(deadline: Deadline) -> None:
    with acting_on_session(_session_of(deadline), by=None) as session:
        if session.state == S.FIXED:
            record_by_clock(session)


@on_due(f"{ANSWERING}.reminder")
def remind_to_answer(deadline: Deadline) -> None:
    """Only those who have not answered, of the session's own side when it is a caucus."""
    session = _with_case(deadline)
    waiting = [person for party in parties_to_answer_times(session) for person in people_of(party)]
    due_on: Any = deadline.parent.due_on if deadline.parent else deadline.due_on
    text = format_lazy(gettext_lazy("{day} 到期：选会议时间"), day=due_on)
    _remind(session, waiting, text)


@on_due(*SESSION_REMINDERS)
def remind_of_session(deadline: Deadline) -> None:
    session = _with_case(deadline)
    if (
        session.state == S.FIXED and session.starts_at and session.starts_at > timezone.now()
    ):  # not when a clock was late
        words = gettext_lazy("请记得：{when}，调解会议")
        _remind(session, people_in(session), format_lazy(words, when=when(session)), with_file=True)


def _with_case(deadline: Deadline) -> Session:
    found = Session.objects.select_related("mediation__dispute__chain", "party", "appointment__mediator")
    return found.get(pk=deadline.object_id)


def _remind(session: Session, people: list[User], text: Any, *, with_file: bool = False) -> None:
    """Under the bell, by mail for who wants mail, and by text message."""
    tell_session(session, text, by=None, to=people, with_file=with_file)
    for person in people:
        if person.phone:
            send_text(
                phone=person.phone,
                template="messages/session_reminder.txt",
                context={
                    "reference": session.dispute.reference,
                    "text": text,
                    "url": f"{settings.SITE_URL}{page_of_session(session)}",
                },
                language=person.language,
            )
