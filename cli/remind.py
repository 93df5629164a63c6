"""``taizhang remind``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.output import note, note_unread, print_json, table
from cli.workspace import DATE, PERIOD, Workspace, as_of_option, json_option, ledger_option

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ledger.periods import Period
    from ledger.reminders import Issued, Reminder, Waiting
    from ledger.store import Ledger

_FORMATS = ("docx", "md")
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@click.command(
    "remind",
    help="""催办：给过了时限还没有报的单位，一家一份催办通知单（拟稿）。

    第一次、第二次、第三次逐级催办：上一次要求的期限过了仍没有报，才轮到下一次，文中写明前面催过几次。
    发出以后用 --record 登记，下一次催办就知道。每一级的名称和天数可以写在 ledger.yaml 的 rules 里。

    \b
    例：
      taizhang remind 2020-04 --on 2020-05-12                 该催哪些单位
      taizhang remind 2020-04 --on 2020-05-12 -o 催办         写出通知单
      taizhang remind 2020-04 --on 2020-05-12 -o 催办 --record   写出并登记为已发
    """,
)
@click.argument("period", type=PERIOD, metavar="周期")
@ledger_option
@as_of_option
@click.option("--on", type=DATE, required=True, help="催办日期，也是通知单上的日期。")
@click.option("--unit", metavar="单位", help="只催一个单位。")
@click.option("-o", "--output", metavar="目录", type=click.Path(path_type=Path), help="通知单写到哪个目录。")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="docx", show_default=True, help="通知单的格式。")
@click.option("--record", "recorded", is_flag=True, help="登记为已发出，并提交。")
@click.option("--author", metavar="'姓名 <邮箱>'", help="登记是谁做的；不写就是 git 里设的人。")
@json_option
@click.pass_obj
def command(
    workspace: Workspace,
    period: Period,
    ledger_name: str | None,
    on: date,
    unit: str | None,
    output: Path | None,
    form: str,
    recorded: bool,
    author: str | None,
    as_json: bool,
) -> None:
    """See ``help``."""
    from ledger import reminders, rulebook, store
    from ledger.deadlines import owed

    if recorded and workspace.as_of:
        raise click.UsageError("--record 登记的是现在发出的通知，不能和 --as-of 一起写")
    ledger = workspace.ledger(ledger_name, period=period)
    note_unread(ledger.findings, "催办的任务")
    calendar = store.load_calendar(workspace.tree)
    found = owed(ledger.config, ledger.registry, ledger.records, period, calendar, on)
    steps = rulebook.of(ledger.config).reminders
    known = reminders.load(workspace.tree, ledger)
    for said in _strange(ledger, known):
        note(f"注意：{reminders.REGISTER} 里登记的{said}，那次催办没有算进去。")
    drafts, waiting = reminders.draft(ledger, found, known, steps, on, calendar)
    if unit:
        if not ledger.registry.knows(unit) and not any(unit in r.task.units.all for r in ledger.records):
            from ledger.errors import NotFound

            near = ledger.registry.suggest(unit)
            raise NotFound(
                f"台账 {ledger.name} 里没有单位“{unit}”", f"是不是 {near}？" if near else "用 taizhang stats 看全部单位"
            )
        drafts = tuple(one for one in drafts if ledger.registry.same(one.unit, unit))
        waiting = tuple(one for one in waiting if ledger.registry.same(one.unit, unit))
    paths = _write(workspace, ledger, drafts, output, form) if output else {}
    commit = reminders.record(workspace.root, ledger, drafts, author) if recorded and drafts else None
    if as_json:
        print_json(_shape(period, on, drafts, waiting, paths, commit))
        return
    _print(period, on, found.due.day, drafts, waiting)
    for path in paths.values():
        note(f"已写好 {path}（拟稿）")
    if commit:
        note(f"已登记 {len(drafts)} 份催办通知，提交 {commit[:12]}。")
    elif recorded:
        note("没有要登记的催办通知。")
    for name, ids in found.unresolved:
        note(f"“{name}”没有写明是哪几个单位（{len(ids)}项任务），不能点名催办。")


def _strange(ledger: Ledger, known: Sequence[Issued]) -> list[str]:
    """Notices on record that belong to nobody: of a unit or a task that there is none of."""
    registry = ledger.registry
    units = [one.unit for one in known if registry.units and not registry.knows(one.unit)]
    tasks = [task for one in known for task in one.tasks if task not in ledger.by_id]
    return [f"单位“{name}”不在名录里" for name in dict.fromkeys(units)] + [
        f"任务 {name} 不在台账里" for name in dict.fromkeys(tasks)
    ]


def _write(
    workspace: Workspace, ledger: Ledger, drafts: tuple[Reminder, ...], folder: Path, form: str
) -> dict[str, str]:
    """Unit → the path of its notice."""
    from ledger import system
    from ledger.report import formats, reminder

    paths = {}
    for one in drafts:
        report = reminder.build(ledger, one)
        name = _NOT_IN_NAMES.sub("_", f"{one.period}_{report.title}_{one.unit}.{form}")
        system.write_out(folder / name, formats.render(report, form, workspace.root / "templates"))
        paths[one.unit] = str(folder / name)
        for notice in report.notices:
            note(f"注意：{notice}。")
    return paths


def _shape(
    period: Period,
    on: date,
    drafts: tuple[Reminder, ...],
    waiting: tuple[Waiting, ...],
    paths: dict[str, str],
    commit: str | None,
) -> dict[str, Any]:
    return {
        "period": str(period),
        "on": on,
        "draft": True,
        "units": [
            {
                "unit": one.unit,
                "grade": one.grade,
                "name": one.step.name,
                "until": one.until,
                "late_working_days": one.late,
                "tasks": one.owed,
                "missing": [report.task for report in one.reports],
                "earlier": [{"grade": sent.grade, "on": sent.on, "until": sent.until} for sent in one.earlier],
                "path": paths.get(one.unit),
            }
            for one in drafts
        ],
        "waiting": [{"unit": one.unit, "why": one.why} for one in waiting],
        "commit": commit,
    }


def _print(period: Period, on: date, due: date, drafts: tuple[Reminder, ...], waiting: tuple[Waiting, ...]) -> None:
    note(f"{period.chinese}：{due} 前报；截至 {on} 要催办 {len(drafts)} 个单位。")
    if drafts:
        table(
            ("单位", "通知单", "应报", "未报", "逾期工作日", "限期", "未报的任务"),
            [
                (
                    one.unit,
                    one.step.name,
                    str(one.owed),
                    str(len(one.reports)),
                    str(one.late),
                    str(one.until),
                    "、".join(report.task for report in one.reports),
                )
                for one in drafts
            ],
            wraps=6,
        )
    for one in waiting:
        note(f"{one.unit}：{one.why}。")
