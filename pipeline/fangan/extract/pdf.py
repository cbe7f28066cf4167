"""PDF files: the text layer, and recognition of the pages that have none.

pdfium gives characters and their boxes; a page that shows ruled lines is opened in
pdfplumber for the cells of its tables. See :mod:`fangan.extract.pdf_paragraphs` for
how lines become paragraphs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fangan.document import Notice, Page, PageStatus
from fangan.errors import NoTextError
from fangan.extract import page_flow, pdf_gate, scan
from fangan.extract.pdf_chars import (
    Fonts,
    Run,
    corner_in_media,
    main_turn,
    page_runs,
    page_text,
    turned,
    view_of,
)
from fangan.extract.pdf_furniture import find_furniture
from fangan.extract.pdf_lines import Line, page_lines
from fangan.extract.pdf_objects import look_over
from fangan.extract.pdf_open import Foreign, open_pdf
from fangan.extract.pdf_tables import (
    FoundTable,
    TableFinder,
    in_reading_order,
    table_finder,
    take_tables,
)
from fangan.extract.raw import AsideKind, Reading

_PICTURED = 0.5  # of the page; behind a picture so large stands a scan, or a cover
_FEW = 40  # letters; a page that shows such a picture and so few of them may be a stamped scan
_GLYPHS = 40  # so many shapes on a page without text are letters drawn as outlines


@dataclass(slots=True)
class _PageContent:
    """What one page holds, on its way into the reading."""

    number: int
    width: float
    height: float
    lines: list[Line] = field(default_factory=list)
    tables: list[FoundTable] = field(default_factory=list)
    unseen: str = ""
    verdict: pdf_gate.Verdict = "good"
    second_engine: bool = False
    broken: bool = False
    picture_share: float = 0.0
    pictures: int = 0
    paths: int = 0
    recognised: bool = False
    empty: bool = False
    reason: str = "只有图片或图形，没有文字层"
    frame: scan.Frame | None = None

    def as_it_lies(self, line: Line) -> Line:
        """A line whose place is that on the page, where the page was turned to be read."""
        if self.frame is None:
            return line
        box = self.frame.on_page(line.anchor.bbox)
        return line._replace(box=(box.x0, box.top, box.x1, box.bottom))


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
    sizes = [c.frame.size if c.frame else (c.width, c.height) for c in contents]
    furniture = _furniture(contents)
    found = _recognise(path, contents, furniture)
    garbled = [content for content in contents if content.verdict == "garbled"]
    for content in garbled:
        if not content.recognised:
            content.lines, content.tables = [], []
    if found.pages or garbled:
        furniture = _furniture(contents)
    pages = tuple(
        Page(c.number, round(width, 2), round(height, 2), _status(c, furniture))
        for c, (width, height) in zip(contents, sizes, strict=True)
    )
    if not any(page.status == "text" for page in pages):
        _refuse(path, contents, pages)
    lying = {c.number: scan.ScannedPage(c.number, c.frame) for c in contents if c.frame}
    elements = scan.settled(page_flow.elements(contents, furniture), lying | found.pages)
    wrong = [content.number for content in contents if content.verdict != "good"]
    warnings = (*scan.notices(found, garbled=wrong), *_notices(contents, pages, failed))
    return Reading(tuple(elements), pages, warnings)


def _furniture(contents: list[_PageContent]) -> dict[Line, AsideKind]:
    found = find_furniture(
        {content.number: content.lines for content in contents},
        {content.number: content.height for content in contents},
    )
    if any(content.frame for content in contents):
        # A page number may stand upright on a page whose text lies on its side.
        back = {c.as_it_lies(line): line for c in contents for line in c.lines}
        lying = find_furniture(
            {c.number: [c.as_it_lies(line) for line in c.lines] for c in contents},
            {c.number: c.frame.size[1] if c.frame else c.height for c in contents},
        )
        found = {back[line]: kind for line, kind in lying.items()} | found
    return found


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
        if content.verdict != "good" and pdf_gate.same_text(_texts(content), _texts(page)):
            content.verdict = "good"  # what is stored is what is seen
            continue
        unread = content.verdict != "good" or _status(content, furniture) == "unread"
        if page.letters and (unread or page.letters > 1.5 * _letters(content) + 10):
            content.lines, content.tables = page.lines, page.tables
            content.width, content.height = page.width, page.height
            content.frame = None
            content.recognised = True
    found.pages = {n: page for n, page in found.pages.items() if wanted[n].recognised}
    return found


def _wants(content: _PageContent, furniture: dict[Line, AsideKind]) -> bool:
    """Whether the page shows what its text layer does not say, or says wrongly."""
    if content.verdict != "good" or _status(content, furniture) == "unread":
        return True
    return content.picture_share >= _PICTURED and _letters(content) < _FEW


def _letters(content: _PageContent) -> int:
    """How many letters the text layer gave."""
    return scan.letters_in(content.lines, content.tables)


def _texts(page: page_flow.PageContent) -> Iterator[str]:
    """What a page says, in no order."""
    yield from (line.text for line in page.lines)
    yield from (cell.text for found in page.tables for row in found.table.rows for cell in row)


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
            hidden = frozenset(objects.hidden)
            runs, content.unseen = page_runs(
                textpage, text, view, fonts, hidden=hidden, exact=objects.ruled
            )
            turn = main_turn(runs)
            level = view.turned(turn)
            if turn:
                content.width, content.height = level.width, level.height
                content.frame = scan.Frame(level.width, level.height, turn, 0.0)
                runs, content.unseen = page_runs(
                    textpage, text, level, fonts, hidden=hidden, exact=objects.ruled
                )
        finally:
            textpage.close()
        corner = corner_in_media(page, view)
        runs = _judged(
            content,
            text,
            runs,
            # The second engine would show what is hidden, so it is not asked then.
            lambda: ([], "") if objects.hidden or turn else finder.runs(number, view, corner),
        )
        if objects.ruled and runs:
            grids = [
                [[cell and turned(cell, turn, view) for cell in row] for row in grid]
                for grid in finder.grids(number, corner)
            ]
            grids = [in_reading_order(grid) for grid in grids] if turn else grids
            content.tables, runs = take_tables(runs, grids, number, level)
        content.lines = page_lines(runs, number, level)
        return content
    finally:
        page.close()


def _judged(
    content: _PageContent, text: str, runs: list[Run], second: Callable[[], tuple[list[Run], str]]
) -> list[Run]:
    """The more plausible of two engines' runs; the second is asked where the first's look wrong."""
    content.verdict = pdf_gate.page_verdict(text, runs)
    if content.verdict == "good":
        return runs
    others, other_text = second()
    if not others:
        return runs
    other = pdf_gate.page_verdict(other_text, others)
    if pdf_gate.second_is_better(text, content.verdict, other_text, other):
        content.verdict, content.second_engine = other, True
        return others
    if pdf_gate.uncoded(other_text):
        content.verdict = "garbled"  # the first engine guessed at codes that the file lacks
    return runs


def _status(content: _PageContent, furniture: dict[Line, AsideKind]) -> PageStatus:
    if content.recognised:
        return "text"
    if content.broken or content.verdict == "garbled":
        return "unread"
    if content.tables or any(line not in furniture for line in content.lines):
        return "text"
    if content.pictures == 0 and content.paths < _GLYPHS:
        return "text" if content.lines else "blank"
    if content.lines and content.picture_share < 0.3 and content.paths < _GLYPHS:
        return "text"
    return "blank" if content.empty else "unread"


def _refuse(path: Path, contents: list[_PageContent], pages: tuple[Page, ...]) -> None:
    """Say why no page gave text."""
    if any(content.verdict == "garbled" for content in contents):
        way = (
            f"；识别页面上的文字需要另行安装，{scan.INSTALL}，或"
            if scan.missing_packages()
            else "，图像识别也没有读出，请"
        )
        raise NoTextError(
            f"文件“{path.name}”的文字层编码有误，存储的文字不是看到的文字{way}"
            "提供能正常复制文字的 PDF 或 DOCX。"
        )
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
        if page.status == "unread" and content.verdict == "garbled":
            yield Notice(
                "garbled_page",
                f"第 {number} 页的文字层编码有误，存储的文字不是看到的文字，没有采用，"
                "请对照原件，或提供能正常复制文字的文件。",
                number,
            )
        elif page.status == "unread":
            reason = "已损坏" if content.broken else content.reason
            yield Notice("unread_page", f"第 {number} 页{reason}，其中的内容没有读出。", number)
        elif content.verdict == "doubtful" and not content.recognised:
            yield Notice(
                "doubtful_text",
                f"第 {number} 页的文字可能有误（字体没有正确的编码），请对照原件核对。",
                number,
            )
        if content.second_engine and page.status == "text" and not content.recognised:
            yield Notice(
                "second_engine",
                f"第 {number} 页的文字编码有误，已换用另一种方式读出，请留意个别字。",
                number,
            )
        if number in failed:
            yield Notice(
                "table_unread", f"第 {number} 页的表格线无法解析，表格按文字读出。", number
            )
