"""Which elements two sequences have in common, in order, at a cost that stays bounded.

The work is done by rapidfuzz (``Indel.opcodes``: the bit-parallel longest common subsequence of Hyyrö, 64 cells at
a time, in C++, with a pure Python twin where no wheel fits). The standard library's ``difflib`` needs quadratic,
in bad cases cubic time for the same question and finds no longest answer. What would be too much even for
rapidfuzz is first cut at elements that are unique on both sides (the patience method), which is nearly linear.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence

from ledger.values import Struct

_CELLS = 16_000_000
"""Elements of one sequence times those of the other, up to which they are compared outright: some 10 ms, 2 MB."""
_DEEPEST = 12


class Block(Struct, frozen=True):
    """``before[i:i+n]`` equals ``after[j:j+n]``."""

    i: int
    j: int
    n: int


def align(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Block]:
    """The common elements as blocks in rising order, none of them empty or touching on both sides."""
    numbers: dict[Hashable, int] = {}
    a = [numbers.setdefault(element, len(numbers)) for element in before]
    b = [numbers.setdefault(element, len(numbers)) for element in after]
    joined: list[Block] = []
    for block in _blocks(a, b, 0, 0, 0):
        last = joined[-1] if joined else None
        if last and last.i + last.n == block.i and last.j + last.n == block.j:
            joined[-1] = Block(last.i, last.j, last.n + block.n)
        else:
            joined.append(block)
    return joined


def similarity(before: Sequence[Hashable], after: Sequence[Hashable]) -> float:
    """How much of two sequences is common: 1 for equal ones, 0 for nothing. Long ones are judged by what they hold."""
    from rapidfuzz.distance import Indel

    if len(before) * len(after) > _CELLS:
        common = (Counter(before) & Counter(after)).total()
        return 2 * common / (len(before) + len(after))
    return Indel.normalized_similarity(before, after)


def _blocks(a: list[int], b: list[int], i: int, j: int, depth: int) -> Iterator[Block]:
    """Blocks of ``a`` and ``b``, which stand at ``i`` and ``j`` of the whole."""
    start = 0
    shorter = min(len(a), len(b))
    while start < shorter and a[start] == b[start]:
        start += 1
    end = 0
    while end < shorter - start and a[-1 - end] == b[-1 - end]:
        end += 1
    if start:
        yield Block(i, j, start)
    inner_a, inner_b = a[start : len(a) - end], b[start : len(b) - end]
    if inner_a and inner_b:
        if len(inner_a) * len(inner_b) <= _CELLS:
            yield from _outright(inner_a, inner_b, i + start, j + start)
        elif depth < _DEEPEST:
            yield from _between_anchors(inner_a, inner_b, i + start, j + start, depth)
    if end:
        yield Block(i + len(a) - end, j + len(b) - end, end)


def _outright(a: list[int], b: list[int], i: int, j: int) -> Iterator[Block]:
    from rapidfuzz.distance import Indel

    for step in Indel.opcodes(a, b):
        if step.tag == "equal":
            yield Block(i + step.src_start, j + step.dest_start, step.src_end - step.src_start)


def _between_anchors(a: list[int], b: list[int], i: int, j: int, depth: int) -> Iterator[Block]:
    """Cut both at their common unique elements, and look into every gap. Without any, nothing is common."""
    at_a, at_b = 0, 0
    for n, m in (*_anchors(a, b), (len(a), len(b))):
        yield from _blocks(a[at_a:n], b[at_b:m], i + at_a, j + at_b, depth + 1)
        if n < len(a):
            yield Block(i + n, j + m, 1)
        at_a, at_b = n + 1, m + 1


def _anchors(a: list[int], b: list[int]) -> list[tuple[int, int]]:
    """Places of elements that occur once on each side, as many as stand in one order: the longest rising run."""
    once_a, once_b = Counter(a), Counter(b)
    place = {element: m for m, element in enumerate(b) if once_b[element] == 1}
    pairs = [(n, place[element]) for n, element in enumerate(a) if once_a[element] == 1 and element in place]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for k, (_, m) in enumerate(pairs):
        at = bisect_left(tails, m)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1], ends[at : at + 1] = [m], [k]
    run: list[tuple[int, int]] = []
    k = ends[-1] if ends else -1
    while k >= 0:
        run.append(pairs[k])
        k = before[k]
    return run[::-1]
