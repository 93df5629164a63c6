"""``taizhang import form`` as a user meets it, in a real repository. All content is invented (虚构)."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from ledger import codec, yamlfile
from ledger.model import Task
from ledger.periods import Period
from tests.conftest import git
from tests.importers import wordml as w
from tests.importers.forms import making as m

Run = Callable[..., Result]
HEADER = ("附件4", "2021年主要工作任务落实情况表", "（4月）", "填报单位：区住建局      填报时间：2021年5月7日")
BAND = ("一、主要工作任务（附件1）",)
"""Task 1 of both lists has the same words: only the list tells them apart."""
TEXT = "完成东湖片区1200套安置房建设。"


def row(done: str, *, verdict: str = "完成", number: str = "1", text: str = TEXT) -> tuple[str, ...]:
    return m.row(number, text, done, verdict=verdict)


def written(folder: Path, *rows: tuple[str, ...], name: str = "住建4月.docx", header: tuple[str, ...] = HEADER) -> Path:
    path = folder / name
    path.write_bytes(m.docx([BAND, *rows], header=header))
    return path


def task(repo: Path, path: str = "tasks/2021/main/001.yaml") -> Task:
    value, _ = yamlfile.load((repo / path).read_bytes())
    found, _ = codec.decode(value)
    assert found is not None
    return found


def head(repo: Path) -> str:
    return git(repo, "rev-parse", "HEAD").strip()


def test_a_form_becomes_one_commit_with_its_source(repo: Path, tmp_path: Path, taizhang: Run) -> None:
    form = written(tmp_path, row("累计建成安置房420套。"))
    done = taizhang(repo, "import", "form", str(form), "--author", "张三 <z@example.invalid>")
    assert done.exit_code == 0, done.output
    message = git(repo, "log", "-1", "--format=%an%n%B")
    assert message.startswith("张三\n进展(2021-main-001): 2021-04 区住建局")
    assert "Task: 2021-main-001" in message
    assert "Source: 住建4月.docx sha256:" in message
    assert git(repo, "show", "--name-only", "--format=", "HEAD").split() == ["tasks/2021/main/001.yaml"]
    entry = task(repo).entries(Period.parse("2021-04"))[0]
    assert (entry.unit, entry.done, entry.verdict) == ("区住建局", "累计建成安置房420套。", "完成")
    assert str(entry.reported) == "2021-05-07"


def test_the_same_form_again_changes_nothing(repo: Path, tmp_path: Path, taizhang: Run) -> None:
    form = written(tmp_path, row("累计建成安置房420套。"))
    taizhang(repo, "import", "form", str(form))
    before = head(repo)
    again = taizhang(repo, "import", "form", str(form))
    assert again.exit_code == 0
    assert "没有要写的内容" in again.output
    assert head(repo) == before
    assert git(repo, "status", "--porcelain") == ""


def test_a_resubmission_becomes_a_correction_that_keeps_the_old_text(repo: Path, tmp_path: Path, taizhang: Run) -> None:
    taizhang(repo, "import", "form", str(written(tmp_path, row("累计建成安置房420套。"))))
    again = taizhang(
        repo, "import", "form", str(written(tmp_path, row("累计建成安置房390套。"), name="住建4月更正.docx"))
    )
    assert again.exit_code == 0, again.output
    assert "F020" in again.output
    after = task(repo)
    assert after.entries(Period.parse("2021-04"))[0].done == "累计建成安置房390套。"
    change = after.changes[-1]
    assert (change.kind, change.before, change.after) == (
        "correction",
        "累计建成安置房420套。",
        "累计建成安置房390套。",
    )
    assert "住建4月更正.docx" in change.reason
    assert change.approved_by == "徐明"
    assert "Kind: correction" in git(repo, "log", "-1", "--format=%B")


def test_a_blank_cell_does_not_erase(repo: Path, tmp_path: Path, taizhang: Run) -> None:
    taizhang(repo, "import", "form", str(written(tmp_path, m.row("1", TEXT, "建成420套。", problems="缺工。"))))
    again = taizhang(
        repo, "import", "form", str(written(tmp_path, m.row("1", TEXT, "建成420套。", problems=""), name="再报.docx"))
    )
    assert "F019" in again.output
    assert task(repo).entries(Period.parse("2021-04"))[0].problems == "缺工。"


def test_a_dry_run_shows_cells_and_writes_nothing(repo: Path, tmp_path: Path, taizhang: Run) -> None:
    before = head(repo)
    shown = taizhang(repo, "import", "form", str(written(tmp_path, row("累计建成安置房420套。"))), "--dry-run")
    assert shown.exit_code == 0
    assert "main/1" in shown.output
    assert "累计建成安置房420套。" in shown.output
    assert head(repo) == before
    assert git(repo, "status", "--porcelain") == ""


def test_json_has_the_designed_shape(repo: Path, tmp_path: Path, taizhang: Run) -> None:
    shown = taizhang(repo, "import", "form", str(written(tmp_path, row("累计建成420套。"))), "--dry-run", "--json")
    form = json.loads(shown.stdout)["forms"][0]
    assert {"file", "accepted", "kind", "unit", "period", "rows", "findings", "error"} <= set(form)
    assert {"id", "list", "number", "plan", "done", "problems", "causes", "next", "verdict"} <= set(form["rows"][0])
    assert (form["unit"], form["period"], form["accepted"]) == ("区住建局", "2021-04", True)
    assert form["rows"][0]["id"] == "2021-main-001"
    assert form["offers"] == [{"id": "2021-main-001", "indicator": "安置房建成套数", "value": 420, "printed": "420套"}]


def test_an_indicator_is_offered_never_taken(repo: Path, tmp_path: Path, taizhang: Run) -> None:
    done = taizhang(repo, "import", "form", str(written(tmp_path, row("累计建成安置房420套。"))))
    assert "--indicator 安置房建成套数=420" in done.output
    assert task(repo).entries(Period.parse("2021-04"))[0].indicators == {}


def test_a_held_row_leaves_the_others_and_can_be_settled(repo: Path, tmp_path: Path, taizhang: Run) -> None:
    strange = row("完成采购。", number="2", text="购置办公区绿植并完成仓库整理。")
    form = written(tmp_path, row("累计建成420套。"), strange)
    first = taizhang(repo, "import", "form", str(form))
    assert first.exit_code == 1
    assert "--row" in first.output
    assert len(task(repo).entries(Period.parse("2021-04"))) == 1
    settled = taizhang(repo, "import", "form", str(form), "--row", "2=跳过")
    assert settled.exit_code == 0


def test_a_row_that_breaks_a_rule_is_held_unless_forced(repo: Path, tmp_path: Path, taizhang: Run) -> None:
    form = written(tmp_path, m.row("1", TEXT, "", problems="无。"))
    held = taizhang(repo, "import", "form", str(form))
    assert held.exit_code == 1
    assert "F017" in held.output
    assert "P001" in held.output
    assert task(repo).entries(Period.parse("2021-04")) == ()
    assert taizhang(repo, "import", "form", str(form), "--force").exit_code == 0


def test_a_sealed_period_is_refused_with_the_way_out(repo: Path, tmp_path: Path, taizhang: Run) -> None:
    git(repo, "tag", "-a", "sealed/2021/2021-Q2", "-m", "封存")
    refused = taizhang(repo, "import", "form", str(written(tmp_path, row("累计建成420套。"))))
    assert refused.exit_code == 3
    assert "已经封存" in refused.output
    assert "taizhang correct" in refused.output


def test_plans_of_two_units_stand_side_by_side(repo: Path, tmp_path: Path, taizhang: Run) -> None:
    heads = ("序号", "主要工作目标任务", "一季度", "二季度", "三季度", "四季度", "主要负责人", "分管负责人", "备注")
    for unit, words in (("区住建局", "完成900套。"), ("云山控股集团", "供应钢材。")):
        path = tmp_path / f"{unit}.docx"
        header = ("附件3", "2021年工作任务落实计划表", f"填报单位：{unit}    填报时间：2021年2月19日")
        body = m.paragraphs(*header) + m.table([heads, BAND, ("1", TEXT, "", "", words, "", "甲某", "", "")])
        path.write_bytes(w.docx(body))
        done = taizhang(repo, "import", "form", str(path))
        assert done.exit_code == 0, done.output
        assert taizhang(repo, "import", "form", str(path)).exit_code == 0
    after = task(repo)
    assert after.plan[Period.parse("2021-Q3")] == "区住建局：完成900套。\n云山控股集团：供应钢材。"
    assert after.plan[Period.parse("2021-Q1")] == "完成300套。"
    assert after.other["主要负责人"] == "区住建局：甲某\n云山控股集团：甲某"
    assert len(git(repo, "log", "--format=%H").split()) == 3


def test_a_changed_plan_is_a_correction(repo: Path, tmp_path: Path, taizhang: Run) -> None:
    heads = ("序号", "主要工作目标任务", "三季度")
    header = ("附件3", "2021年工作任务落实计划表", "填报单位：区住建局    填报时间：2021年2月19日")
    for words in ("完成900套。", "完成950套。"):
        path = tmp_path / "计划.docx"
        path.write_bytes(w.docx(m.paragraphs(*header) + m.table([heads, BAND, ("1", TEXT, words)])))
        assert taizhang(repo, "import", "form", str(path)).exit_code == 0
    change = task(repo).changes[-1]
    assert (change.before, change.after) == ("区住建局：完成900套。", "区住建局：完成950套。")


def archive(members: dict[str, bytes], flags: int = 0) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            info = zipfile.ZipInfo(name)
            info.flag_bits |= flags
            made.writestr(info, data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def test_a_batch_goes_on_after_bad_files_and_ends_with_a_table(repo: Path, tmp_path: Path, taizhang: Run) -> None:
    good = m.docx([BAND, row("累计建成420套。")], header=HEADER)
    bomb = b"\0" * (30 << 20)
    members = {
        "../../住建4月.docx": good,
        "坏的.docx": good[:200],
        "扫描.pdf": b"%PDF-1.4 x",
        "炸弹.txt": bomb,
        "~$锁.docx": b"x",
    }
    (tmp_path / "四月.zip").write_bytes(archive(members))
    done = taizhang(repo, "import", "form", str(tmp_path / "四月.zip"), str(tmp_path / "没有.docx"))
    assert done.exit_code == 1
    assert "收下1份" in done.output
    assert "拒收4份" in done.output
    assert "找不到文件" in done.output
    assert "PDF" in done.output
    assert not (tmp_path.parent / "住建4月.docx").exists()
    assert len(task(repo).entries(Period.parse("2021-04"))) == 1


def test_two_forms_of_a_batch_see_each_other_in_a_dry_run(repo: Path, tmp_path: Path, taizhang: Run) -> None:
    written(tmp_path, row("累计建成420套。"), name="1.docx")
    written(tmp_path, row("累计建成390套。"), name="2.docx")
    shown = taizhang(repo, "import", "form", str(tmp_path / "1.docx"), str(tmp_path / "2.docx"), "--dry-run", "--json")
    forms = json.loads(shown.stdout)["forms"]
    assert [form["counts"] for form in forms] == [{"new": 1}, {"corrected": 1}]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("空.docx", b"", "空文件"),
        ("断.docx", m.docx([row("x")])[:300], "损坏"),
        ("扫描.docx", b"%PDF-1.7\n", "PDF"),
        ("密.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("图.docx", b"\x89PNG\r\n\x1a\n0000", "图片"),
        ("信.txt", "区督查室：现将情况报上。".encode(), "没有情况表"),
        ("实体.docx", w.docx("").replace(b"PK", b"PK"), "没有任何文字"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_a_bad_file_gets_one_sentence(
    repo: Path, tmp_path: Path, taizhang: Run, name: str, data: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(data)
    before = head(repo)
    refused = taizhang(repo, "import", "form", str(tmp_path / name))
    assert refused.exit_code == 3, refused.output
    assert words in refused.output
    assert "Traceback" not in refused.output
    assert head(repo) == before


def test_wrong_options_are_usage(repo: Path, tmp_path: Path, taizhang: Run) -> None:
    one, two = written(tmp_path, row("a。")), written(tmp_path, row("b。"), name="2.docx")
    assert taizhang(repo, "import", "form", str(one), "--row", "七").exit_code == 2
    assert taizhang(repo, "import", "form", str(one), "--row", "9=main/1").exit_code == 2
    assert taizhang(repo, "import", "form", str(one), str(two), "--unit", "区住建局").exit_code == 2
    assert taizhang(repo, "import", "form").exit_code == 2
