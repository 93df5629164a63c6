"""``taizhang worklist``: a period's tasks as a workbook to edit in Excel or WPS 表格, and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.workspace import PERIOD, Workspace, as_of_option, json_option, ledger_option

if TYPE_CHECKING:
    from ledger.periods import Period
    from ledger.worklist import Applied, Returned, RowChange

_ACT = {"new": "新登", "changed": "改", "cleared": "清空", "conflict": "冲突", "held": "待定"}
_SHOWN = 60


@click.group(
    "worklist",
    help="""工作清单：一期的任务导成一张 Excel（WPS）表，改好再导回来。

    给习惯在表格里干活的人用：编号列锁住，进展、计划各栏可以改；导回来先逐格看改了什么，再登记、提交。
    导出以后台账里别人又改过的格子，不会被盖掉，会列出来。

    \b
    例：
      taizhang worklist export 2020-04 -o 四月清单.xlsx
      taizhang worklist import 四月清单.xlsx --dry-run
      taizhang worklist import 四月清单.xlsx
    """,
)
def command() -> None:
    """See ``help``."""


@command.command(
    "export",
    help="""导出一期的工作清单。一行是一项任务的一个填报单位：报过的都在，没报的牵头单位留空行。

    \b
    例：
      taizhang worklist export 2020-04 -o 四月清单.xlsx
      taizhang worklist export 2020-04 --unit 区住建局 -o 区住建局.xlsx
      taizhang worklist export 2020-04 --list minsheng --leader 程伟 -o 民生.xlsx
    """,
)
@click.argument("period", type=PERIOD, metavar="周期")
@click.option(
    "-o", "--output", metavar="文件", type=click.Path(path_type=Path), required=True, help="写到哪个 xlsx 文件。"
)
@click.option("--unit", metavar="单位", help="只要一个单位的行（牵头、配合都算）。")
@click.option("--list", "listed", metavar="清单", help="只要一个清单，如 main、minsheng。")
@click.option("--leader", metavar="姓名", help="只要一位牵头领导的任务。")
@click.option("--force", is_flag=True, help="文件已经有了也覆盖（里面可能有没导回来的改动）。")
@ledger_option
@as_of_option
@json_option
@click.pass_obj
def export(
    workspace: Workspace,
    period: Period,
    output: Path,
    unit: str | None,
    listed: str | None,
    leader: str | None,
    force: bool,
    ledger_name: str | None,
    as_json: bool,
) -> None:
    """See ``help``."""
    from cli.output import note, note_unread, print_json
    from ledger import system, worklines
    from ledger.errors import FileRefused
    from ledger.report import worklist as sheet
    from ledger.selection import Query

    if output.suffix.lower() != ".xlsx":
        raise click.UsageError(f"工作清单是 xlsx 文件，文件名写成 {output.stem}.xlsx")
    ledger = workspace.ledger(ledger_name, period=period)
    note_unread(ledger.findings, "清单")
    work = worklines.build(ledger, period, Query(list=listed, unit=unit, leader=leader))
    if long := sheet.too_long(work):
        raise FileRefused(
            f"{long[0]} 的文字太长，一格放不下", "这一项用 taizhang update 登记；其余的用 --list、--unit 分开导出"
        )
    if unfit := sheet.unprintable(work):
        task, character = unfit
        raise FileRefused(
            f"{task or '台账标题'} 的文字里有看不见的控制字符（U+{ord(character):04X}），Excel 的格子放不下",
            "用 taizhang check 看在第几行，删掉这个字符再导出；其余的可以用 --list、--unit 分开导出",
        )
    data = sheet.render(work)
    if output.exists() and output.read_bytes() != data and not force:
        raise FileRefused(f"{output} 已经有了，里面可能有没导回来的改动", "换一个文件名，或加 --force 覆盖")
    system.write_out(output, data)
    if as_json:
        print_json({"file": str(output), "ledger": work.ledger, "period": str(period), "rows": len(work.lines)})
    else:
        note(
            f"已写好 {output}：{work.title}，{len(work.lines)} 行。改好后：taizhang worklist import {output} --dry-run"
        )


@command.command(
    "import",
    help="""导入改好的工作清单。只动改过的格子；一个单位一次提交，改计划另作一次提交。

    冲突（导出以后台账里也改过）和看不懂的格子列出来，不登记，退出码是 1；其余的照常登记。
    已有的进展按表改写，旧内容在历史里；要留更正记录的，用 taizhang correct。已封存的不改。

    \b
    例：
      taizhang worklist import 四月清单.xlsx --dry-run            逐格看会写什么
      taizhang worklist import 四月清单.xlsx
      taizhang worklist import 四月清单.xlsx --approved-by 张三   改了已有的计划
    """,
)
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option("--approved-by", metavar="姓名", default="", help="改已有的计划由谁同意。")
@click.option("--dry-run", is_flag=True, help="逐格显示会写什么、台账里现有什么，不写文件。")
@click.option("--force", is_flag=True, help="违反检查规则也照登；写法读不出来的除外。")
@click.option("--author", metavar="'姓名 <邮箱>'", help="提交的作者；默认是 git 里设置的人。")
@click.option("--allow-detached", is_flag=True, help="不在任何分支上（HEAD 游离）时也提交。")
@json_option
@click.pass_obj
def bring_back(
    workspace: Workspace,
    file: Path,
    approved_by: str,
    dry_run: bool,
    force: bool,
    author: str | None,
    allow_detached: bool,
    as_json: bool,
) -> int:
    """See ``help``."""
    from cli.output import note
    from ledger import gitrepo, store, worklist
    from ledger.actions import How
    from ledger.importers import files, office

    returned = worklist.read(files.read(file, convert=office.converter()))
    if not dry_run:
        for said in gitrepo.settle(workspace.root):
            note(said)
    ledger = store.load(workspace.tree, store.choose(workspace.tree, returned.ledger))
    how = How(author=author, allow_detached=allow_detached, force=force, dry_run=dry_run)
    rows = worklist.changes(workspace.root, ledger, returned, how, approved_by)
    done = worklist.apply(workspace.root, ledger, returned, rows, how, approved_by)
    if as_json:
        _print_json(returned, rows, done, dry_run)
    else:
        _tell(returned, rows, done, dry_run)
    open_ends = returned.unread or any(row.held or len(row.writes) < len(row.cells) for row in rows)
    return 1 if open_ends else 0


def _print_json(returned: Returned, rows: Sequence[RowChange], done: Applied, dry_run: bool) -> None:
    from cli.output import print_json

    print_json(
        {
            "file": returned.name,
            "ledger": returned.ledger,
            "period": str(returned.period),
            "dry_run": dry_run,
            "rows": [
                {
                    "place": row.line.place,
                    "id": row.line.task,
                    "unit": row.unit,
                    "held": row.held or None,
                    "cells": [
                        {
                            "field": cell.field,
                            "before": cell.before,
                            "after": cell.after,
                            "act": cell.act,
                            "why": cell.why or None,
                        }
                        for cell in row.cells
                    ],
                }
                for row in rows
            ],
            "unread": list(returned.unread),
            "commits": [{"unit": unit or None, "commit": commit} for unit, commit in done.commits],
        }
    )


def _tell(returned: Returned, rows: Sequence[RowChange], done: Applied, dry_run: bool) -> None:
    from cli.output import note, table, visible

    click.echo(visible(f"{returned.name}  台账 {returned.ledger}  {returned.period}  {len(returned.lines)}行"))
    lines = [
        (
            row.line.task if n == 0 else "",
            row.unit if n == 0 else "",
            _ACT["held"] if row.held and cell.act not in ("conflict", "held") else _ACT[cell.act],
            cell.title,
            _flat(cell.before, 24),
            _flat(cell.after, _SHOWN),
        )
        for row in rows
        for n, cell in enumerate(row.cells)
    ]
    if lines:
        table(("任务", "单位", "处理", "栏目", "台账现有", "表里"), lines, wraps=5)
    counts = Counter(line[2] for line in lines)
    click.echo("，".join(f"{name}{counts[name]}格" for name in _ACT.values() if counts[name]) or "没有改动。")
    for row in rows:
        if row.held:
            note(f"没有登记 {row.line.place} {row.line.task} {row.unit}：{row.held}")
        for cell in row.cells:
            if cell.why and not row.held:
                note(f"没有登记 {row.line.place} {row.line.task} {row.unit} {cell.title}：{cell.why}")
    for text in returned.unread:
        note(f"没有读：{text}")
    for sentence in done.notes:
        note(f"说明：{sentence}")
    for unit, commit in done.commits:
        click.echo(visible(f"已提交 {commit[:12]}  {unit or '计划'}"))
    if dry_run:
        note("试运行：没有写文件，没有提交。")


def _flat(text: str, length: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= length else f"{flat[: length - 1]}…"
