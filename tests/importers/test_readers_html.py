"""The page reader; all texts are invented (虚构)."""

from __future__ import annotations

import base64

import pytest

from ledger.document import SourceDocument, Table
from ledger.importers import files


def read(body: str, head: str = "", name: str = "页.html") -> SourceDocument:
    return files.read_bytes(f"<html><head>{head}</head><body>{body}</body></html>".encode(), name)


def lines(document: SourceDocument) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def remarks(document: SourceDocument) -> list[tuple[str, str]]:
    return [(remark.place, remark.text) for remark in document.remarks]


def only_table(document: SourceDocument) -> Table:
    (table,) = document.tables
    return table


def texts(table: Table) -> list[list[str | None]]:
    return [[cell.text if cell else None for cell in row] for row in table.grid]


# Text


def test_blocks_breaks_and_blanks() -> None:
    document = read("甲<p>乙<br>丙 </p>\n<div>\n  丁&nbsp;&nbsp;戊\n  <span> 己</span></div><p>&nbsp;</p>")
    assert [(b.text, b.place) for b in document.paragraphs] == [
        ("甲", "第1段"),
        ("乙", "第2段"),
        ("丙", "第3段"),
        ("丁  戊 己", "第4段"),
    ]


def test_a_source_line_break_between_chinese_characters_is_no_blank() -> None:
    assert lines(read("<p>区住\n   建局 and\nmore</p>")) == ["区住建局 and more"]


def test_preformatted_text_keeps_its_lines() -> None:
    assert lines(read("<pre>甲  乙\n丙</pre>")) == ["甲  乙", "丙"]


def test_what_a_browser_does_not_show_is_dropped() -> None:
    document = read(
        "<script>document.write('<table><tr><td>脚本</td></tr></table>')</script><style>p{}</style>"
        "<!-- 注释 --><noscript>请启用脚本</noscript><nav>导航</nav><select><option>选项</option></select>"
        '<p style="DISPLAY : none">暗一</p><p hidden>暗二</p><p>见<span style="display:none"></span></p><del>删</del>'
    )
    assert lines(document) == ["见"]
    assert list(document.tables) == []
    assert remarks(document) == [
        ("", "网页导航栏的文字没有读入"),
        ("第1段", "隐藏的文字“暗一”没有读入"),
        ("第1段", "隐藏的文字“暗二”没有读入"),
        ("第2段", "含修订：删除的文字“删”未计入"),
    ]


def test_bold_by_element_style_and_class() -> None:
    sheet = "<style>.xl65, p.lead {color:red; font-weight:700} .thin{font-weight:normal}</style>"
    body = (
        "<p>甲<b>乙<span style='font-weight:normal'>丙</span></b><strong>丁</strong>"
        "<span style='font-weight: 700'>戊</span><span class='a xl65'>己</span><b class=thin>庚</b>"
        "<span style='font:bold 12px x'>辛</span></p>"
    )
    (paragraph,) = read(body, sheet).paragraphs
    assert [(run.text, run.bold) for run in paragraph.runs] == [
        ("甲", False),
        ("乙", True),
        ("丙", False),
        ("丁戊己", True),
        ("庚", False),
        ("辛", True),
    ]


def test_numbers_of_ordered_lists_are_part_of_the_text() -> None:
    document = read(
        "<ol start=3><li>甲<li value=7>乙<li>丙</ol><ol type=a><li>丁</ol><ul><li>戊</ul>"
        "<ol style='list-style:none'><li>己</ol>"
    )
    assert lines(document) == ["3. 甲", "7. 乙", "8. 丙", "a. 丁", "戊", "己"]
    assert [paragraph.number for paragraph in document.paragraphs][:2] == ["3.", "7."]


def test_title_and_meta() -> None:
    document = read("<p>甲</p>", "<title> 通知\n标题 </title><meta name=PubDate content='2020-02-17'>")
    assert document.title == "通知 标题"
    assert document.properties == (("PubDate", "2020-02-17"),)


# Tables


def test_spans_make_a_grid() -> None:
    table = only_table(
        read(
            "<table><thead><tr><th colspan=2>头<th>尾</thead>"
            "<tr><td rowspan=2>甲<td>1<td>一<tr><td>2<td>二<tr><td>乙<td>3<td>三</table>"
        )
    )
    assert texts(table) == [["头", "头", "尾"], ["甲", "1", "一"], ["甲", "2", "二"], ["乙", "3", "三"]]
    assert table.head_rows == 1
    assert table.cells[2].paragraphs[0].place == "表1第2行第1列"
    assert not table.cells[0].paragraphs[0].runs[0].bold


@pytest.mark.parametrize("span", ["0", "3", "1000000", "99999999999999999999"])
def test_a_rowspan_ends_with_its_group(span: str) -> None:
    table = only_table(
        read(f"<table><tbody><tr><td rowspan={span}>甲<td>1<tr><td>2<tr><td>3</tbody><tr><td>乙<td>4</table>")
    )
    assert texts(table) == [["甲", "1"], ["甲", "2"], ["甲", "3"], ["乙", "4"]]


@pytest.mark.parametrize("span", ["x", "-2", "1.5", ""])
def test_a_span_that_makes_no_sense_is_one(span: str) -> None:
    table = only_table(read(f"<table><tr><td colspan='{span}'>甲<td>乙</table>"))
    assert texts(table) == [["甲", "乙"]]


def test_wide_spans_shrink_to_the_columns_in_which_cells_begin() -> None:
    table = only_table(read("<table><tr><td colspan=1000>题<tr><td colspan=3>一<td>二</table>"))
    assert texts(table) == [["题", "题"], ["一", "二"]]


def test_overlapping_spans_are_cut_and_said() -> None:
    document = read("<table><tr><td>一<td rowspan=2>二<tr><td colspan=2>三<td>四</table>")
    assert texts(only_table(document)) == [["一", "二", None], ["三", "二", "四"]]
    assert remarks(document) == [("表1", "第2行有单元格互相重叠，已按不重叠读取")]


def test_forms_and_loose_cells_inside_a_table() -> None:
    table = only_table(read("<table><form><tr><td>甲<td>乙</tr><tr><td>丙</form><td>丁</table>"))
    assert texts(table) == [["甲", "乙"], ["丙", "丁"]]
    assert texts(only_table(read("<table><td>甲<td>乙<tr><td>丙</table>")))[0] == ["甲", "乙"]


def test_tables_that_only_arrange_the_page_are_looked_through() -> None:
    data = "<table><tr><td>1<td>甲<tr><td>2<td>乙</table>"
    document = read(f"<table><tr><td>左栏<td><p>题</p>{data}<tr><td>框</table><table><tr><td>独</table>")
    assert texts(only_table(document)) == [["1", "甲"], ["2", "乙"]]
    assert lines(document) == ["左栏", "题", "框", "独"]
    assert only_table(document).place == "表1"


def test_a_small_table_in_a_cell_becomes_lines() -> None:
    inner = "<table><tr><td>一<td>二</table>"
    document = read(f"<table><tr><td>1<td>甲{inner}<tr><td>2<td>乙</table>")
    assert texts(only_table(document)) == [["1", "甲\n一\t二"], ["2", "乙"]]
    assert remarks(document) == [("表1第1行第2列", "单元格里套了表格，已按行读成文字")]


def test_hidden_rows_and_pictures_in_cells_are_said() -> None:
    document = read("<table><tr style='display:none'><td>暗<td>行<tr><td>甲<td><img src=x.png></table>")
    assert texts(only_table(document)) == [["甲", ""]]
    assert remarks(document) == [
        ("表1", "隐藏的文字“暗行”没有读入"),
        ("表1第1行第2列", "有图片，图中内容没有读取"),
    ]


def test_controls_in_cells_and_framed_pages_are_said() -> None:
    document = read("<iframe src=a.html></iframe><input value=搜索><table><tr><td>甲<td><input value=完成></table>")
    assert remarks(document) == [
        ("第1段", "网页里嵌入的另一个页面没有打开，也没有读取"),
        ("表1第1行第2列", "网页控件里的内容“完成”没有读入"),
    ]


def test_a_caption_stands_before_its_table() -> None:
    document = read("<table><caption>表题</caption><tr><td>甲<td>乙</table>")
    assert [type(block).__name__ for block in document.blocks] == ["Paragraph", "Table"]


def test_pages_saved_by_office() -> None:
    body = (
        "<p class=MsoNormal><![if !supportEmptyParas]>&nbsp;<![endif]><o:p></o:p></p>"
        "<p class=MsoNormal><span style='mso-list:Ignore'>1.<span>&nbsp;</span></span>任务<o:p></o:p></p>"
        "<table class=MsoTableGrid><tr><td><p class=MsoNormal>甲<o:p></o:p></p></td><td>乙</td></tr></table>"
    )
    document = read(body, name="通知.doc")
    assert lines(document) == ["1. 任务"]
    assert texts(only_table(document)) == [["甲", "乙"]]
    assert remarks(document) == [("", "文件扩展名是“.doc”，内容其实是网页（html），已按内容读取")]


# Encodings


@pytest.mark.parametrize(
    ("encoding", "meta"),
    [
        ("utf-8", "<meta charset=utf-8>"),
        ("utf-8", ""),
        ("utf-8-sig", "<meta charset=gb2312>"),
        ("gb18030", "<meta http-equiv='Content-Type' content='text/html; charset=gb2312'>"),
        ("gb18030", ""),
        ("gb18030", "<meta charset=utf-8>"),
        ("utf-16", ""),
        ("big5hkscs", "<meta charset=big5>"),
    ],
)
def test_encodings_of_pages(encoding: str, meta: str) -> None:
    text = "區住建局，經四緯一" if "big5" in encoding else "区住建局，经四纬一，镕𠮷"
    data = f"<html><head>{meta}</head><body><p>{text}</p></body></html>".encode(encoding)
    document = files.read_bytes(data, "页.htm")
    assert lines(document) == [text]
    assert document.remarks == ()


def test_single_file_pages() -> None:
    page = base64.b64encode("<html><body><p>单页</p></body></html>".encode("gb18030")).decode()
    data = (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
        "Content-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        f"{page}\r\n--x--\r\n"
    )
    document = files.read_bytes(data.encode(), "页.mht")
    assert lines(document) == ["单页"]
    assert remarks(document) == [("", "文件是单个文件网页（mht），已读取其中的网页")]


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("区住建局\n  区发改局\n云山控股集团", "区住建局 区发改局 云山控股集团"),
        ("区住房和\n城乡建设局", "区住房和城乡建设局"),
        ("配合区住建局，\n区发改局", "配合区住建局，区发改局"),
        ("加强部门\n协同", "加强部门协同"),
    ],
)
def test_the_end_of_a_line_between_two_units_is_a_blank(typed: str, read_as: str) -> None:
    assert lines(read(f"<p>{typed}</p>")) == [read_as]
