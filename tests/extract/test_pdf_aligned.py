"""Tables without rules, and what only looks like one."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from fangan.extract.pdf import read
from fangan.extract.raw import Paragraph, Reading, Table

HEIGHT = 842.0
HEAD = ("指标", "单位", "2020年", "2025年")
ROWS = (
    ("鲜菇产量", "万吨", "3.2", "5.5"),
    ("菇棚数量", "座", "4100", "5200"),
    ("加工转化率", "%", "35", "52"),
    ("从业人数", "人", "12000", "18000"),
)
PROSE = "青禾县食用菌产业从山脚的几间菇棚起步，十年间长成全县农户增收的主要门路"


class Paper:
    """A PDF on which text is put at places counted from the top left corner."""

    def __init__(self, path: Path) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        self.path = path
        self.canvas = Canvas(str(path), pagesize=(595.0, HEIGHT))

    def put(self, x: float, top: float, text: str, *, size: float = 12.0, right: bool = False):
        self.canvas.setFont("STSong-Light", size)
        draw = self.canvas.drawRightString if right else self.canvas.drawString
        draw(x, HEIGHT - top - 0.88 * size, text)

    def rows(self, rows, top: float, *, lefts=(80, 220, 300, 400), pitch: float = 22.0, right=()):
        for number, row in enumerate(rows):
            for index, (x, text) in enumerate(zip(lefts, row, strict=True)):
                self.put(x, top + number * pitch, text, right=index in right)

    def turn(self) -> None:
        self.canvas.showPage()

    def read(self) -> Reading:
        self.canvas.save()
        return read(self.path)


@pytest.fixture
def paper(tmp_path: Path) -> Paper:
    return Paper(tmp_path / "a.pdf")


def tables(reading: Reading) -> list[list[tuple[str, ...]]]:
    return [
        [tuple(cell.text for cell in row) for row in element.rows]
        for element in reading.elements
        if isinstance(element, Table)
    ]


def paragraphs(reading: Reading) -> list[str]:
    return [element.text for element in reading.elements if isinstance(element, Paragraph)]


def test_rows_that_stand_in_columns_are_a_table(paper):
    paper.put(80, 100, PROSE)
    paper.put(240, 130, "表1 主要指标")
    paper.rows((HEAD, *ROWS), 155)
    paper.put(80, 290, PROSE)
    reading = paper.read()
    assert tables(reading) == [[HEAD, *ROWS]]
    assert paragraphs(reading) == [PROSE, "表1 主要指标", PROSE]
    table = next(e for e in reading.elements if isinstance(e, Table))
    place = table.rows[1][2].fragments[0].anchor
    assert place is not None
    assert place.bbox.x0 == pytest.approx(300, abs=1)
    assert place.bbox.top == pytest.approx(177, abs=1)


def test_numbers_may_end_below_each_other(paper):
    paper.rows((HEAD, *ROWS), 155, lefts=(80, 220, 360, 460), right=(2, 3))
    assert tables(paper.read()) == [[HEAD, *ROWS]]


def test_the_rest_of_a_cell_belongs_to_its_row(paper):
    paper.rows((HEAD, *ROWS[:2]), 155, pitch=34)
    paper.put(80, 155 + 2 * 34 + 14, "（标准化）")
    paper.rows(ROWS[2:], 155 + 3 * 34, pitch=34)
    (found,) = tables(paper.read())
    assert found[2] == ("菇棚数量（标准化）", "座", "4100", "5200")
    assert len(found) == 5


def test_a_table_goes_on_over_the_page_without_its_second_head(paper):
    paper.put(80, 600, PROSE)
    paper.rows((HEAD, *ROWS), 650)
    paper.put(280, 790, "— 1 —", size=10.5)
    paper.turn()
    more = tuple((f"项目{n}", "个", str(n), str(2 * n)) for n in range(1, 5))
    paper.rows((HEAD, *more), 90)
    paper.put(280, 790, "— 2 —", size=10.5)
    assert tables(paper.read()) == [[HEAD, *ROWS, *more]]


def test_a_table_of_contents_is_none(paper):
    for number in range(8):
        paper.put(80, 100 + 24 * number, f"第{number + 1}部分 建设内容")
        paper.put(480, 100 + 24 * number, str(number * 3 + 1))
    assert tables(paper.read()) == []


def test_two_columns_of_text_are_none(paper):
    for number in range(20):
        paper.put(60, 100 + 18 * number, PROSE[number % 5 :][:22], size=10)
        paper.put(310, 100 + 18 * number, PROSE[number % 7 :][:22], size=10)
    assert tables(paper.read()) == []


def test_two_signatures_side_by_side_are_none(paper):
    paper.put(80, 100, PROSE)
    for number, (left, right) in enumerate(
        (("甲方：青禾县供销社", "乙方：柳坪镇政府"), ("2021年9月", "2021年9月"))
    ):
        paper.put(100, 200 + 24 * number, left)
        paper.put(360, 200 + 24 * number, right)
    assert tables(paper.read()) == []


def test_a_paragraph_goes_on_in_the_next_column(paper):
    whole = (PROSE + "，") * 16
    left, right = [whole[n * 20 : n * 20 + 20] for n in range(14)], whole[280:]
    for number, text in enumerate(left):
        paper.put(60, 100 + 18 * number, text, size=11)
    for number in range(14):
        paper.put(315, 100 + 18 * number, right[number * 20 : number * 20 + 20], size=11)
    assert len(paragraphs(paper.read())) == 1


def test_a_cell_of_two_lines_beside_cells_of_one_at_half_its_height(paper):
    paper.rows((HEAD,), 100)
    for row in range(4):
        top = 130 + 40 * row
        paper.put(80, top, "食用菌全产业链")
        paper.put(80, top + 15, "综合产值")
        for x, text in zip((220, 300, 400), ("亿元", f"1{row}.5", f"3{row}.0"), strict=True):
            paper.put(x, top + 7.5, text)
    names = [("食用菌全产业链综合产值", "亿元", f"1{row}.5", f"3{row}.0") for row in range(4)]
    assert tables(paper.read()) == [[HEAD, *names]]


def test_values_close_below_each_other_stay_apart(paper):
    rows = (
        ("企业", "评级", "产值", "税收"),
        ("甲", "优", "3.2", "0.5"),
        ("乙", "优", "4.1", "0.7"),
    )
    paper.rows(rows, 100, pitch=26.0)
    below = ((("丙", "良", "2.2", "0.3"), 178), (("", "良", "1.9", "0.2"), 194))
    for row, top in below:
        paper.rows((row,), top)
    assert tables(paper.read()) == [[*rows, below[0][0], below[1][0]]]
