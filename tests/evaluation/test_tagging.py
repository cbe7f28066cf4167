import numpy as np
from evaluation import tagging
from models.train import tagger


def test_near_equal_sentences_share_a_fold():
    texts = [f"第{n}号锅炉的烟气接进镇东头的老澡堂，由热力站收费" for n in range(12)]
    assert len(set(tagging.folds(texts).tolist())) == 1


def test_figures_count_the_best_three():
    rows = tagger.Rows(["甲", "乙", "丙"], tuple("abcd"), np.eye(4, dtype=np.int8)[:3])
    odds = np.array([[4.0, 3, 2, 1], [4, 3, 2, 1], [1, 2, 0, 3]])
    found = tagging.figures(rows, odds)
    assert found["first"] == round(1 / 3, 3)
    assert found["first_three"] == round(2 / 3, 3)
