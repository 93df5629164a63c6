"""Progress tables and forms: 计划表 (附件3), 落实情况表 (附件4), 季度落实情况表.

Each of them is one table; where it shows several lists, which number their tasks anew, a band across the
table opens each list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from ledger.model import Config, Entry, ListSpec, Record, Task
from ledger.periods import Period
from ledger.report.values import CENTER, EMPTY_CELL, LEFT, Cell, Column, Form, Row, Section, cell, merge_down
from ledger.report.wording import QUARTERS, Ink, band_title, day, period_line, speaker, units_cell
from ledger.text import chinese_numeral
from ledger.values import Struct, replace

if TYPE_CHECKING:
    from ledger.units import Registry

BLANK_ROWS = 5
"""Numbered rows of a form that names no tasks, as in the annexes of the 2020 notice."""

_NUMBER = Column("number", "分解序号", 55, CENTER)
PLAN_COLUMNS = (
    _NUMBER,
    Column("task", "主要工作目标任务", 215),
    Column("q1", "一季度", 130),
    Column("q2", "二季度", 130),
    Column("q3", "三季度", 130),
    Column("q4", "四季度", 130),
    Column("chief", "主要负责人", 70, CENTER),
    Column("deputy", "分管负责人", 70, CENTER),
    Column("remark", "备注", 70),
)
_QUARTER_ROLES = ("q1", "q2", "q3", "q4")
_QUARTERS_HEAD = "季度目标及月份推进计划"
_PEOPLE = {"chief": "主要负责人", "deputy": "分管负责人", "remark": "备注"}

SITUATION_COLUMNS = (
    _NUMBER,
    Column("task", "主要任务", 210),
    Column("plan", "季度计划完成目标", 165),
    Column("done", "完成情况", 205),
    Column("problems", "存在问题", 140),
    Column("next", "下一步计划", 140),
    Column("verdict", "评价（完成、未完成）", 85, CENTER),
)
_SITUATION_TITLES = {column.role: column.title for column in SITUATION_COLUMNS}
_QUARTERLY = (
    ("number", "分解序号", 65),
    ("text", "主要任务", 230),
    ("progress", "进展情况", 515),
    ("units", "责任单位", 190),
)


class Scene(Struct, frozen=True):
    """What a progress table is made for: the ledger's words, the period, the part that is shown."""

    config: Config
    registry: Registry
    ink: Ink
    period: Period | None = None
    unit: str = ""
    scope: str = ""
    blank: bool = False
    elsewhere: Callable[[Entry], str] = lambda _: ""
    """报在附件1第37项, for what stands under the task that is the same matter."""


def plan(scene: Scene, records: Sequence[Record]) -> Section:
    """工作任务落实计划表: a row a task with what each quarter and its months are to bring."""
    reporting = scene.config.reporting
    rows = _rows(scene, records, PLAN_COLUMNS, lambda record: [_plan_row(scene, record.task)])
    return Section(
        title=reporting.plan_title or f"{scene.config.year}年工作任务落实计划表",
        annex=reporting.plan_form,
        columns=PLAN_COLUMNS,
        heads=_plan_heads(),
        rows=tuple(rows),
        scope=scene.scope,
        form=Form(unit=scene.unit) if scene.unit or scene.blank else None,
    )


def situation(scene: Scene, records: Sequence[Record]) -> Section:
    """工作任务落实情况表: a row for each unit's report on a task; tasks without a report keep an empty row."""
    reporting = scene.config.reporting
    said = {record.path: [] if scene.blank else _entries(scene, record.task) for record in records}
    rows = _rows(
        scene, records, SITUATION_COLUMNS, lambda record: _situation_rows(scene, record.task, said[record.path])
    )
    return Section(
        title=reporting.title or f"{scene.config.year}年主要工作任务落实情况表",
        annex=reporting.form,
        subtitle=period_line(scene.period),
        columns=SITUATION_COLUMNS,
        heads=_plain_heads(SITUATION_COLUMNS),
        rows=tuple(rows),
        scope=scene.scope,
        form=_situation_form(scene, said.values()),
    )


def quarterly(scene: Scene, records: Sequence[Record]) -> Section:
    """季度落实情况表: what each unit said of a task, unit by unit, beside all units responsible."""
    config = scene.config
    columns = _quarterly_columns(config)
    title = f"{scene.period.chinese}《政府工作报告》主要工作任务落实情况表" if scene.period else config.document.title
    for known in (config.document.title, *(spec.title for spec in config.lists.values()), config.title):
        if scene.period and scene.period.chinese in known and "情况表" in known:
            title = known
            break
    return Section(
        title=scene.ink.clean(title, "标题"),
        subtitle=period_line(scene.period),
        columns=columns,
        heads=_plain_heads(columns),
        rows=tuple(_rows(scene, records, columns, lambda record: _quarterly_rows(scene, record.task))),
        scope=scene.scope,
    )


# ---------------------------------------------------------------------- rows and bands


def _rows(
    scene: Scene, records: Sequence[Record], columns: Sequence[Column], of_record: Callable[[Record], list[Row]]
) -> list[Row]:
    if not records and scene.blank:
        return [_aligned({"number": cell(str(n))}, columns) for n in range(1, BLANK_ROWS + 1)]
    shown = [name for name in scene.config.lists if any(record.list == name for record in records)]
    shown += sorted({record.list for record in records} - set(shown))
    rows: list[Row] = []
    for position, name in enumerate(shown, 1):
        if len(shown) > 1:
            rows.append(Row(band=f"{chinese_numeral(position)}、{_band(scene, name)}"))
        for record in records:
            if record.list == name:
                rows += _task_rows([_aligned(row.by_role, columns) for row in of_record(record)])
    return rows


def _band(scene: Scene, name: str) -> str:
    spec = scene.config.lists.get(name, ListSpec(name, name))
    return scene.ink.clean(band_title(spec.title, spec.annex), "清单的标题")


def _task_rows(rows: Sequence[Row]) -> list[Row]:
    """The rows of one task with what is said once (number, task, units) merged over them."""
    merged = list(rows)
    if len(rows) > 1:
        for role in ("number", "task", "plan", "text", "units"):
            if role in rows[0].by_role:
                merged = merge_down(merged, role, [role] * len(merged))
    return merged


def _aligned(cells: Mapping[str, Cell], columns: Sequence[Column]) -> Row:
    """A row with a cell for every column, aligned as its column is."""
    found: dict[str, Cell] = {}
    for column in columns:
        own = cells.get(column.role, EMPTY_CELL)
        found[column.role] = own if own.align == column.align else replace(own, align=column.align)
    return Row(found)


def _plain_heads(columns: Sequence[Column]) -> tuple[tuple[Cell, ...], ...]:
    return (tuple(replace(cell(column.title, CENTER), width=0) for column in columns),)


def _plan_heads() -> tuple[tuple[Cell, ...], ...]:
    """Two rows: the quarters stand under one head, every other column runs through both."""
    first: list[Cell] = []
    second: list[Cell] = []
    for column in PLAN_COLUMNS:
        if column.role in _QUARTER_ROLES:
            if column.role == _QUARTER_ROLES[0]:
                first.append(replace(cell(_QUARTERS_HEAD, CENTER), columns=len(_QUARTER_ROLES)))
            second.append(cell(column.title, CENTER))
        else:
            first.append(replace(cell(column.title, CENTER), rows=2))
            second.append(replace(cell("", CENTER), rows=0))
    return tuple(first), tuple(second)


def _task_text(task: Task) -> str:
    """The task with the lead-in sentence it shares with its neighbours."""
    return f"{task.parent}{task.text}"


# ---------------------------------------------------------------------- plan


def _plan_row(scene: Scene, task: Task) -> Row:
    said = f"第{task.number}项"
    cells = {"number": cell(str(task.number)), "task": scene.ink.cell(_task_text(task), f"{said}的任务")}
    if not scene.blank:
        year = scene.config.year
        for n, role in enumerate(_QUARTER_ROLES, 1):
            text = _plan_of(task, Period(year, "quarter", n), months=True)
            cells[role] = scene.ink.cell(text, f"{said}的{QUARTERS[n - 1]}季度计划")
        for role, head in _PEOPLE.items():
            cells[role] = scene.ink.cell(task.other.get(head, ""), f"{said}的{head}")
    return Row(cells)


def _plan_of(task: Task, quarter: Period, *, months: bool) -> str:
    """The quarter's goal, and (with ``months``) what is planned for each of its months below it."""
    lines = [task.plan[quarter]] if quarter in task.plan else []
    if months:
        lines += [f"{month.index}月：{task.plan[month]}" for month in quarter.months if month in task.plan]
    return "\n".join(lines)


# ---------------------------------------------------------------------- situation


def _situation_form(scene: Scene, said: Iterable[Sequence[Entry]]) -> Form | None:
    """The lines around the form, for one unit or a blank one; the office's own whole table has none."""
    if not scene.unit and not scene.blank:
        return None
    days = [entry.reported for entries in said for entry in entries if entry.reported]
    return Form(unit=scene.unit, reported=day(max(days)) if days else "")


def _situation_rows(scene: Scene, task: Task, entries: Sequence[Entry]) -> list[Row]:
    said = f"第{task.number}项"
    plan_text = situation_plan(task, scene.period)
    common = {
        "number": cell(str(task.number)),
        "task": scene.ink.cell(_task_text(task), f"{said}的任务"),
        "plan": scene.ink.cell(plan_text, f"{said}的计划"),
    }
    if not entries:
        return [Row(common)]
    reviews = [review for review in task.reviews if review.period == scene.period]
    checked = f"核实：{reviews[-1].verdict}" if reviews else ""
    rows: list[Row] = []
    for entry in entries:
        # one unit's own form names it above the table; elsewhere each text says whose it is
        introduction = "" if scene.unit else speaker(entry, scene.registry, scene.config.label_mark)
        causes = f"原因分析：{entry.causes}" if entry.causes else ""
        texts = {
            "done": introduction + _done(scene, entry),
            "problems": "\n".join(filter(None, (entry.problems, causes))),
            "next": entry.next,
            "verdict": "\n".join(filter(None, (entry.verdict, checked))),
        }
        own = {role: scene.ink.cell(text, f"{said}的{_SITUATION_TITLES[role]}") for role, text in texts.items()}
        rows.append(Row({**common, **own}))
    return rows


def situation_plan(task: Task, period: Period | None) -> str:
    """季度计划完成目标: the goal of the quarter the period ends in, and the plan of the month itself."""
    if period is None:
        return ""
    if period.kind in ("half", "year"):
        return task.plan.get(period, "")
    lines = [_plan_of(task, period.quarter, months=False)]
    if period.kind == "month" and period in task.plan:
        lines.append(f"{period.index}月：{task.plan[period]}")
    return "\n".join(filter(None, lines))


# ---------------------------------------------------------------------- quarterly


def _quarterly_columns(config: Config) -> tuple[Column, ...]:
    """The four columns, under the heads of a ledger that was made from such a table."""
    printed = next((spec.columns for spec in config.lists.values() if "done" in spec.columns), {})
    return tuple(
        Column(
            role, printed.get("done" if role == "progress" else role, head), width, CENTER if role == "number" else LEFT
        )
        for role, head, width in _QUARTERLY
    )


def _quarterly_rows(scene: Scene, task: Task) -> list[Row]:
    said = f"第{task.number}项"
    common = {
        "number": cell(str(task.number)),
        "text": scene.ink.cell(_task_text(task), f"{said}的任务"),
        "units": units_cell(
            task.units,
            scene.registry,
            scene.ink,
            f"{said}的责任单位",
            bold=task.units.lead_source in ("bold", "stated"),
        ),
    }
    mark = scene.config.label_mark
    said_by_unit = [speaker(entry, scene.registry, mark) + _done(scene, entry) for entry in _entries(scene, task)]
    return [Row({**common, "progress": scene.ink.cell(text, f"{said}的进展情况")}) for text in said_by_unit or [""]]


def _done(scene: Scene, entry: Entry) -> str:
    place = scene.elsewhere(entry)
    return f"{entry.done}（{place}）" if place else entry.done


def _entries(scene: Scene, task: Task) -> list[Entry]:
    """What was reported for the period, by the unit in question where there is one, in the ledger's order.

    A quarter or longer without an entry of its own shows each unit's latest report from inside of it.
    """
    if scene.period is None:
        return []
    own = [entry for entry in task.progress if entry.period == scene.period and _speaks(scene, entry)]
    if own or scene.period.kind == "month":
        return own
    return _latest([entry for entry in task.progress if _speaks(scene, entry)], scene.period)


def _latest(entries: Sequence[Entry], span: Period) -> list[Entry]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        if not span.contains(entry.period):
            continue
        held = found.setdefault(entry.unit, [])
        if held and held[0].period < entry.period:
            held.clear()
        if not held or held[0].period == entry.period:
            held.append(entry)
    return [entry for held in found.values() for entry in held]


def _speaks(scene: Scene, entry: Entry) -> bool:
    return not scene.unit or any(scene.registry.same(scene.unit, name) for name in (entry.unit, *entry.joint))


def borrowed(scene: Scene, records: Sequence[Record]) -> int:
    """How many tasks show reports of shorter periods because there is none of the period itself."""
    if scene.period is None or scene.blank or scene.period.kind == "month":  # a month shows its own entries alone
        return 0
    return sum(any(entry.period != scene.period for entry in _entries(scene, record.task)) for record in records)
