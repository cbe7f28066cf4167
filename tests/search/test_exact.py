"""Numbers, titles and clauses are recognised however they are written."""

from __future__ import annotations

import pytest

from fangan.search.exact import clause_number, named, names_of, numbers_in, same_number
from fangan.search.policies import Policy

POLICIES = (
    Policy("a", "试验省厂房管理办法（示例）", (), number="试政办发〔2020〕5号"),
    Policy("b", "试验省厂房管理办法（示例）", (), number="试政办发〔2023〕15号"),
    Policy("c", "试验省园区条例", (), number="试验省人民代表大会常务委员会公告第7号"),
)
NAMES = names_of(POLICIES)


@pytest.mark.parametrize(
    "query",
    [
        "试政办发〔2023〕15号",
        "试政办发(2023)15号",
        "试政办发［２０２３］１５号",
        "试政办发 2023年第15号",
        "请查试政办发【2023】 15 号的内容",
        "办发〔2023〕15号",
    ],
)
def test_a_number_is_found_with_mangled_brackets(query: str) -> None:
    assert named(query, NAMES).policies == {1}


def test_a_number_that_is_part_of_another_is_not_it() -> None:
    assert not named("试政办发〔2023〕5号", NAMES).policies
    assert not named("县政办发〔2023〕15号", NAMES).policies


def test_a_number_without_a_year_is_found() -> None:
    assert named("公告第7号", NAMES).policies == {2}


def test_a_title_names_every_version_and_the_number_chooses_one() -> None:
    assert named("《试验省厂房管理办法》", NAMES).policies == {0, 1}
    assert named("《厂房管理办法》第三条", NAMES).policies == {0, 1}
    assert named("《厂房管理办法》试政办发〔2020〕5号", NAMES).policies == {0}
    assert named("试验省园区条例第五条说什么", NAMES).policies == {2}


@pytest.mark.parametrize("text", ["第12条", "第十二条", "第 １２ 条", "第一十二条"])
def test_clause_numbers(text: str) -> None:
    assert clause_number(text) == 12


def test_what_is_left_over_is_ranked() -> None:
    found = named("《园区条例》第五条 收费", NAMES)
    assert found.clauses == {5}
    assert found.rest.strip() == "收费"


def test_same_number_needs_sign_year_and_serial() -> None:
    (left,) = numbers_in("试政办发〔2023〕15号")
    (right,) = numbers_in("试政发〔2023〕15号")
    assert not same_number(left, right)
