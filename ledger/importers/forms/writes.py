"""What a matched row would change in its task: cell by cell for people, and as an edit of the task's text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ledger import codec, edits, yamlfile
from ledger.diagnostics import Diagnostic
from ledger.edits.proof import proved
from ledger.importers import heads
from ledger.importers.forms import columns as kinds
from ledger.importers.forms import plans, reading, rules, verdicts
from ledger.importers.forms.matching import Aim
from ledger.importers.forms.rows import rules_hint
from ledger.importers.forms.sheets import RawRow
from ledger.importers.forms.tasks import label
from ledger.model import Entry, Record, Task
from ledger.periods import Period
from ledger.text import squeeze, tidy
from ledger.values import replace

Edit = Callable[[str], str]

TITLES = {
    "done": "完成情况",
    "problems": "存在问题",
    "causes": "原因分析",
    "next": "下一步计划",
    "verdict": "评价",
    "note": "备注",
    "reported": "填报时间",
}
_ROLES = {
    heads.DONE: "done",
    heads.PROBLEMS: "problems",
    heads.CAUSES: "causes",
    heads.NEXT: "next",
}
_PEOPLE = {kinds.CHIEF: "主要负责人", kinds.DEPUTY: "分管负责人", heads.NOTE: "备注"}
"""Columns of 附件3 that stand under ``other`` of the task, by the heads that the printed form has."""


def title_of(role: str) -> str:
    """What the field of a column's role is called."""
    return TITLES.get(_ROLES.get(role, role), "备注")


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell: what is there, what the form says. ``act``: new, same, corrected, kept (the form's cell is blank)."""

    field: str
    title: str
    before: str
    after: str
    act: str


@dataclass(frozen=True, slots=True)
class Values:
    """A row's cells as the ledger would hold them. Absent columns have no key."""

    texts: dict[str, str]
    """done, problems, causes, next, verdict, note."""
    plan: str = ""
    plans: tuple[tuple[Period, str], ...] = ()
    people: tuple[tuple[str, str], ...] = ()
    printed_verdict: str = ""


def values_of(raw: RawRow, index: int, kind: str, aim: Aim) -> tuple[Values, list[Diagnostic]]:
    """The cells of a row, verdict read, unknown columns in the note; and what had to be read or kept aside."""
    notes: list[Diagnostic] = []
    texts = {name: tidy(raw.cells[role]) for role, name in _ROLES.items() if role in raw.cells}
    printed = ""
    if heads.VERDICT in raw.cells or raw.options:
        allowed = aim.ledger.config.verdicts
        read = (
            verdicts.of_options(raw.options, allowed)
            if raw.options
            else verdicts.read(raw.cells[heads.VERDICT], allowed)
        )
        texts["verdict"], printed = read.value, read.printed
        if read.unclear:
            message = f"第{index}行的评价写的是“{read.printed[:20]}”，看不出是完成还是未完成，评价空着"
            notes.append(rules.VERDICT_UNCLEAR.at((raw.place,), message, rules_hint(rules.VERDICT_UNCLEAR)))
        elif not read.as_written:
            notes.append(
                rules.VERDICT_READ.at((raw.place,), f"第{index}行的评价“{read.printed[:20]}”读作“{read.value}”")
            )
    for role in raw.shared:
        name = title_of(role)
        notes.append(rules.SHARED_CELL.at((raw.place,), f"第{index}行的{name}和别的行合并成一格，每行都记一份"))
    if kind == reading.PLAN:
        found = tuple(
            (replace(period, year=aim.period.year), tidy(text))
            for period, text in sorted(raw.plans.items(), key=lambda p: p[0].sort_key)
        )
        people = tuple(
            (head, " ".join(tidy(raw.cells[role]).split("\n"))) for role, head in _PEOPLE.items() if role in raw.cells
        )
        people += tuple((head, tidy(text)) for head, text in raw.extra.items())
        return Values({}, plans=found, people=people), notes
    aside = [f"{head}：{tidy(text)}" for head, text in raw.extra.items()]
    if aside:
        heads_kept = "、".join(f"“{head}”" for head in raw.extra)
        notes.append(
            rules.COLUMN_KEPT.at(
                (raw.place,), f"第{index}行的{heads_kept}一栏记在备注里", rules_hint(rules.COLUMN_KEPT)
            )
        )
    note = "\n".join(part for part in (tidy(raw.cells.get(heads.NOTE, "")), *aside) if part)
    if heads.NOTE in raw.cells or note:
        texts["note"] = note
    planned = [
        f"{period.chinese.removeprefix('1年')}：{tidy(text)}" for period, text in raw.plans.items() if squeeze(text)
    ]
    plan = "\n".join(part for part in (tidy(raw.cells.get(heads.PLAN, "")), *planned) if part)
    return Values(texts, plan, printed_verdict=printed), notes


@dataclass(frozen=True)
class Write:
    """What a row does to its task: the cells and the edit; ``edit`` ``None`` when nothing would change."""

    cells: tuple[CellChange, ...]
    edit: Edit | None
    notes: tuple[Diagnostic, ...] = ()
    held: str = ""


@dataclass(frozen=True, slots=True)
class Because:
    """Why a correction is made: the reason and who signed."""

    reason: str
    approved_by: str = ""


def entry_write(
    record: Record, task: Task, values: Values, place: str, index: int, aim: Aim, because: Because
) -> Write:
    """An entry of progress: new, the same, or corrected field by field."""
    same = aim.ledger.registry.same
    n = edits.find_entry(task, aim.period, aim.unit, same)
    texts = values.texts
    if n is None:
        entry = replace(Entry(aim.period, _form(task, aim), aim.reported), **texts)
        cells = [CellChange(name, TITLES[name], "", text, "new") for name, text in texts.items() if text]
        if aim.reported:
            cells.append(CellChange("reported", TITLES["reported"], "", aim.reported.isoformat(), "new"))
        return Write(tuple(cells), lambda text: edits.add_entry(text, entry, same=same))
    present = task.progress[n]
    changes: list[CellChange] = []
    notes: list[Diagnostic] = []
    for name, after in texts.items():
        before: str = getattr(present, name)
        act = "same" if squeeze(before) == squeeze(after) else "corrected" if squeeze(after) else "kept"
        if before or after:
            changes.append(CellChange(name, TITLES[name], before, after, act))
    kept = [cell.title for cell in changes if cell.act == "kept"]
    if kept:
        message = f"第{index}行 {label(record)}：表里{'、'.join(kept)}空着，台账原有的内容没有清掉"
        notes.append(rules.BLANK_KEPT.at((place,), message, rules_hint(rules.BLANK_KEPT)))
    corrected = [cell for cell in changes if cell.act == "corrected"]
    if corrected and present.joint:
        units = "、".join((present.unit, *present.joint))
        return Write(tuple(changes), None, tuple(notes), f"已登记的进展是 {units} 共同填报的，不能只按一个单位的表改写")
    if not corrected:
        return Write(tuple(changes), None, tuple(notes))
    titles = "、".join(cell.title for cell in corrected)
    notes.append(
        rules.CORRECTED.at(
            (place,), f"第{index}行 {label(record)} 的{titles}和已登记的不一样，按更正登记", rules_hint(rules.CORRECTED)
        )
    )
    fields = [(f"progress/{aim.period}/{present.unit}/{cell.field}", cell.after) for cell in corrected]
    return Write(tuple(changes), _correcting(fields, because, aim.reported, same), tuple(notes))


def _form(task: Task, aim: Aim) -> str:
    """The unit in the form the task's own document uses."""
    same = aim.ledger.registry.same
    return next((name for name in task.units.all if same(aim.unit, name)), aim.unit)


def _correcting(
    fields: Sequence[tuple[str, str]], because: Because, on: date | None, same: Callable[[str, str], bool]
) -> Edit:
    def edit(text: str) -> str:
        for name, after in fields:
            text, _ = edits.correct(
                text, name, after, reason=because.reason, approved_by=because.approved_by, on=on, same=same
            )
        return text

    return edit


def plan_write(record: Record, task: Task, values: Values, place: str, index: int, aim: Aim, because: Because) -> Write:
    """A unit's plan of the year: each quarter or month, and who answers for it."""
    registry, config = aim.ledger.registry, aim.ledger.config
    units, unit = task.units.all, _form(task, aim)
    changes: list[CellChange] = []
    new: list[tuple[tuple[str, str], str]] = []
    corrected: list[tuple[str, str]] = []
    kept: list[str] = []
    wanted: list[tuple[tuple[str, str], str, str, str]] = [
        (("plan", str(period)), f"{period.chinese}计划", task.plan.get(period, ""), text)
        for period, text in values.plans
    ]
    wanted += [(("other", head), head, task.other.get(head, ""), text) for head, text in values.people]
    for path, title, before, said in wanted:
        mine = plans.own(before, unit, registry, units) if before else ""
        labelled = before and any(
            part.unit and registry.same(part.unit, unit) for part in plans.parts(before, registry, units)
        )
        if not squeeze(said):
            if labelled and squeeze(mine):
                kept.append(title)
                changes.append(CellChange("/".join(path), title, mine, "", "kept"))
            continue
        after = plans.merged(before, unit, said, registry, units, config.label_mark)
        if squeeze(after) == squeeze(before):
            changes.append(CellChange("/".join(path), title, before, after, "same"))
            continue
        overwrites = bool(before) and (bool(labelled) or not after.startswith(before))
        changes.append(CellChange("/".join(path), title, before, after, "corrected" if overwrites else "new"))
        if overwrites:
            corrected.append(("/".join(path), after))
        else:
            new.append((path, after))
    notes: list[Diagnostic] = []
    if kept:
        message = f"第{index}行 {label(record)}：表里{'、'.join(kept)}空着，台账原有的内容没有清掉"
        notes.append(rules.BLANK_KEPT.at((place,), message, rules_hint(rules.BLANK_KEPT)))
    if corrected:
        titles = "、".join(cell.title for cell in changes if cell.act == "corrected")
        notes.append(
            rules.CORRECTED.at(
                (place,),
                f"第{index}行 {label(record)} 的{titles}和已登记的不一样，按更正登记",
                rules_hint(rules.CORRECTED),
            )
        )
    if not new and not corrected:
        return Write(tuple(changes), None, tuple(notes))
    correct = _correcting(corrected, because, aim.reported, registry.same)

    def edit(text: str) -> str:
        for path, after in new:
            text = _set(text, path, after)
        return correct(text)

    return Write(tuple(changes), edit, tuple(notes))


def _set(text: str, path: tuple[str, str], words: str) -> str:
    """``text`` with one plan or one further column set, proved by reading it back."""
    task = edits.read_task(text)
    value: Any = words
    edited = yamlfile.set_value(text, path, value, block=codec.BLOCK, order=codec.ORDER)
    if path[0] == "plan":
        expected = replace(task, plan={**task.plan, Period.parse(path[1]): words})
    else:
        expected = replace(task, other={**task.other, path[1]: words})
    return proved(text, edited, expected)
