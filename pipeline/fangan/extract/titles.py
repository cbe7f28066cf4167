"""Which heading of a page or Markdown file is its title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fangan.extract.raw import Element, Paragraph

_NEAR_THE_TOP = 4


def with_title(elements: Sequence[Element]) -> list[Element]:
    """Make the only heading of the first level the title, where it stands at the top.

    Writers give the one h1 (or #) to the title and h2 to the first headings.
    """
    firsts = [
        index
        for index, element in enumerate(elements)
        if isinstance(element, Paragraph) and element.level == 1
    ]
    others = any(isinstance(e, Paragraph) and (e.level or 0) > 1 for e in elements)
    result = list(elements)
    if len(firsts) == 1 and firsts[0] < _NEAR_THE_TOP and (others or len(elements) > 1):
        heading = result[firsts[0]]
        if isinstance(heading, Paragraph):
            result[firsts[0]] = replace(heading, level=None, kind="title")
    return result
