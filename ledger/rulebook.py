"""``rules`` of ``ledger.yaml``: the place's own lights, scores and reminders, as typed values.

There is no national default: without ``lights`` no task has a light, without ``scores`` nothing is ranked. What
the words mean stands in ``docs/rules-sample.yaml``, with the published rules of several places. A condition
holds when every part of it holds:

    behind_points: {over: 30}      behind 时间进度 (or the target rate) by more than 30 个百分点
    behind_share: {over: 50}       more than 50% of what should be there by now is missing
    rate: {below: 60}              完成率 in per cent
    report: [迟报, 未报]            how the unit's report for the period came in
    verdict: [未完成]              核实, the office's verdict for the period
    claimed: [完成]                自报, the unit's own word for the period
    status: [办结]                 where the task stands
    closed: true                   the office closed it in the period
    light: [红]                    its light (scores only)
    event: 批示表扬                 an event noted for the unit (scores only)
    in_a_row: 3                    so many reporting periods of the year running
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ledger.diagnostics import Diagnostic, Path
from ledger.errors import LedgerError
from ledger.metrics import STATUSES
from ledger.model import EMPTY, Config
from ledger.periods import Period
from ledger.shapes import CHOICE, MISSING, NUMBER, TYPE, Reader
from ledger.standings import Settings
from ledger.values import Struct, field

REPORTS = ("已报", "迟报", "未报", "已延期", "未到期")
_TOP = ("name", "source", "indicators", "lights", "scores", "events", "reminders", "checks")
_INDICATORS = ("time_progress", "several_units", "yardstick")
_BOUNDS = ("over", "from", "up_to", "below")
_BY_INDICATOR = ("behind_points", "behind_share", "rate")
_CONDITIONS = (*_BY_INDICATOR, "report", "verdict", "claimed", "status", "closed", "in_a_row")
_LIGHT = ("light", *_CONDITIONS, "every", "note")
_POINT = ("name", "points", *_CONDITIONS, "light", "event", "units", "each", "most", "note")
_SCORES = ("base", "by", "units", "minimum", "places", "groups", "points", "praise", "criticise")
_EVENT = ("event", "unit", "period", "task", "document", "note")
_LONGEST_RUN, _MOST_PLACES, _MOST_NAMED = 12, 6, 1000


class Bounds(Struct, frozen=True):
    """A range of numbers: more than ``over``, at least ``start`` (``from``), at most ``up_to``, less than ``below``."""

    over: Decimal | None = None
    start: Decimal | None = None
    up_to: Decimal | None = None
    below: Decimal | None = None

    def holds(self, value: Fraction) -> bool:
        """Whether a number lies inside."""
        return not (
            (self.over is not None and not value > Fraction(self.over))
            or (self.start is not None and value < Fraction(self.start))
            or (self.up_to is not None and value > Fraction(self.up_to))
            or (self.below is not None and not value < Fraction(self.below))
        )


class Condition(Struct, frozen=True):
    """What must hold; see the head of the module. ``in_a_row`` counts reporting periods, 1 for this one alone."""

    behind_points: Bounds | None = None
    behind_share: Bounds | None = None
    rate: Bounds | None = None
    report: tuple[str, ...] = ()
    verdict: tuple[str, ...] = ()
    claimed: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    closed: bool = False
    light: tuple[str, ...] = ()
    event: str = ""
    in_a_row: int = 1

    @property
    def by_indicator(self) -> bool:
        """Whether it asks about the figures of an indicator."""
        return bool(self.behind_points or self.behind_share or self.rate)

    @property
    def about_task(self) -> bool:
        """Whether it asks about the task as a whole, so that every one of its lead units answers for it."""
        return self.by_indicator or bool(self.verdict or self.claimed or self.status or self.closed or self.light)


class LightRule(Struct, frozen=True):
    """One row of ``lights``; the first that fits wins, so they go from the gravest to the best.

    ``every``: a task with several indicators has this light only when each of them earns a light (绿 by default).
    """

    light: str
    when: Condition
    every: bool = False


class PointRule(Struct, frozen=True):
    """One row of ``scores.points``. ``units``: who gets the points, ``lead``, ``support`` or ``all``.

    ``each: day`` multiplies by the working days of delay; ``most`` bounds what one fact may add or take.
    """

    name: str
    points: Decimal
    when: Condition
    units: str = "all"
    each: str = ""
    most: Decimal | None = None


class Honours(Struct, frozen=True):
    """Who is named in a ranking: ``count`` units of each group, ties at the cut together, scores inside ``score``."""

    count: int = 3
    score: Bounds = Bounds()


class Scores(Struct, frozen=True):
    """``scores``. ``by``: ``sum``, or ``mean`` for a fair base: points per task and reporting period.

    ``units``: whether support units answer too. A unit with fewer than ``minimum`` tasks is listed, not ranked.
    ``praise`` and ``criticise`` say who is named for 通报表扬 and 通报批评; ``None`` where the rules do not say.
    """

    base: Decimal = Decimal(0)
    by: str = "sum"
    units: str = "all"
    minimum: int = 0
    places: int = 2
    groups: Mapping[str, tuple[str, ...]] = EMPTY
    points: tuple[PointRule, ...] = ()
    praise: Honours | None = None
    criticise: Honours | None = None


class Event(Struct, frozen=True):
    """A fact that no task file holds: a leader's approving note, absence from a meeting."""

    event: str
    unit: str
    period: Period
    task: str = ""
    document: str = ""


class Step(Struct, frozen=True):
    """One grade of 催办: its name, from how many working days late, and how many working days it grants."""

    name: str
    after: int = 1
    within: int = 2


STEPS = (Step("催办通知单", 1, 2), Step("第二次催办通知单", 3, 2), Step("第三次催办通知单", 5, 1))
"""Used where the rules do not say; each step falls due when the limit of the one before has passed."""


class Rulebook(Struct, frozen=True):
    """All of ``rules``. ``digest`` names this version: equal rules, equal digest."""

    name: str = ""
    source: str = ""
    indicators: Settings = field(default_factory=Settings)
    lights: tuple[LightRule, ...] = ()
    scores: Scores | None = None
    events: tuple[Event, ...] = ()
    reminders: tuple[Step, ...] = STEPS
    digest: str = ""

    @property
    def colours(self) -> tuple[str, ...]:
        """The lights there are, from the gravest to the best, each where it stands last."""
        return tuple(dict.fromkeys(rule.light for rule in reversed(self.lights)))[::-1]


def of(config: Config) -> Rulebook:
    """The rules of a ledger; ``LedgerError`` when they cannot be understood: half a rule would judge wrongly."""
    return usable(config.rules, f"台账 {config.name} 的 rules")


def usable(value: object, where: str) -> Rulebook:
    """The rules in plain values; ``LedgerError`` with the first finding, ``where`` named."""
    book, found = decode(value)
    if found:
        place = ".".join(map(str, found[0].path))
        more = f"（共{len(found)}处）" if len(found) > 1 else ""
        raise LedgerError(f"{where} 用不了：{place}：{found[0].message}{more}", found[0].hint)
    return book


def decode(value: object) -> tuple[Rulebook, list[Diagnostic]]:
    """Rules and findings; paths begin below ``rules``."""
    reader = Reader()
    fields = reader.mapping(value or {}, (), _TOP)
    indicators: dict[str, Any] = {}
    if fields.get("indicators") is not None:
        indicators = reader.mapping(fields["indicators"], ("indicators",), _INDICATORS)
    book = Rulebook(
        name=reader.text(fields, "name", ()),
        source=reader.text(fields, "source", ()),
        indicators=Settings(
            reader.choice(indicators, "time_progress", ("indicators",), ("months", "days"), "months"),
            reader.choice(indicators, "several_units", ("indicators",), ("sum", "lead"), ""),
            reader.choice(indicators, "yardstick", ("indicators",), ("time", "plan"), "time"),
        ),
        lights=tuple(_light(reader, item, ("lights", n)) for n, item in enumerate(reader.items(fields, "lights", ()))),
        scores=None if fields.get("scores") is None else _scores(reader, fields["scores"]),
        events=tuple(
            event
            for n, item in enumerate(reader.items(fields, "events", ()))
            if (event := _event(reader, item, ("events", n)))
        ),
        reminders=tuple(
            _step(reader, item, ("reminders", n)) for n, item in enumerate(reader.items(fields, "reminders", ()))
        )
        or STEPS,
        digest=_digest(fields),
    )
    reader.found += _without_lights(book)
    return book, reader.found


def _without_lights(book: Rulebook) -> list[Diagnostic]:
    """Points for a light that no row of ``lights`` gives: nobody would ever get them."""
    known = book.colours
    rows = book.scores.points if book.scores and known else ()
    return [
        CHOICE.at(("scores", "points", n, "light", k), f"lights 里没有“{word}”灯", f"有：{'、'.join(known)}")
        for n, row in enumerate(rows)
        for k, word in enumerate(row.when.light)
        if word not in known
    ]


def strange_verdicts(book: Rulebook, verdicts: Sequence[str]) -> list[Diagnostic]:
    """Conditions on a verdict that the ledger does not give: they would never hold."""
    places: list[tuple[Path, Condition]] = [(("lights", n), row.when) for n, row in enumerate(book.lights)]
    places += [(("scores", "points", n), row.when) for n, row in enumerate(book.scores.points if book.scores else ())]
    return [
        CHOICE.at((*at, key, k), f"没有“{word}”这种评价", f"只能写：{'、'.join(verdicts)}")
        for at, when in places
        for key in ("verdict", "claimed")
        for k, word in enumerate(getattr(when, key))
        if word not in verdicts
    ]


def _digest(fields: Mapping[str, Any]) -> str:
    written = json.dumps(fields, ensure_ascii=True, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(written.encode("ascii")).hexdigest()[:12]


def _light(reader: Reader, item: object, at: Path) -> LightRule:
    fields = reader.mapping(item, at, _LIGHT, ("light",))
    condition = _condition(reader, fields, at)
    if (
        fields and condition == Condition() and not fields.keys() - set(_LIGHT)
    ):  # a key that is none may be meant for it
        reader.found.append(MISSING.at(at, "没有写什么时候亮这个灯", f"加一个条件：{'、'.join(_CONDITIONS[:-1])}"))
    light = reader.text(fields, "light", at)
    every = _yes_or_no(reader, fields, "every", at)
    return LightRule(light, condition, light.startswith("绿") if every is None else every)


def _yes_or_no(reader: Reader, fields: Mapping[str, Any], key: str, at: Path) -> bool | None:
    value = fields.get(key)
    if value is None or isinstance(value, bool):
        return value
    reader.found.append(CHOICE.at((*at, key), f"{key} 只能写 true 或 false", f"写 {key}: true"))
    return None


def _condition(reader: Reader, fields: Mapping[str, Any], at: Path) -> Condition:
    run = reader.integer(fields, "in_a_row", at)
    if run is not None and not 1 <= run <= _LONGEST_RUN:
        reader.found.append(NUMBER.at((*at, "in_a_row"), f"in_a_row 不能是 {run}", f"写 1 到 {_LONGEST_RUN}"))
        run = None
    return Condition(
        behind_points=_bounds(reader, fields, "behind_points", at),
        behind_share=_bounds(reader, fields, "behind_share", at),
        rate=_bounds(reader, fields, "rate", at),
        report=_words(reader, fields, "report", at, REPORTS),
        verdict=_words(reader, fields, "verdict", at),
        claimed=_words(reader, fields, "claimed", at),
        status=_words(reader, fields, "status", at, STATUSES),
        closed=_yes_or_no(reader, fields, "closed", at) is True,
        in_a_row=run or 1,
    )


def _bounds(reader: Reader, fields: Mapping[str, Any], key: str, at: Path) -> Bounds | None:
    if fields.get(key) is None:
        return None
    if isinstance(fields[key], int | Decimal) and not isinstance(fields[key], bool):
        hint = f"写成 {key}: {{over: {fields[key]}}}（超过），或 from（不少于）、up_to（不超过）、below（不到）"
        reader.found.append(TYPE.at((*at, key), f"{key} 应当写明比哪个数大还是小，写的是 {fields[key]}", hint))
        return None
    inside = reader.mapping(fields[key], (*at, key), _BOUNDS)
    over, start, up_to, below = (reader.decimal(inside, name, (*at, key)) for name in _BOUNDS)
    if inside == {}:
        reader.found.append(MISSING.at((*at, key), "没有写界限", f"写成 {key}: {{over: 30}}"))
    return Bounds(over, start, up_to, below)


def _words(
    reader: Reader, fields: Mapping[str, Any], key: str, at: Path, allowed: Sequence[str] = ()
) -> tuple[str, ...]:
    words = reader.texts(fields, key, at)
    for n, word in enumerate(words):
        if allowed and word not in allowed:
            reader.found.append(CHOICE.at((*at, key, n), f"{key} 不能写“{word}”", f"只能写：{'、'.join(allowed)}"))
    return words


def _scores(reader: Reader, value: object) -> Scores:
    at: Path = ("scores",)
    fields = reader.mapping(value, at, _SCORES, ("points",))
    groups = fields.get("groups")
    known = list(reader.mapping(groups, (*at, "groups"), list(groups))) if isinstance(groups, dict) else []
    if groups is not None and not isinstance(groups, dict):
        reader.mapping(groups, (*at, "groups"), ("组名",))
    return Scores(
        base=reader.decimal(fields, "base", at) or Decimal(0),
        by=reader.choice(fields, "by", at, ("sum", "mean"), "sum"),
        units=reader.choice(fields, "units", at, ("lead", "all"), "all"),
        minimum=_count(reader, fields, "minimum", at, 0, 10_000, 0),
        places=_count(reader, fields, "places", at, 0, _MOST_PLACES, 2),
        groups={name: reader.texts(groups, name, (*at, "groups")) for name in known} if groups else EMPTY,
        points=tuple(
            _point(reader, item, (*at, "points", n)) for n, item in enumerate(reader.items(fields, "points", at))
        ),
        praise=_honours(reader, fields, "praise", at),
        criticise=_honours(reader, fields, "criticise", at),
    )


def _honours(reader: Reader, fields: Mapping[str, Any], key: str, at: Path) -> Honours | None:
    if fields.get(key) is None:
        return None
    if isinstance(fields[key], int) and not isinstance(fields[key], bool):
        return Honours(_count(reader, fields, key, at, 0, _MOST_NAMED, 0))  # praise: 3
    inside = reader.mapping(fields[key], (*at, key), ("count", "score"), ("count",))
    bounds = _bounds(reader, inside, "score", (*at, key))
    return Honours(_count(reader, inside, "count", (*at, key), 0, _MOST_NAMED, 0), bounds or Bounds())


def _count(reader: Reader, fields: Mapping[str, Any], key: str, at: Path, low: int, high: int, default: int) -> int:
    found = reader.integer(fields, key, at)
    if found is not None and not low <= found <= high:
        reader.found.append(NUMBER.at((*at, key), f"{key} 不能是 {found}", f"写 {low} 到 {high}"))
        found = None
    return default if found is None else found


def _point(reader: Reader, item: object, at: Path) -> PointRule:
    fields = reader.mapping(item, at, _POINT, ("name", "points"))
    plain = _condition(reader, fields, at)
    when = Condition(
        **{name: getattr(plain, name) for name in _CONDITIONS},
        light=_words(reader, fields, "light", at),
        event=reader.text(fields, "event", at),
    )
    if fields and when == Condition() and not fields.keys() - set(_POINT):
        reader.found.append(
            MISSING.at(at, "没有写什么情况下计分", f"加一个条件：{'、'.join((*_CONDITIONS[:-1], 'light', 'event'))}")
        )
    return PointRule(
        name=reader.text(fields, "name", at),
        points=reader.decimal(fields, "points", at) or Decimal(0),
        when=when,
        units=reader.choice(fields, "units", at, ("lead", "support", "all"), "lead" if when.about_task else "all"),
        each=reader.choice(fields, "each", at, ("day",), ""),
        most=reader.decimal(fields, "most", at),
    )


def _event(reader: Reader, item: object, at: Path) -> Event | None:
    fields = reader.mapping(item, at, _EVENT, ("event", "unit", "period"))
    period = reader.period(fields, "period", at)
    if period is None:
        return None
    return Event(
        reader.text(fields, "event", at),
        reader.text(fields, "unit", at),
        period,
        reader.text(fields, "task", at),
        reader.text(fields, "document", at),
    )


def _step(reader: Reader, item: object, at: Path) -> Step:
    fields = reader.mapping(item, at, ("name", "after", "within"), ("name", "after"))
    return Step(
        reader.text(fields, "name", at) or "催办通知单",
        _count(reader, fields, "after", at, 1, 250, 1),
        _count(reader, fields, "within", at, 1, 60, 2),
    )
