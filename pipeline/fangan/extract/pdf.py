"""PDF files: the text layer, and recognition of the pages that have none.

pdfium gives characters and their boxes; a page that shows ruled lines is opened in
pdfplumber for the cells of its tables. See :mod:`fangan.extract.pdf_paragraphs` for
how lines become paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fangan.document import Notice, Page, PageStatus
from fangan.errors import NoTextError
from fangan.extract import page_flow, scan
from fangan.extract.pdf_chars import Fonts, corner_in_media, page_runs, page_text, view_of
from fangan.extract.pdf_furniture import find_furniture
from fangan.extract.pdf_lines import Line, page_lines
from fangan.extract.pdf_objects import look_over
from fangan.extract.pdf_open import Foreign, open_pdf
from fangan.extract.pdf_tables import (
    FoundTable,
    TableFinder,
    table_finder,
    take_tables,
)
from fangan.extract.raw import AsideKind, Reading

_PICTURED = 0.5  # of the page; behind a picture so large stands a scan, or a cover
_FEW = 40  # letters; a page that shows such a picture and so few of them may be a stamped scan
_GLYPHS = 40  # so many shapes on a page without text are letters drawn as outlines
_ODD = re.compile("[\ue000-\uf8ff\ufffd\x00-\x01\x03-\x08\x0e-\x1f\x7f-\x9f\U000f0000-\U0010ffff]")
_LATIN_SOUP = re.compile("[\u00a1-\u00ff]{2,}")


@dataclass(slots=True)
class _PageContent:
    """What one page holds, on its way into the reading."""

    number: int
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    tables: list[FoundTable] = field(default_factory=list)
    unseen: str = ""
    doubtful: bool = False
    broken: bool = False
    picture_share: float = 0.0
    pictures: int = 0
    paths: int = 0
    recognised: bool = False
    empty: bool = False
    reason: str = "只有图片或图形，没有文字层"


def read(path: Path) -> Reading:
    """Read the PDF at ``path``.

    Raises:
        NoTextError: no page gave text.
        MissingFileError, EmptyFileError, EncryptedFileError, DamagedFileError,
        TooLargeError: the file cannot be opened, or not safely.
    """
    with open_pdf(path) as document, table_finder(path) as finder:
        fonts = Fonts()
        contents = [
            _read_page(document, number, fonts, finder) for number in range(1, len(document) + 1)
        ]
        failed = set(finder.failed)
    sizes = [(content.width, content.height) for content in contents]
    furniture = _furniture(contents)
    found = _recognise(path, contents, furniture)
    if found.pages:
        furniture = _furniture(contents)
    pages = tuple(
        Page(c.number, round(width, 2), round(height, 2), _status(c, furniture))
        for c, (width, height) in zip(contents, sizes, strict=True)
    )
    if not any(page.status == "text" for page in pages):
        _refuse(path, contents, pages)
    elements = scan.settled(page_flow.elements(contents, furniture), found.pages)
    garbled = [content.number for content in contents if content.doubtful]
    warnings = (*scan.notices(found, garbled=garbled), *_notices(contents, pages, failed))
    return Reading(tuple(elements), pages, warnings)


def _furniture(contents: list[_PageContent]) -> dict[Line, AsideKind]:
    return find_furniture(
        {content.number: content.lines for content in contents},
        {content.number: content.height for content in contents},
    )


def _recognise(
    path: Path, contents: list[_PageContent], furniture: dict[Line, AsideKind]
) -> scan.Recognised:
    """Recognise the pages that need it; those that gave more than their text layer take it over."""
    wanted = {c.number: c for c in contents if not c.broken and _wants(c, furniture)}
    if not wanted or scan.missing_packages():
        return scan.Recognised()
    found = scan.recognise_pdf(path, wanted)
    for number, content in wanted.items():
        page = found.pages.get(number)
        if page is None:
            content.reason = found.failed.get(number, content.reason)
            continue
        content.reason = "只有图片或图形，没有识别出文字"
        content.empty = page.blank
        unread = content.doubtful or _status(content, furniture) == "unread"
        if page.letters and (unread or page.letters > 1.5 * _letters(content) + 10):
            content.lines, content.tables = page.lines, page.tables
            content.width, content.height = page.width, page.height
            content.recognised = True
    found.pages = {n: page for n, page in found.pages.items() if wanted[n].recognised}
    return found


def _wants(content: _PageContent, furniture: dict[Line, AsideKind]) -> bool:
    """Whether the page shows what its text layer does not say, or says wrongly."""
    if content.doubtful or _status(content, furniture) == "unread":
        return True
    return content.picture_share >= _PICTURED and _letters(content) < _FEW


def _letters(content: _PageContent) -> int:
    """How many letters the text layer gave."""
    return scan.letters_in(content.lines, content.tables)


def _read_page(document: Foreign, number: int, fonts: Fonts, finder: TableFinder) -> _PageContent:
    import pypdfium2

    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        return _PageContent(number, 0.0, 0.0, broken=True)
    try:
        view = view_of(page)
        content = _PageContent(number, view.width, view.height)
        objects = look_over(page, view)
        content.pictures = len(objects.pictures)
        content.paths = objects.paths
        content.picture_share = objects.picture_share(view)
        try:
            textpage = page.get_textpage()
        except pypdfium2.PdfiumError:
            content.broken = True
            return content
        try:
            text = page_text(textpage)
            content.doubtful = _looks_odd(text)
            runs, content.unseen = page_runs(
                textpage,
                text,
                view,
                fonts,
                hidden=frozenset(objects.hidden),
                exact=objects.ruled,
            )
        finally:
            textpage.close()
        if objects.ruled and runs:
            content.tables, runs = take_tables(
                runs, finder.grids(number, corner_in_media(page, view)), number, view
            )
        content.lines = page_lines(runs, number, view)
        return content
    finally:
        page.close()


def _looks_odd(text: str) -> bool:
    """Whether many characters are none that a text would hold."""
    letters = len(text) - text.count("\r") - text.count("\n") - text.count(" ")
    if not letters:
        return False
    odd = len(_ODD.findall(text)) + sum(len(m) for m in _LATIN_SOUP.findall(text))
    return odd > max(0.1 * letters, 2)


def _status(content: _PageContent, furniture: dict[Line, AsideKind]) -> PageStatus:
    if content.broken:
        return "unread"
    if content.recognised:
        return "text"
    if content.tables or any(line not in furniture for line in content.lines):
        return "text"
    if content.pictures == 0 and content.paths < _GLYPHS:
        return "text" if content.lines else "blank"
    if content.lines and content.picture_share < 0.3 and content.paths < _GLYPHS:
        return "text"
    return "blank" if content.empty else "unread"


def _refuse(path: Path, contents: list[_PageContent], pages: tuple[Page, ...]) -> None:
    """Say why no page gave text."""
    if any(content.pictures or content.paths >= _GLYPHS for content in contents):
        if scan.missing_packages():
            raise NoTextError(
                f"文件“{path.name}”是扫描件或图片，没有文字层；识别其中的文字需要另行安装，"
                f"{scan.INSTALL}，或提供带文字的 PDF 或 DOCX。"
            )
        if not all(page.status == "blank" for page in pages):
            raise NoTextError(
                f"文件“{path.name}”是扫描件或图片，没有识别出文字，"
                "请检查页面是否清晰，或提供带文字的 PDF 或 DOCX。"
            )
    if all(page.status == "unread" for page in pages):
        raise NoTextError(
            f"文件“{path.name}”的页面已损坏，读不出任何文字，请重新导出或重新获取后再试。"
        )
    raise NoTextError(f"文件“{path.name}”里没有任何可读的文字，请检查是否取错了文件。")


def _notices(
    contents: list[_PageContent], pages: tuple[Page, ...], failed: set[int]
) -> Iterator[Notice]:
    for content, page in zip(contents, pages, strict=True):
        number = content.number
        if any(char.isalnum() for char in content.unseen):
            shown = content.unseen.strip()[:20]
            yield Notice(
                "hidden_text", f"第 {number} 页有看不见的文字（“{shown}”），没有采用。", number
            )
        if page.status == "unread":
            reason = "已损坏" if content.broken else content.reason
            yield Notice("unread_page", f"第 {number} 页{reason}，其中的内容没有读出。", number)
        elif content.doubtful and not content.recognised:
            yield Notice(
                "doubtful_text",
                f"第 {number} 页的文字可能有误（字体没有正确的编码），请对照原件核对。",
                number,
            )
        if number in failed:
            yield Notice(
                "table_unread", f"第 {number} 页的表格线无法解析，表格按文字读出。", number
            )
