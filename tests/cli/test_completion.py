"""Pressing Tab: in a real bash, and what the other shells are answered."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import Result

from cli import completing
from cli.main import COMMANDS, cli
from tests.conftest import ROOT

HEAVY = {"rich", "git", "jinja2", "docxtpl", "docx", "lxml", "openpyxl", "rapidfuzz", "pygls", "jsonschema"}
BASH = shutil.which("bash")


@pytest.fixture
def shell(tmp_path: Path) -> Path:
    """A folder with a ``taizhang`` to put on the search path."""
    program = tmp_path / "bin" / "taizhang"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m cli "$@"\n', "utf-8")
    program.chmod(0o755)
    return program.parent


def pressed(shell: Path, folder: Path, *words: str) -> list[str]:
    """What bash itself has in COMPREPLY after Tab behind these words, the last one half-typed."""
    line = " ".join(f"'{word}'" for word in ("taizhang", *words))
    script = f"""
        eval "$(taizhang completion bash)"
        COMP_WORDS=({line}); COMP_CWORD={len(words)}; COMPREPLY=()
        _taizhang_completion taizhang
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    done = subprocess.run(
        [str(BASH), "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": f"{shell}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.skipif(BASH is None, reason="needs bash")
@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["com"], ["completion"]),
        (["show", "2021-minsheng-"], ["2021-minsheng-001", "2021-minsheng-002"]),
        (["list", "--unit", "=", "区住"], ["区住建局"]),
    ],
)
def test_bash_completes(shell: Path, folder: Path, words: list[str], offered: list[str]) -> None:
    assert pressed(shell, folder, *words) == offered


def answered(monkeypatch: pytest.MonkeyPatch, folder: Path, words: list[str], typed: str) -> dict[str, str]:
    """What PowerShell is told, word → tooltip: every shell gets the same words."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COMP_WORDS", "\n".join(words))
    monkeypatch.setenv("COMP_INCOMPLETE", typed)
    answers = completing._PowerShell(cli, {}, "taizhang", completing.VARIABLE)
    lines = [answers.format_completion(item) for item in answers.get_completions(*answers.get_completion_args())]
    return dict(line.split("\t", 1) for line in lines if line)


@pytest.mark.parametrize(
    ("words", "typed", "offered"),
    [
        ([], "sh", {"show": "看一项任务的全部内容"}),
        (["list"], "--led", {"--ledger": "哪本台账，如 2020；只有一本时不用写。"}),
        (["list", "--ledger"], "", {"2021": "云山区2021年主要任务督查台账（虚构）"}),
        (["list", "--list"], "m", {"main": "main", "minsheng": "minsheng"}),
        (["list", "--leader"], "甲", {"甲某": "甲某"}),
        (["list", "--unit"], "东", {"东湖街道办事处": "东湖街道办事处"}),
        (["list", "--unit"], "各", {"各街道办事处": "统称"}),
        (["list", "--status"], "未", {"未完成": "未完成", "未报": "未报"}),
        (["due"], "2021-Q", {f"2021-Q{n}": f"2021年第{'一二三四'[n - 1]}季度" for n in (1, 2, 3, 4)}),
        (["rule"], "S00", None),
        (["check", "--ignore"], "P001,P01", None),
        (["import", "n"][:1], "n", {"notice": None}),
        (["completion"], "po", {"powershell": "powershell"}),
        (["update", "2021-main-001", "--verdict"], "未", {"未完成": "未完成"}),
        (["nothing", "of", "the", "sort"], "x", {}),
        (["show", "--no-such-option"], "x", {}),
        (["-C", "不存在的目录", "show"], "", {}),
    ],
)
def test_words_of_the_ledger_are_offered(
    words: list[str],
    typed: str,
    offered: dict[str, str | None] | None,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = answered(monkeypatch, folder, words, typed)
    if offered is None:
        assert found and all(word.strip("'").startswith(typed) for word in found)
    else:
        assert set(found) == set(offered)
        assert all(meaning in (None, found[word]) for word, meaning in offered.items())
    assert capsys.readouterr() == ("", "")


def test_a_task_is_shown_with_its_text(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert answered(monkeypatch, folder, ["show"], "2021-main-001") == {
        "2021-main-001": "完成东湖片区1200套安置房建设。"
    }


def parameters(command: click.Command, name: str) -> Iterator[tuple[str, click.Parameter]]:
    if isinstance(command, click.Group):
        for sub in command.commands.values():
            yield from parameters(sub, f"{name} {sub.name}")
    for parameter in command.params:
        yield name, parameter


EVERY = [
    (name, parameter)
    for command, (module, _) in COMMANDS.items()
    for name, parameter in parameters(importlib.import_module(module).command, command)
]
NAMED = {"任务", "周期", "台账", "清单", "单位", "状态", "灯", "规则", "编号", "评价", "字段", "提交", "提交或日期"}


def test_nothing_that_can_be_completed_is_forgotten() -> None:
    for name, parameter in EVERY:
        words = completing.metavar_of(parameter)
        if any(word == words for word in NAMED):
            assert words in completing.BY_METAVAR, (name, parameter.name)
        if "--leader" in parameter.opts:
            assert set(parameter.opts) & set(completing.BY_OPTION), name
    assert {completing.metavar_of(parameter) for _, parameter in EVERY} >= NAMED


PROBE = """
import contextlib, io, json, os, sys
os.environ.update(COMP_WORDS={words!r}, COMP_INCOMPLETE={typed!r}, _TAIZHANG_COMPLETE="powershell_complete")
class Out(io.TextIOWrapper):
    pass
real = sys.stdout
sys.stdout = Out(io.BytesIO(), "utf-8")
from cli.main import cli
with contextlib.suppress(SystemExit):
    cli.main([])
said = sys.stdout.buffer.getvalue().decode()
real.write(json.dumps([said.count("\\n"), sorted(sys.modules)]))
"""


@pytest.mark.parametrize(
    ("words", "typed", "light"),
    [
        ("", "s", {"yaml", "ledger.units", "ledger.checks", "cli.show", "cli.stats"}),
        ("show", "2021-", {"yaml", "ledger.store", "ledger.codec", "ledger.checks", "cli.update"}),
        ("list\n--unit", "区", {"ledger.store", "ledger.codec", "ledger.checks", "cli.update"}),
        ("due", "2021-", {"yaml", "ledger.store", "ledger.checks"}),
        ("check\n--select", "P", set()),
    ],
)
def test_a_press_of_tab_imports_little(words: str, typed: str, light: set[str], folder: Path) -> None:
    probe = PROBE.format(words=words, typed=typed)
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=folder, capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    count, modules = json.loads(done.stdout)
    assert count > 0, done.stderr
    assert not (HEAVY | light) & set(modules)


@pytest.mark.parametrize("shell", completing.SHELLS)
def test_the_scripts_name_the_program_and_the_variable(
    shell: str, folder: Path, taizhang: Callable[..., Result]
) -> None:
    text = taizhang(folder, "completion", shell).stdout
    assert "taizhang" in text and completing.VARIABLE in text and f"{shell}_complete" in text
    assert "%(" not in text


def test_fish_keeps_the_commas_of_a_word() -> None:
    assert 'string split -m 1 ","' in completing.script(cli, "fish")


def test_unknown_shells_are_refused(folder: Path, taizhang: Callable[..., Result]) -> None:
    result = taizhang(folder, "completion", "cmd")
    assert result.exit_code == 2 and "powershell" in result.stderr
    assert completing.answer(cli, "cmd_complete") == 1
