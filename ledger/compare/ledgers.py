"""Two ledgers, or two periods of one: which task is which, and everything that changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ledger.compare.changes import SETTINGS, Change, count
from ledger.compare.names import Names
from ledger.compare.tasks import Terms, compare_tasks, projections, whole
from ledger.compare.tokens import loose
from ledger.metrics import status
from ledger.model import Config, Record, Task
from ledger.periods import Period
from ledger.store import Ledger
from ledger.units import Registry, Unit
from ledger.values import Struct, defaults, field, fields

Pair = tuple[Record | None, Record | None]


class Comparison(Struct, frozen=True):
    """What became of one side on the way to the other; ``tasks`` holds both versions of every task compared."""

    changes: tuple[Change, ...] = ()
    tasks: Mapping[str, Pair] = field(default_factory=dict)
    silent: int = 0
    """Open tasks on which neither of two periods has a word."""
    notes: tuple[str, ...] = ()
    """What differs and is no change: units that were renamed."""

    @property
    def counts(self) -> dict[str, int]:
        """Kind → how often, the number of ``tasks`` touched, and ``silent``."""
        return {**count(self.changes), "silent": self.silent}

    def __add__(self, other: Comparison) -> Comparison:
        return Comparison(
            self.changes + other.changes,
            {**self.tasks, **other.tasks},
            self.silent + other.silent,
            self.notes + other.notes,
        )


def compare(
    before: Ledger,
    after: Ledger,
    *,
    period_before: Period | None = None,
    period_after: Period | None = None,
    exact: bool = False,
    wanted: Callable[[Record], bool] | None = None,
    unit: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Everything that differs between two states of a ledger, or between two periods.

    ``wanted`` narrows the tasks, ``unit`` leaves of their entries those of one unit. ``exact`` also counts widths of
    marks, kinds of quotes and blanks. ``progress`` is told how many tasks are compared, and of how many.
    """
    names = Names(before.registry, after.registry)
    terms = Terms(names, period_before, period_after, exact)
    found: list[Change] = []
    tasks: dict[str, Pair] = {}
    silent = 0
    for done, (a, b) in enumerate(match(before.records, after.records)):
        if progress:
            progress(done, max(len(before.records), len(after.records)))
        record = b or a
        if record is None or (wanted and not any(wanted(one) for one in (a, b) if one)):
            continue
        tasks[record.task.id] = (a, b)
        if a is None or b is None:
            found.append(whole(a, b))
            continue
        if a is not b or terms.across:
            parts = projections(a.task, b.task, terms)
            found += compare_tasks(a, b, terms, parts)
            silent += terms.across and _silent(b, terms, parts)
    if unit:
        found = [change for change in found if not change.unit or _is(names, change.unit, unit)]
    elif wanted is None and period_before is period_after is None and before.name == after.name:
        found = [*_settings(before.config, after.config), *_registry(before.registry, after.registry, names), *found]
    notes = _renamed(before.registry, after.registry, names) if before.registry != after.registry else ()
    return Comparison(tuple(found), tasks, silent, tuple(notes))


def _is(names: Names, name: str, unit: str) -> bool:
    return names.after(name) == names.after(unit)


def _silent(after: Record, terms: Terms, parts: tuple[Task, Task]) -> bool:
    """Whether an open task was reported in neither period."""
    return not any(part.progress for part in parts) and status(after.task, terms.after) != "办结"


def match(before: Sequence[Record], after: Sequence[Record]) -> Iterator[Pair]:
    """Which record became which: by id, else by equal words; in the order of the second side, what is gone last.

    A number is no identity: tasks are counted anew every year, and a file may be renamed.
    """
    old = list(_first_of_each(before, lambda record: record.task.id))
    partner: dict[int, Record] = {}
    by_id = {record.task.id: record for record in old}
    left: list[Record] = []
    for record in after:
        same = by_id.pop(record.task.id, None)
        if same:
            partner[id(record)] = same
        else:
            left.append(record)
    used = {id(record) for record in partner.values()}
    rest = [record for record in before if id(record) not in used]
    for key in (_list_and_words, _words):
        waiting: dict[object, list[Record]] = {}
        for record in rest:
            waiting.setdefault(key(record), []).append(record)
        still: list[Record] = []
        for record in left:
            same_words = waiting.get(key(record))
            if same_words:
                partner[id(record)] = same_words.pop(0)
            else:
                still.append(record)
        left = still
        used = {id(record) for record in partner.values()}
        rest = [record for record in rest if id(record) not in used]
    for record in after:
        yield partner.get(id(record)), record
    for record in rest:
        yield record, None


def _list_and_words(record: Record) -> object:
    return record.list, _words(record)


def _words(record: Record) -> object:
    return loose(record.task.parent), loose(record.task.text)


def _first_of_each(records: Iterable[Record], key: Callable[[Record], object]) -> Iterator[Record]:
    seen: set[object] = set()
    for record in records:
        name = key(record)
        if name not in seen:
            seen.add(name)
            yield record


# ---------------------------------------------------------------------- settings


def _settings(before: Config, after: Config) -> Iterator[Change]:
    """What of ``ledger.yaml`` reads otherwise, a change for each top-level matter."""
    for name in fields(Config):
        said, says = getattr(before, name), getattr(after, name)
        if said != says:
            yield Change(before.name, f"settings.{name}", _shown(said), _shown(says))


def _registry(before: Registry, after: Registry, names: Names) -> Iterator[Change]:
    """Units that are new or gone, and what else of their entries in ``units.yaml`` reads otherwise, by name.

    Another name, short form, alias or successor is no change: ``_renamed`` tells of it.
    """
    had, has = _by_key(before, names.before), _by_key(after, names.after)
    for key in dict.fromkeys([*has, *had]):
        olds, news = had.get(key, []), has.get(key, [])
        if not olds or not news:
            for unit in olds or news:
                yield Change(
                    "", f"registry.{unit.name}", _shown(unit) if olds else None, _shown(unit) if news else None
                )
        elif len(olds) == len(news) == 1:
            one, other = olds[0], news[0]
            if (one.kind, one.prefix, one.note) != (other.kind, other.prefix, other.note):
                yield Change("", f"registry.{other.name}", _shown(one), _shown(other))
    groups_a, groups_b = ({group.name: group for group in side.groups} for side in (before, after))
    for name in dict.fromkeys([*groups_b, *groups_a]):
        said, says = groups_a.get(name), groups_b.get(name)
        if said != says:
            yield Change("", f"registry.{name}", _shown(said), _shown(says))


def _by_key(registry: Registry, key: Callable[[str], str]) -> dict[str, list[Unit]]:
    found: dict[str, list[Unit]] = {}
    for unit in registry.units:
        found.setdefault(key(unit.name), []).append(unit)
    return found


def _renamed(before: Registry, after: Registry, names: Names) -> Iterator[str]:
    """Units that are called otherwise now, in a sentence each."""
    had, has = _by_key(before, names.before), _by_key(after, names.after)
    for key in has:
        olds, news = [unit.name for unit in had.get(key, [])], [unit.name for unit in has[key]]
        if olds and {*olds} != {*news}:
            yield f"单位{'、'.join(olds)}现在是{'、'.join(news)}，不算变化"


def _shown(value: Any) -> str | None:
    """A setting as text: values in a row, what is empty or usual left out."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return value
    if isinstance(value, Struct):
        usual = defaults(value)
        parts = ((name, getattr(value, name)) for name in fields(value))
        said = ((name, part) for name, part in parts if part not in (usual.get(name), None, "", ()) and part != {})
        return "，".join(f"{SETTINGS.get(name, name)} {_shown(part)}" for name, part in said)
    if isinstance(value, Mapping):
        return "，".join(f"{SETTINGS.get(str(name), str(name))} {_shown(part)}" for name, part in value.items())
    if isinstance(value, tuple | list):
        return "、".join(_shown(part) or "" for part in value)
    return str(value)
