"""Totals behind their parts: 三项合计, 两类债券共, 总里程, 8所学校, 收入合计 with what a sentence before said."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from ledger.claims.tallies import added, fineness, is_near, is_off, is_proved, list_before, shares_beside, slip, tell
from ledger.claims.values import Claim, Verdict
from ledger.figures import Figure, Reading
from ledger.patterns import late

_MOST_PARTS = 16
_MOST_TOTALS = 8
_ON = 3
"""So many sentences back what counts too may stand."""
_SAID, _PLAIN = 15, 40
_REACH = 24
NOT_ALL = late("等(?![级候待外额奖次第同])|主要|重点|突出|较多|最多|居前|前[两三四五六七八九十]|以上学历|不含|除外")
"""What says that a list is none of all."""
_NUMBERS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_COUNTED = late(
    "(?:以上|上述|这)?(?P<n>[两二三四五六七八九十])(?:项|类|个|税|者|部分|级|险|地|家|期|批|次|条|处|县|区|镇|市|方面|"
    "大)[^，,。；;：:、0-9]{0,6}?(?:合计|共计|总计|累计|共|总|已|小计|相加)[^，,。；;：:、0-9]{0,6}$"
)
_SUMMED = late(
    "^(?:以上|上述)?(?:(?:合计|共计|总计)[^，,。；;：:、0-9]{0,12}|总共|一共|共|总[^，,。；;：:、0-9]{1,4}|"
    "[^，,。；;：:、0-9]{1,5}(?:合计|总计|共计))$"
)


def behind(reading: Reading, line: Sequence[Figure], at: int) -> Claim | None:
    """A total that sums up what stands before it."""
    total = line[at]
    hit = _COUNTED.search(reading.text[max(reading.sentences[total.sentence][0], total.start - _REACH) : total.start])
    if hit is not None:
        return _of_so_many(reading, line, at, _NUMBERS[hit.group("n")])
    listed = _list_before(reading, line, at)
    if not total.lead.strip() and len(listed) > 1:
        return _named_again(reading, total, listed)
    if _SUMMED.match(total.lead.rstrip("为达是约")) is None:
        if len(listed) > 2:
            return _sector_sum(reading, total, listed)
        return _after_shares(reading, line, at) or _plainly_summed(line, at)
    if len(listed) > 1:
        if not is_off(total, listed):
            return tell(total, listed, Verdict.CONSISTENT) if added(listed) == total.value else None
        said = len(listed) > 2 or total.lead.startswith(("合计", "共计"))
        sure = said and not NOT_ALL.search(reading.text[listed[0].start : total.start])
        if sure and (is_near(total, listed) or slip(total, listed)) and not _among(reading, line, at, listed):
            return tell(total, listed, Verdict.INCONSISTENT)
    return _of_points(reading, line, at) or _added_to(reading, line, at)


def _plainly_summed(line: Sequence[Figure], at: int) -> Claim | None:
    """90分以上的9个，80至90分的14个，80分以下的5个，共考评单位28个: told only when it fits."""
    total = line[at]
    if not total.lead.startswith(("共", "总共", "一共")):
        return None
    parts: list[Figure] = []
    after = total
    for other in reversed(line[max(0, at - _MOST_TOTALS) : at]):
        if other.segment != total.segment or other.depth or after.clause - other.clause > 2 or other.has("part"):
            break
        parts.insert(0, other)
        after = other
        if len(parts) > 1 and added(parts) == total.value:
            return tell(total, parts, Verdict.CONSISTENT) if fineness(total, parts) >= _SAID else None
    return None


def _of_points(reading: Reading, line: Sequence[Figure], at: int) -> Claim | None:
    """一是出让收入12.4亿元；二是配套费1.6亿元；三是其他收入0.8亿元。以上合计14.8亿元: all of the sentence before."""
    total = line[at]
    if not total.lead.startswith(("以上", "上述")):
        return None
    parts = [f for f in line[max(0, at - _MOST_PARTS) : at] if f.sentence == total.sentence - 1 and not f.depth]
    segments = [part.segment for part in parts]
    if len(parts) < 2 or len(set(segments)) < len(segments) or parts[0].paragraph != total.paragraph:
        return None
    if not is_off(total, parts):
        return tell(total, parts, Verdict.CONSISTENT)
    return tell(total, parts, Verdict.INCONSISTENT) if is_near(total, parts) or slip(total, parts) else None


def _list_before(reading: Reading, line: Sequence[Figure], at: int) -> list[Figure]:
    """The list joined by 、 that stands right before a total."""
    total = line[at]
    parts = list_before(reading, total, line[max(0, at - _MOST_PARTS + 1) : at], lambda f: _is_listed(f, total))
    return parts if len(parts) > 1 else []


def _is_listed(figure: Figure, total: Figure) -> bool:
    if figure.depth != total.depth or figure.has("grand"):
        return False
    return not (figure.has("total") and figure.lead.startswith(("共", "总", "累计")))


def _named_again(reading: Reading, total: Figure, listed: list[Figure]) -> Claim | None:
    """新建学校3所、改扩建5所，8所学校: the thing counted anew, told only when it fits."""
    noun = total.tail[:2]
    again = len(noun) == 2 and any(noun in part.lead + part.tail for part in listed)
    return tell(total, listed, Verdict.CONSISTENT) if again and added(listed) == total.value else None


def _sector_sum(reading: Reading, total: Figure, listed: list[Figure]) -> Claim | None:
    """三次产业增加值分别为42.6、168.3、196.8亿元，地区生产总值407.7亿元: told when it fits, or of the product."""
    if added(listed) == total.value:
        return tell(total, listed, Verdict.CONSISTENT) if fineness(total, listed) >= _PLAIN else None
    product = "生产总值" in total.lead and "产业" in listed[0].lead and is_off(total, listed)
    return tell(total, listed, Verdict.INCONSISTENT) if product and slip(total, listed) else None


def _after_shares(reading: Reading, line: Sequence[Figure], at: int) -> Claim | None:
    """A类126件，占58.1%；B类68件，占31.3%；C类23件，占10.6%。共承办建议217件: the total a sentence behind its parts."""
    total = line[at]
    if not total.lead.startswith(("共", "以上", "合计", "总计", "全年共", "累计")) or total.depth:
        return None
    parts = [f for f in line[max(0, at - _MOST_PARTS) : at] if f.sentence == total.sentence - 1 and not f.depth]
    if len(parts) < 2 or not shares_beside(reading, parts) or parts[0].paragraph != total.paragraph:
        return None
    if added(parts) == total.value:
        return tell(total, parts, Verdict.CONSISTENT)
    return tell(total, parts, Verdict.INCONSISTENT) if is_proved(reading, parts) or slip(total, parts) else None


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
            return tell(total, listed, Verdict.CONSISTENT if added(listed) == total.value else Verdict.ROUNDING)
        twice = added(listed) * 2 > total.value and total.value * 2 > added(listed)
        return tell(total, listed, Verdict.INCONSISTENT) if twice else None
    same = [
        f
        for f in line[max(0, at - _MOST_TOTALS) : at]
        if f.paragraph == total.paragraph and f.sentence >= total.sentence - 1 and f.exact < total.exact
    ]
    if count > 4 or len(same) < count:
        return None
    fits = [parts for parts in combinations(same, count) if sum((f.value for f in parts), Decimal(0)) == total.value]
    if len(fits) == 1 or (fits and fineness(total, fits[-1]) >= _SAID):
        return tell(total, list(fits[-1]), Verdict.CONSISTENT)
    return None


_ADDED = late("加上|连同|再加")


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
            return tell(total, [base, *here], Verdict.CONSISTENT)
    plain = [f for f in earlier if not f.has("part", "plan")]
    done = [f for f in plain if f.has("done") or "实际" in f.lead] or plain[:1]
    if here and len(done) == 1 and (is_near(total, [*done, *here]) or slip(total, [*done, *here])):
        return tell(total, [*done, *here], Verdict.INCONSISTENT)
    return None
