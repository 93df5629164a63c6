"""The rows of the map stay true because this reads every import in the tree.

A package imports only from the rows below it, so no two packages need each other; inside a package, and over all,
no chain of imports comes back to where it began, late imports included.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

ROWS: list[tuple[str, list[str]]] = [
    # from the top down; a module may use the rows below and its own package, nothing beside it
    ("options in, printed results and exit codes out", ["cli"]),
    ("an invented year, made with all that is below", ["ledger.demo"]),
    ("a new repository", ["ledger.starter"]),
    (
        "what people and editors ask; pages, lists and forms that write",
        ["ledger.editor", "ledger.importers.forms.applying", "ledger.inspection", "ledger.serving", "ledger.worklist"],
    ),
    (
        "edit, check, write, commit; what goes out; what git proves",
        ["ledger.actions", "ledger.audit", "ledger.packets", "ledger.rollup", "ledger.site"],
    ),
    ("documents, tables, seals", ["ledger.export", "ledger.report", "ledger.sealing"]),
    (
        "drafts, the past, working lists, every rule by name",
        ["ledger.bulletins", "ledger.catalogue", "ledger.history", "ledger.worklines"],
    ),
    (
        "questions about whole ledgers and about two states of them",
        [
            "ledger.checks",
            "ledger.compare",
            "ledger.importers.writing",
            "ledger.overview",
            "ledger.scoring",
            "ledger.selection",
        ],
    ),
    (
        "questions about texts and tasks; sources that are read",
        ["ledger.claims", "ledger.importers", "ledger.known", "ledger.lights", "ledger.reminders"],
    ),
    ("where a ledger lies, how it is read and written", ["ledger.store"]),
    (
        "a ledger's settings, what a pipeline asks, proposed targets",
        ["ledger.configfile", "ledger.pipeline", "ledger.targets"],
    ),
    (
        "edits of texts, places in them, due dates, rule books, JSON shapes",
        [
            "ledger.deadlines",
            "ledger.echoes",
            "ledger.edits",
            "ledger.merging",
            "ledger.placing",
            "ledger.rulebook",
            "ledger.taskline",
            "ledger.views",
        ],
    ),
    (
        "text to values and back; where an indicator stands",
        ["ledger.codec", "ledger.standings", "ledger.twins", "ledger.unitlists", "ledger.unitsfile", "ledger.yamlfile"],
    ),
    (
        "the dialect, shapes, units, measures, git",
        [
            "ledger.dialect",
            "ledger.gitrepo",
            "ledger.historyrules",
            "ledger.measures",
            "ledger.metrics",
            "ledger.shapes",
            "ledger.snapshot",
            "ledger.units",
        ],
    ),
    (
        "the words of the domain, findings, the reading of figures",
        [
            "ledger.alignment",
            "ledger.diagnostics",
            "ledger.document",
            "ledger.figures",
            "ledger.guesses",
            "ledger.model",
            "ledger.packing",
            "ledger.system",
            "ledger.trees",
            "ledger.unitwords",
            "ledger.wording",
            "ledger.workdays",
        ],
    ),
    (
        "what needs nothing: failures, periods, words, what values are made of, the cache",
        [
            "ledger.cache",
            "ledger.charts",
            "ledger.errors",
            "ledger.ics",
            "ledger.patterns",
            "ledger.periods",
            "ledger.sheetcells",
            "ledger.spellings",
            "ledger.text",
            "ledger.values",
        ],
    ),
]
HOMES = {
    "yaml": ["ledger.dialect"],
    "git": ["ledger.gitrepo"],
    "jinja2": ["ledger.report"],
    "docxtpl": ["ledger.report.wordtags"],
    "docx": ["ledger.report"],
    "rapidfuzz": ["ledger.alignment"],
    "openpyxl": ["ledger.importers.xlsx", "ledger.report", "ledger.export.workbook"],
    "lxml": ["ledger.importers", "ledger.export.workbook", "ledger.report"],
    "chinese_calendar": ["ledger.workdays"],
    "msgspec": ["ledger.packing", "ledger.values"],
    "sqlite3": ["ledger.cache", "ledger.export"],
    "waitress": ["ledger.serving.server"],
    "duckdb": ["ledger.export.parquet"],
    "pyspark": ["ledger.rollup.spark_job"],
    "click": ["cli"],
    "pygls": ["cli.languageserver"],
    "lsprotocol": ["cli.languageserver"],
    "rich": ["cli"],
}


def modules() -> Iterator[tuple[str, Path]]:
    for package in ("ledger", "cli"):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


@cache
def imported(path: Path) -> tuple[str, ...]:
    return tuple(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def place_of(module: str) -> tuple[int, str]:
    """The row, and the name in it that covers a module; the longest name counts. ``(-1, "")`` for none."""
    fits = [
        (len(name), n, name)
        for n, (_, names) in enumerate(ROWS)
        for name in names
        if module == name or module.startswith(name + ".")
    ]
    _, row, name = max(fits, default=(0, -1, ""))
    return row, name


MODULES = dict(modules())


def needed(module: str) -> set[str]:
    """The modules that one names in its imports; a package only where the package itself is meant."""
    named = {
        name if name in MODULES else name.rpartition(".")[0] for name in imported(MODULES[module]) if name != "ledger"
    }
    found = (named & MODULES.keys()) - {module, "ledger"}
    return {name for name in found if not any(other.startswith(name + ".") for other in found)}


def test_every_module_has_a_row() -> None:
    assert [name for name in MODULES if name != "ledger" and place_of(name)[0] < 0] == []


def test_no_row_names_what_is_gone() -> None:
    named = [name for _, names in ROWS for name in names]
    assert [name for name in named if name not in MODULES] == []
    assert len(set(named)) == len(named)


@pytest.mark.parametrize("module", [name for name in MODULES if name != "ledger"])
def test_a_module_imports_only_from_the_rows_below(module: str) -> None:
    row, mine = place_of(module)
    above = [name for name in needed(module) if place_of(name)[1] != mine and place_of(name)[0] <= row]
    assert above == []


def test_no_imports_go_in_a_circle() -> None:
    left = {module: needed(module) for module in MODULES}
    while done := {module for module, names in left.items() if not names & left.keys()}:
        left = {module: names for module, names in left.items() if module not in done}
    assert sorted(left) == []


def test_the_map_in_the_readme_is_this_one() -> None:
    shown = ""
    for what, names in ROWS:
        shown += f"| {what} | " + " ".join(f"`{name.removeprefix('ledger.')}`" for name in names) + " |\n"
    assert shown in (ROOT / "ledger" / "README.md").read_text("utf-8")


@pytest.mark.parametrize("library", HOMES)
def test_an_outside_library_has_one_home(library: str) -> None:
    homes = HOMES[library]
    strangers = [
        module
        for module, path in MODULES.items()
        if any(name == library or name.startswith(library + ".") for name in imported(path))
        and not any(module == home or module.startswith(home) for home in homes)
    ]
    assert strangers == []


def test_the_project_does_not_name_the_place_it_was_made_in() -> None:
    forbidden = ("/" + "work/", "." + "library/", "farm" + "-")
    folders = ("ledger", "cli", "templates", "tools", "docs", "tests", "tasks", "bench", ".ci")
    suffixes = {".py", ".md", ".yaml", ".yml", ".toml", ".sh", ".j2", ".txt", ""}
    found = [
        str(path.relative_to(ROOT))
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix in suffixes and "__pycache__" not in path.parts
        for text in [path.read_text("utf-8", errors="replace")]
        if any(word in text for word in forbidden)
    ]
    assert found == []


def test_every_package_is_shipped() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    packages = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for top in ("ledger", "cli")
        for path in (ROOT / top).rglob("__init__.py")
    }
    assert set(settings["packages"]) == packages | {"taizhang_templates"}
