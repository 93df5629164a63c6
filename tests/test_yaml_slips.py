"""What an author is told about each slip: the place, and what to type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import yamlfile
from tests.yamlgen import quick

# text, then for each finding: line, column, code, and words of its message or hint
CASES: list[tuple[str, list[tuple[int, int, str, str]]]] = [
    ("id: a\ntext：完成。\nnumber: 1\n", [(2, 5, "Y003", "请改成“text: ”")]),
    ("id: a\n备注：甲\nnumber: 1\n", [(2, 3, "Y003", "“备注”后面是中文冒号")]),
    ("units:\n  lead：[区住建局]\n", [(2, 7, "Y003", "请改成“lead: ”")]),
    ("progress:\n  - period：2020-04\n    done：x\n", [(2, 11, "Y003", "period"), (3, 9, "Y003", "done")]),
    ("a: {name：套数, target: 5}\n", [(1, 9, "Y003", "name")]),
    ("units:\n\tlead: [a]\n\tb: [b]\nc:1\n", [(2, 1, "Y005", "空格"), (3, 1, "Y005", "空格"), (4, 2, "Y009", "c: 1")]),
    ("done: |-\n  一\n\t二\n", [(3, 1, "Y005", "Tab")]),
    ("a: 1\nb:\n  - c: 1\n\td: 2\n    e: 3\n", [(4, 1, "Y005", "Tab")]),
    ("\ta: 1\nb: 2\n", [(1, 1, "Y005", "Tab")]),
    ("a: 1\n\tb: 2\nc:3\n", [(2, 1, "Y005", "Tab"), (3, 2, "Y009", "c: 3")]),
    ("b:\n  - done: |-\n\t一二三\n\t四五\n", [(3, 1, "Y005", "Tab"), (4, 1, "Y005", "Tab")]),
    ("b:\n  -\tc: 1\n    d: 2\n", [(2, 4, "Y005", "- c: 1")]),
    ("note: #1楼\n", [(1, 7, "Y006", '请加引号：note: "#1楼"')]),
    ("leaders:\n  - #1\n", [(2, 5, "Y006", '- "#1"')]),
    ("done: 完成1号楼 #2楼\n", [(1, 13, "Y007", '请给整句加引号：done: "完成1号楼 #2楼"')]),
    ("text: [2020]1号文件\n", [(1, 7, "Y008", '请给整句加引号：text: "[2020]1号文件"')]),
    ("a: {完成数}号\n", [(1, 4, "Y008", 'a: "{完成数}号"')]),
    ("a: *重点*\nb: @甲\nc: %50\nd: `e`\nf: &甲\ng: !甲\n", [
        (1, 4, "Y008", 'a: "*重点*"'), (2, 4, "Y008", 'b: "@甲"'), (3, 4, "Y008", 'c: "%50"'),
        (4, 4, "Y008", 'd: "`e`"'), (5, 4, "Y008", 'f: "&甲"'), (6, 4, "Y008", 'g: "!甲"')]),
    ('a: @说"好"\n', [(1, 4, "Y008", "a: '@说\"好\"'")]),
    ("number:37\nid: a\n", [(1, 7, "Y009", "请改成“number: 37”")]),
    ("id: a\nnumber:37\n", [(2, 7, "Y009", "请改成“number: 37”")]),
    ("- period:2020-04\n", [(1, 9, "Y009", "period: 2020-04")]),
    ("done: 进度: 完成80%\nid: a\n", [(1, 9, "Y010", "请改用中文冒号：done: 进度：完成80%")]),
    ("units:\n  lead: [a]\n   support: [b]\nid: a\nid: b\n", [
        (3, 4, "Y011", "请改成2个空格，与第2行对齐"), (5, 1, "Y002", "第4行和第5行")]),
    ("units:\n  lead: [a]\n support: [b]\nid: a\n", [(3, 2, "Y011", "请改成2个空格，与第2行对齐")]),
    ("p:\n  - a: 1\n    b: 2\n - a: 3\n   b: 4\n", [(4, 2, "Y011", "请改成2个空格，与第2行对齐")]),
    ("a:\n  b: 1\n  c: 2\n- d\n", [(4, 1, "Y011", "这里却是“- ”开头的列表项")]),
    ("leaders: 甲\n  - 乙\n", [(2, 3, "Y011", "接到了上一行")]),
    ("  id: a\nnumber: 1\n", [(1, 1, "Y011", "删掉行首的空格")]),
    ("text: 完成\n  next: b\n", [(2, 3, "Y011", "请改成0个空格，与第1行对齐")]),
    ('text: "完成。\nid: "a"\nleaders: [a]\n', [(1, 7, "Y012", '请在这一句末尾补上引号：text: "完成。"')]),
    ("text: '完成\nid: a\n", [(1, 7, "Y012", "text: '完成'")]),
    ("leaders: [甲, 乙\nsupport: [丙]\nid: a\nid: b\n", [(1, 10, "Y013", "补上“]”"), (4, 1, "Y002", "第3行和第4行")]),
    ("a: [b,, c]\n", [(1, 6, "Y013", "多余的逗号")]),
    ('a: ["b" "c"]\n', [(1, 9, "Y013", "缺少英文逗号")]),
    ("a: [b, c］\nd: e\n", [(1, 9, "Y004", "把末尾的“］”改成英文的“]”")]),
    ('a: ["b"，"c"]\n', [(1, 8, "Y004", "英文逗号")]),
    ("a: ［甲，乙］\n", [(1, 4, "Y004", "英文方括号")]),
    ("units:\n　lead: [a]\n", [(2, 1, "Y004", "缩进用了全角空格")]),
    ("text:　完成\nid: a\n", [(1, 5, "Y004", "全角空格")]),
    ("“text”: 完成\n", [(1, 1, "Y004", "请改成“text: ”")]),
    ("note: null\nb: ~\n", [(1, 7, "Y014", '"null"'), (2, 4, "Y014", "删掉这一行")]),
    ("a: &x b\nc: *x\n", [(1, 4, "Y015", "锚点“&x”"), (2, 4, "Y015", "引用“*x”")]),
    ("a: !!str 37\n", [(1, 4, "Y016", "!!str")]),
    ("a:\n  <<: {b: c}\n", [(2, 3, "Y017", "<<")]),
    ("a: 1\n---\na: 2\n", [(2, 1, "Y018", "另存一个文件")]),
    ("a: 1\n...\nb: 2\n", [(2, 1, "Y018", "“...”")]),
    ("%50完成\na: b\n", [(1, 1, "Y018", "%")]),
    ("? a\n: b\n", [(1, 3, "Y019", "写成“a: 值”")]),
    ("done: {{完成数}}\n", [(1, 8, "Y019", '"{{完成数}}"')]),
    ("a: 1\x07\nb: \x1b[31m\nc：d\n", [(1, 5, "Y026", "U+0007"), (2, 4, "Y026", "U+001B"), (3, 2, "Y003", "c: ")]),
    ("a: x\u2028y\n", [(1, 5, "Y026", "U+2028")]),
    ("a: x\u202ey\n", [(1, 5, "Y026", "U+202E")]),
    ('text: "放管服"改革\nid: a\n', [(1, 12, "Y027", "'\"放管服\"改革'")]),
    ("a: 'it's'\n", [(1, 8, "Y027", 'a: "it\'s"')]),
    ('a: "D:\\进展"\n', [(1, 7, "Y028", "a: 'D:\\进展'")]),
    ('a: "\\u12"\n', [(1, 5, "Y028", "\\u12")]),
    ("done: |完成。\nid: a\n", [(1, 7, "Y029", "done: 完成。")]),
    ("target: >=5\n", [(1, 9, "Y029", 'target: ">=5"')]),
    ("leaders:\n  -甲\n  - 乙\n", [(2, 3, "Y030", "请改成“- 甲”")]),
    ("leaders: - 甲\n", [(1, 10, "Y030", "另起一行")]),
    ("done: 项目\n  完成。\n", [(1, 7, "Y031", "多一个空格")]),
    ("text: 完成\nleaders 甲\nid: a\n", [(2, 1, "Y001", "“leaders 甲”不是“字段: 值”的形式")]),
    ("done: |-\n  一\n二\nid: a\n", [(3, 1, "Y001", "写“|-”并把正文缩进")]),
    ("a: x\r\nb：y\r\nc: z\r\n", [(1, 1, "Y021", "LF"), (2, 2, "Y003", "b: ")]),
    ("u:\n\tlead: [\"甲\"，\"乙\"]\nnote: #1\nnote: a #2\n", [
        (2, 1, "Y005", "Tab"), (2, 12, "Y004", "英文逗号"), (3, 7, "Y006", "#1"), (4, 1, "Y002", "第3行和第4行"),
        (4, 9, "Y007", "#2")]),
    ("a: b\ntext：一\ntext：二\nc: d\n", [
        (2, 5, "Y003", "text"), (3, 1, "Y002", "第2行和第3行"), (3, 5, "Y003", "text")]),
    ("a: 1\na: 2\nb: 1\na: 3\n", [(2, 1, "Y002", "第1行和第2行"), (4, 1, "Y002", "第1行和第4行")]),
    ("a: {b: 1, b: 2}\n", [(1, 11, "Y002", "都在第1行")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), CASES, ids=[repr(text)[:50] for text, _ in CASES])
def test_a_slip_is_named_with_its_place_and_its_cure(text: str, wanted: list[tuple[int, int, str, str]]) -> None:
    found = yamlfile.load(text)[1]
    places = [(finding.where.line, finding.where.column, finding.code) for finding in found if finding.where]
    assert places == [case[:3] for case in wanted]
    for finding, (_, _, _, words) in zip(found, wanted, strict=True):
        assert words in finding.message + finding.hint


@pytest.mark.parametrize(
    "text",
    [
        "text: 正文：里面，“中文”　标点（都）没关系；包括［这个］。\n",
        "note: 5月底前  # 注释在这里\nunits:  # 责任单位\n  lead: [甲]  #无空格也行\n",
        "a: [甲#1, 乙]\n",
        "done: |-\n  # 这是正文\n  key：也是正文\n  -也是\n",
        "leaders:\n- 甲\n- 乙\n",
        "a: - \n".replace(" - ", " -5℃"),
        "a: http://甲.cn\nb: D:\\目录\n",
        "a: one two\n  three\n",
        '"a：b": 1\n',
        "text: 什么? 不知道\n",
        "category: [进度：甲, 乙]\n",
        "-5: a\n",
        "a: 1\n#甲\n",
        "a: 1\n# 是否办结?\nb: 2\n",
        "a:\n  - “一网通办”：推进改造。\n  - x: 1  # 办结?\n    y: 2\n",
    ],
)
def test_what_is_not_a_slip_is_left_alone(text: str) -> None:
    assert yamlfile.load(text)[1] == []


GOOD = ["id: 2020-main-001", "number: 1", "text: 完成选房。", "units:", "  lead: [区住建局]", "  lead_source: bold",
        "progress:", "  - period: 2020-03", "    unit: 区住建局", "    done: 完成60%。", "note: 无"]  # fmt: skip
BREAKAGE = [
    lambda line: line.replace(": ", "：", 1),
    lambda line: line.replace(": ", ":", 1),
    lambda line: line + " @: x",
    lambda line: line.replace(": ", ': "', 1),
    lambda line: line.replace(": ", ": [", 1),
    lambda line: line.replace(": ", ": *", 1),
    lambda line: "\t" + line.lstrip(),
    lambda line: " " + line,
    lambda line: line.replace(": ", ": %", 1),
    lambda line: line + "\x07",
]


@quick(150)
@given(st.data())
def test_a_broken_line_is_found_where_it_is(data: st.DataObject) -> None:
    """One line of a good file is broken in some way: every finding is on that line or the next, none elsewhere."""
    number = data.draw(st.integers(0, len(GOOD) - 1))
    broken = data.draw(st.sampled_from(BREAKAGE))(GOOD[number])
    text = "\n".join([*GOOD[:number], broken, *GOOD[number + 1 :], ""])
    found = yamlfile.load(text)[1]
    assert {finding.where.line for finding in found if finding.where} <= {number + 1, number + 2}
