"""From a pdfium page to its characters, as runs in the frame of the page that is seen.

pdfium gives boxes in the page's own space: origin bottom left, before rotation and
cropping. Here each character gets its box in points from the top left corner of what
is seen. Text that is turned by a right angle is handed over in a frame turned the
same way, so that the same code makes its lines.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from fangan.extract.pdf_open import Foreign

Char = tuple[float, float, str]
"""``(x0, x1, character)`` in a run; a space that is printed stands before the character."""

Box = tuple[float, float, float, float]

HYPHEN = "\x02"  # a hyphen at a line's end, which may part a word
OVERLAP, NARROW = -0.05, 0.12  # letters; between these lies what is set side by side
TINY = 1.5  # points; text of less height cannot be seen
_COMPATIBLE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06]")
_SPACES = frozenset(" \u3000\xa0\t\u2002\u2003\u2009")
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\xad\x00")
_SQUARES = re.compile("[\u4e00-\u9fff\u3001\u3002\u3008-\u3011\uff01-\uff5e]{5,}")
_PLAIN_LINE = re.compile(
    "(?:^|(?<=\n))[!-~\u4e00-\u9fff\u3001-\u3011\u2014-\u2026\uff01-\uff5e]{4,}(?=[\r\n]|$)"
)
_BROAD = re.compile("[^\0-\u1fff]")
_UNEVEN = 0.03  # letters; by more than this nothing stands beside its even place
_MOST = 0.7  # of the letters on a page that lies on its side
_LOOSEST = 1.12  # letters from one to the next in text that counts as set solid


class Even(NamedTuple):
    """Text set solid from one place to another; most of it never needs its characters' places."""

    x0: float
    x1: float
    text: str

    @property
    def chars(self) -> list[Char]:
        """Each character, as broad as its kind is."""
        widths = [1.0 if char > "\u1fff" else 0.5 for char in self.text]
        letter = (self.x1 - self.x0) / sum(widths)
        edges = list(accumulate([width * letter for width in widths], initial=self.x0))
        return list(zip(edges, edges[1:], self.text))  # noqa: B905  # there is one edge more


@dataclass(slots=True)
class Run:
    """Characters drawn one after the other on one line of the page.

    ``top`` and ``bottom`` are those of the font's square on the line: boxes of single
    glyphs are no measure, a full stop's is a dot. Places are in the turned frame.
    """

    held: list[Char] | Even
    top: float
    bottom: float
    size: float
    font: str = ""
    heavy: bool = False
    turn: int | None = 0  # degrees anticlockwise; None for text that is not at a right angle
    solid: bool = False  # each character follows the one before, without a blank or overlap

    @property
    def chars(self) -> list[Char]:
        """The characters, which may be changed."""
        if isinstance(self.held, Even):
            self.held = self.held.chars
        return self.held

    @property
    def count(self) -> int:
        """How many characters there are."""
        return len(self.held.text if isinstance(self.held, Even) else self.held)

    @property
    def text(self) -> str:
        """The characters alone, in the order in which they were drawn."""
        if isinstance(self.held, Even):
            return self.held.text
        return "".join([char[2] for char in self.held])

    @property
    def reach(self) -> tuple[float, float]:
        """Left edge of the first and right edge of the last character."""
        if isinstance(self.held, Even):
            return self.held.x0, self.held.x1
        return self.held[0][0], self.held[-1][1]


@dataclass(frozen=True, slots=True)
class View:
    """What is seen of a page: its cropped area in page space, and its rotation."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @property
    def width(self) -> float:
        """Width as seen."""
        return self.top - self.bottom if self.rotation % 180 else self.right - self.left

    @property
    def height(self) -> float:
        """Height as seen."""
        return self.right - self.left if self.rotation % 180 else self.top - self.bottom

    def turned(self, turn: int) -> View:
        """The view in which text that is turned by ``turn`` degrees here is level."""
        rotation = (self.rotation + turn) % 360
        return View(self.left, self.bottom, self.right, self.top, rotation)

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A box in page space as ``(x0, top, x1, bottom)`` from the top left corner seen."""
        if self.rotation == 90:
            return bottom - self.bottom, left - self.left, top - self.bottom, right - self.left
        if self.rotation == 180:
            return self.right - right, bottom - self.bottom, self.right - left, top - self.bottom
        if self.rotation == 270:
            return self.top - top, self.right - right, self.top - bottom, self.right - left
        return left - self.left, self.top - top, right - self.left, self.top - bottom


def view_of(page: Foreign) -> View:
    """The view of a pdfium page."""
    left, bottom, right, top = page.get_bbox()
    return View(left, bottom, right, top, page.get_rotation())


def corner_in_media(page: Foreign, view: View) -> tuple[float, float]:
    """How far the seen page's top left corner lies inside that of the media box, as seen."""
    left, bottom, right, top = page.get_mediabox()
    whole = View(
        min(left, right), min(bottom, top), max(left, right), max(bottom, top), view.rotation
    )
    return whole.box(view.left, view.bottom, view.right, view.top)[:2]


@dataclass(slots=True)
class Fonts:
    """What is known of the fonts of a document, so that each is asked once."""

    known: dict[int, tuple[str, bool]] = field(default_factory=dict)

    def of(self, text_object: Foreign) -> tuple[str, bool]:
        """Name of the font of a text object, and whether it is a bold one."""
        from pypdfium2 import raw

        font = raw.FPDFTextObj_GetFont(text_object)
        if not font:
            return "", False
        key = address(font)
        if key not in self.known:
            name = ctypes.create_string_buffer(256)
            raw.FPDFFont_GetBaseFontName(font, name, 256)
            plain = name.value.decode("utf-8", "replace").split("+", 1)[-1]
            self.known[key] = plain, "bold" in plain.lower() or raw.FPDFFont_GetWeight(font) >= 600
        return self.known[key]


def page_text(textpage: Foreign) -> str:
    """The characters of the page by pdfium's own index, line ends included."""
    from pypdfium2 import raw

    count = raw.FPDFText_CountChars(textpage)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count * 2 + 2))()
    got = raw.FPDFText_GetText(textpage, 0, count, buffer)
    text = bytes(buffer)[: max(got - 1, 0) * 2].decode("utf-16-le", "replace")
    if len(text) != count:  # characters without a code are left out of the whole text
        text = "".join(_char(raw.FPDFText_GetUnicode(textpage, i)) for i in range(count))
    text = text.replace("\ufffe", HYPHEN)  # pdfium has used both signs for it
    if _COMPATIBLE.search(text):
        text = _COMPATIBLE.sub(_plain_form, text)
    return text


def _char(code: int) -> str:
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\x00"


def _plain_form(match: re.Match[str]) -> str:
    """A Kangxi radical or compatibility form as the character it stands for."""
    plain = unicodedata.normalize("NFKC", match.group())
    return plain if len(plain) == 1 else match.group()


def page_runs(  # noqa: C901, PLR0912, PLR0915  # one pass; calls would double its cost
    textpage: Foreign,
    text: str,
    view: View,
    fonts: Fonts,
    *,
    hidden: frozenset[int] = frozenset(),
    exact: bool = False,
) -> tuple[list[Run], str]:
    """The runs of visible characters, and the characters left out because nobody sees them.

    ``hidden`` holds the addresses of text objects that do not show. Where Chinese text
    is set evenly its characters are placed between the first and the last; ``exact``
    asks pdfium for each, as the cells of a table need it.
    """
    from pypdfium2 import raw

    rect = raw.FS_RECTF()
    where = ctypes.byref(rect)
    get_box = raw.FPDFText_GetLooseCharBox
    generated = raw.FPDFText_IsGenerated
    handle = textpage.raw
    pen = _Pen(raw, handle, view, fonts)
    level = view.rotation == 0
    squares: Iterator[re.Match[str]] = (
        iter(()) if exact or hidden or not level else _SQUARES.finditer(text)
    )
    stretch = next(squares, None)
    whole: Iterator[re.Match[str]] = (
        iter(()) if exact or hidden or not level else _PLAIN_LINE.finditer(text)
    )
    printed = next(whole, None)
    done = 0  # characters before this index have been placed
    dx, dy, width, height = view.left, view.top, view.width, view.height
    runs: list[Run] = []
    unseen: list[str] = []
    run: Run | None = None
    chars: list[Char] = []
    pending = ""
    last_x0 = last_x1 = run_top = run_bottom = reach = closest = farthest = 0.0
    index = -1
    count = len(text)
    while (index := max(index + 1, done)) < count:
        char = text[index]
        if printed and index >= printed.start():
            if index == printed.start():
                run = _one_object(pen, index, printed.group())
                if run:
                    runs.append(run)
                    run, done = None, printed.end()
            printed = next(whole, None)
            if done > index:
                while stretch and stretch.start() < done:
                    stretch = next(squares, None)
                continue
        if char in "\r\n":
            run, pending = None, ""
            continue
        if char in _SPACES:
            if not pending and run and not generated(handle, index):
                pending = " "
            continue
        if char in _INVISIBLE or not get_box(handle, index, where):
            continue
        if level:
            x0, top, x1, bottom = rect.left - dx, dy - rect.top, rect.right - dx, dy - rect.bottom
        else:
            x0, top, x1, bottom = view.box(rect.left, rect.bottom, rect.right, rect.top)
        if (
            x1 <= 0
            or x0 >= width
            or bottom <= 0
            or top >= height
            or (hidden and _object_address(handle, index) in hidden)
        ):
            unseen.append(char)
            continue
        if run and run.turn:
            x0, top, x1, bottom = turned((x0, top, x1, bottom), run.turn, view)
        if run and not closest < x0 - last_x1 <= farthest:
            run.solid = False
        if (
            run is None
            or not run_top < (top + bottom) / 2 < run_bottom
            or not last_x0 - reach < x0 < last_x1 + 2 * reach
        ):
            if run and run.turn:
                x0, top, x1, bottom = turned_back((x0, top, x1, bottom), run.turn, view)
            run = _begin(pen, index, bottom - top)
            if run.turn:
                x0, top, x1, bottom = turned((x0, top, x1, bottom), run.turn, view)
            runs.append(run)
            chars, pending = run.chars, ""
            reach = run.size * 0.7
            run.solid = True
            closest, farthest = OVERLAP * run.size, NARROW * run.size
            # Room for glyphs that rise or hang, and for a dot at the very foot.
            run_top, run_bottom = run.top - 0.1 * run.size, run.bottom + 0.1 * run.size
        last_x0, last_x1 = x0, x1
        chars.append((x0, x1, pending + char if pending else char))
        pending = ""
        if stretch and index >= stretch.start():
            if index == stretch.start() and run.turn == 0:
                last, broad = stretch.end() - 1, x1 - x0
                pitch = _even_pitch(handle, index, last, rect)
                if pitch and x0 + (last - index) * pitch < width:
                    chars += [
                        (x0 + step * pitch, x0 + step * pitch + broad, square)
                        for step, square in enumerate(text[index + 1 : last + 1], 1)
                    ]
                    last_x0, last_x1, _ = chars[-1]
                    done = last + 1
            stretch = next(squares, None)
    small = [run for run in runs if run.size < TINY]
    unseen.extend(char[2] for run in small for char in run.chars)
    return [run for run in runs if run.size >= TINY], "".join(unseen)


class _Pen:
    """Asks pdfium how the text of one page is set; its buffers are made once for the page."""

    __slots__ = ("end", "fonts", "handle", "matrix", "origin", "raw", "start", "view")

    def __init__(self, raw: Foreign, handle: Foreign, view: View, fonts: Fonts) -> None:
        self.raw = raw
        self.handle = handle
        self.view = view
        self.fonts = fonts
        self.start, self.end = raw.FS_RECTF(), raw.FS_RECTF()
        self.matrix = raw.FS_MATRIX()
        self.origin = ctypes.c_double(), ctypes.c_double()


def _one_object(pen: _Pen, first: int, text: str) -> Run | None:
    """The run of a whole printed line that was drawn at one stroke; None for any other.

    Such a line holds no blank and nothing twice, so that only its ends are asked for;
    its characters are placed between them by their widths.
    """
    raw, handle, view, start, end = pen.raw, pen.handle, pen.view, pen.start, pen.end
    last = first + len(text) - 1
    mine = raw.FPDFText_GetTextObject(handle, first)
    if not mine or address(mine) != address(raw.FPDFText_GetTextObject(handle, last)):
        return None
    if not (
        raw.FPDFText_GetLooseCharBox(handle, first, start)
        and raw.FPDFText_GetLooseCharBox(handle, last, end)
    ):
        return None
    x0, x1, foot, head = start.left - view.left, end.right - view.left, start.bottom, start.top
    if x0 < 0 or x1 > view.width or foot < view.bottom or head > view.top:
        return None
    run = _begin(pen, first, head - foot, mine)
    broad = len(_BROAD.findall(text))
    letter = (x1 - x0) / (0.5 * (len(text) + broad))
    if run.turn != 0 or abs(end.bottom - foot) > 0.3 * run.size:
        return None
    if not 0.8 * run.size < letter < 1.3 * run.size:
        return None
    run.held = Even(x0, x1, text)
    run.solid = True
    return run


def _even_pitch(handle: Foreign, first: int, last: int, rect: Foreign) -> float:
    """From one character to the next where all up to ``last`` stand evenly, else 0.

    ``rect`` holds the box of the first; the last and the middle one are asked for.
    """
    from pypdfium2 import raw

    left, foot, head, broad = rect.left, rect.bottom, rect.top, rect.right - rect.left
    slack = _UNEVEN * broad
    if not raw.FPDFText_GetLooseCharBox(handle, last, rect) or broad <= 0:
        return 0.0
    pitch = float(rect.left - left) / (last - first)
    if (
        not broad - slack <= pitch <= _LOOSEST * broad
        or abs(rect.right - rect.left - broad) > slack
        or abs(rect.bottom - foot) + abs(rect.top - head) > 0.3 * broad
    ):
        return 0.0
    middle = (first + last) // 2
    if not raw.FPDFText_GetLooseCharBox(handle, middle, rect):
        return 0.0
    return pitch if abs(rect.left - left - (middle - first) * pitch) <= slack else 0.0


def main_turn(runs: Sequence[Run]) -> int:
    """By how much the text of a page is turned, where most of it is turned alike, else 0."""
    letters = Counter[int | None]()
    for run in runs:
        letters[run.turn] += run.count
    turn, count = letters.most_common(1)[0] if letters else (0, 0)
    return turn if turn and count > _MOST * letters.total() else 0


def _object_address(handle: Foreign, index: int) -> int:
    from pypdfium2 import raw

    return address(raw.FPDFText_GetTextObject(handle, index))


def address(pointer: Foreign) -> int:
    """Where a pdfium object lies, to know it again; 0 for none."""
    return ctypes.addressof(pointer.contents) if pointer else 0


def _begin(pen: _Pen, index: int, tall: float, text_object: Foreign = None) -> Run:
    """A new run with the size, font, direction and line of its first character."""
    raw, handle, view, matrix, (x, y) = pen.raw, pen.handle, pen.view, pen.matrix, pen.origin
    size = raw.FPDFText_GetFontSize(handle, index)
    upright = False
    if raw.FPDFText_GetMatrix(handle, index, matrix):
        a, b, c, d = matrix.a, matrix.b, matrix.c, matrix.d
        size *= math.hypot(c, d)
        upright = view.rotation == 0 and a > 0 < d and b == 0 == c
    size = size or tall
    font, heavy = "", False
    text_object = text_object or raw.FPDFText_GetTextObject(handle, index)
    if text_object:
        font, heavy = pen.fonts.of(text_object)
        # Filled and stroked: how bold is made where the font has none.
        heavy = heavy or raw.FPDFTextObj_GetTextRenderMode(text_object) == 2
    raw.FPDFText_GetCharOrigin(handle, index, x, y)
    if upright:
        line = view.top - y.value  # as nearly all text is
        return Run([], line - 0.88 * size, line + 0.12 * size, size, font, heavy)
    # pdfium counts the angle clockwise.
    degrees = -math.degrees(raw.FPDFText_GetCharAngle(handle, index)) - view.rotation
    nearest = round(degrees / 90) * 90
    turn = nearest % 360 if abs(degrees - nearest) < 8 else None
    spot = view.box(x.value, y.value, x.value, y.value)
    line = turned(spot, turn or 0, view)[1]
    return Run([], line - 0.88 * size, line + 0.12 * size, size, font, heavy, turn)


def turned(box: Box, turn: int, view: View) -> Box:
    """A box seen, in the frame in which text turned by ``turn`` degrees is level."""
    x0, top, x1, bottom = box
    if turn == 90:
        return view.height - bottom, x0, view.height - top, x1
    if turn == 180:
        return view.width - x1, view.height - bottom, view.width - x0, view.height - top
    if turn == 270:
        return top, view.width - x1, bottom, view.width - x0
    return box


def turned_back(box: Box, turn: int, view: View) -> Box:
    """The reverse of :func:`turned`."""
    x0, top, x1, bottom = box
    if turn == 90:
        return top, view.height - x1, bottom, view.height - x0
    if turn == 180:
        return view.width - x1, view.height - bottom, view.width - x0, view.height - top
    if turn == 270:
        return view.width - bottom, x0, view.width - top, x1
    return box
