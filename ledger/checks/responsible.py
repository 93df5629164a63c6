"""R rules about responsible units: who they are, who leads, who may report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from ledger import guesses, unitwords
from ledger.checks import quoted
from ledger.checks.base import Context, Found, Ledger, config_path, ledger_rule, rule, units_path
from ledger.diagnostics import Level, Path
from ledger.model import Task
from ledger.units import STREET

_DAY = timedelta(days=1)


def _named(task: Task, context: Context) -> Iterator[tuple[Path, str, date | None]]:
    """Every place that names a unit, and the day for which the name should hold."""
    issued = context.config.document.issued
    for role in ("lead", "support"):
        for n, name in enumerate(getattr(task.units, role)):
            yield ("units", role, n), name, issued
    for n, entry in enumerate(task.progress):
        day = entry.reported or entry.period.end - _DAY
        yield ("progress", n, "unit"), entry.unit, day
        for m, name in enumerate(entry.joint):
            yield ("progress", n, "joint", m), name, day
    for n, change in enumerate(task.changes):
        if change.unit:
            yield ("changes", n, "unit"), change.unit, change.on


@rule("R001", "unknown-unit", Level.ERROR)
def unknown_unit(task: Task, context: Context) -> Iterator[Found]:
    """单位不在名录里

    为什么要紧：名录里没有的单位，进展会记在一个不存在的单位名下，催办、统计都找不到它。多半是错别字。

    错误写法：

        progress:
          - {period: 2020-04, unit: 区市政设施运营中心, done: 完成招标。}

    正确写法（真有这个单位，就在 units.yaml 里登记）：

        progress:
          - {period: 2020-04, unit: 区市政设施运行中心, done: 完成招标。}
    """
    registry = context.registry
    if not registry.units or all(map(context.knows, context.timeline(task).names)):
        return
    for path, name, day in _named(task, context):
        if name and not context.knows(name, day) and name not in registry.doubtful:
            if quoted.unquoted(name) != name and context.knows(quoted.unquoted(name)):
                continue  # R038 tells it
            yield Found(path, f"单位“{name}”不在名录里", _meant(name, path, context))


def _meant(name: str, path: Path, context: Context) -> str:
    """What to type instead of an unknown name: several names in one, another way of writing, or the nearest."""
    parts = guesses.several(name)
    if len(parts) > 1 and all(map(context.knows, parts)):
        if path[0] == "units":
            return f"几个单位要分开写：[{', '.join(parts)}]，中间用英文逗号"
        return f"unit 只写一个单位，另一个另写一条；用同一段话填报的写在 joint: [{', '.join(parts[1:])}]"
    for written in guesses.names(name):
        if context.knows(written):
            return f"是不是“{written}”？"
    near = next(filter(None, map(context.registry.suggest, (name, *guesses.names(name)))), "")
    return f"是不是“{near}”？" if near else "核对名称；确有这个单位就在 units.yaml 里登记"


@rule("R002", "expired-unit-name", Level.WARNING)
def expired_unit_name(task: Task, context: Context) -> Iterator[Found]:
    """用了当时已经停用（或者还没有启用）的单位名称

    为什么要紧：机构改革以后旧名称不再使用；同一个单位新旧名称混用，会被当成两个单位。

    错误写法（units.yaml 里写明区金融办用到2020年2月16日）：

        progress:
          - {period: 2020-04, unit: 区金融办, reported: 2020-05-09, done: 走访企业12家。}

    正确写法：

        progress:
          - {period: 2020-04, unit: 区金融事业发展中心, reported: 2020-05-09, done: 走访企业12家。}
    """
    if context.registry.doubtful or not any(map(context.may_run_out, context.timeline(task).names)):
        return
    for path, name, day in _named(task, context):
        if day and context.out_of_use(name, day):
            unit = context.registry.find(name)
            yield Found(path, f"“{name}”在 {day} 不是在用的单位名称", f"写成“{unit.form}”" if unit else "核对单位名称")


@rule("R004", "repeated-unit", Level.WARNING)
def repeated_unit(task: Task, context: Context) -> Iterator[Found]:
    """同一个单位在责任单位里列了两次

    为什么要紧：同一单位会收到两份催办、统计两次；既牵头又配合也说不清责任。

    错误写法：

        units:
          lead: [区住建局]
          support: [区财政局, 住建局]

    正确写法：

        units:
          lead: [区住建局]
          support: [区财政局]
    """
    seen: dict[str, str] = {}
    for role in ("lead", "support"):
        for n, name in enumerate(getattr(task.units, role)):
            key = context.key(name)
            if key in seen:
                yield Found(("units", role, n), f"“{name}”和前面的“{seen[key]}”是同一个单位", "删掉一个")
            else:
                seen[key] = name


@rule("R005", "lead-source-mismatch", Level.WARNING)
def lead_source_mismatch(task: Task, context: Context) -> Iterator[Found]:
    """牵头单位与它的认定方式对不上

    为什么要紧：lead_source 说明凭什么认定谁牵头：first 是列第一位的，只能有一个；all 是都牵头，就没有配合单位。

    错误写法：

        units:
          lead: [区住建局, 区财政局]
          lead_source: first

    正确写法：

        units:
          lead: [区住建局]
          support: [区财政局]
          lead_source: first
    """
    units = task.units
    if units.support and not units.lead:
        yield Found(("units",), "有配合单位，没有牵头单位", "在 units 下加一行 lead: […]")
    elif units.lead_source == "first" and len(units.lead) > 1:
        yield Found(
            ("units", "lead_source"),
            f"lead_source 是 first（列第一位的牵头），却有 {len(units.lead)} 个牵头单位",
            "只留第一位；文件写明几个单位牵头的，写 bold、column 或 stated",
        )
    elif units.lead_source == "all" and units.support:
        yield Found(
            ("units", "lead_source"),
            "lead_source 是 all（都牵头），却列了配合单位",
            "把 support 里的单位移到 lead，或者改 lead_source",
        )


@rule("R007", "unexpected-reporter", Level.WARNING, of="progress")
def unexpected_reporter(task: Task, context: Context) -> Iterator[Found]:
    """报进展的单位不在本任务的责任单位里

    为什么要紧：不是表填串了行，就是责任单位漏列了。责任单位写“相关街道办事处”这类没有点名的，
    街道办事处来报不算错。

    错误写法：

        units:
          lead: [区教体局]
        progress:
          - {period: 2020-04, unit: 区住建局, done: 备案19部。}

    正确写法：

        units:
          lead: [区住建局]
        progress:
          - {period: 2020-04, unit: 区住建局, done: 备案19部。}
    """
    listed = task.units.all
    if not listed or not task.progress or context.registry.doubtful or not all(map(context.knows, listed)):
        return  # a name in the list that is none (R001) may be the unit that reports
    allowed: set[str] | None = None
    found: dict[str, list[Path]] = {}
    for n, entry in enumerate(task.progress):
        for m, name in enumerate((entry.unit, *entry.joint)):
            if not name or name in listed or not context.knows(name):
                continue
            allowed = _allowed(listed, context) if allowed is None else allowed
            if context.key(name) in allowed or any(_may_belong(context, name, group) for group in listed):
                continue
            found.setdefault(name, []).append(("progress", n, "joint", m - 1) if m else ("progress", n, "unit"))
    for name, places in found.items():
        more = f"（共{len(places)}条进展）" if len(places) > 1 else ""
        yield Found(
            places[0],
            f"“{name}”不在第 {task.number} 项的责任单位里{more}",
            "核对是不是填错了任务；确实由它负责就加到 units 的 support 里",
        )


def _allowed(listed: tuple[str, ...], context: Context) -> set[str]:
    names = {context.key(name) for name in listed}
    for name in listed:
        names.update(context.key(member) for member in context.registry.members(name) or ())
    return names


def _may_belong(context: Context, name: str, group: str) -> bool:
    """Whether a unit may be meant by an open group: 六里山街道办事处 by 相关街道办事处."""
    registry = context.registry
    if registry.members(group) is not None or registry.group(group) is None:
        return False
    core = group.removeprefix(unitwords.group_head(group))
    if core.endswith(("部门", "单位")):
        return True
    unit = registry.find(name)
    if unitwords.area_end(core):
        return bool(unitwords.area_end(name)) or (unit is not None and unit.kind == STREET)
    return name.endswith(core[-4:])


@ledger_rule("R006", "no-unit", Level.WARNING)
def no_unit(ledger: Ledger, context: Context) -> Iterator[Found]:
    """任务没有责任单位

    为什么要紧：没有责任单位的任务没有人报、也没有人催，到年底才发现落了空。
    整张清单都没有责任单位的（指标表、保障措施），只提示一次。

    错误写法：

        number: 37
        text: 完成经四纬一等9个项目的回迁安置。

    正确写法：

        number: 37
        text: 完成经四纬一等9个项目的回迁安置。
        units:
          lead: [区重点工程服务中心]
    """
    for listed in ledger.config.lists:
        records = [record for record in ledger.records if record.list == listed]
        missing = [record for record in records if not record.task.units.all]
        if len(missing) > 1 and len(missing) == len(records):
            yield Found(
                ("lists", listed),
                f"清单 {listed} 的 {len(missing)} 项都没有责任单位",
                "原件就没有写的，加豁免；有的话逐项加上 units",
                Level.NOTICE,
                config_path(ledger),
            )
            continue
        for record in missing:
            yield Found(
                ("number",), f"第 {record.task.number} 项没有责任单位", "加上 units: 和 lead: […]", file=record.path
            )


@ledger_rule("R037", "empty-registry", Level.WARNING)
def empty_registry(ledger: Ledger, context: Context) -> Iterator[Found]:
    """任务写了责任单位，单位名录却是空的，或者没有名录

    为什么要紧：没有名录，单位名称的错别字一个也查不出来，简称、曾用名对不上，“各街道办事处”也展不开。

    错误写法（units.yaml）：

        units: []

    正确写法：

        units:
          - {name: 区住房和城乡建设局, short: 区住建局}
    """
    if ledger.registry.units or ledger.registry.doubtful:
        return
    path = units_path(ledger)
    if any(finding.file == path and finding.level is Level.ERROR for finding in ledger.findings):
        return  # that it cannot be read is told already
    named = {name for record in ledger.records for name in record.task.units.all}
    if not named:
        return
    there = path in ledger.tree.files(ledger.folder)
    what = "units.yaml 里一个单位也没有登记" if there else "没有 units.yaml（单位名录）"
    yield Found(
        ("units",) if there else (),
        f"{what}，任务里的 {len(named)} 个单位名称无从核对",
        "被删的从 git 取回；新台账在 units: 下面逐个写“- {name: 单位全称, short: 简称}”",
        file=path if there else config_path(ledger),
    )


@ledger_rule("R008", "open-group", Level.NOTICE)
def open_group(ledger: Ledger, context: Context) -> Iterator[Found]:
    """责任单位只写了统称，认不出是哪几个单位

    为什么要紧：“相关街道办事处”催不到具体单位，也没有人会主动认领。程序不猜，只列出来。

    错误写法（units.yaml）：

        groups:
          - {name: 各街道办事处}

    正确写法（能确定成员的写上；确定不了的，在任务里改写成具体单位）：

        groups:
          - {name: 各街道办事处, members: [大观园街道办事处, 魏家庄街道办事处]}
    """
    registry = ledger.registry
    used: Counter[str] = Counter()
    opened: dict[str, str] = {}  # each name as written → the open group it means, if any
    first: dict[str, tuple[str, Path]] = {}
    for record in ledger.records:
        for role in ("lead", "support"):
            for n, name in enumerate(getattr(record.task.units, role)):
                if name not in opened:
                    group = registry.group(name)
                    opened[name] = group.name if group and registry.members(name) is None else ""
                if opened[name]:
                    used[opened[name]] += 1
                    first.setdefault(opened[name], (record.path, ("units", role, n)))
    places: dict[str, int] = {group.name: n for n, group in enumerate(registry.groups)}
    for name, (file, path) in first.items():
        registered = name in places
        yield Found(
            ("groups", places[name], "name") if registered else path,
            f"“{name}”在 {used[name]} 处列为责任单位，没有写明是哪几个单位",
            "能确定的写上 members，或在任务里改写成具体单位",
            file=units_path(ledger) if registered else file,
        )


@ledger_rule("R009", "lead-by-position", Level.NOTICE)
def lead_by_position(ledger: Ledger, context: Context) -> Iterator[Found]:
    """牵头单位是按“列第一位”推定的

    为什么要紧：文字里丢了加黑，程序只能按列第一位推定。催办、通报点名之前，应当对照原件核实一遍。

    错误写法：

        units:
          lead: [区住建局]
          support: [区财政局]
          lead_source: first

    正确写法（对照原件核实以后）：

        units:
          lead: [区住建局]
          support: [区财政局]
          lead_source: stated
    """
    for listed in ledger.config.lists:
        guessed = [
            record
            for record in ledger.records
            if record.list == listed and record.task.units.lead_source == "first" and record.task.units.support
        ]
        if guessed:
            yield Found(
                ("lists", listed),
                f"{listed} 有 {len(guessed)} 项任务的牵头单位是按“列第一位”推定的",
                "对照原件核实后，把 lead_source 改成 bold 或 stated",
                file=config_path(ledger),
            )
