"""All measurements in one run: ours, the peers, the floors; medians, ratios, and the bars they are held to.

    python -m bench.suite [--folder build/bench] [--rounds 5] [--tasks 10000] [--quick] [--write docs/benchmarks.md]

Ledgers are generated (``bench.generate``), peers installed into an environment of their own, all below the folder.
``--quick`` takes a tenth of everything and leaves the peers out. ``--write`` puts the tables into a page, between the
lines ``<!-- bench -->`` and ``<!-- /bench -->``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from bench import peers
from bench.generate import Plan, generate
from bench.measure import Job, measure
from ledger import store

ROOT = Path(__file__).parent.parent
UNIT, PERIOD, YEAR = "区住建局", "2021-12", "2021"
BEGIN, END = "<!-- bench -->", "<!-- /bench -->"


@dataclass(frozen=True)
class Bar:
    """A promise: a job may take so many times what another takes."""

    about: str
    job: str
    floor: str
    most: float


BARS = (
    Bar("第一次 check（全部规则、全部各期），比 PyYAML 的 C 读取器单独读一遍", "check 冷", "PyYAML C", 0.6),
    Bar("第一次 check，进展只看一期（全部规则），比同一个", "check 冷，只看一期", "PyYAML C", 0.6),
    Bar("再次 check，什么都没改，比 import click 加 git status", "check 热", "import click + git status", 3),
    Bar("改一个文件（备注）后 check，比什么都没改", "check 改一个文件", "check 热", 1.5),
    Bar("改一个文件（进展文字）后 check，比什么都没改", "check 改进展文字", "check 热", 1.5),
    Bar("一个单位的情况表，比什么都没改的 check", "report situation 一个单位", "check 热", 2),
    Bar("taizhang --help，比 import click", "--help", "import click", 1.3),
    Bar("2,000 行的 docx，比同样的表拼成一个字符串", "docx 一张大表", "docx 字符串", 3),
    Bar("第二次 audit，24,000 次提交，比 git log --format=%H", "audit 第二次", "git log %H", 5),
    Bar("全部网页写到新文件夹，比再次 check 加写同样的文件", "site 写到新文件夹", "check 热 + 写同样的文件", 3),
    Bar("改一项任务后再写网页，比再次 check 加写同样的文件", "site 改一项任务", "check 热 + 写同样的文件", 3),
)
MEMORY = 400
GROWTH = (("check 冷", 10.0), ("check 热", 2.0))
"""Jobs that are measured at a tenth of the size as well, and how much more ten times the tasks may cost."""


class Stage:
    """The ledgers of a run and the jobs over them."""

    def __init__(self, folder: Path, tasks: int, *, with_peers: bool) -> None:
        self.folder, self.with_peers = folder, with_peers
        self.plan = Plan(tasks)
        self.big = self._ledger(self.plan)
        self.small = self._tenth()
        self.deep = self._ledger(Plan(tasks // 5, commits=tasks // 5 * 12))
        self.place = peers.install(folder / "peers") if with_peers else Path(sys.executable).parent
        self.jobs: dict[str, Job] = {}

    def _ledger(self, plan: Plan) -> Path:
        kind = "" if plan.commits is None else f"-{plan.commits}"
        folder = self.folder / f"ledger-{plan.tasks}{kind}"
        if not folder.exists():
            generate(folder, plan)
        return folder

    def _tenth(self) -> Path:
        """Every tenth task of the big ledger: a smaller ledger of its own would have other kinds of texts."""
        folder = self.folder / f"ledger-{self.plan.tasks}-tenth"
        if folder.exists():
            return folder
        tasks = sorted(self.big.glob("tasks/*/*/**/*.yaml"))
        for path in (*self.big.glob("tasks/*/*.yaml"), *tasks[::10]):
            copy = folder / path.relative_to(self.big)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        who = ("-c", "user.name=虚构", "-c", "user.email=bench@example.invalid", "-c", "commit.gpgsign=false")
        for words in (("init", "-q"), ("add", "-A"), (*who, "commit", "-q", "-m", "虚构：十分之一")):
            subprocess.run(["git", *words], cwd=folder, check=True)
        return folder

    def add(self, job: Job) -> None:
        """Keep a job by its name."""
        self.jobs[job.name] = job

    def prepare(self) -> None:
        """Every job, in an order in which each leaves behind what the next one expects."""
        self._checks(self.big, "")
        self._checks(self.small, "（十分之一）")
        click = [sys.executable, "-c", "import click"]
        self.add(Job("import click", [click], self.folder))
        self.add(Job("import click + git status", [click, ["git", "status", "--porcelain"]], self.big))
        self.add(Job("PyYAML C", [[sys.executable, "-m", "bench.floors", "yaml", str(self.big / "tasks")]], ROOT))
        self.add(Job("只读文件", [[sys.executable, "-m", "bench.floors", "lines", str(self.big / "tasks")]], ROOT))
        self.add(Job("--help", [taizhang(self.folder, "--help")], ROOT))
        self._documents()
        self._history()
        self._tables()
        self._pages()
        if self.with_peers:
            schema = self.folder / "task.schema.json"
            subprocess.run(taizhang(self.big, "schema", "--general", "-o", str(schema)), cwd=ROOT, check=True)
            for job in peers.jobs(self.folder / "content", self.big, self.plan, self.place, schema):
                self.add(job)
            self.add(peers.reno(self.folder / "reno", self.place, 1000))

    def _checks(self, ledger: Path, mark: str) -> None:
        check = taizhang(ledger, "check")
        if not mark:
            one = [*check, "--period", PERIOD]
            self.add(Job("check 冷，只看一期", [one], ROOT, before=lambda: forget(ledger)))
        self.add(Job(f"check 冷{mark}", [check], ROOT, before=lambda: forget(ledger)))
        self.add(Job(f"check 热{mark}", [check], ROOT))
        if mark:
            return
        self.add(Job("check 改一个文件", [check], ROOT, before=edits(ledger)))
        self.add(Job("check 改进展文字", [check], ROOT, before=rewords(ledger)))
        out = str(self.folder / "situation.docx")
        report = taizhang(ledger, "report", "situation", "--period", PERIOD, "--unit", UNIT, "-o", out)
        # after a cold check no task is kept; the bar is about the second report
        self.add(Job("report situation 一个单位", [report], ROOT, before=lambda: unasked(ledger, report)))
        self.add(Job("report situation 一个单位，同样的再出一次", [report], ROOT))
        for name, command in {
            "list 一个单位": taizhang(ledger, "list", "--unit", UNIT),
            "stats": taizhang(ledger, "stats"),
        }.items():
            self.add(Job(name, [command], ROOT, before=partial(unasked, ledger, command)))
            self.add(Job(f"{name}，同样的再问一次", [command], ROOT))
        self.add(Job("diff 两期", [taizhang(ledger, "diff", "2021-11", "2021-12", "--json")], ROOT, fine=(0, 1)))

    def _documents(self) -> None:
        cells = self.folder / "cells.json"
        subprocess.run([sys.executable, "-m", "bench.render", str(self.deep), str(cells)], cwd=ROOT, check=True)
        python = [str(self.place / "python"), "-m", "bench.floors"]
        own = [sys.executable, "-m", "bench.floors"]
        rows = f"{len(json.loads(cells.read_text('utf-8'))) - 1:,} 行"
        report = taizhang(self.deep, "report", "situation", "--period", PERIOD, "-o", str(self.folder / "all.docx"))
        self.add(Job("docx 一张大表", [report], ROOT, before=partial(unasked, self.deep, report)))
        self.add(Job("docx 字符串", [[*own, "docx", str(cells), str(self.folder / "floor.docx")]], ROOT))
        self.add(
            Job(
                f"python-docx 逐行（{rows}）",
                [[*own, "rows", str(cells), str(self.folder / "rows.docx")]],
                ROOT,
                slow=True,
            )
        )
        self.add(
            Job(
                f"docxtpl 循环（{rows}）",
                [[*python, "docxtpl", str(cells), str(self.folder / "loop.docx")]],
                ROOT,
                slow=True,
            )
        )

    def _history(self) -> None:
        number, size = self.plan.tasks // 10, self.plan.tasks // 5 * 9 // 10
        task, path = store.task_id(YEAR, "main", number), store.task_path(YEAR, "main", number, size)
        git = ["git", "--no-pager", "log"]
        audit = taizhang(self.deep, "audit", "--json")
        everything = taizhang(self.deep, "log", "--ledger", YEAR, "--json")
        self.add(Job("audit 第一次", [audit], ROOT, before=lambda: forget(self.deep), slow=True, fine=(0, 1)))
        self.add(Job("audit 第二次", [audit], ROOT, fine=(0, 1)))
        self.add(Job("log 一项任务", [taizhang(self.deep, "log", task, "--json")], ROOT))
        self.add(Job("blame 一项任务", [taizhang(self.deep, "blame", task, "--json")], ROOT))
        self.add(Job("git log --raw 一个文件", [[*git, "--raw", "--", path]], self.deep))
        self.add(Job("log -n 20", [taizhang(self.deep, "log", "-n", "20", "--json")], ROOT))
        self.add(Job("log 全部，第一次", [everything], ROOT, before=lambda: forget(self.deep), slow=True))
        self.add(Job("log 全部，第二次", [everything], ROOT, slow=True))
        self.add(Job("git log %H", [[*git, "--format=%H"]], self.deep))
        self.add(Job("git log --raw", [[*git, "--raw"]], self.deep))

    def _tables(self) -> None:
        def fresh(name: str) -> str:
            return str(self.folder / name)

        no_past = ["--no-history"]
        self.add(
            Job("export sqlite", [taizhang(self.big, "export", "-o", fresh("a.sqlite"), *no_past)], ROOT, slow=True)
        )
        self.add(
            Job(
                "export parquet",
                [taizhang(self.big, "export", "-o", fresh("parquet"), "--format", "parquet")],
                ROOT,
                slow=True,
            )
        )
        self.add(
            Job("export csv", [taizhang(self.big, "export", "-o", fresh("csv"), "--format", "csv")], ROOT, slow=True)
        )
        self.add(Job("export xlsx", [taizhang(self.big, "export", "-o", fresh("a.xlsx"))], ROOT, slow=True))
        self.add(
            Job(
                "export sqlite，带全部历史",
                [taizhang(self.deep, "export", "-o", fresh("h.sqlite"))],
                ROOT,
                slow=True,
            )
        )
        query = "SELECT unit_name, count(*) FROM entries WHERE verdict = '未完成' GROUP BY 1 ORDER BY 2 DESC"
        asked = taizhang(self.big, "sql", query)
        self.add(Job("sql 按单位汇总进展，第一次", [asked], ROOT, before=lambda: forget_tables(self.big), slow=True))
        self.add(Job("sql 按单位汇总进展，再次", [asked], ROOT))

    def _pages(self) -> None:
        """The dashboard: first, into a new folder, after one edit, with nothing to do; once each, in this order.

        No folder is deleted just before: a file system that has ten thousand names to forget makes new ones slowly.
        """
        pages, first, other, copy = (str(self.folder / f"site{tail}") for tail in ("", "-first", "-edited", "-copy"))
        for left in (pages, first, other, copy):
            shutil.rmtree(left, ignore_errors=True)
        check, edit = taizhang(self.big, "check"), edits(self.big)

        def site(folder: str) -> list[str]:
            return taizhang(self.big, "site", "-o", folder)

        write = [sys.executable, "-m", "bench.floors", "copy", pages, copy]
        self.add(Job("site 第一次", [site(first)], ROOT, before=lambda: forget(self.big), slow=True))
        self.add(Job("site 写到新文件夹", [site(pages)], ROOT, before=lambda: run_quietly(check), slow=True))
        self.add(Job("check 热 + 写同样的文件", [check, write], ROOT, slow=True))
        self.add(Job("site 改一项任务", [site(pages)], ROOT, before=edit, slow=True))
        self.add(Job("site 改一项任务，写到新文件夹", [site(other)], ROOT, before=edit, slow=True))
        self.add(Job("site 什么都没改", [site(other)], ROOT, slow=True))


def taizhang(ledger: Path, *words: str) -> list[str]:
    """Our command on a ledger, as a user starts it."""
    script = Path(sys.executable).parent / "taizhang"
    start = [str(script)] if script.exists() else [sys.executable, "-m", "cli"]
    return [*start, *(["-C", str(ledger)] if words != ("--help",) else []), *words]


def forget(ledger: Path) -> None:
    """Everything kept about a ledger."""
    shutil.rmtree(ledger / ".git/taizhang", ignore_errors=True)


def forget_tables(ledger: Path) -> None:
    """What an earlier query left behind."""
    for folder in (ledger / ".git/taizhang").glob("tables-*"):
        shutil.rmtree(folder)


def unasked(ledger: Path, command: Sequence[str]) -> None:
    """Everything a command reads is in the cache, but not its answer: it has to do its own work."""
    run_quietly(command)
    for kept in (ledger / ".git/taizhang").glob("answers-*"):
        shutil.rmtree(kept)


def run_quietly(command: Sequence[str]) -> None:
    """Run a command for what it leaves behind."""
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


def edits(ledger: Path) -> Callable[[], None]:
    """A function that changes one task file, another way each time."""
    path = sorted((ledger / "tasks" / YEAR / "main").rglob("*.yaml"))[40]
    text = path.read_text("utf-8")
    count = iter(range(1, 1000))

    def edit() -> None:
        path.write_text(text + f"note: 第{next(count)}次改动\n", "utf-8")

    return edit


def rewords(ledger: Path) -> Callable[[], None]:
    """A function that changes what one entry says was done, another way each time."""
    path = sorted((ledger / "tasks" / YEAR / "main").rglob("*.yaml"))[50]
    head, done, tail = path.read_text("utf-8").rpartition("done: ")
    count = iter(range(1, 1000))

    def reword() -> None:
        path.write_text(f"{head}{done}第{next(count)}次核对，{tail}", "utf-8")

    return reword


def recall(jobs: dict[str, Job], saved: Path) -> None:
    """What an earlier run found."""
    known = json.loads(saved.read_text("utf-8")) if saved.exists() else {}
    for name, job in jobs.items():
        job.seconds, job.cpu, job.peak, job.failure = known.get(name, ([], [], 0.0, ""))


# ---------------------------------------------------------------------- what came out


def tables(jobs: dict[str, Job], place: Path | None, rounds: int, sizes: str) -> Iterator[str]:
    """The page's tables, line by line."""
    yield from _about(place, rounds, sizes)
    yield "### 要求"
    yield ""
    yield "| 要求 | 用时 | 比较的用时 | 倍数 | 处理器时间的倍数 | 至多 | 达到 |"
    yield "| --- | --: | --: | --: | --: | --: | :-: |"
    for bar in BARS:
        job, floor = jobs.get(bar.job), jobs.get(bar.floor)
        if job and floor and job.seconds and floor.seconds:
            yield f"| {bar.about} | {_compared(job, floor, bar.most)}"
        else:
            yield f"| {bar.about} | {(job and job.failure) or '没有测'} | | | | {bar.most:g} | |"
    judged = [jobs[bar.job] for bar in BARS if bar.job in jobs and jobs[bar.job].seconds]
    most = max(judged, key=lambda job: job.peak, default=None)
    if most:
        met = "是" if most.peak <= MEMORY else "**否**"
        yield f"| 以上各项单个进程最多用的内存（{most.name}） | {most.peak:.0f} MB | | | | {MEMORY} MB | {met} |"
    for name, bound in GROWTH:
        job, small = jobs.get(name), jobs.get(f"{name}（十分之一）")
        if job and small and job.seconds and small.seconds:
            yield f"| 任务多十倍，{name} | {_compared(job, small, bound)}"
    yield ""
    yield "### 全部用时"
    yield ""
    yield "| 做什么 | 次数 | 中位数（秒） | 最快 | 最慢 | 处理器时间（秒） | 单个进程的内存（MB） |"
    yield "| --- | --: | --: | --: | --: | --: | --: |"
    for job in jobs.values():
        if job.seconds:
            times = f"{job.median:.2f} | {min(job.seconds):.2f} | {max(job.seconds):.2f} | {job.work:.2f}"
            yield f"| {job.name} | {len(job.seconds)} | {times} | {job.peak:.0f} |"
        else:
            yield f"| {job.name} | 0 | {job.failure or '没有测'} | | | | |"


def _compared(job: Job, floor: Job, most: float) -> str:
    """Times, both ratios and the verdict, which goes by the clock on the wall."""
    ratio = job.median / floor.median
    met = "是" if ratio <= most else "**否**"
    times = f"{job.median:.2f} 秒 | {floor.median:.2f} 秒 | {ratio:.2f} | {job.work / floor.work:.2f}"
    return f"{times} | {most:g} | {met} |"


def _about(place: Path | None, rounds: int, sizes: str) -> Iterator[str]:
    git = subprocess.run(["git", "--version"], check=True, capture_output=True, text=True).stdout.split()[-1]
    yield f"- 日期：{date.today()}；{platform.system()} {platform.machine()}，{os.cpu_count()} 个处理器，{_memory()}"
    asked = ["git", "rev-parse", "--short=10", "HEAD"]
    commit = subprocess.run(asked, check=False, cwd=ROOT, capture_output=True, text=True).stdout.strip()
    yield f"- 台账程序的提交 {commit or '（不在仓库里）'}，Python {platform.python_version()}，git {git}；{sizes}"
    yield f"- 各项轮流测 {rounds} 轮，取中位数；慢的只测一次"
    busy = Path("/proc/loadavg")
    load = float(busy.read_text().split()[1]) if busy.exists() else 0.0
    if load > (os.cpu_count() or 1):
        yield f"- 测量时机器很忙（五分钟负载 {load:.0f}）：看倍数不看秒数，处理器时间的倍数比用时的倍数可靠"
    if place:
        yield f"- 比较的程序：{'，'.join(peers.versions(place))}"
    yield ""


def _memory() -> str:
    found = Path("/proc/meminfo")
    if not found.exists():
        return ""
    return f"{int(found.read_text().split()[1]) / 1024 / 1024:.0f} GB 内存"


def main(arguments: Sequence[str] | None = None) -> None:
    """Make what is missing, measure, print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--folder", type=Path, default=ROOT / "build/bench")
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--tasks", type=int, default=10_000)
    asked.add_argument("--quick", action="store_true")
    asked.add_argument(
        "--only", default="", help="only jobs whose names hold one of these (a,b), beside what was found before"
    )
    asked.add_argument("--write", type=Path)
    given = asked.parse_args(arguments)
    tasks = given.tasks // 10 if given.quick else given.tasks
    folder = given.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    stage = Stage(folder, tasks, with_peers=not given.quick)
    stage.prepare()
    jobs = {name: job for name, job in stage.jobs.items() if any(word in name for word in given.only.split(","))}
    saved = folder / "results.json"
    if given.only:
        recall(stage.jobs, saved)
        for job in jobs.values():
            job.seconds, job.cpu, job.peak, job.failure = [], [], 0.0, ""

    def told(job: Job, turn: str) -> None:
        print(f"{turn} {job.name} " + (job.failure or f"{job.seconds[-1]:.2f} s"), file=sys.stderr, flush=True)
        saved.write_text(json.dumps({one.name: one.found for one in stage.jobs.values()}, ensure_ascii=False), "utf-8")

    measure(list(jobs.values()), given.rounds, told)
    subprocess.run(["git", "checkout", "-q", "-f", "main"], cwd=stage.big, check=True)
    size = sum(path.stat().st_size for path in (stage.big / "tasks").rglob("*.yaml")) / 1e6
    sizes = f"{tasks:,} 项任务、{tasks * 12:,} 条进展（{size:.0f} MB）；历史 {tasks // 5 * 12:,} 次提交"
    lines = list(tables(stage.jobs, stage.place if stage.with_peers else None, given.rounds, sizes))
    print("\n".join(lines))
    if given.write:
        put(given.write, lines)


def put(page: Path, lines: Sequence[str]) -> None:
    """The tables between the two marks of a page."""
    text = page.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
