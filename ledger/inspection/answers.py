"""A question that was asked before is answered from what was kept: nothing is read, no rule is loaded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from ledger import packing
from ledger.cache import Cache, common_dir, may_have, refs_digest
from ledger.diagnostics import Diagnostic
from ledger.inspection.question import Checked, Progress, Question
from ledger.placing import Placed
from ledger.snapshot import Snapshot
from ledger.trees import FOLDER, Tree, WorkTree
from ledger.values import Struct

_KIND = "answer"


class _Kept(Struct, frozen=True):
    digest: str
    placed: tuple[Placed, ...]
    unread: tuple[str, ...]
    """Files of the folder that were not looked at."""
    more: tuple[str, ...]
    """Names that were looked for without being there."""


def check(
    tree: Snapshot, question: Question, cache: Cache, *, workers: int = 1, progress: Progress | None = None
) -> Checked:
    """Read and judge one ledger. ``NotFound`` for a name that is none, ``UsageProblem`` for a rule that is none."""
    digest = _digest(tree, question)
    stored = cache.get(_KIND, question.slot) if digest else None
    kept = packing.unpack(stored, _Kept) if stored else None
    folder = f"{FOLDER}/{question.name}"
    if kept is not None and kept.digest == digest:
        files = frozenset(tree.files(folder)).difference(kept.unread).union(kept.more)
        return Checked(question.name, kept.placed, files)
    from ledger.inspection.run import check as afresh

    checked, as_listed = afresh(tree, question, cache, workers=workers, progress=progress)
    if digest and as_listed:
        listed = frozenset(tree.files(folder))
        unread, more = sorted(listed - checked.files), sorted(checked.files - listed)
        with suppress(UnicodeEncodeError):  # a file name that is no text
            cache.put(_KIND, question.slot, packing.pack(_Kept(digest, checked.placed, tuple(unread), tuple(more))))
    return checked


def folders_without_settings(tree: Snapshot) -> Iterable[Diagnostic]:
    """See ``checks.whole``, which is loaded only where there is such a folder."""
    own = {path.rpartition("/")[0] for path in tree.files(FOLDER) if path.endswith("/ledger.yaml")}
    inside = sum(len(list(tree.files(folder))) for folder in own if folder.count("/") == 1)
    if inside == len(list(tree.files(FOLDER))) or all(
        path.count("/") < 2 or "/".join(path.split("/", 2)[:2]) in own for path in tree.files(FOLDER)
    ):
        return ()
    from ledger.checks import whole

    return whole.folders_without_settings(tree)


def beside_the_tasks(tree: Snapshot, cache: Cache) -> Sequence[Diagnostic]:
    """See ``checks.whole``, which is loaded only where there is such a file that was not asked about before."""
    ours = [path for path in tree.files(FOLDER) if path.count("/") == 1 or path.endswith("/reminders.yaml")]
    ours = [path for path in ours if path.endswith((".yaml", ".yml"))]
    # the grades of notices are held against the rules of their ledger
    rules = {path.replace("/reminders.yaml", "/ledger.yaml") for path in ours if path.endswith("/reminders.yaml")}
    ours += [path for path in tree.files(FOLDER) if path in rules] if rules else []
    if not ours:
        return ()
    blobs = [tree.blob(path) for path in ours]
    named = "\0".join([*ours, *blobs]).encode("utf-8", "surrogateescape")
    digest = hashlib.blake2b(named, digest_size=16).hexdigest() if all(blobs) else ""
    stored = cache.get("beside", digest) if digest else None
    known = packing.unpack(stored, list[Diagnostic]) if stored else None
    if known is not None:
        return known
    from ledger.checks import whole

    found = whole.beside_the_tasks(tree)
    if digest:
        with suppress(UnicodeEncodeError):  # a file name that is no text
            cache.put("beside", digest, packing.pack(found))
    return found


def changed_since_sealed(
    root: Path, tree: Tree, listed: Snapshot, names: Sequence[str], cache: Cache
) -> list[Diagnostic]:
    """See ``audit.present``: asked only where a period is sealed, and again only when refs or files have changed."""
    common = common_dir(root)
    if common is None or not may_have(common, "tags/sealed/"):
        return []
    refs = refs_digest(common)
    parts = [refs, str(root.resolve()), *(_digest(listed, Question(name)) for name in names)]
    digest = "\0".join([*names, *parts]) if all(parts) and isinstance(tree, WorkTree) else ""
    stored = cache.get("seals", digest) if digest else None
    known = packing.unpack(stored, list[Diagnostic]) if stored else None
    if known is not None:
        return known
    from ledger.audit import present

    found = present.changed_since_sealed(root, tree, names)
    if digest:
        cache.put("seals", digest, packing.pack(found))
    return found


def _digest(tree: Snapshot, question: Question) -> str:
    """Names everything the answer depends on; empty when some of it has no name (a link, an unreadable file)."""
    known = hashlib.blake2b(question.slot.encode("utf-8", "surrogatepass"), digest_size=16)
    paths = list(tree.files(f"{FOLDER}/{question.name}"))
    blobs = [tree.blob(path) for path in paths]
    if not all(blobs):
        return ""
    known.update("\0".join([*paths, *blobs]).encode("utf-8", "surrogateescape"))
    return known.hexdigest()
