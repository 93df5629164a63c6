"""A wider look at shares, changes and leads whose base stands in a bracket, a clause or a sentence aside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ledger.claims import arithmetic as a
from ledger.claims.elapsed import month_of
from ledger.claims.leavings import planned
from ledger.claims.values import Claim, Given, Verdict, wider
from ledger.claims.words import CHANGE, SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT, PERCENT, POINTS
from ledger.patterns import late

_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_MOST_SEEN = 16
_REACH = 24
_SENTENCES = 2
_DIGITS = 3
_YEAR = 12
_OF_BASE = late("占[^，,。；;：:0-9()（）]{1,12}$")
_THAN_BASE = late("(?:比|较|高出|低于|高于|超出|超过)[^，,。；;：:0-9()（）]{1,12}$")
_NOT_LEVEL = ("share", "up", "down", "each", "last-year")
_THEN = ("上月", "上年", "去年", "同期", "月为", "月份为", "季度为", "年为", "年初", "上季度")
_AMOUNT_OFF = ("少完成", "多完成", "少", "多", "相差", "折合", "即", "差", "快", "慢", "欠")


def _before(reading: Reading, at: int) -> list[Figure]:
    """The figures of its sentence before it, the nearest last."""
    figure = reading.figures[at]
    near = reading.figures[max(0, at - _MOST_SEEN) : at]
    return [f for f in near if f.sentence == figure.sentence and not f.weak]


def _bracketed(reading: Reading, figure: Figure, before: Sequence[Figure]) -> tuple[Figure, str] | None:
    """What stands in a bracket straight before a figure, and the words before the bracket."""
    if not before or before[-1].depth != figure.depth + 1:
        return None
    base, text = before[-1], reading.text
    begin = reading.sentences[figure.sentence][0]
    opened = max(text.rfind("(", begin, base.start), text.rfind("（", begin, base.start))
    closed = text[base.end : figure.start].strip()
    if opened < 0 or closed[:1] not in (")", "）") or sum(f.start > opened for f in before) != 1:
        return None
    return base, text[max(begin, opened - _REACH) : opened]


@wider("share", "percent")
def shares_aside(reading: Reading, given: Given) -> Iterator[Claim]:
    """占耕地（六十四万亩）的五分之四; 承担121项，未达进度15项，滞后率12.4%; 取得证书的2053人次，取证率80.5%."""
    for at, figure in enumerate(reading.figures):
        if figure.kind != PERCENT or figure.weak or figure.has("up", "down"):
            continue
        found = None
        if figure.lead.rstrip("约近") in ("的", "") and not figure.joined:
            found = _of_bracket(reading, at, given)
        elif figure.lead.rstrip("为达到约是").endswith("率"):
            found = _rate(reading, at)
        if found:
            yield found


def _of_bracket(reading: Reading, at: int, given: Given) -> Claim | None:
    figure = reading.figures[at]
    before = _before(reading, at)
    aside = _bracketed(reading, figure, before)
    if aside is None or aside[0].kind != AMOUNT or _OF_BASE.search(aside[1]) is None:
        return None
    base = aside[0]
    level = [f for f in before[:-1] if f.kind == AMOUNT and f.depth == figure.depth]
    parts = [f for f in level if f.dimension == base.dimension]
    if not parts and level and figure.clause - level[-1].clause <= 2 and level[-1].exact <= base.exact:
        fits = a.compare(figure, _percent(level[-1], base), given.tolerance) is Verdict.CONSISTENT
        return _share(figure, level[-1], base, Verdict.CONSISTENT) if fits else None  # 26.8万座 of 31.2万户
    if not parts or parts[-1].has(*CHANGE) or figure.clause - parts[-1].clause > 4 or parts[-1].exact > base.exact:
        return None
    return _share(figure, parts[-1], base, a.compare(figure, _percent(parts[-1], base), given.tolerance))


def _percent(part: Figure, whole: Figure) -> a.Span:
    return a.percent(a.of(part), a.of(whole)) or a.constant(0)


def _share(figure: Figure, part: Figure, whole: Figure, verdict: Verdict) -> Claim:
    computed = _percent(part, whole).exact
    shown = a.like(computed, figure)
    why = f"{a.bare(part)}÷{a.bare(whole)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("share", figure, shown, verdict, why, exact=computed, of=(part, whole))


def _rate(reading: Reading, at: int) -> Claim | None:
    figure = reading.figures[at]
    name = figure.lead.rstrip("为达到约是").removesuffix("率")
    before = [f for f in _before(reading, at) if f.kind == AMOUNT and f.segment == figure.segment and not f.depth]
    if len(name) < 2 or not before or figure.depth or not figure.step:
        return None
    if before[-1].lead.startswith("应"):
        return _of_due(reading, at, before[-1], name)
    if len(before) < 2:
        return None
    whole, part = before[-2:]
    straight = figure.clause - part.clause == 1 and part.clause - whole.clause == 1
    same = whole.dimension == part.dimension and whole.exact > part.exact and whole.is_exact and part.is_exact
    if not straight or not same or part.has(*CHANGE, "rest", "part") or whole.has(*CHANGE):
        return None
    verdict = a.compare(figure, _percent(part, whole))
    if verdict is Verdict.CONSISTENT:
        return _share(figure, part, whole, verdict)
    slipped = a.agreeing(figure, _percent(part, whole).exact) >= _DIGITS - 1 and len(before) == 2
    called = all(character in part.lead for character in name) and len(before) == 2
    return _share(figure, part, whole, Verdict.INCONSISTENT) if verdict not in _FITS and (slipped or called) else None


def _of_due(reading: Reading, at: int, whole: Figure, name: str) -> Claim | None:
    """参保58.42万人，…。应参保59.19万人，参保率98.7%."""
    figure = reading.figures[at]
    parts = [
        f
        for f in reading.figures[max(0, at - _MOST_SEEN) : at]
        if f.kind == AMOUNT and f.dimension == whole.dimension and name in f.lead and "应" not in f.lead
    ]
    parts = [f for f in parts if f.paragraph == figure.paragraph and f.exact <= whole.exact and not f.has("part")]
    if not parts or name not in whole.lead:
        return None
    verdict = a.compare(figure, _percent(parts[0], whole))
    return _share(figure, parts[0], whole, verdict) if verdict is Verdict.CONSISTENT else None


@wider("growth", "percent points")
def changes_aside(reading: Reading, given: Given) -> Iterator[Claim]:
    """比上年末（54.48%）提高1.02个百分点; 环比增长4.6%（6月为56380万元）; 同比增加58件，下降27.1% with 214 as base."""
    for at, figure in enumerate(reading.figures):
        if figure.weak or figure.kind not in (PERCENT, POINTS) or not figure.is_exact:
            continue
        found = None
        if figure.kind == POINTS:
            found = _points(reading, at)
        elif figure.has("up", "down") and figure.step and figure.step < 1:
            found = _to_bracket(reading, at) or _of_delta(reading, at)
        if found:
            yield found


def _points(reading: Reading, at: int) -> Claim | None:
    figure = reading.figures[at]
    before = _before(reading, at)
    aside = _bracketed(reading, figure, before)
    if aside is None or aside[0].kind != PERCENT or _THAN_BASE.search(aside[1]) is None:
        return None
    base = aside[0]
    levels = [f for f in before[:-1] if f.kind == PERCENT and f.depth == figure.depth and not f.has("up", "down")]
    if not levels or figure.clause - levels[-1].clause > 4:
        return None
    level = levels[-1]
    one, other = (base, level) if figure.has("down", "behind") and not figure.has("up") else (level, base)
    change = a.subtract(a.of(one), a.of(other))
    verdict, shown = a.compare(figure, change), a.like(change.exact, figure)
    why = f"{a.bare(one)}−{a.bare(other)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("growth", figure, shown, verdict, why, exact=change.exact, of=(one, other))


def _to_bracket(reading: Reading, at: int) -> Claim | None:
    """7月入库58960万元，环比增长4.6%（6月为56380万元）."""
    figure = reading.figures[at]
    after = reading.figures[at + 1 : at + 2]
    opened = reading.text[figure.end : figure.end + 1] in ("(", "（")
    if not after or not opened or after[0].kind != AMOUNT or after[0].depth != figure.depth + 1:
        return None
    base = after[0]
    if not base.lead.endswith(_THEN):
        return None
    levels = [f for f in _before(reading, at) if f.kind == AMOUNT and f.dimension == base.dimension and not f.depth]
    levels = [f for f in levels if not f.has(*_NOT_LEVEL) and f.segment == figure.segment]
    if not levels or figure.clause - levels[-1].clause != 1:
        return None
    down = figure.has("down") and not figure.has("up")
    one, other = (base, levels[-1]) if down else (levels[-1], base)
    rate = a.percent(a.subtract(a.of(one), a.of(other)), a.of(base))
    if rate is None:
        return None
    verdict, shown = a.compare(figure, rate), a.like(rate.exact, figure)
    why = f"({a.bare(one)}−{a.bare(other)})÷{a.bare(base)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("growth", figure, shown, verdict, why, exact=rate.exact, of=(one, other, base))


def _of_delta(reading: Reading, at: int) -> Claim | None:
    """A sentence back 214件, then 同比减少58件，下降27.1%: right with last year's base, wrong with this year's."""
    figure = reading.figures[at]
    near = _before(reading, at)
    delta = near[-1] if near else None
    if delta is None or delta.kind != AMOUNT or figure.clause - delta.clause != 1 or delta.depth != figure.depth:
        return None
    down = delta.has("down") and not delta.has("up")
    if not delta.has("up", "down") or down != (figure.has("down") and not figure.has("up")):
        return None
    levels = [
        f
        for f in reading.figures[max(0, at - _MOST_SEEN) : at]
        if f.kind == AMOUNT and f.dimension == delta.dimension and f.paragraph == figure.paragraph and not f.weak
    ]
    levels = [f for f in levels if f is not delta and not f.has(*CHANGE, "plan", "part") and f.exact > delta.exact]
    digits = len(str(int(figure.value / figure.step)))
    for level in reversed(levels):
        if level.sentence < figure.sentence - _SENTENCES or digits < _DIGITS - 1:
            break
        base = a.add(a.of(level), a.of(delta)) if down else a.subtract(a.of(level), a.of(delta))
        rate = a.percent(a.of(delta), base)
        if rate is None:
            continue
        beneath = f"({a.bare(level)}{'+' if down else '−'}{a.bare(delta)})"
        shown = a.like(rate.exact, figure)
        sum_ = f"{a.bare(delta)}÷{beneath}={shown}，与文中{figure.printed}"
        if a.compare(figure, rate) is Verdict.CONSISTENT:
            return claim("growth", figure, shown, Verdict.CONSISTENT, f"{sum_}相符")
        now = _percent(delta, level)
        if digits >= _DIGITS and delta.has("yoy") and a.compare(figure, now) is Verdict.CONSISTENT:
            why = f"{sum_}不符；以{a.bare(level)}作基数才是{figure.printed}，基数应是上年数"
            return claim("growth", figure, shown, Verdict.INCONSISTENT, why, exact=rate.exact, of=(delta, level, delta))
    return None


@wider("lead-amount", "amount", "time-progress")
def leads_aside(reading: Reading, given: Given) -> Iterator[Claim]:
    """低于序时进度5.8个百分点，少完成6.6亿元; 比序时多160套: the plan's share of the time, and what is done."""
    for at, figure in enumerate(reading.figures):
        if figure.kind != AMOUNT or figure.weak or not figure.is_exact or not figure.lead.endswith(_AMOUNT_OFF):
            continue
        before = _before(reading, at)
        timely = figure.has("time-progress") or (
            bool(before) and before[-1].has("time-progress") and figure.clause - before[-1].clause == 1
        )
        month = month_of(reading, figure, given) if timely else 0
        found = _lead(reading, at, before, month) if month else None
        if found:
            yield found


def _lead(reading: Reading, at: int, before: Sequence[Figure], month: int) -> Claim | None:
    figure = reading.figures[at]
    plans = [
        f
        for f in reading.figures[max(0, at - _MOST_SEEN) : at]
        if f.kind == AMOUNT and f.dimension == figure.dimension and planned(f) and f.paragraph >= figure.paragraph - 1
    ]
    rates = [f for f in before if f.kind == PERCENT and not f.has("up", "down")]
    for plan in reversed(plans):
        for done in reversed([f for f in before if f.kind == AMOUNT and f.dimension == figure.dimension]):
            if (
                done is plan
                or planned(done)
                or not any(a.compare(rate, _percent(done, plan)) is Verdict.CONSISTENT for rate in rates)
            ):
                continue
            if a.compare(figure, a.subtract(a.of(plan), a.of(done))) is Verdict.CONSISTENT:
                return None  # 落后时间进度20个百分点，还差1.08亿元: of all of the year
            due = plan.exact * Fraction(month, _YEAR)
            off = a.multiply(a.of(plan), Fraction(month, _YEAR))
            more = done.exact >= due
            span = a.subtract(a.of(done), off) if more else a.subtract(off, a.of(done))
            verdict, shown = a.compare(figure, span), a.like(span.exact, figure)
            share = f"{a.bare(plan)}×{month}÷12"
            sum_ = f"{a.bare(done)}−{share}" if more else f"{share}−{a.bare(done)}"
            why = f"{sum_}={shown}，与文中{figure.printed}{SAYS[verdict]}"
            return claim("lead-amount", figure, shown, verdict, why)
    return None
