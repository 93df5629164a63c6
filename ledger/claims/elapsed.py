"""How much of the year has gone when a text speaks: up to a month, a day, half of it (双过半), or as it says itself."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from fractions import Fraction

from ledger.claims.values import Given
from ledger.figures import Figure, Reading
from ledger.figures.values import PERCENT
from ledger.patterns import late

_SENTENCES = 4
_LONGEST_TITLE = 60
_REPORTS = ("进展", "情况", "月报", "通报", "台账", "调度", "汇报", "简报", "快报", "专报", "月度")
_TITLES = 3
"""So many of the first lines may name the month: title, line under it, who reports."""
_MONTH_ALONE = late("[(（](?:[12][0-9]{3}年)?[0-9]{1,2}月份?[)）]\\s*$")
_DATED = late("(?:日期|时间|截至|截止)[^，,。；;0-9]{0,4}$")
_DATE_REACH = 12
_HEAD = 400
"""So far into a text its title and opening may say up to when it reports."""
_BACK, _FIRST = 40, 24
_PRINTED = late(
    "(?:(?:时间|序时|时序|均衡)(?:进度)?|时限)(?:上|已经?|应当?|要|该|过去|走过|过|消耗|用去|达到?|为|是|的|约|了)*$"
)
"""时间过去八成, 时间进度已达75%: what the text itself takes for the time that has gone."""
_OWN_TIME = late(
    "百日|(?:[0-9]{2,3}|[一二三四五六七八九]?[一二三四五六七八九十百]+)天(?:的)?(?:集中|专项)?"
    "(?:攻坚|行动|会战|整治|冲刺|攻势|提升|治理)|(?:攻坚|行动|会战|整治|集中)期|工期"
)


def month_of(reading: Reading, figure: Figure, given: Given) -> int:
    """The month whose end the figure speaks of: by its sentence, its paragraph, the period, the title; 0 unknown."""
    if figure.time and figure.time.month_reached:
        return figure.time.month_reached
    begin = reading.paragraphs[figure.paragraph][0]
    own = _last_month(reading, begin, figure.start) or _first_months(reading, figure)
    if own:
        return own
    if given.month:
        return given.month
    return _head_month(reading)


def _first_months(reading: Reading, figure: Figure) -> int:
    """今年前10个月: the months counted from January."""
    for n in range(figure.sentence, max(-1, figure.sentence - _SENTENCES), -1):
        for f in reading.in_sentence(n):
            counted = f.dimension == "个月" and f.end <= figure.start and f.paragraph == figure.paragraph
            if counted and f.lead.endswith("前") and f.value in range(1, 13):
                return int(f.value)
    return 0


def _head_month(reading: Reading) -> int:
    """The month that the title or the first lines speak of; other paragraphs speak for themselves only."""
    for time in reading.times_between(0, _HEAD):
        if time.month_reached:
            return time.month_reached
    return _month_of_title(reading) or _month_of_date(reading)


def _month_of_title(reading: Reading) -> int:
    """民生实事9月份进展情况月报: the title of a monthly report says how far the year has gone; so does （10月份）."""
    if len(reading.paragraphs) < 2:
        return 0
    for n, (begin, end) in enumerate(reading.paragraphs[:_TITLES]):
        title = reading.text[begin:end]
        if len(title) > _LONGEST_TITLE or "。" in title:
            break
        if (n == 0 and any(word in title for word in _REPORTS)) or _MONTH_ALONE.search(title):
            month = next((time.month for time in reading.times_between(begin, end) if time.kind == "month"), 0)
            if month:
                return month
    return 0


def _month_of_date(reading: Reading) -> int:
    """填报日期：2024年10月31日: the last day of a month, in the first lines."""
    if len(reading.paragraphs) < 2:
        return 0
    for time in reading.times_between(0, reading.paragraphs[: _TITLES + 1][-1][0]):
        if time.kind == "day" and _DATED.search(reading.text[max(0, time.start - _DATE_REACH) : time.start]):
            return time._replace(until=True).month_reached
    return 0


def _last_month(reading: Reading, begin: int, end: int) -> int:
    """The month reached that is named last between two places; 0 for none."""
    after = 0
    for time in reversed(reading.times_between(begin, end)):
        reached = time.month_reached
        if reached:
            return after if after == reached + 1 else reached  # 1—8月完成10240人，9月份完成1960人，累计
        after = time.month if time.kind == "month" else 0
    return 0


def by_days(month: int, year: int) -> Fraction:
    """The share of the days that has gone at the end of a month: 244÷366."""
    return _days_gone(year, month, monthrange(year, month)[1])


def _days_gone(year: int, month: int, day: int) -> Fraction:
    gone = (date(year, month, day) - date(year - 1, 12, 31)).days
    return Fraction(gone, 366 if monthrange(year, 2)[1] == 29 else 365)


def by_the_day(reading: Reading, figure: Figure, given: Given) -> tuple[Fraction, str] | None:
    """截至11月20日: by the days that have gone, and how to say so; nothing where no such day is named."""
    time = figure.time
    if time is None or time.kind != "day" or not time.until or time.previous:
        return None
    try:
        share = _days_gone(time.year or given.year or 2023, time.month, time.day)
    except ValueError:
        return None
    return share, f"{time.month}月{time.day}日"


def as_printed(reading: Reading, figure: Figure) -> Figure | None:
    """时间过去八成, 序时进度为75%: the share of the time that the text itself gives, near by or in its first lines."""
    before = [f for f in reading.in_sentence(figure.sentence) if f.end <= figure.start]
    if figure.sentence:
        near = [f for n in range(max(0, figure.sentence - _SENTENCES), figure.sentence) for f in reading.in_sentence(n)]
        before = [*reading.figures[:_FIRST], *near[-_BACK:], *before]
    for other in reversed(before):
        if other.kind == PERCENT and not other.has("ahead", "behind") and _PRINTED.search(other.lead):
            return other if other.end <= figure.start else None
    return None


def has_its_own_time(reading: Reading) -> bool:
    """百日攻坚, 60天会战: its time is not the year's."""
    return _OWN_TIME.search(reading.text[:_HEAD]) is not None
