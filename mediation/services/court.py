"""Judicial confirmation, at the court: handed in, accepted, completed, decided; or taken back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from disputes.engine import deadline_kind
from disputes.exceptions import NotLawfulNow, NotValid
from disputes.policies import require
from disputes.services import issue
from rulebook.exceptions import NoSuchTerm
from rulebook.selectors import ground
from rulebook.services import set_deadline_on

from .. import documents
from ..models import Confirmation
from ..policies import helps_with_confirmation, records_court_answers, spoken_for
from ..selectors import courts_for
from ..states import ConfirmationState, SubmissionMethod
from .confirming import acting_on_confirmation, tell_registry, tell_secretaries, turn
from .course import note_in

if TYPE_CHECKING:
    from accounts.models import User

C = ConfirmationState
SUPPLEMENT_REMINDERS = (3, 1)


def hand_in(
    confirmation: Confirmation,
    *,
    by: User,
    court_choice: str,
    method: str,
    on: date,
    court: Organisation | None = None,
    court_name: str = "",
    receipt_number: str = "",
) -> Confirmation:
    """It has gone to the court: which, how, when. A court that is here finds it in its registry."""
    with acting_on_confirmation(confirmation, by=by) as locked:
        require(helps_with_confirmation(by, locked))
        if locked.state != C.PREPARING:
            raise NotLawfulNow()
        if court_choice not in {each.code for each in courts_for(locked.mediation)}:
            raise NotValid(_("请选择向哪里的法院提出。"), code="wrong_court")
        if method not in SubmissionMethod.values:
            raise NotValid(_("请选择怎么提交的。"), code="wrong_method")
        if court is None and not court_name.strip():
            raise NotValid(_("请写明法院的名称。"), code="no_court")
        _require_day(on, since=locked.agreement.signed_at and timezone.localdate(locked.agreement.signed_at))
        if court is not None and not locked.bundle:
            raise NotValid(_("材料还没有备齐，备齐以后才能交给这个法院。"), code="not_packed")
        locked.court_choice, locked.court, locked.method = court_choice, court, method
        locked.court_name = court.name if court else court_name.strip()
        locked.handed_in_on, locked.receipt_number = on, receipt_number.strip()
        turn(
            locked,
            "hand_in",
            by=by,
            verb="mediation.confirmation_handed_in",
            facts={"court": court.pk if court else None, "method": method, "on": on.isoformat()},
        )
        tell_registry(locked, gettext_lazy("收到一份司法确认申请，请登记是否受理"))
        tell_secretaries(locked, gettext_lazy("司法确认申请已经提交法院"))
    return locked


def record_acceptance(
    confirmation: Confirmation, *, by: User, on: date, case_number: str = ""
) -> Confirmation:
    """The court has taken the application up."""
    with acting_on_confirmation(confirmation, by=by) as locked:
        require(records_court_answers(by, locked))
        if locked.accepted_on == on and locked.case_number == case_number.strip():
            return locked  # pressed twice
        _require_day(on, since=locked.handed_in_on)
        facts = {"on": on.isoformat()}
        turn(locked, "accept", by=by, verb="mediation.confirmation_accepted", facts=facts, on=on,
             case_number=case_number.strip())  # fmt: skip
    return locked


def ask_supplement(confirmation: Confirmation, *, by: User, text: str, until: date) -> Confirmation:
    """The court wants more, by a day it names (民诉法解释 356, 357)."""
    with acting_on_confirmation(confirmation, by=by) as locked:
        require(records_court_answers(by, locked))
        if not text.strip():
            raise NotValid(_("请写明需要补充什么。"), code="no_text")
        if until < timezone.localdate():
            raise NotValid(_("补充期限不能早于今天。"), code="bad_date")
        turn(locked, "ask_supplement", by=by, verb="mediation.confirmation_supplement_asked",
             facts={"until": until.isoformat()}, sealed={"text": text}, text=text.strip(), until=until)  # fmt: skip
        kind = deadline_kind(locked, C.SUPPLEMENTING)
        set_deadline_on(locked, kind, until, remind_days=SUPPLEMENT_REMINDERS)
        tell_secretaries(locked, gettext_lazy("法院要求补充司法确认的材料"))
    return locked


def record_supplement(confirmation: Confirmation, *, by: User) -> Confirmation:
    """What was asked for has been handed in."""
    with acting_on_confirmation(confirmation, by=by) as locked:
        require(helps_with_confirmation(by, locked) or records_court_answers(by, locked))
        turn(locked, "supplement", by=by, verb="mediation.confirmation_supplemented")
        tell_registry(locked, gettext_lazy("司法确认的补充材料已经提交"))
    return locked


def record_ruling(
    confirmation: Confirmation,
    *,
    by: User,
    ruling: str,
    on: date,
    ground_code: str = "",
    case_number: str = "",
    note: str = "",
) -> Confirmation:
    """`ruling`: confirmed, dismissed (民诉法 206) or refused (民诉法解释 355). What follows is told on paper."""
    with acting_on_confirmation(confirmation, by=by) as locked:
        require(records_court_answers(by, locked))
        if ruling not in {C.CONFIRMED, C.DISMISSED, C.REFUSED}:
            raise NotValid(_("请选择法院的决定。"), code="wrong_ruling")
        if locked.state not in {C.WITH_COURT, C.SUPPLEMENTING}:
            raise NotLawfulNow()
        _require_day(on, since=locked.handed_in_on)
        if case_number.strip():
            locked.case_number = case_number.strip()
        facts = {"ruling": ruling, "ground": ground_code, "on": on.isoformat()}
        if ruling == C.CONFIRMED:
            turn(locked, "confirm", by=by, verb="mediation.confirmation_granted", facts=facts, on=on)
        else:
            _require_ground(ruling, ground_code)
            name, verb = (
                ("dismiss", "mediation.confirmation_dismissed")
                if ruling == C.DISMISSED
                else ("refuse", "mediation.confirmation_refused")
            )
            turn(locked, name, by=by, verb=verb, facts=facts, sealed={"note": note} if note else None,
                 on=on, ground=ground_code, note=note.strip())  # fmt: skip
        issue(locked.dispute, documents.confirmation_result(locked), by=by)
        tell_secretaries(locked, gettext_lazy("法院对司法确认申请作出了决定"))
    return locked


def withdraw_application(confirmation: Confirmation, *, by: User) -> Confirmation:
    """A side takes it back before the ruling (民诉法解释 357); the application was joint, so it ends for both."""
    with acting_on_confirmation(confirmation, by=by) as locked:
        require(bool(spoken_for(by, locked.mediation, needs_special_mandate=True)))
        if locked.state == C.WITHDRAWN:
            return locked
        turn(locked, "withdraw", by=by, verb="mediation.confirmation_withdrawn")
        tell_registry(locked, gettext_lazy("当事人撤回了司法确认申请"))
    return locked


def record_reading(confirmation: Confirmation, *, by: User) -> None:
    """Whoever reads the package for an office leaves a trace; a side reading its own does not."""
    with acting_on_confirmation(confirmation, by=by) as locked:
        if not spoken_for(by, locked.mediation):
            note_in(locked.mediation, "mediation.confirmation_read", by=by)


def _require_day(on: date, *, since: date | None) -> None:
    if on > timezone.localdate():
        raise NotValid(_("日期不能晚于今天。"), code="future")
    if since is not None and on < since:
        raise NotValid(_("日期不能早于上一步的日期（%(day)s）。") % {"day": since}, code="too_early")


def _require_ground(ruling: str, code: str) -> None:
    kind = "confirmation_dismissed" if ruling == C.DISMISSED else "confirmation_refused"
    try:
        found = ground(code)
    except NoSuchTerm:
        found = None
    if found is None or found.kind != kind:
        raise NotValid(_("请选择法院写明的理由。"), code="no_ground")
