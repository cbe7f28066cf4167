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
