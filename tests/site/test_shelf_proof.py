"""What is kept for later runs is kept under the bytes it rests on, also while somebody saves a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from ledger import known
from ledger.cache import open_at
from ledger.model import Record
from ledger.site.seen import Seen
from ledger.site.shelf import Shelf, as_listed
from ledger.snapshot import take
from ledger.trees import FOLDER, WorkTree


def test_a_file_saved_since_it_was_listed_is_not_kept_under_its_old_name(repo: Path) -> None:
    with open_at(repo) as cache:
        files = take(WorkTree(repo), FOLDER, cache)
        ledger = known.load(files, "2021", cache)
        asked: list[list[str]] = []

        def see(records: Sequence[Record]) -> Iterable[Seen]:
            asked.append([record.task.id for record in records])
            return [Seen(status=record.task.id) for record in records]

        path = repo / "tasks/2021/main/003.yaml"
        path.write_text(path.read_text("utf-8") + "# 后来改的\n", "utf-8")
        for _ in range(2):
            shelf = Shelf(cache, files)
            found = shelf.look(ledger.records, "key", see)
            assert [one.status for one in found] == [record.task.id for record in ledger.records]
            assert not as_listed(files, cache)
        fresh = take(WorkTree(repo), FOLDER, cache)
        assert as_listed(fresh, cache)
        for _ in range(2):
            shelf = Shelf(cache, fresh)
            shelf.look(ledger.records, "key", see)
            shelf.keep()
    everybody = [record.task.id for record in ledger.records]
    assert asked == [everybody, everybody, everybody]
