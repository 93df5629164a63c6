"""Words about units that hold in any district: what looks like a unit, a group, a level; how a list is cut.

Rules from the way offices write (``docs/format.md``, responsible units); nothing here knows a registry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ledger.patterns import late

STREET_OFFICE = "街道办事处"

SEPARATORS = "、,，;；/／"
_OPENING = {"（": "）", "(": ")", "“": "”", "《": "》", "〔": "〕", "【": "】", "[": "]", "「": "」"}

_UNIT_END = late(
    r"(?:局|办|办公室|委|委员会|管委会|中心|街道办事处|办事处|街道|街办|镇|乡|镇街|政府|集团|公司|指挥部|大队|支队|联合会"
    r"|科协|残联|妇联|文联|侨联|工商联|总工会|团委|联社|供销社|合作社|部|法院|检察院|医院|档案馆|图书馆|文化馆|博物馆|总站"
    r"|学院|学校|党校|(?<![大客餐舞])厅|总署|银行|监会|(?:开发|高新|经开|示范)区|红十字会|慈善总会|贸促会|(?:研究|参事|方志)室|科院|工程院|总社|电视台|报社"
    r"|纪委|监委|研究所|交警队|消防队|专班|部门|单位|处|经开投)(?:等)?$"
)
_GROUP = late(r"^(?:各|相关|有关|涉农|其他|[省市州县区旗]直|驻[区县市])|(?:有关|相关|各?责任|成员|各)(?:部门|单位)$")
_OWN_LEVEL = late(r"^(?:省|国家|中央|驻|各|相关|有关|涉农|团[省市州县区旗]委)|^市(?!场|政(?!府)|容)")
_NO_CITY = late(r"市(?:场|政(?!府)|容)")
_NEVER_SHARED = late(
    r"(?:街道办事处|办事处|街道|街办|镇|乡|镇街|政府|集团|公司|大队|支队|分局|管委会|指挥部|医院|法院|检察院|经开投|厅|总署|银行|监会"
    r"|(?:开发|高新|经开|示范)区)$"
)
STREET_END = late(r"(?:街道办事处|街道办|办事处|街道|街办)$")
_AREA_END = late(r"(?:街道办事处|街道办|办事处|街道|街办|镇人民政府|镇政府|乡人民政府|乡政府|镇|乡)$")
_GROUP_HEAD = late(r"^(?:各相关|各有关|各|相关|有关|涉农|其他)")
_NOT_A_NAME = late(r"[。！？?!:：]|\d{2,}[项个处家户人]")


def looks_like_unit(name: str) -> bool:
    """Whether a name ends as units do (局, 办, 中心, 街道办事处 …) and holds nothing a sentence would."""
    return 2 <= len(name) <= 40 and bool(_UNIT_END.search(name)) and not _NOT_A_NAME.search(name)


def looks_like_group(name: str) -> bool:
    """Whether a name stands for several units without naming them: 各街道办事处, 区政府有关部门."""
    return bool(_GROUP.search(name)) and len(name) <= 40


def may_share_level(name: str) -> bool:
    """Whether an unknown name in a list may have lost its shared 区: it is a department, and of no other level."""
    return looks_like_unit(name) and not _OWN_LEVEL.search(name) and not _NEVER_SHARED.search(name)


def has_level(name: str, level: str) -> bool:
    """Whether a name begins with its level: 市财政局 with 市, but 市场监管局, 市政公司 and 市容中心 do not."""
    return bool(level) and name.startswith(level) and not (level == "市" and _NO_CITY.match(name))


def area_end(name: str) -> str:
    """街道办事处, 街道, 镇政府 … at the end of a name, or nothing."""
    found = _AREA_END.search(name)
    return found[0] if found else ""


def group_head(name: str) -> str:
    """各, 相关, 各相关 … at the start of a name, or nothing."""
    found = _GROUP_HEAD.search(name)
    return found[0] if found else ""


def chunks(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each part between separators; separators inside brackets and quotes do not count."""
    start, position = 0, 0
    while position < len(text):
        character = text[position]
        closing = text.find(_OPENING[character], position, position + 200) if character in _OPENING else -1
        if closing > 0:
            position = closing
        elif character in SEPARATORS:
            yield start, position
            start = position + 1
        position += 1
    yield start, len(text)


def words(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Start and end of each stretch without blanks between ``start`` and ``end``."""
    return [(start + found.start(), start + found.end()) for found in re.finditer(r"\S+", text[start:end])]
