"""Plans of several units in one field: each unit's words in lines that begin with its name and a colon.

A task has one ``plan`` a quarter or month. Where one unit alone is responsible its words stand bare; where
several are, each part begins with ``区教体局：`` as parts of a progress cell do, so that no unit's plan takes the
place of another's. Words without a name at the top are the office's own, and stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ledger import unitlists
from ledger.text import squeeze
from ledger.units import Registry


@dataclass(frozen=True, slots=True)
class Part:
    """One unit's words (the unit is empty for words at the top that name nobody), and as they stand in the field."""

    unit: str
    words: str
    printed: str


def parts(text: str, registry: Registry, units: Sequence[str]) -> list[Part]:
    """The parts of a field, in order."""
    found: list[Part] = []
    for line in text.split("\n"):
        label = unitlists.read_label(registry, line, units) if units else None
        if label is not None and len(label.units) == 1 and label.printed[-1] in ":：":
            found.append(Part(label.units[0], label.rest, line))
        elif found:
            last = found[-1]
            found[-1] = Part(last.unit, f"{last.words}\n{line}", f"{last.printed}\n{line}")
        elif line:
            found.append(Part("", line, line))
    return found


def own(text: str, unit: str, registry: Registry, units: Sequence[str]) -> str:
    """One unit's plan in a field: its part, or the whole where nobody is named."""
    said = parts(text, registry, units)
    mine = [part.words for part in said if part.unit and registry.same(part.unit, unit)]
    if mine:
        return "\n".join(mine)
    return "\n".join(part.words for part in said if not part.unit)


def merged(text: str, unit: str, words: str, registry: Registry, units: Sequence[str], mark: str) -> str:
    """The field with one unit's words put in, or put in place of what that unit had said."""
    alone = len(units) <= 1 and all(registry.group(name) is None for name in units)
    said = parts(text, registry, units)
    if alone and not any(part.unit and not registry.same(part.unit, unit) for part in said):
        return words
    if any(not part.unit and squeeze(part.words) == squeeze(words) for part in said):
        return text  # the field says just that already, for everyone
    line = f"{unit}{mark}{words}"
    result: list[str] = []
    placed = False
    for part in said:
        if part.unit and registry.same(part.unit, unit):
            result += [] if placed else [part.printed if part.words == words else line]
            placed = True
        else:
            result.append(part.printed)
    return "\n".join(result if placed else [*result, line])
