"""From the lines and tables of pages to paragraphs, tables and furniture in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from fangan.extract.pdf_aligned import take_aligned
from fangan.extract.pdf_lines import Line
from fangan.extract.pdf_paragraphs import Measure, as_paragraph, goes_on, measures
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
    aligned, body = _aligned(contents, furniture)
    in_body = set(body)
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
        lines = [line for line in content.lines if line in in_body or line in furniture]
        for item in _in_order(lines, [*content.tables, *aligned[content.number]]):
            if isinstance(item, FoundTable):
                if open_table and continues(open_table, item):
                    open_table = joined(open_table, item)
                    continue
                yield from flush()
                open_table = item
            elif item in furniture:
                waiting.append(Aside(furniture[item], item.text, item.anchor))
            elif open_lines and _goes_on(open_lines, item, measure):
                open_lines.append(item)
            else:
                yield from flush()
                open_lines = [item]
    yield from flush()


def _aligned(
    contents: Sequence[PageContent], furniture: Mapping[Line, AsideKind]
) -> tuple[dict[int, list[FoundTable]], list[Line]]:
    """The tables without rules of each page, and the lines of the body outside of them."""
    found: dict[int, list[FoundTable]] = {}
    body: list[Line] = []
    for content in contents:
        lines = [line for line in content.lines if line not in furniture]
        found[content.number], lines = take_aligned(lines)
        body += lines
    return found, body


def _goes_on(paragraph: list[Line], line: Line, measure: Callable[[Line], Measure]) -> bool:
    """Whether a line goes on with a paragraph, which may stand in another column or margin."""
    here, last = measure(line), paragraph[-1]
    across = here.left - measure(last).left
    if across and (last.page, last.region) != (line.page, line.region):
        paragraph = [above.moved(across) for above in paragraph]
    return goes_on(paragraph, line, here)


def _in_order(lines: Sequence[Line], found: Sequence[FoundTable]) -> Iterator[Line | FoundTable]:
    """Lines and tables of a page; a table comes before the first line below its head."""
    tables = sorted(found, key=lambda table: table.box[1])
    for line in lines:
        while tables and not line.vertical and line.middle > tables[0].box[1]:
            yield tables.pop(0)
        yield line
    yield from tables
