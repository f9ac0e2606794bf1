"""A party complains of how a mediator behaved; the mediator is heard; the supervisor decides with reasons."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.selectors import holds_role, staff_of
from accounts.states import Role
from disputes.exceptions import NotLawfulNow, NotPermitted, NotValid
from disputes.policies import speaks_for
from disputes.selectors import people_of
from docket.services import open_chain
from notices.services import tell
from rulebook.selectors import grounds

from ..models import Appointment, ConductComplaint, Mediation
from ..policies import has_been_put_to, spoken_for
from ..selectors import may_complain_until
from ..states import CONDUCT_CLOCKS, ConductState
from .keeping import begin, move

if TYPE_CHECKING:
    from accounts.models import User

S = ConductState


@transaction.atomic
def complain_of_conduct(
    mediation: Mediation, *, by: User, appointment: Appointment, ground: str, text: str
) -> ConductComplaint:
    """About one mediator, now or within the time the rule leaves after the end. The other side is not told."""
    own = spoken_for(by, mediation)
    if not own:
        raise NotPermitted()
    if ground not in {found.code for found in grounds("conduct")} or not text.strip():
        raise NotValid(_("请选择事由并写明经过。"), code="no_reason")
    if appointment.mediation_id != mediation.pk or appointment.accepted_at is None:
        raise NotValid(_("请选择办理过本案的调解员。"), code="no_mediator")
    locked = Mediation.objects.select_for_update(of=("self",)).get(pk=mediation.pk)
    until = may_complain_until(locked)
    if not has_been_put_to(mediation) or (until is not None and until < timezone.now()):
        raise NotLawfulNow(_("调解结束已久，不能再投诉。"), code="time_up")
    for party in own:
        open_one = ConductComplaint.objects.open().filter(appointment=appointment, party=party).first()
        if open_one is not None:
            return open_one  # pressed twice
    complaint = ConductComplaint.objects.create(
        chain=open_chain(),
        mediation=locked,
        appointment=appointment,
        party=own[0],
        ground=ground,
        text=text,
        made_by=by,
    )
    facts = {"appointment": appointment.pk, "mediation": locked.pk, "party": own[0].pk, "ground": ground}
    begin(
        complaint,
        by=by,
        verb="mediation.conduct_complained",
        clocks=CONDUCT_CLOCKS,
        facts=facts,
        sealed={"text": text},
    )
    _tell([appointment.mediator], complaint, gettext_lazy("有人投诉您在调解中的行为，请在期限内说明。"))
    _tell(_supervisors(complaint), complaint, gettext_lazy("收到一件对调解员行为的投诉。"))
    return complaint


def answer_conduct_complaint(complaint: ConductComplaint, *, by: User, statement: str) -> ConductComplaint:
    """The mediator says how it was; then the supervisor decides."""
    if not statement.strip():
        raise NotValid(_("请写明您的说明。"), code="no_reason")
    with _acting_on(complaint) as found:
        if found.appointment.mediator != by:
            raise NotPermitted()
        if found.state != S.HEARING:
            raise NotLawfulNow()
        found.statement, found.heard_at = statement, timezone.now()
        move(
            found,
            "end_hearing",
            by=by,
            verb="mediation.conduct_answered",
            clocks=CONDUCT_CLOCKS,
            sealed={"statement": statement},
        )
        _tell(_supervisors(found), found, gettext_lazy("调解员已经说明，请对行为投诉作出决定。"))
    return found


def end_conduct_hearing(pk: int) -> None:
    """The mediator was silent."""
    with _acting_on(pk) as found:
        move(found, "end_hearing", by=None, verb="mediation.conduct_not_answered", clocks=CONDUCT_CLOCKS)
        _tell(_supervisors(found), found, gettext_lazy("调解员没有说明，请对行为投诉作出决定。"))


def decide_conduct_complaint(
    complaint: ConductComplaint, *, by: User, is_upheld: bool, reasons: str
) -> ConductComplaint:
    """By a supervisor who is not the one complained of, after the mediator had the chance to be heard."""
    if not reasons.strip():
        raise NotValid(_("请写明决定的理由。"), code="no_reason")
    with _acting_on(complaint) as found:
        if not may_decide(by, found):
            raise NotPermitted()
        found.decision, found.decided_by, found.decided_at = reasons, by, timezone.now()
        move(
            found,
            "uphold" if is_upheld else "dismiss",
            by=by,
            verb="mediation.conduct_upheld" if is_upheld else "mediation.conduct_dismissed",
            clocks=CONDUCT_CLOCKS,
            sealed={"reasons": reasons},
        )
        text = gettext_lazy("对调解员行为的投诉有了决定：{result}。")
        told = [*people_of(found.party), found.appointment.mediator]
        _tell(told, found, format_lazy(text, result=found.get_state_display()))
    return found


def lapse_conduct_complaint(pk: int) -> None:
    """The supervisor was silent: nothing is held against the mediator, and the party is told the way up."""
    with _acting_on(pk) as found:
        found.decided_at = timezone.now()
        move(found, "lapse", by=None, verb="mediation.conduct_undecided", clocks=CONDUCT_CLOCKS)
        text = gettext_lazy("主管到期没有决定您的投诉，您可以向主管该组织的司法行政部门反映。")
        _tell(people_of(found.party), found, text)


def withdraw_conduct_complaint(complaint: ConductComplaint, *, by: User) -> ConductComplaint:
    with _acting_on(complaint) as found:
        if not speaks_for(by, found.party):
            raise NotPermitted()
        move(found, "withdraw", by=by, verb="mediation.conduct_withdrawn", clocks=CONDUCT_CLOCKS)
        _tell([found.appointment.mediator], found, gettext_lazy("对您行为的投诉已经撤回。"))
    return found


def may_decide(user: User, complaint: ConductComplaint) -> bool:
    is_about_them = complaint.appointment.mediator_id == user.pk
    return not is_about_them and holds_role(user, complaint.mediation.body, Role.SUPERVISOR)


@contextmanager
def _acting_on(complaint: ConductComplaint | int) -> Iterator[ConductComplaint]:
    pk = complaint if isinstance(complaint, int) else complaint.pk
    with transaction.atomic():
        rows = ConductComplaint.objects.select_for_update(of=("self",))
        yield rows.select_related("appointment__mediator", "mediation__body", "party", "chain").get(pk=pk)


def _supervisors(complaint: ConductComplaint) -> list[User]:
    mediator = complaint.appointment.mediator_id
    return [person for person in staff_of(complaint.mediation.body, Role.SUPERVISOR) if person.pk != mediator]


def _tell(people: list[User], complaint: ConductComplaint, text: Any) -> None:
    """Under the bell of these alone: the case's own chain says nothing of it."""
    url = reverse("mediation:conduct_show", args=[complaint.pk])
    reference = complaint.mediation.dispute.reference or ""
    tell(people, chain=None, reference=reference, text=text, url=url)
