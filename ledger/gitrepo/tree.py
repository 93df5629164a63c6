"""The ledger as it was: the files of one commit, read from git's objects without touching the work tree.

A tree is listed once (``ls-tree -r -z``) and its files come from one ``cat-file --batch`` that stays open, so
reading two thousand files starts two processes. Links are not followed, and nothing larger than a task file
can sensibly be is taken into memory.
"""

from __future__ import annotations

import re
import subprocess
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import cached_property
from hashlib import sha1, sha256
from pathlib import Path
from typing import IO

from ledger.errors import FileRefused, GitRefused, NotFound
from ledger.gitrepo.process import environment, widen
from ledger.gitrepo.repository import Repository, find_to_read
from ledger.values import Struct

_LARGEST = 64_000_000
"""Bytes of one file; above it the file is refused, not read."""
_AT_ONCE = 256
_REGULAR = ("100644", "100755")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PLAIN = re.compile(r"[A-Za-z0-9_][\w./-]*")
"""Names that mean one commit, if any: no range, no search, nothing to be left out."""
_ALWAYS = ("--no-pager", "-c", "core.fsmonitor=false")
_OFFICE_TIME = "+08:00"
"""A day ends when it ends in China, wherever the program runs."""


class Commit(Struct, frozen=True):
    """A commit as it was found: its full name, who made it and on which day, and the first line it says."""

    name: str
    author: str
    made: datetime
    subject: str

    @property
    def short(self) -> str:
        """Ten digits, enough to find it again."""
        return self.name[:10]


class _Blob(Struct, frozen=True):
    mode: str
    name: str


class CommitTree:
    """The files of one commit below ``root``; a ``store.Tree``.

    ``root`` may lie below the top of the repository (or be a bare repository): paths are relative to it, as
    they are in the work tree.
    """

    def __init__(self, root: Path, revision: str) -> None:
        """``NotFound`` when there is no repository, or no such commit, tag or day in it."""
        self.repository = find_to_read(root)
        self.root = root
        self.commit = resolve(self.repository, revision)
        below = "" if self.repository.bare else self.repository.relative(root)
        self._prefix = "" if below in ("", ".") else f"{below}/"
        self._reader: subprocess.Popen[bytes] | None = None
        self._expected: dict[str, int] = {}
        self._order: list[str] = []
        self._ahead: dict[str, bytes] = {}
        self._asked: list[str] = []  # for what git has been asked beyond that
        self._reached = -1

    def expect(self, paths: Sequence[str]) -> None:
        """These files will be read, about in this order: they are then asked for many at a time."""
        self._order = [path for path in paths if path in self._blobs and self._blobs[path].mode in _REGULAR]
        self._expected = {path: n for n, path in enumerate(self._order)}
        self._reached = -1

    @cached_property
    def _blobs(self) -> Mapping[str, _Blob]:
        """Path → blob, in sorted order."""
        listed = self.repository.read("ls-tree", "-r", "-z", "--full-tree", self.commit.name, "--", *self._below())
        found: dict[str, _Blob] = {}
        for line in listed.split(b"\0"):
            if not line:
                continue
            about, _, path = line.partition(b"\t")
            mode, _, name = about.decode("ascii").split(" ")
            found[path.decode("utf-8", "surrogateescape").removeprefix(self._prefix)] = _Blob(mode, name)
        return dict(sorted(found.items()))

    def _below(self) -> tuple[str, ...]:
        return (self._prefix,) if self._prefix else ()

    @cached_property
    def _paths(self) -> list[str]:
        return list(self._blobs)

    def files(self, under: str) -> Iterator[str]:
        """See ``store.Tree.files``; hidden files and folders are passed over, as in the work tree."""
        base = f"{under.rstrip('/')}/" if under else ""
        for n in range(bisect_left(self._paths, base), len(self._paths)):
            path = self._paths[n]
            if not path.startswith(base):
                break
            if "/." not in f"/{path.removeprefix(base)}" and self._blobs[path].mode != "160000":
                yield path

    def blob(self, path: str) -> str:
        """The name git gives the content of a file; empty when there is no such file. Equal names, equal bytes."""
        found = self._blobs.get(path)
        return found.name if found else ""

    def blob_of(self, data: bytes) -> str:
        """The name git would give these bytes, in the kind of hash this repository uses."""
        whole = b"blob %d\0%b" % (len(data), data)
        return sha256(whole).hexdigest() if len(self.commit.name) == 64 else sha1(whole).hexdigest()  # noqa: S324

    def read(self, path: str) -> bytes:
        """See ``store.Tree.read``."""
        found = self._blobs.get(path)
        if found is None:
            raise FileRefused(f"提交 {self.commit.short} 里没有 {path}")
        if found.mode not in _REGULAR:
            raise FileRefused(f"提交 {self.commit.short} 里的 {path} 是链接，不读取", "换成普通文件")
        ahead = self._ahead.pop(path, None)
        if ahead is not None:
            return ahead
        try:
            if path not in self._asked:
                self._pass_over()
                start = self._expected.get(path)
                self._ask([path] if start is None else self._order[start : start + _AT_ONCE])
            paths, self._asked = self._asked, []
            first, last = (self._expected.get(one) for one in (paths[0], paths[-1]))
            if first is not None and last is not None:
                if first == self._reached:  # whoever reads on in this order finds the next ones ready
                    self._ask(self._order[last + 1 : last + 1 + _AT_ONCE])
                self._reached = last + 1
            return self._answered(paths, path)
        except OSError as failure:
            self.close()
            raise self.repository.stopped_reading() from failure

    def _ask(self, paths: list[str]) -> None:
        # all questions fit into the pipe, so git never waits for us to read while we write
        source, _ = self._pipes()
        source.write("".join(f"{self._blobs[one].name}\n" for one in paths).encode("ascii"))
        source.flush()
        self._asked = paths

    def _pass_over(self) -> None:
        """What was asked for and is not wanted after all."""
        for path in self._asked:
            with suppress(FileRefused):
                self._content(path)
            if self._reader is None:
                break
        self._asked = []

    def _answered(self, paths: Sequence[str], wanted: str) -> bytes:
        """The file that is wanted; the others are kept until they are read."""
        self._ahead.clear()
        found, refused = None, None
        for path in paths:
            try:
                data = self._content(path)
            except FileRefused as failure:
                if path == wanted:
                    refused = failure
                if self._reader is None:  # too large to skip: what was asked for behind it is lost
                    break
                continue
            if path == wanted:
                found = data
            else:
                self._ahead[path] = data
        if refused:
            raise refused
        return self.read(wanted) if found is None else found

    def _content(self, path: str) -> bytes:
        _, answers = self._pipes()
        head = answers.readline().split()
        if not head:
            raise OSError("git cat-file ended")
        if len(head) != 3 or head[1] != b"blob":
            raise FileRefused(
                f"{path} 在仓库里的内容（{self._blobs[path].name[:10]}）读不出来",
                "可能是不完整的克隆：git fetch --refetch --no-filter，或用 git fsck 检查",
            )
        size = int(head[2])
        if size > _LARGEST:
            self.close()
            raise FileRefused(f"{path} 有 {size:,} 字节，太大，不读取", "核对是不是放错了文件；台账的文件没有这么大的")
        data = answers.read(size)
        answers.read(1)
        return data

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._reader is None:
            self._reader = subprocess.Popen(
                ["git", *_ALWAYS, "cat-file", "--batch"],
                cwd=self.repository.root,
                env=environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            if self._reader.stdout is not None:
                widen(self._reader.stdout)
        source, answers = self._reader.stdin, self._reader.stdout
        if source is None or answers is None:  # never: both are pipes
            raise GitRefused("git cat-file 没有打开")
        return source, answers

    def close(self) -> None:
        """End the reading process; a later ``read`` starts another."""
        self._ahead.clear()
        self._asked = []
        self._reached = -1
        reader, self._reader = self._reader, None
        if reader is None:
            return
        for stream in (reader.stdin, reader.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        reader.terminate()
        reader.wait()

    def __enter__(self) -> CommitTree:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_reader", None) is not None:
            self.close()


def resolve(repo: Repository, revision: str) -> Commit:
    """The commit that a name means: a branch, tag, ``HEAD~3``, or a day (the last commit up to its end).

    ``NotFound`` for what is not there; in a shallow clone the hint says how to fetch the rest.
    """
    options = ("--no-show-signature", "--no-mailmap", "--encoding=UTF-8", "--no-patch")
    asked = ("log", "-1", *options, "--format=%H%x00%an%x00%aI%x00%s", "--end-of-options")
    said = b""
    if _PLAIN.fullmatch(revision) and ".." not in revision and not _DAY.fullmatch(revision):
        # one process for what is there: the usual case
        output = repo.run(*asked, f"{revision}^{{commit}}", "--")
        said = b"" if output.code else output.out
    said = said or repo.read(*asked, named(repo, revision))
    full, author, made, subject = said.decode("utf-8", "replace").rstrip("\n").split("\0", 3)
    return Commit(full, author, datetime.fromisoformat(made), subject)


def named(repo: Repository, revision: str) -> str:
    """The full name alone of the commit that ``resolve`` finds, for one process of git. ``NotFound`` as there."""
    if _DAY.fullmatch(revision):
        return _on_day(repo, revision)
    output = repo.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if output.code:
        require_commits(repo)
        from ledger import spellings

        meant = spellings.period(revision)
        period = f"周期写成 {meant}" if meant else ""
        hint = _deeper(repo) or period or "写分支名、标签名、提交号、HEAD~3，或日期 2020-05-01"
        raise NotFound(f"没有提交“{revision}”", hint)
    return output.out.decode("ascii").strip()


def fork(repo: Repository, one: str, other: str) -> Commit:
    """The last commit two lines of history have in common; ``NotFound`` when there is none."""
    first, second = resolve(repo, one), resolve(repo, other)
    output = repo.run("merge-base", first.name, second.name)
    if output.code:
        raise NotFound(f"{one} 和 {other} 没有共同的起点", _deeper(repo) or "改用两个点：A..B")
    return resolve(repo, output.out.decode("ascii").split()[0])


def require_commits(repo: Repository) -> None:
    """``NotFound`` before the first commit: there is no history to tell."""
    if repo.head() is None:
        named = repo.run("rev-parse", "--verify", "--quiet", "HEAD").out.decode("ascii", "replace").strip()
        if named:  # a name, and nothing behind it
            raise GitRefused(
                f"仓库不完整：最后一次提交 {named[:10]} 的内容不在里面", "用 git fsck 看缺什么，或重新 git clone 一份"
            )
        raise NotFound(
            "仓库里还没有提交，没有历史可查、可比",
            "先把现有文件提交一次：git add tasks && git commit -m 立项",
        )


def _on_day(repo: Repository, day: str) -> str:
    try:
        date.fromisoformat(day)
    except ValueError as failure:
        raise NotFound(f"没有 {day} 这一天", "写成 2020-05-01 的样子") from failure
    output = repo.run("rev-list", "-1", f"--before={day}T23:59:59{_OFFICE_TIME}", "HEAD", "--")
    name = output.out.decode("ascii").strip()
    if output.code or not name:
        require_commits(repo)
        raise NotFound(f"{day} 以前还没有提交", _deeper(repo) or "换一个更晚的日期")
    return name


def _deeper(repo: Repository) -> str:
    shallow = repo.run("rev-parse", "--is-shallow-repository").out.strip() == b"true"
    return "这是浅克隆，只有最近的提交：先运行 git fetch --unshallow" if shallow else ""
