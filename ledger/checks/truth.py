"""P1xx rules: is it new, is it an answer, was it kept. Copies, stale periods, forgotten plans, missed targets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from ledger.checks.base import Context, Found, Holder, rule, shared_rule
from ledger.checks.figures import reading
from ledger.checks.settings import is_on, number
from ledger.checks.timeline import needed
from ledger.claims.words import pairs, surely_share
from ledger.diagnostics import Level
from ledger.figures import Figure, TimeRef
from ledger.figures.lexicon import CONTINUOUS
from ledger.figures.values import AMOUNT, ZERO
from ledger.model import Entry, Task
from ledger.periods import Period
from ledger.wording import bare, is_stock_phrase, says_nothing

_FINISHED = (
    "已全部",
    "全部完成",
    "已完工",
    "已竣工",
    "已办结",
    "投入使用",
    "已建成",
    "已交付",
    "已验收",
    "任务完成",
    "已完成",
)
_LONGEST_COMPARED = 2000
_STEPS = ("个", "项", "次", "份", "场", "场次", "天", "人", "人次")
"""What counts meetings, papers and steps on the way: no answer, but no other answer either."""


def by_unit(task: Task, context: Context) -> list[list[tuple[int, Entry]]]:
    """The entries of each unit in the order of their periods, with their place in the file."""
    return context.timeline(task).by_unit


def _figures(text: str) -> list[Figure]:
    return [f for f in reading(text).figures if f.kind == AMOUNT and not f.weak]


def _numbers(text: str) -> list[tuple[str, str]]:
    return sorted((f.dimension, str(f.value.normalize())) for f in reading(text).figures if f.kind != "bare")


@rule("P101", "nearly-copied-from-last", Level.NOTICE)
def nearly_copied(task: Task, context: Context) -> Iterator[Found]:
    """完成情况与上一期几乎一样，数字一个没变

    为什么要紧：换几个字、数字照旧，等于没有更新，比一字不差的照抄更难看出来。数字有变化的不算。
    相似到什么程度才算，由 rules.checks.P101.similarity 定（默认0.9）。

    错误写法：

        progress:
          - {period: 2020-03, unit: 区住建局, done: 目前已完成12个小区的方案设计，正在抓紧办理财政评审手续。}
          - {period: 2020-04, unit: 区住建局, done: 现已完成12个小区的方案设计，正在抓紧办理财政评审手续。}

    正确写法：

        progress:
          - {period: 2020-03, unit: 区住建局, done: 目前已完成12个小区的方案设计，正在抓紧办理财政评审手续。}
          - {period: 2020-04, unit: 区住建局, done: 财政评审完成9个小区，其余3个4月28日送审。}
    """
    if not is_on(context, "P101"):
        return
    wanted = number(context, "P101", "similarity", 0.9)
    for entries in by_unit(task, context):
        last, two = None, ""
        for (_, before), (n, entry) in pairwise(entries):
            if context.passes_over(entry.period):
                continue
            one = two if last is before else bare(before.done)[:_LONGEST_COMPARED]
            last, two = entry, bare(entry.done)[:_LONGEST_COMPARED]
            if min(len(one), len(two)) < 16 or one == two or not _may_be_alike(one, two, wanted):
                continue
            if not context.rank(before.period) < context.rank(entry.period):
                continue
            if any(word in entry.done for word in _FINISHED[:6]) or _numbers(before.done) != _numbers(entry.done):
                continue
            if alike(one, two, wanted):
                yield Found(
                    ("progress", n, "done"),
                    f"{entry.unit} {entry.period} 的完成情况与 {before.period} 几乎一样，数字没有变化",
                    "请单位写明本期的变化；没有进展就写明原因",
                )


def _may_be_alike(one: str, two: str, wanted: float) -> bool:
    """A quick look by the lengths and by the characters that stand in both; it never says no to what is alike."""
    short, size = min(one, two, key=len), len(one) + len(two)
    if 2.0 * len(short) / size < wanted:
        return False
    shared = sum(map(short.count, {*one} & {*two}))
    return 2.0 * shared / size >= wanted


def alike(one: str, two: str, wanted: float) -> bool:
    """Whether two texts agree in at least so large a part of their characters."""
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    return matcher.real_quick_ratio() >= wanted and matcher.quick_ratio() >= wanted and matcher.ratio() >= wanted


def _words_and_period(entry: Entry, length: float) -> str:
    """What P102 compares: the period and the bare words; empty for what is too short or says nothing."""
    if len(entry.done) < length:  # it has no more words than characters
        return ""
    said = bare(entry.done)
    return "" if len(said) < length or is_stock_phrase(entry.done) else f"{entry.period} {said}"


def _all_words(task: Task, context: Context) -> Iterator[tuple[int, str]]:
    if is_on(context, "P102"):
        length = number(context, "P102", "length", 24)
        for n, entry in context.entries(task):
            key = _words_and_period(entry, length)
            if key:
                yield n, key


@shared_rule("P102", "copied-from-other-unit", Level.NOTICE, keys=_all_words)
def copied_from_other(key: str, held: Sequence[Holder], context: Context) -> Iterator[Found]:
    """完成情况与别的单位一字不差

    为什么要紧：两个单位报来一模一样的一段话，多半是互相抄的，或者只有一家做了。一家对几项任务写同样的话不在此列；
    同一件事的任务（same_as）也不在此列。多少字以上才算，由 rules.checks.P102.length 定（默认24）。

    错误写法：

        unit: 区教体局
        done: 制定工作方案，成立领导小组，召开推进会两次，走访企业十二家，梳理问题九条。
        # 区住建局在另一项任务里写了同一段话

    正确写法：

        unit: 区教体局
        done: 走访托管机构12家，发现消防隐患9条，已整改7条。
    """
    first, before = held[0][0].task, held[0][0].task.progress[held[0][1]]
    for record, n in held:
        entry = record.task.progress[n]
        twins = first.id in record.task.same_as or record.task.id in first.same_as
        if context.key(before.unit) != context.key(entry.unit) and not twins:
            yield Found(
                ("progress", n, "done"),
                f"{entry.unit} {entry.period} 的完成情况与 {before.unit}（{first.id}）一字不差",
                "请单位写自己做了什么；确实是联合填报就用 joint 写在一条里",
                file=record.path,
            )


@rule("P103", "answers-something-else", Level.NOTICE)
def answers_something_else(task: Task, context: Context) -> Iterator[Found]:
    """答非所问：目标是一个数，进展报的是另一件事的数

    为什么要紧：目标是“新开工建设安置房742套”，进展是“完成3户、0.16万平方米征迁”，看着有数，其实没有回答。
    只在任务里有要完成的数、进展里也有数，说的是“完成”了多少，而计量单位没有一个相同、用词也没有一处相同时提示；任务自己的指标在
    进展里填了数的不算。

    错误写法：

        text: 新开工建设安置房742套。
        progress:
          - {period: 2020-04, unit: 区住建局, done: 完成3户、0.1599万平方米征迁任务。}

    正确写法：

        text: 新开工建设安置房742套。
        progress:
          - {period: 2020-04, unit: 区住建局, done: 安置房尚未开工，0套；先完成3户征迁，地块6月底交出。}
    """
    if not is_on(context, "P103"):
        return
    asked = [(n, entry) for n, entry in context.entries(task) if entry.done and not entry.indicators]
    targets = [f for f in _figures(task.text) if f.value > 1] if asked else []
    if not targets:
        return
    measures = {f.dimension for f in targets}
    for n, entry in asked:
        told = _figures(entry.done)
        telling = [f for f in told if f.dimension not in _STEPS]
        if not telling or not telling[0].has("done") or measures & {f.dimension for f in told}:
            continue
        if not pairs(task.text + task.goal) & pairs(entry.done):
            yield Found(
                ("progress", n, "done"),
                f"任务要的是{targets[0].printed}，{entry.unit} {entry.period} 报的是{telling[0].printed}，不是一件事",
                "请单位按任务的数回答；数在别处报的，写明在哪一项",
            )


@rule("P104", "done-but-plan-missed", Level.WARNING)
def done_but_plan_missed(task: Task, context: Context) -> Iterator[Found]:
    """评价为“完成”，数字却没有达到这一期的计划

    为什么要紧：计划300套、报来280套，评价还是“完成”，情况表一公开就站不住。只在计划和完成情况里同一个计量
    单位各只有一个数时判断；计划写“约”“左右”的不判断。

    错误写法：

        plan: {2020-Q2: 完成3个项目300套回迁选房。}
        progress:
          - {period: 2020-Q2, unit: 区住建局, done: 完成回迁选房280套。, verdict: 完成}

    正确写法：

        plan: {2020-Q2: 完成3个项目300套回迁选房。}
        progress:
          - {period: 2020-Q2, unit: 区住建局, done: 完成回迁选房280套。, problems: 20套户型调整。, verdict: 未完成}
    """
    if not is_on(context, "P104"):
        return
    for n, entry in context.entries(task):
        plan = _plan_of(task, entry.period) if entry.verdict == "完成" and entry.done else ""
        if not plan:
            continue
        planned, told = _figures(plan), _figures(entry.done)
        for goal in planned:
            same = [f for f in told if f.dimension == goal.dimension]
            if len(same) != 1 or sum(f.dimension == goal.dimension for f in planned) != 1:
                continue
            bounded = goal.bound in ("", "at-least") and same[0].is_exact and not same[0].has("rest", "rest-weak", "up")
            if bounded and _same_thing(goal, same[0]) and same[0].value < goal.value:
                yield Found(
                    ("progress", n, "verdict"),
                    f"{entry.unit} {entry.period} 评价为“完成”，计划是{goal.printed}，完成情况写的是{same[0].printed}",
                    "核对数字；没有达到计划就评为未完成，写明差在哪里",
                )


def _same_thing(goal: Figure, told: Figure) -> bool:
    one, two = pairs(goal.lead + goal.tail), pairs(told.lead + told.tail)
    return bool(one & two) or (goal.dimension not in CONTINUOUS and not (one and two))


def _plan_of(task: Task, period: Period) -> str:
    """The plan of exactly this period, or of the quarter that ends with this month."""
    if period in task.plan:
        return task.plan[period]
    if period.kind == "month" and period.index % 3 == 0:
        return task.plan.get(period.quarter, "")
    return ""


@rule("P105", "next-step-forgotten", Level.NOTICE)
def next_step_forgotten(task: Task, context: Context) -> Iterator[Found]:
    """上一期的下一步，这一期一个字也没有提

    为什么要紧：上期说“5月底前完成财政评审”，这期另说一套，那件事做没做没有人知道。只在两期连着、下一步说得
    具体（十个字以上）、用词没有一处出现在这一期时提示。

    错误写法：

        progress:
          - {period: 2020-04, unit: 区住建局, done: 方案已批复。, next: 5月底前完成财政评审并挂网招标。}
          - {period: 2020-05, unit: 区住建局, done: 组织群众座谈四次，收集意见。}

    正确写法：

        progress:
          - {period: 2020-04, unit: 区住建局, done: 方案已批复。, next: 5月底前完成财政评审并挂网招标。}
          - {period: 2020-05, unit: 区住建局, done: 财政评审5月28日完成，6月5日挂网招标。}
    """
    if not is_on(context, "P105"):
        return
    for entries in by_unit(task, context):
        for (_, before), (n, entry) in pairwise(entries):
            if not entry.done or len(before.next) < 10 or context.passes_over(entry.period):
                continue
            if len(bare(before.next)) < 10:
                continue
            if surely_share(before.next, entry.done) or before.period.next() != entry.period:
                continue
            if any(word in entry.done for word in _FINISHED):
                continue
            if says_nothing(before.next) or is_stock_phrase(before.next):
                continue
            words = pairs(before.next)
            if len(words) >= 3 and not _mentioned(words, entry):
                yield Found(
                    ("progress", n, "done"),
                    f"{entry.unit} {before.period} 说下一步“{before.next.strip()[:24]}”，{entry.period} 没有再提",
                    "请单位说明上期计划做了没有",
                )


def _mentioned(words: frozenset[str], entry: Entry) -> bool:
    """Whether one of the pairs of characters occurs in what the entry says, words of mere form left out."""
    texts = (entry.done, entry.problems, entry.causes, entry.next)
    return any(not words.isdisjoint(pairs(text)) for text in texts if text)


@rule("P106", "speaks-of-other-period", Level.NOTICE)
def speaks_of_other_period(task: Task, context: Context) -> Iterator[Found]:
    """说的是以前的一期

    为什么要紧：二季度的表里写“一季度走访企业15家”，多半是上期的材料原样报来。只在文中说到的月份、季度全都早于
    这一期时提示；累计数（1-4月、截至）和书名号里的不算。

    错误写法：

        progress:
          - {period: 2020-Q2, unit: 区住建局, done: 一季度走访服务企业15家。}

    正确写法：

        progress:
          - {period: 2020-Q2, unit: 区住建局, done: 二季度走访服务企业21家，累计36家。}
    """
    if not is_on(context, "P106"):
        return
    for n, entry in context.entries(task):
        if (
            not entry.done
            or entry.period.kind not in ("month", "quarter")
            or not ("月" in entry.done or "季度" in entry.done)
        ):
            continue
        named = [time for time in reading(entry.done).times if _names_a_period(time)]
        if not named:
            continue
        times = [(time, 0 if _since(entry.done, time) else _ends(time, entry.period.year)) for time in named]
        months = [month for _, month in times if month]
        first = entry.period.first_month
        days = [time.month for time in reading(entry.done).times if time.kind in ("day", "days")]
        if max(days, default=0) >= first:
            continue
        titled = "《" in entry.done
        if months and len(months) == len(times) and max(months) < first and not (titled and len(months) == 1):
            words = entry.done[times[-1][0].start : times[-1][0].end]
            yield Found(
                ("progress", n, "done"),
                f"{entry.unit} 报的是 {entry.period}，文中说的却是“{words}”",
                "写本期的情况；确实在说以前的事，补上本期做了什么",
            )


def _names_a_period(time: TimeRef) -> bool:
    # single days are left alone: what began on a day of last quarter may well go on
    return time.kind in ("month", "quarter", "half", "span") and not time.previous


def _since(text: str, time: TimeRef) -> bool:
    """自1月份以来: what began then goes on."""
    return text[max(0, time.start - 1) : time.start] in ("自", "从") or text.startswith(("以来", "起"), time.end)


def _ends(time: TimeRef, year: int) -> int:
    """The month a single period of this year ends with; 0 for other years and for cumulative words."""
    if time.year not in (0, year) or time.until or time.kind == "span":
        return 0
    return time.last_month or time.month


@rule("P107", "cumulative-falls-in-text", Level.WARNING)
def cumulative_falls(task: Task, context: Context) -> Iterator[Found]:
    """文字里的累计数比上一期少了

    为什么要紧：累计数只增不减。没有列为指标、只写在文字里的累计数，照样会进报表。只比较同一个单位、同样说法
    （前面的词相同、都写明“累计”）的数；登记过更正的不提示。

    错误写法：

        progress:
          - {period: 2020-03, unit: 区住建局, done: 累计完成征迁891户。}
          - {period: 2020-04, unit: 区住建局, done: 累计完成征迁819户。}

    正确写法：

        progress:
          - {period: 2020-03, unit: 区住建局, done: 累计完成征迁891户。}
          - {period: 2020-04, unit: 区住建局, done: 累计完成征迁918户。}
    """
    if not is_on(context, "P107") or any(change.kind == "correction" for change in task.changes):
        return
    for n, entry, figure, before, had in _cumulative(task, context):
        if figure.value < had.value and figure.is_exact and had.is_exact:
            yield Found(
                ("progress", n, "done"),
                f"{entry.unit}“{figure.lead}”从{had.printed}（{before.period}）降到{figure.printed}（{entry.period}）",
                "核对两期的数；是更正上期就用 taizhang correct 登记",
            )


@rule("P108", "tenfold-jump-in-text", Level.NOTICE)
def tenfold_jump(task: Task, context: Context) -> Iterator[Found]:
    """文字里的累计数一下子多了十倍

    为什么要紧：多打一个零、把万元写成元，是常见的差错。倍数由 rules.checks.P108.factor 定（默认10）。

    错误写法：

        progress:
          - {period: 2020-03, unit: 区住建局, done: 累计完成备案21部。}
          - {period: 2020-04, unit: 区住建局, done: 累计完成备案320部。}

    正确写法：

        progress:
          - {period: 2020-03, unit: 区住建局, done: 累计完成备案21部。}
          - {period: 2020-04, unit: 区住建局, done: 累计完成备案32部。}
    """
    if not is_on(context, "P108"):
        return
    factor = number(context, "P108", "factor", 10)
    for n, entry, figure, before, had in _cumulative(task, context):
        if had.value > ZERO and float(figure.value / had.value) >= factor and had.value / had.scale >= 10:
            yield Found(
                ("progress", n, "done"),
                f"{entry.unit}“{figure.lead}”从{had.printed}（{before.period}）变成{figure.printed}（{entry.period}）",
                "核对是不是多打了零，或者计量单位弄错了",
            )


_Series = list[tuple[int, Entry, Figure, Entry, Figure]]
_LAST: list[tuple[Task, Context, _Series]] = []
"""What ``_cumulative`` gave last: the rules of one task run one after the other."""


def _cumulative(task: Task, context: Context) -> _Series:
    """Figures said in the same words to be cumulative, each with the one of the period before."""
    if not (_LAST and _LAST[0][0] is task and _LAST[0][1] is context):
        _LAST[:] = [(task, context, list(_in_series(task, context)))]
    return _LAST[0][2]


def _in_series(task: Task, context: Context) -> Iterator[tuple[int, Entry, Figure, Entry, Figure]]:
    for entries in by_unit(task, context):
        last: dict[_Said, tuple[Entry, Figure]] = {}
        for n, entry in needed(entries, context.passes_over, _keys):
            for key, figure in _said_to_be_cumulative(entry):
                before = last.get(key)
                if before and context.rank(before[0].period) < context.rank(entry.period):
                    yield n, entry, figure, *before
                last[key] = (entry, figure)


_Said = tuple[str, str]
"""The words before a figure, and its dimension."""


def _said_to_be_cumulative(entry: Entry) -> Iterator[tuple[_Said, Figure]]:
    for figure in _figures(entry.done) if "累计" in entry.done else ():
        if figure.has("cumulative") and len(figure.lead) >= 4 and not figure.signs & {"rest", "each"}:
            yield (figure.lead.replace("已", ""), figure.dimension), figure


def _keys(entry: Entry) -> list[_Said]:
    return [key for key, _ in _said_to_be_cumulative(entry)]


@rule("P109", "lead-unit-silent", Level.NOTICE)
def lead_unit_silent(task: Task, context: Context) -> Iterator[Found]:
    """别的单位报了，牵头单位没有报

    为什么要紧：配合单位有进展、牵头单位没有一句话，等于没有人对全局负责。只看最近一期、配合单位已经报了的，只看名录里认得的单位；
    “各街道办事处”一类的统称不算。各单位都没有报的，由催办去管。

    错误写法：

        units: {lead: [区住建局], support: [区财政局]}
        progress:
          - {period: 2020-04, unit: 区财政局, done: 拨付补贴21部。}

    正确写法：

        units: {lead: [区住建局], support: [区财政局]}
        progress:
          - {period: 2020-04, unit: 区住建局, done: 竣工33部。}
          - {period: 2020-04, unit: 区财政局, done: 拨付补贴21部。}
    """
    if not is_on(context, "P109") or not task.progress:
        return
    latest = max((entry.period for entry in task.progress), key=lambda period: period.sort_key)
    entries = task.entries(latest)
    told = {context.key(unit) for entry in entries for unit in (entry.unit, *entry.joint)}
    if not told & {context.key(unit) for unit in task.units.support}:
        return
    for n, unit in enumerate(task.units.lead):
        known = context.registry.knows(unit) and context.registry.group(unit) is None
        if known and context.key(unit) not in told and task.units.lead_source != "all":
            yield Found(
                ("units", "lead", n),
                f"{latest} 有 {len(entries)} 个单位报了进展，牵头单位{unit}没有报",
                "催牵头单位；不是它牵头就改正 lead",
            )
