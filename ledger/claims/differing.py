"""Differences that three amounts side by side make, by what they are called: 编制、实有、空编; 限额、余额、空间; 多建

What the looks at differences share stands here too: when an amount counts, what stands before it, how it is told.
"""

from __future__ import annotations

from fractions import Fraction

from ledger.claims import arithmetic as a
from ledger.claims.values import Claim, Verdict
from ledger.claims.words import CHANGE, SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT
from ledger.patterns import late

SEEN = 14
FINE, SOME, COARSE = 100, 8, 30
_THREE = 3
NOUGHT = Fraction(0)
MORE = late(
    "^(?:每[\u4e00-\u9fff]{1,2})?(?:同比|比上年|较上年|环比)?(?:净增加?|净减少?|新增加?|增加|减少|减亏|增亏|追加|调增|调减|核增|核减|扭亏|多增|少增|多收|少收|多支|少支|增收|减收|增产|减产|"
    "亩增|亩减|增|减|多|少|高|低|升|降|上涨|下跌|涨|跌|多出|高出|提高|下降|降低)了?$"
)


def is_plain(figure: Figure) -> bool:
    if figure.kind != AMOUNT or figure.weak or figure.top is not None or figure.bound:
        return False
    return not figure.has(*CHANGE) or (figure.has("plan", "total") and not figure.has("yoy", "step", "last-year"))


def told_difference(one: Figure, other: Figure, figure: Figure, verdict: Verdict) -> Claim:
    left = one.exact - other.exact
    shown = a.like(left, figure)
    why = f"{a.bare(one)}−{a.bare(other)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("remainder", figure, shown, verdict, why, exact=left, of=(one, other))


def unit_of(figure: Figure) -> Fraction:
    return Fraction(figure.step or figure.scale)


def is_off(one: Figure, other: Figure, figure: Figure) -> bool:
    steps = sum((Fraction(f.step) for f in (one, other, figure)), NOUGHT)
    return abs(one.exact - other.exact - figure.exact) * 2 > steps


def amounts_before_it(reading: Reading, at: int, figure: Figure) -> list[Figure]:
    """The amounts of its measure before it in its sentence, the nearest last."""
    return [
        f
        for f in reading.figures[max(0, at - SEEN) : at]
        if f.kind == AMOUNT
        and f.dimension == figure.dimension
        and f.sentence == figure.sentence
        and f.depth == figure.depth
        and not f.weak
        and f.top is None
    ]


def totalled(reading: Reading, at: int) -> Claim | None:
    """销号112个，剩余14个，共排查126个: the whole is told behind; only where it fits."""
    rest = reading.figures[at]
    if not rest.lead.startswith(_STILL):
        return None
    before = amounts_before_it(reading, at, rest)
    behind = [f for f in reading.figures[at + 1 : at + 2] if f.dimension == rest.dimension]
    if not before or not behind or not behind[0].lead.startswith(("共", "总")) or behind[0].sentence != rest.sentence:
        return None
    done, whole = before[-1], behind[0]
    fits = whole.exact == done.exact + rest.exact and whole.exact / unit_of(whole) >= COARSE
    return told_difference(whole, done, rest, Verdict.CONSISTENT) if fits else None


_AGAIN = ("其余", "余下", "剩余", "剩下")
_GOING = late("^(?:正在|在|未|尚未|待|仍未)(?P<verb>[\u4e00-\u9fff]{2})$")
_AIMED = late("^(?:多|少|超)(?:建|办|招|种|收|完成|培训|新增|改造|新建)?了?$")
_EARLIER = late("^(?:此前|之前|以前|往年)[^，,。；;：:、0-9]{0,4}$")


def by_noun(reading: Reading, at: int) -> Claim | None:
    """16个项目…，5个项目未完工，其余11个; 问题246个，已整改231个，正在整改15个; 累计126名，此前96名: where it fits."""
    rest = reading.figures[at]
    again, earlier = rest.lead.startswith(_AGAIN), _EARLIER.match(rest.lead) is not None
    going = _GOING.match(rest.lead)
    if not (again or earlier or going):
        return None
    before = amounts_before_it(reading, at, rest)
    done = before[-1] if len(before) > 1 else None
    if done is None or rest.clause - done.clause > 2:
        return None
    for whole in reversed(before[:-1]):
        one, other = (done, whole) if earlier else (whole, done)
        noun = len(whole.tail) > 1 and whole.tail[:2] == done.tail[:2]
        verb = going is not None and f"已{going.group('verb')}" in done.lead and done.clause - whole.clause <= 1
        if one.exact - other.exact == rest.exact and ((again and noun) or verb or (earlier and one.has("cumulative"))):
            return told_difference(one, other, rest, Verdict.CONSISTENT)
    return None


def against_aim(reading: Reading, at: int) -> Claim | None:
    """建驿站126个，目标120个，多建6个."""
    more = reading.figures[at]
    before = amounts_before_it(reading, at, more) if _AIMED.match(more.lead) is not None else []
    if len(before) < 2 or not before[-1].has("plan") or before[-2].has("plan") or more.clause - before[-1].clause != 1:
        return None
    level, plan = before[-2:]
    one, other = (plan, level) if more.lead.startswith("少") else (level, plan)
    if one.exact <= other.exact or plan.clause - level.clause > 1:
        return None
    verdict = Verdict.INCONSISTENT if is_off(one, other, more) else Verdict.CONSISTENT
    return told_difference(one, other, more, verdict)


_ROOM = late("^(?:剩余|尚有|还有|尚余|可用|余下)[^，,。；;：:、0-9]{0,4}(?:空间|额度|限额)$")
_NEEDS = late("(?:还需|尚需|仍需|还差|还要|还须|还得|尚差)[^，,。；;：:、0-9]{0,6}$")
_AT_THEN = late("^(?:上年|去年|上年同期|去年同期|上月|上季度|年初)(?:为|是)?$")
_MOST_HEADS = 12


def of_limit(reading: Reading, at: int) -> Claim | None:
    """余额71.20亿元，低于限额74.5亿元，剩余空间3.30亿元."""
    room = reading.figures[at]
    if _ROOM.search(room.lead) is None:
        return None
    before = amounts_before_it(reading, at, room)
    limit = next((f for f in reversed(before) if "限额" in f.lead or "上限" in f.lead), None)
    used = next((f for f in reversed(before) if "余额" in f.lead and f is not limit), None)
    if limit is None or used is None or limit.exact <= used.exact or room.clause - max(limit.clause, used.clause) != 1:
        return None
    return told_difference(limit, used, room, Verdict.INCONSISTENT if is_off(limit, used, room) else Verdict.CONSISTENT)


def then(reading: Reading, at: int) -> Claim | None:
    """产值12.6亿元，同比增加1.4亿元，上年为11.2亿元: what it was, from what it is and the change."""
    was = reading.figures[at]
    before = amounts_before_it(reading, at, was) if _AT_THEN.match(was.lead) is not None else []
    if len(before) < 2:
        return None
    level, change = before[-2:]
    if not MORE.match(change.lead) or level.has(*CHANGE) or level.has("plan") or was.segment != level.segment:
        return None
    if (
        change.clause - level.clause != 1
        or was.clause - change.clause != 1
        or change.has("step") != ("上月" in was.lead)
    ):
        return None
    down = any(word in change.lead for word in "减少低降跌")
    due = level.exact + change.exact if down else level.exact - change.exact
    if due <= 0 or (due != was.exact and (level.step or was.step) and abs(due - was.exact) <= Fraction(level.step)):
        return None
    shown = a.like(due, was)
    verdict = Verdict.CONSISTENT if due == was.exact else Verdict.INCONSISTENT
    why = f"{a.bare(level)}{'+' if down else '−'}{a.bare(change)}={shown}，与文中{was.printed}{SAYS[verdict]}"
    return claim("remainder", was, shown, verdict, why, exact=due, of=(level, change))


def of_plan(reading: Reading, at: int) -> Claim | None:
    """全年预算24.8亿元，四季度还需完成6.18亿元: what is done opens an earlier sentence; only where it fits."""
    rest = reading.figures[at]
    if _NEEDS.search(rest.lead) is None or rest.exact / unit_of(rest) < FINE:
        return None
    plan = next((f for f in reversed(amounts_before_it(reading, at, rest)) if f.has("plan")), None)
    if plan is None or plan.exact <= rest.exact:
        return None
    heads: dict[int, Figure] = {}
    for figure in reading.figures[max(0, at - 6 * SEEN) : at]:
        if figure.dimension == rest.dimension and is_plain(figure) and not figure.depth and figure is not plan:
            heads.setdefault(figure.sentence, figure)
    for done in list(heads.values())[-_MOST_HEADS:]:
        if plan.exact - done.exact == rest.exact:
            return told_difference(plan, done, rest, Verdict.CONSISTENT)
    return None


_STILL = ("还有", "尚有", "仍有", "另有", "剩余", "尚余", "还剩")


def not_yet(reading: Reading, at: int) -> Claim | None:
    """到位2.98亿元，尚有0.44亿元未到位: 未 and the very word; 18个乡镇中，14个完成，还有6个: more than there are."""
    rest = reading.figures[at]
    if not rest.lead.startswith(_STILL) or rest.has("part", "plan"):
        return None
    before = [f for f in amounts_before_it(reading, at, rest) if not f.has("each") and is_plain(f)]
    if len(before) < 2:
        return None
    whole, done = before[-2:]
    near = rest.clause - done.clause <= 2 and done.clause - whole.clause == 1 and rest.segment == whole.segment
    if not near or whole.exact <= done.exact or not is_off(whole, done, rest):
        return None
    verb = rest.tail[1:3] if rest.tail.startswith("未") else ""
    named = len(verb) == 2 and verb in done.lead and "未" not in done.lead
    among = whole.tail.endswith("中") and done.exact + rest.exact > whole.exact
    lonely = sum(f.dimension == rest.dimension for f in reading.in_sentence(rest.sentence)) == _THREE
    sure = lonely and (among or (named and not rest.tail.endswith("中")))
    return told_difference(whole, done, rest, Verdict.INCONSISTENT) if sure else None


_THREES = (
    (("编制", "核定"), ("实有", "在编", "在岗"), ("空编", "缺编", "空缺")),
    (("应收", "应缴", "应征"), ("实收", "实缴", "实征"), ("欠收", "欠缴", "未收", "未缴", "漏征")),
    (
        ("床位", "房源", "车位", "铺位", "厂房"),
        ("入住", "使用", "占用", "配租", "出租", "已租"),
        ("空余", "空置", "闲置"),
    ),
    (("岗位",), ("上岗", "在岗", "安置"), ("空岗",)),
    (("报名", "应考"), ("参考", "实考"), ("缺考", "弃考")),
    (("应到", "应参加", "应参训"), ("实到", "实际参加", "实际参训"), ("缺席", "缺训", "未到", "请假")),
    (("应检", "应测", "应查"), ("实检", "已检", "实测", "实查"), ("未检", "漏检", "未测", "漏查")),
)
"""What there is, what of it is used, and what is not: three names that leave nothing out."""
_UNUSED = late("[空缺欠未漏闲请弃]")


def of_three(reading: Reading, at: int) -> Claim | None:
    """编制数4862名，实有4583人，空编279名."""
    rest = reading.figures[at]
    if _UNUSED.search(rest.lead) is None:
        return None
    left = next((n for n, names in enumerate(_THREES) if any(word in rest.lead for word in names[2])), -1)
    before = [f for f in amounts_before_it(reading, at, rest) if not f.has("each")] if left >= 0 else []
    if len(before) < 2:
        return None
    whole, used = before[-2:]
    named = any(w in whole.lead for w in _THREES[left][0]) and any(w in used.lead for w in _THREES[left][1])
    straight = rest.clause - used.clause == 1 and used.clause - whole.clause <= 2 and rest.segment == whole.segment
    if not named or not straight or whole.bound or used.bound or whole.exact <= used.exact or rest.has("part"):
        return None
    if not is_off(whole, used, rest):
        return told_difference(whole, used, rest, Verdict.CONSISTENT)
    behind = reading.figures[at + 1 : at + 2]
    goes_on = behind and behind[0].dimension == rest.dimension and behind[0].clause - rest.clause <= 1
    return None if goes_on else told_difference(whole, used, rest, Verdict.INCONSISTENT)


_STOCK = late("(?:年末|期末|累计|滚存|年终)[^，,。；;：:、0-9]{0,4}(?:结余|结存|余额)$")
_WAS = ("上年", "年初", "期初", "历年", "以前年度")
_CAME = ("当年结余", "本年结余", "当期结余", "本期结余", "当年收支结余", "本年收支结余")


def stocked(reading: Reading, at: int) -> Claim | None:
    """当年结余0.67亿元，加上年滚存结余1.28亿元，年末滚存结余1.95亿元."""
    level = reading.figures[at]
    if _STOCK.search(level.lead) is None:
        return None
    before = amounts_before_it(reading, at, level)
    came = next((f for f in reversed(before) if f.lead.endswith(_CAME) or f.lead == "结余"), None)
    was = next((f for f in reversed(before) if any(word in f.lead for word in _WAS) and "结余" in f.lead), None)
    if came is None or was is None or level.clause - max(came.clause, was.clause) != 1:
        return None
    due = came.exact + was.exact
    steps = sum((Fraction(f.step) for f in (came, was, level)), NOUGHT)
    if due != level.exact and abs(due - level.exact) * 2 <= steps:
        return None
    shown = a.like(due, level)
    verdict = Verdict.CONSISTENT if due == level.exact else Verdict.INCONSISTENT
    why = f"{a.bare(was)}+{a.bare(came)}={shown}，与文中{level.printed}{SAYS[verdict]}"
    return claim("remainder", level, shown, verdict, why, exact=due, of=(was, came))
