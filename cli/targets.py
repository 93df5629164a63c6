"""``taizhang targets``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.committing import commit_options, how, tell
from cli.output import note, note_unread, print_json, table, visible
from cli.workspace import Workspace

if TYPE_CHECKING:
    from ledger.actions import How
    from ledger.model import Indicator, Record
    from ledger.store import Ledger
    from ledger.targets import Proposal

_PATH = click.Path(path_type=Path)
_LARGEST = 5_000_000

COMPARATOR = {">=": "不少于", "<=": "不超过", "=": "等于", "~": "约"}


@click.command(
    "targets",
    help="""指标建议：任务正文里写了多少套、多少户、百分之几的，列出来供确认。

    建议只供参考，由人确认后才写进任务：用 --accept 写明要第几个。名称可以用 --name 改。

    \b
    例：
      taizhang targets --ledger 2020    还没有指标的任务，正文里有哪些数
      taizhang targets 37               一项任务
      taizhang targets 37 --accept 2,3  把第2、3个写进任务并提交
      taizhang targets 37 --accept 2 --name 2=回迁安置套数

    \b
    任务多时写成文件，一次看完、一次登记：
      taizhang targets --ledger 2020 -o 指标建议.yaml   写出来删改
      taizhang targets --ledger 2020 --from 指标建议.yaml   把留下的写进任务
    """,
)
@click.argument("task", metavar="[任务]", required=False)
@click.option("--list", "listed", metavar="清单", help="只看一个清单。")
@click.option("--accept", metavar="序号", help="确认哪几个，如 2,3；写 all 是全部。")
@click.option("--name", "names", metavar="序号=名称", multiple=True, help="给确认的指标改名，可写几次。")
@click.option("-o", "--output", metavar="文件", type=_PATH, help="把建议写成文件，供删改。")
@click.option("--from", "paper", metavar="文件", type=_PATH, help="登记这份文件里留下的指标，并提交。")
@commit_options
@click.pass_obj
def command(
    workspace: Workspace,
    task: str | None,
    listed: str | None,
    accept: str | None,
    names: tuple[str, ...],
    output: Path | None,
    paper: Path | None,
    ledger_name: str | None,
    as_json: bool,
    author: str | None,
    allow_detached: bool,
    force: bool,
    dry_run: bool,
) -> None:
    """See ``help``."""
    from ledger import actions, selection, system, targets

    if paper:
        if task or listed or accept or names or output:
            raise click.UsageError("--from 登记整份文件，不和任务、--list、--accept、--name、-o 一起写。")
        _confirm(workspace, workspace.ledger(ledger_name), paper, how(author, allow_detached, force, dry_run), as_json)
        return
    if accept and not task:
        raise click.UsageError("--accept 一次确认一项任务：写明是哪一项，如 taizhang targets 37 --accept 2")
    if task is None:
        ledger = workspace.ledger(ledger_name)
        note_unread(ledger.findings, "建议")
        records = [r for r in selection.select(ledger, selection.Query(list=listed)) if not r.task.indicators]
    else:
        ledger, record = workspace.task(task, ledger_name)
        records = [record]
    found = [(record, targets.propose(record.task)) for record in records]
    if output:
        text = targets.on_paper([(record.task, proposals) for record, proposals in found])
        system.write_out(output, text.encode())
        count = sum(len(proposals) for _, proposals in found)
        note(f"已写好 {output}：{count} 个建议。删改以后用 taizhang targets --from {output} 登记。")
        return
    if not accept:
        _show([(record, proposals) for record, proposals in found if proposals], as_json)
        return
    record, proposals = found[0]
    chosen = _chosen(proposals, accept, names)
    manner = how(author, allow_detached, force, dry_run)
    tell(actions.confirm_targets(actions.Place(workspace.root, ledger, record), chosen, manner), as_json)


def _confirm(workspace: Workspace, ledger: Ledger, paper: Path, manner: How, as_json: bool) -> None:
    """Write the indicators that were left on the paper into their tasks."""
    from ledger import actions, targets
    from ledger.errors import FileRefused, reason

    try:
        if paper.stat().st_size > _LARGEST:
            raise FileRefused(f"{paper} 太大，不像指标建议", "用 taizhang targets -o 文件 重新写一份")
        data = paper.read_bytes()
    except OSError as failure:
        raise FileRefused(f"{paper} 打不开：{reason(failure)}", "检查文件名和权限") from failure
    chosen = targets.from_paper(data, str(paper))
    if not any(chosen.values()):
        note(f"{paper} 里没有留下指标，没有要登记的。")
        return
    made = actions.confirm_all_targets(workspace.root, ledger, chosen, manner)
    tasks = [task for task, each in chosen.items() if each]
    for finding in made.findings:
        note(f"{finding.code}：{finding.message}")
    if as_json:
        print_json({"commit": made.commit, "tasks": tasks, **({} if made.commit else {"diff": made.diff})})
    elif made.commit:
        click.echo(f"已提交 {made.commit[:12]}  {len(tasks)} 项任务的指标")
    else:
        click.echo(visible(made.diff), nl=False)
        note("试运行：没有写文件，没有提交。")


def _chosen(proposals: tuple[Proposal, ...], accept: str, names: tuple[str, ...]) -> list[Indicator]:
    """The indicators that were confirmed, under the names given."""
    from ledger.values import replace

    known = {str(n): proposal.indicator for n, proposal in enumerate(proposals, 1)}
    wanted = list(known) if accept == "all" else [n.strip() for n in accept.replace("，", ",").split(",")]
    own = dict(pair.split("=", 1) for pair in names if "=" in pair)
    for n in (*wanted, *own, *(pair for pair in names if "=" not in pair)):
        if n not in known:
            raise click.UsageError(f"没有第“{n}”个建议。有：{'、'.join(known) or '（正文里没有可以作指标的数）'}")
    return [replace(known[n], name=own.get(n, "").strip() or known[n].name) for n in dict.fromkeys(wanted)]


def _show(found: list[tuple[Record, tuple[Proposal, ...]]], as_json: bool) -> None:
    if as_json:
        print_json([proposed(record, proposals) for record, proposals in found])
        return
    rows = show_table(found)
    note(f"{len(found)} 项任务，{rows} 个建议。确认用 taizhang targets 任务 --accept 序号。")


def show_table(found: list[tuple[Record, tuple[Proposal, ...]]]) -> int:
    """The proposals as a table; how many there are."""
    rows = [
        (
            record.task.id if n == 1 else "",
            str(n),
            proposal.indicator.name,
            f"{COMPARATOR[proposal.indicator.comparator]} {proposal.indicator.target:f}{proposal.indicator.measure}"
            + ("（增速）" if proposal.indicator.basis == "growth" else ""),
            proposal.clause,
        )
        for record, proposals in found
        for n, proposal in enumerate(proposals, 1)
    ]
    if rows:
        table(("任务", "序号", "名称", "目标", "原文"), rows, wraps=4)
    return len(rows)


def proposed(record: Record, proposals: tuple[Proposal, ...]) -> dict[str, Any]:
    """The proposals of one task as JSON values."""
    return {
        "id": record.task.id,
        "proposals": [
            {
                "name": proposal.indicator.name,
                "target": proposal.indicator.target,
                "measure": proposal.indicator.measure,
                "comparator": proposal.indicator.comparator,
                "basis": proposal.indicator.basis,
                "printed": proposal.printed,
                "clause": proposal.clause,
            }
            for proposal in proposals
        ],
    }
