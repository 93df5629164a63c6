"""``taizhang merge-driver``: what git runs for each task file that both sides of a merge have changed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.output import note

if TYPE_CHECKING:
    from ledger.merging import Maybe, Merged
    from ledger.units import Registry

_SHOWN = 60


@click.command(
    "merge-driver",
    help="""供 git 调用：按字段三方合并一个任务文件，结果写回“我方”文件。一般不用自己运行，
    用 taizhang doctor install 装好以后，git merge、git rebase、git pull 会自动用它。

    两个单位各报一条进展、一人改计划一人改进展、一人改单位名一人改这个单位的进展，都自动合上。只有两个人把同一个字段改成了不同的内容才算冲突：
    文件里留我方的值，对方的值写在上面的注释“# 合并冲突: …”里，退出码 1；处理完删掉注释再提交，没删掉 check 会报错。
    读不通的文件交给 git 逐行合并，退出码同 git。

    \b
    例：
      taizhang merge-driver 祖先.yaml 我方.yaml 对方.yaml tasks/2020/main/037.yaml
      git config merge.taizhang.driver "taizhang merge-driver %O %A %B %P"
    """,
)
@click.argument("base", metavar="祖先", type=click.Path(path_type=Path))
@click.argument("ours", metavar="我方", type=click.Path(path_type=Path))
@click.argument("theirs", metavar="对方", type=click.Path(path_type=Path))
@click.argument("path", metavar="路径", default="")
def command(base: Path, ours: Path, theirs: Path, path: str) -> int:
    """See ``help``."""
    from ledger import merging, store
    from ledger.gitrepo import mergefile

    name = path or str(ours)
    if Path(name).name in (store.CONFIG, store.REGISTRY, store.CALENDAR):
        return mergefile.write_by_lines(base, ours, theirs)
    try:
        texts = [_read(file) for file in (base, ours, theirs)]
        merged = merging.merge(
            texts[0],
            texts[1],
            texts[2],
            by_lines=mergefile.by_lines(base, ours, theirs),
            same_unit=partial(_same_unit, name, []),
        )
    except (merging.Unmergeable, UnicodeDecodeError) as failure:
        reason = str(failure) if isinstance(failure, merging.Unmergeable) else "有一方不是 UTF-8 编码"
        code = mergefile.write_by_lines(base, ours, theirs)
        result = "有冲突，请编辑这个文件处理" if code else "没有冲突"
        note(f"{name}：不能按字段合并（{reason}），改由 git 逐行合并，{result}。")
        return code
    store.write_bytes(ours, merged.text.encode("utf-8"))
    return _tell(name, merged)


def _same_unit(path: str, known: list[Registry], one: str, other: str) -> bool:
    """Whether the registry of either side of the merge knows both names for one unit; read when it is first asked."""
    from ledger import store, units, unitsfile, yamlfile
    from ledger.gitrepo import mergefile

    if not known:
        parts = path.split("/")
        top = parts.index(store.FOLDER) + 2 if store.FOLDER in parts else 0
        texts = mergefile.sides_of("/".join([*parts[:top], store.REGISTRY])) if top else ()
        known += [unitsfile.decode(yamlfile.load(data)[0])[0] for data in texts] or [units.Registry()]
    return any(registry.same(one, other) for registry in known)


def _read(file: Path) -> str:
    from ledger.errors import FileRefused, reason
    from ledger.yamlfile import MAX_BYTES

    try:
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES + 1).decode("utf-8")
    except OSError as failure:
        raise FileRefused(f"{file} 打不开：{reason(failure)}", "检查路径") from failure


def _tell(name: str, merged: Merged) -> int:
    if merged.other:
        identity, text = merged.other
        note(
            f"{name}：双方各新增了一项任务，用了同一个文件名。"
            f"文件里是我方的；对方的是 {identity}“{_short(text)}”。\n"
            f"  改法：用 git show :3:{name} 取出对方的，另存为新的序号、新的 id，再删掉文件开头的注释。"
        )
        return 1
    for comment in merged.lost_comments:
        note(f"{name}：对方加的注释没有并进来：{_short(comment)}")
    if not merged.conflicts:
        return 0
    note(f"{name}：双方改了同一个字段，{len(merged.conflicts)} 处冲突，文件里暂留我方的值：")
    for each in merged.conflicts:
        ours, theirs, base = (_told(value) for value in (each.ours, each.theirs, each.base))
        note(f"  {each.field}：我方{ours}；对方{theirs}；共同祖先{base}")
    note("  改法：打开文件，对照“# 合并冲突”注释定下用哪个值，删掉注释，再 git add、git commit。")
    return 1


def _told(value: Maybe) -> str:
    import json

    from ledger.merging import ABSENT

    if value is ABSENT:
        return "没有"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return f"“{_short(text)}”"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
