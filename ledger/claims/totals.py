"""A general look at totals: every list near a total of its measure, told when it adds up or plainly should.

How it looks: any amount may open a list; the amounts of its measure that follow, over shares, changes and brackets,
are its parts; totals are what stands before (of this sentence, then the heads of the sentences before) or what
sums up behind it. A list that adds up is told when that is hardly chance; one that does not only when the words or
the shares beside the parts say that nothing is left out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise

from ledger.claims import arithmetic as a
from ledger.claims.additions import complete, is_near, is_off, resolution, sum_of
from ledger.claims.closed import is_closed
from ledger.claims.late import Late
from ledger.claims.values import Claim, Given, Verdict, wider
from ledger.claims.words import CHANGE, SAYS, parallel
from ledger.figures import Figure, Reading
from ledger.figures.lexicon import CONTINUOUS
from ledger.figures.values import AMOUNT, PERCENT

_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_LEAST = 3
"""Fewer amounts of one measure are no total with its parts."""
_MOST_PARTS = 16
_MOST_SEEN = 48
_MOST_TOTALS = 8
_SENTENCES, _PARAGRAPHS = 4, 2
_ON = 3
"""So many sentences on a list may go."""
_MARKED, _SAID, _PLAIN, _BARE = 6, 15, 40, 200
"""How fine a total must be that a list makes: after 分…看; of one sentence, side by side; otherwise, for each try;
and where it is only two amounts."""
_REACH = 24
_VIEWED = Late(
    "(?:从[^，,。；;：:0-9]{1,8}(?:看|分析)|按[^，,。；;：:0-9]{1,10}(?:分|看|划分|统计|分类)|分[^，,。；;：:0-9]{1,6}看|"
    "[^，,。；;：:0-9]{2,8}方面)[，,：:]?(?:其中)?[，,：:]?[^，,。；;：:、0-9]{0,16}$"
)
"""按经营地分, 从阶段看: what says that all is taken apart."""
_LISTED = Late("(?:[：:]|其中|包括|包含|分为|分别为|分别是|中|由)[，,：:]?[^，,。；;：:、0-9]{0,16}$")
_NOT_ALL = Late("等|主要|重点|突出|较多|最多|居前|前[两三四五六七八九十]|以上学历|不含|除外")
_OVERLAP = ("党员", "女", "妇", "民族", "团员", "退役", "岁以", "贫困", "困难", "代表", "委员")
_STAGES = (
    ("已", "完成", "办结", "完工", "竣工", "建成", "投用", "投产"),
    ("正在", "在建", "在办", "推进", "开工", "实施", "部分"),
    ("未", "尚", "待", "前期"),
)
_CARRIED = ("上年结转", "上年结余", "上年结转收入", "上年结余收入", "上年结转资金", "上年结余资金")
"""Last year's, and yet a part of this year's total."""
_KIND_ENDS = ("类", "型", "级")
_TO_BE = "为是达约共计的有了"


@wider("sum", "several")
def totals(reading: Reading, given: Given) -> Iterator[Claim]:
    """Totals of this paragraph and the ones before, over everything that stands between them and their parts."""
    by_dimension: dict[str, list[Figure]] = {}
    for figure in reading.figures:
        if _is_level(figure):
            by_dimension.setdefault(figure.dimension, []).append(figure)
    for line in by_dimension.values():
        if len(line) < _LEAST:
            continue
        for at in range(len(line)):
            told = _before(reading, line, at) if at else None
            if told is None and at > 1:
                told = _behind(reading, line, at)
            if told is not None:
                yield told


def _is_level(figure: Figure) -> bool:
    """Whether an amount may be a total or a part: no difference, no share's base, nothing of another year."""
    return (
        figure.kind == AMOUNT
        and not figure.weak
        and figure.top is None
        and not figure.bound
        and bool(figure.value)
        and (not figure.has(*CHANGE) or figure.lead.endswith(_CARRIED))
        and not ("占" in figure.lead or figure.lead.startswith(("由", "从")) or figure.lead.endswith(("由", "从")))
        and not figure.tail.startswith("的")
        and figure.dimension not in ("天", "年", "个月", "岁")
    )


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
    found = _totals(line, at)
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
    nested = -1
    for other in line[at + 1 : at + _MOST_PARTS + _MOST_PARTS]:
        last = run[-1]
        if other.sentence > last.sentence + 1 or other.sentence > first.sentence + _ON or len(run) == _MOST_PARTS:
            break
        if other.paragraph > first.paragraph + 1 or other.depth < first.depth or other.has("grand"):
            break
        if other.depth > first.depth or other.segment == nested:
            continue
        if "其中" in other.lead or (other.has("part") and not first.has("part") and other.clause > last.clause):
            nested = other.segment
            continue
        if first.depth and other.bracket != first.bracket:
            break
        if other.has("plan") and not first.has("plan") and not other.lead.endswith("的"):
            continue
        run.append(other)
    return run


def _heads(run: list[Figure]) -> list[Figure]:
    """The first part of every segment: 133个续建…；124个新建已开工122个；…: what follows in one tells more of it."""
    heads = [run[0], *(two for one, two in pairwise(run) if two.segment != one.segment)]
    return heads if 2 < len(heads) < len(run) else []


def _totals(line: Sequence[Figure], at: int) -> list[Figure]:
    """What may be the total of a list that opens here, the nearest first."""
    first = line[at]
    found: list[Figure] = []
    for n in range(at - 1, max(-1, at - _MOST_SEEN), -1):
        other = line[n]
        if other.sentence < first.sentence - _SENTENCES - 2 or other.paragraph < first.paragraph - _PARAGRAPHS:
            break
        heads = n == 0 or line[n - 1].sentence != other.sentence
        near = other.sentence >= first.sentence - 1
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
                return _told(total, parts, Verdict.CONSISTENT)
    return None


def _is_hardly_chance(
    reading: Reading, total: Figure, parts: list[Figure], tries: int, *, viewed: bool, listed: bool
) -> bool:
    if len(parts) == 2 and parts[1].has("rest", "rest-weak", "gap"):
        return False  # told as what is left
    fine = resolution(total, parts)
    first, last = parts[0], parts[-1]
    together = first.sentence == last.sentence
    straight = all(two.clause - one.clause <= 2 for one, two in pairwise(parts))
    if _shares(reading, parts):
        return fine >= _MARKED
    if together and (viewed or complete(parts) or _is_staged(parts) or is_closed(parts, total)):
        return fine >= _MARKED
    if together and listed and (len(parts) > 2 or parallel(parts)) and straight:
        return fine >= _MARKED + len(parts)
    if together and straight and len(parts) > 2:
        return fine >= _SAID * min(tries, 4)
    return fine >= (_PLAIN if len(parts) > 2 else _BARE) * tries


def _shares(reading: Reading, parts: Sequence[Figure]) -> list[Figure]:
    """The shares printed right behind the parts, each with its own, where they make all: 占36%, 占64%."""
    found: list[Figure] = []
    for part in parts:
        at = bisect_left(reading.figures, part.end, key=_place)
        share = reading.figures[at] if at < len(reading.figures) else None
        if share is None or share.kind != PERCENT or share.has("up", "down", "yoy") or share.bound:
            return []
        if share.clause - part.clause > 1 or share.sentence != part.sentence:
            return []
        found.append(share)
    added = sum((f.exact for f in found), Fraction(0))
    steps = sum((Fraction(f.step) for f in found), Fraction(0))
    return found if abs(added - 100) <= steps / 2 else []


def _place(figure: Figure) -> int:
    return figure.start


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
    total = next((f for f in found if f.sentence == first.sentence), None) or found[-1 if viewed else 0]
    if viewed:
        heads = [f for f in found if f.paragraph == first.paragraph and f.exact > max(p.exact for p in parts)]
        made = [f for f in heads if f.sentence == first.sentence] or heads[:1]
        if not made:
            return None
        total = made[-1]
    if total.sentence < first.sentence - 2 or total.exact <= max(p.exact for p in parts):
        return None
    off = is_off(total, parts)
    if not off and sum_of(parts) == total.exact:
        return None
    words = reading.text[max(total.end, first.start - len(first.lead) - _REACH) : parts[-1].end]
    behind = reading.text[parts[-1].end : parts[-1].end + 3]
    if _NOT_ALL.search(words) or "等" in behind or any(word in words for word in _OVERLAP):
        return None
    if not _leaves_nothing_out(reading, total, parts, viewed=viewed):
        return None
    if not off:
        return _told(total, parts, Verdict.ROUNDING)
    close = is_near(total, parts) or slip(total, parts) or _is_proved(reading, parts)
    return _told(total, parts, Verdict.INCONSISTENT) if close else None


def _side_by_side(reading: Reading, run: list[Figure]) -> list[Figure]:
    """The parts up to where the list breaks: joined by 、, or clause by clause with their shares between."""
    parts = [run[0]]
    joined = None
    for one, two in pairwise(run):
        listed = "、" in reading.text[one.end : two.start] and two.clause - one.clause <= 2
        if joined is True and not listed:
            break
        if two.sentence != one.sentence or two.clause - one.clause > 3 or two.has("total"):
            break
        joined = listed if joined is None else joined and listed
        parts.append(two)
    return parts


def _leaves_nothing_out(reading: Reading, total: Figure, parts: list[Figure], *, viewed: bool) -> bool:
    straight = total.sentence == parts[0].sentence and parts[0].clause - total.clause <= 2
    if _is_staged(parts):
        return straight and not total.has("done", "part")
    if (straight or viewed or parts[0].has("part")) and is_closed(parts, total):
        return True
    if _names_all(total, parts):
        return True
    joined = all("、" in reading.text[one.end : two.start] for one, two in pairwise(parts))
    if viewed and (joined or (len(parts) > 2 and slip(total, parts))):
        return True
    if straight and joined and parts[0].has("part") and _are_kinds(parts):
        return True
    if straight and parts[0].has("part") and sum_of(parts) > total.exact:
        return joined or total.dimension in CONTINUOUS
    if complete(parts) and (joined or viewed) and not total.has("part"):
        return straight or viewed
    return bool(_shares(reading, parts)) and (straight or viewed or _is_proved(reading, parts))


def _are_kinds(parts: Sequence[Figure]) -> bool:
    """财政管理类5个、工程建设类4个、国资监管类3个: kinds, which take a total apart."""
    return len(parts) > 2 and all(part.lead.endswith(_KIND_ENDS) for part in parts)


def _is_proved(reading: Reading, parts: Sequence[Figure]) -> bool:
    """Whether every share printed beside the parts is of their very sum: then it is the total that is wrong."""
    shares = _shares(reading, parts)
    whole = a.add(*map(a.of, parts))
    held = [a.percent(a.of(part), whole) for part in parts]
    return len(shares) > 2 and all(
        due is not None and a.compare(share, due) in _FITS for share, due in zip(shares, held, strict=True)
    )


def _names_all(total: Figure, parts: Sequence[Figure]) -> bool:
    """猪牛羊禽肉产量…猪肉、牛肉、羊肉、禽肉: each part is named by a character of the total's name."""
    names = [part.lead.removeprefix("其中").strip(_TO_BE) for part in parts]
    marks = {name[:1] for name in names}
    return (
        len(parts) > 2
        and len(marks) == len(parts)
        and all(1 < len(name) <= 4 for name in names)
        and "".join(name[0] for name in names) in total.lead
    )


def slip(total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether one digit, or two that changed places, in the total or a part, explain that it does not add up."""
    added = sum_of(parts)
    due = total.exact - added
    return _is_one_off(total, added) or any(_is_one_off(part, part.exact + due) for part in parts)


def _is_one_off(figure: Figure, due: Fraction) -> bool:
    if due <= 0:
        return False
    unit = Fraction(figure.step) or Fraction(figure.scale) or Fraction(1)
    printed, wanted = str(int(figure.exact / unit)), str(int(due / unit))
    turned = len(printed) == len(wanted) == 2 and printed == wanted[::-1]
    return turned or a.agreeing(figure, due) > 0


# totals behind their parts


_NUMBERS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_COUNTED = Late(
    "(?:以上|上述|这)?(?P<n>[两二三四五六七八九十])(?:项|类|个|税|者|部分|级|险|地|家|期|批|次|条|处|县|区|镇|市|方面|"
    "大)[^，,。；;：:、0-9]{0,6}?(?:合计|共计|总计|累计|共|总|已|小计|相加)[^，,。；;：:、0-9]{0,6}$"
)
_SUMMED = Late(
    "^(?:以上)?(?:合计|共计|总计|总共|一共|共|总[^，,。；;：:、0-9]{1,4}|[^，,。；;：:、0-9]{1,5}(?:合计|总计|共计))$"
)


def _behind(reading: Reading, line: Sequence[Figure], at: int) -> Claim | None:
    """A total that sums up what stands before it."""
    total = line[at]
    hit = _COUNTED.search(_words(reading, total))
    if hit is not None:
        return _of_so_many(reading, line, at, _NUMBERS[hit.group("n")])
    listed = _list_before(reading, line, at)
    if not total.lead.strip() and len(listed) > 1:
        return _named_again(reading, total, listed)
    if _SUMMED.match(total.lead.rstrip("为达是约")) is None:
        return _sector_sum(reading, total, listed) if len(listed) > 2 else _after_shares(reading, line, at)
    if len(listed) > 1:
        if not is_off(total, listed):
            return _told(total, listed, Verdict.CONSISTENT) if sum_of(listed) == total.exact else None
        sure = len(listed) > 2 and not _NOT_ALL.search(reading.text[listed[0].start : total.start])
        if sure and (is_near(total, listed) or slip(total, listed)) and not _among(reading, line, at, listed):
            return _told(total, listed, Verdict.INCONSISTENT)
    return _added_to(reading, line, at)


def _list_before(reading: Reading, line: Sequence[Figure], at: int) -> list[Figure]:
    """The list joined by 、 that stands right before a total."""
    total = line[at]
    parts: list[Figure] = []
    after = total
    for n in range(at - 1, max(-1, at - _MOST_PARTS), -1):
        other = line[n]
        between = reading.text[other.end : after.start]
        if other.sentence != total.sentence or other.depth != total.depth or other.has("grand", "total"):
            break
        if parts and ("、" not in between or after.clause != other.clause):
            break
        if not parts and total.clause - other.clause != 1:
            break
        parts.insert(0, other)
        after = other
    return parts if len(parts) > 1 else []


def _named_again(reading: Reading, total: Figure, listed: list[Figure]) -> Claim | None:
    """新建学校3所、改扩建5所，8所学校: the thing counted anew, told only when it fits."""
    noun = total.tail[:2]
    again = len(noun) == 2 and any(noun in part.lead + part.tail for part in listed)
    return _told(total, listed, Verdict.CONSISTENT) if again and sum_of(listed) == total.exact else None


def _sector_sum(reading: Reading, total: Figure, listed: list[Figure]) -> Claim | None:
    """三次产业增加值分别为42.6、168.3、196.8亿元，地区生产总值407.7亿元: told when it fits, or of the product."""
    if sum_of(listed) == total.exact:
        return _told(total, listed, Verdict.CONSISTENT) if resolution(total, listed) >= _PLAIN else None
    product = "生产总值" in total.lead and "产业" in listed[0].lead and is_off(total, listed)
    return _told(total, listed, Verdict.INCONSISTENT) if product and slip(total, listed) else None


def _after_shares(reading: Reading, line: Sequence[Figure], at: int) -> Claim | None:
    """A类126件，占58.1%；B类68件，占31.3%；C类23件，占10.6%。共承办建议217件: the total a sentence behind its parts."""
    total = line[at]
    if not total.lead.startswith(("共", "以上", "合计", "总计", "全年共", "累计")) or total.depth:
        return None
    parts = [f for f in line[max(0, at - _MOST_PARTS) : at] if f.sentence == total.sentence - 1 and not f.depth]
    if len(parts) < 2 or not _shares(reading, parts) or parts[0].paragraph != total.paragraph:
        return None
    if sum_of(parts) == total.exact:
        return _told(total, parts, Verdict.CONSISTENT)
    return _told(total, parts, Verdict.INCONSISTENT) if _is_proved(reading, parts) or slip(total, parts) else None


def _among(reading: Reading, line: Sequence[Figure], at: int, listed: Sequence[Figure]) -> bool:
    """Whether more of the sentence may belong to the list: what stands before it, unless it is its total."""
    first = line[at - len(listed)]
    earlier = [f for f in line[max(0, at - _MOST_PARTS) : at - len(listed)] if f.segment == first.segment]
    return any(first.clause - f.clause <= 1 for f in earlier) and "其中" not in first.lead


def _of_so_many(reading: Reading, line: Sequence[Figure], at: int, count: int) -> Claim | None:
    """三项合计34.67亿元, 两类债券共51亿元: so many of the amounts before it."""
    total = line[at]
    listed = _list_before(reading, line, at)
    if len(listed) == count:
        off = is_off(total, listed)
        if not off:
            return _told(total, listed, Verdict.CONSISTENT if sum_of(listed) == total.exact else Verdict.ROUNDING)
        twice = sum_of(listed) * 2 > total.exact and total.exact * 2 > sum_of(listed)
        return _told(total, listed, Verdict.INCONSISTENT) if twice else None
    same = [
        f
        for f in line[max(0, at - _MOST_TOTALS) : at]
        if f.paragraph == total.paragraph and f.sentence >= total.sentence - 1 and f.exact < total.exact
    ]
    if count > 4 or len(same) < count:
        return None
    fits = [parts for parts in combinations(same, count) if sum((f.value for f in parts), Decimal(0)) == total.value]
    if len(fits) == 1 or (fits and resolution(total, fits[-1]) >= _SAID):
        return _told(total, list(fits[-1]), Verdict.CONSISTENT)
    return None


_ADDED = Late("加上|连同|再加")


def _added_to(reading: Reading, line: Sequence[Figure], at: int) -> Claim | None:
    """实际完成15.39亿元…。加上上级补助13.36亿元、…，收入合计32.39亿元: what was told a sentence before counts too."""
    total = line[at]
    begin = reading.sentences[total.sentence][0]
    if _ADDED.search(reading.text, begin, begin + _REACH) is None:
        return None
    here = [f for f in line[max(0, at - _MOST_PARTS) : at] if f.sentence == total.sentence and not f.depth]
    earlier = [
        f
        for f in line[max(0, at - _MOST_PARTS) : at]
        if total.sentence - _ON <= f.sentence < total.sentence and f.paragraph == total.paragraph and not f.depth
    ]
    for base in reversed(earlier):
        if here and not is_off(total, [base, *here]):
            return _told(total, [base, *here], Verdict.CONSISTENT)
    done = [f for f in earlier if (f.has("done") or "实际" in f.lead) and not f.has("part")]
    if here and len(done) == 1 and (is_near(total, [*done, *here]) or slip(total, [*done, *here])):
        return _told(total, [*done, *here], Verdict.INCONSISTENT)
    return None


def _told(total: Figure, parts: list[Figure], verdict: Verdict) -> Claim:
    shown = a.like(sum_of(parts), total)
    sum_ = "+".join(a.bare(part) for part in parts)
    first = parts[0]
    if total.paragraph == first.paragraph:
        begin = min(total.start - (len(total.lead) if total.start > first.start else 0), first.start)
    else:
        begin = first.start - len(first.lead)
    end = max(parts[-1].end, total.end)
    why = f"{sum_}={shown}，与文中{total.printed}{SAYS[verdict]}"
    return Claim("sum", begin, end, total.printed, shown, verdict, why)
