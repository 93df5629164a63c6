"""The last look of all: the simplest arithmetic near by that gives a figure of which nothing is said yet.

余68条, 多建42张, 一户带动3.5人, 占查出金额的80.0%: two figures near by give it as a difference, a quotient, a share
or a rate. It is told to be right only where that is hardly chance (``nearby``). It is wrong only in the one way in
which offices take the wrong base: 增长30.2%, where 16 more than 37 are 43.2%, and 16 of the 53 of now are 30.2%.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from ledger.claims import arithmetic as a
from ledger.claims.again import clause_before, telling_pairs
from ledger.claims.again_said import in_words
from ledger.claims.averages import fixed_for_each, turned
from ledger.claims.nearby import Field, Level, Line, costs, on_line, tried_before
from ledger.claims.ofnow import of_now
from ledger.claims.sides import Group, counted, heads, is_called, is_counted_by_name, round_number, sides
from ledger.claims.values import Claim, Given, Special, Verdict, Working, last
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.lexicon import CONTINUOUS
from ledger.figures.values import AMOUNT, PERCENT, POINTS, TIMES
from ledger.patterns import late
from ledger.values import replace

_CHANCE = 0.15
"""So likely may it be that something near by fits a figure that was made of nothing. Of figures that were changed at
random in twenty-four texts two percentages in a hundred, and fewer amounts, found an arithmetic this way."""
_SURELY = 0.01
_SPREAD = 5.0
"""Amounts of a text lie spread over some decades: how many units of its own size a difference may come to."""
_SPREAD_OF_QUOTIENTS = 3.0
_RATES = 30.0
"""Rates of growth mostly lie within so many percent."""
_ALL = 100.0
_CROSS = 3.0
"""What it costs to hold two measures against each other: 397人 of 420个."""
_FEW_EACH, _NEARLY = 100, (0.995, 1.005)
_TELLING = 100
"""Figures of three digits."""
_NO_NAME = 2
_FEW = 32
"""Of so many, all pairs are looked at before the words are."""
_FEWEST = 3
"""A figure, and two others."""
_EXACT = 4
_CHANGES = ("up", "down", "ahead", "behind", "yoy", "step", "surplus")
_MOVED = ("up", "down", "yoy", "step")
_GROWS, _FALLS = ("up", "ahead", "surplus"), ("down", "behind")
_MOVES = frozenset(("rest", "rest-weak", "gap", "saved", "over-short", "to-up", "to-down", *_CHANGES))
_DIFFERS = late(
    "[多少增减净余超差欠缺另高低快慢扣降升短省距落领滞退压缩长扩]|剩|还|尚|其[他它余]|审定|拦蓄|提前|未|没有|不"
)
_EACH = late("[均每]|一[个所户处家台座条名人亩次件项支场张辆株]|单[价产个位]|密度|强度|各")
_OF_EACH = late("[均每一单密强各]")
_OF_EITHER = late("[多少增减净余超差欠缺另高低快慢扣降升短省距落领滞退压缩长扩剩还尚其审拦提未没不均每一单密强各]")
"""With which characters the words of an average begin, and those of either: looked for first, which is quick."""
_REACH, _CLAUSE = 40, 20
"""So far back ``clause_before`` reads."""


class _Made(NamedTuple):
    """How a figure is made of two others: what is computed, how it is written, where ``one`` has to lie."""

    kind: str
    written: str
    compute: Callable[[a.Span, a.Span], a.Span | None]
    line: Line
    spread: float
    """How widely such results are spread, in the figure's own unit."""
    finest: Callable[[float, Level, Level], float]
    """How finely two such figures can tell results apart, at most."""


@last("remainder", "several percent points times", unsaid=True)
def simplest(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """Differences, averages, shares, rates, points and multiples of two figures near by."""
    if len(reading.figures) < _FEWEST:
        return
    several, alike = "several" in reading.traits, "alike" in reading.traits
    field: Field | None = None
    for at in open_:
        figure = reading.figures[at]
        each = differs = False
        if figure.kind == AMOUNT:
            if several:
                each, differs = _told_of(reading, figure, alike=alike)
                each = each or round_number(reading, at) is not None
            if not each and not differs:
                continue
        if figure.top is None and figure.value > 0:
            field = field or Field(reading)
            found = _amount(field, at, each=each, differs=differs) if each or differs else _made(field, at)
            if found is not None:
                yield found


def _made(field: Field, at: int) -> Claim | None:
    figure = field.reading.figures[at]
    if figure.kind == PERCENT:
        return _percentage(field, at, figure)
    if figure.kind == POINTS:
        rates = [level for level in field.near(at) if level.figure.kind == PERCENT]
        return _best(field, at, [_difference(figure, "growth")], rates, rates)
    if figure.kind == TIMES and figure.measure != "番":
        near = [level for level in field.near(at) if level.figure.kind == AMOUNT]
        return _best(field, at, [_times(figure)], near, near, same=True)
    return None


# ---------------------------------------------------------------------- amounts


def _told_of(reading: Reading, figure: Figure, *, alike: bool) -> tuple[bool, bool]:
    """Whether its words tell of an average, and of a difference: of nearly all amounts they tell of neither."""
    signs = figure.signs
    may_differ = alike and not figure.bound and "part" not in signs
    each, differs = "each" in signs, may_differ and not signs.isdisjoint(_MOVES)
    begin = max(reading.sentences[figure.sentence][0], figure.start - _REACH)
    if (_OF_EITHER if may_differ else _OF_EACH).search(reading.text, begin, figure.start):
        words = clause_before(reading, figure)
        each = each or _EACH.search(words) is not None
        differs = differs or (may_differ and _DIFFERS.search(words) is not None)
    return each, differs


def _amount(field: Field, at: int, *, each: bool, differs: bool) -> Claim | None:
    figure = field.reading.figures[at]
    near = [level for level in field.near(at) if level.figure.kind == AMOUNT]
    same = [level for level in near if level.figure.dimension == figure.dimension]
    if each:
        same += [level for level in near if is_counted_by_name(level.figure, figure)]
        others, far = counted(field, at, near)
        rounded = not figure.step and fixed_for_each(field.reading, figure) is None
        if rounded:
            figure = figure._replace(step=figure.scale)
        made = _average(figure, round_number(field.reading, at), rounded=rounded)
        found = _best(field, at, [made], same, others, far=far, figure=figure)
        if found is not None:
            return found
        same = [level for level in same if level.figure.dimension == figure.dimension]
    return _best(field, at, [_difference(figure, "remainder")], same, same) if differs and same else None


def _unit(figure: Figure) -> float:
    return float(figure.step or figure.scale)


def _ends(figure: Figure) -> tuple[float, float]:
    if figure.is_exact:
        value, half = float(figure.value), float(figure.step) / 2
        return value - half, value + half
    high = figure.high
    return float(figure.low), float(figure.value) * 2 if high is None else float(high)


def _difference(figure: Figure, kind: str) -> _Made:
    low, high = _ends(figure)
    return _Made(
        kind, "{one}−{other}", a.subtract, Line((1.0, 1.0), (low, high)), float(figure.value) * _SPREAD,
        lambda _, one, other: max(_unit(figure), _unit(one.figure), _unit(other.figure)),
    )  # fmt: skip


def _average(figure: Figure, per: Figure | None, *, rounded: bool) -> _Made:
    """Of each, or of so many: 每百家次15个; ``rounded``: a whole number, but as an average a rounded one."""
    times = per.exact if per is not None else Fraction(1)
    low, high = _ends(figure)
    if rounded and figure.value < _FEW_EACH * figure.scale:  # 3.3 of each are hardly called 3
        low, high = (float(figure.value) * nearly for nearly in _NEARLY)

    def divided(one: a.Span, other: a.Span) -> a.Span | None:
        each = a.divide(one, other)
        return each if each is None or per is None else a.multiply(each, times)

    written = "{one}÷{other}" if per is None else f"{{one}}÷{{other}}×{int(times)}"
    return _Made(
        "average", written, divided, Line((low / float(times), high / float(times))), float(figure.value) * _SPREAD,
        lambda due, one, other: due * max(_unit(one.figure) / one.value, _unit(other.figure) / other.value),
    )  # fmt: skip


def _times(figure: Figure) -> _Made:
    low, high = _ends(figure)
    more = 1.0 if figure.has("up") else 0.0
    return _Made(
        "multiple", "({one}−{other})÷{other}" if more else "{one}÷{other}", _growth if more else a.divide,
        Line((low + more, high + more)), float(figure.value) * _SPREAD_OF_QUOTIENTS,
        lambda due, one, other: due * max(_unit(one.figure) / one.value, _unit(other.figure) / other.value),
    )  # fmt: skip


# ---------------------------------------------------------------------- shares and rates


def _percentage(field: Field, at: int, figure: Figure) -> Claim | None:
    near = [level for level in field.near(at) if level.figure.kind == AMOUNT]
    if len(near) < 2:
        return None
    if not figure.has(*_CHANGES) or (in_words(figure) and not figure.has(*_MOVED)):
        return _best_share(field, at, near) or _beside_rest(field.reading, at)
    made = _rates(figure)
    right = _best(field, at, [*made], near, near, same=True)
    if right is not None or not figure.is_exact:
        return right
    return of_now(reading=field.reading, at=at, near=near)


def _best_share(field: Field, at: int, near: Sequence[Level]) -> Claim | None:
    """The first group of parts and wholes that fits."""
    figure = field.reading.figures[at]
    if figure.value > _ALL and figure.lead.endswith("占"):
        return None
    made = _share(figure)
    unnamed = len(figure.lead.partition("占")[2]) <= _NO_NAME or not _may_be_of_another(field, at)
    if unnamed and len(field.amounts) <= _FEW and next(on_line(made.line, field.amounts, field.amounts), None) is None:
        return None
    groups, far = sides(field, at, near)
    for ones, others, named in groups:
        alike = not named and figure.step >= 1 and "率" not in figure.lead  # 1680张 is no 44% of 3820套
        found = _best(field, at, [made], ones, others, far=far, same=alike)
        if found is not None:
            return found
    return _of_other_base(field, at, groups[0]) if groups and groups[0].named and figure.is_exact else None


def _may_be_of_another(field: Field, at: int) -> bool:
    """A quick look whether anything counted like the amount right before a share is more than that."""
    part = field.reading.figures[at - 1] if at else None
    return part is not None and field.has_more_than(part)


def _of_other_base(field: Field, at: int, group: Group) -> Claim | None:
    """占违规金额的3.7%, which is the share of all that was found, or 占营业收入1.68% for 16.8%: the base is named."""
    figure = field.reading.figures[at]
    part = group.parts[0] if group.parts else None
    beside = figure.step < 1 and "占" in figure.lead and part is not None and part.at == at - 1
    if part is None or not beside or part.figure.clause != figure.clause - 1:
        return None
    named = {n.value: n for n in group.wholes if _are_alike(n, part) and n.value > part.value and is_called(n, figure)}
    if len(named) != 1:
        return None
    (whole,) = named.values()
    due = a.percent(a.of(part.figure), a.of(whole.figure))
    if due is None or a.compare(figure, due) is not Verdict.INCONSISTENT:
        return None
    shown = a.like(due.exact, figure)
    why = f"{a.bare(part.figure)}÷{a.bare(whole.figure)}={shown}，与文中{figure.printed}不符"
    digits = figure.value / figure.step >= _TELLING
    if not (digits and (turned(figure, due.exact) or _is_point_off(figure, due.exact))):
        near = [n for n in heads(field, at) if _are_alike(n, part) and n.value > whole.value]
        meant = [n for n in near if a.compare(figure, _percent(part, n)) is Verdict.CONSISTENT]
        if not meant or len({n.value for n in near}) * float(figure.step) / _ALL > _SURELY * 2:
            return None
        why += f"；以{a.bare(meant[-1].figure)}为总数才是{figure.printed}"
    told = claim("share", figure, shown, Verdict.INCONSISTENT, why)
    return replace(told, working=Working(figure, due.exact, (part.figure, whole.figure), Special.NAMED))


def _beside_rest(reading: Reading, at: int) -> Claim | None:
    """产值2400万元，完成1320万元，完成65%；余1080万元: the rest is right, so that part and whole are what is meant."""
    if at < 2 or at + 1 >= len(reading.figures):
        return None
    whole, part, figure, rest = reading.figures[at - 2 : at + 2]
    amounts = (whole, part, rest)
    plain = all(f.kind == AMOUNT and f.is_exact and not f.weak and f.depth == figure.depth for f in amounts)
    beside = whole.sentence == rest.sentence and whole.segment == part.segment == figure.segment
    steps = part.clause - whole.clause, figure.clause - part.clause, rest.clause - figure.clause
    if not plain or not beside or steps != (1, 1, 1) or len({f.dimension for f in amounts}) > 1:
        return None
    if not rest.has("rest", "rest-weak") or whole.value - part.value != rest.value or not figure.is_exact:
        return None
    due = a.percent(a.of(part), a.of(whole))
    left = a.percent(a.of(rest), a.of(whole))
    if due is None or left is None or a.compare(figure, due) is not Verdict.INCONSISTENT:
        return None
    slip = a.agreeing(figure, due.exact) > 0
    called = telling_pairs(figure.lead.removesuffix("率")) & telling_pairs(rest.tail)  # 覆盖率, 未覆盖
    if a.compare(figure, left) is not Verdict.INCONSISTENT or not (slip or called):
        return None  # rather of something else
    shown = a.like(due.exact, figure)
    why = f"{a.bare(part)}÷{a.bare(whole)}={shown}，与文中{figure.printed}不符"
    return claim("share", figure, shown, Verdict.INCONSISTENT, why, exact=due.exact, of=(part, whole))


def _percent(part: Level, whole: Level) -> a.Span:
    return a.percent(a.of(part.figure), a.of(whole.figure)) or a.constant(0)


def _is_point_off(figure: Figure, due: Fraction) -> bool:
    """1.68% for 16.75%: all digits as they are printed, the point elsewhere."""
    return any(a.compare(figure, a.constant(due * ten)) is Verdict.CONSISTENT for ten in (10, Fraction(1, 10)))


def _share(figure: Figure) -> _Made:
    low, high = _ends(figure)
    return _Made(
        "share", "{one}÷{other}", a.percent, Line((low / _ALL, high / _ALL)), max(_ALL, float(figure.value)), _of_whole
    )


def _of_whole(due: float, one: Level, other: Level) -> float:
    return _ALL * _unit(other.figure) / other.value


def _rates(figure: Figure) -> list[_Made]:
    """By how much now is more than then, or less; and the change of what there was before it."""
    low, high = (end / _ALL for end in _ends(figure))
    spread = max(_RATES, float(figure.value))
    found = []
    if not figure.has(*_FALLS):
        found.append(_Made("growth", "({one}−{other})÷{other}", _growth, Line((1 + low, 1 + high)), spread, _of_whole))
        found.append(
            _Made(
                "growth",
                "{one}÷({other}−{one})",
                _grown_by,
                Line((low / (1 + low), high / (1 + high))),
                spread,
                _of_whole,
            )
        )
    if not figure.has(*_GROWS) and high < 1:
        found.append(_Made("growth", "({other}−{one})÷{other}", _fall, Line((1 - high, 1 - low)), spread, _of_whole))
        found.append(
            _Made(
                "growth",
                "{one}÷({other}+{one})",
                _fallen_by,
                Line((low / (1 - low), high / (1 - high))),
                spread,
                _of_whole,
            )
        )
    return found


def _growth(now: a.Span, then: a.Span) -> a.Span | None:
    return a.percent(a.subtract(now, then), then)


def _fall(now: a.Span, then: a.Span) -> a.Span | None:
    return a.percent(a.subtract(then, now), then)


def _grown_by(change: a.Span, now: a.Span) -> a.Span | None:
    return a.percent(change, a.subtract(now, change))


def _fallen_by(change: a.Span, now: a.Span) -> a.Span | None:
    return a.percent(change, a.add(now, change))


# ---------------------------------------------------------------------- what is likeliest


def _best(
    field: Field,
    at: int,
    ways: Sequence[_Made],
    ones: Sequence[Level],
    others: Sequence[Level],
    *,
    same: bool = False,
    far: Mapping[int, float] | None = None,
    figure: Figure | None = None,
) -> Claim | None:
    """The nearest fit of any of these ways, if it is hardly chance; ``far``: how far off each is, if known.

    ``figure``: the one with this number, where it is to be taken as rounded.
    """
    figure = figure or field.reading.figures[at]
    within = figure.value < _ALL and any(made.kind == "share" for made in ways)
    fits = [
        (made, one, other)
        for made in ways
        for one, other in on_line(made.line, ones, others)
        if made.kind == "average" or _are_alike(one, other) or (not same and _may_cross(one, other))
    ]
    if not fits:
        return None
    if far is None:
        far = costs(field.reading, at, sorted({level.at: level for level in (*ones, *others)}.values(), key=_place))
    for made, one, other in sorted(fits, key=lambda fit: far[fit[1].at] + far[fit[2].at] + _extra(fit[1], fit[2])):
        computed = made.compute(a.of(one.figure), a.of(other.figure))
        if computed is None or a.compare(figure, computed) is not Verdict.CONSISTENT:
            continue
        if made.kind == "remainder" and figure.value in (one.figure.value, other.figure.value):
            continue  # 90 of 180: half of it is left, and half of it is gone
        cost = far[one.at] + far[other.at] + _extra(one, other)
        tried = tried_before(ones, others, far, cost, _extra, within=within) * len(ways)
        if max(1, tried) * _width(figure, made, one, other, float(computed.exact)) > _CHANCE:
            return None
        if made.kind == "share" and _is_another_by_count(field.reading, figure, one, other):
            return None
        shown = a.like(computed.exact, figure)
        sum_ = made.written.format(one=a.bare(one.figure), other=a.bare(other.figure))
        why = f"{sum_}={shown}，与文中{figure.printed}{SAYS[Verdict.CONSISTENT]}"
        return claim(made.kind, figure, shown, Verdict.CONSISTENT, why)
    return None


def _is_another_by_count(reading: Reading, figure: Figure, one: Level, other: Level) -> bool:
    """拆除264处、20.58万平方米（台账277处、22.85万平方米），完成90%: by the area, but 95% by the places."""
    if "按" in reading.text[max(0, figure.start - _CLAUSE) : figure.start]:
        return False
    figures = reading.figures
    for step in (-1, 1):
        if min(one.at, other.at) + step < 0 or max(one.at, other.at) + step >= len(figures):
            continue
        part, whole = figures[one.at + step], figures[other.at + step]
        joined = (one.figure.joined and other.figure.joined) if step < 0 else (part.joined and whole.joined)
        if joined and part.kind == AMOUNT and part.dimension == whole.dimension != one.figure.dimension:
            computed = a.percent(a.of(part), a.of(whole)) if whole.value else None
            if computed is not None and a.compare(figure, computed) is Verdict.INCONSISTENT:
                return True
    return False


def _place(level: Level) -> int:
    return level.at


def _are_alike(one: Level, other: Level) -> bool:
    return one.figure.dimension == other.figure.dimension


def _may_cross(one: Level, other: Level) -> bool:
    return one.figure.dimension not in CONTINUOUS and other.figure.dimension not in CONTINUOUS


def _extra(one: Level, other: Level) -> float:
    return 0.0 if _are_alike(one, other) else _CROSS


def _width(figure: Figure, made: _Made, one: Level, other: Level, due: float) -> float:
    """How likely one pair is to fit: the figure's own width, less where it fits more exactly, of all there may be."""
    low, high = _ends(figure)
    wide = (
        high - low if not figure.is_exact else min(high - low or _unit(figure), _EXACT * abs(due - float(figure.value)))
    )
    return max(wide, made.finest(due, one, other)) / made.spread
