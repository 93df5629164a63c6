"""The demo repository: the commits, the seals, the clone's own settings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ledger import sealing, store
from ledger.demo import story
from ledger.demo.year import LEDGER, Year, settings
from ledger.errors import FileRefused, reason
from ledger.gitrepo import fastimport, setup
from ledger.gitrepo.tree import CommitTree
from ledger.starter.contents import demo_readme, lines


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: the last commit, how many commits, tasks, entries and seals there are."""

    commit: str
    commits: int
    tasks: int
    entries: int
    seals: tuple[str, ...]


def make(folder: Path, program: str = "taizhang") -> Made:
    """Make the demo ledger in an empty or new folder, with equal ids every time. ``FileRefused`` for another folder."""
    base = settings() | {"README.md": demo_readme()}
    base |= {name: "".join(f"{line}\n" for line in wanted).encode() for name, wanted in lines().items()}
    year = Year(base)
    year.build()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        used = any(folder.iterdir())
    except OSError as failure:
        raise FileRefused(f"目录 {folder} 不能用：{reason(failure)}", "换一个目录名") from failure
    if used:
        raise FileRefused(f"{folder} 里已经有东西，演示台账只写进空目录", "换一个新目录，如 taizhang demo 演示")
    repository = fastimport.new_repository(folder)
    ids = fastimport.write(repository, year.commits)
    seals = []
    for one in year.seals:
        commit = ids[one.after]
        with CommitTree(folder, commit) as tree:
            name, message = sealing.statement(repository, tree, LEDGER, one.period)
        fastimport.tag(repository, name, commit, message, story.OFFICE, one.when)
        seals.append(name)
    setup.install(repository, folder, setup.steps(repository, folder, program))
    loaded = store.load(store.WorkTree(folder), LEDGER)
    entries = sum(len(record.task.progress) for record in loaded.records)
    return Made(ids[-1], len(ids), len(loaded.records), entries, tuple(seals))
