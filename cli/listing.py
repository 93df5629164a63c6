"""``taizhang list``."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from cli.lighting import colour, lights_for
from cli.output import STATUS_STYLE, note, print_json, table
from cli.twinned import say_elsewhere
from cli.workspace import PERIOD, Workspace, as_of_option, json_option, ledger_option

if TYPE_CHECKING:
    from ledger.periods import Period
    from ledger.selection import Query


@click.command(
    "list",
    help="""查找任务。条件可以同时写几个，要都符合。

    \b
    例：
      taizhang list --unit 区住建局             区住建局牵头或配合的任务
      taizhang list --leader 程伟 --list main   程伟牵头的附件1任务
      taizhang list --text 口袋公园             正文里有“口袋公园”的任务
      taizhang list --ledger 2020 --status 未报 --json
    """,
)
@ledger_option
@click.option("--list", "listed", metavar="清单", help="清单名，如 main、minsheng。")
@click.option("--unit", metavar="单位", help="责任单位，可写全称、简称或曾用名。")
@click.option("--lead", is_flag=True, help="与 --unit 同用：只要该单位牵头的。")
@click.option("--leader", metavar="姓名", help="牵头领导。")
@click.option("--period", type=PERIOD, help="该期有进展的任务。")
@click.option("--status", metavar="状态", help="办结、核实完成、自报完成、未完成、推进中、未报。")
@click.option("--light", metavar="灯", help="绿、黄、红等（台账写明亮灯规则后可用）。")
@click.option("--text", metavar="文字", help="正文、类别、进展里出现的文字。")
@as_of_option
@json_option
@click.pass_obj
def command(
    workspace: Workspace,
    ledger_name: str | None,
    listed: str | None,
    unit: str | None,
    lead: bool,
    leader: str | None,
    period: Period | None,
    status: str | None,
    light: str | None,
    text: str | None,
    as_json: bool,
) -> None:
    """See ``help``."""
    from cli.kept import printed

    def work() -> None:
        from ledger.selection import Query

        _print(workspace, ledger_name, Query(listed, unit, lead, leader, period, status, light, text), as_json)

    typed = (ledger_name, listed, unit, lead, leader, str(period), status, light, text, as_json)
    printed(workspace, "list", typed, work)


def _print(workspace: Workspace, ledger_name: str | None, wanted: Query, as_json: bool) -> None:
    from ledger import rulebook, selection, twins, views
    from ledger.errors import LedgerError
    from ledger.known import Only

    ledger = workspace.ledger(ledger_name, period=wanted.period, only=Only(wanted.unit or "", wanted.leader or ""))
    with suppress(LedgerError):  # told where the lights are asked for
        if (wanted.unit or wanted.leader) and rulebook.of(ledger.config).lights:
            # how a task stands may hang on others: on what is linked with it, on the latest period reported
            ledger = workspace.ledger(ledger_name, period=wanted.period)
    records = selection.select(ledger, wanted)
    lights = lights_for(ledger, wanted.period)
    told = twins.told(records, ledger.records, ledger.registry)
    rows = [
        views.listed(record, lights.get(record.task.id), whole) for record, whole in zip(records, told, strict=True)
    ]
    if as_json:
        print_json(rows)
        return
    table(
        ("任务", "内容", "牵头领导", "牵头单位", "状态", *(["灯"] if lights else [])),
        [
            (
                row["id"],
                row["text"].replace("\n", " "),
                "、".join(row["leaders"]),
                "、".join(row["units"]["lead"]),
                row["status"],
                *([row["light"] or ""] if lights else []),
            )
            for row in rows
        ],
        wraps=1,
        styles=[_style(row) for row in rows],
    )
    note(f"共 {len(records)} 项。" if records else "没有符合条件的任务。")
    say_elsewhere([(row["id"], row["via"]) for row in rows if row["via"]])
    if ledger.findings:
        note(f"有 {len(ledger.findings)} 个文件问题，用 taizhang check 查看。")


def _style(row: dict[str, Any]) -> str | None:
    if row["light"]:
        return colour(row["light"])
    return STATUS_STYLE[row["status"]] if row["status"] in ("办结", "未完成") else None
