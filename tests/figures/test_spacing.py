"""Blanks between numbers and their words do not hide figures, and places stay those of the text."""

from __future__ import annotations

import pytest

from ledger.claims import judge
from ledger.figures import read


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("完成投资 37 亿元，占 30 %。", ["37 亿元", "30 %"]),
        ("全区 1 234 户企业", ["1 234 户"]),
        ("截至 2020 年 6 月底，共 1\xa0200 户", ["1\xa0200 户"]),
        (" 1 户。 2 户 \n 3 家 ", ["1 户", "2 户", "3 家"]),
    ],
)
def test_places_are_those_of_the_text(text: str, printed: list[str]) -> None:
    reading = read(text)
    assert [text[figure.start : figure.end] for figure in reading.figures] == printed
    assert "".join(text[begin:end] for begin, end in reading.sentences) == text


def test_months_with_blanks_are_times() -> None:
    assert read("截至 2020 年 6 月底").times[0].month_reached == 6


def test_a_share_with_blanks_is_recomputed() -> None:
    (claim,) = judge(read("完成投资 37 亿元，占年度计划投资 123 亿元的 50 %。"))
    assert claim.verdict.value == "inconsistent"


@pytest.mark.parametrize(("text", "value"), [("出生率6.5‰", "0.65"), ("不合格率万分之三", "0.03"), ("占比过半", "50")])
def test_fine_and_coarse_shares(text: str, value: str) -> None:
    (figure,) = read(text).figures
    assert (figure.kind, str(figure.value)) == ("percent", value)


def test_half_is_a_share_only_after_a_word_of_share() -> None:
    assert read("时间过半、任务过半").figures == ()


def test_a_rate_is_no_amount() -> None:
    (figure,) = read("每平方米按38元/平方米补助").figures
    assert figure.dimension == "money/area"


@pytest.mark.parametrize(
    ("text", "signs"),
    [("同比增11.4亿元", {"up", "yoy"}), ("同比增加11.4亿元", {"up", "yoy"}), ("较上年减3.2亿元", {"down"})],
)
def test_changes_by_one_character(text: str, signs: set[str]) -> None:
    assert signs <= read(text).figures[0].signs


@pytest.mark.parametrize("text", ["封顶9所，数量过半", "已完成目标的一半"])
def test_halves(text: str) -> None:
    assert str(read(text).figures[-1].value) == "50"
