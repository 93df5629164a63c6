"""The words that the grammar knows, in tables: measures, signs, words that only look like them.

A sign says what a word makes of the figure that follows (共 → ``total``). Words without a sign are here
because a shorter word hides in them (公共 has 共 in it); the lexer takes the longest word.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal


def _split(words: str) -> tuple[str, ...]:
    return tuple(words.split())


MULTIPLIERS = {"百亿": 10**10, "千亿": 10**11, "万亿": 10**12, "千万": 10**7, "百万": 10**6, "亿": 10**8, "万": 10**4}
CONTINUOUS = frozenset(_split("money area mu length mass volume yen dollar energy power hectare euro hkd density"))
"""Dimensions that are measured, not counted: their figures are rounded even without 万."""

_SCALED: dict[str, dict[str, int | Decimal]] = {
    "money": {"元": 1, "元钱": 1, "块钱": 1},
    "yen": {"日元": 1},
    "dollar": {"美元": 1},
    "euro": {"欧元": 1},
    "hkd": {"港元": 1, "港币": 1},
    "density": {"微克": 1, "毫克": 1000},
    "area": {"平方米": 1, "平米": 1, "㎡": 1, "m2": 1, "m²": 1, "平方": 1, "平方公里": 10**6, "平方千米": 10**6},
    "hectare": {"公顷": 1, "千公顷": 1000},
    "mu": {"亩": 1},
    "length": {
        **{"米": 1, "公里": 1000, "千米": 1000, "延米": 1, "延长米": 1, "m": 1, "km": 1000},
        **{"厘米": Decimal("0.01"), "毫米": Decimal("0.001")},
    },
    "mass": {
        "吨": 1,
        "公斤": Decimal("0.001"),
        "千克": Decimal("0.001"),
        "kg": Decimal("0.001"),
        "斤": Decimal("0.0005"),
    },
    "volume": {"立方米": 1, "立方": 1, "方": 1, "m3": 1, "m³": 1},
    "energy": {"千瓦时": 1, "兆瓦时": 1000, "吉瓦时": 10**6},
    "power": {"千瓦": 1, "兆瓦": 1000, "MW": 1000, "吉瓦": 10**6},
    "人": {"人": 1, "名": 1, "位": 1},
    "栋": {"栋": 1, "幢": 1},
    "棵": {"棵": 1, "株": 1},
    "天": {"天": 1},
    "个月": {"个月": 1},
    "年": {"年": 1},
}
_COUNTED = _split(
    "户 套 家 处 个 所 部 条 座 件 起 项 场 场次 次 辆 岁 人次 车次 家次 处次 件次 台次 户次 批次 份 台 "
    "间 支 篇 类 种 块 口  "
    "只 头 盏 眼 根 片 例 宗 笔 张 册 本 幅 款 枚 门 村 镇 街道 大类 大项 大 小时 分钟 工作日 个工作日 周 "
    "辆次 艘 架 对  "
    "台件 台套 件套 期 批 "
    "剂次 剂 架次 艘次 "
    "届次 桩 车位 床 张床位 班次 课时 单 组 班 包 箱 瓶 袋 桶 杆 樘 榀 孔 段 路段 标段 排 层 分 倍次 平 "
    "轮 轮次 蒸吨 点位 门次 人天 票 席 匹 尾 羽 封 趟 盆 顶 桌 列 标箱 标准箱 册次 吨次 师次 航次 公里次 "
    "工日 工时 学时 人日 丛 担 卷 吨公里 人公里 皮长公里 芯公里 千伏安 兆伏安 "
    "秒 村次 校次 站次 店次 点次 项次 团次 井次 亩次 车公里"
)

MEASURES: dict[str, tuple[str, Decimal]] = {
    **{word: (word, Decimal(1)) for word in _COUNTED},
    **{word: (dimension, Decimal(scale)) for dimension, words in _SCALED.items() for word, scale in words.items()},
}
MEASURES["平"] = ("area", Decimal(1))

LABELS = _split(
    "号线 号楼 号院 号地块 号 版 强 级 线 国道 省道 县道 届 环 标 楼 室 班制 人制 网格 热线 大道 机场 "
    "路 院 弄 区域 小高  "
    "轮车 轮电动车 轮摩托车 轮承包 轮土地 轮驱动 轮修志 轮巡视 轮巡察 轮督察 轮规划 轮创建 "
    "分制 多功能 岁以上 岁以下 周岁 年级 股道 码头 时差 库存 站 舰 所高校 世纪 制 维 线程 折 分球 中队 支队 大队 局"
)
"""After a number these make it a name or a place in an order, not an amount."""

INFIX = {"余": "over", "多": "over", "来": "about", "几": "about"}
"""Between number and measure: 300余份, 100多家."""

SIGNS: dict[str, str] = {}
"""Word → sign. A figure carries the signs of the words before it in its clause."""


def _words(sign: str, words: str) -> None:
    SIGNS.update(dict.fromkeys(_split(words), sign))


_words("total", "共 总共 共计 合计 总计 总数 总数为 总数达 总量 总额 全部 总 一共 涉及 共有 累计共 总计划")
_words("grand", "合计 共计 总计 两项合计 三项合计 以上合计 合计为 总计为")
_words("cumulative", "累计 年初以来 今年以来 年以来 自开展以来")
_words(
    "whole",
    "应 应到 应报 应征 应参加 应整改 应完成 应拆 应检 应检查 应收 应办 应改造 受理 接收 收到 接到 排查出 排查 摸排",
)
_words("whole", "发现 梳理 交办 转办 立案 申报 在册 登记 上报 台账")
_words(
    "plan",
    "计划 目标 任务 任务数 目标任务 年度计划 年度任务 全年任务 全年目标 年度目标 预算 概算 指标 计划投资 "
    "总投资 年度投资计划 总计划 总任务 预算数",
)
_words("plan", "年初预算 全年计划 目标数 计划数 目标值 核定")
_words("part", "其中 其中包括 包括 包含 含 内含")
_words(
    "done",
    "完成 已 实现 办结 结案 建成 到位 拆除 整改 拨付 兑现 化解 签约 开工 竣工 落实 实到 销号 完成投资 结 "
    "评审 交付 改造完成",
)
_words("rest", "剩余 其余 余下 尚余 还剩 仅剩 剩下 尚剩 余 未完成的 结余")
_words("gap", "还差 尚差 差额 缺口 相差 还需 尚需 仍需 还要 还须 缺额 尚缺 仍缺 空缺 缺席 缺编 短缺")
_words("over-short", "超收 短收 欠收")
_words("saved", "节约 节省 节支 审减")
_words("level", "达到")
_words("surplus", "超额完成 超额 多完成")
_words("rest-weak", "还有 尚有 仍有 另有 未 尚未 另外 未完成 未办结 未整改 未签约 未签")
_words("share", "占 占比 占比为 占到 占比达 占比达到 比重 比重为 所占比例 占总")
_words(
    "yoy",
    "同比 比上年 较上年 比去年 较去年 比上年同期 较上年同期 比去年同期 较去年同期 与去年同期相比 "
    "与上年同期相比 同比分别",
)
_words("step", "环比 较上月 比上月 较上季度 比上季度 较年初 比年初 较上期 比上期")
_words("last-year", "去年 上年 去年同期 上年同期 上一年 去年底 上年末 去年末 上年底")
_words(
    "up",
    "增长 增加 增收 提高 上升 增幅 提升 增长了 增加了 提高了 上升了 提升了 增长率 增速 多增 新增加 净增 "
    "增长幅度 增幅为 升幅 升幅为 增产 增长额 增支 增拨 延长 拓宽 攀升 跃升 上涨 上调 多出 多了 "
    "多收 多支 多缴 扩大 抬升 抬高 上扬 走高",
)
_words(
    "down",
    "下降 减少 降低 减收 回落 下滑 压减 减幅 降幅 下降了 减少了 降低了 回落了 缩短 缩短了 压缩 下降幅度 "
    "净减 净减少 减产 压缩率 缩减 精简 下调 缩小 收窄 压降 少了 少收 少支 走低",
)
_words("from", "由 从 由原来的 从原来的 由去年的 从去年的 由上年的 从上年的 由年初的 从年初的")
_words(
    "to-up",
    "增加到 提高到 上升到 增长到 提升到 增至 升至 提至 提高至 增加至 上升至 提升至 增长至 扩大到 扩大至 "
    "发展到 发展至 扩增到 延长到 延长至 拓宽到 拓宽至 攀升到 攀升至 跃升到 跃升至 扩充到 扩展到 扩展至 "
    "壮大到 上调到 上调至 增加为 提高为",
)
_words("to-down", "下降到 降低到 减少到 降至 减至 下降至 降低至 减少至 回落至 缩短至 缩短到 压缩至 压缩到 压减至")
_words(
    "to-down",
    "压减到 压减为 压缩为 缩短为 精简为 "
    "下调到 下调至 缩减到 缩减至 缩小到 缩小至 压降至 压降到 降为 减为 减少为 降低为 收窄至 精简到 精简至",
)
_words("to-down", "调减为 调减到 调减至 核减为 核减到")
_words("to", "到 至 变为 调整为")
_words("ahead", "超 超过 高于 快于 超出 领先 超前 高出 快 提前")
_words("behind", "低于 慢于 落后 落后于 滞后 滞后于 欠 慢 差于 未达到 距 短")
_words("time-progress", "时间进度 序时进度 时序进度 时间序时进度 序时 平均进度 时间节点")
_words("time-progress", "均衡进度 均衡序时进度 均衡时序进度 时序 进度欠账")
_words("half-way", "双过半")
_words("plan-progress", "计划进度 目标进度 工程计划进度 年度计划进度 进度计划")
_words("target", "目标 任务目标 年度目标 目标值")
_words("expect", "预计 力争 拟 争取 将 有望 预期")
_words(
    "each",
    "每 每个 每户 每人 每家 每处 每月 每天 每日 每年 每季度 每周 每次 日均 月均 年均 季均 人均 户均 平均 "
    "每部 每亩 每平方米 笔均 次均 校均 亩均 地均 村均 件均 单均 场均 台均 企均 班均 床均 周均 家均 店均 师均 生均 "
    "案均 项均 年平均 月平均 日平均 亩产 单产",
)
_words("separately", "分别 各 各自 依次")
_words("last", "比重 比例")
_words("double", "翻番")
_words("half", "过半")

_FOLLOWING = "0123456789一二三四五六七八九十百千万两约近了时序计目进全预年出于过任"
CLOSE = {
    **dict.fromkeys(("快", "慢", "欠", "距"), _FOLLOWING),
    "超": f"{_FOLLOWING}月平",
    "短": "月平时序",
    "提前": "时序",
    "时序": "0123456789约近",
    "提升": f"{_FOLLOWING}到至为幅率比超达",
}
"""Words of one character that mean what their sign says only right before a number or a yardstick: 慢5个百分点,
but 慢特病; what may follow."""

AFTER_COMPARISON = "年期比初月季届周轮天户人件个项家处起元吨亩次座套部所米里"
"""多, 少, 增, 减, 升, 降 are a change only straight after 比上年, 同比, 较年初 …, and before a number."""
_words("up", "多 增 升")
_words("down", "少 减 降")
GUARDED = frozenset((*(word for word in CLOSE if len(word) == 1), *"多少增减升降"))

HARMLESS = _split(
    "预算内 "
    "不到 不足 未到 "
    "延长线 延长米 "
    "公共 共同 共建 共享 共有产权 共治 共产党 共青团 共青 共和国 一共同 总指 总指挥 总部 总工会 总体 总队 总站 "
    "总工 总工程量 总进度 总经理 总书记  "
    "由于 理由 自由 由此 从业 从事 从而 自从 服从 从严 从快 从优 从速 从中 从先 从紧 到期 到场 到访 到户 "
    "到人 到账 到底 周到 直到 送到 感到 受到  "
    "一般公共预算 公共预算 公共财政预算 基金预算 经营预算 保险基金预算 "
    "预算收入 预算执行 预算绩效 预算约束 计划生育 规划 任务书 受理单位 "
    "得到 看到 找到 做到 遇到 了解到 至今 截至 截止 甚至 以至 乃至 至少 至多 冬至 应急 供应 相应 "
    "应用 应届 反应 应聘 应对 应当 适应 效应  "
    "响应 应诉 应知 应会 未来 未成年 未成年人 含量 含金量 将军 即将 经济 超市 超标 超高 超大 超龄 超导 "
    "快速 快递 快乐 加快 尽快 拟定 模拟 慢性 差异  "
    "清欠 追欠 起降 升降 出差 误差 时差 各项 各类 各级 各界 各自 各街道 各部门 各单位 各镇 各区 "
    "各办事处 各责任 各相关 均衡 "
    "均等 平均 占道 占地 抢占 占用 占道经营 每一  "
    "落实情况 包括但不限于 结合 结构 结果 总结 团结 结对 结婚 余热 多余 盈余 剩余价值 业余 欠薪 拖欠 欠款 "
    "增设 增强 增值 增资 增值税 增效 增添  "
    "缓慢 较慢 较快 很快 又快 更快 欠发达 欠缺 余家 新增 涉及面 从轻 自由裁量 由来 提升改造 改造提升 "
    "余额 余量 余地 增加值 增长点 增长极 提升行动 提升年 占地面积 "
    "整治提升 提升工程 品质提升 绿化提升 降低成本 受理窗口 减少污染"
)
"""Longer words that hide one of the signs."""

VOCABULARY: dict[str, str] = {**dict.fromkeys(HARMLESS, ""), **SIGNS}
for _grand in ("合计", "共计", "总计"):
    VOCABULARY[_grand] = "grand"
for _target in ("目标", "目标值", "年度目标"):
    VOCABULARY[_target] = "plan"
VOCABULARY["涉及"] = "whole"

BEFORE = {
    "约": "about", "大约": "about", "约为": "about", "达到约": "about", "将近": "near", "近": "near", "接近": "near",
    "超": "over", "超过": "over", "突破": "over", "逾": "over", "不少于": "at-least", "不低于": "at-least",
    "至少": "at-least",
    "不小于": "at-least", "不超过": "at-most", "不高于": "at-most", "控制在": "at-most", "至多": "at-most",
    "低于": "at-most", "不到": "at-most", "不足": "at-most", "未到": "at-most",
    "高于": "over", "力争": "", "约计": "about", "大概": "about",
}  # fmt: skip
"""Words straight before a figure that make it inexact or a bound."""

NOT_BOUND = {"约": "签违集节履预契合解公条邀缔租守", "近": "附临靠最邻远", "超": "赶反"}
"""Characters before such a word that make it part of another: 签约, 附近."""

BEHIND = {
    "左右": "about", "上下": "about", "以上": "at-least", "及以上": "at-least", "以下": "at-most", "以内": "at-most",
    "之内": "at-most", "多": "over", "余": "over", "有余": "over", "前后": "about",
}  # fmt: skip
"""Words straight after a figure that do."""

MARKS = {
    **dict.fromkeys("。！？!?\n", "stop"),
    **dict.fromkeys(";；", "semi"),
    **dict.fromkeys(",，", "comma"),
    "、": "list",
    **dict.fromkeys(":：", "colon"),
    **dict.fromkeys("(（[【〔", "open"),
    **dict.fromkeys(")）]】〕", "close"),
    **dict.fromkeys("“‘「『", "quote"),
    **dict.fromkeys("”’」』", "unquote"),
    **dict.fromkeys("《<〈", "title"),
    **dict.fromkeys("》>〉", "untitle"),
}

JOINERS = ("以及", "和", "及", "与")
"""What may stand between the last two names of a list."""


def index(words: Iterable[str]) -> dict[str, list[str]]:
    """Words by first character, the longest first: one look a character finds the longest word."""
    found: dict[str, list[str]] = {}
    for word in words:
        found.setdefault(word[0], []).append(word)
    for group in found.values():
        group.sort(key=len, reverse=True)
    return found
