"""``rank`` and ``remind`` as a user meets them, on the invented ledger (虚构)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.conftest import git

Run = Callable[..., Result]
RULES = """\
name: 试行办法
lights:
  - {light: 红, behind_points: {over: 20}}
  - {light: 绿, behind_points: {up_to: 0}}
scores:
  base: 10
  points:
    - {name: 按时报送, points: 2, report: [已报]}
    - {name: 迟报, points: -1, each: day, report: [迟报]}
    - {name: 未报, points: -3, report: [未报]}
    - {name: 红灯, points: -4, light: [红]}
"""


@pytest.fixture
def ruled(repo: Path) -> Path:
    """The invented ledger with the rules above, committed."""
    config = repo / "tasks/2021/ledger.yaml"
    indented = "".join(f"  {line}\n" for line in RULES.splitlines())
    config.write_text(f"{config.read_text('utf-8')}rules:\n{indented}", "utf-8")
    git(repo, "commit", "-aqm", "规则(2021)")
    return repo


def test_rank_names_every_point_and_its_commit(ruled: Path, taizhang: Run) -> None:
    done = taizhang(
        ruled, "update", "2021-main-003", "--period", "2021-03", "--unit", "区教体局", "--reported", "2021-04-06",
        "--done", "2所学校已开工建设。", "--next", "主体封顶。", "--json",
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    commit = json.loads(done.stdout)["commit"]
    found = json.loads(taizhang(ruled, "rank", "2021-03", "--json").stdout)
    assert (found["period"], found["draft"], found["rules"]["name"]) == ("2021-03", True, "试行办法")
    units = {one["unit"]: one for one in found["units"]}
    assert set(units["区教体局"]) >= {"rank", "unit", "score", "points"}
    assert {one["unit"]: (one["rank"], one["score"]) for one in found["units"]} == {
        "区住建局": (1, 14),  # two in time: 2021-minsheng-001 is the same matter as 2021-main-001
        "区教体局": (2, 9),
        "区发改局": (2, 9),  # a working day late
        "云山控股集团": (4, 7),
        "东湖街道办事处": (4, 7),
        "西岭街道办事处": (4, 7),
    }
    points = {(p["rule"], p["task"]): p for p in units["区教体局"]["points"]}
    assert points["按时报送", "2021-main-003"] | {"why": ""} == {
        "rule": "按时报送", "task": "2021-main-003", "period": "2021-03", "points": 2, "commit": commit, "why": "",
        "commit_why": "",
    }  # fmt: skip
    assert points["未报", "2021-minsheng-002"]["commit_why"] == "没有报送，也就没有提交"
    for one in found["units"]:
        assert sum(point["points"] for point in one["points"]) == one["score"]
    as_it_was = json.loads(taizhang(ruled, "rank", "2021-03", "--as-of", "HEAD~1", "--json").stdout)
    assert {one["unit"]: one["score"] for one in as_it_was["units"]}["区教体局"] == 4


def test_the_order_of_commits_plays_no_part(ruled: Path, tmp_path: Path, taizhang: Run) -> None:
    other = tmp_path / "另一份"
    git(tmp_path, "clone", "-q", str(ruled), str(other))
    facts = [
        ("update", "2021-main-003", "--period", "2021-03", "--unit", "区教体局", "--reported", "2021-04-06",
         "--done", "2所学校已开工建设。"),
        ("update", "2021-main-002", "--period", "2021-03", "--unit", "东湖街道办事处", "--reported", "2021-04-12",
         "--done", "配合完成。"),
        ("review", "2021-main-002", "--period", "2021-03", "--verdict", "完成", "--on", "2021-04-13"),
    ]  # fmt: skip
    shapes = []
    for where, order in ((ruled, facts), (other, facts[::-1])):
        for fact in order:
            done = taizhang(where, *fact)
            assert done.exit_code == 0, done.stderr
        shape = json.loads(taizhang(where, "rank", "2021-03", "--json").stdout)
        assert any(point["commit"] for unit in shape["units"] for point in unit["points"])
        for unit in shape["units"]:
            for point in unit["points"]:
                point.pop("commit")  # named by its time as well
        shapes.append(shape)
    assert shapes[0] == shapes[1]


def test_rank_reads_well_and_compares_rules(ruled: Path, tmp_path: Path, taizhang: Run) -> None:
    shown = taizhang(ruled, "rank", "2021-03", "--unit", "住建局")
    assert (
        "区住建局" in shown.stdout
        and "+10  基础分" in shown.stdout
        and "+2  按时报送  2021-03  2021-minsheng-001" in shown.stdout
        and "报在同一事项 2021-main-001" in shown.stdout
    )
    assert "2021年3月排名（拟稿）" in shown.stderr
    other = tmp_path / "新办法.yaml"
    other.write_text(RULES.replace("points: -3", "points: -30"), "utf-8")
    found = json.loads(taizhang(ruled, "rank", "2021-03", "--against", str(other), "--json").stdout)
    assert found["rules"]["digest"] != found["against"]["rules"]["digest"]
    assert {one["unit"]: one["score"] for one in found["against"]["units"]}["云山控股集团"] == -20
    assert "另一套名次" in taizhang(ruled, "rank", "2021-03", "--against", str(other)).stdout
    own = json.loads(taizhang(ruled, "rank", "2021-03", "--rules", str(other), "--json").stdout)
    assert own["rules"] == found["against"]["rules"]
    assert [(u["unit"], u["rank"], u["score"]) for u in own["units"]] == [
        (u["unit"], u["rank"], u["score"]) for u in found["against"]["units"]
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("rank", "2021-03"), 2, "没有写打分规则，不能排名"),
        (("rank", "2021-03", "--rules", "没有.yaml"), 3, "没有.yaml 打不开"),
        (("rank", "3月"), 2, "“3月”不是周期"),
        (("remind", "2021-03"), 2, "--on"),
        (("list", "--light", "红"), 2, "没有写亮灯规则"),
    ],
)
def test_what_cannot_be_done_says_why(
    folder: Path, taizhang: Run, arguments: tuple[str, ...], code: int, message: str
) -> None:
    done = taizhang(folder, *arguments)
    assert (done.exit_code, message in done.stderr) == (code, True), done.stderr


def test_a_slip_in_the_rules_is_a_finding_and_the_list_goes_on_without_lights(ruled: Path, taizhang: Run) -> None:
    config = ruled / "tasks/2021/ledger.yaml"
    config.write_text(config.read_text("utf-8").replace("over: 20", "more: 20"), "utf-8")
    checked = taizhang(ruled, "check", "--format", "json")
    found = json.loads(checked.stdout)["findings"]
    assert [(one["path"], one["code"]) for one in found if one["level"] == "error"] == [
        ("tasks/2021/ledger.yaml", "S002")
    ]
    listed = taizhang(ruled, "list")
    assert listed.exit_code == 0 and "没有亮灯" in listed.stderr
    assert taizhang(ruled, "rank", "2021-03").exit_code == 3


def test_lights_are_shown_where_the_ledger_has_rules(ruled: Path, taizhang: Run) -> None:
    rows = {row["id"]: row["light"] for row in json.loads(taizhang(ruled, "list", "--json").stdout)}
    assert rows["2021-main-001"] == "绿" and rows["2021-main-002"] is None
    assert [row["id"] for row in json.loads(taizhang(ruled, "list", "--light", "绿", "--json").stdout)] == [
        "2021-main-001"
    ]
    shown = taizhang(ruled, "show", "1").stdout
    assert "亮灯  绿（安置房建成套数完成率25.83%，超时间进度0.83个百分点）" in shown
    stats = json.loads(taizhang(ruled, "stats", "--json").stdout)
    assert stats["lights"] == {"绿": 1} and stats["lists"][0]["lights"] == {"绿": 1}
    assert "亮灯  绿1" in taizhang(ruled, "stats").stdout


def test_remind_lists_without_writing(folder: Path, taizhang: Run) -> None:
    done = taizhang(folder, "remind", "2021-03", "--on", "2021-04-12", "--json")
    found = json.loads(done.stdout)
    assert {one["unit"]: (one["grade"], one["until"], one["missing"]) for one in found["units"]}["区教体局"] == (
        1,
        "2021-04-14",
        ["2021-main-003", "2021-minsheng-002"],
    )
    # what 区住建局 owes on 2021-minsheng-001 stands under 2021-main-001, the same matter
    assert "区住建局" not in {one["unit"] for one in found["units"]}
    assert found["commit"] is None and not (folder / "tasks/2021/reminders.yaml").exists()
    assert "“相关街道办事处”没有写明是哪几个单位" in taizhang(folder, "remind", "2021-03", "--on", "2021-04-12").stderr


def test_notices_on_record_of_nobody_are_told(repo: Path, taizhang: Run) -> None:
    (repo / "tasks/2021/reminders.yaml").write_text(
        "- {period: 2021-03, unit: 区住健局, grade: 1, on: 2021-04-12, until: 2021-04-14, tasks: [2021-main-901]}\n",
        "utf-8",
    )
    done = taizhang(repo, "remind", "2021-03", "--on", "2021-04-20")
    assert done.exit_code == 0
    assert (
        "单位“区住健局”不在名录里，那次催办没有算进去" in done.stderr and "任务 2021-main-901 不在台账里" in done.stderr
    )
