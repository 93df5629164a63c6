"""The real documents: what each holds, and that every form of one document reads the same."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from ledger.document import SourceDocument, Table
from ledger.importers import files

SOURCES = Path(__file__).parent.parent / "data" / "sources"


@cache
def read(name: str) -> SourceDocument:
    return files.read(SOURCES / name)


def packed(table: Table) -> list[list[str]]:
    """The text in every slot of the grid, without blanks."""
    return [["".join(cell.text.split()) if cell else "" for cell in row] for row in table.grid]


def annexes(name: str) -> list[Table]:
    """The tables of the 2020 notice: a page has others around them."""
    return [table for table in read(name).tables if table.columns > 5]


@pytest.mark.parametrize("name", ["notice-2020.docx", "notice-2020.html"])
def test_the_four_annexes_of_the_notice(name: str) -> None:
    shapes = [(table.rows, table.columns) for table in annexes(name)]
    assert shapes == [(103, 7), (101, 6), (7, 9), (6, 7)]


def test_word_file_and_page_of_the_notice_have_equal_grids() -> None:
    word, page = annexes("notice-2020.docx"), annexes("notice-2020.html")
    for left, right in zip(word, page, strict=True):
        assert packed(left) == packed(right)
        assert [(c.row, c.column, c.rowspan, c.colspan) for c in left.cells] == [
            (c.row, c.column, c.rowspan, c.colspan) for c in right.cells
        ]


def test_numbers_of_the_notice_run_without_gap() -> None:
    main, minsheng, *_ = annexes("notice-2020.docx")
    assert [row[2] for row in packed(main)[1:]] == [str(number) for number in range(1, 103)]
    assert [row[2] for row in packed(minsheng)[1:]] == [str(number) for number in range(1, 101)]


def test_the_word_file_says_which_rows_are_heads_and_what_is_bold() -> None:
    main = annexes("notice-2020.docx")[0]
    assert main.head_rows == 1
    units = main.grid[37][6]
    assert units is not None
    runs = [run for paragraph in units.paragraphs for run in paragraph.runs]
    assert [run.text.rstrip("、") for run in runs if run.bold] == ["区重点工程服务中心"]


def test_word_and_page_agree_on_what_is_bold() -> None:
    def bold(table: Table) -> list[str]:
        return [
            "".join(run.text for p in cell.paragraphs for run in p.runs if run.bold and run.text.strip("、 "))
            for cell in table.cells
            if cell.column == table.columns - 1 and cell.row
        ]

    word, page = annexes("notice-2020.docx"), annexes("notice-2020.html")
    assert bold(word[0]) == bold(page[0])
    assert all(bold(word[0])), "附件1 marks a lead unit in every task"
    assert not any(bold(word[1]) + bold(page[1])), "附件2 marks none"


def test_the_second_quarter_table() -> None:
    table = next(table for table in read("quarter-2019q2.html").tables if table.rows > 100)
    assert (table.rows - 1, table.columns) == (192, 4)
    numbers = [cell.text for cell in table.cells if cell.column == 0 and cell.row]
    assert numbers == [str(number) for number in range(1, 111)]
    assert sum(1 for cell in table.cells if cell.column == 3 and cell.row) == 102


def test_furniture_and_scripts_of_a_page() -> None:
    page = read("notice-2020.html")
    assert page.title.startswith("济南市市中区人民政府办公室关于对2020年")
    assert dict(page.properties)["PubDate"] == "2020-02-17 16:20"
    everything = "".join(p.text for p in page.paragraphs) + "".join(c.text for t in page.tables for c in t.cells)
    assert "document.write" not in everything
    assert "<table" not in everything


def test_places_are_what_a_person_would_say() -> None:
    main = annexes("notice-2020.docx")[0]
    assert main.where(main.cells[-1]) == "表1第103行第7列"
    assert main.cells[-1].paragraphs[0].place == "表1第103行第7列"
    assert [p.place for p in read("notice-2020.docx").paragraphs][:3] == ["第1段", "第2段", "第3段"]


def test_blank_lines_of_page_text_are_kept() -> None:
    text = read("source-2019q2.txt")
    lines = list(text.paragraphs)
    assert text.kind == "txt"
    assert (lines[7].text, lines[7].place) == ("2019年第二季度《政府工作报告》主要工作任务落实情况表", "第8行")
    assert lines[6].text == ""
    assert len(lines) == 1377


@pytest.mark.parametrize("path", sorted(SOURCES.glob("[nqs]*.*")), ids=lambda path: path.name)
def test_the_samples_need_no_remark_and_read_the_same_twice(path: Path) -> None:
    document = files.read(path)
    assert document.remarks == ()
    assert document == files.read(path)
