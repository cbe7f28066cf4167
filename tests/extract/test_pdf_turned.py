"""Pages whose text lies on its side: read as if the paper had been turned."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from fangan.extract.pdf import read
from fangan.extract.raw import Aside, Paragraph, Table

ROWS = (("指标", "单位", "2025年"), ("鲜菇产量", "万吨", "5.5"), ("菇棚数量", "座", "5200"))
LONG = "青禾县食用菌产业从山脚的几间菇棚起步，十年间长成全县农户增收的主要门路，" * 2


def lying(path: Path, turn: int, pages: int = 3) -> Path:
    """Pages 595 wide and 842 high on which a landscape page lies; the foot stands upright."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=(595, 842))
    for number in range(1, pages + 1):
        canvas.setFont("STSong-Light", 10.5)
        canvas.drawCentredString(297, 40, f"— {number} —")
        canvas.translate(*((595, 0) if turn == 90 else (0, 842)))
        canvas.rotate(turn)
        canvas.setFont("STSong-Light", 16)
        text = LONG + f"第{number}期。"
        canvas.drawString(112, 595 - 100, text[:37])
        canvas.drawString(80, 595 - 130, text[37:])
        canvas.setFont("STSong-Light", 12)
        for r, row in enumerate(ROWS):
            for c, cell in enumerate(row):
                canvas.rect(80 + 200 * c, 595 - 220 - 30 * r, 200, 30)
                canvas.drawString(90 + 200 * c, 595 - 210 - 30 * r, cell)
        canvas.showPage()
    canvas.save()
    return path


@pytest.mark.parametrize("turn", [90, -90])
def test_paragraphs_tables_and_page_numbers(tmp_path, turn):
    reading = read(lying(tmp_path / "a.pdf", turn))
    texts = [e.text for e in reading.elements if isinstance(e, Paragraph)]
    assert texts == [LONG + f"第{number}期。" for number in (1, 2, 3)]
    tables = [e for e in reading.elements if isinstance(e, Table)]
    assert [[[cell.text for cell in row] for row in t.rows] for t in tables] == [
        [list(row) for row in ROWS]
    ] * 3
    asides = [(e.kind, e.text) for e in reading.elements if isinstance(e, Aside)]
    assert asides == [("page_number", f"— {number} —") for number in (1, 2, 3)]
    assert [(page.width, page.height) for page in reading.pages] == [(595, 842)] * 3


def test_places_are_those_on_the_page_as_it_lies(tmp_path):
    reading = read(lying(tmp_path / "a.pdf", 90, pages=1))
    paragraph = next(e for e in reading.elements if isinstance(e, Paragraph))
    boxes = [part.anchor.bbox for part in paragraph.fragments if part.anchor]
    # Turned a quarter anticlockwise the first line runs up the left side of the page.
    assert min(box.x0 for box in boxes) == pytest.approx(86, abs=3)
    assert max(box.bottom for box in boxes) == pytest.approx(842 - 80, abs=3)
    number = next(e for e in reading.elements if isinstance(e, Aside))
    assert number.anchor is not None
    assert number.anchor.bbox.top > 780
