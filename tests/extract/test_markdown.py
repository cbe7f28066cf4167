"""Markdown: marks are read, and none of them stays in the text."""

from __future__ import annotations

import pytest

from fangan.extract import markdown
from fangan.extract.raw import Paragraph, Table


def read(tmp_path, data):
    path = tmp_path / "方案.md"
    path.write_text(data, "utf-8")
    return list(markdown.read(path).elements)


def test_headings_title_lists_and_notes(tmp_path):
    elements = read(
        tmp_path,
        "---\ntitle: x\n---\n# 示例方案\n\n## 一、目标 ##\n正文**加粗**。\n\n### （一）产值\n\n"
        "- 第一项\n  续行\n* [ ] 第二项\n\n次级标题\n---\n\n1. 编号段\n\n***\n\n[^1]: 说明\n",
    )
    assert [(e.text, e.level, e.kind) for e in elements] == [
        ("示例方案", None, "title"),
        ("一、目标", 2, None),
        ("正文加粗。", None, None),
        ("（一）产值", 3, None),
        ("• 第一项续行", None, "list"),
        ("• 第二项", None, "list"),
        ("次级标题", 2, None),
        ("1. 编号段", None, None),
        ("说明", None, "note"),
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("**产值** *100* 亿元", "产值 100 亿元"),
        ("见[通知](http://a.b/c_(d))和<https://a.b>", "见通知和https://a.b"),
        ("![图](a.png)图注", "图注"),
        ("`code` ~~删~~ __强__", "code 删 强"),
        ("3*4*5 与 snake_case_name", "3*4*5 与 snake_case_name"),
        (r"\*原样\* &lt;5%&nbsp;", "*原样* <5%"),
        ("脚注[^2]处 <u>下划线</u>", "脚注处 下划线"),
    ],
)
def test_marks_go(source, expected):
    assert markdown.inline(source) == expected


def test_plain_lines_stay_paragraphs_and_bold_lines_are_bold(tmp_path):
    elements = read(tmp_path, "一、总体要求\n坚持集约发展。\n**二、目标**\n甲<br>乙\n")
    assert [e.text for e in elements] == ["一、总体要求", "坚持集约发展。", "二、目标", "甲", "乙"]
    assert [e.bold for e in elements] == [False, False, True, False, False]


def test_tables(tmp_path):
    elements = read(
        tmp_path,
        "指标 | 数值\n---|---\n**产值** | 100\\|120\n\n| 甲 | 乙 |\n|:--|--:|\n| 1 | |\n"
        "\n<table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr></table>\n",
    )
    tables = [[[c.text for c in row] for row in e.rows] for e in elements if isinstance(e, Table)]
    assert tables == [
        [["指标", "数值"], ["产值", "100|120"]],
        [["甲", "乙"], ["1", ""]],
        [["a", "b"], ["", "c"]],
    ]
    assert len(elements) == 3


def test_code_is_kept_as_it_stands(tmp_path):
    elements = read(tmp_path, "```\n# 不是标题\n*a*\n```\n后文\n")
    assert [(e.text, e.level) for e in elements] == [
        ("# 不是标题", None),
        ("*a*", None),
        ("后文", None),
    ]


def test_invented_plans_keep_every_line(shared):
    for path in sorted((shared / "plans").glob("*/plan.md")):
        lines = [line.strip() for line in path.read_text("utf-8").splitlines()]
        expected = [line for line in lines if line and not line.startswith("|")]
        found = [e.text for e in markdown.read(path).elements if isinstance(e, Paragraph)]
        assert found == expected, path
