"""text_table_conflict, text_text_conflict: one indicator, scope and year, two values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from fangan.document import Document
from fangan.findings import Finding
from fangan.review.check import sureness
from fangan.review.check.material import Material
from fangan.review.check.wording import place
from fangan.review.comparable import Statement, conflicts


def check(material: Material) -> list[Finding]:
    """One error for each indicator and year with two values that cannot both hold."""
    document = material.document
    found = conflicts(document, material.statements)
    crowds = crowds_of(material.statements) if found else {}
    return [_finding(document, *pair, crowds) for pair in found]


def crowds_of(made: Iterable[Statement]) -> dict[tuple[str, str], int]:
    """How many values a document gives each indicator, over all years."""
    values: dict[tuple[str, str], set[float]] = defaultdict(set)
    for one in made:
        values[one.core.subject, one.dimension].add(one.low)
    return {key: len(group) for key, group in values.items()}


def _finding(
    document: Document, one: Statement, other: Statement, crowds: Mapping[tuple[str, str], int]
) -> Finding:
    tables = one.in_table + other.in_table
    code = "text_table_conflict" if tables else "text_text_conflict"
    what = {0: "正文两处", 1: "正文与表格", 2: "两张表"}[tables]
    year = f"{one.year}年" if one.year else ""
    name = min((one.indicator.name, other.indicator.name), key=len)
    message = (
        f"“{name}”{year}的数值{what}不一致：{place(document, one.evidence)}写{one.said}，"
        f"{place(document, other.evidence)}写{other.said}"
    )
    sure = sureness.of_pair(document, one, other, crowd=crowds[one.core.subject, one.dimension])
    return Finding(code, "error", message, (one.evidence, other.evidence), sure)
