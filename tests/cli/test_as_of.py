"""--as-of: the ledger as it was, without touching the files as they are."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.conftest import git
from tests.history.scenes import HOUSES, alter, at, head

Run = Callable[..., Result]
COMMANDS = [
    ("list", "--json"),
    ("show", "main/1", "--json"),
    ("stats", "--json"),
    ("check", "--json"),
    ("due", "2021-03", "--json"),
    ("report", "situation", "--period", "2021-03"),
]


@pytest.fixture
def changed(repo: Path) -> Path:
    """Committed on 12 April, changed on 1 June, and once more on disk alone."""
    with at("2021-06-01"):
        alter(repo, HOUSES, "unit: 区住建局\n    reported: 2021-04-02", "unit: 区住建局\n    reported: 2021-04-28")
        alter(repo, HOUSES, "text: 完成东湖片区1200套", "text: 完成东湖片区1300套")
        alter(repo, HOUSES, "{period: 2021-03, verdict: 完成", "{period: 2021-03, verdict: 未完成")
    return repo


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize("when", ["2021-05-31", "HEAD~3", "HEAD~3^{commit}"])
def test_a_command_reads_the_ledger_as_it_was(
    changed: Path, taizhang: Run, command: tuple[str, ...], when: str
) -> None:
    first = git(changed, "rev-parse", "HEAD~3").strip()
    now = taizhang(changed, *command).stdout
    (changed / HOUSES).write_text("坏\n", "utf-8")
    then = taizhang(changed, *command, "--as-of", when)
    assert then.exit_code in (0, 1) and f"提交 {first[:10]}" in then.stderr
    git(changed, "checkout", "-q", "-f", first)
    assert then.stdout == taizhang(changed, *command).stdout
    assert then.stdout != now


def test_a_document_names_the_commit_it_was_made_from(changed: Path, taizhang: Run, tmp_path: Path) -> None:
    commit = head(changed)[:10]
    for suffix, part in ((".docx", "docProps/core.xml"), (".xlsx", "docProps/core.xml")):
        out = tmp_path / f"表{suffix}"
        made = taizhang(changed, "report", "situation", "--period", "2021-03", "--as-of", "HEAD", "-o", str(out))
        assert made.exit_code == 0, made.output
        assert commit in zipfile.ZipFile(io.BytesIO(out.read_bytes())).read(part).decode()


def test_a_bare_repository_is_read_from_its_commits(changed: Path, taizhang: Run, tmp_path: Path) -> None:
    git(changed, "clone", "-q", "--bare", str(changed), str(tmp_path / "裸.git"))
    shown = json.loads(taizhang(tmp_path / "裸.git", "show", "main/1", "--json").stdout)
    assert "1300套" in shown["text"]


@pytest.mark.parametrize(("when", "says"), [("v9", "没有提交“v9”"), ("2020-01-01", "以前还没有提交")])
def test_what_was_never_there(changed: Path, taizhang: Run, when: str, says: str) -> None:
    result = taizhang(changed, "list", "--as-of", when)
    assert result.exit_code == 3 and says in result.stderr and result.stdout == ""


@pytest.mark.parametrize(
    "command",
    [("numbers", "--period", "2021-03", "--json"), ("remind", "2021-04", "--on", "2021-05-20", "--json")],
    ids=lambda command: command[0],
)
def test_figures_and_reminders_of_the_ledger_as_it_was(changed: Path, taizhang: Run, command: tuple[str, ...]) -> None:
    then = taizhang(changed, *command, "--as-of", "HEAD~3")
    assert then.exit_code in (0, 1) and "读取" in then.stderr
    git(changed, "checkout", "-q", "-f", "HEAD~3")
    assert then.stdout == taizhang(changed, *command).stdout


def test_forms_and_worklists_from_the_ledger_as_it_was(changed: Path, taizhang: Run, tmp_path: Path) -> None:
    for folder, command in (("表", ("forms", "2021-05", "-o")), ("单", ("worklist", "export", "2021-05", "-o"))):
        made = []
        for n, extra in enumerate((("--as-of", "HEAD~3"), ())):
            target = tmp_path / f"{folder}{n}" if command[0] == "forms" else tmp_path / f"{folder}{n}.xlsx"
            result = taizhang(changed, *command, str(target), *extra)
            assert result.exit_code == 0, result.output
            files = sorted(target.iterdir()) if target.is_dir() else [target]
            made.append([(path.name.replace(f"{folder}{n}", ""), path.read_bytes()) for path in files])
        assert made[0] and made[0] != made[1]


def test_a_reminder_of_the_past_is_not_recorded(changed: Path, taizhang: Run) -> None:
    result = taizhang(changed, "remind", "2021-04", "--on", "2021-05-20", "--record", "--as-of", "HEAD~3")
    assert result.exit_code == 2 and "--as-of" in result.stderr


def test_blame_as_it_was(changed: Path, taizhang: Run) -> None:
    then = json.loads(taizhang(changed, "blame", "main/1", "--as-of", "HEAD~3", "--json").stdout)
    first = git(changed, "rev-parse", "HEAD~3").strip()
    assert {row["commit"] for row in then} == {first}
    assert any("1200套" in row["value"] for row in then)
    now = json.loads(taizhang(changed, "blame", "main/1", "--as-of", "2021-06-01", "--json").stdout)
    assert {row["commit"] for row in now} > {first}
