"""Scans: image files, and the pages of a PDF that have no usable text layer.

A process of its own looks at the picture of a page (:mod:`fangan.extract.scan_worker`);
what it saw becomes lines and tables as a text layer gives them, and goes the same way
from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count, groupby
from pathlib import Path
from typing import Any

from fangan.document import Notice, Page, PageStatus
from fangan.errors import MissingPartError, NoTextError
from fangan.extract import page_flow, scan_pictures
from fangan.extract.pdf_furniture import find_furniture
from fangan.extract.raw import Reading
from fangan.extract.scan_engine import Picture, RecognitionError, look, missing_packages
from fangan.extract.scan_frame import Frame
from fangan.extract.scan_lines import ScannedPage, letters_in, pages_of, settled
from fangan.extract.scan_progress import tell

__all__ = [
    "INSTALL",
    "Frame",
    "Recognised",
    "ScannedPage",
    "letters_in",
    "missing_packages",
    "notices",
    "read",
    "recognise",
    "recognise_pdf",
    "settled",
    "status",
]

INSTALL = "请运行 pip install rapidocr onnxruntime"
_SHOWN = 6  # doubtful places that one notice names


@dataclass(slots=True)
class Recognised:
    """The pages that were looked at: what they hold, and why some could not be read."""

    pages: dict[int, ScannedPage] = field(default_factory=dict)
    failed: dict[int, str] = field(default_factory=dict)


def read(path: Path) -> Reading:
    """Read the image file at ``path``.

    Raises:
        MissingPartError: the recogniser is not installed.
        NoTextError: no letters are on any picture.
        DamagedFileError, TooLargeError: the file cannot be opened, or not safely.
    """
    if missing_packages():
        raise MissingPartError(
            f"文件 {path.name} 是图片，识别其中的文字需要另行安装：{INSTALL}，或提供带文字的文件。"
        )
    found = recognise(
        enumerate(scan_pictures.from_image(path), start=1), total=scan_pictures.count_of(path)
    )
    pages = tuple(_page(number, found) for number in sorted({*found.pages, *found.failed}))
    if not any(page.status == "text" for page in pages):
        reasons = "、".join(sorted(set(found.failed.values())))
        because = f"（{reasons}）" if reasons else ""
        raise NoTextError(
            f"图片文件 {path.name} 里没有识别出文字{because}，请检查图片是否清晰、是否取错了文件。"
        )
    contents = [found.pages[number] for number in sorted(found.pages)]
    furniture = find_furniture(
        {content.number: content.lines for content in contents},
        {content.number: content.height for content in contents},
    )
    elements = settled(page_flow.elements(contents, furniture), found.pages)
    return Reading(tuple(elements), pages, (*notices(found, why="的"), *_unread(found)))


def recognise_pdf(path: Path, numbers: Iterable[int]) -> Recognised:
    """Look at the pages ``numbers`` of a PDF."""
    wanted = sorted(numbers)
    pictures = ((number, scan_pictures.from_pdf(path, number)) for number in wanted)
    return recognise(pictures, total=len(wanted))


def recognise(pictures: Iterable[tuple[int, Picture | None]], *, total: int) -> Recognised:
    """Look at pictures one after the other; a page that fails stops none of the others."""
    found = Recognised()
    seen: dict[int, tuple[dict[str, Any], float]] = {}
    steps = count(1)
    for number, picture in pictures:
        tell(next(steps), total, "recognition")
        if picture is None:
            found.failed[number] = "页面无法显示"
            continue
        try:
            seen[number] = look(picture), picture.dpi
        except RecognitionError as error:
            found.failed[number] = str(error)
    found.pages = pages_of(seen)
    return found


def status(page: ScannedPage) -> PageStatus:
    """Whether a page gave text, is blank, or shows something that gave no text."""
    if page.lines or page.tables:
        return "text"
    return "blank" if page.blank else "unread"


def notices(
    found: Recognised, *, garbled: Iterable[int] = (), why: str = "没有文字层，"
) -> Iterator[Notice]:
    """What the user must know of recognised pages; ``garbled`` ones had a bad text layer."""
    read_pages = [n for n in sorted(found.pages) if status(found.pages[n]) == "text"]
    bad = set(garbled)
    for kind, because in ((False, why), (True, "的文字层编码有误，")):
        for first, last in _ranges(n for n in read_pages if (n in bad) == kind):
            which = f"第 {first} 页" if first == last else f"第 {first} 至 {last} 页"
            yield Notice(
                "recognised_page",
                f"{which}{because}文字由图像识别得到，请留意个别字可能有误。",
                first,
            )
    for number in read_pages:
        words = list(dict.fromkeys(found.pages[number].doubtful))
        if words:
            shown = "、".join(f"“{word}”" for word in words[:_SHOWN])
            more = f"等 {len(words)} 处" if len(words) > _SHOWN else ""
            yield Notice(
                "doubtful_text",
                f"第 {number} 页识别不确定的文字：{shown}{more}，请对照原件。",
                number,
            )


def _unread(found: Recognised) -> Iterator[Notice]:
    for number in sorted(found.pages):
        if status(found.pages[number]) == "unread":
            yield Notice("unread_page", f"第 {number} 页只有图形，没有识别出文字。", number)
    for number, reason in sorted(found.failed.items()):
        yield Notice("unread_page", f"第 {number} 页{reason}，其中的内容没有读出。", number)


def _ranges(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Runs of pages that follow one another, each as its first and last number."""
    for _, group in groupby(enumerate(numbers), key=lambda entry: entry[1] - entry[0]):
        run = [number for _, number in group]
        yield run[0], run[-1]


def _page(number: int, found: Recognised) -> Page:
    page = found.pages.get(number)
    if page is None:
        return Page(number, 0.0, 0.0, "unread")
    width, height = page.frame.size
    state = status(page)
    return Page(number, round(width, 2), round(height, 2), state)
