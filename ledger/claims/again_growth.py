"""A last look at changes: deltas in other words (减支, 多签), levels far off, series of years, rates side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from ledger.claims import arithmetic as a
from ledger.claims.again import is_hardly_chance, telling_pairs
from ledger.claims.bases import run_of
from ledger.claims.growth import is_in_fixed_prices
from ledger.claims.levels import APART, has_another_base, is_then
from ledger.claims.values import Claim, Given, Verdict, last
from ledger.claims.words import SAYS, claim, years_spoken
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT, BARE, PERCENT, TIMES
from ledger.patterns import late

_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_MOST_SEEN = 24
_BACK = 3
_MOST_FAR = 8
_DIGITS = 3
_TEN = 10
_NET = late("净增")
_COMPARED = late("[比较](?:上年|去年|上月|上季度|上期|年初|[0-9]{4}年)[^，,。；;：:0-9]{0,3}的$")
_WAYS = late(
    "压减|压缩|压降|缩短|缩减|节约|节省|净增|上涨|下滑|同比|环比|比上年同期|比上年|较上年|比去年|增长|下降|上升|减少|增加|提高|增幅|降幅|增速|总量|总数|总额|分别"
)
_YEARLY = ("年均", "年平均")
_UP = late("(?:多|增|净增|扩|升|涨|高|加|超)[^，,。；;：:、0-9少减]{0,6}$")
_DOWN = late("(?:少|减|净减|降|缩|省|节约|节支|短|低|压|退|跌)[^，,。；;：:、0-9多增]{0,6}$")
_MOVED_UP = late("(?:涨|多|增|升|高|快|扩|翻)[^，,。；;：:0-9]{0,4}$")
_MOVED_DOWN = late("(?:省|少|减|降|缩|短|低|跌|压)[^，,。；;：:0-9]{0,4}$|^节[电水能油煤材约支][^，,。；;：:0-9]{0,2}$")
_THAN = ("比", "较", "与")
_APART_FROM = ("高出", "超出", "高", "低", "低出", "快", "慢")
_CHANGING = (*_THAN, "增", "减", "多", "少", "净")
_OF_BEFORE = ("前", "原", "年初", "月初", "期初", "末", "底", "时有", "上年", "上月", "上期", "去年", "旧")
"""In what an amount is called these say that it is of before."""
_FORMER_STOCK = ("原有", "原来", "原", "现有", "已有", "基数", "年初", "由", "从", "此前", "存量")
_SUBJECT_OF = re.compile("同比|环比|比|较|与|增|减|多|少|净|升|降")
_LEAST_SUBJECT = 2
_NOUN = 4
_TIMES = ("年", "个月", "天", "周")
_YEAR = late("[0-9]年|[今去前上]年")
_AGAINST_LAST = ("比上年", "较上年", "比去年", "较去年", "比前一年", "较前一年")


def _way(figure: Figure) -> int:
    """Whether a figure says that something rose (1), fell (-1), or neither."""
    up, down = figure.has("up"), figure.has("down")
    if up != down:
        return 1 if up else -1
    lead = figure.lead
    rose, fell = _MOVED_UP.search(lead), _MOVED_DOWN.search(lead)
    if (rose is None) != (fell is None):
        return 1 if rose else -1
    return 0


def _bettered(reading: Reading, figure: Figure) -> int:
    """同比改善11.4%: less of what is bad, if what was before is more."""
    if not figure.lead.endswith("改善"):
        return 0
    two = [f for f in reading.in_sentence(figure.sentence) if f.end <= figure.start and f.kind == AMOUNT][-2:]
    if len(two) < 2:
        return 0
    return -1 if (two[1].exact > two[0].exact) is is_then(two[1]) else 1


def _delta_way(figure: Figure) -> int:
    """The same for an amount by which something changed: 增收, 减支, 比一季度多签."""
    if figure.has("to-up", "to-down", "from", "to", "share", "plan", "ahead", "behind", "gap"):
        return 0
    if figure.lead.endswith(("少增", "少收", "少支", "少签", "少办")):
        return -1
    rose, fell = _UP.search(figure.lead), _DOWN.search(figure.lead)
    if (rose is None) == (fell is None):
        return (1 if figure.has("up") else -1) if figure.has("up") != figure.has("down") else 0
    compared = (
        figure.has("up", "down", "yoy", "step")
        or figure.lead.startswith(_THAN)
        or figure.lead[:1] in "增减多少净节省压"
    )
    return (1 if rose else -1) if compared else 0


@last("growth", "percent times")
def growth_left(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """比上年减支9240万元，下降7.9% with the level far before; 8月份的2.5公里多0.9公里，增长36%; 年均 over a series."""
    for at in open_:
        figure = reading.figures[at]
        if figure.kind == TIMES and figure.measure == "倍" and figure.has("up"):
            told = _grown_times(reading, at)
            if told is not None:
                yield told
            continue
        if figure.kind != PERCENT or figure.has("share", "expect") or figure.exact <= 0:
            continue
        if figure.has("ahead", "behind") and figure.lead not in _APART_FROM and not _is_bounded(figure):
            continue
        if figure.has("to-up", "to-down") and not figure.has("up", "down"):
            continue  # 占比由72.1%提高到76.4%
        way = _way(figure) or _bettered(reading, figure)
        if not way:
            continue
        near = _near(reading, at)
        if figure.has("each") or any(word in figure.lead for word in _YEARLY):
            found = _compounded(reading, figure, near, way)
        else:
            found = _of_delta(reading, at, near, way) or _of_series(reading, figure, near, way)
            found = found or _moved(figure, near, way) or _compared(figure, near, way)
            found = found or _moved_since(figure, near, way)
            found = found or _elsewhere(reading, at, way) or _of_net(figure, near, way)
        if found is not None and found.verdict is Verdict.INCONSISTENT and figure.lead.startswith("其中"):
            continue  # 净增206家，其中规上企业增长28%: of those within
        vague = found is not None and found.verdict is not Verdict.CONSISTENT
        vague = vague and (is_in_fixed_prices(reading, figure) or has_another_base(reading, figure))
        if found is not None and not vague:
            yield found


def _is_bounded(figure: Figure) -> bool:
    """降幅超过两成: more than that, and not more than something else."""
    return bool(figure.bound) and figure.lead.endswith(("幅超过", "降超过", "长超过", "幅超", "降超", "长超"))


def _grown_times(reading: Reading, at: int) -> Claim | None:
    """3.2万人次，同比增加2.4万人次，增长3倍: so many times what it was comes on top."""
    figure, near = reading.figures[at], _near(reading, at)
    delta = _delta(reading, at, near, 1)
    levels = [f for f in near if delta is not None and f.dimension == delta.dimension and f.is_exact]
    levels = [f for f in levels if f.has("to-up")][:1] or [
        f for f in levels if _is_level(f)
    ]  # 扩大到4.1万亩，五年增加2.5万亩，增长1.56倍
    level = _sure_level(delta, [f for f in levels if f is not delta]) if delta is not None else None
    if delta is None or level is None or level.exact <= delta.exact:
        return None
    ratio = a.divide(a.of(delta), a.subtract(a.of(level), a.of(delta)))
    if ratio is None or a.too_coarse(figure, ratio):
        return None
    verdict, shown = a.compare(figure, ratio), f"{a.plain(ratio.exact, 2)}倍"
    why = f"{a.bare(delta)}÷({a.bare(level)}−{a.bare(delta)})={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("growth", figure, shown, verdict, why, exact=ratio.exact, of=(delta, level, delta))


def _near(reading: Reading, at: int) -> list[Figure]:
    """The amounts before a figure in its paragraph, not many sentences back, the nearest first."""
    figure = reading.figures[at]
    return [
        f
        for f in reversed(reading.figures[max(0, at - _MOST_SEEN) : at])
        if f.kind == AMOUNT and f.paragraph == figure.paragraph and f.sentence >= figure.sentence - _BACK and not f.weak
    ]


def _of_delta(reading: Reading, at: int, near: list[Figure], way: int) -> Claim | None:
    """The nearest amount is what it changed by; the level stands before it, or the base right beside it."""
    figure = reading.figures[at]
    delta = _delta(reading, at, near, way)
    if delta is None:
        return None
    others = [f for f in near if f is not delta and f.dimension == delta.dimension and f.is_exact]
    others = others or _measured_before(reading, delta)
    then = others[0] if others and _is_base_of(others[0], delta) else None
    if then is not None:
        rate = a.percent(a.of(delta), a.of(then))
        return _told_delta(figure, delta, then, 0, rate, a.compare(figure, rate)) if rate is not None else None
    then = _then_beside(figure, others, delta, way)
    if then is not None:
        rate = a.percent(a.of(delta), a.of(then))
        return _told_delta(figure, delta, then, 0, rate, a.compare(figure, rate)) if rate is not None else None
    levels = [f for f in others if f.start < delta.start and _is_level(f) and (way < 0 or f.exact > delta.exact)]
    return _of_levels(figure, delta, levels, way) or _of_far_levels(reading, at, delta, way)


def _then_beside(figure: Figure, others: list[Figure], delta: Figure, way: int) -> Figure | None:
    """登记1248件…。去年同期1420件，少172件，下降12.1%: what was then, where what is now lies just so far off."""
    then = others[0] if others and is_then(others[0]) else None
    if (
        then is None
        or then.sentence != delta.sentence
        or delta.clause - then.clause != 1
        or figure.clause < delta.clause
    ):
        return None
    if _NO_SUBJECT.search(delta.lead) is None or _NO_SUBJECT.search(figure.lead) is None or then.exact <= 0:
        return None
    due = then.exact + way * delta.exact
    return then if any(f.exact == due and _is_level(f) and f.start < delta.start for f in others[1:]) else None


_NO_SUBJECT = late(
    "^(?:同比|环比|今年|本月|本期)?(?:少|多|减|增|降|升|涨|跌|净|下|上|长|加|幅|率|低|高|为|了|约|达|收|发|办|受|支)*$"
)


def _of_far_levels(reading: Reading, at: int, delta: Figure, way: int) -> Claim | None:
    """机动车保有量增加315.7万辆，增长2.17%, the level paragraphs before: told only when it fits and shares a word."""
    figure = reading.figures[at]
    words = telling_pairs(reading.text[reading.sentences[delta.sentence][0] : delta.start])
    seen = reading.figures[max(0, at - 2 * _MOST_SEEN) : at]
    levels = [f for f in reversed(seen) if f.dimension == delta.dimension and f.kind == AMOUNT and f.end <= delta.start]
    levels = [f for f in levels if f.is_exact and _is_level(f) and (way < 0 or f.exact > delta.exact)]
    levels = [f for f in levels if words & telling_pairs(f.lead) and f.sentence < delta.sentence]
    for tries, level in enumerate(levels[:_MOST_FAR], 1):
        base = a.add(a.of(level), a.of(delta)) if way < 0 else a.subtract(a.of(level), a.of(delta))
        rate = a.percent(a.of(delta), base)
        if rate is not None and a.compare(figure, rate) is Verdict.CONSISTENT and is_hardly_chance(figure, tries):
            return _told_delta(figure, delta, level, way, rate, Verdict.CONSISTENT)
    return None


def _measured_before(reading: Reading, delta: Figure) -> list[Figure]:
    """总诊疗人次84.7亿，比上年增加7.3亿人次: the measure stands before the number."""
    here = [f for f in reading.in_sentence(delta.sentence) if f.end <= delta.start and f.kind == BARE]
    told = [f for f in here if f.scale > 1 and f.lead.rstrip("数为达共").endswith(delta.dimension) and f.is_exact]
    return [told[-1]._replace(kind=AMOUNT, dimension=delta.dimension, measure=delta.measure)] if told else []


def _delta(reading: Reading, at: int, near: list[Figure], way: int) -> Figure | None:
    """What it changed by, in an amount: right before the rate, or right behind it (同比增长近三成，净增6.5万标箱)."""
    figure = reading.figures[at]
    outside = [f for f in near[:3] if f.depth <= figure.depth]  # 增加296.7万吨（59.3亿斤），增长2.1%
    for other in (*outside[:1], *reading.figures[at + 1 : at + 2]):
        same = other.sentence == figure.sentence and other.segment == figure.segment and other.depth <= figure.depth
        beside = same and abs(figure.clause - other.clause) <= (3 if near and near[0] is not other else 1)
        if beside and other.kind == AMOUNT and other.is_exact and _delta_way(other) == way:
            return other
    return None


def _is_base_of(base: Figure, delta: Figure) -> bool:
    """比8月份的2.5公里多0.9公里: what it is compared with stands right before what it changed by."""
    compared = base.lead.startswith(_THAN) or _COMPARED.search(base.lead) is not None  # 总数比上年的214人增加72人
    return base.clause == delta.clause and compared and base.end <= delta.start


def _is_level(figure: Figure) -> bool:
    return not figure.has("up", "down", "plan", "each", "gap", "share", "to-down", "to-up", "from") and not is_then(
        figure
    )


def _of_levels(figure: Figure, delta: Figure, levels: list[Figure], way: int) -> Claim | None:
    tries = 0
    for level in levels[:6]:
        base = a.add(a.of(level), a.of(delta)) if way < 0 else a.subtract(a.of(level), a.of(delta))
        rate = a.percent(a.of(delta), base)
        tries += 1
        if rate is None:
            continue
        if a.compare(figure, rate) is Verdict.CONSISTENT and is_hardly_chance(figure, tries):
            return _told_delta(figure, delta, level, way, rate, Verdict.CONSISTENT)
    sure = _sure_level(delta, levels)
    own = telling_pairs(_WAYS.sub("", figure.lead))
    if sure is not None and own and not own & telling_pairs(sure.lead + sure.tail + delta.lead + delta.tail):
        return None  # 利润2.75亿元，减亏0.6亿元，亏损企业亏损额下降35.4%
    if sure is None or sure.lead.startswith(_FORMER_STOCK) or (sure.time is not None and sure.time.previous):
        return None
    level = sure
    base = a.add(a.of(level), a.of(delta)) if way < 0 else a.subtract(a.of(level), a.of(delta))
    rate, now = a.percent(a.of(delta), base), a.percent(a.of(delta), a.of(level))
    if rate is None or now is None:
        return None
    if a.compare(figure, rate) in _FITS:
        return _told_delta(figure, delta, level, way, rate, a.compare(figure, rate))
    extra = ""
    if a.compare(figure, now) is Verdict.CONSISTENT:
        counted = not level.step and not delta.step and figure.value >= _TEN
        if len(str(int(figure.value / (figure.step or 1)))) < _DIGITS and not counted:
            return None
        dated = delta.has("yoy", "step") or figure.has("yoy", "step")
        if not dated and any(word in level.lead for word in _OF_BEFORE):
            return None  # 普查时有86户，十年间增加9户，增长10.5%: of what there was
        extra = f"；以{a.bare(level)}作基数才是{figure.printed}，基数应是上年数"
    return _told_delta(figure, delta, level, way, rate, Verdict.INCONSISTENT, extra)


def _sure_level(delta: Figure, levels: list[Figure]) -> Figure | None:
    """The level that a difference is of without doubt: it bears its subject, or is the only one in its segment."""
    subject = _SUBJECT_OF.split(delta.lead)[0].strip()
    here = [f for f in levels if f.sentence == delta.sentence]
    if len(subject) >= _LEAST_SUBJECT:
        near = [f for f in levels if f.sentence >= delta.sentence - 1 and f.lead.rstrip("为达共约").endswith(subject)]
        here = near or [f for f in here if subject in f.lead]
    else:
        own = [f for f in here if f.segment == delta.segment]
        here = own or ([f for f in here if f.segment == delta.segment - 1] if delta.has("yoy") else [])
        if not levels or levels[0].sentence < delta.sentence:  # 受理举报3618件。比去年同期增加433件，举报量增长13.6%
            here = [f for f in levels if f.sentence == delta.sentence - 1] if delta.lead.startswith(_THAN) else []
    return here[0] if len({f.exact for f in here}) == 1 else None


def _told_delta(
    figure: Figure, delta: Figure, base: Figure, way: int, rate: a.Span, verdict: Verdict, extra: str = ""
) -> Claim | None:
    """A difference in percent of what was: ``base`` where ``way`` is nought, else the level it led to, taken back."""
    if verdict is Verdict.ROUNDING and a.too_coarse(figure, rate):
        return None
    shown = a.like(rate.exact, figure)
    beneath = f"({a.bare(base)}{'+' if way < 0 else '−'}{a.bare(delta)})" if way else a.bare(base)
    used = (delta, base, delta) if way else (delta, base)
    why = f"{a.bare(delta)}÷{beneath}={shown}，与文中{figure.printed}{SAYS[verdict]}{extra}"
    return claim("growth", figure, shown, verdict, why, exact=rate.exact, of=used)


def _rate_of(first: Figure, last_: Figure, way: int) -> a.Span | None:
    one, two = (last_, first) if way > 0 else (first, last_)
    if one.exact <= two.exact or first.exact <= 0:
        return None
    return a.percent(a.subtract(a.of(one), a.of(two)), a.of(first))


def _told_two(figure: Figure, first: Figure, last_: Figure, way: int, verdict: Verdict) -> Claim | None:
    rate = _rate_of(first, last_, way)
    if rate is None:
        return None
    one, two = (last_, first) if way > 0 else (first, last_)
    shown = a.like(rate.exact, figure)
    why = f"({a.bare(one)}−{a.bare(two)})÷{a.bare(first)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("growth", figure, shown, verdict, why, exact=rate.exact, of=(one, two, first))


def _series(reading: Reading, near: list[Figure]) -> list[Figure]:
    """The amounts that were told side by side last: 2021年30.2万个，2022年38.2万个; 分别为0.31亿元、0.47亿元."""
    run: list[Figure] = []
    for other in near:
        if run and (other.dimension != run[0].dimension or run[0].clause - other.clause > 1 or not other.is_exact):
            break
        if not run and (other.has("total", "cumulative", "grand", "each") or not other.is_exact):
            continue
        if other.dimension in _TIMES:
            continue
        run.insert(0, other)
    said = len(run) > 1 and ("分别" in run[0].lead or all(_YEAR.search(f.lead) for f in run))
    years = [f.time.year if f.time is not None and f.time.kind == "year" else 0 for f in run]
    if said and all(years) and len(set(years)) == len(run):
        run.sort(key=lambda f: f.time.year if f.time is not None else 0)  # 2023年32.6万吨，2022年31.8万吨
    return run if said else []


def _of_series(reading: Reading, figure: Figure, near: list[Figure], way: int) -> Claim | None:
    run = _series(reading, near)
    if not run or run[-1].sentence != figure.sentence:
        return None
    first = run[-2] if any(word in figure.lead for word in _AGAINST_LAST) else run[0]
    rate = _rate_of(first, run[-1], way)
    if rate is None:
        return None
    verdict = a.compare(figure, rate)
    sure = len(run) == 2 and figure.has("yoy") and all("年" in f.lead for f in run) and not a.too_coarse(figure, rate)
    return _told_two(figure, first, run[-1], way, verdict) if sure or verdict is Verdict.CONSISTENT else None


def _moved(figure: Figure, near: list[Figure], way: int) -> Claim | None:
    """由55分钟缩至33分钟，省了四成; 23万册次，去年同期18.4万册次，涨了两成五."""
    plain = [f for f in near if f.lead not in APART]
    between, near = near[: near.index(plain[0])] if plain else [], plain
    two = [f for f in near[:2] if f.sentence == figure.sentence and f.is_exact and f.segment == figure.segment]
    if len(two) < 2 or two[0].dimension != two[1].dimension or figure.clause - two[0].clause > 1 + len(between):
        return None
    last_, first = two
    from_to = first.has("from") and (last_.has("to", "to-up", "to-down") or last_.lead.endswith(("至", "到", "为")))
    if not from_to:
        if is_then(last_) and not is_then(first):
            first, last_ = last_, first
        elif not is_then(first) or is_then(last_):
            return None
    if "新增" in first.lead and "新增" not in last_.lead:
        return None  # 去年新增5家，今年达到20家
    rate = _rate_of(first, last_, way)
    if rate is None:
        return None
    verdict = a.compare(figure, rate)
    if verdict is Verdict.ROUNDING and a.too_coarse(figure, rate):
        return None
    return _told_two(figure, first, last_, way, verdict)


def _moved_since(figure: Figure, near: list[Figure], way: int) -> Claim | None:
    """损失3.28亿元，…。上年损失4.10亿元，减轻20%: what it is now stands under the same word, a sentence before."""
    then = near[0] if near and near[0].sentence == figure.sentence and is_then(near[0]) and near[0].is_exact else None
    if then is None or figure.clause - then.clause != 1 or figure.segment != then.segment or not figure.step:
        return None
    name = telling_pairs(_TIME_WORDS.sub("", then.lead))
    levels = [f for f in near[1:] if f.dimension == then.dimension and f.is_exact and _is_level(f)]
    if name:
        levels = [f for f in levels if name & telling_pairs(f.lead + f.tail)]
    for tries, level in enumerate(levels[:_MOST_SINCE], 1):
        rate = _rate_of(then, level, way)
        if rate is not None and a.compare(figure, rate) is Verdict.CONSISTENT and is_hardly_chance(figure, tries):
            return _told_two(figure, then, level, way, Verdict.CONSISTENT)
    return None


_TIME_WORDS = late("上年同期|去年同期|上年|去年|上月|同期|总额|总量|[为达共约]")
_MOST_SINCE = 2


def _compared(figure: Figure, near: list[Figure], way: int) -> Claim | None:
    """日处理46万件，较平日32万件高出43.8%: against what stands right before, whatever time or place it is of."""
    base, level = near[:2] if len(near) > 1 else (figure, figure)
    beside = base.end == figure.start - len(figure.lead) and base.lead.startswith(_THAN) and base.is_exact
    if not beside or level.dimension != base.dimension or not level.is_exact or not _is_level(level):
        return None
    if level.sentence != base.sentence or base.clause - level.clause != 1 or level.segment != base.segment:
        return None
    rate = _rate_of(base, level, way)
    if rate is None or (a.compare(figure, rate) is Verdict.ROUNDING and a.too_coarse(figure, rate)):
        return None
    return _told_two(figure, base, level, way, a.compare(figure, rate))


def _elsewhere(reading: Reading, at: int, way: int) -> Claim | None:
    """受理15985件，审结14135件，比2014年分别上升42.6%和43%; 2014年受理11210件: what stands under the same words."""
    figure = reading.figures[at]
    run = run_of(reading, figure)
    if not figure.step:
        return None
    before = [f for f in reading.in_sentence(figure.sentence) if f.end <= run[0].start and f.kind == AMOUNT]
    levels = [f for f in before if _is_level(f) and f.is_exact][-len(run) :]
    place = next(n for n, other in enumerate(run) if other.start == figure.start)
    if len(levels) != len(run) or (len(run) > 1 and "分别" not in run[0].lead):
        return None
    level = levels[place]
    inside = _in_bracket_behind(reading, run)
    if len(inside) == len(run) and inside[place].dimension == level.dimension and is_then(inside[0]):
        rate = _rate_of(inside[place], level, way)
        coarse = rate is not None and a.too_coarse(figure, rate)
        return None if rate is None or coarse else _told_two(figure, inside[place], level, way, a.compare(figure, rate))
    name = level.lead.rstrip("为达共约")[-_NOUN:]
    if len(name) < _LEAST_SUBJECT:
        return None
    near = reading.figures[max(0, at - _MOST_SEEN) : at + _MOST_SEEN // 2]
    others = [f for f in near if f.kind == AMOUNT and f.dimension == level.dimension and f.value != level.value]
    others = [
        f for f in others if f.lead.rstrip("为达共约").endswith(name) and abs(f.sentence - figure.sentence) <= _BACK
    ]
    for tries, other in enumerate(others, 1):
        rate = _rate_of(other, level, way)
        if rate is not None and a.compare(figure, rate) is Verdict.CONSISTENT and is_hardly_chance(figure, tries):
            return _told_two(figure, other, level, way, Verdict.CONSISTENT)
    return None


def _of_net(figure: Figure, near: list[Figure], way: int) -> Claim | None:
    """净增单位742家；…。年末实缴单位10564家，同比增长7.55%: what was told to be new, all in all, before the level."""
    level = next((f for f in near if f.sentence == figure.sentence and f.is_exact), None)
    if level is None or not _is_level(level) or figure.clause - level.clause != 1 or way < 0:
        return None
    nets = [f for f in near if f.start < level.start and f.dimension == level.dimension and f.is_exact]
    nets = [f for f in nets if _NET.search(f.lead) and f.exact < level.exact]
    own = telling_pairs(level.lead)
    for tries, net in enumerate(nets, 1):
        rate = a.percent(a.of(net), a.subtract(a.of(level), a.of(net)))
        verdict = a.compare(figure, rate) if rate is not None else None
        if rate is not None and verdict is Verdict.CONSISTENT and is_hardly_chance(figure, tries):
            return _told_delta(figure, net, level, 1, rate, verdict)
    named = [f for f in nets if own & telling_pairs(f.lead)]
    rate = a.percent(a.of(named[0]), a.subtract(a.of(level), a.of(named[0]))) if len(named) == 1 else None
    if rate is None or not a.agreeing(figure, rate.exact):
        return None
    return _told_delta(figure, named[0], level, 1, rate, a.compare(figure, rate))


def _in_bracket_behind(reading: Reading, run: list[Figure]) -> list[Figure]:
    """分别增长18.3%和21.7%（去年分别为36.0万人次、2.3亿元）: the amounts in the bracket behind."""
    last_ = run[-1]
    after = [f for f in reading.in_sentence(last_.sentence) if f.start >= last_.end and f.kind == AMOUNT]
    return [f for f in after[: len(run)] if f.depth == last_.depth + 1]


def _compounded(reading: Reading, figure: Figure, near: list[Figure], way: int) -> Claim | None:
    """从310亿元迈上400亿元…两年…年均增长13.6%: told only when it fits."""
    begin = reading.sentences[figure.sentence][0]
    here = [f for f in near if f.sentence == figure.sentence]
    counts = {int(f.value) for f in here if f.dimension == "年" and 2 <= f.value <= 20}
    times = reading.times_between(begin, figure.start)
    counts |= {t.last_year - t.year for t in times if t.kind == "years"}
    years = sorted({t.year for t in times if t.year and t.kind != "years"})
    counts |= {years[-1] - years[0]} if len(years) > 1 else set()
    run = _series(reading, near)
    counts |= {len(run) - 1} if run else set()
    counts |= {years_spoken(reading, figure)}
    levels = [f for f in here if f.dimension != "年" and f.is_exact and f.value > 0]
    levels = [f for f in levels if not f.has("up", "down", "each", "total", "cumulative", "surplus")][:5]
    half = Fraction(figure.step or 0) / 2
    low, high = (1 + way * (figure.exact + sign * half) / 100 for sign in (-way, way))
    for last_ in levels:
        for first in levels:
            if first.start >= last_.start or first.dimension != last_.dimension or first.exact == last_.exact:
                continue
            ratio = last_.exact / first.exact
            for count in sorted(n for n in counts if 2 <= n <= 20):
                if 0 < low**count <= ratio <= high**count:
                    why = f"{a.bare(last_)}÷{a.bare(first)}开{count}次方，与文中年均{figure.printed}相符"
                    return claim("growth", figure, figure.printed, Verdict.CONSISTENT, why)
    return None


@last("growth", "amount", "up down yoy step")
def amounts_left(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """空气优良天数289天，同比增加14天（上年同期275天）: what it was stands behind the difference."""
    for at in open_:
        figure = reading.figures[at]
        if (
            figure.kind != AMOUNT
            or not (figure.has("up", "down") or figure.lead.startswith(_THAN))
            or not figure.is_exact
        ):
            continue
        way, after = _delta_way(figure), reading.figures[at + 1 : at + 2]
        then = after[0] if after and after[0].kind == AMOUNT and after[0].dimension == figure.dimension else None
        if not way or then is None or then.sentence != figure.sentence or not is_then(then) or not then.is_exact:
            continue
        levels = [f for f in _near(reading, at)[:2] if f.dimension == figure.dimension and _is_level(f) and f.is_exact]
        if levels and figure.clause - levels[0].clause == 1 and then.clause - figure.clause == 1:
            change = a.subtract(a.of(levels[0]), a.of(then)) if way > 0 else a.subtract(a.of(then), a.of(levels[0]))
            one, two = (levels[0], then) if way > 0 else (then, levels[0])
            verdict, shown = a.compare(figure, change), a.like(change.exact, figure)
            why = f"{a.bare(one)}−{a.bare(two)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
            yield claim("growth", figure, shown, verdict, why, exact=change.exact, of=(one, two))
