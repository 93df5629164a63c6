"""The tasks of a ledger as a form may name them: by number and list, by words, by the unit's own list, by the mark."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ledger.alignment import similarity
from ledger.importers.forms.header import Mark
from ledger.importers.progress import covered
from ledger.model import Record
from ledger.store import Ledger
from ledger.text import chinese_number, key, squeeze

FAINT = 0.45
"""Share of common characters from which two texts are faintly alike; less is not even looked at twice."""
_ORDINAL = re.compile(r"^[（(]?[一二三四五六七八九十]{1,3}[)）、.．]")
_PUNCTUATION = re.compile(r"[^\w\u4e00-\u9fff]|_")
_ANNEX_NUMBER = re.compile(r"(?:附件|附表|附)?([1-9一二三四五六七八九])[-—–－~/／.第](\d{1,4})项?")
_NAMED = re.compile(r"(?:\d{4}[\w-]*-)?([a-z][a-z0-9_]*)[-/]0*(\d{1,4})")
_PLAIN_NUMBER = re.compile(r"(?:第|No\.?|№|序号|任务)?[(]?(\d{1,4})(?:\.0+)?[)]?[.、,项号:;]?")
_BESIDE = re.compile(r"附件([1-9一二三四五六七八九])\D{0,20}?(\d{1,4})")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number as printed in a row: ``annex`` (``附件2`` or a list's name) where it says so."""

    number: int | None
    annex: str = ""


def read_number(text: str) -> Numbered:
    """``12.``, ``（12）``, ``附件2-12``, ``十二``, ``２``, ``main/37`` … → the number and its list."""
    plain = squeeze(unicodedata.normalize("NFKC", text))
    if not plain:
        return Numbered(None)
    for pattern in (_ANNEX_NUMBER, _BESIDE):
        found = pattern.fullmatch(plain)
        if found and not re.fullmatch(r"\d{1,4}\.0+", plain):
            which = found[1] if found[1].isdigit() else str(chinese_number(found[1]))
            return Numbered(int(found[2]), f"附件{which}")
    named = _NAMED.fullmatch(plain.lower())
    if named:
        return Numbered(int(named[2]), named[1])
    found = _PLAIN_NUMBER.fullmatch(plain)
    if found:
        return Numbered(int(found[1]) or None)
    words = re.sub(r"^[(第]|[)、.项号]$", "", plain)
    return Numbered(chinese_number(words) or None)


def bare(text: str) -> str:
    """A text as it is compared: folded, without blanks and punctuation."""
    return _PUNCTUATION.sub("", key(text)).lower()


Known = dict[tuple[str, str], list[tuple[float, str]]]
"""Ledger and words → likeness and path of a task, the likest first."""


@dataclass
class Tasks:
    """The tasks of a ledger as a unit's form may name them."""

    ledger: Ledger
    unit: str = ""
    mark: Mark | None = None
    known: Known = field(default_factory=dict)
    """Likenesses that were worked out before, by ledger and text: forms of one ledger repeat its texts."""

    @cached_property
    def texts(self) -> list[tuple[Record, tuple[str, ...]]]:
        """Every record with the forms in which its text may be written."""
        return [(record, _variants(record)) for record in self.ledger.records]

    @cached_property
    def own(self) -> dict[str, Record]:
        """By id, the tasks in which the unit is named."""
        registry = self.ledger.registry
        return {
            record.task.id: record
            for record in self.ledger.records
            if self.unit and covered(registry, self.unit, record.task.units.all)
        }

    def may_report(self, record: Record) -> bool:
        """Whether the unit may report on a task: named, or under words that stay open (各责任单位)."""
        registry = self.ledger.registry
        if not self.unit or record.task.id in self.own or not record.task.units.all:
            return True
        if any(registry.same(self.unit, entry.unit) for entry in record.task.progress):
            return True
        return any(
            registry.group(name) is not None
            and registry.members(name) is None
            and ("街道" not in name or "街道" in self.unit)
            for name in record.task.units.all
        )

    def marked(self, record: Record) -> bool:
        """Whether the hidden mark names the task."""
        return self.mark is not None and record.task.id in self.mark.tasks

    def like(self, texts: Sequence[str]) -> list[tuple[float, Record]]:
        """Tasks by likeness to a printed text, the likest first; only those that are faintly alike."""
        folded = (bare(text) for text in (*texts, "".join(texts)))
        words = list(dict.fromkeys(word for word in folded if len(word) >= 4))
        if not words:
            return []
        mark = self.ledger.name, "\n".join(words)
        if mark not in self.known:
            scored = [
                (max(_alike(word, form) for word in words for form in forms), record.path)
                for record, forms in self.texts
            ]
            self.known[mark] = sorted(
                (pair for pair in scored if pair[0] >= FAINT - 0.15), key=lambda pair: (-pair[0], pair[1])
            )
        return [(score, self._by_path[path]) for score, path in self.known[mark] if path in self._by_path]

    @cached_property
    def _by_path(self) -> dict[str, Record]:
        return {record.path: record for record in self.ledger.records}

    def numbered(self, number: int, lists: Iterable[str] = ()) -> list[Record]:
        """The tasks with a number, in some lists or in all."""
        wanted = set(lists)
        return [r for r in self.ledger.records if r.task.number == number and (not wanted or r.list in wanted)]

    # ------------------------------------------------------------------ lists

    @cached_property
    def _categories(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for record in self.ledger.records:
            for category in record.task.category:
                found.setdefault(bare(category), set()).add(record.list)
        return found

    def list_of_annex(self, annex: str) -> str:
        """The list an annex name stands for; empty for an unknown one."""
        for name, spec in self.ledger.config.lists.items():
            if annex in (name, spec.annex) and annex:
                return name
        return ""

    def list_of_line(self, text: str) -> str:
        """The list a line above rows names: 二、“12100”民生工程（附件2）; empty when it names none."""
        lists = self.ledger.config.lists
        if len(lists) < 2:
            return ""
        plain = squeeze(unicodedata.normalize("NFKC", text))
        own_titles = {bare(self.ledger.config.reporting.title), bare(self.ledger.config.reporting.plan_title)}
        if bare(text) in own_titles:
            return ""
        annexes = {
            self.list_of_annex(f"附件{found[1] if found[1].isdigit() else chinese_number(found[1])}")
            for found in re.finditer(r"附[件表]([1-9一二三四五六七八九])(?!\d)", plain)
        } - {""}
        if len(annexes) == 1:
            return annexes.pop()
        if re.search(r"情况表|计划表|报表|^附件", plain):
            return ""
        scores = sorted(
            ((_common(bare(text), bare(re.sub(r"20\d\d年", "", spec.title))), name) for name, spec in lists.items()),
            reverse=True,
        )
        # 二、民生实事 shares two characters with “12100”民生工程; in a longer line two are chance
        enough = 2 if len(bare(_ORDINAL.sub("", plain))) <= 8 else 3
        if scores[0][0] >= enough and scores[0][0] >= scores[1][0] + 2:
            return scores[0][1]
        categories = self._categories.get(bare(_ORDINAL.sub("", plain)), set())
        return next(iter(categories)) if len(categories) == 1 else ""

    def list_of_title(self, text: str) -> str:
        """The list that a form title names (“12100”民生工程落实情况表): weak, it only decides between equals."""
        lists = self.ledger.config.lists
        own_titles = {bare(self.ledger.config.reporting.title), bare(self.ledger.config.reporting.plan_title)}
        if len(lists) < 2 or bare(text) in own_titles:
            return ""
        scores = sorted(
            ((_common(bare(text), bare(re.sub(r"20\d\d年", "", spec.title))), name) for name, spec in lists.items()),
            reverse=True,
        )
        return scores[0][1] if scores[0][0] >= 3 and scores[0][0] >= scores[1][0] + 2 else ""


def _variants(record: Record) -> tuple[str, ...]:
    task = record.task
    forms = (task.text, task.parent + task.text, task.text + task.goal)
    return tuple(dict.fromkeys(bare(form) for form in forms if form))


def _alike(word: str, known: str) -> float:
    if word == known:
        return 1.0
    short, long = sorted((word, known), key=len)
    if len(short) >= 8 and short in long:
        # a text cut short (完成…等9个项目), or one with an addition
        return 0.9 if len(short) * 3 >= len(long) or long.startswith(short) else 0.7
    if len(short) * 4 < len(long):
        return 0.0
    return similarity(word, known)


def _common(one: str, other: str) -> int:
    """Length of the longest stretch that two short texts share."""
    one, other = one[:80], other[:80]
    best = 0
    for start in range(len(one)):
        while start + best < len(one) and one[start : start + best + 1] in other:
            best += 1
    return best


def label(record: Record) -> str:
    """``main/37``."""
    return f"{record.list}/{record.task.number}"
