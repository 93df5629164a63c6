"""Lights for commands that show them beside other things: without usable rules they go on without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.output import note
from ledger.values import Struct

if TYPE_CHECKING:
    from ledger.lights import Light
    from ledger.model import Record
    from ledger.periods import Period
    from ledger.standings import Settings, Standing
    from ledger.store import Ledger

_STYLES = {"红": "red", "橙": "dark_orange", "黄": "yellow", "绿": "green", "蓝": "blue"}


def colour(light: str) -> str:
    """The terminal style of a light: 红灯 and 红 are red; a place's own word has none."""
    return next((style for word, style in _STYLES.items() if light.startswith(word)), "")


def lights_for(ledger: Ledger, period: Period | None) -> dict[str, str]:
    """Task id → light, those with the gravest lights first; empty (with a remark) when the rules cannot be used."""
    from ledger import rulebook
    from ledger.errors import LedgerError
    from ledger.lights import lights_of

    try:
        order = rulebook.of(ledger.config).colours
        found = lights_of(ledger, period)
    except LedgerError as failure:
        note(f"没有亮灯：{failure.message}。{failure.hint}")
        return {}
    lit = {task: light.light for task, light in found.items()}
    return dict(sorted(lit.items(), key=lambda pair: order.index(pair[1]) if pair[1] else len(order)))


def settings_for(ledger: Ledger) -> Settings:
    """How indicators are counted; as without rules where the rules cannot be used (``lights_for`` says so)."""
    from ledger import rulebook
    from ledger.errors import LedgerError
    from ledger.standings import Settings

    try:
        return rulebook.of(ledger.config).indicators
    except LedgerError:
        return Settings()


class Seen(Struct, frozen=True):
    """How one task looks at the end of a period: its light, if the ledger has rules, and its indicators."""

    light: Light | None
    standings: tuple[Standing, ...]


def seen_at(ledger: Ledger, record: Record, period: Period | None) -> Seen:
    """One task at the end of ``period``, of the latest one reported when ``None``; without usable rules no light."""
    from ledger import rulebook, store
    from ledger.errors import LedgerError
    from ledger.lights import Facts, reported_by
    from ledger.standings import standings

    at = reported_by(ledger, period)
    if at is None:
        return Seen(None, ())
    try:
        facts = Facts(ledger, rulebook.of(ledger.config), store.load_calendar(ledger.tree))
        found = facts.standings(record.task, at)
        return Seen(facts.light(record.task, at) if facts.book.lights else None, found)
    except LedgerError as failure:
        note(f"没有亮灯：{failure.message}。{failure.hint}")
        return Seen(None, standings(record.task, at, ledger.registry))
