"""Finished pages are copied from the cache into other folders, and only where they are the very pages."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger import demo
from ledger.cache import open_at
from ledger.site import edition, pressed, taskpage
from ledger.site.build import Options
from ledger.site.pressed import Had, Listing, Pressed
from tests.conftest import git

Run = Callable[..., object]
INSIDE = "督查室内部认为口径偏宽"


@pytest.fixture
def year(tmp_path: Path) -> Path:
    """The demonstration ledger (虚构), with a sentence that is internal."""
    demo.make(tmp_path / "台账")
    path = tasks(tmp_path / "台账")[3]
    path.write_text(path.read_text("utf-8") + f"note: {INSIDE}\n", encoding="utf-8")
    return tmp_path / "台账"


def tasks(year: Path) -> list[Path]:
    return sorted(year.glob("tasks/*/*/*.yaml"))


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def edit(path: Path) -> None:
    path.write_text(path.read_text("utf-8").replace("text: ", "text: 虚构，", 1), encoding="utf-8")


def site(taizhang: Run, year: Path, folder: Path, *options: str, first: tuple[str, ...] = ()) -> dict[str, object]:
    done = taizhang(year, *first, "site", "-o", str(folder), "--json", *options)
    assert done.exit_code == 0, done.output  # type: ignore[attr-defined]
    return json.loads(done.stdout)  # type: ignore[attr-defined, no-any-return]


def fresh(taizhang: Run, year: Path, folder: Path, *options: str) -> dict[str, bytes]:
    """What a run without any cache writes."""
    site(taizhang, year, folder, *options, first=("--no-cache",))
    found = content(folder)
    shutil.rmtree(folder)
    return found


def test_a_site_in_another_folder_is_copied(year: Path, tmp_path: Path, drawn: list[str], taizhang: Run) -> None:
    one = site(taizhang, year, tmp_path / "一")
    drawn.clear()
    two = site(taizhang, year, tmp_path / "二")
    assert drawn == [] and content(tmp_path / "一") == content(tmp_path / "二")
    assert {**two, "path": ""} == {**one, "path": ""}
    edit(tasks(year)[5])
    site(taizhang, year, tmp_path / "三")
    assert len(drawn) == 1
    assert content(tmp_path / "三") == fresh(taizhang, year, tmp_path / "四")


def test_editions_and_options_never_mix(year: Path, tmp_path: Path, taizhang: Run) -> None:
    for options in ((), ("--public",), ("--period", "2025-06"), ("--public", "--period", "2025-06")):
        wanted = fresh(taizhang, year, tmp_path / "照", *options)
        for folder in ("一", "二"):
            site(taizhang, year, tmp_path / folder, *options)
            assert content(tmp_path / folder) == wanted
            shutil.rmtree(tmp_path / folder)
        shown = any(INSIDE.encode() in data for data in wanted.values())
        assert shown is ("--public" not in options)


def test_a_public_edition_from_the_cache_is_proven_over_its_bytes(
    year: Path, tmp_path: Path, drawn: list[str], monkeypatch: pytest.MonkeyPatch, taizhang: Run
) -> None:
    site(taizhang, year, tmp_path / "一", "--public")
    drawn.clear()
    proven: list[str] = []
    confirm = edition.confirm

    def noting(leaks, files):  # type: ignore[no-untyped-def]
        found = list(files)
        proven.extend(path for path, _ in found)
        confirm(leaks, found)

    monkeypatch.setattr(edition, "confirm", noting)
    told = site(taizhang, year, tmp_path / "二", "--public")
    assert drawn == [] and len(proven) == told["files"]


def test_an_internal_page_under_a_public_name_is_found_out(year: Path, tmp_path: Path, taizhang: Run) -> None:
    """Even if our own notes were wrong: nothing is let out."""
    site(taizhang, year, tmp_path / "内")
    page = next(path for path, data in content(tmp_path / "内").items() if INSIDE.encode() in data and "task/" in path)
    digest = json.loads((tmp_path / "内/taizhang-site.json").read_text("utf-8"))["files"][page]
    site(taizhang, year, tmp_path / "公", "--public")
    with open_at(year) as cache:
        kept = Pressed(cache)
        called = repr((next(year.glob("tasks/*/ledger.yaml")).parent.name, Options(public=True)))
        had = kept.listing(called)
        mixed = {**had.pages, page: Had(had.pages[page].made_from, digest, 1)}
        kept.list(called, Listing(had.asked, had.said, mixed))
        kept.close()
    done = taizhang(year, "site", "-o", str(tmp_path / "又"), "--public")
    assert done.exit_code == 3 and f"{page} 里有内部内容" in done.output  # type: ignore[attr-defined]
    assert not (tmp_path / "又").exists()


def test_what_others_put_there_or_damaged_is_made_again(
    year: Path, tmp_path: Path, drawn: list[str], taizhang: Run
) -> None:
    site(taizhang, year, tmp_path / "一")
    store = next((year / ".git/taizhang").glob("pages-*.sqlite3"))
    base = sqlite3.connect(store)
    with base:
        base.execute("UPDATE entries SET payload = (SELECT payload FROM entries ORDER BY rowid DESC LIMIT 1)")
    base.close()
    drawn.clear()
    site(taizhang, year, tmp_path / "二")
    assert len(drawn) == len(tasks(year))
    assert content(tmp_path / "二") == content(tmp_path / "一")
    store.write_bytes(b"not a database")
    site(taizhang, year, tmp_path / "三")
    assert content(tmp_path / "三") == content(tmp_path / "一")


def test_pages_that_were_pushed_out_are_made_again(
    year: Path, tmp_path: Path, drawn: list[str], monkeypatch: pytest.MonkeyPatch, taizhang: Run
) -> None:
    monkeypatch.setattr(pressed, "_ROOM", 60_000)
    for folder in ("一", "二", "三"):
        site(taizhang, year, tmp_path / folder)
        assert next((year / ".git/taizhang").glob("pages-*.sqlite3")).stat().st_size < 400_000
    assert len(drawn) > len(tasks(year))
    assert content(tmp_path / "一") == content(tmp_path / "二") == content(tmp_path / "三")


def test_when_room_is_short_the_oldest_sites_go(
    year: Path, tmp_path: Path, drawn: list[str], monkeypatch: pytest.MonkeyPatch, taizhang: Run
) -> None:
    site(taizhang, year, tmp_path / "一")
    one = next((year / ".git/taizhang").glob("pages-*.sqlite3")).stat().st_size
    monkeypatch.setattr(pressed, "_ROOM", one * 5 // 4)
    site(taizhang, year, tmp_path / "二", "--period", "2025-06")
    drawn.clear()
    site(taizhang, year, tmp_path / "三", "--period", "2025-06")
    assert drawn == []
    site(taizhang, year, tmp_path / "四")
    assert drawn != []


def test_a_file_saved_while_pages_are_made_leaves_no_listing(
    year: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, taizhang: Run
) -> None:
    path, page = tasks(year)[5], taskpage.TaskPages.page

    def saving(self, card, *rest):  # type: ignore[no-untyped-def]
        if "虚构，" not in path.read_text("utf-8"):
            edit(path)
        return page(self, card, *rest)

    monkeypatch.setattr(taskpage.TaskPages, "page", saving)
    site(taizhang, year, tmp_path / "一")
    monkeypatch.undo()
    site(taizhang, year, tmp_path / "二")
    assert content(tmp_path / "二") == fresh(taizhang, year, tmp_path / "三")


def test_two_at_once_write_the_same(year: Path, tmp_path: Path, taizhang: Run) -> None:
    command = [sys.executable, "-m", "cli", "-C", str(year), "site", "-o"]
    root = Path(__file__).parent.parent.parent
    running = [
        subprocess.Popen([*command, str(tmp_path / folder)], cwd=root, stderr=subprocess.PIPE) for folder in "一二三"
    ]
    said = [process.communicate()[1].decode() for process in running]
    assert [process.returncode for process in running] == [0] * 3, said
    wanted = fresh(taizhang, year, tmp_path / "照")
    assert all(content(tmp_path / folder) == wanted for folder in "一二三")
    site(taizhang, year, tmp_path / "四")
    assert content(tmp_path / "四") == wanted


def test_more_history_makes_other_pages(year: Path, tmp_path: Path, taizhang: Run) -> None:
    """A shallow copy that is deepened has the same files and the same last commit."""
    git(year, "commit", "-q", "-a", "-m", "备注")
    git(tmp_path, "clone", "-q", "--depth", "1", year.as_uri(), "浅")
    site(taizhang, tmp_path / "浅", tmp_path / "一")
    git(tmp_path / "浅", "fetch", "-q", "--unshallow")
    site(taizhang, tmp_path / "浅", tmp_path / "二")
    assert content(tmp_path / "二") == fresh(taizhang, tmp_path / "浅", tmp_path / "照")
    assert content(tmp_path / "二") != content(tmp_path / "一")
