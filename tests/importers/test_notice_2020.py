"""The 2020 notice, cell by cell against an independent reading, the same from Word, page and text."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from ledger import unitlists
from ledger.importers import files, notice, writing
from ledger.importers.notice import Notice
from ledger.model import Task
from ledger.units import Registry
from ledger.values import replace
from tests.importers.reading import SOURCES, Row, annexes

ROOT = Path(__file__).parent.parent.parent
FORMS = ("notice-2020.docx", "notice-2020.html", "source-2020-notice.txt")
WHOLE_YEAR = [("main", n) for n in range(1, 103)] + [("minsheng", n) for n in range(1, 101)]


@cache
def registry() -> Registry:
    return writing.read_registry((ROOT / "tasks/2020/units.yaml").read_bytes(), "units.yaml")


@cache
def read(name: str = FORMS[0]) -> Notice:
    return notice.interpret(files.read(SOURCES / name), registry())


@cache
def rows() -> dict[str, dict[int, Row]]:
    first, second = annexes()
    return {"main": first, "minsheng": second}


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def without_lead_source(task: Task) -> Task:
    return replace(task, units=replace(task.units, lead_source="first"))


@pytest.mark.parametrize("name", FORMS)
def test_102_tasks_and_100_items(name: str) -> None:
    assert {listed: len(tasks) for listed, tasks in read(name).tasks.items()} == {"main": 102, "minsheng": 100}


@pytest.mark.parametrize(("listed", "number"), WHOLE_YEAR)
def test_every_cell_is_there(listed: str, number: int) -> None:
    row, task = rows()[listed][number], read().tasks[listed][number - 1]
    assert task.id == f"2020-{listed}-{number:03}"
    assert squeezed(task.parent + task.text) == squeezed(row.text)
    wanted = [name for name in row.category if not re.fullmatch("[一二三四五六七八九十]+", name)]
    assert list(task.category) == list(dict.fromkeys(wanted))
    assert "".join(task.leaders) == squeezed(row.leaders)
    printed = task.units.printed or unitlists.print_list(registry(), task.units.all)
    assert squeezed(printed) == squeezed(row.units[0])


@pytest.mark.parametrize("name", FORMS[1:])
def test_page_and_text_give_the_tasks_of_the_word_file(name: str) -> None:
    for one, other in zip(read().all, read(name).all, strict=True):
        assert without_lead_source(one) == without_lead_source(other)
    mine = replace(read().config.document, source="", sha256="")
    assert replace(read(name).config.document, source="", sha256="") == mine
    assert replace(read(name).config, document=mine) == replace(read().config, document=mine)


def test_the_parent_sentence_of_24_and_25() -> None:
    for number, start in ((24, "“一带”"), (25, "“一城”")):
        task = read("source-2020-notice.txt").tasks["main"][number - 1]
        assert task.parent == "举全区之力推进“一带一城”建设。"
        assert task.text.startswith(start)


def test_categories_have_two_levels_and_the_first_task_one() -> None:
    main, people = (read().config.lists[name] for name in ("main", "minsheng"))
    assert (main.category_levels, main.category_ordinals) == (2, False)
    assert (people.category_levels, people.category_ordinals) == (1, True)
    assert read().tasks["main"][0].category == ("经济社会发展主要预期目标",)
    assert len({task.category for task in read().tasks["minsheng"]}) == 12
    assert read().tasks["minsheng"][0].category == ("居住舒心工程",)


def test_several_leaders_and_a_group_of_leaders() -> None:
    main = read().tasks["main"]
    assert main[3].leaders == ("孟庆顺", "付华")
    assert main[46].leaders == ("付华", "殷继明")
    assert main[0].leaders == main[85].leaders == main[101].leaders == ("各相关副区长",)
    assert main[2].leaders == ("程伟",)


def test_bold_units_lead_where_bold_is_kept() -> None:
    """In the Word file and the page the first unit is set in bold, which is a guess of whoever set it."""
    for name in FORMS[:2]:
        assert {task.units.lead_source for task in read(name).tasks["main"]} == {"bold"}
        assert read(name).tasks["main"][36].units.lead == ("区重点工程服务中心",)


def test_without_bold_first_place_is_taken_and_said_once_for_the_list() -> None:
    text = read("source-2020-notice.txt")
    assert {task.units.lead_source for task in text.all} == {"first"}
    told = [finding.message for finding in text.findings if finding.code == "I006"]
    assert len(told) == 2
    assert "71项按列在第一位" in told[0]


def test_heads_are_kept_as_printed_and_numbers_have_none() -> None:
    assert dict(read().config.lists["main"].columns) == {
        "category": "类别",
        "text": "重点任务目标",
        "leaders": "牵头领导",
        "units": "责任单位（加黑的为牵头单位）",
    }
    assert dict(read().config.lists["minsheng"].columns) == {
        "category": "类别",
        "text": "民生实事内容",
        "leaders": "牵头领导",
        "units": "责任部门",
    }


def test_the_notice_itself() -> None:
    document = read().config.document
    assert document.title == "济南市市中区人民政府办公室关于对2020年《政府工作报告》主要任务目标立项督查的通知"
    assert document.number == "市中政办发〔2020〕1号"
    assert document.issuer == "济南市市中区人民政府办公室"
    assert document.issued == date(2020, 2, 17)
    assert document.addressees == "各街道办事处，区政府各部门"
    assert document.disclosure == "此件公开发布"
    assert document.copies.startswith("区委各部门，区人大常委会办公室")
    assert document.copies.endswith("驻区有关单位。")
    assert document.printed == "济南市市中区人民政府办公室 2020年2月17日印发"
    assert len(document.attachments) == 4
    assert document.body.startswith("2020年《政府工作报告》已经")
    assert document.body.endswith("一季度一通报。")
    assert len(document.sha256) == 64


def test_what_must_be_reported_by_when() -> None:
    reporting = read().config.reporting
    assert reporting.plan_due == date(2020, 2, 24)
    assert (reporting.plan_form, reporting.plan_title) == ("附件3", "2020年工作任务落实计划表")
    assert (reporting.every, dict(reporting.due)) == ("month", {"working_days": 5})
    assert (reporting.form, reporting.title) == ("附件4", "2020年主要工作任务落实情况表")
    assert read().forms == {"附件3": "2020年工作任务落实计划表", "附件4": "2020年主要工作任务落实情况表"}
    assert [(item["matter"], item["rhythm"]) for item in read().config.bulletins] == [
        ("重大事项", "一事一通报"),
        ("完成的事项", "第一时间通报"),
        ("“12100”民生工程完成情况", "一月一通报"),
        ("整体工作推进情况", "一季度一通报"),
    ]


REPEATS = {
    32: [3], 37: [1], 38: [2], 56: [6, 97], 58: [70, 74], 59: [100], 69: [4], 72: [86], 73: [82, 83], 74: [84],
    75: [85], 88: [9], 89: [11], 90: [10], 93: [27], 94: [25], 95: [28],
}  # fmt: skip


def test_items_that_repeat_a_task_are_linked_on_both_sides_and_told() -> None:
    linked = {task.number: [int(other[-3:]) for other in task.same_as] for task in read().tasks["main"] if task.same_as}
    assert linked == REPEATS
    back = {(other, task.id) for task in read().tasks["minsheng"] for other in task.same_as}
    assert back == {(f"2020-main-{a:03}", f"2020-minsheng-{b:03}") for a, some in REPEATS.items() for b in some}
    assert len([finding for finding in read().findings if finding.code == "I012"]) == 20


def test_tables_of_the_page_that_hold_no_tasks_are_named() -> None:
    told = [finding for finding in read("notice-2020.html").findings if finding.code == "I001"]
    assert [finding.path for finding in told] == [("表1",), ("表2",), ("表7",)]
    assert read().findings[0].code == "I007"
    assert "等" in read().findings[0].message
