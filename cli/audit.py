"""``taizhang audit``."""

from __future__ import annotations

import os
import shutil
import sys

import click

from cli.waiting import progress
from cli.workspace import Workspace, ledger_option

FORMATS = ("text", "json", "github", "gitlab", "junit", "sarif")
LEVELS = ("error", "warning", "notice")
_WIDTH = 100


@click.command(
    "audit",
    help="""审计历史：倒填日期、封存以后的改动、被移动的标签、改写过的历史、没有说明的提交。

    看的是已经提交的内容，只看不改。有“错误”时退出码是 1。每条规则的说明（包括查不出什么）用
    “taizhang rule H001”看。

    \b
    例：
      taizhang audit
      taizhang audit --ledger 2020 --level error
      taizhang audit --deep --format github      每个版本都读，核对说明里的周期
    """,
)
@ledger_option
@click.option("--revision", metavar="提交", default="HEAD", show_default=True, help="审计到哪个提交为止。")
@click.option("--deep", is_flag=True, help="每个版本都读；平时只读提交说明没有交代的。")
@click.option("--format", "style", type=click.Choice(FORMATS), default="text", show_default=True, help="输出格式。")
@click.option("--json", "as_json", is_flag=True, help="等于 --format json。")
@click.option("--level", type=click.Choice(LEVELS), default="notice", show_default=True, help="列到哪一级为止。")
@click.pass_obj
def command(
    workspace: Workspace, ledger_name: str | None, revision: str, deep: bool, style: str, as_json: bool, level: str
) -> int:
    """See ``help``."""
    from cli import findings
    from ledger import cache, store
    from ledger.audit.kept import answer
    from ledger.diagnostics import Level
    from ledger.errors import NotFound
    from ledger.gitrepo.tree import CommitTree

    if as_json and style not in ("text", "json"):
        raise click.UsageError("--json 和 --format 只能写一个")
    with CommitTree(workspace.root, revision) as tree, cache.open_at(workspace.root) as kept:
        names = [store.choose(tree, ledger_name)] if ledger_name else store.names(tree)
        if not names:
            raise NotFound(f"提交 {tree.commit.short} 里还没有台账", "先立项并提交")
        done = []
        for name in names:
            with progress(f"审计 {name}") as told:
                done.append(answer(tree, name, kept, deep=deep, progress=told))
    found = sorted((one for each in done for one in each.placed), key=lambda one: one.finding.file)
    wanted = set(findings.at_least((one.finding for one in found), Level(level)))
    placed = [one for one in found if one.finding in wanted]
    if style not in ("text", "json"):
        from ledger import catalogue

        catalogue.rules()  # these forms name every rule there is
    summary = findings.Summary(len(done), sum(each.files for each in done))
    if style == "text" and not as_json:
        width = shutil.get_terminal_size((_WIDTH, 24)).columns if sys.stdout.isatty() else _WIDTH
        colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        sys.stdout.write(findings.as_text(placed, summary, width=width, colour=colour, every=True))
    else:
        printed = findings.PRINTERS["json" if as_json else style](placed, summary)
        sys.stdout.flush()
        sys.stdout.buffer.write(printed.encode("utf-8", "backslashreplace"))
    return 1 if any(one.finding.level is Level.ERROR for one in placed) else 0
