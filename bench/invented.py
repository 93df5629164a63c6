"""An invented district's year of work (虚构): tasks and monthly reports as realistic Chinese, from a seed alone.

Figures are consistent with each other: a report says this month, the total since January and its share of the
target, the total never falls, the unit calls itself 完成 where the total reaches the month's share of the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from random import Random


@dataclass(frozen=True)
class Theme:
    """One kind of work: what is counted, who leads, where it happens, what is said about it."""

    category: tuple[str, str]
    unit: str
    verb: str
    noun: str
    measure: str
    low: int
    high: int
    places: tuple[str, ...]
    steps: tuple[str, ...]
    purpose: str


THEMES = (
    Theme(("住有所居", "安居工程"), "区住建局", "建成", "安置房", "套", 180, 2400,
          ("片区", "新村", "家园"),
          ("主体封顶", "外墙保温", "室内精装", "消防验收", "小区绿化"), "让群众早日搬进新居"),
    Theme(("住有所居", "老旧小区改造"), "区住建局", "改造", "老旧小区居民楼", "栋", 12, 160,
          ("小区", "宿舍区", "大院"),
          ("屋面防水", "雨污分流", "楼道粉刷", "弱电入地", "停车位施划"), "改善居住环境"),
    Theme(("住有所居", "加装电梯"), "区房屋中心", "加装", "既有住宅电梯", "部", 6, 90,
          ("小区", "花园", "公寓"),
          ("基坑开挖", "井道吊装", "管线迁改", "设备调试", "监督检验"), "方便老年人上下楼"),
    Theme(("畅通交通", "道路建设"), "区交通局", "新建改建", "农村公路", "公里", 8, 120,
          ("至镇区连接线", "环线", "沿河路"),
          ("路基填筑", "水稳摊铺", "沥青面层", "标志标线", "安防护栏"), "打通群众出行最后一公里"),
    Theme(("畅通交通", "断头路打通"), "区城管局", "敷设", "道路雨污管线", "米", 600, 9800,
          ("路", "街", "大道"),
          ("管沟开挖", "管道安装", "闭水试验", "沟槽回填", "路面恢复"), "消除积水点"),
    Theme(("畅通交通", "停车治理"), "区城管局", "新增", "公共停车泊位", "个", 150, 3600,
          ("商圈", "医院周边", "学校周边"),
          ("选址论证", "场地平整", "设施安装", "系统接入", "错时开放"), "缓解停车难"),
    Theme(("幼有所育", "学校建设"), "区教体局", "新增", "义务教育学位", "个", 360, 4200,
          ("小学", "中学", "实验学校"),
          ("主体施工", "教室装修", "操场铺设", "设备采购", "师资招聘"), "满足就近入学需求"),
    Theme(("幼有所育", "托育服务"), "区卫健局", "新增", "普惠托位", "个", 80, 1200,
          ("社区", "街道", "园区"),
          ("场所改造", "备案登记", "人员培训", "设施配备", "质量评估"), "减轻家庭育儿负担"),
    Theme(("病有所医", "基层医疗"), "区卫健局", "完成", "老年人健康体检", "人", 2400, 36000,
          ("卫生院", "社区卫生服务中心", "村卫生室"),
          ("信息登记", "入户通知", "集中体检", "结果反馈", "建档随访"), "做到早发现早干预"),
    Theme(("老有所养", "养老设施"), "区民政局", "新增", "养老护理床位", "张", 60, 900,
          ("养老院", "幸福院", "日间照料中心"),
          ("房屋改造", "适老设施安装", "消防改造", "护理员培训", "开放运营"), "让老人在家门口养老"),
    Theme(("老有所养", "适老化改造"), "区民政局", "完成", "困难老人家庭适老化改造", "户", 90, 1500,
          ("社区", "村", "街道"),
          ("入户评估", "方案确认", "扶手安装", "地面防滑", "回访验收"), "守护居家安全"),
    Theme(("劳有所得", "稳定就业"), "区人社局", "实现", "城镇新增就业", "人", 1800, 26000,
          ("人力资源市场", "零工驿站", "产业园"),
          ("岗位征集", "专场招聘", "技能培训", "补贴发放", "跟踪服务"), "兜牢就业底线"),
    Theme(("劳有所得", "技能提升"), "区人社局", "开展", "补贴性职业技能培训", "人次", 900, 12000,
          ("实训基地", "技工学校", "企业车间"),
          ("课程设置", "学员报名", "实操训练", "结业考核", "证书发放"), "提高就业质量"),
    Theme(("生态宜居", "河道治理"), "区水务局", "整治", "河道", "公里", 5, 86,
          ("河", "沟", "渠"),
          ("清淤疏浚", "护岸砌筑", "截污纳管", "岸线绿化", "水质检测"), "恢复河道行洪能力"),
    Theme(("生态宜居", "供水保障"), "区水务局", "更换", "老旧供水管网", "米", 800, 16000,
          ("水厂片区", "镇区", "小区"),
          ("管线探测", "停水公告", "管道焊接", "冲洗消毒", "水压试验"), "保障饮水安全"),
    Theme(("生态宜居", "造林绿化"), "区园林中心", "完成", "造林绿化", "亩", 300, 8600,
          ("山", "林场", "湿地公园"),
          ("整地挖穴", "苗木采购", "栽植支撑", "浇水管护", "成活率核查"), "筑牢生态屏障"),
    Theme(("生态宜居", "大气防治"), "区生态环境分局", "完成", "工业炉窑深度治理", "台", 8, 140,
          ("工业园", "开发区", "物流园"),
          ("台账排查", "方案评审", "设备安装", "在线监测联网", "验收销号"), "降低污染物排放"),
    Theme(("乡村振兴", "高标准农田"), "区农业农村局", "建设", "高标准农田", "亩", 1200, 48000,
          ("村", "镇", "灌区"),
          ("土地平整", "机井维修", "渠道衬砌", "田间道路", "管护移交"), "提升粮食产能"),
    Theme(("乡村振兴", "厕所革命"), "区农业农村局", "完成", "农村户厕改造", "户", 200, 5200,
          ("村", "庄", "屯"),
          ("入户摸底", "化粪池安装", "管网接通", "逐户验收", "建立管护队伍"), "改善人居环境"),
    Theme(("产业发展", "招商引资"), "区投促局", "到位", "招商引资项目资金", "万元", 3000, 260000,
          ("产业园", "总部基地", "科创城"),
          ("项目洽谈", "合同签订", "注册落地", "资金到账", "开工备案"), "增强发展后劲"),
    Theme(("产业发展", "技术改造"), "区工信局", "完成", "企业技术改造投资", "万元", 5000, 320000,
          ("工业园", "开发区", "高新园"),
          ("项目备案", "设备订购", "产线安装", "试车投产", "奖补兑现"), "推动产业升级"),
    Theme(("产业发展", "市场主体"), "区市场监管局", "新登记", "市场主体", "户", 600, 9800,
          ("政务大厅", "商贸城", "街区"),
          ("名称核准", "材料预审", "执照发放", "税务衔接", "银行开户"), "激发市场活力"),
    Theme(("平安建设", "应急能力"), "区应急局", "完成", "重点企业安全隐患整改", "处", 40, 1600,
          ("化工园", "仓储区", "矿区"),
          ("专家会诊", "清单交办", "企业整改", "复查验收", "举一反三"), "守住安全底线"),
    Theme(("平安建设", "食品安全"), "区市场监管局", "完成", "食品安全抽检", "批次", 300, 6200,
          ("农贸市场", "学校食堂", "商超"),
          ("抽样计划", "现场采样", "实验检测", "结果公示", "不合格处置"), "保障舌尖上的安全"),
    Theme(("文化惠民", "文化设施"), "区文旅局", "举办", "惠民文艺演出", "场", 30, 620,
          ("文化广场", "农家书屋", "文化站"),
          ("节目编排", "场地布置", "演出通知", "现场演出", "群众评议"), "丰富群众文化生活"),
    Theme(("文化惠民", "全民健身"), "区教体局", "新建改造", "社区健身场地", "处", 10, 240,
          ("公园", "社区", "滨河绿道"),
          ("场地选址", "地面硬化", "器材安装", "安全检测", "移交管理"), "打造十分钟健身圈"),
)  # fmt: skip

_SITES = (
    "云山东湖西岭南屏北津清河龙泉凤鸣白鹭青松石桥柳林桃源梅溪竹园兰台秋实春晖长亭永安永宁太平福寿和顺兴隆丰乐仁和义井礼贤智远信诚忠义孝感廉泉明德新民双塔三元四季五峰"
    "六合七星八里九曲十字百花千佛万柳金鸡银杏玉泉翠屏碧水丹霞紫阳蓝田红旗黄岗黑石朱楼"
)
SITES = tuple(_SITES[n : n + 2] for n in range(0, len(_SITES), 2))
STREETS = tuple(f"{name}街道办事处" for name in SITES[1:13])
LEADERS = ("赵甲一", "钱乙二", "孙丙三", "李丁四", "周戊五", "吴己六", "郑庚七", "王辛八")
SUPPORT = ("区财政局", "区发改局", "区自然资源局", "区审批局")
FULL = {
    "区住建局": "区住房和城乡建设局",
    "区房屋中心": "区房屋征收服务中心",
    "区交通局": "区交通运输局",
    "区城管局": "区城市管理局",
    "区教体局": "区教育和体育局",
    "区卫健局": "区卫生健康局",
    "区人社局": "区人力资源和社会保障局",
    "区园林中心": "区园林绿化服务中心",
    "区投促局": "区投资促进局",
    "区工信局": "区工业和信息化局",
    "区市场监管局": "区市场监督管理局",
    "区应急局": "区应急管理局",
    "区文旅局": "区文化和旅游局",
    "区发改局": "区发展和改革局",
    "区审批局": "区行政审批服务局",
}
SECTIONS = ("", "二标段", "三标段", "东段", "西段", "南区", "北区", "中段")

_DONE = (
    "{place}{now}月份{verb}{month}{measure}，年内累计{total}{measure}。",
    "{place}{verb}{noun}{month}{measure}，年内累计{total}{measure}，占全年任务的{share}%。",
    "{place}{step}按节点推进，{now}月份{verb}{month}{measure}，年内累计{total}{measure}。",
    "年内累计{verb}{noun}{total}{measure}，占全年任务{target}{measure}的{share}%，{place}{step}正在进行。",
    "{now}月份{verb}{month}{measure}，年内累计{total}{measure}；{place}完成{step}现场交底，{next_step}已经排定工期。",
    "年内累计{verb}{noun}{total}{measure}，占全年任务{target}{measure}的{share}%，其中{now}月份{verb}{month}{measure}。"
    "{place}{step}每周现场调度，协调解决水电接入和材料进场问题，群众来电逐件回复。",
)
_NO_PROGRESS = "{now}月份{place}{step}因{cause}没有新增，年内累计{verb}{noun}{total}{measure}。"
_FINISHED = (
    "全年任务{target}{measure}已全部完成，{now}月份对{place}的{step}逐项回头看。",
    "{place}{noun}{target}{measure}已全部完成，{now}月份整理{step}资料并移交档案，{unit}对使用情况作了回访。",
    "全年任务已全部完成，{place}{step}收尾。",
)
_NEXT = (
    "{month}月底前完成{place}{step}。",
    "抓紧{place}{step}，{month}月安排{after}。",
    "",
    "",
)
_KEEP = ("{place}转入日常管护，{month}月开展满意度回访。", "")
_CAUSES = ("连续降雨", "地下管线迁改", "材料供应不足", "征迁户未搬离", "施工图变更", "专项资金未到位")
_PROBLEMS = (
    "{cause}，{step}比计划晚。",
    "受{cause}影响，{place}工期偏紧。",
    "{cause}尚未解决，有一处作业面没有交出。",
)
_WHY = ("对{cause}估计不足。", "{cause}涉及几家单位，协调用时较长。", "")
_REVIEW_NOTES = ("实地查看2处，与所报一致。", "查阅了签证单和影像资料。", "电话回访5户，均表示属实。")


@dataclass
class Report:
    """One unit's report for one month."""

    month: int
    day: date
    done: str
    problems: str
    causes: str
    next: str
    verdict: str
    total: int


@dataclass
class Matter:
    """One task of the invented year with everything that happens to it."""

    number: int
    theme: Theme
    place: str
    target: int
    leader: str
    support: tuple[str, ...]
    reports: list[Report] = field(default_factory=list)
    reviews: list[tuple[int, str, date, str]] = field(default_factory=list)
    """Quarter, verdict, day, note."""
    extended: tuple[date, int, int, str] | None = None
    """The day, the month it was due, the month it is due now, the reason."""
    closed: date | None = None

    @property
    def text(self) -> str:
        """The sentence of the government's report."""
        theme = self.theme
        goal = f"{theme.verb}{theme.noun}{self.target}{theme.measure}"
        return f"推进{self.place}{theme.category[1]}，年内{goal}，{theme.purpose}。"

    def planned(self, month: int) -> int:
        """The share of the target due by the end of a month."""
        return self.target * month // 12


def day_of(year: int, month: int, number: int) -> date:
    """A day early in the month after ``month``: the reports of one unit come in together."""
    return date(year + month // 12, month % 12 + 1, 1 + number % 6)


def matters(seed: str, count: int, year: int, months: int) -> Iterator[Matter]:
    """The tasks of one list in the order of their numbers; equal arguments give equal tasks."""
    units = sorted({theme.unit for theme in THEMES})
    for index in range(count):
        # neighbours share a category, as in a printed table
        kind = index * len(THEMES) // count
        theme = THEMES[kind]
        within = index - -(-kind * count // len(THEMES))
        chance = Random(f"{seed}/{index}")
        matter = Matter(
            index + 1,
            theme,
            _place(theme, within),
            chance.randint(theme.low, theme.high),
            LEADERS[units.index(theme.unit) % len(LEADERS)],
            (chance.choice(SUPPORT), STREETS[within % len(STREETS)]),
        )
        _live(matter, chance, year, months, units.index(theme.unit))
        yield matter


def _place(theme: Theme, within: int) -> str:
    """A place no other task of the theme has."""
    rest, site = divmod(within, len(SITES))
    rest, kind = divmod(rest, len(theme.places))
    rest, section = divmod(rest, len(SECTIONS))
    phase = f"第{rest + 1}期" if rest else ""
    return f"{SITES[site]}{theme.places[kind]}{phase}{SECTIONS[section]}"


def _live(matter: Matter, chance: Random, year: int, months: int, desk: int) -> None:
    pace, total = chance.uniform(0.72, 1.25), 0
    for month in range(1, months + 1):
        before = total
        reached = int(matter.target * month / 12 * pace * chance.uniform(0.93, 1.05))
        total = max(total, min(matter.target, reached))
        matter.reports.append(_report(matter, chance, month, day_of(year, month, desk), before, total))
        if month % 3 == 0 and chance.random() < 0.4:
            verdict = matter.reports[-1].verdict
            day = day_of(year, month, desk).replace(day=10 + chance.randint(0, 9))
            matter.reviews.append((month // 3, verdict, day, chance.choice(_REVIEW_NOTES)))
        if month == 9 and pace < 0.85:
            reason = f"{chance.choice(_CAUSES)}，影响{matter.place}{chance.choice(matter.theme.steps)}"
            matter.extended = day_of(year, 9, desk).replace(day=20), 11, 12, reason
        if month == 12 and total >= matter.target:
            matter.closed = day_of(year, 12, desk).replace(day=25)


def _report(matter: Matter, chance: Random, month: int, day: date, before: int, total: int) -> Report:
    theme, later = matter.theme, month % 12 + 1
    step = chance.randrange(len(theme.steps))
    words = {
        "now": month,
        "verb": theme.verb,
        "noun": theme.noun,
        "measure": theme.measure,
        "month": total - before,
        "total": total,
        "target": matter.target,
        "share": (Decimal(total * 100) / matter.target).quantize(Decimal("0.1"), ROUND_HALF_UP),
        "place": matter.place,
        "step": theme.steps[step],
        "next_step": theme.steps[(step + 1) % len(theme.steps)],
        "unit": theme.unit,
        "cause": chance.choice(_CAUSES),
    }
    finished, behind = total >= matter.target, total < matter.planned(month)
    forms: Sequence[str] = _FINISHED if finished else _DONE if total > before else (_NO_PROGRESS,)
    ahead = {"place": matter.place, "step": words["step"], "after": words["next_step"], "month": later}
    return Report(
        month,
        day,
        chance.choice(forms).format(**words),
        chance.choice(_PROBLEMS).format(**words) if behind else "",
        chance.choice(_WHY).format(**words) if behind else "",
        chance.choice(_KEEP if finished else _NEXT[:2] if behind else _NEXT).format(**ahead),
        "未完成" if behind else "完成",
        total,
    )
