"""Plain YAML values → typed values, with findings instead of exceptions.

A ``Reader`` is handed values as ``yamlfile.load`` gives them (str, int, Decimal, bool, None, list, dict)
and collects what does not fit. Each method returns a usable value or ``None``/empty, so that one bad
field never hides the findings of the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from ledger import guesses
from ledger.diagnostics import Diagnostic, Level, Path, declare
from ledger.periods import Period

MISSING = declare(
    "S001",
    "missing-field",
    Level.ERROR,
    """缺少必填的字段

    为什么要紧：没有编号、序号或正文的任务无法引用、无法排序，也印不进情况表。

    错误写法：

        id: 2020-main-037
        number: 37

    正确写法：

        id: 2020-main-037
        number: 37
        text: 完成经四纬一、岳而等9个项目的回迁安置。
    """,
)
UNKNOWN = declare(
    "S002",
    "unknown-field",
    Level.ERROR,
    """不认识的字段名

    为什么要紧：字段名写错一个字母，内容就不会进入任何报表，等于没有填。

    错误写法：

        leader: [孟庆顺]

    正确写法：

        leaders: [孟庆顺]
    """,
)
TYPE = declare(
    "S003",
    "wrong-type",
    Level.ERROR,
    """值的形式不对

    为什么要紧：该写成列表的写成了一句话，程序就不知道里面有几个单位、几位领导。

    错误写法：

        leaders: 孟庆顺、付华

    正确写法：

        leaders: [孟庆顺, 付华]
    """,
)
PERIOD = declare(
    "S004",
    "bad-period",
    Level.ERROR,
    """周期的写法不对

    为什么要紧：周期决定这条进展算在哪个月、哪个季度，写法不统一就对不上期。

    错误写法：

        period: 2020年4月

    正确写法：

        period: 2020-04        # 月；季度写 2020-Q2，半年写 2020-H1，全年写 2020
    """,
)
DATE = declare(
    "S005",
    "bad-date",
    Level.ERROR,
    """日期的写法不对

    为什么要紧：报送是否逾期按日期计算，日期读不出来就算不了。

    错误写法：

        reported: 2020.5.9

    正确写法：

        reported: 2020-05-09
    """,
)
CHOICE = declare(
    "S006",
    "bad-choice",
    Level.ERROR,
    """只能在几个值里选一个

    为什么要紧：程序按这几个值分别处理，写了别的值就无法归类。

    错误写法：

        comparator: 大于等于

    正确写法：

        comparator: ">="
    """,
)
NUMBER = declare(
    "S007",
    "bad-number",
    Level.ERROR,
    """数字的写法不对

    为什么要紧：带单位、带逗号或者以 0 开头的数字按文字处理，不能参与计算。

    错误写法：

        indicators: {回迁安置套数: 1,200套}

    正确写法：

        indicators: {回迁安置套数: 1200}
    """,
)
EMPTY_VALUE = declare(
    "S008",
    "empty-value",
    Level.WARNING,
    """冒号后面没有内容

    为什么要紧：空着的字段看不出是没有情况还是忘了填。

    错误写法：

        problems:

    正确写法（没有就删掉这一行，确实没有问题就写明）：

        problems: 无。
    """,
)
TOP = declare(
    "S009",
    "not-a-mapping",
    Level.ERROR,
    """整个文件不是“字段: 内容”的形式

    为什么要紧：一个文件是一项任务，由若干行“字段: 内容”组成；别的形式读不出任务。

    错误写法：

        - 完成回迁安置

    正确写法：

        id: 2020-main-037
        number: 37
        text: 完成回迁安置。
    """,
)

_KIND = {str: "一段文字", int: "整数", Decimal: "小数", bool: "true/false", list: "列表", dict: "一组字段"}


MISPLACED = declare(
    "S012",
    "misplaced-content",
    Level.ERROR,
    """整个文件是另一种文件的内容

    为什么要紧：保存、复制时放错了文件，原来的内容就被盖掉了；这项任务（或者这本台账的设置）读不到。

    错误写法（tasks/2020/main/037.yaml）：

        district: 市中区
        units:
          - {name: 区住建局}
        groups: []

    正确写法：用 git restore 取回原来的内容。

        id: 2020-main-037
        number: 37
        text: 完成经四纬一、岳而等9个项目的回迁安置。
    """,
)


def kind_of(value: object) -> str:
    """How a value is called in a message: 一段文字, 列表 …"""
    return "空值" if value is None else _KIND.get(type(value), "别的内容")


def plain(value: object) -> str | None:
    """The text the author typed for a scalar, ``None`` for lists and mappings."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    return None


@lru_cache(maxsize=4096)
def _day(typed: str) -> date:
    """A ledger has few days and names them often: each is made once."""
    if len(typed) != 10 or not typed[4] == typed[7] == "-":
        raise ValueError(typed)
    return date.fromisoformat(typed)


_period = lru_cache(maxsize=4096)(Period.parse)
_MOST_STRANGE = 40


def day_hint(typed: str) -> str:
    """What to type instead of something that is no date; a day the calendar does not have is said to be none."""
    meant = guesses.day(typed)
    if meant:
        return f"写成 {meant}"
    return "日历上没有这一天，核对月和日" if _LIKE_A_DAY.fullmatch(typed) else "写成 2020-05-09 的样子"


_LIKE_A_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def quoted(value: str) -> str:
    """A value as it has to stand in YAML: signs that mean something there are in quotes."""
    return f'"{value}"' if value[:1] in "<>=~" else value


class Reader:
    """Reads values and remembers what did not fit in ``found``."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []

    def mapping(self, value: object, at: Path, known: Sequence[str], required: Iterable[str] = ()) -> dict[str, Any]:
        """The fields of a mapping; unknown and missing names are findings."""
        if not isinstance(value, dict):
            rule = TOP if not at else TYPE
            hint = f"可用的字段：{'、'.join(known)}" if known else "换一行，缩进两格，逐行写“名称: 内容”"
            self.found.append(rule.at(at, f"这里应当是一组“字段: 内容”，写的是{kind_of(value)}", hint))
            return {}
        strange = [key for key in value if key not in known]
        required = tuple(required)
        if strange and not at and (other := guesses.file(value, required)):
            names = "、".join(strange[:4])
            self.found.append(
                MISPLACED.at(
                    (strange[0],),
                    f"这是{other}的内容（{names}{'……' if len(strange) > 4 else ''}），放错了文件",
                    "从 git 取回这个文件原来的内容；放错的内容移到该放的文件里",
                )
            )
            return {}
        if len(strange) > _MOST_STRANGE:  # nobody typed these: they are told together, and not guessed about
            message = f"有{len(strange)}个不认识的字段（{'、'.join(key[:20] for key in strange[:4])}……）"
            self.found.append(UNKNOWN.at((*at, strange[0]), message, f"可用的字段：{'、'.join(known)}"))
            strange = []
        absent_ones = [one for one in known if one not in value] if strange else []
        meant = {key: guesses.key(key, absent_ones) for key in strange}
        for key, absent in meant.items():
            near = absent or guesses.key(key, known)
            hint = f"是不是 {near}？" if near else f"可用的字段：{'、'.join(known)}"
            self.found.append(UNKNOWN.at((*at, key), f"没有“{key}”这个字段", hint))
        for key in required:
            if value.get(key) is None and key not in meant.values():
                self.found.append(MISSING.at(at, f"缺少 {key}", f"加一行 {key}: …"))
        return value

    def text(self, fields: Mapping[str, Any], key: str, at: Path) -> str:
        """A text field, exactly as typed; absent is ``""``."""
        value = fields.get(key, "")
        if type(value) is str:  # nearly always; the rest is for what is not as it should be
            return value
        if value is None:
            self.found.append(EMPTY_VALUE.at((*at, key), f"{key} 后面没有内容", "没有内容就删掉这一行"))
            return ""
        typed = plain(value)
        if typed is None:
            self.found.append(TYPE.at((*at, key), f"{key} 应当是一段文字，写的是{kind_of(value)}", f"写成 {key}: 文字"))
            return ""
        return typed

    def texts(self, fields: Mapping[str, Any], key: str, at: Path) -> tuple[str, ...]:
        """A list of texts; absent is ``()``."""
        if key not in fields:
            return ()
        return tuple(self._item_text(item, (*at, key, n)) for n, item in enumerate(self.items(fields, key, at)))

    def _item_text(self, item: object, at: Path) -> str:
        typed = plain(item)
        if typed is None:
            self.found.append(TYPE.at(at, f"列表里的每一项应当是一段文字，这一项是{kind_of(item)}", "改成文字"))
            return ""
        return typed

    def items(self, fields: Mapping[str, Any], key: str, at: Path) -> list[Any]:
        """A list of anything; absent or empty is ``[]``."""
        value = fields.get(key)
        if value is None:
            if key in fields:
                self.found.append(
                    EMPTY_VALUE.at((*at, key), f"{key} 后面没有内容", f"没有就删掉这一行，或写 {key}: []")
                )
            return []
        if not isinstance(value, list):
            typed = plain(value)
            names = ", ".join(guesses.several(typed)) if typed else ""
            hint = f"写成 {key}: [{names}]" if names else f"在 {key}: 下面逐行写“- …”"
            self.found.append(TYPE.at((*at, key), f"{key} 应当是列表，写的是{kind_of(value)}", hint))
            return []
        return value

    def integer(self, fields: Mapping[str, Any], key: str, at: Path) -> int | None:
        """A whole number."""
        value = fields.get(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        typed = plain(value) or kind_of(value)
        meant = guesses.amount(typed.strip("第项年度"))
        hint = f"写成 {key}: {int(Decimal(meant))}" if meant and int(Decimal(meant)) == Decimal(meant) else ""
        self.found.append(
            NUMBER.at((*at, key), f"{key} 应当是整数，写的是“{typed}”", hint or "只写数字，不加引号、不以 0 开头")
        )
        return None

    def decimal(self, fields: Mapping[str, Any], key: str, at: Path) -> Decimal | None:
        """An amount with the digits it came with."""
        value = fields.get(key)
        if value is None:
            return None
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return Decimal(value)
        typed = plain(value)
        meant = guesses.amount(typed) if typed else ""
        hint = f"写成 {key}: {meant}" if meant else "只写阿拉伯数字；单位写在 measure 里"
        if meant and typed and re.search("[万亿]", typed):
            hint += "；计量单位里已经有“万”“亿”的，只写前面的数"
        self.found.append(NUMBER.at((*at, key), f"“{typed or kind_of(value)}”不是数字", hint))
        return None

    def day(self, fields: Mapping[str, Any], key: str, at: Path) -> date | None:
        """A date ``2020-05-09``."""
        value = fields.get(key)
        if value is None:
            return None
        typed = plain(value) or ""
        try:
            return _day(typed)
        except ValueError:
            pass
        self.found.append(DATE.at((*at, key), f"“{typed or kind_of(value)}”不是日期", day_hint(typed)))
        return None

    def period(self, fields: Mapping[str, Any], key: str, at: Path) -> Period | None:
        """A period ``2020-04``, ``2020-Q2``, ``2020-H1`` or ``2020``."""
        value = fields.get(key)
        return None if value is None else self.as_period(plain(value) or kind_of(value), (*at, key))

    def as_period(self, typed: str, at: Path) -> Period | None:
        """The period a text names; a finding at ``at`` when it names none."""
        try:
            return _period(typed)
        except ValueError:
            meant = guesses.period(typed)
            hint = f"写成 {meant}" if meant else guesses.unlike_period(typed)
            self.found.append(PERIOD.at(at, f"“{typed}”不是周期", hint))
            return None

    def choice(self, fields: Mapping[str, Any], key: str, at: Path, allowed: Sequence[str], default: str) -> str:
        """One of ``allowed``; absent gives ``default``."""
        if fields.get(key) is None:
            return default
        typed = self.text(fields, key, at)
        if typed and typed not in allowed:
            meant = guesses.choice(typed, allowed)
            hint = f"是不是 {quoted(meant)}？" if meant else f"只能写：{'、'.join(allowed)}"
            self.found.append(CHOICE.at((*at, key), f"{key} 不能写“{typed}”", hint))
            return default
        return typed or default
