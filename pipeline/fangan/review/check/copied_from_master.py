"""copied_from_master: sentences that repeat the master plan almost word for word."""

from __future__ import annotations

from fangan.findings import Finding, quote
from fangan.nlp.sentences import sentences
from fangan.nlp.shingles import bare
from fangan.review.check.material import Material

_LEAST = 20
"""Letters of a near-copy; shorter agreements are set phrases (contract)."""
_NEAR = 0.75
"""Share of a passage's shingles that must stand in the master plan."""


def check(material: Material) -> list[Finding]:
    """One warning for each passage of 20 letters or more that is a near-copy."""
    document, framework = material.document, material.framework
    if not framework.shingles:
        return []
    found: list[Finding] = []
    for block in document.blocks:
        if block.kind not in ("paragraph", "list"):
            continue
        for start, end in sentences(document.text, block.start, block.end):
            text = document.text[start:end]
            for first, last in framework.shingles.runs(text):
                passage = text[first:last]
                if len(bare(passage)) < _LEAST or framework.shingles.share(passage) < _NEAR:
                    continue
                found.append(
                    Finding(
                        "copied_from_master",
                        "warning",
                        "照抄总体方案的文字，没有结合本区实际",
                        (quote(document, start + first, start + last),),
                    )
                )
    return found
