"""``taizhang diff``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.output import console, note, print_json, visible
from cli.workspace import Workspace, json_option, ledger_option

if TYPE_CHECKING:
    from rich.text import Text

    from ledger.report.difference import Block, Inline, Item, Line, View

FORMATS = ("text", "md", "html", "docx", "json")
_SUFFIXES = {".md": "md", ".html": "html", ".htm": "html", ".docx": "docx", ".json": "json", ".txt": "text"}
_STYLES = {"gone": "red strike", "new": "green", "moved_from": "blue strike", "moved_to": "blue"}
_SIGNS = {"gone": "[-{}-]", "new": "{{+{}+}}", "moved_from": "[<{}<]", "moved_to": "{{>{}>}}"}
_NO_LINE_START = frozenset("，。；：、！？）》”』」〉】-]+}")
_NO_LINE_END = ("[-", "{+", "[<", "{>", "（", "“", "《")
_BLOCK = {"新报": "green", "未报": "red"}


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
    from ledger.compare import reading
    from ledger.compare.sides import parse
    from ledger.report import difference

    form = _format(form, as_json, output)
    filters = reading.Filters(ledger_name or "", listed, unit, task)
    result = reading.run(workspace.root, parse(sides), filters, exact=exact)
    if form == "json":
        _write_json(difference.as_json(result), output)
    else:
        # a document with revisions must give back both texts to the letter
        shown = difference.view(result, exact=exact or form == "docx", most=0 if summary else limit)
        if form == "text":
            _write_text(shown, output)
        else:
            _write(difference.render(shown, form, workspace.root / "templates"), output)
        if form != "text" or output:
            for said in shown.notes:
                note(f"注意：{said}。")
    if output:
        note(f"已写好 {output}：{len(result.comparison.changes)} 处变化。")
    return 1 if exit_code and result.comparison.changes else 0


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
    if output is not None and not output.parent.is_dir():
        raise click.UsageError(f"没有这个目录：{output.parent}。先建目录，或换一个 -o。")
    return form or "text"


def _write(data: bytes, output: Path | None) -> None:
    from ledger import store

    if output is None:
        sys.stdout.buffer.write(data)
    else:
        store.write_bytes(output, data)


def _write_json(value: object, output: Path | None) -> None:
    import io
    from contextlib import redirect_stdout

    if output is None:
        print_json(value)
        return
    text = io.StringIO()
    with redirect_stdout(text):
        print_json(value)
    _write(text.getvalue().encode(), output)


# ---------------------------------------------------------------------- for the terminal


def _write_text(shown: View, output: Path | None) -> None:
    from rich.console import Console

    if output is None:
        _print(shown, console())
        return
    with output.open("w", encoding="utf-8", newline="\n") as handle:
        _print(shown, Console(file=handle, markup=False, highlight=False, emoji=False, width=100))


def _print(shown: View, out: object) -> None:
    from rich.console import Console
    from rich.text import Text

    assert isinstance(out, Console)  # noqa: S101 - rich is imported late
    colour = out.is_terminal and not os.environ.get("NO_COLOR") and out.color_system is not None

    def say(text: Text, indent: int = 0) -> None:
        for line in _wrapped(text, max(out.width - indent, 20)):
            out.print(Text(" " * indent) + line, soft_wrap=True)

    say(Text(visible(shown.title), style="bold"))
    say(Text(visible(f"{shown.before} → {shown.after}")))
    if not shown.differs:
        say(Text("没有变化。"))
    else:
        say(_summary(shown))
    for item in shown.items:
        out.print()
        say(_head(item))
        say(Text(visible(item.text), style="bright_black" if colour else ""), 2)
        for block in item.blocks:
            indent = 2
            if block.unit:
                say(_unit(block), 2)
                indent = 4
            for line in block.lines:
                say(_line(line, colour=bool(colour)), indent)
    for said in shown.notes:
        say(Text(visible(f"注意：{said}。")))


def _wrapped(text: Text, width: int) -> list[Text]:
    """Lines of at most ``width`` cells that break between tokens, never inside a figure; no closing mark begins one,
    no opening mark ends one."""
    from rich.cells import cell_len

    from ledger.compare.tokens import tokens

    groups: list[str] = []
    for token in tokens(text.plain, exact=True):
        if groups and (token in _NO_LINE_START or groups[-1].endswith(_NO_LINE_END)) and len(groups[-1]) < width:
            groups[-1] += token
        else:
            groups.append(token)
    breaks: list[int] = []
    cells = at = 0
    for group in groups:
        size = cell_len(group)
        if cells and cells + size > width:
            breaks.append(at)
            cells = 0
        cells += size
        at += len(group)
    lines = list(text.divide(breaks))
    for line in lines:
        line.rstrip()
    return [line[len(line.plain) - len(line.plain.lstrip(" ")) :] if n else line for n, line in enumerate(lines)]


def _summary(shown: View) -> Text:
    from rich.text import Text

    text = Text()
    for n, (name, number) in enumerate(shown.summary):
        text.append(("  " if n else "") + f"{name} ")
        text.append(str(number), style="bold" if number else "bright_black")
    return text


def _head(item: Item) -> Text:
    from rich.text import Text

    text = Text(visible(item.id), style="bold")
    text.append(visible(f"  {item.place}") if item.place else "", style="not bold")
    if item.status:
        text.append(f"  {item.status}", style="red" if "→ 未完成" in item.status else "cyan")
    return text


def _unit(block: Block) -> Text:
    from rich.text import Text

    text = Text(visible(block.unit), style="bold")
    if block.what:
        text.append(f"  {block.what}", style=_BLOCK.get(block.what[:2], "cyan"))
    return text


def _line(line: Line, *, colour: bool) -> Text:
    from rich.text import Text

    text = Text(f"{visible(line.name)}：")
    if line.remark or line.figure:
        text.append(visible(line.note), style="yellow")
        return text
    _append(text, line.marks.short, colour=colour)
    if line.note:
        text.append(visible(f"（{line.note}）"), style="yellow")
    return text


def _append(text: Text, inline: Inline, *, colour: bool) -> None:
    for mark in inline.marks:
        said = visible(mark.text)
        style = _STYLES.get(mark.kind, "")
        text.append(said if colour or not style else _SIGNS[mark.kind].format(said), style=style if colour else "")
