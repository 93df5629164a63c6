"""``Site``: every page of the dashboard by its path, made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import blake2b
from html import escape
from pathlib import Path

from ledger import packing, rulebook, store
from ledger.cache import Cache
from ledger.errors import LedgerError, NotFound, UsageProblem
from ledger.lights import Facts
from ledger.periods import Period
from ledger.report.webpages import clean, markup, source
from ledger.selection import Query, select
from ledger.site import downloads, edition, facts, names, policy, searching, trail
from ledger.site import pages as bodies
from ledger.site.facts import Card, Group, Picture, Source
from ledger.site.memory import Looking
from ledger.site.pages import Scene
from ledger.site.trail import Trail
from ledger.snapshot import Snapshot
from ledger.store import Ledger
from ledger.values import replace

_SECTIONS = {"task": "search.html", "unit": "units.html", "leader": "leaders.html", "category": "categories.html"}
"""Folder → the entry of the menu its pages belong to."""


@dataclass(frozen=True, slots=True)
class Options:
    """What is shown: up to which period, as seen on which day, for whom.

    ``on`` decides what is late and what is not yet due (``None``: after everything came in), and dates the drafts;
    ``public`` leaves out what the ledger calls internal; ``documents`` adds 通报 and reports to download;
    ``listed`` and ``unit`` narrow the tasks;
    ``read_from`` names the commit the ledger was read from.
    """

    period: Period | None = None
    on: date | None = None
    public: bool = False
    documents: bool = False
    listed: str = ""
    unit: str = ""
    read_from: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One file of the site: its path, with ``/``, relative to the folder of the site, and its bytes."""

    path: str
    data: bytes


@dataclass(frozen=True)
class Site:
    """The pages of a ledger. Making one page costs that page; the picture behind them was made once."""

    picture: Picture
    trail: Trail
    options: Options
    offer: downloads.Offer = field(default_factory=downloads.Offer)
    hidden: tuple[str, ...] = ()
    """What a public edition does not have, as ``model.INTERNAL`` names it."""
    settings: str = ""
    """The settings of the ledger in words, those included that a public edition does not show."""

    @property
    def edition(self) -> str:
        """What every page says of itself."""
        return "公开版" if self.options.public else "内部版"

    @cached_property
    def scene(self) -> Scene:
        """What the pages are made from."""
        return Scene(self.picture, self.trail, self.options.public)

    @cached_property
    def units(self) -> tuple[Group, ...]:
        """Tasks by unit."""
        return facts.by_unit(self.picture)

    @cached_property
    def leaders(self) -> tuple[Group, ...]:
        """Tasks by leader."""
        return facts.by_leader(self.picture)

    @cached_property
    def categories(self) -> tuple[Group, ...]:
        """Tasks by category, each before those inside it."""
        return facts.by_category(self.picture)

    def paths(self) -> tuple[str, ...]:
        """Every file, the overview first; the order does not depend on anything but the ledger."""
        return tuple(self._makers)

    def page(self, path: str) -> Page:
        """One file; ``NotFound`` for a path that is none."""
        maker = self._makers.get(path)
        if maker is None:
            raise NotFound(f"没有网页“{path}”", "从 index.html 开始看")
        return Page(path, maker())

    def made_from(self, path: str) -> str:
        """A name for everything the page of a task is made from; empty where that cannot be told, and for others.

        Equal names, equal pages: but for the program itself, which whoever keeps them has to name.
        """
        n = self._task_pages.get(path)
        tree = self.picture.ledger.tree
        if n is None or not isinstance(tree, Snapshot):
            return ""
        card = self.picture.cards[n]
        blob = tree.blob(card.record.path)
        if not blob:
            return ""
        beside = tuple((one.id, one.record.task.number) if one else () for one in self._beside(n))
        linked = tuple(name in self.picture.by_id for name in card.record.task.same_as)
        told = (card.seen, card.leads, card.supports, card.leaders, card.listed, card.record.list, beside, linked)
        held = blake2b(self._frame_of(path)[1], digest_size=16, key=self._alike)
        try:
            notes = [self._note_names[n] for n in self.trail.places(card.record)]
            held.update(packing.pack((blob, told, notes)))
        except UnicodeEncodeError:
            return ""
        return held.hexdigest()

    @cached_property
    def _alike(self) -> bytes:
        """A name for what all pages of tasks are made from."""
        picture = self.picture
        said = repr((self.settings, self.options, self.hidden, picture.period, picture.before, picture.colours))
        return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=32).digest()

    @cached_property
    def _note_names(self) -> list[str]:
        """A name for each note of the trail."""
        said = (repr(note).encode("utf-8", "surrogatepass") for note in self.trail.notes)
        return [blake2b(one, digest_size=12).hexdigest() for one in said]

    def pages(self) -> Iterator[Page]:
        """Every file, made one after another."""
        for path, maker in self._makers.items():
            yield Page(path, maker())

    def body(self, path: str, link: names.Link) -> tuple[str, str]:
        """Title and main part of a page, for putting it into another frame."""
        title, made = self._bodies[path]
        return title, made(link)

    # ------------------------------------------------------------------ how each page is made

    @cached_property
    def _makers(self) -> Mapping[str, Callable[[], bytes]]:
        found: dict[str, Callable[[], bytes]] = {path: self._maker(path) for path in self._bodies}
        found.update({one.path: one.make for one in self.offer.documents})
        found["site.css"] = lambda: source("site.css").encode()
        found["data.js"] = lambda: searching.script(self.picture).encode("utf-8")
        return found

    @cached_property
    def _task_pages(self) -> Mapping[str, int]:
        """Path → which card; of two tasks with one id the first has the page."""
        found: dict[str, int] = {}
        for n, card in enumerate(self.picture.cards):
            found.setdefault(names.task(card.id), n)
        return found

    def _maker(self, path: str) -> Callable[[], bytes]:
        return lambda: self._framed(path)

    @cached_property
    def _bodies(self) -> Mapping[str, tuple[str, Callable[[names.Link], str]]]:
        """Path → title and what makes the main part."""
        scene, picture = self.scene, self.picture
        title = picture.ledger.config.title
        found: dict[str, tuple[str, Callable[[names.Link], str]]] = {
            "index.html": (title, lambda link: bodies.overview(scene, link, self.units, facts.by_list(picture))),
            "changes.html": ("与上期相比的变化", lambda link: bodies.changes(scene, link)),
            "search.html": ("查找任务", lambda link: bodies.body("search", link, {"picture": picture})),
            "units.html": ("责任单位", self._index("责任单位")),
            "leaders.html": ("牵头领导", self._index("牵头领导")),
            "categories.html": ("任务类别", self._index("任务类别")),
        }
        if self.offer.documents or self.offer.notes:
            offered = {"documents": self.offer.documents, "notes": self.offer.notes}
            found["downloads.html"] = ("下载", lambda link: bodies.body("downloads", link, offered))
        found["about.html"] = (
            "说明",
            lambda link: bodies.about(scene, link, edition.meant(self.hidden), self.options.read_from),
        )
        for kind, groups in (("责任单位", self.units), ("牵头领导", self.leaders), ("任务类别", self.categories)):
            for group in groups:
                found[bodies.page_of(kind, group)] = (group.name, self._group(kind, group))
        for path, n in self._task_pages.items():
            found[path] = (f"第{picture.cards[n].record.task.number}项", self._task(n))
        return found

    def _index(self, kind: str) -> Callable[[names.Link], str]:
        def make(link: names.Link) -> str:
            groups = {"责任单位": self.units, "牵头领导": self.leaders, "任务类别": self.categories}[kind]
            return bodies.index_of_groups(self.scene, link, kind, groups)

        return make

    def _group(self, kind: str, group: Group) -> Callable[[names.Link], str]:
        def make(link: names.Link) -> str:
            inside = [one for one in self.categories if one.path[:-1] == group.path] if group.path else []
            return bodies.group_page(self.scene, link, kind, group, inside)

        return make

    def _task(self, n: int) -> Callable[[names.Link], str]:
        return lambda link: self.scene.task(self.picture.cards[n], link, self._beside(n))

    def _beside(self, n: int) -> tuple[Card | None, Card | None]:
        """The cards before and after one."""
        cards = self.picture.cards
        return cards[n - 1] if n else None, cards[n + 1] if n + 1 < len(cards) else None

    def _framed(self, path: str) -> bytes:
        title, made = self._bodies[path]
        (before, between, after), _ = self._frame_of(path)
        return "".join((before, clean(escape(title)), between, made(names.relative(path)), after)).encode("utf-8")

    def _frame_of(self, path: str) -> tuple[tuple[str, str, str], bytes]:
        section = _SECTIONS.get(path.partition("/")[0], path)
        return self._frame(path.count("/"), section, "search" if path == "search.html" else "")

    @cached_property
    def _frames(self) -> dict[tuple[int, str, str], tuple[tuple[str, str, str], bytes]]:
        return {}

    def _frame(self, depth: int, section: str, script: str) -> tuple[tuple[str, str, str], bytes]:
        """What stands around a page, and a name for it."""
        key = (depth, section, script)
        if key not in self._frames:
            code = source("site.js") if script else ""
            values = {
                "here": section,
                "sections": tuple(pair for pair in bodies.SECTIONS if pair[0] in self._bodies),
                "home": self.picture.ledger.config.title,
                "edition": self.edition,
                "public": self.options.public,
                "period": self.picture.period.chinese if self.picture.period else "",
                "read_from": self.options.read_from,
                "script": markup(code),
                "policy": policy.of_folder(code),
            }
            parts = bodies.frame(values, names.relative("x/" * depth))
            cleaned = (clean(parts[0]), clean(parts[1]), clean(parts[2]))
            self._frames[key] = cleaned, blake2b("\0".join(cleaned).encode("utf-8"), digest_size=16).digest()
        return self._frames[key]


def site(
    given: Ledger | Source,
    options: Options = Options(),
    root: Path | None = None,
    revision: str = "HEAD",
    known: Trail | None = None,
    memory: Looking | None = None,
    kept: Cache | None = None,
) -> Site:
    """The pages of a ledger; ``root`` is the folder that holds ``tasks/``, for naming the commits of each entry.

    ``UsageProblem`` for a period of another year. Of a public edition nothing is computed from what is internal: the
    ledger is stripped before anything else. Who makes the pages again and again hands in the trail, where it is
    known, and a memory of what was found last time. A ``Source`` of heads will do where ``needs_all`` says so.
    """
    source = given if isinstance(given, Source) else None
    ledger = given.ledger if isinstance(given, Source) else given
    if source and (needs_all(options) or source.public != options.public):
        raise ValueError("these pages need the whole of every task, or another edition")
    year = ledger.config.year
    if options.period and options.period.year != year:
        raise UsageProblem(
            f"台账 {ledger.name} 是{year}年的，没有 {options.period} 这一期",
            f"改成{year}年的周期，或用 --ledger 换一本",
        )
    settings = source.settings if source else facts.settings_of(ledger.config, ledger.registry)
    found = known or (trail.read(root, ledger, revision, kept) if root else Trail())
    hidden = source.hidden if source else edition.internal(ledger.config) if options.public else ()
    if options.public and not source:
        ledger = edition.published(ledger)
    if options.listed or options.unit:
        wanted = Query(list=options.listed or None, unit=options.unit or None)
        ledger = replace(ledger, records=select(ledger, wanted))
    picture = facts.look_at(source or ledger, options.period, _facts(ledger, options.on), memory)
    offered = downloads.Offer()
    if options.documents:
        own = root / "templates" if root else None
        offered = downloads.offer(ledger, picture.period, options.on, own, public=options.public)
    return Site(picture, found, options, offered, hidden, settings)


def needs_all(options: Options) -> bool:
    """Whether the pages are made from all that is known of every task, and not of each when its page is made."""
    return options.documents or bool(options.listed or options.unit)


def _facts(ledger: Ledger, on: date | None) -> Facts | None:
    try:
        return Facts(ledger, rulebook.of(ledger.config), store.load_calendar(ledger.tree), on)
    except LedgerError:
        return None  # said by ``look_at``, which reads the rules again


def pages(
    ledger: Ledger, options: Options = Options(), root: Path | None = None, revision: str = "HEAD"
) -> Iterator[Page]:
    """Every page in turn; see ``site``."""
    return site(ledger, options, root, revision).pages()
