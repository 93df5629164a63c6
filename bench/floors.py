"""What the work costs at least: the same content through one library or one command, and nothing else.

    python -m bench.floors yaml FOLDER          every YAML file below a folder through PyYAML's C loader
    python -m bench.floors lines FOLDER         every file read and decoded, nothing parsed
    python -m bench.floors docx CELLS OUT       a table of these cells as one XML string, through python-docx
    python -m bench.floors docxtpl CELLS OUT    the same through a docxtpl loop
    python -m bench.floors rows CELLS OUT       the same through python-docx, row by row
    python -m bench.floors copy FOLDER OUT      every file of a folder written once more, nothing else

CELLS is a JSON list of rows of texts, the head first.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from xml.sax.saxutils import escape


def yaml(folder: str) -> None:
    """Parse every file, keep nothing."""
    from yaml import CSafeLoader, load

    for path in sorted(Path(folder).rglob("*.yaml")):
        load(path.read_bytes(), CSafeLoader)


def lines(folder: str) -> None:
    """Read and decode."""
    for path in sorted(Path(folder).rglob("*.yaml")):
        path.read_bytes().decode()


def copy(folder: str, out: str) -> None:
    """Read and write."""
    for path in sorted(Path(folder).rglob("*")):
        if path.is_file():
            to = Path(out) / path.relative_to(folder)
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_bytes(path.read_bytes())


def docx(cells: str, out: str) -> None:
    """Parsed once from one string into a document with styles."""
    from docx import Document
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = Document()
    table = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{escape(cell)}</w:t></w:r></w:p></w:tc>" for cell in row) + "</w:tr>"
        for row in _cells(cells)
    )
    body = document.element.body
    body.insert(
        0, parse_xml(f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="TableGrid"/></w:tblPr>{table}</w:tbl>')
    )
    document.save(out)


def rows(cells: str, out: str) -> None:
    """Row by row, as python-docx's own examples do."""
    from docx import Document

    document = Document()
    found = _cells(cells)
    table = document.add_table(rows=0, cols=len(found[0]))
    for row in found:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(out)


def docxtpl(cells: str, out: str) -> None:
    """A template with one row in a loop."""
    from docx import Document
    from docxtpl import DocxTemplate

    found = _cells(cells)
    template = Document()
    width = len(found[0])
    table = template.add_table(rows=3, cols=width)
    table.rows[0].cells[0].text = "{%tr for row in rows %}"
    for n, cell in enumerate(table.rows[1].cells):
        cell.text = "{{ row[%d] }}" % n  # noqa: UP031 - braces all over
    table.rows[2].cells[0].text = "{%tr endfor %}"
    plain = io.BytesIO()
    template.save(plain)
    plain.seek(0)
    filled = DocxTemplate(plain)
    filled.render({"rows": found}, autoescape=True)
    filled.save(out)


def _cells(path: str) -> list[list[str]]:
    found: list[list[str]] = json.loads(Path(path).read_text("utf-8"))
    return found


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
