"""What the commands that show a status say of tasks that were reported only under the task that is the same matter."""

from __future__ import annotations

from collections.abc import Sequence

from cli.output import note

_NAMED = 3


def say_elsewhere(found: Sequence[tuple[str, str]]) -> None:
    """How many tasks count as reported though the report stands under their twin; the first of them by name."""
    if not found:
        return
    named = "，".join(f"{task} 报在 {other}" for task, other in found[:_NAMED])
    more = "等" if len(found) > _NAMED else ""
    note(f"其中 {len(found)} 项只报在同一事项的另一项名下（{named}{more}），按已报算。")
