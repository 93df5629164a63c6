"""What judging gives, what it may know beside the text, and the table of kinds with their pages."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction

from ledger.figures import Figure, Reading
from ledger.values import Struct, field


class Verdict(StrEnum):
    """How a claim stands: it holds; it holds but for rounding; it does not hold; it cannot be told."""

    CONSISTENT = "consistent"
    ROUNDING = "rounding"
    INCONSISTENT = "inconsistent"
    UNCLEAR = "unclear"


CHINESE = {
    Verdict.CONSISTENT: "相符",
    Verdict.ROUNDING: "取整之差",
    Verdict.INCONSISTENT: "不符",
    Verdict.UNCLEAR: "无法判断",
}


class Special(StrEnum):
    """What is particular in a working."""

    NONE = ""
    TIMED = "timed"
    """The share of the year that has gone is one side of it."""
    WITHIN = "within"
    """A part that is told to be more than its total; nothing was added up."""
    ALL = "all"
    """The words say that the parts leave nothing out."""
    NAMED = "named"
    """The words name what it is of, and what was done instead is known: it is no other matter, however far off."""


class Working(Struct, frozen=True):
    """What a claim was computed from, as values: its sentence of arithmetic says the same in words."""

    stated: Figure
    computed: Fraction
    """What comes out, unrounded, in the base unit of ``stated``."""
    operands: tuple[Figure, ...] = ()
    """The printed figures that it was computed from, in the order of the sentence; one that stands there twice, twice.
    Numbers of no figure (twelve months) are left out."""
    special: Special = Special.NONE


class Claim(Struct, frozen=True):
    """One claim that was judged: its place in the text, what stands there, what comes out, and why.

    ``stated`` and ``computed`` are as one would write them (``30%``, ``37亿元``); ``computed`` is empty where
    nothing can be computed. ``why`` is one Chinese sentence with the arithmetic; ``working`` is the same in values,
    given by every look that may call an amount, a share or a change wrong (``doubts`` asks it).
    """

    kind: str
    start: int
    end: int
    stated: str
    computed: str
    verdict: Verdict
    why: str
    working: Working | None = None


class Fact(Struct, frozen=True):
    """A figure that the ledger holds: an indicator's target or an amount in a task's words."""

    where: str
    """How to name its place: 2020-minsheng-005（附件2第5项）."""
    words: str
    """The words around it, by which a text is found to speak of the same thing."""
    figure: Figure
    comparator: str = ""
    task: str = ""


class Memory(Struct, frozen=True):
    """The facts of a ledger, found by dimension; ``common`` are pairs of characters too many tasks share to tell."""

    by_dimension: Mapping[str, tuple[Fact, ...]]
    common: frozenset[str] = frozenset()


class Given(Struct, frozen=True):
    """What is known beside the text. Everything may be missing."""

    year: int = 0
    month: int = 0
    """The month that the report goes up to; 0 when unknown."""
    period: str = ""
    """How to name it: 二季度末."""
    task: Reading | None = None
    """The words of the task that the text answers: its figures may be the base."""
    facts: Memory | None = None
    tolerance: Fraction = field(default=Fraction(0))
    """A further allowance for shares and rates, in points (``rules.numbers.tolerance``)."""


Finder = Callable[[Reading, Given], Iterator[Claim]]
LastFinder = Callable[[Reading, Given, Sequence[int]], Iterator[Claim]]
"""What it is given besides are the places, among the figures, of those that nothing certain has been said of."""


class LastLook(Struct, frozen=True):
    """A look at the figures that are left when all others have looked."""

    key: str
    find: LastFinder
    needs: tuple[frozenset[str], ...] = ()
    unsaid: bool = False
    """It is given only those of which nothing was computed so far, not even an answer that leaves it open."""


class Kind(Struct, frozen=True):
    """A kind of claim: its key, its Chinese name, the function that finds it, and its page."""

    key: str
    name: str
    find: Finder
    page: str
    needs: tuple[frozenset[str], ...] = ()
    """Groups of traits of a reading; where one group has none of its own there, there is nothing to find."""

    def may_find(self, reading: Reading) -> bool:
        """Whether it is worth looking at all: a quick look that never decides against a claim."""
        return self.may_find_in(reading.traits)

    def may_find_in(self, traits: frozenset[str]) -> bool:
        """The same, by the traits alone."""
        return not any(traits.isdisjoint(group) for group in self.needs)


KINDS: dict[str, Kind] = {}
WIDER: dict[str, list[Kind]] = {}
"""By key: finders that look further away; what they find counts only where the first look found nothing."""


def kind(key: str, name: str, *needs: str) -> Callable[[Finder], Finder]:
    """Declare a kind; its page is the function's docstring. Each of ``needs`` names traits, one of which must occur."""

    groups = tuple(frozenset(group.split()) for group in needs)

    def declared(find: Finder) -> Finder:
        KINDS[key] = Kind(key, name, find, inspect.getdoc(find) or "", groups)
        return find

    return declared


def wider(key: str, *needs: str) -> Callable[[Finder], Finder]:
    """Declare a wider look for claims of a kind that has its page elsewhere."""

    groups = tuple(frozenset(group.split()) for group in needs)

    def declared(find: Finder) -> Finder:
        WIDER.setdefault(key, []).append(Kind(key, "", find, inspect.getdoc(find) or "", groups))
        return find

    return declared


LAST: list[LastLook] = []
"""Looks at figures of which nothing certain was said; what they find takes the place of 无法判断."""


def last(key: str, *needs: str, unsaid: bool = False) -> Callable[[LastFinder], LastFinder]:
    """Declare a last look for claims of a kind that has its page elsewhere."""

    groups = tuple(frozenset(group.split()) for group in needs)

    def declared(find: LastFinder) -> LastFinder:
        LAST.append(LastLook(key, find, groups, unsaid))
        return find

    return declared
