"""The public JSON form of a review, version 1 (docs/formats.md describes each field)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, get_args

from fangan.document import Document
from fangan.findings import (
    Evidence,
    Finding,
    Indicator,
    ItemFinding,
    ItemStatus,
    PartFinding,
    Review,
    Scored,
    Tag,
    TargetFinding,
)

SCHEMA_VERSION = 1

Json = dict[str, Any]


def as_json(review: Review) -> Json:
    """The review as values that :mod:`json` writes without help."""
    counts = Counter(finding.status for finding in review.items)
    return {
        "schema_version": SCHEMA_VERSION,
        "version": review.version,
        "made_at": review.made_at,
        "document": _document(review.document),
        "framework": {"id": review.framework.id, "title": review.framework.title},
        "parts": [_part(part) for part in review.parts],
        "items": [_item(finding) for finding in _in_order(review)],
        "areas": [
            {
                "id": area.id,
                "name": area.name,
                "must_total": area.must_total,
                "must_met": area.must_met,
                "coverage": round(area.coverage, 4),
            }
            for area in review.areas
        ],
        "indicators": [indicator_json(indicator) for indicator in review.indicators],
        "targets": [_target(target) for target in review.targets],
        "findings": [_finding(finding) for finding in review.findings],
        "tags": [{"start": tag.start, "end": tag.end, **tag_json(tag)} for tag in review.tags],
        "summary": {
            "verdict": review.verdict,
            "must_missing": list(review.must_missing),
            "copied_share": _share(review.copied_share),
            "counts": {status: counts[status] for status in get_args(ItemStatus)},
        },
    }


def evidence_json(evidence: Evidence) -> Json:
    """A quotation with its places; ``page`` and ``bbox`` repeat the first box."""
    boxes: list[Json] = [
        {"page": anchor.page, "bbox": anchor.bbox.as_list()} for anchor in evidence.anchors
    ]
    first: Json = boxes[0] if boxes else {"page": None, "bbox": None}
    return {
        "start": evidence.start,
        "end": evidence.end,
        "quote": evidence.quote,
        **first,
        "boxes": boxes,
        "path": list(evidence.path),
    }


def indicator_json(indicator: Indicator) -> Json:
    """One indicator in the normal form, with the words it was read from."""
    value = indicator.value
    return {
        "target": indicator.target,
        "name": indicator.name,
        "value": [_number(end) for end in value] if isinstance(value, tuple) else _number(value),
        "unit": indicator.unit,
        "comparator": indicator.comparator,
        "basis": indicator.basis,
        "kind": indicator.kind,
        "base_value": None if indicator.base_value is None else _number(indicator.base_value),
        "base_year": indicator.base_year,
        "year": indicator.year,
        "scope": indicator.scope,
        "owner": indicator.owner,
        "nature": indicator.nature,
        "evidence": evidence_json(indicator.evidence),
    }


def tag_json(tag: Tag) -> Json:
    """What a span speaks about, best first, without its place."""
    return {"areas": _scored(tag.areas), "items": _scored(tag.items)}


def _in_order(review: Review) -> list[ItemFinding]:
    places = {item.id: place for place, item in enumerate(review.framework.items)}
    return sorted(review.items, key=lambda finding: places.get(finding.item.id, len(places)))


def _number(value: float) -> int | float:
    tidy = round(value, 6)
    return int(tidy) if tidy == int(tidy) else tidy


def _scored(scored: Iterable[Scored]) -> list[Json]:
    best_first = sorted(scored, key=lambda entry: -entry.score)
    return [{"id": entry.id, "score": round(entry.score, 4)} for entry in best_first]


def _quotes(evidence: Iterable[Evidence]) -> list[Json]:
    return [evidence_json(quotation) for quotation in evidence]


def _document(document: Document) -> Json:
    metadata = document.metadata
    return {
        "id": document.id,
        "filename": document.source.filename,
        "sha256": document.source.sha256,
        "media_type": document.source.media_type,
        "title": metadata.title,
        "number": metadata.number,
        "issuer": metadata.issuer,
        "date": metadata.date,
        "pages": len(document.pages) or None,
        "unread_pages": list(document.unread_pages),
        "characters": len(document.text),
        "warnings": [
            {"code": notice.code, "message": notice.message, "page": notice.page}
            for notice in document.warnings
        ],
    }


def _part(part: PartFinding) -> Json:
    return {
        "id": part.id,
        "name": part.name,
        "status": part.status,
        "reason": part.reason,
        "evidence": _quotes(part.evidence),
    }


def _item(finding: ItemFinding) -> Json:
    return {
        "id": finding.item.id,
        "name": finding.item.name,
        "area": finding.item.area,
        "task": finding.item.task,
        "modality": finding.item.modality,
        "status": finding.status,
        "confidence": round(finding.confidence, 2),
        "reason": finding.reason,
        "evidence": _quotes(finding.evidence),
    }


def _target(target: TargetFinding) -> Json:
    return {
        "id": target.id,
        "name": target.name,
        "status": target.status,
        "lacks": list(target.lacks),
        "indicators": list(target.indicators),
    }


def _finding(finding: Finding) -> Json:
    return {
        "check": finding.check,
        "severity": finding.severity,
        "message": finding.message,
        "confidence": _share(finding.confidence),
        "evidence": _quotes(finding.evidence),
    }


def _share(share: float | None) -> float | None:
    return None if share is None else round(share, 2)
