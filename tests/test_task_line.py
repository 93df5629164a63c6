"""The reader of canonical task files is believed only as far as the general way says the same and finds nothing."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from ledger import codec, store, taskline, yamlfile
from ledger.diagnostics import Diagnostic
from ledger.model import Task
from tests.conftest import INVENTED, ROOT

REAL = sorted(path for path in (ROOT / "tasks").rglob("*.yaml") if path.stem.isdecimal())
VERSIONS = taskline.Memory()
ROUNDS = 200_000 if os.environ.get("TAIZHANG_FUZZ") else 3_000


def generally(data: bytes) -> tuple[Task | None, list[Diagnostic]]:
    value, found = yamlfile.load(data)
    task, wrong = codec.decode(value) if value is not None else (None, store.nothing_in_it())
    return task, found + wrong


def read(data: bytes) -> Task | None:
    """What the reader says, ``None`` where it is not sure; and what it says, the general way says as well, and so does
    who has read other versions before."""
    quick = taskline.read(data)
    assert repr(taskline.read(data, VERSIONS)) == repr(quick)
    assert repr(taskline.read(data, taskline.Memory())) == repr(quick)
    if quick is None:
        return None
    task, found = generally(data)
    assert found == []
    assert repr(quick[0]) == repr(task)  # types, digits and the order of keys
    assert quick[0] == task
    assert quick[1].encode() == data
    return quick[0]


@pytest.mark.parametrize("folder", sorted({path.parent for path in REAL}), ids=lambda f: f.relative_to(ROOT).as_posix())
def test_real_tasks_are_read_at_once(folder: Path) -> None:
    assert [path.name for path in REAL if path.parent == folder and read(path.read_bytes()) is None] == []


CANONICAL = """\
# 虚构
id: 2021-main-037
number: 37
category: [住有所居, "a, b", 010, 1.50]
parent: 以更强举措推进：拆迁安置
text: |-
  完成“一网通办”改造；进度：80%。
  第二行 1# 楼
goal: "年底前: 完成"
deadline: 2021-12-31
leaders: []
units:
  lead: [区住建局]
  support: [区财政局, "各街道, 办事处"]
  lead_source: stated
  printed: 区住建局、区财政局等
same_as: [2021-minsheng-001]
indicators:
  - {name: 安置房, target: -2157.10, measure: 套, comparator: ">="}
  - {name: "率", target: 95, measure: "%", comparator: "~", basis: growth}
plan:
  2021-Q1: 12套
  2021-Q2: |-
    第一段
    第二段
  2021: '说: "是"'
progress:
  - period: 2021-01
    unit: 区住建局
    joint: [甲街道, "- 乙"]
    label: ""
    reported: 2021-02-03
    done: |-
      第一段。
        缩进的一段
      第二段: 是
    problems: |
      无
    causes: 12
    next: "3月: 完成"
    verdict: 完成
    indicators: {安置房: 162, 投资: 1.5}
    source: 1月.docx sha256:abc
    note: 12:30
  - period: 2021-Q1
    unit: 12345热线
    indicators: {安置房: 0.50}
reviews:
  - {period: 2021-01, verdict: 完成, by: 督查室, on: 2021-02-05, note: "属实: 是"}
changes:
  - {kind: closure, on: 2021-12-25, period: 2021-12, unit: 区住建局, field: text, from: 1, to: 2, reason: 好}
  - kind: extension
    on: 2021-06-20
    reason: 管线迁改
waivers:
  - {rule: R007, reason: 虚构}
other: {备注栏: 无}
note: 虚构的任务
"""


def test_everything_a_canonical_task_may_hold() -> None:
    task = read(CANONICAL.replace("  第二行 1# 楼\n", "  第二行 1#楼\n").encode())
    assert task is not None
    assert (task.category, task.plan[next(iter(task.plan))]) == (("住有所居", "a, b", "010", "1.50"), "12套")
    assert task.progress[0].problems == "无\n"
    assert task.progress[0].done == "第一段。\n  缩进的一段\n第二段: 是"
    assert (task.progress[0].label, task.progress[1].label) == ("", None)
    assert [change.kind for change in task.changes] == ["closure", "extension"]


BITS = (
    " ", "\n", "  ", ":", ": ", "- ", "#", " #", '"', "'", "[", "]", "{", "}", ", ", "|", "|-", "|\n", "-", "-0", "~",
    "null", "\t", "\u3000", "true", "0", "1", "2021-Q1", "0000", "  - ", "    ", "\n\n", "\n  - ", "period", "next:",
    "a:b", "a：b", "x", ".5", "\u2028", "\ufeff", "\x85", "２０２１-01", "½", "\n# x\n", "\r",
)  # fmt: skip


def damaged(text: str, dice: random.Random) -> str:
    """The text with one to three slips, as hands, merges and hostile people make them."""
    lines = text.split("\n")
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        n = dice.randrange(len(lines))
        line = lines[n]
        at = dice.randrange(len(line) + 1)
        match dice.randrange(6):
            case 0:
                lines[n] = line[:at] + dice.choice(BITS) + line[at:]
            case 1:
                lines[n] = line[:at] + line[at + dice.choice((1, 2, 3)) :]
            case 2:
                lines.insert(n, dice.choice(lines))
            case 3:
                lines = lines[:n] + lines[n + 1 :] or [""]
            case 4:
                other = dice.randrange(len(lines))
                lines[n], lines[other] = lines[other], line
            case _:
                key, colon, value = line.partition(": ")
                lines[n] = f"{key}{colon}{dice.choice(BITS)}{dice.choice(('', value))}"
    return "\n".join(lines)


def test_damaged_tasks_are_read_alike() -> None:
    dice = random.Random(7)
    texts = [path.read_text("utf-8") for path in (*REAL[::9], *(path for path in INVENTED.rglob("[0-9]*.yaml")))]
    texts += [CANONICAL.replace(" 1# 楼", "")] * (len(texts) // 4)
    tried = sum(read(damaged(dice.choice(texts), dice).encode("utf-8")) is not None for _ in range(ROUNDS))
    assert tried > ROUNDS // 20  # most slips make the reader unsure; some must not, or nothing was compared


@pytest.mark.parametrize(
    "old, new",
    [
        ("number: 37", "number: 037"),
        ("number: 37", "number: 37\nnumber: 37"),
        ("number: 37", "number: 37\nother2: 1"),
        ("number: 37", " number: 37"),
        ("id: 2021-main-037", 'id: ""'),
        ("lead_source: stated", "lead_source: lots"),
        ("  2021-Q1: 12套", "   2021-Q1: 12套\n x: 1"),
        ("  2021-Q1: 12套", "  2021-Q1: 12套\n 2021-Q3: x"),
        ("  2021-Q1: 12套", "  2021-Q1: 12套\n  2021-Q1: 13套"),
        ("  - period: 2021-Q1", "  - foo: a  - period: 2021-01\n    unit: x\n  - period: 2021-Q1"),
        ("  - period: 2021-Q1", "\n  - period: 2021-Q1"),
        ("  - period: 2021-Q1", "  - period: 0000"),
        ("reported: 2021-02-03", "reported: 2021-02-30"),
        ("    unit: 12345热线", "    unit: 12345热线\n    unit: 12345热线"),
        ("target: -2157.10", "target: -0"),
        ('comparator: ">="', "comparator: >="),
        ("progress:", "progress: # 进展"),
        ("reviews:", "# 评价\nreviews:"),
    ],
)
def test_what_is_not_certain_is_left_to_the_general_way(old: str, new: str) -> None:
    text = CANONICAL.replace(" 1# 楼", "")
    assert read(text.encode()) is not None
    assert old in text
    read(text.replace(old, new, 1).encode())
    assert taskline.read(text.replace(old, new, 1).encode()) is None or old.startswith("  - period")


def test_the_general_way_comes_first_and_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    data = CANONICAL.replace(" 1# 楼", "").encode()
    monkeypatch.setattr(store, "_FEW", 10**9)
    slow = store.task_of(data)
    monkeypatch.setattr(store, "_FEW", 0)
    assert store.task_of(data) == slow == (generally(data))


@pytest.mark.parametrize(
    "text",
    [
        "progress:\n" + "  - period: 2021-01\n" * 50_000,
        "progress:\n  - period: 2021-01\n    unit: x\n    done: |-" + "\n      x" * 100_000 + "\n x\n",
        "id: 1\n" * 100_000,
        "plan:\n" + "  2021-Q1: |-\n" * 50_000,
        "indicators:\n  - {name: " + "x" * 200_000 + "\n",
        "units:\n  lead: [" + "x, " * 100_000 + "\n",
    ],
    ids=range(6),
)
def test_long_nonsense_costs_no_more_than_its_length(text: str) -> None:
    """No assertion about time: a pattern that tries every way would not come back at all."""
    assert taskline.read(text.encode()) is None
