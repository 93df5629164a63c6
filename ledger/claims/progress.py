"""Yardsticks of time: 超时间进度 in points and in amounts, and stretches of days, months and years."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from ledger.claims import arithmetic as a
from ledger.claims.elapsed import as_printed, by_days, by_the_day, has_its_own_time, month_of
from ledger.claims.shares import is_share
from ledger.claims.values import Claim, Given, Verdict, kind
from ledger.claims.words import SAYS, amounts, claim
from ledger.figures import Figure, Reading, TimeRef
from ledger.figures.values import AMOUNT, PERCENT, POINTS
from ledger.patterns import late
from ledger.values import replace

_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)


def _yardstick(figure: Figure) -> str:
    return next((name for sign, name in _YARDS.items() if figure.has(sign)), "")


_YARDS = {"time-progress": "时间进度", "half-way": "双过半", "plan-progress": "计划进度"}
_WAYS = ("ahead", "behind", "gap")
_AHEAD = late("前[面头]|领先|[赢多高快超]")
_BEHIND = late("后[面头]|落后|差距|[输少差慢低欠短]")
_NAMED_BEFORE = late(
    "(?:时间|序时|时序|均衡|平均)(?:进度|要求)[^，,。；;：:0-9]{0,6}[，,][^，,。；;：:0-9]{0,4}$|进度欠账$"
)
_SHORT, _REACH = 4, 24


def _set_against(reading: Reading, figure: Figure) -> Figure:
    """跑在时间进度前面, 与时间进度相比，慢3个百分点: with the yardstick and the way that its words give."""
    if not _yardstick(figure):
        before = reading.text[max(0, figure.start - _REACH) : figure.start]
        if len(figure.lead) > _SHORT or not _NAMED_BEFORE.search(before):
            return figure
        figure = figure._replace(signs=figure.signs | {"time-progress"})
    if figure.has(*_WAYS):
        return figure
    words = figure.lead + ("差距" if figure.tail.startswith(("的差距", "差距")) else "")
    ahead, behind = _AHEAD.search(words), _BEHIND.search(words)
    if (ahead is None) == (behind is None):
        return figure
    return figure._replace(signs=figure.signs | {"ahead" if ahead else "behind"})


@kind("lead", "超时间进度（百分点）", "points percent", "ahead behind gap time-progress half-way plan-progress")
def leads(reading: Reading, given: Given) -> Iterator[Claim]:
    """完成率与时间进度之差

    查什么：“完成预算的75.19%，超过时间进度8.52个百分点”：75.19−8/12×100。慢于、落后、欠，方向相反。

    怎样算相符：时间进度按月（8月底=66.67%）；按天算（244÷366）对得上的也算相符。到哪个月，先看本句、本段
    （1-8月、上半年、截至4月底），再看文件标题或这一期。

    什么时候说“无法判断”：不知道到哪个月；说的是“计划进度”而没有计划数（计划不一定按月平均）。
    """
    for figure in reading.figures:
        if figure.kind == POINTS and figure.lead.startswith("的"):
            told = _off_the_mark(reading, figure)
            if told:
                yield told
                continue
        against = _set_against(reading, figure) if figure.kind == POINTS else figure
        if figure.kind != POINTS or not against.has(*_WAYS):
            continue
        found = _lead(reading, against, given) if _yardstick(against) else _apart(reading, figure)
        found = found or _of_time_unsaid(reading, figure, given)
        if found:
            yield found
    for figure in reading.figures:
        again = _said_again(reading, figure)
        if again is not None:
            found = _lead(reading, again, given)
            if found and (figure.kind == POINTS or found.verdict in _FITS):
                yield found if figure.kind == POINTS else _in_percent(figure, found)


def _of_time_unsaid(reading: Reading, figure: Figure, given: Given) -> Claim | None:
    """完成65%，滞后18.3个百分点; 落后进度8.3个百分点: of the time that has gone, told only where it comes out."""
    if not figure.step or figure.step >= 1 or _BARE_LEAD.search(figure.lead) is None:
        return None
    rate = _rate_before(reading, figure)
    if rate is None or figure.clause - rate.clause != 1 or rate.segment != figure.segment or not rate.has("done"):
        return None
    if not month_of(reading, figure, given):
        return None
    found = _lead(reading, figure._replace(signs=figure.signs | {"time-progress"}), given)
    return found if found is not None and found.verdict is Verdict.CONSISTENT else None


_BARE_LEAD = late("^(?:滞后|落后|慢于?|欠|快于?|超前|超过?|领先)于?(?:进度)?$")


def _said_again(reading: Reading, figure: Figure) -> Figure | None:
    """超出序时进度10.06亿元，即8.5个百分点; 滞后时间进度5%: the figure with the yardstick that it goes by."""
    if figure.kind == PERCENT and figure.has("ahead", "behind") and _yardstick(figure) and figure.is_exact:
        return figure
    if figure.kind != POINTS or figure.lead not in _OR_ELSE:
        return None
    before = [f for f in reading.in_sentence(figure.sentence) if f.end <= figure.start]
    last = before[-1] if before else None
    if last is None or not (last.has("ahead", "behind") and _yardstick(last)) or figure.clause - last.clause > 1:
        return None
    return figure._replace(signs=last.signs)


def _in_percent(figure: Figure, found: Claim) -> Claim:
    why = f"{found.why}；两个百分数相差的是百分点，不能写成{figure.printed}"
    return replace(found, verdict=Verdict.INCONSISTENT, why=why)


_TWO = 2
_OR_ELSE = ("即", "也即", "也就是", "合", "折合")


def _off_the_mark(reading: Reading, figure: Figure) -> Claim | None:
    """失业率3.1%，低于4.5%的控制目标1.4个百分点: against a mark that is printed between."""
    before = [f for f in reading.in_sentence(figure.sentence) if f.end <= figure.start][-2:]
    if len(before) < 2 or any(f.kind != PERCENT or not f.is_exact for f in before):
        return None
    level, mark = before
    if not mark.has("ahead", "behind") or mark.clause != figure.clause or figure.clause - level.clause > 1:
        return None
    apart = mark.exact - level.exact if mark.has("behind") else level.exact - mark.exact
    verdict, shown = a.compare(figure, a.constant(apart)), a.like(apart, figure)
    why = f"{a.plain(level.exact, 4)}与{a.plain(mark.exact, 4)}相差{shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("lead", figure, shown, verdict, why, exact=apart, of=(level, mark))


def _apart(reading: Reading, figure: Figure) -> Claim | None:
    """完成84.0%，比新建项目快21.6个百分点; 与第1位相差30.5个百分点: of two rates printed here, when it fits."""
    if figure.has("last-year", "yoy", "step") or not figure.step or figure.step >= 1:
        return None
    near = [f for f in _rates_near(reading, figure) if f.end <= figure.start]
    for one in near[:-1]:
        apart = abs(one.exact - near[-1].exact)
        if a.compare(figure, a.constant(apart)) is Verdict.CONSISTENT and one.is_exact and near[-1].is_exact:
            shown = a.like(apart, figure)
            high, low = max(one.exact, near[-1].exact), min(one.exact, near[-1].exact)
            why = f"{a.plain(high, 4)}−{a.plain(low, 4)}={shown}，与文中{figure.printed}相符"
            return claim("lead", figure, shown, Verdict.CONSISTENT, why)
    return None


def _rates_near(reading: Reading, figure: Figure) -> list[Figure]:
    """The rates of the same paragraph, not further back than a few sentences."""
    found: list[Figure] = []
    for n in range(max(0, figure.sentence - _SENTENCES), figure.sentence + 1):
        found += [f for f in reading.in_sentence(n) if f.kind == PERCENT and f.paragraph == figure.paragraph]
    return [f for f in found if not f.has("up", "down") and not f.weak][-_MOST_RATES:]


_SENTENCES, _MOST_RATES = 4, 16
_COMPARED_WITH = ("从", "由", "比", "较", "与")


def _is_done(figure: Figure) -> bool:
    """占…, 完成率, 完成年计划38%."""
    return is_share(figure) or (
        figure.has("done") and figure.has("plan") and not figure.has("up", "down", "yoy", "step")
    )


def _rate_before(reading: Reading, figure: Figure) -> Figure | None:
    here = [f for f in reading.in_sentence(figure.sentence) if f.kind == AMOUNT and f.end <= figure.start]
    near = [f for f in here if f.segment == figure.segment]
    own = any(f.has("plan") for f in near) and any(f.has("done") and not f.has("plan") for f in near)
    for n in (figure.sentence,) if own else (figure.sentence, figure.sentence - 1):
        rates = [f for f in reading.in_sentence(n) if f.kind == PERCENT and f.end <= figure.start and _is_done(f)]
        if rates and rates[-1].paragraph == figure.paragraph:
            return rates[-1]
    return None


def _lead(reading: Reading, figure: Figure, given: Given) -> Claim | None:
    rate = _rate_before(reading, figure)
    if rate is None:
        return _of_done(reading, figure, given)
    behind = _is_behind(figure)
    if _yardstick(figure) == "双过半":
        return _told(figure, rate, behind, _HALF, "“双过半”要求50%")
    month, printed = month_of(reading, figure, given), as_printed(reading, figure)
    words = f"文中“{_short(figure)}”"
    if printed is not None and (not month or _verdict(figure, rate, printed.exact / 100, behind) in _FITS):
        return _told(figure, rate, behind, printed.exact / 100, f"文中时间进度{printed.printed}")
    day = None if month else by_the_day(reading, figure, given)
    if day is not None and _verdict(figure, rate, day[0], behind) in _FITS:
        return _told(figure, rate, behind, day[0], f"按天算到{day[1]}的时间进度{a.plain(day[0] * 100, 2)}%")
    if not month:
        fits, only = _months(figure, rate, behind)
        if not fits and has_its_own_time(reading):
            return None
        open_ = f"只在{only}成立" if fits else f"{a.bare(rate)}在任何一个月底都得不出这个差"
        return claim("lead", figure, "", Verdict.UNCLEAR, f"{words}没有说到哪个月；{open_}")
    share = Fraction(month, _YEAR)
    if _verdict(figure, rate, share, behind) not in _FITS:
        days = by_days(month, given.year) if given.year else share
        other = _other_month(reading, figure, rate, behind)
        if _verdict(figure, rate, days, behind) in _FITS:
            share = days
        elif other:
            month, share = other, Fraction(other, _YEAR)
    found = _told(figure, rate, behind, share, f"{month}月底时间进度{a.plain(share * 100, 2)}%")
    if found.verdict in _FITS:
        return replace(found, verdict=Verdict.CONSISTENT) if share.denominator > _YEAR else found
    fits, only = _months(figure, rate, behind)
    why = f"{found.why.rpartition('，')[0]}，{words}{f'只在{only}成立' if fits else '与之不符'}"
    if _yardstick(figure) == "计划进度":
        why += "；计划进度不一定等于时间进度，要对照计划"
        return replace(found, verdict=Verdict.UNCLEAR, why=why, working=None)
    return replace(found, why=why)


_HALF, _YEAR = Fraction(1, 2), 12


def _is_behind(figure: Figure) -> bool:
    return figure.has("behind", "gap") and not figure.has("ahead")


def _told(figure: Figure, rate: Figure, behind: bool, share: Fraction, gone: str) -> Claim:
    """A rate against the share of the time that has gone, and how that is said."""
    due = share * 100
    difference = due - rate.exact if behind else rate.exact - due
    one, two = (a.plain(due, 2), a.plain(rate.exact, 4)) if behind else (a.plain(rate.exact, 4), a.plain(due, 2))
    verdict, shown = _verdict(figure, rate, share, behind), f"{a.plain(difference, 2)}个百分点"
    why = f"{gone}，{one}−{two}={a.plain(difference, 2)}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("lead", figure, shown, verdict, why, exact=difference, of=(rate,), timed=True)


def _of_done(reading: Reading, figure: Figure, given: Given) -> Claim | None:
    """计划投资31.8亿元，已完成20.1亿元，快于时间进度4.9个百分点: the rate is not printed; told only where it fits."""
    month = month_of(reading, figure, given)
    near = [f for f in amounts(reading, figure.sentence) if f.end <= figure.start and f.segment == figure.segment][-2:]
    if not month or len(near) < _TWO or near[0].dimension != near[1].dimension or figure.clause - near[1].clause != 1:
        return None
    plan, done = near
    share = a.percent(a.of(done), a.of(plan)) if plan.has("plan") and not done.has("plan") else None
    if share is None or _yardstick(figure) != "时间进度":
        return None
    gone = a.constant(Fraction(month * 100, 12))
    behind = _is_behind(figure)
    apart = a.subtract(gone, share) if behind else a.subtract(share, gone)
    if a.compare(figure, apart) is not Verdict.CONSISTENT:
        return None
    shown = f"{a.plain(apart.exact, 2)}个百分点"
    why = f"{a.bare(done)}÷{a.bare(plan)}={a.plain(share.exact, 2)}%，{month}月底时间进度{a.plain(gone.exact, 2)}%，"
    why += f"相差{shown}，与文中{figure.printed}相符"
    return claim("lead", figure, shown, Verdict.CONSISTENT, why)


def _other_month(reading: Reading, figure: Figure, rate: Figure, behind: bool) -> int:
    """前三季度增长6.1%，…从上半年的4.5%掉到2.1%: the last time is only compared with; 0 for none."""
    begin = reading.paragraphs[figure.paragraph][0]
    named = [time for time in reading.times_between(begin, figure.start) if time.month_reached]
    if not named or not reading.text.endswith(_COMPARED_WITH, begin, named[-1].start):
        return 0
    for time in reversed(named[:-1]):
        if _verdict(figure, rate, Fraction(time.month_reached, 12), behind) is Verdict.CONSISTENT:
            return time.month_reached
    return 0


def _months(figure: Figure, rate: Figure, behind: bool) -> tuple[list[int], str]:
    """The months at whose end the lead would be right, and how to say so."""
    fits = [month for month in range(1, 13) if _verdict(figure, rate, Fraction(month, 12), behind) in _FITS]
    return fits, "、".join(f"{month}月底" for month in fits[:3])


def _short(figure: Figure) -> str:
    return f"{figure.lead[-12:]}{figure.printed}"


def _verdict(figure: Figure, rate: Figure, share: Fraction, behind: bool) -> Verdict:
    gone = a.constant(share * 100)
    return a.compare(figure, a.subtract(gone, a.of(rate)) if behind else a.subtract(a.of(rate), gone))


@kind("lead-amount", "超时间进度（数额）", "amount", "time-progress")
def lead_amounts(reading: Reading, given: Given) -> Iterator[Claim]:
    """完成数与时间进度应完成数之差

    查什么：“收入887416万元，完成预算的75.19%，超过时间进度100549万元”：完成数 − 全年数 × 时间进度，
    全年数由完成数和完成率倒推，或者就在文中。

    怎样算相符：完成率的取整带来的区间以内都算相符。

    什么时候不作声：不知道到哪个月，没有完成率，也没有全年数。
    """
    for figure in reading.figures:
        if figure.kind == AMOUNT and (
            (figure.has("ahead", "behind") and figure.has("time-progress")) or _by_that_yardstick(reading, figure)
        ):
            found = _lead_amount(reading, figure, given)
            if found:
                yield found


def _by_that_yardstick(reading: Reading, figure: Figure) -> bool:
    """短平均进度4.4个百分点，短收1083万元: 超收 and 短收 straight after points over the time that has gone."""
    if figure.has("time-progress") and any(f"进度{word}" in figure.lead for word in ("多", "少")):
        return True  # 比时间进度多筹集396套
    if not figure.has("over-short") and not figure.lead.startswith(_OR_ELSE):
        return False
    before = [f for f in reading.in_sentence(figure.sentence) if f.end <= figure.start]
    last = before[-1] if before else None
    return last is not None and last.kind == POINTS and last.has("time-progress") and figure.clause - last.clause <= 1


def _behind_before(reading: Reading, figure: Figure) -> bool:
    """慢于序时进度3.7个百分点，折合资金4.52亿元: the points say which way."""
    if not figure.lead.startswith(_OR_ELSE):
        return False
    before = [f for f in reading.in_sentence(figure.sentence) if f.end <= figure.start]
    return bool(before) and before[-1].has("behind") and not before[-1].has("ahead")


def _lead_amount(reading: Reading, figure: Figure, given: Given) -> Claim | None:
    done = [
        f
        for f in amounts(reading, figure.sentence)
        if f.end <= figure.start and f.dimension == figure.dimension and not f.has("up", "down", "ahead", "behind")
    ]
    done = [f for f in done if not f.has("plan")] or done
    done = [f for f in done if f.has("cumulative")] or done  # 当月到位1.82亿元，累计9.64亿元
    rate = _rate_before(reading, figure)
    month = month_of(reading, figure, given)
    if not done or rate is None or not month:
        return None
    base = a.divide(a.multiply(a.of(done[0]), Fraction(100)), a.of(rate))
    if base is None:
        return None
    due = a.multiply(base, Fraction(month, 12))
    behind = (figure.has("behind") and not figure.has("ahead")) or figure.lead.startswith(("短收", "欠收"))
    behind = behind or "进度少" in figure.lead or _behind_before(reading, figure)
    computed = a.subtract(due, a.of(done[0])) if behind else a.subtract(a.of(done[0]), due)
    verdict = a.compare(figure, a.Span(computed.exact, computed.low, computed.high, inexact=True))
    shown = a.like(computed.exact, figure)
    sum_ = f"全年数按{a.bare(done[0])}÷{a.bare(rate)}倒推为{a.like(base.exact, figure)}，"
    sum_ += (
        f"{a.like(due.exact, figure)}−{a.bare(done[0])}" if behind else f"{a.bare(done[0])}−{a.like(due.exact, figure)}"
    )
    return claim("lead-amount", figure, shown, verdict, f"{sum_}={shown}，与文中{figure.printed}{SAYS[verdict]}")


_BESIDE = 24
_LASTING = (
    "会期",
    "连续",
    "连续开展",
    "为期",
    "历时",
    "共",
    "期限",
    "工期",
    "持续",
    "时间",
    "周期",
    "共计",
    "展期",
    "期",
)


@kind("span", "起止与时长", "天 个月 年 周")
def spans(reading: Reading, given: Given) -> Iterator[Claim]:
    """起止日期与天数、月数、年数

    查什么：“10月17日至10月19日，会期3天”“6月至8月，为期3个月”“三年行动计划（2023-2025年）”
    “计划9月30日完工，实际9月18日完工，提前12天”。

    怎样算相符：头尾都算在内；只算间隔对得上的（会期两天），说“无法判断”。

    什么时候不作声：时长和起止不在一句里，或者中间没有“会期、为期、历时、共”一类的词。
    """
    for figure in reading.figures:
        if (
            figure.kind != AMOUNT
            or figure.dimension not in ("天", "个月", "年", "周")
            or figure.bound
            or figure.top is not None
        ):
            continue
        early = _early(reading, figure, given) if figure.lead.rstrip("了约").endswith(_EARLY) else None
        if early:
            yield early
            continue
        if figure.dimension == "年":
            time = _years_beside(reading, figure)
        else:
            time = _time_before(reading, figure) if figure.lead.endswith(_LASTING) else None
        length = _length(time, figure.dimension, given) if time else 0
        if not time or not length:
            continue
        value = figure.exact
        words = reading.text[time.start : time.end]
        verdict = (
            Verdict.CONSISTENT if value == length else Verdict.UNCLEAR if value == length - 1 else Verdict.INCONSISTENT
        )
        unit, begin = figure.measure, min(time.start, figure.start)
        tail = "，头尾只算一头才对得上" if verdict is Verdict.UNCLEAR else ""
        yield Claim(
            "span", begin, max(time.end, figure.end), figure.printed, f"{length}{unit}", verdict,
            f"{words}头尾都算是{length}{unit}，与文中{figure.printed}{SAYS[verdict]}{tail}",
        )  # fmt: skip


def _time_before(reading: Reading, figure: Figure) -> TimeRef | None:
    begin = reading.sentences[figure.sentence][0]
    found = [t for t in reading.times_between(begin, figure.start) if t.kind in ("days", "span")]
    if not found and figure.dimension == "天":
        return _lasting(reading, begin, figure.start)
    return found[-1] if len(found) == 1 and not has_another_behind(reading, found[0]) else None


def has_another_behind(reading: Reading, time: TimeRef) -> bool:
    """2月3日至6日、21日至24日两轮，共8天: the first of several spans of days."""
    return _ANOTHER.match(reading.text, time.end) is not None


def _lasting(reading: Reading, begin: int, end: int) -> TimeRef | None:
    """从4月28日持续到5月2日: two days with a word between that says until."""
    days = [t for t in reading.times_between(begin, end) if t.kind == "day" and t.day]
    if len(days) != 2 or not reading.text[days[0].end : days[1].start].endswith(("到", "至")):
        return None
    one, two = days
    return TimeRef(one.start, two.end, "days", one.year, one.month, one.day, two.year, two.month, two.day)


_ANOTHER = late("(?:、|和|及|，)[0-9]{1,2}日?(?:至|到|-|—|－|～)[0-9]{1,2}日")
_EARLY = ("提前", "推迟", "延后", "延期", "晚", "早", "滞后", "逾期", "超期")


def _early(reading: Reading, figure: Figure, given: Given) -> Claim | None:
    """计划9月30日完工，实际9月18日完工，提前12天: two days, or two months, of one sentence."""
    begin = reading.sentences[figure.sentence][0]
    times = [t for t in reading.times_between(begin, figure.start) if t.kind in ("day", "month") and not t.previous]
    if len(times) != 2 or times[0].kind != times[1].kind:
        return None
    words = reading.text[begin : figure.start]
    if not any(word in words for word in _PLANNED):
        return None
    one, two = times
    year = one.year or two.year or given.year or 2023
    if figure.dimension == "天" and one.day and two.day:
        try:
            apart = abs((date(two.year or year, two.month, two.day) - date(one.year or year, one.month, one.day)).days)
        except ValueError:
            return None
    elif figure.dimension == "个月" and not one.day and not two.day and bool(one.year) == bool(two.year):
        apart = abs((two.year - one.year) * 12 + two.month - one.month)
    else:
        return None
    value = figure.exact
    verdict = (
        Verdict.CONSISTENT if value == apart else Verdict.UNCLEAR if abs(value - apart) == 1 else Verdict.INCONSISTENT
    )
    first, second = reading.text[one.start : one.end], reading.text[two.start : two.end]
    why = f"{first}和{second}相差{apart}{figure.measure}，与文中{figure.printed}{SAYS[verdict]}"
    return Claim("span", one.start, figure.end, figure.printed, f"{apart}{figure.measure}", verdict, why)


_PLANNED = ("计划", "原定", "预定", "约定", "合同", "要求", "时限", "期限", "目标", "预计", "规定")


def _years_beside(reading: Reading, figure: Figure) -> TimeRef | None:
    """三年行动计划(2023-2025年) or 2023-2025年三年行动: hard by, with 行动 or 计划 between."""
    for time in reading.times_between(figure.start - _BESIDE, figure.end + _BESIDE):
        if time.kind != "years":
            continue
        after, before = reading.text[figure.end : time.start], reading.text[time.end : figure.start]
        if figure.end <= time.start and len(after) <= 12 and after.endswith(("(", "（")) and "计划" in after + "行动":
            return time if "计划" in after or "行动" in after else None
        if time.end <= figure.start and not before and figure.tail.startswith(("行动", "计划")):
            return time
    return None


def _length(time: TimeRef, dimension: str, given: Given) -> int:
    if dimension == "年":
        return time.last_year - time.year + 1 if time.kind == "years" else 0
    year = time.year or given.year or 2023
    last_year = time.last_year or (year if time.last_month >= time.month else year + 1)
    if dimension == "个月":
        return (last_year - year) * 12 + time.last_month - time.month + 1 if time.kind == "span" else 0
    if time.kind != "days":
        return 0
    if dimension == "周":
        days = _length(time, "天", given)
        return days // 7 if days % 7 == 0 else 0
    try:
        begin, end = date(year, time.month, time.day), date(last_year, time.last_month, time.last_day)
    except ValueError:
        return 0
    return max(0, (end - begin).days + 1)
