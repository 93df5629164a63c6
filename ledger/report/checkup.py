"""数字校核: the figures of a period's entries recomputed, for the officer who signs the table. Never published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ledger.claims import KINDS, Verdict
from ledger.claims.sources import Row as Judged
from ledger.claims.sources import count, of_entry, tolerance
from ledger.claims.values import CHINESE
from ledger.model import Record
from ledger.periods import Period
from ledger.report.values import CENTER, EMPTY_CELL, LEFT, Cell, Column, Part, Row, Section, cell
from ledger.report.wording import Ink
from ledger.store import Ledger
from ledger.text import chinese_numeral
from ledger.values import replace

_COLUMNS = (
    Column("number", "序号", 45, CENTER),
    Column("task", "任务", 95, CENTER),
    Column("unit", "填报单位", 120, CENTER),
    Column("field", "栏目", 75, CENTER),
    Column("quote", "原文", 215),
    Column("kind", "核什么", 95, CENTER),
    Column("why", "怎样算的", 275),
    Column("checked", "核实情况", 80, CENTER),
)
_SHOWN = (Verdict.INCONSISTENT, Verdict.UNCLEAR, Verdict.ROUNDING)
_MEANING = {
    Verdict.INCONSISTENT: "不符：怎么取整都对不上，或者没有计量单位，请单位核对",
    Verdict.UNCLEAR: "无法判断：没有说清按什么算、到什么时候，请单位写明",
    Verdict.ROUNDING: "取整之差：只差在末位，一般不用改",
}
_FIELDS = {"done": "完成情况", "problems": "存在问题", "causes": "原因分析", "next": "下一步计划"}


def section(ledger: Ledger, records: Sequence[Record], period: Period, ink: Ink, scope: str) -> Section:
    """The table: a band for each verdict that asks for a look, worst first; what holds is only counted."""
    found = [
        (record, row)
        for record in records
        for n, entry in enumerate(record.task.progress)
        if period.contains(entry.period)
        for row in of_entry(record, n, entry, tolerance(ledger))
    ]
    rows: list[Row] = []
    number = bands = 0
    for verdict in _SHOWN:
        mine = [(record, row) for record, row in found if row.claim.verdict is verdict]
        if mine:
            bands += 1
            rows.append(_band(f"{chinese_numeral(bands)}、{_MEANING[verdict]}（{len(mine)}处）"))
        for record, judged in mine:
            number += 1
            rows.append(_row(ink, number, _name(ledger, record), judged, period))
    if not rows:
        rows.append(_band("没有要看的：能核算的都相符" if found else "没有找到能核算的数字"))
    heads = (tuple(replace(cell(column.title, CENTER), width=column.width) for column in _COLUMNS),)
    title = f"{period.chinese}进展数字校核表"
    return Section(title, _COLUMNS, heads, tuple(rows), subtitle=_summary(row for _, row in found), scope=scope)


def _summary(found: Iterable[Judged]) -> str:
    rows = list(found)
    counts = count(rows)
    parts = "，".join(f"{CHINESE[verdict]}{counts[verdict.value]}" for verdict in (*_SHOWN, Verdict.CONSISTENT))
    return f"共校核{len(rows)}处：{parts}（内部用）" if rows else "内部用"


def _band(text: str) -> Row:
    wide = Cell(((Part(text, bold=True),),), columns=len(_COLUMNS), align=LEFT, width=1000)
    return Row({column.role: wide if n == 0 else EMPTY_CELL for n, column in enumerate(_COLUMNS)})


def _name(ledger: Ledger, record: Record) -> str:
    """第37项, with its annex where the ledger has several lists."""
    spec = ledger.config.lists.get(record.list)
    annex = (spec.annex or spec.title) if spec and len(ledger.config.lists) > 1 else ""
    return f"{annex}第{record.task.number}项"


def _row(ink: Ink, number: int, name: str, judged: Judged, period: Period) -> Row:
    where = f"{name}的{_FIELDS[judged.field]}"
    unit = judged.unit if judged.period == str(period) else f"{judged.unit}\n{judged.period}"
    cells = {
        "number": cell(str(number)),
        "task": ink.cell(name, "清单的名称"),
        "unit": ink.cell(unit, f"{where}的单位"),
        "field": cell(_FIELDS[judged.field]),
        "quote": ink.cell(judged.quote, where),
        "kind": cell(KINDS[judged.claim.kind].name),
        "why": ink.cell(judged.claim.why, where),
        "checked": cell(""),
    }
    return Row({c.role: replace(cells[c.role], align=c.align, width=c.width) for c in _COLUMNS})
