"""Whether anything is kept at all: ``--no-cache``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_OFF: ContextVar[bool] = ContextVar("taizhang_cache_off", default=False)


@contextmanager
def switched_off() -> Iterator[None]:
    """Within it every cache is empty and forgets what it is told (``--no-cache``)."""
    before = _OFF.set(True)
    try:
        yield
    finally:
        _OFF.reset(before)


def is_off() -> bool:
    """Whether caches are switched off here."""
    return _OFF.get()
