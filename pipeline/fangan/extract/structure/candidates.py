"""Which paragraphs may be headings: with a number, standing alone, or naming an attachment."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from fangan.extract.structure.facts import CAPTION, NAMES_A_DOCUMENT, Facts
from fangan.extract.structure.front import Front
from fangan.extract.structure.headings import RANK, Mark
from fangan.extract.structure.plain import Look, is_back_matter, is_preface, look_of, plain_style
from fangan.extract.structure.shape import Shape, shape_of

_LONGEST_ARTICLE_TITLE: Final = 15
ALWAYS: Final = frozenset({"attachment", "part", "chapter", "section", "article"})
"""Styles that number nothing but headings."""

_WORDS: Final = re.compile(r"[\u4e00-\u9fff]{2}")
_MARK_ENDS: Final = frozenset("、．.﹒·)）】〕﹞]㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩") | {
    chr(code) for code in range(0x2474, 0x249C)
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paragraph that may be a heading.

    Its title stands there, after the number, or on lines of its own: from piece
    ``first`` to piece ``last``.
    """

    at: int
    style: str
    ordinal: int
    number: str
    shape: Shape
    last: int
    level: int | None = None
    first: int = -1
    preface: bool = False

    @property
    def plain(self) -> bool:
        """Without a number."""
        return self.style.startswith("plain")


def candidates_of(facts: Sequence[Facts], front: Front) -> list[Candidate]:
    """Every paragraph that may be a heading, in reading order."""
    look = look_of(facts)
    taken = front.taken | _attachment_list(facts)
    found: list[Candidate] = []
    skip = -1
    for index, fact in enumerate(facts):
        if not fact.words or index <= skip or (index in taken and not fact.attachment):
            continue
        if index in taken and index not in front.inner_titles:
            continue
        candidate = _candidate(facts, index, look, taken, front)
        if candidate:
            skip = candidate.last
            found.append(candidate)
    return _in_sequence(_boxed(found))


def _boxed(candidates: list[Candidate]) -> list[Candidate]:
    """Give the points of a box (专栏) a style of their own.

    They count from 1 again, in the middle of the numbers around the box, which go on
    after it.
    """
    found: list[Candidate] = []
    inside: dict[str, int] | None = None
    for candidate in candidates:
        style, ordinal = candidate.style, candidate.ordinal
        if style == "column":
            inside = {}
        elif inside is not None and (style == "plain" or RANK.get(style, 0) < RANK["arabic"]):
            inside = None
        elif inside is not None and style in ("arabic", "arabic_paren", "half_paren"):
            if ordinal == inside.get(style, 0) + 1:
                inside[style] = ordinal
                found.append(replace(candidate, style=f"{style}@box"))
                continue
            inside = None
        found.append(candidate)
    return found


def _candidate(
    facts: Sequence[Facts], index: int, look: Look, taken: frozenset[int], front: Front
) -> Candidate | None:
    fact = facts[index]
    level = fact.level if look.levels else None
    if fact.attachment and _is_attachment(fact):
        return _attached(facts, index, fact.attachment, level, front)
    if is_back_matter(fact):
        return Candidate(index, "attachment", 0, "", shape_of(fact.text, 0), index, level)
    mark = fact.mark
    if mark is None:
        style = plain_style(facts, index, look)
        if style is None:
            return None
        shape = shape_of(fact.text, 0)
        preface = is_preface(fact.text)
        return Candidate(index, style, 0, "", shape, index, level, preface=preface)
    if mark.style == "column" and index + 1 < len(facts) and facts[index + 1].table:
        return None
    return _titled(facts, index, mark, level, taken)


def _titled(
    facts: Sequence[Facts], index: int, mark: Mark, level: int | None, taken: frozenset[int]
) -> Candidate:
    """A candidate whose title may stand on the next line."""
    text = facts[index].text
    shape = shape_of(text, mark.end)
    last = index
    following = index + 1
    if mark.end >= len(text) and following < len(facts) and following not in taken:
        fact = facts[following]
        styles = ALWAYS | {"han", "han_paren", "step"}
        named = fact.short and not fact.mark and not CAPTION.match(fact.text)
        if mark.style in styles and named and _WORDS.search(fact.text):
            shape, last = shape_of(fact.text, 0), following
            return Candidate(index, mark.style, mark.ordinal, mark.number, shape, last, level, last)
    if mark.style == "article":
        shape = _article_shape(text, mark.end)
    return Candidate(index, mark.style, mark.ordinal, mark.number, shape, last, level)


def _attached(
    facts: Sequence[Facts], index: int, mark: Mark, level: int | None, front: Front
) -> Candidate:
    """An attachment; its title stands beside the number or on the lines below."""
    if mark.end < len(facts[index].text):
        return _titled(facts, index, mark, level, front.taken)
    following = index + 1
    while following in front.inner_titles and following - index < 5:
        following += 1
    if following - index > 1:
        last = following - 1
        shape = shape_of(facts[last].text, 0)
        whole = Shape("alone", 0, shape.end, len(facts[last].text))
        return Candidate(
            index, mark.style, mark.ordinal, mark.number, whole, last, level, index + 1
        )
    return _titled(facts, index, mark, level, front.taken)


def _article_shape(text: str, start: int) -> Shape:
    """An article (条) is a section whatever follows; a title only where one is set apart."""
    if text[start : start + 1] in "【[（(" and start < len(text):
        close = next(
            (i for i in range(start, min(start + 40, len(text))) if text[i] in "】]）)"), -1
        )
        if close > 0:
            return Shape("run_in", start + 1, close, close + 1)
    shape = shape_of(text, start)
    words = text[shape.start : shape.end]
    if shape.form == "alone" and shape.length <= _LONGEST_ARTICLE_TITLE and words.isalnum():
        return shape
    return Shape("run_in", start, start, start)


def _is_attachment(fact: Facts) -> bool:
    mark = fact.attachment
    if mark is None or not fact.short or len(fact.text) > 60:
        return False
    rest = fact.text[mark.end :]
    colon = fact.text[: mark.end].rstrip().endswith(("：", ":"))
    if mark.ordinal == 0:
        return not rest and not colon
    return not rest.startswith(("所", "中", "列", "规定", "的", "和", "、", "及", "；"))


def _attachment_list(facts: Sequence[Facts]) -> frozenset[int]:
    """The list of attachments (附件说明) at the end of a text: no headings."""
    found: set[int] = set()
    for index, fact in enumerate(facts):
        mark = fact.attachment
        if mark is None or index in found or len(fact.text) > 300:
            continue
        colon = fact.text[: mark.end].rstrip().endswith(("：", ":"))
        following = facts[index + 1] if index + 1 < len(facts) else None
        if colon and mark.ordinal == 0:
            found.add(index)
            run = index + 1
            while run < len(facts) and _lists(facts, run, first=run == index + 1):
                found.add(run)
                run += 1
        elif (
            following
            and mark.ordinal
            and following.attachment
            and following.attachment.ordinal == mark.ordinal + 1
        ):
            found.update((index, index + 1))
    return frozenset(found)


def _lists(facts: Sequence[Facts], index: int, *, first: bool) -> bool:
    fact = facts[index]
    if not fact.words or fact.attachment or len(fact.text) > 80 or "。" in fact.text:
        return False
    if fact.mark and fact.mark.style in ("arabic", "arabic_paren", "half_paren"):
        return True
    return first and fact.mark is None and bool(NAMES_A_DOCUMENT.fullmatch(fact.text) or fact.short)


def _in_sequence(candidates: list[Candidate]) -> list[Candidate]:
    """Drop doubtful numbers (二 总体要求, 3.2 …) that no neighbour's number bears out."""
    dropped: set[int] = set()
    by_style = defaultdict[str, list[Candidate]](list)
    for candidate in candidates:
        by_style[candidate.style].append(candidate)
    for style in ("han", "han_paren", "arabic", "decimal2"):
        siblings = by_style[style]
        for place, candidate in enumerate(siblings):
            if candidate.number[-1] in _MARK_ENDS:
                continue
            near = siblings[max(place - 1, 0) : place] + siblings[place + 1 : place + 2]
            borne = any(abs(other.ordinal - candidate.ordinal) == 1 for other in near)
            if not borne and not (style == "decimal2" and candidate.ordinal == 1):
                dropped.add(candidate.at)
    return [candidate for candidate in candidates if candidate.at not in dropped]
