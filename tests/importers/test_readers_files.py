"""What a file really is, and everything that must be refused with one sentence. Content is invented (虚构)."""

from __future__ import annotations

import hashlib
import io
import os
import time
import zipfile
from pathlib import Path

import pytest
from wordml import docx, p, r, relations, tbl, tc, tr, word, xlsx, zipped

from ledger.errors import FileRefused
from ledger.importers import files
from ledger.importers.files import Limits

ONE_CELL = "<sheetData><row><c><v>1</v></c></row></sheetData>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def ole(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le") + b"\x00" * 400


def bundled(data: bytes) -> bytes:
    """A form in a zip that does not compress it, so that its member names stand in the bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("表.docx", data)
    return buffer.getvalue()


def refusal(data: bytes, name: str = "材料.docx", limits: Limits = files.DEFAULTS) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        files.read_bytes(data, name, limits)
    failure = caught.value
    assert name in failure.message
    assert "\n" not in failure.message
    assert failure.hint, "a refusal says what to do instead"
    return failure


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "是空文件"),
        (ole("WordDocument"), "旧版Word或WPS文字文件"),
        (ole("Workbook"), "旧版Excel或WPS表格文件"),
        (ole("EncryptedPackage"), "加了打开密码"),
        (ole("PowerPoint Document"), "演示文稿"),
        (OLE, "认不出来的旧版Office文件"),
        (b"{\\rtf1\\ansi text}", "RTF文件"),
        (b"%PDF-1.4\n", "PDF文件"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"\xff\xd8\xff\xe0", "图片"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "图片"),
        (b"Rar!\x1a\x07", "压缩包"),
        (b"MZ\x90\x00", "程序文件"),
        (bytes(range(256)) * 20, "认不出格式"),
        (b"\x00" * 5000, "认不出格式"),
        (zipped({"表/一.txt": "甲"}), "压缩包"),
        (bundled(docx(p("甲"))), "压缩包"),
        (zipped({"ppt/presentation.xml": "<x/>"}), "演示文稿"),
        (zipped({"OFD.xml": "<x/>"}), "OFD版式文件"),
        (b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.text", "OpenDocument文字文件"),
        (
            b'<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>',
            "XML",
        ),
        (b"PK\x03\x04word/document", "已损坏或不完整"),
        (b" \r\n \n", "没有任何文字"),
        (b"<html><body> </body></html>", "没有任何文字"),
        (b"<!DOCTYPE html>", "没有可读的网页内容"),
        (docx(""), "没有任何文字"),
        (docx(p('<w:r><w:drawing><a:blip r:embed="r1"/></w:drawing></w:r>')), "只有图片"),
        (zipped({"[Content_Types].xml": "<Types/>"}), "没有Word正文"),
        (zipped({"xl/workbook.txt": "x"}), "没有Excel工作簿"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_named(data: bytes, said: str) -> None:
    assert said in refusal(data).message


def test_hints_say_how_to_convert() -> None:
    assert "另存为“Word文档（*.docx）”" in refusal(ole("WordDocument")).hint
    assert "另存为“Excel工作簿（*.xlsx）”" in refusal(ole("Workbook"), "表.xls").hint


def test_paths_that_are_no_files(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"找不到文件“没有\.docx”"):
        files.read(tmp_path / "没有.docx")
    with pytest.raises(FileRefused, match="是文件夹"):
        files.read(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "管道.docx")
        with pytest.raises(FileRefused, match="不是普通文件"):
            files.read(tmp_path / "管道.docx")


def test_reading_a_path(tmp_path: Path) -> None:
    path = tmp_path / "通知.docx"
    path.write_bytes(docx(p("甲")))
    document = files.read(path)
    assert (document.name, document.kind, document.remarks) == ("通知.docx", "docx", ())


def test_names_are_made_safe_to_print() -> None:
    assert files.read_bytes("甲".encode(), "../x/\x1b[31m坏\n名.txt").name == "[31m坏 名.txt"


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("表.doc", docx(p("甲")), "docx"),
        ("表.docx", xlsx({"一": ONE_CELL}), "xlsx"),
        ("表", docx(p("甲")), "docx"),
        ("表.docx", "甲".encode(), "txt"),
    ],
)
def test_the_content_decides_and_a_misleading_extension_is_said(name: str, data: bytes, kind: str) -> None:
    document = files.read_bytes(data, name)
    assert document.kind == kind
    assert "按内容读取" in document.remarks[0].text


def test_a_converter_opens_what_we_cannot() -> None:
    asked = []

    def convert(data: bytes, kind: str, wanted: str) -> bytes:
        asked.append((kind, wanted))
        return docx(p("旧文"))

    document = files.read_bytes(ole("WordDocument"), "旧.doc", convert=convert)
    assert asked == [("doc", "docx")]
    assert [paragraph.text for paragraph in document.paragraphs] == ["旧文"]
    assert [remark.text for remark in document.remarks] == [
        "原文件是旧版Word或WPS文字文件（doc、wps），已转换为docx读取"
    ]
    assert document.sha256 == hashlib.sha256(ole("WordDocument")).hexdigest()
    with pytest.raises(FileRefused, match="PDF"):
        files.read_bytes(b"%PDF-1.4", "文.pdf", convert=convert)


# Hostile packages


def patched(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new)


def test_traversing_members_are_refused() -> None:
    for path in ("../../etc/passwd", "/etc/passwd", "C:/x.dll", "word\\..\\..\\x"):
        assert "内部路径" in refusal(docx(p("甲"), {path: "x"})).message


def test_a_zip_bomb_is_refused_without_unpacking() -> None:
    bomb = docx(p("甲"), {"word/media/image1.png": b"\x00" * (30 << 20)})
    assert len(bomb) < 100_000
    started = time.process_time()
    assert "压缩比" in refusal(bomb).message
    assert time.process_time() - started < 1


def test_sizes_are_bounded() -> None:
    noise = docx(p("甲"), {"word/media/a.png": "".join(map(str, range(300_000)))})
    assert "解开后超过" in refusal(noise, limits=Limits(unpacked_bytes=1 << 20)).message
    assert "内部文件" in refusal(docx(p("甲"), {f"x/{n}": "" for n in range(30)}), limits=Limits(members=20)).message
    assert "超过0MB" in refusal(noise, limits=Limits(file_bytes=1000)).message
    long = docx("".join(p("字" * 100) for _ in range(50)))
    assert "正文超过" in refusal(long, limits=Limits(xml_bytes=2000)).message
    assert "内容多得不正常" in refusal(long, limits=Limits(tags=100)).message
    assert "内容多得不正常" in refusal(b"<html><body>" + b"<p>" * 100, "页.html", Limits(tags=100)).message
    assert "里的文字超过40行" in refusal(long, limits=Limits(lines=40)).message


def test_a_member_that_lies_about_its_size_is_not_believed() -> None:
    data = docx(p("字" * 5000))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo("word/document.xml").file_size.to_bytes(4, "little")
    assert "损坏" in refusal(patched(data, size, (50).to_bytes(4, "little"))).message


def test_two_members_of_one_name_are_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for content in ("一", "二"):
                archive.writestr("word/document.xml", word("document", f"<w:body>{p(content)}</w:body>"))
    assert "两个同名" in refusal(buffer.getvalue()).message


def test_encrypted_and_oddly_compressed_members_are_refused() -> None:
    data = zipped({"word/document.xml": "x"})
    flagged = patched(data, b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
    assert "密码" in refusal(flagged).message
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("word/document.xml", "x")
    assert "压缩方式" in refusal(buffer.getvalue()).message


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.99])
def test_truncated_files_are_refused(keep: float) -> None:
    data = docx("".join(p(f"第{n}项") for n in range(300)))
    assert "损坏" in refusal(data[: int(len(data) * keep)]).message


def test_broken_xml_is_refused() -> None:
    assert "XML不完整" in refusal(docx("<w:p>")).message


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x"}">' for n in range(12))


@pytest.mark.parametrize(
    "doctype",
    [
        f"<!DOCTYPE d [{ENTITIES}]>",
        '<!DOCTYPE d [<!ENTITY e11 SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY e11 "x">]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_wherever_they_are(doctype: str, encoding: str) -> None:
    body = f'<?xml version="1.0" encoding="{encoding}"?>{doctype}<d>&e11;</d>'.encode(encoding)
    started = time.process_time()
    for part in ("word/document.xml", "word/styles.xml", "docProps/custom.xml", "_rels/.rels", "customXml/item1.xml"):
        assert "DOCTYPE" in refusal(docx(p("甲"), {part: body})).message
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"):
        data = xlsx({"一": ONE_CELL}, parts={part: body})
        assert "DOCTYPE" in refusal(data, "表.xlsx").message
    assert time.process_time() - started < 2


def test_entities_in_pages_stay_unread(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密", "utf-8")
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]><html><body><p>甲&x;乙</p></body></html>'
    text = "".join(paragraph.text for paragraph in files.read_bytes(page.encode(), "页.html").paragraphs)
    assert "机密" not in text
    assert "甲" in text


def test_absurd_nesting_is_refused() -> None:
    deep = 2000
    assert "嵌套过深" in refusal(docx("<w:sdt><w:sdtContent>" * deep + "</w:sdtContent></w:sdt>" * deep)).message
    assert "嵌套过深" in refusal(("<div>" * deep + "甲").encode(), "页.html").message
    nested = p("甲")
    for _ in range(60):
        nested = tbl(tr(tc(nested + p(""))))
    assert files.read_bytes(docx(nested), "表.docx").remarks


def test_relationships_to_the_outside_are_not_followed() -> None:
    outside = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" TargetMode="External" Target="http://127.0.0.1:9/t.dotm" Type="x/attachedTemplate"/>'
        '<Relationship Id="b" TargetMode="External" Target="file:///etc/hostname" Type="x/styles"/>'
        '<Relationship Id="c" Target="../../../../etc/hostname" Type="x/numbering"/></Relationships>'
    )
    document = files.read_bytes(docx(p(r("甲")), {"word/_rels/document.xml.rels": outside}), "表.docx")
    assert [paragraph.text for paragraph in document.paragraphs] == ["甲"]


@pytest.mark.parametrize("count", [100_000])
def test_a_hundred_thousand_rows_are_refused_quickly(count: int) -> None:
    row = "<w:tr><w:tc><w:p/></w:tc></w:tr>"
    page = "<table>" + "<tr><td>1<td>2" * count + "</table>"
    started = time.process_time()
    assert "超过20000行" in refusal(docx(f"<w:tbl>{row * count}</w:tbl>"), limits=Limits(ratio=10_000)).message
    assert "超过20000行" in refusal(page.encode(), "页.html").message
    assert time.process_time() - started < 5


def test_tables_too_wide_are_refused() -> None:
    assert "超过200列" in refusal(docx(tbl(tr(*("甲" for _ in range(201)))))).message
    assert "列" in refusal(f"<table><tr>{'<td>1' * 1500}</table>".encode(), "页.html").message
    wide = "".join(f"<tr>{'<td colspan=1000 rowspan=9999>x' * 3}" for _ in range(3000))
    assert "太大" in refusal(f"<table>{wide}</table>".encode(), "页.html").message


def test_remarks_are_bounded() -> None:
    body = "".join(p(r(f"暗{n}", "<w:vanish/>") + r("见")) for n in range(700))
    document = files.read_bytes(docx(body), "表.docx")
    assert len(document.remarks) == 501
    assert document.remarks[-1].text == "另有200处类似情况，未一一列出"


def test_a_parts_path_may_be_unusual() -> None:
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(officeDocument="/doc/Body%201.xml"),
        "doc/Body 1.xml": word("document", f"<w:body>{p('甲')}</w:body>"),
    }
    assert [b.text for b in files.read_bytes(zipped(parts), "表.docx").paragraphs] == ["甲"]
