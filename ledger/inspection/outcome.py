"""What one task file says of itself: the part of ``check`` that can be done in any process and kept by content."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import blake2b
from typing import NamedTuple

from ledger import codec, configfile, echoes, packing, store, unitsfile, yamlfile
from ledger.checks import base, shifts, waivers
from ledger.diagnostics import Diagnostic, Level, Path
from ledger.model import EMPTY, Change, Indicator, Record, Task, Units, Waiver
from ledger.periods import Period
from ledger.placing import Placed, decoded, place_in
from ledger.units import Registry
from ledger.values import Struct, replace

KEY_BYTES = 4
"""Of each key in ``Outcome.keys``."""


class Settings(Struct, frozen=True):
    """What the rules about one file depend on beside the file: bytes, so that any process can be told."""

    name: str
    config: bytes
    registry: bytes | None
    on: date | None
    period: Period | None = None

    def context(self) -> base.Context:
        """The decoded settings and what is asked.

        ``ValueError`` when ``ledger.yaml`` cannot be used, which was asked before.
        """
        value, _ = yamlfile.load(self.config)
        config = configfile.decode(value, self.name)[0] if value is not None else None
        if config is None:
            raise ValueError(f"settings of {self.name} cannot be used")
        listed = yamlfile.load(self.registry)[0] if self.registry is not None else None
        registry = unitsfile.decode(listed)[0] if listed is not None else Registry()
        return base.Context(config, registry, self.on, self.period)

    @property
    def digest(self) -> str:
        """Names the settings: equal digests, equal outcomes of equal files."""
        known = blake2b(digest_size=16)
        asked = f"{self.on} {self.period}".encode()
        for part in (self.name.encode("utf-8", "surrogatepass"), self.config, self.registry, asked):
            known.update(b"%d " % (-1 if part is None else len(part)) + (part or b""))
        return known.hexdigest()


class Judged(Struct, frozen=True):
    """A finding with its place, and the reporting period it is about (empty for none), which waivers ask for."""

    placed: Placed
    period: str = ""
    of_report: bool = False
    """Whether the rule reads no more of the task than ``base.reported`` leaves."""


class Outcome(Struct, frozen=True):
    """One file, judged: what reading it found, what the task rules found, and what ledger rules ask about it.

    ``head`` is the packed ``base.head`` of the task, ``head_name`` a digest of it, which stays when the head is
    kept elsewhere; both are empty when there is no task. ``keys`` holds 4 bytes for each key of each shared
    rule. ``reported`` is a digest of ``base.reported``, empty where the file could not be read as meant. No finding
    names its file: equal files have equal outcomes.
    """

    head: bytes = b""
    head_name: bytes = b""
    reading: tuple[Judged, ...] = ()
    judged: tuple[Judged, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    keys: bytes = b""
    reported: bytes = b""

    @property
    def tells(self) -> bool:
        """Whether there is anything to say of the file; nearly all are as they should be."""
        return bool(self.reading or self.judged or self.waivers or not self.head_name)

    @property
    def unread(self) -> tuple[tuple[str, Path], ...]:
        """What rules between files are told of the reading: which rules found something, and in which fields."""
        return tuple((each.placed.finding.code, each.placed.finding.path) for each in self.reading)

    @property
    def in_part(self) -> bool:
        """Whether some of the file could not be read, so that positions in its lists have moved."""
        return any(each.placed.finding.level is Level.ERROR for each in self.reading)


Before = Callable[[], "Outcome | None"]
"""The outcome of what stood in the file until now, under the same settings."""


def judge(data: bytes, context: base.Context, before: Before = lambda: None) -> Outcome:
    """Read one task file and ask every rule about it, or those alone that read something that has changed."""
    quick = store.at_once(data)
    if quick is not None:
        task, text = quick
        return _again(task, context, text, before()) or _of_task(
            task, context, list(base.task_findings(task, context, text=text)), text
        )
    value, found = yamlfile.load(data)
    read, wrong = codec.decode(value) if value is not None else (None, [] if found else store.nothing_in_it())
    said = [*found, *echoes.read(found, wrong)]
    reading = _judged(said, data)
    if read is None:
        return Outcome(reading=reading)
    if not said and (outcome := _again(read, context, data, before())):
        return outcome
    told = list(base.task_findings(read, context))
    in_part = any(finding.level is Level.ERROR for finding in said)
    shown = shifts.in_file(told, read, value) if in_part else told
    if said:
        kept = set(echoes.judged(shown, said, value))
        both = [(before, after) for before, after in zip(told, shown, strict=True) if after in kept]
        told, shown = [before for before, _ in both], [after for _, after in both]
    return _of_task(read, context, told, data, shown, reading)


def _again(task: Task, context: base.Context, text: str | bytes, before: Outcome | None) -> Outcome | None:
    """The outcome of a file in which what most rules read is as it was: they are not asked again, nor even loaded."""
    if before is None or not before.reported:
        return None
    head = packed_head(task)
    if _reported(task, head) != before.reported:
        return None
    stands = [each for each in before.judged if each.of_report]
    names = {each.placed.finding: each.placed.name for each in stands}
    told = list(base.findings_of_the_rest(task, context, text=text if isinstance(text, str) else ""))
    judged = _judged_rules([*told, *(each.placed.finding for each in stands)], task, text, names)
    return Outcome(head, before.head_name, (), judged, task.waivers, before.keys, before.reported)


def _reported(task: Task, head: bytes) -> bytes:
    """Names what ``base.reported`` leaves of a task: its head, the goal, the progress."""
    known = blake2b(head, digest_size=16)
    known.update(packing.pack((task.goal, task.progress)))
    return known.digest()


def _of_task(
    task: Task,
    context: base.Context,
    told: Sequence[Diagnostic],
    text: str | bytes,
    shown: Sequence[Diagnostic] | None = None,
    reading: tuple[Judged, ...] = (),
) -> Outcome:
    """``told`` counts in the task, ``shown`` in the file, where that differs."""
    keys = b"".join([digest for _, _, digest in keys_of(task, context)])
    head = packed_head(task)
    name = blake2b(head, digest_size=16).digest()
    reported = b"" if reading else _reported(task, head)
    return Outcome(head, name, reading, _judged_rules(told, task, text, shown=shown), task.waivers, keys, reported)


def _judged_rules(
    told: Sequence[Diagnostic],
    task: Task,
    text: str | bytes,
    names: Mapping[Diagnostic, str] = EMPTY,
    *,
    shown: Sequence[Diagnostic] | None = None,
) -> tuple[Judged, ...]:
    """What the task rules found, each with its place, its period and the name of its rule.

    ``names``: of rules that need not be declared, by what they found before; they read ``base.reported``.
    """
    if not told:
        return ()
    shown = told if shown is None else shown
    periods = {after: str(waivers.period_of(before, task) or "") for before, after in zip(told, shown, strict=True)}
    return tuple(
        Judged(
            replace(each.placed, rule_name=names.get(each.placed.finding, each.placed.rule_name)),
            periods.get(each.placed.finding, ""),
            each.placed.finding in names or base.reads_report(each.placed.finding.code),
        )
        for each in _judged(shown, text)
    )


class _Head(NamedTuple):
    id: str
    number: int
    text: str
    category: tuple[str, ...]
    parent: str
    leaders: tuple[str, ...]
    units: Units
    deadline: str
    same_as: tuple[str, ...]
    sum_of: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    plan: dict[Period, str]
    changes: tuple[Change, ...]


def packed_head(task: Task) -> bytes:
    """What ``unpacked_head`` gives back as ``base.head(task)``."""
    # its fields alone, in the order of ``_Head``: this is done for every file
    return packing.pack(
        (
            task.id,
            task.number,
            task.text,
            task.category,
            task.parent,
            task.leaders,
            task.units,
            task.deadline,
            task.same_as,
            task.sum_of,
            task.indicators,
            task.plan,
            task.changes,
        )
    )


def unpacked_head(packed: bytes) -> Task | None:
    """The head that was packed."""
    fields = packing.unpack(packed, _Head)
    return Task(**fields._asdict(), progress=base.UNREAD, reviews=base.UNREAD) if fields else None


def keys_of(task: Task, context: base.Context) -> Iterator[tuple[tuple[str, str], int, bytes]]:
    """``((code, key), place of the entry, digest)`` for every key that the shared rules see in a task.

    Different keys may share a digest (then a group is asked about in vain), equal keys always do.
    """
    shown = base.reported(task)
    for code, check in base.ledger_checks().items():
        if check.keys is not None:
            for n, key in check.keys(shown, context):
                yield (code, key), n, _digest(code, key)


def _digest(code: str, key: str) -> bytes:
    return blake2b(f"{code} {key}".encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES).digest()


def told_of_keys(
    records: Iterable[Record], touched: Container[bytes], context: base.Context
) -> Iterator[tuple[Diagnostic, str, bytes]]:
    """What the shared rules find of the keys whose digest is in ``touched``: finding, its period, the digest.

    ``records`` in the order of the ledger, all that have such a key.
    """
    holders: dict[tuple[str, str], list[base.Holder]] = {}
    digests: dict[tuple[str, str], bytes] = {}
    tasks: dict[str, Task] = {}
    for each in records:
        record = replace(each, task=base.reported(each.task))
        tasks[record.path] = record.task
        for key, n, digest in keys_of(record.task, context):
            if digest in touched:
                holders.setdefault(key, []).append((record, n))
                digests[key] = digest
    for named, held in holders.items():
        check = base.ledger_checks()[named[0]]
        if len(held) > 1 and check.find_shared is not None:
            for found in check.find_shared(named[1], held, context):
                finding = base.said(check, found, found.file)
                yield finding, period_of(finding, tasks), digests[named]


def period_of(finding: Diagnostic, tasks: Mapping[str, Task]) -> str:
    """The period a finding is about, empty for none; ``tasks`` by the file they stand in."""
    task = tasks.get(finding.file)
    return str(waivers.period_of(finding, task) or "") if task is not None else ""


def split(keys: bytes) -> list[bytes]:
    """The digests that ``Outcome.keys`` joins."""
    return [keys[n : n + KEY_BYTES] for n in range(0, len(keys), KEY_BYTES)]


def _judged(found: Sequence[Diagnostic], data: str | bytes) -> tuple[Judged, ...]:
    if not found:
        return ()
    text = data if isinstance(data, str) else decoded(data)
    placed = (replace(each, rule_name=each.name) for each in place_in(found, text))
    return tuple(map(Judged, placed))
