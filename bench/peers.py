"""The same content in the forms that other programs read, and those programs in an environment of their own.

doorstop            one YAML file an item, its tree checked by ``doorstop``
beancount           one transaction a report, checked by ``bean-check``
hledger             the same journal, checked by ``hledger check`` (from Debian, when it is installed)
check-jsonschema    our own task files against our own JSON Schema
reno                one note a task, read from git history by ``reno report``
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from bench.generate import Plan, task_files
from bench.measure import Job

PACKAGES = ("doorstop==3.2", "beancount==3.2.3", "check-jsonschema==0.39.0", "reno==4.1.0", "docxtpl==0.20.2")


def install(folder: Path) -> Path:
    """The environment's ``bin``, made once."""
    place = folder / ("Scripts" if sys.platform == "win32" else "bin")
    if not (folder / "done").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        pip = [str(place / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.run([*pip, *PACKAGES], check=True)
        (folder / "done").touch()
    return place


def versions(place: Path) -> list[str]:
    """What was installed, and hledger's version where there is one."""
    listed = subprocess.run(
        [str(place / "python"), "-m", "pip", "list", "--format=json", "--disable-pip-version-check"],
        check=True,
        capture_output=True,
    ).stdout
    names = {package.split("==")[0] for package in PACKAGES}
    found = [f"{one['name']} {one['version']}" for one in json.loads(listed) if one["name"] in names]
    if shutil.which("hledger"):
        said = subprocess.run(["hledger", "--version"], check=True, capture_output=True, text=True).stdout
        found.append(" ".join(said.split()[:2]).rstrip(","))
    return found


def jobs(folder: Path, ledger: Path, plan: Plan, place: Path, schema: Path) -> list[Job]:
    """The programs over the content of ``ledger``; their files are made in ``folder``, once."""
    if not folder.exists():
        folder.mkdir(parents=True)
        _doorstop(folder / "doorstop", plan)
        _journals(folder, plan)
    tasks = sorted(str(path) for path in (ledger / "tasks").rglob("*/[0-9]*.yaml"))
    found = [
        Job("doorstop", [[str(place / "doorstop"), "--no-reformat", "--quiet"]], folder / "doorstop", slow=True),
        Job(
            "beancount（bean-check）",
            [[str(place / "bean-check"), "--no-cache", "ledger.beancount"]],
            folder,
            slow=True,
        ),
        Job(
            "check-jsonschema",
            [[str(place / "check-jsonschema"), "--quiet", "--schemafile", str(schema), *tasks]],
            folder,
            slow=True,
            fine=(0, 1),
        ),
    ]
    if shutil.which("hledger"):
        found.append(Job("hledger（check）", [["hledger", "check", "-f", "ledger.journal"]], folder, slow=True))
    return found


def reno(folder: Path, place: Path, notes: int) -> Job:
    """reno over a history of as many notes as commits."""
    if not folder.exists():
        subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
        with subprocess.Popen(["git", "fast-import", "--quiet"], cwd=folder, stdin=subprocess.PIPE) as child:
            assert child.stdin is not None  # noqa: S101 - it is a pipe
            for n in range(notes):
                text = f"---\nfeatures:\n  - 虚构：第{n}项任务本月完成{n}套。\n"
                path = f"releasenotes/notes/task-{n:05}-{n:016x}.yaml"
                who = f"测试员 <tester@example.invalid> {1_609_722_000 + n} +0800"
                child.stdin.write(
                    f"commit refs/heads/main\ncommitter {who}\ndata 1\nx\n"
                    f"M 100644 inline {path}\ndata {len(text.encode())}\n{text}\n".encode()
                )
        subprocess.run(["git", "checkout", "-q", "-f", "main"], cwd=folder, check=True)
    return Job(f"reno（{notes} 条说明）", [[str(place / "reno"), "-q", "list"]], folder, slow=True)


def _doorstop(folder: Path, plan: Plan) -> None:
    items = folder / "reqs"
    items.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    (items / ".doorstop.yml").write_text(
        "settings:\n  digits: 5\n  itemformat: yaml\n  prefix: T\n  sep: ''\n", "utf-8"
    )
    for n, file in enumerate(task_files(plan), 1):
        told = "".join(f"  {report.day} {report.done} {report.next}\n\n" for report in file.matter.reports)
        (items / f"T{n:05}.yml").write_text(
            f"active: true\nderived: false\nheader: ''\nlevel: 1.{n}\nlinks: []\nnormative: true\nref: ''\n"
            f"reviewed: null\ntext: |\n  {file.matter.text}\n\n{told}",
            "utf-8",
        )


def _journals(folder: Path, plan: Plan) -> None:
    files = task_files(plan)
    with (folder / "ledger.beancount").open("w", encoding="utf-8") as beans:
        beans.write(f"{plan.year}-01-01 open Equity:Plan\n")
        for n in range(1, len(files) + 1):
            beans.write(f"{plan.year}-01-01 open Assets:T{n:05}\n")
        for n, file in enumerate(files, 1):
            for report in file.matter.reports:
                beans.write(
                    f'{report.day} * "{file.matter.theme.unit}" "{report.done}"\n  next: "{report.next}"\n'
                    f"  Assets:T{n:05}  {report.total} TAO\n  Equity:Plan  -{report.total} TAO\n"
                )
    with (folder / "ledger.journal").open("w", encoding="utf-8") as journal:
        for n, file in enumerate(files, 1):
            for report in file.matter.reports:
                journal.write(
                    f"{report.day} * {file.matter.theme.unit} | {report.done}  ; {report.next}\n"
                    f"    assets:T{n:05}  {report.total} 套\n    equity:plan\n\n"
                )
