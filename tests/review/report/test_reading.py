"""What was read, beside the pages: every block shown, placed, and harmless."""

import re

import pytest

from fangan.document import Anchor, BBox, Notice, Page, Source
from fangan.extract.raw import Aside, Cell, Fragment, Paragraph, Reading, Table
from fangan.extract.structure import assemble
from fangan.review.report import reading_html

SOURCE = Source("样本.pdf", "application/pdf", "0" * 64)
PNG = b"\x89PNG\r\n\x1a\n"


def _at(page, top, *, left=80.0, width=300.0):
    top = float(top)
    return Anchor(page, BBox(left, top, left + width, top + 16))


@pytest.fixture
def document():
    elements = (
        Aside("header", "内部资料 <b>1</b>", _at(1, 20)),
        Paragraph((Fragment("一、基本情况", _at(1, 100)),), bold=True),
        Paragraph(
            (
                Fragment("全县有菇棚四千座，<script>alert(1)</script>", _at(1, 130)),
                Fragment("年产鲜菇三万吨。", _at(2, 60)),
            )
        ),
        Table(
            (
                (Cell((Fragment("指标", _at(2, 100)),)), Cell((Fragment("数", _at(2, 100)),))),
                (Cell((Fragment("产量", _at(2, 120)),)), Cell((Fragment("3", _at(2, 120)),))),
            )
        ),
        Paragraph((Fragment("二、保障措施", _at(2, 200)),), bold=True),
    )
    pages = (Page(1, 595, 842), Page(2, 595, 842), Page(3, 595, 842, "unread"))
    notice = Notice("unread_page", "第 3 页只有图片。", 3)
    return assemble(SOURCE, Reading(elements, pages, (notice,)))


def test_every_block_is_shown_with_its_kind_and_boxes(document):
    page = reading_html(document)
    for number, block in enumerate(document.blocks):
        assert f'<div class="block {block.kind}" data-n="{number}"' in page
    assert page.count("<rect") == sum(1 for b in document.blocks for _ in b.all_lines())
    assert page.count("1 级标题") == 2
    assert "，跨第 1、2 页" in page
    assert "<td>产量</td><td>3</td>" in page
    assert "第 3 页：没有读出文字" in page
    assert "第 3 页只有图片。" in page


def test_boxes_stand_on_the_page_of_their_line(document):
    page = reading_html(document)
    second = page[page.index('id="page-2"') : page.index('id="page-3"')]
    assert '<rect class="paragraph" data-n="2" x="80.0" y="60.0" width="300.0"' in second


def test_words_of_the_file_stay_words(document):
    page = reading_html(document)
    assert "<script>alert" not in page
    assert "内部资料 &lt;b&gt;1&lt;/b&gt;" in page


def test_nothing_is_loaded(document):
    page = reading_html(document, images={1: PNG})
    assert "default-src 'none'" in page
    assert 'src="data:image/png;base64,' in page
    assert not re.search(r"""(?:src|href)=["'](?!data:|#)""", page)


def test_a_picture_of_another_kind_is_an_error(document):
    with pytest.raises(ValueError, match="PNG or JPEG"):
        reading_html(document, images={1: b"GIF89a"})


def test_a_file_without_pages_has_one_column():
    reading = Reading((Paragraph((Fragment("青禾县食用菌产业方案"),)),))
    page = reading_html(assemble(SOURCE, reading))
    assert 'class="pageless"' in page
    assert "<rect" not in page
    assert "<figure" not in page
