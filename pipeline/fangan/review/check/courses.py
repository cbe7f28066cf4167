"""Where a growth starts and ends: the base and the target that a rate or increment joins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fangan.document import Document
from fangan.findings import Evidence
from fangan.nlp import units
from fangan.nlp.quantities import quantities
from fangan.nlp.sentences import sentences
from fangan.review.check.wording import amount
from fangan.review.comparable import Statement, last_digit

OTHER_BASE = re.compile("同比|环比|每年|年均|上年|去年")
"""Words by which a growth starts elsewhere than at the base, or is that of one year."""


@dataclass(frozen=True, slots=True)
class Base:
    """Where a growth starts, in base units; ``step`` is what its last digit stands for."""

    value: float
    year: int
    said: str
    step: float
    evidence: Evidence | None


def target_of(
    document: Document, change: Statement, levels: Sequence[Statement]
) -> Statement | None:
    """The value that a change leads to: of its sentence, else of its year."""
    fitting = [
        one
        for one in levels
        if (one.kind == change.kind or one_sentence(document, change, one))
        and one.core.stock != "gain"
        and one.year is not None
        and change.year in (None, one.year)
        and one.low == one.high
    ]
    near = [one for one in fitting if one_sentence(document, change, one)]
    if near:
        exact = [one for one in fitting if one.bound == "eq" and one.low == near[-1].low]
        return exact[0] if near[-1].bound != "eq" and exact else near[-1]
    return fitting[0] if change.year is not None and fitting else None


def one_sentence(document: Document, one: Statement, other: Statement) -> bool:
    """Whether two statements stand in one sentence."""
    first, second = sorted((one.evidence.start, other.evidence.start))
    return not re.search("[。！？\n]", document.text[first:second])


def base_of(
    document: Document, change: Statement, target: Statement, levels: Sequence[Statement]
) -> Base | None:
    """The start value: of the sentence, of the target itself, else of the base year."""
    told = _told(document, change, target)
    if told:
        return told
    own = target.indicator
    if own.base_value is not None and own.base_year is not None:
        return _base(own.base_value, own.unit, own.base_year)
    years = {one.year for one in levels if one.kind == "achieved" and one.year is not None}
    year = change.indicator.base_year or own.base_year
    year = year or (years.pop() if len(years) == 1 else None)
    for one in levels:
        if one.year != year or one.dimension != target.dimension or one.low != one.high:
            continue
        if one.kind == "achieved" or change.base_year == year:
            return Base(one.low, year or 0, one.said, one.step, one.evidence)
    return None


def _base(value: float, unit: str | None, year: int) -> Base:
    factor = units.parse(unit).factor
    return Base(value * factor, year, amount(value, unit), last_digit(value) * factor, None)


def _told(document: Document, change: Statement, target: Statement) -> Base | None:
    """A start value that the sentence of the change gives with its year (以2020年16亿元为基数)."""
    block = document.block_at(change.evidence.start)
    if block is None or block.kind == "table":
        return None
    for start, end in sentences(document.text, block.start, block.end):
        if not start <= change.evidence.start < end:
            continue
        for one in quantities(document.text[start:end]):
            if one.role == "base" and one.base_year and not isinstance(one.value, tuple):
                dimension = units.parse(one.unit).dimension
                if dimension == target.dimension or (
                    dimension.startswith("count:") and target.dimension == "count"
                ):
                    return _base(one.value, one.unit, one.base_year)
    return None
