"""What reading gives: figures, times, name lists, as frozen values that know their place in the text."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from ledger.values import Struct

MOST_TIMES = 40
_SEVERAL = 3
_TELLING_MARKS = "均每一单价连、/"
"""Characters without which some kinds of claims cannot be there."""
ZERO, ONE = Decimal(0), Decimal(1)

AMOUNT, PERCENT, POINTS, TIMES, BARE = "amount", "percent", "points", "times", "bare"
"""Kinds of figures: 37亿元, 30%, 5个百分点, 2.5倍, and a number without any measure."""

ABOUT, OVER, NEAR, AT_LEAST, AT_MOST = "about", "over", "near", "at-least", "at-most"
"""How a figure is meant when it is not exact: 约/左右, 余/多/超过, 近, 以上/不少于, 以内/不超过."""


@lru_cache(maxsize=8192)
def fraction(value: Decimal) -> Fraction:
    """A decimal as a fraction; remembered, for few different steps and values are asked about again and again."""
    return Fraction(value)


@lru_cache(maxsize=256)
def _half(step: Decimal) -> Fraction:
    return Fraction(step) / 2


@lru_cache(maxsize=8192)
def _ends(value: Decimal, step: Decimal) -> tuple[Fraction, Fraction]:
    """The least and the most that a printed value may have been rounded from."""
    return fraction(value) - _half(step), fraction(value) + _half(step)


class TimeRef(NamedTuple):
    """A time that the text names: 1-8月, 截至4月底, 二季度, 10月17日至10月19日, 2023-2025年.

    ``kind``: ``span`` (from a month to a month), ``month``, ``quarter``, ``half``, ``year``, ``day`` (one day or
    the end of a month), ``days`` (from a day to a day), ``years``. Parts that are not named are 0; ``year`` too.
    """

    start: int
    end: int
    kind: str
    year: int = 0
    month: int = 0
    day: int = 0
    last_year: int = 0
    last_month: int = 0
    last_day: int = 0
    until: bool = False
    """截至 or 截止 stands before it, so that what follows is cumulative."""
    previous: bool = False
    """It speaks of last year: 去年同期, 上年."""

    @property
    def _at_the_end(self) -> bool:
        """Whether the day is the last of its month, in any year, or none is named."""
        return not self.day or self.day >= (28 if self.month == 2 else 30 if self.month in (4, 6, 9, 11) else 31)

    @property
    def month_reached(self) -> int:
        """The month whose end the text speaks of, for the share of the year that has gone; 0 if it does not say."""
        if self.previous or self.kind in ("day", "days", "year", "years"):
            return self.month if self.kind == "day" and self.until and self._at_the_end else 0
        if self.kind in ("span", "quarter", "half"):
            return self.last_month if self.month in (0, 1) or self.kind != "span" else 0
        return self.month if self.until else 0


class Figure(NamedTuple):
    """One figure of a text.

    ``value`` and ``step`` (one unit of the last printed place; 0 for exact counts) are in the base unit of the
    dimension: 元, 平方米, 米, 吨, one by one for counts; percent and points as printed.
    """

    start: int
    end: int
    printed: str
    kind: str
    value: Decimal
    step: Decimal = ZERO
    scale: Decimal = ONE
    """What one of the printed measure is in base units: 10000 for 万元."""
    measure: str = ""
    dimension: str = ""
    top: Decimal | None = None
    """The upper end of a range such as 10-15个."""
    bound: str = ""
    """How inexact: one of ``ABOUT`` … ``AT_MOST``, or empty."""
    grain: Decimal = ZERO
    """How much an inexact figure may be off: one unit of its last digit that is not zero."""
    signs: frozenset[str] = frozenset()
    """What the words before it say of it: see ``lexicon.SIGNS``."""
    lead: str = ""
    """The words before it, back to the mark or figure before."""
    tail: str = ""
    """The words after it, up to the next mark or figure."""
    after: frozenset[str] = frozenset()
    """What the words after it say."""
    sentence: int = 0
    segment: int = 0
    """Counts semicolons and sentences: figures of one segment belong together more closely."""
    clause: int = 0
    depth: int = 0
    paragraph: int = 0
    bracket: int = 0
    """Which bracket it stands in, counted from 1; 0 outside of all."""
    label: str = ""
    """The heading in front of a colon that it stands under, within its sentence."""
    joined: bool = False
    """It goes on from the figure before with 、 or a comma and no word of its own: 891户、12.1万平方米."""
    weak: bool = False
    """It is more likely a way of speaking than a count: 一个窗口, or it stands in a quoted name."""
    time: TimeRef | None = None

    @property
    def exact(self) -> Fraction:
        """The printed value."""
        return fraction(self.value)

    @property
    def low(self) -> Fraction:
        """The least that may be meant, rounding and inexact words allowed for."""
        if not self.bound and self.step:
            return _ends(self.value, self.step)[0]
        value = fraction(self.value)
        if not self.bound:
            return value
        if self.bound in (ABOUT, NEAR):
            return value - fraction(self.grain)
        return Fraction(0) if self.bound == AT_MOST else value

    @property
    def high(self) -> Fraction | None:
        """The most that may be meant; ``None`` where there is no upper end."""
        if self.top is not None:
            return fraction(self.top)
        if not self.bound and self.step:
            return _ends(self.value, self.step)[1]
        value = fraction(self.value)
        if not self.bound:
            return value
        if self.bound in (ABOUT, OVER):
            return value + fraction(self.grain)
        return None if self.bound == AT_LEAST else value

    @property
    def is_exact(self) -> bool:
        """Whether the words claim an exact figure."""
        return not self.bound and self.top is None

    def has(self, *signs: str) -> bool:
        """Whether the words before it carry one of these signs."""
        return bool(self.signs) and not self.signs.isdisjoint(signs)


class NameList(Struct, frozen=True):
    """A list of names with the count that belongs to it: 宅科、寨而头、相家等5个 / 3个街道(甲、乙、丙).

    ``fewest`` counts what stands between 、; ``most`` also splits at 和、及、与. ``open`` when 等 leaves it open.
    ``form``: ``before`` (names, then count), ``after`` (count, then names in brackets or after a colon),
    ``slogan`` (a quoted or 三大 count).
    """

    start: int
    end: int
    names: tuple[str, ...]
    fewest: int
    most: int
    open: bool
    form: str
    count: int
    stated: str


class Ordinals(Struct, frozen=True):
    """N项…：一是…二是… : the announced count and how many points follow."""

    start: int
    end: int
    announced: Figure
    found: int
    style: str


class Ratio(Struct, frozen=True):
    """Numbers set against each other: 三次产业结构比为5.1:42.5:52.4. ``lead`` is what stands before them."""

    start: int
    end: int
    parts: tuple[Decimal, ...]
    lead: str
    sentence: int
    paragraph: int


@dataclass(frozen=True)
class Reading:
    """A text that was read. Places are offsets into ``text``."""

    text: str
    figures: tuple[Figure, ...]
    times: tuple[TimeRef, ...]
    lists: tuple[NameList, ...] = ()
    ordinals: tuple[Ordinals, ...] = ()
    ratios: tuple[Ratio, ...] = ()
    sentences: tuple[tuple[int, int], ...] = ()
    paragraphs: tuple[tuple[int, int], ...] = ()
    steps: int = 0
    """How many steps the lexer took: what the promise of linear time is tested by."""
    _by_sentence: dict[int, tuple[Figure, ...]] = field(default_factory=dict, compare=False, repr=False)
    _amounts: dict[int, tuple[Figure, ...]] = field(default_factory=dict, compare=False, repr=False)
    _traits: list[frozenset[str]] = field(default_factory=list, compare=False, repr=False)

    @property
    def traits(self) -> frozenset[str]:
        """Kinds, signs and dimensions that occur: what a kind of claim needs, or need not look.

        ``several`` are three amounts, ``alike`` three of one dimension (人 and 人次 are one here) that are meant as
        such: the fewest of which one may be the sum of the others. ``sentences`` are two and more of them. Of
        single characters there are those of ``_TELLING_MARKS``.
        """
        if not self._traits:
            found: set[str] = set()
            alike: dict[str, int] = {}
            counted = 0
            for figure in self.figures:
                kind, dimension = figure.kind, figure.dimension
                found.add(kind)
                found.add(dimension)
                found |= figure.signs
                if kind == AMOUNT:
                    counted += 1
                    if not figure.weak:
                        counted_as = dimension.removesuffix("次") or dimension
                        alike[counted_as] = alike.get(counted_as, 0) + 1
                if "分之" in figure.printed:
                    found.add("分之")
            if self.lists or self.ordinals:
                found.add("lists")
            if self.ratios:
                found.add("ratios")
            if counted >= _SEVERAL:
                found.add("several")
                if max(alike.values(), default=0) >= _SEVERAL:
                    found.add("alike")
            if len(self.sentences) > 1:
                found.add("sentences")
            text = self.text
            for mark in _TELLING_MARKS:
                if mark in text:
                    found.add(mark)
            if "+" in text or "＋" in text:
                found.add("plus")
            self._traits.append(frozenset(found))
        return self._traits[0]

    def times_between(self, begin: int, end: int) -> tuple[TimeRef, ...]:
        """The times that begin between two places; never more than the last few."""
        low = bisect_left(self.times, begin, key=lambda time: time.start)
        high = bisect_left(self.times, end, key=lambda time: time.start)
        return self.times[max(low, high - MOST_TIMES) : high]

    def in_sentence(self, sentence: int) -> tuple[Figure, ...]:
        """The figures of one sentence, in order."""
        if not self._by_sentence:
            groups: dict[int, list[Figure]] = {}
            for figure in self.figures:
                groups.setdefault(figure.sentence, []).append(figure)
            self._by_sentence.update({n: tuple(group) for n, group in groups.items()})
        return self._by_sentence.get(sentence, ())

    def amounts_in(self, sentence: int) -> tuple[Figure, ...]:
        """The counted and measured figures of one sentence that are meant as such, in order."""
        found = self._amounts.get(sentence)
        if found is None:
            found = tuple(f for f in self.in_sentence(sentence) if f.kind == AMOUNT and not f.weak)
            self._amounts[sentence] = found
        return found
