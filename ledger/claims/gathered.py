"""A wider look at totals behind their parts: 上述四类960件, 连同…共, 东城、西城合计, 两项相加A类118件, 三家合计.

The words say what is added up: so many of the kinds before, named ones, what was said of a name earlier. What fits is
told; what does not only where every part that the words name stands there once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from ledger.claims.tallies import added, fineness, is_level, is_near, is_off, list_before, slip, tell, turned
from ledger.claims.values import Claim, Given, Verdict, wider
from ledger.figures import Figure, Reading
from ledger.figures.lexicon import JOINERS, MEASURES
from ledger.figures.values import AMOUNT, BARE
from ledger.patterns import late

_MOST, _MOST_PARTS = 60, 12
_REACH = 30
_BACK, _PARAGRAPHS = 4, 2
_FINE, _PLAIN = 8, 40
_TOTALLING = frozenset("共合总累相小加")
_MERGING = ("相加", "合并", "汇总", "加总")
_NUMBERS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_TOTALS = ("合计", "共计", "总计", "累计", "相加", "共", "总")
_SO_MANY = late(
    "(?P<which>以上|上述|前述|这|前)?(?P<n>[两二三四五六七八九十])(?:个?(?:项|类|者|部分|级|险|地|家|期|批|次|条|处|县|区|镇|市|"
    "方面|大|乡|村|省|种|头|年来[，,]|年|户|季度)|个?[\u4e00-\u9fff]{1,3}?(?=合计|共计|总计|共|总计))"
    "(?:[^，,。；;：:、0-9]{0,6}?(?P<sum>合计|共计|总计|累计|共|总|小计|相加|计(?!划)|"
    "(?:加|合)(?:在一)?起来?))?[^，,。；;：:、0-9]{0,6}$"
)
_WITH = late(
    "(?:连同|加上|算上|再加|加之)(?P<name>[^，,。；;：:、0-9]{2,14}?)[，,]?(?P<sum>合计|共计|总计|累计|总共|一共|共|总)[^，,。；;：:、0-9]{0,6}$"
)
_NAMES = late(
    "(?P<names>[^，,。；;：:、0-9（）()]{1,8}(?:(?:、|和|及|与)[^，,。；;：:、0-9（）()]{1,8}){1,5}?)"
    "(?:[两三四五六][^，,。；;：:、0-9]{0,4})?(?:合计|共计|总计|相加|累计|共)(?:为|是|达|有|完成|实现|新增)?$"
)
_SPLIT = re.compile("、|和|及|与")
_MERGED = late(
    "^[^。；;：:、0-9]{0,8}(?:[两二三]者|[两二三]项|[两二三]类|上述|以上)?(?:相加|合并|汇总|加总)[^。；;：:、0-9]{0,6}[，,]"
)
_KEY = re.compile("([A-Fa-f]类|[^，,。；;：:、0-9（）()]{2,8})[）)]?$")
_OF_NAME = late("^(?P<name>[^，,。；;：:、0-9]{2,10}?)(?:总共|合计|共计|累计|共)[^，,。；;：:、0-9]{0,6}$")
_TIMES_WORDS = re.compile(
    "(?:前|这)?[两二三四五六]个?(?:年|月|季度)|(?:上|下)半年|全年|[一二三四]季度|[两二三四五]年|今年|本年|当年|年内|全[市县区省]|合计|累计"
)


@wider("sum", "alike bare")
def gathered(reading: Reading, given: Given) -> Iterator[Claim]:
    """Totals that name what they are the sum of, wherever that stands before."""
    text = reading.text
    if not any(word in text for word in ("共", "计", "总", "上述", "以上", "相加", "前", "汇总", "起")):
        return
    merged = any(word in text for word in _MERGING)
    line = [f for f in measured(reading) if not f.depth and is_level(f)]
    for at in range(1, len(line)):
        lead = line[at].lead
        if lead and not merged and lead != "计" and _TOTALLING.isdisjoint(lead):
            continue
        told = _of_total(reading, line, at)
        if told is not None:
            yield told


def measured(reading: Reading) -> list[Figure]:
    """The amounts, and those before them that share their measure: 分别接待38.6万、21.3万、15.2万人次."""
    found: list[Figure] = []
    waiting: list[Figure] = []
    for figure in reading.figures:
        if waiting and reading.text[waiting[-1].end : figure.start] not in ("、", *JOINERS, "，", ","):
            waiting.clear()
        if figure.kind == BARE and figure.top is None:
            waiting.append(figure)
            continue
        if figure.kind == AMOUNT:
            found += [_like(bare, figure) for bare in waiting]
            found.append(figure)
        waiting.clear()
    return found


def _like(bare: Figure, last: Figure) -> Figure:
    """A number with the measure of the one that closes its list; 万 too, if it has none of its own."""
    own = MEASURES.get(last.measure)
    scale = last.scale if bare.scale == 1 else bare.scale * (own[1] if own else 1)
    by = scale / bare.scale
    step = bare.step or (bare.scale if last.step else bare.step)
    return bare._replace(
        kind=AMOUNT, dimension=last.dimension, measure=last.measure, value=bare.value * by, step=step * by,
        scale=scale, printed=bare.printed + last.printed.lstrip("0123456789.,"), weak=False,
    )  # fmt: skip


def words_up_to(reading: Reading, figure: Figure, reach: int = _REACH) -> str:
    """The words that lead to an amount, over other figures, in its sentence."""
    return reading.text[max(reading.sentences[figure.sentence][0], figure.start - reach) : figure.start]


def like(one: Figure, other: Figure) -> bool:
    """人 and 人次, 件 and 件次 may be added up."""
    if one.dimension == other.dimension:
        return True
    ways = {f.dimension.removesuffix("次") or f.dimension for f in (one, other)}
    return len(ways) == 1


def _of_total(reading: Reading, line: Sequence[Figure], at: int) -> Claim | None:
    total = line[at]
    words = words_up_to(reading, total)
    hit = _WITH.search(words) if total.lead else None
    if hit is not None:
        return _with(reading, line, at, hit.group("name"))
    begin = reading.sentences[total.sentence][0]
    if any(word in reading.text[begin : total.start] for word in _MERGING):
        merged = _MERGED.match(reading.text[begin : total.start])
        if merged is not None:
            return _merged(reading, line, at)
    hit = _SO_MANY.search(words)
    if hit is not None and (hit.group("which") or hit.group("sum")):
        told = _so_many(reading, line, at, _NUMBERS[hit.group("n")], first=hit.group("which") == "前")
        return told if told is not None else _of_one_name(reading, line, at)
    if total.joined and not total.lead:
        return _second(reading, line, at)
    if not any(word in total.lead for word in _TOTALS):
        return None
    hit = _NAMES.search(words)
    if hit is not None:
        told = _named(reading, line, at, _SPLIT.split(hit.group("names")))
        if told is not None:
            return told
    return (
        _listed(reading, line, at)
        or _beside(reading, line, at)
        or _added_to(reading, line, at)
        or _second(reading, line, at)
        or _of_one_name(reading, line, at)
    )


# so many of them


def _so_many(reading: Reading, line: Sequence[Figure], at: int, count: int, *, first: bool) -> Claim | None:
    """上述四类960件, 两项合计40.9万人: the parts of this sentence or of one before, without what is in them."""
    total = line[at]
    before = [f for f in line[max(0, at - _MOST) : at] if like(f, total) and f.paragraph == total.paragraph]
    for sentence in range(total.sentence, total.sentence - 3, -1):
        here = [f for f in before if f.sentence == sentence and not _within(f)]
        if len(here) == 1 and sentence == total.sentence:
            continue
        heads = _heads(here)
        if first and len(heads) > count:
            heads = heads[:count]
        if len(heads) == count and added(heads) == total.value:
            return tell(total, heads, Verdict.CONSISTENT) if fineness(total, heads) >= _FINE else None
        if len(heads) == count and (not first or len(here) == count):
            return _missed(total, heads)
        if here:
            return None
    return None


def _within(figure: Figure) -> bool:
    return figure.has("part", "rest", "each", "plan", "total") or "其中" in figure.lead


def _heads(figures: Sequence[Figure]) -> list[Figure]:
    """The first of every segment, where there are several segments; else all."""
    heads = [f for n, f in enumerate(figures) if not n or f.segment != figures[n - 1].segment]
    return heads if len(heads) > 1 else list(figures)


def _missed(total: Figure, parts: list[Figure]) -> Claim | None:
    """Wrong: only where it comes near, or a digit explains it."""
    if not is_off(total, parts):
        return None
    near = is_near(total, parts) or slip(total, parts) or turned(total, added(parts))
    return tell(total, parts, Verdict.INCONSISTENT) if near and all(p.value < total.value for p in parts) else None


# with what was said of a name


def _with(reading: Reading, line: Sequence[Figure], at: int, name: str) -> Claim | None:
    """贴息1860万元、奖补940万元，连同创业担保贷款共2.74亿元: the list before it, and what bears the name earlier."""
    total = line[at]
    before = [f for f in line[max(0, at - _MOST) : at] if like(f, total)]
    here = [f for f in before if f.sentence == total.sentence and not _within(f)]
    earlier = [
        f
        for f in before
        if f.sentence < total.sentence and f.paragraph >= total.paragraph - 1 and _bears(reading, f, name)
    ]
    earlier = [f for f in earlier if not f.has("part")] or earlier
    for base in (*earlier[:1], *earlier[-1:]):
        for size in range(len(here), 0, -1):
            parts = [base, *here[-size:]]
            if added(parts) == total.value and fineness(total, parts) >= _FINE:
                return tell(total, parts, Verdict.CONSISTENT)
    alone = len({f.start for f in earlier}) == 1 and here and earlier[0].paragraph == total.paragraph
    straight = all(two.clause - one.clause <= 1 for one, two in pairwise((*here, total)))
    return _missed(total, [earlier[0], *here]) if alone and straight else None


def _bears(reading: Reading, figure: Figure, name: str) -> bool:
    """Whether a name, or its first or last half, stands right at an amount."""
    words = figure.lead + "|" + figure.tail[:8]
    if name in words:
        return True
    half = max(2, len(name) // 2)
    return len(name) > 3 and (name[-half:] in words or name[:half] in words)


# the same kinds of two lists


def _merged(reading: Reading, line: Sequence[Figure], at: int) -> Claim | None:
    """A类54件…。A类64件…。两项相加，A类118件: what bears the same name in the lists before."""
    total = line[at]
    key = _KEY.search(_own_words(reading, line, at))
    if key is None:
        return None
    name = key.group(1)
    names = [name]
    words = _own_words(reading, line, at)
    for word in _TOTALS:
        if words.endswith(word):
            names = [n for n in _SPLIT.split(words.removesuffix(word).rpartition("，")[2].rpartition("；")[2]) if n]
    parts: list[Figure] = []
    for one in names:
        bearing = [f for n, f in _earlier(line, at) if one in _own_words(reading, line, n)]
        if len(bearing) < 2 or len(bearing) > 3:
            return None
        parts += bearing
    parts.sort(key=lambda f: f.start)
    if added(parts) == total.value:
        return tell(total, parts, Verdict.CONSISTENT)
    if not parts or len(parts) != 2 * len(names):
        return None
    return tell(total, parts, Verdict.INCONSISTENT) if is_off(total, parts) else None


def _earlier(line: Sequence[Figure], at: int) -> list[tuple[int, Figure]]:
    total = line[at]
    return [
        (n, f)
        for n, f in enumerate(line[max(0, at - _MOST) : at], max(0, at - _MOST))
        if f.sentence < total.sentence
        and f.paragraph >= total.paragraph - _PARAGRAPHS
        and f.dimension == total.dimension
    ]


def _own_words(reading: Reading, line: Sequence[Figure], at: int) -> str:
    """The words between the figure before and an amount, with brackets: 已经解决的（A类）."""
    figure = line[at]
    begin = max(reading.sentences[figure.sentence][0], figure.start - _REACH)
    before = [f.end for f in reading.figures if begin < f.end <= figure.start]
    return reading.text[max(begin, before[-1] if before else 0) : figure.start].strip("，,；; ）)")


# names that are added up


def _named(reading: Reading, line: Sequence[Figure], at: int, names: Sequence[str]) -> Claim | None:
    """东城、西城合计: each of the names stands at an amount of its measure before."""
    total = line[at]
    names = [name.strip("其中的") for name in names]
    if any(len(name) < 2 for name in names):
        return None
    parts: list[Figure] = []
    sure = True
    for name in names:
        bearing = [
            f
            for f in line[max(0, at - _MOST) : at]
            if like(f, total) and name in f.lead and f.paragraph == total.paragraph and f.value < total.value
        ]
        if not bearing:
            return None
        sure = sure and len(bearing) == 1
        parts.append(bearing[-1])
    if len({f.start for f in parts}) < len(parts):
        return None
    if added(parts) == total.value:
        return tell(total, parts, Verdict.CONSISTENT) if fineness(total, parts) >= _FINE else None
    return _missed(total, parts) if sure else None


# a list right before it, of 人 and 人次


def _listed(reading: Reading, line: Sequence[Figure], at: int) -> Claim | None:
    total = line[at]
    if not total.lead.startswith(("合计", "共计", "总计", "共", "总共")):
        return None
    near = line[max(0, at - _MOST_PARTS) : at]
    parts = list_before(reading, total, near, lambda f: like(f, total) and not f.has("grand", "total"))
    if len(parts) < 2 or all(f.dimension == total.dimension for f in parts):
        return None
    if added(parts) == total.value:
        return tell(total, parts, Verdict.CONSISTENT) if fineness(total, parts) >= _PLAIN else None
    return tell(total, parts, Verdict.INCONSISTENT) if slip(total, parts) and len(parts) == 2 else None


_SUMMED = late("(?:总共|一共|合计|共计|总计|累计|共|总)[^，,。；;：:、0-9]{0,5}$")
_PLUS = ("加上", "再加", "加之", "算上")


def _beside(reading: Reading, line: Sequence[Figure], at: int) -> Claim | None:
    """1月、2月、3月分别入库1.86、1.42、2.08亿元，一季度共入库5.36亿元: the list in the clause right before it."""
    total = line[at]
    if _SUMMED.search(total.lead) is None:
        return None
    parts: list[Figure] = []
    for other in reversed(line[max(0, at - _MOST_PARTS) : at]):
        after = parts[0] if parts else total
        if other.sentence != total.sentence or other.dimension != total.dimension or other.has("grand", "total"):
            break
        if after.clause - other.clause != (0 if parts else 1):
            break
        if parts and not _is_next(reading.text[other.end : after.start]):
            break
        parts.insert(0, other)
    if len(parts) < 3:
        return _clause_by_clause(line, at)
    if added(parts) == total.value:
        return tell(total, parts, Verdict.CONSISTENT)
    others = [f for f in line[:at] if f.sentence == total.sentence and f.dimension == total.dimension]
    slipped = turned(total, added(parts)) or (slip(total, parts) and is_near(total, parts))
    whole = len(others) == len(parts) and "等" not in reading.text[parts[-1].end : total.start]
    return tell(total, parts, Verdict.INCONSISTENT) if whole and slipped and is_off(total, parts) else None


def _is_next(between: str) -> bool:
    return "、" in between or between.startswith(JOINERS)


def _clause_by_clause(line: Sequence[Figure], at: int) -> Claim | None:
    """首批1.24亿元，二批0.86亿元，三批1.35亿元，累计3.54亿元: wrong where two digits changed places."""
    total = line[at]
    parts: list[Figure] = []
    for other in reversed(line[max(0, at - _MOST_PARTS) : at]):
        after = parts[0] if parts else total
        if other.segment != total.segment or other.dimension != total.dimension or after.clause - other.clause != 1:
            break
        parts.insert(0, other)
    if len(parts) < 3 or not total.lead.startswith(("累计", "共", "合计", "总计")) or any(map(_within, parts)):
        return None
    if added(parts) == total.value:
        return tell(total, parts, Verdict.CONSISTENT)
    return tell(total, parts, Verdict.INCONSISTENT) if turned(total, added(parts)) else None


def _added_to(reading: Reading, line: Sequence[Figure], at: int) -> Claim | None:
    """渣土费1260万元，配套费3480万元，加上往年清欠860万元，全年共5600万元: all of the sentence."""
    total = line[at]
    begin = reading.sentences[total.sentence][0]
    if _SUMMED.search(total.lead) is None or not any(word in reading.text[begin : total.start] for word in _PLUS):
        return None
    parts = [f for f in line[max(0, at - _MOST_PARTS) : at] if f.sentence == total.sentence and like(f, total)]
    parts = [f for f in parts if f.segment == total.segment and not _within(f)]
    if len(parts) < 2 or total.clause - parts[-1].clause != 1:
        return None
    if added(parts) == total.value:
        return tell(total, parts, Verdict.CONSISTENT) if fineness(total, parts) >= _FINE else None
    plus = any(word in parts[-1].lead for word in _PLUS)
    return _missed(total, parts) if plus and (slip(total, parts) or turned(total, added(parts))) else None


def _second(reading: Reading, line: Sequence[Figure], at: int) -> Claim | None:
    """城市426户461人，农村3185户3214人，城乡合计3611户、3675人: as the first is made up, so is the second."""
    second, first = line[at], line[at - 1]
    if second.dimension == first.dimension or second.sentence != first.sentence:
        return None
    apart = second.clause - first.clause
    if apart > 1 or (not apart and not second.joined) or not any(word in first.lead for word in _TOTALS):
        return None
    columns: list[tuple[Figure, Figure]] = []
    for one, two in pairwise(line[max(0, at - _MOST_PARTS) : at - 1]):
        alike = (one.dimension, two.dimension) == (first.dimension, second.dimension)
        near = one.sentence >= first.sentence - 1 and one.paragraph == first.paragraph
        if alike and near and two.clause - one.clause == apart and (apart or two.joined):
            columns.append((one, two))
    for size in range(2, len(columns) + 1):
        chosen = columns[-size:]
        if added([one for one, _ in chosen]) == first.value:
            parts = [two for _, two in chosen]
            return tell(second, parts, Verdict.INCONSISTENT if is_off(second, parts) else Verdict.CONSISTENT)
        if added([two for _, two in chosen]) == second.value and fineness(second, [two for _, two in chosen]) >= _PLAIN:
            return tell(second, [two for _, two in chosen], Verdict.CONSISTENT)
    return None


def _of_one_name(reading: Reading, line: Sequence[Figure], at: int) -> Claim | None:
    """一季度，城区新增320个…；二季度，城区新增410个…。上半年城区共新增730个: all that bear the name before it."""
    total = line[at]
    hit = _OF_NAME.match(total.lead)
    if hit is None:
        return None
    name = _TIMES_WORDS.sub("", hit.group("name"))
    if len(name) < 2:
        return None
    bearing = [
        f
        for f in line[max(0, at - _MOST) : at]
        if f.paragraph == total.paragraph and f.dimension == total.dimension and name in f.lead and not f.has("part")
    ]
    bearing += [
        f
        for f in line[max(0, at - _MOST) : at]
        if f.paragraph == total.paragraph and f.dimension == total.dimension and name in f.lead and f.has("part")
    ]
    bearing.sort(key=lambda f: f.start)
    if not 2 <= len(bearing) <= _MOST_PARTS:
        return None
    if added(bearing) == total.value:
        return tell(total, bearing, Verdict.CONSISTENT) if fineness(total, bearing) >= _PLAIN // 2 else None
    for size in (2, 3):
        for parts in combinations(bearing[-4:], size):
            if added(parts) == total.value and fineness(total, parts) >= _PLAIN * 2:
                return tell(total, list(parts), Verdict.CONSISTENT)
    sure = len(bearing) == 2 and (slip(total, bearing) or turned(total, added(bearing)))
    return tell(total, bearing, Verdict.INCONSISTENT) if sure else None
