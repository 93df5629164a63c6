"""What ``templates/README.md`` promises to office staff is what templates really get."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.report import KINDS, build
from ledger.report.simpletags import context
from ledger.report.templating import render_text
from ledger.report.values import Report
from tests.report.invented import Q2, ledger, task

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "templates" / "README.md").read_text("utf-8")


def report(kind: str) -> Report:
    return build(kind, ledger([task(1)]), period=Q2)


def test_every_name_at_the_top_is_explained() -> None:
    listed = re.findall(
        r"^\| `(\w+)` \|", GUIDE.partition("各种文档都有")[2].partition("每行的单元格")[0], re.MULTILINE
    )
    assert sorted(listed) == sorted(context(report("plan")))


@pytest.mark.parametrize("kind", ["plan", "situation", "quarterly"])
def test_the_cells_of_a_row_are_those_explained(kind: str) -> None:
    (line,) = re.findall(rf"^\| `{kind}` \| (`row.*) \|", GUIDE, re.MULTILINE)
    assert re.findall(r"`row\.(\w+)`", line) == [column.role for column in report(kind).sections[0].columns]


def test_every_kind_has_its_folder_and_its_name() -> None:
    listed = dict(re.findall(r"^\| `(\w+)` \| ([^`|]*?)(?:（.*）)? \|", GUIDE, re.MULTILINE))
    for kind, about in KINDS.items():
        assert listed[kind] == about.title
        source = (ROOT / "templates" / kind / "template.md.j2").read_text("utf-8")
        assert source.startswith(f"{{# {about.title} #}}")
        assert (ROOT / "templates" / kind / "template.docx").exists()


def test_the_filters_named_are_those_there_are() -> None:
    (line,) = re.findall(r"^可用的过滤器：(.*?)。", GUIDE, re.MULTILINE)
    for name in re.findall(r"`(\w+)`", line):
        arguments = {"join": "('、')", "replace": "('a', 'b')", "default": "('')"}.get(name, "")
        render_text(report("plan"), "guide", f"{{{{ title|{name}{arguments} }}}}", "md")


def test_preparing_a_report_imports_neither_jinja_nor_word() -> None:
    """Documents are prepared by plain Python; what is heavy is imported where a format needs it."""
    heavy = "{'jinja2', 'docxtpl', 'docx', 'lxml', 'openpyxl'}"
    script = f"import sys, ledger.report; print(*sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == ""
