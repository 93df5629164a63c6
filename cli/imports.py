"""``taizhang import notice`` (and ``import form``): documents in, ledger out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli import formimport
from cli.waiting import progress
from cli.workspace import PERIOD, Workspace, json_option

if TYPE_CHECKING:
    from ledger.diagnostics import Diagnostic
    from ledger.importers.notice import Notice
    from ledger.importers.writing import Made
    from ledger.periods import Period

_SHOWN, _LEAD, _FIRST = 40, 12, 10


@click.group(
    "import",
    help="""导入：从通知立项（notice），从单位报来的表登记进展（form）。

    \b
    例：
      taizhang import notice 通知.docx --dry-run          先看读到什么，不写文件
      taizhang import form 四月报表/ --dry-run            逐格看会写什么
    """,
)
def group() -> None:
    """See ``help``."""


@group.command(
    "notice",
    help="""立项：读一份通知或任务表，生成台账。

    认得 docx、网页（html）、xlsx 和纯文本；任务在表格里、在网页文字里、在正文（责任单位：…）里都可以。
    已有的文件一律不覆盖；凡是推测、丢弃、修补的地方都列出来，带原文位置。

    \b
    例：
      taizhang import notice 通知.docx --dry-run           先看读到什么，不写文件
      taizhang import notice 通知.docx                     立项并提交
      taizhang import notice 方案.txt --ledger 2023-jiyang --units 单位.yaml
      taizhang import notice 情况表.html --period 2019-Q2  表里有进展，写明哪一期
    """,
)
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option("--ledger", "name", metavar="台账", help="台账名，默认是文件里的年份。")
@click.option(
    "--list", "lists", metavar="清单", multiple=True, help="各张表的清单名，按先后写几个；默认 main、minsheng。"
)
@click.option("--year", type=click.IntRange(1980, 2200), metavar="年份", help="哪一年的任务；默认从标题里认。")
@click.option("--period", type=PERIOD, metavar="周期", help="表里的进展是哪一期；默认从标题里认。")
@click.option("--title", metavar="标题", default="", help="台账的名称；默认从文件标题来。")
@click.option("--units", "registry", metavar="文件", type=click.Path(path_type=Path), help="单位登记表 units.yaml。")
@click.option("--by-measure", is_flag=True, help="一个序号下有几条具体措施、工作内容的，一条立一项；平时一个序号一项。")
@click.option("--dry-run", is_flag=True, help="只看读到什么，不写文件。")
@click.option("--no-commit", is_flag=True, help="写文件，但不提交。")
@click.option("--author", metavar="姓名 <邮箱>", help="提交的作者；默认是 git 里设置的人。")
@click.option("--allow-detached", is_flag=True, help="不在分支上也提交。")
@json_option
@click.pass_obj
def notice_command(
    workspace: Workspace,
    file: Path,
    name: str | None,
    lists: tuple[str, ...],
    year: int | None,
    period: Period | None,
    title: str,
    registry: Path | None,
    by_measure: bool,
    dry_run: bool,
    no_commit: bool,
    author: str | None,
    allow_detached: bool,
    as_json: bool,
) -> int:
    """See ``help``."""
    from cli import output
    from ledger.importers import files, notice, office, writing

    root = _root(workspace)
    with progress("读文件"):
        document = files.read(file, convert=office.converter())
    given = _bytes(registry)
    ledger = name or (str(year) if year else "")
    chosen = writing.registry_for(root, ledger, given, document)
    read = notice.interpret(
        document,
        chosen.registry,
        ledger=ledger,
        year=year,
        lists=lists,
        title=title,
        period=period,
        by_measure=by_measure,
    )
    if not ledger:
        # the ledger's own registry can only be found once the document has said its year
        chosen = writing.registry_for(root, read.config.name, given, document)
        read = notice.interpret(
            document, chosen.registry, lists=lists, title=title, period=period, by_measure=by_measure
        )
    result = writing.joined(root, writing.made(read, chosen), read)
    for remark in result.notes:
        output.note(remark)
    if chosen.taken_from:
        output.note(f"单位登记表用的是 {chosen.taken_from}；要用别的，加 --units")
    if dry_run:
        _preview(read, result, as_json)
        return 0
    commit: str | None = None
    notes: tuple[str, ...] = ()
    if no_commit:
        writing.write(root, result)
    else:
        with progress("写入、提交"):
            commit, notes = writing.commit(root, result, read, author=author, allow_detached=allow_detached)
    if as_json:
        output.print_json(
            {"commit": commit, "ledger": result.ledger, "files": list(result.files), **_shape(read, result)}
        )
        return 0
    for remark in notes:
        output.note(remark)
    click.echo(writing.subject(read))
    click.echo(f"写了 {len(result.files)} 个文件" + (f"，提交 {commit[:12]}" if commit else "，没有提交"))
    _print_findings(read.findings)
    _targets(result, listed=False)
    return 0


def _root(workspace: Workspace) -> Path:
    """The folder that holds ``tasks/``; where there is none yet, the folder itself."""
    from ledger.errors import NotFound

    try:
        return workspace.root
    except NotFound:
        if not workspace.start.is_dir():
            raise
        return workspace.start.resolve()


def _bytes(path: Path | None) -> bytes | None:
    from ledger.errors import FileRefused, reason

    if path is None:
        return None
    try:
        return path.read_bytes()
    except OSError as failure:
        raise FileRefused(f"{path} 打不开：{reason(failure)}", "检查 --units 后面的路径") from failure


def _shape(read: Notice, result: Made) -> dict[str, Any]:
    """What programs get: the document's facts, the tasks as ``list`` gives them, the findings."""
    from cli import output, targets
    from ledger import configfile, views
    from ledger.targets import propose

    settings = configfile.encode(read.config)
    document = {
        **settings.get("document", {}),
        "ledger": read.config.name,
        "year": read.config.year,
        "ledger_title": read.config.title,
        "lists": settings.get("lists", {}),
        "reporting": settings.get("reporting", {}),
        "bulletins": settings.get("bulletins", []),
        "forms": dict(read.forms),
    }
    findings = [output.import_finding(finding) for finding in read.findings]
    return {
        "document": document,
        "tasks": [views.listed(record) for record in result.records],
        "findings": findings,
        "targets": [
            targets.proposed(record, proposals)
            for record in result.records
            if (proposals := propose(record.task)) and not record.task.indicators
        ],
    }


def _targets(result: Made, *, listed: bool) -> None:
    """The quantified targets that the texts state: proposals, never written without a person."""
    from cli import output, targets
    from ledger.targets import propose

    found = [(record, each) for record in result.records if (each := propose(record.task))]
    count = sum(len(each) for _, each in found)
    if not count:
        return
    if listed:
        click.echo(f"\n指标建议 {count} 个（{len(found)} 项任务，只是建议，不写进台账）")
        targets.show_table(found[:_FIRST])
        if len(found) > _FIRST:
            click.echo(f"  ……还有 {len(found) - _FIRST} 项任务的建议，全部见 --json 或立项以后的 taizhang targets。")
        return
    output.note(
        f"任务正文里有 {count} 个可以作指标的数（{len(found)} 项任务），没有写进台账；"
        f"用 taizhang targets --ledger {result.ledger} -o 指标建议.yaml 写出来，看过以后登记"
    )


def _preview(read: Notice, result: Made, as_json: bool) -> None:
    from cli import output

    if as_json:
        output.print_json(_shape(read, result))
        return
    document = read.config.document
    for label, value in (
        ("台账", f"{read.config.name}  {read.config.title}"),
        ("标题", document.title),
        ("文号", document.number),
        ("机关", document.issuer),
        ("日期", document.issued.isoformat() if document.issued else ""),
        ("计划", f"{read.config.reporting.plan_due} 前报" if read.config.reporting.plan_due else ""),
        ("月报", _due(read)),
        ("通报", "；".join(f"{item['matter']}{item['rhythm']}" for item in read.config.bulletins)),
        ("表样", "；".join(f"{annex} {title}" for annex, title in read.forms.items())),
    ):
        if value:
            click.echo(output.visible(f"{label}：{value}"))
    for name, spec in read.config.lists.items():
        tasks = read.tasks[name]
        click.echo(output.visible(f"\n清单 {name}  {spec.annex} {spec.title}  {len(tasks)}项"))
        output.table(
            ("序号", "任务", "牵头单位", "其他", "进展"),
            [
                (
                    str(task.number),
                    _cut(task.parent + task.text, _SHOWN),
                    _cut("、".join(task.units.lead), _LEAD),
                    f"{len(task.units.support)}个" if task.units.support else "",
                    f"{len(task.progress)}条" if task.progress else "",
                )
                for task in tasks
            ],
            wraps=1,
        )
    _targets(result, listed=True)
    _print_findings(read.findings)
    click.echo("\n这是预览，没有写文件。")


def _due(read: Notice) -> str:
    from ledger.importers.facts import spoken_due

    return spoken_due(read.config.reporting)


def _cut(text: str, length: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= length else f"{flat[: length - 1]}…"


def _print_findings(found: tuple[Diagnostic, ...]) -> None:
    """Every finding, rule by rule, each with its place in the document."""
    from cli import output
    from ledger.diagnostics import RULES

    if not found:
        click.echo("没有需要核对的地方。")
        return
    counts = Counter(finding.code for finding in found)
    click.echo(f"\n需要核对 {len(found)} 处：")
    for code, count in sorted(counts.items()):
        rule = RULES[code]
        click.echo(f"\n{code} {rule.title}（{count}处）")
        hints: dict[str, None] = {}
        for finding in found:
            if finding.code == code:
                place = str(finding.path[0]) if finding.path else "全文"
                click.echo(output.visible(f"  {place}：{finding.message}"))
                if finding.hint:
                    hints[finding.hint] = None
        for hint in hints:
            click.echo(f"  改法：{hint}")


group.add_command(formimport.command)
command = group
