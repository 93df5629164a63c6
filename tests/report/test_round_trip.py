"""The ledgers made from the issued tables, rendered again, equal the issued tables cell for cell.

Source and result are read by two small readers that know neither importer nor renderer. Blanks and line breaks
inside a cell are the page's own affair and are not compared.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from ledger import store
from ledger.periods import Period
from ledger.report import build, render
from tests.report.readback import filled_down, markdown_tables, word_tables
from tests.report.sources import bare, lines, tables

ROOT = Path(__file__).parents[2]
SEVERAL_ROWS_ONE_SPEAKER = {"54", "55", "73", "100"}
"""Tasks of 2019 where one unit's words run over several rows of the page: paragraphs of one report in the ledger."""


@cache
def quarterly(form: str) -> bytes:
    ledger = store.load(store.WorkTree(ROOT), "2019")
    return render(build("quarterly", ledger, period=Period.parse("2019-Q2")), form)


@cache
def assignment(form: str) -> bytes:
    return render(build("assignment", store.load(store.WorkTree(ROOT), "2020")), form)


def word_rows_2019() -> list[list[str]]:
    (table,) = word_tables(quarterly("docx"))
    return table.texts()


def markdown_rows_2019() -> list[list[str]]:
    (table,) = markdown_tables(quarterly("md").decode())
    return filled_down(table[1:], [0, 1, 3], 0)


def by_task(rows: list[list[str]]) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for row in rows:
        found.setdefault(bare(row[0]), []).append(row)
    return found


@pytest.mark.parametrize("read", [word_rows_2019, markdown_rows_2019], ids=["docx", "md"])
def test_all_110_tasks_of_2019(read: Callable[[], list[list[str]]]) -> None:
    (source,) = tables("quarter-2019q2.html", "主要任务")
    issued, made = by_task(source), by_task(read())
    assert list(issued) == list(made) == [str(n) for n in range(1, 111)]
    for number, rows in issued.items():
        for column in (1, 3):  # task and units: one text a task, however often the page prints it
            assert {bare(row[column]) for row in rows} == {bare(row[column]) for row in made[number]}, number
        said = [line for row in rows for line in lines(row[2])]
        assert [line for row in made[number] for line in lines(row[2])] == said, number
        if number not in SEVERAL_ROWS_ONE_SPEAKER:
            assert [bare(row[2]) for row in made[number]] == [bare(row[2]) for row in rows if bare(row[2])], number


def test_all_202_tasks_of_2020_in_word() -> None:
    source = [*tables("notice-2020.html", "重点任务目标"), *tables("notice-2020.html", "民生实事内容")]
    made = word_tables(assignment("docx"))
    assert [len(table.texts()) for table in made] == [102, 100]
    for issued, table in zip(source, made, strict=True):
        assert [[bare(text) for text in row] for row in table.texts()] == [
            [bare(text) for text in row] for row in issued
        ]


def test_all_202_tasks_of_2020_in_markdown() -> None:
    main, minsheng = (table[1:] for table in markdown_tables(assignment("md").decode()))
    (issued,) = tables("notice-2020.html", "重点任务目标")
    shown = [[bare(text) for text in row] for row in carried_down(main, [0, 1])]
    # a wide cell of the page covers two columns; Markdown says it once
    assert shown == [
        [a, "" if b == a else b, number, "" if parent == text else parent, text, *rest]
        for a, b, number, parent, text, *rest in ([bare(text) for text in row] for row in issued)
    ]
    (issued,) = tables("notice-2020.html", "民生实事内容")
    assert [[bare(text) for text in row] for row in carried_down(minsheng, [0, 1])] == [
        [bare(text) for text in row] for row in issued
    ]


def carried_down(rows: list[list[str]], columns: list[int]) -> list[list[str]]:
    """Rows in which a blank category says what stands above, an inner one only below the same outer one."""
    found: list[list[str]] = []
    for row in rows:
        line = list(row)
        for n in columns:
            if not line[n] and found and (n == 0 or not row[0]):
                line[n] = found[-1][n]
        found.append(line)
    return found


def test_lead_units_are_bold_in_every_row_of_the_first_table() -> None:
    table = word_tables(assignment("docx"))[0]
    units = [row.cells[-1] for row in table.rows if not row.head]
    assert len(units) == 102
    for cell in units:
        assert cell.bold
        assert cell.text.startswith(cell.bold)


def test_the_main_table_of_a_month_shows_all_202_tasks_under_their_lists() -> None:
    ledger = store.load(store.WorkTree(ROOT), "2020")
    report = build("situation", ledger, period=Period.parse("2020-04"))
    (table,) = word_tables(render(report, "docx"))
    bands = [row.cells[0].text for row in table.rows if len(row.cells) == 1]
    assert bands == ["一、2020年主要工作任务（附件1）", "二、2020年“12100”民生工程（附件2）"]
    assert report.tasks == 202
