"""D rules about 延期、更正、办结: acts of the office that must stand up to a question later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ledger import guesses
from ledger.checks.base import Context, Found, rule
from ledger.checks.datewords import day_in_words
from ledger.diagnostics import Level
from ledger.model import Task

NAMES = {
    "extension": "延期",
    "adjustment": "调整",
    "correction": "更正",
    "closure": "办结",
    "reopening": "重新督办",
}
_NEED_REASON = ("extension", "adjustment", "correction", "reopening")
_NEED_APPROVER = ("extension", "adjustment", "correction", "closure", "reopening")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


@rule("D007", "late-extension", Level.WARNING, of="changes")
def late_extension(task: Task, context: Context) -> Iterator[Found]:
    """过了时限才办延期

    为什么要紧：延期要在到期之前申请。到期以后补的延期，按原来的时限算逾期。

    错误写法：

        changes:
          - kind: extension
            on: 2020-07-15
            from: 2020-06-30
            to: 2020-09-30
            reason: 管线迁改未完成
            approved_by: 分管副区长

    正确写法：

        changes:
          - kind: extension
            on: 2020-06-22
            from: 2020-06-30
            to: 2020-09-30
            reason: 管线迁改未完成
            approved_by: 分管副区长
    """
    for n, change in enumerate(task.changes):
        due = _day(change.before)
        if change.kind == "extension" and change.on and due and change.on > due:
            yield Found(
                ("changes", n, "on"),
                f"{due} 到期，{change.on} 才办延期",
                "核对日期；确实是到期后补办的，逾期仍按原时限计算，加豁免写明情况",
            )


@rule("D008", "extension-not-later", Level.ERROR, of="changes")
def extension_not_later(task: Task, context: Context) -> Iterator[Found]:
    """延期后的时限不比原来晚

    为什么要紧：多半是 from 和 to 写反了，或者年份写错；照这个日期催办会全乱。

    错误写法：

        changes:
          - {kind: extension, on: 2020-06-22, from: 2020-09-30, to: 2020-06-30, reason: 管线迁改, approved_by: 副区长}

    正确写法：

        changes:
          - {kind: extension, on: 2020-06-22, from: 2020-06-30, to: 2020-09-30, reason: 管线迁改, approved_by: 副区长}
    """
    for n, change in enumerate(task.changes):
        if change.kind != "extension":
            continue
        before, after = _day(change.before), _day(change.after)
        if before and after and after <= before:
            yield Found(("changes", n, "to"), f"延期到 {after}，不比原时限 {before} 晚", "核对 from 和 to 是不是写反了")
        elif not change.after.strip():
            yield Found(("changes", n), "延期没有写新的时限", "加一行 to: 写明延到哪一天")


@rule("D018", "extension-without-day", Level.WARNING, of="changes")
def extension_without_day(task: Task, context: Context) -> Iterator[Found]:
    """延期的新时限不是日期

    为什么要紧：“下月底”过了一个月就不知道是哪一天；不是日期的新时限，逾期没有超过、后面的延期是不是更晚，都判断不了。

    错误写法：

        changes:
          - {kind: extension, on: 2020-06-22, from: 2020-06-30, to: 下月底, reason: 管线迁改, approved_by: 副区长}

    正确写法：

        changes:
          - {kind: extension, on: 2020-06-22, from: 2020-06-30, to: 2020-07-31, reason: 管线迁改, approved_by: 副区长}
    """
    for n, change in enumerate(task.changes):
        if change.kind == "extension" and change.after.strip() and _day(change.after) is None:
            meant = guesses.day(change.after) or day_in_words(change.after, change.on, context.config.year)
            yield Found(
                ("changes", n, "to"),
                f"延期到“{change.after}”，不是日期",
                f"写成 to: {meant}" if meant else "写明哪一天，如 to: 2020-07-31",
            )


@rule("D009", "change-without-reason", Level.ERROR, of="changes")
def change_without_reason(task: Task, context: Context) -> Iterator[Found]:
    """延期、调整、更正没有写理由

    为什么要紧：改了时限、目标或者已经报出去的内容，半年后谁也说不清为什么改，就成了糊涂账。

    错误写法：

        changes:
          - {kind: extension, on: 2020-06-22, from: 2020-06-30, to: 2020-09-30, approved_by: 分管副区长}

    正确写法：

        changes:
          - {kind: extension, on: 2020-06-22, from: 2020-06-30, to: 2020-09-30, reason: 管线迁改, approved_by: 副区长}
    """
    for n, change in enumerate(task.changes):
        if change.kind in _NEED_REASON and not change.reason.strip():
            yield Found(("changes", n), f"{NAMES[change.kind]}没有写理由", "加上 reason: 写明为什么改")


@rule("D010", "change-without-approver", Level.WARNING, of="changes")
def change_without_approver(task: Task, context: Context) -> Iterator[Found]:
    """延期、更正、办结没有写谁同意的

    为什么要紧：这些都不是填报单位自己能定的事，没有批准人，等于没有办。

    错误写法：

        changes:
          - {kind: closure, on: 2020-06-10}

    正确写法：

        changes:
          - {kind: closure, on: 2020-06-10, approved_by: 督查室}
    """
    for n, change in enumerate(task.changes):
        if change.kind in _NEED_APPROVER and not change.approved_by.strip():
            yield Found(("changes", n), f"{NAMES[change.kind]}没有写批准人", "加上 approved_by: 写明谁同意的")


@rule("D015", "undated-change", Level.WARNING, of="changes")
def undated_change(task: Task, context: Context) -> Iterator[Found]:
    """延期、更正、办结没有写日期

    为什么要紧：没有日期就判断不了延期是不是在到期之前办的、办结以后还有没有再报。

    错误写法：

        changes:
          - {kind: closure, approved_by: 督查室}

    正确写法：

        changes:
          - {kind: closure, on: 2020-06-10, approved_by: 督查室}
    """
    for n, change in enumerate(task.changes):
        if change.kind in NAMES and change.on is None:
            yield Found(("changes", n), f"{NAMES[change.kind]}没有写日期", "加上 on: 写明哪一天")


@rule("D016", "deadline-overwritten", Level.ERROR, of="changes")
def deadline_overwritten(task: Task, context: Context) -> Iterator[Found]:
    """延期时改掉了最初的时限

    为什么要紧：逾期按最初的时限算，延期另记一笔。把 deadline 改成新日期，最初的时限就丢了。

    错误写法：

        deadline: 2020-09-30
        changes:
          - {kind: extension, on: 2020-06-22, from: 2020-06-30, to: 2020-09-30, reason: 管线迁改, approved_by: 副区长}

    正确写法：

        deadline: 2020-06-30
        changes:
          - {kind: extension, on: 2020-06-22, from: 2020-06-30, to: 2020-09-30, reason: 管线迁改, approved_by: 副区长}
    """
    extensions = [change for change in task.changes if change.kind == "extension" and change.period is None]
    if not task.deadline or not extensions or not extensions[0].before:
        return
    first = extensions[0].before
    if task.deadline != first and task.deadline in {change.after for change in extensions}:
        yield Found(("deadline",), f"最初的时限是 {first}，延期时被改成了 {task.deadline}", f"改回 deadline: {first}")
