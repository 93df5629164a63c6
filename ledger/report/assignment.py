"""立项表: a list's tasks with category, number, text, leaders and units, under the heads the notice printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ledger import unitlists
from ledger.model import ListSpec, Record, Task
from ledger.report.values import CENTER, LEFT, Cell, Column, Row, Section, cell, merge_down
from ledger.report.wording import Ink, leaders, units_cell
from ledger.text import chinese_numeral
from ledger.values import Struct, replace

if TYPE_CHECKING:
    from ledger.units import Registry

# heads of an issued list, for a ledger that does not say how its table was headed
_DEFAULT_HEADS = {"category": "类别", "text": "重点任务目标", "leaders": "牵头领导", "units": "责任单位"}
_PROGRESS_ROLES = frozenset({"plan", "done", "problems", "causes", "next", "verdict"})
"""Columns of a published progress table; an assignment table has none of them."""
_PLAN_HEADS = frozenset({"主要负责人", "分管负责人"})
"""What a returned plan adds to a task; it is not a column of the list."""

_WIDTH = {
    "ordinal": 62,
    "number": 58,
    "parent": 108,
    "leaders": 108,
    "units": 235,
    "lead": 130,
    "support": 150,
    "deadline": 100,
    "goal": 200,
}
"""Thousandths of the table, after the widths of issued notices; the task text takes the rest."""
_OTHER_WIDTH = 100
_OWN_PARENT_WIDTH = 230
"""The sentences of the report under a head of their own (报告内容)."""
_TEXT_AT_LEAST = 240
_CATEGORY_WIDTHS = {1: (110,), 2: (118, 118)}
_NARROW_CATEGORY = 70
"""One level beside its ordinal: two characters a line (居住/舒心/工程)."""


class _Shape(Struct, frozen=True):
    """Which columns a list's table has: role → head, with the number of category levels."""

    heads: Mapping[str, str]
    levels: int
    ordinals: bool
    parents: bool

    @property
    def shares_head(self) -> bool:
        """Whether the sentences that tasks come from stand under the task's head, not under one of their own."""
        return self.parents and "parent" not in self.heads


def section(
    spec: ListSpec, records: Sequence[Record], whole: Sequence[Record], registry: Registry, ink: Ink, scope: str
) -> Section:
    """The table of one list for these tasks; the ``whole`` list says which number a category has."""
    tasks = [record.task for record in records]
    shape = _shape(spec, tasks)
    columns = tuple(_columns(shape))
    # the guess “first is the lead” is printed as fact only where the head promises it or the document showed it
    promised = "黑" in shape.heads.get("units", "") or "粗" in shape.heads.get("units", "")
    rows = [_row(task, columns, shape, registry, ink, promised) for task in tasks]
    rows = _numbered(rows, tasks, [record.task for record in whole]) if shape.ordinals else rows
    for level in range(shape.levels):
        keys = [_category_key(task, level) for task in tasks]
        rows = merge_down(rows, f"category{level + 1}", keys)
        if level == 0 and shape.ordinals:
            rows = merge_down(rows, "ordinal", keys)
    if shape.parents:
        rows = merge_down(rows, "parent", [(task.category, task.parent) if task.parent else None for task in tasks])
    return Section(
        title=ink.clean(spec.title, "清单的标题"),
        annex=spec.annex,
        columns=columns,
        heads=(tuple(_heads(columns, shape)),),
        rows=tuple(_with_widths(row, columns) for row in rows),
        scope=scope,
    )


def _shape(spec: ListSpec, tasks: Sequence[Task]) -> _Shape:
    heads = {role: head for role, head in spec.columns.items() if role not in _PROGRESS_ROLES}
    levels = spec.category_levels or max((len(task.category) for task in tasks), default=0)
    if "text" not in heads:
        heads = {**_DEFAULT_HEADS, **heads}
        if not any(task.leaders for task in tasks):
            heads.pop("leaders")
        if not any(task.units.all for task in tasks):
            heads.pop("units")
    if not levels:
        heads.pop("category", None)
    elif "category" not in heads:
        heads = {"category": _DEFAULT_HEADS["category"], **heads}
    for task in tasks:
        # columns of the document that have no field of their own stand last
        heads.update({head: head for head in task.other if head not in _PLAN_HEADS and head not in heads.values()})
    return _Shape(heads, levels, spec.category_ordinals and levels > 0, any(task.parent for task in tasks))


def _columns(shape: _Shape) -> Iterator[Column]:
    """Every column from left to right; what the printed head leaves unnamed is named for plain tables."""
    found: list[Column] = []
    for role, head in shape.heads.items():
        if role == "category":
            if shape.ordinals:
                found.append(Column("ordinal", "", _WIDTH["ordinal"], CENTER))
            for level, width in enumerate(_category_widths(shape)):
                align = CENTER if shape.levels == 1 else LEFT
                found.append(Column(f"category{level + 1}", "" if level else head, width, align))
        elif role == "text":
            if "number" not in shape.heads:
                found.append(Column("number", "序号", _WIDTH["number"], CENTER))
            if shape.shares_head:
                found.append(Column("parent", "", _WIDTH["parent"]))
            found.append(Column("text", head, 0))
        else:
            align = CENTER if role in ("number", "leaders", "deadline") else LEFT
            width = _OWN_PARENT_WIDTH if role == "parent" else _WIDTH.get(role, _OTHER_WIDTH)
            found.append(Column(role, head, width, align))
    rest = max(_TEXT_AT_LEAST, 1000 - sum(column.width for column in found))
    whole = rest + sum(column.width for column in found)
    for column in found:
        yield replace(column, width=(column.width or rest) * 1000 // whole)


def _category_widths(shape: _Shape) -> tuple[int, ...]:
    if shape.levels == 1 and shape.ordinals:
        return (_NARROW_CATEGORY,)
    return _CATEGORY_WIDTHS.get(shape.levels, (270 // shape.levels,) * shape.levels)


def _heads(columns: Sequence[Column], shape: _Shape) -> Iterator[Cell]:
    """The head row: 类别 over its ordinal and levels, the task's head over number, parent and text."""
    spans = {
        "category1": shape.levels + shape.ordinals,
        "text": 1 + shape.shares_head + ("number" not in shape.heads),
    }
    covered = {"ordinal"} | {f"category{n}" for n in range(2, shape.levels + 1)}
    if "number" not in shape.heads:
        covered.add("number")
    if shape.shares_head:
        covered.add("parent")
    for position, column in enumerate(columns):
        if column.role in covered:
            continue
        span = spans.get(column.role, 1)
        last = position + (span - shape.ordinals if column.role == "category1" else 1)
        width = sum(one.width for one in columns[last - span : last])
        yield replace(cell(column.title, CENTER), columns=span, width=width)


def _row(task: Task, columns: Sequence[Column], shape: _Shape, registry: Registry, ink: Ink, promised: bool) -> Row:
    cells: dict[str, Cell] = {}
    for column in columns:
        where = f"第{task.number}项的{column.title or '类别'}"
        if column.role == "units" and "lead" not in shape.heads:
            bold = promised or task.units.lead_source == "bold"
            own = units_cell(task.units, registry, ink, where, bold=bold)
        else:
            own = ink.cell(_text(task, column.role, shape, registry), where)
        cells[column.role] = own if own.align == column.align else replace(own, align=column.align)
    own_levels = len(task.category)
    if 0 < own_levels < shape.levels:
        # a category with fewer levels is printed across the columns that are left (附件1, task 1)
        role = f"category{own_levels}"
        align = CENTER if own_levels == 1 else LEFT
        cells[role] = replace(cells[role], columns=shape.levels - own_levels + 1, align=align)
    if shape.shares_head and not task.parent:
        cells["parent"] = replace(cells["text"], columns=2)
    return Row(cells)


def _text(task: Task, role: str, shape: _Shape, registry: Registry) -> str:
    if role.startswith("category"):
        level = int(role.removeprefix("category")) - 1
        if level == shape.levels - 1:
            # deeper levels than the table has columns are not dropped
            return "\n".join(task.category[level:])
        return task.category[level] if level < len(task.category) else ""
    if role == "ordinal":
        return ""
    plain = {
        "number": str(task.number),
        "text": task.text,
        "parent": task.parent,
        "goal": task.goal,
        "deadline": task.deadline,
        "note": task.note,
    }
    if role in plain:
        return plain[role]
    if role == "leaders":
        return leaders(task.leaders)
    if role in ("lead", "support", "units"):
        return unitlists.print_list(registry, task.units.lead if role == "lead" else task.units.support)
    return task.other.get(shape.heads[role], "")


def _numbered(rows: Sequence[Row], tasks: Sequence[Task], whole: Sequence[Task]) -> list[Row]:
    """Each outermost category counted 一、二、三 in its narrow column, as in the whole list."""
    counted: dict[str, str] = {}
    for task in (*whole, *tasks):
        if task.category and task.category[0] not in counted:
            count = len(counted) + 1
            counted[task.category[0]] = chinese_numeral(count) if count <= 99 else str(count)
    return [
        replace(
            row, by_role={**row.by_role, "ordinal": cell(counted[task.category[0]] if task.category else "", CENTER)}
        )
        for row, task in zip(rows, tasks, strict=True)
    ]


def _category_key(task: Task, level: int) -> object:
    """What must be equal for two neighbours' cells to be one: this level, and everything outside of it."""
    return (len(task.category), task.category[: level + 1]) if level < len(task.category) else None


def _with_widths(row: Row, columns: Sequence[Column]) -> Row:
    """Every cell with the width of the columns it covers."""
    widths = [column.width for column in columns]
    cells = {
        role: replace(own, width=sum(widths[n : n + own.columns])) for n, (role, own) in enumerate(row.by_role.items())
    }
    return Row(cells, row.band)
