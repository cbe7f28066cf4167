import numpy as np
import pytest

from fangan.nlp.tagger import columns_of, head, plain, scores, sequences


def test_numbers_widths_and_rules_do_not_count():
    assert plain("| ２０２５年 “铜壶” 3.5亿元 |") == "0年铜壶0亿元"


def test_sequences_do_not_cross_texts():
    owner, codes = sequences(["铜壶", "炉"])
    assert sorted(owner.tolist()) == [0, 0, 0, 1]
    assert len(set(codes.tolist())) == 4
    _, other = sequences(["壶炉"])
    assert len(set(other.tolist()) & set(codes.tolist())) == 2  # the two characters, not the pair


@pytest.mark.parametrize("name", ["items", "areas", "general"])
def test_a_head_scores_any_text(name: str):
    which = head(name)
    made = scores(which, ["新建标准厂房3万平方米", "", "ABC", "铜"])
    assert made.shape == (4, len(which.labels))
    assert np.isfinite(made).all()
    assert np.allclose(made[1], which.bias)


def test_a_text_scores_the_same_alone_and_among_many():
    texts = [
        f"第{number}车间改造熔炉，烟气接入热力站" + "甲乙丙丁"[number % 4] for number in range(600)
    ]
    together = scores(head("items"), texts)
    assert np.allclose(together[517], scores(head("items"), texts[517:518])[0])


def test_general_words_are_told_from_measures():
    made = scores(
        head("general"),
        ["大力推进绿色发展，不断提升水平", "锅盖厂余热接进镇东澡堂，由铜河热力站收费"],
    )[:, 0]
    assert made[0] > 0 > made[1]


def test_a_label_under_another_name_is_not_known():
    which = head("areas")
    known = (which.labels[0], which.names[0])
    assert columns_of(which, [known, (which.labels[0], "别的领域")]) == (0, -1)
