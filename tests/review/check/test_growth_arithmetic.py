"""growth_arithmetic."""

import pytest

HEAD = ("青岭县铜器特色产业集聚区建设方案", "一、发展目标")
END = ("青岭县人民政府", "2021年5月6日")
TABLE = [
    ["指标", "单位", "2020年", "2025年"],
    ["铜器产业产值", "亿元", "20", "50"],
    ["户数", "户", "3", "9"],
]


@pytest.mark.parametrize(
    ("text", "implied"),
    [
        ("铜器产业产值由2020年的20亿元增加到2025年的50亿元，年均增长12%。", "20.1%"),
        ("到2025年，铜器产业产值达到五十亿元，以2020年20亿元为基数年均增长百分之十二。", "20.1%"),
        ("到2025年，铜器产业产值达到50亿元，年均增长25%左右。", "20.1%"),
        ("到2025年，铜器产业产值达到50亿元，比2020年增长80%。", "150.0%"),
        ("到2025年，铜器产业产值由2020年的20亿元增加到30亿元，实现翻番。", "1.50倍"),
    ],
)
def test_what_does_not_follow_is_an_error(found, text, implied):
    faults = found("growth_arithmetic", *HEAD, text, TABLE, *END)
    assert len(faults) == 1
    assert implied in faults[0].message
    assert faults[0].severity == "error"


@pytest.mark.parametrize(
    "text",
    [
        "铜器产业产值由2020年的20亿元增加到2025年的50亿元，年均增长20%。",
        "铜器产业产值由2020年的20亿元增加到2025年的50亿元，年均增长21%。",
        "到2025年，铜器产业产值达到50亿元，年均增长18%以上。",
        "到2025年，铜器产业产值突破50亿元，比2020年翻一番。",
        "到2025年，铜器产业增加值达到50亿元，年均增长8%。",
        "到2025年，铜器产业产值达到50亿元，同比增长8%。",
        "到2025年，铜器产业产值达到50亿元，税收年均增长8%。",
    ],
)
def test_what_may_follow_is_none(found, text):
    assert found("growth_arithmetic", *HEAD, text, TABLE, *END) == []


def test_without_a_base_nothing_is_said(found):
    text = "到2025年，铜器产业产值达到50亿元，年均增长3%。"
    assert found("growth_arithmetic", *HEAD, text, *END) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("规上铜器企业由2020年的20户增加到2025年的50户，增加25户。", "应增加30户"),
        ("规上铜器企业由2020年的20户增加到2025年的50户，净增35户。", "应增加30户"),
        ("规上铜器企业由2020年的20户增加到2025年的50户，新增25户。", "应增加30户"),
        ("铜器产业产值由2020年的1.5亿元增加到2025年的2亿元，增加8000万元。", "应增加5000万元"),
        ("新产品占比由2020年的18%提高到2025年的30%，提高10个百分点。", "应增加12百分点"),
        ("铜器单耗由2020年的20吨下降到2025年的15吨，下降8吨。", "应减少5吨"),
    ],
)
def test_an_increment_is_the_difference_of_target_and_base(found, text, said):
    (fault,) = found("growth_arithmetic", *HEAD, text, *END)
    assert said in fault.message


@pytest.mark.parametrize(
    "text",
    [
        "规上铜器企业由2020年的20户增加到2025年的50户，增加30户。",
        "规上铜器企业由2020年的20户增加到2025年的50户，新增35户。",
        "规上铜器企业由2020年的20户增加到2025年的50户，增加25户以上。",
        "规上铜器企业由2020年的20户增加到2025年的50户，每年增加5户。",
        "铜器产业产值由2020年的20亿元增加到2025年的50.4亿元，增加30亿元。",
        "铜器产业产值由2020年的20亿元增加到2025年的50亿元，增加29亿元左右。",
        "规上铜器企业由2020年的20户增加到2025年的50户，新增商标25件。",
        "新产品占比由2020年的18%提高到2025年的30%，提高12个百分点。",
    ],
)
def test_an_increment_may_differ_for_a_reason(found, text):
    assert found("growth_arithmetic", *HEAD, text, *END) == []


def test_an_increment_since_a_year_is_held_against_the_tables_values(found):
    (fault,) = found(
        "growth_arithmetic", *HEAD, "到2025年铜器产业产值比2020年增加20亿元。", TABLE, *END
    )
    assert "应增加30亿元" in fault.message
    assert len(fault.evidence) >= 2
