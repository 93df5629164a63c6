"""Changes: 同比, 由…增加到…, 提高…个百分点."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from ledger.claims import arithmetic as a
from ledger.claims.bases import run_of
from ledger.claims.levels import (
    MINUS,
    NO_LEVEL,
    REACHED,
    SHORT_CHANGE,
    before_of,
    from_to,
    grown_by_net,
    has_another_base,
    is_of_earlier_time,
    is_then,
    of_two_years,
    rates_compared,
    respective_pair,
    then_now,
)
from ledger.claims.values import Claim, Given, Verdict, kind
from ledger.claims.words import SAYS, claim, years_spoken
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT, PERCENT, POINTS, TIMES, ZERO
from ledger.values import replace

_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_MOST_YEARS = 20
_SHORT = 2
_YEARS_AGO = re.compile("[二三四五六七八九十2-9]年前")
_DIGITS = {character: n for n, character in enumerate("零一二三四五六七八九十")} | {str(n): n for n in range(2, 10)}
_FIXED = (
    "可比价", "不变价", "同口径", "可比口径", "同比口径", "实际增长", "实际增速", "扣除价格", "剔除", "扣除", "按可比",
    "留抵退税", "还原", "名义",
)  # fmt: skip
_VALUE_ADDED = ("生产总值", "增加值", "GDP", "总产值")
"""Their growth is counted in fixed prices by custom, whether the text says so or not."""
_FIXED_REACH, _FIXED_AFTER = 80, 12


# “yoy” and “step”: 比上年的284天多17天
@kind("growth", "增减", "up down yoy step")
def growth(reading: Reading, given: Given) -> Iterator[Claim]:
    """增长、下降、提高几个百分点：按文中的两个数重算

    查什么：“收入887416万元，同比增收48661万元，增长5.8%”（48661÷(887416−48661)）；“由80家增加到100家，增长25%”；
    “去年同期20亿元，今年23亿元，增长15%”；“合格率由92%提高到95%，提高3个百分点”。

    怎样算相符：与占比相同。两个百分数之差应当写“个百分点”，写成“提高3%”而3恰好是两数之差的，算不符。

    还没有说到的再看一遍：增量换了说法的（减支、多签、净减），本期数在前一句或者隔着预算数的，上期数在括号里、后一句里的，
    几年的数排在一起的，“由-4.6%转为6.7%”，两个率一个在括号里、一个在前一句的。

    什么时候不作声：没有绝对数，只有增长率；增长的是可比价、实际增速；数和比率隔着别的数，看不出是不是一件事。
    """
    for figure in map(_with_its_sign, reading.figures):
        beside = figure.kind == AMOUNT and len(figure.lead) <= _SHORT and not figure.has("up", "down")
        more = _more(reading, figure) if beside else None
        if more:
            yield more
            continue
        if figure.weak or not figure.has("up", "down") or figure.has("ahead", "behind") or figure.measure == "番":
            continue
        if figure.lead.rstrip("为达到是约").endswith("面"):
            continue  # 增长面73.5% is a share
        if figure.lead.startswith(("比", "较")) and _is_compared_with(reading, figure):
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
        if found and found.verdict is Verdict.INCONSISTENT and figure.kind == PERCENT:
            found = None if has_another_base(reading, figure) else found
        if found and found.verdict is Verdict.INCONSISTENT and _is_of_those_within(reading, figure):
            continue
        if found:
            yield _in_fixed_prices(reading, figure, found)


def _is_of_those_within(reading: Reading, figure: Figure) -> bool:
    """净增206家，其中规上企业增长28%; 其中农房少了2980间，下降70.1%: of some of them, and not of the amounts before."""
    if figure.lead.startswith("其中"):
        return True
    before = before_of(reading, figure)[:1]
    return bool(before) and before[0].lead.startswith("其中") and before[0].has("up", "down")


def _with_its_sign(figure: Figure) -> Figure:
    """增长-3.2% falls."""
    if not figure.lead.endswith(MINUS) or not figure.has("up"):
        return figure
    return figure._replace(signs=figure.signs - {"up"} | {"down"})


def _is_compared_with(reading: Reading, figure: Figure) -> bool:
    """增长12.9%，比全县居民收入增速7.8%高4.1个百分点: the rate of others, which another is held against."""
    after = next((f for f in reading.in_sentence(figure.sentence) if f.start >= figure.end), None)
    return figure.kind == PERCENT and after is not None and after.kind == POINTS and after.clause == figure.clause


def _more(reading: Reading, figure: Figure) -> Claim | None:
    """优良天数301天，…比上年的284天多17天; 较上年同期1.76亿立方米增蓄1760万立方米: straight behind what it was."""
    before = before_of(reading, figure)
    if not before or before[0].end != figure.start - len(figure.lead) or not before[0].lead.startswith(("比", "较")):
        return None
    more = before[0].printed.endswith("多")  # 2.4亿立方米多蓄2400万立方米
    sign = "多" if more else figure.lead[:1]
    if not more and not SHORT_CHANGE.search(figure.lead):
        return None
    base = before[0]._replace(bound="", grain=ZERO) if more else before[0]
    levels = [f for f in before[1:] if f.dimension == base.dimension and not f.has(*NO_LEVEL, "share")]
    if base.dimension != figure.dimension:
        return None
    for n, level in enumerate(levels):
        one, other = (base, level) if sign in "少减" else (level, base)
        change = a.subtract(a.of(one), a.of(other))
        verdict, shown = a.compare(figure, change), a.like(change.exact, figure)
        if verdict is Verdict.INCONSISTENT and (n or (figure.lead and len(levels) > 1)):
            continue  # of which of them is not said
        why = f"{a.bare(one)}−{a.bare(other)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
        begin = base.start - len(base.lead)
        return claim("growth", figure, shown, verdict, why, begin, exact=change.exact, of=(one, other))
    return None


def _in_fixed_prices(reading: Reading, figure: Figure, found: Claim) -> Claim:
    """What does not come out may be right in fixed prices or on an adjusted base: said, and not called wrong."""
    if found.verdict is not Verdict.INCONSISTENT or figure.kind != PERCENT:
        return found
    named, valued = _fixed_prices(reading, figure)
    if not named and not valued:
        return found
    why = f"{found.why}；文中说的是“{named}”，不能按现价数直接相除" if named else (
        f"{found.why}；{valued}的增速一般按可比价计算，不能按现价数断定"
    )  # fmt: skip
    return replace(found, verdict=Verdict.UNCLEAR, why=why)


def _fixed_prices(reading: Reading, figure: Figure) -> tuple[str, str]:
    begin = reading.sentences[figure.sentence][0]
    words = reading.text[max(begin, figure.start - _FIXED_REACH) : figure.end + _FIXED_AFTER]
    named = next((word for word in _FIXED if word in words), "")
    return named, next((word for word in _VALUE_ADDED if word in words), "")


def is_in_fixed_prices(reading: Reading, figure: Figure) -> bool:
    """Whether a rate is told, or is told by custom, in fixed prices or on an adjusted base."""
    return any(_fixed_prices(reading, figure))


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
    return claim("average", figure, shown, verdict, why, exact=change / count)


def _bounds(down: bool) -> tuple[tuple[int, Fraction], tuple[int, Fraction]]:
    sign = -1 if down else 1
    return (sign, Fraction(-1, 2)), (sign, Fraction(1, 2))


def _rate(reading: Reading, figure: Figure, tolerance: Fraction) -> Claim | None:
    if figure.lead.endswith("率") and not figure.has("up", "down"):
        return None
    run = run_of(reading, figure)
    if len(run) > 1 and "分别" in run[0].lead:
        both = respective_pair(reading, figure, run)
        if both is not None:
            told = _rate_of_two(figure, *both, tolerance)
            sure = both[0].has("from") or _one_digit(figure, *both)
            wrong = told is not None and told.verdict is Verdict.INCONSISTENT and sure
            return told if told is not None and (told.verdict in _FITS or wrong) else None
        pair = then_now(reading, figure)
        if pair:
            return _rate_of_two(figure, *pair, tolerance)
        amounts_before = [f for f in before_of(reading, figure) if f.kind == AMOUNT]
        own = _own_delta(reading, figure, amounts_before)
        return _rate_of_difference(reading, figure, tolerance) if own else None
    pair = from_to(reading, figure) or then_now(reading, figure) or of_two_years(reading, figure)
    pair = pair or grown_by_net(reading, figure) or rates_compared(reading, figure)
    if pair and _goes_the_other_way(reading, figure, *pair):
        return None
    if pair:
        return _rate_of_two(figure, *pair, tolerance)
    return _rate_of_difference(reading, figure, tolerance)


def _goes_the_other_way(reading: Reading, figure: Figure, first: Figure, last: Figure) -> bool:
    """1260人，…、装饰140人，比上月1120人增加140人、增长12.5%: the change straight before says otherwise."""
    before = before_of(reading, figure)[:1]
    change = before[0] if before and before[0].kind == AMOUNT and before[0].clause == figure.clause else None
    if change is None or change.dimension != first.dimension or not change.has("up", "down"):
        return False
    risen = figure.has("up") and not figure.has("down")
    return change.has("up") is figure.has("up") and (last.exact < first.exact) is risen and not first.has("from")


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
        exact=computed.exact, of=(*order, first),
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
            exact=change.exact, of=(first, last),
        )  # fmt: skip
    return claim(
        "growth", figure, f"{a.plain(change.exact)}个百分点", Verdict.INCONSISTENT,
        f"{first.printed}到{last.printed}相差{a.plain(change.exact)}个百分点，变化{a.plain(computed.exact)}%，"
        f"与文中{figure.printed}都不符",
        exact=change.exact, of=(first, last),
    )  # fmt: skip


def _rate_of_difference(reading: Reading, figure: Figure, tolerance: Fraction) -> Claim | None:
    """A，同比增收D，增长p%: D ÷ (A−D)."""
    if figure.kind != PERCENT:
        return None
    before = [f for f in before_of(reading, figure) if f.kind == AMOUNT]
    after = [
        f
        for f in reading.in_sentence(figure.sentence)
        if f.start >= figure.end and f.clause <= figure.clause + 1 and f.kind == AMOUNT and f.has("up", "down")
        if not f.lead.startswith("其中")
    ]
    delta = before[0] if before and before[0].has("up", "down") else (after[0] if after else None)
    if delta is None and len(before) > 1 and before[1].has("up", "down") and before[0].lead in REACHED:
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
    was = level.has("last-year", "from") or is_then(level)
    if not was and is_of_earlier_time(reading, level, delta):
        of_level = a.percent(a.of(delta), a.of(level))
        was = of_level is not None and a.compare(figure, of_level) in _FITS
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
                exact=computed.exact, of=(delta, level),
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
        exact=computed.exact, of=(delta, level) if was else (delta, level, delta),
    )  # fmt: skip


def _own_delta(reading: Reading, figure: Figure, before: list[Figure]) -> Figure | None:
    """减少11起、146人，分别下降16.9%和15.0%: each rate has its own difference."""
    run = run_of(reading, figure)
    if len(run) < 2:
        return None
    deltas = [f for f in before if f.has("up", "down") and f.clause == before[0].clause][: len(run)][::-1]
    if "分别" not in run[0].lead and (not deltas or "分别" not in deltas[0].lead):
        return None  # but 分别减少38起、9人，下降11.7%和12.7%
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
    return claim("growth", figure, f"{shown}%", verdict, why, begin, exact=computed.exact, of=(delta, level, delta))


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
    place = next((n for n, names in enumerate(_SECTORS) if any(name in figure.lead for name in names)), None)
    ratios = [r for r in reading.ratios if r.sentence == figure.sentence and r.end <= figure.start]
    if place is None or figure.kind != POINTS or len(ratios) != 2 or any(len(r.parts) != len(_SECTORS) for r in ratios):
        return None
    was, now = Fraction(ratios[0].parts[place]), Fraction(ratios[1].parts[place])
    change = was - now if figure.has("down") and not figure.has("up") else now - was
    verdict, shown = a.compare(figure, a.constant(change)), a.like(change, figure)
    one, other = (was, now) if figure.has("down") and not figure.has("up") else (now, was)
    why = f"{a.plain(one)}−{a.plain(other)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("growth", figure, shown, verdict, why, exact=change)


_SECTORS = (("第一产业", "一产"), ("第二产业", "二产"), ("第三产业", "三产", "服务业"))


def _one_digit(figure: Figure, first: Figure, last: Figure) -> bool:
    change = a.percent(a.subtract(a.of(last), a.of(first)), a.of(first))
    return change is not None and a.agreeing(figure, abs(change.exact)) > 0


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
    if figure.kind == POINTS and ZERO < min(figure.step, max(first.step, last.step)) < 1:
        first, last = (f._replace(step=min(first.step, last.step)) for f in (first, last))  # 82%提升到90.6% is 82.0%
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
        exact=change.exact,
        of=(last, first),
    )
