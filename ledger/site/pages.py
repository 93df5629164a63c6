"""The body of each page: which template, and the values it is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ledger import charts, rulebook
from ledger.errors import LedgerError
from ledger.report.webpages import clean, markup, render, share
from ledger.site import names, taskpage, wording
from ledger.site.facts import Card, Group, Picture, grave, gravest_first, look_of, status_look
from ledger.site.moves import Moves, moves
from ledger.site.names import Link
from ledger.site.taskpage import TaskPages
from ledger.site.trail import Trail

WALL = 2000
"""With more tasks the wall of lights is drawn by unit: nobody finds one square among thousands."""
TOP = 15
LISTED = 200
"""Rows of one kind of change; the search page has them all."""


@dataclass(frozen=True)
class Scene:
    """What every page needs: the picture, the trail, and whether names of authors are shown."""

    picture: Picture
    trail: Trail
    public: bool = False
    rows: dict[tuple[str, bool, str], str] = field(default_factory=dict, compare=False, repr=False)
    """Rows of tables that have been made already: a task stands on the pages of several units and leaders."""
    tasks: dict[str, TaskPages] = field(default_factory=dict, compare=False, repr=False)

    def row(self, card: Card, link: Link, *, of_unit: bool) -> str:
        """One task as a row of a group's table."""
        key = (card.record.path, of_unit, link(""))
        if key not in self.rows:
            self.rows[key] = taskpage.row(card, link, by_light=bool(self.picture.colours), of_unit=of_unit)
        return self.rows[key]

    def task(self, card: Card, link: Link, beside: tuple[Card | None, Card | None]) -> str:
        """The page of one task."""
        key = link("")
        if key not in self.tasks:
            self.tasks[key] = TaskPages(self.picture, self.trail, self.public, link, self.list_title)
        return clean(self.tasks[key].page(card, self.picture.whole(card.record), beside))

    def list_title(self, name: str) -> str:
        """附件1, or the title of the list, or its name."""
        spec = self.picture.ledger.config.lists.get(name)
        return (spec.annex or spec.title) if spec else name


def body(template: str, link: Link, values: Mapping[str, Any]) -> str:
    """The main part of a page."""
    return render(f"{template}.html.j2", {"link": link, **values})


share(
    {
        "look_of": look_of,
        "status_look": status_look,
        "lamp": wording.lamp,
        "cut": wording.cut,
        "task_page": names.task,
        "unit_page": names.unit,
        "leader_page": names.leader,
        "category_page": names.category,
    }
)


# ---------------------------------------------------------------------- overview


def overview(scene: Scene, link: Link, groups: Sequence[Group], lists: Sequence[Group]) -> str:
    """The state of the year at a glance."""
    picture = scene.picture
    worst = grave(picture)
    return body(
        "index",
        link,
        {
            "picture": picture,
            "lead": wording.lead(picture),
            "grave": worst[:TOP],
            "grave_total": len(worst),
            "grave_light": picture.colours[0] if picture.colours else "",
            "wall": _wall(scene) if len(picture.cards) <= WALL else (),
            "bars": () if len(picture.cards) <= WALL else _bars(picture, groups),
            "bar": markup(charts.stacked(wording.parts_of(picture, picture.cards), "全部任务")),
            "legend_parts": wording.parts_of(picture, picture.cards),
            "rates": tuple(
                _rate(scene, group, scene.list_title(group.name) if len(lists) > 1 else "全部任务") for group in lists
            ),
            "share": wording.percent(picture.share) if picture.share is not None else "",
            "indicators": _indicator_counts(picture),
            "trend": _trend(picture),
            "moves": _brief(moves(picture)),
            "units": tuple(_row(picture, group) for group in groups if group.cards)[:10],
        },
    )


def _wall(scene: Scene) -> tuple[dict[str, Any], ...]:
    """The squares of the wall, list by list and category by category."""
    by_light = bool(scene.picture.colours)

    places: dict[tuple[str, str], list[Card]] = {}
    lists = dict.fromkeys(card.record.list for card in scene.picture.cards)
    for card in scene.picture.cards:
        places.setdefault((card.record.list, "".join(card.record.task.category[:1])), []).append(card)
    return tuple(
        {
            "list": scene.list_title(listed),
            "category": category,
            "squares": tuple(
                (
                    names.task(card.id),
                    card.record.task.number,
                    look_of(card.light) if by_light else status_look(card.status),
                    wording.lamp(card.light) if by_light else card.status,
                    wording.cut(card.record.task.text, 40),
                )
                for card in cards
            ),
        }
        for name in lists
        for (listed, category), cards in places.items()
        if listed == name
    )


def _bars(picture: Picture, groups: Sequence[Group]) -> tuple[dict[str, Any], ...]:
    return tuple(_row(picture, group) for group in groups if group.cards)


def _row(picture: Picture, group: Group) -> dict[str, Any]:
    """A group as a row of a table: its counts and its bar."""
    parts = wording.parts_of(picture, group.cards)
    done = wording.finished(group.cards)
    return {
        "name": group.name,
        "total": len(group.cards),
        "supported": len(group.supported),
        "done": done,
        "rate": wording.percent(Fraction(done, len(group.cards)), 0) if group.cards else "",
        "parts": parts,
        "bar": markup(charts.stacked(parts, group.name)),
    }


def page_of(kind: str, group: Group) -> str:
    """The file of a group's page."""
    if group.path:
        return names.category(*group.path)
    to = names.unit if kind == "责任单位" else names.leader if kind == "牵头领导" else names.category
    return to(group.name)


def _listed(scene: Scene, link: Link, kind: str, groups: Sequence[Group]) -> dict[str, Any]:
    """What the table of some groups needs; categories inside others of the table are set in."""
    top = min((len(group.path) for group in groups), default=0)
    return {
        "kind": kind,
        "rows": tuple(
            {
                **_row(scene.picture, group),
                "page": link(page_of(kind, group)),
                "depth": len(group.path) - top,
            }
            for group in groups
        ),
        "supports": kind == "责任单位",
        "by_light": bool(scene.picture.colours),
    }


def _rate(scene: Scene, group: Group, title: str) -> dict[str, Any]:
    """完成率 of a list against 时间进度."""
    done = wording.finished(group.cards)
    rate = Fraction(done, len(group.cards))
    share = scene.picture.share
    said = f"{title}：完成{done}项，占{wording.percent(rate)}"
    label = said if share is None else f"{said}；时间进度{wording.percent(share)}"
    return {
        "title": title,
        "full": scene.picture.ledger.config.lists[group.name].title
        if group.name in scene.picture.ledger.config.lists
        else group.name,
        "done": done,
        "total": len(group.cards),
        "rate": wording.percent(rate),
        "meter": markup(charts.meter(rate, share, label)),
    }


def _indicator_counts(picture: Picture) -> tuple[tuple[str, int], ...]:
    """How the quantified targets stand, in the words of the standings."""
    counts: dict[str, int] = {}
    for card in picture.cards:
        for stood in card.seen.stood:
            word = stood.judged or "不能判断"
            counts[word] = counts.get(word, 0) + 1
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _trend(picture: Picture) -> dict[str, Any] | None:
    if len(picture.trend) < 2:
        return None
    steps = [(wording.short_period(picture, step), wording.step_parts(picture, step)) for step in picture.trend]
    given = [charts.Column(name, parts) for name, parts in steps]
    what = "各灯" if picture.colours else "各状态"
    label = f"逐期走势：{given[0].name}至{given[-1].name}{what}的任务数，数据见下表"
    heads = [part.name for part in reversed(given[-1].parts) if any(_value(c, part.name) for c in given)]
    return {
        "chart": markup(charts.columns(given, label)),
        "heads": heads,
        "rows": [(column.name, [_value(column, head) for head in heads]) for column in given],
    }


def _value(column: charts.Column, name: str) -> int:
    return next(part.value for part in column.parts if part.name == name)


def _brief(found: Sequence[Moves]) -> tuple[dict[str, Any], ...]:
    return tuple({"kind": kind, "count": len(kind.moves), "first": kind.moves[:5]} for kind in found)


def changes(scene: Scene, link: Link) -> str:
    """What changed since the period before."""
    found = moves(scene.picture)
    return body("changes", link, {"picture": scene.picture, "moves": found, "most": LISTED})


# ---------------------------------------------------------------------- groups


def index_of_groups(scene: Scene, link: Link, kind: str, groups: Sequence[Group]) -> str:
    """All units, leaders or categories."""
    count = sum(len(group.path) < 2 for group in groups)
    return body("groups", link, {"listed": _listed(scene, link, kind, groups), "title": kind, "count": count})


def group_page(scene: Scene, link: Link, kind: str, group: Group, inside: Sequence[Group]) -> str:
    """The tasks of one unit, leader or category; of a category also those ``inside`` it."""

    def rows(cards: Sequence[Card]) -> str:
        return markup(
            "".join(scene.row(card, link, of_unit=kind == "责任单位") for card in gravest_first(scene.picture, cards))
        )

    values = {
        "kind": kind,
        "group": group,
        "above": tuple(
            (link(names.category(*group.path[:depth])), group.path[depth - 1]) for depth in range(1, len(group.path))
        ),
        "inside": _listed(scene, link, kind, inside),
        "led": rows(group.cards),
        "helped": rows(group.supported),
        "row": _row(scene.picture, group),
        "by_light": bool(scene.picture.colours),
        "period": scene.picture.period,
    }
    return body("group", link, values)


# ---------------------------------------------------------------------- the words of the pages


def about(scene: Scene, link: Link, hidden: str, read_from: str) -> str:
    """How to read the pages: statuses, lights, rates."""
    try:
        book = rulebook.of(scene.picture.ledger.config)
    except LedgerError:
        book = rulebook.Rulebook()
    shown_rules = book.lights if scene.picture.colours else ()
    values = {
        "picture": scene.picture,
        "public": scene.public,
        "hidden": hidden,
        "read_from": read_from,
        "statuses": tuple(wording.STATUS_MEANINGS.items()),
        "book": book,
        "rules": tuple((rule, wording.condition(rule.when)) for rule in shown_rules),
        "by_days": book.indicators.time_progress == "days",
    }
    return body("about", link, values)


# ---------------------------------------------------------------------- what stands around every page

SECTIONS = (
    ("index.html", "总览"),
    ("changes.html", "变化"),
    ("search.html", "查找"),
    ("units.html", "单位"),
    ("leaders.html", "领导"),
    ("categories.html", "类别"),
    ("downloads.html", "下载"),
    ("about.html", "说明"),
)


_MARK = "<!-- here -->"


def frame(values: Mapping[str, Any], link: Link) -> tuple[str, str, str]:
    """What stands before the title, between title and body, and after the body."""
    whole = render("frame.html.j2", {"link": link, "mark": markup(_MARK), **values})
    before, between, after = whole.split(_MARK)
    return before, between, after
