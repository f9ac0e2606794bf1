"""The flows follow the state: after every act the open turns are exactly those the state calls for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disputes.models import CaseWork, Dispute, Turn
from disputes.turns import TurnNode, at_rest

from ..flows import STAGES, WholeCaseFlow

if TYPE_CHECKING:
    from accounts.models import User


class FlowsDoNotMatch(RuntimeError):
    """The charts cannot lead to the turns that the state calls for: a fault of ours, the act is rolled back."""


def called_for(dispute: Dispute) -> set[str]:
    """The kinds of turn that the state of the case calls for now."""
    return {
        node.kind
        for stage in STAGES
        for node in stage.instance.nodes()
        if isinstance(node, TurnNode) and node.is_called_for(dispute)
    }


def follow(dispute: Dispute, *, by: User | None) -> None:
    """Complete the turns that `by` has just taken, drop those that are over, open those that begin.

    A turn taken by one of its holders is completed in viewflow and the chart leads on. Anything else (the clock,
    a withdrawal, an order) ends the running flow, and it is entered again at the node that the state calls for.
    """
    with at_rest():
        _follow(dispute, by)


def _follow(dispute: Dispute, by: User | None) -> None:
    wanted = called_for(dispute)
    turns = list(Turn.objects.open().filter(dispute=dispute))
    over = [turn for turn in turns if turn.kind not in wanted]
    for turn in over:
        if by is not None and Turn.objects.held_by(by).filter(pk=turn.pk).exists():
            _complete(turn, by)
    if _open_kinds(dispute) != wanted:
        _enter_again(dispute, wanted)
    for turn in Turn.objects.open().filter(dispute=dispute).select_related("dispute"):
        turn.flow_task.hand_to_holders(turn)


def _open_kinds(dispute: Dispute) -> set[str]:
    return set(Turn.objects.open().filter(dispute=dispute).values_list("kind", flat=True))


def _complete(turn: Turn, by: User) -> None:
    turn.refresh_from_db()
    if turn.finished is not None:
        return
    with turn.activation() as activation:
        if activation.assign.can_proceed():
            activation.assign(by)
        activation.start(None)
        activation.execute()


def _enter_again(dispute: Dispute, wanted: set[str]) -> None:
    for work in CaseWork.objects.filter(dispute=dispute, parent_task=None, finished=None):
        work.flow_class.instance.cancel(work)
    if wanted:
        WholeCaseFlow.start.run(dispute=dispute)
    if (found := _open_kinds(dispute)) != wanted:
        raise FlowsDoNotMatch(f"{dispute}: {dispute.state} calls for {sorted(wanted)}, found {sorted(found)}")
