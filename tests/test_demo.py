"""The demo ledger: the same every time, made of invented names, with something to see in every command."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.main import cli
from ledger import demo
from ledger.demo import story
from ledger.errors import FileRefused
from tests.conftest import git

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("demo") / "演示"
    demo.make(target)
    return target


def said(folder: Path, *arguments: str) -> str:
    done = CliRunner().invoke(cli, ["-C", str(folder), *arguments])
    assert done.exit_code in (0, 1), done.output
    return done.output


def test_two_demos_are_the_same_commits_and_seals(folder: Path, tmp_path: Path, taizhang: Run) -> None:
    other = taizhang(tmp_path, "demo", "又一个", "--json")
    assert other.exit_code == 0, other.output
    assert json.loads(other.stdout)["commit"] == git(folder, "rev-parse", "HEAD").strip()
    refs = "--format=%(refname) %(objectname)"
    assert git(folder, "for-each-ref", refs) == git(tmp_path / "又一个", "for-each-ref", refs)
    assert git(folder, "status", "--porcelain") == ""
    assert git(folder, "config", "diff.taizhang.wordRegex")


def test_it_is_marked_as_invented(folder: Path) -> None:
    for path in ("README.md", "tasks/2025/ledger.yaml", "tasks/2025/units.yaml"):
        assert "虚构" in (folder / path).read_text("utf-8").split("\n", 1)[0]
    authors = set(git(folder, "log", "--format=%an <%ae>").splitlines())
    assert authors == {story.OFFICE, story.OTHER} and all("虚构" in one and ".invalid>" in one for one in authors)
    assert {matter.leader for matter in story.MATTERS} == {"甲某", "乙某", "丙某"}


def test_history_goes_forward_in_time_and_says_what_each_commit_is(folder: Path) -> None:
    dates = git(folder, "log", "--reverse", "--format=%at").split()
    assert dates == sorted(dates, key=int)
    subjects = git(folder, "log", "--format=%s").splitlines()
    words = {re.split(r"[(（]", subject)[0] for subject in subjects}
    assert words == {"建账", "立项", "进展", "评价", "催办", "更正", "延期", "办结", "修改"}


def test_what_is_planted_is_found_and_hardly_anything_else(folder: Path) -> None:
    found = json.loads(said(folder, "check", "--json"))
    codes = {finding["code"] for finding in found["findings"]}
    assert codes >= {"N001", "N007", "P005", "P006", "P103", "H001"}
    assert found["counts"]["error"] == 1 and len(found["findings"]) < 15


def test_late_and_silent_units_reminders_lights_and_seals_are_there(folder: Path) -> None:
    due = json.loads(said(folder, "due", "2025-05", "--json"))
    assert {unit["unit"] for unit in due["units"] if unit["status"] == "未报"} == {story.WATER}
    late = json.loads(said(folder, "due", "2025-03", "--json"))
    assert [unit["late_working_days"] for unit in late["units"] if unit["unit"] == story.SCHOOLS] == [2]
    chased = json.loads(said(folder, "remind", "2025-11", "--on", "2025-12-15", "--json"))
    assert "第二次催办通知单" in json.dumps(chased, ensure_ascii=False)
    lights = {task["light"] for task in json.loads(said(folder, "list", "--period", "2025-09", "--json"))}
    assert lights >= {"红", "绿"}
    assert git(folder, "tag").split() == [f"sealed/2025/2025-Q{n}" for n in (1, 2, 3)]
    changes = {kind for task in ("3", "5", "8", "11") for kind in re.findall("correction|extension|closure",
               said(folder, "show", task, "--json"))}  # fmt: skip
    assert changes == {"correction", "extension", "closure"}


def commands() -> list[str]:
    text = (Path(__file__).parent.parent / "templates/init/demo.md").read_text("utf-8")
    return re.findall(r"`taizhang ([a-z][^`]*)`", text)


@pytest.mark.parametrize("command", [command for command in commands() if not command.startswith("demo")])
def test_every_command_that_its_readme_offers_runs(
    folder: Path, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = shlex.split(command)
    if words[0] in ("update", "seal"):
        words.append("--dry-run")
    monkeypatch.chdir(tmp_path)
    assert said(folder, *words).strip()
    assert git(folder, "status", "--porcelain") == ""


def test_a_folder_with_content_is_left_alone(tmp_path: Path, taizhang: Run) -> None:
    (tmp_path / "x").write_text("x")
    done = taizhang(tmp_path, "demo", ".")
    assert done.exit_code == 3 and "里已经有东西" in done.stderr
    with pytest.raises(FileRefused, match="不能用"):
        demo.make(tmp_path / "x")
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
