"""Scans, read with the real recogniser: small pictures cut from the pages of our own sample."""

import zipfile
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from fangan.errors import MissingPartError, NoTextError
from fangan.extract import extract, scan, scan_engine

pytestmark = pytest.mark.skipif(
    bool(scan_engine.missing_packages()), reason="rapidocr is not installed"
)
SCALE = 150 / 72


@pytest.fixture(scope="module")
def pages(root) -> list[Image.Image]:
    """The pages of the sample, drawn as a scanner sees them."""
    import pypdfium2

    with pypdfium2.PdfDocument(root / "corpora/samples/sound.pdf") as document:
        return [document[number].render(scale=SCALE).to_pil().convert("RGB") for number in range(2)]


@pytest.fixture(scope="module")
def original(root):
    return extract(root / "corpora/samples/sound.pdf")


@pytest.fixture(scope="module")
def head(pages) -> Image.Image:
    """The title, the number and a paragraph."""
    return pages[0].crop((0, 130, 1240, 520))


def stamped(picture: Image.Image, x: int, y: int, size: int = 230) -> Image.Image:
    """The picture with a red seal: a ring, and a star in it."""
    seal = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(seal)
    draw.ellipse((x, y, x + size, y + size), outline=(215, 30, 35, 200), width=9)
    middle = size // 2
    draw.regular_polygon((x + middle, y + middle, size // 6), 5, fill=(215, 30, 35, 200))
    return Image.alpha_composite(picture.convert("RGBA"), seal).convert("RGB")


def table_page() -> tuple[Image.Image, list[list[str]]]:
    """A ruled table of digits, which need no Chinese font."""
    from PIL import ImageFont

    picture = Image.new("RGB", (700, 330), "white")
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(26)
    rows = [["2021", "2022", "2023"], ["48.6", "65.25", "100"], ["7", "12", "20.5"]]
    for x in (50, 250, 450, 650):
        draw.line((x, 40, x, 280), fill="black", width=2)
    for y in (40, 120, 200, 280):
        draw.line((50, y, 650, y), fill="black", width=2)
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            draw.text((80 + 200 * c, 64 + 80 * r), text, fill="black", font=font)
    return picture, rows


def saved(picture: Image.Image, path: Path) -> Path:
    picture.save(path, dpi=(150, 150), resolution=150.0)
    return path


def test_a_sealed_and_skewed_picture_reads_as_the_original(head, original, tmp_path):
    sealed = stamped(head, 420, 90)
    crooked = sealed.rotate(-1.2, resample=Image.Resampling.BICUBIC, fillcolor="white")
    document = extract(saved(crooked, tmp_path / "a.png"))
    lines = [line for line in document.text.splitlines() if line]
    expected = [line for line in original.text.splitlines() if line]
    assert lines[:3] == expected[:3]
    assert expected[3].startswith(lines[3])
    assert [block.kind for block in document.blocks if not block.end > block.start] == ["seal"]
    (page,) = document.pages
    assert (page.status, round(page.width), round(page.height)) == ("text", 595, 187)
    assert document.warnings[0].code == "recognised_page"
    # The box of a word lies where the word was drawn, turned with the page.
    start = document.text.index("特色产业集聚区建设")
    (found,) = document.anchors(start, start + 9)
    (true,) = original.anchors(start, start + 9)
    drop = (true.bbox.x0 - 595.3 / 2) * 0.0209
    assert abs(found.bbox.x0 - true.bbox.x0) < 5
    assert abs(found.bbox.x1 - true.bbox.x1) < 5
    assert abs(found.bbox.top - (true.bbox.top - 130 / SCALE + drop)) < 6


def test_only_the_page_without_a_text_layer_is_recognised(root, head, tmp_path):
    import pypdfium2

    path = tmp_path / "mixed.pdf"
    blank = Image.new("RGB", (400, 300), "white")
    drawing = Image.new("RGB", (400, 300), "white")
    outline = [(20, 280), (90, 60), (150, 210), (250, 30), (330, 240), (390, 120)]
    ImageDraw.Draw(drawing).line(outline, fill="black", width=9)
    pictures = saved(head, tmp_path / "scan.pdf"), saved(blank, tmp_path / "blank.pdf")
    drawn = saved(drawing, tmp_path / "drawing.pdf")
    with pypdfium2.PdfDocument.new() as mixed:
        for source, numbers in (
            (root / "corpora/samples/sound.pdf", [2]),
            *((picture, None) for picture in (*pictures, drawn)),
        ):
            with pypdfium2.PdfDocument(source) as document:
                mixed.import_pages(document, numbers)
        mixed.save(path)
    said = []
    document = extract(path, progress=lambda *step: said.append(step))
    assert said == [(1, 3, "recognition"), (2, 3, "recognition"), (3, 3, "recognition")]
    assert [page.status for page in document.pages] == ["text", "text", "blank", "unread"]
    assert "栖梧县磁性材料与微特电机特色产业集聚区建设实施方案" in document.text
    codes = [(notice.code, notice.page) for notice in document.warnings]
    assert codes == [("recognised_page", 2), ("unread_page", 4)]


def test_an_ofd_of_pictures_is_recognised(head, original, tmp_path):
    sheet = Image.new("L", (1240, 1754), 255)
    sheet.paste(head, (0, 200))
    sheet.rotate(90, expand=True).save(tmp_path / "page.png")
    namespace = "http://www.ofdspec.org/2016"
    parts = {
        "OFD.xml": "<OFD {}><DocBody><DocRoot>D/D.xml</DocRoot></DocBody></OFD>",
        "D/D.xml": "<Document {}><CommonData><PageArea><PhysicalBox>0 0 210 297</PhysicalBox>"
        "</PageArea><DocumentRes>R.xml</DocumentRes></CommonData>"
        '<Pages><Page ID="1" BaseLoc="P.xml"/></Pages></Document>',
        "D/R.xml": '<Res {} BaseLoc="."><MultiMedias><MultiMedia ID="3" Type="Image">'
        "<MediaFile>page.png</MediaFile></MultiMedia></MultiMedias></Res>",
        "D/P.xml": '<Page {}><Content><Layer><ImageObject ResourceID="3" Boundary="0 0 210 297" '
        'CTM="0 297 -210 0 210 0"/></Layer></Content></Page>',
    }
    path = tmp_path / "扫描.ofd"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.format(f'xmlns="{namespace}"'))
        archive.write(tmp_path / "page.png", "D/page.png")
    document = extract(path)
    lines, expected = document.text.splitlines(), original.text.splitlines()
    assert lines[:2] == expected[:2]
    assert document.pages[0].status == "text"
    (anchor,) = document.anchors(0, len(lines[0]))
    (true,) = original.anchors(0, len(lines[0]))
    lower = (200 - 130) * 72 / 150  # so much further down the title was pasted
    assert anchor.bbox.x0 == pytest.approx(true.bbox.x0, abs=6)
    assert anchor.bbox.top == pytest.approx(true.bbox.top + lower, abs=6)


def test_a_ruled_table_keeps_its_cells_when_the_page_lies_on_its_side(tmp_path):
    picture, rows = table_page()
    for name, turned in (("a", picture), ("b", picture.rotate(-1, fillcolor="white"))):
        document = extract(saved(turned, tmp_path / f"{name}.png"))
        (table,) = document.tables
        cells = [[document.text[c.start : c.end] for c in row] for row in table.rows]
        assert cells == rows


@pytest.mark.parametrize("turn", [90, 180])
def test_a_page_that_was_scanned_askew_by_right_angles_is_set_upright(
    head, original, tmp_path, turn
):
    small = head.crop((0, 0, 1240, 170)).rotate(-turn, expand=True)
    document = extract(saved(small, tmp_path / "a.png"))
    assert document.text.splitlines()[0] == original.text.splitlines()[0]
    start = document.text.index("磁性材料")
    box = document.anchors(start, start + 1)[0].bbox
    upright = box.x1 - box.x0, box.bottom - box.top
    assert max(upright) < 1.5 * min(upright)  # one letter is about square


def test_nothing_is_fetched_and_nothing_is_written(head, tmp_path, monkeypatch):
    """The models lie in the package: no network, an empty home, and the result is the same."""
    from fangan.extract.scan_pictures import from_image
    from fangan.extract.scan_worker import model_paths

    block = tmp_path / "block"
    block.mkdir()
    (block / "sitecustomize.py").write_text(
        "import socket\n"
        "def no(*a, **k): raise OSError('no network')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = no\n"
    )
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.syspath_prepend(block)
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(empty))
    models = next(iter(model_paths().values())).parent
    before = sorted(path.name for path in models.iterdir())
    recogniser = scan_engine.Recogniser(limit=120)
    (picture,) = from_image(saved(head.crop((0, 0, 1240, 120)), tmp_path / "a.png"))
    seen = recogniser.see(picture)
    recogniser.close()
    assert [line["text"] for line in seen["lines"]] == [
        "栖梧县磁性材料与微特电机特色产业集聚区建设实施方案"
    ]
    assert sorted(path.name for path in models.iterdir()) == before
    assert list(empty.iterdir()) == []


def test_a_picture_without_letters_says_so(tmp_path):
    with pytest.raises(NoTextError, match=r"a\.png"):
        extract(saved(Image.new("RGB", (400, 300), "white"), tmp_path / "a.png"))


def test_without_the_recogniser_a_picture_says_what_to_install(head, tmp_path, monkeypatch):
    monkeypatch.setattr(scan, "missing_packages", lambda: ("rapidocr",))
    with pytest.raises(MissingPartError, match="pip install rapidocr"):
        extract(saved(head, tmp_path / "a.png"))


def test_a_page_that_fails_is_named_and_the_others_are_read(head, tmp_path, monkeypatch):
    path = tmp_path / "a.tif"
    head.save(path, save_all=True, append_images=[head], dpi=(150, 150))
    look, calls = scan.look, []

    def fail_first(picture):
        calls.append(picture)
        if len(calls) == 1:
            raise scan_engine.RecognitionError("识别超过 120 秒没有完成")
        return look(picture)

    monkeypatch.setattr(scan, "look", fail_first)
    document = extract(path)
    assert [page.status for page in document.pages] == ["unread", "text"]
    assert document.unread_pages == (1,)
    assert ("unread_page", 1) in [(notice.code, notice.page) for notice in document.warnings]
