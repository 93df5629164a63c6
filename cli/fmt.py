"""``taizhang fmt``."""

from __future__ import annotations

import difflib
import os
import sys
from typing import TYPE_CHECKING

import click

from cli.output import note, print_json, visible
from cli.scope import Scope
from cli.waiting import counted
from cli.workspace import Workspace, json_option

if TYPE_CHECKING:
    from collections.abc import Iterator

_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


@click.command(
    "fmt",
    help="""把台账文件整理成统一格式：缩进、引号、字段顺序。内容和注释不变，整理两遍结果一样。

    整理前后读出来的内容不同、注释少了一条，都不会写回。有写法错误的文件不动，先按 check 的提示改正。

    \b
    例：
      taizhang fmt                      整理全部台账
      taizhang fmt tasks/2020/main      只整理一个目录
      taizhang fmt --diff               先看看会改什么，不写
      taizhang fmt --check              流水线用：有没整理的文件就退出 1，不写
    """,
)
@click.argument("paths", metavar="[路径…]", nargs=-1)
@click.option("--check", "only_check", is_flag=True, help="只检查，不写；列出没有整理的文件，退出码 1。")
@click.option("--diff", "show_diff", is_flag=True, help="只看会改什么，不写。")
@json_option
@click.pass_obj
def command(workspace: Workspace, paths: tuple[str, ...], only_check: bool, show_diff: bool, as_json: bool) -> int:
    """See ``help``."""
    from ledger import store
    from ledger.checks import layout
    from ledger.errors import EditRefused, FileRefused
    from ledger.inspection.laidout import LaidOut
    from ledger.snapshot import blob_of

    scope = Scope.of(workspace, paths)
    tree = workspace.snapshot
    files: list[str] = []
    known: dict[str, LaidOut] = {}
    for name in store.names(tree):
        if scope.touches(f"{store.FOLDER}/{name}"):
            files += [path for path in layout.files(tree, name) if scope.covers(path)]
            known[name] = LaidOut(workspace.cache, name)
    changed: list[str] = []
    refused: list[dict[str, str]] = []
    # differences are printed as they are found, and would meet the bar
    for path in files if show_diff else counted(files, "整理", "个文件", total=len(files)):
        laid_out, blob = known[path.split("/", 2)[1]], tree.blob(path) if store.is_task_file(path) else ""
        if blob in laid_out:
            continue
        try:
            before = tree.read(path)
            after = layout.canonical(path, before)
        except (EditRefused, FileRefused) as failure:
            refused.append({"path": path, "message": failure.message, "hint": failure.hint})
            continue
        if after == before:
            if blob_of(before) == blob:
                laid_out.add(blob)
            continue
        changed.append(path)
        if show_diff and not as_json:
            sys.stdout.writelines(_diff(path, before, after))
        if not only_check and not show_diff:
            store.write_bytes(workspace.root / path, after)
    for name, laid_out in known.items():
        laid_out.keep([tree.blob(path) for path in tree.files(f"{store.FOLDER}/{name}")])
    if as_json:
        print_json({"files": len(files), "changed": changed, "refused": refused})
    else:
        _say(files, changed, refused, wrote=not only_check and not show_diff, listed=not show_diff)
    return 1 if refused or (only_check and changed) else 0


def _say(files: list[str], changed: list[str], refused: list[dict[str, str]], *, wrote: bool, listed: bool) -> None:
    if listed:
        for path in changed:
            click.echo(visible(path))
    for each in refused:
        note(f"没有整理：{each['message']}" + (f"\n  改法：{each['hint']}" if each["hint"] else ""))
    did = "整理了" if wrote else "要整理的有"
    note(
        f"共 {len(files)} 个文件，{did} {len(changed)} 个" + (f"，{len(refused)} 个有问题没有动。" if refused else "。")
    )


def _diff(path: str, before: bytes, after: bytes) -> Iterator[str]:
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    lines = difflib.unified_diff(
        before.decode("utf-8").splitlines(),
        after.decode("utf-8").splitlines(),
        f"{path}（现在）",
        f"{path}（整理后）",
        lineterm="",
    )
    for line in lines:
        text = visible(line)
        yield (click.style(text, fg=_COLOURS.get(line[:1])) if colour and line[:1] in _COLOURS else text) + "\n"
