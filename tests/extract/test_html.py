"""Web pages: the text without what stands around it."""

from __future__ import annotations

from contextlib import suppress

import pytest

from fangan.errors import FanganError, NoTextError
from fangan.extract import extract, html
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


TITLE = "示例县人民政府办公室关于印发竹编产业2025--2027年实施方案的通知"
META = (
    f'<meta name="ArticleTitle" content="{TITLE}"><meta name="PubDate" content="2025-03-12 09:30">'
    '<meta name="ContentSource" content="示例县人民政府办公室">'
)
HEAD_TABLE = (
    "<table><tr><td><b>索&nbsp;引&nbsp;号：</b></td><td>000/2025-00012</td>"
    "<td><b>主题分类：</b></td><td>工业\\其他</td></tr>"
    "<tr><td>发文机关：</td><td>示例县人民政府办公室</td><td>成文日期：</td><td>2025年03月06日</td></tr>"
    f"<tr><td>标　　题：</td><td colspan=3>{TITLE}</td></tr>"
    "<tr><td>发文字号：</td><td>示政办发〔2025〕8号</td><td>发布日期：</td><td>2025年03月12日</td></tr></table>"
)
HEAD_LIST = (
    "<ul><li><span>索引号</span><em>000/2025-00012</em></li>"
    "<li><span>发文机关</span><em>示例县人民政府办公室</em></li>"
    "<li><span>成文日期</span><em>2025-03-06</em></li>"
    "<li><span>文号</span><em>示政办发〔2025〕8号</em></li><li><span>有效性</span><em></em></li></ul>"
)
HEAD_DIVS = (
    "<div><div>索引号：000/2025-00012</div><div>发文机构：示例县人民政府办公室</div>"
    "<div>成文日期：2025年3月6日</div><div>文号：示政办发[2025]8号</div><div>关键词：</div></div>"
)
BODY = f"<p>一、总体要求</p>{PARAGRAPH}<p>二、重点任务</p>{PARAGRAPH}{PARAGRAPH}"


def site(head: str, body: str, meta: str = "") -> str:
    return (
        f"<html><head><title>{TITLE}_示例县人民政府</title>{meta}</head><body>"
        f'<div class="main">{head}<h1>{TITLE}</h1><div id="zoom">{body}</div></div></body></html>'
    )


def document(tmp_path, source):
    path = tmp_path / "page.html"
    path.write_text(source, "utf-8")
    return extract(path)


@pytest.mark.parametrize("head", [HEAD_TABLE, HEAD_LIST, HEAD_DIVS])
def test_the_head_table_is_metadata_and_no_text(tmp_path, head):
    found = document(tmp_path, site(head, BODY))
    assert found.metadata.title == TITLE
    assert found.metadata.number == "示政办发〔2025〕8号"
    assert found.metadata.issuer == "示例县人民政府办公室"
    assert found.metadata.date == "2025-03-06"
    assert "索引号" not in found.text
    assert "2025-00012" not in found.text
    assert [b.kind for b in found.blocks].count("header") == 1


def test_meta_elements_serve_where_the_document_says_nothing(tmp_path):
    found = document(tmp_path, site("", BODY, META))
    assert found.metadata.title == TITLE
    assert found.metadata.issuer == "示例县人民政府办公室"
    assert found.metadata.date == "2025-03-12"
    signed = BODY + "<p>示例县人民政府</p><p>2025年3月6日</p>"
    found = document(tmp_path, site("", signed, META))
    assert (found.metadata.issuer, found.metadata.date) == ("示例县人民政府", "2025-03-06")


def test_empty_labels_and_lists_of_documents_are_no_facts(tmp_path):
    empty = HEAD_LIST.replace("示政办发〔2025〕8号", "无").replace("2025-03-06", "—")
    assert document(tmp_path, site(empty, BODY)).metadata.number is None
    listed = (
        "<table><tr><td>标题</td><td>文号</td><td>成文日期</td></tr>"
        "<tr><td>甲办法</td><td>示政发〔2020〕1号</td><td>2020年1月2日</td></tr></table>"
    )
    found = document(tmp_path, site("", BODY + listed))
    assert "甲办法\t示政发〔2020〕1号" in found.text
    assert found.metadata.date is None


def test_readings_between_characters_go(tmp_path):
    ruby = "".join(
        f"<ruby>{char}<rp>(</rp><rt>{reading}</rt><rp>)</rp></ruby>"
        for char, reading in (("发", "fā"), ("展", "zhǎn"), ("竹", "zhú"), ("编", "biān"))
    )
    plain = "<p>做<span>zuò</span>强<span>qiáng</span>企qǐ业yè，亳（bó）州。</p><p>jiàn shè</p>"
    line = "<p>jiàn shè yuán qū</p><p>建设园区。</p>"
    text = document(tmp_path, site("", f"{BODY}<p>{ruby}。</p>{plain}{line}")).text
    assert "发展竹编。\n做强企业，亳（bó）州。" in text
    assert "建设园区。" in text
    assert "yuán" not in text


@pytest.mark.parametrize(
    "advert",
    [
        '<div class="ad-box"><p>竹席特惠，买一送一。</p></div>',
        '<div id="rightAdvert"><p>竹席特惠，买一送一。</p></div>',
        "<div><p>广告</p><p>竹席特惠，买一送一。</p></div>",
        '<p><a rel="sponsored" href="http://x.example/">竹席特惠，买一送一。</a></p>',
        '<ins class="adsbygoogle">竹席特惠，买一送一。</ins>',
        '<div class="share">分享到：微信，竹席特惠。</div>',
        '<div class="BreadcrumbNav">位置：首页 &gt; 竹席特惠</div>',
        '<div role="complementary">竹席特惠，买一送一。</div>',
    ],
)
def test_advertisements_and_tools_go(tmp_path, advert):
    body = BODY.replace("<p>二、", f"{advert}<p>二、")
    assert "竹席" not in document(tmp_path, site("", body)).text


def test_what_only_bears_such_a_name_stays(tmp_path):
    body = (
        f'<div class="banner-content">{BODY}<div class="foot-note">注：产值按当年价。</div></div>'
        '<div class="related"><p>附件：<a href="1.docx">1.指标表</a></p></div>'
    )
    text = document(tmp_path, site("", body)).text
    assert "一、总体要求" in text
    assert "附件：1.指标表" in text
    assert "注：产值按当年价。" in text


def test_of_what_stands_beside_the_text_only_its_annexes_are_read(tmp_path):
    beside = (
        '<nav><a href="x.pdf">下载中心</a></nav>'
        '<div style="display:none"><a href="y.pdf">隐藏附件</a></div>'
        '<table><tr><td>附件一</td><td><a href="1.docx">指标表</a></td></tr>'
        '<tr><td>附件二</td><td><a href="2.docx">项目表</a></td></tr></table>'
        '<footer><a href="help.pdf">使用帮助</a></footer>'
    )
    read = document(tmp_path, site("", f"<div>{BODY}</div>{beside}"))
    assert "附件一\t指标表\n附件二\t项目表" in read.text
    assert not {"下载中心", "使用帮助"} & {block.aside for block in read.blocks}
    assert all(word not in read.text for word in ("下载中心", "使用帮助", "隐藏附件"))
    assert "hidden_text" in {notice.code for notice in read.warnings}


@pytest.mark.parametrize(
    "hidden",
    [
        '<p style="color:#fff">藏起来</p>',
        '<p><font color="white">藏起来</font></p>',
        '<p style="color: rgb(255, 255, 254)">藏起来</p>',
        '<p class="gone">藏起来</p>',
        '<p id="lost">藏起来</p>',
        '<p>可见<span style="visibility: hidden">藏起来</span></p>',
        '<p style="text-indent:-9999px">藏起来</p>',
        '<p style="position:absolute;left:-5000px">藏起来</p>',
        '<p style="opacity:0">藏起来</p>',
        '<p style="font-size:1px">藏起来</p>',
        '<div style="height:0;overflow:hidden">藏起来</div>',
        "<p hidden>藏起来</p>",
        '<table><tr><td>甲</td><td>2<i style="display:none">藏起来</i></td></tr><tr><td>1</td></tr></table>',
        '<table><tr><td>甲</td><td>乙</td></tr><tr><td>1</td><td class="gone">藏起来</td></tr></table>',
    ],
)
def test_hidden_text_is_reported_and_never_text(tmp_path, hidden):
    rules = "<style>/* .seen{} */ .gone, p.other {display: none} #lost{visibility:hidden}</style>"
    found = document(tmp_path, site("", BODY + hidden, rules))
    assert "藏起来" not in found.text
    assert [n.code for n in found.warnings] == ["hidden_text"]
    assert "藏起来" in found.warnings[0].message


@pytest.mark.parametrize(
    "seen",
    [
        '<p style="background:#080;color:#fff">看得见</p>',
        '<table bgcolor="navy"><tr><td><font color="#ffffff">看得见</font></td></tr></table>',
        '<div style="background-image:url(a.png)"><p style="color:white">看得见</p></div>',
        '<p style="color:#333;font-size:12px;line-height:0.5">看得见</p>',
        '<p class="clearfix">看得见</p>',
    ],
)
def test_visible_text_stays(tmp_path, seen):
    rules = (
        "<style>.clearfix:after{visibility:hidden} @media print{.clearfix{display:none}}</style>"
    )
    found = document(tmp_path, site("", BODY + seen, rules))
    assert "看得见" in found.text
    assert found.warnings == ()


def test_a_page_shown_by_a_script_is_read(tmp_path):
    rules = "<style>#zoom{display:none}</style>"
    assert "一、总体要求" in document(tmp_path, site("", BODY, rules)).text
    rules += f"<script>{'var a = 1;' * 500}</script>"
    assert "一、总体要求" in document(tmp_path, site("", BODY, rules)).text


@pytest.mark.parametrize("veil", ['<div aria-hidden="true">', '<body style="display:none">'])
def test_a_page_saved_behind_a_dialog_or_before_its_script_ran_is_read(tmp_path, veil):
    assert "一、总体要求" in document(tmp_path, f"<html>{veil}{BODY}</html>").text
