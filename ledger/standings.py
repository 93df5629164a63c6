"""指标进度: what an indicator has reached by the end of a period, and how that compares with what it should be.

Three kinds of target are judged by three rules:

    amount        完成率 against 时间进度 (or 计划进度), lead or lag in 个百分点 and as an amount
    growth, %     the rate so far against the target rate, gap in 个百分点; dividing 6.1 by 7 would mean nothing
    upper bound   控制在…以内: inside or over; being far below is no lag

“约、左右” set no hard bound: a miss by less than one unit of the last digit that is not zero is no miss.
Where the values do not allow an answer, ``judged`` is empty and ``why`` says what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from ledger.measures import of, places_of, plain
from ledger.metrics import completion, growth, lead_amount, lead_points, time_progress
from ledger.model import Entry, Indicator, Task
from ledger.periods import Period
from ledger.units import Registry
from ledger.values import Struct

AHEAD, LEVEL, BEHIND = "超时间进度", "与时间进度同步", "慢于时间进度"
AHEAD_OF_PLAN, ON_PLAN, BEHIND_PLAN = "超计划进度", "与计划进度同步", "慢于计划进度"
REACHED, SHORT = "达到目标", "低于目标"
INSIDE, OVER = "在控制目标以内", "超出控制目标"


class Settings(Struct, frozen=True):
    """``rules.indicators``: how time passes (``months``, ``days``), and what several units' figures make.

    ``several_units``: ``""`` one figure is the task's, different ones cannot be judged; ``sum`` every unit
    reports its own part; ``lead`` only the lead units' figures count. ``yardstick``: ``time``, or ``plan`` for
    计划进度 where the indicator has a plan for the period.
    """

    time_progress: str = "months"
    several_units: str = ""
    yardstick: str = "time"


class Standing(Struct, frozen=True):
    """Where one indicator stands. Numbers are exact and in the indicator's own measure.

    ``points`` is the lead in 个百分点 (negative: behind), ``amount`` the lead as an amount, ``expected`` what
    should have been reached by now. ``as_of`` is the period the figure was reported for. ``plan_points`` is the
    lead over 计划进度, where the plan has a figure for the end of the period and time is the yardstick.
    """

    indicator: Indicator
    period: Period
    value: Decimal | None = None
    as_of: Period | None = None
    rate: Fraction | None = None
    share: Fraction | None = None
    expected: Fraction | None = None
    points: Fraction | None = None
    amount: Fraction | None = None
    judged: str = ""
    why: str = ""
    plan_points: Fraction | None = None

    @property
    def behind(self) -> Fraction | None:
        """How far behind in 个百分点, negative when ahead; ``None`` when nothing can be said."""
        if self.points is None or self.judged in (LEVEL, ON_PLAN):
            return self.points and Fraction(0)
        return -self.points

    @property
    def behind_share(self) -> Fraction | None:
        """What is missing as a percentage of what should be there by now (三亚 2022)."""
        if self.amount is None or not self.expected:
            return None
        return -self.amount / self.expected * 100

    @property
    def told(self) -> str:
        """One Chinese sentence part: 完成率75.19%，超时间进度8.52个百分点."""
        if not self.judged:
            return self.why
        said = [f"完成率{plain(self.rate * 100)}%"] if self.rate is not None else []
        if self.points and self.share is not None and self.judged not in (LEVEL, ON_PLAN):
            said.append(f"{self.judged}{plain(abs(self.points))}个百分点")
        elif self.judged == OVER and self.amount is not None:
            said.append(f"{self.judged}{plain(abs(self.amount))}{self.indicator.measure}")
        elif self.points and self.judged in (REACHED, SHORT, OVER):
            gap = f"，{'高出' if self._above else '相差'}{plain(abs(self.points))}个百分点"
            said.append(self.judged + gap)
        else:
            said.append(self.judged)
        if self.plan_points is not None:
            gap = f"{plain(abs(self.plan_points))}个百分点" if self.plan_points else ""
            said.append(_word(self.plan_points, Fraction(0), plan=True) + gap)
        return "，".join(said + ([self.why] if self.why else []))

    @property
    def _above(self) -> bool:
        return self.value is not None and self.indicator.target is not None and self.value > self.indicator.target


def standings(task: Task, period: Period, registry: Registry, settings: Settings = Settings()) -> tuple[Standing, ...]:
    """Every indicator of a task; two measures of one task stay two."""
    return tuple(standing(task, indicator, period, registry, settings) for indicator in task.indicators)


def standing(
    task: Task, indicator: Indicator, period: Period, registry: Registry, settings: Settings = Settings()
) -> Standing:
    """One indicator at the end of ``period``. Nothing reported later is looked at."""
    value, as_of, why = _value(task, indicator, period, registry, settings)
    if value is None or as_of is None:
        return Standing(indicator, period, why=why)
    said = "" if as_of == period or as_of.end == period.end else f"{period.chinese}没有报数，按{as_of.chinese}的数计算"
    if indicator.target is None:
        return Standing(indicator, period, value, as_of, why="没有写目标值")
    if indicator.basis == "growth":
        return _growth(indicator, period, value, as_of, said)
    if indicator.comparator == "<=":
        return _bound(indicator, period, value, as_of, said)
    if of(indicator.measure)[0] == "%":
        return _rate(indicator, period, value, as_of, value, said)
    if indicator.target <= 0:
        return Standing(indicator, period, value, as_of, why="目标值不是正数，算不出完成率")
    share = time_progress(period, settings.time_progress)
    planned = _planned(indicator, period)
    by_plan = settings.yardstick == "plan" and planned is not None
    if planned is not None and by_plan:
        share = Fraction(planned) / Fraction(indicator.target)
    points = lead_points(value, indicator.target, share)
    judged = _word(points, _tolerance(indicator) * 100 / Fraction(indicator.target), plan=by_plan)
    beside = None
    if planned is not None and not by_plan:
        beside = lead_points(value, indicator.target, Fraction(planned) / Fraction(indicator.target))
    return Standing(
        indicator,
        period,
        value,
        as_of,
        completion(value, indicator.target),
        share,
        Fraction(indicator.target) * share,
        points,
        lead_amount(value, indicator.target, share),
        judged,
        said,
        beside,
    )


def _word(points: Fraction, tolerance: Fraction, *, plan: bool) -> str:
    ahead, level, behind = (AHEAD_OF_PLAN, ON_PLAN, BEHIND_PLAN) if plan else (AHEAD, LEVEL, BEHIND)
    return ahead if points > 0 else behind if points < -tolerance else level


def _planned(indicator: Indicator, period: Period) -> Decimal | None:
    """What the plan wants by the end of the period: its own figure, or that of a longer or shorter one ending then."""
    return next((amount for planned, amount in indicator.plan if planned.end == period.end), None)


def _growth(indicator: Indicator, period: Period, value: Decimal, as_of: Period, said: str) -> Standing:
    """A rate of change, or, with a baseline, a level whose change since the whole last year is judged at year's end."""
    if indicator.baseline is None:
        return _rate(indicator, period, value, as_of, value, said)
    if not indicator.baseline:
        return Standing(indicator, period, value, as_of, why="基数是0，算不出增速")
    if as_of.end < Period(period.year).end:
        return Standing(indicator, period, value, as_of, why="基数是上年全年数，年中不能拿来比")
    return _rate(indicator, period, value, as_of, growth(value, indicator.baseline), said)


def _rate(
    indicator: Indicator, period: Period, value: Decimal, as_of: Period, rate: Decimal | Fraction, said: str
) -> Standing:
    """A rate against a target rate: the gap is in 个百分点, time does not enter."""
    gap = Fraction(rate) - Fraction(indicator.target or 0)
    if indicator.comparator == "<=":
        return Standing(indicator, period, value, as_of, points=-gap, judged=OVER if gap > 0 else INSIDE, why=said)
    if indicator.comparator == "~" and abs(gap) <= _tolerance(indicator):
        return Standing(indicator, period, value, as_of, points=Fraction(0), judged=REACHED, why=said)
    return Standing(indicator, period, value, as_of, points=gap, judged=SHORT if gap < 0 else REACHED, why=said)


def _bound(indicator: Indicator, period: Period, value: Decimal, as_of: Period, said: str) -> Standing:
    """An upper bound of the year: a rate in 个百分点, an amount in per cent of the bound."""
    if of(indicator.measure)[0] == "%":
        return _rate(indicator, period, value, as_of, value, said)
    bound = Fraction(indicator.target or 0)
    over = Fraction(value) - bound
    points = -over / bound * 100 if bound else None
    return Standing(
        indicator,
        period,
        value,
        as_of,
        points=points,
        amount=-over,
        judged=OVER if over > 0 else INSIDE,
        why=said,
    )


def _tolerance(indicator: Indicator) -> Fraction:
    """What 约 and 左右 leave open: one unit of the target's last digit that is not zero."""
    if indicator.comparator != "~" or not indicator.target:
        return Fraction(0)
    exponent = indicator.target.normalize().as_tuple().exponent
    return Fraction(10) ** exponent if isinstance(exponent, int) else Fraction(0)


# ---------------------------------------------------------------------- the figure that counts

Found = tuple[Decimal | None, Period | None, str]


def _value(task: Task, indicator: Indicator, period: Period, registry: Registry, settings: Settings) -> Found:
    name, year, end = indicator.name, period.year, period.end
    entries = [
        entry
        for entry in task.progress
        if name in entry.indicators and entry.period.year == year and entry.period.end <= end
    ]
    if settings.several_units == "lead":
        entries = [e for e in entries if any(registry.same(e.unit, lead) for lead in task.units.lead)]
    if not entries:
        return None, None, f"截至{period.chinese}没有报数"
    if indicator.basis == "period":
        return _summed(indicator, entries, period, registry, settings)
    as_of = max((entry.period for entry in entries), key=lambda p: p.sort_key)
    last: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda e: e.period.sort_key):
        last[registry.canonical(entry.unit)] = entry
    if settings.several_units == "sum":
        return sum((e.indicators[indicator.name] for e in last.values()), Decimal(0)), as_of, ""
    latest = {unit: entry for unit, entry in last.items() if entry.period.end == as_of.end}
    value, why = _one(indicator, latest)
    return value, as_of, why


def _one(indicator: Indicator, latest: Mapping[str, Entry]) -> tuple[Decimal | None, str]:
    values = {entry.indicators[indicator.name] for entry in latest.values()}
    if len(values) == 1:
        return values.pop(), ""
    said = "、".join(f"{unit}{entry.indicators[indicator.name]:f}" for unit, entry in sorted(latest.items()))
    return None, f"几个单位报的数不一样（{said}），规则没有写是相加还是以牵头单位为准"


def _summed(
    indicator: Indicator, entries: Sequence[Entry], period: Period, registry: Registry, settings: Settings
) -> Found:
    """The sum of single periods since January, whole quarters where they were reported whole."""
    total, at = Decimal(0), Period(period.year).begin
    while at < period.end:
        fitting = [e for e in entries if e.period.begin == at]
        if not fitting:
            missing = Period.of_month(at)
            return None, None, f"缺{missing.chinese}的当期数，累计不出来"
        span = max((e.period for e in fitting), key=lambda p: p.sort_key)
        units = {registry.canonical(e.unit): e for e in fitting if e.period == span}
        if settings.several_units == "sum":
            total += sum((e.indicators[indicator.name] for e in units.values()), Decimal(0))
        else:
            value, why = _one(indicator, units)
            if value is None:
                return None, None, why
            total += value
        at = span.end
    return total, period, ""


def shown(value: Decimal | Fraction, indicator: Indicator) -> str:
    """An amount with its measure, with the digits it or the target was printed with."""
    places = places_of(value) if isinstance(value, Decimal) else max(2, places_of(indicator.target or Decimal(0)))
    return f"{plain(value, places)}{indicator.measure}"
