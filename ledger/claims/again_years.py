"""A last look at what is set against another time: 恢复到2019年的91.2%, 是去年同期36.8万人次的112%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ledger.claims import arithmetic as a
from ledger.claims.again import is_hardly_chance, telling_pairs
from ledger.claims.growth import is_in_fixed_prices
from ledger.claims.values import Claim, Given, Verdict, last
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT, PERCENT
from ledger.patterns import late

_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_WHEN = (
    "(?P<when>(?:19|20)?[0-9]{2}年|[去上前]年|上月|上季度|上一季度|疫情前|上一年度?)"
    "(?:的|前)*(?:同期|全年|年末|末|底|水平|同月)*"
)
_AS = late(
    "(?:恢复[到至]?|相当于|达到?|回升到|接近|约?[是为])了?(?:疫情前)?(?:的|约)*"
    f"{_WHEN}[^，,。；;：:0-9()（）]{{0,8}}(?P<base>[(（]?[^，,。；;：:()（）]{{0,16}}[)）]?)的(?:约|近|超过?)*$"
)
_THAN = late(
    f"(?:比|较|与){_WHEN}[^，,。；;：:0-9()（）]{{0,6}}(?P<base>[(（][^，,。；;：:()（）]{{2,16}}[)）])?[^，,。；;：:0-9]{{0,4}}$"
)
_YEAR = re.compile("((?:19|20)[0-9]{2})年")
_UP = ("增长", "增加", "上升", "提高", "上涨", "扩大", "提升")
_DOWN = ("下降", "减少", "降低", "缩短", "下滑", "压减", "改善")
_REACH, _MOST_SEEN, _PARAGRAPHS = 60, 40, 2
_FILLER = late(
    "截至|目前|现有|已有|今年|本年|全年|全市|全县|全区|全省|年末|年底|年|月|日|末|底|达到?|为|增至|共|约|累计|[0-9—–-]"
)


@last("share", "percent")
def shares_of_then(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """全年接待1264万人次。2019年为1386万人次，恢复到2019年的91.2%; 相当于2019年同期（1124万人）的76.7%."""
    for at in open_:
        figure = reading.figures[at]
        if figure.kind != PERCENT or "的" not in figure.lead:
            continue
        bare = figure.lead.startswith(("的", "恢复", "相当", "达", "是", "为", "约"))
        dated = figure.lead.endswith("的") and _YEAR.search(figure.lead) is not None
        if figure.weak or not (bare or dated):
            continue
        begin = max(reading.sentences[figure.sentence][0], figure.start - _REACH)
        hit = _AS.search(reading.text[begin : figure.start])
        if hit is None:
            continue
        low = begin + hit.start("base")
        inside = [f for f in reading.figures[max(0, at - 2) : at] if f.kind == AMOUNT and f.start >= low and f.is_exact]
        if inside:
            found = _of_base(reading, figure, inside[-1], begin + hit.start())
        else:
            found = _of_year(reading, at, hit.group("when"))
        vague = found is not None and found.verdict not in _FITS and is_in_fixed_prices(reading, figure)
        if found is not None and not vague:
            yield found


def _of_base(reading: Reading, figure: Figure, base: Figure, begin: int) -> Claim | None:
    """The amount beside, or the one that opens the sentence where others are listed in between."""
    parts = [f for f in reversed(reading.in_sentence(figure.sentence)) if f.end <= begin and _is_level(f, base)]
    for tries, part in enumerate(parts, 1):
        share = a.percent(a.of(part), a.of(base))
        if share is not None and a.compare(figure, share) in _FITS and is_hardly_chance(figure, tries):
            return _told(figure, part, base, share)
    share = a.percent(a.of(parts[0]), a.of(base)) if len({f.exact for f in parts}) == 1 else None
    return _told(figure, parts[0], base, share) if share is not None and not a.too_coarse(figure, share) else None


def _is_level(figure: Figure, like: Figure) -> bool:
    plain = figure.kind == AMOUNT and figure.dimension == like.dimension and figure.is_exact and not figure.weak
    return plain and not figure.has("up", "down", "plan", "each", "last-year")


def _of_year(reading: Reading, at: int, when: str) -> Claim | None:
    """What the year is named with, told before: 2019年为1386万人次."""
    figure = reading.figures[at]
    year = _YEAR.match(when)
    if year is None:
        return None
    near = [f for f in reversed(reading.figures[max(0, at - _MOST_SEEN) : at]) if f.kind == AMOUNT]
    near = [f for f in near if f.paragraph >= figure.paragraph - _PARAGRAPHS]
    then = [f for f in near if _is_of(f, int(year.group(1))) and f.is_exact]
    tries = 0
    for base in then:
        for part in near:
            if part is base or part in then or not _is_level(part, base) or part.sentence < base.sentence - 1:
                continue
            tries += 1
            share = a.percent(a.of(part), a.of(base))
            if share is not None and a.compare(figure, share) is Verdict.CONSISTENT and is_hardly_chance(figure, tries):
                return _told(figure, part, base, share)
    return None


def _is_of(figure: Figure, year: int) -> bool:
    """Whether an amount is told of a year: 2015年全市规上企业286家."""
    return figure.time is not None and figure.time.year == year and figure.time.kind in ("year", "day", "month", "span")


def _told(figure: Figure, part: Figure, base: Figure, share: a.Span) -> Claim:
    verdict = a.compare(figure, share)
    shown = a.like(share.exact, figure)
    why = f"{a.bare(part)}÷{a.bare(base)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("share", figure, shown, verdict, why, exact=share.exact, of=(part, base))


@last("growth", "percent")
def growth_since(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """2015年286家。2022年达到463家，比2015年增长61.9%; 30微克/立方米，较2019年同期（36微克/立方米）改善16.7%."""
    for at in open_:
        figure = reading.figures[at]
        if (
            figure.kind != PERCENT
            or not figure.lead.endswith((*_UP, *_DOWN))
            or not figure.is_exact
            or figure.has("each")
        ):
            continue
        begin = max(reading.sentences[figure.sentence][0], figure.start - _REACH)
        hit = _THAN.search(reading.text[begin : figure.start])
        if hit is None or is_in_fixed_prices(reading, figure):
            continue
        before = [f for f in reading.in_sentence(figure.sentence) if f.end <= begin + hit.start() and f.kind == AMOUNT]
        level = before[-1] if before else None
        if level is None or not level.is_exact or level.has("up", "down", "plan") or level.depth > figure.depth:
            continue
        if figure.clause - level.clause > (3 if hit.group("base") else 1) or (
            level.has("each") and not hit.group("base")
        ):
            continue
        if hit.group("base"):
            low = begin + hit.start("base")
            inside = [f for f in reading.figures[max(0, at - 2) : at] if f.kind == AMOUNT and f.start >= low]
            base = inside[0] if len(inside) == 1 and inside[0].dimension == level.dimension else None
        else:
            base = _alone(reading, at, level, hit.group("when"))
        found = _grown(figure, level, base) if base is not None else None
        if found is not None:
            yield found


def _alone(reading: Reading, at: int, level: Figure, when: str) -> Figure | None:
    """The one amount of the year that is named, where it and the level are called alike, or the level has no name."""
    year = _YEAR.match(when)
    if year is None:
        return None
    figure = reading.figures[at]
    near = reading.figures[max(0, at - _MOST_SEEN) : at]
    then = [f for f in near if f.kind == AMOUNT and f.dimension == level.dimension and f.start != level.start]
    then = [f for f in then if _is_of(f, int(year.group(1))) and f.paragraph == figure.paragraph and f.is_exact]
    if len({f.exact for f in then}) != 1 or then[0].has("up", "down", "each", "plan", "part"):
        return None
    own = telling_pairs(_FILLER.sub("", level.lead))
    return then[0] if not own or own & telling_pairs(then[0].lead + then[0].tail) else None


def _grown(figure: Figure, level: Figure, base: Figure) -> Claim | None:
    way = 1 if figure.lead.endswith(_UP) else -1
    if figure.lead.endswith("改善"):
        way = 1 if level.exact > base.exact else -1
    one, two = (level, base) if way > 0 else (base, level)
    rate = a.percent(a.subtract(a.of(one), a.of(two)), a.of(base)) if one.exact > two.exact else None
    if rate is None:
        return None
    verdict = a.compare(figure, rate)
    if verdict is Verdict.ROUNDING and a.too_coarse(figure, rate):
        return None
    shown = a.like(rate.exact, figure)
    why = f"({a.bare(one)}−{a.bare(two)})÷{a.bare(base)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("growth", figure, shown, verdict, why, exact=rate.exact, of=(one, two, base))
