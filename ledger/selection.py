"""Finding tasks: the filters that ``list``, ``report`` and others share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger import twins
from ledger.errors import NotFound, UsageProblem
from ledger.metrics import STATUSES, status
from ledger.model import Record, Task
from ledger.periods import Period
from ledger.store import Ledger
from ledger.values import Struct

if TYPE_CHECKING:
    from ledger.lights import Light


class Query(Struct, frozen=True):
    """What to look for; every part that is given must hold."""

    list: str | None = None
    unit: str | None = None
    lead_only: bool = False
    leader: str | None = None
    period: Period | None = None
    status: str | None = None
    light: str | None = None
    text: str | None = None


def select(ledger: Ledger, query: Query) -> tuple[Record, ...]:
    """The records that fit, in list and number order.

    ``NotFound`` for a list, unit or leader the ledger does not know (with what is near), ``UsageProblem``
    for a status or light that is none, or a light where the ledger has no rules for them. The light is that at
    the end of ``period``, or of the latest one reported.
    """
    if query.list and query.list not in ledger.config.lists:
        raise NotFound(f"没有清单“{query.list}”", f"可选：{'、'.join(ledger.config.lists)}")
    if query.status and query.status not in STATUSES:
        raise UsageProblem(f"没有“{query.status}”这个状态", f"可选：{'、'.join(STATUSES)}")
    lights = _lights(ledger, query)
    records = [record for record in ledger.records if not query.list or record.list == query.list]
    if query.unit:
        records = _of_unit(ledger, records, query.unit, query.lead_only)
    if query.leader:
        records = _of_leader(ledger, records, query.leader)
    if query.period or query.status:
        # what stands under the task that is the same matter counts as reported, as it does for due and rank
        told = twins.told(records, ledger.records, ledger.registry)
        records = [r for r, whole in zip(records, told, strict=True) if _stands(whole.task, query)]
    if query.light:
        records = [r for r in records if r.task.id in lights and lights[r.task.id].light == query.light]
    if query.text:
        needle = query.text
        records = [r for r in records if needle in _all_text(r.task)]
    return tuple(records)


def _stands(task: Task, query: Query) -> bool:
    """Whether a task was reported in the period, and where it stands then, as asked."""
    span = query.period
    reported = span is None or any(span.contains(entry.period) for entry in task.progress)
    return reported and query.status in (None, "", status(task, span))


def _lights(ledger: Ledger, query: Query) -> dict[str, Light]:
    if not query.light:
        return {}
    from ledger import rulebook
    from ledger.lights import lights_of

    book = rulebook.of(ledger.config)
    if not book.lights:
        raise UsageProblem(
            f"台账 {ledger.name} 没有写亮灯规则，不能按灯查找",
            "在 ledger.yaml 的 rules 里写 lights（样例见 docs/rules-sample.yaml）",
        )
    if query.light not in book.colours:
        raise UsageProblem(f"亮灯规则里没有“{query.light}”灯", f"可选：{'、'.join(book.colours)}")
    return lights_of(ledger, query.period, book)


def _of_unit(ledger: Ledger, records: list[Record], unit: str, lead_only: bool) -> list[Record]:
    same = ledger.registry.same
    judged: dict[str, bool] = {}

    def is_meant(named: str) -> bool:
        """By name, or as a member of a group."""
        if named not in judged:
            members = ledger.registry.members(named) or ()
            judged[named] = same(unit, named) or any(same(unit, one) for one in members)
        return judged[named]

    found = [r for r in records if any(map(is_meant, r.task.units.lead if lead_only else r.task.units.all))]
    if not found and not any(is_meant(named) for r in ledger.records for named in r.task.units.all):
        near = ledger.registry.suggest(unit)
        raise NotFound(
            f"台账 {ledger.name} 里没有责任单位“{unit}”", f"是不是 {near}？" if near else "用 taizhang stats 看全部单位"
        )
    return found


def _of_leader(ledger: Ledger, records: list[Record], leader: str) -> list[Record]:
    name = leader.replace(" ", "")
    found = [r for r in records if name in (known.replace(" ", "") for known in r.task.leaders)]
    everyone = sorted({known for r in ledger.records for known in r.task.leaders})
    if not found and name not in (known.replace(" ", "") for known in everyone):
        raise NotFound(f"台账 {ledger.name} 里没有牵头领导“{leader}”", f"有：{'、'.join(everyone)}")
    return found


def _all_text(task: Task) -> str:
    said = (part for e in task.progress for part in (e.done, e.problems, e.causes, e.next))
    return "\n".join((task.text, task.parent, task.goal, *task.category, *task.plan.values(), *said))
