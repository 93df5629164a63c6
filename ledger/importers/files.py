"""The one door for files from outside: what is it really, may it be read, and which reader reads it.

The content decides, never the extension: pages saved as .doc are pages. Whatever cannot be read is refused
with one sentence and a way out. Formats that only an office suite can open (doc, wps, xls, et, rtf, odt) go
through a ``Converter`` when the caller has one.
"""

from __future__ import annotations

import email
import email.errors
import email.policy
import hashlib
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from ledger.document import Remark, SourceDocument
from ledger.errors import FileRefused, reason
from ledger.importers import encoding, plain
from ledger.importers.limits import Limits
from ledger.importers.lines import excerpt
from ledger.values import replace

__all__ = ["Converter", "Kind", "Limits", "read", "read_bytes", "sniff"]

Converter = Callable[[bytes, str, str], bytes]
"""``convert(data, kind, wanted)``: the same document as ``wanted`` (docx or xlsx); ``FileRefused`` when it fails."""

DEFAULTS = Limits()
_SAVE_AS_DOCX = "请用Word或WPS打开，另存为“Word文档（*.docx）”后再导入"
_SAVE_AS_XLSX = "请用Excel或WPS表格打开，另存为“Excel工作簿（*.xlsx）”后再导入"
_TYPE_IT = "请向发文单位要Word版（docx），或把文字录入docx后再导入"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is: its short name, what to call it, and how a person gets it into a form that we read."""

    name: str
    title: str = ""
    hint: str = ""
    becomes: str = ""
    """What an office suite can turn it into: docx, xlsx, or nothing."""


_DOCX, _XLSX, _HTML, _MHT, _TXT = (Kind(name) for name in ("docx", "xlsx", "html", "mht", "txt"))
_READ_AS = {"docx": "Word文档（docx）", "xlsx": "Excel工作簿（xlsx）", "html": "网页（html）", "txt": "纯文本"}
_EXTENSIONS = {
    "docx": {".docx", ".docm", ".dotx"},
    "xlsx": {".xlsx", ".xlsm", ".xltx"},
    "html": {".html", ".htm", ".mht", ".mhtml", ".shtml"},
    "txt": {".txt", ".text", ".md", ""},
}
_DOC = Kind("doc", "旧版Word或WPS文字文件（doc、wps）", _SAVE_AS_DOCX, "docx")
_XLS = Kind("xls", "旧版Excel或WPS表格文件（xls、et）", _SAVE_AS_XLSX, "xlsx")
_RTF = Kind("rtf", "RTF文件", _SAVE_AS_DOCX, "docx")
_ODT = Kind("odt", "OpenDocument文字文件（odt）", _SAVE_AS_DOCX, "docx")
_ODS = Kind("ods", "OpenDocument表格文件（ods）", _SAVE_AS_XLSX, "xlsx")
_WORD_XML = Kind("xml", "Word或Excel的XML文件", "请用Word或WPS打开，另存为docx（表格存为xlsx）后再导入")
_PDF = Kind("pdf", "PDF文件", _TYPE_IT)
_OFD = Kind("ofd", "OFD版式文件", _TYPE_IT)
_IMAGE = Kind("image", "图片", _TYPE_IT)
_SLIDES = Kind("pptx", "演示文稿", "请把其中的表格复制到Word，另存为docx后再导入")
_ARCHIVE = Kind("archive", "压缩包", "请先解压，再导入里面的文件")
_ENCRYPTED = Kind("encrypted", "加了打开密码的Office文件", "请用Word或WPS打开，去掉密码后存成docx或xlsx，再导入")
_OLE = Kind("ole", "认不出来的旧版Office文件", _SAVE_AS_DOCX)
_PROGRAM = Kind("program", "程序文件", "请确认是否拿错了文件；来历不明的程序不要打开")
_BINARY = Kind("binary", "认不出格式的文件", "能读取的是docx、xlsx、html和txt；请用Word或WPS打开后另存为docx再导入")

_SIGNATURES: tuple[tuple[bytes, Kind], ...] = (
    (b"{\\rt", _RTF),
    (b"%PDF", _PDF),
    (b"\x89PNG", _IMAGE),
    (b"\xff\xd8\xff", _IMAGE),
    (b"GIF8", _IMAGE),
    (b"II*\x00", _IMAGE),
    (b"MM\x00*", _IMAGE),
    (b"Rar!", _ARCHIVE),
    (b"7z\xbc\xaf", _ARCHIVE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"\xfd7zXZ", _ARCHIVE),
    (b"MZ", _PROGRAM),
    (b"\x7fELF", _PROGRAM),
)
_OLE_STREAMS = (
    ("EncryptedPackage", _ENCRYPTED),
    ("WordDocument", _DOC),
    ("Workbook", _XLS),
    ("Book", _XLS),
    ("PowerPoint Document", _SLIDES),
)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|table|meta|div|p|span|title)\b", re.IGNORECASE)
_OFFICE_XML = ("schemas.microsoft.com/office/word/2003/wordml", "office:spreadsheet", "office/2006/xmlPackage")
_MESSAGE = re.compile(rb"\A(?:[A-Za-z-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){1,30}", re.IGNORECASE)


def read(path: Path, *, limits: Limits = DEFAULTS, convert: Converter | None = None) -> SourceDocument:
    """The document in a file; ``FileRefused`` with a Chinese sentence and hint for everything else."""
    name = _shown(path.name or str(path))
    try:
        if path.is_dir():
            raise FileRefused(f"“{name}”是文件夹，不是文件", "请给出其中某个文件的路径")
        if path.exists() and not path.is_file():
            raise FileRefused(f"“{name}”不是普通文件，不能读取", "请给出一个docx、xlsx、html或txt文件的路径")
        with path.open("rb") as stream:
            data = stream.read(limits.file_bytes + 1)
    except FileNotFoundError as failure:
        raise FileRefused(f"找不到文件“{name}”", "请检查路径和文件名（可把文件拖进终端窗口得到完整路径）") from failure
    except OSError as failure:
        raise FileRefused(f"文件“{name}”打不开：{reason(failure)}", "请检查权限和磁盘后重试") from failure
    return read_bytes(data, path.name, limits, convert=convert)


def read_bytes(
    data: bytes,
    name: str,
    limits: Limits = DEFAULTS,
    *,
    convert: Converter | None = None,
) -> SourceDocument:
    """The document in ``data``, which came under the file name ``name``; ``FileRefused`` otherwise."""
    shown = _shown(name)
    if not data:
        raise FileRefused(f"“{shown}”是空文件", "请对方重新发送，或检查是否下载完整")
    if len(data) > limits.file_bytes:
        raise FileRefused(f"“{shown}”超过{limits.file_bytes >> 20}MB，没有读取", "请压缩或删去其中的图片后再导入")
    try:
        document = _dispatch(data, shown, limits, convert)
    except RecursionError as failure:
        raise FileRefused(
            f"“{shown}”的内容嵌套过深，没有读取", "请把正文和表格复制到新的Word文档，另存为docx后再导入"
        ) from failure
    return _checked(document, shown)


def _shown(name: str) -> str:
    """A file name that is safe to print, without folders."""
    return excerpt(name.replace("\\", "/").rpartition("/")[2], 120) or "未命名"


def _dispatch(data: bytes, name: str, limits: Limits, convert: Converter | None) -> SourceDocument:
    kind = sniff(data)
    digest = hashlib.sha256(data).hexdigest()
    if kind.becomes and convert is not None:
        converted = _dispatch(convert(data, kind.name, kind.becomes), name, limits, None)
        note = Remark("", f"原文件是{kind.title}，已转换为{kind.becomes}读取")
        return replace(converted, sha256=digest, remarks=(note, *converted.remarks))
    if kind is _DOCX or kind is _XLSX:
        return _read_package(data, name, digest, kind, limits)
    if kind is _MHT:
        return _read_message(data, name, digest, limits)
    if kind is _HTML or kind is _TXT:
        return _read_text(data, name, digest, kind, limits)
    raise FileRefused(f"“{name}”是{kind.title}，不能直接读取", kind.hint)


def sniff(data: bytes) -> Kind:
    """What ``data`` is, by its content alone."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _sniff_zip(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return next((kind for stream, kind in _OLE_STREAMS if stream.encode("utf-16-le") in data), _OLE)
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _IMAGE
    if data.startswith(b"BM") and len(data) > 26 and int.from_bytes(data[2:6], "little") == len(data):
        return _IMAGE
    return _sniff_text(data)


def _sniff_zip(data: bytes) -> Kind:
    """Which package a zip file is, by the member names in its directory as bytes.

    Reading the directory properly is left to ``Package``, which bounds it; of a damaged file all bytes are searched.
    """
    end = data.rfind(b"PK\x05\x06")
    size, start = struct.unpack("<II", data[end + 12 : end + 20]) if 0 <= end <= len(data) - 22 else (0, 0)
    names = data[start : start + size] or data
    if b"word/document" in names or b"word\\document" in names:
        return _DOCX
    if b"xl/workbook" in names or b"xl\\workbook" in names:
        return _XLSX
    if b"ppt/presentation" in names:
        return _SLIDES
    if b"OFD.xml" in names:
        return _OFD
    head = data[:200]
    if b"application/vnd.oasis.opendocument.spreadsheet" in head:
        return _ODS
    if b"application/vnd.oasis.opendocument.text" in head:
        return _ODT
    # A docx whose body has an unusual name still lists its parts here.
    return _DOCX if b"[Content_Types].xml" in names else _ARCHIVE


def _sniff_text(data: bytes) -> Kind:
    head = data[:65536]
    if head.count(b"\x00") > len(head) // 50 and not encoding.looks_like_utf16(data):
        return _BINARY
    text = encoding.first_characters(head)
    odd = sum(1 for character in text if character < " " and character not in "\t\n\r\f\v\x1a\x00")
    if odd > max(len(text) // 50, 2):
        return _BINARY
    if _is_message(head):
        return _MHT
    start = text.lstrip("\ufeff \t\r\n\x00")
    if start.startswith("<?xml") and any(mark in start[:4000] for mark in _OFFICE_XML):
        return _WORD_XML
    if start.startswith("<") and _PAGE.search(start[:4000]):
        return _HTML
    # A page may begin with stray text or a long comment; the tags that make a page settle it.
    lowered = text.lower()
    if "<html" in lowered and ("<body" in lowered or "<head" in lowered):
        return _HTML
    if "<table" in lowered and "</td>" in lowered:
        return _HTML
    return _TXT


def _is_message(head: bytes) -> bool:
    match = _MESSAGE.match(head)
    return match is not None and re.search(rb"^mime-version:", match[0], re.IGNORECASE | re.MULTILINE) is not None


def _read_package(data: bytes, name: str, digest: str, kind: Kind, limits: Limits) -> SourceDocument:
    from ledger.importers.package import Package

    package = Package(data, name, limits)
    if kind is _DOCX:
        from ledger.importers import docx

        return docx.read(package, digest, limits)
    from ledger.importers import xlsx

    return xlsx.read(package, digest, limits)


def _read_text(data: bytes, name: str, digest: str, kind: Kind, limits: Limits) -> SourceDocument:
    if len(data) > limits.text_bytes:
        raise FileRefused(
            f"“{name}”的文字超过{limits.text_bytes >> 20}MB，没有读取", "请确认文件无误，或拆成几个文件后再导入"
        )
    hint = encoding.declared(data[:4096]) if kind is _HTML else ""
    text, remarks = encoding.decode(data, name, hint)
    if kind is _TXT:
        return plain.read(text, name, digest, limits, remarks)
    from ledger.importers import html

    return html.read(text, name, digest, limits, remarks)


def _read_message(data: bytes, name: str, digest: str, limits: Limits) -> SourceDocument:
    """A page saved as one file (mht): its first html part."""
    if len(data) > limits.text_bytes:
        raise FileRefused(
            f"“{name}”超过{limits.text_bytes >> 20}MB，没有读取", "请在浏览器里重新保存为“仅网页（html）”后再导入"
        )
    if data.count(b"boundary=") > 20 or data.count(b"\n--") > 2000:
        raise FileRefused(f"“{name}”的组成部分多得不正常，没有读取", "请在浏览器里重新保存为“仅网页（html）”后再导入")
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        part = next((p for p in message.walk() if p.get_content_type() == "text/html"), None)
        page = part.get_payload(decode=True) if isinstance(part, EmailMessage) else None
    except (email.errors.MessageError, LookupError, ValueError, AttributeError, TypeError) as failure:
        raise FileRefused(
            f"“{name}”已损坏，读不出网页内容", "请在浏览器里重新保存为“仅网页（html）”后再导入"
        ) from failure
    if part is None or not isinstance(page, bytes):
        raise FileRefused(f"“{name}”里没有网页内容", "请在浏览器里把原网页保存为“仅网页（html）”后再导入")
    charset = encoding.declared(f"charset={part.get_content_charset('')}".encode("ascii", "replace"))
    text, remarks = encoding.decode(page, name, charset or encoding.declared(page[:4096]))
    from ledger.importers import html

    note = Remark("", "文件是单个文件网页（mht），已读取其中的网页")
    return html.read(text, name, digest, limits, (note, *remarks))


def _checked(document: SourceDocument, name: str) -> SourceDocument:
    """The document with a remark on a misleading extension; one without any text is refused."""
    texts = (block.text for block in document.paragraphs)
    cells = (cell.text for table in document.tables for cell in table.cells)
    if not any(text.strip() for source in (texts, cells) for text in source):
        pictures = any("图片" in remark.text for remark in document.remarks)
        found = "里只有图片（可能是扫描件），没有可读的文字" if pictures else "里没有任何文字"
        raise FileRefused(f"“{name}”{found}", _TYPE_IT)
    extension = Path(name).suffix.lower()
    converted = any("已转换为" in remark.text for remark in document.remarks)
    if extension in _EXTENSIONS[document.kind] or converted:
        return document
    note = Remark("", f"文件扩展名是“{extension or '（无）'}”，内容其实是{_READ_AS[document.kind]}，已按内容读取")
    return replace(document, remarks=(note, *document.remarks))
