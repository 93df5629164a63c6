"""Questions about values: where a task stands. Pure arithmetic, no input or output."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from ledger.model import Record, Review, Task
from ledger.periods import Period
from ledger.values import replace

Amount = Decimal | Fraction | int
"""Exact numbers; a binary float has no place in a rate that is published."""

STATUSES = ("办结", "核实完成", "自报完成", "未完成", "推进中", "未报")
"""From the strongest word to none: the office closed it, the office confirmed it, the unit says so,
somebody says it is not done, there is progress without a verdict, nothing was reported."""


@lru_cache(maxsize=4096)
def _order(period: Period) -> tuple[date, int]:
    """A ledger has few periods, and for each task and month of a trend they are put in order again."""
    return period.sort_key


def latest_period(task: Task) -> Period | None:
    """The last period for which anything was reported."""
    return max((entry.period for entry in task.progress), default=None)


def status(task: Task, period: Period | None = None) -> str:
    """Where the task stands, up to and including ``period`` (all of it when ``None``); one of ``STATUSES``.

    The unit's own word (自报) never reads as the office's (核实); only the office closes a task (办结).
    """
    if _is_closed(task, period):
        return "办结"
    until = _order(period) if period else None
    reviews = [r for r in task.reviews if until is None or _order(r.period) <= until]
    dated = [(_order(e.period), e) for e in task.progress]
    last = max([order for order, _ in dated if until is None or order <= until], default=None)
    review = max(reviews, key=lambda r: _order(r.period), default=None)
    if review and (last is None or _order(review.period) >= last):
        return _confirmed(review)
    return "未报" if last is None else _claimed({entry.verdict for order, entry in dated if order == last})


def statuses(task: Task, periods: Sequence[Period]) -> list[str]:
    """``status`` up to each of these periods, in one look at the task: a trend asks for those of a year."""
    words: dict[Period, set[str]] = {}
    for entry in task.progress:
        words.setdefault(entry.period, set()).add(entry.verdict)
    # at one time an entry comes before a review of it: who looks back finds the review first
    steps = [(_order(one), 0, _claimed(said)) for one, said in words.items()]
    reviews: dict[Period, Review] = {}
    for review in task.reviews:
        reviews.setdefault(review.period, review)
    steps += [(_order(one), 1, _confirmed(review)) for one, review in reviews.items()]
    steps.sort()
    found = []
    for period in periods:
        until = (_order(period), 2)
        said = next((word for order, kind, word in reversed(steps) if (order, kind) < until), "未报")
        found.append("办结" if _is_closed(task, period) else said)
    return found


def _is_closed(task: Task, period: Period | None) -> bool:
    closed = task.closed
    return closed is not None and (period is None or closed.on is None or closed.on < period.end)


def _confirmed(review: Review) -> str:
    return "核实完成" if review.verdict == "完成" else "未完成"


def _claimed(words: set[str]) -> str:
    if words == {"完成"}:
        return "自报完成"
    return "推进中" if words == {""} else "未完成" if "未完成" in words else "推进中"


def seen(record: Record, on: date) -> Record:
    """The record as it was known on a day: what is dated later had not come in, been judged or been decided."""
    task = record.task
    return replace(
        record,
        task=replace(
            task,
            progress=tuple(one for one in task.progress if one.reported is None or one.reported <= on),
            reviews=tuple(one for one in task.reviews if one.on is None or one.on <= on),
            changes=tuple(one for one in task.changes if one.on is None or one.on <= on),
        ),
    )


# ---------------------------------------------------------------------- 时间进度, 完成率, 同比


def time_progress(period: Period, by: str = "months") -> Fraction:
    """时间进度: the share of the year that is gone when ``period`` ends.

    By months, as offices count (宣城 2020: November 91.7%; 连云港 2019: Q3 75%; 三元 2010: August 66.67%);
    ``by="days"`` counts days of the year instead.
    """
    if by == "days":
        year = Period(period.year)
        return Fraction((period.end - year.begin).days, (year.end - year.begin).days)
    return Fraction(period.months[-1].index, 12)


def completion(done: Amount, target: Amount) -> Fraction:
    """完成率 as a share (1 is 100%); the base is the target of the year. ``ZeroDivisionError`` without a target."""
    return Fraction(done) / Fraction(target)


def lead_points(done: Amount, target: Amount, share: Fraction) -> Fraction:
    """超时间进度 in 个百分点 (never %): 完成率 − 时间进度; negative when behind."""
    return (completion(done, target) - share) * 100


def lead_amount(done: Amount, target: Amount, share: Fraction) -> Fraction:
    """超时间进度 as an amount: done − target × 时间进度 (历城 2020: 100549万元); negative when behind."""
    return Fraction(done) - Fraction(target) * share


def growth(now: Amount, before: Amount) -> Fraction:
    """同比 or 环比 in percent, by what ``before`` is: last year's same period, or the period just before.

    A fall is negative (“增长-17.5%” is how offices write it). ``ZeroDivisionError`` when ``before`` is 0.
    """
    return (Fraction(now) - Fraction(before)) / Fraction(before) * 100


def compared(period: Period, kind: str) -> Period:
    """The period to compare with: ``同比`` the same one a year before, ``环比`` the one just before."""
    return Period(period.year - 1, period.kind, period.index) if kind == "同比" else period.previous()
