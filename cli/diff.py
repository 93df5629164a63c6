"""``taizhang diff``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.output import json_text, note
from cli.workspace import Workspace, json_option, ledger_option

if TYPE_CHECKING:
    from ledger.cache.answers import Answer, Part
    from ledger.compare.reading import Result
    from ledger.compare.sides import Sides

FORMATS = ("text", "md", "html", "docx", "json")
_SUFFIXES = {".md": "md", ".html": "html", ".htm": "html", ".docx": "docx", ".json": "json", ".txt": "text"}
_TERMINAL = ("TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TTY_COMPATIBLE", "WT_SESSION")
"""What of the environment decides how rich writes to a terminal."""


@click.command(
    "diff",
    help="""对比两期，或者台账的两个状态：先汇总，再逐项、逐句、逐字。

    每一边写周期（2020-03）、提交、标签、日期（2020-05-01），或者某个提交时的某一期（2020-03@HEAD~3；
    2020-03@sealed 是封存时的样子）。只写一个周期，与上一期比；只写一个提交，与现在的文件比；
    都不写，看还没有提交的变化。单位改名、每年重新编号、全角半角标点不算变化。

    \b
    例：
      taizhang diff 2020-03 2020-04                    两期对比
      taizhang diff 2020-04 --unit 区住建局            与上月比，只看一个单位
      taizhang diff 2020-03@sealed 2020-03             封存以后改过什么
      taizhang diff origin/main..HEAD --format md      这次合并改了什么，贴进评论
      taizhang diff 2020-05-01 HEAD --exit-code        有变化时退出码是 1
      taizhang diff 2020-03 2020-04 -o 对比.docx       带修订标记的 Word 文档
    """,
)
@click.argument("sides", metavar="[前 [后]]", nargs=-1)
@click.option("--format", "form", type=click.Choice(FORMATS), help="格式；不写时看 -o 的扩展名，没有 -o 时是 text。")
@json_option
@ledger_option
@click.option("--list", "listed", metavar="清单", default="", help="只比一个清单，如 main、minsheng。")
@click.option("--unit", metavar="单位", default="", help="只比一个单位承担的任务和它报的进展。")
@click.option("--task", metavar="任务", default="", help="只比一项任务：2020-main-037、main/37 或 37。")
@click.option("--exact", is_flag=True, help="全角半角、引号样式、空格的不同也算变化。")
@click.option("--summary", is_flag=True, help="只要汇总，不逐项列出。")
@click.option("--limit", metavar="项", type=click.IntRange(1), help="最多逐项列出多少项任务；评论有长度限制时用。")
@click.option("--exit-code", is_flag=True, help="有变化时退出码是 1。")
@click.option("-o", "--output", metavar="文件", type=click.Path(path_type=Path), help="写到哪个文件。")
@click.pass_obj
def command(
    workspace: Workspace,
    sides: tuple[str, ...],
    form: str | None,
    as_json: bool,
    ledger_name: str | None,
    listed: str,
    unit: str,
    task: str,
    exact: bool,
    summary: bool,
    limit: int | None,
    exit_code: bool,
    output: Path | None,
) -> int:
    """See ``help``."""
    from ledger.cache.answers import answers_at
    from ledger.compare import asked
    from ledger.compare.sides import parse

    form = _format(form, as_json, output)
    root, both, kept = workspace.root, parse(sides), answers_at(workspace.root)
    options = (ledger_name or "", listed, unit, task, exact, summary, limit, *_circumstances(root, form, output))
    name = asked.asked(root, both, form, *options) if kept.is_on else ""
    answer = kept.get(name)
    if answer is None:
        answer = _answer(
            root, both, (ledger_name or "", listed, unit, task), form, output, exact, 0 if summary else limit
        )
        if name and asked.asked(root, both, form, *options) == name:  # nothing was changed meanwhile
            kept.keep(name, answer)
    _write(answer.out, form, output)
    if form != "text" or output:
        for said in answer.said:
            note(f"注意：{said}。")
    if output:
        note(f"已写好 {output}：{answer.number} 处变化。")
    return 1 if exit_code and answer.number else 0


def _answer(
    root: Path,
    both: Sides,
    filters: tuple[str, str, str, str],
    form: str,
    output: Path | None,
    exact: bool,
    most: int | None,
) -> Answer:
    from cli.waiting import progress
    from ledger import packing
    from ledger.compare import reading

    with packing.without_pauses():
        with progress("对比", "项任务") as told:
            result = reading.run(root, both, reading.Filters(*filters), exact=exact, progress=told)
        return _told(result, root, form, output, exact, most)


def _told(result: Result, root: Path, form: str, output: Path | None, exact: bool, most: int | None) -> Answer:
    from ledger.cache.answers import Answer
    from ledger.report import difference

    number = len(result.comparison.changes)
    if form == "json":
        return Answer(json_text(difference.as_json(result)).encode("utf-8", "backslashreplace"), number=number)
    # a document with revisions must give back both texts to the letter
    shown = difference.view(result, exact=exact or form == "docx", most=most)
    if form == "text":
        from cli import difftext

        out = difftext.render(shown, into_file=output is not None).encode("utf-8", "surrogatepass")
    else:
        out = difference.render(shown, form, root / "templates")
    return Answer(out, shown.notes, number)


def _circumstances(root: Path, form: str, output: Path | None) -> tuple[Part, ...]:
    """What besides the ledgers and the options decides how an answer looks: this program, a terminal, templates."""
    from ledger.cache.answers import content
    from ledger.cache.stamp import sources

    printer = sources(Path(__file__).parent)
    if form in ("md", "html"):
        return (printer, content(_templates(root)))
    if form != "text" or output is not None:
        return (printer, output is None)
    size = os.get_terminal_size(sys.stdout.fileno()) if sys.stdout.isatty() else ()
    return (printer, tuple(size), *(os.environ.get(name) for name in _TERMINAL))


def _templates(root: Path) -> list[Path]:
    """The files that the templates of this kind may be taken from, the user's own and the shipped ones."""
    from importlib.util import find_spec

    spec = find_spec("taizhang_templates")
    shipped = Path(spec.origin).parent if spec and spec.origin else Path(__file__).parents[1] / "templates"
    names = ("diff/template.md.j2", "diff/template.html.j2", "page.html.j2")
    return [folder / name for folder in (root / "templates", shipped) for name in names]


def _format(form: str | None, as_json: bool, output: Path | None) -> str:
    if as_json:
        if form not in (None, "json"):
            raise click.UsageError("--json 和 --format 只能写一个")
        form = "json"
    if form is None and output is not None:
        form = _SUFFIXES.get(output.suffix.lower())
        if form is None:
            raise click.UsageError(
                f"看不出 {output} 是什么格式。文件名以 .md、.html、.docx、.json 或 .txt 结尾，或用 --format 写明。"
            )
    if form == "docx" and output is None and sys.stdout.isatty():
        raise click.UsageError("docx 不能显示在屏幕上。加 -o 文件名，如 -o 对比.docx")
    return form or "text"


def _write(data: bytes, form: str, output: Path | None) -> None:
    if output is not None:
        from ledger import system

        system.write_out(output, data)
    elif form == "text":
        sys.stdout.write(data.decode("utf-8", "surrogatepass"))
    elif form == "json":
        from ledger import system

        system.write_utf8(sys.stdout, data.decode())
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
