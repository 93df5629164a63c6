"""更正 and 调整: a field changes, and the record of the change is added, in one edit."""

from __future__ import annotations

import operator
from collections import Counter
from datetime import date

from ledger import codec, yamlfile
from ledger.edits.fields import Field, field_at
from ledger.edits.proof import proved, read_task
from ledger.edits.records import Same, find_entry, place_of, plain
from ledger.errors import EditRefused
from ledger.model import Change, Task
from ledger.periods import Period


def correct(
    text: str,
    field: str,
    to: str,
    *,
    reason: str,
    approved_by: str,
    on: date | None = None,
    kind: str = "correction",
    same: Same = operator.eq,
) -> tuple[str, Change]:
    """``text`` with ``field`` set to ``to`` and a record that keeps the old value; and that record.

    ``kind`` is ``correction`` (it was written wrongly) or ``adjustment`` (it was right and has been changed
    by decision). An empty ``to`` removes the field. ``field`` as ``fields.field_at`` reads it.
    ``EditRefused`` when nothing would change, the field must not be empty, or the period an entry or review
    belongs to is taken.
    """
    task = read_task(text)
    target = field_at(task, field, same)
    if to == "" and target.required:
        raise EditRefused(f"{target.name} 不能空着", "写明 --to")
    value = target.write(to) if to else None
    if value == []:
        raise EditRefused(f"“{to}”里没有一个名称", '几个名称用顿号隔开；要删去这一栏，写 --to ""')
    after = "、".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    if after == target.before:
        raise EditRefused(f"{target.name} 已经是“{after}”，没有改动", "核对要改的字段和内容")
    if target.path[-1] == "period":
        _refuse_taken(task, target, Period.parse(after), same)
    if value is None:
        edited = yamlfile.remove(text, target.path, block=codec.BLOCK)
    else:
        edited = yamlfile.set_value(text, target.path, value, block=codec.BLOCK, order=codec.ORDER)
    if target.path[0] == "progress" and target.path[-1] == "period":
        edited = _where_it_belongs(edited, int(target.path[1]))
    change = Change(kind, on, target.name, target.before, after, reason, approved_by, target.period, target.unit)
    edited = yamlfile.append_item(
        edited, ("changes",), codec.encode_change(change), block=codec.BLOCK, order=codec.ORDER
    )
    # the splices have proved their values; what is left is that the new value means something to the codec
    return proved(text, edited, read_task(edited)), change


def _where_it_belongs(text: str, n: int) -> str:
    """``text`` with the entry ``n`` in its place by time; where it is if a comment would be lost on the way."""
    entries = read_task(text).progress
    place = place_of(entries[:n] + entries[n + 1 :], entries[n].period)
    if place == n:
        return text
    without = yamlfile.remove(text, ("progress", n), block=codec.BLOCK)
    if any("#" in line for line in Counter(text.splitlines()) - Counter(without.splitlines())):
        return text
    value = plain(codec.encode_entry(entries[n]))
    if place == len(entries) - 1:
        return yamlfile.append_item(without, ("progress",), value, block=codec.BLOCK, order=codec.ORDER)
    return yamlfile.insert_item(without, ("progress", place), value, block=codec.BLOCK, order=codec.ORDER)


def _refuse_taken(task: Task, target: Field, period: Period, same: Same) -> None:
    """``EditRefused`` when there is a record of ``period`` already: of two nobody could say which one holds."""
    head, n, _ = target.path
    if head == "reviews":
        if any(review.period == period for review in task.reviews):
            raise EditRefused(
                f"{period} 已经有评价了，不能把 {target.period} 的评价也改到这一期",
                f"核对 --to；{period} 的评价要改判，用 taizhang correct {task.id} "
                f"--field reviews/{period}/verdict --to 评价",
            )
        return
    entry = task.progress[int(n)]
    for unit in (entry.unit, *entry.joint):
        taken = find_entry(task, period, unit, same)
        if taken is not None:
            named = task.progress[taken].unit
            raise EditRefused(
                f"{named} {period} 的进展已经有了（第{taken + 1}条），不能把 {target.period} 的这一条也改到这一期",
                f"核对 --to；两期写反了的，逐栏更正：taizhang correct {task.id} "
                f"--field progress/{period}/{named}/done --to 内容",
            )
