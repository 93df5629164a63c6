"""Task files in canonical layout, straight from their text to a ``Task``: no plain values in between.

A file is taken apart into its top-level keys. Each of those has one pattern for the way it nearly always looks;
a key that looks otherwise goes through ``dialect.line`` and ``codec``, and a file that ``dialect.line`` would not read,
or that ``codec`` would have something to say about, is not read here at all. So wherever this reader gives a
task, the general way gives the same one and no finding (``tests/test_task_line.py`` holds that against the real
ledgers and against random and damaged files).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from ledger import codec
from ledger.dialect import line as yamlline
from ledger.dialect.line import Unsure
from ledger.dialect.read import MAX_BYTES
from ledger.model import (
    CHANGE_KINDS,
    COMPARATORS,
    EMPTY,
    LEAD_SOURCES,
    Change,
    Entry,
    Indicator,
    Review,
    Task,
    Units,
)
from ledger.periods import Period
from ledger.shapes import plain

_PERIOD = r"([0-9]{4}(?:-(?:0[1-9]|1[0-2]|Q[1-4]|H[12]))?+)"
_DAY = r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
_AMOUNT = r"(?!-0[,}])(-?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{1,30})?+)"
# A text inside braces: in quotes, or begun by a sign that leaves no doubt; it means itself, be it a number.
_WORD = r"""("[^"\\\n]*+"|[^\s\-?:,\[\]{}#&*!|>'"%@`\uff3b\uff5bA-Za-z_~][^?:,\[\]{}#\n]*+(?<! ))"""
_LINE = r"([^\n]++)"
_AMOUNTS = rf"(?:\{{({yamlline.KEY}): {_AMOUNT}\}}(?=\n)|(\{{[^\n]++))"
"""One amount, as nearly always, or whatever stands in braces."""


def _text_at(margin: int) -> str:
    """What stands behind a key: a line, or a literal block whose lines stand at ``margin`` or further right."""
    return rf"(\|-?(?:\n {{{margin}}}[^\n]++)++|[^\n]++)"


def _optional(*fields: tuple[str, str]) -> str:
    return "".join(rf"(?:    {key}: {value}\n)?+" for key, value in fields)


# Possessive throughout: a line belongs to one field or the text is left to the general way.
_SECTION = re.compile(r"^([a-z_]++):(?: ([^\n]++))?+\n((?: [^\n]++\n)*+)", re.MULTILINE)
_COMMENTS = re.compile(r"(?:#[^\n]*+\n)*+")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")
_UNITS = re.compile(
    r"(?:  lead: (\[[^\n]*+)\n)?+(?:  support: (\[[^\n]*+)\n)?+"
    rf"(?:  lead_source: ({'|'.join(LEAD_SOURCES)})\n)?+(?:  printed: {_text_at(4)}\n)?+"
)
_INDICATOR = re.compile(
    rf"""^  - \{{name: {_WORD}(?:, target: {_AMOUNT})?+(?:, measure: {_WORD})?+"""
    rf"""(?:, comparator: "({"|".join(COMPARATORS)})")?+(?:, basis: ({"|".join(codec.BASES)}))?+\}}\n""",
    re.MULTILINE,
)
_PLANNED = re.compile(rf"^  {_PERIOD}: {_text_at(4)}\n", re.MULTILINE)
_ENTRY = re.compile(
    rf"^  - period: {_PERIOD}\n    unit: {_LINE}\n"
    + _optional(("joint", r"(\[[^\n]*+)"), ("label", _LINE), ("reported", _DAY))
    + _optional(*((key, _text_at(6)) for key in ("done", "problems", "causes", "next")))
    + _optional(("verdict", _LINE), ("indicators", _AMOUNTS), ("source", _LINE), ("note", _text_at(6)))
    + r"(?=  - |\Z)",
    re.MULTILINE,
)
_REVIEW = re.compile(
    rf"^  - \{{period: {_PERIOD}, verdict: {_WORD}(?:, by: {_WORD})?+(?:, on: {_DAY})?+(?:, note: {_WORD})?+\}}\n",
    re.MULTILINE,
)

_KIND = rf"({'|'.join(CHANGE_KINDS)})"
_WORDS_OF_CHANGE = ("unit", "field", "from", "to", "reason", "approved_by")
_CHANGE = re.compile(
    rf"^  - (?:\{{kind: {_KIND}(?:, on: {_DAY})?+(?:, period: {_PERIOD})?+"
    + "".join(rf"(?:, {key}: {_WORD})?+" for key in _WORDS_OF_CHANGE)
    + rf"\}}\n|kind: {_KIND}\n"
    + _optional(("on", _DAY), ("period", _PERIOD), *((key, _LINE) for key in _WORDS_OF_CHANGE))
    + r")(?=  - |\Z)",
    re.MULTILINE,
)
_HALF = 2 + len(_WORDS_OF_CHANGE) + 1

_SECOND_LOOK = yamlline.INDICATORS | frozenset("-~_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
"""How a line may begin that is not certainly a text which means itself."""


class Memory:
    """What stretches of text mean that were read before, for whoever reads many versions of the same files.

    From one version to the next little changes: the rest is neither looked through nor taken apart again, and
    the tasks share the entries they have in common.
    """

    def __init__(self) -> None:
        self._heads: dict[str, dict[str, Any]] = {}
        self._sections: dict[tuple[str, str, str], Any] = {}
        self._entries: dict[str, Entry] = {}

    def fields(self, text: str, start: int) -> dict[str, Any]:
        """``_fields`` of a text that need not have been let pass: what stands above the entries seldom changes."""
        at = text.find(_ENTRIES, start) + 1
        if not at:
            yamlline.refuse(text)
            return _fields(text, start)
        head = text[:at]
        above = self._heads.get(head)
        if above is None:
            yamlline.refuse(head)
            above = self._heads[head] = _fields(head, start)
        if text[-1:] != "\n":
            raise Unsure
        below = _fields(text, at, self)  # looked through stretch by stretch
        if not above.keys().isdisjoint(below):
            raise Unsure
        return above | below

    def meaning(self, key: str, inline: str, body: str) -> Any:
        """What the reader of a top-level key makes of it, ``None`` where it leaves that to others; ``Unsure`` where
        ``dialect.line`` would refuse the text."""
        if key == "progress" and not inline and body[:4] == _ITEM:
            return self._progress(body)
        stretch = (key, inline, body)
        if stretch not in self._sections:
            yamlline.refuse(_whole(key, inline, body))
            self._sections[stretch] = _SECTIONS[key](inline, body)
        return self._sections[stretch]

    def _progress(self, body: str) -> tuple[Entry, ...] | None:
        """See the function of this name: an entry ends where the next one begins, and nothing else begins so."""
        entries = []
        known = self._entries
        for typed in body[4:-1].split(f"\n{_ITEM}"):
            entry = known.get(typed)
            if entry is None:
                text = f"{_ITEM}{typed}\n"
                yamlline.refuse(text)
                read_alone = _progress("", text)
                if read_alone is None:
                    yamlline.refuse(body)
                    return None
                entry = known[typed] = read_alone[0]
            entries.append(entry)
        return tuple(entries)


_ITEM, _ENTRIES = "  - ", "\nprogress:\n"


def _whole(key: str, inline: str, body: str) -> str:
    return f"{key}: {inline}\n{body}" if inline else f"{key}:\n{body}"


def read(data: bytes, memory: Memory | None = None) -> tuple[Task, str] | None:
    """The task that a file holds and the file's text; ``None`` for a file to be read the general way.

    ``store.task_of`` gives the same task for it, and no finding; so it is with a ``memory`` of other files.
    """
    if len(data) > MAX_BYTES:
        return None
    try:
        text = data.decode("utf-8")
        return _task(text, memory), text
    except (UnicodeDecodeError, Unsure):
        return None


def _task(text: str, memory: Memory | None) -> Task:
    comments = _COMMENTS.match(text)
    start = comments.end() if comments else 0
    if memory is None:
        yamlline.refuse(text)
    if text.find("#", start) >= 0 and " #" in text:
        raise Unsure  # comments within; those at the margin are no key
    fields = memory.fields(text, start) if memory is not None else _fields(text, start)
    if not fields.get("id") or not fields.get("text") or "number" not in fields:
        raise Unsure
    return Task(**fields)


def _fields(text: str, start: int, memory: Memory | None = None) -> dict[str, Any]:
    """What the top-level keys from ``start`` on hold, in a text that ``dialect.line`` would not refuse."""
    fields: dict[str, Any] = {}
    unusual: dict[str, Any] = {}
    length = 0
    sections = _SECTION.findall(text, start)
    for key, inline, body in sections:
        length += len(key) + len(inline) + len(body) + (3 if inline else 2)
        read_section = _SECTIONS.get(key)
        if read_section is None:
            raise Unsure
        value = memory.meaning(key, inline, body) if memory is not None else read_section(inline, body)
        if value is None:
            unusual |= yamlline.top_fields(_whole(key, inline, body))
        fields[key] = value
    if length != len(text) - start or len(fields) != len(sections):
        raise Unsure  # a line that begins with none of the keys, or a key twice
    return fields | _generally(unusual) if unusual else fields


def _generally(unusual: dict[str, Any]) -> dict[str, Any]:
    """What the general decoder makes of these keys of a file."""
    task, found = codec.decode({"id": "-", "number": 0, "text": "-"} | unusual)
    if task is None or found:
        raise Unsure
    return {key: getattr(task, key) for key in unusual}


# ------------------------------------------------------------------ top-level keys; ``None`` leaves one to the others


def _text(inline: str, body: str) -> str | None:
    return _meant(inline) if inline and not body else None


def _number(inline: str, body: str) -> int | None:
    return int(inline) if not body and _NUMBER.fullmatch(inline) else None


def _texts(inline: str, body: str) -> tuple[str, ...] | None:
    return _listed(inline) if inline[:1] == "[" and not body else None


@lru_cache(maxsize=4096)
def _units(inline: str, body: str) -> Units | None:
    found = _UNITS.fullmatch(body)
    if inline or not body or found is None:
        return None
    lead, support, source, printed = found.groups("")
    return Units(
        _listed(lead) if lead else (), _listed(support) if support else (), source or "first", _meant(printed, 4)
    )


def _indicators(inline: str, body: str) -> tuple[Indicator, ...] | None:
    found = _INDICATOR.findall(body)
    if inline or not found or len(found) != body.count("\n"):
        return None
    return tuple(
        Indicator(
            _unquoted(name),
            Decimal(target) if target else None,
            _unquoted(measure),
            sign or ">=",
            basis or "cumulative",
        )
        for name, target, measure, sign, basis in found
    )


def _plan(inline: str, body: str) -> Mapping[Period, str] | None:
    found = _PLANNED.findall(body)
    if inline or not found or sum(len(period) + len(words) + 5 for period, words in found) != len(body):
        return None  # 5: the margin, the colon and the blank behind it, the line's end
    plan = {_period(period): _meant(words, 4) for period, words in found}
    return plan if len(plan) == len(found) else None


def _progress(inline: str, body: str) -> tuple[Entry, ...] | None:
    found = _ENTRY.findall(body)
    if inline or not found or len(found) != body.count("\n  - ") + 1:
        return None
    entries = []
    # fmt: off
    for (
        period, unit, joint, label, reported, done, problems, causes, after, verdict,
        name, amount, amounts, source, note,
    ) in found:
        # fmt: on
        # written out, because this is done a hundred thousand times; ``_meant`` would say the same
        entry = Entry(
            _period(period),
            unit if unit[0] not in _SECOND_LOOK and ":" not in unit else _meant(unit),
            _day(reported) if reported else None,
            done if not done or (done[0] not in _SECOND_LOOK and ":" not in done) else _meant(done, 6),
            problems
            if not problems or (problems[0] not in _SECOND_LOOK and ":" not in problems)
            else _meant(problems, 6),
            causes if not causes or (causes[0] not in _SECOND_LOOK and ":" not in causes) else _meant(causes, 6),
            after if not after or (after[0] not in _SECOND_LOOK and ":" not in after) else _meant(after, 6),
            verdict if not verdict or (verdict[0] not in _SECOND_LOOK and ":" not in verdict) else _meant(verdict),
            {name: Decimal(amount)} if name else _amounts(amounts) if amounts else EMPTY,
            _listed(joint) if joint else (),
            _meant(label) if label else None,
            _meant(source) if source else "",
            _meant(note, 6) if note else "",
        )
        entries.append(entry)
    return tuple(entries)


def _reviews(inline: str, body: str) -> tuple[Review, ...] | None:
    found = _REVIEW.findall(body)
    if inline or not found or len(found) != body.count("\n"):
        return None
    return tuple(
        Review(_period(period), _unquoted(verdict), _unquoted(by), _day(on) if on else None, _unquoted(note))
        for period, verdict, by, on, note in found
    )


def _changes(inline: str, body: str) -> tuple[Change, ...] | None:
    found = _CHANGE.findall(body)
    if inline or not found or len(found) != body.count("\n  - ") + 1:
        return None
    changes = []
    for parts in found:
        if parts[0]:
            kind, on, period, *words = parts[:_HALF]
            unit, field, before, after, reason, approved_by = map(_unquoted, words)
        else:
            kind, on, period, *words = parts[_HALF:]
            unit, field, before, after, reason, approved_by = map(_meant, words)
        when, about = _day(on) if on else None, _period(period) if period else None
        changes.append(Change(kind, when, field, before, after, reason, approved_by, about, unit))
    return tuple(changes)


def _left(inline: str, body: str) -> None:
    """A key that is rare: the general way is quick enough."""


_SECTIONS: dict[str, Callable[[str, str], Any]] = dict.fromkeys(codec.TASK_KEYS, _left) | {
    **dict.fromkeys(("id", "parent", "text", "goal", "deadline", "note"), _text),
    **dict.fromkeys(("category", "leaders", "same_as", "sum_of"), _texts),
    "number": _number,
    "units": _units,
    "indicators": _indicators,
    "plan": _plan,
    "progress": _progress,
    "reviews": _reviews,
    "changes": _changes,
}

# ------------------------------------------------------------------ single values


def _meant(typed: str, margin: int = 0) -> str:
    """The text that stands behind a key; ``""`` where there is none."""
    if not typed or (typed[0] not in _SECOND_LOOK and ":" not in typed):
        return typed
    if typed[0] == "|":
        return yamlline.literal(typed, margin)
    text = plain(yamlline.scalar(typed))
    if text is None:
        raise Unsure
    return text


@lru_cache(maxsize=4096)
def _listed(typed: str) -> tuple[str, ...]:
    """The texts of a list in brackets; the same categories, leaders and units stand in many tasks."""
    value = yamlline.scalar(typed)
    texts = [plain(item) for item in value] if isinstance(value, list) else [None]
    if None in texts:
        raise Unsure
    return tuple(texts)  # type: ignore[arg-type]


def _unquoted(word: str) -> str:
    return word[1:-1] if word[:1] == '"' else word


def _amounts(typed: str) -> Mapping[str, Decimal]:
    values = yamlline.scalar(typed)
    if not isinstance(values, dict) or not all(type(value) in (int, Decimal) for value in values.values()):
        raise Unsure
    return {name: Decimal(value) for name, value in values.items()}  # type: ignore[arg-type]


@lru_cache(maxsize=4096)
def _period(typed: str) -> Period:
    try:
        return Period.parse(typed)
    except ValueError:  # the year 0000
        raise Unsure from None


@lru_cache(maxsize=4096)
def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Unsure from None
