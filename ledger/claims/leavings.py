"""A wider look at what is left: totals sentences back, 在办 and 空置 without 剩余, balances, what lies between two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ledger.claims import arithmetic as a
from ledger.claims.values import Claim, Given, Verdict, wider
from ledger.claims.words import CHANGE, SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT, PERCENT
from ledger.patterns import late

_BACK = 4
"""So many sentences back the total may stand, in this paragraph or the ones before it."""
_PARAGRAPHS = 2
_MOST = 12
_MOST_SEEN = 40
_SMALL = 10
_VERB = 2
_LEFT = late(
    "(?:剩余|剩下?|尚余|余下|结余|空置|空余|闲置|挂账|尚缺|还缺|短缺|缺口|待|在办|在建|在施|未|还差|尚差|尚欠|差|缺|还需|仍需|还得|还须|"
    "再|仍有|还有|尚有|余|正在[^，,。；;]{0,4})(?:[^，,。；;：:0-9]{0,8})$"
)
"""What stands before an amount that is left over."""
_LEFT_CUES = late("[剩尚余结空闲挂还短缺待在未差仍再正]")
"""One of these stands in all of them: looked for first, which is quick."""
_LEFT_BEHIND = late("^(?:件|个|项|户|家)?(?:仍|尚)?(?:未|正在|待|在办|在建|缺[训勤席考岗]|不在)")
_NOT_LEFT = late(
    "以上|满[一二两三半]|未成年|未来|差异|差别|待遇|接待|招待|期待|等待|对待|再次|再生|再就业|再贷款|余年|业余|未检出|未保|差评|出差|相差|逆差|顺差"
)
_DONE_AGAIN = ("即可", "就能", "便可", "即完成", "就完成")
"""四季度再筹540套即可收官: 再 says that much is left only with one of these behind it."""
_LESSER = ("差", "缺")
_PLANNED = ("拟", "将于", "预计", "近期")


@wider("remainder", "several")
def leavings(reading: Reading, given: Given) -> Iterator[Claim]:
    """What is left of a total, wherever the total stands: told when it fits, and when the words leave no doubt."""
    for at, figure in enumerate(reading.figures):
        if figure.kind != AMOUNT or figure.weak or not figure.is_exact or not figure.value:
            continue
        lead = figure.lead
        left = _is_left(reading, figure)
        if not (left or not lead or "未" in lead or lead[0] in _COMPARING or lead.rstrip(_TO_BE).endswith(_RESULTS)):
            continue
        figures, m = line(reading, at)
        found = (
            _balance(figures, m)
            or _apart(reading, figures, m)
            or _nets(figures, m)
            or _carried(reading, at, figure)
            or _not_yet(reading, at, figure)
            or _beds(figures, m)
            or (_left(reading, at, figures, m) if left else None)
        )
        if found:
            yield found


def line(reading: Reading, at: int) -> tuple[list[Figure], int]:
    """The amounts of its sentence around a figure, a dozen before and a few behind, and its place among them."""
    all_ = reading.figures
    sentence = all_[at].sentence
    before: list[Figure] = []
    for other in reversed(all_[max(0, at - _MOST_SEEN) : at]):
        if other.sentence != sentence or len(before) == _MOST:
            break
        if other.kind == AMOUNT and not other.weak:
            before.append(other)
    before.reverse()
    behind = [f for f in all_[at + 1 : at + 6] if f.sentence == sentence and f.kind == AMOUNT and not f.weak]
    return [*before, all_[at], *behind], len(before)


def _is_left(reading: Reading, figure: Figure) -> bool:
    if figure.has("each", "share", "part", "plan") and not figure.has("gap", "rest"):
        return False
    lead = figure.lead
    if _LEFT_BEHIND.match(figure.tail):
        return True
    hit = _LEFT.search(lead) if _LEFT_CUES.search(lead) is not None else None
    if hit is None or _NOT_LEFT.search(lead):
        return False
    if hit.group().startswith("再"):
        return figure.tail.startswith(_DONE_AGAIN)
    if hit.group().startswith(_LESSER):
        return hit.group().rstrip() in (*_LESSER, "缺口") or hit.group().startswith("缺口")
    return not figure.has("total", "grand", "up", "down")


def _scope(reading: Reading, at: int) -> list[Figure]:
    """The amounts of its dimension before it, the nearest last: of this sentence and of a few before."""
    figure = reading.figures[at]
    found: list[Figure] = []
    for other in reversed(reading.figures[max(0, at - _MOST_SEEN) : at]):
        if other.sentence < figure.sentence - _BACK or other.paragraph < figure.paragraph - _PARAGRAPHS:
            break
        if other.kind == AMOUNT and other.dimension == figure.dimension and not other.weak and other.is_exact:
            if not other.has(*CHANGE):
                found.append(other)
            if len(found) == _MOST:
                break
    found.reverse()
    return found


def verb_of(figure: Figure) -> str:
    """What is not yet done: 未开工42部 → 开工, 待转化97家 → 转化; empty where no word says so."""
    for words in (figure.lead, figure.tail):
        for mark in ("尚未", "未", "待"):
            at = words.rfind(mark) if words is figure.lead else words.find(mark)
            if at >= 0:
                return words[at + len(mark) : at + len(mark) + _VERB]
    return ""


def _is_of(done: Figure, verb: str) -> bool:
    """Whether an amount is what has been done of a verb: 已开工118部 of 开工, not 未开工32部."""
    at = (done.lead + done.tail).rfind(verb)
    if any(word in done.lead for word in _PLANNED):
        return False  # 拟近期开工1个
    return at >= 0 and (done.lead + done.tail)[at - 1 : at] not in ("未", "待", "应", "拟", "可")


def _rates(reading: Reading, done: Figure, figure: Figure) -> list[Figure]:
    """The shares between what is done and what is left."""
    return [
        f
        for n in range(done.sentence, figure.sentence + 1)
        for f in reading.in_sentence(n)[:_MOST_SEEN]
        if f.kind == PERCENT and done.end <= f.start < figure.start and not f.has("up", "down", "ahead", "behind")
    ]


def witnessed(reading: Reading, total: Figure, done: Figure, figure: Figure) -> bool:
    """Whether the share printed after what is done holds for this very total."""
    share = a.percent(a.of(done), a.of(total))
    rates = _rates(reading, max(done, total, key=lambda f: f.start), figure)[:1]
    return share is not None and any(a.compare(f, share) is Verdict.CONSISTENT for f in rates)


_PLAN_TO_DO = late("^[^，,。；;：:0-9按照超]{0,6}计划(?:完成|实现)[^，,。；;：:0-9]{0,4}$")


def planned(figure: Figure) -> bool:
    """Whether an amount is what should be reached: 年度任务：150部, 全年6000万美元任务, 应签约1340户."""
    tail = figure.tail.startswith(("任务", "目标", "的任务", "的目标"))
    if figure.has("done") and not tail:
        if figure.has("plan") and _PLAN_TO_DO.search(figure.lead):
            return True
        return figure.has("plan") and figure.lead.startswith(("完成", "占", "为", "年度计划", "全年计划", "计划"))
    return figure.has("plan") or tail or figure.lead.startswith("应") or figure.label.endswith(("任务", "目标", "计划"))


def _left(reading: Reading, at: int, figures: Sequence[Figure], m: int) -> Claim | None:
    figure = figures[m]
    before = _scope(reading, at)
    here = [f for f in before if f.sentence >= figure.sentence - 1]
    if len(before) < 2:
        return None
    verb = verb_of(figure)
    fit = _fit(before, here, figure, verb)
    if fit is not None:
        return _told(fit[0], fit[1], figure, Verdict.CONSISTENT)
    some = any(word in figure.lead for word in _ONLY_SOME)
    some = some or _is_listed(reading, figures, m)
    pair = None if some or _goes_on(figures, m) else _sure_pair(reading, before, here, figure, verb)
    if pair is None:
        return None
    total, parts = pair
    return _told(total, parts, figure, a.compare(figure, _difference(total, parts)))


def _goes_on(figures: Sequence[Figure], m: int) -> bool:
    """正在整改12个，未整改3个: one stage, and another behind it."""
    figure = figures[m]
    later = (f for f in figures[m + 1 : m + 3] if f.dimension == figure.dimension and f.clause - figure.clause <= 1)
    going = any(word in figure.lead for word in _GOING) and "未" not in figure.lead
    return any(_LEFT.search(f.lead) for f in later) and going


def _is_listed(reading: Reading, figures: Sequence[Figure], m: int) -> bool:
    """资金不到位6个、用地未落实5个: one of a list."""
    figure = figures[m]
    return any(
        other.dimension == figure.dimension
        and other.clause == figure.clause
        and "、" in reading.text[min(figure.end, other.end) : max(figure.start, other.start)]
        for other in figures[max(0, m - 1) : m + 2]
        if other is not figure
    )


_ONLY_SOME = ("重点", "重大", "主要", "部分")
_ALL_LEFT = late("^(?:还|仅|只|尚)?(?:剩余?|剩下|余下?|其余)的?$")
_NOT_BEGUN = late("未(?:动工|开工|启动|开始|动)的?$")
_GOING = ("正在", "在建", "在办", "在施", "推进")


def _difference(total: Figure, parts: Sequence[Figure]) -> a.Span:
    return a.subtract(a.of(total), a.add(*map(a.of, parts)))


def _fit(before: list[Figure], here: list[Figure], figure: Figure, verb: str) -> tuple[Figure, list[Figure]] | None:
    """A total and what was done of it, the nearest that give the figure: one amount, or two side by side."""
    for n in range(len(here) - 1, -1, -1):
        done = here[n]
        parts = [[done]]
        if n and here[n - 1].sentence == done.sentence and here[n - 1].exact < figure.exact + done.exact:
            parts.append([here[n - 1], done])
        for chosen in parts:
            due = figure.exact + sum((f.exact for f in chosen), Fraction(0))
            for total in reversed(before):
                before_it = total.start < chosen[0].start or (total.has("done") and planned(total))
                if before_it and total.exact == due and total is not figure and _telling(total, chosen, figure, verb):
                    return total, chosen
    return None


def _telling(total: Figure, parts: list[Figure], figure: Figure, verb: str) -> bool:
    """Whether it is hardly chance that the difference comes out."""
    if total.has("part") and not parts[0].has("part") and not total.has("done"):
        return False
    if any(f.depth != parts[-1].depth or f.has("part") for f in parts) or total.depth > parts[-1].depth:
        return False
    if len(parts) > 1 and total.exact < _SMALL * 2:
        return False
    last = parts[-1]
    near = last.sentence == figure.sentence or planned(total)
    near = near or (last.sentence == figure.sentence - 1 == total.sentence and figure.exact >= _SMALL)
    return near and (total.exact >= _SMALL or (bool(verb) and _is_of(parts[-1], verb)))


def _sure_pair(
    reading: Reading, before: list[Figure], here: list[Figure], figure: Figure, verb: str
) -> tuple[Figure, list[Figure]] | None:
    """The total and the part that the words name without doubt, so that another difference is wrong."""
    if any(f.top is not None for f in before):
        return None
    among = _among(reading, before, figure)
    if among is not None:
        return among
    if any(f.has("part") and f.segment == figure.segment for f in before):
        return None  # one of a list
    here = [f for f in here if not planned(f)]
    done = next((f for f in reversed(here) if verb and len(verb) == _VERB and _is_of(f, verb)), None)
    if done is None:
        last = before[-1]
        told = here and (here[-1].has("done") or (planned(last) and last.start > here[-1].start))
        done = here[-1] if told and figure.has("rest", "gap") else None
        done = done or _by_rate(reading, before, here, figure)
    if done is None or done.exact <= 0:
        return None
    totals = [f for f in before if (f.start < done.start or planned(f)) and f.exact > done.exact]
    shown = [f for f in totals if witnessed(reading, f, done, figure)]
    plans = [f for f in totals if planned(f)]
    total = shown[-1] if len({f.exact for f in shown}) == 1 else None
    if total is None and verb and len({f.exact for f in plans}) == 1:
        total = plans[-1]
    if total is None or (total.exact - done.exact) < figure.exact / 4:
        return None
    between = [f for f in before if f.start > done.start and f is not total and not f.has("part") and not f.depth]
    if between and total.exact - done.exact == figure.exact + sum((f.exact for f in between), Fraction(0)):
        return total, [done, *between]  # 已完成27个；正在实施18个，未启动1个: the stages make the whole
    if between:
        return (total, [done, *between]) if _stages(reading, done, between) else _unless(between, total, done, verb)
    return total, [done]


def _unless(between: list[Figure], total: Figure, done: Figure, verb: str) -> tuple[Figure, list[Figure]] | None:
    """已开工118部，竣工96部，…未开工42部: what was done besides does not matter where the verb says which is meant."""
    return (total, [done]) if verb and all(f.exact <= done.exact for f in between) else None


def _stages(reading: Reading, done: Figure, between: list[Figure]) -> bool:
    """已完工11个，…正在实施26个，未启动3个: stages that leave nothing out."""
    return len(between) == 1 and any(word in between[0].lead for word in _GOING) and done.has("done")


def _by_rate(reading: Reading, before: list[Figure], here: list[Figure], figure: Figure) -> Figure | None:
    """开业119间，开业率83.8%，空置33间: the amount right before a rate that bears its name, or before one that is of
    an amount told before: 完成403座，完成65%；在建124座，未动工73座."""
    if any(word in figure.lead for word in ("还有", "尚有", "仍有", "另有")):
        return None
    all_left = _ALL_LEFT.search(figure.lead) is not None
    not_begun = _NOT_BEGUN.search(figure.lead) is not None
    for done in reversed(here):
        rates = _rates(reading, done, figure)
        if not rates or done.sentence != figure.sentence:
            continue
        name = rates[0].lead.partition("率")[0][:_VERB] if "率" in rates[0].lead else ""
        if len(name) == _VERB and name in done.lead:
            return done
        straight = rates[0].clause - done.clause <= 1 and not done.has("part", "share")
        last_stage = not_begun and _stages(reading, done, [f for f in here if f.start > done.start])
        if (
            (all_left or last_stage)
            and straight
            and any(witnessed(reading, f, done, figure) for f in before if f.exact > done.exact)
        ):
            return done
    return None


def _among(reading: Reading, before: list[Figure], figure: Figure) -> tuple[Figure, list[Figure]] | None:
    """十二个乡镇中有九个建起，尚缺四个: of these so many, and the others."""
    same = [f for f in before if f.sentence == figure.sentence]
    if len(same) != 2 or not (figure.has("rest", "gap") or figure.lead in ("尚缺", "还缺", "缺")):
        return None
    total, done = same
    among = reading.text[total.end : done.start].rstrip("有已，,")
    sure = among.endswith(("中", "里")) and done.clause - total.clause <= 1 and figure.clause - done.clause <= 1
    return (total, [done]) if sure and total.exact > done.exact else None


def _told(total: Figure, parts: Sequence[Figure], figure: Figure, verdict: Verdict) -> Claim:
    left = _difference(total, parts)
    shown = a.like(left.exact, figure)
    minus = "−".join(a.bare(part) for part in parts)
    return claim(
        "remainder",
        figure,
        shown,
        verdict,
        f"{a.bare(total)}−{minus}={shown}，与文中{figure.printed}{SAYS[verdict]}",
        exact=left.exact,
        of=(total, *parts),
    )


_CAME = ("新增", "新纳", "纳入", "新开", "新设", "引进", "流入", "迁入")
_WENT = ("退", "注销", "关停", "流出", "迁出", "减少", "撤销")
_NETS = ("净增", "净增加", "净减", "净减少")
_CARRIED = ("结转下年", "年终结余", "年终结转", "结转下年支出", "结转结余", "滚存结余")
_BALANCES = (
    (("顺差", "贸易顺差"), ("出口",), ("进口",)),
    (("逆差", "贸易逆差"), ("进口",), ("出口",)),
    (("当期结余", "当年结余", "本年结余", "收支结余", "本期结余"), ("收入",), ("支出",)),
    (("收不抵支", "当期缺口", "当年缺口", "收支缺口", "当期赤字", "当年赤字", "当期亏损"), ("支出",), ("收入",)),
    (("审减", "审减额", "核减", "核减额", "审减金额", "核减金额"), ("送审",), ("审定", "核定")),
    (("中标节约", "节约资金", "节约", "下浮", "下浮额"), ("预算", "控制价", "限价"), ("中标", "成交")),
)
"""What comes of two amounts: its names, those of the one and those of the other that is taken away."""


_RESULTS = (*(name for names, *_ in _BALANCES for name in names), *_NETS, *_CARRIED)
_TO_BE = "为达约了"
_COMPARING = "比较"


def _balance(figures: Sequence[Figure], m: int) -> Claim | None:
    """出口47.2亿元，进口11.7亿元，实现顺差35.5亿元: the words say what is taken from what."""
    figure = figures[m]
    said = figure.lead.rstrip(_TO_BE)
    known = next((rest for names, *rest in _BALANCES if said.endswith(names)), None)
    if known is None or figure.has("up", "down", "yoy", "cumulative", "last-year") or "滚存" in said:
        return None
    same = [f for f in figures[:m] if f.dimension == figure.dimension and not f.has(*CHANGE) and not f.weak]
    near = [f for f in same if f.segment == figure.segment and f.exact]
    pair = [
        next((f for f in reversed(near) if _plainly(f, words, others)), None)
        for words, others in ((known[0], known[1]), (known[1], known[0]))
    ]
    one, other = pair
    if one is None or other is None or one is other:
        return None
    left = a.subtract(a.of(one), a.of(other))
    verdict = a.compare(figure, left)
    doubtful = left.exact <= 0 or len(near) > 2 + sum(f.depth > 0 for f in near)
    if verdict is Verdict.INCONSISTENT and doubtful and not a.agreeing(figure, left.exact):
        return None
    return _told(one, [other], figure, verdict)


def _plainly(figure: Figure, names: Sequence[str], others: Sequence[str]) -> bool:
    """Whether it is called so and not after both: 进出口总额 is neither."""
    words = figure.lead + figure.tail
    return any(name in words for name in names) and not any(name in words for name in others) and "进出口" not in words


_COMPARED = late("(?:比|较|低于|高于|高出|超出|超过|少于|多于)([^，,。；;：:0-9()（）]{2,10})$")
_NAMED = late("^(?:比|较)([^，,。；;：:0-9]{2,10}?)(?:低|高|多|少|节约|节省|下浮)了?$")
_NO_BASE = late("年|月|季|期|上|去|以前|过去|往|时间|序时|进度|同|计划|全国|全省|全市|平时")


def _apart(reading: Reading, figures: Sequence[Figure], m: int) -> Claim | None:
    """比限额低8.4亿元, 高出平均分（88.9分）7.5分: so much more or less than an amount that is named."""
    figure = figures[m]
    same = [f for f in figures[:m] if f.dimension == figure.dimension]
    base: Figure | None = None
    hit = _NAMED.match(figure.lead)
    if hit is not None and not _NO_BASE.search(hit.group(1)):
        name = hit.group(1)
        base = next((f for f in reversed(same) if name in f.lead), None)
    if base is None and not figure.lead and same and same[-1].depth == figure.depth + 1:
        opened = max(reading.text.rfind("(", 0, same[-1].start), reading.text.rfind("（", 0, same[-1].start))
        words = reading.text[max(0, opened - _MOST) : opened] if opened >= 0 else ""
        closed = reading.text[same[-1].end : figure.start].strip()
        said = _COMPARED.search(words)
        if said is not None and closed in (")", "）") and opened + 1 == same[-1].start - len(same[-1].lead):
            base = same[-1] if not _NO_BASE.search(said.group(1)) else None
    if base is None:
        return None
    levels = [
        f for f in same if f is not base and not f.depth and not f.has("part", *CHANGE) and f.segment == figure.segment
    ]
    if not levels or base.has(*CHANGE):
        return None
    level = levels[-1]
    one, other = (level, base) if level.exact >= base.exact else (base, level)
    left = a.subtract(a.of(one), a.of(other))
    verdict = a.compare(figure, left)
    if verdict is Verdict.INCONSISTENT and not (len(levels) == 1 or a.agreeing(figure, left.exact)):
        return None
    return _told(one, [other], figure, verdict)


def _carried(reading: Reading, at: int, figure: Figure) -> Claim | None:
    """收入总量…合计103.48亿元。支出总量…合计100.44亿元。收支相抵，结转下年3.04亿元."""
    if not figure.lead.rstrip(_TO_BE).endswith(_CARRIED):
        return None
    sums: list[Figure | None] = [None, None]
    for other in reversed(reading.figures[max(0, at - _MOST_SEEN) : at]):
        if other.paragraph < figure.paragraph - 1:
            break
        if other.kind == AMOUNT and other.dimension == figure.dimension and not other.depth:
            said = other.label if other.has("grand") and other.label else other.lead
            place = 0 if said.startswith(_IN) else 1 if said.startswith(_OUT) else None
            if place is not None and sums[place] is None:
                sums[place] = other
    came, went = sums
    if came is None or went is None or came.exact <= went.exact:
        return None
    return _told(came, [went], figure, a.compare(figure, a.subtract(a.of(came), a.of(went))))


_IN = ("收入总量", "收入总计", "收入合计", "总收入")
_OUT = ("支出总量", "支出总计", "支出合计", "总支出")
_NOT_YET = late("([\u4e00-\u9fff]{2,6})(?:而|但|却|后)(?:尚|还|仍)?未([\u4e00-\u9fff]{2})的?$")


def _not_yet(reading: Reading, at: int, figure: Figure) -> Claim | None:
    """审查通过131部，已开工118部…审查通过而未开工的13部: both are named."""
    hit = _NOT_YET.search(figure.lead)
    if hit is None:
        return None
    scope = _scope(reading, at)
    one, other = ([f for f in scope if _is_of(f, name) and not f.has("rest-weak")] for name in hit.groups())
    if not one or not other or one[-1] is other[-1] or one[-1].exact < other[-1].exact:
        return None
    verdict = a.compare(figure, _difference(one[-1], other[-1:]))
    return _told(one[-1], other[-1:], figure, verdict) if len(one) == len(other) == 1 or verdict in _FITS else None


_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_EMPTY = ("空余", "空置", "剩余", "闲置", "尚余", "空缺")
_TELLING = 20


def _beds(figures: Sequence[Figure], m: int) -> Claim | None:
    """床位480张，已住312位老人，空余床位168张: beds and those who lie in them; told only when it fits."""
    figure = figures[m]
    if m < 2 or not any(word in figure.lead for word in _EMPTY) or figure.exact < _TELLING:
        return None
    done, total = figures[m - 1], figures[m - 2]
    same = total.dimension == figure.dimension != done.dimension and figure.clause - total.clause <= 3
    fits = same and total.exact - done.exact == figure.exact and not done.has(*CHANGE) and done.is_exact
    return _told(total, [done], figure, Verdict.CONSISTENT) if fits else None


def _nets(figures: Sequence[Figure], m: int) -> Claim | None:
    """新增71户118人、退出49户83人，净增22户、35人: the second measure of a net change."""
    figure = figures[m]
    alike = [f for f in figures[:m] if f.dimension == figure.dimension and f.segment == figure.segment][-2:]
    if figure.lead.endswith(_NETS) and len(alike) > 1 and alike[0].has("from"):  # 从310亿元迈上400亿元，净增90亿元
        was, now = alike
        one, other = (now, was) if figure.lead.endswith(_NETS[:2]) else (was, now)
        fits = one.exact - other.exact == figure.exact and figure.clause - now.clause <= 1
        return _told(one, [other], figure, Verdict.CONSISTENT) if fits else None
    if figure.lead or not m or not figures[m - 1].lead.endswith(_NETS) or figures[m - 1].segment != figure.segment:
        return None
    first = figures[m - 1]
    same = [f for f in figures[: m - 1] if f.dimension == figure.dimension and f.segment == figure.segment]
    beside = [f for f in figures[: m - 1] if f.dimension == first.dimension and f.segment == figure.segment]
    if len(same) != 2 or len(beside) != 2 or figure.dimension == first.dimension:
        return None
    if not any(w in beside[0].lead for w in _CAME) or not any(w in beside[1].lead for w in _WENT):
        return None
    one, other = (same[1], same[0]) if first.lead.endswith(_NETS[2:]) else (same[0], same[1])
    left = a.subtract(a.of(one), a.of(other))
    return _told(one, [other], figure, a.compare(figure, left)) if left.exact > 0 else None
