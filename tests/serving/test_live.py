"""The pages follow the files: what is read again, what is not, and what stands there meanwhile."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ledger.serving.live import Live
from tests.conftest import git
from tests.serving.conftest import FORM, Serve

TASK = "tasks/2021/main/001.yaml"


@pytest.fixture
def live(repo: Path) -> Live:
    return Live(repo, "2021")


def settled(repo: Path) -> None:
    """As if every file were old: its time can no longer hide a change."""
    for path in (repo / "tasks").rglob("*.yaml"):
        os.utime(path, (1_600_000_000, 1_600_000_000))


def save(repo: Path, before: str, after: str, path: str = TASK) -> None:
    file = repo / path
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after), "utf-8")


def test_only_the_file_that_changed_is_read_again(repo: Path, live: Live) -> None:
    settled(repo)
    live.view(now=True)
    assert live.read_tasks == 5
    assert live.view(now=True) is live.view(now=True) and live.read_tasks == 5
    save(repo, "1200套安置房", "1300套安置房")
    view = live.view(now=True)
    assert live.read_tasks == 6 and "1300套安置房" in view.ledger.by_id["2021-main-001"].task.text


def test_a_change_within_one_tick_of_the_clock_is_seen(repo: Path, live: Live) -> None:
    path = repo / TASK
    live.view(now=True)
    times = (path.stat().st_atime_ns, path.stat().st_mtime_ns)
    save(repo, "1200套安置房", "1300套安置房")
    os.utime(path, ns=times)
    assert "1300套安置房" in live.view(now=True).ledger.by_id["2021-main-001"].task.text


def test_new_and_deleted_files_are_seen(repo: Path, live: Live) -> None:
    live.view(now=True)
    text = (repo / TASK).read_text("utf-8").replace("2021-main-001", "2021-main-009").replace("number: 1", "number: 9")
    (repo / "tasks/2021/main/009.yaml").write_text(text, "utf-8")
    assert "2021-main-009" in live.view(now=True).ledger.by_id
    (repo / "tasks/2021/main/009.yaml").unlink()
    assert "2021-main-009" not in live.view(now=True).ledger.by_id


def test_touching_a_file_is_no_change(repo: Path, live: Live) -> None:
    settled(repo)
    version = live.view(now=True).version
    os.utime(repo / TASK)
    assert live.view(now=True).version == version and live.read_tasks == 5


def test_a_commit_alone_is_a_change_because_pages_name_it(repo: Path, live: Live) -> None:
    before = live.view(now=True)
    git(repo, "commit", "-q", "--allow-empty", "-m", "空")
    after = live.view(now=True)
    assert after.version != before.version and live.read_tasks == 5


def test_a_look_is_shared_by_those_who_ask_at_once(repo: Path) -> None:
    now = [0.0]
    live = Live(repo, "2021", clock=lambda: now[0])
    first = live.view()
    save(repo, "1200套安置房", "1300套安置房")
    assert live.view() is first
    now[0] = 5.0
    assert live.view() is not first


def test_a_broken_task_is_left_out_and_a_broken_ledger_is_told(repo: Path, serve: Serve) -> None:
    client = serve(repo)
    settings = repo / "tasks/2021/ledger.yaml"
    good = settings.read_text("utf-8")
    settings.write_text("title: [", "utf-8")
    client.app.live.view(now=True)
    told = client.get("/")
    assert told.status == 503 and "ledger.yaml 用不了" in told.text and "data-version" in told.text
    settings.write_text(good, "utf-8")
    client.app.live.view(now=True)
    assert client.get("/").status == 200


def test_a_saved_file_changes_the_pages_and_the_version(repo: Path, serve: Serve) -> None:
    client = serve(repo)
    before = json.loads(client.get("/-/version").text)["version"]
    assert f'data-version="{before}"' in client.get("/task/2021-main-001.html").text
    save(repo, "1200套安置房", "1300套安置房")
    client.app.live.view(now=True)
    after = json.loads(client.get("/-/version").text)["version"]
    assert after != before and "1300套安置房" in client.get("/task/2021-main-001.html").text


def test_a_form_asks_about_its_own_entry_alone(repo: Path, serve: Serve) -> None:
    client = serve(repo, editing=True)
    asked = "/-/version?task=2021-main-001&" + FORM.partition("?")[2]
    assert json.loads(client.get(asked).text)["entry"] == "new"
    save(repo, "1200套安置房", "1300套安置房")
    client.app.live.view(now=True)
    assert json.loads(client.get(asked).text)["entry"] == "new"
    git(repo, "checkout", "-q", TASK)
    assert client.enter(done="建成420套。").status == 303
    assert json.loads(client.get(asked).text)["entry"] != "new"


def test_without_git_the_pages_can_be_looked_at(folder: Path, serve: Serve) -> None:
    assert serve(folder).get("/task/2021-main-001.html").status == 200


def test_every_page_of_the_site_is_served(repo: Path, serve: Serve) -> None:
    client = serve(repo)
    site = client.app.live.view().site
    assert site is not None
    for path in site.paths():
        answer = client.get(f"/{path}")
        assert answer.status == 200 and answer.body, path
