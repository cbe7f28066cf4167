"""Pictures of pages."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from fangan.document import Page
from fangan.errors import DamagedFileError
from fangan.extract.pdf import read
from fangan.extract.render import page_images, scanned_images


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(tmp_path / "plan.pdf"), pagesize=(360, 720))
    for number in range(3):
        canvas.setFont("Helvetica", 20)
        canvas.drawString(50, 600, f"Page number {number + 1}")
        canvas.showPage()
    canvas.save()
    return tmp_path / "plan.pdf"


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def test_only_the_pages_asked_for_are_drawn(plan: Path) -> None:
    drawn = dict(page_images(plan, [3, 1, 3, 9], dpi=100))
    assert list(drawn) == [1, 3]
    with opened(drawn[1]) as picture:
        assert picture.size == (500, 1000)
        assert picture.format in {"PNG", "JPEG"}
        dark = sum(picture.convert("L").histogram()[:100])
    assert dark > 100
    assert drawn[1] != drawn[3]


def test_a_picture_can_be_had_after_reading(plan: Path) -> None:
    """Reading closes the machine's fonts to pdfium; drawing must open them again."""
    before = dict(page_images(plan, [1]))
    read(plan)
    assert dict(page_images(plan, [1])) == before


def test_text_pages_are_small_and_posters_bounded(tmp_path: Path, plan: Path) -> None:
    ((_, data),) = page_images(plan, [1])
    assert len(data) < 20_000
    canvas = Canvas(str(tmp_path / "poster.pdf"), pagesize=(9000, 6000))
    canvas.drawString(100, 100, "poster")
    canvas.save()
    ((_, data),) = page_images(tmp_path / "poster.pdf", [1], dpi=150)
    with opened(data) as picture:
        assert max(picture.size) <= 4001


def test_photographs_become_jpeg(tmp_path: Path) -> None:
    noise = Image.effect_noise((400, 400), 90).convert("RGB")
    noise.save(tmp_path / "noise.png")
    canvas = Canvas(str(tmp_path / "photo.pdf"), pagesize=(400, 400))
    canvas.drawImage(str(tmp_path / "noise.png"), 0, 0, 400, 400)
    canvas.save()
    ((_, data),) = page_images(tmp_path / "photo.pdf", [1])
    assert data.startswith(b"\xff\xd8")


def test_a_broken_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 nothing more")
    with pytest.raises(DamagedFileError):
        list(page_images(tmp_path / "broken.pdf", [1]))


def test_the_scans_of_an_ofd_are_drawn_and_its_text_pages_are_not(tmp_path: Path) -> None:
    scan = BytesIO()
    Image.new("L", (210, 297), 90).save(scan, "PNG")
    namespace = 'xmlns="http://www.ofdspec.org/2016"'

    def shown(box: str) -> str:
        image = f'<ImageObject ResourceID="3" Boundary="{box}"/>'
        return f"<Page {namespace}><Content><Layer>{image}</Layer></Content></Page>"

    parts = {
        "OFD.xml": f"<OFD {namespace}><DocBody><DocRoot>D/D.xml</DocRoot></DocBody></OFD>",
        "D/D.xml": f"<Document {namespace}><CommonData><PageArea><PhysicalBox>0 0 210 297"
        "</PhysicalBox></PageArea><DocumentRes>R.xml</DocumentRes></CommonData><Pages>"
        '<Page ID="1" BaseLoc="P1.xml"/><Page ID="2" BaseLoc="P2.xml"/></Pages></Document>',
        "D/R.xml": f'<Res {namespace} BaseLoc="."><MultiMedias><MultiMedia ID="3" Type="Image">'
        "<MediaFile>scan.png</MediaFile></MultiMedia></MultiMedias></Res>",
        "D/P1.xml": shown("10 10 30 30"),
        "D/P2.xml": shown("0 0 210 297"),
        "D/scan.png": scan.getvalue(),
    }
    path = tmp_path / "plan.ofd"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    pages = [Page(number, 595.28, 841.89, "text") for number in (1, 2)]
    ((number, data),) = scanned_images(path, pages)
    assert number == 2
    with opened(data) as picture:
        assert picture.size == (1240, 1754)
        assert abs(picture.convert("L").getpixel((600, 800)) - 90) < 8
