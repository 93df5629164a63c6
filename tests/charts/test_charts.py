"""Charts: what is drawn adds up, is said in words, and takes hostile names as text."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ledger.charts import Column, Part, Point, against, columns, meter, stacked
from ledger.charts.parts import plain, ticks

PARTS = (Part("红灯", 2, "red"), Part("黄灯", 0, "yellow"), Part("绿灯", 6, "green"))


def drawn(svg: str) -> etree._Element:
    return etree.fromstring(svg)


def test_a_bar_is_filled_by_its_parts_in_order_and_says_them() -> None:
    root = drawn(stacked(PARTS, "区住建局"))
    rects = [(rect.get("class"), rect.get("x"), rect.get("width")) for rect in root]
    assert rects == [("c-red", "0", "50"), ("c-green", "50", "150")]
    assert root.get("role") == "img"
    assert root.get("aria-label") == "区住建局：红灯2、绿灯6"


@settings(max_examples=50)
@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=8))
def test_parts_of_a_bar_leave_no_gap(values: list[int]) -> None:
    svg = stacked([Part(str(n), value, "red") for n, value in enumerate(values)])
    if not any(values):
        assert svg == ""
        return
    rects = list(drawn(svg))
    assert len(rects) == sum(value > 0 for value in values)
    assert sum(float(rect.get("width")) for rect in rects) == pytest.approx(200, abs=0.1 * len(rects))


def test_a_meter_shows_at_most_all_of_it_and_marks_where_it_should_be() -> None:
    track, filled, mark = drawn(meter(Fraction(3, 2), Fraction(1, 2), "完成率150%"))
    assert (track.get("width"), filled.get("width"), mark.get("x")) == ("200", "200", "99.5")
    assert len(drawn(meter(Fraction(0), None, "完成率0%"))) == 2


def test_columns_are_as_high_as_their_totals() -> None:
    root = drawn(columns([Column("1月", PARTS), Column("2月", (Part("红灯", 4, "red"),))], "走势"))
    heights: dict[str, float] = {}
    for rect in root.iter("rect"):
        heights[rect.get("x")] = heights.get(rect.get("x"), 0) + float(rect.get("height"))
    first, second = heights.values()
    assert first == pytest.approx(2 * second, abs=0.2)
    assert [title.text for title in root.iter("title")] == ["1月：红灯2", "1月：绿灯6", "2月：红灯4"]
    assert columns([Column("1月", ())], "走势") == ""


def test_a_line_runs_through_its_figures_beside_the_target() -> None:
    points = [Point("3月", Fraction(1, 4), Decimal(310)), Point("6月", Fraction(1, 2), Decimal(500))]
    root = drawn(against(points, Decimal(1200), "建成套数"))
    goal, line = ([path for path in root.iter("path") if path.get("class") == name] for name in ("goal", "line"))
    assert len(goal) == len(line) == 1
    assert len(list(root.iter("circle"))) == 2
    assert "500" in [text.text for text in root.iter("text")]
    level = drawn(against(points, Decimal(600), "控制", sloped=False))
    ends = re.findall(r"[\d.]+ ([\d.]+)", next(p.get("d") for p in level.iter("path") if p.get("class") == "goal"))
    assert ends[0] == ends[1]


@pytest.mark.parametrize("values", [[], [Decimal(0)], [Decimal(-3), Decimal(4)]])
def test_figures_that_cannot_be_drawn_are_not(values: list[Decimal]) -> None:
    assert against([Point("1月", Fraction(1, 12), value) for value in values], None, "无") == ""


@settings(max_examples=50)
@given(st.decimals(min_value=Decimal("0.001"), max_value=Decimal(10) ** 12, places=3))
def test_the_axis_reaches_the_highest_value_in_round_steps(highest: Decimal) -> None:
    marks = ticks(highest)
    assert marks[0] == 0
    assert marks[-2] < highest <= marks[-1]
    assert 3 <= len(marks) <= 6


def test_amounts_on_an_axis_are_short() -> None:
    assert [plain(Decimal(text)) for text in ("1200", "2.50", "1500000", "1E+3")] == ["1200", "2.5", "150万", "1000"]


@pytest.mark.parametrize("name", ['"><script>alert(1)</script>', "a&b", "'", "<!--"])
def test_names_are_text_whatever_they_hold(name: str) -> None:
    for svg in (
        stacked([Part(name, 1, "red")], name),
        columns([Column(name, (Part(name, 1, "red"),))], name),
        meter(Fraction(1, 2), None, name),
        against([Point(name, Fraction(1, 2), Decimal(1))], None, name),
    ):
        assert not list(drawn(svg).iter("script"))
        assert name in drawn(svg).get("aria-label")


def test_no_chart_has_a_style_an_id_or_a_link() -> None:
    svg = stacked(PARTS) + columns([Column("1月", PARTS)], "走势")
    assert not re.search(r"\b(style|id|href|onload)=", svg)
