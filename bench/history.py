"""History at size: an invented ledger of 2,000 tasks and 24,000 commits, and our commands against git's own.

    python -m bench.history FOLDER          make the repository in FOLDER (unless it is there) and measure
    python -m bench.history FOLDER --tasks 200 --months 12

Each month every task gets one report, one commit each, made with ``git fast-import``. Times are the best of
three; a ratio counts against git reading the same objects.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

UNITS = ("区住建局", "区发改局", "区教体局", "区城管局", "区水务局")
SETTINGS = """# 虚构：测量用
title: 虚构区2021年主要任务督查台账
year: 2021
lists:
  main: {title: 主要工作任务, annex: 附件1, columns: {category: 类别, text: 任务, units: 责任单位}}
reporting: {every: month, form: 附件4, due: {working_days: 5}}
"""
_ZONE = timezone(timedelta(hours=8))


def task_file(number: int) -> str:
    """The text of a task as it is issued."""
    unit = UNITS[number % len(UNITS)]
    return (
        f"# 虚构\nid: 2021-main-{number:04}\nnumber: {number}\ncategory: [重点工程, 第{number % 40}类]\n"
        f"text: 完成第{number}项虚构工程，年内建成{number * 10}套。\nleaders: [甲某]\n"
        f"units:\n  lead: [{unit}]\n  lead_source: first\n"
    )


def entry(number: int, month: int) -> str:
    """One month's report."""
    head = "progress:\n" if month == 1 else ""
    unit = UNITS[number % len(UNITS)]
    day = reported(month).date()
    return (
        f"{head}  - period: 2021-{month:02}\n    unit: {unit}\n    reported: {day}\n"
        f"    done: 第{number}项已建成{number * month}套，{month}月新开工{month}处。\n"
        f"    next: 继续推进第{month + 1}段。\n"
    )


def reported(month: int) -> datetime:
    """When the reports of a month come in: the 2nd of the next month."""
    return datetime(2021 + month // 12, month % 12 + 1, 2, 9, tzinfo=_ZONE)


def path_of(number: int) -> str:
    """Folders of a hundred, as the store files a long list."""
    first = (number - 1) // 100 * 100 + 1
    return f"tasks/2021/main/{first:04}-{first + 99:04}/{number:04}.yaml"


def stream(tasks: int, months: int) -> Iterator[str]:
    """The whole history for ``git fast-import``."""

    def commit(moment: datetime, message: str) -> str:
        who = f"测试员 <tester@example.invalid> {int(moment.timestamp())} +0800"
        return f"commit refs/heads/main\ncommitter {who}\ndata {len(message.encode())}\n{message}\n"

    def file(path: str, text: str) -> str:
        return f"M 100644 inline {path}\ndata {len(text.encode())}\n{text}\n"

    texts = {number: task_file(number) for number in range(1, tasks + 1)}
    yield commit(datetime(2021, 1, 4, tzinfo=_ZONE), "立项(2021): 虚构\n\nLedger: 2021\nKind: notice")
    yield file("tasks/2021/ledger.yaml", SETTINGS)
    for number, text in texts.items():
        yield file(path_of(number), text)
    for month in range(1, months + 1):
        moment = reported(month)
        for number in texts:
            moment += timedelta(seconds=1)
            texts[number] += entry(number, month)
            name, unit = f"2021-main-{number:04}", UNITS[number % len(UNITS)]
            yield commit(
                moment,
                f"进展({name}): 2021-{month:02} {unit}\n\n"
                f"Task: {name}\nPeriod: 2021-{month:02}\nUnit: {unit}\nKind: progress",
            )
            yield file(path_of(number), texts[number])


def make(folder: Path, tasks: int, months: int) -> None:
    """The repository with its work tree."""
    subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
    with subprocess.Popen(["git", "fast-import", "--quiet"], cwd=folder, stdin=subprocess.PIPE) as child:
        if child.stdin is None:
            raise SystemExit("git fast-import did not open")
        for part in stream(tasks, months):
            child.stdin.write(part.encode())
        child.stdin.close()
    subprocess.run(["git", "repack", "-adq"], cwd=folder, check=True)
    subprocess.run(["git", "checkout", "-q", "-f", "main"], cwd=folder, check=True)


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
        return lambda: subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)

    def git(*words: str, stdin: bytes | None = None) -> Callable[[], object]:
        return lambda: subprocess.run(
            ["git", "--no-pager", *words], cwd=folder, input=stdin, stdout=subprocess.DEVNULL, check=True
        )

    middle = path_of(tasks // 2)
    name = f"2021-main-{tasks // 2:04}"
    one = best(git("log", "--raw", "--", middle))
    yield f"log {name}", best(ours("log", name, "--json")), one
    yield f"blame {name}", best(ours("blame", name, "--json")), one
    raw = subprocess.run(
        ["git", "log", "--raw", "--no-abbrev", "--format="], cwd=folder, capture_output=True, check=True
    ).stdout
    names = dict.fromkeys(part for line in raw.splitlines() for part in line.split()[2:4])
    objects = b"".join(one + b"\n" for one in names if one.strip(b"0"))
    everything = best(git("log", "--raw", "--no-abbrev")) + best(git("cat-file", "--batch", stdin=objects))
    yield "audit", best(ours("audit", "--json"), 1), everything
    yield "audit --deep", best(ours("audit", "--deep", "--json"), 1), everything
    yield "log --period 2021-03 -n 50", best(ours("log", "--period", "2021-03", "-n", "50", "--json"), 1), everything
    yield "log（全部）", best(ours("log", "--ledger", "2021", "--json"), 1), everything
    yield "（启动 Python：taizhang --version）", best(ours("--version")), best(git("--version"))


def main() -> None:
    """Make and measure, as the arguments say."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--tasks", type=int, default=2000)
    asked.add_argument("--months", type=int, default=12)
    given = asked.parse_args()
    if not given.folder.exists():
        make(given.folder, given.tasks, given.months)
    print("| 命令 | 秒 | git 秒 | 倍数 |\n| --- | --: | --: | --: |")
    for name, ours, git in measure(given.folder, given.tasks):
        print(f"| {name} | {ours:.2f} | {git:.2f} | {ours / git:.1f} |", flush=True)


if __name__ == "__main__":
    main()
