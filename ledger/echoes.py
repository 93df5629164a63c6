"""One mistake, one finding: what a rule says only because something could not be read is left unsaid.

A value that cannot be read is a finding of its own. A rule that then finds it missing (“没有责任单位”), or a second
reader that stumbles over the same place, would send a person looking for a fault that is not there. Once the first is
mended the rule is asked again, so nothing stays hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ledger import guesses
from ledger.codec import TASK_KEYS
from ledger.diagnostics import Diagnostic, Level, Path

_NEEDS: Mapping[str, str] = {
    "R005": "units",
    "R006": "units",
    "R007": "units",
    "R008": "units",
    "P011": "progress",
    "P004": "indicators",
    "P018": "progress",
    "P020": "indicators",
    "P109": "progress",
}
"""Rules that say something is not there, and the field of a task file it would be in."""
_KEYS_LOST = ("Y003", "Y009", "Y013", "Y017")
"""What makes a key of a mapping unreadable, so that it is missing as well."""
_HIDDEN, _GARBLED, _IDLE = "Y026", "P019", "R091"
_COMMENTED, _EMPTY = "Y006", "S008"
_HALVED, _COMPARES = "Y013", ("P003", "P004")
_MISSING, _REPEATED = "S001", "Y002"
_IN_VAIN = (_MISSING, "S003")
"""What is said of the mapping around such a key."""


def read(typed: Sequence[Diagnostic], decoded: Sequence[Diagnostic]) -> list[Diagnostic]:
    """What is wrong with the values of a file, less what its YAML (``typed``) is known to be wrong with already."""
    if not typed or not decoded:
        return list(decoded)
    places = [f.path for f in typed if f.level is Level.ERROR and f.path and f.code != _REPEATED]
    commented = [f.hint for f in typed if f.code == _COMMENTED]
    lost = {f.path[:-1] for f in typed if f.code in _KEYS_LOST and f.path}
    return [
        finding
        for finding in decoded
        if not any(_covers(place, finding.path) for place in places)
        and not (finding.code in _IN_VAIN and finding.path in lost)
        and not (finding.code == _EMPTY and any(f"：{finding.path[-1]}: " in hint for hint in commented))
        and not (finding.path[:-1] in lost and str(finding.path[-1]).isdigit())  # the second half of 12,000
    ]


def judged(told: Sequence[Diagnostic], reading: Iterable[Diagnostic], value: object) -> list[Diagnostic]:
    """What the rules say of a task (places as in its file), less what follows from findings of reading it."""
    wrong = [finding for finding in reading if finding.level is Level.ERROR or finding.code == _HIDDEN]
    if not wrong:
        return list(told)
    places = [_place(finding) for finding in wrong if finding.path]
    fields = unread(wrong, value)
    hidden = any(finding.code == _HIDDEN for finding in wrong)
    halved = {finding.path[-1] for finding in wrong if finding.code == _HALVED and "indicators" in finding.path}
    return [
        finding
        for finding in told
        if _NEEDS.get(finding.code) not in fields
        and not (fields and finding.code == _IDLE)
        and not any(_covers(place, finding.path) for place in places)
        and not (finding.code in _COMPARES and finding.path[-1:] and finding.path[-1] in halved)
        and not (hidden and finding.code == _GARBLED and "U+" in finding.message)
    ]


def unread(reading: Iterable[Diagnostic], value: object) -> frozenset[str]:
    """The fields of a task file that are not, or not wholly, what its author meant; by the errors of reading it."""
    absent = [key for key in TASK_KEYS if not isinstance(value, dict) or key not in value]
    found: set[str] = set()
    for finding in reading:
        if finding.level is not Level.ERROR:
            continue
        head = str(finding.path[0]) if finding.path else ""
        if head in TASK_KEYS:
            found.add(head)
        else:  # a key that is none, or another document behind this one: what is absent may stand there
            meant = guesses.key(head, absent) if head else ""
            found.update([meant] if meant else absent)
    return frozenset(found)


def _place(finding: Diagnostic) -> Path:
    if finding.code == _MISSING:
        return (*finding.path, finding.message.removeprefix("缺少 "))
    return finding.path


def _covers(place: Path, path: Path) -> bool:
    return path[: len(place)] == place
