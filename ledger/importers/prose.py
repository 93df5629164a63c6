"""Tasks in running text: （责任单位：…，按职责分工分别牵头负责） at the end of a paragraph, under numbered headings.

Three kinds of list come out of such a plan: the targets of a section 工作目标 (one a clause), the tasks whose
units stand in brackets or on a line of their own, and the measures of a section 保障措施 (one a numbered paragraph).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ledger import unitlists
from ledger.document import Paragraph
from ledger.importers import duties
from ledger.importers import findings as rules
from ledger.importers.findings import Notebook
from ledger.importers.leaders import read_leaders
from ledger.importers.responsible import Restored, printed_cell
from ledger.model import Units
from ledger.text import squeeze, tidy
from ledger.units import Registry

_CHINESE = r"[一二三四五六七八九十]{1,3}"
_STAR = r"^(?P<star>[★☆▲△※]?)\s*"
"""What sets a task apart from the others, and means something that only the document says."""
_LEVELS = (
    re.compile(rf"{_STAR}(?P<count>{_CHINESE})、\s*(?P<rest>.*)", re.S),
    re.compile(rf"{_STAR}[（(](?P<count>{_CHINESE})[)）]\s*(?P<rest>.*)", re.S),
    re.compile(rf"{_STAR}(?P<count>\d{{1,3}})[.．、]\s*(?P<rest>(?!\d).*)", re.S),
    re.compile(rf"{_STAR}[（(](?P<count>\d{{1,3}})[)）]\s*(?P<rest>.*)", re.S),
)
_LEADER_WORD = (
    r"(?:(?:牵头|责任|分管|包抓|包保|包联|联系|挂钩|督导)(?:省|市|州|区|县|镇)?级?"
    r"|(?:省|市|州|区|县)级?(?:牵头|责任|分管)?)领导"
)
_TIME_WORD = r"(?:工作|办结|办理|计划)?(?:完成)?(?:时限|期限)(?:要求)?|(?:完成|办结)时间|时间节点"
_PERSON_WORD = r"(?:责任|联系|经办)人|(?:联系)?电话"
_UNIT_WORD = (
    r"(?:总?牵头|主办|责任|配合|协办|协同|协助|参与|承办|落实)(?:责任)?(?:单位|部门)|(?:总?牵头|主办|配合|协办|责任)(?=[:：])"
    rf"|{_LEADER_WORD}|{_TIME_WORD}|{_PERSON_WORD}"
)
_MARK = re.compile(r"[（(](?:(?:总?牵头|主办|配合|协办|参与)(?:责任)?(?:单位|部门)?)[)）]")
_MARKED = re.compile(r"(?P<name>[^、，,；;：:（()）\s]{2,30})[（(](?:总?牵头|主办)(?:责任)?(?:单位|部门)?[)）]")
_STATED = re.compile(rf"\s*(?:{_UNIT_WORD})[:：]")
_OWN_LINE = _STATED
_PART = re.compile(rf"(?P<word>{_UNIT_WORD})[:：]")
_SUPPORTING = ("配合", "协办", "协同", "协助", "参与")
_SENTENCE_END = "。；;\n"
_TAIL = re.compile(rf"[。；;\s]\s*(?=(?:{_UNIT_WORD})[:：])")
"""Where a sentence ends and 责任单位：… follows in the same paragraph, without a bracket."""
_SENTENCES = re.compile(r"[。；;]")
_ALL_LEAD = re.compile(
    r"[,，、;；]?(?:按照?职责分工)?(?:分别|共同|各自)?牵头(?:组织)?负责$|[,，;；]?按照?职责分工(?:分别)?负责$"
)
_TARGETS = re.compile(r"目标(?:任务)?$|主要(?:预期)?目标|工作目标")
_MEASURES = re.compile(r"保障|措施$|工作要求|组织实施|组织领导|有关要求")
_CLOSING = re.compile(
    r"\d{4}年\d{1,2}月\d{1,2}日|[\u4e00-\u9fff]{2,24}(?:人民政府|办公[室厅]|委员会)|[（(]此件.*[)）]|附件[:：]?.*|抄送[:：].*|.*印发"
)
_CLAUSE_END = re.compile(r"[,，;；。]")
_AMOUNT = re.compile(r"\d[\d.]*\s*(?:万|亿)?[%％\u4e00-\u9fff]")
_TITLE = re.compile(r"^(?P<title>[^。，,；;：:、\d]{4,18})。(?P<rest>.+)", re.S)


@dataclass
class Item:
    """A task found in running text."""

    place: str
    text: str
    category: tuple[str, ...] = ()
    units: Units = field(default_factory=Units)
    leaders: tuple[str, ...] = ()
    deadline: str = ""
    note: str = ""


@dataclass
class Section:
    """A heading of the first level and what stands under it."""

    heading: str
    paragraphs: list[Paragraph] = field(default_factory=list)


@dataclass
class Prose:
    """The lists of a plan; a list without items does not occur."""

    targets: list[Item] = field(default_factory=list)
    targets_title: str = ""
    tasks: list[Item] = field(default_factory=list)
    tasks_title: str = ""
    measures: list[Item] = field(default_factory=list)
    measures_title: str = ""


def read(paragraphs: Sequence[Paragraph], registry: Registry, notes: Notebook) -> Prose:
    """The targets, tasks and measures of a plan in running text; all empty where nobody is made responsible."""
    found = Prose()
    sections = _sections(paragraphs)
    with_units = [section for section in sections if any(_names_units(p) for p in section.paragraphs)]
    if not with_units:
        return found
    reader = _Tasks(registry, notes)
    for section in sections:
        if section in with_units:
            found.tasks += reader.read(section, several=len(with_units) > 1)
        elif _TARGETS.search(section.heading) and section.paragraphs:
            found.targets += _targets(section, notes)
            found.targets_title = found.targets_title or section.heading
        elif _MEASURES.search(section.heading):
            found.measures += _measures(section)
            found.measures_title = found.measures_title or section.heading
        elif section.heading and section.paragraphs:
            notes.add(
                rules.DROPPED, section.paragraphs[0].place, f"“{section.heading}”一节没有责任单位和目标，没有立项"
            )
    reader.restored.tell(found.tasks[0].place if found.tasks else "", notes)
    found.tasks_title = with_units[0].heading if len(with_units) == 1 else ""
    if found.targets:
        notes.add(
            rules.NO_UNITS, found.targets[0].place, f"“{found.targets_title}”{len(found.targets)}项没有写责任单位"
        )
    if found.measures:
        notes.add(
            rules.NO_UNITS, found.measures[0].place, f"“{found.measures_title}”{len(found.measures)}项没有写责任单位"
        )
    return found


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of a paragraph and the bracket behind it that says who answers for it."""

    text: str
    orders: str


def _names_units(paragraph: Paragraph) -> bool:
    text = tidy(paragraph.text)
    return bool(_OWN_LINE.match(text) or _pieces(text))


def _pieces(text: str) -> list[_Piece]:
    """A paragraph cut behind every bracket that makes somebody responsible; empty where none does.

    （责任领导：…）（责任单位：…） side by side belong together. Brackets in the midst of a sentence do not cut it.
    """
    counted = _counted(text)
    marks = [
        mark for mark in duties.brackets(text) if _orders(mark.inside, counted and not text[mark.end :].strip("。；; "))
    ]
    if any(not _cuts(text, mark) for mark in marks[:-1]):
        marks = marks[-1:]
    found: list[_Piece] = []
    start = 0
    tail = None if marks or _STATED.match(text) else _TAIL.search(text)
    if tail:
        return [_Piece(text[: tail.end()].rstrip(), text[tail.end() :])]
    for mark in marks:
        said = text[start : mark.start].strip()
        said = said.lstrip("。；;，,、 \n") if found else said
        if found and not said:
            found[-1] = _Piece(found[-1].text, f"{found[-1].orders}；{mark.inside}")
        else:
            found.append(_Piece(said, mark.inside))
        start = mark.end
    behind = text[start:].strip("。；;. \n")
    if found and behind:
        found[-1] = _Piece(f"{found[-1].text}{text[start:].lstrip()}", found[-1].orders)
    return found


def _orders(inside: str, bare: bool) -> bool:
    return bool(_STATED.match(inside) or duties.read(inside) or (bare and duties.read_bare(inside)))


def _cuts(text: str, mark: duties.Bracket) -> bool:
    """Whether a matter ends at a bracket: a sentence ends before or behind it, or another bracket follows."""
    before, behind = text[: mark.start].rstrip(), text[mark.end :].lstrip(" ")
    return not before or before[-1] in _SENTENCE_END or behind[:1] in _SENTENCE_END or behind[:1] in "（(【["


def _counted(text: str) -> bool:
    return any(pattern.match(text) for pattern in _LEVELS)


def _sections(paragraphs: Sequence[Paragraph]) -> list[Section]:
    sections: list[Section] = []
    for paragraph in paragraphs:
        text = tidy(paragraph.text)
        heading = _LEVELS[0].match(text)
        if heading and len(heading["rest"]) <= 60 and not _pieces(text):
            sections.append(Section(heading["rest"].rstrip("。 ")))
        elif text and not _CLOSING.fullmatch(squeeze(text)):
            if not sections and (_counted(text) or _names_units(paragraph)):
                sections.append(Section(""))  # a plan without headings begins with its first task
            if sections:
                sections[-1].paragraphs.append(paragraph)
    return sections


class _Tasks:
    """The tasks of sections in which units are named."""

    def __init__(self, registry: Registry, notes: Notebook) -> None:
        self.registry = registry
        self.notes = notes
        self.restored = Restored(registry)

    def read(self, section: Section, *, several: bool) -> list[Item]:
        top = (section.heading,) if several and section.heading else ()
        found: list[Item] = []
        headings: dict[int, str] = {}
        waiting: list[Paragraph] = []
        opened: dict[int, Paragraph] = {}
        """Headings with nothing below them so far."""
        made = 0
        for n, paragraph in enumerate(section.paragraphs):
            text = tidy(paragraph.text)
            pieces = _pieces(text)
            level, rest = _level(pieces[0].text if pieces else text)
            if pieces and not rest:
                self._own_line(found, waiting, pieces[0].orders, top + _path(headings), paragraph)
                waiting = []
            elif pieces:
                self._forget(headings, level)
                pieces[0] = _Piece(self._lead_in(waiting, level) + rest, pieces[0].orders)
                found += self._items(paragraph, pieces, top + _path(headings))
                waiting = []
            elif _OWN_LINE.match(text):
                self._own_line(found, waiting, text, top + _path(headings), paragraph)
                waiting = []
            elif level is not None and _is_heading(level, rest, section.paragraphs[n + 1 : n + 2]):
                self._drop(waiting)
                waiting = []
                self._forget(headings, level)
                self._drop(opened.pop(deeper) for deeper in sorted(opened) if deeper >= level)
                headings[level] = rest.rstrip("。 ")
                opened[level] = paragraph
            else:
                waiting.append(paragraph)
            if len(found) > made:
                made = len(found)
                opened.clear()
        self._drop([*waiting, *opened.values()])
        return found

    def _items(self, paragraph: Paragraph, pieces: Sequence[_Piece], category: tuple[str, ...]) -> list[Item]:
        """A task for each piece of a paragraph."""
        if len(pieces) > 1:
            self.notes.add(
                rules.TARGET_SPLIT,
                paragraph.place,
                f"这一段有{len(pieces)}处写了责任单位，拆成{len(pieces)}项",
                "对照原文核对",
            )
        made: list[Item] = []
        for piece in pieces:
            item = self._item(paragraph, piece.text, category)
            self._responsible(item, piece.orders)
            made.append(item)
        return made

    def _own_line(
        self,
        found: list[Item],
        waiting: Sequence[Paragraph],
        text: str,
        category: tuple[str, ...],
        paragraph: Paragraph,
    ) -> None:
        if waiting:
            body = "\n".join(_level(tidy(paragraph.text))[1] for paragraph in waiting)
            found.append(self._item(waiting[0], body, category))
        if found:
            self._responsible(found[-1], text)
        else:
            self._drop([paragraph], "前面没有任务")

    def _lead_in(self, waiting: Sequence[Paragraph], level: int | None) -> str:
        """The paragraphs that belong to a task before its last one; a counted task begins at its own count."""
        levels = [_level(tidy(paragraph.text))[0] for paragraph in waiting]
        first = 0
        if level is not None:
            first = next((n for n, above in enumerate(levels) if above is not None and above < level), len(waiting))
        self._drop(waiting[:first])
        return "".join(f"{_level(tidy(paragraph.text))[1]}\n" for paragraph in waiting[first:])

    def _forget(self, headings: dict[int, str], level: int | None) -> None:
        for deeper in [n for n in headings if level is not None and n >= level]:
            del headings[deeper]

    def _drop(self, waiting: Iterable[Paragraph], why: str = "没有责任单位") -> None:
        for paragraph in waiting:
            text = " ".join(paragraph.text.split())
            self.notes.add(rules.DROPPED, paragraph.place, f"这一段{why}，没有立项：{text[:40]}")

    def _item(self, paragraph: Paragraph, text: str, category: tuple[str, ...]) -> Item:
        titled = _TITLE.match(text)
        if titled:
            return Item(paragraph.place, titled["rest"], (*category, titled["title"]))
        return Item(paragraph.place, text, category)

    def _responsible(self, item: Item, words: str) -> None:
        """责任单位：…；配合单位：…；完成时限：…, or “A牵头，B配合”, into the fields of an item."""
        duty = None if _STATED.match(words) else duties.read(words) or duties.read_bare(words)
        if duty is not None:
            self._charged(item, duty)
            return
        lead: list[str] = []
        support: list[str] = []
        source, printed = "first", ""
        marks = list(_PART.finditer(words))
        separate = any(_leads(mark["word"]) for mark in marks)
        for mark, following in zip(marks, [*marks[1:], None], strict=True):
            value = words[mark.end() : following.start() if following else len(words)].strip(" ;；,，。\n")
            if mark["word"].endswith("领导"):
                item.leaders += read_leaders(value)
            elif re.fullmatch(_TIME_WORD, mark["word"]):
                item.deadline = value
            elif re.fullmatch(_PERSON_WORD, mark["word"]):
                item.note = "；".join(filter(None, (item.note, f"{mark['word']}：{value}")))
            else:
                marked = [] if separate else [found["name"] for found in _MARKED.finditer(value)]
                if marked:  # 责任单位：A（牵头）、B needs no guess
                    value, printed, source = _MARK.sub("", value), tidy(value), "stated"
                names, shared, kept = self._units(item.place, value)
                if marked:
                    first, _, _ = self._units(item.place, "、".join(marked))
                    lead += first
                    support += [name for name in names if name not in first]
                    continue
                main = _leads(mark["word"]) or (not separate and not mark["word"].startswith(_SUPPORTING))
                (lead if main else support).extend(names)
                if main:
                    source = "all" if shared else "stated" if separate else "first"
                    printed = kept
        if source == "first" and len(lead) > 1:
            lead, support = lead[:1], lead[1:] + support
            self.notes.add(rules.LEAD_GUESSED, item.place, f"没有写明谁牵头，按列在第一位的“{lead[0]}”读")
        rest = tuple(name for name in support if name not in lead)
        if lead and item.units.all:
            item.units = Units((*lead,), (*item.units.all, *rest), source, printed)
        elif lead or rest:
            before = item.units
            item.units = Units(
                before.lead or tuple(lead),
                before.support + rest,
                before.lead_source if before.lead else source,
                printed or before.printed,
            )

    def _charged(self, item: Item, duty: duties.Duty) -> None:
        """“A牵头，B、C按职责分工负责，6月底前完成” into the fields of an item."""
        lead, all_lead, printed = self._units(item.place, duty.lead)
        others, also_all, kept = self._units(item.place, duty.others)
        support, _, _ = self._units(item.place, duty.support)
        item.deadline = duty.deadline
        if lead:
            rest = tuple(name for name in (*others, *support) if name not in lead)
            item.units = Units(lead, rest, "stated", "" if rest else printed)
            return
        if duty.shared or all_lead or also_all or len(others) == 1:
            source = "all" if len(others) > 1 else "stated"
            item.units = Units(others, tuple(name for name in support if name not in others), source, kept)
            return
        self.notes.add(rules.LEAD_GUESSED, item.place, f"没有写明谁牵头，按列在第一位的“{others[0]}”读")
        item.units = Units(others[:1], (*others[1:], *support), "first", kept)

    def _units(self, place: str, value: str) -> tuple[tuple[str, ...], bool, str]:
        shared = _ALL_LEAD.search(value)
        listed = value[: shared.start()] if shared else value
        read = unitlists.read_list(self.registry, listed)
        for note in read.notes:
            if self.restored.takes(note):
                continue
            self.notes.add(rules.UNIT_GUESSED, place, f"责任单位：{note}", "确认后在 units.yaml 里登记")
        names = tuple(dict.fromkeys(read.names))
        return names, bool(shared), printed_cell(self.registry, names, listed)


def _leads(word: str) -> bool:
    """Whether 牵头单位, 主办单位 … stand before the units that lead."""
    return word.startswith(("牵头", "总牵头", "主办")) and not word.endswith("领导")


def _is_heading(level: int, rest: str, following: Sequence[Paragraph]) -> bool:
    """Whether a counted paragraph only opens a part: it ends like no sentence, or a deeper count follows at once."""
    if len(rest) > 60:
        return False
    if not rest.rstrip().endswith(("。", "；", ";")):
        return True
    below = _level(tidy(following[0].text))[0] if following else None
    return below is not None and below > level and len(_SENTENCES.split(rest.strip("。 "))) == 1


def _level(text: str) -> tuple[int | None, str]:
    """The level of a counted paragraph (0 for 一、, 1 for （一）, 2 for 1., 3 for （1）), and its text without that."""
    for level, pattern in enumerate(_LEVELS):
        found = pattern.match(text)
        if found:
            return level, found["star"] + found["rest"]
    return None, text


def _path(headings: dict[int, str]) -> tuple[str, ...]:
    return tuple(headings[level] for level in sorted(headings))


def _targets(section: Section, notes: Notebook) -> list[Item]:
    """One target a clause with an amount; “完成60个…项目、106个…项目” are two."""
    found: list[Item] = []
    for paragraph in section.paragraphs:
        _, text = _level(tidy(paragraph.text))
        clauses = [clause.strip() for clause in _CLAUSE_END.split(text.replace("\n", "，")) if clause.strip()]
        parts: list[str] = []
        for clause in clauses:
            pieces = clause.split("、")
            if len(pieces) > 1 and all(_AMOUNT.search(piece) for piece in pieces):
                parts += pieces
                notes.add(rules.TARGET_SPLIT, paragraph.place, f"“{clause}”拆成{len(pieces)}项目标", "对照原文核对")
            elif _AMOUNT.search(clause) or not parts:
                parts.append(clause)
            else:
                parts[-1] += f"，{clause}"
        if len(parts) > 1:
            notes.add(rules.TARGET_SPLIT, paragraph.place, f"这一段按分句拆成{len(parts)}项目标", "对照原文核对")
        found += [Item(paragraph.place, part) for part in parts]
    return found


def _measures(section: Section) -> list[Item]:
    """One measure a numbered paragraph; its first sentence is its title."""
    found: list[Item] = []
    for paragraph in section.paragraphs:
        level, text = _level(tidy(paragraph.text))
        if level is None and found:
            found[-1].text += f"\n{text}"
            continue
        titled = _TITLE.match(text)
        if titled:
            found.append(Item(paragraph.place, titled["rest"], (titled["title"],)))
        else:
            found.append(Item(paragraph.place, text))
    return found


def has_tasks(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether anybody is made responsible in these paragraphs."""
    return any(_names_units(paragraph) for paragraph in paragraphs if squeeze(paragraph.text))
