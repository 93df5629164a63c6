"""Which two amounts a change lies between: 由…增加到…, 去年…今年…, 同比…，上年同期…."""

from __future__ import annotations

from ledger.claims import arithmetic as a
from ledger.claims.bases import run_of
from ledger.claims.values import Verdict
from ledger.claims.words import pairs
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT, PERCENT, POINTS, TIMES
from ledger.patterns import late

_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_SAME_THING = pairs("原来、原先、过去、以前、当初、此前、数量、总量、规模、人数、户数、面积、累计、净增、总数")
"""Nouns that name nothing else than what was spoken of."""
_BACK = 6
"""So many figures back the amounts of a growth rate may stand."""


def before_of(reading: Reading, figure: Figure) -> list[Figure]:
    """The figures of its sentence before it, the nearest first, not further than a few."""
    found = [f for f in reading.in_sentence(figure.sentence) if f.end <= figure.start and not f.weak]
    return found[: -_BACK - 1 : -1]


def from_to(reading: Reading, figure: Figure) -> tuple[Figure, Figure] | None:
    """由 X 增加到 Y, standing straight before the figure."""
    before = before_of(reading, figure)
    if before and before[0].dimension == "年" and before[0].clause == figure.clause:
        before = before[1:]  # 由412亿元增加到618亿元，五年增长50%
    if figure.kind == PERCENT and before and _is_change(before):
        before = before[1:]  # 由612公里延长到655公里，增加53公里，延长7.0%
    if len(before) < 2:
        return None
    last, first = before[0], before[1]
    goes_to = last.has("to", "to-up", "to-down") or last.lead.endswith(("达到", "到", "至"))
    if first.has("from") and goes_to and first.dimension == last.dimension and last.segment == figure.segment:
        return (first, last) if _of_same(figure, first, last) else None
    return None


def _is_change(before: list[Figure]) -> bool:
    """Whether the amount straight before is what something changed by: 由4.8亿元降至3.1亿元，减亏1.7亿元."""
    change = before[0]
    if change.kind not in (AMOUNT, PERCENT, TIMES):
        return False
    reached = len(before) > 1 and before[1].has("to-up", "to-down", "to")
    turned = reached and change.lead.startswith(_TURNS)
    return change.has("up", "down") or turned or (reached and _is_their_difference(change, before))


def _is_their_difference(change: Figure, before: list[Figure]) -> bool:
    """由60处扩建到80处，一年新增20处: whatever it is called."""
    last, first = before[1], before[2] if len(before) > 2 else change
    same = first.dimension == last.dimension == change.dimension
    return same and first.has("from") and abs(last.value - first.value) == change.value


def _of_same(figure: Figure, first: Figure, last: Figure) -> bool:
    """Whether the change has no noun of its own, or one of theirs: 首付比例由30%下调到20%，贷款利率下降0.5个百分点."""
    own = pairs(figure.lead) - _SAME_THING
    return not own or bool(own & (pairs(first.lead + first.tail) | pairs(last.lead + last.tail)))


def then_now(reading: Reading, figure: Figure) -> tuple[Figure, Figure] | None:
    """去年 X，今年 Y (in either order), both before the figure, of the figure's own measure or of the last one's."""
    wanted = PERCENT if figure.kind == POINTS else AMOUNT
    same = [f for f in before_of(reading, figure) if f.kind == wanted and not f.has(*NO_LEVEL)]
    same = [f for f in same if f.lead not in APART and not _is_change_beside(f, same)]
    same = [f for f in same if f.depth <= figure.depth or not f.lead.startswith(_NOT_COUNTED)]
    if same and figure.kind == AMOUNT:
        same = [f for f in same if f.dimension == figure.dimension]
    elif same and figure.kind == PERCENT:
        then = next((f for f in same if is_then(f)), same[0])
        wanted_dimension = _dimension_of(reading, figure, then, same)
        same = [f for f in same if f.dimension == wanted_dimension]
    wholes = [f for f in same if not f.has("part")]
    same = wholes if 1 < len(wholes) < len(same) - 1 else same  # what is taken apart in between is another matter
    real = [f for f in same if not f.has("plan")]
    same = real if len(real) > 1 else same
    totals = [f for f in same if not f.has("each")]
    same = totals if len(totals) > 1 else same
    own = [f for f in same if not f.has("share") or f.kind != AMOUNT]  # 占总库容2.42亿立方米的80%
    same = own if len(own) > 1 else same
    if same and same[0].depth == 0:
        same = [f for f in same if f.depth == 0]
    levels = [f for f in same if not f.has("each")]
    if len(levels) == 1 and not any(is_then(f) for f in same):
        same = levels  # 接处警12.4万起，日均339起，同比下降8.5%，上年同期为13.55万起
    if len(same) == 1:
        later = _then_after(reading, figure, same[0])
        if later is not None:
            return later, same[0]
    if len(same) < 2 or same[0].dimension != same[1].dimension or same[0].segment != figure.segment:
        return None
    if same[1].segment != figure.segment and not is_then(same[0]):
        return None  # 供热类…比上月612件…；物业类2207件，环比下降
    last, first = _by_own_name(same) or (same[0], same[1])
    then_of = [is_then(f) for f in (first, last)]
    if then_of == [False, False] and figure.has("step") and not any(f.lead.startswith(("比", "较")) for f in same[:2]):
        then_of = _by_month(first, last)  # 8月入库9.36亿元，7月为11.70亿元，环比下降两成
    then, now = (first, last) if then_of[0] else (last, first)
    if "新增" in then.lead and "新增" not in now.lead:
        return None  # 去年新增5家，今年达到20家
    if then_of[0] != then_of[1] and not first.has("from", "plan"):
        return (first, last) if then_of[0] else (last, first)
    return None


def _is_change_beside(figure: Figure, near: list[Figure]) -> bool:
    """较上年同期1.76亿立方米增蓄1760万立方米: what it changed by, straight behind what it was."""
    begin = figure.start - len(figure.lead)
    return SHORT_CHANGE.search(figure.lead) is not None and any(f.end == begin and is_then(f) for f in near)


def _by_month(first: Figure, last: Figure) -> list[bool]:
    """Which of two amounts is of the month or the quarter before the other's."""
    one, two = first.time, last.time
    if one is None or two is None or one.kind != two.kind or one.kind not in ("month", "quarter"):
        return [False, False]
    if abs(one.month - two.month) != (1 if one.kind == "month" else 3):
        return [False, False]
    return [one.month < two.month, two.month < one.month]


def _by_own_name(same: list[Figure]) -> tuple[Figure, Figure] | None:
    """余额148.9亿元，…，余额比上年末143.1亿元增长: what is compared is named once more."""
    then = same[0]
    name = then.lead.partition("比")[0] if "比" in then.lead else then.lead.partition("较")[0]
    if not 2 <= len(name) < len(then.lead) or not is_then(then):
        return None
    level = next((f for f in same[1:] if f.lead.endswith(name) and f.dimension == then.dimension), None)
    return (then, level) if level is not None else None


def _then_after(reading: Reading, figure: Figure, now: Figure) -> Figure | None:
    """38微克，同比下降9.5%，去年同期42微克; 增长15%(去年同期20亿元)."""
    if now.has("last-year", "from") or is_then(now) or now.segment != figure.segment:
        return None
    after = next((f for f in reading.in_sentence(figure.sentence) if f.start >= figure.end and not f.weak), None)
    if after is None or after.kind != now.kind or after.dimension != now.dimension or after.clause != figure.clause + 1:
        return None
    return after if after.lead.rstrip("为是").endswith(_THEN[:4]) and not after.has("up", "down") else None


def _dimension_of(reading: Reading, figure: Figure, then: Figure, figures: list[Figure]) -> str:
    """Which measure a rate is of where several stand together: 97件134人，去年同期197件375人，件数和人数分别下降…."""
    beside = [f for f in figures if f.clause == then.clause and f.depth == then.depth]
    dimensions = list(dict.fromkeys(f.dimension for f in sorted(beside, key=lambda f: f.start)))
    if len(dimensions) < 2:
        return then.dimension
    run = run_of(reading, figure)
    if len(run) == len(dimensions) and "分别" in run[0].lead:
        return dimensions[next(n for n, other in enumerate(run) if other is figure)]
    named = [dimension for dimension in dimensions if f"{dimension}数" in figure.lead]
    return named[0] if len(named) == 1 else ""


_TURNS = ("减", "增", "净", "少", "多", "压", "省", "扩")
_NOT_COUNTED = ("不含", "不包括", "未含", "含", "包括", "剔除", "扣除")
"""What a bracket begins with that adds or takes away: 321146件(不含上年旧存28802件)，比上年下降1.3%."""
_MOVES = ("多", "少", "增", "提", "上升", "上涨", "下降", "下跌", "减", "降", "高", "回落", "翻", "涨")
SHORT_CHANGE = late("^[增减多少][\u4e00-\u9fff]?$")
REACHED = ("达到", "达", "增至", "降至", "为")
MINUS = ("-", "−", "－", "负")
NO_LEVEL = ("up", "down", "gap", "surplus", "over-short")
APART = ("低", "高", "少", "多", "差", "贵", "省", "跌", "涨", "降", "升", "减", "增")
"""What a difference stands under: 每斤1.21元，去年同期1.30元，低0.09元."""
_FORMER = ("年前", "承诺", "原计划", "上周", "前一周", "去年", "上年", "同期", "年初", "上期", "上月", "上季度")
_THAT_TIME = ("那次", "那年", "那场", "那时", "上次", "前次", "上届", "上轮")
_LAST = ("上周", "上一周", "前一周", "上月", "上个月", "上季度", "上期", "上年", "去年", "年初")
_THEN = ("上年同期", "去年同期", "上年", "去年", "同期", "年", "上年末", "去年底", "上年底", "去年末")

_YEARS_AGO = late("(?<!今)年前(?![一二三四五六七八九十0-9半几两])")
"""五年前, not 今年前三季度."""
_OF_THEN = frozenset(("yoy", "last-year"))
_MAY_BE_THEN = late("[比较上去]|年前|年初|前一周|那[次年场时]|前次")
"""Without one of these signs or words nothing is said of an earlier time."""


def is_of_earlier_time(reading: Reading, level: Figure, change: Figure) -> bool:
    """Whether each of the two has a time of its own: 一季度收入53亿元，二季度环比增加16亿元 grows from the 53."""
    begin = reading.sentences[level.sentence][0]
    own = [time for time in reading.times_between(begin, level.start) if not time.previous]
    between = reading.times_between(level.end, change.start)  # not 完成全年任务的52.3%，同比增加
    return bool(own) and any(not time.previous and (time.year or time.kind != "year") for time in between)


def is_then(figure: Figure) -> bool:
    """Whether it is the amount of the year before: 去年同期20亿元, 较2020年的9600万元; not 较上年多收2亿元."""
    if figure.signs.isdisjoint(_OF_THEN) and not _MAY_BE_THEN.search(figure.lead) and "相比" not in figure.tail:
        return False
    if figure.lead.startswith("环比") and figure.lead.endswith("的"):
        figure = figure._replace(lead=figure.lead[1:])  # 环比三季度的975万吨增长10.0%
    named_level = figure.lead.startswith(("比", "较")) and figure.lead.endswith("的") and figure.tail.startswith(_MOVES)
    if any(word in figure.lead.replace("新增", "") for word in ("增", "多", "少")) and not named_level:
        return False
    lead = figure.lead.removesuffix("为").removesuffix("的").removesuffix("新增")
    if (_YEARS_AGO.search(lead) is not None and not lead.endswith("提前")) or lead.endswith(_THAT_TIME):
        return True
    if figure.tail.startswith("相比") or (lead.startswith("与") and "相比" in figure.tail):
        return True
    named = figure.lead.endswith("的") or any(word in lead for word in _FORMER)
    if lead.startswith(("较", "比")) and figure.tail.startswith(_MOVES) and named:
        return True  # 较去年最大负荷91.3万千瓦增长8.0%, 比二季度的33.5%提高4.6个百分点
    compared = figure.has("yoy") or lead.startswith(("较", "比")) or "比去年" in lead or "比上年" in lead
    if lead in _LAST:
        return True  # 供水类906件，上周为1208件
    return lead.endswith(_THEN) if compared else figure.has("last-year")


def rates_compared(reading: Reading, figure: Figure) -> tuple[Figure, Figure] | None:
    """满意率95.37%，比9月份的93.21%提高2.16%: two rates, and a difference that should be in points."""
    before = before_of(reading, figure)[:2]
    if figure.kind != PERCENT or len(before) < 2 or any(f.kind != PERCENT or f.bound for f in before):
        return None
    last, first = before
    tied = last.lead.startswith(("比", "较")) and last.lead.endswith("的") and last.tail.startswith(_MOVES)
    return (last, first) if tied and figure.clause - first.clause <= 1 and not first.has("up", "down") else None


def respective_pair(reading: Reading, figure: Figure, run: list[Figure]) -> tuple[Figure, Figure] | None:
    """提高到780元、620元，较上年的720元、580元分别增长8.3%、6.9%: one to one, if so."""
    before = [f for f in reading.in_sentence(figure.sentence) if f.end <= run[0].start and f.kind == AMOUNT]
    size = len(run)
    moves = before[-2 * size :]
    turns = all(f.has("from") if n % 2 == 0 else f.has("to", "to-up", "to-down") for n, f in enumerate(moves))
    if (
        len(moves) == 2 * size
        and turns
        and all(moves[n].dimension == moves[n + 1].dimension for n in range(0, 2 * size, 2))
    ):
        at = 2 * next(n for n, other in enumerate(run) if other.start == figure.start)
        return moves[at], moves[at + 1]  # 由41家增至47家，床位由5200张增至6240张，分别增长14.6%和20%
    if len(before) < 2 * size or len({f.dimension for f in before[-2 * size :]}) != 1:
        return None
    now, then = before[-2 * size : -size], before[-size:]
    if is_then(now[0]) or now[0].has("last-year"):
        now, then = then, now
    at = next(n for n, other in enumerate(run) if other.start == figure.start)
    return then[at], now[at]


def of_two_years(reading: Reading, figure: Figure) -> tuple[Figure, Figure] | None:
    """2022年、2023年分别投入1.2亿元、1.5亿元，增长25%: told only where it fits."""
    before = [f for f in before_of(reading, figure)[:2] if f.kind == AMOUNT]
    if len(before) < 2 or "分别" not in before[1].lead or before[0].dimension != before[1].dimension:
        return None
    begin = reading.sentences[figure.sentence][0]
    years = [t.year for t in reading.times_between(begin, before[1].start) if t.kind == "year" and t.year]
    last, first = before
    change = a.percent(a.subtract(a.of(last), a.of(first)), a.of(first))
    fits = change is not None and a.compare(figure, change) in _FITS
    return (first, last) if len(years) == 2 and years[1] == years[0] + 1 and fits else None


def grown_by_net(reading: Reading, figure: Figure) -> tuple[Figure, Figure] | None:
    """净增1.12万户…；年末总量达到8.46万户，增长15.3%: told where it fits, or fits this year's amount as base."""
    before = [f for f in before_of(reading, figure) if f.kind == AMOUNT]
    compared = figure.has("yoy", "step") or figure.lead.startswith(("比", "较"))
    if not before or figure.kind != PERCENT or not compared or before[0].has("up", "down"):
        return None
    level = before[0]
    all_ = level.has("total", "grand", "to-up") or level.lead.startswith(_ALL_OF_THEM)
    more = [f for f in before[1:] if f.dimension == level.dimension]
    net = next((f for f in more if "净增" in f.lead or (all_ and f.lead.startswith("新"))), None)
    if net is None or net.exact >= level.exact:
        return None
    was = level._replace(value=level.value - net.value, step=max(level.step, net.step))
    share, of_now = a.percent(a.of(net), a.of(was)), a.percent(a.of(net), a.of(level))
    fits = share is not None and a.compare(figure, share) in _FITS
    wrong = of_now is not None and figure.value >= _TEN * figure.step > 0
    wrong = wrong and of_now is not None and a.compare(figure, of_now) is Verdict.CONSISTENT
    return (was, level) if fits or wrong else None


_ALL_OF_THEM = ("总数", "总量", "总户数", "累计", "共有", "全县", "全市", "全区")
_TEN = 10


_BASE_TIMES = (
    ("年初", "上年末", "去年末", "上年底", "去年底", "上年年末", "去年年底"),
    ("上月", "上季", "上旬", "上周", "环比", "月末", "月底", "季末", "季度末"),
    ("同比", "同期", "上年", "去年"),
)
"""What a change is counted from: the beginning of the year, the period before, the same time a year ago."""


def _base_time(words: str) -> int:
    return next((n for n, named in enumerate(_BASE_TIMES) if any(word in words for word in named)), -1)


def has_another_base(reading: Reading, figure: Figure) -> bool:
    """比年初增加32.5亿元，同比增长9.1%: the difference beside is counted from another time than the rate."""
    own = _base_time(figure.lead)
    if own < 0:
        return False
    beside = [
        f
        for f in reading.in_sentence(figure.sentence)
        if f.kind == AMOUNT
        and f.clause <= figure.clause + 1
        and f.segment == figure.segment
        and (f.has("up", "down") or any(character in f.lead for character in "增减"))
    ]
    before = [f for f in beside if f.end <= figure.start][-1:] or beside[:1]
    return bool(before) and _base_time(before[0].lead) not in (-1, own)
