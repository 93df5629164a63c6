"""Sentences of the pages: what stands above the tables, in the words an office uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

from ledger.charts import Part
from ledger.measures import plain
from ledger.metrics import STATUSES
from ledger.rulebook import Bounds, Condition
from ledger.site.facts import FINISHED, UNLIT, Card, Picture, Step, look_of, status_look
from ledger.site.seen import cut as cut

STATUS_MEANINGS = {
    "办结": "督查室核实后办结（销号）",
    "核实完成": "督查室最近一次评价是完成",
    "自报完成": "责任单位最近一次自报完成，督查室还没有评价",
    "未完成": "督查室最近一次评价、或单位最近一次自报是未完成",
    "推进中": "报了进展，没有写是否完成，或几个单位说法不一",
    "未报": "还没有报过进展",
}


def percent(share: Fraction, places: int = 1) -> str:
    """``33.3%``."""
    return f"{plain(share * 100, places)}%"


def lamp(light: str) -> str:
    """红 → 红灯, nothing → 未亮灯."""
    return UNLIT if not light else light if light.endswith("灯") else f"{light}灯"


def light_parts(cards: Iterable[Card], colours: Sequence[str]) -> tuple[Part, ...]:
    """How many tasks have which light, gravest first, those without one last."""
    lit = Counter([card.seen.light for card in cards])
    return tuple(Part(lamp(colour), lit[colour], look_of(colour)) for colour in (*colours, ""))


def status_parts(cards: Iterable[Card]) -> tuple[Part, ...]:
    """How many tasks stand where, from closed to silent."""
    states = Counter([card.seen.status for card in cards])
    return tuple(Part(word, states[word], status_look(word)) for word in STATUSES)


def parts_of(picture: Picture, cards: Iterable[Card]) -> tuple[Part, ...]:
    """Lights where the ledger has rules for them, else statuses."""
    return light_parts(cards, picture.colours) if picture.colours else status_parts(cards)


def step_parts(picture: Picture, step: Step) -> tuple[Part, ...]:
    """The same for one period of the trend; what is best stands at the bottom of a column."""
    if picture.colours:
        lights = [Part(lamp(colour), step.lights[colour], look_of(colour)) for colour in (*picture.colours, "")]
        return (*reversed(lights[:-1]), lights[-1])
    return tuple(Part(word, step.statuses[word], status_look(word)) for word in STATUSES)


def finished(cards: Iterable[Card]) -> int:
    """How many are closed, confirmed or said to be done."""
    return sum([card.seen.status in FINISHED for card in cards])


def lead(picture: Picture) -> str:
    """The sentence a reader should take away: how many tasks, how many of which light, what moved."""
    total = len(picture.cards)
    if not total:
        return "台账里还没有任务。"
    if picture.period is None:
        return f"共{total}项任务，还没有单位报送进展。"
    said = "、".join(f"{part.name}{part.value}项" for part in parts_of(picture, picture.cards) if part.value)
    done = finished(picture.cards)
    sentence = f"共{total}项任务，其中{said}。完成{done}项，占{percent(Fraction(done, total))}"
    if picture.share is not None:
        sentence += f"；时间进度{percent(picture.share)}"
    return sentence + "。"


def condition(when: Condition) -> str:
    """The condition of a light in words: 落后时间进度超过30个百分点，连续3期."""
    said = [
        f"{head}{_bounds(bounds)}{tail}"
        for head, bounds, tail in (
            ("落后时间进度", when.behind_points, "个百分点"),
            ("比应达到的数少", when.behind_share, "%"),
            ("完成率", when.rate, "%"),
        )
        if bounds
    ]
    said += [
        f"{head}{'或'.join(words)}"
        for head, words in (
            ("报送情况是", when.report),
            ("核实为", when.verdict),
            ("自报", when.claimed),
            ("状态是", when.status),
        )
        if words
    ]
    said += ["当期办结"] if when.closed else []
    return "，".join(said) + (f"，连续{when.in_a_row}期" if when.in_a_row > 1 else "")


def _bounds(bounds: Bounds) -> str:
    """超过30, 从10到30: the numbers of a range in words."""
    said = [
        f"{word}{bound:f}"
        for word, bound in (
            ("超过", bounds.over),
            ("不少于", bounds.start),
            ("不超过", bounds.up_to),
            ("不到", bounds.below),
        )
        if bound is not None
    ]
    return "、".join(said)


def short_period(picture: Picture, step: Step) -> str:
    """The name of a period under a column: 4月, 二季度."""
    return step.period.chinese.removeprefix(f"{step.period.year}年").removeprefix("第") or "全年"
