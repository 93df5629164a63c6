"""Tables: columns that add up, columns that follow from others, and the few cells that break the rule. All 虚构."""

from __future__ import annotations

import pytest

from ledger.claims.tables import claims_of

HEAD = ["单位", "计划数（户）", "完成数（户）", "完成率", "剩余（户）"]
ROWS = [
    ["东街", "500", "420", "84.0%", "80"],
    ["西街", "600", "555", "92.5%", "45"],
    ["南关", "450", "398", "88.4%", "52"],
    ["北关", "700", "612", "87.4%", "88"],
    ["新区", "950", "875", "92.1%", "75"],
    ["合计", "3,200", "2860", "89.4%", "340"],
]


def told(grid: list[list[str]]) -> dict[tuple[int, int], str]:
    return {(t.row, t.column): t.claim.verdict.value for t in claims_of(grid)}


def test_a_true_table_has_nothing_wrong() -> None:
    assert set(told([HEAD, *ROWS]).values()) <= {"consistent", "rounding"}
    assert {row for row, column in told([HEAD, *ROWS]) if column == 3} == {1, 2, 3, 4, 5, 6}


@pytest.mark.parametrize(
    ("row", "column", "wrong"), [(4, 3, "97.4%"), (2, 4, "54"), (6, 1, "3,300"), (6, 2, "2960"), (1, 3, "48.0%")]
)
def test_one_wrong_cell_is_told(row: int, column: int, wrong: str) -> None:
    grid = [list(cells) for cells in [HEAD, *ROWS]]
    grid[row][column] = wrong
    assert told(grid)[row, column] == "inconsistent"


def test_growth_is_found_out_from_the_other_rows() -> None:
    rows = [
        ("甲", 1200, 1000, 20),
        ("乙", 880, 800, 10),
        ("丙", 1500, 1250, 20),
        ("丁", 990, 900, 15),
        ("戊", 840, 800, 5),
    ]
    grid = [["序号", "单位", "本期", "上期", "增长%"]]
    grid += [[str(n), *map(str, row)] for n, row in enumerate(rows, 1)]
    assert {key for key, verdict in told(grid).items() if verdict == "inconsistent"} == {(4, 4)}


def test_what_stands_under_a_row_of_which_is_not_added_twice() -> None:
    grid = [["项目", "数"], ["教育", "30"], ["其中：小学", "20"], ["卫生", "12"], ["合计", "42"]]
    assert told(grid) == {(4, 1): "consistent"}


def test_rates_and_ranks_are_not_added() -> None:
    grid = [
        ["单位", "得分", "排名", "完成率"],
        ["甲", "96", "1", "80%"],
        ["乙", "92", "2", "70%"],
        ["合计", "94", "3", "75%"],
    ]
    assert told(grid) == {}


def test_words_and_empty_tables_make_no_claims() -> None:
    assert claims_of([]) == []
    assert claims_of([["", ""], ["甲", "乙"], ["丙", ""]]) == []


SHARES = [
    ["类别", "件数", "占比", "金额（万元）", "比重（%）"],
    ["咨询", "1520", "47.5%", "210.5", "42.1"],
    ["求助", "960", "30.0%", "150.0", "30.0"],
    ["投诉", "560", "17.5%", "100.0", "20.0"],
    ["建议", "160", "5.0%", "39.5", "7.9"],
    ["总计", "3200", "100%", "500.0", "100"],
]


def test_a_column_of_shares_is_held_against_the_total_row() -> None:
    verdicts = told(SHARES)
    assert {verdicts[row, column] for row in range(1, 5) for column in (2, 4)} == {"consistent"}


@pytest.mark.parametrize(("row", "column", "wrong"), [(1, 2, "74.5%"), (3, 2, "15.7%"), (4, 4, "9.7"), (2, 4, "33.0")])
def test_one_wrong_share_of_the_total_is_told(row: int, column: int, wrong: str) -> None:
    grid = [list(cells) for cells in SHARES]
    grid[row][column] = wrong
    assert told(grid)[row, column] == "inconsistent"


def test_shares_are_of_all_rows_where_no_total_stands() -> None:
    assert told([cells for cells in SHARES if cells[0] != "总计"])[2, 2] == "consistent"


def test_shares_of_another_whole_are_left_alone() -> None:
    grid = [
        ["区县", "产量", "占全省比重"],
        ["甲", "12", "3.1%"],
        ["乙", "15", "3.9%"],
        ["丙", "9", "2.3%"],
        ["合计", "36", "9.3%"],
    ]
    assert "inconsistent" not in told(grid).values()
