"""One look at a ledger: a card for each task, counts, the trend of the year, what changed since last period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from ledger import rulebook, store
from ledger.deadlines import last_reporting, reporting_periods
from ledger.errors import LedgerError
from ledger.lights import Facts, latest
from ledger.metrics import STATUSES, time_progress
from ledger.model import Config, Record
from ledger.periods import Period
from ledger.site.memory import Looking, Memory
from ledger.site.seen import Seen, Shift, see
from ledger.store import Ledger
from ledger.text import person
from ledger.units import Registry
from ledger.values import Struct, field, replace

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


class Card(Struct, frozen=True):
    """One task at the end of the period that the pages are about."""

    record: Record
    seen: Seen
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
    def status(self) -> str:
        """One of ``metrics.STATUSES``."""
        return self.seen.status

    @property
    def light(self) -> str:
        """The task's light, empty for none."""
        return self.seen.light

    @property
    def why(self) -> str:
        """Why it has this light."""
        return self.seen.why

    @property
    def was(self) -> str:
        """Its light a period before."""
        return self.seen.was

    @property
    def was_status(self) -> str:
        """Its status a period before."""
        return self.seen.was_status


class Step(Struct, frozen=True):
    """One period of the trend: how many tasks had which light and which status."""

    period: Period
    lights: Mapping[str, int]
    statuses: Mapping[str, int]


class Group(Struct, frozen=True):
    """Tasks that belong together: of a unit, a leader, a category, a list."""

    name: str
    cards: tuple[Card, ...]
    supported: tuple[Card, ...] = ()
    """Tasks a unit only helps with."""
    path: tuple[str, ...] = ()
    """Of a category its levels, from the outermost to its own."""


class Reported(Struct, frozen=True):
    """The last reporting period anything came in for, and the first day that was reported on."""

    latest: Period | None
    begun: date | None

    @classmethod
    def of(cls, ledger: Ledger) -> Reported:
        """As the entries of all tasks have it."""
        begun = min((entry.period.begin for record in ledger.records for entry in record.task.progress), default=None)
        return cls(latest(ledger), begun)


class Source(Struct, frozen=True):
    """A ledger whose tasks may be heads alone; ``whole`` gives the record of a head with everything.

    Of a ``public`` one what is internal has been taken out, ``hidden`` as ``model.INTERNAL`` names it. ``settings`` are
    those of the ledger as it is, in words.
    """

    ledger: Ledger
    reported: Reported
    whole: Callable[[Record], Record]
    settings: str = ""
    public: bool = False
    hidden: tuple[str, ...] = ()

    @classmethod
    def of(cls, ledger: Ledger) -> Source:
        """A ledger that was read as a whole."""
        return cls(ledger, Reported.of(ledger), _itself, settings_of(ledger.config, ledger.registry))


def settings_of(config: Config, registry: Registry) -> str:
    """The settings of a ledger in words: equal words, equal settings."""
    return repr((config, registry))


def _itself(record: Record) -> Record:
    return record


class Picture(Struct, frozen=True):
    """Everything the pages show of a ledger, at the end of ``period`` (``None``: nothing was reported yet)."""

    ledger: Ledger
    period: Period | None
    before: Period | None
    cards: tuple[Card, ...]
    colours: tuple[str, ...] = ()
    """The lights there are, gravest first; empty without light rules."""
    trend: tuple[Step, ...] = ()
    changes: tuple[Shift, ...] = ()
    """What differs between the two periods."""
    notes: tuple[str, ...] = ()
    by_id: Mapping[str, Card] = field(default_factory=dict)
    whole: Callable[[Record], Record] = _itself
    """From the record of a card to all that is known of its task."""

    @property
    def share(self) -> Fraction | None:
        """时间进度 at the end of the period."""
        if self.period is None:
            return None
        try:
            return time_progress(self.period, rulebook.of(self.ledger.config).indicators.time_progress)
        except LedgerError:
            return time_progress(self.period)


def look_at(
    given: Ledger | Source, period: Period | None = None, facts: Facts | None = None, memory: Looking | None = None
) -> Picture:
    """The ledger at the end of ``period``, of the latest one reported when ``None``.

    Without light rules, or with rules that cannot be used (said in ``notes``), no task has a light. With a ``memory``
    only tasks that have changed since its last use are looked at.
    """
    source = given if isinstance(given, Source) else Source.of(given)
    ledger, whole = source.ledger, source.whole
    at = last_reporting(ledger.config.reporting.every, period) if period else source.reported.latest
    facts, notes = (facts, ()) if facts else _facts(ledger)
    colours = facts.book.colours if facts and at else ()
    spans = _spans(ledger, at, source.reported.begun)
    before = spans[-2] if len(spans) > 1 else None
    if facts and colours and at:
        try:
            first = replace(ledger, records=(whole(ledger.records[0]),))
            Facts(first, facts.book, facts.calendar, facts.on).light(first.records[0].task, at)
        except LedgerError as failure:
            notes, colours = (*notes, _said(failure)), ()
    lit = facts if colours else None

    def look(records: Sequence[Record]) -> Iterable[Seen]:
        return see(replace(ledger, records=tuple(map(whole, records))), lit, at, before, spans)

    key = (ledger.config, ledger.registry, at, before, spans, colours, lit and (lit.calendar, lit.on))
    seen: list[Seen] = (memory or Memory()).look(ledger.records, key, look)
    form = _remembered(ledger.registry.form)
    cards = tuple(_card(ledger, record, one, at, form) for record, one in zip(ledger.records, seen, strict=True))
    steps = _trend(seen, spans, colours)
    changes = tuple(shift for one in seen for shift in one.shifts)
    return Picture(ledger, at, before, cards, colours, steps, changes, notes, {card.id: card for card in cards}, whole)


def _spans(ledger: Ledger, at: Period | None, begun: date | None) -> list[Period]:
    """The periods of the trend: from the first that was reported on to the one shown, which may be a whole year."""
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


def _remembered(form: Callable[[str], str]) -> Callable[[str], str]:
    known: dict[str, str] = {}

    def look_up(name: str) -> str:
        if name not in known:
            known[name] = form(name)
        return known[name]

    return look_up


def _card(ledger: Ledger, record: Record, seen: Seen, at: Period | None, form: Callable[[str], str]) -> Card:
    task = record.task
    return Card(
        record,
        seen,
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


def _trend(seen: Sequence[Seen], spans: Sequence[Period], colours: Sequence[str]) -> tuple[Step, ...]:
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
    """A group for each category of every level, in the order of the lists: each before those inside it."""
    found: dict[tuple[str, ...], list[Card]] = {}
    for card in picture.cards:
        levels = card.record.task.category
        for depth in range(1, len(levels) + 1):
            found.setdefault(levels[:depth], []).append(card)
    place = {path: n for n, path in enumerate(found)}
    ordered = sorted(found, key=lambda path: [place[path[: n + 1]] for n in range(len(path))])
    return tuple(Group(path[-1], tuple(found[path]), path=path) for path in ordered)


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


def gravest_first(picture: Picture, cards: Iterable[Card]) -> tuple[Card, ...]:
    """Cards by their lights, those without one last; in their own order where the ledger has no lights."""
    rank = {colour: n for n, colour in enumerate((*picture.colours, ""))}
    return tuple(sorted(cards, key=lambda card: rank[card.light])) if picture.colours else tuple(cards)


def grave(picture: Picture) -> tuple[Card, ...]:
    """The tasks that need looking at: with the gravest light, or, without lights, those said to be unfinished.

    Those that have come to it since the period before stand first.
    """
    if picture.colours:
        lit = [card for card in picture.cards if card.light == picture.colours[0]]
        return tuple(sorted(lit, key=lambda card: card.was == card.light))
    return tuple(card for card in picture.cards if card.status == "未完成")
