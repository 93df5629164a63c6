"""The JSON shapes that other programs rely on (list, show): keys may be added, none renamed."""

from __future__ import annotations

from typing import Any

from ledger.metrics import status
from ledger.model import Record


def listed(record: Record) -> dict[str, Any]:
    """One task as ``list --json`` gives it."""
    task = record.task
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
        "status": status(task),
        "light": None,
        "path": record.path,
    }


def shown(record: Record) -> dict[str, Any]:
    """One task as ``show --json`` gives it: ``listed`` and everything that was reported and decided."""
    task = record.task
    return {
        **listed(record),
        "goal": task.goal,
        "deadline": task.deadline,
        "same_as": list(task.same_as),
        "indicators": [
            {
                "name": item.name,
                "target": item.target,
                "measure": item.measure,
                "comparator": item.comparator,
                "basis": item.basis,
                "baseline": item.baseline,
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
