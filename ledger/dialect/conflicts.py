"""What a merge leaves in a file that nobody has finished: git's marks around two versions of some lines."""

from __future__ import annotations

import re

from ledger.diagnostics import Diagnostic, Where
from ledger.dialect import rules as yamlrules

_MARK = re.compile(r"(<{7}|\|{7}|={7}|>{7})(?: .*)?\r?")
_MOST = 200
_HINT = "请在“=======”上下两份里留下对的一份（或者合成一份），再删掉 <<<<<<<、=======、>>>>>>> 这几行。"


def settle(lines: list[str]) -> tuple[list[Diagnostic], set[int]]:
    """A finding for each conflict of git in ``lines``, and which lines were emptied so that the rest can be read.

    Of the two versions the first stays; marks that have lost their partners go alone.
    """
    found: list[Diagnostic] = []
    emptied: set[int] = set()
    begun = side = -1
    """Where the conflict began, and where the version that goes did."""
    for number, line in enumerate(lines):
        mark = _MARK.fullmatch(line)
        if mark is None:
            continue
        sign = mark[1][0]
        emptied.add(number)
        if sign == "<" or begun < 0:
            begun = number
            side = -1 if sign == "<" else number
        elif side < 0:
            side = number
        if sign == ">":
            first = begun if begun >= 0 else number
            emptied.update(range(side if side >= 0 else number, number + 1))
            found.append(_left(first, number))
            begun = side = -1
    if begun >= 0:
        found.append(_left(begun, max(emptied)))
    for number in emptied:
        lines[number] = ""
    return found[:_MOST], emptied


def _left(first: int, last: int) -> Diagnostic:
    where = f"第{first + 1}—{last + 1}行" if last > first else f"第{first + 1}行"
    message = f"{where}是 git 合并留下的冲突，还没有定用哪一份。"
    hint = _HINT if last > first else "请核对上下几行，再删掉这一行。"
    return yamlrules.CONFLICT.at((), message, hint, where=Where(first + 1, 1, 7))
