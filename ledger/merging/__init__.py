"""Three-way merge of task files by structure: three texts → one text, and what two people changed differently.

Fields are compared by what they are, not by the lines they stand on: progress entries belong together by
period and unit, reviews by period and reviewer, indicators by name, lists of names are ordered sets. Only a
field that both sides changed to different values is a conflict: then the value of our side stays, and a
comment above it (``CONFLICT_MARK``) keeps what the other side and the ancestor had, which ``check`` reports.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledger import yamlfile
from ledger.diagnostics import Level
from ledger.dialect.rules import CONFLICT_MARK
from ledger.dialect.tree import Value
from ledger.merging.items import ABSENT, Maybe, SameUnit
from ledger.merging.texts import Unmergeable, edited, lost_comments, noted, on_top, quoted, says
from ledger.merging.values import Conflict, Merging

SIDES = ("共同祖先", "我方", "对方")


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged text, the conflicts noted in it, and the comments of the other side that it lacks.

    ``other`` is set when both sides added different tasks under one file name: that task of the other side
    (id and text) is not in ``text``.
    """

    text: str
    conflicts: tuple[Conflict, ...] = ()
    lost_comments: tuple[str, ...] = ()
    other: tuple[str, str] | None = None


def merge(
    base: str, ours: str, theirs: str, *, by_lines: str | None = None, same_unit: SameUnit | None = None
) -> Merged:
    """The merge of two texts that both come from ``base`` (empty when both sides added the file).

    An entry whose unit was renamed on one side is the entry it was: by ``same_unit``, or because most of it is equal.

    ``by_lines`` is the text that a merge line by line gives without conflict, if it does: where it says the same
    as the merge by structure it is taken, because it has the comments of both sides. ``Unmergeable`` when a text
    has faults of writing, is no task, or an edit would not read back.
    """
    if ours == theirs or base == theirs:
        return Merged(ours)
    if base == ours:
        return Merged(theirs)
    old, mine, other = (_task(text, side) for text, side in zip((base, ours, theirs), SIDES, strict=True))
    if not old and any(mine.get(key) != other.get(key) for key in ("id", "text")):
        named = str(other.get("id") or ""), " ".join(str(other.get("text") or "").split())
        note = f"{CONFLICT_MARK} 整个文件\n#   对方: {quoted(' '.join(named))}\n"
        return Merged(on_top(ours, note), other=named)
    merging = Merging(same_unit)
    value = merging.mapping(old, mine, other, ())
    if not merging.conflicts and by_lines is not None and says(by_lines, value):
        return Merged(by_lines)
    text = edited(ours, mine, value, same_unit)
    conflicts = tuple(merging.conflicts)
    return Merged(noted(text, value, conflicts), conflicts, lost_comments(base, theirs, text))


def _task(text: str, side: str) -> dict[str, Value]:
    value, found = yamlfile.load(text)
    fault = next((finding for finding in found if finding.level is Level.ERROR), None)
    if fault is not None:
        line = f"第{fault.where.line}行" if fault.where else ""
        raise Unmergeable(f"{side}{line}：{fault.message}")
    if value is None:
        value = {}
    if not isinstance(value, dict) or (value and "id" not in value):
        raise Unmergeable(f"{side}：不是一项任务的文件")
    return value


__all__ = ["ABSENT", "Conflict", "Maybe", "Merged", "Unmergeable", "merge"]
