"""Where an item really stands in a file from which some items could not be read.

A list item that cannot be read (an entry without a period) is a finding of its own and missing from the
``Task``, so the items behind it have moved up. Findings count in the task; the file counts all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ledger.diagnostics import Diagnostic, Path
from ledger.model import Task
from ledger.periods import Period
from ledger.shapes import plain
from ledger.values import replace

_LISTS = ("indicators", "progress", "reviews", "changes", "waivers")


def in_file(findings: Sequence[Diagnostic], task: Task, value: object) -> list[Diagnostic]:
    """The findings about ``task`` with list positions as the file's plain ``value`` has them."""
    places = _places(task, value)
    return [replace(finding, path=_moved(finding.path, places)) for finding in findings] if places else list(findings)


def _moved(path: Path, places: dict[str, list[int]]) -> Path:
    match path:
        case (str(key), int(n), *rest) if key in places and n < len(places[key]):
            return (key, places[key][n], *rest)
    return path


def _places(task: Task, value: object) -> dict[str, list[int]]:
    """For each list that lost items: where its items stand in the file."""
    fields: dict[str, Any] = value if isinstance(value, dict) else {}
    found = {}
    for key in _LISTS:
        items = fields.get(key)
        read = len(getattr(task, key))
        if isinstance(items, list) and len(items) != read:
            kept = [n for n, item in enumerate(items) if _can_be_read(key, item)]
            if len(kept) == read:
                found[key] = kept
    return found


def _can_be_read(key: str, item: object) -> bool:
    if not isinstance(item, dict) or not item:
        return False
    if key not in ("progress", "reviews"):
        return True
    try:
        Period.parse(plain(item.get("period")) or "")
    except ValueError:
        return False
    return True
