"""What a command works on: the repository it was started in, and the ledgers there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ledger.model import Record
    from ledger.periods import Period
    from ledger.store import Ledger, Tree


@dataclass
class Workspace:
    """The folder given with ``-C``; nothing is read before a command asks."""

    start: Path

    @cached_property
    def root(self) -> Path:
        """The repository folder that holds ``tasks/``."""
        from ledger import store

        return store.find_root(self.start)

    @cached_property
    def tree(self) -> Tree:
        """The files commands read."""
        from ledger import store

        return store.WorkTree(self.root)

    def ledger(self, name: str | None, *, task: str | None = None, period: Period | None = None) -> Ledger:
        """The ledger that is meant; see ``store.choose``."""
        from ledger import store

        return store.load(self.tree, store.choose(self.tree, name, task, period))

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
            self.fail(f"“{value}”不是日期；写成 2020-05-09 的样子", param, ctx)


PERIOD, DATE = PeriodType(), DateType()

ledger_option = click.option("--ledger", "ledger_name", metavar="台账", help="哪本台账，如 2020；只有一本时不用写。")
json_option = click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序使用。")
