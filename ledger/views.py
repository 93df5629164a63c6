"""The JSON shapes that other programs rely on (list, show): keys may be added, none renamed."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from ledger import twins
from ledger.measures import rounded
from ledger.metrics import status
from ledger.model import Record
from ledger.standings import Standing


def listed(record: Record, light: str | None = None, told: Record | None = None) -> dict[str, Any]:
    """One task as ``list --json`` gives it; ``light`` as the ledger's rules have it.

    ``told`` is the record with what was reported only under its twin (``twins.told``): the status is that of it, and
    ``via`` the id of the twin where the task itself has no report.
    """
    task = record.task
    whole = told or record
    return {
        "id": task.id,
        "list": record.list,
        "number": task.number,
        "category": list(task.category),
        "parent": task.parent,
        "text": task.text,
        "leaders": list(task.leaders),
        "units": {
            "lead": list(task.units.lead),
            "support": list(task.units.support),
            "lead_source": task.units.lead_source,
            "printed": task.units.printed,
        },
        "status": status(whole.task),
        "via": twins.under(whole.task.progress[-1]) if twins.elsewhere(whole.task) else None,
        "light": light or None,
        "path": record.path,
    }


def shown(record: Record, light: str | None = None, told: Record | None = None) -> dict[str, Any]:
    """One task as ``show --json`` gives it: ``listed`` and everything that was reported and decided."""
    task = record.task
    return {
        **listed(record, light, told),
        "goal": task.goal,
        "deadline": task.deadline,
        "same_as": list(task.same_as),
        "sum_of": list(task.sum_of),
        "indicators": [
            {
                "name": item.name,
                "target": item.target,
                "measure": item.measure,
                "comparator": item.comparator,
                "basis": item.basis,
                "baseline": item.baseline,
                "plan": {str(period): amount for period, amount in item.plan},
                "note": item.note,
            }
            for item in task.indicators
        ],
        "plan": {str(period): text for period, text in task.plan.items()},
        "progress": [
            {
                "period": str(entry.period),
                "unit": entry.unit,
                "joint": list(entry.joint),
                "reported": entry.reported,
                "done": entry.done,
                "problems": entry.problems,
                "causes": entry.causes,
                "next": entry.next,
                "verdict": entry.verdict,
                "indicators": dict(entry.indicators),
                "source": entry.source,
                "note": entry.note,
            }
            for entry in task.progress
        ],
        "reviews": [
            {
                "period": str(review.period),
                "verdict": review.verdict,
                "by": review.by,
                "on": review.on,
                "note": review.note,
            }
            for review in task.reviews
        ],
        "changes": [
            {
                "kind": change.kind,
                "on": change.on,
                "period": str(change.period) if change.period else None,
                "unit": change.unit,
                "field": change.field,
                "from": change.before,
                "to": change.after,
                "reason": change.reason,
                "approved_by": change.approved_by,
            }
            for change in task.changes
        ],
        "waivers": [{"rule": waiver.rule, "reason": waiver.reason} for waiver in task.waivers],
        "other": dict(task.other),
        "note": task.note,
    }


def stood(standing: Standing) -> dict[str, Any]:
    """Where an indicator stands; shares in per cent, rounded to two places, amounts in the indicator's measure."""
    return {
        "name": standing.indicator.name,
        "period": str(standing.period),
        "value": standing.value,
        "as_of": str(standing.as_of) if standing.as_of else None,
        "measure": standing.indicator.measure,
        "completion": _percent(standing.rate),
        "time_progress": _percent(standing.share),
        "lead_points": None if standing.points is None else rounded(standing.points, 2),
        "lead_amount": None if standing.amount is None else rounded(standing.amount, 2),
        "judged": standing.judged,
        "said": standing.told,
    }


def _percent(share: Fraction | None) -> Decimal | None:
    return None if share is None else rounded(share * 100, 2)
