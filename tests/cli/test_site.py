"""``taizhang site`` as people run it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.conftest import git

Run = Callable[..., Result]


def settings(repo: Path, text: str) -> None:
    path = repo / "tasks/2021/ledger.yaml"
    path.write_text(path.read_text("utf-8") + text, encoding="utf-8")


def everything(folder: Path) -> str:
    return "".join(path.read_text("utf-8") for path in sorted(folder.rglob("*")) if path.is_file())


def test_a_folder_of_pages(repo: Path, taizhang: Run, tmp_path: Path) -> None:
    done = taizhang(repo, "site", "-o", str(tmp_path / "看板"))
    assert done.exit_code == 0 and done.stdout == ""
    assert "内部版，5 项任务，截至2021年3月" in done.stderr
    assert (tmp_path / "看板/index.html").is_file() and (tmp_path / "看板/task/2021-main-001.html").is_file()
    assert git(repo, "status", "--short") == ""


def test_json_says_what_was_written(repo: Path, taizhang: Run, tmp_path: Path) -> None:
    done = taizhang(repo, "site", "-o", str(tmp_path / "a"), "--public", "--json")
    said = json.loads(done.stdout)
    assert said["edition"] == "public" and said["period"] == "2021-03" and said["tasks"] == 5
    assert said["hidden"][:2] == ["problems", "causes"] and said["checked"] >= 1
    assert said["files"] == sum(path.is_file() for path in (tmp_path / "a").rglob("*")) - 1


@pytest.mark.parametrize(
    ("site", "gone", "there"),
    [
        ("", ["签约项目落地慢", "逐个项目会商"], ["引进亿元以上项目3个", "东湖片区已建成安置房310套"]),
        ("site: {internal: [done]}\n", ["引进亿元以上项目3个", "已建成安置房310套"], ["签约项目落地慢"]),
        ("site: {internal: []}\n", [], ["签约项目落地慢", "逐个项目会商"]),
        ("site: {tasks: {2021-main-002: [task]}}\n", ["新引进亿元以上项目20个"], ["东湖片区已建成安置房310套"]),
    ],
)
def test_the_public_edition_leaves_out_what_the_ledger_says(
    repo: Path, taizhang: Run, tmp_path: Path, site: str, gone: list[str], there: list[str]
) -> None:
    settings(repo, site)
    for arguments in (["-o", str(tmp_path / "公开")], ["--single", "-o", str(tmp_path / "公开.html")]):
        done = taizhang(repo, "site", "--public", *arguments)
        assert done.exit_code == 0, done.stderr
        assert "公开版不含" in done.stderr
        path = Path(arguments[-1])
        text = everything(path) if path.is_dir() else path.read_text("utf-8")
        assert [word for word in gone if word in text] == []
        assert [word for word in there if word not in text] == []


@pytest.mark.parametrize(
    "site",
    ["site: {internal: [problem]}\n", "site: {internal: problems}\n", "sites: {}\n", "site: {tasks: {x: [task]}}\n"],
)
def test_a_slip_in_what_is_internal_makes_no_public_edition(
    repo: Path, taizhang: Run, tmp_path: Path, site: str
) -> None:
    settings(repo, site)
    done = taizhang(repo, "site", "--public", "-o", str(tmp_path / "公开"))
    assert done.exit_code == 3 and not (tmp_path / "公开").exists()
    assert "不生成公开版" in done.stderr
    assert taizhang(repo, "site", "-o", str(tmp_path / "内部")).exit_code == 0


def test_a_leak_is_caught_before_anything_is_in_place(
    repo: Path, taizhang: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.site.edition.stripped", lambda task, _: task)
    for arguments in (["-o", str(tmp_path / "公开")], ["--single", "-o", str(tmp_path / "公开.html")]):
        done = taizhang(repo, "site", "--public", *arguments)
        assert done.exit_code == 3
        assert "里有内部内容“" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir() if "公开" in path.name) == []


def test_a_part_of_the_ledger(repo: Path, taizhang: Run, tmp_path: Path) -> None:
    assert taizhang(repo, "site", "-o", str(tmp_path / "a"), "--list", "minsheng").exit_code == 0
    assert sorted(path.name for path in (tmp_path / "a/task").iterdir()) == [
        "2021-minsheng-001.html",
        "2021-minsheng-002.html",
    ]
    assert "2 项任务" in taizhang(repo, "site", "-o", str(tmp_path / "b"), "--unit", "教体局").stderr
    assert taizhang(repo, "site", "-o", str(tmp_path / "c"), "--unit", "没有局").exit_code == 3


def test_an_earlier_commit_is_named_on_the_pages(repo: Path, taizhang: Run, tmp_path: Path) -> None:
    path = repo / "tasks/2021/main/002.yaml"
    path.write_text(path.read_text("utf-8").replace("签约项目落地慢", "工作区里新写的问题"), encoding="utf-8")
    taizhang(repo, "site", "-o", str(tmp_path / "a"), "--as-of", "HEAD")
    text = everything(tmp_path / "a")
    assert "签约项目落地慢" in text and "工作区里新写的问题" not in text
    short = git(repo, "rev-parse", "HEAD")[:10]
    assert f"台账按提交 {short}" in (tmp_path / "a/index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--single", "--documents", "-o", "a.html"], 2, "--single 和 --documents"),
        (["--single", "-o", "."], 2, "写一个文件名"),
        (["--list", "第三", "-o", "a"], 3, "没有清单“第三”"),
        (["--period", "2022-01", "-o", "a"], 2, "是2021年的，没有 2022-01 这一期"),
        ([], 2, "-o"),
    ],
)
def test_slips_are_told_in_one_sentence(
    repo: Path,
    taizhang: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    code: int,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = taizhang(repo, "site", *arguments)
    assert done.exit_code == code and said in done.stderr
    assert "Traceback" not in done.stderr


def test_the_folder_one_stands_in_is_not_exchanged(
    repo: Path, taizhang: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = taizhang(repo, "site", "-o", ".")
    assert done.exit_code == 2 and "当前所在的目录" in done.stderr


def test_what_lies_there_already_is_not_made_again(
    repo: Path, taizhang: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "看板"
    first = json.loads(taizhang(repo, "site", "-o", str(folder), "--json").stdout)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    done = taizhang(repo, "site", "-o", str(folder), "--json")
    assert json.loads(done.stdout) == first | {"written": 0}
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    assert "已经是这样" in taizhang(repo, "site", "-o", str(folder)).stderr

    def again(*more: str) -> bool:
        return "已经是这样" in taizhang(repo, "site", "-o", str(folder), *more).stderr

    assert not again("--public") and again("--public")
    (folder / "task/2021-main-001.html").unlink()
    assert not again("--public") and again("--public")
    task = repo / "tasks/2021/main/002.yaml"
    task.write_text(task.read_text("utf-8").replace("签约", "已签约"), encoding="utf-8")
    assert not again() and again()
    git(repo, "commit", "-q", "-am", "改动")
    assert not again() and again()
    (folder / "index.html").write_bytes(b"mine")
    done = taizhang(repo, "site", "-o", str(folder))
    assert done.exit_code == 3 and "被改过" in done.stderr
