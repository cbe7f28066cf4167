"""``fangan doctor``."""

import json

from fangan.cli import main
from fangan.cli.doctor import table
from fangan.nlp.width import display_width
from fangan.workspace import diagnosis
from fangan.workspace.diagnosis import Check


def test_one_line_for_each_part(capsys):
    assert main(["doctor"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.rstrip().endswith("可以审查方案。")
    for name in (*diagnosis.PARTS, *diagnosis.PROGRAMS, "frameworks", "memory", "workspace"):
        assert sum(line.split()[1:2] == [name] for line in out.splitlines()) == 1


def test_json_goes_alone_to_standard_output(capfdbinary):
    assert main(["doctor", "--json", "-"]) == 0
    captured = capfdbinary.readouterr()
    form = json.loads(captured.out)
    assert form["ok"] is True
    assert {"id", "group", "required", "status", "detail", "version"} == set(form["checks"][0])
    assert "可以审查方案".encode() in captured.err


def test_a_missing_core_part_is_2_and_named(monkeypatch, capsys):
    monkeypatch.setitem(diagnosis.PARTS, "lxml", diagnosis.Part("no_such_module", "读取 DOCX"))
    assert main(["doctor"]) == 2
    out, err = capsys.readouterr()
    assert "缺  lxml" in out
    assert err == "错误：缺少必需的部分：lxml；请按上面的说明补齐。\n"


def test_columns_line_up():
    checks = (
        Check("a", "program", True, "ok", "甲", "1"),
        Check("long-name", "program", False, "missing", "乙"),
    )
    _, first, second, *_ = table(checks)
    assert display_width(first.partition("甲")[0]) == display_width(second.partition("乙")[0])
    assert second.startswith("  无  ")
