"""no_deadline: quantified commitments of a plan that names no year and no horizon."""

from __future__ import annotations

import re

from fangan.document import Document
from fangan.findings import Finding, Indicator
from fangan.review.check.material import Material

_YEAR = re.compile(r"(?:19|20)\d{2}年|二[〇○零]二.年")
_HORIZON = re.compile(
    r"(?:到|至)“?(?:(?:19|20)\d{2}年|二[〇○零]二.年|十[四五六]五”?(?:期?末))|[一二三五]年(?:行动|计划|内|规划)"
    r"|(?:19|20)\d{2}年?\s*(?:[—－–~～-]{1,2}|至)\s*(?:19|20)\d{2}年?|(?:完成|办理)?时限"
)
_SHOWN = 5


def check(material: Material) -> list[Finding]:
    """One hint for a plan without a horizon whose must commitments name no year."""
    document = material.document
    if _HORIZON.search(document.text):
        return []
    must = {item.id for item in material.framework.county_items if item.modality == "must"}
    spans = [
        (tag.start, tag.end) for tag in material.tags if any(one.id in must for one in tag.items)
    ]
    found = [
        one
        for one in material.indicators
        if one.kind == "target"
        and one.year is None
        and any(start <= one.evidence.start < end for start, end in spans)
        and not _dated(document, one)
    ]
    if not found:
        return []
    message = f"有{len(found)}项量化任务没有写完成时限，全文也没有写实施期限"
    evidence = tuple(one.evidence for one in found[:_SHOWN])
    return [Finding("no_deadline", "hint", message, evidence)]


def _dated(document: Document, one: Indicator) -> bool:
    """Whether the paragraph or a heading above names a year."""
    block = document.block_at(one.evidence.start)
    words = document.text[block.start : block.end] if block else one.evidence.quote
    return _YEAR.search(words + "".join(one.evidence.path)) is not None
