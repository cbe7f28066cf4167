"""The review of one plan against one framework."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from fangan import __version__
from fangan.document import Document
from fangan.findings import AreaFinding, ItemFinding, Review
from fangan.framework import Framework
from fangan.review.check import Material, findings
from fangan.review.check.copied_from_master import copied_share
from fangan.review.match import match
from fangan.review.measure import measure
from fangan.review.parts import part_findings
from fangan.review.states import item_findings
from fangan.review.tag import tags_of
from fangan.review.targets import link
from fangan.review.units import units


def review(document: Document, framework: Framework) -> Review:
    """Judge ``document`` against ``framework``: every statement with its evidence."""
    spans = units(document)
    probabilities = match(framework, spans)
    tags = tags_of(framework, spans, probabilities)
    indicators, targets = link(document, framework, measure(document, framework), tags)
    items = item_findings(document, framework, spans, probabilities, indicators)
    return Review(
        document=document,
        framework=framework,
        made_at=datetime.now(UTC).astimezone().isoformat(timespec="seconds"),
        version=__version__,
        parts=part_findings(document, framework, tags),
        items=items,
        areas=_areas(framework, items),
        indicators=indicators,
        targets=targets,
        findings=findings(Material(document, framework, indicators, tags)),
        tags=tags,
        copied_share=copied_share(document, framework),
    )


def _areas(framework: Framework, items: Sequence[ItemFinding]) -> tuple[AreaFinding, ...]:
    made: list[AreaFinding] = []
    for area in framework.areas:
        must = [f for f in items if f.item.area == area.id and f.item.modality == "must"]
        made.append(AreaFinding(area.id, area.name, len(must), sum(f.met for f in must)))
    return tuple(made)
