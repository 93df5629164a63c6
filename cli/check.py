"""``taizhang check``."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from cli.scope import Scope
from cli.workspace import DATE, PERIOD, Workspace, as_of_option

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from cli.findings import Placed
    from ledger.inspection.question import Checked
    from ledger.periods import Period

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
      taizhang check --period 2020-04         进展只看4月这一期，不翻出以前各期的
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
@click.option(
    "--period",
    type=PERIOD,
    help="进展、评价、变动、计划只看这一期的，连同它里面的和包含它的各期（月连同所在的季度）；不分期的内容照看。",
)
@click.option("--every", is_flag=True, help="同样的问题也逐处列出；平时合在一处，说另外还有几处。")
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
    period: Period | None,
    every: bool,
) -> int:
    """See ``help``."""
    from cli import findings
    from cli.waiting import progress
    from ledger.diagnostics import Level
    from ledger.errors import NotFound
    from ledger.inspection import answers
    from ledger.inspection.question import Question
    from ledger.trees import FOLDER, ledger_names

    if as_json and style not in ("text", "json"):
        raise click.UsageError("--json 和 --format 只能写一个")
    takes = _chosen(select, ignore)
    scope = Scope.of(workspace, paths, changed)
    tree = workspace.snapshot
    names = ledger_names(tree)
    done = []
    for name in names:
        if scope.touches(f"{FOLDER}/{name}"):
            question = Question(name, on, select, ignore, period)
            with progress(f"检查 {name}", "个文件", forks=True) as told:
                done.append(answers.check(tree, question, workspace.cache, workers=_workers(), progress=told))
    strays = (*answers.folders_without_settings(tree), *answers.beside_the_tasks(tree, workspace.cache))
    beside = [finding for finding in strays if takes(finding.code) and scope.covers(finding.file)]
    if not names and not beside:
        raise NotFound(f"{FOLDER}/ 下还没有台账", "用 taizhang import notice 文件 立一本")
    # what was sealed and has changed is told wherever one looks: the past concerns every check
    past = answers.changed_since_sealed(
        workspace.root, workspace.tree, tree, [each.name for each in done], workspace.cache
    )
    more = [*beside, *(finding for finding in past if takes(finding.code))]
    placed = [one for each in done for one in _of_interest(each, scope)]
    if more:
        from ledger import catalogue

        catalogue.rules()  # what was found before is known by code alone; its rule has a name as well
        placed += findings.place(more, findings.reader(tree))
        placed.sort(key=lambda one: one.finding.file)
    worst = list(Level)[: LEVELS.index(level) + 1]
    placed = [one for one in placed if one.finding.level in worst]
    files = sum(len(each.files) if scope.is_everything else sum(map(scope.covers, each.files)) for each in done)
    summary = findings.Summary(len(done), files, str(period or ""))
    if style in ("sarif", "junit"):
        from ledger import catalogue

        catalogue.rules()  # their pages go along
    if style == "text" and not as_json:
        sys.stdout.write(findings.as_text(placed, summary, width=_width(), colour=_colour(), every=every))
    else:
        # what programs read is UTF-8 on every machine, whatever the console speaks
        printed = findings.PRINTERS["json" if as_json else style](placed, summary)
        sys.stdout.flush()
        sys.stdout.buffer.write(printed.encode("utf-8", "backslashreplace"))
    return 1 if any(one.finding.level is Level.ERROR for one in placed) else 0


def _chosen(select: tuple[str, ...], ignore: tuple[str, ...]) -> Callable[[str], bool]:
    """Whether findings of a rule are wanted; the rules are loaded only where some were named."""
    if not select and not ignore:
        return lambda _: True
    from ledger import catalogue
    from ledger.checks import base

    catalogue.rules()  # so that --select and --ignore know every name
    return base.Choice.of(select, ignore).takes


def _workers() -> int:
    return min(os.cpu_count() or 1, 8)


def _width() -> int:
    if not sys.stdout.isatty():
        return _WIDTH_OFF_TERMINAL
    import shutil  # with three compressors

    return shutil.get_terminal_size((_WIDTH_OFF_TERMINAL, 24)).columns


def _colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _of_interest(checked: Checked, scope: Scope) -> Iterator[Placed]:
    """The findings to show. With ``--changed`` also errors between files, wherever they are told:
    a new file may take the id of an old one."""
    from ledger.diagnostics import Level

    if scope.is_everything:
        yield from checked.placed
        return
    for placed in checked.placed:
        finding = placed.finding
        if scope.covers(finding.file) or (
            scope.by_change and finding.level is Level.ERROR and _is_between_files(finding.code)
        ):
            yield placed


def _is_between_files(code: str) -> bool:
    from ledger.checks.base import ledger_checks

    return code in ledger_checks()
