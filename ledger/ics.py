"""Due dates for calendar programs (iCalendar, RFC 5545): whole-day events, the same bytes for the same ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_LONGEST = 75
"""Octets in a line, the line break apart (RFC 5545, 3.1)."""


@dataclass(frozen=True, slots=True)
class Event:
    """A day with a title. ``name`` is its identity: the same name replaces the event in the calendar."""

    name: str
    day: date
    title: str
    about: str = ""


def calendar(title: str, events: Sequence[Event]) -> str:
    """The calendar as text with CRLF line ends; each event reminds a day before."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//taizhang//due//ZH",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(title)}",
    ]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(event: Event) -> Iterable[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.name)}@taizhang"
    # the standard wants a time stamp; the day itself is one that does not change from run to run
    yield f"DTSTAMP:{event.day:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(event.title)}"
    if event.about:
        yield f"DESCRIPTION:{_text(event.about)}"
    yield "TRANSP:TRANSPARENT"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_text(event.title)}", "TRIGGER:-P1D", "END:VALARM")
    yield "END:VEVENT"


def _text(text: str) -> str:
    plain = "".join(c if c.isprintable() or c == "\n" else " " for c in text)
    for mark in ("\\", ";", ","):
        plain = plain.replace(mark, "\\" + mark)
    return plain.replace("\n", "\\n")


def _folded(line: str) -> Iterable[str]:
    """The line in pieces of at most 75 octets; a character is never cut, what follows begins with a blank."""
    piece, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > _LONGEST:
            yield piece
            piece, size = " ", 1
        piece, size = piece + character, size + octets
    yield piece
