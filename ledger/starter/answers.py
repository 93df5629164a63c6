"""What ``init`` asks, read from what people type: the place, the due rule, the names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ledger.errors import UsageProblem
from ledger.model import EMPTY
from ledger.text import squeeze

_SUFFIX = re.compile(r"(人民政府)?(办公室|办公厅)?$")
_PLACE = re.compile(
    r"(?P<above>[\u4e00-\u9fff]{1,12}?(?:省|自治区|市|州|盟|地区))?(?P<own>[\u4e00-\u9fff]{1,12}[省市区县旗州盟镇乡])"
)
_TOWN = re.compile(r"(?P<above>[\u4e00-\u9fff]{1,20}[市区县旗])?(?P<own>[\u4e00-\u9fff]{1,10}街道办?(?:事处)?)")
_DUE = re.compile(
    r"(?:(?P<next>次|下)(?:一?个?)(?:月|季度?|期)(?:初)?)?(?P<number>\d{1,2})(?P<what>个?工作日内?|日前?|号前?)?"
)
_LATEST_DAY, _MOST_WORKING_DAYS = 31, 60


@dataclass(frozen=True, slots=True)
class Place:
    """Whose ledger it is: ``name`` without 人民政府, the city above (济南市), its own (市中区), the level's word."""

    name: str = ""
    city: str = ""
    district: str = ""
    prefix: str = "区"


@dataclass(frozen=True, slots=True)
class Answers:
    """All that ``init`` must know. ``due`` is in the form of ``reporting.due``, ``every`` month or quarter."""

    year: int
    ledger: str
    place: Place = field(default_factory=Place)
    office: str = "督查室"
    every: str = "month"
    due: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    forges: tuple[str, ...] = ()
    """Which of ``contents.FORGES`` get their workflow files."""
    install: str = ""
    """What pip is told so that a CI machine has this program; empty: the workflow asks for it."""


def place(text: str) -> Place:
    """``济南市市中区`` (also with 人民政府办公室 behind it) → its parts; ``UsageProblem`` for what is no place."""
    name = _SUFFIX.sub("", squeeze(text))
    if not name:
        return Place()
    found = _TOWN.fullmatch(name) or _PLACE.fullmatch(name)
    if not found:
        raise UsageProblem(f"“{text}”看不出是哪里的政府", "写到省、市、区、县、旗、乡镇或街道，如 济南市市中区、云山县")
    own = found["own"]
    prefix = "自治区" if own.endswith("自治区") else own[-1] if own[-1] in "省市区县旗州盟镇乡" else "街道"
    return Place(name, found["above"] or "", own, prefix)


def due_rule(text: str) -> dict[str, Any]:
    """``5个工作日``, ``25日``, ``次月5日`` → ``reporting.due``; ``UsageProblem`` for anything else."""
    found = _DUE.fullmatch(squeeze(text))
    if found:
        number, working = int(found["number"]), "工作日" in (found["what"] or "工作日")
        if working and 1 <= number <= _MOST_WORKING_DAYS:
            return {"working_days": number}
        if not working and 1 <= number <= _LATEST_DAY:
            return {"day": number, "month": "next"} if found["next"] else {"day": number}
    raise UsageProblem(
        f"“{text}”看不出是什么时限", "写成 5个工作日（期满后第5个工作日）、25日（当期最后一个月25日）或 次月5日"
    )


def due_words(due: Mapping[str, Any]) -> str:
    """The other way round, as ``due_rule`` reads it."""
    if "working_days" in due:
        return f"{due['working_days']}个工作日"
    if not due.get("day"):
        return "见 ledger.yaml"
    return f"次月{due['day']}日" if due.get("month") == "next" else f"{due['day']}日"
