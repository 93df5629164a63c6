"""What the shell is told when somebody presses Tab: commands, options, and the words of the ledger at hand.

A press of Tab starts the program, so this reads as little as it can: file names and the first lines of task files,
never the whole ledger; only the module of the command being typed is imported. Whatever goes wrong gives no
suggestions and no message: a half-typed line is no mistake.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    _resolve_context,
    _resolve_incomplete,
)

VARIABLE = "_TAIZHANG_COMPLETE"
MOST = 5000
"""More files are not looked into on a press of Tab."""
HEAD = 4096
"""The id and the text of a task stand in so many bytes at its beginning."""
_ID = re.compile(rb"^id:[ \t]*['\"]?([^\s'\"#]+)", re.M)
_TEXT = re.compile(rb"^text:[ \t]*(?:\|-?[ \t]*\r?\n[ \t]*)?([^\r\n]+)", re.M)
_LEADERS = re.compile(r"^leaders:[ \t]*\[([^\]\n]*)\]", re.M)

Pair = tuple[str, str]
"""A word and what it means."""


class Place:
    """The ledger around a half-typed command line."""

    def __init__(self, ctx: click.Context, incomplete: str) -> None:
        self.ctx, self.incomplete = ctx, incomplete

    def root(self) -> Path | None:
        """The folder that holds ``tasks/``, with ``-C`` taken into account."""
        start = Path(str(self.ctx.find_root().params.get("directory") or ".")).resolve()
        folders = (start, *start.parents) if start.is_dir() else ()
        return next((folder for folder in folders if (folder / "tasks").is_dir()), None)

    def ledgers(self) -> list[Path]:
        """The folders of all ledgers."""
        root = self.root()
        return sorted(path.parent for path in (root / "tasks").glob("*/ledger.yaml")) if root else []

    def meant(self) -> list[Path]:
        """Those the line can mean: the one named with ``--ledger``, or the one an id begins with."""
        every = self.ledgers()
        named = self.ctx.params.get("ledger_name")
        narrower = [one for one in every if one.name == named or self.incomplete.startswith(f"{one.name}-")]
        return narrower or every

    def heads(self) -> Iterator[bytes]:
        """The beginning of every task file."""
        count = 0
        for folder in self.meant():
            for path in sorted(folder.glob("*/**/*.yaml")):
                count += 1
                if count > MOST:
                    return
                with path.open("rb") as file:
                    yield file.read(HEAD)


def _tasks(place: Place) -> Iterator[Pair]:
    for head in place.heads():
        if found := _ID.search(head):
            said = _TEXT.search(head)
            yield found[1].decode("utf-8", "replace"), said[1].decode("utf-8", "replace")[:40] if said else ""


def _ledgers(place: Place) -> Iterator[Pair]:
    for folder in place.ledgers():
        found = re.search(r"^title:[ \t]*(.+)$", (folder / "ledger.yaml").read_text("utf-8"), re.M)
        yield folder.name, found[1].strip() if found else ""


def _lists(place: Place) -> Iterator[Pair]:
    for folder in place.meant():
        yield from ((path.name, "") for path in sorted(folder.iterdir()) if path.is_dir())


def _units(place: Place) -> Iterator[Pair]:
    from ledger import unitsfile, yamlfile

    for folder in place.meant():
        path = folder / "units.yaml"
        if path.exists():
            registry, _ = unitsfile.decode(yamlfile.load(path.read_bytes())[0])
            yield from ((unit.form, unit.name if unit.short else unit.kind) for unit in registry.units)
            yield from ((group.name, "统称") for group in registry.groups)


def _leaders(place: Place) -> Iterator[Pair]:
    for head in place.heads():
        if found := _LEADERS.search(head.decode("utf-8", "ignore")):
            yield from ((name.strip().strip("'\""), "") for name in found[1].split(","))


def _periods(place: Place) -> Iterator[Pair]:
    from ledger.periods import Period

    for folder in place.meant():
        text = (folder / "ledger.yaml").read_text("utf-8")
        found = re.search(r"^year:[ \t]*(\d{4})", text, re.M)
        if found:
            year, every = int(found[1]), re.search(r"^[ \t]+every:[ \t]*(\w+)", text, re.M)
            counts = {"month": 12, "quarter": 4, "half": 2, "year": 1}
            usual = every[1] if every else "month"
            for kind in sorted(counts, key=lambda one: one != usual):
                for n in range(1, counts[kind] + 1):
                    period = Period(year, kind, n)
                    yield str(period), period.chinese


def _rules(place: Place) -> Iterator[Pair]:
    from ledger import catalogue

    yield from ((rule.code, rule.title) for rule in catalogue.rules())


def _statuses(place: Place) -> Iterator[Pair]:
    from ledger.metrics import STATUSES

    yield from ((status, "") for status in STATUSES)


def _lights(place: Place) -> Iterator[Pair]:
    for folder in place.meant():
        for name in re.findall(r"\blight:[ \t]*([^\s,}\[\]]+)", (folder / "ledger.yaml").read_text("utf-8")):
            yield name, ""


def _verdicts(place: Place) -> Iterator[Pair]:
    from ledger.model import VERDICTS

    for folder in place.meant():
        found = re.search(r"^verdicts:[ \t]*\[([^\]\n]*)\]", (folder / "ledger.yaml").read_text("utf-8"), re.M)
        yield from ((word.strip(), "") for word in (found[1].split(",") if found else VERDICTS))


def _fields(place: Place) -> Iterator[Pair]:
    from ledger.editor import fields

    yield from ((key, title) for key, (title, _) in {**fields.TASK, **fields.ENTRY}.items())


def _revisions(place: Place) -> Iterator[Pair]:
    import subprocess

    root = place.root()
    if root:
        line = ["git", "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags"]
        done = subprocess.run(line, cwd=root, capture_output=True, timeout=2, check=False)
        yield from ((name, "") for name in done.stdout.decode("utf-8", "replace").split())


BY_METAVAR: dict[str, Callable[[Place], Iterable[Pair]]] = {
    "任务": _tasks,
    "周期": _periods,
    "台账": _ledgers,
    "清单": _lists,
    "单位": _units,
    "状态": _statuses,
    "灯": _lights,
    "规则": _rules,
    "编号": _rules,
    "评价": _verdicts,
    "字段": _fields,
    "提交": _revisions,
    "提交或日期": _revisions,
    "周期或任务": lambda place: [*_periods(place), *_tasks(place)],
    "前 后": lambda place: [*_periods(place), *_revisions(place)],
}
"""What an option or argument takes, by the word its help shows for it; brackets and dots aside."""
BY_OPTION: dict[str, Callable[[Place], Iterable[Pair]]] = {"--leader": _leaders, "--approved-by": _leaders}
PATHS = {"文件": "file", "文件或目录": "file", "路径": "file", "仓库": "dir", "目录": "dir"}
"""Metavars the shell completes by itself: files and folders."""


def metavar_of(parameter: click.Parameter) -> str:
    """``[路径…]`` as ``路径``."""
    named = parameter.metavar or parameter.type.name
    return re.sub(r"[\[\]…'.]", "", named).strip()


def candidates(parameter: click.Parameter, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
    """What may stand where this option or argument wants its value."""
    option = next((name for name in parameter.opts if name in BY_OPTION), "")
    named = metavar_of(parameter)
    look = BY_OPTION.get(option) or BY_METAVAR.get(named)
    if look is None:
        if named in PATHS:
            return [CompletionItem(incomplete, type=PATHS[named])]
        return parameter.shell_complete(ctx, incomplete)
    # --select P001,D0: only what stands behind the last comma is being typed
    before, _, typed = incomplete.rpartition(",") if look is _rules else ("", "", incomplete)
    head = f"{before}," if before else ""
    found: dict[str, str] = {}
    for word, meaning in look(Place(ctx, typed)):
        if word and word.startswith(typed):
            found.setdefault(head + word, meaning)
    items = [CompletionItem(word, help=meaning or None) for word, meaning in found.items()]
    if named == "路径":
        items.append(CompletionItem(incomplete, type="file"))
    return items


class _Answers(ShellComplete):
    """Suggestions for one half-typed line, without importing commands that are not on it."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """See ``ShellComplete.get_completions``."""
        args = [word for word in args if word != "="]  # bash breaks --unit=区住建局 into three words
        try:
            ctx = _resolve_context(self.cli, self.ctx_args, self.prog_name, args)
            what, incomplete = _resolve_incomplete(ctx, args, incomplete)
            if isinstance(what, click.Parameter):
                return candidates(what, ctx, incomplete)
            if what is self.cli and not incomplete.startswith("-"):
                return [CompletionItem(name, help=about) for name, about in _commands() if name.startswith(incomplete)]
            return what.shell_complete(ctx, incomplete)
        except (click.ClickException, OSError, UnicodeDecodeError):
            return []


def _commands() -> Iterator[Pair]:
    from cli.commands import COMMANDS

    yield from ((name, about) for name, (_, about) in COMMANDS.items())


class _Bash(_Answers, BashComplete):
    @staticmethod
    def _check_version() -> None:
        """Older versions say so themselves; starting a shell from a shell's start-up file would cost every start."""


class _Zsh(_Answers, ZshComplete):
    pass


class _Fish(_Answers, FishComplete):
    # a word may hold commas itself: --select P001,P002
    source_template = FishComplete.source_template.replace('string split ","', 'string split -m 1 ","')


class _PowerShell(_Answers):
    name = "powershell"
    source_template = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object {
            if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value }
            else { $_.Extent.Text }
        })
    $encoding = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
        $env:%(complete_var)s = 'powershell_complete'
        $env:COMP_WORDS = $words -join "`n"
        $env:COMP_INCOMPLETE = $wordToComplete
        & %(prog_name)s | ForEach-Object {
            $value, $about = $_ -split "`t", 2
            [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $about)
        }
    } finally {
        [Console]::OutputEncoding = $encoding
        Remove-Item -ErrorAction SilentlyContinue Env:%(complete_var)s, Env:COMP_WORDS, Env:COMP_INCOMPLETE
    }
}
"""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the cursor, one a line, and the one being typed."""
        words = os.environ.get("COMP_WORDS", "")
        typed = os.environ.get("COMP_INCOMPLETE", "")
        return [word for word in words.split("\n") if word], typed.strip("'\"")

    def format_completion(self, item: CompletionItem) -> str:
        """``value<Tab>tooltip``; PowerShell refuses an empty tooltip and completes files by itself."""
        if item.type != "plain":
            return ""
        value = str(item.value)
        return (
            f"'{value}'\t{item.help or value}" if re.search(r"[\s;,(){}]", value) else f"{value}\t{item.help or value}"
        )


SHELLS: dict[str, type[ShellComplete]] = {"bash": _Bash, "zsh": _Zsh, "fish": _Fish, "powershell": _PowerShell}


def script(cli: click.Group, shell: str) -> str:
    """The lines a shell needs in its start-up file."""
    return SHELLS[shell](cli, {}, "taizhang", VARIABLE).source().strip() + "\n"


def answer(cli: click.Group, instruction: str) -> int:
    """Answer a press of Tab: ``bash_complete`` and the like; 1 for an instruction that is none."""
    shell, _, what = instruction.partition("_")
    if shell not in SHELLS or what not in ("complete", "source"):
        return 1
    if what == "source":
        said = script(cli, shell)
    else:
        done: Any = SHELLS[shell](cli, {}, "taizhang", VARIABLE)
        args, incomplete = done.get_completion_args()
        lines = (done.format_completion(item) for item in done.get_completions(args, incomplete))
        said = "".join(f"{line}\n" for line in lines if line)
    # UTF-8 and \n for every shell, whatever the console speaks
    sys.stdout.flush()
    sys.stdout.buffer.write(said.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
    return 0
