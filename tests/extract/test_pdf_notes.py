"""Footnotes at the foot of a page, on files that the tests make."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from fangan.extract.pdf import read
from fangan.extract.raw import Paragraph

HEIGHT, LEFT, SIZE, WIDTH = 842.0, 80.0, 14.0, 30
TEXT = "青禾县食用菌产业从山脚的几间菇棚起步，十年间长成全县农户增收的主要门路，" * 30


class Press:
    def __init__(self, path: Path) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        self.path = path
        self.canvas = Canvas(str(path), pagesize=(595.0, HEIGHT))

    def put(self, top: float, text: str, *, x: float = LEFT, size: float = SIZE) -> None:
        self.canvas.setFont("STSong-Light", size)
        self.canvas.drawString(x, HEIGHT - top - 0.88 * size, text)

    def lines(self, text: str, *, indent: int = 0, top: float = 90.0) -> None:
        while text:
            self.put(top, text[: WIDTH - indent], x=LEFT + indent * SIZE)
            text, indent, top = text[WIDTH - indent :], 0, top + 22

    def read(self) -> list[tuple[str | None, str]]:
        self.canvas.save()
        return [(e.kind, e.text) for e in read(self.path).elements if isinstance(e, Paragraph)]


@pytest.fixture
def press(tmp_path: Path) -> Press:
    return Press(tmp_path / "a.pdf")


@pytest.mark.parametrize("rule", [True, False])
@pytest.mark.parametrize("mark", ["①", "1", "[1] ", "* ", "注：", "1. "])
def test_a_paragraph_goes_on_over_the_notes_of_its_page(press, mark, rule):
    whole = TEXT[: 28 + 30 * 35 + 12]
    press.lines(whole[: 28 + 30 * 27], indent=2)
    if rule:
        press.canvas.line(LEFT, HEIGHT - 716, LEFT + 120, HEIGHT - 716)
    note = "产量指鲜菇产量，按照县农业农村局的统计口径计算，不含自采自用的部分，下同，以后各年均照此口径逐年核定"
    for row, part in enumerate((note[:45], note[45:])):
        press.put(722 + 13 * row, (mark if row == 0 else "") + part, size=9)
    second = "②" if mark == "①" else mark
    press.put(748, f"{second}合作社以登记为准。", size=9)
    press.canvas.showPage()
    press.lines(whole[28 + 30 * 27 :])
    assert press.read() == [
        (None, whole),
        ("note", mark + note),
        ("note", f"{second}合作社以登记为准。"),
    ]


def test_small_print_that_is_no_note_stays_in_the_text(press):
    press.lines(TEXT[:400], indent=2)
    press.put(720, "本页以下空白", size=9)
    assert [kind for kind, _ in press.read()] == [None, None]


def test_a_numbered_list_in_letters_of_the_body_is_no_note(press):
    press.lines(TEXT[:400], indent=2)
    for number in range(1, 5):
        press.put(500 + 22 * number, f"{number}.建设菇棚{number}座。", x=LEFT + 2 * SIZE)
    assert all(kind is None for kind, _ in press.read())


def test_a_page_of_small_print_has_no_notes(press):
    press.lines(TEXT[:800], indent=2)
    press.canvas.showPage()
    for number in range(1, 30):
        press.put(60 + 24 * number, f"{number}. 申报单位应当提交营业执照。", size=9)
    assert all(kind is None for kind, _ in press.read())
