"""``taizhang forms``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.output import note, print_json, table
from cli.waiting import counted, progress
from cli.workspace import PERIOD, Workspace, as_of_option, json_option, ledger_option

if TYPE_CHECKING:
    from ledger.packets import Issue, Sent
    from ledger.periods import Period


@click.command(
    "forms",
    help="""发表：给每个单位出一份只有它自己任务的填报表，任务、计划和上期下一步计划都已填好。

    月、季出落实情况表（附件4），年出落实计划表（附件3）。表里标明牵头、配合；带有暗记，填好交回后用
    taizhang import form 直接登记，不靠认序号。另有一份发放清单，列明发给谁、几项任务、何时报送。

    \b
    例：
      taizhang forms 2020-04             全部单位，写到 build/forms-2020-04
      taizhang forms 2020-04 --unit 区住建局 -o 发表
      taizhang forms 2020-04 --format xlsx
      taizhang forms 2020 --ledger 2020  年初的计划表

    目录里已有内容不同的文件时不覆盖（可能有人填过），加 --force 才覆盖。
    """,
)
@click.argument("period", type=PERIOD, metavar="周期")
@ledger_option
@as_of_option
@click.option(
    "--form", "kind", type=click.Choice(("situation", "plan")), help="哪种表；不写时年出计划表，其余出情况表。"
)
@click.option("--format", "form", type=click.Choice(("docx", "xlsx")), default="docx", help="格式，默认 docx。")
@click.option(
    "--unit", metavar="单位", default="", help="只出一个单位（或一组单位，如 各街道办事处）的表，不出发放清单。"
)
@click.option(
    "-o", "--output", metavar="目录", type=click.Path(path_type=Path), help="写到哪个目录，默认 build/forms-周期。"
)
@click.option("--force", is_flag=True, help="覆盖目录里内容不同的同名文件。")
@json_option
@click.pass_obj
def command(
    workspace: Workspace,
    period: Period,
    ledger_name: str | None,
    kind: str | None,
    form: str,
    unit: str,
    output: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """See ``help``."""
    from ledger import packets, report, store

    ledger = workspace.ledger(ledger_name, period=period)
    calendar = store.load_calendar(workspace.tree)
    with progress("分到各单位"):
        issued = packets.issue(ledger, period, calendar, kind=kind or "", unit=unit)
    if not issued.packets:
        note(f"台账 {ledger.name} 在 {issued.period} 没有能发表的单位。")
    folder = output or Path("build") / f"forms-{issued.period}"
    templates = workspace.root / "templates"
    sent = _rendered(issued, form, templates)
    files = {one.file: one.data for one in sent}
    listed: list[str] = []
    if not unit and issued.packets:
        sheet = packets.index(ledger, issued, sent)
        listed = [f"{packets.INDEX}.{made}" for made in ("md", "xlsx")]
        files.update({name: report.render(sheet, name.rpartition(".")[2], templates) for name in listed})
    written = packets.write(folder, files, force=force) if files else ()
    if as_json:
        print_json(_shape(issued, sent, folder, listed, written))
    else:
        _print(issued, sent, folder, written)
    _say(issued, ledger.config.reporting.every)
    for one in sent:
        for said in report.remarks(one.packet.report, form):
            note(f"注意：{one.file} {said}。")
    if ledger.findings:
        note(f"有 {len(ledger.findings)} 个文件问题，表里可能缺任务，用 taizhang check 查看。")


def _rendered(issued: Issue, form: str, templates: Path) -> list[Sent]:
    """Every packet as a file; with a bar for a person who waits."""
    from ledger import packets

    named = list(zip(issued.packets, packets.file_names(issued, form), strict=True))
    waiting = counted(named, "出表", "个单位", total=len(named))
    return [packets.Sent(packet, name, packets.render(packet, form, templates)) for packet, name in waiting]


def _shape(
    issued: Issue, sent: Sequence[Sent], folder: Path, listed: Sequence[str], written: Sequence[str]
) -> dict[str, Any]:
    return {
        "ledger": issued.ledger,
        "period": str(issued.period),
        "form": issued.kind,
        "due": issued.due.day if issued.due else None,
        "rule": issued.due.rule if issued.due else "",
        "packets": [
            {
                "unit": one.packet.unit,
                "lead": list(one.packet.leads),
                "support": list(one.packet.supports),
                "path": str(folder / one.file),
                "sha256": one.sha256,
                "digest": one.packet.digest,
                "written": one.file in written,
            }
            for one in sent
        ],
        "index": [str(folder / name) for name in listed],
        "unresolved": [{"group": name, "tasks": list(ids)} for name, ids in issued.unresolved],
    }


def _print(issued: Issue, sent: Sequence[Sent], folder: Path, written: Sequence[str]) -> None:
    if sent:
        table(
            ("单位", "任务", "牵头", "文件"),
            [(one.packet.unit, str(len(one.packet.tasks)), str(len(one.packet.leads)), one.file) for one in sent],
            wraps=3,
        )
    same = len(sent) - sum(one.file in written for one in sent)
    note(f"{folder}：{len(sent)} 个单位的{issued.name}" + (f"，其中 {same} 份本来就是这样" if same else "") + "。")


def _say(issued: Issue, every: str) -> None:
    if issued.due:
        note(f"报送时限：{issued.due.day}（{issued.due.rule}）。")
        if issued.due.assumption:
            note(f"注意：{issued.due.assumption}。")
    for notice in issued.notices:
        note(f"注意：{notice}。")
    if issued.kind == "situation" and issued.period.kind != every:
        how = {"month": "按月", "quarter": "按季", "half": "按半年"}.get(every, every)
        note(f"注意：台账 {issued.ledger} {how}报送，收表时要写明 --period {issued.period}。")
    for name, ids in issued.unresolved:
        note(f"“{name}”没有写明是哪几个单位（{len(ids)} 项任务），没有发表。")
    if issued.unresolved:
        note("在 units.yaml 里写上 members，或在任务里写具体单位。")
