"""A document cut into passages (段落): what a search finds and quotes.

A passage follows clauses and paragraphs, never crosses a section, and keeps its
exact place in the document's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fangan.document import Block, Document
from fangan.nlp.sentences import sentences

LIMIT = 300
"""Characters a passage. Short neighbours are joined up to it, long paragraphs cut at it."""

_CLAUSE = re.compile(r"第[零〇○一二三四五六七八九十百千\d０-９]+条")
_SOFT_STOP = re.compile(r"[，、,：:]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document: ``text == document.text[start:end]``.

    ``path`` holds the headings above, outermost first; ``clause`` the clause that
    the passage belongs to (第N条); ``head`` the caption and head row of the table
    that its rows come from.
    """

    start: int
    end: int
    text: str
    path: tuple[str, ...] = ()
    page: int | None = None
    clause: str | None = None
    head: str = ""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A paragraph or table row with the start of the section that it stands in."""

    start: int
    end: int
    section: int
    head: str = ""


def passages(document: Document) -> tuple[Passage, ...]:
    """The passages of ``document`` in reading order."""
    made: list[Passage] = []
    group: list[_Unit] = []
    for unit in _units(document):
        if group and not _joins(group, unit):
            made.extend(_close(document, group))
            group = []
        group.append(unit)
    if group:
        made.extend(_close(document, group))
    return tuple(made)


def _joins(group: Sequence[_Unit], unit: _Unit) -> bool:
    first = group[0]
    same = first.section == unit.section and first.head == unit.head
    return same and unit.end - first.start <= LIMIT


def _close(document: Document, group: Sequence[_Unit]) -> Iterator[Passage]:
    start, end = group[0].start, group[-1].end
    for left, right in _cut(document.text, start, end):
        chain = document.section_at(left)
        clauses = [found[0] for section in chain if (found := _CLAUSE.match(section.number))]
        anchors = document.anchors(left, left + 1)
        yield Passage(
            left,
            right,
            document.text[left:right],
            document.path(left),
            anchors[0].page if anchors else None,
            clauses[-1] if clauses else None,
            group[0].head,
        )


def _units(document: Document) -> Iterator[_Unit]:
    body = sorted((b for b in document.blocks if b.end > b.start), key=lambda block: block.start)
    caption = ""
    for index, block in enumerate(body):
        following = body[index + 1] if index + 1 < len(body) else None
        if block.kind == "title" and len(body) > 1:
            continue
        if block.kind == "caption" and following is not None and following.kind == "table":
            caption = document.text[block.start : block.end].strip()
        elif block.kind == "table" and block.rows:
            yield from _rows(document, block, caption)
            caption = ""
        else:
            yield from _paragraph(document, block)


def _paragraph(document: Document, block: Block) -> Iterator[_Unit]:
    """The block, cut where a section begins inside it.

    Headings that only announce are left out, but a clause is quoted with its first line.
    """
    inside = [s.start for s in document.root.walk() if block.start < s.start < block.end]
    edges = [block.start, *sorted(inside), block.end]
    for start, end in pairwise(edges):
        left, right = _trim(document.text, start, end)
        if left >= right:
            continue
        chain = document.section_at(left)
        deepest = chain[-1] if chain else document.root
        announces = left >= deepest.start and right <= deepest.heading_end < deepest.end
        below = document.text[right : deepest.end].strip()
        if deepest.level and announces and below and not _CLAUSE.match(deepest.number):
            continue
        yield _Unit(left, right, deepest.start if deepest.level else -1)


def _rows(document: Document, table: Block, caption: str) -> Iterator[_Unit]:
    chain = document.section_at(table.start)
    section = chain[-1].start if chain else -1
    spans = [(min(c.start for c in row), max(c.end for c in row)) for row in table.rows if row]
    spans = [span for span in (_trim(document.text, *span) for span in spans) if span[0] < span[1]]
    if len(spans) < 2:
        for start, end in spans:
            yield _Unit(start, end, section, caption)
        return
    head = "\n".join(filter(None, (caption, document.text[slice(*spans[0])])))
    for start, end in spans[1:]:
        yield _Unit(start, end, section, head)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """``text[start:end]`` in stretches of at most LIMIT, cut at sentence ends where there are any."""
    if end - start <= LIMIT:
        yield start, end
        return
    left = right = start
    for first, last in sentences(text, start, end, semicolons=True):
        if right > left and last - left > LIMIT:
            yield left, right
            left = first
        elif right == left:
            left = first
        for stop in _soft_stops(text, left, last):
            yield left, stop
            left = stop
        right = last
    if right > left:
        yield left, right


def _soft_stops(text: str, start: int, end: int) -> Iterator[int]:
    """Where to cut a sentence that is too long by itself: at commas, else by length."""
    while end - start > LIMIT:
        stops = [m.end() for m in _SOFT_STOP.finditer(text, start + LIMIT // 2, start + LIMIT)]
        start = stops[-1] if stops else start + LIMIT
        yield start


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
