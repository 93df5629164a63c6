"""计划表, 落实情况表, 季度落实情况表: what each row says, and what is merged."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.errors import NotFound, UsageProblem
from ledger.model import Config, ListSpec, Review, Units
from ledger.periods import Period
from ledger.report import build
from ledger.report.values import Section
from tests.report.invented import APRIL, MARCH, Q1, Q2, entry, ledger, task


def shown(kind: str, whole: object, **options: object) -> Section:
    (section,) = build(kind, whole, **options).sections  # type: ignore[arg-type]
    return section


def texts(section: Section) -> list[list[str]]:
    return [[row.band] if row.band else [cell.text for cell in row.cells] for row in section.rows]


# ---------------------------------------------------------------------- situation


def test_each_report_on_a_task_is_a_row_and_what_is_said_once_is_merged() -> None:
    reported = task(
        1,
        plan={Q2: "完成600套。"},
        progress=(entry(APRIL, "区住建局", "建成310套。"), entry(APRIL, "区发改局", "完成立项。")),
    )
    section = shown("situation", ledger([reported, task(2)]), period=APRIL)
    assert [row["number"].rows for row in section.rows] == [2, 0, 1]
    assert [row["task"].rows for row in section.rows] == [2, 0, 1]
    assert [row["done"].text for row in section.rows] == ["区住建局：建成310套。", "区发改局：完成立项。", ""]


def test_tasks_with_equal_texts_are_not_merged() -> None:
    twins = [task(n, "改造老旧小区。", progress=(entry(APRIL, "区住建局", "开工。"),)) for n in (1, 2)]
    section = shown("situation", ledger(twins), period=APRIL)
    assert [row["task"].rows for row in section.rows] == [1, 1]
    assert [row["done"].rows for row in section.rows] == [1, 1]


def test_the_columns_of_one_row() -> None:
    reported = task(
        3,
        "建设安置房。",
        parent="推进片区开发。",
        plan={Q1: "完成300套。", Q2: "完成600套。", APRIL: "封顶2栋。"},
        progress=(
            entry(MARCH, "区住建局", "上月的话。"),
            entry(
                APRIL,
                "区住建局",
                "建成310套。\n封顶2栋。",
                problems="资金紧。",
                causes="预算未批。",
                next="尽快报批。",
                verdict="未完成",
            ),
        ),
        reviews=(Review(MARCH, "完成"), Review(APRIL, "未完成")),
    )
    section = shown("situation", ledger([reported]), period=APRIL)
    assert texts(section) == [
        [
            "3",
            "推进片区开发。建设安置房。",
            "完成600套。\n4月：封顶2栋。",
            "区住建局：建成310套。\n封顶2栋。",
            "资金紧。\n原因分析：预算未批。",
            "尽快报批。",
            "未完成\n核实：未完成",
        ]
    ]
    assert (section.annex, section.title, section.subtitle) == ("附件4", "2021年主要工作任务落实情况表", "（4月）")
    assert section.form is None


def test_the_form_of_one_unit_names_it_above_and_not_in_every_cell() -> None:
    tasks = [
        task(
            1,
            progress=(
                entry(APRIL, "区住建局", "建成310套。", reported=date(2021, 5, 8)),
                entry(APRIL, "区发改局", "完成立项。", reported=date(2021, 5, 9)),
            ),
        ),
        task(2, units=Units(("区教体局",))),
    ]
    section = shown("situation", ledger(tasks), period=APRIL, unit="住房和城乡建设局")
    assert section.form is not None
    assert (section.form.unit, section.form.reported) == ("区住建局", "2021年5月8日")
    assert [row["done"].text for row in section.rows] == ["建成310套。"]


def test_a_unit_is_found_as_a_member_of_a_group_and_as_one_that_reported() -> None:
    tasks = [
        task(1, units=Units(("区住建局",), ("各街道办事处",))),
        task(2, units=Units(("区住建局",), ("相关街道办事处",))),
        task(3, progress=(entry(APRIL, "区发改局", "开工。", joint=("东湖街道办事处",)),)),
    ]
    section = shown("situation", ledger(tasks), period=APRIL, unit="东湖街道办事处")
    assert [row["number"].text for row in section.rows] == ["1", "3"]


def test_lists_stand_under_bands_because_they_number_anew() -> None:
    whole = ledger({"main": [task(1)], "minsheng": [task(1, listed="minsheng")]})
    assert [row.band for row in shown("situation", whole, period=APRIL).rows] == [
        "一、2021年主要工作任务（附件1）",
        "",
        "二、2021年“100”民生工程（附件2）",
        "",
    ]
    assert not any(row.band for row in shown("situation", whole, period=APRIL, listed="main").rows)
    assert shown("situation", whole, period=APRIL, listed="main").scope == "附件1"


def test_by_leader_says_whose_tasks_they_are() -> None:
    whole = ledger([task(1), task(2, leaders=("乙某", "丙某"))])
    section = shown("situation", whole, period=APRIL, leader="丙某")
    assert [row["number"].text for row in section.rows] == ["2"]
    assert section.scope == "牵头领导：丙  某"


@pytest.mark.parametrize(
    ("period", "line"),
    [("2021-04", "（4月）"), ("2021-Q2", "（二季度）"), ("2021-H1", "（上半年）"), ("2021", "（全年）")],
)
def test_the_line_under_the_title_names_the_period(period: str, line: str) -> None:
    assert shown("situation", ledger([task(1)]), period=Period.parse(period)).subtitle == line


# ---------------------------------------------------------------------- blank forms and plan


def test_a_blank_form_has_five_numbered_rows_and_nothing_else() -> None:
    for kind in ("situation", "plan"):
        section = shown(kind, ledger([task(1)]), blank=True)
        assert [[text for text in line if text] for line in texts(section)] == [["1"], ["2"], ["3"], ["4"], ["5"]]
        assert section.form is not None
        assert section.form.unit == ""
    assert shown("situation", ledger([task(1)]), blank=True).subtitle == "（   月）"


def test_a_blank_form_for_a_unit_lists_its_tasks_and_waits_to_be_filled() -> None:
    reported = task(4, plan={Q2: "完成600套。"}, progress=(entry(APRIL, "区住建局", "建成310套。"),))
    section = shown("situation", ledger([reported]), blank=True, unit="区住建局", period=APRIL)
    assert texts(section) == [["4", "完成第4项建设任务。", "完成600套。", "", "", "", ""]]
    assert section.form is not None
    assert (section.form.unit, section.form.reported) == ("区住建局", "")


def test_the_plan_puts_months_under_their_quarter_and_people_in_their_columns() -> None:
    planned = task(
        1,
        plan={Q1: "完成300套。", MARCH: "封顶1栋。", Q2: "完成600套。"},
        other={"主要负责人": "甲某", "备注": "续建"},
    )
    section = shown("plan", ledger([planned]), unit="区住建局")
    assert texts(section) == [
        ["1", "完成第1项建设任务。", "完成300套。\n3月：封顶1栋。", "完成600套。", "", "", "甲某", "", "续建"]
    ]
    assert (section.annex, section.title) == ("附件3", "2021年工作任务落实计划表")


def test_the_plan_has_a_head_of_two_rows() -> None:
    first, second = shown("plan", ledger([task(1)])).heads
    assert [(cell.text, cell.columns, cell.rows) for cell in first] == [
        ("分解序号", 1, 2),
        ("主要工作目标任务", 1, 2),
        ("季度目标及月份推进计划", 4, 1),
        ("主要负责人", 1, 2),
        ("分管负责人", 1, 2),
        ("备注", 1, 2),
    ]
    assert [cell.text for cell in second if cell.rows] == ["一季度", "二季度", "三季度", "四季度"]


# ---------------------------------------------------------------------- quarterly


def quarter(*tasks: object, **config: object) -> Section:
    return shown("quarterly", ledger(tasks, **config), period=Q2)  # type: ignore[arg-type]


def test_progress_is_introduced_by_its_unit_or_by_its_printed_label() -> None:
    said = task(
        1,
        progress=(
            entry(Q2, "区住建局", "建成310套。"),
            entry(Q2, "区住建局", "建成20套。", joint=("区发改局",)),
            entry(Q2, "云山控股集团", "已出具条件。", label="云山控股"),
            entry(Q2, "区发改局", "项目前期工作完成。", label=""),
        ),
    )
    assert [row["progress"].text for row in quarter(said).rows] == [
        "区住建局：建成310套。",
        "区住建局、发改局：建成20套。",
        "云山控股已出具条件。",
        "项目前期工作完成。",
    ]


def test_the_mark_is_the_documents_own() -> None:
    said = task(1, progress=(entry(Q2, "区住建局", "建成310套。"),))
    assert quarter(said, label_mark=":").rows[0]["progress"].text == "区住建局:建成310套。"


def test_paragraphs_of_progress_are_kept() -> None:
    said = task(1, progress=(entry(Q2, "区住建局", "1.建成310套。\n2.封顶2栋。"),))
    assert [[part.text for part in parts] for parts in quarter(said).rows[0]["progress"].paragraphs] == [
        ["区住建局：1.建成310套。"],
        ["2.封顶2栋。"],
    ]


def test_a_task_without_progress_has_an_empty_cell() -> None:
    assert texts(quarter(task(1))) == [["1", "完成第1项建设任务。", "", "区住建局、发改局"]]


def test_heads_and_title_are_those_of_the_ledgers_own_table() -> None:
    spec = ListSpec(
        "main", "任务落实情况表", columns={"number": "编号", "text": "任务", "done": "推进情况", "units": "承办单位"}
    )
    config = Config("2021", "2021年", 2021, {}).document
    section = quarter(task(1), lists=[spec], document=config)
    assert [cell.text for cell in section.heads[0]] == ["编号", "任务", "推进情况", "承办单位"]
    assert section.title == "2021年第二季度《政府工作报告》主要工作任务落实情况表"


def test_a_quarter_without_reports_of_its_own_shows_each_units_latest_month_and_says_so() -> None:
    said = task(
        1,
        progress=(
            entry(Period.parse("2021-05"), "区住建局", "5月的话。"),
            entry(APRIL, "区住建局", "4月的话。"),
            entry(APRIL, "区发改局", "发改的话。"),
            entry(MARCH, "区教体局", "上季度的话。"),
        ),
    )
    report = build("quarterly", ledger([said, task(2)]), period=Q2)
    assert [row["progress"].text for row in report.sections[0].rows] == [
        "区住建局：5月的话。",
        "区发改局：发改的话。",
        "",
    ]
    assert report.notices == ("1项任务没有2021年第二季度的进展，用的是期内各单位最近一次报送的内容",)


# ---------------------------------------------------------------------- what cannot be asked


@pytest.mark.parametrize(
    ("kind", "options", "failure", "words"),
    [
        ("situation", {}, UsageProblem, "要写明是哪一期"),
        ("quarterly", {}, UsageProblem, "要写明是哪一期"),
        ("quarterly", {"period": Q2, "blank": True}, UsageProblem, "没有空表"),
        ("situation", {"period": Period.parse("2020-04")}, UsageProblem, "是2021年的"),
        ("bulletin", {}, NotFound, "没有“bulletin”这种文档"),
        ("plan", {"unit": "区住键局"}, NotFound, "没有责任单位“区住键局”"),
        ("plan", {"listed": "minshen"}, NotFound, "没有清单“minshen”"),
        ("plan", {"leader": "丁某"}, NotFound, "没有牵头领导“丁某”"),
    ],
)
def test_what_makes_no_sense_is_said_in_one_sentence(
    kind: str, options: dict[str, object], failure: type[Exception], words: str
) -> None:
    with pytest.raises(failure, match=words):
        build(kind, ledger([task(1)]), **options)  # type: ignore[arg-type]


def test_control_characters_are_shown_and_told() -> None:
    said = task(3, progress=(entry(Q2, "区住建局", "建成\x07310套\ud800。"),))
    report = build("quarterly", ledger([said]), period=Q2)
    assert report.sections[0].rows[0]["progress"].text == "区住建局：建成␇310套\ufffd。"
    assert report.notices == ("第3项的进展情况里有不能印出的控制字符 U+0007、U+D800，文档中用“␇”之类的符号代替",)
