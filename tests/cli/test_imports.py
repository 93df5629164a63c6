"""What a command loads when it has run before: the cost of starting is counted here, not timed.

A frozen dataclass takes a third of a millisecond to declare, docxtpl a third of a second to load.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

SCRIPT = """
import contextlib, dataclasses, io, json, sys
declared = []
process = dataclasses._process_class
def counted(cls, *rest):
    declared.append(cls.__module__)
    return process(cls, *rest)
dataclasses._process_class = counted
real = sys.stdout
sys.stdout = io.TextIOWrapper(io.BytesIO(), "utf-8")
from cli.main import cli
with contextlib.suppress(SystemExit):
    cli.main(sys.argv[1:])
own = [name for name in declared if name.partition(".")[0] in ("cli", "ledger")]
real.write(json.dumps([sorted(sys.modules), own]))
"""
RULES = {"ledger.checks", "ledger.claims", "ledger.figures"}
READING = {"ledger.model", "ledger.store", "ledger.codec", "yaml"}
WORD = {"docxtpl", "docx"}
LAYOUT = {"rich.console", "rich.table", "jinja2"}


def loaded(where: Path, *words: str) -> tuple[set[str], list[str]]:
    """The modules a command ends with, and the modules of ours that declared dataclasses, once for each."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, "-C", str(where), *words], cwd=ROOT, capture_output=True, text=True, check=True
    )
    modules, declared = json.loads(done.stdout)
    return set(modules), declared


@pytest.mark.parametrize(
    ("words", "without", "most"),
    [
        (("check",), RULES | READING | WORD | LAYOUT, 3),
        (("list",), RULES | READING | WORD | LAYOUT, 4),
        (("list", "--unit", "区住建局"), RULES | READING | WORD | LAYOUT, 4),
        (("stats",), RULES | READING | WORD | LAYOUT, 4),
        (
            ("--help",),
            RULES
            | READING
            | WORD
            | LAYOUT
            | {"msgspec", "sqlite3", "hashlib", "locale", "click._termui_impl", "shlex"},
            0,
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_asked_again_a_command_loads_little(words: tuple[str, ...], without: set[str], most: int, repo: Path) -> None:
    loaded(repo, *words)
    modules, declared = loaded(repo, *words)
    assert without & modules == set()
    assert len(declared) <= most, declared


def test_a_report_loads_docxtpl_only_for_a_template_it_has_not_seen(repo: Path, tmp_path: Path) -> None:
    words = ("report", "situation", "--unit", "区住建局", "--period")
    first, _ = loaded(repo, *words, "2021-02", "-o", str(tmp_path / "a.docx"))
    other, declared = loaded(repo, *words, "2021-01", "-o", str(tmp_path / "b.docx"))
    again, _ = loaded(repo, *words, "2021-02", "-o", str(tmp_path / "c.docx"))
    assert "docxtpl" in first
    # nor is Jinja, for a form that only prints, chooses and repeats
    assert (WORD | RULES | {"ledger.lights", "ledger.document", "jinja2", "tempfile"}) & other == set()
    assert len(declared) <= 10, declared
    assert (READING | LAYOUT | {"lxml.etree", "ledger.report"}) & again == set()
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "c.docx").read_bytes()


def test_a_check_after_an_edit_declares_few_dataclasses(repo: Path) -> None:
    loaded(repo, "check")
    path = sorted((repo / "tasks/2021/main").rglob("*.yaml"))[1]
    assert "same_as" not in path.read_text("utf-8")  # ties ask whole tasks against each other
    path.write_text(path.read_text("utf-8") + "note: 改了一处\n", "utf-8")
    modules, declared = loaded(repo, "check")
    assert "ledger.checks" in modules
    unneeded = {"ledger.lights", "ledger.rulebook", "ledger.spellings", "ledger.reminders"}
    # what rules about reports read is as it was
    unneeded |= {"ledger.claims", "ledger.figures", "ledger.checks.rest", "ledger.wording"}
    assert (WORD | LAYOUT | unneeded) & modules == set()
    assert len(declared) <= 9, declared
