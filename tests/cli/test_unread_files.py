"""What is made from the files that can be read says that others could not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]


@pytest.mark.parametrize(
    "words",
    [
        "stats",
        "list",
        "due 2021-03",
        "remind 2021-03 --on 2021-04-20",
        "bulletin quarter 2021-Q1 --on 2021-04-20",
        "numbers --period 2021-03",
        "targets",
        "worklist export 2021-03 -o {}/w.xlsx",
        "forms 2021-03 -o {}/forms",
        "report situation --period 2021-03 --format md",
    ],
)
def test_a_file_that_cannot_be_read_is_told(repo: Path, taizhang: Run, tmp_path: Path, words: str) -> None:
    path = repo / "tasks/2021/main/002.yaml"
    path.write_bytes(path.read_text("utf-8").encode("gb18030"))
    said = taizhang(repo, *(word.format(tmp_path) for word in words.split()))
    assert said.exit_code in (0, 1), said.output
    assert "有 1 个文件问题" in said.stderr and "taizhang check" in said.stderr


def test_nothing_is_said_of_files_in_order(repo: Path, taizhang: Run) -> None:
    assert "文件问题" not in taizhang(repo, "due", "2021-03").output
