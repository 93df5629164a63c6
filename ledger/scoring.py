"""打分排名: points by the ledger's rule book, every one of them named, and ranks that share ties.

A point names the rule, the task, the period and, where history tells, the commit that brought the fact. With
``by: sum`` the score of a unit is the sum of its named points (the base is one of them); with ``by: mean`` it is
the base and the mean of the others over its tasks and periods, so that few tasks are no advantage. Scores
are compared exactly and printed rounded. The order of records, files and commits plays no part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from ledger.deadlines import asked_for, reporting_periods
from ledger.errors import UsageProblem
from ledger.gitrepo.trailers import Marked
from ledger.lights import Facts
from ledger.measures import rounded
from ledger.model import Task
from ledger.periods import Period
from ledger.rulebook import Bounds, Honours, PointRule, Rulebook, Scores
from ledger.units import Registry
from ledger.values import Struct, replace

BASE = "基础分"
NO_REPORT = "没有报送，也就没有提交"
NO_HISTORY = "历史里没有登记这件事的提交"


class Point(Struct, frozen=True):
    """Points of one unit for one fact. ``kind`` says which commit would bring the fact; empty when none would."""

    rule: str
    points: Decimal
    why: str
    task: str = ""
    period: Period | None = None
    kind: str = ""
    commit: str | None = None
    commit_why: str = ""
    via: str = ""
    """The task that is the same matter, where the report stands under that one."""


class Placed(Struct, frozen=True):
    """A unit in its group. ``rank`` is ``None`` when it has too few tasks to be ranked; ``tasks`` are task ids.

    ``items`` counts its reports: one for each task and reporting period.
    """

    unit: str
    group: str
    rank: int | None
    score: Decimal
    exact: Fraction
    tasks: tuple[str, ...]
    items: int
    points: tuple[Point, ...]


class Ranking(Struct, frozen=True):
    """All units, group by group, the best first. ``unresolved`` are groups of units nobody can be scored for."""

    period: Period
    book: Rulebook
    periods: tuple[Period, ...]
    units: tuple[Placed, ...]
    unresolved: tuple[str, ...] = ()


class _Duty(Struct, frozen=True):
    """One unit's part in one task and period."""

    unit: str
    task: Task
    period: Period
    leads: bool


def rank(facts: Facts, period: Period) -> Ranking:
    """Score and rank every responsible unit for the reporting periods inside ``period``.

    ``UsageProblem`` where the rule book has no scores, or the period holds no reporting period.
    """
    scores = facts.book.scores
    if scores is None:
        raise UsageProblem(
            f"台账 {facts.ledger.name} 没有写打分规则，不能排名{_ordered(facts)}",
            "在 ledger.yaml 的 rules 里写 scores（base 基础分；points 加分、扣分，如 - {name: 未报, points: -5, "
            "report: [未报]}），或用 --rules 文件；样例见 docs/rules-sample.yaml，分值由本地定",
        )
    config = facts.ledger.config
    inside = reporting_periods(config.reporting.every, period)
    periods = tuple(one for one in inside if asked_for(config, one, facts.calendar))
    if not periods:
        raise UsageProblem(
            f"{period.chinese}里没有完整的填报周期", "写更长的周期，如季度 2020-Q2、半年 2020-H1 或全年 2020"
        )
    registry = facts.ledger.registry
    duties, unresolved = _duties(facts, scores, periods)
    forms = {registry.canonical(unit): registry.form(unit) for unit in (duty.unit for duty in duties)}
    earned: dict[str, list[Point]] = {unit: [] for unit in forms}
    for duty in duties:
        earned[duty.unit] += _task_points(facts, scores, duty)
    for unit, point in _event_points(facts, scores, periods):
        earned.setdefault(unit, []).append(point)
        forms.setdefault(unit, registry.form(unit))
    placed = [
        _placed(forms[unit], _group(scores, registry, unit), scores, [d for d in duties if d.unit == unit], points)
        for unit, points in earned.items()
    ]
    return Ranking(period, facts.book, periods, _ranked(placed, scores), unresolved)


def _ordered(facts: Facts) -> str:
    """That the ledger's own document orders a ranking, where it does, without saying how to count."""
    matters = (one.get("matter", "") for one in facts.ledger.config.bulletins)
    named = next((matter for matter in matters if "排名" in matter), "")
    return f"：来源文件要求{named}，但没有写怎样计分" if named else ""


def _duties(facts: Facts, scores: Scores, periods: Sequence[Period]) -> tuple[list[_Duty], tuple[str, ...]]:
    """Every unit's part in every open task, groups resolved where the registry can."""
    registry = facts.ledger.registry
    found: dict[tuple[str, str, Period], _Duty] = {}
    unresolved: dict[str, None] = {}
    for record in facts.ledger.records:
        task = record.task
        sides = ((name, True) for name in task.units.lead), ((name, False) for name in task.units.support)
        for name, leads in (one for side in sides for one in side):
            if not leads and scores.units == "lead":
                continue
            members = registry.members(name) if registry.group(name) else (name,)
            if members is None:
                unresolved[name] = None
                continue
            for period in periods:
                if task.closed and task.closed.on and task.closed.on < period.begin:
                    continue
                for member in members:
                    unit = registry.canonical(member)
                    found.setdefault((unit, task.id, period), _Duty(unit, task, period, leads))
    return list(found.values()), tuple(sorted(unresolved))


def _task_points(facts: Facts, scores: Scores, duty: _Duty) -> Iterator[Point]:
    for rule in scores.points:
        if rule.when.event or rule.units == ("support" if duty.leads else "lead"):
            continue
        why = facts.holds(rule.when, duty.task, duty.period, duty.unit)
        points = _amount(facts, rule, duty) if why else Decimal(0)
        if points:
            report = facts.reports(duty.period).get(duty.task.id, {}).get(duty.unit) if rule.when.report else None
            via = report.via if report else ""
            yield Point(rule.name, points, why, duty.task.id, duty.period, _kind(facts, rule, duty), via=via)


def _amount(facts: Facts, rule: PointRule, duty: _Duty) -> Decimal:
    points = rule.points
    if rule.each == "day":
        report = facts.reports(duty.period).get(duty.task.id, {}).get(duty.unit)
        points *= report.late_working_days if report else 0
    if rule.most is not None:
        bound = abs(rule.most)
        points = max(-bound, min(bound, points))
    return points


def _kind(facts: Facts, rule: PointRule, duty: _Duty) -> str:
    """Which commit brings the fact a rule asks about."""
    when = rule.when
    if when.verdict:
        return "review"
    if when.closed or "办结" in when.status:
        return "closure"
    if when.report:
        report = facts.reports(duty.period).get(duty.task.id, {}).get(duty.unit)
        return "progress" if report and report.status in ("已报", "迟报") else ""
    return "progress" if when.claimed else "figure"


def _event_points(facts: Facts, scores: Scores, periods: Sequence[Period]) -> Iterator[tuple[str, Point]]:
    registry = facts.ledger.registry
    for event in facts.book.events:
        if not any(period.contains(event.period) or event.period == period for period in periods):
            continue
        for rule in scores.points:
            if rule.when.event == event.event:
                why = event.event + (f"（{event.document}）" if event.document else "")
                yield (
                    registry.canonical(event.unit),
                    Point(
                        rule.name, rule.points, why, event.task, event.period, "", None, "登记在规则文件的 events 里"
                    ),
                )


def _group(scores: Scores, registry: Registry, unit: str) -> str:
    for name, members in scores.groups.items():
        for member in members:
            inside = registry.members(member) if registry.group(member) else (member,)
            if any(registry.same(unit, one) for one in inside or ()):
                return name
    return ""


def _placed(unit: str, group: str, scores: Scores, duties: Sequence[_Duty], points: Iterable[Point]) -> Placed:
    tasks = tuple(sorted({duty.task.id for duty in duties}))
    named = sorted(points, key=_order)
    total = sum((Fraction(point.points) for point in named), Fraction(0))
    if scores.by == "mean":
        exact = Fraction(scores.base) + (total / len(duties) if duties else 0)
    else:
        exact = Fraction(scores.base) + total
    base = [Point(BASE, scores.base, "每个单位都有", commit_why="规则规定，不来自任务")] if scores.base else []
    return Placed(unit, group, None, rounded(exact, scores.places), exact, tasks, len(duties), tuple(base + named))


def _order(point: Point) -> tuple[str, str, str, str, Decimal]:
    return (str(point.period or ""), point.task, point.rule, point.why, point.points)


def _ranked(placed: Sequence[Placed], scores: Scores) -> tuple[Placed, ...]:
    """Ties share a rank and the next is skipped: 1, 2, 3, 3, 5 (六安 2017). Units with too few tasks come last."""
    found: list[Placed] = []
    for group in (*scores.groups, ""):
        mine = sorted((one for one in placed if one.group == group), key=lambda one: (-one.exact, one.unit))
        counted = [one for one in mine if len(one.tasks) >= scores.minimum]
        ranks: dict[Fraction, int] = {}
        for n, one in enumerate(counted, 1):
            found.append(replace(one, rank=ranks.setdefault(one.exact, n)))
        found += [one for one in mine if len(one.tasks) < scores.minimum]
    return tuple(found)


class Named(Struct, frozen=True):
    """Who a bulletin names: the best and the worst of each group.

    ``both`` would be praised and criticised at once: few or level units are neither good nor bad for it, so they are
    named for neither. ``open`` are ties that would make the list far too long; a person decides about them.
    ``assumed`` tells that the rules do not say how many to name.
    """

    praised: tuple[Placed, ...]
    criticised: tuple[Placed, ...]
    both: tuple[Placed, ...] = ()
    open: tuple[Placed, ...] = ()
    assumed: bool = False


def named(ranking: Ranking) -> Named:
    """The units to praise and to criticise, in the order of the ranking.

    Where the rules say nothing: three of each (寿县 2020 names the first three and the last three of its towns), and
    praise only from the base upwards. Units that share the last rank to be named are named together, as long as
    that does not make the list more than twice as long.
    """
    scores = ranking.book.scores
    praise, criticise = (scores.praise, scores.criticise) if scores else (None, None)
    best = praise or Honours(score=Bounds(start=scores.base if scores else None))
    worst = criticise or Honours()
    top: set[str] = set()
    bottom: set[str] = set()
    undecided: set[str] = set()
    for group in dict.fromkeys(one.group for one in ranking.units):
        mine = [one for one in ranking.units if one.group == group and one.rank is not None]
        for honours, order, chosen in ((best, mine, top), (worst, mine[::-1], bottom)):
            names, left = _first([one for one in order if honours.score.holds(one.exact)], honours.count)
            chosen.update(names)
            undecided.update(left)
    ranked = [one for one in ranking.units if one.rank is not None]
    return Named(
        tuple(one for one in ranked if one.unit in top - bottom),
        tuple(one for one in ranked if one.unit in bottom - top),
        tuple(one for one in ranked if one.unit in top & bottom),
        tuple(one for one in ranked if one.unit in undecided),
        praise is None or criticise is None,
    )


def _first(order: Sequence[Placed], count: int) -> tuple[set[str], set[str]]:
    """The first ``count`` with those level with the last of them, and a tie too long to be taken."""
    names: set[str] = set()
    for score in dict.fromkeys(one.exact for one in order):
        if len(names) >= count:
            break
        level = {one.unit for one in order if one.exact == score}
        if len(names | level) > max(2 * count, 1):
            return names, level
        names |= level
    return names, set()


# ---------------------------------------------------------------------- traces


def traced(ranking: Ranking, commits: Sequence[Marked], registry: Registry) -> Ranking:
    """The ranking with the commit that brought each fact; ``commit_why`` says why a point has none."""
    by_task: dict[str, list[Marked]] = {}
    for commit in commits:
        for task in commit.tasks:
            by_task.setdefault(task, []).append(commit)
    return replace(
        ranking,
        units=tuple(
            replace(one, points=tuple(_with_commit(point, one.unit, by_task, registry) for point in one.points))
            for one in ranking.units
        ),
    )


def _with_commit(point: Point, unit: str, by_task: Mapping[str, Sequence[Marked]], registry: Registry) -> Point:
    if point.commit_why:
        return point
    if not point.kind:
        return replace(point, commit_why=NO_REPORT)
    for commit in by_task.get(point.via or point.task, ()):
        if _brought(commit, point, unit, registry):
            return replace(point, commit=commit.commit)
    return replace(point, commit_why=NO_HISTORY)


def _brought(commit: Marked, point: Point, unit: str, registry: Registry) -> bool:
    """Whether a commit (of the point's task) holds the fact; a figure may have come in for an earlier period."""
    if point.kind == "figure":
        return "progress" in commit.kinds and any(_not_after(period, point.period) for period in commit.periods)
    if point.kind not in commit.kinds or (point.kind != "closure" and str(point.period) not in commit.periods):
        return False
    return point.kind != "progress" or not commit.units or any(registry.same(unit, name) for name in commit.units)


def _not_after(typed: str, period: Period | None) -> bool:
    try:
        return period is not None and Period.parse(typed).end <= period.end
    except ValueError:
        return False
