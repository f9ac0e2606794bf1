"""`--stack=both`: two processes, one a stack, and one queue, so that neither core waits for the other.

Each process first runs what must be seen on its own stack and what falls to it, then both take the rest from one
pile, a piece of a file at a time, so that a story told once serves the tests beside it. Who has nothing left to do
takes over what fell to the other.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from itertools import groupby
from typing import Any

import pytest
from xdist.workermanage import WorkerController, parse_tx_spec_config

from tests.rigs.stack import STACK, shares_of

PIECE = 40  # tests handed out at once
AHEAD = 2  # a worker begins a test only when it knows the one after it
AS_LONG_AS = 60  # quick tests: what one with a browser or of a battery takes


class OneQueue:
    """What xdist asks of a scheduler, for processes that have collected different tests."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.numnodes = len(parse_tx_spec_config(config))
        self.collected: dict[WorkerController, dict[str, int]] = {}
        self.given: dict[WorkerController, list[int]] = {}
        self.own: dict[WorkerController, list[list[str]]] = {}
        self.ours: dict[WorkerController, list[list[str]]] = {}
        self.orphaned: dict[str, list[list[str]]] = {}  # of a process that died, by its stack
        self.pile: list[list[str]] = []
        self.is_dealt = False

    @property
    def nodes(self) -> list[WorkerController]:
        return list(self.given)

    @property
    def collection_is_completed(self) -> bool:
        return len(self.collected) >= self.numnodes

    @property
    def has_pending(self) -> bool:
        return self.has_pieces or any(self.given.values())

    @property
    def has_pieces(self) -> bool:
        return bool(self.pile or self.orphaned) or any(self.own.values()) or any(self.ours.values())

    @property
    def tests_finished(self) -> bool:
        if not self.collection_is_completed or self.has_pieces:
            return False
        return all(len(given) < AHEAD for given in self.given.values())

    def add_node(self, node: WorkerController) -> None:
        self.given[node] = []

    def add_node_collection(self, node: WorkerController, collection: Sequence[str]) -> None:
        self.collected[node] = {name: index for index, name in enumerate(collection)}
        if self.is_dealt:
            self.own[node] = self.orphaned.pop(str(node.gateway.spec), [])

    def schedule(self) -> None:
        if not self.is_dealt:
            self.is_dealt = True
            self.deal()
            session = self.config.pluginmanager.get_plugin("session")
            session.testscollected = len(set().union(*self.collected.values()))  # what the percentages are of
        for node in self.nodes:
            self.fill(node)

    def deal(self) -> None:
        known = set.intersection(*map(set, self.collected.values()))
        shares = {
            node: json.loads(shares_of(node.gateway.spec.env[STACK]).read_text()) for node in self.collected
        }
        slow = {name for share in shares.values() for name in share["slow"]}
        free = {name: None for share in shares.values() for name in share["free"]}
        if unknown := set(free) - known:
            raise pytest.UsageError(f"not collected by both processes: {sorted(unknown)}")
        self.pile = pieces(list(free), slow)
        for node, share in shares.items():
            ours = set(share["ours"]) & known
            own = {
                *share["own"],
                *share["ours"],
            } - ours  # also what the other names otherwise, and cannot take over
            self.own[node] = pieces([name for name in self.collected[node] if name in own], slow)
            self.ours[node] = pieces([name for name in self.collected[node] if name in ours], slow)

    def source_for(self, node: WorkerController) -> list[list[str]]:
        others = [pieces for other, pieces in self.ours.items() if other is not node]
        sources = [self.own.get(node), self.ours.get(node), self.pile, *others]
        return next((source for source in sources if source), [])

    def fill(self, node: WorkerController) -> None:
        if node.shutting_down:
            return
        while len(self.given[node]) < AHEAD and (source := self.source_for(node)):
            piece = [self.collected[node][name] for name in source.pop(0)]
            self.given[node] += piece
            node.send_runtest_some(piece)
        if len(self.given[node]) < AHEAD:
            node.shutdown()

    def mark_test_complete(self, node: WorkerController, item_index: int, duration: float = 0) -> None:
        self.given[node].remove(item_index)
        self.fill(node)

    def mark_test_pending(self, item: str) -> None:
        raise NotImplementedError

    def remove_pending_tests_from_node(self, node: WorkerController, indices: Sequence[int]) -> None:
        raise NotImplementedError

    def remove_node(self, node: WorkerController) -> str | None:
        """The test that a process died of, if it died; a new process for its stack does the rest."""
        given, own = self.given.pop(node), self.own.pop(node, []) + self.ours.pop(node, [])
        names = list(self.collected.get(node, ()))
        rest = own + [[names[index]] for index in given[1:]]
        if rest:
            self.orphaned[str(node.gateway.spec)] = rest
        return names[given[0]] if given else None


def pieces(names: Sequence[str], slow: Collection[str] = ()) -> list[list[str]]:
    """A file's tests in pieces, the order kept; the files that take longest first, so that none is last alone."""
    files = [list(tests) for _file, tests in groupby(names, key=lambda name: name.split("::")[0])]
    files.sort(key=lambda tests: sum(AS_LONG_AS if name in slow else 1 for name in tests), reverse=True)
    return [tests[start : start + PIECE] for tests in files for start in range(0, len(tests), PIECE)]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneQueue | None:
    return OneQueue(config) if config.getoption("--stack") == "both" else None
