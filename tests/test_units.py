"""The registry of units: look-up, lists read and printed as offices write them, labels, units.yaml."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import unitlists, unitsfile, yamlfile
from ledger.units import Alias, Group, Registry, Unit

ROOT = Path(__file__).parent.parent


@cache
def registry(ledger: str) -> Registry:
    value, found = yamlfile.load((ROOT / f"tasks/{ledger}/units.yaml").read_bytes())
    read, wrong = unitsfile.decode(value)
    assert not found
    assert not wrong
    return read


# ---------------------------------------------------------------------- look-up


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("区发改局", "区发展和改革局"),
        ("发改局", "区发展和改革局"),
        ("区发展和改革局", "区发展和改革局"),
        ("市中区行政审批服务局", "区行政审批服务局"),
        ("济南市市中区住建局", "区住房和城乡建设局"),
        ("大观园办事处", "大观园街道办事处"),
        ("魏家庄街道", "魏家庄街道办事处"),
        ("七里山街办", "七里山街道办事处"),
        ("党家庄镇", "党家街道办事处"),
        ("市场监管局", "区市场监督管理局"),
        ("生态环境市中分局", "济南市生态环境局市中分局"),
        ("市中控股", "市中控股集团"),
        ("济南金融商务中心区(市中区)服务中心", "济南金融商务中心区（市中区）服务中心"),
    ],
)
def test_a_unit_is_found_however_it_is_written(written: str, name: str) -> None:
    assert registry("2020").canonical(written) == name


@pytest.mark.parametrize("stranger", ["市投促局", "市工信局", "市自然资源和规划局", "市财政局", "兴隆", "省财政厅"])
def test_units_of_other_levels_and_bare_places_are_not_found(stranger: str) -> None:
    assert registry("2020").find(stranger) is None


def test_a_level_is_never_dropped_by_guess() -> None:
    assert not registry("2020").same("市投促局", "区投促局")
    assert registry("2020").suggest("市投促局") != "区投促局"


@pytest.mark.parametrize(
    ("one", "other"), [("区城管局", "区综合行政执法局"), ("区档案局", "区档案馆"), ("区金融办", "区金融事业发展中心")]
)
def test_units_that_must_not_be_merged(one: str, other: str) -> None:
    assert not registry("2019").same(one, other)


def test_a_name_that_was_given_up_holds_only_until_then() -> None:
    new = registry("2020")
    assert new.canonical("区金融办") == "区金融事业发展中心"
    assert new.find("区金融办", date(2019, 7, 15)) is not None
    assert new.find("区金融办", date(2020, 3, 1)) is None
    assert new.same("区金融办", "区金融事业发展中心")


def test_a_successor_is_another_unit() -> None:
    assert registry("2019").successor("档案局") == "区档案馆"
    assert registry("2019").successor("区住建局") == ""


def test_groups() -> None:
    streets = registry("2020").members("各街道办事处")
    assert streets is not None
    assert len(streets) == 17
    assert streets[0] == "大观园街道办事处"
    assert registry("2020").members("相关街道办事处") is None
    assert registry("2020").members("区住建局") is None
    assert registry("2020").group("各相关部门") == Group("各相关部门")
    assert registry("2020").group("区住建局") is None


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("区市政设施运营中心", "区市政设施运行中心"),
        ("生态资源市中分局", "生态环境市中分局"),
        ("区规划协调服务中心局", "区规划协调服务中心"),
        ("区住房建设局", "区住建局"),
        ("各街道办事外", "各街道办事处"),
        ("区住建局", ""),
        ("完全不相干的名字", ""),
    ],
)
def test_suggestions(slip: str, meant: str) -> None:
    assert registry("2020").suggest(slip) == meant


def test_an_empty_registry_compares_names_as_they_stand() -> None:
    empty = Registry()
    assert empty.same("区 住建局", "区住建局")
    assert not empty.same("区住建局", "区教体局")
    assert empty.suggest("区住建局") == ""


# ---------------------------------------------------------------------- lists


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("区发改局、住建局、工信局", ["区发改局", "区住建局", "区工信局"]),
        ("区发改局、公安市中分局、教体局", ["区发改局", "公安市中分局", "区教体局"]),
        ("生态环境市中分局、区城管局、市中交警大队、商务局",
         ["生态环境市中分局", "区城管局", "市中交警大队", "区商务局"]),
        ("区工信局，杆石桥、四里村、大观园街道办事处",
         ["区工信局", "杆石桥街道办事处", "四里村街道办事处", "大观园街道办事处"]),
        ("区园区发展委员会、市中控股集团，十六里河、兴隆街道办事处",
         ["区园区发展委员会", "市中控股集团", "十六里河街道办事处", "兴隆街道办事处"]),
        ("区行政审批服务局、区政府有关部门、各街道办事处", ["区行政审批服务局", "区政府有关部门", "各街道办事处"]),
        ("区卫健局、发改局、市场监管局、档案馆", ["区卫健局", "区发改局", "区市场监管局", "区档案馆"]),
        ("区投促局、\n六里山街道办事处", ["区投促局", "六里山街道办事处"]),
        ("区应急\n管理局", ["区应急管理局"]),
        ("区人才办,投促局、卫健局、", ["区人才办", "区投促局", "区卫健局"]),
    ],
)  # fmt: skip
def test_what_a_list_shares_is_restored_without_a_guess(printed: str, names: list[str]) -> None:
    read = unitlists.read_list(registry("2020"), printed)
    assert list(read.names) == names
    assert read.notes == ()


@pytest.mark.parametrize(
    ("printed", "names", "told"),
    [
        ("区住建局\n相关街道办事处", ["区住建局", "相关街道办事处"], "没有顿号"),
        ("区自然资源局区房屋征收服务中心", ["区自然资源局", "区房屋征收服务中心"], "两个单位"),
        ("区住建局和区城管局", ["区住建局", "区城管局"], "两个单位"),
        ("区卫健局、人武部等", ["区卫健局", "区人武部"], "“等”字后面"),
        ("区住建局、风筝办", ["区住建局", "区风筝办"], "没有登记"),
        ("住建局", ["区住建局"], "前面没有写“区”"),
        ("区市政设施运营中心", ["区市政设施运营中心"], "是不是“区市政设施运行中心”"),
        ("区住建局，清风、明月街道办事处", ["区住建局", "清风街道办事处", "明月街道办事处"], "没有登记"),
    ],
)
def test_every_guess_is_told(printed: str, names: list[str], told: str) -> None:
    read = unitlists.read_list(registry("2020"), printed)
    assert list(read.names) == names
    assert any(told in note for note in read.notes), read.notes


@pytest.mark.parametrize(
    ("level", "printed", "names"),
    [
        ("市", "市住建局、团市委、市委宣传部", ["市住建局", "团市委", "市委宣传部"]),
        ("市", "市大数据中心、市场监管局、财政局", ["市大数据中心", "市市场监管局", "市财政局"]),
        ("区", "区住建局、市政府办公室、财政局", ["区住建局", "市政府办公室", "区财政局"]),
        ("市", "市教育厅，各市、县（区）人民政府", ["市教育厅", "各市", "各县（区）人民政府"]),
        ("县", "县教育局/体育局", ["县教育局", "县体育局"]),
        ("县", "县民政局和财政局", ["县民政局", "县财政局"]),
        ("县", "县自然资源和规划局、县住房和城乡建设局", ["县自然资源和规划局", "县住房和城乡建设局"]),
        ("县", "县政府办公室、司法局等有关部门", ["县政府办公室", "县司法局"]),
        ("县", "县卫健局、红十字会、残联", ["县卫健局", "县红十字会", "县残联"]),
    ],
)
def test_lists_of_places_without_a_registry(level: str, printed: str, names: list[str]) -> None:
    assert list(unitlists.read_list(Registry(prefix=level), printed).names) == names


def test_names_with_and_inside_stay_whole() -> None:
    printed = "区发展和改革局、区住房和城乡建设局、区人力资源和社会保障局"
    assert unitlists.read_list(registry("2023-jiyang"), printed).names == tuple(printed.split("、"))


def test_shared_words_of_groups() -> None:
    read = unitlists.read_list(registry("2023-jiyang"), "区农业农村局,各镇政府、街道办事处")
    assert read.names == ("区农业农村局", "各镇政府", "各街道办事处")
    assert unitlists.print_list(registry("2023-jiyang"), read.names) == "区农业农村局、各镇政府、街道办事处"


def test_spans_say_where_each_unit_stood() -> None:
    printed = "区发改局、\n住建局，四里村、大观园街道办事处"
    read = unitlists.read_list(registry("2020"), printed)
    assert [printed[start:end] for start, end in read.spans] == ["区发改局", "住建局", "四里村", "大观园街道办事处"]


def test_another_district_without_a_registry() -> None:
    county = Registry(prefix="县")  # 虚构
    read = unitlists.read_list(county, "县发改局、财政局、市场监管局、云水镇、各乡镇、市水务集团")
    assert read.names == ("县发改局", "县财政局", "县市场监管局", "云水镇", "各乡镇", "市水务集团")
    assert unitlists.print_list(county, read.names) == "县发改局、财政局、市场监管局、云水镇、各乡镇、市水务集团"


@settings(max_examples=200)
@given(st.data())
def test_reading_is_the_inverse_of_printing(data: st.DataObject) -> None:
    known = registry("2020")
    every = [unit.form for unit in known.units] + [group.name for group in known.groups]
    names = tuple(data.draw(st.lists(st.sampled_from(every), min_size=1, max_size=8, unique=True)))
    assert unitlists.read_list(known, unitlists.print_list(known, names)).names == names


def test_an_office_that_writes_full_names_prints_them() -> None:
    names = ("区财政局", "区税务局", "区民政局")
    assert unitlists.print_list(registry("2023-jiyang"), names) == "区财政局、区税务局、区民政局"


# ---------------------------------------------------------------------- labels


def test_a_unit_and_a_colon_speak() -> None:
    label = unitlists.read_label(registry("2019"), "区投促局:对楼宇信息全面掌握。", ["区投促局"])
    assert label is not None
    assert (label.units, label.printed, label.rest, label.notes) == (
        ("区投促局",),
        "区投促局:",
        "对楼宇信息全面掌握。",
        (),
    )


def test_two_units_speak_together() -> None:
    label = unitlists.read_label(registry("2019"), "区住建局、扬尘办:制定了名单", ["生态环境市中分局"])
    assert label is not None
    assert label.units == ("区住建局", "区扬尘办")


@pytest.mark.parametrize(
    "text",
    [
        "卫生方面:已完成",
        "指挥平台建设方面:对接了",
        "领仁路南段:1、立项已完成",
        "美丽乡村:最终确定",
        "民生大街:立项已完成",
        "海尔集团与市规划院等设计院",
        "全区公共法律服务中心及各街道",
        "四里村:清理小广告",
        "区住建局、区教体局等部门正在办理",
    ],
)
def test_topics_projects_and_plain_texts_are_nobodys(text: str) -> None:
    assert unitlists.read_label(registry("2019"), text, ["区住建局", "区城管局"]) is None


def test_without_a_colon_only_units_of_the_list_speak() -> None:
    known = registry("2019")
    assert unitlists.read_label(known, "市中控股已出具规划条件。", ["市中控股有限公司"]) is not None
    assert unitlists.read_label(known, "市中控股已出具规划条件。", ["区住建局"]) is None
    assert unitlists.read_label(known, "区住建局的意见已采纳。", ["区住建局"]) is None


def test_a_speaker_comes_back_as_the_list_has_it() -> None:
    label = unitlists.read_label(registry("2019"), "区农业农村局:配合财政局。", ["区农业农村局(扶贫办)"])
    assert label is not None
    assert label.units == ("区农业农村局(扶贫办)",)


def test_a_slip_of_one_character_is_taken_and_told() -> None:
    label = unitlists.read_label(registry("2019"), "区市政设施运营中心:已完成", ["区市政设施运行中心"])
    assert label is not None
    assert label.units == ("区市政设施运行中心",)
    assert "没有登记" in label.notes[0]


# ---------------------------------------------------------------------- units.yaml


@pytest.mark.parametrize("ledger", ["2019", "2020", "2023-jiyang"])
def test_the_real_registries_read_back_as_written(ledger: str) -> None:
    read, wrong = unitsfile.decode(unitsfile.encode(registry(ledger)))
    assert not wrong
    assert read == registry(ledger)


@pytest.mark.parametrize(
    ("value", "code", "path"),
    [
        ([], "R101", ()),
        ({"units": "区住建局"}, "R101", ("units",)),
        ({"units": [{"short": "区住建局"}]}, "R101", ("units", 0)),
        ({"units": [{"name": "区住建局", "alias": ["甲"]}]}, "R101", ("units", 0, "alias")),
        ({"units": [{"name": "区住建局", "prefix": "no"}]}, "R101", ("units", 0, "prefix")),
        ({"units": [{"name": "甲局"}, {"name": "乙局", "aliases": ["甲局"]}]}, "R102", ("units", 1)),
        (
            {"units": [{"name": "甲局", "aliases": [{"name": "乙局", "until": "2020.2"}]}]},
            "R103",
            ("units", 0, "aliases", 0, "until"),
        ),
        (
            {"units": [{"name": "甲局", "aliases": [{"name": "乙", "from": "2020-03-01", "until": "2020-02-01"}]}]},
            "R103",
            ("units", 0, "aliases", 0, "until"),
        ),
        (
            {"units": [{"name": "甲局"}], "groups": [{"name": "各局", "members": ["乙局"]}]},
            "R104",
            ("groups", 0, "members", 0),
        ),
        ({"units": [{"name": "甲局", "successor": "丙局"}]}, "R104", ("units", 0, "successor")),
    ],
)
def test_faults_are_findings_with_their_place(value: Any, code: str, path: tuple[str | int, ...]) -> None:
    _, found = unitsfile.decode(value)
    assert [(finding.code, finding.path) for finding in found] == [(code, path)]
    assert all(finding.hint for finding in found)


def test_a_name_may_pass_from_one_unit_to_another() -> None:
    old = Unit("甲局", aliases=(Alias("丙办", None, date(2020, 1, 31)),))
    new = Unit("乙局", aliases=(Alias("丙办", date(2020, 2, 1), None),))
    _, found = unitsfile.decode(unitsfile.encode(Registry((old, new))))
    assert found == []
    both = Registry((old, new))
    assert both.find("丙办", date(2019, 1, 1)) == old
    assert both.find("丙办", date(2021, 1, 1)) == new
    assert both.find("丙办") is None


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("区住建局区发改局区教体局", ["区住建局", "区发改局", "区教体局"]),
        ("区住房和城乡建设局区教体局和区财政局", ["区住建局", "区教体局", "区财政局"]),
        ("区新设局区另设中心各街道办事处", ["区新设局", "区另设中心", "各街道办事处"]),
        ("区委办公室区新设局", ["区委办公室", "区新设局"]),
        ("示范区管委会", ["示范区管委会"]),
        ("区机关事务管理局", ["区机关事务管理局"]),
        ("各区新设局", ["各区新设局"]),
    ],
)
def test_names_that_run_together_are_parted(printed: str, names: list[str]) -> None:
    own = Registry(
        units=(
            Unit("区住房和城乡建设局", short="区住建局"),
            Unit("区发展和改革局", short="区发改局"),
            Unit("区教育和体育局", short="区教体局"),
            Unit("区财政局"),
        ),
        prefix="区",
    )
    read = unitlists.read_list(own, printed)
    assert [own.form(name) for name in read.names] == names
    assert len(names) == 1 or any("个单位读" in note for note in read.notes)
    for (first, last), name in zip(read.spans, read.names, strict=True):
        assert printed[first:last] == name
