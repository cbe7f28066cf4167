"""text_table_conflict and text_text_conflict."""

import pytest

GOALS = ("青岭县铜器特色产业集聚区建设方案", "一、发展目标")
TASKS = "二、重点任务"
END = ("青岭县人民政府", "2021年5月6日")
HEAD = ["指标", "单位", "2020年", "2025年"]


def _table(*row: str) -> list[list[str]]:
    return [HEAD, list(row), ["高新技术企业", "户", "2", "9"]]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("到2025年，规模以上铜器企业发展到36户。", ("规上铜器企业", "户", "18", "34")),
        ("到2025年，铜器产业总产值达到三十亿元。", ("铜器产业产值", "万元", "90000", "280000")),
        ("到2025年，固废利用率不低于95%。", ("固废利用率", "%", "70", "90")),
        ("到2025年，建成检测站9座。", ("检测站", "座", "1", "6")),
        ("2020年，铜器产业产值12亿元。", ("铜器产业产值", "亿元", "9", "30")),
    ],
)
def test_the_text_and_the_table_differ(found, text, row):
    faults = found("text_table_conflict", *GOALS, text, "表1 主要指标", _table(*row), *END)
    assert len(faults) == 1
    assert faults[0].severity == "error"
    assert len(faults[0].evidence) == 2
    assert "“表1 主要指标”" in faults[0].message


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("到2025年，铜器产业总产值达到30亿元。", ("铜器产业产值", "万元", "90000", "300000")),
        ("到2025年，铜器产业产值达到30亿元。", ("铜器产业产值", "亿元", "9", "29.8")),
        ("到2025年，规上铜器企业30户以上。", ("规上铜器企业", "户", "18", "34")),
        ("到2023年，规上铜器企业达到30户。", ("规上铜器企业", "户", "18", "34")),
        ("2025年，新增规上铜器企业16户。", ("规上铜器企业", "户", "18", "34")),
        ("2025年，新建厂房18万平方米。", ("厂房（累计）", "万平方米", "4", "22")),
        ("到2025年，全县规上铜器企业达到50户。", ("集聚区规上铜器企业", "户", "18", "34")),
        ("到2025年，铜器产业产值达到30亿元左右。", ("铜器产业产值", "亿元", "9", "31")),
    ],
)
def test_lawful_differences_are_no_conflict(found, text, row):
    faults = found("text_table_conflict", *GOALS, text, "表1 主要指标", _table(*row), *END)
    assert faults == []


def test_a_firms_output_is_not_the_zones(found):
    text = "支持金锣公司扩建，2025年产值达到5亿元。"
    row = ("产值", "亿元", "9", "30")
    assert found("text_table_conflict", *GOALS, _table(*row), TASKS, text, *END) == []


def test_goals_and_tasks_differ(found):
    parts = (
        *GOALS,
        "到2025年，年回收废铜12万吨，单位产品能耗比2020年下降15%。",
        TASKS,
        "2025年全区年回收废铜9万吨，单位产品能耗较2020年下降18%。",
        *END,
    )
    faults = found("text_text_conflict", *parts)
    assert {fault.evidence[0].quote[:5] for fault in faults} == {"年回收废铜", "单位产品能"}
    assert "12万吨" in faults[0].message
    assert "9万吨" in faults[0].message


def test_one_sentence_may_name_a_part_and_a_higher_aim(found):
    text = "到2025年绿色铜器工厂达到5个，力争达到8个。"
    again = "到2025年绿色铜器工厂达到5个。"
    assert found("text_text_conflict", *GOALS, text, TASKS, again, *END) == []


def test_districts_have_numbers_of_their_own(found):
    first = ("（一）青岭高新区", "到2025年研发投入占营业收入比重达到5%。")
    second = ("（二）白水经开区", "到2025年研发投入占营业收入比重达到3%。")
    assert found("text_text_conflict", *GOALS, *first, *second, *END) == []


def test_two_tables_differ(found):
    table = _table("铜器产业产值", "亿元", "9", "30")
    other = _table("铜器产业产值", "亿元", "9", "40")
    faults = found("text_table_conflict", *GOALS, table, TASKS, "附表见后。", other, *END)
    assert ["两张表" in fault.message for fault in faults] == [True]
