"""``taizhang schema``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.output import note
from cli.workspace import Workspace, ledger_option

if TYPE_CHECKING:
    from ledger.store import Ledger

KINDS = ("task", "ledger", "units", "calendar")


@click.command(
    "schema",
    help="""生成 JSON Schema：编辑器照着它提示字段、单位、领导、指标，写错了当场标出来。

    每本台账各有一份，里面列着这本台账的单位、领导、类别、任务编号。名录或任务改动以后重新生成一遍。

    \b
    例：
      taizhang schema --ledger 2020  任务文件的，打印出来
      taizhang schema --kind units --ledger 2020 -o units.json
      taizhang schema --vscode       写进 .vscode，每本台账各一套
    """,
)
@ledger_option
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    default="task",
    show_default=True,
    help="哪种文件：任务、台账设置、单位名录、工作日历。",
)
@click.option("--general", is_flag=True, help="通用的：不列本台账的单位、领导等，放在哪里都能用。")
@click.option("--vscode", is_flag=True, help="把全部台账的 schema 写进 .vscode/schema，不动别的设置。")
@click.option("-o", "--output", metavar="文件", help="写进文件，不打印。")
@click.pass_obj
def command(
    workspace: Workspace, ledger_name: str | None, kind: str, general: bool, vscode: bool, output: str | None
) -> None:
    """See ``help``."""
    from ledger.editor import schema

    if vscode:
        if output or general:
            raise click.UsageError("--vscode 自己决定写在哪里、写什么，不能和 -o、--general 同用")
        _into_vscode(workspace, ledger_name)
        return
    ledger = None if general else _meant(workspace, ledger_name, kind)
    text = schema.dumped(schema.of(ledger, kind))
    if output:
        _write(Path(output), text)
        note(f"写进 {output}。")
    else:
        # what programs read is UTF-8 on every machine, whatever the console speaks
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode())


def _meant(workspace: Workspace, name: str | None, kind: str) -> Ledger | None:
    return None if kind == "calendar" and name is None else workspace.ledger(name)


def _into_vscode(workspace: Workspace, name: str | None) -> None:
    from ledger import store
    from ledger.editor import vscode

    names = [name] if name else store.names(workspace.tree)
    written: dict[str, str] = {}
    for each in names:
        written |= vscode.schemas(workspace.ledger(each))
    for path, text in written.items():
        _write(workspace.root / path, text)
        click.echo(path)
    if not (workspace.root / vscode.HOME / "settings.json").exists():
        note(f"还没有 {vscode.HOME}/settings.json：用 taizhang init 写好设置，编辑器才会用上这些文件。")


def _write(path: Path, text: str) -> None:
    from ledger import system

    system.write_out(path, text.encode())
