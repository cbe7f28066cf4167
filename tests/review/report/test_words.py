from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangan.findings import Evidence, Indicator
from fangan.framework import Target
from fangan.review.report import words


def indicator(value, unit, comparator, **more):
    return Indicator("甲", value, unit, comparator, "target", Evidence(0, 1, "甲"), **more)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (indicator(350.0, "万元/亩", "ge"), "不低于 350 万元/亩"),
        (indicator(0.1 + 0.2, "吨", "eq"), "0.3 吨"),
        (indicator(8, "%", "gt"), "超过 8%"),
        (indicator(12, None, "le"), "不超过 12"),
        (indicator(5, "%", "lt"), "低于 5%"),
        (indicator(5, "个", "approx"), "约 5 个"),
        (indicator((1, 2), "个", "between"), "1 至 2 个"),
        (indicator(-15, "%", "ge"), "下降不低于 15%"),
        (indicator(-15, "%", "eq"), "下降 15%"),
        (indicator((-15, -10), "%", "between"), "下降 10 至 15%"),
        (indicator(2, "倍", "eq", basis="ratio"), "为基数的 2 倍"),
        (indicator(2, "倍", "ge", basis="increment"), "增长不低于 2 倍"),
        (indicator(-3, "%", "ge", basis="increment"), "下降不低于 3%"),
    ],
)
def test_amounts_in_words(found, said):
    assert words.amount(found) == said


@pytest.mark.parametrize(
    ("base_value", "base_year", "said"),
    [
        (60.0, 2020, "60%（2020 年）"),
        (60.0, None, "60%"),
        (None, 2020, "2020 年"),
        (None, None, ""),
    ],
)
def test_base_in_words(base_value, base_year, said):
    assert words.base(indicator(75, "%", "eq", base_value=base_value, base_year=base_year)) == said


@pytest.mark.parametrize(
    ("value", "unit", "comparator", "year", "said"),
    [
        (10.0, "亿元", "ge", 2025, "不低于 10 亿元（2025 年）"),
        ((1.0, 2.0), "个", "between", None, "1 至 2 个"),
        (None, "万元/亩", None, None, "由方案自定"),
        ("省级以上", "等级", "ge", None, "省级以上"),
    ],
)
def test_demands_in_words(value, unit, comparator, year, said):
    assert words.demand(Target("K", "甲", value, unit, comparator, year, "zone")) == said


def test_pages_are_joined_into_runs():
    assert words.numbers([7, 1, 3, 2, 2]) == "1—3、7"
    assert words.numbers([]) == ""


@pytest.mark.parametrize(
    ("share", "said"), [(0, "0%"), (0.001, "1%"), (0.5, "50%"), (0.999, "99%"), (1, "100%")]
)
def test_only_all_is_a_hundred_percent(share, said):
    assert words.percent(share) == said


@given(st.text(st.characters(codec=None)))
def test_cleaning_keeps_places_and_lets_no_control_through(text):
    cleaned = words.clean(text)
    assert len(cleaned) == len(text)
    assert not [c for c in cleaned if ord(c) < 0x20 and c not in "\t\n"]
    cleaned.encode("utf-8")


def test_cleaning_leaves_chinese_alone_and_stops_reversed_text():
    assert words.clean("产值\t12亿元\n𠮷") == "产值\t12亿元\n𠮷"
    assert words.clean("甲\x1b[31m\u202e乙") == "甲�[31m�乙"


def test_a_table_row_is_shown_as_cells():
    assert words.one_line("投资强度\t200\n 亩均") == "投资强度 ｜ 200 亩均"


def test_force_decides_what_a_gap_is_called(cases):
    said = {f.item.id: words.severity_of(f) for f in cases.paged.items}
    assert said == {
        "G1.1": "缺项",
        "T1.1.1": "",
        "T1.1.2": "",
        "T1.1.3": "缺项",
        "T2.1.1": "建议补充",
        "T2.1.2": "",
    }


def test_doubt_never_looks_like_the_limit(cases):
    doubtful = [f for f in cases.paged.items if words.is_doubtful(f)]
    assert [words.sureness(f) for f in doubtful] == ["59%"]


def test_reasons_give_numbers_and_names(cases):
    assert words.reasons(cases.paged) == (
        "缺必备部分 1 个：空间布局",
        "缺项 2 条必备条目（未写 1 条，只是复述 1 条）",
    )
    assert words.reasons(cases.unread)[0].startswith("有 1 页没有读出文字：第 2 页")
    assert words.reasons(cases.complete) == ()


def test_headline_follows_the_verdict(cases, review_with):
    assert words.headline(cases.paged).startswith("不完整")
    assert words.headline(cases.unread).startswith("不能判定")
    assert words.headline(cases.complete).startswith("完整：")
    faulty = review_with(cases.complete, findings=cases.paged.findings)
    assert words.headline(faulty) == "完整，但有 1 处错误需要改正"


def test_times_are_shown_to_the_minute():
    assert words.moment("2025-03-04T09:08:07+08:00") == "2025-03-04 09:08"
    assert words.moment("昨天") == "昨天"


def test_the_base_of_a_multiple_is_not_counted_in_times():
    assert words.base(indicator(2, "倍", "eq", basis="ratio", base_value=12.0)) == "12"
