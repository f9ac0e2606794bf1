"""What every act on a session needs: the lock, the one writer of its state, who is told, which clocks run.

Of a caucus nothing goes where the other side could find or count it: no docket entry, no line in the joint room, no
paper. What happened to it stands in its own rows (`SessionChange`), which only its side and its mediator see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.engine import transit
from disputes.exceptions import NotLawfulNow
from disputes.models import Dispute, Party
from disputes.selectors import people_of
from disputes.services import issue
from notices.services import tell
from rulebook.services import cancel_deadlines, set_deadline, set_deadline_before

from .. import documents
from ..models import Session, SessionChange
from ..moments import When
from ..selectors import listeners_of
from ..selectors.scheduling import FIXING, RECORDING
from ..states import SESSION_CLOCKS, SESSION_FIXING, SESSION_RECORD, SESSION_REMINDERS, SessionState
from .course import acting_in, note_in
from .rooms import TALKING, say

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from accounts.models import User

S = SessionState
ICS = gettext_lazy("加入手机日历：{address}")


@contextmanager
def acting_on_session(session: Session, *, by: User | None) -> Iterator[Session]:
    """Lock the case and yield the session as it stands now."""
    with acting_in(session.mediation_id, by=by) as mediation:
        current = mediation.sessions.select_related("party", "appointment__mediator").get(pk=session.pk)
        current.mediation = mediation
        yield current


def require_session_state(session: Session, *states: str) -> None:
    if session.state not in states:
        raise NotLawfulNow()


def step_session(
    session: Session,
    name: str,
    *,
    by: User | None,
    facts: dict[str, Any] | None = None,
    reason: str = "",
    **data: Any,
) -> None:
    """Take a transition and write it down: `fix` becomes `mediation.session_fixed`."""
    transit(
        session,
        name,
        by=by,
        verb=f"mediation.session_{DONE[name]}" if session.is_joint else None,
        clocks=SESSION_CLOCKS,
        facts={"mediation": session.mediation_id, "session": str(session.key), **(facts or {})},
        sealed={"reason": reason} if reason else None,
        **data,
    )
    keep_change(session, DONE[name], by=by, reason=reason)


DONE = {
    "fix": "fixed",
    "move": "moved",
    "cancel": "cancelled",
    "hold": "held",
    "adjourn": "adjourned",
    "miss": "not_held",
}


def note_on(
    session: Session,
    what: str,
    *,
    by: User | None,
    facts: dict[str, Any] | None = None,
    sealed: dict[str, str] | None = None,
) -> None:
    """An act that changes no state."""
    if session.is_joint:
        told = {"session": str(session.key), **(facts or {})}
        note_in(session.mediation, f"mediation.session_{what}", by=by, facts=told, sealed=sealed)
    keep_change(session, what, by=by, reason=(sealed or {}).get("reason", ""))


def keep_change(session: Session, what: str, *, by: User | None, reason: str = "") -> None:
    SessionChange.objects.create(
        session=session,
        what=what,
        reason=reason[:500],
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        by=by,
    )


# --- clocks -----------------------------------------------------------------------------------------


def wait_for_mediator(session: Session) -> None:
    set_deadline(session, FIXING, SESSION_FIXING.rule, filed_at=session.dispute.filed_at)


def set_clocks_of_fixed(session: Session) -> None:
    """Two words before it, and a time for recording who came, from its end."""
    filed_at, starts_at = session.dispute.filed_at, session.starts_at
    assert starts_at is not None and session.ends_at is not None
    cancel_deadlines(session, [FIXING])
    set_deadline(session, RECORDING, SESSION_RECORD.rule, start=session.ends_at, filed_at=filed_at)
    for kind, rule in SESSION_REMINDERS.items():
        set_deadline_before(session, kind, rule, moment=starts_at, filed_at=filed_at)


def stop_clocks(session: Session) -> None:
    cancel_deadlines(session)


# --- telling ----------------------------------------------------------------------------------------


def page_of_session(session: Session) -> str:
    return reverse("mediation:session", kwargs={"key": session.key})


def calendar_file_line(session: Session) -> str | _StrPromise:
    path = reverse("mediation:session_file", kwargs={"key": session.key})
    return format_lazy(ICS, address=f"{settings.SITE_URL}{path}")


def people_in(session: Session) -> list[User]:
    """Everybody the session concerns: the parties' people and the mediator."""
    people = [person for party in listeners_of(session) for person in people_of(party)]
    return list(dict.fromkeys([*people, session.appointment.mediator]))


def tell_session(
    session: Session,
    text: str | _StrPromise,
    *,
    by: User | None,
    to: Iterable[User] | None = None,
    with_file: bool = False,
) -> None:
    """Under the bell and by mail; with the address of the calendar file when the time is new."""
    listeners = people_in(session) if to is None else to
    tell(
        [person for person in listeners if person != by],
        chain=session.dispute.chain,
        reference=session.dispute.reference or "",
        text=text,
        url=page_of_session(session),
        postscript=calendar_file_line(session) if with_file else "",
    )


def tell_party(session: Session, party: Party, text: str | _StrPromise, *, by: User | None) -> None:
    tell_session(session, text, by=by, to=people_of(party))


def say_of(session: Session, text: str | _StrPromise) -> None:
    """In the joint room, of what concerns all. Of a caucus never."""
    if session.is_joint:
        say(session.mediation, text)


def when(session: Session) -> When:
    return When(session.starts_at, session.ends_at)


def serve_notice(session: Session, *, by: User | None) -> None:
    """The paper 调解会议通知书, on every party of a joint session. A caucus has none: it would be numbered and listed."""
    if session.is_joint:
        document = documents.session_notice(session)
        issue(session.dispute, document, by=by)


def fix(session: Session, *, by: User | None, starts_at: Any, ends_at: Any) -> None:
    """The time is fixed: by the mediator, by the last yes, or by the clock."""
    step_session(
        session,
        "fix",
        by=by,
        facts={"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()},
        starts_at=starts_at,
        ends_at=ends_at,
    )
    set_clocks_of_fixed(session)
    say_of(session, format_lazy(gettext_lazy("会议时间已定：{when}（北京时间）。"), when=when(session)))
    words = gettext_lazy("调解会议时间已定：{when}") if session.is_joint else FIXED_ALONE
    tell_session(session, format_lazy(words, when=when(session)), by=by, with_file=True)
    serve_notice(session, by=by)


FIXED_ALONE = gettext_lazy("与调解员单独会谈的时间已定：{when}")


def cancel(session: Session, *, by: User | None, reason: str) -> None:
    was_fixed = session.state == S.FIXED
    step_session(session, "cancel", by=by, reason=reason)
    stop_clocks(session)
    if was_fixed:
        words = format_lazy(gettext_lazy("{when}的会议取消：{reason}"), when=when(session), reason=reason)
    else:
        words = format_lazy(gettext_lazy("会议不再商定时间：{reason}"), reason=reason)
    say_of(session, words)
    tell_session(session, words, by=by, with_file=was_fixed)


def call_off_sessions(dispute: Dispute, *, by: User | None) -> None:
    """The talk is over, or stands still for want of a mediator: nobody is to come in vain."""
    in_vain = Session.objects.open().filter(mediation__dispute=dispute).exclude(mediation__state__in=TALKING)
    if not in_vain.exists():  # asked after every act: cheaply first
        return
    for session in in_vain.select_related("mediation", "party", "appointment__mediator"):
        session.mediation.dispute = dispute
        reason = _("调解暂停，重新开始后另约。") if session.mediation.is_running else _("调解已经结束。")
        cancel(session, by=by, reason=reason)
