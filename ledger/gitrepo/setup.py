"""What a clone needs so that git merges and compares task files our way: attributes, and this clone's settings.

``.gitattributes`` is committed and serves everybody; the drivers it names are settings of each clone, because
git runs no program that a repository brings along.
"""

from __future__ import annotations

from pathlib import Path

from ledger.errors import FileRefused
from ledger.gitrepo import files
from ledger.gitrepo.process import refusal
from ledger.gitrepo.repository import Repository
from ledger.values import Struct

ATTRIBUTES = ".gitattributes"
LINE = "tasks/**/*.yaml merge=taizhang diff=taizhang"
_MEASURES = (
    "个百分点|平方公里|平方米|立方米|公里|千米|公斤|公顷|万平方米|亿元|万元|万户|万套|万人|万亩|万吨|千瓦|万|亿|元|套|户|人|"
    "亩|吨|米|个|项|家|处|条|台|辆|座|所|名|件|次|部|天|日|月|年|%|％|‰"
)
WORDS = (
    rf"[0-9]+([.,][0-9]+)*({_MEASURES})?"  # 1200套, 2.45万人, 12.5%
    "|[A-Za-z_][A-Za-z0-9_]*"
    "|[[:graph:]]"  # one Han character or mark, where the locale knows them
    "|[^[:print:][:space:][:cntrl:]]+"  # where it does not, a run of their bytes: no character is torn apart
)
HEADS = r"^( *- [{]?(period|kind|name|rule|on): .*|[a-z_]+:.*)$"


class Step(Struct, frozen=True):
    """One thing that is set: where, what it was (``None``: nothing) and what it is to be."""

    place: str
    before: str | None
    after: str

    @property
    def needed(self) -> bool:
        """Whether it is not so already."""
        return self.before != self.after


def steps(repository: Repository, folder: Path, program: str = "taizhang") -> list[Step]:
    """What ``install`` sets for the ledgers below ``folder``, with what is there now."""
    settings = {
        "merge.taizhang.name": "台账：按字段合并任务文件",
        "merge.taizhang.driver": f"{program} merge-driver %O %A %B %P",
        "diff.taizhang.xfuncname": HEADS,
        "diff.taizhang.wordRegex": WORDS,
    }
    found = [Step(ATTRIBUTES, LINE if LINE in _attributes(folder).splitlines() else None, LINE)]
    for key, value in settings.items():
        output = repository.run("config", "--local", "--null", "--get", key)
        before = None if output.code else output.out.decode("utf-8", "replace").removesuffix("\0")
        found.append(Step(key, before, value))
    return found


def install(repository: Repository, folder: Path, wanted: list[Step]) -> None:
    """Set what is needed; what is so already stays untouched. ``GitRefused`` or ``FileRefused`` when it cannot be."""
    for step in wanted:
        if not step.needed:
            continue
        if step.place == ATTRIBUTES:
            text = _attributes(folder)
            lead = "\n" if text and not text.endswith("\n") else ""
            files.replace(files.confined(folder, ATTRIBUTES), f"{text}{lead}{step.after}\n".encode())
        else:
            output = repository.run("config", "--local", "--replace-all", step.place, step.after)
            if output.code:
                raise refusal(
                    output, f"git 没有存下设置 {step.place}", "检查 .git/config 的权限", folder=repository.root
                )


def _attributes(folder: Path) -> str:
    data = files.read(files.confined(folder, ATTRIBUTES))
    try:
        return (data or b"").decode("utf-8")
    except UnicodeDecodeError as failure:
        raise FileRefused(f"{ATTRIBUTES} 不是 UTF-8 编码，没有改动", "另存为 UTF-8 再试") from failure
