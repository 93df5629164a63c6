"""Shared fixtures: golden files, a small invented ledger in a real git repository, the command line."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, settings

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")  # how long an example takes says more of the machine than of the program

ROOT = Path(__file__).parent.parent
INVENTED = Path(__file__).parent / "data" / "invented"
CLOCK = "2021-04-12T09:00:00+08:00"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write golden files anew instead of comparing")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str | bytes], None]:
    """Compare with ``tests/golden/<name>``; with ``--update-golden`` write it."""

    def compare(name: str, content: str | bytes) -> None:
        path = Path(__file__).parent / "golden" / name
        data = content.encode() if isinstance(content, str) else content
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        assert path.exists(), f"{path} is missing: run pytest --update-golden and review the diff"
        if isinstance(content, str):
            assert content == path.read_text("utf-8")
        else:
            assert data == path.read_bytes()

    return compare


@pytest.fixture(autouse=True)
def quiet_git(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No user settings, a fixed identity and a fixed clock for every git that a test starts."""
    home = tmp_path_factory.mktemp("home")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "测试员")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "tester@example.invalid")
        monkeypatch.setenv(f"GIT_{role}_DATE", CLOCK)


def git(repo: Path, *arguments: str) -> str:
    """Run git in ``repo`` and give what it prints."""
    done = subprocess.run(["git", *arguments], cwd=repo, check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The invented ledger 2021 as plain files, without git."""
    target = tmp_path / "台账"
    shutil.copytree(INVENTED, target)
    return target


@pytest.fixture
def repo(folder: Path) -> Path:
    """The invented ledger 2021, committed in a fresh git repository."""
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "立项(2021): 虚构台账")
    return folder


@pytest.fixture
def taizhang() -> Callable[..., Result]:
    """Run a command in this process: ``taizhang(repo, "list", "--json")``."""
    from cli.main import cli

    def run(where: Path, *arguments: str, **extra: object) -> Result:
        return CliRunner().invoke(cli, ["-C", str(where), *arguments], **extra)  # type: ignore[arg-type]

    return run
