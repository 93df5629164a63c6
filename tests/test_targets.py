"""Targets proposed from task texts: the texts are those of 市中政办发〔2020〕1号."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import Result

from ledger import store
from ledger.errors import EditRefused
from ledger.model import Indicator, Task
from ledger.standings import standings
from ledger.store import WorkTree
from ledger.targets import confirm, from_paper, on_paper, propose
from tests.conftest import git

ROOT = Path(__file__).parent.parent
Run = Callable[..., Result]


def proposed(text: str) -> list[tuple[str, str, Decimal | None, str, str]]:
    found = (one.indicator for one in propose(Task("a", 1, text)))
    return [(one.name, one.comparator, one.target, one.measure, one.basis) for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "完成经四纬一、岳而等9个项目共计1.11万套、2.45万人的回迁安置。",
            [
                ("项目", ">=", Decimal(9), "个", "cumulative"),
                ("回迁安置套数", ">=", Decimal("1.11"), "万套", "cumulative"),
                ("回迁安置人数", ">=", Decimal("2.45"), "万人", "cumulative"),
            ],
        ),
        (
            "生产总值增长6%左右，城镇登记失业率控制在3%以内。",
            [
                ("生产总值", "~", Decimal(6), "%", "growth"),
                ("城镇登记失业率", "<=", Decimal(3), "%", "cumulative"),
            ],
        ),
        ("单位GDP能耗下降3%。", [("单位GDP能耗", "<=", Decimal(-3), "%", "growth")]),
        ("开工建设双龙、后魏华庄等共计约2400套安置房。", [("安置房", "~", Decimal(2400), "套", "cumulative")]),
        (
            "全区农村土地适度规模经营率保持在45%以上。",
            [("农村土地适度规模经营率", ">=", Decimal(45), "%", "cumulative")],
        ),
        (
            "开工建设2所学校，新建12处口袋公园。",
            [("学校", ">=", Decimal(2), "所", "cumulative"), ("口袋公园", ">=", Decimal(12), "处", "cumulative")],
        ),
        ("坚持一栋楼宇一个特色。", []),
        ("2020年6月底前完成。", []),
        ("为80周岁以上老人发放补贴。", []),
        ("", []),
    ],
)
def test_targets_are_read_with_measure_and_bound(text: str, expected: list[object]) -> None:
    assert proposed(text) == expected


def test_the_2020_ledger_has_targets_for_every_kind_of_task() -> None:
    found = {r.task.id: propose(r.task) for r in store.load(WorkTree(ROOT), "2020").records}
    stated = {task: {one.printed for one in some} for task, some in found.items()}
    # the figures of these tasks were read off the notice by hand
    assert stated["2020-main-033"] == {"112户", "6万平方米"} and stated["2020-main-069"] == {"13个", "105万平方米"}
    assert stated["2020-minsheng-005"] == {"60部"} and stated["2020-minsheng-063"] == {"3000人次", "18000人"}
    assert stated["2020-main-001"] == {"6%左右", "8%左右", "7.5%左右", "3%以内"}
    assert stated["2020-main-013"] == set() == stated["2020-main-016"]
    for task, some in found.items():
        names = [one.indicator.name for one in some]
        assert len(set(names)) == len(names), task
        assert all(names) and all(one.indicator.target for one in some), task
    # pairs of 附件1 and 附件2 that state the same must be proposed the same
    assert found["2020-main-074"][0].indicator == found["2020-minsheng-084"][0].indicator
    assert [one.indicator for one in found["2020-main-037"]] == [one.indicator for one in found["2020-minsheng-001"]]


TASK = "# 说明\nid: a\nnumber: 1\ntext: 新建12处口袋公园。   # 行末\nleaders: [甲]\n"


def test_confirmed_targets_are_added_and_nothing_else_changes() -> None:
    (proposal,) = propose(Task("a", 1, "新建12处口袋公园。"))
    edited = confirm(TASK, [proposal.indicator])
    assert edited.replace('indicators:\n  - {name: 口袋公园, target: 12, measure: 处, comparator: ">="}\n', "") == TASK
    with pytest.raises(EditRefused, match="已有指标“口袋公园”"):
        confirm(edited, [Indicator("口袋公园", Decimal(1), "处")])


def test_a_person_confirms_by_number(repo: Path, taizhang: Run) -> None:
    rows = json.loads(taizhang(repo, "targets", "--json").stdout)
    shown = {row["id"]: [one["name"] for one in row["proposals"]] for row in rows}
    assert shown["2021-main-003"] == ["学校"] and "2021-main-001" not in shown
    done = taizhang(repo, "targets", "2021-main-003", "--accept", "1", "--name", "1=开工学校数", "--json")
    assert done.exit_code == 0, done.stderr
    assert git(repo, "log", "-1", "--format=%s").strip() == "指标(2021-main-003): 开工学校数"
    record = store.load(WorkTree(repo), "2021").by_id["2021-main-003"]
    assert record.task.indicators == (Indicator("开工学校数", Decimal(2), "所"),)
    ledger = store.load(WorkTree(repo), "2021")
    assert [one.why for one in standings(record.task, ledger.records[0].task.progress[0].period, ledger.registry)] == [
        "截至2021年3月没有报数"
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--accept", "1"), "写明是哪一项"),
        (("2021-main-003", "--accept", "7"), "没有第“7”个建议"),
        (("2021-main-003", "--accept", "1", "--name", "学校"), "没有第“学校”个建议"),
    ],
)
def test_slips_are_told(repo: Path, taizhang: Run, arguments: tuple[str, ...], message: str) -> None:
    done = taizhang(repo, "targets", *arguments)
    assert done.exit_code == 2 and message in done.stderr


# ---------------------------------------------------------------------- on paper


def test_proposals_go_through_a_file_that_a_person_corrects(repo: Path, taizhang: Run, tmp_path: Path) -> None:
    paper = tmp_path / "指标建议.yaml"
    done = taizhang(repo, "targets", "-o", str(paper))
    assert done.exit_code == 0 and "个建议。删改以后用 taizhang targets --from" in done.stderr
    text = paper.read_text("utf-8")
    assert text.startswith("# 指标建议：") and "- task: 2021-main-003\n" in text
    left = "".join(text.splitlines(keepends=True)[:3]) + (
        "- task: 2021-main-003\n  text: 随便\n  indicators:\n    - {name: 开工学校, target: 2, measure: 所}\n"
        "- task: 2021-minsheng-002\n  indicators: []\n"
    )
    paper.write_text(left, "utf-8")
    tried = taizhang(repo, "targets", "--from", str(paper), "--dry-run")
    assert tried.exit_code == 0, tried.stderr
    assert (
        '+  - {name: 开工学校, target: 2, measure: 所, comparator: ">="}' in tried.stdout
        and git(repo, "status", "--short") == ""
    )
    done = taizhang(repo, "targets", "--from", str(paper), "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["tasks"] == ["2021-main-003"]
    assert git(repo, "log", "-1", "--format=%s").strip() == "指标(2021): 1项任务，1个指标"
    assert "Task: 2021-main-003\nKind: target" in git(repo, "log", "-1", "--format=%B")
    assert store.load(WorkTree(repo), "2021").by_id["2021-main-003"].task.indicators == (
        Indicator("开工学校", Decimal(2), "所"),
    )
    again = taizhang(repo, "targets", "--from", str(paper))
    assert again.exit_code != 0 and "已有指标“开工学校”" in again.stderr


def test_the_paper_of_the_real_ledger_reads_back_as_it_was_proposed() -> None:
    records = store.load(WorkTree(ROOT), "2020").records
    found = [(record.task, propose(record.task)) for record in records]
    read = from_paper(on_paper(found).encode(), "建议")
    assert read == {task.id: tuple(one.indicator for one in each) for task, each in found if each}
    assert sum(map(len, read.values())) > 100


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("甲: 乙\n", "这里应当是列表"),
        ("- task: 2021-main-001\n", "没有留下指标"),
        ("- indicators: []\n", "缺少 task"),
        ("- {task: 2021-main-001, indicators: [{name: 甲, target: 多}]}\n", "0.indicators.0.target"),
        ("- {task: 2021-main-099, indicators: [{name: 甲, target: 1}]}\n", "没有任务：2021-main-099"),
        ("- {task: 2021-main-001, indicators: []}\n", "没有留下指标"),
        ("- task: [\n", "用不了"),
    ],
)
def test_a_spoiled_paper_changes_nothing(repo: Path, taizhang: Run, tmp_path: Path, text: str, said: str) -> None:
    paper = tmp_path / "建议.yaml"
    paper.write_text(text, "utf-8")
    done = taizhang(repo, "targets", "--from", str(paper))
    assert said in done.stderr and git(repo, "rev-list", "--count", "HEAD").strip() == "1"
    assert (done.exit_code == 0) == (said == "没有留下指标")


def test_a_paper_is_confirmed_whole(repo: Path, taizhang: Run) -> None:
    assert taizhang(repo, "targets", "37", "--from", "甲.yaml").exit_code == 2
    assert "打不开" in taizhang(repo, "targets", "--from", "没有.yaml").stderr
