"""Reporting periods: a month, a quarter, a half year or a year.

Text forms round-trip: ``2020-03``, ``2020-Q2``, ``2020-H1``, ``2020``. Periods are half-open:
``begin`` belongs to them, ``end`` is the first day after. Today is never read here; it is an argument.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import MAXYEAR, date
from functools import lru_cache

_FORM = re.compile(r"([0-9]{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])|H([12])))?")
_SPAN = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_CHINESE = "一二三四"


@lru_cache(maxsize=1024)
def _first_of(year: int, month: int) -> date:
    """The first day of a month; a ledger has few months and asks for them a million times."""
    return date(year, month, 1)


@dataclass(frozen=True, slots=True)
class Period:
    """``Period(2020, "month", 3)``: kind is month, quarter, half or year; index counts from 1."""

    year: int
    kind: str = "year"
    index: int = 1

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``2020-03``, ``2020-Q2``, ``2020-H1`` or ``2020``; anything else is a ``ValueError``."""
        return _parsed(text)

    @classmethod
    def of_month(cls, day: date) -> Period:
        """The month that contains ``day``."""
        return cls(day.year, "month", day.month)

    def __str__(self) -> str:
        if self.kind == "month":
            return f"{self.year:04}-{self.index:02}"
        if self.kind == "year":
            return f"{self.year:04}"
        return f"{self.year:04}-{'Q' if self.kind == 'quarter' else 'H'}{self.index}"

    def __lt__(self, other: Period) -> bool:
        return self.sort_key < other.sort_key

    @property
    def sort_key(self) -> tuple[date, int]:
        """Orders by the last day, shorter before longer: 2020-03 < 2020-Q1 < 2020-04."""
        return (self._last_month_start, _SPAN[self.kind])

    @property
    def _last_month_start(self) -> date:
        return _first_of(self.year, self.index * _SPAN[self.kind])

    @property
    def begin(self) -> date:
        """First day."""
        return _first_of(self.year, (self.index - 1) * _SPAN[self.kind] + 1)

    @property
    def end(self) -> date:
        """First day after; for the end of 9999 the last day there is."""
        years, months = divmod(self.index * _SPAN[self.kind], 12)
        return _first_of(self.year + years, months + 1) if self.year + years <= MAXYEAR else date.max

    @property
    def first_month(self) -> int:
        """The number of its first month."""
        return (self.index - 1) * _SPAN[self.kind] + 1

    @property
    def last_month(self) -> int:
        """The number of its last month."""
        return self.index * _SPAN[self.kind]

    @property
    def months(self) -> tuple[Period, ...]:
        """Its months, in order."""
        span = _SPAN[self.kind]
        first = (self.index - 1) * span + 1
        return tuple(Period(self.year, "month", month) for month in range(first, first + span))

    def next(self) -> Period:
        """The period of the same kind that follows."""
        last = self.index * _SPAN[self.kind] == 12
        return Period(self.year + last, self.kind, 1 if last else self.index + 1)

    def previous(self) -> Period:
        """The period of the same kind before."""
        if self.index > 1:
            return Period(self.year, self.kind, self.index - 1)
        return Period(self.year - 1, self.kind, 12 // _SPAN[self.kind])

    def contains(self, other: Period | date) -> bool:
        """Whether a day or a shorter (or equal) period lies inside."""
        if isinstance(other, date):
            return self.begin <= other < self.end
        return self.begin <= other.begin and other.end <= self.end

    @property
    def quarter(self) -> Period:
        """The quarter in which it ends."""
        return Period(self.year, "quarter", (self._last_month_start.month + 2) // 3)

    @property
    def chinese(self) -> str:
        """As an office writes it: 2020年3月, 2020年第二季度, 2020年上半年, 2020年."""
        if self.kind == "month":
            return f"{self.year}年{self.index}月"
        if self.kind == "quarter":
            return f"{self.year}年第{_CHINESE[self.index - 1]}季度"
        if self.kind == "half":
            return f"{self.year}年{'上下'[self.index - 1]}半年"
        return f"{self.year}年"


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Period:
    """One object for each text: tens of thousands of entries have a dozen periods, and equal ones are then the same."""
    found = _FORM.fullmatch(text)
    if not found or found[1] == "0000":
        raise ValueError(f"“{text}”不是周期；写成 2020-03、2020-Q2、2020-H1 或 2020")
    year, month, quarter, half = found.groups()
    if month:
        return Period(int(year), "month", int(month))
    if quarter:
        return Period(int(year), "quarter", int(quarter))
    if half:
        return Period(int(year), "half", int(half))
    return Period(int(year))
