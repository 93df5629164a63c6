"""``taizhang import form``: what units send back, read, matched, shown, committed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.waiting import counted
from cli.workspace import PERIOD, Workspace, json_option, ledger_option

if TYPE_CHECKING:
    from ledger.importers.forms.applying import Outcome, RowPlan, Session
    from ledger.importers.forms.matching import Settled
    from ledger.periods import Period

_STATUS = {
    "new": "新登",
    "corrected": "更正",
    "same": "未变",
    "held": "待定",
    "empty": "没填",
    "skipped": "跳过",
}
_ACT = {"new": "新登", "corrected": "更正", "same": "未变", "kept": "不清空"}
_ROW = re.compile(r"\s*(\d{1,5})\s*[=＝:：]\s*(\S*)\s*")
_KINDS = {"situation": "附件4", "plan": "附件3"}
_NAMES = {"situation": "落实情况表", "plan": "落实计划表"}


@click.command(
    "form",
    help="""读单位报来的附件3、附件4，登记进台账，一张表一次提交。

    文件、文件夹、zip 压缩包都可以，一次可以给多个。认得 docx、xlsx、网页（html）、纯文本；doc、wps、et、rtf
    装了 LibreOffice 就能读。单位、周期、每一行是哪项任务，由表里的暗记、表头、序号、任务文字、单位的任务名单
    和文件名互相印证；说法不一的不猜，列出来由人定。同一张表再导入一次什么也不变；改过重报的按更正登记，
    旧内容留在更正记录和历史里。

    \b
    例：
      taizhang import form 区住建局4月.docx --dry-run      逐格看会写什么
      taizhang import form 区住建局4月.docx
      taizhang import form 四月报表/ 补报.zip              一批
      taizhang import form 表.docx --unit 区住建局 --period 2020-04 \\
          --row 7=main/37 --row 8=跳过
    """,
)
@click.argument("paths", metavar="文件…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--unit", metavar="单位", default="", help="表是哪个单位报的；默认从表头、暗记、文件名认。")
@click.option("--period", type=PERIOD, metavar="周期", help="表是哪一期的；默认从标题、暗记、文件名认。")
@click.option(
    "--row", "settled", metavar="行=任务", multiple=True, help="第几行是哪项任务，如 7=main/37；不登记写 7=跳过。"
)
@click.option("--approved-by", metavar="姓名", default="", help="重报更正由谁同意；默认是表上签字的负责人。")
@click.option("--dry-run", is_flag=True, help="逐格显示会写什么、台账里现有什么，不写文件。")
@click.option("--force", is_flag=True, help="违反检查规则的行也照登。")
@click.option("--author", metavar="'姓名 <邮箱>'", help="提交的作者；默认是 git 里设置的人。")
@click.option("--allow-detached", is_flag=True, help="不在任何分支上（HEAD 游离）时也提交。")
@ledger_option
@json_option
@click.pass_obj
def command(
    workspace: Workspace,
    /,
    paths: tuple[Path, ...],
    unit: str,
    period: Period | None,
    settled: tuple[str, ...],
    approved_by: str,
    dry_run: bool,
    force: bool,
    author: str | None,
    allow_detached: bool,
    ledger_name: str | None,
    as_json: bool,
) -> int:
    """See ``help``."""
    from cli import output
    from ledger import gitrepo, store
    from ledger.actions import How
    from ledger.errors import LedgerError
    from ledger.importers.forms.applying import Session
    from ledger.importers.forms.matching import Settled

    if not dry_run:
        # rows that a killed import had written but not committed would count as there, and then be undone;
        # a repository that cannot be written to is told form by form
        with suppress(LedgerError):
            for said in gitrepo.settle(workspace.root):
                output.note(said)
    names = [store.choose(workspace.tree, ledger_name)] if ledger_name else store.names(workspace.tree)
    session = Session(
        workspace.root,
        {name: store.load(workspace.tree, name) for name in names},
        Settled(unit, period, ledger_name or "", _rows(settled), approved_by),
        How(author=author, allow_detached=allow_detached, force=force, dry_run=dry_run),
    )
    outcomes = _taken(session, paths, session.settled)
    if as_json:
        output.print_json({"forms": [_shape(outcome, dry_run) for outcome in outcomes]})
    else:
        for outcome in outcomes:
            _tell(outcome, dry_run, alone=len(outcomes) == 1)
        if len(outcomes) > 1:
            _tell_batch(outcomes)
        if dry_run:
            output.note("试运行：没有写文件，没有提交。")
    return _exit_code(outcomes)


def _rows(typed: Sequence[str]) -> tuple[tuple[int, str], ...]:
    from ledger.errors import UsageProblem

    found = []
    for item in typed:
        parts = _ROW.fullmatch(item)
        if parts is None:
            raise UsageProblem(f"--row 写的是“{item}”，看不懂", "写成 --row 7=main/37；这一行不登记写 --row 7=跳过")
        found.append((int(parts[1]), parts[2]))
    twice = [row for row, count in Counter(row for row, _ in found).items() if count > 1]
    if twice:
        raise UsageProblem(f"--row 把第{twice[0]}行指定了两次", "一行只能指定一次")
    return tuple(found)


def _taken(session: Session, paths: Sequence[Path], said: Settled) -> list[Outcome]:
    """Every file of the batch, one after another; a bad one does not stop the others."""
    from ledger.errors import FileRefused, UsageProblem
    from ledger.importers import office
    from ledger.importers.forms import batch
    from ledger.importers.forms.applying import Outcome

    convert = office.converter()
    outcomes: list[Outcome] = []
    items = batch.items(paths)
    first = list(islice(items, 2))
    if len(first) > 1 and (said.unit or said.rows):
        raise UsageProblem("--unit 和 --row 只能用在一张表上，这次给了几张", "一张一张导入")
    for item in counted(chain(first, items), "收表", "份", total=_expected(paths)):
        try:
            document = batch.document(item, convert=convert)
        except FileRefused as refusal:
            outcomes.append(Outcome(item.path, error=refusal))
            continue
        outcomes.append(session.take(document, item.path))
    if not outcomes:
        raise FileRefused("没有找到文件", "请核对路径；文件夹里要有docx、xlsx等文件")
    return outcomes


def _expected(paths: Sequence[Path]) -> int:
    """How many files there will be; 0 where an archive has yet to be opened."""
    files = [one for path in paths for one in (path.rglob("[!.~]*") if path.is_dir() else (path,))]
    return 0 if any(one.suffix.lower() == ".zip" for one in files) else sum(one.is_file() for one in files)


def _exit_code(outcomes: Sequence[Outcome]) -> int:
    """3 when nothing could be taken, 1 when something was refused or is left to decide, else 0."""
    refused = [outcome for outcome in outcomes if outcome.error is not None]
    if len(refused) == len(outcomes):
        return 3
    left = any(finding.level == "error" for outcome in outcomes for finding in outcome.findings)
    return 1 if refused or left else 0


# ---------------------------------------------------------------------- for programs


def _shape(outcome: Outcome, dry_run: bool) -> dict[str, Any]:
    from cli import output

    form, aim = outcome.form, outcome.aim
    findings = [output.import_finding(finding) for finding in outcome.findings]
    return {
        "file": outcome.path,
        "accepted": outcome.accepted,
        "kind": form.kind if form else None,
        "form": _KINDS[form.kind] if form else None,
        "ledger": aim.ledger.name if aim else None,
        "unit": aim.unit if aim else None,
        "period": str(aim.period) if aim else None,
        "reported": aim.reported if aim else None,
        "sha256": form.sha256 if form else None,
        "commit": outcome.commit,
        "dry_run": dry_run,
        "rows": [_row_shape(row, form.kind if form else "") for row in outcome.rows],
        "counts": outcome.counts,
        "offers": [
            {"id": record.task.id, "indicator": offer.indicator, "value": offer.value, "printed": offer.printed}
            for record, offer in outcome.offers
        ],
        "findings": findings,
        "error": outcome.error.message if outcome.error else None,
        "hint": outcome.error.hint if outcome.error else None,
    }


def _row_shape(row: RowPlan, kind: str) -> dict[str, Any]:
    found, values = row.found, row.values
    record = found.record
    shape: dict[str, Any] = {
        "row": found.index,
        "place": found.raw.place,
        "status": row.status,
        "why": found.why,
        "id": record.task.id if record else None,
        "list": record.list if record else None,
        "number": record.task.number if record else None,
        "printed_number": found.raw.number,
        "text": found.raw.text,
        "plan": {str(period): text for period, text in values.plans} if kind == "plan" else values.plan,
    }
    for name in ("done", "problems", "causes", "next", "verdict", "note"):
        shape[name] = values.texts.get(name, "")
    shape["printed_verdict"] = values.printed_verdict
    if kind == "plan":
        shape["people"] = dict(values.people)
    shape["cells"] = [
        {"field": cell.field, "before": cell.before, "after": cell.after, "act": cell.act}
        for cell in (row.write.cells if row.write else ())
    ]
    return shape


# ---------------------------------------------------------------------- for people


def _tell(outcome: Outcome, dry_run: bool, *, alone: bool) -> None:
    from cli import output
    from cli.main import say_failure

    form, aim = outcome.form, outcome.aim
    if outcome.error is not None:
        if not alone:
            click.echo(output.visible(f"\n{outcome.path}"))
        say_failure(outcome.error)
        _print_findings(outcome)
        return
    if form is None or aim is None:
        return
    click.echo(output.visible(f"\n{outcome.path}"))
    reported = f"  填报时间 {aim.reported}" if aim.reported else ""
    click.echo(
        output.visible(
            f"{_KINDS[form.kind]} {_NAMES[form.kind]}  台账 {aim.ledger.name}  {aim.unit}  {aim.period}{reported}"
        )
    )
    if dry_run:
        _print_cells(outcome)
    counts = "，".join(f"{_STATUS[name]}{count}行" for name in _STATUS if (count := outcome.counts.get(name)))
    click.echo(counts or "没有行")
    for sentence in outcome.notes:
        output.note(f"说明：{sentence}")
    if outcome.commit:
        click.echo(f"已提交 {outcome.commit[:12]}")
    elif not dry_run:
        click.echo("没有要写的内容，没有提交。")
    _print_findings(outcome)


def _print_cells(outcome: Outcome) -> None:
    """Cell by cell: what is there and what the form says."""
    from cli import output
    from ledger.importers.forms.tasks import label

    lines: list[tuple[str, ...]] = []
    for row in outcome.rows:
        record = row.found.record
        head = (str(row.found.index), label(record) if record else f"？{_flat(row.found.raw.number, 12)}")
        # the date stands above the table already
        cells = [cell for cell in (row.write.cells if row.write else ()) if cell.field != "reported"]
        if not cells:
            said = row.found.why or _flat(row.found.raw.text, 30)
            lines.append((*head, _STATUS[row.status], "", "", said))
        for n, cell in enumerate(cells):
            act = _STATUS["held"] if row.status == "held" else _ACT[cell.act]
            lines.append(
                (*(head if n == 0 else ("", "")), act, cell.title, _flat(cell.before, 24), _flat(cell.after, 60))
            )
    output.table(("行", "任务", "处理", "栏目", "台账现有", "表里"), lines, wraps=5)


def _flat(text: str, length: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= length else f"{flat[: length - 1]}…"


def _print_findings(outcome: Outcome) -> None:
    """Every finding, rule by rule, each with its place in the form."""
    from cli import output
    from ledger.diagnostics import RULES

    if not outcome.findings:
        return
    counts = Counter(finding.code for finding in outcome.findings)
    click.echo(f"需要核对 {len(outcome.findings)} 处：")
    for code, count in sorted(counts.items()):
        click.echo(f"  {code} {RULES[code].title}（{count}处）")
        hints: dict[str, None] = {}
        for finding in outcome.findings:
            if finding.code == code:
                place = f"{finding.path[0]}：" if finding.path else ""
                click.echo(output.visible(f"    {place}{finding.message}"))
                if finding.hint:
                    hints[finding.hint] = None
        for hint in hints:
            click.echo(output.visible(f"    改法：{hint}"))


def _tell_batch(outcomes: Sequence[Outcome]) -> None:
    """The table at the end of a batch: accepted, accepted with findings, refused, why."""
    from cli import output

    lines = []
    for outcome in outcomes:
        serious = [finding for finding in outcome.findings if finding.level != "notice"]
        if outcome.error is not None:
            verdict, why = "拒收", outcome.error.message
        elif serious:
            verdict = "收下，有要核对的"
            why = "；".join(f"{code} {count}处" for code, count in sorted(Counter(f.code for f in serious).items()))
        else:
            verdict, why = "收下", ""
        aim, counts = outcome.aim, outcome.counts
        done = "、".join(f"{_STATUS[name]}{counts[name]}" for name in _STATUS if counts.get(name))
        lines.append(
            (
                outcome.path,
                verdict,
                aim.unit if aim else "",
                str(aim.period) if aim else "",
                "" if outcome.error else done,
                why,
            )
        )
    click.echo("\n汇总")
    output.table(("文件", "结果", "单位", "周期", "行", "原因"), lines, wraps=5)
    tally = Counter(line[1] for line in lines)
    click.echo("，".join(f"{name}{tally[name]}份" for name in ("收下", "收下，有要核对的", "拒收") if tally[name]))
