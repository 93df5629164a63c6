"""通报 as a document: the draft's paragraphs, its signature, its annex table; the words stand in ``ledger.bulletins``.

The first section carries the text, a paragraph a row (``row.look`` is head, subhead, text or chart); the others are the
annexes, where there are some.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import count

from ledger.bulletins.prose import Annex, Bulletin, Head, Paragraph, written
from ledger.report.values import CENTER, LEFT, Chart, Column, Report, Row, Section, Series, cell
from ledger.report.wording import Ink
from ledger.values import replace

KIND = "bulletin"
_FULL_LINE = range(37, 41)
"""Widths (in half characters) at which a 22 pt title just fills its line, so that the gaps which editors put
between digits and Chinese push its last character into a line of its own."""
_COLOURS = {
    "办结": "1F6145",
    "核实完成": "4C9A73",
    "自报完成": "A9D3BC",
    "未完成": "C3261C",
    "推进中": "F0C75E",
    "未报": "D9DBDD",
}
_OTHER_COLOURS = ("2F5597", "BFBFBF")
"""完成率 and 时间进度; dark and light, so that grey print tells them apart."""
TEXT_COLUMNS = (Column("look", "", 0), Column("text", "", 1000))


def build(bulletin: Bulletin) -> Report:
    """The document of a draft."""
    ink = Ink()
    title = ink.clean(written(bulletin.title), "通报标题").replace("\n", "")
    charts = count(1)
    text = tuple(
        _paragraph(one, ink.clean(one.text, f"通报第{n}段").replace("\n", ""), charts)
        for n, one in enumerate(bulletin.paragraphs, 1)
    )
    annexes = tuple(_annex(mark, one, n, ink) for n, (mark, one) in enumerate(bulletin.marked))
    return Report(
        kind=KIND,
        name=bulletin.name,
        title=title,
        sections=(Section(_balanced(title), TEXT_COLUMNS, (), text), *annexes),
        created=bulletin.on,
        notices=tuple(dict.fromkeys(ink.notices)),
        facts={
            "annexed": written(bulletin.annexes[0].title) if annexes else "",
            "signed": ink.clean(bulletin.signed, "署名"),
            "on": bulletin.dated.text,
        },
    )


def _paragraph(one: Paragraph, text: str, charts: Iterator[int]) -> Row:
    """One paragraph; a chart is counted, and its caption says so."""
    if one.drawing is None:
        return Row({"look": cell(one.look), "text": cell(text)})
    number = next(charts)
    caption = f"图{number}　{text}"
    drawing = one.drawing
    others = iter(_OTHER_COLOURS)
    series = tuple(
        Series(
            bars.name,
            tuple(None if value is None else Decimal(value.text) for value in bars.values),
            _COLOURS.get(bars.name) or next(others, _OTHER_COLOURS[-1]),
            bars.labelled,
        )
        for bars in drawing.bars
    )
    names = tuple(name.text for name in drawing.names)
    chart = Chart(number, caption, names, series, drawing.measure, drawing.stacked)
    return Row({"look": cell(one.look), "text": replace(cell(caption), chart=chart)})


def _balanced(title: str) -> str:
    """A title that just fills a line, broken before 进展情况 or 办结情况; longer ones are set like any other."""
    if sum(1 if ord(character) < 0x2000 else 2 for character in title) not in _FULL_LINE:
        return title
    return title.replace("进展情况的", "\n进展情况的").replace("任务办结情况的", "任务\n办结情况的")


def _annex(mark: str, annex: Annex, n: int, ink: Ink) -> Section:
    """The n-th annex; its ``subtitle`` is its line below the text: 附件：1.…, then 2.… under it."""
    title = ink.clean(written(annex.title), "附件标题").replace("\n", "")
    number = mark.removeprefix("附件")
    listed = f"{'　　　' if n else '附件：'}{f'{number}. ' if number else ''}{title}"
    columns = _columns(annex.heads)
    rows = tuple(
        Row(
            {
                column.role: replace(
                    ink.cell(written(said), f"{mark}第{row}行的{column.title}", column.align), width=column.width
                )
                for column, said in zip(columns, cells, strict=True)
            }
        )
        for row, cells in enumerate(annex.rows, 1)
    )
    heads = (tuple(replace(cell(column.title, CENTER), width=column.width) for column in columns),)
    return Section(_balanced(title), columns, heads, rows, annex=mark, subtitle=listed)


def _columns(heads: Sequence[Head]) -> tuple[Column, ...]:
    """The annex's columns, their widths in thousandths of the whole."""
    whole = sum(head.share for head in heads)
    return tuple(
        Column(head.role, head.title, head.share * 1000 // whole, CENTER if head.centred else LEFT) for head in heads
    )
