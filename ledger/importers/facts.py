"""What a notice says about itself: issuer, number, title, date, addressees, annexes, and what must be reported.

Works on the paragraphs outside the tables, in the order of GB/T 9704-2012: issuer and number, title,
addressees, body, list of annexes, signature and date, note; 抄送 and 印发 at the very end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from ledger.document import SourceDocument
from ledger.model import Document, Reporting
from ledger.periods import Period
from ledger.text import chinese_number, fold, squeeze, tidy

_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,16}[〔\[［(（]\d{4}[〕\]］)）]\d{1,4}号")
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?")
_ANNEX = re.compile(r"附\s*件\s*(\d{1,2}|[一二三四五六七八九十]{1,3})?\s*[:：]?")
_ANNEX_ITEM = re.compile(r"(?:附件[:：])?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.．、](.+)")
_TITLE_END = re.compile(
    r"(?:通知|方案|意见|计划|通报|决定|办法|报告|要点|安排|清单|台账|情况|表|分工|分解|通知单|立项单|交办单)(?:》?的?(?:通知|函))?(?:[（(][^（()）]{2,8}[)）])?$"
)
_COUNTED = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、]")
_ISSUER = re.compile(r"[\u4e00-\u9fff（）()]{2,30}(?:人民政府|办公[室厅]|委员会|督查室|政府办|政务办|局|厅)$")
_DISCLOSURE = re.compile(r"[（(](此件.{0,30}?公开.{0,30}?)[)）]")
_ADDRESSEE = re.compile(r"^(?!附件)(?=.*(?:各|局|委|办|政府|部门|单位|街道|公司))[^。]{3,200}[:：]$")
_PRINTED = re.compile(r".{2,40}\d{4}年\d{1,2}月\d{1,2}日印发$")

_PLAN_DUE = re.compile(
    r"《([^》]{2,40}?计划[^》]{0,6})》[^。]{0,16}?(?:附件(\d+))?[^。]{0,12}?(?:于|在)(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?:之)?前"
)
_WORKING_DAYS = re.compile(
    r"(?:次|下)(月|季度?)(?:月)?(?:初|前|的?第?)?(?:的)?前?(\d{1,2}|[一二三四五六七八九十])个?工作日(?:内|前)?"
)
_DAY_OF_NEXT = re.compile(r"(?:次|下个?)月(\d{1,2})日(?:之)?前")
_DAY_OF_MONTH = re.compile(r"每月(\d{1,2})日(?:之)?前")
_RHYTHM = re.compile(r"一(月|季度|季|周|旬|年|半年)一(?:报|报送|调度|报告)")
_FORM = re.compile(r"《([^》]{2,40}?(?:落实|完成|进展)情况[^》]{0,6})》(?:[（(]见?附件(\d+)[)）])?")
_BULLETIN = re.compile(
    r"([^，。、；;,]{2,24}?)(一(?:事|月|季度|季|周|旬|年|半年)一(?:通报|督办|专报|排名)|第一时间通报)"
)
_PRAISE = re.compile(r"每(月|季度?|半年|年)对([^，。；;,]{2,24}?)(?:完成)?较好的[^。]{0,16}通报表扬[^。]{0,30}通报批评")
_RANKING = re.compile(r"“[^“”]{0,12}排名[^“”]{0,4}”")
_PAGE_FACTS = {
    "发布机构": "issuer",
    "发文机关": "issuer",
    "发文字号": "number",
    "文号": "number",
    "成文日期": "issued",
    "发文日期": "issued",
    "发布日期": "issued",
    "公开日期": "issued",
}
_EVERY = {"月": "month", "季": "quarter", "季度": "quarter", "年": "year", "半年": "half"}


@dataclass(frozen=True)
class Facts:
    """The notice's own facts, and the reporting it orders."""

    document: Document
    reporting: Reporting
    bulletins: tuple[Mapping[str, str], ...]
    year: int | None
    period: Period | None


def read(document: SourceDocument, source: str, titles: Sequence[str] = ()) -> Facts:
    """The facts; what is not found stays empty. ``titles`` are those that stand inside the tables."""
    paragraphs = [paragraph for paragraph in document.paragraphs if squeeze(paragraph.text)]
    lines = [tidy(paragraph.text) for paragraph in paragraphs]
    title, begin = _title(lines, document.title)
    if not _looks_like_title(title) and titles:
        title = titles[0]
    body, addressees, end = _body(lines, begin)
    issued_at, issued = _issued(lines, end)
    page = _page_facts(document)
    issuer = _issuer(lines, issued_at, title) or page.get("issuer", "")
    if issued is None:
        found = _DATE.fullmatch(page.get("issued", "")) or _ISO_DATE.fullmatch(page.get("issued", ""))
        issued = _day(*found.groups()) if found else None
    text = "\n".join(body)
    year = _year(title, issued, lines)
    facts = Document(
        title=title,
        number=next((number[0] for line in lines[:30] if (number := _NUMBER.fullmatch(squeeze(line)))), "")
        or page.get("number", ""),
        issuer=issuer,
        issued=issued,
        addressees=addressees,
        disclosure=next((found[1] for line in lines if (found := _DISCLOSURE.search(line))), ""),
        copies=_copies(lines),
        printed=next((" ".join(line.split()) for line in lines if _PRINTED.fullmatch(" ".join(line.split()))), ""),
        body=text,
        attachments=_attachments(lines[begin:]),
        source=source,
        sha256=document.sha256,
    )
    bulletins = (*_bulletins(text), *_praise(lines))
    return Facts(facts, _reporting(text, year), bulletins, year, period_of(title, lines, year))


def _page_facts(document: SourceDocument) -> dict[str, str]:
    """What the small table above a document on a government page says: 发布机构, 发文字号, 成文日期."""
    found: dict[str, str] = {}
    for table in document.tables:
        if table.rows > 8:
            continue
        cells = sorted(table.cells, key=lambda cell: (cell.row, cell.column))
        for label, value in pairwise(cells):
            wanted = _PAGE_FACTS.get(squeeze(label.text).rstrip(":："))
            if wanted and squeeze(value.text):
                found.setdefault(wanted, squeeze(value.text))
    return found


def _title(lines: Sequence[str], page_title: str) -> tuple[str, int]:
    """The title, without the line breaks of its trapezium, and the index of the first line after it."""
    numbered = next((n for n, line in enumerate(lines[:30]) if _NUMBER.fullmatch(squeeze(line))), None)
    if numbered is not None:
        parts: list[str] = []
        for n in range(numbered + 1, min(numbered + 8, len(lines))):
            if _ADDRESSEE.match(squeeze(lines[n])) or len(lines[n]) > 60:
                break
            parts.append(squeeze(lines[n]))
            if _TITLE_END.search(parts[-1]):
                return "".join(parts), n + 1
    candidates = [n for n, line in enumerate(lines[:40]) if _looks_like_title(squeeze(line))]
    wanted = squeeze(page_title)
    exact = [n for n in candidates if squeeze(lines[n]) == wanted]
    chosen = exact or [n for n in candidates if [squeeze(line) for line in lines].count(squeeze(lines[n])) > 1]
    chosen = chosen or candidates
    if chosen:
        first = squeeze(lines[chosen[0]])
        same = [n for n in candidates if squeeze(lines[n]) == first]
        return first, same[-1] + 1
    return wanted, 0


def _looks_like_title(line: str) -> bool:
    return (
        8 <= len(line) <= 90
        and bool(_TITLE_END.search(line))
        and "。" not in line
        and not (line.startswith("附件") or _COUNTED.match(line))
    )


def _body(lines: Sequence[str], begin: int) -> tuple[list[str], str, int]:
    """The lines between the addressees and the annexes or the signature, the addressees, and where the body ends."""
    first = next((n for n in range(begin, min(begin + 4, len(lines))) if _ADDRESSEE.match(squeeze(lines[n]))), None)
    if first is None:
        return [], "", begin
    body: list[str] = []
    for n in range(first + 1, len(lines)):
        line = lines[n]
        plain = squeeze(line)
        if _ANNEX.match(plain) or _DISCLOSURE.search(line) or _DATE.fullmatch(plain) or _ISSUER.fullmatch(plain):
            return body, squeeze(lines[first]).rstrip(":："), n
        body.append(line)
    return body, squeeze(lines[first]).rstrip(":："), len(lines)


def _issued(lines: Sequence[str], begin: int) -> tuple[int, date | None]:
    for start in (begin, 0):
        for n in range(start, len(lines)):
            found = _DATE.fullmatch(squeeze(lines[n])) or _ISO_DATE.fullmatch(lines[n].strip())
            day = _day(*found.groups()) if found else None
            if day:
                return n, day
    return -1, None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _issuer(lines: Sequence[str], issued_at: int, title: str) -> str:
    if issued_at > 0:
        before = squeeze(lines[issued_at - 1])
        if _ISSUER.fullmatch(before):
            return before
    found = re.match(r"([\u4e00-\u9fff]{2,24}?(?:人民政府办公室|人民政府|政府办公室))(?=关于|印发)", title)
    return found[1] if found else ""


def _copies(lines: Sequence[str]) -> str:
    start = next((n for n, line in enumerate(lines) if re.match(r"抄\s*送\s*[:：]", line.strip())), None)
    if start is None:
        return ""
    text = ""
    for line in lines[start:]:
        if _PRINTED.fullmatch(" ".join(line.split())):
            break
        text += squeeze(line)
        if text.endswith("。"):
            break
    return re.sub(r"^抄送[:：]", "", text)


def _attachments(lines: Sequence[str]) -> tuple[str, ...]:
    found: list[str] = []
    for n, line in enumerate(lines):
        if not re.match(r"附件[:：]", squeeze(line)):
            continue
        for item in lines[n:]:
            named = _ANNEX_ITEM.fullmatch(squeeze(item))
            if named is None:
                single = squeeze(item).removeprefix("附件").lstrip(":：") if item is line else ""
                found += [single] if single else []
                break
            found.append(named[1])
        break
    return tuple(found)


def _year(title: str, issued: date | None, lines: Sequence[str]) -> int | None:
    """The year of the title, else of the date, else the first that the top of the document names."""
    found = re.search(r"(20\d\d)年", title)
    if found is None and issued is None:
        found = next((year for line in lines[:30] if (year := re.search(r"(20\d\d)年", line[:200]))), None)
    return int(found[1]) if found else issued.year if issued else None


def period_of(title: str, lines: Sequence[str], year: int | None) -> Period | None:
    """The period a title or a line below it names: 2019年第二季度, （二季度）, （4月）, 上半年."""
    if year is None:
        return None
    short = [squeeze(line) for line in lines[:60] if re.fullmatch(r"[（(].{2,8}[)）]", squeeze(line))]
    for text in (title, *short):
        plain = fold(text)
        quarter = re.search(r"第?([一二三四1-4])季度", plain)
        month = re.search(r"(\d{1,2})月(?!\d*日)份?", plain)
        half = re.search(r"([上下])半年", plain)
        if quarter:
            return Period(year, "quarter", chinese_number(quarter[1]) or int(quarter[1]))
        if half:
            return Period(year, "half", "上下".index(half[1]) + 1)
        if month and 1 <= int(month[1]) <= 12:
            return Period(year, "month", int(month[1]))
    return None


def _reporting(body: str, year: int | None) -> Reporting:
    plan = _PLAN_DUE.search(body)
    form = _FORM.search(body)
    plan_due = None
    if plan and (plan[3] or year):
        plan_due = _day(plan[3] or str(year), plan[4], plan[5])
    rhythm = _RHYTHM.search(body)
    due = _due(body)
    return Reporting(
        every=_EVERY.get(rhythm[1], "month") if rhythm else "month",
        form=f"附件{form[2]}" if form and form[2] else "",
        title=form[1] if form else "",
        due=due,
        plan_due=plan_due,
        plan_form=f"附件{plan[2]}" if plan and plan[2] else "",
        plan_title=plan[1] if plan else "",
    )


def _due(body: str) -> dict[str, int | str]:
    days = _WORKING_DAYS.search(body)
    if days:
        return {"working_days": chinese_number(days[2]) or int(days[2])}
    following = _DAY_OF_NEXT.search(body)
    if following:
        return {"day": int(following[1]), "month": "next"}
    day = _DAY_OF_MONTH.search(body)
    return {"day": int(day[1])} if day else {}


def _bulletins(body: str) -> tuple[Mapping[str, str], ...]:
    """重大事项一事一通报, “12100”民生工程完成情况一月一通报 …: the matter and the rhythm, as written."""
    return tuple({"matter": found[1], "rhythm": found[2]} for found in _BULLETIN.finditer(body))


def _praise(lines: Sequence[str]) -> tuple[Mapping[str, str], ...]:
    """每月…较好的…通报表扬…较差的…通报批评, under the name the same paragraph gives it: “大督查、大排名” (济阳 2023).

    A plan says it in its own text, not in the notice that issues it; said twice, it is one practice.
    """
    found: dict[str, Mapping[str, str]] = {}
    for line in lines:
        said = _PRAISE.search(line)
        if said:
            name = _RANKING.search(line)
            matter = name[0] if name else f"{said[2]}完成情况"
            found.setdefault(matter, {"matter": matter, "rhythm": f"每{said[1]}通报表扬、通报批评"})
    return tuple(found.values())


def spoken_due(reporting: Reporting) -> str:
    """The rule for reports in words: 次月前5个工作日内报《…》（附件4）."""
    due = reporting.due
    if "working_days" in due:
        when = f"{'次季度' if reporting.every == 'quarter' else '次月'}前{due['working_days']}个工作日内"
    elif "day" in due:
        when = f"{'次月' if due.get('month') == 'next' else '每月'}{due['day']}日前"
    else:
        return ""
    form = f"《{reporting.title}》" if reporting.title else ""
    return f"{when}报{form}" + (f"（{reporting.form}）" if reporting.form else "")
