"""Which areas and items the sentences and table rows of a document speak about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fangan.document import Document
from fangan.findings import Scored, Tag
from fangan.framework import Framework
from fangan.review.match import match
from fangan.review.units import Unit, units

if TYPE_CHECKING:
    from fangan.review.match import Matrix

ITEM_THRESHOLD = 0.25
"""Probability from which an item is asserted; best F1 on the development plans."""
_NOISE = 0.005  # far below any threshold: such matches add up to nothing


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
    """An area is spoken about when any of its items is: 1 - product of the complements."""
    items: list[Scored] = []
    missed: dict[str, float] = {area.id: 1.0 for area in framework.areas}
    for item, probability in zip(framework.county_items, probabilities, strict=True):
        if probability >= ITEM_THRESHOLD:
            items.append(Scored(item.id, probability))
        if item.area in missed and probability > _NOISE:
            missed[item.area] *= 1.0 - probability
    areas = [
        Scored(id_, 1.0 - rest) for id_, rest in missed.items() if 1.0 - rest >= ITEM_THRESHOLD
    ]
    return Tag(
        span.start,
        span.end,
        tuple(sorted(areas, key=lambda scored: -scored.score)),
        tuple(sorted(items, key=lambda scored: -scored.score)),
    )
