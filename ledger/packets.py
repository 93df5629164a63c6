"""发表: one prefilled form a unit for a period, and the list of what was sent.

issued = issue(ledger, Period.parse("2020-04"), calendar)
data = render(issued.packets[0], "docx", root / "templates")

A packet is the office's own form (附件4 for a month or a quarter, 附件3 for a year) with only the unit's tasks.
Whether it leads or supports stands in a column 责任单位, last period's 下一步计划 in a column of its own: heads
that an import passes over, so that what comes back is exactly what the unit wrote. A custom document property
says what the packet is (see ``Packet.mark``).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ledger import report
from ledger.deadlines import Due, due_date, responsible
from ledger.errors import FileRefused, LedgerError, NotFound, UsageProblem, reason
from ledger.importers.forms import plans
from ledger.importers.forms.header import MARK
from ledger.model import Entry, Record, Task
from ledger.periods import Period
from ledger.report import progress
from ledger.report.context import cleaned
from ledger.report.values import CENTER, EMPTY_CELL, LEFT, Cell, Column, Part, Report, Row, Section, cell
from ledger.report.wording import Ink, band_title, day
from ledger.store import Ledger, write_bytes
from ledger.values import replace
from ledger.workdays import WorkCalendar

FORMATS = ("docx", "xlsx")
SITUATION, PLAN = "situation", "plan"
INDEX = "发放清单"
_KIND = "packet"
"""The folder of the template that packets and their list are made with."""
_ANNEX = {SITUATION: "附件4", PLAN: "附件3"}
_LEAD, _SUPPORT = "牵头", "配合"
_DUTY = Column("duty", "责任单位", 44, CENTER)
_PREVIOUS = Column("previous", "上期下一步计划", 108)
_WIDTHS: Mapping[str, Mapping[str, int]] = {
    SITUATION: {"number": 48, "task": 190, "plan": 135, "done": 180, "problems": 110, "next": 105, "verdict": 80},
    PLAN: {
        "number": 50,
        "task": 188,
        **dict.fromkeys(("q1", "q2", "q3", "q4"), 124),
        "chief": 72,
        "deputy": 72,
        "remark": 78,
    },
}
"""Shares of the table's width; what a packet does not show goes to the column ``done``."""
_HEADS = {
    "number": "分解\n序号",
    "duty": "责任\n单位",
    "plan": "季度计划\n完成目标",
    "previous": "上期\n下一步计划",
    "verdict": "评价\n（完成、\n未完成）",
    "chief": "主要\n负责人",
    "deputy": "分管\n负责人",
}
"""Heads as the form breaks them."""
_PEOPLE = ("主要负责人", "分管负责人", "备注")
_SENT = (
    Column("number", "序号", 45, CENTER),
    Column("unit", "单位", 150),
    Column("count", "任务数", 60, CENTER),
    Column("lead", "其中牵头", 60, CENTER),
    Column("tasks", "任务", 260),
    Column("due", "报送时限", 95, CENTER),
    Column("file", "文件", 170),
    Column("sha256", "校验码（sha256）", 160),
)
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]')
"""What no file system, or no reader of a file name, takes well: Windows' own list, controls, invisible marks."""
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Packet:
    """What one unit is sent. ``leads`` and ``supports`` are task ids; ``report`` is what the form shows."""

    ledger: str
    unit: str
    kind: str
    period: Period
    leads: tuple[str, ...]
    supports: tuple[str, ...]
    tasks: tuple[str, ...]
    """All of them, in the order of the form's rows."""
    report: Report
    digest: str
    """``sha256:…`` over every prefilled cell, row by row; see ``digest_of``."""

    @property
    def mark(self) -> str:
        """The hidden mark: what the form is, for the import; JSON."""
        return json.dumps(
            {
                "v": 1,
                "ledger": self.ledger,
                "form": _ANNEX[self.kind],
                "period": str(self.period),
                "unit": self.unit,
                "tasks": list(self.tasks),
                "digest": self.digest,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )


@dataclass(frozen=True, slots=True)
class Issue:
    """Everything that is sent out for a period. ``unresolved``: groups that name no units, and their tasks."""

    ledger: str
    kind: str
    period: Period
    name: str
    """What the office calls the form: 附件4."""
    due: Due | None
    packets: tuple[Packet, ...]
    unresolved: tuple[tuple[str, tuple[str, ...]], ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """A packet as a file: its name and bytes."""

    packet: Packet
    file: str
    data: bytes

    @property
    def sha256(self) -> str:
        """Of the bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def issue(ledger: Ledger, period: Period, calendar: WorkCalendar, *, kind: str = "", unit: str = "") -> Issue:
    """The packets of a period, in the order of the registry; ``kind`` and ``unit`` as on the command line.

    ``NotFound`` for a unit without tasks here, ``UsageProblem`` for a period that the form does not have.
    """
    kind = kind or (PLAN if period.kind == "year" else SITUATION)
    if period.year != ledger.config.year:
        raise UsageProblem(
            f"台账 {ledger.name} 是{ledger.config.year}年的，没有 {period} 这一期",
            f"改成{ledger.config.year}年的周期，或用 --ledger 换一本",
        )
    if kind == SITUATION and period.kind == "year":
        raise UsageProblem("情况表（附件4）按月或按季填报，没有全年的", f"写成 {period.year}-04 或 {period.year}-Q2")
    period = Period(period.year) if kind == PLAN else period
    owes, unresolved = responsible(ledger.registry, ledger.records, period)
    wanted = _ordered(ledger, owes)
    if unit:
        wanted = _wanted(ledger, wanted, unit)
    ink = Ink()
    packets = tuple(_packet(ledger, kind, period, form, tasks, ink) for form, tasks in wanted)
    reporting = ledger.config.reporting
    return Issue(
        ledger.name,
        kind,
        period,
        (reporting.plan_form if kind == PLAN else reporting.form) or _ANNEX[kind],
        _due(ledger, kind, period, calendar),
        packets,
        unresolved,
        tuple(dict.fromkeys(ink.notices)),
    )


def render(packet: Packet, form: str, own_templates: Path | None = None) -> bytes:
    """The packet as a docx or xlsx with its hidden mark."""
    from ledger.report.properties import with_property

    return with_property(report.render(packet.report, form, own_templates), MARK, packet.mark)


def digest_of(rows: Sequence[tuple[str, Sequence[str]]]) -> str:
    """The digest of prefilled cells: ``rows`` are task ids with the cells' texts from left to right."""
    said = json.dumps([[task, *texts] for task, texts in rows], ensure_ascii=False, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(said.encode()).hexdigest()}"


# ---------------------------------------------------------------------- who gets what


def _ordered(ledger: Ledger, owes: Mapping[str, Sequence[tuple[Task, str]]]) -> list[tuple[str, tuple[Task, ...]]]:
    """Unit (as documents write it) and tasks: the registry's units in its order, then the others."""
    place = {known.name: n for n, known in enumerate(ledger.registry.units)}
    names = sorted(owes, key=lambda name: place.get(name, len(place)))
    return [(owes[name][0][1], tuple(task for task, _ in owes[name])) for name in names]


def _wanted(
    ledger: Ledger, found: Sequence[tuple[str, tuple[Task, ...]]], unit: str
) -> list[tuple[str, tuple[Task, ...]]]:
    """The packets of one unit, or of every member of a group."""
    registry = ledger.registry
    names = registry.members(unit) or (unit,)
    kept = [pair for pair in found if any(registry.same(pair[0], name) for name in names)]
    if not kept:
        near = registry.suggest(unit)
        raise NotFound(
            f"“{unit}”在台账 {ledger.name} 里没有要填报的任务",
            f"是不是 {near}？" if near else "用 taizhang stats 看全部单位",
        )
    return kept


def _due(ledger: Ledger, kind: str, period: Period, calendar: WorkCalendar) -> Due | None:
    if kind == PLAN:
        on = ledger.config.reporting.plan_due
        return Due(on, f"{day(on)}前") if on else None
    try:
        return due_date(ledger.config, period, calendar)
    except LedgerError:  # a ledger without a rule can still send forms; the list leaves the day blank
        return None


def _leads(ledger: Ledger, task: Task, unit: str) -> bool:
    same = ledger.registry.same
    return any(
        same(unit, name) or any(same(unit, member) for member in ledger.registry.members(name) or ())
        for name in task.units.lead
    )


# ---------------------------------------------------------------------- one packet


def _packet(ledger: Ledger, kind: str, period: Period, unit: str, tasks: Sequence[Task], ink: Ink) -> Packet:
    named = list(ledger.config.lists)
    by_id = ledger.by_id
    records = [by_id[task.id] for task in tasks]
    # the rows of a table stand list by list
    records.sort(key=lambda record: named.index(record.list) if record.list in named else len(named))
    shown = [replace(record, task=_own(ledger, record.task, unit, kind)) for record in records]
    if kind == PLAN and any(month.kind == "month" for record in records for month in record.task.plan):
        ink.notices.append("计划表只有季度栏，台账里按月写的计划没有列进去，收表时也不会动它们")
    scene = progress.Scene(ledger.config, ledger.registry, ink, period, unit, "", blank=kind == SITUATION)
    made = (progress.situation if kind == SITUATION else progress.plan)(scene, shown)
    section, prefilled = _arranged(ledger, kind, period, unit, cleaned(made, ink), records, ink)
    leads = {record.task.id for record in records if _leads(ledger, record.task, unit)}
    ids = tuple(record.task.id for record in records)
    return Packet(
        ledger.name,
        unit,
        kind,
        period,
        tuple(task for task in ids if task in leads),
        tuple(task for task in ids if task not in leads),
        ids,
        Report(
            kind=_KIND,
            name=report.KINDS[kind].title,
            title=section.title,
            sections=(section,),
            period=period.chinese,
            created=ledger.config.document.issued,
        ),
        digest_of(prefilled),
    )


def _own(ledger: Ledger, task: Task, unit: str, kind: str) -> Task:
    """The task with only this unit's part of plans that several units wrote.

    The plan of the year has no columns for months: a month's plan in a quarter's cell would come back as a
    change of the quarter's plan.
    """

    def part(text: str) -> str:
        return plans.own(text, unit, ledger.registry, task.units.all)

    plan = {period: part(text) for period, text in task.plan.items() if kind != PLAN or period.kind != "month"}
    other = {head: part(text) if head in _PEOPLE else text for head, text in task.other.items()}
    return replace(task, plan=plan, other=other)


def _arranged(
    ledger: Ledger, kind: str, period: Period, unit: str, made: Section, records: Sequence[Record], ink: Ink
) -> tuple[Section, list[tuple[str, list[str]]]]:
    """The form with the packet's own columns and a band for each list; and its prefilled texts by task."""
    before = [_previous(ledger, record.task, unit, period) if kind == SITUATION else "" for record in records]
    columns = _columns(kind, made.columns, previous=any(before))
    rows: list[Row] = []
    prefilled: list[tuple[str, list[str]]] = []
    position = 0
    if len(ledger.config.lists) > 1 and not any(row.band for row in made.rows):
        spec = ledger.config.lists.get(records[0].list)
        if spec:
            rows.append(_band(columns, ink.clean(band_title(spec.title, spec.annex), "清单的标题")))
    for row in made.rows:
        if row.band:
            rows.append(_band(columns, row.band))
            continue
        task, earlier = records[position].task, before[position]
        position += 1
        own = {
            "duty": cell(_LEAD if _leads(ledger, task, unit) else _SUPPORT),
            "previous": ink.cell(earlier, f"第{task.number}项的上期下一步计划"),
        }
        cells = {**row.by_role, **own}
        line = {
            column.role: replace(cells.get(column.role, EMPTY_CELL), align=column.align, width=column.width)
            for column in columns
        }
        rows.append(Row(line))
        prefilled.append((task.id, [one.text for one in line.values()]))
    heads = _plan_heads(columns) if kind == PLAN else (tuple(_head(column) for column in columns),)
    return replace(made, columns=columns, heads=heads, rows=tuple(rows)), prefilled


def _columns(kind: str, made: Sequence[Column], *, previous: bool) -> tuple[Column, ...]:
    widths = _WIDTHS[kind]
    found: list[Column] = []
    for column in made:
        found.append(replace(column, width=widths[column.role]))
        if column.role == "number":
            found.append(_DUTY)
        if column.role == "plan" and previous:
            found.append(_PREVIOUS)
    spare = 1000 - sum(column.width for column in found)
    return tuple(replace(one, width=one.width + spare) if one.role == "done" else one for one in found)


def _head(column: Column) -> Cell:
    return replace(cell(_HEADS.get(column.role, column.title), CENTER), width=column.width)


def _plan_heads(columns: Sequence[Column]) -> tuple[tuple[Cell, ...], ...]:
    """Two rows, as the form has them: the quarters under one head, every other column through both."""
    quarters = [column for column in columns if column.role in ("q1", "q2", "q3", "q4")]
    first: list[Cell] = []
    second: list[Cell] = []
    for column in columns:
        if column not in quarters:
            first.append(replace(_head(column), rows=2))
            second.append(replace(cell("", CENTER), rows=0, width=column.width))
            continue
        if column is quarters[0]:
            above = cell("季度目标及月份推进计划", CENTER)
            first.append(replace(above, columns=len(quarters), width=sum(one.width for one in quarters)))
        second.append(_head(column))
    return tuple(first), tuple(second)


def _band(columns: Sequence[Column], text: str) -> Row:
    """A line across the table, as one wide cell."""
    wide = Cell(((Part(text, bold=True),),), columns=len(columns), align=LEFT, width=1000)
    return Row({column.role: wide if n == 0 else EMPTY_CELL for n, column in enumerate(columns)})


def _previous(ledger: Ledger, task: Task, unit: str, period: Period) -> str:
    """下一步计划 of the unit's latest report before the period; of an earlier one than the last, its month is said."""
    same = ledger.registry.same
    earlier: list[Entry] = [
        entry
        for entry in task.progress
        if entry.next
        and entry.period.end <= period.begin
        and any(same(unit, name) for name in (entry.unit, *entry.joint))
    ]
    if not earlier:
        return ""
    last = max(earlier, key=lambda entry: entry.period.sort_key)
    return last.next if last.period.end == period.begin else f"（{last.period.chinese}报）{last.next}"


# ---------------------------------------------------------------------- files


def file_names(issued: Issue, form: str) -> tuple[str, ...]:
    """A name for each packet, ``2020-04-区住建局-附件4.docx``: good on Windows too, and no two alike in any case."""
    found: list[str] = []
    taken: set[str] = set()
    for packet in issued.packets:
        unit = _UNSAFE.sub("_", packet.unit)[:_LONGEST_NAME].strip(" .") or "单位"
        name = _UNSAFE.sub("_", issued.name)[:_LONGEST_NAME].strip(" .") or _ANNEX[issued.kind]
        plain = f"{issued.period}-{unit}-{name}"
        number, chosen = 1, plain
        while chosen.casefold() in taken:
            number += 1
            chosen = f"{plain}-{number}"
        taken.add(chosen.casefold())
        found.append(f"{chosen}.{form}")
    return tuple(found)


def index(ledger: Ledger, issued: Issue, sent: Sequence[Sent]) -> Report:
    """The list of what was sent: unit, tasks, due date, file and its sha256; then what could not be sent."""
    due = str(issued.due.day) if issued.due else ""
    ink = Ink()
    rows: list[Row] = []
    for number, one in enumerate(sent, 1):
        packet = one.packet
        texts = (
            str(number),
            ink.clean(packet.unit, "单位"),
            str(len(packet.tasks)),
            str(len(packet.leads)),
            _listed(ledger, packet.tasks),
            due,
            one.file,
            one.sha256,
        )
        rows.append(
            Row({c.role: replace(cell(text, c.align), width=c.width) for c, text in zip(_SENT, texts, strict=True)})
        )
    for group, tasks in issued.unresolved:
        said = f"没有发：“{group}”没有写明是哪几个单位，涉及{len(tasks)}项任务（{_listed(ledger, tasks)}）"
        rows.append(_band(_SENT, ink.clean(said, "单位")))
    title = f"{issued.period.chinese}{issued.packets[0].report.name if issued.packets else ''}{INDEX}"
    section = Section(
        title=title,
        columns=_SENT,
        heads=(tuple(replace(cell(column.title, CENTER), width=column.width) for column in _SENT),),
        rows=tuple(rows),
        subtitle=f"共{len(sent)}个单位，{issued.due.rule}报送" if issued.due else f"共{len(sent)}个单位",
    )
    return Report(kind=_KIND, name=INDEX, title=title, sections=(cleaned(section, ink),), period=issued.period.chinese)


def _listed(ledger: Ledger, tasks: Sequence[str]) -> str:
    """``附件1第1、4项；附件2第7项``, one list after the other."""
    numbers: dict[str, list[int]] = {}
    for task in tasks:
        record = ledger.by_id[task]
        numbers.setdefault(record.list, []).append(record.task.number)
    specs = ledger.config.lists
    return "；".join(
        f"{specs[name].annex or name if name in specs else name}第{'、'.join(map(str, found))}项"
        for name, found in numbers.items()
    )


def write(folder: Path, files: Mapping[str, bytes], *, force: bool = False) -> tuple[str, ...]:
    """Write files into a folder, made when it is not there; gives the names of those that were new or changed.

    A file that is there with other bytes may have been filled in by somebody: then nothing is written and
    ``FileRefused`` names them all, unless ``force``.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        changed = tuple(name for name, data in files.items() if not _is(folder / name, data))
        different = [name for name in changed if (folder / name).exists()]
    except OSError as failure:
        raise FileRefused(f"目录 {folder} 不能用：{reason(failure)}", "检查路径和权限，或换一个 -o") from failure
    if different and not force:
        shown = "、".join(different[:5]) + (f" 等{len(different)}个" if len(different) > 5 else "")
        raise FileRefused(
            f"{folder} 里已有内容不同的文件，可能有人填过，一个也没有写：{shown}",
            "换一个 -o 目录；确认不要原来的，加 --force 覆盖",
        )
    for name in changed:
        write_bytes(folder / name, files[name])
    return changed


def _is(path: Path, data: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
