"""R, N, P: tasks that are the same matter (``same_as``) must not contradict each other.

附件2 of the 2020 notice repeats items of 附件1 in the same words or in part (#56 is #6 and #97). Where a task is tied
to several, it is the whole and they are its parts: a part may be behind the whole, the whole cannot be done before
its parts. What two reports in words say of one matter is N007's.
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger import guesses
from ledger.checks.base import LINKED, Context, Found, Ledger, ledger_rule
from ledger.checks.quoted import unquoted
from ledger.diagnostics import Level
from ledger.measures import convert, convertible
from ledger.model import Indicator, Task
from ledger.periods import Period
from ledger.twins import pairs

_DONE = "完成"
_ASK = "核对两边，改成一样；确有不同的，加豁免写明原因"


def _people(task: Task) -> set[str]:
    named = (part for name in task.leaders for part in guesses.several(name))  # one breath is told by R039
    return {"".join(unquoted(name).split()) for name in named}


@ledger_rule("R034", "twins-leaders", Level.WARNING)
def twins_leaders(ledger: Ledger, context: Context) -> Iterator[Found]:
    """同一件事的两个任务，牵头领导不一样

    为什么要紧：附件1和附件2里是同一件事（same_as），牵头领导应当是同一位。不一样，问到谁都可以说不归自己。

    错误写法：

        id: 2020-main-037
        leaders: [甲某]
        same_as: [2020-minsheng-001]      # 附件2第1项写的是乙某

    正确写法：

        id: 2020-main-037
        leaders: [甲某]
        same_as: [2020-minsheng-001]      # 附件2第1项也是甲某
    """
    for one, other, part in pairs(ledger.records):
        first, second = _people(one.task), _people(other.task)
        if first and second and (not second <= first if part else first != second):
            yield Found(
                ("leaders",),
                f"牵头领导是{'、'.join(sorted(first))}，同一件事的 {other.task.id} 写的是{'、'.join(sorted(second))}",
                _ASK,
                file=one.path,
            )


@ledger_rule("R035", "twins-lead-units", Level.WARNING)
def twins_lead_units(ledger: Ledger, context: Context) -> Iterator[Found]:
    """同一件事的两个任务，没有共同的牵头单位

    为什么要紧：同一件事由两家牵头，报的数、评的价就会各说各的。附件2可以少列配合单位，牵头单位应当在附件1里也有。

    错误写法：

        id: 2020-main-037
        units: {lead: [区住建局], support: [区财政局]}
        same_as: [2020-minsheng-001]      # 附件2第1项的牵头单位是区城管局

    正确写法：

        id: 2020-main-037
        units: {lead: [区住建局], support: [区财政局]}
        same_as: [2020-minsheng-001]      # 附件2第1项的牵头单位也是区住建局
    """
    for one, other, _ in pairs(ledger.records):
        first, second = ({context.key(unquoted(name)) for name in task.units.lead} for task in (one.task, other.task))
        if first and second and not first & second:
            yield Found(
                ("units", "lead"),
                f"牵头单位是{'、'.join(one.task.units.lead)}，同一件事的 {other.task.id} 写的是"
                f"{'、'.join(other.task.units.lead)}",
                _ASK,
                file=one.path,
            )


@ledger_rule("N008", "twins-targets", Level.WARNING)
def twins_targets(ledger: Ledger, context: Context) -> Iterator[Found]:
    """同一件事的两个任务，同一个指标的目标值不一样

    为什么要紧：目标值不同，完成率就不同，一件事会有两个结论。

    错误写法：

        id: 2020-main-037
        indicators:
          - {name: 回迁安置套数, target: 11100, measure: 套}
        same_as: [2020-minsheng-001]      # 附件2第1项写的是 11000 套

    正确写法：

        id: 2020-main-037
        indicators:
          - {name: 回迁安置套数, target: 11100, measure: 套}
        same_as: [2020-minsheng-001]      # 附件2第1项写的是 1.11 万套，也可以
    """
    for one, other, _ in pairs(ledger.records):
        theirs = {indicator.name: indicator for indicator in other.task.indicators}
        for n, mine in enumerate(one.task.indicators):
            twin = theirs.get(mine.name)
            if twin is not None and not _alike(mine, twin):
                yield Found(
                    ("indicators", n),
                    f"“{mine.name}”的目标是{_told(mine)}，同一件事的 {other.task.id} 写的是{_told(twin)}",
                    _ASK,
                    file=one.path,
                )


def _alike(one: Indicator, other: Indicator) -> bool:
    if one.target is None or other.target is None:
        return True
    if (one.comparator, one.basis) != (other.comparator, other.basis) or not convertible(one.measure, other.measure):
        return False
    return convert(one.target, one.measure, other.measure) == other.target


def _told(indicator: Indicator) -> str:
    mark = {"<=": "不超过", "=": "等于", "~": "约"}.get(indicator.comparator, "不少于")
    growing = "（增速）" if indicator.basis == "growth" else ""
    return f"{mark}{indicator.target:f}{indicator.measure}{growing}" if indicator.target is not None else "没有写"


def _verdicts(task: Task) -> dict[Period, tuple[int, str]]:
    """Period → the office's last verdict and its position."""
    return {review.period: (n, review.verdict) for n, review in enumerate(task.reviews)}


@ledger_rule("P023", "twins-verdicts", Level.WARNING, reads=LINKED)
def twins_verdicts(ledger: Ledger, context: Context) -> Iterator[Found]:
    """同一件事的两个任务，评价不一样，或者一边办结一边没有

    为什么要紧：同一件事（same_as）同一期一边核实完成、一边核实未完成，通报就会自相矛盾。一项任务在另一张表里分成几项的，
    几项里有一项没有完成，整项就不能算完成。

    错误写法：

        id: 2020-main-037
        same_as: [2020-minsheng-001]
        reviews:
          - {period: 2020-04, verdict: 完成, by: 督查室}      # 附件2第1项同期核实为未完成

    正确写法：

        id: 2020-main-037
        same_as: [2020-minsheng-001]
        reviews:
          - {period: 2020-04, verdict: 未完成, by: 督查室}
    """
    for one, other, part in pairs(ledger.records):
        theirs = _verdicts(other.task)
        for period, (n, mine) in _verdicts(one.task).items():
            _, twin = theirs.get(period, (0, mine))
            if mine != twin and (not part or mine == _DONE):
                yield Found(
                    ("reviews", n, "verdict"),
                    f"{period} 核实为{mine}，同一件事的 {other.task.id} 核实为{twin}",
                    _ASK,
                    file=one.path,
                )
        closed, open_ = (one, other) if one.task.closed else (other, one)
        if closed.task.closed and not open_.task.closed and (not part or closed is one):
            n = max(n for n, change in enumerate(closed.task.changes) if change.kind == "closure")
            yield Found(
                ("changes", n),
                f"已经办结，同一件事的 {open_.task.id} 还没有办结",
                f"两边都办结（taizhang close {open_.task.id}），或者把这一边重新督办",
                file=closed.path,
            )


@ledger_rule("P024", "twins-figures", Level.WARNING, reads=LINKED)
def twins_figures(ledger: Ledger, context: Context) -> Iterator[Found]:
    """同一件事的两个任务，同一单位同一期报的数或自报的评价不一样

    为什么要紧：一个单位对同一件事同一期只有一个数。不一样，总有一个是错的，出表时看抄的是哪一边。

    错误写法：

        id: 2020-main-037
        same_as: [2020-minsheng-001]
        progress:
          - period: 2020-04
            unit: 区住建局
            indicators: {回迁安置套数: 1200}      # 附件2第1项同期报的是 1000

    正确写法：

        id: 2020-main-037
        same_as: [2020-minsheng-001]
        progress:
          - period: 2020-04
            unit: 区住建局
            indicators: {回迁安置套数: 1000}
    """
    for one, other, part in pairs(ledger.records):
        targets = {indicator.name: indicator for indicator in other.task.indicators}
        shared = {
            mine.name for mine in one.task.indicators if mine.name in targets and _alike(mine, targets[mine.name])
        }
        theirs = {(entry.period, context.key(entry.unit)): entry for entry in other.task.progress}
        for n, entry in enumerate(one.task.progress):
            twin = theirs.get((entry.period, context.key(entry.unit)))
            if twin is None:
                continue
            for name in sorted(shared & entry.indicators.keys() & twin.indicators.keys()):
                if entry.indicators[name] != twin.indicators[name]:
                    yield Found(
                        ("progress", n, "indicators", name),
                        f"{entry.unit} {entry.period} 的“{name}”报的是 {entry.indicators[name]:f}，"
                        f"同一件事的 {other.task.id} 报的是 {twin.indicators[name]:f}",
                        _ASK,
                        file=one.path,
                    )
            if not part and entry.verdict and twin.verdict and entry.verdict != twin.verdict:
                yield Found(
                    ("progress", n, "verdict"),
                    f"{entry.unit} {entry.period} 自报{entry.verdict}，同一件事的 {other.task.id} 自报{twin.verdict}",
                    _ASK,
                    file=one.path,
                )
