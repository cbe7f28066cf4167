from hypothesis import given
from hypothesis import strategies as st

from fangan.document import Anchor, BBox, Source
from fangan.extract.raw import Aside, Cell, Element, Fragment, Paragraph, Reading, Table
from fangan.extract.structure import assemble

SOURCE = Source("示例.txt", "text/plain", "0" * 64)
ANCHOR = Anchor(1, BBox(0, 0, 10, 10))

words = st.text(
    alphabet="一二三四五、（）(). 　\t\n。，：；1.2第章条附件表是年的施工\u2028\ufeff", max_size=30
)
fragments = st.lists(words.map(lambda text: Fragment(text, ANCHOR)), max_size=3).map(tuple)
paragraphs = st.builds(
    Paragraph,
    fragments,
    level=st.none() | st.integers(1, 4),
    bold=st.booleans(),
    centred=st.booleans(),
    size=st.none() | st.sampled_from([16.0, 22.0]),
    kind=st.none() | st.sampled_from(["title", "list", "note", "caption"]),
)
tables = st.integers(1, 3).flatmap(
    lambda width: st.lists(
        st.lists(fragments.map(Cell), min_size=width, max_size=width).map(tuple), max_size=3
    ).map(lambda rows: Table(tuple(rows)))
)
asides = st.builds(Aside, st.sampled_from(["header", "footer", "page_number", "seal"]), words)
elements = st.lists(paragraphs | tables | asides, max_size=25).map(tuple)


@given(elements)
def test_offsets_hold_for_any_reading(given_elements: tuple[Element, ...]) -> None:
    document = assemble(SOURCE, Reading(given_elements))
    text = document.text
    for block in document.blocks:
        own = text[block.start : block.end]
        if block.start == block.end:
            assert block.aside or block.kind in ("header", "footer", "page_number", "seal")
            continue
        assert block.kind == "table" or (own == own.strip() and "\n" not in own)
        lines = list(block.all_lines())
        assert all(block.start <= line.start < line.end <= block.end for line in lines)
        if block.kind == "table":
            rows = [[text[c.start : c.end] for c in row] for row in block.rows]
            assert own == "\n".join("\t".join(row) for row in rows)
        else:
            assert "".join(text[line.start : line.end] for line in lines) == own
    # a paragraph may be parted before a heading inside it; not a letter is lost
    printed = [text[b.start : b.end] or b.aside for b in document.blocks if b.kind != "table"]
    given_texts = [e.text for e in given_elements if not isinstance(e, Table)]
    assert _letters(printed) == _letters(given_texts)


def _letters(texts: list[str]) -> str:
    return "".join("".join(texts).replace("\ufeff", "").split())


@given(elements)
def test_sections_nest_and_cover_in_order(given_elements: tuple[Element, ...]) -> None:
    document = assemble(SOURCE, Reading(given_elements))
    root = document.root
    assert (root.level, root.start, root.end) == (0, 0, len(document.text))
    for section in root.walk():
        assert section.start <= section.heading_end <= section.end
        at = section.heading_end
        for child in section.children:
            assert child.level == section.level + 1
            assert at <= child.start
            assert child.end <= section.end
            at = child.end


def test_a_line_keeps_its_place_when_space_is_taken_off() -> None:
    second = Anchor(2, BBox(5, 5, 20, 15))
    paragraph = Paragraph((Fragment("　　各地要结合", ANCHOR), Fragment("实际\t落实。 ", second)))
    document = assemble(SOURCE, Reading((paragraph,)))
    assert document.text == "各地要结合实际 落实。"
    assert [document.text[line.start : line.end] for line in document.blocks[0].lines] == [
        "各地要结合",
        "实际 落实。",
    ]
    assert document.anchors(0, 11) == (ANCHOR, second)


def test_a_table_stands_one_row_a_line() -> None:
    def cell(text: str) -> Cell:
        return Cell((Fragment(text),))

    table = Table(((cell("指标"), cell("单\n位")), (cell("产值"), Cell())))
    document = assemble(SOURCE, Reading((Paragraph((Fragment("表1 主要指标"),)), table)))
    assert document.text == "表1 主要指标\n指标\t单 位\n产值\t"
    assert [block.kind for block in document.blocks] == ["caption", "table"]
    assert document.tables[0].rows[0][1].kind == "cell"


def test_furniture_stays_out_of_the_text() -> None:
    document = assemble(
        SOURCE,
        Reading((Paragraph((Fragment("正文。"),)), Aside("page_number", "— 3 —", ANCHOR))),
    )
    assert document.text == "正文。"
    page_number = document.blocks[1]
    assert (page_number.kind, page_number.aside) == ("page_number", "— 3 —")
    assert page_number.start == page_number.end
    assert page_number.anchor == ANCHOR


def test_an_empty_reading() -> None:
    document = assemble(SOURCE, Reading(()))
    assert (document.text, document.blocks, document.root.children) == ("", (), ())
