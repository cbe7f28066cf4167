"""JBIG2 pictures, made here from the same coding in a TIFF."""

import io
import struct

import pytest
from PIL import Image, ImageChops

from fangan.extract.scan_jbig2 import is_jbig2, open_jbig2
from fangan.extract.scan_pictures import from_pieces

SIGNATURE = b"\x97JB2\r\n\x1a\n"


def picture() -> Image.Image:
    made = Image.new("1", (64, 40), 1)
    made.paste(0, (8, 4, 20, 36))
    return made


def segments(made: Image.Image) -> list[tuple[bytes, bytes]]:
    """Head and body of each segment: the page, its picture (coded as T.6), its end."""
    file = io.BytesIO()
    ImageChops.invert(made.convert("L")).convert("1").save(file, "TIFF", compression="group4")
    with Image.open(file) as tiff:
        start, length = tiff.tag_v2[273][0], tiff.tag_v2[279][0]
        inverted = tiff.tag_v2[262] == 1
    assert inverted
    coded = file.getvalue()[start : start + length]
    width, height = made.size
    page = struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)
    region = struct.pack(">IIIIBB", width, height, 0, 0, 0, 1) + coded
    bodies = ((48, page), (38, region), (49, b""))
    return [
        (struct.pack(">IBBBI", number, kind, 0, 1, len(body)), body)
        for number, (kind, body) in enumerate(bodies)
    ]


def jbig2(made: Image.Image, *, heads_first: bool = False) -> bytes:
    parts = segments(made)
    end = struct.pack(">IBBBI", 3, 51, 0, 0, 0)
    start = SIGNATURE + bytes([0 if heads_first else 1]) + struct.pack(">I", 1)
    if heads_first:
        heads = b"".join(head for head, _ in parts)
        return start + heads + end + b"".join(body for _, body in parts)
    return start + b"".join(head + body for head, body in parts) + end


@pytest.mark.parametrize("heads_first", [False, True])
def test_a_black_and_white_picture_comes_back(heads_first):
    data = jbig2(picture(), heads_first=heads_first)
    assert is_jbig2(data)
    found = open_jbig2(data)
    assert ImageChops.difference(found, picture().convert("L")).getbbox() is None


def test_it_is_put_on_its_page():
    whole = ((0, 0, 64, 40), (64, 0, 0, 40, 0, 0), jbig2(picture()))
    page = from_pieces([whole], 64, 40)
    drawn = Image.frombytes("RGB", (page.width, page.height), page.data)
    scale = page.dpi / 72
    assert drawn.getpixel((round(14 * scale), round(20 * scale))) == (0, 0, 0)
    assert drawn.getpixel((round(40 * scale), round(20 * scale))) == (255, 255, 255)


def test_broken_and_enormous_ones_are_refused():
    data = jbig2(picture())
    with pytest.raises(ValueError, match="13"):
        open_jbig2(data[:16])
    huge = data.replace(struct.pack(">II", 64, 40), struct.pack(">II", 90_000, 90_000))
    with pytest.raises(ValueError, match="90000"):
        open_jbig2(huge)
    assert from_pieces([((0, 0, 9, 9), (9, 0, 0, 9, 0, 0), huge)], 72, 72) is None
