"""Text made ready for the grammar of quantities, with the way back to its offsets.

Full-width digits and signs become ASCII one for one, a letter O among digits
becomes a zero, and white space that a layout put inside phrases (1 000 亿 元) goes.
Line ends and tabs stay: nothing is read across them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LETTERS = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
_WIDE = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in _LETTERS}
    | dict(zip("％．＋－～／＜＞＝∼﹪‑–", "%.+-~/<>=~%--", strict=True))
)
_SPACE = re.compile(r"[^\S\n\t]+")
_GROUPED = re.compile(r"(?<![\d.])\d{1,3}(?:[^\S\n\t]\d{3})+(?!\d)")
_LETTER_ZERO = re.compile(r"(?<=\d)[Oo]{1,4}(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded ``text`` and, where characters were dropped, the offset of each that stayed."""

    text: str
    offsets: tuple[int, ...] | None

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the original text that became ``text[start:end]``."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1


def fold(text: str) -> Folded:
    """Fold ``text``; see the module docstring."""
    wide = text.translate(_WIDE)
    if "O" in wide or "o" in wide:
        wide = _LETTER_ZERO.sub(lambda match: "0" * len(match.group()), wide)
    if not _SPACE.search(wide):
        return Folded(wide, None)
    keep = bytearray(b"\x01") * len(wide)
    for match in _SPACE.finditer(wide):
        start, end = match.span()
        before = wide[start - 1] if start else "\n"
        after = wide[end] if end < len(wide) else "\n"
        if not (before.isascii() and before.isalnum() and after.isascii() and after.isalnum()) or (
            before.isdigit() != after.isdigit()
        ):
            keep[start:end] = bytes(end - start)
    for match in _GROUPED.finditer(wide):
        for index in range(*match.span()):
            keep[index] = not wide[index].isspace()
    offsets = tuple(index for index, kept in enumerate(keep) if kept)
    return Folded("".join(wide[index] for index in offsets), offsets)
