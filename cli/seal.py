"""``taizhang seal``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.output import note, print_json, visible
from cli.workspace import PERIOD, Workspace, json_option, ledger_option

if TYPE_CHECKING:
    from ledger.periods import Period
    from ledger.sealing import Sealed


@click.command(
    "seal",
    help="""封存一期：给这一期的进展和评价算出摘要，写进标签 sealed/台账/周期。

    封存的是已经提交的内容。还有“错误”时不封存；确实要带着问题封存，写 --with-findings 和理由，理由记在标签里。
    封存以后这一期只能用 correct 更正（写明理由、批准人），audit 会查出其他任何改动。
    git 设了签名（tag.gpgSign）时，标签照样签名。标签要推送到服务器才算数：git push origin 标签名。

    \b
    例：
      taizhang seal 2020-04
      taizhang seal 2020-Q2 --ledger 2020 --dry-run      只看会封存什么
      taizhang seal 2020-04 --with-findings 两家单位逾期未报，已通报
    """,
)
@click.argument("period", type=PERIOD, metavar="周期")
@ledger_option
@click.option("--with-findings", "reason", metavar="理由", default="", help="有错误也封存，写明理由。")
@click.option("--dry-run", is_flag=True, help="只检查、只算摘要，不建标签。")
@json_option
@click.pass_obj
def command(
    workspace: Workspace, period: Period, ledger_name: str | None, reason: str, dry_run: bool, as_json: bool
) -> None:
    """See ``help``."""
    from ledger import sealing, store

    name = store.choose(workspace.tree, ledger_name, None, period)
    found = sealing.seal(workspace.root, name, period, with_findings=reason, dry_run=dry_run)
    for finding in found.findings:
        note(f"带着封存的错误 {finding.code}：{finding.file} {finding.message}")
    if as_json:
        print_json(_shape(found, made=not dry_run))
        return
    counts = f"{found.tasks} 项任务、{found.entries} 条进展、{found.reviews} 条评价"
    click.echo(f"{'会封存' if dry_run else '已封存'} {period}：{counts}")
    click.echo(f"摘要 {found.digest}")
    if dry_run:
        note("试运行：没有建标签。")
        return
    click.echo(f"标签 {visible(found.tag.name)}" + ("（已签名）" if found.tag.signed else ""))
    note(f"推送到服务器：git push origin {visible(found.tag.name)}")


def _shape(found: Sealed, *, made: bool) -> dict[str, Any]:
    return {
        "tag": found.tag.name,
        "object": found.tag.object if made else None,
        "commit": found.tag.commit if made else None,
        "ledger": found.ledger,
        "period": str(found.period),
        "digest": found.digest,
        "tasks": found.tasks,
        "entries": found.entries,
        "reviews": found.reviews,
        "findings": len(found.findings),
        "reason": found.reason,
        "signed": found.tag.signed,
    }
