"""Charts of a Word document as charts: DrawingML parts that Word, WPS and LibreOffice draw with fonts they have.

A printed ``Cell`` that carries a ``Chart`` leaves an empty ``<w:drawing w:chart="3"/>`` in the filled text
(``wordmarks``); here it becomes a picture frame with a chart part of its own in the package. The values stand in
the part itself, so that it is drawn without opening anything else, and once more in a small workbook (``chartbooks``),
so that who corrects the draft can edit them in place. Colours tell the series apart in grey print too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from lxml import etree

from ledger.report.markup import escape, quoteattr
from ledger.report.values import Chart, Report

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MILLIMETRE = 36_000
_WIDTH, _TALLEST, _AROUND = 154, 200, 30
"""Millimetres: the type area of GB/T 9704-2012 less a hair, the tallest chart, and title, axis and legend."""
_BARS, _THIN, _THICK = 70, 5.5, 9
"""Millimetres that all bars may take, and one bar at least and at most."""
_FONT = '<a:latin typeface="Times New Roman"/><a:ea typeface="仿宋_GB2312"/><a:cs typeface="Times New Roman"/>'
_UNPRINTABLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF), "\ufffd")

Element = etree._Element


def charts_of(report: Report) -> dict[int, Chart]:
    """The charts a report carries, by number."""
    cells = (cell for section in report.sections for row in section.rows for cell in row.by_role.values())
    return {cell.chart.number: cell.chart for cell in cells if cell.chart}


def place(document: Element, charts: Mapping[int, Chart]) -> dict[int, Chart]:
    """Fill the frames a filled template holds, in place; gives the charts that are shown.

    Its paragraph grows with the picture: the fixed line height of an office document would cut it off.
    """
    shown: dict[int, Chart] = {}
    if not charts:  # then no frame was printed, and a long table need not be gone through
        return shown
    for frame in list(document.iter(f"{{{_W}}}drawing")):
        number = frame.get(f"{{{_W}}}chart")
        if number is None:
            continue
        del frame.attrib[f"{{{_W}}}chart"]
        chart = charts[int(number)]
        shown[chart.number] = chart
        frame.append(etree.fromstring(_inline(chart, 9000 + len(shown))))
        paragraph = next(frame.iterancestors(f"{{{_W}}}p"), None)
        if paragraph is not None:
            _let_grow(paragraph)
    return shown


def add_parts(files: dict[str, bytes], main: str, shown: Mapping[int, Chart]) -> None:
    """The chart parts of a package, with their relations and content types."""
    if not shown:
        return
    folder, _, name = main.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
    listed = etree.fromstring(files.get(relations) or f'<Relationships xmlns="{_RELATIONS}"/>'.encode())
    types = etree.fromstring(files["[Content_Types].xml"])
    for number, chart in shown.items():
        path = f"charts/taizhang{number}.xml"
        files[f"{folder}/{path}" if folder else path] = part(chart)
        etree.SubElement(
            listed,
            f"{{{_RELATIONS}}}Relationship",
            {"Id": _relation(chart), "Type": f"{_R}/chart", "Target": path},
        )
        _add_workbook(files, folder, chart)
        etree.SubElement(
            types,
            f"{{{etree.QName(types).namespace}}}Override",
            {"PartName": f"/{folder}/{path}" if folder else f"/{path}", "ContentType": _CHART_TYPE},
        )
    defaults = types.findall(f"{{{etree.QName(types).namespace}}}Default")
    if not any(known.get("Extension", "").lower() == "xlsx" for known in defaults):
        kind = {"Extension": "xlsx", "ContentType": _BOOK_TYPE}
        types.insert(0, etree.Element(f"{{{etree.QName(types).namespace}}}Default", kind))
    for path, tree in ((relations, listed), ("[Content_Types].xml", types)):
        files[path] = etree.tostring(tree, encoding="UTF-8", xml_declaration=True, standalone=True)


def _add_workbook(files: dict[str, bytes], folder: str, chart: Chart) -> None:
    """The workbook behind a chart, and the relation by which the chart part names it."""
    from ledger.report.chartbooks import workbook

    below = f"{folder}/" if folder else ""
    files[f"{below}embeddings/taizhang{chart.number}.xlsx"] = workbook(chart)
    files[f"{below}charts/_rels/taizhang{chart.number}.xml.rels"] = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{_RELATIONS}">'
        f'<Relationship Id="rId1" Type="{_R}/package" Target="../embeddings/taizhang{chart.number}.xlsx"/>'
        "</Relationships>"
    ).encode()


def _relation(chart: Chart) -> str:
    return f"rIdTaizhangChart{chart.number}"


def _let_grow(paragraph: Element) -> None:
    properties = paragraph.find(f"{{{_W}}}pPr")
    if properties is None:
        properties = etree.Element(f"{{{_W}}}pPr")
        paragraph.insert(0, properties)
    for name in ("spacing", "ind", "jc"):
        for old in properties.findall(f"{{{_W}}}{name}"):
            properties.remove(old)
    # the schema wants these three together, before anything about runs
    after = [child for child in properties if etree.QName(child).localname in ("rPr", "sectPr", "pPrChange")]
    at = properties.index(after[0]) if after else len(properties)
    for name, values in (
        ("spacing", {"before": "120", "after": "120", "line": "240", "lineRule": "auto"}),
        ("ind", {"firstLine": "0", "firstLineChars": "0"}),
        ("jc", {"val": "center"}),
    ):
        made = etree.Element(f"{{{_W}}}{name}", {f"{{{_W}}}{key}": value for key, value in values.items()})
        properties.insert(at, made)
        at += 1


def _inline(chart: Chart, identity: int) -> str:
    wide, high = _WIDTH * _MILLIMETRE, _height(chart) * _MILLIMETRE
    return (
        f'<wp:inline xmlns:wp="{_WP}" xmlns:a="{_A}" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{wide}" cy="{high}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{identity}" name="chart{chart.number}" descr={quoteattr(_clean(described(chart)))}/>'
        f'<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{_C}">'
        f'<c:chart xmlns:c="{_C}" xmlns:r="{_R}" r:id="{_relation(chart)}"/>'
        "</a:graphicData></a:graphic></wp:inline>"
    )


def described(chart: Chart) -> str:
    """The chart in words, for people who cannot see it."""
    rows = [
        f"{name}：" + "，".join(one.name + _number(one.values[n], chart.measure) for one in chart.series)
        for n, name in enumerate(chart.names)
    ]
    return "；".join([chart.title, *rows])


def _height(chart: Chart) -> int:
    # many bars stand closer, so that the chart still finds room below a text
    names = max(len(chart.names), 1)
    each = min(max(_BARS / names, _THIN), _THICK) * (1 if chart.stacked else max(1, 0.7 * len(chart.series)))
    return min(_TALLEST, round(_AROUND + each * names))


# ---------------------------------------------------------------------- the chart itself


def part(chart: Chart) -> bytes:
    """The chart part: horizontal bars, the first name on top; equal charts, equal bytes."""
    series = "".join(_series(chart, n) for n in range(len(chart.series)))
    grouping, overlap = ("stacked", 100) if chart.stacked else ("clustered", -5)
    top = f'<c:max val="{chart.top}"/>' if chart.top else ""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<c:chartSpace xmlns:c="{_C}" xmlns:a="{_A}" xmlns:r="{_R}"><c:date1904 val="0"/><c:lang val="zh-CN"/>'
        f'<c:roundedCorners val="0"/><c:chart><c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr>{_look("defRPr", 1200)}'
        f"</a:pPr><a:r>{_look('rPr', 1200)}<a:t>{escape(_clean(chart.title))}</a:t></a:r></a:p></c:rich></c:tx>"
        '<c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/><c:plotArea><c:layout/>'
        f'<c:barChart><c:barDir val="bar"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>{series}'
        f'<c:gapWidth val="60"/><c:overlap val="{overlap}"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/>'
        '<c:axPos val="l"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/>{_line("808080")}{_texts(1000)}<c:crossAx val="2"/>'
        '<c:crosses val="autoZero"/><c:auto val="1"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/></c:catAx>'
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/>{top}<c:min val="{chart.bottom}"/>'
        f'</c:scaling><c:delete val="0"/><c:axPos val="b"/><c:majorGridlines>{_line("D9D9D9")}</c:majorGridlines>'
        f'<c:numFmt formatCode={_format(chart)} sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>{_line("808080")}{_texts(1000)}'
        '<c:crossAx val="1"/><c:crosses val="max"/><c:crossBetween val="between"/></c:valAx>'
        "<c:spPr><a:noFill/></c:spPr></c:plotArea>"
        f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_texts(1000)}</c:legend>'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f'<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln><a:noFill/></a:ln></c:spPr>{_texts(1000)}'
        '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    ).encode()


def _series(chart: Chart, n: int) -> str:
    one = chart.series[n]
    border = '<a:ln w="6350"><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></a:ln>'
    labels = (
        f'<c:dLbls><c:numFmt formatCode={_format(chart, zero="")} sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>'
        f"{_texts(900, _ink(one.colour) if chart.stacked else '000000')}"
        f'<c:dLblPos val="{"ctr" if chart.stacked else "outEnd"}"/><c:showLegendKey val="0"/>'
        '<c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/>'
        '<c:showBubbleSize val="0"/></c:dLbls>'
        if one.labelled
        else ""
    )
    return (
        f'<c:ser><c:idx val="{n}"/><c:order val="{n}"/>'
        f"<c:tx><c:strRef><c:f>Sheet1!${_column(n + 1)}$1</c:f><c:strCache>"
        f'<c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(_clean(one.name))}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
        f'<c:spPr><a:solidFill><a:srgbClr val="{one.colour}"/></a:solidFill>{border}</c:spPr>'
        f'<c:invertIfNegative val="0"/>{labels}'
        f"<c:cat><c:strRef><c:f>Sheet1!$A$2:$A${len(chart.names) + 1}</c:f><c:strCache>{_points(chart.names)}"
        f"</c:strCache></c:strRef></c:cat><c:val><c:numRef><c:f>Sheet1!${_column(n + 1)}$2:${_column(n + 1)}"
        f"${len(chart.names) + 1}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f"{_points(['' if value is None else f'{value:f}' for value in one.values])}</c:numCache></c:numRef></c:val>"
        "</c:ser>"
    )


def _points(texts: Sequence[str]) -> str:
    points = "".join(
        f'<c:pt idx="{n}"><c:v>{escape(_clean(text))}</c:v></c:pt>' for n, text in enumerate(texts) if text
    )
    return f'<c:ptCount val="{len(texts)}"/>{points}'


def _column(n: int) -> str:
    return chr(ord("A") + n)


def _format(chart: Chart, zero: str = "0") -> str:
    """A number format: whole or one decimal, with the measure; ``zero`` is what stands for nothing."""
    number = f'0.0"{chart.measure}"' if chart.measure == "%" else "0"
    return quoteattr(number if zero else f"{number};-{number};")


def _number(value: Decimal | None, measure: str) -> str:
    return "没有数" if value is None else f"{value:f}{measure}"


def _look(tag: str, size: int, colour: str = "000000") -> str:
    fill = f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
    return f'<a:{tag} lang="zh-CN" sz="{size}" b="0">{fill}{_FONT}</a:{tag}>'


def _texts(size: int, colour: str = "000000") -> str:
    look = _look("defRPr", size, colour)
    return f'<c:txPr><a:bodyPr/><a:p><a:pPr>{look}</a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'


def _line(colour: str) -> str:
    return f'<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:ln></c:spPr>'


def _ink(colour: str) -> str:
    """Black or white, whichever is read better on a colour."""
    red, green, blue = (int(colour[n : n + 2], 16) for n in (0, 2, 4))
    return "000000" if 299 * red + 587 * green + 114 * blue > 140_000 else "FFFFFF"


def _clean(text: str) -> str:
    return text.translate(_UNPRINTABLE)
