"""大督查大排名 as a bulletin: who leads and who lags by the ledger's own rules, with 表扬 and 批评.

The order is that of published bulletins: 总体情况, 排名情况, 表扬, 批评, 报送情况, 下一步工作要求, the whole ranking
as annex (寿县 2020: the text names the first and the last; 济阳 2023: 每月表扬较好的、批评较差的).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property

from ledger.bulletins import lamps, prose, submitted
from ledger.bulletins.prose import BLANK, HEAD, SUBHEAD, TEXT, Annex, Bulletin, Figure, Head, Paragraph, Sentence
from ledger.deadlines import asked_for, reporting_periods
from ledger.errors import LedgerError, UsageProblem
from ledger.gitrepo.trailers import Marked
from ledger.lights import Facts
from ledger.measures import plain
from ledger.metrics import seen
from ledger.model import Record
from ledger.periods import Period
from ledger.rulebook import Rulebook
from ledger.scoring import BASE, Named, Placed, Point, Ranking, named, rank, traced
from ledger.store import Ledger
from ledger.values import Struct, replace
from ledger.workdays import WorkCalendar

NAME = "督查排名通报"
_SUBJECT = "重点工作任务督查排名"
_FEW = 3
"""How many are named in a sentence before the rest is only counted."""
_HEADS = (
    Head("rank", "名次", 75, centred=True),
    Head("group", "组别", 85, centred=True),
    Head("unit", "单位", 190),
    Head("score", "得分", 90, centred=True),
    Head("moved", "较上期", 95, centred=True),
    Head("tasks", "任务项数", 75, centred=True),
    Head("given", "加分", 75, centred=True),
    Head("taken", "扣分", 75, centred=True),
    Head("why", "主要加分、扣分事项", 315),
)


class _Board(Struct, frozen=True, dict=True):
    """The ranking with what is told about it, looked up once."""

    ledger: Ledger
    facts: Facts
    found: Ranking
    before: Ranking | None
    calendar: WorkCalendar
    on: date

    @cached_property
    def named(self) -> Named:
        """Who is praised and who is criticised."""
        return named(self.found)

    @cached_property
    def reports(self) -> submitted.Submitted:
        """How the reports came in."""
        ledger = self.ledger
        return submitted.submitted(ledger, ledger.records, self.found.period, self.on, self.calendar)

    @cached_property
    def counted(self) -> tuple[Placed, ...]:
        """The units that have a rank."""
        return tuple(one for one in self.found.units if one.rank is not None)

    @property
    def grouped(self) -> bool:
        """Whether there is more than one group."""
        return len({one.group for one in self.counted}) > 1

    @property
    def places(self) -> int:
        """Decimals of a printed score."""
        return self.found.book.scores.places if self.found.book.scores else 2

    @cached_property
    def several_lists(self) -> bool:
        """Whether a task is named with its annex."""
        return len(self.ledger.config.lists) > 1

    def score(self, one: Placed) -> Figure:
        """得分, with every point it is made of."""
        how = "得分：基础分与各项加分、扣分之和"
        if self.found.book.scores and self.found.book.scores.by == "mean":
            how = f"得分：基础分加各项分按{one.items}份应报情况平均"
        return Figure(plain(one.exact, self.places), how, tuple(map(_source, one.points)))

    def rank(self, one: Placed) -> Figure:
        """名次; units with equal scores share it."""
        same = [o.unit for o in self.counted if o.group == one.group and o.rank == one.rank]
        return Figure(str(one.rank), "名次：按得分从高到低，同分同名次，下一名顺延", tuple(same))

    def tie(self, one: Placed) -> str:
        """并列, where others have the same rank."""
        return "并列" if sum(o.group == one.group and o.rank == one.rank for o in self.counted) > 1 else ""


def ranked(
    ledger: Ledger, book: Rulebook, period: Period, on: date, calendar: WorkCalendar, commits: Sequence[Marked] = ()
) -> Bulletin:
    """The draft for a period, as seen on the day ``on``, by the rules of ``book``; ``commits`` name what each point is.

    ``UsageProblem`` where the rules have no scores or the period holds no reporting period, ``LedgerError`` where
    no unit can be ranked.
    """
    if period.year != ledger.config.year:
        raise UsageProblem(f"{period} 不在台账 {ledger.name} 的年度里", f"这本台账是 {ledger.config.year} 年的")
    ledger = replace(prose.dated(ledger, on), records=tuple(seen(record, on) for record in ledger.records))
    facts = Facts(ledger, book, calendar, on)
    found = traced(rank(facts, period), commits, ledger.registry)
    board = _Board(ledger, facts, found, _before(facts, period), calendar, on)
    if not board.counted:
        raise LedgerError(
            f"台账 {ledger.name} 里没有可以排名的单位", "看任务的责任单位和规则里的 minimum（最少任务数）、units"
        )
    subject = _subject(ledger)
    parts: list[tuple[str, list[Paragraph]]] = [
        ("总体情况", _overall(board)),
        ("排名情况", _places(board)),
        ("通报表扬", _praised(board)),
        ("通报批评", _criticised(board)),
        ("报送情况", [Paragraph(TEXT, one) for one in board.reports.told]),
        ("下一步工作要求", _next(board)),
    ]
    opening: Sentence = (
        *prose.basis(ledger.config),
        f"{ledger.config.office}对各责任单位",
        prose.span(period),
        "重点工作任务落实情况进行了督查排名（数据截至",
        prose.day(on, "通报日期（--on）"),
        "）。现将有关情况通报如下：",
    )
    paragraphs = [Paragraph(TEXT, opening)]
    for n, (head, content) in enumerate(parts, 1):
        paragraphs += [Paragraph(HEAD, (f"{prose.ordinal(n)}、{head}",)), *content]
    heads = tuple(head for head in _HEADS if _wanted(board, head.role))
    whole = Annex((prose.span(period), subject, "情况表"), heads, tuple(_row(board, one, heads) for one in found.units))
    reported = board.reports.annex
    return Bulletin(
        "ranking",
        NAME,
        ("关于", prose.span(period), subject, "情况的通报"),
        tuple(paragraphs),
        on,
        prose.signature(ledger.config),
        (whole, *((reported,) if reported else ())),
        _remarks(board),
    )


def _subject(ledger: Ledger) -> Figure:
    """What the ledger's own notice calls it (“大督查、大排名”), where it orders a ranking at all."""
    named = [one.get("matter", "") for one in ledger.config.bulletins]
    ordered = next((matter for matter in named if "排名" in matter), "")
    where = (f"{ledger.name}/ledger.yaml bulletins",) if ordered else ()
    return Figure(ordered or _SUBJECT, "通知里的叫法", where)


def _before(facts: Facts, period: Period) -> Ranking | None:
    """The ranking of the period before, by the same rules and as known today; ``None`` where there was none."""
    earlier = period.previous()
    config = facts.ledger.config
    asked = [
        one for one in reporting_periods(config.reporting.every, earlier) if asked_for(config, one, facts.calendar)
    ]
    if earlier.year != period.year or not asked:
        return None
    return rank(facts, earlier)


def _remarks(board: _Board) -> tuple[str, ...]:
    said = []
    if board.named.assumed:
        said.append(
            "规则没有写表扬、批评几个单位，按每组前3名（不低于基础分）、后3名拟；"
            "要改就在 scores 里写 praise: {count: 3}、criticise: {count: 3}"
        )
    if board.named.both:
        who = "、".join(one.unit for one in board.named.both)
        said.append(f"{who}既在前几名又在后几名（单位少或者得分相同），表扬和批评都没有列")
    if board.named.open:
        who = "、".join(one.unit for one in board.named.open)
        said.append(f"{who}得分相同，全部列入就太多，表扬、批评都没有列，请斟酌")
    said += [f"“{name}”没有写明是哪几个单位，没有排名" for name in board.found.unresolved]
    return tuple(said)


def _source(point: Point) -> str:
    """One point as the trace names it."""
    commit = point.commit[:10] if point.commit else ""
    parts = (point.rule, f"{point.points:+f}", point.task, str(point.period or ""), commit)
    return " ".join(filter(None, parts))


# ---------------------------------------------------------------------- 一、总体情况


def _overall(board: _Board) -> list[Paragraph]:
    units = [one.unit for one in board.counted]
    tasks = sorted({task for one in board.counted for task in one.tasks})
    total: Sentence = (
        "参加排名的单位",
        prose.count(units, "有名次的单位"),
        "个",
        *_groups(board),
        "，承担任务",
        prose.count(tasks, "参加排名的单位承担的任务，同一项只计一次"),
        "项。",
    )
    name = board.found.book.name
    rule: Sentence = ("按照", Figure(name, "打分规则的名称", ("rules.name",)), "计分，") if name else ()
    scores = sorted(board.counted, key=lambda one: one.exact)
    mean = sum((one.exact for one in scores), Fraction(0)) / len(scores)
    average = Figure(plain(mean, board.places), f"平均分：{len(scores)}个单位得分之和÷{len(scores)}", tuple(units))
    lowest, highest = board.score(scores[0]), board.score(scores[-1])
    level: Sentence = (*rule, "各单位得分均为", highest, "分。")
    spread: Sentence = (*rule, "最高", highest, "分，最低", lowest, "分，平均", average, "分。")
    found = [Paragraph(TEXT, (*total, *(level if highest.text == lowest.text else spread)))]
    few = [one for one in board.found.units if one.rank is None]
    if few and board.found.book.scores:
        minimum = Figure(str(board.found.book.scores.minimum), "最少任务数（规则 scores.minimum）")
        number = prose.count([one.unit for one in few], "任务太少的单位")
        who = prose.listing([(_unit(one),) for one in few], "、", "")
        line: Sentence = ("任务不足", minimum, "项、没有参加排名的单位", number, "个：", *who, "。")
        found.append(Paragraph(TEXT, line))
    lights = lamps.lit(board.facts, board.ledger.records, board.found.period, lambda record: _task(board, record))
    return [*found, *(Paragraph(TEXT, line) for line in lights)]


def _groups(board: _Board) -> Sentence:
    """（其中镇街10个，其他单位32个）."""
    if not board.grouped:
        return ()
    each: list[Sentence] = []
    for group in dict.fromkeys(one.group for one in board.counted):
        mine = [one.unit for one in board.counted if one.group == group]
        each.append((_group(group), prose.count(mine, "这一组有名次的单位"), "个"))
    return ("（其中", *prose.joined(each, "，"), "）")


def _group(name: str) -> Figure:
    return Figure(name or "其他单位", "分组的名称", ("rules.scores.groups",))


def _task(board: _Board, record: Record) -> Sentence:
    return prose.named(board.ledger.config, record) if board.several_lists else prose.number(record)


# ---------------------------------------------------------------------- 二、排名情况


def _places(board: _Board) -> list[Paragraph]:
    found: list[Paragraph] = []
    groups = list(dict.fromkeys(one.group for one in board.counted))
    for n, group in enumerate(groups, 1):
        mine = [one for one in board.counted if one.group == group]
        if board.grouped:
            found.append(Paragraph(SUBHEAD, (f"（{prose.ordinal(n)}）", _group(group))))
        found += [Paragraph(TEXT, line) for line in _first_and_last(board, mine)]
    return [*found, Paragraph(TEXT, ("各单位的名次和得分见附件。",))]


def _first_and_last(board: _Board, mine: Sequence[Placed]) -> list[Sentence]:
    if len(mine) <= 2 * _FEW:
        return [("按得分从高到低：", *_listed(board, mine), "。")]
    top = [one for one in mine if (one.rank or 0) <= _FEW]
    bottom = [one for one in mine if sum(other.exact < one.exact for other in mine) < _FEW]
    if set(top) & set(bottom):
        return [("得分相同的单位较多，按得分从高到低：", *_listed(board, mine), "。")]
    return [("排在前面的：", *_listed(board, top), "。"), ("排在后面的：", *_listed(board, bottom), "。")]


def _listed(board: _Board, units: Sequence[Placed]) -> Sentence:
    each: list[Sentence] = [
        (_unit(one), f"（{board.tie(one)}第", board.rank(one), "名，", board.score(one), "分）") for one in units
    ]
    return prose.joined(each, "、")


def _unit(one: Placed) -> Figure:
    return Figure(one.unit, "单位", (one.unit,))


# ---------------------------------------------------------------------- 三、四、表扬和批评


def _praised(board: _Board) -> list[Paragraph]:
    if not board.named.praised:
        return [Paragraph(TEXT, (f"本期没有按规则应予通报表扬的单位。其他情况{BLANK}。",))]
    return _judged(board, board.named.praised, "表扬", best=True)


def _criticised(board: _Board) -> list[Paragraph]:
    if not board.named.criticised:
        return [Paragraph(TEXT, (f"本期没有按规则应予通报批评的单位。其他情况{BLANK}。",))]
    return _judged(board, board.named.criticised, "批评", best=False)


def _judged(board: _Board, units: Sequence[Placed], what: str, *, best: bool) -> list[Paragraph]:
    who = Figure("、".join(one.unit for one in units), f"按规则应予{what}的单位", tuple(one.unit for one in units))
    how = "完成较好" if best else "完成较差"
    many: Sentence = ("等", prose.count([one.unit for one in units], f"按规则应予{what}的单位"), "个单位")
    head: Sentence = (f"对重点工作任务{how}的", who, *(many if len(units) > 1 else ()), f"予以通报{what}。")
    found = [Paragraph(TEXT, head)]
    for one in units:
        group: Sentence = (_group(one.group),) if board.grouped else ()
        why = _why(board, one, best=best) or ("没有扣分事项" if best else "没有加分事项",)
        line: Sentence = (_unit(one), "（", *group, f"{board.tie(one)}第", board.rank(one), "名）：", *why, "。")
        found.append(Paragraph(TEXT, line))
    return found


def _why(board: _Board, one: Placed, *, best: bool) -> Sentence:
    """任务办结加2分（第3项）；按时报送加12分（12项次）."""
    rules: dict[str, list[Point]] = {}
    for point in one.points:
        if point.rule != BASE and (point.points > 0) == best:
            rules.setdefault(point.rule, []).append(point)
    weighed = sorted(rules.items(), key=lambda item: (-abs(_total(item[1])), item[0]))
    return prose.joined([_by_rule(board, rule, points, best=best) for rule, points in weighed], "；")


def _by_rule(board: _Board, rule: str, points: Sequence[Point], *, best: bool) -> Sentence:
    sources = tuple(map(_source, points))
    amount = plain(abs(_total(points)), 6)
    total = Figure(amount, f"这条规则的{'加' if best else '扣'}分合计", sources)
    tasks = list(dict.fromkeys(p.task for p in points if p.task))
    known = [board.ledger.by_id[task] for task in tasks if task in board.ledger.by_id]
    where: Sentence = ()
    if known and len(points) == len(known) <= 2:
        where = ("（", *prose.joined([_task(board, record) for record in known], "、"), "）")
    elif len(points) > 1:
        where = ("（", Figure(str(len(points)), "计数：这条规则的计分次数", sources), "项次）")
    return (Figure(rule, "规则的名称", ("rules.scores.points",)), "加" if best else "扣", total, "分", *where)


# ---------------------------------------------------------------------- 五、六


def _next(board: _Board) -> list[Paragraph]:
    wanted: list[Sentence] = []
    if board.named.criticised:
        names = tuple(one.unit for one in board.named.criticised)
        who = Figure("、".join(names), "按规则应予批评的单位", names)
        wanted.append(
            ("抓好整改。请", who, f"查找差距和原因，逐项制定整改措施，于{BLANK}前报{board.ledger.config.office}。")
        )
    wanted += board.reports.wanted
    several = len(wanted) > 1
    said = [(f"{prose.ordinal(n)}是" if several else "", *one) for n, one in enumerate(wanted, 1)]
    return [Paragraph(TEXT, one) for one in (*said, (f"其他工作要求：{BLANK}。",))]


# ---------------------------------------------------------------------- annex


def _wanted(board: _Board, role: str) -> bool:
    return {"group": board.grouped, "moved": board.before is not None}.get(role, True)


def _row(board: _Board, one: Placed, heads: Sequence[Head]) -> tuple[Sentence, ...]:
    given = [point for point in one.points if point.rule != BASE and point.points > 0]
    taken = [point for point in one.points if point.rule != BASE and point.points < 0]
    why = [said for said in (_why(board, one, best=True), _why(board, one, best=False)) if said]
    cells: dict[str, Sentence] = {
        "rank": (board.rank(one),) if one.rank is not None else ("不排名",),
        "group": (_group(one.group),),
        "unit": (_unit(one),),
        "score": (board.score(one),),
        "moved": _moved(board, one),
        "tasks": (prose.count(one.tasks, "承担的任务"),),
        "given": _sum(given, "加分合计"),
        "taken": _sum(taken, "扣分合计"),
        "why": prose.joined(why, "；") or ("—",),
    }
    return tuple(cells[head.role] for head in heads)


def _sum(points: Sequence[Point], how: str) -> Sentence:
    if not points:
        return ("—",)
    return (Figure(plain(abs(_total(points)), 6), how, tuple(map(_source, points))),)


def _total(points: Sequence[Point]) -> Fraction:
    return sum((Fraction(point.points) for point in points), Fraction(0))


def _moved(board: _Board, one: Placed) -> Sentence:
    before = {each.unit: each for each in board.before.units} if board.before else {}
    then = before.get(one.unit)
    if then is None or then.rank is None or one.rank is None or then.group != one.group or board.before is None:
        return ("—",)
    steps = then.rank - one.rank
    if not steps:
        return ("持平",)
    how = f"{board.before.period.chinese}第{then.rank}名，{board.found.period.chinese}第{one.rank}名"
    return ("升" if steps > 0 else "降", Figure(str(abs(steps)), how, (one.unit,)))
