"""From the lines and tables of pages to paragraphs, tables and furniture in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from fangan.extract.pdf_lines import Line
from fangan.extract.pdf_paragraphs import as_paragraph, goes_on, measures
from fangan.extract.pdf_tables import FoundTable, continues, joined
from fangan.extract.raw import Aside, AsideKind, Element


class PageContent(Protocol):
    """A page as a reader found it; ``lines`` in reading order."""

    @property
    def number(self) -> int:
        """Its number, from 1."""

    @property
    def width(self) -> float:
        """Its width in points."""

    @property
    def lines(self) -> Sequence[Line]:
        """Its lines outside tables."""

    @property
    def tables(self) -> Sequence[FoundTable]:
        """Its tables."""


def elements(
    contents: Sequence[PageContent], furniture: Mapping[Line, AsideKind]
) -> Iterator[Element]:
    """Paragraphs, tables and furniture in reading order.

    Furniture of a page follows the paragraph or table that runs on over the page's end.
    """
    widths = {content.number: content.width for content in contents}
    body = [line for content in contents for line in content.lines if line not in furniture]
    measure = measures(body, widths.__getitem__)
    open_lines: list[Line] = []
    open_table: FoundTable | None = None
    waiting: list[Aside] = []

    def flush() -> Iterator[Element]:
        nonlocal open_lines, open_table, waiting
        if open_lines:
            yield as_paragraph(open_lines, measure(open_lines[0]))
        if open_table:
            yield open_table.table
        yield from waiting
        open_lines, open_table, waiting = [], None, []

    for content in contents:
        for item in _in_order(content):
            if isinstance(item, FoundTable):
                if open_table and continues(open_table, item):
                    open_table = joined(open_table, item)
                    continue
                yield from flush()
                open_table = item
            elif item in furniture:
                waiting.append(Aside(furniture[item], item.text, item.anchor))
            elif open_lines and goes_on(open_lines, item, measure(item)):
                open_lines.append(item)
            else:
                yield from flush()
                open_lines = [item]
    yield from flush()


def _in_order(content: PageContent) -> Iterator[Line | FoundTable]:
    """Lines and tables of a page; a table comes before the first line below its head."""
    tables = sorted(content.tables, key=lambda table: table.box[1])
    for line in content.lines:
        while tables and not line.vertical and line.middle > tables[0].box[1]:
            yield tables.pop(0)
        yield line
    yield from tables
