"""Working days with 调休, the home of ``chinese_calendar``.

Published holidays come from the State Council's yearly notices (through chinesecalendar, 2004 to the last
published year); a ledger repository may override or extend them. A year without a published calendar is
counted Monday to Friday, and the answer says so (``assumed``): neither a crash nor a silent guess.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from ledger.values import Struct, field

ONE_DAY = timedelta(days=1)


@cache
def _published(year: int) -> frozenset[date] | None:
    """The working days of a year as published; ``None`` when no calendar was published."""
    import chinese_calendar

    try:
        return frozenset(chinese_calendar.get_workdays(date(year, 1, 1), date(year, 12, 31)))
    except NotImplementedError:
        return None


def published_stamp() -> tuple[tuple[str, int, int], ...]:
    """The files of the published calendar (name, size, time of change), for keys of what was worked out with it."""
    found = find_spec("chinese_calendar")
    folder = Path(found.origin).parent if found and found.origin else None
    files = sorted(folder.glob("*.py")) if folder else []
    return tuple((path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files)


class WorkCalendar(Struct, frozen=True):
    """``own`` holds the repository's own days: ``True`` worked, ``False`` off; they go before the published ones."""

    own: Mapping[date, bool] = field(default_factory=dict)

    def works(self, day: date) -> bool:
        """Whether ``day`` is a working day."""
        if day in self.own:
            return self.own[day]
        published = _published(day.year)
        return day in published if published is not None else day.weekday() < 5

    def assumed(self, day: date) -> bool:
        """Whether ``day`` had to be judged by Monday to Friday alone."""
        return day not in self.own and _published(day.year) is None

    def from_day(self, first: date) -> Iterator[date]:
        """The working days from ``first`` on, ``first`` included if it is one."""
        day = first
        while True:
            if self.works(day):
                yield day
            day += ONE_DAY

    def nth(self, first: date, count: int) -> date:
        """The ``count``-th working day counted from ``first``, which counts if it is one; ``count`` from 1."""
        days = self.from_day(first)
        for _ in range(count - 1):
            next(days)
        return next(days)

    def late(self, due: date, done: date) -> int:
        """How many working days ``done`` lies after ``due``; 0 when on time. A late day off counts as 1."""
        if done <= due:
            return 0
        days = sum(self.works(due + ONE_DAY * n) for n in range(1, (done - due).days + 1))
        return max(days, 1)
