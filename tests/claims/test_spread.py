"""Totals whose parts open the clauses of a long list."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.claims import Claim, Verdict, judge
from ledger.figures import read

NAMES = ("道路交通", "建筑施工", "危险化学品", "火灾", "渔业船舶", "烟花爆竹")


def _sums(text: str) -> list[Claim]:
    return [claim for claim in judge(read(text)) if claim.kind == "sum"]


def _accidents(cases: list[int], dead: list[int], total: int, lost: int) -> str:
    rows = (
        f"{n}.{NAMES[n]}发生{c}起，死亡{d}人，同比增加1起。" for n, (c, d) in enumerate(zip(cases, dead, strict=True))
    )
    return f"发生较大事故{total}起，死亡{lost}人，同比减少2起、9人。\n" + "\n".join(rows)


def test_both_columns_of_a_numbered_list_make_their_totals() -> None:
    found = _sums(_accidents([6, 3, 1, 2], [20, 9, 4, 5], 12, 38))
    assert {(claim.stated, claim.verdict) for claim in found} == {
        ("12起", Verdict.CONSISTENT),
        ("38人", Verdict.CONSISTENT),
    }


def test_the_column_that_misses_is_wrong_where_the_other_makes_its_total() -> None:
    found = _sums(_accidents([6, 3, 1, 2], [20, 9, 4, 5], 21, 38))
    assert {(claim.stated, claim.verdict) for claim in found} == {
        ("21起", Verdict.INCONSISTENT),
        ("38人", Verdict.CONSISTENT),
    }


def test_one_coarse_column_alone_says_nothing() -> None:
    assert _sums("新开工项目12个。\n城东开工6个；城西开工3个；城南开工1个。\n另有2个正在报批。") == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(2, 60), st.integers(2, 400)), min_size=4, max_size=6))
def test_true_lists_are_never_called_wrong(rows: list[tuple[int, int]]) -> None:
    cases, dead = [c for c, _ in rows], [d for _, d in rows]
    claims = judge(read(_accidents(cases, dead, sum(cases), sum(dead))))
    assert [claim.why for claim in claims if claim.verdict is Verdict.INCONSISTENT] == []
