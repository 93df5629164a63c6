"""What is worked out late, or refused early, comes to the same as the plain definition."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction

import pytest

from ledger.claims import Verdict
from ledger.claims import arithmetic as a
from ledger.figures import Figure, read

SHARES = ("30%", "8.9%", "33.33%", "约30%", "超过60%", "近九成", "70.1%", "100%", "0.5%")
AMOUNTS = ("27套", "302套", "3.6亿元", "12.5万元", "约120人", "2523米", "3599米", "10-15个", "超过300户", "1.2公里")


def _figure(text: str) -> Figure:
    (figure,) = read(f"完成{text}。").figures
    return figure


def _by_definition(stated: Figure, computed: a.Span) -> Verdict:
    """The docstring of the module, in fractions, without any short way."""
    step, value = Fraction(stated.step), stated.exact
    if a.rounded(computed.exact, step) == value:
        return Verdict.CONSISTENT

    def touches(width: Fraction) -> bool:
        return computed.low <= value + width and (computed.high is None or computed.high >= value - width)

    if computed.inexact and touches(step / 2):
        return Verdict.CONSISTENT
    near = bool(step) and abs(computed.exact - value) < step
    return (
        Verdict.ROUNDING if near or touches(step / 2) or (computed.inexact and touches(step)) else Verdict.INCONSISTENT
    )


@pytest.mark.parametrize("printed", [share for share in SHARES if _figure(share).is_exact])
def test_a_share_is_compared_as_it_is_defined(printed: str) -> None:
    stated, chance = _figure(printed), random.Random(7)
    for _ in range(200):
        part, whole = (_figure(chance.choice(AMOUNTS)) for _ in range(2))
        near = stated.value / 100 * whole.value * Decimal(chance.choice(("1", "1.001", "0.999", "1.02", "2", "0.5")))
        part = part._replace(value=near.quantize(part.step or Decimal(1)))
        computed = a.percent(a.of(part), a.of(whole))
        if computed is not None:
            assert a.compare(stated, computed) is _by_definition(stated, computed), (printed, part, whole)


@pytest.mark.parametrize("above", AMOUNTS)
@pytest.mark.parametrize("below", AMOUNTS)
def test_a_quotient_lies_between_the_quotients_of_the_ends(above: str, below: str) -> None:
    one, other = a.of(_figure(above)), a.of(_figure(below))
    quotient = a.divide(one, other)
    assert quotient is not None
    assert quotient.exact == one.exact / other.exact
    assert quotient.low == (0 if other.high is None else one.low / other.high)
    assert quotient.high == (None if one.high is None else one.high / other.low)
    assert quotient.low <= quotient.exact


def test_nothing_is_divided_by_what_may_be_nought() -> None:
    assert a.divide(a.of(_figure("27套")), a.of(_figure("0.0亿元"))) is None
    assert a.divide(a.of(_figure("27套")), a.of(_figure("不超过5套"))) is None


@pytest.mark.parametrize(
    ("text", "alike"),
    [
        ("东城27套，西城30套，共57套。", True),
        ("东城27人，西城30人次，共57人次。", True),
        ("东城27套，西城30户，共57人。", False),
        ("东城27套，西城30套。", False),
        ("“三项制度”“五项机制”，建成27项。", False),
    ],
)
def test_three_amounts_of_one_dimension_may_be_a_sum(text: str, alike: bool) -> None:
    assert ("alike" in read(text).traits) is alike
