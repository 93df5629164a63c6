"""P rules about words and characters in any text of a task."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.checks.base import WHOLE, Context, Found, rule
from ledger.diagnostics import Level
from ledger.model import Task
from ledger.patterns import late

_WRONG_WORD = late(
    r"(?<!环保)(?<!环境)(?<!生态)(?<!警务)(?<!公安)(?<!土地)(?<!资源)(?<!中央)(?<!国家)(?<!保护)督察"
    r"(?=室|通报|专报|台账|立项|督办|考核|工作组?$)"
)


@rule("P014", "wrong-word-for-supervision", Level.NOTICE, signs="察", reads=WHOLE)
def wrong_word(task: Task, context: Context) -> Iterator[Found]:
    """“督查”写成了“督察”

    为什么要紧：政府督查写“督查”（《政府督查工作条例》）；“督察”是环保督察、警务督察的用字，通报里写错很显眼。

    错误写法：

        reviews:
          - {period: 2020-04, verdict: 完成, by: 区政府督察室}

    正确写法：

        reviews:
          - {period: 2020-04, verdict: 完成, by: 区政府督查室}
    """
    for path, text in _texts(task):
        if "督察" in text and _WRONG_WORD.search(text):
            yield Found(path, "政府督查的“督查”写成了“督察”", "改成“督查”；说的是环保督察、警务督察就不用改")


def _texts(task: Task) -> Iterator[tuple[tuple[str | int, ...], str]]:
    yield ("text",), task.text
    yield ("goal",), task.goal
    for n, entry in enumerate(task.progress):
        yield ("progress", n, "done"), entry.done
        for key, text in (("problems", entry.problems), ("causes", entry.causes), ("next", entry.next)):
            if text:
                yield ("progress", n, key), text
    for n, review in enumerate(task.reviews):
        yield ("reviews", n, "by"), review.by
        yield ("reviews", n, "note"), review.note
    for n, change in enumerate(task.changes):
        yield ("changes", n, "reason"), change.reason
        yield ("changes", n, "approved_by"), change.approved_by


_GARBLED = late("[\ufffd\ue000-\uf8ff\u200b\u200c\u200e\u200f\u2060\ufeff]|锟斤拷|烫烫烫")
_SIGNS_OF_GARBLE = "\ufffd锟烫"
"""What can be garbled in a file of printable characters alone: the others of ``_GARBLED`` are not printable."""


@rule("P019", "garbled-text", Level.WARNING, signs=_SIGNS_OF_GARBLE, reads=WHOLE)
def garbled_text(task: Task, context: Context) -> Iterator[Found]:
    """文字里有乱码或看不见的字符

    为什么要紧：乱码印进红头文件就收不回来；看不见的字符会让两段一样的文字比对不上。

    错误写法：

        done: 完成锟斤拷套安置房分配。

    正确写法：

        done: 完成120套安置房分配。
    """
    for path, text in _texts(task):
        suspect = not text.isprintable() or "\ufffd" in text or "锟斤拷" in text or "烫烫烫" in text
        found = _GARBLED.search(text) if suspect else None
        if found:
            shown = found[0] if len(found[0]) > 1 else f"U+{ord(found[0]):04X}"
            yield Found(path, f"文字里有乱码或看不见的字符（{shown}）", "对照原件重新输入这一处")
