"""The workbook reader and number formats; all texts are invented (虚构)."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.styles import Font
from wordml import relations, xlsx

from ledger.document import SourceDocument, Table
from ledger.errors import FileRefused
from ledger.importers import files
from ledger.importers.cellformats import BUILT_IN, shown
from ledger.importers.files import Limits


def read(data: bytes) -> SourceDocument:
    return files.read_bytes(data, "表.xlsx")


def remarks(document: SourceDocument) -> list[tuple[str, str]]:
    return [(remark.place, remark.text) for remark in document.remarks]


def only_table(document: SourceDocument) -> Table:
    (table,) = document.tables
    return table


def texts(table: Table) -> list[list[str | None]]:
    return [[cell.text if cell else None for cell in row] for row in table.grid]


def rows(*cells: str) -> str:
    """``sheetData`` with one row a string of finished ``c`` elements."""
    numbered = "".join(f'<row r="{n}">{row}</row>' for n, row in enumerate(cells, 1))
    return f"<sheetData>{numbered}</sheetData>"


def inline(reference: str, text: str, style: int = 0) -> str:
    return f'<c r="{reference}" s="{style}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_a_workbook_as_a_library_writes_it() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "情况表"
    for values in (["序号", "任务", "完成率", None], [1, "完成\n85部", 0.4567, None], [2.0, "", 1, "末"]):
        sheet.append(values)
    sheet["C2"].number_format = "0.0%"
    sheet["A1"].font = Font(bold=True)
    sheet.merge_cells("B2:B3")
    sheet.row_dimensions[3].hidden = True
    book.create_sheet("暗").sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    document = read(buffer.getvalue())
    assert [(p.text, p.place) for p in document.paragraphs] == [("情况表", "工作表“情况表”")]
    table = only_table(document)
    assert texts(table) == [
        ["序号", "任务", "完成率", ""],
        ["1", "完成\n85部", "45.7%", ""],
        ["2", "完成\n85部", "1", "末"],
    ]
    assert table.cells[0].paragraphs[0].runs[0].bold
    assert table.cells[4].paragraphs[0].place == "工作表“情况表”第2行第1列"
    assert remarks(document) == [
        ("工作表“情况表”", "第3行是隐藏的，内容照常读入"),
        ("工作表“暗”", "是隐藏的，没有读取"),
    ]


def test_shared_strings_with_rich_text_phonetics_and_escapes() -> None:
    strings = (
        "<si><r><rPr><b/></rPr><t>区住建局</t></r><r><rPr/><t>、区城管局</t></r><rPh><t>pin</t></rPh></si>"
        "<si><t>甲_x000A_乙_x0007_</t></si>"
    )
    sheet = rows('<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>9</v></c>')
    document = read(xlsx({"一": sheet}, strings=strings))
    first, second = only_table(document).cells
    assert [(run.text, run.bold) for run in first.paragraphs[0].runs] == [("区住建局", True), ("、区城管局", False)]
    assert second.text == "甲\n乙"
    assert remarks(document) == [("工作表“一”第1行第3列", "单元格的文字在文件里找不到，读作空白")]


def test_formulas_errors_and_truth_values() -> None:
    sheet = rows(
        '<c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>NOW()</f></c><c r="C1" t="e"><v>#N/A</v></c>'
        '<c r="D1" t="b"><v>1</v></c><c r="E1" t="str"><f>""</f><v></v></c><c r="F1" t="str"><v>文</v></c>'
    )
    document = read(xlsx({"一": sheet}))
    assert texts(only_table(document)) == [["2", "", "", "TRUE", "", "文"]]
    assert remarks(document) == [
        ("工作表“一”第1行第2列", "公式没有保存计算结果，读作空白；请用Excel或WPS打开并保存一次"),
        ("工作表“一”第1行第3列", "单元格里是错误值#N/A，读作空白"),
    ]


def test_merged_areas_that_are_huge_overlapping_or_cover_text() -> None:
    sheet = rows(inline("A1", "题") + inline("B1", "盖住"), inline("A2", "一") + inline("B2", "二"))
    areas = ("A1:XFD1", "A1:A1048576", "B2", "A2:$A$1", "胡来")
    merges = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    document = read(xlsx({"一": f"{sheet}<mergeCells>{merges}</mergeCells>"}))
    assert texts(only_table(document)) == [["题", "题"], ["一", "二"]]
    assert remarks(document) == [("工作表“一”第1行第2列", "合并单元格盖住的文字“盖住”没有读入")]


def test_cells_and_rows_without_references_and_blank_rows() -> None:
    cell = '<c t="inlineStr"><is><t>甲</t></is></c>'
    document = read(xlsx({"一": f'<sheetData><row>{cell}{cell}</row><row r="3">{cell}<c/></row></sheetData>'}))
    assert texts(only_table(document)) == [["甲", "甲"], [None, None], ["甲", ""]]


def test_styled_but_empty_cells_far_below_do_not_count() -> None:
    far = '<row r="1048576"><c r="XFD1048576" s="3"/></row>'
    data = rows(inline("A1", "甲")).replace("</sheetData>", far + "</sheetData>")
    assert texts(only_table(read(xlsx({"一": data})))) == [["甲"]]


def test_comments_text_boxes_pictures_links_and_macros_are_said() -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    document = read(
        xlsx(
            {"一": rows(inline("A1", "甲"))},
            parts={
                "xl/worksheets/_rels/sheet1.xml.rels": relations(comments="../c.xml", drawing="../d.xml"),
                "xl/c.xml": f'<comments xmlns="{main}"><comment ref="B3"><text><t>核实</t></text></comment></comments>',
                "xl/d.xml": f'<d xmlns:a="{drawing}"><a:t>框</a:t><a:blip/></d>',
                "xl/vbaProject.bin": b"\x00",
                "xl/externalLinks/externalLink1.xml": "<x/>",
            },
        )
    )
    assert remarks(document) == [
        ("", "文件带有宏，宏没有运行，也没有读取"),
        ("", "文件引用了别的工作簿，没有打开它们，只读了保存在本文件里的数值"),
        ("工作表“一”第3行第2列", "批注“核实”不算正文，没有读入"),
        ("工作表“一”", "文本框中的文字“框”没有读入"),
        ("工作表“一”", "有图片，图中内容没有读取"),
    ]


def test_dates_by_style_in_both_epochs() -> None:
    styles = (
        '<numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts>'
        "<fonts><font/><font><b/></font></fonts>"
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="31" fontId="1"/><xf numFmtId="164"/><xf numFmtId="58"/></cellXfs>'
    )
    sheet = rows('<c r="A1" s="1"><v>43924</v></c><c r="B1" s="2"><v>43924</v></c><c r="C1" s="3"><v>43924.5</v></c>')
    table = only_table(read(xlsx({"一": sheet}, styles=styles)))
    assert texts(table) == [["2020年4月3日", "2020年4月3日", "4月3日"]]
    assert table.cells[0].paragraphs[0].runs[0].bold
    assert shown("42462", "yyyy/m/d", epoch_1904=True) == "2020/4/3"


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        ("1", "General", "1"),
        ("1.0", "General", "1"),
        ("0.30000000000000004", "General", "0.3"),
        ("53182078300", "General", "53182078300"),
        ("370103199001011234", "0", "370103199001011234"),
        ("1E-3", "General", "0.001"),
        ("-2.5", "General", "-2.5"),
        ("2.5", "0", "3"),
        ("1.005", "0.00", "1.01"),
        ("1234567.891", "#,##0.00", "1,234,567.89"),
        ("0.4567", "0%", "46%"),
        ("0.4567", "0.00%", "45.67%"),
        ("85", '0"部"', "85部"),
        ("85", "G/通用格式", "85"),
        ("1.50", "0.##", "1.5"),
        ("0.5", "#.0", ".5"),
        ("7", "000", "007"),
        ("-5", "0;(0)", "(5)"),
        ("-5", "0.0", "-5.0"),
        ("0", '0;-0;"—"', "—"),
        ("1234", "0,", "1"),
        ("85", "[Red]0_ ", "85"),
        ("1200", "[$¥-804]#,##0", "¥1,200"),
        ("12.5", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "12.50"),
        ("0.5", "# ?/?", "0.5"),
        ("12345", "0.00E+00", "12345"),
        ("43924", "yyyy-mm-dd", "2020-04-03"),
        ("43924", "yyyy/m/d;@", "2020/4/3"),
        ("43924", "[$-804]yyyy年m月d日 aaaa", "2020年4月3日 星期五"),
        ("43924.75", "h:mm AM/PM", "6:00 PM"),
        ("43924.75", "上午/下午h时mm分", "下午6时00分"),
        ("0.0423611111111111", "[h]:mm", "1:01"),
        ("1.5", "[hh]:mm:ss", "36:00:00"),
        ("59", "m/d", "2/28"),
        ("61", "m/d", "3/1"),
        ("-1", "yyyy/m/d", "-1"),
        ("9999999", "yyyy/m/d", "9999999"),
        ("文字", "0.00", "文字"),
        ("NaN", "0.00", "NaN"),
        ("1E+400", "0.00", "1E+400"),
        ("5", "", "5"),
        ("5", '"', "5"),
    ],
)
def test_number_formats(value: str, code: str, text: str) -> None:
    assert shown(value, code) == text


def test_every_built_in_format_shows_something() -> None:
    assert all(shown("43924.5", code) for code in BUILT_IN.values())


def test_binary_workbooks_are_refused_by_name() -> None:
    data = xlsx({}, parts={"xl/workbook.bin": b"\x00", "xl/workbook.xml": "<x/>"})
    with pytest.raises(FileRefused, match="xlsb"):
        read(data)


def test_too_many_rows_are_refused_early() -> None:
    sheet = "<sheetData>" + "<row><c><v>1</v></c></row>" * 100_000 + "</sheetData>"
    with pytest.raises(FileRefused, match="超过20000行"):
        files.read_bytes(xlsx({"一": sheet}), "表.xlsx", Limits(ratio=10_000))
