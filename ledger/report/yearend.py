"""年终总结表: every task with its target, what was reached, the rate, and what speaks against it.

A confirmed indicator is judged as everywhere (``ledger.standings``). A task without one has the amounts that its own
words state, held against amounts of the same measure in what was reported; 备注 says that it was read from the text.
Two measures of a task are two lines. With the text of a year-end report (``against``) a further column says what it
tells of each task, and whether that is what the ledger holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from ledger import rulebook, twins
from ledger.claims import Given, Verdict, judge
from ledger.claims.memory import memory
from ledger.claims.sources import given_with, of_entry, text_of
from ledger.claims.targets import best_fact
from ledger.claims.words import neighbours
from ledger.document import SourceDocument
from ledger.figures import Figure, read
from ledger.figures.values import AMOUNT
from ledger.measures import convert, convertible, plain
from ledger.metrics import STATUSES, status
from ledger.model import Entry, Indicator, ListSpec, Record, Task
from ledger.periods import Period
from ledger.report.values import (
    CENTER,
    EMPTY_CELL,
    LEFT,
    Cell,
    Column,
    Part,
    Row,
    Section,
    cell,
    merge_down,
)
from ledger.report.wording import Ink, band_title, elsewhere, speaker, units_cell
from ledger.standings import Standing, shown, standings
from ledger.store import Ledger
from ledger.targets import Proposal, propose
from ledger.text import chinese_numeral
from ledger.values import Struct, replace

_FROM_TEXT = "完成率按文字中的数计算"
_SEVERAL = "文中的{}是几项合计，不能单独算完成率"
_BOUNDS = {"<=": "{}以内", "~": "{}左右"}
_LONGEST = 24
_PARTS = re.compile("[、和及与]")
_OTHER_THINGS = ("up", "down", "each", "last-year", "rest", "gap", "part")
_COLUMNS = (
    Column("number", "序号", 50, CENTER),
    Column("text", "主要任务", 200),
    Column("target", "年度目标", 110, CENTER),
    Column("result", "完成数", 90, CENTER),
    Column("rate", "完成率", 100, CENTER),
    Column("done", "完成情况", 190),
    Column("units", "责任单位", 115),
    Column("status", "状态", 70, CENTER),
    Column("remark", "备注", 180),
)
_AGAINST = Column("against", "公开文字中的说法", 210)
_ONCE = ("number", "text", "done", "units", "status", "remark", "against")


class Line(Struct, frozen=True):
    """One target of a task as it is printed. ``figure`` is the result where it was read from a text."""

    target: str = ""
    result: str = ""
    rate: str = ""
    remark: str = ""
    figure: Figure | None = None


class _Scene(Struct, frozen=True):
    ledger: Ledger
    period: Period
    ink: Ink
    scope: str
    against: Mapping[str, Sequence[str]] | None

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns with their shares of the width in thousandths."""
        found = (*_COLUMNS, *((_AGAINST,) if self.against is not None else ()))
        whole = sum(column.width for column in found)
        return tuple(replace(column, width=column.width * 1000 // whole) for column in found)


def section(
    ledger: Ledger, records: Sequence[Record], period: Period, ink: Ink, scope: str, against: SourceDocument | None
) -> Section:
    """The table; a band with its counts opens each list where there are several."""
    records = twins.told(records, ledger.records, ledger.registry)
    lines = {record.task.id: lines_of(ledger, record.task, period) for record in records}
    said = None if against is None else told(ledger, records, lines, against, period)
    scene = _Scene(ledger, period, ink, scope, said)
    columns = scene.columns
    shown_lists = [name for name in ledger.config.lists if any(record.list == name for record in records)]
    shown_lists += sorted({record.list for record in records} - set(shown_lists))
    rows: list[Row] = []
    for position, name in enumerate(shown_lists, 1):
        mine = [record for record in records if record.list == name]
        if len(shown_lists) > 1:
            rows.append(_band(columns, f"{chinese_numeral(position)}、{_counted(scene, name, mine)}"))
        for record in mine:
            rows += _rows(scene, record, lines[record.task.id])
    year = "年终" if period.kind == "year" else ""
    heads = (tuple(replace(cell(column.title, CENTER), width=column.width) for column in columns),)
    title = f"{period.chinese}工作任务{year}总结表"
    counted = _counts(records, period) if len(shown_lists) == 1 else ""
    return Section(title, columns, heads, tuple(rows), subtitle=counted, scope=scope)


def _band(columns: Sequence[Column], text: str) -> Row:
    wide = Cell(((Part(text, bold=True),),), columns=len(columns), align=LEFT, width=1000)
    return Row({column.role: wide if n == 0 else EMPTY_CELL for n, column in enumerate(columns)})


def _counted(scene: _Scene, name: str, records: Sequence[Record]) -> str:
    spec = scene.ledger.config.lists.get(name, ListSpec(name, name))
    return scene.ink.clean(f"{band_title(spec.title, spec.annex)}：{_counts(records, scene.period)}", "清单的标题")


def _counts(records: Sequence[Record], period: Period) -> str:
    """共100项：自报完成9项，推进中4项，未报87项."""
    found = [status(record.task, period) for record in records]
    each = [f"{one}{found.count(one)}项" for one in STATUSES if one in found]
    return f"共{len(records)}项" + (f"：{'，'.join(each)}" if each else "")


def _rows(scene: _Scene, record: Record, lines: Sequence[Line]) -> list[Row]:
    task, registry = record.task, scene.ledger.registry
    said = f"第{task.number}项"
    entries = _latest(scene.ledger, task, scene.period)
    mark = scene.ledger.config.label_mark
    many = len(entries) > 1
    done = "\n".join((speaker(entry, registry, mark) if many else "") + entry.done for entry in entries if entry.done)
    bold = task.units.lead_source in ("bold", "stated")
    remarks = [*(line.remark for line in lines), *_wrong(record, entries), *(entry.note for entry in entries)]
    remarks += [elsewhere(scene.ledger, entry) for entry in entries]
    common = {
        "number": cell(str(task.number)),
        "text": scene.ink.cell(f"{task.parent}{task.text}", f"{said}的任务"),
        "done": scene.ink.cell(done, f"{said}的完成情况"),
        "units": units_cell(task.units, registry, scene.ink, f"{said}的责任单位", bold=bold),
        "status": cell(status(task, scene.period)),
        "remark": scene.ink.cell("\n".join(dict.fromkeys(filter(None, remarks))), f"{said}的备注"),
    }
    if scene.against is not None:
        common["against"] = scene.ink.cell("\n".join(scene.against.get(task.id, ())), f"{said}的公开文字")
    rows = [_row(scene, common, line, said) for line in lines or (Line(),)]
    if len(rows) > 1:
        for role in _ONCE:
            if role in common:
                rows = merge_down(rows, role, [role] * len(rows))
    return rows


def _row(scene: _Scene, common: Mapping[str, Cell], line: Line, said: str) -> Row:
    own = {
        "target": scene.ink.cell(line.target, f"{said}的目标"),
        "result": scene.ink.cell(line.result, f"{said}的完成数"),
        "rate": cell(line.rate),
    }
    cells = {**common, **own}
    return Row({c.role: replace(cells[c.role], align=c.align, width=c.width) for c in scene.columns})


def _latest(ledger: Ledger, task: Task, period: Period) -> list[Entry]:
    """What stands at the end: the entries of the period itself, else each unit's last one inside of it."""
    own = [entry for entry in task.progress if entry.period == period]
    if own:
        return own
    last: dict[str, Entry] = {}
    for entry in sorted(task.progress, key=lambda one: one.period.sort_key):
        if period.contains(entry.period):
            last[ledger.registry.canonical(entry.unit)] = entry
    return list(last.values())


def _wrong(record: Record, entries: Sequence[Entry]) -> Iterator[str]:
    """Figures in the reported words that do not add up."""
    for n, entry in enumerate(record.task.progress):
        if entry in entries:
            yield from (row.claim.why for row in of_entry(record, n, entry) if _contradicts(row.claim.verdict))


def _contradicts(verdict: Verdict) -> bool:
    return verdict is Verdict.INCONSISTENT


# ---------------------------------------------------------------------- targets and results


def lines_of(ledger: Ledger, task: Task, period: Period) -> tuple[Line, ...]:
    """Every target of a task: its confirmed indicators, or else the amounts its words state."""
    settings = rulebook.of(ledger.config).indicators
    if task.indicators:
        return tuple(_confirmed(one) for one in standings(task, period, ledger.registry, settings))
    return _from_text(propose(task), _latest(ledger, task, period))


def _confirmed(one: Standing) -> Line:
    indicator = one.indicator
    target = "" if indicator.target is None else _target(shown(indicator.target, indicator), indicator)
    value = "" if one.value is None else shown(one.value, indicator)
    rate = f"{plain(one.rate * 100)}%" if one.rate is not None else ""
    remark = one.why if one.value is None or rate else f"{indicator.name}：{one.told}"
    return Line(f"{indicator.name}{target}", value, rate, remark)


def _target(amount: str, indicator: Indicator) -> str:
    return _BOUNDS.get(indicator.comparator, "{}").format(amount)


def _from_text(proposals: Sequence[Proposal], entries: Sequence[Entry]) -> tuple[Line, ...]:
    figures = [figure for entry in entries for figure in read(entry.done).figures if _counts_something(figure)]
    chosen = [_answer(proposal, figures) for proposal in proposals]
    return tuple(
        _line(proposal, _named(proposal, proposals), None if chosen.count(found) > 1 else found)
        for proposal, found in zip(proposals, chosen, strict=True)
    )


def _named(proposal: Proposal, proposals: Sequence[Proposal]) -> str:
    """The target as printed; where a task has several, with the words around it that tell them apart."""
    apart = [one.clause for one in proposals].count(proposal.clause) == 1
    if len(proposals) > 1 and apart and len(proposal.clause) <= _LONGEST:
        return proposal.clause
    return proposal.printed + ("（增速）" if proposal.indicator.basis == "growth" else "")


def _counts_something(figure: Figure) -> bool:
    return figure.kind == AMOUNT and not figure.weak and not figure.has(*_OTHER_THINGS)


def _answer(proposal: Proposal, figures: Sequence[Figure]) -> Figure | None:
    """The one figure of the same measure that shares most words with the target; ``None`` where two are as near."""
    words = neighbours(proposal.clause)
    near = [
        (len(words & neighbours(figure.lead + figure.tail)), figure)
        for figure in figures
        if convertible(figure.measure, proposal.indicator.measure)
    ]
    most = max((shared for shared, _ in near), default=0)
    best = [figure for shared, figure in near if shared == most]
    return best[0] if most and len({figure.exact for figure in best}) == 1 else None


def _line(proposal: Proposal, target: str, figure: Figure | None) -> Line:
    indicator = proposal.indicator
    if figure is None:
        return Line(target)
    if _parts(figure.lead + figure.tail) > _parts(proposal.clause):
        return Line(target, remark=_SEVERAL.format(figure.printed))
    if indicator.basis == "growth" or indicator.comparator == "<=" or not indicator.target:
        return Line(target, figure.printed, figure=figure)
    value = convert(figure.exact / Fraction(figure.scale), figure.measure, indicator.measure)
    return Line(target, figure.printed, f"{plain(value / Fraction(indicator.target) * 100)}%", _FROM_TEXT, figure)


def _parts(words: str) -> int:
    """How many things a phrase sets side by side: 中心、图书馆分馆及农家书屋 are three."""
    return 1 + len(_PARTS.findall(words))


# ---------------------------------------------------------------------- against the text of a report


def told(
    ledger: Ledger,
    records: Sequence[Record],
    lines: Mapping[str, Sequence[Line]],
    document: SourceDocument,
    period: Period,
) -> dict[str, list[str]]:
    """Task id → what a published text says of it: the words, their place, and how they compare with the ledger."""
    text, places = text_of(document)
    reading = read(text)
    known = memory(records, ledger.config)
    found: dict[str, list[str]] = {}
    for figure in reading.figures:
        fact = best_fact(known, figure) if _counts_something(figure) else None
        if fact is not None:
            quote = _quoted(text, figure)
            for task in _with_twins(records, fact.task):
                share = f"为目标{fact.figure.printed}的{plain(figure.exact / fact.figure.exact * 100)}%"
                said = f"“{quote}”（{_place(document, text, places, figure.start)}）：{share}，"
                found.setdefault(task, []).append(said + _compared(figure, lines.get(task, ())))
    for claim in judge(reading, _given(ledger, period)):
        for record in records:
            if _contradicts(claim.verdict) and f"{record.task.id}（" in claim.why:
                found.setdefault(record.task.id, []).append(claim.why)
    return found


def _given(ledger: Ledger, period: Period) -> Given:
    return given_with(ledger, period)


def _with_twins(records: Sequence[Record], task: str) -> Iterator[str]:
    """The task and those that repeat it."""
    for record in records:
        one = record.task
        if (
            one.id == task
            or task in one.same_as
            or any(o.task.id == task and one.id in o.task.same_as for o in records)
        ):
            yield one.id


def _quoted(text: str, figure: Figure) -> str:
    return " ".join(text[figure.start - len(figure.lead) : figure.end].split())


def _place(document: SourceDocument, text: str, places: Sequence[str], start: int) -> str:
    line = text.count("\n", 0, start)
    return places[line] if document.kind != "txt" and line < len(places) else f"第{line + 1}行"


def _compared(figure: Figure, lines: Sequence[Line]) -> str:
    own = [one.figure for one in lines if one.figure and one.figure.dimension == figure.dimension]
    if not own:
        return "台账没有可比的完成数"
    if any(one.exact == figure.exact for one in own):
        return "与台账一致"
    return f"台账是{'、'.join(one.printed for one in own)}，不一致"
