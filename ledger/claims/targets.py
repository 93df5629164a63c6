"""A text against a ledger: the targets and amounts that its tasks hold."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.claims import arithmetic as a
from ledger.claims.values import Claim, Fact, Given, Memory, Verdict, kind
from ledger.claims.words import claim, pairs
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT

_ENOUGH = 2
"""So many telling pairs of characters two descriptions must share to speak of the same thing."""
_FAR = 5


def best_fact(known: Memory, figure: Figure) -> Fact | None:
    """The one fact that speaks of the same thing: same measure, and more telling words shared than with any other.

    A figure many times the target, or a small part of it, is rather another thing with a like name.
    """
    words = pairs(figure.lead + figure.tail) - known.common
    top, best = _ENOUGH - 1, []
    for fact in known.by_dimension.get(figure.dimension, ()):
        shared = len(words & pairs(fact.words))
        if shared > top:
            top, best = shared, [fact]
        elif shared == top and best:
            best.append(fact)
    if not best or len({fact.figure.value for fact in best}) > 1:
        return None
    if not best[0].figure.value / _FAR <= figure.value <= best[0].figure.value * _FAR:
        return None
    return best[0]


@kind("target", "对照台账目标", "amount")
def targets(reading: Reading, given: Given) -> Iterator[Claim]:
    """文中的数与台账里的任务目标

    查什么：给了台账（--ledger）时，文中说的是不是台账里的某项任务：计量单位相同，名词至少有两处相同。完成数不少于
    目标就是相符。

    什么时候不作声或说“无法判断”：找不到唯一的任务；数小于目标而文中没有说已经全部完成（可能只是其中一段时间的数）。
    """
    if given.facts is None:
        return
    for figure in reading.figures:
        if figure.kind != AMOUNT or figure.weak or figure.has("up", "down", "each", "last-year", "rest", "gap", "part"):
            continue
        fact = best_fact(given.facts, figure)
        if fact is None:
            continue
        target = fact.figure
        share = a.percent(a.of(figure), a.of(target))
        if share is None:
            continue
        reached = (a.of(figure).high or figure.exact) >= target.exact
        if fact.comparator == "<=":
            reached = figure.exact <= target.exact
        shown = f"{a.bare(figure)}÷{a.bare(target)}={a.plain(share.exact, 1)}%"
        if figure.exact == target.exact:
            why = f"与 {fact.where}的目标{a.bare(target)}一致"
        elif reached:
            why = f"{fact.where}的目标是{a.bare(target)}，{shown}，达到目标"
        else:
            why = f"{fact.where}的目标是{a.bare(target)}，{shown}；文中没有说是哪一段时间的数"
        yield claim("target", figure, a.bare(target), Verdict.CONSISTENT if reached else Verdict.UNCLEAR, why)
