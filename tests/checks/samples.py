"""The rule samples of ``tests/rules``: small ledgers in memory, with their expectations.

``tests/rules/<CODE>/{good,bad}*.yaml`` is one task file; ``{good,bad}*/`` is a folder laid out like a
ledger. What a sample does not bring itself (``ledger.yaml``, ``units.yaml``) comes from ``tests/rules``.
A line that ends in ``# expect: R007`` must have exactly these findings, every other line none
(``# expect: Y012@9`` speaks of line 9, where a comment would disturb the slip); a file that
says ``检查日 on: 2020-05-12`` is checked as of that day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cli import findings
from ledger import catalogue
from ledger.checks import whole
from ledger.errors import FileRefused

RULES = Path(__file__).parent.parent / "rules"
FOLDER = "tasks/2020"
_EXPECT = re.compile(r"# expect: ((?:[A-Z]\d{3}(?:@\d+)?\s?)+)")
_ON = re.compile(r"检查日 on: (\d{4}-\d\d-\d\d)")

assert catalogue.RULES


@dataclass(frozen=True)
class Memory:
    """A ``store.Tree`` of files in memory."""

    contents: dict[str, bytes]

    def files(self, under: str) -> Iterator[str]:
        return iter(sorted(path for path in self.contents if path.startswith(f"{under}/")))

    def read(self, path: str) -> bytes:
        if path not in self.contents:
            raise FileRefused(f"没有 {path}")
        return self.contents[path]


def samples(kind: str = "") -> list[Path]:
    """Every sample file or folder, or only those whose name starts with ``good`` or ``bad``."""
    return sorted(path for path in RULES.glob("*/*") if path.name.startswith(kind or ("good", "bad")))


def tree_of(sample: Path) -> Memory:
    """The ledger a sample stands for."""
    shared = {f"{FOLDER}/{name}": (RULES / name).read_bytes() for name in ("ledger.yaml", "units.yaml")}
    if sample.is_file():
        return Memory({**shared, f"{FOLDER}/main/001.yaml": sample.read_bytes()})
    own = {
        f"{FOLDER}/{path.relative_to(sample).as_posix()}": path.read_bytes()
        for path in sample.rglob("*")
        if path.is_file()
    }
    return Memory({**shared, **own})


def expected(tree: Memory) -> list[tuple[str, int, str]]:
    """``(file, line, code)`` of every finding the sample announces."""
    wanted = []
    for path, data in tree.contents.items():
        for n, line in enumerate(findings.decoded(data).splitlines(), 1):
            for found in _EXPECT.finditer(line):
                parts = [code.partition("@") for code in found[1].split()]
                wanted += [(path, int(line or n), code) for code, _, line in parts]
    return sorted(wanted)


def checked(tree: Memory) -> list[findings.Placed]:
    """Every finding about the sample's ledger, with its place."""
    days = [day for data in tree.contents.values() for day in _ON.findall(findings.decoded(data))]
    found = whole.check(tree, "2020", on=date.fromisoformat(days[0]) if days else None).findings
    return findings.place(found, lambda path: findings.decoded(tree.read(path)))
