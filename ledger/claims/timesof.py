"""A wider look at multiples: 出口是进口的2.4倍, 是牛奶产量（1.5万吨）的3.9倍, 2023年是2021年的三倍."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from ledger.claims import arithmetic as a
from ledger.claims.values import Claim, Given, Verdict, wider
from ledger.claims.words import CHANGE, SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT, PERCENT, TIMES
from ledger.patterns import late

_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_MOST_SEEN = 30
_MOST = 12
_REACH = 30
_SENTENCES = 3
_PARAGRAPHS = 8
_HEADING = late(
    "[ \u3000]*(?:[（(]?[一二三四五六七八九十0-9]{1,2}[)）]?[、.．]?)?[ \u3000]*(?P<name>[\\u4e00-\\u9fff]{2,8})[。：:]"
)
_NAMED = late(
    "(?P<level>[\\u4e00-\\u9fff]{2,8}?)?(?:大约|大致|约|已)?(?:是|为|相当于|达到?)(?P<base>[\\u4e00-\\u9fff]{2,10})的(?:约|近)?$"
)
_YEARS = late("(?P<level>[0-9]{4})年(?:大约|约)?(?:是|为|达到?)(?P<base>[0-9]{4})年的(?:约|近)?$")
_FORMER = late("(?:只有|仅为|仅有|不到|是|为|相当于)(?:上年|去年|原来|过去|以前|此前)的(?:约|近)?$")
_COUNTED = late("(?:总量|总额|产量|数量|人数|次数|人次|规模|收入|数|量)$")
_REACHED = ("降为", "减为", "减到", "降到", "增为", "增到", "变为", "升到", "提到", "缩到", "缩为")
_FEWER = late("(?:不足|不到|低于|少于)[^，,。；;]*$")
_DOUBLE = Fraction(39, 40), Fraction(6, 5)
_SAME_THING = ("上年", "去年", "同期", "原来", "过去", "以前", "全国", "全省", "全市")


@wider("multiple", "times 分之")
def times_of(reading: Reading, given: Given) -> Iterator[Claim]:
    """So many times another amount that is named, stands in a bracket, or stands under its year."""
    for at, figure in enumerate(reading.figures):
        if figure.weak or figure.has("expect", "up", "down"):
            continue
        if figure.kind == TIMES and figure.measure == "番":
            found = _doubled_each_year(reading, at)
        elif figure.kind == TIMES or (figure.kind == PERCENT and "分之" in figure.printed):
            found = _multiple(reading, at)
        else:
            continue
        if found:
            yield found


def _near(reading: Reading, at: int) -> list[Figure]:
    figure = reading.figures[at]
    found: list[Figure] = []
    for other in reversed(reading.figures[max(0, at - _MOST_SEEN) : at]):
        if other.paragraph != figure.paragraph or other.sentence < figure.sentence - _SENTENCES:
            break
        if other.kind == AMOUNT and not other.weak:
            found.append(other)
    found.reverse()
    return found


def _multiple(reading: Reading, at: int) -> Claim | None:
    figure = reading.figures[at]
    near = _near(reading, at)
    if not near:
        return None
    pair = _in_bracket(reading, at, near)
    if pair is not None:
        return _told(reading, figure, *pair, sure=True)
    if figure.kind == PERCENT:
        pair = _fallen(reading, figure, near)
        return _told(reading, figure, *pair, sure=True) if pair is not None else None
    pair = _by_years(reading, figure, near)
    if pair is not None:
        return _told(reading, figure, *pair, sure=True)
    pair = _named_behind(reading, at, near)
    if pair is not None:
        return _told(reading, figure, *pair, sure=True)
    pair = _by_names(reading, figure, near)
    return _told(reading, figure, *pair, sure=False) if pair is not None else None


def _words(reading: Reading, figure: Figure) -> str:
    begin = max(reading.sentences[figure.sentence][0], figure.start - _REACH)
    return reading.text[begin : figure.start]


def _in_bracket(reading: Reading, at: int, near: Sequence[Figure]) -> tuple[Figure, Figure] | None:
    """禽蛋5.4万吨，是牛奶产量（1.5万吨）的3.9倍: the base in the bracket, the level before it."""
    figure = reading.figures[at]
    base = near[-1]
    closed = reading.text[base.end : figure.start].strip()
    if figure.lead.rstrip("约近") != "的" or base.depth != figure.depth + 1 or closed[:1] not in (")", "）"):
        return None
    if closed.rstrip("约近")[1:] != "的" or base.sentence != figure.sentence:
        return None
    begin = reading.sentences[figure.sentence][0]
    opened = max(reading.text.rfind("(", begin, base.start), reading.text.rfind("（", begin, base.start))
    words = reading.text[max(begin, opened - _REACH) : max(begin, opened)].replace(",", "，").rpartition("，")[2]
    if "占" in words or not any(word in words for word in ("是", "为", "不足", "不到", "达", "相当于", "超过", "低于")):
        return None
    levels = [f for f in near if f.sentence == figure.sentence and f.dimension == base.dimension and f is not base]
    levels = [f for f in levels if f.depth == figure.depth and not f.has("up", "down", "last-year")]
    if not levels:
        level = _of_heading(reading, at, base)
        return (base, level) if level is not None else None
    return (base, levels[-1]) if levels[-1].segment == figure.segment else None


def _of_heading(reading: Reading, at: int, base: Figure) -> Figure | None:
    """供暖2140件、物业1876件。… 1.供暖。工单量是9月（535件）的4倍: what bears the heading's name, told before."""
    figure = reading.figures[at]
    head = _HEADING.match(reading.text, reading.paragraphs[figure.paragraph][0])
    if head is None or head.end() > base.start:
        return None
    before = [f for f in reading.figures[max(0, at - _MOST_SEEN) : at] if f.paragraph < figure.paragraph]
    own = [f for f in before if f.kind == AMOUNT and f.dimension == base.dimension and f.is_exact]
    own = [f for f in own if f.lead.endswith(head.group("name")) and not f.has(*CHANGE)]
    return own[-1] if len({f.exact for f in own}) == 1 else None


def _headed(reading: Reading, figure: Figure, name: str) -> Figure | None:
    """（一）收入。完成56.72亿元: the first amount of the paragraph with that heading, not many paragraphs back."""
    for paragraph in range(figure.paragraph, max(-1, figure.paragraph - _PARAGRAPHS), -1):
        begin, end = reading.paragraphs[paragraph]
        head = _HEADING.match(reading.text, begin)
        if head is not None and head.group("name").endswith(name):
            first = bisect_left(reading.figures, begin, key=lambda f: f.start)
            found = reading.figures[first : first + 1]
            plain = [f for f in found if f.start < min(end, figure.start) and f.kind == AMOUNT and f.is_exact]
            return plain[0] if plain and not plain[0].has(*CHANGE) else None
    return None


def _fallen(reading: Reading, figure: Figure, near: Sequence[Figure]) -> tuple[Figure, Figure] | None:
    """由每千人3.2次降为0.8次，只有上年的四分之一."""
    if len(near) < 2 or not _FORMER.search(_words(reading, figure)):
        return None
    first, last = near[-2:]
    moved = last.lead.endswith(_REACHED) or last.has("to", "to-up", "to-down")
    told = first.has("from") and moved and first.dimension == last.dimension and last.sentence == figure.sentence
    return (first, last) if told and figure.clause - last.clause <= 1 else None


def _by_years(reading: Reading, figure: Figure, near: Sequence[Figure]) -> tuple[Figure, Figure] | None:
    """2021年11家、2022年22家、2023年44家，…2023年是2021年的三倍."""
    hit = _YEARS.search(_words(reading, figure))
    if hit is None:
        return None
    found = [[f for f in near if f.lead.startswith(f"{hit.group(name)}年")] for name in ("base", "level")]
    if any(len(amounts) != 1 for amounts in found):
        return None
    base, level = found[0][0], found[1][0]
    return (base, level) if base.dimension == level.dimension else None


def _by_names(reading: Reading, figure: Figure, near: Sequence[Figure]) -> tuple[Figure, Figure] | None:
    """出口大约是进口的2.4倍; 普通门诊312.6万人次，为住院人次的31.8倍."""
    hit = _NAMED.search(_words(reading, figure))
    if hit is None or hit.group("base").startswith(_SAME_THING):
        return None
    name = hit.group("level") or ""
    base = _called(near, hit.group("base")) or _headed(reading, figure, hit.group("base"))
    if base is None:
        return None
    headed = _headed(reading, figure, name) if len(name) > 1 and base.paragraph < figure.paragraph else None
    if headed is not None and headed.dimension == base.dimension:
        return base, headed
    same = [f for f in near if f.dimension == base.dimension and f is not base and not f.has("up", "down")]
    level = _called(same, name) if len(name) > 1 else None
    if level is None and same and same[-1].sentence == figure.sentence and figure.clause - same[-1].clause <= 1:
        level = same[-1]
    return (base, level) if level is not None and level.dimension == base.dimension else None


def _named_behind(reading: Reading, at: int, near: Sequence[Figure]) -> tuple[Figure, Figure] | None:
    """出口18.6亿元，是传统产品出口的2.4倍，传统产品出口7.75亿元: the base is told right behind."""
    figure = reading.figures[at]
    hit = _NAMED.search(_words(reading, figure))
    after = reading.figures[at + 1 : at + 2]
    if hit is None or not after or after[0].kind != AMOUNT or after[0].clause - figure.clause != 1:
        return None
    base, level = after[0], near[-1]
    named = base.lead.rstrip("为达约共有") == hit.group("base") and base.is_exact
    straight = level.sentence == base.sentence and level.dimension == base.dimension and level.segment == base.segment
    return (base, level) if named and straight and not level.has("up", "down") else None


def _called(near: Sequence[Figure], words: str) -> Figure | None:
    """The one amount of that name, the name without 产量 and 人次; 进出口 is not 出口."""
    for name in dict.fromkeys((words, _COUNTED.sub("", words))):
        if len(name) < 2:
            continue
        own = [f for f in near[-_MOST:] if _ends_so(f, name) and not f.has(*CHANGE)]
        if own:
            return own[-1] if len({f.exact for f in own}) == 1 else None
    return None


def _ends_so(figure: Figure, name: str) -> bool:
    lead = figure.lead.removeprefix("其中").rstrip("为达约共有")
    at = lead.rfind(name)
    return (at >= 0 and lead[at - 1 : at] != "进" and at + len(name) >= len(lead) - 3) or figure.tail.startswith(name)


def _told(reading: Reading, figure: Figure, base: Figure, level: Figure, *, sure: bool) -> Claim | None:
    ratio = a.divide(a.of(level), a.of(base))
    if ratio is None:
        return None
    computed = ratio if figure.kind == TIMES else a.multiply(ratio, Fraction(100))
    verdict = a.compare(figure, computed)
    fewer = _FEWER.search(_words(reading, figure))
    if fewer is not None and verdict is not Verdict.CONSISTENT:
        below = figure.exact * Fraction(4, 5) <= computed.exact <= figure.exact
        verdict = Verdict.CONSISTENT if below else Verdict.INCONSISTENT
    if verdict not in _FITS and not sure and not a.agreeing(figure, computed.exact):
        return None
    shown = f"{a.plain(ratio.exact, 2)}倍" if figure.kind == TIMES else f"{a.plain(computed.exact, 1)}%"
    why = f"{a.bare(level)}÷{a.bare(base)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("multiple", figure, shown, verdict, why)


def _doubled_each_year(reading: Reading, at: int) -> Claim | None:
    """2021年11家、2022年22家、2023年44家，连续两年翻番."""
    figure = reading.figures[at]
    near = [f for f in _near(reading, at) if f.sentence == figure.sentence]
    if len(near) < 4 or near[-1].dimension != "年" or not near[-1].lead.endswith("连续"):
        return None
    count = int(near[-1].value)
    levels = [f for f in near[:-1] if f.dimension == near[-2].dimension][-count - 1 :]
    if len(levels) != count + 1 or not all("年" in f.lead for f in levels) or not all(f.exact for f in levels):
        return None
    ratios = [two.exact / one.exact for one, two in pairwise(levels)]
    verdict = Verdict.CONSISTENT if all(_DOUBLE[0] <= r / 2 <= _DOUBLE[1] for r in ratios) else Verdict.INCONSISTENT
    shown = "、".join(f"{a.plain(ratio, 2)}倍" for ratio in ratios)
    why = f"{'、'.join(a.bare(f) for f in levels)}，逐年是{shown}，与文中翻番{SAYS[verdict]}"
    return claim("multiple", figure, shown, verdict, why)
