"""The reader of canonical layout is believed only as far as it agrees with libyaml and finds nothing unsaid."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import codec, yamlfile
from ledger.dialect import line as yamlline
from ledger.dialect import read as yamlread
from ledger.dialect.tree import Value
from tests.conftest import INVENTED, ROOT
from tests.yamlgen import FUZZ, YAMLISH, blocks, quick, untidy, values

REAL = sorted((ROOT / "tasks").rglob("*.yaml"))
SAMPLES = [path for folder in ("tests/rules", "tests/data", "templates") for path in (ROOT / folder).rglob("*.yaml")]


def read(text: str) -> Value:
    """What the reader says, ``...`` where it is not sure; and what it says, a careful reader says as well."""
    try:
        value: Value = yamlline.read(text)
    except yamlline.Unsure:
        return ...  # type: ignore[return-value]
    careful, found = yamlread._careful_way(text)
    assert repr(value) == repr(careful)  # types, digits and the order of keys
    assert found == []
    return value


@pytest.mark.parametrize("folder", sorted({path.parent for path in REAL}), ids=lambda f: f.relative_to(ROOT).as_posix())
def test_real_ledgers_are_read_line_by_line(folder: Path) -> None:
    tasks = [path for path in REAL if path.parent == folder and path.stem.isdecimal()]
    assert [path.name for path in tasks if read(path.read_text("utf-8")) is ...] == []
    for path in REAL:
        if path.parent == folder and path not in tasks:
            read(path.read_text("utf-8"))


def test_samples_are_read_alike() -> None:
    sure = [path for path in SAMPLES if read(path.read_bytes().decode("utf-8", "replace")) is not ...]
    assert len(sure) > len(SAMPLES) // 2


CANONICAL = """\
# 虚构
id: 2021-main-037
number: 37
category: [住有所居, "a, b", 010, 1.50]
text: 完成“一网通办”改造；进度：80%，见http://a/b。
leaders: []

units:
  lead: [区住建局]
  lead_source: first
indicators:
  - {name: 安置房, target: -2157.10, measure: 套, comparator: ">="}
plan:
  2021-Q1: "说: \\"是\\" \\\\ 否"
  # 批注
  2021-Q2: 'it''s'   # 自报
progress:
  - period: 2021-01
    unit: 区住建局
    done: |-
      第一段。

        缩进的一段 # 不是批注
      第二段: 是
    problems: |
      无
    next:
    joint:
      - 甲街道
      - "- 乙"
    indicators: {安置房: 162, 投资: 1.5}
  - period: 2021-02
    unit: true
other: {}
note: 12:30
"""


def test_everything_a_canonical_file_may_hold() -> None:
    value = read(CANONICAL)
    assert isinstance(value, dict)
    assert value["category"] == ["住有所居", "a, b", "010", yamlfile.load("1.50")[0]]
    assert value["plan"] == {"2021-Q1": '说: "是" \\ 否', "2021-Q2": "it's"}
    assert value["progress"][0]["done"] == "第一段。\n\n  缩进的一段 # 不是批注\n第二段: 是"
    assert value["progress"][0]["problems"] == "无\n"
    assert value["progress"][0]["next"] is None
    assert value["progress"][0]["joint"] == ["甲街道", "- 乙"]
    assert value["progress"][1] == {"period": "2021-02", "unit": True}
    assert value["note"] == "12:30"


LINES = [
    "a:1", "a : 1", "a: 1 ", "a:  1", "a:\t1", "\ta: 1", " a: 1", "a: b: c", "a: b:",
    "a: b :c", "a::", "a: :", "a: : b",
    "a: #1", "a: x #1", "a: x # 1", "a: x  # 1", "a: x# 1", "a: # x", "a:  # x", "a: [x] # y", "a: {b: c}  # y",
    'a: "x" # y', 'a: "x" y', 'a: "x"y', 'a: "x', "a: 'x", "a: x'", 'a: x"y"', 'a: ""', "a: ''", 'a: "\\n"', 'a: "\\q"',
    'a: "x # y"', 'a: "x: y"', 'a: "x" #y', "a: 'x' 'y'", 'a: "\\"', "'a': 1", '"a": 1', "a b: 1", "? a", "?a: 1",
    "- a", "-a", "-", "- - a", "-1", "a: -1", "a: -", "a: - b", "a: -b", "a: --1", "a: ---", "---", "--- a", "...",
    "... a", "%YAML 1.2", "a: &b c", "a: *b", "a: !b c", "a: !!str 1", "&a b: c", "*a : b", "<<: {a: 1}", "a: <<",
    "a: |", "a: |-", "a: |+", "a: >", "a: >-", "a: |2", "a: |2-", "a: |-  # x", "a: | x", "a: |x", "a: ||", "a: |--",
    "a: [", "a: ]", "a: [x", "a: [x]y", "a: [x] y", "a: [x,y]", "a: [x ,y]", "a: [x,  y]", "a: [x, y,]", "a: [, x]",
    "a: [x, ]", "a: [x,, y]", "a: [ x ]", "a: [x: y]", "a: [x:y]", "a: [x#y, z]",
    "a: [x #y]", "a: [x# y]", "a: [-1, - 1]",
    "a: [-x]", "a: [-]", "a: [?]", "a: [x?]", "a: ['x']", "a: [\"x\", y]", 'a: ["x" y]', 'a: ["x"y]', 'a: ["x, y"]',
    'a: [x"y"]', "a: [[x]]", "a: [{b: c}]", "a: [~]", "a: [null]", "a: [true, no, 010, 1e3, .5, 1_000]", "a: [x]: y",
    "a: [：]", "a: ［x］", "a: [［x］]", "a: [x, y]]", "a: [x], y]", "a: [x]]", "[a]",
    "{a: 1}", "a: {", "a: {}", "a: {b}",
    "a: {b: c", "a: {b:c}", "a: {b: c, b: d}", "a: {b: c,d: e}", "a: {b: c , d: e}", "a: {b: }", "a: {b:}", "a: {: c}",
    "a: {b: c: d}", 'a: {"b": c}', 'a: {b: "c, d: e"}', "a: {b: c}}", "a: {b: [c]}", "a: {b: c #d}", "a: {b: -c}",
    "a: {2020: 1, 2020-Q2: x}", "a: ~", "a: null", "a: Null", "a: yes", "a: True", "a: true", "a: false", "a: 010",
    "a: 1e3", "a: 0x10", "a: .5", "a: 1_000", "a: +1", "a: -0", "a: 1.", "a: 12:30", "a: 2020-05-09", "a: key：x",
    "a: key:x", "a: key：", "a: http://x", "a: C:\\x", "a: “b”", "a: “b”：c", "“a”: b",
    "a：b", "a: ：", "a: @b", "a: `b`",
    "a: %b", "a: ,b", "a: ?b", "a: ? b", "a: >b", "a: =", "a: {{x}}", "id: 1", "id: 2", "1: 1", "true: 1", "~: 1",
    "null: 1", "_: 1", "a.b: 1", "a-: 1", "a（b）: 1", "a/b: 1", "a%: 1", "a+b: 1", "·a: 1", "é: 1", "²: 1", "# x",
    "  # x", "#x", "  #x", "# 是否完成?", "# 合并冲突: a", "\x85", "a: b\x85c", "a: b\u2028c", "a: b\tc", "a: b\xa0c",
    "a: \u3000b", "a: b\u3000c", "\u3000a: b", "a: b\u200bc", "\ufeffa: b",
    "a: b\ufeffc", "a: b\x07c", "a: b\rc", "a: b\r",
    "a: \U0001f600", "a: b\xadc", "a: b\ue000c", "k" * 82 + ": 1", "k" * 1100 + ": 1",
    "a: " + "1" * 5000, "", "  ", "x",
]  # fmt: skip
FRAMES: list[Callable[[str], str]] = [
    lambda line: f"{line}\n",
    lambda line: line,
    lambda line: f"id: 1\n{line}\nz: 2\n",
    lambda line: f"id: x\n  {line}\nz: 2\n",
    lambda line: f"m:\n  id: 1\n  {line}\nz: 2\n",
    lambda line: f"m:\n  - {line}\n  - id: 1\n    {line}\n    z: 2\n",
    lambda line: f"m:\n  - x\n    {line}\n",
    lambda line: f"m:\n- {line}\nz: 2\n",
    lambda line: f"m: |-\n  x\n  {line}\nz: 2\n",
    lambda line: f"m: |\n  x\n\n {line}\nz: 2\n",
    lambda line: f"m: |-\n{line}\n  x\nz: 2\n",
    lambda line: f"m:\n  - k: |-\n      x\n    {line}\n    z: 2\n",
    lambda line: f"m:\n\n  # y\n  {line}\n# y\n\nz:\n",
    lambda line: f"\ufeff{line}\r\nz: 1\r\n",
]


@pytest.mark.parametrize("line", LINES)
def test_adversarial_lines_are_read_alike(line: str) -> None:
    for frame in FRAMES:
        read(frame(line))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "# 只有批注\n",
        "a: |-\n  x",
        "a: |\n  x\n\n\n",
        "a: |-\n  x\n\n\nb: 1\n",
        "a: |-\n\n  x\n",
        "a: |-\n   x\n",
        "a: |-\n    x\n  y\n",
        "a: |-\n x\n",
        "a: |-\nb: 1\n",
        "a: |-\n  x\n # c\n  y\n",
        "a: |-\n  x\n# c\nb: 1\n",
        "a: |-\n  x\n   y\n    z\n",
        "a:\n  b: |-\n  x\n",
        "a:\n  - |-\n    x\n",
        "a:\n  -\n    b: 1\n",
        "a:\n  - b: 1\n  c: 2\n",
        "a:\n  - b: 1\n   c: 2\n",
        "a:\n  - b: 1\n\n    c: 2\n",
        "a:\n    b: 1\n",
        "a:\n  b: 1\n    c: 2\n",
        "a:\n  b:\n    c: 1\n  d: 2\n",
        "a:\n  b:\n      c: 1\n",
        "a:\n  b:\n  - c\n",
        "a: x\n- b\n",
        "- a: 1\n",
        "a:\n  - x\n  - y: 1\n    z: 2\n  - w\n",
        "".join("  " * n + "a:\n" for n in range(40)),
        "".join("  " * n + "a:\n" for n in range(80)),
        "a:\n" + "".join("  " * n + "- a:\n" for n in range(1, 70, 2)),
        "a: b\n\n  c\n",
        "a: 'b\n  c'\n",
        "a: [b,\n  c]\n",
        "a: 1\n---\nb: 2\n",
        "a: 1\n...\n",
        "a: 1\r\nb: 2\r\n",
        "a: 1\rb: 2\n",
    ],
)
def test_adversarial_texts_are_read_alike(text: str) -> None:
    read(text)


_MUCH = 200_000


@pytest.mark.parametrize(
    "text",
    [
        "a: [" + "b" * _MUCH,
        "a: [" + "b" * _MUCH + "#]",
        "a: [" + "b, " * _MUCH + "{]",
        "a: [" + " " * _MUCH + "]",
        "a: [b" + " " * _MUCH + "c, d ]",
        "a: {b: " + "c" * _MUCH,
        "a: {" + "b" * _MUCH + "}",
        "a: {" + "b: c, " * _MUCH + "}",
        'a: "' + "b" * _MUCH,
        'a: "' + '\\"' * _MUCH,
        "a: '" + "''" * _MUCH,
        "a: |-" + "\n" * _MUCH + "b: 1",
        "a: |-\n  b" + "\n" * _MUCH + " c: 1",
        "a" * _MUCH + ": 1",
        "a:\n" * _MUCH,
        "- " * _MUCH + "a",
        " " * _MUCH + "a: 1",
        "a: b" + ": " * _MUCH,
        "a: b" + " #" * _MUCH + "c",
    ],
    ids=range(19),
)
def test_long_nonsense_costs_no_more_than_its_length(text: str) -> None:
    """No assertion about time: a reader that tries every way would not come back at all."""
    with pytest.raises(yamlline.Unsure):
        yamlline.read(text + "\n")


def test_a_deeply_nested_text_is_left_to_others() -> None:
    assert read("".join("  " * n + "a:\n" for n in range(80))) is ...


NAMES = st.sampled_from(["id", "text", "2020-Q2", "回迁安置套数", "占比（%）"])
SIMPLE = st.dictionaries(NAMES, values, min_size=1, max_size=4)


@quick(150)
@given(SIMPLE, blocks)
def test_canonical_texts_are_read_alike(value: dict[str, Value], block: yamlfile.Block) -> None:
    read(yamlfile.dump(value, block=lambda path: not path or block(path)))


PLAIN = st.text(st.sampled_from("完成80%，。；“”a1 "), min_size=1).filter(lambda t: t == t.strip())
SMALL = st.one_of(PLAIN, st.integers(), st.booleans(), st.decimals(-(10**9), 10**9, places=2))
TASKS = st.fixed_dictionaries(
    {"id": PLAIN, "number": st.integers(0, 999)},
    optional={
        "category": st.lists(SMALL, max_size=3),
        "indicators": st.lists(st.fixed_dictionaries({"name": PLAIN, "target": SMALL}), max_size=2),
        "plan": st.dictionaries(NAMES, PLAIN, min_size=1, max_size=3),
        "progress": st.lists(
            st.fixed_dictionaries(
                {"period": st.just("2020-04"), "done": st.lists(PLAIN, min_size=1, max_size=3).map("\n".join)},
                optional={"indicators": st.dictionaries(NAMES, SMALL, min_size=1, max_size=3)},
            ),
            min_size=1,
            max_size=3,
        ),
    },
)


@quick()
@given(TASKS)
def test_what_fmt_writes_of_a_task_is_read_here(value: dict[str, Value]) -> None:
    assert repr(read(yamlfile.dump(value, block=codec.BLOCK))) == repr(value)


@quick(150)
@given(st.one_of(YAMLISH.map(lambda t: t + "\n"), untidy().map(lambda pair: pair[0])))
def test_other_texts_are_read_alike_or_not_at_all(text: str) -> None:
    read(text)


PIECES = [
    *"ab1 :-#\n\n  []{},\"'|>&*!%@`?~<=.\\。：，“\t\r\x85\u2028\ufeff",
    "\n  ", "\n    ", "  - ", ": ", " #", " # ", "|-\n", "|\n", "---\n", "...\n", "- ",
    "\n\n", ", ", "?", "null", "010", "a:",
]  # fmt: skip


def damaged(text: str, chance: random.Random) -> str:
    """One to three faults: characters or lines lost, doubled, put in or changed places."""
    for _ in range(chance.randint(1, 3)):
        if chance.random() < 0.3:
            lines = text.split("\n")
            n = chance.randrange(len(lines))
            kind = chance.randrange(5)
            if kind == 0:
                del lines[n]
            elif kind == 1:
                lines.insert(n, chance.choice(lines))
            elif kind == 2:
                lines[n] = " " * chance.choice([1, 2, 4]) + lines[n]
            elif kind == 3:
                lines[n] = lines[n].removeprefix(" " * chance.choice([1, 2, 4]))
            else:
                lines[n] = chance.choice(LINES)
            text = "\n".join(lines)
        else:
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice([*PIECES, ""]) + text[at + chance.choice([0, 0, 1, 1, 2]) :]
    return text


def test_damaged_files_are_read_alike_or_not_at_all() -> None:
    chance = random.Random()
    pool = [CANONICAL, *(path.read_text("utf-8") for path in [*REAL[::20], *sorted(INVENTED.rglob("*.yaml"))])]
    pool = [text[: text.rfind("\n", 0, 3000) + 1] for text in pool if "\n" in text[:3000]]
    for n in range(40_000 if FUZZ else 1200):
        seed = chance.random() if FUZZ else n
        text = damaged(pool[n % len(pool)], random.Random(seed))
        try:
            read(text)
        except AssertionError as failure:
            raise AssertionError(f"{failure}\n{text!r}") from None
