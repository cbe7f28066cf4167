"""sum_mismatch."""

import pytest

HEAD = ("青岭县铜器特色产业集聚区建设方案", "一、空间布局")
END = ("青岭县人民政府", "2021年5月6日")
PROJECTS = ["序号", "项目名称", "建设单位", "总投资（万元）", "起止年限"]


def _projects(total: str, count: str = "3个") -> list[list[str]]:
    return [
        PROJECTS,
        ["1", "锣钹生产线", "金锣公司", "12000", "2021—2023"],
        ["2", "铜管件基地", "白水公司", "8000", "2022—2024"],
        ["3", "检测中心", "园区公司", "5000", "2022—2023"],
        ["合计", count, "—", total, "—"],
    ]


def test_projects_must_give_their_total(found):
    assert found("sum_mismatch", *HEAD, "附件1 重点项目表", _projects("25000"), *END) == []
    (fault,) = found("sum_mismatch", *HEAD, "附件1 重点项目表", _projects("28000"), *END)
    assert "28000万元" in fault.message
    assert "25000万元" in fault.message
    assert fault.evidence[0].quote.startswith("合计")


def test_a_total_row_counts_the_rows(found):
    (fault,) = found("sum_mismatch", *HEAD, _projects("25000", "5个"), *END)
    assert "5个" in fault.message


def test_an_open_part_and_a_subtotal_leave_the_sum_open(found):
    table = _projects("28000")
    table[2][3] = "待定"
    assert found("sum_mismatch", *HEAD, table, *END) == []
    grouped = [
        ["类别", "项目", "投资（万元）"],
        ["一、产业类", "", "20000"],
        ["1", "锣钹生产线", "12000"],
        ["2", "铜管件基地", "8000"],
        ["二、配套类", "", "5000"],
        ["1", "检测中心", "5000"],
        ["合计", "", "25000"],
    ]
    assert found("sum_mismatch", *HEAD, grouped, *END) == []


def test_rates_are_not_added_up(found):
    table = [
        ["片区", "面积（亩）", "建成率（%）"],
        ["东", "300", "60"],
        ["西", "200", "40"],
        ["合计", "500", "52"],
    ]
    assert found("sum_mismatch", *HEAD, table, *END) == []


@pytest.mark.parametrize(("last", "count"), [("0.8", 0), ("1.8", 1)])
def test_districts_fill_the_whole(found, last, count):
    text = f"集聚区规划面积4.2平方公里，分三个片区：锣钹片2.1平方公里，管件片1.3平方公里，服务片{last}平方公里。"
    assert len(found("sum_mismatch", *HEAD, text, *END)) == count


def test_districts_that_nobody_counts_may_be_some_of_them(found):
    text = "集聚区规划面积4.2平方公里，锣钹片2.1平方公里，管件片1.3平方公里。"
    assert found("sum_mismatch", *HEAD, text, *END) == []


@pytest.mark.parametrize(("total", "count"), [("2.5", 0), ("2.9", 1)])
def test_years_and_sources_give_the_investment(found, total, count):
    years = f"项目总投资{total}亿元。分年度投资为：2021年1亿元，2022年0.9亿元，2023年0.6亿元。"
    assert len(found("sum_mismatch", *HEAD, years, *END)) == count
    open_end = (
        f"项目总投资{total}亿元。资金来源为：企业自筹1亿元，银行贷款0.5亿元，其余申请专项债券。"
    )
    assert found("sum_mismatch", *HEAD, open_end, *END) == []


@pytest.mark.parametrize(("second", "count"), [("1.3", 0), ("1.8", 1)])
def test_groups_that_add_up_in_number_add_up_in_money(found, second, count):
    text = f"安排项目9个，总投资2.5亿元，其中产业类项目5个、投资1.2亿元，配套类项目4个、投资{second}亿元。"
    assert len(found("sum_mismatch", *HEAD, text, *END)) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("实施项目3个，总投资2.5亿元，见附件1。", 0),
        ("实施项目3个，总投资3.5亿元，见附件1。", 1),
        ("实施项目4个，总投资2.5亿元，见附件1。", 1),
        ("其他项目7个，总投资9亿元，见附件2。", 0),
    ],
)
def test_the_text_agrees_with_the_only_table_of_projects(found, text, count):
    assert len(found("sum_mismatch", *HEAD, text, _projects("25000"), *END)) == count


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("新增企业20家，其中规上企业35家。", True),
        ("新增企业20家，其中规上企业5家。", False),
        ("新增企业20家以上，其中规上企业35家。", False),
        ("产值增长5%，其中铜管件增长9%。", False),
        ("投资比上年增加20亿元，其中铜管件投资35亿元。", False),
        ("新增企业20家、其中规上企业5家，引进人才35家。", False),
        ("农民人均收入1.2万元，其中竹农2.3万元。", False),
        ("产出强度20万元/亩，其中竹编区35万元/亩。", False),
        ("建设项目20个，其中投资35亿元的项目3个。", False),
    ],
)
def test_a_part_is_no_more_than_its_whole(found, text, wrong):
    faults = found("sum_mismatch", "青岭县建设方案", "一、发展目标", text)
    assert len(faults) == wrong
