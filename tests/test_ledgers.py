"""The committed ledgers are what their sources give, byte for byte, and what a newspaper adds is really in it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from ledger import store
from tests.importers.reading import SOURCES

ROOT = Path(__file__).parent.parent


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_ledgers", ROOT / "tools" / "build_ledgers.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["build_ledgers"] = module
    spec.loader.exec_module(module)
    return module


BUILD = tool()


@pytest.mark.parametrize("source", BUILD.LEDGERS, ids=lambda source: source.ledger)
def test_a_rebuild_gives_the_committed_files(source: object) -> None:
    ledger = source.ledger  # type: ignore[attr-defined]
    built = BUILD.build(source)
    base = ROOT / store.FOLDER / ledger
    there = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in base.rglob("*") if path.is_file()}
    there.pop(f"{store.FOLDER}/{ledger}/{store.REGISTRY}")
    assert set(there) == set(built)
    assert [path for path in built if there[path] != built[path]] == []


@pytest.mark.parametrize("ledger", ["2019", "2020", "2023-jiyang"])
def test_every_unit_of_a_real_ledger_is_registered(ledger: str) -> None:
    loaded = store.load(store.WorkTree(ROOT), ledger)
    named = {name for record in loaded.records for name in record.task.units.all}
    assert sorted(name for name in named if not loaded.registry.knows(name)) == []
    assert loaded.findings == ()


def test_results_of_2020_are_quoted_word_for_word() -> None:
    stated = BUILD.results()
    text = (SOURCES / stated["file"]).read_text("utf-8")
    for item in [*stated["entries"], *stated["left_out"]]:
        assert item.get("done", item.get("text")) in text


def test_results_stand_on_their_tasks_with_their_source() -> None:
    loaded = store.load(store.WorkTree(ROOT), "2020")
    lifts = loaded.by_id["2020-minsheng-005"].task
    (entry,) = lifts.progress
    assert (str(entry.period), entry.unit) == ("2020", "区住建局")
    assert entry.done == "建成并投入使用多层住宅电梯85部、占全年任务的170%"
    assert entry.source.startswith("齐鲁晚报")
    assert "不是单位填报" in entry.note
    assert sum(len(record.task.progress) for record in loaded.records) == 20
