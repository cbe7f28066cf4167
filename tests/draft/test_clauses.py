"""Cutting sentences into single requirements."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangan.draft.clauses import name_of, requirements, terms_of


def asks(text: str) -> list[str]:
    return [one.text for one in requirements(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("建设冷库，培育经纪人队伍。", ["建设冷库", "培育经纪人队伍"]),
        ("完善配送体系，降低流通成本。", ["完善配送体系，降低流通成本"]),
        ("围绕果品加工，引进榨汁企业。", ["围绕果品加工，引进榨汁企业"]),
        ("支持果农结合实际，建设保鲜库。", ["支持果农结合实际，建设保鲜库"]),
        ("建设“一库、一网，一中心”。", ["建设“一库、一网，一中心”"]),
        ("产值达到1,200万元，建设果园。", ["产值达到1,200万元", "建设果园"]),
    ],
)
def test_a_sentence_is_cut_where_something_new_is_asked(text, expected):
    assert asks(text) == expected


@pytest.mark.parametrize(
    ("text", "modality", "applies"),
    [
        ("支持果农建设保鲜库。", "encourage", "all"),
        ("健全支持创业的金融体系。", "must", "all"),
        ("探索共享果园模式。", "explore", "all"),
        ("鼓励有条件的乡镇建设果品市场。", "encourage", "conditional"),
        ("各县要编制果园名录。", "must", "all"),
        ("市农业农村局负责综合协调。", "duty", "city"),
        ("省有关部门加大资金支持力度。", "duty", "province"),
        ("市场监管部门加强检查。", "must", "all"),
        ("开发区外的果园由乡镇管理。", "must", "out_devzone"),
    ],
)
def test_force_and_application(text, modality, applies):
    (one,) = requirements(text, 0, len(text))
    assert (one.modality, one.applies) == (modality, applies)


def test_a_leading_verb_lends_its_force_to_the_sentence():
    text = "支持果农改造老园，引进新品种。建设冷库。"
    assert [one.modality for one in requirements(text, 0, len(text))] == [
        "encourage",
        "encourage",
        "must",
    ]


def test_sentences_are_counted_and_owners_taken_off():
    text = "建设冷库。（市商务局牵头）培育经纪人队伍（责任单位：市供销社、市商务局）。"
    found = requirements(text, 0, len(text))
    assert [(one.text, one.sentence) for one in found] == [
        ("建设冷库", 1),
        ("培育经纪人队伍", 2),
    ]
    assert found[0].owners == ("市商务局",)
    assert found[1].owners == ("市供销社", "市商务局")


def test_a_sentence_without_a_directive_is_kept_with_a_doubt():
    text = "年度指标向果区倾斜。"
    (one,) = requirements(text, 0, len(text))
    assert one.doubt


def test_names_are_short_and_begin_with_the_verb():
    assert name_of("围绕果品加工，大力引进榨汁企业") == "引进榨汁企业"
    long = "建设育苗中心、检测中心、交易中心、展示中心、培训中心和电商服务中心"
    assert name_of(long).endswith("等")
    assert len(name_of(long)) <= 25


def test_terms_are_things_not_verbs_or_the_subject():
    terms = terms_of("支持示范区加快建设果品检测中心和冷链物流园", subject="精品果园示范区")
    assert terms == ("果品检测中心", "冷链物流园")
    assert terms_of("集中供热改造") == ("集中供热改造",)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="建设支持鼓励果园，。；、（）“”的和要123 市省牵头：\n", max_size=80))
def test_requirements_lie_inside_the_text_in_order(text):
    found = requirements(text, 0, len(text))
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.text in text for one in found)
    assert [one.start for one in found] == sorted(one.start for one in found)
