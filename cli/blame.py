"""``taizhang blame``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.output import note, print_json, table
from cli.past import begin, say_lost, say_shallow, story
from cli.waiting import progress
from cli.workspace import PERIOD, Workspace, as_of_option, json_option, ledger_option

if TYPE_CHECKING:
    from ledger.history.blame import Origin
    from ledger.periods import Period


@click.command(
    "blame",
    help="""一项任务现在的每个字段，各是谁在哪次提交里写成这样的。

    字段名和 correct 用的一样。还没有提交的改动标“未提交”。

    \b
    例：
      taizhang blame 2020-main-037
      taizhang blame 37 --ledger 2020 --period 2020-04
      taizhang blame 37 --ledger 2020 --field units --json
    """,
)
@click.argument("task", metavar="任务")
@ledger_option
@as_of_option
@click.option("--period", type=PERIOD, help="只看这一期的进展、评价和计划。")
@click.option("--field", metavar="字段", default="", help="只看这个字段和它下面的，如 units、progress/2020-04。")
@json_option
@click.pass_obj
def command(
    workspace: Workspace, task: str, ledger_name: str | None, period: Period | None, field: str, as_json: bool
) -> None:
    """See ``help``."""
    from ledger.errors import NotFound
    from ledger.history.versions import Past

    # a day or a branch means one commit, for the task and for its history
    revision = workspace.reads if workspace.as_of else "HEAD"
    with Past(workspace.root, revision) as past:
        past.require_commits()
        files = begin(workspace, past, task, ledger_name)
        from ledger.history import values  # git is at work meanwhile
        from ledger.history.blame import blame

        say_shallow(past)
        with progress("读历史"):
            told = story(workspace, past, task, ledger_name, period, files)
        say_lost(past)
        if told.record is None:
            raise NotFound(f"任务 {task} 已经不在台账里", f"用 taizhang log {task} 看它的历史")
        path = past.prefix + told.record.path
        stored = past.repo.blobs(past.tip, [path]).get(path, " ")
        newest = next((version.after.blob for version in told.versions if version.after), "")
        found = blame(told.versions, values.flat(told.record.task), stored.split(" ")[1] or newest)
    shown = [origin for origin in found if _wanted(origin.field, field.strip("/"), period)]
    if as_json:
        print_json([_shape(origin) for origin in shown])
        return
    if shown:
        table(
            ("字段", "内容", "提交", "日期", "提交人"),
            [
                (
                    origin.field,
                    " ".join(origin.value.split()),
                    origin.made.short if origin.made else "未提交",
                    f"{origin.made.authored:%Y-%m-%d}" if origin.made else "",
                    origin.made.author if origin.made else "",
                )
                for origin in shown
            ],
            wraps=1,
        )
    note(f"共 {len(shown)} 个字段。" if shown else "没有符合条件的字段。")


def _wanted(name: str, field: str, period: Period | None) -> bool:
    if field and name != field and not name.startswith(f"{field}/"):
        return False
    return period is None or name.split("/")[1:2] == [str(period)]


def _shape(origin: Origin) -> dict[str, Any]:
    made = origin.made
    return {
        "field": origin.field,
        "value": origin.value,
        "commit": made.name if made else None,
        "author": made.author if made else None,
        "date": made.authored.isoformat() if made else None,
        "subject": made.subject if made else None,
        "source": "；".join(made.said("Source")) if made else "",
    }
