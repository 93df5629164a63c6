"""时间进度, leads, growth: cases worked by hand from published texts, each with its source."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.measures import rounded
from ledger.metrics import compared, completion, growth, lead_amount, lead_points, time_progress
from ledger.periods import Period


@pytest.mark.parametrize(
    ("period", "places", "percent"),
    [
        ("2020-11", 1, "91.7"),  # 宣城2020: 占比低于91.7%的为慢于时间进度
        ("2018-11", 2, "91.67"),  # 张家界2018
        ("2009-11", 1, "91.7"),  # 财政部2009年1-11月预算执行
        ("2019-Q3", 0, "75"),  # 连云港2019三季度
        ("2010-08", 2, "66.67"),  # 三元2010年1-8月
        ("2020-H1", 0, "50"),
        ("2020", 0, "100"),
    ],
)
def test_time_progress_goes_by_months(period: str, places: int, percent: str) -> None:
    assert rounded(time_progress(Period.parse(period)) * 100, places) == Decimal(percent)


def test_days_are_an_option() -> None:
    assert time_progress(Period.parse("2010-08"), "days") == Fraction(243, 365)
    # the leap year 2020: August is 8/12 either way, so the report of 历城 cannot tell them apart
    assert (
        time_progress(Period.parse("2020-08"), "days") == Fraction(244, 366) == time_progress(Period.parse("2020-08"))
    )


@pytest.mark.parametrize(
    ("percent", "period", "points"),
    [
        ("74", "2010-08", "7.33"),  # 三元2010: 74%, 超序时进度7.33个百分点; by days it would be 7.42
        ("53.3", "2019-Q3", "-21.7"),  # 连云港2019: 低于目标21.7个百分点
        ("75.19", "2020-08", "8.52"),  # 历城2020年1-8月: 超过时间进度8.52个百分点
    ],
)
def test_published_leads_and_lags(percent: str, period: str, points: str) -> None:
    share = time_progress(Period.parse(period))
    assert rounded(lead_points(Decimal(percent), Decimal(100), share), 2) == Decimal(points)


def test_licheng_2020_lead_in_points_and_in_money() -> None:
    # 历城区2020年1-8月: 一般公共预算收入887416万元, 为预算的75.19%, 超过时间进度8.52个百分点、100549万元,
    # 同比增收48661万元、增长5.8%. The budget itself is not printed; 1180300万元 is inside what the share allows.
    done, budget, share = Decimal(887416), Decimal(1180300), time_progress(Period.parse("2020-08"))
    assert rounded(completion(done, budget) * 100, 2) == Decimal("75.19")
    assert rounded(lead_points(done, budget, share), 2) == Decimal("8.52")
    assert rounded(lead_amount(done, budget, share), 0) == Decimal(100549)
    assert rounded(growth(done, done - 48661), 1) == Decimal("5.8")


def test_a_fall_is_a_negative_growth_and_doubling_is_a_hundred_percent() -> None:
    assert growth(Decimal("82.5"), Decimal(100)) == Fraction("-17.5")  # 咸宁2020: “增长-17.5%”
    assert growth(2, 1) == 100 and growth(5, 5) == 0  # 翻一番, 持平


@pytest.mark.parametrize(
    ("period", "kind", "other"),
    [
        ("2020-03", "同比", "2019-03"),
        ("2020-03", "环比", "2020-02"),
        ("2020-Q1", "环比", "2019-Q4"),
        ("2020-H1", "同比", "2019-H1"),
    ],
)
def test_what_a_period_is_compared_with(period: str, kind: str, other: str) -> None:
    assert str(compared(Period.parse(period), kind)) == other


amounts = st.decimals(min_value=Decimal("0.01"), max_value=Decimal(10**9), places=2)


@given(amounts, amounts, st.integers(1, 12))
def test_points_and_amount_tell_the_same(done: Decimal, target: Decimal, month: int) -> None:
    share = Fraction(month, 12)
    assert lead_amount(done, target, share) / Fraction(target) * 100 == lead_points(done, target, share)
