"""A wider look at averages that name what they are by: 车均, 单体平均, 每千人口…, 居民平均, 前10个月月均, 每组4人共24人

What is divided by is found by the word (车均 by cars, 生均 by pupils of the same school, 居民 by the population, months
and days by the period that the text speaks of); what is divided by its name. What fits is told where chance is out;
what does not only where both are named without a second, or the point slipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ledger.claims import arithmetic as a
from ledger.claims.again import bears, name_pairs
from ledger.claims.averages import fixed_for_each, turned
from ledger.claims.values import Claim, Given, Verdict, wider
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.lexicon import CONTINUOUS
from ledger.figures.values import AMOUNT
from ledger.patterns import late

_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_MOST, _SEEN, _EVEN_TRIES = 60, 160, 3
_REACH = 30
_CHANCE, _NAMED_CHANCE = Fraction(1, 10), Fraction(1, 2)
_CLOSE, _FAR = Fraction(1, 50), 3
_TENS = (10, 100, 1000, 10000)
_MANY = {"百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "10万": 10**5, "百万": 10**6}
_TO_BE = "为是达约共的有了至到仅只拥合近超"
_OWN = "[^，,。；;：:、0-9（）()]"
_SINGLE = late(
    f"单(?P<of>体|个|项|宗|笔|店|校|家|座|处|台|栋|场|期)(?:项目|工程|企业)?(?:平均|均)?(?P<noun>{_OWN}{{0,6}})$"
)
_SINGLES = {
    "体": ("个", "家", "项", "宗", "座", "处"), "个": ("个", "项", "座", "处"), "项": ("项", "个"), "店": ("家", "个"),
    "校": ("所",), **{unit: (unit,) for unit in "宗笔家座处台栋场期"},
}  # fmt: skip
_EVEN = late(f"(?P<by>[\u4e00-\u9fff])均(?P<noun>{_OWN}{{0,8}})$")
_NOT_BY = frozenset("平人户日月年季周天旬时次亩")
_KNOWN = {"生": ("人",), "师": ("人",)}
_PEOPLE = late(f"(?:居民|群众|市民|城乡居民|常住人口)(?:平均|年均|人均|年人均|每人)(?P<noun>{_OWN}{{0,6}})$")
_OF_MANY = late(
    f"每(?P<many>10万|十万|百万|万|千|百)(?P<by>名?(?:常住人口|人口|居民|老年人|老人|儿童|学生|人|户))(?:中|里)?"
    f"(?:分别)?(?P<noun>{_OWN}{{0,14}})$"
)
_RISEN = late(
    f"每(?P<many>10万|十万|百万|万|千|百)(?P<by>(?:常住)?人口?)(?:中|里)?(?P<noun>{_OWN}{{0,14}})由[0-9.万]+[人名张个件]"
    "(?:上升|提高|增加|增长|下降|减少|提升)(?:为|到|至)$"
)
_EACH_OF = late(f"(?:平均|均)每(?P<unit>家|户|场|批|件|台|部|人|车)(?P<noun>{_OWN}{{0,6}})$")
_EACH_NOUN = late("平均每(?:个|家|所|座|处|条|支|名)?(?P<noun>[\u4e00-\u9fff]{2,4})$")
_NOUN_MEAN = late("(?:^|[，,；;。])(?P<noun>[\u4e00-\u9fff]{2,4})平均[^，,。；;：:、0-9（）()]{0,6}$")
_TAKEN_CARE = late(f"(?:平均)?每(?:人|名{_OWN}{{0,4}})(?:管理?|包保?|联系|负责|服务|管护)$")
_MONTHLY = late("(?:月均|每月|平均每月|每个月|月平均)[^，,。；;：:、0-9]{0,8}$")
_YEARLY = late("年均[^，,。；;：:、0-9]{0,6}$")
_DAILY = late("(?:日均|每天|每日)[^，,。；;：:、0-9]{0,8}$")
_SO_MANY_MONTHS = re.compile("(?:前|这|头)([0-9]{1,2}|[二两三四五六七八九十]|十一)个月")
_LEFT_MONTHS = re.compile("(?:剩下|余下|还有|剩余|后|最后)的?([0-9]{1,2}|[两二三四五六七八九])个月")
_QUARTERS = re.compile("前([二两三])个?季度")
_QUARTER = re.compile("(?:第?[一二三四1-4]|本|当|四)季度")
_YEARS = re.compile("近([两二三四五六七八九十2-9])年|([两二三四五六七八九十2-9])年(?:来|间|累计)")
_PERIOD = re.compile(
    "([0-9]{1,2})天(?:小?长?假|假期|会期|展期)|(?:假期|长假|假日|展会|会期|暑期|寒假|暑假|春运|展期)(?:为期|共)?([0-9]{1,2})天"
)
_NOTE = re.compile("[（(][^（）()，。；0-9]{1,6}[）)]")
_BY_DAYS = re.compile("[（(]按([0-9]{2,3})天")
_NUMBERS = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2, "十一": 11}
_PRODUCTS = ("标准", "可支配", "生产总值", "GDP", "寿命", "预期", "年龄", "受教育")
_GAINS = ("增收", "新增", "增加", "净增", "增")
_POPULATION = ("常住人口", "户籍人口", "总人口", "人口")
_ALL = ("共", "共计", "合计", "累计", "一共", "总计", "总共")


class _By(NamedTuple):
    """What an average is by: the amounts that may be meant, whether the words name them, how many of them, its noun."""

    bases: list[Figure]
    named: bool
    times: int
    noun: str
    wide: bool = False
    """What is divided may stand paragraphs before."""


@wider("average", "amount", "均 每 单")
def means(reading: Reading, given: Given) -> Iterator[Claim]:
    """Averages by what the word before 均 or behind 每 names, wherever it stands."""
    text = reading.text
    if "均" not in text and "每" not in text:
        return
    last: _By | None = None
    for at, figure in enumerate(reading.figures):
        if figure.kind != AMOUNT or figure.weak or not figure.value:
            continue
        product = _product(reading, at)
        if product is not None:
            yield product
            continue
        words = _words(reading, figure)
        if ("均" not in words and "每" not in words) or any(w in words for w in _PRODUCTS):
            continue
        if figure.has("yoy", "step", "last-year", "plan") or figure.bound not in ("", "about", "near"):
            continue
        timed = _by_time(reading, at, words)
        if timed is not None:
            yield timed
            continue
        by = _by(reading, at, words)
        if by is None and last is not None and _goes_on(reading, at):
            by = last._replace(noun=figure.lead.strip(_TO_BE))
        last = by if by is not None and by.times > 1 else None
        told = _judged(reading, at, by) if by is not None and by.bases else None
        if told is not None:
            yield told


def _words(reading: Reading, figure: Figure) -> str:
    words = reading.text[max(reading.sentences[figure.sentence][0], figure.start - _REACH) : figure.start]
    return _NOTE.sub("", words)


def _goes_on(reading: Reading, at: int) -> bool:
    """每千人口执业医师3.01人、注册护士3.06人: the second is by the same."""
    one, two = reading.figures[at - 1], reading.figures[at]
    return "、" in reading.text[one.end : two.start] and one.clause == two.clause and len(two.lead) > 1


def _earlier(reading: Reading, at: int) -> list[Figure]:
    """The plain amounts before a figure, the nearest last; what somebody gained is one too."""
    return [f for f in reading.figures[max(0, at - _SEEN) : at] if _is_plain(f)]


def _is_plain(figure: Figure) -> bool:
    if figure.kind != AMOUNT or figure.weak or figure.top is not None or not figure.value or not figure.is_exact:
        return False
    if figure.has("yoy", "step", "last-year", "ahead", "behind", "gap", "from"):
        return False
    if figure.has("each") and not any(word in figure.lead for word in _POPULATION):
        return False
    return not figure.has("up", "down") or figure.lead.endswith(_GAINS)


def _by(reading: Reading, at: int, words: str) -> _By | None:
    figure = reading.figures[at]
    earlier = _earlier(reading, at)
    near = [f for f in earlier if f.sentence == figure.sentence]
    hit = _OF_MANY.search(words) or _RISEN.search(words)
    if hit is not None:
        noun = hit.group("noun").strip(_TO_BE)
        if hit.group("by").endswith("户"):
            return None
        bases = _population(earlier, figure, hit.group("by"))
        return _By(bases, len({f.value for f in bases}) == 1, _MANY[hit.group("many")], noun, wide=True)
    hit = _PEOPLE.search(words)
    if hit is not None:
        return _By(_population(earlier, figure, "人口"), True, 1, hit.group("noun").strip(_TO_BE), wide=True)
    hit = _SINGLE.search(words)
    if hit is not None and ("均" in hit.group() or "平均" in words):
        bases = [f for f in near if f.dimension in _SINGLES[hit.group("of")] and not f.has("part") and f.value > 1]
        return _By(bases, len(bases) == 1, 1, hit.group("noun").strip(_TO_BE))
    if _TAKEN_CARE.search(words) is not None:
        people = [f for f in near if f.dimension == "人" and figure.clause - f.clause <= 1]
        return _By(people, len(people) == 1, 1, figure.tail, wide=True) if not figure.step else None
    hit = _EACH_NOUN.search(words) or _NOUN_MEAN.search(words)
    if hit is not None:
        noun = hit.group("noun")[:2]
        bases = [f for f in near if f.tail.startswith(noun) or f.tail.endswith(noun) or f.dimension == noun]
        if not bases:  # 平均每个党支部26名，设党支部84个
            behind = reading.figures[at + 1 : at + 2]
            bases = [f for f in behind if f.kind == AMOUNT and f.is_exact and f.lead.endswith(hit.group("noun"))]
            bases = [f for f in bases if f.clause - figure.clause == 1 and f.sentence == figure.sentence]
        if bases:
            return _By(bases, len(bases) == 1, 1, "")
    hit = _EACH_OF.search(words)
    if hit is not None:
        unit = hit.group("unit")
        bases = [f for f in near if f.dimension == f"{unit}次" and not f.has("part")]
        return _By(bases, len(bases) == 1, 1, hit.group("noun").strip(_TO_BE)) if bases else None
    if _CROP.search(words) is not None:
        return _crop(reading, at, earlier)
    hit = _EVEN.search(words)
    if hit is None or hit.group("by") in _NOT_BY - {"人"}:
        return None
    if hit.group("by") == "人":
        people = [f for f in near if f.dimension == "人" and not f.has("part")]
        sure = len(people) == 1 and figure.clause - people[0].clause <= 2
        return _By(people, True, 1, hit.group("noun").strip(_TO_BE), wide=True) if sure else None
    return _By(*_by_word(reading, at, hit.group("by"), earlier), 1, hit.group("noun").strip(_TO_BE))


_CROP = late("(?:平均亩产|平均单产|亩均产量|亩产)$")


def _crop(reading: Reading, at: int, earlier: Sequence[Figure]) -> _By | None:
    """秋粮应收96.8万亩…。预计秋粮总产49.8万吨，平均亩产514公斤: the area of the same crop, wherever it is told."""
    figure = reading.figures[at]
    total = next((f for f in reversed(earlier) if f.dimension == figure.dimension and "产" in f.lead), None)
    if total is None or total.sentence != figure.sentence or figure.clause - total.clause > 1:
        return None
    crop = total.lead.removeprefix("预计").removeprefix("全县").removeprefix("全市").removeprefix("全年")[:2]
    areas = [f for f in earlier if f.dimension == "mu" and crop in f.lead and len(crop) == 2 and not f.has("part")]
    return _By(areas[:1], True, 1, "") if areas else None


def _population(earlier: Sequence[Figure], figure: Figure, by: str) -> list[Figure]:
    """The population that is spoken of, the nearest that is called so; 老年人 only of their own."""
    if by not in ("人", "人口", "常住人口", "居民", "名居民", "名人"):
        return [f for f in earlier if f.dimension == "人" and by.removeprefix("名")[:2] in f.lead][-1:]
    people = [f for f in earlier if f.dimension == "人" and any(word in f.lead for word in _POPULATION)]
    people = [f for f in people if not f.has("part", "up", "down")]
    whole = [f for f in people if any(word in f.lead for word in _POPULATION[:3])]
    return (whole or people)[-2:]


def _by_word(reading: Reading, at: int, by: str, earlier: Sequence[Figure]) -> tuple[list[Figure], bool]:
    """车均: what is counted as cars; 生均 of primary schools: pupils of primary schools."""
    figure = reading.figures[at]
    counted = [f for f in earlier if (f.dimension not in CONTINUOUS and not f.step) or f.dimension == "人"]
    if by in _KNOWN:
        subject = _subject(reading, figure)
        people = [f for f in counted if f.dimension in _KNOWN[by] and "教师" not in f.lead and subject in f.lead]
        return (people[-1:], True) if len(subject) == 2 else ([], False)
    counted += [
        f
        for f in reading.figures[at + 1 : at + 3]
        if f.sentence == figure.sentence
        and f.kind == AMOUNT
        and f.is_exact
        and f.dimension not in CONTINUOUS
        and f.tail.startswith(by)
    ]
    bases = [
        f
        for f in counted
        if f.paragraph == figure.paragraph
        and f.sentence >= figure.sentence - 1
        and (by in f.lead + f.tail[:4] or f.dimension == by)
        and f.value > 1
    ]
    return bases[-2:], len(bases) == 1


def _subject(reading: Reading, figure: Figure) -> str:
    """小学校舍面积124.4万平方米，生均9.6平方米: 小学."""
    before = [
        f for f in reading.in_sentence(figure.sentence) if f.end <= figure.start and f.dimension == figure.dimension
    ]
    lead = before[-1].lead.lstrip("其中，全县市区") if before and figure.clause - before[-1].clause <= 1 else ""
    return lead[:2] if len(lead) > 2 else ""


# what is divided


def _tops(reading: Reading, at: int, by: _By) -> tuple[list[Figure], bool]:
    """The amounts that may be divided, the nearest last, and whether the words name them."""
    figure = reading.figures[at]
    alike = {figure.dimension}
    if figure.dimension in ("人", "次", "人次"):
        alike |= {"人", "人次", "次"}
    tops = [f for f in _earlier(reading, at) if f.dimension in alike and f not in by.bases]
    if "日" in by.noun:  # 日均客运量2.15万人次，车均日载客250人次
        tops += [
            f
            for f in reading.in_sentence(figure.sentence)
            if f.end <= figure.start and f.dimension in alike and f.lead.startswith("日均")
        ]
    if by.times == 1:
        tops = [f for f in tops if f.value > figure.value]
    if by.wide and len(by.noun) == 1 and by.noun == figure.tail:  # 186个村民小组…，平均每人管2个组
        same = [f for f in tops if f.tail.endswith(by.noun)]
        return same[-1:], bool(same)
    name = name_pairs(by.noun) or frozenset({by.noun} if len(by.noun) > 1 else ())
    called = [f for f in tops if name and bears(f, name)]
    best = max((bears(f, name) for f in called), default=0)
    called = [f for f in called if bears(f, name) == best and not f.has("part")] or called
    if called:
        whole = [f for f in called if f.has("total", "cumulative", "whole", "grand")]
        return (whole or called)[-3:], True
    near = [f for f in tops if f.sentence == figure.sentence and figure.clause - f.clause <= 4]
    if near or not by.wide:
        return near[-3:], False
    return [f for f in tops if f.paragraph == figure.paragraph][-3:], False


def _judged(reading: Reading, at: int, by: _By) -> Claim | None:
    figure = reading.figures[at]
    figure = figure if figure.step else figure._replace(step=figure.scale)
    tops, called = _tops(reading, at, by)
    tried: list[tuple[Figure, Figure, a.Span]] = []
    for below in reversed(by.bases[-3:]):
        for above in reversed(tops):
            computed = a.divide(a.of(above), a.of(below))
            if computed is not None:
                tried.append((above, below, a.multiply(computed, Fraction(by.times))))
    wide = Fraction(figure.step) / figure.exact
    for n, (above, below, computed) in enumerate(tried, 1):
        if a.compare(figure, computed) not in _FITS:
            continue
        even = computed.exact == figure.exact and figure.exact.denominator == 1
        most = _NAMED_CHANCE if called and by.named else _CHANCE * (2 if called or by.named else 1)
        if _are_alone(figure, above, below, tops, by):
            most = Fraction(1)
        if n * wide <= most or (even and (called or by.named)):
            return _told(figure, above, below, by.times, computed, Verdict.CONSISTENT)
        return None
    return _unfit(figure, by, tops, tried, called=called)


def _are_alone(figure: Figure, above: Figure, below: Figure, tops: Sequence[Figure], by: _By) -> bool:
    """检查企业2834家次，排查隐患11243项，平均每家4项: clause by clause, and nothing else of their measures."""
    one, two = sorted((above, below), key=lambda f: f.clause)
    straight = two.clause - one.clause <= 1 and figure.clause - two.clause == 1 and one.sentence == figure.sentence
    return straight and len(by.bases) == 1 and sum(f.sentence == figure.sentence for f in tops) == 1


def _unfit(
    figure: Figure, by: _By, tops: Sequence[Figure], tried: Sequence[tuple[Figure, Figure, a.Span]], *, called: bool
) -> Claim | None:
    """Wrong only where both are named and have no second: by the point, by turned digits, or altogether."""
    if not tried or not by.named or len(by.bases) > 1 or figure.bound:
        return None
    if len({f.value for f in tops}) > 1 or not (called or tops[-1].sentence == figure.sentence):
        return None
    above, below, computed = tried[0]
    if not computed.exact:
        return None
    factor = computed.exact / figure.exact
    tenfold = any(abs(factor / ten - 1) <= _CLOSE / 4 or abs(factor * ten - 1) <= _CLOSE / 4 for ten in _TENS)
    slipped = tenfold or turned(figure, computed.exact)
    straight = above.paragraph == below.paragraph == figure.paragraph
    named = called or (below.clause == above.clause and _are_alone(figure, above, below, tops, by))
    near = straight and named and figure.exact <= computed.exact * _FAR and computed.exact <= figure.exact * _FAR
    if abs(factor - 1) <= _CLOSE or not (slipped or near):
        return None
    return _told(figure, above, below, by.times, computed, Verdict.INCONSISTENT, "，差了位数" if tenfold else "")


def _told(
    figure: Figure, above: Figure, below: Figure, times: int, computed: a.Span, verdict: Verdict, extra: str = ""
) -> Claim:
    shown = a.like(computed.exact, figure)
    by = f"×{times}" if times > 1 else ""
    why = f"{a.bare(above)}÷{a.bare(below)}{by}={shown}，与文中{figure.printed}{SAYS[verdict]}{extra}"
    return claim("average", figure, shown, verdict, why, exact=computed.exact, of=(above, below))


# by months, days, years


def _by_time(reading: Reading, at: int, words: str) -> Claim | None:
    figure = reading.figures[at]
    if _MONTHLY.search(words) is not None:
        return _of_period(reading, at, _months(reading, figure), "个月")
    if _YEARLY.search(words) is not None:
        begin = reading.sentences[figure.sentence][0]
        hit = _YEARS.search(reading.text, begin, figure.start)
        count = _number(hit.group(1) or hit.group(2)) if hit is not None else 0
        return _of_period(reading, at, count, "年")
    if _DAILY.search(words) is not None:
        return _of_period(reading, at, _days(reading, figure), "天")
    return None


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS.get(word, 0)


def _months(reading: Reading, figure: Figure) -> int:
    """前10个月, 前三季度, 四季度, 剩下两个月: how many, where the sentence says so nearest to the average."""
    begin = reading.sentences[figure.sentence][0]
    found = [
        (hit.start(), _number(hit.group(1))) for hit in _SO_MANY_MONTHS.finditer(reading.text, begin, figure.start)
    ]
    found += [(hit.start(), _number(hit.group(1))) for hit in _LEFT_MONTHS.finditer(reading.text, begin, figure.start)]
    found += [(hit.start(), 3 * _number(hit.group(1))) for hit in _QUARTERS.finditer(reading.text, begin, figure.start)]
    found += [(hit.start(), 3) for hit in _QUARTER.finditer(reading.text, begin, figure.start)]
    return max(found)[1] if found else 0


def _days(reading: Reading, figure: Figure) -> int:
    """“五一”假期5天: the days of the holiday that the whole text is about; or a bracket behind says: 按91天计算."""
    said = _BY_DAYS.match(reading.text[figure.end : figure.end + 10])
    if said is not None:
        return int(said.group(1))
    counts = {int(hit.group(1) or hit.group(2)) for hit in _PERIOD.finditer(reading.text, 0, figure.start)}
    return counts.pop() if len(counts) == 1 else 0


def _of_period(reading: Reading, at: int, count: int, unit: str) -> Claim | None:
    if count < 2:
        return None
    figure = reading.figures[at]
    figure = figure if figure.step else figure._replace(step=figure.scale)
    tops = [
        f
        for f in reading.figures[max(0, at - _SEEN) : at]
        if (_is_plain(f) or (f.has("gap", "rest") and f.kind == AMOUNT and f.is_exact and not f.has("each")))
        and f.dimension == figure.dimension
        and f.value > figure.value
    ]
    here = [f for f in tops if f.sentence == figure.sentence]
    wide = Fraction(figure.step) / figure.exact
    tried = list(dict.fromkeys((*reversed(here), *reversed(tops[-_MOST:]))))
    for n, above in enumerate(tried, 1):
        computed = a.multiply(a.of(above), Fraction(1, count))
        even = computed.exact == figure.exact and n <= _EVEN_TRIES
        if a.compare(figure, computed) in _FITS and (even or n * wide <= _CHANCE):
            return _period_told(figure, above, count, unit, computed, Verdict.CONSISTENT)
    for above in here[-3:]:
        computed = a.multiply(a.of(above), Fraction(1, count))
        if turned(figure, computed.exact) and wide <= Fraction(1, 100):
            return _period_told(figure, above, count, unit, computed, Verdict.INCONSISTENT)
    return None


def _period_told(figure: Figure, above: Figure, count: int, unit: str, computed: a.Span, verdict: Verdict) -> Claim:
    shown = a.like(computed.exact, figure)
    slip = "；只差一个数字，像是笔误" if verdict is Verdict.INCONSISTENT else ""
    why = f"{a.bare(above)}÷{count}{unit}={shown}，与文中{figure.printed}{SAYS[verdict]}{slip}"
    return claim("average", figure, shown, verdict, why, exact=computed.exact, of=(above,))


# 6个督导组，每组4人，共24人


_HOLDS = late("(?:可|共|计)[^，,。；;：:、0-9]{0,6}$")
_OF_EACH = late("每(?:个|家|所|座|栋|辆|架|间|套|条|台)(?P<noun>[\u4e00-\u9fff]{1,14})$")


def _of_so_many(reading: Reading, at: int) -> Claim | None:
    """每个标准化厂房可容纳企业8家，24个厂房共可容纳192家: what each holds, and how many there are."""
    total, count = reading.figures[at], reading.figures[at - 1]
    each = next((f for f in reversed(reading.figures[max(0, at - 4) : at - 1]) if f.has("each")), None)
    if each is None or each.dimension != total.dimension or each.sentence != total.sentence or not each.is_exact:
        return None
    hit = _OF_EACH.search(each.lead)
    if hit is None or "均" in each.lead or count.clause != total.clause or count.kind != AMOUNT or not count.tail:
        return None
    if count.tail[:1] not in hit.group("noun") or count.clause - each.clause != 1 or _HOLDS.search(total.lead) is None:
        return None
    due = each.exact * count.exact
    if due != total.exact and not turned(total, due):
        return None
    shown = a.like(due, total)
    verdict = Verdict.CONSISTENT if due == total.exact else Verdict.INCONSISTENT
    why = f"{a.bare(each)}×{a.bare(count)}={shown}，与文中{total.printed}{SAYS[verdict]}"
    return claim("average", total, shown, verdict, why, exact=due, of=(each, count))


def _product(reading: Reading, at: int) -> Claim | None:
    total = reading.figures[at]
    if at > 1 and "共" in total.lead and total.is_exact and not total.step:
        held = _of_so_many(reading, at)
        if held is not None:
            return held
    if not at or not total.lead.startswith(_ALL) or total.bound or total.step:
        return None
    each = reading.figures[at - 1]
    fixed = fixed_for_each(reading, each)
    if fixed is None or total.clause - each.clause > 1 or total.sentence != each.sentence:
        return None
    unit, noun = fixed
    counts = [
        f
        for f in reading.figures[max(0, at - 5) : at - 1]
        if f.kind == AMOUNT and f.sentence == each.sentence and not f.weak and not f.step and f.value > 1 and f.is_exact
    ]
    counts = [
        f
        for f in counts
        if f.dimension == unit or unit in f.tail or (noun and (noun[:1] in f.tail or noun[:2] in f.lead))
    ]
    counts = [f for f in counts if f.dimension != each.dimension]
    if len(counts) != 1 or each.clause - counts[0].clause > 2:
        return None
    due = each.value * counts[0].value
    exact = Fraction(due)
    shown = a.like(exact, total)
    right = due == total.value
    if not right and _MORE_OF_THEM.search(reading.text[counts[0].end : total.end + 8]):
        return None
    verdict = Verdict.CONSISTENT if right else Verdict.INCONSISTENT
    if not right and not Decimal(1) / 2 < due / total.value < 2:
        return None
    why = f"{a.bare(each)}×{a.bare(counts[0])}={shown}，与文中{total.printed}{SAYS[verdict]}"
    return claim("average", total, shown, verdict, why, exact=exact, of=(each, counts[0]))


_MORE_OF_THEM = re.compile("左右|以上|不少于|至少|不等|不低于|[（(]|另|加上|连同|含|约|平均")
