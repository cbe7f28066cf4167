"""From what was seen on a page picture to printed lines and tables, as a text layer gives them.

The recogniser gives a box and letters with their certainty. Sizes and bold letters are
judged over the whole file: one line's measure wavers by a pixel or two, those of many
do not.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from fangan.document import Anchor, BBox, part_of
from fangan.extract.pdf_chars import Box, Char, Run, View
from fangan.extract.pdf_lines import Line, page_lines
from fangan.extract.pdf_tables import FoundTable, take_tables
from fangan.extract.raw import Aside, Cell, Element, Fragment, Paragraph, Table
from fangan.extract.scan_dashes import dashed, width_of_one
from fangan.extract.scan_frame import Frame
from fangan.extract.scan_tables import Grid

_HAN = re.compile("[\u3400-\u9fff]")
_FULL = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]|[—…“”‘’]")
_EM = 1.095  # the letter's square against the ink of a line of Chinese letters
_EM_OF_DIGITS = 1.38
_SAME_SIZE = 0.075
_BOLD = 1.17  # strokes this much broader than the usual ones
_UNSURE = 0.55  # certainty of a letter below which it is named as doubtful
_SURE = 0.9  # mean certainty from which even letters under a seal are text
_NOTHING = 0.5  # mean certainty below which a line is no text
_HALF_WIDTH = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）"}
_NEAR_HAN = "[\u3400-\u9fff\uff00-\uff5e\u3001-\u3011“”‘’〔〕%]"
_TO_WIDEN = re.compile(rf"(?<={_NEAR_HAN})[,:;?!()]|[,:;?!()](?={_NEAR_HAN})")
_OPENING = "“‘（《〈【〔「『"
_PAUSES = "，。、；：！？”’）》〉】〕」』"
_DIGIT = re.compile("[0-9]")
_DIGIT_WIDTH = 0.555  # of a letter's square
_WORD_CHARS = re.compile("[A-Za-z0-9]")


@dataclass(slots=True)
class ScannedPage:
    """A recognised page; places are those of its level picture, in points."""

    number: int
    frame: Frame
    blank: bool = False
    lines: list[Line] = field(default_factory=list)
    tables: list[FoundTable] = field(default_factory=list)
    seals: list[BBox] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)

    @property
    def letters(self) -> int:
        """How many letters were recognised."""
        return letters_in(self.lines, self.tables)

    def add_printed(self, lines: Iterable[Line]) -> None:
        """Put lines that the page holds as text beside those that were recognised on it."""
        first = min((line.middle for line in self.lines), default=math.inf)
        above: list[Line] = []
        for line in lines:
            box = self.frame.on_level(line.anchor.bbox)
            level = line._replace(box=(box.x0, box.top, box.x1, box.bottom))
            (above if level.middle < first else self.lines).append(level)
        self.lines[:0] = above

    @property
    def width(self) -> float:
        """Width of the level page."""
        return self.frame.width

    @property
    def height(self) -> float:
        """Height of the level page."""
        return self.frame.height


def letters_in(lines: Iterable[Line], tables: Iterable[FoundTable]) -> int:
    """How many letters lines and tables hold."""
    cells = (cell.text for found in tables for row in found.table.rows for cell in row)
    return sum(len(line.text) for line in lines) + sum(map(len, cells))


@dataclass(slots=True)
class _Seen:
    """One recognised line, in points, on its way to a run."""

    text: str
    box: Box
    ink: Box
    stroke: float
    at: list[float]
    sure: list[float]
    sideways: bool
    strokes: dict[int, Box]
    size: float = 0.0
    heavy: bool = False

    @property
    def letters(self) -> list[str]:
        """The letters that have a place, each with the space before it that was seen."""
        found: list[str] = []
        gap = ""
        for char in self.text:
            if char.isspace():
                gap = " "
            else:
                found.append(gap + char)
                gap = ""
        return found


def pages_of(seen: Mapping[int, tuple[dict[str, Any], float]]) -> dict[int, ScannedPage]:
    """The pages by number; ``seen`` holds for each what was seen and the picture's dpi."""
    pages: dict[int, ScannedPage] = {}
    lines: dict[int, list[_Seen]] = {}
    for number, (found, dpi) in seen.items():
        scale = 72 / dpi
        frame = Frame(found["width"] * scale, found["height"] * scale, found["turn"], found["tilt"])
        pages[number] = ScannedPage(number, frame, blank=found["blank"])
        pages[number].seals = [BBox(*(v * scale for v in box)) for box in found["seals"]]
        lines[number] = [
            line
            for line in (_line(entry, scale) for entry in found["lines"])
            if line is not None and not _is_seal(line, pages[number].seals)
        ]
        if _is_drawing(lines[number]):
            lines[number] = []
    _settle([line for page in lines.values() for line in page])
    for number, (found, dpi) in seen.items():
        _fill(pages[number], lines[number], found, 72 / dpi)
    return pages


def _line(entry: dict[str, Any], scale: float) -> _Seen | None:
    letters = [i for i, char in enumerate(entry["text"]) if not char.isspace()]
    if not letters:
        return None
    at, sure = entry["at"], entry["sure"]
    if len(at) != len(letters):  # a sign of several letters; they stand evenly then
        at = [(i + 0.5) / len(letters) for i in range(len(letters))]
    if len(sure) == len(entry["text"]):  # a space has a certainty of its own
        sure = [sure[i] for i in letters]
    elif len(sure) != len(letters):
        sure = [sum(sure) / len(sure) if sure else 0.0] * len(letters)
    if sum(sure) < _NOTHING * len(sure):
        return None
    x0, top, x1, bottom = (value * scale for value in entry["box"])
    ix0, itop, ix1, ibottom = (value * scale for value in entry["ink"])
    return _Seen(
        _widened(entry["text"]),
        (x0, top, x1, bottom),
        (ix0, itop, ix1, ibottom),
        entry["stroke"] * scale,
        at,
        sure,
        entry["sideways"],
        {
            int(index): (box[0] * scale, box[1] * scale, box[2] * scale, box[3] * scale)
            for index, box in entry.get("strokes", {}).items()
        },
    )


def _widened(text: str) -> str:
    """Chinese punctuation that was read as its narrow sister."""
    before = None
    while before != text:  # a mark beside a mark that was narrow too
        before = text
        text = _TO_WIDEN.sub(lambda match: _HALF_WIDTH[match.group()], text)
    return text


def _is_seal(line: _Seen, seals: Iterable[BBox]) -> bool:
    """Whether a short line is what is left of a seal's own letters."""
    if len(line.text) > 3 or sum(line.sure) > _SURE * len(line.sure):
        return False
    x, y = (line.box[0] + line.box[2]) / 2, (line.box[1] + line.box[3]) / 2
    return any(box.x0 <= x <= box.x1 and box.top <= y <= box.bottom for box in seals)


def _is_drawing(lines: Iterable[_Seen]) -> bool:
    """Whether the page's only letters are a few that strokes of a drawing look like."""
    text = "".join(line.text for line in lines)
    return len(text) < 4 and len(_HAN.findall(text)) < 2 and not _DIGIT.search(text)


def _settle(lines: Sequence[_Seen]) -> None:
    """Give each line its size, and say whether it is bold."""
    for line in lines:
        line.size = _raw_size(line)
    left = sorted(
        (line for line in lines if line.size), key=lambda line: (-len(line.text), line.size)
    )
    weights: dict[float, int] = {}
    for line in left:
        weights[round(line.size * 4) / 4] = weights.get(round(line.size * 4) / 4, 0) + len(
            line.text
        )
    usual: list[float] = []
    while weights:
        best = max(weights, key=lambda size: (_around(weights, size), weights[size], size))
        members = [size for size in weights if abs(size - best) <= _SAME_SIZE * best]
        total = sum(weights[size] for size in members)
        usual.append(sum(size * weights[size] for size in members) / total)
        for size in members:
            del weights[size]
    for line in lines:
        if not line.size:
            continue
        nearest = min(usual, key=lambda size: abs(size - line.size), default=line.size)
        line.size = nearest
    body = usual[0] if usual else 12.0
    strokes = sorted(
        line.stroke
        for line in lines
        if line.stroke and abs(line.size - body) < 0.5
        for _ in line.text
    )
    plain = strokes[len(strokes) // 2] if strokes else 0.0
    one = width_of_one([(line.letters, line.strokes, _step(line, _HAN)) for line in lines])
    for line in lines:
        if not line.size:
            line.size = _fallback(line, body)
        han = len(_HAN.findall(line.text))
        centres = [line.box[0] + at * (line.box[2] - line.box[0]) for at in line.at]
        line.text = dashed(
            line.text,
            centres,
            line.ink,
            line.strokes,
            size=line.size,
            step=_step(line, _HAN),
            digit_step=_step(line, _DIGIT),
            one=one,
        )
        line.heavy = bool(plain) and han >= 2 and line.stroke > _BOLD * plain


def _around(weights: Mapping[float, int], size: float) -> int:
    return sum(
        weight for other, weight in weights.items() if abs(other - size) <= _SAME_SIZE * size
    )


def _raw_size(line: _Seen) -> float:
    """The size of the line's letters by its ink; 0 where the ink does not tell it."""
    if line.sideways:
        return 0.0
    if len(_HAN.findall(line.text)) >= 2:
        by_ink = _EM * (line.ink[3] - line.ink[1])
        by_pitch = _step(line, _HAN)
        # A rule or a stain in the cut-out makes the ink too high.
        return by_pitch if by_pitch and by_ink > 1.15 * by_pitch else by_ink
    return 0.0


def _step(line: _Seen, letter: re.Pattern[str]) -> float:
    """The mean distance between two letters of a kind that stand side by side; 0 for too few."""
    letters = line.letters
    width = line.box[2] - line.box[0]
    steps = [
        (b - a) * width
        for (a, b), (x, y) in zip(pairwise(line.at), pairwise(letters), strict=True)
        if letter.match(x[-1]) and letter.fullmatch(y)
    ]
    return sum(steps) / len(steps) if len(steps) >= 3 else 0.0


def _fallback(line: _Seen, body: float) -> float:
    """The size of a line of few letters: as the body's where that may be, else by its ink."""
    if line.sideways:
        return min(body, 0.9 * (line.box[2] - line.box[0]))
    if (step := _step(line, _DIGIT)) and not _HAN.search(line.text):
        return step / _DIGIT_WIDTH
    height = line.ink[3] - line.ink[1]
    by_ink = (_EM if _FULL.search(line.text) else _EM_OF_DIGITS) * height
    most = 0.95 * (line.box[3] - line.box[1])
    return body if abs(by_ink - body) <= 0.25 * body else max(min(by_ink, most), 4.0)


def _fill(page: ScannedPage, lines: Sequence[_Seen], found: dict[str, Any], scale: float) -> None:
    view = View(0.0, 0.0, page.width, page.height, 0)
    runs = [_run(line, view) for line in lines]
    ruled = [_scaled(grid, scale) for grid in found["tables"]]
    page.tables, rest = take_tables(runs, ruled, page.number, view)
    page.lines = page_lines(rest, page.number, view)
    page.doubtful = [word for line in lines for word in _doubtful(line)]


def _scaled(grid: Grid, scale: float) -> Grid:
    return [
        [
            cell and (cell[0] * scale, cell[1] * scale, cell[2] * scale, cell[3] * scale)
            for cell in row
        ]
        for row in grid
    ]


def _run(line: _Seen, view: View) -> Run:
    """The line as a run of characters, each from where to where it reaches."""
    if line.sideways:
        return _sideways(line, view)
    x0, x1 = line.box[0], line.box[2]
    chars = _chars(line, x0, x1 - x0, (line.ink[0], line.ink[2]))
    middle = (line.box[1] + line.box[3]) / 2
    if _FULL.search(line.text) and line.ink[3] - line.ink[1] < 1.2 * line.size:
        middle = (line.ink[1] + line.ink[3]) / 2 + 0.03 * line.size
    half = line.size / 2
    return Run(chars, middle - half, middle + half, line.size, "", line.heavy, 0)


def _sideways(line: _Seen, view: View) -> Run:
    """A line that runs up or down a page that stands upright, in the frame turned its way."""
    x0, top, x1, bottom = line.box
    chars = _chars(line, top, bottom - top, (line.ink[1], line.ink[3]))
    # The cut-out was turned to the left: the line runs down the page.
    middle = view.width - (x0 + x1) / 2
    return Run(chars, middle - line.size / 2, middle + line.size / 2, line.size, "", False, 270)


def _chars(line: _Seen, start: float, length: float, edges: tuple[float, float]) -> list[Char]:
    """Each letter's reach: half-way to its neighbours, but no further than letters go."""
    letters = line.letters
    centres = [start + at * length for at in line.at]
    reach = [0.5 * line.size * (1.0 if _FULL.match(x[-1]) else 0.55) for x in letters]
    lefts = [centre - half for centre, half in zip(centres, reach, strict=True)]
    rights = [centre + half for centre, half in zip(centres, reach, strict=True)]
    for i in range(len(letters) - 1):
        apart = centres[i + 1] - centres[i]
        # Digits set apart are one number still: the recogniser saw no space between them.
        word = _WORD_CHARS.match(letters[i][-1]) and _WORD_CHARS.fullmatch(letters[i + 1])
        if apart <= (4.0 if word else 1.7) * (reach[i] + reach[i + 1]):
            border = centres[i] + apart * reach[i] / (reach[i] + reach[i + 1])
            rights[i] = lefts[i + 1] = border
    low, high = edges
    # The ink of these fills half of their square; the other half is theirs all the same.
    low -= 0.5 * line.size if letters[0][-1] in _OPENING else 0.0
    high += 0.55 * line.size if letters[-1][-1] in _PAUSES else 0.0
    if low < centres[0]:
        lefts[0] = max(low, centres[0] - 1.6 * reach[0])
    if high > centres[-1]:
        rights[-1] = min(high, centres[-1] + 1.6 * reach[-1])
    return [
        (left, max(right, left), _spaced(letter, letters[i - 1] if i else ""))
        for i, (left, right, letter) in enumerate(zip(lefts, rights, letters, strict=True))
    ]


def _spaced(letter: str, before: str) -> str:
    """The letter with its space, where a writer would have put one."""
    if letter[0] != " " or not before:
        return letter[-1]
    both = before[-1], letter[-1]
    words = all(_WORD_CHARS.match(x) for x in both)
    return letter if words or all(_HAN.match(x) for x in both) else letter[-1]


def _doubtful(line: _Seen) -> list[str]:
    """The letters of a line that the recogniser was not sure of, with those beside them."""
    text = "".join(letter[-1] for letter in line.letters)
    unsure = [i for i, sure in enumerate(line.sure) if sure < _UNSURE and text[i].isalnum()]
    found: list[str] = []
    end = -1
    for i in unsure:
        if i < end:
            continue
        start, end = max(i - 3, 0), min(i + 4, len(text))
        found.append(text[start:end])
    return found


def settled(elements: Iterable[Element], pages: Mapping[int, ScannedPage]) -> list[Element]:
    """The elements with their places on the pages as they lie, and with the seals."""
    if not pages:
        return list(elements)
    found: list[Element] = []
    waiting = sorted(pages)
    for element in elements:
        page = _page_of(element)
        while page is not None and waiting and waiting[0] < page:
            found.extend(_seals(pages[waiting.pop(0)]))
        found.append(_placed(element, pages))
    for number in waiting:
        found.extend(_seals(pages[number]))
    return found


def _seals(page: ScannedPage) -> list[Aside]:
    return [Aside("seal", "", Anchor(page.number, page.frame.on_page(box))) for box in page.seals]


def _page_of(element: Element) -> int | None:
    """The page on which an element begins."""
    if isinstance(element, Aside):
        return element.anchor.page if element.anchor else None
    if isinstance(element, Paragraph):
        fragments: Iterable[Fragment] = element.fragments
    else:
        fragments = (f for row in element.rows for cell in row for f in cell.fragments)
    return next((f.anchor.page for f in fragments if f.anchor), None)


def _placed(element: Element, pages: Mapping[int, ScannedPage]) -> Element:
    def place(fragments: tuple[Fragment, ...]) -> tuple[Fragment, ...]:
        return tuple(part for fragment in fragments for part in _parts(fragment, pages))

    if isinstance(element, Aside):
        return replace(element, anchor=_on_page(element.anchor, pages))
    if isinstance(element, Paragraph):
        return replace(element, fragments=place(element.fragments))
    return Table(tuple(tuple(Cell(place(c.fragments)) for c in row) for row in element.rows))


def _parts(fragment: Fragment, pages: Mapping[int, ScannedPage]) -> Iterator[Fragment]:
    """The printed line on its page, which may lie on its side.

    A part of a line is looked up from the left or from the top. Where the line runs the
    other way, each letter stands for itself.
    """
    anchor = fragment.anchor
    turn = pages[anchor.page].frame.turn if anchor and anchor.page in pages else 0
    if anchor is None or turn in (0, 270):
        vertical = fragment.vertical != (turn == 270)
        yield replace(fragment, anchor=_on_page(anchor, pages), vertical=vertical)
        return
    text = fragment.text
    for i in range(len(text)):
        part = part_of(anchor, text, i, i + 1, vertical=fragment.vertical)
        yield Fragment(text[i], _on_page(part, pages), vertical=turn == 90)


def _on_page(anchor: Anchor | None, pages: Mapping[int, ScannedPage]) -> Anchor | None:
    if anchor is None or anchor.page not in pages:
        return anchor
    return Anchor(anchor.page, pages[anchor.page].frame.on_page(anchor.bbox))
