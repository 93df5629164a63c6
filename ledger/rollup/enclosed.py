"""Whether a repository keeps to itself: a copied one may point at somebody else's, and pass off what it has there.

Git follows a ``.git`` file, ``commondir``, alternates and symbolic links wherever they lead. A linked work tree and a
submodule lead away as well, but the place they name knows them; nothing else does.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ledger.errors import FileRefused
from ledger.gitrepo.repository import Repository

_CLONE = "写那个仓库自己的路径，或 git clone 一份完整的再汇总"
_SHORT = 4096
"""Bytes of a file that holds one path."""


def require_enclosed(repo: Repository) -> None:
    """``FileRefused`` for a repository that would be read, wholly or in part, from where it does not belong."""
    if not repo.bare and not _is_inside(repo.git_dir, repo.root) and not _is_known_there(repo):
        raise FileRefused(f"{repo.root} 的 .git 指到别处的仓库（{repo.git_dir}），那里不认它，没有读", _CLONE)
    if repo.common_dir != repo.git_dir and repo.git_dir.parent != repo.common_dir / "worktrees":
        raise FileRefused(f"{repo.root} 的 commondir 指到别处的仓库（{repo.common_dir}），没有读", _CLONE)
    borrowed = repo.common_dir / "objects" / "info" / "alternates"
    if borrowed.exists() and any(line.strip() and not line.startswith("#") for line in _said(borrowed).splitlines()):
        raise FileRefused(
            f"{repo.root} 借用别处的对象（objects/info/alternates），没有读",
            "在那里运行 git repack -a -d，再删掉 objects/info/alternates；或 git clone 一份完整的",
        )
    for path in _kept(repo):
        if path.is_symlink() and not _is_inside(path.resolve(), repo.common_dir):
            raise FileRefused(f"{path} 是指到仓库外面的链接，没有读", "换成普通的文件和目录，或 git clone 一份完整的")


def _is_inside(path: Path, folder: Path) -> bool:
    return path == folder or folder in path.parents


def _is_known_there(repo: Repository) -> bool:
    """Whether the git directory elsewhere says that this is its work tree."""
    mark = repo.root / ".git"
    back = _said(repo.git_dir / "gitdir").strip()  # a linked work tree
    if back and (repo.git_dir / back).resolve() == mark.resolve():
        return True
    named = repo.run("config", "--file", str(repo.git_dir / "config"), "--get", "core.worktree")  # a submodule
    tree = named.out.decode("utf-8", "surrogateescape").strip()
    return bool(tree) and (repo.git_dir / tree).resolve() == repo.root


def _kept(repo: Repository) -> Iterator[Path]:
    """Where commits and their names lie, down to the packs."""
    for name in ("HEAD", "packed-refs", "refs", "objects"):
        yield repo.common_dir / name
    for folder in (repo.common_dir / "refs", repo.common_dir / "objects", repo.common_dir / "objects" / "pack"):
        if folder.is_dir():
            yield from sorted(folder.iterdir())


def _said(path: Path) -> str:
    try:
        with path.open("rb") as opened:
            return opened.read(_SHORT).decode("utf-8", "surrogateescape")
    except OSError:
        return ""
