"""What each commit did to a ledger, as rows; what was worked out once is kept and not read again.

The rows of a commit follow from the commit, from the units by whose names its two sides are compared, and from
how much of the history there is; these three are their key. A rewritten history has other commits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from ledger import packing
from ledger.compare.changes import Change, Value
from ledger.compare.tasks import Terms
from ledger.gitrepo.history import Made
from ledger.gitrepo.recorded import view
from ledger.history import log
from ledger.history.log import About, Row
from ledger.history.versions import Past
from ledger.model import Change as Act
from ledger.model import Entry, Indicator, Record, Review, Waiver
from ledger.periods import Period
from ledger.trees import FOLDER
from ledger.units import Registry
from ledger.values import Struct

_KIND = "rows"
_FIRST, _MOST = 16, 1024
"""Files that are read together: few at first, for who asks for the last commits alone."""
_KINDS: dict[str, Any] = {
    "text": str,
    "decimal": Decimal,
    "texts": tuple[str, ...],
    "entry": Entry,
    "review": Review,
    "act": Act,
    "waiver": Waiver,
    "indicator": Indicator,
    "record": Record,
}
_NAMES = {kind: name for name, kind in _KINDS.items()} | {tuple: "texts"}

_Packed = tuple[str, bytes]
"""A value of a change: which of ``_KINDS`` it is, and its bytes; two empty ones for nothing."""


class _Change(Struct, frozen=True):
    id: str
    field: str
    before: _Packed
    after: _Packed
    unit: str
    period: Period | None
    rest: tuple[Period | None, str, int, str, bool, bool, bool]


class _Row(Struct, frozen=True):
    """A row without its commit."""

    id: str
    changes: tuple[_Change, ...]
    period: str
    unit: str
    kind: str
    stated: bool
    reported: date | None
    source: str
    about: About | None


class Told:
    """The commits of a ledger (of all, without a name) with what they did, newest first.

    ``registry`` gives the units of a ledger by its name. ``progress`` is told how many commits are done, and of how
    many there are in all. Commits that are not ``wanted`` are left out.
    """

    def __init__(
        self,
        past: Past,
        ledger: str,
        registry: Callable[[str], Registry],
        progress: Callable[[int, int], None] | None = None,
        wanted: Callable[[Made], bool] | None = None,
    ) -> None:
        self._wanted = wanted
        self._past = past
        self._progress = progress
        self._done = self._total = 0
        self._ledger = ledger
        self._registry = registry
        self._terms: dict[str, tuple[Terms, str]] = {}

    def rows(self, *, learn: bool = True) -> Iterator[Row]:
        """Every row; ``learn`` as for ``Past.commits``."""
        for _, rows in self.commits(learn=learn):
            yield from rows

    def commits(self, *, learn: bool = True) -> Iterator[tuple[Made, list[Row]]]:
        """Every commit of ``Past.commits``, a merge that touched nothing included, with its rows."""
        portion: list[Made] = []
        size, most = 0, _FIRST
        self._total = self._length() if self._progress else 0
        for made in self._past.commits(self._ledger, learn=learn):
            if self._wanted and not self._wanted(made):
                continue
            portion.append(made)
            size += len(made.touched)
            if size >= most:
                yield from self._portion(portion)
                self._done += len(portion)
                portion, size, most = [], 0, min(2 * most, _MOST)
        yield from self._portion(portion)

    def _length(self) -> int:
        """How many commits there are before the last one; 0 where git cannot tell."""
        said = self._past.repo.run("rev-list", "--count", self._past.tip or "HEAD")
        return 0 if said.code else int(said.out)

    def _portion(self, portion: Sequence[Made]) -> list[tuple[Made, list[Row]]]:
        cache = self._past.kept
        keys = {made.name: self._key(made) for made in portion if made.touched} if cache.is_on else {}
        stored = cache.get_many(_KIND, keys.values())
        known: dict[str, list[Row]] = {}
        for made in portion:
            data = stored.get(keys.get(made.name, ""))
            found = packing.unpack(data, tuple[_Row, ...]) if data else None
            rows = _unpacked(made, found) if found is not None else None
            if rows is not None:
                known[made.name] = rows
        new = [made for made in portion if made.touched and made.name not in known]
        self._past.prefetch(new)
        learned: dict[str, bytes] = {}
        for n, made in enumerate(new):
            if self._progress:
                self._progress(self._done + len(portion) - len(new) + n, self._total)
            known[made.name], whole = self._of(made)
            if whole and keys:
                with suppress(UnicodeEncodeError):
                    learned[keys[made.name]] = packing.pack(tuple(_packed(row) for row in known[made.name]))
        cache.put_many(_KIND, learned)
        return [(made, known.get(made.name, [])) for made in portion]

    def _of(self, made: Made) -> tuple[list[Row], bool]:
        """The rows of a commit, and whether every content was there to be read."""
        versions = self._past.versions(made, made.touched)
        rows: list[Row] = []
        for version in versions:
            rows += log.rows([version], self._agreed((version.paths[1] or version.paths[0]).split("/")[1])[0])
        rows += log.settings_rows(self._past.settings(made))
        lost = any(text and text.lost for version in versions for text in (*version.before, version.after))
        return rows, not lost

    def _agreed(self, ledger: str) -> tuple[Terms, str]:
        known = self._terms.get(ledger)
        if known is None:
            registry = self._registry(ledger)
            digest = hashlib.blake2b(repr(registry).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
            known = self._terms[ledger] = (log.terms(registry), digest)
        return known

    @cached_property
    def _view(self) -> str:
        return f"{self._past.prefix}\0{self._ledger}\0{view(self._past.repo)}"

    def _key(self, made: Made) -> str:
        start = len(self._past.prefix) + len(FOLDER) + 1
        ledgers = sorted({one.path[start:].partition("/")[0] for one in made.touched})
        return "\0".join((made.name, self._view, *(f"{one} {self._agreed(one)[1]}" for one in ledgers)))


# ---------------------------------------------------------------------- kept


def _packed(row: Row) -> _Row:
    changes = tuple(
        _Change(
            change.id,
            change.field,
            _put(change.before),
            _put(change.after),
            change.unit,
            change.period,
            (
                change.period_before,
                change.was,
                change.place,
                change.measure,
                change.grows,
                change.copied,
                change.derived,
            ),
        )
        for change in row.changes
    )
    return _Row(row.id, changes, row.period, row.unit, row.kind, row.stated, row.reported, row.source, row.about)


def _unpacked(made: Made, rows: Sequence[_Row]) -> list[Row] | None:
    """The rows as they were; ``None`` where a value is none of its kind."""
    try:
        return [
            Row(
                made,
                row.id,
                tuple(
                    Change(one.id, one.field, _got(one.before), _got(one.after), one.unit, one.period, *one.rest)
                    for one in row.changes
                ),
                row.period,
                row.unit,
                row.kind,
                row.stated,
                row.reported,
                row.source,
                row.about,
            )
            for row in rows
        ]
    except ValueError:
        return None


def _put(value: Value) -> _Packed:
    return ("", b"") if value is None else (_NAMES[type(value)], packing.pack(value))


def _got(value: _Packed) -> Value:
    name, data = value
    if not name:
        return None
    kind = _KINDS.get(name)
    found: Value = packing.unpack(data, kind) if kind is not None else None
    if found is None:
        raise ValueError(f"no {name}")
    return found
