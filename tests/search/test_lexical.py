"""The lexical index: its terms and its ranking."""

from __future__ import annotations

import itertools

import pytest

from fangan.search.lexical import Analysis, Row, build, rank
from fangan.search.tokens import bigrams, runs, without_asking

ROWS = (
    Row(0, "厂房补助办法", "一、补助", "新建多层厂房每平方米补助一百元。"),
    Row(0, "厂房补助办法", "二、监管", "骗取资金的，追回并公开通报。"),
    Row(1, "人才引进办法", "一、住房", "引进的工程师免租入住公寓三年。"),
)


def test_terms_are_pairs_folded_in_width_and_case() -> None:
    assert bigrams("标准地") == ["标准", "准地"]
    assert bigrams("５Ｇ基站 3.5%") == ["5", "g", "基站", "3.5"]
    assert bigrams("税") == ["税"]
    assert bigrams("，。") == []
    assert runs("a" * 100) == ["a" * 64]


def test_words_of_asking_are_dropped_unless_nothing_is_left() -> None:
    assert runs(without_asking("如何申请补助")) == ["申请补助"]
    assert runs(without_asking("什么")) == ["什么"]


@pytest.mark.parametrize("analysis", ["bigrams", "words", "both"])
def test_the_row_with_the_words_comes_first(analysis: Analysis) -> None:
    index = build(ROWS, analysis=analysis)
    ranked = rank(index, "工程师住公寓", limit=5)
    assert ranked[0][0] == 2
    assert all(a[1] >= b[1] for a, b in itertools.pairwise(ranked))


def test_title_and_path_count_less_than_the_text() -> None:
    rows = (Row(0, "补助补助", "补助", "另有规定。"), Row(1, "规定", "总则", "给予补助。"))
    assert [row for row, _ in rank(build(rows), "补助", limit=5)] == [1, 0]


def test_groups_filter_without_changing_scores() -> None:
    index = build(ROWS)
    free = dict(rank(index, "补助", limit=5))
    held = dict(rank(index, "补助", limit=5, groups=[0]))
    assert held == {row: score for row, score in free.items() if row < 2}
    assert rank(index, "补助", limit=5, groups=[]) == []


def test_the_lexicon_keeps_terms_whole() -> None:
    from fangan.search.words import lexicon, words

    assert {"标准地", "零地技改", "亩均论英雄", "专精特新"} <= set(lexicon())
    assert "零地技改" in words("支持企业零地技改项目")
    assert "亩均论英雄" in words("树立亩均论英雄导向")
