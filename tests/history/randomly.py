"""Histories made at random (虚构): branches, merges, clocks that differ, renames, hand-made edits, two ledgers.

Made with ``git fast-import``, one process a history, so that many can be tried.
"""

from __future__ import annotations

import random
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import git

UNITS = ("区住建局", "区发改局", "区教体局")
_SETTINGS = """# 虚构
title: 虚构区{year}年台账
year: {year}
lists:
  main: {{title: 主要工作任务, annex: 附件1, columns: {{text: 任务, units: 责任单位}}}}
reporting: {{every: month, form: 附件4, due: {{working_days: 5}}}}
"""
_BEGIN = 1_612_000_000


@dataclass
class History:
    """A repository under way: the files at each commit, and where the branches stand."""

    repo: Path
    chance: random.Random
    files: dict[int, dict[str, str]] = field(default_factory=dict)
    branches: dict[str, int] = field(default_factory=dict)
    clock: int = _BEGIN
    _script: list[str] = field(default_factory=list)
    _fresh: set[str] = field(default_factory=set)

    @classmethod
    def begun(cls, repo: Path, seed: int) -> History:
        """Two ledgers with a few tasks, committed once."""
        git(repo.parent, "init", "-q", "-b", "main", str(repo))
        made = cls(repo, random.Random(seed))
        files = {f"tasks/{year}/ledger.yaml": _SETTINGS.format(year=year) for year in (2020, 2021)}
        for number in range(1, 5):
            year = 2021 if number < 4 else 2020
            files[f"tasks/{year}/main/{number:03}.yaml"] = (
                f"# 虚构\nid: {year}-main-{number:03}\nnumber: {number}\ntext: 虚构任务{number}，年内建成{number}套。\n"
                f"units:\n  lead: [{UNITS[number % 3]}]\n"
            )
        made.branches["main"] = made._commit("main", (), files, {}, "立项\n\nLedger: 2021\nKind: notice")
        made.land()
        return made

    def steps(self, count: int) -> None:
        """``count`` more commits, whatever they are; afterwards git has them."""
        for _ in range(count):
            self._step()
        self.land()

    def land(self) -> None:
        """Give git what was made up so far, and check the main branch out."""
        script = "".join(self._script).encode()
        marks = self.repo / ".git" / "marks"
        command = ["git", "fast-import", "--quiet", "--force", f"--export-marks={marks}"]
        command += [f"--import-marks={marks}"] if marks.exists() else []
        subprocess.run(command, cwd=self.repo, input=script, check=True)
        self._script.clear()
        self._fresh.clear()
        git(self.repo, "reset", "-q", "--hard", "main")

    def _step(self) -> None:
        chance = self.chance
        branch = chance.choice(sorted(self.branches))
        kind = chance.random()
        if kind < 0.1 and len(self.branches) < 4:
            self.branches[f"支{len(self.branches)}"] = self.branches[branch]
        elif kind < 0.17:
            self.branches[branch] = chance.choice(sorted(self.files))  # rewritten: what came after is forgotten
            self._script.append(f"reset refs/heads/{branch}\nfrom :{self.branches[branch]}\n\n")
            self._fresh.add(branch)
        elif kind < 0.35 and len(self.branches) > 1:
            self._merge(branch, chance.choice(sorted(name for name in self.branches if name != branch)))
        else:
            self._edit(branch)

    def _merge(self, branch: str, other: str) -> None:
        one, two = self.files[self.branches[branch]], self.files[self.branches[other]]
        result = {path: self.chance.choice([one, two]).get(path, "") for path in sorted({*one, *two})}
        result = {path: text for path, text in result.items() if text}
        if self.chance.random() < 0.3:
            self._report(result, by_hand=True)
        parents = (self.branches[branch], self.branches[other])
        self.branches[branch] = self._commit(branch, parents, result, one, f"合并 {other}")

    def _edit(self, branch: str) -> None:
        before = self.files[self.branches[branch]]
        files = dict(before)
        kind = self.chance.random()
        tasks = sorted(path for path in files if "/main/" in path)
        if kind < 0.08:
            files["说明.md"] = f"虚构 {self.clock}\n"
            message = "说明"
        elif kind < 0.14 and tasks:
            path = self.chance.choice(tasks)
            files[path.replace(".yaml", "-改名.yaml")] = files.pop(path)
            message = "改名"
        elif kind < 0.18 and len(tasks) > 2:
            del files[self.chance.choice(tasks)]
            message = "删去"
        elif kind < 0.22:
            files["tasks/2021/ledger.yaml"] = files["tasks/2021/ledger.yaml"] + f"# {self.clock}\n"
            message = "设置"
        else:
            message = self._report(files, by_hand=kind < 0.4)
        self.branches[branch] = self._commit(branch, (self.branches[branch],), files, before, message)

    def _report(self, files: dict[str, str], *, by_hand: bool) -> str:
        tasks = sorted(path for path in files if "/main/" in path)
        if not tasks:
            return "空"
        path = self.chance.choice(tasks)
        text = files[path]
        period, unit = f"2021-{self.chance.randint(1, 12):02}", self.chance.choice(UNITS)
        if "progress:" in text and by_hand and self.chance.random() < 0.5:
            files[path] = text.replace("建成", "建成约", 1) if self.chance.random() < 0.5 else text + "  坏了: [\n"
            return "改动"
        head = "" if "progress:" in text else "progress:\n"
        files[path] = (
            f"{text}{head}  - period: {period}\n    unit: {unit}\n"
            f"    reported: 2021-0{self.chance.randint(1, 9)}-05\n    done: 建成{self.chance.randint(1, 99)}套。\n"
        )
        if by_hand:
            return "改动"
        said = self.chance.choice([path.split("/")[1] + "-main-" + path[-8:-5], "2021-main-001"])
        return f"进展({said})\n\nTask: {said}\nPeriod: {period}\nUnit: {unit}\nKind: progress"

    def _commit(
        self, branch: str, parents: tuple[int, ...], files: dict[str, str], before: dict[str, str], message: str
    ) -> int:
        mark = len(self.files) + 1
        self.files[mark] = files
        self.clock += self.chance.choice([60, 86_400, 400_000, -200_000])
        written = self.clock - self.chance.choice([0, 0, 0, 700_000])
        lines = [f"commit refs/heads/{branch}\nmark :{mark}\n"]
        lines.append(f"author 甲某 <a@example.invalid> {written} +0800\n")
        lines.append(f"committer 乙某 <b@example.invalid> {self.clock} {self.chance.choice(['+0800', '+0000'])}\n")
        lines.append(f"data {len(message.encode())}\n{message}\n")
        for n, parent in enumerate(parents):
            lines.append(f"{'merge' if n else 'from'} :{parent}\n")
        for path in sorted({*files, *before}):
            if path not in files:
                lines.append(f"D {path}\n")
            elif files[path] != before.get(path):
                lines.append(f"M 100644 inline {path}\ndata {len(files[path].encode())}\n{files[path]}\n")
        self._script.append("".join(lines) + "\n")
        return mark
