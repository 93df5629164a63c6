"""Wrong tokens: who guesses too often is not listened to for a while. Kept in memory, and never much of it."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

MOST, WHILE = 10, 60.0
"""Wrong tries of one address, and the seconds within which they count and after which it is listened to again."""
_ADDRESSES = 1000
"""Addresses that are remembered; with more of them the one that was silent longest is forgotten."""


@dataclass
class Tries:
    """How often each address was wrong lately. Safe to ask from several threads."""

    clock: Callable[[], float] = time.monotonic
    _wrong: OrderedDict[str, tuple[int, float]] = field(default_factory=OrderedDict)
    """Address → how often, and when first."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, address: str) -> int:
        """The seconds until an address is listened to again; 0 for now."""
        with self._lock:
            often, since = self._known(address)
            return 0 if often < MOST else max(1, round(since + WHILE - self.clock()))

    def wrong(self, address: str) -> None:
        """Note a wrong try."""
        with self._lock:
            often, since = self._known(address)
            self._wrong[address] = (often + 1, since)
            self._wrong.move_to_end(address)
            while len(self._wrong) > _ADDRESSES:
                self._wrong.popitem(last=False)

    def right(self, address: str) -> None:
        """Who knows the token starts afresh."""
        with self._lock:
            self._wrong.pop(address, None)

    def _known(self, address: str) -> tuple[int, float]:
        now = self.clock()
        often, since = self._wrong.get(address, (0, now))
        return (0, now) if now - since >= WHILE else (often, since)
