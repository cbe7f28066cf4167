"""Paragraphs and headings whose own line was lost: they stand behind another paragraph.

Web copies and typists run them on. Of a lost line the indent of two wide blanks may be
left: …做强产业。　　二是…. In …贯通。（三）健全机制。… a number behind a sentence is a heading's
when it is the very one that is missing between the numbers before and after it; in
第一章 总则 第一条 … the heading before it says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from fangan.document import part_of
from fangan.extract.raw import Element, Fragment, Paragraph
from fangan.extract.structure.headings import RANK, Mark, read_mark

_STYLES: Final = frozenset({"part", "chapter", "section", "article", "han", "han_paren", "arabic"})
_SENTENCE_END: Final = re.compile(r"[。！？!?][”’」』）)]*\s*")
_BLANK: Final = re.compile(r"(?<=[^\s。！？!?”’」』）)])\s+")
_TITLE: Final = re.compile(r"[^。；！？：!?;:]{2,60}")
_LONGEST_MARK: Final = 16
_INDENT: Final = re.compile(r"(?<=\S)\u3000{2}(?=\S)")
_STOPS: Final = "。！？!?；;：:”）"
_SHORTEST: Final = 15  # characters of a paragraph, in the mean, where indents part them


@dataclass(frozen=True, slots=True)
class _Spot:
    """The number at ``offset`` of paragraph ``at``; ``sure`` when a heading stands before it."""

    at: int
    offset: int
    style: str
    ordinal: int
    sure: bool = False


def parted(elements: Sequence[Element]) -> Iterator[Element]:
    """The elements, paragraphs cut before each paragraph and heading that stands inside them."""
    elements = [piece for element in elements for piece in _unindented(element)]
    cuts: dict[int, list[int]] = {}
    for spot in _missing([spot for at, e in enumerate(elements) for spot in _spots(at, e)]):
        cuts.setdefault(spot.at, []).append(spot.offset)
    for at, element in enumerate(elements):
        if isinstance(element, Paragraph) and at in cuts:
            yield from _cut(element, cuts[at])
        else:
            yield element


def _unindented(element: Element) -> Iterator[Element]:
    """A paragraph cut at the indents that stand inside it, most of them behind a sentence."""
    if not isinstance(element, Paragraph) or not (found := list(_INDENT.finditer(element.text))):
        yield element
        return
    text = element.text
    ended = sum(text[match.start() - 1] in _STOPS for match in found)
    # A form sets its blanks to be filled in the same way; what follows there is short.
    sentences = "。" in text[found[-1].end() :] and len(text) > _SHORTEST * (len(found) + 1)
    if 2 * ended < len(found) or not sentences:
        yield element
        return
    edges = [edge for match in found for edge in match.span()]
    yield from (piece for piece in _cut(element, edges) if piece.text.strip())


def _spots(at: int, element: Element) -> Iterator[_Spot]:
    """The numbers in a paragraph, in reading order."""
    if not isinstance(element, Paragraph):
        return
    text = element.text
    opening = read_mark(text.lstrip()[:_LONGEST_MARK])
    if opening:
        yield _Spot(at, 0, opening.style, opening.ordinal)
    if element.level is not None or element.kind is not None:
        return
    begin = 0
    for offset, sentence in _openings(text):
        mark = read_mark(text[offset : offset + _LONGEST_MARK])
        if mark is None or not mark.sure or mark.style not in _STYLES:
            continue
        titled = _is_title(text[begin:offset].strip(), opening, mark)
        if sentence or titled:
            yield _Spot(at, offset, mark.style, mark.ordinal, titled)
            begin, opening = offset, mark


def _openings(text: str) -> list[tuple[int, bool]]:
    """Where words begin behind a sentence (True) or a blank (False)."""
    sentences = {found.end() for found in _SENTENCE_END.finditer(text)}
    blanks = {found.end() for found in _BLANK.finditer(text)}
    return sorted(
        (offset, offset in sentences) for offset in sentences | blanks if 0 < offset < len(text)
    )


def _is_title(before: str, opening: Mark | None, mark: Mark) -> bool:
    """Whether ``before`` is a heading, number and title, one that holds ``mark``."""
    return (
        opening is not None
        and RANK[opening.style] < RANK[mark.style]
        and _TITLE.fullmatch(before) is not None
    )


def _missing(spots: list[_Spot]) -> Iterator[_Spot]:
    """The numbers inside paragraphs that are sure, or fill a gap in the count of their style."""
    after: dict[str, int] = {}
    following: list[int | None] = []
    for spot in reversed(spots):
        following.append(after.get(spot.style))
        after[spot.style] = spot.ordinal
    last: dict[str, int] = {}
    for spot, then in zip(spots, reversed(following), strict=True):
        if spot.offset:
            first = spot.ordinal == 1 and then == 2
            next_one = last.get(spot.style) == spot.ordinal - 1 and then != spot.ordinal
            if not (spot.sure or first or next_one):
                continue
            yield spot
        last[spot.style] = spot.ordinal


def _cut(paragraph: Paragraph, offsets: Iterable[int]) -> Iterator[Paragraph]:
    """The paragraph in pieces that begin at ``offsets``."""
    rest, passed = paragraph.fragments, 0
    for offset in offsets:
        head, rest = _halves(rest, offset - passed)
        passed = offset
        yield replace(paragraph, fragments=head)
    yield replace(paragraph, fragments=rest)


def _halves(
    fragments: Sequence[Fragment], at: int
) -> tuple[tuple[Fragment, ...], tuple[Fragment, ...]]:
    """Fragments before and after character ``at``, the one that holds it cut in two."""
    head: list[Fragment] = []
    for index, fragment in enumerate(fragments):
        length = len(fragment.text)
        if at >= length:
            head.append(fragment)
            at -= length
            continue
        if at:
            head.append(_part(fragment, 0, at))
            fragment = _part(fragment, at, length)  # noqa: PLW2901  # what is left of it
        return tuple(head), (fragment, *fragments[index + 1 :])
    return tuple(head), ()


def _part(fragment: Fragment, start: int, end: int) -> Fragment:
    anchor = fragment.anchor and part_of(
        fragment.anchor, fragment.text, start, end, vertical=fragment.vertical
    )
    return replace(fragment, text=fragment.text[start:end], anchor=anchor)
