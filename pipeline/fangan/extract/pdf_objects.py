"""What a page draws besides readable text: ruled lines, pictures, text that nobody sees."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field

from fangan.extract.pdf_chars import Box, View, address
from fangan.extract.pdf_open import Foreign

_DEPTH = 3  # forms within forms; deeper nesting is an attack, not a document
_MOST = 60_000  # objects looked at on one page
_PALE = 250  # of 255: what counts as white


@dataclass(slots=True)
class PageObjects:
    """What was found on a page."""

    hidden: set[int] = field(default_factory=set)  # addresses of text objects
    level_rules: int = 0
    upright_rules: int = 0
    frames: int = 0
    paths: int = 0
    pictures: list[Box] = field(default_factory=list)

    @property
    def ruled(self) -> bool:
        """Whether the page may hold a ruled table."""
        return (self.level_rules + self.frames >= 2 and self.upright_rules + self.frames >= 2) or (
            self.frames >= 1 and self.level_rules >= 1 and self.upright_rules >= 1
        )

    def picture_share(self, view: View) -> float:
        """How much of the page its largest picture covers."""
        area = max(view.width * view.height, 1.0)
        return max(
            (
                max(0.0, min(x1, view.width) - max(x0, 0.0))
                * max(0.0, min(bottom, view.height) - max(top, 0.0))
                / area
                for x0, top, x1, bottom in self.pictures
            ),
            default=0.0,
        )


def look_over(page: Foreign, view: View) -> PageObjects:
    """Go over the objects of a pdfium page once."""
    from pypdfium2 import raw

    found = PageObjects()
    ink = _Ink(raw)
    mode_of, is_pale = raw.FPDFTextObj_GetTextRenderMode, ink.is_pale
    doubtful: list[tuple[int, Box, bool]] = []
    backing: list[Box] = []
    for item, kind, nested in _objects(page):
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            mode = mode_of(item)
            invisible = mode == raw.FPDF_TEXTRENDERMODE_INVISIBLE
            if invisible or (mode == raw.FPDF_TEXTRENDERMODE_FILL and is_pale(item)):
                doubtful.append((address(item), ink.box(item, view), invisible))
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            found.paths += 1
            place = ink.box(item, view)
            _count_rule(found, item, place)
            if not nested and ink.is_dark_area(item):
                backing.append(place)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            whole = (0.0, 0.0, view.width, view.height)
            found.pictures.append(whole if nested else ink.box(item, view))
        elif kind == raw.FPDF_PAGEOBJ_SHADING:
            backing.append(ink.box(item, view))
    backing += found.pictures
    for where, place, invisible in doubtful:
        # Invisible text over a picture is what a scanner's recognition left there.
        if not any(_holds(outer, place) for outer in (found.pictures if invisible else backing)):
            found.hidden.add(where)
    return found


class _Ink:
    """Asks pdfium for colours and places; its buffers are made once for a page."""

    def __init__(self, raw: Foreign) -> None:
        self._raw = raw
        self._edges = [ctypes.c_float() for _ in range(4)]
        self._colour = [ctypes.c_uint() for _ in range(4)]
        self._edge_refs = [ctypes.byref(value) for value in self._edges]
        self._colour_refs = [ctypes.byref(value) for value in self._colour]

    def box(self, item: Foreign, view: View) -> Box:
        """Where the object lies, as seen."""
        if not self._raw.FPDFPageObj_GetBounds(item, *self._edge_refs):
            return 0.0, 0.0, 0.0, 0.0
        left, bottom, right, top = (value.value for value in self._edges)
        return view.box(left, bottom, right, top)

    def _fill(self, item: Foreign) -> tuple[int, int] | None:
        """The darkest part of the object's fill colour and how opaque it is, 0 to 255."""
        if not self._raw.FPDFPageObj_GetFillColor(item, *self._colour_refs):
            return None
        red, green, blue, alpha = self._colour
        return min(red.value, green.value, blue.value), alpha.value

    def is_pale(self, item: Foreign) -> bool:
        """Whether a text object is white or transparent."""
        fill = self._fill(item)
        return fill is not None and (fill[0] >= _PALE or fill[1] == 0)

    def is_dark_area(self, item: Foreign) -> bool:
        """Whether a path is filled with a colour on which white letters show."""
        mode, stroke = ctypes.c_int(), ctypes.c_int()
        if not self._raw.FPDFPath_GetDrawMode(item, mode, stroke) or mode.value == 0:
            return False
        fill = self._fill(item)
        return fill is None or (fill[0] < _PALE - 10 and fill[1] > 0)


def _objects(page: Foreign) -> Iterator[tuple[Foreign, int, bool]]:
    """Each object with its kind, and whether it lies in a form whose places are its own."""
    from pypdfium2 import raw

    left = _MOST
    stack = [(raw.FPDFPage_GetObject, page.raw, raw.FPDFPage_CountObjects(page.raw), 0)]
    while stack:
        get, holder, count, depth = stack.pop()
        for index in range(min(count, left)):
            item = get(holder, index)
            if not item:
                continue
            kind = raw.FPDFPageObj_GetType(item)
            if kind == raw.FPDF_PAGEOBJ_FORM:
                if depth < _DEPTH:
                    inner = raw.FPDFFormObj_CountObjects(item)
                    stack.append((raw.FPDFFormObj_GetObject, item, inner, depth + 1))
                continue
            yield item, kind, depth > 0
        left -= min(max(count, 0), left)


def _count_rule(found: PageObjects, item: Foreign, place: Box) -> None:
    """Note a path that may be a rule or the frame of cells."""
    from pypdfium2 import raw

    width, height = place[2] - place[0], place[3] - place[1]
    if height <= 3 and width >= 12:
        found.level_rules += 1
    elif width <= 3 and height >= 6:
        found.upright_rules += 1
    elif width > 12 and height > 6:
        segments = raw.FPDFPath_CountSegments(item)
        if segments in (4, 5):
            found.frames += 1
        elif segments >= 8:  # a whole grid may be one path; curves are let through as well
            found.level_rules += 1
            found.upright_rules += 1
            found.frames += 1


def _holds(outer: Box, inner: Box) -> bool:
    """Whether the middle of ``inner`` lies in ``outer``."""
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]
