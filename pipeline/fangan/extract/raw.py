"""What a reader hands over: the elements of a file in reading order, before structure.

A reader joins printed lines into paragraphs, since it alone knows the geometry;
headings, metadata and offsets are found afterwards, the same way for every format.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from fangan.document import Anchor, Notice, Page

AsideKind = Literal["header", "footer", "page_number", "seal"]


@dataclass(frozen=True, slots=True)
class Fragment:
    """A printed line of a paragraph, or a whole paragraph where there are no pages."""

    text: str
    anchor: Anchor | None = None
    vertical: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. Its text is that of its fragments, one after the other.

    ``level`` is the heading level that the format itself states (Word outline
    level, HTML h1…h6, Markdown #), from 1; None where it states none. ``kind`` is
    given only where the reader knows it. ``size`` is in points.
    """

    fragments: tuple[Fragment, ...]
    level: int | None = None
    bold: bool = False
    centred: bool = False
    size: float | None = None
    kind: Literal["title", "list", "note", "caption"] | None = None

    @property
    def text(self) -> str:
        """The text of the paragraph."""
        return "".join(fragment.text for fragment in self.fragments)


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell. A cell that a merge covers stands empty; the first holds the text."""

    fragments: tuple[Fragment, ...] = ()

    @property
    def text(self) -> str:
        """The text of the cell."""
        return "".join(fragment.text for fragment in self.fragments)


@dataclass(frozen=True, slots=True)
class Table:
    """A table, row by row; every row has the same number of cells."""

    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Aside:
    """Page furniture, kept apart from the text."""

    kind: AsideKind
    text: str
    anchor: Anchor | None = None


Element = Paragraph | Table | Aside


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a reader has to say about a file.

    ``labels`` are facts that the format states beside the text, under their usual
    Chinese names: 发文机关, 成文日期, 发文字号.
    """

    elements: tuple[Element, ...]
    pages: tuple[Page, ...] = ()
    warnings: tuple[Notice, ...] = field(default=())
    title: str | None = None
    labels: tuple[tuple[str, str], ...] = ()
