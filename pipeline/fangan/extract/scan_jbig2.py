"""JBIG2 pictures, as black and white scans in OFD files are: drawn by pdfium out of a PDF.

Pillow does not read the format (ITU-T T.88), but a PDF holds the same segments without
the file's own head, so that a file of one page is made around them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from fangan.extract.pdf_open import Foreign

_SIGNATURE = b"\x97JB2\r\n\x1a\n"
_PAGE_INFORMATION, _END_OF_PAGE, _END_OF_FILE = 48, 49, 51
_MOST_PIXELS = 250_000_000


def is_jbig2(data: bytes) -> bool:
    """Whether the bytes are a JBIG2 file."""
    return data.startswith(_SIGNATURE)


def open_jbig2(data: bytes) -> Foreign:
    """The first page of a JBIG2 file as a Pillow image.

    Raises:
        ValueError: it is broken, or has more pixels than one may open safely.
    """
    import pypdfium2

    kept: list[bytes] = []
    width = height = 0
    for kind, segment, body in _segments(data):
        if kind == _PAGE_INFORMATION:
            if width:
                break
            width, height = _numbers(">II", body, 0)
        if kind not in (_END_OF_PAGE, _END_OF_FILE):
            kept.append(segment)
    if not 0 < width * height <= _MOST_PIXELS:
        raise ValueError(width, height)
    try:
        with pypdfium2.PdfDocument(_pdf(b"".join(kept), width, height)) as document:
            page = document[0]
            try:
                return page.render(scale=1).to_pil().convert("L")
            finally:
                page.close()
    except pypdfium2.PdfiumError as error:
        raise ValueError(str(error)) from error


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Each segment of a file: its kind, all of it, and its body alone."""
    (flags,) = _numbers(">B", data, 8)
    at = 9 if flags & 2 else 13  # the number of pages may be unknown
    heads: list[tuple[int, bytes, int]] = []
    while at < len(data):
        kind, head, length = _head(data, at)
        at += len(head)
        if flags & 1:  # one after the other
            yield kind, head + data[at : at + length], data[at : at + length]
            at += length
            continue
        heads.append((kind, head, length))  # all heads first, then all bodies
        if kind == _END_OF_FILE:
            break
    for kind, head, length in heads:
        yield kind, head + data[at : at + length], data[at : at + length]
        at += length


def _head(data: bytes, at: int) -> tuple[int, bytes, int]:
    """A segment's kind, its head, and how long its body is."""
    number, flags, count = _numbers(">IBB", data, at)
    end = at + 6
    if count >> 5 == 7:
        referred = _numbers(">I", data, at + 5)[0] & 0x1FFFFFFF
        end = at + 9 + (referred + 8) // 8
    else:
        referred = count >> 5
    end += referred * (1 if number <= 256 else 2 if number <= 65536 else 4)
    end += 4 if flags & 0x40 else 1
    (length,) = _numbers(">I", data, end)
    return flags & 0x3F, data[at : end + 4], min(length, len(data))


def _numbers(form: str, data: bytes, at: int) -> tuple[int, ...]:
    """Numbers of a file. Raises ValueError where it ends before them."""
    try:
        return struct.unpack_from(form, data, at)
    except struct.error as error:
        raise ValueError(at) from error


def _pdf(stream: bytes, width: int, height: int) -> bytes:
    """A PDF of one page that shows the segments, a point for a pixel."""
    draw = f"{width} 0 0 {height} 0 0 cm /I Do".encode()
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Contents 4 0 R"
        "/Resources<</XObject<</I 5 0 R>>>>>>".encode(),
        b"<</Length %d>>stream\n%b\nendstream" % (len(draw), draw),
        f"<</Type/XObject/Subtype/Image/Width {width}/Height {height}/BitsPerComponent 1"
        f"/ColorSpace/DeviceGray/Filter/JBIG2Decode/Length {len(stream)}>>stream\n".encode()
        + stream
        + b"\nendstream",
    )
    made, places = b"%PDF-1.5\n", []
    for index, body in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj%b\nendobj\n" % (index, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + (
        b"xref\n0 6\n0000000000 65535 f \n%btrailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (table, len(made))
    )
