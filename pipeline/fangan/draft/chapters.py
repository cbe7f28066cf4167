"""Which chapters of a master plan hold its tasks, and how these are divided."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from fangan.document import Document, Section
from fangan.draft import words
from fangan.framework_file import body

_SMALL_SHARE = 0.35
"""Named task chapters smaller than this are no main part: then the chapters are the areas."""
_RUN_IN = re.compile(r"(?P<title>[^，,。；;：:\d\n]{4,22})[。：:](?=\S)")
_MARK = " 　。：:．."


@dataclass(frozen=True, slots=True)
class Branch:
    """A chapter, area or task: its name, where its own text stands, what is under it.

    ``at`` is where its heading begins, ``start`` lies after the heading; ``intro`` is
    the end of the text before the first child. ``clause`` is its place as a reader
    names it (二、（一）).
    """

    name: str
    clause: str
    at: int
    start: int
    intro: int
    end: int
    children: tuple[Branch, ...] = ()


@dataclass(frozen=True)
class Outline:
    """A master plan's chapters by what they are for."""

    front: tuple[Branch, ...] = ()
    areas: tuple[Branch, ...] = ()
    back: tuple[Branch, ...] = ()
    doubts: tuple[str, ...] = field(default=())


def outline(document: Document) -> Outline:
    """The areas of a read master plan, and the chapters before and after them."""
    start, end = body(document)
    tops = _descend(_branches(document, document.root.children, "", start, end))
    if not tops:
        return _without_headings(document, start, end)
    chosen = _task_chapters(tops)
    if not chosen:
        return _chapters_as_areas(tops)
    doubts: list[str] = []
    if len(chosen) == 1:
        areas = chosen[0].children or (chosen[0],)
    elif any(child.children for one in chosen for child in one.children):
        areas = tuple(child for one in chosen for child in one.children or (one,))
        doubts.append(f"任务写在几章里（{_names(chosen)}），已合在一起")
    else:
        areas = chosen
    first, last = tops.index(chosen[0]), tops.index(chosen[-1])
    between = [one for one in tops[first:last] if one not in chosen]
    return Outline(
        front=tuple(tops[:first]),
        areas=areas,
        back=(*between, *tops[last + 1 :]),
        doubts=tuple(doubts),
    )


def _names(branches: Sequence[Branch]) -> str:
    return "、".join(one.name for one in branches)


def _task_chapters(tops: Sequence[Branch]) -> tuple[Branch, ...]:
    """Chapters that call themselves tasks, where they are the main part of the text."""
    named = [
        one
        for one in tops
        if words.TASK_CHAPTER.search(one.name) and not words.BACK_CHAPTER.search(one.name)
    ]
    divided = [one for one in named if len(one.children) >= 2]
    pure = [one for one in divided or named if not words.FRONT_CHAPTER.search(one.name)]
    chosen = pure or divided or named
    whole = sum(one.end - one.start for one in tops) or 1
    share = sum(one.end - one.start for one in chosen) / whole
    others = [one for one in tops if one not in chosen and _is_middle(one) and one.children]
    if share < _SMALL_SHARE and len(others) >= 2:
        return ()
    return tuple(chosen)


def _is_middle(one: Branch) -> bool:
    return not words.FRONT_CHAPTER.search(one.name) and not words.BACK_CHAPTER.search(one.name)


def _chapters_as_areas(tops: Sequence[Branch]) -> Outline:
    """Without a chapter of tasks the chapters between front and back are the areas."""
    first, last = 0, len(tops)
    while first < last - 1 and words.FRONT_CHAPTER.search(tops[first].name):
        first += 1
    while last > first + 1 and _closes(tops[last - 1]):
        last -= 1
    return Outline(
        front=tuple(tops[:first]),
        areas=tuple(tops[first:last]),
        back=tuple(tops[last:]),
        doubts=("没有叫作“任务”“举措”的一章，把各章当作任务领域",),
    )


def _closes(one: Branch) -> bool:
    """Whether a chapter at the end is about carrying the plan out."""
    return words.BACK_CHAPTER.search(one.name) is not None


def _without_headings(document: Document, start: int, end: int) -> Outline:
    """A text without chapters: its titled paragraphs are the areas, else the whole is one."""
    if not document.text[start:end].strip():
        return Outline(doubts=("没有读到正文",))
    found = _titled_paragraphs(document, start, end, "")
    whole = Branch("全文", "", start, start, end, end)
    return Outline(areas=found or (whole,), doubts=("没有找到章节标题，领域和子任务请自行划分",))


def _descend(tops: tuple[Branch, ...]) -> tuple[Branch, ...]:
    """A single heading over everything is the title: the chapters stand below it."""
    while len(tops) == 1 and len(tops[0].children) >= 2:
        tops = tops[0].children
    return tops


def _branches(
    document: Document, sections: Sequence[Section], path: str, start: int, end: int
) -> tuple[Branch, ...]:
    found = []
    for section in sections:
        if not start <= section.start < end or section.number.startswith("附"):
            continue
        name = clean_name(section.title)
        clause = path + (section.number.strip() or name)
        stop = min(section.end, end)
        children = _branches(document, section.children, clause, start, end)
        if not children:
            children = _titled_paragraphs(document, section.heading_end, stop, clause)
        if not name:
            name = clean_name(document.text[section.start : section.heading_end]) or clause
        intro = children[0].at if children else stop
        found.append(
            Branch(name, clause, section.start, section.heading_end, intro, stop, children)
        )
    return tuple(found)


def _titled_paragraphs(document: Document, start: int, end: int, path: str) -> tuple[Branch, ...]:
    """Paragraphs that begin with a short sentence as their title, where most do."""
    blocks = [
        block
        for block in document.blocks
        if block.kind in ("paragraph", "list") and start <= block.start and block.end <= end
    ]
    titled = [(block, _RUN_IN.match(document.text, block.start, block.end)) for block in blocks]
    first = next((n for n, (_, match) in enumerate(titled) if match), len(titled))
    rest = titled[first:]
    if len(rest) < 2 or sum(match is not None for _, match in rest) < len(rest):
        return ()
    return tuple(
        Branch(
            match["title"].strip(),
            f"{path}{match['title'].strip()}",
            block.start,
            match.end(),
            block.end,
            block.end,
        )
        for block, match in rest
        if match
    )


def clean_name(title: str) -> str:
    """A heading as a name: no final mark, no blanks inside."""
    return re.sub(r"[ \u3000\n]+", "", title).strip(_MARK)
