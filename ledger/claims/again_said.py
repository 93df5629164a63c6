"""What the words say that a share is of: 占限额的, 城市建设项目占, 竣工率, 完成全年任务的."""

from __future__ import annotations

from typing import NamedTuple

from ledger.claims.again import TO_BE, clause_before
from ledger.claims.bases import run_of
from ledger.figures import Figure, Reading
from ledger.figures.values import PERCENT
from ledger.patterns import late

_GROWTH = ("up", "down", "yoy", "step", "to-up", "to-down", "from", "expect")
_BEYOND = ("ahead", "behind")
_OF = late(
    "占(?:到(?!位|户|期|账)|了|比|去|据)?(?P<base>[^，,。；;：:0-9占]{0,20}?)(?:的?(?:比重|比例|份额))?"
    "(?:为|达到?|是|约|近|将近|接近|超过?|高达|不到|不足|的|仅|已|最高|最大|恰)*$"
)
_DONE_OF = late(
    "(?:完成|达到?|实现|为|是|相当于|不足|超过|近|约)了?(?P<base>[^，,。；;：:0-9占]{2,16}?)的(?:约|近|超过?)*$"
)


_RATE_OF = late("(?P<part>[^，,。；;：:0-9率]{2,8})率(?:为|是|占|达到?)(?P<base>[^，,。；;：:0-9占]{2,10})的$")


_LABEL = late(
    "(?:^|[，,。；;：:、])(?P<label>[^，,。；;：:、占]{0,8}[0-9][^，,。；;：:、占]{0,8}的)占(?:比|全部|总数)?(?:为|达到?|约|近|的)*$"
)
_REACH = 40


class Named(NamedTuple):
    """What the words say a share is of: the name of the part, if it is said apart, and that of the base, or a rate."""

    part: str
    base: str
    rate: str
    bare: bool = False
    """Only 占, or a fraction in words right behind an amount."""


def is_share_left(figure: Figure) -> bool:
    """Whether a percentage may say which part of something something is."""
    if figure.kind != PERCENT or figure.weak or figure.value <= 0:
        return False
    if figure.has(*_GROWTH) and not figure.lead.rstrip(TO_BE).endswith("面"):  # 增长面达75%
        return False
    if not figure.has(*_BEYOND) or in_words(figure):
        return True
    over = figure.has("share") and figure.lead.endswith(("超", "超过"))  # 占全部项目的比重超60%
    return over or figure.lead.rstrip(TO_BE).endswith("面")  # 滞后面9.8%


def in_words(figure: Figure) -> bool:
    return figure.measure == "成" or "分之" in figure.printed or figure.printed in ("过半", "一半", "半数")


def names_of(reading: Reading, figure: Figure) -> Named | None:
    """占限额的 → base 限额; 城市建设项目占 → part; 竣工率 → rate; nothing where the words say no share."""
    words = clause_before(reading, figure)
    if label_of(reading, figure) is not None:
        return None
    rate = _RATE_OF.search(words)
    if rate is not None:
        return Named(rate.group("part"), rate.group("base"), "")
    hit = _OF.search(words)
    if hit is not None:
        own = words[: hit.start()].strip().rstrip("的").removeprefix("其中").replace("分别", "")
        return Named("" if any(c.isdigit() for c in own) else own, hit.group("base"), "", bare=not hit.group("base"))
    if words.rstrip("为达到约").endswith(("税比", "结收比")):
        return Named("", "", words.rstrip("为达到约")[-3:-1])
    said = words.rstrip(TO_BE)
    for end in ("率", "面", "进度", "满意度", "比例", "削峰", "系数", "依存度", "强度"):
        if said.endswith(end):
            return Named("", "", said.removesuffix(end[-1] if end == "满意度" else end)[-6:])
    if words.rstrip("为约近超过达到").endswith(("比重", "比例", "份额")):
        return Named("", "", "", bare=True)
    hit = _DONE_OF.search(words)
    if hit is not None:
        return Named("", hit.group("base"), "")
    if in_words(figure) and not figure.lead.strip(TO_BE):
        return Named("", "", "", bare=True)
    return None


def label_of(reading: Reading, figure: Figure) -> str | None:
    """超过250毫米的占58.5%: a label with a number in it, or nothing."""
    if not figure.lead.startswith(("的占", "以上的占", "以下的占", "以内的占")):
        return None
    begin = max(reading.sentences[figure.sentence][0], figure.start - _REACH)
    hit = _LABEL.search(reading.text[begin : figure.start])
    return hit.group("label") if hit is not None else None


def names_in_run(reading: Reading, figure: Figure) -> Named | None:
    """分别占66.0%和33.9%: the later ones are said of the same as the first."""
    first = run_of(reading, figure)[0]
    if first.start == figure.start or "分别" not in first.lead:
        return None
    named = names_of(reading, first)
    return named._replace(part="") if named is not None and not named.rate else None
