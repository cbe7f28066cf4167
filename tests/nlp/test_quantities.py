"""The grammar of quantities on invented phrases, and what it must never do."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangan.nlp.quantities import Quantity, quantities


def measures(text: str) -> list[tuple[object, str | None, str]]:
    return [(q.value, q.unit, q.comparator) for q in quantities(text) if q.role == "measure"]


def only(text: str) -> Quantity:
    (found,) = (q for q in quantities(text) if q.role == "measure")
    return found


NUMBERS = [
    ("产值８０．５亿元", 80.5, "亿元"),
    ("产值 达 到 1 200 万 元", 1200, "万元"),
    ("投资强度3OO万元/亩", 300, "万元/亩"),
    ("引进资金三十亿元", 30, "亿元"),
    ("销售收入一千二百万元", 1200, "万元"),
    ("培育企业两家", 2, "家"),
    ("厂房三十万㎡", 30, "万平方米"),
    ("水域8平方千米", 8, "平方公里"),
    ("新增项目12,300个", 12300, "个"),
    ("带动5千户", 5000, "户"),
    ("占比百分之十二点五", 12.5, "%"),
    ("合格率千分之三", 3, "‰"),
    ("占比四成半", 45, "%"),
    ("占比八成二", 82, "%"),
    ("占比四分之一", 25, "%"),
    ("提高2个百分点", 2, "百分点"),
    ("办照压缩到半个工作日", 0.5, "工作日"),
    ("容积率1.2", 1.2, None),
    ("总额4.8万亿元", 4.8, "万亿元"),
    ("装机50MW", 50, "MW"),
]


@pytest.mark.parametrize(("text", "value", "unit"), NUMBERS)
def test_values_and_units_come_in_normal_form(text: str, value: float, unit: str | None) -> None:
    found = only(text)
    assert (found.value, found.unit) == (value, unit)


COMPARED = [
    ("利用率不得低于90%", "ge"),
    ("利用率不低于90%", "ge"),
    ("利用率低于90%", "lt"),
    ("用地不得超过90亩", "le"),
    ("能耗控制在90吨以内", "le"),
    ("失业率控制在5%", "le"),
    ("失业率控制在5%左右", "approx"),
    ("收入突破90亿元", "gt"),
    ("收入超90亿元", "gt"),
    ("培育企业90余家", "gt"),
    ("约90亩", "approx"),
    ("近九成", "approx"),
    ("收入90亿元以上", "ge"),
    ("收入达到90亿元", "ge"),
    ("收入达到90亿元左右", "approx"),
    ("收入≥90亿元", "ge"),
    ("浓度不大于90微克/立方米", "le"),
    ("收入90亿元", "eq"),
    ("新设企业2个工作日办结", "le"),
]


@pytest.mark.parametrize(("text", "comparator"), COMPARED)
def test_words_of_comparison(text: str, comparator: str) -> None:
    assert only(text).comparator == comparator


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("建设3～5家", (3, 5), "家"),
        ("建设三至五家", (3, 5), "家"),
        ("增速8%—10%", (8, 10), "%"),
        ("资金1.2亿元至1.5亿元", (1.2, 1.5), "亿元"),
        ("引进两三家企业", (2, 3), "家"),
    ],
)
def test_ranges(text: str, value: tuple[float, float], unit: str) -> None:
    found = only(text)
    assert (found.value, found.unit, found.comparator) == (value, unit, "between")


def test_a_fall_is_negative_and_the_comparator_binds_its_size() -> None:
    assert measures("单位能耗下降15%以上") == [(-15, "%", "ge")]
    assert measures("降低企业用能成本5%左右") == [(-5, "%", "approx")]
    assert measures("排放下降到15万吨") == [(15, "万吨", "eq")]


def test_doubling_and_growth_by_multiples_differ() -> None:
    assert [(q.value, q.basis) for q in quantities("企业数量翻两番")] == [(4, "ratio")]
    assert [(q.value, q.basis) for q in quantities("企业数量增长2倍")] == [(2, "increment")]
    assert [(q.value, q.basis) for q in quantities("达到去年的1.5倍")] == [(1.5, "ratio")]
    assert quantities("实施企业倍增计划") == ()


def test_the_start_value_goes_to_the_base() -> None:
    base, target = quantities("亩均税收由2021年的6万元提高到2026年的12万元")
    assert base.role == "base"
    assert (target.value, target.unit) == (12, "万元/亩")
    assert (target.base_value, target.base_year) == (6, 2021)
    assert only("以2021年40亿元为基数，年均增长9%").base_value is None
    assert only("企业比2021年增长9%").base_year == 2021


def test_a_base_is_given_in_the_unit_of_the_target() -> None:
    assert only("产值由8000万元增加到2亿元").base_value == 0.8


def test_a_list_shares_the_words_that_only_one_member_has() -> None:
    assert measures("投资分别达到20亿元、30亿元以上") == [(20, "亿元", "ge"), (30, "亿元", "ge")]
    assert measures("余额分别突破2万亿元、1万亿元") == [(2, "万亿元", "gt"), (1, "万亿元", "gt")]
    assert measures("能耗、水耗分别下降3%、5%") == [(-3, "%", "eq"), (-5, "%", "eq")]
    assert measures("产值分别达到30、45、100亿元")[0] == (30, "亿元", "ge")
    assert measures("新增企业3家、项目5个以上") == [(3, "家", "eq"), (5, "个", "ge")]


def test_units_below_the_line_are_taken_from_the_words_before() -> None:
    assert measures("每亩投资不少于200万元") == [(200, "万元/亩", "ge")]
    assert measures("人均用地不超过100平方米") == [(100, "平方米/人", "le")]
    assert measures("建成日处理2万吨的处理厂") == [(2, "万吨/日", "eq")]
    assert measures("每千瓦时降低0.05元") == [(-0.05, "元/千瓦时", "eq")]
    assert measures("年处理30万吨") == [(30, "万吨", "eq")]


NO_MEASURES = [
    "青政发〔2023〕18号",
    "2023年5月26日",
    "第十二条 处罚款5万元",
    "居全省第3位",
    "位列前10名",
    "4A级景区",
    "“十四五”时期建设5G网络",
    "形成“1+3+N”体系",
    "统一标准、三级联动、一体推进",
    "培育年收入超5亿元的企业",
    "5000万元以上项目",
    "过50亿元、过100亿元项目",
    "100亿元以上项目、50亿元以上项目",
    "建设30万吨级码头",
    "加快4万吨新材料项目建设",
    "新建110千伏线路",
    "60岁以上老人",
    "20人以上的自然村",
    "打造15分钟生活圈",
    "对首次入库的给予10万元奖励",
    "奖补50万元、100万元",
    "自收到申请之日起7个工作日内答复",
    "每季度召开2次会议",
    "抓好十个方面",
    "突出三个重点环节",
    "一批好项目",
    "打造一个平台",
    "附件1所列事项",
    "距县城14公里",
    "《十条措施》出台",
]


@pytest.mark.parametrize("text", NO_MEASURES)
def test_numbers_that_measure_nothing(text: str) -> None:
    assert measures(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("只定农具制造这一个主导产业", 1),
        ("主攻农具、泵阀两个产业", 2),
        ("建成检验中心一个，年底投用", 1),
        ("带动务工一万二千人", 12000),
        ("容积率不低于二点零", 2),
        ("新增授信1.2亿元补贴性贷款", 1.2),
    ],
)
def test_small_and_spelt_numbers_that_do_count(text: str, value: float) -> None:
    assert only(text).value == value


def test_a_numbered_paragraph_does_not_lend_its_number() -> None:
    assert measures("3.10个项目开工。") == [(10, "个", "eq")]
    assert measures("面积为1.2万平方米") == [(1.2, "万平方米", "eq")]


def test_offsets_lead_back_to_the_text_as_it_stands() -> None:
    text = "到2026年，产值 达到 1 000 亿 元以上；企业 ３０ 家"
    found = [text[q.start : q.end] for q in quantities(text)]
    assert found == ["1 000 亿 元以上", "３０ 家"]


def test_nothing_is_read_across_a_line_or_a_cell() -> None:
    assert measures("不低于\n5家") == [(5, "家", "eq")]
    assert measures("3\t5家") == [(5, "家", "eq")]


@given(
    st.text(
        alphabet="到至由从超近约每亩一二三十百千万亿0123456789.%年家个元。，、-—分之成倍翻番 以上",
        max_size=40,
    )
)
def test_any_text_gives_ordered_spans_inside_it(text: str) -> None:
    found = quantities(text)
    assert all(0 <= q.start < q.end <= len(text) for q in found)
    assert all(0 <= q.lead <= q.start for q in found)
    assert [q.start for q in found] == sorted(q.start for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(st.integers(1, 99999), st.sampled_from(["家", "个", "亿元", "万元/亩", "%", "平方公里"]))
def test_a_plain_number_is_read_as_it_is_written(number: int, unit: str) -> None:
    assert measures(f"总量为{number}{unit}") == [(number, unit, "eq")]


def test_a_verb_that_ends_like_about_bounds_nothing() -> None:
    for text in ("节约3万吨", "签约12个", "履约20家"):
        (found,) = quantities(text)
        assert found.comparator == "eq"
        assert found.lead == found.start
    (found,) = quantities("节煤约3万吨")
    assert found.comparator == "approx"


def test_a_range_stays_a_range_when_it_is_about():
    found = quantities("培育企业3—4家左右")
    assert [(one.value, one.comparator) for one in found] == [((3, 4), "between")]
