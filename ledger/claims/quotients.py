"""A general look at averages: both operands anywhere, the nearest and the best named first.

What is divided by is known from the words (户均, 平均每个项目, 批均, 元/平方米); amounts of that measure are tried from
the clause before outwards. A quotient that fits is told when the two stand closest, are named, or it is hardly chance;
one that does not only when the words name both, or one digit or the point slipped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from ledger.claims import arithmetic as a
from ledger.claims.again import bears, is_hardly_chance, name_pairs
from ledger.claims.averages import fixed_for_each, turned
from ledger.claims.values import Claim, Given, Verdict, wider
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.lexicon import MEASURES
from ledger.figures.values import AMOUNT
from ledger.patterns import late

_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_MOST_SEEN, _MOST = 120, 10
_WORDS = 26
_CLOSE, _FAR = Fraction(1, 50), Fraction(3)
_TENS = (10, 100, 1000, 10000)
_NEAR = 3
_FINE = 100
_HECTARE = 10000
_UNITS = "|".join(sorted((word for word in MEASURES if "\u4e00" <= word[0] <= "\u9fff"), key=len, reverse=True))
_EACH = late(
    f"(?:平均|均)?每(?P<times>百|千|万)?(?P<unit>{_UNITS}|镇街|校|店|企|站|村居)?(?P<noun>[^，,。；;：:0-9()（）、]{{0,12}})$"
)
_SINGLE = late(f"平均[单一](?P<unit>{_UNITS})?(?P<noun>[^，,。；;：:0-9()（）、]{{0,12}})$")
_EVEN = late(f"(?P<unit>{_UNITS}|校|企|镇|店|师|生|村|园|馆|站|批|案)均(?P<noun>[^，,。；;：:0-9()（）、]{{0,10}})$")
_SIZED = late("平均(?P<noun>[^，,。；;：:、0-9每均]{0,4}(?:规模|额度|金额|投资额|合同额|成交额|面积))[为是达约]{0,2}$")
"""平均投资规模2.3亿元: of what was counted, without its name."""
_COUNTED = ("个", "家", "户", "件", "宗", "笔", "单", "起", "批", "所", "处", "套", "栋", "台", "辆", "人")
_OF = {
    "校": ("所",), "企": ("家",), "镇": ("个", "镇"), "店": ("家", "个"), "师": ("人",), "生": ("人",),
    "园": ("所", "个"), "村": ("村", "个"), "馆": ("个", "家", "座"), "站": ("个", "座"),
    "批": ("批", "批次"), "案": ("起", "件", "宗"),
    "户": ("户", "户次", "家"), "次": ("次", "人次"), "镇街": ("个",), "村居": ("个",), "企业": ("家",), "人": ("人",),
    "亩": ("mu",), "单": ("单", "件", "笔"),
}  # fmt: skip
_TIMES = ("天", "日", "月", "年", "周", "季", "季度", "小时", "分钟", "分", "个月", "工作日", "个工作日")
_NOT = late(
    "可支配|消费支出|收入(?!比)|GDP|寿命|预期|年龄|标准|补助标准|不超过|不少于|不低于|最高|最多|上限|定额|给予|按每"
)
_PRODUCT = late("人均(?:地区)?生产总值")
_SAID_PEOPLE = late("按[^，,。；;]{0,10}(?:常住人口|平均人口|户籍人口)[^，,。；;]{0,12}计算")
_ROUND = frozenset(("", "about", "near"))


class _By(NamedTuple):
    """What an average is by: measures, the noun that is averaged or divided by, per how many."""

    dimensions: tuple[str, ...]
    noun: str
    times: int


class _Try(NamedTuple):
    """A quotient that may be meant, and how far its two amounts stand."""

    above: Figure
    below: Figure
    computed: a.Span
    verdict: Verdict
    rank: int
    """0 where both are the nearest, 1 of one sentence, 2 of one paragraph, 3 further off."""


@wider("average", "amount", "均 每 /")
def quotients(reading: Reading, given: Given) -> Iterator[Claim]:
    """Averages whose total and number stand anywhere before, or right behind."""
    text = reading.text
    if "均" not in text and "每" not in text and "/" not in text:
        return
    for at, figure in enumerate(reading.figures):
        if figure.kind != AMOUNT or figure.weak or not figure.value or figure.has("yoy", "step", "last-year", "plan"):
            continue
        if figure.lead.startswith(("比", "较", "由", "从")) or (figure.has("up", "down") and "均" not in figure.lead):
            continue
        by = _by(reading, figure)
        told = _judged(reading, at, by) if by is not None else None
        within = figure.lead.startswith("其中")  # so much for each of some: not what all of them get
        if told is not None and not (within and told.verdict is Verdict.INCONSISTENT):
            yield told


def _by(reading: Reading, figure: Figure) -> _By | None:
    if "/" in figure.dimension:
        top, _, below = figure.dimension.partition("/")
        price = "均价" in figure.lead or "平均" in figure.lead or "每" in figure.lead
        return _By((below,), "", 1) if price and top and below in ("area", "mu", "mass", "人") else None
    lead = figure.lead
    if not lead or ("均" not in lead and "每" not in lead and "平均" not in lead):
        return None
    words = reading.text[max(reading.sentences[figure.sentence][0], figure.start - _WORDS) : figure.start]
    if _NOT.search(words):
        return None
    if _PRODUCT.search(words):
        begin = max(reading.sentences[figure.sentence][0], figure.start - _WORDS * 2)
        told = _SAID_PEOPLE.search(reading.text, begin, figure.start) is not None
        return _By(("人",), "生产总值", 1) if told else None
    hit = _SINGLE.search(words) or _EACH.search(words)
    if hit is not None:
        unit, noun = hit.group("unit") or "", hit.group("noun").rstrip(_TO_BE)
        times = {"百": 100, "千": 1000, "万": 10000}.get(hit.groupdict().get("times") or "", 1)
        if unit in _TIMES or (not unit and noun[:1] in ("天", "日", "月", "年", "周", "季")):
            return None
        if unit == "项" and noun.startswith("目"):
            unit, noun = "个", f"项{noun}"
        if not unit:
            unit = "人" if any(word in noun for word in ("人口", "居民", "老人", "学生")) else "个"
        return _By(_dimensions(unit), noun, times)
    size = _SIZED.search(words)
    if size is not None:
        return _By(_COUNTED, size.group("noun"), 1)
    hit = _EVEN.search(words)
    if hit is None or hit.group("unit") in (*_TIMES, "平"):
        return None
    return _By(_dimensions(hit.group("unit")), hit.group("noun").rstrip(_TO_BE), 1)


_TO_BE = "为是达约有近超仅共的"


def _dimensions(unit: str) -> tuple[str, ...]:
    own = (MEASURES[unit][0],) if unit in MEASURES else ()
    return tuple(dict.fromkeys((*_OF.get(unit, ()), *own)))


def _plain(figure: Figure) -> bool:
    """An amount that may be divided or divided by: 增加学位2.9万个 too, but no change against another year."""
    if figure.kind != AMOUNT or figure.weak or figure.top is not None or not figure.value:
        return False
    if figure.has("each") and "人口" not in figure.lead:
        return False
    if figure.has("yoy", "step", "last-year", "ahead", "behind", "gap", "from"):
        return False
    return not figure.has("up", "down") or not figure.lead.endswith(_CHANGES)


_CHANGES = ("增加", "减少", "增长", "下降", "提高", "净增", "新增加", "多", "少", "增", "减", "增收", "减收")


def _judged(reading: Reading, at: int, by: _By) -> Claim | None:
    figure = reading.figures[at]
    rounded = (
        figure if figure.step or fixed_for_each(reading, figure) is not None else figure._replace(step=figure.scale)
    )
    seen = [f for f in reading.figures[max(0, at - _MOST_SEEN) : at] if _plain(f)]
    after = [f for f in reading.figures[at + 1 : at + 3] if _plain(f) and f.sentence == figure.sentence]
    after = [f for f in after if f.has("total", "grand") and f.clause - figure.clause <= 1]
    dimension = figure.dimension.partition("/")[0]
    alike = {dimension, *(("人次", "次") if dimension in ("次", "人次") else ())}
    if dimension == "人":
        alike.add("人次")
    if dimension == "area":
        seen = [_in_square_metres(f) for f in seen]
    tops = [*(f for f in seen if f.dimension in alike), *after]
    tops = [
        f for f in tops if f.dimension in alike and (f.exact > figure.exact or by.times > 1 or "/" in figure.dimension)
    ]
    bottoms = [f for f in seen if f.dimension in by.dimensions and (f.exact > 1 or f.dimension == "area")]
    if not tops or not bottoms:
        return None
    tries = _tries(rounded, by, tops, bottoms)
    told = _fit(rounded, by, tries, tops, bottoms)
    return told if told is not None else _unfit(reading, rounded, by, tries)


def _in_square_metres(figure: Figure) -> Figure:
    """城区绿地864公顷…人均18平方米."""
    if figure.dimension != "hectare":
        return figure
    return figure._replace(
        value=figure.value * _HECTARE, step=figure.step * _HECTARE, scale=figure.scale * _HECTARE, dimension="area"
    )


def _rank(figure: Figure, above: Figure, below: Figure, nearest: tuple[Figure, Figure]) -> int:
    if above is nearest[0] and below is nearest[1] and above.sentence == below.sentence == figure.sentence:
        return 0
    if above.sentence == below.sentence == figure.sentence:
        return 1
    return 2 if above.paragraph == below.paragraph == figure.paragraph else 3


def _tries(figure: Figure, by: _By, tops: Sequence[Figure], bottoms: Sequence[Figure]) -> list[_Try]:
    before = [f for f in tops if f.start < figure.start]
    nearest = (before[-1] if before else tops[0], bottoms[-1])
    found: list[_Try] = []
    for below in reversed(_worth(bottoms)):
        for above in reversed(_worth(tops)):
            if above is below:
                continue
            computed = a.divide(a.of(above), a.of(below))
            if computed is not None:
                computed = a.multiply(computed, Fraction(by.times))
                rank = _rank(figure, above, below, nearest)
                found.append(_Try(above, below, computed, a.compare(figure, computed), rank))
    return sorted(found, key=lambda one: one.rank)


def _worth(figures: Sequence[Figure]) -> list[Figure]:
    """The nearest, and of those further off what is called a total or a plan."""
    far = [f for f in figures[:-_MOST] if f.has("total", "plan", "whole", "grand")]
    return [*far[-_NEAR:], *figures[-_MOST:]]


def _fit(
    figure: Figure, by: _By, tries: Sequence[_Try], tops: Sequence[Figure], bottoms: Sequence[Figure]
) -> Claim | None:
    name = name_pairs(by.noun)
    for n, one in enumerate(tries):
        if one.verdict not in _FITS:
            continue
        named = bool(name) and bool(bears(one.above, name) or bears(one.below, name))
        even = one.computed.exact == figure.exact and figure.exact.denominator == 1
        if one.rank == 0 or (one.rank == 1 and named):
            return _told(figure, by, one)
        chance = (n + 1) * (1 if even else 2)
        if is_hardly_chance(figure, chance) and (one.rank < 3 or named or _leads(one)):
            return _told(figure, by, one)
    return None


def _leads(one: _Try) -> bool:
    """任务8400户 and 资金1680万元: totals and plans are spoken of paragraphs later."""
    return all(f.has("total", "plan", "whole", "grand", "done") or not f.depth for f in (one.above, one.below))


def _unfit(reading: Reading, figure: Figure, by: _By, tries: Sequence[_Try]) -> Claim | None:
    """A quotient whose point or digit slipped, or that the words name without doubt and that misses."""
    if figure.bound not in _ROUND or not tries:
        return None
    one = tries[0]
    if one.rank == 0 and one.computed.exact and figure.clause - min(one.above.clause, one.below.clause) <= _NEAR:
        factor = one.computed.exact / figure.exact
        for ten in _TENS:
            if any(abs(factor / by_ten - 1) <= _CLOSE / 10 for by_ten in (Fraction(ten), Fraction(1, ten))):
                return _told(figure, by, one._replace(verdict=Verdict.INCONSISTENT), "，差了位数")
        slipped = a.agreeing(figure, one.computed.exact) > 1 or (
            figure.exact >= _FINE * Fraction(figure.step) and turned(figure, one.computed.exact)
        )
        if slipped and by.times == 1:
            return _told(figure, by, one._replace(verdict=Verdict.INCONSISTENT), "；只差一个数字，像是笔误")
    swapped = [t for t in tries if t.rank < 2 and 0 <= figure.clause - t.above.clause <= 1 and by.times == 1]
    swapped = [t for t in swapped if turned(figure, t.computed.exact)]
    if len(swapped) == 1 and figure.exact >= _FINE * Fraction(figure.step):
        return _told(figure, by, swapped[0]._replace(verdict=Verdict.INCONSISTENT), "；只差一个数字，像是笔误")
    sure = _alone(reading, figure, by, tries) or _sure(figure, by, tries)
    near = [t for t in tries if t.rank < 2]
    if sure is None or any(abs(t.computed.exact - figure.exact) <= t.computed.exact * _CLOSE for t in near):
        return None
    most = _FAR if sure.rank else _FAR * 2
    far = sure.computed.exact > figure.exact * most or figure.exact > sure.computed.exact * most
    return None if far else _told(figure, by, sure._replace(verdict=Verdict.INCONSISTENT))


def _alone(reading: Reading, figure: Figure, by: _By, tries: Sequence[_Try]) -> _Try | None:
    """投入资金1470万元，建站42个，平均每个站…: the only two of their measures in the sentence, clause by clause."""
    one = tries[0]
    here = [t for t in tries if t.rank < 2]
    if one.rank or len({t.above.start for t in here}) > 1 or len({t.below.start for t in here}) > 1:
        return None
    if figure.clause - min(one.above.clause, one.below.clause) > _NEAR or figure.bound:
        return None
    if one.above.segment != figure.segment or one.below.segment != figure.segment:
        return None
    others = sum(
        f.dimension in (one.above.dimension, one.below.dimension) for f in reading.in_sentence(figure.sentence)
    )
    words = "|".join(f.lead + "|" + f.tail for f in (one.above, one.below))
    noun = by.noun
    said = not noun or any(noun[n : n + 2] in words for n in range(len(noun) - 1))
    head = figure.lead.rpartition("均" if "均" in figure.lead else "产")[0][:-1].removesuffix("平")
    own = [head[n : n + 2] for n in range(len(head) - 1)]  # 水稻亩产: of rice only
    told = not own or any(pair in words for pair in own) or head.startswith(("全", "平均", "年"))
    return one if said and told and others <= 3 else None


def _sure(figure: Figure, by: _By, tries: Sequence[_Try]) -> _Try | None:
    """The pair that the words name: what is averaged and what it is by, each called so once in the paragraph."""
    if by.times > 1:
        return None
    name = name_pairs(by.noun)
    near = [t for t in tries if t.rank < 3]
    tops = list({t.above.start: t.above for t in near if name and bears(t.above, name) * 2 >= len(name)}.values())
    bottoms = list({t.below.start: t.below for t in near if name and bears(t.below, name) * 2 >= len(name)}.values())
    if len(tops) == 1 and len(bottoms) == 1:
        return next((t for t in near if t.above is tops[0] and t.below is bottoms[0]), None)
    noun = by.noun[:2]
    if tops or len(noun) < 2 or len({t.below.start for t in near if noun in t.below.lead + t.below.tail}) != 1:
        return None
    # 支持项目92个，平均每个项目0.42亿元: the number right before it, and the amount before that
    here = [t for t in near if t.rank < 2 and noun in t.below.lead + t.below.tail and t.above.end <= t.below.start]
    here = [t for t in here if figure.clause - t.below.clause == 1]
    return max(here, key=lambda t: t.above.start) if here else None


def _told(figure: Figure, by: _By, one: _Try, extra: str = "") -> Claim:
    shown = a.like(one.computed.exact, figure)
    times = f"×{by.times}" if by.times > 1 else ""
    why = f"{a.bare(one.above)}÷{a.bare(one.below)}{times}={shown}，与文中{figure.printed}{SAYS[one.verdict]}{extra}"
    return claim("average", figure, shown, one.verdict, why, exact=one.computed.exact, of=(one.above, one.below))
