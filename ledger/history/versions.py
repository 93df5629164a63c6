"""What each commit did to each task. A task is known by its ``id``, wherever its file was at the time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from ledger.gitrepo.history import Contents, Made, Reading, Touched, commits, require_commits
from ledger.gitrepo.repository import Repository, find_to_read
from ledger.gitrepo.tree import CommitTree, named
from ledger.trees import FOLDER
from ledger.values import Struct

if TYPE_CHECKING:
    from ledger.cache import Cache
    from ledger.model import Record

_ID = re.compile(rb"^id:[ \t]*[\"']?([^\s\"'#]+)", re.M)
_REMEMBERED = 8192
_DEEP = 4
"""Parts of a task file's path: tasks, ledger, list, file."""


class Text(Struct, frozen=True):
    """One content of a task file: git's name of it, whose it is, and the task where it can be read.

    ``lost`` where git has not got it: an incomplete clone, that may be completed.
    """

    blob: str
    id: str
    record: Record | None
    lost: bool = False


class Version(Struct, frozen=True):
    """What one commit did to one task: the text on each parent's side, and after it; ``None`` for no file.

    ``paths`` are the file names before and after, relative to the folder that holds ``tasks/``.
    """

    made: Made
    id: str
    before: tuple[Text | None, ...]
    after: Text | None
    paths: tuple[str, str]


class Settings(Struct, frozen=True):
    """A commit that touched a file of the ledger itself: ``ledger.yaml``, ``units.yaml``."""

    made: Made
    path: str
    before: bool
    after: bool


class Past:
    """The history of the ledgers below ``root``; use in a ``with`` statement.

    ``root`` is the folder that holds ``tasks/``, which may lie below the top of its repository, or a bare repository.
    """

    def __init__(
        self, root: Path, revision: str = "HEAD", kept: Cache | None = None, *, repo: Repository | None = None
    ) -> None:
        self.repo: Repository = repo or find_to_read(root)
        self.revision = revision
        self._root = root
        self._given = kept
        self._begun: dict[tuple[str, ...], Reading] = {}
        below = "" if self.repo.bare else self.repo.relative(root)
        self.prefix = "" if below in ("", ".") else f"{below}/"
        self._contents = Contents(self.repo)
        self._known: dict[tuple[str, str], Text] = {}
        self.lost = 0
        """How many contents were asked for that the repository does not hold (so far)."""

    @classmethod
    def of(cls, tree: CommitTree, kept: Cache | None = None) -> Past:
        """The history that ends with the commit of ``tree``, without asking git again where that is."""
        past = cls(tree.root, tree.commit.name, kept, repo=tree.repository)
        past.__dict__["tip"] = tree.commit.name
        return past

    def __enter__(self) -> Past:
        return self

    def __exit__(self, *_: object) -> None:
        self._contents.__exit__()
        for reading in self._begun.values():
            reading.close()
        if "kept" in self.__dict__:
            self.kept.close()

    @cached_property
    def kept(self) -> Cache:
        """What was worked out before in this repository."""
        from ledger.cache import open_at

        return open_at(self._root) if self._given is None else self._given

    @cached_property
    def tip(self) -> str:
        """The full name of the commit the history is told from; empty before the first one. ``NotFound`` for none."""
        return self.repo.head() or "" if self.revision == "HEAD" else named(self.repo, self.revision)

    def require_commits(self) -> None:
        """``NotFound`` before the first commit: there is no history to tell."""
        if not self.tip:
            require_commits(self.repo)

    def commits(
        self, ledger: str = "", *, learn: bool = True, later: list[Callable[[], None]] | None = None
    ) -> Iterator[Made]:
        """Every commit that touched a ledger (all of them without a name), and merges, newest first.

        Of a merge ``touched`` may be empty. What was read before is not read again; without ``learn`` a history
        of which nothing is kept is read only as far as it is asked for. ``later`` is as for ``recorded``.
        """
        from ledger.gitrepo.recorded import recorded

        if not self.tip:
            return
        top = f"{self.prefix}{FOLDER}"
        folder = f"{top}/{ledger}/" if ledger else f"{top}/"
        known = recorded(self.repo, self.tip, top, self.kept, learn=learn, later=later)
        if known is None:
            with closing(commits(self.repo, self.tip, paths=[folder])) as found:
                yield from found
            return
        for made in known:
            inside = made.inside(folder) if made.changed else made
            if inside.changed or " " in made.ancestry:
                yield inside

    def differs(self, made: Made, ledger: str) -> bool:
        """Whether a commit left the ledger otherwise than any of its parents: asked of merges that touched nothing."""
        folder = f":(top,literal){self.prefix}{FOLDER}/{ledger}"
        parents = (self.repo.run("diff", "--quiet", one, made.name, "--", folder) for one in made.parents)
        return bool(made.touched) or any(said.code for said in parents)

    def all(self, ledger: str = "", *, learn: bool = True) -> Iterator[tuple[Made, list[Version], list[Settings]]]:
        """Every commit that touched a ledger (all of them without a name), with what it did; newest first."""
        for made in self.commits(ledger, learn=learn):
            if made.changed:
                yield made, self.versions(made, made.touched), self.settings(made)

    def ahead(self, path: str) -> None:
        """Let git begin with the history of a file that ``task`` will ask for, while other things are prepared."""
        self._begun[(self.prefix + path,)] = self._reading((self.prefix + path,))

    def _reading(self, paths: tuple[str, ...]) -> Reading:
        return self._begun.pop(paths, None) or commits(self.repo, self.tip or "HEAD", paths=paths, whole=True)

    def task(self, identity: str, path: str) -> list[Version]:
        """Every version of one task, newest first. ``path`` is any file it has been in.

        Its other files are found where it left one and entered another in the same commit. Each move costs one
        more reading of the commits that touched the files known so far.
        """
        paths = {self.prefix + path}
        while True:
            found: list[Version] = []
            elsewhere: set[str] = set()
            with closing(self._reading(tuple(sorted(paths)))) as past:
                for made in past:
                    here = [touched for touched in made.touched if touched.path in paths]
                    mine = [version for version in self.versions(made, here) if version.id == identity]
                    found += mine
                    elsewhere |= self._moves(identity, made, mine, paths)
            if not elsewhere:
                return found
            paths |= elsewhere

    def _moves(self, identity: str, made: Made, mine: Sequence[Version], paths: set[str]) -> set[str]:
        """Files beside ``paths`` that the task came from, or went to, in this commit."""
        came = any(version.after and not all(version.before) for version in mine)
        went = any(not version.after and any(version.before) for version in mine)
        found = set()
        for touched in made.touched if came or went else ():
            names = [*(touched.before if came else ()), *([touched.after] if went else [])]
            if touched.path in paths or not self._is_task(touched.path):
                continue
            if any(name and self._id(name) == identity for name in names):
                found.add(touched.path)
        return found

    def _id(self, name: str) -> str:
        data = self._contents.get(name)
        said = _ID.search(data) if data else None
        return said[1].decode("utf-8", "replace") if said else ""

    def versions(self, made: Made, touched: Sequence[Touched]) -> list[Version]:
        """What a commit did to the tasks in these files, by ``id``; a task that moved is one version."""
        parents = max(len(made.parents), 1)
        before: dict[str, list[Text | None]] = {}
        after: dict[str, Text] = {}
        was: dict[str, str] = {}
        now: dict[str, str] = {}
        self._ahead(touched)
        for one in touched:
            if not self._is_task(one.path):
                continue
            path = one.path.removeprefix(self.prefix)
            for n, name in enumerate(one.before):
                text = self._read(name, path)
                if text:
                    before.setdefault(text.id, [None] * parents)[min(n, parents - 1)] = text
                    was.setdefault(text.id, path)
            text = self._read(one.after, path)
            if text:
                after[text.id] = text
                now[text.id] = path
        return [
            Version(
                made,
                identity,
                tuple(before.get(identity, [None] * parents)),
                after.get(identity),
                (was.get(identity, ""), now.get(identity, "")),
            )
            for identity in dict.fromkeys([*after, *before])
        ]

    def settings(self, made: Made) -> list[Settings]:
        """The files of the ledger itself that a commit touched."""
        return [
            Settings(made, one.path.removeprefix(self.prefix), any(one.before), bool(one.after))
            for one in made.touched
            if not self._is_task(one.path)
        ]

    def _is_task(self, path: str) -> bool:
        parts = PurePosixPath(path.removeprefix(self.prefix)).parts
        inside = len(parts) >= _DEEP and parts[0] == FOLDER and path.startswith(self.prefix)
        return inside and path.endswith((".yaml", ".yml"))

    def prefetch(self, found: Iterable[Made]) -> None:
        """Read what these commits did to their files in one go: git is asked once, not once a commit."""
        self._ahead([one for made in found for one in made.touched])

    def _ahead(self, touched: Sequence[Touched]) -> None:
        """Ask for all contents of a large commit at once."""
        # a content is asked for as what came of one commit and as what another began with, seldom more often
        for _ in range(len(self._known) - _REMEMBERED):
            del self._known[next(iter(self._known))]
        wanted = {
            (name, one.path.removeprefix(self.prefix)): None
            for one in touched
            if self._is_task(one.path)
            for name in (*one.before, one.after)
            if name
        }
        missing = [key for key in wanted if key not in self._known]
        for key, (_, data) in zip(missing, self._contents.many(name for name, _ in missing), strict=True):
            self._known[key] = _text(data, *key)
            self.lost += data is None

    def _read(self, name: str, path: str) -> Text | None:
        return self._known[name, path] if name else None


def _text(data: bytes | None, blob: str, path: str) -> Text:
    from ledger import codec, yamlfile
    from ledger.model import Record

    if data is None:
        return Text(blob, f"（{path} 的内容取不到）", None, lost=True)
    value, _ = yamlfile.load(data)
    task = codec.decode(value)[0] if value is not None else None
    if task is None:
        said = _ID.search(data)
        return Text(blob, said[1].decode("utf-8", "replace") if said else f"（{path}）", None)
    return Text(blob, task.id, Record(path, PurePosixPath(path).parts[2], task))
