"""How an office prints names, unit lists, periods and days: ledger values → finished cells and lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from ledger import twins, unitlists
from ledger.model import Entry, Units
from ledger.patterns import late
from ledger.periods import Period
from ledger.report.values import CENTER, Cell, Part, cell
from ledger.text import padded_person
from ledger.unitwords import SEPARATORS

if TYPE_CHECKING:
    from ledger.store import Ledger
    from ledger.units import Registry

QUARTERS = "一二三四"
_LINE_BREAKS = late("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# everything XML 1.0 cannot carry, and the C1 controls, which a terminal may obey
_UNPRINTABLE = late("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_AFTER_A_UNIT = ("", *SEPARATORS, "\n")
_LIST_TITLE_END = late(r"(?:责任)?(?:分解)?(?:立项)?表$")


@dataclass
class Ink:
    """Makes text fit for any document, and remembers what could not be printed as it stands."""

    notices: list[str] = field(default_factory=list)

    def clean(self, text: str, where: str) -> str:
        """``text`` with line breaks as ``\\n`` and control characters as visible pictures (U+0007 → ␇).

        ``where`` names the place for the notice: “第37项的完成情况”.
        """
        if text.isprintable():
            return text
        text = _LINE_BREAKS.sub("\n", text)
        found = sorted(set(_UNPRINTABLE.findall(text)))
        if found:
            codes = "、".join(f"U+{ord(character):04X}" for character in found)
            self.notices.append(f"{where}里有不能印出的控制字符 {codes}，文档中用“{_picture(found[0])}”之类的符号代替")
            text = _UNPRINTABLE.sub(lambda match: _picture(match[0]), text)
        return text

    def cell(self, text: str, where: str, align: str = "left") -> Cell:
        """A cell of cleaned text, a paragraph a line."""
        return cell(self.clean(text, where), align)


def _picture(character: str) -> str:
    code = ord(character)
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"


def leaders(names: Sequence[str]) -> str:
    """牵头领导, one a line; names of two characters padded as offices do (``程  伟``)."""
    return "\n".join(padded_person(name) for name in names)


def printed_units(units: Units, registry: Registry) -> str:
    """The cell as the document prints it: kept as printed, or by the sharing rules."""
    return units.printed or unitlists.print_list(registry, units.all)


def units_cell(units: Units, registry: Registry, ink: Ink, where: str, *, bold: bool) -> Cell:
    """责任单位, the lead units in bold where ``bold`` says so."""
    printed = ink.clean(printed_units(units, registry), where)
    if not bold or not units.lead:
        return cell(printed)
    first = units.lead[0]
    if len(units.lead) == 1 and printed.startswith(first) and printed[len(first) : len(first) + 1] in _AFTER_A_UNIT:
        return Cell(tuple(_runs(printed, [n < len(first) for n in range(len(printed))])))
    lead = set(units.lead)
    read = unitlists.read_list(registry, printed)
    weights = [False] * len(printed)
    for name, (start, end) in zip(read.names, read.spans, strict=False):
        if name in lead or any(registry.same(name, one) for one in lead):
            weights[start:end] = [True] * (end - start)
    return Cell(tuple(_runs(printed, weights)))


def _runs(text: str, weights: Sequence[bool]) -> list[tuple[Part, ...]]:
    """Paragraphs of parts from characters and their weights."""
    paragraphs: list[tuple[Part, ...]] = []
    start = 0
    for line in text.split("\n"):
        parts: list[Part] = []
        first = start
        for position in range(start, start + len(line) + 1):
            at_end = position == start + len(line)
            if position > first and (at_end or weights[position] != weights[first]):
                parts.append(Part(text[first:position], weights[first]))
                first = position
        paragraphs.append(tuple(parts) or (Part(""),))
        start += len(line) + 1
    return paragraphs


def speaker(entry: Entry, registry: Registry, mark: str) -> str:
    """How a progress text is introduced: its own printed label, or the unit (and those who join it) and a mark."""
    if entry.label is not None:
        return entry.label
    return unitlists.print_list(registry, (entry.unit, *entry.joint)) + mark


def period_line(period: Period | None) -> str:
    """The line below a form's title: （4月）, （二季度）, （上半年）; blank for a form still to be filled."""
    if period is None:
        return "（   月）"
    if period.kind == "month":
        return f"（{period.index}月）"
    if period.kind == "quarter":
        return f"（{QUARTERS[period.index - 1]}季度）"
    if period.kind == "half":
        return f"（{'上下'[period.index - 1]}半年）"
    return "（全年）"


def day(on: date | None) -> str:
    """2020年5月9日; nothing for no day."""
    return f"{on.year}年{on.month}月{on.day}日" if on else ""


def band_title(title: str, annex: str) -> str:
    """A list's title as a line inside a table: 2020年主要工作任务（附件1）."""
    bare = _LIST_TITLE_END.sub("", title) or title
    return f"{bare}（{annex}）" if annex else bare


def centered(text: str) -> Cell:
    """A centred cell."""
    return cell(text, CENTER)


def elsewhere(ledger: Ledger, entry: Entry) -> str:
    """报在附件1第37项, for what was reported under the task that is the same matter."""
    other = ledger.by_id.get(twins.under(entry))
    if other is None:
        return ""
    spec = ledger.config.lists.get(other.list)
    return f"报在{spec.annex if spec else ''}第{other.task.number}项"
