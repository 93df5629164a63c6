"""Write the Word templates of letters: ``templates/<kind>/template.docx`` with running text around a table.

    python tools/make_letters.py

Page, styles and package are those of ``make_templates.py``; body text is that of GB/T 9704-2012 (3号仿宋, two
characters in), the signature four characters from the right edge.
"""

from __future__ import annotations

import io
import zipfile

import make_templates as base

REMINDER = {
    "why": (
        "根据{{ basis }}要求，{{ due }}前应{{ to }}报送{{ what }}。截至{{ on }}，你单位{{ missing }}，"
        "{{ late_from }}已逾期{{ late }}个工作日。{{ extended }}"
    ),
    "earlier": "此前已催办：{{ earlier }}",
    "first": (
        "请于{{ until }}前将下列任务的落实情况（包括存在的问题、原因分析和下一步措施）报{{ receiver }}。"
        "确有困难不能按时报送的，请在期限前书面说明原因和报送日期。"
    ),
    "second": (
        "请你单位主要负责人过问，查明原因，于{{ until }}前将下列任务的落实情况和没有按时报送的原因"
        "一并报{{ receiver }}。"
    ),
    "third": (
        "请于{{ until }}前将下列任务的落实情况和主要负责人签字的书面说明报{{ receiver }}。"
        "期限内仍不报送的，{{ office }}将提请予以通报。"
    ),
}
_OFF_GRID = '<w:snapToGrid w:val="0"/>'
_PITCH = '<w:spacing w:val="-5"/>'
"""28 characters in a line of 156 mm: 16 pt less a quarter point. The grid itself would do it in Word, but other
programs put a character that is wider than its cell into two."""


def letter_styles() -> str:
    """The styles that letters have beside those of the tables."""
    line = f"{_OFF_GRID}{base.line(28.95)}"
    indent = '<w:ind w:firstLineChars="200" w:firstLine="632"/><w:jc w:val="both"/>'
    signed = f'<w:keepNext/><w:keepLines/>{line}<w:ind w:right="1264"/><w:jc w:val="right"/>'
    run = _OFF_GRID + _PITCH
    return (
        base.style("LetterText", "公文正文", base.FANGSONG, 16, line + indent, run=run)
        + base.style("LetterTo", "主送机关", base.FANGSONG, 16, f'{line}<w:jc w:val="left"/>', run=run)
        + base.style("LetterSigned", "署名和日期", base.FANGSONG, 16, signed, run=run)
    )


def small_gap() -> str:
    """What sets a table apart from the text above it."""
    return base.paragraph("", "TableText", "<w:keepNext/>")


def gap() -> str:
    """An empty line that stays with what follows."""
    return base.paragraph("", "LetterTo", "<w:keepNext/>")


def reminder() -> tuple[base.Page, str]:
    """催办通知单, first, second and third."""
    page = base.Page(landscape=False)
    columns = [
        base.Column("序号", "number", 130, "TableCenter"),
        base.Column("主要任务", "text", 480),
        base.Column("职责", "part", 90, "TableCenter"),
        base.Column("应报日期", "due", 160, "TableCenter"),
        base.Column("逾期\n工作日", "late", 140, "TableCenter"),
    ]
    widths = base.shares(page, [column.share for column in columns])
    heads = "".join(
        base.td("".join(base.paragraph(text, "TableHead") for text in column.head.split("\n")), width)
        for column, width in zip(columns, widths, strict=True)
    )
    parts = [
        base.paragraph("拟稿", "AnnexMark"),
        base.paragraph("{{ title }}", "DocTitle"),
        gap(),
        base.paragraph("{{ addressee }}：", "LetterTo"),
        base.paragraph(REMINDER["why"], "LetterText"),
        base.tag("{%p if earlier %}"),
        base.paragraph(REMINDER["earlier"], "LetterText"),
        base.tag("{%p endif %}"),
        base.tag('{%p if grade == "1" %}'),
        base.paragraph(REMINDER["first"], "LetterText"),
        base.tag('{%p elif grade == "2" %}'),
        base.paragraph(REMINDER["second"], "LetterText"),
        base.tag("{%p else %}"),
        base.paragraph(REMINDER["third"], "LetterText"),
        base.tag("{%p endif %}"),
        small_gap(),
        base.table(widths, base.tr(heads, head=True, height=11) + base.body_rows(columns, widths, height=10)),
        gap(),
        base.paragraph("{{ signed }}", "LetterSigned"),
        base.paragraph("{{ on }}", "LetterSigned"),
        base.paragraph("（联系人：　　　　联系电话：　　　　）", "LetterText"),
    ]  # fmt: skip
    return page, "".join(parts)


KINDS = {"reminder": (reminder, "催办通知单")}


def make(kind: str) -> bytes:
    """The template of a kind, with fixed times and order."""
    build, title = KINDS[kind]
    page, content = build()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as target:
        files = base.package(page, content, title)
        files["word/styles.xml"] = files["word/styles.xml"].replace("</w:styles>", f"{letter_styles()}</w:styles>")
        for name, text in files.items():
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.create_system = 0
            target.writestr(member, text.encode())
    return buffer.getvalue()


def main() -> None:
    """Write all of them."""
    for kind in KINDS:
        path = base.TEMPLATES / kind / "template.docx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(make(kind))
        print(f"{path.relative_to(base.TEMPLATES.parent)}  {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
