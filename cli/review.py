"""``taizhang review``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.committing import commit_options, how, place, tell
from cli.workspace import DATE, PERIOD, Workspace

if TYPE_CHECKING:
    from datetime import date

    from ledger.periods import Period


@click.command(
    "review",
    help="""登记督查室对一项任务一期的评价（核实），并作一次提交。

    这是督查室的结论，与单位自报、是否按时是三回事。已有的评价加 --replace 才改判。

    \b
    例：
      taizhang review 37 --period 2020-04 --verdict 未完成 --on 2020-05-12 \\
          --note 5月11日现场查看，燃气尚未验收。
    """,
)
@click.argument("task", metavar="任务")
@click.option("--period", type=PERIOD, required=True, help="评价哪一期。")
@click.option("--verdict", metavar="评价", required=True, help="完成、未完成，或 ledger.yaml 里规定的别的评价。")
@click.option("--by", metavar="评价人", default="", help="谁评价，默认是 ledger.yaml 里的督查机构。")
@click.option("--on", type=DATE, help="哪一天评价的。")
@click.option("--note", metavar="文字", default="", help="依据，如现场查看的情况。")
@click.option("--replace", is_flag=True, help="已有这一期的评价时改判。")
@commit_options
@click.pass_obj
def command(
    workspace: Workspace,
    task: str,
    period: Period,
    verdict: str,
    by: str,
    on: date | None,
    note: str,
    replace: bool,
    ledger_name: str | None,
    as_json: bool,
    author: str | None,
    allow_detached: bool,
    force: bool,
    dry_run: bool,
) -> None:
    """See ``help``."""
    from ledger import actions

    there = place(workspace, task, ledger_name, period)
    manner = how(author, allow_detached, force, dry_run)
    tell(actions.review(there, period, verdict, by=by, on=on, note=note, replace_existing=replace, how=manner), as_json)
