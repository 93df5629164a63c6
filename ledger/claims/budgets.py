"""A wider look at budgets: 收入183.35亿元…，加上调入14.77亿元，收入总量为198.12亿元; 收支总量相抵，赤字23.8亿元."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ledger.claims import arithmetic as a
from ledger.claims.additions import is_off, sum_of, told_sum
from ledger.claims.tallies import slip
from ledger.claims.values import Claim, Given, Verdict, wider
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT
from ledger.patterns import late

_TOTAL = late(
    "(?:(?P<side>收入|支出|财力|收|支)(?:总量|总计|合计|共计|总额)|总(?P<whole>收入|支出|财力))[为达约共计安排完成实现]{0,4}$"
)
_ON_TOP = late("(?:[，,。；;]|^)\\s*(?:加上?|再加|连同|加之)(?!强|快|大|深|固|速|密|装|工|入)")
"""What says that more comes to an amount told before."""
_APART = late("(?P<what>赤字|结余|盈余|结转下年|净结余)[^，,。；;：:0-9]{0,4}$")
_AGAINST = ("相抵", "收支")
_NO_PART = ("yoy", "gap", "each", "ahead", "behind", "share", "to-up", "to-down")
"""Not the signs of growth: 加上 has one."""
_MONEY = "money"
_MOST_SEEN = 24
_MOST_BASES = 8
_LEAST_PARTS = 3
_LEAST_DIGITS = 100
"""A total of fewer different values may be made by chance."""
_REACH = 40


def is_total(figure: Figure) -> str:
    """收 or 支 when an amount is called the total of what comes in or goes out; else nothing."""
    hit = _TOTAL.search(figure.lead)
    return (hit.group("side") or hit.group("whole"))[:1] if hit is not None else ""


@wider("sum", "money", "several")
def grossed_totals(reading: Reading, given: Given) -> Iterator[Claim]:
    """收入总量 of a budget: what came in, and what the words put on top of it, over rates and brackets."""
    for at, total in enumerate(reading.figures):
        if total.kind == AMOUNT and total.dimension == _MONEY and total.is_exact and is_total(total):
            told = _grossed(reading, at)
            if told is not None:
                yield told


def _grossed(reading: Reading, at: int) -> Claim | None:
    total = reading.figures[at]
    near = [f for f in reversed(reading.figures[max(0, at - _MOST_SEEN) : at]) if f.paragraph == total.paragraph]
    near = [f for f in near if f.kind == AMOUNT and f.dimension == _MONEY and f.is_exact and not f.depth]
    added: list[Figure] = []
    bases: list[Figure] = []
    for n, figure in enumerate(near):
        if is_total(figure) and figure.sentence != total.sentence:
            break
        if bases or _ON_TOP.search(reading.text[figure.end : _begin(near, n, total)]):
            bases.append(figure)
        elif not figure.has(*_NO_PART):
            added.insert(0, figure)
    bases = [f for f in bases if not f.has(*_NO_PART, "up", "down")][:_MOST_BASES]
    if not bases:
        return _listed(total, [f for f in added if f.sentence == total.sentence and f.segment == total.segment])
    if not added or not bases or total.exact * _LEAST_DIGITS < total.scale:
        return None
    for base in bases:
        if sum_of([base, *added]) == total.exact:
            return told_sum(total, [base, *added], Verdict.CONSISTENT)
    heads = [f for f in bases if not f.has("part") and _opens(reading, f)]
    parts = [heads[0], *added] if heads else []
    wrong = bool(parts) and is_off(total, parts) and slip(total, parts)
    return told_sum(total, parts, Verdict.INCONSISTENT) if wrong else None


def _listed(total: Figure, parts: list[Figure]) -> Claim | None:
    """预算收入27.7亿元，补助38.4亿元，…，上年结转5.5亿元，预算总收入88.2亿元: all that the sentence names before."""
    if len(parts) < _LEAST_PARTS:
        return None
    if sum_of(parts) == total.exact:
        return told_sum(total, parts, Verdict.CONSISTENT)
    return told_sum(total, parts, Verdict.INCONSISTENT) if is_off(total, parts) and slip(total, parts) else None


def _begin(near: Sequence[Figure], n: int, total: Figure) -> int:
    """Where the amount behind the n-th of ``near``, which go backwards, begins."""
    return near[n - 1].start if n else total.start


def _opens(reading: Reading, figure: Figure) -> bool:
    """Whether it is the first amount of money of its sentence."""
    first = next((f for f in reading.in_sentence(figure.sentence) if f.dimension == _MONEY), None)
    return first is not None and first.start == figure.start


@wider("remainder", "money", "several")
def balances(reading: Reading, given: Given) -> Iterator[Claim]:
    """收支总量相抵，赤字23.8亿元: the total of what went out less that of what came in, or the other way round."""
    for at, figure in enumerate(reading.figures):
        if figure.kind != AMOUNT or figure.dimension != _MONEY or not figure.is_exact:
            continue
        hit = _APART.search(figure.lead)
        words = reading.text[max(0, figure.start - _REACH) : figure.start]
        if hit is None or not any(word in words for word in _AGAINST):
            continue
        came, went = (_last_total(reading, at, side) for side in "收支")
        if came is None or went is None:
            continue
        more, less = (went, came) if hit.group("what") == "赤字" else (came, went)
        if more.exact <= less.exact:
            continue
        left = a.subtract(a.of(more), a.of(less))
        verdict, shown = a.compare(figure, left), a.like(left.exact, figure)
        why = f"{a.bare(more)}−{a.bare(less)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
        yield claim("remainder", figure, shown, verdict, why, exact=left.exact, of=(more, less))


_EQUITY = ("所有者权益", "所有者权益合计", "净资产")
_ASSETS, _DEBTS = ("资产", "资产总额", "资产总计", "资产合计", "总资产"), ("负债", "负债总额", "负债合计", "总负债")
_TO_BE = "为达到约"


@wider("remainder", "money", "several")
def equities(reading: Reading, given: Given) -> Iterator[Claim]:
    """资产总额1065亿元…；负债总额692.1亿元…；所有者权益合计372.9亿元: wrong only where one digit slipped."""
    if not any(word in reading.text for word in _EQUITY):
        return
    for at, figure in enumerate(reading.figures):
        if figure.kind != AMOUNT or not _is_called(figure, _EQUITY) or not figure.is_exact:
            continue
        near = [f for f in reversed(reading.figures[max(0, at - _MOST_SEEN) : at]) if f.paragraph == figure.paragraph]
        owned, owed = (next((f for f in near if _is_called(f, names)), None) for names in (_ASSETS, _DEBTS))
        if owned is None or owed is None or owned.exact <= owed.exact:
            continue
        left = a.subtract(a.of(owned), a.of(owed))
        verdict, shown = a.compare(figure, left), a.like(left.exact, figure)
        if verdict is not Verdict.INCONSISTENT or a.agreeing(figure, left.exact):
            why = f"{a.bare(owned)}−{a.bare(owed)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
            yield claim("remainder", figure, shown, verdict, why, exact=left.exact, of=(owned, owed))


def _is_called(figure: Figure, names: tuple[str, ...]) -> bool:
    return figure.kind == AMOUNT and figure.dimension == _MONEY and figure.lead.rstrip(_TO_BE).endswith(names)


def _last_total(reading: Reading, at: int, side: str) -> Figure | None:
    figure = reading.figures[at]
    for other in reversed(reading.figures[max(0, at - _MOST_SEEN) : at]):
        if other.paragraph != figure.paragraph:
            return None
        if other.kind == AMOUNT and other.dimension == _MONEY and is_total(other) == side and other.is_exact:
            return other
    return None
