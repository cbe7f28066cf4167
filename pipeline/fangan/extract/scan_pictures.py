"""Pictures of pages, from image files, PDF and OFD pages, as the recogniser takes them."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path

from fangan.errors import DamagedFileError, TooLargeError
from fangan.extract.pdf_open import Foreign, open_pdf
from fangan.extract.scan_engine import Picture
from fangan.extract.scan_jbig2 import is_jbig2, open_jbig2
from fangan.settings import settings

DPI = 150
_LONGEST = 2600  # pixels; an A3 page at 150 dpi, and what larger pages are drawn at
_PLAIN = 1800  # pixels; a smaller picture is taken as it is
_PHOTOGRAPH = 2000  # pixels; the longer side of a picture that does not say its size
_SMALL = 800  # pixels; the longer side of a picture whose letters are too small to part lines
_STRIP = 48  # pixels; the shorter side of a picture of one line
_MOST_PIXELS = 250_000_000
_A4 = 842.0  # points


def from_image(path: Path) -> Iterator[Picture]:
    """Each picture of an image file: a TIFF may hold many.

    Raises:
        DamagedFileError: the file breaks off or is not what its first bytes say.
        TooLargeError: more pixels or pages than one may open safely.
    """
    from PIL import Image, ImageSequence

    try:
        with _opened(path) as image:
            for number, frame in enumerate(ImageSequence.Iterator(image), start=1):
                _check(path, frame, number)
                yield _picture(frame)
    except Image.DecompressionBombError as error:
        raise _too_large(path) from error
    except (OSError, ValueError, SyntaxError, EOFError, ArithmeticError) as error:
        raise DamagedFileError(
            f"图片文件 {path.name} 不完整或已损坏，请重新扫描或重新获取后再试。"
        ) from error


def count_of(path: Path) -> int:
    """How many pictures the file says it holds; 1 where it cannot be told."""
    from PIL import Image

    try:
        with _opened(path) as image:
            return int(getattr(image, "n_frames", 1))
    except (Image.DecompressionBombError, OSError, ValueError, SyntaxError, EOFError):
        return 1


def _opened(source: Path | io.BytesIO) -> Foreign:
    """The image, not yet decoded; how many pixels it may have is decided here, not by Pillow."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return Image.open(source)


def from_pdf(path: Path, number: int) -> Picture | None:
    """Page ``number`` of a PDF, drawn; None where it is broken.

    The file is opened for each page, so that others may use pdfium while one is recognised.
    """
    import pypdfium2

    with open_pdf(path, fonts=True) as document:
        try:
            page = document[number - 1]
        except pypdfium2.PdfiumError:
            return None
        try:
            scale = min(DPI / 72, _LONGEST / max(*page.get_size(), 1.0))
            bitmap = page.render(scale=scale)
            picture = bitmap.to_pil().convert("RGB")
            bitmap.close()
        except (pypdfium2.PdfiumError, ValueError, MemoryError):
            return None
        finally:
            page.close()
    return Picture(picture.width, picture.height, picture.tobytes(), scale * 72)


def from_pieces(
    pieces: Iterable[tuple[tuple[float, ...], tuple[float, ...], bytes]],
    width: float,
    height: float,
) -> Picture | None:
    """A page put together from the image files that lie on it; None where none can be opened.

    Each piece has the box that is seen of it and the matrix that takes its unit square to
    the page, both in points from the top left corner, and the bytes of its file; later
    ones cover those before. ``width`` and ``height`` are the page's, in points.
    """
    from PIL import Image

    scale = min(DPI / 72, _LONGEST / max(width, height, 1.0))
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    page = Image.new("RGB", size, "white")
    laid = 0
    for box, matrix, data in pieces:
        try:
            laid += _lay(page, scale, box, matrix, data)
        except (Image.DecompressionBombError, OSError, ValueError, SyntaxError, EOFError):
            continue
        except (ArithmeticError, MemoryError):
            continue
    return Picture(*size, page.tobytes(), scale * 72) if laid else None


def _lay(
    page: Foreign, scale: float, box: tuple[float, ...], matrix: tuple[float, ...], data: bytes
) -> bool:
    """Draw an image file onto the page picture; False where nothing of it is seen."""
    from PIL import Image

    with open_jbig2(data) if is_jbig2(data) else _opened(io.BytesIO(data)) as image:
        if image.width * image.height > _MOST_PIXELS:
            return False
        left, top = max(math.floor(box[0] * scale), 0), max(math.floor(box[1] * scale), 0)
        right = min(math.ceil(box[2] * scale), page.width)
        bottom = min(math.ceil(box[3] * scale), page.height)
        a, b, c, d, e, f = (value * scale for value in matrix)
        area = a * d - b * c
        if right <= left or bottom <= top or not area:
            return False
        # What is much finer than the page picture is brought near it first, so that no
        # thin stroke falls between two pixels.
        finer = math.sqrt(image.width * image.height / abs(area))
        if finer >= 2:
            image.draft("RGB", (round(image.width / finer), round(image.height / finer)))
        finer = math.sqrt(image.width * image.height / abs(area))
        solid = image.convert("RGBA") if _is_clear(image) else _on_white(image)
    if finer >= 2:
        solid = solid.reduce(int(finer))
    solid = solid.convert("RGBA")
    across, down = solid.width / area, solid.height / area
    back = (
        d * across, -c * across, (c * (f - top) - d * (e - left)) * across,
        -b * down, a * down, (b * (e - left) - a * (f - top)) * down,
    )  # fmt: skip
    seen = solid.transform(
        (right - left, bottom - top),
        Image.Transform.AFFINE,
        back,
        resample=Image.Resampling.BICUBIC,
    )
    page.paste(seen, (left, top), seen)
    return True


def _check(path: Path, image: Foreign, number: int) -> None:
    if image.width * image.height > _MOST_PIXELS:
        raise _too_large(path)
    limit = settings().max_pages
    if number > limit:
        raise TooLargeError(f"文件 {path.name} 超过 {limit} 页的上限，请拆分后再试。")


def _too_large(path: Path) -> TooLargeError:
    return TooLargeError(f"图片文件 {path.name} 的像素太多，请用不超过 600 dpi 的分辨率重新扫描。")


def _picture(image: Foreign) -> Picture:
    """The picture upright, in colours on white paper, no larger than reading needs."""
    from PIL import ImageOps

    stated = _stated_dpi(image)
    width, height = image.size
    longest = max(width, height)
    most = _most(longest, stated)
    if image.format == "JPEG" and longest > 2 * most:
        image.draft("RGB", (2 * most, 2 * most))  # the decoder can halve it at no cost
    image = ImageOps.exif_transpose(image)
    image = _on_white(image)
    if longest > most:
        ratio = most / longest
        size = (max(1, round(width * ratio)), max(1, round(height * ratio)))
        if (image.width > image.height) != (width > height):
            size = size[1], size[0]
        image = image.resize(size, reducing_gap=2.0)
    elif longest < _SMALL:
        times = 4 if min(width, height) < _STRIP else 2
        image = image.resize((image.width * times, image.height * times))
    points = longest / stated * 72 if stated else (_A4 if longest > _PLAIN else longest * 0.75)
    return Picture(image.width, image.height, image.tobytes(), max(image.size) / points * 72)


def _stated_dpi(image: Foreign) -> float | None:
    """The resolution that the file states, if the page would have a page's size by it."""
    try:
        stated = float(image.info["dpi"][0])
    except (KeyError, TypeError, ValueError, IndexError, ZeroDivisionError):
        return None
    if not 30 <= stated <= 2400:
        return None
    inches = max(image.size) / stated
    return stated if 3 <= inches <= 50 else None


def _most(longest: int, stated: float | None) -> int:
    """How many pixels the longer side may have."""
    if longest <= _PLAIN:
        return longest
    wanted = longest / stated * DPI if stated else _PHOTOGRAPH
    return round(min(max(wanted, _PLAIN), _LONGEST))


def _is_clear(image: Foreign) -> bool:
    """Whether parts of the picture may be transparent."""
    return image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info


def _on_white(image: Foreign) -> Foreign:
    """The picture in RGB; what is transparent shows the paper."""
    from PIL import Image

    if image.mode.startswith("I") or image.mode == "F":
        _, high = image.getextrema()
        scale = 255 / 65535 if high > 255 else 1.0
        return image.convert("I").point(lambda v: v * scale + 0).convert("L").convert("RGB")
    if _is_clear(image):
        solid = image.convert("RGBA")
        paper = Image.new("RGBA", solid.size, (255, 255, 255, 255))
        return Image.alpha_composite(paper, solid).convert("RGB")
    return image.convert("RGB")
