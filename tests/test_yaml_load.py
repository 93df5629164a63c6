"""The dialect as it is read, places, and files that mean harm."""

from __future__ import annotations

from decimal import Decimal

import pytest
import yaml
from hypothesis import given

from ledger import yamlfile
from ledger.diagnostics import Where
from ledger.dialect import tree as yamltree
from ledger.dialect.tree import Value
from tests.yamlgen import YAMLISH, quick, untidy, values

MEANINGS: list[tuple[str, Value]] = [
    ("37", 37),
    ("-5", -5),
    ("0", 0),
    ("-0", "-0"),
    ("010", "010"),
    ("1_000", "1_000"),
    ("+1", "+1"),
    ("１２", "１２"),
    ("1.10", Decimal("1.10")),
    ("-0.50", Decimal("-0.50")),
    ("1.", "1."),
    (".5", ".5"),
    ("1e3", "1e3"),
    ("0x1F", "0x1F"),
    ("0o17", "0o17"),
    ("12:30", "12:30"),
    ("2020-04", "2020-04"),
    ("2020-05-09", "2020-05-09"),
    ("true", True),
    ("false", False),
    ("True", "True"),
    ("yes", "yes"),
    ("no", "no"),
    ("on", "on"),
    (".inf", ".inf"),
    ('"37"', "37"),
    ("'true'", "true"),
    ('"null"', "null"),
    ("", None),
    ("A&B", "A&B"),
    ("3*4", "3*4"),
    ("<1亿", "<1亿"),
    ("进度：完成，“好”", "进度：完成，“好”"),
    ("  两端空格  ", "两端空格"),
    ("完成  # 注释", "完成"),
    ("a#b", "a#b"),
    ("http://例子.cn/a", "http://例子.cn/a"),
    ("[1, 一, 1.0, true]", [1, "一", Decimal("1.0"), True]),
    ("{套数: 1200, 比例: }", {"套数": 1200, "比例": None}),
    ("1" * 5000, "1" * 5000),
]


@pytest.mark.parametrize(("typed", "meant"), MEANINGS, ids=[typed[:20] for typed, _ in MEANINGS])
def test_a_value_is_what_the_author_typed(typed: str, meant: Value) -> None:
    read, found = yamlfile.load(f"a: {typed}\n")
    assert found == []
    assert read == {"a": meant}
    assert type(read["a"]) is type(meant)  # type: ignore[index,call-overload]
    assert str(read["a"]) == str(meant)  # type: ignore[index,call-overload]  # decimals keep their digits


def test_keys_are_text_as_typed() -> None:
    text = '2020: a\n010: b\ntrue: c\n"a: b": d\n2020-Q2: e\n'
    assert yamlfile.load(text) == ({"2020": "a", "010": "b", "true": "c", "a: b": "d", "2020-Q2": "e"}, [])


@pytest.mark.parametrize("text", ["", "\n\n", "# 只有注释\n", "  \n# 注释"])
def test_a_file_without_content_is_nothing(text: str) -> None:
    assert yamlfile.load(text) == (None, [])


def test_windows_text_and_byte_order_mark_are_read_with_a_warning() -> None:
    value, found = yamlfile.load("\ufeffid: a\r\ndone: |-\r\n  一\r\n  二\r\n".encode())
    assert value == {"id": "a", "done": "一\n二"}
    assert [(finding.code, finding.level) for finding in found] == [("Y020", "warning"), ("Y021", "warning")]


def test_a_gbk_file_names_its_encoding_and_still_shows_its_other_faults() -> None:
    value, found = yamlfile.load("id: a\ntext：完成\nid: b\n".encode("gbk"))
    assert value is None
    assert [(finding.code, finding.where and finding.where.line) for finding in found] == [
        ("Y022", 2),
        ("Y003", 2),
        ("Y002", 3),
    ]
    assert "GBK" in found[0].message
    assert "UTF-8" in found[0].hint


def test_a_damaged_utf8_file_names_the_line() -> None:
    data = "id: a\ntext: 完成经四纬一项目回迁安置选房，继续推进后续各项工作。\n".encode()
    value, found = yamlfile.load(data[:-10] + b"\xff" + data[-10:])
    assert value is None
    assert [(finding.code, finding.where and finding.where.line) for finding in found] == [("Y022", 2)]
    assert "GBK" not in found[0].message


def test_utf16_and_binary_files_are_not_read() -> None:
    assert [finding.code for finding in yamlfile.load("id: a".encode("utf-16"))[1]] == ["Y022"]
    assert [finding.code for finding in yamlfile.load(b"PK\x03\x04\x00\x00")[1]] == ["Y023"]
    assert [finding.code for finding in yamlfile.load("a: \0")[1]] == ["Y023"]


def test_a_lone_surrogate_is_a_finding() -> None:
    assert [finding.code for finding in yamlfile.load("a: \ud800\nb：c\nd: e\n")[1]] == ["Y026", "Y003"]


HARMFUL = {
    "50 MB": b"a: " + b"x" * (50 * 1024 * 1024),
    "100,000 brackets": b"a: " + b"[" * 100_000,
    "100,000 braces": b"{a: " * 100_000,
    "100,000 closed brackets": b"[" * 100_000 + b"]" * 100_000,
    "brackets hidden by quoted ones": b'["]", ' * 100_000,
    "100,000 dashes": b"- " * 100_000 + b"a",
    "100,000 question marks": b"? " * 100_000,
    "indentation": "\n".join(" " * n + "a:" for n in range(3000)).encode(),
    "many anchors": b"a: [" + b"&a x, " * 100_000 + b"]",
    "many tabs": b"a:\n" + b"\tb: c\n" * 100_000,
    "many faults": "text：完成\n".encode() * 100_000,
    "many duplicates": b"a: 1\n" * 100_000,
    "one long line": b"a: " + "完成: ".encode() * 100_000,
    "one long quote": b'a: "' + b"\\n" * 1_000_000,
    "nothing but quotes": b'"' * 300_000,
    "nothing but spaces": b" " * 1_000_000 + b"\t",
    "nothing but colons": b": " * 300_000,
}


@pytest.mark.parametrize("name", HARMFUL)
def test_harmful_files_become_findings(name: str) -> None:
    _, found = yamlfile.load(HARMFUL[name])
    assert found
    assert len(found) <= 1000
    assert all(finding.where and len(finding.message) + len(finding.hint) < 400 for finding in found)


def test_ten_thousand_laughs_are_not_expanded() -> None:
    lines = ["a0: &a0 [哈, 哈, 哈, 哈, 哈, 哈, 哈, 哈, 哈]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    value, found = yamlfile.load("\n".join(lines))
    assert {finding.code for finding in found if finding.level == "error"} == {"Y015"}
    assert "没有逐条列出" in found[-1].message
    assert len(str(value)) < 10_000


def test_depth_is_counted_the_same_in_both_ways_of_reading() -> None:
    deepest = "[" * yamlfile.MAX_DEPTH + "]" * yamlfile.MAX_DEPTH
    assert yamlfile.load(deepest)[1] == []
    assert [finding.code for finding in yamlfile.load(f"[{deepest}]")[1]] == ["Y025"]


SAMPLE = """\
id: 2020-main-037
units:   # 责任单位
  lead: [区住建局, 区财政局]
  support:
  - 甲
  -
indicators:
  - {name: 套数, target: 11100}
progress:
  - period: 2020-04
    done: |-
      第一段。
    "next": ''
"""


@pytest.mark.parametrize(
    ("path", "key", "place"),
    [
        (("id",), False, Where(1, 5, 13)),
        (("id",), True, Where(1, 1, 2)),
        (("units",), True, Where(2, 1, 5)),
        (("units", "lead", 1), False, Where(3, 16, 4)),
        (("units", "support", 0), False, Where(5, 5, 1)),
        (("units", "support", 1), False, Where(6, 3, 1)),
        (("indicators", 0, "target"), False, Where(8, 24, 5)),
        (("indicators", 0, "target"), True, Where(8, 16, 6)),
        (("progress", 0, "done"), False, Where(11, 11, 2)),
        (("progress", 0, "next"), True, Where(13, 5, 6)),
        (("progress", 0, "missing"), False, Where(10, 5, 15)),
        (("units", "leed"), False, Where(2, 1, 5)),
        (("progress", 7, "done"), False, Where(9, 1, 8)),
        (("nowhere", "at", "all"), False, Where(1, 1, 17)),
    ],
)
def test_a_path_has_a_line_and_column(path: yamltree.Path, key: bool, place: Where) -> None:
    assert yamlfile.locate(SAMPLE, path, key=key) == place
    assert yamlfile.locate("\ufeff" + SAMPLE.replace("\n", "\r\n"), path, key=key) == place


def test_places_of_an_unreadable_text_are_its_beginning() -> None:
    assert yamlfile.locate_all("a: [", [("a",), ()]) == {("a",): Where(1, 1), (): Where(1, 1)}


@pytest.fixture
def without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(yaml, "CBaseLoader")


@pytest.mark.usefixtures("without_libyaml")
@pytest.mark.parametrize(("typed", "meant"), MEANINGS, ids=[typed[:20] for typed, _ in MEANINGS])
def test_the_dialect_is_the_same_without_libyaml(typed: str, meant: Value) -> None:
    assert yamlfile.load(f"a: {typed}\n") == ({"a": meant}, [])


@quick(60)
@given(values)
def test_python_and_libyaml_read_the_same(value: Value) -> None:
    text = yamlfile.dump(value, block=lambda path: len(path) < 2)
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(yaml, "CBaseLoader")
        assert yamlfile.load(text) == (value, [])


@quick(40)
@given(untidy())
def test_python_and_libyaml_edit_the_same(pair: tuple[str, Value]) -> None:
    text, _ = pair
    edited = yamlfile.set_value(text, ("done",), "甲\n乙", block=lambda path: True)
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(yaml, "CBaseLoader")
        assert yamlfile.set_value(text, ("done",), "甲\n乙", block=lambda path: True) == edited


@quick(100)
@given(YAMLISH)
def test_any_text_is_read_or_explained_without_libyaml(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(yaml, "CBaseLoader")
        _, found = yamlfile.load(text)
    assert all(finding.where and finding.hint for finding in found)
