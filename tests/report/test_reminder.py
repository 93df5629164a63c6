"""The 催办通知单 as a Word file: its words, its table, its template; the ledger is invented (虚构)."""

from __future__ import annotations

import importlib.util
import io
import sys
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from click.testing import Result

ROOT = Path(__file__).parent.parent.parent
Run = Callable[..., Result]
ON = "2021-04-15"


@pytest.fixture
def letter(repo: Path, tmp_path: Path, taizhang: Run) -> bytes:
    """The second notice to 区教体局, after a first one on 04-12."""
    for on in ("2021-04-12", ON):
        done = taizhang(repo, "remind", "2021-03", "--on", on, "-o", str(tmp_path / on), "--record")
        assert done.exit_code == 0, done.stderr
    return (tmp_path / ON / "2021-03_第二次催办通知单_区教体局.docx").read_bytes()


def test_the_letter_reads_well(letter: bytes) -> None:
    document = docx.Document(io.BytesIO(letter))
    assert [p.text for p in document.paragraphs if p.text] == [
        "拟稿",
        "第二次催办通知单",
        "区教体局：",
        "根据《云山区人民政府办公室关于2021年主要任务立项督查的通知》（云政办发〔2021〕3号）要求，2021年4月8日前应报送"
        "2021年3月工作任务落实情况，并填报《2021年主要工作任务落实情况表》（附件4）。截至2021年4月15日，你单位承担的2项任务"
        "均没有报送落实情况，已逾期5个工作日。",
        "此前已催办：2021年4月12日第一次催办，要求2021年4月14日前报送，至今仍没有收到。",
        "请你单位主要负责人过问，查明原因，于2021年4月19日前将下列任务的落实情况和没有按时报送的原因一并报督查室。",
        "云山区人民政府办公室督查室",
        "2021年4月15日",
        "（联系人：　　　　联系电话：　　　　）",
    ]
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["序号", "主要任务", "职责", "应报日期", "逾期\n工作日"],
        ["附件1\n第3项", "开工建设学校2所。", "牵头", "4月8日", "5"],
        ["附件2\n第2项", "为3所学校加装电梯。", "牵头", "4月8日", "5"],
    ]


def test_equal_ledgers_give_equal_bytes(repo: Path, tmp_path: Path, taizhang: Run) -> None:
    for name in ("一", "二"):
        taizhang(repo, "remind", "2021-03", "--on", ON, "-o", str(tmp_path / name))
    files = sorted(path.name for path in (tmp_path / "一").iterdir())
    assert len(files) == 4
    assert all((tmp_path / "一" / name).read_bytes() == (tmp_path / "二" / name).read_bytes() for name in files)


def test_markdown_says_the_same(repo: Path, tmp_path: Path, taizhang: Run) -> None:
    given = ("--unit", "区教体局", "--reported", "2021-04-06", "--done", "已开工。")
    assert taizhang(repo, "update", "2021-main-003", "--period", "2021-03", *given).exit_code == 0
    done = taizhang(repo, "remind", "2021-03", "--on", ON, "-o", str(tmp_path), "--format", "md", "--unit", "区教体局")
    assert done.exit_code == 0, done.stderr
    text = (tmp_path / "2021-03_催办通知单_区教体局.md").read_text("utf-8")
    assert text.startswith("拟稿\n\n# 催办通知单\n\n区教体局：\n")
    assert "你单位承担的2项任务中，有1项没有报送落实情况，已逾期5个工作日。" in text and "此前已催办" not in text
    assert "| 附件2<br>第2项 | 为3所学校加装电梯。 | 牵头 | 4月8日 | 5 |" in text


def test_the_committed_template_is_the_one_the_tool_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    spec = importlib.util.spec_from_file_location("make_letters", ROOT / "tools" / "make_letters.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "make_letters", module)
    spec.loader.exec_module(module)
    for kind in module.KINDS:
        assert module.make(kind) == (ROOT / "templates" / kind / "template.docx").read_bytes()
