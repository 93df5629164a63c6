"""Shares and rates: a part, a whole and a percentage that should follow from them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from ledger.claims import arithmetic as a
from ledger.claims.averages import turned
from ledger.claims.bases import base_name, begun, is_wider, of_names, run_of, together
from ledger.claims.named import days_of_year, of_share
from ledger.claims.parts import BARE_DONE, OF_IT, RATE_ENDS, is_called_after, is_direct, parts_of
from ledger.claims.values import Claim, Given, Special, Verdict, kind
from ledger.claims.wholes import Pair, nearby, pairs_of
from ledger.claims.words import CHANGE, OF_CHANGE, SAYS, amounts_before, claim, neighbours, pairs
from ledger.figures import Figure, Reading
from ledger.figures.lexicon import CONTINUOUS, JOINERS
from ledger.figures.values import ABOUT, AMOUNT, AT_MOST, NEAR, OVER, PERCENT
from ledger.patterns import late
from ledger.values import replace

_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_MODEST = ("近", "超", "超过", "约", "将近", "已超", "已超过", "已近")
_NEXT = Decimal(8)
_PLAN_OF = late("(?:计划|任务|目标|指标)数?的$")
_ADDED = ("追加", "调增", "调减", "追减", "增补")
_ADJUSTED = ("可比口径", "同口径", "可比价", "不变价")
_REACH = 40
_NEAR_BY, _FOUR_DIGITS = 5, 3
_MORE_BETWEEN = late("[日月年][均平](?:出租|入住|使用|停放)")
_TOGETHER = late("[两二三四五](?:者|项|类|位|个|家|地|种)[^，,。；;：:、0-9占]{0,6}占|[合共]占")
_WITNESSES = 2
"""So many shares of one sentence that hold for a whole make it the whole of their neighbours too."""


class _Judged(NamedTuple):
    """A percentage, what was said of it, by which pair, and the parts it may belong to."""

    figure: Figure
    claim: Claim | None
    pair: Pair | None
    cluster: list[Figure]


def is_share(figure: Figure) -> bool:
    """Whether a percentage says which part of something: 占…, 完成…的, …率; not a growth."""
    if figure.kind != PERCENT or figure.weak:
        return False
    lead = figure.lead.replace("分别", "") if "分别" in figure.lead else figure.lead
    if figure.has("up", "down", "yoy", "step", "to-up", "to-down", "from"):
        return False
    if figure.has("to") and not lead.endswith(RATE_ENDS):
        return False
    if figure.has("share", "last") or lead.endswith(RATE_ENDS) or lead.endswith(BARE_DONE):
        return True
    if (
        figure.printed == "过半"
        or figure.lead in ("刚好", "恰好", "正好")
        or lead.endswith(("存贷比", "比重分别", "产销比"))
    ):
        return True
    if (figure.measure == "成" or "分之" in figure.printed) and lead in _MODEST:
        return True  # 办结1028件，近八成
    if "分之" in figure.printed and lead.removesuffix("不到").removesuffix("不足").removesuffix("超过").endswith(
        "完成数"
    ):
        return True
    return lead.endswith((*OF_IT, "的比例为")) and (lead in OF_IT or figure.has("done", "plan", "total"))


@kind("share", "占比和完成率", "percent")
def shares(reading: Reading, given: Given) -> Iterator[Claim]:
    """占比、完成率、办结率：部分 ÷ 总数，与文中的百分数对照

    查什么：“完成投资37亿元，占年度投资计划123亿元的30%”“受理75588件，结案73821件，处结率97.66%”这样的话，
    找出部分和总数，按印出的数重算。总数可以在同一句、前面的话里，也可以在任务的原文里。

    怎样算相符：算出的结果四舍五入到文中的位数与文中相同；末位差1（截尾或凑整），或者部分、总数本身取过整，
    都只算“取整之差”。带“约、余、近、以上”的按区间比较。

    还没有说到的再看一遍：总数点了名的（占限额的、签约户中）、在后面的（为全年计划的64%，全年计划1000个）、括号里的、
    前一项占比用过的、几个分项正好合成的、前几段开头的；“前两者占”“空置率”“不合格4批次，合格率”也算。找得越远，
    要对得越不像碰巧；词句说得死才报不符，不然只报相符。

    什么时候不作声或说“无法判断”：没有总数；总数不止一个而说法不明（户数和面积各算各的）；只说“完成总任务的95%”
    一类形象进度；只有换一种读法才对得上。增长率不在这里查。
    """
    judged = [
        _judge(reading, figure, given)
        for figure in reading.figures
        if figure.kind == PERCENT
        and (not figure.has("ahead", "behind") or _reworded(figure) is not figure)
        and (is_share(figure) or _goes_on(reading, figure) or _stands_behind(reading, figure))
    ]
    for each in _together(judged):
        if each.claim:
            yield each.claim


def _stands_behind(reading: Reading, figure: Figure) -> bool:
    """占全部264个村的四分之三: of the amount right before it, whatever noun stands between."""
    changes = figure.kind != PERCENT or figure.weak or figure.has("up", "down", "yoy", "step")
    return not changes and figure.lead.endswith("的") and is_direct(reading, figure)


def _goes_on(reading: Reading, figure: Figure) -> bool:
    """开工率分别为86.1%和85.6%: the later ones are rates as the first is."""
    if figure.kind != PERCENT or figure.weak or figure.lead not in ("", *JOINERS):
        return False
    first = run_of(reading, figure)[0]
    return first is not figure and "分别" in first.lead and is_share(first)


def _reworded(figure: Figure) -> Figure:
    """超过总额的三分之一: the inexact word stands before the base."""
    if figure.measure != "成" and "分之" not in figure.printed:
        return figure
    if figure.lead.startswith(("超过", "超", "已超")) and figure.bound in ("", ABOUT):
        return figure._replace(bound=OVER, grain=max(figure.grain, _NEXT))
    if figure.bound == AT_MOST:
        return figure._replace(value=figure.value - _NEXT, top=figure.value, bound="", grain=Decimal(0))
    if figure.lead.startswith(("近", "接近", "将近")) and figure.bound in ("", ABOUT):
        return figure._replace(bound=NEAR, grain=max(figure.grain, _NEXT))
    return figure


def _judge(reading: Reading, figure: Figure, given: Given) -> _Judged:
    figure = _reworded(figure)
    cluster = parts_of(reading, figure)
    summed = cluster and (together(reading, figure) or of_names(reading, figure) or begun(reading, figure))
    if summed:
        cluster = [*cluster, summed]
    fixed = _of_custom(reading, figure, cluster)
    if fixed is not None:
        return _Judged(figure, _told(figure, fixed), fixed, cluster)
    found = _pairs(reading, figure, cluster, given)
    told, pair = _of_pairs(figure, found) if found else (None, None)
    if pair is not None and pair.whole.has("plan"):
        head = _of_list_head(reading, figure, pair)
        if head is not pair:
            return _Judged(figure, _surely(_told(figure, head)), head, cluster)
    if told is not None and pair is not None and told.verdict is Verdict.INCONSISTENT:
        told, pair = _doubted(reading, figure, told, pair)
        return _Judged(figure, told, pair, cluster)
    return _Judged(figure, told or _named(reading, figure) or _without_base(figure, cluster), pair, cluster)


def _surely(told: Claim) -> Claim:
    """Said whatever else it may fit: the words say what it is of."""
    named = replace(told.working, special=Special.NAMED) if told.working is not None else None
    return replace(told, working=named)


def _of_list_head(reading: Reading, figure: Figure, pair: Pair) -> Pair:
    """目标620亩，移交434亩；工业248亩、商住124亩、公益62亩，工业占比40%: of the 434 that are listed."""
    if figure.has("plan") or "占" not in figure.lead or base_name(figure) or not pair.part.is_exact:
        return pair
    here = [f for f in amounts_before(reading, figure) if f.dimension == pair.part.dimension and not f.has(*CHANGE)]
    if figure.clause - pair.part.clause > 1:
        return pair
    listed = [f for f in here if f.clause == pair.part.clause]
    added = sum((f.value for f in listed), Decimal(0))
    head = next((f for f in here if f.value == added and f.end <= listed[0].start), None)
    computed = a.percent(a.of(pair.part), a.of(head)) if head is not None else None
    if head is None or computed is None or head.has("plan") or head.start < pair.whole.start:
        return pair
    inside = len(listed) >= _WITNESSES and any(f.start == pair.part.start for f in listed)
    return Pair(pair.part, head, a.compare(figure, computed), computed, True, "") if inside else pair


def _doubted(reading: Reading, figure: Figure, told: Claim, pair: Pair) -> tuple[Claim | None, Pair | None]:
    """What would be called wrong, where the words leave another way to read it open."""
    between = reading.text[pair.part.end : figure.start]
    own, _, base = figure.lead.partition("占")
    if "平均" in between or (own.endswith(OF_CHANGE) and not pair.part.has("up", "down")):
        return None, None  # 41个城市平均优良天数比例; 省内流动农民工增量占外出农民工增量的
    rates = [
        f
        for sentence in {pair.whole.sentence, figure.sentence}
        for f in reading.in_sentence(sentence)
        if f.kind == PERCENT and f.end <= figure.start
    ]
    own_rate = figure.lead.endswith(BARE_DONE) and pair.part.has("part")
    if own_rate and any(f.lead == figure.lead and pair.whole.end <= f.start <= pair.part.start for f in rates):
        return None, None  # 完成746.4亿元，完成率62.4%。其中中央投资447.5亿元，完成率74.6%: each of its own plan
    behind = max(pair.part.end, pair.whole.end)
    told_already = "占" not in figure.lead and any(behind <= f.start and not f.has("up", "down") for f in rates)
    if told_already and figure.lead.endswith("的") and not neighbours(figure.lead) <= neighbours(pair.whole.lead):
        return None, None  # 为年初预算150万元的146.67%、调整预算的100%
    name = {pair for pair in neighbours(base_name(figure)) if pair[0] not in "总全"}
    counted = pair.whole.dimension not in CONTINUOUS
    if is_wider(pair.whole, base_name(figure)):
        return None, None
    if counted and name and not name & neighbours(pair.whole.lead + pair.whole.tail) and not pair.whole.has("plan"):
        return None, None  # 接种总人数127872.4万人，…占全国总人口的
    if "其" in base:
        return None, None  # 古城夜间客流23.9万人次，占其总量的: of the old town's, whatever stands nearer
    if _TOGETHER.search(between) is not None:
        return None, None  # 1072人和1011人，二者合占起诉总数2704人的77%: of both
    if (
        pair.part.lead.endswith(f"基本{pair.whole.lead[-2:]}")
        and "、" in reading.text[pair.whole.end : pair.part.start]
    ):
        return None, None  # 满意86件、基本满意7件，满意率: one grade is no part of another
    if figure.lead.endswith(RATE_ENDS) and _is_told_before(reading, figure, pair.part):
        return None, None  # 合格3198批次，合格率98.1%，其中农产品1240批次，合格率98.5%: of those within
    if _MORE_BETWEEN.search(between) is not None:
        return None, None  # 可出租8200间，日均出租6278间，出租率
    begin = reading.sentences[figure.sentence][0]
    fixed = next(
        (word for word in _ADJUSTED if word in reading.text[max(begin, figure.start - _REACH) : figure.start]), ""
    )
    if fixed and any(word in between + pair.part.lead for word in ("恢复", "同期", "上年", "去年")):
        why = f"{told.why}；文中说的是“{fixed}”，不能按现价数直接相除"
        return replace(told, verdict=Verdict.UNCLEAR, why=why), pair
    first = run_of(reading, figure)[0]
    if (
        "分别" in first.lead
        and _PLAN_OF.search(first.lead) is not None
        and pair.whole.has("done")
        and not pair.whole.has("plan")
    ):
        return None, None  # 实际完成22个，其中政府投资4个、民生专项18个，分别完成年度计划的
    if "调整" in figure.lead and "调整" not in pair.whole.lead:
        return None, None  # 计划9.2亿元，占年度计划的74.6%，占调整计划的
    after = next((f for f in reading.in_sentence(pair.whole.sentence) if f.start >= pair.whole.end), None)
    shared = after is not None and after is not figure and after.kind == PERCENT and _base(after).endswith("的")
    if shared and after is not None and after.clause - pair.whole.clause == 1 and "占" in after.lead:
        return None, None  # 两项28.6亿元，占民生支出的46.2%，其中教育18.4亿元，占
    if figure.lead.endswith(RATE_ENDS) and _is_of_those_within(reading, figure, pair):
        return None, None  # 86个，已开工74个，其中投资过亿元的18个，开工率95%
    added = reading.text[pair.whole.end : pair.part.start] if pair.whole.end <= pair.part.start else ""
    if any(word in added for word in _ADDED) and pair.whole.has("plan"):
        return None, None  # 年初预算15200万元，年中追加1280万元，支出14620万元，完成预算的
    if pair.whole.has("last-year") and _listed_before(reading, pair.part, figure):
        return None, None  # 县内0.92万人、省外1.32万人，为上年2.74万人的: of all of them
    return told, pair


def _is_of_those_within(reading: Reading, figure: Figure, pair: Pair) -> bool:
    """Whether 其中 some stand between the amounts and the rate that comes straight behind them."""
    between = [f for f in reading.in_sentence(figure.sentence) if pair.part.end <= f.start and f.end <= figure.start]
    within = [f for f in between if f.kind == AMOUNT and figure.clause - f.clause == 1]
    return any(f.has("part") for f in within)


def _is_told_before(reading: Reading, figure: Figure, part: Figure) -> bool:
    """Whether the same rate of this very part was told already, and another amount came after it."""
    between = [f for f in reading.in_sentence(figure.sentence) if part.end <= f.start and f.end <= figure.start]
    told = [f for f in between if f.kind == PERCENT and f.lead == figure.lead]
    return bool(told) and any(f.start > told[0].end and f.dimension == part.dimension for f in between)


def _listed_before(reading: Reading, part: Figure, figure: Figure) -> bool:
    """Whether the part is one of a list, so that the share may be of all that is listed."""
    near = [f for f in reading.in_sentence(figure.sentence) if f.dimension == part.dimension and f.end <= figure.start]
    joined = [two for one, two in pairwise(near) if "、" in reading.text[one.end : two.start]]
    return any(part.start == f.start for f in joined) or any(
        one.start == part.start and two in joined for one, two in pairwise(near)
    )


def _pairs(reading: Reading, figure: Figure, cluster: list[Figure], given: Given) -> list[Pair]:
    """All pairs that may be meant; of one part no more than up to the first that leaves no doubt and holds."""
    found: list[Pair] = []
    for part in cluster:
        for pair in pairs_of(reading, figure, part, given):
            found.append(pair)
            if len(cluster) == 1 and pair.sure and pair.verdict is Verdict.CONSISTENT:
                return found
    return found


def _of_pairs(figure: Figure, found: list[Pair]) -> tuple[Claim | None, Pair | None]:
    """What the pairs say together: one that fits is believed, one that is sure and does not fit is told."""
    if len(found) == 1 and found[0].verdict is Verdict.CONSISTENT:
        return _told(figure, found[0]), found[0]
    fits = [pair for pair in found if pair.verdict in _FITS and (pair.sure or not _is_loose(figure, pair))]
    exact = [pair for pair in fits if pair.verdict is Verdict.CONSISTENT]
    other = _other_measure(fits, found)
    if other:
        fit = (exact or fits)[0]
        why = f"{_sum(fit, figure)}，与文中{figure.printed}相符；{_sum(other, figure)}；文中没有说以哪个为准"
        return claim("share", figure, a.like(fit.computed.exact, figure), Verdict.UNCLEAR, why), fit
    if exact:
        best_one = next((pair for pair in exact if pair.sure), exact[0])
        return _told(figure, best_one), best_one
    nearest = sorted(fits, key=lambda pair: abs(pair.computed.exact - figure.exact))
    ranked = (*(pair for pair in fits if pair.sure), *nearest)
    slips = sorted((pair for pair in found if pair.slipped), key=lambda pair: -pair.slipped)
    hints = [pair for pair in found if pair.hinted]
    doubtful = hints[:1] if len({(pair.part.start, pair.whole.start) for pair in hints}) == 1 else []
    best = next(iter((*ranked, *(pair for pair in found if pair.sure), *slips, *doubtful)), None)
    return (_told(figure, best), best) if best else (None, None)


def _of_custom(reading: Reading, figure: Figure, cluster: list[Figure]) -> Pair | None:
    """What a name fixes: 存贷比, 资产负债率; 优良率 of the days of a year."""
    known = of_share(reading, figure)
    if known is not None:
        computed = a.percent(a.of(known[0]), a.of(known[1]))
        return Pair(*known, a.compare(figure, computed), computed, True, "") if computed is not None else None
    days = days_of_year(reading, figure, cluster[0]) if len(cluster) == 1 else None
    if days is None:
        return None
    computed = a.percent(a.of(cluster[0]), a.constant(days))
    year = cluster[0]._replace(value=Decimal(int(days)), printed=f"{days}天")
    fits = computed is not None and a.compare(figure, computed) in _FITS
    return Pair(cluster[0], year, a.compare(figure, computed), computed, True, "") if fits and computed else None


def _is_loose(figure: Figure, pair: Pair) -> bool:
    """Whether 100% would have to be 99.3% cut upwards, or 九成 be 82.6%, which nobody does: another pair is meant."""
    return pair.verdict is Verdict.ROUNDING and (figure.exact == 100 or figure.measure == "成")


def _is_surely_slipped(figure: Figure, pair: Pair) -> bool:
    """A slip where the words tie both (其中护岸61公里，占 behind 96公里), or four digits that are right but one."""
    if abs(figure.exact - pair.computed.exact) < _NEAR_BY * figure.step:
        return False  # a wrong last digit says less
    tied = (
        pair.part.has("part") and figure.lead in ("占", "占比", "占比为") and pair.part.sentence == pair.whole.sentence
    )
    straight = tied and figure.clause - pair.part.clause == 1 and pair.whole.end <= pair.part.start
    same = pair.part.paragraph == pair.whole.paragraph
    straight = straight or (same and any(word in figure.lead and word in pair.whole.lead for word in ("计划", "任务")))
    beside = pair.part.sentence == pair.whole.sentence and figure.clause - pair.part.clause == 1
    if straight or (beside and turned(figure, pair.computed.exact)):
        return True
    if figure.lead.endswith(RATE_ENDS) and "占" not in figure.lead and not is_called_after(figure, pair.part):
        return False  # 专任教师386万人，毛入学率102.5%: a rate of others
    return a.agreeing(figure, pair.computed.exact) >= _FOUR_DIGITS


def _told(figure: Figure, pair: Pair) -> Claim:
    shown, verdict = a.like(pair.computed.exact, figure), pair.verdict
    if verdict is Verdict.ROUNDING and a.too_coarse(figure, pair.computed):
        why = f"{_sum(pair, figure)}；印出的数取整太粗，文中{figure.printed}不能断定{pair.where}"
        return claim("share", figure, shown, Verdict.UNCLEAR, why)
    if pair.hinted and not pair.sure and verdict is Verdict.INCONSISTENT and not _is_surely_slipped(figure, pair):
        why = f"{_sum(pair, figure)}，与文中{figure.printed}只差一个数字；文中没有说以哪个为总数"
        return claim("share", figure, shown, Verdict.UNCLEAR, why)
    why = f"{_sum(pair, figure)}，与文中{figure.printed}{SAYS[verdict]}{pair.where}"
    if verdict is Verdict.INCONSISTENT and pair.slipped and not pair.sure:
        why += "；只差一个数字，像是笔误"
    return claim("share", figure, shown, verdict, why, exact=pair.computed.exact, of=(pair.part, pair.whole))


def _together(judged: list[_Judged]) -> list[_Judged]:
    """Shares of one sentence speak for each other: of one whole, or of the sum of their parts."""
    if len(judged) <= _WITNESSES:
        return judged
    by_sentence: dict[int, list[int]] = {}
    for n, each in enumerate(judged):
        by_sentence.setdefault(each.figure.sentence, []).append(n)
    for places in by_sentence.values():
        if len(places) > _WITNESSES:
            for n, changed in zip(places, _of_sentence([judged[n] for n in places]), strict=True):
                judged[n] = changed
    return judged


def _of_sentence(group: list[_Judged]) -> list[_Judged]:
    wrong = [each for each in group if each.claim and each.claim.verdict is Verdict.INCONSISTENT and each.pair]
    if len(wrong) >= _WITNESSES and len({each.pair.whole.start for each in wrong if each.pair}) == 1:
        return _of_their_sum(group, wrong)
    held = [
        each.pair for each in group if each.pair and each.pair.verdict is Verdict.CONSISTENT and each.figure.step < 1
    ]
    wholes = {pair.whole.start for pair in held}
    if len(held) < _WITNESSES or len(wholes) != 1:
        return group
    whole = held[0].whole
    said = {_base(pair_of.figure) for pair_of in group if pair_of.pair in held}
    changed = [_of_whole(each, whole, said) for each in group]
    wrong = [each for each in changed if each.claim and each.claim.verdict is Verdict.INCONSISTENT and each.pair]
    return _of_their_sum(changed, wrong) if wrong else changed


def _base(figure: Figure) -> str:
    """What stands behind 占: 总任务的."""
    return figure.lead[figure.lead.find("占") + 1 :]


def _of_whole(each: _Judged, whole: Figure, said: set[str]) -> _Judged:
    """A share that nothing was found for, judged by the whole of its neighbours."""
    figure = each.figure
    alike = "占" in figure.lead and said == {_base(figure)}
    silent = each.claim is None or (alike and each.pair is None and not each.claim.computed)
    plain = silent and len(each.cluster) == 1 and "占" in figure.lead and not figure.has("part")
    if (
        not plain
        or (figure.has("plan") and not alike)
        or each.cluster[0].dimension != whole.dimension
        or each.cluster[0].value > whole.value
        or whole.start > figure.start
        or each.cluster[0].segment != figure.segment
        or not (alike or figure.lead.endswith(("占", "占比", "占比为")))
    ):
        return each
    computed = a.percent(a.of(each.cluster[0]), a.of(whole))
    if computed is None:
        return each
    pair = Pair(each.cluster[0], whole, a.compare(figure, computed), computed, True, "")
    return each._replace(claim=_told(figure, pair), pair=pair)


def _of_their_sum(group: list[_Judged], wrong: list[_Judged]) -> list[_Judged]:
    """咨询类124599件，占63.72%…: of the sum of what is listed, not of the total that stands before."""
    group_parts = [each.pair.part if each.pair else next(iter(each.cluster), None) for each in group]
    parts = [part for part in group_parts if part is not None]
    if len(parts) != len(group) or len({part.dimension for part in parts}) != 1:
        return group
    whole = parts[-1]._replace(value=sum((part.value for part in parts), Decimal(0)))
    changed = []
    for each, part in zip(group, parts, strict=True):
        computed = a.percent(a.of(part), a.of(whole))
        if computed is None or a.compare(each.figure, computed) not in _FITS:
            return group
        if each not in wrong or each.pair is None:
            changed.append(each)
            continue
        why = (
            f"各项相加是{a.bare(whole)}，按它算{each.figure.printed}相符；"
            f"按{a.bare(each.pair.whole)}算是{a.like(each.pair.computed.exact, each.figure)}；文中没有说以哪个为总数"
        )
        told = claim("share", each.figure, a.like(computed.exact, each.figure), Verdict.UNCLEAR, why)
        changed.append(each._replace(claim=told))
    return changed


def _other_measure(fits: list[Pair], found: list[Pair]) -> Pair | None:
    """A pair in another measure, standing beside the one that fits, that does not fit: 处数 against 面积."""
    for fit in fits:
        for pair in found:
            beside = pair.whole.sentence == fit.whole.sentence and pair.part.dimension != fit.part.dimension
            if beside and pair.verdict not in _FITS and abs(pair.whole.clause - fit.whole.clause) <= 1:
                return pair
    return None


def _sum(pair: Pair, figure: Figure) -> str:
    return f"{a.bare(pair.part)}÷{a.bare(pair.whole)}={a.plain(pair.computed.exact, a.places_of(figure) + 1)}%"


def _named(reading: Reading, figure: Figure) -> Claim | None:
    """税收比重88.61%: the part is named before 比重, the whole is what it belongs to."""
    if not figure.has("share", "last"):
        return None
    name = pairs(figure.lead.replace("比重", "").replace("占比", "").replace("实现", ""))
    if not name:
        return None
    near = [f for f in (*_same_sentence(reading, figure), *nearby(reading, figure)) if f.paragraph == figure.paragraph]
    near = [f for f in near if f.kind == AMOUNT and not f.has(*CHANGE)]
    for part in near:
        if not name & pairs(part.lead):
            continue
        for whole in near:
            if whole is not part and whole.dimension == part.dimension and whole.exact > part.exact:
                computed = a.percent(a.of(part), a.of(whole))
                if computed and a.compare(figure, computed) in _FITS:
                    pair = Pair(part, whole, a.compare(figure, computed), computed, True, "")
                    return claim(
                        "share", figure, a.like(computed.exact, figure), pair.verdict,
                        f"{_sum(pair, figure)}，与文中{figure.printed}{SAYS[pair.verdict]}",
                        exact=computed.exact, of=(part, whole),
                    )  # fmt: skip
    return None


def _same_sentence(reading: Reading, figure: Figure) -> list[Figure]:
    return amounts_before(reading, figure)


def _without_base(figure: Figure, cluster: list[Figure]) -> Claim | None:
    """完成预算的75.19%: only what the base would be can be said."""
    if not (figure.has("plan") and cluster) or "进度" in figure.lead or not 0 < figure.value < 1000:
        return None
    part = cluster[-1]
    base = a.percent(a.of(part), a.of(figure))
    if base is None:
        return None
    return claim(
        "share", figure, "", Verdict.UNCLEAR,
        f"文中没有给出总数；按{a.bare(part)}和{figure.printed}倒推，总数约为{a.like(base.exact, part)}",
    )  # fmt: skip
