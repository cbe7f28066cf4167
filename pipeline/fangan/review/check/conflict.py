"""text_table_conflict, text_text_conflict: one indicator, scope and year, two values."""

from __future__ import annotations

from fangan.document import Document
from fangan.findings import Finding
from fangan.review.check.material import Material
from fangan.review.check.wording import place
from fangan.review.comparable import Statement, conflicts


def check(material: Material) -> list[Finding]:
    """One error for each indicator and year with two values that cannot both hold."""
    document = material.document
    return [_finding(document, *pair) for pair in conflicts(document, material.statements)]


def _finding(document: Document, one: Statement, other: Statement) -> Finding:
    tables = one.in_table + other.in_table
    code = "text_table_conflict" if tables else "text_text_conflict"
    what = {0: "正文两处", 1: "正文与表格", 2: "两张表"}[tables]
    year = f"{one.year}年" if one.year else ""
    name = min((one.indicator.name, other.indicator.name), key=len)
    message = (
        f"“{name}”{year}的数值{what}不一致：{place(document, one.evidence)}写{one.said}，"
        f"{place(document, other.evidence)}写{other.said}"
    )
    return Finding(code, "error", message, (one.evidence, other.evidence))
