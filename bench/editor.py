"""How long an editor waits on a ledger of 2,000 tasks: opening, a key press, completion, saving.

    python -m bench.editor

Times are of this machine; what holds everywhere is the last column, the number of files parsed.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ledger import yamlfile
from ledger.editor import hover, offers
from ledger.editor.desk import Desk

TASKS, UNITS, PERIODS = 2000, 60, 12
PATH = "tasks/2021/main/0001-0100/0001.yaml"


def made(root: Path) -> None:
    """An invented ledger: every task with a year of progress."""
    folder = root / "tasks" / "2021"
    folder.mkdir(parents=True)
    (folder / "ledger.yaml").write_text("title: 虚构台账\nyear: 2021\nlists: {main: {title: 清单}}\n", "utf-8")
    units = [f"区第{n}局" for n in range(UNITS)]
    (folder / "units.yaml").write_text("units:\n" + "".join(f"  - {{name: {unit}}}\n" for unit in units), "utf-8")
    for n in range(1, TASKS + 1):
        first = (n - 1) // 100 * 100 + 1
        path = folder / "main" / f"{first:04}-{first + 99:04}" / f"{n:04}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        unit = units[n % UNITS]
        lines = [
            f"id: 2021-main-{n:03}",
            f"number: {n}",
            f"text: 虚构任务第{n}项，新建道路{n}公里。",
            "leaders: [甲某]",
        ]
        lines += ["units:", f"  lead: [{unit}]", "  lead_source: bold", "progress:"]
        for month in range(1, PERIODS + 1):
            lines += [f"  - period: 2021-{month:02}", f"    unit: {unit}", f"    reported: 2021-{month:02}-28"]
            lines += [
                f"    done: 第{n}项本月完成{month}公里，累计完成{month * n}米，现场已经验收。",
                "    verdict: 完成",
            ]
        path.write_text("\n".join(lines) + "\n", "utf-8")


def timed(name: str, desk: Desk, work: Callable[[], object], times: int = 1) -> None:
    """Print the shortest of several runs in milliseconds, and the files parsed in each."""
    best, before = float("inf"), sum(desk.parses.values())
    for _ in range(times):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    parsed = (sum(desk.parses.values()) - before) / times
    print(f"| {name} | {best * 1000:.2f} | {parsed:g} |")


def main() -> None:
    """Measure and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        made(root)
        desk = Desk(root)
        text = (root / PATH).read_text("utf-8")
        print("| 动作 | 毫秒 | 解析的文件 |\n| --- | --: | --: |")
        desk.put(PATH, text)
        timed("打开一个文件，查出它的问题", desk, lambda: desk.judge(PATH))
        timed("读全部任务、跨任务的规则（后台）", desk, lambda: desk.review("2021"))
        typed = iter(range(1000))

        def press() -> None:
            desk.put(PATH, f"{text}note: {'字' * next(typed)}\n")
            desk.judge(PATH)

        timed("按一个键", desk, press, 20)
        timed("（其中读 YAML）", desk, lambda: yamlfile.load(desk.buffers[PATH]), 20)
        place = text.index("unit: ") + 6
        offers.at(desk, PATH, place)
        timed("补全单位", desk, lambda: offers.at(desk, PATH, place), 20)
        timed("悬停", desk, lambda: hover.at(desk, PATH, place), 20)
        timed("保存（后台）", desk, lambda: desk.review("2021"), 3)


if __name__ == "__main__":
    main()
