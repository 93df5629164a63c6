"""P rules: what units reported, and what the office made of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ledger.checks.base import Context, Found, rule
from ledger.diagnostics import Level
from ledger.model import Task
from ledger.patterns import late
from ledger.periods import Period
from ledger.wording import bare, is_placeholder, is_stock_phrase, says_nothing

DONE, UNDONE = "完成", "未完成"


@rule("P001", "done-without-text", Level.ERROR, of="progress")
def done_without_text(task: Task, context: Context) -> Iterator[Found]:
    """评价为“完成”，却没有写完成情况

    为什么要紧：自报完成要有依据。没有一句完成情况，督查室无从核实，情况表上也是空格。

    错误写法：

        progress:
          - period: 2020-04
            unit: 区住建局
            verdict: 完成

    正确写法：

        progress:
          - period: 2020-04
            unit: 区住建局
            done: 完成加装电梯备案19部，竣工验收3部。
            verdict: 完成
    """
    for n, entry in enumerate(task.progress):
        if entry.verdict == DONE and not entry.done.strip() and not entry.indicators:
            yield Found(
                ("progress", n, "verdict"),
                f"{entry.unit} {entry.period} 评价为“完成”，却没有写完成情况",
                "加一行 done: 写明做成了什么",
            )


@rule("P002", "empty-entry", Level.WARNING, of="progress")
def empty_entry(task: Task, context: Context) -> Iterator[Found]:
    """一条进展里什么也没有写

    为什么要紧：空的进展会被当成“已报”，催办名单里就少了这个单位。

    错误写法：

        progress:
          - period: 2020-04
            unit: 区住建局

    正确写法（没有报就不要登记；有情况就写明）：

        progress:
          - period: 2020-04
            unit: 区住建局
            problems: 施工图审查未通过，本月没有开工。
    """
    for n, entry in enumerate(task.progress):
        words = (entry.done, entry.problems, entry.causes, entry.next, entry.verdict, entry.note)
        if not entry.indicators and not any(part.strip() for part in words):
            yield Found(
                ("progress", n),
                f"{entry.unit} {entry.period} 的进展没有任何内容",
                "写上 done 或 problems；没有报送就删掉这一条",
            )


@rule("P005", "stock-phrase", Level.NOTICE, of="progress")
def stock_phrase(task: Task, context: Context) -> Iterator[Found]:
    """完成情况只有套话

    为什么要紧：“各项工作有序推进”放在哪一项任务下面都成立，看不出做了什么、做到哪一步，
    领导和社会都无法据此判断进度。

    错误写法：

        done: 各项工作有序推进。

    正确写法：

        done: 招标公告4月8日发布，4月28日开标，5月10日前签订合同。
    """
    for n, entry in enumerate(task.progress):
        if entry.done and not entry.indicators and is_stock_phrase(entry.done):
            yield Found(
                ("progress", n, "done"),
                f"{entry.unit} {entry.period} 的完成情况只有套话，没有一件具体的事",
                "写明做了什么、到哪一步、有什么数字或日期",
            )


_FINISHED = late(r"已(?:全部|全面|全|经|圆满|顺利|如期|提前)*(?:完成|完工|竣工|办结|投入使用|建成|交付|验收)")


@rule("P006", "copied-from-last", Level.WARNING, of="progress")
def copied_from_last(task: Task, context: Context) -> Iterator[Found]:
    """完成情况与本单位上一期一字不差

    为什么要紧：照抄上期说明本期没有更新。真的没有进展，应当写明没有进展和原因。
    已经写明全部完成的，不算照抄。

    错误写法：

        progress:
          - {period: 2020-03, unit: 区住建局, done: 正在编制设计方案，已完成现场测量。}
          - {period: 2020-04, unit: 区住建局, done: 正在编制设计方案，已完成现场测量。}

    正确写法：

        progress:
          - {period: 2020-03, unit: 区住建局, done: 正在编制设计方案，已完成现场测量。}
          - {period: 2020-04, unit: 区住建局, done: 设计方案4月20日通过评审。}
    """
    for entries in context.timeline(task).by_unit:
        for (_, before), (n, entry) in pairwise(entries):
            if (
                before.done[:4] == entry.done[:4]
                and len(entry.done) >= 6
                and bare(before.done) == bare(entry.done)
                and before.period < entry.period
                and not _FINISHED.search(entry.done)
                and not is_stock_phrase(entry.done)
            ):
                yield Found(
                    ("progress", n, "done"),
                    f"{entry.unit} {entry.period} 的完成情况与 {before.period} 一字不差",
                    "请单位写明本期的变化；没有进展就写明原因",
                )


@rule("P007", "problems-missing", Level.WARNING, of="progress")
def problems_missing(task: Task, context: Context) -> Iterator[Found]:
    """评价为“未完成”，却没有写存在问题

    为什么要紧：通知要求未完成的写明问题和原因。不写，下一步催什么、协调什么都不知道。
    季度中间的月份，计划本来就还没到期，写明“无”的不算。

    错误写法：

        period: 2020-06
        problems: 无。
        verdict: 未完成

    正确写法：

        period: 2020-06
        problems: 4个小区增加弱电下地内容，控制价需要调整。
        verdict: 未完成
    """
    for n, entry in enumerate(task.progress):
        if (
            entry.verdict == UNDONE
            and says_nothing(entry.problems)
            and says_nothing(entry.causes)
            and not (entry.problems.strip() and _is_midway(entry.period))
        ):
            where = "problems" if entry.problems else "verdict"
            yield Found(
                ("progress", n, where),
                f"{entry.unit} {entry.period} 评价为“未完成”，却没有写存在问题",
                "加一行 problems: 写明卡在哪里、为什么",
            )


def _is_midway(period: Period) -> bool:
    """A month in which the plan of its quarter is not due yet."""
    return period.kind == "month" and period.index % 3 != 0


@rule("P008", "next-missing", Level.WARNING, of="progress")
def next_missing(task: Task, context: Context) -> Iterator[Found]:
    """评价为“未完成”，却没有写下一步计划

    为什么要紧：没有下一步和时间，下一期就没有东西可以对照。

    错误写法：

        problems: 控制价需要调整。
        verdict: 未完成

    正确写法：

        problems: 控制价需要调整。
        next: 5月15日前完成财政评审，5月底前开标。
        verdict: 未完成
    """
    for n, entry in enumerate(task.progress):
        if entry.verdict == UNDONE and says_nothing(entry.next):
            where = "next" if entry.next else "verdict"
            yield Found(
                ("progress", n, where),
                f"{entry.unit} {entry.period} 评价为“未完成”，却没有写下一步计划",
                "加一行 next: 写明做什么、什么时候做完",
            )


@rule("P012", "duplicate-entry", Level.ERROR, of="progress")
def duplicate_entry(task: Task, context: Context) -> Iterator[Found]:
    """同一单位同一期报了两次

    为什么要紧：出表时不知道用哪一条，统计会把一个单位算成两个。更正用 taizhang correct，旧的文字在历史里。

    错误写法：

        progress:
          - {period: 2020-04, unit: 区住建局, done: 备案19部。}
          - {period: 2020-04, unit: 住建局, done: 备案21部。}

    正确写法：

        progress:
          - {period: 2020-04, unit: 区住建局, done: 备案21部。}
    """
    if not any(entry.joint for entry in task.progress) and not any(
        before.period == after.period
        for entries in context.timeline(task).by_unit
        for (_, before), (_, after) in pairwise(entries)
    ):
        return
    seen: dict[tuple[object, str], int] = {}
    for n, entry in enumerate(task.progress):
        for m, unit in enumerate((entry.unit, *entry.joint)):
            key = (entry.period, context.key(unit))
            if key in seen:
                place = ("progress", n, "joint", m - 1) if m else ("progress", n, "unit")
                yield Found(
                    place,
                    f"{unit} 的 {entry.period} 进展已经有一条（第{seen[key] + 1}条）",
                    "两条并成一条；是更正就用 taizhang correct",
                )
            else:
                seen[key] = n


@rule("P013", "entries-out-of-order", Level.NOTICE, of="progress")
def entries_out_of_order(task: Task, context: Context) -> Iterator[Found]:
    """进展没有按时间先后排列

    为什么要紧：文件从上往下读就是一年的经过；顺序乱了，对比两期时看不清变化，合并时也容易冲突。

    错误写法：

        progress:
          - {period: 2020-04, unit: 区住建局, done: 备案19部。}
          - {period: 2020-03, unit: 区住建局, done: 备案12部。}

    正确写法：

        progress:
          - {period: 2020-03, unit: 区住建局, done: 备案12部。}
          - {period: 2020-04, unit: 区住建局, done: 备案19部。}
    """
    if context.timeline(task).is_in_order:
        return
    own = [(n, entry) for n, entry in enumerate(task.progress) if entry.period.year == context.config.year]
    for (_, before), (n, after) in pairwise(own):
        if context.rank(after.period) < context.rank(before.period):
            yield Found(
                ("progress", n, "period"),
                f"{after.period} 的进展排在 {before.period} 之后",
                "把这一条移到前面，按时间先后排列",
            )
            return


@rule("P015", "placeholder", Level.WARNING, of="progress")
def placeholder(task: Task, context: Context) -> Iterator[Found]:
    """完成情况写的是“同上”“见附件”之类

    为什么要紧：情况表按单位、按任务拆开以后，“同上”的上面已经是别的任务，“附件”也不会跟着走。

    错误写法：

        done: 同上

    正确写法：

        done: 已完成13个小区的方案设计，9个小区完成控制价评审。
    """
    for n, entry in enumerate(task.progress):
        if entry.done and is_placeholder(entry.done):
            yield Found(
                ("progress", n, "done"),
                f"{entry.unit} {entry.period} 的完成情况只写了“{entry.done.strip()}”",
                "把内容写出来",
            )


_UNFINISHED = late(
    r"(?:尚未|还未|仍未|未能|没有)(?:全部|按期|如期|按时)?(?:完成|开工|启动|开展|落实|到位|竣工|验收)|(?<!的)未完成"
)


@rule("P016", "done-says-unfinished", Level.NOTICE, of="progress")
def done_says_unfinished(task: Task, context: Context) -> Iterator[Found]:
    """评价为“完成”，完成情况里却说还没有完成

    为什么要紧：评价和文字打架，公开以后最容易被人指出来。可能只是说其中一部分，所以只作提示。

    错误写法：

        done: 9个小区完成评审，4个小区尚未开工。
        verdict: 完成

    正确写法：

        done: 9个小区完成评审，4个小区尚未开工。
        verdict: 未完成
    """
    for n, entry in enumerate(task.progress):
        if entry.verdict == DONE and ("未" in entry.done or "没有" in entry.done):
            found = _UNFINISHED.search(entry.done)
            if found:
                yield Found(
                    ("progress", n, "done"),
                    f"{entry.unit} {entry.period} 评价为“完成”，文字里却写着“{found[0]}”",
                    "核对评价；说的是另一件事就不用改",
                )
