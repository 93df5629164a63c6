"""Build the three ledgers under ``tasks/`` again from the documents in ``tests/data/sources``.

What ``import notice`` makes of each source, with the curated ``units.yaml`` of the ledger, plus the results of
2020 that a newspaper states (``tools/yearend-2020.yaml``). Same sources, same bytes; run as ``make ledgers``.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledger import store, yamlfile
from ledger.importers import files, notice, writing
from ledger.importers.notice import Notice
from ledger.model import Entry, Task
from ledger.periods import Period
from ledger.values import replace

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "tests" / "data" / "sources"
RESULTS = Path(__file__).parent / "yearend-2020.yaml"


@dataclass(frozen=True)
class Source:
    """A ledger and the document it is made from."""

    ledger: str
    file: str


# The texts are the documents as found; bold type in notice-2020.docx was set by guess, so it is not used here.
LEDGERS = (
    Source("2019", "source-2019q2.txt"),
    Source("2020", "source-2020-notice.txt"),
    Source("2023-jiyang", "source-2023-plan.txt"),
)


def build(source: Source, root: Path = ROOT) -> dict[str, bytes]:
    """Every generated file of a ledger, by path; its ``units.yaml`` is read, not generated."""
    registry = writing.read_registry((root / store.FOLDER / source.ledger / store.REGISTRY).read_bytes(), source.ledger)
    read = notice.interpret(files.read(SOURCES / source.file), registry, ledger=source.ledger)
    if source.ledger == "2020":
        read = with_results(read, results())
    return dict(writing.made(read, writing.Chosen(registry, own=True)).files)


def results() -> dict[str, Any]:
    """The results of 2020 as they stand in ``yearend-2020.yaml``."""
    value, found = yamlfile.load(RESULTS.read_bytes())
    if found or not isinstance(value, dict):
        raise SystemExit(f"{RESULTS}: {found}")
    return value


def with_results(read: Notice, stated: Mapping[str, Any]) -> Notice:
    """The notice with one entry for the whole year on every task a result names, under its lead unit."""
    tasks = {name: list(listed) for name, listed in read.tasks.items()}
    for item in stated["entries"]:
        for named in item["tasks"]:
            name, number = named.split("/")
            task = tasks[name][int(number) - 1]
            note = "；".join(part for part in (stated["note"], item.get("note", "")) if part)
            entry = Entry(
                Period.parse(str(stated["period"])),
                task.units.lead[0],
                done=item["done"],
                source=stated["source"],
                note=note,
            )
            tasks[name][int(number) - 1] = replace(task, progress=(*task.progress, entry))
    made: dict[str, tuple[Task, ...]] = {name: tuple(listed) for name, listed in tasks.items()}
    return replace(read, tasks=made)


def main() -> int:
    """Write what differs and say how many files that was."""
    changed = 0
    for source in LEDGERS:
        built = build(source)
        base = ROOT / store.FOLDER / source.ledger
        stale = [path for path in base.rglob("*.yaml") if path.name != store.REGISTRY]
        for path in stale:
            if path.relative_to(ROOT).as_posix() not in built:
                path.unlink()
                changed += 1
        for name, data in built.items():
            full = ROOT / name
            if not full.exists() or full.read_bytes() != data:
                full.parent.mkdir(parents=True, exist_ok=True)
                store.write_bytes(full, data)
                changed += 1
    print(f"三本台账已按来源文件重建，改动 {changed} 个文件。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
