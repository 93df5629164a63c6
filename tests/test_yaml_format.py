"""The canonical layout by example; what holds for every text is in ``test_yaml_properties``."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledger import yamlfile
from ledger.diagnostics import Path
from ledger.dialect.tree import Value
from ledger.errors import EditRefused

ORDER = {(): ("id", "number", "text", "units", "progress"), ("units",): ("lead", "support")}


def block(path: Path) -> bool:
    return path in ((), ("units",), ("progress",)) or (path[0] == "progress" and len(path) == 2)


def order(path: Path) -> tuple[str, ...]:
    return ORDER.get(path, ())


UNTIDY = """\
# 虚构


# 编号在后
number:   1
id: '2020-main-001'      # 编号
"text" : "完成。"


# 单位
units:   # 责任单位
    support:
    - 甲   # 街道
    -   "乙"
    lead: [ "丙" , 丁]
    # 单位到此

other: {  b: 1,
          a: '2' }  # 其他
progress:
- period: 2020-03
  done: >-
    第一段。

    第二段。
  # 上面是三月

-     period: 2020-04
      done:   # 待报
note:
    折成
    两行
# 末尾
"""

TIDY = """\
# 虚构

id: 2020-main-001  # 编号
# 编号在后
number: 1
text: 完成。

# 单位
units:  # 责任单位
  lead: [丙, 丁]
  support:
    - 甲  # 街道
    - 乙
  # 单位到此
progress:
  - period: 2020-03
    done: |-
      第一段。
      第二段。
    # 上面是三月

  - period: 2020-04
    done:  # 待报

other: {b: 1, a: "2"}  # 其他
note: 折成 两行
# 末尾
"""


def test_a_file_is_tidied_with_its_comments() -> None:
    assert yamlfile.canonical(UNTIDY, block=block, order=order) == TIDY
    assert yamlfile.canonical(TIDY, block=block, order=order) == TIDY


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("", ""),
        ("\n\n# 只有注释\n\n\n# 两段\n\n", "# 只有注释\n\n# 两段\n"),
        ("a: [1, # 一\n  2]\n", "a:\n  - 1  # 一\n  - 2\n"),
        ("a: [ # 空\n]\n", "a: []  # 空\n"),
        ("a:\n  # 值在下面\n  完成\n", "a: 完成  # 值在下面\n"),
        ("a: # 甲\n  [b] # 乙\n", "# 乙\na: [b]  # 甲\n"),
        ("-   # 甲\n  a: 1\n", "- {a: 1}  # 甲\n"),
        ("-   # 甲\n  a:\n    - [1]\n", "-  # 甲\n  a:\n    - [1]\n"),
        ("---\na: 1\n", "a: 1\n"),
        ("a: 1\n...\n", "a: 1\n"),
        ("a: 1\r\n\r\n\r\nb: 2", "a: 1\n\nb: 2\n"),
        ("\ufeffa: 1\n", "a: 1\n"),
        ("a: 1 # 一\rb: 2\r", "a: 1  # 一\nb: 2\n"),
        ("a: |\n  一\n  二\n\n\nb: 1\n", "a: |\n  一\n  二\n\nb: 1\n"),
        ("text  # 注释\n", "text\n# 注释\n"),
    ],
)
def test_small_texts_are_tidied(text: str, tidy: str) -> None:
    assert yamlfile.canonical(text, block=lambda path: not path, order=order) == tidy
    assert yamlfile.canonical(tidy, block=lambda path: not path, order=order) == tidy


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ({"a": Decimal("1.10"), "b": -5, "c": True, "d": None}, ["a: 1.10", "b: -5", "c: true", "d:"]),
        ({"a": "1.10", "b": "true", "c": "", "d": "null"}, ['a: "1.10"', 'b: "true"', 'c: ""', 'd: "null"']),
        ({"a": "12:30", "b": "no", "c": "2020-04", "d": "010"}, ["a: 12:30", "b: no", "c: 2020-04", 'd: "010"']),
        ({"a": "完成80%，“好”：", "b": "#1", "c": "x: y"}, ["a: 完成80%，“好”：", 'b: "#1"', 'c: "x: y"']),
        ({"a": 'D:\\进展"', "b": "\\d"}, ["a: D:\\进展\"", "b: \\d"]),
        ({"a": "😀𠀀", "b": "x\u200by", "c": "\x1b[31m"}, ["a: 😀𠀀", 'b: "x\\u200By"', 'c: "\\e[31m"']),
        ({"a": ["甲", "a, b"], "b": {"套数": 1}}, ['a: [甲, "a, b"]', "b: {套数: 1}"]),
        ({"a": "一\n二", "b": "一\n\n二\n"}, ["a: |-", "  一", "  二", "b: |", "  一", "", "  二"]),
        ({"a": "一\n二\n\n", "b": " 一\n二"}, ['a: "一\\n二\\n\\n"', 'b: " 一\\n二"']),
        ({"a": [], "b": {}}, ["a: []", "b: {}"]),
        ({"a": [[1], {"b": [2]}]}, ["a:", "  - [1]", "  - b: [2]"]),
        ({"a": [None, "x"]}, ["a:", "  -", "  - x"]),
        ({"null": 1, "<<": 2, "2020": 3, "a: b": 4}, ['"null": 1', '"<<": 2', "2020: 3", '"a: b": 4']),
    ],
)  # fmt: skip
def test_values_have_one_way_to_be_written(value: Value, lines: list[str]) -> None:
    assert yamlfile.emit(value, block=lambda path: not path) == lines
    assert yamlfile.load(yamlfile.dump(value, block=lambda path: not path)) == (value, [])


def test_a_list_stands_on_one_line_while_it_fits() -> None:
    names = ["区重点工程服务中心"] * 5  # 18 cells each
    assert len(yamlfile.emit({"support": names}, block=lambda path: not path)) == 1
    assert len(yamlfile.emit({"support": [*names, "甲" * 10]}, block=lambda path: not path)) == 7
    assert yamlfile.emit({"a": ["x"]}, block=lambda path: True) == ["a:", "  - x"]


def test_lines_can_be_indented_as_a_whole() -> None:
    assert yamlfile.emit({"a": "一\n二"}, block=lambda path: True, indent=4) == ["    a: |-", "      一", "      二"]
    assert yamlfile.emit(["x"], block=lambda path: False, path=("a",), indent=2) == ["  [x]"]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused(number: str) -> None:
    with pytest.raises(EditRefused, match="不是一个确定的数"):
        yamlfile.dump({"a": Decimal(number)}, block=block)


def test_too_many_levels_are_refused() -> None:
    value: Value = "x"
    for _ in range(80):
        value = [value]
    with pytest.raises(EditRefused, match="超过64层"):
        yamlfile.dump(value, block=block)
