"""The public edition: a ledger without what is internal, and the check of the finished bytes.

Internal fields are taken out of the ledger before anything is computed from it, so no light, count, status or
comparison can tell what they said. ``Leaks`` then looks through the finished files for their words all the same.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ledger.diagnostics import Level
from ledger.errors import LedgerError
from ledger.history.values import flat
from ledger.model import EMPTY, INTERNAL, Config, Entry, Record, Task
from ledger.report.webpages import templates
from ledger.store import CONFIG, Ledger

USUAL = ("problems", "causes", "next", "reviews", "changes", "notes", "sources")
"""What is internal where ``ledger.yaml`` does not say: published tables show tasks, units and 完成情况."""

SHORTEST = 6
"""Clauses with fewer characters (完成, 无, 区住建局) stand everywhere and prove nothing."""


def internal(config: Config) -> tuple[str, ...]:
    """What no task of the ledger shows in public."""
    return USUAL if config.site.internal is None else config.site.internal


def meant(hidden: Iterable[str]) -> str:
    """The same in Chinese."""
    return "、".join(INTERNAL.get(name, name) for name in hidden) or "（没有）"


def published(ledger: Ledger) -> Ledger:
    """The ledger without what is internal. ``LedgerError`` where the setting cannot be understood."""
    _check(ledger)
    everywhere = frozenset(internal(ledger.config))
    single = ledger.config.site.tasks
    kept = tuple(record for record in ledger.records if "task" not in everywhere.union(single.get(record.task.id, ())))
    ids = {record.task.id for record in kept}
    records = tuple(
        replace(record, task=_linked(stripped(record.task, everywhere.union(single.get(record.task.id, ()))), ids))
        for record in kept
    )
    config = replace(ledger.config, waivers=(), site=type(ledger.config.site)())
    if "lights" in everywhere:
        config = replace(config, rules={key: value for key, value in config.rules.items() if key != "lights"})
    return replace(ledger, config=config, records=records, findings=())


def _check(ledger: Ledger) -> None:
    for finding in ledger.findings:
        if finding.file == f"{ledger.folder}/{CONFIG}" and finding.level is Level.ERROR:
            raise LedgerError(f"{finding.file} 有错，不生成公开版：{finding.message}", finding.hint)
    known = {record.task.id for record in ledger.records}
    strangers = [name for name in ledger.config.site.tasks if name not in known]
    if strangers:
        raise LedgerError(
            f"{ledger.folder}/{CONFIG} 的 site.tasks 里有台账没有的任务：{'、'.join(strangers)}",
            "改成任务编号，如 2020-main-037；写错的编号不会隐去任何内容，所以不生成公开版",
        )


def _linked(task: Task, ids: set[str]) -> Task:
    """Without the names of tasks that are not public."""
    kept = tuple(name for name in task.same_as if name in ids)
    return task if kept == task.same_as else replace(task, same_as=kept)


_ENTRY_FIELDS: Mapping[str, Mapping[str, Any]] = {
    "done": {"done": ""},
    "problems": {"problems": ""},
    "causes": {"causes": ""},
    "next": {"next": ""},
    "verdict": {"verdict": ""},
    "reported": {"reported": None},
    "notes": {"note": ""},
    "sources": {"source": ""},
    "indicators": {"indicators": EMPTY},
}
_TASK_FIELDS: Mapping[str, Mapping[str, Any]] = {
    "goal": {"goal": ""},
    "leaders": {"leaders": ()},
    "indicators": {"indicators": ()},
    "plan": {"plan": EMPTY},
    "progress": {"progress": ()},
    "reviews": {"reviews": ()},
    "changes": {"changes": ()},
    "other": {"other": EMPTY},
    "notes": {"note": ""},
}


def stripped(task: Task, without: frozenset[str]) -> Task:
    """A task without some of what ``INTERNAL`` names; waivers are never shown."""
    of_task: dict[str, Any] = {"waivers": ()}
    of_entry: dict[str, Any] = {}
    for name in without:
        of_task.update(_TASK_FIELDS.get(name, {}))
        of_entry.update(_ENTRY_FIELDS.get(name, {}))
    if "support" in without:
        of_task["units"] = replace(task.units, support=(), printed="")
        of_task.setdefault("progress", tuple(entry for entry in task.progress if entry.unit in task.units.lead))
        of_task["progress"] = tuple(replace(entry, joint=()) for entry in of_task["progress"])
    if of_entry and "progress" not in without:
        entries: tuple[Entry, ...] = of_task.get("progress", task.progress)
        of_task["progress"] = tuple(replace(entry, **of_entry) for entry in entries)
    if "notes" in without:
        of_task["indicators"] = tuple(replace(one, note="") for one in of_task.get("indicators", task.indicators))
        of_task["reviews"] = tuple(replace(one, note="") for one in of_task.get("reviews", task.reviews))
    return replace(task, **of_task)


# ---------------------------------------------------------------------- the check of the finished bytes

_CLAUSES = re.compile(r"\w+")


@dataclass
class Leaks:
    """Clauses that stand in internal fields and nowhere in public ones; ``look`` finds them in finished files.

    A clause is a run of letters, digits and Chinese characters between marks. One that was cut short (…) is found by
    its beginning. Numbers and clauses shorter than ``SHORTEST`` are left to the stripping: they stand everywhere.
    """

    secret: dict[str, list[str]] = field(default_factory=dict)
    allowed: frozenset[str] = frozenset()
    clauses: int = 0

    @classmethod
    def of(cls, ledger: Ledger) -> Leaks:
        """What must not stand in any public file of a ledger."""
        return cls.between(ledger, published(ledger), templates())

    @classmethod
    def between(cls, whole: Ledger, public: Ledger, chrome: Iterable[str] = ()) -> Leaks:
        """From the ledger as it is, its public part, and the words of the pages themselves."""
        shown = {record.task.id: record.task for record in public.records}
        open_words = set(_clauses(chrome))
        for text in _public_texts(public):
            open_words.update(_CLAUSES.findall(text))
        hidden: set[str] = set()
        for record in whole.records:
            hidden.update(_clauses(_hidden(record, shown.get(record.task.id))))
        secret: dict[str, list[str]] = {}
        count = 0
        for word in sorted(hidden - open_words):
            if len(word) >= SHORTEST and not word.isdecimal():
                secret.setdefault(word[:SHORTEST], []).append(word)
                count += 1
        return cls(secret, frozenset(open_words), count)

    def look(self, path: str, data: bytes) -> Iterator[tuple[str, str]]:
        """(path, clause) for every internal clause in a file; members of docx and xlsx files are opened."""
        if data[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for name in archive.namelist():
                    yield from self.look(f"{path}!{name}", archive.read(name))
            return
        for word in set(_CLAUSES.findall(data.decode("utf-8", "replace"))):
            for secret in self.secret.get(word[:SHORTEST], ()):
                if self._says(word, secret):
                    yield path, secret
                    break

    def _says(self, word: str, secret: str) -> bool:
        if word == secret or word.startswith(secret):
            return word not in self.allowed
        return (
            secret.startswith(word)
            and not any(known.startswith(word) for known in self.allowed if len(known) > len(word))
            and word not in self.allowed
        )


def _clauses(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from _CLAUSES.findall(text)


def _public_texts(public: Ledger) -> Iterator[str]:
    config = public.config
    yield from (config.title, config.office, config.document.title, config.document.number, config.document.issuer)
    for spec in config.lists.values():
        yield from (spec.title, spec.annex, *spec.columns.values())
    for unit in public.registry.units:
        yield from (unit.name, unit.short)
    for group in public.registry.groups:
        yield from (group.name, *(group.members or ()))
    for record in public.records:
        yield record.task.id
        yield from flat(record.task).values()


def _hidden(record: Record, shown: Task | None) -> Iterator[str]:
    """Values of the task that its public form does not have."""
    public = flat(shown) if shown else {}
    for name, value in flat(record.task).items():
        if public.get(name) != value:
            yield value


def confirm(leaks: Leaks, files: Iterable[tuple[str, bytes]]) -> None:
    """``LedgerError`` naming file and words when anything internal stands in the files."""
    for path, data in files:
        for where, word in leaks.look(path, data):
            raise LedgerError(
                f"公开版的 {where} 里有内部内容“{word[:30]}”，没有生成",
                "这是程序的问题，请报告；需要公开这段话，就在公开的栏目里也写上",
            )
