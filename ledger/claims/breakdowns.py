"""Parts that stand in the sentence behind their total: 分产业看，第一产业…; 税收…；非税收入….

How ``sums`` looks a sentence, a paragraph back for what a list was taken out of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from ledger.claims.additions import SLIP, are_listed, complete, slipped, sum_claim, sum_verdict
from ledger.claims.values import Claim, Special, Verdict
from ledger.claims.words import CHANGE, amounts, parallel
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT
from ledger.patterns import late

_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_MOST_PARTS = 40
_FEW = 12
_SENTENCES = 6
_VIEW_BACK = 4
_CLOSE = 14
_MADE_UP = late("(?<!主要)由(?P<list>[^。；;\\n由]{6,160}?)(?:构成|组成)")
_NOT_ALL = ("主要", "其中", "等")
_VIEW = re.compile("(?:分|按|从)[^，。；,;]{1,8}(?:看|分)[，,:：]?")


def by_view(reading: Reading, n: int, figures: list[Figure]) -> Iterator[Claim]:
    """…112635人…；分年龄看，0—17岁18891人、…、60岁及以上25594人: a list that says that it takes all apart."""
    begin, end = reading.sentences[n]
    for view in _VIEW.finditer(reading.text, begin, end):
        after = [f for f in figures if f.start >= view.end() and f.dimension != "岁"]
        run = after[:1]
        for f in after[1 : _FEW + 1]:
            if f.dimension != run[0].dimension or "、" not in reading.text[run[-1].end : f.start] or f.has(*CHANGE):
                break
            run.append(f)
        if len(run) < (2 if complete(run) else 3) or "等" in reading.text[run[-1].end : run[-1].end + 3]:
            continue
        totals = [
            f for f in figures if f.end <= view.start() and f.dimension == run[0].dimension and not f.has(*CHANGE)
        ]
        openings = [_opening(amounts(reading, back), run[0]) for back in range(n - 1, max(-1, n - _VIEW_BACK), -1)]
        totals = [*totals, *(before for before in openings if before is not None)]
        exact = next((f for f in totals if sum_verdict(f, run) in _FITS), None)
        slip = next((f for f in totals if slipped(f, run)), None)
        if exact is not None:
            yield sum_claim(exact, run, sum_verdict(exact, run))
        elif slip is not None:
            yield sum_claim(slip, run, Verdict.INCONSISTENT, SLIP)
        elif len(totals) == 1 and complete(run):
            yield sum_claim(totals[0], run, Verdict.INCONSISTENT)


def breakdown(reading: Reading, n: int, figures: list[Figure]) -> Claim | None:
    """全年1102.31亿元。分产业看，第一产业…；第二产业…；第三产业…: parts of a total that a sentence before names."""
    first = figures[0]
    if n == 0 or first.has("part"):
        return None
    parts = [f for f in figures if f.dimension == first.dimension]
    parts = [f for f in parts if not f.has("total", "grand", "plan", "from", *CHANGE)][:_MOST_PARTS]
    if len(parts) < 2 or parts[0] is not first or not all(part.is_exact for part in parts):
        return None
    sizes: dict[Decimal, int] = {}
    added = Decimal(0)
    for size, part in enumerate(parts, 1):
        added += part.value
        if size > 1:
            sizes.setdefault(added, size)
    halves = _halves_before(reading, n, parts)
    if halves is not None:
        return halves
    everything = len(parts) > 2 and (parallel(parts) or are_listed(reading, parts))
    elsewhere = _in_paragraph_before(reading, n, parts) if everything and complete(parts) else None
    if elsewhere is not None:
        return elsewhere
    for back in range(n - 1, max(-1, n - 4), -1):
        opening = _opening(amounts(reading, back), first) if everything else None
        if opening is not None and opening.value != added and slipped(opening, parts):
            return sum_claim(opening, parts, Verdict.INCONSISTENT, SLIP)
        for total in reversed(amounts(reading, back)):
            if total.dimension != first.dimension or total.paragraph != first.paragraph or total.value not in sizes:
                continue
            chosen = parts[: sizes[total.value]]
            digits = len(total.value.normalize().as_tuple().digits)
            fine = len(chosen) > 2 and digits > 2 and bool(total.step)
            beside = fine or parallel(chosen) or are_listed(reading, chosen)
            if total.is_exact and not total.has(*CHANGE) and (len(chosen) > 2 or digits > 2) and beside:
                return sum_claim(total, chosen, Verdict.CONSISTENT)
    return None


def _in_paragraph_before(reading: Reading, n: int, parts: list[Figure]) -> Claim | None:
    """共受理71184件…。二、诉求构成。咨询类33523件、…、其他类1583件: the total stands a paragraph before."""
    added = sum((part.value for part in parts), Decimal(0))
    for back in range(n - 1, max(-1, n - _SENTENCES - 1), -1):
        for total in amounts(reading, back):
            same = total.dimension == parts[0].dimension and total.value == added and not total.has(*CHANGE)
            if same and len(added.normalize().as_tuple().digits) > 3 and len(parts) > 2:
                return sum_claim(total, parts, Verdict.CONSISTENT)
    return None


def _halves_before(reading: Reading, n: int, parts: list[Figure]) -> Claim | None:
    """收入45.26亿元…。税收36.07亿元，占比79.7%；非税收入9.29亿元: two halves of the sentence before that miss it."""
    two = parts[:2]
    total = _opening(amounts(reading, n - 1), two[0]) if n and len(two) > 1 else None
    if total is None or not total.is_exact:
        return None
    if not complete(two) or any(part.has("part", "rest") for part in two):
        return None
    added = sum((part.exact for part in two), Fraction(0))
    verdict = sum_verdict(total, two)
    close = abs(added - total.exact) <= total.exact / 20 and all(part.exact < total.exact for part in two)
    return sum_claim(total, two, verdict) if verdict in _FITS or close else None


def _opening(figures: list[Figure], part: Figure) -> Figure | None:
    """The first amount of a sentence that a list of the next may be taken out of."""
    return next(
        (
            f
            for f in figures
            if f.dimension == part.dimension and f.paragraph == part.paragraph and not f.has("part", *CHANGE)
        ),
        None,
    )


def made_up(reading: Reading) -> Iterator[Claim]:
    """培训2.64万人次，由职工1.32万人次、失业人员0.54万人次、其他0.78万人次三块构成: the words say that they are all."""
    for hit in _MADE_UP.finditer(reading.text):
        begin, end = hit.span("list")
        inside = [f for f in reading.figures if begin <= f.start and f.end <= end and f.kind == AMOUNT and not f.depth]
        before = [f for f in reading.figures if begin - _CLOSE <= f.end <= begin and f.kind == AMOUNT and not f.depth]
        total = before[-1] if before else None
        if total is None or not inside or total.paragraph != inside[0].paragraph:
            continue
        if not total.is_exact or total.has(*CHANGE):
            continue
        parts = [f for f in inside if f.dimension == total.dimension]
        if len(parts) < 2 or not all(f.is_exact and not f.has(*CHANGE) and f.exact < total.exact for f in parts):
            continue
        if are_listed(reading, parts) and not any(word in hit.group("list") for word in _NOT_ALL):
            yield sum_claim(total, parts, sum_verdict(total, parts), special=Special.ALL)
