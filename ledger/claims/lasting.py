"""A wider look at how long things last: 3月1日开工、6月8日贯通，历时100天; 假期5天（4月29日—5月3日）; 二十连丰."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ledger.claims.progress import has_another_behind
from ledger.claims.values import Claim, Given, Verdict, wider
from ledger.claims.words import SAYS
from ledger.figures import Figure, Reading, TimeRef, numerals
from ledger.figures.values import AMOUNT
from ledger.patterns import late

_CUES = late(
    "(?:为期|历时|历经|展期|会期|工期|活动期|用时|用了|利用|持续|前后|共|共计|全程|仅用|只用|耗时|长达)(?:了|整整|约|近)?$"
)
_DEED = late("^(?:集中|连续|先后|开展|组织)?[\u4e00-\u9fff]{0,8}$")
"""集中走访25天 right behind the two days."""
_SURE = ("为期", "历时", "展期", "会期", "用时", "用了", "仅用", "只用", "耗时")
_HOLIDAY = late("(?:假期|长假|假日|期间)$")
_WITHIN = ("里", "内", "间", "时间", "中")
_REACH = 90
_NEAR = 30
_BESIDE = 4
_YEAR = 2023
_MONTH, _FEBRUARY = 30, 2
_SHORT, _LONG = 4, 7
_DOTTED = late('([0-9]{1,2})[·．.]([0-9]{1,2})[”"]?(?:至|到|-|—|－)([0-9]{1,2})月([0-9]{1,2})日')
_CLAUSES = late("[，,；;]")
_SINCE = late("[至到截][^，,。；;：:]{2,10}[日号](?:已|共|累计|用了)[\u4e00-\u9fff]{0,4}$")
_DAY_ALONE = late("(?<![0-9月.·])([0-9]{1,2})[日号](?![0-9])")
_IN_A_ROW = late('([一二三四五六七八九十]{1,3})(?:连|年连续)[丰增冠涨升降][”"]?[(（]$')


@wider("span", "天 个月 连")
def lasting(reading: Reading, given: Given) -> Iterator[Claim]:
    """From a day to a day, wherever the two days stand: told when it fits, and when the words leave no doubt."""
    lengths = not reading.traits.isdisjoint(("天", "个月"))
    for figure in reading.figures if lengths else ():
        if figure.kind != AMOUNT or figure.top is not None:
            continue
        found = None
        if figure.dimension == "天" and figure.is_exact and figure.exact > 1:
            found = _days(reading, figure, given)
        elif figure.dimension == "个月" and figure.lead.rstrip("了约近").endswith(("提前", "推迟", "延后")):
            found = _moved(reading, figure, given)
        elif figure.dimension == "个月" and figure.is_exact and _CUES.search(figure.lead) is not None:
            found = _months(reading, figure)
        if found:
            yield found
    for time in reading.times if "连" in reading.text else ():
        if time.kind == "years":
            found = _in_a_row(reading, time)
            if found:
                yield found


def _length(one: TimeRef, two: TimeRef, given: Given) -> int:
    """From the first day to the last, both counted; 0 where one of them is no day."""
    last_year = two.last_year or two.year
    year = one.year or given.year or last_year or _YEAR
    month, day = (two.last_month, two.last_day) if two.kind == "days" else (two.month, two.day)
    if not one.year and last_year and (one.month, one.day) > (month, day):
        year = last_year - 1
    end = last_year or (year if (month, day) >= (one.month, one.day) else year + 1)
    try:
        return (date(end, month, day) - date(year, one.month, one.day)).days + 1
    except ValueError:
        return 0


def _may_have_a_leap_day(one: TimeRef, two: TimeRef, given: Given) -> bool:
    """1月26日启动、3月5日收官: nobody says of which year."""
    month = two.last_month if two.kind == "days" else two.month
    unknown = not (one.year or two.year or two.last_year or given.year)
    return unknown and one.month <= _FEBRUARY < month


def _days(reading: Reading, figure: Figure, given: Given) -> Claim | None:
    beside = _bracketed(reading, figure)
    if beside is not None:
        return _judged(reading, figure, beside, beside, given, sure=True)
    together = _together(reading, figure, given) if _IN_ALL.search(figure.lead) is not None else None
    if together is not None:
        return together
    cue = _CUES.search(figure.lead)
    spent = figure.lead.endswith("用") and figure.tail.startswith("时间")  # 用4天时间对重点项目进行督查
    within = spent or (not figure.lead and figure.tail.startswith(_WITHIN))
    deed = cue is None and not within and _DEED.match(figure.lead) is not None
    since = _SINCE.search(figure.lead) is not None
    if cue is None and not within and not deed and not since:
        return None
    begin = reading.sentences[figure.sentence][0]
    times = reading.times_between(max(begin, figure.start - _REACH), figure.start)
    spans = [t for t in times if t.kind == "days"]
    days = [t for t in times if t.kind == "day" and t.day and not t.previous]
    sure = spent or (cue is not None and cue.group().rstrip("了整约近").startswith(_SURE))
    if deed and figure.tail.startswith(("工作", "时间", "以上", "内")):
        return None
    sure = sure or (deed and _is_straight(reading, figure, times))
    if len(spans) == 1 and has_another_behind(reading, spans[0]):
        return None  # 2月3日至6日、21日至24日两轮，共8天
    if len(spans) == 1 and not days:
        return _judged(reading, figure, spans[0], spans[0], given, sure=sure)
    if len(days) == 2 and not spans:
        sure = sure or _is_exactly_so(reading, figure, days[1])
        return _judged(reading, figure, days[0], days[1], given, sure=sure)
    if within:
        return _dotted(reading, figure, begin)
    if since and len(days) > 2 and not spans:  # 从3月1日启动，到6月8日结束；至5月19日已推进80天
        found = _judged(reading, figure, days[0], days[-1], given, sure=False)
        return found if found is not None and found.verdict is Verdict.CONSISTENT else None
    if len(days) == 1 and not spans and cue is not None:
        last_ = _day_alone(reading, days[0], figure)
        if last_ is not None:
            return _judged(reading, figure, days[0], last_, given, sure=sure)
    if len(days) == 1 and not spans and "到" in reading.text[begin : days[0].start]:
        before = reading.times_between(max(0, begin - _REACH), begin)
        first = [t for t in before if t.kind == "day" and t.day]
        if len(first) == 1:
            found = _judged(reading, figure, first[0], days[0], given, sure=False)
            return found if found is not None and found.verdict is Verdict.CONSISTENT else None
    return None


def _together(reading: Reading, figure: Figure, given: Given) -> Claim | None:
    """2月3日至6日、21日至24日两轮，共8天: the days of all the stretches before; told only when it fits."""
    begin = max(reading.sentences[figure.sentence][0], figure.start - _REACH)
    spans = [t for t in reading.times_between(begin, figure.start) if t.kind == "days"]
    if not spans:
        return None
    lengths = [_length(span, span, given) for span in spans]
    alone = _DAYS_ALONE.finditer(reading.text, spans[0].end, figure.start)
    lengths += [int(hit.group(2)) - int(hit.group(1)) + 1 for hit in alone]
    if len(lengths) < _SEVERAL or min(lengths) < 1 or sum(lengths) != figure.exact:
        return None
    why = f"{'+'.join(f'{length}天' for length in lengths)}={sum(lengths)}天，与文中{figure.printed}相符"
    return Claim("span", spans[0].start, figure.end, figure.printed, f"{sum(lengths)}天", Verdict.CONSISTENT, why)


_SEVERAL = 2
_IN_ALL = late("(?:共|累计|合计|总计|一共|共计|历时)$")
_DAYS_ALONE = late("(?<![月0-9])([0-9]{1,2})日?(?:至|到|[-—－~～]{1,2})([0-9]{1,2})日")


def _is_exactly_so(reading: Reading, figure: Figure, last_: TimeRef) -> bool:
    """从6月21日入汛到9月28日出汛，整整100天: right behind the two days, and all of them are meant."""
    between = reading.text[last_.end : figure.start - len(figure.lead)]
    return figure.lead in ("整整", "正好", "刚好", "前后", "前后共", "前后历时") and len(_CLAUSES.findall(between)) == 1


def _day_alone(reading: Reading, first: TimeRef, figure: Figure) -> TimeRef | None:
    """7月11日12时启动响应，13日提升，24日终止，历时14天: the last day without its month."""
    found = [hit for hit in _DAY_ALONE.finditer(reading.text, first.end, figure.start) if 1 <= int(hit.group(1)) <= 31]
    if not found:
        return None
    hit = found[-1]
    if len(_CLAUSES.findall(reading.text[hit.end() : figure.start])) != 1:
        return None  # 期间13日、14日连续暴雨，雨量86毫米，…历时2天
    month = first.month if int(hit.group(1)) > first.day else first.month % 12 + 1
    return TimeRef(hit.start(), hit.end(), "day", first.year, month, int(hit.group(1)))


def _is_straight(reading: Reading, figure: Figure, times: Sequence[TimeRef]) -> bool:
    """7月10日至8月8日，集中排查30天: the days stand in the clause right before, and all of them are meant."""
    if not figure.lead.startswith("集中") or sum(f.dimension == "天" for f in reading.in_sentence(figure.sentence)) > 1:
        return False
    between = reading.text[times[-1].end : figure.start - len(figure.lead)] if times else ""
    return between in ("，", ",")


def _bracketed(reading: Reading, figure: Figure) -> TimeRef | None:
    """假期5天（4月29日—5月3日）, 汛期（6月1日—9月15日，共107天）."""
    text = reading.text
    if text[figure.end : figure.end + 1] in ("(", "（") and _HOLIDAY.search(figure.lead):
        after = [t for t in reading.times_between(figure.end, figure.end + _BESIDE) if t.kind == "days"]
        return after[0] if len(after) == 1 else None
    return None


def _judged(reading: Reading, figure: Figure, one: TimeRef, two: TimeRef, given: Given, *, sure: bool) -> Claim | None:
    length = _length(one, two, given)
    value = figure.exact
    if length <= 1:
        return None
    between = one is not two
    leap = value == length + 1 and _may_have_a_leap_day(one, two, given)
    if value == length or leap or (between and value == length - 1):
        verdict = Verdict.CONSISTENT
    elif value == length - 1:
        verdict = Verdict.UNCLEAR
    else:
        verdict = Verdict.INCONSISTENT
    if verdict is not Verdict.CONSISTENT and not sure:
        return None
    words = reading.text[one.start : one.end] + ("" if one is two else f"到{reading.text[two.start : two.end]}")
    length += leap
    why = f"{words}头尾都算是{length}天，与文中{figure.printed}{SAYS[verdict]}"
    begin, end = min(one.start, figure.start), max(figure.end, two.end if two.start > figure.start else 0)
    return Claim("span", begin, end, figure.printed, f"{length}天", verdict, why)


def _dotted(reading: Reading, figure: Figure, begin: int) -> Claim | None:
    """“9·29”至10月6日的…长假，8天里: told only when it fits."""
    hit = _DOTTED.search(reading.text, max(begin, figure.start - _REACH), figure.start)
    if hit is None:
        return None
    month, day, last_month, last_day = map(int, hit.groups())
    try:
        length = (date(_YEAR, last_month, last_day) - date(_YEAR, month, day)).days + 1
    except ValueError:
        return None
    if length != figure.exact:
        return None
    why = f"{month}月{day}日到{last_month}月{last_day}日头尾都算是{length}天，与文中{figure.printed}相符"
    return Claim("span", hit.start(), figure.end, figure.printed, f"{length}天", Verdict.CONSISTENT, why)


def _months(reading: Reading, figure: Figure) -> Claim | None:
    """自2022年3月开工，到2024年11月贯通，历时33个月: with the last month or without."""
    begin = reading.sentences[figure.sentence][0]
    times = reading.times_between(max(begin, figure.start - _REACH), figure.start)
    months = [t for t in times if t.kind in ("month", "day") and t.month and not t.previous]
    if len(months) != 2 or len(times) != 2 or not months[0].year:
        return None
    one, two = months
    year = two.year or (one.year if two.month >= one.month else one.year + 1)
    apart = (year - one.year) * 12 + two.month - one.month
    if apart <= 1:
        return None
    verdict = Verdict.CONSISTENT if figure.exact in (apart, apart + 1) else Verdict.INCONSISTENT
    if verdict is Verdict.INCONSISTENT and not figure.lead.rstrip("了整约近").endswith(_SURE):
        return None  # 合同工期
    words = f"{reading.text[one.start : one.end]}到{reading.text[two.start : two.end]}"
    why = f"{words}是{apart}个月，头尾都算是{apart + 1}个月，与文中{figure.printed}{SAYS[verdict]}"
    return Claim("span", one.start, figure.end, figure.printed, f"{apart + 1}个月", verdict, why)


def _moved(reading: Reading, figure: Figure, given: Given) -> Claim | None:
    """6月8日贯通，…比原定的6月28日提前了一个月: twenty days are no month."""
    begin = reading.sentences[figure.sentence][0]
    days = [t for t in reading.times_between(max(begin, figure.start - _REACH), figure.start) if t.kind == "day"]
    days = [t for t in days if t.day and not t.previous]
    if len(days) < 2 or not any(word in reading.text[days[-2].end : figure.start] for word in ("原定", "计划", "预定")):
        return None
    apart = abs(_length(days[-2], days[-1], given) - 1)
    off = abs(apart - _MONTH * figure.exact)
    if not apart or apart > 2 * _MONTH * figure.exact or _SHORT < off <= _LONG:
        return None
    verdict = Verdict.CONSISTENT if off <= _SHORT else Verdict.INCONSISTENT
    one, two = (reading.text[t.start : t.end] for t in days[-2:])
    why = f"{one}和{two}相差{apart}天，与文中{figure.printed}{SAYS[verdict]}"
    return Claim("span", days[-1].start, figure.end, figure.printed, f"{apart}天", verdict, why)


def _in_a_row(reading: Reading, time: TimeRef) -> Claim | None:
    """粮食“二十连丰”（2004—2023年)."""
    hit = _IN_A_ROW.search(reading.text[max(0, time.start - _NEAR) : time.start])
    number = numerals.chinese(hit.group(1), 0) if hit is not None else None
    if number is None:
        return None
    length = time.last_year - time.year + 1
    verdict = Verdict.CONSISTENT if number.value == length else Verdict.INCONSISTENT
    words = reading.text[time.start : time.end]
    begin = time.start - len(hit.group()) if hit is not None else time.start
    why = f"{words}头尾都算是{length}年，与文中{hit.group(1) if hit is not None else ''}年{SAYS[verdict]}"
    return Claim("span", begin, time.end, str(number.value), f"{length}年", verdict, why)
