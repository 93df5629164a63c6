"""Damaged files are read or refused, never anything else: samples with bytes changed, removed and repeated.

``TAIZHANG_FUZZ=1`` runs many more rounds.
"""

from __future__ import annotations

import io
import os
import random
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from wordml import zipped

from ledger.errors import FileRefused
from ledger.importers import files

SOURCES = Path(__file__).parent.parent / "data" / "sources"
ROUNDS = 400 if os.environ.get("TAIZHANG_FUZZ") else 8
ODD_VALUES = (
    b"",
    b"-1",
    b"0",
    b"1",
    b"999999999",
    b"99999999999999",
    b"x",
    "²".encode(),
    "１".encode(),
    b"A1:XFD9",
    b"true",
)
PIECES = (b"<", b">", b"&", b'"', b"\x00", b"\xff", b"</w:tc>", b"<w:tbl>", b"<td>", b"w:val", b"-1", b"99999999")


def damaged(data: bytes, chance: random.Random) -> bytes:
    """``data`` with a few random changes."""
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(data))
        end = min(len(data), at + chance.choice((0, 1, 2, 40, 2000)))
        match chance.randrange(3):
            case 0:
                data = data[:at] + chance.choice(PIECES) + data[end:]
            case 1:
                data = data[:at] + data[end:]
            case _:
                data = data[:end] + data[at:end] + data[end:]
        data = data or b"\x00"
    return data


def twisted(data: bytes, chance: random.Random) -> bytes:
    """XML that is still well formed: attribute values replaced by odd ones, one kind of element turned into another."""
    for _ in range(chance.randint(1, 6)):
        values = list(re.finditer(rb'="([^"]*)"', data))
        if values:
            found = chance.choice(values)
            data = data[: found.start(1)] + chance.choice(ODD_VALUES) + data[found.end(1) :]
    names = sorted(set(re.findall(rb"</([\w:]+)>", data)))
    if len(names) > 1 and chance.random() < 0.5:
        old, new = chance.sample(names, 2)
        data = re.sub(rb"<(/?)" + re.escape(old) + rb"(?=[\s>/])", rb"<\1" + new, data)
    return data


def inside(data: bytes, chance: random.Random) -> bytes:
    """A package whose XML parts are damaged, in a zip that is whole."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    # The parts with content are worth most of the rounds.
    name = chance.choice(
        [*sorted(parts), *[name for name in sorted(parts) if "document" in name or "sheet" in name] * 5]
    )
    content = parts[name]
    assert isinstance(content, bytes)
    parts[name] = chance.choice((damaged, twisted, twisted))(content or b"x", chance)
    return zipped(parts)


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for number in range(1, 40):
        sheet.append([number, f"任务{number}", number / 7, "区住建局\n区城管局"])
    sheet.merge_cells("D2:D5")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def small(name: str) -> bytes:
    return (SOURCES / name).read_bytes()


SAMPLES = {
    "通知.docx": lambda: small("notice-2020.docx"),
    "通知.html": lambda: small("notice-2020.html")[:60_000],
    "文.txt": lambda: small("source-2023-plan.txt"),
    "表.xlsx": workbook,
}


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_damage_is_read_or_refused(name: str, seed: int) -> None:
    chance = random.Random(f"{name}{seed}")
    whole = SAMPLES[name]()
    broken = [damaged(whole, chance)]
    if name.endswith("x"):
        broken.append(inside(whole, chance))
    for data in broken:
        try:
            document = files.read_bytes(data, name)
        except FileRefused as failure:
            assert failure.hint
        else:
            assert document.blocks
            for table in document.tables:
                assert len(table.grid) == table.rows
