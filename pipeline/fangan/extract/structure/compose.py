"""From raw elements to one text: every paragraph, table and cell with its offsets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from fangan.document import Block, BlockKind, Line
from fangan.extract.raw import Aside, Element, Fragment, Paragraph, Table

_BREAKS: Final = {ord(char): " " for char in "\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029"}
_INVISIBLE: Final = "\ufeff\u200b\u200c\u200d\u2060\u00ad"


@dataclass(frozen=True, slots=True)
class Piece:
    """An element with its clean text; tables and furniture have an empty one."""

    element: Element
    text: str

    @property
    def paragraph(self) -> Paragraph | None:
        """The element when it is a paragraph."""
        return self.element if isinstance(self.element, Paragraph) else None

    @property
    def is_table(self) -> bool:
        """Whether the element is a table."""
        return isinstance(self.element, Table)


@dataclass(frozen=True, slots=True)
class Span:
    """Where a piece stands in the text; furniture is empty."""

    start: int
    end: int


def clean(text: str) -> str:
    """``text`` as it stands in a document: one line, no white space around it."""
    return _strip(_one_line(text))[0]


def _one_line(text: str) -> str:
    # Hardly any text holds a break, and looking for one is far quicker than replacing.
    return text if text.isprintable() else text.translate(_BREAKS)


def _strip(text: str) -> tuple[str, int]:
    """``text`` without white space around it, and how much was taken off the front."""
    start, end = 0, len(text)
    while start < end and (text[start].isspace() or text[start] in _INVISIBLE):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _INVISIBLE):
        end -= 1
    return text[start:end], start


def pieces_of(elements: Iterable[Element]) -> list[Piece]:
    """The elements that hold something, with their clean text."""
    found: list[Piece] = []
    for element in elements:
        if isinstance(element, Paragraph):
            text = clean(element.text)
            if text:
                found.append(Piece(element, text))
        elif isinstance(element, Table):
            if any(clean(cell.text) for row in element.rows for cell in row):
                found.append(Piece(element, ""))
        else:
            found.append(Piece(element, ""))
    return found


def compose(pieces: list[Piece], kinds: list[BlockKind]) -> tuple[str, list[Block], list[Span]]:
    """The document's text, one block a piece, and each piece's place.

    ``kinds`` names the kind of each paragraph; what it says for a table or for
    furniture is not used. A paragraph of kind header or footer becomes furniture.
    """
    parts: list[str] = []
    blocks: list[Block] = []
    spans: list[Span] = []
    at = 0
    for piece, kind in zip(pieces, kinds, strict=True):
        element = piece.element
        if isinstance(element, Aside) or kind in ("header", "footer"):
            blocks.append(_furniture(element, kind, piece.text, at))
            spans.append(Span(at, at))
            continue
        if parts:
            parts.append("\n")
            at += 1
        if isinstance(element, Table):
            text, block = _table(element, at)
        else:
            text = piece.text
            block = Block(kind, at, at + len(text), _lines(element.fragments, at)[1])
        parts.append(text)
        blocks.append(block)
        spans.append(Span(at, at + len(text)))
        at += len(text)
    return "".join(parts), blocks, spans


def _furniture(element: Element, kind: BlockKind, text: str, at: int) -> Block:
    if isinstance(element, Aside):
        place = (Line(at, at, element.anchor),) if element.anchor else ()
        return Block(element.kind, at, at, place, aside=clean(element.text))
    fragments = element.fragments if isinstance(element, Paragraph) else ()
    lines = tuple(Line(at, at, f.anchor, f.vertical) for f in fragments if f.anchor)
    return Block(kind, at, at, lines, aside=text)


def _lines(fragments: tuple[Fragment, ...], at: int) -> tuple[str, tuple[Line, ...]]:
    """The clean text of ``fragments`` and its lines, the first character at ``at``."""
    whole = _one_line("".join([fragment.text for fragment in fragments]))
    text, dropped = _strip(whole)
    lines: list[Line] = []
    offset = -dropped
    for fragment in fragments:
        start, end = max(offset, 0), min(offset + len(fragment.text), len(text))
        offset += len(fragment.text)
        if start < end:
            lines.append(Line(at + start, at + end, fragment.anchor, fragment.vertical))
    return text, tuple(lines)


def _table(table: Table, at: int) -> tuple[str, Block]:
    start = at
    rows: list[tuple[Block, ...]] = []
    printed: list[str] = []
    for row in table.rows:
        cells: list[Block] = []
        texts: list[str] = []
        for number, cell in enumerate(row):
            at += 1 if number else 0
            text, lines = _lines(cell.fragments, at)
            cells.append(Block("cell", at, at + len(text), lines))
            texts.append(text)
            at += len(text)
        rows.append(tuple(cells))
        printed.append("\t".join(texts))
        at += 1
    text = "\n".join(printed)
    return text, Block("table", start, start + len(text), rows=tuple(rows))
