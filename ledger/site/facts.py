"""One look at a ledger: a card for each task, counts, the trend of the year, what changed since last period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from ledger import rulebook, store
from ledger.compare.changes import Change
from ledger.compare.ledgers import compare
from ledger.deadlines import last_reporting, reporting_periods
from ledger.errors import LedgerError
from ledger.lights import Facts, latest
from ledger.metrics import STATUSES, status, time_progress
from ledger.model import Entry, Record
from ledger.periods import Period
from ledger.site.memory import Memory
from ledger.standings import Settings, Standing, standings
from ledger.store import Ledger
from ledger.text import person

UNLIT = "未亮灯"
_LONGEST_LIST = 8
FINISHED = ("办结", "核实完成", "自报完成")
_LOOKS = {"红": "red", "橙": "orange", "黄": "yellow", "绿": "green", "蓝": "blue"}
_STATUS_LOOKS = dict(zip(STATUSES, ("closed", "confirmed", "claimed", "undone", "going", "silent"), strict=True))


def look_of(light: str) -> str:
    """The class of a light: 红 and 红灯 are ``red``; a place's own word is ``own``, none is ``unlit``."""
    return _LOOKS.get(light[:1], "own") if light else "unlit"


def status_look(word: str) -> str:
    """The class of a status."""
    return _STATUS_LOOKS[word]


@dataclass(frozen=True, slots=True)
class Card:
    """One task at the end of the period that the pages are about; ``was`` is its light a period before."""

    record: Record
    status: str
    light: str = ""
    why: str = ""
    was: str = ""
    was_status: str = ""
    standings: tuple[Standing, ...] = ()
    latest: tuple[Entry, ...] = ()
    """What was reported for the last period with a report, up to the period shown."""
    leads: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    leaders: tuple[str, ...] = ()
    listed: str = ""
    """附件1, where the ledger has several lists and a number alone does not say which task."""

    @property
    def id(self) -> str:
        """The task's."""
        return self.record.task.id

    @property
    def rated(self) -> Standing | None:
        """The indicator that stands furthest behind; ``None`` without a 完成率."""
        rated = [one for one in self.standings if one.rate is not None]
        return min(rated, key=lambda one: (one.points or Fraction(0), one.indicator.name), default=None)


@dataclass(frozen=True, slots=True)
class Step:
    """One period of the trend: how many tasks had which light and which status."""

    period: Period
    lights: Mapping[str, int]
    statuses: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks that belong together: of a unit, a leader, a category, a list."""

    name: str
    cards: tuple[Card, ...]
    supported: tuple[Card, ...] = ()
    """Tasks a unit only helps with."""


@dataclass(frozen=True)
class Picture:
    """Everything the pages show of a ledger, at the end of ``period`` (``None``: nothing was reported yet)."""

    ledger: Ledger
    period: Period | None
    before: Period | None
    cards: tuple[Card, ...]
    colours: tuple[str, ...] = ()
    """The lights there are, gravest first; empty without light rules."""
    trend: tuple[Step, ...] = ()
    changes: tuple[Change, ...] = ()
    """What differs between the two periods."""
    notes: tuple[str, ...] = ()
    by_id: Mapping[str, Card] = field(default_factory=dict)

    @property
    def share(self) -> Fraction | None:
        """时间进度 at the end of the period."""
        return time_progress(self.period, _settings(self.ledger).time_progress) if self.period else None


@dataclass(frozen=True, slots=True)
class _Seen:
    """One task over the year: its card, its light and status at the end of each span, and how it has changed."""

    card: Card
    lights: tuple[str, ...]
    statuses: tuple[str, ...]
    changes: tuple[Change, ...]


def look_at(
    ledger: Ledger, period: Period | None = None, facts: Facts | None = None, memory: Memory | None = None
) -> Picture:
    """The ledger at the end of ``period``, of the latest one reported when ``None``.

    Without light rules, or with rules that cannot be used (said in ``notes``), no task has a light. With a ``memory``
    only tasks that have changed since its last use are looked at.
    """
    at = last_reporting(ledger.config.reporting.every, period) if period else latest(ledger)
    facts, notes = (facts, ()) if facts else _facts(ledger)
    colours = facts.book.colours if facts and at else ()
    spans = _spans(ledger, at)
    before = spans[-2] if len(spans) > 1 else None
    if facts and colours and at:
        try:
            first = replace(ledger, records=ledger.records[:1])
            Facts(first, facts.book, facts.calendar, facts.on).light(first.records[0].task, at)
        except LedgerError as failure:
            notes, colours = (*notes, _said(failure)), ()
    lit = facts if colours else None

    def see(records: Sequence[Record]) -> Iterable[_Seen]:
        return _see(replace(ledger, records=tuple(records)), lit, at, before, spans)

    key = (ledger.config, ledger.registry, at, before, spans, colours, lit and (lit.calendar, lit.on))
    seen: list[_Seen] = (memory or Memory()).look(ledger.records, key, see)
    cards = tuple(one.card for one in seen)
    steps = _trend(seen, spans, colours)
    changes = tuple(change for one in seen for change in one.changes)
    return Picture(ledger, at, before, cards, colours, steps, changes, notes, {card.id: card for card in cards})


def _see(
    ledger: Ledger, facts: Facts | None, at: Period | None, before: Period | None, spans: Sequence[Period]
) -> Iterator[_Seen]:
    """Each record of a ledger, which may be a part of the one ``facts`` is about: whole families of one matter."""
    own = Facts(ledger, facts.book, facts.calendar, facts.on) if facts else None
    form = _remembered(ledger.registry.form)
    changed: dict[str, list[Change]] = {}
    if before and at:
        for change in compare(ledger, ledger, period_before=before, period_after=at).changes:
            changed.setdefault(change.id, []).append(change)
    for record in ledger.records:
        task = record.task
        yield _Seen(
            _card(ledger, record, at, before, own, form),
            tuple(own.light(task, span).light for span in spans) if own else (),
            () if own else tuple(status(task, span) for span in spans),
            # of two records with one id the first has the changes
            tuple(changed.pop(task.id, ())),
        )


def _spans(ledger: Ledger, at: Period | None) -> list[Period]:
    """The periods of the trend: from the first that was reported on to the one shown, which may be a whole year."""
    begun = min((entry.period.begin for record in ledger.records for entry in record.task.progress), default=None)
    if at is None or begun is None:
        return []
    usual = reporting_periods(ledger.config.reporting.every, Period(ledger.config.year))
    return [*(one for one in usual if begun < one.end <= at.begin), at]


def _facts(ledger: Ledger) -> tuple[Facts | None, tuple[str, ...]]:
    try:
        return Facts(ledger, rulebook.of(ledger.config), store.load_calendar(ledger.tree)), ()
    except LedgerError as failure:
        return None, (_said(failure),)


def _said(failure: LedgerError) -> str:
    return f"没有亮灯：{failure.message}"


def _settings(ledger: Ledger) -> Settings:
    try:
        return rulebook.of(ledger.config).indicators
    except LedgerError:
        return Settings()


def _remembered(form: Callable[[str], str]) -> Callable[[str], str]:
    known: dict[str, str] = {}

    def look_up(name: str) -> str:
        if name not in known:
            known[name] = form(name)
        return known[name]

    return look_up


def _card(
    ledger: Ledger,
    record: Record,
    at: Period | None,
    before: Period | None,
    facts: Facts | None,
    form: Callable[[str], str],
) -> Card:
    task = record.task
    light = facts.light(task, at) if facts and at else None
    was = facts.light(task, before).light if facts and before else ""
    if not task.indicators or at is None:
        stands: tuple[Standing, ...] = ()
    else:
        stands = facts.standings(task, at) if facts else standings(task, at, ledger.registry, _settings(ledger))
    return Card(
        record,
        status(task, at),
        light.light if light else "",
        light.why if light else "",
        was,
        status(task, before) if before else "",
        stands,
        last_said(task.progress, at),
        tuple(dict.fromkeys(map(form, task.units.lead))),
        tuple(dict.fromkeys(map(form, task.units.support))),
        tuple(dict.fromkeys(map(person, task.leaders))),
        _annex(ledger, record.list),
    )


def _annex(ledger: Ledger, listed: str) -> str:
    if len(ledger.config.lists) < 2:
        return ""
    spec = ledger.config.lists.get(listed)
    return (spec.annex or spec.title[:_LONGEST_LIST]) if spec else listed[:_LONGEST_LIST]


def last_said(progress: Sequence[Entry], at: Period | None) -> tuple[Entry, ...]:
    """The entries of the last period with one, up to ``at``."""
    seen = [entry for entry in progress if at is None or entry.period.end <= at.end]
    last = max((entry.period for entry in seen), key=lambda period: period.sort_key, default=None)
    return tuple(entry for entry in seen if entry.period == last)


def _trend(seen: Sequence[_Seen], spans: Sequence[Period], colours: Sequence[str]) -> tuple[Step, ...]:
    steps = []
    for n, span in enumerate(spans):
        lit = Counter(one.lights[n] for one in seen) if colours else Counter()
        states = Counter() if colours else Counter(one.statuses[n] for one in seen)
        steps.append(
            Step(
                span,
                {colour: lit[colour] for colour in (*colours, "")} if colours else {},
                {word: states[word] for word in STATUSES},
            )
        )
    return tuple(steps)


# ---------------------------------------------------------------------- groups


def by_unit(picture: Picture) -> tuple[Group, ...]:
    """A group for each unit that leads or supports a task; members of a group stand for it."""
    led: dict[str, dict[str, Card]] = {}
    helped: dict[str, dict[str, Card]] = {}
    members = picture.ledger.registry.members
    known: dict[str, tuple[str, ...]] = {}
    for card in picture.cards:
        for names, found in ((card.leads, led), (card.supports, helped)):
            for name in names:
                if name not in known:
                    known[name] = tuple(members(name) or (name,))
                for member in known[name]:
                    found.setdefault(member, {})[card.id] = card
    groups = (
        Group(
            name,
            tuple(led.get(name, {}).values()),
            tuple(card for key, card in helped.get(name, {}).items() if key not in led.get(name, {})),
        )
        for name in dict.fromkeys([*led, *helped])
    )
    return _sorted(picture, groups)


def by_leader(picture: Picture) -> tuple[Group, ...]:
    """A group for each leader."""
    return _sorted(picture, _grouped(picture.cards, lambda card: card.leaders))


def by_category(picture: Picture) -> tuple[Group, ...]:
    """A group for each outermost category, in the order of the lists."""
    return tuple(_grouped(picture.cards, lambda card: card.record.task.category[:1]))


def by_list(picture: Picture) -> tuple[Group, ...]:
    """A group for each list."""
    return tuple(_grouped(picture.cards, lambda card: (card.record.list,)))


def _grouped(cards: Iterable[Card], keys: Callable[[Card], Iterable[str]]) -> Iterable[Group]:
    found: dict[str, list[Card]] = {}
    for card in cards:
        for name in keys(card):
            found.setdefault(name, []).append(card)
    return (Group(name, tuple(mine)) for name, mine in found.items())


def _sorted(picture: Picture, groups: Iterable[Group]) -> tuple[Group, ...]:
    """Those with the most of the gravest lights first, then by number of tasks, then as they come."""

    def weight(group: Group) -> tuple[int, ...]:
        lit = Counter(card.light for card in group.cards)
        return (*(-lit[colour] for colour in picture.colours), -len(group.cards), -len(group.supported))

    return tuple(sorted(groups, key=weight))


def grave(picture: Picture) -> tuple[Card, ...]:
    """The tasks that need looking at: with the gravest light, or, without lights, those said to be unfinished."""
    if picture.colours:
        return tuple(card for card in picture.cards if card.light == picture.colours[0])
    return tuple(card for card in picture.cards if card.status == "未完成")
