"""Multiples and fractions: 翻一番, 是上年的1.5倍, 降至原来的三分之一."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ledger.claims import arithmetic as a
from ledger.claims.levels import from_to, then_now
from ledger.claims.named import of_quotient, of_ratio, of_sexes
from ledger.claims.values import Claim, Given, Verdict, kind
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT, BARE, OVER, PERCENT, TIMES

_OF = ("的", "的近", "的约", "的将近", "的超过")
_SAME = ("原来的", "过去的", "以前的", "原先的", "当初的", "此前的")
_LOW, _HIGH = Fraction(39, 40), Fraction(6, 5)
_DOUBTFUL_LOW, _DOUBTFUL_HIGH = Fraction(9, 10), Fraction(3, 2)


# “bare” and “ratios”: 性别比为105.23, 城乡收入比2.10:1
@kind("multiple", "倍数和翻番", "times 分之 bare ratios")
def multiples(reading: Reading, given: Given) -> Iterator[Claim]:
    """翻一番、是某年的几倍、降至几分之一：后数 ÷ 前数

    查什么：“由3120元增加到12480元，翻了两番”“达到5.2万亩，是2015年1.3万亩的4倍”“由4860人减少到1620人，减少到
    原来的三分之一”。翻一番是2倍，翻两番是4倍。“增长2倍”在“增减”里查，那是净增的倍数。

    怎样算相符：倍数四舍五入到文中的位数与文中相同；“翻番”本是约数，是应有倍数的0.975到1.2倍都算相符，
    0.9到1.5倍之间说“无法判断”。“几分之一”差1个百分点以内算相符。

    基数可以只说时间或名称（是上月的5.1倍、线上是线下的3倍、医护比1∶1.3）：那个时间、那个名称的数只有一个才算。

    什么时候不作声：没有两个数；说的是多少年翻番的目标；倍数说的是另一样东西（投资额是2020年的3.1倍，印的是个数）。
    """
    for ratio in reading.ratios:
        told = of_ratio(reading, ratio)
        if told:
            yield told
    for figure in reading.figures:
        if figure.weak or figure.has("expect"):
            continue
        if figure.kind == BARE:
            told = of_sexes(reading, figure) if "性别比" in figure.lead else of_quotient(reading, figure)
            if told:
                yield told
            continue
        if figure.kind == TIMES and figure.measure == "番":
            found = _doubled(reading, figure)
        elif figure.kind == TIMES or (figure.kind == PERCENT and "分之" in figure.printed):
            found = _multiple(reading, figure)
        else:
            continue
        if found:
            yield found


def _doubled(reading: Reading, figure: Figure) -> Claim | None:
    pair = from_to(reading, figure) or then_now(reading, figure) or _as_before(reading, figure)
    ratio = a.divide(a.of(pair[1]), a.of(pair[0])) if pair else None
    if pair is None or ratio is None or pair[0].kind != AMOUNT:
        return None
    share = ratio.exact / figure.exact
    more = figure.tail.startswith("多") or figure.bound == OVER  # 翻了一番多
    if _LOW <= share <= _HIGH or (more and 1 <= share < 2):
        verdict = Verdict.CONSISTENT
    else:
        verdict = Verdict.UNCLEAR if _DOUBTFUL_LOW <= share <= _DOUBTFUL_HIGH else Verdict.INCONSISTENT
    shown = f"{a.plain(ratio.exact, 2)}倍"
    times = "翻一番是2倍" if figure.exact == 2 else f"翻番{_turns(figure)}次是{a.plain(figure.exact)}倍"
    why = f"{a.bare(pair[1])}÷{a.bare(pair[0])}={shown}，{times}，与文中{SAYS[verdict]}"
    return claim("multiple", figure, shown, verdict, why)


def _as_before(reading: Reading, figure: Figure) -> tuple[Figure, Figure] | None:
    """…是五年前的4.1倍，实现翻两番: of the same two amounts as the multiple just before."""
    before = [f for f in reading.in_sentence(figure.sentence) if f.end <= figure.start and f.dimension != "年"]
    last = before[-1] if before else None
    same = last is not None and last.kind == TIMES and last.measure == "倍" and figure.clause - last.clause <= 1
    if not same or last is None:
        return None
    return _of_base(reading, last) or _of_then(reading, last)


def _turns(figure: Figure) -> int:
    return int(figure.value).bit_length() - 1


def _multiple(reading: Reading, figure: Figure) -> Claim | None:
    pair = _of_base(reading, figure) or _of_former(reading, figure)
    if pair is None or pair[0].dimension != pair[1].dimension:
        return None
    ratio = a.divide(a.of(pair[1]), a.of(pair[0]))
    if ratio is None:
        return None
    computed = ratio if figure.kind == TIMES else a.multiply(ratio, Fraction(100))
    verdict = a.compare(figure, computed)
    shown = f"{a.plain(ratio.exact, 2)}倍" if figure.kind == TIMES else f"{a.plain(computed.exact, 1)}%"
    why = f"{a.bare(pair[1])}÷{a.bare(pair[0])}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("multiple", figure, shown, verdict, why)


def _of_base(reading: Reading, figure: Figure) -> tuple[Figure, Figure] | None:
    """A，是B的3倍: the base is printed straight before, the level before it."""
    if figure.lead not in _OF:
        return None
    figures = reading.in_sentence(figure.sentence)
    before = [f for f in figures if f.end <= figure.start][-2:]
    if len(before) < 2 or any(f.kind != AMOUNT or f.weak for f in before):
        return None
    level, base = before
    between = reading.text[level.end : base.start]
    tied = any(word in between for word in ("是", "为", "达", "相当于")) and level.segment == base.segment
    return (base, level) if tied and base.tail.startswith("的") and not level.has("up", "down") else None


def _of_former(reading: Reading, figure: Figure) -> tuple[Figure, Figure] | None:
    """由X增加到Y，是原来的3倍; 由X减少到Y，降至原来的三分之一."""
    same = figure.lead.endswith(_SAME) or (
        figure.kind == TIMES and figure.lead.endswith("的") and figure.has("last-year")
    )
    reaches = figure.has("to-down", "to-up", "to") and figure.lead.endswith(("到", "至", "为"))
    if same or reaches:
        return from_to(reading, figure)
    return _of_then(reading, figure) if figure.kind == TIMES and figure.lead.endswith("的") else None


def _years_ago(before: list[Figure]) -> tuple[Figure, Figure] | None:
    """五年前420个，如今1724个，是五年前的4.1倍: 五年 is a figure of its own."""
    years = before[-1]
    for n, one in enumerate(before[:-1]):
        if one.dimension == "年" and one.value == years.value and before[n + 1].lead.startswith("前"):
            base = before[n + 1]
            level = next((f for f in reversed(before[n + 2 : -1]) if f.dimension == base.dimension), None)
            return (base, level) if level is not None else None
    return None


def _of_then(reading: Reading, figure: Figure) -> tuple[Figure, Figure] | None:
    """五年前只有420个，如今已达1724个，是五年前的4.1倍: the base is named by the time it stands under."""
    name = figure.lead.removesuffix("的").lstrip("是为达到已相当于")
    before = [
        f for f in reading.in_sentence(figure.sentence) if f.end <= figure.start and f.kind == AMOUNT and not f.weak
    ]
    if figure.lead == "前的" and before and before[-1].dimension == "年":
        return _years_ago(before)
    if len(name) < 2 or len(before) < 2:
        return None
    base = next((f for f in before if name in f.lead), None)
    level = before[-1]
    same = base is not None and base is not level and base.dimension == level.dimension
    return (base, level) if same and base is not None and not level.has("up", "down") else None
