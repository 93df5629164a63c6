"""Values of the domain as bytes and back, for the cache: msgspec's home.

Only data is ever read, never code, and whatever does not decode as the kind asked for is no answer at all.
"""

from __future__ import annotations

import gc
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, TypeVar, cast

import msgspec

from ledger.periods import Period

T = TypeVar("T")
_period = lru_cache(maxsize=4096)(Period.parse)


def pack(value: object) -> bytes:
    """Dataclasses, tuples, mappings, decimals, days and periods as MessagePack."""
    return _encoder().encode(value)


def unpack(data: bytes, kind: type[T]) -> T | None:
    """The value of ``kind`` that was packed; ``None`` when the bytes hold none."""
    try:
        return cast(T, _decoder(cast(Hashable, kind)).decode(data))
    except (msgspec.DecodeError, msgspec.ValidationError, ValueError, OverflowError, RecursionError):
        return None


def indented(text: str) -> str:
    """JSON on one line as ``json.dumps`` writes it with ``indent=2``, for texts so long that its own way is slow."""
    return msgspec.json.format(text.encode("utf-8", "surrogatepass"), indent=2).decode("utf-8", "surrogatepass")


@contextmanager
def without_pauses() -> Iterator[None]:
    """Many small values are made and nearly all are kept: looking for garbage among them is a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@cache
def _encoder() -> msgspec.msgpack.Encoder:
    return msgspec.msgpack.Encoder(enc_hook=_plain)


@cache
def _decoder(kind: Any) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(kind, dec_hook=_meant)


def _plain(value: object) -> object:
    if isinstance(value, Period):
        return str(value)
    if isinstance(value, MappingProxyType):
        return dict(value)
    # what msgspec expects of a hook that is shown a kind it does not know: a bug, told as one
    raise NotImplementedError(f"{type(value)} is not packed")


def _meant(kind: type, value: object) -> object:
    if kind is Period and isinstance(value, str):
        return _period(value)
    raise NotImplementedError(f"{kind} is not unpacked")
