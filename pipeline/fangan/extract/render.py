"""Pictures of pages, to show where a quote stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from fangan.document import Page
from fangan.extract.pdf_open import Foreign, open_pdf

_LONGEST_SIDE = 4000  # pixels; a poster-sized page must not fill the memory
_PICTURED = 0.5  # of a page; what shows less of it is no scan


def page_images(
    path: Path, numbers: Iterable[int], *, dpi: int = 100
) -> Iterator[tuple[int, bytes]]:
    """Draw the pages ``numbers`` (from 1): each number with the bytes of a PNG or JPEG.

    Whichever is smaller is given: PNG for printed text, JPEG for photographs and
    scans. Numbers that the file does not have are left out.
    """
    for number in sorted(set(numbers)):
        encoded = _page_image(path, number, dpi)
        if encoded is not None:
            yield number, encoded


def scanned_images(path: Path, pages: Iterable[Page]) -> Iterator[tuple[int, bytes]]:
    """The scans among the pages of an OFD file: each number with the bytes of a PNG or JPEG.

    Text and lines of the others are not drawn, so that they have no picture.
    """
    from PIL import Image

    from fangan.extract.ofd import page_pictures
    from fangan.extract.scan_pictures import from_pieces

    asked = {page.number: page for page in pages}
    for number, pieces in page_pictures(path, asked):
        page = asked[number]
        shown = [(x1 - x0) * (bottom - top) for (x0, top, x1, bottom), _, _ in pieces]
        if max(shown, default=0.0) < _PICTURED * page.width * page.height:
            continue
        drawn = from_pieces(pieces, page.width, page.height)
        if drawn is not None:
            yield number, _encode(Image.frombytes("RGB", (drawn.width, drawn.height), drawn.data))


def _page_image(path: Path, number: int, dpi: int) -> bytes | None:
    """One page; the file is opened for each, so that nothing is held between two of them."""
    import pypdfium2

    with open_pdf(path, fonts=True) as document:
        if not 1 <= number <= len(document):
            return None
        try:
            page = document[number - 1]
        except pypdfium2.PdfiumError:  # a broken page has no picture; reading reports it
            return None
        try:
            picture = _draw(page, dpi)
        finally:
            page.close()
    return _encode(picture)


def _draw(page: Foreign, dpi: int) -> Foreign:
    scale = dpi / 72
    longest = max(page.get_size()) * scale
    if longest > _LONGEST_SIDE:
        scale *= _LONGEST_SIDE / longest
    bitmap = page.render(scale=scale, rev_byteorder=True)
    picture = bitmap.to_pil().copy()  # the bitmap's memory goes back to pdfium
    bitmap.close()
    return picture


def _encode(picture: Foreign) -> bytes:
    """PNG in few colours where the page is printed text, else the smaller of two kinds."""
    colours = picture.convert("RGB")
    as_png = BytesIO()
    colours.quantize(colors=16, dither=0).save(as_png, "PNG", optimize=False)
    sample = colours.resize((max(1, colours.width // 8), max(1, colours.height // 8)))
    shades = sample.convert("L").histogram()
    printed = sum(shades[232:]) >= 0.5 * sum(shades)
    as_jpeg = BytesIO()
    colours.save(as_jpeg, "JPEG", quality=70)
    if printed and as_png.tell() <= as_jpeg.tell():
        return as_png.getvalue()
    return as_jpeg.getvalue()
