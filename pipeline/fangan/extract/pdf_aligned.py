"""Tables without rules: cells that stand one below the other in columns (无线表).

Lines whose parts lie far apart, several below each other, are a table when clear
strips run down between their parts and the parts keep to their columns. Running text
leaves no such strips; a contents list has page numbers but no head.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from fangan.document import Anchor, BBox
from fangan.extract.pdf_chars import Box
from fangan.extract.pdf_lines import Line, Part, linked
from fangan.extract.pdf_tables import FoundTable
from fangan.extract.raw import Cell, Fragment, Table

_APART = 2.5  # letters between rows; further apart the table has ended
_TIGHT = 1.0  # letters; so near stands the rest of a cell
_CLEAR = 0.6  # letters; the narrowest strip between two columns
_FEWEST_ROWS = 3
_FILLED = 0.6  # of the places in the rows and columns that hold something
_LONGEST = 40  # characters of a usual cell; more is running text
_VALUE = re.compile(
    r"[\d０-９.,，．%％+\-－—–~～/／≥≤<>〈〉（）()以上内下左右约万亿元年个户人吨亩座家项]+|[-—－/／]+"
)
_LEADER = re.compile(r"[.…·․‥]{4,}")


def take_aligned(lines: Sequence[Line]) -> tuple[list[FoundTable], list[Line]]:
    """The tables that the lines of a page make by their alignment, and the other lines."""
    if sum(len(line.parts) > 1 for line in lines) < _FEWEST_ROWS:
        return [], list(lines)
    tables: list[FoundTable] = []
    rest: list[Line] = []
    for group in _groups(lines):
        start, end, table = _best(group)
        if table is None:
            rest.extend(group)
            continue
        tables.append(table)
        rest.extend((*group[:start], *group[end:]))
    return tables, rest


def _groups(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that follow one another closely enough to be rows of one table."""
    group: list[Line] = []
    in_rows = _in_rows(lines)
    for index, line in enumerate(lines):
        if group and not _follows(group, line, row=in_rows[index - 1], next_row=in_rows[index]):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _in_rows(lines: Sequence[Line]) -> list[bool]:
    """For each line, whether it has several parts or stands at the height of one that has."""
    in_rows = [len(line.parts) > 1 for line in lines]
    for index, (above, line) in enumerate(pairwise(lines)):
        if (len(above.parts) > 1) != (len(line.parts) > 1) and _overlap(above, line):
            in_rows[index] = in_rows[index + 1] = True
    return in_rows


def _overlap(above: Line, line: Line) -> bool:
    """Whether two lines share some of their height, as a cell of one line beside one of two."""
    return above.region == line.region and above.bottom - line.top > 0.2 * line.size > 0


def _follows(group: Sequence[Line], line: Line, *, row: bool, next_row: bool) -> bool:
    above = group[-1]
    if above.region != line.region or above.vertical or line.vertical:
        return False
    row = row or (len(group) > 1 and _hangs(group[-2], above))
    most = _APART if row == next_row else _TIGHT
    return line.top >= above.top and line.top - above.bottom < most * line.size


def _best(group: list[Line]) -> tuple[int, int, FoundTable | None]:
    """The table in a group of lines: between its first and last line of several parts.

    A line or two above may be a caption that has parts by chance: they are left out
    where the rest agrees without them.
    """
    rows = [index for index, line in enumerate(group) if len(line.parts) > 1]
    if len(rows) < _FEWEST_ROWS:
        return 0, 0, None
    end = rows[-1] + 1
    while end < len(group) and (
        _overlap(group[end - 1], group[end]) or _hangs(group[end - 1], group[end])
    ):
        end += 1
    for start in rows[: max(1, len(rows) - _FEWEST_ROWS + 1)][:3]:
        for last in (end, rows[-1] + 1):
            table = _table(group[start:last])
            if table is not None:
                return start, last, table
    return 0, 0, None


def _hangs(above: Line, line: Line) -> bool:
    """Whether a line of one part is the rest of a cell of the row above."""
    if len(line.parts) > 1 or line.top - above.bottom > 0.6 * line.size:
        return False
    half = 0.5 * line.size
    return any(
        line.x1 < part.x1 + line.size
        and (abs(line.x0 - part.x0) < half or abs(line.x0 + line.x1 - part.x0 - part.x1) < 2 * half)
        for part in _parts(above)
    )


def _table(lines: Sequence[Line]) -> FoundTable | None:
    """The lines as a table, where they are one."""
    size = median(line.size for line in lines)
    parts = [part for line in lines for part in _parts(line)]
    columns = _columns(parts, len(lines), size)
    if len(columns) < 2 or any(_LEADER.search(line.text) for line in lines):
        return None
    grid = [_row(line, columns) for line in lines]
    if any(row is None for row in grid):
        return None
    rows = _joined([row for row in grid if row is not None], lines, size)
    if not _is_table(rows, columns, size):
        return None
    return _found(lines[0].page, rows, columns)


def _parts(line: Line) -> tuple[Part, ...]:
    return line.parts or (Part(line.x0, line.x1, line.text),)


def _columns(parts: Sequence[Part], count: int, size: float) -> list[tuple[float, float]]:
    """The stretches between clear strips; a part may cross a strip in one row of ten."""
    events = sorted([(part.x0, 1) for part in parts] + [(part.x1, -1) for part in parts])
    allowed = count // 10
    found: list[tuple[float, float]] = []
    depth, begin, last = 0, 0.0, 0.0
    for x, step in events:
        before = depth
        depth += step
        if before <= allowed < depth:
            begin = found.pop()[0] if found and x - last < _CLEAR * size else x
        elif depth <= allowed < before:
            last = x
            found.append((begin, x))
    return found


def _row(line: Line, columns: Sequence[tuple[float, float]]) -> list[list[Part]] | None:
    """The parts of a line by column; None where two columns would share one."""
    row: list[list[Part]] = [[] for _ in columns]
    for part in _parts(line):
        shares = [min(part.x1, x1) - max(part.x0, x0) for x0, x1 in columns]
        best = max(range(len(columns)), key=shares.__getitem__)
        if sum(share > line.size for share in shares) > 1 and len(line.parts) < 2:
            return None  # running text over several columns
        row[best].append(part)
    return row


_Cells = list[list[tuple[Line, Part]]]


def _joined(grid: Sequence[list[list[Part]]], lines: Sequence[Line], size: float) -> list[_Cells]:
    """Rows of cells; a line that only goes on with cells of the one above belongs to it."""
    steps = [b.middle - a.middle for a, b in pairwise(lines)]
    usual = max(steps, default=0.0)
    rows: list[_Cells] = []
    for index, (row, line) in enumerate(zip(grid, lines, strict=True)):
        cells: _Cells = [[(line, part) for part in parts] for parts in row]
        filled = [number for number, parts in enumerate(row) if parts]
        if (rows and _overlap(lines[index - 1], line)) or (
            rows
            and len(filled) < len(row)
            and not any(_are_values(rows[-1][number], row[number]) for number in filled)
            and _goes_on(rows[-1], filled, steps[index - 1], usual, size)
        ):
            for number in filled:
                rows[-1][number] += cells[number]
        else:
            rows.append(cells)
    return rows


def _are_values(above: Sequence[tuple[Line, Part]], parts: Sequence[Part]) -> bool:
    """Whether both are values, of which none goes on with another."""
    return all(_VALUE.fullmatch(part.text) for part in (*(part for _, part in above), *parts))


def _goes_on(above: _Cells, filled: Sequence[int], step: float, usual: float, size: float) -> bool:
    """Whether a line that fills some columns is the rest of the row above."""
    if not all(above[number] for number in filled):
        return False
    return step < 0.85 * usual and step < 1.8 * size


def _is_table(rows: Sequence[_Cells], columns: Sequence[tuple[float, float]], size: float) -> bool:
    """Whether rows and columns are filled, aligned and short enough for a table."""
    full = [row for row in rows if sum(bool(cell) for cell in row) > 1]
    if len(full) < _FEWEST_ROWS:
        return False
    filled = sum(bool(cell) for row in rows for cell in row)
    if filled < _FILLED * len(rows) * len(columns):
        return False
    texts = [["".join(part.text for _, part in cell) for cell in row] for row in rows]
    if median(len(text) for row in texts for text in row if text) > _LONGEST:
        return False
    if not all(_keeps(number, rows, size) for number in range(len(columns))):
        return False
    values = [
        sum(bool(_VALUE.fullmatch(row[number])) for row in texts[1:])
        for number in range(len(columns))
    ]
    valued = max(values[1:]) * 2 > len(texts) - 1
    if len(columns) == 2:
        return valued and not _VALUE.fullmatch(texts[0][1]) and bool(texts[0][1])
    return valued or len(rows) > _FEWEST_ROWS


def _keeps(number: int, rows: Sequence[_Cells], size: float) -> bool:
    """Whether the cells of a column have their left edge, right edge or middle in common."""
    cells = [row[number] for row in rows if row[number]]
    lefts = [min(part.x0 for _, part in cell) for cell in cells]
    rights = [max(part.x1 for _, part in cell) for cell in cells]
    middles = [(a + b) / 2 for a, b in zip(lefts, rights, strict=True)]
    return any(
        sum(abs(place - median(places)) <= size for place in places) >= 0.75 * len(places)
        for places in (lefts, rights, middles)
    )


def _found(page: int, rows: Sequence[_Cells], columns: Sequence[tuple[float, float]]) -> FoundTable:
    box: Box = (
        columns[0][0],
        min(line.top for row in rows for cell in row for line, _ in cell),
        columns[-1][1],
        max(line.bottom for row in rows for cell in row for line, _ in cell),
    )
    edges = (
        columns[0][0],
        *((a[1] + b[0]) / 2 for a, b in pairwise(columns)),
        columns[-1][1],
    )
    table = Table(tuple(tuple(_cell(cell) for cell in row) for row in rows))
    return FoundTable(page, box, edges, table, ruled=False)


def _cell(parts: Sequence[tuple[Line, Part]]) -> Cell:
    texts = linked([part.text for _, part in parts])
    return Cell(
        tuple(
            Fragment(
                text, Anchor(line.page, BBox(part.x0, line.top, max(part.x0, part.x1), line.bottom))
            )
            for text, (line, part) in zip(texts, parts, strict=True)
            if text
        )
    )
