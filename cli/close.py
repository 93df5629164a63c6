"""``taizhang close``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.committing import commit_options, filled, how, place, tell
from cli.workspace import DATE, Workspace

if TYPE_CHECKING:
    from datetime import date


@click.command(
    "close",
    help="""办结（销号）一项任务，并作一次提交。

    办结是督查室的决定，不是单位自报完成。办结以后确需继续督办的，用 --reopen 重新立起来。

    \b
    例：
      taizhang close 37 --on 2020-12-10 --reason 现场核查，9个项目全部回迁 \\
          --approved-by 督查室主任
      taizhang close 37 --on 2021-03-01 --reason 新增1个项目 \\
          --approved-by 督查室主任 --reopen
    """,
)
@click.argument("task", metavar="任务")
@click.option("--on", type=DATE, required=True, help="哪一天办结的。")
@click.option("--reason", metavar="文字", required=True, callback=filled, help="凭什么办结：核查的情况。")
@click.option("--approved-by", metavar="姓名或职务", required=True, callback=filled, help="谁批准的。")
@click.option("--reopen", is_flag=True, help="重新督办已经办结的任务。")
@commit_options
@click.pass_obj
def command(
    workspace: Workspace,
    task: str,
    on: date,
    reason: str,
    approved_by: str,
    reopen: bool,
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
    tell(actions.close(there, on, reason=reason, approved_by=approved_by, reopen=reopen, how=manner), as_json)
