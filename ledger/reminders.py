"""催办: whom to chase for a period, in which grade, and what has been sent already.

Every notice sets a new limit; the next grade is due once that limit has passed without a report, so the second
and third know of the first (三明 2017: blue → orange → red, each step when the limit passed). What was sent is
kept in ``tasks/<ledger>/reminders.yaml``, one line a notice, written by ``remind --record`` in a commit of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ledger import echoes, gitrepo, yamlfile
from ledger.deadlines import Due, PeriodDue, TaskDue
from ledger.diagnostics import Diagnostic
from ledger.errors import LedgerError
from ledger.model import Record
from ledger.periods import Period
from ledger.rulebook import Step
from ledger.shapes import TYPE, Reader
from ledger.store import FOLDER, Ledger, Tree, WorkTree, read_yaml
from ledger.workdays import WorkCalendar

REGISTER = "reminders.yaml"
_KEYS = ("period", "unit", "grade", "on", "until", "tasks")
_HEAD = "# 已发出的催办通知：由 taizhang remind --record 登记\n"


@dataclass(frozen=True, slots=True)
class Issued:
    """A notice that was sent: to whom, for which reports, on which day, and until when it asked for them."""

    period: Period
    unit: str
    grade: int
    on: date
    until: date
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reminder:
    """A notice to draft. ``reports`` are still missing; ``owed`` counts the unit's tasks of the period."""

    unit: str
    grade: int
    step: Step
    period: Period
    on: date
    until: date
    due: Due
    owed: int
    reports: tuple[TaskDue, ...]
    records: tuple[Record, ...]
    earlier: tuple[Issued, ...] = ()

    @property
    def late(self) -> int:
        """Working days since the earliest limit that was missed."""
        return max(report.late_working_days for report in self.reports)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A unit that is late but not to be reminded today, and why."""

    unit: str
    why: str


def draft(
    ledger: Ledger,
    found: PeriodDue,
    issued: Sequence[Issued],
    steps: Sequence[Step],
    on: date,
    calendar: WorkCalendar,
) -> tuple[tuple[Reminder, ...], tuple[Waiting, ...]]:
    """The notices to draft on the day ``on``, and the late units that are not due for one; in the order of ``found``.

    ``found`` must have been seen on the same day. Reports whose (extended) date has not passed are left out.
    """
    drafts: list[Reminder] = []
    waiting: list[Waiting] = []
    for unit in found.units:
        missing = tuple(one for one in unit.details if one.status == "未报" and one.due < on)
        if not missing:
            continue
        earlier = _earlier(ledger, issued, found.period, unit.unit, missing)
        late = max(one.late_working_days for one in missing)
        grade = min(earlier[-1].grade + 1 if earlier else 1, len(steps))
        step = steps[grade - 1]
        if earlier and on <= earlier[-1].until:
            waiting.append(Waiting(unit.unit, f"{earlier[-1].on}已催办，限{earlier[-1].until}前报，期限未到"))
        elif late < step.after:
            waiting.append(Waiting(unit.unit, f"逾期{late}个工作日，满{step.after}个工作日发{step.name}"))
        else:
            until = calendar.nth(_after(on), step.within)
            records = tuple(ledger.by_id[one.task] for one in missing)
            drafts.append(
                Reminder(
                    unit.unit,
                    grade,
                    step,
                    found.period,
                    on,
                    until,
                    found.due,
                    len(unit.tasks),
                    missing,
                    records,
                    earlier,
                )
            )
    return tuple(drafts), tuple(waiting)


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _earlier(
    ledger: Ledger, issued: Sequence[Issued], period: Period, unit: str, missing: Sequence[TaskDue]
) -> tuple[Issued, ...]:
    """Notices sent to the unit about any of the reports that are missing still, oldest first."""
    wanted = {one.task for one in missing}
    mine = (
        one
        for one in issued
        if one.period == period and ledger.registry.same(one.unit, unit) and wanted & set(one.tasks)
    )
    return tuple(sorted(mine, key=lambda one: (one.on, one.grade)))


# ---------------------------------------------------------------------- the register


def path_of(ledger: Ledger) -> str:
    """``tasks/2020/reminders.yaml``."""
    return f"{FOLDER}/{ledger.name}/{REGISTER}"


def load(tree: Tree, ledger: Ledger) -> tuple[Issued, ...]:
    """The notices that were sent; ``LedgerError`` when the register cannot be understood."""
    path = path_of(ledger)
    if path not in tree.files(ledger.folder):
        return ()
    read, wrong = read_register(tree, path)
    if wrong:
        raise LedgerError(f"{path} 用不了：{wrong[0].message}", wrong[0].hint)
    return read


def read_register(tree: Tree, path: str) -> tuple[tuple[Issued, ...], list[Diagnostic]]:
    """The notices in a register, and every finding, named for the file."""
    value, found = read_yaml(tree, path)
    reader = Reader()
    if value is not None and not isinstance(value, list):
        reader.found.append(TYPE.at((), "这里应当是列表", "每次催办一行，以“- ”开头"))
    items = value if isinstance(value, list) else []
    read = tuple(one for n, item in enumerate(items) if (one := _decode(reader, item, n)))
    return read, found + [finding.in_file(path) for finding in echoes.read(found, reader.found)]


def _decode(reader: Reader, item: object, n: int) -> Issued | None:
    fields = reader.mapping(item, (n,), _KEYS, _KEYS)
    period = reader.period(fields, "period", (n,))
    on, until = reader.day(fields, "on", (n,)), reader.day(fields, "until", (n,))
    grade = reader.integer(fields, "grade", (n,))
    if period is None or on is None or until is None or grade is None:
        return None
    return Issued(period, reader.text(fields, "unit", (n,)), grade, on, until, reader.texts(fields, "tasks", (n,)))


def issued(reminders: Sequence[Reminder]) -> tuple[Issued, ...]:
    """What the register will say of these notices."""
    return tuple(
        Issued(one.period, one.unit, one.grade, one.on, one.until, tuple(report.task for report in one.reports))
        for one in reminders
    )


def text_of(sent: Sequence[Issued]) -> str:
    """The register as text; the same notices give the same bytes."""
    rows: list[yamlfile.Value] = [
        {
            "period": str(one.period),
            "unit": one.unit,
            "grade": one.grade,
            "on": one.on.isoformat(),
            "until": one.until.isoformat(),
            "tasks": list(one.tasks),
        }
        for one in sent
    ]
    return _HEAD + yamlfile.dump(rows, block=lambda path: not path)


def record(root: Path, ledger: Ledger, reminders: Sequence[Reminder], author: str | None = None) -> str:
    """Add the notices to the register and commit it; the commit's id.

    The register is read again while the writing lock is held, so two people at once both get their way.
    """
    repo = gitrepo.find(root)
    with gitrepo.writing(repo) as writer:
        tree = WorkTree(root)
        path = path_of(ledger)
        before = (root / path).read_bytes() if (root / path).exists() else None
        known = load(tree, ledger)
        new = [one for one in issued(reminders) if one not in known]
        base = repo.relative(root)
        name = path if base == "." else f"{base}/{path}"
        period = reminders[0].period
        tasks = dict.fromkeys(task for one in new for task in one.tasks)
        return writer.commit(
            {name: text_of((*known, *new)).encode()},
            f"催办({ledger.name}): {period} {len(new)}个单位",
            [
                ("Period", str(period)),
                *(("Unit", one.unit) for one in new),
                *(("Task", task) for task in tasks),
                ("Kind", "reminder"),
            ],
            expected={name: before},
            author=author,
        )
