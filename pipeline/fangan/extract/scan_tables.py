"""Ruled tables on a picture: from rules to cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Box = tuple[float, float, float, float]

Rule = tuple[float, float, float]
"""``(start, end, place)``: a level rule from x to x at a height, an upright one from top
to bottom at an x."""

Grid = list[list[Box | None]]

_COVERED = 0.6  # of a cell's side, by which a rule counts as drawn along it
_MOST_LINES = 300  # rows or columns; more is a drawing


@dataclass(frozen=True, slots=True)
class _Frame:
    """The rules of one table, by place: each with the stretches that are drawn."""

    rows: list[tuple[float, list[Rule]]]
    columns: list[tuple[float, list[Rule]]]


def grids(level: Sequence[Rule], upright: Sequence[Rule], *, near: float) -> list[Grid]:
    """The cells of each ruled table, row by row, each at its upper left place.

    ``near`` is the distance within which two rules meet, or are one.
    """
    found = []
    for across, down in _joined(level, upright, near):
        frame = _Frame(_gathered(across, near), _gathered(down, near))
        frame = _closed(frame, near)
        if 2 <= len(frame.rows) <= _MOST_LINES and 3 <= len(frame.columns) <= _MOST_LINES:
            found.append(_cells(frame))
    return found


def _joined(
    level: Sequence[Rule], upright: Sequence[Rule], near: float
) -> Iterable[tuple[list[Rule], list[Rule]]]:
    """The rules that hang together, those of each table apart."""
    groups: list[tuple[list[Rule], list[Rule]]] = [([rule], []) for rule in level]
    for rule in upright:
        top, bottom, x = rule
        met = [
            group
            for group in groups
            if any(
                x0 - near <= x <= x1 + near and top - near <= y <= bottom + near
                for x0, x1, y in group[0]
            )
        ]
        groups = [group for group in groups if group not in met]
        across = [one for group in met for one in group[0]]
        down = [one for group in met for one in group[1]]
        groups.append((across, [*down, rule]))
    return [group for group in groups if len(group[0]) >= 2 and len(group[1]) >= 2]


def _gathered(rules: Iterable[Rule], near: float) -> list[tuple[float, list[Rule]]]:
    """Rules at one place together, from the top or the left on."""
    places: list[tuple[float, list[Rule]]] = []
    for rule in sorted(rules, key=lambda rule: rule[2]):
        if places and rule[2] - places[-1][0] <= near:
            place, held = places[-1]
            held.append(rule)
            lengths = [one[1] - one[0] for one in held]
            middle = sum(one[2] * size for one, size in zip(held, lengths, strict=True))
            places[-1] = (middle / max(sum(lengths), 1e-6), held)
            del place
        else:
            places.append((rule[2], [rule]))
    return places


def _closed(frame: _Frame, near: float) -> _Frame:
    """The frame with the sides that are not drawn: many tables are open left and right."""
    starts = sorted(min(rule[0] for rule in rules) for _, rules in frame.rows)
    ends = sorted(max(rule[1] for rule in rules) for _, rules in frame.rows)
    top, bottom = frame.rows[0][0], frame.rows[-1][0]
    left, right = starts[len(starts) // 2], ends[len(ends) // 2]
    columns = list(frame.columns)
    if left < columns[0][0] - 2 * near:
        columns.insert(0, (left, [(top, bottom, left)]))
    if right > columns[-1][0] + 2 * near:
        columns.append((right, [(top, bottom, right)]))
    return _Frame(frame.rows, columns)


def _cells(frame: _Frame) -> Grid:
    """Each cell as broad and as high as no rule parts it."""
    ys = [place for place, _ in frame.rows]
    xs = [place for place, _ in frame.columns]
    height, width = len(ys) - 1, len(xs) - 1
    # Whether a rule is drawn above row r in column c, and left of column c in row r.
    above = [[_drawn(rules, xs[c], xs[c + 1]) for c in range(width)] for _, rules in frame.rows]
    beside = [
        [_drawn(rules, ys[r], ys[r + 1]) for r in range(height)] for _, rules in frame.columns
    ]
    taken = [[False] * width for _ in range(height)]
    grid: Grid = [[None] * width for _ in range(height)]
    for r in range(height):
        for c in range(width):
            if taken[r][c]:
                continue
            right = c + 1
            while right < width and not beside[right][r] and not taken[r][right]:
                right += 1
            low = r + 1
            while (
                low < height
                and not any(above[low][i] or taken[low][i] for i in range(c, right))
                and not any(beside[i][low] for i in range(c + 1, right))
            ):
                low += 1
            for row in range(r, low):
                for column in range(c, right):
                    taken[row][column] = True
            grid[r][c] = (xs[c], ys[r], xs[right], ys[low])
    return grid


def _drawn(rules: Iterable[Rule], start: float, end: float) -> bool:
    """Whether a rule is drawn along most of the way."""
    length = sum(max(0.0, min(rule[1], end) - max(rule[0], start)) for rule in rules)
    return length >= _COVERED * (end - start)
