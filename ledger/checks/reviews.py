"""P rules about what the office made of a report: verdicts, reviews, closing."""

from __future__ import annotations

from collections.abc import Iterator

from ledger import guesses
from ledger.checks.base import WHOLE, Context, Found, rule
from ledger.diagnostics import Level
from ledger.model import VERDICTS, Task


@rule("P009", "unknown-verdict", Level.ERROR, reads=WHOLE)
def unknown_verdict(task: Task, context: Context) -> Iterator[Found]:
    """评价不是本台账规定的几种

    为什么要紧：完成率按评价计算，“基本完成”“已完成”之类程序不知道算哪一种。
    要增加一种评价，写进 ledger.yaml 的 verdicts。

    错误写法：

        verdict: 基本完成

    正确写法：

        verdict: 未完成
    """
    allowed = context.config.verdicts
    for n, entry in enumerate(task.progress):
        if entry.verdict and entry.verdict not in allowed:
            yield Found(("progress", n, "verdict"), *_verdict_words(entry.verdict, allowed))
    for n, review in enumerate(task.reviews):
        if review.verdict and review.verdict not in allowed:
            yield Found(("reviews", n, "verdict"), *_verdict_words(review.verdict, allowed))


def _verdict_words(verdict: str, allowed: tuple[str, ...]) -> tuple[str, str]:
    meant = guesses.verdict(verdict, allowed)
    own = "" if allowed == VERDICTS else "（ledger.yaml 的 verdicts 定的）"
    return f"没有“{verdict}”这种评价", f"{f'是不是“{meant}”？' if meant else ''}只能写：{'、'.join(allowed)}{own}"


@rule("P010", "report-after-closure", Level.WARNING, of="changes")
def report_after_closure(task: Task, context: Context) -> Iterator[Found]:
    """已经办结的任务还在报进展

    为什么要紧：办结是督查室的决定，此后不再列入催办和统计。又来了进展，要么办结早了，要么报错了任务。

    错误写法：

        changes:
          - {kind: closure, on: 2020-06-10, approved_by: 督查室}
        progress:
          - {period: 2020-08, unit: 区住建局, done: 完成剩余3部电梯安装。}

    正确写法（确需继续督办的，先重新立起来）：

        changes:
          - {kind: closure, on: 2020-06-10, approved_by: 督查室}
          - {kind: reopening, on: 2020-08-03, reason: 新增3部电梯, approved_by: 督查室}
        progress:
          - {period: 2020-08, unit: 区住建局, done: 完成剩余3部电梯安装。}
    """
    act = task.closed
    if not act:
        return
    for n, entry in enumerate(task.progress):
        if (act.on and entry.period.begin > act.on) or (not act.on and act.period and act.period < entry.period):
            yield Found(
                ("progress", n, "period"),
                f"任务已于 {act.on or act.period} 办结，{entry.unit} 又报了 {entry.period} 的进展",
                "核对是不是报错了任务；确需继续督办，在 changes 里加一条 kind: reopening",
            )


@rule("P011", "review-differs", Level.NOTICE, of="reviews", reads=WHOLE)
def review_differs(task: Task, context: Context) -> Iterator[Found]:
    """督查室的评价与单位自报不一致，又没有写理由

    为什么要紧：自报和核实本来就是两回事，不一致很正常；但改判要经得起单位来问，应当留下一句理由。

    错误写法：

        progress:
          - {period: 2020-04, unit: 区住建局, done: 全部竣工。, verdict: 完成}
        reviews:
          - {period: 2020-04, verdict: 未完成, by: 督查室}

    正确写法：

        progress:
          - {period: 2020-04, unit: 区住建局, done: 全部竣工。, verdict: 完成}
        reviews:
          - {period: 2020-04, verdict: 未完成, by: 督查室, note: 现场核查2处尚未验收。}
    """
    for n, review in enumerate(task.reviews):
        if review.note.strip():
            continue
        said = {entry.verdict for entry in context.timeline(task).of(review.period) if entry.verdict}
        if said and review.verdict not in said and review.verdict in context.config.verdicts:
            yield Found(
                ("reviews", n, "verdict"),
                f"{review.period} 单位自报“{'、'.join(sorted(said))}”，督查室评价“{review.verdict}”，没有写理由",
                "在这条评价里加 note: 写明依据",
            )


@rule("P017", "duplicate-review", Level.WARNING, of="reviews", reads=WHOLE)
def duplicate_review(task: Task, context: Context) -> Iterator[Found]:
    """同一期有两条督查室评价

    为什么要紧：一期只有一个结论，两条就不知道以哪条为准。

    错误写法：

        reviews:
          - {period: 2020-04, verdict: 未完成, by: 督查室, on: 2020-05-12}
          - {period: 2020-04, verdict: 完成, by: 督查室, on: 2020-05-20}

    正确写法（改判时改原来那条，旧的在历史里）：

        reviews:
          - {period: 2020-04, verdict: 完成, by: 督查室, on: 2020-05-20, note: 5月18日现场复核。}
    """
    seen: dict[object, int] = {}
    for n, review in enumerate(task.reviews):
        if review.period in seen:
            yield Found(
                ("reviews", n, "period"),
                f"{review.period} 已经有一条评价（第{seen[review.period] + 1}条）",
                "只留一条，用 note 写明改判的依据",
            )
        seen.setdefault(review.period, n)


@rule("P018", "review-without-report", Level.NOTICE, of="reviews", reads=WHOLE)
def review_without_report(task: Task, context: Context) -> Iterator[Found]:
    """没有任何单位报进展，督查室却作了评价

    为什么要紧：可能周期写错了；如果是现场核查得出的结论，写一句依据就清楚了。

    错误写法：

        reviews:
          - {period: 2020-05, verdict: 完成, by: 督查室}

    正确写法：

        reviews:
          - {period: 2020-05, verdict: 完成, by: 督查室, note: 5月28日现场查看，已投入使用。}
    """
    for n, review in enumerate(task.reviews):
        if not review.note.strip() and not any(review.period.contains(e.period) for e in task.progress):
            yield Found(
                ("reviews", n, "period"),
                f"{review.period} 没有任何单位报进展，却有督查室评价",
                "核对周期；是现场核查的结论就用 note 写明依据",
            )
