"""The story as files and commits, each in the words that the commands themselves would have used."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal

from ledger import codec, configfile, edits, reminders, unitsfile, yamlfile
from ledger.demo import story
from ledger.demo.story import MATTERS, YEAR, Matter
from ledger.gitrepo.fastimport import Past
from ledger.gitrepo.message import Trailer, compose
from ledger.model import Config, Document, Entry, Indicator, ListSpec, Reporting, Review, Task, Units
from ledger.periods import Period
from ledger.reminders import Issued
from ledger.units import STREET, Alias, Group, Registry, Unit
from ledger.workdays import WorkCalendar

ZONE = timezone(timedelta(hours=8))
_DUE = 5
LEDGER = str(YEAR)
REGISTER = f"tasks/{LEDGER}/{reminders.REGISTER}"


@dataclass(frozen=True, slots=True)
class Sealing:
    """A period to be sealed after the commit with this number (from 0)."""

    after: int
    period: Period
    when: datetime


@dataclass
class Year:
    """The commits in their order, and the seals to set between them."""

    base: dict[str, bytes]
    commits: list[Past] = field(default_factory=list)
    seals: list[Sealing] = field(default_factory=list)
    _texts: dict[str, str] = field(default_factory=dict)
    _calendar: WorkCalendar = field(default_factory=WorkCalendar)
    _sent: list[Issued] = field(default_factory=list)
    _minute: int = 0

    def build(self) -> None:
        """Everything that happened, day by day."""
        self._begin()
        happened: list[tuple[date, int, Callable[[date], None]]] = []
        for n, (day, act) in enumerate(self._acts()):
            happened.append((day, n, act))
        for day, _, act in sorted(happened, key=lambda one: one[:2]):
            act(day)

    # ------------------------------------------------------------------ the beginning

    def _begin(self) -> None:
        first = date(YEAR, 1, 21)
        self._commit(first, f"建账({LEDGER}): 设置、单位名录{story.MARK}", [("Kind", "setup")], self.base)
        made = {matter.path: yamlfile.dump(codec.encode(task_of(matter)), block=codec.BLOCK) for matter in MATTERS}
        self._texts.update(made)
        mains = sum(matter.list == "main" for matter in MATTERS)
        self._commit(
            first,
            f"立项({LEDGER}): 附件1 {mains}项、附件2 {len(MATTERS) - mains}项",
            [("Ledger", LEDGER), ("Kind", "notice"), ("Source", _source("立项通知（虚构）.docx"))],
            {path: text.encode() for path, text in made.items()},
        )

    # ------------------------------------------------------------------ what happens

    def _acts(self) -> Iterator[tuple[date, Callable[[date], None]]]:
        for month in range(1, 13):
            yield from self._reports(month)
            if month % 3 == 0:
                yield from self._reviews(month)
        yield from self._reminders()
        yield from self._changes()

    def _reports(self, month: int) -> Iterator[tuple[date, Callable[[date], None]]]:
        due = self._due(month)
        for n, unit in enumerate(dict.fromkeys(matter.unit for matter in MATTERS)):
            if month in story.SILENT.get(unit, ()) or (month == 12 and unit == story.CIVIL):
                continue
            late = story.LATE.get(unit, {}).get(month, 0)
            day = self._calendar.nth(due + timedelta(days=1), late) if late else due - timedelta(days=n % 3)
            yield day, lambda on, unit=unit: self._report(unit, month, on)  # type: ignore[misc]

    def _report(self, unit: str, month: int, on: date) -> None:
        mine = [matter for matter in MATTERS if matter.unit == unit and not (month == 12 and matter.id in story.CLOSED)]
        period = Period(YEAR, "month", month)
        name = story.OLD_HOUSING if unit == story.HOUSING and on <= story.RENAMED else unit
        files = {}
        for matter in mine:
            entry = entry_of(matter, month, name, on)
            files[matter.path] = self._edit(matter.path, lambda text, entry=entry: edits.add_entry(text, entry))  # type: ignore[misc]
        subject = f"进展({mine[0].id if len(mine) == 1 else LEDGER}): {period} {name}"
        self._commit(
            on,
            subject + ("" if len(mine) == 1 else f" {len(mine)}项"),
            [
                *(("Task", matter.id) for matter in mine),
                ("Period", str(period)),
                ("Unit", name),
                ("Kind", "progress"),
                ("Source", _source(f"{name}{month}月（虚构）.docx")),
            ],
            files,
        )

    def _reviews(self, month: int) -> Iterator[tuple[date, Callable[[date], None]]]:
        day = self._calendar.nth(self._due(month) + timedelta(days=1), _DUE)
        for matter in MATTERS:
            if month not in story.SILENT.get(matter.unit, ()) and not (month == 12 and matter.id in story.CLOSED):
                yield day, lambda on, matter=matter: self._review(matter, month, on)  # type: ignore[misc]

    def _review(self, matter: Matter, month: int, on: date) -> None:
        period = Period(YEAR, "month", month)
        verdict = verdict_of(matter, month)
        note = "现场核查，计数含未验收的2所。" if (matter.id, month) == ("2025-main-004", 9) else ""
        review = Review(period, "未完成" if note else verdict, "督查室", on, note)
        self._commit(
            on,
            f"评价({matter.id}): {period} {review.verdict}",
            [("Task", matter.id), ("Period", str(period)), ("Kind", "review")],
            {matter.path: self._edit(matter.path, lambda text: edits.add_review(text, review))},
        )

    def _reminders(self) -> Iterator[tuple[date, Callable[[date], None]]]:
        for month, unit, grades in ((5, story.WATER, 2), (8, story.LAKE, 1), (11, story.WATER, 1)):
            for grade in range(1, grades + 1):
                day = self._calendar.nth(self._due(month) + timedelta(days=1), grade * 3 - 1)
                yield day, lambda on, m=month, u=unit, g=grade: self._remind(m, u, g, on)  # type: ignore[misc]

    def _remind(self, month: int, unit: str, grade: int, on: date) -> None:
        period = Period(YEAR, "month", month)
        tasks = tuple(matter.id for matter in MATTERS if matter.unit == unit)
        until = self._calendar.nth(on + timedelta(days=1), 2)
        self._sent.append(Issued(period, unit, grade, on, until, tasks))
        self._commit(
            on,
            f"催办({LEDGER}): {period} 1个单位",
            [("Period", str(period)), ("Unit", unit), *(("Task", task) for task in tasks), ("Kind", "reminder")],
            {REGISTER: reminders.text_of(self._sent).encode()},
        )

    def _changes(self) -> Iterator[tuple[date, Callable[[date], None]]]:
        yield date(YEAR, 4, 25), lambda on: self._seal(1, on)
        yield date(YEAR, 7, 25), lambda on: self._seal(2, on)
        yield date(YEAR, 10, 28), lambda on: self._seal(3, on)
        yield date(YEAR, 8, 20), self._correct
        yield date(YEAR, 9, 2), self._extend_report
        yield date(YEAR, 9, 15), self._extend
        yield date(YEAR, 11, 20), self._close
        yield date(YEAR, 12, 3), self._tamper

    def _seal(self, quarter: int, on: date) -> None:
        self.seals.append(Sealing(len(self.commits) - 1, Period(YEAR, "quarter", quarter), self._when(on)))

    def _correct(self, on: date) -> None:
        matter, name = _matter("2025-main-003"), f"progress/{YEAR}-03/{story.TRADE}/done"
        words = entry_of(matter, 3, story.TRADE, on).done.replace("家居建材", "家居建材（含卖场）")

        def edit(text: str) -> str:
            return edits.correct(
                text, name, words, reason="行业归类笔误（虚构）", approved_by="督查室负责人（虚构）", on=on
            )[0]

        self._change(matter, "更正", name, "correction", on, edit, Period(YEAR, "month", 3), story.TRADE)

    def _extend_report(self, on: date) -> None:
        matter, period = _matter("2025-main-011"), Period(YEAR, "month", 8)
        to, due = self._due(8) + timedelta(days=7), self._due(8)

        def edit(text: str) -> str:
            return edits.extend_report(
                text, to, period=period, unit=story.LAKE, due=due,
                reason="防汛值守（虚构）", approved_by="分管副区长（虚构）", on=on,
            )[0]  # fmt: skip

        words = f"{period} {story.LAKE} 报送至 {to}"
        self._change(matter, "延期", words, "extension", on, edit, period, story.LAKE)

    def _extend(self, on: date) -> None:
        matter, to = _matter("2025-main-005"), date(YEAR + 1, 3, 31)

        def edit(text: str) -> str:
            return edits.extend(text, to, reason="管线迁改未完成（虚构）", approved_by="分管副区长（虚构）", on=on)[0]

        self._change(matter, "延期", f"至 {to}", "extension", on, edit)

    def _close(self, on: date) -> None:
        for name in story.CLOSED:
            self._change(
                _matter(name),
                "办结",
                str(on),
                "closure",
                on,
                lambda text: edits.close(
                    text, on=on, reason="15处全部运营，经现场核验（虚构）", approved_by="督查室负责人（虚构）"
                )[0],
            )

    def _change(
        self,
        matter: Matter,
        word: str,
        said: str,
        kind: str,
        on: date,
        edit: Callable[[str], str],
        period: Period | None = None,
        unit: str = "",
    ) -> None:
        trailers = [("Task", matter.id), ("Period", str(period or "")), ("Unit", unit), ("Kind", kind)]
        self._commit(on, f"{word}({matter.id}): {said}", trailers, {matter.path: self._edit(matter.path, edit)})

    def _tamper(self, on: date) -> None:
        """Somebody rewrites a record of a sealed period by hand, without saying so."""
        matter = _matter("2025-main-006")
        before = self._texts[matter.path]
        words = entry_of(matter, 6, matter.unit, on).done
        after = before.replace(words, words.replace("6处", "7处"))
        self._texts[matter.path] = after
        self._commit(on, "修改", [], {matter.path: after.encode()}, story.OTHER)

    # ------------------------------------------------------------------ helpers

    def _due(self, month: int) -> date:
        return self._calendar.nth(Period(YEAR, "month", month).end, _DUE)

    def _edit(self, path: str, edit: Callable[[str], str]) -> bytes:
        self._texts[path] = edit(self._texts[path])
        return self._texts[path].encode()

    def _when(self, day: date) -> datetime:
        """A moment of the day, later than everything before."""
        self._minute += 1
        return datetime(day.year, day.month, day.day, 9, 0, tzinfo=ZONE) + timedelta(seconds=self._minute)

    def _commit(
        self, on: date, subject: str, trailers: list[Trailer], files: dict[str, bytes], author: str = story.OFFICE
    ) -> None:
        self.commits.append(Past(compose(subject, trailers), author, self._when(on), files))


def _source(name: str) -> str:
    return f"{name} sha256:{hashlib.sha256(name.encode()).hexdigest()}"


def _matter(name: str) -> Matter:
    return next(matter for matter in MATTERS if matter.id == name)


# ---------------------------------------------------------------------- tasks and entries


def task_of(matter: Matter) -> Task:
    """The task as it is when the year begins."""
    target = Decimal(matter.target)
    return Task(
        matter.id,
        matter.number,
        matter.text,
        category=(matter.category,),
        leaders=(matter.leader,),
        units=Units((story.OLD_HOUSING if matter.unit == story.HOUSING else matter.unit,), lead_source="all"),
        deadline=f"{YEAR}-12-31",
        same_as=(matter.twin,) if matter.twin else (),
        indicators=(Indicator(matter.indicator, target, matter.measure),),
        plan={
            Period(YEAR, "quarter", n): f"{matter.verb}{_amount(matter, Decimal(25 * n))}{matter.measure}。"
            for n in range(1, 5)
        },
    )


def _amount(matter: Matter, share: Decimal) -> Decimal:
    """So many per cent of the target, in the digits such amounts are given in."""
    step = Decimal("0.1") if matter.measure in ("亿元", "公里") else Decimal(1)
    return (Decimal(matter.target) * share / 100).quantize(step, ROUND_HALF_UP)


def amount_of(matter: Matter, month: int) -> Decimal:
    """The cumulative figure the unit reports for a month."""
    return _amount(matter, Decimal(matter.pace[month - 1]))


def verdict_of(matter: Matter, month: int) -> str:
    """自报: 完成 where the figure keeps up with the year."""
    return "完成" if matter.pace[month - 1] >= month * 100 // 12 - 5 else "未完成"


def entry_of(matter: Matter, month: int, unit: str, on: date) -> Entry:
    """What the unit reports for a month."""
    told = month - 1 if (matter.id, month) == story.COPIED else month
    now = amount_of(matter, told)
    before = amount_of(matter, told - 1) if told > 1 else Decimal(0)
    verdict = verdict_of(matter, month)
    done = story.WORDS.get((matter.id, month)) or _words(matter, told, now, now - before)
    step = _amount(matter, Decimal(100) / 12) or Decimal(1)
    behind = verdict == "未完成"
    return Entry(
        Period(YEAR, "month", month),
        unit,
        on,
        done,
        problems=story.EXCUSES[(month + matter.number) % len(story.EXCUSES)] if behind else "",
        next=_next(matter, month, step, behind=behind),
        verdict=verdict,
        indicators={} if (matter.id, month) in story.UNCOUNTED else {matter.indicator: now},
    )


def _next(matter: Matter, month: int, step: Decimal, *, behind: bool) -> str:
    if month == 12:
        return "剩余任务转入下一年，逐项排出完成时间。" if behind else ""
    return f"继续推进{matter.places[month % len(matter.places)]}，下月再完成{step}{matter.measure}。"


def _words(matter: Matter, month: int, now: Decimal, more: Decimal) -> str:
    place, other = matter.places[month % len(matter.places)], matter.places[(month + 1) % len(matter.places)]
    figure = f"累计{matter.verb}{now}{matter.measure}"
    if more <= 0:
        return f"{place}完成前期手续，{other}正在招标。{figure}。"
    fresh = f"本月{matter.verb}{more}{matter.measure}"
    forms = (
        f"{place}按计划实施，{fresh}；{figure}。",
        f"{fresh}，集中在{place}、{other}。{figure}。",
        f"{figure}，其中{fresh}。{place}进入收尾。",
    )
    return forms[month % len(forms)]


# ---------------------------------------------------------------------- settings


def config() -> Config:
    """``ledger.yaml`` of the demo."""
    listed = {"category": "类别", "text": "重点任务目标", "leaders": "牵头领导", "units": "责任单位"}
    return Config(
        LEDGER,
        f"云山区{YEAR}年重点工作任务督查台账{story.MARK}",
        YEAR,
        {
            "main": ListSpec("main", f"{YEAR}年主要工作任务责任分解立项表{story.MARK}", "附件1", listed, 1),
            "minsheng": ListSpec("minsheng", f"{YEAR}年民生实事责任分解表{story.MARK}", "附件2", listed, 1),
        },
        document=Document(
            title=f"云山区人民政府办公室关于{YEAR}年主要任务立项督查的通知{story.MARK}",
            number=f"云政办发〔{YEAR}〕1号{story.MARK}",
            issuer="云山区人民政府办公室",
            issued=date(YEAR, 1, 20),
        ),
        reporting=Reporting(
            form="附件4",
            title=f"{YEAR}年主要工作任务落实情况表{story.MARK}",
            due={"working_days": _DUE},
            plan_form="附件3",
            plan_title=f"{YEAR}年工作任务落实计划表{story.MARK}",
        ),
        rules=story.RULES,
    )


def registry() -> Registry:
    """``units.yaml`` of the demo: one unit got a new name in the middle of the year."""
    return Registry(
        (
            Unit("区发展和改革局", story.REFORM, kind="政府部门"),
            Unit("区教育和体育局", story.SCHOOLS, kind="政府部门"),
            Unit("区住房和城乡建设局", story.HOUSING, (Alias(story.OLD_HOUSING, end=story.RENAMED),), kind="政府部门"),
            Unit(story.WATER, kind="政府部门"),
            Unit("区城市管理局", story.CITY, kind="政府部门"),
            Unit(story.CIVIL, kind="政府部门"),
            Unit(story.TRADE, kind="政府部门"),
            Unit(story.LAKE, kind=STREET),
            Unit("西岭街道办事处", kind=STREET),
        ),
        (Group("各街道办事处", kind=STREET),),
        district="云山区",
    )


def settings() -> dict[str, bytes]:
    """Both files as bytes."""
    head = "# 虚构：供试用的台账，人名、地名、数字都不是真的\n"
    named = yamlfile.dump(unitsfile.encode(registry()), block=lambda path: len(path) < 2)
    written = yamlfile.dump(configfile.encode(config()), block=configfile.BLOCK)
    return {
        f"tasks/{LEDGER}/ledger.yaml": (head + written).encode(),
        f"tasks/{LEDGER}/units.yaml": (head + named).encode(),
    }
