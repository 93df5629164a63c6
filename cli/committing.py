"""What the commands that make commits share: their options, and telling what was done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cli.output import note, print_json, visible
from cli.workspace import Workspace, json_option, ledger_option

if TYPE_CHECKING:
    from ledger.actions import How, Place, Result
    from ledger.periods import Period

Command = TypeVar("Command", bound=Callable[..., Any])

_LEVEL = {"error": "错误", "warning": "警告", "notice": "提示"}
_OPTIONS = (
    click.option("--author", metavar="'姓名 <邮箱>'", help="这次改动是谁做的；不写就是 git 里设的人。"),
    click.option("--allow-detached", is_flag=True, help="不在任何分支上（HEAD 游离）时也提交。"),
    click.option("--force", is_flag=True, help="违反检查规则也照登；写法读不出来的除外。"),
    click.option("--dry-run", is_flag=True, help="只显示会改哪几行，不写文件，不提交。"),
    ledger_option,
    json_option,
)


def filled(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """What must be said, said: a required option with nothing behind it is as good as none."""
    if value is not None and not value.strip():
        raise click.UsageError(f"{parameter.opts[-1]} 后面是空的，写明内容。", ctx)
    return value


def commit_options(command: Command) -> Command:
    """Add the options of every command that commits."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def how(author: str | None, allow_detached: bool, force: bool, dry_run: bool) -> How:
    """The options as ``actions`` takes them."""
    from ledger.actions import How

    return How(author=author, allow_detached=allow_detached, force=force, dry_run=dry_run)


def place(workspace: Workspace, task: str, ledger_name: str | None, period: Period | None = None) -> Place:
    """The task a command is about."""
    from ledger.actions import Place

    ledger, record = workspace.task(task, ledger_name, period)
    return Place(workspace.root, ledger, record)


def tell(result: Result, as_json: bool) -> None:
    """Say what was done: the commit on stdout, everything to be noted on stderr."""
    for finding in result.findings:
        hint = f"；{finding.hint}" if finding.hint else ""
        note(f"{_LEVEL[finding.level]} {finding.code}：{finding.message}{hint}")
    for sentence in result.notes:
        note(f"说明：{sentence}")
    if as_json:
        shown: dict[str, Any] = {
            "commit": result.commit,
            "path": result.path,
            "id": result.id,
            "period": str(result.period) if result.period else None,
        }
        if result.commit is None:
            shown["diff"] = result.diff
        print_json(shown)
    elif result.commit is None:
        click.echo(visible(result.diff), nl=False)
        note("试运行：没有写文件，没有提交。")
    else:
        click.echo(f"已提交 {result.commit[:12]}  {visible(result.path)}")
