"""Files, folders and zip archives → the single files in them, one after another, bounded.

Nothing is unpacked to disk: members of an archive are read in memory, by name only for messages, so a member
called ``../../x`` goes nowhere. Links are not followed out of a folder.
"""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ledger.document import SourceDocument
from ledger.errors import FileRefused, reason
from ledger.importers import files
from ledger.importers.files import Converter
from ledger.importers.limits import Limits
from ledger.importers.lines import excerpt

MOST_FILES = 2_000
MOST_MEMBERS = 1_000
_UNPACKED = 500 << 20
_RATIO = 300
_CHUNK = 1 << 16
_NOT_FORMS = {"thumbs.db", "desktop.ini", ".ds_store"}


@dataclass(frozen=True)
class Item:
    """One file of a batch: its path as shown, and its bytes or why they could not be had."""

    path: str
    data: bytes = b""
    error: FileRefused | None = None


def items(paths: Sequence[Path], limits: Limits = files.DEFAULTS) -> Iterator[Item]:
    """Every file that the paths name, in order; folders by name, archives by member."""
    count = 0
    for path in paths:
        for item in _of_path(path, limits):
            count += 1
            if count > MOST_FILES:
                yield Item(item.path, error=FileRefused(f"一次超过{MOST_FILES}个文件，后面的没有读", "分几批导入"))
                return
            yield item


def document(item: Item, limits: Limits = files.DEFAULTS, convert: Converter | None = None) -> SourceDocument:
    """The document of an item; ``FileRefused`` when it could not be had or read."""
    if item.error is not None:
        raise item.error
    return files.read_bytes(item.data, item.path, limits, convert=convert)


def _of_path(path: Path, limits: Limits) -> Iterator[Item]:
    if path.is_dir():
        for inside in _walk(path):
            yield from _of_file(inside, str(inside.relative_to(path.parent)) if path.name else str(inside), limits)
        return
    yield from _of_file(path, str(path), limits)


def _walk(folder: Path) -> Iterator[Path]:
    for top, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__MACOSX")))
        for name in sorted(names):
            if not _passed_over(name):
                yield Path(top) / name


def _passed_over(name: str) -> bool:
    """Files that office programs and systems leave beside the real ones."""
    return name.startswith((".", "~$")) or name.lower() in _NOT_FORMS


def _of_file(path: Path, shown: str, limits: Limits) -> Iterator[Item]:
    try:
        if path.exists() and not path.is_file():
            raise FileRefused(f"“{excerpt(path.name)}”不是普通文件，不能读取", "请给出文件、文件夹或zip压缩包的路径")
        with path.open("rb") as stream:
            head = stream.read(4)
            is_zip = head.startswith((b"PK\x03\x04", b"PK\x05\x06"))
            # an archive of many forms may be larger than one form
            most = limits.file_bytes * 4 if is_zip else limits.file_bytes
            data = head + stream.read(most + 1 - len(head))
    except FileNotFoundError:
        refusal = FileRefused(
            f"找不到文件“{excerpt(path.name)}”", "请检查路径和文件名（可把文件拖进终端窗口得到完整路径）"
        )
        yield Item(shown, error=refusal)
        return
    except FileRefused as refusal:
        yield Item(shown, error=refusal)
        return
    except OSError as failure:
        why = reason(failure)
        yield Item(shown, error=FileRefused(f"文件“{excerpt(path.name)}”打不开：{why}", "请检查权限和磁盘后重试"))
        return
    if is_zip and len(data) <= most and files.sniff(data).name == "archive":
        yield from _of_archive(data, shown, limits)
    else:
        yield Item(shown, data)


def _of_archive(data: bytes, shown: str, limits: Limits) -> Iterator[Item]:
    name = excerpt(Path(shown).name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            if len(members) > MOST_MEMBERS:
                raise FileRefused(f"“{name}”里有{len(members)}个文件，超过{MOST_MEMBERS}个，没有读取", "分成几个压缩包")
            if sum(info.file_size for info in members) > _UNPACKED:
                raise FileRefused(
                    f"“{name}”解压后超过{_UNPACKED >> 20}MB，没有读取", "去掉其中的图片、视频，或分成几个压缩包"
                )
            members = [info for info in members if not _passed_over(_member_name(info).rpartition("/")[2])]
            members = [info for info in members if "__MACOSX" not in _member_name(info).split("/")]
            if not members:
                raise FileRefused(f"“{name}”里没有文件", "请核对压缩包")
            for info in sorted(members, key=_member_name):
                yield _member(archive, info, shown, limits)
    except FileRefused as refusal:
        yield Item(shown, error=refusal)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, OverflowError, EOFError):
        yield Item(shown, error=FileRefused(f"压缩包“{name}”已损坏，读不出来", "请对方重新压缩后发送"))


def _member_name(info: zipfile.ZipInfo) -> str:
    """The name as its maker saw it: archives from Chinese Windows write GBK without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, shown: str, limits: Limits) -> Item:
    inside = excerpt(_member_name(info).replace("\\", "/"), 200)
    path = f"{shown}/{inside}"
    name = inside.rpartition("/")[2]
    if info.flag_bits & 0x1:
        return Item(
            path, error=FileRefused(f"压缩包里的“{name}”加了密码，读不出来", "请对方去掉密码重新压缩，或先解压再导入")
        )
    if info.file_size > limits.file_bytes:
        return Item(
            path,
            error=FileRefused(f"压缩包里的“{name}”超过{limits.file_bytes >> 20}MB，没有读取", "压缩或删去其中的图片"),
        )
    if info.file_size > (1 << 20) and info.file_size > _RATIO * max(info.compress_size, 1):
        return Item(
            path,
            error=FileRefused(f"压缩包里的“{name}”压缩得不正常（可能是压缩炸弹），没有读取", "来历不明的文件不要打开"),
        )
    try:
        with archive.open(info) as stream:
            data = bytearray()
            while piece := stream.read(_CHUNK):
                data += piece
                if len(data) > limits.file_bytes:
                    return Item(
                        path, error=FileRefused(f"压缩包里的“{name}”解压后太大，没有读取", "来历不明的文件不要打开")
                    )
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, NotImplementedError, OSError, ValueError):
        return Item(path, error=FileRefused(f"压缩包里的“{name}”已损坏，读不出来", "请对方重新压缩后发送"))
    if data.startswith(b"PK") and files.sniff(bytes(data)).name == "archive":
        return Item(path, error=FileRefused(f"“{name}”是压缩包里的压缩包，没有读取", "请先解压，再导入里面的文件"))
    return Item(path, bytes(data))
