"""Amounts of one task that are the sum of other tasks' amounts: proposed from a ledger, confirmed by a person.

A person who agrees writes ``sum_of`` into the task of the total; the check N009 keeps the sum true from then on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations

from ledger.claims import arithmetic as a
from ledger.claims.memory import memory
from ledger.claims.values import Fact
from ledger.claims.words import pairs
from ledger.figures import Figure, read
from ledger.figures.values import AMOUNT
from ledger.model import Task
from ledger.store import Ledger
from ledger.values import Struct

_MOST_PARTS = 6
_MOST_NEAR = 12
_LEAST_DIGITS = 2
_SHARED = 2


class Link(Struct, frozen=True):
    """A total and the parts that make it exactly; ``confirmed`` where the total's task says so already."""

    total: Fact
    parts: tuple[Fact, ...]
    confirmed: bool

    @property
    def why(self) -> str:
        """The arithmetic in words."""
        sum_ = "+".join(a.bare(part.figure) for part in self.parts)
        return f"{sum_}={a.bare(self.total.figure)}"


def proposals(ledger: Ledger) -> list[Link]:
    """Every total for which one, and only one, set of other tasks' amounts of the same thing adds up to it."""
    known = memory(ledger.records, ledger.config)
    tasks = {record.task.id: record.task for record in ledger.records}
    found = []
    for facts in known.by_dimension.values():
        own = [fact for fact in facts if fact.figure.is_exact and fact.figure.value > 0]
        for total in own:
            parts = _parts(total, own, tasks, known.common)
            if parts:
                confirmed = {part.task for part in parts} <= set(tasks[total.task].sum_of)
                found.append(Link(total, parts, confirmed))
    return _once(found)


def _once(found: Sequence[Link]) -> list[Link]:
    seen: set[tuple[str, ...]] = set()
    kept = []
    for link in found:
        key = (link.total.task, *sorted(part.task for part in link.parts))
        if key not in seen:
            seen.add(key)
            kept.append(link)
    return kept


def _parts(total: Fact, facts: Sequence[Fact], tasks: Mapping[str, Task], common: frozenset[str]) -> tuple[Fact, ...]:
    if len(total.figure.value.normalize().as_tuple().digits) < _LEAST_DIGITS:
        return ()
    words = pairs(total.words) - common
    if not words:
        return ()
    twins = {total.task, *tasks[total.task].same_as}
    near: dict[str, Fact] = {}
    for fact in facts:
        smaller = fact.figure.value < total.figure.value
        if smaller and fact.task not in twins and len(words & pairs(fact.words)) >= min(_SHARED, len(words)):
            near.setdefault(fact.task, fact)
    near = {
        task: fact
        for task, fact in near.items()
        if not near.keys() & set(tasks[task].same_as) or _first(task, near, tasks)
    }
    chosen = list(near.values())[:_MOST_NEAR]
    fits = [
        group
        for size in range(2, min(_MOST_PARTS, len(chosen)) + 1)
        for group in combinations(chosen, size)
        if sum((fact.figure.value for fact in group), Decimal(0)) == total.figure.value
    ]
    return fits[0] if len(fits) == 1 else ()


def _first(task: str, near: Mapping[str, Fact], tasks: Mapping[str, Task]) -> bool:
    """Of two tasks that are the same matter only the first may be a part."""
    return all(task < other for other in near if other in tasks[task].same_as)


def comparable(total: Task, parts: Sequence[Task]) -> Iterator[tuple[Figure, tuple[Figure, ...]]]:
    """The amounts of a total and of all its parts, where each states exactly one of the same measure."""
    for dimension, figure in _amounts(total).items():
        others = [_amounts(part).get(dimension) for part in parts]
        known = tuple(other for other in others if other is not None)
        if figure is not None and parts and len(known) == len(parts):
            yield figure, known


def _amounts(task: Task) -> dict[str, Figure | None]:
    """Dimension → the one exact amount that the task states of it; ``None`` where it states several."""
    found: dict[str, Figure | None] = {}
    texts = [
        f"{one.name}{one.target:f}{one.measure}" for one in task.indicators if one.target and one.basis == "cumulative"
    ]
    for text in texts or [task.text, task.goal]:
        for figure in read(text).figures if text else ():
            if figure.kind == AMOUNT and not figure.weak and figure.value > 0:
                before = found.get(figure.dimension, figure)
                same = before is not None and before.value == figure.value
                found[figure.dimension] = figure if same else None
    return found
