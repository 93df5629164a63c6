"""What changed since the period before, sorted by what a reader asks first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger.metrics import STATUSES
from ledger.site.facts import Card, Picture

GOOD = ("办结", "核实完成", "自报完成")


@dataclass(frozen=True, slots=True)
class Move:
    """One task that moved: ``before`` and ``after`` in words, and why."""

    card: Card
    before: str
    after: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Moves:
    """One kind of movement: an anchor, a title, whether it is bad news, and the tasks."""

    key: str
    title: str
    bad: bool
    moves: tuple[Move, ...]
    about: str = ""
    reason: str = "为什么"
    """What stands over ``why``; empty where there is nothing to say."""


def moves(picture: Picture) -> tuple[Moves, ...]:
    """Every kind of movement that happened, bad news first; empty without a period to compare with."""
    if picture.period is None or picture.before is None:
        return ()
    found = [*_lights(picture), *_statuses(picture), *_reports(picture), *_figures(picture)]
    return tuple(sorted((kind for kind in found if kind.moves), key=lambda kind: not kind.bad))


def _lights(picture: Picture) -> Iterable[Moves]:
    rank = {colour: n for n, colour in enumerate((*picture.colours, ""))}
    if not picture.colours:
        return
    first = picture.colours[0]
    moved = [card for card in picture.cards if card.was != card.light]
    new = [card for card in moved if card.light == first]
    worse = [card for card in moved if card.light != first and card.light and rank[card.light] < rank[card.was]]
    better = [card for card in moved if rank[card.light] > rank[card.was] and card.light]
    yield Moves("new-grave", f"新亮{first.removesuffix('灯')}灯", True, _light_moves(new))
    yield Moves("worse", "灯变重", True, _light_moves(worse), "比上期更要紧，但还不是最重的灯。")
    yield Moves("better", "灯变轻", False, _light_moves(better))
    gone = [card for card in moved if not card.light]
    yield Moves("unlit", "不再亮灯", False, _light_moves(gone))


def _light_moves(cards: Sequence[Card]) -> tuple[Move, ...]:
    return tuple(Move(card, card.was, card.light, card.why) for card in cards)


def _statuses(picture: Picture) -> Iterable[Moves]:
    moved = [card for card in picture.cards if card.was_status != card.status]

    def kind(key: str, title: str, bad: bool, cards: Iterable[Card]) -> Moves:
        return Moves(key, title, bad, tuple(Move(card, card.was_status, card.status) for card in cards), reason="")

    closed = [card for card in moved if card.status == "办结"]
    done = [card for card in moved if card.status in GOOD[1:] and card.was_status not in GOOD]
    undone = [card for card in moved if card.status == "未完成"]
    reopened = [card for card in moved if card.was_status == "办结"]
    yield kind("undone", "转为未完成", True, undone)
    yield kind("reopened", "重新督办", True, reopened)
    yield kind("closed", "办结", False, closed)
    yield kind("done", "转为完成", False, done)


def _reports(picture: Picture) -> Iterable[Moves]:
    missing = _cards(picture, "missing")
    open_ones = [move for move in missing if move.card.status != STATUSES[0]]
    yield Moves("missing", "上期报了、本期没有报", True, tuple(open_ones), reason="哪个单位")
    yield Moves("reported", "上期没有报、本期报了", False, _cards(picture, "reported"), reason="哪个单位")


def _cards(picture: Picture, kind: str) -> tuple[Move, ...]:
    units: dict[str, list[str]] = {}
    for change in picture.changes:
        if change.kind == kind and change.id in picture.by_id:
            units.setdefault(change.id, []).append(change.unit)
    return tuple(Move(picture.by_id[name], "", "", "、".join(dict.fromkeys(who))) for name, who in units.items())


def _figures(picture: Picture) -> Iterable[Moves]:
    for key, title, bad in (("regressed", "累计数倒退", True), ("increased", "指标数增加", False)):
        moved = tuple(
            Move(
                picture.by_id[shift.id],
                shift.before,
                shift.after,
                f"{shift.name}（{shift.unit}）" if shift.unit else shift.name,
            )
            for shift in picture.changes
            if shift.kind == key and shift.after and shift.id in picture.by_id
        )
        yield Moves(key, title, bad, moved, reason="指标")
