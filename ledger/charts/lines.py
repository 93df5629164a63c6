"""An amount by period against the line it should follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

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
    marks = ticks(highest)
    wide, high = _WIDTH - _LEFT - _RIGHT, (_HEIGHT - _BOTTOM - _TOP) / float(marks[-1])

    def x(at: Fraction) -> float:
        return _LEFT + float(at) * wide

    def y(value: Decimal) -> float:
        return _HEIGHT - _BOTTOM - float(value) * high

    body = []
    for mark in marks:
        body.append(element("path", class_="grid", d=f"M{_LEFT} {number(y(mark))}H{_WIDTH - _RIGHT}"))
        body.append(text(plain(mark), _LEFT - 8, y(mark) + 4, anchor="end"))
    for month in (3, 6, 9, 12):
        body.append(text(f"{month}月", x(Fraction(month, 12)), _HEIGHT - 8, anchor="middle"))
    if target and target > 0:
        start = y(Decimal(0)) if sloped else y(target)
        body.append(
            element(
                "path",
                class_="goal",
                d=f"M{number(x(Fraction(0)))} {number(start)}L{number(x(Fraction(1)))} {number(y(target))}",
            )
        )
    places = [(number(x(point.at)), number(y(point.value))) for point in points]
    if len(points) > 1:
        body.append(element("path", class_="line", d=f"M{'L'.join(map(' '.join, places))}"))
    body += [f'<circle class="dot" cx="{left}" cy="{top}" r="3"/>' for left, top in places]
    last = points[-1]
    near_end = last.at > Fraction(4, 5)
    body.append(
        text(
            plain(last.value),
            x(last.at) + (-2 if near_end else 6),
            y(last.value) - 8,
            "value",
            "end" if near_end else "",
        )
    )
    return svg(_WIDTH, _HEIGHT, label, "plot", body)
