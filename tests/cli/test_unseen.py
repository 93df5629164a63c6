"""Characters nobody sees, or that turn others round, are shown by every command that shows texts of a ledger."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.conftest import git

Run = Callable[..., Result]
TASK = "tasks/2021/main/001.yaml"
TURNED, UNSEEN = "\u202e", "\u2066\u200b\u200f\ufeff"
HIDDEN = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\x80-\x9f\x1b]")


@pytest.fixture
def hostile(repo: Path) -> Path:
    """A ledger whose texts, units, people and commits hold such characters."""
    text = (repo / TASK).read_text("utf-8")
    for old in (
        "东湖片区已建成安置房",
        "无。",
        "二季度再建成",
        "甲某",
        "项目建设",
        "verdict: 完成",
        "安置房建成套数",
        "云山控股集团",
    ):
        assert old in text
        text = text.replace(old, f"{old[:-1]}{TURNED}{UNSEEN}{old[-1]}")
    (repo / TASK).write_text(text, "utf-8")
    ledger = repo / "tasks/2021/ledger.yaml"
    ledger.write_text(ledger.read_text("utf-8").replace("title: ", f"title: 甲{TURNED}", 1), "utf-8")
    git(repo, "-c", f"user.name=甲{TURNED}乙", "commit", "-qam", f"改动{TURNED}{UNSEEN}")
    git(repo, "branch", f"枝{TURNED}", "HEAD~1")
    return repo


@pytest.mark.parametrize(
    "words",
    [
        ("list",),
        ("list", "--json"),
        ("show", "main/1"),
        ("show", "main/1", "--json"),
        ("log",),
        ("log", "main/1"),
        ("log", "--json"),
        ("blame", "main/1"),
        ("blame", "main/1", "--json"),
        *(("diff", f"枝{TURNED}", "HEAD", "--format", form) for form in ("text", "md", "html", "json", "docx")),
        ("diff", "2021-02", "2021-03"),
        ("audit",),
        ("audit", "--json"),
    ],
)
def test_nothing_hidden_is_printed(hostile: Path, taizhang: Run, words: tuple[str, ...]) -> None:
    result = taizhang(hostile, *words)
    assert result.exit_code in (0, 1), result.output
    if words[-1] == "docx":
        with zipfile.ZipFile(io.BytesIO(result.stdout_bytes)) as package:
            said = "".join(package.read(name).decode() for name in package.namelist())
    else:
        said = result.stdout + result.stderr
    assert HIDDEN.findall(said) == []
    if words[0] != "audit" and "2021-02" not in words:
        assert "202e" in said
