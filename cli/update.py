"""``taizhang update``."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli import chinese
from cli.committing import commit_options, how, place, tell
from cli.output import note
from cli.workspace import DATE, PERIOD, Workspace

if TYPE_CHECKING:
    from datetime import date

    from ledger.actions import Place
    from ledger.periods import Period

_TEXTS = ("done", "problems", "causes", "next", "verdict")


@click.command(
    "update",
    help="""登记一个单位一期的进展，写进任务文件，并作一次提交。

    单位写全称、简称、别名都可以，按任务文件里的写法登记。已经有的进展不会被盖掉：加 --replace 才改写，
    而且只改给出的栏目，其余不动（要清空一栏就写 --problems ""）。登记错了、要留下更正记录的，用 correct。

    \b
    例：
      taizhang update 2020-main-037 --period 2020-04 --unit 区重点工程服务中心 \\
          --reported 2020-05-09 --done 经四纬一项目完成回迁选房1200套。 \\
          --problems 岳而项目燃气验收滞后。 --next 5月底前完成验收。 \\
          --verdict 完成 --indicator 回迁安置套数=1200
      taizhang update 37 --period 2020-04 --unit 区重点工程服务中心 --edit
      taizhang update 37 --period 2020-04 --unit 区住建局 --from 四月.txt
    """,
)
@click.argument("task", metavar="任务")
@click.option("--period", type=PERIOD, help="哪一期：2020-04、2020-Q2、2020-H1、2020。")
@click.option("--unit", metavar="单位", help="哪个单位填报。")
@click.option("--done", metavar="文字", help="完成情况。")
@click.option("--problems", metavar="文字", help="存在问题。")
@click.option("--causes", metavar="文字", help="原因分析。")
@click.option("--next", metavar="文字", help="下一步计划。")
@click.option("--verdict", metavar="评价", help="单位自报：完成、未完成。")
@click.option("--reported", type=DATE, help="填报时间（表上的日期，不是提交的日期）。")
@click.option("--indicator", "indicators", multiple=True, metavar="指标=数值", help="指标的数值，可写多次。")
@click.option(
    "--from",
    "source",
    metavar="文件",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="从文件读：.yaml 是一条进展，.txt 是“完成情况：…”几栏。",
)
@click.option("--edit", is_flag=True, help="打开编辑器填写（环境变量 EDITOR）。")
@click.option("--replace", is_flag=True, help="已有这一期的进展时改写它。")
@commit_options
@click.pass_obj
def command(
    workspace: Workspace,
    /,
    task: str,
    period: Period | None,
    unit: str | None,
    reported: date | None,
    indicators: tuple[str, ...],
    source: Path | None,
    edit: bool,
    replace: bool,
    ledger_name: str | None,
    as_json: bool,
    author: str | None,
    allow_detached: bool,
    force: bool,
    dry_run: bool,
    **texts: str | None,
) -> None:
    """See ``help``."""
    from ledger import actions
    from ledger.edits import entrytext
    from ledger.errors import LedgerError, UsageProblem

    there = place(workspace, task, ledger_name, period)
    measures = {item.name: item.measure for item in there.record.task.indicators}
    given: dict[str, Any] = {}
    trailer = ""
    if source:
        data = _bytes_of(source, entrytext.MAX_BYTES + 1)
        trailer = f"{source.name} sha256:{hashlib.sha256(data).hexdigest()}"
        period, unit, given = _agreed(entrytext.from_file(source.name, data, measures), period, unit)
    if period is None or not unit:
        raise UsageProblem("没有说是哪一期、哪个单位", "加上 --period 和 --unit")
    given |= {name: texts[name] for name in _TEXTS if texts[name] is not None}
    if reported:
        given["reported"] = reported
    if indicators:
        given["indicators"] = {**given.get("indicators", {}), **entrytext.amounts_of(indicators, measures)}
    written = _edited(there, period, unit, given, replace) if edit else None
    try:
        if written is not None:
            given = entrytext.read(written, measures, comments=True)
        done = actions.update(
            there,
            period,
            unit,
            given,
            replace_existing=replace,
            source=trailer,
            how=how(author, allow_detached, force, dry_run),
        )
    except LedgerError:
        if written is not None:
            note(f"没有登记。您填写的内容如下，改好后可以存成文件用 --from 登记：\n\n{written}")
        raise
    tell(done, as_json)


def _bytes_of(source: Path, at_most: int) -> bytes:
    from ledger.errors import FileRefused, reason

    try:
        with source.open("rb") as handle:
            return handle.read(at_most)
    except OSError as failure:
        raise FileRefused(f"{source} 打不开：{reason(failure)}", "检查路径和权限") from failure


def _agreed(read: dict[str, Any], period: Period | None, unit: str | None) -> tuple[Period | None, str | None, Any]:
    """What the file says about period and unit must not contradict the command line."""
    from ledger.errors import UsageProblem

    said_period, said_unit = read.pop("period", None), read.pop("unit", None)
    if period and said_period and period != said_period:
        raise UsageProblem(f"文件里写的是 {said_period}，命令里写的是 {period}", "核对是哪一期")
    if unit and said_unit and unit != said_unit:
        raise UsageProblem(f"文件里写的是 {said_unit}，命令里写的是 {unit}", "核对是哪个单位")
    return period or said_period, unit or said_unit, read


def _edited(there: Place, period: Period, unit: str, given: dict[str, Any], replace: bool) -> str:
    """What the user made of the prefilled text in an editor."""
    from ledger import actions, edits
    from ledger.edits import entrytext
    from ledger.errors import EditRefused, LedgerError
    from ledger.model import Entry
    from ledger.values import replace as with_changes

    task = there.record.task
    form = actions.unit_form(there, unit)
    n = edits.find_entry(task, period, form, there.ledger.registry.same)
    if n is not None and not replace:
        raise EditRefused(f"{form} {period} 的进展已经有了", "确实要改写就加 --replace")
    entry = with_changes(task.progress[n] if n is not None else Entry(period, form), **given)
    try:
        written = chinese.edited(entrytext.write(task, period, form, entry), ".txt")
    except click.ClickException as failure:
        raise LedgerError(f"编辑器没有正常结束：{failure.message}", "用环境变量 EDITOR 指定能用的编辑器") from failure
    if written is None:
        raise LedgerError("编辑器里没有保存，没有登记", "填写后保存再退出；或用 --done 等选项直接写")
    return written
