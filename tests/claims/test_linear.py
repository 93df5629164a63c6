"""Judging does work in proportion to the length of a text, whatever stands in it: counted, not timed."""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from ledger.claims import judge
from ledger.figures import read

PIECES = [
    "1户，占5%，",
    "共12件，办结3件，占1.5%；",
    "由3户增加到5户，增长5%，",
    "应检5台，已检3台，未检2台，",
    "3户。占总数的5.2%。",
    "平均每户2元，5户，",
    "(3个",
    "分别为1.2%、",
    "甲、乙等3个，",
    "1:2:3:4，",
    "翻一番，",
    "完工3座、在建4座、未开工2座，",
    "比上月6件多，是上月的2倍，",
    "余下5个项目。",
    "全县8个乡镇，",
    "医护比1:2，",
]


def work(text: str) -> int:
    """Python calls made while a text is judged."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    reading = read(text)
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        judge(reading)
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize("piece", PIECES)
def test_twice_the_text_is_about_twice_the_work(piece: str) -> None:
    once, twice = work(piece * 150), work(piece * 300)
    assert twice <= 2.4 * once + 500
    assert once <= 400 * 150 * len(piece)
