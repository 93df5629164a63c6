"""R039: leaders in one breath, twice, or nobody at all."""

from __future__ import annotations

from collections.abc import Iterator

from ledger import guesses
from ledger.checks.base import Context, Found, rule
from ledger.diagnostics import Level
from ledger.model import Task


@rule("R039", "leaders-run-together", Level.WARNING, of="leaders")
def leaders_run_together(task: Task, context: Context) -> Iterator[Found]:
    """几位领导写在一项里，或者写了空的、重复的

    为什么要紧：“甲某、乙某”会算作一个人，按哪一位查都查不到这项任务，领导的看板和报表里也没有它。

    错误写法：

        leaders: [甲某、乙某]

    正确写法：

        leaders: [甲某, 乙某]
    """
    seen: set[str] = set()
    for n, name in enumerate(task.leaders):
        bare = "".join(name.split())
        parts = guesses.several(name)
        if not bare:
            yield Found(("leaders", n), "牵头领导里有一项是空的", "删掉这一项，或写上姓名")
        elif bare in seen:
            yield Found(("leaders", n), f"牵头领导“{name}”写了两遍", "删掉一个")
        elif len(parts) > 1:
            yield Found(
                ("leaders", n), f"“{name}”写的是 {len(parts)} 位", f"分开写：[{', '.join(parts)}]，中间用英文逗号"
            )
        seen.add(bare)
