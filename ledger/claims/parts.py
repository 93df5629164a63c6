"""Which amount a percentage is of: the one right before it, the one that bears its name, one of several."""

from __future__ import annotations

from ledger.claims.bases import part_by_name, respective
from ledger.claims.levels import is_then
from ledger.claims.words import CHANGE, amounts_before
from ledger.figures import Figure, Reading
from ledger.figures.values import BARE

RATE_ENDS = (
    "进度",
    "进度为",
    "进度达",
    "进度达到",
    "率",
    "率为",
    "率达",
    "率达到",
    "率已达",
    "率约",
    "率约为",
    "率是",
    "率已达到",
    "率超过",
    "率超",
    "面",
    "面达",
    "面为",
    "面达到",
    "比例为",
    "比例达",
    "比例达到",
)
_AGES = frozenset(("年", "天", "岁"))
_THEREFORE = ("的", "以上的", "以下的", "以内的", "及以上的", "及以下的")
_SPENT = ("预算执行", "执行", "支付", "预算支出", "支出")
_GENERAL = ("其中", "案件", "项目", "问题", "整体", "总体", "综合", "工作", "总", "任务", "户", "资金")
_IN_TIME = ("按时", "按期", "及时", "当场", "提前", "超时", "逾期", "直接")
"""What makes 按时办结 another thing than 办结."""
BARE_DONE = ("完成", "完成了", "已完成", "完成约", "完成率")
_LONGEST_NOUN = 8
_IS = ("是", "为", "达", "相当于", "占")
OF_IT = tuple(
    f"的{noun}{verb}"
    for noun in ("", "比重", "比例", "份额")
    for verb in ("", "约", "近", "为", "达", "达到", "约为", "超过")
)
_OF_THE = (
    "任务的",
    "目标的",
    "计划的",
    "任务数的",
    "目标任务的",
    "总数的",
    "年度任务的",
    "预算的",
    "任务目标的",
    "指标的",
)


def is_direct(reading: Reading, figure: Figure) -> bool:
    """Whether the whole stands right before it: 占123亿元的30%, 占全年3000户任务的71.2%."""
    if figure.lead in OF_IT:
        return True
    if not figure.lead.endswith("的") or len(figure.lead) > _LONGEST_NOUN or figure.has("share", "done"):
        return False
    before = amounts_before(reading, figure)
    last = before[-1] if before else None
    if not figure.lead.endswith(_OF_THE):  # 占全部264个村的四分之三
        return last is not None and last.clause == figure.clause and last.has("share")
    said = last is not None and (last.has("share", "done", "plan") or last.lead.startswith(_IS))
    return said and last is not None and last.clause == figure.clause


def _so_far(figure: Figure, before: list[Figure]) -> Figure | None:
    """3月底完成39户，4月又完成21户，累计完成率: both together, where nobody has added them up."""
    if not figure.lead.startswith("累计") or len(before) < 2:
        return None
    one, two = before[-2:]
    more = any(word in two.lead for word in ("又", "再", "当月", "本月", "新增"))
    if not more or one.dimension != two.dimension or two.has("cumulative", "total") or one.has("plan"):
        return None
    return two._replace(start=one.start, value=one.value + two.value)


def _tells_age(figure: Figure) -> bool:
    """驾龄不满1年的, 60岁以上的: what they are like, not how many."""
    return figure.dimension in _AGES and figure.tail.startswith(_THEREFORE)


def parts_of(reading: Reading, figure: Figure) -> list[Figure]:
    """The amounts straight before the percentage: one, or several joined by 、 (264处、面积20.58万平方米)."""
    before = [f for f in amounts_before(reading, figure) if not f.has(*CHANGE) and not _tells_age(f)]
    if len(before) > 1:
        before = [f for f in before if not is_then(f)] or before
    if not figure.depth:
        before = [f for f in before if not f.depth] or before
    if is_direct(reading, figure) and before:
        elsewhere = part_by_name(reading, before[-1]) if len(before) == 1 else None
        return [elsewhere] if elsewhere else before[:-1][-2:]
    own = respective(reading, figure) if "分别" in reading.text else None
    if own is not None:
        return [own]
    if figure.depth:
        inside = [f for f in before if f.bracket == figure.bracket]
        before = inside or before
    if not before:
        return []
    both = _so_far(figure, before)
    if both is not None:
        return [both]
    if plan_last(figure, before):
        return [before[-2]]  # 支出61.38亿元，支出预算为63.54亿元，执行率96.6%
    if before[-1].has("plan") and not before[-1].has("done") and figure.lead.endswith(BARE_DONE):
        return []  # 白沙镇任务1180户，完成88.3%: what was done stands elsewhere
    named = _by_name(reading, figure, before)
    if named is not None and before[-1].has("grand") and named.exact < before[-1].exact:
        return [before[-1]]  # 新建完成7座、改造完成19座，合计26座，完成率
    if named:  # 已发行17个、22.14亿元: either measure may be meant
        at = next(n for n, f in enumerate(before) if f is named)
        return [named, *(f for f in before[at + 1 : at + 3] if f.joined and f.dimension != named.dimension)]
    figures = reading.in_sentence(figure.sentence)
    if any(f.kind == BARE and before[-1].end <= f.start < figure.start for f in figures):
        return []  # what stands next to it has no measure that is known
    found = [before[-1]]
    for earlier in reversed(before[:-1]):
        gap = reading.text[earlier.end : found[0].start]
        if (
            len(found) < 3
            and earlier.dimension != found[0].dimension
            and "、" in gap
            and len(gap) <= 6
            and "，" not in gap
        ):
            found.insert(0, earlier)
        else:
            break
    return found


def plan_last(figure: Figure, before: list[Figure]) -> bool:
    """Whether the plan stands between what was done and its rate."""
    named = figure.lead.replace("分别", "").endswith((*RATE_ENDS, *BARE_DONE)) or figure.lead.startswith("完成数")
    if len(before) < 2 or not named or figure.depth:
        return False
    done, plan = before[-2:]
    straight = plan.clause - done.clause == 1 and figure.clause - plan.clause == 1 and plan.dimension == done.dimension
    return straight and plan.has("plan") and not done.has("plan") and not plan.has("done")


def name_of(figure: Figure) -> str:
    """What the percentage is of, by its own words: 按时报送率 → 按时报送, 线上占 → 线上."""
    name = figure.lead
    for word in ("占总数的", "占比", "数量", "比重", "比例", "占", "率", "面"):
        at = name.find(word)
        if at > 0:
            name = name[:at]
    return name.removeprefix("其中").removesuffix("所").strip()


def bears_name(figure: Figure, part: Figure) -> bool:
    """Whether the rate is called after this very amount: 办结率 of 办结8512件, but not 按时办结率."""
    name = name_of(figure)
    for prefix in _GENERAL:
        name = name.removeprefix(prefix)
    if any(word in part.lead and word not in name for word in _IN_TIME):
        return False
    if name in _SPENT:
        return any(word in part.lead for word in ("支出", "支付", "拨付", "执行"))
    if name.startswith(("到", "参")) and "实" in part.lead:
        return True
    at = part.lead.find(name)
    told = at >= 0 and part.lead[at - 1 : at] not in ("不", "未", "非")
    told = told or (len(name) > 1 and part.tail.startswith(name))
    return bool(name) and (told or name in ("完成", "任务完成", "目标完成"))


def _by_name(reading: Reading, figure: Figure, before: list[Figure]) -> Figure | None:
    """The amount that bears the name of the rate: 按时报送49份 for 按时报送率."""
    name = name_of(figure)
    if len(name) < 2 or figure.has("plan") or name == figure.lead:
        return None
    done = [other for other in before if not other.has("plan")] or before
    same = [other for other in done if other.lead == name]
    if len(same) == 1 and same[0].segment == figure.segment:
        return same[0]  # 办结33件、阶段性办结4件，办结率
    for wanted in (name, name[-4:], name[:4] if len(name) > 4 else name, name[-2:]):
        for other in reversed(done):
            at = other.lead.rfind(wanted)
            if (
                at >= 0
                and other.lead[at - 1 : at] not in ("非", "未", "不", "应")
                and not other.has("rest", "rest-weak")
            ):
                return other
    return None


def is_called_after(figure: Figure, part: Figure) -> bool:
    """Whether the rate and the part share a name or at least its last word: 资产负债率 of 负债总额, 报送率 of 实报."""
    name = name_of(figure)
    if bears_name(figure, part) or (len(name) > 1 and name[-2:] in part.lead):
        return True
    return len(name) > 1 and part.lead.endswith(tuple(f"{done}{verb}" for done in ("实", "已") for verb in name))
