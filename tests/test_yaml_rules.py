"""The rule samples of family Y, read by ``yamlfile`` alone; each says which lines have which findings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ledger import yamlfile
from ledger.diagnostics import RULES, Rule
from ledger.dialect import rules as yamlrules

SAMPLES = Path(__file__).parent / "rules"
_EXPECT = re.compile(r"# expect: ((?:[A-Z]\d{3}(?:@\d+)?\s?)+)")
GROWN = {"Y024"}  # a sample of more than 5 MB is made by test_yaml_load, not stored


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _expected(text: str) -> list[tuple[int, str]]:
    wanted = []
    for number, line in enumerate(text.split("\n"), 1):
        for found in _EXPECT.finditer(line):
            for code, _, at in (word.partition("@") for word in found[1].split()):
                wanted.append((int(at or number), code))
    return sorted(pair for pair in wanted if pair[1].startswith("Y"))


@pytest.mark.parametrize(
    "sample", sorted(SAMPLES.glob("Y*/*.yaml")), ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_a_sample_has_the_findings_it_announces(sample: Path) -> None:
    data = sample.read_bytes()
    text = _text(data)
    found = [
        ((finding.where or yamlfile.locate(text, finding.path)).line, finding.code)
        for finding in yamlfile.load(data)[1]
    ]
    assert sorted(found) == _expected(text)
    assert ({code for _, code in found} == {sample.parent.name}) == sample.stem.startswith("bad")


@pytest.mark.parametrize("code", sorted(code for code in RULES if code.startswith("Y") and code not in GROWN))
def test_every_rule_has_a_good_and_a_bad_sample(code: str) -> None:
    assert (SAMPLES / code / "good.yaml").is_file()
    assert (SAMPLES / code / "bad.yaml").is_file()


def _examples(rule: Rule, heading: str) -> list[str]:
    """The indented YAML below a heading of a rule's page."""
    found = re.findall(rf"{heading}写法：[^\n]*\n\n((?:        .*\n|\n)+)", rule.page)
    return [re.sub(r"(?m)^ {8}", "", block).strip("\n") + "\n" for block in found]


Y_RULES = [rule for rule in vars(yamlrules).values() if isinstance(rule, Rule)]


@pytest.mark.parametrize("rule", Y_RULES, ids=lambda rule: rule.code)
def test_the_examples_on_a_page_are_what_they_say(rule: Rule) -> None:
    for text in _examples(rule, "错误"):
        assert rule.code in {finding.code for finding in yamlfile.load(text)[1]}, text
    for text in _examples(rule, "正确"):
        assert yamlfile.load(text)[1] == [], text


def test_most_pages_carry_examples() -> None:
    assert sum(bool(_examples(rule, "错误") and _examples(rule, "正确")) for rule in Y_RULES) >= 24
