"""Putting pages in place: all or nothing, and nothing of anybody else is touched."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import pytest

from ledger.errors import FileRefused, LedgerError
from ledger.site import writing
from ledger.site.build import Page
from ledger.site.making import Made, Make
from ledger.site.writing import MANIFEST, Check, Table, Written

OLD = (Page("index.html", b"old"), Page("task/1.html", b"one"), Page("task/2.html", b"two"))
NEW = (Page("index.html", b"new"), Page("unit/1.html", b"unit"))


def making(pages: Iterable[Page]) -> Make:
    """The pages as they come, as if they had been made."""

    def make(paths: Sequence[str], into: Path, have: Mapping[str, str]) -> Iterator[Made]:
        for page in pages:
            if page.path in paths:
                digest = sha256(page.data).hexdigest()
                if have.get(page.path) != digest:
                    (into / page.path).parent.mkdir(parents=True, exist_ok=True)
                    (into / page.path).write_bytes(page.data)
                yield Made(page.path, digest, len(page.data))

    return make


def write(folder: Path, pages: Sequence[Page], check: Check | None = None, table: Table | None = None) -> Written:
    """Pages that are made from their own bytes."""
    named = {page.path: sha256(page.data).hexdigest() if table is not None else "" for page in pages}
    return writing.write(folder, named, making(pages), check, table)


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

    def refuse(files: Iterable[tuple[str, Path]]) -> None:
        assert {path: place.read_bytes() for path, place in files} == {page.path: page.data for page in NEW}
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

    with pytest.raises(FileRefused, match="磁盘满了"):
        writing.write(folder, {page.path: "" for page in NEW}, making(failing()))
    assert content(folder) == {page.path: page.data for page in OLD}
    assert left_over(folder) == []


def test_places_where_no_site_can_be(tmp_path: Path) -> None:
    (tmp_path / "文件").write_bytes(b"")
    with pytest.raises(FileRefused, match="是文件"):
        write(tmp_path / "文件", NEW)
    with pytest.raises(FileRefused, match="建不了目录"):
        write(tmp_path / "文件" / "看板", NEW)


# ---------------------------------------------------------------------- only what has changed

LATER = (Page("index.html", b"new"), Page("task/1.html", b"one"), Page("unit/1.html", b"unit"))


def settled(table: Table) -> Table:
    return {path: known._replace(settled=True) for path, known in table.items()}


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    folder, fresh = tmp_path / "看板", tmp_path / "新"
    first = write(folder, OLD, table={})
    before = (folder / "task/1.html").stat().st_mtime_ns, (folder / "task/1.html").stat().st_ino
    asked: list[str] = []
    named = {page.path: sha256(page.data).hexdigest() for page in LATER}

    def make(paths: Sequence[str], into: Path, have: Mapping[str, str]) -> Iterator[Made]:
        asked.extend(paths)
        yield from making(LATER)(paths, into, have)

    second = writing.write(folder, named, make, table=first.table)
    assert asked == ["index.html", "unit/1.html"] and second.changed == 2
    assert before == ((folder / "task/1.html").stat().st_mtime_ns, (folder / "task/1.html").stat().st_ino)
    write(fresh, LATER)
    assert content(folder) == content(fresh)
    assert (folder / MANIFEST).read_bytes() == (fresh / MANIFEST).read_bytes()
    assert left_over(folder) == ["新"]


def test_a_page_with_the_bytes_that_lie_there_is_not_written(tmp_path: Path) -> None:
    folder = tmp_path / "看板"
    write(folder, OLD)
    number = (folder / "index.html").stat().st_ino, (folder / MANIFEST).stat().st_ino
    assert write(folder, OLD).changed == 0
    assert number == ((folder / "index.html").stat().st_ino, (folder / MANIFEST).stat().st_ino)


def test_a_table_is_not_believed_against_the_disk(tmp_path: Path) -> None:
    folder = tmp_path / "看板"
    first = write(folder, OLD, table={})
    for lie in (first.table, settled(first.table)):
        (folder / "task/1.html").write_bytes(b"one!")
        with pytest.raises(FileRefused, match=r"被改过：task/1\.html"):
            write(folder, LATER, table=lie)
        (folder / "task/1.html").write_bytes(b"one")
    (folder / "task/2.html").unlink()
    assert write(folder, OLD, table=first.table).changed == 1
    assert content(folder) == {page.path: page.data for page in OLD}


def test_what_another_run_wrote_is_not_taken_for_ours(tmp_path: Path) -> None:
    folder = tmp_path / "看板"
    first = write(folder, OLD, table={})
    write(folder, (Page("index.html", b"another"), *OLD[1:]))
    assert write(folder, OLD, table=first.table).changed == 1
    assert content(folder) == {page.path: page.data for page in OLD}


def test_an_exchange_that_fails_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "看板"
    table = write(folder, OLD, table={}).table
    listed = (folder / MANIFEST).read_bytes()
    rename = Path.rename

    def failing(self: Path, to: Path) -> Path:
        if self.name == "1.html" and "unit" in self.parts:
            raise OSError(13, "Permission denied")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(FileRefused, match="没有权限"):
        write(folder, LATER, table=table)
    monkeypatch.undo()
    assert content(folder) == {page.path: page.data for page in OLD}
    assert (folder / MANIFEST).read_bytes() == listed
    assert left_over(folder) == []


def test_an_exchange_that_was_cut_off_is_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = tmp_path / "新"
    write(fresh, LATER)
    steps = 0
    while True:
        folder = tmp_path / f"看板{steps}"
        table = write(folder, OLD, table={}).table
        rename, left = Path.rename, steps

        def cut(self: Path, to: Path, rename: Callable[[Path, Path], Path] = rename) -> Path:
            nonlocal left
            left -= 1
            if left < 0:
                raise KeyboardInterrupt
            return rename(self, to)

        monkeypatch.setattr(Path, "rename", cut)
        try:
            write(folder, LATER, table=table)
            break
        except KeyboardInterrupt:
            monkeypatch.undo()
        write(folder, LATER, table=table)
        assert content(folder) == content(fresh), steps
        assert (folder / MANIFEST).read_bytes() == (fresh / MANIFEST).read_bytes()
        steps += 1
    assert steps > 4


def test_whole_sees_every_change(tmp_path: Path) -> None:
    folder = tmp_path / "看板"
    table = write(folder, OLD, table={}).table
    for known in (table, settled(table), {}):
        assert writing.whole(folder, known) == writing.listing_of(folder) != ""
    (folder / "task/1.html").write_bytes(b"ONE")
    assert writing.whole(folder, settled(table)) == "" == writing.whole(folder, {})
