"""``fmt``: what is surely tidy already is not taken apart, and what was seen to be tidy is not read again."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from ledger import codec, yamlfile
from ledger.checks import layout
from ledger.errors import EditRefused, FileRefused
from tests.checks.test_gates import canonical, ledgers
from tests.test_task_line import damaged

PATH = "tasks/2020/main/001.yaml"


def generally(data: bytes) -> bytes:
    """What the layout makes of it without the quick look."""
    value, found = yamlfile.load(data)
    if value is None or found:
        raise EditRefused("虚构")
    return yamlfile.canonical(data.decode(), block=codec.BLOCK, order=codec.ORDER).encode()


def test_the_quick_look_says_yes_only_to_what_stays_as_it_is() -> None:
    dice = random.Random(11)
    yes = no = 0
    for ledger in ledgers():
        for record in ledger.records:
            text = canonical(record.task)
            for tried in (
                text,
                f"# 虚构\n# 第二行\n{text}",
                f"\n{text}",
                f"#紧挨着\n{text}",
                *(damaged(text, dice) for _ in range(4)),
            ):
                if layout._is_surely_so(PATH, tried.encode()):
                    assert generally(tried.encode()) == tried.encode()
                    yes += 1
                else:
                    no += 1
    assert yes > 300 and no > 300


def test_what_was_tidy_is_not_read_again(
    repo: Path, taizhang: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    real = layout.canonical

    def counted(path: str, data: bytes) -> bytes:
        looked.append(path)
        return real(path, data)

    monkeypatch.setattr(layout, "canonical", counted)
    taizhang(repo, "fmt")  # now all are tidy
    first = taizhang(repo, "fmt", "--check", "--json")
    assert first.exit_code == 0
    looked.clear()
    again = taizhang(repo, "fmt", "--check", "--json")
    assert again.stdout == first.stdout
    assert all(path.endswith("ledger.yaml") for path in looked)
    path = next(iter(sorted((repo / "tasks" / "2021" / "main").glob("*.yaml"))))
    path.write_text(path.read_text("utf-8").replace("number: ", "number:    ", 1), "utf-8")
    looked.clear()
    untidy = taizhang(repo, "fmt", "--check", "--json")
    assert untidy.exit_code == 1 and path.name in untidy.stdout
    assert [each for each in looked if not each.endswith("ledger.yaml")] == [path.relative_to(repo).as_posix()]
    assert taizhang(repo, "--no-cache", "fmt", "--check", "--json").stdout == untidy.stdout


def test_a_fault_is_told_all_the_same(repo: Path) -> None:
    with pytest.raises((FileRefused, EditRefused)):
        layout.canonical(PATH, b"id: [\n")
