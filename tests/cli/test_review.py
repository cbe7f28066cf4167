"""``fangan review``: what goes where, and the exit code."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from fangan.cli import main
from fangan.cli.review import exit_code
from fangan.document import Block, Document, Line, Page, Section, Source
from fangan.findings import AreaFinding, Evidence, Finding, ItemFinding, PartFinding, Review
from fangan.framework import Framework, Item, Task, TaskArea
from fangan.workspace import Workspace

TEXT = "我县设立三十亿元产业基金。"


def made_review() -> Review:
    item = Item("T1.1.1", "产业基金", "设立基金", "indicator", "must", "all", (), "T1.1", "T1")
    area = TaskArea("T1", "培育集群", True, (Task("T1.1", "资金", "T1", (item,)),))
    evidence = Evidence(0, len(TEXT), TEXT)
    return Review(
        document=Document(
            Source("示例.txt", "text/plain", "0" * 64),
            TEXT,
            (Block("paragraph", 0, len(TEXT), (Line(0, len(TEXT)),)),),
            Section(0, "", "", 0, 0, len(TEXT)),
        ),
        framework=Framework(
            "sample", "示例总体方案", "示例省", 2020, 2025, "集聚区", (area,), (), (), (), ()
        ),
        made_at="2024-05-01T00:00:00+00:00",
        version="0",
        parts=(PartFinding("S1", "发展定位", "present", "有", (evidence,)),),
        items=(ItemFinding(item, "quantified", 0.9, "写明了数额", (evidence,)),),
        areas=(AreaFinding("T1", "培育集群", 1, 1),),
        indicators=(),
        targets=(),
        findings=(),
    )


@pytest.fixture
def plan(tmp_path, monkeypatch) -> Path:
    """A plan whose review is made by hand; ``tmp_path`` is the working folder."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "plan.txt"
    path.write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(Workspace, "review", lambda *_, **__: made_review())
    return path


def test_the_summary_is_what_the_user_reads(plan, capsys):
    assert main(["review", str(plan)]) == 0
    out, err = capsys.readouterr()
    assert "完整" in out
    assert err == ""


def test_json_alone_on_standard_output(plan, capfdbinary):
    assert main(["review", str(plan), "--json", "-"]) == 0
    captured = capfdbinary.readouterr()
    assert json.loads(captured.out)["summary"]["verdict"] == "complete"
    assert "完整".encode() in captured.err


def test_files_are_written_and_named(plan, tmp_path, capsys):
    assert main(["review", str(plan), "--json", "a.json", "--html", "报告.html"]) == 0
    out, err = capsys.readouterr()
    assert "完整" in out
    assert "报告.html" in err
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["schema_version"] == 1
    assert "产业基金" in (tmp_path / "报告.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--json", "none/a.json"], "错误：无法写入 none/a.json：它所在的文件夹不存在"),
        (["--html", "."], "它是一个文件夹"),
        (["--html", "plan.txt"], "错误：--html 的结果会覆盖输入文件"),
        (["--html", "a", "--json", "a"], "不能写到同一个地方"),
    ],
)
def test_a_place_at_fault_is_found_before_the_work(plan, options, sentence, monkeypatch, capsys):
    monkeypatch.setattr(Workspace, "review", lambda *_: pytest.fail("the work must not begin"))
    assert main(["review", str(plan), *options]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err
    assert err.count("\n") == 1
    assert plan.read_text(encoding="utf-8") == TEXT


def test_the_exit_code_follows_the_contract():
    complete = made_review()
    assert exit_code(complete) == 0
    for severity, code in (("hint", 0), ("warning", 1), ("error", 1)):
        finding = Finding("placeholder", severity, "x")
        assert exit_code(replace(complete, findings=(finding,))) == code
    missing = replace(complete.items[0], status="restated")
    assert exit_code(replace(complete, items=(missing,))) == 1
    lost = PartFinding("S2", "发展目标", "missing", "没有")
    assert exit_code(replace(complete, parts=(lost,))) == 1
    unread = replace(complete.document, pages=(Page(1, 595, 842, "unread"),))
    assert exit_code(replace(complete, document=unread)) == 1


@pytest.fixture(scope="module")
def samples(root) -> Path:
    return root / "corpora/samples"


@pytest.mark.parametrize("suffix", ["pdf", "docx", "md"])
def test_the_sample_with_gaps_is_incomplete(samples, suffix, tmp_path):
    target = tmp_path / "a.json"
    assert main(["review", str(samples / f"gaps.{suffix}"), "--json", str(target)]) == 1
    form = json.loads(target.read_text(encoding="utf-8"))
    assert form["summary"]["verdict"] == "incomplete"
    assert form["summary"]["must_missing"]
    assert [part["id"] for part in form["parts"] if part["status"] == "missing"] == ["S3"]
    assert {"placeholder", "heading_jump"} <= {finding["check"] for finding in form["findings"]}


def test_the_report_of_a_pdf_shows_its_pages(samples, tmp_path):
    target = tmp_path / "a.html"
    assert main(["review", str(samples / "gaps.pdf"), "--html", str(target)]) == 1
    html = target.read_text(encoding="utf-8")
    assert "data:image/" in html
    assert 'src="http' not in html


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_workspace_stops_no_review(samples, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    folder.chmod(0o500)
    plan = str(samples / "gaps.docx")
    assert main(["review", plan, "--workspace", str(folder)]) == 1


def test_a_review_writes_nothing_to_the_workspace(samples, tmp_path):
    folder = tmp_path / "mine"
    assert main(["review", str(samples / "gaps.docx"), "--workspace", str(folder)]) == 1
    assert not folder.exists()


def broken(folder: Path) -> dict[str, Path]:
    """Files that no reader can use, by what is wrong with them."""
    contents = {
        "empty.pdf": b"",
        "noise.pdf": bytes((i * 193 + 71) % 256 for i in range(4000)),
        "cut.docx": b"PK\x03\x04" + b"\x00" * 40,
        "zero.zip": b"PK\x05\x06" + b"\x00" * 18,
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return {name: folder / name for name in contents} | {
        "missing": folder / "none.pdf",
        "folder": folder,
    }


@pytest.mark.parametrize(
    "name", ["empty.pdf", "noise.pdf", "cut.docx", "zero.zip", "missing", "folder"]
)
@pytest.mark.parametrize("command", ["review", "extract"])
def test_a_bad_file_is_one_sentence(command, name, tmp_path, capsys):
    assert main([command, str(broken(tmp_path)[name]), "--json", "-"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("错误：")
    assert err.count("\n") == 1
    assert not (tmp_path / "home").exists()
