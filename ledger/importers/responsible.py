"""责任单位 of a draft: who leads, who supports, and how that is known.

A column of its own (牵头单位, 配合单位), bold type, words in the cell (牵头：…；配合：…, “（牵头）”), a sentence
of the document, or else the first of the list – with a finding, since first place alone proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger import unitlists, unitwords
from ledger.document import Cell, Paragraph, Run
from ledger.importers import duties, heads
from ledger.importers import findings as rules
from ledger.importers.findings import Notebook
from ledger.importers.leaders import read_leaders
from ledger.importers.sheets import Sheet, where
from ledger.importers.tables import Draft
from ledger.model import Units
from ledger.text import squeeze, tidy
from ledger.units import Registry
from ledger.values import replace

_UNIT_ROLES = (heads.UNITS, heads.LEAD, heads.SUPPORT)
_ROLE = (
    r"(?:总)?牵头(?:责任)?(?:单位|部门)?|(?:主办|主责|主体|承办)(?:单位|部门)?|(?:第一|主要)?责任(?:单位|部门)?"
    r"|(?:配合|协办|协同|协助|参与|参加)(?:责任)?(?:单位|部门)?"
)
_LEADER = r"(?:牵头|责任|分管|包抓|包保|联系)(?:[省市县区])?(?:级)?领导"
_PERSON = r"责任人|负责人|联系人|(?:联系)?电话"
_INLINE = re.compile(
    rf"(?P<role>{_LEADER}|{_PERSON}|{_ROLE})[:：]|(?:^|(?<=\n))[ \t]*(?P<alone>{_ROLE})(?:[ \t]+|[ \t]*\n)"
)
"""牵头单位：A, or 牵头 at the head of a line with the units behind a blank, as a table inside a cell reads."""
_RESTORED = re.compile(r"^“[^”]+”没有登记，按“([^”]+)”读$")
_LEADING = re.compile(r"[（(](?:总?牵头|主办|主责|(?:第一|主要)责任)(?:单位|部门)?[)）]")
_FOLLOWING = re.compile(r"[（(](?:配合|协办|协同|协助|参与|参加|责任)(?:单位|部门)?[)）]")
_SUPPORTING = ("配合", "协办", "协同", "协助", "参与", "参加")
_ITEM = re.compile(r"(^|[\s、，,；;])[（(]?\d{1,2}[)）.．、]\s*(?=[\u4e00-\u9fff])")
"""1.甲局 2.乙局: a count before a unit."""
_CONTACT = re.compile(r"[（(][^（()）]*(?:联系人|电话|责任人|负责人)[^（()）]*[)）]")
_FIRST_LEADS = re.compile(r"(?:列|排)在?(?:第一|首)(?:位|个)[^。；]{0,12}牵头")
_ALL_LEAD = re.compile(r"责任单位即为牵头单位|责任单位均为牵头单位|按职责分工(?:分别)?(?:牵头)?负责")


@dataclass(frozen=True, slots=True)
class LeadRule:
    """How a list shows its lead units: ``bold`` where bold type tells units apart; ``stated_rule`` in words."""

    bold: bool = False
    all_lead: bool = False
    first_stated: bool = False


def lead_rule(sheet: Sheet, drafts: Iterable[Draft], body: str) -> LeadRule:
    """What the table and the text of the document say about who leads."""
    cells = [cell for draft in drafts for cell in draft.units]
    mixed = any({bold for bold, character in _marked(cell) if character.strip()} == {True, False} for cell in cells)
    words = body + "".join(column.head for column in sheet.columns if column.role == heads.UNITS)
    return LeadRule(mixed, bool(_ALL_LEAD.search(words)), bool(_FIRST_LEADS.search(words)))


def _marked(cell: Cell) -> list[tuple[bool, str]]:
    """Every character of ``cell.text`` and whether it is bold."""
    found: list[tuple[bool, str]] = []
    for n, paragraph in enumerate(cell.paragraphs):
        if n:
            found.append((False, "\n"))
        for run in paragraph.runs:
            found += [(run.bold, character) for character in run.text]
    return found


class Restored:
    """What a list without a registry needed again and again: said once, not for every unit."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self._names: dict[str, None] = {}

    def takes(self, note: str) -> bool:
        """Whether a note only says that the shared level was put back; then it is kept for ``tell``."""
        found = _RESTORED.match(note)
        if found is None or self.registry.units:
            return False
        self._names[found[1]] = None
        return True

    def tell(self, place: str, notes: Notebook) -> None:
        """One finding for all of them."""
        if self._names:
            few = "、".join(list(self._names)[:6])
            notes.add(
                rules.UNIT_GUESSED,
                place,
                f"没有单位登记表，名单里共用的“{self.registry.prefix}”按规则补上，如{few}（共{len(self._names)}个）",
                "核对 units.yaml，补全称和别名",
            )


class UnitReader:
    """Reads the unit cells of one list; a cell that covers several tasks is read, and its guesses told, once."""

    def __init__(self, registry: Registry, rule: LeadRule, place: str, notes: Notebook) -> None:
        self.registry = registry
        self.rule = rule
        self.place = place
        self.notes = notes
        self.by_first_place = 0
        self._read: dict[int, Units] = {}
        self._rewritten: dict[int, Cell] = {}
        self.restored = Restored(registry)

    def units(self, draft: Draft, place_of: Sheet) -> Units:
        """The units of a draft; empty when it names none."""
        if any(column.role in _UNIT_ROLES and column.head.endswith("人") for column in place_of.columns):
            self._without_people(draft, place_of)
        if draft.lead or draft.support:
            return self._by_column(draft)
        if not draft.units:
            return Units()
        if not self.rule.bold:
            draft.units = [self._plain(cell, draft, place_of) for cell in draft.units]
        cell = draft.units[0]
        if id(cell) not in self._read:
            self._read[id(cell)] = self._by_cell(cell, draft, where(place_of.table, cell))
        units = self._read[id(cell)]
        if units.lead_source == "first" and units.support and not self.rule.bold and not self.rule.first_stated:
            self.by_first_place += 1
        for more in draft.units[1:]:
            units = self._joined(units, more, draft, where(place_of.table, more))
        return units

    def _plain(self, cell: Cell, draft: Draft, sheet: Sheet) -> Cell:
        """A cell without counts before its units and without contacts in brackets, which are told."""
        contacts = _CONTACT.findall(cell.text)
        text = _ITEM.sub(r"\1", _CONTACT.sub("、", cell.text))
        if text == cell.text:
            return cell
        if contacts:
            head = next((column.head for column in sheet.columns if column.role == heads.UNITS), "") or "责任单位"
            draft.other.setdefault(head, tidy(cell.text))
            self.notes.add(
                rules.UNIT_GUESSED,
                where(sheet.table, cell),
                f"第{draft.number}项责任单位里的“{'、'.join(contacts)}”没有读作单位，原格照录在 other 的“{head}”下面",
                "对照原件核对",
            )
        place = next((p.place for p in cell.paragraphs), "")
        lines = tuple(Paragraph((Run(line),), place) for line in text.strip(" 、").split("\n"))
        return self._rewritten.setdefault(id(cell), replace(cell, paragraphs=lines))

    def _without_people(self, draft: Draft, sheet: Sheet) -> None:
        """“县水务局 张三” under 责任单位及责任人: the units go on, the whole cell is kept under its head."""
        for role in _UNIT_ROLES:
            head = next((column.head for column in sheet.columns if column.role == role), "")
            cells: list[Cell] = getattr(draft, role)
            if not head.endswith("人"):
                continue
            for n, cell in enumerate(cells):
                text, people = units_without_people(self.registry, cell.text)
                if people and text:
                    draft.other.setdefault(head, tidy(cell.text))
                    self.notes.add(
                        rules.UNIT_GUESSED,
                        where(sheet.table, cell),
                        f"第{draft.number}项的单位和责任人写在一格：“{'、'.join(people)}”没有读作单位，"
                        f"原格照录在 other 的“{head}”下面",
                        "对照原件核对",
                    )
                    place = next((p.place for p in cell.paragraphs), "")
                    cells[n] = self._rewritten.setdefault(
                        id(cell), replace(cell, paragraphs=(Paragraph((Run(text),), place),))
                    )

    def _by_column(self, draft: Draft) -> Units:
        lead = self._names(draft.lead, draft)
        support = tuple(name for name in self._names(draft.support, draft) if name not in lead)
        if not lead:
            return Units(support[:1], support[1:], "first")
        return Units(lead, support, "column")

    def _names(self, cells: Sequence[Cell], draft: Draft) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for cell in cells:
            read = unitlists.read_list(self.registry, cell.text)
            self._tell(read.notes, draft.number, next((p.place for p in cell.paragraphs), ""))
            found |= dict.fromkeys(read.names)
        return tuple(found)

    def _by_cell(self, cell: Cell, draft: Draft, place: str) -> Units:
        said = self._by_words(cell, draft, place)
        if said:
            return said
        read = unitlists.read_list(self.registry, cell.text)
        self._tell(read.notes, draft.number, place)
        names = tuple(dict.fromkeys(read.names))
        if not names:
            return Units(printed=tidy(cell.text))
        printed = printed_cell(self.registry, names, cell.text)
        if self.rule.all_lead:
            return Units(names, (), "all", printed)
        if self.rule.bold:
            marks = _marked(cell)
            bold = {
                name
                for name, (start, end) in zip(read.names, read.spans, strict=True)
                if all(mark for mark, character in marks[start:end] if character.strip())
            }
            if bold:
                lead = tuple(name for name in names if name in bold)
                return Units(lead, tuple(name for name in names if name not in bold), "bold", printed)
            self.notes.add(
                rules.LEAD_GUESSED,
                place,
                f"第{draft.number}项没有加黑的单位，按第一位“{names[0]}”读作牵头单位",
                "对照原件核对",
                level=rules.UNIT_GUESSED.level,
            )
        return Units(names[:1], names[1:], "first", printed)

    def _by_words(self, cell: Cell, draft: Draft, place: str) -> Units | None:
        """“牵头单位：A；配合单位：B、C” or “A（牵头）、B”, which need no guess."""
        text = tidy(cell.text)
        stated = self._by_labels(text, draft, place)
        if stated:
            return stated
        duty = duties.read(text) or duties.read_joint(text)
        if duty and duty.lead:
            lead = list(self._listed(duty.lead, draft, place))
            support = [*self._listed(duty.others, draft, place), *self._listed(duty.support, draft, place)]
            return Units(tuple(lead), tuple(name for name in support if name not in lead), "stated", text)
        if _LEADING.search(text):
            text = _LEADING.sub(r"\g<0>、", _FOLLOWING.sub("、", text))
            read = unitlists.read_list(self.registry, text)
            first = [_LEADING.sub("", name) for name in read.names if _LEADING.search(name)]
            rest = [name for name in read.names if not _LEADING.search(name)]
            again = unitlists.read_list(self.registry, "、".join([*first, *rest]))
            self._tell(again.notes, draft.number, place)
            return Units(again.names[: len(first)], again.names[len(first) :], "stated", tidy(cell.text))
        return None

    def _by_labels(self, text: str, draft: Draft, place: str) -> Units | None:
        """牵头：A；责任：B；配合：C, with 责任领导：… and 联系人：… among them; ``None`` without such labels."""
        marks = list(_INLINE.finditer(text))
        labels = [mark["role"] or mark["alone"] for mark in marks]
        roles = [label for label in labels if re.fullmatch(_ROLE, label)]
        if not marks or (not roles and not text[: marks[0].start()].strip()):
            return None
        separate = any("牵头" in label or label.startswith("主") for label in roles)
        before = self._listed(text[: marks[0].start()].strip(" ；;，,、\n"), draft, place)
        lead, support = list(before), list[str]()
        for label, mark, following in zip(labels, marks, [*marks[1:], None], strict=True):
            listed = text[mark.end() : following.start() if following else len(text)].strip(" ；;，,、。\n")
            if label.endswith("领导"):
                draft.leaders += tuple(name for name in read_leaders(listed) if name not in draft.leaders)
            elif re.fullmatch(_PERSON, label):
                draft.other.setdefault(label, listed)
            else:
                main = "牵头" in label or label.startswith("主") or not (separate or label.startswith(_SUPPORTING))
                (lead if main and not before else support).extend(self._listed(listed, draft, place))
        if not lead:
            return None
        if not separate and not before and len(lead) > 1:
            return Units((lead[0],), (*lead[1:], *support), "first", text)
        source = "stated" if separate or support else "first"
        return Units(tuple(lead), tuple(name for name in support if name not in lead), source, text)

    def _listed(self, listed: str, draft: Draft, place: str) -> tuple[str, ...]:
        read = unitlists.read_list(self.registry, listed)
        self._tell(read.notes, draft.number, place)
        return tuple(dict.fromkeys(name for name in read.names if name))

    def _joined(self, units: Units, cell: Cell, draft: Draft, place: str) -> Units:
        read = unitlists.read_list(self.registry, cell.text)
        more = tuple(name for name in dict.fromkeys(read.names) if name not in units.all)
        if not more:
            return units
        self.notes.add(
            rules.UNIT_GUESSED,
            place,
            f"第{draft.number}项有两个不同的责任单位格子，合在一起：又有{'、'.join(more)}",
            "对照原件核对",
        )
        printed = f"{units.printed or unitlists.print_list(self.registry, units.all)}\n{tidy(cell.text)}"
        return Units(units.lead, units.support + more, units.lead_source, printed)

    def _tell(self, notes: Iterable[str], number: int, place: str) -> None:
        for note in notes:
            if self.restored.takes(note):
                continue
            self.notes.add(rules.UNIT_GUESSED, place, f"第{number}项责任单位：{note}", "确认后在 units.yaml 里登记")

    def finish(self, name: str) -> None:
        """Say once for the list how many lead units were taken by first place, and what was restored by rule."""
        self.restored.tell(self.place, self.notes)
        if self.by_first_place:
            self.notes.add(
                rules.LEAD_GUESSED,
                self.place,
                f"“{name}”没有标明牵头单位，{self.by_first_place}项按列在第一位的读作牵头单位",
                "对照原件改正 units.lead，并写 lead_source: stated",
            )


def units_without_people(registry: Registry, text: str) -> tuple[str, tuple[str, ...]]:
    """A cell of units with their responsible persons: the units joined by 、, and what was left out.

    “县水务局 张三”, “县水务局（张三）”, “县水务局：张三、李四；各乡镇：乡镇长”: what stands behind a unit
    and does not look like one is a person.
    """
    units: list[str] = []
    people: list[str] = []
    for chunk in re.split(r"[、,，;；/\n]", tidy(text)):
        words = [word for word in re.split(r"[\s:：（()）]+", chunk) if word]
        while (
            words and not _complete(registry, words[0]) and len(words) > 1 and _complete(registry, words[0] + words[1])
        ):
            words[:2] = [words[0] + words[1]]
        followed = len(words) > 1 and len(words[0]) > 3
        if words and (followed or not units or _complete(registry, words[0])):
            units.append(words.pop(0))
        people += words
    return "、".join(units), tuple(people)


def _complete(registry: Registry, word: str) -> bool:
    return registry.knows(word) or unitwords.looks_like_group(word) or unitwords.looks_like_unit(word)


def printed_cell(registry: Registry, names: Sequence[str], text: str) -> str:
    """The cell as printed, where printing the names by the office's rules would give something else."""
    printed = tidy(text)
    return "" if unitlists.print_list(registry, names) == squeeze(printed) else printed
