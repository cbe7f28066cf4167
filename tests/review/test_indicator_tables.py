"""Tables of indicators and of projects, read by their heads."""

from collections.abc import Callable

from fangan.document import Document
from fangan.framework import Framework
from fangan.review.measure import measure
from fangan.review.table_heads import read_head

Read = Callable[..., Document]
TOP = ("青岭县集聚区建设方案", "一、发展目标", "主要指标见表。")
END = ("青岭县人民政府", "2021年6月1日")


def test_one_indicator_for_each_target_year_with_the_base_of_its_row(
    read: Read, shanxi: Framework
) -> None:
    table = [
        ["序号", "指标名称", "计量单位", "2020年", "2022年", "2025年", "属性"],
        ["1", "总产值", "亿元", "30", "45", "≥100", "预期性"],
        ["2", "固废利用率", "%", "70", "80以上", "待定", "约束性"],
    ]
    document = read(*TOP, table, *END)
    found = measure(document, shanxi)
    assert [(i.name, i.value, i.unit, i.year) for i in found] == [
        ("总产值", 45, "亿元", 2022),
        ("总产值", 100, "亿元", 2025),
        ("固废利用率", 80, "%", 2022),
    ]
    assert {(i.base_value, i.base_year) for i in found} == {(30, 2020), (70, 2020)}
    assert [i.comparator for i in found] == ["eq", "ge", "ge"]
    assert [i.nature for i in found] == ["预期性", "预期性", "约束性"]
    assert all(i.kind == "target" for i in found)
    assert "总产值" in found[0].evidence.quote
    assert "100" in found[0].evidence.quote


def test_units_in_names_heads_and_captions(read: Read, shanxi: Framework) -> None:
    table = [["指标", "2020年实际", "2025年目标（亿元）"], ["总产值", "30", "100"]]
    (found,) = measure(read(*TOP, table, *END), shanxi)
    assert (found.value, found.unit, found.base_value) == (100, "亿元", 30)
    table = [["指标", "现状值", "2025年"], ["厂房面积（万平方米）", "3", "9"]]
    (found,) = measure(read(*TOP, table, *END), shanxi)
    assert (found.name, found.unit, found.base_value) == ("厂房面积", "万平方米", 3)


def test_years_of_the_plan_alone_have_no_base(read: Read, shanxi: Framework) -> None:
    table = [["指标", "单位", "2021年", "2022年"], ["计划投资", "万元", "500", "800"]]
    found = measure(read(*TOP, table, *END), shanxi)
    assert [(i.value, i.year, i.base_value) for i in found] == [
        (500, 2021, None),
        (800, 2022, None),
    ]


def test_a_head_of_two_rows(read: Read, shanxi: Framework) -> None:
    table = [
        ["指标", "单位", "基期", "目标值", ""],
        ["", "", "2020年", "2022年", "2025年"],
        ["总产值", "亿元", "30", "45", "100"],
    ]
    found = measure(read(*TOP, table, *END), shanxi)
    assert [(i.value, i.year, i.base_value) for i in found] == [(45, 2022, 30), (100, 2025, 30)]


def test_projects_give_their_investment_and_year(read: Read, shanxi: Framework) -> None:
    table = [
        ["序号", "项目名称", "建设主体", "总投资（万元）", "起止年限"],
        ["1", "泥料生产线", "青岭泥料公司", "9000", "2021—2023"],
        ["2", "污水处理站", "待定", "待定", "2022—2024"],
        ["合计", "2个", "—", "9000", "—"],
    ]
    found = measure(read(*TOP, table, *END), shanxi)
    assert [(i.name, i.value, i.unit, i.year) for i in found] == [
        ("泥料生产线总投资", 9000, "万元", 2023),
        ("重点项目总投资合计", 9000, "万元", None),
    ]
    assert found[0].owner == "青岭泥料公司"


def test_a_table_of_tasks_is_read_by_its_words(read: Read, shanxi: Framework) -> None:
    table = [
        ["任务", "完成时限", "责任单位"],
        ["新建标准化厂房6万平方米", "2023年12月", "县住建局"],
        ["编制产业图谱", "2021年12月", "县工信局"],
    ]
    (found,) = measure(read(*TOP, table, *END), shanxi)
    assert (found.value, found.unit, found.year, found.owner) == (6, "万平方米", 2023, "县住建局")


def test_a_table_of_one_year_in_an_undated_plan_has_no_base(read: Read, shanxi: Framework) -> None:
    table = [["指标", "单位", "2025年目标", "2025年力争"], ["总产值", "亿元", "45", "50"]]
    found = measure(read(TOP[0], "一、任务", table), shanxi)
    assert [(i.value, i.year, i.base_value) for i in found] == [(45, 2025, None), (50, 2025, None)]


def test_a_table_without_numbers_has_no_head() -> None:
    assert read_head([["环节", "缺口"], ["成型", "模具"]]) is None
    assert read_head([]) is None
    assert read_head([["指标"]]) is None


def test_body_rows_are_no_head_and_a_long_number_is_no_year():
    cells = [["企业", "产值（万元）"], ["甲厂", "19000"], ["乙厂", "20250"]]
    head = read_head(cells)
    assert head is None or head.rows == 1
    assert head is None or not any(head.years)
