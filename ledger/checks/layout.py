"""The canonical layout of the files of a ledger: what ``taizhang fmt`` writes.

``units.yaml`` is left alone: it is kept by hand, one line a unit, grouped under comments.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from ledger import codec, configfile, store, yamlfile
from ledger.diagnostics import Level
from ledger.errors import FileRefused

_HEAD = re.compile(r"(?:# \S[^\n]*\n)+(?=id:)")
"""Whole lines of comment that open the file, straight above its first key."""


def files(tree: store.Tree, name: str) -> list[str]:
    """The files of one ledger that have a canonical layout: settings and tasks."""
    folder = PurePosixPath(store.FOLDER, name)
    found = []
    for path in tree.files(str(folder)):
        inside = PurePosixPath(path).relative_to(folder)
        if str(inside) == store.CONFIG or (len(inside.parts) > 1 and inside.suffix in (".yaml", ".yml")):
            found.append(path)
    return found


def canonical(path: str, data: bytes) -> bytes:
    """The file in canonical layout, the same bytes when it is already so.

    Raises ``FileRefused`` for a file that is no UTF-8 text or has faults of writing, with the place of the first.
    """
    if _is_surely_so(path, data):
        return data
    _, found = yamlfile.load(data)
    fault = next((finding for finding in found if finding.level is Level.ERROR), None)
    if fault:
        place = f"第{fault.where.line}行，" if fault.where else ""
        raise FileRefused(f"{path} 有写法错误，没有整理：{place}{fault.message}", fault.hint)
    kind = configfile if PurePosixPath(path).name == store.CONFIG else codec
    return yamlfile.canonical(data.decode("utf-8"), block=kind.BLOCK, order=kind.ORDER).encode()


def _is_surely_so(path: str, data: bytes) -> bool:
    """A quick look: a task that is read at once, and written anew gives the same below the comments of the head."""
    quick = store.at_once(data) if store.is_task_file(path) else None
    if quick is None:
        return False
    task, text = quick
    body = _HEAD.sub("", text, count=1)
    return bool(body == yamlfile.dump(codec.encode(task), block=codec.BLOCK))
