"""From an interpreted notice to files under ``tasks/<ledger>/`` and one commit: 立项.

Nothing that exists is overwritten: a ledger is made whole or not at all; one that is there gets further lists
(``joining``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ledger import codec, configfile, gitrepo, store, system, units, unitsfile, yamlfile
from ledger.document import SourceDocument, Table
from ledger.errors import EditRefused, FileRefused, UsageProblem, reason
from ledger.importers import joining
from ledger.importers.lines import excerpt
from ledger.importers.notice import Notice
from ledger.model import Record
from ledger.text import squeeze
from ledger.units import Group, Registry, Unit
from ledger.unitwords import STREET_OFFICE
from ledger.values import replace

_LISTS = re.compile(r"[a-z][a-z0-9_]{0,31}")
_NAME = re.compile(r"[\w\u4e00-\u9fff][\w.\u4e00-\u9fff-]{0,63}")
_ENOUGH_UNITS = 3
_PLACE = re.compile(r"([\u4e00-\u9fff]{2,6}?市)([\u4e00-\u9fff]{1,4}[区县旗])人民政府")
_LEVELLED = re.compile(r"(?:^|[、，,：:\s（(])([区县市旗])[\u4e00-\u9fff]{1,12}?(?:局|办|中心|委)(?=[、，,；;）)\s]|$)")


@dataclass(frozen=True)
class Made:
    """What a notice becomes: bytes by path (relative to the folder that holds ``tasks/``), and its records."""

    ledger: str
    files: Mapping[str, bytes]
    records: tuple[Record, ...]
    before: Mapping[str, bytes] = field(default_factory=dict)
    """Files of a ledger that was there already, with their bytes: they are changed, the others are new."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chosen:
    """The registry a notice is read with.

    ``data`` are the bytes to copy into the new ledger (``None``: draft one from the document); ``own`` says that
    the ledger has its ``units.yaml`` already, which is then left alone; ``taken_from`` names another ledger's.
    """

    registry: Registry
    data: bytes | None = None
    own: bool = False
    taken_from: str = ""


def registry_for(root: Path, ledger: str, given: bytes | None, document: SourceDocument) -> Chosen:
    """The registry to read a notice with.

    What the user named (``given``), else the ledger's own file, else that of another ledger of the same
    district, else an empty one that knows the level (区, 县, 市) and place the document writes.
    ``FileRefused`` for a faulty file.
    """
    if given is not None:
        return Chosen(read_registry(given, "--units 的文件"), given)
    own = f"{store.FOLDER}/{ledger}/{store.REGISTRY}"
    if ledger and _NAME.fullmatch(ledger) and (root / own).is_file():
        registry = read_registry((root / own).read_bytes(), own)
        if not joining.without_units(registry):
            return Chosen(registry, own=True)
        return _of_another_ledger(root, _text(document)) or Chosen(registry)
    text = _text(document)
    return _of_another_ledger(root, text) or Chosen(_empty_registry(text))


def _of_another_ledger(root: Path, text: str) -> Chosen | None:
    """The newest registry whose district the document names and of whose units it names at least three."""
    if not (root / store.FOLDER).is_dir():
        return None
    for name in reversed(store.names(store.WorkTree(root))):
        path = f"{store.FOLDER}/{name}/{store.REGISTRY}"
        if not (root / path).is_file():
            continue
        data = (root / path).read_bytes()
        try:
            registry = read_registry(data, path)
        except FileRefused:
            continue  # a faulty registry of another ledger is that ledger's matter
        known = sum(unit.form in text for unit in registry.units)
        if registry.district and registry.district in text and known >= _ENOUGH_UNITS:
            return Chosen(registry, data, taken_from=path)
    return None


def _text(document: SourceDocument) -> str:
    parts: list[str] = []
    for block in document.blocks:
        parts += [cell.text for cell in block.cells] if isinstance(block, Table) else [block.text]
    return "\n".join(parts)


def _empty_registry(text: str) -> Registry:
    """A registry without units that knows how the document's place is called."""
    place = _PLACE.search(squeeze(text[:20_000]))
    if place:
        return Registry(prefix=place[2][-1], district=place[2], city=place[1])
    counts = Counter(found[1] for found in _LEVELLED.finditer(text))
    return Registry(prefix=counts.most_common(1)[0][0] if counts else "区")


def read_registry(data: bytes, name: str) -> Registry:
    """The registry in a file; ``FileRefused`` naming the first fault."""
    value, found = yamlfile.load(data)
    if value is None:
        first = next(iter(found), None)
        raise FileRefused(f"{name} 读不了：{first.message if first else '没有内容'}", first.hint if first else "")
    registry, wrong = unitsfile.decode(value)
    errors = [finding for finding in [*found, *wrong] if finding.level == "error"]
    if errors:
        raise FileRefused(f"{name} 有错：{errors[0].message}", errors[0].hint)
    return registry


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


def made(notice: Notice, chosen: Chosen) -> Made:
    """Every file of the new ledger, with its registry unless it has one of its own."""
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
    if not chosen.own:
        files[f"{base}/{store.REGISTRY}"] = chosen.data or _drafted(chosen.registry, notice)
    # the settings come last: a ledger that is half written is no ledger yet
    files[f"{base}/{store.CONFIG}"] = yamlfile.dump(configfile.encode(config), block=configfile.BLOCK).encode("utf-8")
    return Made(config.name, files, tuple(records))


def joined(root: Path, result: Made, notice: Notice) -> Made:
    """The same for a ledger that may be there: its settings and its registry without units are changed, not made."""
    own = joining.settings(root, notice)
    if own is None:
        return result
    before = dict(own.before)
    registry = f"{store.FOLDER}/{result.ledger}/{store.REGISTRY}"
    files = {**result.files, **own.files}
    if registry in files and (root / registry).is_file():
        before[registry] = (root / registry).read_bytes()
    return replace(result, files=files, before=before, notes=own.notes)


def _drafted(registry: Registry, notice: Notice) -> bytes:
    title = notice.config.document.title or notice.config.title
    head = f"# 责任单位登记表：按“{title}”的名单生成，请核对，并补全称、简称和曾用名。\n"
    values = unitsfile.encode(drafted_registry(registry, notice))
    return (head + yamlfile.dump(values, block=_registry_block)).encode("utf-8")


def _registry_block(path: tuple[str | int, ...]) -> bool:
    return len(path) < 2


def check_names(ledger: str, lists: Iterable[str]) -> None:
    """``UsageProblem`` for names that are no good as folders or ids."""
    if not _NAME.fullmatch(ledger) or (why := system.unusable(ledger)):
        said = f"：{why}" if _NAME.fullmatch(ledger) else ""
        raise UsageProblem(f"“{ledger}”不能作台账名{said}", "用年份，或年份加地名的拼写，如 2020、2023-jiyang")
    for name in lists:
        if not _LISTS.fullmatch(name) or system.unusable(name):
            raise UsageProblem(
                f"“{name}”不能作清单名", "用小写英文字母和数字，如 main、minsheng、list2；con、nul 等不行"
            )


def refuse_existing(root: Path, result: Made) -> None:
    """``EditRefused`` naming what is there already."""
    base = root / store.FOLDER / result.ledger
    there = [path for path in result.files if path not in result.before and (root / path).exists()]
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
            if path not in result.before:
                done.append(full)
    except OSError as failure:
        _remove(done)
        raise FileRefused(
            f"写不进 {root / store.FOLDER}：{reason(failure)}", "检查磁盘空间和目录权限；没有留下文件"
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
            expected={names[path]: result.before.get(path) for path in result.files},
            author=author,
            date=date,
            allow_detached=allow_detached,
        )
        return made_commit, tuple(writer.notes)


def subject(notice: Notice) -> str:
    """``立项(2020): 附件1 102项、附件2 100项``."""
    counts = "、".join(
        f"{spec.annex or excerpt(squeeze(spec.title), 20)} {len(notice.tasks[name])}项"
        for name, spec in notice.config.lists.items()
    )
    return f"立项({notice.config.name}): {counts}"
