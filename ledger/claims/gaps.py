"""A wider look at differences: what a rate proves to be left, 由…到…净增, 同期…多增, 首尾相差, 期初…期末 further apart.

A whole and what was done of it are known for certain where a share printed behind them holds for them; what is left is
their difference wherever it is told. Other differences name their two amounts, or stand right behind them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from ledger.claims import arithmetic as a
from ledger.claims.averages import turned
from ledger.claims.differing import (
    COARSE,
    FINE,
    MORE,
    SEEN,
    SOME,
    against_aim,
    amounts_before_it,
    by_noun,
    is_off,
    is_plain,
    not_yet,
    of_limit,
    of_plan,
    of_three,
    stocked,
    then,
    told_difference,
    totalled,
    unit_of,
)
from ledger.claims.remainders import balance_of
from ledger.claims.values import Claim, Given, Verdict, wider
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT, PERCENT
from ledger.patterns import late

_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_MOST_PAIRS = 40
_REACH = 26
_NAME = 14
_STRICT = late(
    "(?:剩余|余下|剩下|还剩|仅剩|只剩|尚余|其余|还差|尚差|仍差|差|还要|还得|还需|尚需|仍需|尚欠|缺口)[^，,。；;：:、0-9]{0,8}$"
)
_LEFT = late(
    "(?:剩余|余下|剩下|还剩|仅剩|只剩|尚余|其余|还差|尚差|仍差|还要|还得|还需|尚需|仍需|尚欠|缺口|还有|尚有|仍有|余|未[^，,。；;：:、0-9]{1,6}|"
    "待[^，,。；;：:、0-9]{1,6})[^，,。；;：:、0-9]{0,8}$"
)
_NOT_LEFT = late(
    "未来|未成年|待遇|等待|接待|招待|对待|不少于|不超过|差异|误差|以上|以内|超过|逾|满|重点|重大|主要|较大|部分"
)
_OTHERS = late("^(?:另有|另外|其余|剩余|剩下?|还有|尚有|仍有|余|还剩|尚余|在办|未[^，,。；;：:、0-9]{1,4})的?$")
_EARLY, _LATE = ("年初", "期初", "月初", "季初"), ("年末", "期末", "月末", "季末", "年底", "目前", "调整后", "调整为")
_NETS = ("净", "减亏", "增亏", "多增", "少增")
_APART = late("(?:首尾|两者|二者|前后|高低|快慢|最高和?与?最低|头尾)?(?:之间)?相差(?:了|达|约)?$")
_BOTH = late("(?:首尾|两者|二者|高低|快慢|最高和?与?最低|头尾)(?:之间)?相差(?:了|达)?$")
_WITH = late(
    "(?:与|和|同|比)(?P<name>[^，,。；;：:]{1,10}?)(?:相差|的?差距(?:为|达)?|少|多|低|高|落后|领先)(?:了|出)?$"
)
_THAN = late("^(?:比|较)")
_COMPARED = late("(?:比|较)[^，,。；;：:0-9]{1,10}$")
_WAYS = late("^(?:增|减|多|少|高|低|升|降|涨|跌|增加|减少|提高|下降|降低|多出|高出|增产|减产)了?$")
_AIMS = late("^(?:比|较|超)(?:年度|全年|年初)?(?:任务|目标|计划|预算)(?:数|值)?(?:多|少|超|高|低)(?:出|了)?$")


class _Pair(NamedTuple):
    """A whole and what was done of it, and the share that holds for them."""

    whole: Figure
    done: Figure
    rate: Figure


@wider("remainder", "several")
def gaps(reading: Reading, given: Given) -> Iterator[Claim]:
    """Differences whose two amounts a share proves, the words name, or that stand right before them."""
    pairs: list[_Pair] | None = None
    for at, figure in enumerate(reading.figures):
        if figure.kind != AMOUNT or figure.weak or figure.bound or figure.top is not None or not figure.value:
            continue
        lead = figure.lead
        if _CUES.search(lead) is None:
            continue
        found = None
        if _LEFT.search(lead) and not _NOT_LEFT.search(lead):
            pairs = list(_proved(reading)) if pairs is None else pairs
            found = _left(figure, pairs)
        found = (
            found
            or not_yet(reading, at)
            or totalled(reading, at)
            or of_limit(reading, at)
            or then(reading, at)
            or by_noun(reading, at)
            or against_aim(reading, at)
            or of_plan(reading, at)
            or of_three(reading, at)
            or stocked(reading, at)
            or _now(reading, at)
            or _changed(reading, at)
            or _apart(reading, at)
            or _aimed(reading, at)
            or _rolled(reading, at)
            or _attested(reading, at)
        )
        if found is not None:
            yield found


_CUES = late("[另剩余差还尚仍未待缺净增减多少高低末升降涨跌库存册现落领空欠漏请结弃超上去用正此之以往在追调核]")
"""Characters one of which all words have that lead to a difference."""


def _proved(reading: Reading) -> Iterator[_Pair]:
    """上级交办积案86件，其中…，化解79件，化解率91.9%: the rate is of these two."""
    figures = reading.figures
    for at, rate in enumerate(figures):
        if rate.kind != PERCENT or rate.has("up", "down", "yoy", "ahead", "behind") or rate.bound:
            continue
        back = 2 if rate.step < 1 else 1
        near = [
            f
            for f in figures[max(0, at - SEEN) : at]
            if is_plain(f) and f.sentence >= rate.sentence - back and f.paragraph == rate.paragraph
        ]
        of_base = not rate.lead.strip("的") and bool(near) and near[-1].clause == rate.clause
        known = near[:-1] if of_base else near  # 流转8.6万亩，占耕地21.5万亩的40%
        done = next((f for f in reversed(known) if not f.has("plan") and rate.clause - f.clause <= 2), None)
        if done is None or done.sentence != rate.sentence:
            continue
        for whole in reversed(near):
            if whole is done or whole.dimension != done.dimension or whole.value <= done.value:
                continue
            share = a.percent(a.of(done), a.of(whole))
            if share is not None and a.compare(rate, share) is Verdict.CONSISTENT:
                yield _Pair(whole, done, rate)
                break


# what is left


def _left(rest: Figure, pairs: Sequence[_Pair]) -> Claim | None:
    before = [p for p in pairs if p.rate.end <= rest.start and p.whole.dimension == rest.dimension][-_MOST_PAIRS:]
    for pair in reversed(before):
        due = pair.whole.exact - pair.done.exact
        near = pair.rate.paragraph == rest.paragraph and rest.sentence - pair.rate.sentence <= 1
        if due == rest.exact and due / unit_of(rest) >= (SOME if near else FINE):
            return told_difference(pair.whole, pair.done, rest, Verdict.CONSISTENT)
        verb = _verb(rest)
        if due == rest.exact and verb and verb in pair.done.lead and pair.rate.paragraph == rest.paragraph:
            return told_difference(pair.whole, pair.done, rest, Verdict.CONSISTENT)
    if not before:
        return None
    pair = before[-1]
    return (
        told_difference(pair.whole, pair.done, rest, Verdict.INCONSISTENT) if _is_all_that_is_left(pair, rest) else None
    )


def _attested(reading: Reading, at: int) -> Claim | None:
    """139个整改到位，整改率74.7%，另有47个正在推进: the rate is of the two together, wherever their sum is printed."""
    rest = reading.figures[at]
    if at < 2 or _OTHERS.search(rest.lead) is None:
        return None
    done, rate = reading.figures[at - 2 : at]
    follow = done.sentence == rest.sentence and rate.clause - done.clause <= 1 and rest.clause - rate.clause <= 1
    if not follow or rate.kind != PERCENT or rate.bound or not rate.step or rate.step >= 1 or rate.has("up", "down"):
        return None
    if not is_plain(done) or done.dimension != rest.dimension or done.depth != rest.depth:
        return None
    whole = done.value + rest.value
    if any(f.value == whole and f.dimension == rest.dimension for f in reading.figures[max(0, at - SEEN) : at]):
        return None  # a later look tells it of what is printed
    share = a.percent(a.of(done), a.add(a.of(done), a.of(rest)))
    if share is None or a.compare(rate, share) is not Verdict.CONSISTENT:
        return None
    both = f"{a.bare(done)}÷({a.bare(done)}+{a.bare(rest)})={a.like(share.exact, rate)}"
    return claim("remainder", rest, rest.printed, Verdict.CONSISTENT, f"{both}，与文中{rate.printed}相符")


def _verb(rest: Figure) -> str:
    at = rest.lead.find("未")
    return rest.lead[at + 1 : at + 3] if at >= 0 else ""


def _is_all_that_is_left(pair: _Pair, rest: Figure) -> bool:
    """化解79件，化解率91.9%，剩余9件: right behind the rate that was printed finely enough."""
    whole, done, rate = pair
    if rest.sentence != rate.sentence or rest.clause - rate.clause > 1 or rate.clause - done.clause > 1:
        return False
    if rest.depth or done.depth or not is_off(whole, done, rest) or rest.has("part", "plan"):
        return False
    if whole.sentence < rate.sentence and whole.has("done", "part"):
        return False
    due = whole.exact - done.exact
    name = rate.lead.rstrip("为达到约是").removesuffix("率")[-2:]
    if rate.step >= 1 and not (len(name) == 2 and name in done.lead and _STRICT.search(rest.lead)):
        return False
    if _STRICT.search(rest.lead) is not None:
        return rest.exact < whole.exact
    said = rest.lead.startswith(("还有", "尚有", "仍有", "未", "余"))
    return said and (due < rest.exact < whole.exact or a.agreeing(rest, due) > 0 or turned(rest, due))


# what it has become more or less


def _changed(reading: Reading, at: int) -> Claim | None:
    figure = reading.figures[at]
    if MORE.match(figure.lead) is None:
        return None
    before = amounts_before_it(reading, at, figure)
    if len(before) < 2:
        return None
    one, two = before[-2:]
    down = any(word in figure.lead for word in "减少低降跌")
    if two.clause == figure.clause and _THAN.match(two.lead) and _WAYS.match(figure.lead):
        # 亩产380公斤，比上年亩产365公斤增15公斤
        straight = figure.clause - one.clause == 1 and one.has("each") == two.has("each")
        return _difference(one, two, figure, down=down, sure=straight and len(before) == 2)
    if figure.lead.startswith("净") and figure.clause - two.clause == 1 and any(word in two.lead for word in _BACK):
        return _net_of(before, two, figure)
    if figure.clause - two.clause > 2 or figure.segment != two.segment:
        return None
    if two.has("to-up", "to-down", "to") and one.has("from") and two.clause - one.clause <= 1:
        more, less = (two, one) if two.exact >= one.exact else (one, two)
        sure = figure.lead.startswith(_NETS) and figure.clause - two.clause == 1
        return _difference(more, less, figure, down=False, sure=sure)
    if any(w in one.lead for w in _EARLY) and any(w in two.lead for w in _LATE) and figure.clause - two.clause == 1:
        more, less = (two, one) if two.exact >= one.exact else (one, two)
        return _difference(more, less, figure, down=False, sure=two.clause - one.clause == 1 and len(before) == 2)
    if two.has("last-year") and not one.has("last-year", "from", "plan") and figure.clause - two.clause == 1:
        sure = two.clause - one.clause == 1 and not _said_of_another(figure)
        return _difference(one, two, figure, down=down, sure=sure)
    return None


_NOW = late(
    "^(?:现存|现有|现为|现剩|目前|降到|降至|减到|减至|增到|增至|达到|仍有|还有|剩余|剩下|余)[^，,。；;：:、0-9]{0,4}$"
)


def _now(reading: Reading, at: int) -> Claim | None:
    """比年初的63条减少15条，现存48条; 滞后任务比上季度的41项减少9项, with 滞后32项 a sentence before."""
    figure = reading.figures[at]
    if _WAYS.match(figure.lead) is not None:
        return _from_subject(reading, at)
    before = amounts_before_it(reading, at, figure) if _NOW.match(figure.lead) else []
    if len(before) != 2 or not _COMPARED.search(before[0].lead) or before[1].clause != before[0].clause:
        return None
    base, change = before
    if _WAYS.match(change.lead) is None or figure.clause - change.clause != 1:
        return None
    down = any(word in change.lead for word in "减少低降跌")
    due = base.exact - change.exact if down else base.exact + change.exact
    if due <= 0:
        return None
    shown = a.like(due, figure)
    verdict = Verdict.CONSISTENT if due == figure.exact else Verdict.INCONSISTENT
    why = f"{a.bare(base)}{'−' if down else '+'}{a.bare(change)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("remainder", figure, shown, verdict, why, exact=due, of=(base, change)) if not figure.step else None


def _from_subject(reading: Reading, at: int) -> Claim | None:
    figure = reading.figures[at]
    before = amounts_before_it(reading, at, figure)
    base = before[-1] if before else None
    if base is None or base.clause != figure.clause or len(before) != 1 or not _COMPARED.search(base.lead):
        return None
    subject = reading.text[reading.sentences[figure.sentence][0] :][:2]
    levels = [
        f
        for f in reading.figures[max(0, at - 3 * SEEN) : at]
        if f.kind == AMOUNT and f.dimension == figure.dimension and f.paragraph == figure.paragraph and f is not base
    ]
    levels = [f for f in levels if subject in f.lead and f.sentence < figure.sentence]
    if not levels or abs(levels[-1].exact - base.exact) != figure.exact:
        return None
    more, less = (levels[-1], base) if levels[-1].exact > base.exact else (base, levels[-1])
    return told_difference(more, less, figure, Verdict.CONSISTENT)


_BACK = ("回收", "收回", "偿还", "归还", "退出", "注销", "清退", "关停", "迁出", "支取", "核销")


def _net_of(before: Sequence[Figure], went: Figure, figure: Figure) -> Claim | None:
    """发放…39.16亿元，同比…；回收贷款21.48亿元，净增17.68亿元: what came stands further off."""
    for came in reversed(before):
        if came is not went and came.exact - went.exact == figure.exact and figure.exact / unit_of(figure) >= FINE:
            return told_difference(came, went, figure, Verdict.CONSISTENT)
    return None


def _said_of_another(figure: Figure) -> bool:
    return figure.has("part", "total", "cumulative") or "其中" in figure.lead


def _difference(one: Figure, two: Figure, figure: Figure, *, down: bool, sure: bool) -> Claim | None:
    more, less = (two, one) if down else (one, two)
    if not is_off(more, less, figure):
        return (
            told_difference(more, less, figure, Verdict.CONSISTENT) if more.exact - less.exact == figure.exact else None
        )
    if not sure or more.exact <= less.exact or figure.exact > more.exact:
        return None
    return told_difference(more, less, figure, Verdict.INCONSISTENT)


def _apart(reading: Reading, at: int) -> Claim | None:
    """首尾相差24.1分; 与第1名相差14.6分; 比后者少30.2亿元."""
    figure = reading.figures[at]
    words = reading.text[max(reading.sentences[figure.sentence][0], figure.start - _REACH) : figure.start]
    named = _WITH.search(words)
    if _APART.search(figure.lead) is None and named is None:
        return None
    before = [
        f
        for f in reading.figures[max(0, at - 3 * SEEN) : at]
        if is_plain(f) and f.dimension == figure.dimension and f.paragraph == figure.paragraph and not f.depth
    ]
    if figure.has("yoy", "step", "last-year", "plan") or len(before) < 2:
        return None
    before = [f for f in before if not f.lead.endswith(("满分", "总分", "平均分"))]
    here = [f for f in before if f.sentence == figure.sentence]
    told = _from_named(reading, figure, before, named.group("name")) if named is not None else None
    if told is not None:
        return told
    if _BOTH.search(figure.lead) is not None and len(here) == 2:
        more, less = sorted(here, key=lambda f: f.value, reverse=True)
        verdict = Verdict.INCONSISTENT if is_off(more, less, figure) else Verdict.CONSISTENT
        return told_difference(more, less, figure, verdict)
    fits = [
        (one, two) if one.value > two.value else (two, one)
        for one, two in combinations(reversed(before[-SEEN:]), 2)
        if abs(one.exact - two.exact) == figure.exact
    ]
    tries = len(before[-SEEN:])
    # one of the two is what the sentence speaks of just now
    fits = [pair for pair in fits if any(f.segment == figure.segment for f in pair)]
    if fits and figure.exact / unit_of(figure) >= COARSE * tries // 2:
        return told_difference(*fits[0], figure, Verdict.CONSISTENT)
    return None


def _from_named(reading: Reading, figure: Figure, before: Sequence[Figure], name: str) -> Claim | None:
    """第1名城关镇96.35分…；第16名槐树乡81.75分，与第1名相差14.6分: from what stands at the name."""
    there = [
        f for f in before if name in reading.text[max(0, f.start - _NAME) : f.start] and f.segment != figure.segment
    ]
    here = [f for f in before if f.segment == figure.segment]
    if not there or not here:
        return None
    more, less = sorted((there[-1], here[0]), key=lambda f: f.value, reverse=True)
    if more.exact - less.exact == figure.exact:
        return told_difference(more, less, figure, Verdict.CONSISTENT)
    return None


_OVER = late("^(?:超|超过|超出|少于|欠)(?:年度|全年|序时)?(?:任务|目标|计划|预算)数?$")


def _over(reading: Reading, at: int) -> Claim | None:
    """完成造林8.64万亩，其中…，为年度任务8万亩的108%，超任务0.64万亩."""
    figure = reading.figures[at]
    before = [f for f in amounts_before_it(reading, at, figure) if f.clause < figure.clause]
    plan = next((f for f in reversed(before) if f.has("plan")), None)
    for level in before if plan is not None else ():
        if plan is not None and level is not plan and abs(level.exact - plan.exact) == figure.exact:
            more, less = (level, plan) if level.exact > plan.exact else (plan, level)
            return (
                told_difference(more, less, figure, Verdict.CONSISTENT)
                if figure.exact / unit_of(figure) >= SOME
                else None
            )
    return None


def _aimed(reading: Reading, at: int) -> Claim | None:
    """税收力争3200万元，比任务多200万元: the aim itself stands paragraphs before."""
    figure = reading.figures[at]
    if _OVER.match(figure.lead) is not None:
        return _over(reading, at)
    if _AIMS.match(figure.lead) is None:
        return None
    here = amounts_before_it(reading, at, figure)
    if not here or figure.clause - here[-1].clause > 1:
        return None
    level, name = here[-1], here[-1].lead[:2]
    for plan in reading.figures[:at]:
        aims = plan.kind == AMOUNT and plan.dimension == figure.dimension and plan.has("plan") and plan is not level
        if aims and abs(level.exact - plan.exact) == figure.exact:
            words = reading.text[reading.sentences[plan.sentence][0] : plan.start]
            if len(name) == 2 and name in words:
                more, less = (level, plan) if level.exact > plan.exact else (plan, level)
                return told_difference(more, less, figure, Verdict.CONSISTENT)
    return None


def _rolled(reading: Reading, at: int) -> Claim | None:
    """年初结余…。今年筹集…。今年支出…。年末结余…: over the sentences of a paragraph."""
    figure = reading.figures[at]
    if not figure.lead.endswith(("余额", "结余", "库存", "存量", "结存", "在库", "在册", "现有", "余额为", "结余为")):
        return None
    before = [
        f
        for f in reading.figures[max(0, at - SEEN) : at]
        if f.kind == AMOUNT and f.dimension == figure.dimension and f.paragraph == figure.paragraph and not f.depth
    ]
    if len(before) < 3:
        return None
    told = balance_of(before, figure)
    if told is None or all(f.sentence == figure.sentence for f in before):
        return told
    return told if told.verdict in _FITS or before[0].sentence >= figure.sentence - 3 else None
