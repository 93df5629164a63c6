"""Exact conversion of measures, and rounding as offices round."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import LedgerError
from ledger.measures import convert, convertible, of, plain, rounded


@pytest.mark.parametrize(
    ("amount", "source", "target", "expected"),
    [
        ("88.7416", "亿元", "万元", Fraction(887416)),
        ("887416", "万元", "元", Fraction(8874160000)),
        ("12.1324", "万平方米", "平方米", Fraction(121324)),
        ("1", "公顷", "亩", Fraction(15)),
        ("1", "亩", "平方米", Fraction(2000, 3)),
        ("3", "万亩", "公顷", Fraction(2000)),
        ("1", "平方公里", "万平方米", Fraction(100)),
        ("2.5", "公里", "米", Fraction(2500)),
        ("2.45", "万人", "名", Fraction(24500)),
        ("1.11", "万套", "套", Fraction(11100)),
        ("3", "成", "%", Fraction(30)),
    ],
)
def test_conversion_is_exact(amount: str, source: str, target: str, expected: Fraction) -> None:
    assert convert(Decimal(amount), source, target) == expected


@pytest.mark.parametrize(
    ("one", "other"), [("户", "套"), ("件", "项"), ("%", "个百分点"), ("万元", "平方米"), ("万户", "万人")]
)
def test_different_things_never_convert(one: str, other: str) -> None:
    assert not convertible(one, other)
    with pytest.raises(LedgerError, match=f"“{one}”和“{other}”不是同一种计量单位"):
        convert(Decimal(1), one, other)


def test_an_unknown_measure_stands_for_itself() -> None:
    assert of("标准化考点") == ("标准化考点", 1)
    assert convert(Decimal(2), "标准化考点", "标准化考点") == 2


@given(
    st.decimals(-(10**9), 10**9, allow_nan=False, places=4),
    st.sampled_from([("亿元", "万元"), ("公顷", "亩"), ("万平方米", "亩")]),
)
def test_there_and_back_is_the_same(amount: Decimal, pair: tuple[str, str]) -> None:
    there = convert(amount, *pair)
    assert convert(there, pair[1], pair[0]) == Fraction(amount)


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("8.525", 2, "8.53"),
        ("-8.525", 2, "-8.53"),
        ("8.5249", 2, "8.52"),
        ("60.8", 0, "61"),
        ("0.5", 0, "1"),
        ("-0.4", 0, "0"),
    ],
)
def test_half_goes_up_away_from_zero(value: str, places: int, expected: str) -> None:
    assert rounded(Decimal(value), places) == Decimal(expected)


def test_numbers_in_sentences_have_no_empty_zeros_and_no_exponents() -> None:
    shown = [plain(Fraction(n)) for n in ("0", "-1/1000", "75", "1100000000000", "1/3", "-17.5")]
    assert shown == ["0", "0", "75", "1100000000000", "0.33", "-17.5"]
