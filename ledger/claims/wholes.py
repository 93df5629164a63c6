"""The part and the whole that a percentage may be of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ledger.claims import arithmetic as a
from ledger.claims.bases import (
    alone_before,
    base_name,
    both_ways,
    called,
    has_own_share,
    in_bracket_after,
    not_yet,
    of_which_before,
    respective_run,
    run_of,
    surely_called,
    unmarked,
)
from ledger.claims.levels import is_then
from ledger.claims.parts import BARE_DONE, RATE_ENDS, bears_name, is_called_after, is_direct, name_of, plan_last
from ledger.claims.values import Given, Memory, Verdict
from ledger.claims.words import CHANGE, GENERIC, akin, amounts_before, neighbours, pairs
from ledger.figures import Figure, Reading
from ledger.figures.lexicon import CONTINUOUS
from ledger.figures.values import AMOUNT, BARE, ZERO

_BASE = frozenset(("plan", "total", "whole", "grand"))
_GUESSED = "?"
_PLANNED_RATES = ("执行", "完成", "预算执行", "支出", "任务完成", "目标完成", "计划完成")
_GOALS = ("目标要求", "目标任务", "年度目标", "任务目标", "工作目标", "年度任务", "目标：", "任务：")
_TOP, _HEADING, _MOST_GOALS = 8, 12, 60
_FINISHED = ("已完成", "已经完成", "已全部完成", "已完工", "已办结")
_MOST_DONE = 300
_ELSEWHERE = ("全市", "全省", "全国", "全市的", "全省的", "全国的", "全市总量的", "全省总量的", "全国总量的")
"""A whole that no district's text gives."""
_YEARLY = ("年度", "全年", "年计划", "当年", "今年", "本年")
_TELLING_DIGITS = 3
"""A guessed base that gives so many digits as printed and one other is hardly there by chance."""
_ALL = 100
_BLUR = 1e-6
"""More than floats may err by here."""
_BACK = 3
"""So many paragraphs back a base may stand: the task above its progress."""


class Pair(NamedTuple):
    """A part and a whole that may be meant; ``sure`` when the words leave no doubt."""

    part: Figure
    whole: Figure
    verdict: Verdict
    computed: a.Span
    sure: bool
    where: str
    slipped: int = 0
    """So many digits are as they should be and one is not, which is hardly chance; 0 where that says nothing."""
    hinted: bool = False
    """The same, but it might be chance."""


def pairs_of(reading: Reading, figure: Figure, part: Figure, given: Given) -> Iterator[Pair]:
    direct = is_direct(reading, figure)
    for whole, sure, where in _wholes(reading, figure, part, given, direct):
        if where == _GUESSED and _far_off(figure, part, whole) and not _may_be_slip(figure, part, whole):
            continue
        computed = a.percent(a.of(part), a.of(whole))
        if computed is None:
            continue
        verdict = a.compare(figure, computed, given.tolerance)
        if verdict is Verdict.CONSISTENT and figure.is_exact and not computed.inexact:  # all digits are right
            believed = sure and (direct or _may_be_of(_said_of(reading, figure), part, whole))
            yield Pair(part, whole, verdict, computed, believed, "" if where == _GUESSED else where)
            continue
        over = part.value > whole.value and figure.value <= _ALL
        slipped = 0 if figure.step >= 1 or over else a.agreeing(figure, computed.exact)
        said = _said_of(reading, figure)
        believed = sure and (direct or _may_be_of(said, part, whole))
        hidden = where == _GUESSED
        if slipped and said.has("plan") and not whole.has("plan") and whole.sentence == part.sentence and not where:
            slipped = 0  # 新开工50个，竣工20个，占年度计划的…: the plan is not here
        if slipped and (_is_of_now(part) or has_own_share(reading, whole)):
            slipped = 0
        if slipped:
            named = "占" in figure.lead or is_called_after(figure, part)
            slipped += _may_be_of(said, part, whole) and (named - hidden)
        if not hidden or verdict is Verdict.CONSISTENT or slipped >= _TELLING_DIGITS - 1:
            strong = slipped if slipped >= _TELLING_DIGITS else 0
            hint = slipped == _TELLING_DIGITS - 1 and not strong and not figure.lead.endswith(BARE_DONE)
            hint = hint and (not said.has("plan") or whole.has("plan"))
            yield Pair(part, whole, verdict, computed, believed, "" if hidden else where, strong, hint)


def _said_of(reading: Reading, figure: Figure) -> Figure:
    """The percentage whose words say what a share is of: the first of its run, where it has none of its own."""
    return figure if "占" in figure.lead else run_of(reading, figure)[0]


def _is_of_now(part: Figure) -> bool:
    """累计签约1203户，其中本月签约86户，签约率: the rate is of all that were signed."""
    return part.has("part") and any(word in part.lead for word in ("本月", "当月", "本周", "当日"))


def _may_be_of(figure: Figure, part: Figure, whole: Figure) -> bool:
    """Whether the words speak against it: PCT专利占全市41% is not of 发明专利, nor 占刑事案件总数的 of 民事案件."""
    at = figure.lead.find("占")
    if at < 0:
        return True
    own, base = neighbours(figure.lead[:at]), neighbours(base_name(figure))
    if own and not own & neighbours(part.lead + part.tail):
        return False
    if part.dimension in CONTINUOUS:
        return True
    if figure.lead[at + 1 :] in _ELSEWHERE:
        return False
    return not base or 2 * len(base & neighbours(whole.lead + whole.tail)) >= len(base)


def _far_off(figure: Figure, part: Figure, whole: Figure) -> bool:
    """A quick look that spares most guesses the exact arithmetic: whether they cannot give what is printed."""
    if not (figure.is_exact and part.is_exact and whole.is_exact and whole.value):
        return False
    return abs(float(part.value) * 100 / float(whole.value) - float(figure.value)) > float(figure.step) + _BLUR


def _may_be_slip(figure: Figure, part: Figure, whole: Figure) -> bool:
    """A quick look whether a percentage of four digits and more may differ from what comes out in one digit only."""
    if not (figure.is_exact and part.is_exact and whole.is_exact and whole.value and figure.step) or figure.step >= 1:
        return False
    due = str(round(float(part.value) * 100 / float(whole.value) / float(figure.step)))
    printed = str(int(figure.value / figure.step))
    return len(printed) >= _TELLING_DIGITS and (
        len(due) != len(printed) or sum(one != other for one, other in zip(printed, due, strict=True)) <= 2
    )


def _wholes(
    reading: Reading, figure: Figure, part: Figure, given: Given, direct: bool
) -> Iterator[tuple[Figure, bool, str]]:
    sentence = amounts_before(reading, figure)
    if direct:
        whole = next((f for f in reversed(sentence) if f.end <= figure.start), None)
        if whole and whole.dimension == part.dimension:
            here = part.sentence == figure.sentence
            yield whole, here, "" if here else _GUESSED
        return
    if not figure.depth and plan_last(figure, [f for f in sentence if not f.depth and not f.has(*CHANGE)]):
        yield sentence[-1], is_called_after(figure, part) or name_of(figure).startswith(_PLANNED_RATES), ""
    named = called(reading, figure, part)
    if named is not None:
        alone = _only(reading, named, part) or surely_called(reading, figure, part, named)
        rate = figure.lead.endswith(RATE_ENDS) and not bears_name(figure, part)
        yield named, alone and named.exact >= part.exact and not rate, ""
    above = of_which_before(reading, figure, part)
    if above is not None:
        yield above, "占" in figure.lead and not base_name(figure) and not figure.has("plan"), ""
    single = alone_before(reading, figure, part)
    if single is not None and (bears_name(figure, part) or figure.lead in ("占", "占比", "占比为", "占比达")):
        yield single, not figure.lead.endswith(BARE_DONE), ""
    behind = in_bracket_after(reading, figure, part)
    if behind is not None:
        yield *behind, ""
    denied = both_ways(reading, figure, part)
    if denied is not None:
        yield denied, False, ""
        return
    both = not_yet(reading, figure, part)
    if both is not None:
        yield both, len(name_of(figure)) > 1 and bears_name(figure, part), ""
    for later in sentence:  # 赞成218票、反对6票、弃权12票，共236票，赞成率92.4%
        if later.start >= part.end and later.has("grand", "total") and later.dimension == part.dimension:
            told = later.lead in ("共", "共计", "合计", "总计") and bears_name(figure, part)
            if later.exact >= part.exact and not later.has(*CHANGE):
                yield later, told and part.segment == later.segment, ""
    running = _run_with(sentence, part, reading) if "占" in figure.lead else None
    if running is not None:
        yield running, False, _GUESSED
    for among in reading.in_sentence(figure.sentence):  # 38.6万农村人口中，已通自来水的37.9万人
        people = among.kind == BARE and among.scale > 1 and any(word in among.tail for word in ("人口", "居民", "群众"))
        if people and part.dimension == "人" and among.end <= part.start:
            yield among._replace(dimension="人", kind=AMOUNT), False, _GUESSED
    for among in sentence:  # 23个村党组织书记中，大专以上学历20人，占87%
        if among.dimension == "个" and part.dimension == "人" and among.tail.endswith("中") and among.end <= part.start:
            yield among._replace(dimension="人"), False, _GUESSED
    over = figure.value > _ALL
    same = [f for f in sentence if f.end <= part.start and f.dimension == part.dimension and not f.has(*CHANGE)]
    same = [f for f in same if not (f.lead.startswith(("比", "较")) and is_then(f))]  # 比上年的7286元
    beside = respective_run(reading, figure) if "分别" in reading.text else []
    same = [f for f in same if all(f is not other for other in beside)]
    earlier = [f for f in same if over or f.value >= part.value]
    if not earlier and len(same) == 1 and same[0].signs & _BASE and same[0].segment == figure.segment:
        earlier = same  # more done than there is, and still less than 100%
    scoped = figure.has("plan", "total", "whole")
    based = [f for f in earlier if f.signs & _BASE]
    only = based if based else earlier
    if len(only) > 1 and not figure.depth:  # what stands before a semicolon is another matter
        near = [f for f in only if f.segment == figure.segment]
        only = near if len(near) == 1 and bears_name(figure, part) else only
    sure_one = only[-1] if len(only) == 1 and _belong(figure, part, only[0]) else None
    if not based and (
        (len(earlier) > 1 and len(only) > 1) or figure.has("total") or (sure_one is not None and sure_one.has("done"))
    ):
        sure_one = None  # one part beside another, not the whole
    if sure_one is not None and scoped and figure.has("plan") and not sure_one.has("plan"):
        sure_one = None  # “完成预算的…”: a 共 in the same sentence is not the budget
    counted = part.dimension not in CONTINUOUS and part.lead.endswith(_FINISHED)  # 65件民生实事已完成26件，完成率40%
    actual = sure_one is not None and (
        (part.lead.startswith("实际") and part.clause - sure_one.clause == 1)
        or (counted and part.clause - sure_one.clause <= 1 and figure.clause - part.clause == 1)
        or _plan_and_done(figure, part, sure_one)
    )
    if (figure.lead.endswith(BARE_DONE) and not (actual and figure.lead == "完成率")) or (
        figure.lead.endswith(RATE_ENDS)
        and not bears_name(figure, part)
        and not (sure_one is not None and "应" in sure_one.lead and is_called_after(figure, part))
        and not (actual and sure_one is not None and name_of(figure) in sure_one.lead)
    ):
        sure_one = None  # it may be the progress of the works, or the rate of something else
    if sure_one is not None and (sure_one.segment != part.segment or has_own_share(reading, sure_one)):
        sure_one = None
    for whole in reversed(earlier):
        yield whole, whole is sure_one, ""
    if figure.sentence:
        yield from _from_paragraphs(reading, figure, part, over, scoped and not earlier)
    if given.task:
        yield from _from_task(given.task.figures, figure, part)
    if figure.paragraph:
        yield from _from_task(_goals(reading, figure), figure, part, "（目标见前文）")
    yield from _from_facts(given.facts, figure, part)


def _plan_and_done(figure: Figure, part: Figure, whole: Figure) -> bool:
    """计划18.8亿元，完成11.84亿元，完成率65.9%: clause by clause, and nothing else."""
    straight = part.clause - whole.clause == 1 and figure.clause - part.clause == 1
    done = part.has("done") or part.lead.startswith(("执行", "支出", "实际"))
    return straight and whole.has("plan") and done and not part.has("plan")


def _telling(figure: Figure) -> bool:
    """Whether the percentage is printed finely enough that it is hardly right by chance."""
    return figure.is_exact and 0 < figure.value < _MOST_DONE and figure.value != _ALL and figure.step < 1


def _only(reading: Reading, named: Figure, part: Figure) -> bool:
    """Whether nothing else of this measure stands between the base that is named and the part."""
    return named.end <= part.start and named.is_exact and named.segment in (part.segment, part.segment - 1)


def _belong(figure: Figure, part: Figure, whole: Figure) -> bool:
    """Whether the words tie part and whole: the same noun, a telling measure, or the base named (占计划投资的)."""
    name = name_of(figure)
    straight = part.clause - whole.clause <= 1 and figure.clause - part.clause <= 1 and whole.depth == part.depth
    if straight and len(name) > 1 and name != figure.lead and name in part.lead:
        return True  # 重点单位328家，已签订承诺书315家，签订率
    if _plan_and_done(figure, part, whole):
        return True
    if straight and part.has("part") and figure.lead.startswith("占") and part.clause - whole.clause == 1:
        return True  # 招聘教师420名，其中研究生168名，占40%
    if straight and whole.tail.endswith("中") and not whole.has("part"):
        return True  # 42个行政村中，28个建成…，占…
    if straight and whole.has("plan") and len(name) > 1 and bears_name(figure, part):
        return True  # 预算数2850万元，执行数2679万元，预算执行率
    if straight and "应" in whole.lead and len(name) > 1 and is_called_after(figure, part):
        return True  # 应报46家，实报43家，报送率
    if straight and part.lead.startswith("实际"):
        return True  # 补贴农户1250户，实际补贴1180户
    named = neighbours(figure.lead) & neighbours(whole.lead)
    return len(named) >= 2 or akin(part, whole) or part.dimension not in GENERIC


def _from_paragraphs(
    reading: Reading, figure: Figure, part: Figure, over: bool, scoped: bool
) -> Iterator[tuple[Figure, bool, str]]:
    found = [
        f
        for f in nearby(reading, figure)
        if f.dimension == part.dimension and f.signs & _BASE and not f.has(*CHANGE) and (over or f.exact >= part.exact)
    ]
    same = [f for f in found if f.paragraph == figure.paragraph and (f.has("plan") or not figure.has("plan"))]
    yearly = [f for f in same if any(word in f.lead for word in _YEARLY)]
    if len(same) > len(yearly) == 1 and any(word in figure.lead for word in _YEARLY):
        same = yearly  # 总投资268亿元，年度计划投资72亿元。…占年度计划的
    sure = (
        same[0]
        if scoped and len(same) == 1 and pairs(part.lead + part.tail) & pairs(same[0].lead + same[0].tail)
        else None
    )
    if (
        sure is None
        and scoped
        and len(same) == 1
        and part.dimension not in GENERIC
        and same[0].sentence == figure.sentence - 1
    ):
        sure = same[0]
    if sure is None and scoped and figure.has("plan") and part.has("done") and _says_no_more(reading, figure, part):
        # 计划投资27.7亿元。完成投资15.69亿元，占年度计划的: the one plan of the sentence before
        sure = same[0] if len(same) == 1 and same[0].sentence == figure.sentence - 1 and same[0].has("plan") else None
    before = same[0] if len(same) == 1 and same[0].sentence == figure.sentence - 1 else None
    if before is not None and any(
        f is not before and f.dimension == part.dimension and not f.has(*CHANGE)
        for f in reading.in_sentence(figure.sentence - 1)
    ):
        before = None  # 任务4200批次，已完成3780批次。检出63批次，不合格率: of which of the two?
    alone = not any(f is not part and f.dimension == part.dimension for f in amounts_before(reading, figure))
    if sure is None and before is not None and alone and figure.lead.endswith(RATE_ENDS) and akin(part, before):
        sure = before if bears_name(figure, part) else None
    sure = None if sure is not None and has_own_share(reading, sure, base_name(figure)) else sure
    for whole in found:
        yield whole, whole is sure, ""
    if _telling(figure):
        for whole in unmarked(reading, figure, part):
            if whole not in found:
                yield whole, False, _GUESSED


def _run_with(sentence: list[Figure], part: Figure, reading: Reading) -> Figure | None:
    """公办园48所、民办园32所，公办园占比60%: the run of amounts that the part stands in, as one."""
    at = next((n for n, f in enumerate(sentence) if f.start == part.start), -1)
    if at < 0:
        return None
    first = last = at
    while first > 0 and _next_in_run(sentence[first - 1], sentence[first], reading):
        first -= 1
    while last + 1 < len(sentence) and _next_in_run(sentence[last], sentence[last + 1], reading):
        last += 1
    run = sentence[first : last + 1]
    return part._replace(value=sum((f.value for f in run), ZERO), start=run[0].start) if len(run) > 1 else None


def _next_in_run(one: Figure, two: Figure, reading: Reading) -> bool:
    joined = one.dimension == two.dimension and "、" in reading.text[one.end : two.start]
    return joined and one.clause == two.clause and not one.has(*CHANGE) and not two.has(*CHANGE)


def _says_no_more(reading: Reading, figure: Figure, part: Figure) -> bool:
    """Whether the sentence up to the part names nothing that the sentence before does not name: 到6月底，完成投资."""
    begin, before = reading.sentences[figure.sentence][0], reading.sentences[max(0, figure.sentence - 1)]
    own = pairs(reading.text[begin : part.start]) - pairs("截至目前、累计、已经")
    return not part.has("plan", "part") and own <= pairs(reading.text[before[0] : before[1]])


def nearby(reading: Reading, figure: Figure) -> list[Figure]:
    """Amounts of earlier sentences of this paragraph and a few before it, the nearest first."""
    low, high = 0, len(reading.figures)
    while low < high:  # the first figure at or after this sentence
        middle = (low + high) // 2
        if reading.figures[middle].sentence < figure.sentence:
            low = middle + 1
        else:
            high = middle
    found: list[Figure] = []
    for n in range(low - 1, max(-1, low - 41), -1):
        other = reading.figures[n]
        if other.paragraph < figure.paragraph - _BACK:
            break
        if other.kind == AMOUNT and not other.weak:
            found.append(other)
    return found


def _goals(reading: Reading, figure: Figure) -> list[Figure]:
    """The figures of a paragraph near the top that says that it holds the goals: 目标要求：…."""
    for n, (begin, end) in enumerate(reading.paragraphs[:_TOP]):
        if n < figure.paragraph and any(word in reading.text[begin : min(end, begin + _HEADING)] for word in _GOALS):
            return [f for f in reading.figures[:_MOST_GOALS] if begin <= f.start < end]
    return []


def _from_task(
    task: Sequence[Figure], figure: Figure, part: Figure, where: str = "（总数见任务原文）"
) -> Iterator[tuple[Figure, bool, str]]:
    same = [f for f in task if f.kind == AMOUNT and f.dimension == part.dimension and not f.weak]
    scope = pairs(figure.lead)
    best = [f for f in same if len(scope & pairs(f.lead + f.tail)) >= 2]
    for whole in same:
        sure = figure.has("plan", "total") and (
            whole is best[0] if len(best) == 1 else len(same) == 1 and akin(part, whole)
        )
        yield whole, sure, where


def _from_facts(facts: Memory | None, figure: Figure, part: Figure) -> Iterator[tuple[Figure, bool, str]]:
    if facts is None or not figure.has("plan"):
        return
    from ledger.claims.targets import best_fact

    fact = best_fact(facts, part)
    if fact:
        yield fact.figure, True, f"（目标见 {fact.where}）"
