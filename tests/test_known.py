"""A ledger loaded with the help of the cache is the ledger: whatever was edited, whoever's tasks are asked for."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from click.testing import Result

from ledger import cache, known, packing, snapshot, store, yamlfile
from ledger.known import Only
from tests.conftest import INVENTED, ROOT, git
from tests.inspection.test_inspection import Place


def loaded(root: Path, kept: cache.Cache, name: str = "2021", only: Only | None = None) -> store.Ledger:
    return known.load(snapshot.take(store.WorkTree(root), store.FOLDER, kept), name, kept, only)


def same(one: store.Ledger, other: store.Ledger) -> bool:
    return (one.config, one.registry, one.records, one.findings) == (
        other.config,
        other.registry,
        other.records,
        other.findings,
    )


@pytest.mark.parametrize("seed", range(3))
def test_known_or_not_the_ledger_is_the_same(tmp_path: Path, seed: int) -> None:
    place = Place(tmp_path, seed)
    kept = cache.open_at(tmp_path)
    for _ in range(8):
        done = place.edit()
        try:
            plain = store.load(store.WorkTree(tmp_path), "2021")
        except store.LedgerError:
            continue
        assert same(loaded(tmp_path, kept), plain), done
        assert same(loaded(tmp_path, kept), plain), done
        for unit in ("区住建局", "区教育和体育局", "没有这个单位"):
            some = loaded(tmp_path, kept, only=Only(unit))
            assert some.findings == plain.findings
            responsible = [r for r in plain.records if any(plain.registry.same(unit, u) for u in r.task.units.all)]
            assert set(map(packing.pack, responsible)) <= set(map(packing.pack, some.records))
        for leader in ("程伟", "殷继明"):
            led = {
                packing.pack(r)
                for r in plain.records
                if leader in [name.replace(" ", "") for name in r.task.leaders]
                and any(plain.registry.same("区住建局", u) for u in r.task.units.all)
            }
            some = loaded(tmp_path, kept, only=Only("区住建局", leader))
            assert some.findings == plain.findings
            assert led <= set(map(packing.pack, some.records))


def test_real_ledgers_come_back_to_the_last_digit(tmp_path: Path) -> None:
    git(ROOT, "clone", "-q", "--no-hardlinks", "--depth", "1", f"file://{ROOT}", str(tmp_path / "here"))
    kept = cache.open_at(tmp_path / "here")
    for name in store.names(store.WorkTree(tmp_path / "here")):
        plain = store.load(store.WorkTree(tmp_path / "here"), name)
        for _ in range(2):
            assert packing.pack(loaded(tmp_path / "here", kept, name).records) == packing.pack(plain.records)


def test_a_unit_gets_the_twins_of_its_tasks_too(tmp_path: Path) -> None:
    """乙局 has to do with the part alone; that the other task is a whole shows only where all its parts are."""
    shutil.copytree(INVENTED, tmp_path, dirs_exist_ok=True)
    git(tmp_path, "init", "-q")
    base = tmp_path / "tasks/2021/main"
    for number, unit, same in ((21, "甲局", "[2021-main-022, 2021-main-023]"), (22, "乙局", "[]"), (23, "丙局", "[]")):
        text = f"id: 2021-main-0{number}\nnumber: {number}\ncategory: [c]\ntext: 虚构{number}\n"
        units = f"units:\n  lead: [{unit}]\n  lead_source: first\n"
        (base / f"0{number}.yaml").write_text(
            f"{text}{units}" + (f"same_as: {same}\n" if same != "[]" else ""), "utf-8"
        )
    for _ in range(2):
        with cache.open_at(tmp_path) as kept:
            some = loaded(tmp_path, kept, only=Only("乙局"))
    assert [record.task.number for record in some.records if record.task.number > 20] == [21, 22, 23]
    assert len(some.records) < len(loaded(tmp_path, cache.Cache(None)).records)


def test_only_new_content_is_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place(tmp_path, 2)
    kept = cache.open_at(tmp_path)
    loaded(tmp_path, kept)
    seen: list[int] = []
    load = yamlfile.load
    monkeypatch.setattr(yamlfile, "load", lambda data: seen.append(1) or load(data))
    loaded(tmp_path, kept)
    assert len(seen) == 2  # ledger.yaml and units.yaml
    seen.clear()
    place.write("main/009.yaml", place.files[0].read_text("utf-8") + "note: 新\n")
    loaded(tmp_path, kept)
    assert len(seen) == 3


def test_only_the_tasks_that_are_asked_for_are_fetched(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with cache.open_at(repo) as kept:
        everything = loaded(repo, kept)
        fetched: list[str] = []
        get = kept.get_many

        def counted(kind: str, keys: Iterable[str]) -> dict[str, bytes]:
            wanted = list(keys)
            fetched.extend(wanted if kind == "task" else ())
            return get(kind, wanted)

        monkeypatch.setattr(kept, "get_many", counted)
        some = loaded(repo, kept, only=Only("区住建局"))
    assert 0 < len(fetched) == len(some.records) < len(everything.records)


def test_a_file_written_while_it_is_read_is_not_kept_under_its_old_name(tmp_path: Path) -> None:
    place = Place(tmp_path, 2)
    kept = cache.open_at(tmp_path)
    listed = snapshot.take(store.WorkTree(tmp_path), store.FOLDER, kept)
    path = place.files[0]
    before = path.read_bytes()
    path.write_bytes(before + "note: 刚写的\n".encode())
    known.load(listed, "2021", kept)
    path.write_bytes(before)
    assert same(loaded(tmp_path, kept), store.load(store.WorkTree(tmp_path), "2021"))


def test_a_report_of_one_unit_is_the_same_with_and_without(repo: Path, taizhang: Callable[..., Result]) -> None:
    ledger = store.load(store.WorkTree(repo), "2021")
    units = sorted({name for record in ledger.records for name in record.task.units.all})
    random.Random(1).shuffle(units)
    for unit in [*units[:4], "没有这个单位"]:
        for kind in ("situation", "quarterly"):
            period = "2021-03" if kind == "situation" else "2021-Q1"
            told = [
                taizhang(repo, "report", kind, "--ledger", "2021", "--period", period, "--unit", unit, *more)
                for more in ((), (), ("--no-cache",))
            ]
            assert len({(one.exit_code, one.stdout, one.stderr) for one in told}) == 1, unit


def test_a_reader_gives_what_the_files_say_and_remembers_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Place(tmp_path, 4)
    kept = cache.open_at(tmp_path)
    tree = snapshot.take(store.WorkTree(tmp_path), store.FOLDER, kept)
    paths = [path for path in tree.files(store.FOLDER) if store.is_task_file(path)]
    plain = [packing.pack(list(store.read_task(tree, path))) for path in paths]
    assert plain
    monkeypatch.setattr(known, "_AT_ONCE", 2)
    for _ in range(2):
        with known.reader(tree, kept) as read:
            assert [packing.pack(list(read(tree, path))) for path in reversed(paths)] == plain[::-1]
            assert [packing.pack(list(read(tree, path))) for path in paths] == plain
        monkeypatch.setattr(yamlfile, "load", lambda data: pytest.fail("parsed again"))
