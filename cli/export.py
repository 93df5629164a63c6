"""``taizhang export``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.output import note, print_json
from cli.workspace import Workspace, as_of_option, json_option, ledger_option
from ledger.export.tables import BY_NAME, TABLES

if TYPE_CHECKING:
    from cli.waiting import Told
    from ledger.cache import Cache
    from ledger.export.tables import Table
    from ledger.export.writing import Result
    from ledger.history.versions import Past
    from ledger.snapshot import Snapshot
    from ledger.store import ReadTask

FORMATS = ("sqlite", "parquet", "csv", "jsonl", "xlsx")


@click.command(
    "export",
    help="""把台账导出成表，供 Excel、数据库和统计软件使用。

    \b
    格式（按文件名后缀，或用 --format）：
      sqlite    一个数据库文件，带全部修改历史（一处改动一行）
      xlsx      一个工作簿，一张表一个工作表
      csv       一张表一个文件；给 Excel 打开加 --bom
      jsonl     一张表一个文件，一行一个 JSON
      parquet   一张表一个文件；要先 pip install 'taizhang[parquet]'

    \b
    例：
      taizhang export -o 台账.sqlite
      taizhang export -o 台账.xlsx --ledger 2020
      taizhang export -o 导出 --format csv --bom
      taizhang export -o 进展.csv --table entries
      taizhang export -o 去年.sqlite --as-of 2020-12-31

    表和列的说明见 taizhang sql --help 和 docs/export.md。csv 里以 = + - @ 开头的文字前面会加一个 '，
    免得 Excel 当公式算；要原样加 --raw。
    """,
)
@click.option("-o", "output", metavar="文件或目录", type=click.Path(path_type=Path), required=True, help="写到哪里。")
@click.option("--format", "form", type=click.Choice(FORMATS), help="格式；不写就看文件名后缀。")
@ledger_option
@click.option("--table", "chosen", metavar="表", multiple=True, help="只要这张表，可以写几次。")
@click.option("--history/--no-history", "history", default=None, help="要不要修改历史；sqlite 默认要，别的默认不要。")
@click.option("--bom", is_flag=True, help="csv 开头加 BOM，Excel 才认得出中文。")
@click.option("--raw", is_flag=True, help="csv 的文字原样写，不防公式。给程序读时用。")
@as_of_option
@json_option
@click.pass_obj
def command(
    workspace: Workspace,
    output: Path,
    form: str | None,
    ledger_name: str | None,
    chosen: tuple[str, ...],
    history: bool | None,
    bom: bool,
    raw: bool,
    as_json: bool,
) -> None:
    """See ``help``."""
    from ledger import store
    from ledger.export import writing

    form = _format(output, form)
    if (bom or raw) and form != "csv":
        raise click.UsageError("--bom 和 --raw 只用于 csv。")
    tables = _tables(chosen, (form == "sqlite") if history is None else history, asked=bool(history))
    if form not in writing.ONE_FILE and len(tables) > 1 and output.suffix.lower() in writing.SUFFIXES:
        raise click.UsageError(f"一个 {form} 文件只能放一张表：加 --table 表名，或者 -o 写目录、再加 --format {form}。")
    tree = workspace.snapshot
    names = [store.choose(tree, ledger_name)] if ledger_name else store.names(tree)
    with past_of(workspace, tables) as past, poured("导出", tree, workspace.cache) as (read, commits):
        options = writing.Options(bom=bom, guard=not raw)
        result = writing.export(
            tree, names, tables, output, form, history=past, options=options, read=read, told=commits
        )
    _say(result, tables, as_json)


def _format(output: Path, form: str | None) -> str:
    from ledger.export.writing import SUFFIXES

    by_name = SUFFIXES.get(output.suffix.lower())
    if form is None and by_name is None and output.is_dir():
        raise click.UsageError(
            f"{output} 是目录。写成一组文件，加 --format csv、jsonl 或 parquet；写成一个，写文件名。"
        )
    if form is None and by_name is None:
        raise click.UsageError(
            f"从“{output.name}”看不出格式。文件名用 .sqlite、.xlsx、.csv、.jsonl、.parquet，或加 --format。"
        )
    if form and by_name and form != by_name:
        raise click.UsageError(f"文件名的后缀 {output.suffix} 和 --format {form} 对不上，请改一个。")
    return form or by_name or ""


def _tables(chosen: tuple[str, ...], history: bool, *, asked: bool) -> list[Table]:
    if not chosen:
        return [table for table in TABLES if history or not table.past]
    from difflib import get_close_matches

    for name in chosen:
        if name not in BY_NAME:
            near = get_close_matches(name, BY_NAME, 1, 0.5)
            raise click.UsageError(
                f"没有表“{name}”。" + (f"是不是 {near[0]}？" if near else f"可选：{'、'.join(BY_NAME)}。")
            )
    return [table for table in TABLES if table.name in chosen or (table.past and asked)]


@contextmanager
def poured(title: str, tree: Snapshot, cache: Cache) -> Iterator[tuple[ReadTask, Told | None]]:
    """What reads the files, and what is told of commits: each with a bar for a person who waits."""
    from cli.waiting import parts
    from ledger import known

    with parts() as part, known.reader(tree, cache, part(f"{title}：读任务", "个文件")) as read:
        yield read, part(f"{title}：读历史", "次提交")


@contextmanager
def past_of(workspace: Workspace, tables: Sequence[Table]) -> Iterator[Past | None]:
    """The history, where a table of the past is wanted and git has one; a remark where it has not."""
    from cli.past import say_shallow
    from ledger.errors import NotFound
    from ledger.gitrepo.history import require_commits
    from ledger.gitrepo.tree import CommitTree
    from ledger.history.versions import Past

    if not any(table.past for table in tables):
        yield None
        return
    tree = workspace.tree
    try:
        past = Past(workspace.root, tree.commit.name if isinstance(tree, CommitTree) else "HEAD")
        require_commits(past.repo)
    except NotFound as failure:
        note(f"没有修改历史：{failure.message}；表 field_changes 是空的。")
        yield None
        return
    say_shallow(past)
    with past:
        yield past


def _say(result: Result, tables: list[Table], as_json: bool) -> None:
    if as_json:
        print_json({"files": [str(path) for path in result.files], "rows": result.counts, "notes": result.notes})
    else:
        about = {table.name: table.about.split("，")[0].split("：")[0] for table in tables}
        for name, count in result.counts.items():
            click.echo(f"{name:18}{count:>10,}  {about[name]}")
    for remark in result.notes:
        note(f"注意：{remark}。")
    if result.findings:
        note(f"有 {len(result.findings)} 个文件问题，读不出来的没有导出，用 taizhang check 查看。")
    note(f"已写入 {'、'.join(str(path) for path in result.files[:3])}" + (" 等。" if len(result.files) > 3 else "。"))
