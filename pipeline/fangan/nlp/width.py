"""How wide characters are printed."""

from __future__ import annotations

from unicodedata import east_asian_width


def display_width(text: str) -> int:
    """Width of ``text`` in half-width cells: a Chinese character counts two."""
    return sum(2 if east_asian_width(char) in "FWA" else 1 for char in text)
