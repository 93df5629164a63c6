"""A last look at amounts that are products: 每座补助1500元，已拨60.45万元; 绿化率84%，已绿化52.5万亩; 平均运距."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ledger.claims import arithmetic as a
from ledger.claims.again import is_hardly_chance, telling_pairs
from ledger.claims.levels import is_then
from ledger.claims.values import Claim, Given, Verdict, last
from ledger.claims.words import CHANGE, SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT, PERCENT
from ledger.patterns import late

_MOST_SEEN, _MOST = 16, 6
_EACH = late("(?:每|一)(?P<by>[\u4e00-\u9fff]{1,3}?)(?:一次性|平均|最高)?(?:[\u4e00-\u9fff]{0,6})$")
_RATES = ("率", "率为", "率达", "率达到", "比例", "比例为", "比重", "比重为")
_DIGITS = 2
_SAME_AGAIN = late("^(?:大?约)?(?:折合|折算|折|合|相当于|即)")


@last("average", "each", unsaid=True)
def products_left(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """完成403座，…每座补助1500元，已拨60.45万元: so many times so much for each."""
    for at in open_:
        figure = reading.figures[at]
        each = reading.figures[at - 1] if at else figure
        if at > 1 and not each.has("each") and reading.figures[at - 2].has("each"):
            found = _of_count_behind(figure, *reading.figures[at - 2 : at])
            if found is not None:
                yield found
            continue
        if not _is_plain(figure) or not each.has("each") or each.sentence != figure.sentence:
            continue
        if each.dimension != figure.dimension or figure.clause - each.clause != 1 or figure.exact <= each.exact:
            continue
        found = _of_counts(reading, at, each)
        if found is not None:
            yield found


def _is_plain(figure: Figure) -> bool:
    return figure.kind == AMOUNT and figure.is_exact and not figure.has("each", "plan", *CHANGE)


def _of_counts(reading: Reading, at: int, each: Figure) -> Claim | None:
    """Each of the counts before that bear the measure behind 每; wrong only where there is one, and a digit slipped."""
    figure = reading.figures[at]
    hit = _EACH.search(each.lead)
    if hit is None or not each.is_exact:
        return None
    by = hit.group("by")
    counts = [
        f
        for f in reversed(reading.figures[max(0, at - _MOST_SEEN) : at - 1])
        if f.kind == AMOUNT and f.paragraph == figure.paragraph and f.measure and by.startswith(f.measure[-1:])
        if f.is_exact and not f.weak and not f.has(*CHANGE)
    ][:_MOST]
    for tries, count in enumerate(counts, 1):
        product = a.multiply(a.of(count), each.exact)
        if a.compare(figure, product) is Verdict.CONSISTENT and is_hardly_chance(figure, tries):
            return _told_product(figure, count, each, product)
    if len({f.exact for f in counts}) != 1 or counts[0].sentence != figure.sentence:
        return None
    product = a.multiply(a.of(counts[0]), each.exact)
    return _told_product(figure, counts[0], each, product) if a.agreeing(figure, product.exact) >= _DIGITS else None


def _of_count_behind(figure: Figure, each: Figure, count: Figure) -> Claim | None:
    """每亩补贴150元，共4.2万亩，补贴资金630万元: the count stands between."""
    hit = _EACH.search(each.lead)
    if hit is None or not _is_plain(figure) or not (count.is_exact and each.is_exact) or count.has(*CHANGE):
        return None
    straight = each.sentence == count.sentence == figure.sentence and figure.clause - each.clause == 2
    if not straight or each.dimension != figure.dimension or not count.measure.endswith(hit.group("by")[:1]):
        return None
    product = a.multiply(a.of(count), each.exact)
    fits = a.compare(figure, product) is Verdict.CONSISTENT or a.agreeing(figure, product.exact) >= _DIGITS
    return _told_product(figure, count, each, product) if fits else None


def _told_product(figure: Figure, count: Figure, each: Figure, product: a.Span) -> Claim:
    verdict, shown = a.compare(figure, product), a.like(product.exact, figure)
    why = f"{a.bare(count)}×{a.bare(each)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("average", figure, shown, verdict, why, exact=product.exact, of=(count, each))


@last("share", "percent", "amount", unsaid=True)
def parts_by_rate(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """林地62.5万亩，绿化率84%，已绿化52.5万亩: the part that a rate makes of the amount right before it."""
    figures = reading.figures
    for at in open_:
        if at < 2 or figures[at - 1].kind != PERCENT or not _is_plain(figures[at]):
            continue
        whole, rate, figure = figures[at - 2 : at + 1]
        if at > 2 and whole.dimension != figure.dimension and _SAME_AGAIN.search(whole.lead):
            whole = figures[at - 3]  # 湿地33.75万亩，合2.25万公顷，保护率64%
        if not rate.lead.endswith(_RATES) or not rate.is_exact or not 0 < rate.exact < 100:
            continue
        if whole.dimension != figure.dimension or whole.sentence != figure.sentence or figure.clause - rate.clause != 1:
            continue
        if not _is_plain(whole) or whole.exact <= figure.exact or not telling_pairs(rate.lead) & _named(figure):
            continue
        part = a.multiply(a.of(whole), rate.exact / 100)
        verdict = a.compare(figure, part)
        if verdict is not Verdict.CONSISTENT and (at - 1 not in open_ or a.agreeing(figure, part.exact) < _DIGITS):
            continue  # where something is said of the rate, that is enough
        shown = a.like(part.exact, figure)
        why = f"{a.bare(whole)}×{a.bare(rate)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
        yield claim("share", figure, shown, verdict, why, exact=part.exact, of=(whole, rate))


def _named(figure: Figure) -> frozenset[str]:
    return telling_pairs(figure.lead) | telling_pairs(figure.tail)


@last("average", "人公里 吨公里", unsaid=True)
def distances_left(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """客运量286.5万人次，…旅客周转量1.72亿人公里，平均运距60公里: how far each was carried."""
    for at in open_:
        figure = reading.figures[at]
        turned = reading.figures[at - 1] if at else figure
        if figure.dimension != "length" or turned.sentence != figure.sentence or not _FAR.search(figure.lead):
            continue
        carried = _CARRIED.get(turned.dimension, ())
        near = [f for f in reading.figures[max(0, at - _MOST_SEEN) : at] if f.dimension in carried and _is_plain(f)]
        for tries, load in enumerate([f for f in reversed(near) if not is_then(f)][:_MOST], 1):
            each = a.divide(a.multiply(a.of(turned), Fraction(1000)), a.of(load))
            if each is not None and a.compare(figure, each) is Verdict.CONSISTENT and is_hardly_chance(figure, tries):
                shown = a.like(each.exact, figure)
                why = f"{a.bare(turned)}÷{a.bare(load)}={shown}，与文中{figure.printed}相符"
                yield claim("average", figure, shown, Verdict.CONSISTENT, why)
                break


_FAR = late("运距|运程|行程|乘距|里程|平均$")
_CARRIED = {"人公里": ("人次", "人"), "吨公里": ("mass",)}
