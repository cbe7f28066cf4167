"""Headers, footers and page numbers: what stands on the page but not in the text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from fangan.extract.pdf_lines import Line
from fangan.extract.raw import AsideKind

_ZONE = 0.13  # of the page's height, at its head and at its foot
_DEEPEST = 3  # furniture is sought among so many outermost lines
_EDGE = r"[\s—–―‐‑－\-_~·•.|｜/【】\[\]()（）]*"
_NUMBERED = re.compile(
    rf"{_EDGE}(?:第\s*[\d〇零一二三四五六七八九十百]+\s*页|page\s*\d+)"
    rf"(?:{_EDGE}[，,]?\s*(?:共\s*[\d〇零一二三四五六七八九十百]+\s*页|of\s*\d+))?{_EDGE}",
    re.IGNORECASE,
)
_DASHED = re.compile(r"\s*[—–―－\-·•~]+\s*\d{1,4}\s*[—–―－\-·•~]+\s*")
_SLASHED = re.compile(r"\s*(\d{1,4})\s*[/／]\s*(\d{1,4})\s*")
_BARE = re.compile(r"\s*(\d{1,4}|[ivxlIVXL]{1,6})\s*")
_NUMERALS = re.compile(r"[0-9]+")
_DIGITS = re.compile(r"\d+|[〇一二三四五六七八九十百]+(?=页)")


def find_furniture(
    pages: Mapping[int, Sequence[Line]], heights: Mapping[int, float]
) -> dict[Line, AsideKind]:
    """The lines that are furniture, with their kind. ``pages`` holds the lines by page."""
    sizes = [line.size for lines in pages.values() for line in lines]
    largest = 1.15 * median(sizes) if sizes else 0.0
    edges = {number: _edge_lines(lines, heights[number]) for number, lines in pages.items()}
    found: dict[Line, AsideKind] = {}
    _find_page_numbers(edges, found)
    _find_repeated(edges, len(pages), largest, found)
    # With the outermost furniture known, what lies just inside it is the edge.
    inner = {
        number: _edge_lines([line for line in lines if line not in found], heights[number])
        for number, lines in pages.items()
    }
    _find_repeated(inner, len(pages), largest, found)
    return found


def _edge_lines(lines: Iterable[Line], height: float) -> list[tuple[Line, AsideKind]]:
    """The outermost lines at head and foot, each with the side on which it lies."""
    level = sorted((line for line in lines if not line.slanted), key=lambda line: line.top)
    head = [line for line in level[:_DEEPEST] if line.bottom < _ZONE * height]
    foot = [line for line in level[-_DEEPEST:] if line.top > (1 - _ZONE) * height]
    marks = [line for line in lines if line.slanted]
    return [
        *((line, "header") for line in (*head, *marks)),
        *((line, "footer") for line in foot if line not in head),
    ]


def _find_page_numbers(
    edges: Mapping[int, list[tuple[Line, AsideKind]]], found: dict[Line, AsideKind]
) -> None:
    bare: list[tuple[int, Line]] = []
    for number, lines in edges.items():
        for line, _ in lines:
            slashed = _SLASHED.fullmatch(line.text)
            if (
                _NUMBERED.fullmatch(line.text)
                or _DASHED.fullmatch(line.text)
                or (slashed and int(slashed[1]) <= int(slashed[2]) and int(slashed[2]) > 1)
            ):
                found[line] = "page_number"
            elif _BARE.fullmatch(line.text):
                bare.append((number, line))
    # A number with nothing around it is a page number where it counts with the pages.
    steps: dict[int, list[Line]] = defaultdict(list)
    for number, line in bare:
        value = line.text.strip()
        steps[int(value) - number if value.isdigit() else -1_000_000].append(line)
    for counted in steps.values():
        if len(counted) >= min(3, len(edges)):
            for line in counted:
                found[line] = "page_number"


def _find_repeated(
    edges: Mapping[int, list[tuple[Line, AsideKind]]],
    count: int,
    largest: float,
    found: dict[Line, AsideKind],
) -> None:
    """Lines that come again at the same height, size and wording, digits aside.

    ``largest`` is the size above which a line is a title, which each form of a file may bear.
    """
    alike: dict[tuple[AsideKind, str], list[tuple[int, Line]]] = defaultdict(list)
    for number, lines in edges.items():
        for line, side in lines:
            if line not in found and line.size <= largest:
                alike[side, _DIGITS.sub("#", line.text)].append((number, line))
    enough = 2 if count <= 4 else 3
    for (side, _), places in alike.items():
        for _, line in places:
            if line in found:
                continue
            near = {
                number
                for number, other in places
                if abs(other.middle - line.middle) <= 1.2 * line.size
                and abs(other.size - line.size) <= 0.1 * line.size
                and _counts_along(line, other)
            }
            if len(near) >= enough:
                found[line] = side


def _counts_along(line: Line, other: Line) -> bool:
    """Whether the numbers of two lines are the same, or step as the pages do.

    Rows of a list that stand at the edge of pages are alike too, but count by themselves.
    """
    step = other.page - line.page
    return all(
        mine == theirs or (len(mine + theirs) < 18 and int(theirs) - int(mine) == step)
        for mine, theirs in zip(
            _NUMERALS.findall(line.text), _NUMERALS.findall(other.text), strict=False
        )
    )
