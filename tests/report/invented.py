"""Invented ledgers as plain values, for documents (虚构：人名、任务、进展都是编的)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from ledger.model import Config, Document, Entry, ListSpec, Record, Reporting, Task, Units
from ledger.periods import Period
from ledger.store import Ledger
from ledger.units import Group, Registry, Unit
from ledger.values import replace

MARCH, APRIL, Q1, Q2 = (Period.parse(text) for text in ("2021-03", "2021-04", "2021-Q1", "2021-Q2"))

MAIN = ListSpec(
    "main",
    "2021年主要工作任务责任分解立项表",
    "附件1",
    {"category": "类别", "text": "重点任务目标", "leaders": "牵头领导", "units": "责任单位（加黑的为牵头单位）"},
    category_levels=2,
)
MINSHENG = ListSpec(
    "minsheng",
    "2021年“100”民生工程责任分解表",
    "附件2",
    {"category": "类别", "text": "民生实事内容", "leaders": "牵头领导", "units": "责任部门"},
    category_levels=1,
    category_ordinals=True,
)
REGISTRY = Registry(
    units=(
        Unit("区住房和城乡建设局", "区住建局"),
        Unit("区发展和改革局", "区发改局"),
        Unit("区教育和体育局", "区教体局"),
        Unit("云山控股集团", prefix=False),
        Unit("东湖街道办事处", kind="街道", prefix=False),
        Unit("西岭街道办事处", kind="街道", prefix=False),
    ),
    groups=(Group("各街道办事处", kind="街道"),),
)


def task(number: int, text: str = "", *, listed: str = "main", **fields: object) -> Task:
    """A task with the least that a table needs; ``fields`` replace the rest."""
    plain = Task(
        f"2021-{listed}-{number:03}",
        number,
        text or f"完成第{number}项建设任务。",
        leaders=("甲某",),
        units=Units(("区住建局",), ("区发改局",), "first"),
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


def entry(period: Period, unit: str, done: str, **fields: object) -> Entry:
    return replace(Entry(period, unit, done=done), **fields)  # type: ignore[arg-type]


def ledger(
    tasks: Mapping[str, Sequence[Task]] | Sequence[Task],
    *,
    lists: Sequence[ListSpec] = (MAIN, MINSHENG),
    registry: Registry = REGISTRY,
    **config: object,
) -> Ledger:
    """A ledger of these tasks, by list or all in ``main``."""
    by_list = tasks if isinstance(tasks, Mapping) else {"main": tasks}
    settings = Config(
        "2021",
        "2021年主要任务督查台账",
        2021,
        {spec.name: spec for spec in lists},
        document=Document(issued=date(2021, 2, 1)),
        reporting=Reporting(
            form="附件4",
            title="2021年主要工作任务落实情况表",
            plan_form="附件3",
            plan_title="2021年工作任务落实计划表",
        ),
    )
    records = tuple(
        Record(f"tasks/2021/{name}/{task.number:03}.yaml", name, task)
        for name, group in by_list.items()
        for task in group
    )
    return Ledger("2021", replace(settings, **config), registry, records)  # type: ignore[arg-type]
