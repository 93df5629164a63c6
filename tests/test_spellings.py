"""What people type for a period, and what they are told where it is none."""

from __future__ import annotations

import pytest

from ledger import guesses, spellings


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("2021年3月", "2021-03"), ("2021Q1", "2021-Q1"), ("2021-3", "2021-03"), ("2021年上半年", "2021-H1"), ("13月", "")],
)
def test_the_period_that_was_meant(typed: str, meant: str) -> None:
    assert guesses.period(typed) == meant


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2021-13", "一年只有12个月，月写 2021-01 到 2021-12"),
        ("（13月）", "一年只有12个月"),
        ("2021年１３月", "一年只有12个月，月写 2021-01"),
        ("2021-00", "一年只有12个月"),
        ("2021-Q5", "一年只有4个季度，写 2021-Q1 到 2021-Q4"),
        ("第五季度", "一年只有4个季度"),
        ("2021-H3", "半年写 2021-H1"),
        ("三月", "写明年份，如 2020-03"),
        ("1季度", "写明年份，如 2020-Q1"),
        ("上半年", "写明年份，如 2020-H1"),
        ("2021-01至2021-03", "一处只写一个周期"),
        ("2021-03、04", "一处只写一个周期"),
        ("本月", "月写 2020-04，季度写 2020-Q2"),
    ],
)
def test_what_is_no_period_is_told_in_its_own_way(typed: str, told: str) -> None:
    assert guesses.period(typed) == ""
    assert spellings.unlike_period(typed).startswith(told)


def test_a_long_row_of_blanks_is_no_work() -> None:
    typed = "2021" + " " * 100_000 + "x"
    assert (spellings.period(typed), spellings.day(typed)) == (None, None)
    assert "2021-04" in spellings.unlike_period(typed)
