"""Many at once, and killed at random points: nothing acknowledged is lost, nothing is left half done.

A short run is always on; ``TAIZHANG_FUZZ=1`` makes it long.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ledger import edits, yamlfile
from tests.conftest import ROOT, git

LONG = os.environ.get("TAIZHANG_FUZZ") == "1"
UNITS = [f"虚构第{n}局" for n in range(16)]


@pytest.fixture
def wide(repo: Path) -> Path:
    """The invented ledger with 16 more tasks, each with 16 units, and work of the user's under way."""
    for n in range(11, 27):
        units = ", ".join(UNITS)
        (repo / f"tasks/2021/main/{n:03}.yaml").write_text(
            f"# 虚构\nid: 2021-main-{n:03}\nnumber: {n}\ntext: 虚构任务{n}。\nunits:\n  lead: [{units}]\n",
            "utf-8",
        )
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "加16项")
    (repo / "tasks/2021/main/001.yaml").write_text("# 用户改到一半\n", "utf-8")
    (repo / "tasks/2021/main/002.yaml").write_text("# 用户已暂存\n", "utf-8")
    git(repo, "add", "tasks/2021/main/002.yaml")
    return repo


def users_own(repo: Path) -> tuple[str, str]:
    return git(repo, "diff", "--cached", "--raw", "--no-abbrev"), git(repo, "diff", "--raw", "--no-abbrev")


def start(repo: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "cli", "-C", str(repo), *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=environment
    )


def require_sound(repo: Path, acknowledged: list[str]) -> None:
    """The repository is whole, every acknowledged commit is in the branch, and nobody's lock is left."""
    git(repo, "fsck", "--strict", "--no-dangling")
    reachable = set(git(repo, "rev-list", "main").split())
    assert [commit for commit in acknowledged if commit not in reachable] == []
    assert list((repo / ".git").rglob("*.lock")) == []
    assert not (repo / ".git/taizhang/journal").exists()
    assert list(repo.rglob(".*.taizhang")) == []


def test_sixteen_at_once_on_sixteen_tasks(wide: Path) -> None:
    own = users_own(wide)
    running = [
        start(
            wide,
            "update",
            str(n),
            "--period",
            "2021-04",
            "--unit",
            UNITS[0],
            "--done",
            f"完成{n}件。",
            "--force",
            "--json",
        )
        for n in range(11, 27)
    ]
    acknowledged = []
    for process in running:
        out, err = process.communicate()
        assert process.returncode == 0, err
        acknowledged.append(json.loads(out)["commit"])
    assert len(set(acknowledged)) == 16
    require_sound(wide, acknowledged)
    assert users_own(wide) == own
    for commit in acknowledged:
        assert len(git(wide, "show", "--name-only", "--format=", commit).split()) == 1


def test_sixteen_at_once_on_one_task(wide: Path) -> None:
    own = users_own(wide)
    running = [
        start(
            wide,
            "update",
            "11",
            "--period",
            "2021-04",
            "--unit",
            unit,
            "--done",
            f"{unit}已完成。",
            "--force",
            "--json",
        )
        for unit in UNITS
    ]
    acknowledged = []
    for process in running:
        out, err = process.communicate()
        assert process.returncode == 0, err
        acknowledged.append(json.loads(out)["commit"])
    require_sound(wide, acknowledged)
    assert users_own(wide) == own
    task = edits.read_task((wide / "tasks/2021/main/011.yaml").read_text("utf-8"))
    assert sorted(entry.unit for entry in task.progress) == sorted(UNITS)


def test_the_same_entry_twice_at_once_lands_once_and_the_loser_is_told(wide: Path) -> None:
    arguments = ("update", "12", "--period", "2021-04", "--unit", UNITS[0], "--force", "--json", "--done")
    running = [start(wide, *arguments, f"第{n}次。") for n in range(4)]
    ended = [(process.communicate(), process.returncode) for process in running]
    assert sorted(code for _, code in ended) == [0, 3, 3, 3]
    for (_, err), code in ended:
        assert code == 0 or "已经有了" in err
    winner = next(json.loads(out)["commit"] for (out, _), code in ended if code == 0)
    require_sound(wide, [winner])
    assert git(wide, "rev-list", "--count", "HEAD", "--", "tasks/2021/main/012.yaml").strip() == "2"


DRIVER = """
import os
import sys
from pathlib import Path
from ledger import actions, store
from ledger.periods import Period
root = Path(sys.argv[1])
ledger = store.load(store.WorkTree(root), "2021")
place = actions.Place(root, ledger, store.resolve(ledger, sys.argv[2]))
how = actions.How(force=True)
print("go", flush=True)
for n, unit in enumerate(sys.argv[3:]):
    given = {"done": f"{os.getpid()}完成{n}件。" * 200}
    done = actions.update(place, Period.parse("2021-05"), unit, given, replace_existing=True, how=how)
    print(done.commit, flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="杀进程组只有 POSIX 系统才有")
@pytest.mark.parametrize("slow_hook", [False, True])
@pytest.mark.parametrize("whole_group", [False, True])
def test_killed_at_random_points(wide: Path, tmp_path: Path, whole_group: bool, slow_hook: bool) -> None:
    chance = random.Random(f"{whole_group}{slow_hook}")
    driver = tmp_path / "driver.py"
    driver.write_text(DRIVER, "utf-8")
    if slow_hook:
        hook = wide / ".git/hooks/pre-commit"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\nsleep 0.03\n")
        hook.chmod(0o755)
    own = users_own(wide)
    path = wide / "tasks/2021/main/013.yaml"
    acknowledged: list[str] = []
    for attempt in range(100 if LONG else 6):
        units = chance.sample(UNITS, 3)
        with subprocess.Popen(
            [sys.executable, str(driver), str(wide), "13", *units],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            start_new_session=True,
        ) as process:
            assert process.stdout
            assert process.stderr
            assert process.stdout.readline() == "go\n", process.stderr.read()
            time.sleep(chance.uniform(0, 0.3))
            if whole_group:
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
            said = process.stdout.read()
        acknowledged += [line for line in said.splitlines() if len(line) == 40]
        # a reader at any moment sees a whole file
        value, found = yamlfile.load(path.read_bytes())
        assert isinstance(value, dict), (attempt, found)
    last = start(
        wide, "update", "13", "--period", "2021-06", "--unit", UNITS[0], "--done", "完成。", "--force", "--json"
    )
    out, err = last.communicate()
    assert last.returncode == 0, err
    acknowledged.append(json.loads(out)["commit"])
    require_sound(wide, acknowledged)
    assert users_own(wide) == own
    assert git(wide, "status", "--porcelain", "tasks/2021/main/013.yaml") == ""
    # every commit holds a whole task, and one change only
    for commit in git(wide, "rev-list", "HEAD", "--", "tasks/2021/main/013.yaml").split()[:-1]:
        assert git(wide, "show", "--name-only", "--format=", commit).split() == ["tasks/2021/main/013.yaml"]
        edits.read_task(git(wide, "show", f"{commit}:tasks/2021/main/013.yaml"))
