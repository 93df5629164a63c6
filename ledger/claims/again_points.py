"""A last look at differences of rates: 比全省(7.4%)高1.7个百分点, 高出整体增速7.7个百分点, 由-4.6%转为6.7%."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from ledger.claims import arithmetic as a
from ledger.claims.again import clause_before, is_hardly_chance, telling_pairs
from ledger.claims.again_rates import is_compared_with, named_behind, of_named, of_ours
from ledger.claims.elapsed import month_of
from ledger.claims.pointruns import Run, fits, rates_before, run_of_points, signed, told_points
from ledger.claims.values import Claim, Given, last
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import PERCENT, POINTS
from ledger.patterns import late

_NEAR = 8
_THAN = ("比", "较", "与", "于", "优于", "高出", "超出", "超过")
_WORDLESS = late("增长|下降|上升|增速|增幅|降幅|同比|环比|的|为|是|达|约|年|月|日|底|末|同期|累计|[0-9—–-]")
_SCOPES = ("全市", "全县", "全区", "全省", "全国", "全镇", "全州", "全乡", "全盟", "全旗", "全街道", "面上", "总体")
_YARD = ("time-progress", "plan-progress")
_YEAR, _REACH = 12, 20
_THEN = ("上年", "去年", "上月", "上季", "年初", "上期")


@last("growth", "points")
def points_left(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """整改完成率比上年同期的76.5%提高5.2个百分点, the rate itself told before; 由-4.6%转为6.7%，提高11.3个百分点."""
    yield from _left(reading, given, open_, "growth")


@last("lead", "points")
def leads_left(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """比全省(7.4%)和全国(6.3%)分别高1.7、2.8个百分点; 分别低于全市平均10.9、8.2和6.5个百分点."""
    yield from _left(reading, given, open_, "lead")


def _left(reading: Reading, given: Given, open_: Sequence[int], kind: str) -> Iterator[Claim]:
    for at in open_:
        figure = reading.figures[at]
        if figure.kind != POINTS or not figure.is_exact:
            continue
        run = run_of_points(reading, at)
        if run is None or run.kind != kind:
            continue
        rates = rates_before(reading, run)
        if run.figures[0].has(*_YARD):
            yield from _behind_time(reading, given, run, rates)
        elif rates:
            yield from _of_run(reading, run, rates)


def _of_run(reading: Reading, run: Run, rates: list[Figure]) -> Iterator[Claim]:
    if len(run.figures) > 1:
        yield from _of_several(reading, run, rates)
        return
    figure = run.figures[0]
    if not run.way:
        here = sorted((f for f in rates if f.sentence == figure.sentence), key=signed, reverse=True)
        words = clause_before(reading, figure)
        if len(here) == 2 or (here and "最高" in words and "最低" in words):
            high, low = here[0], here[-1]
            told = told_points(run._replace(way=1), 0, high, low, sure=True)
            if told is not None:
                yield told
        return
    found = _turned(figure, run, rates) or _bracketed(run, rates) or _base_behind(reading, run, rates)
    found = found or _then_beside(run, rates) or of_named(reading, run, rates) or named_behind(reading, run, rates)
    found = found or of_ours(reading, run, rates)
    if found is None and rates[0].clause == figure.clause and any(word in rates[0].lead for word in _THAN):
        found = _against(reading, run, rates[0], rates[1:])
    elif found is None:
        found = _any_two(reading, run, rates)
    if found is not None:
        yield found


def _turned(figure: Figure, run: Run, rates: list[Figure]) -> Claim | None:
    """由-4.6%转为6.7%，提高11.3个百分点; 由上年下降4.2%转为增长3.5%，回升7.7个百分点."""
    if len(rates) < 2 or rates[0].sentence != figure.sentence or figure.clause - rates[0].clause > 2:
        return None
    last_, first = rates[:2]
    turned = signed(first) < 0 and first.has("from", "last-year") and "转" in last_.lead
    return told_points(run, 0, last_, first, sure=True) if turned else None


def _is_time_alone(figure: Figure) -> bool:
    """1—5月为下降5.2%, 一季度增长6.1%, 二季度14.4%: nothing but another time is named."""
    time, begin = figure.time, figure.start - len(figure.lead)
    if time is None or time.start < begin or time.end > figure.start:
        return figure.lead.startswith(_THEN) and not _WORDLESS.sub("", figure.lead.lstrip("上去年月季初末期"))
    words = figure.lead[: time.start - begin] + figure.lead[time.end - begin :]
    return not _WORDLESS.sub("", words)


def _then_beside(run: Run, rates: list[Figure]) -> Claim | None:
    """下降6.4%，1—5月为下降5.2%，降幅扩大1.2个百分点: what it was stands between, under its time alone."""
    figure = run.figures[0]
    if len(rates) < 2 or run.kind != "growth" or not all(f.segment == figure.segment for f in rates[:2]):
        return None
    base, level = rates[:2]
    straight = figure.clause - base.clause == 1 and base.clause - level.clause == 1 and base.depth == level.depth
    if not straight or figure.depth != base.depth or not _is_time_alone(base) or _is_time_alone(level):
        return None
    return told_points(run, 0, level, base, sure=True)


def _base_behind(reading: Reading, run: Run, rates: list[Figure]) -> Claim | None:
    """达到58.6%，比上年末提高1.2个百分点，上年末为57.4%: what it is compared with is named, and told right behind."""
    figure = run.figures[0]
    after = reading.figures[run.at + 1 : run.at + 2]
    if not after or after[0].kind != PERCENT or after[0].sentence != figure.sentence or not after[0].is_exact:
        return None
    base, level = after[0], rates[0]
    named = telling_pairs(figure.lead) & telling_pairs(base.lead) or base.lead.startswith(_THEN)
    when = base.lead.rstrip("为是达份")
    named = named or (_is_time_alone(base) and len(when) > 1 and when in figure.lead)  # 比7月份上升…，7月份为49.6%
    if base.depth > figure.depth:
        named = named or _is_time_alone(base)  # 环比下降1.8个百分点（二季度14.4%）
    more = reading.figures[run.at + 2 : run.at + 3]
    own = bool(more) and more[0].kind == POINTS and more[0].clause - base.clause <= 1 and more[0].depth == base.depth
    if "占" in base.lead and not _is_time_alone(base):
        return None  # 快于规上工业8.2个百分点，占规上工业的比重由11.3%提高到13.1%
    if not named or own or base.segment != figure.segment or base.clause - figure.clause > 1:
        return None  # 高于规上工业4.8个百分点；食品工业增长3.1%，低于规上工业: what follows is another's
    if figure.clause - level.clause > 2:
        return None
    return told_points(run, 0, level, base, sure=level.sentence == figure.sentence)


def _inside(run: Run, rates: list[Figure]) -> list[Figure]:
    """The rates in brackets straight before the points, in their order."""
    figure = run.figures[0]
    found: list[Figure] = []
    for rate in rates:
        if rate.sentence != figure.sentence or rate.depth != figure.depth + 1 or figure.clause - rate.clause > 6:
            break
        found.insert(0, rate)
    return found


def _levels(run: Run, rates: list[Figure], inside: list[Figure]) -> list[Figure]:
    figure = run.figures[0]
    levels = [f for f in rates if f not in inside and f.depth <= figure.depth and f.sentence >= figure.sentence - 2]
    return [f for f in levels if not is_compared_with(f)] or levels


def _bracketed(run: Run, rates: list[Figure]) -> Claim | None:
    """增长8.4%…，比全省平均(7.7%)高0.7个百分点: what it is compared with stands in the bracket."""
    inside = _inside(run, rates)
    if len(inside) != 1 or (run.kind == "growth" and inside[0].lead.startswith(_SCOPES)):
        return None  # 增长7.5%（全市11.1%），比上年同期回落0.9个百分点
    return _best(run, 0, _levels(run, rates, inside), inside[0])


def _best(run: Run, place: int, levels: list[Figure], base: Figure) -> Claim | None:
    """The level that gives the difference, else the only one of the sentence."""
    figure = run.figures[place]
    for tries, level in enumerate(levels[:_NEAR], 1):
        if fits(run, place, level, base) and is_hardly_chance(figure, tries):
            return told_points(run, place, level, base, sure=False)
    here = [f for f in levels if f.sentence == figure.sentence]
    return told_points(run, place, here[0], base, sure=True) if len({signed(f) for f in here}) == 1 else None


def _of_several(reading: Reading, run: Run, rates: list[Figure]) -> Iterator[Claim]:
    """One level against several bases in brackets, or several levels against one base."""
    inside = _inside(run, rates)
    size = len(run.figures)
    if len(inside) == size:
        levels = _levels(run, rates, inside)
        for place, base in enumerate(inside):
            found = _best(run, place, levels, base)
            if found is not None:
                yield found
        return
    yield from _one_to_one(reading, run, rates)
    here = [f for f in reversed(rates) if f.sentence == run.figures[0].sentence][-size:]
    if len(here) != size or not all(two.clause - one.clause <= 1 for one, two in pairwise(here)):
        return
    counted = {}
    for base in (f for f in rates if f not in here):
        counted[signed(base)] = (sum(fits(run, n, level, base) for n, level in enumerate(here)), base)
    most, chosen = max(counted.values(), key=lambda fit: fit[0], default=(0, here[0]))
    if most >= 2 and most >= size - 1:
        for place, level in enumerate(here):
            found = told_points(run, place, level, chosen, sure=True)
            if found is not None:
                yield found


def _one_to_one(reading: Reading, run: Run, rates: list[Figure]) -> Iterator[Claim]:
    """93.6%，…91.2%，分别比2020年的88.4%、86.5%提高5.2和4.7个百分点; 上年分别为 right behind: each against its own."""
    size, sentence = len(run.figures), run.figures[0].sentence
    behind = [f for f in reading.figures[run.at + 1 : run.at + 1 + size] if f.kind == PERCENT and f.is_exact]
    before = list(reversed(rates[: 2 * size]))
    compared = before[size].lead if len(before) == 2 * size else ""
    if compared.startswith("分别") and compared.endswith("的") and any(word in compared for word in _THAN):
        levels, bases = before[:size], before[size:]
    elif len(behind) == size <= len(before) and "分别" in behind[0].lead and behind[0].lead.startswith(_THEN):
        levels, bases = before[-size:], behind
    else:
        return
    if any(f.sentence != sentence for f in (*levels, *bases)):
        return
    for place, (level, base) in enumerate(zip(levels, bases, strict=True)):
        found = told_points(run, place, level, base, sure=True)
        if found is not None:
            yield found


def _behind_time(reading: Reading, given: Given, run: Run, rates: list[Figure]) -> Iterator[Claim]:
    """完成率分别为88%、81%、79.1%，分别落后序时3.7、10.7、12.6个百分点."""
    size = len(run.figures)
    month = month_of(reading, run.figures[0], given)
    here = [f for f in reversed(rates) if f.sentence == run.figures[0].sentence][-size:]
    if size < 2 or len(here) != size or not month or not run.figures[0].has("time-progress"):
        return
    gone = Fraction(month * 100, _YEAR)
    for figure, rate in zip(run.figures, here, strict=True):
        apart = (rate.exact - gone) * run.way
        span = a.subtract(a.of(rate), a.constant(gone)) if run.way > 0 else a.subtract(a.constant(gone), a.of(rate))
        verdict, shown = a.compare(figure, span), f"{a.plain(apart, 2)}个百分点"
        why = f"{month}月底时间进度{a.plain(gone, 2)}%，与{a.plain(rate.exact, 4)}%相差{shown}"
        why += f"，与文中{figure.printed}{SAYS[verdict]}"
        yield claim("lead", figure, shown, verdict, why, exact=apart, of=(rate,), timed=True)


def _any_two(reading: Reading, run: Run, rates: list[Figure]) -> Claim | None:
    """高出整体增速7.7个百分点, 比市级平均水平高4个百分点: the rate told last against one told before."""
    figure = run.figures[0]
    if figure.has("yoy", "last-year", "step") and run.kind == "growth":
        return None
    words = clause_before(reading, figure)
    if not any(word in words for word in _THAN) and run.kind == "lead":
        return None
    levels = [f for f in rates[:3] if f.sentence == figure.sentence] or rates[:1]
    tries = 0
    for level in levels:
        for base in rates:
            if base is level or base.has("up", "down") != level.has("up", "down") or base.sentence == -1:
                continue
            tries += 1
            if fits(run, 0, level, base) and is_hardly_chance(figure, tries):
                return told_points(run, 0, level, base, sure=False)
    return None


def _against(reading: Reading, run: Run, base: Figure, rates: list[Figure]) -> Claim | None:
    """The rate that is compared with the one beside: the nearest that gives it, else the only one that may."""
    figure, way = run.figures[0], run.way
    levels = [f for f in rates if f.sentence >= figure.sentence - 3 and f.paragraph == figure.paragraph]
    levels = [f for f in levels if f.depth <= figure.depth and not is_compared_with(f)]
    unlike = [f for f in levels if f.has("up", "down") != base.has("up", "down") and f.sentence == figure.sentence]
    levels = [f for f in levels if f.has("up", "down") == base.has("up", "down")]
    for tries, level in enumerate((*levels, *unlike)[:_NEAR], 1):
        if fits(run, 0, level, base) and is_hardly_chance(figure, tries):
            return told_points(run, 0, level, base, sure=False)
    # 增长6.8%，比一季度的5.1%加快2.7个百分点
    if not levels and unlike and base.lead.endswith("的") and figure.clause - unlike[0].clause == 1:
        right_way = (run.signed(unlike[0]) - run.signed(base)) * way > 0 and not any(
            fits(run, 0, f, base) for f in unlike
        )
        return told_points(run, 0, unlike[0], base, sure=True) if right_way else None
    name = telling_pairs(reading.text[max(0, base.start - len(base.lead)) : base.start].partition("比")[0])
    right = [f for f in levels if (signed(f) - signed(base)) * way > 0 and f.sentence >= figure.sentence - 1]
    words = [f for f in right if name & telling_pairs(_words(reading, f))]
    one = right[0] if len(right) == 1 else words[0] if len(words) == 1 else None
    if not right and len({signed(f) for f in levels if f.sentence == figure.sentence}) == 1:
        one = levels[0]  # it rose, and yet it is less
    near = one is not None and (one.sentence == figure.sentence or bool(words))
    if one is None or not near:
        return None
    straight = one.sentence == figure.sentence and figure.clause - one.clause <= 1
    if not straight and not a.agreeing(figure, abs(signed(one) - signed(base))):
        return None
    return told_points(run, 0, one, base, sure=True)


def _words(reading: Reading, figure: Figure) -> str:
    return reading.text[max(reading.sentences[figure.sentence][0], figure.start - 24) : figure.start]
