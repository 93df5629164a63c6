"""From an interpreted notice to files under ``tasks/<ledger>/`` and one commit: 立项.

Nothing that exists is overwritten: a ledger is made whole or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ledger import codec, configfile, gitrepo, store, units, yamlfile
from ledger.errors import EditRefused, FileRefused, UsageProblem
from ledger.importers.document import SourceDocument, Table
from ledger.importers.notice import Notice
from ledger.model import Record
from ledger.text import squeeze
from ledger.unitlists import STREET_OFFICE
from ledger.units import Group, Registry, Unit

_LISTS = re.compile(r"[a-z][a-z0-9_]{0,31}")
_NAME = re.compile(r"[\w\u4e00-\u9fff][\w.\u4e00-\u9fff-]{0,63}")
_LEVELLED = re.compile(r"(?:^|[、，,：:\s（(])([区县市旗])[\u4e00-\u9fff]{1,12}?(?:局|办|中心|委)(?=[、，,；;）)\s]|$)")


@dataclass(frozen=True)
class Made:
    """What a notice becomes: bytes by path (relative to the folder that holds ``tasks/``), and its records."""

    ledger: str
    files: Mapping[str, bytes]
    records: tuple[Record, ...]


def registry_for(root: Path, ledger: str, given: bytes | None, document: SourceDocument) -> tuple[Registry, bool]:
    """The registry to read a notice with, and whether it stands in ``tasks/<ledger>/units.yaml`` already.

    ``given`` are the bytes of a file the user named. Without one and without a file of the ledger's own, an
    empty registry that knows the level (区, 县, 市) the document writes. ``FileRefused`` for a faulty file.
    """
    own = root / store.FOLDER / ledger / store.REGISTRY
    if given is not None:
        return read_registry(given, "--units 的文件"), False
    if own.is_file():
        return read_registry(own.read_bytes(), f"{store.FOLDER}/{ledger}/{store.REGISTRY}"), True
    return Registry(prefix=_level(document)), False


def read_registry(data: bytes, name: str) -> Registry:
    """The registry in a file; ``FileRefused`` naming the first fault."""
    value, found = yamlfile.load(data)
    if value is None:
        first = next(iter(found), None)
        raise FileRefused(f"{name} 读不了：{first.message if first else '没有内容'}", first.hint if first else "")
    registry, wrong = units.decode(value)
    errors = [finding for finding in [*found, *wrong] if finding.level == "error"]
    if errors:
        raise FileRefused(f"{name} 有错：{errors[0].message}", errors[0].hint)
    return registry


def _level(document: SourceDocument) -> str:
    """区, 县 or 市: what most units of the document begin with."""
    counts: dict[str, int] = {}
    for block in document.blocks:
        texts = [cell.text for cell in block.cells] if isinstance(block, Table) else [block.text]
        for text in texts:
            for found in _LEVELLED.finditer(text):
                counts[found[1]] = counts.get(found[1], 0) + 1
    return max(counts, key=lambda level: counts[level]) if counts else "区"


def drafted_registry(registry: Registry, notice: Notice) -> Registry:
    """A registry of the units a notice names, for a ledger that has none: a start to be completed by hand."""
    known: dict[str, None] = {}
    for task in notice.all:
        known |= dict.fromkeys((*task.units.all, *(entry.unit for entry in task.progress)))
    groups = [name for name in known if registry.group(name) is not None]
    named = [name for name in known if name not in groups and not name.startswith("（")]
    return replace(
        registry,
        units=tuple(Unit(name, kind=units.STREET if name.endswith(STREET_OFFICE) else "") for name in named),
        groups=tuple(Group(name) for name in groups),
    )


def made(notice: Notice, registry: Registry | None, registry_bytes: bytes | None = None) -> Made:
    """Every file of the new ledger. ``registry`` ``None`` leaves the ledger's own ``units.yaml`` alone."""
    config = notice.config
    check_names(config.name, config.lists)
    base = f"{store.FOLDER}/{config.name}"
    files: dict[str, bytes] = {}
    records: list[Record] = []
    for name, tasks in notice.tasks.items():
        size = max(task.number for task in tasks)
        for task in tasks:
            path = store.task_path(config.name, name, task.number, size)
            if path in files:
                raise EditRefused(f"清单 {name} 有两项都是第 {task.number} 项", "对照原件改正序号再导入")
            files[path] = yamlfile.dump(codec.encode(task), block=codec.BLOCK).encode("utf-8")
            records.append(Record(path, name, task))
    if registry is not None:
        text = yamlfile.dump(units.encode(registry), block=_registry_block)
        title = config.document.title or config.title
        head = f"# 责任单位登记表：按“{title}”的名单生成，请核对，并补全称、简称和曾用名。\n"
        files[f"{base}/{store.REGISTRY}"] = registry_bytes or (head + text).encode("utf-8")
    # the settings come last: a ledger that is half written is no ledger yet
    files[f"{base}/{store.CONFIG}"] = yamlfile.dump(configfile.encode(config), block=configfile.BLOCK).encode("utf-8")
    return Made(config.name, files, tuple(records))


def _registry_block(path: tuple[str | int, ...]) -> bool:
    return len(path) < 2


def check_names(ledger: str, lists: Iterable[str]) -> None:
    """``UsageProblem`` for names that are no good as folders or ids."""
    if not _NAME.fullmatch(ledger):
        raise UsageProblem(f"“{ledger}”不能作台账名", "用年份，或年份加地名的拼写，如 2020、2023-jiyang")
    for name in lists:
        if not _LISTS.fullmatch(name):
            raise UsageProblem(f"“{name}”不能作清单名", "用小写英文字母和数字，如 main、minsheng、list2")


def refuse_existing(root: Path, result: Made) -> None:
    """``EditRefused`` naming what is there already."""
    base = root / store.FOLDER / result.ledger
    there = [path for path in result.files if (root / path).exists()]
    lists = sorted({path.split("/")[2] for path in result.files if path.count("/") > 2})
    for name in lists:
        if (base / name).is_dir() and any((base / name).iterdir()):
            there.append(f"{store.FOLDER}/{result.ledger}/{name}/")
    if there:
        shown = "、".join(sorted(set(there))[:5])
        more = f" 等{len(set(there))}处" if len(set(there)) > 5 else ""
        raise EditRefused(
            f"台账 {result.ledger} 已经有内容，不覆盖：{shown}{more}",
            "换一个 --ledger 名；确实要重新立项，先用 git rm 删去原来的文件",
        )


def write(root: Path, result: Made) -> None:
    """Write the files, each whole, settings last. What was written is removed again when one cannot be."""
    refuse_existing(root, result)
    done: list[Path] = []
    try:
        for path, data in result.files.items():
            full = root / path
            full.parent.mkdir(parents=True, exist_ok=True)
            store.write_bytes(full, data)
            done.append(full)
    except OSError as failure:
        _remove(done)
        raise FileRefused(
            f"写不进 {root / store.FOLDER}：{failure.strerror}", "检查磁盘空间和目录权限；没有留下文件"
        ) from failure
    except FileRefused:
        _remove(done)
        raise


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def commit(
    root: Path,
    result: Made,
    notice: Notice,
    *,
    author: str | None = None,
    date: datetime | None = None,
    allow_detached: bool = False,
) -> tuple[str, tuple[str, ...]]:
    """Write and commit the files as one matter; the commit's id and remarks for the user."""
    refuse_existing(root, result)
    repo = gitrepo.find(root)
    names = {path: repo.relative(root.resolve() / path) for path in result.files}
    document = notice.config.document
    with gitrepo.writing(repo) as writer:
        made_commit = writer.commit(
            {names[path]: data for path, data in result.files.items()},
            subject(notice),
            [("Ledger", result.ledger), ("Kind", "notice"), ("Source", f"{document.source} sha256:{document.sha256}")],
            expected=dict.fromkeys(names.values()),
            author=author,
            date=date,
            allow_detached=allow_detached,
        )
        return made_commit, tuple(writer.notes)


def subject(notice: Notice) -> str:
    """``立项(2020): 附件1 102项、附件2 100项``."""
    counts = "、".join(
        f"{spec.annex or squeeze(spec.title)[:20]} {len(notice.tasks[name])}项"
        for name, spec in notice.config.lists.items()
    )
    return f"立项({notice.config.name}): {counts}"
