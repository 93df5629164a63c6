"""``taizhang demo``."""

from __future__ import annotations

from pathlib import Path

import click

from cli.output import print_json, visible
from cli.waiting import progress
from cli.workspace import Workspace, json_option

TRY = (
    ("stats", "总览"),
    ("list --period 2025-09 --light 红", "九月的红灯"),
    ("due 2025-05", "谁没报"),
    ("numbers --period 2025-06", "写错的数字"),
    ("check", "照抄、空话、两边说法不一、封存后被改"),
    ("diff 2025-08 2025-09", "两个月的对比"),
    ("log 5", "一项任务的历史"),
    ("report situation --period 2025-09 -o 情况表.docx", "出情况表"),
)


@click.command(
    "demo",
    help="""造一本虚构的演示台账：十五项任务、一年的进展和历史，用来试每一个命令。

    里面有迟报、不报、催办、延期、更正、办结、封存，也埋着写错的数字、照抄、答非所问、封存后偷改。
    每次造出来的都一模一样，提交号也一样。只写进空目录。

    \b
    例：
      taizhang demo 演示
      taizhang -C 演示 stats
      taizhang -C 演示 check
    """,
)
@click.argument("folder", metavar="目录", type=click.Path(path_type=Path))
@json_option
@click.pass_obj
def command(workspace: Workspace, folder: Path, as_json: bool) -> None:
    """See ``help``."""
    from cli.doctor import program
    from ledger import demo

    with progress("造台账"):
        made = demo.make(workspace.start / folder, program())
    if as_json:
        shape = {"commit": made.commit, "commits": made.commits, "tasks": made.tasks, "entries": made.entries}
        print_json({"folder": str(folder), **shape, "seals": list(made.seals)})
        return
    click.echo(
        f"造好了演示台账（虚构）：{made.tasks} 项任务，{made.entries} 条进展，{made.commits} 次提交，"
        f"{len(made.seals)} 期已封存。"
    )
    click.echo("接下来试试：")
    for words, about in TRY:
        click.echo(visible(f"  taizhang -C {folder} {words}    # {about}"))
    click.echo(visible(f"更多的在 {folder / 'README.md'}。"))
