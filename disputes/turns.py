"""How viewflow serves a case: a node whose task knows its holders, a lock that is the case's, a sub-flow.

Gateways read `state` and no node writes it, so flows only ever follow (docs/decisions/0001).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation
from viewflow.workflow.nodes.handle import HandleActivation
from viewflow.workflow.nodes.view import ViewActivation
from viewflow.workflow.signals import flow_finished
from viewflow.workflow.status import STATUS

from .models import CaseWork, Dispute, Turn, TurnHolder

if TYPE_CHECKING:
    from accounts.models import Organisation, User

    from .models import Party


T = TypeVar("T")


@dataclass(frozen=True)
class Holder:
    """One who may take a turn: a party, a person, or a role in a body."""

    party: Party | None = None
    user: User | None = None
    organisation: Organisation | None = None
    role: str = ""

    @property
    def keys(self) -> tuple[int | None, int | None, int | None, str]:
        """As a row of `TurnHolder` has them: compared without fetching whom they name."""
        return (
            self.party.pk if self.party else None,
            self.user.pk if self.user else None,
            self.organisation.pk if self.organisation else None,
            self.role,
        )


#: What the flows have asked of a case while nothing in it changes.
_known: ContextVar[dict[Any, Any] | None] = ContextVar("known", default=None)


@contextmanager
def at_rest() -> Iterator[None]:
    """While flows follow a case they only read it: each question is asked once, not by every node again."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def asked_once(question: Callable[[Dispute], T]) -> Callable[[Dispute], T]:
    """The answer to a question about a case, remembered `at_rest`."""

    def answer(dispute: Dispute) -> T:
        known = _known.get()
        if known is None:
            return question(dispute)
        key = (question, dispute.pk)
        if key not in known:
            known[key] = question(dispute)
        return known[key]

    return answer


class CaseLock:
    """The lock of every flow is the case row, the same that `engine.acting` holds: one order, no deadlock."""

    @contextmanager
    def __call__(self, flow_class: type[flow.Flow], process_pk: int) -> Iterator[None]:
        with transaction.atomic():
            list(Dispute.objects.select_for_update(of=("self",)).filter(works=process_pk).values_list("pk"))
            yield


class TurnActivation(ViewActivation):
    @classmethod
    def create(cls, flow_task, prev_activation, token, data=None, seed=None):
        process = prev_activation.process
        turn = Turn.objects.create(
            process=process,
            flow_task=flow_task,
            token=token,
            dispute=process.dispute,
            kind=flow_task.kind,
            data={},
        )
        turn.previous.add(prev_activation.task)
        flow_task.hand_to_holders(turn)
        return cls(turn)


class TurnNode(flow.View):
    """A person's step. It is called for exactly while `while_` holds of the case."""

    activation_class = TurnActivation

    def __init__(
        self, *, while_: Callable[[Dispute], bool], holders: Callable[[Dispute], list[Holder]], **kwargs: Any
    ) -> None:
        super().__init__(view=None, **kwargs)
        self.is_called_for = while_
        self.holders = holders

    @property
    def kind(self) -> str:
        return f"{self.flow_class.instance.app_label}.{self.name}"

    def hand_to_holders(self, turn: Turn) -> None:
        """Bring the rows of who may take the turn in line with the case."""
        wanted = {holder.keys: holder for holder in self.holders(turn.dispute)}
        for row in turn.holders.all():
            if wanted.pop((row.party_id, row.user_id, row.organisation_id, row.role), None) is None:
                row.delete()
        TurnHolder.objects.bulk_create(
            TurnHolder(turn=turn, party=h.party, user=h.user, organisation=h.organisation, role=h.role)
            for h in wanted.values()
        )


class SubflowActivation(HandleActivation):
    @Activation.status.super()
    def activate(self) -> None:
        self.flow_task.child.start.run(dispute=self.process.dispute, parent_task=self.task)

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.CANCELED)
    def cancel(self) -> None:
        for child in CaseWork.objects.filter(parent_task=self.task, finished=None):
            child.flow_class.instance.cancel(child)
        super().cancel.original()


class Subflow(flow.Handle):
    """Another app's flow as one step of this one: done when that flow is."""

    activation_class = SubflowActivation
    bpmn_element = "callActivity"

    def __init__(self, child: type[flow.Flow], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.child = child

    def _ready(self) -> None:
        flow_finished.connect(self._child_finished, sender=self.child)

    def _child_finished(self, process: CaseWork, **kwargs: Any) -> None:
        parent = process.parent_task
        if parent is None or parent.flow_task != self:
            return
        parent.refresh_from_db()
        if parent.status == STATUS.NEW:
            self.run(parent)


class CaseFlow(flow.Flow):
    """What all flows of a case share. Subclasses begin with `start = begin().Next(this.route)`."""

    process_class = CaseWork
    lock_impl = CaseLock()

    def begin_case(self, activation: Any, dispute: Dispute, parent_task: Any = None) -> CaseWork:
        activation.process.dispute = dispute
        activation.process.parent_task = parent_task
        return activation.process


def begin() -> flow.StartHandle:
    return flow.StartHandle(this.begin_case)
