"""A hidden text in a finished document: a custom document property of a docx or xlsx package.

Word, WPS, Excel and LibreOffice carry custom properties along when somebody edits and saves the file.
"""

from __future__ import annotations

import io
import zipfile

from lxml import etree

_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_CONTENT = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The set of properties that users define (MS-OLEPS, FMTID_UserDefinedProperties)."""
_PART, _TYPES_PART, _RELATIONS_PART = "docProps/custom.xml", "[Content_Types].xml", "_rels/.rels"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def with_property(data: bytes, name: str, value: str) -> bytes:
    """The package ``data``, made by this program, with one property more; what it had under that name goes.

    Members keep their order, times are fixed, nothing is compressed: equal input, equal bytes.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        files = {member: package.read(member) for member in package.namelist()}
    if _PART not in files:
        files[_TYPES_PART] = _added(
            files[_TYPES_PART], f"{{{_TYPES}}}Override", {"PartName": f"/{_PART}", "ContentType": _CONTENT}
        )
        files[_RELATIONS_PART] = _added(
            files[_RELATIONS_PART],
            f"{{{_RELATIONS}}}Relationship",
            {"Id": "rIdCustomProperties", "Type": _KIND, "Target": _PART},
        )
    files[_PART] = _properties(files.get(_PART, b""), name, value)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        for path, content in files.items():
            member = zipfile.ZipInfo(path, _EPOCH)
            member.create_system = 0
            package.writestr(member, content)
    return target.getvalue()


def _parsed(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def _serialized(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _added(data: bytes, tag: str, attributes: dict[str, str]) -> bytes:
    root = _parsed(data)
    etree.SubElement(root, tag, attributes)
    return _serialized(root)


def _properties(data: bytes, name: str, value: str) -> bytes:
    """The part with the property put last; a template may have come with properties of its own."""
    root = _parsed(data or f'<Properties xmlns="{_CUSTOM}" xmlns:vt="{_VALUES}"/>'.encode())
    for old in list(root):
        if old.get("name") == name:
            root.remove(old)
    taken = [int(pid) for one in root if (pid := one.get("pid", "")).isdigit()]
    # numbers 0 and 1 are reserved
    made = etree.SubElement(
        root, f"{{{_CUSTOM}}}property", {"fmtid": _FORMAT, "pid": str(max([1, *taken]) + 1), "name": name}
    )
    etree.SubElement(made, f"{{{_VALUES}}}lpwstr").text = value
    return _serialized(root)
