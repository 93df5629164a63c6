"""``taizhang report`` as a user meets it."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from openpyxl import load_workbook

from cli import report as command
from ledger.report import FORMATS, KINDS
from tests.conftest import ROOT
from tests.report.readback import html_rows, word_tables

Run = Callable[..., Result]


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (("assignment",), "assignment.md"),
        (("plan", "--unit", "区住建局"), "plan-unit.md"),
        (("plan", "--blank"), "plan-blank.md"),
        (("situation", "--period", "2021-03"), "situation.md"),
        (("situation", "--period", "2021-03", "--unit", "区住建局"), "situation-unit.md"),
        (("situation", "--period", "2021-03", "--list", "main", "--leader", "乙某"), "situation-leader.md"),
        (("quarterly", "--period", "2021-Q1"), "quarterly.md"),
        (("quarterly", "--period", "2021-Q1", "--format", "html"), "quarterly.html"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_text_documents(
    folder: Path, taizhang: Run, golden: Callable[..., None], arguments: tuple[str, ...], name: str
) -> None:
    result = taizhang(folder, "report", *arguments)
    assert result.exit_code == 0, result.output
    golden(f"report/{name}", result.stdout)


def test_the_suffix_says_the_format(folder: Path, taizhang: Run, tmp_path: Path) -> None:
    for name in ("表.docx", "表.xlsx", "表.html", "表.md", "表.HTM"):
        result = taizhang(folder, "report", "assignment", "-o", str(tmp_path / name))
        assert result.exit_code == 0, result.output
        assert f"{name}：" in result.stderr
        assert result.stdout == ""
    assert len(word_tables((tmp_path / "表.docx").read_bytes())) == 2
    assert load_workbook(tmp_path / "表.xlsx").sheetnames == ["附件1", "2 附件2"]
    assert html_rows((tmp_path / "表.html").read_text("utf-8")).rows
    assert (tmp_path / "表.md").read_text("utf-8").startswith("附件1\n")


def test_what_a_cell_cannot_hold_is_said(folder: Path, taizhang: Run, tmp_path: Path) -> None:
    path = folder / "tasks/2021/main/001.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("text: ", "text: " + "长" * 40_000, 1), "utf-8")
    said = taizhang(folder, "report", "assignment", "-o", str(tmp_path / "表.xlsx")).stderr
    assert "第1项的“重点任务目标”超过 32767 字" in said
    assert "超过" not in taizhang(folder, "report", "assignment", "-o", str(tmp_path / "表.docx")).stderr


def test_a_word_document_can_be_piped(folder: Path, taizhang: Run) -> None:
    result = taizhang(folder, "report", "plan", "--blank", "--format", "docx")
    assert result.exit_code == 0
    assert len(word_tables(result.stdout_bytes)) == 1


def test_notices_go_to_stderr(folder: Path, taizhang: Run) -> None:
    result = taizhang(folder, "report", "quarterly", "--period", "2021-Q1")
    assert "注意：3项任务没有2021年第一季度的进展，用的是期内各单位最近一次报送的内容。" in result.stderr
    assert "注意" not in result.stdout


def test_a_broken_file_is_told_because_its_task_is_missing(folder: Path, taizhang: Run) -> None:
    (folder / "tasks/2021/main/002.yaml").write_text("id: [", "utf-8")
    result = taizhang(folder, "report", "assignment")
    assert result.exit_code == 0
    assert "文档里可能缺内容，用 taizhang check 查看" in result.stderr


def test_a_ledgers_own_wording(folder: Path, taizhang: Run) -> None:
    own = folder / "templates" / "situation"
    own.mkdir(parents=True)
    (own / "template.md.j2").write_text("本区情况：{{ title }}{{ subtitle }}\n", "utf-8")
    assert taizhang(folder, "report", "situation", "--period", "2021-03").stdout == (
        "本区情况：2021年主要工作任务落实情况表（3月）\n"
    )
    (own / "template.md.j2").write_text("一\n{{ titel }}\n", "utf-8")
    result = taizhang(folder, "report", "situation", "--period", "2021-03")
    assert result.exit_code == 3
    assert "错误：模板 templates/situation/template.md.j2 第 2 行“{{ titel }}”：没有“titel”这个名字" in result.stderr
    assert "改法：是不是 title？" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("situation",), 2, "加 --period，如 --period 2021-04"),
        (("situation", "--period", "2021-3"), 2, "不是周期"),
        (("quarterly", "--period", "2020-Q2"), 2, "没有 2020-Q2 这一期"),
        (("bulletin",), 2, "可选"),
        (("assignment", "--blank"), 2, "没有空表"),
        (("assignment", "-o", "表.pdf"), 2, "看不出 表.pdf 是什么格式"),
        (("assignment", "--list", "mian"), 3, "没有清单“mian”"),
        (("assignment", "--unit", "区住键局"), 3, "是不是 区住建局？"),
    ],
)
def test_what_cannot_be_done_is_said(
    folder: Path, taizhang: Run, arguments: tuple[str, ...], code: int, words: str
) -> None:
    result = taizhang(folder, "report", *arguments)
    assert result.exit_code == code, result.output
    assert words in result.stderr
    assert result.stdout == ""


def test_the_help_names_every_kind_and_format(taizhang: Run, folder: Path) -> None:
    shown = taizhang(folder, "report", "--help").stdout
    assert tuple(KINDS) == command.KINDS
    assert tuple(FORMATS) == command.FORMATS
    assert all(kind in shown for kind in KINDS)
    assert "例：" in shown


def test_the_same_report_has_the_same_bytes_in_every_process(folder: Path, tmp_path: Path) -> None:
    """Two processes with different hash seeds: an order taken from a set would show."""
    script = (
        "import sys; from pathlib import Path; from ledger import store\n"
        "from ledger.report import FORMATS, build, render\n"
        "ledger = store.load(store.WorkTree(Path(sys.argv[1])), '2021')\n"
        "report = build('assignment', ledger)\n"
        "for form in FORMATS: Path(sys.argv[2] + form).write_bytes(render(report, form))\n"
    )
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        arguments = [sys.executable, "-c", script, str(folder), str(tmp_path / f"{seed}.")]
        subprocess.run(arguments, env=environment, check=True)
    for form in FORMATS:
        assert (tmp_path / f"1.{form}").read_bytes() == (tmp_path / f"2.{form}").read_bytes(), form


def test_the_workbook_has_the_same_cells_and_merges(folder: Path, taizhang: Run) -> None:
    data = taizhang(folder, "report", "assignment", "--format", "xlsx").stdout_bytes
    sheet = load_workbook(io.BytesIO(data), rich_text=True)["附件1"]
    assert {str(area) for area in sheet.merged_cells.ranges if area.min_row == 3} == {"A3:B3", "C3:D3"}
    assert [sheet.cell(4, column).value for column in (1, 2, 3, 4)] == [
        "项目建设",
        "重点工程",
        1,
        "完成东湖片区1200套安置房建设。",
    ]
    lead, *rest = sheet["F4"].value
    assert (lead.text, lead.font.b) == ("区住建局", True)
    assert "".join(block.text for block in rest) == "、云山控股集团、相关街道办事处"
    assert sheet.print_title_rows == "$3:$3"
