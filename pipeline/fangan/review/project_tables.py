"""Tables of projects (项目表) as typed rows: name, owner, investment, years, the total."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fangan.document import Block, Document
from fangan.framework import Comparator
from fangan.nlp import units
from fangan.nlp.quantity_text import fold
from fangan.review.table_heads import (
    TOTAL,
    YEAR,
    caption_of,
    cell_in,
    cell_text,
    cell_value,
    read_head,
    unit_for,
)

_COUNT = re.compile(r"(\d+)(?:个|项)?(?:项目)?")


@dataclass(frozen=True, slots=True)
class Project:
    """A row of a table of projects: one project, or a total of several.

    ``investment`` is None where the cell is blank or no number; ``years`` are the first
    and the last year named; ``start`` and ``end`` are the row in the document's text.
    """

    name: str
    owner: str | None
    investment: float | tuple[float, float] | None
    unit: str | None
    comparator: Comparator
    years: tuple[int, ...]
    start: int
    end: int
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class ProjectTable:
    """A table of projects. ``count`` is the number of projects that its total row states."""

    start: int
    end: int
    rows: tuple[Project, ...]
    count: int | None

    @property
    def projects(self) -> tuple[Project, ...]:
        """The rows that are projects."""
        return tuple(row for row in self.rows if not row.is_total)

    @property
    def total(self) -> Project | None:
        """The row of the grand total: the only one, or the last."""
        totals = [row for row in self.rows if row.is_total]
        return totals[-1] if totals else None


def projects(document: Document) -> tuple[ProjectTable, ...]:
    """The tables of projects of a document, in reading order."""
    read = (read_projects(document, table) for table in document.tables)
    return tuple(table for table in read if table)


def read_projects(document: Document, table: Block) -> ProjectTable | None:
    """The projects of a table; None where its head is not that of a table of projects."""
    cells = [[cell_text(document, cell) for cell in row] for row in table.rows]
    head = read_head(cells)
    column = head.first("investment") if head else None
    if head is None or column is None or "year" in head.columns:
        return None
    caption = caption_of(document, table)
    rows: list[Project] = []
    count: int | None = None
    for row, blocks in zip(cells[head.rows :], table.rows[head.rows :], strict=True):
        if not any(row):
            continue
        total = next((cell for cell in row if TOTAL.match(cell)), None)
        read = cell_value(cell_in(row, column))
        value, comparator, inside = read or (None, "eq", "")
        unit = units.canonical(inside) if inside else unit_for(row, head, column, "", caption)
        deadline = fold(cell_in(row, head.first("deadline"))).text
        years = sorted({int(year) for year in YEAR.findall(deadline)})
        if total is not None:
            stated = [_COUNT.fullmatch(cell) for at, cell in enumerate(row) if at != column]
            count = next((int(match[1]) for match in stated if match), count)
        rows.append(
            Project(
                name=total or cell_in(row, head.first("name")),
                owner=cell_in(row, head.first("owner")) or None,
                investment=value,
                unit=unit,
                comparator=comparator,
                years=tuple(years),
                start=blocks[0].start,
                end=blocks[-1].end,
                is_total=total is not None,
            )
        )
    return ProjectTable(table.start, table.end, tuple(rows), count)
