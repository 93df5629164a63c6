"""audit: a clean year is clean, and each way of tampering with it is found and named, or said to be unprovable."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.conftest import git
from tests.history.scenes import HOUSES, PROJECTS, alter, at, head, save, update

Run = Callable[..., Result]
DONE = "progress/2021-03/区住建局/done"
SEAL = "sealed/2021/2021-03"


def audited(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code in (0, 1), result.output
    shape = json.loads(result.stdout)
    assert set(shape) == {"findings", "counts"}
    assert (result.exit_code == 1) is bool(shape["counts"]["error"])
    return shape["findings"]  # type: ignore[no-any-return]


def codes(result: Result) -> list[str]:
    return sorted({finding["code"] for finding in audited(result)})


@pytest.fixture
def year(repo: Path, taizhang: Run) -> Path:
    """March sealed, April reported in time, March corrected, a file renamed, two branches merged, April sealed."""
    with at("2021-04-15"):
        assert taizhang(repo, "seal", "2021-03", "--with-findings", "虚构").exit_code == 0
    with at("2021-05-06"):
        update(taizhang, repo, "main/1", "2021-04", "区住建局", "2021-05-06", "--done", "建成400套。")
    with at("2021-05-07"):
        approval = ("--reason", "单位来函", "--approved-by", "督查室")
        assert taizhang(repo, "correct", "main/1", "--field", DONE, "--to", "建成300套。", *approval).exit_code == 0
    git(repo, "switch", "-q", "-c", "side")
    with at("2021-05-08"):
        update(taizhang, repo, "main/2", "2021-04", "区发改局", "2021-05-07", "--done", "引进4个。")
    git(repo, "switch", "-q", "main")
    with at("2021-05-09"):
        git(repo, "mv", HOUSES, "tasks/2021/main/101.yaml")
        save(repo, "改名")
        git(repo, "merge", "-q", "--no-edit", "side")
    with at("2021-05-20"):
        assert taizhang(repo, "seal", "2021-04", "--with-findings", "虚构").exit_code == 0
    return repo


MOVED = "tasks/2021/main/101.yaml"


@pytest.mark.parametrize("deep", [(), ("--deep",)])
def test_a_clean_year_is_clean(year: Path, taizhang: Run, deep: tuple[str, ...]) -> None:
    assert audited(taizhang(year, "audit", *deep, "--json")) == []


def test_tampering_a_sealed_record_by_hand(year: Path, taizhang: Run) -> None:
    with at("2021-06-01"):
        commit = alter(year, MOVED, "建成400套。", "建成450套。")
    found = audited(taizhang(year, "audit", "--json"))
    assert sorted((f["code"], f["path"]) for f in found) == [("H001", MOVED), ("H008", MOVED)]
    sealed = next(f for f in found if f["code"] == "H001")
    line = (year / MOVED).read_text("utf-8").splitlines()[sealed["line"] - 1]
    assert "建成450套。" in line and "“建成400套。”变成“建成450套。”" in sealed["message"]
    assert commit[:10] in next(f for f in found if f["code"] == "H008")["message"]


def test_tampering_under_cover_of_another_report(year: Path, taizhang: Run) -> None:
    cover = "进展(2021-main-003): 2021-05\n\nTask: 2021-main-003\nPeriod: 2021-05\nUnit: 区教体局\nKind: progress"
    with at("2021-06-01"):
        alter(year, PROJECTS, "引进亿元以上项目3个。", "引进亿元以上项目5个。", cover)
    assert codes(taizhang(year, "audit", "--json")) == ["H001", "H009"]


def test_tampering_with_a_false_correction(year: Path, taizhang: Run) -> None:
    """The record says one thing, the field another."""
    with at("2021-06-01"):
        message = "更正(2021-main-001): x\n\nTask: 2021-main-001\nPeriod: 2021-03\nUnit: 区住建局\nKind: correction"
        alter(year, MOVED, "done: 建成300套。", "done: 建成600套。", message)
    assert codes(taizhang(year, "audit", "--json")) == ["H001"]


def test_tampering_by_moving_the_tag(year: Path, taizhang: Run) -> None:
    said = git(year, "tag", "-l", "--format=%(contents)", SEAL)
    git(year, "tag", "-f", "-a", "-m", said, SEAL, "HEAD")
    found = audited(taizhang(year, "audit", "--json"))
    assert {f["code"] for f in found} == {"H002"}
    assert any("被移动过" in f["message"] for f in found) and any("被重建过" in f["message"] for f in found)


def test_tampering_by_deleting_the_tag(year: Path, taizhang: Run) -> None:
    git(year, "tag", "-d", SEAL)
    assert [f["code"] for f in audited(taizhang(year, "audit", "--json"))] == ["H002"]
    git(year, "tag", "-d", "sealed/2021/2021-04")
    assert audited(taizhang(year, "audit", "--json")) == []
    assert "最后一次封存的标签如果被删除" in taizhang(year, "rule", "H002").stdout


def test_tampering_by_writing_history_anew(year: Path, taizhang: Run) -> None:
    """The whole branch made again, with another text from the start."""
    git(year, "switch", "-q", "--orphan", "new")
    git(year, "checkout", "-q", "main", "--", ".")
    with at("2021-04-12"):
        save(year, "立项")
    assert codes(taizhang(year, "audit", "--json")) == ["H003"]


def test_tampering_by_replaced_objects(year: Path, taizhang: Run) -> None:
    old, new = git(year, "rev-parse", "HEAD~2").strip(), head(year)
    git(year, "replace", old, new)
    found = audited(taizhang(year, "audit", "--json"))
    assert [f["code"] for f in found] == ["H003"] and old[:10] in found[0]["message"]


def test_back_dated_commits(year: Path, taizhang: Run) -> None:
    with at("2021-05-21", committed="2021-06-20"):
        alter(year, MOVED, "leaders: [甲某]", "leaders: [丙某]")
    assert codes(taizhang(year, "audit", "--json")) == ["H005"]
    with at("2021-05-21"):
        alter(year, MOVED, "leaders: [丙某]", "leaders: [丁某]")
    found = audited(taizhang(year, "audit", "--json"))
    assert len(found) == 2 and any("比它前面的提交" in f["message"] for f in found)


def test_a_commit_dated_back_on_a_side_branch(year: Path, taizhang: Run) -> None:
    """Git shows it behind its own parent; it is found all the same, and blame still knows who wrote what."""
    with at("2021-05-21"):
        base = alter(year, MOVED, "leaders: [甲某]", "leaders: [丙某]")
    git(year, "switch", "-q", "-c", "skewed")
    with at("2021-03-01"):
        skewed = alter(year, MOVED, "number: 1\n", "number: 101\n")
    git(year, "switch", "-q", "main")
    with at("2021-05-22"):
        alter(year, PROJECTS, "category: [项目建设", "category: [招商")
        git(year, "merge", "-q", "--no-edit", "skewed")
    found = audited(taizhang(year, "audit", "--json"))
    assert [f["code"] for f in found] == ["H005"] and skewed[:10] in found[0]["message"]
    origins = {row["field"]: row["commit"] for row in json.loads(taizhang(year, "blame", "main/101", "--json").stdout)}
    assert (origins["number"], origins["leaders"]) == (skewed, base)


def test_entries_against_their_due_date(year: Path, taizhang: Run) -> None:
    with at("2021-06-25"):
        update(taizhang, year, "main/1", "2021-05", "区住建局", "2021-06-03", "--done", "建成500套。")
        update(taizhang, year, "main/2", "2021-05", "区发改局", "2021-06-24", "--done", "引进5个。")
        update(taizhang, year, "main/3", "2021-05", "区教体局", "2021-07-24", "--done", "开工。")
    found = [(f["code"], f["level"], f["path"], f["field"]) for f in audited(taizhang(year, "audit", "--json"))]
    assert sorted(found) == sorted(
        [
            ("H006", "warning", MOVED, "progress[2].reported"),
            ("H007", "notice", PROJECTS, "progress[2]"),
            ("H006", "warning", "tasks/2021/main/003.yaml", "progress[0].reported"),
        ]
    )


def test_deep_holds_the_period_to_its_word(year: Path, taizhang: Run) -> None:
    lie = "进展\n\nTask: 2021-main-003\nPeriod: 2021-06\nUnit: 区教体局\nKind: progress"
    with at("2021-06-05"):
        update(taizhang, year, "main/3", "2021-05", "区教体局", "2021-06-04", "--done", "开工。")
    with at("2021-06-06"):
        alter(year, "tasks/2021/main/003.yaml", "开工。", "竣工。", lie)
    assert codes(taizhang(year, "audit", "--json")) == []
    assert codes(taizhang(year, "audit", "--deep", "--json")) == ["H009"]


def test_a_shallow_clone_says_so(year: Path, tmp_path: Path, taizhang: Run) -> None:
    git(year, "clone", "-q", "--depth", "1", "--branch", "main", f"file://{year}", str(tmp_path / "浅"))
    found = audited(taizhang(tmp_path / "浅", "audit", "--json"))
    assert [f["code"] for f in found] == ["H004"]


def test_text_for_people(year: Path, taizhang: Run) -> None:
    alter(year, MOVED, "建成400套。", "建成450套。")
    result = taizhang(year, "audit", "--level", "error")
    assert result.exit_code == 1 and "H001 sealed-record-changed" in result.stdout and "^" in result.stdout


def test_the_number_of_processes_does_not_grow(year: Path, taizhang: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []
    real = subprocess.Popen.__init__

    def counted(self: Any, args: Any, *rest: Any, **more: Any) -> None:
        started.append(args)
        real(self, args, *rest, **more)

    def count() -> int:
        with monkeypatch.context() as patch:
            patch.setattr(subprocess.Popen, "__init__", counted)
            started.clear()
            taizhang(year, "audit", "--deep", "--json")
        return len(started)

    alter(year, PROJECTS, "category: [项目建设", "category: [第1次")
    before = count()
    for n in range(1, 10):
        alter(year, PROJECTS, f"category: [第{n}次", f"category: [第{n + 1}次")
    assert count() <= before  # what was read the first time may need no process the second
