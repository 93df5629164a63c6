"""Finished outputs: the bytes a question was answered with, so that the same question is answered by one read.

Use, for whoever has something costly to print::

    kept = answers_at(root)
    name = question("diff", refs_digest(common), "2020-03", "2020-04", form) if kept.is_on else ""
    known = kept.get(name)
    if known is None:
        known = Answer(render(...), said=("注意：…",), number=0)
        kept.keep(name, known)
    sys.stdout.buffer.write(known.out)

A question must hold *everything* the bytes depend on: the names of the contents that are read (commits, trees, blobs,
``refs_digest``), every option, the width and colours of a terminal, a template of the user's own. The stamp of
``ledger/`` comes along by itself; who asks adds ``stamp.sources`` of the folder that prints. What depends on the
day or the clock is not kept.

Each answer is a file of its own beside the cache, signed with the user's secret like every other entry: neither
SQLite nor msgspec is imported to read one, and what a stranger's repository brings along is not believed. All
together they are bounded (``_ROOM``); the oldest go first. Trouble with the files is never trouble for the user.
``--no-cache`` (``switched_off``) neither reads nor keeps them.
"""

from __future__ import annotations

import hashlib
import os
from _thread import get_ident
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, TypeAlias

from ledger.cache.place import common_dir, file_name, secret
from ledger.cache.stamp import program_stamp
from ledger.cache.switch import is_off

Part: TypeAlias = "str | bytes | int | bool | tuple[Part, ...] | None"

_ROOM = 64_000_000
"""Bytes of all answers of a repository."""
_LARGEST = 24_000_000
"""Bytes of one as it is kept; a larger one is worked out each time."""
_PRESSED = 4_000_000
"""Bytes from which an output is pressed: below that, pressing costs more than writing."""
_SEAL = 16
_LINE = b"\n"


class Answer(NamedTuple):
    """What goes to stdout or into a file, what is remarked to the person, and a number: a count, an exit code."""

    out: bytes
    said: tuple[str, ...] = ()
    number: int = 0


class Answers:
    """Answers by question. ``Answers(None)`` knows and keeps nothing."""

    def __init__(self, folder: Path | None, known: bytes = b"") -> None:
        self._folder = folder
        self._secret = known

    @property
    def is_on(self) -> bool:
        """Whether anything may be kept at all: whoever is not asked need not put the question together."""
        return self._folder is not None and not is_off()

    def get(self, name: str) -> Answer | None:
        """The answer to the question of this name, if it is there and whole."""
        place = self._place(name)
        if place is None:
            return None
        try:
            with open(place, "rb", opener=_plain) as handle:
                data = handle.read(_LARGEST + 1)
        except OSError:
            return None
        seal, rest = data[:_SEAL], data[_SEAL:]
        if not rest or seal != self._seal(name, rest):
            return None
        number, said, out = rest.split(_LINE, 2)
        if number.startswith(b"z"):
            import zlib

            number, out = number[1:], zlib.decompress(out)
        return Answer(out, tuple(said.decode().split("\0")) if said else (), int(number))

    def keep(self, name: str, answer: Answer) -> None:
        """Keep an answer for the next time. None that is too large, or whose remarks have several lines."""
        place = self._place(name)
        said = "\0".join(answer.said)
        if place is None or "\n" in said:
            return
        out, form = answer.out, b"%d"
        if len(out) > _PRESSED:
            import zlib

            out, form = zlib.compress(out, 1), b"z%d"
        rest = _LINE.join((form % answer.number, said.encode("utf-8", "replace"), out))
        if len(rest) + _SEAL > _LARGEST:
            return
        with suppress(OSError):
            self._write(place, self._seal(name, rest) + rest)
            self._make_room(place)

    def _place(self, name: str) -> Path | None:
        if self._folder is None or not name or is_off() or self._folder.is_symlink():
            return None
        return self._folder / hashlib.blake2b(name.encode(), digest_size=16, key=program_stamp()).hexdigest()

    def _seal(self, name: str, rest: bytes) -> bytes:
        signed = hashlib.blake2b(name.encode(), digest_size=_SEAL, key=self._secret, person=b"taizhang-answer")
        signed.update(program_stamp() + rest)
        return signed.digest()

    @staticmethod
    def _write(place: Path, data: bytes) -> None:
        place.parent.parent.mkdir(exist_ok=True)
        if place.parent.parent.is_symlink():
            raise OSError("the cache's folder leads elsewhere")
        place.parent.mkdir(exist_ok=True)
        draft = place.with_name(f"{place.name}.{os.getpid()}.{get_ident()}")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as handle:
                handle.write(data)
            draft.replace(place)
        except OSError:
            draft.unlink(missing_ok=True)
            raise

    @staticmethod
    def _make_room(newest: Path) -> None:
        """Let the oldest go until all fit; a draft that somebody left behind counts and goes like the others."""
        with os.scandir(newest.parent) as listed:
            files = sorted((about.st_mtime_ns, about.st_size, one.path) for one in listed for about in [one.stat()])
        total = sum(size for _, size, _ in files)
        for _, size, path in files:
            if total <= _ROOM:
                return
            if path != str(newest):
                Path(path).unlink(missing_ok=True)
                total -= size


def question(*parts: Part) -> str:
    """One name for everything an answer depends on: equal names, equal questions."""
    return hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()


def content(paths: Iterable[Path]) -> str:
    """One name for the bytes of these files, whether they exist or not, for use in a ``question``."""
    known = hashlib.blake2b(digest_size=16)
    for path in paths:
        data = b"-"
        with suppress(OSError):
            data = b"+" + path.read_bytes()
        known.update(b"%d " % len(data) + data)
    return known.hexdigest()


def answers_at(start: Path) -> Answers:
    """The answers of the repository that ``start`` lies in; none that are kept where there is no repository."""
    folder = common_dir(start)
    known = secret() if folder is not None else None
    if folder is None or known is None:
        return Answers(None)
    return Answers(folder / "taizhang" / file_name(known).replace("cache-", "answers-").removesuffix(".sqlite3"), known)


def _plain(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))
