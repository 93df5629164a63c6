"""Pages from heads are the pages of the whole ledger, and nothing internal gets as far as a head."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import demo, known, packing
from ledger.cache import open_at
from ledger.errors import LedgerError
from ledger.model import INTERNAL
from ledger.site import build
from ledger.site.build import Options
from ledger.site.heads import Heads
from ledger.snapshot import take
from ledger.trees import FOLDER, WorkTree


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration ledger (虚构)."""
    folder = tmp_path_factory.mktemp("头") / "台账"
    demo.make(folder)
    return folder


@pytest.fixture
def settings(year: Path) -> Iterator[Path]:
    """Its settings, put back afterwards."""
    path = next(year.glob("tasks/*/ledger.yaml"))
    before = path.read_bytes()
    yield path
    path.write_bytes(before)


@pytest.mark.parametrize("hidden", [*INTERNAL, "everything"])
def test_a_public_edition_of_heads_is_that_of_the_whole_ledger(year: Path, settings: Path, hidden: str) -> None:
    names = [name for name in INTERNAL if name != "task"] if hidden == "everything" else [hidden]
    single = "tasks: {2025-main-002: [task], 2025-main-003: [progress]}"
    inside = "" if hidden == "task" else f"\n  internal: [{', '.join(names)}]"
    settings.write_text(settings.read_text("utf-8") + f"site:{inside}\n  {single}\n", encoding="utf-8")
    name = settings.parent.name
    with open_at(year) as cache, packing.without_pauses():
        files = take(WorkTree(year), FOLDER, cache)
        whole = build.site(known.load(files, name, cache), Options(public=True))
        for _ in range(2):  # the second time what was kept is used
            with known.reader(files, cache) as read:
                heads = Heads(files, name, cache, read, public=True)
                site = build.site(heads.source(), Options(public=True))
                assert {page.path: page.data for page in site.pages()} == {
                    page.path: page.data for page in whole.pages()
                }
                assert site.hidden == whole.hidden and site.settings == whole.settings
                assert "2025-main-002" in {task.id for task in heads.tasks()}
                heads.keep()


def test_a_source_is_of_one_edition(year: Path) -> None:
    with open_at(year) as cache:
        files = take(WorkTree(year), FOLDER, cache)
        with known.reader(files, cache) as read:
            for public in (False, True):
                source = Heads(files, "2025", cache, read, public=public).source()
                with pytest.raises(ValueError, match="another edition"):
                    build.site(source, Options(public=not public))


@pytest.mark.parametrize(
    ("setting", "said"), [("tasks: {2025-main-999: [task]}", "台账没有的任务"), ("internal: [secrets]", "不生成公开版")]
)
def test_settings_that_are_not_certain_stop_it(year: Path, settings: Path, setting: str, said: str) -> None:
    settings.write_text(settings.read_text("utf-8") + f"site:\n  {setting}\n", encoding="utf-8")
    with open_at(year) as cache:
        files = take(WorkTree(year), FOLDER, cache)
        with known.reader(files, cache) as read, pytest.raises(LedgerError, match=said):
            Heads(files, "2025", cache, read, public=True).source()
