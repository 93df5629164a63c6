"""What ``diff A B`` names: a period, a commit, a day, a period at a commit.

2020-03             the period, in the work tree
2020-03@HEAD~3      the period, at a commit; ``@sealed`` is the tag ``sealed/<ledger>/2020-03``
HEAD~3  2020-05-01  a commit, tag or branch; the last commit of a day
A..B  A...B         both sides in one word; with three dots, what B changed since it left A
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ledger.errors import UsageProblem
from ledger.periods import Period

SEALED = "sealed"
WORK_TREE = ""


class Side(NamedTuple):
    """A side as it was asked for; ``revision`` is empty for the work tree.

    A tuple: an answer that is known is given without importing what values are made of.
    """

    period: Period | None = None
    revision: str = WORK_TREE
    typed: str = ""


class Sides(NamedTuple):
    """Both sides; ``since_fork`` when the first is to be where the second left it."""

    before: Side
    after: Side
    since_fork: bool = False


def parse(words: tuple[str, ...]) -> Sides:
    """The sides that one or two words mean; none means the last commit against the work tree.

    One period alone is compared with the period before it, one commit alone with the work tree. A period on one
    side only goes for both. ``UsageProblem`` for what cannot be meant.
    """
    if len(words) > 2:
        raise UsageProblem("最多比较两边", "写成 diff 2020-03 2020-04，或 diff origin/main..HEAD")
    if any(not word.strip() for word in words):
        raise UsageProblem("比较的一边是空的", "写周期（2020-03）、提交（HEAD~3）或日期（2020-05-01）")
    if len(words) == 2:
        if any(".." in word for word in words):
            raise UsageProblem("“A..B”已经是两边，后面不能再写", "去掉多出来的一边")
        return _shared(Sides(_side(words[0]), _side(words[1])))
    if not words:
        return Sides(Side(revision="HEAD", typed="HEAD"), Side())
    word = words[0]
    if ".." in word:
        found = re.fullmatch(r"(.*?)(\.{2,3})(.*?)", word)
        if not found or ".." in found[3]:
            raise UsageProblem(f"“{word}”不是两边", "写成 origin/main..HEAD")
        before, after = found[1] or "HEAD", found[3] or "HEAD"
        return _shared(Sides(_side(before), _side(after), since_fork=len(found[2]) == 3))
    side = _side(word)
    if side.period and not side.revision:
        last = side.period.previous()
        return Sides(Side(last, typed=str(last)), side)
    return Sides(side, Side(side.period))


def _side(word: str) -> Side:
    head, at, revision = word.partition("@")
    for text, rest in ((word, ""), (head, revision)):
        try:
            period = Period.parse(text)
        except ValueError:
            continue
        if text == head and at and not rest:
            raise UsageProblem(f"“{word}”的 @ 后面没有写提交", "写成 2020-03@HEAD~3 或 2020-03@sealed")
        return Side(period, rest, word)
    return Side(None, word, word)


def _shared(sides: Sides) -> Sides:
    one, other = sides.before.period, sides.after.period
    if (one is None) == (other is None):
        return sides
    period = one or other
    return sides._replace(before=sides.before._replace(period=period), after=sides.after._replace(period=period))
