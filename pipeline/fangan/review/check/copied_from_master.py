"""copied_from_master: sentences that repeat the master plan almost word for word."""

from __future__ import annotations

from fangan.document import Document
from fangan.findings import Finding, quote
from fangan.framework import Framework
from fangan.nlp.sentences import sentences
from fangan.nlp.shingles import bare
from fangan.review.check.material import Material

_LEAST = 20
"""Letters of a near-copy; shorter agreements are set phrases (contract)."""
_NEAR = 0.75
"""Share of a passage's shingles that must stand in the master plan."""
_UNBROKEN = 10
"""Letters in a row that count as the master plan's: two shingles. With one, set phrases
make 4 to 6 % of any plan; with two, nothing of a plan in words of its own."""


def copied_share(document: Document, framework: Framework) -> float | None:
    """The share of the document's letters in unbroken runs of the master plan's text, 0 to 1.

    None where the framework has no fingerprints of its master plan, or nothing was read.
    """
    lines = document.text.split("\n")
    letters = sum(len(bare(line)) for line in lines)
    if not framework.shingles or not letters:
        return None
    return sum(framework.shingles.covered(line, least=_UNBROKEN) for line in lines) / letters


def check(material: Material) -> list[Finding]:
    """One warning for each passage of 20 letters or more that is a near-copy."""
    document, framework = material.document, material.framework
    if not framework.shingles:
        return []
    found: list[Finding] = []
    whole = max(round((copied_share(document, framework) or 0.0) * 100), 1)
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
                        f"照抄总体方案的文字{len(bare(passage))}字，没有结合本区实际；"
                        f"全文约{whole}%与总体方案相同",
                        (quote(document, start + first, start + last),),
                    )
                )
    return found
