"""What ``check`` is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from ledger.diagnostics import Diagnostic
from ledger.periods import Period
from ledger.placing import Placed
from ledger.values import Struct

Progress = Callable[[int, int], None]
"""Told how many files are done, of how many."""


class Question(Struct, frozen=True):
    """Which ledger is looked at, as of which day, by which rules (as typed), and of which period.

    With a ``period`` what is said about other periods is left out; what is about none stays.
    """

    name: str
    on: date | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    period: Period | None = None

    @property
    def slot(self) -> str:
        """Where its answer is kept; the next one to the same question takes its place."""
        return "\0".join((self.name, str(self.on), ",".join(self.select), ",".join(self.ignore), str(self.period)))


class Checked(Struct, frozen=True):
    """What was found in one ledger, where it is shown, and which files were read.

    ``placed`` goes by file, line and column.
    """

    name: str
    placed: tuple[Placed, ...]
    files: frozenset[str]

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """The findings in the order of ``placed``."""
        return tuple(placed.finding for placed in self.placed)
