"""计量单位: exact conversion inside one dimension, and amounts as an office prints them.

The words come from the grammar of figures (``ledger.figures.lexicon``), so a measure that can be read in a text
can be converted here. Counts of different things (户, 套, 件) never convert into each other; 人 and 名 do,
because they count the same. Between areas the factors are the legal ones: 1公顷 = 15亩 = 10000平方米.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from ledger.errors import LedgerError
from ledger.figures.lexicon import MEASURES, MULTIPLIERS
from ledger.text import fold

POINTS = "个百分点"
_MULTIPLIERS = sorted(MULTIPLIERS, key=len, reverse=True)
_AREA = {"mu": Fraction(10000, 15), "hectare": Fraction(10000)}
"""Dimensions of land that are areas after all: what one of them is in 平方米."""
_SHARES = {"%": Fraction(1), "％": Fraction(1), "成": Fraction(10), POINTS: Fraction(1), "百分点": Fraction(1)}


def of(measure: str) -> tuple[str, Fraction]:
    """Dimension of a measure, and what one of it is in the base measure: 万元 is 10000 of ``money``.

    A word the grammar does not know is a dimension of its own (标准化考点); ``%`` and 个百分点 are two.
    """
    word = fold(measure).strip()
    if word in _SHARES:
        return (POINTS if word.endswith("百分点") else "%"), _SHARES[word]
    if word in MEASURES:
        dimension, scale = MEASURES[word]
        factor = _AREA.get(dimension, Fraction(1)) * Fraction(scale)
        return ("area" if dimension in _AREA else dimension), factor
    for multiplier in _MULTIPLIERS:
        if word.startswith(multiplier) and len(word) > len(multiplier):
            dimension, factor = of(word.removeprefix(multiplier))
            return dimension, factor * MULTIPLIERS[multiplier]
    return word, Fraction(1)


def convertible(one: str, other: str) -> bool:
    """Whether amounts of the two measures can be compared."""
    return of(one)[0] == of(other)[0]


def convert(amount: Decimal | Fraction, source: str, target: str) -> Fraction:
    """The amount in another measure, exactly. ``LedgerError`` for measures of different things (户 and 套)."""
    dimension, factor = of(source)
    wanted, divisor = of(target)
    if dimension != wanted:
        raise LedgerError(f"“{source}”和“{target}”不是同一种计量单位，不能换算", "分别列成两个指标")
    return Fraction(amount) * factor / divisor


def rounded(value: Fraction | Decimal, places: int) -> Decimal:
    """Half up, away from zero on both sides, as an office rounds: 8.525 is 8.53, −8.525 is −8.53."""
    # in whole numbers: a table of ten thousand tasks rounds fifty thousand times
    above, below = value.as_integer_ratio()
    whole = (2 * abs(above) * 10**places + below) // (2 * below)
    return Decimal(whole if above >= 0 else -whole).scaleb(-places)


def plain(value: Fraction | Decimal, places: int = 2) -> str:
    """A number for a sentence: rounded, without zeros at its end, without an exponent."""
    text = f"{rounded(value, places):f}"
    trimmed = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if trimmed in ("-0", "") else trimmed


def places_of(amount: Decimal) -> int:
    """How many decimal places an amount was printed with."""
    exponent = amount.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
