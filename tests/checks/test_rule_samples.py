"""Every rule has a page, a good and a bad sample; every sample finds exactly what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger import catalogue
from ledger.diagnostics import RULES as DECLARED
from tests.checks.samples import RULES, checked, expected, samples, tree_of

WITHOUT_SAMPLES = {
    "S010",  # a file that cannot be opened; see test_run
    "R041",  # a file beside the tasks; see test_one_mistake
    "R033",  # a folder beside the ledgers; see test_run
    "Y024",  # a file of more than 5 MB; see test_run
}


@pytest.mark.parametrize("sample", samples(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_sample_has_exactly_the_findings_it_announces(sample: Path) -> None:
    tree = tree_of(sample)
    found = sorted((item.finding.file, item.where.line, item.finding.code) for item in checked(tree))
    assert found == expected(tree), "\n".join(f"{i.finding.code} {i.finding.message}" for i in checked(tree))


@pytest.mark.parametrize("sample", samples("bad"), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_bad_sample_shows_its_rule(sample: Path) -> None:
    assert sample.parent.name in {code for _, _, code in expected(tree_of(sample))}


@pytest.mark.parametrize("sample", samples("good"), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_good_sample_is_free_of_findings(sample: Path) -> None:
    assert expected(tree_of(sample)) == []


@pytest.mark.parametrize("code", sorted({code for code in DECLARED if code[0] in "YSRPD"} - WITHOUT_SAMPLES))
def test_every_rule_has_a_good_and_a_bad_sample(code: str) -> None:
    names = [path.name for path in (RULES / code).glob("*")]
    assert any(name.startswith("good") for name in names), names
    assert any(name.startswith("bad") for name in names), names


@pytest.mark.parametrize("rule", catalogue.rules(), ids=lambda rule: rule.code)
def test_every_rule_has_a_page_that_says_why_and_what_to_write(rule: object) -> None:
    page = DECLARED[rule.code].page  # type: ignore[attr-defined]
    assert len(DECLARED[rule.code].title) >= 4  # type: ignore[attr-defined]
    assert "为什么要紧：" in page
    assert ("错误写法" in page and "正确写法" in page) or "改法：" in page
    assert not DECLARED[rule.code].title.endswith("。")  # type: ignore[attr-defined]


def test_every_rule_belongs_to_a_family() -> None:
    assert {rule.code[0] for rule in catalogue.rules()} <= set(catalogue.FAMILIES)


def test_families_that_the_ledger_promises_are_all_there() -> None:
    assert {"Y", "S", "R", "P", "D"} <= {rule.code[0] for rule in catalogue.rules()}
    assert len(catalogue.rules()) >= 25
