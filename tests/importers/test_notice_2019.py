"""The 2019 quarterly table, cell by cell against an independent reading, from the page and from its text."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from ledger import unitlists
from ledger.importers import files, notice, writing
from ledger.importers.notice import Notice
from ledger.model import Entry, Task
from ledger.units import Registry
from ledger.values import replace
from tests.importers.reading import SOURCES, Row, quarter

ROOT = Path(__file__).parent.parent.parent


@cache
def registry() -> Registry:
    return writing.read_registry((ROOT / "tasks/2019/units.yaml").read_bytes(), "units.yaml")


@cache
def read(name: str) -> Notice:
    return notice.interpret(files.read(SOURCES / name), registry(), ledger="2019")


@cache
def source() -> dict[int, Row]:
    return quarter()


def task(number: int) -> Task:
    return read("quarter-2019q2.html").tasks["main"][number - 1]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def printed(entry: Entry) -> str:
    """An entry as the table prints it."""
    label = f"{entry.unit}:" if entry.label is None else entry.label
    return label + entry.done


def printed_units(made: Task) -> str:
    return made.units.printed or unitlists.print_list(registry(), made.units.all)


def test_it_has_110_tasks_of_the_second_quarter() -> None:
    tasks = read("quarter-2019q2.html").tasks["main"]
    assert [made.number for made in tasks] == list(range(1, 111))
    assert {str(entry.period) for made in tasks for entry in made.progress} == {"2019-Q2"}
    # 191 filled cells; six cells of 54, 55, 73 and 100 go on with what their unit said before
    assert sum(len(made.progress) for made in tasks) == sum(len(row.progress) for row in source().values()) - 6 == 185


def test_page_and_page_text_give_the_same_tasks() -> None:
    page, text = read("quarter-2019q2.html"), read("source-2019q2.txt")
    assert page.tasks == text.tasks
    same = replace(page.config.document, source="", sha256="")
    assert replace(text.config.document, source="", sha256="") == same


@pytest.mark.parametrize("number", range(1, 111))
def test_every_cell_is_there(number: int) -> None:
    row = source()[number]
    made = task(number)
    assert made.text == row.text
    assert squeezed("".join(printed(entry) for entry in made.progress)) == squeezed("".join(row.progress))
    assert squeezed(printed_units(made)) == squeezed(row.units[0])


def test_merged_unit_cells_reach_the_tasks_below() -> None:
    for numbers in ((10, 11), (27, 28), (29, 30, 31), (32, 33, 34), (39, 40, 41, 42, 43), (45, 46, 47), (48, 49, 50)):
        assert len({task(number).units for number in numbers}) == 1, numbers


def test_units_of_81_and_82_come_from_those_who_report_and_the_cell_is_kept() -> None:
    assert task(81).units.all == ("生态环境市中分局", "区住建局", "区扬尘办", "区城管局", "市中交警大队")
    assert task(82).units.all == ("生态环境市中分局", "区市政设施运行中心")
    assert task(81).units.printed == task(82).units.printed == "生态环境市中分局、各街道办事处"
    assert task(80).units.all == ("生态环境市中分局", "各街道办事处")
    told = [finding.message for finding in read("quarter-2019q2.html").findings if finding.code == "I008"]
    assert len(told) == 2
    assert told[0].startswith("第81项")
    assert told[1].startswith("第82项")


def test_two_units_in_one_label() -> None:
    entry = task(81).progress[1]
    assert (entry.unit, entry.joint, entry.label) == ("区住建局", ("区扬尘办",), "区住建局、扬尘办:")
    run_together = task(59).progress[2]
    assert (run_together.unit, run_together.joint) == ("区自然资源局", ("区房屋征收服务中心",))


@pytest.mark.parametrize(
    ("number", "part", "unit", "label"),
    [
        (7, 2, "市中控股有限公司", "市中控股"),
        (7, 4, "济南金融商务中心(市中区)服务中心", "济南金融商务中心区(市中区)服务中心:"),
        (20, 0, "区卫健局", "区卫健局"),
        (23, 1, "市中控股有限公司", "市中控股"),
        (24, 4, "区市政设施运行中心", "区市政设施运营中心:"),
        (41, 0, "区房屋征收服务中心", "区征收"),
        (59, 1, "区规划协调服务中心", "区规划协调服务中心局:"),
        (63, 1, "区发改局", "区发改局"),
        (84, 1, "区农业农村局", "区农业农村"),
        (85, 0, "区行政审批局", "区行政审批服务局"),
        (86, 1, "区企业服务局", "区企业服务局"),
        (98, 1, "区住建局", "区住建局"),
        (101, 0, "区农业农村局(扶贫办)", "区农业农村局:"),
        (102, 0, "区民政局", "区民政局"),
        (106, 1, "区农业农村局", "区农业农村局"),
    ],
)
def test_labels_without_colon_by_alias_or_with_a_slip(number: int, part: int, unit: str, label: str) -> None:
    entry = task(number).progress[part]
    assert (entry.unit, entry.label) == (unit, label)


@pytest.mark.parametrize("number", [55, 73, 79, 95, 103, 105])
def test_topics_and_projects_are_no_units(number: int) -> None:
    assert len(task(number).progress) == 1
    assert task(number).progress[0].label == ""


def test_a_text_that_names_nobody_is_the_first_units_and_said_to_be_a_guess() -> None:
    assert [(e.unit, e.label) for e in task(8).progress] == [("区金融办", "")]
    told = [f.message for f in read("quarter-2019q2.html").findings if f.code == "I009" and "第8项" in f.message]
    assert told == ["第8项进展没有署名，记在列第一位的“区金融办”名下"]
    assert not [f for f in read("quarter-2019q2.html").findings if f.code == "I009" and "第13项" in f.message]


def test_a_bare_19_is_a_row_and_1_inside_a_text_is_not() -> None:
    made = read("source-2019q2.txt").tasks["main"]
    assert made[18].text == "加快建设教育装备研发中心、销售中心。"
    assert made[81].progress[1].done.startswith("1.兴济河生态综合整治工程")
    assert made[81].progress[1].done.count("\n") == 3


def test_truncated_texts_stay_as_printed_and_are_findings() -> None:
    assert task(54).progress[0].done.split("\n")[2].endswith("10.1万")
    assert task(58).text.endswith("重点引进落地就能产")
    told = [f.message for f in read("quarter-2019q2.html").findings if f.code == "I010"]
    assert any("第54项" in message for message in told)
    assert any("第58项" in message for message in told)


def test_furniture_of_the_page_is_no_task_and_is_named() -> None:
    text = read("source-2019q2.txt")
    assert task(110).progress[0].done == "各项工作有序推进。"
    assert any(f.code == "I011" and "扫码使用手机浏览本页内容" in f.message for f in text.findings)
    assert text.config.document.issued is not None
    assert text.config.document.issued.isoformat() == "2019-07-15"
    assert text.config.label_mark == ":"
