"""The words of forms one by one: numbers, verdicts, labels, dates, months, plans of several units. 虚构."""

from __future__ import annotations

import pytest

from ledger.importers.forms import columns, header, plans, verdicts
from ledger.importers.forms.sheets import Line
from ledger.importers.forms.tasks import Numbered, read_number
from ledger.periods import Period
from ledger.units import Registry, Unit

UNITS = ("区住建局", "区教体局")
REGISTRY = Registry(tuple(Unit(name) for name in UNITS))


@pytest.mark.parametrize(
    ("printed", "number", "annex"),
    [
        ("12", 12, ""),
        ("12.", 12, ""),
        ("１２、", 12, ""),
        ("（12）", 12, ""),
        ("⑿", 12, ""),
        ("⑫", 12, ""),
        ("第12项", 12, ""),
        ("No.12", 12, ""),
        ("12.0", 12, ""),
        ("十二", 12, ""),
        ("（十二）", 12, ""),
        ("附件2-12", 12, "附件2"),
        ("附件二第12项", 12, "附件2"),
        ("附2—12", 12, "附件2"),
        ("2-12", 12, "附件2"),
        ("12\n附件2", None, ""),
        ("附件2\n12", 12, "附件2"),
        ("main/37", 37, "main"),
        ("2020-minsheng-004", 4, "minsheng"),
        ("", None, ""),
        ("合计", None, ""),
        ("72-1", None, ""),
    ],
)
def test_numbers_as_people_write_them(printed: str, number: int | None, annex: str) -> None:
    assert read_number(printed) == Numbered(number, annex)


@pytest.mark.parametrize(
    ("printed", "value", "unclear"),
    [
        ("完成", "完成", False),
        ("未完成。", "未完成", False),
        ("已完成", "完成", False),
        ("按时完成", "完成", False),
        ("√", "完成", False),
        ("✔", "完成", False),
        ("×", "未完成", False),
        ("（完成）", "完成", False),
        ("☑完成 ☐未完成", "完成", False),
        ("完成☐ 未完成☑", "未完成", False),
        ("完成√/未完成", "完成", False),
        ("□完成 □未完成", "", True),
        ("√完成 √未完成", "", True),
        ("基本完成", "", True),
        ("完成（未完成）", "", True),
        ("完成90%", "", True),
        ("推进中", "", True),
        ("", "", False),
        ("/", "", False),
    ],
)
def test_verdicts_as_units_write_them(printed: str, value: str, unclear: bool) -> None:
    read = verdicts.read(printed, ("完成", "未完成"))
    assert (read.value, read.unclear) == (value, unclear)


def test_a_ledgers_own_verdict_is_taken_as_it_is() -> None:
    assert verdicts.read("基本完成", ("完成", "基本完成", "未完成")).value == "基本完成"
    assert verdicts.read("√", ("达标", "未达标")).unclear


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("填报单位：区住建局     填报时间：4月3日", [("填报单位", "区住建局"), ("填报时间", "4月3日")]),
        ("填报单位（盖章）：区住建局\t填报日期: 2020.4.3", [("填报单位", "区住建局"), ("填报日期", "2020.4.3")]),
        ("填报单位\t区住建局\t填报时间\t2020.5.9", [("填报单位", "区住建局"), ("填报时间", "2020.5.9")]),
        ("填 报 单 位：区住建局", [("填报单位", "区住建局")]),
        ("完成12个项目", []),
        ("施工单位反映工期紧张", []),
    ],
)
def test_labels_and_their_values(text: str, expected: list[tuple[str, str]]) -> None:
    assert header.labelled(text) == expected


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020年4月3日", (2020, 4, 3)),
        ("2020.4.3", (2020, 4, 3)),
        ("2020-04-03", (2020, 4, 3)),
        ("2020/4/3", (2020, 4, 3)),
        ("20200403", (2020, 4, 3)),
        ("20.4.3", (2020, 4, 3)),
        ("２０２０年４月３日", (2020, 4, 3)),
        ("二〇二〇年四月三日", (2020, 4, 3)),
        ("4月3日", (None, 4, 3)),
        ("4.3", (None, 4, 3)),
        ("四月二十三日", (None, 4, 23)),
        ("2020年元月3日", (2020, 1, 3)),
        ("2020-04-03 10:30", (2020, 4, 3)),
        ("2020年4月3日 9时05分", (2020, 4, 3)),
        ("4/3/2020", None),  # the third of April or the fourth of March
        ("2020年13月3日", None),
        ("2020年4月", None),
        ("年  月  日", None),
    ],
)
def test_dates_in_the_styles_of_offices(text: str, day: tuple[int | None, int, int] | None) -> None:
    found = header.day_of(text, "")
    assert (found and (found.year, found.month, found.day)) == day


def test_a_date_without_year_is_the_first_after_the_period_begins() -> None:
    found = header.day_of("1月8日", "")
    assert found is not None
    assert str(found.near(Period.parse("2020-12"))) == "2021-01-08"
    assert str(found.near(Period.parse("2020-01"))) == "2020-01-08"


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("（4月）", "0001-04"),
        ("（ 4 月份）", "0001-04"),
        ("四月", "0001-04"),
        ("2020年4月主要工作任务落实情况表", "2020-04"),
        ("2020-04", "2020-04"),
        ("2020.4", "2020-04"),
        ("202004", "2020-04"),
        ("（1—4月）", "0001-04"),
        ("2020年第一季度", "2020-Q1"),
        ("上半年", "0001-H1"),
        ("2020年4月3日", None),
        ("2020.04.03", None),
        ("附件4", None),
    ],
)
def test_periods_in_titles(text: str, period: str | None) -> None:
    found = header.period_words(text, "", bare=True)
    assert (str(found[0].period) if found else None) == period


@pytest.mark.parametrize(
    ("head", "role"),
    [
        ("分解\n序号", "number"),
        ("主要工作\n目标任务", "text"),
        ("季度计划完成目标", "plan"),
        ("截至4月底完成情况", "done"),
        ("本月工作进展", "done"),
        ("存在的主要困难和问题", "problems"),
        ("需区政府协调解决的问题", "problems"),
        ("未完成原因", "causes"),
        ("下一阶段工作打算", "next"),
        ("下月计划", "next"),
        ("评价（完成、未完成）", "verdict"),
        ("是否完成", "verdict"),
        ("主  要\n负责人", "chief"),
        ("分管负责人", "deputy"),
        ("备注", "note"),
        ("完成", "other"),
        ("天气情况", "other"),
    ],
)
def test_heads(head: str, role: str) -> None:
    assert columns.role_of(head) == role


def test_plans_of_several_units_share_a_field() -> None:
    text = plans.merged("", "区住建局", "开工4所。\n6月完成招标。", REGISTRY, UNITS, "：")
    text = plans.merged(text, "区教体局", "制定方案。", REGISTRY, UNITS, "：")
    assert text == "区住建局：开工4所。\n6月完成招标。\n区教体局：制定方案。"
    assert plans.own(text, "区住建局", REGISTRY, UNITS) == "开工4所。\n6月完成招标。"
    assert plans.merged(text, "区教体局", "制定方案。", REGISTRY, UNITS, "：") == text
    changed = plans.merged(text, "区住建局", "开工5所。", REGISTRY, UNITS, "：")
    assert changed == "区住建局：开工5所。\n区教体局：制定方案。"


def test_a_plan_of_the_only_unit_stands_bare() -> None:
    assert plans.merged("", "区住建局", "开工4所。", REGISTRY, UNITS[:1], "：") == "开工4所。"
    assert plans.own("开工4所。", "区住建局", REGISTRY, UNITS[:1]) == "开工4所。"


def test_the_offices_own_plan_stays_above() -> None:
    text = plans.merged("完成300套。", "区住建局", "完成200套。", REGISTRY, UNITS, "：")
    assert text == "完成300套。\n区住建局：完成200套。"
    assert plans.own("完成300套。", "区教体局", REGISTRY, UNITS) == "完成300套。"
    assert plans.merged("完成300套。", "区住建局", "完成300套。", REGISTRY, UNITS, "：") == "完成300套。"


@pytest.mark.parametrize(
    "title",
    [
        "2025年10月重点工作进展情况反馈表（虚构）",
        "区住建局10月份工作进展（截至月底）",
        "区住建局10月重点项目建设进度",
    ],
)
def test_titles_that_name_the_month(title: str) -> None:
    found = header.read([Line(title, "第1段")], "")
    assert found.title == title and len(found.periods) == 1
    assert header.read([Line("现将我局10月份工作进展报告如下", "第1段")], "").title == ""
