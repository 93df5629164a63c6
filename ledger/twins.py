"""同一事项: which tasks are the same matter (``same_as``), and what is reported for one but stands under the other.

附件2 of the 2020 notice repeats 附件1 in the same words or in part (#56 is #6 and #97). A task that is tied to several
is the whole and they are its parts. A report on a task speaks for its twin too, and a report on the whole for each
part; a report on a part says nothing about the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ledger.model import EMPTY, Entry, Record, Task
from ledger.units import Registry
from ledger.values import replace

UNDER = "同一事项："
"""Begins the ``source`` of an entry that stands under another task; the id of that task follows."""


def ties(records: Iterable[Record]) -> dict[str, set[str]]:
    """Task id → the ids it is tied to, whichever side says so; ids that are nobody's are left out."""
    tasks = [record.task for record in records]
    ids = {task.id for task in tasks}
    found: dict[str, set[str]] = {}
    for task in tasks:
        for other in task.same_as:
            if other in ids and other != task.id:
                found.setdefault(task.id, set()).add(other)
                found.setdefault(other, set()).add(task.id)
    return found


def pairs(records: Sequence[Record]) -> Iterator[tuple[Record, Record, bool]]:
    """Every tie once, in the order of ids: (whole or first, part or second, whether the second is only a part)."""
    tied = ties(records)
    by_id = {record.task.id: record for record in records}
    for one in sorted(tied):
        for other in sorted(tied[one]):
            several, back = len(tied[one]) > 1, len(tied[other]) > 1
            if several and not back:
                yield by_id[one], by_id[other], True
            elif one < other and several == back:
                yield by_id[one], by_id[other], False


def covering(records: Sequence[Record]) -> Mapping[str, tuple[tuple[Record, bool], ...]]:
    """Task id → the records whose reports speak for it too, and whether it is only a part of them."""
    found: dict[str, list[tuple[Record, bool]]] = {}
    for one, other, part in pairs(records):
        found.setdefault(other.task.id, []).append((one, part))
        if not part:
            found.setdefault(one.task.id, []).append((other, False))
    return {task: tuple(each) for task, each in found.items()}


def told(records: Sequence[Record], everything: Sequence[Record], registry: Registry) -> tuple[Record, ...]:
    """The records with what was reported only under their twins among ``everything``; see ``adopted``."""
    others = covering(everything)
    if not others:
        return tuple(records)
    return tuple(adopted(one, others[one.task.id], registry) if one.task.id in others else one for one in records)


def linked(ties: Mapping[str, Sequence[str]], names: Iterable[str]) -> set[str]:
    """The ids that ``names`` are tied to, however many ties away, themselves included.

    ``ties`` are the ids that each task names. Who looks at these tasks alone sees which one is a whole, as who
    looks at all of them.
    """
    both: dict[str, set[str]] = {}
    for one, others in ties.items():
        for other in others:
            both.setdefault(one, set()).add(other)
            both.setdefault(other, set()).add(one)
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += both.get(name, ())
    return found


def elsewhere(task: Task) -> bool:
    """Whether everything that is known of a task stands under another one."""
    return bool(task.progress) and all(under(entry) for entry in task.progress)


def adopted(record: Record, others: Sequence[tuple[Record, bool]], registry: Registry) -> Record:
    """The record with what its own units reported only under another task; their ``source`` says where it stands.

    A report on the whole brings its words, not its figures and verdicts: they speak of more than the part. The
    office's verdicts on a twin count where it gave none on the task itself.
    """
    task = record.task
    entries, reviews = list(task.progress), list(task.reviews)
    for other, part in others:
        said = {(entry.period, registry.canonical(entry.unit)) for entry in entries}
        for entry in other.task.progress:
            key = (entry.period, registry.canonical(entry.unit))
            if key not in said and _answers(task, entry, registry):
                entries.append(_under(entry, task, other.task, part=part))
        judged = {review.period for review in reviews}
        if not part:
            reviews += [review for review in other.task.reviews if review.period not in judged]
    if len(entries) == len(task.progress) and len(reviews) == len(task.reviews):
        return record
    return replace(record, task=replace(task, progress=tuple(entries), reviews=tuple(reviews)))


def _answers(task: Task, entry: Entry, registry: Registry) -> bool:
    """Whether the unit of an entry is responsible for the task, by name or as a member of a group."""
    names = (member for name in task.units.all for member in (name, *(registry.members(name) or ())))
    return any(registry.same(entry.unit, name) for name in names)


def _under(entry: Entry, task: Task, other: Task, *, part: bool) -> Entry:
    kept = replace(entry, source=f"{UNDER}{other.id}", label=None)
    if part:
        return replace(kept, indicators=EMPTY, verdict="")
    mine = {indicator.name: indicator for indicator in task.indicators}
    theirs = {indicator.name: indicator for indicator in other.indicators}
    same = {name for name, one in mine.items() if name in theirs and one.measure == theirs[name].measure}
    return replace(kept, indicators={name: value for name, value in entry.indicators.items() if name in same})


def under(entry: Entry) -> str:
    """The id of the task an adopted entry stands under; empty for a task's own."""
    return entry.source.removeprefix(UNDER) if entry.source.startswith(UNDER) else ""
