"""Charts of the quarterly bulletin: what is drawn, from which figures, and where it is left out."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from functools import cache
from pathlib import Path

from ledger import store
from ledger.bulletins import Bulletin, periodic
from ledger.bulletins.drawings import MOST
from ledger.bulletins.prose import Drawing, written
from ledger.periods import Period
from ledger.report import bulletin as document
from ledger.report.formats import render
from ledger.values import replace
from ledger.workdays import WorkCalendar
from tests import simulated

INVENTED = Path(__file__).parent / "data" / "invented"


@cache
def quarterly(n: int = 2) -> Bulletin:
    year = simulated.ledger(simulated.script(1))
    return periodic(year, "quarter", Period(2021, "quarter", n), date(2022, 3, 1), WorkCalendar())


def drawings(made: Bulletin) -> list[Drawing]:
    return [one.drawing for one in made.paragraphs if one.drawing]


def test_categories_are_counted_as_in_the_text() -> None:
    ledger = store.load(store.WorkTree(INVENTED), "2021")
    made = periodic(ledger, "quarter", Period(2021, "quarter", 1), date(2021, 4, 12), WorkCalendar())
    (drawing,) = drawings(made)
    assert [name.text for name in drawing.names] == ["项目建设", "公共服务", "居住舒心工程", "教育惠民工程"]
    counted = {bars.name: [None if value is None else value.text for value in bars.values] for bars in drawing.bars}
    assert counted == {
        # the third is the same matter as a task of the first, and what is said there counts for both
        "核实完成": ["1", None, "1", None],
        "未完成": ["1", None, None, None],
        "未报": [None, "1", None, "1"],
    }


def test_what_is_all_the_same_is_not_drawn() -> None:
    ledger = store.load(store.WorkTree(INVENTED), "2021")
    bare = [replace(one, task=replace(one.task, progress=(), reviews=())) for one in ledger.records]
    silent = replace(ledger, records=tuple(bare))
    made = periodic(silent, "quarter", Period(2021, "quarter", 1), date(2021, 4, 12), WorkCalendar())
    assert drawings(made) == []


def test_the_slowest_indicators_stand_on_top_beside_the_time_that_has_passed() -> None:
    (drawing,) = drawings(quarterly())
    done, passed = drawing.bars
    rates = [float(value.text) for value in done.values if value]
    assert rates == sorted(rates) and len(rates) == MOST
    assert {value.text for value in passed.values if value} == {"50"}


def test_every_bar_has_its_origin() -> None:
    made = quarterly()
    (drawing,) = drawings(made)
    traced = [one for one in made.trace() if one.place.endswith("的图")]
    assert len(traced) == 1 + len(drawing.names) * 3 and all(one.how for one in traced)


def test_a_month_has_no_charts() -> None:
    year = simulated.ledger(simulated.script(1))
    month = periodic(year, "minsheng", Period.parse("2021-06"), date(2022, 3, 1), WorkCalendar(), "main")
    assert drawings(month) == []


def test_word_gets_charts_and_markdown_a_table() -> None:
    made = quarterly()
    report = document.build(made)
    with zipfile.ZipFile(io.BytesIO(render(report, "docx"))) as package:
        assert "word/charts/taizhang1.xml" in package.namelist()
    text = render(report, "md").decode()
    caption = next(written(one.pieces) for one in made.paragraphs if one.drawing)
    assert f"图1　{caption}" in text and "| 完成率 | 时间进度 |" in text and "50%" in text
