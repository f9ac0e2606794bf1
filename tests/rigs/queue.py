"""`--stack=both`: two processes, one a stack, and one queue, so that neither core waits for the other.

Each process first runs what must be seen on its own stack, then both take the rest from one pile, a piece
of a file at a time, so that a story told once serves the tests beside it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from typing import Any

import pytest
from xdist.workermanage import WorkerController, parse_tx_spec_config

from tests.rigs.stack import STACK, own_tests_of

PIECE = 40  # tests handed out at once
AHEAD = 2  # a worker begins a test only when it knows the one after it


class OneQueue:
    """What xdist asks of a scheduler, for processes that have collected different tests."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.numnodes = len(parse_tx_spec_config(config))
        self.collected: dict[WorkerController, dict[str, int]] = {}
        self.given: dict[WorkerController, list[int]] = {}
        self.own: dict[WorkerController, list[list[str]]] = {}
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
        return bool(self.pile or self.orphaned) or any(self.own.values()) or any(self.given.values())

    @property
    def tests_finished(self) -> bool:
        if not self.collection_is_completed or self.pile or self.orphaned or any(self.own.values()):
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
            shared: list[str] = []
            for node, collection in self.collected.items():
                own = set(json.loads(own_tests_of(node.gateway.spec.env[STACK]).read_text()))
                self.own[node] = pieces([name for name in collection if name in own])
                shared = [name for name in collection if name not in own]
            self.pile = pieces(shared)
            for node, collection in self.collected.items():
                if unknown := set(shared) - set(collection):
                    raise pytest.UsageError(f"not collected by {node.gateway.id}: {sorted(unknown)}")
            session = self.config.pluginmanager.get_plugin("session")
            session.testscollected = len(set().union(*self.collected.values()))  # what the percentages are of
        for node in self.nodes:
            self.fill(node)

    def fill(self, node: WorkerController) -> None:
        if node.shutting_down:
            return
        while len(self.given[node]) < AHEAD and (source := self.own.get(node) or self.pile):
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
        given, own = self.given.pop(node), self.own.pop(node, [])
        names = list(self.collected.get(node, ()))
        rest = own + [[names[index]] for index in given[1:]]
        if rest:
            self.orphaned[str(node.gateway.spec)] = rest
        return names[given[0]] if given else None


def pieces(names: Sequence[str]) -> list[list[str]]:
    """A file's tests in pieces, the order kept; the files with most tests first, so that none is last alone."""
    files = [list(tests) for _file, tests in groupby(names, key=lambda name: name.split("::")[0])]
    files.sort(key=len, reverse=True)
    return [tests[start : start + PIECE] for tests in files for start in range(0, len(tests), PIECE)]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneQueue | None:
    return OneQueue(config) if config.getoption("--stack") == "both" else None
