"""A wider look at places in an order: 列第5位，去年同期列第7位，前移2位; 由第9名升至第6名，上升3个位次."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ledger.claims.values import Claim, Given, Verdict, wider
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading, numerals
from ledger.figures.values import AMOUNT
from ledger.patterns import late

_PLACE = late("第([0-9]{1,3}|[一二三四五六七八九十]{1,3})(?:位|名)")
_THEN = late("上年|去年|同期|上月|上季|前次|上次|年初|[升降提跃]|[至到]")
_MOVED = late("(?:前移|前进|上升|提升|跃升|晋升|提前|赶超|升|进|后移|后退|退后|下降|下滑|倒退|退|降|落|滑)(?:了)?$")


@wider("remainder", "人 个")
def ranks(reading: Reading, given: Given) -> Iterator[Claim]:
    """By how many places something moved, where its two places are told in the sentence."""
    if "第" not in reading.text:
        return
    for figure in reading.figures:
        if figure.kind != AMOUNT or not figure.is_exact or not _MOVED.search(figure.lead):
            continue
        if figure.measure in ("位", "名") or (figure.measure == "个" and figure.tail.startswith(("位", "名"))):
            found = _moved(reading, figure)
            if found is not None:
                yield found


def _moved(reading: Reading, figure: Figure) -> Claim | None:
    """From the two places right before; wrong where the sentence has no others."""
    begin = reading.sentences[figure.sentence][0]
    hits = list(_PLACE.finditer(reading.text, begin, figure.start))[-3:]
    places = [int(hit.group(1)) if hit.group(1).isdigit() else _spelled(hit.group(1)) for hit in hits]
    if len(places) < 2 or not all(places):
        return None
    one, two = places[-2:]
    if not _THEN.search(reading.text, hits[-2].end(), hits[-1].start()):
        return None  # 综合指数列第5位，PM2.5浓度列第7位
    apart = abs(one - two)
    verdict = Verdict.CONSISTENT if apart == figure.exact else Verdict.INCONSISTENT
    if verdict is Verdict.INCONSISTENT and (len(places) > 2 or not apart):
        return None
    shown = f"{apart}{figure.measure}"
    why = f"第{one}位和第{two}位相差{shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("remainder", figure, shown, verdict, why, exact=Fraction(apart))


def _spelled(word: str) -> int:
    number = numerals.chinese(word, 0)
    return int(number.value) if number is not None else 0
