"""The public edition: a ledger without what is internal, and the check of the finished bytes.

Internal fields are taken out of the ledger before anything is computed from it, so no light, count, status or
comparison can tell what they said. ``Leaks`` then looks through the finished files for their words all the same.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files as resources
from typing import Any

from ledger.diagnostics import Diagnostic, Level
from ledger.errors import LedgerError
from ledger.metrics import STATUSES
from ledger.model import EMPTY, INTERNAL, Config, Entry, Task
from ledger.report.webpages import templates
from ledger.rulebook import REPORTS
from ledger.standings import AHEAD, BEHIND, INSIDE, LEVEL, OVER, REACHED, SHORT
from ledger.store import CONFIG, Ledger
from ledger.units import Registry
from ledger.values import replace

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


@dataclass(frozen=True)
class Cut:
    """What a public edition takes out: of every task, and more of single ones."""

    everywhere: frozenset[str]
    single: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, config: Config) -> Cut:
        """As ``ledger.yaml`` has it."""
        return cls(frozenset(internal(config)), config.site.tasks)

    @property
    def name(self) -> str:
        """All of it in words: equal names, equal editions."""
        return repr((sorted(self.everywhere), sorted(self.single.items())))

    def task(self, task: Task) -> Task | None:
        """A task without what is internal; ``None`` for one that is so as a whole."""
        without = self.everywhere.union(self.single.get(task.id, ()))
        return None if "task" in without else stripped(task, without)

    def config(self, config: Config) -> Config:
        """The settings without what only the internal edition goes by."""
        config = replace(config, waivers=(), site=type(config.site)())
        if "lights" in self.everywhere:
            config = replace(config, rules={key: value for key, value in config.rules.items() if key != "lights"})
        return config


def published(ledger: Ledger) -> Ledger:
    """The ledger without what is internal. ``LedgerError`` where the setting cannot be understood."""
    cut = Cut.of(ledger.config)
    confirm_settings(ledger.folder, ledger.config, ledger.findings, {record.task.id for record in ledger.records})
    shown = [(record, task) for record in ledger.records if (task := cut.task(record.task))]
    ids = {task.id for _, task in shown}
    records = tuple(replace(record, task=linked(task, ids)) for record, task in shown)
    return replace(ledger, config=cut.config(ledger.config), records=records, findings=())


def confirm_settings(folder: str, config: Config, findings: Iterable[Diagnostic], ids: Collection[str]) -> None:
    """``LedgerError`` where it is not certain what is internal; ``ids`` are those of all tasks there are."""
    for finding in findings:
        if finding.file == f"{folder}/{CONFIG}" and finding.level is Level.ERROR:
            raise LedgerError(f"{finding.file} 有错，不生成公开版：{finding.message}", finding.hint)
    strangers = [name for name in config.site.tasks if name not in ids]
    if strangers:
        raise LedgerError(
            f"{folder}/{CONFIG} 的 site.tasks 里有台账没有的任务：{'、'.join(strangers)}",
            "改成任务编号，如 2020-main-037；写错的编号不会隐去任何内容，所以不生成公开版",
        )


def linked(task: Task, ids: Collection[str]) -> Task:
    """Without the names of tasks that are not public."""
    same, parts = (tuple(name for name in names if name in ids) for names in (task.same_as, task.sum_of))
    return task if (same, parts) == (task.same_as, task.sum_of) else replace(task, same_as=same, sum_of=parts)


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

_CLAUSES = re.compile(rf"\w{{{SHORTEST},}}")
"""Runs of letters, digits and Chinese characters, those left out that are too short to prove anything."""
_BEFORE_FIGURES = "|".join((AHEAD, BEHIND, OVER, SHORT, REACHED, "完成率", "高出", "相差", "截至"))
_COMPUTED = re.compile(rf"(?:{_BEFORE_FIGURES})?\d+(?:年\d+月)?(?:个百分点|没有报数|\w{{0,2}})")
"""What every edition may compute from public figures: 慢于时间进度40个百分点 in a note gives nothing away."""
_CONTINUED = 10
"""A clause that begins a longer word of a file is taken for a leak from this length on."""


@dataclass(frozen=True)
class Leaks:
    """Clauses that stand in internal fields and nowhere in public ones; ``look`` finds them in finished files.

    What is internal is told here field by field, not by ``published``: a fault there is found here. A clause is a run
    of letters, digits and Chinese characters between marks; one that was cut short (…) is found by its beginning.
    Numbers and clauses shorter than ``SHORTEST`` are left to the stripping.
    """

    secret: Mapping[str, Sequence[str]]
    """First ``SHORTEST`` characters → the clauses that begin with them."""
    allowed: Mapping[str, frozenset[str]]
    """The same for public clauses, where they begin like one that is not."""
    clauses: int

    @classmethod
    def of(cls, ledger: Ledger) -> Leaks:
        """What must not stand in any public file of a ledger."""
        return cls.told(ledger.config, ledger.registry, (record.task for record in ledger.records))

    @classmethod
    def told(cls, config: Config, registry: Registry, tasks: Iterable[Task]) -> Leaks:
        """The same from the whole of its tasks, one after another."""
        everywhere, single = internal(config), config.site.tasks
        hidden: set[str] = set()
        own = (AHEAD, LEVEL, BEHIND, REACHED, SHORT, INSIDE, OVER, *STATUSES, *REPORTS)
        allowed = set(_clauses((*templates(), *_own_words(), *_names(config, registry), *own)))
        for task in tasks:
            without = {*everywhere, *single.get(task.id, ()), "waivers"}
            for text, names in told(task):
                shown = "task" not in without and without.isdisjoint(names)
                (allowed if shown else hidden).update(_CLAUSES.findall(text))
        secret: dict[str, list[str]] = {}
        found = [word for word in sorted(hidden - allowed) if _tells(word)]
        for word in found:
            secret.setdefault(word[:SHORTEST], []).append(word)
        alike: dict[str, set[str]] = {}
        for word in allowed:
            if word[:SHORTEST] in secret:
                alike.setdefault(word[:SHORTEST], set()).add(word)
        return cls(secret, {begun: frozenset(words) for begun, words in alike.items()}, len(found))

    def look(self, path: str, data: bytes) -> Iterator[tuple[str, str]]:
        """(path, clause) for every internal clause in a file; members of docx and xlsx files are opened."""
        if data[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for name in archive.namelist():
                    yield from self.look(f"{path}!{name}", archive.read(name))
            return
        for word in set(_CLAUSES.findall(data.decode("utf-8", "replace"))):
            alike = self.secret.get(word[:SHORTEST])
            found = next((secret for secret in alike if self._says(word, secret)), "") if alike else ""
            if found:
                yield path, found

    def _says(self, word: str, secret: str) -> bool:
        """Whether a word of a file is an internal clause, begins with one, or is its beginning and no public one's."""
        allowed = self.allowed.get(word[:SHORTEST], frozenset())
        if word in allowed:
            return False
        if word == secret or (len(secret) >= _CONTINUED and word.startswith(secret)):
            return True
        return secret.startswith(word) and not any(known.startswith(word) for known in allowed)


def _tells(word: str) -> bool:
    """Whether a clause is more than a figure, and can be told from what stands everywhere."""
    return not word.isdecimal() and not _COMPUTED.fullmatch(word)


def told(task: Task) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every text of a task with the names of ``site.internal`` that keep it out; any one of them is enough."""
    for text in (task.id, task.text, task.parent, task.deadline, *task.category, *task.units.lead, *task.same_as):
        yield text, ()
    yield task.goal, ("goal",)
    yield task.note, ("notes",)
    for names, texts in (
        (("leaders",), task.leaders),
        (("support",), (*task.units.support, task.units.printed)),
        (("plan",), task.plan.values()),
        (("other",), (*task.other, *task.other.values())),
        (("waivers",), (text for waiver in task.waivers for text in (waiver.reason, waiver.by))),
    ):
        for text in texts:
            yield text, names
    for indicator in task.indicators:
        yield indicator.name, ("indicators",)
        yield indicator.measure, ("indicators",)
        yield indicator.note, ("indicators", "notes")
    for entry in task.progress:
        for name in ("done", "problems", "causes", "next", "verdict"):
            yield getattr(entry, name), ("progress", name)
        yield entry.unit, ("progress",)
        yield entry.label or "", ("progress",)
        yield entry.source, ("progress", "sources")
        yield entry.note, ("progress", "notes")
        for text in entry.joint:
            yield text, ("progress", "support")
        for text in entry.indicators:
            yield text, ("progress", "indicators")
    for review in task.reviews:
        yield from ((text, ("reviews",)) for text in (review.verdict, review.by))
        yield review.note, ("reviews", "notes")
    for act in task.changes:
        texts = (act.field, act.before, act.after, act.reason, act.approved_by, act.unit)
        yield from ((text, ("changes",)) for text in texts)


def _own_words() -> Iterator[str]:
    """The source of the modules that write pages, as templates are the source of others."""
    for item in sorted(resources("ledger.site").iterdir(), key=lambda item: item.name):
        if item.name.endswith(".py"):
            yield item.read_text("utf-8")


def _clauses(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from _CLAUSES.findall(text)


def _names(config: Config, registry: Registry) -> Iterator[str]:
    """What every edition shows of the ledger itself: titles and the names of units."""
    yield from (config.title, config.office, config.document.title, config.document.number, config.document.issuer)
    for spec in config.lists.values():
        yield from (spec.title, spec.annex, *spec.columns.values())
    for unit in registry.units:
        yield from (unit.name, unit.short)
    for group in registry.groups:
        yield from (group.name, *(group.members or ()))


def confirm(leaks: Leaks, files: Iterable[tuple[str, bytes]]) -> None:
    """``LedgerError`` naming file and words when anything internal stands in the files."""
    for path, data in files:
        for where, word in leaks.look(path, data):
            raise LedgerError(
                f"公开版的 {where} 里有内部内容“{word[:30]}”，没有生成",
                "这是程序的问题，请报告；这段话可以公开的，在公开的栏目里也写上",
            )
