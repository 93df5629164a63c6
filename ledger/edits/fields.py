"""What a field name such as ``progress/2020-04/区住建局/done`` points at, and how its value is written.

Parts are separated by ``/``. People may use the words of the form: ``进展/2020-04/区住建局/完成情况``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ledger.diagnostics import Path
from ledger.edits.records import Same, find_entry
from ledger.errors import NotFound, UsageProblem
from ledger.model import Entry, Review, Task
from ledger.periods import Period
from ledger.text import fold
from ledger.values import replace
from ledger.yamlfile import Value


def _words(table: str) -> dict[str, str]:
    """``done 完成情况 进展情况`` a line → Chinese word to key."""
    lines = (line.split() for line in table.strip().splitlines())
    return {word: key for key, *words in lines for word in words}


_TOP = _words(
    """
    text 主要任务 任务
    goal 工作目标
    deadline 完成时限 时限
    parent 总领句
    note 备注
    number 分解序号 序号
    category 类别
    leaders 牵头领导 领导
    same_as 同一事项
    sum_of 分项任务
    units 责任单位
    progress 进展
    plan 推进计划 计划
    reviews 评价
    indicators 指标
    other 其他
    """
)
_ENTRY = _words(
    """
    done 完成情况 进展情况
    problems 存在问题 问题
    causes 原因分析 原因
    next 下一步计划 下一步
    verdict 评价 自报
    reported 填报时间
    unit 单位
    period 周期
    source 来源
    note 备注
    indicators 指标
    joint 共同填报 共同填报单位
    label 单位标注
    """
)
_REVIEW = _words(
    """
    verdict 评价
    period 周期
    by 评价人
    on 日期
    note 备注
    """
)
_INDICATOR = _words(
    """
    name 名称
    target 目标 目标值
    measure 计量单位
    baseline 基数
    plan 计划 计划数 计划进度
    note 备注
    """
)
_UNITS = _words(
    """
    lead 牵头 牵头单位
    support 配合 配合单位
    """
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_LIST_MARKS = re.compile("[、,，]")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a task: where it stands, its full name, its present value in words, how to write a new one."""

    path: Path
    name: str
    before: str
    write: Callable[[str], Value]
    period: Period | None = None
    unit: str = ""
    required: bool = False


def text_value(typed: str) -> Value:
    """A text, as it is."""
    return typed


def list_value(typed: str) -> Value:
    """``孟庆顺、付华`` as two items."""
    return [part.strip() for part in _LIST_MARKS.split(typed) if part.strip()]


def day_value(typed: str) -> Value:
    """A date, checked."""
    try:
        return date.fromisoformat(typed).isoformat() if len(typed) == 10 else _no_day(typed)
    except ValueError:
        return _no_day(typed)


def _no_day(typed: str) -> Value:
    raise UsageProblem(f"“{typed}”不是日期", "写成 2020-05-09 的样子")


def amount(typed: str, measure: str = "") -> Decimal:
    """An amount with the digits it came with: thousands commas, full-width digits and its measure are understood."""
    plain = fold(typed).replace(",", "").strip()
    if measure:
        plain = plain.removesuffix(fold(measure)).strip()
    if not _NUMBER.fullmatch(plain):
        raise UsageProblem(f"“{typed}”不是数字", f"只写数字，如 1200{'；计量单位是' + measure if measure else ''}")
    return Decimal(plain)


def amount_value(measure: str) -> Callable[[str], Value]:
    """As ``amount``, whole ones without a point."""

    def write(typed: str) -> Value:
        number = amount(typed, measure)
        return number if "." in str(number) else int(number)

    return write


def period_value(typed: str) -> Value:
    """A period, as it is written in a file."""
    return str(_period(fold(typed)))


def number_value(typed: str) -> Value:
    """A whole number."""
    if not re.fullmatch(r"\d{1,9}", fold(typed)):
        raise UsageProblem(f"“{typed}”不是整数", "只写数字，如 37")
    return int(fold(typed))


def _told(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "、".join(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


def field_at(task: Task, name: str, same: Same) -> Field:
    """The field a name points at. ``NotFound`` with what there is, ``UsageProblem`` for a name that cannot be."""
    parts = [part.strip() for part in name.strip().strip("/").split("/")]
    parts[0] = _TOP.get(parts[0], parts[0])
    match parts:
        case ["progress", period, unit, key, *rest]:
            return _in_entry(task, _period(period), unit, [_ENTRY.get(key, key), *rest], same)
        case ["reviews", period, key]:
            month, nth = _nth(period)
            return _in_review(task, _period(month), nth, _REVIEW.get(key, key))
        case ["plan", period]:
            planned = _period(period)
            return Field(("plan", str(planned)), f"plan/{planned}", task.plan.get(planned, ""), text_value, planned)
        case ["indicators", indicator, key]:
            return _in_indicator(task, indicator, _INDICATOR.get(key, key))
        case ["indicators", indicator, key, period] if _INDICATOR.get(key, key) == "plan":
            return _in_indicator_plan(task, indicator, _period(period))
        case ["units", key] if _UNITS.get(key, key) in ("lead", "support", "lead_source", "printed"):
            key = _UNITS.get(key, key)
            write = list_value if key in ("lead", "support") else text_value
            return Field(("units", key), f"units/{key}", _told(getattr(task.units, key)), write)
        case ["other", head]:
            return Field(("other", head), f"other/{head}", task.other.get(head, ""), text_value)
        case [("text" | "goal" | "deadline" | "parent" | "note") as key]:
            return Field((key,), key, getattr(task, key), text_value, required=key == "text")
        case [("category" | "leaders" | "same_as" | "sum_of") as key]:
            return Field((key,), key, _told(getattr(task, key)), list_value)
        case ["number"]:
            return Field(("number",), "number", str(task.number), number_value, required=True)
        case ["id"]:
            raise UsageProblem("任务的 id 一经确定不再改，历史靠它接上", "要改序号就写 --field number")
    raise UsageProblem(
        f"没有“{name}”这个字段",
        "写法：text、deadline、leaders、units/lead、plan/2020-Q2、indicators/名称/target、indicators/名称/plan/2020-Q2、"
        "reviews/2020-04/verdict、progress/2020-04/区住建局/done",
    )


def _period(text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError as failure:
        from ledger import guesses

        meant = guesses.period(text)
        raise UsageProblem(f"“{text}”不是周期", f"写成 {meant}" if meant else guesses.unlike_period(text)) from failure


def _in_entry(task: Task, period: Period, unit: str, keys: list[str], same: Same) -> Field:
    first, nth = _nth(unit)
    alike = [n for n, entry in enumerate(task.progress) if (entry.period, entry.unit) == (period, first)]
    if nth > 1 and len(alike) >= nth:
        n: int | None = alike[nth - 1]
    else:
        n = find_entry(task, period, unit, same)
    if n is None:
        have = "、".join(f"{entry.period} {entry.unit}" for entry in task.progress) or "（一条都没有）"
        raise NotFound(f"{task.id} 没有 {unit} {period} 的进展", f"现有进展：{have}")
    entry = task.progress[n]
    key = keys[0]
    named = f"progress/{period}/{entry.unit}{f'#{nth}' if n in alike[1:] else ''}/{key}"
    base = Field(("progress", n, key), named, "", text_value, period, entry.unit)
    if key == "indicators" and len(keys) == 2:
        known = {item.name: item for item in task.indicators}
        if keys[1] not in known:
            raise NotFound(f"{task.id} 没有“{keys[1]}”这个指标", f"有：{'、'.join(known) or '（没有列出指标）'}")
        present = entry.indicators.get(keys[1])
        return replace(
            base,
            path=(*base.path, keys[1]),
            name=f"{base.name}/{keys[1]}",
            before=_told(present),
            write=amount_value(known[keys[1]].measure),
        )
    if key not in _IN_ENTRY or len(keys) > 1:
        raise _no_such_key("进展", "/".join(keys), (*_IN_ENTRY, "indicators/指标名"))
    write = _WRITTEN.get(key, text_value)
    return replace(base, before=_entry_words(entry, key), write=write, required=key in ("unit", "period"))


_IN_ENTRY = (
    *("reported", "done", "problems", "causes", "next"),
    *("verdict", "unit", "joint", "label", "source", "note", "period"),
)
_WRITTEN: dict[str, Callable[[str], Value]] = {
    "reported": day_value,
    "on": day_value,
    "joint": list_value,
    "period": period_value,
}


def _entry_words(entry: Entry, key: str) -> str:
    return _told(getattr(entry, key))


def _nth(typed: str) -> tuple[str, int]:
    """What stands twice is counted, as ``flat`` names it: ``区住建局#2`` is the second."""
    first, _, count = typed.rpartition("#")
    return (first, int(count)) if first and re.fullmatch("[1-9][0-9]{0,3}", count) else (typed, 1)


def _in_review(task: Task, period: Period, nth: int, key: str) -> Field:
    alike = [n for n, review in enumerate(task.reviews) if review.period == period]
    n = alike[nth - 1] if len(alike) >= nth else None
    if n is None:
        have = "、".join(str(review.period) for review in task.reviews) or "（一条都没有）"
        raise NotFound(f"{task.id} 没有 {period} 的评价", f"现有评价：{have}")
    allowed = ("verdict", "by", "on", "note", "period")
    if key not in allowed:
        raise _no_such_key("评价", key, allowed)
    review: Review = task.reviews[n]
    return Field(
        ("reviews", n, key),
        f"reviews/{period}{f'#{nth}' if nth > 1 else ''}/{key}",
        _told(getattr(review, key)),
        _WRITTEN.get(key, text_value),
        period,
        required=key in ("verdict", "period"),
    )


def _indicator(task: Task, name: str) -> int:
    names = [item.name for item in task.indicators]
    if name not in names:
        raise NotFound(f"{task.id} 没有“{name}”这个指标", f"有：{'、'.join(names) or '（没有列出指标）'}")
    return names.index(name)


def _in_indicator_plan(task: Task, name: str, period: Period) -> Field:
    n = _indicator(task, name)
    present = _told(dict(task.indicators[n].plan).get(period))
    path = ("indicators", n, "plan", str(period))
    return Field(path, f"indicators/{name}/plan/{period}", present, amount_value(task.indicators[n].measure))


def _in_indicator(task: Task, name: str, key: str) -> Field:
    n = _indicator(task, name)
    if key == "plan":
        have = "、".join(f"{period} {_told(amount)}" for period, amount in task.indicators[n].plan)
        raise UsageProblem(
            f"“{name}”的计划数分周期，没有写是哪一期",
            f"写成 indicators/{name}/plan/2020-Q2；" + (f"现有：{have}" if have else "现在还没有计划数"),
        )
    allowed = ("name", "target", "measure", "comparator", "basis", "baseline", "note")
    if key not in allowed:
        raise _no_such_key("指标", key, (*allowed, "plan/周期"))
    write = amount_value(task.indicators[n].measure) if key in ("target", "baseline") else text_value
    present = _told(getattr(task.indicators[n], key))
    return Field(("indicators", n, key), f"indicators/{name}/{key}", present, write, required=key == "name")


def _no_such_key(where: str, key: str, allowed: tuple[str, ...]) -> UsageProblem:
    return UsageProblem(f"{where}里没有“{key}”这个字段，或者它不能更正", f"可以写：{'、'.join(allowed)}")
