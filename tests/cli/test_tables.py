"""A table into a pipe is written without rich, byte for byte as rich would write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cli import chinese, output

SURE = "".join(chr(n) for n in range(0x20, 0x10000) if output._SURE.fullmatch(chr(n)))
OTHER = "\t\n\u00e9\u200b\u3000\ufe0f😀"


def test_the_width_of_sure_characters_is_beyond_doubt() -> None:
    assert [c for c in SURE if cell_len(c) != output.width_of(c)] == []


@given(data=st.data())
def test_a_table_is_the_same_with_and_without_rich(data: st.DataObject) -> None:
    columns = data.draw(st.integers(1, 5))
    cell = st.text(SURE + OTHER[: data.draw(st.sampled_from((0, 0, 0, 7)))], max_size=12)
    heads, *rows = data.draw(st.lists(st.lists(cell, min_size=columns, max_size=columns), min_size=1, max_size=6))
    wraps = data.draw(st.integers(0, columns - 1))
    with pytest.MonkeyPatch.context() as patch:
        for name in output._COLOURED:
            patch.delenv(name, raising=False)
        assert _printed(heads, rows, wraps, patch) == _printed_by_rich(heads, rows, wraps, patch)


def _printed_by_rich(heads: list[str], rows: list[list[str]], wraps: int, patch: pytest.MonkeyPatch) -> str:
    with pytest.MonkeyPatch.context() as inner:
        inner.setattr(output, "_without_rich", lambda *_: "")
        return _printed(heads, rows, wraps, patch)


def _printed(heads: list[str], rows: list[list[str]], wraps: int, patch: pytest.MonkeyPatch) -> str:
    import io

    out = io.StringIO()
    patch.setattr("sys.stdout", out)
    output.table(heads, rows, wraps=wraps)
    return out.getvalue()


def test_plain_rows_need_no_rich(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in output._COLOURED:
        monkeypatch.delenv(name, raising=False)
    assert output._without_rich(["任务", "内容"], [["2020-main-037", "回迁安置11100套"]], 1) == (
        "任务           内容           \n2020-main-037  回迁安置11100套\n"
    )
    assert output._without_rich(["任务"], [["\u00e9"]], 0) == ""


def _at_width(heads: list[str], rows: list[list[str]], wraps: int, width: int) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        return _printed(heads, rows, wraps, patch).splitlines()


def test_columns_that_do_not_fit_give_way_and_no_mark_stands_alone() -> None:
    names = ["progress/2025-01/区水务局/done", "indicators/管网改造里程/comparator"]
    rows = [[name, "改造供水管网60公里。", "516d5fe32a", "督查室经办人甲（虚构）"] for name in names]
    lines = _at_width(["字段", "内容", "提交", "提交人"], rows, 1, 64)
    assert all(cell_len(line) <= 64 for line in lines)
    assert not any(line.split() and line.split()[0][0] in "。（" for line in lines)
    assert "516d5fe32a" in lines[1] and "".join("".join(lines).split()).count("comparator") == 1


def test_too_many_columns_are_told_row_by_row() -> None:
    heads = [f"第{n}列" for n in range(12)]
    lines = _at_width(heads, [["甲"] * 11 + [""], ["乙" * 60] + [""] * 11], 0, 60)
    assert lines[0] == "第0列   甲" and lines[11] == "" and all(cell_len(line) <= 62 for line in lines)


def test_no_line_ends_with_an_opening_mark() -> None:
    text = "按那时的台账：提交（当天最后一次提交）。"
    assert chinese.wrap(text, 20) == ["按那时的台账：提交", "（当天最后一次提交）。"]
