"""年终总结表: targets, results and rates, from indicators or from words, and against a text. 虚构 but for 2020."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ledger import store
from ledger.document import SourceDocument
from ledger.errors import UsageProblem
from ledger.importers import files
from ledger.model import Change, Entry, Indicator, Task
from ledger.periods import Period
from ledger.report import FORMATS, build, render
from ledger.report.values import Report
from ledger.values import replace
from tests.report.invented import Q2, entry, ledger, task
from tests.report.readback import word_tables

ROOT = Path(__file__).parents[2]
YEAR = Period(2021)
HOUSING = "区住建局"


def year(done: str, unit: str = HOUSING, **figures: str) -> Entry:
    values = {name: Decimal(value) for name, value in figures.items()}
    return replace(entry(YEAR, unit, done), indicators=values)


def rows(*tasks: Task, against: SourceDocument | None = None) -> list[dict[str, str]]:
    (section,) = build("review", ledger(tasks), against=against).sections
    return [{role: one.text for role, one in row.by_role.items() if one.rows} for row in section.rows]


def press(tmp_path: Path, text: str) -> SourceDocument:
    path = tmp_path / "报道.txt"
    path.write_text(text, "utf-8")
    return files.read(path)


def test_confirmed_indicators_are_judged_by_their_own_rules() -> None:
    indicators = (
        Indicator("安置房", Decimal(1200), "套"),
        Indicator("投资增长", Decimal("7.5"), "%", basis="growth"),
        Indicator("能耗", Decimal(300), "吨", "<="),
    )
    done = year("基本完成。", 安置房="1500", 投资增长="7.9", 能耗="310")
    found = rows(task(1, indicators=indicators, progress=(done,)))
    assert [(one["target"], one["result"], one["rate"]) for one in found] == [
        ("安置房1200套", "1500套", "125%"),
        ("投资增长7.5%", "7.9%", ""),
        ("能耗300吨以内", "310吨", ""),
    ]
    assert found[0]["done"] == "基本完成。" and "done" not in found[1]
    assert found[0]["remark"] == "投资增长：达到目标，高出0.4个百分点\n能耗：超出控制目标10吨"


@pytest.mark.parametrize(
    ("text", "done", "result", "rate"),
    [
        ("新建口袋公园12处。", "泉城印象等口袋公园12处", "12处", "100%"),
        ("完成安置房2400套。", "安置房封顶1.2万平方米", "", ""),
        ("完成安置房2400套。", "累计完成安置房1800套，其中本月安置房200套", "1800套", "75%"),
        ("完成安置房2400套。", "安置房开工1800套、安置房封顶200套", "", ""),
        ("开工建设安置房1万套。", "安置房开工9000套", "9000套", "90%"),
        ("提升图书馆10家。", "提升文化中心、图书馆及农家书屋30家", "", ""),
        ("生产总值增长6%。", "生产总值增长5%", "", ""),
        ("改造道路8公里。", "植树8公里", "", ""),
        ("新建公园3处。", "", "", ""),
    ],
)
def test_a_task_without_indicators_is_read_from_its_words_where_they_leave_no_doubt(
    text: str, done: str, result: str, rate: str
) -> None:
    (found,) = rows(task(1, text, progress=(year(done),) if done else ()))
    assert (found["result"], found["rate"]) == (result, rate)
    assert ("完成率按文字中的数计算" in found["remark"]) == bool(rate)


def test_two_measures_stay_two_lines_and_tell_what_they_are() -> None:
    found = rows(task(1, "组织培训3000人次，安置就业18000人。", progress=(year("安置就业1.9万人。"),)))
    assert [(one["target"], one["rate"]) for one in found] == [("组织培训3000人次", ""), ("安置就业18000人", "105.56%")]


def test_the_year_has_its_own_entry_or_the_last_of_each_unit() -> None:
    early, late = entry(Period.parse("2021-04"), HOUSING, "四月。"), entry(Q2, HOUSING, "二季度。")
    other = entry(Period.parse("2021-03"), "区教体局", "三月。")
    (found,) = rows(task(1, progress=(early, late, other)))
    assert found["done"] == "区教体局：三月。\n区住建局：二季度。"
    (notice,) = build("review", ledger([task(1, progress=(early,)), task(2, progress=(year("好。"),))])).notices
    assert notice == "1项任务没有2021年的进展，用的是期内各单位最近一次报送的内容"
    (whole,) = rows(task(1, progress=(early, year("全年。"))))
    assert whole["done"] == "全年。"


def test_what_is_reported_only_under_the_twin_is_shown_there_too() -> None:
    main = task(1, "新建口袋公园12处。", progress=(year("新建口袋公园12处。"),))
    item = task(4, "新建口袋公园12处。", listed="minsheng", same_as=(main.id,))
    (section,) = build("review", ledger({"main": [main], "minsheng": [item]}), listed="minsheng").sections
    (row,) = section.rows
    assert (row["done"].text, row["rate"].text) == ("新建口袋公园12处。", "100%")
    assert row["remark"].text.endswith("报在附件1第1项")


def test_the_head_counts_and_a_band_opens_each_list() -> None:
    closed = task(1, changes=(Change("closure", date(2021, 12, 20)),))
    one = build("review", ledger([closed, task(2)]))
    assert one.sections[0].title == "2021年工作任务年终总结表"
    assert one.sections[0].subtitle == "共2项：办结1项，未报1项"
    both = build(
        "review", ledger({"main": [closed], "minsheng": [task(1, listed="minsheng")]}), period=Period.parse("2021-H1")
    )
    assert both.sections[0].title == "2021年上半年工作任务总结表"
    bands = [row.cells[0].text for row in both.sections[0].rows if row.cells[0].columns > 1]
    assert bands == [
        "一、2021年主要工作任务（附件1）：共1项：未报1项",
        "二、2021年“100”民生工程（附件2）：共1项：未报1项",
    ]
    with pytest.raises(UsageProblem, match="没有空表"):
        build("review", ledger([closed]), blank=True)


def test_a_published_text_is_held_against_the_ledger(tmp_path: Path) -> None:
    tasks = (
        task(1, "新建口袋公园12处。", progress=(year("新建口袋公园10处。"),)),
        task(2, "完成老旧小区整治13个。", progress=(year("整治老旧小区13个。"),)),
        task(3, "新建标准化菜市场4处。"),
    )
    text = press(tmp_path, "今年新建口袋公园12处。\n整治老旧小区13个，\n新建标准化菜市场5处。")
    found = rows(*tasks, against=text)
    assert [one["against"] for one in found] == [
        "“今年新建口袋公园12处”（第1行）：为目标12处的100%，台账是10处，不一致",
        "“整治老旧小区13个”（第2行）：为目标13个的100%，与台账一致",
        "“新建标准化菜市场5处”（第3行）：为目标4处的125%，台账没有可比的完成数",
    ]
    assert "against" not in rows(*tasks)[0]


@pytest.fixture(scope="module")
def year2020() -> Report:
    loaded = store.load(store.WorkTree(ROOT), "2020")
    return build(
        "review", loaded, listed="minsheng", against=files.read(ROOT / "tests/data/sources/source-2020-yearend.txt")
    )


def test_the_year_2020_against_its_newspaper(year2020: Report) -> None:
    (section,) = year2020.sections
    found = {row["number"].text: row for row in section.rows if row["number"].rows}
    lifts = found["5"]
    assert (lifts["target"].text, lifts["result"].text, lifts["rate"].text) == ("60部", "85部", "141.67%")
    assert "85部÷60部=141.7%，与文中170%不符" in lifts["remark"].text
    assert "为目标60部的141.67%，与台账一致" in lifts["against"].text
    assert [found[n]["rate"].text for n in ("10", "28", "84", "92")] == ["141.18%", "100%", "100%", "133.33%"]
    assert found["26"]["rate"].text == "" and "几项合计" in found["26"]["remark"].text


def test_every_format_shows_it(year2020: Report) -> None:
    (table,) = word_tables(render(year2020, "docx"))
    assert [one.text for one in table.rows[0].cells][:5] == ["序号", "主要任务", "年度目标", "完成数", "完成率"]
    assert table.rows[0].head and len(table.grid) == 10
    (lifts,) = [row for row in table.texts() if row[0] == "5"]
    assert lifts[2:5] == ["60部", "85部", "141.67%"]
    for form in FORMATS:
        assert render(year2020, form) == render(year2020, form)
    assert "141.67%" in render(year2020, "md").decode() and "141.67%" in render(year2020, "html").decode()
