"""A last look at differences of rates: 比全省(7.4%)高1.7个百分点, 高出整体增速7.7个百分点, 由-4.6%转为6.7%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from ledger.claims import arithmetic as a
from ledger.claims.again import clause_before, is_hardly_chance, telling_pairs
from ledger.claims.progress import month_of
from ledger.claims.values import Claim, Given, Verdict, last
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.lexicon import JOINERS
from ledger.figures.values import BARE, PERCENT, POINTS
from ledger.patterns import late

_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_MOST_SEEN = 32
_MOST_RUN = 6
_NEAR = 8
_PARAGRAPHS = 3
_MINUS = ("-", "−", "－", "负")
_THAN = ("比", "较", "与", "于", "优于", "高出", "超出", "超过")
_UP = late("(?:高|快|多|增|升|扩|涨|上行|领先|超出?|优|好)[^，,。；;：:0-9低慢少降落缓]{0,8}$")
_DOWN = late("(?:低|慢|少|减|降|落|缩|缓|下行|下滑|收窄|滞后|欠|差|短)[^，,。；;：:0-9高快多升]{0,8}$")
_CHANGED = (
    "提高",
    "提升",
    "上升",
    "增加",
    "增长",
    "下降",
    "降低",
    "回落",
    "减少",
    "收窄",
    "扩大",
    "缩小",
    "改善",
    "攀升",
    "加快",
    "放缓",
    "回升",
    "上行",
    "下行",
    "下滑",
)
_HOW_MUCH_LESS = ("降幅", "跌幅", "减幅")
"""What is compared is how far two things fell, not where they stand."""
_HOW_MUCH = late("[降跌减增涨升]幅")
_ABOVE, _BELOW = late("[高快好多]于|领先"), late("[低慢少]于|落后")
_WORDLESS = late("增长|下降|上升|增速|增幅|降幅|同比|环比|的|为|是|达|约|年|月|日|底|末|同期|累计|[0-9—–-]")
_SCOPES = ("全市", "全县", "全区", "全省", "全国", "全镇", "全州", "全乡", "全盟", "全旗", "全街道", "面上", "总体")
_NAMED = late("(?:于|比|较|过|出|先)(?P<name>[^，,。；;：:0-9于比较过]{2,12}?)(?:高出?|低|快|慢|多|少)?$")
_PLACES = late("[我本全][省市县区州镇乡盟旗国]")
_OF_ALL = late("平均水平|平均值|平均数|平均|均值|水平|增速|增幅|增长率|增长|速度|同期|的")
_SYNONYMS = (("经济", "生产总值"), ("经济", "GDP"), ("财政", "预算"))
_FAR, _MOST_FAR = 6, 120
_YARD = ("time-progress", "plan-progress")
_YEAR, _REACH = 12, 20
_THEN = ("上年", "去年", "上月", "上季", "年初", "上期")
_APART = ("相差", "差距", "相差了", "差距为", "差距达")


class _Run(NamedTuple):
    """Points that are said in one breath, and the way they go."""

    at: int
    figures: list[Figure]
    way: int
    kind: str
    falls: bool = False
    """降幅比上半年的5.8%收窄: how far things fell is compared."""

    def signed(self, figure: Figure) -> Fraction:
        """A rate as it is compared: a fall is less than nothing."""
        return figure.exact if self.falls else _signed(figure)


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
        run = _run(reading, at)
        if run is None or run.kind != kind:
            continue
        rates = _rates(reading, run)
        if run.figures[0].has(*_YARD):
            yield from _behind_time(reading, given, run, rates)
        elif rates:
            yield from _of_run(reading, run, rates)


def _run(reading: Reading, at: int) -> _Run | None:
    """The points that end here: 1.7、2.8个百分点 are two, of which only the last bears the measure."""
    figures = [reading.figures[at]]
    for n in range(at - 1, max(-1, at - _MOST_RUN), -1):
        other = reading.figures[n]
        gap = reading.text[other.end : figures[0].start].strip()
        if other.kind not in (BARE, POINTS) or gap not in ("、", *JOINERS) or other.scale != 1:
            break
        figures.insert(0, other)
    first = figures[0]
    behind = reading.figures[at + 1 : at + 2]
    if (
        behind
        and behind[0].kind in (BARE, POINTS)
        and reading.text[figures[-1].end : behind[0].start] in ("、", *JOINERS)
    ):
        return None  # the last of the run speaks for all
    step = max((f.step for f in figures), default=first.step)
    figures = [f._replace(kind=POINTS, measure="个百分点", step=step, signs=first.signs | f.signs) for f in figures]
    lead = first.lead or _before_bracket(reading, first)
    if lead.startswith("的") and at >= len(figures):
        base = reading.figures[at - len(figures)]
        if base.kind == PERCENT and base.clause == first.clause and base.end == first.start - len(first.lead):
            lead = base.lead + lead  # 高于全国4.1%的平均水平3.3个百分点
    if lead.endswith(_APART):
        return _Run(at, figures, 0, "lead") if len(figures) == 1 else None
    moved = _HOW_MUCH.sub("", lead)  # 降幅扩大 is more, 增幅收窄 less
    rose, fell = _ABOVE.search(lead), _BELOW.search(lead)  # 低于全市规上工业增速
    if (rose is None) == (fell is None):
        rose, fell = _UP.search(moved), _DOWN.search(moved)
    if (rose is None) == (fell is None):
        up, down = first.has("up", "ahead"), first.has("down", "behind")
        if up == down:
            return None
        rose = rose if up else None
        way = 1 if up else -1
    else:
        way = 1 if rose else -1
    kind = "growth" if any(word in lead for word in _CHANGED) else "lead"
    falls = kind == "growth" and any(word in clause_before(reading, first) for word in _HOW_MUCH_LESS)
    return _Run(at, figures, way, kind, falls)


def _before_bracket(reading: Reading, figure: Figure) -> str:
    """高于全部投资增速（7.9%）4.5个百分点: the words stand before the bracket."""
    text = reading.text
    if text[figure.start - 1 : figure.start] not in (")", "）"):
        return ""
    begin = reading.sentences[figure.sentence][0]
    opened = max(text.rfind("(", begin, figure.start), text.rfind("（", begin, figure.start))
    words = text[max(begin, opened - _REACH) : opened] if opened > 0 else ""
    return re.split("[，,；;。]", words)[-1]


def _rates(reading: Reading, run: _Run) -> list[Figure]:
    """The exact percentages before the run, the nearest first, over a few paragraphs."""
    first = run.figures[0]
    seen, back = (_MOST_SEEN, _PARAGRAPHS) if len(run.figures) == 1 else (3 * _MOST_SEEN, 3 * _PARAGRAPHS)
    return [
        f
        for f in reversed(reading.figures[max(0, run.at - seen) : run.at])
        if f.kind == PERCENT
        and f.end <= first.start
        and not f.weak
        and f.is_exact
        and f.paragraph >= first.paragraph - back
    ]


def _signed(figure: Figure) -> Fraction:
    negative = figure.lead.endswith(_MINUS) or (figure.has("down") and not figure.has("up"))
    return -figure.exact if negative else figure.exact


def _of_run(reading: Reading, run: _Run, rates: list[Figure]) -> Iterator[Claim]:
    if len(run.figures) > 1:
        yield from _of_several(reading, run, rates)
        return
    figure = run.figures[0]
    if not run.way:
        here = sorted((f for f in rates if f.sentence == figure.sentence), key=_signed, reverse=True)
        words = clause_before(reading, figure)
        if len(here) == 2 or (here and "最高" in words and "最低" in words):
            high, low = here[0], here[-1]
            told = _told(run._replace(way=1), 0, high, low, sure=True)
            if told is not None:
                yield told
        return
    found = _turned(figure, run, rates) or _bracketed(run, rates) or _base_behind(reading, run, rates)
    found = found or _then_beside(run, rates) or _of_named(reading, run, rates) or _named_behind(reading, run, rates)
    if found is None and rates[0].clause == figure.clause and any(word in rates[0].lead for word in _THAN):
        found = _against(reading, run, rates[0], rates[1:])
    elif found is None:
        found = _any_two(reading, run, rates)
    if found is not None:
        yield found


def _turned(figure: Figure, run: _Run, rates: list[Figure]) -> Claim | None:
    """由-4.6%转为6.7%，提高11.3个百分点; 由上年下降4.2%转为增长3.5%，回升7.7个百分点."""
    if len(rates) < 2 or rates[0].sentence != figure.sentence or figure.clause - rates[0].clause > 2:
        return None
    last_, first = rates[:2]
    turned = _signed(first) < 0 and first.has("from", "last-year") and "转" in last_.lead
    return _told(run, 0, last_, first, sure=True) if turned else None


def _is_time_alone(figure: Figure) -> bool:
    """1—5月为下降5.2%, 一季度增长6.1%, 二季度14.4%: nothing but another time is named."""
    time, begin = figure.time, figure.start - len(figure.lead)
    if time is None or time.start < begin or time.end > figure.start:
        return figure.lead.startswith(_THEN) and not _WORDLESS.sub("", figure.lead.lstrip("上去年月季初末期"))
    words = figure.lead[: time.start - begin] + figure.lead[time.end - begin :]
    return not _WORDLESS.sub("", words)


def _then_beside(run: _Run, rates: list[Figure]) -> Claim | None:
    """下降6.4%，1—5月为下降5.2%，降幅扩大1.2个百分点: what it was stands between, under its time alone."""
    figure = run.figures[0]
    if len(rates) < 2 or run.kind != "growth" or not all(f.segment == figure.segment for f in rates[:2]):
        return None
    base, level = rates[:2]
    straight = figure.clause - base.clause == 1 and base.clause - level.clause == 1 and base.depth == level.depth
    if not straight or figure.depth != base.depth or not _is_time_alone(base) or _is_time_alone(level):
        return None
    return _told(run, 0, level, base, sure=True)


def _of_named(reading: Reading, run: _Run, rates: list[Figure]) -> Claim | None:
    """北岭乡58.6%，低于全县25.4个百分点: 全县 is named where its rate was told, paragraphs before.

    Wrong only where the one rate that bears the name stands in a sentence near by and speaks of the same time.
    """
    figure, level = run.figures[0], rates[0]
    hit = _NAMED.search(clause_before(reading, figure)) if run.kind == "lead" else None
    if hit is None or level.sentence != figure.sentence or not _is_straight(reading, run, level):
        return None
    name = _OF_ALL.sub("", hit.group("name"))
    called = [f for f in _far(reading, run) if f is not level and _bears_name(reading, f, name)]
    called = [f for f in called if f.has("up", "down") == level.has("up", "down")]
    called.sort(key=lambda f: name[:2] not in f.lead)  # the rate that is said to be 全市's itself comes first
    for tries, base in enumerate(called[:_NEAR], 1):
        if _fits(run, 0, level, base) and is_hardly_chance(figure, tries):
            return _told(run, 0, level, base, sure=False)
    near = [f for f in called if f.sentence >= figure.sentence - 2]
    if len({_signed(f) for f in called}) != 1 or not near or (name in _SCOPES and _is_of_another(level, near[0])):
        return None
    base, apart = near[0], (run.signed(level) - run.signed(near[0])) * run.way
    plain = apart > 0 and _of_one_time(level, base) and (name[:2] in _SCOPES or _is_called(base, name))
    sure = len(near) == 1 and (plain or (_of_one_time(level, base) and a.agreeing(figure, apart) > 0))
    return _told(run, 0, level, base, sure=True) if sure else None


def _is_straight(reading: Reading, run: _Run, level: Figure) -> bool:
    """增长7.6%，增速比1—9月份加快0.8个百分点，快于全市平均水平: nothing but other points of the rate stands between."""
    figure = run.figures[0]
    between = [f for f in reading.in_sentence(figure.sentence) if level.end <= f.start and f.end <= figure.start]
    return figure.clause - level.clause <= 1 + len(between) and all(f.kind == POINTS for f in between)


def _of_one_time(level: Figure, base: Figure) -> bool:
    """Whether a rate speaks of no other time than the one told before."""
    one, two = level.time, base.time
    return one is None or (two is not None and one[2:] == two[2:])


def _is_called(figure: Figure, name: str) -> bool:
    """规上工业增加值增长 is what 规上工业 names; 民间投资增长 is not what 投资 names."""
    words = _OF_ALL.sub("", figure.lead)
    for scope in _SCOPES:
        words = words.removeprefix(scope)
    return words.startswith(name)


def _named_behind(reading: Reading, run: _Run, rates: list[Figure]) -> Claim | None:
    """餐饮增长15.8%，比商品零售快9.6个百分点；商品零售额560.4亿元，增长6.2%: told right behind under its name."""
    figure, level = run.figures[0], rates[0]
    hit = _NAMED.search(clause_before(reading, figure)) if run.kind == "lead" else None
    if hit is None or level.sentence != figure.sentence or figure.clause - level.clause != 1:
        return None
    name = _OF_ALL.sub("", hit.group("name"))
    after = [f for f in reading.figures[run.at + 1 : run.at + 3] if f.sentence == figure.sentence]
    rest = after[0].lead.removeprefix(name) if after and len(name) > 1 and after[0].lead.startswith(name) else None
    named = rest is not None and _OF_ALL.sub("", rest) in (
        "",
        "额",
        "量",
        "总额",
        "总量",
        "完成",
    )  # 工业投资 is not 工业
    base = next((f for f in after if f.kind == PERCENT and f.is_exact), None)
    if not named or base is None or base.has("up", "down") != level.has("up", "down"):
        return None
    return _told(run, 0, level, base, sure=base.clause - after[0].clause <= 1)


def _far(reading: Reading, run: _Run) -> list[Figure]:
    """The exact rates before the points, the nearest first, over some paragraphs, without what is compared with."""
    first = run.figures[0]
    return [
        f
        for f in reversed(reading.figures[max(0, run.at - _MOST_FAR) : run.at])
        if f.kind == PERCENT and f.is_exact and not f.weak and f.paragraph >= first.paragraph - _FAR
        if not _is_compared_with(f)
    ]


def _bears_name(reading: Reading, figure: Figure, name: str) -> bool:
    """Whether the words before a rate name it so: 全县秋粮应收96.8万亩，已收81.3万亩，进度84% is of 全县."""
    words = reading.text[reading.sentences[figure.sentence][0] : figure.start]
    for scope in _SCOPES:
        if name.startswith(scope):
            rest = name.removeprefix(scope)
            alike = (rest, *(two for one, two in _SYNONYMS if one == rest))
            return scope in words and any(word in figure.lead for word in alike)
    return len(name) > 1 and name in figure.lead


def _is_of_another(level: Figure, base: Figure) -> bool:
    """工业投资增长12% against 全市生产总值增长5.8%: each has a noun of its own."""
    own, other = (telling_pairs(_OF_ALL.sub("", _PLACES.sub("", f.lead))) for f in (level, base))
    return bool(own) and not own & other and (level.has("up", "down") or "率" in level.lead)


def _base_behind(reading: Reading, run: _Run, rates: list[Figure]) -> Claim | None:
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
    return _told(run, 0, level, base, sure=level.sentence == figure.sentence)


def _inside(run: _Run, rates: list[Figure]) -> list[Figure]:
    """The rates in brackets straight before the points, in their order."""
    figure = run.figures[0]
    found: list[Figure] = []
    for rate in rates:
        if rate.sentence != figure.sentence or rate.depth != figure.depth + 1 or figure.clause - rate.clause > 6:
            break
        found.insert(0, rate)
    return found


def _levels(run: _Run, rates: list[Figure], inside: list[Figure]) -> list[Figure]:
    figure = run.figures[0]
    levels = [f for f in rates if f not in inside and f.depth <= figure.depth and f.sentence >= figure.sentence - 2]
    return [f for f in levels if not _is_compared_with(f)] or levels


def _bracketed(run: _Run, rates: list[Figure]) -> Claim | None:
    """增长8.4%…，比全省平均(7.7%)高0.7个百分点: what it is compared with stands in the bracket."""
    inside = _inside(run, rates)
    if len(inside) != 1 or (run.kind == "growth" and inside[0].lead.startswith(_SCOPES)):
        return None  # 增长7.5%（全市11.1%），比上年同期回落0.9个百分点
    return _best(run, 0, _levels(run, rates, inside), inside[0])


def _best(run: _Run, place: int, levels: list[Figure], base: Figure) -> Claim | None:
    """The level that gives the difference, else the only one of the sentence."""
    figure = run.figures[place]
    for tries, level in enumerate(levels[:_NEAR], 1):
        if _fits(run, place, level, base) and is_hardly_chance(figure, tries):
            return _told(run, place, level, base, sure=False)
    here = [f for f in levels if f.sentence == figure.sentence]
    return _told(run, place, here[0], base, sure=True) if len({_signed(f) for f in here}) == 1 else None


def _of_several(reading: Reading, run: _Run, rates: list[Figure]) -> Iterator[Claim]:
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
    fits = {}
    for base in (f for f in rates if f not in here):
        fits[_signed(base)] = (sum(_fits(run, n, level, base) for n, level in enumerate(here)), base)
    most, chosen = max(fits.values(), key=lambda fit: fit[0], default=(0, here[0]))
    if most >= 2 and most >= size - 1:
        for place, level in enumerate(here):
            found = _told(run, place, level, chosen, sure=True)
            if found is not None:
                yield found


def _one_to_one(reading: Reading, run: _Run, rates: list[Figure]) -> Iterator[Claim]:
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
        found = _told(run, place, level, base, sure=True)
        if found is not None:
            yield found


def _fits(run: _Run, place: int, level: Figure, base: Figure) -> bool:
    apart = (run.signed(level) - run.signed(base)) * run.way
    return a.compare(run.figures[place], a.constant(apart)) is Verdict.CONSISTENT


def _behind_time(reading: Reading, given: Given, run: _Run, rates: list[Figure]) -> Iterator[Claim]:
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
        yield claim("lead", figure, shown, verdict, why)


def _any_two(reading: Reading, run: _Run, rates: list[Figure]) -> Claim | None:
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
            if _fits(run, 0, level, base) and is_hardly_chance(figure, tries):
                return _told(run, 0, level, base, sure=False)
    return None


def _against(reading: Reading, run: _Run, base: Figure, rates: list[Figure]) -> Claim | None:
    """The rate that is compared with the one beside: the nearest that gives it, else the only one that may."""
    figure, way = run.figures[0], run.way
    levels = [f for f in rates if f.sentence >= figure.sentence - 3 and f.paragraph == figure.paragraph]
    levels = [f for f in levels if f.depth <= figure.depth and not _is_compared_with(f)]
    unlike = [f for f in levels if f.has("up", "down") != base.has("up", "down") and f.sentence == figure.sentence]
    levels = [f for f in levels if f.has("up", "down") == base.has("up", "down")]
    for tries, level in enumerate((*levels, *unlike)[:_NEAR], 1):
        if _fits(run, 0, level, base) and is_hardly_chance(figure, tries):
            return _told(run, 0, level, base, sure=False)
    # 增长6.8%，比一季度的5.1%加快2.7个百分点
    if not levels and unlike and base.lead.endswith("的") and figure.clause - unlike[0].clause == 1:
        right_way = (run.signed(unlike[0]) - run.signed(base)) * way > 0 and not any(
            _fits(run, 0, f, base) for f in unlike
        )
        return _told(run, 0, unlike[0], base, sure=True) if right_way else None
    name = telling_pairs(reading.text[max(0, base.start - len(base.lead)) : base.start].partition("比")[0])
    right = [f for f in levels if (_signed(f) - _signed(base)) * way > 0 and f.sentence >= figure.sentence - 1]
    words = [f for f in right if name & telling_pairs(_words(reading, f))]
    one = right[0] if len(right) == 1 else words[0] if len(words) == 1 else None
    if not right and len({_signed(f) for f in levels if f.sentence == figure.sentence}) == 1:
        one = levels[0]  # it rose, and yet it is less
    near = one is not None and (one.sentence == figure.sentence or bool(words))
    if one is None or not near:
        return None
    straight = one.sentence == figure.sentence and figure.clause - one.clause <= 1
    if not straight and not a.agreeing(figure, abs(_signed(one) - _signed(base))):
        return None
    return _told(run, 0, one, base, sure=True)


def _is_compared_with(figure: Figure) -> bool:
    """比全市平均的6.5%低0.4个百分点，比第一名的…: what another is compared with is no level itself."""
    return figure.lead.startswith(("比", "较")) and not figure.lead.startswith(("比重", "比例", "比率"))


def _words(reading: Reading, figure: Figure) -> str:
    return reading.text[max(reading.sentences[figure.sentence][0], figure.start - 24) : figure.start]


def _told(run: _Run, place: int, level: Figure, base: Figure, *, sure: bool) -> Claim | None:
    figure = run.figures[place]
    apart = (run.signed(level) - run.signed(base)) * run.way
    verdict = a.compare(figure, a.constant(apart))
    contributed = any("贡献" in f.lead for f in (level, base))
    if verdict not in _FITS and (contributed or not sure):
        return None
    one, two = (run.signed(level), run.signed(base)) if run.way > 0 else (run.signed(base), run.signed(level))
    shown = a.like(apart, figure)
    minus = f"({a.plain(two, 4)})" if two < 0 else a.plain(two, 4)
    why = f"{a.plain(one, 4)}−{minus}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim(run.kind, figure, shown, verdict, why)
