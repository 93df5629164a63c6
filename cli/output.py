"""What commands print: JSON to stdout alone, tables through rich, everything made safe for a terminal."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence, Sized
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from cli.chinese import pad, width_of, wrap

if TYPE_CHECKING:
    from rich.console import Console

    from ledger.diagnostics import Diagnostic

UNWRAPPED = 4096
GAP, NARROWEST, LEAST = 2, 16, 8

STATUS_STYLE = {
    "办结": "green",
    "核实完成": "green",
    "自报完成": "cyan",
    "推进中": "yellow",
    "未完成": "red",
    "未报": "bright_black",
}


def visible(text: str) -> str:
    """See ``text.visible``: text from a file is never a terminal command, and hides nothing."""
    if text.isprintable():
        return text
    from ledger.text import visible as shown

    return shown(text)


def _plain(value: object) -> Any:
    from datetime import date
    from decimal import Decimal

    if isinstance(value, Decimal):
        # whole amounts are integers, others keep their value; both are exact in the shapes programs read
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return str(value)


_ITEMS = 500
"""Items that are put into words together."""
_LONG = 50_000
"""Characters of JSON above which the standard library's indenting, done in Python, is felt."""


def json_text(value: object) -> str:
    """One JSON document, Chinese as it is, unseen characters as ``\\u202e``, with a line break at its end."""
    import json  # what answers in text does not need it

    text = json.dumps(value, ensure_ascii=False, default=_plain)
    hidden = not text.isprintable()  # escapes stand for line breaks here: what is left is unseen
    if len(text) < _LONG:
        text = json.dumps(value, ensure_ascii=False, indent=2, default=_plain)
    else:
        from ledger import packing

        text = packing.indented(text)
    if hidden:
        from ledger.text import escaped_json

        text = escaped_json(text)
    return text + "\n"


def json_items(items: Iterable[object]) -> list[bytes]:
    """The items of a list as ``print_json`` writes them, some hundred in each part, so that not all are in memory."""
    from itertools import islice

    rest, parts = iter(items), []
    while portion := list(islice(rest, _ITEMS)):
        parts.append(json_text(portion)[len("[\n") : -len("\n]\n")].encode("utf-8", "surrogatepass"))
    return parts


def print_json_items(parts: Sequence[bytes]) -> None:
    """The document of all of them; see ``json_items``."""
    from ledger import system

    for n, part in enumerate(parts):
        system.write_utf8(sys.stdout, (",\n" if n else "[\n") + part.decode("utf-8", "surrogatepass"))
    system.write_utf8(sys.stdout, "\n]\n" if parts else "[]\n")


def print_json(value: object) -> None:
    """One JSON document on stdout, in UTF-8 on every machine, no colour, nothing else."""
    from ledger import system

    system.write_utf8(sys.stdout, json_text(value))


def console(*, err: bool = False) -> Console:
    """A rich console without markup or highlighting: data is never read as formatting.

    Into a pipe or a file lines are not wrapped, so that ``grep`` sees a task on one line.
    """
    from rich.console import Console

    stream = sys.stderr if err else sys.stdout
    width = None if stream.isatty() or "COLUMNS" in os.environ else UNWRAPPED
    return Console(file=stream, markup=False, highlight=False, emoji=False, width=width)


def table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], *, wraps: int, styles: Sequence[str | None] = ()
) -> None:
    """A table that fits the terminal: column ``wraps`` is broken by Chinese rules, the others keep their width."""
    plain = _without_rich(heads, rows, wraps)
    if plain:
        sys.stdout.write(plain)
        return
    from rich.table import Table
    from rich.text import Text

    out = console()
    cells = [[visible(cell) for cell in row] for row in rows]
    widths = [max(map(width_of, column)) for column in zip(heads, *cells, strict=True)]
    room = _room(widths, wraps, out.width)
    if not room:
        _stacked(out, heads, cells, styles)
        return
    grid = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="bold")
    for head, wide in zip(heads, room, strict=True):
        grid.add_column(head if width_of(head) <= wide else "\n".join(_fitted(head, wide)), no_wrap=True)
    for row, style in zip(cells, styles or [None] * len(rows), strict=True):
        row[wraps] = row[wraps].rstrip()
        for n, (cell, wide) in enumerate(zip(row, room, strict=True)):
            if width_of(cell) > wide:
                row[n] = "\n".join(_fitted(cell, wide))
        grid.add_row(*(Text(cell, style=style or "") for cell in row))
    out.print(grid)


def _room(widths: Sequence[int], wraps: int, width: int) -> list[int]:
    """How wide each column may be: the short ones as they are, column ``wraps`` what is left; where that is too little,
    the longest of the others give way. Empty where there are too many columns for a table.
    """
    left = width - GAP * len(widths)
    longest = max(LEAST, *widths)
    for most in range(longest, LEAST - 1, -1):
        found = [min(wide, most) for wide in widths]
        others = sum(found) - found[wraps]
        least = min(widths[wraps], NARROWEST if most == longest else max(NARROWEST, most))
        if others + least <= left:
            found[wraps] = left - others
            return found
    return []


_CLOSES_PART = re.compile(r"(?<=[/_.\-:])")


def _fitted(cell: str, width: int) -> list[str]:
    """A cell in lines of a width; words that are longer are parted behind their marks, else anywhere."""
    lines: list[str] = []
    for line in wrap(cell, width):
        if width_of(line) <= width + GAP:  # a closing mark may stand in the gap
            lines.append(line)
            continue
        parts = [""]
        for piece in _CLOSES_PART.split(line):
            for one in [piece] if width_of(piece) <= width else piece:
                if width_of(parts[-1] + one) > width and parts[-1]:
                    parts.append("")
                parts[-1] += one
        lines += parts
    return lines


def _stacked(out: Console, heads: Sequence[str], rows: Sequence[Sequence[str]], styles: Sequence[str | None]) -> None:
    """Each row as a paragraph of ``head  value`` lines; what is empty is left out."""
    from rich.text import Text

    first = max(map(width_of, heads)) + GAP
    for n, (row, style) in enumerate(zip(rows, styles or [None] * len(rows), strict=True)):
        if n:
            out.print()
        for head, cell in zip(heads, row, strict=True):
            for k, line in enumerate(_fitted(cell, max(out.width - first, NARROWEST)) if cell else ()):
                label = pad("" if k else head, first)
                out.print(Text.assemble((label, "bold"), (line, style or "")), soft_wrap=True)


_SURE = re.compile("[ -~\u3001\u3002\u3008-\u3011\u4e00-\u9fff\uff01-\uff5e“”‘’…—]*")
"""Characters whose width is beyond doubt, and which stand for themselves."""
_COLOURED = ("COLUMNS", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE")


def _without_rich(heads: Sequence[str], rows: Sequence[Sequence[str]], wraps: int) -> str:
    """The table as rich would write it into a pipe, where nothing is coloured and nothing wraps; else empty.

    rich lays out some hundred rows in the time in which ten thousand tasks are looked up.
    """
    if sys.stdout.isatty() or any(name in os.environ for name in _COLOURED):
        return ""
    cells = [list(row) for row in rows]
    if not all(_SURE.fullmatch(cell) for row in (heads, *cells) for cell in row):
        return ""
    for row in cells:
        row[wraps] = row[wraps].rstrip()
    measured = [[width_of(cell) for cell in row] for row in (heads, *cells)]
    widths = [max(column) for column in zip(*measured, strict=True)]
    widths[-1] = max(widths[-1], 1)  # no column is narrower than one cell, its gap included
    if sum(widths) + GAP * len(widths) > UNWRAPPED:
        return ""
    gaps = [GAP] * (len(widths) - 1) + [0]
    lines = (
        "".join(
            f"{cell}{' ' * (wide - own + gap)}" for cell, own, wide, gap in zip(row, mine, widths, gaps, strict=True)
        )
        for row, mine in zip((heads, *cells), measured, strict=True)
    )
    return "\n".join(lines) + "\n"


def flow(text: str, *, indent: int = 2, style: str = "") -> None:
    """A paragraph, broken by Chinese rules to the width of the terminal."""
    from rich.text import Text

    out = console()
    for line in wrap(visible(text), out.width - indent):
        out.print(Text(" " * indent + line, style=style), soft_wrap=True)


_HEARD: list[list[str]] = []


@contextmanager
def heard() -> Iterator[list[str]]:
    """The remarks that are made within, which the person sees all the same."""
    remarks: list[str] = []
    _HEARD.append(remarks)
    try:
        yield remarks
    finally:
        _HEARD.remove(remarks)


def note(text: str) -> None:
    """A remark for the person at the terminal, on stderr."""
    for remarks in _HEARD:
        remarks.append(text)
    click.echo(visible(text), err=True)


def note_unread(findings: Sized, place: str) -> None:
    """Say that some files of the ledger could not be read as they should, where ``place`` is made from the others."""
    if findings:
        note(f"有 {len(findings)} 个文件问题，{place}里可能缺任务，用 taizhang check 查看。")


def import_finding(finding: Diagnostic) -> dict[str, Any]:
    """A finding of an import in the shape of ``check``; its place is one in the source document, not in YAML."""
    from ledger.diagnostics import RULES

    return {
        "code": finding.code,
        "name": RULES[finding.code].name,
        "level": finding.level.value,
        "path": finding.file,
        "place": str(finding.path[0]) if finding.path else "",
        "line": None,
        "column": None,
        "message": finding.message,
        "hint": finding.hint,
    }
