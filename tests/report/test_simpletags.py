"""Simple forms come out as Jinja's sandbox makes them, or are left to it."""

from __future__ import annotations

import random
from types import MappingProxyType

import pytest

from ledger.errors import RenderFailed
from ledger.report import simpletags, wordmarks
from ledger.report.templating import Sandbox, compile_template, run_template
from ledger.report.values import Column, Form, Part, Report, Row, Section, cell

ROWS = (
    Row(band="一、<虚构>"),
    Row(MappingProxyType({"number": cell("1"), "done": cell("建成3套&\n另有2栋"), "cells": cell("名字撞了")})),
    Row({"number": cell("2"), "done": cell("")}),
)
SECTION = Section(
    "虚构情况表", (Column("number", "序号", 100),), ((cell("序号"),),), ROWS, subtitle="（4月）", form=Form("区住建局")
)
REPORT = Report("situation", "2020", "虚构", (SECTION, SECTION), "2020-04", facts={"addressee": "各单位"})


def by_jinja(source: str, values: dict[str, object]) -> str | None:
    try:
        template = compile_template(Sandbox(wordmarks.show, lines=False), source, "虚构", str)
        return run_template(template, values, "虚构", str)
    except RenderFailed:
        return None


SIMPLE = (
    *("<w:p>", "“引号”", "}}", "%}", "", "{{title}}", "{{ subtitle }}", "{{ form.unit }}", "{{ head.number }}"),
    *("{{ section.form.writer }}", "{% if annex %}", "{% if form %}", "{% if scope %}", "{{ addressee }}"),
    *("{% for row in rows %}", "{% for row in section.rows %}", "{% for s in sections %}"),
)
IN_ROWS = (
    "{{ row.band }}",
    "{% if row.band %}",
    "{% if row.cells %}",
    "{% for cell in row.cells %}",
    "{{ row.number }}",
)
ODD = (
    *("{{ row.nothing }}", "{{ row.cells }}", "{{ row.by_role }}", "{{ rows }}", "{{ cell }}", "\n", "{"),
    *("{{ nobody }}", "{{ loop.index }}", "{{ true }}", "{{ title.upper }}", "{{ head.items }}", "{{ row._x }}"),
    *("{{ title | upper }}", "{{- title }}", "{# nichts #}", "{{ 1 }}", "{%if not form%}", "{% else %}", "{% endif %}"),
    *("{% for title in rows %}", "{% for loop in rows %}", "{% for c in title %}", "{% endfor %}"),
    *("{% for row in head %}", "{{ row.done }}"),
)


def grown(dice: random.Random, depth: int = 0, pieces: tuple[str, ...] = SIMPLE) -> str:
    """A form that mostly fits together."""
    out = []
    for _ in range(dice.randint(1, 4)):
        piece = dice.choice(pieces if dice.random() < 0.93 else ODD)
        if piece.startswith("{% for row"):
            pieces = SIMPLE + IN_ROWS
        out.append(piece)
        if piece.startswith("{% for"):
            out += [grown(dice, depth + 1, pieces) if depth < 3 else "", "{% endfor %}"]
        elif piece.startswith("{% if"):
            out += [grown(dice, depth + 1, pieces) if depth < 3 else ""]
            out += ["{% else %}", grown(dice, depth + 1, pieces)] if depth < 3 and dice.random() < 0.5 else []
            out.append("{% endif %}")
    return "".join(out)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_filled_is_what_jinja_gives(seed: int) -> None:
    dice = random.Random(seed)
    values = simpletags.context(REPORT)
    done = 0
    for _ in range(400):
        source = grown(dice)
        mine = simpletags.filled(source, values, wordmarks.show)
        if mine is not None:
            done += bool(mine)
            assert mine == by_jinja(source, values), source
    assert done > 100


@pytest.mark.parametrize(
    "source",
    [
        "{% for row in rows %}{% if row.band %}{{ row.band }}{% else %}{{ row.number }}{% endif %}{% endfor %}",
        "{% if annex %}{{ annex }}{% endif %}{{ title }}{% if form %}{{ form.unit }}{% endif %}{{ addressee }}",
        "{% for part in sections %}{{ part.title }}{% for row in part.rows %}{{ row.band }}{% endfor %}{% endfor %}",
    ],
)
def test_forms_of_an_office_need_no_jinja(source: str) -> None:
    values = simpletags.context(REPORT)
    told = simpletags.filled(source, values, wordmarks.show)
    assert told
    assert told == by_jinja(source, values)


@pytest.mark.parametrize(
    "source",
    [
        "{{ report.__class__ }}",
        "{{ title.format }}",
        "{{ rows.index }}",
        "{{ form.unit",
        "{% for row in rows %}",
        "{% endfor %}",
        "{% else %}",
        "{% if form %}{% endfor %}",
        "{% for row in rows %}{% else %}{% endfor %}",
        "{% if form %}{% else %}{% else %}{% endif %}",
        "{{ title }}\n",
        "{% if form %}" * 30 + "{% endif %}" * 30,
    ],
)
def test_what_is_not_simple_is_left_to_jinja(source: str) -> None:
    assert simpletags.filled(source, simpletags.context(REPORT), wordmarks.show) is None


def test_who_needs_very_much_is_counted_by_jinja(monkeypatch: pytest.MonkeyPatch) -> None:
    source = "{% for a in rows %}" * 4 + "{{ title }}" + "{% endfor %}" * 4
    values = simpletags.context(REPORT)
    assert simpletags.filled(source, values, wordmarks.show) == "虚构情况表" * 81
    monkeypatch.setattr(simpletags, "_ROOM", 10_000)
    assert simpletags.filled(source, values, wordmarks.show) is None


def test_marks_in_values_travel_along() -> None:
    bold = Row({"number": cell("1").__class__(((Part("粗", True),),))})
    values = {"rows": (bold,)}
    assert simpletags.filled("{% for r in rows %}{{ r.number }}{% endfor %}", values, wordmarks.show) == "\x03粗\x04"
