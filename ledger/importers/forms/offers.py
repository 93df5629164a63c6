"""Figures in 完成情况 that may be the value of a declared indicator: offered with a command, never taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ledger.figures import read
from ledger.model import Indicator, Task

_TARGET_WORDS = re.compile(r"目标|计划|力争|预计|总(?:计|量)?$|共需|任务")


@dataclass(frozen=True, slots=True)
class Offer:
    """A figure of a text for an indicator: the amount in the indicator's measure, and the figure as printed."""

    indicator: str
    value: Decimal
    printed: str


def offers(task: Task, done: str) -> Iterator[Offer]:
    """For each indicator of the task the figures of ``done`` in its measure; which is right stays open."""
    if not task.indicators or not done:
        return
    figures = read(done).figures
    for indicator in task.indicators:
        seen: set[Decimal] = set()
        for figure in figures:
            if figure.weak:
                continue
            value = _in_measure(figure.printed, indicator)
            if value is None or value in seen:
                continue
            before = done[max(0, figure.start - 6) : figure.start]
            if value == indicator.target and _TARGET_WORDS.search(before):
                continue
            seen.add(value)
            yield Offer(indicator.name, value, figure.printed)


_PRINTED = re.compile(r"[约近超]?\s*(\d[\d,]*(?:\.\d+)?)\s*([万亿千百]?)余?\s*(.*)", re.DOTALL)
_FACTORS = {"": 0, "百": 2, "千": 3, "万": 4, "亿": 8}


def _in_measure(printed: str, indicator: Indicator) -> Decimal | None:
    """``1200套``, ``1.11万套`` in 套 → the amount; ``None`` for another measure."""
    found = _PRINTED.fullmatch(printed.strip())
    if not found or not indicator.measure:
        return None
    amount = Decimal(found[1].replace(",", ""))
    measure = found[3].strip()
    if found[2] + measure == indicator.measure:
        return amount
    if measure == indicator.measure:
        scaled = amount.scaleb(_FACTORS[found[2]])
        return scaled.quantize(Decimal(1)) if scaled == scaled.to_integral_value() else scaled
    return None
