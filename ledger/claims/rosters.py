"""A wider look at lists that the words close: 三所…共4050个，A1620个、B…、C…; 86家中，增加31家、持平38家、减少17家

A list is all there is where the words count its parts (三所新建学校), say 已全部, or name both ways and 持平; such a
list that misses is wrong. Lists of offices and places, and 合起来 of what stands before, are told where they fit.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence

from ledger.claims.additions import sum_claim, sum_verdict
from ledger.claims.values import Claim, Given, Verdict, wider
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT
from ledger.patterns import late

_MOST, _FEWEST, _MANY = 12, 2, 3
_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_ALL = late("(?:已|均已|现已)?(?:全部|全数|悉数|逐一)")
_WAYS = (
    (late("增|升|涨|扩|正增长|进位|提高"), late("减|降|跌|缩|下滑|退位|负增长"), late("持平|不变|平稳|稳定")),
    (late("上调|调增"), late("下调|调减"), late("不变|未调|维持")),
)
_PLACES = ("局", "办", "委", "乡", "镇", "县", "区", "市", "街道", "村", "社区", "中学", "小学", "医院", "公司", "中心")
_TOGETHER = late("^(?:合起来|加起来|加在一起|合在一起|两项加起来|算在一起)(?:共|有|达|是|为)?$")
_NOT_ALL = ("主要", "如", "例如", "重点", "前", "以上", "其中", "等", "分别为", "占", "比", "较", "另")


@wider("sum", "alike")
def rosters(reading: Reading, given: Given) -> Iterator[Claim]:
    """Totals right before a list that the words close, and 合起来 right behind two amounts."""
    figures = reading.figures
    for at, total in enumerate(figures):
        if total.kind != AMOUNT or total.weak or total.top is not None or total.bound or not total.value:
            continue
        if _TOGETHER.match(total.lead) is not None:
            told = _together(reading, at)
        else:
            parts = _listed(reading, at)
            told = _judged(reading, at, parts) if len(parts) >= _FEWEST else None
        if told is not None:
            yield told


def _listed(reading: Reading, at: int) -> list[Figure]:
    """The amounts right behind that are joined by 、 and end there: of its measure, each with its own words."""
    total = reading.figures[at]
    parts: list[Figure] = []
    for figure in reading.figures[at + 1 : at + 2 + _MOST]:
        same = figure.kind == AMOUNT and figure.dimension == total.dimension and not figure.weak and not figure.bound
        if not same or figure.depth != total.depth or figure.sentence != total.sentence:
            break
        joined = reading.text[parts[-1].end : figure.start] if parts else ""
        if parts and not ("、" in joined and "，" not in joined and "；" not in joined):
            break
        if not parts and not 0 <= figure.clause - total.clause <= 1:
            break
        parts.append(figure)
    return parts


def _judged(reading: Reading, at: int, parts: Sequence[Figure]) -> Claim | None:
    total = reading.figures[at]
    if parts[0].lead.startswith(_NOT_ALL) or any(part.lead.startswith(("其中", "占", "比")) for part in parts):
        return None
    verdict = sum_verdict(total, list(parts))
    closed = _is_both_ways(total, parts) or _is_counted(reading, at, parts) or _is_all(reading, total, parts)
    if verdict is Verdict.CONSISTENT:
        both = total.tail.endswith("中") and any(p.has("up", "down") or _moves(p) for p in parts)
        return sum_claim(total, list(parts), verdict) if closed or both or _are_places(parts) else None
    if verdict in _FITS or not closed or _goes_on(reading, parts[-1]):
        return None
    added = sum(part.value for part in parts)
    return sum_claim(total, list(parts), verdict) if added * 2 > total.value and total.value * 2 > added else None


def _goes_on(reading: Reading, last: Figure) -> bool:
    """…等, or more of the same measure right behind."""
    if reading.text[last.end : last.end + 1] in "等、左以多余" and last.end < len(reading.text):
        return True
    at = bisect_left(reading.figures, last.end, key=_place)
    behind = reading.figures[at : at + 1]
    return bool(behind) and behind[0].dimension == last.dimension and behind[0].clause - last.clause <= 1


def _place(figure: Figure) -> int:
    return figure.start


def _words(part: Figure) -> str:
    return part.lead + part.tail


def _moves(part: Figure) -> bool:
    return any(way.search(_words(part)) is not None for ways in _WAYS for way in ways)


def _is_both_ways(total: Figure, parts: Sequence[Figure]) -> bool:
    """订单增加的31家、持平38家、减少17家: each way once, and what stayed."""
    if len(parts) != _MANY or not total.tail.endswith("中"):
        return False
    return any(
        all(sum(way.search(_words(part)) is not None for part in parts) == 1 for way in ways)
        and all(any(way.search(_words(part)) is not None for way in ways) for part in parts)
        for ways in _WAYS
    )


def _is_counted(reading: Reading, at: int, parts: Sequence[Figure]) -> bool:
    """三所新建学校共设计学位4050个: as many parts as there are schools, each with a name."""
    total = reading.figures[at]
    count = reading.figures[at - 1] if at else None
    if count is None or count.kind != AMOUNT or count.step or count.value != len(parts) or len(parts) < _MANY - 1:
        return False
    if count.clause != total.clause or "共" not in total.lead or count.dimension == total.dimension:
        return False
    names = {part.lead for part in parts}
    return len(names) == len(parts) and not total.tail and not count.depth and _are_names(names)


def _are_names(names: Collection[str]) -> bool:
    """城南小学, 实验幼儿园, or all alike (一期, 二期): 节日, 周末 cut across what was counted."""
    return all(len(name) > _FEWEST for name in names) or (len({name[-1:] for name in names}) == 1 and "" not in names)


def _is_all(reading: Reading, total: Figure, parts: Sequence[Figure]) -> bool:
    """47人已全部清理，返岗31人、解聘9人、退休5人: it is said of all of them, and the sentence or half of it ends."""
    if _ALL.search(total.tail) is None or len(parts) < _MANY or parts[0].clause - total.clause != 1:
        return False
    ends = reading.text[parts[-1].end : parts[-1].end + 1]
    return ends in "。；;\n" and all(part.lead and not part.has("each") for part in parts)


def _are_places(parts: Sequence[Figure]) -> bool:
    """县住建局3项、县城管局2项、县民政局1项: each of one office or place."""
    return len(parts) >= _MANY and any(all(part.lead.endswith(place) for part in parts) for place in _PLACES)


def _together(reading: Reading, at: int) -> Claim | None:
    """财政安排4200万元，社会资本投入6300万元，合起来1.05亿元."""
    total = reading.figures[at]
    before = [
        f
        for f in reading.figures[max(0, at - _MOST) : at]
        if f.kind == AMOUNT and f.dimension == total.dimension and f.sentence == total.sentence and not f.depth
    ]
    before = [f for f in before if not f.weak and not f.has("up", "down", "last-year", "plan", "each")]
    for many in range(_FEWEST, len(before) + 1):
        parts = before[-many:]
        if sum_verdict(total, parts) is Verdict.CONSISTENT:
            return sum_claim(total, parts, Verdict.CONSISTENT)
    alone = len(before) == _FEWEST and total.clause - before[0].clause <= 2 and all(f.lead for f in before)
    if not alone or any(f.bound or f.has("part") for f in before) or sum_verdict(total, before) in _FITS:
        return None
    return sum_claim(total, before, Verdict.INCONSISTENT)
