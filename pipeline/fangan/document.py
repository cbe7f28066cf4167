"""What was read: one text, and where each part of it stands.

One coordinate system serves the whole program: half-open character offsets
into :attr:`Document.text`. Pages, boxes and headings are looked up from offsets.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from fangan.nlp.width import display_width

BlockKind = Literal[
    "title",
    "heading",
    "paragraph",
    "list",
    "table",
    "cell",
    "caption",
    "header",
    "footer",
    "page_number",
    "seal",
    "note",
]
PageStatus = Literal["text", "blank", "unread"]


@dataclass(frozen=True, slots=True)
class BBox:
    """A rectangle on a page in points; the origin is the top left corner."""

    x0: float
    top: float
    x1: float
    bottom: float

    def __post_init__(self) -> None:
        if self.x1 < self.x0 or self.bottom < self.top:
            raise ValueError(f"not a rectangle: {self}")

    def as_list(self) -> list[float]:
        """``[x0, top, x1, bottom]``, rounded to a hundredth of a point."""
        return [round(v, 2) for v in (self.x0, self.top, self.x1, self.bottom)]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place on a page; ``page`` counts from 1."""

    page: int
    bbox: BBox


def part_of(anchor: Anchor, text: str, start: int, end: int, *, vertical: bool = False) -> Anchor:
    """Where ``text[start:end]`` stands, ``anchor`` being the place of the line ``text``.

    The place is measured by character widths: a full-width character counts twice.
    """
    if start <= 0 and end >= len(text):
        return anchor
    whole = display_width(text) or 1
    before = display_width(text[:start]) / whole
    until = display_width(text[:end]) / whole
    box = anchor.bbox
    if vertical:
        height = box.bottom - box.top
        box = BBox(box.x0, box.top + before * height, box.x1, box.top + until * height)
    else:
        width = box.x1 - box.x0
        box = BBox(box.x0 + before * width, box.top, box.x0 + until * width, box.bottom)
    return Anchor(anchor.page, box)


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: its characters and, where the format has pages, its box.

    ``vertical`` marks text that runs down or up the page, where a part of the
    line is a part of the box's height.
    """

    start: int
    end: int
    anchor: Anchor | None = None
    vertical: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, table, cell or piece of page furniture.

    Furniture (headers, footers, page numbers, seals) is not part of the text:
    its ``start`` equals its ``end`` and its words stand in ``aside``. A table
    holds its cells row by row in ``rows``; each cell is a Block.
    """

    kind: BlockKind
    start: int
    end: int
    lines: tuple[Line, ...] = ()
    rows: tuple[tuple[Block, ...], ...] = ()
    aside: str = ""

    @property
    def anchor(self) -> Anchor | None:
        """The first place of the block on a page, joined over its lines there."""
        found = [line.anchor for line in self.all_lines() if line.anchor]
        if not found:
            return None
        boxes = [a.bbox for a in found if a.page == found[0].page]
        return Anchor(
            found[0].page,
            BBox(
                min(b.x0 for b in boxes),
                min(b.top for b in boxes),
                max(b.x1 for b in boxes),
                max(b.bottom for b in boxes),
            ),
        )

    def all_lines(self) -> Iterator[Line]:
        """The lines of the block, those of a table's cells in reading order."""
        yield from self.lines
        for row in self.rows:
            for cell in row:
                yield from cell.all_lines()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and all that stands under it.

    ``start`` to ``heading_end`` is the heading itself, which may run on in the
    same paragraph; ``end`` lies after the last child. The root has level 0.
    """

    level: int
    number: str
    title: str
    start: int
    heading_end: int
    end: int
    children: tuple[Section, ...] = ()

    @property
    def label(self) -> str:
        """Number and title as a reader names the section."""
        return f"{self.number}{self.title}"

    def walk(self) -> Iterator[Section]:
        """The section and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Page:
    """A page in points. ``unread`` pages show something that gave no text."""

    number: int
    width: float
    height: float
    status: PageStatus = "text"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the reading that the user must know, in Chinese."""

    code: str
    message: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The file that was read."""

    filename: str
    media_type: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the document says of itself; ``date`` is ISO (YYYY-MM-DD or YYYY-MM)."""

    title: str | None = None
    number: str | None = None
    issuer: str | None = None
    date: str | None = None
    recipients: str | None = None


@dataclass(frozen=True)
class Document:
    """A read file. See the module docstring for its coordinates."""

    source: Source
    text: str
    blocks: tuple[Block, ...]
    root: Section
    pages: tuple[Page, ...] = ()
    metadata: Metadata = field(default_factory=Metadata)
    warnings: tuple[Notice, ...] = ()

    @property
    def id(self) -> str:
        """A name made from the content: the file's SHA-256."""
        return self.source.sha256

    @cached_property
    def tables(self) -> tuple[Block, ...]:
        """The tables, in reading order."""
        return tuple(block for block in self.blocks if block.kind == "table")

    @cached_property
    def unread_pages(self) -> tuple[int, ...]:
        """Numbers of the pages that show something but gave no text."""
        return tuple(page.number for page in self.pages if page.status == "unread")

    @cached_property
    def _lines(self) -> tuple[tuple[Line, ...], tuple[int, ...]]:
        lines = sorted(
            (line for block in self.blocks for line in block.all_lines() if line.end > line.start),
            key=lambda line: line.start,
        )
        return tuple(lines), tuple(line.start for line in lines)

    @cached_property
    def _body_blocks(self) -> tuple[tuple[Block, ...], tuple[int, ...]]:
        blocks = sorted(
            (block for block in self.blocks if block.end > block.start), key=lambda b: b.start
        )
        return tuple(blocks), tuple(block.start for block in blocks)

    def block_at(self, offset: int) -> Block | None:
        """The top-level block that covers ``offset``, or None between blocks."""
        blocks, starts = self._body_blocks
        index = bisect_right(starts, offset) - 1
        if index < 0 or offset >= blocks[index].end:
            return None
        return blocks[index]

    def anchors(self, start: int, end: int) -> tuple[Anchor, ...]:
        """Where ``text[start:end]`` stands: one box for each printed line it touches.

        A quote that covers part of a line gets that part of the line's box.
        """
        lines, starts = self._lines
        found: list[Anchor] = []
        index = max(bisect_right(starts, start) - 1, 0)
        while index < len(lines) and lines[index].start < end:
            line = lines[index]
            index += 1
            if line.anchor is None or line.end <= start:
                continue
            found.append(
                part_of(
                    line.anchor,
                    self.text[line.start : line.end],
                    max(start - line.start, 0),
                    min(end, line.end) - line.start,
                    vertical=line.vertical,
                )
            )
        return tuple(found)

    def section_at(self, offset: int) -> tuple[Section, ...]:
        """The sections that hold ``offset``, outermost first, without the root.

        The heading of a section belongs to the section itself.
        """
        chain: list[Section] = []
        children = self.root.children
        while True:
            inside = next((s for s in children if s.start <= offset < s.end), None)
            if inside is None:
                return tuple(chain)
            chain.append(inside)
            children = inside.children

    def path(self, offset: int) -> tuple[str, ...]:
        """The headings above ``offset``, outermost first; a heading is not above itself."""
        return tuple(
            section.label
            for section in self.section_at(offset)
            if not section.start <= offset < section.heading_end
        )
