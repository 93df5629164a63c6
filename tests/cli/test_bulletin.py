"""``bulletin`` as a user meets it, and its Word file, on the invented ledger (虚构)."""

from __future__ import annotations

import importlib.util
import io
import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from click.testing import Result

ROOT = Path(__file__).parents[2]
Run = Callable[..., Result]
MONTH = ("bulletin", "minsheng", "2021-03", "--on", "2021-04-15", "--list", "main")
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def test_the_draft_goes_to_stdout_as_markdown(repo: Path, taizhang: Run) -> None:
    done = taizhang(repo, *MONTH)
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("拟稿\n\n# 关于2021年3月主要工作任务进展情况的通报\n")
    assert "## 四、存在问题和滞后事项\n\n进度滞后的事项有1项：\n\n第2项“新引进亿元以上项目20个”" in done.stdout
    assert "迟报的1个：区发改局（迟1个工作日）。" in done.stdout
    assert "| 1 | 完成东湖片区1200套安置房建设。 |" in done.stdout


def test_the_trace_names_task_entry_and_rule(repo: Path, taizhang: Run) -> None:
    done = taizhang(repo, *MONTH, "--trace", env={"COLUMNS": "400"})
    assert done.exit_code == 0, done.stderr
    lines = done.stdout.splitlines()
    assert not done.stdout.startswith("拟稿") and lines[0].split() == ["位置", "文字", "怎么来的", "依据"]
    assert any(
        "310套" in line and "报数：2021-03" in line and "2021-main-001 2021-03 区住建局" in line for line in lines
    )
    assert any("33.3%" in line and "占比：1÷3" in line for line in lines)
    assert any("2021年4月8日" in line and "第5个工作日" in line for line in lines)


def test_json_has_text_and_trace(repo: Path, tmp_path: Path, taizhang: Run) -> None:
    target = tmp_path / "通报.docx"
    done = taizhang(repo, *MONTH, "--json", "-o", str(target))
    shape = json.loads(done.stdout)
    assert shape["draft"] is True and shape["path"] == str(target) and target.exists()
    traced = {number for one in shape["trace"] for number in one["numbers"]}
    said = "".join([shape["title"], *(one["text"] for one in shape["paragraphs"]), str(shape["annex"]["rows"])])
    assert set(NUMBER.findall(said)) <= traced


def test_the_word_file_has_styles_signature_and_annex(repo: Path, tmp_path: Path, taizhang: Run) -> None:
    for name in ("一.docx", "二.docx"):
        assert taizhang(repo, *MONTH, "-o", str(tmp_path / name)).exit_code == 0
    data = (tmp_path / "一.docx").read_bytes()
    assert data == (tmp_path / "二.docx").read_bytes()
    document = docx.Document(io.BytesIO(data))
    looks = {p.text: p.style.name for p in document.paragraphs if p.text and p.style}
    assert looks["关于2021年3月主要工作任务\n进展情况的通报"] == "公文标题"
    assert looks["一、总体情况"] == "一级标题" and looks["（一）项目建设"] == "二级标题"
    assert looks["上述指标在全市的位次〔待填〕。"] == "公文正文"
    assert looks["云山区人民政府办公室督查室"] == looks["2021年4月15日"] == "署名和日期"
    (table,) = document.tables
    assert [cell.text for cell in table.rows[3].cells] == [
        "3",
        "开工建设学校2所。",
        "区教体局",
        "本期没有报送进展。",
        "未报",
    ]


def test_last_years_ledger_is_compared_with(repo: Path, taizhang: Run) -> None:
    text = (repo / "tasks/2021/main/001.yaml").read_text("utf-8")
    assert "310" in text
    shutil.copytree(repo / "tasks/2021", repo / "tasks/2020")
    for path in (repo / "tasks/2020").rglob("*.yaml"):
        path.write_text(path.read_text("utf-8").replace("2021", "2020").replace("310", "248"), "utf-8")
    done = taizhang(repo, *MONTH)
    assert done.exit_code == 0, done.stderr
    assert "为310套（目标1200套），同比增长25%，完成率25.83%" in done.stdout
    (repo / "tasks/2020/ledger.yaml").write_text("title: [", "utf-8")
    spoiled = taizhang(repo, *MONTH)
    assert spoiled.exit_code == 0 and "同比" not in spoiled.stdout
    assert "上年台账 2020 读不了，没有算同比" in spoiled.stderr


def test_a_closed_task(repo: Path, tmp_path: Path, taizhang: Run) -> None:
    asked = ("bulletin", "closure", "2021-main-001", "--on", "2021-04-15")
    refused = taizhang(repo, *asked)
    assert refused.exit_code != 0 and "还没有办结" in refused.stderr and refused.stdout == ""
    act = ("--on", "2021-04-13", "--reason", "现场核实全部建成", "--approved-by", "乙某")
    assert taizhang(repo, "close", "2021-main-001", *act).exit_code == 0
    target = tmp_path / "办结.docx"
    done = taizhang(repo, *asked, "-o", str(target))
    assert done.exit_code == 0, done.stderr
    document = docx.Document(str(target))
    assert "经乙某批准，该项任务于2021年4月13日办结。办结依据：现场核实全部建成。" in [
        p.text for p in document.paragraphs
    ]
    assert not document.tables and "附件" not in [p.text for p in document.paragraphs]


def test_what_was_sent_and_who_answered(repo: Path, taizhang: Run) -> None:
    asked = ("bulletin", "reminders", "2021-03", "--on", "2021-04-16")
    none = taizhang(repo, *asked)
    assert none.exit_code == 0 and "台账里没有登记发出的催办通知。" in none.stdout
    assert taizhang(repo, "remind", "2021-03", "--on", "2021-04-12", "--record").exit_code == 0
    answer = ("--unit", "云山控股集团", "--reported", "2021-04-14", "--done", "配合完成。")
    assert taizhang(repo, "update", "2021-main-001", "--period", "2021-03", *answer).exit_code == 0
    done = taizhang(repo, *asked)
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("拟稿\n\n# 关于2021年3月落实情况报送和催办情况的通报\n")
    assert "共发出催办通知单4份，催办单位4个。" in done.stdout
    assert "第一次催办（2021年4月12日发出，限2021年4月14日前报）：云山控股集团、" in done.stdout
    assert "催办后已报齐的1个：云山控股集团。" in done.stdout
    assert "催办后仍未报齐的3个：" in done.stdout
    shape = json.loads(taizhang(repo, *asked, "--json").stdout)
    traced = [number for one in shape["trace"] for number in one["numbers"]]
    assert sorted(traced) == sorted(NUMBER.findall(done.stdout))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("quarter", "2021-03", "--on", "2021-04-15"), "季度通报的周期不能是 2021-03"),
        (("reminders", "2021-Q1", "--on", "2021-04-15"), "催办情况通报的周期不能是 2021-Q1"),
        (("reminders", "2021-03", "--on", "2021-04-15", "--list", "main"), "不用写 --list"),
        (("quarter", "三月", "--on", "2021-04-15"), "不是周期"),
        (("quarter", "2021-Q1", "--on", "2021-04-15", "-o", "通报.pdf"), "看不出"),
        (("closure", "main/1", "--on", "2021-04-15", "--list", "main"), "不用写 --list"),
        (("matter", "main/1", "--on", "2021-04-15", "--list", "main"), "不用写 --list"),
        (("matter", "main/99", "--on", "2021-04-15"), "没有第 99 项"),
        (("quarter", "2021-Q1", "--on", "2021-04-15", "--rules", "规则.yaml"), "--rules 只用于督查排名通报"),
        (("ranking", "2021-03", "--on", "2021-04-15", "--rules", "没有.yaml"), "没有.yaml 打不开"),
        (("ranking", "2021-03", "--on", "2021-04-15"), "没有写打分规则"),
    ],
)
def test_slips_are_explained(arguments: tuple[str, ...], said: str, repo: Path, taizhang: Run) -> None:
    done = taizhang(repo, "bulletin", *arguments)
    assert done.exit_code != 0 and said in done.stderr


def test_the_committed_template_is_the_one_the_tool_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    spec = importlib.util.spec_from_file_location("make_bulletins", ROOT / "tools" / "make_bulletins.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "make_bulletins", module)
    spec.loader.exec_module(module)
    assert module.make() == (ROOT / "templates/bulletin/template.docx").read_bytes()
