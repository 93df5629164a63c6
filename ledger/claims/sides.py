"""Which amounts a share may be of, or an average by: who has it stands beside it or is named, the other anywhere.

肢体残疾人最多，占52.0% is of 肢体12928人 four amounts back; 占全部诉求的3.0% of what the first paragraph begins with;
余额294.8亿元，…占限额94.3% of the limit that is named, whatever stands nearer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ledger.claims.again import MARKS, TO_BE, bears, counted_like, name_pairs, name_words, telling_pairs
from ledger.claims.again_said import Named, in_words, names_of
from ledger.claims.averages import dimensions_of, divisor
from ledger.claims.nearby import Field, Level, costs
from ledger.claims.words import OF_CHANGE
from ledger.figures import Figure, Reading
from ledger.figures.lexicon import CONTINUOUS
from ledger.figures.values import AMOUNT

_BESIDE = 2.0
_CALLED, _KIN, _HEAD = 1.0, 5.0, 6.0
"""What it costs to be named; to have a word of the part's somewhere in the text; to stand at its head."""
_OPENING, _HEADS, _MOST_KIN = 12, 3, 24
_ROUND = tuple("十百千万亿")
_TENS = frozenset(10**n for n in range(1, 10))
_PIECES = ("个", "家", "名")
_OF_TWO, _PAIR = ("前者", "后者"), 2
_OVER = ("超过", "超", "接近", "将近", "达到", "不到", "不足", "大约")


class Group(NamedTuple):
    """Who may have a share, what it may be of, and whether the words name that."""

    parts: list[Level]
    wholes: list[Level]
    named: bool


class Sides(NamedTuple):
    """The groups to be tried one after the other, and how far off each level is, by its number."""

    groups: Sequence[Group]
    far: dict[int, float]


def sides(field: Field, at: int, near: Sequence[Level]) -> Sides:
    """The parts and the wholes of a share that may be meant, of the levels near by and of those named further off."""
    reading, figure = field.reading, field.reading.figures[at]
    far = costs(reading, at, near)
    named = names_of(reading, figure)
    beside = sorted((n for n in near if far[n.at] <= _BESIDE), key=lambda level: far[level.at])
    words = own_words(reading, figure, named)
    called = _called(figure, words, near)
    unheard = in_words(figure) and "占" in figure.lead and bool(telling_pairs(words))
    parts = called or ([] if unheard else beside)
    for rank, level in enumerate(called):
        far[level.at] = min(far[level.at], _CALLED + rank)
    own = [level for level in near if level.figure.paragraph == figure.paragraph and level.at < at]
    straight = _straight(reading, at, near)
    if straight:
        far[straight[0].at] = 0.0
        return Sides([Group(own, straight, True)], far)
    sure = _called_wholes(field, at, named, parts)
    for rank, level in enumerate(sure):
        far[level.at] = min(far.get(level.at, _HEAD), _CALLED + rank)
    groups = [Group(parts, sure, True), Group(own, sure[:2], True)] if sure else []
    if not sure or not (in_words(figure) or any(is_called(level, figure) for level in sure)):
        further = () if sure else _far(field, at, named, parts, far)
        groups.append(Group(parts, _joined(near, further), False))
    return Sides(groups, far)


def own_words(reading: Reading, figure: Figure, named: Named | None) -> str:
    """What the words call the one that has the share: 肢体残疾人最多，占; 随班就读接近; 其中装备占."""
    words = figure.lead.partition("占")[0].removeprefix("其中").strip()
    if "率" in words or (named is not None and (named.rate or (named.base and "占" not in figure.lead))):
        return ""
    if not words.strip(TO_BE) and figure.lead:
        begin = reading.sentences[figure.sentence][0]
        before = reading.text[max(begin, figure.start - 40) : figure.start - len(figure.lead)].rstrip("，, ")
        words = before[max(map(before.rfind, MARKS)) + 1 :]
        return "" if any(c.isdigit() for c in words) else words
    if "占" not in figure.lead and not in_words(figure):
        return ""
    for end in _OVER:
        words = words.removesuffix(end)
    return words.strip(TO_BE)


def _called(figure: Figure, words: str, near: Sequence[Level]) -> list[Level]:
    """The levels of the paragraph that bear what a name begins with, or half of it; the nearest first."""
    here = [level for level in reversed(near) if level.figure.paragraph == figure.paragraph]
    if words in _OF_TWO:
        return _one_of_two(figure, words, here)
    name = telling_pairs(words.replace("我", "全"))  # 我县占 is what 全县 did
    if not name or words.endswith(OF_CHANGE):
        return []
    first = telling_pairs(words[:2].replace("我", "全"))
    borne = [(bears(level.figure, name), level) for level in here]
    borne = [(n, level) for n, level in borne if 2 * n >= len(name) or (n and bears(level.figure, first))]
    most = max((n for n, _ in borne), default=0)
    return [level for n, level in borne if n == most]


def _one_of_two(figure: Figure, words: str, here: Sequence[Level]) -> list[Level]:
    """应收账款46.5亿元，存货18.7亿元，两项计65.2亿元，前者占: of the last two that are of one measure and no sum."""
    two: list[Level] = []
    for level in here:
        if level.figure.sentence == figure.sentence and (not two or level.figure.dimension == two[0].figure.dimension):
            two.append(level)
    if len(two) > _PAIR and two[0].figure.value == two[1].figure.value + two[2].figure.value:
        del two[0]
    return two[:_PAIR][-1 if words == "前者" else 0 :][:1] if len(two) >= _PAIR else []


def _straight(reading: Reading, at: int, near: Sequence[Level]) -> list[Level]:
    """完成年度预期172亿元的: what stands straight before it."""
    figure, last = reading.figures[at], reading.figures[at - 1] if at else None
    told = last is not None and last.kind == AMOUNT and last.clause == figure.clause and figure.lead.startswith("的")
    return [level for level in near if level.at == at - 1] if told else []


def _called_wholes(field: Field, at: int, named: Named | None, parts: Sequence[Level]) -> list[Level]:
    """What bears the name of the base at least by half, wherever it stands, the nearest first."""
    name = name_pairs(named.base) if named is not None else frozenset()
    if not name or not parts:
        return []
    part = parts[0].figure.dimension
    others = [level for level in field.before(at) if level.figure.kind == AMOUNT and level.at != parts[0].at]
    others = [
        level for level in others if level.figure.dimension == part or not {level.figure.dimension, part} & CONTINUOUS
    ]
    borne = [(bears(level.figure, name), level) for level in others]
    most = max((count for count, _ in borne), default=0)
    return [level for count, level in borne if count == most][:_MOST_KIN] if most * 2 >= len(name) else []


def counted(field: Field, at: int, near: Sequence[Level]) -> tuple[list[Level], dict[int, float]]:
    """By what an average may be, and how far off it is: what its word counts, else anything of another measure.

    户均4.7株 is by the 1.16万户 that the text begins with, whatever is counted near by.
    """
    figure = field.reading.figures[at]
    far = costs(field.reading, at, near)
    per = round_number(field.reading, at)
    if per is not None:
        return _as_many(field, at, near, per, far), far
    others = [level for level in near if level.figure.dimension != figure.dimension and level.value > 1]
    by = divisor(figure)[0] or figure.lead.partition("每")[2][:1]
    if not by or ("平均" in figure.lead and "每" not in figure.lead):  # 已签户平均, 平均运距
        return others, far
    measures = dimensions_of(by)
    first = [level for level in heads(field, at) if level.at not in far and level.value > 1]
    for rank, level in enumerate(first):
        far[level.at] = _HEAD + rank
    if figure.dimension in measures:  # 平均每名护理员照料6名老人
        others = [level for level in near if level.value > 1]
    called = [n for n in (*first, *others) if n.figure.dimension in measures or n.figure.tail.endswith(by)]
    return called or others, far


def round_number(reading: Reading, at: int) -> Figure | None:
    """The 百家次 of 每百家次15个, the 百万件 of 百万件快递申诉0.75件: per how many a figure is, right before it."""
    per, figure = reading.figures[at - 1] if at else None, reading.figures[at]
    if per is None or per.printed[:1] not in _ROUND or per.kind != AMOUNT or per.clause != figure.clause:
        return None
    every = per.has("each") or per.lead.endswith("每") or (per.weak and not per.lead)
    return per if every and per.value in _TENS and per.sentence == figure.sentence else None


def _as_many(field: Field, at: int, near: Sequence[Level], per: Figure, far: dict[int, float]) -> list[Level]:
    """What is counted as the round number is, near by or at the head of the text, and comes to as many at least."""
    first = [level for level in heads(field, at) if level.at not in far]
    for rank, level in enumerate(first):
        far[level.at] = _HEAD + rank
    measures = counted_like(per)
    alike = [n for n in (*first, *near) if n.figure.dimension in measures and n.figure.value >= per.value]
    return [level for level in alike if level.at != at - 1]


def is_counted_by_name(level: Figure, figure: Figure) -> bool:
    """1136个种粮大户, of which everybody has 4户: what is counted is called as the average counts it."""
    unit = figure.measure
    return (
        bool(unit) and level.dimension in _PIECES and level.dimension != figure.dimension and level.tail.endswith(unit)
    )


def heads(field: Field, at: int) -> list[Level]:
    """The amounts that a text begins with."""
    return [level for level in field.amounts[:_OPENING] if level.at < at]


def is_called(level: Level, figure: Figure) -> bool:
    """Whether an amount is called just what 占 names: 营业收入428.6亿元, 其中违规5200万元; not 战略性新兴产业营收."""
    base = name_words(figure.lead.partition("占")[2].strip("了到的"))
    return len(base) > 1 and level.figure.lead.removeprefix("其中").strip(TO_BE).endswith(base)


def _far(field: Field, at: int, named: Named | None, parts: Sequence[Level], far: dict[int, float]) -> Iterator[Level]:
    """Further off: what has a word of the part, and the first amounts of the text."""
    if not parts:
        return
    part = parts[0].figure
    measures = counted_like(part)
    alike = [level for level in field.before(at) if level.figure.dimension in measures and level.at != parts[0].at]
    opening = [level for level in heads(field, at) if level.figure.dimension in measures]
    first = {level.at: level for level in opening[:_HEADS] if level.at != parts[0].at}
    alike += [level for level in first.values() if alike and level.at < alike[-1].at]
    bare = named is None or not named.base
    kin = telling_pairs(part.lead + "|" + part.tail) if bare else frozenset()
    rank = 0
    for level in alike:
        if level.at in far:
            continue
        if level.at in first:
            far[level.at] = _HEAD + len(first)
        elif rank < _MOST_KIN and bears(level.figure, kin):
            far[level.at] = _KIN + rank
            rank += 1
        else:
            continue
        yield level


def _joined(near: Sequence[Level], *more: Iterator[Level] | Sequence[Level]) -> list[Level]:
    found = {level.at: level for level in near}
    for levels in more:
        found.update((level.at, level) for level in levels)
    return [found[at] for at in sorted(found)]
