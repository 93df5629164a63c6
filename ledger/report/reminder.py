"""催办通知单: one unit's missing reports as a letter with a table, always a draft (拟稿) until a person issues it.

The wording stands in ``templates/reminder``; here are the facts it names, as finished sentences where one, many
and all need different words.
"""

from __future__ import annotations

from datetime import date

from ledger import unitlists
from ledger.deadlines import TaskDue, leads
from ledger.model import Config, Record
from ledger.reminders import Issued, Reminder
from ledger.report.values import CENTER, Column, Report, Row, Section, cell
from ledger.report.wording import Ink
from ledger.store import Ledger

KIND, NAME = "reminder", "催办通知单"
_ORDINALS = "一二三四五六七八九十"
COLUMNS = (
    Column("number", "序号", 130, CENTER),
    Column("text", "主要任务", 480),
    Column("part", "职责", 90, CENTER),
    Column("due", "应报日期", 160, CENTER),
    Column("late", "逾期工作日", 140, CENTER),
)


def build(ledger: Ledger, reminder: Reminder) -> Report:
    """The notice to one unit."""
    ink = Ink()
    rows = tuple(
        _row(ledger, reminder, record, report, ink)
        for record, report in zip(reminder.records, reminder.reports, strict=True)
    )
    heads = (tuple(cell(column.title, CENTER) for column in COLUMNS),)
    title = ink.clean(reminder.step.name, "催办规则的名称").replace("\n", "")
    return Report(
        kind=KIND,
        name=NAME,
        title=title,
        sections=(Section(title, COLUMNS, heads, rows),),
        period=reminder.period.chinese,
        created=reminder.on,
        notices=tuple(dict.fromkeys(ink.notices)),
        facts={name: ink.clean(text, "催办通知").replace("\n", "") for name, text in _facts(ledger, reminder).items()},
    )


def _row(ledger: Ledger, reminder: Reminder, record: Record, report: TaskDue, ink: Ink) -> Row:
    task = record.task
    spec = ledger.config.lists.get(record.list)
    annex = spec.annex if spec and len(ledger.config.lists) > 1 else ""
    due = f"{report.due.month}月{report.due.day}日" + ("（延期）" if report.due > report.first_due else "")
    return Row(
        {
            "number": cell(f"{annex}\n第{task.number}项" if annex else str(task.number), CENTER),
            "text": ink.cell("\n".join(filter(None, (task.parent, task.text))), f"第{task.number}项的正文"),
            "part": cell("牵头" if leads(task, ledger.registry, reminder.unit) else "配合", CENTER),
            "due": cell(due, CENTER),
            "late": cell(str(report.late_working_days), CENTER),
        }
    )


def _facts(ledger: Ledger, reminder: Reminder) -> dict[str, str]:
    config = ledger.config
    document = config.document
    count = len(reminder.reports)
    return {
        "addressee": reminder.unit,
        "basis": _basis(config),
        "what": _what(config, reminder),
        "due": day(min(report.first_due for report in reminder.reports)),
        "on": day(reminder.on),
        "until": day(reminder.until),
        "missing": _missing(reminder.owed, count),
        "late": str(reminder.late),
        "late_from": "最长的" if len({report.late_working_days for report in reminder.reports}) > 1 else "",
        "extended": _extended(reminder),
        "earlier": _earlier(reminder.earlier),
        "grade": str(reminder.grade),
        "ordinal": _ordinal(reminder.grade),
        "to": "向牵头单位" if _receiver(ledger, reminder) not in (config.office, _mixed(config)) else "",
        "receiver": _receiver(ledger, reminder),
        "office": config.office,
        "signed": document.issuer + config.office if document.issuer.endswith("办公室") else config.office,
    }


def _receiver(ledger: Ledger, reminder: Reminder) -> str:
    """Who gets the reports: the office; in a rule of two stages the lead unit, for what the unit only supports."""
    config = ledger.config
    if "support" not in config.reporting.due:
        return config.office
    sides = [leads(record.task, ledger.registry, reminder.unit) for record in reminder.records]
    if all(sides):
        return config.office
    if any(sides):
        return _mixed(config)
    names = {unitlists.print_list(ledger.registry, record.task.units.lead) for record in reminder.records}
    one = names.pop() if len(names) == 1 else ""
    return f"牵头单位（{one}）" if one else "各项任务的牵头单位"


def _mixed(config: Config) -> str:
    return f"{config.office}（配合的任务报牵头单位）"


def day(on: date) -> str:
    """2020年5月12日."""
    return f"{on.year}年{on.month}月{on.day}日"


def _basis(config: Config) -> str:
    """What obliges the unit: the notice the ledger was made from."""
    document = config.document
    if not document.title or document.title.endswith("表"):
        return "督查工作有关"  # a table asks for nothing
    number = f"（{document.number}）" if document.number else ""
    return titled(document.title) + number


def titled(title: str) -> str:
    """A title in 《》; what stands in 《》 inside it gets 〈〉, as the national rules for punctuation have it."""
    return f"《{title.replace('《', '〈').replace('》', '〉')}》"


def _what(config: Config, reminder: Reminder) -> str:
    reporting = config.reporting
    annex = f"（{reporting.form}）" if reporting.form else ""
    form = f"，并填报{titled(reporting.title)}{annex}" if reporting.title else ""
    return f"{reminder.period.chinese}工作任务落实情况{form}"


def _missing(owed: int, count: int) -> str:
    if owed == 1:
        return "承担的1项任务没有报送落实情况"
    if owed == count:
        return f"承担的{owed}项任务均没有报送落实情况"
    return f"承担的{owed}项任务中，有{count}项没有报送落实情况"


def _extended(reminder: Reminder) -> str:
    """What was granted before: an extension moves the limit, the first one stays in the text."""
    moved = sum(report.due > report.first_due for report in reminder.reports)
    if not moved:
        return ""
    some = "" if moved == len(reminder.reports) else f"其中{moved}项"
    return f"{some or '上述任务'}已同意延期报送，延期后的时限也已经过了。"


def _earlier(earlier: tuple[Issued, ...]) -> str:
    """The notices before this one, each with its day and its limit."""
    if not earlier:
        return ""
    said = "；".join(f"{day(one.on)}第{_ordinal(one.grade)}次催办，要求{day(one.until)}前报送" for one in earlier)
    return f"{said}，至今仍没有收到。"


def _ordinal(grade: int) -> str:
    return _ORDINALS[grade - 1] if grade <= len(_ORDINALS) else str(grade)
