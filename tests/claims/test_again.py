"""The last looks: wholes that stand far off, behind or in another sentence, levels of changes, differences of rates."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.claims import Claim, Verdict, judge
from ledger.figures import read

SHARES = [
    "全区应建档{w}户。已建档{p}户，建档率{r}%。",
    "建档率{r}%（建档{p}户，共{w}户）。",
    "已完成改造{p}户，完成率{r}%，年度任务{w}户。",
    "全县共有农户{w}户。一、进展。进度总体正常。二、明细。其中参保{p}户，占农户总数的{r}%。",
    "{w}户农户中，参加合作社的{p}户，占{r}%。",
    "任务{w}户。目前已签约{p}户，完成目标的{r}%。",
    "签约{p}户（任务{w}户），完成{r}%。",
    "全镇受灾{w}户，其中重灾{p}户，占受灾户数的{r}%。",
    "占全镇农户（{w}户）的{r}%，共{p}户。",
]
CHANGES = [
    "完成税收{w}万元，完成预算的一半以上，同比增收{d}万元，增长{g}%。",
    "税收{w}万元，比上年增加{d}万元，增长{g}%。",
    "全年税收{w}万元，增长{g}%，上年为{b}万元。",
    "税收由{b}万元增加到{w}万元，净增{d}万元，增长{g}%。",
    "今年税收{w}万元，去年同期{b}万元，同比增长{g}%。",
    "税收{w}万元（上年同期{b}万元），同比增长{g}%。",
]
POINTS = [
    "办结率{h}%，比全市平均水平（{l}%）高{x}个百分点。",
    "办结率由{l}%提高到{h}%，提高{x}个百分点。",
    "办结率{h}%，比上年提高{x}个百分点，上年为{l}%。",
    "甲镇办结率{h}%，乙镇办结率{l}%，相差{x}个百分点。",
    "办结率{h}%，较上月的{l}%提升{x}个百分点。",
]
UNRELATED = [
    "新开工{w}个，竣工{p}个，占年度计划的{r}%。",
    "检查企业{w}家，整改隐患{p}处，整改率{r}%。",
    "累计签约{w}户，其中本月签约{p}户，签约率{r}%。",
    "教育支出{w}万元，占{q}%，社保支出{p}万元，占{r}%。",
    "全区登记企业{w}家，停业{p}家，失业率{r}%。",
    "接待游客{w}人次，同比增长{q}%，其中过夜{p}人次，增长{r}%。",
    "公路里程{w}公里，其中村道{p}公里，硬化率{r}%。",
]


def _rate(part: int, whole: int, places: int = 1) -> str:
    return f"{(Decimal(part) * 100 / whole).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):f}"


def _wrong(text: str) -> list[Claim]:
    return [claim for claim in judge(read(text)) if claim.verdict is Verdict.INCONSISTENT]


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(SHARES), st.integers(400, 90000), st.integers(20, 970))
def test_a_true_share_of_a_whole_elsewhere_is_never_called_wrong(form: str, whole: int, per_mille: int) -> None:
    part = max(2, whole * per_mille // 1000)
    assert _wrong(form.format(w=whole, p=part, r=_rate(part, whole))) == []


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(CHANGES), st.integers(3000, 90000), st.integers(20, 600))
def test_a_true_change_is_never_called_wrong(form: str, base: int, per_mille: int) -> None:
    delta = max(2, base * per_mille // 1000)
    text = form.format(w=base + delta, d=delta, b=base, g=_rate(delta, base))
    assert _wrong(text) == []


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(POINTS), st.integers(300, 800), st.integers(5, 180))
def test_a_true_difference_of_rates_is_never_called_wrong(form: str, low: int, apart: int) -> None:
    high = Decimal(low + apart) / 10
    assert _wrong(form.format(h=high, l=Decimal(low) / 10, x=Decimal(apart) / 10)) == []


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(UNRELATED), st.integers(400, 90000), st.integers(20, 970), st.integers(11, 989),
    st.integers(11, 989),
)  # fmt: skip
def test_rates_of_something_that_is_not_printed_are_left_alone(
    form: str, whole: int, per_mille: int, rate: int, other: int
) -> None:
    part = max(2, whole * per_mille // 1000)
    text = form.format(w=whole, p=part, r=Decimal(rate) / 10, q=Decimal(other) / 10)
    assert _wrong(text) == []


@pytest.mark.parametrize(
    "text",
    [
        form.format(w=5200, p=3380, r=rate)
        for form, rate in [(SHARES[1], "56.0"), (SHARES[2], "56.0"), (SHARES[4], "56.0"), (SHARES[6], "56.0")]
    ]
    + [form.format(w=26400, d=2200, b=24200, g="19.1") for form in CHANGES]
    + [form.format(h="86.2", l="81.6", x="6.4") for form in POINTS],
)
def test_one_wrong_digit_is_told_where_the_words_name_both(text: str) -> None:
    assert _wrong(text)


def test_what_the_first_look_could_not_tell_is_told_once() -> None:
    text = "10．新增学位5400个。\n区教体局：2所学校已投入使用，增加学位1890个，占全年新增学位任务的35%。"
    told = [claim for claim in judge(read(text)) if claim.kind == "share"]
    assert [claim.verdict for claim in told] == [Verdict.CONSISTENT]


def test_the_whole_of_one_share_is_that_of_the_next() -> None:
    text = "火灾618起。电气原因253起，占火灾总数的40.9%；用火不慎148起，占{}%。"
    assert [c.verdict.value for c in judge(read(text.format("23.9")))[-1:]] == ["consistent"]
    assert [c.stated for c in _wrong(text.format("33.9"))] == ["33.9%"]


def test_shares_in_a_row_speak_for_the_one_that_is_wrong() -> None:
    text = "全县信访1862件次。\n诉求较多的是：\n城乡建设448件，占24.1%；农业农村372件，占20.0%；劳动社保317件，占{}%。"
    assert _wrong(text.format("17.0")) == []
    assert [c.stated for c in _wrong(text.format("27.0"))] == ["27.0%"]
