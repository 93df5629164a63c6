"""Tables: columns that should add up, and columns that follow from others row by row.

What a column is, is not guessed from its head but found out: a formula (one column divided by another, a
difference, a sum) that holds in nearly all rows is the column's own, and the few rows that break it are told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import permutations

from ledger.claims import arithmetic as a
from ledger.claims.values import Claim, Verdict
from ledger.claims.words import SAYS
from ledger.figures import Figure
from ledger.figures.values import AMOUNT, PERCENT
from ledger.values import Struct

_TOTALS = frozenset(("合计", "总计", "共计", "小计", "总数", "合 计", "总 计"))
_NO_SUMS = (
    "率",
    "占比",
    "%",
    "％",
    "比例",
    "比重",
    "排名",
    "名次",
    "序号",
    "均",
    "增长",
    "增幅",
    "得分",
    "单价",
    "标准",
    "年",
    "同比",
)
_EVERYTHING = frozenset(("全市", "全区", "全县", "全省", "全国", "全镇", "全体", "全部", "总体", "总量", "总额"))
_SHARES = ("占", "比重", "构成", "比例", "结构")
_WITHIN = ("其中", "其中:", "其中：", "#")
_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(%?)")
_MOST_ROWS, _MOST_COLUMNS, _LEAST_ROWS, _LEAST_SHARES = 2000, 14, 4, 3
_NEARLY_ALL, _TWO_THIRDS = Fraction(3, 4), Fraction(2, 3)
_FAR = Fraction(1, 5)
_LONGEST = 24


class CellClaim(Struct, frozen=True):
    """A claim about one cell, by its row and column (from 0)."""

    row: int
    column: int
    claim: Claim


def claims_of(grid: Sequence[Sequence[str]]) -> list[CellClaim]:
    """Every claim that a table's cells make about each other, row by row; none where there are no figures."""
    if not 2 < len(grid) <= _MOST_ROWS:
        return []
    table = _Table(grid)
    if not table.columns or len(table.columns) > _MOST_COLUMNS:
        return []
    found = {(told.row, told.column): told for told in (*_of_total(table), *_rows(table), *_sums(table))}
    return [found[key] for key in sorted(found)]


class _Table:
    """The figures of a grid, the names of its rows and the heads of its columns."""

    def __init__(self, grid: Sequence[Sequence[str]]) -> None:
        self.figures = [[_figure(cell) for cell in row] for row in grid]
        width = max(map(len, grid))
        first = next((n for n, row in enumerate(self.figures) if any(f is not None for f in row)), len(grid))
        self.body = range(first, len(grid))
        self.columns = [c for c in range(width) if sum(self.at(r, c) is not None for r in self.body) >= 2]
        self.heads = {c: "".join(_tidy(row[c]) for row in grid[:first] if c < len(row)) for c in self.columns}
        self.names = {r: self._name(grid[r]) for r in self.body}

    def at(self, row: int, column: int) -> Figure | None:
        """The figure of a cell."""
        cells = self.figures[row]
        return cells[column] if column < len(cells) else None

    @staticmethod
    def _name(row: Sequence[str]) -> str:
        return next((_tidy(cell) for cell in row if _tidy(cell) and _figure(cell) is None), "")


def _tidy(cell: str) -> str:
    return re.sub(r"\s+", "", cell)


def _figure(cell: str) -> Figure | None:
    printed = _tidy(cell).replace(",", "").replace("，", "").replace("％", "%")
    hit = _NUMBER.fullmatch(printed) if 0 < len(printed) <= _LONGEST else None
    if hit is None:
        return None
    try:
        value = Decimal(printed.rstrip("%"))
    except InvalidOperation:  # pragma: no cover - the pattern allows nothing else
        return None
    percent = bool(hit.group(1))
    places = -int(value.as_tuple().exponent)
    step = Decimal(1).scaleb(-places) if places or percent else Decimal(0)
    kind, measure = (PERCENT, "%") if percent else (AMOUNT, "")
    return Figure(0, len(cell), printed, kind, value, step, Decimal(1), measure, "%" if percent else "")


def _sums(table: _Table) -> Iterator[CellClaim]:
    """合计 rows against the rows that they stand under or over."""
    totals = [r for r in table.body if table.names[r] in _TOTALS]
    for row in totals:
        parts = _parts(table, row, totals)
        for column in table.columns:
            total = table.at(row, column)
            told = _sum(table, total, parts, column) if total is not None else None
            if told is not None:
                yield CellClaim(row, column, told)


def _parts(table: _Table, row: int, totals: list[int]) -> list[int]:
    before = [r for r in totals if r < row]
    if row == table.body[0]:
        after = next((r for r in totals if r > row), table.body.stop)
        found = list(range(row + 1, after))
    elif before and table.names[row] not in ("小计", *(table.names[r] for r in before)):
        found = before if all(table.names[r] == "小计" for r in before) else list(range(table.body[0], row))
    else:
        found = list(range(before[-1] + 1 if before else table.body[0], row))
    return [r for r in found if not table.names[r].startswith(_WITHIN)]


def _sum(table: _Table, total: Figure, rows: list[int], column: int) -> Claim | None:
    if total.kind != AMOUNT or any(word in table.heads[column] for word in _NO_SUMS):
        return None
    parts = [f for f in (table.at(r, column) for r in rows) if f is not None]
    if len(parts) < 2 or any(f.kind != AMOUNT for f in parts):
        return None
    added = sum((f.exact for f in parts), Fraction(0))
    steps = sum((Fraction(f.step) for f in (total, *parts)), Fraction(0))
    off = abs(added - total.exact)
    if off == 0:
        verdict = Verdict.CONSISTENT
    elif off <= steps / 2:
        verdict = Verdict.ROUNDING
    elif len(parts) == len(rows) and off <= abs(total.exact) * _FAR:
        verdict = Verdict.INCONSISTENT
    else:
        return None
    shown = a.plain(added, 6)
    why = f"本列{len(parts)}行相加是{shown}，与合计{total.printed}{SAYS[verdict]}"
    return Claim("sum", 0, total.end, total.printed, shown, verdict, why)


_Formula = Callable[[Figure, Figure], a.Span | None]


def _growth(now: Figure, then: Figure) -> a.Span | None:
    return a.percent(a.subtract(a.of(now), a.of(then)), a.of(then)) if then.exact > 0 else None


def _share(part: Figure, whole: Figure) -> a.Span | None:
    return a.percent(a.of(part), a.of(whole)) if whole.exact > 0 and part.exact >= 0 else None


def _rest(whole: Figure, part: Figure) -> a.Span | None:
    return a.subtract(a.of(whole), a.of(part))


def _together(one: Figure, other: Figure) -> a.Span | None:
    return a.add(a.of(one), a.of(other))


_OF_PERCENT: tuple[tuple[str, str, _Formula], ...] = (("share", "÷", _share), ("growth", "比", _growth))
_OF_AMOUNT: tuple[tuple[str, str, _Formula], ...] = (("remainder", "−", _rest), ("sum", "+", _together))


def _rows(table: _Table) -> Iterator[CellClaim]:
    """Columns that follow from two others in nearly every row."""
    for column in table.columns:
        rate = _is_rate(table, column)
        others = [c for c in table.columns if c != column and not _is_rate(table, c)]
        for one, other in permutations(others, 2):
            told = None
            if not rate and column < max(one, other) and not (column < min(one, other) and _is_total(table, column)):
                continue  # what follows from two others stands behind them
            for kind, sign, formula in _OF_PERCENT if rate else _OF_AMOUNT:
                if not (kind == "sum" and one > other):
                    told = told or _by(table, column, (one, other), kind, sign, formula)
            if told:
                yield from told
                break


def _of_total(table: _Table) -> Iterator[CellClaim]:
    """A column 占比 or 比重 beside amounts: each in percent of the total row, or of all rows where there is none."""
    for column in table.columns:
        if not _is_rate(table, column) or not any(word in table.heads[column] for word in _SHARES):
            continue
        others = [c for c in table.columns if not _is_rate(table, c)]
        for one in (*reversed([c for c in others if c < column]), *(c for c in others if c > column)):
            told = _shares_of(table, column, one)
            if told is not None:
                yield from told
                break


def _shares_of(table: _Table, column: int, one: int) -> list[CellClaim] | None:
    totals = [r for r in table.body if table.names[r] in _TOTALS or table.names[r] in _EVERYTHING]
    grand = [r for r in totals if table.names[r] != "小计"]
    rows = [r for r in table.body if r not in totals]
    parts = [f for f in (table.at(r, one) for r in rows if not table.names[r].startswith(_WITHIN)) if f is not None]
    whole = table.at(grand[-1], one) if grand else None
    if whole is None:
        whole = parts[0]._replace(value=sum((f.value for f in parts), Decimal(0))) if parts and not grand else None
    told: list[CellClaim] = []
    broken = 0
    for row in (*rows, *(r for r in totals if table.names[r] == "小计")) if whole is not None else ():
        stated, part = table.at(row, column), table.at(row, one)
        computed = _share(part, whole) if stated is not None and part is not None and whole is not None else None
        if stated is None or part is None or whole is None or computed is None:
            continue
        verdict = a.compare(stated._replace(step=stated.step or Decimal(1)), computed)
        broken += verdict not in _FITS
        shown = a.plain(computed.exact, a.places_of(stated) + 1) + ("%" if stated.kind == PERCENT else "")
        why = f"{part.printed}÷{a.plain(whole.exact, 6)}是{shown}，与{stated.printed}{SAYS[verdict]}"
        if verdict not in _FITS:
            verdict, why = Verdict.INCONSISTENT, f"{why}；别的行都是占合计的比重"
        told.append(CellClaim(row, column, Claim("share", 0, stated.end, stated.printed, shown, verdict, why)))
    holds = len(told) - broken
    enough = len(told) >= _LEAST_SHARES and len({t.claim.stated for t in told}) > 2
    return told if enough and holds >= 2 and holds >= len(told) * _TWO_THIRDS else None


def _is_total(table: _Table, column: int) -> bool:
    return any(word in table.heads[column] for word in ("合计", "总", "共"))


def _is_rate(table: _Table, column: int) -> bool:
    figures = [f for f in (table.at(r, column) for r in table.body) if f is not None]
    head = table.heads[column]
    return any(f.kind == PERCENT for f in figures) or any(
        word in head for word in ("率", "%", "占比", "增长", "增幅", "同比", "比重", "构成", "占总")
    )


def _by(
    table: _Table, column: int, pair: tuple[int, int], kind: str, sign: str, formula: _Formula
) -> list[CellClaim] | None:
    """The claims of a column by one formula; ``None`` where it does not hold in nearly all rows."""
    told: list[CellClaim] = []
    broken = 0
    for row in table.body:
        stated, one, other = table.at(row, column), table.at(row, pair[0]), table.at(row, pair[1])
        if stated is None or one is None or other is None:
            continue
        computed = formula(one, other)
        if computed is None:
            continue
        verdict = a.compare(stated._replace(step=stated.step or Decimal(kind in ("share", "growth"))), computed)
        broken += verdict not in _FITS
        if broken > 2 and broken > len(told) * (1 - _NEARLY_ALL):
            return None
        shown = a.plain(computed.exact, a.places_of(stated) + 1) + ("%" if stated.kind == PERCENT else "")
        why = f"{one.printed}{sign}{other.printed}是{shown}，与{stated.printed}{SAYS[verdict]}"
        if verdict not in _FITS:
            verdict, why = Verdict.INCONSISTENT, f"{why}；别的行都是这样算的"
        told.append(CellClaim(row, column, Claim(kind, 0, stated.end, stated.printed, shown, verdict, why)))
    holds = len(told) - broken
    telling = len({t.claim.stated for t in told}) > 2
    return told if telling and len(told) >= _LEAST_ROWS and holds >= len(told) * _NEARLY_ALL else None
