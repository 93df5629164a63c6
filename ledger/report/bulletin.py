"""通报 as a document: the draft's paragraphs, its signature, its annex table; the words stand in ``ledger.bulletins``.

The first section carries the text, a paragraph a row (``row.look`` is head, subhead or text); the second one,
where there is one, the annex.
"""

from __future__ import annotations

from ledger.bulletins.prose import Bulletin, written
from ledger.report.values import CENTER, Column, Report, Row, Section, cell
from ledger.report.wording import Ink

KIND = "bulletin"
_FULL_LINE = range(37, 41)
"""Widths (in half characters) at which a 22 pt title just fills its line, so that the gaps which editors put
between digits and Chinese push its last character into a line of its own."""
TEXT_COLUMNS = (Column("look", "", 0), Column("text", "", 1000))
_WIDTHS = (("number", 90, CENTER), ("text", 260, "left"), ("units", 160, "left"), ("done", 390, "left"),
           ("status", 100, CENTER))  # fmt: skip


def build(bulletin: Bulletin) -> Report:
    """The document of a draft."""
    ink = Ink()
    title = ink.clean(written(bulletin.title), "通报标题").replace("\n", "")
    text = tuple(
        Row({"look": cell(one.look), "text": cell(ink.clean(one.text, f"通报第{n}段").replace("\n", ""))})
        for n, one in enumerate(bulletin.paragraphs, 1)
    )
    annex = ink.clean(written(bulletin.annex), "附件标题").replace("\n", "")
    return Report(
        kind=KIND,
        name=bulletin.name,
        title=title,
        sections=(Section(_balanced(title), TEXT_COLUMNS, (), text), *_annex(bulletin, annex, ink)),
        created=bulletin.on,
        notices=tuple(dict.fromkeys(ink.notices)),
        facts={"annexed": annex, "signed": ink.clean(bulletin.signed, "署名"), "on": bulletin.dated.text},
    )


def _balanced(title: str) -> str:
    """A title that just fills a line, broken before 进展情况 or 办结情况; longer ones are set like any other."""
    if sum(1 if ord(character) < 0x2000 else 2 for character in title) not in _FULL_LINE:
        return title
    return title.replace("进展情况的", "\n进展情况的").replace("任务办结情况的", "任务\n办结情况的")


def _annex(bulletin: Bulletin, title: str, ink: Ink) -> tuple[Section, ...]:
    if not bulletin.rows:
        return ()
    columns = tuple(
        Column(role, head, width, align) for head, (role, width, align) in zip(bulletin.heads, _WIDTHS, strict=True)
    )
    rows = tuple(
        Row(
            {
                column.role: ink.cell(written(said), f"附表第{n}行的{column.title}", column.align)
                for column, said in zip(columns, row, strict=True)
            }
        )
        for n, row in enumerate(bulletin.rows, 1)
    )
    heads = (tuple(cell(column.title, CENTER) for column in columns),)
    return (Section(_balanced(title), columns, heads, rows, annex="附件"),)
