"""The same thing told with two values: 全县18个乡镇…全县19个乡镇, 已完成34个…已完成的35个子项中.

Two times, two places or a part of the thing are no contradiction, so only what can be nothing else is told: a count
of what an area has, something that is taken up again by the words it was told with (已完成的, 上述), a headline figure
of the same time of which one digit slipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ledger.claims import arithmetic as a
from ledger.claims.values import Claim, Given, Verdict, wider
from ledger.claims.words import CHANGE
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT
from ledger.patterns import late

_SCOPE = late("(?P<scope>全[省市县区州旗镇乡街]|辖区|我[省市县区])(?:道|内)?(?:共有|现有|下辖|所辖|共|的)?$")
_SCOPE_ENDS = frozenset("省市县区州旗镇乡街道内有辖共的")
_UNITS = (
    "乡镇", "镇街", "镇办", "街道", "社区", "村居", "行政村", "自然村", "县区", "区县", "县市区", "部门", "单位",
    "小区",
    "中小学", "学校", "幼儿园", "医院", "卫生院", "派出所", "网格", "居委会", "村委会",
)  # fmt: skip
_LONGER = frozenset("（(、和及与街办农林场中里")
"""What may go on a name of a unit and makes it another (乡镇（街道）), or says that it is a part of them."""
_TAKEN_UP = late("(?:已经?)?(?P<verb>[\u4e00-\u9fff]{2})的$")
_NOT_VERBS = frozenset(
    (
        "其他",
        "全部",
        "所有",
        "以上",
        "剩余",
        "其余",
        "余下",
        "不同",
        "符合",
        "未达",
        "达到",
        "重点",
        "相关",
        "同期",
        "本次",
    )
)
_SHORT = ("村", "镇", "乡", "县", "区")
_DENIED = frozenset("未不没待拟应")
_MOST_SEEN, _SENTENCES = 120, 40
_BETWEEN = 6
_HEADLINES = (
    "地区生产总值", "一般公共预算收入", "一般公共预算支出", "公共财政预算收入", "固定资产投资", "社会消费品零售总额",
    "进出口总额", "实际利用外资", "规模以上工业增加值", "规上工业增加值", "财政总收入", "常住人口", "户籍人口",
    "粮食总产量",
)  # fmt: skip
_OPENING = late(
    "(?:^|[，,；;。\n])(?:全[省市县区]|我[省市县区]|年末)?(?:完成|实现)?(?P<name>[\u4e00-\u9fff]{4,10}?)(?:完成|实现|达到?|为)?$"
)
_DIGITS = 3


@wider("repeat", "amount", "sentences")
def contradictions(reading: Reading, given: Given) -> Iterator[Claim]:
    """Counts of an area, things taken up again, headline figures: told where their two values cannot both be right."""
    if len(reading.sentences) < 2 or len(reading.figures) < 2:
        return
    counts: dict[tuple[str, str, str], Figure] = {}
    scoped: Figure | None = None
    headlines: dict[tuple[str, object], Figure] = {}
    for at, figure in enumerate(reading.figures):
        if figure.kind != AMOUNT or figure.weak or not figure.is_exact or figure.has(*CHANGE):
            continue
        first = None
        if figure.lead:
            scoped = figure
        elif scoped is not None and scoped.clause == figure.clause:
            first = _of_area(reading, figure._replace(lead=scoped.lead), counts)  # 下辖8个街道、124个社区
        if first is None and figure.tail and not figure.step and figure.lead:
            first = _of_area(reading, figure, counts) or _taken_up(reading, at)
        elif figure.step and not figure.has("plan", "expect", "part"):
            first = _headline(reading, figure, headlines)
        if first is not None:
            yield _told(reading, figure, first)


def _of_area(reading: Reading, figure: Figure, counts: dict[tuple[str, str, str], Figure]) -> Figure | None:
    """全县18个乡镇…全县19个乡镇: an area has so many of them."""
    hit = _SCOPE.search(figure.lead) if figure.lead[-1] in _SCOPE_ENDS else None
    noun = next((unit for unit in _UNITS if figure.tail.startswith(unit)), "")
    if hit is None or not noun or figure.has("part", "plan"):
        return None
    at = figure.end + len(noun)
    if reading.text[at : at + 1] in _LONGER:
        return None
    first = counts.setdefault((hit.group("scope"), figure.measure, noun), figure)
    years = {f.time.year for f in (first, figure) if f.time is not None and f.time.year}
    told_of_another_time = len(years) > 1 or (years and first.sentence == figure.sentence - 1)
    return None if first.value == figure.value or told_of_another_time else first


def _taken_up(reading: Reading, at: int) -> Figure | None:
    """36个子项，已完成34个…。已完成的35个子项中: what was done is named by its own words, with another number."""
    figure = reading.figures[at]
    hit = _TAKEN_UP.search(figure.lead) if figure.lead[-1] == "的" else None
    noun = figure.tail.rstrip("中里均已全都")[:2]
    if (
        hit is None
        or (len(noun) < 2 and noun not in _SHORT)
        or hit.group("verb") in _NOT_VERBS
        or hit.group("verb")[0] in _DENIED
    ):
        return None
    if figure.lead[: hit.start()][-1:] in _DENIED:
        return None
    verb = hit.group("verb").removeprefix("已")
    seen = [
        f
        for f in reading.figures[max(0, at - _MOST_SEEN) : at]
        if f.kind == AMOUNT
        and f.measure == figure.measure
        and f.sentence >= figure.sentence - _SENTENCES
        and not f.weak
    ]
    told = [f for n, f in enumerate(seen) if _was_told(f, verb, noun, seen[n - 1] if n else None)]
    if not told or any(f.value == figure.value for f in seen):
        return None
    first = told[-1]
    near = abs(first.exact - figure.exact) <= max(Fraction(3), first.exact / 10) or a.agreeing(figure, first.exact) > 0
    return first if near and len({f.value for f in told}) == 1 and not first.has(*CHANGE) else None


def _was_told(figure: Figure, verb: str, noun: str, before: Figure | None) -> bool:
    """Whether an amount was told with the verb straight before it, of things of that noun."""
    words = figure.lead.rstrip("了共计")
    at = words.rfind(verb)
    if words.endswith(verb + noun) or (words.endswith(noun) and verb in words[-len(noun) - _BETWEEN :]):
        return words[at - 1 : at] not in _DENIED  # 抽查项目48个
    if at < 0 or at + len(verb) != len(words) or words[at - 1 : at] in _DENIED:
        return False
    if noun in figure.tail[:4] or noun in words:
        return True
    return not figure.tail and before is not None and noun in before.tail[:8] and figure.sentence - before.sentence <= 1


def _headline(reading: Reading, figure: Figure, headlines: dict[tuple[str, object], Figure]) -> Figure | None:
    """一般公共预算收入18.9亿元…一般公共预算收入19.8亿元: of the same time, with one digit that slipped."""
    name = next((name for name in _HEADLINES if name in figure.lead), "")
    if not name:
        return None
    words = reading.text[max(0, figure.start - len(figure.lead) - 1) : figure.start].replace(" ", "")
    hit = _OPENING.search(words)
    if hit is None or hit.group("name") != name or figure.depth:
        return None
    time = figure.time
    first = headlines.setdefault((name, figure.dimension), figure)
    if first.value == figure.value or first.time is None or time is None or first.paragraph == figure.paragraph:
        return None
    same = (first.time.kind, first.time.year, first.time.month, first.time.last_month) == (
        time.kind, time.year, time.month, time.last_month,
    )  # fmt: skip
    return first if same and a.agreeing(figure, first.exact) >= _DIGITS - 1 else None


def _told(reading: Reading, figure: Figure, first: Figure) -> Claim:
    line = reading.text.count("\n", 0, first.start) + 1
    why = f"第{line}行是{a.bare(first)}，这里是{a.bare(figure)}，说的是同一件事，前后不符"
    begin, end = figure.start - len(figure.lead), figure.end + min(len(figure.tail), 6)
    return Claim("repeat", begin, end, figure.printed, first.printed, Verdict.INCONSISTENT, why)
