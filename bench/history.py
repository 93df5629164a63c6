"""History at size: an invented ledger of 2,000 tasks and 24,000 commits, and our commands against git's own.

    python -m bench.history FOLDER          make the repository in FOLDER (unless it is there) and measure
    python -m bench.history FOLDER --tasks 200 --months 12

Each month every task gets one report, one commit each (``bench.generate``). Times are the best of three; a ratio
counts against git reading the same objects.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.generate import Plan, generate
from ledger import store


def best(run: Callable[[], object], times: int = 3) -> float:
    """Seconds of the fastest run."""
    found = []
    for _ in range(times):
        begin = time.perf_counter()
        run()
        found.append(time.perf_counter() - begin)
    return min(found)


def measure(folder: Path, tasks: int) -> Iterator[tuple[str, float, float]]:
    """Name, our seconds, git's seconds."""

    def ours(*words: str) -> Callable[[], object]:
        command = [sys.executable, "-m", "cli", "-C", str(folder), *words]

        def run() -> None:
            done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
            if done.returncode not in (0, 1):  # 1: there are findings
                raise SystemExit(done.stderr.decode())

        return run

    def git(*words: str, stdin: bytes | None = None) -> Callable[[], object]:
        return lambda: subprocess.run(
            ["git", "--no-pager", *words], cwd=folder, input=stdin, stdout=subprocess.DEVNULL, check=True
        )

    number, size = tasks // 2, tasks - tasks // 10
    middle, name = store.task_path("2021", "main", number, size), store.task_id("2021", "main", number)
    one = best(git("log", "--raw", "--", middle))
    yield f"log {name}", best(ours("log", name, "--json")), one
    yield f"blame {name}", best(ours("blame", name, "--json")), one
    raw = subprocess.run(
        ["git", "log", "--raw", "--no-abbrev", "--format="], cwd=folder, capture_output=True, check=True
    ).stdout
    names = dict.fromkeys(part for line in raw.splitlines() for part in line.split()[2:4])
    objects = b"".join(one + b"\n" for one in names if one.strip(b"0"))
    everything = best(git("log", "--raw", "--no-abbrev")) + best(git("cat-file", "--batch", stdin=objects))
    names_only = best(git("log", "--format=%H"))
    for words in (("audit",), ("audit", "--deep"), ("log", "--ledger", "2021")):
        yield " ".join(words), best(ours(*words, "--json", "--no-cache"), 1), everything
        ours(*words, "--json")()
        yield f"{' '.join(words)}（第二次，对 git log --format=%H）", best(ours(*words, "--json")), names_only
    yield "log --period 2021-03 -n 50", best(ours("log", "--period", "2021-03", "-n", "50", "--json")), everything
    march, april = (_last_of(folder, f"2021-{month:02}") for month in (3, 4))
    between = best(git("diff", "--raw", march, april))
    between += best(lambda: subprocess.run([sys.executable, "-c", ""], check=True))
    yield "diff 三月 四月（对 git diff --raw 加启动 Python）", best(ours("diff", march, april, "--no-cache")), between
    yield "diff 三月 四月（第二次）", best(ours("diff", march, april)), between
    yield "（启动 Python：taizhang --version）", best(ours("--version")), best(git("--version"))


def _last_of(folder: Path, period: str) -> str:
    """The last commit that brought a report for ``period``."""
    command = ["git", "log", "-1", "--format=%H", f"--grep=Period: {period}"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=True, text=True).stdout.strip()


def main() -> None:
    """Make and measure, as the arguments say."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--tasks", type=int, default=2000)
    asked.add_argument("--months", type=int, default=12)
    given = asked.parse_args()
    if not given.folder.exists():
        generate(given.folder, Plan(given.tasks, given.months, given.tasks * given.months))
    print("| 命令 | 秒 | git 秒 | 倍数 |\n| --- | --: | --: | --: |")
    for name, ours, git in measure(given.folder, given.tasks):
        print(f"| {name} | {ours:.2f} | {git:.2f} | {ours / git:.1f} |", flush=True)


if __name__ == "__main__":
    main()
