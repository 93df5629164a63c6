"""Judging is total: sentences of the test pages in any mixture, with slips of the pen, never stop it.

A short run is always on; ``TAIZHANG_FUZZ=1`` makes it long.
"""

from __future__ import annotations

import os
import random
import re

import pytest

from ledger.claims import judge
from ledger.figures import read
from tests.claims.scoring import DATA

TEXTS = 100_000 if os.environ.get("TAIZHANG_FUZZ") else 2_000
SENTENCES = sorted(
    {
        piece
        for path in sorted((DATA / "claims").glob("*.txt"))
        for piece in re.split("(?<=[。；，、\n])", re.sub(r"[\[\]{}【】|~?#]", "", path.read_text("utf-8")))
        if piece.strip()
    }
)
SLIPS = (
    *"0123456789%‰，。、；：（）()一二三亿万元个人由占为的其中共 \n.×-",
    "0.0",
    "9" * 20,
    "％",
    "①",
    "分之",
    "翻番",
)


def mixed(chance: random.Random) -> str:
    size, begin = chance.randint(1, 14), chance.randrange(len(SENTENCES))
    pieces = chance.choices(SENTENCES, k=size) if chance.random() < 0.5 else SENTENCES[begin : begin + size]
    text = "".join(pieces)
    for _ in range(chance.randint(0, 6)):
        at, kept = chance.randrange(len(text) + 1), chance.randint(0, 1)
        text = text[:at] + chance.choice(("", *SLIPS)) + text[at + kept :]
    return text


def test_any_mixture_of_sentences_is_judged() -> None:
    chance = random.Random(20)
    for _ in range(TEXTS):
        text = mixed(chance)
        for claim in judge(read(text)):
            assert 0 <= claim.start <= claim.end <= len(text), text


@pytest.mark.parametrize(
    "text",
    [
        "完成年度目标1200-0人的107.2%。",
        "管理费用实际支出2400万元，上年250-0万元，下降4%。",
        "占16.4%；D类5件，占39%。\n两项相加，二类118件，占总数的53.4%；B类71件，占32.1%；C类、",
    ],
)
def test_what_once_stopped_it(text: str) -> None:
    judge(read(text))
