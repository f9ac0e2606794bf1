"""What a run cost, told by file: where to look first when the suite grows slow."""

from collections import Counter

import pytest

SHOWN = 40
seconds: Counter[str] = Counter()
tests: Counter[str] = Counter()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    file = report.nodeid.partition("::")[0]
    seconds[file] += report.duration
    tests[file] += report.when == "call"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Only of a run that one would not sit through."""
    if sum(seconds.values()) < 120:
        return
    terminalreporter.section("cost by file, in seconds of one core")
    for file, cost in seconds.most_common(SHOWN):
        terminalreporter.line(f"{cost:7.1f}  {tests[file]:4} tests  {file}")
    terminalreporter.line(f"{sum(seconds.values()):7.1f}  {sum(tests.values()):4} tests  all")
