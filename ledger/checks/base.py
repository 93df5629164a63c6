"""What a rule is, and running all of them over a ledger.

A rule is one generator function whose docstring is its page (``taizhang rule CODE``). Task rules see one
task and a ``Context`` and nothing else, so their results depend on the text of one file, the two files of
the ledger and, for rules that say ``needs_today``, the day asked about. Ledger rules see all records.

``task_checks`` and ``ledger_checks`` give them all. Importing ``ledger.checks`` declares only the few that are asked
whenever a task file has changed at all; the others are declared when they are asked for (``complete``).
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, NoReturn, Protocol

from ledger.checks.timeline import Span, Timeline
from ledger.diagnostics import RULES, Diagnostic, Level, Path, Rule, declare
from ledger.errors import UsageProblem
from ledger.model import EMPTY, Config, Entry, Record, Task
from ledger.periods import Period
from ledger.units import Registry
from ledger.values import Struct, replace

UNWAIVABLE = ("Y", "S")
"""Families that say the file itself cannot be read as meant: nothing a person could accept."""


class Found(NamedTuple):
    """What a rule yields: a place, one Chinese sentence, what to type instead.

    ``file`` is for ledger rules (a record's path, or the ledger's own two files); ``level`` only where
    this finding is less sure than the rule usually is.
    """

    path: Path
    message: str
    hint: str = ""
    level: Level | None = None
    file: str = ""


class Files(Protocol):
    """The part of ``store.Tree`` that checks need."""

    def files(self, under: str) -> Iterator[str]: ...


class Ledger(Protocol):
    """What the checks need of a loaded ledger; ``ledger.store`` gives one."""

    @property
    def records(self) -> Sequence[Record]: ...
    @property
    def config(self) -> Config: ...
    @property
    def registry(self) -> Registry: ...
    @property
    def findings(self) -> Sequence[Diagnostic]: ...
    @property
    def folder(self) -> str: ...
    @property
    def tree(self) -> Files: ...


def config_path(ledger: Ledger) -> str:
    """The path of its ``ledger.yaml``, for findings about the ledger as a whole."""
    return f"{ledger.folder}/ledger.yaml"


def units_path(ledger: Ledger) -> str:
    """The path of its ``units.yaml``."""
    return f"{ledger.folder}/units.yaml"


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may know beside its task. ``on`` is the day asked about; ``None`` asks about no day.

    ``period``: what is said about other periods is not wanted; ``None`` wants all of it.
    """

    config: Config
    registry: Registry
    on: date | None = None
    period: Period | None = None
    _entries: list[tuple[Task, Sequence[tuple[int, Entry]]]] = field(default_factory=list, compare=False, repr=False)
    _passed: dict[Period, bool] = field(default_factory=dict, compare=False, repr=False)
    _keys: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    _known: dict[str, bool] = field(default_factory=dict, compare=False, repr=False)
    _expired: dict[tuple[str, date], bool] = field(default_factory=dict, compare=False, repr=False)
    _spans: dict[Period, Span] = field(default_factory=dict, compare=False, repr=False)
    _dated: dict[str, bool] = field(default_factory=dict, compare=False, repr=False)
    _timelines: list[Timeline] = field(default_factory=list, compare=False, repr=False)
    _task_checks: list[Check] = field(default_factory=list, compare=False, repr=False)

    def key(self, unit: str) -> str:
        """The unit's full name however it is written: what two reports are compared by. Remembered."""
        known = self._keys.get(unit)
        if known is None:
            known = self._keys[unit] = self.registry.canonical(unit)
        return known

    def knows(self, unit: str, day: date | None = None) -> bool:
        """Whether the registry, or the way groups are named, accounts for this name. Remembered."""
        known = self._known.get(unit)
        if known is None:
            registry = self.registry
            known = self._known[unit] = (
                registry.knows(unit) or registry.group(unit) is not None or self._is_disputed(unit)
            )
        return known or (day is not None and self.registry.find(unit, day) is not None)

    def out_of_use(self, unit: str, day: date) -> bool:
        """Whether this name of a unit was no longer, or not yet, in use on that day. Remembered."""
        if not self.registry.units:
            return False
        known = self._expired.get((unit, day))
        if known is None:
            registry = self.registry
            known = self._expired[unit, day] = registry.find(unit) is not None and registry.find(unit, day) is None
        return known

    def may_run_out(self, unit: str) -> bool:
        """Whether there can be a day on which ``out_of_use`` holds for this name. Remembered."""
        known = self._dated.get(unit)
        if known is None:
            named = self.registry.find(unit)
            known = self._dated[unit] = named is not None and any(alias.begin or alias.end for alias in named.aliases)
        return known

    def passes_over(self, period: Period) -> bool:
        """Whether what could be said of this period is not wanted: it lies outside the one asked about.

        A rule need not ask, it only saves itself work: what it says of such a period is left out.
        """
        asked = self.period
        if asked is None:
            return False
        known = self._passed.get(period)
        if known is None:
            known = self._passed[period] = not (asked.contains(period) or period.contains(asked))
        return known

    def entries(self, task: Task) -> Sequence[tuple[int, Entry]]:
        """The entries of a task that are asked about, with their places; remembered until another task is asked about.

        For rules that judge one entry at a time.
        """
        if not self._entries or self._entries[0][0] is not task:
            placed = [(n, entry) for n, entry in enumerate(task.progress) if not self.passes_over(entry.period)]
            self._entries[:] = [(task, placed)]
        return self._entries[0][1]

    def rank(self, period: Period) -> tuple[date, int]:
        """The period's ``sort_key``, remembered: a ledger has few periods and asks often."""
        return self.span(period).rank

    def span(self, period: Period) -> Span:
        """The period's first day, the first day after it, and its ``sort_key``. Remembered."""
        known = self._spans.get(period)
        if known is None:
            known = self._spans[period] = Span(period.begin, period.end, period.sort_key)
        return known

    def timeline(self, task: Task) -> Timeline:
        """The entries of a task by time, by unit and by period; remembered until another task is asked about."""
        if not self._timelines or self._timelines[0].task is not task:
            self._timelines[:] = [Timeline(task, self.key, self.span, self.config.year)]
        return self._timelines[0]

    def task_checks(self) -> list[Check]:
        """The rules about one task that can be judged on the day asked about, those first that read the whole of it.

        Remembered.
        """
        if not self._task_checks:
            self._task_checks.extend(chosen(task_checks(), self))
        return self._task_checks

    def _is_disputed(self, name: str) -> bool:
        """Whether several units bear the name: the registry's own rules say so, and it is not unknown."""
        forms = ((unit.name, unit.short, *(alias.name for alias in unit.aliases)) for unit in self.registry.units)
        return any(name in form for form in forms)


WHOLE, REPORTED = "whole", "reported"
"""What a task rule reads of its task: the whole, or what ``reported`` leaves of it. Less read, less to do again."""
HEADS, LINKED, SHARED = "heads", "linked", "shared"
"""What a ledger rule reads of the records: their heads (everything but progress and reviews), the whole of
those that ``same_as`` ties together, or the records that share a key. Less read, less to do again."""


class Check(Struct, frozen=True):
    """A rule together with the function that finds it.

    ``keys`` and ``find_shared`` belong to rules that read ``SHARED``; their ``find`` is made of the two.
    ``of`` and ``signs``: see ``rule``.
    """

    rule: Rule
    find: Callable[..., Iterable[Found]]
    needs_today: bool = False
    reads: str = HEADS
    keys: Keys | None = None
    find_shared: SharedFinder | None = None
    of: str = ""
    signs: tuple[str, ...] = ()


TaskFinder = Callable[[Task, Context], Iterable[Found]]
LedgerFinder = Callable[[Ledger, Context], Iterable[Found]]
Keys = Callable[[Task, Context], Iterable[tuple[int, str]]]
"""What the entries of a task may have in common with others, each with its place in the task."""
Holder = tuple[Record, int]
"""An entry that has a key: its record, and its place in the record's progress."""
SharedFinder = Callable[[str, "Sequence[Holder]", Context], Iterable[Found]]
"""Judges one key and the entries that have it, in the order of the ledger."""

_TASK_CHECKS: dict[str, Check] = {}
_LEDGER_CHECKS: dict[str, Check] = {}
_THE_REST = "ledger.checks.rest"


def complete() -> None:
    """Declare every rule that is not yet declared.

    They are two thirds of what a check after one edit would have to load, and mostly nothing they read has changed.
    """
    importlib.import_module(_THE_REST)  # by name, as the rules there import this module


def task_checks() -> Mapping[str, Check]:
    """Every rule about one task, by its code."""
    complete()
    return _TASK_CHECKS


def ledger_checks() -> Mapping[str, Check]:
    """Every rule that compares records, by its code."""
    complete()
    return _LEDGER_CHECKS


def rule(
    code: str,
    name: str,
    level: Level,
    *,
    needs_today: bool = False,
    reads: str = REPORTED,
    of: str = "",
    signs: str = "",
) -> Callable[[TaskFinder], TaskFinder]:
    """Declare a rule about one task; the function stays callable as it is.

    By default it sees what ``reported`` leaves of the task: ``reviews`` cannot be read (``UNREAD``), and ``note``,
    ``other`` and ``waivers`` are empty. A rule that needs those says ``reads=WHOLE`` and stands in a module that
    ``ledger.checks`` imports.

    Nearly all tasks give a rule nothing to say, and it need not be asked where that is certain: ``of`` names a
    field of the task (``changes``) that is empty then; of ``signs``, single characters, at
    least one stands in every text of the task that the rule finds something in.
    """

    def declared(find: TaskFinder) -> TaskFinder:
        page = inspect.getdoc(find) or ""
        declaration = declare(code, name, level, page)
        _TASK_CHECKS[code] = Check(declaration, find, needs_today, reads, of=of, signs=tuple(signs))
        return find

    return declared


def ledger_rule(
    code: str, name: str, level: Level, *, needs_today: bool = False, reads: str = HEADS
) -> Callable[[LedgerFinder], LedgerFinder]:
    """Declare a rule that compares records, or looks at the ledger's own files.

    By default it sees the heads of all records: ``progress`` and ``reviews`` of such a task cannot be read
    (``UNREAD``), and ``goal``, ``other``, ``note`` and ``waivers`` are empty. A rule that needs progress says
    ``reads=LINKED`` and sees the records tied together by ``same_as`` as a whole, and no others; or it is a
    ``shared_rule``.
    """

    def declared(find: LedgerFinder) -> LedgerFinder:
        page = inspect.getdoc(find) or ""
        _LEDGER_CHECKS[code] = Check(declare(code, name, level, page), find, needs_today, reads)
        return find

    return declared


def shared_rule(code: str, name: str, level: Level, *, keys: Keys) -> Callable[[SharedFinder], SharedFinder]:
    """Declare a rule about what several entries have in common: it judges one key at a time.

    ``keys`` names what a task has to offer; the rule is asked about keys that stand in the ledger at least
    twice. So a changed file asks only about its own keys again. ``keys`` and the rule read what task rules read by
    default (``reported``), and a file in which that has not changed asks about no key at all.
    """

    def declared(find_shared: SharedFinder) -> SharedFinder:
        def find(ledger: Ledger, context: Context) -> Iterator[Found]:
            holders: dict[str, list[Holder]] = {}
            for record in ledger.records:
                for n, key in keys(record.task, context):
                    holders.setdefault(key, []).append((record, n))
            for key, held in holders.items():
                if len(held) > 1:
                    yield from find_shared(key, held, context)

        rule = declare(code, name, level, inspect.getdoc(find_shared) or "")
        _LEDGER_CHECKS[code] = Check(rule, find, reads=SHARED, keys=keys, find_shared=find_shared)
        return find_shared

    return declared


class _Unread(tuple[Any, ...]):
    """In the place of a list that a rule did not say it reads: any look at it is a bug of the rule."""

    __slots__ = ()

    def _refuse(self, *_: object) -> NoReturn:
        raise AssertionError("a rule looks at progress or reviews that it is not shown: it has to say what it reads")

    __iter__ = __len__ = __getitem__ = __contains__ = __bool__ = _refuse


UNREAD = _Unread()


def head(task: Task) -> Task:
    """The part of a task that ledger rules read by default: all but progress and reviews, remarks and waivers.

    The less it holds, the fewer edits make the rules between files run again.
    """
    return replace(task, progress=UNREAD, reviews=UNREAD, goal="", other=EMPTY, note="", waivers=())


def reported(task: Task) -> Task:
    """The part of a task that task rules read by default: all but reviews, remark, waivers and further columns."""
    return replace(task, reviews=UNREAD, waivers=(), other=EMPTY, note="")


def reads_report(code: str) -> bool:
    """Whether the rule is one about a task, of those that are declared, that reads only what ``reported`` leaves."""
    check = _TASK_CHECKS.get(code)
    return check is not None and check.reads == REPORTED


def linked(records: Iterable[Record]) -> frozenset[str]:
    """The paths of the records that ``same_as`` or ``sum_of`` ties to another, from either side."""
    records = list(records)
    named = {other for record in records for other in (*record.task.same_as, *record.task.sum_of)}
    return frozenset(
        record.path for record in records if record.task.same_as or record.task.sum_of or record.task.id in named
    )


class Choice(Struct, frozen=True):
    """Which rules count: by code (``P003``), by the beginning of codes (``P``), or by name."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    @classmethod
    def of(cls, select: Iterable[str] = (), ignore: Iterable[str] = ()) -> Choice:
        """Read what was typed (commas allowed); a word that fits no rule is a ``UsageProblem``."""
        return cls(_words(select), _words(ignore))

    def takes(self, code: str) -> bool:
        """Whether findings of this rule are wanted."""
        if self.select and not _fits(code, self.select):
            return False
        return not _fits(code, self.ignore)


def _words(typed: Iterable[str]) -> tuple[str, ...]:
    words = tuple(word.strip() for item in typed for word in item.replace("，", ",").split(",") if word.strip())
    if words:
        complete()
    for word in words:
        if not any(_fits(code, (word,)) for code in RULES):
            raise UsageProblem(f"没有叫“{word}”的规则", "用 taizhang rule 查看全部规则的编号和名称")
    return words


def _fits(code: str, words: Iterable[str]) -> bool:
    known = RULES.get(code)
    return any(code.startswith(word) or (known is not None and known.name == word) for word in words)


def chosen(checks: Mapping[str, Check], context: Context, choice: Choice | None = None) -> list[Check]:
    """The checks that are wanted and can be judged on the day asked about; first those that read a whole task."""
    wanted = [
        check
        for code, check in checks.items()
        if (choice is None or choice.takes(code)) and not (check.needs_today and context.on is None)
    ]
    return sorted(wanted, key=lambda check: check.reads != WHOLE)


def task_findings(
    task: Task, context: Context, choice: Choice | None = None, *, text: str = ""
) -> Iterator[Diagnostic]:
    """Findings of the task rules about one task, without a file name and before waivers.

    ``text``: its file, where every word of the task stands in it as it is (``taskline`` read it); then rules
    whose signs are not in it are not asked.
    """
    checks = context.task_checks() if choice is None else chosen(task_checks(), context, choice)
    yield from _asked(checks, task, context, text)


def findings_of_the_rest(task: Task, context: Context, *, text: str = "") -> Iterator[Diagnostic]:
    """Of ``task_findings`` those of rules that read the whole task; the others read no more than ``reported``."""
    yield from _asked([check for check in chosen(_TASK_CHECKS, context) if check.reads == WHOLE], task, context, text)


def _asked(checks: Iterable[Check], task: Task, context: Context, text: str) -> Iterator[Diagnostic]:
    most = None
    for check in checks:
        if (check.of and not getattr(task, check.of)) or (text and check.signs and not _any_in(text, check.signs)):
            continue
        shown = task if check.reads == WHOLE else (most := most or reported(task))
        for found in check.find(shown, context):
            yield check.rule.at(found.path, found.message, found.hint, level=found.level)


def _any_in(text: str, signs: tuple[str, ...]) -> bool:
    return any(map(text.__contains__, signs))


class Part(Struct, frozen=True):
    """A ledger with some of its records, or with part of each: what one kind of ledger rule is shown."""

    records: Sequence[Record]
    config: Config
    registry: Registry
    findings: Sequence[Diagnostic]
    folder: str
    tree: Files


def part(ledger: Ledger, records: Sequence[Record]) -> Part:
    """``ledger`` with these records in the place of its own."""
    return Part(records, ledger.config, ledger.registry, ledger.findings, ledger.folder, ledger.tree)


def as_read(ledger: Ledger, reads: str) -> Ledger:
    """The ledger as rules are shown it that read ``HEADS``, ``LINKED`` or ``SHARED`` records."""
    if reads == HEADS:
        return part(ledger, [replace(record, task=head(record.task)) for record in ledger.records])
    if reads == LINKED:
        tied = linked(ledger.records)
        return part(ledger, [record for record in ledger.records if record.path in tied])
    return ledger


def ledger_findings(ledger: Ledger, context: Context, choice: Choice | None = None) -> Iterator[Diagnostic]:
    """Findings of the ledger rules, each said of its file, before waivers."""
    checks = chosen(ledger_checks(), context, choice)
    for reads in (HEADS, LINKED, SHARED):
        wanted = [check for check in checks if check.reads == reads]
        if wanted:
            yield from findings_of(wanted, as_read(ledger, reads), context)


def findings_of(checks: Iterable[Check], ledger: Ledger, context: Context) -> Iterator[Diagnostic]:
    """Findings of these ledger rules over what they are shown."""
    for check in checks:
        for found in check.find(ledger, context):
            yield said(check, found, found.file)


def said(check: Check, found: Found, file: str) -> Diagnostic:
    """What a rule found, as a finding about ``file``."""
    return check.rule.at(found.path, found.message, found.hint, level=found.level).in_file(file)


def ran(choice: Choice, on: date | None) -> set[str]:
    """The codes that such a run has judged, so that silence about them means something."""
    return {
        code
        for code, check in {**task_checks(), **ledger_checks()}.items()
        if choice.takes(code) and not (check.needs_today and on is None)
    }
