"""Task files judged in several processes, and in this one where there are few.

The processes read plain files themselves and answer with packed outcomes, so that little passes between them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ledger import packing, store
from ledger.checks import base
from ledger.diagnostics import Diagnostic
from ledger.inspection.outcome import Before, Outcome, Settings, judge, split, told_of_keys
from ledger.snapshot import blob_of, plain_file

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

_FEW = 300
"""Files; below it another process costs more than it saves."""
_PORTION = 100

Read = Callable[[str], bytes]
"""The content of a file by its path."""
Judged = tuple[Outcome, str]
"""With the blob id of what was read."""
Told = tuple[Diagnostic, str, bytes]
"""See ``outcome.told_of_keys``."""


class Workers:
    """``count`` processes at most, begun when there is enough to do and ended with the ``with`` block.

    ``folder``: where plain files can be read by their paths; empty where contents have to be sent along.
    """

    def __init__(self, settings: Settings, count: int, folder: str = "") -> None:
        self._settings = settings
        self._count = count
        self._folder = folder
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def judge_all(
        self,
        paths: Sequence[str],
        read: Read,
        before: Callable[[str], Before],
        progress: Callable[[int, int], None] | None = None,
    ) -> Iterator[Judged]:
        """``judge`` for each, in order. ``read`` gives what has to be read here, a few portions at a time; ``before``
        what is known of a file as it was, which is asked only where there is no other process.
        """
        count = min(self._count, len(paths) // _FEW + 1)
        portions = [paths[n : n + _PORTION] for n in range(0, len(paths), _PORTION)]
        done = 0
        for judged in self._alone(portions, read, before) if count == 1 else self._together(portions, read, count):
            yield from judged
            done += len(judged)
            if progress:
                progress(done, len(paths))

    def told_of_keys(self, holders: Mapping[bytes, Collection[str]]) -> Callable[[], list[Told] | None]:
        """Begin to ask the shared rules about these keys, given with the files that hold them.

        What is returned waits for the answer; ``None`` where there is no other process, or a file cannot be read.
        """
        if self._pool is None or not self._folder or not holders:
            return lambda: None
        parts: list[dict[bytes, Collection[str]]] = [{} for _ in range(self._count)]
        for digest, paths in holders.items():
            parts[digest[0] % self._count][digest] = paths
        asked = [
            self._pool.submit(_told_of_keys, self._folder, sorted(set().union(*part.values())), b"".join(sorted(part)))
            for part in parts
            if part
        ]

        def told() -> list[Told] | None:
            answers = [packing.unpack(each.result(), list[Told]) for each in asked]
            known = [answer for answer in answers if answer is not None]
            return [each for answer in known for each in answer] if len(known) == len(answers) else None

        return told

    def _alone(
        self, portions: Iterable[Sequence[str]], read: Read, before: Callable[[str], Before]
    ) -> Iterator[list[Judged]]:
        context = self._settings.context()
        for portion in portions:
            yield [(judge(data := read(path), context, before(path)), blob_of(data)) for path in portion]

    def _together(self, portions: Sequence[Sequence[str]], read: Read, count: int) -> Iterator[list[Judged]]:
        from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait

        base.complete()  # once, before there are several
        self._pool = ProcessPoolExecutor(count, initializer=_prepare, initargs=(self._settings,))
        ready: dict[int, list[Judged]] = {}
        running: dict[Future[bytes], int] = {}
        asked = given = 0
        while given < len(portions):
            while asked < len(portions) and len(running) < 2 * count:
                running[self._begin(portions[asked], read, self._pool)] = asked
                asked += 1
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                n = running.pop(future)
                judged = packing.unpack(future.result(), list[Judged])
                ready[n] = judged or next(self._alone([portions[n]], read, _unknown))
            while given in ready:
                yield ready.pop(given)
                given += 1

    def _begin(self, portion: Sequence[str], read: Read, pool: ProcessPoolExecutor) -> Future[bytes]:
        if self._folder:
            return pool.submit(_judged_files, self._folder, portion)
        return pool.submit(_judged, [read(path) for path in portion])


def _unknown(path: str) -> Before:
    return lambda: None


# ------------------------------------------------------------------ in the other processes

_CONTEXT: list[base.Context] = []
"""What this process was told when it began."""


def _prepare(settings: Settings) -> None:
    _CONTEXT[:] = [settings.context()]


def _judged_files(folder: str, paths: Sequence[str]) -> bytes:
    """``_judged`` of what these files hold; nothing when one cannot be read, which is told by the slower way."""
    try:
        return _judged([plain_file(f"{folder}/{path}") for path in paths])
    except OSError:
        return b""


def _judged(contents: Sequence[bytes]) -> bytes:
    return packing.pack([(judge(data, _CONTEXT[0]), blob_of(data)) for data in contents])


def _told_of_keys(folder: str, paths: Sequence[str], touched: bytes) -> bytes:
    records = []
    try:
        for path in paths:
            task, _ = store.task_of(plain_file(f"{folder}/{path}"))
            if task is not None:
                records.append(store.record_of(path, task))
    except OSError:
        return b""
    context = _CONTEXT[0]
    in_order = store.in_order(records, context.config)
    return packing.pack(list(told_of_keys(in_order, frozenset(split(touched)), context)))
