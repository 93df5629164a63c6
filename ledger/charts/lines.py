"""An amount by period against the line it should follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from ledger.charts.parts import element, number, plain, svg, text, ticks

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _BOTTOM, _TOP = 560, 210, 56, 16, 26, 16


@dataclass(frozen=True, slots=True)
class Point:
    """A figure at a time: ``at`` is the share of the year that is gone (0 to 1), ``name`` the period."""

    name: str
    at: Fraction
    value: Decimal


def against(points: Sequence[Point], target: Decimal | None, label: str, *, sloped: bool = True) -> str:
    """Figures through a year, and the target: a line from 0 to it (``sloped``), or a level one.

    Empty when there is no figure, or one that is not positive: such a chart would say nothing.
    """
    if not points or any(point.value < 0 for point in points):
        return ""
    highest = max([point.value for point in points] + ([target] if target else []))
    if highest <= 0:
        return ""
    axis = _axis(ticks(highest))
    body = [axis.drawn]
    if target and target > 0:
        start = axis.y(Decimal(0) if sloped else target)
        body.append(f'<path class="goal" d="M{_LEFT} {start}L{_WIDTH - _RIGHT} {axis.y(target)}"/>')
    places = [(_x(point.at), axis.y(point.value)) for point in points]
    if len(points) > 1:
        body.append(f'<path class="line" d="M{"L".join([f"{left} {top}" for left, top in places])}"/>')
    body += [f'<circle class="dot" cx="{left}" cy="{top}" r="3"/>' for left, top in places]
    last = points[-1]
    near_end = last.at > Fraction(4, 5)
    body.append(
        text(
            plain(last.value),
            _across(last.at) + (-2 if near_end else 6),
            axis.height(last.value) - 8,
            "value",
            "end" if near_end else "",
        )
    )
    return svg(_WIDTH, _HEIGHT, label, "plot", body)


@dataclass(frozen=True, slots=True)
class _Axis:
    """What stands behind the line: the scale, its grid and its words."""

    drawn: str
    scale: float

    def height(self, value: Decimal) -> float:
        return _HEIGHT - _BOTTOM - float(value) * self.scale

    def y(self, value: Decimal) -> str:
        return number(self.height(value))


@lru_cache(maxsize=1024)
def _axis(marks: tuple[Decimal, ...]) -> _Axis:
    """Many charts have the same scale, and most of a chart is its grid."""
    axis = _Axis("", (_HEIGHT - _BOTTOM - _TOP) / float(marks[-1]))
    body = []
    for mark in marks:
        body.append(element("path", class_="grid", d=f"M{_LEFT} {axis.y(mark)}H{_WIDTH - _RIGHT}"))
        body.append(text(plain(mark), _LEFT - 8, axis.height(mark) + 4, anchor="end"))
    for month in (3, 6, 9, 12):
        body.append(text(f"{month}月", _across(Fraction(month, 12)), _HEIGHT - 8, anchor="middle"))
    return _Axis("".join(body), axis.scale)


def _across(at: Fraction) -> float:
    return _LEFT + float(at) * (_WIDTH - _LEFT - _RIGHT)


@lru_cache(maxsize=1024)
def _x(at: Fraction) -> str:
    return number(_across(at))
