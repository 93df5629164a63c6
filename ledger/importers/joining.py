"""A notice that goes into a ledger there is: its lists are added, nothing that stands there is lost.

A ledger that ``init`` has made and that has no tasks yet takes the notice's own facts. One with tasks keeps its
settings and gets the further lists: those of a later quarter's table, of a supplementary notice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ledger import configfile, store, yamlfile
from ledger.errors import EditRefused, UsageProblem
from ledger.importers.facts import spoken_due
from ledger.importers.lines import excerpt
from ledger.importers.notice import Notice
from ledger.model import Config
from ledger.text import squeeze
from ledger.units import Registry
from ledger.yamlfile import Value

_FACTS = ("document", "reporting", "bulletins", "label_mark")


@dataclass(frozen=True)
class Joined:
    """New bytes of the ledger's own files by path, what they were, and what to tell the user."""

    files: Mapping[str, bytes]
    before: Mapping[str, bytes]
    notes: tuple[str, ...] = ()


def settings(root: Path, notice: Notice) -> Joined | None:
    """``ledger.yaml`` with the notice's lists; ``None`` for a ledger that is not there yet.

    ``UsageProblem`` when the notice is of another year, ``EditRefused`` when a list of its name has tasks.
    """
    name = notice.config.name
    path = f"{store.FOLDER}/{name}/{store.CONFIG}"
    if not (root / path).is_file():
        return None
    ledger = store.load(store.WorkTree(root), name)
    config = ledger.config
    if config.year != notice.config.year:
        raise UsageProblem(
            f"台账 {name} 是{config.year}年的，这份文件是{notice.config.year}年的",
            f"用 --ledger 写另一个台账名；确实是{config.year}年的，加 --year {config.year}",
        )
    _refuse_full(root, config, notice)
    before = (root / path).read_bytes()
    fresh = not ledger.records
    text = _edited(before.decode("utf-8"), config, notice, fresh=fresh)
    return Joined({path: text.encode()}, {path: before}, _told(config, notice, fresh=fresh))


def _refuse_full(root: Path, config: Config, notice: Notice) -> None:
    """A list that has tasks is never mixed with another one's."""
    full = [
        name
        for name in notice.config.lists
        if any(path.suffix in (".yaml", ".yml") for path in (root / store.FOLDER / config.name / name).rglob("*"))
    ]
    if full:
        names = "、".join(full)
        free = next(f"list{n}" for n in range(len(config.lists) + 1, 1000) if f"list{n}" not in config.lists)
        raise EditRefused(
            f"台账 {config.name} 的清单 {names} 已经有任务，不覆盖",
            f"是另一张表就另起清单名，如 --list {free}，或用 --ledger 另立一本；确实要重新立项，先用 git rm 删去原来的",
        )


def _edited(text: str, config: Config, notice: Notice, *, fresh: bool) -> str:
    wanted = configfile.encode(notice.config)
    there = configfile.encode(config)

    def put(path: tuple[str, ...], value: Value) -> None:
        nonlocal text
        text = yamlfile.set_value(text, path, value, block=configfile.BLOCK, order=configfile.ORDER)

    if fresh:
        # what init could only guess
        put(("lists",), wanted["lists"])
        for key in _FACTS:
            if key in wanted:
                given = wanted[key]
                put((key,), {**there.get(key, {}), **given} if isinstance(given, dict) else given)
        return text
    for name, spec in wanted["lists"].items():
        of = notice.config.document.title
        put(("lists", name), {**spec, "document": of} if of and of != config.document.title else spec)
    return text


def _told(config: Config, notice: Notice, *, fresh: bool) -> tuple[str, ...]:
    ours, theirs = config.reporting, notice.config.reporting
    lists = "、".join(
        f"{name}（{excerpt(squeeze(spec.annex or spec.title), 20)}，{len(notice.tasks[name])}项）"
        for name, spec in notice.config.lists.items()
    )
    notes = [f"台账 {config.name} 已有{'，还没有任务' if fresh else ''}，加进清单：{lists}"]
    if theirs.due and dict(theirs.due) != dict(ours.due):
        said, was = spoken_due(theirs), spoken_due(ours) or "没有写"
        notes.append(
            f"报送时限改为通知写的：{said}（原来：{was}）"
            if fresh
            else f"报送时限仍是台账的：{was}（通知写的是：{said}）"
        )
    if not fresh and notice.config.label_mark != config.label_mark and any(t.progress for t in notice.all):
        notes.append(f"新表里单位名后面是“{notice.config.label_mark}”，台账出表仍用“{config.label_mark}”")
    return tuple(notes)


def without_units(registry: Registry) -> bool:
    """Whether a registry is still as ``init`` made it: place and level, no unit."""
    return not registry.units and not registry.groups
