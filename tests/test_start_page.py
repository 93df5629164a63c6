"""The first hour of docs/start.md, followed word for word: every command runs, every line it promises appears."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
from click.testing import Result

from tests.conftest import ROOT, git

Run = Callable[..., Result]
_BLOCK = re.compile(
    r"^```(?P<kind>console|text)(?: (?P<name>\S+))?\n(?P<body>.*?)^```|^<!-- (?P<act>.*?) -->", re.M | re.S
)
_EDIT = re.compile(r"改 (?P<path>\S+)：(?P<old>.*?) → (?P<new>.*)")
_FILL = re.compile(r"填 (?P<form>\S+)：(?P<cells>.*?) → (?P<target>\S+)")


def steps() -> Iterator[re.Match[str]]:
    return _BLOCK.finditer((ROOT / "docs/start.md").read_text("utf-8"))


def commands(body: str) -> Iterator[tuple[str, list[str]]]:
    """Each command of a console block with the lines that are promised below it."""
    joined = re.sub(r"\\\n\s*", "", body)
    for part in re.split(r"^\$ ", joined, flags=re.M)[1:]:
        command, *promised = part.rstrip("\n").split("\n")
        yield command, promised


def fill(form: Path, cells: str, target: Path) -> None:
    """What a unit does to its form in Word: type into the cells below the heads."""
    document = docx.Document(str(form))
    table = document.tables[0]
    heads = [cell.text for cell in table.rows[0].cells]
    for pair in cells.split():
        head, _, words = pair.partition("=")
        column = next(n for n, text in enumerate(heads) if text.startswith(head))
        row = next(row for row in table.rows[1:] if row.cells[0].text.strip().isdigit())
        row.cells[column].text = words
    target.parent.mkdir(exist_ok=True)
    document.save(str(target))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_first_hour_word_for_word(tmp_path: Path, taizhang: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    here, ran = tmp_path, 0
    for step in steps():
        if step["kind"] == "text":
            (tmp_path / step["name"]).write_text(step["body"], "utf-8")
        elif step["act"] and (edit := _EDIT.fullmatch(step["act"])):
            path = here / edit["path"]
            before = path.read_text("utf-8")
            assert edit["old"] in before
            path.write_text(before.replace(edit["old"], edit["new"]), "utf-8")
        elif step["act"] and (form := _FILL.fullmatch(step["act"])):
            fill(here / form["form"], form["cells"], tmp_path / form["target"])
        for command, promised in commands(step["body"]) if step["kind"] == "console" else ():
            words = shlex.split(command)
            ran += 1
            monkeypatch.chdir(here)
            if words[0] == "cd":
                here = here / words[1]
                continue
            if words[0] == "git":
                subprocess.run(words, check=True, capture_output=True)
                continue
            assert words[0] == "taizhang"
            done = taizhang(here, *words[1:])
            assert done.exit_code == 0, f"{command}\n{done.output}"
            for line in promised:
                assert line in done.output, f"{command}\n{done.output}"
    assert ran > 20
    assert git(here, "status", "--porcelain") == ""


def test_every_command_the_page_names_exists(folder: Path, taizhang: Run) -> None:
    page = (ROOT / "docs/start.md").read_text("utf-8")
    named = set(re.findall(r"`taizhang (?:-C \S+ )?([a-z][a-z-]*)", page)) | {"extend", "close"}
    assert len(named) > 10
    for name in named:
        assert taizhang(folder, name, "--help").exit_code == 0, name
