"""A form against the ledger: what every row would write, and the one commit that writes it.

``Session`` takes the forms of a batch one after another; each is planned against what those before it wrote,
also when nothing is really written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ledger import actions, catalogue, edits, gitrepo, store
from ledger.checks import base, waivers
from ledger.diagnostics import Diagnostic, Level
from ledger.document import SourceDocument
from ledger.errors import EditRefused, FileRefused, LedgerError, NotFound, UsageProblem
from ledger.importers.forms import matching, offers, plans, reading, rows, rules, writes
from ledger.importers.forms.header import Mark
from ledger.importers.forms.matching import Aim, Settled
from ledger.importers.forms.reading import Form
from ledger.importers.forms.rows import Found, rules_hint
from ledger.importers.forms.tasks import Known, Tasks, label
from ledger.importers.forms.writes import Because, Edit, Values, Write
from ledger.model import Record, Task
from ledger.periods import Period
from ledger.report.progress import situation_plan
from ledger.store import Ledger
from ledger.text import squeeze
from ledger.values import replace
from ledger.workdays import WorkCalendar

_LISTED = 20


@dataclass(frozen=True)
class RowPlan:
    """A row, its cells and what they do. ``status``: new, corrected, same, held, empty, skipped."""

    found: Found
    values: Values
    write: Write | None
    status: str


@dataclass
class Outcome:
    """What became of one file. ``error`` for a file that was refused as a whole."""

    path: str
    form: Form | None = None
    aim: Aim | None = None
    rows: tuple[RowPlan, ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    offers: tuple[tuple[Record, offers.Offer], ...] = ()
    error: LedgerError | None = None
    commit: str | None = None
    notes: tuple[str, ...] = ()
    edits: dict[str, Edit] = field(default_factory=dict)

    @property
    def accepted(self) -> bool:
        """Whether the file was taken, with or without findings."""
        return self.error is None

    @property
    def counts(self) -> dict[str, int]:
        """Rows by status."""
        return dict(Counter(row.status for row in self.rows))


@dataclass
class Session:
    """The forms of one call. ``how.dry_run`` plans only."""

    root: Path
    ledgers: dict[str, Ledger]
    settled: Settled = field(default_factory=Settled)
    how: actions.How = field(default_factory=actions.How)
    _texts: dict[str, str] = field(default_factory=dict)
    _known: Known = field(default_factory=dict)

    def take(self, document: SourceDocument, path: str = "") -> Outcome:
        """Read, plan and (unless it is a dry run) commit one form. A form that is refused is told in the outcome."""
        outcome = Outcome(path or document.name)
        try:
            form = outcome.form = reading.read(document, path)
            aim = outcome.aim = matching.aim(form, list(self.ledgers.values()), self.settled, self._known)
            self._refuse_sealed(form, aim)
            self._plan(outcome, form, aim)
            if outcome.edits:
                self._apply(outcome, form, aim)
        except UsageProblem:
            raise
        except LedgerError as refusal:
            outcome.error = refusal
            outcome.edits = {}
        return outcome

    # ------------------------------------------------------------------ planning

    def _plan(self, outcome: Outcome, form: Form, aim: Aim) -> None:
        catalogue.rules()  # every rule is declared before waivers are looked up
        notes = list(aim.notes)
        notes += [rules.READER_REMARK.at((r.place,) if r.place else (), r.text) for r in form.remarks]
        notes += [
            rules.TABLE_UNREAD.at((place,), "这张表没有情况表的表头，没有读", rules_hint(rules.TABLE_UNREAD))
            for place in form.unread
        ]
        for head, role in form.joined:
            title = writes.title_of(role)
            message = f"“{head}”一栏把两样内容合在一起，都记在{title}"
            notes.append(rules.COLUMN_KEPT.at((), message, "要分开的，用 taizhang correct 改正"))
        tasks = Tasks(aim.ledger, aim.unit, self._mark(form, aim, notes), self._known)
        found, said = rows.matched(form.rows, tasks, self._settled_rows(form, aim), form.header.title)
        notes += said
        self._refuse_strange(form, found)
        because = Because(f"{aim.unit}重报（{form.name}）", self.settled.approved_by or form.header.signed)
        planned = [self._row(each, form, aim, because, notes) for each in found]
        outcome.rows = tuple(planned)
        outcome.offers = tuple(
            (row.found.record, offer)
            for row in planned
            if row.found.record is not None and row.status in ("new", "corrected", "same")
            for offer in offers.offers(row.found.record.task, row.values.texts.get("done", ""))
            if not _has_value(row.found.record.task, aim, offer.indicator)
        )
        notes += [_offered(record, offer, aim) for record, offer in outcome.offers]
        notes += _about_rows(planned, form, aim, tasks)
        outcome.findings = tuple(finding.in_file(outcome.path) for finding in dict.fromkeys(notes))
        for row in planned:
            if (
                row.found.record is not None
                and row.write is not None
                and row.write.edit is not None
                and row.status != "held"
            ):
                outcome.edits[row.found.record.path] = row.write.edit

    def _mark(self, form: Form, aim: Aim, notes: list[Diagnostic]) -> Mark | None:
        """The hidden mark, if it is of this ledger and its tasks still exist."""
        mark = form.mark
        if mark is None:
            return None
        gone = [task for task in mark.tasks if task not in aim.ledger.by_id]
        if mark.ledger != aim.ledger.name or gone:
            what = (
                f"是台账 {mark.ledger} 的"
                if mark.ledger != aim.ledger.name
                else f"里的{'、'.join(gone[:5])}已经不在台账里"
            )
            notes.append(rules.MARK_STALE.at((), f"表里的暗记{what}，没有用它", rules_hint(rules.MARK_STALE)))
            return None
        if _changed_since_sent(mark, form, aim):
            message = f"表发出以后，台账里给{aim.unit}的任务、计划或上期下一步计划改过"
            notes.append(rules.SENT_CHANGED.at((), message, rules_hint(rules.SENT_CHANGED)))
        return mark

    def _settled_rows(self, form: Form, aim: Aim) -> dict[int, Record | None]:
        decided: dict[int, Record | None] = {}
        for index, name in self.settled.rows:
            if not 1 <= index <= len(form.rows):
                raise UsageProblem(f"“{form.name}”没有第{index}行，共{len(form.rows)}行", "行号看预览里的第一栏")
            decided[index] = None if name in (rows.SKIP, "skip", "") else store.resolve(aim.ledger, name)
        return decided

    def _refuse_strange(self, form: Form, found: Sequence[Found]) -> None:
        """A form none of whose filled rows is a task of the ledger."""
        filled = [each for each in found if each.raw.filled]
        if filled and not any(each.record or each.skipped for each in filled) and len(filled) > 2:
            raise FileRefused(
                f"“{form.name}”的{len(filled)}行没有一行对得上：第{filled[0].index}行{filled[0].why}",
                "核对是不是拿错了表；个别行可用 --row 行=清单/序号 指明",
            )

    def _row(self, found: Found, form: Form, aim: Aim, because: Because, notes: list[Diagnostic]) -> RowPlan:
        values, said = writes.values_of(found.raw, found.index, form.kind, aim)
        if found.skipped:
            return RowPlan(found, values, None, "skipped")
        if not found.raw.filled:
            return RowPlan(found, values, None, "empty")
        notes += said
        if found.record is None:
            return RowPlan(found, values, None, "held")
        record = found.record
        try:
            text = self._text(record.path)
            task = edits.read_task(text)
            make = writes.plan_write if form.kind == reading.PLAN else writes.entry_write
            write = make(record, task, values, found.raw.place, found.index, aim, because)
            notes += write.notes
            if write.held:
                notes.append(
                    rules.JOINT_ENTRY.at(
                        (found.raw.place,),
                        f"第{found.index}行 {label(record)}：{write.held}",
                        rules_hint(rules.JOINT_ENTRY),
                    )
                )
                return RowPlan(found, values, write, "held")
            if write.edit is None:
                return RowPlan(found, values, write, "same" if write.cells else "empty")
            broken = [] if self.how.force else _new_errors(aim.ledger, task, edits.read_task(write.edit(text)))
        except EditRefused as refusal:
            message = f"第{found.index}行 {label(record)}：{refusal.message}"
            notes.append(rules.BREAKS_RULE.at((found.raw.place,), message, refusal.hint))
            return RowPlan(found, values, None, "held")
        if broken:
            message = f"第{found.index}行 {label(record)}：" + "；".join(f"{f.message}（{f.code}）" for f in broken)
            notes.append(rules.BREAKS_RULE.at((found.raw.place,), message, rules_hint(rules.BREAKS_RULE)))
            return RowPlan(found, values, write, "held")
        return RowPlan(found, values, write, "corrected" if any(c.act == "corrected" for c in write.cells) else "new")

    def _text(self, path: str) -> str:
        """The text of a task file as it is, or as forms before this one would have left it."""
        if path not in self._texts:
            data = store.WorkTree(self.root).read(path)
            try:
                return data.decode("utf-8")
            except UnicodeDecodeError as failure:
                raise EditRefused(f"{path} 不是 UTF-8 编码", "另存为 UTF-8") from failure
        return self._texts[path]

    # ------------------------------------------------------------------ sealed periods

    def _refuse_sealed(self, form: Form, aim: Aim) -> None:
        try:
            repo = gitrepo.find(self.root)
        except NotFound:
            return  # without git there are no seals; committing will say what is missing
        for period in _around(aim.period):
            tag = f"sealed/{aim.ledger.name}/{period}"
            if not repo.run("rev-parse", "--verify", "--quiet", f"refs/tags/{tag}").code:
                raise FileRefused(
                    f"“{form.name}”：台账 {aim.ledger.name} 的 {period} 已经封存（标签 {tag}），不再登记",
                    "确有差错的，逐项用 taizhang correct 更正，写明理由和批准人",
                )

    # ------------------------------------------------------------------ writing

    def _apply(self, outcome: Outcome, form: Form, aim: Aim) -> None:
        if self.how.dry_run:
            for path, edit in outcome.edits.items():
                self._texts[path] = edit(self._text(path))
            self._refresh(aim.ledger, {path: edits.read_task(self._texts[path]) for path in outcome.edits})
            return
        made = actions.commit_edits(
            self.root, aim.ledger, outcome.edits, lambda: _message(outcome, form, aim), self.how
        )
        outcome.commit, outcome.notes = made.commit, made.notes
        tree = store.WorkTree(self.root)
        fresh = {path: task for path in outcome.edits if (task := store.read_task(tree, path)[0])}
        self._refresh(aim.ledger, fresh)

    def _refresh(self, ledger: Ledger, tasks: Mapping[str, Task]) -> None:
        records = tuple(
            replace(record, task=tasks[record.path]) if record.path in tasks else record for record in ledger.records
        )
        self.ledgers[ledger.name] = replace(ledger, records=records)


def _changed_since_sent(mark: Mark, form: Form, aim: Aim) -> bool:
    """Whether the form would be prefilled differently today; only asked of 附件4, as a plan changes by being taken."""
    if form.kind == reading.PLAN or not mark.digest or mark.period != str(aim.period):
        return False
    from ledger.packets import issue  # lays the form out anew: only a marked form pays for it

    try:
        now = issue(aim.ledger, aim.period, WorkCalendar(), unit=mark.unit).packets
    except LedgerError:
        return True  # it would not be sent at all any more
    return len(now) == 1 and now[0].digest != mark.digest


def _around(period: Period) -> list[Period]:
    """The period and the longer ones of its year that contain it."""
    year = Period(period.year)
    longer = [Period(period.year, "quarter", n) for n in range(1, 5)] + [Period(period.year, "half", n) for n in (1, 2)]
    return list(dict.fromkeys([period, *(one for one in longer if one.contains(period)), year]))


def _new_errors(ledger: Ledger, before: Task, after: Task) -> list[Diagnostic]:
    """Errors of the task rules that the edit adds, without those that are waived."""
    context = base.Context(ledger.config, ledger.registry)
    # the others are judged once for the whole form, when it is committed
    errors = base.Choice(
        select=tuple(code for code, check in base.task_checks().items() if check.rule.level is Level.ERROR)
    )
    known = Counter((f.code, f.message) for f in base.task_findings(before, context, errors))
    found = []
    for finding in base.task_findings(after, context, errors):
        if known[finding.code, finding.message]:
            known[finding.code, finding.message] -= 1
        elif finding.level is Level.ERROR and not any(
            finding.code in waivers.codes_named(waiver.rule) and waiver.reason.strip() and waiver.period is None
            for waiver in (*after.waivers, *ledger.config.waivers)
        ):
            found.append(finding)
    return found


def _has_value(task: Task, aim: Aim, indicator: str) -> bool:
    same = aim.ledger.registry.same
    n = edits.find_entry(task, aim.period, aim.unit, same)
    return n is not None and indicator in task.progress[n].indicators


def _offered(record: Record, offer: offers.Offer, aim: Aim) -> Diagnostic:
    command = (
        f"taizhang update {record.task.id} --period {aim.period} --unit {aim.unit} --replace"
        f" --indicator {offer.indicator}={offer.value}"
    )
    message = f"{label(record)} 完成情况里的“{offer.printed}”可能是指标“{offer.indicator}”的数值，没有登记"
    return rules.OFFER.at((label(record),), message, f"核对后登记：{command}")


def _about_rows(planned: Sequence[RowPlan], form: Form, aim: Aim, tasks: Tasks) -> list[Diagnostic]:
    """What is said of several rows at once: left empty, missing, plans that differ."""
    notes: list[Diagnostic] = []
    empty = [row for row in planned if row.status == "empty" and (row.found.record or squeeze(row.found.raw.text))]
    if empty:
        names = "、".join(
            label(row.found.record) if row.found.record else f"第{row.found.index}行" for row in empty[:_LISTED]
        )
        notes.append(
            rules.ROW_EMPTY.at(
                (), f"{len(empty)}行没有填：{names}{'等' if len(empty) > _LISTED else ''}", rules_hint(rules.ROW_EMPTY)
            )
        )
    if all(row.status != "held" for row in planned):
        seen = {row.found.record.task.id for row in planned if row.found.record is not None}
        # a packet of this tool asks about the tasks it names, and no more
        asked = tasks.own if tasks.mark is None else [name for name in tasks.own if tasks.marked(tasks.own[name])]
        missing = [tasks.own[name] for name in asked if name not in seen]
        if missing:
            names = "、".join(label(record) for record in missing[:_LISTED]) + ("等" if len(missing) > _LISTED else "")
            notes.append(
                rules.TASK_MISSING.at(
                    (), f"{aim.unit}承担的{len(missing)}项任务没有出现在表里：{names}", rules_hint(rules.TASK_MISSING)
                )
            )
    if form.kind == reading.SITUATION:
        other = [row for row in planned if row.found.record is not None and _plan_differs(row, aim)]
        if other:
            names = "、".join(label(row.found.record) for row in other[:_LISTED] if row.found.record)
            more = "等" if len(other) > _LISTED else ""
            notes.append(
                rules.PLAN_DIFFERS.at(
                    (),
                    f"{len(other)}行的季度计划和台账不一样（没有改台账）：{names}{more}",
                    rules_hint(rules.PLAN_DIFFERS),
                )
            )
    return notes


def _plan_differs(row: RowPlan, aim: Aim) -> bool:
    record = row.found.record
    said = squeeze(row.values.plan)
    if record is None or not said:
        return False
    task, registry = record.task, aim.ledger.registry
    own = {period: plans.own(text, aim.unit, registry, task.units.all) for period, text in task.plan.items()}
    known: set[str] = set()
    for plan in (task.plan, own):
        shown = situation_plan(replace(task, plan=plan), aim.period)  # goal and month together, as forms print them
        known |= {squeeze(text) for text in (shown, plan.get(aim.period, ""), plan.get(aim.period.quarter, ""))}
    return bool(known - {""}) and said not in known


def _message(outcome: Outcome, form: Form, aim: Aim) -> tuple[str, list[tuple[str, str]]]:
    changed = [row for row in outcome.rows if row.found.record is not None and row.found.record.path in outcome.edits]
    corrected = all(row.status == "corrected" for row in changed)
    kind = "correction" if corrected else "plan" if form.kind == reading.PLAN else "progress"
    word = {"correction": "更正", "plan": "计划", "progress": "进展"}[kind]
    ids = [row.found.record.task.id for row in changed if row.found.record is not None]
    subject = f"{word}({ids[0] if len(ids) == 1 else aim.ledger.name}): {aim.period} {aim.unit}"
    subject += "" if len(ids) == 1 else f" {len(ids)}项"
    return subject, [
        *(("Task", name) for name in ids),
        ("Period", str(aim.period)),
        ("Unit", aim.unit),
        ("Kind", kind),
        ("Source", f"{form.name} sha256:{form.sha256}"),
    ]
