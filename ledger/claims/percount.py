"""A wider look at averages by whatever was counted right before: 场均26家, 乡均900万元, 每桩2.25台, 每个市场120人次.

The word behind 每 or before 均 is looked for in what the counts before are called or counted by; what is divided is
the nearest amount of the measure. 按全季92天计 names the days; 人均消费 is by the visitors whose spending is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from ledger.claims import arithmetic as a
from ledger.claims.values import Claim, Given, Verdict, wider
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT
from ledger.patterns import late

_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_SEEN, _HEADS, _NEAR, _HALF = 16, 60, 4, Fraction(1, 4)
_EACH = late("(?:平均|均)?每(?P<by>[\u4e00-\u9fff]{1,9})$")
_EVEN = late("(?P<by>[\u4e00-\u9fff])均(?P<noun>[\u4e00-\u9fff]{0,6})$")
_ALONE = late("^(?:平均)?(?:每[^最可限需应拟约]{1,8}|[\u4e00-\u9fff]均[^最可限需应拟约]{0,4})$")
"""山区乡均, 每个点最大可供: of some, or no average at all."""
_NOT_EVEN = frozenset("平不日月年季周旬时人次天")
_NOT_EACH = ("天", "日", "月", "年", "周", "季", "小时", "分钟", "万", "千", "百", "人", "亩", "次", "斤")
_FIXED = ("标准", "补助", "补贴", "奖励", "不超", "不少", "不低", "最高", "最多", "限", "定额", "配备", "给予", "收费")
_COUNTED_BY = ("个", "家", "座", "处", "所", "条", "台", "辆", "名", "支", "场", "批", "项", "件", "套", "村", "片")
_SAID_DAYS = re.compile("按[^，,。；;：:0-9]{0,6}([0-9]{1,3})(?:天|个月)(?:计|算|平均|测算)")
_BY_TIME = late("^(?:日均|月均|平均每天|平均每日|平均每月|每天|每日|每月)[\u4e00-\u9fff]{0,6}$")
_SPENT = late("^(?:人均|每人)(?:旅游)?(?:消费|花费|支出)(?:为|达|约)?$")
_METRES = 1000
_LENGTHS = {"公里": ("length", _METRES), "千米": ("length", _METRES), "平方米": ("area", 1)}


@wider("average", "amount", "均 每")
def percount(reading: Reading, given: Given) -> Iterator[Claim]:
    """Averages by what the counts right before are called, by days that are said, by visitors."""
    text = reading.text
    if "均" not in text and "每" not in text:
        return
    for at, figure in enumerate(reading.figures):
        lead = figure.lead
        if figure.kind != AMOUNT or figure.weak or figure.bound or not figure.value or figure.top is not None:
            continue
        if ("均" not in lead and "每" not in lead) or any(word in lead for word in _FIXED):
            continue
        if figure.has("yoy", "step", "last-year", "plan", "up", "down"):
            continue
        told = _by_said_days(reading, at) or _spent(reading, at) or _by_counted(reading, at)
        if told is not None:
            yield told


def _is_level(figure: Figure) -> bool:
    if figure.kind != AMOUNT or figure.weak or figure.top is not None or figure.bound or not figure.value:
        return False
    return not figure.has("yoy", "step", "last-year", "ahead", "behind", "gap", "from", "up", "down")


def _alike(one: str, other: str) -> bool:
    return one.removesuffix("次") == other.removesuffix("次")


def _rounded(figure: Figure) -> Figure:
    return figure if figure.step else figure._replace(step=figure.scale)


def _by_counted(reading: Reading, at: int) -> Claim | None:
    figure = reading.figures[at]
    by = _word(figure.lead)
    if not by:
        return None
    seen = [f for f in reading.figures[max(0, at - _SEEN) : at] if _is_level(f) and f.paragraph == figure.paragraph]
    before = [f for f in seen if f.sentence == figure.sentence]
    bases = [f for f in seen if f.exact > 1 and _is_called(f, by) and not f.has("each")]
    tops = [f for f in before if _alike(f.dimension, figure.dimension) and f not in bases and f.exact > figure.exact]
    tops = [f for f in tops if not f.has("each") or f.lead.startswith(("日均", "月均", "年均"))]
    if not bases or not tops:
        return None
    rounded = _rounded(figure)
    wide = Fraction(rounded.step) / figure.exact
    tries = 0
    for below in reversed(bases[-_NEAR:]):
        for above in reversed(tops[-_NEAR:]):
            tries += 1
            computed = _divided(above, below)
            if computed is None or a.compare(rounded, computed) is not Verdict.CONSISTENT:
                continue
            even = computed.exact == figure.exact
            near = tries == 1 and below.sentence == figure.sentence
            if near or even or tries * wide <= _HALF:
                return _told(rounded, above, below, computed, Verdict.CONSISTENT)
    tops = [f for f in tops if f.segment == figure.segment]
    bases = [f for f in bases if f.sentence == figure.sentence]
    return _missed(reading, at, rounded, tops, bases) if tops and bases and _ALONE.match(figure.lead) else None


def _divided(above: Figure, below: Figure) -> a.Span | None:
    """Of each; lengths are read in metres and told by the kilometre."""
    computed = a.divide(a.of(above), a.of(below))
    metres = _METRES if below.dimension == "length" else 1
    return a.multiply(computed, Fraction(metres)) if computed is not None and metres > 1 else computed


def _word(lead: str) -> str:
    """What the average is by: 场 of 场均, 桩服务 of 每桩服务."""
    hit = _EACH.search(lead)
    if hit is not None:
        by = hit.group("by")
        return "" if by.startswith(_NOT_EACH) else by
    hit = _EVEN.search(lead)
    return hit.group("by") if hit is not None and hit.group("by") not in _NOT_EVEN else ""


def _is_called(figure: Figure, by: str) -> bool:
    """Whether a count is of what the word names: 充电桩632个 for 桩服务, 零工市场十四个 for 个市场."""
    length = next((word for word in _LENGTHS if by.startswith(word)), "")
    if length:
        return figure.dimension == _LENGTHS[length][0] and len(by) <= len(length) + 2
    if figure.step:
        return False
    if figure.dimension.endswith("次") and len(figure.dimension) > 1 and by[1:2] == "次":  # 每车次, 消防车5630辆次
        return figure.lead.endswith(by[0]) or figure.dimension.startswith(by[0])
    unit = by[0] if by[0] in _COUNTED_BY and (len(by) > 1 or figure.dimension == by) else ""
    noun = by.removeprefix(unit)
    if unit and figure.dimension != unit:
        return False
    if not noun:
        return True
    head = noun[:2]
    names = (figure.lead[-6:], figure.tail[:8])
    if unit:
        return any(noun in name or head in name for name in names) or figure.lead.endswith(noun[:1])
    return figure.dimension == noun[0] or figure.lead.endswith(noun[0]) or _heads(figure, noun[0])


def _heads(figure: Figure, character: str) -> bool:
    """乡均 of 18个乡镇, 庭均 of 四个人民法庭, 车均 of 车辆1580台: the first or last character of what is counted."""
    noun = figure.tail[:4]
    return character in (noun[:1], *noun[1:4]) or character in figure.lead[-2:]


def _missed(reading: Reading, at: int, figure: Figure, tops: Sequence[Figure], bases: Sequence[Figure]) -> Claim | None:
    """补助18个乡镇1.62亿元，乡均800万元: clause by clause and without a second, or a plan by a plan."""
    plans = [f for f in bases if f.has("plan")]
    above = tops[-1]
    if above.has("plan") and len(plans) == 1:
        below = plans[0]
    elif len(bases) == 1 and not bases[0].has("part", "plan") and bases[0].clause >= above.clause - 1:
        below = bases[0]
    else:
        return None
    alone = len(tops) == 1 and not above.has("part", "each") and figure.clause - above.clause == 1
    if not alone or above.clause < below.clause or figure.lead.startswith("其中"):
        return None
    behind = reading.figures[at + 1 : at + 2]
    goes_on = (
        bool(behind) and behind[0].clause - figure.clause <= 1 and behind[0].dimension == figure.dimension
    )  # 城区每个80人次、乡镇…
    computed = _divided(above, below)
    if computed is None or goes_on or a.compare(figure, computed) in _FITS:
        return None
    if computed.exact > figure.exact * 2 or figure.exact > computed.exact * 2:
        return None
    return _told(figure, above, below, computed, Verdict.INCONSISTENT)


def _told(figure: Figure, above: Figure, below: Figure, computed: a.Span, verdict: Verdict) -> Claim:
    shown = a.like(computed.exact, figure)
    why = f"{a.bare(above)}÷{a.bare(below)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("average", figure, shown, verdict, why, exact=computed.exact, of=(above, below))


def _by_said_days(reading: Reading, at: int) -> Claim | None:
    """接警出动3128起…。按全季92天计，日均出动34起: by the days that the words give."""
    figure = reading.figures[at]
    if _BY_TIME.match(figure.lead) is None:
        return None
    begin = reading.sentences[figure.sentence][0]
    said = list(_SAID_DAYS.finditer(reading.text, begin, figure.start))
    if not said or int(said[-1].group(1)) < 2:
        return None
    count = int(said[-1].group(1))
    tops = [
        f
        for f in reading.figures[max(0, at - _HEADS) : at]
        if _is_level(f) and _alike(f.dimension, figure.dimension) and f.paragraph == figure.paragraph
    ]
    rounded = _rounded(figure)
    wide = Fraction(rounded.step) / figure.exact
    for tries, above in enumerate(sorted(tops, key=lambda f: (-f.sentence, -f.value)), 1):
        computed = a.multiply(a.of(above), Fraction(1, count))
        if a.compare(rounded, computed) is Verdict.CONSISTENT and tries * wide <= _HALF:
            shown = a.like(computed.exact, rounded)
            why = f"{a.bare(above)}÷{count}={shown}，与文中{figure.printed}{SAYS[Verdict.CONSISTENT]}"
            return claim("average", figure, shown, Verdict.CONSISTENT, why)
    return None


def _spent(reading: Reading, at: int) -> Claim | None:
    """接待游客318.5万人次…。旅游收入22.295亿元，人均消费700元: by the visitors of the paragraph; where it fits."""
    figure = reading.figures[at]
    if _SPENT.match(figure.lead) is None:
        return None
    before = [f for f in reading.figures[max(0, at - _HEADS) : at] if _is_level(f) and f.paragraph == figure.paragraph]
    tops = [f for f in before if f.dimension == figure.dimension and f.sentence == figure.sentence][-2:]
    tops = [f for f in tops if any(word in f.lead for word in ("收入", "消费", "花费", "营收", "营业额", "总额"))]
    people = [f for f in before if f.dimension in ("人次", "人") and not f.has("each")]
    rounded = _rounded(figure)
    for above in reversed(tops):
        for below in people:
            computed = a.divide(a.of(above), a.of(below))
            if computed is not None and a.compare(rounded, computed) is Verdict.CONSISTENT:
                return _told(rounded, above, below, computed, Verdict.CONSISTENT)
    return None
