"""An invented year (虚构): honest monthly reports of many wordings, with faults of each kind planted among them.

Nothing here is about a real place. ``year()`` gives the tasks and where which fault was planted; ``outcome``
says what the rules found, missed, and called wrong without reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from ledger.checks import base
from ledger.model import Config, Entry, Indicator, ListSpec, Task, Units
from ledger.periods import Period
from ledger.units import Registry
from ledger.values import replace

SEED = 2020
MONTHS = range(3, 11)
UNIT = "区住建局"
THINGS = [
    ("加装电梯", "部", "完成既有住宅加装电梯{n}部。", 60), ("老旧小区改造", "户", "完成老旧小区改造{n}户。", 4200),
    ("安置房建成", "套", "建成安置房{n}套。", 1200), ("户厕改造", "户", "完成户厕改造{n}户。", 3600),
    ("征收签约", "户", "完成征收签约{n}户。", 1532), ("管网铺设", "公里", "铺设污水管网{n}公里。", 420),
    ("树木补植", "株", "完成树木补植{n}株。", 9800), ("农田建设", "亩", "建设高标准农田{n}亩。", 20000),
]  # fmt: skip


@dataclass(frozen=True)
class Planted:
    """A fault: which rule should find it, in which task and entry."""

    code: str
    task: str
    entry: int


def _percent(part: int, whole: int, places: int = 1) -> str:
    step = Decimal(1).scaleb(-places)
    return f"{(Decimal(part) * 100 / whole).quantize(step, rounding='ROUND_HALF_UP'):f}"


def _honest(rng: Random, thing: str, measure: str, target: int, done: int, added: int, month: int) -> str:
    rate = _percent(done, target)
    gone = Decimal(month) * 100 / 12
    gap = abs(Decimal(rate) - gone).quantize(Decimal("0.1"), rounding="ROUND_HALF_UP")
    word = "快于" if Decimal(rate) >= gone else "慢于"
    schools, villages = rng.randint(3, 30), rng.randint(2, 20)
    more = rng.choice(
        [
            f"召开现场推进会{rng.randint(2, 6)}次，协调解决问题{rng.randint(7, 19)}个。",
            f"涉及{schools + villages}个点位（{schools}个城区点位，{villages}个镇村点位）。",
            f"排查问题{schools + villages}处，整改{schools}处，剩余{villages}处下月完成。",
            f"上月走访群众{rng.randint(100, 400)}余户，征求意见{rng.randint(20, 90)}条。",
            f"资金已到位{rng.randint(100, 900)}万元，其中市级{rng.randint(10, 90)}万元。",
            "施工、监理单位均已进场，材料备齐，安全巡查每周一次。",
            f"对东河、西岭、南庄{rng.choice(['3', '三'])}个片区逐户核对。",
        ]
    )
    head = rng.choice(
        [
            f"{month}月完成{thing}{added}{measure}，截至{month}月底累计完成{thing}{done}{measure}，占全年任务的{rate}%。",
            f"截至{month}月底，累计完成{thing}{done}{measure}，完成率{rate}%。",
            f"本月新增{added}{measure}；累计完成{thing}{done}{measure}，占年度任务{target}{measure}的{rate}%，{word}时间进度{gap}个百分点。",
            f"累计完成{thing}{done}{measure}。",
        ]
    )
    return head + more


def year(size: int = 48) -> tuple[list[Task], list[Planted]]:
    """Tasks with a year of reports, and the faults planted into them."""
    rng = Random(SEED)
    tasks, planted = [], []
    faults = list(FAULTS.items())
    for number in range(1, size + 1):
        thing, measure, wording, usual = THINGS[number % len(THINGS)]
        target = usual * rng.choice((10, 11, 12)) // 10
        share = sorted(rng.sample(range(8, 99), len(MONTHS)))
        done = [max(11, target * per // 100) for per in share]
        done = [value + n for n, value in enumerate(done)]
        entries = []
        for n, month in enumerate(MONTHS):
            added = done[n] - (done[n - 1] if n else 0)
            text = _honest(rng, thing, measure, target, done[n], added, month)
            entries.append(
                Entry(
                    Period(2020, "month", month), UNIT, done=text,
                    next=f"{month + 1}月底前继续推进{thing}，再完成一批。",
                    indicators={thing: Decimal(done[n])},
                )
            )  # fmt: skip
        task = Task(
            id=f"2020-main-{number:03}", number=number, text=wording.format(n=target), units=Units((UNIT,)),
            indicators=(Indicator(thing, Decimal(target), measure),), progress=tuple(entries),
        )  # fmt: skip
        if number % 3 == 0 and faults:
            code, plant = faults[(number // 3 - 1) % len(faults)]
            at = 2 + number % 4
            task, where = plant(task, at)
            planted.append(Planted(code.split("/")[0], task.id, where))
        tasks.append(task)
    return tasks, planted


def _say(task: Task, at: int, text: str, **more: object) -> tuple[Task, int]:
    entry = replace(task.progress[at], done=text, **more)  # type: ignore[arg-type]
    return replace(task, progress=(*task.progress[:at], entry, *task.progress[at + 1 :])), at


def _total(task: Task, at: int) -> tuple[str, str, int, int]:
    """Thing, measure, target and what was done by then."""
    indicator = task.indicators[0]
    assert indicator.target is not None
    return indicator.name, indicator.measure, int(indicator.target), int(task.progress[at].indicators[indicator.name])


def _wrong_share(task: Task, at: int) -> tuple[Task, int]:
    thing, measure, target, done = _total(task, at)
    rate = _percent(done + target // 7, target)
    return _say(
        task,
        at,
        f"年度任务{target}{measure}，累计完成{thing}{done}{measure}，占年度任务的{rate}%。",
    )


def _wrong_sum(task: Task, at: int) -> tuple[Task, int]:
    return _say(task, at, task.progress[at].done + "涉及65个点位（44个城区点位，24个镇村点位）。")


def _wrong_rest(task: Task, at: int) -> tuple[Task, int]:
    return _say(task, at, task.progress[at].done + "立案46起，办结31起，剩余25起正在办理。")


def _wrong_growth(task: Task, at: int) -> tuple[Task, int]:
    return _say(
        task, at, task.progress[at].done + "群众评分由82.5分提高到90.5分，合格率由88%提高到93%，提高8个百分点。"
    )


def _wrong_lead(task: Task, at: int) -> tuple[Task, int]:
    thing, measure, target, done = _total(task, at)
    rate = _percent(done, target)
    return _say(
        task,
        at,
        f"累计完成{thing}{done}{measure}，完成全年任务的{rate}%，超时间进度{int(Decimal(rate)) + 30}个百分点。",
    )


def _no_measure(task: Task, at: int) -> tuple[Task, int]:
    return _say(task, at, task.progress[at].done + "共处罚施工单位4家，罚款13万。")


def _truncated(task: Task, at: int) -> tuple[Task, int]:
    return _say(task, at, task.progress[at].done + "台账23处，整改14处，整改率60.8%。")


def _many_names(task: Task, at: int) -> tuple[Task, int]:
    return _say(task, at, task.progress[at].done + "在东河、西岭、南庄、北苑等3个村试点。")


def _other_indicator(task: Task, at: int) -> tuple[Task, int]:
    thing, measure, _, done = _total(task, at)
    return _say(task, at, f"累计完成{thing}{done + 7}{measure}。")


def _near_copy(task: Task, at: int) -> tuple[Task, int]:
    thing, measure, _, done = _total(task, at - 1)
    before = f"累计完成{thing}{done}{measure}，正在办理后续手续。"
    task, _ = _say(task, at - 1, before + "各参建单位已经明确了责任和时限。")
    return _say(task, at, before + "各参建单位已明确了责任和时限。", indicators={})


def _other_thing(task: Task, at: int) -> tuple[Task, int]:
    return _say(task, at, "完成道板铺装3500平方米。", indicators={})


def _plan_missed(task: Task, at: int) -> tuple[Task, int]:
    thing, measure, _, done = _total(task, at)
    period = task.progress[at].period
    task = replace(task, plan={period: f"完成{thing}{done + 40}{measure}。"})
    return _say(task, at, f"累计完成{thing}{done}{measure}。", verdict="完成")


def _forgotten(task: Task, at: int) -> tuple[Task, int]:
    entry = replace(task.progress[at - 1], next="邀请第三方机构开展结构检测，形成鉴定报告。")
    task = replace(task, progress=(*task.progress[: at - 1], entry, *task.progress[at:]))
    return _say(task, at, "施工围挡更新，夜间照明补齐。")


def _stale(task: Task, at: int) -> tuple[Task, int]:
    return _say(task, at, "2月份完成图纸会审，组织专家论证。")


def _falling(task: Task, at: int) -> tuple[Task, int]:
    thing, measure, _, done = _total(task, at)
    task, _ = _say(task, at - 1, f"累计完成{thing}{done}{measure}。", indicators={})
    return _say(task, at, f"累计完成{thing}{done - 9}{measure}。", indicators={})


def _tenfold(task: Task, at: int) -> tuple[Task, int]:
    thing, measure, _, done = _total(task, at)
    task, _ = _say(task, at - 1, f"累计完成{thing}{done}{measure}。", indicators={})
    for later in range(at + 1, len(task.progress)):
        task, _ = _say(task, later, "设备全部调试完毕，等待验收。", indicators={}, next="")
    return _say(task, at, f"累计完成{thing}{done * 10 + 3}{measure}。", indicators={}, next="")


def _wrong_average(task: Task, at: int) -> tuple[Task, int]:
    return _say(task, at, "发放补助资金1260万元，惠及840户，户均2.5万元。")


def _wrong_multiple(task: Task, at: int) -> tuple[Task, int]:
    return _say(task, at, "集体收入由180万元增加到300万元，翻了一番。")


def _base_moves(task: Task, at: int) -> tuple[Task, int]:
    thing, *_ = _total(task, at)
    task, _ = _say(task, at - 1, f"项目总投资5.6亿元，{thing}的管线迁改过半。", next="")
    return _say(task, at, f"项目总投资5.2亿元，{thing}进入收尾。", next="")


FAULTS = {
    "P022": _wrong_share,
    "N001/sum": _wrong_sum,
    "N001/rest": _wrong_rest,
    "N001/growth": _wrong_growth,
    "N001/lead": _wrong_lead,
    "N001/average": _wrong_average,
    "N001/multiple": _wrong_multiple,
    "N002": _no_measure,
    "N003": _truncated,
    "N005": _many_names,
    "N006": _other_indicator,
    "P101": _near_copy,
    "P103": _other_thing,
    "P104": _plan_missed,
    "P105": _forgotten,
    "P106": _stale,
    "P107": _falling,
    "P108": _tenfold,
    "N011": _base_moves,
}


@dataclass(frozen=True)
class Outcome:
    """What the rules made of the year."""

    entries: int
    found: list[Planted]
    missed: list[Planted]
    alarms: list[str]
    """Findings in entries that were honest, or of another rule than the planted one."""


def outcome(size: int = 48) -> Outcome:
    """Run the N and P1xx rules over the year."""
    tasks, planted = year(size)
    context = base.Context(Config("2020", "虚构", 2020, {"main": ListSpec("main", "虚构")}), Registry())
    choice = base.Choice.of(("N", "P022", "P101", "P103", "P104", "P105", "P106", "P107", "P108"))
    told: set[tuple[str, str, int]] = set()
    alarms = []
    wanted = {(one.code, one.task, one.entry) for one in planted}
    for task in tasks:
        for finding in base.task_findings(task, context, choice):
            at = int(finding.path[1]) if len(finding.path) > 1 else -1
            told.add((finding.code, task.id, at))
            if (finding.code, task.id, at) not in wanted:
                alarms.append(f"{task.id}[{at}] {finding.code} {finding.message}")
    return Outcome(
        sum(len(task.progress) for task in tasks),
        [one for one in planted if (one.code, one.task, one.entry) in told],
        [one for one in planted if (one.code, one.task, one.entry) not in told],
        alarms,
    )
