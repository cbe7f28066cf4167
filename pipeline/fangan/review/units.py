"""The units that are judged: sentences, list points and table rows of a document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from fangan.document import Block, Document
from fangan.nlp.sentences import sentences

_ATTACHMENTS = re.compile(r"附[件表图]?\s*[:：]")
_POINT = re.compile(r"\d{1,2}\s*[.．、]")
_TOTAL = re.compile(r"\s*(?:合\s*计|总\s*计|小\s*计|共\s*计)")
_LONGEST_POINT = 40  # characters of the name of an attachment
_RESPONSIBLE = re.compile(
    r"(?:牵头|责任|主责|负责|实施|配合|协同)(?:单位|部门|领导|主体|人)?\s*[:：][^。；;]*[。；;]?"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A span that is judged as one; ``path`` are the headings above it, outermost first."""

    start: int
    end: int
    text: str
    kind: Literal["sentence", "row"]
    path: tuple[str, ...]


def units(document: Document) -> tuple[Unit, ...]:
    """The sentences (parted at semicolons too) and table rows of the body, in order.

    Headings, captions, notes, the list of attachments (附件：1.…) and lines that only
    name who is responsible (责任单位：…) are context, not statements; a table's head row
    and its totals are left out.
    """
    found: list[Unit] = []
    attached = False
    for block in document.blocks:
        if block.kind in ("paragraph", "list"):
            attached = _is_attachment(document.text[block.start : block.end], after=attached)
            if not attached:
                found += _of_paragraph(document, block)
        elif block.kind == "table":
            path = document.path(block.start)
            found += [
                Unit(row[0].start, row[-1].end, _row_text(document, row), "row", path)
                for row in block.rows[1:]
                if row
                and row[-1].end > row[0].start
                and not _TOTAL.match(document.text, row[0].start, row[-1].end)
            ]
    return tuple(found)


def _is_attachment(text: str, *, after: bool) -> bool:
    """Whether a paragraph opens the list of attachments, or goes on with it ``after`` one."""
    text = text.strip()
    if _ATTACHMENTS.match(text):
        return True
    return after and len(text) <= _LONGEST_POINT and _POINT.match(text) is not None


def _row_text(document: Document, row: tuple[Block, ...]) -> str:
    return document.text[row[0].start : row[-1].end]


def _of_paragraph(document: Document, block: Block) -> list[Unit]:
    chain = document.section_at(block.start)
    start = block.start
    if chain and chain[-1].start <= start < chain[-1].heading_end < block.end:
        start = chain[-1].heading_end  # a heading that runs on: the rest is its body
    if start >= block.end:
        return []
    path = document.path(start)
    return [
        Unit(a, b, document.text[a:b], "sentence", path)
        for a, b in sentences(document.text, start, block.end, semicolons=True)
        if not _RESPONSIBLE.fullmatch(document.text, a, b)
    ]
