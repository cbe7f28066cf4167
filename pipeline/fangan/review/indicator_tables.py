"""Tables of indicators (指标表) and of projects (项目表) as indicators."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fangan.document import Block, Document
from fangan.findings import Indicator, quote
from fangan.nlp import units
from fangan.nlp.quantity_text import fold
from fangan.review.owners import owner_in
from fangan.review.project_tables import read_projects
from fangan.review.table_heads import (
    BASE,
    DEADLINE,
    OWNER,
    VALUE,
    YEAR,
    Head,
    caption_of,
    cell_in,
    cell_text,
    cell_value,
    read_head,
    unit_for,
    without_unit,
)

_CONTENT = re.compile("(?:建设|主要|项目)(?:内容|规模)|内容(?:和|及|与)规模")


def table_indicators(
    document: Document, table: Block, *, made: int | None, horizon: int
) -> list[Indicator] | None:
    """The indicators of a table by its head; None when its head is of neither kind."""
    cells = [[cell_text(document, cell) for cell in row] for row in table.rows]
    head = read_head(cells)
    if head is None:
        return None
    caption = caption_of(document, table)
    if "investment" in head.columns and "year" not in head.columns:
        return _projects(document, table)
    if {"year", "aim"} & set(head.columns):
        return _rows(document, table, cells, head, caption, made=made, horizon=horizon)
    return None


def _rows(
    document: Document,
    table: Block,
    cells: list[list[str]],
    head: Head,
    caption: str,
    *,
    made: int | None,
    horizon: int,
) -> list[Indicator]:
    out: list[Indicator] = []
    base = _base_column(head, made)
    for row, blocks in zip(cells[head.rows :], table.rows[head.rows :], strict=True):
        name = cell_in(row, head.first("name"))
        if not name or VALUE.fullmatch(name):
            continue
        start = cell_value(cell_in(row, base)) if base is not None else None
        for column, kind in enumerate(head.columns):
            if column == base or kind not in ("year", "aim", "rate") or column >= len(row):
                continue
            read = cell_value(row[column])
            if read is None:
                continue
            value, comparator, inside = read
            unit = units.canonical(inside) if inside else unit_for(row, head, column, name, caption)
            if kind == "rate":
                if not (inside == "%" or "%" in head.titles[column] or "增" in head.titles[column]):
                    continue
                unit = "%"
            year = head.years[column] or (horizon if kind in ("aim", "rate") else None)
            past = made is not None and year is not None and year < made
            nature = cell_in(row, head.first("nature"))
            out.append(
                Indicator(
                    name=without_unit(name) + ("年均增速" if kind == "rate" else ""),
                    value=value,
                    unit=unit,
                    comparator=comparator,
                    kind="achieved" if past else "target",
                    evidence=quote(document, blocks[0].start, blocks[-1].end),
                    base_value=start[0]
                    if start and kind != "rate" and not isinstance(start[0], tuple)
                    else None,
                    base_year=head.years[base] if base is not None else None,
                    year=year,
                    owner=cell_in(row, head.first("owner")) or None,
                    nature="约束性" if "约束" in nature else "预期性" if "预期" in nature else None,
                )
            )
    return out


def _base_column(head: Head, made: int | None) -> int | None:
    """The column of the base: marked as such, else the last year before the plan."""
    marked = [
        index
        for index, title in enumerate(head.titles)
        if BASE.search(title) and head.columns[index] in ("base", "year")
    ]
    if marked:
        return marked[-1]
    dated = [
        (year, index)
        for index, year in enumerate(head.years)
        if year and head.columns[index] == "year"
    ]
    if len({year for year, _ in dated}) < 2:
        return None
    if made is None:
        year, column = min(dated)
        return column if year % 5 == 0 else None  # plans count from the end of a five-year plan
    past = [one for one in dated if one[0] < made]
    return max(past)[1] if past and len(past) < len(dated) else None


# Projects ----------------------------------------------------------------------------------


def _projects(document: Document, table: Block) -> list[Indicator]:
    """Each project's investment, and the total, as indicators with the year of completion."""
    read = read_projects(document, table)
    if read is None:
        return []
    return [
        Indicator(
            name="重点项目总投资合计" if row is read.total else f"{row.name}总投资",
            value=row.investment,
            unit=row.unit,
            comparator=row.comparator,
            kind="target",
            evidence=quote(document, row.start, row.end),
            year=row.years[-1] if row.years and row is not read.total else None,
            owner=row.owner if row is not read.total else None,
        )
        for row in read.rows
        if row.investment is not None
    ]


# Tables of tasks ---------------------------------------------------------------------------


def cells_with_statements(
    document: Document, table: Block, *, every: bool
) -> Iterator[tuple[Block, tuple[Block, ...], int | None, str | None]]:
    """Cells of a table that may state an indicator in words: ``every`` one, or those of contents.

    Each with its row, the year of the row's deadline and who is responsible for it.
    """
    if len(table.rows) < 2:
        return
    titles = [cell_text(document, cell) for cell in table.rows[0]]
    owner_column = next((i for i, title in enumerate(titles) if OWNER.search(title)), None)
    time_column = next((i for i, title in enumerate(titles) if DEADLINE.search(title)), None)
    for row in table.rows[1:]:
        texts = [cell_text(document, cell) for cell in row]
        years = YEAR.findall(fold(cell_in(texts, time_column)).text)
        owner = cell_in(texts, owner_column) or owner_in("".join(texts))
        for index, cell in enumerate(row):
            if index in (owner_column, time_column) or len(texts[index]) < 6:
                continue
            if not every and not _CONTENT.search(cell_in(titles, index)):
                continue
            yield cell, row, int(years[-1]) if years else None, owner or None
