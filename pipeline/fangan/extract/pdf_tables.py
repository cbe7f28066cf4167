"""Ruled tables: cells found by pdfplumber, their text from pdfium's characters."""

from __future__ import annotations

import logging
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BufferedReader
from pathlib import Path
from typing import TypeVar

from fangan.extract.pdf_chars import Box, Char, Run, View
from fangan.extract.pdf_lines import Line, linked, page_lines
from fangan.extract.pdf_open import Foreign
from fangan.extract.pdf_second import second_runs
from fangan.extract.raw import Cell, Fragment, Table

_MOST_CELLS = 20_000  # of one table; more is a drawing
_NEAR = 1.0  # points within which two edges of cells are one
_SAME = 6.0  # points within which an edge stands at the same place
_LOOSE = 24.0  # the same where no rule marks it

_SILENT = logging.NullHandler()

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table on one page; ``last_row`` and ``first_row`` are the boxes of those cells."""

    page: int
    box: Box
    columns: tuple[float, ...]
    table: Table
    first_row: tuple[Box | None, ...] = ()
    last_row: tuple[Box | None, ...] = ()
    ruled: bool = True


class TableFinder:
    """Opens the file in pdfplumber at the first page that asks, and closes each page at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stream: BufferedReader | None = None
        self._document: Foreign = None
        self.failed: set[int] = set()

    def grids(self, page: int, corner: tuple[float, float]) -> list[list[list[Box | None]]]:
        """The cells' boxes of each table on ``page``, row by row, in points as seen.

        pdfplumber counts from the media box; ``corner`` is where the seen page begins in it.
        """
        try:
            with self._page(page) as opened:
                return list(_grids(opened, corner))
        except Exception:  # noqa: BLE001  # a file that pdfium reads may break pdfminer anywhere
            self.failed.add(page)
            return []

    def runs(self, page: int, view: View, corner: tuple[float, float]) -> tuple[list[Run], str]:
        """The page's characters by pdfminer's code tables, as runs and as text."""
        try:
            with self._page(page) as opened:
                left, top = opened.mediabox[0] + corner[0], opened.mediabox[1] + corner[1]
                return second_runs(opened.chars, view, (left, top))
        except Exception:  # noqa: BLE001  # as above; the first engine's reading then stands
            return [], ""

    @contextmanager
    def _page(self, number: int) -> Iterator[Foreign]:
        """A page of the document in pdfplumber, which is opened at the first call."""
        import pdfplumber

        # pdfminer remarks on broken fonts and streams; without a handler of the
        # caller's own these would go to stderr.
        logging.getLogger("pdfminer").addHandler(_SILENT)
        if self._stream is None:
            self._stream = self._path.open("rb")
        if self._document is None:
            self._document = pdfplumber.open(self._stream)
        opened = self._document.pages[number - 1]
        try:
            yield opened
        finally:
            opened.close()

    def close(self) -> None:
        """Let the file go.

        Only the stream: pdfplumber's own ``close`` reads every page of the file once
        more, which is slow, and fails again where a page was broken.
        """
        if self._stream is not None:
            self._stream.close()


@contextmanager
def table_finder(path: Path) -> Iterator[TableFinder]:
    """A finder for the file at ``path``."""
    finder = TableFinder(path)
    try:
        yield finder
    finally:
        finder.close()


def _grids(page: Foreign, corner: tuple[float, float]) -> Iterator[list[list[Box | None]]]:
    left, top = page.mediabox[0] + corner[0], page.mediabox[1] + corner[1]
    for table in page.find_tables():
        if len(table.cells) > _MOST_CELLS:
            continue
        yield [
            [
                cell
                and (
                    cell[0] - left,
                    cell[1] - top,
                    cell[2] - left,
                    cell[3] - top,
                )
                for cell in row.cells
            ]
            for row in table.rows
        ]


def in_reading_order(grid: list[list[Box | None]]) -> list[list[Box | None]]:
    """The cells of a grid that was turned, by rows again."""
    cells = sorted(
        (cell for row in grid for cell in row if cell), key=lambda cell: (cell[1], cell[0])
    )
    lefts = _places(cell[0] for cell in cells)
    rows: dict[int, list[Box | None]] = {}
    tops = _places(cell[1] for cell in cells)
    for cell in cells:
        row = rows.setdefault(bisect_right(tops, cell[1] + _NEAR), [None] * len(lefts))
        row[bisect_right(lefts, cell[0] + _NEAR) - 1] = cell
    return [rows[place] for place in sorted(rows)]


def _places(edges: Iterable[float]) -> list[float]:
    """Different places among edges, those that nearly agree as one."""
    found: list[float] = []
    for edge in sorted(edges):
        if not found or edge - found[-1] > _NEAR:
            found.append(edge)
    return found


def take_tables(
    runs: list[Run], grids: Sequence[list[list[Box | None]]], page: int, view: View
) -> tuple[list[FoundTable], list[Run]]:
    """Fill the grids with the characters that lie in them; the runs left over."""
    tables: list[FoundTable] = []
    for grid in grids:
        boxes = [cell for row in grid for cell in row if cell]
        if len(grid) < 1 or max(len(row) for row in grid) < 2:
            continue
        outer = (
            min(box[0] for box in boxes),
            min(box[1] for box in boxes),
            max(box[2] for box in boxes),
            max(box[3] for box in boxes),
        )
        if any(_overlap(outer, table.box) for table in tables):
            continue
        inside, outside = _divide(runs, outer)
        rows, stray = _fill(grid, inside, page, view)
        if sum(bool(cell.fragments) for row in rows for cell in row) < 3:
            continue
        if max(sum(bool(cell.fragments) for cell in row) for row in rows) < 2:
            continue
        runs = outside + stray
        columns = tuple(sorted({round(box[0], 1) for box in boxes} | {round(outer[2], 1)}))
        tables.append(
            FoundTable(page, outer, columns, Table(rows), tuple(grid[0]), tuple(grid[-1]))
        )
    return tables, runs


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] - 1 and b[0] < a[2] - 1 and a[1] < b[3] - 1 and b[1] < a[3] - 1


def _divide(runs: Sequence[Run], outer: Box) -> tuple[list[Run], list[Run]]:
    """Level runs in the box, and all others; a run that crosses its edge is parted."""
    inside: list[Run] = []
    outside: list[Run] = []
    for run in runs:
        height = (run.top + run.bottom) / 2
        if run.turn != 0 or not outer[1] <= height <= outer[3]:
            outside.append(run)
            continue
        within = [c for c in run.chars if outer[0] <= (c[0] + c[1]) / 2 <= outer[2]]
        if within:
            inside.append(_part(run, within))
        if len(within) < len(run.chars):
            without = [c for c in run.chars if not outer[0] <= (c[0] + c[1]) / 2 <= outer[2]]
            outside.append(_part(run, without))
    return inside, outside


def _part(run: Run, chars: list[Char]) -> Run:
    if len(chars) == len(run.chars):
        return run
    return Run(chars, run.top, run.bottom, run.size, run.font, run.heavy, run.turn)


def _fill(
    grid: Sequence[Sequence[Box | None]], runs: Sequence[Run], page: int, view: View
) -> tuple[tuple[tuple[Cell, ...], ...], list[Run]]:
    """Cells with their text, and what lies between the cells."""
    width = max(len(row) for row in grid)
    by_top: list[tuple[float, float, int, int, Box]] = sorted(
        (box[1], box[3], r, c, box)
        for r, row in enumerate(grid)
        for c, box in enumerate(row)
        if box
    )
    tops = [entry[0] for entry in by_top]
    held: dict[tuple[int, int], list[Run]] = {}
    stray: list[Run] = []
    for run in runs:
        height = (run.top + run.bottom) / 2
        boxes = [entry for entry in by_top[: bisect_right(tops, height)] if height <= entry[1]]
        parts: dict[tuple[int, int] | None, list[Char]] = {}
        for char in run.chars:
            middle = (char[0] + char[1]) / 2
            place = next(((e[2], e[3]) for e in boxes if e[4][0] <= middle <= e[4][2]), None)
            parts.setdefault(place, []).append(char)
        for place, chars in parts.items():
            if place is None:
                stray.append(_part(run, chars))
            else:
                held.setdefault(place, []).append(_part(run, chars))
    rows = tuple(
        tuple(_cell(page_lines(held.get((r, c), ()), page, view)) for c in range(width))
        for r in range(len(grid))
    )
    return rows, stray


def _cell(lines: Sequence[Line]) -> Cell:
    texts = linked([line.text for line in lines])
    return Cell(
        tuple(
            Fragment(text, line.anchor, line.vertical)
            for line, text in zip(lines, texts, strict=True)
        )
    )


def continues(upper: FoundTable, lower: FoundTable) -> bool:
    """Whether ``lower``, at the head of the next page, is the rest of ``upper``.

    Their outer edges stand at the same places, and the columns of one are among the
    columns of the other: rows with merged cells show fewer.
    """
    if lower.page != upper.page + 1 or lower.ruled != upper.ruled:
        return False
    if not lower.ruled:  # the edges of such a table are those of its words
        return len(upper.columns) == len(lower.columns) and all(
            abs(a - b) <= _LOOSE
            for a, b in zip(upper.columns[:-1], lower.columns[:-1], strict=True)
        )
    few, many = sorted((upper.columns, lower.columns), key=len)
    return (
        abs(few[0] - many[0]) <= _SAME
        and abs(few[-1] - many[-1]) <= _SAME
        and all(any(abs(a - b) <= _SAME for b in many) for a in few)
    )


def joined(upper: FoundTable, lower: FoundTable) -> FoundTable:
    """The two as one table, a header that the second page repeats left out."""
    columns = max(upper.columns, lower.columns, key=len)
    over, under = _widened(upper, columns), _widened(lower, columns)
    above, below = over.table.rows, under.table.rows
    repeated = 0
    for mine, theirs in zip(above, below, strict=False):
        if [c.text for c in mine] != [c.text for c in theirs] or not any(c.text for c in mine):
            break
        repeated += 1
    below = below[repeated:]
    if below and not repeated and _is_rest(over, under):
        above = (*above[:-1], _merged(above[-1], below[0]))
        below = below[1:]
    return FoundTable(
        lower.page,
        lower.box,
        columns,
        Table((*above, *below)),
        under.first_row,
        under.last_row,
        lower.ruled,
    )


def _widened(found: FoundTable, columns: tuple[float, ...]) -> FoundTable:
    """The table on the given columns, its cells at the first that each covers."""
    if len(columns) == len(found.columns):
        return found
    place = {
        index: min(range(len(columns)), key=lambda i, edge=edge: abs(columns[i] - edge))  # type: ignore[misc]
        for index, edge in enumerate(found.columns)
    }
    width = len(columns) - 1

    def spread(row: Sequence[_T], empty: _T) -> tuple[_T, ...]:
        wide = [empty] * width
        for index, item in enumerate(row):
            wide[min(place[index], width - 1)] = item
        return tuple(wide)

    return replace(
        found,
        columns=columns,
        table=Table(tuple(spread(row, Cell()) for row in found.table.rows)),
        first_row=spread(found.first_row, None),
        last_row=spread(found.last_row, None),
    )


def _is_rest(upper: FoundTable, lower: FoundTable) -> bool:
    """Whether the first row of the next page is the rest of a row that the page's end cut.

    Each of its words then goes on in a cell whose last line is full, and the other
    cells had no more to say.
    """
    over, under = upper.table.rows[-1], lower.table.rows[0]
    if len(over) != len(under) or len(under) != len(upper.last_row):
        return False
    if not any(a.fragments and not b.fragments for a, b in zip(over, under, strict=True)):
        return False
    return any(b.fragments for b in under) and all(
        a.fragments and _is_full(a, box)
        for a, b, box in zip(over, under, upper.last_row, strict=True)
        if b.fragments
    )


def _is_full(cell: Cell, box: Box | None) -> bool:
    """Whether one more character would not have fitted into the cell's last line."""
    anchor = cell.fragments[-1].anchor
    if anchor is None or box is None:
        return False
    line = anchor.bbox
    letter = line.bottom - line.top
    free = (box[2] - box[0]) - (line.x1 - line.x0)
    return free < 2.3 * letter  # a letter, and the cell's margins


def _merged(over: tuple[Cell, ...], under: tuple[Cell, ...]) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for a, b in zip(over, under, strict=True):
        if not a.fragments or not b.fragments:
            cells.append(a if a.fragments else b)
            continue
        texts = linked([fragment.text for fragment in (*a.fragments, *b.fragments)])
        cells.append(
            Cell(
                tuple(
                    replace(fragment, text=text)
                    for fragment, text in zip((*a.fragments, *b.fragments), texts, strict=True)
                )
            )
        )
    return tuple(cells)
