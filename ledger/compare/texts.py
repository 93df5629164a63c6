"""Two texts by meaning: sentence by sentence, and inside a changed sentence token by token.

``compare`` tells which sentences are the same, changed, new, gone or moved; a changed one holds its tokens as
``Op``. Put together, the ``before`` parts give one text and the ``after`` parts the other, character for character.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from ledger.alignment import align, similarity
from ledger.compare.tokens import Figure, delta, figure, loose, loose_token, numbers, sentences, tokens, wordless
from ledger.values import Struct, replace

SAME, CHANGED, ADDED, REMOVED, MOVED_FROM, MOVED_TO = "same", "changed", "added", "removed", "moved_from", "moved_to"

_ALIKE = 0.45
"""From this share of common tokens on, two sentences are one that was changed, not one gone and one new."""
_CLAUSES_ALIKE, _SHORTEST_CLAUSE, _LONGEST_REWRITTEN = 0.6, 6, 4_000
"""The same for the clauses of sentences that were rewritten; tokens of a clause and characters of the sentences."""
_CLAUSE = re.compile(
    r"(?:[^，,；;。！？!?\n]|,(?=\d))*(?:[，；;。！？!?\n]|,(?!\d))+\s*|(?:[^，,；;。！？!?\n]|,(?=\d))+"
)
_APART = re.compile(r"[0-9０-９]\s+[0-9０-９]|[-−－+＋][0-9０-９]")
"""Digits that a blank keeps apart, and signs, which count only where a sentence or a clause begins with them."""
_PAIRS = 2_500
"""Sentences gone times sentences new, up to which every pairing is weighed."""
_SHORTEST_MOVE = 6
"""Characters below which a sentence that turns up elsewhere is chance (“二是。”), not a move."""
_ISLAND = 2
"""Common tokens between two edits that do not help a reader when the edits are larger."""


class Op(Struct, frozen=True):
    """A stretch of tokens: ``before`` and ``after`` as they stand in the texts; ``same`` when they say the same."""

    before: str
    after: str
    same: bool = False

    @property
    def figures(self) -> tuple[Figure, Figure] | None:
        """Both figures, where one figure took the place of another of the same measure."""
        if self.same:
            return None
        one, other = figure(self.before), figure(self.after)
        return (one, other) if one and other and one.measure == other.measure else None


class Segment(Struct, frozen=True):
    """A sentence, or several in a row that fared alike. ``ops`` only where it was changed."""

    kind: str
    before: str = ""
    after: str = ""
    ops: tuple[Op, ...] = ()


class TextDiff(Struct, frozen=True):
    """Two texts side by side, in reading order."""

    segments: tuple[Segment, ...]

    @property
    def before(self) -> str:
        """The first text."""
        return "".join(segment.before for segment in self.segments)

    @property
    def after(self) -> str:
        """The second text."""
        return "".join(segment.after for segment in self.segments)

    @property
    def same(self) -> bool:
        """Whether both say the same."""
        return all(segment.kind == SAME for segment in self.segments)

    @property
    def ops(self) -> Iterator[Op]:
        """The whole as a row of tokens kept, replaced, gone and new; what moved is gone here and new there."""
        for segment in self.segments:
            if segment.kind == CHANGED:
                yield from segment.ops
            else:
                yield Op(segment.before, segment.after, segment.kind == SAME)

    @property
    def figures(self) -> tuple[str, ...]:
        """Amounts that changed, as a reader wants to hear them: ``1200套 → 1350套（+150）``."""
        said: list[str] = []
        for op in self.ops:
            pair = op.figures
            if pair and pair[0].counts and pair[0].amount != pair[1].amount:
                moved = delta(pair[0].amount, pair[1].amount, pair[0].measure)
                said.append(f"{op.before.strip()} → {op.after.strip()}（{moved}）")
        return tuple(dict.fromkeys(said))


def same_words(before: str, after: str, *, exact: bool = False) -> bool:
    """Whether two texts are equal; unless ``exact``, widths of marks, kinds of quotes and blanks do not count."""
    return before == after or (not exact and loose(before) == loose(after))


def compare(before: str, after: str, *, exact: bool = False) -> TextDiff:
    """What became of the sentences of ``before``, and which are new; see ``same_words`` for ``exact``."""
    if same_words(before, after, exact=exact):
        return TextDiff((Segment(SAME, before, after),) if before or after else ())
    a, b = sentences(before), sentences(after)
    keys_a = a if exact else [loose(one) for one in a]
    keys_b = b if exact else [loose(one) for one in b]
    pairs = _pairs(a, b, keys_a, keys_b)
    # the line break behind a sentence stays where it was
    moved_a, moved_b = _moved([key.strip() for key in keys_a], [key.strip() for key in keys_b], pairs)
    found: list[Segment] = []
    i = j = 0
    for n, m in (*pairs, (len(a), len(b))):
        rewritten = _rewritten(a[i:n], b[j:m], exact) if moved_a.isdisjoint(range(i, n)) else None
        if rewritten and moved_b.isdisjoint(range(j, m)):
            found.append(rewritten)
        else:
            found += (Segment(MOVED_FROM if k in moved_a else REMOVED, before=a[k]) for k in range(i, n))
            found += (Segment(MOVED_TO if k in moved_b else ADDED, after=b[k]) for k in range(j, m))
        if n < len(a):
            found.append(_paired(a[n], b[m], exact, same=keys_a[n] == keys_b[m]))
        i, j = n + 1, m + 1
    return TextDiff(tuple(_joined(found)))


def changed_figures(before: str, after: str) -> tuple[str, ...]:
    """``compare(before, after).figures``; texts in which no amount can have changed are not compared."""
    return compare(before, after).figures if _may_differ(before, after) else ()


def _may_differ(before: str, after: str) -> bool:
    """Whether some amount of one text can have taken the place of another amount of the same measure."""
    if not (before + after).replace("\n", "").isprintable() or _APART.search(before) or _APART.search(after):
        return True  # whether these are figures, and which, depends on what stands around them
    amounts = _amounts(before)
    said = _amounts(after) if amounts else {}
    # the same one amount on both sides is the same wherever it stands
    return any(measure in said and (len(found) > 1 or found != said[measure]) for measure, found in amounts.items())


def _amounts(text: str) -> dict[str, set[Decimal]]:
    """The amounts that are counted in a text, by their measure."""
    found: dict[str, set[Decimal]] = {}
    for token in numbers(text):
        one = figure(token)
        if one and one.counts:
            found.setdefault(one.measure, set()).add(one.amount)
    return found


def _paired(before: str, after: str, exact: bool, *, same: bool) -> Segment:
    if same:
        return Segment(SAME, before, after)
    ops = tuple(_ops(before, after, exact))
    return Segment(SAME if all(op.same for op in ops) else CHANGED, before, after, ops)


def _rewritten(gone: Sequence[str], new: Sequence[str], exact: bool) -> Segment | None:
    """Sentences that are not alike as a whole but have a clause in common, changed or not; ``None`` without one."""
    before, after = "".join(gone), "".join(new)
    if not before or not after or max(len(before), len(after)) > _LONGEST_REWRITTEN:
        return None
    a, b = _CLAUSE.findall(before), _CLAUSE.findall(after)
    keys_a, keys_b = (list(side) if exact else [loose(one) for one in side] for side in (a, b))
    pairs = [
        (n, m)
        for n, m in _weighed(a, b, range(len(a)), range(len(b)), keys_a, keys_b, _CLAUSES_ALIKE)
        if min(len(_shape(a[n])), len(_shape(b[m]))) >= _SHORTEST_CLAUSE
    ]
    if not pairs:
        return None
    ops: list[Op] = []
    i = j = 0
    for n, m in (*pairs, (len(a), len(b))):
        if n > i or m > j:
            ops.append(Op("".join(a[i:n]), "".join(b[j:m])))
        if n < len(a):
            ops += _ops(a[n], b[m], exact)
        i, j = n + 1, m + 1
    return Segment(CHANGED, before, after, tuple(ops))


def _moved(a: Sequence[str], b: Sequence[str], pairs: Sequence[tuple[int, int]]) -> tuple[set[int], set[int]]:
    """Sentences that stand in both texts, but in another place."""
    kept_a, kept_b = {n for n, _ in pairs}, {m for _, m in pairs}
    left = {key for n, key in enumerate(a) if n not in kept_a}
    if left.isdisjoint([key for m, key in enumerate(b) if m not in kept_b]):
        return set(), set()
    gone = Counter(key for n, key in enumerate(a) if n not in kept_a and len(loose(key)) >= _SHORTEST_MOVE)
    new = Counter(key for m, key in enumerate(b) if m not in kept_b and len(loose(key)) >= _SHORTEST_MOVE)
    both = gone & new
    return _first(a, kept_a, both), _first(b, kept_b, both)


def _first(keys: Sequence[str], kept: set[int], wanted: Counter[str]) -> set[int]:
    left = Counter(wanted)
    found: set[int] = set()
    for n, key in enumerate(keys):
        if n not in kept and left[key] > 0:
            left[key] -= 1
            found.add(n)
    return found


def _pairs(a: Sequence[str], b: Sequence[str], keys_a: Sequence[str], keys_b: Sequence[str]) -> list[tuple[int, int]]:
    """Which sentence stayed or became which, in order.

    What is equal at both ends stays. In between, a few sentences are weighed all against all, so that a long one
    that was changed counts for more than a short one that was not; many are first cut at those that stayed.
    """
    start, shorter = 0, min(len(a), len(b))
    while start < shorter and keys_a[start] == keys_b[start]:
        start += 1
    end = 0
    while end < shorter - start and keys_a[-1 - end] == keys_b[-1 - end]:
        end += 1
    stop_a, stop_b = len(a) - end, len(b) - end
    found = [(n, n) for n in range(start)]
    if (stop_a - start) * (stop_b - start) <= _PAIRS:
        found += _weighed(a, b, range(start, stop_a), range(start, stop_b), keys_a, keys_b)
    else:
        i = j = start
        for block in (*align(keys_a[start:stop_a], keys_b[start:stop_b]), None):
            n, m = (start + block.i, start + block.j) if block else (stop_a, stop_b)
            found += _weighed(a, b, range(i, n), range(j, m), keys_a, keys_b)
            if block:
                found += ((n + k, m + k) for k in range(block.n))
                i, j = n + block.n, m + block.n
    return [*found, *((stop_a + k, stop_b + k) for k in range(end))]


def _weighed(
    a: Sequence[str],
    b: Sequence[str],
    gone: range,
    new: range,
    keys_a: Sequence[str],
    keys_b: Sequence[str],
    least: float = _ALIKE,
) -> list[tuple[int, int]]:
    """The pairs of sentences that together keep the most tokens."""
    if not gone or not new:
        return []
    shapes_a, shapes_b = [_shape(a[n]) for n in gone], [_shape(b[m]) for m in new]
    if len(gone) * len(new) > _PAIRS:
        # too many to weigh: a text rewritten from end to end is read side by side
        return [
            (gone[k], new[k]) for k in range(min(len(gone), len(new))) if similarity(shapes_a[k], shapes_b[k]) >= _ALIKE
        ]
    worth = [
        [_worth(shapes_a[n], shapes_b[m], keys_a[gone[n]] == keys_b[new[m]], least) for m in range(len(new))]
        for n in range(len(gone))
    ]
    best = [[0.0] * (len(new) + 1) for _ in range(len(gone) + 1)]
    for n in range(len(gone) - 1, -1, -1):
        for m in range(len(new) - 1, -1, -1):
            paired = best[n + 1][m + 1] + worth[n][m] if worth[n][m] else 0.0
            best[n][m] = max(best[n + 1][m], best[n][m + 1], paired)
    found: list[tuple[int, int]] = []
    n = m = 0
    while n < len(gone) and m < len(new):
        if worth[n][m] and best[n][m] == best[n + 1][m + 1] + worth[n][m]:
            found.append((gone[n], new[m]))
            n, m = n + 1, m + 1
        elif best[n][m] == best[n + 1][m]:
            n += 1
        else:
            m += 1
    return found


def _worth(one: Sequence[str], other: Sequence[str], same: bool, least: float) -> float:
    """How many tokens a pair keeps; nothing for two sentences that are not alike."""
    if same:
        return len(one) + 1.0
    alike = similarity(one, other)
    return alike * (len(one) + len(other)) / 2 if alike >= least else 0.0


@lru_cache(maxsize=1024)
def _shape(sentence: str) -> tuple[str, ...]:
    """The tokens, figures by their measure alone: the same sentence with other figures is the same sentence."""
    return tuple(map(_shape_of, tokens(sentence)))


@lru_cache(maxsize=32_768)
def _shape_of(token: str) -> str:
    # most tokens are single characters, which are no figures unless they are digits
    found = figure(token) if len(token) > 1 or token.isdigit() else None
    return f"#{found.measure}" if found else loose_token(token)


# ---------------------------------------------------------------------- inside a sentence


@dataclass(slots=True)
class _Edit:
    """Tokens on both sides, while their limits are still being moved."""

    before: list[str]
    after: list[str]
    same: bool

    @property
    def size(self) -> int:
        return max(len(self.before), len(self.after))

    @property
    def pair_of_figures(self) -> bool:
        return len(self.before) == len(self.after) == 1 and bool(figure(self.before[0]) and figure(self.after[0]))


def _ops(before: str, after: str, exact: bool) -> Iterator[Op]:
    a, b = tokens(before, exact=exact), tokens(after, exact=exact)
    edits: list[_Edit] = []
    i = j = 0
    blocks = align(a if exact else list(map(loose_token, a)), b if exact else list(map(loose_token, b)))
    for block in (*blocks, None):
        end_i, end_j = (block.i, block.j) if block else (len(a), len(b))
        edits += _figures_apart(a[i:end_i], b[j:end_j])
        if block:
            i, j = block.i + block.n, block.j + block.n
            edits.append(_Edit(a[block.i : i], b[block.j : j], same=True))
    for edit in _without_islands(edits):
        one, other = "".join(edit.before), "".join(edit.after)
        yield Op(one, other, edit.same or same_words(one, other, exact=exact))


def _figures_apart(a: list[str], b: list[str]) -> Iterator[_Edit]:
    """An edit, cut so that a figure stands against the figure of the same measure that took its place."""
    if not a and not b:
        return
    kinds_a, kinds_b = ([found.measure if (found := figure(one)) else None for one in side] for side in (a, b))
    places_a, places_b = ([n for n, kind in enumerate(kinds) if kind is not None] for kinds in (kinds_a, kinds_b))
    i = j = 0
    for block in align([kinds_a[n] for n in places_a], [kinds_b[m] for m in places_b]):
        for k in range(block.n):
            n, m = places_a[block.i + k], places_b[block.j + k]
            if n > i or m > j:
                yield _Edit(a[i:n], b[j:m], same=False)
            yield _Edit([a[n]], [b[m]], same=False)
            i, j = n + 1, m + 1
    if i < len(a) or j < len(b):
        yield _Edit(a[i:], b[j:], same=False)


def _without_islands(edits: list[_Edit]) -> list[_Edit]:
    """A stray 的 or comma between two larger edits is taken into them: one change reads better than three."""
    found: list[_Edit] = []
    for edit in edits:
        found.append(edit)
        while len(found) >= 3 and _is_island(*found[-3:]):
            right, island, left = found.pop(), found.pop(), found.pop()
            parts = (left, island, right)
            found.append(
                _Edit([t for part in parts for t in part.before], [t for part in parts for t in part.after], same=False)
            )
    return found


def _is_island(left: _Edit, middle: _Edit, right: _Edit) -> bool:
    if left.same or not middle.same or right.same or left.pair_of_figures or right.pair_of_figures:
        return False
    words = sum(not wordless(token) for token in middle.before)
    held = any(figure(token) for token in middle.before)
    smaller = min(left.size, right.size)
    return not held and words <= min(_ISLAND, smaller - 1) and middle.size <= 2 * smaller


def _joined(segments: Sequence[Segment]) -> Iterator[Segment]:
    """Neighbours that fared alike as one; a changed sentence stays by itself."""
    last: Segment | None = None
    for segment in segments:
        if last and last.kind == segment.kind != CHANGED:
            last = replace(last, before=last.before + segment.before, after=last.after + segment.after, ops=())
            continue
        if last:
            yield last
        last = segment
    if last:
        yield last
