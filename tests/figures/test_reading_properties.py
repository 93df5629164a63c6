"""Reading is total, keeps places, and takes steps in proportion to the length of the text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.claims import judge
from ledger.figures import read

PIECES = st.sampled_from(
    [
        "完成", "占", "其中", "共", "，", "。", "、", "（", "）", "“", "”", "《", "》", "：", "；", "\n", "37亿元",
        "30%", "5个百分点", "等5个", "一是",
        "1.", "1-8月", "2019年", "三分之二", "百分之", "分之", "万", "亿", "元", "户", "余", "约", "同比", "增长",
        "由", "增加到", "去年同期", "剩余",
        "时间进度", "超", "0", "00", "1,234", "1,", "9" * 30, "-", "+", "〔", "〕", "第", "十", "千", "零", " ",
        "\x00", "𠮷", "%", "个", "A1", "5G",
        "10月17日至10月19日", "会期3天", "2023-2025年", "三年行动计划",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=40).map("".join))


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_any_text_is_read_and_judged(text: str) -> None:
    reading = read(text)
    for figure in reading.figures:
        assert 0 <= figure.start < figure.end <= len(text)
        assert figure.low <= figure.exact
    for claim in judge(reading):
        assert 0 <= claim.start <= claim.end <= len(text)
        assert claim.why


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_every_character_belongs_to_one_sentence(text: str) -> None:
    reading = read(text)
    assert "".join(text[a:b] for a, b in reading.sentences) == text
    assert "".join(text[a:b] for a, b in reading.paragraphs) == text


@given(st.integers(0, 10**9), st.integers(0, 4), st.sampled_from(["", "万", "亿"]))
def test_a_printed_amount_is_read_back_exactly(units: int, places: int, multiplier: str) -> None:
    value = Decimal(units).scaleb(-places)
    (figure,) = read(f"收入{value:f}{multiplier}元").figures
    assert figure.value == value * {"": 1, "万": 10**4, "亿": 10**8}[multiplier]


@pytest.mark.parametrize(
    "unit",
    [
        "完成37亿元，占计划的30%；",
        "甲、乙、",
        "其中5个，",
        "（",
        "一",
        "万",
        "9",
        "“五",
        "1,",
        "剩余5户，",
        "占30%，",
        "3年(2023-2025年)",
        "共3天，",
        "“四",
        "1-",
    ],
)
def test_steps_grow_with_the_length_and_no_faster(unit: str) -> None:
    once, fourfold = read(unit * 500), read(unit * 2000)
    assert fourfold.steps <= 4 * once.steps + 50
    assert all(len(fourfold.in_sentence(n)) <= 120 for n in range(len(fourfold.sentences)))
    assert len(judge(fourfold)) <= 5 * len(judge(once)) + 50
