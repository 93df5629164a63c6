"""What a document shows, as frozen values: finished strings in their final order.

A ``Report`` goes unchanged to every format (md, docx, html, xlsx), so they cannot disagree. Office staff
meet these names in the templates: ``{{ title }}``, ``{%tr for row in rows %}``, ``{{ row.number }}``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from ledger.values import Struct, field, replace

LEFT, CENTER = "left", "center"


class Part(Struct, frozen=True):
    """A stretch of text of one weight."""

    text: str
    bold: bool = False


class Series(Struct, frozen=True):
    """The bars of one colour (``RRGGBB``): a value for each name of the chart, ``None`` for none."""

    name: str
    values: tuple[Decimal | None, ...]
    colour: str
    labelled: bool = True


class Chart(Struct, frozen=True):
    """Horizontal bars, the first name on top. ``number`` is its own in the document, counted from 1.

    ``stacked``: the series of a name make one bar; else they stand below one another. ``bottom`` and ``top`` bound
    the axis (``top`` 0: as far as the values go).
    """

    number: int
    title: str
    names: tuple[str, ...]
    series: tuple[Series, ...]
    measure: str = ""
    stacked: bool = False
    bottom: int = 0
    top: int = 0

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The values as a table, for formats without pictures: a name, then the value of every series."""
        return tuple(
            (name, *("" if (value := one.values[n]) is None else f"{value:f}{self.measure}" for one in self.series))
            for n, name in enumerate(self.names)
        )


class Cell(Struct, frozen=True):
    """One table cell: paragraphs of parts (always at least one paragraph), and how it is merged.

    ``columns`` is how many columns it covers; ``rows`` how many rows, 0 when it continues the cell above
    (such a cell is not printed where cells can be merged). ``width`` is its share of the table in
    thousandths, 0 where the template decides. A cell with a ``chart`` is drawn where charts can be; its text is
    what stands there elsewhere.
    """

    paragraphs: tuple[tuple[Part, ...], ...] = ((Part(""),),)
    columns: int = 1
    rows: int = 1
    align: str = LEFT
    width: int = 0
    chart: Chart | None = None

    @property
    def text(self) -> str:
        """Plain text, paragraphs as lines."""
        return "\n".join("".join(part.text for part in parts) for parts in self.paragraphs)

    def __str__(self) -> str:
        return self.text


EMPTY_CELL = Cell()


def cell(text: str, align: str = LEFT) -> Cell:
    """A cell of plain text; every line is a paragraph."""
    if "\n" not in text:
        return Cell(((Part(text),),), align=align)
    return Cell(tuple((Part(line),) for line in text.split("\n")), align=align)


class Column(Struct, frozen=True):
    """One column: its role (``number``, ``units`` …), its plain head, its share of the width in thousandths."""

    role: str
    title: str
    width: int
    align: str = LEFT


class Row(Struct, frozen=True):
    """One table row: a cell for each column, also by role (``row.number``); or a ``band`` across the table."""

    by_role: Mapping[str, Cell] = field(default_factory=dict)
    band: str = ""

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells from left to right; cells swallowed by a wider neighbour are left out."""
        found: list[Cell] = []
        skip = 0
        for item in self.by_role.values():
            if skip:
                skip -= 1
                continue
            found.append(item)
            skip = item.columns - 1
        return tuple(found)

    @property
    def slots(self) -> tuple[Cell, ...]:
        """A cell for every column, for tables that cannot merge.

        What is said once stands in one of them: a merged cell in its first row, a wide one in one column.
        Only the sentence above several tasks is said again, because a task without one has an empty cell too.
        """
        own = list(self.by_role.items())
        found: list[Cell] = []
        for n, (role, item) in enumerate(own):
            repeated = item.columns > 1 and n + 1 < len(own) and own[n + 1][1].text == item.text
            said_above = item.rows == 0 and role != "parent"
            found.append(EMPTY_CELL if repeated or said_above else item)
        return tuple(found)

    def __getitem__(self, role: str) -> Cell:
        return self.by_role[role]

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.cells)


class Form(Struct, frozen=True):
    """The lines around a form that a unit fills in: 填报单位, 填报时间, 填报人, 联系电话, 负责人签字."""

    unit: str = ""
    reported: str = ""
    writer: str = ""
    phone: str = ""
    signature: str = ""


class Section(Struct, frozen=True):
    """One table with what stands above and below it.

    ``heads`` are the rows of the table head, merged; ``head`` gives each column's plain head by role.
    ``scope`` says which part of the ledger is shown, where it is not the whole.
    """

    title: str
    columns: tuple[Column, ...]
    heads: tuple[tuple[Cell, ...], ...]
    rows: tuple[Row, ...]
    annex: str = ""
    subtitle: str = ""
    scope: str = ""
    form: Form | None = None

    @property
    def head(self) -> dict[str, str]:
        """Role → head."""
        return {column.role: column.title for column in self.columns}


class Report(Struct, frozen=True):
    """A whole document of one kind.

    ``created`` is the date the document's properties carry (a day of the ledger, never today).
    ``notices`` tell what could not be shown as it stands in the ledger. ``facts`` are further texts that the
    kind's own template names (``{{ addressee }}``); ``as_of`` names the commit that was read, where one was.
    """

    kind: str
    name: str
    title: str
    sections: tuple[Section, ...]
    period: str = ""
    created: date | None = None
    notices: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def tasks(self) -> int:
        """How many tasks are shown; the numbered rows of a blank form count too."""
        numbers = (row.by_role.get("number") for section in self.sections for row in section.rows)
        return sum(number is not None and number.rows > 0 and bool(number.text) for number in numbers)


def merge_down(rows: Sequence[Row], role: str, keys: Sequence[object]) -> list[Row]:
    """``rows`` with the cells of one column merged where neighbouring rows have the same key.

    Rows with key ``None`` (bands) stand alone. The key carries whatever must not be merged across:
    the task, the outer category.
    """
    merged = list(rows)
    start = 0
    while start < len(rows):
        end = start + 1
        while keys[start] is not None and end < len(rows) and keys[end] == keys[start]:
            end += 1
        if end - start > 1:
            top = rows[start].by_role[role]
            for n in range(start, end):
                own = replace(top, rows=end - start if n == start else 0)
                merged[n] = replace(merged[n], by_role={**merged[n].by_role, role: own})
        start = end
    return merged
