"""The documents keep their word: every command in them runs, every rule and field they name exists."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from cli.commands import COMMANDS
from ledger import codec, configfile
from tests.conftest import ROOT, git

FIND = ("check", "numbers")
"""Commands whose exit code 1 says that there is something to look at."""
DOCUMENTS = [
    "README.md",
    "README.zh-CN.md",
    "docs/format.md",
    "docs/export.md",
    "docs/rollup.md",
    "docs/bulletins.md",
    "docs/editor.md",
]


def commands(document: str) -> Iterator[str]:
    """What follows ``$`` in the console blocks, continuation lines joined, remarks after two blanks dropped."""
    text = (ROOT / document).read_text("utf-8")
    for block in re.findall(r"^```console\n(.*?)^```", text, re.M | re.S):
        for line in re.sub(r"\\\n\s*", "", block).splitlines():
            if line.startswith("$ "):
                yield re.sub(r"\s{2,}#.*$", "", line[2:]).strip()


def needed(document: str, command: str, folder: Path) -> Iterator[str]:
    """The commands further up that make what this one starts from: each is a test of its own, in any process."""
    missing = {word for word in shlex.split(command) if word.startswith("build/") and not (folder / word).exists()}
    for before in commands(document):
        if before == command:
            return
        if missing & set(shlex.split(before)):
            yield before


ALL = [(document, command) for document in DOCUMENTS for command in commands(document)]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository as a newcomer has it: the ledgers and the published documents, committed."""
    target = tmp_path_factory.mktemp("docs") / "taizhang"
    for name in ("tasks", "tests/data/sources"):
        shutil.copytree(ROOT / name, target / name)
    (target / "build").mkdir()
    subprocess.run(["git", "init", "-q", "-b", "main", str(target)], check=True)
    return target


@pytest.mark.parametrize(("document", "command"), ALL, ids=[f"{d}: {c[:60]}" for d, c in ALL])
def test_a_command_in_the_documents_runs(
    document: str, command: str, copy: Path, taizhang: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = shlex.split(command)
    if words[0] == "make":
        assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text("utf-8"), re.M)
        return
    if words[0] == ".":
        assert words[1] == ".venv/bin/activate"
        return
    assert words[0] == "taizhang"
    if not (copy / ".git/HEAD").read_text().strip() or not git(copy, "log", "--oneline", "--all").strip():
        git(copy, "add", "-A")
        git(copy, "commit", "-q", "-m", "立项")
    monkeypatch.chdir(copy)
    for before in needed(document, command, copy):
        assert taizhang(copy, *shlex.split(before)[1:]).exit_code == 0
    result = taizhang(copy, *words[1:])
    found_something = (1,) if set(FIND) & set(words[1:4]) else ()
    assert result.exit_code in (0, *found_something), result.output
    assert git(copy, "status", "--porcelain", "--", "tasks") == ""


def test_the_documents_show_enough_commands() -> None:
    assert len(ALL) > 20


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_chinese_help_with_an_example(
    name: str, folder: Path, taizhang: Callable[..., Result]
) -> None:
    page = taizhang(folder, name, "--help").stdout
    assert re.search(r"[一-鿿]", page) and "用法：taizhang" in page
    assert "Options" not in page and "Show this message" not in page
    if name != "import":
        assert page.count(f"taizhang {name}") > 1


def test_the_format_page_names_every_field() -> None:
    page = (ROOT / "docs/format.md").read_text("utf-8")
    for key in (*codec.TASK_KEYS, *codec.ENTRY_KEYS, *configfile.CONFIG_KEYS):
        assert f"`{key}`" in page or f"{key}:" in page, key
