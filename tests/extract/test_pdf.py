"""The PDF reader, on files that the tests make."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from fangan.document import Anchor
from fangan.errors import (
    DamagedFileError,
    EmptyFileError,
    EncryptedFileError,
    MissingFileError,
    NoTextError,
    TooLargeError,
)
from fangan.extract.pdf import read
from fangan.extract.raw import Aside, Paragraph, Reading, Table
from fangan.settings import settings

WIDTH, HEIGHT = 595.0, 842.0
SIZE, LEFT, PITCH = 16.0, 80.0, 28.0
Draw = Callable[[Canvas], None]


def make(path: Path, *pages: Draw, **options: object) -> Path:
    """A PDF with one drawing function a page."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), **options)
    for draw in pages:
        canvas.setFont("STSong-Light", SIZE)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def at(canvas: Canvas, x: float, top: float, text: str, *, size: float = SIZE) -> None:
    """Text whose line's upper edge is ``top`` points below the page's."""
    canvas.setFont("STSong-Light", size)
    canvas.drawString(x, HEIGHT - top - 0.88 * size, text)


def lines(*rows: str, top: float = 100.0, width: int = 27) -> Draw:
    """A paragraph a row: first line indented by two letters, set to full lines."""

    def draw(canvas: Canvas) -> None:
        height = top
        for row in rows:
            rest, indent = row, 2
            while rest:
                cut = width - indent
                at(canvas, LEFT + indent * SIZE, height, rest[:cut])
                rest, indent, height = rest[cut:], 0, height + PITCH

    return draw


def together(*parts: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        for part in parts:
            part(canvas)

    return draw


def paragraphs(reading: Reading) -> list[str]:
    return [e.text for e in reading.elements if isinstance(e, Paragraph)]


def asides(reading: Reading) -> list[tuple[str, str]]:
    return [(e.kind, e.text) for e in reading.elements if isinstance(e, Aside)]


LONG = "青禾县食用菌产业从山脚的几间菇棚起步，十年间长成全县农户增收的主要门路，" * 3
SHORT = "全县共有合作社四十二家。"


def test_lines_become_paragraphs_with_a_place_each(tmp_path: Path) -> None:
    reading = read(make(tmp_path / "a.pdf", lines("一、基本情况", LONG + SHORT, LONG)))
    assert paragraphs(reading) == ["一、基本情况", LONG + SHORT, LONG]
    body = next(e for e in reading.elements if isinstance(e, Paragraph) and len(e.fragments) > 1)
    assert body.size == SIZE
    assert not body.bold
    first, second = body.fragments[0].anchor, body.fragments[1].anchor
    assert isinstance(first, Anchor)
    assert isinstance(second, Anchor)
    assert first.bbox.as_list() == pytest.approx([112, 128, 512, 144], abs=0.5)
    assert second.bbox.as_list() == pytest.approx([80, 156, 512, 172], abs=0.5)
    assert [page.status for page in reading.pages] == ["text"]
    assert reading.pages[0].width == WIDTH


def test_a_paragraph_runs_on_over_the_page(tmp_path: Path) -> None:
    whole = (LONG * 2)[: 25 + 27 * 4 + 10]

    def first(canvas: Canvas) -> None:
        at(canvas, LEFT + 2 * SIZE, 690, whole[:25])
        at(canvas, LEFT, 718, whole[25:52])

    def second(canvas: Canvas) -> None:
        for number, start in enumerate(range(52, len(whole), 27)):
            at(canvas, LEFT, 100 + number * PITCH, whole[start : start + 27])

    def numbered(page: int, draw: Draw) -> Draw:
        def both(canvas: Canvas) -> None:
            draw(canvas)
            at(canvas, 270, 780, f"— {page} —", size=10.5)

        return both

    reading = read(
        make(
            tmp_path / "a.pdf",
            numbered(1, together(lines(LONG), first)),
            numbered(2, together(second, lines(LONG, top=300))),
        )
    )
    assert paragraphs(reading) == [LONG, whole, LONG]
    assert asides(reading) == [("page_number", "— 1 —"), ("page_number", "— 2 —")]
    joined = reading.elements[1]
    assert isinstance(joined, Paragraph)
    assert [f.anchor.page for f in joined.fragments if f.anchor] == [1, 1, 2, 2, 2, 2]


def test_repeated_headers_leave_the_text_and_the_title_stays(tmp_path: Path) -> None:
    title = "青禾县食用菌产业集聚区建设方案"

    def page(number: int) -> Draw:
        def draw(canvas: Canvas) -> None:
            if number == 1:
                at(canvas, (WIDTH - 15 * 22) / 2, 90, title, size=22)
            else:
                at(canvas, 200, 40, title, size=9)
            lines(LONG[: 60 + number] + "。", top=160)(canvas)
            at(canvas, 250, 800, f"第 {number} 页 共 4 页", size=9)

        return draw

    reading = read(make(tmp_path / "a.pdf", *(page(n) for n in range(1, 5))))
    assert paragraphs(reading)[0] == title
    assert paragraphs(reading).count(title) == 1
    first = reading.elements[0]
    assert isinstance(first, Paragraph)
    assert first.centred
    assert first.size == 22
    assert [kind for kind, _ in asides(reading)].count("header") == 3
    assert [kind for kind, _ in asides(reading)].count("page_number") == 4


def test_lines_of_one_title_join_and_the_number_below_does_not(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for top, text, size in (
            (90, "青禾县人民政府关于印发", 22.0),
            (122, "食用菌产业集聚区建设方案的通知", 22.0),
            (165, "青政发〔2021〕7号", 16.0),
        ):
            wide = sum(0.5 if c.isascii() else 1 for c in text) * size
            at(canvas, (WIDTH - wide) / 2, top, text, size=size)

    reading = read(make(tmp_path / "a.pdf", together(draw, lines(LONG, LONG, top=230))))
    assert paragraphs(reading)[:2] == [
        "青禾县人民政府关于印发食用菌产业集聚区建设方案的通知",
        "青政发〔2021〕7号",
    ]


def test_double_drawn_letters_count_once(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for letter, x in zip("青青禾禾", (100, 116, 132, 148), strict=True):
            for shift in (0, 0.3, 0.6):
                at(canvas, x + shift, 100, letter)

    assert paragraphs(read(make(tmp_path / "a.pdf", draw))) == ["青青禾禾"]


def test_spaces_are_kept_where_somebody_typed_them(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        at(canvas, 100, 100, "第一章")
        at(canvas, 156, 100, "总则")  # half a letter further
        at(canvas, 100, 160, "附")
        at(canvas, 132, 160, "件")
        at(canvas, 100, 220, "到")
        at(canvas, 120, 220, "2025年")  # a quarter of a letter, as between the scripts

    assert paragraphs(read(make(tmp_path / "a.pdf", draw))) == ["第一章 总则", "附件", "到2025年"]


def test_hidden_text_is_left_out_and_reported(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        at(canvas, 100, 100, "看得见的正文在这里。")
        canvas.setFillColorRGB(1, 1, 1)
        at(canvas, 100, 200, "白色的字")
        canvas.setFillColorRGB(0, 0, 0)
        at(canvas, 100, 240, "极小的字", size=0.5)
        at(canvas, 700, 280, "页面以外")
        canvas.saveState()
        text = canvas.beginText(100, 400)
        text.setTextRenderMode(3)
        text.textLine("不着墨的字")
        canvas.drawText(text)
        canvas.restoreState()
        canvas.setFillColorRGB(0.1, 0.2, 0.5)
        canvas.rect(90, 300, 300, 40, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.setFont("STSong-Light", SIZE)
        canvas.drawString(100, 310, "深色底上的白字")

    reading = read(make(tmp_path / "a.pdf", draw))
    assert paragraphs(reading) == ["看得见的正文在这里。", "深色底上的白字"]
    (notice,) = reading.warnings
    assert notice.code == "hidden_text"
    assert notice.page == 1


def grid(canvas: Canvas, xs: list[float], tops: list[float]) -> None:
    canvas.grid(xs, [HEIGHT - top for top in tops])


def test_a_table_on_a_broken_page_is_read_as_text_and_said(tmp_path: Path) -> None:
    def table(canvas: Canvas) -> None:
        grid(canvas, [80.0, 200.0, 300.0], [100.0, 140.0, 180.0])
        for row, top in (("指标", 104.0), ("产值", 144.0)):
            at(canvas, 84, top, row, size=14)
            at(canvas, 204, top, "12亿元", size=14)

    path = make(tmp_path / "broken.pdf", table, table)
    data = path.read_bytes()
    path.write_bytes(data.replace(b"/MediaBox [ 0 0 595 842 ]", b"/MediaBox [ 0 0 595 /42 ]"))
    assert path.read_bytes() != data
    reading = read(path)
    assert any("产值" in text for text in paragraphs(reading))
    assert [(n.code, n.page) for n in reading.warnings if n.code == "table_unread"] == [
        ("table_unread", 1),
        ("table_unread", 2),
    ]


def test_a_table_runs_on_over_the_page(tmp_path: Path) -> None:
    xs = [80.0, 200.0, 300.0]

    def rows(canvas: Canvas, top: float, *cells: tuple[str, str]) -> None:
        grid(canvas, xs, [top + 40 * i for i in range(len(cells) + 1)])
        for number, (name, value) in enumerate(cells):
            for part, text in enumerate(name.split("\n")):
                at(canvas, 84, top + 40 * number + 4 + 16 * part, text, size=14)
            at(canvas, 204, top + 40 * number + 4, value, size=14)

    def first(canvas: Canvas) -> None:
        lines("重点任务见下表。")(canvas)
        rows(canvas, 600, ("指标", "数值"), ("标准化菇棚累计\n面积", "40万平方米"))

    def second(canvas: Canvas) -> None:
        rows(canvas, 80, ("指标", "数值"), ("合作社", "60家"))
        lines("表后还有正文。", top=300)(canvas)

    reading = read(make(tmp_path / "a.pdf", first, second))
    tables = [e for e in reading.elements if isinstance(e, Table)]
    assert [[[c.text for c in row] for row in t.rows] for t in tables] == [
        [["指标", "数值"], ["标准化菇棚累计面积", "40万平方米"], ["合作社", "60家"]]
    ]
    assert [type(e) for e in reading.elements] == [Paragraph, Table, Paragraph]
    cell = tables[0].rows[1][0]
    assert [f.text for f in cell.fragments] == ["标准化菇棚累计", "面积"]
    place = cell.fragments[1].anchor
    assert place is not None
    assert place.bbox.as_list() == pytest.approx([84, 660, 112, 674], abs=0.5)


def test_a_row_cut_by_the_page_is_one_row(tmp_path: Path) -> None:
    def first(canvas: Canvas) -> None:
        lines("项目如下。")(canvas)
        grid(canvas, [80, 120, 200, 300], [700, 730, 760])
        for x, top, text in ((84, 705, "序号"), (124, 705, "项目"), (204, 705, "年份")):
            at(canvas, x, top, text, size=12)
        for x, top, text in ((84, 735, "1"), (124, 735, "菌种繁育中心"), (204, 735, "2023")):
            at(canvas, x, top, text, size=12)

    def second(canvas: Canvas) -> None:
        grid(canvas, [80, 120, 200, 300], [80, 110, 140])
        at(canvas, 124, 85, "扩建", size=12)
        for x, text in ((84, "2"), (124, "冷库"), (204, "2024")):
            at(canvas, x, 115, text, size=12)

    reading = read(make(tmp_path / "a.pdf", first, second))
    (table,) = (e for e in reading.elements if isinstance(e, Table))
    assert [[c.text for c in row] for row in table.rows] == [
        ["序号", "项目", "年份"],
        ["1", "菌种繁育中心扩建", "2023"],
        ["2", "冷库", "2024"],
    ]


def test_rows_without_rules_stay_rows(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for number, (a, b, c) in enumerate((("产值", "12", "30"), ("税收", "2", "5"))):
            for x, text in ((LEFT, a), (250, b), (400, c)):
                at(canvas, x, 100 + number * PITCH, text)

    reading = read(make(tmp_path / "a.pdf", together(draw, lines(LONG, top=300))))
    assert paragraphs(reading)[:2] == ["产值 12 30", "税收 2 5"]


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    left, right = "甲" * 120 + "。", "乙" * 120 + "。"

    def draw(canvas: Canvas) -> None:
        for number in range(9):
            at(canvas, 60, 100 + 20 * number, left[number * 14 : number * 14 + 14], size=14)
            at(canvas, 310, 100 + 20 * number, right[number * 14 : number * 14 + 14], size=14)

    assert paragraphs(read(make(tmp_path / "a.pdf", draw))) == [left, right]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_rotated_page_reads_as_it_is_seen(tmp_path: Path, rotation: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(rotation)
        # reportlab exchanges width and height itself where a page is turned.
        if rotation == 90:
            canvas.translate(HEIGHT, 0)
        elif rotation == 180:
            canvas.translate(WIDTH, HEIGHT)
        elif rotation == 270:
            canvas.translate(0, WIDTH)
        canvas.rotate(rotation)
        for top, text in ((50, "第一行在上面。"), (120, "第二行在下面。")):
            canvas.setFont("STSong-Light", SIZE)
            canvas.drawString(60, HEIGHT - top - 0.88 * SIZE, text)
        grid(canvas, [60, 160, 260], [200, 240, 280])
        for x, top, text in ((64, 204, "甲"), (164, 204, "乙"), (64, 244, "丙"), (164, 244, "丁")):
            at(canvas, x, top, text, size=14)

    reading = read(make(tmp_path / "a.pdf", draw))
    assert paragraphs(reading) == ["第一行在上面。", "第二行在下面。"]
    first = reading.elements[0]
    assert isinstance(first, Paragraph)
    anchor = first.fragments[0].anchor
    assert anchor is not None
    assert anchor.bbox.as_list() == pytest.approx([60, 50, 172, 66], abs=0.5)
    table = reading.elements[2]
    assert isinstance(table, Table)
    assert [[c.text for c in row] for row in table.rows] == [["甲", "乙"], ["丙", "丁"]]
    assert (reading.pages[0].width, reading.pages[0].height) == (WIDTH, HEIGHT)


def test_boxes_count_from_the_cropped_page(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        at(canvas, 100, 100, "裁切以后的正文。")
        grid(canvas, [100, 200, 300], [200, 240, 280])
        for x, top, text in (
            (104, 204, "甲"),
            (204, 204, "乙"),
            (104, 244, "丙"),
            (204, 244, "丁"),
        ):
            at(canvas, x, top, text, size=14)

    box = (40, 30, WIDTH - 20, HEIGHT - 50)
    reading = read(make(tmp_path / "a.pdf", draw, cropBox=box))
    paragraph, table = reading.elements
    assert isinstance(paragraph, Paragraph)
    assert isinstance(table, Table)
    place = paragraph.fragments[0].anchor
    assert place is not None
    assert place.bbox.as_list() == pytest.approx([60, 50, 188, 66], abs=0.5)
    assert [[c.text for c in row] for row in table.rows] == [["甲", "乙"], ["丙", "丁"]]
    assert (reading.pages[0].width, reading.pages[0].height) == (535, 762)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_tables_keep_their_place_where_the_page_is_cropped_and_turned(
    tmp_path: Path, rotation: int
) -> None:
    import pypdfium2

    def draw(canvas: Canvas) -> None:
        canvas.translate(280, 430)
        canvas.rotate(rotation)
        canvas.grid([-100, 0, 100], [-40, 0, 40])
        for x, y, text in ((-96, 20, "甲"), (4, 20, "乙"), (-96, -20, "丙"), (4, -20, "丁")):
            canvas.drawString(x, y, text)

    document = pypdfium2.PdfDocument(make(tmp_path / "a.pdf", draw))
    page = document[0]
    page.set_mediabox(50, 60, 500, 800)
    page.set_cropbox(60, 80, 480, 790)
    page.set_rotation(rotation)
    document.save(tmp_path / "b.pdf")
    document.close()
    (table,) = read(tmp_path / "b.pdf").elements
    assert isinstance(table, Table)
    assert [[c.text for c in row] for row in table.rows] == [["甲", "乙"], ["丙", "丁"]]


def test_turned_text_and_watermarks_do_not_disturb_the_lines(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        lines(LONG)(canvas)
        canvas.setFont("STSong-Light", SIZE)
        for x, y, angle, text in ((40, 500, 90, "竖在页边的字"), (200, 650, 40, "样稿")):
            canvas.saveState()
            canvas.translate(x, y)
            canvas.rotate(angle)
            canvas.drawString(0, 0, text)
            canvas.restoreState()

    reading = read(make(tmp_path / "a.pdf", draw))
    assert paragraphs(reading)[0] == LONG
    side = next(e for e in reading.elements if e.text == "竖在页边的字")  # type: ignore[union-attr]
    assert isinstance(side, Paragraph)
    assert side.fragments[0].vertical


def test_page_states(tmp_path: Path) -> None:
    from PIL import Image

    picture = tmp_path / "picture.png"
    Image.new("RGB", (200, 200), "grey").save(picture)

    def drawing(canvas: Canvas) -> None:
        canvas.drawImage(str(picture), 50, 50, 400, 600)

    reading = read(make(tmp_path / "a.pdf", lines(LONG), lambda _: None, drawing))
    assert [page.status for page in reading.pages] == ["text", "blank", "unread"]
    assert [(n.code, n.page) for n in reading.warnings] == [("unread_page", 3)]
    with pytest.raises(NoTextError, match="扫描件"):
        read(make(tmp_path / "scan.pdf", drawing))
    with pytest.raises(NoTextError, match="没有任何可读的文字"):
        read(make(tmp_path / "blank.pdf", lambda _: None))


def test_files_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pypdfium2

    with pytest.raises(MissingFileError):
        read(tmp_path / "none.pdf")
    empty = tmp_path / "empty.pdf"
    empty.touch()
    with pytest.raises(EmptyFileError):
        read(empty)
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 20)
    with pytest.raises(DamagedFileError, match=r"broken\.pdf"):
        read(broken)
    pageless = tmp_path / "pageless.pdf"
    document = pypdfium2.PdfDocument.new()
    document.save(pageless)
    document.close()
    with pytest.raises(EmptyFileError, match="一页也没有"):
        read(pageless)
    with pytest.raises(EncryptedFileError, match="密码"):
        read(make(tmp_path / "locked.pdf", lines(SHORT), encrypt="secret"))
    monkeypatch.setenv("FANGAN_MAX_PAGES", "1")
    settings.cache_clear()
    with pytest.raises(TooLargeError, match="2 页"):
        read(make(tmp_path / "long.pdf", lines(SHORT), lines(SHORT)))


def test_a_cut_file_gives_text_or_one_clear_error(tmp_path: Path) -> None:
    from fangan.errors import InputError

    whole = make(tmp_path / "a.pdf", lines(LONG), lines(SHORT)).read_bytes()
    cut = tmp_path / "cut.pdf"
    said: list[str] = []
    for length in range(20, len(whole), len(whole) // 25):
        cut.write_bytes(whole[:length])
        try:
            read(cut)
        except InputError as error:
            said.append(str(error))
    assert said
    assert all("cut.pdf" in message for message in said)


def test_no_fonts_of_the_machine_are_used_for_reading(tmp_path: Path) -> None:
    """What is read must not depend on the fonts that happen to be installed."""
    from fangan.extract.pdf_open import _font_gate, open_pdf

    path = make(tmp_path / "a.pdf", lines(SHORT))
    with open_pdf(path):
        assert _font_gate().closed
    with open_pdf(path, fonts=True):
        assert not _font_gate().closed
    with pytest.raises(NoTextError):
        read(make(tmp_path / "blank.pdf", lambda _: None))
    assert not _font_gate().closed
