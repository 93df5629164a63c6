"""A bar on stderr for work that takes more than a second; nothing where nobody looks.

    with progress("读取 2020", "个文件") as told:
        ledger = known.load(tree, name, cache, progress=told)

What the core is given is ``None`` where there is no terminal (or a dumb one), so counting costs nothing there.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")
Told = Callable[[int, int], None]
"""Is told how many are done, and of how many; 0 where that is not known."""

_PATIENCE, _SOON = 1.0, 0.3
"""Seconds before the bar appears: of all waiting so far, and of this part of it."""
_PAUSE = 0.05
"""Seconds between two looks at the numbers."""
_WIDTH = 24
_waiting_since: list[float] = []
_shown: list[Bar] = []


@contextmanager
def progress(title: str, unit: str = "项", *, forks: bool = False) -> Iterator[Told | None]:
    """Gives a function that is told how far the work is, or ``None``; the bar goes when the work is done or fails.

    Inside another bar it gives ``None``: there is one line for it. ``forks`` is for work that starts processes.
    """
    with parts(forks=forks) as part:
        yield part(title, unit)


@contextmanager
def parts(*, forks: bool = False) -> Iterator[Callable[[str, str], Told | None]]:
    """The same for work of several parts, one after another on the same line: ``part(title, unit)`` begins one.

    Of parts that are begun ahead, each gets the line when it tells something.
    """
    if _shown or not _watched():
        yield lambda title, unit: None
        return
    bar = Bar(forks)
    _shown.append(bar)
    try:
        yield bar.part
    finally:
        _shown.clear()
        bar.end()


def counted(items: Iterable[T], title: str, unit: str = "项", *, total: int) -> Iterator[T]:
    """The items, with a bar that counts those that were dealt with."""
    with progress(title, unit) as told:
        for n, item in enumerate(items):
            yield item
            if told:
                told(n + 1, total)


def _watched() -> bool:
    return sys.stderr.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")


class Bar:
    """One line that appears when the work takes long. A thread of its own shows it, so that it does even where the
    work says nothing of how far it is; but not where processes are forked, which would inherit what the thread was
    importing just then, half done. There it appears when the work tells something.
    """

    def __init__(self, forks: bool = False) -> None:
        self._title = self._unit = ""
        self._ended = False
        self._lock = threading.Lock()
        self._done = self._total = 0
        self._looked = 0.0
        self._bar: Any = None
        self._task: Any = None
        now = time.monotonic()
        if not _waiting_since:
            _waiting_since.append(now)
        wait = max(_SOON, _PATIENCE - (now - _waiting_since[0]))
        self._due = now + wait if forks else float("inf")
        self._timer = threading.Timer(wait, self._appear)
        self._timer.daemon = True
        if not forks:
            self._timer.start()

    def part(self, title: str, unit: str) -> Told:
        """A part of the work; its title is shown at once where no other is being told of."""

        def told(done: int, total: int) -> None:
            now = time.monotonic()
            if now - self._looked >= _PAUSE:
                self._looked = now
                with self._lock:
                    self._title, self._unit, self._done, self._total = title, unit, done, total
                    self._show()
                if now >= self._due:
                    self._due = float("inf")
                    self._appear()

        with self._lock:
            if not self._done:
                self._title, self._unit = title, unit
                self._show()
        return told

    def end(self) -> None:
        """Take the line away, and give the cursor back."""
        self._timer.cancel()
        with self._lock:
            bar, self._bar, self._ended = self._bar, None, True
        if bar is not None:
            bar.stop()

    def _appear(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        with self._lock:
            if self._ended:
                return
            self._bar = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(bar_width=_WIDTH),
                TextColumn("{task.fields[count]}", markup=False),
                TimeRemainingColumn(compact=True),
                console=Console(stderr=True, emoji=False),
                transient=True,
                redirect_stdout=False,  # what goes to stdout stays there: it may be a pipe or a file
            )
            self._task = self._bar.add_task(self._title, total=None, count="")
            self._show()
            self._bar.start()

    def _show(self) -> None:
        if self._bar is None:
            return
        of = f"/{self._total:,}" if self._total else ""
        count = f"{self._done:,}{of} {self._unit}" if self._done or of else ""
        self._bar.update(
            self._task, description=self._title, completed=self._done, total=self._total or None, count=count
        )
