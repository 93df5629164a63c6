"""The formats a report can take, and where its template lies."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from ledger.errors import FileRefused, NotFound, RenderFailed, reason
from ledger.report.values import Report
from ledger.values import Struct

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

FORMATS: Mapping[str, str] = MappingProxyType(
    {"md": "Markdown", "docx": "Word 文档", "html": "网页", "xlsx": "Excel 表格"}
)
_FILES = {"md": "template.md.j2", "docx": "template.docx", "html": "template.html.j2"}
_SHARED_FILES = {"html": "page.html.j2"}
"""What a kind without a template of its own uses."""
_PACKAGE = "taizhang_templates"
_LARGEST = {"docx": 5_000_000}
_LARGEST_TEXT = 200_000
"""Bytes of a template file; a form with a seal or an emblem in it stays far below."""


class TemplateFile(Struct, frozen=True):
    """A template as it was found: what to call it in messages, and its bytes."""

    name: str
    data: bytes

    @property
    def source(self) -> str:
        """The text of a text template; ``RenderFailed`` when it is not UTF-8."""
        try:
            return self.data.decode("utf-8-sig")
        except UnicodeDecodeError as failure:
            raise RenderFailed(f"模板 {self.name} 不是 UTF-8 编码", "用编辑器另存为 UTF-8 编码") from failure


def render(report: Report, form: str, own_templates: Path | None = None) -> bytes:
    """The document as bytes. ``own_templates`` is the ledger's own ``templates/`` folder, which wins.

    ``NotFound`` for an unknown format or a kind without template, ``RenderFailed`` for a template that does not fit.
    """
    if form not in FORMATS:
        raise NotFound(f"没有“{form}”这种格式", f"可选：{'、'.join(FORMATS)}")
    if form == "xlsx":
        from ledger.report import xlsx

        return xlsx.render(report)
    template = find_template(report.kind, form, own_templates)
    if form == "docx":
        from ledger.report import docx

        return docx.render(report, template.name, template.data, own_templates.parent if own_templates else None)
    from ledger.report.templating import render_text

    return render_text(report, template.name, template.source, form).encode()


def remarks(report: Report, form: str) -> list[str]:
    """What a format could not show of a report, in words for the person who asked for it."""
    if form != "xlsx":
        return []
    from ledger.report import xlsx

    return xlsx.clipped(report)


def find_template(kind: str, form: str, own_templates: Path | None) -> TemplateFile:
    """The ledger's own template of a kind, else the shipped one."""
    candidates = [f"{kind}/{_FILES[form]}", *([_SHARED_FILES[form]] if form in _SHARED_FILES else [])]
    for name in candidates:
        own = _own(own_templates, name, form)
        if own:
            return own
    for name in candidates:
        file = shipped().joinpath(*name.split("/"))
        if file.is_file():
            return TemplateFile(f"templates/{name}（自带）", file.read_bytes())
    raise NotFound(f"没有 {kind} 的 {FORMATS[form]} 模板", f"应当是 templates/{kind}/{_FILES[form]}")


def _own(folder: Path | None, name: str, form: str) -> TemplateFile | None:
    if folder is None or not (folder / name).is_file():
        return None
    path = folder / name
    shown = f"templates/{name}"
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise FileRefused(f"模板 {shown} 指向台账以外的文件，不读取", "换成普通文件")
        if path.stat().st_size > _LARGEST.get(form, _LARGEST_TEXT):
            largest = _LARGEST.get(form, _LARGEST_TEXT) // 1000
            raise FileRefused(f"模板 {shown} 超过 {largest} KB", "删去模板里的大图片和多余内容")
        return TemplateFile(shown, path.read_bytes())
    except OSError as failure:
        raise FileRefused(f"模板 {shown} 打不开：{reason(failure)}", "检查文件权限") from failure


def shipped() -> Traversable:
    """The templates that come with the program, installed or in a source tree."""
    found = find_spec(_PACKAGE)
    if found is None:
        return Path(__file__).resolve().parents[2] / "templates"
    if found.origin and Path(found.origin).is_file():
        return Path(found.origin).parent
    import importlib.resources  # which unpacks what lies in an archive, and loads three compressors for it

    return importlib.resources.files(_PACKAGE)
