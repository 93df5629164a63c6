"""check, rule and fmt as a user and as a pipeline meet them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.conftest import ROOT, git

Run = Callable[..., Result]
MAIN = Path("tasks/2021/main")


def broken(
    folder: Path, name: str = "003", text: str = "progress:\n  - {period: 2021-03, unit: 区教体局, verdict: 完成}\n"
) -> None:
    """Plant a fault: 完成 without a word (P001, an error)."""
    with (folder / MAIN / f"{name}.yaml").open("a", encoding="utf-8") as handle:
        handle.write(text)


def found(result: Result) -> list[tuple[str, str]]:
    assert result.exit_code in (0, 1), result.output
    return [(f["code"], Path(f["path"]).name) for f in json.loads(result.stdout)["findings"]]


def test_a_ledger_without_errors_passes(folder: Path, taizhang: Run) -> None:
    result = taizhang(folder, "check")
    assert result.exit_code == 0
    assert result.stdout.endswith("用 taizhang rule 编号 看说明，如 taizhang rule R008。\n")


def test_errors_make_it_fail_and_say_where(folder: Path, taizhang: Run) -> None:
    broken(folder)
    result = taizhang(folder, "check")
    assert result.exit_code == 1
    assert "tasks/2021/main/003.yaml:11:44: 错误 P001 done-without-text" in result.stdout
    assert "改法：加一行 done: 写明做成了什么" in result.stdout


def test_check_writes_nothing(folder: Path, taizhang: Run) -> None:
    broken(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    taizhang(folder, "check")
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_broken_file_is_one_finding_among_others(folder: Path, taizhang: Run) -> None:
    broken(folder)
    (folder / MAIN / "002.yaml").write_text("id: 2021-main-002\nnumber: 2\ntext: [没有收口\n", "utf-8")
    codes = [code for code, _ in found(taizhang(folder, "check", "--json"))]
    assert "P001" in codes and any(code.startswith("Y") for code in codes)


def test_a_broken_registry_or_settings_file_does_not_end_the_run(folder: Path, taizhang: Run) -> None:
    broken(folder)
    (folder / "tasks/2021/ledger.yaml").write_text("title: 台账\nyear: 二〇二一\n", "utf-8")
    shutil.copytree(folder / "tasks/2021", folder / "tasks/2022")
    (folder / "tasks/2022/units.yaml").write_bytes(b"\xff\xfe\x00")
    result = taizhang(folder, "check", "--json")
    assert {"S007", "S001", "Y022"} <= {code for code, _ in found(result)}
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("paths", "files"),
    [
        ((), {"001.yaml", "003.yaml", "units.yaml"}),
        (("2021",), {"001.yaml", "003.yaml", "units.yaml"}),
        (("tasks",), {"001.yaml", "003.yaml", "units.yaml"}),
        ((".",), {"001.yaml", "003.yaml", "units.yaml"}),
        (("tasks/2021/main",), {"001.yaml", "003.yaml"}),
        (("tasks/2021/main/003.yaml",), {"003.yaml"}),
        (("2021-main-003",), {"003.yaml"}),
        (("main/3", "tasks/2021/units.yaml"), {"003.yaml", "units.yaml"}),
        (("tasks/2021/minsheng",), set()),
    ],
)
def test_paths_narrow_what_is_shown(folder: Path, taizhang: Run, paths: tuple[str, ...], files: set[str]) -> None:
    broken(folder)
    broken(folder, "001", "note: \n")
    assert {name for _, name in found(taizhang(folder, "check", *paths, "--json"))} == files


def test_paths_are_meant_from_where_the_user_stands(folder: Path, taizhang: Run) -> None:
    broken(folder)
    assert found(taizhang(folder / MAIN, "check", "003.yaml", "--json")) == [("P001", "003.yaml")]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("check", "2031"), 2, "没有文件、台账或任务“2031”"),
        (("check", "/"), 2, "不在台账目录里"),
        (("check", "--select", "P999"), 2, "没有叫“P999”的规则"),
        (("check", "--format", "pdf"), 2, "可选"),
        (("check", "--json", "--format", "sarif"), 2, "只能写一个"),
        (("check", "--on", "2021年"), 2, "不是日期"),
        (("check", "--changed", "HEAD"), 3, "不在 git 仓库里"),
        (("rule", "stock-phrases"), 2, "是不是 stock-phrase"),
        (("fmt", "没有"), 2, "没有文件、台账或任务“没有”"),
    ],
)
def test_a_slip_gets_one_sentence_and_a_way_on(
    folder: Path, taizhang: Run, arguments: tuple[str, ...], code: int, says: str
) -> None:
    result = taizhang(folder, *arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert says in result.stderr


def test_a_file_outside_the_ledgers_is_refused(folder: Path, taizhang: Run) -> None:
    result = taizhang(folder, "check", "README.md")
    assert result.exit_code == 2 and "任务文件都在 tasks/ 下" in result.stderr


def test_level_hides_what_is_less(folder: Path, taizhang: Run) -> None:
    broken(folder)
    assert found(taizhang(folder, "check", "--level", "error", "--json")) == [("P001", "003.yaml")]
    only_notices = taizhang(folder, "check", "--select", "R008", "--level", "warning")
    assert only_notices.exit_code == 0 and "没有发现问题" in only_notices.stdout


def test_rules_about_today_wait_for_a_day(folder: Path, taizhang: Run) -> None:
    assert ("D002", "001.yaml") not in found(taizhang(folder, "check", "--json"))
    assert ("D002", "001.yaml") in found(taizhang(folder, "check", "--on", "2021-04-01", "--json"))


@pytest.mark.parametrize("style", ["json", "github", "gitlab", "junit", "sarif"])
def test_formats_for_programs_are_alone_on_stdout(folder: Path, taizhang: Run, style: str) -> None:
    broken(folder)
    result = taizhang(folder, "check", "--format", style)
    assert result.exit_code == 1
    assert "P001" in result.stdout and result.stderr == ""


def test_a_ledger_that_lost_its_settings_is_not_passed_over(folder: Path, taizhang: Run) -> None:
    shutil.copytree(folder / "tasks/2021", folder / "tasks/2022")
    (folder / "tasks/2022/ledger.yaml").unlink()
    result = taizhang(folder, "check", "--json")
    assert result.exit_code == 1 and ("R033", "001.yaml") in found(result)
    assert taizhang(folder, "check", "2021").exit_code == 0


def test_without_any_ledger_nothing_is_called_clean(tmp_path: Path, taizhang: Run) -> None:
    (tmp_path / "tasks").mkdir()
    result = taizhang(tmp_path, "check")
    assert result.exit_code == 3 and "还没有台账" in result.stderr


# ---------------------------------------------------------------------- --changed


def test_changed_shows_the_files_of_a_range(repo: Path, taizhang: Run) -> None:
    broken(repo, "001", "note: \n")
    git(repo, "commit", "-qam", "一")
    broken(repo)
    git(repo, "commit", "-qam", "二")
    assert found(taizhang(repo, "check", "--changed", "HEAD~1..HEAD", "--json")) == [("P001", "003.yaml")]
    assert [name for _, name in found(taizhang(repo, "check", "--changed", "HEAD~2..", "--json"))] == [
        "001.yaml",
        "003.yaml",
    ]
    assert found(taizhang(repo, "check", "--changed", "HEAD~1..HEAD~1", "--json")) == []


def test_changed_against_one_commit_sees_the_work_tree(repo: Path, taizhang: Run) -> None:
    broken(repo)
    (repo / MAIN / "004.yaml").write_text("id: 2021-main-004\nnumber: 4\n", "utf-8")
    assert found(taizhang(repo, "check", "--changed", "HEAD", "--json")) == [("P001", "003.yaml"), ("S001", "004.yaml")]


def test_changed_since_the_fork_leaves_the_other_side_out(repo: Path, taizhang: Run) -> None:
    git(repo, "checkout", "-qb", "topic")
    broken(repo)
    git(repo, "commit", "-qam", "分支")
    git(repo, "checkout", "-q", "main")
    broken(repo, "001", "note: \n")
    git(repo, "commit", "-qam", "主线")
    git(repo, "merge", "-q", "--no-edit", "topic")
    assert found(taizhang(repo, "check", "--changed", "HEAD^1...topic", "--json")) == [("P001", "003.yaml")]


def test_changed_shows_an_error_between_files_wherever_it_is_told(repo: Path, taizhang: Run) -> None:
    copied = (repo / MAIN / "003.yaml").read_text("utf-8")
    copied = copied.replace("id: 2021-main-003", "id: 2021-main-900")
    (repo / MAIN / "000.yaml").write_text(copied, "utf-8")  # comes before 003.yaml, so 003.yaml is told
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "复制")
    assert ("R022", "003.yaml") in found(taizhang(repo, "check", "--changed", "HEAD~1..HEAD", "--json"))


def test_a_changed_registry_asks_about_the_whole_ledger(repo: Path, taizhang: Run) -> None:
    units = repo / "tasks/2021/units.yaml"
    units.write_text(
        units.read_text("utf-8").replace("  - {name: 云山控股集团, short: 云山控股集团, prefix: false}\n", ""), "utf-8"
    )
    git(repo, "commit", "-qam", "名录")
    assert ("R001", "001.yaml") in found(taizhang(repo, "check", "--changed", "HEAD~1..HEAD", "--json"))


def test_changed_in_a_repository_that_holds_more_than_the_ledger(tmp_path: Path, folder: Path, taizhang: Run) -> None:
    top = tmp_path / "大仓库"
    shutil.copytree(folder, top / "办公室" / "台账 一")
    git(top.parent, "init", "-q", "-b", "main", str(top))
    git(top, "add", "-A")
    git(top, "commit", "-qm", "始")
    broken(top / "办公室" / "台账 一")
    git(top, "commit", "-qam", "改")
    result = taizhang(top / "办公室" / "台账 一", "check", "--changed", "HEAD~1..HEAD", "--json")
    assert found(result) == [("P001", "003.yaml")]


@pytest.mark.parametrize(
    ("revisions", "code", "says"),
    [
        ("没有..HEAD", 3, "没有提交“没有”"),
        ("..", 2, "不是提交范围"),
        ("--output=x", 3, "没有提交"),
        ("a..b..c", 2, "不是提交范围"),
    ],
)
def test_a_range_that_is_none(repo: Path, taizhang: Run, revisions: str, code: int, says: str) -> None:
    result = taizhang(repo, "check", "--changed", revisions)
    assert (result.exit_code, result.stdout) == (code, "") and says in result.stderr


def test_a_shallow_clone_says_how_to_get_deeper(repo: Path, tmp_path: Path, taizhang: Run) -> None:
    git(repo, "commit", "-q", "--allow-empty", "-m", "二")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repo}", "浅")
    result = taizhang(tmp_path / "浅", "check", "--changed", "HEAD~1..HEAD")
    assert result.exit_code == 3 and "git fetch --unshallow" in result.stderr


# ---------------------------------------------------------------------- rule


def test_rule_prints_a_page(folder: Path, taizhang: Run) -> None:
    for name in ("P003", "p003", "shrinking-total"):
        page = taizhang(folder, "rule", name).stdout
        assert page.startswith("P003 shrinking-total（错误）\n累计数比上一期少了\n")
        assert all(part in page for part in ("为什么要紧：", "错误写法", "正确写法", "waivers: [{rule: P003"))


def test_rule_lists_everything_or_a_family(folder: Path, taizhang: Run) -> None:
    every = json.loads(taizhang(folder, "rule", "--json").stdout)
    dates = json.loads(taizhang(folder, "rule", "D", "--json").stdout)
    assert {rule["code"][0] for rule in dates} == {"D"} and len(dates) < len(every)
    assert all({"code", "name", "level", "title", "page"} <= set(rule) for rule in every)
    assert "R007" in taizhang(folder, "rule").stdout


def test_rule_works_outside_a_ledger(tmp_path: Path, taizhang: Run) -> None:
    assert taizhang(tmp_path, "rule", "Y002").exit_code == 0


# ---------------------------------------------------------------------- fmt

UNTIDY = """\
# 虚构，注释要留着
number: 3      # 序号
id: '2021-main-003'
text: "开工建设学校2所。"
category: ["公共服务","教育"]
leaders:
    - 甲某
    - 乙  某
units: {lead: [区教体局], lead_source: bold}
"""


def test_fmt_tidies_and_keeps_comments(folder: Path, taizhang: Run) -> None:
    path = folder / MAIN / "003.yaml"
    path.write_text(UNTIDY, "utf-8")
    result = taizhang(folder, "fmt")
    assert (result.exit_code, result.stdout) == (0, "tasks/2021/main/003.yaml\n")
    tidy = path.read_text("utf-8")
    assert "id: 2021-main-003\n" in tidy and "leaders: [甲某, 乙  某]\n" in tidy
    assert "# 虚构，注释要留着\n" in tidy and "number: 3  # 序号\n" in tidy
    again = taizhang(folder, "fmt")
    assert again.stdout == "" and path.read_text("utf-8") == tidy


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_fmt_can_look_without_writing(folder: Path, taizhang: Run, option: str) -> None:
    path = folder / MAIN / "003.yaml"
    path.write_text(UNTIDY, "utf-8")
    result = taizhang(folder, "fmt", option)
    assert result.exit_code == (1 if option == "--check" else 0)
    assert "tasks/2021/main/003.yaml" in result.stdout
    assert path.read_text("utf-8") == UNTIDY


def test_fmt_diff_reads_as_a_diff(folder: Path, taizhang: Run) -> None:
    (folder / MAIN / "003.yaml").write_text(UNTIDY, "utf-8")
    diff = taizhang(folder, "fmt", "--diff").stdout
    assert "-id: '2021-main-003'\n" in diff and "+id: 2021-main-003\n" in diff


def test_fmt_leaves_a_faulty_file_alone_and_goes_on(folder: Path, taizhang: Run) -> None:
    (folder / MAIN / "003.yaml").write_text(UNTIDY, "utf-8")
    faulty = "id: 2021-main-002\nid: 2021-main-002\n"
    (folder / MAIN / "002.yaml").write_text(faulty, "utf-8")
    (folder / MAIN / "001.yaml").write_bytes("备注: 好".encode("gbk"))
    result = taizhang(folder, "fmt", "--json")
    assert result.exit_code == 1
    shown = json.loads(result.stdout)
    assert shown["changed"] == ["tasks/2021/main/003.yaml"]
    assert [each["path"] for each in shown["refused"]] == ["tasks/2021/main/001.yaml", "tasks/2021/main/002.yaml"]
    assert (folder / MAIN / "002.yaml").read_text("utf-8") == faulty


def test_fmt_heals_windows_line_ends_and_a_byte_order_mark(folder: Path, taizhang: Run) -> None:
    path = folder / MAIN / "002.yaml"
    clean = path.read_bytes()
    path.write_bytes(b"\xef\xbb\xbf" + clean.replace(b"\n", b"\r\n"))
    assert taizhang(folder, "fmt", "2021-main-002").exit_code == 0
    assert path.read_bytes() == clean


# ---------------------------------------------------------------------- consoles of another encoding


def spoken(folder: Path, *arguments: str) -> bytes:
    """What a whole process prints on a console that speaks GBK."""
    done = subprocess.run(
        [sys.executable, "-m", "cli", "-C", str(folder), *arguments],
        env={**os.environ, "PYTHONIOENCODING": "gbk", "NO_COLOR": ""},
        cwd=ROOT,
        capture_output=True,
    )
    assert done.returncode == 1, done.stderr.decode("gbk")
    return done.stdout


def test_a_gbk_console_gets_text_it_can_show_and_programs_get_utf8(folder: Path) -> None:
    broken(folder, text="progress:\n  - {period: 2021-03, unit: 区教体局, verdict: 完成😀}\n")
    assert "没有“完成\\U0001f600”这种评价" in spoken(folder, "check").decode("gbk")
    document = json.loads(spoken(folder, "check", "--format", "json").decode("utf-8"))
    assert any("😀" in found["message"] for found in document["findings"])
