"""Findings: what is wrong with the data, as plain values.

A finding names its file and the path inside it (``("progress", 2, "done")``); line and column are
looked up when it is shown, so values stay small, comparable and cacheable. Only a file that cannot be
parsed at all carries its place along (``where``), because there is no path to look up.

Every finding belongs to a declared ``Rule``; the rule's page is what ``taizhang rule CODE`` prints.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from ledger.values import Struct, field

Path = tuple[str | int, ...]
"""Keys and list positions from the top of a file: ``("progress", 2, "done")``."""


class Level(StrEnum):
    """How sure and how bad: only ``error`` makes ``check`` fail."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


class Where(Struct, frozen=True, order=True):
    """A place in a text: 1-based line and column (in characters), and how many characters it covers."""

    line: int
    column: int
    length: int = 1


class Diagnostic(Struct, frozen=True):
    """One finding. ``message`` says what was found, ``hint`` what to type; both are Chinese sentences."""

    code: str
    message: str
    path: Path = ()
    hint: str = ""
    level: Level = Level.ERROR
    file: str = ""
    where: Where | None = None

    def in_file(self, file: str) -> Diagnostic:
        """The same finding, said of ``file`` (a path relative to the repository, with ``/``)."""
        # not ``replace``: this runs for every finding of a ledger
        return Diagnostic(self.code, self.message, self.path, self.hint, self.level, file, self.where)


class Rule(Struct, frozen=True):
    """A kind of finding: its code (``P003``), its name, its usual level and its page.

    The first line of ``page`` is the title; the rest says why it matters and what to write instead.
    """

    code: str
    name: str
    level: Level
    page: str
    tags: tuple[str, ...] = field(default=())

    @property
    def title(self) -> str:
        """The first line of the page."""
        return self.page.strip().splitlines()[0].strip()

    def at(
        self, path: Path, message: str, hint: str = "", *, where: Where | None = None, level: Level | None = None
    ) -> Diagnostic:
        """A finding of this rule at ``path``."""
        return Diagnostic(self.code, message, path, hint, level or self.level, where=where)


RULES: dict[str, Rule] = {}
"""Every declared rule by code; complete once ``ledger.catalogue`` is imported."""


def declare(code: str, name: str, level: Level, page: str) -> Rule:
    """Declare a rule once, at import time; a code or name that is taken is a bug (``ValueError``)."""
    if code in RULES or any(rule.name == name for rule in RULES.values()):
        raise ValueError(f"rule {code} {name} is declared twice")
    rule = RULES[code] = Rule(code, name, level, page)
    return rule


def count(findings: Iterable[Diagnostic]) -> dict[str, int]:
    """How many findings of each level; every level is present."""
    seen = Counter(finding.level for finding in findings)
    return {level.value: seen[level] for level in Level}


def in_order(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sorted by file, place and code, so that equal input prints equal output."""
    return sorted(
        findings,
        key=lambda f: (
            f.file,
            f.where or Where(0, 0),
            [(isinstance(p, str), str(p).zfill(6)) for p in f.path],
            f.code,
            f.message,
        ),
    )
