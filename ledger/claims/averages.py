"""Averages: 户均, 人均, 日均, 平均每所."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from ledger.claims import arithmetic as a
from ledger.claims.values import Claim, Given, Verdict, kind
from ledger.claims.words import SAYS, claim, years_spoken
from ledger.figures import Figure, Reading, TimeRef
from ledger.figures.lexicon import MEASURES
from ledger.figures.values import AMOUNT
from ledger.patterns import late

_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_OF = {
    "户": ("户", "户次"), "人": ("人", "人次"), "亩": ("mu",), "村": ("村", "个"), "校": ("所",), "企": ("家",),
    "次": ("次", "人次"),
    "镇": ("个", "镇"), "床": ("床", "张"), "店": ("家",), "生": ("人",), "师": ("人",), "班": ("班", "个"),
    "案": ("起", "件"),
}  # fmt: skip
_TIMES = ("日", "天", "月", "年", "季", "周")
_AFTER = ("达到", "达", "为", "约", "约为", "近", "超", "超过", "仅", "只有", "有", "")
_DEEDS = (
    "补助",
    "补贴",
    "发放",
    "投入",
    "投资",
    "救助",
    "奖励",
    "面积",
    "安排",
    "拨付",
    "资助",
    "贷款",
    "补偿",
    "花费",
    "罚没",
)
_THEN = ("yoy", "step", "last-year", "from")
_NOUN = 3
"""A noun so long may follow the measure: 平均每个网格1.2名."""
_CLOSE = Fraction(1, 50)
_FAR = Fraction(2)
_SLIP = 2
_BACK = 4
_REACH = 200
_NEAR = 3
_YEAR = 365
_MOST = 12
_MOST_LOOKS = 40


_Tried = tuple[Figure, Figure, a.Span, Verdict]
"""A total, a count, their quotient, and how the printed average stands to it."""


def divisor(figure: Figure) -> tuple[str, bool]:
    """What an average is by (户, 日), and whether nothing else is said of it: 户均1.5万元, not 户均纯收入1.5万元."""
    lead = figure.lead
    if lead.endswith(("亩产", "亩产量", "单产", "单产量")):
        crop = lead.removesuffix("量")[:-2].removesuffix("平均")
        return "亩", len(crop) < 2 or crop.endswith("粮食")  # 水稻亩产 is not of all that is harvested
    for mark in ("平均每", "均每"):
        at = lead.rfind(mark)
        if at >= 0:
            return _each(lead[at + len(mark) :], sure=True)
    at = lead.rfind("均")
    if at > 0:
        by, more = lead[at - 1], lead[at + 1 :]
        known = by in _OF or by in _TIMES or by in MEASURES
        return (by, more in _AFTER or more.endswith(_DEEDS)) if known else ("", False)
    at = lead.rfind("每")
    return _each(lead[at + 1 :], sure=False) if at >= 0 else ("", False)


def _each(words: str, *, sure: bool) -> tuple[str, bool]:
    word = next((words[:size] for size in (4, 3, 2, 1) if words[:size] in MEASURES and len(words) >= size), "")
    if words[:1] in _TIMES and len(word) < 2:
        word = words[:1]
    more = words[len(word) :]
    return (word, sure and (more in _AFTER or (len(more) <= _NOUN and more.isalpha()))) if word else ("", False)


@kind("average", "人均、户均、日均", "each")
def averages(reading: Reading, given: Given) -> Iterator[Claim]:
    """人均、户均、亩均、日均、平均每所：总数 ÷ 个数

    查什么：“资金1260万元，扶持840户，户均1.5万元”“建成学校12所，新增学位9600个，平均每所800个”
    “7月8日至7月14日受理71184件，日均10169件”“销售额46.5亿元，均价6798元/平方米”。除以什么由词句说（户均、批均、每百户、
    平均单个项目、车均、每千人口、居民平均），计量单位要对得上；几个月、几天、几年由词句说（前10个月月均、假期8天日均、
    近三年年均）；“6个组，每组4人，共24人”按写定的数相乘；总数和个数先看本句，再看前面几句、几段。

    怎样算相符：算出的结果四舍五入到文中的位数与文中相同；末位差1，或者总数、个数取过整的，算取整之差。远处的数要对得
    不像碰巧才报。

    什么时候报“不符”：本句里这两种计量单位的数各只有一个，一个接一个；或者名词点明了是谁除以谁；或者只错一个数字、差了位数。

    什么时候不作声或说“无法判断”：没有总数或个数；补助标准（每人每月300元）；人均可支配收入、没有写明按多少人口计算的
    人均生产总值；平均的是另一样东西（户均增收、水稻亩产）；总数或个数不止一个而都对不上；相差不到百分之二（多半是用了没有
    印出来的数）；日均、月均对不上的（可能按工作日）。
    """
    if not any(word in reading.text for word in ("均", "每", "产")):
        return
    found = list(_found(reading))
    right = {told.working.operands for told in found if told.verdict in _FITS and told.working is not None}
    for told in found:
        again = told.working is not None and told.working.operands in right and len(told.working.operands) > 1
        if not (again and told.verdict is Verdict.INCONSISTENT):  # 案均12.5万元，清河市案均9.8万元: of others
            yield told


def _found(reading: Reading) -> Iterator[Claim]:
    for figure in reading.figures:
        if figure.kind == AMOUNT and not figure.weak and figure.has("each") and not figure.has("up", "down", *_THEN):
            found = _average(reading, figure)
            if found and not (found.verdict is Verdict.INCONSISTENT and figure.lead.startswith("其中")):
                yield found
        elif figure.kind == AMOUNT and not figure.weak and (figure.joined or any(w in figure.lead for w in _IN_ALL)):
            found = _product(reading, figure)
            if found:
                yield found


_IN_ALL = ("共", "发放", "补助资金", "总投资", "合计", "总计", "总额", "累计")


def _product(reading: Reading, figure: Figure) -> Claim | None:
    """培训12期，每期60人，共培训720人次: so many of each; wrong only where one digit is, for each may be 约."""
    here = [
        f for f in reading.in_sentence(figure.sentence) if f.end <= figure.start and f.kind == AMOUNT and not f.weak
    ]
    each = next((f for f in reversed(here) if f.has("each") and "每" in f.lead), None)
    alike = {figure.dimension, "人" if figure.dimension == "人次" else figure.dimension}
    if (
        each is None
        or each.dimension not in alike
        or not each.is_exact
        or not figure.is_exact
        or figure.exact <= each.exact
    ):
        return None
    by, _ = divisor(each)
    counts = [f for f in here if f is not each and f.dimension in dimensions_of(by) and f.is_exact and f.exact > 1]
    if len(counts) != 1 or by in _TIMES or figure.clause - min(each.clause, counts[0].clause) > _NEAR:
        return None
    computed = a.multiply(a.of(each), counts[0].exact)
    each_exact = a.constant(each.exact * counts[0].exact)  # what each gets is fixed, not rounded
    verdict, shown = a.compare(figure, each_exact), a.like(computed.exact, figure)
    if verdict not in _FITS and a.agreeing(figure, computed.exact) < _SLIP:
        return None
    why = f"{a.bare(each)}×{a.bare(counts[0])}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("average", figure, shown, verdict, why, exact=computed.exact, of=(each, counts[0]))


_FIXED = late(
    "(?<!均)(?<!平均)每(?P<unit>个|支|名|期|批|组|班|队|村|镇|场|台|车|户|家|轮|乡镇|街道)?(?P<noun>[\u4e00-\u9fff]{0,8})$"
)


def fixed_for_each(reading: Reading, figure: Figure) -> tuple[str, str] | None:
    """By what so many people are fixed for each, with what they are in all behind it: 每组4人，共24人; or nothing."""
    if figure.dimension != "人" or figure.step or not figure.is_exact or figure.kind != AMOUNT or "均" in figure.lead:
        return None
    hit = _FIXED.search(figure.lead)
    behind = next((f for f in reading.in_sentence(figure.sentence) if f.start >= figure.end), None)
    if hit is None or behind is None or behind.dimension not in ("人", "人次") or behind.clause - figure.clause > 1:
        return None
    if not behind.lead.startswith(("共", "合计", "累计", "一共", "总共", "总计")):
        return None
    return hit.group("unit") or hit.group("noun")[:1], hit.group("noun") if hit.group("unit") else ""


def _before(reading: Reading, figure: Figure) -> list[Figure]:
    """The amounts before it in its paragraph, in order, as many as may be meant."""
    found: list[Figure] = []
    looked = 0
    for n in range(figure.sentence, max(-1, figure.sentence - _BACK - 1), -1):
        for f in reversed(reading.in_sentence(n)):
            looked += f.end <= figure.start
            if len(found) == _MOST or looked > _MOST_LOOKS or f.paragraph != figure.paragraph:
                return found[::-1]
            plain = f.end <= figure.start and f.kind == AMOUNT and not f.weak
            if plain and not f.has("each", "up", "down", "ahead", "behind"):
                found.append(f)
    return found[::-1]


def _after(reading: Reading, figure: Figure) -> list[Figure]:
    """户均1.8万元，共2.67亿元: a total that follows at once."""
    after = next((f for f in reading.in_sentence(figure.sentence) if f.start >= figure.end), None)
    told = (
        after is not None and after.clause == figure.clause + 1 and after.lead in ("共", "共计", "合计", "总计", "总额")
    )
    return [after] if after is not None and told and after.kind == AMOUNT else []


def _average(reading: Reading, figure: Figure) -> Claim | None:
    by, sure = divisor(figure)
    if not by:
        return None
    if not figure.step and fixed_for_each(reading, figure) is None:  # a whole number, but as an average a rounded one
        figure = figure._replace(step=figure.scale)
    before = _before(reading, figure)
    alike = (figure.dimension, "人次") if figure.dimension == "人" else (figure.dimension,)
    tops = [f for f in before if f.dimension in alike and f.exact > figure.exact]
    tops = [f for f in tops if figure.sentence - f.sentence <= 1 or _of_noun(figure, f)]
    tops += [f for f in _after(reading, figure) if f.dimension == figure.dimension and f.exact > figure.exact]
    if by in _TIMES:
        return _by_time(reading, figure, by, tops)
    bottoms = [f for f in before if f.dimension in dimensions_of(by) and f.exact > 1]
    noun = figure.lead.rpartition("每")[2][len(by) :]
    bottoms = [f for f in bottoms if figure.sentence - f.sentence <= 1 or (len(noun) > 1 and noun in f.lead + f.tail)]
    tried: list[_Tried] = []
    for below in reversed(bottoms):
        for above in reversed(tops):
            if above is below or (above.sentence != figure.sentence and below.sentence != figure.sentence):
                continue
            computed = a.divide(a.of(above), a.of(below))
            if computed is not None:
                tried.append((above, below, computed, a.compare(figure, computed)))
    fit = next((t for wanted in _FITS for t in tried if t[3] is wanted), None) or _gained(reading, figure, bottoms)
    if fit:
        return _told(figure, *fit)
    here = [t for t in tried if t[0].segment == t[1].segment == figure.segment]
    slips = [t for t in tried if a.agreeing(figure, t[2].exact) >= _SLIP]
    if len(slips) == 1:
        return _told(figure, *slips[0][:3], Verdict.INCONSISTENT)
    said = [t for t in tried if t[0].sentence == t[1].sentence == figure.sentence]
    if len(here) != 1 or not (sure or _of_noun(figure, here[0][0])) or (len(said) > 1 and not _nearest(here[0], said)):
        return None
    above, below, computed, _ = here[0]
    if not figure.is_exact:
        return None
    if (computed.exact > figure.exact * _FAR or figure.exact > computed.exact * _FAR) and not (
        a.agreeing(figure, computed.exact) and len(said) == 1
    ):
        return None  # rather an average of something else
    near = abs(computed.exact - figure.exact) <= computed.exact * _CLOSE
    return _told(figure, above, below, computed, Verdict.UNCLEAR if near else Verdict.INCONSISTENT)


def _gained(reading: Reading, figure: Figure, bottoms: list[Figure]) -> _Tried | None:
    """为5.6万户茶农增收3.15亿元，户均5625元: what they gained, where it is what fits."""
    for above in reversed(reading.in_sentence(figure.sentence)):
        near = above.end <= figure.start and figure.clause - above.clause <= 1 and above.has("up")
        for below in bottoms if near and above.dimension == figure.dimension else ():
            computed = a.divide(a.of(above), a.of(below))
            if computed is not None and a.compare(figure, computed) in _FITS:
                return above, below, computed, Verdict.CONSISTENT
    return None


def _of_noun(figure: Figure, above: Figure) -> bool:
    """人均耕地 of 耕地3780亩: what is averaged is named, and the total bears the name."""
    noun = figure.lead.rpartition("均")[2].rstrip("为达到约有")
    return len(noun) > 1 and noun[-2:] in above.lead + above.tail


def _nearest(one: _Tried, tried: list[_Tried]) -> bool:
    """Whether the pairs that stand further off share neither of its amounts."""
    return all(other is one or (other[0] is not one[0] and other[1] is not one[1]) for other in tried)


def dimensions_of(by: str) -> tuple[str, ...]:
    """What is counted in the word by which an average is: 亩均 of mu, 村均 of 村 and 个."""
    known = _OF.get(by, ())
    return (*known, MEASURES[by][0]) if by in MEASURES else known


def _told(figure: Figure, above: Figure, below: Figure, computed: a.Span, verdict: Verdict) -> Claim:
    shown = a.like(computed.exact, figure)
    return claim(
        "average", figure, shown, verdict,
        f"{a.bare(above)}÷{a.bare(below)}={shown}，与文中{figure.printed}{SAYS[verdict]}",
        exact=computed.exact, of=(above, below),
    )  # fmt: skip


def _by_time(reading: Reading, figure: Figure, by: str, tops: list[Figure]) -> Claim | None:
    """日均 and 月均: only ever told when they fit, for nobody says whether days off were counted."""
    if by == "年":
        return _by_years(reading, figure, tops)
    if by not in ("日", "天", "月"):
        return None
    counted = _days_told(reading, figure) if by != "月" else None
    if counted is not None:  # 两月按62天算日均159件
        for above in reversed(tops):
            computed = a.divide(a.of(above), a.of(counted))
            if computed is not None and a.compare(figure, computed) in _FITS:
                return _told(figure, above, counted, computed, a.compare(figure, computed))
    if by == "月":
        told = _by_months(reading, figure, tops)
        if told:
            return told
    begin = reading.paragraphs[figure.paragraph][0]
    for time in reversed(reading.times_between(max(begin, figure.start - _REACH), figure.start)):
        if by == "月" and time.kind == "month" and not time.until and not time.previous:
            break  # 1至3月84场，4月份又演42场，共126场: the span is not all of it
        count = _days(time) if by != "月" else _months(time)
        for above in tops if count > 1 else ():
            computed = a.multiply(a.of(above), Fraction(1, count))
            verdict = a.compare(figure, computed)
            if verdict in _FITS:
                shown = a.like(computed.exact, figure)
                sum_ = f"{a.bare(above)}÷{count}{'个月' if by == '月' else '天'}={shown}"
                return claim(
                    "average",
                    figure,
                    shown,
                    verdict,
                    f"{sum_}，与文中{figure.printed}{SAYS[verdict]}",
                    exact=computed.exact,
                    of=(above,),
                )
            leap = count + 1 if _may_leap(time) else 0
            if leap and a.compare(figure, a.multiply(a.of(above), Fraction(1, leap))) in _FITS:
                return _leap_told(figure, above, leap)
            slip = (
                (a.agreeing(figure, computed.exact) >= _SLIP or turned(figure, computed.exact))
                and figure.sentence == above.sentence
                and by != "月"
            )
            if slip and above is tops[-1]:
                shown = a.like(computed.exact, figure)
                why = f"{a.bare(above)}÷{count}天={shown}，与文中{figure.printed}不符；只差一个数字，像是笔误"
                return claim("average", figure, shown, Verdict.INCONSISTENT, why, exact=computed.exact, of=(above,))
            if count >= _YEAR and figure.sentence == above.sentence and above is tops[-1]:
                tenfold = computed.exact / figure.exact if figure.exact else Fraction(0)
                if any(abs(tenfold / factor - 1) <= _CLOSE / 4 for factor in (10, 100, Fraction(1, 10))):
                    shown = a.like(computed.exact, figure)
                    why = f"{a.bare(above)}÷{count}天={shown}，文中{figure.printed}差了位数"
                    return claim("average", figure, shown, Verdict.INCONSISTENT, why, exact=computed.exact, of=(above,))
    return _wrong_month(reading, figure, by, tops)


def _days_told(reading: Reading, figure: Figure) -> Figure | None:
    """按62天算日均: by how many days it is told to be divided, right before it."""
    before = [f for f in reading.in_sentence(figure.sentence) if f.end <= figure.start]
    days = before[-1] if before else None
    told = days is not None and days.dimension == "天" and days.clause == figure.clause and days.lead.endswith("按")
    return days if told and days is not None and days.is_exact and days.value > 1 else None


def turned(figure: Figure, due: Fraction) -> bool:
    """日均270吨 for 720吨: two digits that changed places."""
    unit = Fraction(figure.step) or Fraction(figure.scale)
    printed, wanted = str(int(figure.exact / unit)), str(round(due / unit))
    return len(printed) == len(wanted) > 1 and printed != wanted and sorted(printed) == sorted(wanted)


def _may_leap(time: TimeRef) -> bool:
    """今年1月1日至6月30日: nobody says of which year, so that February may have had 29 days."""
    return time.kind == "days" and not time.year and (time.month, time.day) < (2, 29) and time.last_month > 2


def _leap_told(figure: Figure, above: Figure, count: int) -> Claim:
    computed = a.multiply(a.of(above), Fraction(1, count))
    verdict, shown = a.compare(figure, computed), a.like(computed.exact, figure)
    why = f"{a.bare(above)}÷{count}天={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("average", figure, shown, verdict, why, exact=computed.exact, of=(above,))


def _by_months(reading: Reading, figure: Figure, tops: list[Figure]) -> Claim | None:
    """前7个月累计79.38亿元，月均11.43亿元: the number of months stands there."""
    here = [f for f in reading.in_sentence(figure.sentence) if f.dimension == "个月" and f.end <= figure.start]
    if len(here) != 1 or not tops or tops[-1].sentence != figure.sentence or here[0].value <= 1:
        return None
    above = tops[-1]
    computed = a.divide(a.of(above), a.of(here[0]))
    bare = figure.lead == "月均" and above.start > here[0].start and above.clause == here[0].clause
    verdict = a.compare(figure, computed) if computed is not None else Verdict.UNCLEAR
    if computed is None or (verdict not in _FITS and not (bare and a.agreeing(figure, computed.exact))):
        return None
    return _told(figure, above, here[0], computed, verdict)


def _by_years(reading: Reading, figure: Figure, tops: list[Figure]) -> Claim | None:
    """五年来…累计新增4.15万人，年均8300人."""
    count = years_spoken(reading, figure)
    above = next((f for f in reversed(tops) if f.sentence == figure.sentence), None)
    if not count or above is None or figure.clause - above.clause > 1:
        return None
    computed = a.multiply(a.of(above), Fraction(1, count))
    verdict, shown = a.compare(figure, computed), a.like(computed.exact, figure)
    if verdict not in _FITS and a.agreeing(figure, computed.exact) < _SLIP:
        return None
    why = f"{a.bare(above)}÷{count}年={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("average", figure, shown, verdict, why, exact=computed.exact, of=(above,))


def _wrong_month(reading: Reading, figure: Figure, by: str, tops: list[Figure]) -> Claim | None:
    """10月份4440吨，日均148吨: right only with thirty days, and October has thirty-one."""
    begin = reading.sentences[figure.sentence][0]
    months = [t for t in reading.times_between(begin, figure.start) if t.kind == "month" and not t.until]
    if by == "月" or len(months) != 1 or not tops or tops[-1].sentence != figure.sentence:
        return None
    count, above = _days(months[0]), tops[-1]
    for other in (30, 31):
        if other != count and a.compare(figure, a.multiply(a.of(above), Fraction(1, other))) is Verdict.CONSISTENT:
            computed = a.multiply(a.of(above), Fraction(1, count))
            shown = a.like(computed.exact, figure)
            why = (
                f"{months[0].month}月有{count}天，{a.bare(above)}÷{count}天={shown}，按{other}天算才是{figure.printed}"
            )
            return claim("average", figure, shown, Verdict.INCONSISTENT, why, exact=computed.exact, of=(above,))
    return None


def _days(time: TimeRef) -> int:
    if time.kind == "month" and not time.until and time.month != 2:
        return monthrange(time.year or 2023, time.month)[1]
    if time.kind == "year" and not time.previous:
        return 366 if time.year and time.year % 4 == 0 else 365
    if time.kind != "days":
        return 0
    year = time.year or 2023
    try:
        begin, end = date(year, time.month, time.day), date(time.last_year or year, time.last_month, time.last_day)
    except ValueError:
        return 0
    return max(0, (end - begin).days + 1)


def _months(time: TimeRef) -> int:
    if time.kind == "span" and not time.last_year:
        return max(0, time.last_month - time.month + 1)
    return time.month_reached
