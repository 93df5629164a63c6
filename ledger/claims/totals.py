"""A general look at totals: every list near a total of its measure, told when it adds up or plainly should.

How it looks: any amount may open a list; the amounts of its measure that follow, over shares, changes and brackets,
are its parts; totals are what stands before (of this sentence, then the heads of the sentences before) or what
sums up behind it. A list that adds up is told when that is hardly chance; one that does not only when the words or
the shares beside the parts say that nothing is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from ledger.claims.additions import complete
from ledger.claims.closed import is_closed
from ledger.claims.summed import NOT_ALL, behind
from ledger.claims.tallies import (
    added,
    fineness,
    is_level,
    is_near,
    is_off,
    is_proved,
    is_witnessed,
    shares_beside,
    slip,
    tell,
    turned,
)
from ledger.claims.values import Claim, Given, Verdict, wider
from ledger.claims.words import parallel
from ledger.figures import Figure, Reading
from ledger.figures.lexicon import CONTINUOUS
from ledger.figures.values import ZERO
from ledger.patterns import late

_LEAST = 3
"""Fewer amounts of one measure are no total with its parts."""
_MOST_PARTS = 16
_MOST_SEEN = 48
_MOST_TOTALS = 8
_SENTENCES, _PARAGRAPHS = 4, 2
_TOTALLING = ("共", "总", "合计", "累计", "全部")
_MOST_NESTED = 6
_ON = 3
"""So many sentences on a list may go."""
_MARKED, _SAID, _PLAIN, _BARE = 6, 15, 40, 200
"""How fine a total must be that a list makes: after 分…看; of one sentence, side by side; otherwise, for each try;
and where it is only two amounts."""
_REACH = 24
_VIEWED = late(
    "(?:从[^，,。；;：:0-9]{1,8}(?:看|分析)|按[^，,。；;：:0-9]{1,10}(?:分|看|划分|统计|分类)|分[^，,。；;：:0-9]{1,6}看|"
    "[^，,。；;：:0-9]{2,8}方面)[，,：:]?(?:其中)?[，,：:]?[^，,。；;：:、0-9]{0,16}$"
)
"""按经营地分, 从阶段看: what says that all is taken apart."""
_LISTED = late("(?:[：:]|其中|包括|包含|分为|分别为|分别是|中|由)[，,：:]?[^，,。；;：:、0-9]{0,16}$")
_CHAIN = re.compile("、[^，,。；;：:（）()]*")
_OVERLAP = ("党员", "女", "妇", "民族", "团员", "退役", "岁以", "贫困", "困难", "代表", "委员")
_STAGES = (
    ("已", "完成", "办结", "完工", "竣工", "建成", "投用", "投产"),
    ("正在", "在建", "在办", "推进", "开工", "实施", "部分"),
    ("未", "尚", "待", "前期"),
)
_OPPOSITES = (("增", "降"), ("增", "减"), ("升", "降"), ("涨", "跌"), ("盈利", "亏损"), ("快", "慢"))
_KIND_ENDS = ("类", "型", "级")
_TO_BE = "为是达约共计的有了"


@wider("sum", "alike")
def totals(reading: Reading, given: Given) -> Iterator[Claim]:
    """Totals of this paragraph and the ones before, over everything that stands between them and their parts."""
    by_dimension: dict[str, list[Figure]] = {}
    for figure in reading.figures:
        if is_level(figure):
            by_dimension.setdefault(figure.dimension, []).append(figure)
    for line in by_dimension.values():
        if len(line) < _LEAST:
            continue
        for at in range(len(line)):
            told = _before(reading, line, at) if at else None
            if told is None and at > 1:
                told = behind(reading, line, at)
            if told is not None:
                yield told


# parts behind their total


def _before(reading: Reading, line: Sequence[Figure], at: int) -> Claim | None:
    """The list that opens here, and a total before it."""
    first = line[at]
    run = _run(line, at)
    if len(run) < 2 or first.has("grand"):
        return None
    words = _words(reading, first)
    viewed = _VIEWED.search(words) is not None
    listed = viewed or _LISTED.search(words) is not None
    found = _totals(reading, line, at)
    if not found:
        return None
    for parts in (run, _heads(run)):
        told = _fit(reading, parts, found, viewed=viewed, listed=listed) if len(parts) > 1 else None
        if told is not None:
            return told
    opens = line[at - 1].sentence != first.sentence or viewed or listed or line[at - 1] is found[0]
    return _unfit(reading, run, found, viewed=viewed) if opens else None


def _run(line: Sequence[Figure], at: int) -> list[Figure]:
    """The parts that follow one another from here on; what is taken out of one of them is left out."""
    first = line[at]
    run = [first]
    nested, until = -1, -1
    for n, other in enumerate(line[at + 1 : at + _MOST_PARTS + _MOST_PARTS], at + 1):
        last = run[-1]
        if n <= until:
            continue
        if other.sentence > last.sentence + 1 or other.sentence > first.sentence + _ON or len(run) == _MOST_PARTS:
            break
        if other.paragraph > first.paragraph + 1 or other.depth < first.depth or other.has("grand"):
            break
        if other.depth > first.depth or other.segment == nested:
            continue
        if "其中" in other.lead or (other.has("part") and not first.has("part") and other.clause > last.clause):
            until = _end_of_nested(line, n, last)
            nested = other.segment if until < 0 else -1
            continue
        if first.depth and other.bracket != first.bracket:
            break
        if other.has("plan") and not first.has("plan") and not other.lead.endswith("的"):
            continue
        run.append(other)
    return run


def _end_of_nested(line: Sequence[Figure], at: int, whole: Figure) -> int:
    """第二产业65585万元，其中工业40653万元；建筑业24932万元: where the parts of a part end, if they make it."""
    added_up = ZERO
    for n, other in enumerate(line[at : at + _MOST_NESTED], at):
        added_up += other.value
        if added_up >= whole.value or other.sentence != whole.sentence:
            return n if added_up == whole.value and n > at else -1
    return -1


def _heads(run: list[Figure]) -> list[Figure]:
    """The first part of every segment: 133个续建…；124个新建已开工122个；…: what follows in one tells more of it."""
    heads = [run[0], *(two for one, two in pairwise(run) if two.segment != one.segment)]
    return heads if 2 < len(heads) < len(run) else []


def _totals(reading: Reading, line: Sequence[Figure], at: int) -> list[Figure]:
    """What may be the total of a list that opens here, the nearest first."""
    first = line[at]
    found: list[Figure] = []
    for n in range(at - 1, max(-1, at - _MOST_SEEN), -1):
        other = line[n]
        if other.sentence < first.sentence - _SENTENCES - 2 or other.paragraph < first.paragraph - _PARAGRAPHS:
            break
        heads = n == 0 or line[n - 1].sentence != other.sentence
        near = other.sentence >= first.sentence - 1
        if _CHAIN.fullmatch(reading.text, other.end, first.start):
            continue  # 大气101件、水98件、噪声25件: one more of them, not their total
        if other.depth <= first.depth and (near or heads or other.has("total", "whole", "grand")):
            found.append(other)
        if len(found) == _MOST_TOTALS:
            break
    return found


def _words(reading: Reading, figure: Figure) -> str:
    begin = max(reading.sentences[figure.sentence][0], figure.start - len(figure.lead) - _REACH)
    return reading.text[begin : figure.start]


def _fit(reading: Reading, run: list[Figure], found: Sequence[Figure], *, viewed: bool, listed: bool) -> Claim | None:
    sizes: dict[Decimal, int] = {}
    added = run[0].value
    for size in range(2, len(run) + 1):
        added += run[size - 1].value
        sizes.setdefault(added, size)
    for total in found:
        size = sizes.get(total.value, 0)
        if size:
            parts = run[:size]
            tries = (size - 1) * (1 + found.index(total))
            if _is_hardly_chance(reading, total, parts, tries, viewed=viewed, listed=listed):
                return tell(total, parts, Verdict.CONSISTENT)
    return None


def _is_hardly_chance(
    reading: Reading, total: Figure, parts: list[Figure], tries: int, *, viewed: bool, listed: bool
) -> bool:
    if len(parts) == 2 and parts[1].has("rest", "rest-weak", "gap"):
        return False  # told as what is left
    fine = fineness(total, parts)
    first, last = parts[0], parts[-1]
    together = first.sentence == last.sentence
    straight = all(two.clause - one.clause <= 2 for one, two in pairwise(parts))
    if shares_beside(reading, parts):
        return fine >= _MARKED
    if together and (viewed or complete(parts) or _is_staged(parts) or is_closed(parts, total)):
        return fine >= _MARKED
    if together and total.tail.endswith(("中", "里")) and len(parts) == 2 and _are_opposite(parts):
        return fine >= _MARKED
    if together and listed and (len(parts) > 2 or parallel(parts)) and straight:
        return fine >= _MARKED + len(parts)
    if together and straight and len(parts) > 2:
        return fine >= _SAID * min(tries, 4)
    return fine >= (_PLAIN if len(parts) > 2 else _BARE) * tries


def _are_opposite(parts: Sequence[Figure]) -> bool:
    """41个行业中，20个增长，21个下降: those that rose and those that fell, if none stood still."""
    one, other = (part.lead + part.tail for part in parts)
    return any((rose in one and fell in other) or (fell in one and rose in other) for rose, fell in _OPPOSITES)


def _is_staged(parts: Sequence[Figure]) -> bool:
    """完工、在建、未开工: stages, each of another kind, that leave nothing out."""
    if len(parts) != len(_STAGES):
        return False
    kinds = []
    for part in parts:
        words = part.lead + part.tail
        kind = 2 if any(word in words for word in _STAGES[2]) else 1 if any(w in words for w in _STAGES[1]) else 0
        if kind == 0 and not any(word in words for word in _STAGES[0]):
            return False
        kinds.append(kind)
    return kinds == [0, 1, 2]


# a list that should make its total and does not


def _unfit(reading: Reading, run: list[Figure], found: Sequence[Figure], *, viewed: bool) -> Claim | None:
    first = run[0]
    parts = _side_by_side(reading, run)
    if len(parts) < 2:
        return None
    most = max(part.value for part in parts)
    bigger = [f for f in found if f.value > most]
    sure = next((f for f in bigger if is_witnessed(reading, f, parts)), None)
    near = next((f for f in bigger if f.sentence == first.sentence), None)
    total = sure or near or found[-1 if viewed else 0]
    if viewed and sure is None:
        heads = [f for f in found if f.paragraph == first.paragraph and f.value > most]
        made = [f for f in heads if f.sentence == first.sentence] or heads[:1]
        if not made:
            return None
        total = made[-1]
    if (sure is None and total.sentence < first.sentence - 2) or total.value <= most:
        return None
    off = is_off(total, parts)
    if not off and added(parts) == total.value:
        return None
    words = reading.text[max(total.end, first.start - len(first.lead) - _REACH) : parts[-1].end]
    behind = reading.text[parts[-1].end : parts[-1].end + 3]
    if NOT_ALL.search(words) or "等" in behind or any(word in words for word in _OVERLAP):
        return None
    close = not off or is_near(total, parts) or slip(total, parts) or is_proved(reading, parts)
    viewed = viewed or (sure is not None and len(parts) > 1)
    if not close or not _leaves_nothing_out(reading, total, parts, viewed=viewed, sure=sure is not None):
        return None
    return tell(total, parts, Verdict.INCONSISTENT if off else Verdict.ROUNDING)


def _side_by_side(reading: Reading, run: list[Figure]) -> list[Figure]:
    """The parts up to where the list breaks: joined by 、, or clause by clause with their shares between."""
    parts = [run[0]]
    joined = None
    for one, two in pairwise(run):
        listed = "、" in reading.text[one.end : two.start] and two.clause - one.clause <= 2
        if joined is True and not listed:
            break
        if two.sentence != one.sentence or two.clause - one.clause > 3 or two.lead.startswith(_TOTALLING):
            break
        if two.segment != one.segment and len(parts) > 1 and parts[-2].segment == one.segment:
            break  # 市级86件，县级260件；已审结298件
        joined = listed if joined is None else joined and listed
        parts.append(two)
    return parts


def _leaves_nothing_out(reading: Reading, total: Figure, parts: list[Figure], *, viewed: bool, sure: bool) -> bool:
    straight = total.sentence == parts[0].sentence and parts[0].clause - total.clause <= 2
    if _is_staged(parts):
        return sure or (straight and not total.has("done", "part"))
    if _names_all(total, parts):
        return True
    joined = all("、" in reading.text[one.end : two.start] for one, two in pairwise(parts))
    if viewed and (joined or (len(parts) > 2 and slip(total, parts))):
        return True
    if straight and joined and parts[0].has("part") and _are_kinds(parts):
        return True
    if straight and joined and len(parts) > 3 and fineness(total, parts) >= _BARE and turned(total, added(parts)):
        return True
    over = straight and parts[0].has("part") and added(parts) > total.value
    if over and (joined or total.dimension in CONTINUOUS):
        return True
    if complete(parts) and (joined or viewed) and not total.has("part"):
        return straight or viewed
    if len(parts) == 2 and parts[0].has("part") and not viewed and added(parts) < total.value and not sure:
        return bool(slip(total, parts)) and is_closed(parts, total)  # 其中 may name some, and leave a little over
    if (straight or viewed or parts[0].has("part")) and is_closed(parts, total):
        return True
    return bool(shares_beside(reading, parts)) and (straight or viewed or is_proved(reading, parts))


def _are_kinds(parts: Sequence[Figure]) -> bool:
    """财政管理类5个、工程建设类4个、国资监管类3个: kinds, which take a total apart."""
    return len(parts) > 2 and all(part.lead.endswith(_KIND_ENDS) for part in parts)


def _names_all(total: Figure, parts: Sequence[Figure]) -> bool:
    """猪牛羊禽肉产量…猪肉、牛肉、羊肉、禽肉: each part is named by a character of the total's name."""
    names = [part.lead.removeprefix("其中").strip(_TO_BE) for part in parts]
    marks = {name[:1] for name in names}
    return (
        len(parts) > 2
        and len(marks) == len(parts)
        and "农林牧渔" not in total.lead  # the services for them belong to it too
        and all(1 < len(name) <= 4 for name in names)
        and "".join(name[0] for name in names) + names[-1][1] in total.lead  # 农林牧渔业 is more than 农业、林业、牧业
    )
