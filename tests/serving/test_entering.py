"""登记 through the form: the same commit as ``update``, two editors, files that change meanwhile, hooks, faults."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.conftest import git
from tests.serving.conftest import FORM, MARCH, Answer, Client, Serve, fields_of

TASK = "tasks/2021/main/001.yaml"
ADDRESS = FORM.partition("?")[0]


def commits(repo: Path) -> int:
    return int(git(repo, "rev-list", "--count", "HEAD"))


def field(answer: Answer, label: str) -> str:
    """One field of the form on a page, with its fault."""
    return next(
        part for part in answer.text.split('<div class="field')[1:] if f">{label}" in part.partition("</label")[0]
    )


def test_an_entry_is_the_same_commit_as_with_update(
    repo: Path, serve: Serve, taizhang: Callable[..., Result], tmp_path: Path
) -> None:
    git(repo, "clone", "-q", str(repo), str(tmp_path / "twin"))
    said = {"done": "已建成安置房420套。", "next": "6月底前建成600套。", "verdict": "完成"}
    answer = serve(repo, editing=True).enter(**said, reported="2021-05-07", **{"indicator_安置房建成套数": "420"})
    assert answer.status == 303, answer.text
    options = [part for name, text in said.items() for part in (f"--{name}", text)]
    done = taizhang(
        tmp_path / "twin", "update", "2021-main-001", "--period", "2021-04", "--unit", "区住建局",
        "--reported", "2021-05-07", "--indicator", "安置房建成套数=420", *options,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    for what in ("%s%n%b%an", "%T"):
        ours, theirs = (git(where, "log", "-1", f"--format={what}") for where in (repo, tmp_path / "twin"))
        assert ours == theirs
    assert git(repo, "status", "--porcelain") == ""


def test_the_page_after_it_names_commit_and_findings_and_the_task_shows_it(repo: Path, serve: Serve) -> None:
    client = serve(repo, editing=True)
    answer = client.enter(done="已建成安置房420套。", verdict="完成")
    page = client.get(answer.headers["location"])
    assert git(repo, "rev-parse", "HEAD")[:12] in page.text and "已登记" in page.text
    assert "已建成安置房420套。" in client.get("/task/2021-main-001.html").text
    assert client.get("/-/done/" + "0" * 40).status == 404


def test_an_entry_that_exists_is_filled_in_and_changed(repo: Path, serve: Serve) -> None:
    client = serve(repo, editing=True)
    fields = fields_of(client.get(MARCH))
    assert fields["next"] == "二季度再建成300套。" and fields["reported"] == "2021-04-02"
    assert fields["indicator:安置房建成套数"] == "310" and fields["verdict"] == "完成"
    assert client.enter(MARCH, problems="").status == 303
    text = (repo / TASK).read_text("utf-8")
    assert "problems: 无。" not in text and "二季度再建成300套。" in text
    changed = [line for line in git(repo, "show", "--format=").splitlines() if re.match(r"[+-][^+-]", line)]
    assert changed == ["-    problems: 无。"]


def test_the_second_of_two_editors_is_told_and_sees_both_texts(repo: Path, serve: Serve) -> None:
    client = serve(repo, editing=True)
    first, second = fields_of(client.get(FORM)), fields_of(client.get(FORM))
    assert client.post(ADDRESS, {**first, "done": "甲说：建成420套。"}).status == 303
    count = commits(repo)
    told = client.post(ADDRESS, {**second, "done": "乙说：建成430套。", "next": "乙的计划"})
    assert told.status == 409 and commits(repo) == count
    assert "有人改过" in told.text and "甲说：建成420套。" in told.text
    again = fields_of(told)
    assert again["done"] == "乙说：建成430套。" and again["next"] == "乙的计划"
    # having seen both, the second may decide
    assert client.post(ADDRESS, again).status == 303
    assert "乙说：建成430套。" in (repo / TASK).read_text("utf-8") and commits(repo) == count + 1


def test_two_at_the_very_same_moment(repo: Path, serve: Serve) -> None:
    client = serve(repo, editing=True)
    fields = fields_of(client.get(FORM))
    answers: dict[str, int] = {}

    def send(name: str) -> None:
        answers[name] = client.post(ADDRESS, {**fields, "done": f"{name}说的"}).status

    threads = [threading.Thread(target=send, args=(name,)) for name in ("甲", "乙", "丙")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers.values()) == [303, 409, 409]
    winner = next(name for name, status in answers.items() if status == 303)
    text = (repo / TASK).read_text("utf-8")
    assert [name for name in answers if f"{name}说的" in text] == [winner]


def test_the_same_form_sent_twice_is_one_commit(repo: Path, serve: Serve) -> None:
    client = serve(repo, editing=True)
    fields = fields_of(client.get(FORM)) | {"done": "建成420套。"}
    assert client.post(ADDRESS, fields).status == 303
    count = commits(repo)
    assert client.post(ADDRESS, fields).status == 409 and commits(repo) == count


def test_a_commit_to_another_part_of_the_file_is_no_conflict(repo: Path, serve: Serve) -> None:
    client = serve(repo, editing=True)
    fields = fields_of(client.get(FORM)) | {"done": "建成420套。"}
    path = repo / TASK
    path.write_text(path.read_text("utf-8").replace("完成600套", "完成650套"), "utf-8")
    git(repo, "commit", "-qam", "计划调整")
    assert client.post(ADDRESS, fields).status == 303
    assert "完成650套" in path.read_text("utf-8") and "建成420套。" in path.read_text("utf-8")


def test_an_entry_that_somebody_took_away_meanwhile(repo: Path, serve: Serve) -> None:
    client = serve(repo, editing=True)
    fields = fields_of(client.get(MARCH)) | {"done": "改后的话"}
    path = repo / TASK
    head = path.read_text("utf-8").partition("progress:")[0]
    path.write_text(head, "utf-8")
    git(repo, "commit", "-qam", "删去进展")
    told = client.post(ADDRESS, fields)
    assert told.status == 409 and "改后的话" in told.text and "（空）" in told.text


def test_edits_on_disk_that_are_not_committed_are_not_taken_along(repo: Path, serve: Serve) -> None:
    client = serve(repo, editing=True)
    fields = fields_of(client.get(FORM)) | {"done": "建成420套。"}
    path = repo / TASK
    dirty = path.read_text("utf-8").replace("完成600套", "完成650套")
    path.write_text(dirty, "utf-8")
    count = commits(repo)
    told = client.post(ADDRESS, fields)
    assert told.status == 422 and fields_of(told)["done"] == "建成420套。"
    assert commits(repo) == count and path.read_text("utf-8") == dirty


def test_a_task_that_is_gone_gives_the_text_back(repo: Path, serve: Serve) -> None:
    client = serve(repo, editing=True)
    fields = fields_of(client.get(FORM)) | {"done": "写了很久的进展"}
    git(repo, "rm", "-q", TASK)
    git(repo, "commit", "-qm", "撤销")
    told = client.post(ADDRESS, fields)
    assert told.status == 409 and "写了很久的进展" in told.text and "没有任务" in told.text


def test_a_ledger_that_cannot_be_read_gives_the_text_back(repo: Path, serve: Serve) -> None:
    client = serve(repo, editing=True)
    fields = fields_of(client.get(FORM)) | {"done": "写了很久的进展"}
    (repo / "tasks/2021/ledger.yaml").write_text("title: [", "utf-8")
    told = client.post(ADDRESS, fields)
    assert told.status >= 400 and "写了很久的进展" in told.text


def test_a_failing_hook_leaves_everything_and_is_quoted(repo: Path, serve: Serve) -> None:
    hook = repo / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho '<b>进展要经科长审核</b>' >&2\nexit 1\n")
    hook.chmod(0o755)
    client = serve(repo, editing=True)
    before = (repo / TASK).read_bytes()
    told = client.enter(done="建成420套。")
    assert told.status == 422 and "&lt;b&gt;进展要经科长审核" in told.text
    assert fields_of(told)["done"] == "建成420套。"
    assert (repo / TASK).read_bytes() == before and git(repo, "status", "--porcelain") == ""


def test_faults_stand_at_their_fields(visitor: Client) -> None:
    client = visitor
    count = commits(client.root)
    told = client.enter(done="建成420套。", reported="五月七日", **{"indicator_安置房建成套数": "四百二"})
    assert told.status == 422 and commits(client.root) == count
    assert "不是日期" in field(told, "填报时间") and 'aria-invalid="true"' in field(told, "填报时间")
    assert "不是数字" in field(told, "指标：安置房建成套数") and "四百二" in field(told, "指标：安置房建成套数")
    assert "aria-invalid" not in field(told, "完成情况")
    assert fields_of(told)["done"] == "建成420套。"


def test_rules_of_the_ledger_stand_at_their_fields_and_can_be_overruled(repo: Path, serve: Serve) -> None:
    client = serve(repo, editing=True)
    told = client.enter(done="建成420套。", verdict="差不多")
    assert told.status == 422 and "差不多" in field(told, "自报评价") and 'class="fault"' in field(told, "自报评价")
    again = fields_of(told)
    assert "force" not in again and "情况属实" in told.text
    assert client.post(ADDRESS, {**again, "force": "yes"}).status == 303
    assert "差不多" in (repo / TASK).read_text("utf-8")


def test_nothing_filled_in_is_said(visitor: Client) -> None:
    told = visitor.enter(reported="2021-05-07", done=" \r\n ")
    assert told.status == 422 and "还没有填写" in told.text and "--done" not in told.text


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("2021-main-001?period=2021-13", "没有“2021-13”这一期"),
        ("2021-main-001?unit=%E5%8C%BA%E7%BA%AA%E5%A7%94", "不是 2021-main-001 的责任单位"),
        ("2021-main-999", "没有任务 2021-main-999"),
    ],
)
def test_forms_that_make_no_sense_say_so(visitor: Client, asked: str, message: str) -> None:
    answer = visitor.get(f"/-/edit/{asked}")
    assert answer.status == 404 and message in answer.text


def test_a_form_opens_with_the_latest_period_and_the_lead_unit(visitor: Client) -> None:
    fields = fields_of(visitor.get("/-/edit/2021-main-001"))
    assert (fields["period"], fields["unit"]) == ("2021-03", "区住建局")


def test_a_period_of_another_kind_can_be_chosen_too(visitor: Client) -> None:
    page = visitor.get("/-/edit/2021-main-001?period=2021-Q1")
    assert fields_of(page)["period"] == "2021-Q1" and '<option value="2021-Q1" selected>' in page.text


def test_the_members_of_a_group_may_report(repo: Path, serve: Serve) -> None:
    client = serve(repo, editing=True)
    path = repo / TASK
    path.write_text(path.read_text("utf-8").replace("相关街道办事处", "各街道办事处"), "utf-8")
    git(repo, "commit", "-qam", "责任单位")
    page = client.get("/-/edit/2021-main-001")
    assert "东湖街道办事处" in page.text and "西岭街道办事处" in page.text


HOSTILE = "</textarea><script>alert(1)</script>\u202e\x1b[2J\"'><img src=x onerror=alert(1)>"


def test_hostile_text_is_inert_wherever_it_comes_back(repo: Path, serve: Serve) -> None:
    client = serve(repo, editing=True)
    refused = client.enter(done=HOSTILE, reported=HOSTILE, verdict=HOSTILE, **{"indicator_安置房建成套数": HOSTILE})
    taken = client.enter(done=HOSTILE, problems="<script>alert(2)</script>")
    assert taken.status == 303
    second = client.post(ADDRESS, {**fields_of(client.get(FORM)), "version": "new", "done": "<script>x</script>"})
    task = client.get("/task/2021-main-001.html")
    for answer in (refused, client.get(taken.headers["location"]), second, task, client.get(FORM)):
        assert "<script>" not in answer.text and "<img" not in answer.text
        assert "\u202e" not in answer.text and "\x1b" not in answer.text


def test_fields_that_are_not_of_the_form_are_passed_over(repo: Path, serve: Serve) -> None:
    client = serve(repo, editing=True)
    fields = fields_of(client.get(FORM)) | {"done": "建成420套。", "id": "x", "source": "伪造", "joint": "x"}
    assert client.post(ADDRESS, fields).status == 303
    assert "伪造" not in (repo / TASK).read_text("utf-8")


def test_more_than_a_form_holds_is_refused(visitor: Client) -> None:
    client = visitor
    answer = client.post(ADDRESS, {f"f{n}": "x" for n in range(1000)})
    assert answer.status == 400
    assert client.ask("POST", ADDRESS, b"{}", {"Content-Type": "application/json"}).status in (400, 403)
    broken = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.ask("POST", ADDRESS, b"done=%ff%fe", broken).status == 400
