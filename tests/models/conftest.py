"""The scripts that train models lie beside the package, in the source tree."""

import pytest


@pytest.fixture(autouse=True)
def _source_tree(monkeypatch, root):
    monkeypatch.syspath_prepend(str(root))


@pytest.fixture
def material_folder(tmp_path):
    """A small folder of training material and documents in the form of the real one."""
    import gzip
    import json
    import random

    chance = random.Random(1)

    def words(count):
        """Text that resembles no other."""
        drawn = "".join(chr(chance.randrange(0x4E00, 0x9000)) for _ in range(count))
        return drawn + "。"

    data, docs = tmp_path / "train", tmp_path / "docs"
    (data / "questions").mkdir(parents=True)
    docs.mkdir()

    def pack(name, rows):
        with gzip.open(data / name, "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)

    matters = ("渔业", "林业", "茶叶", "陶瓷", "造船", "酿酒", "纺织", "印刷", "物流", "养蜂")
    articles = [f"从事{m}生产经营的单位报送{m}安全情况，{words(40)}" for m in matters]
    law = [
        {"query": f"示范市{m}条例 监督管理", "positive": text}
        for m, text in zip(matters, articles, strict=True)
    ]
    # The same article under another version of the law is a repeat, not a second answer.
    law.append(
        {"query": "示范市渔业条例（2020修正） 监督管理", "positive": articles[0] + "特此规定。"}
    )
    pack("law_heading_article.jsonl.gz", law)
    heads = [{"query": "保障措施", "positive": f"加强{m}组织领导，{words(30)}"} for m in matters]
    heads.append({"query": "发展林下种植", "positive": "利用林下空地种植药材，延长林业链条。"})
    pack("policy_heading_body.jsonl.gz", heads)
    wiki = [
        {"query": f"{m}起于何时？", "positive": f"{m}在这里已有百年历史，{words(30)}"}
        for m in matters
    ]
    pack("wiki_question_passage.jsonl.gz", wiki)
    pack("csl_title_abstract.jsonl.gz", wiki)
    consult = [{"query": f"第{n}个人问养蜂要不要报送", "positive": articles[-1]} for n in range(40)]
    pack("consult_article.jsonl.gz", consult)
    pack("stsb_scored.jsonl.gz", [{"a": "下雨了", "b": "天在下雨", "label": 0.9}] * 2)
    nli = [
        {"a": "渔民出海了", "b": "有人在海上", "label": "entailment"},
        {"a": "渔民出海了", "b": "渔民都在家里", "label": "contradiction"},
        {"a": "渔民出海了", "b": "今天风浪不大", "label": "neutral"},
    ]
    pack("nli_translated.jsonl.gz", nli)
    running = "".join(f"{m}企业上报{words(12)}" for m in matters)
    for name in ("laws.txt.gz", "government_documents.txt.gz"):
        with gzip.open(data / name, "wt", encoding="utf-8") as file:
            file.write(f"前言。\n{running}\n")

    questions = []
    lines = ["path\ttitle"]
    for number, matter in enumerate(matters * 4):
        name = f"doc{number}.txt"
        given = f"对第{number}镇新建的{matter}车间，{words(30)}联系电话：0550-1234567。"
        body = f"第{number}镇{matter}发展办法\n{given}"
        more = f"\n各类{matter}车间要统一登记，{words(300)}"
        text = body + more + more
        (docs / name).write_text(text, encoding="utf-8")
        start = text.index("\n") + 1
        asked = {"query": f"第{number}镇盖{matter}车间给多少钱", "kind": "number"}
        questions.append(asked | {"source": name, "start": start, "end": len(body)})
        lines.append(f"docs/{name}\t第{number}镇办法")
    (docs / "index.tsv").write_text("\n".join(lines), encoding="utf-8")
    with (data / "questions" / "q.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in questions)
    return data, docs
