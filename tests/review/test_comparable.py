"""Names brought to their core, and values compared."""

import pytest

from fangan.findings import Evidence, Indicator
from fangan.review.comparable import agree, conflicts, core_of, same, statements
from fangan.review.measure import measure


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("规模以上铜器企业数量", "规上铜器企业"),
        ("建成绿色工厂", "绿色工厂（个）"),
        ("“小巨人”企业", "小巨人企业"),
        ("集聚区铜器总产值", "铜器产值"),
        ("高企", "高新技术企业户数"),
        ("研发经费投入占营业收入比重", "研发投入占营收比例"),
    ],
)
def test_variants_have_one_core(one, other):
    assert _subject(one) == _subject(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("专精特新企业", "专精特新小巨人企业"),
        ("规上企业", "规下企业"),
        ("一期厂房", "二期厂房"),
        ("省级智能车间", "智能车间"),
    ],
)
def test_a_part_is_not_the_whole(one, other):
    assert _subject(one) != _subject(other)


def _subject(name: str) -> str:
    return core_of(name, "户", None).subject.removeprefix("集聚区")


def test_change_stock_and_scope_are_kept_apart():
    assert core_of("铜器产值增速", "%", None).change == "growth"
    assert core_of("单位能耗降幅", "%", None).change == "fall"
    assert core_of("企业数量增长倍数", "倍", "ratio").change == "multiple"
    assert core_of("新增企业", "户", None).stock == "gain"
    assert core_of("累计推广重卡", "辆", None).stock == "cumulative"
    assert core_of("全县铜器企业", "户", None).scope == "county"


def _one(name, value, unit, *, comparator="eq", year=2025, quote="原文"):
    evidence = Evidence(0, len(quote), quote, (), ("一、发展目标",))
    return Indicator(name, value, unit, comparator, "target", evidence, year=year)


@pytest.mark.parametrize(
    ("one", "other", "fits"),
    [
        (_one("铜器产值", 30.0, "亿元"), _one("铜器产值", 300000.0, "万元"), True),
        (_one("铜器产值", 1.2, "亿元"), _one("铜器产值", 1.0, "亿元"), False),
        (_one("铜器产值", 30.0, "亿元"), _one("铜器产值", 29.9, "亿元"), True),
        (_one("铜器企业", 30.0, "户", comparator="ge"), _one("铜器企业", 34.0, "户"), True),
        (_one("铜器企业", 36.0, "户", comparator="ge"), _one("铜器企业", 34.0, "户"), False),
        (
            _one("铜器企业", 36.0, "户", comparator="ge", quote="铜器企业达到36户"),
            _one("铜器企业", 40.0, "户"),
            False,
        ),
        (_one("铜器能耗降幅", -15.0, "%"), _one("铜器能耗降幅", -18.0, "%"), False),
        (
            _one("铜器企业", (30.0, 40.0), "户", comparator="between"),
            _one("铜器企业", 36.0, "户"),
            True,
        ),
        (_one("新增铜器企业", 16.0, "户"), _one("铜器企业", 34.0, "户"), True),
        (_one("新增铜器企业", 40.0, "户"), _one("铜器企业", 34.0, "户"), False),
    ],
)
def test_values_agree_or_not(one, other, fits):
    first, second = statements([one, other])
    assert same(first, second)
    assert agree(first, second) is fits
    assert agree(second, first) is fits


def test_other_years_and_scopes_are_not_the_same():
    first, second, third = statements(
        [
            _one("集聚区铜器企业", 30.0, "户"),
            _one("集聚区铜器企业", 20.0, "户", year=2023),
            _one("全县铜器企业", 50.0, "户"),
        ]
    )
    assert not same(first, second)
    assert not same(first, third)


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("比一九八○年", ""),
        ("今年上半年又比去年同期增速", ""),
        ("五年投资", "投资"),
        ("平均每年递增速", ""),
        ("进出口总额完成", "进出口总额"),
        ("规上铜器企业净增", "规上铜器企业"),
    ],
)
def test_when_and_against_what_is_no_part_of_a_name(name, subject):
    assert core_of(name, "亿元" if "速" not in name else "%", None).subject in (subject, "平均每年")


def test_a_table_and_the_text_of_one_year_need_not_be_of_one_kind(read, shanxi):
    document = read(
        "青岭县集聚区建设方案",
        "一、发展目标",
        "2025年，铜器回收企业达36家。",
        "二、重点任务",
        "到2025年铜器回收企业达到24家。",
    )
    made = statements(measure(document, shanxi))
    assert [(one.said, other.said) for one, other in conflicts(document, made)] == [
        ("36家", "24家")
    ]


def test_five_years_end_with_the_horizon_only_in_its_own_time(read, shanxi):
    old = read("计划", "一、目标", "一九五五年开始，五年内铜器产量达到30万吨。")
    new = read("计划", "一、目标", "2021年开始，五年内铜器产量达到30万吨。")
    assert [one.year for one in measure(old, shanxi)] == [None]
    assert 2025 in [one.year for one in measure(new, shanxi)]
