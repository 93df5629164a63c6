"""``taizhang rank``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli import rulefile
from cli.output import console, flow, note, print_json, visible
from cli.workspace import DATE, PERIOD, Workspace, as_of_option, json_option, ledger_option

if TYPE_CHECKING:
    from datetime import date

    from ledger.periods import Period
    from ledger.scoring import Placed, Point, Ranking
    from ledger.store import Ledger

_RULES = click.Path(path_type=Path)


@click.command(
    "rank",
    help="""按台账的规则给各单位打分、排名，每一分都说得出来自哪条规则、哪项任务、哪次提交。

    没有全国统一的分值：规则写在 ledger.yaml 的 rules 里，样例见 docs/rules-sample.yaml。
    并列的名次相同，下一名顺延（1、2、3、3、5）。排出来的是拟稿，供领导审定。

    \b
    例：
      taizhang rank 2023-04                          4月排名
      taizhang rank 2023-Q2 --unit 区住建局           一个单位的分是怎么来的
      taizhang rank 2023-04 --as-of 2023-05-10       按5月10日的台账排
      taizhang rank 2023-04 --rules 新办法.yaml       用另一套规则试排
      taizhang rank 2023-04 --against 新办法.yaml     两套规则对比
    """,
)
@click.argument("period", type=PERIOD, metavar="周期")
@ledger_option
@click.option("--on", type=DATE, help="截至哪一天看：这一天以后填报、评价、办结的不算；不写就按全部已登记的看。")
@click.option("--unit", metavar="单位", help="只看一个单位，列出每一分的来历。")
@as_of_option
@click.option("--rules", "rules_file", metavar="文件", type=_RULES, help="用文件里的规则，不用台账自己的。")
@click.option("--against", "other_file", metavar="文件", type=_RULES, help="与文件里的规则对比名次和得分。")
@json_option
@click.pass_obj
def command(
    workspace: Workspace,
    period: Period,
    ledger_name: str | None,
    on: date | None,
    unit: str | None,
    rules_file: Path | None,
    other_file: Path | None,
    as_json: bool,
) -> None:
    """See ``help``."""
    from ledger import scoring, store
    from ledger.lights import Facts
    from ledger.metrics import seen
    from ledger.values import replace

    ledger = workspace.ledger(ledger_name, period=period)
    calendar = store.load_calendar(ledger.tree)
    if on:
        ledger = replace(ledger, records=tuple(seen(record, on) for record in ledger.records))
    found = scoring.rank(Facts(ledger, rulefile.chosen(ledger, rules_file), calendar, on), period)
    found = scoring.traced(found, rulefile.commits(workspace, ledger), ledger.registry)
    other = None
    if other_file:
        other = scoring.rank(Facts(ledger, rulefile.chosen(ledger, other_file), calendar, on), period)
    if unit:
        found = _only(found, ledger, unit)
    if as_json:
        print_json(_shape(found, other))
    else:
        _print(found, other, detailed=unit is not None)
    if ledger.findings:
        note(f"有 {len(ledger.findings)} 个文件问题，排名里可能缺任务，用 taizhang check 查看。")


def _only(found: Ranking, ledger: Ledger, unit: str) -> Ranking:
    from ledger.errors import NotFound
    from ledger.values import replace

    mine = tuple(one for one in found.units if ledger.registry.same(one.unit, unit))
    if not mine:
        near = ledger.registry.suggest(unit)
        raise NotFound(f"排名里没有单位“{unit}”", f"是不是 {near}？" if near else "不加 --unit 看全部单位")
    return replace(found, units=mine)


# ---------------------------------------------------------------------- output


def _shape(found: Ranking, other: Ranking | None) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "period": str(found.period),
        "draft": True,
        "rules": _rules(found),
        "periods": [str(period) for period in found.periods],
        "units": [_unit(one) for one in found.units],
        "unresolved": list(found.unresolved),
    }
    if other:
        shape["against"] = {"rules": _rules(other), "units": [_unit(one) for one in other.units]}
    return shape


def _rules(found: Ranking) -> dict[str, Any]:
    book = found.book
    return {
        "name": book.name,
        "source": book.source,
        "digest": book.digest,
        "by": book.scores.by if book.scores else "",
        "minimum": book.scores.minimum if book.scores else 0,
    }


def _unit(one: Placed) -> dict[str, Any]:
    return {
        "rank": one.rank,
        "unit": one.unit,
        "group": one.group,
        "score": one.score,
        "tasks": len(one.tasks),
        "reports": one.items,
        "points": [
            {
                "rule": point.rule,
                "task": point.task or None,
                "period": str(point.period) if point.period else None,
                "points": point.points,
                "commit": point.commit,
                "why": point.why,
                "commit_why": point.commit_why,
            }
            for point in one.points
        ],
    }


def _print(found: Ranking, other: Ranking | None, *, detailed: bool) -> None:
    from rich.table import Table
    from rich.text import Text

    book, out = found.book, console()
    note(f"{found.period.chinese}排名（拟稿）。规则：{book.name or '没有写名称'}，版本 {book.digest}。")
    before = {one.unit: one for one in other.units} if other else {}
    grouped = any(one.group for one in found.units)
    for group in dict.fromkeys(one.group for one in found.units):
        grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        grid.add_column("名次", justify="right")
        grid.add_column(group or ("其他单位" if grouped else "单位"), overflow="fold")
        for head in ("得分", "任务", "加分", "扣分", *(("另一套名次", "另一套得分", "变化") if other else ())):
            grid.add_column(head, justify="right", no_wrap=True)
        for one in found.units:
            if one.group == group:
                cells = [_place(one), visible(one.unit), _score(one, found), str(len(one.tasks)), *_sides(one)]
                grid.add_row(*cells, *(_against(one, before.get(one.unit), other) if other else ()))
        out.print(grid)
        out.print()
    if detailed:
        for one in found.units:
            for point in one.points:
                head, why = _told(point)
                out.print(Text(visible(head), style="green" if point.points > 0 else "red"), no_wrap=True)
                flow(why)
    if other:
        note(f"另一套规则：{other.book.name}，版本 {other.book.digest}。")
    if not detailed and found.units:
        note(f"用 --unit {found.units[0].unit} 看一个单位每一分的来历。")
    for name in found.unresolved:
        note(f"“{name}”没有写明是哪几个单位，没有计分；在 units.yaml 里写上 members，或在任务里写具体单位。")


def _place(one: Placed) -> str:
    return "不排名" if one.rank is None else str(one.rank)


def _score(one: Placed, found: Ranking) -> str:
    return f"{one.score:.{found.book.scores.places if found.book.scores else 2}f}"


def _sides(one: Placed) -> tuple[str, str]:
    """Points given and points taken, the base apart."""
    earned = [point.points for point in one.points if point.period is not None]
    given, taken = sum(n for n in earned if n > 0), sum(n for n in earned if n < 0)
    return f"{given:f}" if given else "", f"{taken:f}" if taken else ""


def _against(one: Placed, then: Placed | None, other: Ranking) -> tuple[str, str, str]:
    if then is None:
        return "", "", ""
    if one.rank is None or then.rank is None or one.group != then.group:
        return _place(then), _score(then, other), ""
    moved = then.rank - one.rank
    return _place(then), _score(then, other), f"↓{-moved}" if moved < 0 else f"↑{moved}" if moved else "—"


def _told(point: Point) -> tuple[str, str]:
    head = "  ".join(filter(None, (f"{point.points:+f}", point.rule, str(point.period or ""), point.task)))
    commit = f"提交 {point.commit[:10]}" if point.commit else point.commit_why
    return head, "；".join(filter(None, (point.why, commit)))
