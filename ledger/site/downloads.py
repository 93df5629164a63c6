"""通报 and reports to take along: made by the code of ``report`` and ``bulletin``, offered on one page.

Bulletins are drafts (拟稿) and never part of a public edition.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ledger import bulletins, report, store
from ledger.errors import LedgerError
from ledger.periods import Period
from ledger.report import bulletin as drafts
from ledger.report.values import Report
from ledger.store import Ledger

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Document:
    """One file to download: where it lies, the name it is saved under, what it is, and what makes its bytes."""

    path: str
    name: str
    about: str
    make: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Offer:
    """The documents there are, and why others are not."""

    documents: tuple[Document, ...] = ()
    notes: tuple[str, ...] = ()


def offer(ledger: Ledger, period: Period | None, on: date | None, templates: Path | None, *, public: bool) -> Offer:
    """What can be made for a period: 立项表, 情况表, and drafts of 通报 where the day of issue is known."""
    found: list[Document] = []
    notes: list[str] = []

    def add(stem: str, about: str, build: Callable[[], Report]) -> None:
        try:
            made = build()
        except LedgerError as failure:
            notes.append(f"没有{about}：{failure.message}")
            return
        path, name = f"files/{stem}.docx", _name(made, about)
        found.append(Document(path, name, about, lambda: report.render(made, "docx", templates)))

    if ledger.config.document.issued and ledger.records:
        add("assignment", "任务责任分解立项表", lambda: report.build("assignment", ledger))
    if period:
        kind = "situation" if period.kind == "month" else "quarterly"
        add(f"{kind}-{period}", "落实情况表", lambda: report.build(kind, ledger, period=period))
        if kind == "situation" and period == period.quarter.months[-1]:
            quarter = period.quarter
            add(f"quarterly-{quarter}", "季度落实情况表", lambda: report.build("quarterly", ledger, period=quarter))
        if not public and on is None:
            notes.append("通报要写明落款日期（--on），这次没有生成")
        elif not public and on is not None:
            for draft, span in _drafts(ledger, period):
                add(f"bulletin-{draft}-{span}", bulletins.NAMES[draft], _draft(ledger, draft, span, on))
    return Offer(tuple(found), tuple(notes))


def _name(made: Report, about: str) -> str:
    """What the file is saved as: the title and the period, without marks that a file name cannot have."""
    said = [made.title] if len(made.sections) == 1 or made.kind == drafts.KIND else [made.title, about]
    if made.period and made.period not in made.title:
        said.append(made.period)
    return f"{_FORBIDDEN.sub('', ' '.join(said))[:_LONGEST]}.docx"


def _drafts(ledger: Ledger, period: Period) -> tuple[tuple[str, Period], ...]:
    monthly = (("minsheng", period),) if period.kind == "month" and "minsheng" in ledger.config.lists else ()
    ends_quarter = period.kind != "month" or period == period.quarter.months[-1]
    return (*monthly, *((("quarter", period.quarter),) if ends_quarter else ()))


def _draft(ledger: Ledger, kind: str, span: Period, on: date) -> Callable[[], Report]:
    calendar = store.load_calendar(ledger.tree)
    return lambda: drafts.build(bulletins.periodic(ledger, kind, span, on, calendar, ""))
