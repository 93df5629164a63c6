"""The manual followed word for word on the demo, and the reference pages that the program writes."""

from __future__ import annotations

import importlib.util
import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import Result

from cli.commands import COMMANDS
from tests.conftest import ROOT, git
from tests.test_start_page import _BLOCK, _FILL, commands, fill

MANUAL = (ROOT / "docs/manual.md").read_text("utf-8")
_FINDS = ("check", "audit", "numbers")


def test_the_year_in_ten_steps_word_for_word(
    tmp_path: Path, taizhang: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, ran = tmp_path, 0
    for block in _BLOCK.finditer(MANUAL):
        if block["kind"] == "text":
            (tmp_path / block["name"]).write_text(block["body"], "utf-8")
            continue
        if block["act"]:
            filled = _FILL.fullmatch(block["act"])
            assert filled
            fill(here / filled["form"], filled["cells"], tmp_path / filled["target"])
            continue
        for command, _ in commands(block["body"]):
            words = shlex.split(re.sub(r"\s{2,}#.*$", "", command))
            monkeypatch.chdir(here)
            ran += 1
            if words[0] == "cd":
                here = here / words[1]
                (here / "build").mkdir()
                continue
            assert words[0] == "taizhang"
            done = taizhang(here, *words[1:])
            allowed = (0, 1) if words[1] in _FINDS else (0,)
            assert done.exit_code in allowed, f"{command}\n{done.output}"
    assert ran > 40
    assert git(here, "status", "--porcelain", "--", "tasks") == ""


def test_the_manual_names_every_command_of_the_year() -> None:
    own = {"lsp", "schema", "completion", "merge-driver", "fmt", "rollup", "demo", "stats", "serve", "ci"}
    assert [
        name for name in COMMANDS if name not in own and f"taizhang {name}" not in MANUAL and name != "correct"
    ] == []


@pytest.mark.parametrize("page", re.findall(r"\]\(([\w./-]+)\)", MANUAL))
def test_a_link_of_the_manual_leads_somewhere(page: str) -> None:
    assert (ROOT / "docs" / page).exists()


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_reference", ROOT / "tools/make_reference.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_reference_pages_are_those_of_the_program(reference: ModuleType) -> None:
    for name, page in reference.PAGES.items():
        assert (ROOT / name).read_text("utf-8") == page(), f"{name} is old: run python tools/make_reference.py"
