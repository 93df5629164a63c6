"""``taizhang sql``."""

from __future__ import annotations

import csv
import os
import sys
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING, Any

import click

from cli.output import note, print_json, table
from cli.workspace import Workspace, as_of_option, json_option, ledger_option
from ledger.export.tables import listing

if TYPE_CHECKING:
    from ledger.export.prepared import Shelf
    from ledger.export.query import Answer
    from ledger.export.rows import Put
    from ledger.export.tables import Table
    from ledger.history.versions import Past

FORMATS = ("text", "md", "csv", "json")
_MOST = {"text": 1_000, "md": 1_000, "csv": 1_000_000, "json": 1_000_000}
_GRACE = 5.0
_EXAMPLES = """\b
    例：
      taizhang sql "SELECT id, text FROM tasks WHERE status = '未完成'"
      taizhang sql "SELECT unit_name, count(*) AS 任务数 FROM task_units
                    WHERE role = 'lead' GROUP BY unit_name ORDER BY 2 DESC"
      taizhang sql --format csv "SELECT task, period, done FROM entries
                                 WHERE period = '2020-04'"
      taizhang sql "SELECT author, task, before, after FROM field_changes
                    WHERE field = 'progress.verdict' AND before IS NOT NULL"
      taizhang sql - < 查询.sql"""

_LISTED = "\n".join(f"      {line}" for line in listing().splitlines())[4:]


@click.command(
    "sql",
    help=f"""用一条 SQL 查询台账，只读，由 SQLite 回答。

    {_EXAMPLES}

    不写 --ledger 就查全部台账，各表都有 ledger 一列。日期是 2020-05-09 这样的文字，可以直接比大小。
    field_changes 来自 git 历史，用到它时才读。查询改不了任何东西，超过 --timeout 就停下。

    \b
    表和列（每张表的第一列都是 ledger，细说明见 docs/export.md）：
    {_LISTED}
    """,
)
@click.argument("query", metavar="查询")
@ledger_option
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="怎样列出。")
@click.option("--limit", type=click.IntRange(1), metavar="行数", help="最多列几行；屏幕上默认 1000 行。")
@click.option("--timeout", type=click.FloatRange(0.1), default=60.0, metavar="秒", help="最多算多久，默认 60 秒。")
@as_of_option
@json_option
@click.pass_obj
def command(
    workspace: Workspace,
    query: str,
    ledger_name: str | None,
    form: str,
    limit: int | None,
    timeout: float,
    as_json: bool,
) -> None:
    """See ``help``."""
    from ledger.export import query as engine

    if as_json and form not in (None, "text", "json"):
        raise click.UsageError("--json 和 --format 只能写一个")
    form = "json" if as_json else form
    text = sys.stdin.read() if query == "-" else query
    watch = threading.Timer(timeout + _GRACE, _give_up)
    watch.daemon = True

    def begun() -> None:
        if not watch.is_alive():
            watch.start()

    try:
        with _Source(workspace, ledger_name) as source:
            found = engine.answer(
                text,
                source.fill,
                rows=limit or _MOST[form],
                seconds=timeout,
                shelf=source.shelf,
                begun=begun,
            )
    finally:
        watch.cancel()
    if found.findings:
        note(f"有 {found.findings} 个文件问题，读不出来的没有算进去，用 taizhang check 查看。")
    _print(found, form)
    if found.more:
        note(f"只列出前 {len(found.rows)} 行；要更多，用 --limit。")


class _Source:
    """Where the rows come from: the ledgers that are asked about, and their history once it is needed."""

    def __init__(self, workspace: Workspace, ledger_name: str | None) -> None:
        self._workspace = workspace
        self._ledger_name = ledger_name
        self._stack = ExitStack()

    def __enter__(self) -> _Source:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @cached_property
    def _names(self) -> list[str]:
        from ledger.trees import ledger_names

        if not self._ledger_name:
            return ledger_names(self._workspace.snapshot)
        from ledger import store

        return [store.choose(self._workspace.snapshot, self._ledger_name)]

    @cached_property
    def _past(self) -> Past | None:
        from cli.export import past_of
        from ledger.export.tables import TABLES

        return self._stack.enter_context(past_of(self._workspace, [table for table in TABLES if table.past]))

    def shelf(self) -> Shelf:
        """The databases of earlier queries."""
        from ledger.export.prepared import Shelf

        return Shelf(self._workspace.cache, self._workspace.snapshot, self._names, self._history)

    def _history(self) -> str:
        from ledger.gitrepo.recorded import view

        past = self._past
        return f"{past.prefix}\0{past.tip}\0{view(past.repo)}" if past else ""

    def fill(self, tables: Sequence[Table], put: Put) -> int:
        """Hand every row of the tables to ``put``; how many findings there were."""
        if not tables:
            return 0
        from cli.export import poured
        from ledger.export import writing

        workspace = self._workspace
        tree = workspace.snapshot
        past = self._past if any(table.past for table in tables) else None
        with poured("填表", tree, workspace.cache) as (read, commits):
            return len(writing.pour(tree, self._names, tables, put, past, read, commits))


def _give_up() -> None:
    """One function of SQL can work on a huge text without ever looking at the clock; nothing is lost by ending."""
    sys.stderr.write("错误：查询超过了时限，已停下\n改法：缩小范围，或用 --timeout 放宽\n")
    sys.stderr.flush()
    os._exit(3)


def _print(found: Answer, form: str) -> None:
    if form == "json":
        print_json([dict(zip(found.columns, map(_plain, row), strict=True)) for row in found.rows])
    elif form == "csv":
        from ledger.export.texts import guarded, shown

        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(guarded(shown(name)) for name in found.columns)
        for row in found.rows:
            writer.writerow(guarded(shown(cell)) if isinstance(cell, str) else cell for cell in map(_plain, row))
    elif form == "md":
        from cli.output import visible

        rows: list[Sequence[Any]] = [found.columns, ["---"] * len(found.columns), *found.rows]
        for cells in rows:
            click.echo("| " + " | ".join(_marked(visible(_text(cell))) for cell in cells) + " |")
    else:
        _print_table(found)


def _print_table(found: Answer) -> None:
    from cli.chinese import width_of

    if not found.columns:
        return
    rows = [[_text(cell).replace("\r", " ").replace("\n", " ") for cell in row] for row in found.rows]
    widest = [sum(sorted(map(width_of, column))[-20:]) for column in zip(*rows, strict=True)] or [0]
    from cli.output import visible

    table([visible(name) for name in found.columns], rows, wraps=widest.index(max(widest)))
    if not found.more:
        note(f"共 {len(rows)} 行。" if rows else "没有符合条件的行。")


def _plain(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value


def _text(value: Any) -> str:
    return "" if value is None else str(_plain(value))


def _marked(text: str) -> str:
    return (
        text.replace("\\", "\\\\")
        .replace("|", "\\|")
        .replace("\n", "<br>")
        .replace("<", "&lt;")
        .replace("&lt;br>", "<br>")
    )
