"""Ruled tables of an OFD page: the grids that its drawn lines make."""

from __future__ import annotations

from collections.abc import Sequence

from fangan.extract.pdf_chars import Box

_SHORTEST = 3.0  # points
_NEAR = 3.0  # points within which lines are one line
_MOST_RULES = 20_000  # of one page; more is a drawing
_MOST_PAIRS = 4_000_000
_MOST_CELLS = 20_000


def grids(rules: Sequence[Box]) -> list[list[list[Box | None]]]:
    """The boxes of the cells of each table, row by row; None where a merge covers one."""
    if not 3 < len(rules) < _MOST_RULES:
        return []
    edges = [edge for rule in rules if (edge := _edge(rule)) is not None]
    level = sum(edge["orientation"] == "h" for edge in edges)
    if level < 2 or len(edges) - level < 2:
        return []
    from pdfplumber import table

    edges = table.merge_edges(edges, _NEAR, _NEAR, _NEAR, _NEAR)
    level = sum(edge["orientation"] == "h" for edge in edges)
    if level * (len(edges) - level) > _MOST_PAIRS:
        return []
    cells = table.intersections_to_cells(table.edges_to_intersections(edges, _NEAR, _NEAR))
    return [_rows(group) for group in table.cells_to_tables(cells) if len(group) <= _MOST_CELLS]


def _rows(cells: Sequence[Box]) -> list[list[Box | None]]:
    """The cells by row, each in the column where it begins."""
    lefts = sorted({cell[0] for cell in cells})
    rows: dict[float, dict[float, Box]] = {}
    for cell in cells:
        rows.setdefault(cell[1], {})[cell[0]] = cell
    return [[row.get(left) for left in lefts] for _, row in sorted(rows.items())]


def _edge(rule: Box) -> dict[str, float | str] | None:
    """A line as pdfplumber has it."""
    x0, top, x1, bottom = rule
    width, height = x1 - x0, bottom - top
    if max(width, height) < _SHORTEST:
        return None
    if width >= height:
        top = bottom = (top + bottom) / 2
    else:
        x0 = x1 = (x0 + x1) / 2
    return {
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom,
        "width": x1 - x0,
        "height": bottom - top,
        "orientation": "h" if width >= height else "v",
        "object_type": "line",
    }
