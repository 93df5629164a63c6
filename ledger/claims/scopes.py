"""Of what else a figure may speak that is called wrong: other prices, another definition, another thing by its name.

All of these are true sentences in which a quick reader divides what does not belong together.
"""

from __future__ import annotations

from ledger.claims import arithmetic as a
from ledger.claims.again import MARKS, bears, telling_pairs
from ledger.claims.again_said import in_words
from ledger.claims.values import Claim, Verdict
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT, PERCENT, POINTS
from ledger.patterns import late

_PRICES = ("不变价", "可比价", "可比口径", "同口径", "剔除", "扣除", "不含")
_DEFINED = late("统计口径|为分母|作分母|为权重|加权")
_SOME = late("主要(?:有|是|为|包括|集中在)|[两二三]者|都有|均有|兼有|兼具|同时|交叉|重叠|重复|多选|既")
"""What is listed is not all of it, or some of it twice."""
_LOSES = ("亏损", "亏", "逆差", "净流出", "赤字", "倒挂")
_EARNS = ("盈利", "盈", "顺差", "净流入", "结余", "利润")
_TIMES = frozenset(("年", "个月", "天", "周", "小时", "分钟"))
_OF_TIME = ("时间", "工期", "期限", "天数", "时长", "进度")
_REACH = 40
_BEFORE = 24
_PAIR = 2
_CHANGES = ("少", "多", "增", "减", "升", "降", "净增", "净减", "增加", "减少")
_RATE_WORD = 3
"""回收率, 完成率: so many characters say what is done."""


def is_of_other_scope(reading: Reading, claim: Claim, figure: Figure) -> bool:
    """Whether the words give a reason why the figure is not what was computed."""
    used = claim.working.operands if claim.working is not None else ()
    if claim.kind in ("lead", "growth") and figure.kind == POINTS and any(not f.is_exact or in_words(f) for f in used):
        return True  # 合计接近全市六成。…仅完成52.8%，比全市低9.2个百分点
    if claim.kind == "growth" and figure.kind == PERCENT and _is_of_other_prices(reading, figure):
        return True
    if claim.kind == "share":
        return (
            _is_of_times(figure, used)
            or _is_defined_apart(reading, figure)
            or _is_of_what_is_named(reading, figure, used)
            or _has_a_subject_of_its_own(reading, figure, used)
            or _is_of_an_implied_whole(reading, figure, used)
        )
    if claim.kind == "remainder":
        return _turns_round(used) or _is_one_of_the_rest(reading, claim, figure)
    if claim.kind == "sum":
        return _holds_itself(reading, used) or any(_SOME.search(f.lead) for f in used[1:]) or _is_a_change(claim)
    return False


def _words_around(reading: Reading, figure: Figure) -> str:
    """The words of its clause before a figure, and those of a bracket straight behind it."""
    begin = max(reading.sentences[figure.sentence][0], figure.start - _REACH)
    words = reading.text[begin : figure.start]
    at = max(map(words.rfind, MARKS))
    behind = reading.text[figure.end : figure.end + _BEFORE]
    return words[at + 1 :] + (behind.partition("）")[0].partition(")")[0] if behind[:1] in ("(", "（") else "")


def _is_of_other_prices(reading: Reading, figure: Figure) -> bool:
    """全县生产总值286.4亿元，按不变价格计算增长5.6%（2023年为274.9亿元）."""
    words = _words_around(reading, figure)
    return any(word in words for word in _PRICES)


def _is_defined_apart(reading: Reading, figure: Figure) -> bool:
    """以产生量加利用往年贮存量为分母，综合利用率为84.6%."""
    begin = max(reading.sentences[figure.sentence][0], figure.start - len(figure.lead) - _REACH)
    return _DEFINED.search(reading.text, begin, figure.start) is not None


def _is_of_times(figure: Figure, used: tuple[Figure, ...]) -> bool:
    """前三年累计下降12.7%，完成五年目标14.5%的87.6%: years are no part of a rate."""
    return bool(used) and all(f.dimension in _TIMES for f in used) and not any(w in figure.lead for w in _OF_TIME)


def _is_of_what_is_named(reading: Reading, figure: Figure, used: tuple[Figure, ...]) -> bool:
    """户籍人口341.5万人，户籍人口城镇化率38.9%: another amount bears the name, and all of it."""
    name = telling_pairs(figure.lead.partition("占")[0])
    if not name or not used:
        return False
    most = max(bears(f, name) for f in used)
    starts = {f.start for f in used}
    near = (f for n in (figure.sentence - 1, figure.sentence) for f in reading.amounts_in(n) if f.end <= figure.start)
    return any(f.start not in starts and f.dimension == used[-1].dimension and bears(f, name) > most for f in near)


def _has_a_subject_of_its_own(reading: Reading, figure: Figure, used: tuple[Figure, ...]) -> bool:
    """旧农膜使用1500吨、回收1260吨，回收率84%；农药包装物回收率88%: nothing is told of what the rate is of."""
    if not used or any(f.segment == figure.segment for f in used) or not figure.lead.endswith("率"):
        return False
    name = telling_pairs(figure.lead[:-_RATE_WORD])
    begin = reading.sentences[min(f.sentence for f in used)][0]
    words = reading.text[begin : figure.start - len(figure.lead)]
    return len(name) > 1 and not any(pair in words for pair in name)


def _is_of_an_implied_whole(reading: Reading, figure: Figure, used: tuple[Figure, ...]) -> bool:
    """开建6.08万套，开工率95.33%，竣工1.77万套，竣工率27.8%: of what 6.08万套 are 95.33% of."""
    if len(used) != _PAIR or not used[1].value:
        return False
    rate = next((f for f in reading.in_sentence(used[1].sentence) if f.start >= used[1].end), None)
    if rate is None or rate.kind != PERCENT or rate.start == figure.start or not rate.value:
        return False
    computed = used[0].exact * rate.exact / used[1].exact
    return abs(computed - figure.exact) <= figure.step


def _is_one_of_the_rest(reading: Reading, claim: Claim, figure: Figure) -> bool:
    """差额1281.8万立方米：一块是漏失876.5万，一块是误差246.8万，另一块是违章用水158.5万: all that is left are both."""
    due = claim.working.computed if claim.working is not None else None
    sum_ = figure.exact
    for other in reading.amounts_in(figure.sentence):
        if other.start > figure.start and other.dimension == figure.dimension:
            sum_ += other.exact
            if sum_ == due:
                return True
    return False


def _is_a_change(claim: Claim) -> bool:
    """收入10244万元，少4927万元，其中土地出让10065万元: the part is of the first."""
    return claim.working is not None and claim.working.stated.lead.strip() in _CHANGES


def _turns_round(used: tuple[Figure, ...]) -> bool:
    """由盈利287元转为亏损74元，相差361元: what lies on both sides of nought."""
    loses = [any(word in f.lead for word in _LOSES) for f in used]
    earns = [any(word in f.lead for word in _EARNS) for f in used]
    return any(loses) and any(earn and not lose for earn, lose in zip(earns, loses, strict=True))


def _holds_itself(reading: Reading, used: tuple[Figure, ...]) -> bool:
    """签约的263个项目，开工219个，开工率83.3%: the second is of the first, and not to be added to it."""
    parts = [f for f in used if f.kind == AMOUNT]
    if len(parts) != _PAIR or not parts[0].value or parts[1].value > parts[0].value:
        return False
    rate = next((f for f in reading.in_sentence(parts[1].sentence) if f.start >= parts[1].end), None)
    if rate is None or rate.kind != PERCENT:
        return False
    of_first = a.percent(a.of(parts[1]), a.of(parts[0]))
    return of_first is not None and a.compare(rate, of_first) is Verdict.CONSISTENT
