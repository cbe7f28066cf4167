"""Who is responsible (牵头单位, 责任单位) for what a passage says."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from fangan.document import Document

_BODY = r"(?P<who>[^，。；;：:、\s（(]{2,20}(?:、[^，。；;：:、\s（(]{2,20}){0,8})"
_LABELLED = re.compile(
    rf"(?:牵头单位|责任单位|牵头部门|责任部门|主责单位|实施单位|负责单位|牵头|责任人|主责|责任领导|责任主体)[：:]\s*{_BODY}"
)
_BRACKETED = re.compile(
    r"[（(](?:由)?(?P<who>[^（()），。；]{2,60}?)(?:牵头|负责|按职责分工负责|等按职责分工负责)[）)]"
)
_SPOKEN = re.compile(
    r"由(?P<who>[^，。；：、\s由]{2,16}?(?:、[^，。；：、\s]{2,16}?){0,4})(?:牵头|负责(?!人)|承办|具体负责|组织实施)"
)


def owner_in(text: str) -> str | None:
    """The body that ``text`` makes responsible, or None."""
    for pattern in (_LABELLED, _BRACKETED, _SPOKEN):
        match = pattern.search(text)
        if match:
            return match["who"].strip("、")
    return None


_OF_ALL = re.compile(r"(?:本|以上|上述|该|此)[^，。；]{0,6}$")


@dataclass(frozen=True, slots=True)
class Owners:
    """Every place of a document that makes somebody responsible, in order of offset."""

    stated: tuple[tuple[int, str], ...]
    """Lines of responsibility (责任单位：…, （…牵头）, 本行动由…牵头): they hold for their section."""
    spoken: tuple[tuple[int, str], ...]
    """由…牵头 in a sentence: it holds for its paragraph only."""


def owners(document: Document) -> Owners:
    """Find every place that names who is responsible."""
    stated: list[tuple[int, str]] = []
    spoken: list[tuple[int, str]] = []
    for block in document.blocks:
        if block.kind not in ("paragraph", "list", "note"):
            continue
        text = document.text[block.start : block.end]
        if "牵头" not in text and "责任" not in text and "负责" not in text:
            continue
        for pattern in (_LABELLED, _BRACKETED, _SPOKEN):
            for match in pattern.finditer(text):
                whole = pattern is not _SPOKEN or _OF_ALL.search(text[: match.start()])
                place = (block.start + match.start(), match["who"].strip("、"))
                (stated if whole else spoken).append(place)
    return Owners(tuple(sorted(stated)), tuple(sorted(spoken)))


def owner_at(document: Document, known: Owners, offset: int) -> str | None:
    """Who is responsible for the passage at ``offset``.

    A line of responsibility in the paragraph itself speaks first, then the first one
    after it in its section or in the section above (责任单位 stands at a section's
    end), then what the paragraph says in passing.
    """
    block = document.block_at(offset)
    start, end = (block.start, block.end) if block else (offset, offset)
    chain = document.section_at(offset)
    inner = chain[:0:-1] or chain
    for until in (end, *(section.end for section in inner)):
        name = _first_in(known.stated, start, until)
        if name:
            return name
    return _first_in(known.spoken, start, end)


def _first_in(places: tuple[tuple[int, str], ...], start: int, end: int) -> str | None:
    index = bisect_left(places, (start, ""))
    return places[index][1] if index < len(places) and places[index][0] < end else None
