"""The plain text reader and what it makes of encodings; all texts are invented (虚构)."""

from __future__ import annotations

import pytest

from ledger.errors import FileRefused
from ledger.importers import files

TEXT = "1\n\n重点任务：完成85部。\n\n\n责任单位：区住建局、区城管局\t牵头领导：程  伟\n"


def test_lines_keep_blank_ones_and_tabs() -> None:
    document = files.read_bytes(TEXT.encode(), "文.txt")
    assert document.kind == "txt"
    assert [(b.text, b.place) for b in document.paragraphs] == [
        ("1", "第1行"),
        ("", "第2行"),
        ("重点任务：完成85部。", "第3行"),
        ("", "第4行"),
        ("", "第5行"),
        ("责任单位：区住建局、区城管局\t牵头领导：程  伟", "第6行"),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x0b"])
def test_line_ends(end: str) -> None:
    document = files.read_bytes(f"甲{end}乙{end}{end}丙".encode(), "文.txt")
    assert [paragraph.text for paragraph in document.paragraphs] == ["甲", "乙", "", "丙"]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_encodings(encoding: str) -> None:
    document = files.read_bytes(TEXT.encode(encoding), "文.txt")
    assert [paragraph.text for paragraph in document.paragraphs][2] == "重点任务：完成85部。"
    assert document.remarks == ()


def test_text_cut_in_the_middle_of_a_character_is_still_utf8() -> None:
    document = files.read_bytes(("区住建局负责。" * 20).encode()[:-1], "文.txt")
    (paragraph,) = document.paragraphs
    assert paragraph.text.startswith("区住建局负责。区住建局")
    assert [remark.text for remark in document.remarks] == ["有1处字节认不出是什么字，显示为�"]


def test_control_characters_and_direction_marks_do_not_pass() -> None:
    document = files.read_bytes("甲\x1b[31m乙\u202e丙\x07\ufeff丁".encode(), "文.txt")
    assert [paragraph.text for paragraph in document.paragraphs] == ["甲[31m乙丙丁"]


def test_emoji_and_rare_characters_arrive_whole() -> None:
    text = "👨\u200d👩\u200d👧 𠮷野 钅广 \ue000"
    assert next(files.read_bytes(text.encode(), "文.txt").paragraphs).text == text


def test_no_encoding_fits() -> None:
    with pytest.raises(FileRefused, match="编码认不出来") as refused:
        files.read_bytes(b"\xff\xff\xa0\x80 abc\n" * 40, "文.txt")
    assert "UTF-8" in refused.value.hint


def test_text_about_html_is_text() -> None:
    document = files.read_bytes("说明：<1亿元的项目，见<附件>。a<b且c>d".encode(), "文.txt")
    assert document.kind == "txt"
