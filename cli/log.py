"""``taizhang log``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

import click

from cli.output import console, json_items, note, print_json_items, visible
from cli.past import begin, registry_of, say_lost, say_shallow, story
from cli.waiting import progress
from cli.workspace import DATE, PERIOD, Workspace, json_option, ledger_option
from ledger.patterns import late

if TYPE_CHECKING:
    from datetime import date

    from cli import waiting
    from ledger.compare.changes import Change
    from ledger.history.log import Row
    from ledger.history.versions import Past
    from ledger.periods import Period

_OWN = {"path": "文件", "number": "序号", "file": "文件内容"}
_SHOWN = 60


@click.command(
    "log",
    help="""谁在什么时候改了哪个字段，属于哪一期，依据哪份文件。新的在前。

    写了任务，就是这项任务的来龙去脉：按 id 跟踪，改名、移动、重新编号都接得上。
    填报时间（表上写的日期）和提交时间分开列；依据来自提交说明里的 Source。

    \b
    例：
      taizhang log 2020-main-037
      taizhang log main/37 --ledger 2020 --period 2020-04
      taizhang log --ledger 2020 --unit 区住建局 --since 2020-05-01
      taizhang log --ledger 2020 --leader 程伟 -n 20 --json
    """,
)
@click.argument("task", metavar="[任务]", required=False)
@ledger_option
@click.option("--unit", metavar="单位", default="", help="这个单位填报的，和它承担的任务的变动。")
@click.option("--leader", metavar="姓名", default="", help="这位领导牵头的任务。")
@click.option("--period", type=PERIOD, help="属于这一期的改动。")
@click.option("--since", type=DATE, help="从哪一天起（提交人写下改动的日期）。")
@click.option("--until", type=DATE, help="到哪一天止。")
@click.option("--revision", metavar="提交", default="HEAD", show_default=True, help="从哪个提交往回看。")
@click.option("-n", "--limit", type=click.IntRange(1), metavar="条数", help="最多列几条。")
@json_option
@click.pass_obj
def command(
    workspace: Workspace,
    task: str | None,
    ledger_name: str | None,
    unit: str,
    leader: str,
    period: Period | None,
    since: date | None,
    until: date | None,
    revision: str,
    limit: int | None,
    as_json: bool,
) -> None:
    """See ``help``."""
    from ledger.history.versions import Past

    with Past(workspace.root, revision) as past:
        past.require_commits()
        files = begin(workspace, past, task, ledger_name) if task else []
        from ledger.history import log  # git is at work meanwhile

        say_shallow(past)
        with progress("读历史", "次提交") as watched:
            if task:
                told = story(workspace, past, task, ledger_name, period, files)
                found = log.rows(told.versions, told.registry)
                same: Callable[[str, str], bool] = told.registry.same
            else:
                found, same = _rows(workspace, past, ledger_name, period, unit, watched, learn=limit is None)
            filters = log.Filters(unit, leader, period, since, until)
            matching = islice(log.matching(found, filters, same), limit)
            parts = json_items(map(log.as_json, matching)) if as_json else []
            rows = list(matching)
        say_lost(past)
    if as_json:
        print_json_items(parts)
        return
    for row in rows:
        _print(row)
    note(f"共 {len(rows)} 条。" if rows else "没有符合条件的改动。")


def _rows(
    workspace: Workspace,
    past: Past,
    ledger_name: str | None,
    period: Period | None,
    unit: str,
    watched: waiting.Told | None,
    *,
    learn: bool,
) -> tuple[Iterator[Row], Callable[[str, str], bool]]:
    from ledger import store
    from ledger.history.told import Told

    known = store.names(workspace.tree)
    name = store.choose(workspace.tree, ledger_name) if ledger_name else ""
    if period and str(period.year) in known:
        name = name or str(period.year)
    registry = lru_cache(maxsize=None)(lambda ledger: registry_of(workspace, ledger))

    registries = [registry(one) for one in ([name] if name else known)]
    if unit and registries and not any(one.knows(unit) for one in registries):
        near = next(filter(None, (one.suggest(unit) for one in registries)), "")
        note(f"注意：单位名录里没有“{unit}”" + (f"，是不是 {near}？" if near else "。"))

    def same(one: str, other: str) -> bool:
        return any(known.same(one, other) for known in registries)

    return Told(past, name, registry, watched).rows(learn=learn), same


_DIGEST = late("(?<=sha256:[0-9a-f]{12})[0-9a-f]{52}")


def _print(row: Row) -> None:
    from rich.text import Text

    out, made = console(), row.made
    head = Text.assemble((made.short, "yellow"), f"  {made.authored:%Y-%m-%d %H:%M}  {visible(made.author)}  ")
    head.append(visible(made.subject), style="bold")
    out.print(head, soft_wrap=True)
    about = [row.id, row.period, row.unit]
    if row.reported:
        about.append(f"填报 {row.reported}")
    if abs((made.committed - made.authored).days) >= 1:
        about.append(f"提交于 {made.committed:%Y-%m-%d %H:%M}")
    if row.source:
        # the first digits tell two files apart; --json has all of them
        about.append(f"依据 {_DIGEST.sub('…', row.source)}")
    out.print(Text(visible("  " + "  ".join(filter(None, about)))), soft_wrap=True)
    for change in row.changes:
        out.print(Text(visible(f"    {_told(change)}")), soft_wrap=True)


def _told(change: Change) -> str:
    name = _OWN.get(change.field, change.name)
    before, after = _words(change.before), _words(change.after)
    if change.field.endswith(".yaml"):
        return f"{change.field} 有改动"
    if change.before is None:
        return f"{name}：新增 {after}"
    if change.after is None:
        return f"{name}：删去 {before}"
    return f"{name}：{before} → {after}"


def _words(value: object) -> str:
    from ledger.history import values
    from ledger.model import Change, Entry, Record, Review

    match value:
        case Entry():
            text = value.done or value.verdict
        case Record():
            text = value.task.text
        case Review():
            text = "；".join(filter(None, (value.verdict, value.note)))
        case Change():
            moved = f"{value.field}：{value.before} → {value.after}" if value.field else ""
            approved = f"批准：{value.approved_by}" if value.approved_by else ""
            text = "；".join(filter(None, (moved, value.reason, approved)))
        case _:
            text = values.words(value) if not hasattr(value, "name") else str(getattr(value, "name", ""))
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
