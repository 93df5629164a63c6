"""Rows that are set aside come back as the tree would have given them, byte for byte (虚构)."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from ledger.model import Entry, Task
from ledger.report import build, docx, wordrows
from ledger.report.values import Report
from tests.report.invented import APRIL, MARCH, Q1, Q2, entry, ledger, task
from tests.report.test_word import edited

SHIPPED = Path(__file__).parents[2] / "templates"
UNITS = ("区住建局", "区发改局", "东湖街道办事处")
WORDS = (
    "主体封顶",
    "100% & <验收>",
    "%s%d",
    "“收尾”",
    "完成投资3.2亿元，",
    "协调会\n二次\n",
    "  空格  ",
    "𠮷",
    "\t",
    "]]>",
)


def text(dice: random.Random) -> str:
    """Nothing, a few words, or more than fills a page in a narrow column."""
    return "".join(dice.choices(WORDS, k=dice.choice((0, 1, 3, 3, 12, 70, 200))))


def some(dice: random.Random, period: object) -> tuple[Entry, ...]:
    units = dice.sample(UNITS, dice.choice((0, 1, 1, 1, 1, 2, 3)))
    return tuple(entry(period, unit, text(dice), problems=text(dice), next=text(dice)) for unit in units)  # type: ignore[arg-type]


def tasks(seed: int, count: int = 40) -> list[Task]:
    dice = random.Random(seed)
    return [
        task(
            n,
            text(dice) or "任务",
            progress=some(dice, dice.choice((MARCH, APRIL, Q2))),
            plan={period: text(dice) for period in dice.sample((Q1, Q2, MARCH, APRIL), 2)},
        )
        for n in range(1, count + 1)
    ]


def rendered(report: Report, template: bytes | None = None) -> bytes:
    return docx.render(report, "模板", template or (SHIPPED / report.kind / "template.docx").read_bytes())


def through_the_tree(report: Report, monkeypatch: pytest.MonkeyPatch, template: bytes | None = None) -> bytes:
    with monkeypatch.context() as patch:
        patch.setattr(wordrows.Rows, "set_aside", lambda _, xml: xml)
        return rendered(report, template)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("kind", "period", "unit"),
    [("situation", APRIL, ""), ("situation", APRIL, "区住建局"), ("quarterly", Q2, ""), ("plan", None, "")],
)
def test_the_bytes_are_those_of_the_tree(
    kind: str, period: object, unit: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = {"main": tasks(seed), "minsheng": tasks(seed + 100, 12)}
    report = build(kind, ledger(both), period=period, unit=unit)  # type: ignore[arg-type]
    assert rendered(report) == through_the_tree(report, monkeypatch)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</w:tr>", "</w:tr>\n"),
        ("<w:tr>", '<w:tr w:rowsAside="0"/><w:tr>'),
        ("<w:tr>", '<w:tr w:rowKind="0">'),
        ('<w:t xml:space="preserve">', '<w:t xml:space="preserve">100%s '),
        ("<w:tc>", "<w:tc><!-- 注 > -->"),
        ("<w:p>", "<w:p><w:r><w:br/></w:r>"),
    ],
)
def test_whatever_stands_in_the_template(old: str, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    template = edited("situation", lambda xml: xml.replace(old, new))
    report = build("situation", ledger(tasks(7)), period=APRIL)
    assert rendered(report, template) == through_the_tree(report, monkeypatch, template)


def test_a_long_table_is_a_few_rows_in_the_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[int] = []
    built = docx._built

    def counted(xml: str, name: str) -> object:
        parsed.append(xml.count("</w:tr>"))
        return built(xml, name)

    monkeypatch.setattr(docx, "_built", counted)
    for size in (80, 400):
        made = [task(n, progress=(entry(APRIL, "区住建局", f"完成{n}项。" * (n % 40)),)) for n in range(1, size + 1)]
        report = build("situation", ledger(made), period=APRIL)
        assert rendered(report) == through_the_tree(report, monkeypatch)
    # the head, the last row, and the first of each kind: less and more than a page
    assert parsed == [4, 81, 4, 401]
