"""Target or achievement by the words of a sentence alone, on invented sentences."""

import pytest

from fangan.nlp.quantities import quantities
from fangan.review.measure import measure_text
from fangan.review.tense import WEIGHTS, signs

DONE = [
    "建成标准厂房12.6万平方米，入驻企业37家。",
    "铜器研究院获批省级平台，制定标准3项。",
    "办理群众来信1274件，办结率98.7%。",
    "粮食总产6.43亿斤，居全省第四位。",
    "近七成小微企业来自镇区。",
    "举办招商活动86场次，签约项目41个。",
    "新改造管网23.7公里，河道治理顺利完工。",
]
TO_DO = [
    "力争引进企业12家。",
    "加快改造管网12公里。",
    "做强铜器产业，培育龙头企业5家以上。",
    "每年选取10个村开展试点。",
    "到2031年，建设智能车间20个。",
    "到2031年，园区产值由40亿元提高到93.6亿元。",
    "居民收入增长6%左右，粮食产量稳定在6亿斤以上。",
    "大力发展物流业，新建冷库3座。",
]


@pytest.mark.parametrize("text", DONE)
def test_reports_are_told(text: str) -> None:
    assert {found.kind for found in measure_text(text)} == {"achieved"}


@pytest.mark.parametrize("text", TO_DO)
def test_aims_are_told(text: str) -> None:
    assert {found.kind for found in measure_text(text)} == {"target"}


def test_one_sentence_may_hold_both() -> None:
    text = "目前铜器企业已有37家，力争到2031年达到60家以上。"
    assert [found.kind for found in measure_text(text)] == ["achieved", "target"]


def test_a_counted_value_speaks_against_a_target_and_a_bound_for_it() -> None:
    counted, bounded = (
        signs(text, text, quantities(text)[0], quantities(text))
        for text in ("产值23.76亿元", "产值20亿元以上")
    )
    assert "exact_here" in counted
    assert "bounded" in bounded
    assert WEIGHTS["exact_near"] < 0 < WEIGHTS["bounded"]
