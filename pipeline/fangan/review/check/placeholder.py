"""placeholder: blanks that were meant to be filled (XX, ××, 待定, 【】, empty cells)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fangan.document import Block, Document
from fangan.findings import Finding, quote
from fangan.nlp.sentences import sentences
from fangan.review.check.material import Material
from fangan.review.strength import PLACEHOLDER

_OMITTED = re.compile(r"[（(]略[）)]")
_YEAR_HEAD = re.compile(r"20\d\d|目标值|目标$")
_LIST_OF_ATTACHMENTS = re.compile(r"^附[件表图]\s*\d*\s*[:：]")


def check(material: Material) -> list[Finding]:
    """One warning for each sentence or cell with a blank."""
    document = material.document
    found: list[Finding] = []
    attached = False
    for block in document.blocks:
        text = document.text[block.start : block.end]
        if block.kind == "table":
            found += [_finding(document, *span) for span in _cells(document, block)]
        elif block.kind in ("paragraph", "list", "heading"):
            attached = attached or bool(_LIST_OF_ATTACHMENTS.match(text))
            found += [
                _finding(document, start, end)
                for start, end in sentences(document.text, block.start, block.end, semicolons=True)
                if _is_blank(document.text[start:end], attached=attached)
            ]
    return found


def _is_blank(text: str, *, attached: bool) -> bool:
    """（略） is a blank in the body; in a list of attachments it only says "separately"."""
    return bool(PLACEHOLDER.search(text)) or (not attached and bool(_OMITTED.search(text)))


def _cells(document: Document, table: Block) -> Iterator[tuple[int, int]]:
    """Rows that hold a blank: its mark, or an empty cell under a year in a filled column."""
    if not table.rows:
        return
    head = [document.text[cell.start : cell.end] for cell in table.rows[0]]
    body = table.rows[1:]
    years = [column for column, name in enumerate(head) if _YEAR_HEAD.search(name)]
    for row in body:
        words = [document.text[cell.start : cell.end].strip() for cell in row]
        marked = any(PLACEHOLDER.search(word) for word in words)
        filled = [column for column in years if column < len(words) and words[column]]
        empty = [column for column in years if column < len(words) and not words[column]]
        if marked or (filled and empty and words[0] and len(filled) >= len(empty)):
            yield row[0].start, row[-1].end


def _finding(document: Document, start: int, end: int) -> Finding:
    evidence = quote(document, start, end)
    mark = PLACEHOLDER.search(evidence.quote) or _OMITTED.search(evidence.quote)
    what = f"“{mark.group()}”" if mark else "空白单元格"
    return Finding("placeholder", "warning", f"有未填写的内容：{what}", (evidence,))
