"""Putting the pages in place: what has changed is written beside the old site, checked, then exchanged.

A list of what was written (``taizhang-site.json``, each file with its digest) lies in the folder. What is not in it,
or was changed since, is somebody else's and is never deleted: strange files stay, changed ones stop the work before
anything has happened. A page that was made from the same things as before, and lies there as it was written, is
neither made nor written again; which these are is known from a table that is kept elsewhere (``Table``), for a list
in the folder may be anybody's.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, TypeGuard

from ledger import system
from ledger.errors import FileRefused, reason
from ledger.site.making import Made, Make

MANIFEST = "taizhang-site.json"
_FORMAT = 1
_SHOWN = 5
_RACY, _RACY_FINE = 2_000_000_000, 100_000_000
"""Nanoseconds: two changes of a file within one tick of the clock look alike. FAT has ticks of two seconds; where a
time has parts of a millisecond they are those of the system, which has none beyond ten milliseconds.
"""
_MILLISECOND = 1_000_000

Check = Callable[[Iterable[tuple[str, Path]]], None]


class Known(NamedTuple):
    """A file as it was seen after it was written; ``settled`` when no later change can look like this one."""

    made_from: str
    digest: str
    size: int
    changed: int
    status: int
    inode: int
    settled: bool


Table = dict[str, Known]
"""Path → what we know of a file of one folder."""


@dataclass(frozen=True, slots=True)
class Written:
    """How many files the site has, how many of them were written, whose were carried over, and what is known now."""

    files: int
    bytes: int
    changed: int
    kept: tuple[str, ...] = ()
    table: Table = field(default_factory=dict, compare=False)


def write(
    folder: Path, pages: Mapping[str, str], make: Make, check: Check | None = None, table: Table | None = None
) -> Written:
    """Put ``pages`` (path → what it is made from, empty where that is not known) into ``folder``.

    ``make`` makes those that are asked for; ``check`` sees all files (path, place) before anybody else does, and may
    raise. ``FileRefused`` when the folder holds other things than a site, when a page of it was changed by hand, or
    when the disk does not take the files; then everything is as it was.
    """
    folder = folder.resolve()
    table = table or {}
    old = _look(folder, table)
    new = _beside(folder)
    try:
        made = {path: Made(path, old.ours[path], old.sizes[path]) for path in _unchanged(pages, old, table)}
        made.update((one.path, one) for one in make([path for path in pages if path not in made], new, old.ours))
        clashes = sorted(set(old.strange) & {*made, MANIFEST})
        if clashes:
            raise FileRefused(f"{folder} 里的 {_some(clashes)} 不是网站写的，会被盖掉", "先移走或改名")
        staged = [path for path, one in made.items() if old.ours.get(path) != one.digest]
        moving = set(staged)
        if check:
            check((path, (new if path in moving else folder) / path) for path in sorted(made))
        listing = _listing(made)
        if moving or len(old.ours) != len(made) or old.listing != listing:
            _put_in_place(folder, new, old, made, staged, listing)
    except OSError as failure:
        raise FileRefused(
            f"写不进 {folder}：{reason(failure)}", "检查磁盘空间和目录权限；原来的网页没有变动"
        ) from failure
    finally:
        shutil.rmtree(new, ignore_errors=True)
    size = sum(one.size for one in made.values())
    known = _seen_again(folder, pages, made)
    return Written(len(made), size, len(staged), tuple(old.strange), known)


def _unchanged(pages: Mapping[str, str], old: _Old, table: Table) -> Iterator[str]:
    """The pages that are made from the same things as what lies there."""
    for path, name in pages.items():
        known = table.get(path)
        if name and known and known.made_from == name and old.ours.get(path) == known.digest:
            yield path


def whole(folder: Path, table: Table) -> str:
    """The digest of the list of files of a site that lies there whole and unchanged; empty for anything else."""
    folder = folder.resolve()
    listed = _known(folder)
    if listed is None or listed.before:
        return ""
    for path, digest in listed.files.items():
        try:
            about = os.stat(f"{folder}/{path}", follow_symlinks=False)  # noqa: PTH116 - many of them
            if not _is_as_known(about, table.get(path), digest) and _digest(folder / path) != digest:
                return ""
        except OSError:
            return ""
    return _digest(folder / MANIFEST)


def listing_of(folder: Path) -> str:
    """The digest of the list of files in a folder; empty without one."""
    try:
        return _digest(folder / MANIFEST)
    except OSError:
        return ""


def _is_as_known(about: os.stat_result, known: Known | None, digest: str) -> bool:
    times = (about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino)
    return known is not None and known.settled and known[2:6] == times and known.digest == digest


def _seen_again(folder: Path, pages: Mapping[str, str], made: Mapping[str, Made]) -> Table:
    """What is known of the files now that they are in place."""
    now = time.time_ns()  # compared with times of files only; no page depends on it
    found: Table = {}
    for path, one in made.items():
        with suppress(OSError):
            about = os.stat(f"{folder}/{path}", follow_symlinks=False)  # noqa: PTH116 - many of them
            is_fine = about.st_mtime_ns % _MILLISECOND and about.st_ctime_ns % _MILLISECOND
            settled = max(about.st_mtime_ns, about.st_ctime_ns) < now - (_RACY_FINE if is_fine else _RACY)
            found[path] = Known(
                pages[path], one.digest, about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino, settled
            )
    return found


# ---------------------------------------------------------------------- the folder as it is


@dataclass(frozen=True, slots=True)
class _Old:
    exists: bool
    ours: dict[str, str] = field(default_factory=dict)
    """Path → digest of the files we wrote, as far as they are still there."""
    sizes: dict[str, int] = field(default_factory=dict)
    strange: tuple[str, ...] = ()
    listing: str = ""


@dataclass(frozen=True, slots=True)
class _Listed:
    """What the list in a folder says: digests by path; ``before`` those of an exchange that was cut off."""

    files: dict[str, str]
    before: dict[str, str]


def _look(folder: Path, table: Table) -> _Old:
    """Whose files lie in the folder. ``FileRefused`` where it is no place for a site."""
    if not folder.exists():
        return _Old(False)
    if not folder.is_dir():
        raise FileRefused(f"{folder} 是文件，不是目录", "换一个 -o；要写成一个文件，加 --single")
    present = dict(sorted(_files(str(folder), "")))
    if not present:
        return _Old(True)
    listed = _known(folder)
    if listed is None:
        raise FileRefused(f"{folder} 里已经有别的文件（{_some(present)}）", "换一个空目录；网站不和别的文件放在一起")
    ours: dict[str, str] = {}
    changed: list[str] = []
    for path, about in present.items():
        expected = listed.files.get(path)
        earlier = listed.before.get(path)
        if expected is None and earlier is None:
            continue
        if _is_as_known(about, table.get(path), expected or ""):
            ours[path] = expected or ""
            continue
        found = _digest(folder / path)
        if found in (expected, earlier):
            ours[path] = found
        else:
            changed.append(path)
    if changed:
        raise FileRefused(f"{folder} 里的网页被改过：{_some(changed)}", "改动会丢失；先把改过的文件移走，或换一个 -o")
    return _Old(
        True,
        ours,
        {path: present[path].st_size for path in ours},
        tuple(path for path in present if path not in ours and path != MANIFEST),
        "" if listed.before else (folder / MANIFEST).read_text("utf-8"),
    )


def _files(base: str, below: str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(f"{base}/{below}") as listing:
        for entry in listing:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(base, f"{below}{entry.name}/")
            else:
                yield f"{below}{entry.name}", entry.stat(follow_symlinks=False)


def _known(folder: Path) -> _Listed | None:
    """What an earlier run wrote, with digests; ``None`` without a list we can believe."""
    try:
        said = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(said, dict) or said.get("format") != _FORMAT:
        return None
    files, before = said.get("files"), said.get("before", {})
    return _Listed(files, before) if _is_list(files) and _is_list(before) else None


def _is_list(said: object) -> TypeGuard[dict[str, str]]:
    return isinstance(said, dict) and all(isinstance(value, str) for value in said.values())


def _digest(path: Path) -> str:
    return "" if path.is_symlink() else sha256(path.read_bytes()).hexdigest()


def _some(paths: Iterable[str]) -> str:
    listed = list(paths)
    return "、".join(listed[:_SHOWN]) + (f" 等{len(listed)}个" if len(listed) > _SHOWN else "")


# ---------------------------------------------------------------------- the new one


def _beside(folder: Path, kind: str = "new") -> Path:
    system.make_folder(folder.parent)
    try:
        made = Path(tempfile.mkdtemp(prefix=f".{folder.name}.{kind}-", dir=folder.parent))
    except OSError as failure:
        raise FileRefused(f"写不进 {folder.parent}：{reason(failure)}", "检查目录权限，或换一个 -o") from failure
    made.chmod(0o755)
    return made


def _listing(made: Mapping[str, Made], before: Mapping[str, str] | None = None) -> str:
    files = {path: one.digest for path, one in sorted(made.items())}
    said = {"format": _FORMAT, "files": files, **({"before": before} if before else {})}
    # a line a file; ``indent`` would do it ten times slower
    return json.dumps(said, ensure_ascii=False, separators=(",\n", ": ")) + "\n"


def _put_in_place(
    folder: Path, new: Path, old: _Old, made: Mapping[str, Made], staged: Sequence[str], listing: str
) -> None:
    _write_text(new / MANIFEST, listing)
    if not old.exists:
        new.rename(folder)
    elif len(staged) == len(made):
        _exchange_all(folder, new, old)
    else:
        _exchange_some(folder, new, old, made, staged)


def _exchange_all(folder: Path, new: Path, old: _Old) -> None:
    """The new folder in the place of the old one; strange files move over, only our own are deleted."""
    aside = new.with_name(new.name.replace(".new-", ".old-"))
    folder.rename(aside)
    try:
        new.rename(folder)
    except OSError:
        aside.rename(folder)
        raise
    for path in old.strange:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (aside / path).rename(folder / path)
    for path in (*old.ours, MANIFEST):
        (aside / path).unlink(missing_ok=True)
    _remove_empty(aside)
    if not any(aside.iterdir()):
        aside.rmdir()


def _exchange_some(folder: Path, new: Path, old: _Old, made: Mapping[str, Made], staged: Sequence[str]) -> None:
    """The pages that changed, one after another. What goes wrong is undone; who is killed half way left a list that
    knows both states, so that the next run goes on from there.
    """
    gone = sorted(old.ours.keys() - made.keys())
    leaving = [path for path in (*staged, *gone) if path in old.ours]
    aside = Path(f"{new}/.old")
    moved: list[tuple[Path, Path]] = []

    def move(place: Path, to: Path) -> None:
        to.parent.mkdir(parents=True, exist_ok=True)
        place.rename(to)
        moved.append((place, to))

    _write_text(new / ".list", _listing(made, {path: old.ours[path] for path in leaving}))
    try:
        move(folder / MANIFEST, aside / MANIFEST)
        (new / ".list").replace(folder / MANIFEST)
        for path in leaving:
            move(folder / path, aside / path)
        for path in staged:
            move(new / path, folder / path)
        (new / MANIFEST).replace(folder / MANIFEST)
    except OSError:
        for place, to in reversed(moved):
            to.replace(place)
        raise
    if gone:
        _remove_empty(folder)


def _remove_empty(folder: Path) -> None:
    """Folders in which nothing is left."""
    for emptied in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
        if not any(emptied.iterdir()):
            emptied.rmdir()


def _write_text(place: Path, text: str) -> None:
    place.write_text(text, encoding="utf-8", newline="\n")
