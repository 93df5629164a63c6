"""A wider look at differences whose base is told aside: 增加25.3亿元（年初261.2亿元）, 比去年84天缩短56天, 后者比前者多

What a change is against stands in a bracket behind it or right before it; which of two is meant is said (后者, 短收,
顺差). What fits is told; what does not only where the words leave no other two.
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.claims import arithmetic as a
from ledger.claims.differing import NOUGHT, SEEN, SOME, amounts_before_it, is_off, is_plain, told_difference, unit_of
from ledger.claims.values import Claim, Given, Verdict, wider
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT, PERCENT
from ledger.patterns import late

_COARSE, _HEADS = 20, 40
_DOWN = frozenset("减少低降跌缩短压省约亏收窄")
_WAYS = (
    "净?增加|净?减少|增长|提高|提升|上升|上涨|下降|下跌|降低|回落|缩短|缩减|压减|压缩|延长|扩大|收窄|减亏|增亏|节约|节省|"
    "多收|少收|多支|少支|增收|减收|增支|减支|多出|高出|多|少|高|低|增|减|升|降|涨|跌"
)
_CHANGED = late(f"(?:{_WAYS})了?$")
_ONLY = late(f"^(?:{_WAYS})了?$")
_THEN = ("年初", "上年", "去年", "上月", "上季", "期初", "同期", "此前", "原", "月初")
_BASE = late("^(?:但|仍|且|也)*(?:比|较|低于|高于|少于|多于)")
_LATTER = late("^(?:后者|后一项|后一类)比(?:前者|前一项|前一类)(?P<way>多|少|高|低)(?:出|了)?$")
_FORMER = late("^(?:前者|前一项|前一类)比(?:后者|后一项|后一类)(?P<way>多|少|高|低)(?:出|了)?$")
_OF_BUDGET = late("^(?P<way>短收|超收|短支|超支|欠收|短少)$")
_BALANCES = (
    (late("(?:贸易|货物)?(?:顺差)(?:为|达)?$"), ("出口",), ("进口",)),
    (late("(?:贸易|货物)?(?:逆差)(?:为|达)?$"), ("进口",), ("出口",)),
    (late("(?:结余|盈余|增值收益|净收益|净收入|结余资金)(?:为|达)?$"), ("收入", "筹集"), ("支出", "支付")),
    (late("(?:亏损|净亏损)(?:为|达)?$"), ("成本", "支出", "费用"), ("收入",)),
)
_STILL = late("(?:还有|尚有|仍有|还需|尚需|还要|还差|尚差)(?:完成|收|销|建|改造|新增|投资)?$")
_SAVED = late("^(?:节约|节省|压减|压缩|缩减|减支|缩短|减轻)了?(?:资金|支出|费用|成本|经费|时间)?$")
_CUES = late("[增减高升涨降跌低落缩压延扩窄节多少短超欠差余益净亏还尚仍]")
"""One of these stands in all words that any of the looks here goes by, and in few others: looked for first."""


@wider("remainder", "several")
def offsets(reading: Reading, given: Given) -> Iterator[Claim]:
    """Differences against what a bracket, the words right before or another sentence give."""
    for at, figure in enumerate(reading.figures):
        if figure.kind != AMOUNT or figure.weak or figure.bound or figure.top is not None:
            continue
        if _CUES.search(figure.lead) is None:
            continue
        found = (
            _noted_behind(reading, at)
            or _against(reading, at)
            or _saved(reading, at)
            or _latter(reading, at)
            or _of_budget(reading, at)
            or _balance(reading, at)
            or _still(reading, at)
        )
        if found is not None:
            yield found


def _is_down(words: str) -> bool:
    return any(character in _DOWN for character in words[-3:]) and "多收" not in words and "增收" not in words


def _is_level(figure: Figure) -> bool:
    """How much it is now, for each too: 平均审理28天."""
    if figure.kind != AMOUNT or figure.weak or figure.top is not None or figure.bound:
        return False
    changes = figure.has("up", "down", "yoy", "step", "last-year", "ahead", "behind", "gap", "from")
    return not changes and _CHANGED.search(figure.lead) is None


def _difference(one: Figure, two: Figure, figure: Figure, *, down: bool, sure: bool = False) -> Claim | None:
    """``one`` is now and ``two`` was: their difference, the way that the words go."""
    more, less = (two, one) if down else (one, two)
    if more.exact - less.exact == figure.exact:
        return told_difference(more, less, figure, Verdict.CONSISTENT)
    if not sure or more.exact <= less.exact or not is_off(more, less, figure):
        return None
    return told_difference(more, less, figure, Verdict.INCONSISTENT)


def _noted_behind(reading: Reading, at: int) -> Claim | None:
    """同比降低180元（上年同期6680元）; 存款余额比年初增加25.3亿元（年初261.2亿元): what it was stands in brackets."""
    figure = reading.figures[at]
    behind = reading.figures[at + 1 : at + 2]
    if _CHANGED.search(figure.lead) is None or not behind:
        return None
    was = behind[0]
    noted = was.depth == figure.depth + 1 and was.kind == AMOUNT and was.dimension == figure.dimension
    if not noted or not was.lead.startswith(_THEN) or was.clause - figure.clause != 1 or was.bound:
        return None
    down = _is_down(figure.lead)
    before = [
        f
        for f in reading.figures[max(0, at - SEEN) : at]
        if f.kind == AMOUNT and f.dimension == figure.dimension and f.paragraph == figure.paragraph and _is_level(f)
    ]
    before = [f for f in before if f.depth == figure.depth and not f.has("plan", "part")]
    before = [f for f in before if not f.has("each") or figure.clause - f.clause == 1]  # 次均费用6500元
    for level in reversed(before):
        near = level is before[-1] and figure.clause - level.clause <= 1
        alike = level.lead[:2] == figure.lead[:2] or figure.lead[:4] in level.lead or near
        sure = near and figure.clause - level.clause == 1 and level.sentence == figure.sentence
        sure = sure and sum(f.sentence == figure.sentence for f in before) == 1
        if alike:
            told = _difference(level, was, figure, down=down, sure=sure)
            if told is not None:
                return told
    return None


def _against(reading: Reading, at: int) -> Claim | None:
    """平均28天，比普通程序的84天缩短56天; 但仍比最低收购价1.18元高0.07元: the base stands in the same clause."""
    figure = reading.figures[at]
    base = reading.figures[at - 1] if at else None
    if base is None or base.clause != figure.clause or base.dimension != figure.dimension or base.kind != AMOUNT:
        return None
    if _ONLY.match(figure.lead) is None or _BASE.match(base.lead) is None or base.bound or base.weak:
        return None
    down = _is_down(figure.lead)
    before = [f for f in amounts_before_it(reading, at, figure) if f is not base and _is_level(f) and f.exact]
    for tries, level in enumerate(reversed(before[-4:]), 1):
        fine = figure.exact / unit_of(figure)
        straight = figure.clause - level.clause == 1
        if straight or fine >= 2 * tries:
            told = _difference(level, base, figure, down=down)
            if told is not None:
                return told
    return None


def _saved(reading: Reading, at: int) -> Claim | None:
    """月支出由1260万元降到1134万元，节约126万元."""
    figure = reading.figures[at]
    before = amounts_before_it(reading, at, figure) if _SAVED.match(figure.lead) else []
    if len(before) < 2:
        return None
    one, two = before[-2:]
    straight = figure.clause - two.clause == 1 and two.clause - one.clause <= 1 and one.segment == figure.segment
    from_to = one.lead.rstrip("的").endswith(("由", "从", "由原来", "从原来", "由上年", "从上年")) or one.has("from")
    then = two.has("last-year") or any(word in two.lead for word in ("上年", "去年", "同期"))
    if not straight or one.bound or two.bound or one.has("each") != two.has("each"):
        return None
    if from_to and two.exact < one.exact:
        return _difference(two, one, figure, down=True, sure=one.clause == two.clause)
    return _difference(one, two, figure, down=True) if then else None


def _latter(reading: Reading, at: int) -> Claim | None:
    """参保分别为24.6万人、29.8万人，后者比前者多5.2万人."""
    figure = reading.figures[at]
    hit = _LATTER.match(figure.lead)
    other = _FORMER.match(figure.lead)
    found = hit or other
    before = amounts_before_it(reading, at, figure) if found is not None else []
    if found is None or len(before) < 2:
        return None
    one, two = before[-2:]
    if hit is not None:
        one, two = two, one
    last = before[-1]
    near = figure.clause - last.clause <= 2 and last.segment == figure.segment and not one.bound and not two.bound
    alone = len([f for f in before if f.segment == figure.segment]) == 2 and not last.has("up", "down", "part")
    down = found.group("way") in "少低"
    return _difference(one, two, figure, down=down, sure=alone and figure.clause - last.clause == 1) if near else None


def _of_budget(reading: Reading, at: int) -> Claim | None:
    """收入6.84亿元，为预算9亿元的76%，短收2.16亿元: the rate holds for the two, so what is lacking must."""
    figure = reading.figures[at]
    hit = _OF_BUDGET.match(figure.lead)
    rate = reading.figures[at - 1] if at > 2 else None
    if hit is None or rate is None or rate.kind != PERCENT or rate.clause != figure.clause - 1:
        return None
    before = amounts_before_it(reading, at, figure)
    if len(before) < 2:
        return None
    level, plan = before[-2:]
    if not plan.has("plan") and "预算" not in plan.lead and "计划" not in plan.lead:
        return None
    share = a.percent(a.of(level), a.of(plan))
    if share is None or a.compare(rate, share) is not Verdict.CONSISTENT or plan.clause != rate.clause:
        return None
    one, other = (plan, level) if "短" in hit.group() or "欠" in hit.group() else (level, plan)
    due = one.exact - other.exact
    if due == figure.exact:
        return told_difference(one, other, figure, Verdict.CONSISTENT)
    off = due > 0 and abs(due - figure.exact) >= unit_of(figure) and a.agreeing(figure, due) > 0
    return told_difference(one, other, figure, Verdict.INCONSISTENT) if off else None


def _balance(reading: Reading, at: int) -> Claim | None:
    """出口340.2亿元、进口145.8亿元…贸易顺差194.4亿元; 业务收入5.22亿元…；业务支出2.58亿元，增值收益2.64亿元."""
    figure = reading.figures[at]
    names = next(((ins, outs) for words, ins, outs in _BALANCES if words.search(figure.lead)), None)
    if names is None or figure.exact / unit_of(figure) < SOME or figure.has("last-year"):
        return None
    before = [
        f
        for f in reading.figures[max(0, at - _HEADS) : at]
        if f.kind == AMOUNT and f.dimension == figure.dimension and f.paragraph >= figure.paragraph - 1
    ]
    before = [f for f in before if is_plain(f) and not f.has("last-year", "plan", "part")]
    came = [f for f in before if any(word in f.lead for word in names[0])][-4:]
    went = [f for f in before if any(word in f.lead for word in names[1])][-4:]
    tries = 0
    for one in reversed(came):
        for other in reversed(went):
            tries += 1
            fine = figure.exact / unit_of(figure) >= _COARSE * tries
            if one.exact - other.exact == figure.exact and fine and one is not other:
                return told_difference(one, other, figure, Verdict.CONSISTENT)
    return None


def _still(reading: Reading, at: int) -> Claim | None:
    """累计收购18.4万吨。…预计收购21.6万吨，还有3.2万吨待收; 目标640亿元…四季度还需154亿元: only where it fits."""
    figure = reading.figures[at]
    if _STILL.search(figure.lead) is None or figure.exact / unit_of(figure) < SOME:
        return None
    before = [
        f
        for f in reading.figures[max(0, at - 3 * _HEADS) : at]
        if f.kind == AMOUNT and f.dimension == figure.dimension and not f.depth and f.exact > NOUGHT and not f.bound
    ]
    plans = [f for f in before if f.has("plan") or any(w in f.lead for w in ("目标", "计划", "预计", "任务", "预算"))]
    for plan in reversed(plans[-3:]):
        for done in before:
            if done is plan or plan.exact - done.exact != figure.exact or not is_plain(done):
                continue
            verb = plan.lead[-2:]
            named = len(verb) == 2 and verb in done.lead and verb not in ("目标", "计划", "任务", "预算")
            fine = figure.exact / unit_of(figure) >= _COARSE * 5
            if named or (fine and (done.has("done", "total", "cumulative") or done.paragraph < figure.paragraph)):
                return told_difference(plan, done, figure, Verdict.CONSISTENT)
    return None
