"""Claims of documents and ledgers: the task beside the entry, the ledger beside the press."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger import catalogue, rulebook, store
from ledger.checks import whole
from ledger.claims import Given, sources
from ledger.importers import files
from ledger.periods import Period
from ledger.values import replace
from tests.claims.scoring import DATA

ROOT = Path(__file__).parent.parent.parent
assert catalogue.rules()
TREE = store.WorkTree(ROOT)


@pytest.fixture(scope="module")
def press() -> list[sources.Row]:
    document = files.read(DATA / "sources" / "source-2020-yearend.txt")
    return sources.of_document(document, sources.given_with(store.load(TREE, "2020")))


def test_the_press_is_held_against_the_ledger_of_its_year(press: list[sources.Row]) -> None:
    (wrong,) = [row for row in press if row.claim.verdict.value == "inconsistent"]
    assert wrong.quote == "占全年任务的170%"
    assert "85部÷60部=141.7%" in wrong.claim.why
    assert "2020-minsheng-005" in wrong.claim.why


def test_targets_that_the_press_reports_are_found(press: list[sources.Row]) -> None:
    held = {row.quote: row.claim.verdict.value for row in press if row.claim.kind == "target"}
    assert held["建设历史文化展示工程示范点10处"] == "consistent"
    assert any("口袋公园12处" in quote for quote in held)


def test_the_second_quarter_of_2019_raises_only_what_a_person_would() -> None:
    rows = sources.of_period(store.load(TREE, "2019"), Period.parse("2019-Q2"))
    told = {(row.task[-3:], row.claim.kind) for row in rows if row.claim.verdict.value == "inconsistent"}
    assert told == {("015", "unit"), ("027", "unit"), ("054", "unit"), ("058", "unit"), ("081", "unit")}
    unclear = {(row.task[-3:], row.claim.kind) for row in rows if row.claim.verdict.value == "unclear"}
    assert unclear == {("052", "lead"), ("066", "share")}


def test_the_base_may_stand_in_the_task() -> None:
    rows = sources.of_period(store.load(TREE, "2019"), Period.parse("2019-Q2"))
    (share,) = [row for row in rows if row.task.endswith("052") and row.claim.kind == "share"]
    assert share.claim.why == "37亿元÷123亿元=30.1%，与文中30%相符（总数见任务原文）"
    assert share.place == "progress[0].done"


def test_single_rules_can_be_set_in_the_settings_of_a_ledger() -> None:
    ledger = store.load(TREE, "2019")
    quiet = replace(ledger, config=replace(ledger.config, rules={"checks": {"P109": {"on": False}}}))
    codes = {finding.code for finding in whole.run(quiet, select=("P109", "N002"))}
    assert codes == {"N002"}
    assert rulebook.decode({"checks": {"P109": {"on": False}}})[1] == []


def test_the_tolerance_of_a_ledger_counts_for_checks_too() -> None:
    ledger = store.load(TREE, "2019")
    (record, *_) = ledger.records
    told = replace(record.task.progress[0], done="受理诉求8960件，办结8512件，办结率95.2%。")
    strict = replace(ledger, records=(replace(record, task=replace(record.task, progress=(told,))),))
    loose = replace(strict, config=replace(ledger.config, rules={"checks": {"numbers": {"tolerance": 0.2}}}))
    assert {finding.code for finding in whole.run(strict, select=("N",))} == {"N001"}
    assert {finding.code for finding in whole.run(loose, select=("N",))} == {"N003"}


WRAPPED = """虚构：折行的材料
截至6月底，全区老旧小区改造计划投资12.4亿元，已完成投资6.82亿元，占年度计划投资的5
5.0%，其中东片区完成3.2亿元、西片区完成3.62亿元。全区受理群众诉求8960件，办结7512
件，办结率73.84%。城镇新增就业12860人，完成年度目标12000人的107.2%，各项工作进展
总体顺利。
"""


def test_numbers_cut_by_the_end_of_a_line_are_read(tmp_path: Path) -> None:
    path = tmp_path / "折行.txt"
    path.write_text(WRAPPED, "utf-8")
    rows = sources.of_document(files.read(path), Given())
    held = {row.quote: (row.claim.verdict.value, row.line) for row in rows if row.claim.kind == "share"}
    assert held == {
        "占年度计划投资的55.0%": ("consistent", 2),
        "办结率73.84%": ("inconsistent", 4),
        "的107.2%": ("consistent", 4),
    }
