"""``fangan extract``."""

import json

import pytest

from fangan.cli import main


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text(
        "云岭县创建集聚区实施方案\n一、总体要求\n坚持创新驱动。\n"
        "二、重点任务\n（一）培育集群\n到2025年产值达到30亿元。\n",
        encoding="gb18030",
    )
    return path


def test_json_and_text_agree(plan, tmp_path, capsys):
    form_file, text_file = tmp_path / "a.json", tmp_path / "a.txt"
    options = ["--json", str(form_file), "--text", str(text_file)]
    assert main(["extract", str(plan), *options]) == 0
    form = json.loads(form_file.read_text(encoding="utf-8"))
    assert text_file.read_text(encoding="utf-8") == form["text"] + "\n"
    assert [s["number"] for s in form["sections"]] == ["一、", "二、"]
    assert [s["title"] for s in form["sections"][1]["children"]] == ["培育集群"]
    assert capsys.readouterr().out == ""


def test_text_to_standard_output_is_only_the_text(plan, capfdbinary):
    assert main(["extract", str(plan), "--text", "-"]) == 0
    assert "到2025年产值达到30亿元。".encode() in capfdbinary.readouterr().out


def test_without_options_the_outline_is_shown(plan, capsys):
    assert main(["extract", str(plan)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "标题：云岭县创建集聚区实施方案" in lines
    assert "一、总体要求" in lines
    assert "  （一）培育集群" in lines


def test_both_on_standard_output_is_refused(plan, capsys):
    assert main(["extract", str(plan), "--text", "-", "--json", "-"]) == 2
    assert "不能写到同一个地方" in capsys.readouterr().err


def test_a_documents_words_do_not_steer_the_screen(plan, capsys, monkeypatch):
    from fangan.document import Document, Metadata, Notice, Section, Source

    made = Document(
        Source("plan.pdf", "application/pdf", "0"),
        "正文",
        (),
        Section(0, "", "", 0, 0, 2, (Section(1, "一、", "总\x1b[2J体", 0, 1, 2),)),
        metadata=Metadata(title="方\x1b]0;案"),
        warnings=(Notice("hidden_text", "第 2 页有看不见的文字（“\x1b[31m”），没有采用。", 2),),
    )
    monkeypatch.setattr("fangan.workspace.Workspace.extract", lambda *_, **__: made)
    assert main(["extract", str(plan)]) == 0
    out, err = capsys.readouterr()
    assert "\x1b" not in out + err
    assert "一、总�[2J体" in out
    assert err == "注意：第 2 页有看不见的文字（“�[31m”），没有采用。\n"


def test_html_shows_what_was_read(plan, tmp_path, capsys):
    page = tmp_path / "plan.html"
    assert main(["extract", str(plan), "--html", str(page)]) == 0
    assert "到2025年产值达到30亿元。" in page.read_text(encoding="utf-8")
    assert capsys.readouterr().out == ""
