"""A last look at what is left or more: a difference whose digits changed places, or whose point stands elsewhere.

上半年218.4亿元…全年450亿元，下半年须完成213.6亿元; 8.64亿元，完成7.43亿元，还有1210万元. Only of what stands right
before it and another amount near by, and only where hardly any other difference could have been hit so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ledger.claims import arithmetic as a
from ledger.claims.again import clause_before
from ledger.claims.tallies import turned
from ledger.claims.values import Claim, Given, Verdict, last
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT
from ledger.patterns import late

_SURELY = 0.005
"""So likely may it be that a difference near by is hit by a slip of a figure that was made of something else."""
_SPREAD = 5.0
_SEEN, _PARAGRAPHS, _MOST = 160, 24, 30
_TELLING = 3
_DIFFERS = late("还[有差需剩]|[须需](?:完成|再)|剩|余|缺|欠|[多少增减净省]")
_EACH = late("[均每]|单[价产个位]")
_POINTS = 2
_TENS = (10,)


@last("remainder", "alike", unsaid=True)
def slips(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """Differences that one slip of the pen explains."""
    for at in open_:
        figure = reading.figures[at]
        if figure.kind != AMOUNT or not figure.is_exact or figure.weak or figure.has("each", "part", "grand"):
            continue
        if _digits(figure) < _TELLING:
            continue
        words = clause_before(reading, figure)
        if _DIFFERS.search(words) is None or _EACH.search(words) is not None:
            continue
        found = _slipped(reading, at)
        if found is not None:
            yield found


def _digits(figure: Figure) -> int:
    return len(f"{figure.value:f}".replace(".", "").strip("0"))


def _slipped(reading: Reading, at: int) -> Claim | None:
    figure = reading.figures[at]
    levels = _levels(reading, at)
    if len(levels) < 2 or levels[0].sentence != figure.sentence:
        return None
    beside = levels[0]
    others: list[Figure] = []
    for other in levels[1:]:
        if other.value == beside.value or any(other.value == f.value for f in others):
            continue
        others.append(other)
        due = abs(other.value - beside.value)
        if due == figure.value or figure.value in (other.value, beside.value):
            return None
        ways = _ways(figure, due)
        if not ways or _digits(figure._replace(value=due)) < _TELLING:
            continue
        unit = float(max(_unit(figure), min(_unit(beside), _unit(other))))
        if len(others) * ways * unit / (_SPREAD * float(due)) > _SURELY:
            return None
        one, less = (other, beside) if other.value > beside.value else (beside, other)
        left = a.subtract(a.of(one), a.of(less))
        shown = a.like(left.exact, figure)
        why = f"{a.bare(one)}−{a.bare(less)}={shown}，与文中{figure.printed}{SAYS[Verdict.INCONSISTENT]}；像是笔误"
        of = (one, less)
        return claim("remainder", figure, shown, Verdict.INCONSISTENT, why, exact=left.exact, of=of)
    return None


def _levels(reading: Reading, at: int) -> list[Figure]:
    """The amounts of its measure before a figure, the nearest first."""
    figure = reading.figures[at]
    found: list[Figure] = []
    for other in reversed(reading.figures[max(0, at - _SEEN) : at]):
        if other.paragraph < figure.paragraph - _PARAGRAPHS or len(found) == _MOST:
            break
        plain = other.kind == AMOUNT and other.dimension == figure.dimension and other.is_exact and not other.weak
        if plain and other.value and not other.has("each", "up", "down"):
            found.append(other)
    return found


def _ways(figure: Figure, due: Decimal) -> int:
    """In how many ways a figure may slip like this: two digits beside each other, or the point."""
    if any(due in (figure.value * tens, figure.value / tens) for tens in _TENS):
        return _POINTS * len(_TENS)
    return len(str(int(figure.value / _unit(figure)))) - 1 if turned(figure, due) else 0


def _unit(figure: Figure) -> Decimal:
    return figure.step or figure.scale
