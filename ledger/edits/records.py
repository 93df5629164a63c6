"""What is added to a task: progress entries, reviews, extensions, closures."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ledger import codec, yamlfile
from ledger.edits.proof import proved, read_task
from ledger.errors import EditRefused
from ledger.model import Change, Entry, Review, Task
from ledger.periods import Period
from ledger.values import replace as with_changes

Same = Callable[[str, str], bool]
"""Whether two names mean one unit; ``Registry.same`` where there is a registry."""


def find_entry(task: Task, period: Period, unit: str, same: Same = operator.eq) -> int | None:
    """Where the entry of this period and unit stands in ``task.progress``.

    A unit that reports jointly under another unit's name has that entry. ``None`` if it has not reported.
    """
    for n, entry in enumerate(task.progress):
        if entry.period == period and any(same(unit, named) for named in (entry.unit, *entry.joint)):
            return n
    return None


def add_entry(text: str, entry: Entry, *, replace: bool = False, same: Same = operator.eq) -> str:
    """``text`` with one more entry, in its place by time; with ``replace`` one that exists gets its content.

    ``EditRefused`` when the unit has already reported for the period and ``replace`` is not given, or
    when it has done so jointly with others: their words cannot be replaced by one of them.
    """
    task = read_task(text)
    n = find_entry(task, entry.period, entry.unit, same)
    value = plain(codec.encode_entry(entry))
    if n is None:
        n = place_of(task.progress, entry.period)
        if n == len(task.progress):
            edited = yamlfile.append_item(text, ("progress",), value, block=codec.BLOCK, order=codec.ORDER)
        else:
            edited = yamlfile.insert_item(text, ("progress", n), value, block=codec.BLOCK, order=codec.ORDER)
        entries = (*task.progress[:n], entry, *task.progress[n:])
        return proved(text, edited, with_changes(task, progress=entries))
    existing = task.progress[n]
    on = f"，填报时间 {existing.reported}" if existing.reported else ""
    if not replace:
        raise EditRefused(
            f"{existing.unit} {existing.period} 的进展已经有了（第{n + 1}条{on}）",
            "确实要改写就加 --replace；登记的内容有错、需要留下更正记录的，用 taizhang correct",
        )
    if existing.joint and (entry.joint != existing.joint or not same(entry.unit, existing.unit)):
        units = "、".join((existing.unit, *existing.joint))
        raise EditRefused(
            f"{existing.period} 的这条进展是 {units} 共同填报的（第{n + 1}条{on}），不能只改其中一个单位的",
            f"以“{existing.unit}”的名义改写，或直接编辑文件把它们分开",
        )
    if entry == existing:
        raise EditRefused(f"{existing.unit} {existing.period} 的进展与已有的相同，没有改动", "核对要改的内容")
    edited = yamlfile.set_value(text, ("progress", n), value, block=codec.BLOCK, order=codec.ORDER)
    entries = (*task.progress[:n], entry, *task.progress[n + 1 :])
    return proved(text, edited, with_changes(task, progress=entries))


def plain(value: Any) -> Any:
    """Whole amounts as integers: so they are written, and so they are read."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, Decimal) and value.as_tuple().exponent == 0:
        return int(value)
    return value


def place_of(entries: Sequence[Entry], period: Period) -> int:
    """Behind the last entry that is not of a later period: a file reads as the year went."""
    return max((n for n, entry in enumerate(entries, 1) if not period < entry.period), default=0)


def add_review(text: str, review: Review, *, replace: bool = False) -> str:
    """``text`` with the office's verdict for a period; an existing one changes only with ``replace``."""
    task = read_task(text)
    value = codec.encode_review(review)
    n = next((n for n, known in enumerate(task.reviews) if known.period == review.period), None)
    if n is None:
        edited = yamlfile.append_item(text, ("reviews",), value, block=codec.BLOCK, order=codec.ORDER)
        return proved(text, edited, with_changes(task, reviews=(*task.reviews, review)))
    known = task.reviews[n]
    if not replace:
        on = f"，{known.on}" if known.on else ""
        raise EditRefused(
            f"{review.period} 已有评价：{known.verdict}（{known.by or '督查室'}{on}）", "确实要改判就加 --replace"
        )
    if known == review:
        raise EditRefused(f"{review.period} 的评价与已有的相同，没有改动", "核对要改的内容")
    edited = yamlfile.set_value(text, ("reviews", n), value, block=codec.BLOCK, order=codec.ORDER)
    return proved(text, edited, with_changes(task, reviews=(*task.reviews[:n], review, *task.reviews[n + 1 :])))


def add_change(text: str, change: Change) -> str:
    """``text`` with one more record of a change; nothing else is touched."""
    task = read_task(text)
    value = codec.encode_change(change)
    edited = yamlfile.append_item(text, ("changes",), value, block=codec.BLOCK, order=codec.ORDER)
    return proved(text, edited, with_changes(task, changes=(*task.changes, change)))


def due_now(task: Task) -> str:
    """The deadline that holds: of the last extension, else the original one as printed."""
    extended = [change.after for change in task.changes if change.kind == "extension" and change.period is None]
    return extended[-1] if extended else task.deadline


def extend(text: str, to: date, *, reason: str, approved_by: str, on: date | None = None) -> tuple[str, Change]:
    """``text`` with an extension of the task's deadline, and the record; the first deadline stays as it is.

    ``EditRefused`` when the new date is not later than the one that holds.
    """
    task = read_task(text)
    present = due_now(task)
    if _is_day(present) and to.isoformat() <= present:
        raise EditRefused(f"延期到 {to}，不比现在的时限 {present} 晚", "核对 --to 的日期")
    change = Change("extension", on, "deadline", present, to.isoformat(), reason, approved_by)
    return add_change(text, change), change


def extend_report(
    text: str, to: date, *, period: Period, unit: str, due: date, reason: str, approved_by: str, on: date | None = None
) -> tuple[str, Change]:
    """``text`` with an extension of one unit's report for ``period``, due on ``due`` at first, and the record.

    ``EditRefused`` when the new date is not later than ``due``.
    """
    if to <= due:
        raise EditRefused(f"延期到 {to}，不比原来的报送时限 {due} 晚", "核对 --to 的日期")
    change = Change("extension", on, "reported", due.isoformat(), to.isoformat(), reason, approved_by, period, unit)
    return add_change(text, change), change


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def close(text: str, *, on: date, reason: str, approved_by: str) -> tuple[str, Change]:
    """``text`` with 办结, and the record. ``EditRefused`` when the task is closed already."""
    known = read_task(text).closed
    if known:
        raise EditRefused(f"任务已经办结（{known.on or '没有写日期'}）", "确需继续督办用 taizhang close --reopen")
    change = Change("closure", on, reason=reason, approved_by=approved_by)
    return add_change(text, change), change


def reopen(text: str, *, on: date, reason: str, approved_by: str) -> tuple[str, Change]:
    """``text`` with 重新督办, and the record. ``EditRefused`` when the task is not closed."""
    if not read_task(text).closed:
        raise EditRefused("任务没有办结，不用重新督办", "去掉 --reopen 就是办结")
    change = Change("reopening", on, reason=reason, approved_by=approved_by)
    return add_change(text, change), change
