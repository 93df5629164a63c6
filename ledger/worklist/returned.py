"""A working list that comes back: its lines by their marks, and everything that was not understood, with its place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from ledger.document import SourceDocument, Table
from ledger.errors import FileRefused
from ledger.periods import Period
from ledger.text import squeeze, tidy
from ledger.worklines import EDITABLE, FORM, LOCKED, MARK, PROPERTY, unmarked

_HEADS = {squeeze(title): name for name, title in (*LOCKED.items(), *EDITABLE.items(), ("mark", MARK))}
_LEAST_HEADS = 4
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """One line as it came back. ``cells`` has no key for a column that is gone; ``digests`` are those of the export."""

    place: str
    task: str
    unit: str
    digests: Mapping[str, str]
    cells: Mapping[str, str]
    locked: Mapping[str, str]


@dataclass(frozen=True)
class Returned:
    """A workbook that was read. ``unread``: what is in it and was not understood, each with its place."""

    name: str
    sha256: str
    ledger: str
    period: Period
    lines: tuple[ReturnedLine, ...]
    unread: tuple[str, ...]
    unsure: bool = False
    """Whether a blank cell may be a formula whose result the file does not hold."""


def read(document: SourceDocument) -> Returned:
    """The lines of a returned working list. ``FileRefused`` for a file that is none, or lost its marks."""
    ledger, period = _mark(document)
    lines: list[ReturnedLine] = []
    unread: list[str] = [
        f"{remark.place}：{remark.text}" if remark.place else remark.text
        for remark in document.remarks
        if "列是隐藏的" not in remark.text
    ]
    found = False
    for number, table in enumerate(document.tables, 1):
        head = _head(table)
        if head is None:
            unread.append(f"第{number}张表没有工作清单的表头，没有读")
            continue
        found = True
        _read_lines(table, head, lines, unread)
    unsure = any("公式没有保存计算结果" in remark.text for remark in document.remarks)
    if not found:
        raise FileRefused(f"“{document.name}”里没有工作清单的表头", "用 taizhang worklist export 重新出一份再填")
    if not lines:
        raise FileRefused(f"“{document.name}”里没有带校验的行", f"“{MARK}”一列不能删；重新出一份，把内容贴过去")
    return Returned(document.name, document.sha256, ledger, period, tuple(lines), tuple(unread), unsure)


def _mark(document: SourceDocument) -> tuple[str, Period]:
    text = dict(document.properties).get(PROPERTY, "")
    try:
        value = json.loads(text)
        if value["form"] == FORM:
            return str(value["ledger"]), Period.parse(str(value["period"]))
    except (ValueError, KeyError, TypeError) as failure:
        raise FileRefused(
            f"“{document.name}”不是 taizhang worklist export 出的工作清单，或者暗记丢了",
            "存成 xlsx 再导入；是单位报来的表，用 taizhang import form",
        ) from failure
    raise FileRefused(f"“{document.name}”是别的版本的程序出的", "用现在的程序重新出一份，把内容贴过去")


def _head(table: Table) -> tuple[int, dict[int, str]] | None:
    """The row of heads and field by column."""
    for row, cells in enumerate(table.grid[:10]):
        named = {column: _HEADS.get(_plain(cell.text)) for column, cell in enumerate(cells) if cell}
        known = {column: name for column, name in named.items() if name}
        if len(known) >= _LEAST_HEADS and "id" in known.values():
            return row, known
    return None


def _plain(text: str) -> str:
    """A head without what stands behind it in brackets: 计划（2020-Q2）."""
    squeezed = squeeze(text)
    return squeezed if squeezed in _HEADS else squeezed.partition("（")[0]


def _read_lines(table: Table, head: tuple[int, dict[int, str]], lines: list[ReturnedLine], unread: list[str]) -> None:
    top, named = head
    for row in range(top + 1, table.rows):
        texts = {column: cell.text for column, cell in enumerate(table.grid[row]) if cell and cell.text.strip()}
        if not texts:
            continue
        place = f"{table.place}第{row + 1}行"
        of = {name: tidy(texts.get(column, "")) for column, name in named.items()}
        for column in sorted(set(texts) - set(named)):
            unread.append(f"{place}第{column + 1}列“{_short(texts[column])}”不在清单的栏目里，没有读")
        mark = unmarked(of.pop("mark", ""))
        if mark is None:
            said = "、".join(_short(text) for text in list(texts.values())[:3])
            unread.append(f"{place}没有校验，不知道是哪一行：{said}")
            continue
        task, unit, digests = mark
        locked = {name: of.pop(name) for name in LOCKED if name in of}
        lines.append(ReturnedLine(place, task, unit, dict(zip(EDITABLE, digests, strict=True)), of, locked))


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHOWN else f"{flat[: _SHOWN - 1]}…"
