"""What is left, what is lacking, what is more than asked for, and what came of comings and goings."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.claims import arithmetic as a
from ledger.claims.values import Claim, Given, Verdict, kind
from ledger.claims.words import CHANGE, SAYS, amounts, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT, AT_LEAST, AT_MOST, PERCENT

_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_MOST_BEFORE_REST = 5
_NEW = ("今年", "本年", "本月", "当月", "年内", "新")
_CAME = (
    "新", "增", "迁入", "流入", "入", "出生", "引进", "来", "招", "设立",
    "注册", "发放", "投放", "购", "收入", "筹集", "归集", "收储", "生产",
)  # fmt: skip
_WENT = (
    "关",
    "停",
    "注销",
    "减少",
    "退",
    "迁出",
    "死亡",
    "流出",
    "离",
    "撤",
    "吊销",
    "出",
    "销",
    "偿还",
    "归还",
    "减",
    "支出",
    "核减",
    "使用",
    "回收",
    "收回",
    "耗",
    "售",
    "领用",
    "支取",
    "提取",
)
_LEVELS = ("余额", "末", "期末", "现有", "目前", "总数", "总量", "结存", "结余", "年底")
_MOST_MOVES = 4
_SAVED = ("节约", "节省", "节支", "审减")
_SPENT = ("实际", "支出", "使用", "决算", "结算", "中标", "采购", "审定")
_NETS = ("自然增加", "自然减少", "自然增长", "净迁入", "净增", "净增加", "净减", "净减少", "净流入", "净流出")
_THEN = ("年初", "原有", "上年末", "去年末", "上年底", "去年底", "期初", "年末", "此前", "原来", "月初")


# “up” and “down”: 净增 and 净减 are results too
@kind("remainder", "剩余数", "rest gap rest-weak surplus ahead over-short saved up down")
def remainders(reading: Reading, given: Given) -> Iterator[Claim]:
    """总数减去已完成，与“剩余”“其余”“还差”

    查什么：“立案32起，办结6起，剩余26起”“计划100户，已签约85户，还差15户”“目标12000人，完成12860人，超额完成860人”。

    怎样算相符：同一个计量单位，总数减去已完成的等于剩余的。总数可以在前几句、前几段；没有“剩余”二字的（超期68件、
    滞留436.8万元、2个跨年实施），中间的率正好印证总数和完成数，也算。“比原计划5800个多440个”“户籍比常住多7.5万人”“首尾相差24.1分”
    “去年同期52.6亿元，同比多增9.8亿元”“由46户发展到83户，新增37户”“当年结余加上年结余”同样核算。

    什么时候报“不符”：词句把三个数都点了名——应签约、已签约、未签约，按期与逾期、满意与不满意，或者中间的率正好印证
    这个总数，后面说“剩余、其余、还差”。

    什么时候不作声或说“无法判断”：没有总数；中间不止一个数而又凑不出；“还有、尚有、正在”不一定是全部剩下的；
    总数是多年的、完成数是今年的。
    """
    for figure in reading.figures:
        if figure.kind == PERCENT and "自然增长率" in figure.lead:
            natural = _natural(reading, figure)
            if natural:
                yield natural
    for n in range(len(reading.sentences)):
        figures = amounts(reading, n)
        for m, rest in enumerate(figures):
            held = balance_of(figures[:m], rest) if m > 2 else None
            if held:
                yield held
                continue
            if m >= 2 and rest.lead.startswith(_SAVED):
                found = _saved(figures[:m], rest)
                if found:
                    yield found
            elif m >= 2 and rest.lead.endswith(_NETS):
                found = _net(figures[:m], rest)
                if found:
                    yield found
                if m + 1 < len(figures):
                    rolled = _rolled(figures[: m + 1], figures[m + 1])
                    if rolled:
                        yield rolled
            elif m >= 2 and rest.has("over-short"):
                found = _over_short(reading, figures[:m], rest)
                if found:
                    yield found
            elif m >= 2 and rest.has("surplus", "ahead") and not rest.has("time-progress", "plan-progress"):
                found = _surplus(figures[:m], rest)
                if found:
                    yield found
            elif m >= 2 and rest.has("rest", "gap", "rest-weak") and not rest.has("ahead", "total"):
                found = _remainder(reading, figures[:m], rest)
                if found is None and figures[m - 1].has("grand"):
                    found = _rest_of_before(reading, n, figures[m - 1], rest)
                if found:
                    yield found
            elif m == 1 and rest.has("rest", "gap", "rest-weak") and not rest.has("ahead", "total"):
                found = _rest_of_before(reading, n, figures[0], rest)
                if found:
                    yield found


def _surplus(before: list[Figure], rest: Figure) -> Claim | None:
    """年度目标12000人，已完成12860人，超额完成860人."""
    same = [f for f in before if f.dimension == rest.dimension and not f.has(*CHANGE, "rest", "surplus")]
    if len(same) < 2 or not rest.is_exact or rest.has("yoy", "step", "last-year"):
        return None
    plan, done = (same[-1], same[-2]) if same[-1].has("plan") and not same[-2].has("plan") else same[-2:]
    over = rest.has("surplus") or any(word in rest.lead for word in ("超计划", "超目标", "超任务", "超年度"))
    if not over or not plan.has("plan") or done.has("plan") or done.exact < plan.exact:
        return None
    more = a.subtract(a.of(done), a.of(plan))
    verdict, shown = a.compare(rest, more), a.like(more.exact, rest)
    why = f"{a.bare(done)}−{a.bare(plan)}={shown}，与文中{rest.printed}{SAYS[verdict]}"
    return claim("remainder", rest, shown, verdict, why, exact=more.exact, of=(done, plan))


def _remainder(reading: Reading, before: list[Figure], rest: Figure) -> Claim | None:
    same = [f for f in before if f.dimension == rest.dimension and not f.has("up", "down", "each")]
    same = [f for f in same if f.bound not in (AT_LEAST, AT_MOST)]
    if "滚存" in rest.lead or "累计结余" in rest.lead:
        return None  # what was there before counts too
    if "相差" in rest.lead and _of_another(reading, same, rest):
        return None
    named = _by_verb(same, rest)
    if named is not None:
        return named
    same = same[-_MOST_BEFORE_REST:]
    if len(same) < 2:
        return None
    done, plan = same[-2:]
    if plan.has("plan") and not done.has("plan") and plan.exact == done.exact + rest.exact and rest.is_exact:
        return _told_rest(plan, [done], rest, Verdict.CONSISTENT)  # 化解47件，完成任务52件的90.4%，还差5件
    for at in range(len(same) - 1):
        total, parts = same[at], same[at + 1 :]
        for chosen in (parts, parts[-1:], parts[:1]):
            left = a.subtract(a.of(total), a.add(*map(a.of, chosen)))
            if (
                total.exact > rest.exact
                and left.exact > 0
                and a.compare(rest, left) in _FITS
                and (left.exact == rest.exact or rest.step or left.inexact)
            ):
                return _told_rest(total, chosen, rest, a.compare(rest, left))
    near = [f for f in same if f.segment == rest.segment]
    if rest.has("gap") and plan.has("plan") and not done.has("plan") and plan.exact > done.exact and rest.is_exact:
        return _told_rest(plan, [done], rest, Verdict.INCONSISTENT)
    if len(near) == 2 and near[0].exact > near[1].exact and near[0].is_exact and near[1].is_exact:
        left = a.subtract(a.of(near[0]), a.of(near[1]))
        if a.agreeing(rest, left.exact) and not near[1].has("plan", "total", "part"):
            sure = rest.has("rest", "gap") and len(same) == 2
            return _told_rest(near[0], near[1:], rest, Verdict.INCONSISTENT if sure else Verdict.UNCLEAR)
    if len(near) != 2 or not rest.has("rest", "gap") or near[0].exact <= near[1].exact or not near[0].is_exact:
        return None
    total, part = near
    started = before[0] is total and not total.has("done", "rest-weak")
    if rest.kind != AMOUNT or not (total.has("total", "whole", "plan", "cumulative") or started):
        return None
    left = a.subtract(a.of(total), a.of(part))
    between = reading.text[total.end : part.start]
    doubtful = part.has("plan", "total", "part") or (rest.exact < left.exact and any(word in between for word in _NEW))
    return _told_rest(total, [part], rest, Verdict.UNCLEAR if doubtful else Verdict.INCONSISTENT)


def _of_another(reading: Reading, same: list[Figure], rest: Figure) -> bool:
    """滞后时间进度10个百分点，相差1.35亿元 is of the time that has gone; 两者 of three amounts may be any two."""
    behind = any(
        f.has("time-progress", "plan-progress") and rest.clause - f.clause <= 1
        for f in reading.in_sentence(rest.sentence)
        if f.end <= rest.start
    )
    return behind or ("两者" in rest.lead and len(same) > 2)


def _by_verb(same: list[Figure], rest: Figure) -> Claim | None:
    """应检11870台，已检11764台，未检106台: the words leave no doubt which is which."""
    at = rest.lead.rfind("未")
    verb = rest.lead[at + 1 : at + 3].strip() if at >= 0 else ""
    if not verb or not rest.is_exact:
        return None
    total = next((f for f in reversed(same) if f"应{verb}" in f.lead and f.is_exact), None)
    if total is None and len(same) == 2 and same[0].is_exact and same[0].exact > same[1].exact:
        total = same[0]  # 1286户，已签约1203户，未签约83户
    done = next((f for f in reversed(same) if any(w + verb in f.lead for w in ("已", "实")) and f.is_exact), None)
    if total is None or done is None or total.segment != rest.segment or done.segment != rest.segment:
        return None
    if done is total:
        return None  # 已办结117件，阶段性办结35件，未办结16件: the whole of the three stands elsewhere
    left = a.subtract(a.of(total), a.of(done))
    return _told_rest(total, [done], rest, a.compare(rest, left))


def _rest_of_before(reading: Reading, n: int, done: Figure, rest: Figure) -> Claim | None:
    """共330项。…已整改286项，还有44项: the total stands a sentence before; told only when it fits."""
    if done.dimension != rest.dimension or not (done.is_exact and rest.is_exact) or done.has(*CHANGE):
        return None
    doubtful: Claim | None = None
    for back in range(n - 1, max(-1, n - 3), -1):
        for total in reversed(amounts(reading, back)):
            same = total.dimension == rest.dimension and total.paragraph == rest.paragraph and not total.has(*CHANGE)
            if same and total.exact == done.exact + rest.exact and total.exact >= 10:
                return _told_rest(total, [done], rest, Verdict.CONSISTENT)
            if same and total.is_exact and total.exact > done.exact and done.has("done") and doubtful is None:
                left = total.exact - done.exact
                sure = _witnessed(reading, total, done, rest)
                if sure or a.agreeing(rest, left) or (rest.has("gap", "rest") and total.has("plan", "total", "whole")):
                    doubtful = _told_rest(total, [done], rest, Verdict.INCONSISTENT if sure else Verdict.UNCLEAR)
    return doubtful


def _witnessed(reading: Reading, total: Figure, done: Figure, rest: Figure) -> bool:
    """Whether a rate between the two holds for this very total: 已整改103个，整改率70.1%，剩余54个."""
    if not rest.has("rest", "gap"):
        return False
    share = a.percent(a.of(done), a.of(total))
    rates = [f for f in reading.in_sentence(rest.sentence) if f.kind == PERCENT and done.end <= f.start < rest.start]
    return share is not None and any(f.step < 1 and a.compare(f, share) is Verdict.CONSISTENT for f in rates)


def _net(before: list[Figure], figure: Figure) -> Claim | None:
    """新开18家、关停3家，净增15家: what came and what went."""
    same = [f for f in before if f.dimension == figure.dimension and f.segment == figure.segment][-2:]
    if len(same) < 2 or not all(f.is_exact for f in (*same, figure)):
        return None
    came, went = same
    words = f"{came.lead}{came.tail}", f"{went.lead}{went.tail}"
    if not any(word in words[0] for word in _CAME) or not any(word in words[1] for word in _WENT):
        return None
    left = a.subtract(a.of(went), a.of(came)) if figure.has("down") else a.subtract(a.of(came), a.of(went))
    verdict, shown = a.compare(figure, left), a.like(left.exact, figure)
    one, other = (went, came) if figure.has("down") else (came, went)
    why = f"{a.bare(one)}−{a.bare(other)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("remainder", figure, shown, verdict, why, exact=left.exact, of=(one, other))


def _saved(before: list[Figure], rest: Figure) -> Claim | None:
    """概算4.6亿元，实际投资4.37亿元，节约2300万元."""
    same = [f for f in before if f.dimension == rest.dimension and f.segment == rest.segment][-2:]
    if len(same) < 2 or not same[0].has("plan") or not any(word in same[1].lead for word in _SPENT):
        return None
    left = a.subtract(a.of(same[0]), a.of(same[1]))
    verdict, shown = a.compare(rest, left), a.like(left.exact, rest)
    why = f"{a.bare(same[0])}−{a.bare(same[1])}={shown}，与文中{rest.printed}{SAYS[verdict]}"
    return claim("remainder", rest, shown, verdict, why, exact=left.exact, of=(same[0], same[1]))


def _over_short(reading: Reading, before: list[Figure], rest: Figure) -> Claim | None:
    """收入45.26亿元，为预算44.8亿元的101%，超收4600万元: told only when it fits, it may be over the time gone."""
    same = [f for f in before if f.dimension == rest.dimension and not f.has(*CHANGE, "over-short")][-2:]
    if len(same) < 2 or not same[1].has("plan") or same[0].has("plan"):
        return None
    done, plan = same
    short = rest.lead.startswith(("短", "欠"))
    more = a.subtract(a.of(plan), a.of(done)) if short else a.subtract(a.of(done), a.of(plan))
    if a.compare(rest, more) is not Verdict.CONSISTENT:
        return None
    one, other = (plan, done) if short else (done, plan)
    shown = a.like(more.exact, rest)
    why = f"{a.bare(one)}−{a.bare(other)}={shown}，与文中{rest.printed}相符"
    return claim("remainder", rest, shown, Verdict.CONSISTENT, why)


def balance_of(before: list[Figure], level: Figure) -> Claim | None:
    """年初31.2亿元，当年新增2.8亿元、偿还3.1亿元，11月末余额31.9亿元: what there was, what came, what went."""
    if not any(word in level.lead for word in _LEVELS) or level.has("up", "down", "plan", "each"):
        return None
    same = [f for f in before if f.dimension == level.dimension]
    at = next((n for n in range(len(same) - 1, -1, -1) if any(word in same[n].lead for word in _THEN)), -1)
    moves = same[at + 1 :]
    if at < 0 or not 1 < len(moves) <= _MOST_MOVES or not all(f.is_exact for f in (*same[at:], level)):
        return None
    came = [f for f in moves if any(word in f.lead for word in _CAME) and not f.lead.endswith(_NETS)]
    went = [f for f in moves if f not in came and any(word in f.lead for word in _WENT)]
    if len(came) + len(went) != len(moves) or not came or not went:
        return None
    due = a.subtract(a.add(a.of(same[at]), *map(a.of, came)), a.add(*map(a.of, went)))
    verdict, shown = a.compare(level, due), a.like(due.exact, level)
    sum_ = a.bare(same[at]) + "".join(f"+{a.bare(f)}" for f in came) + "".join(f"−{a.bare(f)}" for f in went)
    return claim(
        "remainder",
        level,
        shown,
        verdict,
        f"{sum_}={shown}，与文中{level.printed}{SAYS[verdict]}",
        exact=due.exact,
        of=(same[at], *came, *went),
    )


def _natural(reading: Reading, figure: Figure) -> Claim | None:
    """出生率8.56‰，死亡率5.91‰，自然增长率2.65‰."""
    here = [f for f in reading.in_sentence(figure.sentence) if f.kind == PERCENT and f.end <= figure.start]
    born = next((f for f in reversed(here) if "出生率" in f.lead), None)
    died = next((f for f in reversed(here) if "死亡率" in f.lead), None)
    if born is None or died is None:
        return None
    left = a.subtract(a.of(born), a.of(died))
    signed = figure if left.exact >= 0 else figure._replace(value=-abs(figure.value))
    verdict, shown = a.compare(signed, left), a.like(left.exact, figure)
    why = f"{a.bare(born)}−{a.bare(died)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("remainder", figure, shown, verdict, why, exact=left.exact, of=(born, died))


def _rolled(before: list[Figure], level: Figure) -> Claim | None:
    """年初46家，…净增15家，目前总数达到61家: what there was and the net change."""
    net = before[-1]
    if net.dimension != level.dimension or not net.lead.endswith(_NETS) or level.clause - net.clause > 1:
        return None
    first = next((f for f in reversed(before) if any(word in f.lead for word in _THEN) and f is not net), None)
    if first is None or first.dimension != level.dimension or not all(f.is_exact for f in (first, net, level)):
        return None
    down = net.has("down")
    due = a.subtract(a.of(first), a.of(net)) if down else a.add(a.of(first), a.of(net))
    verdict, shown = a.compare(level, due), a.like(due.exact, level)
    why = f"{a.bare(first)}{'−' if down else '+'}{a.bare(net)}={shown}，与文中{level.printed}{SAYS[verdict]}"
    return claim("sum", level, shown, verdict, why, exact=due.exact, of=(first, net))


def _told_rest(total: Figure, parts: list[Figure], rest: Figure, verdict: Verdict) -> Claim:
    left = a.subtract(a.of(total), a.add(*map(a.of, parts)))
    shown = a.like(left.exact, rest)
    minus = "−".join(a.bare(part) for part in parts)
    return claim(
        "remainder",
        rest,
        shown,
        verdict,
        f"{a.bare(total)}−{minus}={shown}，与文中{rest.printed}{SAYS[verdict]}",
        exact=left.exact,
        of=(total, *parts),
    )
