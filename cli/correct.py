"""``taizhang correct``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.committing import commit_options, filled, how, place, tell
from cli.workspace import DATE, Workspace

if TYPE_CHECKING:
    from datetime import date


@click.command(
    "correct",
    help="""更正任务里的一个字段，留下更正记录（原来写的、改成什么、理由、批准人），并作一次提交。

    字段从外到内用 / 隔开，英文名或表上的栏名都可以；同样的有几条，第二条写 #2。--to "" 是删去这一栏。
    登错了周期的改 period（周期）：整条移到 --to 写的那一期，封存过的也一样；那一期已有这个单位的进展，或者那一期
    也已经封存，就不移，并说明怎样写。
    不是写错、而是经批准改了目标或计划的，加 --adjust，记作“调整”。

    \b
    例：
      taizhang correct 37 --field progress/2020-04/区住建局/done \\
          --to 完成回迁选房1100套。 --reason 单位来函更正 --approved-by 督查室
      taizhang correct 37 --field 进展/2020-04/区住建局/指标/回迁套数 --to 1100 \\
          --reason 单位来函更正 --approved-by 督查室
      taizhang correct 37 --field indicators/回迁安置套数/plan/2020-Q2 --to 5000 \\
          --reason 计划表抄错 --approved-by 督查室
      taizhang correct 37 --field progress/2020-04/区住建局/period --to 2020-05 \\
          --reason 五月的表登在了四月 --approved-by 督查室
      taizhang correct 37 --field plan/2020-Q2 --to 完成2个项目选房。 --adjust \\
          --reason 区政府常务会议研究同意 --approved-by 区长 --on 2020-05-20
    """,
)
@click.argument("task", metavar="任务")
@click.option("--field", "name", metavar="字段", required=True, help="哪个字段，如 progress/2020-04/区住建局/done。")
@click.option("--to", metavar="文字", required=True, help="改成什么；几个单位、几位领导用顿号隔开。")
@click.option("--reason", metavar="文字", required=True, callback=filled, help="为什么更正。")
@click.option("--approved-by", metavar="姓名或职务", required=True, callback=filled, help="谁批准的。")
@click.option("--on", type=DATE, help="哪一天更正的。")
@click.option("--adjust", is_flag=True, help="记作调整：原来没有写错，是经批准改变。")
@commit_options
@click.pass_obj
def command(
    workspace: Workspace,
    task: str,
    name: str,
    to: str,
    reason: str,
    approved_by: str,
    on: date | None,
    adjust: bool,
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
    tell(
        actions.correct(there, name, to, reason=reason, approved_by=approved_by, on=on, adjust=adjust, how=manner),
        as_json,
    )
