"""What a command works on: the repository it was started in, and the ledgers there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ledger.cache import Cache
    from ledger.known import Only
    from ledger.model import Record
    from ledger.periods import Period
    from ledger.snapshot import Snapshot
    from ledger.store import Ledger, Tree


@dataclass
class Workspace:
    """The folder given with ``-C``; nothing is read before a command asks."""

    start: Path
    as_of: str = ""
    """The commit or day whose files are read; empty for the files as they lie on disk."""
    read_from: str = ""
    """The commit that was read, in words, once it has been; empty for the files as they lie on disk."""

    @cached_property
    def root(self) -> Path:
        """The repository folder that holds ``tasks/``; a bare repository holds it in its commits."""
        from ledger.errors import NotFound
        from ledger.trees import find_root

        try:
            return find_root(self.start)
        except NotFound:
            if not self.start.is_dir() or not self._bare:
                raise
            return self.start.resolve()

    @cached_property
    def _bare(self) -> bool:
        from ledger.errors import NotFound
        from ledger.gitrepo.repository import find_to_read

        try:
            return find_to_read(self.start).bare
        except NotFound:
            return False

    @cached_property
    def tree(self) -> Tree:
        """The files commands read; with ``--as-of`` those of a commit, which is named on stderr."""
        from ledger.trees import FOLDER, WorkTree

        if not self.as_of and (self.root / FOLDER).is_dir():
            return WorkTree(self.root)
        from cli.output import note
        from ledger.gitrepo.tree import CommitTree

        tree = CommitTree(self.root, self.as_of or "HEAD")
        tree.expect(list(tree.files(FOLDER)))
        commit = tree.commit
        self.read_from = f"台账按提交 {commit.short}（{commit.made:%Y-%m-%d}，{commit.author}）读取"
        note(f"{self.read_from}。")
        return tree

    @property
    def reads(self) -> str:
        """The full name of the commit that is read; empty for the files of the work tree."""
        commit = getattr(self.tree, "commit", None)
        return commit.name if commit else ""

    def close(self) -> None:
        """Let go of the cache's file, if it was asked for."""
        if "cache" in self.__dict__:
            self.cache.close()

    @cached_property
    def cache(self) -> Cache:
        """What was worked out before in this repository; empty with ``--no-cache``."""
        from ledger.cache import open_at

        return open_at(self.root)

    @cached_property
    def snapshot(self) -> Snapshot:
        """The files commands read, listed once and each named by its content."""
        from cli.waiting import progress
        from ledger import snapshot
        from ledger.trees import FOLDER

        tree = self.tree
        with progress("列出文件"):
            return snapshot.take(tree, FOLDER, self.cache)

    def ledger(
        self, name: str | None, *, task: str | None = None, period: Period | None = None, only: Only | None = None
    ) -> Ledger:
        """The ledger that is meant; see ``store.choose`` and, for ``only``, ``known.load``.

        ``UsageProblem`` for a ``period`` of another year: nothing of it can be in there.
        """
        from cli.waiting import progress
        from ledger import known, store
        from ledger.errors import UsageProblem

        chosen = store.choose(self.snapshot, name, task, period)
        with progress(f"读取 {chosen}", "个文件") as told:
            loaded = known.load(self.snapshot, chosen, self.cache, only, told)
        year = loaded.config.year
        if period is not None and period.year != year:
            raise UsageProblem(
                f"台账 {chosen} 是{year}年的，没有 {period} 这一期", f"改成{year}年的周期，或用 --ledger 换一本"
            )
        return loaded

    def task(self, name: str, ledger: str | None = None, period: Period | None = None) -> tuple[Ledger, Record]:
        """A task by ``2020-main-037``, ``main/37`` or ``37``, and its ledger."""
        from ledger import store

        loaded = self.ledger(ledger, task=name, period=period)
        return loaded, store.resolve(loaded, name)


class PeriodType(click.ParamType[object]):
    """``2020-04``, ``2020-Q2``, ``2020-H1`` or ``2020``."""

    name = "周期"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> object:
        """A ``Period``; a usage error for anything else."""
        from ledger.periods import Period

        if isinstance(value, Period):
            return value
        try:
            return Period.parse(str(value))
        except ValueError as failure:
            self.fail(str(failure), param, ctx)


class DateType(click.ParamType[object]):
    """A day, ``2020-05-09``."""

    name = "日期"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> object:
        """A ``datetime.date``; a usage error for anything else."""
        from datetime import date

        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            from ledger.shapes import day_hint

            self.fail(f"“{value}”不是日期；{day_hint(str(value))}", param, ctx)


PERIOD, DATE = PeriodType(), DateType()


def _read_as_of(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    ctx.obj.as_of = value or ""


as_of_option = click.option(
    "--as-of",
    metavar="提交或日期",
    expose_value=False,
    callback=_read_as_of,
    help="按那时的台账：提交、标签、分支，或日期 2020-05-01（当天最后一次提交）。不动工作区的文件。",
)
ledger_option = click.option("--ledger", "ledger_name", metavar="台账", help="哪本台账，如 2020；只有一本时不用写。")
json_option = click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序使用。")
