"""What is found out about one task: plain words and numbers, so that it can be kept from one run to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ledger import rulebook
from ledger.compare.changes import Change
from ledger.compare.ledgers import compare
from ledger.errors import LedgerError
from ledger.lights import Facts
from ledger.measures import plain
from ledger.metrics import status, statuses
from ledger.model import Entry, Task
from ledger.periods import Period
from ledger.standings import Settings, Standing, shown, standings
from ledger.store import Ledger

SHOWN, SEARCHED = 100, 400
"""Characters of the last report in a row of a table, and on the search page; the page of the task has all of it."""
_SHIFTS = ("reported", "missing", "regressed", "increased")


@dataclass(frozen=True, slots=True)
class Stood:
    """Where one indicator stands: its figure with its measure, a sentence part, and the judgement in a word."""

    value: str = ""
    told: str = ""
    judged: str = ""


@dataclass(frozen=True, slots=True)
class Shift:
    """A difference between the two periods: its kind as ``compare`` has it, the unit, and a figure in words."""

    id: str
    kind: str
    unit: str = ""
    name: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """One task over the year: how it stands at the end of the period, and its light or status at the end of each."""

    status: str
    was_status: str = ""
    light: str = ""
    why: str = ""
    was: str = ""
    rate: str = ""
    """完成率 of the indicator that stands furthest behind."""
    stood: tuple[Stood, ...] = ()
    """One for each indicator, in order."""
    lights: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    shifts: tuple[Shift, ...] = ()
    last: str = ""
    """The last period with a report, in Chinese; empty without one."""
    done: str = ""
    """What its first entry says was done, cut for a row of a table."""
    said: str = ""
    """What its entries say, cut for the search page."""


def see(
    ledger: Ledger, facts: Facts | None, at: Period | None, before: Period | None, spans: Sequence[Period]
) -> Iterator[Seen]:
    """Each record of a ledger, which may be a part of the one ``facts`` is about: whole families of one matter."""
    own = Facts(ledger, facts.book, facts.calendar, facts.on) if facts else None
    settings = _settings(ledger)
    changed: dict[str, list[Shift]] = {}
    if before and at:
        for change in compare(ledger, ledger, period_before=before, period_after=at).changes:
            if change.kind in _SHIFTS:
                changed.setdefault(change.id, []).append(_shift(change))
    for record in ledger.records:
        task = record.task
        light = own.light(task, at) if own and at else None
        stands = _stands(ledger, own, task, at, settings)
        *states, was, now = statuses(task, (*spans, before or at, at)) if at else ("", status(task))
        yield Seen(
            now,
            was if before else "",
            light.light if light else "",
            light.why if light and light.light else "",
            own.light(task, before).light if own and before else "",
            _rate(stands),
            tuple(_stood(one) for one in stands),
            tuple(own.light(task, span).light for span in spans) if own else (),
            () if own else tuple(states),
            # of two records with one id the first has the changes
            tuple(changed.pop(task.id, ())),
            *_reported(last_said(task.progress, at)),
        )


def cut(text: str, longest: int = 90) -> str:
    """A text in one line, cut with … where it is long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else f"{flat[: longest - 1]}…"


def last_said(progress: Sequence[Entry], at: Period | None) -> tuple[Entry, ...]:
    """The entries of the last period with one, up to ``at``."""
    seen = [entry for entry in progress if at is None or entry.period.end <= at.end]
    last = max((entry.period for entry in seen), key=lambda period: period.sort_key, default=None)
    return tuple(entry for entry in seen if entry.period == last)


def _reported(latest: Sequence[Entry]) -> tuple[str, str, str]:
    if not latest:
        return "", "", ""
    texts = (text for entry in latest for text in (entry.done, entry.problems, entry.next) if text)
    return latest[0].period.chinese, cut(latest[0].done, SHOWN), cut("　".join(texts), SEARCHED)


def _settings(ledger: Ledger) -> Settings:
    try:
        return rulebook.of(ledger.config).indicators
    except LedgerError:
        return Settings()


def _stands(
    ledger: Ledger, facts: Facts | None, task: Task, at: Period | None, settings: Settings
) -> tuple[Standing, ...]:
    if not task.indicators or at is None:
        return ()
    return facts.standings(task, at) if facts else standings(task, at, ledger.registry, settings)


def _stood(standing: Standing) -> Stood:
    value = "" if standing.value is None else shown(standing.value, standing.indicator)
    return Stood(value, standing.told, standing.judged)


def _rate(stands: Sequence[Standing]) -> str:
    rated = [(one.points or Fraction(0), one.indicator.name, one.rate) for one in stands if one.rate is not None]
    return f"{plain(min(rated)[2] * 100, 1)}%" if rated else ""


def _shift(change: Change) -> Shift:
    before, after = change.before, change.after
    if not isinstance(before, Decimal) or not isinstance(after, Decimal):
        return Shift(change.id, change.kind, change.unit)
    name = change.field.rpartition("indicators.")[2]
    figures = (f"{value:f}{change.measure}" for value in (before, after))
    return Shift(change.id, change.kind, change.unit, name, *figures)
