import pytest

from fangan.document import Anchor, BBox, Block, Document, Line, Section, Source
from fangan.findings import quote

TEXT = "标题\n一、目标\n产值达到三十亿元\n二、保障"


@pytest.fixture
def document() -> Document:
    first = Line(8, 12, Anchor(1, BBox(100, 700, 180, 712)))
    second = Line(12, 16, Anchor(2, BBox(100, 72, 180, 84)))
    blocks = (
        Block("title", 0, 2),
        Block("heading", 3, 7),
        Block("paragraph", 8, 16, (first, second)),
        Block("heading", 17, 21),
        Block("footer", 21, 21, aside="— 1 —"),
    )
    goal = Section(1, "一、", "目标", 3, 7, 17)
    guard = Section(1, "二、", "保障", 17, 21, 21)
    root = Section(0, "", "标题", 0, 2, 21, (goal, guard))
    return Document(Source("试.pdf", "application/pdf", "a" * 64), TEXT, blocks, root)


def test_a_quote_across_a_page_break_has_a_box_on_each_page(document: Document):
    said = quote(document, 10, 14)
    assert said.quote == TEXT[10:14]
    assert [(a.page, a.bbox.as_list()) for a in said.anchors] == [
        (1, [140, 700, 180, 712]),
        (2, [100, 72, 140, 84]),
    ]
    assert said.page == 1
    assert said.path == ("一、目标",)


def test_a_whole_line_keeps_its_box(document: Document):
    assert document.anchors(8, 12) == (Anchor(1, BBox(100, 700, 180, 712)),)


def test_white_space_at_the_ends_is_left_out(document: Document):
    assert quote(document, 7, 17).quote == "产值达到三十亿元"
    with pytest.raises(ValueError, match="empty"):
        quote(document, 7, 8)


def test_a_heading_is_not_above_itself_but_above_its_body(document: Document):
    assert document.path(3) == ()
    assert document.path(8) == ("一、目标",)
    assert document.path(18) == ()


def test_blocks_by_offset(document: Document):
    assert document.block_at(9).kind == "paragraph"
    assert document.block_at(2) is None
    assert document.block_at(10_000) is None


def test_vertical_lines_are_cut_along_the_page():
    line = Line(0, 4, Anchor(1, BBox(10, 100, 20, 180)), vertical=True)
    block = Block("paragraph", 0, 4, (line,))
    root = Section(0, "", "", 0, 0, 4)
    made = Document(Source("试", "x", ""), "竖排文字", (block,), root)
    assert made.anchors(1, 3)[0].bbox.as_list() == [10, 120, 20, 160]


def test_a_box_cannot_be_inside_out():
    with pytest.raises(ValueError, match="rectangle"):
        BBox(2, 0, 1, 1)
