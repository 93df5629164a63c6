"""Sentences of the pages: what stands above the tables, in the words an office uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

from ledger.charts import Part
from ledger.measures import plain
from ledger.metrics import STATUSES
from ledger.site.facts import FINISHED, UNLIT, Card, Picture, Step, look_of, status_look

_LONGEST = 90


def percent(share: Fraction, places: int = 1) -> str:
    """``33.3%``."""
    return f"{plain(share * 100, places)}%"


def cut(text: str, longest: int = _LONGEST) -> str:
    """A text in one line, cut with … where it is long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else f"{flat[: longest - 1]}…"


def lamp(light: str) -> str:
    """红 → 红灯, nothing → 未亮灯."""
    return UNLIT if not light else light if light.endswith("灯") else f"{light}灯"


def light_parts(cards: Iterable[Card], colours: Sequence[str]) -> tuple[Part, ...]:
    """How many tasks have which light, gravest first, those without one last."""
    lit = Counter(card.light for card in cards)
    return tuple(Part(lamp(colour), lit[colour], look_of(colour)) for colour in (*colours, ""))


def status_parts(cards: Iterable[Card]) -> tuple[Part, ...]:
    """How many tasks stand where, from closed to silent."""
    states = Counter(card.status for card in cards)
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
    return sum(card.status in FINISHED for card in cards)


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


def short_period(picture: Picture, step: Step) -> str:
    """The name of a period under a column: 4月, 二季度."""
    return step.period.chinese.removeprefix(f"{step.period.year}年").removeprefix("第") or "全年"
