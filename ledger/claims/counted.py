"""A wider look at totals that say of how many they are the sum: 三批合计整改135个, 两期共投资6.2亿元."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ledger.claims.additions import sum_claim, sum_verdict
from ledger.claims.values import Claim, Given, wider
from ledger.claims.words import CHANGE, amounts
from ledger.figures import Figure, Reading
from ledger.patterns import late

_NUMBERS = {character: n for n, character in enumerate("零一二三四五六七八九十")} | {"两": 2}
_COUNTED = late(
    "([两二三四五六七八九十2-9])(?:期|批|项|者|类|次|轮|组|部分|季度|个季度|个月|年|家|地|县|区|镇|街|方|级)"
    "(?:共计|总计|合计|累计|共)[^，。；、：0-9]{0,4}$"
)
_REACH = 16


@wider("sum", "alike")
def counted_totals(reading: Reading, given: Given) -> Iterator[Claim]:
    """三批合计、两期共：说了是几项相加的合计

    查什么：“第一批整改47个，第二批整改52个，第三批整改36个，三批合计整改135个”：前面正好有这么多个同样计量单位的数，一个接一个。

    什么时候不作声：前面的数多于或少于所说的个数；中间隔着别的话。
    """
    if "共" not in reading.text and "计" not in reading.text:
        return
    for n in range(len(reading.sentences)):
        figures = amounts(reading, n)
        for at, total in enumerate(figures):
            said = _COUNTED.search(reading.text, max(0, total.start - _REACH), total.start) if at > 1 else None
            parts = _parts(figures[:at], total, _NUMBERS.get(said.group(1)) or int(said.group(1))) if said else []
            if parts:
                yield sum_claim(total, parts, sum_verdict(total, parts))


def _parts(before: list[Figure], total: Figure, count: int) -> list[Figure]:
    """The amounts that are summed up, where exactly so many stand there, one clause after the other."""
    same = [
        f for f in before if f.dimension == total.dimension and f.depth == total.depth and f.segment == total.segment
    ]
    parts = same[-count:]
    straight = all(two.clause - one.clause <= 1 for one, two in pairwise((*parts, total)))
    plain = not any(f.has("total", "grand", "plan", "part", *CHANGE) for f in parts) and all(f.is_exact for f in parts)
    return parts if len(same) == len(parts) == count and straight and plain and total.is_exact else []
