"""A bar on stderr for work that takes more than a second; nothing where nobody looks."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_PATIENCE = 1.0
"""Seconds before the bar appears."""


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """Gives a function that is told how many are done, of how many; the bar goes when the work is done."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    began = time.monotonic()
    bar: Any = None
    task: Any = None

    def told(done: int, total: int) -> None:
        nonlocal bar, task
        if bar is None:
            if done >= total or time.monotonic() - began < _PATIENCE:
                return
            bar, task = _bar(title, total)
        bar.update(task, completed=done, total=total)

    try:
        yield told
    finally:
        if bar is not None:
            bar.stop()


def _bar(title: str, total: int) -> tuple[Any, Any]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("项"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    bar.start()
    return bar, bar.add_task(title, total=total)
