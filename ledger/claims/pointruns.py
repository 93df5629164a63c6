"""What points say: several in one breath (1.7、2.8个百分点), which way they go, and the rates told before them."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from ledger.claims import arithmetic as a
from ledger.claims.again import clause_before
from ledger.claims.values import Claim, Verdict
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.lexicon import JOINERS
from ledger.figures.values import BARE, PERCENT, POINTS
from ledger.patterns import late

_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_MOST_SEEN = 32
_MOST_RUN = 6
_PARAGRAPHS = 3
_MINUS = ("-", "−", "－", "负")
_UP = late("(?:高|快|多|增|升|扩|涨|上行|领先|超出?|优|好)[^，,。；;：:0-9低慢少降落缓]{0,8}$")
_DOWN = late("(?:低|慢|少|减|降|落|缩|缓|下行|下滑|收窄|滞后|欠|差|短)[^，,。；;：:0-9高快多升]{0,8}$")
_CHANGED = (
    "提高",
    "提升",
    "上升",
    "增加",
    "增长",
    "下降",
    "降低",
    "回落",
    "减少",
    "收窄",
    "扩大",
    "缩小",
    "改善",
    "攀升",
    "加快",
    "放缓",
    "回升",
    "上行",
    "下行",
    "下滑",
)
_HOW_MUCH_LESS = ("降幅", "跌幅", "减幅")
"""What is compared is how far two things fell, not where they stand."""
_HOW_MUCH = late("[降跌减增涨升]幅")
_ABOVE, _BELOW = late("[高快好多]于|领先"), late("[低慢少]于|落后")
_YEAR, _REACH = 12, 20
_APART = ("相差", "差距", "相差了", "差距为", "差距达")


class Run(NamedTuple):
    """Points that are said in one breath, and the way they go."""

    at: int
    figures: list[Figure]
    way: int
    kind: str
    falls: bool = False
    """降幅比上半年的5.8%收窄: how far things fell is compared."""

    def signed(self, figure: Figure) -> Fraction:
        """A rate as it is compared: a fall is less than nothing."""
        return figure.exact if self.falls else signed(figure)


def run_of_points(reading: Reading, at: int) -> Run | None:
    """The points that end here: 1.7、2.8个百分点 are two, of which only the last bears the measure."""
    figures = [reading.figures[at]]
    for n in range(at - 1, max(-1, at - _MOST_RUN), -1):
        other = reading.figures[n]
        gap = reading.text[other.end : figures[0].start].strip()
        if other.kind not in (BARE, POINTS) or gap not in ("、", *JOINERS) or other.scale != 1:
            break
        figures.insert(0, other)
    first = figures[0]
    behind = reading.figures[at + 1 : at + 2]
    if (
        behind
        and behind[0].kind in (BARE, POINTS)
        and reading.text[figures[-1].end : behind[0].start] in ("、", *JOINERS)
    ):
        return None  # the last of the run speaks for all
    step = max((f.step for f in figures), default=first.step)
    figures = [f._replace(kind=POINTS, measure="个百分点", step=step, signs=first.signs | f.signs) for f in figures]
    lead = first.lead or _before_bracket(reading, first)
    if lead.startswith("的") and at >= len(figures):
        base = reading.figures[at - len(figures)]
        if base.kind == PERCENT and base.clause == first.clause and base.end == first.start - len(first.lead):
            lead = base.lead + lead  # 高于全国4.1%的平均水平3.3个百分点
    if lead.endswith(_APART):
        return Run(at, figures, 0, "lead") if len(figures) == 1 else None
    moved = _HOW_MUCH.sub("", lead)  # 降幅扩大 is more, 增幅收窄 less
    rose, fell = _ABOVE.search(lead), _BELOW.search(lead)  # 低于全市规上工业增速
    if (rose is None) == (fell is None):
        rose, fell = _UP.search(moved), _DOWN.search(moved)
    if (rose is None) == (fell is None):
        up, down = first.has("up", "ahead"), first.has("down", "behind")
        if up == down:
            return None
        rose = rose if up else None
        way = 1 if up else -1
    else:
        way = 1 if rose else -1
    kind = "growth" if any(word in lead for word in _CHANGED) else "lead"
    falls = kind == "growth" and any(word in clause_before(reading, first) for word in _HOW_MUCH_LESS)
    return Run(at, figures, way, kind, falls)


def _before_bracket(reading: Reading, figure: Figure) -> str:
    """高于全部投资增速（7.9%）4.5个百分点: the words stand before the bracket."""
    text = reading.text
    if text[figure.start - 1 : figure.start] not in (")", "）"):
        return ""
    begin = reading.sentences[figure.sentence][0]
    opened = max(text.rfind("(", begin, figure.start), text.rfind("（", begin, figure.start))
    words = text[max(begin, opened - _REACH) : opened] if opened > 0 else ""
    return re.split("[，,；;。]", words)[-1]


def rates_before(reading: Reading, run: Run) -> list[Figure]:
    """The exact percentages before the run, the nearest first, over a few paragraphs."""
    first = run.figures[0]
    seen, back = (_MOST_SEEN, _PARAGRAPHS) if len(run.figures) == 1 else (3 * _MOST_SEEN, 3 * _PARAGRAPHS)
    return [
        f
        for f in reversed(reading.figures[max(0, run.at - seen) : run.at])
        if f.kind == PERCENT
        and f.end <= first.start
        and not f.weak
        and f.is_exact
        and f.paragraph >= first.paragraph - back
    ]


def signed(figure: Figure) -> Fraction:
    """A rate with its sign: 下降5.2% is less than nothing."""
    negative = figure.lead.endswith(_MINUS) or (figure.has("down") and not figure.has("up"))
    return -figure.exact if negative else figure.exact


def fits(run: Run, place: int, level: Figure, base: Figure) -> bool:
    """Whether the points at a place of the run lie between two rates."""
    apart = (run.signed(level) - run.signed(base)) * run.way
    return a.compare(run.figures[place], a.constant(apart)) is Verdict.CONSISTENT


def told_points(run: Run, place: int, level: Figure, base: Figure, *, sure: bool) -> Claim | None:
    """The claim about them; nothing where they do not fit and the words leave it open (not ``sure``)."""
    figure = run.figures[place]
    apart = (run.signed(level) - run.signed(base)) * run.way
    verdict = a.compare(figure, a.constant(apart))
    contributed = any("贡献" in f.lead for f in (level, base))
    if verdict not in _FITS and (contributed or not sure):
        return None
    one, two = (run.signed(level), run.signed(base)) if run.way > 0 else (run.signed(base), run.signed(level))
    shown = a.like(apart, figure)
    minus = f"({a.plain(two, 4)})" if two < 0 else a.plain(two, 4)
    why = f"{a.plain(one, 4)}−{minus}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim(run.kind, figure, shown, verdict, why, exact=apart, of=(level, base) if run.way > 0 else (base, level))
