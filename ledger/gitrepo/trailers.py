"""Which commit brought a fact: what the trailers (Task, Period, Unit, Kind) of a commit say."""

from __future__ import annotations

from ledger.gitrepo.history import Made
from ledger.values import Struct


class Marked(Struct, frozen=True):
    """A commit with what its trailers say; a returned form names several tasks."""

    commit: str
    tasks: frozenset[str] = frozenset()
    periods: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()


def marked(made: Made) -> Marked:
    """A commit by what it says of itself."""
    tasks, periods, units, kinds = (frozenset(made.said(key)) for key in ("Task", "Period", "Unit", "Kind"))
    return Marked(made.name, tasks, periods, units, kinds)
