"""``taizhang extend``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.committing import commit_options, how, place, tell
from cli.workspace import DATE, Workspace

if TYPE_CHECKING:
    from datetime import date


@click.command(
    "extend",
    help="""登记一项任务的延期，并作一次提交。

    最初的完成时限不改：延期另记一笔，逾期仍看得出是按哪个时限算的。

    \b
    例：
      taizhang extend 37 --to 2020-09-30 --reason 管线迁改未完成 \\
          --approved-by 分管副区长 --on 2020-06-22
    """,
)
@click.argument("task", metavar="任务")
@click.option("--to", type=DATE, required=True, help="延到哪一天。")
@click.option("--reason", metavar="文字", required=True, help="为什么延期。")
@click.option("--approved-by", metavar="姓名或职务", required=True, help="谁批准的。")
@click.option("--on", type=DATE, help="哪一天批准的。")
@commit_options
@click.pass_obj
def command(
    workspace: Workspace,
    task: str,
    to: date,
    reason: str,
    approved_by: str,
    on: date | None,
    ledger_name: str | None,
    as_json: bool,
    author: str | None,
    allow_detached: bool,
    force: bool,
    dry_run: bool,
) -> None:
    """See ``help``."""
    from ledger import actions

    there = place(workspace, task, ledger_name)
    manner = how(author, allow_detached, force, dry_run)
    tell(actions.extend(there, to, reason=reason, approved_by=approved_by, on=on, how=manner), as_json)
