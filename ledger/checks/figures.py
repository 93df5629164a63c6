"""N rules: the figures in the words of the entries, recomputed (see ``ledger.claims``)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from ledger.checks.amounts import share_of_target
from ledger.checks.base import Context, Found, Ledger, ledger_rule, rule
from ledger.checks.settings import is_on
from ledger.claims import KINDS, Claim, Given, Verdict, judge
from ledger.claims.sources import given_at, tolerance_of, words_of
from ledger.claims.words import pairs
from ledger.diagnostics import Level, Path
from ledger.figures import Figure, Reading, may_hold_figures, read
from ledger.figures.lexicon import CONTINUOUS
from ledger.figures.values import AMOUNT
from ledger.model import Entry, Task
from ledger.periods import Period

FIELDS = ("done", "problems", "causes")
_REMEMBERED = 4096
_OWN_RULE = ("unit", "enumeration", "repeat")
_KINDS = frozenset(KINDS) - {"repeat", "target"}
_LONGEST_QUOTE = 40
_TOTALS = ("累计", "共", "总", "全部", "以来")
"""Without one of these nothing in a text is said to be cumulative."""


@lru_cache(maxsize=_REMEMBERED)
def reading(text: str) -> Reading:
    """The text read, remembered: several rules look at the same words."""
    return read(text)


def entry_texts(task: Task, context: Context) -> Iterator[tuple[int, Entry, str, str]]:
    """``(number, entry, field, text)`` of every text of the entries asked about that may hold a figure."""
    for n, entry in context.entries(task):
        for field in FIELDS:
            text = getattr(entry, field)
            if text and may_hold_figures(text):
                yield n, entry, field, text


class Judged(NamedTuple):
    """A claim of an entry with its place."""

    path: Path
    entry: Entry
    text: str
    claim: Claim

    @property
    def quote(self) -> str:
        """Its words, shortened."""
        words = " ".join(self.text[self.claim.start : self.claim.end].split())
        return words if len(words) <= _LONGEST_QUOTE else f"{words[: _LONGEST_QUOTE - 1]}…"


class _Last:
    """The claims of the task that was asked about last: the rules of one task run one after the other."""

    def __init__(self) -> None:
        self.task: Task | None = None
        self.context: Context | None = None
        self.claims: tuple[Judged, ...] = ()

    def of(self, task: Task, context: Context) -> tuple[Judged, ...]:
        if self.task is not task or self.context is not context:
            self.claims = tuple(self._judged(task, context))
            self.task, self.context = task, context
        return self.claims

    def _judged(self, task: Task, context: Context) -> Iterator[Judged]:
        words, allowance = words_of(task), tolerance_of(context.config)
        given: dict[Period, Given] = {}
        for n, entry, field, text in entry_texts(task, context):
            known = given.get(entry.period)
            if known is None:
                known = given[entry.period] = given_at(words, entry.period, allowance)
            for claim in judge(reading(text), known, _KINDS):
                yield Judged(("progress", n, field), entry, text, claim)


_LAST = _Last()


def _found(
    task: Task, context: Context, verdict: Verdict, kinds: tuple[str, ...] = (), but: tuple[str, ...] = ()
) -> Iterator[Judged]:
    for judged in _LAST.of(task, context):
        kind = judged.claim.kind
        if kind == "unit" and judged.claim.computed:
            kind = "conversion"  # 33.75万亩，合2.52万公顷 does not lack its measure
        if judged.claim.verdict is verdict and kind not in but and (not kinds or kind in kinds):
            yield judged


def _who(judged: Judged) -> str:
    return f"{judged.entry.unit} {judged.entry.period}“{judged.quote}”"


@rule("N001", "figures-disagree", Level.WARNING)
def figures_disagree(task: Task, context: Context) -> Iterator[Found]:
    """文中的数字前后算不拢

    为什么要紧：占比、增减、分项合计、剩余数、超时间进度，都可以用文中（或任务里）别的数重算。对不上，至少有一个
    数是错的；公开以后，谁都能拿计算器发现。只报按印出的数怎么取整都对不上的。

    错误写法：

        done: 受理诉求8960件，办结8512件，办结率97%。

    正确写法：

        done: 受理诉求8960件，办结8512件，办结率95%。
    """
    if is_on(context, "N001"):
        wrong = list(_found(task, context, Verdict.INCONSISTENT, but=_OWN_RULE))
        shares = {found.path for found in share_of_target(task, context)} if wrong else set()  # told there already
        for judged in wrong:
            if judged.claim.kind == "share" and judged.path in shares:
                continue
            yield Found(judged.path, f"{_who(judged)}：{judged.claim.why}", "核对这几个数，改正其中错的一个")


@rule("N002", "measure-missing", Level.WARNING)
def measure_missing(task: Task, context: Context) -> Iterator[Found]:
    """有数没有计量单位

    为什么要紧：“行政处罚13万”是13万元还是13万件？报表里照抄，谁也不敢用这个数。

    错误写法：

        done: 立案查处32起，行政处罚13万。

    正确写法：

        done: 立案查处32起，行政处罚13万元。
    """
    if is_on(context, "N002"):
        for judged in _found(task, context, Verdict.INCONSISTENT, ("unit",)):
            yield Found(judged.path, f"{_who(judged)}没有计量单位", "补上“元”“平方米”“户”之类")


@rule("N003", "rounding-difference", Level.NOTICE)
def rounding_difference(task: Task, context: Context) -> Iterator[Found]:
    """数字只差在取整

    为什么要紧：截去尾数、为凑100%改动末位，是常见做法，不算错；同一份表里一处四舍五入、一处截尾，容易被问。

    错误写法：

        done: 列入台账23处，整改14处，整改率60.8%。

    正确写法：

        done: 列入台账23处，整改14处，整改率60.9%。
    """
    if is_on(context, "N003"):
        for judged in _found(task, context, Verdict.ROUNDING):
            yield Found(judged.path, f"{_who(judged)}：{judged.claim.why}", "全文用同一种取整办法；有意这样写就不用改")


@rule("N004", "base-unclear", Level.NOTICE)
def base_unclear(task: Task, context: Context) -> Iterator[Found]:
    """百分数没有说清基数或时间

    为什么要紧：真实材料里最常见的毛病不是除错了，而是没有说按什么算、到什么时候。“完成90%”按户数是95%，按面积
    才是90%；“超计划进度5个百分点”只在3月底成立。

    错误写法：

        done: 拆除违建264处、20.58万平方米（台账277处、22.85万平方米），完成总任务的90%。

    正确写法：

        done: 拆除违建264处、20.58万平方米，按面积完成总任务22.85万平方米的90.1%。
    """
    if is_on(context, "N004"):
        for judged in _found(task, context, Verdict.UNCLEAR, ("share", "lead", "lead-amount")):
            if judged.claim.kind == "share" and not judged.claim.computed:
                continue  # 完成预算的75%, without the budget: usual, and nothing to be said against it
            yield Found(judged.path, f"{_who(judged)}：{judged.claim.why}", "写明按什么算、截至什么时候")


@rule("N005", "count-of-names", Level.WARNING)
def count_of_names(task: Task, context: Context) -> Iterator[Found]:
    """列举的名称比所说的个数多

    为什么要紧：“城建、招商、环保、民生等3个专班”列出了4个，不是漏改了个数，就是多列了一个。

    错误写法：

        done: 成立城建、招商、环保、民生等3个专班。

    正确写法：

        done: 成立城建、招商、环保、民生等4个专班。
    """
    if is_on(context, "N005"):
        for judged in _found(task, context, Verdict.INCONSISTENT, ("enumeration",)):
            yield Found(judged.path, f"{_who(judged)}：{judged.claim.why}", "数一数列出的名称，改正个数")


@rule("N006", "indicator-differs-from-text", Level.WARNING)
def indicator_differs(task: Task, context: Context) -> Iterator[Found]:
    """填的指标值与完成情况里写的数不一样

    为什么要紧：一条进展里同一个数写了两处，统计用指标值，印出来的是文字；两处不同，表和文就打架。
    只在文字里这个计量单位的累计数只有一个、名称又对得上时才判断。

    错误写法：

        done: 累计加装电梯32部。
        indicators: {加装电梯: 23}

    正确写法：

        done: 累计加装电梯32部。
        indicators: {加装电梯: 32}
    """
    if not is_on(context, "N006"):
        return
    measures = {indicator.name: indicator for indicator in task.indicators}
    for n, entry in context.entries(task):
        for name, value in entry.indicators.items():
            indicator = measures.get(name)
            if indicator is None or indicator.basis != "cumulative" or not indicator.measure:
                continue
            written = _written(entry.done, name, indicator.measure, value)
            if written:
                yield Found(
                    ("progress", n, "indicators", name),
                    f"“{name}”填的是 {value:f}{indicator.measure}，完成情况里写的是{written.printed}",
                    "核对后改成一样的；文字里是当月数就写明“当月”",
                )


@lru_cache(maxsize=256)
def _dimension(measure: str) -> tuple[str, Decimal]:
    """What figures of this measure are compared in; nothing bears the dimension of one that is not known."""
    figures = read(f"1{measure}").figures
    known = len(figures) == 1 and figures[0].kind == AMOUNT
    return (figures[0].dimension, figures[0].scale) if known else ("?", Decimal(1))


def _written(text: str, name: str, measure: str, value: Decimal) -> Figure | None:
    """The one cumulative figure of the text that bears the indicator's name, if it is another number."""
    if not value or not any(word in text for word in _TOTALS):
        return None
    dimension, scale = _dimension(measure)
    same = [f for f in reading(text).figures if f.kind == AMOUNT and f.dimension == dimension and not f.weak]
    if len(same) != 1 or not same[0].has("cumulative", "total") or not same[0].is_exact:
        return None
    alike = pairs(name) & pairs(same[0].lead + same[0].tail)
    unit = Decimal(1).scaleb(min(0, int(value.as_tuple().exponent)))
    whole = unit * scale == 1 and dimension not in CONTINUOUS - {"money"}
    differs = abs(same[0].value - value * scale) > max(same[0].step, Decimal(0) if whole else unit * scale)
    return same[0] if alike and differs else None


@ledger_rule("N007", "twins-differ", Level.WARNING)
def twins_differ(ledger: Ledger, context: Context) -> Iterator[Found]:
    """同一件事的两个任务，数字不一样

    为什么要紧：附件1和附件2里是同一件事（same_as），目标数应当一样。不一样，督查时就不知道按哪个算。

    错误写法：

        id: 2020-main-074
        text: 新建12处口袋公园。
        same_as: [2020-minsheng-084]      # 附件2第84项写的是“新建口袋公园10处”

    正确写法：

        id: 2020-main-074
        text: 新建12处口袋公园。           # 附件2第84项也写12处
        same_as: [2020-minsheng-084]
    """
    if not is_on(context, "N007"):
        return
    by_id = {record.task.id: record for record in ledger.records}
    for record in ledger.records:
        for other_id in record.task.same_as:
            other = by_id.get(other_id)
            if other is None or other.task.id < record.task.id:
                continue
            one, two = _by_measure(record.task.text), _by_measure(other.task.text)
            for dimension in sorted(one.keys() & two.keys()):
                if not {f.value for f in one[dimension]} & {f.value for f in two[dimension]}:
                    yield Found(
                        ("text",),
                        f"{record.task.id} 写的是{one[dimension][0].printed}，"
                        f"同一件事的 {other_id} 写的是{two[dimension][0].printed}",
                        "核对通知原文；原文就不一样的，加豁免写明原因",
                        file=record.path,
                    )


def _by_measure(text: str) -> dict[str, list[Figure]]:
    found: dict[str, list[Figure]] = {}
    for figure in reading(text).figures:
        if figure.kind == AMOUNT and not figure.weak:
            found.setdefault(figure.dimension, []).append(figure)
    return found
