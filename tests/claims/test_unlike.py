"""What is left of things that are counted otherwise, or in two ways at once."""

from __future__ import annotations

import pytest

from ledger.claims import Given, Verdict
from ledger.claims.unlike import counted_twice, unlike
from ledger.figures import read


def found(text: str) -> list[tuple[str, str, Verdict]]:
    reading = read(text)
    every = range(len(reading.figures))
    claims = [*unlike(reading, Given(), every), *counted_twice(reading, Given(), every)]
    return [(claim.stated, claim.computed, claim.verdict) for claim in claims]


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("公寓共有铺位8640个，已住5175人，空铺3465个。", "3465个"),
        ("商品房均价7120元/平方米，比上年7455元低335元。", "335元"),
        ("排查18个村、5400户，完成12个村、3700户，余6个村、1700户。", "1700户"),
    ],
)
def test_differences_of_unlike_measures_that_fit(text: str, stated: str) -> None:
    assert found(text) == [(stated, stated, Verdict.CONSISTENT)]


def test_a_rest_that_holds_in_one_measure_holds_in_the_other() -> None:
    wrong = found("排查18个村、5400户，完成12个村、3700户；其余6个村、1400户明年做。")
    assert wrong == [("1400户", "1700户", Verdict.INCONSISTENT)]


@pytest.mark.parametrize(
    "text",
    [
        "公寓共有铺位8640个，已住5175人，空铺3456个。",  # nobody says that what stands there is all
        "公寓共有铺位8640个，已住5175人，平均每层多3465个。",
        "培训8640人次，用时5175天，还有3465人次。",
        "排查18个村、5400户，完成12个村、3700户，余5个村、1400户。",  # neither holds: they may be of something else
        "排查18个村、5400户，完成12个村、3700户，余6个村、1400户以上。",
        "排查18个村、5400户，完成12个村、3700户，余6个村，其中1400户。",
    ],
)
def test_what_may_be_of_something_else_is_not_told(text: str) -> None:
    assert found(text) == []
