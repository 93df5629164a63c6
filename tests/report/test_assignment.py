"""立项表: columns as the notice printed them, categories and lead-in sentences merged, lead units bold."""

from __future__ import annotations

import pytest

from ledger.model import ListSpec, Units
from ledger.report import build, render
from ledger.report.values import Report, Section
from tests.report.invented import MAIN, MINSHENG, ledger, task
from tests.report.readback import word_tables

BUILDING, HOMES, ROADS, SCHOOLS = "狠抓项目建设。", "推进安置房建设。", "推进道路建设。", "办好人民满意的教育。"


def section(*tasks: object, spec: ListSpec = MAIN, **filters: str) -> Section:
    made = build("assignment", ledger({spec.name: tasks}, lists=[spec]), **filters)  # type: ignore[arg-type, dict-item]
    assert len(made.sections) == 1
    return made.sections[0]


def column(shown: Section, role: str) -> list[str]:
    return [row[role].text for row in shown.rows]


def spans(shown: Section, role: str) -> list[int]:
    """How many rows each cell of a column covers; 0 continues the one above."""
    return [row[role].rows for row in shown.rows]


def test_the_head_is_printed_over_the_columns_it_stands_for() -> None:
    shown = section(task(1, category=(BUILDING, HOMES)))
    assert [(head.text, head.columns) for head in shown.heads[0]] == [
        ("类别", 2),
        ("重点任务目标", 2),
        ("牵头领导", 1),
        ("责任单位（加黑的为牵头单位）", 1),
    ]
    assert sum(head.width for head in shown.heads[0]) == pytest.approx(1000, abs=10)


def test_a_head_of_its_own_for_numbers_stays_where_it_was() -> None:
    spec = ListSpec("main", "任务表", columns={"text": "任务", "number": "序号", "units": "责任单位"})
    shown = section(task(7), spec=spec)
    assert [column.role for column in shown.columns] == ["text", "number", "units"]
    assert [head.text for head in shown.heads[0]] == ["任务", "序号", "责任单位"]


def test_categories_merge_by_level_and_never_across_another_parent() -> None:
    shown = section(
        task(1, category=(BUILDING, HOMES)),
        task(2, category=(BUILDING, HOMES)),
        task(3, category=(BUILDING, ROADS)),
        task(4, category=(SCHOOLS, ROADS)),
    )
    assert spans(shown, "category1") == [3, 0, 0, 1]
    assert spans(shown, "category2") == [2, 0, 1, 1]


def test_the_same_category_again_after_another_starts_anew() -> None:
    shown = section(*(task(n, category=(name,)) for n, name in enumerate([HOMES, ROADS, HOMES], 1)), spec=MINSHENG)
    assert spans(shown, "category1") == [1, 1, 1]
    assert column(shown, "ordinal") == ["一", "二", "一"]


def test_a_category_of_one_level_covers_both_columns() -> None:
    shown = section(task(1, category=("经济社会发展\n主要预期目标",)), task(2, category=(BUILDING, HOMES)))
    first = shown.rows[0].cells[0]
    assert (first.text, first.columns, first.align) == ("经济社会发展\n主要预期目标", 2, "center")
    assert len(shown.rows[0].cells) == len(shown.rows[1].cells) - 1


def test_categories_are_counted_as_in_the_whole_list_even_when_only_some_are_shown() -> None:
    tasks = [
        task(1, listed="minsheng", category=("居住",)),
        task(2, listed="minsheng", category=("教育",), leaders=("乙某",)),
    ]
    made = build("assignment", ledger({"minsheng": tasks}), leader="乙某")
    assert [row["ordinal"].text for row in made.sections[0].rows] == ["二"]


def test_a_lead_in_sentence_stands_beside_its_tasks_only() -> None:
    shown = section(
        task(1, category=(BUILDING, HOMES)),
        task(2, category=(BUILDING, HOMES), parent="举全区之力推进新城建设。"),
        task(3, category=(BUILDING, HOMES), parent="举全区之力推进新城建设。"),
        task(4, category=(BUILDING, ROADS), parent="举全区之力推进新城建设。"),
    )
    assert spans(shown, "parent") == [1, 2, 0, 1]
    assert shown.rows[0]["parent"].columns == 2
    assert shown.rows[0]["parent"].text == "完成第1项建设任务。"
    assert shown.heads[0][1].columns == 3


def test_sentences_of_the_report_under_a_head_of_their_own() -> None:
    heads = {"number": "序号", "parent": "报告内容", "text": "分解任务", "units": "责任单位"}
    shown = section(
        task(1, parent="发展数字经济。"),
        task(2, parent="发展数字经济。"),
        task(3),
        spec=ListSpec("main", "任务表", columns=heads),
    )
    assert [(head.text, head.columns) for head in shown.heads[0]] == [(head, 1) for head in heads.values()]
    assert [column.role for column in shown.columns] == list(heads)
    assert column(shown, "parent")[::2] == ["发展数字经济。", ""]
    assert spans(shown, "parent") == [2, 0, 1]


def test_leaders_and_units_are_never_merged_across_tasks() -> None:
    shown = section(task(1), task(2), task(3))
    assert spans(shown, "leaders") == [1, 1, 1]
    assert spans(shown, "units") == [1, 1, 1]


def test_names_of_two_characters_are_padded_and_stand_one_a_line() -> None:
    assert column(section(task(1, leaders=("甲某", "丙某某", "各相关副区长"))), "leaders") == [
        "甲  某\n丙某某\n各相关副区长"
    ]


def bold(shown: Section) -> list[str]:
    return [
        "".join(part.text for parts in row["units"].paragraphs for part in parts if part.bold) for row in shown.rows
    ]


@pytest.mark.parametrize(
    ("units", "printed", "in_bold"),
    [
        (Units(("区住建局",), ("区发改局", "云山控股集团")), "区住建局、发改局、云山控股集团", "区住建局"),
        (Units(("区住建局", "区发改局"), ("云山控股集团",)), "区住建局、发改局、云山控股集团", "区住建局发改局"),
        (Units(("区发改局",), ("区住建局",), "bold", "区住建局、发改局"), "区住建局、发改局", "发改局"),
        (Units(("东湖街道办事处",), ("西岭街道办事处",), "bold"), "东湖、西岭街道办事处", "东湖"),
        (Units(("区住建局",), (), "first", "区住建局"), "区住建局", "区住建局"),
        (Units(("区住建局",), ("区教体局",), "first", "区住建局、\n教体局等"), "区住建局、\n教体局等", "区住建局"),
    ],
)
def test_lead_units_are_bold_in_the_printed_cell(units: Units, printed: str, in_bold: str) -> None:
    shown = section(task(1, units=units))
    assert column(shown, "units") == [printed]
    assert bold(shown) == [in_bold]


def test_a_guessed_lead_is_not_bold_where_the_head_does_not_promise_it() -> None:
    guess, seen = Units(("区住建局",), ("区发改局",), "first"), Units(("区住建局",), ("区发改局",), "bold")
    assert bold(section(task(1, units=guess), task(2, units=seen), spec=MINSHENG)) == ["", "区住建局"]


def test_columns_of_other_districts_are_kept_in_their_order() -> None:
    spec = ListSpec(
        "main",
        "重点工作清单",
        columns={
            "number": "序号",
            "text": "工作任务",
            "goal": "工作目标",
            "lead": "牵头单位",
            "support": "配合单位",
            "deadline": "完成时限",
            "note": "备注",
        },
    )
    shown = section(
        task(1, "建成学校。", goal="年内开学。", deadline="8月底", note="续建", other={"督办科室": "督查一科"}),
        spec=spec,
    )
    assert [cell.text for cell in shown.heads[0]] == [*spec.columns.values(), "督办科室"]
    assert [cell.text for cell in shown.rows[0].cells] == [
        "1", "建成学校。", "年内开学。", "区住建局", "区发改局", "8月底", "续建", "督查一科",
    ]  # fmt: skip


def test_a_ledger_that_does_not_say_its_heads_gets_plain_ones() -> None:
    spec = ListSpec("main", "工作目标")
    shown = section(task(1, leaders=(), units=Units()), spec=spec)
    assert [column.title for column in shown.columns] == ["序号", "重点任务目标"]


def test_every_list_of_the_notice_is_a_table_of_its_own_under_its_annex() -> None:
    made = build("assignment", ledger({"main": [task(1)], "minsheng": [task(1, listed="minsheng")]}))
    assert [(one.annex, one.title) for one in made.sections] == [
        (MAIN.annex, MAIN.title),
        (MINSHENG.annex, MINSHENG.title),
    ]
    assert len(word_tables(render(made, "docx"))) == 2


def test_one_list_alone() -> None:
    whole = ledger({"main": [task(1)], "minsheng": [task(1, listed="minsheng")]})
    made: Report = build("assignment", whole, listed="minsheng")
    assert [one.annex for one in made.sections] == ["附件2"]
    assert made.sections[0].scope == ""


def test_the_word_table_has_the_grid_its_cells_need() -> None:
    tasks = [
        task(1, category=(SCHOOLS,)),
        task(2, category=(BUILDING, HOMES), parent="举全区之力推进新城建设。"),
        task(3, category=(BUILDING, HOMES)),
    ]
    (table,) = word_tables(render(build("assignment", ledger(tasks)), "docx"))
    assert len(table.grid) == 7
    assert sum(table.grid) == pytest.approx(8844, rel=0.01)
    for row in table.rows:
        assert sum(cell.columns for cell in row.cells) == 7
        assert sum(cell.width for cell in row.cells) == pytest.approx(sum(table.grid), abs=60)
