"""The hints: base_year_missing, no_deadline, unit_missing, attachment_missing."""

import pytest

from fangan.findings import Scored, Tag
from fangan.review.check import Material, findings
from fangan.review.measure import measure

TITLE = "青岭县铜器特色产业集聚区建设方案"
GOALS = "一、发展目标"
END = ("青岭县人民政府", "2021年5月6日")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("到2025年，铜器产业产值年均增长12%。", 1),
        ("到2025年，铜器企业数量翻一番。", 1),
        ("到2025年，铜器产业产值比2020年增长60%。", 0),
        ("到2025年，铜器产业产值由10亿元增加到20亿元，年均增长14.9%。", 0),
        ("2021年，铜器产业产值同比增长8%。", 0),
    ],
)
def test_growth_needs_a_start(found, text, count):
    faults = found("base_year_missing", TITLE, GOALS, text, *END)
    assert [fault.severity for fault in faults] == ["hint"] * count


def test_a_table_may_give_the_start(found):
    table = [
        ["指标", "单位", "2020年", "2025年"],
        ["铜器产业产值", "亿元", "20", "50"],
        ["户数", "户", "3", "9"],
    ]
    text = "到2025年，铜器产业产值年均增长20%。"
    assert found("base_year_missing", TITLE, GOALS, text, table, *END) == []


def test_a_value_needs_a_unit(found):
    table = [
        ["指标", "单位", "2020年", "2025年"],
        ["铜器产业产值", "亿元", "20", "50"],
        ["税收", "", "3", "9"],
        ["容积率", "—", "0.6", "1.0"],
    ]
    faults = found("unit_missing", TITLE, GOALS, table, *END)
    assert [fault.evidence[0].quote.split("\t")[0] for fault in faults] == ["税收"]
    text = "投资强度不低于300，容积率不低于1.0，建设期不超过2年。"
    faults = found("unit_missing", TITLE, GOALS, text, *END)
    assert faults == []
    faults = found("unit_missing", TITLE, GOALS, "亩均税收提高到12，建设期不超过2年。", *END)
    assert [fault.evidence[0].quote for fault in faults] == ["亩均税收提高到12"]


@pytest.mark.parametrize(
    ("parts", "missing"),
    [
        (("附件：1.项目表", "2.分工表", "附件1 项目表", "锣钹线。"), ["2"]),
        (("附件：1.项目表", "2.分工表（略）", "附件1 项目表", "锣钹线。"), []),
        (("附件：1.项目表", "项目表", "锣钹线。"), []),
        (("各项目见附件3。", "附件1 项目表"), ["3"]),
        (("按《园区管理办法》附件2执行。",), []),
    ],
)
def test_named_annexes_must_follow(found, parts, missing):
    faults = found("attachment_missing", TITLE, GOALS, "做大产业。", *parts)
    named = [number for fault in faults for number in "123" if f"附件{number}" in fault.message]
    assert named == missing


@pytest.mark.parametrize(
    ("text", "count"), [("培育锣钹企业12户。", 1), ("2024年培育锣钹企业12户。", 0)]
)
def test_a_plan_without_any_horizon_leaves_its_tasks_open(read, shanxi, text, count):
    document = read(TITLE, "一、重点任务", text, "青岭县人民政府")
    start = document.text.index(text)
    must = next(item.id for item in shanxi.county_items if item.modality == "must")
    tag = Tag(start, start + len(text), (), (Scored(must, 0.9),))
    material = Material(document, shanxi, measure(document, shanxi), (tag,))
    assert [one.check for one in findings(material)].count("no_deadline") == count
