"""数字校核表: what asks for a look, worst first, and what holds only counted. 虚构."""

from __future__ import annotations

import pytest

from ledger.errors import UsageProblem
from ledger.report import FORMATS, build, render
from tests.report.invented import APRIL, entry, ledger, task
from tests.report.readback import word_tables

WRONG = "受理诉求8960件，办结8512件，办结率97%。"
CUT = "列入台账23处，整改14处，整改率60.8%。"
OPEN = "拆除违建264处、20.58万平方米（台账277处、22.85万平方米），完成总任务的90%。"
TRUE = "共65家（44家工业企业，21家商贸企业）。"


def rows(*told: str) -> list[list[str]]:
    tasks = [task(n, progress=(entry(APRIL, "区住建局", text),)) for n, text in enumerate(told, 1)]
    (section,) = build("numbers", ledger(tasks), period=APRIL).sections
    return [[one.text for one in row.cells] for row in section.rows]


def test_each_verdict_has_its_band_and_every_row_its_arithmetic() -> None:
    found = rows(CUT, TRUE, OPEN, WRONG)
    assert [row[0][:2] for row in found] == ["一、", "1", "二、", "2", "三、", "3"]
    assert found[1][4:7] == ["办结率97%", "占比和完成率", "8512件÷8960件=95%，与文中97%不符"]
    assert "（1处）" in found[0][0]
    assert found[1][1].endswith("第4项")


def test_the_subtitle_counts_what_holds_too() -> None:
    tasks = [task(n, progress=(entry(APRIL, "区住建局", text),)) for n, text in enumerate((TRUE, WRONG), 1)]
    (section,) = build("numbers", ledger(tasks), period=APRIL).sections
    assert section.subtitle == "共校核2处：不符1，无法判断0，取整之差0，相符1（内部用）"


def test_a_clean_period_says_so() -> None:
    assert rows(TRUE) == [["没有要看的：能核算的都相符"]]
    assert rows("正在推进。") == [["没有找到能核算的数字"]]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_has_it(form: str) -> None:
    report = build("numbers", ledger([task(1, progress=(entry(APRIL, "区住建局", WRONG),))]), period=APRIL)
    made = render(report, form)
    assert made == render(report, form)
    if form == "docx":
        (table,) = word_tables(made)
        assert "8512件÷8960件=95%" in str(table)


def test_it_needs_a_period() -> None:
    with pytest.raises(UsageProblem, match="要写明是哪一期"):
        build("numbers", ledger([task(1)]))
