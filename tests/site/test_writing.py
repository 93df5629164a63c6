"""Putting pages in place: all or nothing, and nothing of anybody else is touched."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.errors import FileRefused, LedgerError
from ledger.site.build import Page
from ledger.site.writing import MANIFEST, write

OLD = (Page("index.html", b"old"), Page("task/1.html", b"one"), Page("task/2.html", b"two"))
NEW = (Page("index.html", b"new"), Page("unit/1.html", b"unit"))


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def left_over(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.parent.iterdir() if path != folder)


def test_a_new_and_an_empty_folder_are_filled(tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    for name in ("新", "空"):
        written = write(tmp_path / name, OLD)
        assert (written.files, written.bytes, written.kept) == (3, 9, ())
        assert content(tmp_path / name) == {page.path: page.data for page in OLD}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["新", "空"]


def test_an_old_site_is_exchanged_whole(tmp_path: Path) -> None:
    folder = tmp_path / "看板"
    write(folder, OLD)
    write(folder, NEW)
    assert content(folder) == {page.path: page.data for page in NEW}
    assert not (folder / "task").exists()
    assert left_over(folder) == []


def test_files_of_others_move_along_untouched(tmp_path: Path) -> None:
    folder = tmp_path / "看板"
    write(folder, OLD)
    (folder / "Thumbs.db").write_bytes(b"x")
    (folder / "task" / "批注.txt").write_text("别删", encoding="utf-8")
    written = write(folder, NEW)
    assert written.kept == ("Thumbs.db", "task/批注.txt")
    assert (folder / "task" / "批注.txt").read_text("utf-8") == "别删"
    assert content(folder).keys() == {"Thumbs.db", "task/批注.txt", "index.html", "unit/1.html"}
    assert left_over(folder) == []


def test_a_page_changed_by_hand_stops_the_work(tmp_path: Path) -> None:
    folder = tmp_path / "看板"
    write(folder, OLD)
    (folder / "index.html").write_bytes(b"mine")
    with pytest.raises(FileRefused, match=r"被改过：index\.html"):
        write(folder, NEW)
    assert content(folder)["index.html"] == b"mine"
    assert left_over(folder) == []


def test_a_strange_file_in_the_way_of_a_page_stops_the_work(tmp_path: Path) -> None:
    folder = tmp_path / "看板"
    write(folder, OLD)
    (folder / "unit").mkdir()
    (folder / "unit" / "1.html").write_bytes(b"mine")
    with pytest.raises(FileRefused, match="不是网站写的"):
        write(folder, NEW)
    assert content(folder)["unit/1.html"] == b"mine" and content(folder)["index.html"] == b"old"


@pytest.mark.parametrize(
    "manifest", [None, "[]", "{}", '{"format": 1, "files": {"a": 1}}', '{"format": 9, "files": {}}']
)
def test_a_folder_that_is_no_site_is_left_alone(tmp_path: Path, manifest: str | None) -> None:
    folder = tmp_path / "我的文档"
    folder.mkdir()
    (folder / "论文.docx").write_bytes(b"x")
    if manifest is not None:
        (folder / MANIFEST).write_text(manifest, encoding="utf-8")
    with pytest.raises(FileRefused, match="已经有别的文件"):
        write(folder, NEW)
    assert content(folder) == {"论文.docx": b"x"}


def test_a_list_of_files_cannot_name_what_lies_elsewhere(tmp_path: Path) -> None:
    outside = tmp_path / "外面.txt"
    outside.write_bytes(b"x")
    folder = tmp_path / "看板"
    write(folder, OLD)
    said = json.loads((folder / MANIFEST).read_text("utf-8"))
    said["files"] |= {"../外面.txt": "", str(outside): ""}
    (folder / MANIFEST).write_text(json.dumps(said), encoding="utf-8")
    (folder / "link").symlink_to(outside)
    write(folder, NEW)
    assert outside.read_bytes() == b"x" and (folder / "link").is_symlink()


def test_what_the_check_refuses_is_never_seen(tmp_path: Path) -> None:
    folder = tmp_path / "看板"
    write(folder, OLD)

    def refuse(new: Path) -> None:
        assert content(new) == {page.path: page.data for page in NEW}
        raise LedgerError("有内部内容")

    with pytest.raises(LedgerError, match="有内部内容"):
        write(folder, NEW, refuse)
    assert content(folder) == {page.path: page.data for page in OLD}
    assert left_over(folder) == []


def test_a_failure_half_way_leaves_the_old_site(tmp_path: Path) -> None:
    folder = tmp_path / "看板"
    write(folder, OLD)

    def failing() -> Iterator[Page]:
        yield NEW[0]
        raise OSError(28, "No space left on device")

    with pytest.raises(FileRefused, match="No space left"):
        write(folder, failing())
    assert content(folder) == {page.path: page.data for page in OLD}
    assert left_over(folder) == []


def test_places_where_no_site_can_be(tmp_path: Path) -> None:
    (tmp_path / "文件").write_bytes(b"")
    with pytest.raises(FileRefused, match="是文件"):
        write(tmp_path / "文件", NEW)
    with pytest.raises(FileRefused, match="没有这个目录"):
        write(tmp_path / "没有" / "看板", NEW)
