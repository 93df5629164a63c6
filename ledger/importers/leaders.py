"""牵头领导 as cells print them: one a line or several in a line, names with their posts, groups over two lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ledger.text import paragraphs, squeeze

_BETWEEN = re.compile(r"[、,，;；/]")
_POST = re.compile(r"[长任记员]$|各|相关|有关|领导")
_OPEN = re.compile(r"(?:各|相关|有关|分管|联系|协管|常务|常委|及)$")
"""How a line ends that the next one completes: 各相关⏎副区长."""
_NOBODY = re.compile(r"(?:各|相关|有关|分管|主要)*(?:领导|负责同志|负责人)")
"""What says whose: 县政府⏎分管领导."""
_ONLY_POST = re.compile(
    r"(?:(?:党委|政府|[省市区县旗州]委)?(?:常委|副?书记|常务副[省市县区州旗镇乡]长|副?[省市区县旗州镇乡]长|副?主任|副?主席|副?专员|[一二三四]级调研员)[、,，]?)+"
)
_BARE = re.compile("[一-鿿]{2,4}|[一-鿿]+(?:[·•・][一-鿿]+)+")
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖"
    "贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤殷闵"
)
"""The hundred most frequent surnames and a few more (公安部户政管理研究中心《全国姓名报告》)."""


def is_person(line: str) -> bool:
    """Whether a line is surely somebody's name: two to four characters behind a frequent surname, 程  伟 included."""
    name = "".join(line.split())
    return 2 <= len(name) <= 4 and name[0] in _SURNAMES and bool(_BARE.fullmatch(name)) and not _POST.search(name)


def read_leaders(text: str) -> tuple[str, ...]:
    """The leaders of a cell: one a line or separated by 、; 各相关⏎副区长 is one group over two lines.

    A post on a line of its own belongs to the name beside it (副县长⏎张三); blanks within a name only pad it.
    """
    whole: list[str] = []
    for line in _paired(paragraphs(text)):
        if whole and _goes_on(whole[-1], line):
            whole[-1] += line
        else:
            whole.append(line)
    return tuple(name for line in whole for name in _BETWEEN.split(line) if name)


def _paired(lines: Sequence[str]) -> Iterator[str]:
    """The people of the lines; where posts and names take turns, each name with its post."""
    people = [squeeze(part) for line in lines for part in _people(line)]
    posts = [bool(_ONLY_POST.fullmatch(one)) for one in people]
    names = [not post and bool(_BARE.fullmatch(one)) for one, post in zip(people, posts, strict=True)]
    first, second = slice(0, None, 2), slice(1, None, 2)
    turns = (all(posts[first]) and all(names[second])) or (all(names[first]) and all(posts[second]))
    if turns and len(people) % 2 == 0:
        return (a + b for a, b in zip(people[first], people[second], strict=True))
    return iter(people)


def _people(line: str) -> list[str]:
    """“张三 李四” and “张三 李  四” are two people, “张  三” and “副县长 张三” are one."""
    words: list[str] = []
    padded = False
    for word in line.split():
        padded = not padded and len(word) == 1 and bool(words) and len(words[-1]) == 1
        words[-1:] = [words[-1] + word] if padded else [*words[-1:], word]
    apart = all(2 <= len(word) <= 4 and not _POST.search(word) for word in words)
    return words if apart else [line]


def _goes_on(before: str, line: str) -> bool:
    """Whether a line is the rest of the one before it: a group's, a bracket's, or a name's that fits no column."""
    last = _BETWEEN.split(before)[-1]
    if _OPEN.search(last) or line[0] in "（(）)" or (_NOBODY.match(line) and not _NOBODY.search(last)):
        return True
    return last.count("（") + last.count("(") > last.count("）") + last.count(")") or (len(last) == len(line) == 1)
