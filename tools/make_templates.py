"""Write the Word templates ``templates/<kind>/template.docx``.

    python tools/make_templates.py

The page is that of GB/T 9704-2012 (A4; 版心 156 × 225 mm; 22 lines of 28 characters; page numbers outside).
The result is committed; office staff restyle the files in Word or WPS, programmers this script. Everything that
has a look is a style with a Chinese name, so that a change of style changes the whole form.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)
_HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FANGSONG, HEITI, KAITI, XIAOBIAOSONG, SONGTI = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体", "宋体"


def twips(millimetres: float) -> int:
    """Twentieths of a point."""
    return round(millimetres * 1440 / 25.4)


def emu(millimetres: float) -> int:
    """English metric units, for drawings."""
    return round(millimetres * 36000)


@dataclass(frozen=True)
class Page:
    """A4 with the margins of the standard; landscape ones are those of the turned page."""

    landscape: bool

    @property
    def text_width(self) -> int:
        """Width of the type area."""
        return twips(225 if self.landscape else 156)

    def section(self) -> str:
        """The section's properties. The grid is 22 lines of 28 characters: 28.95 pt, 16 pt less 0.21 pt."""
        size = 'w:w="16838" w:h="11906" w:orient="landscape"' if self.landscape else 'w:w="11906" w:h="16838"'
        top, right, bottom, left = (28, 37, 26, 35) if self.landscape else (37, 26, 35, 28)
        footer = 10 if self.landscape else 23  # the dash stands 7 mm below the type area
        return (
            '<w:sectPr><w:footerReference w:type="default" r:id="rIdOdd"/>'
            '<w:footerReference w:type="even" r:id="rIdEven"/>'
            f"<w:pgSz {size}/>"
            f'<w:pgMar w:top="{twips(top)}" w:right="{twips(right)}" w:bottom="{twips(bottom)}"'
            f' w:left="{twips(left)}" w:header="{twips(15)}" w:footer="{twips(footer)}" w:gutter="0"/>'
            '<w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="-849"/></w:sectPr>'
        )


# ---------------------------------------------------------------------- styles


def fonts(name: str) -> str:
    """All four slots, so that digits and Chinese never come from two fonts by accident."""
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}" w:hint="eastAsia"/>'


def style(
    identifier: str, name: str, font: str, size: float, paragraph: str, *, base: str = "Normal", run: str = ""
) -> str:
    """A paragraph style; ``size`` in points."""
    based = f'<w:basedOn w:val="{base}"/>' if base else ""
    height = f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
    default = ' w:default="1"' if identifier == "Normal" else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{identifier}"><w:name w:val="{name}"/>{based}<w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr>"
        f"<w:rPr>{fonts(font)}{run}{height}</w:rPr></w:style>"
    )


def line(points: float, *, before: float = 0, after: float = 0) -> str:
    """Exact line pitch."""
    space = "".join(f' w:{side}="{round(value * 20)}"' for side, value in (("before", before), ("after", after)))
    return f'<w:spacing{space} w:line="{round(points * 20)}" w:lineRule="exact"/>'


def at_least(points: float, *, before: float = 0, after: float = 0) -> str:
    """Line pitch that grows where a character needs it."""
    return line(points, before=before, after=after).replace("exact", "atLeast")


OFF_GRID = '<w:snapToGrid w:val="0"/>'


def styles() -> str:
    """``word/styles.xml``."""
    table = f"{OFF_GRID}{at_least(16)}"
    return (
        f"{_HEADER}<w:styles {_NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>{fonts(FANGSONG)}"
        '<w:kern w:val="2"/><w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/>'
        "</w:docDefaults>"
        + style(
            "Normal", "Normal", FANGSONG, 16, f'<w:widowControl w:val="0"/>{line(28.95)}<w:jc w:val="both"/>', base=""
        )
        + style(
            "DocTitle",
            "公文标题",
            XIAOBIAOSONG,
            22,
            f'<w:keepNext/>{OFF_GRID}{line(34, after=6)}<w:jc w:val="center"/>',
        )
        + style("AnnexMark", "附件标记", HEITI, 16, f'<w:keepNext/>{OFF_GRID}{line(28.95)}<w:jc w:val="left"/>')
        + style("UnderTitle", "标题下说明", KAITI, 16, f'<w:keepNext/>{OFF_GRID}{line(26)}<w:jc w:val="center"/>')
        + style("FormLine", "填报行", FANGSONG, 14, f'<w:keepNext/>{OFF_GRID}{line(26)}<w:jc w:val="left"/>')
        + style("TableText", "表格文字", FANGSONG, 10.5, f'{table}<w:jc w:val="left"/>', run=OFF_GRID)
        + style("TableCenter", "表格居中", FANGSONG, 10.5, '<w:jc w:val="center"/>', base="TableText")
        + style("TableHead", "表头", HEITI, 10.5, '<w:keepNext/><w:jc w:val="center"/>', base="TableText")
        + style("TableBand", "表格分段行", HEITI, 10.5, "<w:keepNext/>", base="TableText")
        + style("TableEnd", "表后空行", FANGSONG, 1, f"{OFF_GRID}{line(2)}")
        + style(
            "TemplateTag",
            "模板标签",
            SONGTI,
            8,
            f'{OFF_GRID}{line(10)}<w:jc w:val="left"/>',
            run='<w:color w:val="808080"/>',
        )
        + style("PageNumber", "页码", SONGTI, 14, f"{OFF_GRID}{line(14)}")
        + '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style></w:styles>'
    )


# ---------------------------------------------------------------------- text and tables


def escaped(text: str) -> str:
    """Text for XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def run(text: str) -> str:
    """One run; a tab in the text is a tab."""
    pieces = escaped(text).split("\t")
    inside = "<w:tab/>".join(f'<w:t xml:space="preserve">{piece}</w:t>' if piece else "" for piece in pieces)
    return f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>{inside}</w:r>'


def paragraph(text: str, look: str = "TableText", extra: str = "") -> str:
    """One paragraph in a style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{look}"/>{extra}</w:pPr>{run(text) if text else ""}</w:p>'


def tag(text: str) -> str:
    """A paragraph that only carries a template tag."""
    return paragraph(text, "TemplateTag")


def td(content: str, width: int, *, span: int = 1, merge: str = "") -> str:
    """One table cell."""
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    properties += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties += {"": "", "restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>"}[merge]
    return f'<w:tc><w:tcPr>{properties}<w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'


def tr(cells: str, *, head: bool = False, height: float = 9) -> str:
    """One row, not split over pages; head rows repeat on every page."""
    repeat = "<w:tblHeader/>" if head else ""
    return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{twips(height)}"/>{repeat}</w:trPr>{cells}</w:tr>'


def tag_row(text: str, width: int, columns: int, *, head: bool = False) -> str:
    """A row that only carries a template tag; between head rows a head itself, or editors end the head there."""
    repeat = "<w:trPr><w:tblHeader/></w:trPr>" if head else ""
    return f"<w:tr>{repeat}{td(tag(text), width, span=columns)}</w:tr>"


def table(widths: Sequence[int], rows: str) -> str:
    """A table of fixed layout with single borders."""
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:top w:w="34" w:type="dxa"/><w:left w:w="57" w:type="dxa"/><w:bottom w:w="34" w:type="dxa"/>'
        '<w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def shares(page: Page, parts: Sequence[int]) -> list[int]:
    """The text width cut in proportion."""
    return [page.text_width * part // sum(parts) for part in parts]


@dataclass(frozen=True)
class Column:
    """A column of a form: head, tag, share of the width, style."""

    head: str
    tag: str
    share: int
    look: str = "TableText"


def body_rows(columns: Sequence[Column], widths: Sequence[int], *, height: float) -> str:
    """The loop over rows, with bands for lists."""
    count, whole = len(columns), sum(widths)
    proto = "".join(
        td(paragraph(f"{{{{ row.{column.tag} }}}}", column.look), width)
        for column, width in zip(columns, widths, strict=True)
    )
    return (
        tag_row("{%tr for row in rows %}", whole, count)
        + tag_row("{%tr if row.band %}", whole, count)
        + tr(td(paragraph("{{ row.band }}", "TableBand"), whole, span=count))
        + tag_row("{%tr else %}", whole, count)
        + tr(proto, height=height)
        + tag_row("{%tr endif %}", whole, count)
        + tag_row("{%tr endfor %}", whole, count)
    )


def looped_head(cells: str, *, height: float = 11) -> str:
    """A head row whose columns follow the table's own."""
    wide = twips(50)
    return tr(
        td(tag(f"{{%tc for cell in {cells} %}}"), wide)
        + td(paragraph("{{ cell }}", "TableHead"), wide)
        + td(tag("{%tc endfor %}"), wide),
        head=True,
        height=height,
    )


def looped_row(*, height: float = 9) -> str:
    """A row whose columns follow the table's own; a cell across several columns is a band."""
    narrow, wide = twips(14), twips(50)
    looks = (
        ("if cell.columns > 1", "TableBand"),
        ('elif cell.align == "center"', "TableCenter"),
        ("else", "TableText"),
    )
    return tr(
        td(tag("{%tc for cell in row.cells %}"), wide)
        + "".join(
            td(tag(f"{{%tc {test} %}}"), narrow) + td(paragraph("{{ cell }}", look), narrow) for test, look in looks
        )
        + td(tag("{%tc endif %}"), narrow)
        + td(tag("{%tc endfor %}"), narrow),
        height=height,
    )


def head_of_document(*, blank_line: bool = False) -> Iterator[str]:
    """Annex mark, title, period, scope: each only where the report has one."""
    yield from optional(
        "annex", paragraph("{{ annex }}", "AnnexMark") + (paragraph("", "Normal") if blank_line else "")
    )
    yield paragraph("{{ title }}", "DocTitle")
    yield from optional("subtitle", paragraph("{{ subtitle }}", "UnderTitle"))
    yield from optional("scope", paragraph("（{{ scope }}）", "UnderTitle"))


def optional(name: str, content: str) -> Iterator[str]:
    """Content that shows only where ``name`` says something."""
    yield tag(f"{{%p if {name} %}}")
    yield content
    yield tag("{%p endif %}")


def form_line(text: str, page: Page, stops: Sequence[float]) -> str:
    """A line around a form, its parts at tab stops (in parts of the width)."""
    tabs = "".join(f'<w:tab w:val="left" w:pos="{round(page.text_width * stop)}"/>' for stop in stops)
    return paragraph(text, "FormLine", f"<w:tabs>{tabs}</w:tabs>")


# ---------------------------------------------------------------------- the kinds


def assignment() -> tuple[Page, str]:
    """附件1, 附件2: a table a list; columns follow the list's own, so cells come from a loop."""
    page = Page(landscape=False)
    narrow, wide = twips(14), twips(50)
    heads = tr(
        td(tag("{%tc for cell in section.heads[0] %}"), wide)
        + td(paragraph("{{ cell }}", "TableHead"), wide)
        + td(tag("{%tc endfor %}"), wide),
        head=True,
        height=11,
    )
    row = tr(
        td(tag("{%tc for cell in row.cells %}"), wide)
        + td(tag('{%tc if cell.align == "center" %}'), narrow)
        + td(paragraph("{{ cell }}", "TableCenter"), narrow)
        + td(tag("{%tc else %}"), narrow)
        + td(paragraph("{{ cell }}", "TableText"), narrow)
        + td(tag("{%tc endif %}"), narrow)
        + td(tag("{%tc endfor %}"), narrow)
    )
    whole = page.text_width
    rows = (
        # the head comes first, or editors would not let it repeat
        heads + tag_row("{%tr for row in section.rows %}", whole, 1) + row + tag_row("{%tr endfor %}", whole, 1)
    )
    new_page = "<w:pageBreakBefore/>"
    parts = [
        tag("{%p for section in sections %}"),
        tag("{%p if section.annex %}"),
        paragraph("{{ section.annex }}", "AnnexMark", new_page),
        paragraph("", "Normal", "<w:keepNext/>"),
        paragraph("{{ section.title }}", "DocTitle"),
        tag("{%p else %}"),
        paragraph("{{ section.title }}", "DocTitle", new_page),
        tag("{%p endif %}"),
        *optional("section.scope", paragraph("（{{ section.scope }}）", "UnderTitle")),
        table([whole], rows),
        tag("{%p endfor %}"),
        paragraph("", "TableEnd"),
    ]
    return page, "".join(parts)


def plan() -> tuple[Page, str]:
    """附件3."""
    page = Page(landscape=True)
    columns = [
        Column("分解\n序号", "number", 58, "TableCenter"),
        Column("主要工作\n目标任务", "task", 212),
        *(Column(f"{name}季度", f"q{n}", 130) for n, name in enumerate("一二三四", 1)),
        Column("主  要\n负责人", "chief", 70, "TableCenter"),
        Column("分  管\n负责人", "deputy", 70, "TableCenter"),
        Column("备注", "remark", 70),
    ]
    widths = shares(page, [column.share for column in columns])
    first, second = "", ""
    for position, (column, width) in enumerate(zip(columns, widths, strict=True)):
        head = "".join(paragraph(text, "TableHead") for text in column.head.split("\n"))
        if column.tag[0] == "q":
            if position == 2:
                first += td(paragraph("季度目标及月份推进计划", "TableHead"), sum(widths[2:6]), span=4)
            second += td(head, width)
        else:
            first += td(head, width, merge="restart")
            second += td(paragraph("", "TableHead"), width, merge="continue")
    rows = tr(first, head=True) + tr(second, head=True) + body_rows(columns, widths, height=12)
    parts = [
        *head_of_document(),
        *optional("form", form_line("填报单位：{{ form.unit }}\t填报时间：{{ form.reported }}", page, [0.68])),
        table(widths, rows),
        *optional("form", signature(page)),
        paragraph("", "TableEnd"),
    ]
    return page, "".join(parts)


def signature(page: Page) -> str:
    """The line below a form."""
    text = "填报人：{{ form.writer }}\t联系电话：{{ form.phone }}\t负责人签字：{{ form.signature }}"
    return form_line(text, page, [0.34, 0.68])


def situation() -> tuple[Page, str]:
    """附件4."""
    page = Page(landscape=True)
    columns = [
        Column("分解\n序号", "number", 52, "TableCenter"),
        Column("主要任务", "task", 208),
        Column("季度计划\n完成目标", "plan", 165),
        Column("完成情况", "done", 215),
        Column("存在问题", "problems", 140),
        Column("下一步计划", "next", 140),
        Column("评价\n（完成、\n未完成）", "verdict", 80, "TableCenter"),
    ]
    widths = shares(page, [column.share for column in columns])
    heads = "".join(
        td("".join(paragraph(text, "TableHead") for text in column.head.split("\n")), width)
        for column, width in zip(columns, widths, strict=True)
    )
    rows = tr(heads, head=True, height=12) + body_rows(columns, widths, height=12)
    parts = [
        *head_of_document(),
        *optional("form", form_line("填报单位：{{ form.unit }}\t填报时间：{{ form.reported }}", page, [0.68])),
        table(widths, rows),
        *optional("form", signature(page)),
        paragraph("", "TableEnd"),
    ]
    return page, "".join(parts)


def quarterly() -> tuple[Page, str]:
    """The published table of a quarter; its heads are those the ledger's own document printed."""
    page = Page(landscape=False)
    columns = [
        Column("{{ head.number }}", "number", 62, "TableCenter"),
        Column("{{ head.text }}", "text", 230),
        Column("{{ head.progress }}", "progress", 500),
        Column("{{ head.units }}", "units", 208),
    ]
    widths = shares(page, [column.share for column in columns])
    heads = "".join(td(paragraph(c.head, "TableHead"), w) for c, w in zip(columns, widths, strict=True))
    rows = tr(heads, head=True, height=11) + body_rows(columns, widths, height=9)
    return page, "".join([*head_of_document(blank_line=True), table(widths, rows), paragraph("", "TableEnd")])


def review() -> tuple[Page, str]:
    """The table of the year's end: a column more where it is held against a published text."""
    page = Page(landscape=True)
    whole = page.text_width
    rows = (
        looped_head("heads[0]")
        + tag_row("{%tr for row in rows %}", whole, 1)
        + looped_row()
        + tag_row("{%tr endfor %}", whole, 1)
    )
    return page, "".join([*head_of_document(), table([whole], rows), paragraph("", "TableEnd")])


def packet() -> tuple[Page, str]:
    """A form as it is sent to one unit, and the list of what was sent: columns and heads follow the rows."""
    page = Page(landscape=True)
    whole = page.text_width
    rows = (
        # the head comes first, or editors would not let it repeat
        looped_head("heads[0]")
        + tag_row("{%tr if heads|length > 1 %}", whole, 1, head=True)
        + looped_head("heads[1]", height=9)
        + tag_row("{%tr endif %}", whole, 1, head=True)
        + tag_row("{%tr for row in rows %}", whole, 1)
        + looped_row()
        + tag_row("{%tr endfor %}", whole, 1)
    )
    parts = [
        *head_of_document(),
        *optional("form", form_line("填报单位：{{ form.unit }}\t填报时间：{{ form.reported }}", page, [0.68])),
        table([whole], rows),
        *optional("form", signature(page)),
        paragraph("", "TableEnd"),
    ]
    return page, "".join(parts)


# ---------------------------------------------------------------------- footers and package


def page_number(extra: str) -> str:
    """— 1 — with the number as a field."""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="PageNumber"/>{extra}</w:pPr>{run("— ")}'
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("1")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        f"{run(' —')}</w:p>"
    )


def footer(page: Page, *, odd: bool) -> str:
    """Odd pages at the right, even ones at the left, one character in."""
    if page.landscape:
        return f"{_HEADER}<w:ftr {_NAMESPACES}>{turned_number(odd=odd)}</w:ftr>"
    side, indent = ("right", 'w:right="280"') if odd else ("left", 'w:left="280"')
    content = page_number(f'<w:ind {indent}/><w:jc w:val="{side}"/>')
    return f"{_HEADER}<w:ftr {_NAMESPACES}>{content}</w:ftr>"


def turned_number(*, odd: bool) -> str:
    """On a page lying on its side the number stays where it is on the others: turned, at the left edge.

    The dash stands 7 mm outside of the type area, one character in from its lower (odd) or upper (even) edge.
    """
    width, height = 6.0, 30.0
    left = 35 - 7 - width
    top = 210 - 26 - 4.9 - height if odd else 28 + 4.9
    number = page_number(f'<w:jc w:val="{"right" if odd else "left"}"/>')
    anchor = (
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0"'
        ' layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{emu(left)}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{emu(top)}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{emu(width)}" cy="{emu(height)}"/><wp:wrapSquare wrapText="bothSides"/>'
        f'<wp:docPr id="{1 if odd else 2}" name="页码"/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        f'<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{emu(width)}" cy="{emu(height)}"/>'
        '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>'
        f"<wps:txbx><w:txbxContent>{number}</w:txbxContent></wps:txbx>"
        '<wps:bodyPr vert="vert" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"/></wps:wsp>'
        "</a:graphicData></a:graphic></wp:anchor>"
    )
    box = (
        f"position:absolute;margin-left:{left}mm;margin-top:{top}mm;width:{width}mm;height:{height}mm;"
        "mso-position-horizontal-relative:page;mso-position-vertical-relative:page"
    )
    fallback = (
        f'<w:pict><v:rect style="{box}" stroked="f" filled="f"><v:textbox style="layout-flow:vertical"'
        f' inset="0,0,0,0"><w:txbxContent>{number}</w:txbxContent></v:textbox></v:rect></w:pict>'
    )
    return (
        '<w:p><w:pPr><w:pStyle w:val="PageNumber"/></w:pPr><w:r><mc:AlternateContent>'
        f'<mc:Choice Requires="wps"><w:drawing>{anchor}</w:drawing></mc:Choice>'
        f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


SETTINGS = (
    f'{_HEADER}<w:settings {_NAMESPACES}><w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
    '<w:defaultTabStop w:val="420"/><w:characterSpacingControl w:val="compressPunctuation"/>'
    "<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/>"
    "<w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/>"
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)


def font_table() -> str:
    """What the fonts are, for machines that lack them."""
    families = {FANGSONG: "modern", KAITI: "modern", HEITI: "modern", XIAOBIAOSONG: "script", SONGTI: "auto"}
    inside = "".join(
        f'<w:font w:name="{name}"><w:charset w:val="86"/><w:family w:val="{family}"/></w:font>'
        for name, family in families.items()
    )
    return f"{_HEADER}<w:fonts {_NAMESPACES}>{inside}</w:fonts>"


_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {
    "word/document.xml": f"{_TYPES}.document.main+xml",
    "word/styles.xml": f"{_TYPES}.styles+xml",
    "word/settings.xml": f"{_TYPES}.settings+xml",
    "word/fontTable.xml": f"{_TYPES}.fontTable+xml",
    "word/footer1.xml": f"{_TYPES}.footer+xml",
    "word/footer2.xml": f"{_TYPES}.footer+xml",
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
}
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relations(pairs: Sequence[tuple[str, str, str]]) -> str:
    """A relationships part from (id, type, target)."""
    inside = "".join(f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, kind, target in pairs)
    return f'{_HEADER}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'


def package(page: Page, body: str, title: str) -> dict[str, str]:
    """Every file of the docx."""
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in _PARTS.items())
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}模板</dc:title></cp:coreProperties>'
    )
    return {
        "[Content_Types].xml": (
            f'{_HEADER}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
        ),
        "_rels/.rels": relations(
            [
                ("rId1", f"{_RELATION}/officeDocument", "word/document.xml"),
                (
                    "rId2",
                    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
                    "docProps/core.xml",
                ),
            ]
        ),
        "word/_rels/document.xml.rels": relations(
            [
                ("rIdStyles", f"{_RELATION}/styles", "styles.xml"),
                ("rIdSettings", f"{_RELATION}/settings", "settings.xml"),
                ("rIdFonts", f"{_RELATION}/fontTable", "fontTable.xml"),
                ("rIdOdd", f"{_RELATION}/footer", "footer1.xml"),
                ("rIdEven", f"{_RELATION}/footer", "footer2.xml"),
            ]
        ),
        "docProps/core.xml": _HEADER + core,
        "word/document.xml": f"{_HEADER}<w:document {_NAMESPACES}><w:body>{body}{page.section()}</w:body></w:document>",
        "word/styles.xml": styles(),
        "word/settings.xml": SETTINGS,
        "word/fontTable.xml": font_table(),
        "word/footer1.xml": footer(page, odd=True),
        "word/footer2.xml": footer(page, odd=False),
    }


KINDS = {
    "assignment": (assignment, "任务责任分解立项表"),
    "plan": (plan, "工作任务落实计划表"),
    "situation": (situation, "主要工作任务落实情况表"),
    "quarterly": (quarterly, "季度落实情况表"),
    "packet": (packet, "发给单位填报的表"),
    "review": (review, "年终总结表"),
    "numbers": (review, "数字校核表"),
}


def make(kind: str) -> bytes:
    """The template of a kind, with fixed times and order."""
    import io

    build, title = KINDS[kind]
    page, body = build()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as target:
        for name, content in package(page, body, title).items():
            member = zipfile.ZipInfo(name, _EPOCH)
            member.create_system = 0
            target.writestr(member, content.encode())
    return buffer.getvalue()


def main() -> None:
    """Write all of them."""
    for kind in KINDS:
        path = TEMPLATES / kind / "template.docx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(make(kind))
        print(f"{path.relative_to(TEMPLATES.parent)}  {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
