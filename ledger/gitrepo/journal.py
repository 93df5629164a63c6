"""What is under way, written down before it begins, so that a killed process leaves nothing half done.

A change of the ledger has three steps: files, index, commit. The journal holds what the files and the index
held before. Whoever next takes the ledger's lock finds it and either sees that the commit landed, or puts
files and index back, each only where it still is as the killed process made it.
"""

from __future__ import annotations

import base64
import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

from ledger.errors import FileRefused
from ledger.gitrepo import files, index
from ledger.gitrepo.locks import Patience, is_alive
from ledger.gitrepo.repository import Repository, batches
from ledger.values import Struct, replace

_NAME = "journal"
_STALE_AFTER = 1.0
_OURS = (
    *("index.new", "index.new.lock", "index.commit", "index.commit.lock", "index.old"),
    *("index.token", "message", "paths"),
)


class Step(Struct, frozen=True):
    """One file: its bytes before and after (``None``: no file), and its index entry before."""

    path: str
    before: bytes | None
    after: bytes | None
    entry: str


class Journal(Struct, frozen=True):
    """A change that has begun: in which work tree, on which commit, which files, which folders it made."""

    root: str
    git_dir: str
    base: str | None
    steps: tuple[Step, ...]
    folders: tuple[str, ...] = ()


def _place(repo: Repository) -> Path:
    return repo.common_dir / "taizhang" / _NAME


def _packed(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode("ascii")


def _unpacked(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text, validate=True)


def begin(repo: Repository, journal: Journal) -> None:
    """Write the journal down, durably, before anything else is touched."""
    value = {
        "root": journal.root,
        "git_dir": journal.git_dir,
        "base": journal.base,
        "folders": list(journal.folders),
        "steps": [[s.path, _packed(s.before), _packed(s.after), s.entry] for s in journal.steps],
    }
    files.replace(_place(repo), json.dumps(value, ensure_ascii=True).encode("ascii"))


def end(repo: Repository) -> None:
    """The change is over: landed, or undone."""
    place = repo.git_dir / "taizhang"
    for left in [*(place / name for name in _OURS), *place.glob("kept-*")]:
        left.unlink(missing_ok=True)
    _place(repo).unlink(missing_ok=True)


def kept(repo: Repository, n: int) -> Path:
    """Where the old bytes of the ``n``-th file are kept, besides the journal, while the change is under way."""
    return index.folder(repo) / f"kept-{n}"


def left_behind(repo: Repository) -> tuple[Repository, Journal] | None:
    """The journal of a process that died, and the work tree it was working in; ``None`` if there is none.

    A journal that cannot be read is put aside, never believed.
    """
    place = _place(repo)
    data = files.read(place)
    if data is None:
        return None
    try:
        value = json.loads(data)
        steps = tuple(
            Step(str(path), _unpacked(before), _unpacked(after), str(entry))
            for path, before, after, entry in value["steps"]
        )
        journal = Journal(
            str(value["root"]), str(value["git_dir"]), value["base"], steps, tuple(map(str, value["folders"]))
        )
    except (ValueError, KeyError, TypeError):
        place.replace(place.with_name(f"{_NAME}.unreadable"))
        return None
    there = Repository(Path(journal.root), Path(journal.git_dir), repo.common_dir)
    return there, replace(journal, steps=tuple(step for step in journal.steps if _is_inside(there, step.path)))


def _is_inside(repo: Repository, path: str) -> bool:
    try:
        files.confined(repo.root, path)
    except FileRefused:
        return False
    return True


def recover(repo: Repository, patience: Patience) -> list[str]:
    """Finish or undo what a killed process left; what was done, as Chinese sentences for the user.

    Only while holding the ledger's lock: then the process that wrote the journal is dead, and on POSIX so is
    the git it had started, which inherits the lock.
    """
    found = left_behind(repo)
    if not found:
        return []
    there, journal = found
    if not there.root.is_dir() or not there.git_dir.is_dir():
        end(repo)
        return []
    _remove_stale_locks(there, journal, _place(repo).stat().st_mtime)
    notes = []
    if landed(there, journal):
        notes.append("上次登记在提交之后中断，提交已经完成，不用重做")
    else:
        undone = undo_files(there, journal)
        undo_index(there, journal, patience)
        notes += [f"上次登记在提交之前中断，{path} 已恢复原样，请重新登记" for path in undone]
    _remove_temporaries(there, journal)
    end(there)
    return notes


def landed(repo: Repository, journal: Journal) -> str | None:
    """The newest commit since the journal began that touches one of its files; ``None`` if there is none.

    Not whether HEAD holds the very bytes: a hook may have rewritten them on their way into the commit.
    """
    head = repo.head()
    if head is None or head == journal.base:
        return None
    since = [head, f"^{journal.base}"] if journal.base else [head]
    for some in batches([step.path for step in journal.steps]):
        found = repo.read("--literal-pathspecs", "rev-list", "--max-count=1", *since, "--", *some).decode("ascii")
        if found.strip():
            return found.strip()
    return None


def undo_files(repo: Repository, journal: Journal) -> list[str]:
    """Put files back, each only where it still is as the change made it; those that are now as before."""
    restored = []
    for n, step in enumerate(journal.steps):
        full = files.confined(repo.root, step.path)
        present = files.read(full)
        if present == step.after != step.before:
            files.put_back(full, step.before, kept(repo, n))
            present = step.before
        if present == step.before:
            restored.append(step.path)
    for folder in journal.folders:
        place = repo.root / folder
        if place.is_dir() and not any(place.iterdir()):
            place.rmdir()
    return restored


def undo_index(repo: Repository, journal: Journal, patience: Patience) -> None:
    """Put index entries back, each only where it still holds what the change would have committed."""
    present = {path: state.entry for path, state in index.states(repo, [s.path for s in journal.steps]).items()}
    ours: dict[str, str] = {}
    for step in journal.steps:
        # the mode follows the file; only the content tells whose the entry is
        made = _blob(repo, step.path, step.after) if step.after is not None else ""
        if present[step.path].rpartition(" ")[2] == made:
            ours[step.path] = present[step.path]
    wanted = {step.path: step.entry for step in journal.steps if step.path in ours}
    index.put_back(repo, wanted, ours, patience)


def _blob(repo: Repository, path: str, data: bytes) -> str:
    return repo.read("hash-object", "--stdin", f"--path={path}", stdin=data).decode("ascii").strip()


def _remove_temporaries(repo: Repository, journal: Journal) -> None:
    for step in journal.steps:
        files.temporary(repo.root / step.path).unlink(missing_ok=True)


def _remove_stale_locks(repo: Repository, journal: Journal, begun: float) -> None:
    """Lock files of a git that was killed together with its parent: else the repository stays shut.

    Our own ``index.lock`` proves itself. A lock on HEAD or the branch is git's, held for milliseconds: one
    that is younger than the journal and outlasts a second with nobody alive to release it is a dead one.
    """
    index.forget_ours(repo)
    for leftover in repo.git_dir.glob("next-index-*.lock"):
        number = re.fullmatch(r"next-index-(\d+)\.lock", leftover.name)
        if number and not is_alive(int(number[1])):
            leftover.unlink(missing_ok=True)
    for lock in _ref_locks(repo):
        while (since := _changed(lock)) is not None and time.time() - since < _STALE_AFTER:
            time.sleep(0.05)
        if since is not None and since >= begun and os.name == "posix":
            lock.unlink(missing_ok=True)


def _changed(file: Path) -> float | None:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return None


def _ref_locks(repo: Repository) -> Iterator[Path]:
    yield repo.git_dir / "HEAD.lock"
    branch = repo.branch()
    if branch:
        yield repo.common_dir / "refs" / "heads" / f"{branch}.lock"
