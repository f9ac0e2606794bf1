"""Long batteries: `make test` runs a seeded sample of each, `make proof` the whole.

    @pytest.mark.battery("forgeries")
    def test_no_forgery_passes_as_genuine(battery):
        for forged in forge(battery.chance, battery.size(sample=20, full=200)):
            assert verdict(forged) != GENUINE
            battery.count("forged files, none passed as genuine")

With `--proof` the counts go into `docs/measured.md`, each battery below its own heading.
"""

from __future__ import annotations

import random
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

SEED = 20261201
MEASURED = Path(__file__).resolve().parent.parent.parent / "docs" / "measured.md"
PROPERTY = "battery"
is_whole = False  # of this run; known before any test is collected


@dataclass
class Battery:
    name: str
    seed: int
    is_whole: bool
    chance: random.Random
    counts: Counter[str] = field(default_factory=Counter)

    def size(self, *, sample: int, full: int) -> int:
        """How many are tried in this run."""
        return full if self.is_whole else sample

    def count(self, what: str, number: int = 1) -> None:
        """State what was tried and came out right; call it after the assertion."""
        self.counts[what] += number


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--proof", nargs="?", const="", default=None, help="long batteries in full; or only these: a,b"
    )
    parser.addoption("--seed", type=int, default=SEED, help="what chance of the batteries begins with")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Before hypothesis reads with which seed it draws: in a proof with the one that is printed."""
    global is_whole
    is_whole = config.getoption("--proof") is not None
    if is_whole and config.getoption("--hypothesis-seed") is None:
        config.option.hypothesis_seed = str(config.getoption("--seed"))
    config.addinivalue_line("markers", "battery(name): tried by sample in `make test`, whole in `make proof`")


def examples(*, sample: int, full: int) -> int:
    """How many hypothesis draws, for tests that are no functions of pytest's: they can take no fixture."""
    return full if is_whole else sample


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    chosen = config.getoption("--proof")
    if chosen is None:
        return
    names = set(chosen.replace(",", " ").split())
    left_out = [item for item in items if not _belongs(item, names)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if _belongs(item, names)]


def _belongs(item: pytest.Item, names: set[str]) -> bool:
    marker = item.get_closest_marker("battery")
    return marker is not None and (not names or marker.args[0] in names)


@pytest.fixture
def battery(request: pytest.FixtureRequest) -> Iterator[Battery]:
    marker = request.node.get_closest_marker("battery")
    assert marker is not None, "the test says which battery it belongs to: @pytest.mark.battery(name)"
    seed = request.config.getoption("--seed")
    own = zlib.crc32(request.node.name.encode()) ^ seed
    battery = Battery(marker.args[0], seed, is_whole, random.Random(own))
    yield battery
    for what, number in battery.counts.items():
        request.node.user_properties.append((PROPERTY, [battery.name, battery.seed, what, number]))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    reports = [
        report
        for outcome in ("", "error")  # a teardown that went well is filed under no word
        for report in terminalreporter.stats.get(outcome, [])
        if report.when == "teardown"
    ]
    found: dict[str, Counter[str]] = {}
    for report in reports:
        for name, value in report.user_properties:
            if name == PROPERTY:
                battery, _seed, what, number = value
                found.setdefault(battery, Counter())[what] += number
    if not found:
        return
    seed = config.getoption("--seed")
    terminalreporter.section(f"batteries, seed {seed}")
    for battery, counts in sorted(found.items()):
        for what, number in counts.items():
            terminalreporter.line(f"{battery}: {number:,} {what}")
    failed = bool(terminalreporter.stats.get("failed") or terminalreporter.stats.get("error"))
    if config.getoption("--proof") is not None and not failed:
        write_down(found, seed)


def write_down(found: dict[str, Counter[str]], seed: int) -> None:
    """Replace the section of each battery that ran; the others stay as they were measured."""
    text = MEASURED.read_text(encoding="utf-8") if MEASURED.exists() else HEAD
    for battery, counts in sorted(found.items()):
        lines = "\n".join(f"| {what} | {number:,} |" for what, number in counts.items())
        section = (
            f"## {battery}\n\nRun on {date.today():%Y-%m-%d}: `make proof ARGS={battery} SEED={seed}`.\n\n"
            f"| what was tried | how many |\n|---|---|\n{lines}\n"
        )
        pattern = re.compile(rf"^## {re.escape(battery)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
        if pattern.search(text):
            text = pattern.sub(lambda _match, section=section: section + "\n", text, count=1)
        else:
            text = text.rstrip("\n") + "\n\n" + section
    MEASURED.write_text(text.rstrip("\n") + "\n", encoding="utf-8")


HEAD = """# Measured

What the long batteries tried, written by `make proof`, the tries on both stacks added up. `make test` runs a sample
of each. A battery that found a fault writes nothing here.
"""
