"""What a test counted, printed at the end of the run, also when it passed."""

import os
from collections.abc import Callable

import pytest

WORKER = "PYTEST_XDIST_WORKER"

COUNTS = "counts"


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """`tell("10,000 messages, 0 lost")`: a line of the summary."""
    return lambda line: record_property(COUNTS, line)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [
        report for outcome in ("passed", "failed") for report in terminalreporter.stats.get(outcome, [])
    ]
    lines = [
        line
        for report in reports
        if report.when == "call"
        for name, line in report.user_properties
        if name == COUNTS
    ]
    if lines:
        terminalreporter.section("counted")
    for line in lines:
        terminalreporter.line(line)


@pytest.hookimpl(trylast=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """A long run says at once what failed and in one line why; the whole of it comes at the end."""
    if report.failed and WORKER not in os.environ:
        node = getattr(report, "node", None)
        where = f" [{node.gateway.spec.env}]" if node else ""
        crash = getattr(report.longrepr, "reprcrash", None)
        why = crash.message.strip().splitlines()[0][:200] if crash and crash.message.strip() else ""
        print(f"\n{report.when} failed: {report.nodeid}{where}\n    {why}", flush=True)  # noqa: T201
