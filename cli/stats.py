"""``taizhang stats``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.chinese import width_of
from cli.lighting import colour, lights_for, settings_for
from cli.output import GAP, STATUS_STYLE, console, note_unread, print_json, visible
from cli.twinned import say_elsewhere
from cli.workspace import PERIOD, Workspace, as_of_option, json_option, ledger_option

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from ledger.periods import Period

WIDEST, NARROWEST, NAME, SAID, WIDE = 32, 8, 36, 30, 100
SHOWN = 15
"""Indicators in the overview; ``--by indicators`` lists them all."""
MARK = {"办结": "#", "核实完成": "#", "自报完成": "=", "未完成": "x", "推进中": "-", "未报": "."}
"""ASCII on purpose: blocks and lines are one column wide on some terminals and two on Chinese ones (East Asian
Width "ambiguous"), and then no column stands under its head."""
DONE = ("办结", "核实完成", "自报完成")
GROUPS = {
    "lists": "清单",
    "leaders": "牵头领导",
    "units": "牵头单位",
    "categories": "类别",
    "indicators": "指标",
}


@click.command(
    "stats",
    help="""总览：每个清单、每位领导、每个牵头单位各有多少任务，做到哪一步；每个指标的完成率和时间进度比快了还是慢了。

    条上的 | 是时间进度。指标从最慢的排起，总览里只列前15个，--by indicators 列出全部。

    \b
    例：
      taizhang stats --ledger 2019
      taizhang stats --ledger 2020 --list minsheng --by units
      taizhang stats --period 2020-Q2 --by indicators
    """,
)
@ledger_option
@click.option("--list", "listed", metavar="清单", help="只看一个清单。")
@click.option("--period", type=PERIOD, help="截至这一期。")
@click.option(
    "--by",
    type=click.Choice(list(GROUPS)),
    multiple=True,
    help="只看哪几张表，可写几个：lists 清单、leaders 领导、units 单位、categories 类别、indicators 指标。",
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
    from cli.kept import printed

    def work() -> None:
        _print(workspace, ledger_name, listed, period, by, as_json)

    printed(workspace, "stats", (ledger_name, listed, str(period), by, as_json), work)


def _print(
    workspace: Workspace,
    ledger_name: str | None,
    listed: str | None,
    period: Period | None,
    by: tuple[str, ...],
    as_json: bool,
) -> None:
    from ledger import selection, twins
    from ledger.overview import overview

    ledger = workspace.ledger(ledger_name, period=period)
    note_unread(ledger.findings, "总览")
    records = selection.select(ledger, selection.Query(list=listed))
    told = twins.told(records, ledger.records, ledger.registry)
    figures = overview(ledger, told, period, lights_for(ledger, period), settings_for(ledger))
    if as_json:
        print_json(figures)
        return
    out = console()
    _head(out, figures)
    for group in by or ("lists", "leaders", "units"):
        if figures[group] and group != "indicators":
            _group(out, figures, group)
    if figures["indicators"] and (not by or "indicators" in by):
        _indicators(out, figures, None if by else SHOWN)
    say_elsewhere([(one.task.id, twins.under(one.task.progress[-1])) for one in told if twins.elsewhere(one.task)])


def _head(out: Console, figures: dict[str, Any]) -> None:
    from rich.text import Text

    until = f"（截至{figures['period']}）" if figures["period"] else ""
    out.print(Text(visible(f"{figures['title']}{until}"), style="bold"))
    out.print(Text.assemble(f"共{figures['total']}项  ", *_legend(figures["statuses"])))
    if figures["lights"]:
        out.print(Text.assemble("亮灯  ", *_lamps(figures["lights"])))
    if not figures["at"] or not figures["total"]:
        return
    done, total = sum(figures["statuses"][name] for name in DONE), figures["total"]
    out.print(Text.assemble("完成  ", _stacked(figures["statuses"], total, WIDEST), f"  {done * 100 / total:.0f}%"))
    share = float(figures["time_progress"])
    passed = round(WIDEST * share / 100)
    bar = Text().append("=" * passed, style="blue").append("." * (WIDEST - passed), style="bright_black")
    out.print(Text.assemble("时间  ", bar, f"  {share:.0f}%（{figures['at']}）"))


def _group(out: Console, figures: dict[str, Any], group: str) -> None:
    from rich.text import Text

    rows = figures[group]
    lamps = [Text.assemble(*_lamps(row["lights"])) for row in rows]
    names = [visible(row["name"]) for row in rows]
    behind = max((lamp.cell_len for lamp in lamps), default=0)
    width = _room(out, min(max(map(width_of, names)), NAME), 4 + 4 + 6 + behind, 5 if behind else 4)
    grid = _grid(GROUPS[group], ("项数", "完成", "占比"))
    grid.add_column("", no_wrap=True)
    if figures["lights"]:
        grid.add_column("亮灯", no_wrap=True)
    for row, name, lamp in zip(rows, names, lamps, strict=True):
        done = sum(row["statuses"][status] for status in DONE)
        cells: list[Text | str] = [
            Text(name),
            str(row["total"]),
            str(done),
            f"{done * 100 / row['total']:.0f}%",
            _stacked(row["statuses"], row["total"], width),
        ]
        grid.add_row(*cells, *([lamp] if figures["lights"] else []))
    out.print()
    out.print(grid)


def _indicators(out: Console, figures: dict[str, Any], most: int | None) -> None:
    """完成率 of each indicator as a bar, with 时间进度 as a line across it."""
    from rich.text import Text

    rows = figures["indicators"][:most]
    names = [visible(f"{row['list']}/{row['number']} {row['name']}") for row in rows]
    said = [_said(row) for row in rows]
    leads = [visible("、".join(row["lead"])) for row in rows]
    wide = out.width >= WIDE
    others = 7 + min(max(map(width_of, said)), SAID) + (min(max(map(width_of, leads)), NAME) + GAP if wide else 0)
    light = max((width_of(row["light"] or "") for row in rows), default=0) + GAP if figures["lights"] else 0
    width = _room(out, min(max(map(width_of, names)), NAME), others + light, 3)
    grid = _grid("指标", ("完成率",))
    grid.add_column("", no_wrap=True)
    grid.add_column("与时间进度比", overflow="fold", max_width=SAID)
    if figures["lights"]:
        grid.add_column("灯", no_wrap=True)
    if wide:
        grid.add_column("牵头单位", overflow="fold", max_width=NAME)
    for row, name, words, lead in zip(rows, names, said, leads, strict=True):
        rate = row["completion"]
        cells: list[Text | str] = [
            Text(name),
            "" if rate is None else f"{rate:.1f}%",
            Text("") if rate is None else _measured(row, width),
            Text(words, style="yellow" if (row["lead_points"] or 0) < 0 else ""),
        ]
        lamp = row["light"] or ""
        cells += [Text(visible(lamp), style=colour(lamp))] if figures["lights"] else []
        grid.add_row(*cells, *([Text(lead)] if wide else []))
    out.print()
    out.print(grid)
    left = len(figures["indicators"]) - len(rows)
    if left:
        out.print(Text(f"还有{left}个指标，用 --by indicators 列出全部", style="bright_black"))


def _said(row: dict[str, Any]) -> str:
    """快8.5个百分点, 慢…; in words where there is no 完成率 to compare."""
    points = row["lead_points"]
    if row["completion"] is None or row["time_progress"] is None or points is None:
        return visible(row["said"])
    return f"{'快' if points > 0 else '慢'}{abs(points):.1f}个百分点" if points else "同步"


def _grid(head: str, numbers: tuple[str, ...]) -> Table:
    from rich.table import Table

    grid = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), header_style="bold")
    grid.add_column(head, overflow="fold", max_width=NAME)
    for title in numbers:
        grid.add_column(title, justify="right", no_wrap=True)
    return grid


def _room(out: Console, name: int, others: int, columns: int) -> int:
    """How wide a bar may be beside the other columns."""
    return max(NARROWEST, min(WIDEST, out.width - name - others - GAP * columns))


def _legend(statuses: dict[str, int]) -> list[Any]:
    return [(f"{MARK[name]} {name}{number}  ", STATUS_STYLE[name]) for name, number in statuses.items() if number]


def _lamps(lights: dict[str, int]) -> list[Any]:
    return [(f"{visible(name)}{number}  ", colour(name)) for name, number in lights.items() if number]


def _stacked(statuses: dict[str, int], total: int, width: int) -> Text:
    from rich.text import Text

    # cumulative rounding: the parts always add up to the whole bar
    bar, seen, drawn = Text(), 0, 0
    for name, number in statuses.items():
        seen += number
        end = round(width * seen / total)
        bar.append(MARK[name] * (end - drawn), style=_bar_style(name))
        drawn = end
    return bar


def _bar_style(status: str) -> str:
    """What is done is a solid bar of its colour, what is not has its mark alone."""
    return f"{STATUS_STYLE[status]} on {STATUS_STYLE[status]}" if status in DONE else STATUS_STYLE[status]


def _measured(row: dict[str, Any], width: int) -> Text:
    from rich.text import Text

    filled = round(width * min(max(float(row["completion"]), 0), 100) / 100)
    style = colour(row["light"] or "") or ("yellow" if (row["lead_points"] or 0) < 0 else "green")
    bar = Text().append("#" * filled, style=f"{style} on {style}").append("." * (width - filled), style="bright_black")
    at = min(round(width * float(row["time_progress"]) / 100), width - 1)
    return bar[:at] + Text("|", style="bold") + bar[at + 1 :]
