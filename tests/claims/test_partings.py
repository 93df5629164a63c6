"""Parts and totals that stand apart (虚构): right and wrong, and lists that need not be complete."""

from __future__ import annotations

import pytest

from ledger.claims import judge
from ledger.figures import read

RIGHT = [
    "新签约项目71个，总投资203亿元。从产业看，先进制造业31个，数字经济17个，现代服务业18个，文旅康养5个。",
    "86个在库项目中，达到序时的47个，未达序时的31个，未开工的8个；开工率90.7%。",
    "今年分解任务184项。截至6月30日，已完成61项，占33.2%；达到时间进度94项，占51.1%；未达时间进度29项，占15.8%。",
    "上次通报的72个问题，已整改到位55个，整改率76.4%；正在整改13个，未整改4个。",
    "前8个月完成21.6公里，9月份当月完成4.7公里，累计26.3公里。",
    "教育支出18.53亿元，占本级支出的20.8%，增加0.98亿元；社会保障15.47亿元，卫生健康9.26亿元。以上三项共43.26亿元。",
    "2021至2023年民生支出分别为61.2亿元、66.8亿元、70.5亿元，三年累计198.5亿元。",
    "本级收入41.36亿元，加上上级补助48.12亿元、上年结转2.94亿元、调入资金5.18亿元，合计97.60亿元。",
    "现场签约项目21个，其中5亿元以上8个、1亿至5亿元9个、1亿元以下4个。",
    "图书馆总分馆1+18+102，共121个。",
    "84个项目完成投资63.5亿元。14个省级项目完成投资27.1亿元；26个市级项目完成投资21.8亿元；其余44个区级项目完成投资14.6亿元。",
    "当年结余3.18亿元，年末滚存结余27.63亿元（上年末24.45亿元）。",
]
WRONG = [
    "新签约项目71个，总投资203亿元。从产业看，先进制造业31个、数字经济17个、现代服务业18个、文旅康养7个。",
    "86个在库项目中，达到序时的47个，未达序时的31个，未开工的9个；开工率90.7%。",
    "助餐点已运营96个，其中自建41个、合作39个、流动18个。",
    "未完成的41个中，分阶段类25个、持续类18个。",
    "全年新增专项债券7.4亿元，投向水利2.6亿元、园区3.3亿元、医疗1.8亿元。",
    "改造路口16处：信号灯优化7处、渠化6处、增设过街设施4处。",
    "新增停车泊位4,650个，包括路内泊位1,260个、立体车库980个、错时共享2,310个。",
    "本级支出88.74亿元，加上上解4.23亿元、债务还本5.36亿元、补充调节基金2.11亿元，合计101.44亿元。",
    "村集体收入10万元以上的村194个，其中50万元以上51个、10万至50万元153个。",
    "备案博物馆37家，其中国家一级3家、二级5家、三级9家，另有未定级19家。",
    "购置及运行维护874万元，公务接待302万元；车辆费用中购置193万元、运行维护691万元。",
    "在办13件；追发工资2831万元。在办案件中，施工单位原因7件、建设单位原因5件、劳务纠纷2件。",
]
UNTOLD = [
    "全区党员1,286名，其中妇女412名、少数民族38名、35岁以下党员903名。",
    "位居前三的工单：交通类783件、城乡建设类579件、政法类562件。",
    "截至10月底，63个新开工项目中有47个实现开工，开工率74.6%；10个计划投产项目实现投产7个。",
    "查处案件42件，主要包括超载12件、超速9件、酒驾8件等。",
    "检查企业86家，发现隐患128处、立案12起、处罚21家、约谈18家、移送5家。",
    "全年接待游客318万人次，门票收入1.2亿元，餐饮收入2.4亿元，住宿收入1.6亿元，总收入9.8亿元。",
]


@pytest.mark.parametrize("text", RIGHT)
def test_a_list_is_held_against_its_total_wherever_that_stands(text: str) -> None:
    assert "consistent" in {c.verdict.value for c in judge(read(text)) if c.kind == "sum"}
    assert not [c.why for c in judge(read(text)) if c.verdict.value == "inconsistent"]


@pytest.mark.parametrize("text", WRONG)
def test_a_list_that_should_make_its_total_and_does_not_is_told(text: str) -> None:
    assert "inconsistent" in {c.verdict.value for c in judge(read(text)) if c.kind == "sum"}


@pytest.mark.parametrize("text", UNTOLD)
def test_lists_that_overlap_or_name_only_some_are_not_called_wrong(text: str) -> None:
    assert not [c.why for c in judge(read(text)) if c.verdict.value in ("inconsistent", "rounding")]
