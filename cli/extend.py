"""``taizhang extend``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.committing import commit_options, filled, how, place, tell
from cli.workspace import DATE, PERIOD, Workspace

if TYPE_CHECKING:
    from datetime import date

    from ledger.periods import Period


@click.command(
    "extend",
    help="""登记延期，并作一次提交：一项任务的完成时限，或者一个单位一期的报送时限。

    最初的时限不改：延期另记一笔，逾期仍看得出是按哪个时限算的。

    \b
    例：
      taizhang extend 37 --to 2020-09-30 --reason 管线迁改未完成 \\
          --approved-by 分管副区长 --on 2020-06-22
      taizhang extend 37 --period 2020-04 --unit 区住建局 --to 2020-05-15 \\
          --reason 数据待市局反馈 --approved-by 督查室主任 --on 2020-05-08
    """,
)
@click.argument("task", metavar="任务")
@click.option("--to", type=DATE, required=True, help="延到哪一天。")
@click.option("--reason", metavar="文字", required=True, callback=filled, help="为什么延期。")
@click.option("--approved-by", metavar="姓名或职务", required=True, callback=filled, help="谁批准的。")
@click.option("--on", type=DATE, help="哪一天批准的。")
@click.option("--period", type=PERIOD, help="延的是这一期的报送时限（与 --unit 同写）。")
@click.option("--unit", metavar="单位", help="哪个单位的报送时限（与 --period 同写）。")
@commit_options
@click.pass_obj
def command(
    workspace: Workspace,
    task: str,
    to: date,
    reason: str,
    approved_by: str,
    on: date | None,
    period: Period | None,
    unit: str | None,
    ledger_name: str | None,
    as_json: bool,
    author: str | None,
    allow_detached: bool,
    force: bool,
    dry_run: bool,
) -> None:
    """See ``help``."""
    from ledger import actions, deadlines, store

    if (period is None) != (unit is None):
        raise click.UsageError("--period 和 --unit 要同时写：哪个单位、哪一期的报送时限。")
    there = place(workspace, task, ledger_name)
    manner = how(author, allow_detached, force, dry_run)
    if period and unit:
        due = deadlines.due_date(there.ledger.config, period, store.load_calendar(workspace.tree)).day
        result = actions.extend_report(
            there, to, period=period, unit=unit, due=due, reason=reason, approved_by=approved_by, on=on, how=manner
        )
    else:
        result = actions.extend(there, to, reason=reason, approved_by=approved_by, on=on, how=manner)
    tell(result, as_json)
