"""heading_jump: a number that the sequence of headings skips."""

from __future__ import annotations

import re
import unicodedata

from fangan.document import Document, Section
from fangan.findings import Finding, quote
from fangan.nlp.numerals import CHINESE_NUMERAL, chinese_integer
from fangan.review.check.material import Material

_NUMBER = re.compile(rf"{CHINESE_NUMERAL}+|\d+")


def check(material: Material) -> list[Finding]:
    """One warning for each gap between two neighbours of one style under one heading."""
    return [
        fault
        for section in material.document.root.walk()
        for fault in _gaps(material.document, section.children)
    ]


def _gaps(document: Document, siblings: tuple[Section, ...]) -> list[Finding]:
    found: list[Finding] = []
    last: dict[str, tuple[int, Section]] = {}
    for section in siblings:
        style, value = _style(section.number)
        if value is None:
            continue
        before = last.get(style)
        if before and value > before[0] + 1:
            missing = value - before[0] - 1
            found.append(
                Finding(
                    "heading_jump",
                    "warning",
                    f"标题序号不连续：“{before[1].number}”之后是“{section.number}”，中间缺{missing}个",
                    (
                        quote(document, before[1].start, before[1].heading_end),
                        quote(document, section.start, section.heading_end),
                    ),
                )
            )
        last[style] = (value, section)
    return found


def _style(number: str) -> tuple[str, int | None]:
    """The form of a printed number with its value taken out, and the value.

    A number of several parts (1.2.3) counts by its last one.
    """
    folded = unicodedata.normalize("NFKC", number).strip()
    matches = list(_NUMBER.finditer(folded))
    if not matches:
        return folded, None
    last = matches[-1]
    form = (
        folded[: last.start()] + ("d" if last.group().isdecimal() else "c") + folded[last.end() :]
    )
    return form, chinese_integer(last.group())
