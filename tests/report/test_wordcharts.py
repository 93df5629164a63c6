"""Charts in Word documents: parts of the package, bounded frames, hostile names, equal bytes."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import docx as word
import pytest
from lxml import etree
from openpyxl import load_workbook
from openpyxl.chart.chartspace import ChartSpace

from ledger.report import docx, wordcharts
from ledger.report.values import Chart, Column, Report, Row, Section, Series, cell
from ledger.values import replace

TEMPLATE = (Path(__file__).parents[2] / "templates" / "bulletin" / "template.docx").read_bytes()
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def chart(names: tuple[str, ...] = ("甲类", "乙类"), number: int = 1, **changes: object) -> Chart:
    done = Series("办结", tuple(Decimal(n) for n in range(len(names))), "1F6B3A")
    return replace(Chart(number, "图1 各类任务", names, (done,)), **changes)  # type: ignore[arg-type]


def rendered(*charts: Chart) -> dict[str, bytes]:
    rows = tuple(Row({"look": cell("chart"), "text": replace(cell(one.title), chart=one)}) for one in charts)
    section = Section("关于测试的通报", (Column("look", "", 0), Column("text", "", 1000)), (), rows)
    facts = {"annexed": "", "signed": "督查室", "on": "2021年4月1日"}
    data = docx.render(Report("bulletin", "通报", "关于测试的通报", (section,), facts=facts), "模板", TEMPLATE)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_each_chart_is_a_part_that_the_package_knows() -> None:
    files = rendered(chart(), chart(number=2))
    for number in (1, 2):
        assert f"word/charts/taizhang{number}.xml" in files
        assert f'PartName="/word/charts/taizhang{number}.xml"'.encode() in files["[Content_Types].xml"]
        assert f'Target="charts/taizhang{number}.xml"'.encode() in files["word/_rels/document.xml.rels"]
    document = files["word/document.xml"].decode()
    assert document.count("<c:chart ") == 2 and "\x07" not in document


def test_the_paragraph_of_a_chart_grows_with_it() -> None:
    document = etree.fromstring(rendered(chart())["word/document.xml"])
    frame = next(document.iter(f"{W}drawing"))
    paragraph = next(frame.iterancestors(f"{W}p"))
    spacing = paragraph.find(f"{W}pPr/{W}spacing")
    assert spacing is not None and spacing.get(f"{W}lineRule") == "auto"


def test_hostile_names_are_text_in_every_place() -> None:
    name = '"/><script>&\x07\x1b</c:v>'
    files = rendered(chart(names=(name, "乙"), title=f"图{name}"))
    part = etree.fromstring(files["word/charts/taizhang1.xml"])
    texts = [node.text for node in part.iter(f"{C}v")]
    assert '"/><script>&\ufffd\ufffd</c:v>' in texts
    assert not list(etree.fromstring(files["word/document.xml"]).iter("{*}script"))


@pytest.mark.parametrize("size", [1, 3, 40])
def test_a_chart_never_grows_beyond_its_page(size: int) -> None:
    document = etree.fromstring(rendered(chart(names=tuple(f"第{n}类" for n in range(size))))["word/document.xml"])
    extent = next(document.iter("{*}extent"))
    assert int(extent.get("cx", "0")) <= 156 * 36_000 and int(extent.get("cy", "0")) <= 225 * 36_000


def test_a_missing_value_is_a_gap_and_is_said() -> None:
    one = chart(names=("甲", "乙"))
    gap = replace(one, series=(replace(one.series[0], values=(None, Decimal("12.50"))),), measure="%")
    points = etree.fromstring(wordcharts.part(gap)).find(f".//{C}val/{C}numRef/{C}numCache")
    assert points is not None and [node.get("idx") for node in points.iter(f"{C}pt")] == ["1"]
    assert wordcharts.described(gap) == "图1 各类任务；甲：办结没有数；乙：办结12.50%"
    assert gap.rows == (("甲", ""), ("乙", "12.50%"))


def test_equal_charts_equal_bytes() -> None:
    assert rendered(chart()) == rendered(chart())


def test_a_report_without_charts_has_none() -> None:
    assert not [name for name in rendered() if "chart" in name]


@pytest.mark.parametrize("stacked", [True, False])
def test_a_reader_that_knows_the_schema_understands_the_part(stacked: bool) -> None:
    made = wordcharts.part(chart(stacked=stacked, measure="" if stacked else "%", top=0 if stacked else 100))
    tree = etree.fromstring(made)
    tree.remove(tree[-1])  # openpyxl does not find the namespace of its attribute
    space = ChartSpace.from_tree(tree)
    (bars,) = space.chart.plotArea._charts
    assert bars.barDir == "bar" and bars.grouping == ("stacked" if stacked else "clustered")
    values = bars.ser[0].val.numRef.numCache.pt
    assert [(one.idx, one.v) for one in values] == [(0, 0), (1, 1)]
    assert space.chart.plotArea._axes[0].scaling.orientation == "maxMin"


def test_word_reads_the_document() -> None:
    rows = (Row({"look": cell("chart"), "text": replace(cell("图1"), chart=chart())}),)
    section = Section("关于测试的通报", (Column("look", "", 0), Column("text", "", 1000)), (), rows)
    facts = {"annexed": "", "signed": "督查室", "on": "2021年4月1日"}
    data = docx.render(Report("bulletin", "通报", "关于测试的通报", (section,), facts=facts), "模板", TEMPLATE)
    read = word.Document(io.BytesIO(data))
    (shape,) = read.inline_shapes
    assert shape.width.mm == pytest.approx(154) and shape._inline.docPr.get("descr", "").startswith("图1 各类任务")


def test_the_figures_can_be_edited_in_a_workbook_of_their_own() -> None:
    one = chart(names=("=1+1", "乙\x07", "丙"))
    gap = replace(one, series=(replace(one.series[0], values=(Decimal("12.50"), None, Decimal(3))),))
    files = rendered(gap, chart(number=2))
    assert b'Extension="xlsx"' in files["[Content_Types].xml"]
    relations = etree.fromstring(files["word/charts/_rels/taizhang1.xml.rels"])
    assert [node.get("Target") for node in relations] == ["../embeddings/taizhang1.xlsx"]
    space = etree.fromstring(files["word/charts/taizhang1.xml"])
    assert space[-1].tag == f"{C}externalData" and "word/embeddings/taizhang2.xlsx" in files
    sheet = load_workbook(io.BytesIO(files["word/embeddings/taizhang1.xlsx"]))["Sheet1"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        [None, "办结"],
        ["=1+1", 12.5],
        ["乙\ufffd", None],
        ["丙", 3],
    ]
    assert sheet["A2"].data_type == "s"
