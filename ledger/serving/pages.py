"""The pages that are ours: the form, what became of it, and what cannot be shown; and the site's own, live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote, urlencode

from markupsafe import Markup

from ledger.actions import Result
from ledger.deadlines import reporting_periods
from ledger.lights import latest
from ledger.model import Entry, Indicator, Record
from ledger.periods import Period
from ledger.report.webpages import clean, markup, render, source
from ledger.serving.entering import Outcome, level_word
from ledger.serving.typed import INDICATOR, LABELS, NEW, TEXTS, indicators_of, values_of, version_of
from ledger.site import names, policy
from ledger.site import pages as site_pages
from ledger.site.build import Site
from ledger.store import Ledger

EDIT, DONE = "/-/edit/", "/-/done/"
_ROWS = {"done": 6, "problems": 3, "causes": 2, "next": 3}


def policy_of(inline: str = "") -> str:
    """The content security policy of a live page: our own files, and the one inline script of the search page."""
    scripts = f"'self' {policy.digest(inline)}" if inline else "'self'"
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    )


@dataclass(frozen=True)
class Framed:
    """A finished page and the policy it needs."""

    html: bytes
    policy: str


def of_site(site: Site, path: str, version: str, *, editing: bool) -> Framed:
    """A page of the site with what makes it live, and, where that is allowed, the way to the form."""
    title, made = site.body(path, names.relative(path))
    inline = source("site.js") if path == "search.html" else ""
    edit = ""
    if editing and path.startswith("task/"):
        card = next((card for card in site.picture.cards if names.task(card.id) == path), None)
        edit = edit_address(card.id) if card else ""
    return _framed(site, title, bar(version, edit) + made, path, inline)


def bar(version: str, edit: str = "") -> str:
    """What makes a page follow the ledger, and the way to the form."""
    return render("live-bar.html.j2", {"edit": edit, "version": version})


def page(site: Site | None, title: str, body: str) -> Framed:
    """A page of our own in the site's frame; without a site (the ledger cannot be read) in a plain one."""
    if site is not None:
        return _framed(site, title, body, "")
    html = render("live-plain.html.j2", {"title": title, "body": Markup(body)})  # noqa: S704 - rendered by us
    return Framed(html.encode("utf-8"), policy_of())


def _framed(site: Site, title: str, body: str, path: str, inline: str = "") -> Framed:
    rules = policy_of(inline)
    values = {
        "here": _section(path),
        "sections": tuple(pair for pair in site_pages.SECTIONS if pair[0] in site.paths()),
        "home": site.picture.ledger.config.title,
        "edition": "内部版",
        "public": False,
        "period": site.picture.period.chinese if site.picture.period else "",
        "read_from": "台账文件保存以后，这里随着更新",
        "script": markup(inline),
        # frame-ancestors works in the header alone
        "policy": rules.replace("; frame-ancestors 'none'", ""),
        "referrer": "same-origin",
    }
    # our own pages lie deeper than they are named, so their links begin at the top
    link = names.relative(path) if path else "/".__add__
    before, between, after = site_pages.frame(values, link)
    whole = "".join((before, escape(title), between, body, after))
    return Framed(clean(whole).encode("utf-8", "replace"), rules)


def _section(path: str) -> str:
    folder, mark, _ = path.partition("/")
    known = {"task": "search.html", "unit": "units.html", "leader": "leaders.html", "category": "categories.html"}
    return known.get(folder, "") if mark else path


# ---------------------------------------------------------------------- the form


def edit_address(identity: str, period: Period | None = None, unit: str = "") -> str:
    """Where the form of a task, a period and a unit is."""
    asked = {key: str(value) for key, value in (("period", period), ("unit", unit)) if value}
    return EDIT + quote(identity, safe="") + (f"?{urlencode(asked)}" if asked else "")


def units_of(ledger: Ledger, record: Record) -> tuple[str, ...]:
    """Who may report: the task's units one by one, a group also as its members, and whoever has reported."""
    registry, task, found = ledger.registry, record.task, list[str]()
    for unit in task.units.all:
        found += [unit, *(registry.members(unit) or ())]
    for entry in task.progress:
        if not any(registry.same(entry.unit, known) for known in found):
            found.append(entry.unit)
    return tuple(dict.fromkeys(found))


def periods_of(ledger: Ledger) -> tuple[Period, ...]:
    """The reporting periods of the ledger's year."""
    return reporting_periods(ledger.config.reporting.every, Period(ledger.config.year))


def _periods(ledger: Ledger, record: Record, chosen: Period) -> list[Period]:
    """What can be chosen: the reporting periods, any other that was reported for, and the one that is chosen."""
    others = {chosen, *(entry.period for entry in record.task.progress)} - set(periods_of(ledger))
    return [*periods_of(ledger), *sorted(others, key=lambda one: one.sort_key)]


def first_choice(ledger: Ledger) -> Period:
    """The period a form opens with: the latest anything was reported for."""
    known, last = periods_of(ledger), latest(ledger)
    return last if last in known else known[0]


def form(
    ledger: Ledger,
    record: Record,
    period: Period,
    unit: str,
    entry: Entry | None,
    mark: str,
    values: Mapping[str, str] | None = None,
    outcome: Outcome | None = None,
    *,
    forced: bool = False,
) -> str:
    """The form of one entry. ``values`` is what was typed, where it comes back; else what ``entry`` holds."""
    task = record.task
    units = units_of(ledger, record)
    shown = dict(values) if values is not None else values_of(entry, task)
    faults = dict(outcome.faults) if outcome else {}
    return render(
        "live-edit.html.j2",
        {
            "task": task,
            "address": EDIT + quote(task.id, safe=""),
            "task_address": "/" + names.task(task.id),
            "periods": [(str(one), one.chinese, one == period) for one in _periods(ledger, record, period)],
            "units": [(one, one == unit) for one in (units if unit in units else (*units, unit))],
            "period": period,
            "unit": unit,
            "plans": [(span.chinese, text) for span, text in task.plan.items() if span.contains(period)],
            "last": _before(ledger, record, period, unit),
            "version": version_of(entry),
            "exists": version_of(entry) != NEW,
            "mark": mark,
            "fields": _fields(ledger, record, entry, shown, faults),
            "outcome": outcome,
            "both": _both(record, entry, shown) if outcome and outcome.changed else (),
            "forced": forced,
        },
    )


def _before(ledger: Ledger, record: Record, period: Period, unit: str) -> Entry | None:
    """What the unit said the time before."""
    same = ledger.registry.same
    earlier = [e for e in record.task.progress if same(e.unit, unit) and e.period.end < period.end]
    return max(earlier, key=lambda entry: entry.period.sort_key, default=None)


def _fields(
    ledger: Ledger, record: Record, entry: Entry | None, shown: Mapping[str, str], faults: Mapping[str, str]
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [_field("reported", "date", shown, faults)]
    found += [{**_field(name, "text", shown, faults), "rows": _ROWS[name]} for name in TEXTS]
    verdict = shown.get("verdict", "")
    choices = dict.fromkeys(["", *ledger.config.verdicts, verdict])
    found.append({**_field("verdict", "choice", shown, faults), "choices": list(choices)})
    known = {one.name: one for one in record.task.indicators}
    asked = dict.fromkeys([*indicators_of(record.task, entry), *_typed_indicators(shown)])
    for name in asked:
        one = known.get(name)
        found.append(
            {
                **_field(INDICATOR + name, "amount", shown, faults),
                "label": f"指标：{name}",
                "about": _target(one) if one else "",
            }
        )
    return found


def _target(one: Indicator) -> str:
    """What is asked for: 套，目标1200; the measure is not typed along."""
    return "，".join(filter(None, (one.measure, f"目标{one.target:f}" if one.target is not None else "")))


def _typed_indicators(shown: Mapping[str, str]) -> list[str]:
    return [name.removeprefix(INDICATOR) for name in shown if name.startswith(INDICATOR)]


def _field(name: str, kind: str, shown: Mapping[str, str], faults: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": name,
        "kind": kind,
        "label": LABELS.get(name, name),
        "value": shown.get(name, ""),
        "fault": faults.get(name, ""),
        "about": "",
    }


def _both(record: Record, entry: Entry | None, typed: Mapping[str, str]) -> list[tuple[str, str, str, bool]]:
    """Field, what stands in the ledger now, what was typed, and whether they differ."""
    now = values_of(entry, record.task)
    rows = []
    for name in dict.fromkeys([*now, *typed]):
        label = LABELS.get(name) or f"指标：{name.removeprefix(INDICATOR)}"
        here, mine = now.get(name, ""), typed.get(name, "").replace("\r\n", "\n").strip()
        if here or mine:
            rows.append((label, here, mine, here != mine))
    return rows


# ---------------------------------------------------------------------- what became of it


def done(result: Result, unit: str) -> str:
    """The entry is committed; what the change adds to the findings, and what else happened."""
    return render(
        "live-done.html.j2",
        {
            "result": result,
            "short": (result.commit or "")[:12],
            "unit": unit,
            "period": result.period.chinese if result.period else "",
            "findings": [(level_word(one), one) for one in result.findings],
            "task_address": "/" + names.task(result.id),
            "again": edit_address(result.id, result.period),
        },
    )


def said(title: str, message: str, hint: str = "", texts: Sequence[tuple[str, str]] = ()) -> str:
    """A sentence and what to do; ``texts`` are what somebody typed and may want to keep, by label."""
    return render("live-said.html.j2", {"title": title, "message": message, "hint": hint, "texts": texts})


def kept(values: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was typed, by label, for ``said``."""
    return [
        (LABELS.get(name) or f"指标：{name.removeprefix(INDICATOR)}", value)
        for name, value in values.items()
        if value.strip() and (name in LABELS or name.startswith(INDICATOR))
    ]
