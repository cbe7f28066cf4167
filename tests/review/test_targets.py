"""Targets of a framework: which indicators answer them, and what is left open."""

from collections.abc import Callable

import pytest

from fangan.document import Document
from fangan.findings import Indicator, TargetFinding
from fangan.framework import Framework
from fangan.review.measure import measure
from fangan.review.tag import tag
from fangan.review.targets import link

Read = Callable[..., Document]


@pytest.fixture
def linked(
    read: Read, shanxi: Framework
) -> Callable[..., tuple[tuple[Indicator, ...], dict[str, TargetFinding]]]:
    def made(*parts: object) -> tuple[tuple[Indicator, ...], dict[str, TargetFinding]]:
        document = read(
            "青岭县集聚区建设方案",
            "一、重点任务",
            "（一）一项任务",
            *parts,
            "青岭县人民政府",
            "2021年6月1日",
        )
        indicators, findings = link(document, shanxi, measure(document, shanxi))
        return indicators, {one.id: one for one in findings}

    return made


def test_every_target_is_judged_once(linked, shanxi: Framework) -> None:
    _, findings = linked("做好工作。")
    assert list(findings) == [target.id for target in shanxi.targets]
    assert findings["K8"].status == "not_stated"


def test_a_province_wide_number_is_never_held_against_a_plan(linked) -> None:
    indicators, findings = linked("创建集聚区3个。")
    assert findings["K1"].status == "not_applicable"
    assert indicators[0].target != "K1"


def test_complete_needs_base_year_and_owner(linked) -> None:
    _, findings = linked(
        "投资强度由2020年的200万元/亩提高到2025年的320万元/亩。", "责任单位：县自然资源局"
    )
    assert findings["K8"].status == "complete"
    _, findings = linked("投资强度不低于320万元/亩。")
    assert (findings["K8"].status, findings["K8"].lacks) == (
        "incomplete",
        ("base_value", "year", "owner"),
    )


def test_units_must_be_convertible(linked) -> None:
    indicators, _ = linked("投资强度不低于4.5亿元/平方公里。", "投资强度考核覆盖企业30家。")
    assert [one.target for one in indicators] == ["K8", None]


def test_words_in_another_order_still_name_the_target(linked) -> None:
    indicators, _ = linked("新上项目固定资产投资每亩不低于300万元。")
    assert indicators[0].target == "K8"


def test_a_binding_number_may_not_be_broken(linked) -> None:
    _, findings = linked("确定主导产业3个。")
    assert findings["K2"].status == "contradicts"
    _, findings = linked("确定主导产业2个。")
    assert findings["K2"].status == "complete"


def test_things_that_the_target_has_break_no_number_of_it(linked) -> None:
    _, findings = linked("新签约主导产业项目78个。")
    assert findings["K2"].status != "contradicts"
    _, findings = linked("主导产业为铜器、铸件、农机三个产业。")
    assert findings["K2"].status == "contradicts"


def test_two_values_for_one_year_contradict(linked) -> None:
    _, findings = linked("到2025年绿色工厂达到5个。", "到2025年绿色工厂达到8个。")
    assert findings["K19"].status == "contradicts"
    _, findings = linked("到2023年绿色工厂达到5个。", "到2025年绿色工厂达到8个。")
    assert findings["K19"].status == "incomplete"


@pytest.mark.parametrize(
    "texts",
    [
        ("到2025年新增绿色工厂3个，累计达到7个。",),
        ("到2025年绿色工厂达到5个，力争达到8个。", "到2025年绿色工厂达到5个。"),
        ("到2025年绿色工厂达到8个，其中新增3个。", "到2025年绿色工厂达到8个。"),
    ],
)
def test_a_gain_a_stretch_or_a_part_is_no_second_value(linked, texts: tuple[str, ...]) -> None:
    _, findings = linked(*texts)
    assert findings["K19"].status == "incomplete"


def test_findings_point_at_their_indicators(linked) -> None:
    indicators, findings = linked("新建道路3公里。", "到2025年绿色工厂达到5个。")
    (position,) = findings["K19"].indicators
    assert indicators[position].value == 5


def test_facts_do_not_answer_a_target(read: Read, shanxi: Framework) -> None:
    document = read("青岭县集聚区建设方案", "一、发展基础", "现有绿色工厂2个。")
    _, findings = link(document, shanxi, measure(document, shanxi))
    assert next(one for one in findings if one.id == "K19").status == "not_stated"


@pytest.mark.parametrize(
    ("sentence", "target"),
    [
        ("打造智能制造示范，建成自动绕丝车间2个。", "K15"),
        ("推行清洁生产，入库中小企业25户。", None),
    ],
)
def test_half_a_name_is_enough_in_a_sentence_on_the_targets_item(
    read: Read, shanxi: Framework, sentence: str, target: str | None
) -> None:
    document = read("青岭县集聚区建设方案", "一、重点任务", sentence)
    found = measure(document, shanxi)
    indicators, _ = link(document, shanxi, found, tag(document, shanxi))
    assert [one.target for one in indicators] == [target]
    assert link(document, shanxi, found)[0][0].target is None


def test_a_thing_named_first_may_rise_to_its_level_later(linked) -> None:
    indicators, findings = linked("办好铜器孵化器1万平方米，请专人打理，2024年升为省级。")
    (position,) = findings["K6"].indicators
    assert (indicators[position].year, indicators[position].unit) == (2024, "个")
    _, findings = linked("办好铜器孵化器1万平方米，2024年升为省级园区。")
    assert findings["K6"].status == "not_stated"
