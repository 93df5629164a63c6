"""Every page of help: Chinese, laid out for 80 columns, with examples that the program would take; and slips."""

from __future__ import annotations

import importlib
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from cli import chinese, usage
from cli.main import COMMANDS, cli
from cli.workspace import Workspace


def commands(path: tuple[str, ...], command: click.Command) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, sub in command.commands.items():
            yield from commands((*path, name), sub)


EVERY = [
    found
    for name, (module, _) in COMMANDS.items()
    for found in commands((name,), importlib.import_module(module).command)
]


def examples(command: click.Command) -> Iterator[str]:
    """The lines of the help that begin with the program's name, continuations joined, remarks dropped."""
    lines = iter((command.help or "").splitlines())
    for line in lines:
        if not line.strip().startswith("taizhang "):
            continue
        said = line.strip()
        while said.endswith("\\") or said.count('"') % 2:
            said = said.removesuffix("\\").rstrip() + " " + next(lines).strip()
        said = re.sub(r"\s{2,}[^-\s\"].*$", "", said)
        yield re.split(r"\s(?:>|>>|\||<)\s", said)[0]


ALL = [(path, line) for path, command in EVERY for line in examples(command)]


@pytest.mark.parametrize(("path", "command"), EVERY, ids=[" ".join(path) for path, _ in EVERY])
def test_every_command_shows_how_to_use_it(path: tuple[str, ...], command: click.Command) -> None:
    page = command.help or ""
    assert "例：" in page
    own = " ".join(("taizhang", *path))
    assert any(line.startswith(own) or f" {path[-1]}" in line for line in examples(command)), page


@pytest.mark.parametrize(("path", "line"), ALL, ids=[line for _, line in ALL])
def test_an_example_is_taken(path: tuple[str, ...], line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chinese.install()
    monkeypatch.chdir(tmp_path)
    words = shlex.split(line)[1:]
    ctx = cli.make_context("taizhang", words)
    ctx.obj = Workspace(tmp_path)
    command: click.Command = cli
    rest = [*ctx._protected_args, *ctx.args]
    while isinstance(command, click.Group) and rest:
        name, found, rest = command.resolve_command(ctx, rest)
        assert found is not None
        command = found
        try:
            ctx = command.make_context(name, rest, parent=ctx)
        except click.BadParameter as failure:
            assert isinstance(failure.param and failure.param.type, click.Path), failure  # the file is not here
            return
        rest = [*ctx._protected_args, *ctx.args] if isinstance(command, click.Group) else []


def test_there_are_many_examples() -> None:
    assert len(ALL) > 100


@pytest.mark.parametrize("path", [path for path, _ in EVERY], ids=[" ".join(path) for path, _ in EVERY])
def test_a_page_fits_eighty_columns(path: tuple[str, ...]) -> None:
    # of 80 columns click itself leaves two at the right
    page = CliRunner().invoke(cli, [*path, "--help"], terminal_width=78).output
    assert "用法：taizhang" in page and "选项：" in page
    assert [line for line in page.splitlines() if chinese.width_of(line) > 80 and not line.startswith("用法")] == []
    for line in page.splitlines():
        assert not re.search(r"[（《“『「〈【]$", line), line
        assert not re.match(r"\s*[，。；：、！？）》”』」〉】\]]", line), line


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("甲乙丙丁。", ["甲乙丙丁。"]),
        ("甲乙丙丁  [必填]", ["甲乙丙丁", "[必填]"]),
        ("甲乙丙丁戊己）、庚", ["甲乙丙丁戊", "己）、庚"]),
        ("一二三  [1 到 60]", ["一二三  [1", "到 60]"]),
    ],
)
def test_lines_break_between_words(text: str, lines: list[str]) -> None:
    assert chinese.wrap(text, 12) == lines


SLIPS = [
    (["lst"], "没有命令 lst。是不是 list？"),
    (["ls"], "是不是 list？"),
    (["检查"], "是不是 check？"),
    (["导出台账"], "是不是 export？"),
    (["zzzzzz"], "用“taizhang --help”看全部命令。"),
    (["import", "notce", "x"], "没有命令 notce。是不是 notice？"),
    (["list", "--unti", "x"], "没有选项 --unti。是不是 --unit？"),
    (["list", "-unit", "x"], "是不是 --unit？（长的选项要写两个减号）"),
    (["--ledger", "2021", "list"], "选项 --ledger 要写在命令后面：taizhang list --ledger …"),
    (["list", "-C", "甲"], "选项 -C 要写在命令前面：taizhang -C … list"),
    (["list", "2021-03"], "周期要写成 --period 2021-03"),
    (["list", "区住建局"], "单位要写成 --unit 区住建局"),
    (["list", "甲", "乙"], "有空格的内容要加引号。"),
    (["list", "--period", "2021年4月"], "“2021年4月”不是周期。是不是 2021-04？"),
    (["check", "--format", "jsn"], "--format 没有“jsn”这一种。是不是 json？可选：text、json、"),
    (["show"], "缺少参数 任务。例如：taizhang show 2020-main-037"),
    (["review", "37"], "缺少选项 --period。例如：taizhang review 37 --period 2020-04"),
    (["completion"], "缺少参数 终端。可选：bash、zsh、fish、powershell。"),
]


@pytest.mark.parametrize(("typed", "said"), SLIPS, ids=[" ".join(typed) for typed, _ in SLIPS])
def test_a_slip_is_answered_with_what_was_meant(
    typed: list[str], said: str, folder: Path, taizhang: Callable[..., Result]
) -> None:
    result = CliRunner().invoke(cli, typed) if typed[0].startswith("--") else taizhang(folder, *typed)
    assert result.exit_code == 2
    assert f"错误：{said}" in result.stderr or said in result.stderr
    assert "'" not in result.stderr.partition("错误：")[2]


def test_synonyms_name_commands_that_exist() -> None:
    assert {name for name in usage.SYNONYMS.values() if not name.startswith("-")} <= set(COMMANDS)
    assert not set(usage.SYNONYMS) & set(COMMANDS)
