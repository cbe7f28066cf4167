"""Measures of search against figures reckoned by hand."""

import math

import numpy as np
import pytest


def test_measures_of_a_graded_ranking():
    from evaluation.retrieval import measures

    grades = {"a": 2, "b": 1, "c": 0, "d": 1}
    ranked = ["x", "a", "c", *[f"y{n}" for n in range(7)], "b", "d"]
    found = measures(ranked, grades, pooled=True)
    ideal = 2 + 1 / math.log2(3) + 1 / math.log2(4)
    assert found["recall@5"] == pytest.approx(1 / 3)
    assert found["recall@10"] == pytest.approx(1 / 3)
    assert found["recall@100"] == 1
    assert found["mrr@10"] == 0.5
    assert found["ndcg@10"] == pytest.approx(2 / math.log2(3) / ideal)
    assert found["judged@10"] == pytest.approx(0.2)
    condensed = 2 + 0 + 1 / math.log2(4) + 1 / math.log2(5)
    assert found["ndcg@10_judged"] == pytest.approx(condensed / ideal)


def test_a_query_without_relevant_passages_counts_nothing():
    from evaluation.retrieval import measures

    assert set(measures(["a"], {"a": 0}).values()) == {0.0}


def test_the_interval_holds_the_mean_and_narrows_with_more_queries():
    from evaluation.retrieval import interval

    few, many = [0.0, 1.0] * 10, [0.0, 1.0] * 500
    (low, high), (left, right) = interval(few), interval(many)
    assert low < left < 0.5 < right < high


def test_a_part_of_the_queries_is_held_and_always_the_same():
    from evaluation.retrieval import is_held

    held = [is_held(f"q{number}") for number in range(1000)]
    assert 430 < sum(held) < 570
    assert held == [is_held(f"q{number}") for number in range(1000)]


def test_summary_tells_kinds_apart():
    from evaluation.retrieval import Collection, Query, summary

    queries = [Query("1", "甲", {"a": 1}, "plain"), Query("2", "乙", {"b": 1}, "number", held=True)]
    made = summary(Collection("own", ["a", "b"], ["", ""], ["甲", "乙"], queries), [["a"], ["a"]])
    assert made["all"]["mrr@10"][0] == 0.5
    assert made["kinds"]["plain"]["mrr@10"][0] == 1
    assert made["held"]["mrr@10"] == 0


def test_reciprocal_rank_fusion_adds_the_inverse_of_places():
    from evaluation.fusion import reciprocal

    made = reciprocal()(np.array([3.0, 0, 1], np.float32), np.array([0.1, 0.9, 0.2], np.float32))
    assert made.tolist() == pytest.approx([1 / 61 + 1 / 63, 1 / 61, 1 / 62 + 1 / 62])


@pytest.mark.parametrize("scale", ["minmax", "zscore", "lexmax"])
def test_weights_lead_from_one_ranking_to_the_other(scale):
    from evaluation.fusion import best, weighted

    lexical = np.array([5.0, 4, 0, 1], np.float32)
    dense = np.array([0.1, 0.2, 0.9, 0.3], np.float32)
    assert best(weighted(0.0, scale=scale)(lexical, dense), 2).tolist() == [0, 1]
    assert best(weighted(1.0, scale=scale)(lexical, dense), 2).tolist() == [2, 3]


def test_best_keeps_equal_scores_in_order():
    from evaluation.fusion import best

    assert best(np.array([1.0, 2, 2, 0, 2], np.float32), 4).tolist() == [1, 2, 4, 0]
