"""A mediator objects to a case or a figure of their own; the supervisor decides. Silence lets the objection stand."""

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
from docket.services import open_chain
from notices.services import tell

from ..models import FigureObjection, Mediation, RosterEntry
from ..selectors import HOW
from ..states import OBJECTION_CLOCKS, ObjectionState
from .keeping import begin, move

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def object_to_figure(
    entry: RosterEntry, *, by: User, figure: str, reason: str, mediation: Mediation | None = None
) -> FigureObjection:
    """To one figure as a whole, or to one case being counted in it (and then in all)."""
    if entry.mediator_id != by.pk:
        raise NotPermitted()
    if figure not in HOW or not reason.strip():
        raise NotValid(_("请写明理由。"), code="no_reason")
    locked = RosterEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    same = FigureObjection.objects.filter(entry=locked, figure=figure, mediation=mediation)
    if (open_one := same.filter(state=ObjectionState.OPEN).first()) is not None:
        return open_one  # pressed twice
    if same.filter(state=ObjectionState.UPHELD).exists():
        raise NotLawfulNow(_("您的异议已经成立。"), code="upheld_already")
    objection = FigureObjection.objects.create(
        chain=open_chain(), entry=locked, figure=figure, mediation=mediation, reason=reason, made_by=by
    )
    facts = {"entry": locked.pk, "figure": figure, "mediation": mediation.pk if mediation else None}
    begin(
        objection,
        by=by,
        verb="mediation.figure_objected",
        clocks=OBJECTION_CLOCKS,
        facts=facts,
        sealed={"reason": reason},
    )
    _tell(
        list(staff_of(entry.body, Role.SUPERVISOR)), objection, gettext_lazy("有调解员对自己的数据提出异议。")
    )
    return objection


def decide_objection(
    objection: FigureObjection | int, *, by: User | None, is_upheld: bool, reasons: str = ""
) -> FigureObjection:
    """With reasons, by a supervisor whose own figures they are not. `by` None: silence, which upholds."""
    if by is not None and not reasons.strip():
        raise NotValid(_("请写明决定的理由。"), code="no_reason")
    with _acting_on(objection) as found:
        if by is not None and not may_decide(by, found):
            raise NotPermitted()
        found.decision, found.decided_by, found.decided_at = reasons, by, timezone.now()
        move(
            found,
            "uphold" if is_upheld else "dismiss",
            by=by,
            verb="mediation.objection_upheld" if is_upheld else "mediation.objection_dismissed",
            clocks=OBJECTION_CLOCKS,
            sealed={"reasons": reasons} if reasons else None,
        )
        text = gettext_lazy("您对数据的异议有了决定：{result}。")
        _tell([found.entry.mediator], found, format_lazy(text, result=found.get_state_display()))
    return found


def may_decide(user: User, objection: FigureObjection) -> bool:
    entry = objection.entry
    return entry.mediator_id != user.pk and holds_role(user, entry.body, Role.SUPERVISOR)


@contextmanager
def _acting_on(objection: FigureObjection | int) -> Iterator[FigureObjection]:
    pk = objection if isinstance(objection, int) else objection.pk
    with transaction.atomic():
        rows = FigureObjection.objects.select_for_update(of=("self",))
        yield rows.select_related("entry__mediator", "entry__body", "chain").get(pk=pk)


def _tell(people: list[User], objection: FigureObjection, text: Any) -> None:
    url = reverse("mediation:objection", args=[objection.pk])
    tell(people, chain=None, reference="", text=text, url=url)
