"""Units: canonical names and conversion."""

import pytest

from fangan.nlp import units


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("㎡", "平方米"),
        ("万㎡", "万平方米"),
        ("个百分点", "百分点"),
        ("个工作日", "工作日"),
        ("吨/天", "吨/日"),
        ("％", "%"),
        ("万元／亩", "万元/亩"),
        ("—", None),
        (None, None),
    ],
)
def test_canonical(written: str | None, name: str | None) -> None:
    assert units.canonical(written) == name


def test_values_compare_after_conversion() -> None:
    assert units.convert(2, "万个") == units.convert(20000, "个")
    assert units.convert(1, "平方公里")[0] == pytest.approx(units.convert(1500, "亩")[0])
    assert units.convert(3, "亿元/平方公里")[0] == pytest.approx(units.convert(20, "万元/亩")[0])
    assert units.convert(1, "‰")[0] == pytest.approx(units.convert(0.1, "%")[0])


def test_compatible_units() -> None:
    assert units.compatible("家", "户")
    assert units.compatible("万元/亩", "亿元/平方公里")
    assert not units.compatible("万元", "万元/亩")
    assert not units.compatible("%", "百分点")
    assert not units.compatible("亿元", "亿美元")


@pytest.mark.parametrize("text", ["亿元", "万元/亩", "%", "平方米/人", "个", "万吨/日"])
def test_units_are_told_from_words(text: str) -> None:
    assert units.is_unit(text)


@pytest.mark.parametrize("text", ["指标", "合计", "", "—", "预期性", "亿"])
def test_words_are_no_units(text: str) -> None:
    assert not units.is_unit(text)
