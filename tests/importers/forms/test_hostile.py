"""Files that are damaged, huge or hostile: one Chinese sentence each, nothing written. 虚构."""

from __future__ import annotations

import io
import os
import random
import shutil
import time
import zipfile
from pathlib import Path

import pytest

from ledger import store
from ledger.actions import How
from ledger.errors import FileRefused
from ledger.importers import files, office
from ledger.importers.forms import batch
from ledger.importers.forms.applying import Session
from tests.importers import wordml as w
from tests.importers.forms import making as m
from tests.importers.forms.test_quirks import BOTH, MAIN

ROOT = Path(__file__).parents[3]
ROUNDS = 4_000 if os.environ.get("TAIZHANG_FUZZ") == "1" else 120


@pytest.fixture(scope="module")
def session() -> Session:
    return Session(ROOT, {"2020": store.load(store.WorkTree(ROOT), "2020")}, how=How(dry_run=True))


def archive(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return buffer.getvalue()


def entity(kind: str) -> bytes:
    """A docx whose body declares an entity: many times itself, or a file of the machine."""
    declared = {
        "growing": '<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">',
        "outside": '<!ENTITY b SYSTEM "file:///etc/hostname">',
    }[kind]
    body = m.paragraphs(*m.HEADER) + m.table([m.HEADS, *MAIN])
    xml = w.word("document", f"<w:body>{body}</w:body>").replace("?><w", f"?><!DOCTYPE x [{declared}]><w", 1)
    return w.docx("", parts={"word/document.xml": xml.replace("补植", "&b;", 1)})


HOSTILE = {
    "entities that grow": lambda: entity("growing"),
    "an entity from outside": lambda: entity("outside"),
    "a bomb in a member": lambda: w.docx("", parts={"word/document.xml": b"<w:document>" + b" " * (40 << 20)}),
    "too many rows": lambda: m.docx([("70", "x", "", "", "", "", "")] * 25_000),
    "a workbook of too many rows": lambda: m.xlsx(
        {"a": [["序号", "主要任务", "完成情况"]] + [["1", "x", "y"]] * 25_000}
    ),
    "no zip at all": lambda: b"PK\x03\x04" + b"\0" * 300,
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
    "a program": lambda: b"MZ" + b"\0" * 100,
    "text without end": lambda: b"\t".join(word.encode() for word in m.HEADS) + b"\n1\tx\ty" * 60_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_one_sentence(name: str, session: Session) -> None:
    data = HOSTILE[name]()
    begun = time.monotonic()
    try:
        outcome = session.take(files.read_bytes(data, "表.docx"))
    except FileRefused as refusal:
        error = refusal
    else:
        assert isinstance(outcome.error, FileRefused)
        assert outcome.edits == {}
        error = outcome.error
    assert "\n" not in error.message
    assert error.hint
    assert time.monotonic() - begun < 30


def test_a_large_picture_is_not_read_into_memory(session: Session) -> None:
    picture = b"\0" * (30 << 20)
    data = m.docx(MAIN)
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/media/image1.bmp", picture)
    try:
        outcome = session.take(files.read_bytes(buffer.getvalue(), "表.docx"))
    except FileRefused as refusal:
        assert refusal.hint
    else:
        assert outcome.error is None


def test_an_archive_is_bounded_and_its_members_go_nowhere(tmp_path: Path) -> None:
    nested = archive({"表.docx": m.docx(MAIN)})
    path = tmp_path / "批.zip"
    path.write_bytes(
        archive({"../../逃.docx": m.docx(MAIN), "/根.txt": b"x", "里.zip": nested, "炸.txt": b"\0" * (8 << 20)})
    )
    found = {item.path.rpartition("/")[2]: item for item in batch.items([path])}
    assert found["逃.docx"].error is None
    assert "压缩包里的压缩包" in str(found["里.zip"].error)
    assert "压缩炸弹" in str(found["炸.txt"].error)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["批.zip"]


def test_an_archive_of_too_many_files_or_bytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "多.zip"
    path.write_bytes(archive({f"{n}.txt": b"" for n in range(batch.MOST_MEMBERS + 1)}))
    (only,) = batch.items([path])
    assert "超过" in str(only.error)


def test_names_from_chinese_windows_are_read(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("xx.txt", b"1")
    raw = "区住建局.txt".encode("gbk")
    data = buffer.getvalue().replace(b"xx.txt", b"ab.txt")
    info = zipfile.ZipInfo("x" * len(raw))
    with zipfile.ZipFile(buffer := io.BytesIO(), "w") as made:
        made.writestr(info, b"1")
    data = buffer.getvalue().replace(b"x" * len(raw), raw)
    path = tmp_path / "gbk.zip"
    path.write_bytes(data)
    (only,) = batch.items([path])
    assert only.path.endswith("区住建局.txt")


def test_a_folder_is_walked_without_following_links(tmp_path: Path) -> None:
    inside = tmp_path / "四月"
    (inside / "子").mkdir(parents=True)
    for name in ("b.docx", "子/a.docx", "~$b.docx", ".隐.docx", "Thumbs.db"):
        (inside / name).write_bytes(m.docx(MAIN))
    (inside / "环").symlink_to(tmp_path)
    assert [item.path for item in batch.items([inside])] == ["四月/b.docx", "四月/子/a.docx"]


def mutated(data: bytes, rng: random.Random) -> bytes:
    """A docx with one member's XML changed: pieces cut, doubled, swapped, or bytes turned."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive_in:
        members = {name: archive_in.read(name) for name in archive_in.namelist()}
    body = members["word/document.xml"]
    marks = [at for at in range(len(body)) if body[at : at + 1] == b"<"]
    for _ in range(rng.randint(1, 6)):
        first, second = sorted((rng.choice(marks), rng.choice(marks)))
        piece = body[first:second]
        kind = rng.randrange(4)
        if kind == 0 and len(piece) < len(body) // 2:
            body = body[:first] + body[second:]
        elif kind == 1 and len(piece) < 4_000:
            body = body[:second] + piece + body[second:]
        elif kind == 2:
            body = body[:first] + bytes([rng.randrange(32, 127)]) + body[first + 1 :]
        else:
            tag = rng.choice([b"<w:tc>", b"</w:tc>", b"<w:tr>", b"</w:tr>", b"<w:p/>", b'<w:gridSpan w:val="9999"/>'])
            body = body[:first] + tag + body[first:]
    return w.zipped({**members, "word/document.xml": body})


def test_mutated_forms_are_read_or_refused_but_never_raise(session: Session) -> None:
    rng = random.Random(20200420)
    whole = [m.docx(BOTH), m.docx(MAIN)]
    for _ in range(ROUNDS):
        data = mutated(rng.choice(whole), rng)
        try:
            outcome = session.take(files.read_bytes(data, "表.docx"))
        except FileRefused:
            continue
        assert outcome.error is None or isinstance(outcome.error, FileRefused), outcome.error


def test_words_out_of_order_are_read_or_refused_but_never_raise(session: Session) -> None:
    """Tables of words that a form might hold, thrown together."""
    rng = random.Random(4)
    words = [
        *m.HEADS,
        "附件2",
        "一、",
        "√",
        "",
        "72",
        "附件1-72",
        "填报单位：区住建局",
        "（4月）",
        "完成",
        MAIN[0][1],
        "1-4月",
        "一季度",
        "合计",
        "2020.4.31",
        "第二部分",
    ]
    for _ in range(ROUNDS):
        rows = [[rng.choice(words) for _ in range(rng.randint(1, 8))] for _ in range(rng.randint(1, 9))]
        header = [rng.choice(words) for _ in range(3)]
        for data, name in (
            (w.docx(m.paragraphs(*header) + m.table(rows)), "表.docx"),
            ("\n".join("\t".join(cells) for cells in [header, *rows]).encode(), "表.txt"),
        ):
            try:
                outcome = session.take(files.read_bytes(data, name))
            except FileRefused:
                continue
            assert outcome.error is None or isinstance(outcome.error, FileRefused), outcome.error


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_old_office_files_are_read_through_libreoffice(session: Session) -> None:
    convert = office.converter()
    assert convert is not None
    rtf = (
        r"{\rtf1\ansi\ansicpg936\uc1 "
        + "".join(f"\\u{ord(c)}?" for c in "填报单位：区园林绿化服务中心  填报时间：2020年5月9日")
        + r"\par "
        + "".join(f"\\u{ord(c)}?" for c in "（4月）")
        + r"\par "
        + "".join(
            r"\trowd"
            + "".join(rf"\cellx{1500 * (n + 1)}" for n in range(7))
            + " "
            + "".join("".join(f"\\u{ord(c)}?" for c in cell) + r"\cell " for cell in cells)
            + r"\row "
            for cells in (m.HEADS, *MAIN)
        )
        + "}"
    )
    outcome = session.take(files.read_bytes(rtf.encode("ascii"), "园林.doc", convert=convert))
    assert outcome.error is None, outcome.error
    assert [row.values.texts["done"] for row in outcome.rows] == [cells[3] for cells in MAIN]
    assert any("已转换" in finding.message for finding in outcome.findings)


def test_old_office_files_are_refused_with_the_way_out_where_there_is_no_libreoffice() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + b"\0" * 100
    with pytest.raises(FileRefused) as refused:
        files.read_bytes(data, "表.doc")
    assert "另存为" in refused.value.hint
