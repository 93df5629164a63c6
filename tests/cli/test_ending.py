"""A command that only looks ends its process at once: with everything printed, its exit code, and the cache closed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


def run(where: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "cli", "-C", str(where), *words], cwd=ROOT, capture_output=True)


@pytest.mark.parametrize("again", range(2))
def test_nothing_is_lost_at_the_end(repo: Path, again: int) -> None:
    path = sorted((repo / "tasks/2021/main").rglob("*.yaml"))[0]
    for _ in range(again + 1):
        listed = run(repo, "list", "--json")
        assert listed.returncode == 0 and listed.stdout.endswith(b"]\n")
    path.write_text("id: 2021-main-001\nid: 2021-main-001\n", "utf-8")
    for _ in range(again + 1):
        checked = run(repo, "check")
        assert checked.returncode == 1 and "检查了 1 本台账".encode() in checked.stdout
    assert run(repo, "list", "--unit", "没有这个单位").returncode == 3
    assert run(repo, "list", "--没有").returncode == 2
    assert [each.name for each in (repo / ".git/taizhang").glob("*-wal")] == []


@pytest.mark.parametrize(
    "words",
    [("audit", "--json"), ("diff", "2021-03", "2021-04", "--json"), ("log", "--json"), ("blame", "main/1", "--json")],
)
def test_nothing_is_lost_of_what_is_said_about_the_past(repo: Path, words: tuple[str, ...]) -> None:
    first, again = run(repo, *words), run(repo, *words)
    json.loads(first.stdout)
    assert first.returncode in (0, 1)
    assert (first.returncode, first.stdout, first.stderr) == (again.returncode, again.stdout, again.stderr)
    assert [each.name for each in (repo / ".git/taizhang").glob("*-wal")] == []


def test_a_reader_that_has_gone_is_no_bug(repo: Path) -> None:
    words = [sys.executable, "-m", "cli", "-C", str(repo), "list"]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        said = process.stderr.read().decode()
    assert process.returncode in (1, 3)
    assert "Traceback" not in said and "程序出错" not in said
