"""进展 of a draft: one entry a unit, from cells that hold several units' words.

A part that begins with a unit and a colon is that unit's; “区投促局已…” without a colon is taken when the unit
is one of those responsible. A colon after anything else (美丽乡村：, 指挥平台建设方面：) is a topic. A part that
names nobody is the only unit's, or – said as a guess – the first one's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger import unitlists, unitwords
from ledger.importers import findings as rules
from ledger.importers import heads
from ledger.importers.findings import Notebook
from ledger.importers.sheets import Sheet, where
from ledger.importers.tables import Draft
from ledger.model import Entry, Units
from ledger.periods import Period
from ledger.text import paragraphs, tidy
from ledger.unitlists import Label
from ledger.units import Registry
from ledger.values import replace

_MARK = re.compile(r"^[^:：。；，,\n]{2,24}([:：])")
_CUT_SHORT = re.compile(r"(?:[\d０-９]|[\d.]+[万亿千百]|[、，,：:（(])$")
_WHOLE = tuple("。！？!?.；;…”’）)》】")


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of words and who says them."""

    label: Label | None
    text: str
    place: str


def label_mark(drafts: Iterable[Draft]) -> str:
    """``：`` or ``:``, whichever the list prints after its units."""
    marks = [
        found[1]
        for draft in drafts
        for row in draft.progress
        for cell in row.values()
        for line in paragraphs(cell.text)
        if (found := _MARK.match(line))
    ]
    return ":" if marks.count(":") > marks.count("：") else "："


class ProgressReader:
    """Reads the progress cells of one list for one period."""

    def __init__(self, registry: Registry, period: Period, mark: str, sheet: Sheet, notes: Notebook) -> None:
        self.registry = registry
        self.period = period
        self.mark = mark
        self.sheet = sheet
        self.notes = notes

    def read(self, draft: Draft, units: Units) -> tuple[Units, tuple[Entry, ...]]:
        """The units (corrected by who reports, if the unit cell plainly belongs to others) and the entries."""
        parts = {role: self._parts(draft, role, units.all) for role in _FIELDS}
        units = self._corrected(draft, units, parts[heads.DONE])
        entries: list[Entry] = []
        for role, field in _FIELDS.items():
            for part in parts[role]:
                self._place(entries, part, field, draft, units)
        return units, tuple(entries)

    def _parts(self, draft: Draft, role: str, among: Sequence[str]) -> list[_Part]:
        found: list[_Part] = []
        for row in draft.progress:
            if role not in row:
                continue
            cell = row[role]
            first = len(found)
            for line in paragraphs(cell.text):
                label = unitlists.read_label(self.registry, line, among)
                if label and label.printed[-1] not in ":：" and len(found) > first:
                    label = None  # inside a cell a unit's name may simply begin the next sentence
                if label or len(found) == first:
                    found.append(_Part(label, label.rest if label else line, where(self.sheet.table, cell)))
                else:
                    found[-1] = replace(found[-1], text=f"{found[-1].text}\n{line}")
        return found

    def _corrected(self, draft: Draft, units: Units, parts: Sequence[_Part]) -> Units:
        """A merged cell that several tasks share, but whose units are not those who report here."""
        speakers = list(dict.fromkeys(name for part in parts if part.label for name in part.label.units))
        outside = [name for name in speakers if not covered(self.registry, name, units.all)]
        if not outside:
            return units
        if draft.units_inherited and len(speakers) > 1 and len(outside) * 2 >= len(speakers):
            printed = units.printed or unitlists.print_list(self.registry, units.all)
            self.notes.add(
                rules.UNITS_FROM_LABELS,
                draft.place,
                f"第{draft.number}项的责任单位在合并单元格里（{_flat(printed)}），与填报的单位不符，按署名读："
                f"{'、'.join(speakers)}",
                "对照原件核对；units.printed 里保留了原来的单元格",
            )
            return Units(tuple(speakers[:1]), tuple(speakers[1:]), "first", printed)
        for name in outside:
            self.notes.add(
                rules.OUT_OF_LIST,
                draft.place,
                f"第{draft.number}项：“{name}”填报了进展，但不在责任单位里",
                "核对名单或署名",
            )
        return units

    def _place(self, entries: list[Entry], part: _Part, field: str, draft: Draft, units: Units) -> None:
        if field == "done":
            _check_end(self.notes, part.place, f"第{draft.number}项进展", part.text)
        if part.label:
            self._place_labelled(entries, part, part.label, field, draft)
            return
        if entries:
            n = len(entries) - 1 if field == "done" else 0
            if field == "done":
                self.notes.add(
                    rules.SPEAKER_GUESSED,
                    part.place,
                    f"第{draft.number}项“{_flat(part.text)}”没有署名，接在“{entries[n].unit}”的进展后面",
                )
            entries[n] = _added(entries[n], field, part.text)
            return
        named = [name for name in units.all if self.registry.group(name) is None]
        speaker = (named or list(units.all) or [""])[0]
        if len(units.all) > 1:
            self.notes.add(
                rules.SPEAKER_GUESSED,
                part.place,
                f"第{draft.number}项进展没有署名，记在列第一位的“{speaker}”名下",
                "知道是谁填报的，改 progress 里的 unit",
            )
        elif not speaker:
            self.notes.add(rules.NO_UNITS, part.place, f"第{draft.number}项有进展，但没有责任单位，进展没有署名")
        entries.append(_added(Entry(self.period, speaker or "（未写明）", label=""), field, part.text))

    def _sentence_heads(self, text: str) -> list[str]:
        """Names of units of the registry with which later sentences of a paragraph begin."""
        found: list[str] = []
        for sentence in text.split("。")[1:]:
            named = [sentence[:n] for n in range(min(len(sentence), 16), 1, -1) if self.registry.find(sentence[:n])]
            if named:
                found.append(named[0])
        return found

    def _place_labelled(self, entries: list[Entry], part: _Part, label: Label, field: str, draft: Draft) -> None:
        for note in label.notes:
            self.notes.add(rules.SPEAKER_GUESSED, part.place, f"第{draft.number}项：{note}", "对照原件核对")
        unit, joint = label.units[0], label.units[1:]
        if label.printed[-1] not in ":：":
            others = [word for word in self._sentence_heads(part.text) if word != label.printed]
            if others:
                said = "、".join(f"“{word}”" for word in others)
                self.notes.add(
                    rules.SPEAKER_GUESSED,
                    part.place,
                    f"第{draft.number}项：同一段里还有{said}开头的句子，没有拆开，都记在“{unit}”名下",
                    "要分开记的，改 progress",
                )
        for n, entry in enumerate(entries):
            if entry.unit == unit and entry.joint == joint:
                again = part.text if field != "done" or not entry.done else label.printed + part.text
                entries[n] = _added(entry, field, again)
                return
        usual = not joint and label.printed == unit + self.mark
        printed = None if usual or field != "done" else label.printed
        entries.append(_added(Entry(self.period, unit, joint=joint, label=printed), field, part.text))


_FIELDS = {
    heads.DONE: "done",
    heads.PROBLEMS: "problems",
    heads.CAUSES: "causes",
    heads.NEXT: "next",
    heads.VERDICT: "verdict",
}


def _added(entry: Entry, field: str, text: str) -> Entry:
    before: str = getattr(entry, field)
    values: dict[str, str] = {field: f"{before}\n{text}" if before else text}
    return replace(entry, **values)


def covered(registry: Registry, speaker: str, units: Sequence[str]) -> bool:
    """Whether a unit is one of those responsible, by name, as a member of a group, or by the group's words."""
    for name in units:
        if registry.same(speaker, name) or speaker in (registry.members(name) or ()):
            return True
        head = unitwords.group_head(name)
        if head and registry.group(name) and speaker.endswith(name.removeprefix(head)):
            return True
    return False


def _flat(text: str, length: int = 30) -> str:
    joined = " ".join(text.split())
    return joined if len(joined) <= length else f"{joined[: length - 1]}…"


def _check_end(notes: Notebook, place: str, what: str, text: str) -> None:
    """A text that ends in a bare figure or a comma was cut; one without a full stop may have been."""
    last = tidy(text).rsplit("\n", 1)[-1]
    if not last or last.endswith(_WHOLE):
        return
    tail = last[-12:]
    if _CUT_SHORT.search(last):
        notes.add(rules.TRUNCATED, place, f"{what}末尾“{tail}”像是没有完，照录", "找发文单位核对全文")
    elif len(last) > 12:
        notes.add(
            rules.TRUNCATED, place, f"{what}末尾“{tail}”没有句号，可能不全，照录", "核对原件", level=rules.DROPPED.level
        )


def check_task_end(notes: Notebook, place: str, number: int, text: str) -> None:
    """The same question for the text of a task."""
    _check_end(notes, place, f"第{number}项任务", text)
