"""指标建议: the quantified targets that a task's text states, proposed as indicators for a person to confirm.

Figures come from the grammar of ``ledger.figures``; nothing is read here a second time. Every figure that says
how much is proposed, each measure for itself (1532户、36万平方米 are two targets); turns of phrase (一批, 一栋一特色),
dates and names with numbers are not. The name is the nearest noun: a proposal, not a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledger import codec, yamlfile
from ledger.edits.proof import proved, read_task
from ledger.errors import EditRefused, FileRefused
from ledger.figures import Figure, read
from ledger.figures.values import ABOUT, AMOUNT, AT_MOST, NEAR, PERCENT
from ledger.model import Indicator, Task
from ledger.shapes import Reader
from ledger.values import replace

_NO_TARGETS = frozenset(("年", "大", "篇", "天", "小时", "分钟", "届次", "期"))
"""Measures of time, and of phrases such as 八大场景: not what a target counts."""
_COMPARATORS = {ABOUT: "~", NEAR: "~", AT_MOST: "<="}
_DEEDS = re.compile(
    "^(?:确保|力争|全面|全力|强力|大力|持续|有序|加快|积极|重点|进一步|深入|启动|实施|推进|推动|开展|组织|完成|实现|达到|新建|新增|新改建|"
    "开工|建设|建成|打造|培育|引进|改造|提升|整治|做好|抓好|对|将|为|把|全区|我区|在|不断|严格|落实|年内|全年|争取|围绕)+"
)
_FRAME = re.compile(
    "(?:增长|下降|降低|提高|减少|增加|控制在|保持在|稳定在|保持|达到|达|到|不低于|不少于|不超过|高于|低于|突破|超过|超|共计|合计|总计|共|等|为|约|近|"
    "在|率先|以上|剩余|完成|“|”)+$"
)
_CUT = re.compile("[，。；、（(：:]|(?:和|及|以及|与|并)$")
_VERBS = re.compile("(?:进行|纳入|实行|落地|投入|形成|实现|完成|开工|竣工|不返).*$")
_LONGEST = 20
_KINDS = {"area": "面积", "mu": "面积", "hectare": "面积", "money": "金额", "length": "长度", "mass": "重量"}
_MULTIPLIER = re.compile("^[十百千万亿]+(?=.)")


@dataclass(frozen=True, slots=True)
class Proposal:
    """An indicator as the text states it. ``printed`` is the figure, ``clause`` the words around it."""

    indicator: Indicator
    printed: str
    clause: str


def propose(task: Task) -> tuple[Proposal, ...]:
    """The targets of a task's text, in the order of the text, with names of their own."""
    reading = read(task.text)
    figures = [figure for figure in reading.figures if _is_target(figure)]
    found: list[Proposal] = []
    for n, figure in enumerate(figures):
        start, end = reading.sentences[figure.sentence]
        indicator = replace(_indicator(figure), name=_name(task, figure, figures[n:], chained=_in_chain(figures, n)))
        found.append(Proposal(indicator, figure.printed, _clause(task.text, figure, start, end)))
    return tuple(_named_apart(found))


def _is_target(figure: Figure) -> bool:
    if figure.weak or figure.kind not in (AMOUNT, PERCENT) or figure.value <= 0:
        return False
    if figure.lead.endswith(("由", "从")) or figure.tail.startswith(("岁", "/")):
        return False  # what it was before; an age; a rate for each person
    if figure.has("each") and figure.kind != PERCENT:
        return False  # 每户补助500元 is a rate; 人均可支配收入增长5.5% is a growth like any other
    return figure.measure not in _NO_TARGETS and not figure.has("last-year")


def _indicator(figure: Figure) -> Indicator:
    """Target, measure and comparator; the target keeps the printed digits and multiplier (1.11万套)."""
    target = figure.value / figure.scale
    growing = figure.kind == PERCENT and figure.has("up", "down") and not figure.has("to-up", "to-down")
    comparator = _COMPARATORS.get(figure.bound, ">=")
    if growing and figure.has("down"):
        return Indicator("", -target, "%", "~" if comparator == "~" else "<=", "growth")
    if figure.has("to-down") and not figure.bound:
        comparator = "<="
    measure = "%" if figure.kind == PERCENT else figure.measure
    return Indicator("", _trimmed(target), measure, comparator, "growth" if growing else "cumulative")


def _trimmed(amount: Decimal) -> Decimal:
    """A whole number without an exponent: Decimal('1E+1') would be printed so."""
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount


def _in_chain(figures: Sequence[Figure], n: int) -> bool:
    """Whether the figure is one of several measures of one thing: 1532户、36万平方米."""
    return figures[n].joined or (n + 1 < len(figures) and figures[n + 1].joined)


def _name(task: Task, figure: Figure, following: Sequence[Figure], *, chained: bool) -> str:
    """The nearest noun: behind the figure, behind the last of its chain, before it, else the task's own beginning."""
    last = figure
    for one in following[1:]:
        if not one.joined:
            break
        last = one
    noun = _noun(figure.tail) or _noun(last.tail) or _subject(figure.lead) or _subject(figure.label)
    noun = noun or _subject(re.split("[，。；：]", task.text)[0]) or "目标"
    return noun + _kind(figure) if chained else noun


def _noun(tail: str) -> str:
    words = _VERBS.sub("", _CUT.sub("", _FRAME.sub("", tail.removeprefix("的"))))
    words = re.split("[的，、]", words)[0]
    words = words.strip("“”")
    return "" if words[:1] in ("及", "和", "以", "并") or len(words) < 2 else _quoted(words[:_LONGEST])


def _subject(lead: str) -> str:
    words = _DEEDS.sub("", _FRAME.sub("", lead.strip("“”")))
    words = words if words.count("“") == words.count("”") else words.strip("“”")
    return "" if len(words) < 2 else _quoted(words[-_LONGEST:])


def _quoted(words: str) -> str:
    """The words without quotation marks that have lost their partner."""
    return words if words.count("“") == words.count("”") else words.replace("“", "").replace("”", "")


def _kind(figure: Figure) -> str:
    return (
        _KINDS.get(figure.dimension)
        or ("人数" if figure.dimension == "人" else "")
        or _MULTIPLIER.sub("", figure.measure) + "数"
    )


def _clause(text: str, figure: Figure, start: int, end: int) -> str:
    before = max(text.rfind(mark, start, figure.start) for mark in "，；：。") + 1
    stops = [at for mark in "，；。" if (at := text.find(mark, figure.end, end)) >= 0]
    return text[max(before, start) : min(stops, default=end)].strip()


def _named_apart(found: Sequence[Proposal]) -> Iterator[Proposal]:
    """Equal names told apart by what is counted, then by a number."""
    names = [one.indicator.name for one in found]
    taken: set[str] = set()
    for one in found:
        name = one.indicator.name
        if names.count(name) > 1:
            name = f"{name}（{one.indicator.measure}）"
        n, free = 2, name
        while free in taken:
            free, n = f"{name}{n}", n + 1
        taken.add(free)
        yield replace(one, indicator=replace(one.indicator, name=free))


# ---------------------------------------------------------------------- many at once, on paper

_PAPER = """\
# 指标建议：由任务正文提出，还没有写进台账。
# 逐条看：不要的整条删掉，名称、目标值、比较方式（>= 不少于，<= 不超过，= 等于，~ 约）可以改。
# 看完以后登记：taizhang targets --from 本文件
"""
_ITEM = ("task", "text", "indicators")


def on_paper(found: Sequence[tuple[Task, Sequence[Proposal]]]) -> str:
    """The proposals as a YAML text for a person to cross out and correct; ``from_paper`` reads it."""
    rows: list[yamlfile.Value] = [
        {
            "task": task.id,
            "text": task.text,
            "indicators": [_written(proposal.indicator) for proposal in proposals],
        }
        for task, proposals in found
        if proposals
    ]
    return _PAPER + yamlfile.dump(rows, block=lambda path: len(path) < 3)


def from_paper(data: bytes, name: str) -> dict[str, tuple[Indicator, ...]]:
    """Task id → the indicators that were left standing. ``FileRefused`` for a file that cannot be understood.

    ``text`` is there for the reader and is not looked at.
    """
    value, found = yamlfile.load(data)
    reader = Reader()
    chosen: dict[str, tuple[Indicator, ...]] = {}
    for n, item in enumerate(value if isinstance(value, list) else []):
        fields = reader.mapping(item, (n,), _ITEM, ("task",))
        task = reader.text(fields, "task", (n,))
        kept = reader.items(fields, "indicators", (n,))
        read = [codec._indicator(reader, one, (n, "indicators", m)) for m, one in enumerate(kept)]
        chosen[task] = (*chosen.get(task, ()), *(one for one in read if one is not None))
    wrong = [*found, *reader.found]
    if wrong or not isinstance(value, list):
        place = ".".join(map(str, wrong[0].path)) if wrong and wrong[0].path else ""
        said = f"{place}：{wrong[0].message}" if place else wrong[0].message if wrong else "这里应当是列表"
        raise FileRefused(
            f"{name} 用不了：{said}", wrong[0].hint if wrong else "用 taizhang targets -o 文件 重新写一份"
        )
    return chosen


def _written(indicator: Indicator) -> dict[str, yamlfile.Value]:
    value = codec.encode_indicator(indicator)
    if indicator.target is not None and indicator.target == indicator.target.to_integral_value():
        value["target"] = int(indicator.target)  # as the file reads back: 12, not 12.0
    return value


def confirm(text: str, chosen: Sequence[Indicator]) -> str:
    """The text of a task file with confirmed indicators added; ``EditRefused`` for a name the task has already."""
    task = read_task(text)
    known = {indicator.name for indicator in task.indicators}
    edited = text
    for indicator in chosen:
        if indicator.name in known:
            raise EditRefused(f"{task.id} 已有指标“{indicator.name}”，没有改动", "换一个名称，或不再登记这一个")
        known.add(indicator.name)
        edited = yamlfile.append_item(
            edited, ("indicators",), _written(indicator), block=codec.BLOCK, order=codec.ORDER
        )
    return proved(text, edited, replace(task, indicators=(*task.indicators, *chosen)))
