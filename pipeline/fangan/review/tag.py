"""Which areas and items the sentences and table rows of a document speak about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from fangan.document import Document
from fangan.findings import Scored, Tag
from fangan.framework import Framework
from fangan.review.match import match
from fangan.review.units import Unit, units

if TYPE_CHECKING:
    from fangan.review.match import Matrix

ITEM_THRESHOLD = 0.15
AREA_THRESHOLD = 0.2
"""Probabilities from which an item or area is asserted; an area is as likely as its
likeliest item. Chosen on the labelled development paragraphs of real reports."""


def tag(document: Document, framework: Framework) -> tuple[Tag, ...]:
    """Areas and items of every unit that has any, in reading order, best first."""
    spans = units(document)
    return tags_of(framework, spans, match(framework, spans))


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
