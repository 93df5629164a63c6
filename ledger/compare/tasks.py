"""Two versions of one task, field by field; or what was reported on it in two periods."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import TypeVar

from ledger.compare.changes import Change, Value
from ledger.compare.names import Names
from ledger.compare.texts import same_words
from ledger.metrics import status
from ledger.model import Entry, Record, Review, Task
from ledger.periods import Period
from ledger.text import bare, person
from ledger.values import Struct, fields, replace

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
_LEAST_COPIED = 6
"""Characters below which two equal texts are chance (“正常推进”)."""
_TASK_TEXTS = ("text", "parent", "goal", "deadline", "note")
_ENTRY_TEXTS = ("done", "problems", "causes", "next", "verdict", "source", "note")


class Terms(Struct, frozen=True):
    """On what terms two sides are compared.

    With two different periods, entries are set against each other by unit; else by unit and period. ``derived``
    is false where what follows from other changes is not wanted.
    """

    names: Names
    before: Period | None = None
    after: Period | None = None
    exact: bool = False
    derived: bool = True

    @property
    def across(self) -> bool:
        """Whether two different periods are compared."""
        return self.before != self.after


def project(task: Task, period: Period | None, *, across: bool) -> Task:
    """The part of a task that a period is about: its entries and reviews, of each unit the last inside it.

    ``across`` takes away what belongs to the period itself and differs by nature: dates, sources, and which
    shorter period inside it was reported. Without a period, the task as it is.
    """
    if period is None:
        return task
    within = _within(period)
    inside = [entry for entry in task.progress if within(entry.period)]
    last: dict[str, Period] = {}
    for entry in inside:
        last[entry.unit] = max(entry.period, last.get(entry.unit, entry.period))
    entries = [entry for entry in inside if entry.period == last[entry.unit]]
    reviews = [review for review in task.reviews if within(review.period)]
    latest = max((review.period for review in reviews), default=None)
    reviews = [review for review in reviews if review.period == latest]
    if across:
        entries = [replace(entry, period=period, reported=None, source="", label=None) for entry in entries]
        reviews = [replace(review, period=period, on=None) for review in reviews]
    return replace(task, progress=tuple(entries), reviews=tuple(reviews))


@lru_cache(maxsize=16)
def _within(period: Period) -> Callable[[Period], bool]:
    """``period.contains``, which is asked about the same dozen periods in every task."""
    return lru_cache(maxsize=256)(period.contains)


def compare_tasks(before: Record, after: Record, terms: Terms, parts: tuple[Task, Task] | None = None) -> list[Change]:
    """Every change of one task, derived ones included, in the order a reader expects.

    ``parts`` are what ``project`` gives of both, where that is known.
    """
    a, b = before.task, after.task
    parts = parts or projections(a, b, terms)
    found = [
        *_status(a, b, terms),
        *_definition(before, after, terms),
        *_progress(a, b, terms, parts),
        *_records(a, b, terms, parts),
    ]
    was = a.id if a.id != b.id else ""
    return [replace(change, id=b.id, was=was) for change in found]


def projections(a: Task, b: Task, terms: Terms) -> tuple[Task, Task]:
    """``project`` of both sides."""
    return project(a, terms.before, across=terms.across), project(b, terms.after, across=terms.across)


def whole(before: Record | None, after: Record | None) -> Change:
    """A task that only one side has."""
    record = after or before
    return Change(record.task.id if record else "", "task", before, after)


def _status(a: Task, b: Task, terms: Terms) -> Iterator[Change]:
    one, other = status(a, terms.before), status(b, terms.after)
    if one != other:
        yield Change("", "status", one, other, period=terms.after, period_before=terms.before, derived=True)


# ---------------------------------------------------------------------- what the task asks for


# The rest of a task is what was reported and recorded.
_defined = attrgetter(
    *(name for name in fields(Task) if name not in ("id", "number", "progress", "reviews", "changes", "waivers"))
)


def _definition(before: Record, after: Record, terms: Terms) -> Iterator[Change]:
    a, b = before.task, after.task
    if before.list == after.list and _defined(a) == _defined(b):
        return  # as nearly always
    if before.list != after.list:
        yield Change("", "list", before.list, after.list)
    yield from _texts("", a, b, _TASK_TEXTS, terms)
    yield from _row("category", a.category, b.category, _reader(terms), _reader(terms))
    read_person = str if terms.exact else person
    yield from _row("leaders", a.leaders, b.leaders, read_person, read_person)
    names = terms.names
    yield from _row("units.lead", a.units.lead, b.units.lead, names.before, names.after)
    yield from _row("units.support", a.units.support, b.units.support, names.before, names.after)
    if a.units.lead_source != b.units.lead_source:
        yield Change("", "units.lead_source", a.units.lead_source, b.units.lead_source)
    if not same_words(a.units.printed, b.units.printed, exact=terms.exact):
        yield Change("", "units.printed", a.units.printed or None, b.units.printed or None)
    yield from _row("same_as", a.same_as, b.same_as, str, str)
    yield from _row("sum_of", a.sum_of, b.sum_of, str, str)
    yield from _by_name("other.", a.other, b.other, terms)
    had, has = _keyed(a.indicators, lambda one: one.name), _keyed(b.indicators, lambda one: one.name)
    for key in _in_order(had, has):
        one, other = had.get(key), has.get(key)
        if one != other:
            yield Change("", f"indicators.{key[0]}", one, other, place=key[1])
    for period in _in_order(a.plan, b.plan):
        said, says = a.plan.get(period, ""), b.plan.get(period, "")
        if not same_words(said, says, exact=terms.exact):
            yield Change("", "plan", said or None, says or None, period=period, period_before=period)


def _reader(terms: Terms) -> Callable[[str], str]:
    from ledger.compare.tokens import loose

    return str if terms.exact else loose


def _texts(prefix: str, a: object, b: object, fields: Iterable[str], terms: Terms) -> Iterator[Change]:
    for field in fields:
        said, says = getattr(a, field), getattr(b, field)
        if not same_words(said, says, exact=terms.exact):
            yield Change("", f"{prefix}{field}", said or None, says or None)


def _row(
    field: str,
    a: tuple[str, ...],
    b: tuple[str, ...],
    read_a: Callable[[str], str],
    read_b: Callable[[str], str],
) -> Iterator[Change]:
    if a != b and [read_a(one) for one in a] != [read_b(one) for one in b]:
        yield Change("", field, a or None, b or None)


def _by_name(prefix: str, a: Mapping[str, str], b: Mapping[str, str], terms: Terms) -> Iterator[Change]:
    for name in _in_order(a, b):
        said, says = a.get(name), b.get(name)
        if said is None or says is None or not same_words(said, says, exact=terms.exact):
            yield Change("", f"{prefix}{name}", said, says)


# ---------------------------------------------------------------------- what was reported


def _progress(a: Task, b: Task, terms: Terms, parts: tuple[Task, Task]) -> Iterator[Change]:
    one, other = parts
    first, second = one.progress, other.progress
    if not terms.across:
        if a.changes != b.changes:
            first, moved = _followed(first, second, a, b)
            yield from moved
        first, second = _without_common_beginning(first, second)
    had = _keyed(first, _entry_key(terms, terms.names.before))
    has = _keyed(second, _entry_key(terms, terms.names.after))
    for key in _in_order(had, has):
        said, says = had.get(key), has.get(key)
        if said == says and not terms.across:
            continue
        unit = says.unit if says else said.unit if said else ""
        context = _Context(
            unit,
            terms.after if terms.across else key[0][0],
            terms.before if terms.across else key[0][0],
            key[1],
        )
        if said is None or says is None:
            yield context.change("progress", said, says)
            if says and terms.derived and not terms.across:
                yield from _against_last(b, says, context, terms)
            continue
        yield from _entry(a, b, said, says, context, terms)


def _followed(
    first: tuple[Entry, ...], second: tuple[Entry, ...], a: Task, b: Task
) -> tuple[tuple[Entry, ...], list[Change]]:
    """The entries of the first side under the periods that corrections since then gave them, and a change for each:
    an entry that was corrected has not gone, and none has come."""
    moved: list[Change] = []
    there = {(str(entry.period), entry.unit) for entry in second}
    for act in b.changes:
        if act in a.changes or not act.renames or not act.field.endswith("/period"):
            continue
        had = [n for n, one in enumerate(first) if (str(one.period), one.unit) == (act.before, act.unit)]
        taken = any((str(one.period), one.unit) == (act.after, act.unit) for one in first)
        if len(had) == 1 and not taken and (act.after, act.unit) in there and (act.before, act.unit) not in there:
            n, period = had[0], Period.parse(act.after)
            moved.append(
                Change("", "progress.period", act.before, act.after, act.unit, period, first[n].period),
            )
            first = (*first[:n], replace(first[n], period=period), *first[n + 1 :])
    return first, moved


def _without_common_beginning(
    first: tuple[Entry, ...], second: tuple[Entry, ...]
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """Both without the entries they begin with alike, so that only what was added is paired; both whole where
    another entry of such a period follows, which may belong together with one of those."""
    alike = 0
    for said, says in zip(first, second, strict=False):
        if said != says:
            break
        alike += 1
    if not alike:
        return first, second
    periods = [entry.period for entry in second[:alike]]
    rest = first[alike:], second[alike:]
    return (first, second) if any(entry.period in periods for side in rest for entry in side) else rest


def _entry_key(terms: Terms, name: Callable[[str], str]) -> Callable[[Entry], tuple[Period | None, str]]:
    return lambda entry: (None if terms.across else entry.period, name(entry.unit))


def _review_key(terms: Terms) -> Callable[[Review], Period | None]:
    return lambda review: None if terms.across else review.period


class _Context(Struct, frozen=True):
    """Which entry is meant."""

    unit: str
    period: Period | None
    period_before: Period | None
    place: int

    def change(self, field: str, before: Value, after: Value) -> Change:
        return Change("", field, before, after, self.unit, self.period, self.period_before, place=self.place)


def _entry(a: Task, b: Task, said: Entry, says: Entry, context: _Context, terms: Terms) -> Iterator[Change]:
    for change in _texts("progress.", said, says, _ENTRY_TEXTS, terms):
        yield context.change(change.field, change.before, change.after)
    if terms.across and _copies(said, says):
        yield replace(context.change("progress.done", said.done, says.done), copied=True, derived=True)
    if said.reported != says.reported:
        yield context.change("progress.reported", _day(said), _day(says))
    if said.label != says.label:
        yield context.change("progress.label", said.label, says.label)
    for change in _row("progress.joint", said.joint, says.joint, terms.names.before, terms.names.after):
        yield context.change(change.field, change.before, change.after)
    yield from _figures(a, b, said.indicators, says.indicators, context)


def _day(entry: Entry) -> str | None:
    return entry.reported.isoformat() if entry.reported else None


def _figures(
    a: Task, b: Task, had: Mapping[str, Decimal], has: Mapping[str, Decimal], context: _Context
) -> Iterator[Change]:
    for name in _in_order(had, has):
        if had.get(name) == has.get(name):
            continue
        known = [one for task in (b, a) for one in task.indicators if one.name == name]
        measures = {one.measure for one in known}
        total = bool(known) and all(one.basis == "cumulative" and one.comparator != "<=" for one in known)
        yield replace(
            context.change(f"progress.indicators.{name}", had.get(name), has.get(name)),
            measure=measures.pop() if len(measures) == 1 else "",
            grows=total and not _corrected(a, name) and not _corrected(b, name),
        )


def _corrected(task: Task, name: str) -> bool:
    """Whether a correction on record explains a total that fell."""
    return any(change.kind == "correction" and name in change.field for change in task.changes)


def _copies(said: Entry, says: Entry) -> bool:
    """Whether a unit handed in last period's words again. A unit that has finished may repeat that it has."""
    text = bare(says.done)
    if len(text) < _LEAST_COPIED or text != bare(said.done) or says.verdict == "完成":
        return False
    from ledger.wording import is_stock_phrase  # brings every rule along: only where it decides

    return not is_stock_phrase(says.done)


def _against_last(task: Task, entry: Entry, context: _Context, terms: Terms) -> Iterator[Change]:
    """What a new entry means against the unit's last one: figures that moved, words that were copied."""
    unit, now = terms.names.after(entry.unit), entry.period.sort_key
    mine = [one for one in task.progress if one.unit == entry.unit or terms.names.after(one.unit) == unit]
    earlier = [(order, one) for one in mine if (order := one.period.sort_key) < now]
    if not earlier:
        return
    last = max(earlier, key=itemgetter(0))[1]
    against = replace(context, period_before=last.period)
    if _copies(last, entry):
        yield replace(against.change("progress.done", last.done, entry.done), copied=True, derived=True)
    common = [name for name in entry.indicators if name in last.indicators]
    moves = _figures(
        task,
        task,
        {name: last.indicators[name] for name in common},
        {name: entry.indicators[name] for name in common},
        against,
    )
    yield from (replace(change, derived=True) for change in moves)


# ---------------------------------------------------------------------- what the office did


def _records(a: Task, b: Task, terms: Terms, parts: tuple[Task, Task]) -> Iterator[Change]:
    if not terms.across and (a.reviews, a.changes, a.waivers) == (b.reviews, b.changes, b.waivers):
        return
    one, other = parts
    had = _keyed(one.reviews, _review_key(terms))
    has = _keyed(other.reviews, _review_key(terms))
    for key in _in_order(had, has):
        said, says = had.get(key), has.get(key)
        if said is None or says is None or replace(said, period=says.period) != says:
            yield Change(
                "",
                "reviews",
                said,
                says,
                period=terms.after if terms.across else key[0],
                period_before=terms.before if terms.across else key[0],
                place=key[1],
            )
    yield from _listed("changes", a.changes, b.changes)
    yield from _listed("waivers", a.waivers, b.waivers)


def _listed(field: str, a: Sequence[Value], b: Sequence[Value]) -> Iterator[Change]:
    """Records without a key of their own: each is there or not."""
    if a == b:
        return
    gone, new = Counter(a), Counter(b)
    both = gone & new
    for side, left, values in ((0, gone - both, a), (1, new - both, b)):
        places: Counter[Value] = Counter()
        for value in values:
            if left[value] > 0:
                left[value] -= 1
                place = places[value]
                places[value] += 1
                yield Change("", field, None if side else value, value if side else None, place=place)


# ---------------------------------------------------------------------- pairing


def _keyed(items: Iterable[T], key: Callable[[T], K]) -> dict[tuple[K, int], T]:
    """Items by key and how often the key came before: nothing that stands twice is lost."""
    found: dict[tuple[K, int], T] = {}
    times: Counter[K] = Counter()
    for item in items:
        name = key(item)
        found[name, times[name]] = item
        times[name] += 1
    return found


def _in_order(a: Iterable[T], b: Iterable[T]) -> list[T]:
    """The keys of both, those of the second side first, each once."""
    return list(dict.fromkeys([*b, *a]))
