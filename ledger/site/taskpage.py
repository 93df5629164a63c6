"""The page of one task, written straight into text: of ten thousand pages a template would take most of the time.

Every text of the ledger goes through ``escaped``; what is put together here is HTML and nothing else. The other
pages are templates (``templates/site``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import zip_longest

from ledger import charts
from ledger.history.log import KINDS
from ledger.metrics import time_progress
from ledger.model import Change, Entry, Indicator, Record, Review, Task
from ledger.periods import Period
from ledger.report.webpages import escaped
from ledger.site import names, wording
from ledger.site.facts import Card, Picture, look_of, status_look
from ledger.site.names import Link
from ledger.site.seen import Stood
from ledger.site.trail import Note, Trail
from ledger.standings import shown

_COMPARED = {">=": "不少于", "<=": "不超过", "=": "", "~": "约"}
_NOTHING = ("", "无", "暂无", "没有", "无问题")
_MOST = 3
"""Commits named with one entry; the list of all commits has the others."""

_said = lru_cache(maxsize=4096)(str)
"""Days as text: a ledger has few of them and shows each ten thousand times."""


@dataclass(frozen=True, slots=True, eq=False)
class _Span:
    """A period as pages show it."""

    period: Period
    chinese: str
    text: str
    gone: Fraction
    """Where it ends on the axis of a chart."""
    order: tuple[date, int]


@lru_cache(maxsize=1 << 16)
def _span(period: Period) -> _Span:
    return _Span(period, period.chinese, str(period), time_progress(period), period.sort_key)


_Reports = list[tuple[_Span, list[Entry]]]
"""The entries of a task by period, in order."""


@dataclass
class TaskPages:
    """The pages of the tasks of one picture, and the pieces that many of them share."""

    picture: Picture
    trail: Trail
    public: bool
    link: Link
    list_title: Callable[[str], str]
    _pieces: dict[tuple[str, str], str] = field(default_factory=dict)
    _rows: dict[int, str] = field(default_factory=dict)

    def page(self, card: Card, record: Record, beside: tuple[Card | None, Card | None]) -> str:
        """Everything about one task; ``record`` is the whole of what ``card`` sums up."""
        task, notes = record.task, self.trail.of(record)
        reports = _by_period(task.progress)
        return "".join(
            (
                *self._head(card, task),
                '<div class="columns">\n<div class="rail">\n<dl class="facts">\n',
                *self._facts(card, task),
                '</dl>\n</div>\n<div class="story">\n',
                *self._now(reports),
                *self._indicators(card, task, reports),
                *self._timeline(task, reports, notes),
                *self._acts(task.changes),
                *self._commits(notes),
                "</div>\n",
                *self._plan(task.plan),
                '</div>\n<nav class="beside" aria-label="前后任务">\n',
                *self._beside(beside),
                "</nav>\n</article>",
            )
        )

    # ------------------------------------------------------------------ pieces

    def _linked(self, kind: str, name: str) -> str:
        """A unit or leader as a link."""
        key = (kind, name)
        if key not in self._pieces:
            to = {"unit": names.unit, "leader": names.leader}[kind]
            self._pieces[key] = f'<a href="{self.link(to(name))}">{escaped(name)}</a>'
        return self._pieces[key]

    def _levels(self, category: tuple[str, ...]) -> str:
        """A category with those around it, each a link."""
        key = ("category", "\0".join(category))
        if key not in self._pieces:
            self._pieces[key] = "<br>".join(
                f'<a href="{self.link(names.category(*category[:depth]))}">{escaped(category[depth - 1])}</a>'
                for depth in range(1, len(category) + 1)
            )
        return self._pieces[key]

    def _all_linked(self, kind: str, given: Iterable[str]) -> str:
        return "、".join([self._linked(kind, name) for name in given])

    def _head(self, card: Card, task: Task) -> Iterator[str]:
        listed, picture = card.record.list, self.picture
        spec = picture.ledger.config.lists.get(listed)
        title = escaped(spec.title if spec else listed)
        yield (
            f'<article class="task">\n<header>\n'
            f'<p class="path"><span title="{title}">{escaped(self.list_title(listed))}</span>'
            f'　第{task.number}项　<span class="id">{escaped(task.id)}</span></p>\n<h1>'
        )
        if task.parent:
            yield f'<span class="parent">{escaped(task.parent)}</span>'
        yield f'{escaped(task.text)}</h1>\n<p class="state">\n'
        if picture.colours:
            yield f"{chip(wording.lamp(card.light), look_of(card.light))}\n"
        yield f"{chip(card.status, status_look(card.status))}\n"
        if picture.colours:
            if card.why:
                yield f"<span>{escaped(card.why)}</span>\n"
            if picture.before and card.was != card.light:
                was = escaped(wording.lamp(card.was))
                yield f'<span class="soft">{_span(picture.before).chinese}是{was}</span>\n'
        yield "</p>\n</header>\n"

    def _facts(self, card: Card, task: Task) -> Iterator[str]:
        yield _fact("牵头单位", self._all_linked("unit", card.leads) or "没有写明")
        if card.supports:
            yield _fact("配合单位", self._all_linked("unit", card.supports))
        if card.leaders:
            yield _fact("牵头领导", self._all_linked("leader", card.leaders))
        if task.category:
            yield _fact("类别", self._levels(task.category))
        if task.goal:
            yield _fact("工作目标", escaped(task.goal))
        if task.deadline:
            yield _fact("完成时限", escaped(task.deadline))
        for head, text in task.other.items():
            yield _fact(escaped(head), escaped(text))
        if task.same_as:
            yield _fact("同一事项", "、".join(map(self._other, task.same_as)))
        if task.note:
            yield _fact("备注", escaped(task.note))

    def _other(self, name: str) -> str:
        """Another task: a link, where it is one of the pages."""
        if name not in self.picture.by_id:
            return escaped(name)
        return f'<a href="{self.link(names.task(name))}">{escaped(name)}</a>'

    def _now(self, reports: _Reports) -> Iterator[str]:
        """Problems and next steps of the last report."""
        until = self.picture.period
        seen = [entries for span, entries in reports if until is None or span.period.end <= until.end]
        latest = seen[-1] if seen else []
        problems, plans = "".join(_told(latest, "problems")), "".join(_told(latest, "next"))
        if problems or plans:
            yield '<section class="pair">\n'
            if problems:
                yield f'<div class="problem"><h2>存在问题</h2>\n{problems}</div>\n'
            if plans:
                yield f"<div><h2>下一步</h2>\n{plans}</div>\n"
            yield "</section>\n"

    # ------------------------------------------------------------------ figures

    def _indicators(self, card: Card, task: Task, reports: _Reports) -> Iterator[str]:
        if not task.indicators:
            return
        yield "<section>\n<h2>指标</h2>\n"
        for one, stood in zip_longest(task.indicators, card.seen.stood, fillvalue=Stood()):
            if isinstance(one, Indicator):
                yield from self._indicator(reports, one, stood)
        yield "</section>\n"

    def _indicator(self, reports: _Reports, one: Indicator, stood: Stood) -> Iterator[str]:
        target = "" if one.target is None else f"{_COMPARED[one.comparator]}{shown(one.target, one)}"
        yield f'<figure class="indicator">\n<figcaption><b>{escaped(one.name)}</b>'
        if target:
            yield f"　目标{escaped(target)}"
        if stood.value:
            yield f"　已报{escaped(stood.value)}"
        if stood.told:
            yield f'<span class="told">{escaped(stood.told)}</span>'
        if one.note:
            yield f'<span class="soft">{escaped(one.note)}</span>'
        yield "</figcaption>\n"
        drawn = self._chart(reports, one, target)
        if drawn:
            yield f'{drawn}\n<p class="key"><span class="k-line"></span>各期累计'
            if target:
                what = "控制线" if one.comparator == "<=" else "按时间进度应达到"
                yield f'　<span class="k-goal"></span>{what}'
            yield "</p>\n"
        yield "</figure>\n"

    def _chart(self, reports: _Reports, one: Indicator, target: str) -> str:
        """Figures through the year; those of several units that cannot be one are not drawn."""
        if one.basis != "cumulative":
            return ""
        year, until, name = self.picture.ledger.config.year, self.picture.period, one.name
        points = []
        for span, entries in reports:
            if span.period.year == year and (until is None or span.period.end <= until.end):
                found = {entry.indicators[name] for entry in entries if name in entry.indicators}
                if len(found) == 1:
                    points.append(charts.Point(span.chinese, span.gone, found.pop()))
        label = f"{one.name}：" + "、".join([f"{point.name}{point.value:f}" for point in points]) + one.measure
        if target:
            label += f"；目标{target}"
        return charts.against(points, one.target, label, sloped=one.comparator in (">=", "~", "="))

    # ------------------------------------------------------------------ what was reported

    def _timeline(self, task: Task, reports: _Reports, notes: Sequence[Note]) -> Iterator[str]:
        """Reports and reviews by period, newest first."""
        yield "<section>\n<h2>进展</h2>\n"
        spans: dict[_Span, tuple[list[Entry], list[Review]]] = {span: (entries, []) for span, entries in reports}
        if task.reviews:
            for review in task.reviews:
                spans.setdefault(_span(review.period), ([], []))[1].append(review)
            spans = dict(sorted(spans.items(), key=lambda one: one[0].order))
        if not spans:
            yield "<p>还没有报送。</p>\n"
        yield '<ol class="timeline">\n'
        measures = {indicator.name: indicator.measure for indicator in task.indicators}
        brought = _Brought(notes)
        for span, (entries, reviews) in reversed(spans.items()):
            yield f"<li>\n<h3>{span.chinese}</h3>\n"
            for review in reviews:
                yield _review(review)
            for entry in entries:
                yield self._entry(entry, measures, brought.by(span.text, entry.unit))
            yield "</li>\n"
        yield "</ol>\n</section>\n"

    def _entry(self, entry: Entry, measures: Mapping[str, str], notes: Sequence[Note]) -> str:
        units = escaped("、".join((entry.unit, *entry.joint)) if entry.joint else entry.unit)
        verdict = f"　自报{escaped(entry.verdict)}" if entry.verdict else ""
        reported = f"　<time>{_said(entry.reported)}</time>填报" if entry.reported else ""
        texts = "\n".join(_paragraphs(entry, measures))
        by = ""
        if notes or entry.source:
            source = f"来源：{escaped(entry.source)}　" if entry.source else ""
            by = f'<p class="by">{source}{self._named(notes)}</p>\n'
        return f'<div class="entry">\n<p class="who"><b>{units}</b>{verdict}{reported}</p>\n{texts}\n{by}</div>\n'

    def _named(self, notes: Sequence[Note]) -> str:
        """The commits that made and changed an entry, newest first."""
        last = len(notes) - 1
        return "；".join(
            [
                f"{'提交' if n == last else '改动'} <code>{note.short}</code> {_said(note.day)}"
                + ("" if self.public else f" {escaped(note.author)}")
                for n, note in enumerate(notes)
            ]
        )

    def _acts(self, acts: Sequence[Change]) -> Iterator[str]:
        if acts:
            yield '<section>\n<h2>延期、调整、更正、办结</h2>\n<ul class="acts">\n'
            yield from map(_act, acts)
            yield "</ul>\n</section>\n"

    def _commits(self, notes: Sequence[Note]) -> Iterator[str]:
        if not notes:
            return
        heads = ("日期", "提交", *(("种类",) if self.public else ("说明", "作者", "来源")))
        cells = "".join([f'<th scope="col">{head}</th>' for head in heads])
        yield (
            f'<details class="commits"><summary>提交记录（{len(notes)}次）</summary>\n'
            f'<table class="figures left"><thead><tr>{cells}</tr></thead>\n<tbody>\n'
        )
        for note in notes:
            # notes belong to the trail, which outlives the pages
            if id(note) not in self._rows:
                self._rows[id(note)] = self._commit(note)
            yield self._rows[id(note)]
        yield "</tbody></table></details>\n"

    def _commit(self, note: Note) -> str:
        texts = (KINDS.get(note.kind, ""),) if self.public else (note.subject, note.author, note.source)
        cells = "".join([f"<td>{escaped(text)}</td>" for text in texts])
        return f"<tr><td><time>{note.day}</time></td><td><code>{note.short}</code></td>{cells}</tr>\n"

    def _plan(self, plan: Mapping[Period, str]) -> Iterator[str]:
        if plan:
            yield '<section class="plan">\n<h2>计划</h2>\n<dl class="facts">\n'
            year = f"{self.picture.ledger.config.year}年"
            for period, text in sorted(plan.items()):
                # without the year where that is the ledger's own
                yield _fact(period.chinese.removeprefix(year) or "全年", escaped(text))
            yield "</dl>\n</section>\n"

    def _beside(self, beside: tuple[Card | None, Card | None]) -> Iterator[str]:
        for card, rel, text in zip(beside, ("prev", "next"), ("← 第{}项", "第{}项 →"), strict=True):
            if card:
                said = text.format(card.record.task.number)
                yield f'<a rel="{rel}" href="{self.link(names.task(card.id))}">{said}</a>\n'


class _Brought:
    """Which of a task's commits made or changed an entry, newest first; none where none says so."""

    def __init__(self, notes: Sequence[Note]) -> None:
        self._named: dict[str, list[Note]] = {}
        for note in notes:
            if note.brings:
                for period in dict.fromkeys(note.periods):
                    self._named.setdefault(period, []).append(note)
        whole = [note for note in notes if note.is_whole]
        self._whole = whole if len(whole) == 1 else []

    def by(self, period: str, unit: str) -> Sequence[Note]:
        """The latest few."""
        named = self._named.get(period)
        mine = [note for note in named if not note.units or unit in note.units] if named else None
        return (mine or self._whole)[:_MOST]


def chip(word: str, look: str) -> str:
    """A light or a status."""
    return f'<span class="chip l-{look}">{escaped(word)}</span>'


def row(card: Card, link: Link, *, by_light: bool, of_unit: bool) -> str:
    """One task as a row of a group's table."""
    task = card.record.task
    listed = f'<span class="listed">{escaped(card.listed)}</span> ' if card.listed else ""
    word, look = (wording.lamp(card.light), look_of) if by_light else (card.status, status_look)
    lamp = chip(word, look(card.light if by_light else card.status))
    why = f'<span class="why">{escaped(card.why)}</span>' if card.why else ""
    last = f'<span class="soft">{escaped(card.seen.last)}</span> {escaped(card.seen.done)}' if card.seen.last else ""
    to, given = (names.leader, card.leaders) if of_unit else (names.unit, card.leads)
    linked = "、".join([f'<a href="{link(to(name))}">{escaped(name)}</a>' for name in given])
    return (
        f'<tr>\n<td class="no">{listed}{task.number}</td>\n<td class="lamp">{lamp}</td>\n'
        f'<th scope="row"><a href="{link(names.task(card.id))}">{escaped(wording.cut(task.text))}</a>{why}</th>\n'
        f'<td data-head="最近进展">{last}</td>\n'
        f'<td data-head="{"牵头领导" if of_unit else "牵头单位"}">{linked}</td>\n</tr>\n'
    )


def _fact(head: str, body: str) -> str:
    return f"<div><dt>{head}</dt><dd>{body}</dd></div>\n"


def _told(entries: Sequence[Entry], name: str) -> Iterator[str]:
    """What the last report says of one matter, without empty words, and who says it."""
    for entry in entries:
        text = getattr(entry, name)
        if text.strip(" 。.　") not in _NOTHING:
            by = f"{escaped(entry.unit)}，{entry.period.chinese}"
            yield f'<p class="text">{escaped(text)}</p><p class="by">{by}</p>\n'


def _paragraphs(entry: Entry, measures: Mapping[str, str]) -> list[str]:
    return [
        f'<p class="text"><span class="head">{head}</span><span>{escaped(text)}</span></p>'
        for head, text in (
            ("完成情况", entry.done),
            ("存在问题", entry.problems),
            ("原因分析", entry.causes),
            ("下一步计划", entry.next),
            ("指标", _figures(entry, measures) if entry.indicators else ""),
            ("备注", entry.note),
        )
        if text
    ]


def _figures(entry: Entry, measures: Mapping[str, str]) -> str:
    return "，".join([f"{name}{value:f}{measures.get(name, '')}" for name, value in entry.indicators.items()])


def _review(review: Review) -> str:
    on = f"　<time>{_said(review.on)}</time>" if review.on else ""
    note = f'<p class="text">{escaped(review.note)}</p>' if review.note else ""
    who = escaped(review.by or "督查室")
    return f'<div class="review"><b>{who}评价：{escaped(review.verdict)}</b>{on}{note}</div>\n'


def _act(act: Change) -> str:
    said = [f"<li><b>{escaped(KINDS.get(act.kind, act.kind))}</b>"]
    if act.on:
        said.append(f" <time>{act.on}</time>")
    if act.period:
        said.append(f"　{act.period.chinese}")
    if act.unit:
        said.append(f"　{escaped(act.unit)}")
    if act.field or act.before or act.after:
        moved = f"：{escaped(act.before or '空')} → {escaped(act.after or '空')}" if act.before or act.after else ""
        said.append(f'<span class="text">{escaped(act.field)}{moved}</span>')
    if act.reason:
        said.append(f'<span class="text">理由：{escaped(act.reason)}</span>')
    if act.approved_by:
        said.append(f'<span class="by">批准：{escaped(act.approved_by)}</span>')
    return "".join([*said, "</li>\n"])


def _by_period(progress: Sequence[Entry]) -> _Reports:
    found: dict[Period, list[Entry]] = {}
    for entry in progress:
        found.setdefault(entry.period, []).append(entry)
    return sorted([(_span(period), entries) for period, entries in found.items()], key=_order)


def _order(report: tuple[_Span, list[Entry]]) -> tuple[date, int]:
    return report[0].order
