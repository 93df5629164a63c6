"""``taizhang report``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.output import note
from cli.waiting import parts
from cli.workspace import PERIOD, Workspace, as_of_option, ledger_option

if TYPE_CHECKING:
    from ledger.cache.answers import Answer
    from ledger.document import SourceDocument
    from ledger.periods import Period

KINDS = ("assignment", "plan", "situation", "quarterly", "review", "numbers")
FORMATS = ("md", "docx", "html", "xlsx")
_BINARY = ("docx", "xlsx")
_OF_CHOSEN_TASKS = ("plan", "situation", "quarterly")
"""Kinds that show nothing but the tasks they are asked for."""


@click.command(
    "report",
    help="""生成文档：立项表、计划表、情况表、年终总结表、数字校核表。

    \b
    种类：
      assignment   任务责任分解立项表（附件1、附件2）
      plan         工作任务落实计划表（附件3）
      situation    主要工作任务落实情况表（附件4），按月
      quarterly    季度落实情况表（按单位列进展）
      review       年终总结表：目标、完成数、完成率；不写 --period 就是全年
      numbers      数字校核表：这一期进展里算不拢、说不清的数，怎样算的（内部用）

    \b
    例：
      taizhang report situation --period 2020-04 -o 4月情况表.docx
      taizhang report situation --period 2020-04 --unit 区住建局 -o 住建4月.docx
      taizhang report quarterly --ledger 2019 --period 2019-Q2 -o 二季度.docx
      taizhang report assignment --ledger 2020 --list minsheng -o 民生工程.docx
      taizhang report assignment --ledger 2020 --leader 程伟
      taizhang report plan --ledger 2020 --blank -o 计划表空表.docx
      taizhang report situation --period 2020-04 --as-of 2020-05-12 -o 当时的.docx
      taizhang report numbers --period 2020-04 -o 4月数字校核.docx
      taizhang report review --ledger 2020 -o 年终总结表.docx
      taizhang report review --ledger 2020 --against 年终报道.txt   逐项对照

    不写 -o 时输出 Markdown。Word 版式在 templates/种类/template.docx 里，可以用 Word 或 WPS 改。
    """,
)
@click.argument("kind", metavar="种类", type=click.Choice(KINDS))
@click.option("--period", type=PERIOD, help="哪一期：2020-04、2020-Q2、2020-H1 或 2020。")
@ledger_option
@click.option("--list", "listed", metavar="清单", default="", help="只要一个清单，如 main、minsheng。")
@click.option("--unit", metavar="单位", default="", help="只要一个单位的任务，可写全称、简称或曾用名。")
@click.option("--leader", metavar="姓名", default="", help="只要一位牵头领导的任务。")
@click.option("--format", "form", type=click.Choice(FORMATS), help="格式；不写时看 -o 的扩展名，没有 -o 时是 md。")
@click.option("--blank", is_flag=True, help="出空表（plan、situation）；同时写 --unit 时列出该单位的任务。")
@click.option(
    "--against",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="年终总结表与这份公开文字（docx、html、txt）对照。",
)
@click.option("-o", "--output", metavar="文件", type=click.Path(path_type=Path), help="写到哪个文件。")
@as_of_option
@click.pass_obj
def command(
    workspace: Workspace,
    kind: str,
    period: Period | None,
    ledger_name: str | None,
    listed: str,
    unit: str,
    leader: str,
    form: str | None,
    blank: bool,
    against: Path | None,
    output: Path | None,
) -> None:
    """See ``help``."""
    from cli import kept
    from ledger import system
    from ledger.cache.answers import answers_at

    form = form or _format_of(output)
    if output is None and form in _BINARY and sys.stdout.isatty():
        raise click.UsageError(f"{form} 不能显示在屏幕上。加 -o 文件名，如 -o 情况表.{form}")
    typed = (kind, str(period), ledger_name, listed, unit, leader, form, blank)
    answers = answers_at(workspace.root)
    asked = ""
    if answers.is_on and against is None:
        asked = kept.question(workspace, "report", *typed, _templates(workspace, kind, form))
    made = answers.get(asked)
    if made is None:
        made = _made(workspace, kind, period, ledger_name, listed, unit, leader, form, blank, against)
        if asked and workspace.snapshot.as_listed:
            answers.keep(asked, made)
    title, tasks, *notices = made.said
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(made.out)
    else:
        system.write_out(output, made.out)
        note(f"已写好 {output}：{title}，{tasks} 项任务。")
    for notice in notices:
        note(f"注意：{notice}。")
    if made.number:
        note(f"有 {made.number} 个文件问题，文档里可能缺内容，用 taizhang check 查看。")


def _made(
    workspace: Workspace,
    kind: str,
    period: Period | None,
    ledger_name: str | None,
    listed: str,
    unit: str,
    leader: str,
    form: str,
    blank: bool,
    against: Path | None,
) -> Answer:
    """The document; with it its title, how many tasks it has, what is to be remarked, and how many files are faulty."""
    from ledger.cache.answers import Answer
    from ledger.known import Only
    from ledger.report import build, remarks, render
    from ledger.values import replace

    only = Only(unit, leader) if kind in _OF_CHOSEN_TASKS else None
    ledger = workspace.ledger(ledger_name, period=period, only=only)
    if against and kind != "review":
        raise click.UsageError("--against 只用于年终总结表（review）。")
    text = _read(against) if against else None
    with parts() as part:
        part("取内容", "项")
        report = build(kind, ledger, period=period, listed=listed, unit=unit, leader=leader, blank=blank, against=text)
        if workspace.read_from:
            report = replace(report, facts={**report.facts, "as_of": workspace.read_from})
        part(f"排版（{report.tasks:,} 项任务）", "项")
        data = render(report, form, workspace.root / "templates")
    said = (report.title, str(report.tasks), *report.notices, *remarks(report, form))
    return Answer(data, said, len(ledger.findings))


def _templates(workspace: Workspace, kind: str, form: str) -> str:
    """The files that the document may be set with, the user's own and the shipped ones, in one name."""
    from importlib.util import find_spec

    from ledger.cache.answers import content

    found = find_spec("taizhang_templates")
    shipped = Path(found.origin).parent if found and found.origin else Path(__file__).parents[1] / "templates"
    names = (f"{kind}/template.docx",) if form == "docx" else (f"{kind}/template.{form}.j2", f"page.{form}.j2")
    return content([folder / name for folder in (workspace.root / "templates", shipped) for name in names])


def _read(path: Path) -> SourceDocument:
    from ledger.importers import files, office

    return files.read(path, convert=office.converter())


def _format_of(output: Path | None) -> str:
    if output is None:
        return "md"
    suffix = output.suffix.lower().removeprefix(".")
    form = {"markdown": "md", "htm": "html"}.get(suffix, suffix)
    if form not in FORMATS:
        raise click.UsageError(
            f"看不出 {output} 是什么格式。文件名以 .md、.docx、.html 或 .xlsx 结尾，或用 --format 写明。"
        )
    return form
