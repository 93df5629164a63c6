"""Shares in a list that name the amounts of another: 比重：工业38.1%，商贸27.7%; 其中新材料占42.0%、装备占25.0%.

Each belongs to the amount of its name in a list before, and all are of one whole: of what the list makes, or of what
two of them at least are of. The one that is not is wrong, if it is out by a digit or the list is of just that whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from ledger.claims import arithmetic as a
from ledger.claims.again import TO_BE, Surroundings
from ledger.claims.values import Claim, Given, Verdict, last
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT, PERCENT
from ledger.patterns import late

_NO_SHARE = ("up", "down", "yoy", "step", "to-up", "to-down", "from", "ahead", "behind", "expect")
_SHARE = late("占|比重|构成")
_AROUND = late("^(?:其中|分别)?(?:占比|比重)?(?:是|为)?|(?:的|所|分别)?(?:占比?|比重).*$")
_LEAST, _MOST = 2, 12
_SENTENCES, _BACK = 6, 60
_WITNESSES = 2
_ALL = 100
_CHANCE = 0.002
_WIDE = 10.0
"""Shares below so many percent are told from each other no better than by their digits."""


class _Row(NamedTuple):
    shares: list[tuple[int, Figure]]
    """With their numbers among the figures."""
    parts: list[Figure]
    whole: Figure
    """What the list of the parts makes, or the amount before it that is just that."""


_Own = tuple[int, Figure, Figure]
"""A share with its number among the figures, and the amount right before it."""


@last("share", "percent")
def share_lists(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """Shares that name the amounts of a list before them, judged together."""
    left = {at for at in open_ if reading.figures[at].kind == PERCENT}
    if not left:
        return
    if len(left) > _LEAST:
        told_of = dict(_of_all_listed(reading, left))
        yield from told_of.values()
        left -= told_of.keys()
    around: Surroundings | None = None
    for run in _runs(reading, left):
        row = _row(reading, run)
        if row is not None:
            around = around or Surroundings(reading)
            yield from _told_of(around, row, left)


def _of_all_listed(reading: Reading, left: set[int]) -> Iterator[tuple[int, Claim]]:
    """网络265.4万张，占84%；窗口28.5万张，占9%；自助22.1万张，占7%: each is of what all make."""
    run: list[_Own] = []
    for at, figure in enumerate((*reading.figures[1:], None), 1):
        part = reading.figures[at - 1]
        if figure is not None and _has_own(part, figure) and (not run or _goes_on(run[-1], at, part)):
            run.append((at, figure, part))
        elif figure is None or not (run and at == run[-1][0] + 1 and _is_listed(figure, run[-1][2])):
            if len(run) > _LEAST and any(n in left for n, _, _ in run):
                yield from _told_of_all(reading, run, left)
            run = [(at, figure, part)] if figure is not None and _has_own(part, figure) else []


def _is_listed(figure: Figure, part: Figure) -> bool:
    return figure.kind == AMOUNT and figure.dimension == part.dimension and figure.sentence == part.sentence


def _has_own(part: Figure, share: Figure) -> bool:
    plain = share.kind == PERCENT and share.is_exact and not share.weak and not share.has(*_NO_SHARE)
    beside = part.kind == AMOUNT and part.is_exact and part.sentence == share.sentence
    return plain and beside and not part.weak and 0 <= share.clause - part.clause <= 1


def _goes_on(last_: _Own, at: int, part: Figure) -> bool:
    return at == last_[0] + 2 and _is_listed(part, last_[2])


def _told_of_all(reading: Reading, run: Sequence[_Own], left: set[int]) -> Iterator[tuple[int, Claim]]:
    parts = [part for _, _, part in run]
    whole = parts[0]._replace(value=sum((f.value for f in parts), Decimal(0)), start=-1)
    # 受理8642件，其中…: of that or of what they make, nobody says
    other = reading.figures[run[0][0] - 2] if run[0][0] > 1 else whole
    if other.dimension == whole.dimension and other.value > max(f.value for f in parts) and other.value != whole.value:
        return
    if all(_fits(figure, part, whole) for _, figure, part in run):
        for at, figure, part in run:
            if at in left:
                shown = a.like(a.of(part).exact / whole.exact * _ALL, figure)
                why = (
                    f"{a.bare(part)}÷各项之和{a.bare(whole)}={shown}，与文中{figure.printed}{SAYS[Verdict.CONSISTENT]}"
                )
                yield at, claim("share", figure, shown, Verdict.CONSISTENT, why)


def _runs(reading: Reading, left: set[int]) -> Iterator[list[tuple[int, Figure]]]:
    """Percentages that follow each other in a sentence with nothing counted in between, shares by their words."""
    run: list[tuple[int, Figure]] = []
    for at, figure in enumerate(reading.figures):
        if figure.weak:
            continue
        plain = figure.kind == PERCENT and not figure.has(*_NO_SHARE) and bool(_name(figure)) and figure.is_exact
        if run and (not plain or figure.sentence != run[0][1].sentence):
            if _is_of_shares(run) and not left.isdisjoint(n for n, _ in run):
                yield run
            run = []
        if plain:
            run.append((at, figure))
    if _is_of_shares(run) and not left.isdisjoint(n for n, _ in run):
        yield run


def _is_of_shares(run: Sequence[tuple[int, Figure]]) -> bool:
    told = bool(run) and _SHARE.search(run[0][1].label + run[0][1].lead) is not None
    return told and _LEAST <= len(run) <= _MOST and len({_name(f) for _, f in run}) == len(run)


def _name(figure: Figure) -> str:
    """其中新材料占 → 新材料; 占比农业 → 农业."""
    name = _AROUND.sub("", figure.lead).strip(TO_BE)
    return name if name.isalpha() and "率" not in name else ""


def _row(reading: Reading, run: list[tuple[int, Figure]]) -> _Row | None:
    """The nearest sentence before with an amount for each of the names."""
    first = run[0][1]
    names = [_name(figure) for _, figure in run]
    for sentence in range(first.sentence, max(-1, first.sentence - _SENTENCES), -1):
        amounts = [f for f in reading.in_sentence(sentence) if f.kind == AMOUNT and f.end <= first.start]
        amounts = [f for f in amounts if not f.weak and f.is_exact]
        if len(amounts) < len(names) or amounts[0].paragraph < first.paragraph - 1:
            continue
        for dimension in dict.fromkeys(f.dimension for f in amounts):
            listed = [f for f in amounts if f.dimension == dimension]
            parts = _by_name(listed, names) or _in_order(reading, listed, names)
            if parts:
                return _Row(run, parts, _made_of(listed, parts))
    return None


def _by_name(listed: Sequence[Figure], names: Sequence[str]) -> list[Figure]:
    """For each name the one amount that bears it: what it is called, or how that begins or ends."""
    found: list[Figure] = []
    for name in names:
        for words in dict.fromkeys((name, name[:2], name[-2:])):
            called = [f for f in listed if len(words) > 1 and words in f.lead + f.tail]
            if called:
                break
        if len(called) != 1 or called[0] in found:
            return []
        found.append(called[0])
    return found


def _in_order(reading: Reading, listed: Sequence[Figure], names: Sequence[str]) -> list[Figure]:
    """甲、乙、丙产值分别为91亿元、54亿元、28亿元; 上级奖补390万元、镇自筹260万元, of which 上级 and 镇级 are said."""
    at = next((n for n, f in enumerate(listed) if "分别" in f.lead), -1)
    if at >= 0:
        run = list(listed[at : at + len(names)])
        begin = reading.sentences[run[0].sentence][0]
        places = [reading.text.find(name, begin, run[0].start) for name in names]
        return run if len(run) == len(names) and min(places) >= 0 and places == sorted(places) else []
    parts = list(listed[-len(names) :])
    if len(listed) > len(names) + 1 or len(parts) != len(names):
        return []
    alike = all(set(name) & set(f.lead) for name, f in zip(names, parts, strict=True))
    return parts if alike and any(name in f.lead for name, f in zip(names, parts, strict=True)) else []


def _made_of(listed: Sequence[Figure], parts: Sequence[Figure]) -> Figure:
    """What all that is listed makes, or the amount beside that is just that."""
    rest = [f for f in listed if f.start >= min(p.start for p in parts)]
    for many in (rest, parts):
        added = sum((f.value for f in many), Decimal(0))
        whole = next((f for f in listed if f.value == added and f not in many), None)
        if whole is not None:
            return whole
    return parts[0]._replace(value=sum((f.value for f in rest), Decimal(0)), start=-1)


def _fits(figure: Figure, part: Figure, whole: Figure) -> bool:
    computed = a.percent(a.of(part), a.of(whole)) if part.value <= whole.value else None
    return computed is not None and a.compare(figure, computed) is Verdict.CONSISTENT


def _told_of(around: Surroundings, row: _Row, left: set[int]) -> Iterator[Claim]:
    """All of them judged by the whole that most are of."""
    pairs = [(at, figure, part) for (at, figure), part in zip(row.shares, row.parts, strict=True)]
    others = around.before(row.shares[0][0], paragraphs=_MOST, most=_BACK)
    wholes = {row.whole.value: row.whole}
    for other in (*others, *around.heads(row.shares[0][0])):
        if other.dimension == row.whole.dimension and other.start not in {part.start for part in row.parts}:
            wholes.setdefault(other.value, other)
    for tries, whole in enumerate(wholes.values(), 1):
        fits = [figure for _, figure, part in pairs if _fits(figure, part, whole)]
        amiss = len(pairs) - len(fits)
        if len(fits) < _WITNESSES or amiss > 1:
            continue
        chance = float(tries)
        for figure in fits:
            chance *= float(figure.step or 1) / max(float(figure.value), _WIDE)
        if tries > 1 and chance > _CHANCE:
            continue
        for at, figure, part in pairs:
            if at in left:
                told = _told(figure, part, whole, listed=tries == 1)
                if told is not None:
                    yield told
        return


def _told(figure: Figure, part: Figure, whole: Figure, *, listed: bool) -> Claim | None:
    computed = a.percent(a.of(part), a.of(whole))
    if computed is None:
        return None
    verdict, shown = a.compare(figure, computed), a.like(computed.exact, figure)
    if verdict is Verdict.INCONSISTENT and not listed and not a.agreeing(figure, computed.exact):
        return None
    why = f"{a.bare(part)}÷{a.bare(whole)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("share", figure, shown, verdict, why, exact=computed.exact, of=(part, whole))
