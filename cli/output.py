"""What commands print: JSON to stdout alone, tables through rich, everything made safe for a terminal."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

UNWRAPPED = 4096

STATUS_STYLE = {
    "办结": "green",
    "核实完成": "green",
    "自报完成": "cyan",
    "推进中": "yellow",
    "未完成": "red",
    "未报": "bright_black",
}


def visible(text: str) -> str:
    """Control characters shown as ``\\x1b``, so that text from a file is never a terminal command."""
    if text.isprintable():
        return text
    return "".join(
        c if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else f"\\x{ord(c):02x}"
        for c in text
    )


def _plain(value: object) -> Any:
    if isinstance(value, Decimal):
        # whole amounts are integers, others keep their value; both are exact in the shapes programs read
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return str(value)


def print_json(value: object) -> None:
    """One JSON document on stdout, Chinese as it is, no colour, nothing else."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n")


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
    """A table that fits the terminal: column ``wraps`` is folded, the others keep their width."""
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for n, head in enumerate(heads):
        grid.add_column(head, overflow="fold", no_wrap=n != wraps)
    for row, style in zip(rows, styles or [None] * len(rows), strict=True):
        grid.add_row(*(Text(visible(cell), style=style or "") for cell in row))
    console().print(grid)


def note(text: str) -> None:
    """A remark for the person at the terminal, on stderr."""
    click.echo(visible(text), err=True)
