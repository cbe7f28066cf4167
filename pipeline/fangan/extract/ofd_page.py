"""What is drawn on an OFD page: text as runs, ruled lines, pictures, and hidden text."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from lxml import etree

from fangan.extract.ofd_package import (
    POINTS,
    OfdDocument,
    Rect,
    child,
    children,
    name,
    number,
    numbers,
    rect,
    words,
)
from fangan.extract.pdf_chars import TINY, Box, Run, View, turned
from fangan.nlp.width import display_width

_DEEPEST = 8  # blocks in blocks, drawings in drawings
_MOST_REPEATS = 100_000
_WHITE = 250
_THIN = 1.5  # points; a filled path of less is a line
_PATH = re.compile(r"([MSLQBAC])|(-?\d+(?:\.\d+)?(?:[eE]-?\d+)?|-?\.\d+)")
_SPACES = frozenset(" \u3000\xa0\u2002\u2003\u2009")
_SKIPPED = frozenset("\r\n\t\u200b\u200c\u200d\u2060\ufeff\xad\x00")
_RISE, _FALL = 0.88, 0.12  # of the letter's size, above and below its base line

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Shown(NamedTuple):
    """A picture on a page: what is seen of it, its resource, and where its unit square lies."""

    box: Box
    resource: str
    matrix: Matrix


@dataclass
class Drawn:
    """What the objects of a page show, in points from its top left corner."""

    view: View
    runs: list[Run] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    pictures: list[Shown] = field(default_factory=list)
    paths: int = 0
    unseen: list[str] = field(default_factory=list)
    grounds: list[Box] = field(default_factory=list)
    white: list[Run] = field(default_factory=list)

    def settle(self) -> None:
        """White letters show on what is drawn behind them; elsewhere nobody sees them."""
        grounds = [*self.grounds, *(picture.box for picture in self.pictures)]
        for run in self.white:
            x = (run.chars[0][0] + run.chars[-1][1]) / 2
            y = (run.top + run.bottom) / 2
            seen = run.turn != 0 or any(
                box[0] <= x <= box[2] and box[1] <= y <= box[3] for box in grounds
            )
            if seen:
                self.runs.append(run)
            else:
                self.unseen.append("".join(char[2] for char in run.chars))
        self.white = []

    @property
    def picture_share(self) -> float:
        """How much of the page its largest picture covers."""
        whole = self.view.width * self.view.height or 1.0
        boxes = (picture.box for picture in self.pictures)
        sizes = ((x1 - x0) * (bottom - top) for x0, top, x1, bottom in boxes)
        return max(sizes, default=0.0) / whole


@dataclass(frozen=True, slots=True)
class _Painter:
    """The state in which objects are drawn."""

    document: OfdDocument
    drawn: Drawn
    matrix: Matrix
    style: etree._Element | None = None
    depth: int = 0


def view_of(area: Rect) -> View:
    """The view of a page with the physical box ``area``."""
    return View(0.0, 0.0, area[2] * POINTS, area[3] * POINTS, 0)


def page_matrix(area: Rect, boundary: Rect | None = None) -> Matrix:
    """From millimetres on the page, or in a frame on it, to points from its corner."""
    x, y = (boundary[0], boundary[1]) if boundary else (0.0, 0.0)
    return (POINTS, 0.0, 0.0, POINTS, (x - area[0]) * POINTS, (y - area[1]) * POINTS)


def draw(document: OfdDocument, content: etree._Element | None, drawn: Drawn, at: Matrix) -> None:
    """Add the objects of a page's content, or of an appearance, to ``drawn``."""
    if content is None:
        return
    painter = _Painter(document, drawn, at)
    for layer in children(content, "Layer"):
        _objects(layer, _styled(painter, layer))
    _objects(content, painter)


def _objects(parent: etree._Element, painter: _Painter) -> None:
    if painter.depth > _DEEPEST:
        return
    for element in parent:
        kind = name(element)
        if kind == "TextObject":
            _text(element, painter)
        elif kind == "PathObject":
            _path(element, painter)
        elif kind == "ImageObject":
            _image(element, painter)
        elif kind == "PageBlock":
            _objects(element, _deeper(painter))
        elif kind == "CompositeObject" and _is_visible(element):
            unit = painter.document.drawings.get(element.get("ResourceID", ""))
            content = child(unit, "Content")
            if content is not None:
                _objects(content, _deeper(painter, _object_matrix(element, painter.matrix)))


def _deeper(painter: _Painter, matrix: Matrix | None = None) -> _Painter:
    return _Painter(
        painter.document,
        painter.drawn,
        matrix or painter.matrix,
        painter.style,
        painter.depth + 1,
    )


def _styled(painter: _Painter, element: etree._Element) -> _Painter:
    style = painter.document.styles.get(element.get("DrawParam", ""))
    return _Painter(
        painter.document,
        painter.drawn,
        painter.matrix,
        painter.style if style is None else style,
        painter.depth,
    )


def _object_matrix(element: etree._Element, outer: Matrix) -> Matrix:
    """From the object's own space to the page."""
    boundary = rect(element.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
    own = numbers(element.get("CTM"))
    a, b, c, d, e, f = own[:6] if len(own) >= 6 else IDENTITY
    return times((a, b, c, d, e + boundary[0], f + boundary[1]), outer)


def times(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that does ``first`` and ``then`` after it."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def _box(matrix: Matrix, corners: Iterable[tuple[float, float]]) -> Box:
    a, b, c, d, e, f = matrix
    xs, ys = zip(*((a * x + c * y + e, b * x + d * y + f) for x, y in corners), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _is_visible(element: etree._Element) -> bool:
    return element.get("Visible") != "false" and element.get("Alpha") != "0"


def _text(element: etree._Element, painter: _Painter) -> None:
    matrix = _object_matrix(element, painter.matrix)
    size = number(element.get("Size"), 3.175)
    font = painter.document.fonts.get(element.get("Font", ""))
    tall = size * math.hypot(matrix[2], matrix[3])
    heavy = (font is not None and font.bold) or number(element.get("Weight"), 400) >= 600
    colour = _colour(element, painter, "FillColor")
    drawn = painter.drawn
    hidden = not _is_inked(element, colour) or tall < TINY
    direction = round(number(element.get("CharDirection")) / 90) * 90 % 360
    angle = -math.degrees(math.atan2(matrix[1], matrix[0])) - direction
    nearest = round(angle / 90) * 90
    turn = nearest % 360 if abs(angle - nearest) < 8 else None
    runs: list[Run] = []
    for char, box, begins in _glyphs(element, matrix, size, direction):
        x0, top, x1, bottom = box
        middle = (x0 + x1) / 2, (top + bottom) / 2
        if hidden or not (
            0 <= middle[0] <= drawn.view.width and 0 <= middle[1] <= drawn.view.height
        ):
            drawn.unseen.append(char)
            continue
        place = turned(box, turn or 0, drawn.view)
        run = runs[-1] if runs else None
        if run is None or begins or not _follows(run, place):
            family = font.name if font else ""
            run = Run([], place[1], place[3], tall, family, heavy, turn)
            runs.append(run)
            char = char.lstrip()  # noqa: PLW2901 — the blank before it parted it from nothing
        run.chars.append((place[0], place[2], char))
    (drawn.white if _is_white(colour) else drawn.runs).extend(runs)


def _follows(run: Run, place: Box) -> bool:
    """Whether a letter stands on the line of the run, close behind its last one."""
    if run.turn is None:
        return True
    last = run.chars[-1]
    reach = 0.7 * run.size
    return (
        abs(place[1] - run.top) < 0.3 * run.size
        and last[0] - reach < place[0] < last[1] + 2 * reach
    )


def _glyphs(
    element: etree._Element, matrix: Matrix, size: float, direction: int
) -> Iterator[tuple[str, Box, bool]]:
    """Each printed letter, a blank before it included, with its box and whether text begins anew."""
    stretch = number(element.get("HScale"), 1.0) or 1.0
    downward = round(number(element.get("ReadDirection")) / 90) % 4
    step_x, step_y = ((1, 0), (0, 1), (-1, 0), (0, -1))[downward]
    turn = math.radians(direction)
    along, up = (math.cos(turn), math.sin(turn)), (math.sin(turn), -math.cos(turn))
    x = y = 0.0
    for code in children(element, "TextCode"):
        x, y = number(code.get("X"), x), number(code.get("Y"), y)
        text = [char for char in "".join(map(str, code.itertext())) if char not in _SKIPPED]
        across, down = _deltas(code.get("DeltaX")), _deltas(code.get("DeltaY"))
        begins, blank = True, ""
        at_x, at_y = x, y
        for index, char in enumerate(text):
            natural = size * stretch * display_width(char) / 2
            dx = _delta(across, index)
            dy = _delta(down, index)
            if dx is None and dy is None:
                dx, dy = step_x * natural, step_y * natural
            dx, dy = dx or 0.0, dy or 0.0
            if char in _SPACES:
                blank = " "
            else:
                advance = dx * along[0] + dy * along[1]
                wide = advance if 0 < advance <= size * stretch else natural
                corners = [
                    (
                        at_x + along[0] * u + up[0] * v,
                        at_y + along[1] * u + up[1] * v,
                    )
                    for u in (0.0, wide)
                    for v in (-_FALL * size, _RISE * size)
                ]
                yield blank + char, _box(matrix, corners), begins
                begins, blank = False, ""
            at_x, at_y = at_x + dx, at_y + dy


def _deltas(text: str | None) -> list[float] | None:
    """The steps from letter to letter, with ``g n d`` (n times d) written out."""
    if not text or not text.strip():
        return None
    items = text.split()
    steps: list[float] = []
    index = 0
    while index < len(items) and len(steps) < _MOST_REPEATS:
        if items[index].lower() == "g" and index + 2 < len(items):
            count = max(0, min(int(number(items[index + 1])), _MOST_REPEATS))
            steps.extend([number(items[index + 2])] * count)
            index += 3
        else:
            steps.append(number(items[index]))
            index += 1
    return steps


def _delta(steps: Sequence[float] | None, index: int) -> float | None:
    """The step after a letter; where the list ends early its last one goes on."""
    if not steps:
        return None
    return steps[min(index, len(steps) - 1)]


def _colour(
    element: etree._Element, painter: _Painter, kind: str, depth: int = 0
) -> etree._Element | None:
    """The colour of an object, by itself or by the style that it or its layer names."""
    own = child(element, kind)
    if own is not None or depth > 4:
        return own
    styles = painter.document.styles
    named = styles.get(element.get("DrawParam", "") or element.get("Relative", ""))
    if named is None and depth == 0:
        named = painter.style
    return None if named is None else _colour(named, painter, kind, depth + 1)


def _is_inked(element: etree._Element, colour: etree._Element | None) -> bool:
    if not _is_visible(element):
        return False
    if element.get("Fill") == "false" and element.get("Stroke") != "true":
        return False
    return colour is None or colour.get("Alpha") != "0"


def _is_white(colour: etree._Element | None) -> bool:
    if colour is None or not colour.get("Value") or len(colour):
        return False
    values = [
        int(item[1:], 16) if re.fullmatch("#[0-9a-fA-F]{1,2}", item) else int(number(item))
        for item in (colour.get("Value") or "").split()
    ]
    if len(values) == 4:
        return max(values) <= 255 - _WHITE
    return len(values) in {1, 3} and min(values) >= _WHITE


def _image(element: etree._Element, painter: _Painter) -> None:
    boundary = rect(element.get("Boundary"))
    if not _is_visible(element) or boundary is None:
        return
    # The picture fills a unit square under the matrix; the boundary cuts it.
    x, y, width, height = boundary
    corners = ((x, y), (x + width, y + height))
    box = _box(painter.matrix, corners)
    if element.get("CTM"):
        matrix = _object_matrix(element, painter.matrix)
    else:
        matrix = (box[2] - box[0], 0.0, 0.0, box[3] - box[1], box[0], box[1])
    painter.drawn.pictures.append(Shown(box, element.get("ResourceID", ""), matrix))


def _path(element: etree._Element, painter: _Painter) -> None:
    if not _is_visible(element):
        return
    drawn = painter.drawn
    drawn.paths += 1
    matrix = _object_matrix(element, painter.matrix)
    outlines = list(_outlines(words(child(element, "AbbreviatedData"))))
    filled = element.get("Fill") == "true"
    stroked = element.get("Stroke") != "false"
    colour = _colour(element, painter, "FillColor")
    for outline in outlines:
        box = _box(matrix, outline)
        thin = min(box[2] - box[0], box[3] - box[1]) < _THIN
        if filled and not thin and not _is_white(colour):
            drawn.grounds.append(box)
        if filled and thin:
            drawn.rules.append(box)
        elif stroked:
            for before, after in pairwise(outline):
                edge = _box(matrix, (before, after))
                if min(edge[2] - edge[0], edge[3] - edge[1]) < 0.5:
                    drawn.rules.append(edge)


def _outlines(data: str) -> Iterator[list[tuple[float, float]]]:
    """The corners of each figure of a path; curves count by their ends."""
    points: list[tuple[float, float]] = []
    command, values = "", list[float]()
    needed = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7}
    for match in _PATH.finditer(data):
        if match[1]:
            command, values = match[1], []
            if command == "C" and points:
                points.append(points[0])
            continue
        values.append(number(match[2]))
        if len(values) == needed.get(command, 0):
            if command in "MS" and points:
                yield points
                points = []
            points.append((values[-2], values[-1]))
            values = []
    if points:
        yield points
