"""What was found out about each task, kept from one look at a ledger to the next.

A task is looked at again when its own file has changed, or that of a task it is tied to: the same matter (同一事项),
where reports on one speak for the other, or a part of its sum. A change of settings, of the registry, of the calendar
or of the period forgets everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from ledger import twins
from ledger.model import Record, Task


class Looking(Protocol):
    """Something that remembers: ``Memory``, or ``shelf.Shelf``."""

    def look(
        self, records: Sequence[Record], key: object, see: Callable[[Sequence[Record]], Iterable[Any]]
    ) -> list[Any]:
        """What is found out about each record, in order; ``see`` finds it out for those that are new."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One record with what was found out, and the tasks that rests on."""

    record: Record
    kin: tuple[Task, ...]
    found: Any


@dataclass
class Memory:
    """Path → what is known. ``key`` is everything but the tasks that the findings rest on."""

    key: object = None
    kept: dict[str, Kept] = field(default_factory=dict)

    def look(
        self, records: Sequence[Record], key: object, see: Callable[[Sequence[Record]], Iterable[Any]]
    ) -> list[Any]:
        """What is found out about each record, in order; ``see`` finds it out for those that are new.

        ``see`` is given whole families, and gives one finding a record.
        """
        families = families_of(records)
        if families is None or key != self.key:
            self.kept = {}
        self.key = key
        families = families or {}
        fresh = [record for record in records if not self._known(record, families)]
        wanted = {id(member) for record in fresh for member in families.get(record.task.id, (record,))}
        asked = [record for record in records if id(record) in wanted]
        seen = dict(zip(map(id, asked), see(asked), strict=True)) if asked else {}
        now: dict[str, Kept] = {}
        for record in records:
            if id(record) in seen:
                kin = tuple(member.task for member in families.get(record.task.id, (record,)))
                now[record.path] = Kept(record, kin, seen[id(record)])
            else:
                now[record.path] = self.kept[record.path]
        self.kept = now
        return [now[record.path].found for record in records]

    def _known(self, record: Record, families: Mapping[str, tuple[Record, ...]]) -> bool:
        kept = self.kept.get(record.path)
        kin = families.get(record.task.id, (record,))
        return (
            kept is not None
            and kept.record.task is record.task
            and len(kept.kin) == len(kin)
            and all(one is other.task for one, other in zip(kept.kin, kin, strict=True))
        )


def families_of(records: Sequence[Record]) -> dict[str, tuple[Record, ...]] | None:
    """Task id → the records it is tied to, directly or not, with itself; tasks that stand alone are left out.

    ``None`` where two records share an id or a path: which is meant is then decided by looking at all of them.
    """
    by_id = {record.task.id: record for record in records}
    if len(by_id) != len(records) or len({record.path for record in records}) != len(records):
        return None
    tied = twins.ties(records)
    for record in records:
        for part in record.task.sum_of:
            if part in by_id:
                tied.setdefault(record.task.id, set()).add(part)
                tied.setdefault(part, set()).add(record.task.id)
    found: dict[str, tuple[Record, ...]] = {}
    for start in tied:
        if start in found:
            continue
        family, waiting = {start}, [start]
        while waiting:
            new = tied[waiting.pop()] - family
            family |= new
            waiting += new
        members = tuple(by_id[one] for one in sorted(family))
        found.update(dict.fromkeys(family, members))
    return found
