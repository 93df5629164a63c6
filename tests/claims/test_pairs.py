"""Sentences that are right and the same with one figure changed (虚构), and true ones that look as if they were not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.claims import Claim, Verdict, judge
from ledger.figures import read
from tests.claims.scoring import DATA

SPOT = re.compile(r"\[\[(.*?)\|(.*?)\]\]")
FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
ALIKE = ({"sum", "remainder"},)
"""What is left is a part too: either may be told."""


def lines(name: str) -> list[str]:
    return [line for line in (DATA / "claims" / name).read_text("utf-8").splitlines() if "|" in line and line[0] != "#"]


def written(line: str, place: int) -> tuple[set[str], str, int, int]:
    """The kinds that may be told, the text with the first or second way of writing, and where that stands."""
    kind, _, text = line.partition("|")
    hit = SPOT.search(text)
    assert hit is not None
    begin = text[: hit.start()].replace("\\n", "\n")
    chosen = hit.group(place)
    kinds = next((group for group in ALIKE if kind.rstrip("?") in group), {kind.rstrip("?")})
    return kinds, begin + chosen + text[hit.end() :].replace("\\n", "\n"), len(begin), len(begin) + len(chosen)


def told(kinds: set[str], text: str, begin: int, end: int) -> list[Claim]:
    return [c for c in judge(read(text)) if c.kind in kinds and c.start < end and begin <= c.end]


@pytest.mark.parametrize("line", [*lines("forms-pairs.txt"), *lines("forms-pairs-2.txt"), *lines("forms-pairs-3.txt")])
def test_what_is_right_is_found_and_what_is_wrong_is_told(line: str) -> None:
    kinds, text, begin, end = written(line, 1)
    assert not [claim.why for claim in judge(read(text)) if claim.verdict is Verdict.INCONSISTENT]
    if "repeat" not in kinds:
        assert {claim.verdict for claim in told(kinds, text, begin, end)} & set(FITS)
    if "?" not in line.partition("|")[0]:
        assert Verdict.INCONSISTENT in {claim.verdict for claim in told(*written(line, 2))}


def test_true_sentences_that_look_wrong_are_left_alone() -> None:
    page = (DATA / "claims" / "quiet-4.txt").read_text("utf-8").splitlines()
    wrong = [
        (line, claim.why)
        for line in page
        for claim in judge(read(line))
        if claim.verdict in (Verdict.INCONSISTENT, Verdict.ROUNDING)
    ]
    assert wrong == []


NAMES = ("工业", "农业", "服务业", "建筑业", "商贸业")
BETWEEN = ("，", "，增长4.2%，", "；", "（含续建），", "，同比下降1.6%；")


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.integers(120, 9_800), min_size=3, max_size=5),
    st.sampled_from(BETWEEN),
    st.sampled_from(["其中，", "按行业分，", "从行业看，", "其中："]),
    st.booleans(),
)
def test_a_list_over_rates_and_brackets_is_found_with_its_total(
    parts: list[int], between: str, opening: str, apart: bool
) -> None:
    listed = between.join(f"{name}{part}万元" for name, part in zip(NAMES, parts, strict=False))
    stop = "，增长3.1%。" if apart else "，"
    claims = judge(read(f"全区完成投资{sum(parts)}万元{stop}{opening}{listed}。"))
    assert [claim.why for claim in claims if claim.verdict is Verdict.INCONSISTENT] == []
    assert "sum" in {claim.kind for claim in claims if claim.verdict is Verdict.CONSISTENT}


@settings(max_examples=50, deadline=None)
@given(st.integers(120, 9_000), st.integers(40, 99), st.sampled_from(["剩余", "其余", "未办结", "还剩"]), st.booleans())
def test_what_is_left_is_never_called_wrong_when_it_is_right(
    total: int, percent: int, word: str, elsewhere: bool
) -> None:
    done = total * percent // 100
    rate = f"{done * 100 / total:.1f}"
    first = f"受理事项{total}件。" if elsewhere else f"受理事项{total}件，"
    claims = judge(read(f"{first}已办结{done}件，办结率{rate}%，{word}{total - done}件。"))
    assert [claim.why for claim in claims if claim.verdict is Verdict.INCONSISTENT] == []


@settings(max_examples=50, deadline=None)
@given(st.integers(3, 400), st.integers(12, 9_000), st.sampled_from(["户均{}元", "平均每户{}元", "每户平均{}元"]))
def test_an_average_with_both_amounts_far_off_is_never_called_wrong(count: int, each: int, form: str) -> None:
    text = f"一、任务。今年{count}户。\n二、资金。下达{count * each}元，{form.format(each)}。"
    assert [claim.why for claim in judge(read(text)) if claim.verdict is Verdict.INCONSISTENT] == []
