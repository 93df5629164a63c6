"""The three bars of the history: a task's log, the whole audit, two months compared, each against git alone.

    python -m bench.history                          2,000 tasks, 24,000 commits in build/bench/deep, made when absent
    python -m bench.history --rounds 9 --folder DIR

What is compared runs in turn, round after round, so that a busy machine slows all of it: look at the ratios.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from bench.generate import Plan, generate
from bench.measure import Job, measure
from ledger import store

ROOT = Path(__file__).parent.parent
YEAR = "2021"
MONTHS = ("2021-05-31", "2021-06-30"), ("2021-06-30", "2021-07-31")


def jobs(folder: Path) -> list[Job]:
    """What is measured, floors first; ``folder`` holds the ledger with its history."""
    python = sys.executable
    ours = [python, "-m", "cli", "-C", str(folder)]
    size = len(list((folder / "tasks" / YEAR / "main").rglob("*.yaml")))
    task, path = store.task_id(YEAR, "main", size // 2), store.task_path(YEAR, "main", size // 2, size)
    pairs = [[_last(folder, day) for day in pair] for pair in MONTHS]
    first, other = ([*ours, "diff", *pair] for pair in pairs)
    objects = folder / ".git" / "taizhang-bench"
    listed = subprocess.run(
        ["git", "ls-tree", "-r", "HEAD", "tasks"], cwd=folder, check=True, capture_output=True
    ).stdout
    objects.write_bytes(b"".join(line.split()[2] + b"\n" for line in listed.splitlines()))
    batch = f"git cat-file --batch < {objects}"

    def forget() -> None:
        shutil.rmtree(folder / ".git" / "taizhang", ignore_errors=True)

    def forget_answers() -> None:
        for kept in (folder / ".git" / "taizhang").glob("answers-*"):
            shutil.rmtree(kept)

    return [
        Job("解释器启动", [[python, "-c", "pass"]], ROOT),
        Job("git log 一个文件", [["git", "--no-pager", "log", "--", path]], folder),
        Job("log 一项任务", [[*ours, "log", task, "--json"]], ROOT),
        Job("git log --raw 加 cat-file", [["git", "--no-pager", "log", "--raw"], ["sh", "-c", batch]], folder),
        Job("audit 第一次", [[*ours, "audit", "--json"]], ROOT, before=forget, fine=(0, 1)),
        Job("audit 第二次", [[*ours, "audit", "--json"]], ROOT, fine=(0, 1)),
        Job("git diff --raw", [["git", "--no-pager", "diff", "--raw", *pairs[0]]], folder),
        Job("diff 第一次", [first], ROOT, before=forget),
        Job("diff 另外两个月，有一半读过", [other], ROOT),
        Job("diff 任务都读过", [first], ROOT, before=forget_answers),
        Job("diff 再问一次", [first], ROOT),
    ]


def _last(folder: Path, day: str) -> str:
    """The last commit of a day."""
    asked = ["git", "rev-list", "-1", f"--before={day}T23:59:59+08:00", "HEAD"]
    return subprocess.run(asked, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


BARS = (
    ("log 一项任务", ("git log 一个文件",), 2.0),
    ("audit 第一次", ("git log --raw 加 cat-file",), 1.5),
    ("audit 第二次", ("git log --raw 加 cat-file",), 1.5),
    ("diff 第一次", ("git diff --raw", "解释器启动"), 3.0),
    ("diff 另外两个月，有一半读过", ("git diff --raw", "解释器启动"), 3.0),
    ("diff 任务都读过", ("git diff --raw", "解释器启动"), 3.0),
    ("diff 再问一次", ("git diff --raw", "解释器启动"), 3.0),
)
"""What is measured, the floors it is measured against (added up), and how many times their time it may take."""


def main() -> None:
    """Make the ledger where it is not there yet, measure, print a table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--folder", type=Path, default=ROOT / "build" / "bench" / "deep")
    asked.add_argument("--rounds", type=int, default=5)
    given = asked.parse_args()
    if not given.folder.exists():
        given.folder.parent.mkdir(parents=True, exist_ok=True)
        generate(given.folder, Plan(2000, 12, 24000, 7))
    made = jobs(given.folder)
    measure(made, given.rounds, lambda job, n: print(f"{n} {job.name} {job.failure}", file=sys.stderr))
    named = {job.name: job for job in made}
    print("| 做什么 | 用时 | 比较的用时 | 倍数 | 最快一次的倍数 | 处理器时间的倍数 | 至多 |")
    print("| --- | --: | --: | --: | --: | --: | --: |")
    for name, floors, most in BARS:
        job, under = named[name], [named[floor] for floor in floors]
        if job.failure or any(floor.failure for floor in under):
            print(f"| {name} | {job.failure} | | | | | {most:g} |")
            continue
        wall, work = sum(floor.median for floor in under), sum(floor.work for floor in under)
        best = sum(min(floor.seconds) for floor in under)
        print(
            f"| {name} | {job.median:.3f} 秒 | {wall:.3f} 秒 | {job.median / wall:.2f} "
            f"| {min(job.seconds) / best:.2f} | {job.work / work:.2f} | {most:g} |"
        )


if __name__ == "__main__":
    main()
