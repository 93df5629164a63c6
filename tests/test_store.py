"""Reading a ledger from disk: every file's fault is a finding, names lead to tasks, writing is whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ledger import store
from ledger.errors import FileRefused, LedgerError, NotFound, UsageProblem
from ledger.periods import Period
from ledger.store import WorkTree


def test_a_ledger_is_read_whole(folder: Path) -> None:
    ledger = store.load(WorkTree(folder), "2021")
    assert [record.task.id for record in ledger.records] == [
        "2021-main-001",
        "2021-main-002",
        "2021-main-003",
        "2021-minsheng-001",
        "2021-minsheng-002",
    ]
    assert ledger.findings == ()
    assert ledger.registry.same("区住建局", "区住房和城乡建设局")
    assert str(ledger.config.reporting.plan_due) == "2021-02-20"


def test_a_broken_file_is_one_finding_among_others(folder: Path) -> None:
    (folder / "tasks/2021/main/001.yaml").write_text("id: [\n", "utf-8")
    (folder / "tasks/2021/main/002.yaml").write_text("- 不是任务\n", "utf-8")
    (folder / "tasks/2021/main/009.yaml").symlink_to("/etc/passwd")
    ledger = store.load(WorkTree(folder), "2021")
    assert len(ledger.records) == 3
    found = {(finding.file, finding.code) for finding in ledger.findings}
    assert ("tasks/2021/main/002.yaml", "S009") in found
    assert ("tasks/2021/main/009.yaml", "S010") in found
    assert any(path == "tasks/2021/main/001.yaml" and code.startswith("Y") for path, code in found)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2021-main-002", "2021-main-002"),
        ("main/2", "2021-main-002"),
        ("2", "2021-main-002"),
        ("002", "2021-main-002"),
        ("minsheng/2", "2021-minsheng-002"),
    ],
)
def test_a_task_has_several_names(folder: Path, name: str, expected: str) -> None:
    assert store.resolve(store.load(WorkTree(folder), "2021"), name).task.id == expected


@pytest.mark.parametrize("name", ["99", "main/99", "plan/1", "2021-main-099", "东湖", "", "../1"])
def test_other_names_are_not_found(folder: Path, name: str) -> None:
    with pytest.raises(NotFound):
        store.resolve(store.load(WorkTree(folder), "2021"), name)


def test_the_ledger_follows_from_task_period_or_being_alone(folder: Path) -> None:
    tree = WorkTree(folder)
    assert store.choose(tree, None) == "2021"
    other = folder / "tasks/2021-west"
    other.mkdir()
    (other / "ledger.yaml").write_text("title: 虚构\nyear: 2021\nlists: {main: {title: 表}}\n", "utf-8")
    for name in ("2022-east", "2022-west", "2023-east"):
        shutil.copytree(other, folder / "tasks" / name)
    assert store.choose(tree, None, "2021-west-main-001") == "2021-west"
    assert store.choose(tree, None, "2021-main-001") == "2021"
    assert store.choose(tree, None, None, Period.parse("2021-04")) == "2021"
    assert store.choose(tree, None, None, Period.parse("2023-04")) == "2023-east"
    with pytest.raises(UsageProblem, match="没有说是哪本台账"):
        store.choose(tree, None, None, Period.parse("2022-04"))
    with pytest.raises(UsageProblem, match="哪本台账"):
        store.choose(tree, None)
    with pytest.raises(NotFound, match="2022"):
        store.choose(tree, "2022")


@pytest.mark.parametrize("name", ["..", "2021/main", "", ".git"])
def test_a_ledger_name_never_leaves_the_folder(folder: Path, name: str) -> None:
    with pytest.raises(NotFound):
        store.load(WorkTree(folder), name)


def test_unusable_settings_say_what_is_missing(folder: Path) -> None:
    (folder / "tasks/2021/ledger.yaml").write_text("title: 虚构\n", "utf-8")
    with pytest.raises(LedgerError, match=r"ledger\.yaml 用不了"):
        store.load(WorkTree(folder), "2021")


def test_the_root_is_found_from_inside_and_missed_outside(folder: Path, tmp_path: Path) -> None:
    assert store.find_root(folder / "tasks/2021/main") == folder.resolve()
    with pytest.raises(NotFound, match="不是台账"):
        store.find_root(tmp_path)


@pytest.mark.parametrize(
    ("number", "size", "expected"),
    [
        (37, 102, "tasks/2020/main/037.yaml"),
        (37, 201, "tasks/2020/main/001-100/037.yaml"),
        (200, 500, "tasks/2020/main/101-200/200.yaml"),
        (1037, 10000, "tasks/2020/main/01001-01100/01037.yaml"),
    ],
)
def test_long_lists_are_filed_by_the_hundred(number: int, size: int, expected: str) -> None:
    assert store.task_path("2020", "main", number, size) == expected


def test_writing_replaces_whole_and_keeps_the_mode(tmp_path: Path) -> None:
    path = tmp_path / "任务.yaml"
    path.write_bytes("旧".encode())
    path.chmod(0o640)
    store.write_bytes(path, "新".encode())
    assert path.read_text("utf-8") == "新" and path.stat().st_mode & 0o777 == 0o640
    assert [p.name for p in tmp_path.iterdir()] == ["任务.yaml"]


def test_a_folder_that_cannot_be_written_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "没有" / "任务.yaml"
    with pytest.raises(FileRefused, match="写不进"):
        store.write_bytes(path, b"x")


@pytest.mark.parametrize("name", ["2", "main/2", "2021-main-002"])
def test_a_task_whose_file_cannot_be_read_is_not_taken_for_another(folder: Path, name: str) -> None:
    ledger_folder = folder / "tasks/2021"
    path = ledger_folder / "main/002.yaml"
    path.write_bytes(path.read_text("utf-8").encode("gb18030"))
    ledger = store.load(store.WorkTree(folder), "2021")
    with pytest.raises(NotFound, match=r"main/002\.yaml 读不出来.*GBK"):
        store.resolve(ledger, name)
    assert store.resolve(ledger, "1").task.number == 1
