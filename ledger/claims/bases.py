"""Where the whole of a share may stand when no 计划 or 共 marks it, and which amount a percentage of several is of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from ledger.claims.words import CHANGE, amounts_before, pairs
from ledger.figures import Figure, Reading
from ledger.figures.lexicon import CONTINUOUS, JOINERS
from ledger.figures.values import AMOUNT, PERCENT

_SCOPES = ("全区", "全市", "全县", "全省", "全国", "全镇", "全部", "全体", "年度", "全年", "到", "本级", "总的", "所有")
_ENDS = (
    "的比重分别为",
    "的比重为",
    "的比重",
    "比重",
    "的比例",
    "的",
    "总户数",
    "总人数",
    "户数",
    "人数",
    "件数",
    "家数",
    "个数",
    "总数",
    "总量",
    "总额",
    "数",
    "总",
    "量",
)
_NO_NAME = frozenset(("任务", "目标", "计划", "预算", "指标", "户", "人", "件", "总任务", "年度任务", "年初预算"))
_GENERIC = re.compile("目标|任务|计划|预算|指标|年度|全年|年初|年|总|数|量")
_SET = 20
_TO_BE = "为达到共计约有已是了近超过不足"
_BACK = 12
"""So many sentences back a whole without a telling word may stand."""
_MOST_BACK = 40
_PARAGRAPHS = 3
_TOGETHER = ("合计", "共", "总共", "累计", "一共", "共计", "总计", "三者", "两者", "三项", "两项", "四项")
_MOST = 8


def base_name(figure: Figure) -> str:
    """What the words call the whole: 占违规金额的78.4% → 违规金额; empty where they only say 总数 or 任务."""
    return _base_named(figure.lead)


@lru_cache(maxsize=1024)
def _base_named(lead: str) -> str:
    at = lead.find("占")
    if at < 0:
        return ""
    name = lead[at + 1 :].removeprefix("比").strip().strip(_TO_BE)
    for end in _ENDS:
        name = name.removesuffix(end)
    for scope in _SCOPES:
        name = name.removeprefix(scope)
    return "" if len(_GENERIC.sub("", name)) < 2 or name in _NO_NAME else name


def set_of(reading: Reading, part: Figure) -> str:
    """What the part is taken out of: 签约项目中已开工39个 → 签约项目; 在受理的来信中; 以上企业中，服务业…."""
    lead, at = part.lead, part.lead.find("中")
    if at < 0:
        begin = reading.sentences[part.sentence][0]
        words = reading.text[max(begin, part.start - len(lead) - _SET) : part.start - len(lead)].strip()
        if words.endswith(("中，", "中,")):
            lead = words[:-1].replace(",", "，").rpartition("，")[2]
            at = len(lead) - 1
    name = lead[:at].removeprefix("在").removeprefix("其") if at > 1 else ""
    for pointing in ("以上", "上述", "这些"):
        name = name.removeprefix(pointing)
    return name if len(name) > 1 and not name.endswith(("其", "集", "手", "年", "程", "目")) else ""


def called(reading: Reading, figure: Figure, part: Figure) -> Figure | None:
    """The nearest amount of this paragraph or the one before, not far back, that bears the name of the base."""
    name = base_name(figure) or set_of(reading, part)
    if not name:
        return None
    for wanted in (name, name[1:]) if name.startswith("总") and len(name) > 2 else (name,):
        for other, _ in _back(reading, figure, part.dimension):
            words = other.lead + other.tail
            bears = wanted in words or (len(wanted) > 4 and wanted[-4:] in words)
            if other is not part and bears and (wanted is name or other.exact > part.exact):
                return None if has_own_share(reading, other, name) else other
    return None


def is_wider(whole: Figure, name: str) -> bool:
    """外国人5126.8万人次 is more than what 占入境外国人的 names."""
    noun = whole.lead.rpartition("其中")[2].strip(_TO_BE + "、的")
    counted = whole.dimension not in CONTINUOUS
    return counted and len(noun) > 1 and name.endswith(noun) and name != noun


def has_own_share(reading: Reading, figure: Figure, name: str = "") -> bool:
    """教育支出6.8亿元，占27.3%，社保支出4.3亿元，占17.2%: a share of its own stands behind it, so it is a part."""
    after = next((f for f in reading.in_sentence(figure.sentence) if f.start >= figure.end), None)
    if after is None or after.kind != PERCENT or after.clause - figure.clause != 1:
        return False
    return base_name(after) == name if name else after.lead.startswith("占")


def surely_called(reading: Reading, figure: Figure, part: Figure, named: Figure) -> bool:
    """Whether the base that is named stands right beside its number and nothing else bears the name: 投诉9880件."""
    name = base_name(figure)
    if not name or not named.is_exact:
        return False
    if name.startswith("总") and len(name) > 2 and name not in named.lead + named.tail:
        name = name[1:]
    if not (named.lead.rstrip(_TO_BE).endswith((name, name + "数", name + "总数")) or named.tail.startswith(name)):
        return False
    others = (other for other, _ in _back(reading, figure, part.dimension) if other is not named and other is not part)
    return not any(name in other.lead + other.tail and other.exact >= part.exact for other in others)


def of_which_before(reading: Reading, figure: Figure, part: Figure) -> Figure | None:
    """受理13499件。其中，投诉9880件，占73%: the one amount of the sentence before that the list is taken out of."""
    here = reading.in_sentence(figure.sentence)
    first = next((f for f in here if f.kind == AMOUNT), None)
    if first is None or not first.has("part") or first.depth or part.segment - first.segment > _MOST:
        return None
    if any(
        f.end <= part.start and f.dimension == part.dimension and f.exact >= part.exact and f is not first for f in here
    ):
        return None
    before = [
        f
        for f in reading.in_sentence(first.sentence - 1)
        if f.kind == AMOUNT and not f.weak and f.dimension == part.dimension and not f.has(*CHANGE)
    ]
    totals = [f for f in before if f.has("total", "whole") or f.lead.endswith(("总量", "总数", "总额"))]
    before = totals if len(totals) == 1 else before
    same = before[0].paragraph == first.paragraph if before else False
    return before[0] if len(before) == 1 and same and before[0].exact >= part.exact else None


def alone_before(reading: Reading, figure: Figure, part: Figure) -> Figure | None:
    """全区187个重点项目…。截至8月底，已开工162个，开工率…: the only amount of its measure in the sentence before.

    Told only where the part has no noun of its own, or one of the whole's, or a measure that is telling.
    """
    here = reading.in_sentence(figure.sentence)
    if part.sentence != figure.sentence or figure.clause - part.clause > 1 or part.depth:
        return None
    if any(f is not part and f.dimension == part.dimension and f.end <= figure.start for f in here):
        return None
    before = [
        f
        for f in reading.in_sentence(figure.sentence - 1)
        if f.kind == AMOUNT and f.dimension == part.dimension and f.paragraph == figure.paragraph
    ]
    if len(before) != 1 or before[0].weak or before[0].depth or before[0].has(*CHANGE, "done", "part", "rest"):
        return None
    whole = before[0]
    if has_own_share(reading, whole):
        return None
    own = pairs(part.lead + part.tail) - pairs("截至目前，目前，已经，已开工，已完成，已办结")
    told = not own or bool(own & pairs(whole.lead + whole.tail))
    return whole if told and whole.is_exact and part.is_exact and whole.exact >= part.exact else None


def _back(reading: Reading, figure: Figure, dimension: str) -> Iterator[tuple[Figure, bool]]:
    """Amounts of one dimension before a figure, the nearest first, and whether each opens its sentence."""
    left = _MOST_BACK
    for n in range(figure.sentence, max(-1, figure.sentence - _BACK - 1), -1):
        same = [f for f in reading.in_sentence(n) if f.dimension == dimension and f.kind == AMOUNT]
        for other in reversed(same):
            if other.paragraph < figure.paragraph - _PARAGRAPHS or left == 0:
                return
            if other.end <= figure.start and not other.weak and not other.has(*CHANGE):
                left -= 1
                yield other, other is same[0]


def unmarked(reading: Reading, figure: Figure, part: Figure) -> Iterator[Figure]:
    """Larger amounts of the sentences before: good enough where they give exactly what is printed.

    Only amounts that open their sentence, are marked as totals, or share a word with the share.
    """
    words = pairs(figure.lead) | pairs(part.lead + part.tail)
    for other, opens in _back(reading, figure, part.dimension):
        if other.sentence < part.sentence and (other.exact >= part.exact or figure.exact > 100):
            told = opens or other.has("total", "whole", "plan", "grand", "done", "to", "to-up", "to-down")
            if told or words & pairs(other.lead + other.tail):
                yield other


def not_yet(reading: Reading, figure: Figure, part: Figure) -> Figure | None:
    """已开工33个，未开工17个，开工率66%: both together as the whole."""
    done = part.lead.rpartition("已")[2][:2]
    for other in reading.in_sentence(figure.sentence):
        same = other.end <= figure.start and other.dimension == part.dimension and other is not part
        if same and len(done) == 2 and ("未" + done) in other.lead:
            return other._replace(value=part.value + other.value, step=max(part.step, other.step))
    return None


def both_ways(reading: Reading, figure: Figure, part: Figure) -> Figure | None:
    """逮捕25人，不捕24人，不捕率48.98%: those that were and those that were not, as the whole."""
    name = figure.lead.partition("率")[0]
    if name[:1] not in ("不", "未", "非") or len(name) < 2 or not any(word in part.lead for word in ("不", "未", "非")):
        return None
    for other in reversed(reading.in_sentence(figure.sentence)):
        same = other.end <= figure.start and other is not part and other.dimension == part.dimension
        if same and name[-1] in other.lead and name[0] not in other.lead and not other.has(*CHANGE):
            return other._replace(value=part.value + other.value, step=max(part.step, other.step))
    return None


def in_bracket_after(reading: Reading, figure: Figure, part: Figure) -> tuple[Figure, bool] | None:
    """签约率94.6%(共1402户), 占耕地的69.4%(耕地72万亩): the whole behind it, and whether the words tie them."""
    figures = reading.in_sentence(figure.sentence)
    after = next((f for f in figures if f.start >= figure.end), None)
    if after is None or after.kind != AMOUNT or after.dimension != part.dimension or after.depth != figure.depth + 1:
        return None
    if not reading.text[figure.end : figure.end + 1].strip().startswith(("(", "（")) or after.exact < part.exact:
        return None
    name = base_name(figure)
    return after, after.is_exact and (after.lead == "共" or (name != "" and name in after.lead))


def part_by_name(reading: Reading, whole: Figure) -> Figure | None:
    """税收51.38亿元。税收完成年度计划66.5亿元的77.3%: the part that a sentence before names."""
    name = whole.lead.split("完成")[0].split("占")[0].removesuffix("已").removesuffix("累计").strip()
    if len(name) < 2:
        return None
    for other, _ in _back(reading, whole, whole.dimension):
        if other.sentence < whole.sentence and name in other.lead and not other.has("plan"):
            return other
    return None


def together(reading: Reading, figure: Figure) -> Figure | None:
    """住建局99件、公安局77件、城管局68件，合计占…: the sum of a run of amounts as one."""
    opened, told, _ = figure.lead.partition("占")
    opened = opened.strip()
    if not told or not (opened == "" or opened.endswith(_TOGETHER)):
        return None
    before = amounts_before(reading, figure)
    run: list[Figure] = []
    for other in reversed(before[-_MOST:]):
        if other.has(*CHANGE) or (run and other.dimension != run[0].dimension):
            break
        gap = reading.text[other.end : run[0].start] if run else ""
        if run and ("、" not in gap or "，" in gap or "；" in gap):
            break
        run.insert(0, other)
    if len(run) < 2 or any(f.dimension != run[0].dimension for f in run):
        return None
    added = sum((f.value for f in run), Decimal(0))
    return run[-1]._replace(start=run[0].start, value=added, step=max(f.step for f in run))


_JOINT_RATES = (
    ("开工率", (("完工", "竣工", "建成", "投产", "投入使用", "投用"), ("在建", "施工", "推进"))),
    ("优良率", (("优",), ("良",))),
    ("优秀率", (("优",),)),
    ("满意率", (("满意", "很满意", "非常满意"), ("基本满意", "比较满意"))),
)
"""Rates of several parts taken together, and the words that they stand under."""


def begun(reading: Reading, figure: Figure) -> Figure | None:
    """已完工11项、在建24项，开工率92.1%; 优的62个、良的71个，优良率85.3%: the parts together, as one amount."""
    known = next((parts for name, parts in _JOINT_RATES if name in figure.lead), None)
    if known is None or len(known) < 2:
        return None
    before = [f for f in amounts_before(reading, figure) if not f.has(*CHANGE)]
    chosen = [next((f for f in reversed(before) if _stands_under(f, words)), None) for words in known]
    parts = [f for f in chosen if f is not None]
    if len(parts) != len(known) or len({f.start for f in parts}) != len(parts) or len({f.dimension for f in parts}) > 1:
        return None
    last = max(parts, key=lambda f: f.start)
    return last._replace(start=min(f.start for f in parts), value=sum((f.value for f in parts), Decimal(0)))


def of_names(reading: Reading, figure: Figure) -> Figure | None:
    """满意和基本满意合计占98.2%: the amounts that stand under these names, as one."""
    names, told, _ = figure.lead.partition("合计")
    if not told or "占" not in figure.lead:
        return None
    listed = [name for name in re.split("和|与|、|及", names) if name]
    if len(listed) < 2:
        return None
    before = [f for f in amounts_before(reading, figure) if not f.has(*CHANGE)]
    parts = []
    for name in listed:
        under = [f for f in before if f.lead.rstrip("的").endswith(name)]
        if not under:
            return None
        parts.append(min(under, key=lambda f: len(f.lead)))
    if len({f.start for f in parts}) != len(parts) or len({f.dimension for f in parts}) > 1:
        return None
    last = max(parts, key=lambda f: f.start)
    return last._replace(start=min(f.start for f in parts), value=sum((f.value for f in parts), Decimal(0)))


def _stands_under(figure: Figure, words: tuple[str, ...]) -> bool:
    return figure.lead.rstrip("的").endswith(words) or any(len(word) > 1 and word in figure.lead for word in words)


def run_of(reading: Reading, figure: Figure) -> list[Figure]:
    """The percentages that are said in one breath with this one: 分别为5.1%、42.5%和52.4%; itself alone else."""
    figures = reading.in_sentence(figure.sentence)
    at = next(n for n, other in enumerate(figures) if other.start == figure.start)
    first = last = at
    while first > 0 and _next_to(reading, figures[first - 1], figures[first]):
        first -= 1
    while last + 1 < len(figures) and _next_to(reading, figures[last], figures[last + 1]):
        last += 1
    return list(figures[first : last + 1])


def _next_to(reading: Reading, one: Figure, two: Figure) -> bool:
    return one.kind == two.kind == PERCENT and reading.text[one.end : two.start].strip() in ("、", *JOINERS)


def respective(reading: Reading, figure: Figure) -> Figure | None:
    """The amount that a percentage of several belongs to, where 分别 says so."""
    chosen = respective_run(reading, figure)
    run = run_of(reading, figure) if chosen else []
    return chosen[next(n for n, other in enumerate(run) if other.start == figure.start)] if chosen else None


def respective_run(reading: Reading, figure: Figure) -> list[Figure]:
    """The amounts that a run of percentages belongs to, one to one: 一审228.2万件，二审23.1万件，分别占…%、…%."""
    run = run_of(reading, figure)
    if len(run) < 2 or "分别" not in run[0].lead:
        return []
    before = [f for f in amounts_before(reading, run[0]) if not f.has(*CHANGE)]
    chosen = before[-len(run) :]
    return chosen if len(chosen) == len(run) and len({f.dimension for f in chosen}) in (1, len(run)) else []
