"""``taizhang stats``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.lighting import colour, lights_for
from cli.output import STATUS_STYLE, console, print_json, visible
from cli.workspace import PERIOD, Workspace, as_of_option, json_option, ledger_option

if TYPE_CHECKING:
    from rich.text import Text

    from ledger.periods import Period

BAR = 24
MARK = {"办结": "█", "核实完成": "█", "自报完成": "▓", "未完成": "▒", "推进中": "▒", "未报": "░"}


@click.command(
    "stats",
    help="""总览：每个清单、每位领导、每个牵头单位各有多少任务，做到哪一步。

    \b
    例：
      taizhang stats --ledger 2019
      taizhang stats --ledger 2020 --list minsheng --by units
    """,
)
@ledger_option
@click.option("--list", "listed", metavar="清单", help="只看一个清单。")
@click.option("--period", type=PERIOD, help="截至这一期。")
@click.option(
    "--by",
    type=click.Choice(["lists", "leaders", "units", "categories"]),
    multiple=True,
    help="按什么分组，可写几个；默认全部。",
)
@as_of_option
@json_option
@click.pass_obj
def command(
    workspace: Workspace,
    ledger_name: str | None,
    listed: str | None,
    period: Period | None,
    by: tuple[str, ...],
    as_json: bool,
) -> None:
    """See ``help``."""
    from ledger import selection
    from ledger.overview import overview

    ledger = workspace.ledger(ledger_name, period=period)
    records = selection.select(ledger, selection.Query(list=listed))
    figures = overview(ledger, records, period, lights_for(ledger, period))
    if as_json:
        print_json(figures)
        return
    _print(figures, by or ("lists", "leaders", "units"))


def _print(figures: dict[str, Any], groups: tuple[str, ...]) -> None:
    from rich.table import Table
    from rich.text import Text

    out = console()
    until = f"（截至{figures['period']}）" if figures["period"] else ""
    out.print(Text(visible(f"{figures['title']}{until}"), style="bold"))
    out.print(Text.assemble(f"共{figures['total']}项  ", *_legend(figures["statuses"])))
    if figures["lights"]:
        out.print(Text.assemble("亮灯  ", *_lamps(figures["lights"])))
    heads = {"lists": "清单", "leaders": "牵头领导", "units": "牵头单位", "categories": "类别"}
    for group in groups:
        if not figures[group]:
            continue
        out.print()
        grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        grid.add_column(heads[group], overflow="fold", max_width=36)
        grid.add_column("项数", justify="right")
        grid.add_column("完成", justify="right")
        grid.add_column("", no_wrap=True)
        if figures["lights"]:
            grid.add_column("亮灯", no_wrap=True)
        for row in figures[group]:
            done = sum(row["statuses"][name] for name in ("办结", "核实完成", "自报完成"))
            cells: list[Text | str] = [
                Text(visible(row["name"])),
                str(row["total"]),
                str(done),
                _bar(row["statuses"], row["total"]),
            ]
            grid.add_row(*cells, *([Text.assemble(*_lamps(row["lights"]))] if figures["lights"] else []))
        out.print(grid)


def _legend(statuses: dict[str, int]) -> list[Any]:
    return [(f"{MARK[name]} {name}{number}  ", STATUS_STYLE[name]) for name, number in statuses.items() if number]


def _lamps(lights: dict[str, int]) -> list[Any]:
    return [(f"{name}{number}  ", colour(name)) for name, number in lights.items() if number]


def _bar(statuses: dict[str, int], total: int) -> Text:
    from rich.text import Text

    # cumulative rounding: the parts always add up to the whole bar
    bar, seen, drawn = Text(), 0, 0
    for name, number in statuses.items():
        seen += number
        end = round(BAR * seen / total)
        bar.append(MARK[name] * (end - drawn), style=STATUS_STYLE[name])
        drawn = end
    return bar
