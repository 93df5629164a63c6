"""All kinds over one reading."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection
from functools import lru_cache

from ledger.claims import (
    again_growth,
    again_points,
    again_runs,
    again_shares,
    asides,
    averages,
    composition,
    contradictions,
    counted,
    exchange,
    growth,
    lasting,
    leavings,
    lists,
    manifold,
    multiples,
    partings,
    perunit,
    progress,
    quotients,
    remainders,
    repeats,
    residues,
    shares,
    sums,
    targets,
    timesof,
    totals,
    wording,
)
from ledger.claims.values import KINDS, LAST, WIDER, Claim, Given, Kind, LastLook, Verdict
from ledger.figures import Reading
from ledger.values import replace

_CLOSE = 60
_REPLACED = ("sum", "remainder")
"""Kinds whose wider looks may say for certain what the first look could not tell."""
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
    again_points,
    again_shares,
    again_runs,
    totals,
    residues,
    quotients,
    manifold,
    contradictions,
)
"""Importing them declares their kinds, in the order of the pages."""


def judge(reading: Reading, given: Given | None = None, only: Collection[str] | None = None) -> list[Claim]:
    """Every claim of a text with its verdict, in the order of the text; ``only`` some kinds."""
    known = given or Given()
    if not (reading.figures or reading.lists or reading.ratios):
        return []
    found: list[Claim] = []
    for kind in _worth_asking(reading.traits, None if only is None else frozenset(only)):
        found += kind.find(reading, known)
    found += _further(found, reading, known, None if only is None else frozenset(only))
    found = _left_over(found, reading, known, None if only is None else frozenset(only))
    if len(found) < 2:
        return found
    found = _corroborated(_once(found))
    order = list(KINDS)
    return sorted(found, key=lambda claim: (claim.start, claim.end, order.index(claim.kind)))


@lru_cache(maxsize=4096)
def _worth_asking(traits: frozenset[str], only: frozenset[str] | None) -> tuple[Kind, ...]:
    """The kinds that may find something in a text of these traits; texts of one ledger are much alike in this."""
    return tuple(kind for key, kind in KINDS.items() if (only is None or key in only) and kind.may_find_in(traits))


@lru_cache(maxsize=4096)
def _worth_a_look(traits: frozenset[str], only: frozenset[str] | None) -> tuple[Kind, ...]:
    """The same for the wider looks."""
    return tuple(
        look
        for key, looks in WIDER.items()
        if only is None or key in only
        for look in looks
        if look.may_find_in(traits)
    )


def _further(found: list[Claim], reading: Reading, given: Given, only: frozenset[str] | None) -> list[Claim]:
    """What wider looks find where the first look of their kind found nothing."""
    more: list[Claim] = []
    looks = _worth_a_look(reading.traits, only)
    unsure = {(claim.kind, claim.end): claim for claim in found if claim.verdict is Verdict.UNCLEAR} if looks else {}
    for look in looks:
        looked = list(look.find(reading, given))
        if not looked:
            continue
        same = [claim for claim in (*found, *more) if claim.kind == look.key]
        ends = {claim.end for claim in same}
        places = sorted((claim.start, claim.end) for claim in same)
        for claim in looked:
            if look.key in _REPLACED and (claim.kind, claim.end) in unsure and claim.verdict is not Verdict.UNCLEAR:
                found.remove(unsure.pop((claim.kind, claim.end)))
                more.append(claim)
            elif claim.end not in ends and (look.key == "sum" or not _told_already(claim, places)):
                ends.add(claim.end)
                more.append(claim)
    return more


@lru_cache(maxsize=4096)
def _worth_a_last_look(traits: frozenset[str], only: frozenset[str] | None) -> tuple[LastLook, ...]:
    """The same for the last looks."""
    return tuple(
        look
        for look in LAST
        if (only is None or look.key in only) and not any(traits.isdisjoint(group) for group in look.needs)
    )


def _left_over(found: list[Claim], reading: Reading, given: Given, only: frozenset[str] | None) -> list[Claim]:
    """With what the last looks find about figures of which nothing certain is said; it replaces 无法判断.

    A share that is nearly right takes what is quite right in its place: 20% of 16200, not 20.9% of 15500.
    """
    looks = _worth_a_last_look(reading.traits, only)
    if not looks:
        return found
    rough = {claim.end for claim in found if claim.verdict is Verdict.ROUNDING and claim.kind == "share"}
    certain = {claim.end for claim in found if claim.verdict is not Verdict.UNCLEAR} - rough
    open_ = [n for n, figure in enumerate(reading.figures) if figure.end not in certain and not figure.weak]
    for look in looks if open_ else ():
        looked = list(look.find(reading, given, open_))
        if not looked:
            continue
        places = sorted((claim.start, claim.end) for claim in found if claim.kind == look.key and claim.end in certain)
        for claim in looked:
            nearly = claim.end in rough and claim.verdict is not Verdict.CONSISTENT
            if nearly or claim.end in certain or _told_already(claim, places):
                continue
            certain.add(claim.end)
            found = [c for c in found if c.end != claim.end or c.kind != claim.kind]
            found.append(claim)
    return found


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
