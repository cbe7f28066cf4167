import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangan.nlp.numerals import (
    arabic_number,
    chinese_integer,
    chinese_number,
    five_year_plan_end,
)

SPELLED = "零一二三四五六七八九"


def spell(number: int) -> str:
    """The usual Chinese spelling of a number below a hundred million."""
    if number >= 10_000:
        rest = number % 10_000
        gap = "零" if 0 < rest < 1_000 else ""
        return f"{spell(number // 10_000)}万{gap}{spell(rest) if rest else ''}"
    for value, unit in ((1_000, "千"), (100, "百"), (10, "十")):
        if number >= value:
            rest = number % value
            gap = "零" if 0 < rest < value // 10 else ""
            return f"{SPELLED[number // value]}{unit}{gap}{spell(rest) if rest else ''}"
    return SPELLED[number]


@given(st.integers(min_value=1, max_value=99_999_999))
def test_a_spelled_number_is_read_back(number: int) -> None:
    assert chinese_integer(spell(number)) == number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("一百十五", 115),
        ("百二十", 120),
        ("廿一", 21),
        ("二〇二五", 2025),
        ("一亿二千万", 120_000_000),
        ("三万亿", 3_000_000_000_000),
        ("１２", 12),
        ("零", 0),
    ],
)
def test_usual_and_colloquial_spellings(text: str, value: int) -> None:
    assert chinese_integer(text) == value


@pytest.mark.parametrize("text", ["", "万", "甲", "一点", "十三点甲"])
def test_no_number(text: str) -> None:
    assert chinese_number(text) is None


@pytest.mark.parametrize("digit", ["9", "９", "九"])
def test_a_run_of_digits_without_end_is_no_number(digit: str) -> None:
    assert chinese_integer(digit * 5_000) is None
    assert chinese_number("九" * 5_000) is None


def test_a_fraction_and_a_grouped_number() -> None:
    assert chinese_number("十二点六") == 12.6
    assert arabic_number("１，２３４.5") == 1234.5


def test_five_year_plans_end_with_their_fifth_year() -> None:
    assert [five_year_plan_end(digit) for digit in "三四五"] == [2020, 2025, 2030]
