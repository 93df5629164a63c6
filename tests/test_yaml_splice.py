"""Edits as a reviewer sees them: the diff of each holds nothing but the change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import yamlfile
from ledger.diagnostics import Path
from ledger.dialect.tree import Value, same
from ledger.errors import EditRefused
from tests.yamlgen import paths_of, quick, untidy, values

TEXT = """\
# 虚构
id: '2020-main-001'   # 编号
number: 1
units:      # 责任单位
    lead: [ 甲, 乙 ]      # 牵头
    # 配合单位待定

progress:
- period: 2020-03
  unit: 甲
  done: |-     # 按原文
    第一段。
    第二段。
  indicators: {套数: 1200,  比例: 1.10}
# 评价
reviews: []   # 还没有
note: 完成"""

ORDER = {
    (): ("id", "number", "text", "units", "plan", "progress", "reviews", "changes", "note"),
    ("units",): ("lead", "support", "lead_source"),
    ("progress", 0): ("period", "unit", "reported", "done", "problems", "next", "verdict"),
}


def block(path: Path) -> bool:
    return path in ((), ("units",), ("progress",)) or (path[0] == "progress" and len(path) == 2)


def order(path: Path) -> tuple[str, ...]:
    return ORDER.get(path, ())


def diff(before: str, after: str) -> list[str]:
    """Lines taken away and put in, without their order in the file changing elsewhere."""
    old, new = before.split("\n"), after.split("\n")
    head = next(
        (n for n, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), min(len(old), len(new))
    )
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return [f"-{line}" for line in old[head : len(old) - tail]] + [f"+{line}" for line in new[head : len(new) - tail]]


@pytest.mark.parametrize(
    ("path", "value", "lines"),
    [
        (("id",), "新", ["-id: '2020-main-001'   # 编号", "+id: 新   # 编号"]),
        (("number",), 2, ["-number: 1", "+number: 2"]),
        (("units", "lead"), ["丙"], ["-    lead: [ 甲, 乙 ]      # 牵头", "+    lead: [丙]      # 牵头"]),
        (("units", "lead", 1), "丁", ["-    lead: [ 甲, 乙 ]      # 牵头", "+    lead: [甲, 丁]      # 牵头"]),
        (("units", "support"), ["戊"], ["+    support: [戊]"]),
        (("progress", 0, "unit"), "己", ["-  unit: 甲", "+  unit: 己"]),
        (("progress", 0, "done"), "一句话。", [
            "-  done: |-     # 按原文", "-    第一段。", "-    第二段。", "+  done: 一句话。     # 按原文"]),
        (("progress", 0, "done"), "一。\n二。", ["-    第一段。", "-    第二段。", "+    一。", "+    二。"]),
        (("progress", 0, "verdict"), "完成", ["+  verdict: 完成"]),
        (("progress", 0, "reported"), "2020-04-03", ["+  reported: 2020-04-03"]),
        (("progress", 0, "indicators", "套数"), 1300, [
            "-  indicators: {套数: 1200,  比例: 1.10}", "+  indicators: {套数: 1300, 比例: 1.10}"]),
        (("note",), "一\n二", ["-note: 完成", "+note: |-", "+  一", "+  二", "+"]),
        (("text",), "完成。", ["+text: 完成。"]),
        (("plan",), {"2020-Q2": "选房"}, ["+plan: {2020-Q2: 选房}"]),
        (("plan", "2020-Q2"), "选房", ["+plan: {2020-Q2: 选房}"]),
        (("reviews",), [2], ["-reviews: []   # 还没有", "+reviews: [2]   # 还没有"]),
        (("unknown",), 1, ["+unknown: 1", "+"]),
    ],
)  # fmt: skip
def test_a_value_is_set_in_its_place(path: Path, value: Value, lines: list[str]) -> None:
    edited = yamlfile.set_value(TEXT, path, value, block=block, order=order)
    assert diff(TEXT, edited) == lines


def test_replacing_an_entry_changes_only_the_fields_that_differ() -> None:
    entry = {"period": "2020-03", "unit": "甲", "done": "第一段。\n第二段。", "next": "选房", "verdict": "完成"}
    edited = yamlfile.replace_item(TEXT, ("progress", 0), entry, block=block)
    assert diff(TEXT, edited) == ["-  indicators: {套数: 1200,  比例: 1.10}", "+  next: 选房", "+  verdict: 完成"]


def test_appending_goes_behind_the_last_item_and_above_the_next_comment() -> None:
    edited = yamlfile.append_item(TEXT, ("progress",), {"period": "2020-04", "done": "一\n二"}, block=block)
    assert diff(TEXT, edited) == ["+- period: 2020-04", "+  done: |-", "+    一", "+    二"]
    assert "    二\n# 评价\nreviews" in edited


def test_appending_makes_the_list_where_it_belongs() -> None:
    edited = yamlfile.append_item(TEXT, ("changes",), {"kind": "closure"}, block=block, order=order)
    assert edited.split("\n")[-4:] == ["reviews: []   # 还没有", "changes:", "  - {kind: closure}", "note: 完成"]


def test_appending_to_a_flow_list_rewrites_that_list_alone() -> None:
    assert diff(TEXT, yamlfile.append_item(TEXT, ("units", "lead"), "丙", block=lambda path: False)) == [
        "-    lead: [ 甲, 乙 ]      # 牵头",
        "+    lead: [甲, 乙, 丙]      # 牵头",
    ]


def test_items_parted_by_blank_lines_stay_parted() -> None:
    text = "a:\n  - x\n\n  - y\nb: z\n"
    assert yamlfile.append_item(text, ("a",), "w", block=block) == "a:\n  - x\n\n  - y\n\n  - w\nb: z\n"


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        (("number",), ["-number: 1"]),
        (("note",), ["-note: 完成", "+"]),
        (
            ("units", "lead"),
            ["-units:      # 责任单位", "-    lead: [ 甲, 乙 ]      # 牵头", "+units: {}      # 责任单位"],
        ),
        (("units", "lead", 0), ["-    lead: [ 甲, 乙 ]      # 牵头", "+    lead: [乙]      # 牵头"]),
        (("progress", 0, "period"), ["-- period: 2020-03", "-  unit: 甲", "+- unit: 甲"]),
        (("progress", 0, "done"), ["-  done: |-     # 按原文", "-    第一段。", "-    第二段。"]),
        (("reviews",), ["-reviews: []   # 还没有"]),
    ],
)
def test_removing_takes_the_entry_and_leaves_the_comments_above(path: Path, lines: list[str]) -> None:
    edited = yamlfile.remove(TEXT, path, block=block)
    assert diff(TEXT, edited) == lines
    assert "# 评价" in edited


def test_windows_lines_and_the_byte_order_mark_stay() -> None:
    text = "\ufeffid: a\r\ndone: b\r\n"
    edited = yamlfile.set_value(text, ("done",), "一\n二", block=block)
    assert edited == "\ufeffid: a\r\ndone: |-\r\n  一\r\n  二\r\n"


def test_an_empty_file_and_one_of_comments_get_their_content() -> None:
    assert yamlfile.set_value("", ("id",), "a", block=block) == "id: a\n"
    assert yamlfile.append_item("# 虚构\n", ("progress",), "a", block=block) == "# 虚构\nprogress:\n  - a\n"


def test_a_comment_below_a_new_literal_block_does_not_become_its_text() -> None:
    text = "a:\n  - x\n  # 批注\nb: y\n"
    edited = yamlfile.set_value(text, ("a",), "一\n二", block=block)
    assert edited == "a: |-\n  一\n  二\n# 批注\nb: y\n"


@pytest.mark.parametrize(
    "text",
    ["text：完成\nid: a\n", "id: a\nid: b\n", "a: &x 1\nid: *x\n", "note: #1\nid: a\n", "id: a\n---\nid: b\n"],
)
def test_a_faulty_file_is_not_edited(text: str) -> None:
    for edit in (
        lambda: yamlfile.set_value(text, ("id",), "c", block=block),
        lambda: yamlfile.append_item(text, ("changes",), "c", block=block),
        lambda: yamlfile.remove(text, ("id",)),
        lambda: yamlfile.canonical(text, block=block, order=order),
    ):
        with pytest.raises(EditRefused, match=r"写法错误.*第[12]行") as refusal:
            edit()
        assert refusal.value.hint


def test_impossible_edits_are_refused_in_words() -> None:
    with pytest.raises(EditRefused, match="“note”不是列表"):
        yamlfile.append_item(TEXT, ("note",), "x", block=block)
    with pytest.raises(EditRefused, match="没有“progress”第4项"):
        yamlfile.set_value(TEXT, ("progress", 3), "x", block=block)
    with pytest.raises(EditRefused, match="没有“nothing”"):
        yamlfile.remove(TEXT, ("nothing",))
    with pytest.raises(EditRefused, match="不是字段组"):
        yamlfile.set_value(TEXT, ("note", "deeper"), "x", block=block)
    with pytest.raises(EditRefused, match="残缺字符"):
        yamlfile.set_value(TEXT, ("note",), "\ud800", block=block)
    with pytest.raises(EditRefused, match="超过1000个字"):
        yamlfile.set_value(TEXT, ("长" * 2000,), "x", block=block)


@quick()
@given(untidy(), st.data(), values)
def test_inserting_before_an_item_moves_it_down(pair: tuple[str, Value], data: st.DataObject, new: Value) -> None:
    text, value = pair
    items = [path for path in paths_of(value) if path and isinstance(path[-1], int)]
    if not items:
        return
    path = data.draw(st.sampled_from(items))
    edited = yamlfile.insert_item(text, path, new, block=block)
    read: Value = yamlfile.load(edited)[0]
    for step in path:
        read = read[step]  # type: ignore[index,call-overload]
    assert same(read, new)


@quick()
@given(untidy(), st.data())
def test_setting_what_is_there_changes_nothing(pair: tuple[str, Value], data: st.DataObject) -> None:
    text, value = pair
    path = data.draw(st.sampled_from(paths_of(value)))
    for step in path:
        value = value[step]  # type: ignore[index,call-overload]
    assert yamlfile.set_value(text, path, value, block=block) == text


@quick()
@given(untidy(), values)
def test_a_whole_value_can_be_put_in_the_place_of_another(pair: tuple[str, Value], new: Value) -> None:
    text, value = pair
    edited = yamlfile.set_value(text, ("id",), new, block=block, order=("id",))
    assert isinstance(value, dict)
    assert same(yamlfile.load(edited)[0], {**value, "id": new})
