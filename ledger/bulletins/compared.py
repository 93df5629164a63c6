"""同比 and 环比 of an indicator, where the ledgers hold both figures.

同比 compares with the same period of last year, in last year's ledger, under the same name and in the same measure;
环比 with the period just before, and only figures that each stand for one period: what is cumulative grows by itself.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from ledger import rulebook
from ledger.bulletins.prose import Figure, Sentence
from ledger.measures import convert, convertible, of, plain
from ledger.metrics import compared, growth
from ledger.model import Indicator, Record, Task
from ledger.periods import Period
from ledger.standings import Standing, standing
from ledger.store import Ledger


def beside(record: Record, one: Standing, earlier: Ledger | None) -> Sentence:
    """，同比增长5.8%，环比下降3%; what cannot be compared is not told."""
    pieces: list[str | Figure] = []
    if one.value is not None and earlier is not None and one.as_of is not None and one.as_of.end == one.period.end:
        before = _last_year(one.indicator, compared(one.period, "同比"), earlier)
        if before is not None:
            pieces += _told("同比", Fraction(one.value), before[0], one.indicator, before[1])
    if one.indicator.basis == "period":
        now, then = (_single(record.task, one.indicator, at) for at in (one.period, compared(one.period, "环比")))
        if now is not None and then is not None:
            where = f"{record.task.id} indicators.{one.indicator.name}"
            pieces += _told("环比", Fraction(now), Fraction(then), one.indicator, where)
    return tuple(pieces)


def _told(kind: str, now: Fraction, before: Fraction, indicator: Indicator, source: str) -> Sentence:
    """A rate is compared in 个百分点, an amount in per cent."""
    if of(indicator.measure)[0] == "%":
        change, unit, up, down = now - before, "个百分点", "提高", "下降"
        how = f"{kind}：{plain(now, 6)}−{plain(before, 6)}"
    elif before <= 0 or now < 0:
        return ()
    else:
        change, unit, up, down = growth(now, before), "%", "增长", "下降"
        how = f"{kind}：（{plain(now, 6)}−{plain(before, 6)}）÷{plain(before, 6)}"
    printed = plain(abs(change), 1)
    if printed == "0":
        return (f"，{kind}持平",)
    return (f"，{kind}{up if change > 0 else down}", Figure(f"{printed}{unit}", how, (source,)))


def _last_year(indicator: Indicator, period: Period, earlier: Ledger) -> tuple[Fraction, str] | None:
    """Last year's figure of the same name in this measure, and where it stands; ``None`` where there is not one."""
    settings = rulebook.of(earlier.config).indicators
    found: dict[Fraction, str] = {}
    for record in earlier.records:
        for one in record.task.indicators:
            if (
                one.name != indicator.name
                or one.basis != indicator.basis
                or not convertible(one.measure, indicator.measure)
            ):
                continue
            then = standing(record.task, one, period, earlier.registry, settings)
            if then.value is not None and then.as_of is not None and then.as_of.end == period.end:
                value = convert(then.value, one.measure, indicator.measure)
                found.setdefault(value, f"{record.task.id} {period} indicators.{one.name}")
    return next(iter(found.items())) if len(found) == 1 else None


def _single(task: Task, indicator: Indicator, period: Period) -> Decimal | None:
    """What was reported for exactly this period, where all reports agree."""
    values = {
        entry.indicators[indicator.name]
        for entry in task.progress
        if entry.period == period and indicator.name in entry.indicators
    }
    return values.pop() if len(values) == 1 else None
