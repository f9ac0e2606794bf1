"""What waits for a person about sessions: their answer to times, a time to fix, who came. For the inbox and the case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.models import Dispute
from rulebook.models import Deadline

from ..models import Session
from ..states import SESSION_SILENCE, MediationState, SessionState
from .awaiting import parties_awaited
from .scheduling import sessions_awaiting
from .standing import running_mediation

if TYPE_CHECKING:
    from accounts.models import User

S = SessionState


@dataclass(frozen=True)
class SessionErrand:
    """`page` is the name of an address that takes the session's key."""

    session: Session
    what: str
    page: str
    deadline: Deadline | None

    @property
    def silence(self) -> str:
        return str(SESSION_SILENCE.get(self.deadline.kind, "")) if self.deadline else ""


def session_errands(user: User, dispute: Dispute | None = None) -> list[SessionErrand]:
    """Also of sessions with one side alone: nobody but this person reads the list. Fixed queries."""
    waiting = [(one, _("选会议时间"), "mediation:answer_times") for one in sessions_awaiting(user)]
    waiting += [
        (one, _("登记会议到场"), "mediation:attendance")
        if one.state == S.FIXED
        else (one, _("确定会议时间"), "mediation:fix_session")
        for one in _of_mediator(user)
    ]
    if dispute is not None:
        waiting = [row for row in waiting if row[0].mediation.dispute_id == dispute.pk]
    clocks = _clocks([session for session, _what, _page in waiting])
    return [SessionErrand(session, what, page, clocks.get(session.pk)) for session, what, page in waiting]


def waits_only_for_times(dispute: Dispute) -> bool:
    """A party holds the turn of the talk for no other reason than an answer to times."""
    mediation = running_mediation(dispute)
    return mediation is not None and not parties_awaited(mediation)


def _of_mediator(user: User) -> list[Session]:
    found = Session.objects.visible_to(user).filter(
        Q(state=S.PROPOSED, answers_closed_at__isnull=False)
        | Q(state=S.FIXED, starts_at__lte=timezone.now()),
        appointment__mediator=user,
        appointment__ended_at=None,
        mediation__state__in=[MediationState.MEDIATING, MediationState.SIGNING],
    )
    return list(found.select_related("mediation__dispute__platform", "mediation__dispute__desk"))


def _clocks(sessions: list[Session]) -> dict[int, Deadline]:
    """The nearest clock of each, apart from words beforehand."""
    if not sessions:
        return {}
    running = Deadline.objects.live().filter(
        content_type=ContentType.objects.get_for_model(Session),
        object_id__in=[session.pk for session in sessions],
        parent=None,
        kind__in=SESSION_SILENCE,
    )
    found: dict[int, Deadline] = {}
    for deadline in running.select_related("rule_version__rule").order_by("-due_at"):
        found[deadline.object_id] = deadline
    return found
