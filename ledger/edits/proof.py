"""Reading a task's text before an edit, and proving the edit by reading it back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ledger import codec, yamlfile
from ledger.diagnostics import Diagnostic, Level
from ledger.errors import EditRefused
from ledger.model import Task

_LISTS = ("progress", "reviews", "changes", "indicators")


def _decoded(text: str) -> tuple[Task | None, yamlfile.Value, list[Diagnostic]]:
    value, found = yamlfile.load(text)
    task, wrong = codec.decode(value) if value is not None else (None, [])
    return task, value, [*found, *wrong]


def read_task(text: str) -> Task:
    """The task a text holds. ``EditRefused`` when it cannot be read, or when an entry of a list cannot:
    then positions in the file are not those in the task, and an edit might hit its neighbour."""
    task, value, found = _decoded(text)
    if task is None or not isinstance(value, dict):
        raise EditRefused(*_first(found, "文件里读不出任务，没有改动"))
    for name in _LISTS:
        items = value.get(name)
        if isinstance(items, list) and len(items) != len(getattr(task, name)):
            raise EditRefused(
                *_first([f for f in found if f.path[:1] == (name,)], f"{name} 里有读不出来的条目，没有改动")
            )
    return task


def proved(before: str, after: str, expected: Task) -> str:
    """``after``, if it reads back as ``expected`` and holds no error that ``before`` had not.

    ``EditRefused`` otherwise, with everything that is wrong.
    """
    task, _, found = _decoded(after)
    new = Counter(_errors(found)) - Counter(_errors(_decoded(before)[2]))
    if new:
        raise EditRefused(
            "填写的内容不合格式，没有改动：" + "；".join(message for message, _ in new),
            "；".join(dict.fromkeys(hint for _, hint in new if hint)),
        )
    if task != expected:
        raise EditRefused("改动后读回来与预期不符，没有改动", "先运行 taizhang fmt 整理这个文件，再试一次")
    return after


def _errors(found: Iterable[Diagnostic]) -> list[tuple[str, str]]:
    return [(finding.message, finding.hint) for finding in found if finding.level is Level.ERROR]


def _first(found: Iterable[Diagnostic], otherwise: str) -> tuple[str, str]:
    for finding in found:
        if finding.level is Level.ERROR:
            line = f"第{finding.where.line}行：" if finding.where else ""
            return f"{otherwise}：{line}{finding.message}", finding.hint or "先用 taizhang check 看清问题，改好再登记"
    return otherwise, "先用 taizhang check 看清问题，改好再登记"
