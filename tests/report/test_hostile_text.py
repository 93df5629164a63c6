"""Whatever a unit writes arrives whole in every format, and is never taken for markup, tag or formula."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from ledger.report import build, remarks, render
from ledger.report.templating import markdown
from ledger.report.values import Report
from ledger.sheetcells import LONGEST
from ledger.values import replace
from tests.report.invented import Q2, entry, ledger, task
from tests.report.readback import html_grid, html_rows, markdown_tables, package, word_tables

TEXTS = {
    "ampersand": "A&B公司、R&amp;D中心&#38;",
    "less than": "投资<1亿元，>5000万元；</w:t><b>粗</b>",
    "jinja": "{{x}}、{% if x %}、{# x #}、{{ 7*7 }}",
    "docxtpl escapes": "{_{x}_}、{_%x%_}",
    "emoji": "完成👍🏽，进度📈",
    "beyond the first plane": "𠮷野家、㙍塔村、𫖯、钅广村",
    "markdown": "**粗** _斜_ `码` | 竖线 \\反斜 [链](x) ~~删~~ <br> # 井",
    "line starts": "# 一\n> 二\n- 三\n+ 四\n1.五",
    "tab": "一\t二",
    "formula": "=1+1",
    "formula behind a sign": "-2+3+cmd|' /C calc'!A0",
    "quotes": "“引”‘号’\"double\" 'single'",
    "blanks": "程  伟，中间  两格",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "long": "很长的进展" * 1000,
}


@pytest.fixture(params=TEXTS, ids=lambda name: name.replace(" ", "-"))
def text(request: pytest.FixtureRequest) -> str:
    return TEXTS[request.param]


def made(text: str) -> Report:
    return build("quarterly", ledger([task(1, text, progress=(entry(Q2, "区住建局", text, label=""),))]), period=Q2)


def test_word(text: str) -> None:
    (table,) = word_tables(render(made(text), "docx"))
    assert table.texts() == [["1", text, text, "区住建局、发改局"]]


def test_markdown(text: str) -> None:
    (table,) = markdown_tables(render(made(text), "md").decode())
    assert table[1:] == [["1", text.strip(" "), text.strip(" "), "区住建局、发改局"]]


def test_html(text: str) -> None:
    table = html_rows(render(made(text), "html").decode())
    assert html_grid(table)[1:] == [["1", text, text, "区住建局、发改局"]]
    assert not table.tags & {"script", "img", "w:t"}


def test_xlsx(text: str) -> None:
    data = render(made(text), "xlsx")
    sheet = load_workbook(io.BytesIO(data)).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == text]
    assert len(cells) == 2
    assert {cell.data_type for cell in cells} == {"s"}


def test_a_text_that_no_cell_can_hold_is_cut_and_named() -> None:
    report = made("长" * 40_000)
    assert remarks(report, "docx") == remarks(made("短"), "xlsx") == []
    said = remarks(report, "xlsx")
    assert [one.split("：")[1].split("超过")[0] for one in said] == ["第1项的“主要任务”", "第1项的“进展情况”"]
    sheet = load_workbook(io.BytesIO(render(report, "xlsx"))).active
    longest = max((str(cell.value) for row in sheet.iter_rows() for cell in row), key=len)
    assert longest == "长" * (LONGEST - 6) + "…（后文略）"


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("|*_`<&\\#\n"), max_size=60))
def test_markdown_of_any_text_is_one_cell_that_shows_it(text: str) -> None:
    (table,) = markdown_tables(f"| {markdown(text)} | x |")
    assert table == [[text.strip(" "), "x"]]


@pytest.mark.parametrize(
    "text",
    ["请@all 阅", "@zhangsan", "见#12、!34、&5、%6、%v1", "组/项目#12", "GH-7", ":tada:", ":+1:", "a@all", "套@"],
)
def test_nothing_in_a_text_calls_anybody_on_a_forge(text: str) -> None:
    shown = markdown(text)
    pieces = re.split("<!-- -->", shown)
    calls = re.compile(r"@\S|[#!&]\d|%[A-Za-z0-9_]|GH-\d|:[a-z0-9_+-]+:")
    assert len(pieces) > 1 and not any(calls.search(piece) for piece in pieces)
    (table,) = markdown_tables(f"| {shown} | x |")
    assert table == [[text, "x"]]


@pytest.mark.parametrize("text", ["/close", "  /assign @root", "第一行\n/merge"])
def test_no_line_of_a_text_is_an_order_to_a_forge(text: str) -> None:
    assert not re.search(r"(?:^|<br>)\s*/", markdown(text))


def test_usual_figures_stay_as_they_are() -> None:
    text = "12:30完成85%，增长3.5%；R&D经费2亿元，3#楼、12:30:45"
    assert "<!--" not in markdown(text)


def test_line_breaks_of_every_kind_are_paragraphs() -> None:
    report = made("一\r\n二\r三\x0b四\u2028五")
    (table,) = word_tables(render(report, "docx"))
    assert table.texts()[0][2] == "一\n二\n三\n四\n五"


def test_a_title_with_markup_stays_text_in_the_document_properties() -> None:
    report = replace(made("建成310套。"), title="</dc:title>&")
    assert b"<dc:title>&lt;/dc:title&gt;&amp;</dc:title>" in package(render(report, "docx")).read("docProps/core.xml")


@pytest.mark.parametrize("form", ["md", "docx", "html", "xlsx"])
def test_equal_input_gives_equal_bytes(form: str) -> None:
    first, second = (render(made("建成310套。"), form) for _ in range(2))
    assert first == second
