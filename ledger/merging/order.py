"""Two sequences as one, in an order that does not depend on which side comes first."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from datetime import date
from typing import Any

from ledger.merging.items import Step
from ledger.periods import Period


def woven(ours: Sequence[Any], theirs: Sequence[Any]) -> list[Any]:
    """Both sequences in one, the same whichever comes first as long as their common members agree in order."""
    mine, other = set(ours), set(theirs)
    common = [each for each in ours if each in other]
    if common != [each for each in theirs if each in mine]:
        return _followed(ours, theirs, mine)
    result: list[Any] = []
    for gap, behind in zip(_gaps(ours, other), _gaps(theirs, mine), strict=True):
        result += heapq.merge(gap, behind, key=_rank)
        if common:
            result.append(common.pop(0))
    return result


def _rank(step: Step) -> tuple[int, tuple[date, int], Step]:
    """Where an addition stands among those of the other side: by period or day, then by name."""
    first = step if isinstance(step, str) else step[0]
    try:
        return 0, Period.parse(first).sort_key, step
    except ValueError:
        return 1, (date.max, 0), step


def _gaps(sequence: Sequence[Any], anchors: set[Any]) -> list[list[Any]]:
    gaps: list[list[Any]] = [[]]
    for each in sequence:
        if each in anchors:
            gaps.append([])
        else:
            gaps[-1].append(each)
    return gaps


def _followed(ours: Sequence[Any], theirs: Sequence[Any], mine: set[Any]) -> list[Any]:
    """``ours``, with what only ``theirs`` has behind the member it follows there."""
    result = list(ours)
    at = 0
    for each in theirs:
        if each in mine:
            at = result.index(each) + 1
        else:
            result.insert(at, each)
            at += 1
    return result
