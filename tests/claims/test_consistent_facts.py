"""Texts made from facts that are true are never called inconsistent, and one changed digit is caught."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.claims import Claim, Verdict, judge
from ledger.figures import read

MODES = st.sampled_from([ROUND_HALF_UP, ROUND_DOWN])
COMMA = st.sampled_from(["，", ",", "，其中", "；"])
WIDE = str.maketrans("0123456789.%", "０１２３４５６７８９．％")


def shown(value: Decimal, places: int, mode: str) -> str:
    return f"{value.quantize(Decimal(1).scaleb(-places), rounding=mode):f}"


def judged(text: str) -> list[Claim]:
    return judge(read(text))


def alarms(text: str) -> list[str]:
    return [f"{c.kind}: {c.why}" for c in judged(text) if c.verdict is Verdict.INCONSISTENT]


def money(wan: Decimal, in_yi: bool) -> str:
    """万元, or the same exactly in 亿元."""
    return f"{(wan / 10000).normalize():f}亿元" if in_yi else f"{wan:f}万元"


SHARES = st.sampled_from(
    [
        "年度计划投资{whole}{comma}已完成{part}，占年度计划的{rate}%。",
        "完成投资{part}，占年度计划投资{whole}的{rate}%。",
        "全年预算{whole}。截至目前支出{part}，占全年预算的{rate}%。",
        "共下达资金{whole}，拨付{part}，拨付率{rate}%。",
    ]
)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(1000, 10**7), st.integers(1, 999), st.integers(0, 2), MODES, st.booleans(), st.booleans(), SHARES,
    COMMA, st.booleans()
)  # fmt: skip
def test_a_true_share_is_never_called_wrong(
    whole: int, per_mille: int, places: int, mode: str, one: bool, two: bool, form: str, comma: str, wide: bool
) -> None:
    part = max(1, whole * per_mille // 1000)
    rate = Decimal(part) * 100 / Decimal(whole)
    text = form.format(
        whole=money(Decimal(whole), one), part=money(Decimal(part), two), rate=shown(rate, places, mode), comma=comma
    )
    assert alarms(text.translate(WIDE) if wide else text) == []


COUNTS = st.sampled_from(
    [
        "共受理{whole}件，办结{part}件，办结率{rate}%，剩余{rest}件。",
        "应签约{whole}户，已签约{part}户，签约率为{rate}%，还有{rest}户未签约。",
        "排查隐患{whole}处，整改{part}处，整改率达到{rate}%，其余{rest}处正在整改。",
        "全区{whole}个村，其中达标村{part}个，占{rate}%。",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.integers(20, 99999), st.data(), st.integers(0, 2), MODES, COUNTS)
def test_true_counts_and_their_remainder_are_never_called_wrong(
    whole: int, data: st.DataObject, places: int, mode: str, form: str
) -> None:
    part = data.draw(st.integers(1, whole - 1))
    rate = Decimal(part) * 100 / Decimal(whole)
    text = form.format(whole=whole, part=part, rest=whole - part, rate=shown(rate, places, mode))
    assert alarms(text) == []


GROWTHS = st.sampled_from(
    [
        "收入{now}万元，同比{more}{delta}万元，{grow}{rate}%。",
        "由{was}万元{to}{now}万元，{grow}{rate}%。",
        "去年同期{was}万元，今年{now}万元，{grow}{rate}%。",
        "收入{now}万元，较上年同期的{was}万元{grow}{rate}%。",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.integers(100, 10**6), st.integers(100, 10**6), st.integers(0, 2), MODES, GROWTHS)
def test_a_true_growth_is_never_called_wrong(was: int, now: int, places: int, mode: str, form: str) -> None:
    if was == now:
        return
    up = now > was
    rate = abs(Decimal(now - was)) * 100 / Decimal(was)
    words = {"more": "增加", "to": "增加到", "grow": "增长"} if up else {"more": "减少", "to": "下降到", "grow": "下降"}
    text = form.format(was=was, now=now, delta=abs(now - was), rate=shown(rate, places, mode), **words)
    assert alarms(text) == []


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.integers(1, 5000), min_size=2, max_size=5), st.sampled_from(["共{t}家（{p}）。", "共{t}家，其中{p}。"])
)
def test_true_parts_are_never_called_wrong(parts: list[int], form: str) -> None:
    names = ["工业企业", "商贸企业", "建筑企业", "服务企业", "农业企业"]
    listed = "，".join(f"{n}家{name}" for n, name in zip(parts, names, strict=False))
    assert alarms(form.format(t=sum(parts), p=listed)) == []


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(["东河", "西岭", "南庄", "北苑", "上坡", "下寨", "云岭", "双桥", "长乐", "前营"]),
        min_size=2,
        max_size=8,
        unique=True,
    ),
    st.booleans(),
    st.integers(0, 9),
)
def test_true_lists_are_never_called_wrong(names: list[str], is_open: bool, more: int) -> None:
    text = f"推进{'、'.join(names)}{'等' if is_open else ''}{len(names) + (more if is_open else 0)}个村的改造。"
    assert alarms(text) == []


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 12), st.integers(1, 9999), st.booleans())
def test_a_true_lead_over_time_is_never_called_wrong(month: int, hundredths: int, said_first: bool) -> None:
    rate = Decimal(hundredths) / 100
    gone = Decimal(month) * 100 / 12
    gap = shown(abs(rate - gone), 2, ROUND_HALF_UP)
    word = "超" if rate >= gone else "慢于"
    when = f"截至{month}月底，" if said_first else f"1-{month}月，"
    assert alarms(f"{when}完成预算的{rate}%，{word}时间进度{gap}个百分点。") == []


CHECKABLE = [
    ("受理诉求{}件，办结7512件，办结率83.84%。", "8960"),
    ("受理诉求8960件，办结7512件，办结率{}%。", "83.84"),
    ("共65家（44家工业企业，{}家商贸企业）。", "21"),
    ("完成投资37.4亿元，占年度计划投资123.5亿元的{}%。", "30.28"),
    ("收入887416万元，同比增收{}万元，增长5.80%。", "48661"),
    ("合格率由88.5%提高到93.1%，提高{}个百分点。", "4.6"),
    ("由320户增加到400户，增长{}%。", "25"),
    ("截至8月底，完成预算的75.19%，超过时间进度{}个百分点。", "8.52"),
    ("立案查处46起，办结31起，剩余{}起。", "15"),
]  # fmt: skip


def told(text: str) -> bool:
    """Whether a reader is told: not as printed, or (within the rounding of what was printed) 取整之差."""
    return any(claim.verdict in (Verdict.INCONSISTENT, Verdict.ROUNDING) for claim in judged(text))


def test_one_changed_digit_is_told_and_nearly_always_called_wrong() -> None:
    changed = [
        form.format(number[:n] + other + number[n + 1 :])
        for form, number in CHECKABLE
        for n, digit in enumerate(number)
        for other in "123456789"
        if digit.isdigit() and other != digit
    ]
    assert all(alarms(form.format(number)) == [] for form, number in CHECKABLE)
    quiet = [text for text in changed if not told(text)]
    # what stays quiet changes the last digits of an amount so little that the printed rate is still right
    assert all("48" in text and "增收" in text for text in quiet), quiet
    assert sum(bool(alarms(text)) for text in changed) >= 0.85 * len(changed)
