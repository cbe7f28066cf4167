"""What the eye does with a page picture before reading: seals, skew, rules, ink.

Runs in the recognition process only; everything works on arrays of pixels.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from fangan.extract.scan_tables import Grid

Array = Any
"""A NumPy array; the shapes and types are said where it matters."""

Foreign = Any
"""An object of rapidocr, which has no types."""

_SEAL_LEAST = 0.045  # of the page's longer side: what is smaller is a red letter
_SEAL_MOST = 0.4
_SEAL_ASPECT = 1.9  # a seal is about as high as broad; a red letterhead is not
_COLOURED = 22  # of 255, by which red must outshine the other channels
_THROUGH = 1.6  # how much darker than the ink's own red a letter under it is made
_PAPER = 140  # of 255; the darkest ground that is still paper
_BEYOND = 2.2  # line heights, in which a line's end is sought beside its outline
_STEEPEST = 20.0  # degrees; lines that stand steeper are not those of the page
_RULE = 4  # pixels at a cell's edge that may be its rule
_FAINT = 25  # of 255; a stroke is darker than its paper by so much at least
_LEVEL = 0.03  # degrees; less than a pixel over the page


@dataclass(frozen=True, slots=True)
class Ink:
    """What a line's cut-out holds: the ink's edges in it, and how broad the strokes are."""

    left: float
    top: float
    right: float
    bottom: float
    stroke: float


def without_seals(picture: Array) -> tuple[Array, list[tuple[int, int, int, int]]]:
    """A grey page in which seals do not show, and the seals' boxes.

    ``picture`` is RGB. Within a seal only the red channel is taken, in which red is as
    white as paper; elsewhere red letters (红头) must stay.
    """
    import cv2

    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    seals = find_seals(picture)
    for x0, top, x1, bottom in seals:
        grey[top:bottom, x0:x1] = _without_red(picture[top:bottom, x0:x1])
    return grey, seals


def _without_red(part: Array) -> Array:
    """The red channel, with the seal's own red made as light as the paper around it."""
    import numpy as np

    channels = part.astype(np.int16)
    red = channels[:, :, 0]
    coloured = red - np.maximum(channels[:, :, 1], channels[:, :, 2]) > _COLOURED
    strong = red[coloured]
    if strong.size < 20 or coloured.all():
        return part[:, :, 0]
    paper, ink = float(np.median(red[~coloured])), float(np.median(strong))
    lifted = red.astype(np.float32)
    # What shows faintly through thick ink is made to show as well as beside it.
    lifted[coloured] = paper - _THROUGH * (max(ink, 1.0) - lifted[coloured])
    return np.clip(lifted, 0, 255).astype(np.uint8)


def find_seals(picture: Array) -> list[tuple[int, int, int, int]]:
    """The boxes of red seals, found by colour, size and shape."""
    import cv2
    import numpy as np

    small_by = max(1, round(max(picture.shape[:2]) / 900))
    small = picture[::small_by, ::small_by].astype(np.int16)
    rest = np.maximum(small[:, :, 1], small[:, :, 2])
    mask = ((small[:, :, 0] - rest > 40) & (small[:, :, 0] > 110)).astype(np.uint8)
    if int(mask.sum()) < 60:
        return []
    longest = max(mask.shape)
    reach = max(3, round(0.012 * longest))
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(closed)
    found: list[tuple[int, int, int, int]] = []
    for x, y, width, height, _ in stats[1:count].tolist():
        if not _SEAL_LEAST * longest <= max(width, height) <= _SEAL_MOST * longest:
            continue
        aspect = max(width, height) / max(min(width, height), 1)
        inside = mask[y : y + height, x : x + width] > 0
        if aspect > _SEAL_ASPECT or not 0.04 <= float(inside.mean()) <= 0.7:
            continue
        ground = rest[y : y + height, x : x + width][~inside]
        if float(np.median(ground)) < _PAPER:  # a seal stands on paper
            continue
        margin = 4
        box = (
            max(x - margin, 0) * small_by,
            max(y - margin, 0) * small_by,
            min((x + width + margin) * small_by, picture.shape[1]),
            min((y + height + margin) * small_by, picture.shape[0]),
        )
        found = [*(other for other in found if not _within(other, box)), box]
    return [box for box in found if not any(_within(box, o) for o in found if o is not box)]


def _within(inner: tuple[int, ...], outer: tuple[int, ...]) -> bool:
    """Whether the middle of one box lies in a larger one, as a seal's star does in its ring."""
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    larger = outer[2] - outer[0] > inner[2] - inner[0]
    return larger and outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def is_blank(grey: Array) -> bool:
    """Whether nothing but paper, dust and the scanner's shadow shows."""
    import cv2

    height, width = grey.shape
    inner = grey[height // 40 : height - height // 40, width // 40 : width - width // 40]
    if inner.size == 0:
        return True
    smooth = cv2.medianBlur(inner, 5)
    paper = cv2.blur(smooth, (61, 61))
    return bool((cv2.subtract(paper, smooth) > 40).mean() < 0.0002)


def turned(picture: Array, turn: int) -> Array:
    """The picture turned clockwise by ``turn`` degrees, a multiple of 90."""
    import numpy as np

    return np.ascontiguousarray(np.rot90(picture, -(turn // 90) % 4)) if turn % 360 else picture


def turned_box(
    box: tuple[int, int, int, int], turn: int, shape: tuple[int, ...]
) -> tuple[int, int, int, int]:
    """A box of the picture as given, in the picture turned clockwise by ``turn``."""
    x0, top, x1, bottom = box
    height, width = shape[:2]
    if turn == 90:
        return height - bottom, x0, height - top, x1
    if turn == 180:
        return width - x1, height - bottom, width - x0, height - top
    if turn == 270:
        return top, width - x1, bottom, width - x0
    return box


def tilt_of(quads: Sequence[Array], grey: Array) -> float:
    """How many degrees the lines of a page fall to the right.

    By the outlines of its broad lines, of which one says more than many short ones; a page
    that is all table has none, and there the rules tell.
    """
    slopes: list[tuple[float, float]] = []
    for quad in quads:
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = quad
        across = ((x1 + x2) - (x0 + x3)) / 2
        down = ((y1 + y2) - (y0 + y3)) / 2
        tall = math.hypot(x3 - x0, y3 - y0)
        if across > 7 * tall:
            slopes.append((math.degrees(math.atan2(down, across)), across))
    if sum(weight for _, weight in slopes) < grey.shape[1]:
        slopes = _rule_slopes(grey) or slopes
    tilt = _middle([slope for slope in slopes if abs(slope[0]) < _STEEPEST])
    return tilt if abs(tilt) >= _LEVEL else 0.0


def _rule_slopes(grey: Array) -> list[tuple[float, float]]:
    """How the long level strokes of a page fall, each with its length."""
    import cv2
    import numpy as np

    dark = cv2.adaptiveThreshold(grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15)
    least = grey.shape[1] // 5
    strokes = cv2.HoughLinesP(
        dark, 1, np.pi / 1800, threshold=least // 2, minLineLength=least, maxLineGap=6
    )
    if strokes is None:
        return []
    found = []
    for x0, y0, x1, y1 in strokes.reshape(-1, 4).tolist():
        if abs(x1 - x0) > abs(y1 - y0):
            slope = math.degrees(math.atan2(y1 - y0, x1 - x0))
            found.append((slope, math.hypot(x1 - x0, y1 - y0)))
    return found


def _middle(slopes: list[tuple[float, float]]) -> float:
    """The median slope, each weighing as much as it is long; 0 where there is none."""
    half = sum(weight for _, weight in slopes) / 2
    reached = 0.0
    for angle, weight in sorted(slopes):
        reached += weight
        if reached >= half:
            return angle
    return 0.0


def levelled(grey: Array, tilt: float) -> Array:
    """The page turned back about its middle by ``tilt`` degrees; its size stays."""
    import cv2

    if not tilt:
        return grey
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), tilt, 1.0)
    return cv2.warpAffine(
        grey, turn, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )


def ink_of(crop: Array) -> Ink:
    """Measure the cut-out of one line, which is level and grey (or three equal channels)."""
    import cv2
    import numpy as np

    grey = crop if crop.ndim == 2 else np.ascontiguousarray(crop[:, :, 0])
    height, width = grey.shape
    if min(height, width) < 5:
        return Ink(0.0, 0.0, float(width), float(height), 0.0)
    _, dark = cv2.threshold(cv2.medianBlur(grey, 3), 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    area = float(dark.sum())
    if area == 0 or area > 0.7 * dark.size:
        return Ink(0.0, 0.0, float(width), float(height), 0.0)
    across, down = dark.sum(axis=0), dark.sum(axis=1)
    columns = np.flatnonzero(across >= 1)
    rows = np.flatnonzero(down > 0.08 * float(down.max()))
    edge = cv2.morphologyEx(dark, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8))
    outline = float(edge.sum())
    stroke = 2 * area / outline if outline else 0.0
    return Ink(
        float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1), stroke
    )


def stroke_in(crop: Array, left: float, right: float) -> tuple[float, float, float, float] | None:
    """The box of the level stroke between two columns of a line's cut-out.

    Noise is averaged out along the stroke, and its height told from how dark it is, since
    a thin one is a grey row or two; its ends may lie a little beyond the columns. None
    where there is more than one stroke, or none.
    """
    import numpy as np

    grey = crop if crop.ndim == 2 else crop[:, :, 0]
    begin, end = max(round(left), 0), min(round(right), grey.shape[1])
    inner = round(0.25 * (end - begin))
    if end - begin < 8 or grey.shape[0] < 8:
        return None
    window = grey[:, begin:end].astype(np.float32)
    paper = float(np.percentile(window, 75))
    ink = np.clip(paper - window, 0, None)
    down = ink[:, inner:-inner].mean(axis=1)
    peak = float(down.max())
    if peak < _FAINT:
        return None
    rows = np.flatnonzero(down > 0.4 * peak)
    first, last = int(rows[0]), int(rows[-1])
    if last - first + 1 > rows.size or rows.size > 0.35 * grey.shape[0]:
        return None
    part = down[max(first - 1, 0) : last + 2]
    high = float(part.sum()) / peak
    middle = max(first - 1, 0) + float((part * np.arange(part.size)).sum() / part.sum()) + 0.5
    dark = np.clip(paper - grey[first : last + 1].astype(np.float32), 0, None).mean(axis=0)
    full = float(np.median(dark[begin + inner : end - inner]))
    if full < 0.2 * peak:
        return None  # short between broad gaps, as a hyphen is
    centre, least, most = (begin + end) // 2, max(begin - inner, 0), min(end + inner, dark.size)
    x0 = _end_of(dark[least:centre][::-1] / full)
    x1 = _end_of(dark[centre:most] / full)
    return centre - x0, middle - high / 2, centre + x1, middle + high / 2


def _end_of(share: Array) -> float:
    """How far a stroke goes, by how much of its darkness each column has, to a part of a column."""
    import numpy as np

    gaps = np.flatnonzero(share < 0.5)
    if not gaps.size:
        return float(share.size)
    end = int(gaps[0])
    before = float(share[end - 1]) if end else 1.0
    return end + (before - 0.5) / max(before - float(share[end]), 0.5) - 0.5


def rules_of(
    grey: Array, letter: float
) -> tuple[list[tuple[float, float, float]], list[tuple[float, float, float]]]:
    """Level rules ``(x0, x1, y)`` and upright ones ``(top, bottom, x)`` of a level page.

    ``letter`` is the size of the page's letters in pixels: rules are longer than strokes.
    """
    import cv2
    import numpy as np

    paper = cv2.blur(grey, (41, 41))
    dark = ((grey.astype(np.int16) < paper.astype(np.int16) - 18) & (grey < 225)).astype(np.uint8)
    found: list[list[tuple[float, float, float]]] = []
    for upright in (False, True):
        plane = np.ascontiguousarray(dark.T) if upright else dark
        length = max(round((1.6 if upright else 2.2) * letter), 12)
        # A thin rule on a page that is not quite flat steps from row to row.
        thick = cv2.dilate(plane, np.ones((3, 1), np.uint8))
        runs = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
        runs = cv2.morphologyEx(
            runs, cv2.MORPH_CLOSE, np.ones((1, max(round(0.5 * letter), 3)), np.uint8)
        )
        count, _, stats, _ = cv2.connectedComponentsWithStats(runs)
        found.append(
            [
                (float(x), float(x + width), y + height / 2)
                for x, y, width, height, _ in stats[1:count].tolist()
                if height <= max(0.5 * letter, 7) + 0.004 * width and width >= 3 * height
            ]
        )
    return found[0], found[1]


def empty_cells(
    level: Array, tables: Sequence[Grid], letters: Sequence[tuple[float, float]]
) -> list[tuple[int, int, int, int]]:
    """Where ink stands in cells that hold none of ``letters``, with some paper around."""
    import cv2
    import numpy as np

    found: list[tuple[int, int, int, int]] = []
    for cell in (cell for grid in tables for row in grid for cell in row if cell):
        if any(cell[0] <= x <= cell[2] and cell[1] <= y <= cell[3] for x, y in letters):
            continue
        x0, top, x1, bottom = (round(v) for v in cell)
        inner = level[max(top + _RULE, 0) : bottom - _RULE, max(x0 + _RULE, 0) : x1 - _RULE]
        if min(inner.shape, default=0) < 8:
            continue
        smooth = cv2.medianBlur(np.ascontiguousarray(inner), 3)
        paper = float(np.percentile(smooth, 80))
        dark = smooth < paper - 60
        if dark.sum() < 12:
            continue
        rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
        # Room for a letter above and below a dash, as a line's cut-out has.
        high = max(int(rows[-1] - rows[0]), 26)
        middle = (int(rows[0]) + int(rows[-1])) // 2 + max(top + _RULE, 0)
        begin, end = (int(columns[i]) + max(x0 + _RULE, 0) for i in (0, -1))
        found.append(
            (
                max(begin - 8, x0),
                max(middle - round(0.7 * high), top + 2),
                min(end + 9, x1),
                min(middle + round(0.7 * high), bottom - 2),
            )
        )
    return [box for box in found if box[2] - box[0] >= 8 and box[3] - box[1] >= 8]


def stacked(crop: Array, count: int) -> list[tuple[int, int]]:
    """From where to where each of ``count`` letters set one under the other reaches.

    ``crop`` stands upright.
    """
    import cv2
    import numpy as np

    grey = crop if crop.ndim == 2 else np.ascontiguousarray(crop[:, :, 0])
    _, dark = cv2.threshold(cv2.medianBlur(grey, 3), 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    down = dark.sum(axis=1)
    inked = np.flatnonzero(down > 0)
    if inked.size < 4 * count or count < 2:
        return []
    step = (inked[-1] - inked[0] + 1) / count
    borders = [int(inked[0])]
    for i in range(1, count):
        # Between two letters the paper shows: the emptiest row near the even border.
        about = inked[0] + i * step
        low, high = round(about - 0.3 * step), round(about + 0.3 * step) + 1
        emptiest = np.flatnonzero(down[low:high] == down[low:high].min())
        borders.append(low + int(emptiest[len(emptiest) // 2]))
    borders.append(int(inked[-1]) + 1)
    return list(pairwise(borders))


def beyond(level: Array, box: Sequence[float], others: Array) -> tuple[float, float] | None:
    """How far a line's ink goes on to the left and right of its outline, as new edges.

    Thin letters at a line's ends (一, 二、, ”) are easily left outside. ``others`` holds the
    outlines of all lines. None where the outline holds all.
    """
    import cv2
    import numpy as np

    x0, top, x1, bottom = (round(v) for v in box)
    high = bottom - top
    reach = round(_BEYOND * high)
    beside = others[(others[:, 1] < bottom - 0.3 * high) & (others[:, 3] > top + 0.3 * high)]
    left = max(x0 - reach, 0, *(v + 2 for v in beside[beside[:, 2] <= x0 + 4, 2].tolist()))
    right = min(
        x1 + reach, level.shape[1], *(v - 2 for v in beside[beside[:, 0] >= x1 - 4, 0].tolist())
    )
    upper, lower = max(top + round(0.12 * high), 0), bottom - round(0.12 * high)
    if lower - upper < 8:
        return None
    band = cv2.medianBlur(np.ascontiguousarray(level[upper:lower, round(left) : round(right)]), 3)
    inside = band[:, x0 - round(left) : x1 - round(left)]
    if inside.size == 0:
        return None
    threshold, _ = cv2.threshold(
        np.ascontiguousarray(inside), 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU
    )
    down = (band < threshold).sum(axis=0)
    outside = down[: x0 - round(left)][::-1], down[x1 - round(left) :]
    ends = [_goes_on(run.tolist(), high, lower - upper) for run in outside]
    if not any(ends):
        return None
    margin = round(0.12 * high)
    return max(x0 - ends[0] - margin, left), min(x1 + ends[1] + margin, right)


def _goes_on(columns: Sequence[int], high: float, most: int) -> int:
    """Up to which of the columns beside a line its letters go on; 0 where they do not."""
    last = ink = 0
    for index, dark in enumerate(columns, start=1):
        if dark > 0.85 * most or index - last > 0.75 * high:  # a rule, or a gap no line has
            break
        if dark:
            last, ink = index, ink + dark
    return last if ink >= 0.015 * high * high else 0
