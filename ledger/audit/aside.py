"""The commits of a ledger, read in a thread of its own while its files are read: git begins when it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from itertools import islice
from queue import SimpleQueue

from ledger.gitrepo.history import Made
from ledger.gitrepo.tree import CommitTree
from ledger.history.versions import Past

_AT_ONCE = 500


class Aside:
    """Use in a ``with`` statement; what is to be kept for the next time is kept after the commits were handed over."""

    def __init__(self, tree: CommitTree, ledger: str) -> None:
        self._past = Past.of(tree)  # a cache serves one thread: this is for the other one alone
        self._ledger = ledger
        self._later: list[Callable[[], None]] = []
        self._ready: SimpleQueue[list[Made]] = SimpleQueue()
        self._pool = ThreadPoolExecutor(1)
        context = copy_context()
        self._told = self._pool.submit(context.run, self._read)
        self._kept = self._pool.submit(context.run, self._keep)

    def _read(self) -> None:
        try:
            found = self._past.commits(self._ledger, later=self._later)
            while portion := list(islice(found, _AT_ONCE)):
                self._ready.put(portion)
        finally:
            self._ready.put([])

    def _keep(self) -> None:
        with self._past:
            for keep in self._later:
                keep()

    def commits(self) -> Iterator[Made]:
        """The commits that ``Past.commits`` gives, once; ``GitRefused`` when git stopped half way."""
        while portion := self._ready.get():
            yield from portion
        self._told.result()

    def __enter__(self) -> Aside:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()
