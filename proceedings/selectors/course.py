"""A case from above: the line of stations, whose turn it is and until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from disputes.models import Dispute, Turn
from disputes.selectors import is_enforceable, open_turns, settlement_in_force
from disputes.states import NOT_YET_SERVED, Outcome, State
from mediation.selectors import (
    IN_SESSION,
    ConfirmationStep,
    SessionErrand,
    confirmation_errands,
    confirmation_steps,
    errands_in,
    session_errands,
    waits_only_for_times,
)
from rulebook.selectors import explain

from .deadlines import bounds, deadline_now
from .pages import page_of
from .service import silence_in_service

S = State
#: The stations of the straight road, and the states that each covers.
STATIONS = (
    (gettext_lazy("提交"), {S.DRAFT}),
    (gettext_lazy("受理"), {S.FILED, S.COMPLETING}),
    (gettext_lazy("答复与协商"), {S.SERVING, S.ANSWERING, S.NEGOTIATING}),
    (gettext_lazy("处理意见"), {S.REVIEWING, S.OPINION_SERVING, S.OPINION_ISSUED}),
    (gettext_lazy("调解或仲裁"), {S.CHOOSING_ROAD, S.IN_MEDIATION, S.IN_ARBITRATION}),
    (gettext_lazy("履行"), {S.PERFORMING, S.BREACHED}),
    (gettext_lazy("办结"), {S.CLOSED}),
)

#: What happens when nobody acts, said beforehand.
SILENCE = {
    S.FILED: gettext_lazy("如果到期没有审查，投诉视为受理，程序继续。"),
    S.COMPLETING: gettext_lazy("如果到期没有补正，案件终结；之后仍可重新提交或走其他途径。"),
    S.ANSWERING: gettext_lazy("如果到期没有答复，程序照常继续，不再等待。"),
    S.NEGOTIATING: gettext_lazy("如果到期没有谈成，自动进入下一步。"),
    S.REVIEWING: gettext_lazy("如果承办机构到期没有出具意见，投诉人可以直接选择调解、仲裁等途径。"),
    S.OPINION_ISSUED: gettext_lazy("如果到期没有回应，视为不接受，可以选择其他途径。"),
    S.CHOOSING_ROAD: gettext_lazy("如果到期没有选择，案件在这里结案；外部途径仍然可以走。"),
}
#: After a breach: a contract is sued on, only what a court has confirmed is enforced (民诉法 206; 民法典 577).
SILENCE_AFTER_BREACH = {
    True: gettext_lazy("如果到期没有选择，案件在这里结案；仍然可以凭法院的确认裁定申请执行。"),
    False: gettext_lazy(
        "如果到期没有选择，案件在这里结案；仍然可以凭协议起诉，约定了仲裁的申请仲裁。协议本身不能直接申请执行。"
    ),
}


@dataclass(frozen=True)
class Station:
    label: str
    state: str  # done, current, next, skipped
    note: str = ""


@dataclass(frozen=True)
class Where:
    """Whose turn it is, as `<c-turn>` shows it."""

    is_mine: bool
    who: str = ""
    what: str = ""
    due_on: date | None = None
    is_provisional: bool = False
    explanation: tuple[str, ...] = ()
    silence: str = ""
    url: str = ""
    action: str = ""
    is_done: bool = False  # by this reader, while the turn must not tell so


def stations(dispute: Dispute) -> list[Station]:
    """The line of stations. A closed case shows how it ended; stations it did not need are skipped."""
    visited = _visited(dispute)
    line = []
    current = next(i for i, (_label, states) in enumerate(STATIONS) if dispute.state in states)
    for index, (label, _states) in enumerate(STATIONS):
        if index == current:
            state = "done" if dispute.state == S.CLOSED else "current"
        elif index < current:
            state = "done" if index in visited else "skipped"
        else:
            state = "next"
        line.append(Station(str(label), state, _note(dispute, index, current)))
    return line


def _visited(dispute: Dispute) -> set[int]:
    """Where something was really done, by the record: a station is not done because time went past it."""
    seen = {0}
    if dispute.admitted_at:
        seen.add(1)
    if dispute.responses.exists() or dispute.offers.exists():
        seen.add(2)
    if dispute.opinions.exists():
        seen.add(3)
    begun = dispute.mediations.exclude(began_at=None)
    sent = dispute.arbitration_referrals.exclude(sent_at=None)
    if begun.exists() or sent.exists():
        seen.add(4)
    if dispute.settlements.filter(replaced_at=None, performed_at__isnull=False).exists():
        seen.add(5)
    return seen


def _note(dispute: Dispute, index: int, current: int) -> str:
    if index != current:
        return ""
    if dispute.state == S.CLOSED:
        return str(Outcome(dispute.outcome).label)
    return str(State(dispute.state).label)


def where_it_stands(dispute: Dispute, user: User) -> Where:
    """The turn that is this reader's, else whoever's it is; with the deadline and the reason for the day."""
    turns = list(open_turns(dispute))
    mine = set(Turn.objects.held_by(user).filter(dispute=dispute).values_list("pk", flat=True))
    errands = session_errands(user, dispute)
    if errands and (not mine or waits_only_for_times(dispute)):
        return _about_session(errands[0])
    confirming = [] if mine else confirmation_errands(user, dispute)
    if confirming:
        return _about_confirmation(confirming[0])
    if not turns:
        return Where(is_mine=False)
    turn = next((turn for turn in turns if turn.pk in mine), turns[0])
    deadline = bounds(deadline_now(dispute), turn)
    is_held = turn.pk in mine
    exactly = errands_in([dispute], user).get(dispute.pk) if is_held and turn.kind == IN_SESSION else None
    is_done = exactly is not None and exactly.is_done
    is_waiting = exactly is not None and exactly.is_waiting
    return Where(
        is_mine=is_held and not is_done and not is_waiting,
        who=_("、").join(_holders(turn, but=user if is_waiting else None)),
        what=exactly.what if exactly else str(turn.flow_task.task_title),
        due_on=deadline.due_on if deadline else None,
        is_provisional=bool(deadline and deadline.is_provisional),
        explanation=tuple(explain(deadline)) if deadline else (),
        silence=_silence(dispute),
        url=page_of(turn.kind, dispute) if is_held else "",
        action=str(turn.flow_task.task_title) if is_held else "",
        is_done=is_done,
    )


def _silence(dispute: Dispute) -> str:
    if dispute.state in NOT_YET_SERVED.values():
        return str(silence_in_service(dispute))
    settlement = settlement_in_force(dispute) if dispute.state == S.BREACHED else None
    if settlement is not None:
        return str(SILENCE_AFTER_BREACH[is_enforceable(settlement)])
    return str(SILENCE.get(S(dispute.state), ""))


def _about_session(errand: SessionErrand) -> Where:
    deadline = errand.deadline
    return Where(
        is_mine=True,
        what=errand.what,
        due_on=deadline.due_on if deadline else None,
        is_provisional=bool(deadline and deadline.is_provisional),
        explanation=tuple(explain(deadline)) if deadline else (),
        silence=errand.silence,
        url=reverse(errand.page, args=[errand.session.key]),
        action=errand.what,
    )


def beside(dispute: Dispute, user: User) -> list[Where]:
    """What else the case waits for while it is performed, for whoever may see it: the way to the court."""
    found: dict[tuple[int, str], list[ConfirmationStep]] = {}
    for step in confirmation_steps(user, dispute):
        found.setdefault((step.confirmation.pk, step.what), []).append(step)
    return [
        _about_confirmation(
            next((step for step in same if step.is_mine), same[0]),
            who=[name for step in same for name in step.holders],
        )
        for same in found.values()
    ]


def _about_confirmation(step: ConfirmationStep, *, who: Iterable[str] = ()) -> Where:
    deadline = step.deadline
    return Where(
        is_mine=step.is_mine,
        who=_("、").join(who),
        what=step.what,
        due_on=deadline.due_on if deadline else None,
        is_provisional=bool(deadline and deadline.is_provisional),
        explanation=tuple(explain(deadline)) if deadline else (),
        silence=step.silence,
        url=reverse(step.page, args=step.args) if step.is_mine else "",
        action=step.what if step.is_mine else "",
    )


def _holders(turn: Turn, *, but: User | None = None) -> list[str]:
    names = []
    for holder in turn.holders.all():
        if but is not None and holder.user_id == but.pk:
            continue
        if holder.party is not None:
            names.append(f"{holder.party.get_role_display()} {holder.party.name}".strip())
        elif holder.organisation is not None:
            names.append(holder.organisation.short_name or holder.organisation.name)
        elif holder.user is not None:
            names.append(str(holder.user))
    return list(dict.fromkeys(names))
