"""R040: two levels of a category in one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ledger.checks.base import Context, Found, Ledger, ledger_rule
from ledger.diagnostics import Level
from ledger.model import Record


@ledger_rule("R040", "category-levels-run-together", Level.NOTICE)
def category_levels_run_together(ledger: Ledger, context: Context) -> Iterator[Found]:
    """类别的两级写在了一项里

    为什么要紧：[甲，乙] 用的是中文逗号，读出来只有一级，名称叫“甲，乙”；别的任务分两级，这一项就不在它们下面。
    类别名称里本来就可以有中文逗号，所以只在别的任务正好有这样的两级时才提示。

    错误写法（其他任务写 [城市更新, 供水管网]）：

        category: [城市更新，供水管网]

    正确写法（英文逗号加一个空格）：

        category: [城市更新, 供水管网]
    """
    for name_of_list in dict.fromkeys(record.list for record in ledger.records):
        records = [record for record in ledger.records if record.list == name_of_list]
        if not any("，" in name for r in records for name in r.task.category):
            continue
        levels = {r.task.category[:n] for r in records for n in range(2, len(r.task.category) + 1)}
        for record in records:
            for n, name in enumerate(record.task.category):
                parts = tuple(part.strip() for part in name.split("，"))
                before = record.task.category[:n]
                apart = (*before, *parts)
                if len(parts) > 1 and apart in levels and _used(records, (*before, name)) <= _used(records, apart):
                    whole = ", ".join((*apart, *record.task.category[n + 1 :]))
                    yield Found(
                        ("category", n),
                        f"类别“{name[:30]}”写成了一级，别的任务分成{len(parts)}级",
                        f"用英文逗号分开：[{whole}]",
                        file=record.path,
                    )


def _used(records: Sequence[Record], category: tuple[str, ...]) -> int:
    return sum(record.task.category[: len(category)] == category for record in records)
