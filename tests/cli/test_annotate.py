"""``fangan tag`` and ``fangan measure``: one result a line."""

import json

import pytest

from fangan.cli import main

TEXTS = [
    {"id": "甲", "text": "我县设立三十亿元产业基金，建设标准化厂房20万平方米。"},
    {"id": 2, "text": "今天天气很好。"},
    {"id": "空", "text": ""},
]


@pytest.fixture
def texts(tmp_path):
    path = tmp_path / "texts.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in TEXTS))
    return path


@pytest.mark.parametrize(
    ("command", "keys"), [("tag", {"areas", "items"}), ("measure", {"indicators"})]
)
def test_one_result_for_each_line_in_order(command, keys, texts, tmp_path, capsys):
    target = tmp_path / "out.jsonl"
    assert main([command, str(texts), "--json", str(target)]) == 0
    results = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [result["id"] for result in results] == ["甲", 2, "空"]
    assert all(set(result) == {"id", *keys} for result in results)
    assert all(not result[key] for result in results[1:] for key in keys)
    assert capsys.readouterr().out == ""


def test_scores_are_best_first(texts, capfd):
    assert main(["tag", str(texts)]) == 0
    first = json.loads(capfd.readouterr().out.splitlines()[0])
    assert "T2.1.2" in {item["id"] for item in first["items"]}
    for scored in (first["areas"], first["items"]):
        scores = [entry["score"] for entry in scored]
        assert scores == sorted(scores, reverse=True)
        assert len({entry["id"] for entry in scored}) == len(scored)


def test_evidence_counts_from_the_start_of_the_text(texts, capfd):
    assert main(["measure", str(texts), "--json", "-"]) == 0
    first = json.loads(capfd.readouterr().out.splitlines()[0])
    assert {(i["value"], i["unit"]) for i in first["indicators"]} >= {
        (30, "亿元"),
        (20, "万平方米"),
    }
    for indicator in first["indicators"]:
        evidence = indicator["evidence"]
        assert TEXTS[0]["text"][evidence["start"] : evidence["end"]] == evidence["quote"]


@pytest.mark.parametrize("command", ["tag", "measure"])
def test_bad_lines_are_named_and_nothing_is_written(command, texts, tmp_path, capsys):
    texts.write_text(texts.read_text() + "\nnot json\n")
    target = tmp_path / "out.jsonl"
    assert main([command, str(texts), "--json", str(target)]) == 2
    err = capsys.readouterr().err
    assert "第 4 行" in err
    assert err.count("\n") == 1
    assert not target.exists()


def test_an_unknown_framework_is_one_sentence(texts, capsys):
    assert main(["tag", str(texts), "--framework", "nowhere"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "nowhere" in err
