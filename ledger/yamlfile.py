"""YAML text ⇄ plain values: the only door to the dialect for the rest of the program.

The dialect is the plain part of YAML 1.2: strings, integers, decimals, ``true``/``false``, lists and
mappings. In ``ledger.dialect``, reading is in ``read`` (and ``slips`` for what went wrong), writing in ``emit``, edits
that touch only the lines they must in ``splice``, the canonical layout in ``format``, places in ``places``.
Most commands only read: the others are imported when they are used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ledger.dialect.read import MAX_BYTES, load
from ledger.dialect.values import MAX_DEPTH, Value

if TYPE_CHECKING:
    from ledger.dialect.emit import Block, dump, emit
    from ledger.dialect.format import canonical
    from ledger.dialect.places import locate, locate_all, nodes
    from ledger.dialect.splice import Order, append_item, insert_item, remove, replace_item, set_value

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "Block",
    "Order",
    "Value",
    "append_item",
    "canonical",
    "dump",
    "emit",
    "insert_item",
    "load",
    "locate",
    "locate_all",
    "nodes",
    "remove",
    "replace_item",
    "set_value",
]

_HOMES = {
    **dict.fromkeys(("Block", "dump", "emit"), "emit"),
    **dict.fromkeys(("locate", "locate_all", "nodes"), "places"),
    "canonical": "format",
}


def __getattr__(name: str) -> Any:
    """What writes, edits and looks places up, imported at its first use."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"ledger.dialect.{_HOMES.get(name, 'splice')}"), name)
