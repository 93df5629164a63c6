"""Findings for people and for machines: text with carets, and the formats CI systems read.

Every printer takes the same ``Placed`` findings and gives one string. Places are looked up once for each
file that has findings; files without findings are never opened here.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import click

from cli.output import json_text, visible
from ledger.diagnostics import RULES, Diagnostic, Level, count
from ledger.placing import Placed as Placed
from ledger.placing import decoded as decoded
from ledger.placing import place as place
from ledger.placing import reader as reader
from ledger.values import Struct

LEVEL_NAMES = {Level.ERROR: "错误", Level.WARNING: "警告", Level.NOTICE: "提示"}
_COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTICE: "cyan"}
_TAB = 4
_NARROWEST = 40
_ALIKE, _PLACES = 4, 5
"""So many findings that say the same are told once, with so many of the other places."""


class Summary(Struct, frozen=True):
    """What was looked at, for the last line."""

    ledgers: int = 0
    files: int = 0
    period: str = ""
    """The one that was looked at; empty for all."""


# ---------------------------------------------------------------------- text


@lru_cache(maxsize=4096)
def _cell(character: str) -> tuple[str, int]:
    """How one character is shown, and how many terminal cells it takes."""
    from rich.cells import cell_len

    shown = " " * _TAB if character == "\t" else visible(character)
    return shown, cell_len(shown)


def excerpt(line: str, column: int, length: int, width: int) -> tuple[str, str]:
    """A source line cut to ``width`` cells around a place, and the line with carets to stand under it.

    ``column`` counts characters from 1. Tabs and invisible characters are made visible, so that both
    lines agree whatever the terminal does with them; what is cut off is marked with dots.
    """
    cells = [_cell(character) for character in line]
    at = min(column - 1, len(cells))
    until = min(max(at + length, at + 1), len(cells)) if at < len(cells) else at
    start, stop = _window(cells, at, until, width)
    shown_until = min(until, stop)
    before = sum(size for _, size in cells[start:at])
    under = sum(size for _, size in cells[at:shown_until]) or 1
    head, tail = "..." if start else "", "..." if stop < len(cells) else ""
    return head + "".join(shown for shown, _ in cells[start:stop]) + tail, " " * (len(head) + before) + "^" * under


def _window(cells: Sequence[tuple[str, int]], at: int, until: int, width: int) -> tuple[int, int]:
    """Which characters fit into ``width`` cells, with the place in sight and some of the text before it."""
    sizes = [size for _, size in cells]
    if sum(sizes) <= width:
        return 0, len(cells)
    room = max(width - 6, 8)  # three dots at each end
    start, used = at, 0
    before = max(room // 3, room - sum(sizes[at:]))
    while start and used + sizes[start - 1] <= before:
        start -= 1
        used += sizes[start]
    stop = start
    used = 0
    while stop < len(cells) and used + sizes[stop] <= room:
        used += sizes[stop]
        stop += 1
    return start, stop


def as_text(
    placed: Sequence[Placed], summary: Summary, *, width: int = 80, colour: bool = False, every: bool = False
) -> str:
    """For people: one paragraph a finding, then one line with the counts.

    What is said in the same words at many places (a unit that left the registry) is one paragraph, which names the
    first of the places and counts the others; with ``every`` each place has its own.
    """

    def style(text: str, **how: Any) -> str:
        return click.style(text, **how) if colour else text

    width = max(width, _NARROWEST)
    parts: list[str] = []
    alike = {} if every else _alike(placed)
    for item in placed:
        finding, where = item.finding, item.where
        others = alike.get(_words(finding), [item])
        if others[0] is not item:
            continue
        at = f"{_named(finding.file)}:{where.line}:{where.column}:" if finding.file else ""
        level = style(LEVEL_NAMES[finding.level], fg=_COLOURS[finding.level], bold=True)
        head = " ".join(filter(None, (style(at, bold=True), level, finding.code, style(item.name, dim=True))))
        parts.append(f"{head} {_one_line(finding.message)}\n")
        if item.line.strip():
            gutter = max(len(str(where.line)) + 1, 5)
            text, carets = excerpt(item.line, where.column, where.length, width - gutter - 3)
            bar = style("|", dim=True)
            parts.append(f"{style(str(where.line).rjust(gutter), dim=True)} {bar} {text}\n")
            parts.append(f"{' ' * gutter} {bar} {style(carets, fg=_COLOURS[finding.level])}\n")
        if finding.hint:
            parts.append(f"  改法：{_one_line(finding.hint)}\n")
        if len(others) > 1:
            parts.append(f"  {_elsewhere(others[1:])}\n")
        parts.append("\n")
    return "".join(parts) + _summary_line(placed, summary, len(alike)) + "\n"


_Words = tuple[str, Level, str, str]


def _words(finding: Diagnostic) -> _Words:
    return finding.code, finding.level, finding.message, finding.hint


def _alike(placed: Sequence[Placed]) -> dict[_Words, list[Placed]]:
    """What is said in the same words at many places, with those places."""
    groups: dict[_Words, list[Placed]] = {}
    for item in placed:
        groups.setdefault(_words(item.finding), []).append(item)
    return {words: items for words, items in groups.items() if len(items) >= _ALIKE}


def _elsewhere(items: Sequence[Placed]) -> str:
    first: dict[str, int] = {}
    for item in items:
        first.setdefault(item.finding.file, item.where.line)
    shown = "、".join(f"{_named(file)}:{line}" for file, line in list(first.items())[:_PLACES])
    files = f"，在 {len(first)} 个文件里" if len(first) < len(items) else ""
    return f"同样的还有 {len(items)} 处{files}：{shown}{' 等' if len(items) > min(len(first), _PLACES) else ''}"


def _one_line(text: str) -> str:
    return visible(text.replace("\r", "").replace("\n", " ").replace("\t", " "))


def _summary_line(placed: Sequence[Placed], summary: Summary, folded: int = 0) -> str:
    looked = f"{summary.ledgers} 本台账、{summary.files} 个文件"
    looked += f"（进展只看 {summary.period}）" if summary.period else ""
    counts = count(item.finding for item in placed)
    if not placed:
        return f"检查了 {looked}，没有发现问题。"
    said = "、".join(f"{number} 个{LEVEL_NAMES[Level(level)]}" for level, number in counts.items() if number)
    said += "（同样的合在一处说，逐处看加 --every）" if folded else ""
    return f"检查了 {looked}：{said}。用 taizhang rule 编号 看说明，如 taizhang rule {placed[0].finding.code}。"


# ---------------------------------------------------------------------- for programs


def field_of(path: Sequence[str | int]) -> str:
    """``("progress", 2, "done")`` as ``progress[2].done``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


def as_dict(placed: Sequence[Placed]) -> dict[str, Any]:
    """The shape of ``check --json`` and ``audit --json``."""
    return {
        "findings": [
            {
                "code": item.finding.code,
                "name": item.name,
                "level": item.finding.level.value,
                "path": item.finding.file,
                "line": item.where.line,
                "column": item.where.column,
                "length": item.where.length,
                "field": field_of(item.finding.path),
                "message": item.finding.message,
                "hint": item.finding.hint,
            }
            for item in placed
        ],
        "counts": count(item.finding for item in placed),
    }


def as_json(placed: Sequence[Placed], summary: Summary) -> str:
    """One JSON document; see ``as_dict``."""
    return json_text(as_dict(placed))


def _said(finding: Diagnostic) -> str:
    return f"{finding.message}\n改法：{finding.hint}" if finding.hint else finding.message


def _named(file: str) -> str:
    """A file name on one line: in a log, a line that begins as a stranger likes may be a command to who runs it."""
    return visible(file).replace("\n", "\\n")


def _github_data(text: str) -> str:
    # a file name may hold what the terminal of whoever reads the log would obey
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _github_property(text: str) -> str:
    return _github_data(text).replace(":", "%3A").replace(",", "%2C")


def as_github(placed: Sequence[Placed], summary: Summary) -> str:
    """Workflow commands of GitHub Actions (Gitea and Gitee runners read them too): one line a finding."""
    lines = []
    for item in placed:
        finding, where = item.finding, item.where
        properties = {
            "file": finding.file,
            "line": str(where.line),
            "endLine": str(where.line),
            "col": str(where.column),
            "endColumn": str(where.column + where.length),
            "title": f"{finding.code} {item.name}",
        }
        if not finding.file:
            properties = {"title": properties["title"]}
        said = ",".join(f"{key}={_github_property(value)}" for key, value in properties.items())
        lines.append(f"::{finding.level.value} {said}::{_github_data(_said(finding))}\n")
    return "".join(lines)


def fingerprints(placed: Sequence[Placed]) -> Iterator[str]:
    """A mark for each finding that survives other lines being added above it; equal ones are counted."""
    seen: Counter[str] = Counter()
    for item in placed:
        finding = item.finding
        keys = "/".join(str(step) for step in finding.path if isinstance(step, str))
        same = "\0".join((finding.code, finding.file, keys, finding.message))
        seen[same] += 1
        yield hashlib.sha256(f"{same}\0{seen[same]}".encode("utf-8", "backslashreplace")).hexdigest()


_GITLAB = {Level.ERROR: "major", Level.WARNING: "minor", Level.NOTICE: "info"}


def as_gitlab(placed: Sequence[Placed], summary: Summary) -> str:
    """GitLab's code quality report: a list of issues."""
    return json_text(
        [
            {
                "type": "issue",
                "check_name": f"{item.finding.code} {item.name}",
                "description": _said(item.finding),
                "categories": ["Bug Risk"],
                "severity": _GITLAB[item.finding.level],
                "fingerprint": mark,
                "location": {
                    "path": item.finding.file,
                    "lines": {"begin": item.where.line, "end": item.where.line},
                },
            }
            for item, mark in zip(placed, fingerprints(placed), strict=True)
        ]
    )


def _xml(text: str) -> str:
    # written out because xml.sax.saxutils would import urllib and half the network stack with it
    safe = _xml_safe(text)
    return safe.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _xml_attribute(text: str) -> str:
    return '"' + _xml(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;") + '"'


def _xml_safe(text: str) -> str:
    """Without the characters XML 1.0 cannot hold; they are shown as ``\\x1b``."""
    return "".join(c if c not in "\ufffe\uffff" else f"\\u{ord(c):04x}" for c in visible(text))


def as_junit(placed: Sequence[Placed], summary: Summary) -> str:
    """JUnit XML: one test case a finding; errors fail, warnings and notices pass and say so in their output."""
    failures = sum(item.finding.level is Level.ERROR for item in placed)
    total = max(len(placed), 1)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="taizhang check" tests="{total}" failures="{failures}" errors="0">',
        f'  <testsuite name="taizhang check" tests="{total}" failures="{failures}" errors="0" skipped="0">',
    ]
    for item in placed:
        finding, where = item.finding, item.where
        name = f"{finding.code} {item.name} {where.line}:{where.column}"
        lines.append(
            f"    <testcase classname={_xml_attribute(_named(finding.file) or '台账')} name={_xml_attribute(name)}>"
        )
        body = f"{_named(finding.file)}:{where.line}:{where.column}\n{_said(finding)}"
        if finding.level is Level.ERROR:
            marks = f"type={_xml_attribute(finding.code)} message={_xml_attribute(_one_line(finding.message))}"
            lines.append(f"      <failure {marks}>{_xml(body)}</failure>")
        else:
            lines.append(f"      <system-out>{_xml(f'{LEVEL_NAMES[finding.level]}：{body}')}</system-out>")
        lines.append("    </testcase>")
    if not placed:
        lines.append('    <testcase classname="台账" name="没有发现问题"/>')
    return "\n".join([*lines, "  </testsuite>", "</testsuites>"]) + "\n"


_SARIF = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTICE: "note"}


def as_sarif(placed: Sequence[Placed], summary: Summary) -> str:
    """SARIF 2.1.0: one run; the rules that have findings are described in full."""
    from cli.main import VERSION

    codes = sorted({item.finding.code for item in placed})
    index = {code: n for n, code in enumerate(codes)}
    return json_text(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {
                        "driver": {"name": "taizhang", "version": VERSION, "rules": [_sarif_rule(c) for c in codes]}
                    },
                    "columnKind": "unicodeCodePoints",
                    "results": [
                        _sarif_result(item, mark, index)
                        for item, mark in zip(placed, fingerprints(placed), strict=True)
                    ],
                }
            ],
        }
    )


def _sarif_rule(code: str) -> dict[str, Any]:
    rule = RULES.get(code)
    if rule is None:
        return {"id": code}
    return {
        "id": code,
        "name": rule.name,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.page.strip()},
        "help": {"text": rule.page.strip()},
        "defaultConfiguration": {"level": _SARIF[rule.level]},
    }


def _sarif_result(item: Placed, mark: str, index: Mapping[str, int]) -> dict[str, Any]:
    finding, where = item.finding, item.where
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index[finding.code],
        "level": _SARIF[finding.level],
        "message": {"text": _said(finding)},
        "partialFingerprints": {"taizhang/v1": mark},
    }
    if finding.file:
        region = {
            "startLine": where.line,
            "startColumn": where.column,
            "endLine": where.line,
            "endColumn": where.column + where.length,
        }
        artifact = {"uri": quote(os.fsencode(finding.file)), "uriBaseId": "%SRCROOT%"}
        result["locations"] = [{"physicalLocation": {"artifactLocation": artifact, "region": region}}]
    return result


Printer = Callable[[Sequence[Placed], Summary], str]
PRINTERS: dict[str, Printer] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "gitlab": as_gitlab,
    "junit": as_junit,
    "sarif": as_sarif,
}


def at_least(findings: Iterable[Diagnostic], level: Level) -> list[Diagnostic]:
    """Findings that are as bad as ``level`` or worse."""
    order = list(Level)
    return [finding for finding in findings if order.index(finding.level) <= order.index(level)]
