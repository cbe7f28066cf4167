"""Web pages: the text without what stands around it."""

from __future__ import annotations

from contextlib import suppress

import pytest

from fangan.errors import FanganError, NoTextError
from fangan.extract import html
from fangan.extract.raw import Paragraph, Table

PARAGRAPH = (
    "<p>　　为加快发展，结合实\n际，制定本方案。各县区要认真落实，建立机制，确保取得实效。</p>"
)
PAGE = f"""<!DOCTYPE html><html><head><meta charset="CHARSET">
<title>示例县关于印发方案的通知_示例县人民政府</title><style>p {{}}</style></head><body>
<nav><a>导航</a></nav>
<div><ul><li><a>首页</a></li><li><a>公开</a></li><li><a>服务</a></li><li><a>互动</a></li><li><a>走进</a></li></ul></div>
<table><tr><td>当前位置：<a>首页</a> &gt; <a>文件</a></td></tr><tr><td>
<h1>示例县关于印发<br>方案的通知</h1><div id="zoom">
<p style="text-align:center">示政发〔2021〕9号</p>{PARAGRAPH}{PARAGRAPH}
<p><strong>一、总体要求</strong></p><p>第一句。<br>　　第二句。</p><h2>二、目标</h2>
<ol start="3"><li>建园区</li></ol><ul><li>引企业</li></ul>
<div style="display: none">藏起来的字</div><script>var x;</script>
<p>附件：<a href="1.doc">1.分工表</a></p></div></td></tr></table>
<footer>版权所有</footer></body></html>"""


def read(tmp_path, source, encoding="utf-8"):
    path = tmp_path / "page.html"
    path.write_bytes(source if isinstance(source, bytes) else source.encode(encoding))
    return html.read(path)


@pytest.mark.parametrize(
    ("charset", "encoding"), [("utf-8", "utf-8"), ("gb2312", "gb18030"), ("", "gbk")]
)
def test_the_text_stands_alone(tmp_path, charset, encoding):
    reading = read(tmp_path, PAGE.replace("CHARSET", charset), encoding)
    sentence = "为加快发展，结合实际，制定本方案。各县区要认真落实，建立机制，确保取得实效。"
    assert [e.text.replace(" ", "") for e in reading.elements] == [
        "示例县关于印发方案的通知",
        "示政发〔2021〕9号",
        sentence,
        sentence,
        "一、总体要求",
        "第一句。",
        "第二句。",
        "二、目标",
        "3.建园区",
        "•引企业",
        "附件：1.分工表",
    ]
    assert reading.title == "示例县关于印发方案的通知"
    assert [n.code for n in reading.warnings] == ["hidden_text"]


def test_what_the_elements_say_of_the_text(tmp_path):
    title, number, *rest = read(tmp_path, PAGE).elements
    assert title.kind == "title"
    assert number.centred
    assert next(e for e in rest if e.text.startswith("一、")).bold
    assert next(e for e in rest if e.text.startswith("二、")).level == 2
    assert next(e for e in rest if "引企业" in e.text).kind == "list"


def test_merged_cells(tmp_path):
    reading = read(
        tmp_path,
        "<html><body><p>表前</p><table><caption>表1</caption><tr><th rowspan=2>指标</th>"
        "<th colspan='2'>产值</th></tr><tr><th>2020年</th><th>2025年</th></tr>"
        "<tr><td>陶瓷</td><td><p>10</p></td><td>20<br>亿元</td></tr></table></body></html>",
    )
    first, caption, table = reading.elements
    assert isinstance(first, Paragraph)
    assert (caption.text, caption.kind) == ("表1", "caption")
    assert isinstance(table, Table)
    assert [[c.text for c in row] for row in table.rows] == [
        ["指标", "产值", ""],
        ["", "2020年", "2025年"],
        ["陶瓷", "10", "20亿元"],
    ]


def test_absurd_spans_are_bounded(tmp_path):
    reading = read(
        tmp_path,
        "<table><tr><td colspan=99999999 rowspan=99999999>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
    )
    assert max(len(row) for row in reading.elements[0].rows) <= 400


def test_an_empty_page_is_refused(tmp_path):
    with pytest.raises(NoTextError):
        read(tmp_path, "<!-- nothing -->")


def test_deep_nesting_and_cut_pages_raise_only_our_errors(tmp_path):
    sources = ["<div>" * 5000 + "文字", *(PAGE[:size] for size in range(60, len(PAGE), 83))]
    for source in sources:
        with suppress(FanganError):
            assert len(read(tmp_path, source).elements) < 20


def test_a_large_real_page(shared):
    (path,) = (shared / "files" / "html").glob("*.html")
    reading = html.read(path)
    levels = {e.level for e in reading.elements if isinstance(e, Paragraph)}
    assert {2, 3} <= levels
    assert sum(len(e.text) for e in reading.elements if isinstance(e, Paragraph)) > 20_000
