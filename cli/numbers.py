"""``taizhang numbers``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.waiting import progress
from cli.workspace import PERIOD, Workspace, as_of_option, ledger_option

if TYPE_CHECKING:
    from ledger.claims.sources import Row
    from ledger.periods import Period

FORMATS = ("text", "md", "json")
ORDER = ("inconsistent", "rounding", "unclear", "consistent")
_STYLE = {"inconsistent": "red", "rounding": "yellow", "unclear": "yellow", "consistent": "green"}
_LONGEST_QUOTE = 36
_OF_FIGURES = "0123456789.,%，％"


@click.command(
    "numbers",
    help="""数字校核：找出文中可以核算的数字，重算一遍，说明怎样算的。

    写文件（docx、html、txt、xlsx），或者用 --period 校核台账里一期的全部进展。
    给了 --ledger，还与台账里的任务目标对照。判断不了的说“无法判断”，不猜。
    有“不符”时退出码是 1。每一种校核的说明见 docs/numbers.md。

    \b
    例：
      taizhang numbers 工作总结.docx
      taizhang numbers 年终报道.txt --ledger 2020
      taizhang numbers --period 2019-Q2 --ledger 2019 --all
      taizhang numbers 通报.docx --format md > 校核.md
      taizhang numbers --links --ledger 2020
    """,
)
@click.argument("file", metavar="[文件]", required=False, type=click.Path(path_type=Path))
@click.option("--period", type=PERIOD, help="校核这一期的全部进展；与文件同时写时，是文件所说的时间。")
@ledger_option
@as_of_option
@click.option("--kind", "kinds", metavar="种类", multiple=True, help="只看这些种类，如 share、growth；可写几个。")
@click.option("--links", is_flag=True, help="提出哪几项任务的数相加等于另一项（分项与总数），由人确认；只看台账。")
@click.option("--all", "everything", is_flag=True, help="相符的也逐条列出；JSON 里本来就有。")
@click.option("--format", "style", type=click.Choice(FORMATS), default="text", show_default=True, help="输出格式。")
@click.option("--json", "as_json", is_flag=True, help="等于 --format json。")
@click.pass_obj
def command(
    workspace: Workspace,
    file: Path | None,
    period: Period | None,
    ledger_name: str | None,
    kinds: tuple[str, ...],
    links: bool,
    everything: bool,
    style: str,
    as_json: bool,
) -> int:
    """See ``help``."""
    from cli.output import note_unread, print_json
    from ledger.claims import KINDS, sources

    if as_json and style == "md":
        raise click.UsageError("--json 和 --format md 只能写一个")
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise click.UsageError(f"没有“{unknown[0]}”这种校核；可选：{'、'.join(KINDS)}")
    only = kinds or None
    if links:
        if file is not None or period is not None or style == "md":
            raise click.UsageError("--links 只看台账里的任务，不写文件、--period 和 --format md")
        _links(workspace, ledger_name, as_json=as_json or style == "json")
        return 0
    if file is None and period is None:
        raise click.UsageError("写一个文件，或者用 --period 说明校核哪一期")
    if file is not None:
        with progress("校核"):
            rows = _of_file(workspace, file, period, ledger_name, only)
    elif period is not None:
        ledger = workspace.ledger(ledger_name, period=period)
        note_unread(ledger.findings, "校核的进展")
        with progress(f"校核 {period}", "项任务") as told:
            rows = sources.of_period(ledger, period, only, told)
    if as_json or style == "json":
        print_json([row.as_json() for row in rows])
    elif style == "md":
        from ledger.system import write_utf8

        write_utf8(sys.stdout, as_markdown(rows, everything))
    else:
        _print(rows, everything)
    return 1 if any(row.claim.verdict.value == "inconsistent" for row in rows) else 0


def _links(workspace: Workspace, ledger_name: str | None, *, as_json: bool) -> None:
    """Totals and the parts that make them: nothing is written, a person confirms."""
    from cli.output import console, print_json, visible
    from ledger.claims.links import proposals

    ledger = workspace.ledger(ledger_name)
    with progress("找合计"):
        found = proposals(ledger)
    if as_json:
        print_json(
            [
                {
                    "total": link.total.task,
                    "parts": [part.task for part in link.parts],
                    "amount": link.total.figure.printed,
                    "why": link.why,
                    "confirmed": link.confirmed,
                }
                for link in found
            ]
        )
        return
    out = console()
    for link in found:
        said = "已确认" if link.confirmed else "待确认"
        out.print(f"{said}  {visible(link.total.task)}  “{visible(link.total.words)}”", markup=False)
        for part in link.parts:
            out.print(f"        {visible(part.task)}  “{visible(part.words)}”", markup=False)
        out.print(f"    {visible(link.why)}", markup=False)
        if not link.confirmed:
            names = ", ".join(part.task for part in link.parts)
            out.print(f"    是合计，就在 {link.total.task} 里写 sum_of: [{names}]", markup=False)
    out.print(f"共提出 {len(found)} 处" if found else "没有找到哪几项相加正好等于另一项")


def _of_file(
    workspace: Workspace, file: Path, period: Period | None, ledger_name: str | None, only: tuple[str, ...] | None
) -> list[Row]:
    from ledger.claims import Given, sources
    from ledger.importers import files, office

    # a file of whoever types, as with ``import``; beside the ledger only where there is none here
    place = file if file.exists() else workspace.start / file
    document = files.read(place, convert=office.converter())
    if ledger_name:
        given = sources.given_with(workspace.ledger(ledger_name), period)
    else:
        given = Given(period.year, period.months[-1].index, period.chinese) if period else Given()
    return sources.of_document(document, given, only)


def _sorted(rows: list[Row], everything: bool) -> list[Row]:
    wanted = [row for row in rows if everything or row.claim.verdict.value != "consistent"]
    return sorted(wanted, key=lambda row: ORDER.index(row.claim.verdict.value))


def _where(row: Row) -> str:
    if row.task:
        return f"{row.task} {row.period} {row.unit}"
    return row.place or f"第{row.line}行"


def _brief(quote: str) -> str:
    """Both ends of a long quote: a total and its last part may stand a paragraph apart. JSON has it whole.

    No figure is cut in two: what is left of 2.27% must not read as 27%.
    """
    if len(quote) <= _LONGEST_QUOTE:
        return quote
    half = _LONGEST_QUOTE // 2
    head, tail = quote[:half].rstrip(_OF_FIGURES), quote[-half:].lstrip(_OF_FIGURES)
    return f"{head or quote[:half]}……{tail or quote[-half:]}"


def _summary(rows: list[Row]) -> str:
    from ledger.claims import sources
    from ledger.claims.values import CHINESE, Verdict

    counts = sources.count(rows)
    parts = "，".join(f"{CHINESE[Verdict(name)]} {counts[name]}" for name in ORDER)
    return f"共校核 {len(rows)} 处：{parts}" if rows else "没有找到可以核算的数字"


def _print(rows: list[Row], everything: bool) -> None:
    from rich.text import Text

    from cli.output import console, visible
    from ledger.claims.values import CHINESE

    out = console()
    for row in _sorted(rows, everything):
        claim = row.claim
        head = Text(f"{CHINESE[claim.verdict]}", style=_STYLE[claim.verdict.value])
        head.append(f"  {visible(_where(row))}  “{visible(_brief(row.quote))}”", style="default")
        out.print(head)
        out.print(f"    {visible(claim.why)}")
    out.print(_summary(rows))


def as_markdown(rows: list[Row], everything: bool) -> str:
    """A table for a merge request; text of the data is never markup."""
    from ledger.claims import KINDS
    from ledger.claims.values import CHINESE

    lines = ["## 数字校核", "", _summary(rows), ""]
    shown = _sorted(rows, everything)
    if shown:
        lines += ["| 结论 | 位置 | 原文 | 种类 | 怎样算的 |", "|---|---|---|---|---|"]
        for row in shown:
            cells = (
                CHINESE[row.claim.verdict],
                _where(row),
                _brief(row.quote),
                KINDS[row.claim.kind].name,
                row.claim.why,
            )
            lines.append("| " + " | ".join(map(_escaped, cells)) + " |")
    return "\n".join(lines).rstrip() + "\n"


def _escaped(text: str) -> str:
    from cli.output import visible
    from ledger.report.templating import markdown

    return markdown(" ".join(visible(text).split()))
