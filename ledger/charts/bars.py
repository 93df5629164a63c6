"""A bar made of parts, a meter with a mark, columns of parts by period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from html import escape

from ledger.charts.parts import element, plain, svg, text, ticks

_BAR_WIDTH, _BAR_HEIGHT = 200, 10
_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 560, 230, 40, 26, 10


@dataclass(frozen=True, slots=True)
class Part:
    """A share of a whole: what it is called, how many, and the look (a class of the style sheet)."""

    name: str
    value: int
    look: str


@dataclass(frozen=True, slots=True)
class Column:
    """One period of a trend."""

    name: str
    parts: tuple[Part, ...]

    @property
    def total(self) -> int:
        """How many in all."""
        return sum(part.value for part in self.parts)


def stacked(parts: Sequence[Part], label: str = "") -> str:
    """One horizontal bar of parts in order; empty when there is nothing to show.

    ``label`` names what is counted: “区住建局：红3、绿5” is read aloud.
    """
    total = sum(part.value for part in parts)
    if not total:
        return ""
    body, seen = [], 0
    for part in parts:
        if part.value:
            at, seen = seen, seen + part.value
            left, right = at * _BAR_WIDTH / total, seen * _BAR_WIDTH / total
            body.append(element("rect", class_=f"c-{part.look}", x=left, width=right - left, height=_BAR_HEIGHT))
    return svg(_BAR_WIDTH, _BAR_HEIGHT, _said(label, parts), "bar", body, stretch=True)


def _said(label: str, parts: Sequence[Part]) -> str:
    counts = "、".join(f"{part.name}{part.value}" for part in parts if part.value) or "没有"
    return f"{label}：{counts}" if label else counts


def meter(value: Fraction, mark: Fraction | None, label: str, look: str = "done") -> str:
    """A share (1 is all of it, more is drawn as all) with a mark where it should stand."""
    filled = float(min(max(value, Fraction(0)), Fraction(1))) * _BAR_WIDTH
    body = [
        element("rect", class_="c-track", width=_BAR_WIDTH, height=_BAR_HEIGHT),
        element("rect", class_=f"c-{look}", width=filled, height=_BAR_HEIGHT),
    ]
    if mark is not None:
        at = float(min(max(mark, Fraction(0)), Fraction(1))) * (_BAR_WIDTH - 1)
        body.append(element("rect", class_="c-mark", x=at, y=0.0, width=1.0, height=_BAR_HEIGHT))
    return svg(_BAR_WIDTH, _BAR_HEIGHT, label, "bar", body, stretch=True)


def columns(given: Sequence[Column], label: str) -> str:
    """Stacked columns, one a period, the first part at the bottom; empty when there is nothing to show."""
    highest = max((column.total for column in given), default=0)
    if not highest:
        return ""
    marks = [mark for mark in ticks(Decimal(highest)) if mark == mark.to_integral_value()]
    top = float(marks[-1])
    space = _HEIGHT - _BOTTOM - _TOP
    body = list(_grid([(plain(mark), _HEIGHT - _BOTTOM - float(mark) / top * space) for mark in marks]))
    step = (_WIDTH - _LEFT) / len(given)
    width = min(step * 0.62, 44)
    for n, column in enumerate(given):
        middle = _LEFT + step * (n + 0.5)
        body += _column(column, middle - width / 2, width, top, space)
        body.append(text(column.name, middle, _HEIGHT - 8, anchor="middle"))
    return svg(_WIDTH, _HEIGHT, label, "plot", body)


def _grid(marks: Sequence[tuple[str, float]]) -> Iterator[str]:
    for said, y in marks:
        yield element("path", class_="grid", d=f"M{_LEFT} {y:.1f}H{_WIDTH}")
        yield text(said, _LEFT - 6, y + 4, anchor="end")


def _column(column: Column, left: float, width: float, top: float, space: float) -> Iterator[str]:
    seen = 0
    for part in column.parts:
        if part.value:
            seen += part.value
            y = _HEIGHT - _BOTTOM - seen / top * space
            title = element("title", escape(f"{column.name}：{part.name}{part.value}"))
            yield element(
                "rect", title, class_=f"c-{part.look}", x=left, y=y, width=width, height=part.value / top * space
            )
