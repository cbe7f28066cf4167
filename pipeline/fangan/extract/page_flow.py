"""From the lines and tables of pages to paragraphs, tables and furniture in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from fangan.extract.pdf_aligned import take_aligned
from fangan.extract.pdf_lines import Line
from fangan.extract.pdf_notes import page_notes, usual_size
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
    def height(self) -> float:
        """Its height in points."""

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

    Furniture and footnotes of a page follow the paragraph or table that runs on over the page's end.
    """
    widths = {content.number: content.width for content in contents}
    aligned, notes, body = _parted(contents, furniture)
    in_body = set(body)
    measure = measures(body, widths.__getitem__)
    open_lines: list[Line] = []
    open_table: FoundTable | None = None
    waiting: list[Element] = []

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
        waiting += (
            replace(as_paragraph(note, measure(note[0])), kind="note")
            for note in notes[content.number]
        )
    yield from flush()


def _parted(
    contents: Sequence[PageContent], furniture: Mapping[Line, AsideKind]
) -> tuple[dict[int, list[FoundTable]], dict[int, list[list[Line]]], list[Line]]:
    """The tables without rules and the footnotes of each page, and all lines but theirs."""
    tables: dict[int, list[FoundTable]] = {}
    rest: dict[int, list[Line]] = {}
    for content in contents:
        lines = [line for line in content.lines if line not in furniture]
        tables[content.number], rest[content.number] = take_aligned(lines)
    size = usual_size(line for lines in rest.values() for line in lines)
    notes: dict[int, list[list[Line]]] = {}
    body: list[Line] = []
    for content in contents:
        number, lines = content.number, rest[content.number]
        both = [*content.tables, *tables[number]]
        notes[number] = page_notes(lines, both, height=content.height, size=size)
        taken = {line for note in notes[number] for line in note}
        body += [line for line in lines if line not in taken]
    return tables, notes, body


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
