"""How far what was read agrees with the truth of :mod:`extract_truth`."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from extract_truth.content import Case, Grid, Heading, Para

from fangan.document import Anchor, Document

MOST = 3000  # edits beyond which a text counts as another one


def squeezed(text: str) -> str:
    """Without white space, which printed lines do not tell."""
    return "".join(text.split())


def edits(a: str, b: str) -> int:
    """Levenshtein distance by the furthest point on each diagonal; at most ``MOST``."""
    length = len(b) - len(a)
    furthest: dict[int, int] = {}
    for count in range(MOST):
        reached: dict[int, int] = {}
        for diagonal in range(-count, count + 1):
            at = max(
                furthest.get(diagonal, -2) + 1,
                furthest.get(diagonal - 1, -2),
                furthest.get(diagonal + 1, -2) + 1,
            )
            at = 0 if count == 0 else at
            at = min(at, len(a), len(b) - diagonal)
            if at < 0 or at + diagonal < 0:
                continue
            while at < len(a) and at + diagonal < len(b) and a[at] == b[at + diagonal]:
                at += 1
            reached[diagonal] = at
        if reached.get(length, -1) >= len(a):
            return count
        furthest = reached
    return MOST


def characters(case: Case, document: Document) -> tuple[int, int]:
    """Edits between the text and the truth, and the length of the truth."""
    truth = squeezed("".join(item.text for item in case.items))
    return edits(truth, squeezed(document.text)), len(truth)


def headings(case: Case, document: Document) -> tuple[int, int, int]:
    """Headings found with level, number and title; how many there are; how many beyond."""
    truth = [
        (item.level, squeezed(item.number), squeezed(item.title))
        for item in case.items
        if isinstance(item, Heading)
    ]
    found = [
        (section.level, squeezed(section.number), squeezed(section.title))
        for section in document.root.walk()
        if section.level
    ]
    right = (Counter(truth) & Counter(found)).total()
    return right, len(truth), len(found) - right


Cells = Counter[tuple[int, int, str]]


def _cells(rows: Sequence[Sequence[str]]) -> Cells:
    return Counter(
        (r, c, squeezed(cell))
        for r, row in enumerate(rows)
        for c, cell in enumerate(row)
        if squeezed(cell)
    )


def tables(case: Case, document: Document) -> dict[str, tuple[int, int, int]]:
    """For ruled and borderless tables: cells right in place and text, found, in truth."""
    read = [
        _cells([[document.text[c.start : c.end] for c in row] for row in block.rows])
        for block in document.tables
    ]
    counts: dict[str, tuple[int, int, int]] = {}
    for item in case.items:
        if not isinstance(item, Grid):
            continue
        truth = _cells(item.cells)
        best = max(read, key=lambda cells: (cells & truth).total(), default=Counter())
        if best in read:
            read.remove(best)
        kind = "ruled" if item.ruled else "borderless"
        right, made, wanted = counts.get(kind, (0, 0, 0))
        counts[kind] = (
            right + (best & truth).total(),
            made + best.total(),
            wanted + truth.total(),
        )
    if read and counts:  # tables that are none count against what was found
        kind = next(iter(counts))
        right, made, wanted = counts[kind]
        counts[kind] = (right, made + sum(cells.total() for cells in read), wanted)
    return counts


def left_in(case: Case, document: Document) -> list[str]:
    """Furniture and hidden text that stands in the body."""
    lines = {squeezed(line) for line in document.text.split("\n")}
    cells = {squeezed(cell) for line in document.text.split("\n") for cell in line.split("\t")}
    body = squeezed(document.text)
    # A bare number may be a cell's; a longer piece may be found within a line as well.
    return [
        piece
        for piece in (*case.furniture, *case.hidden)
        if squeezed(piece) in lines
        or squeezed(piece) in (cells if not piece.isdigit() else set())
        or (len(squeezed(piece)) >= 5 and squeezed(piece) in body)
    ]


class PageWords:
    """The characters of a PDF's pages and their places, by pdfium alone."""

    def __init__(self, path: Path) -> None:
        import pypdfium2

        self._document = pypdfium2.PdfDocument(path)
        self._pages: dict[int, list[tuple[float, float, str]]] = {}

    def _characters(self, number: int) -> list[tuple[float, float, str]]:
        """Each character with the middle of its box, from the top left corner as seen."""
        if number in self._pages:
            return self._pages[number]
        page = self._document[number - 1]
        width, height = page.get_size()
        turn = page.get_rotation()
        textpage = page.get_textpage()
        made = []
        for index in range(textpage.count_chars()):
            left, bottom, right, top = textpage.get_charbox(index, loose=True)
            x, y = (left + right) / 2, (bottom + top) / 2
            seen = {
                0: (x, height - y),
                90: (y, x),
                180: (width - x, y),
                270: (width - y, height - x),
            }
            made.append((*seen[turn], textpage.get_text_range(index, 1)))
        self._pages[number] = made
        return made

    def inside(self, anchors: Sequence[Anchor]) -> str:
        """What stands in the boxes."""
        parts: list[str] = []
        for anchor in anchors:
            box = anchor.bbox
            parts += [
                char
                for x, y, char in self._characters(anchor.page)
                if box.x0 <= x <= box.x1 and box.top <= y <= box.bottom
            ]
        return squeezed("".join(parts))

    def close(self) -> None:
        self._document.close()


def quotes(case: Case, document: Document, *, seed: int = 3, count: int = 25) -> dict[str, Any]:
    """Quotations whose boxes hold their words, exactly or to one character at each line's end."""
    source = case.source or case.path
    rng = random.Random(seed)
    texts = [item.text for item in case.items if isinstance(item, Para | Heading)]
    page = PageWords(source)
    tried = right = exact = 0
    wrong: list[str] = []
    for _ in range(count):
        text = rng.choice(texts)
        start = rng.randrange(max(1, len(text) - 12))
        quote = text[start : start + rng.randint(8, 40)]
        at = document.text.find(quote)
        if at < 0 or document.text.count(quote) > 1:
            continue
        tried += 1
        anchors = document.anchors(at, at + len(quote))
        seen = page.inside(anchors)
        distance = edits(squeezed(quote), seen)
        exact += distance == 0
        if anchors and distance <= len(anchors):
            right += 1
        else:
            wrong.append(f"{quote} | {seen}")
    page.close()
    return {"tried": tried, "right": right, "exact": exact, "wrong": wrong}
