"""All kinds over one reading."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from ledger.claims import (
    again_both,
    again_far,
    again_growth,
    again_index,
    again_points,
    again_pull,
    again_runs,
    again_shares,
    again_then,
    again_years,
    apart,
    asides,
    averages,
    beyond,
    budgets,
    composition,
    compounding,
    contradictions,
    counted,
    exchange,
    gaps,
    gathered,
    growth,
    lasting,
    leavings,
    lists,
    manifold,
    means,
    multiples,
    offsets,
    partings,
    percount,
    perunit,
    products,
    progress,
    quotients,
    ranks,
    remainders,
    repeats,
    residues,
    rosters,
    runs,
    sectors,
    sharelists,
    shares,
    simplest,
    slips,
    spread,
    sums,
    targets,
    timesof,
    totals,
    unlike,
    wording,
)
from ledger.claims.doubts import without_doubtful
from ledger.claims.values import KINDS, LAST, WIDER, Claim, Finder, Given, Kind, LastLook, Special, Verdict
from ledger.figures import Reading
from ledger.values import replace

_CLOSE = 60
_OPEN = (Verdict.UNCLEAR, Verdict.INCONSISTENT)
_REPLACED = ("sum", "remainder")
"""Kinds whose wider looks may say for certain what the first look could not tell."""
_READ_AGAIN = ("share", "growth", "lead")
"""Kinds of which a last look may find that they are right after all."""
_NEAR = 3
MODULES = (
    shares,
    progress,
    growth,
    multiples,
    averages,
    sums,
    remainders,
    composition,
    exchange,
    lists,
    wording,
    repeats,
    targets,
    leavings,
    partings,
    perunit,
    lasting,
    timesof,
    counted,
    asides,
    again_growth,
    again_index,
    again_points,
    again_pull,
    sharelists,
    again_shares,
    again_runs,
    again_both,
    again_years,
    totals,
    gathered,
    apart,
    rosters,
    spread,
    residues,
    gaps,
    offsets,
    quotients,
    ranks,
    means,
    percount,
    manifold,
    contradictions,
    beyond,
    budgets,
    sectors,
    again_far,
    again_then,
    runs,
    compounding,
    products,
    simplest,
    slips,
    unlike,
)
"""Importing them declares their kinds, in the order of the pages."""


def judge(reading: Reading, given: Given | None = None, only: Collection[str] | None = None) -> list[Claim]:
    """Every claim of a text with its verdict, in the order of the text; ``only`` some kinds."""
    if not (reading.figures or reading.lists or reading.ratios):
        return []
    known = given or Given()
    looks = _worth_asking(reading.traits, None if only is None else frozenset(only))
    found: list[Claim] = []
    for find in looks.first:
        found += find(reading, known)
    found = _further(found, looks.wider, reading, known)
    sure = without_doubtful(reading, found)
    if looks.last:
        doubted = {claim.end for claim in found} - {claim.end for claim in sure} if len(sure) < len(found) else set()
        sure = without_doubtful(reading, _left_over(sure, looks.last, reading, known, doubted))
    found = sure
    if len(found) < 2:
        return found
    found = _corroborated(_once(found))
    return sorted(found, key=lambda claim: (claim.start, claim.end, looks.order[claim.kind]))


class _Looks(NamedTuple):
    """What may find something in a text: first looks, wider ones and last ones, and the order of the pages."""

    first: tuple[Finder, ...]
    wider: tuple[Kind, ...]
    last: tuple[LastLook, ...]
    order: Mapping[str, int]


@lru_cache(maxsize=4096)
def _worth_asking(traits: frozenset[str], only: frozenset[str] | None) -> _Looks:
    """The looks that may find something in a text of these traits; texts of one ledger are much alike in this."""
    asked = [key for key in KINDS if only is None or key in only]
    return _Looks(
        first=tuple(KINDS[key].find for key in asked if KINDS[key].may_find_in(traits)),
        wider=tuple(
            look
            for key, looks in WIDER.items()
            if only is None or key in only
            for look in looks
            if look.may_find_in(traits)
        ),
        last=tuple(
            look
            for look in LAST
            if (only is None or look.key in only) and not any(traits.isdisjoint(group) for group in look.needs)
        ),
        order={key: n for n, key in enumerate(KINDS)},
    )


def _further(found: list[Claim], looks: Sequence[Kind], reading: Reading, given: Given) -> list[Claim]:
    """With what wider looks find where the first look of their kind found nothing."""
    more: list[Claim] = []
    unsure: dict[tuple[str, int], Claim] | None = None
    for look in looks:
        looked = list(look.find(reading, given))
        if not looked:
            continue
        same = [claim for claim in (*found, *more) if claim.kind == look.key]
        ends = {claim.end for claim in same}
        places = sorted((claim.start, claim.end) for claim in same)
        if unsure is None:
            unsure = {(claim.kind, claim.end): claim for claim in found if claim.verdict in _OPEN}
        for claim in looked:
            told = unsure.get((claim.kind, claim.end))
            if told is not None and _takes_its_place(claim, told):
                (found if told in found else more).remove(unsure.pop((claim.kind, claim.end)))
                more.append(claim)
            elif claim.end not in ends and (look.key == "sum" or not _told_already(claim, places)):
                ends.add(claim.end)
                more.append(claim)
                if claim.verdict is Verdict.INCONSISTENT:
                    unsure[claim.kind, claim.end] = claim
    return found + more if more else found


def _takes_its_place(claim: Claim, told: Claim) -> bool:
    """What a wider look is certain of is told in the place of 无法判断; what it finds right, of 不符 too."""
    if told.verdict is Verdict.UNCLEAR:
        return claim.kind in _REPLACED and claim.verdict is not Verdict.UNCLEAR
    return claim.verdict is Verdict.CONSISTENT


def _left_over(
    found: list[Claim], looks: Sequence[LastLook], reading: Reading, given: Given, doubted: Collection[int]
) -> list[Claim]:
    """With what the last looks find about figures of which nothing certain is said; it replaces 无法判断.

    ``doubted`` are the ends of those that were called wrong without reason: they are not lightly called so again.

    A share that is nearly right takes what is quite right in its place: 20% of 16200, not 20.9% of 15500.
    """
    rough = {claim.end for claim in found if claim.verdict is Verdict.ROUNDING and claim.kind == "share"}
    rough |= {claim.end for claim in found if _may_be_otherwise(claim)}
    alone = [claim for claim in found if claim.kind != "composition"]  # which says nothing of its last share
    certain = {claim.end for claim in alone if claim.verdict is not Verdict.UNCLEAR} - rough
    open_ = [n for n, figure in enumerate(reading.figures) if figure.end not in certain and not figure.weak]
    unsaid: list[int] | None = None  # found when it is first asked for, and again where something was told since
    for look in looks if open_ else ():
        asked = open_
        if look.unsaid:
            if unsaid is None:
                found = without_doubtful(reading, found)
                said = {claim.end for claim in found if claim.computed and claim.kind != "composition"}
                unsaid = [at for at in open_ if reading.figures[at].end not in said]
            asked = unsaid
        looked = list(look.find(reading, given, asked))
        if not looked:
            continue
        places = sorted((claim.start, claim.end) for claim in found if claim.kind == look.key and claim.end in certain)
        for claim in looked:
            nearly = claim.verdict is not Verdict.CONSISTENT and (
                claim.end in rough or (claim.end in doubted and not look.unsaid)
            )
            if nearly or claim.end in certain or _told_already(claim, places):
                continue
            (rough if _may_be_read_again(claim) else certain).add(claim.end)
            found = [c for c in found if c.end != claim.end or c.kind != claim.kind]
            found.append(claim)
            unsaid = None
    return found


def _may_be_otherwise(claim: Claim) -> bool:
    """Whether what is called wrong may be right after all: not where the words say what it is of."""
    said = claim.working is not None and claim.working.special is Special.NAMED
    return claim.verdict is Verdict.INCONSISTENT and claim.kind in _READ_AGAIN and not said


def _may_be_read_again(claim: Claim) -> bool:
    """Whether a later look may find right what one called wrong: what is printed in words fits too soon."""
    return claim.verdict is Verdict.INCONSISTENT and claim.kind in _READ_AGAIN and "%" in claim.stated


def _told_already(claim: Claim, places: list[tuple[int, int]]) -> bool:
    """Whether a claim of the kind lies inside this one, or this one inside it, near by."""
    near = bisect_left(places, (claim.start, claim.end))
    return any(
        (claim.start <= begin and end <= claim.end) or (begin <= claim.start and claim.end <= end)
        for begin, end in places[max(0, near - _NEAR) : near + _NEAR]
    )


def _once(found: list[Claim]) -> list[Claim]:
    """其余二十条 that is no rest of the total is told as what is left, not as a sum that misses it once more."""
    wrong = {c.end for c in found if c.kind == "remainder" and c.verdict is Verdict.INCONSISTENT}
    if not wrong:
        return found
    return [c for c in found if c.kind != "sum" or c.verdict is not Verdict.INCONSISTENT or c.end not in wrong]


def _corroborated(found: list[Claim]) -> list[Claim]:
    """完成预算的75.19% without the budget: it holds where a lead in amounts that rests on it holds."""
    fits = {
        claim.start: claim for claim in found if claim.kind == "lead-amount" and claim.verdict is Verdict.CONSISTENT
    }
    if not fits:
        return found
    starts = sorted(fits)
    changed = []
    for claim in found:
        near = bisect_left(starts, claim.end)
        bare = claim.kind == "share" and claim.verdict is Verdict.UNCLEAR and not claim.computed
        if bare and near < len(starts) and starts[near] - claim.end <= _CLOSE:
            why = f"{claim.why}；与“超时间进度{fits[starts[near]].stated}”合得上"
            changed.append(replace(claim, verdict=Verdict.CONSISTENT, computed=claim.stated, why=why))
        else:
            changed.append(claim)
    return changed
