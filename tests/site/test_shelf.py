"""What was found out about tasks is kept in the repository's cache, and never changes a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from ledger import demo, known, snapshot
from ledger.cache import open_at, switched_off
from ledger.model import Record
from ledger.site import build, facts
from ledger.site.build import Options, Site
from ledger.site.seen import Seen
from ledger.site.shelf import Shelf
from ledger.store import FOLDER, WorkTree, names

LOOKED: list[str] = []
WHOLE = Options()


@pytest.fixture
def year(tmp_path: Path) -> Path:
    """The demonstration ledger (虚构)."""
    demo.make(tmp_path / "台账")
    return tmp_path / "台账"


@pytest.fixture(autouse=True)
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every task that is really looked at is noted."""
    see = facts.see

    def noting(ledger, *rest: object) -> Sequence[Seen]:  # type: ignore[no-untyped-def]
        LOOKED.extend(record.task.id for record in ledger.records)
        return list(see(ledger, *rest))  # type: ignore[arg-type]

    monkeypatch.setattr(facts, "see", noting)
    LOOKED.clear()
    yield
    LOOKED.clear()


def made(root: Path, options: Options = WHOLE) -> tuple[Site, list[str]]:
    """The site as a new process would make it, and which tasks were looked at for it."""
    LOOKED.clear()
    cache = open_at(root)
    tree = snapshot.take(WorkTree(root), FOLDER, cache)
    ledger = known.load(tree, names(tree)[0], cache)
    shelf = Shelf(cache, tree, repr((options.public, ledger.config.site)))
    site = build.site(ledger, options, root, memory=shelf)
    shelf.keep()
    return site, list(LOOKED)


def data(site: Site) -> dict[str, bytes]:
    return {page.path: page.data for page in site.pages()}


def edited(root: Path, record: Record, before: str, after: str) -> None:
    path = root / record.path
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_a_second_run_looks_at_what_changed_and_shows_the_same(year: Path) -> None:
    first, looked = made(year)
    assert len(looked) == len(first.picture.cards)
    second, looked = made(year)
    assert looked == []
    assert data(second) == data(first)
    record = first.picture.cards[4].record
    edited(year, record, "text: ", "text: 虚构，")
    third, looked = made(year)
    assert looked == [record.task.id]
    with switched_off():
        plain, looked = made(year)
        assert len(looked) == len(plain.picture.cards)
        assert data(third) == data(plain)


def test_settings_periods_and_editions_are_kept_apart(year: Path) -> None:
    whole = len(made(year)[0].picture.cards)
    for options in (Options(public=True), Options(facts.Period.parse("2025-06"))):
        kept, looked = made(year, options)
        assert len(looked) == whole
        again, looked = made(year, options)
        assert looked == [] and data(again) == data(kept)
    path = next(year.glob("tasks/*/ledger.yaml"))
    path.write_text(path.read_text("utf-8").replace("over: 30", "over: 20"), encoding="utf-8")
    assert len(made(year)[1]) == whole
