"""The commits of a ledger: their dates, what they say against what they did, entries against their due dates.

What the trailers account for is not read; ``deep`` reads every version and holds the trailers to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING

from ledger import historyrules as rules
from ledger.deadlines import DueDays
from ledger.diagnostics import Diagnostic
from ledger.gitrepo.history import OFFICE_TIME, Made, Touched
from ledger.history.versions import Past
from ledger.model import Entry, Record, Task
from ledger.store import CONFIG, Ledger
from ledger.workdays import WorkCalendar

if TYPE_CHECKING:
    from ledger.compare.tasks import Terms
    from ledger.history.log import Row

_SKEW = timedelta(hours=1)
"""Clocks of two machines may differ by this much."""
_LAG = timedelta(days=3)
"""From writing a commit to its landing by an ordinary rebase or patch."""
_WHOLE = frozenset(("notice",))
"""Kinds of commits that bring a table whole; they have a ``Ledger`` trailer instead of tasks."""

_FEW = 8
_USUAL = re.compile(r"Task: (\S++)\nPeriod: (\S++)\nUnit: (\S++)\nKind: progress\n(?:Source: [^\n]*+\n)?+")
"""What the message of an entry says below."""
_SECONDS = len("2020-05-09T08:16:50")
_OFFICE_OFFSET = "+08:00"

Key = tuple[str, str, str]
"""An entry: task, period as it is written, canonical unit."""


@dataclass
class Trail:
    """What one reading of the commits gives: findings, and the first commit of each entry."""

    past: Past
    ledger: Ledger
    deep: bool = False
    told: Callable[[], Iterable[Made]] | None = None
    """Gives the commits of the ledger where they are being read already."""
    progress: Callable[[int, int], None] | None = None
    first: dict[Key, Made] = field(default_factory=dict)
    _later: dict[str, list[Made]] = field(default_factory=dict)
    _units: dict[str, str] = field(default_factory=dict)
    _seen: dict[str, Made] = field(default_factory=dict)

    def findings(self) -> Iterator[Diagnostic]:
        """Findings about commits, in the order of the history; afterwards ``first`` is complete."""
        registry = self.ledger.registry
        if self.deep:
            from ledger.history.told import Told  # comparing is imported only where something is compared

            for made, rows in Told(self.past, self.ledger.name, lambda _: registry, self.progress).commits():
                yield from self._dates(made)
                yield from self._words(made, rows)
            return
        for made in self.told() if self.told else self.past.commits(self.ledger.name):
            yield from self._dates(made)
            yield from self._words(made)

    def _at(self, path: str = "") -> str:
        return path if path in self._ids else f"{self.ledger.folder}/{CONFIG}"

    # ------------------------------------------------------------------ dates

    def _dates(self, made: Made) -> Sequence[Diagnostic]:
        """A commit's two dates against each other, and against the commits after it."""
        at = made.committed_at
        self._seen[made.name] = made
        children = self._later.pop(made.name, ())
        parents = (made.ancestry,) if made.ancestry and " " not in made.ancestry else made.parents
        there = [parent for parent in parents if parent in self._seen]
        for parent in parents:
            if parent not in there:
                self._later.setdefault(parent, []).append(made)
        if there or made.authored_at != at or not _are_later(children, at):
            return self._odd_dates(made, children, there)
        return ()

    def _odd_dates(self, made: Made, children: Sequence[Made], there: Sequence[str]) -> Sequence[Diagnostic]:
        committed, authored = made.committed, made.authored
        early = []
        for child in children:
            when = child.committed
            if when < committed - _SKEW and self._counts(child):
                early.append((when, child))
        pairs = [(min(early, key=itemgetter(0))[1], made)] if early else []
        for parent in there:
            # a commit dated back before its parent may come behind it
            earlier = self._seen[parent]
            if committed < earlier.committed - _SKEW and self._counts(earlier):
                pairs.append((made, earlier))
        gap = committed - authored
        odd = gap > _LAG or gap < -_LAG
        if not (pairs or odd) or not self._counts(made):
            return ()
        where = self._at(self._path(made))
        found = [
            rules.BACK_DATED_COMMIT.at(
                (),
                f"提交 {later.short} 的日期（{_day(later.committed)}）"
                f"比它前面的提交 {before_it.short}（{_day(before_it.committed)}）还早",
                "核对提交人电脑的日期；倒填的，由提交人说明",
            ).in_file(where)
            for later, before_it in pairs
        ]
        if odd:
            order = "早" if gap > _LAG else "晚"
            found.append(
                rules.BACK_DATED_COMMIT.at(
                    (),
                    f"提交 {made.short}（{made.author}）写的日期是 {_day(authored)}，"
                    f"实际提交是 {_day(committed)}，{order}了 {abs(gap.days if gap > _LAG else (-gap).days)} 天",
                    "核对是变基、打补丁，还是倒填日期",
                ).in_file(where)
            )
        return found

    def _counts(self, made: Made) -> bool:
        """Whether a commit is one of this ledger's: a merge of other things is not."""
        return bool(made.changed) or self.past.differs(made, self.ledger.name)

    def _path(self, made: Made) -> str:
        return made.paths[0].removeprefix(self.past.prefix) if made.changed else ""

    # ------------------------------------------------------------------ trailers

    def _words(self, made: Made, every: Sequence[Row] | None = None) -> Iterable[Diagnostic]:
        """What a commit says against what it did; ``every`` row of it, where all are to be looked at."""
        usual = None if self.deep or " " in made.ancestry else _USUAL.fullmatch(made.told)
        if usual:  # as nearly always: an entry, and nothing was touched but its task
            task, period, unit = usual.groups()
            paths = made.paths
            if len(paths) == 1 and self._ids_in_git.get(paths[0]) == task:
                self._keep(task, period, unit, made)
                return ()
        said = made.trailers
        tasks, kinds = said.get("Task", ()), said.get("Kind", ())
        if not tasks and not _WHOLE.isdisjoint(kinds):
            return ()
        if not tasks or not kinds or self.deep or " " in made.ancestry:
            unknown = made.touched
        else:
            if "progress" in kinds:
                self._remember(made, tasks, said)
            # as nearly always, nothing was touched but what it says
            named = tasks if len(tasks) < _FEW else set(tasks)
            ids = self._ids_in_git
            others = [path for path in made.paths if ids.get(path, "") not in named]
            if not others:
                return ()
            unknown = tuple(touched for touched in made.touched if touched.path in others)
        return self._told(made, said, unknown, every) if unknown else ()

    def _told(
        self,
        made: Made,
        said: Mapping[str, Sequence[str]],
        unknown: Sequence[Touched],
        every: Sequence[Row] | None,
    ) -> Iterator[Diagnostic]:
        """The same of contents that have to be read, since the commit does not say it all."""
        tasks, kinds = said.get("Task", ()), said.get("Kind", ())
        for row in self._rows(made, unknown) if every is None else every:
            told = [change for change in row.changes if change.field.partition(".")[0] in ("progress", "reviews")]
            path = row.about.path if row.about else ""
            self._remember_row(row)
            if not told:
                continue
            if not tasks or not kinds:
                yield rules.UNTOLD.at(
                    (),
                    f"提交 {made.short}（{made.author}，{_day(made.committed)}）改了 {row.id} 的{told[0].name}，"
                    "说明里没有写明",
                    "以后用 taizhang update、review、correct 登记；这一次由提交人说明",
                ).in_file(self._at(path))
            elif row.id not in tasks:
                yield self._otherwise(
                    made, f"写的是 {'、'.join(sorted(set(tasks)))}，还改了 {row.id} 的{told[0].name}", path
                )
            elif self.deep:
                periods = {str(change.period) for change in told if change.period}
                named = set(said.get("Period", ()))
                if named and not periods <= named:
                    other = "、".join(sorted(periods - named))
                    yield self._otherwise(made, f"写的是 {'、'.join(sorted(named))}，改的是 {row.id} 的 {other}", path)

    def _otherwise(self, made: Made, what: str, path: str) -> Diagnostic:
        return rules.TOLD_OTHERWISE.at(
            (), f"提交 {made.short}（{made.author}，{_day(made.committed)}）的说明{what}", "用 taizhang log 看改了什么"
        ).in_file(self._at(path))

    def _rows(self, made: Made, unknown: Sequence[Touched]) -> Iterator[Row]:
        from ledger.history.log import rows

        return rows(self.past.versions(made, unknown), self._terms)

    @cached_property
    def _terms(self) -> Terms:
        from ledger.history.log import terms

        return terms(self.ledger.registry)

    @cached_property
    def _ids(self) -> Mapping[str, str]:
        """The tasks by their files, as they are now."""
        return {record.path: record.task.id for record in self.ledger.records}

    @cached_property
    def _ids_in_git(self) -> Mapping[str, str]:
        """The same by the names that git has for the files."""
        return {self.past.prefix + path: identity for path, identity in self._ids.items()}

    # ------------------------------------------------------------------ entries

    def _remember(self, made: Made, tasks: Sequence[str], said: Mapping[str, Sequence[str]]) -> None:
        for period in said.get("Period", ()):
            for unit in said.get("Unit", ()):
                for task in tasks:
                    self._keep(task, period, unit, made)

    def _remember_row(self, row: Row) -> None:
        for change in row.changes:
            if change.field == "progress" and change.before is None and change.period:
                self._keep(row.id, str(change.period), change.unit, row.made)

    def _keep(self, task: str, period: str, unit: str, made: Made) -> None:
        canonical = self._units.get(unit)
        if canonical is None:
            canonical = self._units[unit] = self.ledger.registry.canonical(unit)
        # the history is read from its end: what comes last came first
        self.first[task, period, canonical] = made


def _are_later(children: Sequence[Made], at: str) -> bool:
    """Whether none was made before ``at``, for certain: times of one zone are compared as they are written."""
    for child in children:
        when = child.committed_at
        if when < at or when[_SECONDS:] != at[_SECONDS:]:
            return False
    return True


def _day(moment: datetime) -> date:
    return moment.astimezone(OFFICE_TIME).date()


def _day_of(made: Made) -> date:
    """The day on which a commit was made here, as the office counts."""
    told = made.committed_at
    return date.fromisoformat(told[:10]) if told.endswith(_OFFICE_OFFSET) else _day(made.committed)


def _registered_as(task: Task, entry: Entry) -> str:
    """The period an entry was registered under, before corrections gave it another one."""
    written = str(entry.period)
    for change in reversed(task.changes):
        if change.field.endswith("/period") and (change.unit, change.after) == (entry.unit, written):
            written = change.before
    return written


def entries(
    ledger: Ledger, records: Sequence[Record], first: Mapping[Key, Made], calendar: WorkCalendar
) -> Iterator[Diagnostic]:
    """Entries against the day they were due and the day they were committed.

    Entries that came with the table of a whole period have no commit of their own and are passed over; so are
    periods for which the ledger has no rule.
    """
    progress = [(record, n, entry) for record in records for n, entry in enumerate(record.task.progress)]
    # a ledger has few periods; told apart as objects, because each is looked up ten thousand times
    periods = {id(entry.period): entry.period for _, _, entry in progress}
    due = DueDays(ledger.config, ledger.registry, records, sorted(set(periods.values())), calendar)
    known = {one: (str(period), due.soonest(period)) for one, period in periods.items()}
    canonical = ledger.registry.canonical
    units = {name: canonical(name) for name in {entry.unit for _, _, entry in progress}}
    for record, n, entry in progress:
        written, soonest = known[id(entry.period)]
        identity, unit = record.task.id, units[entry.unit]
        made = first.get((identity, written, unit))
        if made is None and record.task.changes:
            made = first.get((identity, _registered_as(record.task, entry), unit))
        if made is None:
            continue
        day, reported = _day_of(made), entry.reported
        until = due(identity, entry.period, unit) if day > soonest else None
        if not (reported and reported > day) and not (until and day > until):
            continue
        what = f"{entry.unit} {entry.period} 的进展"
        if reported and reported > day:
            yield rules.BACK_DATED_ENTRY.at(
                ("progress", n, "reported"),
                f"{what}填报时间是 {reported}，提交 {made.short} 却在 {day}，比填报还早",
                "核对原表，用 taizhang correct 更正 reported",
            ).in_file(record.path)
        elif until and day > until:
            if reported and reported <= until:
                yield rules.BACK_DATED_ENTRY.at(
                    ("progress", n, "reported"),
                    f"{what}填报时间是 {reported}，在时限 {until} 之前，提交 {made.short} 却在 {day}",
                    "核对原表和收文日期，写错的用 taizhang correct 更正 reported",
                ).in_file(record.path)
            else:
                yield rules.LATE_ENTRY.at(
                    ("progress", n),
                    f"{what}时限是 {until}，{day} 才登记（提交 {made.short}）",
                    "情况表已经出了的，看要不要重新出表",
                ).in_file(record.path)
