"""``fangan search``."""

import json

import pytest

from fangan.cli import main


def test_hits_for_the_eye(capsys):
    assert main(["search", "标准厂房有什么补助", "--limit", "2"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith("1. 云岭省")
    assert "\n2. " in out
    assert "\n3. " not in out
    assert "标准化厂房" in out
    assert "现行有效" in out


def test_json_alone_on_standard_output(capfdbinary):
    assert main(["search", "标准地", "--json", "-", "--limit", "3"]) == 0
    captured = capfdbinary.readouterr()
    form = json.loads(captured.out)
    assert form["query"] == "标准地"
    assert len(form["hits"]) == 3
    wanted = "document passage title path page quote highlights score scores number issuer"
    assert set(f"{wanted} region date kind status".split()) <= set(form["hits"][0])
    for hit in form["hits"]:
        assert all(0 <= start < end <= len(hit["quote"]) for start, end in hit["highlights"])
    assert captured.err == b""


def test_only_options_filter(capfd):
    assert main(["search", "企业", "--since", "2023", "--json", "-"]) == 0
    hits = json.loads(capfd.readouterr().out)["hits"]
    assert hits
    assert all(hit["date"] >= "2023" for hit in hits)


def test_no_hit_is_no_failure(capsys):
    assert main(["search", "企业", "--region", "不存在的地方"]) == 0
    assert capsys.readouterr().out.startswith("没有找到")


def test_many_questions_one_result_each(tmp_path, capsys):
    queries = tmp_path / "q.jsonl"
    lines = [{"id": "甲", "text": "标准厂房"}, {"id": 2, "text": "？！"}, {"id": 3, "text": "人才"}]
    queries.write_text("\n".join(json.dumps(line) for line in lines))
    target = tmp_path / "out.jsonl"
    options = ["--queries", str(queries), "--json", str(target), "--limit", "2"]
    assert main(["search", *options]) == 0
    results = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [result["id"] for result in results] == ["甲", 2, 3]
    assert [len(result["hits"]) for result in results] == [2, 0, 2]
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "注意：2 没有可以检索的字词。\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "请给出要查的话"),
        (["企业", "--queries", "q.jsonl"], "两者取一"),
        (["？！"], "检索内容是空的"),
        (["企业", "--limit", "0"], "“0”不是 1 到 1000 的整数"),
        (["企业", "--limit", "many"], "“many”不是 1 到 1000 的整数"),
        (["企业", "--since", "去年"], "“去年”不对"),
        (["--queries", "none.jsonl"], "找不到文件 none.jsonl"),
    ],
)
def test_a_wrong_search_is_one_sentence(arguments, sentence, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["search", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err
    assert err.count("\n") == 1
