import json

import numpy as np
import pytest
from models.train import tagger

from fangan.nlp.tagger import Head, scores


@pytest.fixture
def training(tmp_path):
    items, areas = tmp_path / "items", tmp_path / "areas"
    items.mkdir()
    areas.mkdir()
    rows = [
        {"item": "A1", "status": "concrete", "text": f"铜炉烟气接进第{n}座澡堂", "also": []}
        for n in range(6)
    ]
    rows += [
        {
            "item": "A2",
            "status": "restated",
            "text": f"不断完善道路网络{n}",
            "also": ["A1"] * (n == 0),
        }
        for n in range(6)
    ]
    rows += [{"item": "A1", "status": "none", "text": "铜炉去年停用", "also": []}]
    rows += [{"item": "", "status": "none", "text": "今天开会", "also": []}]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (items / "a.jsonl").write_text(lines, encoding="utf-8")
    paragraph = {"text": "修路", "areas": ["T2"], "optional": ["T1"]}
    other = {"text": "办厂", "areas": ["T1"], "optional": []}
    (areas / "a.jsonl").write_text(
        json.dumps(paragraph, ensure_ascii=False) + "\n" + json.dumps(other, ensure_ascii=False),
        encoding="utf-8",
    )
    return tmp_path


def test_near_misses_count_against_and_also_counts_for(training):
    rows = tagger.item_rows(training)
    assert rows.labels == ("A1", "A2")
    assert rows.truth.sum(axis=0).tolist() == [7, 6]
    assert rows.truth[-2:].sum() == 0


def test_an_optional_area_counts_neither_way(training):
    rows = tagger.area_rows(training)
    assert rows.truth.tolist() == [[-1, 1], [1, 0], [0, 0]]


def test_what_is_saved_scores_as_what_was_trained(training, tmp_path):
    rows = tagger.item_rows(training)
    made = tagger.trained(rows, ["铜", "路"], loose=10.0)
    found = scores(made, ["铜炉烟气接进澡堂", "不断完善道路"])
    assert found.argmax(axis=1).tolist() == [0, 1]
    tagger.save(made, tmp_path / "items.npz")
    again = tagger.trained(rows, ["铜", "路"], loose=10.0)
    tagger.save(again, tmp_path / "again.npz")
    with np.load(tmp_path / "items.npz") as one, np.load(tmp_path / "again.npz") as other:
        assert set(one.files) == set(Head.__slots__)
        assert all(np.array_equal(one[name], other[name]) for name in one.files)
