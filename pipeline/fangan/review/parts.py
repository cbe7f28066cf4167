"""The required parts (必备部分): there, thin or missing.

A part is looked for by its name and aliases among the headings, the closest heading
first; what stands under it is held against the contents that the framework asks of
it. A part without a heading of its own is still found by its contents.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from fangan.document import Document, Section
from fangan.findings import Evidence, PartFinding, PartStatus, Tag, quote
from fangan.framework import Framework, PartContent, RequiredPart
from fangan.nlp.sentences import sentences
from fangan.nlp.shingles import bare
from fangan.review.match import fold
from fangan.review.strength import PLACEHOLDER

_ENOUGH = 2 / 3  # share of the asked contents from which a part is not thin
_LETTERS = 30  # a part shorter than this says nothing, whatever words it holds
_DATE = re.compile(r"(?:20\d\d|二[〇○零]二.)年|“?十[四五]五”?(?:期间|末)|(?:年|月)底前|个月内")
_BLANK_MOST = 4  # blanks left in a part, from which what it states counts as unwritten


@dataclass(frozen=True)
class _Scope:
    """A stretch of the document where a part is looked for."""

    document: Document
    framework: Framework
    tags: Sequence[Tag]
    start: int
    end: int

    @cached_property
    def text(self) -> str:
        return self.document.text[self.start : self.end]

    @cached_property
    def folded(self) -> str:
        return fold(self.text)


def _areas(scope: _Scope) -> bool:
    """All but one of the task areas are spoken about."""
    named = {
        scored.id
        for tag in scope.tags
        if scope.start <= tag.start < scope.end
        for scored in tag.areas
    }
    return len(named) >= len(scope.framework.areas) - 1


def _deadlines(scope: _Scope) -> bool:
    """At least one date for every 600 characters."""
    return len(_DATE.findall(scope.text)) * 600 >= len(scope.text)


def _table(scope: _Scope) -> bool:
    return any(scope.start <= table.start < scope.end for table in scope.document.tables)


_SIGNS: dict[str, Callable[[_Scope], bool]] = {
    "areas": _areas,
    "deadlines": _deadlines,
    "table": _table,
}


def part_findings(
    document: Document, framework: Framework, tags: Sequence[Tag]
) -> tuple[PartFinding, ...]:
    """The finding of each required part, in the framework's order."""
    return tuple(_finding(document, framework, tags, part) for part in framework.parts)


def _finding(
    document: Document, framework: Framework, tags: Sequence[Tag], part: RequiredPart
) -> PartFinding:
    section = _best_section(document, part)
    if section is None:
        return _without_heading(document, framework, tags, part)
    scope = _Scope(document, framework, tags, section.heading_end, section.end)
    found = [content for content in part.contents if _holds(scope, content)]
    evidence = _evidence(document, section)
    body = bare(scope.text)
    blanks = len(PLACEHOLDER.findall(scope.text)) if len(body) < 1000 else 0
    lacking = "、".join(content.name for content in part.contents if content not in found)
    status: PartStatus = "present"
    reason = f"见“{section.label}”"
    if len(body) < _LETTERS:
        status, reason = "thin", f"“{section.label}”之下几乎没有内容"
    elif blanks >= _BLANK_MOST:
        status, reason = "thin", f"“{section.label}”之下有{blanks}处空白未填"
    elif part.contents and len(found) < _ENOUGH * len(part.contents):
        status, reason = "thin", f"“{section.label}”之下没有见到：{lacking}"
    elif lacking:
        reason += f"；没有见到：{lacking}"
    return PartFinding(part.id, part.name, status, reason, evidence)


def _best_section(document: Document, part: RequiredPart) -> Section | None:
    """The section whose title the part's name or an alias covers best.

    The whole title beats half of it, half beats a quarter, less does not count; of
    equal ones the higher section is taken, then the longer.
    """
    best: tuple[int, int, int] | None = None
    chosen: Section | None = None
    for section in document.root.walk():
        title = bare(section.title)
        if section.level == 0 or not title or section.level > 2:
            continue
        share = max(
            (
                len(name) / len(title)
                for name in map(bare, (part.name, *part.aliases))
                if name in title
            ),
            default=0.0,
        )
        closeness = (share >= 0.25) + (share >= 0.5) + (share >= 0.99)
        rank = (closeness, -section.level, section.end - section.start)
        if closeness and (best is None or rank > best):
            best, chosen = rank, section
    return chosen


def _holds(scope: _Scope, content: PartContent) -> bool:
    if content.sign:
        return _SIGNS[content.sign](scope)
    return any(term in scope.folded for term in _folded_terms(content))


@lru_cache(maxsize=256)
def _folded_terms(content: PartContent) -> tuple[str, ...]:
    return tuple(map(fold, content.terms or (content.name,)))


def _evidence(document: Document, section: Section) -> tuple[Evidence, ...]:
    """The heading and the first sentence of the body below it."""
    spans = [(section.start, section.heading_end)]
    body = next(
        (
            block
            for block in document.blocks
            if block.kind in ("paragraph", "list") and section.start < block.end <= section.end
        ),
        None,
    )
    if body:
        start = max(body.start, section.heading_end)
        spans += list(sentences(document.text, start, body.end))[:1]
    return tuple(
        quote(document, start, end) for start, end in spans if document.text[start:end].strip()
    )


def _without_heading(
    document: Document, framework: Framework, tags: Sequence[Tag], part: RequiredPart
) -> PartFinding:
    """Look for the paragraph that holds most of the part's contents."""
    best: tuple[int, int, int] = (0, 0, 0)
    for block in document.blocks:
        if block.kind not in ("paragraph", "list"):
            continue
        scope = _Scope(document, framework, tags, block.start, block.end)
        count = sum(_holds(scope, content) for content in part.contents if not content.sign)
        best = max(best, (count, -block.start, -block.end))
    count, start, end = best[0], -best[1], -best[2]
    plain = [content for content in part.contents if not content.sign]
    if plain and count >= max(2, _ENOUGH * len(plain)):
        shown = next(sentences(document.text, start, end), (start, end))
        reason = f"没有以“{part.name}”为题的部分，但文中有这方面的内容"
        return PartFinding(part.id, part.name, "thin", reason, (quote(document, *shown),))
    reason = f"没有找到“{part.name}”这一部分，也没有找到它应有的内容"
    return PartFinding(part.id, part.name, "missing", reason)
