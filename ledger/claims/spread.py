"""A wider look at totals whose parts open the clauses of a long list: 21起、80人。1.…1起，死亡3人。2.…1起，死亡5人。…

A row is what stands between two semicolons or stops; its first amounts are its columns. Rows that follow one another
are added up, column by column, and held against the amounts that stand before them. One column alone must be fine
enough that chance is out; two columns of the same rows bear each other out, and then the one that misses is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from ledger.claims.tallies import is_level, is_near, is_off, makes, slip, tell
from ledger.claims.values import Claim, Given, Verdict, wider
from ledger.figures import Figure, Reading
from ledger.figures.values import ZERO
from ledger.values import replace

_FEWEST_ROWS, _MOST_ROWS = 4, 24
_ROWS_BACK, _FIRST = 3, 4
_ALONE, _TOGETHER, _NUMBERED = 300, 300, 30
_LEAST = 3

_Place = tuple[str, int]
"""A column: its measure, and whether it is the first or second of that measure in its row."""


class _Fit(NamedTuple):
    """Rows whose column makes a total."""

    total: Figure
    parts: list[Figure]
    start: int
    end: int
    row: int
    """The row that the total stands in."""


@wider("sum", "alike")
def spread(reading: Reading, given: Given) -> Iterator[Claim]:
    """Totals of long lists, each part at the head of its clause, over sentences and paragraphs."""
    figures = reading.figures
    if not figures or figures[-1].segment - figures[0].segment < _FEWEST_ROWS - 2:
        return
    rows = _rows(figures)
    if len(rows) < _LEAST:
        return
    fits = [fit for start in range(1, len(rows)) for fit in _from(rows, start)]
    done: set[tuple[int, int]] = set()
    for fit in fits:
        beside = [f for f in fits if f is not fit and (f.start, f.end, f.row) == (fit.start, fit.end, fit.row)]
        beside = [f for f in beside if f.total is not fit.total]
        fine = _fine(fit)
        alone = len(fit.parts) >= _LEAST and fine >= (_NUMBERED if _are_numbered(rows, fit) else _ALONE)
        together = bool(beside) and fine * max(_fine(f) for f in beside) >= _TOGETHER
        key = (fit.total.start, fit.parts[-1].end)
        if key in done or not (alone or together):
            continue
        done.add(key)
        yield tell(fit.total, fit.parts, Verdict.CONSISTENT)
        within = any(f.start <= fit.row < f.end for f in fits)
        if not beside and not within and len(fit.parts) >= _LEAST:
            missed = _missed(rows, fit)
            if missed is not None:
                yield missed


def _are_numbered(rows: Sequence[dict[_Place, Figure]], fit: _Fit) -> bool:
    """Whether each part opens a paragraph of its own, and the list ends with them."""
    paragraphs = {part.paragraph for part in fit.parts}
    key = next(place for place, figure in rows[fit.start].items() if figure is fit.parts[0])
    goes_on = fit.end < len(rows) and key in rows[fit.end]
    return len(paragraphs) == len(fit.parts) > _LEAST and fit.total.paragraph not in paragraphs and not goes_on


def _fine(fit: _Fit) -> Decimal:
    """How many different values the total might have had, in its own printed places."""
    return fit.total.value / (fit.total.step or fit.total.scale)


def _rows(figures: Sequence[Figure]) -> list[dict[_Place, Figure]]:
    """The first amounts of every row, by their columns; rows without any are left out."""
    rows: list[dict[_Place, Figure]] = []
    segment = -1
    for figure in figures:
        if figure.depth or not is_level(figure):
            continue
        if figure.segment != segment:
            rows.append({})
            segment = figure.segment
        row = rows[-1]
        for nth in (0, 1):
            if (figure.dimension, nth) not in row:
                row[figure.dimension, nth] = figure
                break
    return rows


def _from(rows: Sequence[dict[_Place, Figure]], start: int) -> Iterator[_Fit]:
    """What the rows from here on make, of the amounts of the rows before."""
    for back in range(start - 1, max(-1, start - 1 - _ROWS_BACK), -1):
        for (dimension, nth), total in list(rows[back].items())[:_FIRST]:
            parts: list[Figure] = []
            added: Decimal = ZERO
            for at in range(start, min(len(rows), start + _MOST_ROWS)):
                part = rows[at].get((dimension, nth))
                if (
                    part is None
                    or part.has("grand")
                    or part.paragraph > rows[start][dimension, nth].paragraph + _MOST_ROWS
                ):
                    break
                parts.append(part)
                added += part.value
                if added >= total.value - total.step:
                    break
            if len(parts) > 1 and (added == total.value or (total.step and makes(total, parts))):
                yield _Fit(total, parts, start, start + len(parts), back)


def _missed(rows: Sequence[dict[_Place, Figure]], fit: _Fit) -> Claim | None:
    """21起…80人: the starts add up; then the people of the same rows must too."""
    for (dimension, nth), total in rows[fit.row].items():
        if total is fit.total or abs(total.clause - fit.total.clause) > 1:
            continue
        parts = [rows[at].get((dimension, nth)) for at in range(fit.start, fit.end)]
        whole = [part for part in parts if part is not None]
        if len(whole) < len(parts) or dimension == fit.total.dimension or not is_off(total, whole):
            continue
        if is_near(total, whole) or slip(total, whole):
            told = tell(total, whole, Verdict.INCONSISTENT)
            apart = total.paragraph != whole[0].paragraph
            return replace(told, start=total.start - len(total.lead), end=total.end) if apart else told
    return None
