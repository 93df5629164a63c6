"""What is noted in ``rules.events`` of ``ledger.yaml``: each word of it must mean something, or it counts nothing."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.checks.base import Context, Found, Ledger, config_path, ledger_rule
from ledger.diagnostics import Level


@ledger_rule("R036", "event-of-nobody", Level.WARNING)
def event_of_nobody(ledger: Ledger, context: Context) -> Iterator[Found]:
    """登记的批示、表扬等没有着落

    为什么要紧：events 里的单位、任务、事项名称写错一个字，这一分就加不到任何单位头上，排名时也没有人会发现。

    错误写法（名录里没有“区民政厅”）：

        rules:
          events:
            - {event: 领导批示表扬, unit: 区民政厅, period: 2020-04}

    正确写法：

        rules:
          events:
            - {event: 领导批示表扬, unit: 区民政局, period: 2020-04}
    """
    noted = ledger.config.rules.get("events")
    if not isinstance(noted, list):
        return
    from ledger import rulebook  # only a ledger that notes events needs the rules that score them

    file = config_path(ledger)
    scores = rulebook.decode(ledger.config.rules)[0].scores
    named = {rule.when.event for rule in scores.points if rule.when.event} if scores else set()
    ids = {record.task.id for record in ledger.records}
    for n, item in enumerate(noted):
        fields = item if isinstance(item, dict) else {}
        event, unit, task = (fields.get(key) for key in ("event", "unit", "task"))
        at = ("rules", "events", n)
        registry = context.registry
        if isinstance(unit, str) and registry.units and not context.knows(unit) and unit not in registry.doubtful:
            near = registry.suggest(unit)
            hint = f"是不是“{near}”？" if near else "写名录里的单位"
            yield Found((*at, "unit"), f"单位“{unit}”不在名录里", hint, file=file)
        if isinstance(task, str) and task not in ids:
            yield Found((*at, "task"), f"没有任务 {task}", "写任务的 id，如 2020-main-037", file=file)
        if isinstance(event, str) and named and event not in named:
            hint = f"计分的有：{'、'.join(sorted(named))}"
            yield Found((*at, "event"), f"计分规则里没有“{event}”", hint, file=file)
