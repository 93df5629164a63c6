"""Totals that come after their parts (以上四项共, 前8个月…9月份…累计), and tables told as sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ledger.claims import arithmetic as a
from ledger.claims.additions import (
    ALL_OF_THEM,
    COARSE,
    is_near,
    is_off,
    is_part,
    resolution,
    slipped,
    sum_of,
    told_sum,
    words_before,
)
from ledger.claims.values import Claim, Verdict
from ledger.claims.words import CHANGE, SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT
from ledger.patterns import late

_MOST_SEEN = 60
_MOST_TOTALS = 10
_MOST_PARTS = 20
_NUMBERS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_TOGETHER = late(
    "(?:以上|上述|前述|这)?(?P<n>[两二三四五六七八九十])(?:项|税|类|个|部分|者|年|级|险|方面|季度|部门|家|期|批|次)"
    "[^，,。；;：:、]{0,4}(?:合计|共计|总计|累计|共|总额|小计|相加)(?:为|是|达|完成|实现|新增)?$"
)
_RUNNING = late("(?:累计|共|总共|合计|共计)[^，,。；;：:、共计]{0,6}$")


def collected(reading: Reading, found: list[Figure], totals: list[Figure]) -> Iterator[Claim]:
    for n, total in enumerate(found):
        if not total.is_exact:
            continue
        count = _count(reading, total)
        if count:
            told = _so_many(found, n, totals, count)
        elif total.has("grand") and n > 1:
            told = _added_up(reading, found, n)
        elif _RUNNING.search(total.lead) is not None and n > 1:
            told = _so_far(reading, found, n)
        else:
            told = _stock(found, n)
        if told is not None:
            yield told


def _count(reading: Reading, total: Figure) -> int:
    """How many amounts are taken together, where the words say it: 以上四项共, 三年累计."""
    hit = _TOGETHER.search(total.lead)
    if hit is not None:
        return _NUMBERS[hit.group("n")]
    if total.lead not in ALL_OF_THEM:
        return 0
    before = [f for f in reading.in_sentence(total.sentence)[:_MOST_SEEN] if f.end <= total.start][-1:]
    near = before[0] if before else None
    counts = near is not None and near.kind == AMOUNT and near.clause == total.clause and near.printed[0] in _NUMBERS
    return int(near.value) if near is not None and counts and 1 < near.value <= _MOST_TOTALS else 0


def _so_many(found: list[Figure], n: int, totals: list[Figure], count: int) -> Claim | None:
    """以上四项共54.28亿元: the last four of this measure."""
    total = found[n]
    earlier = [*totals, *found[:n]]
    same = [
        f
        for f in earlier
        if f.dimension == total.dimension and f.paragraph == total.paragraph and is_part(f) and f.depth == total.depth
    ]
    plain = [f for f in same if not f.has("part")]
    for kept in (same, plain):
        parts = kept[-count:]
        if len(parts) == count and sum_of(parts) == total.exact:
            return told_sum(total, parts, Verdict.CONSISTENT)
    parts = same[-count:]
    here = [f for f in found[:n] if f.dimension == total.dimension]
    sure = len(parts) == count and len(here) == count and total.clause - parts[-1].clause <= 1
    if sure and all(two.clause - one.clause <= 1 for one, two in pairwise(parts)) and is_off(total, parts):
        return told_sum(total, parts, Verdict.INCONSISTENT)
    if len(parts) == count and slipped(total, parts):
        return told_sum(total, parts, Verdict.INCONSISTENT)
    return None


def _added_up(reading: Reading, found: list[Figure], n: int) -> Claim | None:
    """本级收入38.62亿元，加上上级补助45.17亿元、…，合计103.48亿元: 加上 says that all before is meant."""
    total = found[n]
    parts = [
        f
        for f in found[:n]
        if f.dimension == total.dimension and f.segment == total.segment and not f.has("up", "down", "share", "grand")
    ]
    if len(parts) < 2 or "加上" not in reading.text[parts[0].end : parts[1].start]:
        return None
    off = is_off(total, parts)
    return told_sum(total, parts, Verdict.INCONSISTENT if off else Verdict.CONSISTENT)


_MONTH_SO_FAR = late(
    "(?:[1一]\\s*[-—–~至到]+\\s*[0-9]+月|前[0-9一二三四五六七八九十]+个?月|此前|前期|上半年|上月底|月底)[^，,]*$"
)
_THIS_MONTH = late("(?:当月|本月|[0-9]+月份?|又|再|新)[^，,]{0,8}$")


def _so_far(reading: Reading, found: list[Figure], n: int) -> Claim | None:
    """前8个月19.7公里，9月份3.4公里，累计23.1公里: what was done before, and this month."""
    total = found[n]
    same = [f for f in found[:n] if f.dimension == total.dimension and is_part(f) and f.exact < total.exact]
    for size in (2, 3):
        parts = same[-size:]
        if len(parts) == size and sum_of(parts) == total.exact and total.clause - parts[0].clause <= size + 1:
            return told_sum(total, parts, Verdict.CONSISTENT) if resolution(total, parts) >= COARSE else None
    parts = same[-2:]
    if len(parts) < 2 or total.clause - parts[1].clause > 1 or parts[1].clause - parts[0].clause > 1:
        return None
    sure = _MONTH_SO_FAR.search(words_before(reading, parts[0])) and _THIS_MONTH.search(parts[1].lead)
    return (
        told_sum(total, parts, Verdict.INCONSISTENT)
        if sure and is_off(total, parts) and is_near(total, parts)
        else None
    )


def _stock(found: list[Figure], n: int) -> Claim | None:
    """当年结余2.62亿元，年末滚存结余24.05亿元（上年末21.43亿元）: what was there, and what came to it."""
    total = found[n]
    if "滚存" not in total.lead and "累计结余" not in total.lead:
        return None
    came = next((f for f in reversed(found[:n]) if "结余" in f.lead and f.dimension == total.dimension), None)
    was = next((f for f in found[n + 1 : n + 3] if f.lead.startswith("上年") and f.dimension == total.dimension), None)
    if came is None or was is None or any("滚存" in f.lead for f in (came, was)):
        return None
    due = a.add(a.of(was), a.of(came))
    verdict, shown = a.compare(total, due), a.like(due.exact, total)
    why = f"{a.bare(was)}+{a.bare(came)}={shown}，与文中{total.printed}{SAYS[verdict]}"
    return claim("sum", total, shown, verdict, why, exact=due.exact, of=(was, came))


def columns(found: list[Figure], totals: list[Figure]) -> Iterator[Claim]:
    """12个省级项目计划投资31.8亿元；23个市级项目…40.2亿元；其余39个…24亿元: the columns add up to what was said."""
    segments: dict[int, list[Figure]] = {}
    for figure in found:
        if not figure.depth and not figure.has(*CHANGE, "share", "part"):
            segments.setdefault(figure.segment, []).append(figure)
    rows = list(segments.values())
    if len(rows) < 2 or len(rows) > _MOST_PARTS:
        return
    while len(rows) > 1 and _shape(rows[0]) != _shape(rows[-1]):
        rows = rows[1:]
    shape = _shape(rows[-1])
    if len(rows) < 2 or len(shape) < 2 or any(_shape(row) != shape for row in rows):
        return
    fits: list[tuple[Figure, list[Figure]]] = []
    before = [*totals, *(f for f in found if f.start < rows[0][0].start)]
    for place in range(len(shape)):
        column = [row[place] for row in rows]
        total = next((f for f in reversed(before) if f.dimension == shape[place] and f.exact == sum_of(column)), None)
        if total is not None:
            fits.append((total, column))
    if len(fits) > 1:
        for total, column in fits:
            yield _of_column(total, column)


def _shape(row: Sequence[Figure]) -> tuple[str, ...]:
    return tuple(figure.dimension for figure in row)


def _of_column(total: Figure, column: list[Figure]) -> Claim:
    last = column[-1]
    sum_ = "+".join(a.bare(part) for part in column)
    why = f"{sum_}={a.like(sum_of(column), total)}，与前文{total.printed}相符"
    return Claim("sum", last.start - len(last.lead), last.end, last.printed, a.bare(last), Verdict.CONSISTENT, why)
