"""log and blame on real repositories: the story of a task through renames, merges, odd settings and odd clones."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from cli import output
from tests.conftest import git
from tests.history.scenes import HOUSES, PROJECTS, alter, at, head, save, update

Run = Callable[..., Result]


def rows(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)
    keys = {"commit", "author", "date", "id", "period", "unit", "kind", "subject", "fields"}
    assert all(set(row) >= keys for row in found)
    return found


def told(result: Result) -> list[tuple[str, str, str, list[str]]]:
    return [(row["kind"], row["period"], row["unit"], [f["field"] for f in row["fields"]]) for row in rows(result)]


@pytest.fixture
def year(repo: Path, taizhang: Run) -> Path:
    """立项, 4月进展, 改名, 5月进展, 更正, and a task text changed by hand."""
    with at("2021-05-07", by="张某"):
        update(taizhang, repo, "main/1", "2021-04", "区住建局", "2021-05-06", "--done", "建成400套。")
    git(repo, "mv", HOUSES, "tasks/2021/main/101.yaml")
    with at("2021-05-20"):
        alter(repo, "tasks/2021/main/101.yaml", "number: 1\n", "number: 101\n", "重新编号")
    with at("2021-06-09", by="李某"):
        update(taizhang, repo, "main/101", "2021-05", "区住建局", "2021-06-03", "--done", "建成500套。")
    with at("2021-06-15"):
        field = "progress/2021-04/区住建局/done"
        approval = ("--reason", "单位来函", "--approved-by", "督查室")
        corrected = taizhang(repo, "correct", "main/101", "--field", field, "--to", "建成390套。", *approval)
        assert corrected.exit_code == 0, corrected.output
    with at("2021-07-01"):
        alter(repo, "tasks/2021/main/101.yaml", "1200套安置房建设", "1300套安置房建设")
    return repo


def test_the_story_of_a_task_follows_its_id(year: Path, taizhang: Run) -> None:
    assert told(taizhang(year, "log", "2021-main-001", "--json")) == [
        ("edit", "", "", ["text"]),
        ("correction", "2021-04", "区住建局", ["progress.done", "changes"]),
        ("progress", "2021-05", "区住建局", ["progress"]),
        ("edit", "", "", ["path", "number"]),
        ("progress", "2021-04", "区住建局", ["progress"]),
        ("notice", "", "", ["task"]),
    ]


def test_report_date_and_commit_date_stand_apart(year: Path, taizhang: Run) -> None:
    row = rows(taizhang(year, "log", "main/101", "--period", "2021-04", "--json"))[-1]
    assert (row["author"], row["reported"], row["date"]) == ("张某", "2021-05-06", "2021-05-07T12:00:00+08:00")
    assert row["fields"][0]["after"]["done"] == "建成400套。"
    text = taizhang(year, "log", "main/101").stdout
    assert "2021-05-07 12:00  张某" in text and "填报 2021-05-06" in text


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (("--period", "2021-05"), ["progress"]),
        (("--since", "2021-06-01", "--until", "2021-06-10"), ["progress"]),
        (("--unit", "区住房和城乡建设局", "--since", "2021-05-08", "--until", "2021-06-30"), 2 + 1),
        (("--leader", "甲某", "--since", "2021-05-01"), 5),
        (("--leader", "无此人"), []),
        (("-n", "2"), ["edit", "correction"]),
    ],
)
def test_filters(year: Path, taizhang: Run, filters: tuple[str, ...], expected: list[str] | int) -> None:
    found = rows(taizhang(year, "log", "--ledger", "2021", *filters, "--json"))
    assert (len(found) if isinstance(expected, int) else [row["kind"] for row in found]) == expected


def test_a_slip_in_a_name_gets_a_hint(year: Path, taizhang: Run) -> None:
    result = taizhang(year, "log", "--unit", "区住健局", "--json")
    assert rows(result) == [] and "是不是 区住建局" in result.stderr
    unknown = taizhang(year, "log", "--ledger", "2022")
    assert unknown.exit_code == 3 and "现有台账：2021" in unknown.stderr


def test_two_tasks_that_change_places_keep_their_stories(repo: Path, taizhang: Run) -> None:
    one, other = (repo / HOUSES).read_bytes(), (repo / PROJECTS).read_bytes()
    (repo / HOUSES).write_bytes(other)
    (repo / PROJECTS).write_bytes(one)
    save(repo, "对调")
    alter(repo, PROJECTS, "1200套安置房建设", "1250套安置房建设")
    assert [fields for *_, fields in told(taizhang(repo, "log", "2021-main-001", "--json"))] == [
        ["text"],
        ["path"],
        ["task"],
    ]


def test_a_merge_tells_nothing_twice_and_its_own_changes_once(repo: Path, taizhang: Run) -> None:
    git(repo, "switch", "-q", "-c", "side")
    with at("2021-05-06"):
        update(taizhang, repo, "main/1", "2021-04", "区住建局", "2021-05-06", "--done", "建成400套。")
    git(repo, "switch", "-q", "main")
    with at("2021-05-07"):
        alter(repo, HOUSES, "1200套安置房建设", "1250套安置房建设")
        git(repo, "merge", "-q", "--no-commit", "side")
        text = (repo / HOUSES).read_text("utf-8").replace("建成400套。", "建成401套。")
        (repo / HOUSES).write_text(text, "utf-8")
        merge = save(repo, "合并")
    found = rows(taizhang(repo, "log", "main/1", "--json"))
    mine = next(row for row in found if row["commit"] == merge)
    fields = [(f["field"], f["unit"], f["period"], f["before"], f["after"]) for f in mine["fields"]]
    assert fields == [("progress.done", "区住建局", "2021-04", "建成400套。", "建成401套。")]
    assert len(found) == 4
    origins = {row["field"]: row["commit"] for row in json.loads(taizhang(repo, "blame", "main/1", "--json").stdout)}
    side = git(repo, "rev-parse", "side").strip()
    assert origins["progress/2021-04/区住建局/done"] == merge
    assert origins["progress/2021-04/区住建局/reported"] == side
    assert origins["text"] == git(repo, "rev-parse", "HEAD^1").strip()


def test_blame_names_the_commit_of_every_field(year: Path, taizhang: Run) -> None:
    commits = git(year, "rev-list", "--reverse", "HEAD").split()
    result = taizhang(year, "blame", "main/101", "--json")
    origins = {row["field"]: commits.index(row["commit"]) for row in json.loads(result.stdout)}
    assert {name: origins[name] for name in ("text", "number", "leaders", "changes/1")} == {
        "text": 5,
        "number": 2,
        "leaders": 0,
        "changes/1": 4,
    }
    assert origins["progress/2021-04/区住建局/done"] == 4
    assert origins["progress/2021-04/区住建局/reported"] == 1
    assert origins["progress/2021-05/区住建局/done"] == 3
    (year / "tasks/2021/main/101.yaml").write_text(
        (year / "tasks/2021/main/101.yaml").read_text("utf-8").replace("建成500套。", "建成501套。"), "utf-8"
    )
    assert "未提交" in taizhang(year, "blame", "main/101", "--period", "2021-05").stdout


def test_what_is_gone_is_found_by_its_id(repo: Path, taizhang: Run) -> None:
    git(repo, "rm", "-q", PROJECTS)
    save(repo, "撤下")
    assert [kind for kind, *_ in told(taizhang(repo, "log", "2021-main-002", "--json"))] == ["edit", "notice"]
    never = taizhang(repo, "log", "2021-main-077")
    assert never.exit_code == 3 and "没有任务" in never.stderr


ODD = {
    "color.ui": "always",
    "core.quotePath": "true",
    "diff.noprefix": "true",
    "diff.relative": "true",
    "diff.renames": "copies",
    "diff.orderFile": "order",
    "format.pretty": "oneline",
    "log.date": "relative",
    "log.decorate": "full",
    "log.diffMerges": "separate",
    "log.follow": "true",
    "log.showRoot": "false",
    "log.showSignature": "true",
    "trailer.separators": "=",
}


def test_settings_of_the_user_change_nothing(year: Path, taizhang: Run) -> None:
    plain = taizhang(year, "log", "--ledger", "2021", "--json").stdout, taizhang(year, "log", "main/101").stdout
    (year / "order").write_text("*.zzz\n")
    for name, value in ODD.items():
        git(year, "config", name, value)
    assert (
        taizhang(year, "log", "--ledger", "2021", "--json").stdout,
        taizhang(year, "log", "main/101").stdout,
    ) == plain


def test_bare_and_linked_and_shallow(year: Path, tmp_path: Path, taizhang: Run) -> None:
    whole = rows(taizhang(year, "log", "2021-main-001", "--json"))
    git(year, "clone", "-q", "--bare", str(year), str(tmp_path / "裸 仓库.git"))
    assert rows(taizhang(tmp_path / "裸 仓库.git", "log", "2021-main-001", "--json")) == whole
    git(year, "worktree", "add", "-q", "--detach", str(tmp_path / "旁"))
    assert rows(taizhang(tmp_path / "旁" / "tasks", "log", "2021-main-001", "--json")) == whole
    git(year, "clone", "-q", "--depth", "2", f"file://{year}", str(tmp_path / "浅"))
    short = taizhang(tmp_path / "浅", "log", "2021-main-001", "--json")
    assert len(rows(short)) == 2 and "浅克隆" in short.stderr


def test_a_ledger_below_the_top_of_its_repository(folder: Path, tmp_path: Path, taizhang: Run) -> None:
    top = tmp_path / "总 库"
    top.mkdir()
    git(top, "init", "-q", "-b", "main")
    folder.rename(top / "督查 台账")
    save(top, "立项")
    alter(top, f"督查 台账/{HOUSES}", "1200套安置房建设", "1250套安置房建设")
    found = told(taizhang(top / "督查 台账", "log", "main/1", "--json"))
    assert [fields for *_, fields in found] == [["text"], ["task"]]


def test_a_text_that_does_not_read_is_a_row_of_its_own(repo: Path, taizhang: Run) -> None:
    alter(repo, HOUSES, "leaders: [甲某]", "leaders: [甲某")
    alter(repo, HOUSES, "leaders: [甲某", "leaders: [甲某]")
    found = rows(taizhang(repo, "log", "main/1", "--json"))
    assert [(f["field"], f["before"], f["after"]) for row in found[:2] for f in row["fields"]] == [
        ("file", "读不出", "读得出"),
        ("file", "读得出", "读不出"),
    ]


def test_no_history_yet(folder: Path, taizhang: Run) -> None:
    assert "不在 git 仓库里" in taizhang(folder, "log").stderr
    git(folder, "init", "-q")
    result = taizhang(folder, "log", "main/1")
    assert result.exit_code == 3 and "还没有提交" in result.stderr


def test_the_number_of_processes_does_not_grow(repo: Path, taizhang: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    real = subprocess.Popen.__init__

    def counted(self: Any, args: Any, *rest: Any, **more: Any) -> None:
        started.append(args)
        real(self, args, *rest, **more)

    def count() -> int:
        with monkeypatch.context() as patch:
            patch.setattr(subprocess.Popen, "__init__", counted)
            started.clear()
            rows(taizhang(repo, "log", "main/1", "--json"))
            rows(taizhang(repo, "log", "--ledger", "2021", "--json"))
        return len(started)

    before = count()
    for n in range(12):
        alter(repo, HOUSES, f"第{n - 1}次" if n else "安置房310套", f"第{n}次")
    assert len(git(repo, "log", "--format=%H").split()) == 13 and head(repo)
    assert count() == before


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 1200])
def test_rows_in_parts_are_the_same_document(count: int, capsys: pytest.CaptureFixture[str]) -> None:
    items = [{"n": n, "内容": ["一\n二", None, {}], "空": []} for n in range(count)]
    output.print_json_items(output.json_items(iter(items)))
    parts = capsys.readouterr().out
    output.print_json(items)
    assert parts == capsys.readouterr().out


def test_a_file_is_named_with_the_first_digits_of_its_digest(repo: Path, taizhang: Run) -> None:
    (repo / "四月.txt").write_text("建成401套。", "utf-8")
    told = ("--period", "2021-04", "--unit", "区住建局", "--from", str(repo / "四月.txt"), "--force")
    result = taizhang(repo, "update", "main/1", *told)
    assert result.exit_code == 0, result.output
    line = next(line for line in taizhang(repo, "log", "main/1").stdout.splitlines() if "依据" in line)
    source = json.loads(taizhang(repo, "log", "main/1", "--json").stdout)[0]["source"]
    assert line.endswith(f"依据 {source[:-52]}…") and len(source.rpartition(":")[2]) == 64
