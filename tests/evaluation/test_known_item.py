"""Known-item search: which passages answer a question, and which part it belongs to."""


def test_the_answer_is_the_passage_that_a_question_was_written_for(tmp_path):
    import json

    from evaluation.known_item import collections

    docs, data = tmp_path / "docs", tmp_path / "train"
    (data / "questions").mkdir(parents=True)
    docs.mkdir()
    rows = []
    for number in range(60):
        given = "".join(chr(0x4E00 + (number * 997 + step * 131) % 20000) for step in range(90))
        other = "".join(chr(0x4E00 + (number * 613 + step * 277) % 20000) for step in range(90))
        text = f"{given}\n{other}\n"
        (docs / f"doc{number}.txt").write_text(text, encoding="utf-8")
        place = {"source": f"doc{number}.txt", "start": 5, "end": 80}
        rows.append({"query": f"第{number}问", "kind": "plain"} | place)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (data / "questions" / "q.jsonl").write_text(lines, encoding="utf-8")
    (docs / "index.tsv").write_text("path\ttitle\ndocs/doc5.txt\t第五号文\n", encoding="utf-8")

    (made,) = collections(data, docs, [])
    assert made.name == "own_documents"
    assert len(made.ids) == 120
    assert "第五号文" in made.titles
    assert 0 < len(made.queries) < 30  # two tenths of the documents
    assert {query.held for query in made.queries} == {True, False}
    for query in made.queries:
        (answer,) = query.grades
        source = (docs / f"doc{query.text[1:-1]}.txt").read_text(encoding="utf-8")
        assert made.texts[made.ids.index(answer)] == source.splitlines()[0]
