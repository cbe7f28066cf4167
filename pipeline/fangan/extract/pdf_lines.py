"""From the runs of a page to its printed lines, in reading order."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from operator import itemgetter
from statistics import median
from typing import NamedTuple

from fangan.document import Anchor, BBox
from fangan.extract.pdf_chars import HYPHEN, NARROW, OVERLAP, Box, Char, Run, View, turned_back

_WORD = re.compile(r"[A-Za-z0-9\u00c0-\u024f\u0370-\u04ff]")
_RIGHT = itemgetter(1)
_BROAD = 2.5  # letters; further apart stand only different things
_SPREAD = re.compile(r"[\u4e00-\u9fff](?: [\u4e00-\u9fff])+")


class Part(NamedTuple):
    """A piece of a printed line that stands apart from the others."""

    x0: float
    x1: float
    text: str


class Line(NamedTuple):
    """A printed line: its text, its place as seen, and how it is set."""

    page: int
    text: str
    box: Box
    size: float
    bold: bool
    font: str
    vertical: bool = False
    slanted: bool = False
    gaps: int = 0  # blanks too broad for running text, as between the cells of a row
    region: int = 0  # 0 on the whole width, 1 and 2 in the columns of a page that has two
    parts: tuple[Part, ...] = ()  # where it has such blanks, what stands between them

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.box[0]

    @property
    def top(self) -> float:
        """Upper edge."""
        return self.box[1]

    @property
    def x1(self) -> float:
        """Right edge."""
        return self.box[2]

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.box[3]

    @property
    def middle(self) -> float:
        """Height of the middle of the line."""
        return (self.box[1] + self.box[3]) / 2

    def moved(self, across: float) -> Line:
        """The line as if it stood ``across`` points further right."""
        x0, top, x1, bottom = self.box
        return self._replace(box=(x0 + across, top, x1 + across, bottom))

    @property
    def anchor(self) -> Anchor:
        """The line's place as the data model has it."""
        x0, top, x1, bottom = self.box
        return Anchor(self.page, BBox(x0, top, max(x0, x1), max(top, bottom)))


@dataclass(slots=True)
class _Piece:
    """A run with its outline, on its way into a line."""

    run: Run
    x0: float
    top: float
    x1: float
    bottom: float

    @classmethod
    def of(cls, run: Run) -> _Piece:
        if run.solid:
            x0, x1 = run.reach
        else:
            x0, x1 = min(run.chars)[0], max(map(_RIGHT, run.chars))
        return cls(run, x0, run.top, x1, run.bottom)


def page_lines(runs: Iterable[Run], page: int, view: View) -> list[Line]:
    """The lines of a page in reading order, text that is turned after the level text."""
    level: list[_Piece] = []
    beside: dict[int, list[_Piece]] = {}
    slanted: list[_Piece] = []
    for run in runs:
        if run.turn is None:
            slanted.append(_Piece.of(run))
        elif run.turn == 0:
            level.append(_Piece.of(run))
        else:
            beside.setdefault(run.turn, []).append(_Piece.of(run))
    level, columns = _split_vertical(level)
    lines = [
        _line(group, page)._replace(region=region)
        for group, region in _reading_order(level, view.width)
    ]
    lines.extend(_column_line(column, page) for column in columns)
    for turn, pieces in sorted(beside.items()):
        width = view.height if turn % 180 else view.width
        for group, _ in _reading_order(pieces, width):
            line = _line(group, page)
            lines.append(
                line._replace(box=turned_back(line.box, turn, view), vertical=turn % 180 == 90)
            )
    lines.extend(_slanted_line(pieces, page) for pieces in _neighbours(slanted))
    return [line for line in lines if line.text]


def chars_text(chars: list[Char], size: float) -> str:
    """The text of one line of characters, which may come in any order and drawn twice.

    A gap counts as a space by the width of the letters beside it: what stands between
    Chinese and Latin letters by itself is a quarter of a letter, a space that somebody
    typed is half of one.
    """
    chars.sort()
    spread = 0.0
    narrow = NARROW * size
    gaps = [b[0] - a[1] for a, b in pairwise(chars)]
    if gaps and max(gaps) <= narrow and min(gaps) > OVERLAP * size:
        return _set_together("".join([char[2] for char in chars]))
    if len(gaps) > 2 and max(gaps) > 0.4 * size:
        usual = median(gaps)
        if 0.2 * size < usual < _BROAD * size:  # letters set apart are no words apart
            spread = usual
    parts: list[str] = []
    x0 = x1 = 0.0
    before = ""
    for left, right, letter in chars:
        if before:
            if letter[-1] == before and left - x0 < 0.4 * (x1 - x0):
                continue  # drawn twice to look bold
            gap = left - x1
            if (
                gap > narrow
                and letter[0] != " "
                and (
                    gap > spread + 0.45 * max(x1 - x0, right - left)
                    or (_WORD.match(letter) and _WORD.match(before))
                )
            ):
                parts.append("\t" if gap > _BROAD * size else " ")
        parts.append(letter)
        x0, x1, before = left, right, letter[-1]
    return _set_together("".join(parts))


def _set_together(text: str) -> str:
    """A line of letters set apart from each other as one word; else only its tabs as spaces."""
    text = text.strip()
    if _SPREAD.fullmatch(text):
        text = text.replace(" ", "")
    return text.replace("\t", " ")


def linked(texts: Sequence[str]) -> list[str]:
    """Printed lines that make one text: with the space that stands between Latin words.

    A hyphen that parts a word is dropped; any other, such as a minus, stays.
    """
    parts = list(texts)
    for index, (before, after) in enumerate(pairwise(texts)):
        if before[-1:] == HYPHEN:
            parted = before[-2:-1].isalpha() and after[:1].islower()
            parts[index] = before[:-1] + ("" if parted else "-")
        else:
            parts[index] = before + _joint(before, after)
    return [part.replace(HYPHEN, "-") for part in parts]


def _joint(before: str, after: str) -> str:
    """What stands between two printed lines: a space between Latin words, else nothing."""
    if not before or not after:
        return ""
    if _WORD.match(before[-1]) and _WORD.match(after[0]):
        return " " if before[-1].isalpha() or after[0].isalpha() else ""
    if before[-1] in ",;:.)%?!" and before.isascii() and after[0].isascii() and after[0].isalpha():
        return " "
    return ""


def _reading_order(pieces: list[_Piece], width: float) -> Iterator[tuple[list[_Piece], int]]:
    """Groups of pieces, each one printed line with its region, as they are read."""
    gutter = _gutter(pieces, width)
    if gutter is None:
        for band in _bands(pieces):
            yield band, 0
        return
    left: list[_Piece] = []
    right: list[_Piece] = []
    crossing: list[_Piece] = []
    for piece in pieces:
        if piece.x1 <= gutter + piece.run.size:  # a full stop may hang into the gutter
            left.append(piece)
        elif piece.x0 >= gutter - 2:
            right.append(piece)
        else:
            crossing.append(piece)
    for band in [*_bands(crossing), []]:
        limit = min((p.top for p in band), default=float("inf"))
        for region, side in ((1, left), (2, right)):
            above = [p for p in side if p.top < limit]
            side[:] = [p for p in side if p.top >= limit]
            for group in _bands(above):
                yield group, region
        if band:
            yield band, 0


def _gutter(pieces: Sequence[_Piece], width: float) -> float | None:
    """Where a page of two columns is divided; None for a page of one.

    The columns of a table without lines are none: their cells are short, and stand
    side by side at one height.
    """
    broad = sum(p.x1 - p.x0 > 0.6 * width for p in pieces)
    if len(pieces) < 16 or width <= 0 or broad > 0.4 * len(pieces):
        return None
    place = _clear_strip(pieces, width)
    if place is None:
        return None
    left = [p for p in pieces if p.x1 <= place]
    right = [p for p in pieces if p.x0 >= place]
    full_left, full_right = _full_lines(left), _full_lines(right)
    if min(len(left), len(right)) < 6 or max(full_left, full_right) < 6:
        return None
    if full_left >= 6 and full_right >= 6:
        return place
    heights = sorted(p.bottom for p in (left if full_left > full_right else right))
    other = right if full_left > full_right else left
    beside = sum(
        bisect_right(heights, p.bottom + 1) > bisect_left(heights, p.bottom - 1) for p in other
    )
    return place if beside < 0.5 * len(other) else None


def _clear_strip(pieces: Sequence[_Piece], width: float) -> float | None:
    """The middle of the broadest strip that hardly any piece crosses, away from the edges."""
    step = width / 200
    changes = [0] * 202
    for piece in pieces:
        changes[min(max(int(piece.x0 / step), 0), 200)] += 1
        changes[min(max(int(piece.x1 / step), 0), 200) + 1] -= 1
    crossed = list(accumulate(changes))
    for share in (0.02, 0.06, 0.12, 0.2):  # titles and tables may cross, the fewer the better
        strips = [
            list(indexes)
            for clear, indexes in groupby(
                range(40, 161), key=lambda index: crossed[index] <= share * len(pieces)
            )
            if clear
        ]
        inner = [strip for strip in strips if strip[0] > 40 and strip[-1] < 160]
        if inner:
            broadest = max(inner, key=len)
            return (broadest[0] + broadest[-1] + 1) / 2 * step
    return None


def _full_lines(pieces: Sequence[_Piece]) -> int:
    """How many pieces are as broad as the column that they stand in."""
    if not pieces:
        return 0
    edge = sorted(p.x1 for p in pieces)[-(len(pieces) // 5) - 1]
    begin = sorted(p.x0 for p in pieces)[len(pieces) // 5]
    broad = max(edge - begin, 1.0)
    ems = broad / max(median(p.run.size for p in pieces), 1.0)
    return sum(p.x1 - p.x0 > 0.8 * broad for p in pieces) if ems > 8 else 0


def _bands(pieces: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    """Pieces that stand side by side, from the top down."""
    band: list[_Piece] = []
    top = bottom = 0.0
    for piece in sorted(pieces, key=lambda p: p.top + p.bottom):
        middle = (piece.top + piece.bottom) / 2
        if band and (middle < bottom - 0.25 * (bottom - top) or piece.top < (top + bottom) / 2):
            band.append(piece)
            if piece.bottom - piece.top > bottom - top:
                top, bottom = piece.top, piece.bottom
            continue
        if band:
            yield band
        band, top, bottom = [piece], piece.top, piece.bottom
    if band:
        yield band


def _line(pieces: list[_Piece], page: int) -> Line:
    if len(pieces) == 1 and pieces[0].run.solid:  # as nearly all are
        piece = pieces[0]
        run = piece.run
        box = piece.x0, piece.top, piece.x1, piece.bottom
        text = _set_together(run.text)
        return Line(page, text, box, round(run.size, 1), run.heavy, run.font)
    first = min(pieces, key=lambda p: p.x0)
    main = max(pieces, key=lambda p: p.run.count)
    chars = first.run.chars if len(pieces) == 1 else [c for p in pieces for c in p.run.chars]
    box = (
        first.x0,
        min(p.top for p in pieces),
        max(p.x1 for p in pieces),
        max(p.bottom for p in pieces),
    )
    bold = all(p.run.heavy for p in pieces if p.run.count > 1 or p is main)
    size = main.run.size
    along = sorted(pieces, key=lambda p: p.x0)
    gaps = sum(after.x0 - before.x1 > 1.4 * size for before, after in pairwise(along))
    text = chars_text(chars, size)
    parts = tuple(_parts(chars, size)) if gaps else ()
    return Line(page, text, box, round(size, 1), bold, main.run.font, gaps=gaps, parts=parts)


def _parts(chars: list[Char], size: float) -> Iterator[Part]:
    """What stands between the blanks of a line; ``chars`` are in order."""
    begin, reach = 0, chars[0][1]
    for index, char in enumerate([*chars[1:], (float("inf"), 0.0, "")], 1):
        if char[0] - reach > 0.9 * size:
            text = chars_text(chars[begin:index], size)
            if text:
                yield Part(chars[begin][0], reach, text)
            begin = index
        reach = max(reach, char[1]) if begin != index else char[1]


def _neighbours(pieces: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    """Slanted pieces, those that go on from one another together."""
    group: list[_Piece] = []
    for piece in pieces:
        reach = 1.5 * piece.run.size
        if group and not (
            abs(piece.x0 - group[-1].x1) < reach and abs(piece.top - group[-1].top) < 2 * reach
        ):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _slanted_line(pieces: list[_Piece], page: int) -> Line:
    text = "".join([piece.run.text for piece in pieces]).strip()
    return _line(pieces, page)._replace(text=text, slanted=True)


def _split_vertical(pieces: list[_Piece]) -> tuple[list[_Piece], list[list[_Piece]]]:
    """Take out columns of single characters set one under the other (竖排)."""
    if sum(p.run.count == 1 for p in pieces) < 3:
        return pieces, []
    columns: list[list[_Piece]] = []
    current: list[_Piece] = []
    for piece in pieces:
        last = current[-1] if current else None
        follows = (
            last is not None
            and piece.run.count == 1
            and abs(piece.x0 + piece.x1 - last.x0 - last.x1) < 0.6 * (last.bottom - last.top)
            and 0 < piece.top - last.top < 1.6 * (last.bottom - last.top)
        )
        if not follows:
            current = []
            columns.append(current)
        current.append(piece)
    columns = [c for c in columns if len(c) >= 3 and all(p.run.count == 1 for p in c)]
    taken = {id(piece) for column in columns for piece in column}
    columns.sort(key=lambda column: -column[0].x0)  # read from the right
    return [p for p in pieces if id(p) not in taken], columns


def _column_line(pieces: list[_Piece], page: int) -> Line:
    run = pieces[0].run
    text = "".join(piece.run.chars[0][2].strip() for piece in pieces)
    box = (
        min(p.x0 for p in pieces),
        pieces[0].top,
        max(p.x1 for p in pieces),
        pieces[-1].bottom,
    )
    return Line(page, text, box, round(run.size, 1), run.heavy, run.font, vertical=True)
