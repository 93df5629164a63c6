"""Invented ledgers (虚构) of any size, as files in canonical layout with their history in git.

    python -m bench.generate DIR --tasks 10000 --months 12
    python -m bench.generate DIR --tasks 2000 --months 12 --commits 24000 --seed 7

Nine tenths of the tasks are 附件1, one tenth 附件2; every fifth of those is the same matter as a task of 附件1. Each
task has one report a month, a quarterly review now and then, an extension or a closure where the year asks for it.
The reports come in as one commit for each unit and month, or as ``--commits`` of about equal size (never more than
one a report); ``--commits 0`` writes the files without git. Equal arguments give equal bytes and equal commit names.
"""

from __future__ import annotations

import argparse
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from bench.invented import FULL, STREETS, SUPPORT, THEMES, Matter, Report, matters
from ledger import store
from ledger.dialect.emit import scalar

ZONE = timezone(timedelta(hours=8))
LISTS = {"main": "附件1", "minsheng": "附件2"}


@dataclass(frozen=True)
class Plan:
    """What to make: how many tasks and months, from which seed, for which place (虚构)."""

    tasks: int = 100
    months: int = 12
    commits: int | None = None
    seed: int = 1
    year: int = 2021
    place: str = "云山区"


@dataclass
class TaskFile:
    """A task file as it grows: the head that was issued, and what came since."""

    path: str
    id: str
    matter: Matter
    head: str
    entries: list[str] = field(default_factory=list)
    reviews: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)

    def text(self) -> bytes:
        """The file as it stands now."""
        parts = [self.head]
        for name, items in (("progress", self.entries), ("reviews", self.reviews), ("changes", self.changes)):
            parts += [f"{name}:\n", *items] if items else []
        return "".join(parts).encode()


@dataclass(frozen=True)
class Commit:
    """One commit: when, its message, and the files as they are after it."""

    moment: datetime
    message: str
    files: Sequence[tuple[str, bytes]]


# ---------------------------------------------------------------------- texts


def settings(plan: Plan) -> str:
    """``ledger.yaml``."""
    return f"""# 虚构：测量用，与任何真实的地方、单位无关
title: {plan.place}{plan.year}年主要任务督查台账（虚构）
year: {plan.year}
document:
  title: {plan.place}人民政府办公室关于{plan.year}年主要任务立项督查的通知（虚构）
  issuer: {plan.place}人民政府办公室
  issued: {plan.year}-01-04
lists:
  main:
    title: {plan.year}年主要工作任务责任分解立项表
    annex: 附件1
    columns: {{category: 类别, text: 重点任务目标, leaders: 牵头领导, units: 责任单位（加黑的为牵头单位）}}
    category_levels: 2
  minsheng:
    title: {plan.year}年民生实事责任分解表
    annex: 附件2
    columns: {{category: 类别, text: 民生实事内容, leaders: 牵头领导, units: 责任部门}}
    category_levels: 2
reporting:
  every: month
  form: 附件4
  title: {plan.year}年主要工作任务落实情况表
  due: {{working_days: 5}}
"""


def registry() -> str:
    """``units.yaml``."""
    forms = sorted({theme.unit for theme in THEMES} | set(SUPPORT))
    lines = [
        f"  - {{name: {FULL[form]}, short: {form}}}\n" if form in FULL else f"  - {{name: {form}}}\n" for form in forms
    ]
    streets = [f"  - {{name: {name}, kind: 街道}}\n" for name in STREETS]
    return "".join(
        ["# 虚构\nprefix: 区\nunits:\n", *lines, *streets, "groups:\n  - {name: 各街道办事处, kind: 街道}\n"]
    )


def head(name: str, matter: Matter, plan: Plan, twin: str) -> str:
    """A task file as it was issued."""
    theme = matter.theme
    parts = [
        f"# 虚构\nid: {name}\nnumber: {matter.number}\ncategory: [{', '.join(theme.category)}]\n"
        f"text: {scalar(matter.text)}\ndeadline: {plan.year}年12月底前\nleaders: [{matter.leader}]\n"
        f"units:\n  lead: [{theme.unit}]\n  support: [{', '.join(matter.support)}]\n  lead_source: bold\n",
        f"same_as: [{twin}]\n" if twin else "",
        f"indicators:\n  - {{name: {theme.noun}, target: {matter.target}, measure: {theme.measure}",
        ', comparator: ">="}\nplan:\n',
        *(
            f"  {plan.year}-Q{quarter}: 累计{theme.verb}{theme.noun}{matter.planned(3 * quarter)}{theme.measure}。\n"
            for quarter in range(1, 5)
        ),
    ]
    return "".join(parts)


def entry(report: Report, matter: Matter, year: int) -> str:
    """One report as it stands under ``progress``."""
    pairs = [("problems", report.problems), ("causes", report.causes), ("next", report.next)]
    return (
        f"  - period: {year}-{report.month:02}\n    unit: {matter.theme.unit}\n    reported: {report.day}\n"
        f"    done: {scalar(report.done)}\n"
        + "".join(f"    {key}: {scalar(text)}\n" for key, text in pairs if text)
        + f"    verdict: {report.verdict}\n    indicators: {{{matter.theme.noun}: {report.total}}}\n"
    )


# ---------------------------------------------------------------------- the year in order


def task_files(plan: Plan) -> list[TaskFile]:
    """Every task as it is issued, 附件1 first."""
    fewer = plan.tasks // 10
    sizes = {"main": plan.tasks - fewer, "minsheng": fewer}
    made = {name: list(matters(f"{plan.seed}/{name}", size, plan.year, plan.months)) for name, size in sizes.items()}
    twins: dict[tuple[str, int], str] = {}
    for matter in made["minsheng"][4::5]:
        # the same matter stands in both annexes, and both say the same of it
        other = made["main"][(matter.number - 1) * sizes["main"] // fewer]
        twins["minsheng", matter.number] = store.task_id(str(plan.year), "main", other.number)
        twins["main", other.number] = store.task_id(str(plan.year), "minsheng", matter.number)
        number, matter.__dict__ = matter.number, dict(other.__dict__)
        matter.number = number
    files = []
    for listed, found in made.items():
        for matter in found:
            name = store.task_id(str(plan.year), listed, matter.number)
            path = store.task_path(str(plan.year), listed, matter.number, sizes[listed])
            twin = twins.get((listed, matter.number), "")
            files.append(TaskFile(path, name, matter, head(name, matter, plan, twin)))
    return files


def history(plan: Plan) -> Iterator[Commit]:
    """The commits of the year in the order they were made."""
    files = task_files(plan)
    base = f"{store.FOLDER}/{plan.year}"
    issued = datetime(plan.year, 1, 4, 9, tzinfo=ZONE)
    yield Commit(
        issued,
        _message(f"立项({plan.year}): 虚构台账{len(files)}项", [("Ledger", str(plan.year)), ("Kind", "notice")]),
        [
            (f"{base}/{store.CONFIG}", settings(plan).encode()),
            (f"{base}/{store.REGISTRY}", registry().encode()),
            *((file.path, file.text()) for file in files),
        ],
    )
    total, done, made = len(files) * plan.months, 0, 0
    wanted = None if plan.commits is None else max(1, min(plan.commits, total))
    waiting: dict[str, tuple[TaskFile, Report]] = {}
    for month in range(1, plan.months + 1):
        coming = sorted(
            ((file, file.matter.reports[month - 1]) for file in files),
            key=lambda pair: (pair[1].day, pair[0].matter.theme.unit, pair[0].path),
        )
        for n, (file, report) in enumerate(coming):
            file.entries.append(entry(report, file.matter, plan.year))
            waiting[file.path] = file, report
            done += 1
            unit = file.matter.theme.unit
            ends = n + 1 == len(coming) or coming[n + 1][0].matter.theme.unit != unit
            if ends if wanted is None else done * wanted // total > made:
                moment = datetime.combine(report.day, datetime.min.time(), ZONE) + timedelta(hours=8, seconds=n)
                yield _reported(plan, moment, list(waiting.values()))
                waiting, made = {}, made + 1
        if wanted is None or wanted > 1:
            yield from _decided(plan, files, month)
    if wanted == 1:
        # one commit for the whole year: what the office did goes with it
        for month in range(3, plan.months + 1, 3):
            yield from _decided(plan, files, month)


def _reported(plan: Plan, moment: datetime, reports: Sequence[tuple[TaskFile, Report]]) -> Commit:
    ids = [file.id for file, _ in reports]
    periods = sorted({f"{plan.year}-{report.month:02}" for _, report in reports})
    units = sorted({file.matter.theme.unit for file, _ in reports})
    about = f"({ids[0]})" if len(ids) == 1 else f"({plan.year})"
    many = "" if len(ids) == 1 else f" {len(ids)}项"
    whom = units[0] if len(units) == 1 else f"{len(units)}个单位"
    trailers = [*(("Task", name) for name in ids)] if len(units) == len(periods) == 1 else [("Ledger", str(plan.year))]
    trailers += [("Period", name) for name in periods] if len(periods) == 1 else []
    trailers += [("Unit", name) for name in units] if len(units) == 1 else []
    subject = f"进展{about}: {periods[-1]} {whom}{many}"
    return Commit(
        moment, _message(subject, [*trailers, ("Kind", "progress")]), [(file.path, file.text()) for file, _ in reports]
    )


def _decided(plan: Plan, files: Sequence[TaskFile], month: int) -> Iterator[Commit]:
    """What the office did after a month: reviews, extensions, closures, each one commit a day."""
    deeds: list[tuple[date, str, TaskFile, str]] = []
    for file in files:
        matter = file.matter
        for quarter, verdict, day, note in matter.reviews:
            if quarter * 3 == month:
                period = f"{plan.year}-Q{quarter}"
                line = f"  - {{period: {period}, verdict: {verdict}, by: 督查室, on: {day}, note: {note}}}\n"
                deeds.append((day, "review", file, line))
        if matter.extended and month == 9:
            day, old, new, reason = matter.extended
            line = (
                f"  - kind: extension\n    on: {day}\n    field: deadline\n    from: {plan.year}-{old:02}-30\n"
                f"    to: {plan.year}-{new:02}-31\n    reason: {reason}\n    approved_by: {matter.leader}\n"
            )
            deeds.append((day, "extension", file, line))
        if matter.closed and month == 12:
            reason = "全年任务完成，核实无误"
            line = f"  - {{kind: closure, on: {matter.closed}, reason: {reason}, approved_by: {matter.leader}}}\n"
            deeds.append((matter.closed, "closure", file, line))
    names = {"review": "评价", "extension": "延期", "closure": "办结"}
    for (day, kind), group in groupby(sorted(deeds, key=lambda deed: (*deed[:2], deed[2].path)), lambda d: d[:2]):
        touched = []
        for _, _, file, line in group:
            (file.reviews if kind == "review" else file.changes).append(line)
            touched.append(file)
        trailers = [*(("Task", file.id) for file in touched), ("Kind", kind)]
        about = f"({touched[0].id})" if len(touched) == 1 else f"({plan.year})"
        moment = datetime.combine(day, datetime.min.time(), ZONE) + timedelta(hours=15)
        yield Commit(
            moment,
            _message(f"{names[kind]}{about}: {len(touched)}项", trailers),
            [(file.path, file.text()) for file in touched],
        )


def _message(subject: str, trailers: Sequence[tuple[str, str]]) -> str:
    return "\n".join([subject, "", *(f"{key}: {value}" for key, value in trailers)]) + "\n"


# ---------------------------------------------------------------------- onto the disk


def generate(folder: Path, plan: Plan) -> None:
    """The ledger in ``folder``, which is made: a repository with its work tree, or files alone (``commits=0``)."""
    folder.mkdir(parents=True)
    if plan.commits == 0:
        final: dict[str, bytes] = {}
        for commit in history(Plan(plan.tasks, plan.months, 1, plan.seed, plan.year, plan.place)):
            final.update(commit.files)
        for path, data in final.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        return
    subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
    with subprocess.Popen(["git", "fast-import", "--quiet"], cwd=folder, stdin=subprocess.PIPE) as child:
        if child.stdin is None:
            raise SystemExit("git fast-import did not open")
        for commit in history(plan):
            _send(child.stdin, commit)  # type: ignore[arg-type]
        child.stdin.close()
    if child.returncode:
        raise SystemExit("git fast-import failed")
    subprocess.run(["git", "repack", "-adq"], cwd=folder, check=True)
    subprocess.run(["git", "checkout", "-q", "-f", "main"], cwd=folder, check=True)


def _send(pipe: BinaryIO, commit: Commit) -> None:
    message = commit.message.encode()
    who = f"测试员 <tester@example.invalid> {int(commit.moment.timestamp())} +0800"
    pipe.write(f"commit refs/heads/main\ncommitter {who}\ndata {len(message)}\n".encode() + message + b"\n")
    for path, data in commit.files:
        pipe.write(f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n")


def main() -> None:
    """Make what the arguments say."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--tasks", type=int, default=100)
    asked.add_argument("--months", type=int, default=12, choices=range(13), metavar="0..12")
    asked.add_argument("--commits", type=int, help="reports in about so many commits; 0: files without git")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--year", type=int, default=2021)
    asked.add_argument("--place", default="云山区")
    given = asked.parse_args()
    if given.folder.exists():
        raise SystemExit(f"{given.folder} is there already")
    generate(given.folder, Plan(given.tasks, given.months, given.commits, given.seed, given.year, given.place))


if __name__ == "__main__":
    main()
