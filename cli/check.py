"""``taizhang check``."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

import click

from cli.scope import Scope
from cli.workspace import DATE, Workspace, as_of_option

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ledger.checks.whole import Checked
    from ledger.diagnostics import Diagnostic

FORMATS = ("text", "json", "github", "gitlab", "junit", "sarif")
LEVELS = ("error", "warning", "notice")
_WIDTH_OFF_TERMINAL = 100


@click.command(
    "check",
    help="""检查台账，一次列出全部问题：文件、行、列、哪里不对、怎么改。只看不改。

    有“错误”时退出码是 1，只有警告和提示时是 0。每条规则的说明用“taizhang rule 编号”看；
    看过以后确认可以的，在任务文件的 waivers 里写明规则和理由，就不再提示。

    \b
    例：
      taizhang check                          全部台账
      taizhang check 2020                     一本台账
      taizhang check tasks/2020/main          一个目录，也可以写一个文件或任务编号
      taizhang check --select P,D013          只看进展类规则和 D013
      taizhang check --level error            只看错误
      taizhang check --changed origin/main..HEAD --format github
      taizhang check --on 2020-05-12          按这一天检查逾期、日期
    """,
)
@click.argument("paths", metavar="[路径…]", nargs=-1)
@click.option(
    "--format",
    "style",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="输出格式；github、gitlab、junit、sarif 供流水线使用。",
)
@click.option("--json", "as_json", is_flag=True, help="等于 --format json。")
@click.option("--select", metavar="规则", multiple=True, help="只用这些规则：编号、编号开头的字母，或名称；可写几个。")
@click.option("--ignore", metavar="规则", multiple=True, help="不用这些规则。")
@click.option("--level", type=click.Choice(LEVELS), default="notice", show_default=True, help="列到哪一级为止。")
@click.option("--changed", metavar="提交..提交", help="只看两个提交之间改过的文件；只写一个提交，就与现在的文件比。")
@click.option("--on", type=DATE, metavar="日期", help="按哪一天检查；不写就不判断与“今天”有关的规则。")
@as_of_option
@click.pass_obj
def command(
    workspace: Workspace,
    paths: tuple[str, ...],
    style: str,
    as_json: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    level: str,
    changed: str | None,
    on: date | None,
) -> int:
    """See ``help``."""
    from cli import findings
    from ledger import catalogue, store
    from ledger.audit.present import changed_since_sealed
    from ledger.checks import base, whole
    from ledger.diagnostics import Level
    from ledger.errors import FileRefused, NotFound

    if as_json and style not in ("text", "json"):
        raise click.UsageError("--json 和 --format 只能写一个")
    catalogue.rules()  # so that --select and --ignore know every name
    scope = Scope.of(workspace, paths, changed)
    tree = workspace.tree
    names = store.names(tree)
    done = [
        whole.check(tree, name, on=on, select=select, ignore=ignore)
        for name in names
        if scope.touches(f"{store.FOLDER}/{name}")
    ]
    choice = base.Choice.of(select, ignore)
    beside = [f for f in whole.folders_without_settings(tree) if choice.takes(f.code) and scope.covers(f.file)]
    if not names and not beside:
        raise NotFound(f"{store.FOLDER}/ 下还没有台账", "用 taizhang import notice 文件 立一本")
    found = [*beside, *(finding for each in done for finding in _of_interest(each, scope))]
    # what was sealed and has changed is told wherever one looks: the past concerns every check
    past = changed_since_sealed(workspace.root, tree, [each.name for each in done])
    found += [finding for finding in past if choice.takes(finding.code)]
    kept = findings.at_least(found, Level(level))

    def read(path: str) -> str | None:
        try:
            return findings.decoded(tree.read(path))
        except FileRefused:
            return None

    placed = findings.place(kept, read)
    files = sum(scope.covers(path) for each in done for path in each.files)
    summary = findings.Summary(len(done), files)
    if style == "text" and not as_json:
        sys.stdout.write(findings.as_text(placed, summary, width=_width(), colour=_colour()))
    else:
        # what programs read is UTF-8 on every machine, whatever the console speaks
        printed = findings.PRINTERS["json" if as_json else style](placed, summary)
        sys.stdout.flush()
        sys.stdout.buffer.write(printed.encode("utf-8", "backslashreplace"))
    return 1 if any(finding.level is Level.ERROR for finding in kept) else 0


def _width() -> int:
    return shutil.get_terminal_size((_WIDTH_OFF_TERMINAL, 24)).columns if sys.stdout.isatty() else _WIDTH_OFF_TERMINAL


def _colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _of_interest(checked: Checked, scope: Scope) -> Iterator[Diagnostic]:
    """The findings to show. With ``--changed`` also errors between files, wherever they are told:
    a new file may take the id of an old one."""
    from ledger.checks.base import LEDGER_CHECKS
    from ledger.diagnostics import Level

    for finding in checked.findings:
        between = scope.by_change and finding.level is Level.ERROR and finding.code in LEDGER_CHECKS
        if between or scope.covers(finding.file):
            yield finding
