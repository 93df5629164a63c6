"""豁免: findings that a person has looked at and accepts, with a reason; and the rules about waivers themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ledger.checks.base import UNWAIVABLE, Choice, Context, Ledger, complete, config_path
from ledger.diagnostics import RULES, Diagnostic, Level, declare
from ledger.model import EMPTY, Task, Waiver
from ledger.periods import Period
from ledger.shapes import MISSING
from ledger.values import Struct

NO_REASON = declare(
    "R090",
    "waiver-without-reason",
    Level.ERROR,
    """豁免没有写理由

    为什么要紧：豁免是“看过了，可以”，半年后别人要知道凭什么可以。没有理由的豁免等于关掉检查。

    错误写法：

        waivers:
          - {rule: R007, reason: ""}

    正确写法：

        waivers:
          - {rule: R007, reason: 该项由扬尘办代为汇总, by: 督查室}
    """,
)
UNUSED = declare(
    "R091",
    "unused-waiver",
    Level.NOTICE,
    """豁免没有用上

    为什么要紧：问题已经改好了，豁免还留着，下次真出同样的问题就会被它盖住。

    错误写法（本任务已经没有 R007 的问题）：

        waivers:
          - {rule: R007, reason: 该项由扬尘办代为汇总}

    正确写法：删掉这一条；写了 period 的，核对周期是不是写对了。
    """,
)
UNKNOWN = declare(
    "R092",
    "waiver-of-unknown-rule",
    Level.WARNING,
    """豁免的规则不存在，或者不能豁免

    为什么要紧：规则号写错，豁免不起作用。文件写法类（Y、S）的问题会让内容读不出来，不能豁免，只能改正。

    错误写法：

        waivers:
          - {rule: R0007, reason: 该项由扬尘办代为汇总}

    正确写法（编号或名称都可以）：

        waivers:
          - {rule: R007, reason: 该项由扬尘办代为汇总}
    """,
)
_OWN = (NO_REASON.code, UNUSED.code, UNKNOWN.code)
_SAYS_NOTHING = ("", "无", "-", "—", "/")


@dataclass(slots=True)
class _Waived:
    """One waiver, where it stands, and whether it has met a finding."""

    waiver: Waiver
    file: str
    place: int
    codes: tuple[str, ...] = field(default=())
    used: bool = False

    def covers(self, finding: Diagnostic, period: Period | None) -> bool:
        if finding.code not in self.codes or not _reasoned(self.waiver):
            return False
        mine = self.waiver.period
        return mine is None or (period is not None and mine.contains(period))


def _reasoned(waiver: Waiver) -> bool:
    return waiver.reason.strip() not in _SAYS_NOTHING


def codes_named(word: str, names: Mapping[str, str] = EMPTY) -> tuple[str, ...]:
    """The codes a waiver's ``rule`` names (a code or a name); empty when there is none that may be waived.

    ``names`` of rules by code, as far as they are known without declaring them.
    """
    known = tuple(code for code, name in names.items() if word in (code, name))
    if not known:
        complete()
        known = tuple(code for code, rule in RULES.items() if word in (code, rule.name))
    return tuple(code for code in known if not code.startswith(UNWAIVABLE) and code not in _OWN)


def apply(
    ledger: Ledger,
    found: Iterable[Diagnostic],
    judged: Collection[str],
    choice: Choice,
    context: Context | None = None,
) -> list[Diagnostic]:
    """The findings that no waiver covers, and what is wrong with the waivers.

    ``judged``: the codes this run has looked for; only about them an idle waiver is said to be unused. ``context``
    says of which period findings are wanted; of one period alone nobody can say that a waiver meets nothing.
    """
    found = list(found)
    period = context.period if context is not None else None
    by_file = {record.path: record.task.waivers for record in ledger.records if record.task.waivers}
    tasks = {record.path: record.task for record in ledger.records if by_file or ledger.config.waivers or period}
    periods = [period_of(finding, tasks[finding.file]) if finding.file in tasks else None for finding in found]
    given = Given(ledger.config.waivers, config_path(ledger), by_file)
    about = list(zip(found, periods, strict=True))
    if context is not None and period is not None:
        read = set(ledger.findings)  # what could not be read counts wherever it stands
        about = [each for each in about if each[1] is None or each[0] in read or not context.passes_over(each[1])]
        judged = ()
    covered, more = settle(given, about, judged, choice)
    return [finding for (finding, _), waived in zip(about, covered, strict=True) if not waived] + more


class Given(Struct, frozen=True):
    """The waivers of a ledger: those of its settings count everywhere, those of a task file for that file."""

    everywhere: Sequence[Waiver]
    settings_file: str
    by_file: Mapping[str, Sequence[Waiver]]


def settle(
    given: Given,
    found: Sequence[tuple[Diagnostic, Period | None]],
    judged: Collection[str],
    choice: Choice,
    names: Mapping[str, str] = EMPTY,
) -> tuple[list[bool], list[Diagnostic]]:
    """For each finding (with the period it is about) whether it is waived; and what is wrong with the waivers.

    ``names``: see ``codes_named``.
    """
    everywhere = [_Waived(w, given.settings_file, n) for n, w in enumerate(given.everywhere)]
    by_file = {path: [_Waived(w, path, n) for n, w in enumerate(each)] for path, each in given.by_file.items()}
    waivers = [*everywhere, *(waived for each in by_file.values() for waived in each)]
    if not waivers:
        return [False] * len(found), []
    for waived in waivers:
        waived.codes = codes_named(waived.waiver.rule, names)
    covered = [_meets(finding, [*by_file.get(finding.file, ()), *everywhere], period) for finding, period in found]
    # a waiver without the field is told once, by the rule about missing fields
    told = {f.file for f, _ in found if f.code == MISSING.code and f.path[:1] == ("waivers",)}
    wrong = (finding for waived in waivers for finding in _wrong_with(waived, judged, told))
    return covered, [finding for finding in wrong if choice.takes(finding.code)]


def _meets(finding: Diagnostic, waivers: list[_Waived], period: Period | None) -> bool:
    met = [waived for waived in waivers if waived.covers(finding, period)]
    for waived in met:
        waived.used = True
    return bool(met)


def period_of(finding: Diagnostic, task: Task) -> Period | None:
    """The reporting period a finding is about, when its place has one."""
    match finding.path:
        case ("progress", int(n), *_) if n < len(task.progress):
            return task.progress[n].period
        case ("reviews", int(n), *_) if n < len(task.reviews):
            return task.reviews[n].period
        case ("changes", int(n), *_) if n < len(task.changes):
            return task.changes[n].period
        case ("plan", str(period), *_):
            return next((known for known in task.plan if str(known) == period), None)
    return None


def _wrong_with(waived: _Waived, judged: Collection[str], told: Collection[str]) -> Iterator[Diagnostic]:
    at = ("waivers", waived.place)
    rule = waived.waiver.rule
    if not _reasoned(waived.waiver):
        if not waived.waiver.reason and waived.file in told:
            return
        yield NO_REASON.at((*at, "reason"), f"豁免 {rule} 没有写理由", "写明为什么可以不改").in_file(waived.file)
    elif not waived.codes and rule:  # one that names no rule is told where it is read
        hint = "Y、S 类问题只能改正" if rule.startswith(UNWAIVABLE) else "用 taizhang rule 查看全部规则"
        yield UNKNOWN.at((*at, "rule"), f"没有能豁免的规则“{rule}”", hint).in_file(waived.file)
    elif not waived.used and all(code in judged for code in waived.codes):
        yield UNUSED.at((*at, "rule"), f"豁免 {rule} 没有用上", "问题已经改好就删掉这一条").in_file(waived.file)
