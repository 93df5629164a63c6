"""Which ledger, unit and period a form is for, from everything that says so; ``FileRefused`` where that disagrees.

Witnesses: what the user said, the hidden mark, the header (填报单位, the month in the title), the file name, the
tasks in the rows. The date of reporting alone decides nothing: reports for a month come early and late.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePosixPath

from ledger import unitlists, unitwords
from ledger.diagnostics import Diagnostic
from ledger.errors import FileRefused
from ledger.importers.forms import header, reading, rules
from ledger.importers.forms.header import PeriodWords, Said
from ledger.importers.forms.reading import Form
from ledger.importers.forms.rows import rules_hint
from ledger.importers.forms.tasks import Known, Tasks
from ledger.periods import Period
from ledger.store import Ledger
from ledger.text import fold, key, squeeze

_FITS = 0.6
_SHARE = 0.34
"""Share of rows whose text must be in the ledger; below it the form is of another place or year."""
_FEW_ROWS = 3
_KINDS = {"month": "每月", "quarter": "每季度", "half": "每半年", "year": "每年"}
_LATEST = timedelta(days=400)


@dataclass(frozen=True)
class Aim:
    """What a form is for."""

    ledger: Ledger
    unit: str
    period: Period
    reported: date | None = None
    notes: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class Settled:
    """What the user settled on the command line."""

    unit: str = ""
    period: Period | None = None
    ledger: str = ""
    rows: tuple[tuple[int, str], ...] = ()
    """Row of the form (counted from 1) and the task it is for, or 跳过."""
    approved_by: str = ""


def aim(form: Form, ledgers: Sequence[Ledger], said: Settled, known: Known) -> Aim:
    """Ledger, unit, period and date of a form; ``FileRefused`` with the witnesses where they disagree."""
    notes: list[Diagnostic] = []
    ledger = _ledger(form, ledgers, said, known)
    unit = _unit(form, ledger, said, notes, known)
    period = _period(form, ledger, said, notes)
    return Aim(ledger, unit, period, _reported(form, period, notes), tuple(notes))


# ---------------------------------------------------------------------- ledger


def _ledger(form: Form, ledgers: Sequence[Ledger], said: Settled, known: Known) -> Ledger:
    if not ledgers:
        raise FileRefused(f"“{form.name}”没有台账可登记", "先用 taizhang import notice 立项")
    shares = {ledger.name: _share(form, ledger, known) for ledger in ledgers}
    years = _years(form)
    if said.ledger or len(ledgers) == 1:
        chosen = next((ledger for ledger in ledgers if ledger.name == said.ledger), ledgers[0])
    else:
        chosen = _likest(form, ledgers, shares, years)
    wrong = [(year, where) for year, where in years if year != chosen.config.year]
    if wrong and len(wrong) == len(years) and said.period is None:
        year, where = wrong[0]
        raise FileRefused(
            f"“{form.name}”是{year}年的表（{where.place}“{where.text[:30]}”），"
            f"台账 {chosen.name} 是{chosen.config.year}年的",
            f"核对是不是拿错了往年的表；确是 {chosen.config.year} 年的，加 --period 写明周期",
        )
    share, texts = shares[chosen.name]
    if texts >= _FEW_ROWS and share < _SHARE and not said.rows:
        raise FileRefused(
            f"“{form.name}”的{texts}行任务里只有{round(share * texts)}行在台账 {chosen.name} 里找得到",
            "可能是别的地区或别的年度的表；确是这本台账的，请核对表里的任务文字",
        )
    return chosen


def _share(form: Form, ledger: Ledger, known: Known) -> tuple[float, int]:
    """The share of the rows' texts that are tasks of the ledger, and how many rows have a text."""
    tasks = Tasks(ledger, known=known)
    texts = [row.texts for row in form.rows if squeeze(row.text)]
    fitting = sum(1 for text in texts if (found := tasks.like(text)) and found[0][0] >= _FITS)
    return (fitting / len(texts) if texts else 0.0), len(texts)


def _years(form: Form) -> list[tuple[int, Said]]:
    found = list(form.header.years)
    found += [(words.year, words.said) for words in form.header.periods if words.year]
    return found


def _likest(
    form: Form, ledgers: Sequence[Ledger], shares: dict[str, tuple[float, int]], years: Sequence[tuple[int, Said]]
) -> Ledger:
    marked = [ledger for ledger in ledgers if form.mark and form.mark.ledger == ledger.name]
    if marked and (shares[marked[0].name][0] >= _SHARE or not shares[marked[0].name][1]):
        return marked[0]
    best = max(ledgers, key=lambda ledger: shares[ledger.name][0])
    texts = shares[best.name][1]
    named = [ledger for ledger in ledgers if any(year == ledger.config.year for year, _ in years)]
    if texts and shares[best.name][0] >= 0.5:
        equal = [ledger for ledger in ledgers if shares[ledger.name][0] >= shares[best.name][0] - 0.1]
        both = [ledger for ledger in equal if ledger in named] or equal
        if len(both) == 1:
            return both[0]
    elif len(named) == 1:
        return named[0]
    elif texts and not named:
        raise FileRefused(
            f"“{form.name}”的任务在哪本台账里都找不到",
            "可能是别的地区或别的年度的表；确是这里的，加 --ledger 写明是哪本台账",
        )
    names = "、".join(ledger.name for ledger in ledgers)
    raise FileRefused(f"“{form.name}”看不出是哪本台账的表", f"加 --ledger，可选：{names}")


# ---------------------------------------------------------------------- unit


def resolved(ledger: Ledger, name: str) -> str:
    """A unit however it is written → the form its documents use; empty for a stranger or a group."""
    unit = ledger.registry.find(name) or ledger.registry.find(re.sub(r"[（(][^（()）]*[)）]$", "", name))
    if unit:
        return unit.form
    for record in ledger.records:
        for known in record.task.units.all:
            if ledger.registry.same(name, known) and ledger.registry.group(known) is None:
                return known
    return ""


def _unit(form: Form, ledger: Ledger, said: Settled, notes: list[Diagnostic], likeness: Known) -> str:
    if said.unit:
        unit = resolved(ledger, said.unit)
        if not unit:
            near = ledger.registry.suggest(said.unit)
            raise FileRefused(
                f"没有单位“{said.unit}”", f"是不是“{near}”？" if near else "先在 units.yaml 里登记这个单位"
            )
        return unit
    strong: list[Said] = []
    if form.mark and form.mark.unit:
        strong.append(Said(form.mark.unit, "表里的暗记"))
    strong += [Said(unit.text, f"{unit.place}填报单位") for unit in form.header.units]
    known: dict[str, list[Said]] = {}
    strangers: list[Said] = []
    if not strong:
        strong += _unlabelled(form, ledger)
    for one in strong:
        unit = resolved(ledger, one.text)
        if unit:
            known.setdefault(unit, []).append(one)
        elif not _several(ledger, one, form):
            strangers.append(one)
    weak = _unit_of_path(form.path, ledger)
    if known:  # “填报单位：写规范简称” on a sheet of instructions is no unit
        strangers = [one for one in strangers if unitwords.looks_like_unit(one.text)]
    if len(known) > 1 or (known and strangers):
        said_units = header.joined([*(one for group in known.values() for one in group), *strangers])
        raise FileRefused(
            f"“{form.name}”的填报单位不一致：{said_units}",
            "核对后用 --unit 写明是哪个单位；是几个单位的表放在一个文件里的，拆成一个单位一个文件再导入",
        )
    if strangers:
        raise FileRefused(
            f"“{form.name}”的填报单位“{strangers[0].text[:30]}”不在单位登记表里（{strangers[0].place}）",
            _stranger_hint(ledger, strangers[0].text, weak),
        )
    if known:
        unit = next(iter(known))
        if weak and weak != unit:
            raise FileRefused(
                f"“{form.name}”表里写的填报单位是{unit}（{known[unit][0].place}），文件名却是{weak}",
                f"核对后写明：--unit {unit} 或 --unit {weak}",
            )
        return unit
    if not weak:
        raise FileRefused(f"“{form.name}”没有写填报单位，文件名里也没有", "用 --unit 写明，如 --unit 区住建局")
    tasks = Tasks(ledger, weak, known=likeness)
    total = sum(1 for row in form.rows if squeeze(row.text))
    mine = sum(
        1
        for row in form.rows
        if any(score >= _FITS and record.task.id in tasks.own for score, record in tasks.like(row.texts)[:4])
    )
    if total and mine * 2 < total:
        raise FileRefused(
            f"“{form.name}”没有写填报单位，文件名是{weak}，但{total}行里只有{mine}行是它的任务",
            f"核对后写明，如 --unit {weak}",
        )
    notes.append(
        rules.UNIT_TOLD.at((), f"表里没有写填报单位，按文件名和任务名单读作{weak}", rules_hint(rules.UNIT_TOLD))
    )
    return weak


def _unlabelled(form: Form, ledger: Ledger) -> list[Said]:
    """The unit that signs below the table or is named in the title, where nothing says 填报单位."""
    signed = [name for name in form.header.names if ledger.registry.find(name.text)]
    if signed:
        return [Said(name.text, f"{name.place}署名") for name in signed]
    titles = [name for name in form.header.names if form.header.title and name.text == form.header.title]
    found = [(unit, title) for title in titles if (unit := _unit_in(title.text, ledger))]
    return [Said(unit, f"{title.place}标题") for unit, title in found[:1]]


def _several(ledger: Ledger, one: Said, form: Form) -> bool:
    """``FileRefused`` for a header that names several units; ``False`` otherwise."""
    read = unitlists.read_list(ledger.registry, one.text)
    units = [name for name in read.names if ledger.registry.find(name)]
    if len(units) > 1:
        raise FileRefused(
            f"“{form.name}”的填报单位写了{len(units)}个：{'、'.join(units[:4])}",
            "一张表登记在一个单位名下，用 --unit 写明",
        )
    return False


def _stranger_hint(ledger: Ledger, name: str, weak: str) -> str:
    near = ledger.registry.suggest(name)
    if near and ledger.registry.group(near) is None:
        return f"是不是“{near}”？是就加 --unit {near}"
    if weak:
        return f"文件名是{weak}；核对后写明 --unit {weak}"
    return "可能是别的地区的表；确是这里的单位，先在 units.yaml 里登记，或用 --unit 写明"


def _unit_of_path(path: str, ledger: Ledger) -> str:
    """The one unit that a file name (or, failing that, its folders) names."""
    parts = PurePosixPath(path.replace("\\", "/")).parts
    for part in reversed(parts[-3:]):
        units = _units_in(part, ledger)
        if units:
            return units.pop() if len(units) == 1 else ""
    return ""


def _unit_in(text: str, ledger: Ledger) -> str:
    units = _units_in(text, ledger)
    return units.pop() if len(units) == 1 else ""


def _units_in(text: str, ledger: Ledger) -> set[str]:
    """The units whose names stand in a text; a name inside a longer one does not count."""
    plain = key(text)
    found: dict[str, str] = {}
    for unit in ledger.registry.units:
        for form in ledger.registry.forms_of(unit.name):
            if len(form) >= 3 and form in plain:
                found[form] = unit.form
    return {unit for form, unit in found.items() if not any(form != other and form in other for other in found)}


# ---------------------------------------------------------------------- period


def _period(form: Form, ledger: Ledger, said: Settled, notes: list[Diagnostic]) -> Period:
    year = ledger.config.year
    if form.kind == reading.PLAN:
        period = said.period or Period(year)
        if period.year != year:
            raise FileRefused(f"台账 {ledger.name} 是{year}年的，计划不能登记到 {period}", f"写成 --period {year}")
        return Period(year)
    if said.period is not None:
        if said.period.year != year:
            raise FileRefused(
                f"台账 {ledger.name} 是{year}年的，不能登记 {said.period} 的进展", "核对 --period 和 --ledger"
            )
        return said.period
    stem = re.sub(r"\.[A-Za-z]{2,5}$", "", PurePosixPath(form.path.replace("\\", "/")).name)
    by_name = header.period_words(re.sub(r"附件[\d一二三四]", " ", fold(stem)), "文件名", bare=False)
    strong = [(_dated(words, year), words.said) for words in form.header.periods]
    if form.mark and form.mark.period:
        with suppress(ValueError):  # a mark that cannot be read is no witness
            strong.append((Period.parse(form.mark.period), Said(form.mark.period, "表里的暗记")))
    weak = [(_dated(words, year), words.said) for words in by_name]
    named = dict.fromkeys(period for period, _ in (*strong, *weak))
    if len(named) > 1 and not _one_within(list(named)):
        raise FileRefused(
            f"“{form.name}”是哪一期不一致：{header.joined(s for _, s in (*strong, *weak))}",
            "核对后用 --period 写明，如 " + " 或 ".join(f"--period {period}" for period in list(named)[:3]),
        )
    if not named:
        hint = "用 --period 写明，如 --period 2020-04"
        day = next((found for words in form.header.days if (found := words.near(Period(year)))), None)
        if day:
            guess = Period.of_month(day)
            guess = guess.previous() if day.day <= 15 else guess
            hint = f"填报时间是{day}；核对后用 --period 写明，如 --period {guess}"
        raise FileRefused(f"“{form.name}”没有写是哪一期（几月）", hint)
    period = min(named, key=lambda one: len(one.months))
    if period.year != year:
        raise FileRefused(
            f"“{form.name}”是 {period} 的表，台账 {ledger.name} 是{year}年的",
            "核对是不是拿错了表，或用 --period、--ledger 写明",
        )
    if period.kind != ledger.config.reporting.every:
        every = _KINDS.get(ledger.config.reporting.every, "")
        raise FileRefused(
            f"“{form.name}”写的是{period.chinese}，台账 {ledger.name} {every}一报，周期对不上",
            f"核对后用 --period 写明，如 --period {period}"
            + (f" 或 --period {period.months[-1]}" if period.kind != "month" else ""),
        )
    if not strong:
        notes.append(rules.PERIOD_TOLD.at((), f"表里没有写月份，按文件名读作 {period}", rules_hint(rules.PERIOD_TOLD)))
    return period


def _dated(words: PeriodWords, year: int) -> Period:
    return Period(words.year or year, words.period.kind, words.period.index)


def _one_within(periods: Sequence[Period]) -> bool:
    """Whether a shorter period lies inside all others (2020年4月 under 二季度): then they do not disagree."""
    shortest = min(periods, key=lambda one: len(one.months))
    return all(other.contains(shortest) for other in periods)


def _reported(form: Form, period: Period, notes: list[Diagnostic]) -> date | None:
    found: list[tuple[date, Said]] = []
    for words in form.header.days:
        day = words.near(period)
        if day:
            found.append((day, words.said))
    unread = form.header.unread_day
    if not found:
        if unread or form.header.days:
            said = unread or form.header.days[0].said
            notes.append(
                rules.REPORTED_UNCLEAR.at(
                    (said.place,),
                    f"填报时间“{said.text[:30]}”看不出是哪一天，没有登记",
                    rules_hint(rules.REPORTED_UNCLEAR),
                )
            )
        return None
    day, said = found[0]
    begin = period.begin if form.kind == reading.SITUATION else date(period.year - 1, 7, 1)
    if day < begin or day > period.end + _LATEST:
        notes.append(
            rules.REPORTED_UNCLEAR.at(
                (said.place,),
                f"填报时间是{day}，和周期 {period} 不符，没有登记这个日期",
                rules_hint(rules.REPORTED_UNCLEAR),
            )
        )
        return None
    return day
