"""What of a new repository is missing in a folder, and adding it: files and one commit, settings, hook.

Nothing that is there is overwritten. Files that are shared line by line (``.gitattributes``, ``.gitignore``) get the
lines they lack; what else is staged or changed stays out of the commit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ledger import gitrepo, store
from ledger.errors import FileRefused, GitRefused, LedgerError, NotFound, reason
from ledger.gitrepo import files as disk
from ledger.gitrepo import process, setup
from ledger.gitrepo.repository import Repository
from ledger.starter.answers import Answers, Place
from ledger.starter.contents import FORGES, is_derived


@dataclass(frozen=True)
class Planned:
    """What ``make`` would do in ``folder``. ``repository`` is ``None`` where git has to be set up first.

    ``writes``: path → bytes before (``None``: no such file) and after. ``kept``: files that were there already.
    """

    folder: Path
    repository: Repository | None
    writes: Mapping[str, tuple[bytes | None, bytes]]
    kept: tuple[str, ...]
    derived: Mapping[str, bytes] = field(default_factory=dict)
    """Files of this clone alone that are missing or out of date; they are written and not committed."""

    @property
    def new(self) -> tuple[str, ...]:
        """Files that will be made."""
        return tuple(path for path, (before, _) in self.writes.items() if before is None)

    @property
    def extended(self) -> tuple[str, ...]:
        """Files that get further lines."""
        return tuple(path for path, (before, _) in self.writes.items() if before is not None)


@dataclass(frozen=True)
class Done:
    """What was done: the commit (``None``: none was needed or wanted), git settings made, whether the hook is new."""

    commit: str | None
    settings: tuple[str, ...]
    hook: bool
    notes: tuple[str, ...] = ()


def repository_of(folder: Path) -> Repository | None:
    """The repository a folder lies, or would lie, in; ``None`` for none, or one that ignores the folder.

    ``GitRefused`` for a bare one.
    """
    there = next(place for place in (folder, *folder.parents) if place.is_dir())
    try:
        found = gitrepo.find(there)
    except NotFound:
        return None
    found.require_writable(allow_detached=True)
    ignored = folder != found.root and not found.run("check-ignore", "--quiet", "--", str(folder)).code
    return None if ignored else found


def committer(folder: Path) -> str:
    """Who git says commits in a folder; empty when git does not know for certain."""
    output = process.run(folder, "-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT")
    return "" if output.code else output.out.decode("utf-8", "replace").rpartition("> ")[0] + ">"


def forges(folder: Path) -> tuple[str, ...]:
    """The platforms a folder has workflow files for."""
    return tuple(forge for forge, found in FORGES.items() if (folder / found[0][0]).exists())


def registry_to_begin_with(folder: Path) -> bytes | None:
    """The ``units.yaml`` of the newest ledger there is."""
    for name in reversed(ledgers(folder)):
        data = disk.read(folder / store.FOLDER / name / store.REGISTRY)
        if data is not None:
            return data
    return None


def answers_of_last(folder: Path) -> Answers | None:
    """The answers that the newest ledger of a folder was, or could have been, made with."""
    for name in reversed(ledgers(folder)):
        try:
            found = store.load(store.WorkTree(folder), name)
        except LedgerError:
            continue  # a ledger that cannot be read is told by check; it only gives no defaults here
        registry, reporting = found.registry, found.config.reporting
        return Answers(
            found.config.year,
            name,
            Place(registry.city + registry.district, registry.city, registry.district, registry.prefix),
            found.config.office,
            reporting.every,
            reporting.due,
        )
    return None


def ledgers(folder: Path) -> list[str]:
    """The names of the ledgers a folder has."""
    return store.names(store.WorkTree(folder)) if (folder / store.FOLDER).is_dir() else []


def plan(folder: Path, files: Mapping[str, bytes], lines: Mapping[str, Sequence[str]]) -> Planned:
    """Compare what is wanted with what is there. ``FileRefused`` for places that cannot be written to."""
    for place in (folder, *folder.parents):
        if place.exists() and not place.is_dir():
            raise FileRefused(f"{place} 是文件，不是目录", "换一个目录名")
    writes: dict[str, tuple[bytes | None, bytes]] = {}
    derived: dict[str, bytes] = {}
    kept: list[str] = []
    repository = repository_of(folder)
    for path, data in files.items():
        _refuse_file_as_folder(folder, path)
        before = disk.read(disk.confined(folder, path))
        if is_derived(path):
            if before != data and not _is_tracked(repository, folder / path):
                derived[path] = data
        elif before is None:
            writes[path] = (None, data)
        else:
            kept.append(path)
    for path, wanted in lines.items():
        before = disk.read(disk.confined(folder, path))
        after = _with_lines(path, before, wanted)
        if after != before:
            writes[path] = (before, after)
        else:
            kept.append(path)
    return Planned(folder, repository, writes, tuple(kept), derived)


def _is_tracked(repository: Repository | None, path: Path) -> bool:
    return repository is not None and bool(
        repository.read("ls-files", "--", f":(top,literal){repository.relative(path)}")
    )


def _refuse_file_as_folder(folder: Path, path: str) -> None:
    for above in (folder / path).parents:
        if above == folder:
            return
        if above.exists() and not above.is_dir():
            name = above.relative_to(folder).as_posix()
            raise FileRefused(f"{name} 是文件，放不下 {path}", f"把 {name} 改名后再运行")


def _with_lines(path: str, before: bytes | None, wanted: Sequence[str]) -> bytes:
    try:
        text = (before or b"").decode("utf-8")
    except UnicodeDecodeError as failure:
        raise FileRefused(f"{path} 不是 UTF-8 编码，没有改动", "另存为 UTF-8 再试") from failure
    end = "\r\n" if "\r\n" in text else "\n"
    there = {line.strip() for line in text.splitlines()}
    # a remark goes along only with a line it stands above
    missing = [line for line in wanted if line not in there and not line.startswith("#")]
    if not missing:
        return before or b""
    if before is None:
        missing = list(wanted)
    lead = end if text and not text.endswith("\n") else ""
    return f"{text}{lead}{end.join(missing)}{end}".encode()


def make(
    planned: Planned,
    subject: str,
    *,
    program: str,
    hook: Callable[[str], bytes],
    name: str = "",
    email: str = "",
    commit: bool = True,
    allow_detached: bool = False,
) -> Done:
    """Do it. ``program`` is how git starts this program, ``hook`` the hook by the ledgers' place in the repository.

    ``name`` and ``email`` become this clone's committer. Without ``commit`` the files are written and left for the
    user to commit. ``GitRefused`` as ``Writer.commit``.
    """
    folder = planned.folder
    folder.mkdir(parents=True, exist_ok=True)
    repository = planned.repository or _initialised(folder)
    for key, value in (("user.name", name), ("user.email", email)):
        if value:
            repository.read("config", "--local", "--replace-all", key, value)
    made: str | None = None
    notes: tuple[str, ...] = ()
    if planned.writes and commit:
        made, notes = _committed(repository, planned, subject, allow_detached)
    elif planned.writes:
        for path, (_, after) in planned.writes.items():
            disk.replace(disk.confined(folder, path), after)
    for path, data in planned.derived.items():
        disk.replace(disk.confined(folder, path), data)
    steps = setup.steps(repository, folder, program)
    setup.install(repository, folder, steps)
    settings = tuple(step.place for step in steps if step.needed and step.place != setup.ATTRIBUTES)
    return Done(made, settings, _hooked(repository, hook(repository.relative(folder))), notes)


def _initialised(folder: Path) -> Repository:
    output = process.run(folder, "-c", "init.defaultBranch=main", "init", "--quiet")
    if output.code:
        raise process.refusal(output, f"git 没能在 {folder} 建仓库", "检查目录权限", folder=folder)
    return gitrepo.find(folder)


def _committed(
    repository: Repository, planned: Planned, subject: str, allow_detached: bool
) -> tuple[str, tuple[str, ...]]:
    base = planned.folder.resolve()
    names = {path: repository.relative(base / path) for path in planned.writes}
    with gitrepo.writing(repository) as writer:
        commit = writer.commit(
            {names[path]: after for path, (_, after) in planned.writes.items()},
            subject,
            [("Kind", "setup")],
            expected={names[path]: before for path, (before, _) in planned.writes.items()},
            allow_detached=allow_detached,
        )
        return commit, tuple(writer.notes)


def hook_place(repository: Repository) -> Path | None:
    """Where the pre-commit hook of a clone goes; ``None`` where the user has hooks of their own elsewhere."""
    if not repository.run("config", "--get", "core.hooksPath").code:
        return None
    return repository.common_dir / "hooks" / "pre-commit"


def _hooked(repository: Repository, hook: bytes) -> bool:
    place = hook_place(repository)
    if place is None or place.exists():
        return False
    try:
        place.parent.mkdir(exist_ok=True)
        store.write_bytes(place, hook)
        place.chmod(0o755)
    except OSError as failure:
        raise GitRefused(f"写不进 {place}：{reason(failure)}", "检查 .git 目录的权限") from failure
    return True
