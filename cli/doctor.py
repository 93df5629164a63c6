"""``taizhang doctor``: set a clone up, look inside a file."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

import click

from cli.output import note, print_json, visible
from cli.workspace import Workspace, json_option

_SHOWN = 40


@click.group(
    "doctor",
    help="""装好 git 的设置，看看程序是怎么读一个文件的，哪里可以快一些。

    \b
    例：
      taizhang doctor install --dry-run                   看看要设置什么
      taizhang doctor speed                               哪里慢，怎样改
      taizhang doctor parse tasks/2020/main/037.yaml      一个文件读成了什么
    """,
)
def command() -> None:
    """See ``help``."""


@command.command(
    "install",
    help="""让 git 按字段合并、按字词比对任务文件。每个人在自己的仓库里运行一次；重复运行不会重复写。

    写两处：.gitattributes（要提交，大家共用）和本仓库的 git 设置（只管自己这一份）。

    \b
    例：
      taizhang doctor install            装好，并列出设置了什么
      taizhang doctor install --dry-run  只看，不写
      git diff --word-diff               装好以后，按字、按数看改动
    """,
)
@click.option("--dry-run", is_flag=True, help="只列出要设置什么，不写。")
@json_option
@click.pass_obj
def install(workspace: Workspace, dry_run: bool, as_json: bool) -> None:
    """See ``help``."""
    from ledger import gitrepo
    from ledger.gitrepo import setup

    folder = workspace.root
    repository = gitrepo.find(folder)
    wanted = setup.steps(repository, folder, program())
    if not dry_run:
        setup.install(repository, folder, wanted)
    if as_json:
        steps = [{"place": each.place, "before": each.before, "after": each.after} for each in wanted]
        print_json({"dry_run": dry_run, "changed": sum(each.needed for each in wanted), "steps": steps})
        return
    for each in wanted:
        state = "已有" if not each.needed else "要设置" if dry_run else "已设置"
        click.echo(visible(f"{state}  {each.place}：{each.after}"))
        if each.needed and each.before is not None:
            click.echo(visible(f"      原来是：{each.before}"))
    if not any(each.needed for each in wanted):
        note("都已经设置好了，没有改动。")
    elif not dry_run and wanted[0].needed:
        note(f"请把 {setup.ATTRIBUTES} 提交：git add {setup.ATTRIBUTES} && git commit -m 台账的合并设置")


@command.command(
    "speed",
    help="""看看这个仓库哪里会慢，怎样改；缓存放在哪里，有多大。不写 --fix 只看不改。

    \b
    例：
      taizhang doctor speed                               哪里慢，列出改法
      taizhang doctor speed --fix                         能由程序改的，一次改好
    """,
)
@click.option("--fix", is_flag=True, help="运行能由程序运行的改法（git 的索引和设置），不动台账文件。")
@json_option
@click.pass_obj
def speed(workspace: Workspace, fix: bool, as_json: bool) -> None:
    """See ``help``."""
    from ledger import gitrepo
    from ledger.gitrepo import speed as of_git
    from ledger.trees import FOLDER

    repository = gitrepo.find(workspace.root)
    found = of_git.advice(repository, list(workspace.snapshot.files(FOLDER)))
    kept = workspace.cache.path
    size = kept.stat().st_size if kept is not None and kept.exists() else 0
    for each in found if fix else ():
        if each.arguments:
            of_git.apply(repository, each)
    if as_json:
        advice = [
            {"found": each.found, "command": each.command, "done": bool(fix and each.arguments)} for each in found
        ]
        print_json({"advice": advice, "cache": {"path": str(kept) if kept else None, "bytes": size}})
        return
    for each in found:
        click.echo(visible(f"{each.found}。"))
        click.echo(visible(f"  {'已运行' if fix and each.arguments else '改法'}：{each.command}"))
    if not found:
        click.echo("没有发现会拖慢 git 的地方。")
    if kept is None:
        click.echo("缓存：没有。用户的缓存目录写不进去，或用了 --no-cache；结果一样，只是每次都重新读。")
    else:
        click.echo(visible(f"缓存：{kept}，{size / 1_000_000:.1f} MB。删掉不丢任何东西，下次重新算。"))
    if not fix and any(each.arguments for each in found):
        note("加 --fix 由程序运行其中的 git 命令。")


def program() -> str:
    """How git can start this program: by its name, or by its place where the name is not known.

    In a driver ``%`` begins a placeholder; a real one is written twice.
    """
    from ledger import system

    beside = system.program_beside(Path(sys.executable), "taizhang")
    if shutil.which("taizhang") or beside is None:
        return "taizhang"
    return shlex.quote(beside.as_posix()).replace("%", "%%")


@command.command(
    "parse",
    help="""看程序把一个 YAML 文件读成了什么：每个值的位置（行:列）、路径、种类和内容。有写法错误时退出码 1。

    \b
    例：
      taizhang doctor parse tasks/2020/main/037.yaml
      taizhang doctor parse tasks/2020/main/037.yaml --json
    """,
)
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@json_option
@click.pass_obj
def parse(workspace: Workspace, file: Path, as_json: bool) -> int:
    """See ``help``."""
    from cli.findings import decoded
    from ledger import yamlfile
    from ledger.diagnostics import Level
    from ledger.errors import FileRefused, reason

    try:
        place = workspace.start / file
        with (place if place.exists() else file).open("rb") as opened:
            data = opened.read(yamlfile.MAX_BYTES + 1)
    except OSError as failure:
        raise FileRefused(f"{file} 打不开：{reason(failure)}", "检查路径") from failure
    _, found = yamlfile.load(data)
    text = decoded(data)
    nodes = list(yamlfile.nodes(text)) if len(data) <= yamlfile.MAX_BYTES else []
    placed = [(finding.where or yamlfile.locate(text, finding.path), finding) for finding in found]
    if as_json:
        print_json(
            {
                "nodes": [
                    {"line": where.line, "column": where.column, "path": list(path), "kind": kind, "text": shown}
                    for path, kind, where, shown in nodes
                ],
                "findings": [
                    {"code": finding.code, "line": where.line, "column": where.column, "message": finding.message}
                    for where, finding in placed
                ],
            }
        )
    else:
        for path, kind, where, shown in nodes:
            name = "/".join(str(step) for step in path) or "（整个文件）"
            click.echo(visible(f"{where.line}:{where.column}  {name}  {kind}  {_short(shown)}").rstrip())
        for where, finding in placed:
            note(f"{where.line}:{where.column}  {finding.code} {finding.message}")
    return 1 if any(finding.level is Level.ERROR for finding in found) else 0


def _short(text: str) -> str:
    line = text.replace("\n", "⏎")
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
