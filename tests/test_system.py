"""Windows and macOS, tried under their names: no such machine is at hand, so what differs is fed with fakes."""

from __future__ import annotations

import ast
import errno
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from ledger import store, system
from ledger.errors import UsageProblem
from ledger.importers.writing import check_names
from tests.conftest import ROOT, git

Run = Callable[..., Result]


class Busy:
    """A file that another program holds open for the first few attempts."""

    def __init__(self, times: int) -> None:
        self.left, self.tried = times, 0

    def replace(self, target: Path) -> None:
        self.tried += 1
        if self.tried <= self.left:
            raise PermissionError(errno.EACCES, "in use")


def test_on_windows_a_file_that_is_open_elsewhere_is_tried_again() -> None:
    waits: list[float] = []
    busy: Any = Busy(3)
    system.replace(busy, Path("x"), platform="win32", pause=waits.append)
    assert busy.tried == 4 and waits == sorted(waits) and len(waits) == 3
    with pytest.raises(PermissionError):
        system.replace(Busy(99), Path("x"), platform="win32", pause=waits.append)  # type: ignore[arg-type]
    assert sum(waits) < 3


def test_elsewhere_a_refusal_is_final() -> None:
    busy: Any = Busy(1)
    with pytest.raises(PermissionError):
        system.replace(busy, Path("x"), platform="linux", pause=pytest.fail)
    assert busy.tried == 1


@pytest.mark.parametrize(
    ("name", "why"),
    [
        *((name, "设备名") for name in ("CON", "nul", "aux.yaml", "Com1", "lpt9.txt", "PRN.2020")),
        *((name, "点或空格结尾") for name in ("2020.", "2020 ")),
        *((name, "不能用的字符") for name in ("a:b", "a?b", "a|b", 'a"b', "a<b", "a\x01b")),
        ("台" * 100, "太长"),
    ],
)
def test_names_that_windows_would_not_take(name: str, why: str) -> None:
    assert why in system.unusable(name)


@pytest.mark.parametrize("name", ["2020", "2023-jiyang", "main", "市中区2020", "contract", "nuls", "com", "037.yaml"])
def test_names_that_work_everywhere(name: str) -> None:
    assert system.unusable(name) == ""


def test_no_ledger_or_list_gets_such_a_name() -> None:
    for ledger, lists in (("nul", ()), ("2020.", ()), ("2020", ("con",)), ("2020", ("aux",))):
        with pytest.raises(UsageProblem):
            check_names(ledger, lists)
    check_names("2020", ("main",))


def test_every_file_of_the_project_has_a_name_that_works_everywhere() -> None:
    paths = [path for path in git(ROOT, "ls-files", "-z").split("\0") if path] if (ROOT / ".git").exists() else []
    assert [path for path in paths if any(system.unusable(part) for part in path.split("/"))] == []
    folded = [path.casefold() for path in paths]
    assert len(set(folded)) == len(folded)


def test_the_program_beside_python_has_its_name_on_each_system(tmp_path: Path) -> None:
    (tmp_path / "taizhang.exe").touch()
    assert system.program_beside(tmp_path / "python.exe", "taizhang", platform="win32") == tmp_path / "taizhang.exe"
    assert system.program_beside(tmp_path / "python", "taizhang", platform="linux") is None


def test_libreoffice_is_looked_for_where_each_system_puts_it() -> None:
    windows = system.office_places({"PROGRAMFILES": "C:/Program Files"}, platform="win32")
    assert [path.as_posix() for path in windows] == ["C:/Program Files/LibreOffice/program/soffice.exe"]
    assert system.office_places({}, platform="darwin")[0].as_posix().startswith("/Applications/LibreOffice.app/")
    assert system.office_places({"PROGRAMFILES": "x"}, platform="linux") == []


def test_windows_is_told_where_it_is_installed_and_nothing_of_the_user(tmp_path: Path) -> None:
    mine = {"Path": "ignored", "PATH": "p", "SystemRoot": "C:/Windows", "USERPROFILE": "C:/Users/zhang", "TOKEN": "x"}
    bare = system.bare_environment(mine, tmp_path, platform="win32")
    assert bare["SYSTEMROOT"] == "C:/Windows" and bare["PATH"] == "p"
    assert bare["USERPROFILE"] == bare["TEMP"] == str(tmp_path) and "TOKEN" not in bare
    assert set(system.bare_environment(mine, tmp_path, platform="linux")) == {"PATH", "HOME", "TMPDIR", "LANG"}


def test_a_group_of_processes_is_ended_on_each_system(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "creationflags" in system.own_group(platform="win32")
    asked: list[list[str]] = []

    class Process:
        pid = 4711
        killed = False

        def poll(self) -> None:
            return None

        def kill(self) -> None:
            self.killed = True

        def wait(self) -> int:
            return 0

    monkeypatch.setattr(subprocess, "run", lambda command, **_: asked.append(command))
    process: Any = Process()
    system.end_group(process, platform="win32")
    assert asked == [["taskkill", "/F", "/T", "/PID", "4711"]] and process.killed


def test_text_files_are_written_with_the_same_bytes_on_every_system() -> None:
    """Text mode turns line ends into CRLF on Windows unless ``newline`` says otherwise, and guesses the encoding."""
    careless = []
    for path in sorted([*(ROOT / "ledger").rglob("*.py"), *(ROOT / "cli").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            said = {keyword.arg for keyword in node.keywords}
            mode = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else ""
            texts = (node.func.attr == "open" and mode in ("w", "a", "x")) or node.func.attr == "write_text"
            if texts and "newline" not in said:
                careless.append(f"{path}:{node.lineno}")
    assert careless == []


def test_a_reader_that_went_away() -> None:
    assert system.reader_gone(BrokenPipeError())
    assert system.reader_gone(OSError(errno.EINVAL, "x"), platform="win32")
    assert not system.reader_gone(OSError(errno.EINVAL, "x"), platform="linux")
    assert not system.reader_gone(OSError(errno.ENOSPC, "x"), platform="win32")


def test_json_is_utf8_into_a_pipe_and_text_on_a_terminal() -> None:
    below = io.BytesIO()
    pipe = io.TextIOWrapper(below, encoding="gbk", errors="backslashreplace")
    pipe.write("前")
    system.write_utf8(pipe, "〔台账〕\u2022\n")
    assert below.getvalue() == "前".encode("gbk") + "〔台账〕\u2022\n".encode()
    gathering = io.StringIO()
    system.write_utf8(gathering, "台账")
    assert gathering.getvalue() == "台账"


# ---------------------------------------------------------------------- whole commands


def on_a_gbk_machine(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """The program as it runs where pipes and files speak GBK, as on a Chinese Windows."""
    environment = {**os.environ, "PYTHONIOENCODING": "gbk", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "0"}
    return subprocess.run(
        [sys.executable, "-m", "cli", "-C", str(folder), *arguments], env=environment, capture_output=True
    )


def test_a_gbk_console_gets_gbk_and_programs_get_utf8(repo: Path) -> None:
    task = repo / "tasks/2021/main/002.yaml"
    task.write_text(task.read_text("utf-8") + "note: 备注\u2022\U00020bb7\n", "utf-8")
    shown = on_a_gbk_machine(repo, "show", "2021-main-002")
    assert shown.returncode == 0, shown.stderr
    assert "引进亿元以上项目3个" in shown.stdout.decode("gbk") and "\\u" in shown.stdout.decode("gbk")
    listed = on_a_gbk_machine(repo, "show", "2021-main-002", "--json")
    assert "备注\u2022\U00020bb7" in listed.stdout.decode("utf-8")
    refused = on_a_gbk_machine(repo, "show", "2021-main-099")
    assert refused.returncode == 3 and "错误：" in refused.stderr.decode("gbk")
    assert "用法：taizhang" in on_a_gbk_machine(repo, "--help").stdout.decode("gbk")


def test_a_checkout_with_windows_line_ends_is_read_and_edited(repo: Path, taizhang: Run) -> None:
    """Without ``.gitattributes`` a clone on Windows has CRLF in the work tree and LF in the commits."""
    git(repo, "config", "core.autocrlf", "true")
    for path in (repo / "tasks").rglob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    git(repo, "add", "-A")
    assert git(repo, "status", "--porcelain") == ""
    assert taizhang(repo, "check", "--level", "error").exit_code == 0
    done = taizhang(repo, "update", "3", "--period", "2021-03", "--unit", "区教体局", "--done", "开工1所。\n第二行。")
    assert done.exit_code == 0, done.output
    data = (repo / "tasks/2021/main/003.yaml").read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n") > 5
    assert git(repo, "status", "--porcelain") == ""
    assert (
        b"\r"
        not in subprocess.run(
            ["git", "show", "HEAD:tasks/2021/main/003.yaml"], cwd=repo, check=True, capture_output=True
        ).stdout
    )
    assert (
        store.load(store.WorkTree(repo), "2021").by_id["2021-main-003"].task.progress[0].done == "开工1所。\n第二行。"
    )


def test_ledgers_made_by_init_have_lf_on_every_system(tmp_path: Path, taizhang: Run) -> None:
    taizhang(tmp_path, "init", "台账", "--year", "2021", "--ci", "github")
    git(tmp_path, "-c", "core.autocrlf=true", "clone", "-q", "台账", "克隆")
    for path in ("tasks/2021/ledger.yaml", "ci/taizhang.sh"):
        assert b"\r" not in (tmp_path / "克隆" / path).read_bytes()
