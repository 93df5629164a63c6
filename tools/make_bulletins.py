"""Write the Word template of bulletins: ``templates/bulletin/template.docx``, running text with heads and an annex.

    python tools/make_bulletins.py

Page and package are those of ``make_templates.py``, body text and signature those of ``make_letters.py``; the
heads are those of GB/T 9704-2012: 一、 in 黑体, （一） in 楷体.
"""

from __future__ import annotations

import io
import zipfile

import make_letters as letters
import make_templates as base


def styles() -> str:
    """The heads inside the text, and what belongs to an annex."""
    line = f"{base.OFF_GRID}{base.line(28.95)}"
    indent = '<w:keepNext/><w:ind w:firstLineChars="200" w:firstLine="632"/>'
    run = '<w:snapToGrid w:val="0"/><w:spacing w:val="-5"/>'
    return (
        letters.letter_styles()
        + base.style("LetterHead1", "一级标题", base.HEITI, 16, f'{indent}{line}<w:jc w:val="both"/>', run=run)
        + base.style("LetterHead2", "二级标题", base.KAITI, 16, f'{indent}{line}<w:jc w:val="both"/>', run=run)
    )


def annex(page: base.Page) -> str:
    """The rows of the annex: each kind has columns of its own, so cells come from a loop."""
    whole = page.text_width
    return (
        base.looped_head("section.heads[0]")
        + base.tag_row("{%tr for row in section.rows %}", whole, 1)
        + base.looped_row(height=10)
        + base.tag_row("{%tr endfor %}", whole, 1)
    )


def bulletin() -> tuple[base.Page, str]:
    """Title, text, signature; the annex on a new page."""
    page = base.Page(landscape=False)
    rows = annex(page)
    parts = [
        base.paragraph("拟稿", "AnnexMark"),
        base.paragraph("{{ title }}", "DocTitle"),
        letters.gap(),
        base.tag("{%p for row in rows %}"),
        base.tag('{%p if row.look.text == "head" %}'),
        base.paragraph("{{ row.text }}", "LetterHead1"),
        base.tag('{%p elif row.look.text == "subhead" %}'),
        base.paragraph("{{ row.text }}", "LetterHead2"),
        # the last paragraph stays with the signature: a page with nothing else on it is not sent out
        base.tag("{%p elif loop.last %}"),
        base.paragraph("{{ row.text }}", "LetterText", "<w:keepNext/>"),
        base.tag("{%p else %}"),
        base.paragraph("{{ row.text }}", "LetterText"),
        base.tag("{%p endif %}"),
        base.tag("{%p endfor %}"),
        *base.optional("annexed", letters.gap()),
        base.tag("{%p for section in sections %}"),
        *base.optional("section.subtitle", base.paragraph("{{ section.subtitle }}", "LetterText", "<w:keepNext/>")),
        base.tag("{%p endfor %}"),
        letters.gap(),
        base.paragraph("{{ signed }}", "LetterSigned"),
        base.paragraph("{{ on }}", "LetterSigned"),
        base.tag("{%p for section in sections %}"),
        base.tag("{%p if section.annex %}"),
        base.paragraph("{{ section.annex }}", "AnnexMark", "<w:pageBreakBefore/>"),
        letters.gap(),
        base.paragraph("{{ section.title }}", "DocTitle"),
        base.table([page.text_width], rows),
        base.paragraph("", "TableEnd"),
        base.tag("{%p endif %}"),
        base.tag("{%p endfor %}"),
    ]
    return page, "".join(parts)


def make() -> bytes:
    """The template, with fixed times and order."""
    page, content = bulletin()
    files = base.package(page, content, "通报")
    files["word/styles.xml"] = files["word/styles.xml"].replace("</w:styles>", f"{styles()}</w:styles>")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as target:
        for name, text in files.items():
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.create_system = 0
            target.writestr(member, text.encode())
    return buffer.getvalue()


def main() -> None:
    """Write it."""
    path = base.TEMPLATES / "bulletin" / "template.docx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(make())
    print(f"{path.relative_to(base.TEMPLATES.parent)}  {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
