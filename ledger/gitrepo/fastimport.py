"""A made-up history, written in one go by ``git fast-import``: for ledgers to play with, never for a real one.

Equal input gives equal commit ids on every machine: dates and people are part of the input, and neither hooks nor
signing run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from ledger.gitrepo.process import refusal, run
from ledger.gitrepo.repository import Repository, find
from ledger.values import Struct


class Past(Struct, frozen=True):
    """One commit: what changed (path → bytes), who did it and when (with a time zone)."""

    message: str
    author: str
    """``姓名 <邮箱>``"""
    when: datetime
    files: Mapping[str, bytes]


def new_repository(folder: Path, branch: str = "main") -> Repository:
    """An empty repository in ``folder``, which exists. ``GitRefused`` when git cannot."""
    output = run(folder, "-c", f"init.defaultBranch={branch}", "init", "--quiet")
    if output.code:
        raise refusal(output, f"git 没能在 {folder} 建仓库", "检查目录权限", folder=folder)
    return find(folder)


def write(repository: Repository, commits: Iterable[Past], branch: str = "main") -> list[str]:
    """Write commits one upon the other on a new branch and check the last one out; the ids in their order."""
    marks = repository.git_dir / "taizhang-marks"
    stream = bytearray()
    for mark, commit in enumerate(commits, 1):
        who = f"{commit.author} {_moment(commit.when)}"
        stream += f"commit refs/heads/{branch}\nmark :{mark}\nauthor {who}\ncommitter {who}\n".encode()
        stream += _data(commit.message.encode())
        for path, data in sorted(commit.files.items()):
            stream += f"M 100644 inline {path}\n".encode() + _data(data)
    repository.read(
        *("-c", "core.fsync=none", "fast-import", "--quiet", "--date-format=raw", f"--export-marks={marks}"),
        stdin=bytes(stream),
    )
    pairs = (line.split() for line in marks.read_text("ascii").splitlines())
    ids = [commit for _, commit in sorted((int(mark[1:]), commit) for mark, commit in pairs)]
    marks.unlink()
    repository.read("reset", "--quiet", "--hard", branch)
    return ids


def tag(repository: Repository, name: str, commit: str, message: str, tagger: str, when: datetime) -> str:
    """An annotated tag with a given tagger and date; its id."""
    text = f"object {commit}\ntype commit\ntag {name}\ntagger {tagger} {_moment(when)}\n\n{message}"
    made = repository.read("mktag", stdin=text.encode()).decode("ascii").strip()
    repository.read("update-ref", f"refs/tags/{name}", made, "")
    return made


def _moment(when: datetime) -> str:
    return f"{int(when.timestamp())} {when:%z}"


def _data(data: bytes) -> bytes:
    return b"data %d\n" % len(data) + data + b"\n"
