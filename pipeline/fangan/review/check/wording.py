"""Words that the messages of several checks share."""

from __future__ import annotations

from fangan.document import Document
from fangan.findings import Evidence


def place(document: Document, evidence: Evidence) -> str:
    """Where a quotation stands, as a reader finds it: 第3页“（二）发展目标”, 表1."""
    page = f"第{evidence.page}页" if evidence.page else ""
    block = document.block_at(evidence.start)
    if block is not None and block.kind == "table":
        return page + (caption(document, evidence.start) or "表格")
    return page + (f"“{shortened(evidence.path[-1], 16)}”" if evidence.path else "正文")


def caption(document: Document, offset: int) -> str:
    """The name of the table at ``offset``: the line right above it, where it reads like one."""
    block = document.block_at(offset)
    if block is None:
        return ""
    above = document.text[max(0, block.start - 60) : block.start].strip().rpartition("\n")[2]
    return f"“{shortened(above, 16)}”" if above[:1] in "表附" and len(above) < 40 else ""


def shortened(words: str, most: int) -> str:
    """``words`` cut to ``most`` characters."""
    return words if len(words) <= most else words[: most - 1] + "…"


def amount(value: float, unit: str | None = None) -> str:
    """A computed number with its unit, without a tail of binary noise: 150000万元, 18.3%."""
    rounded = round(value, 4 if abs(value) < 100 else 2)
    return f"{rounded:.10g}{unit or ''}"
