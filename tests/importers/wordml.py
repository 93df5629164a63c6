"""Small Office files made from readable pieces of XML, for the tests of the readers. All content is invented (虚构)."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "v": "urn:schemas-microsoft-com:vml",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    }.items()
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A zip file of these members, with fixed dates."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in parts.items():
            archive.writestr(zipfile.ZipInfo(path), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def word(tag: str, content: str) -> str:
    """A WordprocessingML part with root ``w:tag``."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{tag} {_NAMESPACES}>{content}</w:{tag}>'


def relations(**targets: str) -> str:
    """A relationships part: kind=target."""
    links = "".join(
        f'<Relationship Id="r{n}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets.items(), 1)
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'
    )


def docx(body: str, parts: dict[str, str | bytes] | None = None, **named: str) -> bytes:
    """A docx with this body; ``styles``, ``numbering``, ``comments``, ``footnotes`` give the content of those parts."""
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(officeDocument="word/document.xml"),
        "word/document.xml": word("document", f"<w:body>{body}</w:body>"),
    }
    for name, content in named.items():
        members[f"word/{name}.xml"] = word(name, content)
    return zipped({**members, **(parts or {})})


def r(text: str, properties: str = "") -> str:
    """A run; ``properties`` is the inside of ``w:rPr``."""
    rpr = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{rpr}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(content: str, properties: str = "") -> str:
    """A paragraph of runs, or of plain text when ``content`` has no markup."""
    ppr = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{ppr}{content if '<' in content else r(content) if content else ''}</w:p>"


def tc(content: str, properties: str = "") -> str:
    """A cell with block content, or with one paragraph of plain text."""
    tcpr = f"<w:tcPr>{properties}</w:tcPr>" if properties else ""
    finished = any(mark in content for mark in ("<w:p", "<w:tbl", "<w:sdt"))
    return f"<w:tc>{tcpr}{content if finished else p(content)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A row of cells, each finished XML or plain text."""
    trpr = f"<w:trPr>{properties}</w:trPr>" if properties else ""
    return f"<w:tr>{trpr}{''.join(cell if cell.startswith('<w:') else tc(cell) for cell in cells)}</w:tr>"


def tbl(*rows: str, properties: str = "") -> str:
    """A table of rows."""
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr>{''.join(rows)}</w:tbl>"


def xlsx(
    sheets: dict[str, str],
    *,
    strings: str = "",
    styles: str = "",
    states: dict[str, str] | None = None,
    parts: dict[str, str | bytes] | None = None,
) -> bytes:
    """A workbook; each sheet is the inside of ``worksheet``, for instance ``<sheetData>…</sheetData>``."""
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="s{n}" state="{(states or {}).get(name, "visible")}"/>'
        for n, name in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="s{n}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(officeDocument="xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'
        ),
    }
    for n, content in enumerate(sheets.values(), 1):
        members[f"xl/worksheets/sheet{n}.xml"] = f'<worksheet xmlns="{_SHEET}">{content}</worksheet>'
    if strings:
        members["xl/sharedStrings.xml"] = f'<sst xmlns="{_SHEET}">{strings}</sst>'
    if styles:
        members["xl/styles.xml"] = f'<styleSheet xmlns="{_SHEET}">{styles}</styleSheet>'
    return zipped({**members, **(parts or {})})
