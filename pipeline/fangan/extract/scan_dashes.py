"""Dashes on a picture: which level strokes are dashes (—), and which the numeral one (一).

The recogniser knows letters by their shape alone, and both are one level stroke. They are
told apart by where the stroke stands between the heads and feet of its neighbours, by how
much of its square it fills, and by whether official language has 一 beside them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from fangan.extract.pdf_chars import Box
from fangan.nlp.commonplace import common_pairs

_DASHES = "-–—一_ˉ－"
_PAGE_NUMBER = re.compile(rf"[{_DASHES}]\s*\d{{1,4}}\s*[{_DASHES}]")
_DIGIT = re.compile("[0-9]")
_TALL = re.compile("[0-9A-Za-z\u3400-\u9fff]")
_FLAT_LETTERS = frozenset("一二三")
_BEFORE_NUMERAL = frozenset("、，；：,;:（(“‘《【")  # no dash follows these
_AFTER_NUMERAL = frozenset("、）)．.】")

# In the fonts of real files, and on our own pictures with and without noise: the middle of
# 一 stands at -.02 to .1 above that of the line's ink, in heights of the ink, and 一 fills
# .81 to .97 of its square, most often .91. A dash drawn for Latin letters stands at -.06 to
# -.16; one drawn for Chinese letters stands as high as 一, but fills its square whole.
# Each limit is given by how many neighbours 一 is usual beside.
_LOW = (-0.04, -0.045, -0.055)
_BROAD = (0.975, 0.985, 1.0)
_LEAST_INK, _MOST_INK = 0.8, 1.02  # of the letters' size
_BROADER = 0.05  # by so much more than 一 in the same file
_ENOUGH = 3  # of those, to know how broad it is


def dashed(
    text: str,
    centres: Sequence[float],
    ink: Box,
    strokes: Mapping[int, Box],
    *,
    size: float,
    step: float,
    digit_step: float,
    one: float,
) -> str:
    """The text of a line with each stroke that is a dash as one (一字线).

    Args:
        text: What was recognised.
        centres: The middle of each letter, blanks not counted, in points.
        ink: The box of the line's ink.
        strokes: The box of each letter that is one level stroke, by its number.
        size: The size of the letters, in points.
        step: From one Chinese letter to the next, in points; 0 where that is not known.
        digit_step: The same of digits.
        one: How much of its square 一 fills in this file; 0 where that is not known.
    """
    places = [i for i, char in enumerate(text) if not char.isspace()]
    letters = [text[i] for i in places]
    if len(letters) == 1 and letters[0] in _DASHES:
        flat = ink[3] - ink[1] < 0.2 * (ink[2] - ink[0])
        return "—" if flat else text
    if number := _PAGE_NUMBER.fullmatch(text):
        return f"—{text[1 : number.end() - 1]}—"
    found = list(text)
    for i in range(1, len(letters) - 1):
        between_digits = _DIGIT.match(letters[i - 1]) and _DIGIT.match(letters[i + 1])
        room = centres[i + 1] - centres[i - 1]
        # A stroke as broad as a letter: the room between the neighbours does not lie.
        if letters[i] in "-–" and between_digits and digit_step and room > 2.25 * digit_step:
            found[places[i]] = "—"
    if sum(bool(_TALL.match(x)) and x not in _FLAT_LETTERS for x in letters) >= 2:
        # A rule or a stain in the cut-out shifts the middle of the ink.
        clean = _LEAST_INK * size < ink[3] - ink[1] < _MOST_INK * size
        for i, stroke in strokes.items():
            if i < len(letters) and letters[i] == "一":
                above = _above(stroke, ink) if clean else 0.0
                filled = (stroke[2] - stroke[0]) / max(step, size) if step else 0.0
                if _is_dash(letters, i, above, filled, one):
                    found[places[i]] = "—"
    return "".join(found)


def width_of_one(lines: Sequence[tuple[Sequence[str], Mapping[int, Box], float]]) -> float:
    """How much of its square 一 fills in a file, by those that language is sure of; else 0.

    Each line is its letters, its strokes and the step from letter to letter.
    """
    filled = sorted(
        (stroke[2] - stroke[0]) / step
        for letters, strokes, step in lines
        for i, stroke in strokes.items()
        if step and i < len(letters) and letters[i] == "一" and _usual(letters, i) == 2
    )
    return filled[len(filled) // 2] if len(filled) >= _ENOUGH else 0.0


def _above(stroke: Box, ink: Box) -> float:
    """How far a stroke's middle is above that of the line's ink, in heights of the ink."""
    return ((ink[1] + ink[3]) - (stroke[1] + stroke[3])) / 2 / max(ink[3] - ink[1], 1e-6)


def _usual(letters: Sequence[str], i: int) -> int:
    """How many of a letter's two neighbours 一 is usual beside."""
    before = letters[i - 1][-1] if i else ""
    after = letters[i + 1][-1] if i + 1 < len(letters) else ""
    return (before + "一" in common_pairs()) + ("一" + after in common_pairs())


def _is_dash(letters: Sequence[str], i: int, above: float, filled: float, one: float) -> bool:
    """Whether a stroke that reads as 一 is a dash."""
    before = letters[i - 1][-1] if i else ""
    after = letters[i + 1][-1] if i + 1 < len(letters) else ""
    if after in _AFTER_NUMERAL or before in _BEFORE_NUMERAL:
        return False
    if _DIGIT.match(before) and _DIGIT.match(after):
        return True
    usual = _usual(letters, i)
    return above < _LOW[usual] or filled > max(_BROAD[usual], one + _BROADER)
