"""Periods: text forms round-trip, neighbours are inverse, order follows the calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.periods import Period

KINDS = {"month": 12, "quarter": 4, "half": 2, "year": 1}
PERIODS = st.sampled_from(sorted(KINDS)).flatmap(
    lambda kind: st.builds(Period, st.integers(1000, 9998), st.just(kind), st.integers(1, KINDS[kind]))
)


@given(PERIODS)
def test_text_and_neighbours_round_trip(period: Period) -> None:
    assert Period.parse(str(period)) == period
    assert period.next().previous() == period == period.previous().next()
    assert period.end == period.next().begin
    assert period.contains(period.begin) and not period.contains(period.end)
    assert period.contains(period.end - timedelta(days=1))


@given(PERIODS, PERIODS)
def test_order_is_total_and_follows_the_last_day(one: Period, other: Period) -> None:
    assert sorted([one, other], key=lambda p: p.sort_key) in ([one, other], [other, one])
    if one.end < other.end:
        assert one < other


@pytest.mark.parametrize(
    "text", ["2020-13", "2020-00", "2020-Q5", "2020-H3", "20-03", "2020-3", "2020年3月", "", "0000"]
)
def test_other_forms_are_refused_with_the_right_ones(text: str) -> None:
    with pytest.raises(ValueError, match="2020-03、2020-Q2"):
        Period.parse(text)


def test_months_quarter_and_chinese() -> None:
    assert [str(m) for m in Period.parse("2020-Q2").months] == ["2020-04", "2020-05", "2020-06"]
    assert str(Period.parse("2020-H1").quarter) == "2020-Q2"
    assert str(Period.of_month(date(2020, 11, 30)).quarter) == "2020-Q4"
    names = [Period.parse(p).chinese for p in ("2020-03", "2020-Q2", "2020-H2", "2020")]
    assert names == ["2020年3月", "2020年第二季度", "2020年下半年", "2020年"]


def test_the_last_period_of_all_ends_somewhere() -> None:
    assert Period.parse("9999-12").end == Period.parse("9999").end == date.max
    assert Period.parse("9999-11").end == date(9999, 12, 1)
