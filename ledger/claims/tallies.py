"""What the look at totals asks of a list: what it adds up to, how fine that is, whether a digit slipped, its shares.

In plain decimals, for every list of a text is tried against every total near it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

from ledger.claims import arithmetic as a
from ledger.claims.values import Claim, Verdict, Working
from ledger.claims.words import CHANGE, SAYS
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT, ONE, PERCENT, ZERO

_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_NOT_COUNTED = frozenset(("天", "年", "个月", "岁"))
_CARRIED = ("上年结转", "上年结余", "上年结转收入", "上年结余收入", "上年结转资金", "上年结余资金")
"""Last year's, and yet a part of this year's total."""
_PAST = ("上年", "去年", "同期", "上一年", "上期")
_OTHERS = frozenset(CHANGE) - {"last-year"}
_NEAR = Decimal("0.06")
_UNITS = 2
_COARSER = 10


def is_level(figure: Figure) -> bool:
    """Whether an amount may be a total or a part: no difference, no share's base, nothing of another year."""
    if figure.kind != AMOUNT or figure.weak or figure.bound or figure.top is not None or not figure.value:
        return False
    lead = figure.lead
    return (
        (figure.signs.isdisjoint(CHANGE) or lead.endswith(_CARRIED) or _is_only_beside(figure))
        and ("占" not in lead or "占道" in lead)
        and not lead.startswith(("由", "从"))
        and not lead.endswith(("由", "从"))
        and not figure.tail.startswith("的")
        and figure.dimension not in _NOT_COUNTED
    )


def _is_only_beside(figure: Figure) -> bool:
    """上年结余0.96亿元、调入资金3.12亿元: the second took over what was said of the first."""
    past = figure.has("last-year") and figure.signs.isdisjoint(_OTHERS) and len(figure.lead) > 1
    return past and not any(word in figure.lead for word in _PAST)


def added(parts: Sequence[Figure]) -> Decimal:
    """The sum as printed."""
    return sum((part.value for part in parts), ZERO)


def _unit(figure: Figure) -> Decimal:
    return figure.step or figure.scale or ONE


def is_off(total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether the sum misses the total by more than rounding explains."""
    steps = sum((f.step for f in parts), total.step)
    return abs(added(parts) - total.value) * 2 > steps


def is_near(total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether the sum misses it by a few hundredths or units only."""
    off = abs(added(parts) - total.value)
    return off <= total.value * _NEAR or off <= _UNITS * min(map(_unit, (total, *parts)))


def fineness(total: Figure, parts: Sequence[Figure]) -> Decimal:
    """How many different values the total might have had."""
    return total.value / min(map(_unit, (total, *parts)))


def makes(total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether the sum is the total as printed; rounded, where the total is printed much coarser than its parts."""
    sum_ = added(parts)
    if sum_ == total.value:
        return True
    return total.step >= _COARSER * max(_unit(part) for part in parts) and abs(sum_ - total.value) * 2 <= total.step


def slip(total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether one digit, or two that changed places, in the total or a part, explain that it does not add up."""
    sum_ = added(parts)
    off = total.value - sum_
    return _is_one_off(total, sum_) or any(_is_one_off(part, part.value + off) for part in parts)


def turned(figure: Figure, due: Decimal) -> bool:
    """Whether two digits side by side changed places: 2468 for 2486."""
    unit = _unit(figure)
    return _is_turned(str(int(figure.value / unit)), str(int(due / unit)))


def _is_turned(printed: str, wanted: str) -> bool:
    if len(printed) != len(wanted):
        return False
    wrong = [n for n, (one, other) in enumerate(zip(printed, wanted, strict=True)) if one != other]
    return (
        len(wrong) == 2
        and wrong[1] == wrong[0] + 1
        and printed[wrong[0]] == wanted[wrong[1]]
        and printed[wrong[1]] == wanted[wrong[0]]
    )


def _is_one_off(figure: Figure, due: Decimal) -> bool:
    if due <= 0:
        return False
    unit = _unit(figure)
    printed, wanted = str(int(figure.value / unit)), str(int(due / unit))
    if len(printed) != len(wanted):
        return len(set(printed)) > 1 and printed.rstrip("0") == wanted.rstrip("0")
    wrong = [n for n, (one, other) in enumerate(zip(printed, wanted, strict=True)) if one != other]
    if len(wrong) == 1:
        return len(printed) > (2 if wrong[0] == len(printed) - 1 else 1)
    return _is_turned(printed, wanted)


def shares_beside(reading: Reading, parts: Sequence[Figure]) -> list[Figure]:
    """The shares printed right behind the parts, each with its own, where they make all: 占36%, 占64%."""
    found: list[Figure] = []
    for part in parts:
        share = share_behind(reading, part)
        if share is None:
            return []
        found.append(share)
    steps = sum((f.step for f in found), ZERO)
    return found if abs(sum((f.value for f in found), ZERO) - 100) * 2 <= steps else []


def share_behind(reading: Reading, part: Figure) -> Figure | None:
    """The share printed right behind an amount, in the next clause at most."""
    at = bisect_left(reading.figures, part.end, key=_place)
    share = reading.figures[at] if at < len(reading.figures) else None
    if share is None or share.kind != PERCENT or share.has("up", "down", "yoy") or share.bound:
        return None
    return share if share.clause - part.clause <= 1 and share.sentence == part.sentence else None


def is_witnessed(reading: Reading, total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether the shares behind the parts, all but one of them and two at least, hold for this very total."""
    held = 0
    for part in parts:
        share = share_behind(reading, part)
        due = a.percent(a.of(part), a.of(total)) if share is not None else None
        if share is not None and due is not None and a.compare(share, due) is Verdict.CONSISTENT:
            held += 1
    return held >= max(2, len(parts) - 1)


def _place(figure: Figure) -> int:
    return figure.start


def is_proved(reading: Reading, parts: Sequence[Figure]) -> bool:
    """Whether every share printed beside the parts is of their very sum: then it is the total that is wrong."""
    shares = shares_beside(reading, parts)
    if len(shares) < 3:
        return False
    whole = a.add(*map(a.of, parts))
    held = [a.percent(a.of(part), whole) for part in parts]
    return all(due is not None and a.compare(share, due) in _FITS for share, due in zip(shares, held, strict=True))


def goes_on(reading: Reading, figure: Figure, *, forward: bool) -> bool:
    """Whether an amount of its measure is joined to it by 、, behind it or before it: it is no end of its list."""
    figures = reading.figures
    at = bisect_left(figures, figure.start, key=_place)
    other = figures[at + 1 : at + 2] if forward else figures[at - 1 : at] if at else ()
    if not other or other[0].dimension != figure.dimension or other[0].sentence != figure.sentence:
        return False
    end = figure.end if forward else other[0].end
    return reading.text[end : end + 1] == "、"


def list_before(
    reading: Reading, total: Figure, near: Sequence[Figure], belongs: Callable[[Figure], bool]
) -> list[Figure]:
    """The amounts joined by 、 in the clause right before a total: back from the end of ``near``, while they belong."""
    parts: list[Figure] = []
    after = total
    for other in reversed(near):
        if other.sentence != total.sentence or not belongs(other):
            break
        if parts and ("、" not in reading.text[other.end : after.start] or after.clause != other.clause):
            break
        if not parts and total.clause - other.clause != 1:
            break
        parts.insert(0, other)
        after = other
    return parts


def tell(total: Figure, parts: Sequence[Figure], verdict: Verdict) -> Claim:
    """The claim, over total and parts where they stand in one paragraph."""
    come = Fraction(added(parts))
    shown = a.like(come, total)
    sum_ = "+".join(a.bare(part) for part in parts)
    first = parts[0]
    if total.paragraph == first.paragraph:
        begin = min(total.start - (len(total.lead) if total.start > first.start else 0), first.start)
    else:
        begin = first.start - len(first.lead)
    end = max(parts[-1].end, total.end)
    why = f"{sum_}={shown}，与文中{total.printed}{SAYS[verdict]}"
    return Claim("sum", begin, end, total.printed, shown, verdict, why, working=Working(total, come, tuple(parts)))
