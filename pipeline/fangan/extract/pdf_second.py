"""A page whose text looks wrong, read once more with pdfminer's own code tables."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from math import atan2, degrees

from fangan.extract.pdf_chars import TINY, Run, View, turned
from fangan.extract.pdf_open import Foreign

_CODE = re.compile(r"\(cid:\d+\)")
_COMPATIBLE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06]")


def second_runs(
    chars: Iterable[Foreign], view: View, corner: tuple[float, float]
) -> tuple[list[Run], str]:
    """The characters that pdfplumber gives, as runs in the frame of ``view``, and their text.

    ``corner`` is where the seen page begins in the frame of ``chars``. A glyph without
    a code stands as U+FFFD.
    """
    runs: list[Run] = []
    reach = 0.0
    for char in chars:
        text = _COMPATIBLE.sub(_usual_form, _CODE.sub("\ufffd", char["text"]))
        box = (
            char["x0"] - corner[0],
            char["top"] - corner[1],
            char["x1"] - corner[0],
            char["bottom"] - corner[1],
        )
        seen = box[2] > 0 and box[0] < view.width and box[3] > 0 and box[1] < view.height
        if not text.strip() or not seen or char["size"] < TINY:
            continue
        turn = _turn(char["matrix"])
        x0, top, x1, bottom = turned(box, turn or 0, view)
        run = runs[-1] if runs else None
        if (
            run is None
            or run.turn != turn
            or run.font != _plain(char["fontname"])
            or abs(run.top - top) > 0.3 * run.size
            or not reach - 0.4 * run.size < x0 < reach + 0.7 * run.size
        ):
            font = _plain(char["fontname"])
            run = Run([], top, bottom, char["size"], font, "bold" in font.lower(), turn)
            runs.append(run)
        run.chars.append((x0, x1, text))
        reach = x1
    return runs, "\n".join("".join(char[2] for char in run.chars) for run in runs)


def _usual_form(match: re.Match[str]) -> str:
    """A radical, ligature or compatibility form as what it stands for."""
    return unicodedata.normalize("NFKC", match.group())


def _plain(font: object) -> str:
    return str(font).split("+", 1)[-1]


def _turn(matrix: tuple[float, ...]) -> int | None:
    """The direction of writing in degrees anticlockwise; None where at no right angle."""
    angle = degrees(atan2(matrix[1], matrix[0]))
    nearest = round(angle / 90) * 90
    return nearest % 360 if abs(angle - nearest) < 8 else None
