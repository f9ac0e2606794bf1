"""Each promise of docs/security.md names a test that exists, and is run."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/security.md").read_text(encoding="utf-8")
FILE = re.compile(r"`(tests/[\w/]+\.py)`")
TEST = re.compile(r"`(test_\w+)`")


def rows() -> list[tuple[str, str]]:
    """(promise, tests) of every table whose second column is called test."""
    found: list[tuple[str, str]] = []
    is_promises = False
    for line in TEXT.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if not cells:
            is_promises = False
        elif cells == ["promise", "test"]:
            is_promises = True
        elif is_promises and not set(line) <= set("|-"):
            assert len(cells) == 2, line
            found.append((cells[0], cells[1]))
    return found


def functions_of(path: Path) -> set[str]:
    """Those that pytest would collect: functions at the top, and in classes of tests."""
    top = ast.parse(path.read_text(encoding="utf-8")).body
    inside = [
        each
        for node in top
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test")
        for each in node.body
    ]
    functions = [node for node in [*top, *inside] if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return {node.name for node in functions if node.name.startswith("test_")}


def test_every_promise_names_tests_that_are_there():
    every = set().union(*(functions_of(path) for path in (ROOT / "tests").rglob("test_*.py")))
    assert len(rows()) > 40
    for promise, named in rows():
        files, tests = FILE.findall(named), TEST.findall(named)
        assert files or tests, f"no test holds: {promise}"
        assert set(tests) <= every, (promise, set(tests) - every)
        for file in files:
            assert (ROOT / file).is_file(), (promise, file)
            assert functions_of(ROOT / file), (promise, file)
        assert not re.sub(r"`[^`]*`|[,，; ]|and", "", named), f"more than names of tests: {named}"


def test_the_word_how_to_report_leads_here():
    told = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert "docs/security.md" in told
    assert re.search(r"security advisory|private", told)
