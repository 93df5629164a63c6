"""The data of the search page: one compact script that a page opened from a disk can load.

    taizhang('{"heads":[…],"words":{…},"rows":[[…],…]}')

Rows hold numbers into lists of words (units, leaders, categories, lights, statuses), so a name stands once.
"""

from __future__ import annotations

import json
from typing import Any

from ledger.metrics import STATUSES
from ledger.report.webpages import clean
from ledger.site import names, wording
from ledger.site.facts import Picture, look_of, status_look


class _Words:
    """A list of words without repetition, and the place of each."""

    def __init__(self) -> None:
        self.all: dict[str, int] = {}

    def place(self, word: str) -> int:
        return self.all.setdefault(clean(word), len(self.all))

    def places(self, words: tuple[str, ...]) -> list[int]:
        return [self.place(word) for word in words]


def data(picture: Picture) -> dict[str, Any]:
    """``{rows, units, leaders, categories, lists, lights, statuses, looks}``; a row is

    [page, id, number, text, list, category, leads, supports, leaders, light, why, status, 完成率, latest text]
    """
    units, leaders, categories, lists = _Words(), _Words(), _Words(), _Words()
    lights = [*picture.colours, ""] if picture.colours else []
    statuses = [word for word in STATUSES if any(card.status == word for card in picture.cards)]
    specs = picture.ledger.config.lists

    def title(name: str) -> str:
        return (specs[name].annex or specs[name].title) if name in specs else name

    rows = [
        [
            names.slug(card.id) if names.slug(card.id) != card.id else "",
            clean(card.id),
            card.record.task.number,
            clean(card.record.task.text),
            lists.place(title(card.record.list)),
            categories.place("，".join(card.record.task.category)),
            units.places(card.leads),
            units.places(card.supports),
            leaders.places(card.leaders),
            lights.index(card.light) if lights else 0,
            clean(card.why),
            statuses.index(card.status),
            card.seen.rate,
            clean(card.seen.said),
        ]
        for card in picture.cards
    ]
    return {
        "rows": rows,
        "units": list(units.all),
        "leaders": list(leaders.all),
        "categories": list(categories.all),
        "lists": list(lists.all),
        "lights": [[wording.lamp(light), look_of(light)] for light in lights],
        "statuses": [[word, status_look(word)] for word in statuses],
    }


_INERT = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def encoded(picture: Picture) -> str:
    """The data as JSON that can stand inside a script: no mark in it can end one."""
    text = clean(json.dumps(data(picture), ensure_ascii=False, separators=(",", ":")))
    for mark, safe in _INERT.items():
        text = text.replace(mark, safe)
    return text


def script(picture: Picture) -> str:
    """The data file. JSON in a quoted text is read several times faster than the same as program text."""
    quoted = encoded(picture).replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"taizhang('{quoted}');\n"
