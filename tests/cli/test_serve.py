"""``serve`` from the command line: what it refuses, what it prints, how it ends."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.conftest import ROOT, git

Run = Callable[..., Result]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("--host", "0.0.0.0"), 2, "必须写令牌"),  # noqa: S104 - refused
        (("--host", "192.168.1.20", "--edit"), 2, "必须写令牌"),
        (("--host", "office.local"), 2, "必须写令牌"),
        (("--token", "short"), 2, "令牌至少要 16 个字符"),
        (("--ledger", "1999"), 3, "没有台账"),
        (("--port", "70000"), 2, "70000"),
        (("--host", "192.0.2.1", "--token", "0123456789abcdef"), 3, "没有地址 192.0.2.1"),
    ],
)
def test_what_cannot_be_served_says_why(
    repo: Path, taizhang: Run, arguments: tuple[str, ...], code: int, message: str
) -> None:
    done = taizhang(repo, "serve", *arguments)
    assert (done.exit_code, message in done.stderr) == (code, True), done.output
    assert "Traceback" not in done.output


def test_a_port_in_use(repo: Path, taizhang: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = taizhang(repo, "serve", "--port", str(port))
    assert done.exit_code == 3 and f"端口 {port} 已经有程序在用" in done.stderr and str(port + 1) in done.stderr


def test_editing_needs_a_repository(folder: Path, taizhang: Run) -> None:
    done = taizhang(folder, "serve", "--edit")
    assert done.exit_code == 3 and "git" in done.stderr


def test_a_bare_repository_has_no_files_to_watch(repo: Path, taizhang: Run, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(repo), "bare.git")
    done = taizhang(tmp_path / "bare.git", "serve")
    assert done.exit_code == 3 and "裸仓库" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="ends a program by a POSIX signal")
@pytest.mark.parametrize("how", ["SIGINT", "SIGTERM"])
def test_it_runs_until_told_to_end(repo: Path, how: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "cli", "-C", str(repo), "serve", "--port", "0", "--edit"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as running:  # fmt: skip
        assert running.stdout
        line = running.stdout.readline()
        found = re.fullmatch(r"台账页面：(http://127\.0\.0\.1:\d+/)\?token=([\w-]{16,})\n", line)
        assert found, line
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(found[1], timeout=10)  # noqa: S310 - our own address
        running.send_signal(getattr(signal, how))
        _, said = running.communicate(timeout=10)
    assert running.returncode == 0 and "已结束" in said and "Traceback" not in said
