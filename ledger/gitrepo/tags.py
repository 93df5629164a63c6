"""Tags that carry a message: listing them with what they say, and making one the way the user's git makes them."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

from ledger.cache import may_have
from ledger.errors import GitRefused
from ledger.gitrepo.process import refusal, run_long
from ledger.gitrepo.repository import Repository
from ledger.values import Struct

_MARK, _END = "\x01", "\x02"
_FIELDS = (
    *("%(refname:lstrip=2)", "%(objecttype)", "%(objectname)", "%(*objecttype)", "%(*objectname)"),
    *("%(taggername)", "%(taggerdate:iso-strict)", "%(contents:subject)", "%(contents:body)", "%(contents:signature)"),
)


class Tag(Struct, frozen=True):
    """A tag as it was found. ``object`` is the tag's own name, ``commit`` what it points at (empty: no commit).

    A tag without a message (``annotated`` false) says nothing about who made it and when.
    """

    name: str
    object: str
    commit: str
    annotated: bool
    tagger: str = ""
    made: datetime | None = None
    subject: str = ""
    trailers: tuple[tuple[str, str], ...] = ()
    signed: bool = False

    def said(self, key: str) -> tuple[str, ...]:
        """The values of one trailer, in order."""
        return tuple(value for name, value in self.trailers if name == key)


def tags(repo: Repository, under: str) -> tuple[Tag, ...]:
    """The tags whose names begin with ``under`` (``sealed/2020/``), by name; one call of git, if there may be any."""
    if under.endswith("/") and not may_have(repo.common_dir, f"tags/{under}"):
        return ()
    said = repo.read("for-each-ref", f"--format=%01{'%00'.join(_FIELDS)}%02", f"refs/tags/{under}")
    found = []
    for block in said.decode("utf-8", "replace").split(f"{_END}\n"):
        if block.startswith(_MARK):
            found.append(_read(*block[1:].split("\0")))
    return tuple(sorted(found, key=lambda tag: tag.name))


def merged(repo: Repository, under: str, commit: str) -> frozenset[str]:
    """The names of those tags below ``under`` on whose commits ``commit`` builds."""
    said = repo.read(
        "--no-replace-objects",
        "for-each-ref",
        f"--merged={commit}",
        "--format=%(refname:lstrip=2)",
        f"refs/tags/{under}",
    )
    return frozenset(said.decode("utf-8", "replace").splitlines())


def _read(
    name: str,
    kind: str,
    named: str,
    inner: str,
    target: str,
    tagger: str,
    made: str,
    subject: str,
    body: str,
    sign: str,
) -> Tag:
    if kind != "tag":
        return Tag(name, named, named if kind == "commit" else "", annotated=False)
    lines = (line.partition(": ") for line in body.splitlines())
    trailers = tuple((key, value.strip()) for key, mark, value in lines if mark and " " not in key)
    when = datetime.fromisoformat(made) if made else None
    return Tag(name, named, target if inner == "commit" else "", True, tagger, when, subject, trailers, bool(sign))


def create(repo: Repository, name: str, commit: str, message: str) -> Tag:
    """Make an annotated tag, signed where the user's git signs tags. ``GitRefused`` where one of that name exists."""
    repo.require_identity(author_given=True)
    with tempfile.TemporaryDirectory(prefix="taizhang-") as folder:
        text = Path(folder) / "message"
        text.write_bytes(message.encode("utf-8"))
        output = run_long(
            repo.root,
            *("-c", "user.useConfigOnly=true", "-c", "i18n.commitEncoding=UTF-8"),
            *("tag", "--annotate", "--cleanup=whitespace", f"--file={text}", "--", name, commit),
            env={"GIT_EDITOR": ":"},
        )
    if output.code:
        raise refusal(output, f"标签 {name} 没有建成", "按 git 说的处理后再运行一次", folder=repo.root)
    made = next((tag for tag in tags(repo, name) if tag.name == name), None)
    if made is None:
        raise GitRefused(f"标签 {name} 建好后又不见了", "用 git tag -l 查看")
    if not made.signed and _asks_for_signature(repo):
        # git 2.39 makes an unsigned tag, and is content, when an SSH key cannot be read
        repo.run("update-ref", "-d", f"refs/tags/{name}", made.object)
        raise refusal(
            output,
            f"git 的设置要求给标签签名，标签 {name} 却没有签上，没有建",
            "检查 user.signingKey 指的密钥（gpg.format 是 ssh 时是公钥文件），再运行一次；不签名就取消 tag.gpgSign",
            folder=repo.root,
        )
    return made


def _asks_for_signature(repo: Repository) -> bool:
    asked = ("tag.gpgSign", "tag.forceSignAnnotated")
    return any(repo.run("config", "--type=bool", "--get", name).out.strip() == b"true" for name in asked)
