"""``taizhang show``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.lighting import seen_at
from cli.output import STATUS_STYLE, console, flow, note, print_json, visible
from cli.workspace import PERIOD, Workspace, as_of_option, json_option, ledger_option

if TYPE_CHECKING:
    from cli.lighting import Seen
    from ledger.model import Entry, Indicator, Record
    from ledger.periods import Period
    from ledger.standings import Standing

COMPARATOR = {">=": "不少于", "<=": "不超过", "=": "等于", "~": "约"}
CHANGE = {"extension": "延期", "adjustment": "调整", "correction": "更正", "closure": "办结", "reopening": "重新督办"}


@click.command(
    "show",
    help="""看一项任务：责任、计划、各期进展、评价和变动。

    \b
    例：
      taizhang show 2020-main-037
      taizhang show main/37 --ledger 2020
      taizhang show 37 --ledger 2019 --period 2019-Q2
    """,
)
@click.argument("task", metavar="任务")
@ledger_option
@click.option("--period", type=PERIOD, help="只看这一期的进展。")
@as_of_option
@json_option
@click.pass_obj
def command(workspace: Workspace, task: str, ledger_name: str | None, period: Period | None, as_json: bool) -> None:
    """See ``help``."""
    from ledger import twins, views

    ledger, record = workspace.task(task, ledger_name, period)
    seen = seen_at(ledger, record, period)
    (told,) = twins.told([record], ledger.records, ledger.registry)
    if as_json:
        shown = views.shown(record, seen.light.light if seen.light else None, told)
        shown["light_why"] = seen.light.why if seen.light else ""
        shown["standings"] = [views.stood(one) for one in seen.standings]
        if period:
            shown["progress"] = [entry for entry in shown["progress"] if entry["period"] == str(period)]
        print_json(shown)
        return
    _print(record, told, period, seen)
    if wrong := sum(finding.file == record.path for finding in ledger.findings):
        note(f"{record.path} 有 {wrong} 处写法问题，这里可能缺内容，用 taizhang check {record.path} 查看。")
    if twins.elsewhere(told.task):
        note(f"进展报在同一事项 {twins.under(told.task.progress[-1])} 名下，状态按已报算。")


def _print(record: Record, told: Record, period: Period | None, seen: Seen) -> None:
    from rich.text import Text

    from ledger.metrics import status

    task, out = record.task, console()

    def field(name: str, value: str) -> None:
        if value:
            out.print(Text.assemble((visible(f"{name}  "), "bold"), visible(value)))

    state = status(told.task)
    out.print(Text.assemble((visible(task.id), "bold"), f"  第{task.number}项  ", (state, STATUS_STYLE[state])))
    for paragraph in filter(None, (task.parent, *task.text.split("\n"))):
        flow(paragraph)
    out.print()
    field("类别", " ＞ ".join(task.category))
    field("目标", task.goal)
    field("时限", task.deadline)
    field("领导", "、".join(task.leaders))
    field("牵头", "、".join(task.units.lead))
    field("配合", "、".join(task.units.support))
    field("同一事项", "、".join(task.same_as))
    field("备注", task.note)
    for name, text in task.other.items():
        field(name, text)
    standings = {one.indicator: one for one in seen.standings}
    for item in task.indicators:
        field("指标", _indicator(item))
        field("进度", _standing(standings.get(item)))
    if seen.light and seen.light.light:
        field("亮灯", f"{seen.light.light}（{seen.light.why}）")
    for planned, text in task.plan.items():
        field(f"计划 {planned}", text)
    entries = [entry for entry in task.progress if period is None or entry.period == period]
    for entry in entries:
        _entry(entry)
    if not entries:
        out.print(f"\n{period or ''} 还没有进展。".replace("\n ", "\n"))
    for review in task.reviews:
        on = f"（{review.on}）" if review.on else ""
        field(f"评价 {review.period}", f"{review.by or '督查室'}：{review.verdict}{on} {review.note}".rstrip())
    for change in task.changes:
        moved = f"{change.field}：{change.before} → {change.after}" if change.field else ""
        parts = (
            str(change.on or ""),
            moved,
            change.reason,
            f"批准：{change.approved_by}" if change.approved_by else "",
        )
        field(CHANGE.get(change.kind, change.kind), "；".join(filter(None, parts)))
    field("文件", record.path)


def _indicator(item: Indicator) -> str:
    if item.target is None:
        return item.name
    return f"{item.name} {COMPARATOR[item.comparator]} {item.target:f}{item.measure}"


def _standing(standing: Standing | None) -> str:
    if standing is None or standing.value is None or standing.as_of is None:
        return ""
    return f"{standing.as_of.chinese}{standing.value:f}{standing.indicator.measure}，{standing.told}"


def _entry(entry: Entry) -> None:
    from rich.text import Text

    out = console()
    units = visible("、".join((entry.unit, *entry.joint)))
    head = Text.assemble(("\n" + str(entry.period), "bold"), "  ", (units, "bold"))
    if entry.reported:
        head.append(f"  填报 {entry.reported}")
    if entry.verdict:
        head.append(visible(f"  自报：{entry.verdict}"), style="cyan")
    out.print(head)
    rows = (("完成情况", entry.done), ("存在问题", entry.problems), ("原因分析", entry.causes), ("下一步", entry.next))
    for name, text in rows:
        for n, line in enumerate(text.split("\n") if text else ()):
            flow(line if n or name == "完成情况" else f"{name}：{line}")
    for name, value in entry.indicators.items():
        flow(f"{name} = {value:f}")
    for name, text in (("来源", entry.source), ("备注", entry.note)):
        if text:
            flow(f"{name}：{text}", style="bright_black")
