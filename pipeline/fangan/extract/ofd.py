"""Reads OFD, the national format of fixed pages (GB/T 33190), from its ZIP and XML.

Letters come with their places, so that lines, paragraphs, tables and furniture are
found the same way as on the pages of a PDF. Pages of pictures are recognised.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from lxml import etree

from fangan.document import Anchor, BBox, Notice, Page, PageStatus
from fangan.errors import EncryptedFileError, NoTextError, TooLargeError
from fangan.extract import page_flow, scan, scan_pictures
from fangan.extract.ofd_package import (
    POINTS,
    Layout,
    OfdDocument,
    Rect,
    child,
    documents,
)
from fangan.extract.ofd_page import Drawn, draw, page_matrix, view_of
from fangan.extract.ofd_tables import grids
from fangan.extract.parts import PartError, Parts, damaged, open_parts
from fangan.extract.pdf_chars import Box, Run
from fangan.extract.pdf_furniture import find_furniture
from fangan.extract.pdf_lines import Line, page_lines
from fangan.extract.pdf_tables import FoundTable, take_tables
from fangan.extract.raw import Aside, AsideKind, Reading
from fangan.settings import settings

_LABEL = "OFD 文件"
_ENCRYPTED = ("encryptions.xml", "decryptseed.dat", "entriesmap.dat")
_GLYPHS = 40  # so many shapes on a page without text are letters drawn as outlines
_EDGE = 0.13  # of the page's height, where a template holds header and footer
_PICTURED = 0.5  # of the page; a picture so large may be a scan
_FEW = 40  # letters; a page that shows such a picture and so few of them may be a stamped scan


@dataclass(slots=True)
class _PageContent:
    """One page on its way into the reading."""

    number: int
    layout: Layout
    drawn: Drawn
    lines: list[Line] = field(default_factory=list)
    tables: list[FoundTable] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    stamps: list[Aside] = field(default_factory=list)
    from_template: list[Line] = field(default_factory=list)
    reason: str = "只有图片或图形，没有文字"
    empty: bool = False

    @property
    def width(self) -> float:
        """Width in points."""
        return self.drawn.view.width

    @property
    def height(self) -> float:
        """Height in points."""
        return self.drawn.view.height


def read(path: Path) -> Reading:
    """Read the OFD at ``path``.

    Raises:
        DamagedFileError: the package or its structure is broken.
        EncryptedFileError: it asks for a password or certificate.
        NoTextError: no page gave text, not by recognition either.
        TooLargeError: it goes over the limits.
    """
    parts = open_parts(path, _LABEL)
    with parts.archive:
        found = _open(parts)
        contents = _contents(path, found)
    furniture = _furniture(contents, contents)
    recognised = _recognise(path, contents, furniture)
    flowing = [recognised.pages.get(content.number, content) for content in contents]
    if recognised.pages:
        furniture = _furniture(contents, flowing)
    pages = tuple(
        Page(
            c.number,
            round(c.width, 2),
            round(c.height, 2),
            "text" if c.number in recognised.pages else _status(c, furniture),
        )
        for c in contents
    )
    if not any(page.status == "text" for page in pages):
        _refuse(path, pages)
    flow = scan.settled(page_flow.elements(flowing, furniture), recognised.pages)
    stamps = [stamp for content in contents for stamp in content.stamps]
    notices = (*scan.notices(recognised), *_notices(found, contents, pages))
    return Reading((*flow, *stamps), pages, notices)


def _furniture(
    contents: Sequence[_PageContent], flowing: Sequence[page_flow.PageContent]
) -> dict[Line, AsideKind]:
    """The furniture of the pages as they go into the flow, that of templates with it."""
    furniture = find_furniture(
        {page.number: page.lines for page in flowing},
        {page.number: page.height for page in flowing},
    )
    _add_template_furniture(contents, furniture)
    return furniture


def _recognise(
    path: Path, contents: Sequence[_PageContent], furniture: dict[Line, AsideKind]
) -> scan.Recognised:
    """Recognise the pictures of the pages that need it; their own lines stay with what was read."""
    wanted = {c.number: c for c in contents if _wants(c, furniture)}
    if not wanted or scan.missing_packages():
        return scan.Recognised()
    pictures = (
        (number, scan_pictures.from_pieces(pieces, wanted[number].width, wanted[number].height))
        for number, pieces in page_pictures(path, wanted)
    )
    found = scan.recognise(pictures, total=len(wanted))
    for number, content in wanted.items():
        page = found.pages.get(number)
        if page is None:
            content.reason = found.failed.get(number, content.reason)
            continue
        content.reason = "只有图片或图形，没有识别出文字"
        content.empty = page.blank
        if page.letters:
            page.add_printed(content.lines)
        else:
            del found.pages[number]
    return found


def _wants(content: _PageContent, furniture: dict[Line, AsideKind]) -> bool:
    """Whether the page shows pictures and says too little beside them."""
    if not content.drawn.pictures or content.tables:
        return False
    if _status(content, furniture) == "unread":
        return True
    letters = scan.letters_in(content.lines, content.tables)
    return content.drawn.picture_share >= _PICTURED and letters < _FEW


Piece = tuple[Box, tuple[float, ...], bytes]
"""A picture on a page: the box seen of it, the matrix of its unit square, its file's bytes."""


def page_pictures(path: Path, numbers: Iterable[int]) -> Iterator[tuple[int, tuple[Piece, ...]]]:
    """The pictures on the pages ``numbers``, in the order in which they are drawn.

    Places are in points from the top left corner of the page.
    """
    wanted = set(numbers)
    parts = open_parts(path, _LABEL)
    with parts.archive:
        number = 0
        for document in _open(parts):
            for layout in document.pages:
                number += 1
                if number in wanted:
                    drawn = _drawn(document, layout)[0]
                    yield number, tuple(_picture_files(document, drawn))


def _picture_files(document: OfdDocument, drawn: Drawn) -> Iterator[Piece]:
    for shown in drawn.pictures:
        part = document.media.get(shown.resource)
        try:
            if part:
                yield shown.box, shown.matrix, document.parts.read(part)
        except PartError:
            continue


def _open(parts: Parts) -> list[OfdDocument]:
    if any(name.rsplit("/", 1)[-1] in _ENCRYPTED for name in parts.names):
        raise EncryptedFileError(
            f"OFD 文件 {parts.path.name} 已加密，需要口令或证书才能打开，请解密后另存再试。"
        )
    try:
        found = list(documents(parts))
    except (PartError, RecursionError) as error:
        damaged(parts.path, _LABEL, error)
    if not any(document.pages for document in found):
        damaged(parts.path, _LABEL, None)
    limit = settings().max_pages
    count = sum(len(document.pages) for document in found)
    if count > limit:
        raise TooLargeError(
            f"OFD 文件 {parts.path.name} 有 {count} 页，超过 {limit} 页的上限；"
            "请拆分文件，或用环境变量 FANGAN_MAX_PAGES 调高上限。"
        )
    return found


def _contents(path: Path, found: Sequence[OfdDocument]) -> list[_PageContent]:
    contents: list[_PageContent] = []
    for document in found:
        first = len(contents) + 1
        uses: dict[str, int] = {}
        for layout in document.pages:
            for key, _ in layout.templates:
                uses[key] = uses.get(key, 0) + 1
        for layout in document.pages:
            try:
                contents.append(_page(document, layout, len(contents) + 1, uses))
            except RecursionError as error:
                damaged(path, _LABEL, error)
        _add_annotations(document, contents[first - 1 :])
    return contents


def _page(document: OfdDocument, layout: Layout, number: int, uses: dict[str, int]) -> _PageContent:
    drawn, shared = _drawn(document, layout, uses)
    content = _PageContent(number, layout, drawn)
    runs = drawn.runs
    if runs:
        content.tables, runs = take_tables(runs, grids(drawn.rules), number, drawn.view)
    content.lines = page_lines(runs, number, drawn.view)
    content.from_template = page_lines(shared, number, drawn.view)
    return content


def _drawn(
    document: OfdDocument, layout: Layout, uses: dict[str, int] | None = None
) -> tuple[Drawn, list[Run]]:
    """What the page shows, and the runs of it that come from templates of several pages."""
    drawn = Drawn(view_of(layout.area))
    shared: list[Run] = []
    for over in (False, True):
        if over:
            draw(document, _content(layout), drawn, page_matrix(layout.area))
        for key, foreground in layout.templates:
            template = document.templates.get(key)
            if template is None or foreground != over:
                continue
            before = len(drawn.runs)
            draw(document, _content(template), drawn, page_matrix(layout.area))
            if uses and uses[key] > 1:
                shared.extend(drawn.runs[before:])
    drawn.settle()
    return drawn, shared


def _content(layout: Layout) -> etree._Element | None:
    return child(layout.root, "Content")


def _add_annotations(document: OfdDocument, contents: Sequence[_PageContent]) -> None:
    """Note what was put on the pages afterwards; it is no part of the text."""
    by_id = {content.layout.id: content for content in contents}
    for annotation in document.annotations:
        content = by_id.get(annotation.page)
        if content is None:
            continue
        shown = Drawn(content.drawn.view)
        matrix = page_matrix(content.layout.area, annotation.boundary)
        draw(document, annotation.appearance, shown, matrix)
        lines = page_lines(shown.runs, content.number, shown.view)
        text = "".join(line.text for line in lines)
        if annotation.kind == "Stamp":
            content.stamps.append(_stamp(content, annotation.boundary, text))
        elif text:
            content.marks.append(text)
    for stamp in document.stamps:
        if stamp.page in by_id:
            content = by_id[stamp.page]
            content.stamps.append(_stamp(content, stamp.boundary, "电子签章"))


def _stamp(content: _PageContent, boundary: Rect, text: str) -> Aside:
    x, y, width, height = (value * POINTS for value in boundary)
    left, top = (value * POINTS for value in content.layout.area[:2])
    box = BBox(x - left, y - top, x - left + max(width, 0.0), y - top + max(height, 0.0))
    return Aside("seal", text, Anchor(content.number, box))


def _add_template_furniture(
    contents: Sequence[_PageContent], furniture: dict[Line, AsideKind]
) -> None:
    """Lines at head and foot that templates give to several pages are furniture."""
    for content in contents:
        places = {(line.text, line.box) for line in content.from_template}
        for line in content.lines:
            if line in furniture or (line.text, line.box) not in places:
                continue
            if line.bottom < _EDGE * content.height:
                furniture[line] = "header"
            elif line.top > (1 - _EDGE) * content.height:
                furniture[line] = "footer"


def _status(content: _PageContent, furniture: dict[Line, AsideKind]) -> PageStatus:
    if content.layout.root is None:
        return "unread"
    if content.tables or any(line not in furniture for line in content.lines):
        return "text"
    drawn = content.drawn
    if not drawn.pictures and drawn.paths < _GLYPHS:
        return "text" if content.lines else "blank"
    if content.lines and drawn.picture_share < 0.3 and drawn.paths < _GLYPHS:
        return "text"
    return "blank" if content.empty else "unread"


def _refuse(path: Path, pages: Sequence[Page]) -> NoReturn:
    """Say why no page gave text."""
    if any(page.status == "unread" for page in pages):
        way = (
            f"没有文字；识别其中的文字需要另行安装，{scan.INSTALL}，或"
            if scan.missing_packages()
            else "没有识别出文字，请"
        )
        raise NoTextError(
            f"OFD 文件 {path.name} 的页面是图片或图形，{way}提供带文字的 OFD、PDF 或 DOCX。"
        )
    raise NoTextError(f"OFD 文件 {path.name} 里没有任何可读的文字，请检查是否取错了文件。")


def _notices(
    found: Sequence[OfdDocument], contents: Sequence[_PageContent], pages: Sequence[Page]
) -> Iterator[Notice]:
    signatures = sum(document.signatures for document in found)
    if signatures:
        yield Notice("signature", f"文件带有 {signatures} 个电子签名或签章，未核验其真伪。")
    attached = [name for document in found for name in document.attachments]
    if attached:
        names = "、".join(attached[:3])
        more = "等" if len(attached) > 3 else ""
        yield Notice(
            "content_not_read", f"文件内附有 {len(attached)} 个附件（{names}{more}），未读取。"
        )
    for content, page in zip(contents, pages, strict=True):
        number = content.number
        unseen = "".join(content.drawn.unseen)
        if any(char.isalnum() for char in unseen):
            yield Notice(
                "hidden_text",
                f"第 {number} 页有看不见的文字（“{unseen.strip()[:20]}”），没有采用。",
                number,
            )
        if content.marks:
            yield Notice(
                "annotation",
                f"第 {number} 页有水印或批注（“{content.marks[0][:20]}”），未计入正文。",
                number,
            )
        if page.status == "unread":
            reason = "已损坏或缺失" if content.layout.root is None else content.reason
            yield Notice("unread_page", f"第 {number} 页{reason}，其中的内容没有读出。", number)
