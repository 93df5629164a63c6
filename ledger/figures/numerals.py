"""Numbers as they are written: 12.1324, 1,234, 十二, 三分之二, 百分之三十, 1亿2000万. Exact decimals only.

Each reader looks at one place of a folded text (half-width) and gives what it found and where it ends, or
``None``. Numbers of more digits than any office prints are left alone, so that none costs more than it is long.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from ledger.figures.lexicon import INFIX, MULTIPLIERS

LONGEST = 18
_MORE = frozenset((*INFIX, *(word[0] for word in MULTIPLIERS)))
_WRITTEN = re.compile("(?:(?!0,)[0-9]{1,3}(?:,[0-9]{3}(?![0-9])){1,6}|[0-9]+)(?:[.][0-9]+)?")
"""1,234: the first group has one to three digits, the others exactly three."""
_NOUGHT = Decimal(0)
_STEPS = tuple(Decimal(1).scaleb(-places) for places in range(LONGEST + 1))
_FACTORS = {word: Decimal(size) for word, size in MULTIPLIERS.items()}
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
CHINESE = frozenset(_DIGITS) | frozenset(_PLACES) | frozenset(_LARGE)
NUMERAL = re.compile(f"[{''.join(sorted(CHINESE))}]{{1,{LONGEST + 1}}}")


class Number(NamedTuple):
    """A number: its value, one unit of its last printed place, where it ends, the inexact word inside it."""

    value: Decimal
    unit: Decimal
    end: int
    inexact: str = ""
    scaled: bool = False
    """Whether 万 or 亿 took part."""


def digits(text: str, at: int) -> Number | None:
    """Arabic digits with thousands separators and a decimal point. Total: ``None`` when there are none."""
    written = _WRITTEN.match(text, at)
    if written is None:
        return None
    value, unit = _valued(written.group())
    return Number(value, unit, written.end())


@lru_cache(maxsize=4096)
def _valued(printed: str) -> tuple[Decimal, Decimal]:
    """The value, and one unit of the last place; both nought for a number of too many digits."""
    printed = printed.replace(",", "")
    point = printed.find(".")
    if len(printed) > LONGEST + (point > 0):
        return _NOUGHT, _NOUGHT
    return Decimal(printed), _STEPS[len(printed) - point - 1 if point > 0 else 0]


def chinese(text: str, at: int) -> Number | None:
    """A Chinese numeral: 十二, 二百零五, 三千, 一万两千. ``None`` when the characters make no number."""
    run = NUMERAL.match(text, at)
    if run is None or run.end() - at > LONGEST:
        return None
    written, end = run.group(), run.end()
    value = _value(written)
    if value is None:
        return None
    unit = 1
    for place, size in ((written[-1], 1), (written[-2:-1], 1)):
        unit *= (_PLACES.get(place) or _LARGE.get(place) or 1) * size
        if place not in _PLACES and place not in _LARGE:
            break
    return Number(Decimal(value), Decimal(unit if unit >= 10**4 else 1), end, "", written[-1] in _LARGE)


def _value(written: str) -> int | None:
    if all(character in _DIGITS for character in written):
        return int("".join(str(_DIGITS[c]) for c in written)) if len(written) == 1 or "〇" in written else None
    total = section = digit = 0
    seen = False
    smallest = 10**9
    for character in written:
        if character in _DIGITS:
            if digit and character not in "零〇":
                return None
            digit, seen = _DIGITS[character], True
        elif character in _PLACES:
            place = _PLACES[character]
            if place >= smallest:
                return None
            section += (digit if seen and digit else 1) * place
            smallest, digit, seen = place, 0, False
        else:
            section += digit
            total = (total + (section or 1)) * _LARGE[character]
            section, digit, seen, smallest = 0, 0, False, 10**9
    return total + section + digit


def scaled(text: str, number: Number) -> Number:
    """The number with what belongs to it: 6200 + 余 + 万, 1 + 亿 + 2000 + 万."""
    if text[number.end : number.end + 1] not in _MORE:
        return number
    value, unit, at, inexact, was = number
    if text[at : at + 1] in INFIX:
        inexact, at = INFIX[text[at]], at + 1
    word = text[at : at + 2]
    if word not in _FACTORS:
        word = word[:1]
        if word not in _FACTORS:
            return Number(value, unit, at, inexact, was)
    factor = _FACTORS[word]
    value, unit, at = value * factor, unit * factor, at + len(word)
    if word == "亿":
        more = digits(text, at)
        if more and text[more.end : more.end + 1] == "万" and more.value < 10**4:
            value, unit, at = value + more.value * 10**4, more.unit * 10**4, more.end + 1
    if text[at : at + 1] in INFIX:
        inexact, at = INFIX[text[at]], at + 1
    return Number(value, unit, at, inexact, True)


def grain(value: Decimal) -> Decimal:
    """One unit of the last digit that is not zero: 300 → 100, 6200 → 100, 64 → 1."""
    if not value:
        return Decimal(0)
    _, shown, exponent = value.normalize().as_tuple()
    return Decimal(1).scaleb(int(exponent)) if shown else Decimal(0)
