"""update, review, extend, correct, close as a user meets them."""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.conftest import git

Taizhang = Callable[..., Result]
ENTRY = ("--period", "2021-04", "--unit", "住建局")
WHO = ("--reason", "单位来函", "--approved-by", "督查室")


def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Path:
    """An editor that does what the shell script says to the file ``$1`` and keeps what it was shown."""
    program = tmp_path / "editor.sh"
    program.write_text(f'#!/bin/sh\ncp "$1" {tmp_path}/shown\n{script}\n', "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("VISUAL", str(program))
    return tmp_path / "shown"


def test_update_says_the_commit(repo: Path, taizhang: Taizhang) -> None:
    done = taizhang(
        repo, "update", "2021-main-001", *ENTRY, "--done", "建成420套。", "--indicator", "安置房建成套数=420套"
    )
    assert done.exit_code == 0, done.output
    assert done.stdout == f"已提交 {git(repo, 'rev-parse', '--short=12', 'HEAD').strip()}  tasks/2021/main/001.yaml\n"
    assert git(repo, "log", "-1", "--format=%s").strip() == "进展(2021-main-001): 2021-04 区住建局"


def test_update_as_json(repo: Path, taizhang: Taizhang) -> None:
    done = taizhang(repo, "update", "main/3", "--period", "2021-04", "--unit", "区发改局", "--done", "完成。", "--json")
    assert json.loads(done.stdout) == {
        "commit": git(repo, "rev-parse", "HEAD").strip(),
        "path": "tasks/2021/main/003.yaml",
        "id": "2021-main-003",
        "period": "2021-04",
    }
    assert "警告 R007" in done.stderr


def test_all_fields(repo: Path, taizhang: Taizhang) -> None:
    texts = {"done": "建成420套。", "problems": "无。", "causes": "无。", "next": "续建。", "verdict": "完成"}
    options = [word for key, value in texts.items() for word in (f"--{key}", value)]
    more = ("--reported", "2021-05-08", "--indicator", "安置房建成套数＝420", "--author", "李四 <l@example.invalid>")
    assert taizhang(repo, "update", "1", *ENTRY, *options, *more).exit_code == 0
    shown = json.loads(taizhang(repo, "show", "1", "--period", "2021-04", "--json").stdout)["progress"][0]
    assert {key: shown[key] for key in texts} == texts
    assert (shown["reported"], shown["indicators"]) == ("2021-05-08", {"安置房建成套数": 420})
    assert git(repo, "log", "-1", "--format=%an").strip() == "李四"


def test_a_dry_run_shows_the_lines(repo: Path, taizhang: Taizhang) -> None:
    head = git(repo, "rev-parse", "HEAD")
    done = taizhang(repo, "update", "1", *ENTRY, "--done", "完成。", "--dry-run")
    assert done.exit_code == 0
    assert "+    done: 完成。\n" in done.stdout
    assert "没有提交" in done.stderr
    shown = json.loads(taizhang(repo, "update", "1", *ENTRY, "--done", "完成。", "--dry-run", "--json").stdout)
    assert shown["commit"] is None
    assert "+    done: 完成。" in shown["diff"]
    assert (git(repo, "rev-parse", "HEAD"), git(repo, "status", "--porcelain")) == (head, "")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--done", "完成。"), 2, "--period 和 --unit"),
        ((*ENTRY,), 2, "没有要登记的内容"),
        ((*ENTRY, "--done", "完成。", "--period", "四月"), 2, "不是周期"),
        ((*ENTRY, "--done", "完成。", "--reported", "5月8日"), 2, "不是日期"),
        ((*ENTRY, "--done", "完成。", "--indicator", "套数"), 2, "指标名=数值"),
        ((*ENTRY, "--done", "完成。", "--indicator", "安置房建成套数=很多"), 2, "不是数字"),
        ((*ENTRY, "--done", "完成。", "--indicator", "套数=1"), 3, "没有“套数”这个指标"),
        ((*ENTRY, "--done", "完成。", "--verdict", "很好"), 3, "只能写：完成、未完成"),
        (("--period", "2021-04", "--unit", "没有的局", "--done", "完成。"), 3, "不在名录里"),
        (("--period", "2021-03", "--unit", "住建局", "--done", "完成。"), 3, "--replace"),
        ((*ENTRY, "--done", "完成。", "--author", "李四"), 2, "姓名|李四"),
        ((*ENTRY, "--from", "没有.txt"), 2, "不存在"),
    ],
)
def test_refusals(repo: Path, taizhang: Taizhang, arguments: tuple[str, ...], code: int, words: str) -> None:
    head = git(repo, "rev-parse", "HEAD")
    done = taizhang(repo, "update", "1", *arguments)
    assert done.exit_code == code
    assert any(word in done.stderr for word in words.split("|"))
    assert "Traceback" not in done.output
    assert (git(repo, "rev-parse", "HEAD"), git(repo, "status", "--porcelain")) == (head, "")


def test_from_a_text_file(repo: Path, taizhang: Taizhang, tmp_path: Path) -> None:
    source = tmp_path / "四月.txt"
    source.write_text("填报时间：2021.5.8\n完成情况：建成420套。\n另有1栋。\n指标 安置房建成套数：420\n", "utf-8")
    done = taizhang(repo, "update", "1", *ENTRY, "--from", str(source), "--next", "续建。")
    assert done.exit_code == 0, done.output
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    assert f"Source: 四月.txt sha256:{digest}" in git(repo, "log", "-1", "--format=%b")
    shown = json.loads(taizhang(repo, "show", "1", "--period", "2021-04", "--json").stdout)["progress"][0]
    assert (shown["done"], shown["next"], shown["reported"]) == ("建成420套。\n另有1栋。", "续建。", "2021-05-08")


def test_from_a_yaml_file_that_names_period_and_unit(repo: Path, taizhang: Taizhang, tmp_path: Path) -> None:
    source = tmp_path / "四月.yaml"
    source.write_text("period: 2021-04\nunit: 区住建局\ndone: 建成420套。\n", "utf-8")
    differing = taizhang(repo, "update", "1", "--period", "2021-05", "--from", str(source))
    assert differing.exit_code == 2
    assert "文件里写的是 2021-04" in differing.stderr
    assert taizhang(repo, "update", "1", "--from", str(source)).exit_code == 0
    assert git(repo, "log", "-1", "--format=%s").strip() == "进展(2021-main-001): 2021-04 区住建局"


def test_in_an_editor(repo: Path, taizhang: Taizhang, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = editor(tmp_path, monkeypatch, 'sed -i "s/^完成情况：/完成情况：建成420套。\\n另有1栋。/" "$1"')
    done = taizhang(repo, "update", "1", *ENTRY, "--verdict", "完成", "--edit")
    assert done.exit_code == 0, done.output
    assert shown.read_text("utf-8").splitlines() == [
        "# 2021-main-001  完成东湖片区1200套安置房建设。",
        "# 2021年4月  区住建局",
        "# 计划 2021-Q2：完成600套。",
        "# 在冒号后面填写，可以写多行，没有的留空；以“# ”开头的行不登记。",
        "填报时间：",
        "完成情况：",
        "存在问题：",
        "原因分析：",
        "下一步计划：",
        "自报评价：完成",
        "指标 安置房建成套数：",
    ]
    entry = json.loads(taizhang(repo, "show", "1", "--period", "2021-04", "--json").stdout)["progress"][0]
    assert (entry["done"], entry["verdict"]) == ("建成420套。\n另有1栋。", "完成")


def test_replacing_in_an_editor_starts_from_what_is_there(
    repo: Path, taizhang: Taizhang, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = editor(tmp_path, monkeypatch, 'sed -i "s/^存在问题：.*/存在问题：/; s/310/311/" "$1"')
    march = ("update", "1", "--period", "2021-03", "--unit", "住建局", "--edit")
    assert "--replace" in taizhang(repo, *march).stderr
    assert not shown.exists()
    assert taizhang(repo, *march, "--replace").exit_code == 0
    diff = git(repo, "show", "--format=", "-U0", "HEAD")
    assert "-    problems: 无。" in diff
    assert "+      东湖片区已建成安置房311套。" in diff
    assert "+    indicators: {安置房建成套数: 311}" in diff
    assert git(repo, "show", "--format=", "--numstat").split()[:2] == ["2", "3"]


def test_what_was_typed_in_an_editor_is_not_lost(
    repo: Path, taizhang: Taizhang, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, 'printf "完成情况：写了很久的一段。\\n自报评价：很好\\n" > "$1"')
    refused = taizhang(repo, "update", "1", *ENTRY, "--edit")
    assert refused.exit_code == 3
    assert "写了很久的一段。" in refused.stderr
    assert "很好" in refused.stderr


def test_an_editor_closed_without_saving_or_broken(
    repo: Path, taizhang: Taizhang, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(tmp_path, monkeypatch, "true")
    assert "没有保存" in taizhang(repo, "update", "1", *ENTRY, "--edit").stderr
    editor(tmp_path, monkeypatch, "exit 1")
    broken = taizhang(repo, "update", "1", *ENTRY, "--edit")
    assert broken.exit_code == 3
    assert "EDITOR" in broken.stderr
    assert git(repo, "rev-list", "--count", "HEAD").strip() == "1"


def test_review(repo: Path, taizhang: Taizhang) -> None:
    arguments = (
        "review",
        "2",
        "--period",
        "2021-04",
        "--verdict",
        "未完成",
        "--on",
        "2021-05-12",
        "--note",
        "现场查看。",
    )
    assert taizhang(repo, *arguments, "--by", "督查一科").exit_code == 0
    again = taizhang(repo, *arguments)
    assert again.exit_code == 3
    assert "督查一科，2021-05-12" in again.stderr
    assert taizhang(repo, *arguments, "--replace").exit_code == 0
    review = json.loads(taizhang(repo, "show", "2", "--json").stdout)["reviews"][-1]
    assert (review["by"], review["on"], review["verdict"]) == ("督查室", "2021-05-12", "未完成")
    assert git(repo, "log", "-1", "--format=%s").strip() == "评价(2021-main-002): 2021-04 未完成"


def test_extend_correct_close(repo: Path, taizhang: Taizhang) -> None:
    for arguments in (
        ("extend", "2", "--to", "2021-09-30", "--on", "2021-06-20", *WHO),
        ("correct", "2", "--field", "progress/2021-03/发改局/done", "--to", "引进4个。", "--on", "2021-06-21", *WHO),
        (
            "correct",
            "2",
            "--field",
            "主要任务",
            "--to",
            "新引进亿元以上项目15个。",
            "--adjust",
            "--on",
            "2021-06-22",
            *WHO,
        ),
        ("close", "2", "--on", "2021-12-01", *WHO),
        ("close", "2", "--on", "2021-12-02", "--reopen", *WHO),
    ):
        done = taizhang(repo, *arguments, "--json")
        assert done.exit_code == 0, done.output
        assert json.loads(done.stdout)["commit"] == git(repo, "rev-parse", "HEAD").strip()
        assert done.stderr == ""
    changes = json.loads(taizhang(repo, "show", "2", "--json").stdout)["changes"]
    assert [change["kind"] for change in changes] == ["extension", "correction", "adjustment", "closure", "reopening"]
    assert (changes[1]["from"], changes[1]["to"]) == ("引进亿元以上项目3个。", "引进4个。")
    assert {change["approved_by"] for change in changes} == {"督查室"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("extend", "2", "--to", "2021-09-30", "--reason", "一"),
        ("extend", "2", "--to", "2021-09-30", "--approved-by", "一"),
        ("correct", "2", "--field", "text", "--to", "一"),
        ("close", "2", *WHO),
        ("review", "2", "--period", "2021-04"),
    ],
)
def test_acts_of_the_office_need_reason_approver_and_date(
    repo: Path, taizhang: Taizhang, arguments: tuple[str, ...]
) -> None:
    done = taizhang(repo, *arguments)
    assert done.exit_code == 2
    assert "缺少选项" in done.stderr


def test_a_failing_hook_speaks_to_the_user(repo: Path, taizhang: Taizhang) -> None:
    hook = repo / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho '检查没有通过：缺附件' >&2\nexit 1\n", "utf-8")
    hook.chmod(0o755)
    done = taizhang(repo, "update", "1", *ENTRY, "--done", "完成。")
    assert done.exit_code == 3
    assert "  git：检查没有通过：缺附件" in done.stderr
    assert "恢复原样" in done.stderr
    assert git(repo, "status", "--porcelain") == ""


def test_a_note_when_a_file_goes_in_whole(folder: Path, taizhang: Taizhang) -> None:
    git(folder, "init", "-q", "-b", "main")
    done = taizhang(folder, "update", "1", *ENTRY, "--done", "完成。")
    assert done.exit_code == 0
    assert "整个文件随这次一起提交" in done.stderr


@pytest.mark.parametrize("name", ["update", "review", "extend", "correct", "close"])
def test_help_is_chinese_and_has_examples(taizhang: Taizhang, repo: Path, name: str) -> None:
    shown = taizhang(repo, name, "--help")
    assert shown.exit_code == 0
    assert f"taizhang {name} " in shown.output.split("例：")[1]
    assert "--dry-run" in shown.output
