"""Which areas and items the sentences and table rows of a document speak about."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from fangan.document import Document
from fangan.findings import Scored, Tag
from fangan.framework import Framework
from fangan.nlp.tagger import columns_of, head, scores
from fangan.review.about import is_plan_of
from fangan.review.match import match
from fangan.review.units import Unit, units

if TYPE_CHECKING:
    from fangan.review.match import Matrix

ITEM_THRESHOLD = 0.15
AREA_THRESHOLD = 0.2
"""Probabilities from which an item or area is asserted; an area is as likely as its
likeliest item. Chosen on the labelled development paragraphs of real reports."""
GENERAL_AREA_THRESHOLD = 0.4
"""The same for the areas of a text that is no zone's plan."""
_ONE_SENTENCE = 0.6
"""Log-odds that a single sentence must have beyond those of a whole paragraph."""


def tag(document: Document, framework: Framework) -> tuple[Tag, ...]:
    """Areas and items of every unit that has any, in reading order, best first.

    A text that is no zone's plan (a work report, a policy) speaks of areas in other words
    than of a zone's items; its areas are told by a tagger trained on such texts, of whole
    paragraphs and of their sentences.
    """
    spans = units(document)
    tags = tags_of(framework, spans, match(framework, spans))
    if is_plan_of(document, framework):
        return tags
    wanted = [(area.id, area.name) for area in framework.areas]
    known = {
        id_: column
        for (id_, _), column in zip(wanted, columns_of(head("areas"), wanted), strict=True)
        if column >= 0
    }
    if not known:
        return tags
    merged = {(found.start, found.end): replace(found, areas=()) for found in tags}
    for found in _general_areas(document, spans, known):
        same = merged.get((found.start, found.end), found)
        merged[found.start, found.end] = replace(same, areas=_stronger(same.areas, found.areas))
    kept = (found for found in merged.values() if found.items or found.areas)
    return tuple(sorted(kept, key=lambda found: (found.start, found.end)))


def _stronger(first: Iterable[Scored], second: Iterable[Scored]) -> tuple[Scored, ...]:
    """Both, each area once with its better score."""
    ranked = _best_first((*first, *second))
    return tuple({scored.id: scored for scored in reversed(ranked)}.values())[::-1]


def _general_areas(
    document: Document, spans: Sequence[Unit], columns: dict[str, int]
) -> Iterator[Tag]:
    """Areas of paragraphs and of their sentences, by the tagger of general texts."""
    texts = [
        (block.start, block.end, 0.0)
        for block in document.blocks
        if block.kind in ("paragraph", "list")
    ]
    texts += [(span.start, span.end, _ONE_SENTENCE) for span in spans]
    odds = scores(head("areas"), [document.text[start:end] for start, end, _ in texts])
    for (start, end, less), row in zip(texts, odds.tolist(), strict=True):
        chance = {area: 1 / (1 + math.exp(less - row[column])) for area, column in columns.items()}
        areas = _best_first(
            Scored(area, value) for area, value in chance.items() if value >= GENERAL_AREA_THRESHOLD
        )
        if areas:
            yield Tag(start, end, areas, ())


def tags_of(framework: Framework, spans: Sequence[Unit], probabilities: Matrix) -> tuple[Tag, ...]:
    """The tags that ``probabilities`` (units by county items) make of ``spans``."""
    found = (
        _tag(framework, span, row) for span, row in zip(spans, probabilities.tolist(), strict=True)
    )
    return tuple(made for made in found if made.items or made.areas)


def _tag(framework: Framework, span: Unit, probabilities: Sequence[float]) -> Tag:
    items: list[Scored] = []
    areas = {area.id: 0.0 for area in framework.areas}
    for item, probability in zip(framework.county_items, probabilities, strict=True):
        if probability >= ITEM_THRESHOLD:
            items.append(Scored(item.id, probability))
        if item.area in areas:
            areas[item.area] = max(areas[item.area], probability)
    return Tag(
        span.start,
        span.end,
        _best_first(Scored(id_, score) for id_, score in areas.items() if score >= AREA_THRESHOLD),
        _best_first(items),
    )


def _best_first(found: Iterable[Scored]) -> tuple[Scored, ...]:
    return tuple(sorted(found, key=lambda scored: -scored.score))
