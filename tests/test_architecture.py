"""Imports point down: between apps, and inside each app. Inline imports count like any other.

The picture is in docs/architecture.md; the table here is the rule.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

LAYERS = [
    {"config"},
    {"reporting"},
    {"proceedings"},
    {"mediation", "arbitration"},
    {"casefiles", "chat"},
    {"disputes"},
    {"notices"},
    {"accounts"},
    {"rulebook", "docket"},
    {"background"},
    {"inputs"},
]
APPS = {app: depth for depth, layer in enumerate(LAYERS) for app in layer}

# a file may import those before it; names in one set are neighbours and do not meet
FILES = [
    {"exceptions"},
    {"states"},
    {"models"},
    {"selectors"},
    {"policies"},
    {"documents"},
    {"services"},
    {"forms"},
    {"views", "api", "consumers"},
    {"flows"},
    {"urls", "routing"},
    {"admin"},
    {"apps"},
    {"management"},
]
RANK = {name: rank for rank, names in enumerate(FILES) for name in names}

OPEN_TO_OTHERS = {"exceptions", "states", "models", "selectors", "policies", "services"}
OPEN_TOO = {
    "accounts": {
        *("addresses", "code_login", "codes", "fields", "limits", "personal", "phones"),
        *("reauthentication", "texts"),
    },
    "disputes": {
        "answers",
        "engine",
        "turns",
        "terms",
        "documents",
        "forms",
        "serving",
        "scanning",
        "by_hand",
        "taking_down",
    },  # one form for terms, wherever they are typed
    "docket": {"authority", "commitments", "hashing", "verification", "witness"},
    "notices": {"addresses", "arrivals", "attempts", "codes", "drawings", "kinds", "signals"},
    "chat": {"signals"},
    "rulebook": {"book", "clock", "terms"},
    "inputs": {"words", "money", "fields", "dates", "sums", "bounds", "middleware"},
}
OPEN_TO_WIRING = {"views", "urls", "routing", "api", "flows"}  # for config and proceedings
# its flow is a table of contents of the channels' flows, and its services read it
FLOW_FIRST = {"proceedings"}
#: Fetched by strangers as one file, and run with nothing else beside it.
ONE_FILE = {"casefiles/standalone/verify_case_file.py"}
VAGUE = {"utils", "helpers", "common", "misc"}


@dataclass(frozen=True)
class Module:
    app: str
    name: str  # the file or package inside the app: models for disputes/models/filing.py

    def __str__(self) -> str:
        return f"{self.app}.{self.name}"


def source_files() -> list[Path]:
    return [
        path
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts and path != ROOT / app / "__init__.py"
    ]


def module_of(path: Path) -> Module:
    app, name = path.relative_to(ROOT).parts[:2]
    return Module(app, name.removesuffix(".py"))


def imports_of(source: str, package: str) -> Iterator[tuple[int, Module]]:
    """Line and module of every import of our own apps, wherever in the file it stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")
                base = ".".join([*parents[: len(parents) - node.level + 1], base]).strip(".")
            names = [f"{base}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            app, _, rest = name.partition(".")
            if app in APPS and rest:
                yield node.lineno, Module(app, rest.split(".")[0])


def objection_between_apps(importer: Module, imported: Module) -> str | None:
    if APPS[imported.app] <= APPS[importer.app]:
        return "upward or sideways"
    if importer.app == "config" or imported.app == "background":
        return None
    allowed = OPEN_TO_OTHERS | OPEN_TOO.get(imported.app, set())
    if importer.app == "proceedings":
        allowed |= OPEN_TO_WIRING
    return None if imported.name in allowed else f"{imported.name} is the app's own business"


def objection_inside(app: str, importer: str, imported: str) -> str | None:
    if importer == imported or importer not in RANK or imported not in RANK:
        return None
    if imported == "flows" and app in FLOW_FIRST:
        return None  # the test for circles still holds
    return None if RANK[imported] < RANK[importer] else "a file imports only those before it"


def objections() -> list[str]:
    found = []
    for path in source_files():
        importer = module_of(path)
        package = ".".join(path.relative_to(ROOT).parent.parts)
        for line, imported in imports_of(path.read_text(), package):
            if imported.app == importer.app:
                objection = objection_inside(importer.app, importer.name, imported.name)
            else:
                objection = objection_between_apps(importer, imported)
            if objection:
                found.append(f"{path.relative_to(ROOT)}:{line} imports {imported}: {objection}")
    return found


def inner_graph(app: str) -> dict[str, set[str]]:
    graph: dict[str, set[str]] = {}
    for path in source_files():
        importer = module_of(path)
        if importer.app != app:
            continue
        package = ".".join(path.relative_to(ROOT).parent.parts)
        inner = {
            imported.name
            for _, imported in imports_of(path.read_text(), package)
            if imported.app == app and imported.name != importer.name
        }
        graph.setdefault(importer.name, set()).update(inner)
    return graph


def cycles(graph: dict[str, set[str]]) -> list[list[str]]:
    found, done = [], set()

    def walk(name: str, way: list[str]) -> None:
        if name in way:
            found.append([*way[way.index(name) :], name])
        elif name not in done:
            for following in sorted(graph.get(name, ())):
                walk(following, [*way, name])
            done.add(name)

    for name in sorted(graph):
        walk(name, [])
    return found


def test_imports_point_down():
    assert objections() == []


@pytest.mark.parametrize("app", sorted(APPS))
def test_files_of_an_app_do_not_import_in_a_circle(app):
    assert cycles(inner_graph(app)) == []


def test_every_app_has_its_layer():
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert apps - set(APPS) == set()


def test_no_file_has_a_vague_name():
    assert [str(path) for path in source_files() if VAGUE & set(path.with_suffix("").parts)] == []


def test_no_file_has_more_than_300_lines():
    long = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in source_files()}
    assert [f"{path}: {count}" for path, count in long.items() if count > 300 and path not in ONE_FILE] == []


@pytest.mark.parametrize(
    ("importer", "imported", "lawful"),
    [
        ("disputes.services", "accounts.models", True),
        ("disputes.services", "accounts.forms", False),
        ("disputes.services", "chat.services", False),
        ("mediation.services", "arbitration.models", False),
        ("mediation.flows", "disputes.engine", True),
        ("mediation.views", "disputes.views", False),
        ("proceedings.urls", "mediation.views", True),
        ("config.urls", "casefiles.assembly", True),
        ("docket.services", "background.tasks", True),
        ("docket.services", "rulebook.models", False),
    ],
)
def test_the_rule_between_apps_is_what_the_picture_says(importer, imported, lawful):
    objection = objection_between_apps(Module(*importer.split(".")), Module(*imported.split(".")))
    assert (objection is None) == lawful


def test_imports_are_found_wherever_they_stand():
    source = (
        "def act():\n    from . import models\n    import chat.services\n    from disputes import engine\n"
    )
    assert [str(module) for _, module in imports_of(source, "disputes")] == [
        "disputes.models",
        "chat.services",
        "disputes.engine",
    ]
    assert [str(module) for _, module in imports_of("from ..states import S", "disputes.models")] == [
        "disputes.states"
    ]


def test_a_file_may_not_import_what_comes_after_it():
    assert objection_inside("chat", "models", "services") is not None
    assert objection_inside("chat", "services", "models") is None
    assert objection_inside("chat", "views", "consumers") is not None


def test_a_circle_is_found():
    assert cycles({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == [["a", "b", "c", "a"]]
    assert cycles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []
