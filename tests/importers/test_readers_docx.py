"""The docx reader, one feature of Word a test; all texts are invented (虚构)."""

from __future__ import annotations

import pytest
from wordml import docx, p, r, relations, tbl, tc, tr, word

from ledger.document import SourceDocument, Table
from ledger.importers import files


def read(body: str, parts: dict[str, str | bytes] | None = None, **named: str) -> SourceDocument:
    return files.read_bytes(docx(body, parts, **named), "表.docx")


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


def test_paragraphs_and_tables_come_in_order() -> None:
    document = read(p("甲") + tbl(tr("乙")) + p("") + p("丙"))
    assert [type(block).__name__ for block in document.blocks] == ["Paragraph", "Table", "Paragraph", "Paragraph"]
    assert [(b.text, b.place) for b in document.paragraphs] == [("甲", "第1段"), ("", "第2段"), ("丙", "第3段")]
    assert document.kind == "docx"
    assert len(document.sha256) == 64


def test_breaks_tabs_hyphens_and_blanks() -> None:
    kept = '<w:t xml:space="preserve">甲 </w:t>'
    run = f"<w:r><w:t>第一行</w:t><w:br/>{kept}<w:tab/><w:t> 乙 </w:t><w:noBreakHyphen/></w:r>"
    document = read(p(run) + p("程\xa0\xa0伟\u200b"))
    assert [(b.text, b.place) for b in document.paragraphs][:2] == [("第一行", "第1段"), ("甲 \t乙-", "第1段")]
    assert lines(document)[2] == "程  伟"


def test_runs_of_one_style_are_joined_and_bold_is_kept() -> None:
    document = read(p(r("区住", "<w:b/>") + r("建局", "<w:b/>") + r("、区城管局", '<w:b w:val="0"/>')))
    (paragraph,) = document.paragraphs
    assert [(run.text, run.bold) for run in paragraph.runs] == [("区住建局", True), ("、区城管局", False)]


STYLES = """
<w:docDefaults/>
<w:style w:type="paragraph" w:styleId="base" w:default="1"/>
<w:style w:type="paragraph" w:styleId="head"><w:basedOn w:val="base"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="subhead"><w:basedOn w:val="head"/></w:style>
<w:style w:type="character" w:styleId="strong"><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="loop"><w:basedOn w:val="loop2"/></w:style>
<w:style w:type="paragraph" w:styleId="loop2"><w:basedOn w:val="loop"/></w:style>
<w:style w:type="table" w:styleId="grid"><w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style>
"""


@pytest.mark.parametrize(
    ("paragraph", "run", "bold"),
    [
        ("", "", False),
        ("head", "", True),
        ("subhead", "", True),
        ("", '<w:rStyle w:val="strong"/>', True),
        ("head", '<w:rStyle w:val="strong"/>', False),  # two toggles cancel out
        ("head", '<w:b w:val="false"/>', False),
        ("subhead", '<w:rStyle w:val="strong"/><w:b/>', True),
        ("loop", "", False),
        ("", "<w:bCs/>", False),  # complex scripts only
    ],
)
def test_bold_through_styles(paragraph: str, run: str, bold: bool) -> None:
    style = f'<w:pStyle w:val="{paragraph}"/>' if paragraph else ""
    document = read(p(r("甲", run), style), styles=STYLES)
    (found,) = document.paragraphs
    assert found.runs[0].bold is bold


def test_bold_of_a_table_style_reaches_only_the_rows_that_use_it() -> None:
    look = '<w:tblStyle w:val="grid"/><w:tblLook w:val="0020"/>'
    table = only_table(read(tbl(tr("头"), tr("身"), properties=look), styles=STYLES))
    assert [cell.paragraphs[0].runs[0].bold for cell in table.cells] == [True, False]
    without = only_table(read(tbl(tr("头"), properties='<w:tblStyle w:val="grid"/>'), styles=STYLES))
    assert not without.cells[0].paragraphs[0].runs[0].bold


# What is shown and what is not


def test_tracked_changes() -> None:
    body = p(
        r("完成")
        + f"<w:ins>{r('85部')}</w:ins>"
        + "<w:del><w:r><w:delText>60部</w:delText></w:r></w:del>"
        + f"<w:moveFrom>{r('旧处')}</w:moveFrom><w:moveTo>{r('新处')}</w:moveTo>"
    )
    document = read(body)
    assert lines(document) == ["完成85部新处"]
    assert remarks(document) == [
        ("第1段", "含修订：插入的文字“85部新处”已计入"),
        ("第1段", "含修订：删除的文字“60部旧处”未计入"),
    ]


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    gone = "<w:rPr><w:del/></w:rPr>"
    assert lines(read(p("前", gone) + p("后") + p("再后"))) == ["前后", "再后"]
    assert lines(read(p("前", gone))) == ["前"]


def test_rows_deleted_and_inserted_in_tracking() -> None:
    document = read(tbl(tr("留"), tr("删", properties="<w:del/>"), tr("增", properties="<w:ins/>")))
    assert texts(only_table(document)) == [["留"], ["增"]]
    assert remarks(document) == [
        ("表1", "含修订：删除的一行“删”未计入"),
        ("表1", "含修订：插入的一行“增”已计入"),
    ]


def test_hidden_and_struck_text() -> None:
    document = read(p(r("见") + r("暗", "<w:vanish/>") + r("划", "<w:strike/>")))
    assert lines(document) == ["见划"]
    assert remarks(document) == [
        ("第1段", "隐藏的文字“暗”没有读入"),
        ("第1段", "划了删除线的文字“划”按原样计入"),
    ]


def test_comments_are_remarked_once_with_text_and_place() -> None:
    body = tbl(tr(tc(p('<w:commentRangeStart w:id="7"/>' + r("甲") + '<w:r><w:commentReference w:id="7"/></w:r>'))))
    comment = '<w:comment w:id="7" w:author="王">' + p("数字请核实") + "</w:comment>"
    document = read(body, comments=comment)
    assert remarks(document) == [("表1第1行第1列", "批注（王）：“数字请核实”，不算正文，没有读入")]


def test_footnotes_are_remarked() -> None:
    note = '<w:footnote w:id="2">' + p("含存量") + "</w:footnote>"
    document = read(p(r("13万") + '<w:r><w:footnoteReference w:id="2"/></w:r>'), footnotes=note)
    assert lines(document) == ["13万"]
    assert remarks(document) == [("第1段", "脚注“含存量”不算正文，没有读入")]


def test_content_controls_around_everything() -> None:
    def control(inside: str, properties: str = "") -> str:
        return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"

    prompt = control(r("单击此处输入"), "<w:showingPlcHdr/>")
    tick = control(r("☐"), "<w:showingPlcHdr/><w14:checkbox/>")
    row = control(tr(control(tc(control(p(control(r("格"))))))))
    document = read(control(p("段")) + control(tbl(row)) + p(r("填：") + prompt + tick))
    assert lines(document) == ["段", "填：☐"]
    assert texts(only_table(document)) == [["格"]]
    assert remarks(document) == [("第2段", "提示文字“单击此处输入”未填写，没有读入")]


def box(text: str) -> str:
    content = f"<w:txbxContent>{p(text)}</w:txbxContent>"
    return (
        "<w:r><mc:AlternateContent>"
        '<mc:Choice Requires="wps"><w:drawing><a:graphic>'
        f"<wps:txbx>{content}</wps:txbx></a:graphic></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{content}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def test_text_boxes_count_once_after_their_paragraph() -> None:
    document = read(p(r("锚") + box("框里")) + p("后"))
    assert [(b.text, b.place) for b in document.paragraphs] == [
        ("锚", "第1段"),
        ("框里", "第1段文本框"),
        ("后", "第2段"),
    ]
    assert remarks(document) == [("第1段", "文本框中的文字“框里”已计入")]


def test_a_text_box_in_a_cell_belongs_to_the_cell() -> None:
    document = read(tbl(tr(tc(p(r("甲") + box("乙"))))))
    assert texts(only_table(document)) == [["甲\n乙"]]
    assert remarks(document) == [("表1第1行第1列", "文本框中的文字“乙”已计入")]


def test_pictures_and_embedded_objects() -> None:
    picture = '<w:r><w:drawing><a:blip r:embed="r1"/></w:drawing></w:r>'
    document = read(tbl(tr(tc(p(picture)), "乙")) + p("<w:r><w:object><v:imagedata/></w:object></w:r>"))
    assert remarks(document) == [
        ("表1第1行第1列", "有1张图片，图中内容没有读取"),
        ("第1段", "有1张图片，图中内容没有读取"),
        ("第1段", "有嵌入的对象，其中内容没有读取"),
    ]


def test_fields_keep_results_and_drop_instructions() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGEREF x</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + r("12") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert lines(read(p(field + f'<w:fldSimple w:instr="DATE">{r("4月")}</w:fldSimple>'))) == ["124月"]


def test_form_fields_and_symbols() -> None:
    def field(data: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'

    ticked = field('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>')
    empty = field('<w:checkBox><w:default w:val="0"/></w:checkBox>')
    chosen = field('<w:ddList><w:result w:val="1"/><w:listEntry w:val="完成"/><w:listEntry w:val="未完成"/></w:ddList>')
    sign = '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="谁知道" w:char="F0AA"/></w:r>'
    document = read(p(ticked + empty + chosen + sign))
    assert lines(document) == ["☑□未完成√"]
    assert remarks(document) == [("第1段", "有一个认不出的符号（字体谁知道，代码F0AA），没有读入")]


def test_links_formulas_and_ruby_are_text() -> None:
    link = f'<w:hyperlink r:id="r9">{r("链接")}</w:hyperlink>'
    formula = "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>"
    ruby = f"<w:r><w:ruby><w:rt>{r('zhong')}</w:rt><w:rubyBase>{r('重')}</w:rubyBase></w:ruby></w:r>"
    assert lines(read(p(link + formula + ruby))) == ["链接a+b重"]


def test_headers_properties_title_and_macros_are_said() -> None:
    document = read(
        p("正文"),
        {
            "word/_rels/document.xml.rels": relations(header="header1.xml", footer="footer1.xml"),
            "word/header1.xml": word("hdr", p("填报单位：区住建局")),
            "word/footer1.xml": word("ftr", p("第 1 页 共 3 页")),
            "docProps/core.xml": '<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>情况表</dc:title></c>',
            "docProps/custom.xml": '<P><property name="taizhang"><v>2020-04</v></property></P>',
            "customXml/item1.xml": "<mark>x1</mark>",
            "word/vbaProject.bin": b"\x00",
        },
    )
    assert document.title == "情况表"
    assert document.properties == (
        ("taizhang", "2020-04"),
        ("customxml/item1.xml", "x1"),
        ("header", "填报单位：区住建局"),
    )
    assert remarks(document) == [
        ("", "文件带有宏，宏没有运行，也没有读取"),
        ("页眉页脚", "文字“填报单位：区住建局”不算正文，没有读入"),
    ]


def test_strict_files_read_like_transitional_ones() -> None:
    strict = {
        "word/document.xml": '<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main">'
        "<w:body><w:p><w:r><w:t>严格</w:t></w:r></w:p></w:body></w:document>"
    }
    assert lines(read("", strict)) == ["严格"]


# Tables


def merged(text: str, **values: str) -> str:
    return tc(text, "".join(f'<w:{name} w:val="{value}"/>' for name, value in values.items()))


def test_cells_merged_sideways_and_downwards() -> None:
    table = only_table(
        read(
            tbl(
                tr(merged("类别", gridSpan="2"), "任务", properties="<w:tblHeader/>"),
                tr(merged("甲", vMerge="restart"), "1", "一"),
                tr(merged("", vMerge="continue"), "2", "二"),
                tr(merged("乙", vMerge="restart"), "3", "三"),
            )
        )
    )
    assert texts(table) == [["类别", "类别", "任务"], ["甲", "1", "一"], ["甲", "2", "二"], ["乙", "3", "三"]]
    assert [(c.row, c.column, c.rowspan, c.colspan) for c in table.cells if c.text in ("类别", "甲")] == [
        (0, 0, 1, 2),
        (1, 0, 2, 1),
    ]
    assert table.head_rows == 1


def test_old_sideways_merging_and_rows_that_start_late_or_end_early() -> None:
    table = only_table(
        read(
            tbl(
                tr(merged("宽", hMerge="restart"), merged("", hMerge="continue"), "右"),
                tr("中", properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'),
                tr("一", "二", "三"),
            )
        )
    )
    assert texts(table) == [["宽", "宽", "右"], [None, "中", None], ["一", "二", "三"]]


def test_a_merge_without_a_beginning_is_a_cell_and_covered_text_is_said() -> None:
    document = read(
        tbl(
            tr(merged("孤", vMerge="continue"), merged("头", vMerge="restart")),
            tr("甲", merged("盖住", vMerge="continue")),
        )
    )
    assert texts(only_table(document)) == [["孤", "头"], ["甲", "头"]]
    assert remarks(document) == [("表1第1行第2列", "合并单元格盖住的文字“盖住”没有读入")]


def test_grid_columns_in_which_nothing_begins_disappear() -> None:
    table = only_table(read(tbl(tr(merged("宽", gridSpan="60")), tr(merged("一", gridSpan="31"), "二"))))
    assert texts(table) == [["宽", "宽"], ["一", "二"]]
    assert table.where(table.cells[2]) == "表1第2行第2列"
    assert table.cells[2].paragraphs[0].place == "表1第2行第2列"


def test_nested_tables_become_lines_of_their_cell() -> None:
    inner = tbl(tr("一", "二"), tr(tc(p("三") + p("四")), "五"))
    document = read(tbl(tr(tc(p("前") + inner + p("后")))))
    assert texts(only_table(document)) == [["前\n一\t二\n三 四\t五\n后"]]
    assert remarks(document) == [("表1第1行第1列", "单元格里套了表格，已按行读成文字")]


def test_blank_paragraphs_at_the_ends_of_a_cell_go() -> None:
    table = only_table(read(tbl(tr(tc(p("") + p("甲") + p("") + p("乙") + p(" "))))))
    assert table.cells[0].text == "甲\n\n乙"


# Automatic numbers


def level(index: int, style: str, text: str, extra: str = "") -> str:
    inside = f'<w:start w:val="1"/><w:numFmt w:val="{style}"/>{extra}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{index}">{inside}</w:lvl>'


def numbering(*levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{nums}'


def item(text: str, index: int = 0, num: str = "1") -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{index}"/><w:numId w:val="{num}"/></w:numPr>')


def test_numbers_are_part_of_the_text() -> None:
    document = read(item("甲") + p("间") + item("乙"), numbering=numbering(level(0, "decimal", "%1.")))
    assert lines(document) == ["1. 甲", "间", "2. 乙"]
    assert [paragraph.number for paragraph in document.paragraphs] == ["1.", "", "2."]


def test_an_empty_numbered_cell_shows_its_number() -> None:
    table = only_table(
        read(tbl(tr(tc(item("")), "甲"), tr(tc(item("")), "乙")), numbering=numbering(level(0, "decimal", "%1")))
    )
    assert [cell.text.strip() for cell in table.cells] == ["1", "甲", "2", "乙"]


def test_levels_restart_below_a_higher_one() -> None:
    levels = (level(0, "chineseCounting", "%1、"), level(1, "decimal", "%1.%2", "<w:isLgl/>"))
    body = item("甲") + item("子", 1) + item("丑", 1) + item("乙") + item("寅", 1)
    assert lines(read(body, numbering=numbering(*levels))) == ["一、甲", "1.1 子", "1.2 丑", "二、乙", "2.1 寅"]


def test_a_level_that_never_restarts() -> None:
    levels = (level(0, "decimal", "%1."), level(1, "decimal", "%2)", '<w:lvlRestart w:val="0"/>'))
    body = item("甲") + item("子", 1) + item("乙") + item("丑", 1)
    assert lines(read(body, numbering=numbering(*levels))) == ["1. 甲", "1) 子", "2. 乙", "2) 丑"]


def test_instances_share_a_count_unless_they_override_it() -> None:
    nums = "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="0"/>{override}</w:num>'
        for n, override in (
            (1, ""),
            (2, ""),
            (3, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'),
        )
    )
    body = "".join(item("项", num=num) for num in ("1", "2", "3", "3"))
    document = read(body, numbering=numbering(level(0, "decimal", "%1."), nums=nums))
    assert [paragraph.number for paragraph in document.paragraphs] == ["1.", "2.", "5.", "6."]


def test_numbers_by_style_and_none_by_zero() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="t"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="s"><w:basedOn w:val="t"/></w:style>'
    )
    levels = numbering(level(0, "decimal", "%1."), level(1, "decimal", "（%2）", '<w:pStyle w:val="s"/>'))
    body = (
        p("甲", '<w:pStyle w:val="t"/>')
        + p("乙", '<w:pStyle w:val="s"/>')
        + p("丙", '<w:pStyle w:val="t"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    )
    assert lines(read(body, styles=styles, numbering=levels)) == ["1. 甲", "（1）乙", "丙"]


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        ("decimal", ["1", "10", "23", "105"]),
        ("decimalZero", ["01", "10", "23", "105"]),
        ("chineseCounting", ["一", "十", "二十三", "一〇五"]),
        ("chineseCountingThousand", ["一", "十", "二十三", "一百零五"]),
        ("japaneseCounting", ["一", "十", "二十三", "一百零五"]),
        ("ideographDigital", ["一", "一〇", "二三", "一〇五"]),
        ("chineseLegalSimplified", ["壹", "壹拾", "贰拾叁", "壹佰零伍"]),
        ("ideographTraditional", ["甲", "癸", "丙", "戊"]),
        ("upperRoman", ["I", "X", "XXIII", "CV"]),
        ("lowerLetter", ["a", "j", "w", "aaaaa"]),
        ("decimalEnclosedCircleChinese", ["①", "⑩", "㉓", "105"]),
        ("decimalFullWidth", ["１", "１０", "２３", "１０５"]),
        ("none", ["", "", "", ""]),
        ("bullet", ["•", "•", "•", "•"]),
    ],
)
def test_number_styles(style: str, shown: list[str]) -> None:
    body = "".join(item("") for _ in range(105)) + p("末")
    document = read(body, numbering=numbering(level(0, style, "%1")))
    numbers = [paragraph.number for paragraph in document.paragraphs]
    assert [numbers[at - 1] for at in (1, 10, 23, 105)] == shown
