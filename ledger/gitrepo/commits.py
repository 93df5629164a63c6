"""Commits that touch exactly what they say, and leave everything else of the user's as it was.

``git commit --only`` does the committing, so hooks, signing and filters are the user's own and the parent
is checked by git; but it works on a *copy* of the index. The user's index gets the new entries first, in
one short step of its own. So ``index.lock`` is never held while a hook or a signing program runs, a killed
process leaves no lock of git's behind, and at no moment does the index lag behind HEAD (where the user's
next commit would silently take the change back).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from ledger.errors import EditRefused, GitRefused, LedgerError, reason
from ledger.gitrepo import files, index, journal
from ledger.gitrepo.journal import Journal, Step
from ledger.gitrepo.locks import Patience, exclusive
from ledger.gitrepo.message import Trailer, compose
from ledger.gitrepo.process import Output, refusal, run_long
from ledger.gitrepo.repository import Repository, batches, find, person

_PATIENCE = Patience()
_COMMITTED = re.compile(rb"\[[^\n]*?\b([0-9a-f]{40,64})\] ")
# merge --squash and cherry-pick -n leave these for the user's own next commit; any commit removes them
_PREPARED_MESSAGES = ("SQUASH_MSG", "MERGE_MSG")


@dataclass
class Writer:
    """The right to write, while ``writing`` lasts. ``notes`` are Chinese sentences to tell the user."""

    repo: Repository
    patience: Patience = _PATIENCE
    notes: list[str] = field(default_factory=list)
    lock: int = -1
    _staged: index.Staged | None = None

    def commit(
        self,
        changes: Mapping[str, bytes | None],
        subject: str,
        trailers: Sequence[Trailer],
        *,
        expected: Mapping[str, bytes | None],
        author: str | None = None,
        date: datetime | None = None,
        allow_detached: bool = False,
    ) -> str:
        """Write the files and commit exactly these paths; the commit's id.

        ``changes`` maps paths relative to the repository to their new bytes (``None``: removed), ``expected``
        the same paths to the bytes the change was made from. ``author`` is ``姓名 <邮箱>``, ``date`` the author's
        date. Whatever fails, files and index are as they were: ``EditRefused`` when a file is no longer as
        expected or nothing would change, ``GitRefused`` when git, a hook or the state of the repository
        forbids it.
        """
        message = compose(subject, trailers)
        author = person(author) if author else None
        self.repo.require_writable(allow_detached=allow_detached)
        self.repo.require_identity(author_given=bool(author))
        _require_expected(self.repo, changes, expected)
        entries = _require_committed(self.repo, list(changes), expected, self.notes)
        begun = Journal(
            str(self.repo.root),
            str(self.repo.git_dir),
            self.repo.head(),
            tuple(Step(path, expected[path], data, entries[path]) for path, data in changes.items()),
            _folders_to_make(self.repo, changes),
        )
        journal.begin(self.repo, begun)
        self._staged = None
        try:
            commit = self._write_and_commit(begun, message, author, date)
        except BaseException as failure:
            found = self._back_out(begun, failure)
            if found and self._is_ours(found, message):
                # the work is done: being interrupted, or a full disk, came too late to matter
                self.notes.append(f"提交已经完成（其间：{str(failure) or '收到中断'}）")
                return found
            if isinstance(failure, OSError):
                where = failure.filename or self.repo.git_dir
                raise GitRefused(f"写不进 {where}：{reason(failure)}", "检查磁盘空间和目录权限") from failure
            raise
        journal.end(self.repo)
        return commit

    def _write_and_commit(self, begun: Journal, message: str, author: str | None, date: datetime | None) -> str:
        repo = self.repo
        paths = [step.path for step in begun.steps]
        for n, step in enumerate(begun.steps):
            full = files.confined(repo.root, step.path)
            files.keep(full, journal.kept(repo, n))
            files.replace(full, step.after)
        self._staged = index.stage(repo, paths, self.patience)
        for step in begun.steps:
            # an editor that saved in between would have its text committed under our name
            if files.read(files.confined(repo.root, step.path)) != step.after:
                raise EditRefused(f"{step.path} 在登记时被别的程序改动了，没有提交", "关掉正在编辑它的程序，再运行一次")
        output = self._git_commit(paths, message, author, date)
        commit = self._id_of(output, begun, message)
        self._follow_hooks(commit, self._staged.entries)
        return commit

    def _git_commit(self, paths: Sequence[str], message: str, author: str | None, date: datetime | None) -> Output:
        repo = self.repo
        place = index.folder(repo)
        (place / "message").write_bytes(message.encode("utf-8"))
        (place / "paths").write_bytes(b"".join(f":(top,literal){path}\0".encode() for path in paths))
        prepared = {name: files.read(repo.git_dir / name) for name in _PREPARED_MESSAGES}
        options = [
            *("-c", "user.useConfigOnly=true", "-c", "i18n.commitEncoding=UTF-8"),
            *("-c", "core.abbrev=40", "-c", "core.fsync=all"),
            *("commit", "--only", f"--file={place / 'message'}", "--cleanup=whitespace", "--no-status"),
            *(f"--pathspec-from-file={place / 'paths'}", "--pathspec-file-nul"),
            *([f"--author={author}"] if author else []),
            *([f"--date={date.isoformat()}"] if date else []),
        ]
        try:
            return run_long(
                repo.root,
                *options,
                env={"GIT_INDEX_FILE": str(index.copy(repo, "index.commit")[0]), "GIT_EDITOR": ":"},
                keep_open=[self.lock] if self.lock >= 0 else [],
            )
        finally:
            (place / "paths").unlink(missing_ok=True)
            for name, data in prepared.items():
                if data is not None and not (repo.git_dir / name).exists():
                    (repo.git_dir / name).write_bytes(data)

    def _id_of(self, output: Output, begun: Journal, message: str) -> str:
        """The commit git has made; what to raise when it has made none."""
        if not output.code and (said := _COMMITTED.search(output.out)):
            return (
                self.repo.read("rev-parse", "--verify", f"{said[1].decode('ascii')}^{{commit}}").decode("ascii").strip()
            )
        found = journal.landed(self.repo, begun)
        if found is None:
            raise _hook_or_git(output)
        if self._is_ours(found, message):
            return found  # git failed only afterwards, or its summary could not be read
        raise GitRefused(
            f"登记时另一个提交 {found[:12]} 恰好把这次的改动一并提交了，没有单独的提交记录",
            "内容已经在台账里；要补上说明就由做那次提交的人处理",
            output.said,
        )

    def _is_ours(self, commit: str, message: str) -> bool:
        subject = self.repo.read("log", "-1", "--no-show-signature", "--encoding=UTF-8", "--format=%s", commit)
        return subject.decode("utf-8", "replace").strip() == message.partition("\n")[0]

    def _follow_hooks(self, commit: str, staged: Mapping[str, str]) -> None:
        """A hook may have rewritten a file on its way into the commit: then the index follows the commit."""
        stored = self.repo.blobs(commit, list(staged))
        differing = {path: stored.get(path, "") for path in staged if stored.get(path, "") != staged[path]}
        if differing:
            index.put_back(self.repo, differing, staged, self.patience)
            self.notes += [f"仓库的钩子改动了 {path}，提交的是它改后的内容" for path in differing]

    def _back_out(self, begun: Journal, failure: BaseException) -> str | None:
        """Put everything back after a failure, unless a commit landed all the same: then that commit."""
        repo = self.repo
        found = journal.landed(repo, begun)
        if found is None:
            try:
                restored = journal.undo_files(repo, begun)
                index.forget_ours(repo)
                if self._staged:
                    index.put_back_whole(repo, self._staged, self.patience)
                journal.undo_index(repo, begun, self.patience)
            except (LedgerError, OSError) as again:
                raise GitRefused(
                    f"{str(failure) or '登记中断'}；恢复原样时又出错：{again}",
                    "解决后再运行任何一个登记命令，会先自动恢复；文件是完整的，没有丢失",
                ) from failure
            kept = [step.path for step in begun.steps if step.path not in restored]
            if kept and isinstance(failure, LedgerError):
                failure.message += f"；{'、'.join(kept)} 又被别的程序（如钩子、编辑器）改动过，保留现在的内容"
                failure.args = (failure.message,)
                failure.hint = f"不要这些改动就运行：git checkout -- {' '.join(kept)}"
        journal.end(repo)
        return found


@contextmanager
def writing(repo: Repository, patience: Patience = _PATIENCE) -> Iterator[Writer]:
    """Be the only one who writes to this repository's ledgers, in any of its work trees.

    What an earlier process left half done is put right first. Read the files inside: what was read before
    may have been changed by whoever wrote last. ``GitRefused`` when others do not finish in time.
    """
    with exclusive(repo.common_dir / "taizhang" / "writer", patience) as lock:
        yield Writer(repo, patience, journal.recover(repo, patience), lock)


def settle(start: Path) -> tuple[str, ...]:
    """Put right what a killed process left half done, for a command that reads first and writes later.

    Gives what was done, as Chinese sentences. ``NotFound`` outside a repository, ``GitRefused`` as ``writing``.
    """
    with writing(find(start)) as writer:
        return tuple(writer.notes)


def commit_paths(
    repo: Repository,
    changes: Mapping[str, bytes | None],
    subject: str,
    trailers: Sequence[Trailer],
    *,
    expected: Mapping[str, bytes | None],
    author: str | None = None,
    date: datetime | None = None,
    allow_detached: bool = False,
) -> str:
    """``writing`` and one ``Writer.commit``, for a change whose ``expected`` bytes were read before."""
    with writing(repo) as writer:
        return writer.commit(
            changes,
            subject,
            trailers,
            expected=expected,
            author=author,
            date=date,
            allow_detached=allow_detached,
        )


def _hook_or_git(output: Output) -> GitRefused:
    if output.said:
        return refusal(
            output, "git 或仓库的钩子拒绝了这次提交，文件和暂存区已恢复原样", "按上面说的处理后，把这条命令再运行一次"
        )
    return GitRefused(
        f"git 或仓库的钩子拒绝了这次提交（退出码 {output.code}，没有说明原因），文件和暂存区已恢复原样",
        "查看 .git/hooks 里的 pre-commit、commit-msg",
    )


def _require_expected(
    repo: Repository, changes: Mapping[str, bytes | None], expected: Mapping[str, bytes | None]
) -> None:
    """Nothing has changed since the caller read the files, and something will change now."""
    if not changes or all(data == expected[path] for path, data in changes.items()):
        raise EditRefused("没有改动，不用提交", "内容与文件里已有的相同")
    for path in changes:
        if files.read(files.confined(repo.root, path)) != expected[path]:
            raise EditRefused(f"{path} 在这期间被别人改动了，没有写入", "再运行一次")


def _require_committed(
    repo: Repository, paths: Sequence[str], expected: Mapping[str, bytes | None], notes: list[str]
) -> dict[str, str]:
    """The index entry of each path, where HEAD, index and work tree agree about it.

    They are compared by git, after line-end conversion and filters. A file with changes of its own is
    refused: they would be swept into a commit that says it is about something else. A file that was never
    committed has nothing to mix with; it goes in whole.
    """
    fresh = _status(repo, paths)
    known = index.states(repo, paths)
    for path, state in known.items():
        if state.hidden:
            raise GitRefused(
                f"{path} 被设为不由 git 查看（assume-unchanged 或 skip-worktree），不能提交",
                f"先运行：git update-index --no-assume-unchanged --no-skip-worktree {path}",
            )
        if not state.entry:
            _require_same_case(repo, path)
        if path in fresh and expected[path] is not None:
            notes.append(f"{path} 此前没有提交过，整个文件随这次一起提交")
    return {path: state.entry for path, state in known.items()}


def _status(repo: Repository, paths: Sequence[str]) -> set[str]:
    """The paths that HEAD does not have; ``GitRefused`` for one with changes of its own."""
    fresh: set[str] = set()
    for some in batches(paths):
        shown = repo.read(
            *("--literal-pathspecs", "status", "--porcelain=v2", "-z", "--no-renames"),
            *("--untracked-files=all", "--ignored=matching", "--", *some),
        )
        for line in shown.decode("utf-8", "surrogateescape").split("\0"):
            kind = line[:1]
            if kind in ("?", "!"):
                fresh.add(line[2:])
            elif kind == "1":
                _, state, *_, path = line.split(" ", 8)
                if state not in ("A.", ".A"):
                    raise _dirty(path, state)
                fresh.add(path)
            elif kind == "u":
                path = line.split(" ", 10)[10]
                raise GitRefused(
                    f"{path} 有没解决的合并冲突",
                    f"改好文件后运行：git add {path}，再提交；或 git checkout HEAD -- {path}",
                )
    return fresh


def _dirty(path: str, state: str) -> GitRefused:
    what = "已暂存、还没有提交的改动" if state[1] == "." else "还没有提交的改动"
    return GitRefused(
        f"{path} 有{what}，登记会把它们混进同一次提交",
        f"先提交它们：git commit -m 说明 -- {path}；或先收起：git stash push -- {path}",
    )


def _require_same_case(repo: Repository, path: str) -> None:
    """On a file system that ignores case, a path may be known to git in another spelling."""
    if repo.run("config", "--type=bool", "core.ignorecase").out.strip() != b"true":
        return
    listed = repo.read("ls-files", "-z", "--", f":(icase,literal){path}")
    for known in filter(None, listed.decode("utf-8", "surrogateescape").split("\0")):
        raise GitRefused(
            f"git 里登记的是 {known}，磁盘上是 {path}，只有大小写不同", f"统一写法：git mv {known} {path}，先提交一次"
        )


def _folders_to_make(repo: Repository, changes: Mapping[str, bytes | None]) -> tuple[str, ...]:
    made: dict[Path, None] = {}
    for path, data in changes.items():
        if data is not None:
            made |= dict.fromkeys(files.missing_folders(repo.root, files.confined(repo.root, path)))
    inner_first = sorted(made, key=lambda folder: -len(folder.parts))
    return tuple(folder.relative_to(repo.root).as_posix() for folder in inner_first)
