"""``taizhang rollup``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.output import note, print_json, table
from cli.waiting import progress
from cli.workspace import json_option

if TYPE_CHECKING:
    from ledger.rollup.dataset import Built
    from ledger.rollup.places import Place

_SHOWN = 20


@click.command(
    "rollup",
    help="""把许多地方的台账汇总成一个数据集，并排名（草稿）。

    每个地方是一个台账仓库，裸仓库（git clone --bare）也行；读的是最后一次提交，没有提交的改动不算。
    一个地方读不出来，记在结果里，别的照常。数据集是按地方和年度分开的 Parquet 文件，
    DuckDB、Spark、pandas 都能读。要先 pip install 'taizhang[parquet]'。

    \b
    例：
      taizhang rollup 市中区 历下区 济阳区.git -o 汇总
      taizhang rollup --places 各地.yaml -o 汇总 --year 2020
      taizhang rollup --places 各地.yaml -o 汇总 --jobs 8 --json

    \b
    各地.yaml：
      places:
        - {place: "37", name: 某省}
        - {place: "3701", name: 某市, parent: "37"}
        - {place: "370103", name: 某区, parent: "3701", path: ../区.git, rev: v1}

    数据集里有什么、怎样用 Spark 算同一份排名、全国要多大，见 docs/rollup.md。
    """,
)
@click.argument("paths", metavar="[仓库…]", nargs=-1, type=click.Path(path_type=Path))
@click.option("-o", "output", metavar="目录", type=click.Path(path_type=Path), required=True, help="写到哪里。")
@click.option("--places", "file", metavar="文件", type=click.Path(path_type=Path), help="各地的代号、上级和仓库。")
@click.option("--rev", metavar="提交", default="", help="读哪个分支或标签，默认最后一次提交。")
@click.option("--year", "years", metavar="年度", multiple=True, type=int, help="只要这一年，可以写几次。")
@click.option("--jobs", type=click.IntRange(1, 256), metavar="个数", help="同时读几个，默认每个处理器一个。")
@json_option
@click.pass_obj
def command(
    _workspace: object,
    paths: tuple[Path, ...],
    output: Path,
    file: Path | None,
    rev: str,
    years: tuple[int, ...],
    jobs: int | None,
    as_json: bool,
) -> int:
    """See ``help``."""
    from ledger.rollup import dataset, places

    if bool(paths) == bool(file):
        raise click.UsageError("写几个仓库的路径，或者写 --places 文件，只写一样。")
    if file and rev:
        raise click.UsageError("--rev 只和路径一起用；places 文件里每个地方写自己的 rev。")
    chosen = places.read(file) if file else places.named(paths, rev)
    if not any(place.path for place in chosen):
        raise click.UsageError("places 文件里没有一个地方写了 path，没有台账可读。")
    with progress("汇总", "个地方") as told:
        built = dataset.build(chosen, output, jobs=jobs or os.cpu_count() or 1, years=years, told=told)
    if as_json:
        print_json(_as_json(built, chosen))
    else:
        _print(built, chosen)
    for one in built.gathered:
        if one.error:
            note(f"错误：{one.place} 没有读成：{one.error}。" + (f"改法：{one.hint}" if one.hint else ""))
        elif years and not one.ledgers and any(place.path and place.place == one.place for place in chosen):
            note(f"注意：{one.place} 没有 {'、'.join(map(str, years))} 年的台账。")
        elif one.findings:
            note(f"注意：{one.place} 有 {one.findings} 个文件问题，读不出来的没有算进去；在那里运行 taizhang check。")
    tasks, entries = sum(one.tasks for one in built.gathered), sum(one.entries for one in built.gathered)
    note(
        f"汇总了 {sum(not one.error for one in built.gathered)} 个地方、{tasks:,} 项任务、{entries:,} 条进展，"
        f"写入 {output}（{built.files} 个文件，{built.size / 1e6:.1f} MB）。排名是草稿。"
    )
    return 1 if any(one.error for one in built.gathered) else 0


def _as_json(built: Built, places: list[Place]) -> dict[str, Any]:
    from dataclasses import asdict

    from ledger.rollup.ranking import RANKING

    listed = [{**asdict(one), "ledgers": [name for name, _ in one.ledgers]} for one in built.gathered]
    ranking = [dict(zip(RANKING.names, row, strict=True)) for row in built.ranking]
    return {"places": listed, "ranking": ranking, "files": built.files, "bytes": built.size}


def _print(built: Built, places: list[Place]) -> None:
    if not built.ranking:
        return
    table(
        ("年度", "名次", "地方", "任务", "报送率", "指标完成率", "完成任务", "得分"),
        [
            (str(row[0]), str(row[1]), str(row[4]), str(row[6]), *map(_percent, row[7:10]), f"{row[10] / 100:.2f}")
            for row in built.ranking[:_SHOWN]
        ],
        wraps=2,
    )
    if len(built.ranking) > _SHOWN:
        note(f"列出前 {_SHOWN} 名，全部 {len(built.ranking)} 名见数据集里的 ranking.csv。")


def _percent(points: int | None) -> str:
    return "" if points is None else f"{points / 100:.2f}%"
