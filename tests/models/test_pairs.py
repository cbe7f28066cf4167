"""Preparation of pairs: masking, parts, repeats, negatives."""

import json

import pytest


@pytest.fixture
def prepared(material_folder, tmp_path):
    from models.train import pairs

    data, docs = material_folder
    out = tmp_path / "out"
    counts = pairs.prepare(data, docs, out, count=4, cloze_rows=5)

    def read(name):
        lines = (out / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    return counts, read


def test_every_licensed_set_is_written_and_no_other(prepared):
    from models.train import material

    counts, read = prepared
    assert set(material.LICENSED) <= set(counts)
    assert not set(material.UNLICENSED) & set(counts)
    assert counts["stsb_scored"] == 1
    assert read("nli_triples") == [
        {"query": "渔民出海了", "positive": "有人在海上", "negatives": ["渔民都在家里"]}
    ]
    assert counts["cloze"] == 1  # the second file repeats the paragraph


def test_repeats_of_an_article_and_headings_of_every_document_are_left_out(prepared):
    counts, read = prepared
    assert counts["law_heading_article"] == 10
    assert [row["query"] for row in read("policy_heading_body")] == ["发展林下种植"]
    assert counts["consult_article"] == 30


def test_questions_are_parted_by_document_and_carry_their_place(prepared, material_folder):
    _, read = prepared
    parts = {
        name: {row["source"] for row in read(name)}
        for name in ("questions", "questions_dev", "questions_held")
    }
    assert sum(map(len, parts.values())) == len(set().union(*parts.values())) == 40
    assert parts["questions_dev"]
    assert parts["questions_held"]
    row = read("questions")[0]
    text = (material_folder[1] / row["source"]).read_text(encoding="utf-8")
    shown = text[row["start"] : row["end"]]
    assert row["positive"].partition("某")[0] == shown.partition("0550")[0]
    assert "1234567" not in row["positive"]
    assert row["title"].endswith("镇办法")


def test_negatives_are_other_texts_than_the_answer(prepared):
    from models.train import near

    _, read = prepared
    rows = [row for name in ("questions", "law_heading_article") for row in read(name)]
    negatives = [(row["positive"], wrong) for row in rows for wrong in row["negatives"]]
    assert len(negatives) > 20
    for positive, wrong in negatives:
        assert near.containment(near.shingles(positive), near.shingles(wrong)) < 0.3


def test_rows_with_one_answer_share_a_group(prepared):
    _, read = prepared
    assert len({row["group"] for row in read("consult_article")}) == 1
    assert len({row["group"] for row in read("wiki_question_passage")}) == 10


def test_questions_about_documents_kept_for_evaluation_are_refused(material_folder, tmp_path):
    from models.train import pairs

    data, docs = material_folder
    row = {"query": "甲", "source": "city_reports_2024_txt/甲.txt", "start": 0, "end": 9}
    (data / "questions" / "z.jsonl").write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(ValueError, match="kept for evaluation"):
        pairs.prepare(data, docs, tmp_path / "out")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("联系电话：0551-62601234、62601235。", "联系电话：某号码、某号码。"),
        ("手机13812345678，邮箱 a.b@c.gov.cn", "手机某号码，邮箱 某号码"),
        ("身份证34010119900101123X号", "身份证某号码号"),
        ("2024年投资12345678元，增长8.5%", "2024年投资12345678元，增长8.5%"),
        ("皖政〔2021〕37号", "皖政〔2021〕37号"),
    ],
)
def test_private_numbers_are_masked_and_others_kept(text, shown):
    from models.train.material import mask

    assert mask(text) == shown


def test_passages_cover_the_text_and_keep_to_their_size():
    from models.train.material import cut

    line = "".join(f"第{n}条规定应当按照程序办理有关手续。" for n in range(60))
    text = f"标题\n短句一。\n{line}\r\n{line[:100]}"
    made = list(cut("a", text))
    assert all(text[p.start : p.end] == p.text for p in made)
    assert all(60 <= len(p.text) <= 400 for p in made)
    assert sum(len(p.text) for p in made) >= 0.95 * len(text)


def test_near_equal_texts_fall_into_one_cluster():
    from models.train import near

    base = "县级人民政府应当建立粮食储备制度，保证储备粮数量真实、质量良好、管理规范、储存安全。"
    other = (
        "城市供水企业应当定期检测水质并向社会公布检测结果，发现异常时立即报告主管部门并停止供水。"
    )
    assert near.clusters([other, base, base.replace("县级", "市级"), "甲", ""]) == [0, 1, 1, 3, 4]


def test_documents_that_repeat_each_other_are_joined():
    from models.train import near

    body = "".join(
        f"第{n}项工作由第{n * 7}小组在{n}月底前完成并上报{n * 13}个案例。" for n in range(90)
    )
    other = "".join(
        f"编号{n * 3}的仓库存放{n * 11}吨大豆，检查{n}次未见异常情形。" for n in range(90)
    )
    made = near.repeating([("b", body), ("a", other), ("c", "转发通知如下。" + body[:1500])])
    assert made == {"a": "a", "b": "b", "c": "b"}


def test_bm25_ranks_as_the_formula_has_it():
    import math

    from models.train import sparse

    index = sparse.fit(["粮食储备", "粮食粮食收购价格", "水质"])  # 3, 7 and 1 pairs
    (found,) = sparse.scores(index, ["粮食"])
    rarity = math.log(1 + 1.5 / 2.5)
    mean = (3 + 7 + 1) / 3
    wanted = [
        rarity * f * 2.2 / (f + 1.2 * (0.25 + 0.75 * length / mean))
        for f, length in ((1, 3), (2, 7), (0, 1))
    ]
    assert found.tolist() == pytest.approx(wanted, rel=1e-5)
    assert list(sparse.top(index, ["粮食", "无"], 5)) == [[1, 0], []]
