"""Where a finding is shown: line and column, looked up once for each file that has findings.

Values carry no positions; files without findings are never opened here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ledger.diagnostics import RULES, Diagnostic, Where
from ledger.errors import FileRefused
from ledger.trees import Tree
from ledger.values import Struct


class Placed(Struct, frozen=True):
    """A finding with the place it is shown at and the source line there (empty when there is none)."""

    finding: Diagnostic
    where: Where
    line: str = ""
    rule_name: str = ""
    """As it was when the finding was placed; empty asks the declared rules."""

    @property
    def name(self) -> str:
        """The name of its rule; the code where the rule is not declared."""
        rule = RULES.get(self.finding.code)
        return self.rule_name or (rule.name if rule else self.finding.code)


Read = Callable[[str], str | None]
"""The text of a file by its path in the repository; ``None`` when it cannot be read as text."""


def decoded(data: bytes) -> str:
    """The text as positions count it, without a byte order mark; another encoding is shown as well as may be."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            text = data.decode("utf-8", "replace")
    return text.removeprefix("\ufeff")


def reader(tree: Tree) -> Read:
    """Reads the files of a tree for ``place``."""

    def read(path: str) -> str | None:
        try:
            return decoded(tree.read(path))
        except FileRefused:
            return None

    return read


def place(findings: Iterable[Diagnostic], read: Read) -> list[Placed]:
    """Each finding with its line and column, in the order of files, lines and columns."""
    by_file: dict[str, list[Diagnostic]] = {}
    for finding in findings:
        by_file.setdefault(finding.file, []).append(finding)
    placed: list[Placed] = []
    for file in sorted(by_file):
        text = read(file) if file else None
        placed += place_in(by_file[file], text) if text is not None else [_unplaced(f) for f in by_file[file]]
    return placed


def _unplaced(finding: Diagnostic) -> Placed:
    return Placed(finding, finding.where or Where(1, 1))


def place_in(findings: Sequence[Diagnostic], text: str) -> list[Placed]:
    """The findings about one file, whose text is ``text``, in the order of its lines."""
    from ledger import yamlfile

    open_paths = {finding.path for finding in findings if finding.where is None}
    places = yamlfile.locate_all(text, open_paths) if open_paths else {}
    lines = text.split("\n")
    found = []
    for finding in findings:
        if finding.where is None and finding.path and finding.message == f"没有“{finding.path[-1]}”这个字段":
            where = yamlfile.locate(text, finding.path, key=True)  # the key itself is what was found
        else:
            where = finding.where or _nearer(places[finding.path], finding.message, lines)
        line = lines[where.line - 1].rstrip("\r") if where.line <= len(lines) else ""
        found.append(Placed(finding, where, line))
    return in_lines(found)


def in_lines(placed: Iterable[Placed]) -> list[Placed]:
    """Findings of one file in the order in which they are shown."""
    return sorted(placed, key=lambda p: (p.where.line, p.where.column, p.finding.code, p.finding.message))


def _nearer(where: Where, message: str, lines: Sequence[str]) -> Where:
    """The words a message quotes (“预计6月底前”) inside a long value, rather than the value's beginning."""
    words = _quoted(message)
    if len(words) < 2 or where.line > len(lines):
        return where
    first = lines[where.line - 1]
    if first[where.column - 1 : where.column] in ("|", ">"):
        indent = len(first) - len(first.lstrip(" -"))
        for n in range(where.line, len(lines)):
            line = lines[n]
            if line.strip() and len(line) - len(line.lstrip(" ")) <= indent:
                break
            if words in line:
                return Where(n + 1, line.index(words) + 1, len(words))
        return where
    at = first.find(words, where.column - 1, where.column - 1 + where.length)
    return Where(where.line, at + 1, len(words)) if at >= 0 else where


def _quoted(message: str) -> str:
    """The first words in quotes; quotes inside them belong to them."""
    start, depth = message.find("“"), 0
    for n in range(max(start, 0), len(message)):
        depth += (message[n] == "“") - (message[n] == "”")
        if start >= 0 and depth == 0:
            return message[start + 1 : n]
    return ""
