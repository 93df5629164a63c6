"""From a ledger to a ``Report``: which tasks are shown, and which kind of document is made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from ledger import twins
from ledger.errors import NotFound, UsageProblem
from ledger.model import ListSpec, Record
from ledger.periods import Period
from ledger.report import progress
from ledger.report.values import Report, Section
from ledger.report.wording import Ink, elsewhere
from ledger.selection import Query, select
from ledger.store import Ledger
from ledger.text import padded_person
from ledger.values import Struct, replace

if TYPE_CHECKING:
    from ledger.document import SourceDocument


class Kind(Struct, frozen=True):
    """A kind of document: its Chinese name, whether it needs a period, whether it can be blank."""

    name: str
    title: str
    needs_period: bool
    may_be_blank: bool = False


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            Kind("assignment", "任务责任分解立项表", needs_period=False),
            Kind("plan", "工作任务落实计划表", needs_period=False, may_be_blank=True),
            Kind("situation", "主要工作任务落实情况表", needs_period=True, may_be_blank=True),
            Kind("quarterly", "季度落实情况表", needs_period=True),
            Kind("review", "年终总结表", needs_period=False),
            Kind("numbers", "数字校核表", needs_period=True),
        )
    }
)


def build(
    kind: str,
    ledger: Ledger,
    *,
    period: Period | None = None,
    listed: str = "",
    unit: str = "",
    leader: str = "",
    blank: bool = False,
    against: SourceDocument | None = None,
) -> Report:
    """The document ``kind`` of a ledger, for the part of it that the filters leave.

    ``listed``, ``unit`` and ``leader`` narrow the tasks; ``blank`` gives the form to be filled in.
    ``against`` is a published text that the 年终总结表 is held against.
    ``NotFound`` for an unknown kind, list, unit or leader; ``UsageProblem`` where period, kind and ``blank``
    do not go together.
    """
    wanted = KINDS.get(kind)
    if wanted is None:
        raise NotFound(f"没有“{kind}”这种文档", f"可选：{_kinds()}")
    _check(wanted, ledger, period, blank)
    records = _records(ledger, listed, unit, leader)
    if blank and not (listed or unit or leader):
        records = ()
    ink = Ink()
    form = ledger.registry.form(unit) if unit else ""
    scope = "" if blank and not records else _scope(ledger, listed, form, leader, in_form=kind in ("plan", "situation"))
    if kind == "review":
        from ledger.report import yearend  # it reads texts, which no other kind needs

        period = period or Period(ledger.config.year)
        sections: tuple[Section, ...] = (yearend.section(ledger, records, period, ink, scope, against),)
    elif kind == "numbers" and period:
        from ledger.report import checkup  # likewise

        sections = (checkup.section(ledger, records, period, ink, scope),)
    elif kind == "assignment":
        sections = _assignment(ledger, records, ink, scope)
    else:
        if kind in ("situation", "quarterly"):
            records = twins.told(records, ledger.records, ledger.registry)
        place = partial(elsewhere, ledger)
        scene = progress.Scene(ledger.config, ledger.registry, ink, period, form, scope, blank, place)
        tables: dict[str, Callable[[progress.Scene, Sequence[Record]], Section]] = {
            "plan": progress.plan,
            "situation": progress.situation,
            "quarterly": progress.quarterly,
        }
        sections = (tables[kind](scene, records),)
    if period and kind in ("situation", "quarterly", "review"):
        told = progress.Scene(ledger.config, ledger.registry, ink, period, form, scope, blank)
        count = progress.borrowed(told, records)
        if count:
            ink.notices.append(f"{count}项任务没有{period.chinese}的进展，用的是期内各单位最近一次报送的内容")
    sections = tuple(cleaned(section, ink) for section in sections)
    return Report(
        kind=kind,
        name=wanted.title,
        title=_title(ledger, sections),
        sections=sections,
        period=period.chinese if period else "",
        created=ledger.config.document.issued,
        notices=tuple(dict.fromkeys(ink.notices)),
    )


def _kinds() -> str:
    return "、".join(f"{kind.name}（{kind.title}）" for kind in KINDS.values())


def _check(kind: Kind, ledger: Ledger, period: Period | None, blank: bool) -> None:
    year = ledger.config.year
    if blank and not kind.may_be_blank:
        raise UsageProblem(f"{kind.title}没有空表", "去掉 --blank；能出空表的是 plan 和 situation")
    if period is None and kind.needs_period and not blank:
        example = f"{year}-04" if kind.name == "situation" else f"{year}-Q2"
        raise UsageProblem(f"{kind.title}要写明是哪一期", f"加 --period，如 --period {example}")
    if period and period.year != year:
        raise UsageProblem(
            f"台账 {ledger.name} 是{year}年的，没有 {period} 这一期", f"改成{year}年的周期，或用 --ledger 换一本"
        )


def _records(ledger: Ledger, listed: str, unit: str, leader: str) -> tuple[Record, ...]:
    records = select(ledger, Query(list=listed or None, leader=leader or None))
    if not unit:
        return records
    found = tuple(record for record in records if _concerns(ledger, record, unit))
    if not found:
        # one voice for an unknown unit: the same message as everywhere
        select(ledger, Query(unit=unit))
    return found


def _concerns(ledger: Ledger, record: Record, unit: str) -> bool:
    """Whether a unit is responsible, by name or as a member of a group, or has reported on the task."""
    same = ledger.registry.same
    for name in record.task.units.all:
        if same(unit, name) or any(same(unit, member) for member in ledger.registry.members(name) or ()):
            return True
    return any(same(unit, name) for entry in record.task.progress for name in (entry.unit, *entry.joint))


def _scope(ledger: Ledger, listed: str, unit: str, leader: str, *, in_form: bool) -> str:
    """What part is shown, said under the title; a form says its unit in a line of its own."""
    said = []
    if listed and len(ledger.config.lists) > 1:
        spec = ledger.config.lists[listed]
        said.append(spec.annex or spec.title)
    if leader:
        said.append(f"牵头领导：{padded_person(leader.replace(' ', ''))}")
    if unit and not in_form:
        said.append(f"责任单位：{unit}")
    return "；".join(said)


def _assignment(ledger: Ledger, records: Sequence[Record], ink: Ink, scope: str) -> tuple[Section, ...]:
    from ledger.report import assignment

    names = [name for name in ledger.config.lists if any(record.list == name for record in records)]
    names += sorted({record.list for record in records} - set(names))
    one_list = scope if len(names) > 1 else _without_annex(ledger, scope)
    return tuple(
        assignment.section(
            ledger.config.lists.get(name, ListSpec(name, name)),
            [record for record in records if record.list == name],
            ledger.of_list(name),
            ledger.registry,
            ink,
            one_list,
        )
        for name in names or list(ledger.config.lists)
    )


def _without_annex(ledger: Ledger, scope: str) -> str:
    """An assignment table bears its annex as a heading; saying it again under the title adds nothing."""
    known = {spec.annex or spec.title for spec in ledger.config.lists.values()}
    return "；".join(part for part in scope.split("；") if part not in known)


def cleaned(section: Section, ink: Ink) -> Section:
    """The section with what stands around its table free of characters that cannot be printed."""
    form = section.form
    if form:
        form = replace(form, unit=ink.clean(form.unit, "填报单位"))
    return replace(
        section,
        title=ink.clean(section.title, "标题").replace("\n", ""),
        annex=ink.clean(section.annex, "附件号").replace("\n", ""),
        scope=ink.clean(section.scope, "范围").replace("\n", ""),
        form=form,
    )


def _title(ledger: Ledger, sections: Sequence[Section]) -> str:
    return sections[0].title if len(sections) == 1 else ledger.config.title
