"""Opening an Office package (docx, xlsx) that came from a stranger: a zip of XML parts, every size bounded.

Nothing is ever unpacked to disk, external relationships are never followed, and XML is parsed without
entities, DTDs or network. Packages follow ECMA-376 part 2 (Open Packaging Conventions).
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from ledger.errors import FileRefused
from ledger.importers.limits import Limits
from ledger.importers.lines import clean

BROKEN_HINT = "请用Word或WPS打开原件，另存一份后再导入；打不开的，请对方重新发送"
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error, IndexError)
"""What the zip module raises for archives that are cut, patched or lie about themselves."""

_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}
"""Namespaces of ISO/IEC 29500 Strict and their Transitional twins: the same elements under another name."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A relationship of a part to another part of the package, never to anything outside."""

    key: str
    kind: str
    """The last word of its type: officeDocument, styles, worksheet …"""
    target: str


def refuse_doctype(data: bytes, name: str) -> None:
    """``FileRefused`` when the XML has a DTD: Office never writes one, attacks need one."""
    if any(mark in data for mark in _DOCTYPES):
        raise FileRefused(f"“{name}”的XML里有DOCTYPE声明，正常的Office文件不会有，没有读取", BROKEN_HINT)


def without_strict_names(data: bytes) -> bytes:
    """XML of a Strict file with the namespaces that the readers know."""
    for strict, usual in _STRICT.items():
        if strict in data:
            data = data.replace(strict, usual)
    return data


def parse_xml(data: bytes, name: str) -> etree._Element:
    """The root of an XML part; ``FileRefused`` for DTDs, damage and absurd depth (256 levels)."""
    refuse_doctype(data, name)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(without_strict_names(data), parser)
    except etree.XMLSyntaxError as failure:
        if "depth" in str(failure):
            raise FileRefused(f"“{name}”里的元素嵌套过深，没有读取", BROKEN_HINT) from failure
        raise FileRefused(f"“{name}”已损坏，里面的XML不完整", BROKEN_HINT) from failure
    return root


class Package:
    """The members of a zip file, checked before any of them is read."""

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        self.name = name
        self._limits = limits
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except DAMAGE as failure:
            raise FileRefused(f"“{name}”已损坏或不完整，打不开", BROKEN_HINT) from failure
        self._members = self._checked(self._zip.infolist())

    def _checked(self, infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
        """Members by lower-case path (part names know no case)."""
        limits = self._limits
        if len(infos) > limits.members:
            raise FileRefused(f"“{self.name}”里有{len(infos)}个内部文件，多得不正常，没有读取", BROKEN_HINT)
        if sum(info.file_size for info in infos) > limits.unpacked_bytes:
            raise FileRefused(
                f"“{self.name}”解开后超过{limits.unpacked_bytes >> 20}MB，没有读取", "请压缩或删去其中的图片后再导入"
            )
        members: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            path = info.filename.replace("\\", "/")
            if path.startswith("/") or ".." in path.split("/") or re.match(r"[A-Za-z]:", path):
                raise FileRefused(f"“{self.name}”里有指向别处的内部路径，可能不安全，没有读取", BROKEN_HINT)
            if info.flag_bits & 0x1:
                raise FileRefused(f"“{self.name}”加了密码，不能读取", "请去掉打开密码，另存后再导入")
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise FileRefused(f"“{self.name}”用了Office文件不用的压缩方式，没有读取", BROKEN_HINT)
            if info.file_size > 1 << 20 and info.file_size > limits.ratio * max(info.compress_size, 1):
                raise FileRefused(f"“{self.name}”的压缩比高得不正常（疑似压缩炸弹），没有读取", BROKEN_HINT)
            if path.lower() in members:
                raise FileRefused(f"“{self.name}”里有两个同名的内部文件，分不清哪个是真的，没有读取", BROKEN_HINT)
            members[path.lower()] = info
        return members

    @property
    def paths(self) -> tuple[str, ...]:
        """All member paths in lower case, sorted."""
        return tuple(sorted(self._members))

    def __contains__(self, path: str) -> bool:
        return path.lower() in self._members

    def part(self, path: str) -> bytes:
        """The bytes of a part; an absent part is empty. ``FileRefused`` when damaged or too large."""
        info = self._members.get(path.lower())
        if info is None:
            return b""
        try:
            with self._zip.open(info) as stream:
                data = stream.read(self._limits.xml_bytes + 1)
        except (*DAMAGE, RuntimeError, NotImplementedError) as failure:
            raise FileRefused(f"“{self.name}”已损坏或不完整，里面的内容读不出来", BROKEN_HINT) from failure
        if data.count(b"<") > self._limits.tags:
            raise FileRefused(f"“{self.name}”的内容多得不正常，没有读取", "请确认文件无误，或拆成几个文件后再导入")
        if len(data) > self._limits.xml_bytes:
            raise FileRefused(
                f"“{self.name}”的正文超过{self._limits.xml_bytes >> 20}MB，没有读取", "请拆成几个文件后再导入"
            )
        return data

    def xml(self, path: str) -> etree._Element | None:
        """The root element of a part, ``None`` when the part is absent or empty."""
        data = self.part(path)
        return parse_xml(data, self.name) if data else None

    def relations(self, path: str) -> tuple[Relation, ...]:
        """What a part (``""`` for the package) points to inside the package, in the order of the file."""
        folder, _, base = path.rpartition("/")
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        if root is None:
            return ()
        found = []
        for element in root:
            target = unquote(element.get("Target", ""))
            if element.get("TargetMode") == "External" or not target:
                continue
            resolved = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found.append(Relation(element.get("Id", ""), element.get("Type", "").rpartition("/")[2], resolved))
        return tuple(found)

    def related(self, path: str, kind: str) -> tuple[str, ...]:
        """The parts of one kind that a part points to and that exist."""
        return tuple(r.target for r in self.relations(path) if r.kind == kind and r.target in self)

    def title(self) -> str:
        """The title in the document's own properties, or ``""``."""
        root = self.xml("docProps/core.xml")
        title = None if root is None else root.find("{http://purl.org/dc/elements/1.1/}title")
        return "" if title is None else " ".join(clean(title.text or "").split())


def custom_properties(package: Package) -> Iterator[tuple[str, str]]:
    """Custom document properties by name, and the texts of custom XML parts by path."""
    root = package.xml("docProps/custom.xml")
    for prop in () if root is None else root:
        yield prop.get("name", ""), _all_text(prop)
    for path in package.paths:
        if re.fullmatch(r"customxml/item\d+\.xml", path):
            item = package.xml(path)
            text = "" if item is None else _all_text(item)
            if text:
                yield path, text


def _all_text(element: etree._Element) -> str:
    return "".join(str(piece) for piece in element.itertext()).strip()
