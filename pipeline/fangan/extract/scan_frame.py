"""How a page lies to the level picture that was made of it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from fangan.document import BBox


@dataclass(frozen=True, slots=True)
class Frame:
    """How the page lies to its level picture; sizes in points.

    ``width`` and ``height`` are the level picture's. It came from the page by a turn
    clockwise by right angles, then back by the tilt about the middle.
    """

    width: float
    height: float
    turn: int
    tilt: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page as it lies."""
        return (self.height, self.width) if self.turn % 180 else (self.width, self.height)

    def on_page(self, box: BBox) -> BBox:
        """Where a box of the level picture lies on the page."""
        if not self.turn and not self.tilt:
            return box
        corners = [self._point(x, y) for x in (box.x0, box.x1) for y in (box.top, box.bottom)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return BBox(min(xs), min(ys), max(xs), max(ys))

    def on_level(self, box: BBox) -> BBox:
        """Where a box of the page lies on the level picture."""
        width, height = self.width, self.height
        corners: list[tuple[float, float]] = []
        for x, y in ((x, y) for x in (box.x0, box.x1) for y in (box.top, box.bottom)):
            upright = {
                90: (width - y, x),
                180: (width - x, height - y),
                270: (y, height - x),
            }.get(self.turn, (x, y))
            corners.append(replace(self, turn=0, tilt=-self.tilt)._point(*upright))  # noqa: SLF001
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return BBox(min(xs), min(ys), max(xs), max(ys))

    def _point(self, x: float, y: float) -> tuple[float, float]:
        cos, sin = math.cos(math.radians(self.tilt)), math.sin(math.radians(self.tilt))
        dx, dy = x - self.width / 2, y - self.height / 2
        x, y = self.width / 2 + dx * cos - dy * sin, self.height / 2 + dx * sin + dy * cos
        if self.turn == 90:
            return y, self.width - x
        if self.turn == 180:
            return self.width - x, self.height - y
        if self.turn == 270:
            return self.height - y, x
        return x, y
