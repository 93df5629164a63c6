"""The 2023 济阳 ledger through due, lights, rank and bulletin, over a copy with an invented (虚构) rule file."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from ledger import rulebook, store
from tests.conftest import git

ROOT = Path(__file__).parents[2]
RULES = ROOT / "tests" / "data" / "jiyang-rules.yaml"
Run = Callable[..., Result]
NUMBER = re.compile(r"\d+(?:\.\d+)?")
ALONE = ("due", "rank", "remind")


@pytest.fixture
def jiyang(tmp_path: Path) -> Path:
    """A copy of the real ledger, committed."""
    target = tmp_path / "济阳"
    shutil.copytree(ROOT / "tasks" / "2023-jiyang", target / "tasks" / "2023-jiyang")
    git(target, "init", "-q", "-b", "main")
    git(target, "add", "-A")
    git(target, "commit", "-q", "-m", "立项(2023-jiyang)")
    return target


def test_the_ledger_says_what_its_document_says_and_no_more() -> None:
    config = store.load(store.WorkTree(ROOT), "2023-jiyang").config
    assert config.bulletins == ({"matter": "“大督查、大排名”", "rhythm": "每月通报表扬、通报批评"},)
    book = rulebook.of(config)
    assert config.reporting.every == "month" and not config.reporting.due
    assert book.scores is None and not book.lights


@pytest.mark.parametrize(
    ("arguments", "said", "instead"),
    [
        (("rank", "2023-04"), "来源文件要求“大督查、大排名”，但没有写怎样计分", "points: -5"),
        (("bulletin", "ranking", "2023-04", "--on", "2023-05-12"), "没有写打分规则，不能排名", "--rules"),
        (("due", "2023-04"), "没有写明报送时限", "due: {working_days: 5}"),
        (("remind", "2023-04", "--on", "2023-05-12"), "没有写明报送时限", "due: {working_days: 5}"),
        (("list", "--light", "红"), "没有写亮灯规则", "rules-sample.yaml"),
    ],
)
def test_where_the_document_is_silent_the_program_says_what_to_write(
    arguments: tuple[str, ...], said: str, instead: str, jiyang: Path, taizhang: Run
) -> None:
    done = taizhang(jiyang, *arguments)
    assert done.exit_code == 2 + (said == "没有写明报送时限") and done.stdout == ""
    assert said in done.stderr and instead in done.stderr


def with_rules(folder: Path) -> None:
    config = folder / "tasks/2023-jiyang/ledger.yaml"
    rules = "".join(f"  {line}\n" for line in RULES.read_text("utf-8").splitlines())
    text = config.read_text("utf-8").replace("  every: month\n", "  every: month\n  due: {working_days: 5}\n")
    config.write_text(f"{text}rules:\n{rules}", "utf-8")
    git(folder, "commit", "-qam", "规则(2023-jiyang)")


def report(run: Run, folder: Path, task: int, unit: str, day: str, *more: str) -> None:
    done = run(
        folder, "update", f"main/{task}", "--period", "2023-04", "--unit", unit, "--reported", day,
        "--done", "按计划推进（虚构）。", *more,
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr


def test_the_whole_chain_with_a_rule_file_of_its_own(jiyang: Path, tmp_path: Path, taizhang: Run) -> None:
    with_rules(jiyang)
    # a quantified target of 附件 text is proposed, and a person confirms it
    proposals = json.loads(taizhang(jiyang, "targets", "main/1", "--json").stdout)[0]["proposals"]
    assert [(one["name"], one["target"], one["measure"]) for one in proposals] == [
        ("新签约项目", 60, "个"),
        ("签约额", 300, "亿元"),
    ]
    assert taizhang(jiyang, "targets", "main/1", "--accept", "1").exit_code == 0
    assert len(json.loads(taizhang(jiyang, "targets", "--list", "targets", "--json").stdout)) == 12

    report(taizhang, jiyang, 1, "区投资促进局", "2023-05-08", "--indicator", "新签约项目=11")
    report(taizhang, jiyang, 7, "区城建集团", "2023-05-09")
    report(taizhang, jiyang, 3, "区城建集团", "2023-05-11")
    judged = ("--period", "2023-04", "--verdict", "完成", "--on", "2023-05-12")
    assert taizhang(jiyang, "review", "main/7", *judged).exit_code == 0

    due = json.loads(taizhang(jiyang, "due", "2023-04", "--on", "2023-05-15", "--json").stdout)
    units = {one["unit"]: one for one in due["units"]}
    assert due["due"] == "2023-05-09" and units["区城建集团"]["tasks"] == 3
    assert units["区城建集团"]["status"] == "部分未报"
    lit = json.loads(taizhang(jiyang, "list", "--light", "黄", "--json").stdout)
    assert [one["id"] for one in lit] == ["2023-jiyang-main-001"]  # 18.3% in April: 15 points behind

    ranked = json.loads(taizhang(jiyang, "rank", "2023-04", "--on", "2023-05-15", "--json").stdout)
    for one in ranked["units"]:
        assert sum(point["points"] for point in one["points"]) == one["score"]
    mine = next(one for one in ranked["units"] if one["unit"] == "区城建集团")
    # 核实完成 on task 7, three working days late... two: 05-10, 05-11; task 16 silent
    assert {p["rule"]: p["points"] for p in mine["points"]} == {"基础分": 100, "核实完成": 1, "迟报": -2, "未报": -5}
    assert (mine["group"], mine["score"]) == ("开发区和企业", 94)
    assert all(p["commit"] or p["commit_why"] for p in mine["points"])

    target = tmp_path / "4月通报.docx"
    asked = ("bulletin", "ranking", "2023-04", "--on", "2023-05-15")
    shape: Any = json.loads(taizhang(jiyang, *asked, "--json", "-o", str(target)).stdout)
    assert target.read_bytes()[:2] == b"PK"
    assert shape["title"] == "关于2023年4月“大督查、大排名”情况的通报"
    said = [one["text"] for one in shape["paragraphs"]]
    assert any("按照大排名试行办法（虚构）计分" in one for one in said)
    assert any(one.startswith("对重点工作任务完成较差的") and "区发展和改革局" in one for one in said)
    assert any("亮黄灯的1项" in one for one in said)
    rows = {row[2]: row for row in shape["annex"]["rows"]}
    assert rows["区城建集团"][3] == "94" and "未报扣5分（第16项）" in rows["区城建集团"][-1]
    traced = {number for one in shape["trace"] for number in one["numbers"]}
    assert set(NUMBER.findall("".join([shape["title"], *said, str(shape["annex"]["rows"])]))) <= traced

    quarter = taizhang(jiyang, "bulletin", "quarter", "2023-Q2", "--on", "2023-05-15")
    assert "聚力攻坚项目建设，打造高质量发展引擎：共3项。其中" in quarter.stdout
    assert date.fromisoformat(due["due"]).strftime("%Y年%-m月%-d日") in quarter.stdout
