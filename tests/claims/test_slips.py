"""A difference that one slip of the pen explains: told only of what stands right before it."""

from __future__ import annotations

import random

import pytest

from ledger.claims import Claim, Given, Verdict
from ledger.claims.slips import slips
from ledger.figures import read
from tests.claims.scoring import DATA


def found(text: str, at: int | None = None) -> list[Claim]:
    reading = read(text)
    return list(slips(reading, Given(), range(len(reading.figures)) if at is None else [at]))


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("上半年产值187.3亿元。\n利润8.4亿元。\n下半年确保全年395亿元，还须完成270.7亿元。", "207.7亿元"),
        ("计划投资6.52亿元，完成5.18亿元，离全部完成还有1340万元。", "13400万元"),
        ("蓄水2.146亿立方米，占总库容2.85亿立方米的75%，较上年1.83亿立方米增蓄316万立方米。", "3160万立方米"),
    ],
)
def test_digits_that_changed_places_and_a_point_elsewhere(text: str, due: str) -> None:
    assert [(claim.verdict, claim.computed) for claim in found(text)] == [(Verdict.INCONSISTENT, due)]


@pytest.mark.parametrize(
    "text",
    [
        "上半年产值187.3亿元。\n利润8.4亿元。\n下半年确保全年395亿元，还须完成207.7亿元。",
        "计划420户，启动350户，完成308户，还有121户。",  # 112 would be left, but there are two to be tried
        "计划投资6.52亿元，完成5.18亿元，户均还有1340万元。",
        "计划90户，完成78户，还有21户。",
    ],
)
def test_what_is_right_or_may_be_chance_is_not_told(text: str) -> None:
    assert found(text) == []


def test_figures_changed_at_random_are_not_called_a_slip() -> None:
    dice = random.Random(11)
    asked = told = 0
    for line in (DATA / "claims" / "dense.txt").read_text("utf-8").splitlines():
        for figure in read(line).figures:
            digits = figure.printed[: len(figure.printed) - len(figure.printed.lstrip("0123456789"))]
            if figure.kind != "amount" or len(digits) < 2:
                continue
            other = str(dice.randint(10 ** (len(digits) - 1), 10 ** len(digits) - 1))
            changed = line[: figure.start] + other + line[figure.start + len(digits) :]
            asked += 1
            told += bool(found(changed))
    assert asked > 30
    assert told == 0
