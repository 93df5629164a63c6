"""Questions about values: where a task stands. Pure arithmetic, no input or output."""

from __future__ import annotations

from ledger.model import Task
from ledger.periods import Period

STATUSES = ("办结", "核实完成", "自报完成", "未完成", "推进中", "未报")
"""From the strongest word to none: the office closed it, the office confirmed it, the unit says so,
somebody says it is not done, there is progress without a verdict, nothing was reported."""


def latest_period(task: Task) -> Period | None:
    """The last period for which anything was reported."""
    return max((entry.period for entry in task.progress), default=None)


def status(task: Task, period: Period | None = None) -> str:
    """Where the task stands, up to and including ``period`` (all of it when ``None``); one of ``STATUSES``.

    The unit's own word (自报) never reads as the office's (核实); only the office closes a task (办结).
    """
    closed = task.closed
    if closed and (period is None or closed.on is None or closed.on < period.end):
        return "办结"
    entries = [e for e in task.progress if period is None or not period < e.period]
    reviews = [r for r in task.reviews if period is None or not period < r.period]
    last = max((e.period for e in entries), default=None)
    review = max(reviews, key=lambda r: r.period.sort_key, default=None)
    if review and (last is None or not review.period < last):
        return "核实完成" if review.verdict == "完成" else "未完成"
    if last is None:
        return "未报"
    words = {entry.verdict for entry in entries if entry.period == last}
    if words == {"完成"}:
        return "自报完成"
    return "推进中" if words == {""} else "未完成" if "未完成" in words else "推进中"
