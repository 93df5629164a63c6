"""What has been worked out once, kept under the git directory, and never believed without proof.

``open_at(folder)`` gives a ``Cache``: bytes by kind and key. A key names content (a blob id, a digest), so an
entry never grows old; the program's own stamp is part of every entry. Deleting the file costs time, nothing
else. Everything works without it: outside a repository, in a read-only one, or with ``switched_off()``.

    vault.py     entries, in SQLite
    answers.py   finished outputs, a file each
    refs.py      what branches and tags point to, in one name
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.cache.place import common_dir
from ledger.cache.refs import may_have, refs_digest
from ledger.cache.stamp import program_stamp
from ledger.cache.switch import switched_off

if TYPE_CHECKING:
    from ledger.cache.vault import Cache, open_at

__all__ = ["Cache", "common_dir", "may_have", "open_at", "program_stamp", "refs_digest", "switched_off"]


def __getattr__(name: str) -> object:
    """The vault is imported by whoever uses it: a kept answer is found without SQLite."""
    if name in ("Cache", "open_at"):
        from ledger.cache import vault

        return getattr(vault, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
