"""``merge-driver`` as git runs it: real branches of a real repository, set up by ``doctor install``."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from ledger.gitrepo import setup
from tests.conftest import git

TASK = "tasks/2021/main/001.yaml"
Taizhang = Callable[..., Result]


@pytest.fixture
def merging(repo: Path, taizhang: Taizhang, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The invented ledger with the drivers installed and committed; git finds ``taizhang``."""
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert taizhang(repo, "doctor", "install").exit_code == 0
    git(repo, "add", setup.ATTRIBUTES)
    git(repo, "commit", "-q", "-m", "设置")
    return repo


def on_branches(
    repo: Path, ours: dict[str, str], theirs: dict[str, str], path: str = TASK
) -> subprocess.CompletedProcess[str]:
    """Replace words of a file differently on two branches and merge the other one."""
    text = (repo / path).read_text("utf-8") if (repo / path).exists() else ""
    for branch, words in (("other", theirs), ("main", ours)):
        git(repo, "switch", "-q", *(["-c"] if branch != "main" else []), branch)
        changed = text
        for before, after in words.items():
            assert before in changed
            changed = changed.replace(before, after, 1)
        (repo / path).write_text(changed, "utf-8")
        git(repo, "add", path)
        git(repo, "commit", "-q", "-m", branch)
    return subprocess.run(["git", "merge", "--no-edit", "other"], cwd=repo, capture_output=True, text=True)


def entry(unit: str) -> str:
    return f"  - period: 2021-04\n    unit: {unit}\n    done: {unit}办理中。\nreviews:\n"


def codes(taizhang: Taizhang, repo: Path) -> list[str]:
    result = taizhang(repo, "check", TASK, "--json", "--level", "error")
    return [each["code"] for each in json.loads(result.stdout)["findings"]]


def test_two_units_report_for_one_period(merging: Path, taizhang: Taizhang) -> None:
    done = on_branches(merging, {"reviews:\n": entry("区住建局")}, {"reviews:\n": entry("云山控股集团")})
    assert done.returncode == 0, done.stderr
    shown = json.loads(taizhang(merging, "show", "2021-main-001", "--json").stdout)
    april = [each["unit"] for each in shown["progress"] if each["period"] == "2021-04"]
    assert april == ["云山控股集团", "区住建局"]
    assert "# 合并冲突" not in (merging / TASK).read_text("utf-8") and git(merging, "status", "--porcelain") == ""


def test_an_update_meets_an_edit_of_the_line_below(merging: Path) -> None:
    done = on_branches(merging, {"problems: 无。": "problems: 燃气滞后。"}, {"二季度再建成300套": "二季度再建成350套"})
    assert done.returncode == 0, done.stderr
    text = (merging / TASK).read_text("utf-8")
    assert "    problems: 燃气滞后。\n    next: 二季度再建成350套。\n" in text


def test_one_field_changed_by_two_is_told_by_its_name(merging: Path, taizhang: Taizhang) -> None:
    done = on_branches(merging, {"建成安置房310套": "建成安置房320套"}, {"建成安置房310套": "建成安置房330套"})
    assert done.returncode == 1
    said = re.search(r"progress/2021-03/区住建局/done：我方“([^”]*)”；对方“([^”]*)”；共同祖先“([^”]*)”", done.stderr)
    assert said, done.stderr
    assert ["320" in said[1], "330" in said[2], "310" in said[3]] == [True] * 3
    text = (merging / TASK).read_text("utf-8")
    assert "<<<<" not in text and text.count("# 合并冲突: progress/2021-03/区住建局/done\n") == 1
    assert codes(taizhang, merging) == ["Y032"]
    mended = re.sub(r" *# 合并冲突.*\n *#   对方.*\n *#   共同祖先.*\n", "", text)
    (merging / TASK).write_text(mended, "utf-8")
    assert codes(taizhang, merging) == [] and "320" in mended


def test_a_conflict_stops_a_rebase_too(merging: Path) -> None:
    on_branches(merging, {"problems: 无。": "problems: 甲。"}, {"problems: 无。": "problems: 乙。"})
    git(merging, "merge", "--abort")
    done = subprocess.run(["git", "rebase", "other"], cwd=merging, capture_output=True, text=True)
    assert done.returncode == 1 and "progress/2021-03/区住建局/problems" in done.stderr


def test_an_unreadable_side_is_left_to_git(merging: Path) -> None:
    broken = {"leaders: [甲某]": "leaders: [甲某", "problems: 无。": "problems: 甲。"}
    done = on_branches(merging, {"problems: 无。": "problems: 乙。"}, broken)
    assert done.returncode == 1 and "改由 git 逐行合并，有冲突" in done.stderr and "对方第" in done.stderr
    assert "<<<<<<< 我方\n    problems: 乙。\n" in (merging / TASK).read_text("utf-8")


def test_an_unreadable_side_without_conflict_is_merged_by_git(merging: Path) -> None:
    done = on_branches(merging, {"verdict: 完成\n": "verdict: 未完成\n"}, {"leaders: [甲某]": "leaders: [甲某"})
    assert done.returncode == 0 and "没有冲突" in done.stderr
    text = (merging / TASK).read_text("utf-8")
    assert "verdict: 未完成\n" in text and "leaders: [甲某\n" in text


def test_the_settings_of_a_ledger_are_left_to_git(merging: Path) -> None:
    path = "tasks/2021/ledger.yaml"
    done = on_branches(merging, {"title: ": "title: 甲"}, {"title: ": "title: 乙"}, path)
    assert done.returncode == 1 and "<<<<<<< 我方" in (merging / path).read_text("utf-8")


def test_two_new_tasks_with_one_number_are_told_apart(merging: Path, taizhang: Taizhang) -> None:
    path = "tasks/2021/main/009.yaml"
    task = "id: 2021-main-009\nnumber: 9\ntext: {}\nunits:\n  lead: [区住建局]\n"
    for branch, text in (("other", "修路。"), ("main", "架桥。")):
        git(merging, "switch", "-q", *(["-c"] if branch != "main" else []), branch)
        (merging / path).write_text(task.format(text), "utf-8")
        git(merging, "add", path)
        git(merging, "commit", "-q", "-m", branch)
    done = subprocess.run(["git", "merge", "other"], cwd=merging, capture_output=True, text=True)
    assert done.returncode == 1 and "对方的是 2021-main-009“修路。”" in done.stderr
    assert (merging / path).read_text("utf-8").endswith(task.format("架桥。"))
    assert git(merging, "show", f":3:{path}") == task.format("修路。")
    result = taizhang(merging, "check", path, "--json")
    assert "Y032" in {each["code"] for each in json.loads(result.stdout)["findings"]}


# --- doctor ---------------------------------------------------------------------------------------------


def test_install_sets_what_is_missing_and_nothing_twice(repo: Path, taizhang: Taizhang) -> None:
    (repo / ".gitattributes").write_text("*.docx binary", "utf-8")
    config = (repo / ".git/config").read_bytes()
    tried = taizhang(repo, "doctor", "install", "--dry-run", "--json")
    assert json.loads(tried.stdout)["changed"] == 5
    assert (repo / ".git/config").read_bytes() == config and (repo / ".gitattributes").read_text() == "*.docx binary"
    assert taizhang(repo, "doctor", "install").stdout.count("已设置") == 5
    assert (repo / ".gitattributes").read_text("utf-8") == f"*.docx binary\n{setup.LINE}\n"
    config = (repo / ".git/config").read_bytes()
    again = taizhang(repo, "doctor", "install")
    assert again.stdout.count("已有") == 5 and "没有改动" in again.stderr
    assert (repo / ".git/config").read_bytes() == config
    assert git(repo, "check-attr", "merge", "diff", "--", TASK).splitlines() == [
        f"{TASK}: merge: taizhang",
        f"{TASK}: diff: taizhang",
    ]


def test_install_says_what_it_replaces(repo: Path, taizhang: Taizhang) -> None:
    git(repo, "config", "merge.taizhang.driver", "旧的 %A")
    assert "原来是：旧的 %A" in taizhang(repo, "doctor", "install").stdout
    assert git(repo, "config", "merge.taizhang.driver").endswith("merge-driver %O %A %B %P\n")


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("C.UTF-8", ["建成安置房[-310套-]{+1.2万套+}，[-占-]{+超+}12%。", "[-Road-]{+Roads+}"]),
        ("C", ["done: 建成安置房[-310套，占-]{+1.2万套，超+}12%。", "[-Road-]{+Roads+}"]),
    ],
)
def test_words_are_figures_with_their_measure_and_single_characters(
    repo: Path, taizhang: Taizhang, monkeypatch: pytest.MonkeyPatch, locale: str, words: list[str]
) -> None:
    taizhang(repo, "doctor", "install")
    (repo / TASK).write_text(
        "id: x\nprogress:\n  - period: 2021-03\n    done: 建成安置房310套，占12%。\n    next: Road\n", "utf-8"
    )
    git(repo, "add", "-A")
    git(repo, "commit", "-q", "-m", "甲")
    (repo / TASK).write_text(
        "id: x\nprogress:\n  - period: 2021-03\n    done: 建成安置房1.2万套，超12%。\n    next: Roads\n", "utf-8"
    )
    monkeypatch.setenv("LC_ALL", locale)
    done = subprocess.run(["git", "diff", "-U0", "--word-diff", "--", TASK], cwd=repo, check=True, capture_output=True)
    shown = done.stdout.decode("utf-8")  # in any locale no character is torn apart
    assert [word for word in words if word not in shown] == [], shown
    assert "@@   - period: 2021-03\n" in shown


def test_parse_prints_every_value_with_its_place(repo: Path, taizhang: Taizhang) -> None:
    lines = taizhang(repo, "doctor", "parse", TASK).stdout.splitlines()
    assert lines[1:3] == ["2:5  id  值（不加引号）  2021-main-001", "3:9  number  值（不加引号）  1"]
    assert any(re.match(r"\d+:11  progress/0/done  值（\| 分行）  .*⏎", line) for line in lines)
    shown = json.loads(taizhang(repo, "doctor", "parse", TASK, "--json").stdout)
    assert shown["nodes"][1] == {
        "line": 2,
        "column": 5,
        "path": ["id"],
        "kind": "值（不加引号）",
        "text": "2021-main-001",
    }
    assert shown["findings"] == []


def test_parse_says_what_is_wrong(repo: Path, taizhang: Taizhang) -> None:
    (repo / "坏.yaml").write_text("id: 1\nid: 2\n", "utf-8")
    result = taizhang(repo, "doctor", "parse", "坏.yaml")
    assert result.exit_code == 1 and "2:1  Y002" in result.stderr and "1:5  id" in result.stdout
    (repo / "坏.yaml").write_text("id: [", "utf-8")
    result = taizhang(repo, "doctor", "parse", "坏.yaml")
    assert result.exit_code == 1 and result.stdout == "" and "Y0" in result.stderr
    assert taizhang(repo, "doctor", "parse", "没有.yaml").exception is not None


@pytest.mark.parametrize("here", [True, False])
def test_a_unit_and_its_file_renamed_on_one_side_and_edited_on_the_other(merging: Path, here: bool) -> None:
    """The registry of the side that renamed tells who is who, though nearly all of the entry reads otherwise."""
    registry, moved = "tasks/2021/units.yaml", "tasks/2021/main/101.yaml"
    text, units = ((merging / path).read_text("utf-8") for path in (TASK, registry))
    done = re.search(r"    done: \|-\n(?:      .*\n)+|    done: .*\n", text)
    assert done and "name: 区住房和城乡建设局" in units

    def rename() -> None:
        git(merging, "mv", TASK, moved)
        changed = text.replace("number: 1\n", "number: 101\n").replace("    unit: 区住建局\n", "    unit: 区新名称局\n")
        changed = changed.replace(done[0], "    done: 重新写过。\n").replace(
            "    problems: 无。\n", "    problems: 另写。\n"
        )
        changed = changed.replace("    reported: 2021-04-02\n", "").replace("二季度再建成300套", "二季度再建成299套")
        new = units.replace(
            "- {name: 区住房和城乡建设局, short: 区住建局}",
            "- {name: 区新名称局, aliases: [{name: 区住房和城乡建设局}, {name: 区住建局}]}",
        )
        assert changed.count("\n") == text.count("\n") - done[0].count("\n") and new != units
        (merging / moved).write_text(changed, "utf-8")
        (merging / registry).write_text(new, "utf-8")
        git(merging, "commit", "-qam", "改名")

    def report() -> None:
        (merging / TASK).write_text(
            text.replace("    verdict: 完成\n", "    verdict: 未完成\n    note: 补记。\n", 1), "utf-8"
        )
        git(merging, "commit", "-qam", "进展")

    git(merging, "switch", "-q", "-c", "other")
    report() if here else rename()
    git(merging, "switch", "-q", "main")
    rename() if here else report()
    merge = subprocess.run(["git", "merge", "--no-edit", "other"], cwd=merging, capture_output=True, text=True)
    assert merge.returncode == 0, merge.stdout + merge.stderr
    assert not (merging / TASK).exists()
    merged = (merging / moved).read_text("utf-8")
    assert merged.count("区新名称局") == 1 and "unit: 区住建局" not in merged
    for said in ("number: 101", "done: 重新写过。", "verdict: 未完成", "note: 补记。"):
        assert said in merged
