"""How sure a finding is."""

import dataclasses

import pytest

from fangan.document import Anchor, BBox, Notice
from fangan.findings import Evidence
from fangan.review.check import sureness
from fangan.review.report import words

HEAD = ("青岭县铜器特色产业集聚区建设方案", "一、发展目标")
END = ("青岭县人民政府", "2021年5月6日")


def _paged(quote):
    return Evidence(0, len(quote), quote, (Anchor(1, BBox(0, 0, 9, 9)),))


def test_each_contradiction_says_how_sure_it_is(found):
    table = [["指标", "单位", "2025年"], ["铜器产业产值", "亿元", "50"], ["户数", "户", "9"]]
    (fault,) = found(
        "text_table_conflict", *HEAD, "到2025年，铜器产业产值达到60亿元。", table, *END
    )
    assert 0.85 <= fault.confidence < 1
    (fault,) = found(
        "growth_arithmetic",
        *HEAD,
        "铜器产业产值由2020年的20亿元增加到2025年的50亿元，年均增长12%。",
        *END,
    )
    assert fault.confidence == pytest.approx(21 / 22)


def test_what_was_seldom_tried_is_doubted(read):
    document = read(*HEAD)
    often, seldom, never = (
        sureness.of_make(document, make, ()) for make in ("sum", "sum_close", "unheard")
    )
    assert often > seldom > never == 0.5


def test_recognised_digits_and_doubted_pages_lower_it(read):
    document = read(*HEAD)
    evidence = (_paged("产值达到1234567890亿元"),)
    clean = sureness.of_make(document, "sum", evidence)
    seen = dataclasses.replace(document, warnings=(Notice("recognised_page", "识别", 1),))
    garbled = dataclasses.replace(document, warnings=(Notice("doubtful_text", "疑", 1),))
    assert sureness.of_make(seen, "sum", evidence) == pytest.approx(clean * (1 - 0.0057) ** 10)
    assert sureness.of_make(garbled, "sum", evidence) <= 0.5


@pytest.mark.parametrize(
    ("confidence", "said"), [(None, ""), (0.3, "低"), (0.6, "中"), (0.84, "中"), (0.85, "高")]
)
def test_it_is_said_in_a_word(confidence, said):
    assert words.how_sure(confidence) == said
