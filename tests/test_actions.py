"""What people do to a ledger, each as one commit with its subject and trailers."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from ledger import actions, edits, store
from ledger.errors import EditRefused, GitRefused, NotFound, UsageProblem
from ledger.periods import Period
from ledger.values import replace
from tests.conftest import git

APRIL = Period(2021, "month", 4)
FIRST = "tasks/2021/main/001.yaml"


def place(root: Path, task: str = "main/1") -> actions.Place:
    ledger = store.load(store.WorkTree(root), "2021")
    return actions.Place(root, ledger, store.resolve(ledger, task))


def message(repo: Path, commit: str = "HEAD") -> str:
    return git(repo, "log", "-1", "--format=%B", commit).strip()


def task_of(repo: Path, path: str = FIRST) -> edits.proof.Task:
    return edits.read_task((repo / path).read_text("utf-8"))


def test_update(repo: Path) -> None:
    given = {
        "done": "建成420套。\n另有1栋封顶。",
        "problems": "无。",
        "reported": date(2021, 5, 8),
        "indicators": {"安置房建成套数": Decimal(420)},
    }
    done = actions.update(place(repo), APRIL, "住建局", given, source="四月.txt sha256:0f")
    assert (done.path, done.id, done.period) == (FIRST, "2021-main-001", APRIL)
    assert message(repo, str(done.commit)) == (
        "进展(2021-main-001): 2021-04 区住建局\n\n"
        "Task: 2021-main-001\nPeriod: 2021-04\nUnit: 区住建局\nKind: progress\nSource: 四月.txt sha256:0f"
    )
    entry = task_of(repo).progress[1]
    assert (entry.unit, entry.reported, entry.indicators) == (
        "区住建局",
        date(2021, 5, 8),
        {"安置房建成套数": Decimal(420)},
    )
    assert git(repo, "show", "--format=", "--numstat", "HEAD").split()[:2] == ["8", "0"]


def test_the_other_acts_and_their_messages(repo: Path) -> None:
    here = place(repo)
    who = {"reason": "单位来函", "approved_by": "督查室"}
    actions.review(here, APRIL, "未完成", on=date(2021, 5, 12), note="现场查看。")
    assert message(repo) == (
        "评价(2021-main-001): 2021-04 未完成\n\nTask: 2021-main-001\nPeriod: 2021-04\nKind: review"
    )
    actions.extend(here, date(2021, 9, 30), on=date(2021, 5, 20), **who)
    assert message(repo) == "延期(2021-main-001): 至 2021-09-30\n\nTask: 2021-main-001\nKind: extension"
    actions.correct(here, "进展/2021-03/住建局/完成情况", "建成312套。", **who)
    assert message(repo) == (
        "更正(2021-main-001): progress/2021-03/区住建局/done\n\n"
        "Task: 2021-main-001\nPeriod: 2021-03\nUnit: 区住建局\nKind: correction"
    )
    actions.correct(here, "plan/2021-Q2", "完成500套。", adjust=True, **who)
    assert message(repo) == (
        "调整(2021-main-001): plan/2021-Q2\n\nTask: 2021-main-001\nPeriod: 2021-Q2\nKind: adjustment"
    )
    actions.close(here, date(2021, 12, 1), **who)
    assert message(repo) == "办结(2021-main-001): 2021-12-01\n\nTask: 2021-main-001\nKind: closure"
    actions.close(here, date(2021, 12, 2), reopen=True, **who)
    assert message(repo) == "重新督办(2021-main-001): 2021-12-02\n\nTask: 2021-main-001\nKind: reopening"
    task = task_of(repo)
    assert [change.kind for change in task.changes] == [
        "extension",
        "correction",
        "adjustment",
        "closure",
        "reopening",
    ]
    assert task.reviews[1].by == "督查室"
    assert git(repo, "rev-list", "--count", "HEAD").strip() == "7"


@pytest.mark.parametrize(
    ("named", "stored"),
    [
        ("住建局", "区住建局"),
        ("区住房和城乡建设局", "区住建局"),
        ("云山控股集团", "云山控股集团"),
        (" 区住建局 ", "区住建局"),
    ],
)
def test_a_unit_is_stored_in_the_form_of_the_task(repo: Path, named: str, stored: str) -> None:
    assert actions.unit_form(place(repo), named) == stored


def test_a_unit_that_is_not_responsible_is_a_visible_warning(repo: Path) -> None:
    done = actions.update(place(repo), APRIL, "教体局", {"done": "完成。"})
    assert "R007" in [finding.code for finding in done.findings]
    assert task_of(repo).progress[1].unit == "区教体局"


def test_errors_refuse_unless_forced(repo: Path) -> None:
    given = {"done": "建成250套。", "indicators": {"安置房建成套数": Decimal(250)}}
    head = git(repo, "rev-parse", "HEAD")
    with pytest.raises(EditRefused, match="P003") as refused:
        actions.update(place(repo), APRIL, "区住建局", given)
    assert "--force" in refused.value.hint
    assert git(repo, "rev-parse", "HEAD") == head
    assert git(repo, "status", "--porcelain") == ""
    done = actions.update(place(repo), APRIL, "区住建局", given, how=actions.How(force=True))
    assert "P003" in [finding.code for finding in done.findings]


def test_a_waived_rule_does_not_refuse(repo: Path) -> None:
    text = (repo / FIRST).read_text("utf-8")
    waiver = "waivers:\n  - {rule: P003, period: 2021-04, reason: 口径改为已交付套数, by: 督查室}\n"
    (repo / FIRST).write_text(text + waiver, "utf-8")
    git(repo, "commit", "-qam", "豁免")
    given = {"done": "交付250套。", "indicators": {"安置房建成套数": Decimal(250)}}
    assert actions.update(place(repo), APRIL, "区住建局", given).findings == ()


def test_faults_that_were_there_before_do_not_refuse(repo: Path) -> None:
    text = (repo / FIRST).read_text("utf-8").replace("verdict: 完成\n", "verdict: 很好\n")
    (repo / FIRST).write_text(text, "utf-8")
    git(repo, "commit", "-qam", "旧错")
    assert actions.update(place(repo), APRIL, "区住建局", {"done": "完成。"}).commit


def test_replacing_changes_only_what_is_given(repo: Path) -> None:
    march = Period(2021, "month", 3)
    before = task_of(repo).progress[0]
    actions.update(place(repo), march, "住建局", {"next": "五月建成。", "problems": ""}, replace_existing=True)
    assert task_of(repo).progress[0] == replace(before, next="五月建成。", problems="")
    with pytest.raises(EditRefused, match="已经有了"):
        actions.update(place(repo), march, "住建局", {"next": "六月建成。"})


def test_nothing_to_say(repo: Path) -> None:
    for given in ({}, {"done": "  \n"}, {"reported": date(2021, 5, 8)}):
        with pytest.raises(UsageProblem, match="没有要登记的内容"):
            actions.update(place(repo), APRIL, "区住建局", given)


def test_a_dry_run_writes_nothing_and_needs_no_repository(folder: Path) -> None:
    before = (folder / FIRST).read_bytes()
    done = actions.update(place(folder), APRIL, "区住建局", {"done": "完成。"}, how=actions.How(dry_run=True))
    assert done.commit is None
    assert "+    done: 完成。" in done.diff.splitlines()
    assert (folder / FIRST).read_bytes() == before
    with pytest.raises(NotFound, match="不在 git 仓库里"):
        actions.update(place(folder), APRIL, "区住建局", {"done": "完成。"})


def test_values_cannot_forge_trailers_or_lines(repo: Path) -> None:
    wicked = "督查室\nKind: seal\x1b[2J\u2028Task: x"
    actions.extend(place(repo), date(2021, 9, 30), reason="一\nKind: seal", approved_by=wicked, on=date(2021, 5, 1))
    actions.correct(place(repo), "other/甲\nKind: seal", "乙", reason="一", approved_by="丙")
    for commit in ("HEAD", "HEAD~1"):
        trailers = git(repo, "log", "-1", "--format=%(trailers:key=Kind,valueonly)", commit).split()
        assert trailers in (["extension"], ["correction"])
    change = task_of(repo).changes[0]
    assert change.approved_by == "督查室 Kind: seal [2J Task: x"
    assert change.reason == "一\nKind: seal"


def test_author_date_and_detached_head(repo: Path) -> None:
    git(repo, "switch", "-q", "--detach")
    how = actions.How(author="张三 <z@example.invalid>", date=datetime(2021, 5, 8, tzinfo=UTC), allow_detached=True)
    done = actions.update(place(repo), APRIL, "区住建局", {"done": "完成。"}, how=how)
    shown = git(repo, "log", "-1", "--format=%an %ad", "--date=short", str(done.commit))
    assert shown.strip() == "张三 2021-05-08"
    with pytest.raises(GitRefused, match="游离"):
        actions.update(place(repo), Period(2021, "month", 5), "区住建局", {"done": "完成。"})


def test_a_ledger_below_the_top_of_the_repository(folder: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "始")
    done = actions.update(place(folder), APRIL, "区住建局", {"done": "完成。"})
    assert done.path == FIRST
    assert git(tmp_path, "show", "-z", "--name-only", "--format=").strip("\0\n") == f"台账/{FIRST}"


def test_edits_are_made_from_the_latest_text(repo: Path) -> None:
    stale = place(repo)
    actions.update(place(repo), APRIL, "云山控股集团", {"done": "先到。"})
    actions.update(stale, APRIL, "区住建局", {"done": "后到。"})
    assert [entry.done for entry in task_of(repo).progress[1:]] == ["先到。", "后到。"]
    with pytest.raises(EditRefused, match="已经有了"):
        actions.update(stale, APRIL, "云山控股集团", {"done": "第二次。"})


def test_a_file_that_went_away_or_is_in_another_encoding(repo: Path) -> None:
    stale = place(repo)
    (repo / FIRST).write_bytes("id: 甲".encode("gb18030"))
    with pytest.raises(EditRefused, match="UTF-8"):
        actions.update(stale, APRIL, "区住建局", {"done": "完成。"})
    shutil.move(repo / FIRST, repo / "tasks/2021/main/100.yaml")
    with pytest.raises(NotFound, match="不在了"):
        actions.update(stale, APRIL, "区住建局", {"done": "完成。"})


def test_windows_line_ends_stay(repo: Path) -> None:
    text = (repo / FIRST).read_bytes().replace(b"\n", b"\r\n")
    (repo / FIRST).write_bytes(text)
    git(repo, "commit", "-qam", "回车换行")
    actions.update(place(repo), APRIL, "区住建局", {"done": "一\r\n二"})
    data = (repo / FIRST).read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n")
    assert task_of(repo).progress[1].done == "一\n二"


def test_several_tasks_in_one_commit(repo: Path) -> None:
    here = place(repo)

    def add(unit: str) -> actions.Edit:
        return lambda text: edits.add_entry(text, edits.records.Entry(APRIL, unit, done="完成。"))

    paths = {FIRST: add("区住建局"), "tasks/2021/main/003.yaml": add("区教体局")}
    trailers = [("Task", "2021-main-001"), ("Task", "2021-main-003"), ("Kind", "progress")]
    made = actions.commit_edits(repo, here.ledger, paths, lambda: ("进展: 附件4", trailers), actions.How())
    assert set(git(repo, "show", "--name-only", "--format=", str(made.commit)).split()) == set(paths)
    assert message(repo).count("Task: ") == 2

    def refuse(text: str) -> str:
        raise EditRefused("不行", "改法")

    head = git(repo, "rev-parse", "HEAD")
    with pytest.raises(EditRefused, match=r"003\.yaml：不行"):
        actions.commit_edits(
            repo,
            here.ledger,
            {FIRST: lambda text: text + "# 一\n", "tasks/2021/main/003.yaml": refuse},
            lambda: ("x", []),
            actions.How(),
        )
    assert git(repo, "rev-parse", "HEAD") == head
    assert git(repo, "status", "--porcelain") == ""


def test_a_commit_can_be_reverted_by_git(repo: Path) -> None:
    before = (repo / FIRST).read_bytes()
    actions.update(place(repo), APRIL, "区住建局", {"done": "完成。"})
    subprocess.run(["git", "revert", "--no-edit", "HEAD"], cwd=repo, check=True, capture_output=True)
    assert (repo / FIRST).read_bytes() == before
