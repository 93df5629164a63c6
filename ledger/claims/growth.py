"""Changes: 同比, 由…增加到…, 提高…个百分点."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from ledger.claims import arithmetic as a
from ledger.claims.bases import run_of
from ledger.claims.values import Claim, Given, Verdict, kind
from ledger.claims.words import SAYS, claim, pairs, years_spoken
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT, PERCENT, POINTS, TIMES, ZERO
from ledger.values import replace

_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_MOST_YEARS = 20
_YEARS_AGO = re.compile("[二三四五六七八九十2-9]年前")
_DIGITS = {character: n for n, character in enumerate("零一二三四五六七八九十")} | {str(n): n for n in range(2, 10)}
_SAME_THING = pairs("原来、原先、过去、以前、当初、此前、数量、总量、规模、人数、户数、面积、累计、净增、总数")
"""Nouns that name nothing else than what was spoken of."""
_FIXED = (
    "可比价", "不变价", "同口径", "可比口径", "同比口径", "实际增长", "实际增速", "扣除价格", "剔除", "扣除", "按可比",
    "留抵退税", "还原", "名义",
)  # fmt: skip
_VALUE_ADDED = ("生产总值", "增加值", "GDP", "总产值")
"""Their growth is counted in fixed prices by custom, whether the text says so or not."""
_FIXED_REACH, _FIXED_AFTER = 80, 12
_BACK = 6
"""So many figures back the amounts of a growth rate may stand."""


# “yoy” and “step”: 比上年的284天多17天
@kind("growth", "增减", "up down yoy step")
def growth(reading: Reading, given: Given) -> Iterator[Claim]:
    """增长、下降、提高几个百分点：按文中的两个数重算

    查什么：“收入887416万元，同比增收48661万元，增长5.8%”（48661÷(887416−48661)）；“由80家增加到100家，增长25%”；
    “去年同期20亿元，今年23亿元，增长15%”；“合格率由92%提高到95%，提高3个百分点”。

    怎样算相符：与占比相同。两个百分数之差应当写“个百分点”，写成“提高3%”而3恰好是两数之差的，算不符。

    什么时候不作声：没有绝对数，只有增长率；增长的是可比价、实际增速；数和比率隔着别的数，看不出是不是一件事。
    """
    for figure in map(_with_its_sign, reading.figures):
        more = _more(reading, figure) if figure.kind == AMOUNT and not figure.lead else None
        if more:
            yield more
            continue
        if figure.weak or not figure.has("up", "down") or figure.has("ahead", "behind") or figure.measure == "番":
            continue
        if figure.has("each"):
            yield from _yearly(reading, figure)
            continue
        if figure.kind in (PERCENT, TIMES):
            found = _rate(reading, figure, given.tolerance)
        elif figure.kind in (POINTS, AMOUNT):
            found = _difference(reading, figure)
        else:
            continue
        if found:
            yield _in_fixed_prices(reading, figure, found)


def _with_its_sign(figure: Figure) -> Figure:
    """增长-3.2% falls."""
    if not figure.lead.endswith(_MINUS) or not figure.has("up"):
        return figure
    return figure._replace(signs=figure.signs - {"up"} | {"down"})


def _more(reading: Reading, figure: Figure) -> Claim | None:
    """优良天数301天，…比上年的284天多17天: 多 between two amounts of one measure."""
    before = _before(reading, figure)
    if not before or before[0].end != figure.start or not before[0].printed.endswith("多"):
        return None
    base = before[0]._replace(bound="", grain=ZERO)
    level = next((f for f in before[1:] if f.dimension == base.dimension and not f.has(*_NO_LEVEL)), None)
    if level is None or not base.lead.startswith(("比", "较")) or base.dimension != figure.dimension:
        return None
    change = a.subtract(a.of(level), a.of(base))
    verdict, shown = a.compare(figure, change), a.like(change.exact, figure)
    why = f"{a.bare(level)}−{a.bare(base)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("growth", figure, shown, verdict, why, base.start - len(base.lead))


def _in_fixed_prices(reading: Reading, figure: Figure, found: Claim) -> Claim:
    """What does not come out may be right in fixed prices or on an adjusted base: said, and not called wrong."""
    if found.verdict is not Verdict.INCONSISTENT or figure.kind != PERCENT:
        return found
    begin = reading.sentences[figure.sentence][0]
    words = reading.text[max(begin, figure.start - _FIXED_REACH) : figure.end + _FIXED_AFTER]
    named = next((word for word in _FIXED if word in words), "")
    valued = next((word for word in _VALUE_ADDED if word in words), "")
    if not named and not valued:
        return found
    why = f"{found.why}；文中说的是“{named}”，不能按现价数直接相除" if named else (
        f"{found.why}；{valued}的增速一般按可比价计算，不能按现价数断定"
    )  # fmt: skip
    return replace(found, verdict=Verdict.UNCLEAR, why=why)


def _yearly(reading: Reading, figure: Figure) -> Iterator[Claim]:
    """由X增长到Y，年均增长p%: told only when it fits, for real growth is counted in fixed prices."""
    if figure.kind == POINTS:
        told = _points_a_year(reading, figure)
        if told:
            yield told
        return
    pair = from_to(reading, figure) if figure.kind == PERCENT and "年" in figure.lead else None
    if pair is None or pair[0].kind != AMOUNT or pair[0].exact <= 0:
        return
    begin = reading.sentences[figure.sentence][0]
    years = {f.value for f in reading.in_sentence(figure.sentence) if f.dimension == "年" and 2 <= f.value <= 10}
    spans = [t for t in reading.times_between(begin, figure.start) if t.kind == "years"]
    named = sorted({t.year for t in reading.times_between(begin, figure.start) if t.year and t.kind != "years"})
    counts = sorted({int(value) for value in years} | {t.last_year - t.year for t in spans})
    counts += [named[-1] - named[0]] if len(named) > 1 else []
    counts += [_DIGITS.get(ago[0], 0) for ago in _YEARS_AGO.findall(reading.text, begin, figure.start)]
    ratio = pair[1].exact / pair[0].exact
    down = figure.has("down") and not figure.has("up")
    low, high = (1 + (figure.exact * sign + half * Fraction(figure.step)) / 100 for sign, half in _bounds(down))
    for count in counts:
        if 2 <= count <= _MOST_YEARS and min(low, high) ** count <= ratio <= max(low, high) ** count:
            why = f"{a.bare(pair[1])}÷{a.bare(pair[0])}开{count}次方，与文中年均{figure.printed}相符"
            yield claim("growth", figure, figure.printed, Verdict.CONSISTENT, why)
            return


def _points_a_year(reading: Reading, figure: Figure) -> Claim | None:
    """城镇化率由48.3%提高到56.1%，年均提高1.95个百分点: where the text says of how many years it speaks."""
    pair, count = from_to(reading, figure), years_spoken(reading, figure)
    if pair is None or not count or pair[0].kind != PERCENT or "年" not in figure.lead:
        return None
    change = abs(pair[1].exact - pair[0].exact)
    fits = [n for n in (count, count - 1, count + 1) if a.compare(figure, a.constant(change / n)) in _FITS]
    if not fits:
        return None
    verdict = a.compare(figure, a.constant(change / count))
    shown = a.like(change / count, figure)
    why = f"{a.plain(change)}÷{count}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    if verdict is Verdict.INCONSISTENT:
        why += f"；除以{fits[0]}才是"
    return claim("average", figure, shown, verdict, why)


def _bounds(down: bool) -> tuple[tuple[int, Fraction], tuple[int, Fraction]]:
    sign = -1 if down else 1
    return (sign, Fraction(-1, 2)), (sign, Fraction(1, 2))


def _before(reading: Reading, figure: Figure) -> list[Figure]:
    """The figures of its sentence before it, the nearest first, not further than a few."""
    found = [f for f in reading.in_sentence(figure.sentence) if f.end <= figure.start and not f.weak]
    return found[: -_BACK - 1 : -1]


def from_to(reading: Reading, figure: Figure) -> tuple[Figure, Figure] | None:
    """由 X 增加到 Y, standing straight before the figure."""
    before = _before(reading, figure)
    if figure.kind == PERCENT and before and before[0].kind in (AMOUNT, PERCENT, TIMES) and before[0].has("up", "down"):
        before = before[1:]  # 由612公里延长到655公里，增加53公里，延长7.0%
    if len(before) < 2:
        return None
    last, first = before[0], before[1]
    goes_to = last.has("to", "to-up", "to-down") or last.lead.endswith(("达到", "到", "至"))
    if first.has("from") and goes_to and first.dimension == last.dimension and last.segment == figure.segment:
        return (first, last) if _of_same(figure, first, last) else None
    return None


def _of_same(figure: Figure, first: Figure, last: Figure) -> bool:
    """Whether the change has no noun of its own, or one of theirs: 首付比例由30%下调到20%，贷款利率下降0.5个百分点."""
    own = pairs(figure.lead) - _SAME_THING
    return not own or bool(own & (pairs(first.lead + first.tail) | pairs(last.lead + last.tail)))


def then_now(reading: Reading, figure: Figure) -> tuple[Figure, Figure] | None:
    """去年 X，今年 Y (in either order), both before the figure, of the figure's own measure or of the last one's."""
    wanted = PERCENT if figure.kind == POINTS else AMOUNT
    same = [f for f in _before(reading, figure) if f.kind == wanted and not f.has(*_NO_LEVEL)]
    if same and figure.kind == AMOUNT:
        same = [f for f in same if f.dimension == figure.dimension]
    elif same and figure.kind == PERCENT:
        then = next((f for f in same if _is_then(f)), same[0])
        wanted_dimension = _dimension_of(reading, figure, then, same)
        same = [f for f in same if f.dimension == wanted_dimension]
    wholes = [f for f in same if not f.has("part")]
    same = wholes if 1 < len(wholes) < len(same) - 1 else same  # what is taken apart in between is another matter
    real = [f for f in same if not f.has("plan")]
    same = real if len(real) > 1 else same
    totals = [f for f in same if not f.has("each")]
    same = totals if len(totals) > 1 else same
    if same and same[0].depth == 0:
        same = [f for f in same if f.depth == 0]
    levels = [f for f in same if not f.has("each")]
    if len(levels) == 1 and not any(_is_then(f) for f in same):
        same = levels  # 接处警12.4万起，日均339起，同比下降8.5%，上年同期为13.55万起
    if len(same) == 1:
        later = _then_after(reading, figure, same[0])
        if later is not None:
            return later, same[0]
    if len(same) < 2 or same[0].dimension != same[1].dimension or same[0].segment != figure.segment:
        return None
    last, first = same[0], same[1]
    then_of = [_is_then(f) for f in (first, last)]
    if then_of == [False, False] and figure.has("step"):
        then_of = _by_month(first, last)  # 8月入库9.36亿元，7月为11.70亿元，环比下降两成
    if then_of[0] != then_of[1] and not first.has("from", "plan"):
        return (first, last) if then_of[0] else (last, first)
    return None


def _by_month(first: Figure, last: Figure) -> list[bool]:
    """Which of two amounts is of the month before the other's."""
    one, two = first.time, last.time
    if one is None or two is None or one.kind != "month" or two.kind != "month" or abs(one.month - two.month) != 1:
        return [False, False]
    return [one.month < two.month, two.month < one.month]


def _then_after(reading: Reading, figure: Figure, now: Figure) -> Figure | None:
    """38微克，同比下降9.5%，去年同期42微克; 增长15%(去年同期20亿元)."""
    if now.has("last-year", "from") or _is_then(now) or now.segment != figure.segment:
        return None
    after = next((f for f in reading.in_sentence(figure.sentence) if f.start >= figure.end and not f.weak), None)
    if after is None or after.kind != now.kind or after.dimension != now.dimension or after.clause != figure.clause + 1:
        return None
    return after if after.lead.rstrip("为是").endswith(_THEN[:4]) and not after.has("up", "down") else None


def _dimension_of(reading: Reading, figure: Figure, then: Figure, figures: list[Figure]) -> str:
    """Which measure a rate is of where several stand together: 97件134人，去年同期197件375人，件数和人数分别下降…."""
    beside = [f for f in figures if f.clause == then.clause and f.depth == then.depth]
    dimensions = list(dict.fromkeys(f.dimension for f in sorted(beside, key=lambda f: f.start)))
    if len(dimensions) < 2:
        return then.dimension
    run = run_of(reading, figure)
    if len(run) == len(dimensions) and "分别" in run[0].lead:
        return dimensions[next(n for n, other in enumerate(run) if other is figure)]
    named = [dimension for dimension in dimensions if f"{dimension}数" in figure.lead]
    return named[0] if len(named) == 1 else ""


_MOVES = ("多", "少", "增", "提", "上升", "下降", "减", "降", "高", "回落", "翻")
_REACHED = ("达到", "达", "增至", "降至", "为")
_MINUS = ("-", "−", "－", "负")
_NO_LEVEL = ("up", "down", "gap", "surplus", "over-short")
_FORMER = ("年前", "承诺", "原计划", "上周", "前一周", "去年", "上年", "同期", "年初", "上期", "上月", "上季度")
_LAST = ("上周", "上一周", "前一周", "上月", "上个月", "上季度", "上期", "上年", "去年", "年初")
_THEN = ("上年同期", "去年同期", "上年", "去年", "同期", "年", "上年末", "去年底", "上年底", "去年末")


def _is_then(figure: Figure) -> bool:
    """Whether it is the amount of the year before: 去年同期20亿元, 较2020年的9600万元; not 较上年多收2亿元."""
    named_level = figure.lead.startswith(("比", "较")) and figure.lead.endswith("的") and figure.tail.startswith(_MOVES)
    if any(word in figure.lead for word in ("增", "多", "少")) and not named_level:
        return False
    lead = figure.lead.removesuffix("为").removesuffix("的")
    if "年前" in lead and not lead.endswith("提前"):
        return True
    if figure.tail.startswith("相比") or (lead.startswith("与") and "相比" in figure.tail):
        return True
    named = figure.lead.endswith("的") or any(word in lead for word in _FORMER)
    if lead.startswith(("较", "比")) and figure.tail.startswith(_MOVES) and named:
        return True  # 较去年最大负荷91.3万千瓦增长8.0%, 比二季度的33.5%提高4.6个百分点
    compared = figure.has("yoy") or lead.startswith(("较", "比")) or "比去年" in lead or "比上年" in lead
    if lead in _LAST:
        return True  # 供水类906件，上周为1208件
    return lead.endswith(_THEN) if compared else figure.has("last-year")


def _rate(reading: Reading, figure: Figure, tolerance: Fraction) -> Claim | None:
    if figure.lead.endswith("率") and not figure.has("up", "down"):
        return None
    run = run_of(reading, figure)
    if len(run) > 1 and "分别" in run[0].lead:
        both = _respective(reading, figure, run)
        if both is not None:
            told = _rate_of_two(figure, *both, tolerance)
            sure = both[0].has("from") or _one_digit(figure, *both)
            wrong = told is not None and told.verdict is Verdict.INCONSISTENT and sure
            return told if told is not None and (told.verdict in _FITS or wrong) else None
        pair = then_now(reading, figure)
        return _rate_of_two(figure, *pair, tolerance) if pair else None
    pair = from_to(reading, figure) or then_now(reading, figure) or _of_two_years(reading, figure)
    pair = pair or _grown_by_net(reading, figure) or _rates_compared(reading, figure)
    if pair:
        return _rate_of_two(figure, *pair, tolerance)
    return _rate_of_difference(reading, figure, tolerance)


def _rates_compared(reading: Reading, figure: Figure) -> tuple[Figure, Figure] | None:
    """满意率95.37%，比9月份的93.21%提高2.16%: two rates, and a difference that should be in points."""
    before = _before(reading, figure)[:2]
    if figure.kind != PERCENT or len(before) < 2 or any(f.kind != PERCENT or f.bound for f in before):
        return None
    last, first = before
    tied = last.lead.startswith(("比", "较")) and last.lead.endswith("的") and last.tail.startswith(_MOVES)
    return (last, first) if tied and figure.clause - first.clause <= 1 and not first.has("up", "down") else None


def _rate_of_two(figure: Figure, first: Figure, last: Figure, tolerance: Fraction) -> Claim | None:
    change = a.subtract(a.of(last), a.of(first))
    sign = -1 if figure.has("down") and not figure.has("up") else 1
    change = a.Span(change.exact * sign, *_turned(change, sign), change.inexact)
    computed = a.percent(change, a.of(first))
    if computed is None:
        return None
    if figure.kind == TIMES:
        computed = a.multiply(computed, Fraction(1, 100))
    if first.kind == PERCENT and figure.kind == PERCENT:
        return _points_as_percent(figure, first, last, change, computed)
    verdict = a.compare(figure, computed, tolerance if figure.kind == PERCENT else Fraction(0))
    shown = a.plain(computed.exact, a.places_of(figure) + 1)
    unit = "倍" if figure.kind == TIMES else "%"
    order = (first, last) if sign < 0 else (last, first)
    if verdict is Verdict.ROUNDING and a.too_coarse(figure, computed):
        why = f"({a.bare(order[0])}−{a.bare(order[1])})÷{a.bare(first)}={shown}{unit}"
        return _coarse(figure, f"{shown}{unit}", why, computed, a.percent(change, a.of(last)), last)
    return claim(
        "growth", figure, f"{shown}{unit}", verdict,
        f"({a.bare(order[0])}−{a.bare(order[1])})÷{a.bare(first)}={shown}{unit}，与文中{figure.printed}{SAYS[verdict]}",
    )  # fmt: skip


def _coarse(figure: Figure, shown: str, sum_: str, computed: a.Span, other: a.Span | None, level: Figure) -> Claim:
    """The inputs are too coarse to tell; where this year's amount as base gives the figure, that is said."""
    high = computed.high if computed.high is not None else computed.exact
    span = f"{a.plain(computed.low, 1)}%到{a.plain(high, 1)}%"
    why = f"{sum_}；印出的数取整太粗，实际可以是{span}，文中{figure.printed}不能断定"
    if other is not None and a.compare(figure, other) is Verdict.CONSISTENT:
        why += f"；以{a.bare(level)}作基数才正好是{figure.printed}，基数应是上年数"
    return claim("growth", figure, shown, Verdict.UNCLEAR, why)


def _turned(span: a.Span, sign: int) -> tuple[Fraction, Fraction | None]:
    if sign > 0:
        return span.low, span.high
    return (-span.high if span.high is not None else Fraction(0)), -span.low


def _points_as_percent(figure: Figure, first: Figure, last: Figure, change: a.Span, computed: a.Span) -> Claim | None:
    if a.compare(figure, computed) is Verdict.CONSISTENT and figure.exact != change.exact:
        shown = a.like(computed.exact, figure)
        why = f"({a.bare(last)}−{a.bare(first)})÷{a.bare(first)}={shown}，与文中{figure.printed}相符"
        return claim("growth", figure, shown, Verdict.CONSISTENT, why)
    if a.compare(figure, change) in _FITS:
        return claim(
            "growth", figure, f"{a.plain(change.exact)}个百分点", Verdict.INCONSISTENT,
            f"{first.printed}到{last.printed}相差{a.plain(change.exact)}个百分点，不能写成{figure.printed}",
        )  # fmt: skip
    return claim(
        "growth", figure, f"{a.plain(change.exact)}个百分点", Verdict.INCONSISTENT,
        f"{first.printed}到{last.printed}相差{a.plain(change.exact)}个百分点，变化{a.plain(computed.exact)}%，"
        f"与文中{figure.printed}都不符",
    )  # fmt: skip


def _rate_of_difference(reading: Reading, figure: Figure, tolerance: Fraction) -> Claim | None:
    """A，同比增收D，增长p%: D ÷ (A−D)."""
    if figure.kind != PERCENT:
        return None
    before = [f for f in _before(reading, figure) if f.kind == AMOUNT]
    after = [
        f
        for f in reading.in_sentence(figure.sentence)
        if f.start >= figure.end and f.clause <= figure.clause + 1 and f.kind == AMOUNT and f.has("up", "down")
    ]
    delta = before[0] if before and before[0].has("up", "down") else (after[0] if after else None)
    if delta is None and len(before) > 1 and before[1].has("up", "down") and before[0].lead in _REACHED:
        delta = before[1]  # 月人均增加118元，达到3186元，增幅3.8%
    delta = _own_delta(reading, figure, before) or delta
    if delta is None or delta.segment != figure.segment or delta.has("to-up", "to-down"):
        return None
    # nothing but the difference may stand between the level and the rate
    levels = [
        f
        for f in before
        if f is not delta
        and f.dimension == delta.dimension
        and not f.has("up", "down", "ahead", "behind", "plan", "share", "gap", "surplus", "over-short")
        and f.depth <= delta.depth
    ]
    if not levels:
        return _of_sentence_before(reading, figure, delta)
    if levels[0].segment != figure.segment:
        return _of_segment_before(figure, delta, levels)
    if abs(delta.clause - figure.clause) > 2 or figure.has("plan"):
        return None
    level = levels[0]
    downward = delta.has("down") and not delta.has("up")
    if downward != (figure.has("down") and not figure.has("up")):
        return None
    was = level.has("last-year", "from") or _is_then(level)
    base = a.of(level) if was else a.add(a.of(level), a.of(delta)) if downward else a.subtract(a.of(level), a.of(delta))
    computed = a.percent(a.of(delta), base)
    if computed is None:
        return None
    verdict = a.compare(figure, computed, tolerance)
    shown = a.plain(computed.exact, a.places_of(figure) + 1)
    beneath = a.bare(level) if was else f"({a.bare(level)}{'+' if downward else '−'}{a.bare(delta)})"
    if verdict is Verdict.INCONSISTENT and not was:
        other = a.percent(a.of(delta), a.of(level))
        dated = delta.has("yoy", "step") or figure.has("yoy", "step")
        if other and a.compare(figure, other) is Verdict.CONSISTENT and not dated:
            verdict, computed, shown = Verdict.UNCLEAR, other, a.plain(other.exact, a.places_of(figure) + 1)
            return claim(
                "growth", figure, f"{shown}%", verdict,
                f"{a.bare(delta)}÷{a.bare(level)}={shown}%与文中相符，但基数应是上年数；文中没有说{a.bare(level)}是哪一年的",
            )  # fmt: skip
    if verdict is Verdict.ROUNDING and a.too_coarse(figure, computed):
        other = a.percent(a.of(delta), a.of(level))
        return _coarse(
            figure, f"{shown}%", f"{a.bare(delta)}÷{beneath}={shown}%", computed, None if was else other, level
        )
    return claim(
        "growth", figure, f"{shown}%", verdict,
        f"{a.bare(delta)}÷{beneath}={shown}%，与文中{figure.printed}{SAYS[verdict]}",
        min(delta.start - len(delta.lead), figure.start - len(figure.lead)),
    )  # fmt: skip


def _own_delta(reading: Reading, figure: Figure, before: list[Figure]) -> Figure | None:
    """减少11起、146人，分别下降16.9%和15.0%: each rate has its own difference."""
    run = run_of(reading, figure)
    if len(run) < 2 or "分别" not in run[0].lead:
        return None
    deltas = [f for f in before if f.has("up", "down") and f.clause == before[0].clause][: len(run)][::-1]
    place = next((n for n, other in enumerate(run) if other.start == figure.start), None)
    return deltas[place] if place is not None and len(deltas) == len(run) else None


def _of_segment_before(figure: Figure, delta: Figure, levels: list[Figure]) -> Claim | None:
    """完成126.9亿元，…；同比增加11.4亿元，增长9.0%: told when it fits, or when it fits this year's amount as base."""
    down = delta.has("down") and not delta.has("up")
    if len(levels) > 1 or delta.segment - levels[0].segment != 1 or figure.has("plan"):
        return None
    level = levels[0]
    base = a.add(a.of(level), a.of(delta)) if down else a.subtract(a.of(level), a.of(delta))
    computed, other = a.percent(a.of(delta), base), a.percent(a.of(delta), a.of(level))
    if computed is None or other is None or down != (figure.has("down") and not figure.has("up")) or figure.step >= 1:
        return None
    verdict = a.compare(figure, computed)
    shown = a.plain(computed.exact, a.places_of(figure) + 1)
    beneath = f"({a.bare(level)}{'+' if down else '−'}{a.bare(delta)})"
    why = f"{a.bare(delta)}÷{beneath}={shown}%，与文中{figure.printed}{SAYS[verdict]}"
    if verdict is Verdict.INCONSISTENT:
        if a.compare(figure, other) is not Verdict.CONSISTENT or not (delta.has("yoy") or figure.has("yoy")):
            return None
        why += f"；以{a.bare(level)}作基数才是{figure.printed}，基数应是上年数"
    begin = min(delta.start - len(delta.lead), figure.start - len(figure.lead))
    return claim("growth", figure, f"{shown}%", verdict, why, begin)


def _of_sentence_before(reading: Reading, figure: Figure, delta: Figure) -> Claim | None:
    """税收51.38亿元。…同比增收4.12亿元，增长8.7%: told only when it fits."""
    down = delta.has("down") and not delta.has("up")
    if figure.has("plan") or down != (figure.has("down") and not figure.has("up")):
        return None
    for n in range(figure.sentence - 1, max(-1, figure.sentence - 3), -1):
        for level in reading.in_sentence(n):
            same = level.kind == AMOUNT and level.dimension == delta.dimension and level.paragraph == figure.paragraph
            if not same or level.weak or level.has("up", "down", "plan", "each"):
                continue
            base = a.add(a.of(level), a.of(delta)) if down else a.subtract(a.of(level), a.of(delta))
            computed = a.percent(a.of(delta), base)
            if computed and a.compare(figure, computed) is Verdict.CONSISTENT and figure.step < 1:
                shown = a.plain(computed.exact, a.places_of(figure) + 1)
                beneath = f"({a.bare(level)}{'+' if down else '−'}{a.bare(delta)})"
                why = f"{a.bare(delta)}÷{beneath}={shown}%，与文中{figure.printed}相符"
                begin = min(delta.start - len(delta.lead), figure.start - len(figure.lead))
                return claim("growth", figure, f"{shown}%", Verdict.CONSISTENT, why, begin)
    return None


def _of_sectors(reading: Reading, figure: Figure) -> Claim | None:
    """三次产业结构由5.7:49.3:45.0调整为6.6:45.8:47.6，第三产业占比提高2.6个百分点."""
    place = next((n for n, name in enumerate(_SECTORS) if name in figure.lead), None)
    ratios = [r for r in reading.ratios if r.sentence == figure.sentence and r.end <= figure.start]
    if place is None or figure.kind != POINTS or len(ratios) != 2 or any(len(r.parts) != len(_SECTORS) for r in ratios):
        return None
    was, now = Fraction(ratios[0].parts[place]), Fraction(ratios[1].parts[place])
    change = was - now if figure.has("down") and not figure.has("up") else now - was
    verdict, shown = a.compare(figure, a.constant(change)), a.like(change, figure)
    one, other = (was, now) if figure.has("down") and not figure.has("up") else (now, was)
    why = f"{a.plain(one)}−{a.plain(other)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("growth", figure, shown, verdict, why)


_SECTORS = ("第一产业", "第二产业", "第三产业")


def _respective(reading: Reading, figure: Figure, run: list[Figure]) -> tuple[Figure, Figure] | None:
    """提高到780元、620元，较上年的720元、580元分别增长8.3%、6.9%: one to one, if so."""
    before = [f for f in reading.in_sentence(figure.sentence) if f.end <= run[0].start and f.kind == AMOUNT]
    size = len(run)
    moves = before[-2 * size :]
    turns = all(f.has("from") if n % 2 == 0 else f.has("to", "to-up", "to-down") for n, f in enumerate(moves))
    if (
        len(moves) == 2 * size
        and turns
        and all(moves[n].dimension == moves[n + 1].dimension for n in range(0, 2 * size, 2))
    ):
        at = 2 * next(n for n, other in enumerate(run) if other.start == figure.start)
        return moves[at], moves[at + 1]  # 由41家增至47家，床位由5200张增至6240张，分别增长14.6%和20%
    if len(before) < 2 * size or len({f.dimension for f in before[-2 * size :]}) != 1:
        return None
    now, then = before[-2 * size : -size], before[-size:]
    if _is_then(now[0]) or now[0].has("last-year"):
        now, then = then, now
    at = next(n for n, other in enumerate(run) if other.start == figure.start)
    return then[at], now[at]


def _one_digit(figure: Figure, first: Figure, last: Figure) -> bool:
    change = a.percent(a.subtract(a.of(last), a.of(first)), a.of(first))
    return change is not None and a.agreeing(figure, abs(change.exact)) > 0


def _of_two_years(reading: Reading, figure: Figure) -> tuple[Figure, Figure] | None:
    """2022年、2023年分别投入1.2亿元、1.5亿元，增长25%: told only where it fits."""
    before = [f for f in _before(reading, figure)[:2] if f.kind == AMOUNT]
    if len(before) < 2 or "分别" not in before[1].lead or before[0].dimension != before[1].dimension:
        return None
    begin = reading.sentences[figure.sentence][0]
    years = [t.year for t in reading.times_between(begin, before[1].start) if t.kind == "year" and t.year]
    last, first = before
    change = a.percent(a.subtract(a.of(last), a.of(first)), a.of(first))
    fits = change is not None and a.compare(figure, change) in _FITS
    return (first, last) if len(years) == 2 and years[1] == years[0] + 1 and fits else None


def _grown_by_net(reading: Reading, figure: Figure) -> tuple[Figure, Figure] | None:
    """净增1.12万户…；年末总量达到8.46万户，比上年底增长15.3%: told only where it fits."""
    before = [f for f in _before(reading, figure) if f.kind == AMOUNT]
    compared = figure.has("yoy", "step") or figure.lead.startswith(("比", "较"))
    if not before or figure.kind != PERCENT or not compared or before[0].has("up", "down"):
        return None
    level = before[0]
    net = next((f for f in before[1:] if f.lead.endswith("净增") and f.dimension == level.dimension), None)
    if net is None or net.exact >= level.exact:
        return None
    was = level._replace(value=level.value - net.value, step=max(level.step, net.step))
    share = a.percent(a.of(net), a.of(was))
    return (was, level) if share is not None and a.compare(figure, share) in _FITS else None


def _difference(reading: Reading, figure: Figure) -> Claim | None:
    """由 X 增加到 Y，增加 D, in amounts or in points."""
    if figure.has("ahead", "behind", "time-progress", "plan-progress"):
        return None
    sectors = _of_sectors(reading, figure) if reading.ratios else None
    if sectors is not None:
        return sectors
    pair = from_to(reading, figure)
    if pair is None and not figure.has("yoy", "last-year"):
        pair = then_now(reading, figure)
    if pair is None:
        return None
    first, last = pair
    if (figure.kind == POINTS) != (first.kind == PERCENT) or (
        figure.kind == AMOUNT and figure.dimension != first.dimension
    ):
        return None
    change = a.subtract(a.of(last), a.of(first))
    if figure.has("down") and not figure.has("up"):
        change = a.subtract(a.of(first), a.of(last))
        first, last = last, first
    verdict = a.compare(figure, change)
    shown = a.like(change.exact, figure)
    return claim(
        "growth",
        figure,
        shown,
        verdict,
        f"{a.bare(last)}−{a.bare(first)}={shown}，与文中{figure.printed}{SAYS[verdict]}",
    )
