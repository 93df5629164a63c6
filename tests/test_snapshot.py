"""The listing of a work tree: known files are not opened, changed ones are, whatever the table says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ledger import cache, packing, snapshot, store
from ledger.errors import FileRefused
from tests.conftest import git

OLD = 1_600_000_000


@pytest.fixture
def place(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    folder = tmp_path / "tasks" / "2021" / "main"
    folder.mkdir(parents=True)
    for n in range(5):
        (folder / f"{n:03}.yaml").write_text(f"number: {n}\n", "utf-8")
        os.utime(folder / f"{n:03}.yaml", (OLD, OLD))
    return tmp_path


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were opened. Files made a moment ago count as settled."""
    seen: list[str] = []
    read = snapshot.plain_file

    def counted(path: str) -> bytes:
        seen.append(path.rpartition("/")[2])
        return read(path)

    monkeypatch.setattr(snapshot, "plain_file", counted)
    monkeypatch.setattr(snapshot, "_RACY", -(10**12))
    return seen


def take(root: Path) -> dict[str, str]:
    return dict(snapshot.take(store.WorkTree(root), store.FOLDER, cache.open_at(root)).blobs)


def test_only_what_changed_is_opened(place: Path, opened: list[str]) -> None:
    first = take(place)
    assert list(first) == sorted(first) and len(first) == len(opened) == 5
    opened.clear()
    assert take(place) == first and opened == []
    folder = place / "tasks" / "2021" / "main"
    (folder / "001.yaml").write_text("number: 100\n", "utf-8")
    (folder / "002.yaml").unlink()
    (folder / "007.yaml").write_text("number: 7\n", "utf-8")
    (folder / "008.yaml").symlink_to("007.yaml")
    second = take(place)
    assert sorted(opened) == ["001.yaml", "007.yaml"]
    assert set(second) - set(first) == {"tasks/2021/main/007.yaml", "tasks/2021/main/008.yaml"}
    assert second["tasks/2021/main/008.yaml"] == "" != second["tasks/2021/main/001.yaml"]
    assert second["tasks/2021/main/001.yaml"] == snapshot.blob_of(b"number: 100\n")
    opened.clear()
    assert take(place) == second and opened == []


def test_what_has_just_changed_is_opened_again(place: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "_RACY", 10**12)
    first = take(place)
    opened.clear()
    assert take(place) == first
    assert len(opened) == 5


def test_a_table_that_does_not_fit_together_is_no_table(place: Path, opened: list[str]) -> None:
    first = take(place)
    key = f"{place.resolve()}\0{store.FOLDER}"
    wrong = snapshot._Columns(list(first), [1], [2, 3], [], [], ["x"] * 5)
    cache.open_at(place).put("files", key, packing.pack(wrong))
    opened.clear()
    assert take(place) == first
    assert len(opened) == 5


def test_a_name_that_is_no_text_stops_nothing(place: Path, opened: list[str]) -> None:
    try:
        (place / "tasks" / "2021" / os.fsdecode(b"\xff.yaml")).write_bytes(b"x: 1\n")
    except OSError:
        pytest.skip("this file system allows no such names")
    assert len(take(place)) == len(take(place)) == 6
    assert len(opened) == 12


def test_long_files_are_read_whole(place: Path) -> None:
    data = b"number: 1\n" + b"# x\n" * 100_000
    (place / "long").write_bytes(data)
    assert snapshot.plain_file(str(place / "long")) == data
    (place / "link").symlink_to("long")
    with pytest.raises(OSError):
        snapshot.plain_file(str(place / "link"))


def test_a_file_that_is_not_as_it_was_listed_is_remembered(place: Path) -> None:
    listed = snapshot.take(store.WorkTree(place), store.FOLDER, cache.Cache(None))
    first, second, third, *_ = listed.files(store.FOLDER)
    listed.read(first)
    assert listed.as_listed
    (place / third).write_text("number: 9\n", "utf-8")
    assert listed.as_listed  # nobody has read it
    (place / first).write_text("number: 9\n", "utf-8")
    (place / second).unlink()
    listed.read(first)
    with pytest.raises(FileRefused):
        listed.read(second)
    assert not listed.as_listed and listed.strayed == {first, second}


def test_a_file_that_came_after_the_listing_is_remembered(place: Path) -> None:
    listed = snapshot.take(store.WorkTree(place), store.FOLDER, cache.Cache(None))
    late = "tasks/2021/main/009.yaml"
    with pytest.raises(FileRefused):
        listed.read(late)
    assert listed.as_listed  # it is not there, as the listing says
    (place / late).write_text("number: 9\n", "utf-8")
    listed.read(late)
    assert not listed.as_listed
