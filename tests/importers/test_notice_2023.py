"""The 2023 plan of 济阳: targets, tasks and measures from running text."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from ledger import unitlists
from ledger.importers import files, notice, writing
from ledger.importers.notice import Notice
from ledger.units import Registry
from tests.importers.reading import SOURCES

ROOT = Path(__file__).parent.parent.parent
TEXT = (SOURCES / "source-2023-plan.txt").read_text("utf-8")


@cache
def registry() -> Registry:
    return writing.read_registry((ROOT / "tasks/2023-jiyang/units.yaml").read_bytes(), "units.yaml")


@cache
def read() -> Notice:
    return notice.interpret(files.read(SOURCES / "source-2023-plan.txt"), registry(), ledger="2023-jiyang")


def test_12_targets_19_tasks_4_measures() -> None:
    assert {name: len(tasks) for name, tasks in read().tasks.items()} == {"targets": 12, "main": 19, "measures": 4}
    assert [spec.title for spec in read().config.lists.values()] == ["工作目标", "重点任务", "保障措施"]


def test_every_text_stands_in_the_source() -> None:
    for task in read().all:
        assert task.text in TEXT


def test_the_targets_are_the_whole_section() -> None:
    paragraph = next(line for line in TEXT.split("\n") if line.startswith("生产总值增长"))
    assert "".join(re.split("[,，、。]", paragraph)) == "".join(task.text for task in read().tasks["targets"])
    assert [f.message for f in read().findings if f.code == "I013"][-1] == "这一段按分句拆成12项目标"


@pytest.mark.parametrize("number", range(1, 20))
def test_units_of_each_task_all_lead(number: int) -> None:
    printed = re.findall(r"\(责任单位:([^)]*),按职责分工分别牵头负责\)", TEXT)[number - 1]
    units = read().tasks["main"][number - 1].units
    assert units.lead_source == "all"
    assert units.support == ()
    assert (units.printed or unitlists.print_list(registry(), units.lead)) == printed
    assert all(registry().knows(name) for name in units.lead)


def test_headings_and_titles_are_categories() -> None:
    first, last = read().tasks["main"][0], read().tasks["main"][18]
    assert first.category == ("聚力攻坚项目建设,打造高质量发展引擎", "精准招引项目")
    assert first.text.startswith("深入推进招商引资“九大行动”")
    assert last.category == ("聚力攻坚政府效能,提升政府施政能力",)
    assert last.text.startswith("持续提升行政执法监督效能,")
    assert len({task.category[0] for task in read().tasks["main"]}) == 7
    assert [task.category for task in read().tasks["measures"]] == [
        ("提高政治站位",),
        ("压实工作责任",),
        ("凝聚工作合力",),
        ("强化监督考核",),
    ]


def test_shared_words_of_towns_and_streets() -> None:
    assert read().tasks["main"][12].units.lead[-2:] == ("各镇政府", "各街道办事处")
    assert read().tasks["main"][13].units.lead[-2:] == ("相关镇政府", "相关街道办事处")


def test_the_plan_itself_and_what_was_left_out() -> None:
    document = read().config.document
    assert document.title == "济南市济阳区人民政府关于印发《济南市济阳区2023年政府重点工作任务实施方案》的通知"
    assert document.issued is not None
    assert document.issued.isoformat() == "2023-02-06"
    assert document.issuer == "济南市济阳区人民政府"
    assert document.disclosure == "此件正文公开发布,附件不公开"
    told = [finding.message for finding in read().findings]
    assert "“总体要求”一节没有责任单位和目标，没有立项" in told
    assert "“工作目标”12项没有写责任单位" in told
    assert any("扫码使用手机浏览本页内容" in message for message in told)
