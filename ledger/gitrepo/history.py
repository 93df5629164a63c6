"""Every commit of a ledger, from one ``git log`` that is read while it runs; contents from one ``cat-file --batch``.

The number of processes does not grow with the history. Nothing of the user's settings changes what is read:
order files, colours, signatures, renames, mail maps, replaced objects. A merge names a file only where the
result differs from every parent, so nobody's change is told twice.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from typing import IO, NamedTuple

from ledger.cache import may_have
from ledger.errors import GitRefused
from ledger.gitrepo.process import Output, environment, refusal, words
from ledger.gitrepo.repository import Repository
from ledger.gitrepo.tree import named
from ledger.gitrepo.tree import require_commits as require_commits
from ledger.patterns import late

OFFICE_TIME = timezone(timedelta(hours=8))
"""A day ends when it ends in China, wherever the program runs."""

_MARK = "\x01"
_FIELDS = ("%H", "%P", "%an", "%ae", "%aI", "%cn", "%cI", "%s", "%(trailers:only=true,unfold=true)")
_SETTINGS = {
    "core.fsmonitor": "false",
    "core.quotePath": "false",
    "diff.relative": "false",
    "log.follow": "false",
    "log.showRoot": "true",
    "trailer.separators": ":",
}
_FILE = re.compile(r":([^\0]*)\0([^\0]+)\0")
"""A file that was touched: modes, names of contents and a status (without the first colon), and the path."""
_HEAD = r"([^\0]*+)\0" * len(_FIELDS)
_WHOLE = rf"{_MARK}{_HEAD}[\0\n]*+((?::[^\0]*+\0[^\0]++\0)*+)"
_COMMIT = late(_WHOLE)
_COMMITS = late(rf"{_WHOLE}|[\0-\U0010ffff]")
"""All commits of a text; whatever else stands there gives a row of nothing."""
_NEXT, _NOTHING = f"\0{_MARK}".encode(), ("",) * (len(_FIELDS) + 1)
_OPTIONS = (
    *("--raw", "-z", "-c", "--no-abbrev", "--no-renames", "--no-color", "--no-ext-diff", "--no-textconv"),
    *("--no-show-signature", "--no-mailmap", "--no-notes", "--no-decorate", "--encoding=UTF-8", "-O/dev/null"),
    "--full-history",
)
_FULL_NAME = re.compile("[0-9a-f]{40}(?:[0-9a-f]{24})?")
_PORTION = 1 << 18
_AT_ONCE = 256
_LARGEST = 64_000_000
_LONG, _OBJECTS, _ENTRY = 50_000, 7, 28
"""Objects from which on a history is long, objects that a commit of a ledger makes (itself, its folders and a file),
bytes that git's index has for an object."""


class Touched(NamedTuple):
    """What a commit did to one file: git's names of its contents, one for each parent; empty for no file."""

    path: str
    before: tuple[str, ...]
    after: str


class Made(NamedTuple):
    """A commit: who wrote it and when (``authored``), when it was made here (``committed``), what it says and touched.

    Everything is kept as git writes it and taken apart when it is asked for: tens of thousands are made at once, and
    most of it never is.
    """

    name: str
    ancestry: str
    """The names of its parents, a blank between them."""
    author: str
    email: str
    authored_at: str
    committer: str
    committed_at: str
    subject: str
    told: str = ""
    """The trailers as they stand below the message, a line each."""
    changed: str = ""
    """What it did to files, as ``git log --raw -z`` writes it."""

    @property
    def parents(self) -> tuple[str, ...]:
        """The names of its parents."""
        return tuple(self.ancestry.split())

    @property
    def touched(self) -> tuple[Touched, ...]:
        """What it did to each file."""
        return tuple(_touched(about, path) for about, path in _FILE.findall(self.changed))

    @property
    def paths(self) -> list[str]:
        """The files alone."""
        return self.changed.split("\0")[1::2]

    def inside(self, folder: str) -> Made:
        """The same commit with only what it did to files of ``folder`` (which ends with a slash)."""
        # what stands before a path begins with a colon: only paths can begin so
        if 2 * self.changed.count(f"\0{folder}") == self.changed.count("\0"):
            return self
        files = _FILE.findall(self.changed)
        return self._replace(changed="".join(f":{about}\0{path}\0" for about, path in files if path.startswith(folder)))

    @property
    def trailers(self) -> dict[str, list[str]]:
        """The values of every trailer, in order."""
        found: dict[str, list[str]] = {}
        for line in self.told.split("\n"):
            key, mark, value = line.partition(": ")
            if mark:
                found.setdefault(key, []).append(value.strip())
        return found

    @property
    def authored(self) -> datetime:
        """When it was written, as who wrote it says."""
        return datetime.fromisoformat(self.authored_at)

    @property
    def committed(self) -> datetime:
        """When it was made here."""
        return datetime.fromisoformat(self.committed_at)

    @property
    def short(self) -> str:
        """Ten digits, enough to find it again."""
        return self.name[:10]

    def said(self, key: str) -> tuple[str, ...]:
        """The values of one trailer, in order."""
        return tuple(self.trailers.get(key, ()))


def commits(
    repo: Repository,
    revision: str = "HEAD",
    *,
    paths: Sequence[str] = (),
    whole: bool = False,
    every: bool = False,
    without: Sequence[str] = (),
) -> Reading:
    """The commits up to ``revision`` that touched ``paths`` (relative to the repository), newest first.

    A commit comes after a child of it; where clocks differ not always after every one.
    ``whole`` names every file of these commits, not only the ``paths``; ``every`` gives the other commits as
    well, as touching nothing. What the commits ``without`` (full names, which need not exist any more) build on
    is left out. Git begins at once, whoever asks for the first commit later. Nothing before the first commit.
    ``NotFound`` for an unknown revision, ``GitRefused`` when git stops half way.
    """
    if revision == "HEAD" and repo.head() is None:
        return Reading(repo, [])
    name = revision if _FULL_NAME.fullmatch(revision) else named(repo, revision)
    command = ["git", "--no-pager", "--no-replace-objects"]
    for key, value in _SETTINGS.items():
        command += ["-c", f"{key}={value}"]
    command += ["log", *_OPTIONS, f"--format={_MARK}{'%x00'.join(_FIELDS)}"]
    command += [*(["--full-diff"] if whole else []), *(["--sparse"] if every else [])]
    tail = ["--ignore-missing", name, *(f"^{one}" for one in without)] if without else [name]
    tail += ["--", *(f":(top,literal){path}" for path in paths)]
    half = _half(repo) if every and not without else 0
    parts = ([f"--max-count={half}"], [f"--skip={half}"]) if half else ([],)
    return Reading(repo, [[*command, *part, *tail] for part in parts])


def _half(repo: Repository) -> int:
    """About half the commits of a long history, guessed from the size of git's index of objects; 0 for a short one.

    Two processes that begin at once tell it in little more than half the time. They walk the same way, so what the
    first tells and what the second skips are the same commits; a bad guess costs time and changes nothing.
    """
    if (os.cpu_count() or 1) < 2:
        return 0
    with suppress(OSError):
        objects = sum(file.stat().st_size for file in (repo.common_dir / "objects" / "pack").glob("*.idx")) // _ENTRY
        return objects // _OBJECTS // 2 if objects >= _LONG else 0
    return 0


class Reading(Iterator[Made]):
    """A ``git log`` under way; to be closed (``contextlib.closing``) unless it is read to its end."""

    def __init__(self, repo: Repository, commands: Sequence[Sequence[str]]) -> None:
        """``commands`` tell the history one after the other; they begin together, the later ones into files."""
        self._repo = repo
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the reading
        self._parts: list[tuple[subprocess.Popen[bytes], IO[bytes]]] = []
        for command in commands:
            into = tempfile.TemporaryFile() if self._parts else None  # noqa: SIM115 - the same
            child = self._start(command, into or subprocess.PIPE)
            stream = into or child.stdout
            if stream is not None:  # always: it is the file or the pipe
                self._parts.append((child, stream))
        self._told = self._all()

    def _start(self, command: Sequence[str], into: IO[bytes] | int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            cwd=self._repo.root,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=into,
            stderr=self._said,
        )

    def _all(self) -> Iterator[Made]:
        try:
            for child, stream in self._parts:
                if stream is not child.stdout:
                    child.wait()
                    stream.seek(0)
                yield from _parsed(stream)
                if child.wait():
                    self._said.seek(0)
                    output = Output(child.returncode, b"", words(self._said.read()))
                    raise refusal(output, "git log 没有读完历史", "用 git fsck 检查仓库", folder=self._repo.root)
        finally:
            self.close()

    def __next__(self) -> Made:
        return next(self._told)

    def close(self) -> None:
        """End git, if it has not ended by itself."""
        for child, stream in self._parts:
            _end(child)
            stream.close()
        self._said.close()


def _end(child: subprocess.Popen[bytes]) -> None:
    for stream in (child.stdin, child.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
    if child.poll() is None:
        child.terminate()
    child.wait()


def _parsed(stream: IO[bytes]) -> Iterator[Made]:
    """The commits of a ``git log -z`` as it comes in; tens of thousands, so one pattern takes them apart.

    A portion is cut where its last commit seems to begin. From the first on in which that was none (the name of a file
    may begin so), or in which a letter is not UTF-8, the rest is taken apart commit by commit.
    """
    rest, size = b"", _PORTION
    while portion := stream.read(size):
        whole, mark, begun = (rest + portion).rpartition(_NEXT)
        found = _at_once(whole + _NEXT[:1]) if mark else []
        if found is None:
            yield from _with_care(stream, rest + portion)
            return
        yield from found
        rest = _NEXT[1:] + begun if mark else begun
        # of a very large commit more is read at a time, lest its beginning be looked at over and over
        size = _PORTION if mark else 2 * size
    found = _at_once(rest)
    yield from _with_care(stream, rest) if found is None else found


def _at_once(data: bytes) -> list[Made] | None:
    """The commits of which ``data`` consists; ``None`` where something else is left, or it is not UTF-8 throughout."""
    try:
        found = _COMMITS.findall(data.decode("utf-8"))
    except UnicodeDecodeError:
        return None
    return None if _NOTHING in found else list(map(Made._make, found))


def _with_care(stream: IO[bytes], portion: bytes) -> Iterator[Made]:
    """The same commit by commit, from ``portion`` on; the last one of what has come so far may go on, and waits."""
    waiting, rest, clean, size = "", b"", True, _PORTION
    while portion:
        whole, mark, rest = (rest + portion).rpartition(b"\0")
        text = (whole + mark).decode("utf-8", "surrogateescape")
        clean = clean and _is_clean(text)
        waiting += text
        done = 0
        for found, following in pairwise(_in_a_row(waiting)):
            yield _made(found, clean)
            done = following.start()
        waiting = waiting[done:]
        size = _PORTION if done else 2 * size
        portion = stream.read(size)
    for found in _in_a_row(waiting):
        yield _made(found, clean)


def _in_a_row(text: str) -> Iterator[re.Match[str]]:
    """The commits that follow one another from the beginning of the text on."""
    end = 0
    for found in _COMMIT.finditer(text):
        if found.start() != end:  # behind something that has come in half
            return
        yield found
        end = found.end()


def _touched(about: str, path: str) -> Touched:
    if about[:1] != ":":  # one parent: two modes, two names, a status
        mode, mode_after, before, after, _ = about.split(" ")
        return Touched(path, (before if mode[:3] == "100" else "",), after if mode_after[:3] == "100" else "")
    bare = about.lstrip(":")
    parents = len(about) - len(bare) + 1
    parts = bare.split(" ")
    names = [
        name if mode[:3] == "100" else ""
        for mode, name in zip(parts[: parents + 1], parts[parents + 1 : 2 * parents + 2], strict=True)
    ]
    return Touched(path, tuple(names[:-1]), names[-1])


def _made(found: re.Match[str], clean: bool) -> Made:
    *head, changed = found.groups()
    return Made._make((*(head if clean else map(_shown, head)), changed))


def _is_clean(text: str) -> bool:
    """Whether the text was UTF-8 throughout."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shown(text: str) -> str:
    """What is not UTF-8 is shown as such; it must not stop the printing."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


class Contents:
    """Contents by git's names for them, from one process that stays open; use in a ``with`` statement."""

    def __init__(self, repo: Repository) -> None:
        self._repo = repo
        self._child: subprocess.Popen[bytes] | None = None

    def many(self, names: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """Each name with its bytes, in order, asked for many at a time; ``None`` for what is not there or too large."""
        portion: list[str] = []
        for name in names:
            portion.append(name)
            if len(portion) == _AT_ONCE:
                yield from self._portion(portion)
                portion = []
        yield from self._portion(portion)

    def get(self, name: str) -> bytes | None:
        """One content; ``None`` for what is not there (an incomplete clone) or too large."""
        return self._portion([name])[0][1]

    def _portion(self, names: Sequence[str]) -> list[tuple[str, bytes | None]]:
        if not names:
            return []
        child = self._child or self._start()
        if child.stdin is None or child.stdout is None:  # never: both are pipes
            raise GitRefused("git cat-file 没有打开")
        try:
            # all questions fit into the pipe, so git never waits for us to read while we write
            child.stdin.write("".join(f"{name}\n" for name in names).encode("ascii"))
            child.stdin.flush()
            return [(name, _answer(child.stdout)) for name in names]
        except OSError as failure:
            raise self._repo.stopped_reading() from failure

    def _start(self) -> subprocess.Popen[bytes]:
        self._child = subprocess.Popen(
            ["git", "--no-pager", "--no-replace-objects", "cat-file", "--batch"],
            cwd=self._repo.root,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        return self._child

    def __enter__(self) -> Contents:
        return self

    def __exit__(self, *_: object) -> None:
        child, self._child = self._child, None
        if child is not None:
            _end(child)


def _answer(answers: IO[bytes]) -> bytes | None:
    head = answers.readline().split()
    if not head:
        raise OSError("git cat-file ended")
    if len(head) != 3:
        return None
    size = int(head[2])
    if size > _LARGEST:
        left = size + 1
        while left:
            left -= len(answers.read(min(left, _PORTION))) or left
        return None
    data = answers.read(size)
    answers.read(1)
    return data if head[1] == b"blob" else None


def shallow(repo: Repository) -> bool:
    """Whether the older history was never fetched."""
    return (repo.common_dir / "shallow").exists()


def replaced(repo: Repository) -> tuple[str, ...]:
    """Objects that ``refs/replace`` or ``info/grafts`` would show differently from what was recorded."""
    said = ""
    if may_have(repo.common_dir, "replace/"):
        said = repo.read("for-each-ref", "--format=%(refname:lstrip=2)", "refs/replace/").decode("ascii", "replace")
    grafts = repo.common_dir / "info" / "grafts"
    lines = grafts.read_text("utf-8", "replace").splitlines() if grafts.is_file() else []
    grafted = [line.split()[0] for line in lines if line.strip() and not line.startswith("#")]
    return (*said.split(), *grafted)
