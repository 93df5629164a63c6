"""What a form says about itself: 填报单位, 填报时间, the month in its title, its year, who signed; and its hidden mark.

Every statement is kept with its place, so that statements that disagree can be listed.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ledger.document import SourceDocument
from ledger.importers.forms.sheets import Line
from ledger.periods import Period
from ledger.text import chinese_number, squeeze

MARK = "taizhang-form"
"""Name of the document property in which a packet of this tool carries its mark."""
_MARK_BYTES = 200_000

_LABELS = (
    r"(?:填报|填表|报送|上报|报告|责任|牵头|报表)(?:单位|部门)(?:名称)?|(?:单位|部门)(?:名称)?|"
    r"(?:填报|填表|报送|上报|制表|报告)(?:时间|日期)|日期|时间|填报人|填表人|联系人|联系电话|电话|手机|(?:单位)?(?:主要)?负责人(?:签字|签名|签章)?|"
    r"审核人|分管领导|月份|报告期|填报月份|报告月份"
)
_LABELLED = re.compile(
    # a label begins a line or follows a blank; the unmistakable ones also stand right behind a value
    r"(?:^|(?<=[\s\t|；;，,）)])|(?=(?:填报|填表|报送|上报)(?:时间|日期|人)[:：])|(?=(?:联系电话|负责人签[字名章])[:：]))"
    rf"\s*(?P<label>{_LABELS})\s*(?:[（(][^（()）]{{0,12}}[)）])?\s*(?:[:：]\s*|\t+|\s{{1,}}(?=\S))"
)
_SPACED = re.compile(
    r"(?:填\s*报|报\s*送|填\s*表|上\s*报)\s*(?:单\s*位|部\s*门|时\s*间|日\s*期|人)|联\s*系\s*电\s*话|负\s*责\s*人\s*签\s*[字名章]"
)
_BARE_MONTH = re.compile(r"[（(]?(20\d\d)[-./年](1[0-2]|0?[1-9])[)）]?")
_UNIT_LABEL = re.compile(r"(?:填报|填表|报送|上报|报告|责任|牵头|报表)?(?:单位|部门)(?:名称)?")
_DATE_LABEL = re.compile(r"(?:填报|填表|报送|上报|制表|报告)?(?:时间|日期)")
_PERIOD_LABEL = re.compile(r"月份|报告期|填报月份|报告月份")
_SIGNED_LABEL = re.compile(r"(?:单位)?(?:主要)?负责人(?:签字|签名|签章)?")
_SEAL = re.compile(r"[（(][^（()）]{0,8}[章印][^（()）]{0,4}[)）]|[_＿]+|盖章|公章")
_STAMP = re.compile(
    # brackets with a place in them belong to a name: 济南金融商务中心区（市中区）服务中心
    r"[（(](?![^（()）]*[区县市][^（()）章]*[)）])[^（()）]{0,12}[)）]|[_＿]+|盖章|公章"
)

_YEAR = r"(?P<year>20\d\d|[二两]?[〇○零一二三四五六七八九]{4}|\d\d)"
_DAY_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<year>20\d\d)年(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?",
        r"(?P<year>20\d\d)[-./,，、](?P<month>\d{1,2})[-./,，、](?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?!\d)",
        r"(?<!\d)(?P<year>\d\d)[-./年](?P<month>\d{1,2})[-./月](?P<day>\d{1,2})(?!\d)",
        r"(?<![\d年])(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?",
        r"(?<![\d.])(?P<month>1[0-2]|0?[1-9])[-./](?P<day>[12]\d|3[01]|0?[1-9])(?![\d.]|[-/]\d)",
    )
)
_CLOCK = re.compile(r"\s+\d{1,2}[:时]\d{2}(?:[:分]\d{0,2}秒?)?")
_CHINESE_DAY = re.compile(
    r"(?:(?P<year>[〇○零一二三四五六七八九]{4})年)?(?P<month>[一二三四五六七八九十]{1,2})月(?P<day>[一二三四五六七八九十廿]{1,3})[日号]"
)
_ANY_DAY = re.compile(r"20\d\d\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*[日号]?|\d{1,2}\s*月\s*\d{1,2}\s*[日号]")
_MONTH_BESIDE = re.compile(r"20\d\d\s*年\s*\d{1,2}\s*月份?")
_TITLE_WORDS = re.compile(
    r"情况表|计划表|进展表|汇总表|统计表|反馈表|报表|月报|季报|台账|(?:情况|表|进展|进度)(?:[（(][^（()）]{1,12}[)）])?$"
)
_YEAR_IN = re.compile(r"(?<!\d)(20\d\d)\s*(?:年|[-.])|([〇○零一二三四五六七八九]{4})年")
_SPAN = re.compile(r"1[-—–~～至到](\d{1,2})月")
_QUARTER = re.compile(r"第?([一二三四1-4])季度")
_HALF = re.compile(r"([上下])半年")
_MONTH = re.compile(r"(?<![\d.])(1[0-2]|0?[1-9])月份?(?!\d{1,2}日|\d|底)")
_MONTH_CHINESE = re.compile(
    r"(?:^|[^一二三四五六七八九十])(十[一二]?|[一二三四五六七八九])月份?(?![一二三四五六七八九十]{1,3}日)"
)
_NUMERIC = re.compile(r"(?<!\d)(20\d\d)[-_.年]?(0[1-9]|1[0-2])(?!\d)(?!月?\d)(?![-_.]\d)")


@dataclass(frozen=True, slots=True)
class Said:
    """Something the form says, as printed, and where."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class PeriodWords:
    """A period as far as words name it: without a year ``Period.year`` is 1."""

    period: Period
    year: int | None
    said: Said


@dataclass(frozen=True, slots=True)
class DayWords:
    """A date as written; ``year`` ``None`` where none is given."""

    year: int | None
    month: int
    day: int
    said: Said

    def near(self, period: Period) -> date | None:
        """The day itself; without a year the first such day from the period's beginning on."""
        for year in (self.year,) if self.year else (period.year, period.year + 1):
            try:
                found = date(year, self.month, self.day)
            except ValueError:
                return None
            if self.year or found >= period.begin:
                return found
        return None


@dataclass(frozen=True, slots=True)
class Mark:
    """What a packet made by this tool says of itself, see ``MARK``."""

    ledger: str
    form: str
    period: str
    unit: str
    tasks: tuple[str, ...]
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """Everything a form says about itself."""

    units: tuple[Said, ...] = ()
    periods: tuple[PeriodWords, ...] = ()
    years: tuple[tuple[int, Said], ...] = ()
    days: tuple[DayWords, ...] = ()
    unread_day: Said | None = None
    """A 填报时间 that is there but is no date."""
    signed: str = ""
    names: tuple[Said, ...] = ()
    """Short lines without a label, the title too: a unit may sign there or be named there."""
    form: str = ""
    """附件3 or 附件4, if it says so."""
    title: str = ""


def read(lines: Sequence[Line], name: str) -> Header:
    """The header from the lines that are no rows; ``name`` (of the file) is not looked at here."""
    units: list[Said] = []
    periods: list[PeriodWords] = []
    years: list[tuple[int, Said]] = []
    days: list[DayWords] = []
    unread: Said | None = None
    names: list[Said] = []
    signed = form = title = ""
    for line in lines[:400]:
        if len(line.text) > 400:
            continue
        pieces = labelled(line.text)
        for label, value in pieces:
            said = Said(value, line.place)
            if _UNIT_LABEL.fullmatch(label):
                beside = day_of(value, line.place)
                days += [beside] if beside else []  # 填报单位：区住建局    2020年5月8日
                month = _MONTH_BESIDE.search(value) if beside is None else None
                periods += period_words(month[0], line.place, bare=True) if month else []
                unit = squeeze(_SEAL.sub("", _MONTH_BESIDE.sub("", _ANY_DAY.sub("", value)))).strip("：:。，,、/-—")
                if unit:
                    units.append(Said(unit, line.place))
            elif _DATE_LABEL.fullmatch(label):
                day = day_of(value, line.place)
                if day:
                    days.append(day)
                elif squeeze(_STAMP.sub("", value)).strip("年月日/-—"):
                    unread = unread or said
            elif _PERIOD_LABEL.fullmatch(label):
                periods += period_words(value, line.place, bare=True)
            elif _SIGNED_LABEL.fullmatch(label):
                name_signed = squeeze(_STAMP.sub("", value))
                signed = signed or (name_signed if 2 <= len(name_signed) <= 6 else "")
        if pieces:
            continue
        plain = squeeze(line.text)
        if len(plain) <= 60:
            names.append(Said(plain, line.place))
        annex = re.match(r"附件?\s*([34三四])(?!\d|[-—])", plain)
        if annex and not form and len(plain) <= 40:
            form = "附件3" if annex[1] in "3三" else "附件4"
        is_title = len(plain) <= 60 and not line.after_rows and _TITLE_WORDS.search(plain) is not None
        short = len(plain) <= 16 and not line.after_rows
        if is_title:
            title = title or plain
        if is_title or short:
            named = period_words(plain, line.place, bare=short)
            if is_title or named or re.fullmatch(r"[（(]?20\d\d年度?[)）]?", plain):
                years += [(year, Said(plain, line.place)) for year in years_in(plain)]
            periods += named
        if short or line.after_rows:
            # without a label only what is plainly a date: 1-4月 is none
            dated = len(plain) <= 16 and re.search(r"[日号]|20\d\d[-./]", plain) is not None
            day = day_of(plain, line.place) if dated else None
            if day and not days:
                days.append(day)
    return Header(tuple(units), tuple(periods), tuple(years), tuple(days), unread, signed, tuple(names), form, title)


def labelled(text: str) -> list[tuple[str, str]]:
    """``填报单位：区住建局   填报时间：4月3日`` → label and value, label and value."""
    found: list[tuple[str, str]] = []
    text = _SPACED.sub(lambda spaced: squeeze(spaced[0]), text)
    marks = [mark for mark in _LABELLED.finditer(text) if mark.end() > mark.start()]
    for n, mark in enumerate(marks):
        end = marks[n + 1].start() if n + 1 < len(marks) else len(text)
        value = text[mark.end() : end].strip()
        label = squeeze(mark["label"])
        colon = re.match(r"\s*[:：]", text[mark.start("label") + len(mark["label"]) :]) or set(":：\t") & set(mark[0])
        if not colon and not re.match(r"填报|报送|填表|上报", label):
            continue  # without a colon only the unmistakable labels count
        if "\n" in value and _UNIT_LABEL.fullmatch(label):
            value = value.split("\n", 1)[0]
        found.append((label, value))
    return found


def years_in(text: str) -> list[int]:
    """The years a title names."""
    found = []
    for match in _YEAR_IN.finditer(text):
        year = int(match[1]) if match[1] else chinese_number(match[2])
        if year and 1980 <= year <= 2200:
            found.append(year)
    return found


def period_words(text: str, place: str, *, bare: bool) -> list[PeriodWords]:
    """The period a title, a line （4月）, or a file name speaks of; ``bare``: the text is little more than that."""
    plain = squeeze(unicodedata.normalize("NFKC", text))
    if bare and day_of(plain, place) and re.search(r"[日号]|\d[-./]\d+[-./]\d", plain):
        return []
    years = years_in(plain)
    year = years[0] if years else None
    said = Said(squeeze(text), place)

    def made(kind: str, index: int) -> list[PeriodWords]:
        return [PeriodWords(Period(year or 1, kind, index), year, said)]

    month_alone = _BARE_MONTH.fullmatch(plain)
    if month_alone:
        year = int(month_alone[1])
        return made("month", int(month_alone[2]))
    span = _SPAN.search(plain)
    if span and 1 <= int(span[1]) <= 12:
        return made("month", int(span[1]))
    numeric = _NUMERIC.search(plain)
    if numeric:
        year = int(numeric[1])
        return made("month", int(numeric[2]))
    quarter = _QUARTER.search(plain)
    if quarter:
        return made("quarter", int(quarter[1]) if quarter[1].isdigit() else chinese_number(quarter[1]) or 1)
    half = _HALF.search(plain)
    if half:
        return made("half", "上下".index(half[1]) + 1)
    month = _MONTH.search(plain)
    if month:
        return made("month", int(month[1]))
    chinese = _MONTH_CHINESE.search(plain)
    number = chinese_number(chinese[1]) if chinese else None
    return made("month", number) if number and 1 <= number <= 12 else []


def day_of(text: str, place: str) -> DayWords | None:
    """A date in any of the styles offices use; ``None`` when there is none."""
    plain = _CLOCK.sub("", unicodedata.normalize("NFKC", text))
    plain = squeeze(plain).replace("—", "-").replace("–", "-").replace("－", "-").replace("元月", "1月")
    for pattern in _DAY_FORMS:
        found = pattern.search(plain)
        if not found:
            continue
        parts = found.groupdict()
        year = int(parts["year"]) if parts.get("year") else None
        year = year + 2000 if year is not None and year < 100 else year
        month, day = int(parts["month"]), int(parts["day"])
        if 1 <= month <= 12 and 1 <= day <= 31:
            return DayWords(year, month, day, Said(squeeze(text), place))
    chinese = _CHINESE_DAY.search(plain)
    if chinese:
        year = chinese_number(chinese["year"]) if chinese["year"] else None
        chinese_month, chinese_day = (
            chinese_number(chinese["month"]),
            chinese_number(chinese["day"].replace("廿", "二十")),
        )
        if chinese_month and chinese_day and chinese_month <= 12 and chinese_day <= 31:
            return DayWords(year, chinese_month, chinese_day, Said(squeeze(text), place))
    return None


def mark_of(document: SourceDocument) -> Mark | None:
    """The hidden mark of a packet made by this tool; ``None`` when there is none or it cannot be understood."""
    for name, value in document.properties:
        if name != MARK or len(value) > _MARK_BYTES:
            continue
        try:
            fields = json.loads(value)
        except (ValueError, RecursionError):
            return None
        if not isinstance(fields, dict) or fields.get("v") != 1:
            return None
        texts = [fields.get(key, "") for key in ("ledger", "form", "period", "unit", "digest")]
        tasks = fields.get("tasks", [])
        if not all(isinstance(text, str) for text in texts) or not isinstance(tasks, list):
            return None
        ledger, form, period, unit, digest = texts
        return Mark(ledger, form, period, unit, tuple(task for task in tasks if isinstance(task, str)), digest)
    return None


def joined(values: Iterable[Said]) -> str:
    """Statements for a message: “区住建局”（第3段）、“区教体局”（文件名）."""
    return "、".join(f"“{said.text[:30]}”（{said.place}）" for said in values)
