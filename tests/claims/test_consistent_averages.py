"""Averages, multiples and compositions made from true facts are never called wrong; false ones are."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.claims import Verdict, judge
from ledger.figures import read
from tests.claims.test_consistent_facts import alarms, shown

AVERAGES = st.sampled_from(
    [
        "发放资金{total}万元，惠及{count}户，户均{each}万元。",
        "投入{total}万元，建成学校{count}所，平均每所{each}万元。",
        "共{count}个项目，完成投资{total}万元，平均每个项目{each}万元。",
        "发放救助金{total}万元，救助{count}人，人均{each}万元。",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.integers(100, 10**6), st.integers(2, 999), st.integers(1, 3), AVERAGES)
def test_a_true_average_is_never_called_wrong(total: int, count: int, places: int, form: str) -> None:
    each = Decimal(total) / count
    text = form.format(total=total, count=count, each=shown(each, places, ROUND_HALF_UP))
    assert alarms(text) == []
    assert any(claim.kind == "average" for claim in judge(read(text))) or each >= total


@settings(max_examples=150, deadline=None)
@given(st.integers(10, 10**5), st.integers(2, 40), st.sampled_from(["由{a}亩增加到{b}亩", "去年{a}亩，今年{b}亩"]))
def test_a_true_multiple_is_never_called_wrong(base: int, tenths: int, form: str) -> None:
    now = base * tenths // 10
    if now <= base:
        return
    ratio = Decimal(now) / base
    told = form.format(a=base, b=now)
    assert alarms(f"{told}，增长{shown(ratio - 1, 2, ROUND_HALF_UP)}倍。") == []
    assert alarms(f"达到{now}亩，是上年{base}亩的{shown(ratio, 2, ROUND_HALF_UP)}倍。") == []
    if ratio == 2:
        assert alarms(f"{told}，翻了一番。") == []


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(50, 5000), min_size=3, max_size=5), st.booleans())
def test_a_true_composition_is_never_called_wrong(parts: list[int], listed: bool) -> None:
    names = ["第一产业", "第二产业", "第三产业", "新兴产业", "其他"]
    whole = sum(parts)
    shares = [shown(Decimal(part) * 100 / whole, 1, ROUND_HALF_UP) for part in parts]
    chosen = [*names[: len(parts) - 1], "其他"] if len(parts) > 3 else names[:3]
    if listed:
        text = "，".join(
            f"{name}{part}万元、占{share}%" for name, part, share in zip(chosen, parts, shares, strict=True)
        )
        assert alarms(f"共完成{whole}万元，其中{text}。") == []
    else:
        assert alarms(f"{'、'.join(chosen)}占比分别为{'、'.join(share + '%' for share in shares)}。") == []
    if len(parts) == 3:
        assert alarms(f"三次产业比为{':'.join(shares)}。") == []


@pytest.mark.parametrize(
    "text",
    [
        "投入帮扶资金1260万元，扶持840户，户均2.5万元。",
        "建成学校12所，新增学位9600个，平均每所900个。",
        "由18亿元增加到30亿元，翻了一番。",
        "由3120元增加到9360元，翻了两番。",
        "达到5.2万亩，是2015年1.3万亩的5倍。",
        "由360件下降到90件，降至原来的三分之一。",
        "由240件增至720件，增长3倍。",
        "三次产业结构比为5.1:42.5:55.4。",
        "第一产业占8.2%，第二产业占41.6%，第三产业占51.9%。",
        "应检11870台，已检11764台，未检96台。",
    ],
)  # fmt: skip
def test_what_is_false_is_called_wrong(text: str) -> None:
    assert [claim.verdict for claim in judge(read(text))].count(Verdict.INCONSISTENT) == 1
