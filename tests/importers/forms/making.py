"""Forms as other people make them: small writers for docx, xlsx, html and txt. All content is invented (虚构)."""

from __future__ import annotations

import io
from collections.abc import Sequence

import openpyxl

from tests.importers import wordml as w

HEADS = ("分解序号", "主要任务", "季度计划完成目标", "完成情况", "存在问题", "下一步计划", "评价（完成、未完成）")
HEADER = (
    "附件4",
    "2020年主要工作任务落实情况表",
    "（4月）",
    "填报单位：区园林绿化服务中心            填报时间：2020年5月9日",
)
FOOT = "填报人：于  静                    联系电话：82060000                  负责人签字：徐  明"


def row(
    number: str,
    text: str,
    done: str,
    *,
    plan: str = "",
    problems: str = "无。",
    following: str = "继续推进。",
    verdict: str = "完成",
) -> tuple[str, ...]:
    """The seven cells of 附件4."""
    return (number, text, plan, done, problems, following, verdict)


def paragraphs(*lines: str) -> str:
    """Plain paragraphs."""
    return "".join(w.p(line) for line in lines)


def table(rows: Sequence[Sequence[str]]) -> str:
    """A table of plain cells; a row of one cell runs across the whole table."""
    width = max(len(row) for row in rows)
    made = []
    for cells in rows:
        if len(cells) == 1 and width > 1:
            made.append(w.tr(w.tc(cells[0], f'<w:gridSpan w:val="{width}"/>')))
        else:
            made.append(w.tr(*cells))
    return w.tbl(*made)


def docx(
    rows: Sequence[Sequence[str]], *, header: Sequence[str] = HEADER, heads: Sequence[str] = HEADS, foot: str = FOOT
) -> bytes:
    """The usual form: header lines, one table, signatures."""
    return w.docx(paragraphs(*header) + table([heads, *rows]) + paragraphs(foot))


def html(
    rows: Sequence[Sequence[str]],
    *,
    header: Sequence[str] = HEADER,
    heads: Sequence[str] = HEADS,
    encoding: str = "utf-8",
) -> bytes:
    """A page as office programs save one."""
    body = "".join(f"<p>{line}</p>" for line in header)
    width = len(heads)
    lines = []
    for cells in [heads, *rows]:
        if len(cells) == 1:
            lines.append(f'<tr><td colspan="{width}">{cells[0]}</td></tr>')
        else:
            lines.append("<tr>" + "".join(f"<td><p>{cell}</p></td>" for cell in cells) + "</tr>")
    head = f'<html><head><meta charset="{encoding}"></head><body>'
    return f"{head}{body}<table border=1>{''.join(lines)}</table></body></html>".encode(encoding)


def xlsx(sheets: dict[str, Sequence[Sequence[object]]], merged: Sequence[str] = ()) -> bytes:
    """A workbook made by openpyxl."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for cells in rows:
            sheet.append(list(cells))
        for area in merged:
            sheet.merge_cells(area)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
