"""A wider look at averages: 平均每校, 每组, 每百户, 户均…（430户）, 8天里…日均, 一亩合, 单价."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from ledger.claims import arithmetic as a
from ledger.claims.averages import fixed_for_each, turned
from ledger.claims.values import Claim, Given, Verdict, wider
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT
from ledger.patterns import late

_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_MOST_SEEN = 30
_MOST = 8
_BACK = 3
_WORDS = 24
_SHORT = 4
_TOLD_FAR = 4
_REACH = 200
_CLOSE = Fraction(1, 50)
_FAR = Fraction(2)
_DIGITS = 2
_HUNDREDS = {"十": 10, "百": 100, "千": 1000, "万": 10000, "十万": 100000}
_UNITS = (
    "个|名|家|所|户|人|亩|平方公里|平方米|公里|村|镇|校|店|组|县|街道|部|辆|台|场|次|件|天|日|月|年|周|间|座|条|支|张|床|"
    "班|只|头|队"
)
_EACH = late(
    f"(?:平均|均)?每(?P<times>十万|十|百|千|万)?(?P<unit>{_UNITS})?(?P<noun>[^，,。；;：:0-9()（）、]{{0,10}})$"
)
_ONE = late(
    f"(?:平均一|(?<![第十百千万同唯])一)(?P<unit>{_UNITS})(?:[^，,。；;：:0-9()（）、]{{0,4}}(?:合|约|有|接待|服务))$"
)
_EVEN = late("(?P<unit>[\\u4e00-\\u9fff])均(?P<noun>[^，,。；;：:0-9()（）、]{0,8})$")
_TIMES = {"天": 1, "日": 1}
_SAME_UNIT = {
    "校": ("所",), "企": ("家",), "户": ("户", "户次", "家"), "人": ("人", "人次"), "亩": ("mu",), "村": ("村", "个"),
    "镇": ("镇", "个"), "店": ("家", "个"), "馆": ("个", "家", "座"), "生": ("人",), "师": ("人",),
    "场": ("场", "场次"), "次": ("次", "人次"), "班": ("班", "个"), "床": ("床", "张"), "组": ("组", "个"),
    "名": ("人",), "平方公里": ("area",), "平方米": ("area",), "公里": ("length",), "件": ("件",), "队": ("支", "个"),
    "园": ("所", "个"), "站": ("个", "座"),
    "街道": ("街道", "个"), "县": ("个",), "台": ("台",), "单": ("单", "件", "笔"), "笔": ("笔",),
}  # fmt: skip
_GENERAL = ("个", "家", "所", "座", "处", "支", "条", "件", "人", "名")
_TO_BE = "有约为达的拥合仅近超"
_BY_PEOPLE = ("人口", "常住人口", "户籍人口", "居民", "老人", "老年人")
_NOT = late(
    "每(?:年|月|季|周|天|日)?(?:补|发放|资助|奖|缴|不|最|给予|标准)|可支配|生产总值|消费支出|收入(?!比)|GDP|寿命|预期|年龄|标准"
)


class _Per(NamedTuple):
    """What an average is by: its measure and noun, and how many of them."""

    unit: str
    noun: str
    times: int
    bases: list[Figure]
    """The base that a bracket names; empty where none does."""


_Tried = tuple[Figure, Figure, a.Span, Verdict]
"""A total, a count, their quotient, and how the printed average stands to it."""


@wider("average", "amount", "均 每 一 价")
def per_unit(reading: Reading, given: Given) -> Iterator[Claim]:
    """Averages by a thing that is named, by so many days, per hundred and thousand, with the base in a bracket."""
    text = reading.text
    if "均" not in text and "每" not in text and "一" not in text and "单价" not in text:
        return
    for at, figure in enumerate(reading.figures):
        if figure.kind != AMOUNT or figure.weak or not figure.value or figure.has("yoy", "step", "last-year"):
            continue
        if figure.lead.startswith(("比", "较")) or not _may_be(reading, figure):
            continue
        found = None
        per = _per(reading, at)
        if per is not None:
            found = _by_days(reading, at, per) if per.unit in ("天", "日", "年", "月") else _average(reading, at, per)
        elif figure.lead.rstrip("约为达共").endswith(_SUMS):
            found = _product(reading, at)
        if found:
            yield found


def _may_be(reading: Reading, figure: Figure) -> bool:
    """A quick look whether words of an average or a sum of money stand before it."""
    lead = figure.lead
    if not lead:
        return figure.has("each") or reading.text[figure.start - 1 : figure.start] in (")", "）")
    return (
        figure.has("each")
        or "均" in lead
        or "每" in lead
        or len(lead) <= _SHORT
        or lead.rstrip("约为达共").endswith(_SUMS)
    )


def _per(reading: Reading, at: int) -> _Per | None:
    figure = reading.figures[at]
    text, begin = reading.text, reading.sentences[figure.sentence][0]
    end = figure.start
    bases: list[Figure] = []
    if text[end - 1 : end] in (")", "）"):
        opened = max(text.rfind("(", begin, end), text.rfind("（", begin, end))
        inside = [f for f in reading.figures[max(0, at - 2) : at] if f.start > opened and f.kind == AMOUNT]
        if opened < 0 or len(inside) != 1:
            return None
        bases, end = inside, opened
    words = text[max(begin, end - _WORDS) : end]
    if not bases:
        after = reading.figures[at + 1 : at + 2]
        if after and after[0].depth == figure.depth + 1 and text[figure.end : figure.end + 1] in ("(", "（"):
            bases = [f for f in after if f.kind == AMOUNT]
    hit = _EACH.search(words)
    if hit is not None:
        if _NOT.search(words[hit.start() :]) or (hit.group("unit") is None and not hit.group("noun")):
            return None
        times = _HUNDREDS.get(hit.group("times") or "", 1)
        return _Per(hit.group("unit") or "", _noun(hit.group("noun")), times, bases)
    hit = _ONE.search(words)
    if hit is not None and not figure.has("each"):
        return _Per(hit.group("unit"), "", 1, bases)
    hit = _EVEN.search(words)
    if hit is None or _NOT.search(words):
        return None
    unit = hit.group("unit")
    if unit == "平" or (unit not in _SAME_UNIT and unit not in _TIMES and unit not in ("年", "月")):
        return None
    return _Per(unit, _noun(hit.group("noun")), 1, bases)


def _noun(words: str) -> str:
    return words.partition("的")[0].rstrip(_TO_BE)


def _near(reading: Reading, at: int, *, daily: bool = False) -> list[Figure]:
    """The amounts before, of this paragraph and a few sentences, the nearest last; averages only where ``daily``."""
    figure = reading.figures[at]
    found: list[Figure] = []
    for other in reversed(reading.figures[max(0, at - _MOST_SEEN) : at]):
        if other.paragraph != figure.paragraph or other.sentence < figure.sentence - _BACK:
            break
        if other.kind == AMOUNT and not other.weak and not other.has("up", "down", "ahead", "behind"):
            if other.has("each") and not daily:
                continue
            found.append(other)
    found.reverse()
    return found


def _average(reading: Reading, at: int, per: _Per) -> Claim | None:
    figure = reading.figures[at]
    figure = (
        figure if figure.step or fixed_for_each(reading, figure) is not None else figure._replace(step=figure.scale)
    )
    near = _near(reading, at, daily=not figure.has("each"))
    bottoms, named = _bottoms(per, near)
    here = [f for f in near if f.sentence == figure.sentence]
    tops = _tops(reading, at, per, near)
    tried = _tried(figure, per, bottoms, tops)
    others = [f for f in near if f.dimension in _dimensions(per) and f not in bottoms and f.exact > 1]
    for pairs in (tried, _tried(figure, per, others, tops)):
        for wanted in _FITS:
            fit = next((t for t in pairs if t[3] is wanted), None)
            if fit is not None and (_digits(figure) >= _DIGITS or named or len(pairs) == 1 or _is_even(figure, tops)):
                return _told(figure, per, *fit)
    said = bool(per.bases) or len(per.noun) > 1
    named = named and (said or all(f.sentence >= figure.sentence - 1 for f in bottoms))
    sure = [f for f in tops if f.dimension == figure.dimension and _bears(f, per.noun)]
    sure = sure or [f for f in tops if f.dimension == figure.dimension and f in here]
    if not named or len(bottoms) != 1 or len(sure) != 1 or figure.bound in ("at-least", "at-most", "over"):
        return None
    return _unfit(figure, per, next((t for t in tried if t[0] is sure[0]), None))


def _is_even(figure: Figure, tops: Sequence[Figure]) -> bool:
    """Whether the only amount that may be divided is so many times the average without a rest."""
    return len(tops) == 1 and tops[0].exact % figure.exact == 0


def _tried(figure: Figure, per: _Per, bottoms: Sequence[Figure], tops: Sequence[Figure]) -> list[_Tried]:
    found: list[_Tried] = []
    for below in reversed(bottoms[-_MOST:]):
        for above in reversed(tops[-_MOST:]):
            computed = a.divide(a.of(above), a.of(below)) if above is not below else None
            if computed is not None:
                computed = a.multiply(computed, Fraction(per.times) * _scale_of(per))
                found.append((above, below, computed, a.compare(figure, computed)))
    return found


def _unfit(figure: Figure, per: _Per, tried: _Tried | None) -> Claim | None:
    if tried is None:
        return None
    above, below, computed, verdict = tried
    off = abs(computed.exact - figure.exact)
    if off <= computed.exact * _CLOSE or computed.exact > figure.exact * _FAR or figure.exact > computed.exact * _FAR:
        return None
    return _told(figure, per, above, below, computed, verdict)


def _scale_of(per: _Per) -> Fraction:
    """平方公里 and 公里 are counted in square metres and metres; per one of them."""
    return Fraction({"平方公里": 10**6, "公里": 1000}.get(per.unit, 1))


def _digits(figure: Figure) -> int:
    return len(figure.value.normalize().as_tuple().digits)


def _bears(figure: Figure, noun: str) -> bool:
    return len(noun) > 1 and noun[-2:] in figure.lead + figure.tail


def _dimensions(per: _Per) -> tuple[str, ...]:
    if per.noun.endswith(_BY_PEOPLE) or (not per.unit and per.noun.startswith(_BY_PEOPLE)):
        return ("人",)
    own = _SAME_UNIT.get(per.unit, (per.unit,)) if per.unit else ()
    return (*own, *_SAME_UNIT.get(per.noun[-1:], ())) if per.unit == "个" else own


def _bottoms(per: _Per, near: Sequence[Figure]) -> tuple[list[Figure], bool]:
    """The amounts that it may be divided by, and whether the words name them."""
    dimensions = _dimensions(per)
    if per.bases:
        fits = [f for f in per.bases if f.dimension in dimensions or (not dimensions and f.dimension == "人")]
        return fits, bool(fits)
    same = [f for f in near if f.dimension in dimensions and f.exact > 1]
    noun = per.noun if per.unit in _GENERAL or not per.unit else ""
    called = [f for f in same if _is_called(f, noun or (per.unit if len(per.unit) == 1 else ""))]
    if called and (len(noun) > 1 or per.unit not in _GENERAL):
        return called[-1:] if len({f.exact for f in called}) == 1 else called, True
    if not per.unit or (per.unit in _GENERAL and noun and len(noun) > 1 and per.unit == "个"):
        return called, False
    only = len({f.exact for f in same}) == 1
    return same, only and per.unit not in ("个", "人")


def _is_called(figure: Figure, noun: str) -> bool:
    if not noun:
        return False
    if figure.tail:
        return noun[:2] in figure.tail or figure.tail.endswith(noun)
    return noun[:2] in figure.lead or noun[-2:] in figure.lead


def _tops(reading: Reading, at: int, per: _Per, near: Sequence[Figure]) -> list[Figure]:
    """What may be divided: the same measure, before it or with 共 right behind it; beds for those who lie in them."""
    figure = reading.figures[at]
    least = figure.exact if per.times == 1 else Fraction(0)
    alike = {figure.dimension, *(("人", "人次") if figure.dimension in ("人", "人次") else ())}
    found = [f for f in near if f.dimension in alike and f.exact > least]
    for after in reading.figures[at + 1 : at + 3]:
        total = after.has("total", "grand") and after.clause - figure.clause <= 1 and after.dimension in alike
        if after.sentence == figure.sentence and total and after.kind == AMOUNT:
            found.append(after)
    if not found and len(per.noun) > 1:
        found = [f for f in near if per.noun[-2:] in f.lead and f.exact > least and f.sentence == figure.sentence]
    return found


def _told(figure: Figure, per: _Per, above: Figure, below: Figure, computed: a.Span, verdict: Verdict) -> Claim:
    shown = a.like(computed.exact, figure)
    times = f"×{per.times}" if per.times > 1 else ""
    return claim(
        "average", figure, shown, verdict,
        f"{a.bare(above)}÷{a.bare(below)}{times}={shown}，与文中{figure.printed}{SAYS[verdict]}",
        exact=computed.exact, of=(above, below),
    )  # fmt: skip


_LENGTHS = {"天": ("天",), "日": ("天",), "年": ("年",), "月": ("个月",)}
_WHOLE = {"天": (365, 366), "日": (365, 366)}
_YEAR = 365


def _by_days(reading: Reading, at: int, per: _Per) -> Claim | None:
    """8天里接待412万人次，日均51.5万人次: so many days that are printed; and the days of a whole year."""
    figure = reading.figures[at]
    figure = figure if figure.step else figure._replace(step=figure.scale)
    spent = [
        f
        for f in reading.figures[max(0, at - _MOST_SEEN) : at]
        if f.kind == AMOUNT and f.dimension in _LENGTHS[per.unit] and f.sentence == figure.sentence and f.is_exact
    ]
    spent = [f for f in spent if f.exact > 1 and f.segment == figure.segment]
    near = [
        f
        for f in reading.figures[max(0, at - _MOST_SEEN) : at]
        if f.kind == AMOUNT and f.dimension == figure.dimension and f.sentence == figure.sentence and not f.has("each")
    ]
    tops = [f for f in near if f.exact > figure.exact and not f.weak]
    if not tops:
        return None
    if len(spent) == 1:
        after = [f for f in tops if f.start > spent[0].start]
        above = after[-1] if after else tops[-1]
        computed = a.divide(a.of(above), a.of(spent[0]))
        if computed is None:
            return None
        verdict = a.compare(figure, computed)
        if verdict in _FITS:
            return _told(figure, per, above, spent[0], computed, verdict)
        alone = len(after) == 1 and above.clause - spent[0].clause <= 3 and figure.clause - above.clause <= 2
        straight = alone and not above.has("last-year") and figure.bound in ("", "about", "near")
        return _unfit(figure, per, (above, spent[0], computed, verdict)) if straight else None
    if per.unit == "月" and not spent:
        return _by_month(reading, figure, tops)
    if not spent and _digits(figure) >= _DIGITS:
        told = _by_quarter(reading, figure, tops, per)
        if told is not None:
            return told
    if spent or (_digits(figure) < _DIGITS and figure.exact * _YEAR != tops[-1].exact):
        return None
    return _by_year(figure, tops, per)


def _by_month(reading: Reading, figure: Figure, tops: Sequence[Figure]) -> Claim | None:
    """1—7月 in the head, 74.2亿元, 月均12.4亿元: right only with six months."""
    count = _months_of(reading, figure)
    apart = figure.clause - tops[-1].clause
    if (
        count < 2
        or apart > (_TOLD_FAR if tops[-1].has("total", "cumulative", "grand") else 1)
        or tops[-1].has("last-year")
    ):
        return None
    computed = a.multiply(a.of(tops[-1]), Fraction(1, count))
    verdict, shown = a.compare(figure, computed), a.like(computed.exact, figure)
    sum_ = f"{a.bare(tops[-1])}÷{count}个月={shown}"
    if verdict in _FITS:
        return claim(
            "average",
            figure,
            shown,
            verdict,
            f"{sum_}，与文中{figure.printed}{SAYS[verdict]}",
            exact=computed.exact,
            of=(tops[-1],),
        )
    for other in (count - 1, count + 1):
        if a.compare(figure, a.multiply(a.of(tops[-1]), Fraction(1, other))) is Verdict.CONSISTENT:
            why = f"{sum_}，按{other}个月算才是{figure.printed}"
            return claim("average", figure, shown, Verdict.INCONSISTENT, why, exact=computed.exact, of=(tops[-1],))
    if turned(figure, computed.exact) and apart <= 1:
        why = f"{sum_}，与文中{figure.printed}不符；只差一个数字，像是笔误"
        return claim("average", figure, shown, Verdict.INCONSISTENT, why, exact=computed.exact, of=(tops[-1],))
    return None


def _months_of(reading: Reading, figure: Figure) -> int:
    """The months from January on that an amount speaks of: by its paragraph, else by the head of the text."""
    begin = reading.paragraphs[figure.paragraph][0]
    said = reading.times_between(reading.sentences[figure.sentence][0], figure.start)
    if len(said) == 1 and said[0].kind == "year" and said[0].last_month == 12 and not said[0].previous:
        return 12  # 全年开行312列，月均26列
    here = [t for t in reading.times_between(begin, figure.start) if t.kind not in ("day", "days", "year", "years")]
    if here:
        last = here[-1]
        told = last.month_reached or (last.month if len(here) > 1 and here[-2].last_month == last.month - 1 else 0)
        return told if all(t.month <= 1 or t is last for t in here) else 0
    head = [t for t in reading.times_between(0, _REACH) if t.kind == "span" and t.month == 1 and not t.last_year]
    return head[0].last_month if head else 0


def _by_quarter(reading: Reading, figure: Figure, tops: Sequence[Figure], per: _Per) -> Claim | None:
    """2025年第一季度…20693个，日均230个: the days of the months that are named; only ever told when it fits."""
    begin = reading.paragraphs[figure.paragraph][0]
    times = reading.times_between(max(begin, figure.start - _REACH), figure.start)
    time = next((t for t in reversed(times) if t.kind in ("quarter", "half", "span") and not t.previous), None)
    if time is None or per.unit not in _WHOLE or not 1 <= time.month <= time.last_month or time.last_year:
        return None
    for year in (time.year or 2023, 2024):
        count = sum(monthrange(year, month)[1] for month in range(time.month, time.last_month + 1))
        computed = a.multiply(a.of(tops[-1]), Fraction(1, count))
        if a.compare(figure, computed) is Verdict.CONSISTENT:
            return _days_told(figure, tops[-1], count, computed)
    return None


def _days_told(figure: Figure, above: Figure, count: int, computed: a.Span) -> Claim:
    shown = a.like(computed.exact, figure)
    why = f"{a.bare(above)}÷{count}天={shown}，与文中{figure.printed}{SAYS[Verdict.CONSISTENT]}"
    return claim("average", figure, shown, Verdict.CONSISTENT, why)


def _by_year(figure: Figure, tops: Sequence[Figure], per: _Per) -> Claim | None:
    """全年3285万吨，平均每天9万吨: only ever told when it fits."""
    for above in reversed(tops[-2:]):
        for count in _WHOLE.get(per.unit, ()):
            computed = a.multiply(a.of(above), Fraction(1, count))
            if a.compare(figure, computed) is Verdict.CONSISTENT:
                return _days_told(figure, above, count, computed)
    return None


_PRICES = ("单价", "均价", "每件", "每张", "每台", "每套", "票价")
_SUMS = ("销售额", "金额", "总额", "总价", "票房", "收入")


def _product(reading: Reading, at: int) -> Claim | None:
    """卖出2.4万件，单价98元，销售额235.2万元: so many at that price."""
    figure = reading.figures[at]
    before = [f for f in reading.figures[max(0, at - 3) : at] if f.sentence == figure.sentence and f.kind == AMOUNT]
    if len(before) < 2 or not figure.lead.rstrip("约为达共").endswith(_SUMS) or not figure.is_exact:
        return None
    price, count = before[-1], before[-2]
    if not price.lead.rstrip("约为").endswith(_PRICES) or price.dimension != figure.dimension:
        return None
    if count.dimension == price.dimension or figure.clause - count.clause > 2:
        return None
    computed = a.multiply(a.of(count), price.exact)
    verdict, shown = a.compare(figure, computed), a.like(computed.exact, figure)
    if verdict is Verdict.INCONSISTENT and not a.agreeing(figure, computed.exact):
        return None
    why = f"{a.bare(count)}×{a.bare(price)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("average", figure, shown, verdict, why, exact=computed.exact, of=(count, price))
