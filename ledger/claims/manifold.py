"""A general look at multiples: 三年翻了三番, 是上月的5.1倍, 较2019年的4.2万人翻了一番, 医护比1∶1.3, 杠杆率12倍.

The base is known by the time or the name that the words give it, the level is the nearest plain amount of its measure;
years that stand between do not count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ledger.claims import arithmetic as a
from ledger.claims.again import is_hardly_chance, telling_pairs
from ledger.claims.values import Claim, Given, Verdict, wider
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Ratio, Reading
from ledger.figures.values import AMOUNT, PERCENT, TIMES
from ledger.patterns import late

_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_MOST_SEEN, _MOST = 24, 8
_REACH = 34
_LOW, _HIGH = Fraction(39, 40), Fraction(6, 5)
_TIME = "年|月|季|上期|同期|去年|上年|当年|当初|起步|原来|原先|以前|此前|过去|最初|开始|首届|上届|第一"
_PAST = late(
    "(?:[12][0-9]{3}年|去年|上年|当初|起步时|原来|原先|此前|以前|过去|最初|刚开始|首届|上届|[五四三十两二]年前)"
    "[^，,。；;0-9]{0,10}$"
)
_ONLY = late("(?:只有|仅有|仅为|不过|才|尚为|为|的)$")
_OF = late(
    "(?:是|为|相当于|达到?|达|仅为|降至|降为|减至|增至|升至)(?:了)?"
    "(?P<name>[\u4e00-\u9fff0-9]{2,12}?)(?:的|时的)(?:约|近)?$"
)
_SECTORS = ("三次", "产业", "城乡", "收入", "汇率")


@wider("multiple", "times 分之 ratios")
def manifold(reading: Reading, given: Given) -> Iterator[Claim]:
    """Multiples of a base that a time or a name tells, doublings with years between, ratios of two that are named."""
    for at, figure in enumerate(reading.figures):
        if figure.weak or figure.has("expect"):
            continue
        told: Claim | None = None
        if figure.kind == TIMES and figure.measure == "番":
            told = _doubled(reading, at)
        elif figure.kind == TIMES and ("杠杆" in figure.lead + figure.label or _OF_SPENT.search(figure.lead)):
            told = _levered(reading, at) or (_of_named(reading, at) if "的" in figure.lead else None)
        elif (figure.kind == TIMES and not figure.has("up", "down")) or (
            figure.kind == PERCENT and "分之" in figure.printed
        ):
            told = _of_named(reading, at)
        if told is not None:
            yield told
    for ratio in reading.ratios:
        found = _ratio(reading, ratio)
        if found is not None:
            yield found


def _near(reading: Reading, at: int) -> list[Figure]:
    """The amounts before a figure in its paragraph, the nearest last, without lengths of time."""
    figure = reading.figures[at]
    return [
        f
        for f in reading.figures[max(0, at - _MOST_SEEN) : at]
        if f.paragraph == figure.paragraph
        and f.sentence >= figure.sentence - 1
        and f.kind == AMOUNT
        and not f.weak
        and f.dimension not in ("年", "天", "个月")
    ][-_MOST:]


def _before(reading: Reading, figure: Figure, reach: int = _REACH) -> str:
    begin = max(reading.sentences[figure.sentence][0], figure.start - reach)
    return reading.text[begin : figure.start]


def _doubled(reading: Reading, at: int) -> Claim | None:
    figure = reading.figures[at]
    near = [f for f in _near(reading, at) if f.sentence == figure.sentence]
    if not near:
        return None
    pair = _from_to(near, figure) or _since(reading, near, figure)
    if pair is not None:
        return _told_doubled(figure, *pair)
    behind = next((f for f in reading.figures[at + 1 : at + 3] if f.kind == AMOUNT), None)
    base = near[-1]
    compared = base.clause == figure.clause and any(word in base.lead for word in ("较", "比"))
    reached = behind is not None and behind.sentence == figure.sentence and behind.clause - figure.clause <= 1
    if not (compared and reached) or behind is None or behind.dimension != base.dimension:
        return None
    if not behind.lead.startswith(("达到", "达", "增至", "升至", "增加到", "提高到", "突破", "为")):
        return None
    told = _told_doubled(figure, base, behind)
    return Claim(told.kind, told.start, behind.end, told.stated, told.computed, told.verdict, told.why, told.working)


def _from_to(near: Sequence[Figure], figure: Figure) -> tuple[Figure, Figure] | None:
    """由3.1吉瓦时增加到12.4吉瓦时，三年翻了两番: years stand between."""
    if len(near) < 2 or figure.clause - near[-1].clause > 1:
        return None
    first, last = near[-2:]
    moved = last.has("to", "to-up", "to-down") or last.lead.endswith(("到", "至", "达"))
    own = telling_pairs(figure.lead.partition("翻")[0]) - telling_pairs("三年五年两年来比上年期间总量规模数量")
    named = not own or bool(own & telling_pairs(first.lead + first.tail + last.lead + last.tail))
    moved = moved and (figure.segment == last.segment or named)  # 由860户增至1790户；产值翻了两番
    told = first.has("from") and moved and named and first.dimension == last.dimension and first.exact > 0
    return (first, last) if told else None


def _since(reading: Reading, near: Sequence[Figure], figure: Figure) -> tuple[Figure, Figure] | None:
    """总数达到128家，而2019年只有16家，三年翻了三番: what there was once, and the nearest of its measure beside it."""
    base = next((f for f in reversed(near) if _PAST.search(_before(reading, f))), None)
    if base is None or figure.clause - base.clause > 2:
        return None
    others = [f for f in near if f is not base and f.dimension == base.dimension and not f.has("up", "down", "each")]
    levels = [f for f in others if not _PAST.search(_before(reading, f)) and abs(f.clause - base.clause) <= 2]
    if not levels:
        return None
    level = min(levels, key=lambda f: (abs(f.clause - base.clause), f.start))
    return (base, level) if level.exact > base.exact else None


def _told_doubled(figure: Figure, base: Figure, level: Figure) -> Claim:
    ratio = level.exact / base.exact
    share = ratio / figure.exact
    verdict = Verdict.CONSISTENT if _LOW <= share <= _HIGH else Verdict.INCONSISTENT
    if verdict is Verdict.INCONSISTENT and Fraction(9, 10) <= share <= Fraction(3, 2):
        verdict = Verdict.UNCLEAR
    shown = f"{a.plain(ratio, 2)}倍"
    why = f"{a.bare(level)}÷{a.bare(base)}={shown}，{figure.printed}是{a.plain(figure.exact)}倍，与文中{SAYS[verdict]}"
    return claim("multiple", figure, shown, verdict, why)


def _of_named(reading: Reading, at: int) -> Claim | None:
    """比上月612件增加2514件，是上月的5.1倍; 一季度…2.16万件，二季度降至0.27万件，仅为一季度的八分之一."""
    figure = reading.figures[at]
    hit = _OF.search(_before(reading, figure))
    near = _near(reading, at) if hit is not None else []
    if hit is None or len(near) < 2:
        return None
    name = hit.group("name").removesuffix("同期")
    timed = any(word in name for word in _TIME.split("|"))
    bases = [f for f in near if _stands_under(reading, near, f, name, timed=timed)]
    if len({f.exact for f in bases}) != 1:
        return None
    base = bases[-1]
    levels = [f for f in near if f.dimension == base.dimension and f is not base and not f.has("up", "down", "each")]
    levels = [f for f in levels if f.sentence == figure.sentence and figure.clause - f.clause <= 3 and f not in bases]
    if not levels:
        return None
    subject = _before(reading, figure)[: hit.start()].replace(",", "，").rpartition("，")[2]
    words = levels[-1].lead + levels[-1].tail + base.lead + base.tail
    if len(subject) > 1 and not any(subject[n : n + 2] in words for n in range(len(subject) - 1)):
        return None  # 投资额是2020年的3.1倍: of something that is not printed
    return _told_multiple(reading, figure, base, levels[-1], near)


def _stands_under(reading: Reading, near: Sequence[Figure], figure: Figure, name: str, *, timed: bool) -> bool:
    """Whether an amount is told of the time or thing of that name: the words since the amount before it have it."""
    if figure.has("up", "down"):
        return False
    at = next(n for n, other in enumerate(near) if other is figure)
    begin = max(near[at - 1].end if at else 0, reading.sentences[figure.sentence][0], figure.start - _REACH)
    words = reading.text[begin : figure.start]
    said = figure.lead.removeprefix("其中").rstrip("为达约共有")
    if timed:
        return name in words
    return said.endswith(name) or said.startswith(name) or (len(name) > 3 and name[:2] in said and name[-2:] in said)


def _told_multiple(
    reading: Reading, figure: Figure, base: Figure, level: Figure, near: Sequence[Figure]
) -> Claim | None:
    ratio = a.divide(a.of(level), a.of(base))
    if ratio is None:
        return None
    computed = ratio if figure.kind == TIMES else a.multiply(ratio, Fraction(100))
    verdict = a.compare(figure, computed)
    far = computed.exact > figure.exact * 3 or figure.exact > computed.exact * 3
    if verdict is Verdict.INCONSISTENT and (far or figure.clause - level.clause > 2):
        return None
    shown = f"{a.plain(ratio.exact, 2)}倍" if figure.kind == TIMES else f"{a.plain(computed.exact, 1)}%"
    why = f"{a.bare(level)}÷{a.bare(base)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    if verdict is Verdict.INCONSISTENT and a.compare(figure, a.subtract(computed, a.constant(1))) in _FITS:
        why += f"；增加的是{figure.printed}"
    return claim("multiple", figure, shown, verdict, why)


_MOST_SPENT = 3
_OF_SPENT = late("(?:补贴|资金|核销额?|投入|奖补|发放额|财政支出)的(?:约|近)?$")
_MOVED = ("带动", "拉动", "撬动", "放大", "引导", "发放贷款", "担保贷款")
_SPENT = ("核销", "补贴", "发放", "投入", "安排", "资金", "补助", "奖补")


def _levered(reading: Reading, at: int) -> Claim | None:
    """核销1215万元，拉动消费1.46亿元，杠杆率约12倍: told when it fits."""
    figure = reading.figures[at]
    near = [f for f in reading.figures[max(0, at - _MOST_SEEN) : at] if f.paragraph == figure.paragraph]
    near = [f for f in near if f.kind == AMOUNT and f.is_exact and not f.weak and not f.has("each")]
    level = next((f for f in reversed(near) if any(word in f.lead for word in _MOVED)), None)
    if level is None or level.sentence != figure.sentence:
        return None
    bases = [f for f in reversed(near) if f is not level and f.dimension == level.dimension]
    bases = [f for f in bases if any(word in f.lead for word in _SPENT)]
    for tries, base in enumerate(bases[:_MOST_SPENT], 1):
        ratio = a.divide(a.of(level), a.of(base))
        if ratio is not None and a.compare(figure, ratio) in _FITS and is_hardly_chance(figure, tries):
            return _told_multiple(reading, figure, base, level, near)
    return None


def _ratio(reading: Reading, ratio: Ratio) -> Claim | None:
    """执业医师2043人、注册护士2656人，医护比1∶1.3: the two letters of the name are those of two amounts."""
    if len(ratio.parts) != 2 or not all(ratio.parts) or any(word in ratio.lead for word in _SECTORS):
        return None
    name = (
        ratio.lead.rstrip("为是达约至到提高优化降低缩小的了")
        .removesuffix("之比")
        .removesuffix("比例")
        .removesuffix("比")
    )
    near = [
        f
        for f in reading.in_sentence(ratio.sentence)
        if f.end <= ratio.start and f.kind == AMOUNT and not f.weak and not f.has("up", "down", "each")
    ][-_MOST:]
    if len(near) < 2 or len(name) < 2:
        return None
    both = name.endswith(("两者", "二者"))
    one, two = (near[-2], near[-1]) if both else (_of_letter(near, name[-2]), _of_letter(near, name[-1]))
    guessed = (one is None) != (two is None)  # 计划1260人、报名1890人，报录比1.5∶1
    if guessed:
        known, beside = one or two, near[-2:]
        close = len({f.dimension for f in beside}) == 1 and len(_between(reading, near[-1], ratio)) < _LEAST
        other = next((f for f in beside if f is not known), None) if close and known in beside else None
        one, two = (known, other) if one is not None else (other, known)
    if one is None or two is None or one is two:
        return None
    stated = Fraction(ratio.parts[1]) / Fraction(ratio.parts[0])
    finest = min(int(part.as_tuple().exponent) for part in ratio.parts)
    step = Fraction(10) ** finest
    if Fraction(ratio.parts[1]) == 1:
        stated = 1 / stated
        pairs = [(one, two)] if not both else [(one, two), (two, one)]
    else:
        pairs = [(two, one)] if not both else [(two, one), (one, two)]
    for above, below in pairs:
        computed = a.divide(a.of(above), a.of(below))
        if computed is None:
            continue
        off = abs(computed.exact - stated)
        if off <= step / 2 or (not both and not guessed and off <= stated * _MOST):
            verdict = (
                Verdict.CONSISTENT if off <= step / 2 else Verdict.ROUNDING if off <= step else Verdict.INCONSISTENT
            )
            shown = a.plain(computed.exact, 2)
            printed = reading.text[ratio.start : ratio.end]
            why = f"{a.bare(above)}÷{a.bare(below)}={shown}，与文中{printed}{SAYS[verdict]}"
            return Claim("multiple", max(0, ratio.start - len(ratio.lead)), ratio.end, printed, shown, verdict, why)
    return None


_LEAST = 2


def _between(reading: Reading, figure: Figure, ratio: Ratio) -> str:
    """What stands between an amount and the words of a ratio."""
    return reading.text[figure.end : max(figure.end, ratio.start - len(ratio.lead))]


def _of_letter(near: Sequence[Figure], letter: str) -> Figure | None:
    found = [f for f in near if letter in f.lead.partition("其中")[2] or letter in f.lead[-6:]]
    return found[-1] if len(found) == 1 else None
