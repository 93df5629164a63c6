"""Why the system refused, in the words of those who read it."""

from __future__ import annotations

import errno
from pathlib import Path

from ledger.errors import reason


def test_usual_refusals_are_said_in_chinese() -> None:
    assert reason(PermissionError(errno.EACCES, "Permission denied")) == "没有权限"
    assert reason(OSError(errno.ENOSPC, "No space left on device")) == "磁盘满了"


def test_other_refusals_keep_the_words_of_the_system() -> None:
    assert reason(OSError(errno.EXDEV, "Invalid cross-device link")) == "Invalid cross-device link"
    assert reason(ValueError("embedded null byte")) == "embedded null byte"


def test_no_place_prints_the_words_of_the_system_as_they_are() -> None:
    root = Path(__file__).parents[1]
    modules = [path for folder in ("ledger", "cli") for path in (root / folder).rglob("*.py")]
    assert [path.name for path in modules if ".strerror" in path.read_text("utf-8")] == []
