"""评价 as units write it → 完成 or 未完成, or none where the words can mean both."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.text import squeeze

DONE, OPEN = "完成", "未完成"
_TICKS = "√✓✔☑☒■●✅◉⊙vVyY是"
_CROSSES = "×✗✘✕xXnN否❌"
_BOXES = "□☐○◯〇"
_DONE_WORDS = {
    "完成",
    "已完成",
    "已经完成",
    "按时完成",
    "按期完成",
    "全部完成",
    "全面完成",
    "提前完成",
    "如期完成",
    "完成√",
    "√完成",
}
_OPEN_WORDS = {
    "未完成",
    "没有完成",
    "没完成",
    "尚未完成",
    "暂未完成",
    "还未完成",
    "未按时完成",
    "未按期完成",
    "√未完成",
    "未完成√",
}
_BEFORE = re.compile(rf"([{_TICKS}{_BOXES}]?)[（(]?(未完成|完成)[)）]?")
_AFTER = re.compile(rf"[（(]?(未完成|完成)[)）]?([{_TICKS}{_BOXES}]?)")


@dataclass(frozen=True, slots=True)
class Verdict:
    """``value`` empty: none was written, or (``unclear``) none can be told. ``as_written``: nothing was interpreted."""

    value: str = ""
    printed: str = ""
    unclear: bool = False

    @property
    def as_written(self) -> bool:
        """Whether the printed word is the verdict itself."""
        return self.value == self.printed


def read(text: str, allowed: Sequence[str]) -> Verdict:
    """The verdict in a cell; ``allowed`` are the ledger's own words, taken as they are."""
    printed = squeeze(text).strip("。.；;，,、")
    if not printed or printed in ("/", "-", "—", "——", "－"):
        return Verdict()
    if printed in allowed:
        return Verdict(printed, printed)
    plain = unicodedata.normalize("NFKC", printed)
    bare = re.sub(r"^[（(](.*)[)）]$", r"\1", plain)
    value = ""
    if bare in allowed:
        value = bare
    elif bare in _DONE_WORDS or (len(bare) == 1 and bare in _TICKS):
        value = DONE
    elif bare in _OPEN_WORDS or (len(bare) == 1 and bare in _CROSSES):
        value = OPEN
    else:
        value = _ticked(bare)
    value = value if value in allowed else ""
    return Verdict(value, printed, unclear=not value)


def _ticked(text: str) -> str:
    """The one option that is ticked: ``☑完成 □未完成``, ``完成√ 未完成``."""
    marked_first = text[:1] in _TICKS + _BOXES
    pattern = _BEFORE if marked_first else _AFTER
    found = [match.groups() if marked_first else match.groups()[::-1] for match in pattern.finditer(text)]
    if len(found) != 2 or {word for _, word in found} != {DONE, OPEN} or pattern.sub("", text).strip("/、,，;；()（）"):
        return ""
    ticked = [word for mark, word in found if mark and mark in _TICKS]
    return ticked[0] if len(ticked) == 1 else ""


def of_options(marks: dict[str, str], allowed: Sequence[str]) -> Verdict:
    """The verdict of two columns 完成 and 未完成, of which one is ticked. ``marks``: option to what stands under it."""
    filled = {option: squeeze(text) for option, text in marks.items() if squeeze(text)}
    if not filled:
        return Verdict()
    printed = "；".join(f"{option}：{text}" for option, text in filled.items())
    if len(filled) == 1:
        option, text = next(iter(filled.items()))
        positive = (
            unicodedata.normalize("NFKC", text) in _TICKS or text in (option, "1") or text in _DONE_WORDS | _OPEN_WORDS
        )
        word = {"是": DONE, "否": OPEN, "√": DONE, "×": OPEN, "已完成": DONE}.get(option, option)
        if positive and word in allowed:
            return Verdict(word, printed)
    return Verdict("", printed, unclear=True)
