"""What ``diff`` found, as finished strings: a summary, then task by task, field by field, token by token.

``view`` prepares it once for every format; ``render`` makes a document of it; ``as_json`` is the shape other
programs read. Words of the forms and templates, never of the program.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from ledger.alignment import align
from ledger.compare import texts
from ledger.compare.changes import KINDS, TEXTS, Change, Value
from ledger.compare.reading import Result
from ledger.compare.tokens import delta
from ledger.model import Change as Act
from ledger.model import Entry, Indicator, Record, Review, Waiver
from ledger.report.diffview import (
    GONE,
    MOVED_FROM,
    MOVED_TO,
    NEW,
    SAME,
    Block,
    Inline,
    Item,
    Line,
    Mark,
    View,
)
from ledger.report.wording import Ink
from ledger.store import Ledger
from ledger.text import visible
from ledger.values import Struct, fields, replace

FORMATS: Mapping[str, str] = {"md": "Markdown", "html": "网页", "docx": "Word 文档"}
_SEGMENTS = {
    texts.SAME: SAME,
    texts.REMOVED: GONE,
    texts.ADDED: NEW,
    texts.MOVED_FROM: MOVED_FROM,
    texts.MOVED_TO: MOVED_TO,
}
_FIRST = ("reported", "closed", "undone", "regressed", "increased", "decreased", "text", "copied", "missing")
"""What the summary always tells, also when there is none."""
_ACTS = {"extension": "延期", "adjustment": "调整", "correction": "更正", "closure": "办结", "reopening": "重新督办"}


class _Ink(Ink):
    """What is not seen is shown: two texts may differ in nothing else, and none may look like another."""

    def clean(self, text: str, where: str) -> str:
        return text if text.isprintable() else visible(super().clean(text, where))


def view(result: Result, *, exact: bool = False, most: int | None = None) -> View:
    """The comparison for readers; ``exact`` also marks widths of marks, kinds of quotes and blanks.

    At ``most`` so many tasks are told one by one; how many more there are is noted.
    """
    ink = _Ink()
    groups: dict[str, list[Change]] = {}
    for change in result.comparison.changes:
        groups.setdefault(change.id, []).append(change)
    builder = _Builder(result, ink, exact)
    items = tuple(builder.item(identity, changes) for identity, changes in list(groups.items())[:most])
    left_out = (f"另有{len(groups) - len(items)}项任务的变化没有列出",) if most and len(groups) > len(items) else ()
    period = result.after.side.period
    kind = "两期对比" if period and result.before.side.period != period else "变化对比"
    return View(
        ink.clean(f"{_ledger_title(result)}{kind}", "标题"),
        ink.clean(result.before.title, "标题"),
        ink.clean(result.after.title, "标题"),
        tuple(_summary(result)),
        items,
        (*left_out, *map(visible, result.notes), *dict.fromkeys(ink.notices)),
        result.after.made or result.before.made,
        bool(result.comparison.changes),
    )


def _ledger_title(result: Result) -> str:
    titles = list(dict.fromkeys(after.config.title for _, after in result.ledgers))
    return titles[0] if len(titles) == 1 else "台账"


def _summary(result: Result) -> Iterator[tuple[str, int]]:
    counts = result.comparison.counts
    yield "涉及任务", counts["tasks"]
    for kind in (*_FIRST, *(kind for kind in KINDS if kind not in _FIRST)):
        if kind in _FIRST or counts[kind]:
            yield KINDS[kind], counts[kind]
    if counts["silent"]:
        yield "两期都未报", counts["silent"]


# ---------------------------------------------------------------------- from changes to lines


class _Builder(Struct, frozen=True):
    result: Result
    ink: Ink
    exact: bool

    def item(self, identity: str, changes: Sequence[Change]) -> Item:
        before, after = self.result.comparison.tasks.get(identity, (None, None))
        record = after or before
        state = next((change for change in changes if change.field == "status"), None)
        blocks: dict[tuple[str, str], list[Change]] = {}
        for change in changes:
            if change.field != "status":
                blocks.setdefault((change.unit, self._period(change)), []).append(change)
        return Item(
            self.ink.clean(identity, "编号") if record else identity or "单位名录",
            self.ink.clean(self._place(record), "清单"),
            self.ink.clean(
                record.task.text if record else "台账设置" if identity else "增减、改类别的单位", identity
            ).replace("\n", " "),
            f"{state.before} → {state.after}" if state else "",
            tuple(self._block(unit, period, mine) for (unit, period), mine in blocks.items()),
            next((_side(change)[0] for change in changes if change.field == "task"), ""),
        )

    def _place(self, record: Record | None) -> str:
        if record is None:
            return ""
        for pair in self.result.ledgers:
            for ledger in reversed(pair):
                known = ledger.by_id.get(record.task.id)
                if known is record or known == record:
                    spec = ledger.config.lists.get(record.list)
                    return f"{(spec and (spec.annex or spec.title)) or record.list}第{record.task.number}项"
        return f"第{record.task.number}项"

    def _period(self, change: Change) -> str:
        """The period an entry belongs to, where the comparison itself does not say."""
        if self.result.before.side.period or not change.unit:
            return ""
        return str(change.period or change.period_before)

    def _block(self, unit: str, period: str, changes: Sequence[Change]) -> Block:
        whole = [change for change in changes if change.field == "progress"]
        words = [KINDS[change.kind] if change.before is None or not period else "撤下" for change in whole]
        lines = [line for change in changes for line in self._lines(change)]
        sides = {_side(change)[0] for change in whole}
        both = len(sides) > 1 or any(change.field != "progress" and not change.derived for change in changes)
        what = " ".join(filter(None, ("、".join(dict.fromkeys(words)), period)))
        return Block(self.ink.clean(unit, "单位"), what, tuple(lines), "" if both else "".join(sides), period)

    def _lines(self, change: Change) -> Iterator[Line]:
        author, made = self._reviser(change)
        clean, where = self.ink.clean, change.id
        for line in self._plain_lines(change):
            marks = tuple(
                [
                    mark if mark.text.isprintable() else Mark(mark.kind, clean(mark.text, where))
                    for mark in line.marks.marks
                ]
            )
            name, note = clean(line.name, where), clean(line.note, where)
            yield Line(name, Inline(marks), note, author, made, line.remark, line.figure)

    def _plain_lines(self, change: Change) -> Iterator[Line]:
        if change.copied:
            period = change.period_before
            yield Line(change.name, Inline(), f"与{period.chinese if period else '上期'}一字不差", remark=True)
        elif change.field == "task":
            yield from self._whole_task(change)
        elif change.field == "progress":
            yield from self._whole_entry(change)
        elif change.moved is not None:
            yield self._figure(change)
        elif isinstance(change.before, tuple) or isinstance(change.after, tuple):
            yield Line(change.name, _row(_names(change.before), _names(change.after)))
        elif change.kind in ("verdict", "review", "act", "detail"):
            pair = ((GONE, _said(change.before)), (NEW, _said(change.after)))
            yield Line(change.name, Inline(tuple(Mark(kind, text) for kind, text in pair if text)))
        else:
            yield self._text(change.name, _said(change.before), _said(change.after))

    def _text(self, name: str, before: str, after: str) -> Line:
        found = texts.compare(before, after, exact=self.exact)
        moved = sum(segment.kind == texts.MOVED_TO for segment in found.segments)
        note = "；".join((*found.figures, *([f"有{moved}处语句只换了位置"] if moved else ())))
        return Line(name, _inline(found), note)

    def _figure(self, change: Change) -> Line:
        assert isinstance(change.before, Decimal) and isinstance(change.after, Decimal)  # noqa: S101 - `moved` is set
        one, other = f"{change.before:f}{change.measure}", f"{change.after:f}{change.measure}"
        note = f"{one} → {other}（{delta(change.before, change.after, change.measure)}）"
        if change.kind == "regressed":
            note += "，累计数比上期少，请核实"
        return Line(change.name, Inline((Mark(GONE, one), Mark(NEW, other))), note, remark=change.derived, figure=True)

    def _whole_task(self, change: Change) -> Iterator[Line]:
        kind, record = _side(change)
        if not isinstance(record, Record):
            return
        task = record.task
        said = [
            ("任务内容", "\n".join(part for part in (task.parent, task.text) if part)),
            ("牵头领导", "、".join(task.leaders)),
            ("牵头单位", "、".join(task.units.lead)),
            ("配合单位", "、".join(task.units.support)),
            ("完成时限", task.deadline),
            *((f"计划（{period}）", text) for period, text in task.plan.items()),
        ]
        for entry in task.progress:
            head = f"{entry.unit} {entry.period} "
            said += ((head + name, text) for name, text in _parts(entry))
        yield from (Line(name, Inline((Mark(kind, text),))) for name, text in said if text)

    def _whole_entry(self, change: Change) -> Iterator[Line]:
        kind, entry = _side(change)
        if isinstance(entry, Entry):
            yield from (Line(name, Inline((Mark(kind, text),))) for name, text in _parts(entry))

    def _reviser(self, change: Change) -> tuple[str, datetime | None]:
        """Who stands for a change: the commit's author, the reporting unit, else the office; and when."""
        across = self.result.before.side.period != self.result.after.side.period
        commit = self.result.after
        if commit.author and commit.made and not across:
            return self.ink.clean(commit.author, "提交人"), commit.made
        before, after = self.result.comparison.tasks.get(change.id, (None, None))
        entries = [
            entry
            for record in (after, before)
            if record
            for entry in record.task.progress
            if change.unit and entry.unit == change.unit and change.period and change.period.contains(entry.period)
        ]
        day = next((entry.reported for entry in entries if entry.reported), None)
        ledger = self._ledger()
        office = ledger.config.office if ledger else "督查室"
        fallback = day or (ledger.config.document.issued if ledger else None)
        made = commit.made or (datetime.combine(fallback, time(), UTC) if fallback else None)
        return self.ink.clean(change.unit or office, "单位"), datetime.combine(day, time(), UTC) if day else made

    def _ledger(self) -> Ledger | None:
        return self.result.ledgers[-1][1] if self.result.ledgers else None


def _side(change: Change) -> tuple[str, Value]:
    return (NEW, change.after) if change.before is None else (GONE, change.before)


def _parts(entry: Entry) -> Iterator[tuple[str, str]]:
    """What an entry says, by the names of its cells."""
    for field, name in TEXTS.items():
        text = getattr(entry, field.removeprefix("progress."))
        if text:
            yield name, text
    if entry.indicators:
        yield "指标", "，".join(f"{name} {amount:f}" for name, amount in entry.indicators.items())
    if entry.verdict:
        yield "自报评价", entry.verdict
    if entry.joint:
        yield "共同填报单位", "、".join(entry.joint)
    if entry.note:
        yield "备注", entry.note


def _names(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _said(value: Value) -> str:
    """A value as a reader would write it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Review):
        about = "，".join(part for part in (value.by, value.on.isoformat() if value.on else "", value.note) if part)
        return f"{value.verdict}（{about}）" if about else value.verdict
    if isinstance(value, Act):
        moved = f"{value.field}：{value.before} → {value.after}" if value.field else ""
        approved = f"批准：{value.approved_by}" if value.approved_by else ""
        parts = (_ACTS.get(value.kind, value.kind), str(value.on or ""), moved, value.reason, approved)
        return "，".join(part for part in parts if part)
    if isinstance(value, Waiver):
        return f"{value.rule}：{value.reason}"
    if isinstance(value, Indicator):
        sign = {">=": "不少于", "<=": "不超过", "=": "等于", "~": "约"}.get(value.comparator, value.comparator)
        target = f"{sign}{value.target:f}{value.measure}" if value.target is not None else value.measure
        extra = "，".join(part for part in (value.basis if value.basis != "cumulative" else "", value.note) if part)
        return f"{target}（{extra}）" if extra else target
    return str(value)


def _inline(found: texts.TextDiff) -> Inline:
    marks: list[Mark] = []
    for segment in found.segments:
        if segment.kind != texts.CHANGED:
            text = segment.after if segment.kind in (texts.SAME, texts.ADDED, texts.MOVED_TO) else segment.before
            marks.append(Mark(_SEGMENTS[segment.kind], text))
            continue
        for op in segment.ops:
            if op.same:
                marks.append(Mark(SAME, op.after))
            else:
                marks += (Mark(kind, text) for kind, text in ((GONE, op.before), (NEW, op.after)) if text)
    return Inline(tuple(_merged(marks)))


def _row(before: tuple[str, ...], after: tuple[str, ...]) -> Inline:
    """Two lists of names, each name whole."""
    marks: list[Mark] = []
    i = j = 0
    for block in (*align(before, after), None):
        n, m = (block.i, block.j) if block else (len(before), len(after))
        marks += [*(Mark(GONE, name) for name in before[i:n]), *(Mark(NEW, name) for name in after[j:m])]
        if block:
            i, j = n + block.n, m + block.n
            marks += (Mark(SAME, name) for name in before[n:i])
    return Inline(tuple(_with_commas(marks)))


def _with_commas(marks: Sequence[Mark]) -> Iterator[Mark]:
    """The mark between two names belongs to the second, so that either side alone reads well."""
    seen = {GONE: False, NEW: False}
    for mark in marks:
        sides = [side for side in (GONE, NEW) if mark.kind in (SAME, side)]
        missing = [side for side in sides if seen[side]]
        if missing == sides:
            yield replace(mark, text=f"、{mark.text}")
        else:
            yield from (Mark(side, "、") for side in missing)
            yield mark
        seen.update(dict.fromkeys(sides, True))


def _merged(marks: Iterable[Mark]) -> Iterator[Mark]:
    last: Mark | None = None
    for mark in marks:
        if last and last.kind == mark.kind:
            last = Mark(last.kind, last.text + mark.text)
            continue
        if last:
            yield last
        last = mark
    if last:
        yield last


# ---------------------------------------------------------------------- formats


def render(shown: View, form: str, own_templates: Path | None = None) -> bytes:
    """The comparison as ``md``, ``html`` or ``docx``. ``RenderFailed`` for a template that does not fit."""
    if form == "docx":
        from ledger.report.revisions import render as render_revisions

        return render_revisions(shown)
    from ledger.report.formats import find_template
    from ledger.report.templating import Sandbox, compile_template, run_template

    template = find_template("diff", form, own_templates)
    source = template.source
    described = partial(_line_of, source)
    sandbox = Sandbox(_md if form == "md" else _html, lines=True)
    compiled = compile_template(sandbox, source, template.name, described)
    values = {name: getattr(shown, name) for name in fields(View)} | {"told": shown.told}
    return run_template(compiled, values, template.name, described).encode()


def _line_of(source: str, number: int) -> str:
    lines = source.split("\n")
    text = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    return f"第 {number} 行“{text if len(text) <= 60 else text[:57] + '…'}”"


_TAGS = {SAME: "", GONE: "del", NEW: "ins", MOVED_FROM: "del", MOVED_TO: "ins"}


def _tagged(value: Inline, show: Any, *, classes: bool) -> str:
    """``<del>`` and ``<ins>``: both GitLab and GitHub show them, and unlike ``**`` they hold beside Chinese marks."""
    out = ""
    for mark in value.marks:
        tag, text = _TAGS[mark.kind], show(mark.text)
        moved = ' class="moved"' if classes and mark.kind in (MOVED_FROM, MOVED_TO) else ""
        out += f"<{tag}{moved}>{text}</{tag}>" if tag else text
    return out


def _md(value: object) -> str:
    from ledger.report.templating import markdown

    return _tagged(value, markdown, classes=False) if isinstance(value, Inline) else markdown(value)


def _html(value: object) -> str:
    from ledger.report.templating import html

    return _tagged(value, html, classes=True) if isinstance(value, Inline) else html(value)


# ---------------------------------------------------------------------- json


def as_json(result: Result) -> dict[str, Any]:
    """``{from, to, counts, changes: [{id, kind, field, unit, before, after, …}]}``."""
    return {
        "from": result.before.label,
        "to": result.after.label,
        "from_commit": result.before.commit.name if result.before.commit else None,
        "to_commit": result.after.commit.name if result.after.commit else None,
        "counts": result.comparison.counts,
        "changes": [_change(change) for change in result.comparison.changes],
        "notes": list(result.notes),
    }


def _change(change: Change) -> dict[str, Any]:
    kind, moved = change.kind, change.moved
    found: dict[str, Any] = {
        "id": change.id,
        "kind": kind,
        "field": change.field,
        "unit": change.unit,
        "before": _plain(change.before),
        "after": _plain(change.after),
        "period": str(change.period) if change.period else None,
        "period_before": str(change.period_before) if change.period_before else None,
        "derived": change.derived,
    }
    if change.was:
        found["was"] = change.was
    if moved is not None:
        found |= {"delta": moved, "measure": change.measure}
    elif kind == "text" and isinstance(change.before, str) and isinstance(change.after, str):
        found["figures"] = list(texts.changed_figures(change.before, change.after))
    return found


def _plain(value: Value) -> Any:
    """Strings, numbers, lists and mappings; what is empty is left out of mappings."""
    if value is None or isinstance(value, str | Decimal):
        return value
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Record):
        from ledger.views import shown

        return shown(value)
    found: dict[str, Any] = {}
    for name in fields(value):
        part = getattr(value, name)
        if part not in (None, "", ()) and part != {}:
            found[name] = dict(part) if isinstance(part, Mapping) else part
    return found
