"""What every field is called and what belongs in it, in Chinese: for schema, completion and hover.

The keys themselves are those of the decoders; tests compare both, so that no field is left without words and no
word describes a field that is gone.
"""

from __future__ import annotations

from collections.abc import Mapping

Meaning = tuple[str, str]
"""Title and description of a field or value."""

TASK: Mapping[str, Meaning] = {
    "id": ("任务编号", "任务的身份，一经确定不再改，如 2020-main-037。改名、改序号都靠它接上历史。"),
    "number": ("分解序号", "只在本清单内唯一。只写数字，不加引号、不以 0 开头。"),
    "category": ("类别", "列表，从外到内。"),
    "parent": ("总领句", "几项任务共用的一句话。"),
    "text": ("主要任务", "照原文录，错别字也照录。"),
    "goal": ("工作目标", "原表另有“工作目标”一栏时用。"),
    "deadline": ("完成时限", "照原文，或写日期 2020-12-31。延期另记在 changes，不改这里。"),
    "leaders": ("牵头领导", "列表，一位一项；“各相关副区长”照写。"),
    "units": ("责任单位", "lead 牵头，support 配合；一个一个写，用文件里的写法（区住建局）。"),
    "same_as": ("同一事项", "另一张清单里说同一件事的任务编号；两边都要写。"),
    "sum_of": (
        "分项任务",
        "这一项的数等于哪几项任务的数相加；taizhang numbers --links 会提出，人确认后写在总数这一边。",
    ),
    "indicators": ("指标", "要达到的数：名称、目标值、计量单位。进展里填的指标要先在这里列出。"),
    "plan": ("推进计划", "周期: 目标，如 2020-Q2: 完成3个项目回迁选房。"),
    "progress": ("进展", "一条是一个单位一个周期。"),
    "reviews": ("督查室评价", "督查室自己的评价（核实），与单位自报分开记。"),
    "changes": ("变动", "延期、调整、更正、办结、重新督办，各记一条，写明理由和谁同意的。"),
    "waivers": ("豁免", "看过、确认可以的提示：规则号和理由。"),
    "other": ("其他栏目", "原表里没有对应字段的栏，按栏名照录。"),
    "note": ("备注", ""),
}
UNITS: Mapping[str, Meaning] = {
    "lead": ("牵头单位", "列表。"),
    "support": ("配合单位", "列表。"),
    "lead_source": ("怎么知道谁牵头", ""),
    "printed": ("原表单元格", "只在按规则印不回原样时才写。"),
}
INDICATOR: Mapping[str, Meaning] = {
    "name": ("指标名称", "如 回迁安置套数。进展里用同一个名称。"),
    "target": ("目标值", "只写数字；单位写在 measure 里。"),
    "measure": ("计量单位", "套、万元、%……“单位”一词在字段名里只指责任单位。"),
    "comparator": ("怎样比", ""),
    "basis": ("怎样累计", ""),
    "baseline": ("基数", "上年全年数；增速指标写了它，进展里就填绝对数。"),
    "plan": ("计划进度", "到各期末计划累计完成多少，如 {2020-Q1: 300, 2020-Q2: 600}。"),
    "note": ("备注", ""),
}
ENTRY: Mapping[str, Meaning] = {
    "period": ("周期", "月 2020-04，季度 2020-Q2，半年 2020-H1，全年 2020。"),
    "unit": ("填报单位", "这段进展是哪个单位报的。"),
    "joint": ("共同填报单位", "与它用同一段话填报的其他单位。"),
    "label": ("原表的署名", '只在原表的写法不是“单位加冒号”时才写；空着（""）表示原表没有写单位。'),
    "reported": ("填报时间", "表上的日期，不是提交的日期。写成 2020-05-09。"),
    "done": ("完成情况", "几段话用 |- 分行。"),
    "problems": ("存在问题", "确实没有就写“无。”"),
    "causes": ("原因分析", ""),
    "next": ("下一步计划", ""),
    "verdict": ("自报评价", "单位自己的评价；督查室的写在 reviews。"),
    "indicators": ("指标值", "{指标名称: 数}，名称与任务的 indicators 一致。"),
    "source": ("出处", "不经单位填报、从公开材料录入时写。"),
    "note": ("备注", ""),
}
REVIEW: Mapping[str, Meaning] = {
    "period": ("周期", "评价的是哪一期。"),
    "verdict": ("评价", "督查室核实后的评价。"),
    "by": ("谁评的", "如 督查室。"),
    "on": ("评价日期", "写成 2020-05-12。"),
    "note": ("说明", "与单位自报不一致时写明依据。"),
}
CHANGE: Mapping[str, Meaning] = {
    "kind": ("变动种类", ""),
    "on": ("日期", "写成 2020-05-12。"),
    "period": ("周期", "更正的是哪一期。"),
    "unit": ("单位", "更正的是哪个单位的进展。"),
    "field": ("字段", "改的是哪个字段，如 done、deadline。"),
    "from": ("原来", "改以前的内容。"),
    "to": ("改为", "改以后的内容；延期写新的时限。"),
    "reason": ("理由", ""),
    "approved_by": ("谁同意的", ""),
}
WAIVER: Mapping[str, Meaning] = {
    "rule": ("规则", "编号或名称，如 R007；Y、S 类不能豁免。"),
    "period": ("周期", "只豁免这一期；不写就是整项任务。"),
    "reason": ("理由", "写明为什么可以不改。"),
    "by": ("谁看过的", "如 督查室。"),
}
CONFIG: Mapping[str, Meaning] = {
    "title": ("台账名称", ""),
    "year": ("年度", "四位数字。"),
    "office": ("督查机构", "默认“督查室”。"),
    "document": ("发文", "立项通知本身的信息。"),
    "lists": ("清单", "清单名: 表名、附件号、各栏；清单名就是任务文件所在的目录。"),
    "reporting": ("报送", "多久报一次、什么时候报、用什么表。"),
    "bulletins": ("通报节奏", "一事一通报、一月一通报……照原文。"),
    "verdicts": ("允许的评价", "默认 完成、未完成。"),
    "label_mark": ("单位后的冒号", "情况表里单位名后面的冒号，全角或半角。"),
    "waivers": ("整本台账的豁免", "看过、确认可以的提示：规则号和理由。"),
    "site": ("网站", "公开版不出现的内容：internal 写各项名称，tasks 写个别任务另外要隐去的。"),
    "rules": ("本地规则", "亮灯、打分、催办、检查；样例见 docs/rules-sample.yaml。"),
}
DOCUMENT: Mapping[str, Meaning] = {
    "title": ("发文标题", ""),
    "number": ("文号", "如 市中政办发〔2020〕1号。"),
    "issuer": ("发文机关", ""),
    "issued": ("成文日期", "写成 2020-02-17。"),
    "addressees": ("主送", ""),
    "disclosure": ("公开方式", "如 此件公开发布。"),
    "copies": ("抄送", ""),
    "printed": ("印发", ""),
    "attachments": ("附件", "附件名称的列表。"),
    "source": ("来源文件", ""),
    "sha256": ("来源文件的摘要", "导入时算好，用来核对来源没有变。"),
    "body": ("正文", ""),
}
LIST: Mapping[str, Meaning] = {
    "title": ("表名", ""),
    "annex": ("附件号", "如 附件1。"),
    "columns": ("各栏", "字段: 表头原文，按印刷顺序。"),
    "category_levels": ("类别层数", ""),
    "category_ordinals": ("类别编号", "类别前是否编“一、二、三”。"),
    "document": ("发文", "这张清单另有发文时写。"),
}
REPORTING: Mapping[str, Meaning] = {
    "every": ("多久报一次", ""),
    "form": ("附件号", "如 附件4。"),
    "title": ("表名", ""),
    "due": ("报送时限", "{working_days: 5}：期满后第5个工作日；{day: 25}：当期最后一月25日前。"),
    "plan_due": ("计划报送日期", "写成 2020-02-24。"),
    "plan_form": ("计划表的附件号", "如 附件3。"),
    "plan_title": ("计划表名", ""),
}
SITE: Mapping[str, Meaning] = {
    "internal": ("公开版不出现的内容", "各项的名称。"),
    "tasks": ("个别任务", "任务编号: 另外要隐去的内容。"),
}
DUE: Mapping[str, Meaning] = {
    "working_days": ("第几个工作日", "期满后第几个工作日以内，1 到 60。"),
    "day": ("几日前", "1 到 31。"),
    "month": ("哪个月", "next：次月；不写就是当期最后一月。"),
    "support": ("第一步", "两步报送时，配合单位报牵头单位的时限。"),
}
REGISTRY: Mapping[str, Meaning] = {
    "district": ("本区", "如 市中区。"),
    "city": ("本市", "如 济南市。"),
    "prefix": ("共用的字", "名单里单位名共用的字，默认“区”。"),
    "share_prefix": ("只写一次", "名单里是否只在开头写一次“区”，默认 true。"),
    "units": ("单位", "一个单位一行。"),
    "groups": ("分组", "各街道办事处、相关单位之类的统称。"),
}
UNIT: Mapping[str, Meaning] = {
    "name": ("全称", ""),
    "short": ("简称", "文件里常用的写法。"),
    "kind": ("类别", "如 政府部门、街道。"),
    "prefix": ("加不加“区”", "false：这个单位在名单里不省“区”。"),
    "aliases": ("别名、曾用名", "可写 from、until 日期。"),
    "successor": ("承接单位", "职能转到了哪个单位。"),
    "note": ("备注", ""),
}
ALIAS: Mapping[str, Meaning] = {
    "name": ("别名", ""),
    "from": ("启用日期", "写成 2020-02-16。"),
    "until": ("停用日期", "写成 2020-02-16，当天还可用。"),
}
GROUP: Mapping[str, Meaning] = {
    "name": ("统称", "如 各街道办事处。"),
    "members": ("成员", "不写的（如“相关街道办事处”）认不出是谁，照录。"),
    "kind": ("类别", "这一类单位都是成员。"),
}
CALENDAR: Mapping[str, Meaning] = {
    "off": ("另外放假的日子", "日期的列表，如 2027-01-01。"),
    "work": ("调休上班的日子", "日期的列表，如 2027-01-24。"),
}
RULES: Mapping[str, Meaning] = {
    "name": ("规则名称", ""),
    "source": ("依据", "哪份文件、哪个网页。"),
    "indicators": ("指标怎样算", ""),
    "lights": ("亮灯", "从重到轻写，第一条符合的就是这项任务的灯。"),
    "scores": ("打分", ""),
    "events": ("登记的事", "批示、表扬、退回等任务文件里没有的事。"),
    "reminders": ("催办", "各级催办通知：名称、迟几个工作日发、限几个工作日报。"),
    "checks": ("检查规则的设置", "规则号或名称: {on: false} 不用这条规则。"),
}
RULE_INDICATORS: Mapping[str, Meaning] = {
    "time_progress": ("时间进度", ""),
    "several_units": ("几个单位报同一指标", ""),
    "yardstick": ("和什么比", ""),
}
CONDITION: Mapping[str, Meaning] = {
    "behind_points": ("慢几个百分点", "比时间进度慢的百分点，如 {over: 30}。"),
    "behind_share": ("差百分之几", "应完成的量里还差的百分比，如 {over: 50}。"),
    "rate": ("完成率", "百分之几，如 {below: 60}。"),
    "report": ("报送情况", ""),
    "verdict": ("督查室核实的评价", ""),
    "claimed": ("单位自报的评价", ""),
    "status": ("任务状态", ""),
    "closed": ("这一期内办结", "写 true。"),
    "in_a_row": ("连续几期", "1 到 12，只看本年。"),
}
LIGHT: Mapping[str, Meaning] = {
    "light": ("灯", "红、黄、绿……名称自定。"),
    **CONDITION,
    "every": ("每个指标都要", "有几个指标的任务，每个都有灯才亮；绿灯默认如此。"),
    "note": ("备注", ""),
}
SCORES: Mapping[str, Meaning] = {
    "base": ("基础分", ""),
    "by": ("怎样合计", ""),
    "units": ("算谁的", ""),
    "minimum": ("最少任务数", "任务少于这个数的单位列出、不排名。"),
    "places": ("小数位数", "0 到 6。"),
    "groups": ("分组排名", "组名: [单位…]。"),
    "points": ("计分项", ""),
    "praise": ("通报表扬", "每组表扬几个单位，如 {count: 3}。"),
    "criticise": ("通报批评", "每组批评几个单位，如 {count: 3}。"),
}
HONOURS: Mapping[str, Meaning] = {
    "count": ("几个", "每组几个单位，并列的一起算。"),
    "score": ("得分", "只要得分在这个范围里的，如 {below: 60}。"),
}
POINT: Mapping[str, Meaning] = {
    "name": ("名称", ""),
    "points": ("分值", "扣分写负数。"),
    **CONDITION,
    "light": ("灯", "亮的是这些灯。"),
    "event": ("登记的事", "events 里登记的事。"),
    "units": ("算谁的", ""),
    "each": ("按天计", "day：乘迟报的工作日数。"),
    "most": ("至多", "一件事至多加（扣）几分。"),
    "note": ("备注", ""),
}
EVENT: Mapping[str, Meaning] = {
    "event": ("什么事", ""),
    "unit": ("单位", ""),
    "period": ("周期", ""),
    "task": ("任务编号", ""),
    "document": ("依据", "如 批示第12号。"),
    "note": ("备注", ""),
}
STEP: Mapping[str, Meaning] = {
    "name": ("通知单名称", "如 催办通知单。"),
    "after": ("迟几个工作日发", "1 到 250。"),
    "within": ("限几个工作日报", "1 到 60，默认 2。"),
}
BOUNDS: Mapping[str, Meaning] = {
    "over": ("大于", ""),
    "from": ("不小于", ""),
    "up_to": ("不大于", ""),
    "below": ("小于", ""),
}
COLUMNS: Mapping[str, str] = {
    "number": "分解序号",
    "category": "类别",
    "text": "主要任务",
    "goal": "工作目标",
    "leaders": "牵头领导",
    "units": "责任单位",
    "deadline": "完成时限",
    "done": "进展情况",
}
"""Columns a list usually has, with a usual head; any other key is a column that stands under ``other``."""

VALUES: Mapping[str, Mapping[str, str]] = {
    "lead_source": {
        "bold": "原文加黑的是牵头单位",
        "first": "列第一位的是牵头单位",
        "column": "原表另有牵头单位一栏",
        "all": "所列单位都牵头",
        "stated": "人工确认",
    },
    "comparator": {">=": "以上、不少于", "<=": "以内、不超过", "=": "正好", "~": "约、左右"},
    "basis": {"cumulative": "累计：从年初算起", "period": "当期：只算这一期", "growth": "增速：比上年同期增长百分之几"},
    "kind": {
        "extension": "延期",
        "adjustment": "调整",
        "correction": "更正",
        "closure": "办结（销号）",
        "reopening": "重新督办",
    },
    "every": {"month": "一月一报", "quarter": "一季一报", "half": "半年一报", "year": "一年一报"},
    "time_progress": {"months": "按月算（默认）", "days": "按天算"},
    "several_units": {"sum": "相加", "lead": "只看牵头单位"},
    "yardstick": {"time": "时间进度（默认）", "plan": "计划进度，没有计划数的比时间进度"},
    "by": {"sum": "相加", "mean": "平均到每项任务每一期"},
    "scored": {"lead": "牵头单位", "support": "配合单位", "all": "牵头和配合单位"},
}
"""Fixed values and what they mean."""
