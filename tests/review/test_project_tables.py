"""Tables of projects as typed rows."""

from fangan.review.project_tables import projects

HEAD = ["序号", "项目名称", "建设单位", "总投资（万元）", "起止年限"]


def test_rows_carry_owner_investment_and_years(read):
    table = [
        HEAD,
        ["1", "锣钹生产线", "金锣公司", "12,000", "2021—2023"],
        ["2", "检测中心", "", "待定", "2022"],
        ["合计", "2个", "—", "12000", "—"],
    ]
    (made,) = projects(read("青岭县方案", table))
    first, second = made.projects
    assert (first.name, first.owner, first.investment, first.unit, first.years) == (
        "锣钹生产线",
        "金锣公司",
        12000,
        "万元",
        (2021, 2023),
    )
    assert (second.owner, second.investment, second.years) == (None, None, (2022,))
    assert made.total is not None
    assert (made.total.investment, made.count) == (12000, 2)


def test_a_table_of_indicators_is_none(read):
    table = [
        ["指标", "单位", "2020年", "2025年"],
        ["产值", "亿元", "8", "20"],
        ["户数", "户", "2", "5"],
    ]
    assert projects(read("青岭县方案", table)) == ()
