"""A wider look at parts and totals: 34个问题中…, 从产业看…, 以上四项共…, 前8个月…9月份…累计…, totals sentences back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ledger.claims.additions import (
    ALL_OF_THEM,
    CHARACTERS,
    COARSE,
    complete,
    is_near,
    is_off,
    is_part,
    least_unit,
    resolution,
    sum_of,
    told_sum,
    words_before,
)
from ledger.claims.breakdowns import made_up
from ledger.claims.collected import collected, columns
from ledger.claims.values import Claim, Given, Special, Verdict, wider
from ledger.claims.words import CHANGE, SAYS, parallel
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT, AT_LEAST, AT_MOST, PERCENT, ZERO
from ledger.patterns import late

_OPEN = (AT_LEAST, AT_MOST)
_MOST_SEEN = 60
_MOST_TOTALS = 10
_BACK = 5
_PARAGRAPHS = 2
_MOST_PARTS = 20
_FINE = 100
"""A total of so many units is hardly the sum of a list by chance."""
_LONG_NOUN = 4
_APART, _WIDE = 2, 5
_AMONG = late("^[^，,。；;：:、]{0,14}(?<!其)(?:中|里|当中)[，,：:]?[^，,。；;：:、]{1,16}$")
_LISTING = late("(?:[：:]|包括|包含|分为|分别为|分别是|投向|用于|用在|由|具体为|即)[^，,。；;：:、]{0,16}$")
_VIEWED = late(
    "(?:从[^，,。；;：:]{1,6}看|按[^，,。；;：:]{1,8}(?:分|看|算)|分[^，,。；;：:]{1,4}看)[，,：:]?[^，,。；;：:、]{0,16}$"
)
_SET = late("([^，,。；;：:、0-9]{2,8})中[，,：:]?[^，,。；;：:、0-9]{1,12}$")
_SECTOR = late("^(?:第[一二三]产业|[一二三]产|(?:城乡|城镇)?居民(?:生活)?)(?:用电|用电量|增加值|实现增加值)?$")
_NAME = 5
_THINGS = late("(?:案件|项目|问题|事项|任务|企业|工单|的)*$")
_OF_WHICH = late("其中[：:，,]?[^，,。；;：:、]{0,16}$")
_NOT_ALL = ("等", "主要", "重点", "突出", "较多", "最多", "其中")
_OVERLAPPING = ("党员", "女", "妇", "民族", "团员", "退役", "以上学历", "岁", "贫困", "困难", "代表", "委员", "以上的")
_STAGES = (("已", "完成", "办结", "完工", "达到", "到位"), ("正在", "在建", "在办", "推进"), ("未", "尚", "待"))
_CHAIN = re.compile("、[^，,。；;：:（）()]*")
"""长三角148个、珠三角126个、京津冀62个、其他86个: one more of them, not their total."""
_BASE = late("^(?:占|完成|为|达|是)|(?:预算|计划|目标|任务|概算|指标)(?:数|为|总额|投资|任务)?$")
_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)


@wider("sum", "alike plus")
def partings(reading: Reading, given: Given) -> Iterator[Claim]:
    """Lists whose total stands elsewhere: told when they add up, and when the words say that they should."""
    figures = reading.figures
    yield from _expressions(reading)
    yield from made_up(reading)
    begin = 0
    while begin < len(figures):
        end = begin
        while end < len(figures) and figures[end].sentence == figures[begin].sentence:
            end += 1
        found = [f for f in map(_unreached, figures[begin:end]) if _counts(f)]
        if len(found) > 1 or (found and found[0].lead.startswith(ALL_OF_THEM)):
            yield from _of_sentence(reading, found, begin)
        begin = end


def _unreached(figure: Figure) -> Figure:
    """整改期限未到4个 is four, not at most four."""
    noun = figure.bound == AT_MOST and figure.lead.endswith("未到") and len(figure.lead) > _LONG_NOUN
    return figure._replace(bound="", grain=ZERO) if noun else figure


def _counts(figure: Figure) -> bool:
    return figure.kind == AMOUNT and not figure.weak and figure.bound not in _OPEN and figure.top is None


def _of_sentence(reading: Reading, found: list[Figure], begin: int) -> Iterator[Claim]:
    totals = _earlier(reading, begin)
    done: set[int] = set()
    for told in _looks(reading, found, totals):
        if told.end not in done:
            done.add(told.end)
            yield told


def _looks(reading: Reading, found: list[Figure], totals: list[Figure]) -> Iterator[Claim]:
    yield from collected(reading, found, totals)
    yield from _banded(reading, found)
    yield from columns(found, totals)
    yield from _lists(reading, found, totals)


def _earlier(reading: Reading, begin: int) -> list[Figure]:
    """Amounts of the sentences before that may be a total, the nearest last."""
    figures = reading.figures
    first = figures[begin]
    kept: list[Figure] = []
    for other in reversed(figures[max(0, begin - _MOST_SEEN) : begin]):
        if other.sentence < first.sentence - _BACK or other.paragraph < first.paragraph - _PARAGRAPHS:
            break
        if _counts(other) and other.is_exact and not other.has(*CHANGE):
            kept.append(other)
    kept.reverse()
    return kept


# lists


def _lists(reading: Reading, found: list[Figure], totals: list[Figure]) -> Iterator[Claim]:
    for n, first in enumerate(found):
        if not is_part(first) or not (first.lead or _after_bracket(reading, first)):
            continue
        if n + 1 == len(found) or all(f.dimension != first.dimension for f in found[n + 1 : n + 4]):
            continue
        run = _run(reading, found, n)
        if len(run) < 2:
            continue
        before = [f for f in found[:n] if f.dimension == first.dimension and f.depth <= first.depth and f.is_exact]
        told = _list(reading, found, n, run, before, totals)
        if told is not None:
            yield told


def _after_bracket(reading: Reading, figure: Figure) -> bool:
    return reading.text[max(0, figure.start - 1) : figure.start] in (")", "）")


def _run(reading: Reading, found: list[Figure], n: int) -> list[Figure]:
    """The amounts of one measure from here on that are told side by side, shares and details between them."""
    first = found[n]
    run = [first]
    between = 0
    for other in found[n + 1 : n + _MOST_PARTS]:
        if other.dimension != first.dimension or other.depth > first.depth:
            continue
        told = other.has("plan") and not first.has("plan") and other.clause != run[-1].clause
        base = told and _BASE.search(other.lead) is not None
        if other.has("share", "up", "down") or base:
            between += 1
            continue
        if (
            other.depth < first.depth
            or other.has("grand", "gap", "last-year", "each", "from", "to-up", "to-down")
            or not other.is_exact
            or not _follows(other, run[-1], between)
            or "其中" in other.lead
            or (other.has("total") and not first.has("total"))
            or not (other.lead or other.tail or _after_bracket(reading, other))
        ):
            break
        run.append(other)
        between = 0
    return run


def _follows(other: Figure, last: Figure, between: int) -> bool:
    """Whether nothing much stands between two amounts of a list; after a semicolon it may be more."""
    wide = other.segment - last.segment == 1
    return other.clause - last.clause <= (_WIDE if wide else _APART) + between


def _list(
    reading: Reading,
    found: list[Figure],
    n: int,
    run: list[Figure],
    before: list[Figure],
    totals: list[Figure],
) -> Claim | None:
    first = run[0]
    near = before[-1] if before else None
    between = reading.text[near.end : first.start] if near is not None else ""
    among = near is not None and _AMONG.match(between) is not None
    words = words_before(reading, first)
    listing = _LISTING.search(between if near is not None else words) is not None
    viewed = _VIEWED.search(words) is not None
    listing = listing or viewed
    which = _OF_WHICH.search(words) is not None
    opens = n == 0 or not any(f.dimension == first.dimension for f in found[:n])
    straight = near is not None and near.clause + 1 + _rates_between(reading, near, first) >= first.clause
    said = _by_their_names(run, before, totals if opens else ())
    if said is not None:
        return said
    if not (among or listing or which or opens or straight):
        return None
    same = [f for f in totals if f.dimension == first.dimension]
    candidates = [*reversed(before[-4:]), *(reversed(same[-_MOST_TOTALS:]) if opens or which else ())]
    fit = _fit(reading, run, candidates, among or listing or which)
    if fit is not None:
        return fit
    if which and not near:
        candidates = candidates[:1]
    named = _named(run, before)
    if named is not None:
        return told_sum(named, run, Verdict.INCONSISTENT) if is_off(named, run) else None
    total = (
        near
        if near is not None and (among or listing or which or (straight and _is_over(reading, near, run)))
        else None
    )
    if total is None and opens:
        total = _head(same, first) if viewed else _set(reading, same, first)
        among = among or not viewed
    if total is None:
        return None
    return _wrong(reading, total, run, among=among, listing=listing)


def _by_their_names(run: Sequence[Figure], before: Sequence[Figure], totals: Sequence[Figure]) -> Claim | None:
    """Lists whose names leave nothing out: 优良28天…优11天、良17天; the three sectors and those who live there."""
    side = [f for f in run if f.segment == run[0].segment]
    head = _head([f for f in totals if f.dimension == run[0].dimension], run[0])
    if len(side) > 2 and head is not None and _are_sectors(side, head) and is_near(head, side):
        return told_sum(head, side, Verdict.INCONSISTENT if is_off(head, side) else Verdict.CONSISTENT)
    for size in range(2, len(side) + 1) if len(side[0].lead) <= _NAME else ():
        total = _named_together(side[:size], before)
        if total is not None:
            verdict = Verdict.INCONSISTENT if is_off(total, side[:size]) else Verdict.CONSISTENT
            return told_sum(total, side[:size], verdict, special=Special.ALL)
    return None


def _rates_between(reading: Reading, one: Figure, other: Figure) -> int:
    """13家，完成54.2%，批发5家、零售6家: how many percentages stand between two amounts, and nothing else."""
    between = [f for f in reading.in_sentence(one.sentence) if one.end <= f.start < other.start]
    return len(between) if all(f.kind == PERCENT for f in between) else 0


def _is_over(reading: Reading, total: Figure, run: Sequence[Figure]) -> bool:
    """Whether a list that ends its clause behind an amount comes to one more than that: those that overlap, to more."""
    over = len(run) > 2 and sum_of(run) - total.exact == least_unit(total, run) and not total.has("part")
    over = over and run[-1].clause == run[0].clause
    if not over or any(f.signs or not f.lead or len(f.lead) > _NAME for f in run):
        return False
    before = [f for f in reading.amounts_in(total.sentence) if f.end <= total.start and f.dimension == total.dimension]
    return not before or before[-1].clause < total.clause


def _are_sectors(run: Sequence[Figure], total: Figure) -> bool:
    """第一、第二、第三产业和居民生活 make all that is used; the three sectors what is produced."""
    if not all(_SECTOR.search(f.lead) for f in run):
        return False
    return len(run) == 4 or (len(run) == 3 and any(word in total.lead for word in ("生产总值", "增加值", "GDP")))


def _head(same: list[Figure], first: Figure) -> Figure | None:
    """The first amount of the sentence before: 新签约62个…。从产业看，…."""
    heads = [f for f in same if f.sentence == first.sentence - 1 and f.paragraph == first.paragraph]
    return heads[0] if heads else None


def _set(reading: Reading, same: list[Figure], first: Figure) -> Figure | None:
    """在办11件。…在办案件中，施工单位原因6件…: the amount that bears the name of what is taken apart."""
    hit = _SET.search(words_before(reading, first))
    name = _THINGS.sub("", hit.group(1)) if hit else ""
    near = [f for f in same if f.sentence >= first.sentence - 2 and f.paragraph == first.paragraph]
    bearing = [f for f in near if f.lead.endswith(name)]
    return bearing[0] if len(name) > 1 and len(bearing) == 1 else None


def _fit(reading: Reading, run: list[Figure], candidates: list[Figure], marked: bool) -> Claim | None:
    """The nearest total that the list makes, all of it or as far as its segment goes."""
    segment = [f for f in run if f.segment == run[0].segment]
    for parts in (run, segment) if 1 < len(segment) < len(run) else (run,):
        added = sum_of(parts)
        for total in candidates:
            rest = len(parts) == 2 and parts[1].has("rest", "rest-weak", "gap")
            if total.exact != added or rest or _CHAIN.fullmatch(reading.text, total.end, parts[0].start):
                continue
            if _telling(reading, total, parts, marked):
                return told_sum(total, parts, Verdict.CONSISTENT)
    return None


def _telling(reading: Reading, total: Figure, parts: Sequence[Figure], marked: bool) -> bool:
    fine = resolution(total, parts)
    if total.has("part") and parts[0].has("part"):
        return False
    if len(parts) > 2 and marked and total.clause + 1 >= parts[0].clause and total.sentence == parts[0].sentence:
        return True
    if len(parts) > 2:
        return fine >= (COARSE if marked or total.sentence == parts[0].sentence or parallel([*parts]) else _FINE)
    beside = total.sentence >= parts[0].sentence - 1 or complete([*parts]) or marked
    return beside and (
        (fine >= COARSE and (complete([*parts]) or (marked and parallel([*parts])))) or (fine >= _FINE and marked)
    )


def _wrong(reading: Reading, total: Figure, run: list[Figure], *, among: bool, listing: bool) -> Claim | None:
    """A list that should make its total and misses it by little; silent where it may be no full list."""
    parts = [f for f in run if f.segment == run[0].segment]
    parts = parts if len(parts) > 1 else run
    if not total.is_exact or total.has(*CHANGE) or not is_off(total, parts) or not is_near(total, parts):
        return None
    words = reading.text[total.end : parts[-1].end]
    behind = reading.text[parts[-1].end : parts[-1].end + 2]
    if any(word in words for word in _OVERLAPPING) or behind.startswith("等") or "等" in parts[-1].lead:
        return None
    if any(f.start > parts[-1].start and f.dimension == total.dimension for f in run[len(parts) :]):
        return None
    joined = all("、" in reading.text[one.end : two.start] for one, two in pairwise(parts))
    over = sum_of(parts) > total.exact
    alone = sum(f.segment == run[0].segment for f in run) < 2
    side = joined or all(two.clause - one.clause <= 1 for one, two in pairwise(parts))
    whole = (
        complete(parts)
        or _staged(parts)
        or _are_sectors(parts, total)
        or parts[-1].lead.startswith(("另有", "其余", "余下"))
    )
    if alone and not whole:
        return None
    if whole or (over and (joined or (among and side) or parallel(parts)) and (len(parts) > 2 or parallel(parts))):
        return told_sum(total, parts, Verdict.INCONSISTENT)
    said = listing and not any(word in words for word in _NOT_ALL)
    if not over and said and len(parts) > 2 and joined:
        return told_sum(total, parts, Verdict.INCONSISTENT)
    return None


def _staged(parts: Sequence[Figure]) -> bool:
    """达到…的、未达…的: a stage and what has not reached it."""
    leads = [part.lead for part in parts]
    for one in leads:
        core = one.removesuffix("的").removeprefix("已").removeprefix("达到").removeprefix("完成")[:2]
        if len(core) == 2 and any(other != one and "未" in other and core in other for other in leads):
            return len(parts) > 2
    return all(any(word in lead for words in _STAGES for word in words) for lead in leads) and len(parts) > 2


def _named(run: list[Figure], before: list[Figure]) -> Figure | None:
    """公务用车购置及运行维护931万元…购置205万元、运行维护736万元: a total that bears the names of its parts."""
    names = [part.lead.removeprefix("其中").rpartition("中")[2].strip() for part in run]
    if len(run) < 2 or any(len(name) < 2 for name in names) or len(set(names)) < len(names):
        return None
    for total in reversed(before):
        if all(name in total.lead for name in names) and total.exact > max(f.exact for f in run):
            return total
    return None


def _named_together(run: Sequence[Figure], before: Sequence[Figure]) -> Figure | None:
    """优良28天…优11天、良17天: a total whose name is those of its parts, one after the other."""
    names = [part.lead.removeprefix("其中").strip() for part in run]
    name = "".join(names)
    if not 2 <= len(name) <= 2 * len(run) or not all(names) or len(set(names)) < len(names):
        return None
    near = (f for f in reversed(before) if f.lead.endswith(name) and f.exact > max(part.exact for part in run))
    return next((f for f in near if is_near(f, run)), None)


_BAND = late("其中[：:]?[^，,。；;：:、0-9]{0,8}$")


def _banded(reading: Reading, found: list[Figure]) -> Iterator[Claim]:
    """其中50万元以上46个、10万至50万元137个: bands shut each other out, so that they cannot be more than the total."""
    groups: list[list[tuple[Figure, Figure]]] = []
    for figure in found:
        band = _band(reading, figure)
        if band is None:
            continue
        last = groups[-1][-1][0] if groups else None
        if last is None or last.dimension != figure.dimension or figure.clause - last.clause > 1:
            groups.append([])
        groups[-1].append((figure, band))
    for bands in groups:
        told = _of_bands(reading, found, bands) if len(bands) > 1 else None
        if told is not None:
            yield told


def _band(reading: Reading, figure: Figure) -> Figure | None:
    """The threshold or range right before a count: 5亿元以上7个."""
    if figure.lead not in ("", "的") or figure.kind != AMOUNT:
        return None
    near = [f for f in reading.in_sentence(figure.sentence)[:_MOST_SEEN] if f.end <= figure.start][-1:]
    if not near or figure.start - near[0].end > 1 or near[0].dimension == figure.dimension:
        return None
    ranged = near[0].top is not None or "至" in reading.text[max(0, near[0].start - CHARACTERS // 2) : near[0].end]
    return near[0] if near[0].bound in _OPEN or ranged else None


def _of_bands(reading: Reading, found: list[Figure], bands: list[tuple[Figure, Figure]]) -> Claim | None:
    parts = [part for part, _ in bands]
    opened = _BAND.search(reading.text[max(0, bands[0][1].start - CHARACTERS * 2) : bands[0][1].start])
    before = [f for f in found if f.end <= bands[0][1].start and f.dimension == parts[0].dimension and f.is_exact]
    before = [f for f in before if f.depth <= parts[0].depth]
    lowest, highest = (sum(band.bound == bound for _, band in bands) for bound in (AT_MOST, AT_LEAST))
    if opened is None or not before or lowest > 1 or highest > 1 or before[-1].has("part"):
        return None
    total = before[-1]
    if not is_off(total, parts):
        return told_sum(total, parts, Verdict.CONSISTENT)
    sure = sum_of(parts) > total.exact or (lowest and highest)
    return told_sum(total, parts, Verdict.INCONSISTENT) if sure and is_near(total, parts) else None


_EXPRESSION = late(
    '([0-9]{1,4}(?:[+＋][0-9]{1,4}){1,5})[”"]?个?[^。；;0-9]{0,6}?(?:共|合计|总计|共计)(?:为|有)?([0-9]{1,5})(?![0-9.])'
)


def _expressions(reading: Reading) -> Iterator[Claim]:
    """总分馆1+17+96，共114个: the sum is written out."""
    text = reading.text
    if "+" not in text and "＋" not in text:
        return
    for hit in _EXPRESSION.finditer(text):
        numbers = [int(number) for number in re.split("[+＋]", hit.group(1))]
        added, said = sum(numbers), int(hit.group(2))
        verdict = Verdict.CONSISTENT if added == said else Verdict.INCONSISTENT
        why = f"{'+'.join(map(str, numbers))}={added}，与文中{said}{SAYS[verdict]}"
        yield Claim("sum", hit.start(), hit.end(), hit.group(2), str(added), verdict, why)


# totals that come after


# parts told one after the other, each with all its amounts
