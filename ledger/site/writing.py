"""Putting the pages in place: everything is written beside the old site, checked, then the two are exchanged.

A list of what was written (``taizhang-site.json``, each file with its digest) lies in the folder. What is not in it,
or was changed since, is somebody else's and is never deleted: strange files move along into the new folder, changed
ones stop the work before anything has happened.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

from ledger.errors import FileRefused
from ledger.site.build import Page

MANIFEST = "taizhang-site.json"
_FORMAT = 1
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Written:
    """How much was written, and whose files were carried over."""

    files: int
    bytes: int
    kept: tuple[str, ...] = ()


def write(folder: Path, pages: Iterable[Page], check: Callable[[Path], None] | None = None) -> Written:
    """Put the pages into ``folder``; ``check`` sees them before anybody else does, and may raise.

    ``FileRefused`` when the folder holds other things than a site, when a page of it was changed by hand, or when
    the disk does not take the files; then everything is as it was.
    """
    folder = folder.resolve()
    old = _look(folder)
    new = _beside(folder)
    try:
        made = dict(_put(new, pages))
        clashes = sorted(set(old.strange) & {*made, MANIFEST})
        if clashes:
            raise FileRefused(f"{folder} 里的 {_some(clashes)} 不是网站写的，会被盖掉", "先移走或改名")
        (new / MANIFEST).write_text(_manifest(made), encoding="utf-8", newline="\n")
        if check:
            check(new)
        _exchange(folder, new, old)
    except OSError as failure:
        raise FileRefused(
            f"写不进 {folder}：{failure.strerror}", "检查磁盘空间和目录权限；原来的网页没有变动"
        ) from failure
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return Written(len(made), sum(size for _, size in made.values()), tuple(old.strange))


def whole(folder: Path) -> str:
    """The digest of the list of files of a site that lies there whole and unchanged; empty for anything else."""
    known = _known(folder)
    if known is None or any(not (folder / path).is_file() or _digest(folder / path) != known[path] for path in known):
        return ""
    return _digest(folder / MANIFEST)


# ---------------------------------------------------------------------- the folder as it is


@dataclass(frozen=True, slots=True)
class _Old:
    exists: bool
    ours: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()


def _look(folder: Path) -> _Old:
    """Whose files lie in the folder. ``FileRefused`` where it is no place for a site."""
    if not folder.exists():
        if not folder.parent.is_dir():
            raise FileRefused(f"没有这个目录：{folder.parent}", "先建目录，或换一个 -o")
        return _Old(False)
    if not folder.is_dir():
        raise FileRefused(f"{folder} 是文件，不是目录", "换一个 -o；要写成一个文件，加 --single")
    present = sorted(_files(folder))
    if not present:
        return _Old(True)
    known = _known(folder)
    if known is None:
        raise FileRefused(f"{folder} 里已经有别的文件（{_some(present)}）", "换一个空目录；网站不和别的文件放在一起")
    changed = [path for path in present if path in known and _digest(folder / path) != known[path]]
    if changed:
        raise FileRefused(f"{folder} 里的网页被改过：{_some(changed)}", "改动会丢失；先把改过的文件移走，或换一个 -o")
    return _Old(
        True,
        tuple(path for path in present if path in known),
        tuple(path for path in present if path not in known and path != MANIFEST),
    )


def _files(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_dir():
            yield path.relative_to(folder).as_posix()


def _known(folder: Path) -> dict[str, str] | None:
    """What an earlier run wrote, with digests; ``None`` without a list we can believe."""
    try:
        said = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    files = said.get("files") if isinstance(said, dict) and said.get("format") == _FORMAT else None
    if not isinstance(files, dict) or not all(isinstance(value, str) for value in files.values()):
        return None
    return files


def _digest(path: Path) -> str:
    return "" if path.is_symlink() else sha256(path.read_bytes()).hexdigest()


def _some(paths: Iterable[str]) -> str:
    listed = list(paths)
    return "、".join(listed[:_SHOWN]) + (f" 等{len(listed)}个" if len(listed) > _SHOWN else "")


# ---------------------------------------------------------------------- the new one


def _beside(folder: Path) -> Path:
    try:
        return Path(tempfile.mkdtemp(prefix=f".{folder.name}.new-", dir=folder.parent))
    except OSError as failure:
        raise FileRefused(f"写不进 {folder.parent}：{failure.strerror}", "检查目录权限，或换一个 -o") from failure


def _put(new: Path, pages: Iterable[Page]) -> Iterator[tuple[str, tuple[str, int]]]:
    folders: set[str] = set()
    new.chmod(0o755)
    for page in pages:
        parent = str(PurePosixPath(page.path).parent)
        if parent not in folders:
            (new / parent).mkdir(parents=True, exist_ok=True)
            folders.add(parent)
        (new / page.path).write_bytes(page.data)
        yield page.path, (sha256(page.data).hexdigest(), len(page.data))


def _manifest(made: dict[str, tuple[str, int]]) -> str:
    files = {path: digest for path, (digest, _) in sorted(made.items())}
    return json.dumps({"format": _FORMAT, "files": files}, ensure_ascii=False, indent=0) + "\n"


def _exchange(folder: Path, new: Path, old: _Old) -> None:
    """The new folder in the place of the old one; strange files move over, only our own are deleted."""
    if not old.exists:
        new.rename(folder)
        return
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
    for emptied in sorted((path for path in aside.rglob("*") if path.is_dir()), reverse=True):
        if not any(emptied.iterdir()):
            emptied.rmdir()
    if not any(aside.iterdir()):
        aside.rmdir()
