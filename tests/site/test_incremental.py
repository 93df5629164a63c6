"""Writing a site again costs what has changed, and leaves exactly what a first run would have left."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger import demo
from ledger.site import making
from tests.conftest import git

Files = dict[str, bytes]


@pytest.fixture
def year(tmp_path: Path) -> Path:
    """The demonstration ledger (虚构)."""
    demo.make(tmp_path / "台账")
    return tmp_path / "台账"


def content(folder: Path) -> Files:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def tasks(year: Path) -> list[Path]:
    return sorted(year.glob("tasks/*/*/*.yaml"))


def note(year: Path, chance: random.Random) -> None:
    path = chance.choice(tasks(year))
    path.write_text(
        path.read_text("utf-8").replace("text: ", f"text: 虚构{chance.randrange(99)}，", 1), encoding="utf-8"
    )


def less(year: Path, chance: random.Random) -> None:
    path = chance.choice(tasks(year))
    text = path.read_text("utf-8")
    at = text.rfind("\n  - period:")
    if at > 0 and text.find("\nreviews:") < 0:
        path.write_text(text[: at + 1], encoding="utf-8")


def gone(year: Path, chance: random.Random) -> None:
    chance.choice(tasks(year)).unlink()


def renamed(year: Path, chance: random.Random) -> None:
    path = chance.choice(tasks(year))
    path.rename(path.with_name(f"x{chance.randrange(1000)}.yaml"))


def broken(year: Path, chance: random.Random) -> None:
    chance.choice(tasks(year)).write_text("id: [\n", encoding="utf-8")


def committed(year: Path, chance: random.Random) -> None:
    git(year, "add", "-A")
    git(year, "commit", "-q", "--allow-empty", "-m", f"改{chance.randrange(99)}")


def titled(year: Path, chance: random.Random) -> None:
    path = next(year.glob("tasks/*/ledger.yaml"))
    path.write_text(path.read_text("utf-8").replace("title: ", "title: 新", 1), encoding="utf-8")


def registered(year: Path, chance: random.Random) -> None:
    path = next(year.glob("tasks/*/units.yaml"))
    path.write_text(path.read_text("utf-8") + f"# {chance.randrange(99)}\n", encoding="utf-8")


EDITS: tuple[Callable[[Path, random.Random], None], ...] = (
    note, note, less, gone, renamed, broken, committed, titled, registered
)  # fmt: skip


@pytest.mark.parametrize(("seed", "public"), [(1, False), (2, False), (3, True)])
def test_any_edits_leave_what_a_first_run_leaves(
    year: Path, tmp_path: Path, seed: int, public: bool, taizhang: Callable[..., object]
) -> None:
    chance = random.Random(seed)
    edition = ["--public"] if public else []
    folder, fresh = tmp_path / "看板", tmp_path / "新"
    for _ in range(7):
        again = taizhang(year, "site", *edition, "-o", str(folder))
        first = taizhang(year, "--no-cache", "site", *edition, "-o", str(fresh))
        assert (again.exit_code, first.exit_code) == (0, 0), again.output + first.output  # type: ignore[attr-defined]
        assert content(folder) == content(fresh)
        shutil.rmtree(fresh)
        chance.choice(EDITS)(year, chance)


def test_only_the_page_of_an_edited_task_is_made(
    year: Path, tmp_path: Path, drawn: list[str], taizhang: Callable[..., object]
) -> None:
    folder = tmp_path / "看板"

    def site(*more: str) -> dict[str, object]:
        drawn.clear()
        done = taizhang(year, "site", "-o", str(folder), "--json", *more)
        return json.loads(done.stdout)  # type: ignore[attr-defined, no-any-return]

    count = len(tasks(year))
    assert site()["written"] == len(content(folder)) - 1 and len(drawn) == count
    assert site()["written"] == 0 and drawn == []
    path = tasks(year)[4]
    path.write_text(path.read_text("utf-8") + "note: 虚构的备注\n", encoding="utf-8")
    assert site()["written"] == 1 and drawn == [f"2025-{path.parent.name}-{path.stem}"]
    # a page that somebody took away is copied; another period has pages of its own
    (folder / "task/2025-main-001.html").unlink()
    assert site()["written"] == 1 and drawn == []
    site("--period", "2025-06")
    assert len(drawn) == count


def test_a_page_that_was_edited_is_never_taken_for_ours(
    year: Path, tmp_path: Path, taizhang: Callable[..., object]
) -> None:
    folder = tmp_path / "看板"
    taizhang(year, "site", "-o", str(folder))
    page = folder / "task/2025-main-001.html"
    page.write_bytes(page.read_bytes() + b" ")
    done = taizhang(year, "site", "-o", str(folder))
    assert done.exit_code == 3 and "被改过：task/2025-main-001.html" in done.output  # type: ignore[attr-defined]


def test_several_processes_write_the_same(
    year: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taizhang: Callable[..., object]
) -> None:
    taizhang(year, "site", "-o", str(tmp_path / "一"))
    monkeypatch.setattr(making, "_FEW", 2)
    monkeypatch.setattr(making, "_PORTION", 3)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    done = taizhang(year, "site", "-o", str(tmp_path / "二"))
    assert done.exit_code == 0, done.output  # type: ignore[attr-defined]
    assert content(tmp_path / "一") == content(tmp_path / "二")
