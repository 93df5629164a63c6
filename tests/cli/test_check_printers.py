"""The six ways findings are printed, each read back by code that shares nothing with the printer."""

from __future__ import annotations

import json
import re
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli import findings
from cli.findings import PRINTERS, Placed, Summary
from ledger import catalogue
from ledger.diagnostics import Diagnostic, Level, Where
from ledger.text import visible
from ledger.values import replace

assert catalogue.RULES
SUMMARY = Summary(1, 3)
HOSTILE = "a%b\r\nc:d,e <b>&\"'\x1b[31m\x00\ufffe]]>—完"

FILE = "tasks/2020/main/001.yaml"
SHRINKS = Diagnostic(
    "P003", "累计数从 21部 降到 12部", ("progress", 1, "indicators", "加装电梯"), "改成累计数", Level.ERROR, FILE
)
STOCK = Diagnostic("P005", "只有套话", ("progress", 2, "done"), "", Level.NOTICE, "tasks/2020/main/附件 二#1.yaml")
NASTY = Diagnostic("R007", HOSTILE, ("progress", 2, "unit"), HOSTILE, Level.WARNING, FILE)
BINARY = Diagnostic("Y023", "有空字节", (), "", Level.ERROR, "tasks/2020/main/003.yaml")
PLACED = [
    Placed(SHRINKS, Where(12, 9, 2), "    done: 累计12部。"),
    Placed(STOCK, Where(20, 11, 9), "    done: 各项工作有序推进。"),
    Placed(NASTY, Where(3, 1), HOSTILE),
    Placed(BINARY, Where(1, 1)),
]


# ---------------------------------------------------------------------- text


def cells(text: str) -> int:
    """Terminal cells, counted without rich: wide characters take two, combining ones none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("    done: 各项工作有序推进。", "有序"),
        ("done: Ａ１２部", "１２"),
        ("\tdone: 缩进", "done"),
        ("    done: e\u0301te\u0301组合字符", "组合"),
        ("    done: 表情😀后面的字", "后面"),
        ("    done: 控制\x1b[31m字符", "字符"),
        ("    done: " + "很长的一段话，" * 60 + "预计6月底前" + "后面还有很多字。" * 60, "预计6月底前"),
        ("    done: " + "x" * 500 + "尾", "尾"),
        ("首" + "字" * 300, "首"),
    ],
)
def test_the_caret_stands_under_its_words(line: str, words: str, width: int) -> None:
    shown, carets = findings.excerpt(line, line.index(words) + 1, len(words), width)
    before = carets.index("^")
    prefix = ""
    while cells(prefix) < before:
        prefix += shown[len(prefix)]
    assert shown[len(prefix) :].lstrip("\u0301").startswith(words)
    assert cells(shown) <= width and cells(carets) <= width
    assert carets.count("^") == cells(words)


def test_a_place_behind_the_end_of_the_line_still_has_a_caret() -> None:
    assert findings.excerpt("done:", 6, 1, 80) == ("done:", "     ^")
    assert findings.excerpt("", 1, 1, 80) == ("", "^")


@given(
    st.text(min_size=1, max_size=200).filter(lambda t: "\n" not in t),
    st.integers(1, 250),
    st.integers(1, 80),
    st.integers(20, 120),
)
def test_any_line_can_be_shown(line: str, column: int, length: int, width: int) -> None:
    shown, carets = findings.excerpt(line, column, length, width)
    assert "\n" not in shown and "^" in carets
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in shown)


def test_text_says_place_fault_and_fix() -> None:
    text = findings.as_text(PLACED[:2], SUMMARY)
    assert text.splitlines() == [
        "tasks/2020/main/001.yaml:12:9: 错误 P003 shrinking-total 累计数从 21部 降到 12部",
        "   12 |     done: 累计12部。",
        "      |         ^^",
        "  改法：改成累计数",
        "",
        "tasks/2020/main/附件 二#1.yaml:20:11: 提示 P005 stock-phrase 只有套话",
        "   20 |     done: 各项工作有序推进。",
        "      |           ^^^^^^^^^^^^^^^^^^",
        "",
        "检查了 1 本台账、3 个文件：1 个错误、1 个提示。用 taizhang rule 编号 看说明，如 taizhang rule P003。",
    ]


def unknown(file: int, line: int, name: str = "区住建局") -> Placed:
    found = Diagnostic(
        "R001", f"单位“{name}”不在名录里", (), "核对名称", Level.ERROR, f"tasks/2020/main/{file:03}.yaml"
    )
    return Placed(found, Where(line, 10, 4), f"  lead: [{name}]")


def test_one_mistake_that_shows_at_many_places_is_told_once_for_people() -> None:
    other = unknown(4, 3, "区水务局")
    many = [unknown(1, 7), unknown(1, 9), other, *(unknown(n, 8) for n in range(2, 9))]
    text = findings.as_text(many, SUMMARY)
    assert text.count("单位“区住建局”不在名录里") == 1 and text.count("单位“区水务局”不在名录里") == 1
    assert "同样的还有 8 处：tasks/2020/main/001.yaml:9、tasks/2020/main/002.yaml:8、" in text
    assert "005.yaml:8 等\n" in text and "006.yaml" not in text
    assert "10 个错误（同样的合在一处说，逐处看加 --every）" in text
    every = findings.as_text(many, SUMMARY, every=True)
    assert every.count("单位“区住建局”不在名录里") == 9 and "--every" not in every


def test_a_few_alike_stay_apart_and_programs_are_told_every_place() -> None:
    few = [unknown(n, 8) for n in range(1, 4)]
    assert findings.as_text(few, SUMMARY).count("不在名录里") == 3
    many = [unknown(n, 8) for n in range(1, 41)]
    for style in ("json", "github", "gitlab", "sarif"):
        assert PRINTERS[style](many, SUMMARY).count("单位“区住建局”不在名录里") == 40


def test_colour_changes_nothing_but_colour() -> None:
    coloured = findings.as_text(PLACED, SUMMARY, colour=True)
    assert coloured != findings.as_text(PLACED, SUMMARY)
    assert click.unstyle(coloured) == findings.as_text(PLACED, SUMMARY)


def test_text_from_files_reaches_the_terminal_without_control_characters() -> None:
    text = findings.as_text(PLACED, SUMMARY)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text)
    assert "\\x1b[31m" in text


def test_a_clean_ledger_is_said_to_be_clean() -> None:
    assert findings.as_text([], SUMMARY) == "检查了 1 本台账、3 个文件，没有发现问题。\n"


# ---------------------------------------------------------------------- places


TEXT = """\
id: 2020-main-001
progress:
  - period: 2020-06
    done: |-
      第一段。
      第二段，预计6月底前完工。
    next: 6月底前验收。
"""


def placed(message: str, *path: str | int) -> tuple[int, int, int]:
    finding = Diagnostic("D013", message, path, file="a.yaml")
    [item] = findings.place([finding], {"a.yaml": TEXT}.get)
    return item.where.line, item.where.column, item.where.length


def test_quoted_words_are_pointed_at_inside_a_long_text() -> None:
    assert placed("“预计6月底前”已经过去", "progress", 0, "done") == (6, 11, 6)
    assert placed("“6月底前”已经过去", "progress", 0, "next") == (7, 11, 4)


def test_words_that_stand_elsewhere_do_not_move_the_place() -> None:
    assert placed("“6月底前”已经过去", "progress", 0, "period") == (3, 13, 7)
    assert placed("“没有的话”", "progress", 0, "done") == (4, 11, 2)


def test_findings_of_a_file_that_cannot_be_read_stand_at_its_beginning() -> None:
    [item] = findings.place([Diagnostic("S010", "打不开", file="b.yaml")], {"a.yaml": TEXT}.get)
    assert (item.where, item.line) == (Where(1, 1), "")


def test_each_file_is_read_once() -> None:
    read: Counter[str] = Counter()

    def text_of(path: str) -> str:
        read[path] += 1
        return TEXT

    some = [Diagnostic("P005", f"第{n}个", ("progress", 0, "done"), file=name) for n in range(5) for name in ("a", "b")]
    assert len(findings.place(some, text_of)) == 10
    assert read == {"a": 1, "b": 1}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_excerpts_of_other_encodings_can_be_read(encoding: str) -> None:
    assert findings.decoded("备注：好\n".encode(encoding)) == "备注：好\n"


# ---------------------------------------------------------------------- programs


def test_json_has_the_promised_shape() -> None:
    document = json.loads(PRINTERS["json"](PLACED, SUMMARY))
    assert document["counts"] == {"error": 2, "warning": 1, "notice": 1}
    for found in document["findings"]:
        assert {"code", "name", "level", "path", "line", "column", "message", "hint"} <= set(found)
    first = document["findings"][0]
    assert (first["code"], first["level"], first["line"], first["column"]) == ("P003", "error", 12, 9)
    assert first["field"] == "progress[1].indicators.加装电梯"
    assert document["findings"][2]["message"] == HOSTILE


COMMAND = re.compile(r"::(error|warning|notice) ([^:\r\n]*)::([^\r\n]*)")


def unescaped(text: str) -> str:
    for escaped, character in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(escaped, character)
    return text


def test_github_commands_read_back_as_they_were_meant() -> None:
    lines = PRINTERS["github"](PLACED, SUMMARY).split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(PLACED)
    for line, item in zip(lines, PLACED, strict=True):
        read = COMMAND.fullmatch(line)
        assert read, line
        properties = {key: unescaped(value) for key, _, value in (p.partition("=") for p in read[2].split(","))}
        assert read[1] == item.finding.level.value
        assert properties["file"] == item.finding.file
        assert (int(properties["line"]), int(properties["col"])) == (item.where.line, item.where.column)
        assert int(properties["endColumn"]) > int(properties["col"])
        assert unescaped(read[3]).startswith(visible(item.finding.message))


def test_gitlab_report_is_a_list_of_code_quality_issues() -> None:
    issues = json.loads(PRINTERS["gitlab"](PLACED, SUMMARY))
    for issue, item in zip(issues, PLACED, strict=True):
        assert isinstance(issue["description"], str) and isinstance(issue["check_name"], str)
        assert re.fullmatch(r"[0-9a-f]{64}", issue["fingerprint"])
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["location"] == {
            "path": item.finding.file,
            "lines": {"begin": item.where.line, "end": item.where.line},
        }
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def test_fingerprints_stay_when_lines_are_added_above() -> None:
    def later(item: Placed) -> Placed:
        path = tuple(step + 1 if isinstance(step, int) else step for step in item.finding.path)
        return replace(item, finding=replace(item.finding, path=path), where=Where(item.where.line + 7, 1))

    moved = [later(item) for item in PLACED]
    assert list(findings.fingerprints(moved)) == list(findings.fingerprints(PLACED))


def test_equal_findings_have_fingerprints_of_their_own() -> None:
    assert len(set(findings.fingerprints([PLACED[0]] * 3))) == 3


def test_junit_follows_the_structure_ci_servers_read() -> None:
    suites = ET.fromstring(PRINTERS["junit"](PLACED, SUMMARY))  # noqa: S314 - our own output
    assert suites.tag == "testsuites"
    [suite] = suites
    cases = list(suite)
    assert suite.tag == "testsuite" and {case.tag for case in cases} == {"testcase"}
    assert int(suite.attrib["tests"]) == len(cases) == len(PLACED)
    assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure")) == 2
    for case, item in zip(cases, PLACED, strict=True):
        assert case.attrib["classname"] == item.finding.file and case.attrib["name"].startswith(item.finding.code)
        [said] = case
        assert said.tag in ("failure", "system-out")
        assert (said.tag == "failure") == (item.finding.level is Level.ERROR)
        if said.tag == "failure":
            assert said.attrib["message"] and said.attrib["type"] == item.finding.code


def test_junit_without_findings_has_one_passing_case() -> None:
    suites = ET.fromstring(PRINTERS["junit"]([], SUMMARY))  # noqa: S314 - our own output
    assert [(case.tag, len(case)) for case in suites[0]] == [("testcase", 0)]


def test_sarif_follows_the_published_structure() -> None:
    """The parts of the OASIS SARIF 2.1.0 schema that this document uses, written out by hand."""
    document = json.loads(PRINTERS["sarif"](PLACED, SUMMARY))
    assert document["version"] == "2.1.0" and document["$schema"].endswith("sarif-2.1.0.json")
    [run] = document["runs"]
    driver = run["tool"]["driver"]
    assert isinstance(driver["name"], str) and isinstance(driver["version"], str)
    assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(set(ids)) == len(ids)
    for rule in driver["rules"]:
        assert set(rule) <= {"id", "name", "shortDescription", "fullDescription", "help", "defaultConfiguration"}
        assert all(isinstance(rule[key]["text"], str) for key in ("shortDescription", "fullDescription", "help"))
        assert rule["defaultConfiguration"]["level"] in ("none", "note", "warning", "error")
    for result, item in zip(run["results"], PLACED, strict=True):
        assert ids[result["ruleIndex"]] == result["ruleId"] == item.finding.code
        assert result["level"] in ("none", "note", "warning", "error")
        assert result["message"]["text"].startswith(item.finding.message)
        assert all(isinstance(mark, str) for mark in result["partialFingerprints"].values())
        [location] = result["locations"]
        physical = location["physicalLocation"]
        assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", physical["artifactLocation"]["uri"])  # an RFC 3986 reference
        region = physical["region"]
        assert all(isinstance(value, int) and value >= 1 for value in region.values())
        assert region["endColumn"] >= region["startColumn"]


@pytest.mark.parametrize("style", PRINTERS)
def test_equal_findings_print_equal_bytes(style: str) -> None:
    assert PRINTERS[style](PLACED, SUMMARY) == PRINTERS[style](list(PLACED), SUMMARY)


@pytest.mark.parametrize("style", PRINTERS)
def test_every_format_ends_its_last_line(style: str) -> None:
    assert PRINTERS[style](PLACED, SUMMARY).endswith("\n")


@pytest.mark.parametrize("form", sorted(PRINTERS))
def test_a_file_name_of_a_stranger_is_neither_a_command_nor_the_end(form: str) -> None:
    odd = replace(SHRINKS, file="tasks/2020/main/\x1b[31m\u202e\udcff\n::error::x.yaml")
    printed = PRINTERS[form]([Placed(odd, Where(1, 1))], SUMMARY)
    data = printed.encode("utf-8", "backslashreplace").decode()
    assert "\x1b" not in data and "\u202e" not in data
    assert not any(line.startswith("::error::") for line in data.splitlines())
