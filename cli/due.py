"""``taizhang due``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from cli.output import note, note_unread, print_json, table
from cli.workspace import DATE, PERIOD, Workspace, as_of_option, json_option, ledger_option

if TYPE_CHECKING:
    from datetime import date

    from ledger.deadlines import PeriodDue
    from ledger.periods import Period
    from ledger.store import Ledger
    from ledger.workdays import WorkCalendar

STYLE = {"未报": "red", "部分未报": "red", "迟报": "yellow", "已延期": "cyan", "未到期": "bright_black", "已报": None}


@click.command(
    "due",
    help="""谁该报、报了没有：按报送时限列出每个单位的已报、迟报、未报、已延期。

    时限按台账的规则和放假调休算；责任单位名单里的每个单位都要报，不只是写过的。

    \b
    例：
      taizhang due 2020-04
      taizhang due 2020-04 --on 2020-05-12      截至5月12日看
      taizhang due 2020-04 --tasks                逐项任务看
      taizhang due 2020-04 --unit 区住建局 --json
      taizhang due 2020 --ics > 报送时限.ics       全年的时限，导入日历
    """,
)
@click.argument("period", type=PERIOD, metavar="周期")
@ledger_option
@click.option("--on", type=DATE, help="截至哪一天看；不写就按全部已登记的看。")
@click.option("--unit", metavar="单位", help="只看一个单位。")
@click.option("--tasks", "by_task", is_flag=True, help="逐项任务列出应报日期、报送日期和延期。")
@click.option("--ics", "as_calendar", is_flag=True, help="输出日历文件（iCalendar）；周期可以写全年。")
@click.option("--all", "everyone", is_flag=True, help="已报齐的单位也列出来。")
@as_of_option
@json_option
@click.pass_obj
def command(
    workspace: Workspace,
    period: Period,
    ledger_name: str | None,
    on: date | None,
    unit: str | None,
    everyone: bool,
    by_task: bool,
    as_calendar: bool,
    as_json: bool,
) -> None:
    """See ``help``."""
    from ledger import store
    from ledger.deadlines import owed
    from ledger.errors import NotFound
    from ledger.values import replace

    ledger = workspace.ledger(ledger_name, period=period)
    note_unread(ledger.findings, "应报的任务")
    calendar = store.load_calendar(workspace.tree)
    if as_calendar:
        sys.stdout.buffer.write(_calendar(ledger, period, calendar, unit).encode())
        return
    found = owed(ledger.config, ledger.registry, ledger.records, period, calendar, on)
    if unit:
        found = replace(found, units=tuple(u for u in found.units if ledger.registry.same(u.unit, unit)))
        if not found.units:
            near = ledger.registry.suggest(unit)
            raise NotFound(
                f"“{unit}”在台账 {ledger.name} 里没有要报的任务",
                f"是不是 {near}？" if near else "用 taizhang stats 看全部单位",
            )
    if as_json:
        print_json(_shape(found))
        return
    if by_task:
        _print_tasks(found, everyone or unit is not None)
        return
    _print(found, everyone or unit is not None)


def _calendar(ledger: Ledger, period: Period, calendar: WorkCalendar, unit: str | None) -> str:
    """The due dates inside a period, with those of extended reports, for a calendar program."""
    from ledger import ics
    from ledger.deadlines import asked_for, owed, reporting_periods

    events: list[ics.Event] = []
    for one in reporting_periods(ledger.config.reporting.every, period) or (period,):
        if not asked_for(ledger.config, one, calendar):
            continue
        found = owed(ledger.config, ledger.registry, ledger.records, one, calendar, None)
        name, what = f"{ledger.name}-{one}", f"{one.chinese}工作任务落实情况"
        if found.support:
            events.append(ics.Event(f"{name}-support", found.support.day, f"{what}报牵头单位截止", found.support.rule))
        about = "；".join(filter(None, (found.due.rule, found.due.assumption)))
        events.append(ics.Event(name, found.due.day, f"{what}报送截止", about))
        for owing in found.units:
            if unit is None or ledger.registry.same(owing.unit, unit):
                for day in sorted({task.due for task in owing.details if task.due > task.first_due}):
                    tasks = "、".join(task.task for task in owing.details if task.due == day)
                    title = f"{owing.unit}延期报送截止（{one.chinese}）"
                    events.append(ics.Event(f"{name}-{owing.unit}-{day}", day, title, tasks))
    return ics.calendar(ledger.config.title, events)


def _print_tasks(found: PeriodDue, everyone: bool) -> None:
    """Report by report; an extended one shows its first date too."""
    shown = [one for unit in found.units for one in unit.details if everyone or one.status != "已报"]
    if shown:
        table(
            ("单位", "任务", "状态", "应报", "原时限", "填报", "迟几个工作日"),
            [
                (
                    one.unit,
                    one.task,
                    one.status + (f"（报在 {one.via}）" if one.via else ""),
                    str(one.due),
                    str(one.first_due) if one.due != one.first_due else "",
                    str(one.reported_on or ""),
                    str(one.late_working_days or ""),
                )
                for one in shown
            ],
            wraps=1,
            styles=[STYLE[one.status] for one in shown],
        )
    reported = sum(one.status in ("已报", "迟报") for unit in found.units for one in unit.details)
    note(f"{found.period.chinese}：应报 {sum(len(unit.details) for unit in found.units)} 份，已报 {reported} 份。")


def _shape(found: PeriodDue) -> dict[str, Any]:
    return {
        "period": str(found.period),
        "due": found.due.day,
        "rule": found.due.rule,
        "assumption": found.due.assumption,
        "support_due": found.support.day if found.support else None,
        "units": [
            {
                "unit": unit.unit,
                "tasks": len(unit.tasks),
                "reported": len(unit.tasks) - len(unit.missing),
                "missing": list(unit.missing),
                "status": unit.status,
                "reported_on": unit.reported_on,
                "due": unit.due,
                "late_working_days": unit.late_working_days,
                "undated": list(unit.undated),
                "reports": [
                    {
                        "task": one.task,
                        "status": one.status,
                        "reported_on": one.reported_on,
                        "due": one.due,
                        "first_due": one.first_due,
                        "late_working_days": one.late_working_days,
                        "via": one.via or None,
                    }
                    for one in unit.details
                ],
            }
            for unit in found.units
        ],
        "unresolved": [{"group": name, "tasks": list(ids)} for name, ids in found.unresolved],
    }


def _print(found: PeriodDue, everyone: bool) -> None:
    note(f"{found.period.chinese}：{found.due.day} 前报（{found.due.rule}）。")
    if found.support:
        note(f"配合单位 {found.support.day} 前先报牵头单位（{found.support.rule}）。")
    if found.due.assumption:
        note(f"注意：{found.due.assumption}。")
    shown = [unit for unit in found.units if everyone or unit.status != "已报"]
    if shown:
        table(
            ("单位", "状态", "应报", "已报", "未报的任务", "填报"),
            [
                (
                    unit.unit,
                    unit.status + (f"{unit.late_working_days}个工作日" if unit.status == "迟报" else ""),
                    str(len(unit.tasks)),
                    str(len(unit.tasks) - len(unit.missing)),
                    "、".join(unit.missing),
                    str(unit.reported_on or ""),
                )
                for unit in shown
            ],
            wraps=4,
            styles=[STYLE[unit.status] for unit in shown],
        )
    done = sum(unit.status == "已报" for unit in found.units)
    note(f"应报 {len(found.units)} 个单位，{done} 个已报齐。")
    for name, ids in found.unresolved:
        note(f"“{name}”没有写明是哪几个单位（{len(ids)} 项任务），不能点名催办。")
    if found.unresolved:
        note("在 units.yaml 里写上 members，或在任务里写具体单位。")
