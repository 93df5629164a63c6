"""The rows of the map stay true because this reads every import in the tree.

Each row may import from the rows below it and from its own row where the row says so.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

ROWS = [
    # from the top down; a module may use the rows below, and its own row
    ["cli"],
    ["ledger.serving"],
    [
        "ledger.actions",
        "ledger.importers.writing",
        "ledger.packets",
        "ledger.importers.forms.applying",
        "ledger.starter",
        "ledger.demo",
        "ledger.worklist",
    ],
    [
        "ledger.report",
        "ledger.claims",
        "ledger.compare",
        "ledger.history",
        "ledger.sealing",
        "ledger.audit",
        "ledger.deadlines",
        "ledger.lights",
        "ledger.scoring",
        "ledger.reminders",
        "ledger.bulletins",
        "ledger.pipeline",
        "ledger.targets",
        "ledger.importers",
        "ledger.overview",
        "ledger.site",
        "ledger.selection",
        "ledger.worklines",
        "ledger.checks",
        "ledger.inspection",
        "ledger.catalogue",
        "ledger.editor",
        "ledger.export",
        "ledger.rollup",
    ],
    ["ledger.known"],
    ["ledger.store", "ledger.snapshot", "ledger.gitrepo", "ledger.views"],
    [
        "ledger.charts",
        "ledger.edits",
        "ledger.merging",
        "ledger.metrics",
        "ledger.twins",
        "ledger.standings",
        "ledger.rulebook",
        "ledger.configfile",
    ],
    ["ledger.taskline"],
    ["ledger.codec"],
    ["ledger.shapes", "ledger.units", "ledger.unitlists", "ledger.unitwords"],
    [
        f"ledger.yaml{part}"
        for part in (
            "file",
            "read",
            "line",
            "events",
            "values",
            "places",
            "slips",
            "fault",
            "rules",
            "emit",
            "format",
            "splice",
            "tree",
            "scan",
        )
    ],
    ["ledger.measures"],
    ["ledger.figures"],
    ["ledger.model", "ledger.text", "ledger.packing", "ledger.sheetcells"],
    ["ledger.periods", "ledger.workdays"],
    ["ledger.trees"],
    ["ledger.diagnostics", "ledger.errors", "ledger.ics", "ledger.cache", "ledger.system"],
    ["ledger.values"],
]
HOMES = {
    "yaml": ["ledger.yaml"],
    "git": ["ledger.gitrepo"],
    "jinja2": ["ledger.report"],
    "docxtpl": ["ledger.report.wordtags"],
    "docx": ["ledger.report"],
    "rapidfuzz": ["ledger.compare.align"],
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


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def row_of(module: str) -> int | None:
    """The row with the longest name that covers a module."""
    fits = [
        (len(name), n) for n, row in enumerate(ROWS) for name in row if module == name or module.startswith(name + ".")
    ]
    return max(fits)[1] if fits else None


MODULES = dict(modules())


def test_every_module_has_a_row() -> None:
    assert [name for name in MODULES if name != "ledger" and row_of(name) is None] == []


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_from_its_row_and_below(module: str) -> None:
    mine = row_of(module)
    if mine is None:
        assert module == "ledger"
        return
    upward = [
        name
        for name in imported(MODULES[module])
        if name in MODULES and (row_of(name) or 0) < mine and name != "ledger"
    ]
    assert upward == []


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
