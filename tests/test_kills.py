"""kill -9 at random points of import form, seal and a merge: files whole, index usable, acknowledged work present.

The short version is always on; TAIZHANG_FUZZ=1 makes it long.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ledger import store, yamlfile
from tests.conftest import ROOT, git

FORMS = ROOT / "tests/data/forms"
LONG = os.environ.get("TAIZHANG_FUZZ") == "1"
pytestmark = pytest.mark.skipif(os.name != "posix", reason="杀进程组只有 POSIX 系统才有")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A repository with the real 2020 ledger; the forms that are read into it are invented (虚构)."""
    root = tmp_path / "office"
    shutil.copytree(ROOT / "tasks/2020", root / "tasks/2020")
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "立项")
    return root


def killed(where: Path, after: float, *command: str) -> str:
    """What a command had printed when it and its children were killed."""
    with subprocess.Popen(
        command,
        cwd=where,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    ) as process:
        time.sleep(after)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        assert process.stdout
        return process.stdout.read()


def taizhang(where: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The same command, left alone; locks of a killed git older than a second are cleared by the program."""
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        cwd=where,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def length(where: Path, *command: str) -> float:
    """Seconds that a command takes here and now: on a busy machine it would be killed before it has begun."""
    begun = time.monotonic()
    subprocess.run(command, cwd=where, capture_output=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    return time.monotonic() - begun


def require_whole(root: Path) -> None:
    """Every task file is a whole task, at every moment."""
    for path in (root / "tasks").rglob("*.yaml"):
        value, found = yamlfile.load(path.read_bytes())
        assert isinstance(value, dict), (path, found)


def test_import_form(office: Path) -> None:
    chance = random.Random("form")
    forms = sorted(str(path) for path in FORMS.glob("2020-0*.docx"))
    reading = length(office, sys.executable, "-m", "cli", "import", "form", "--dry-run", *forms)
    for _ in range(40 if LONG else 4):
        # one commit after the other comes behind the reading
        killed(office, chance.uniform(0.2, 2.5) * reading, sys.executable, "-m", "cli", "import", "form", *forms)
        require_whole(office)
    time.sleep(1.1)
    done = taizhang(office, "import", "form", *forms)
    assert done.returncode == 0, done.stderr
    assert git(office, "status", "--porcelain") == ""
    git(office, "fsck", "--strict")
    subjects = git(office, "log", "--format=%s").splitlines()
    assert len([subject for subject in subjects if subject.startswith("进展")]) == len(forms) == len(set(subjects)) - 1
    again = taizhang(office, "import", "form", *forms)
    assert again.returncode == 0 and git(office, "log", "--format=%s").splitlines() == subjects
    entries = sum(len(r.task.progress) for r in store.load(store.WorkTree(office), "2020").records)
    before = sum(len(r.task.progress) for r in store.load(store.WorkTree(ROOT), "2020").records)
    assert entries - before == 2 * (10 + 19 + 14 + 14 + 21 + 24)


def test_a_form_that_was_half_written_is_booked_whole(office: Path) -> None:
    form = str(FORMS / "2020-03-区重点工程服务中心-附件4.docx")
    dies = (
        "import os, sys\n"
        "from ledger.gitrepo import files\n"
        "replace, done = files.replace, []\n"
        "def dying(full, data):\n"
        "    replace(full, data)\n"
        "    done.append(full)\n"
        "    if sum('tasks' in str(path) for path in done) == 10:\n"
        "        os._exit(9)\n"
        "files.replace = dying\n"
        "from cli.main import cli\n"
        "cli.main(['import', 'form', sys.argv[1]])\n"
    )
    half = subprocess.run(
        [sys.executable, "-c", dies, form], cwd=office, capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert half.returncode == 9 and len(git(office, "status", "--porcelain", "tasks").splitlines()) == 10
    done = taizhang(office, "import", "form", form)
    assert done.returncode == 0, done.stderr
    assert "已恢复原样" in done.stderr
    assert git(office, "log", "--format=%s").splitlines()[0].endswith("区重点工程服务中心 24项")
    assert len(git(office, "log", "--format=%s").splitlines()) == 2 and git(office, "status", "--porcelain") == ""


def test_seal(repo: Path) -> None:
    chance = random.Random("seal")
    whole = length(repo, sys.executable, "-m", "cli", "seal", "2021-03")
    git(repo, "tag", "-d", "sealed/2021/2021-03")
    for _ in range(100 if LONG else 5):
        killed(repo, chance.uniform(0.1, 1.1) * whole, sys.executable, "-m", "cli", "seal", "2021-03")
        require_whole(repo)
        named = git(repo, "tag", "-l", "sealed/*").split()
        if named:
            assert "Digest: sha256:" in git(repo, "cat-file", "tag", named[0])
            git(repo, "tag", "-d", named[0])
    time.sleep(1.1)
    done = taizhang(repo, "seal", "2021-03")
    assert done.returncode == 0, done.stderr
    git(repo, "fsck", "--strict")
    assert git(repo, "status", "--porcelain") == ""
    assert taizhang(repo, "audit").returncode == 0


def test_merge(repo: Path) -> None:
    """Git runs the driver; killed anywhere, the merge is undone by git or done again, and nobody's entry is lost."""
    chance = random.Random("merge")
    taizhang(repo, "doctor", "install")
    driver = f"PYTHONPATH={ROOT} {sys.executable} -m cli merge-driver %O %A %B %P"
    git(repo, "config", "merge.taizhang.driver", driver)
    git(repo, "add", "-A")
    git(repo, "commit", "-q", "--allow-empty", "-m", "设置")
    git(repo, "switch", "-q", "-c", "other")
    for branch, unit in (("other", "区发改局"), ("main", "东湖街道办事处")):
        git(repo, "switch", "-q", branch)
        done = taizhang(
            repo,
            "update",
            "2",
            "--period",
            "2021-04",
            "--unit",
            unit,
            "--done",
            f"{unit}引进1个。",
            "--verdict",
            "完成",
        )
        assert done.returncode == 0, done.stderr
    merge = ("git", "merge", "-q", "--no-edit", "other")
    whole = length(repo, *merge)
    git(repo, "reset", "-q", "--hard", "HEAD~1")
    for _ in range(100 if LONG else 4):
        killed(repo, chance.uniform(0.05, 1.1) * whole, *merge)
        (repo / ".git/index.lock").unlink(missing_ok=True)
        require_whole(repo)
        git(repo, "reset", "-q", "--hard", "main~0" if git(repo, "rev-list", "--merges", "HEAD") == "" else "HEAD~1")
    git(repo, *merge[1:])
    task = next(r.task for r in store.load(store.WorkTree(repo), "2021").records if r.task.id == "2021-main-002")
    assert sorted(e.unit for e in task.progress if str(e.period) == "2021-04") == ["东湖街道办事处", "区发改局"]
    git(repo, "fsck", "--strict")
