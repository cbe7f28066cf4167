"""growth_arithmetic: base, target, rate and years that cannot all be right."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from fangan.document import Document
from fangan.findings import Evidence, Finding
from fangan.nlp import units
from fangan.nlp.quantities import quantities
from fangan.nlp.sentences import sentences
from fangan.review.check.material import Material
from fangan.review.check.wording import amount
from fangan.review.comparable import Statement

_TOLERANCE = 1.0
"""Points of the rate (contract)."""
_ABOUT = 2.0
"""Points of a rate with 左右 or 约."""
_TIMES_NEAR = 0.05
"""Share by which a multiple may be rounded."""
_REAL_TERMS = re.compile("生产总值|GDP|增加值|可支配收入|可比价|不变价")
"""Measures whose growth is counted at constant prices, their values at current ones."""
_OTHER_BASE = re.compile("同比|环比|每年|年均|上年|去年|占")
_DOUBLED = re.compile("番|倍增|翻倍")


@dataclass(frozen=True, slots=True)
class _Base:
    """Where a growth starts, in base units."""

    value: float
    year: int
    said: str
    evidence: Evidence | None


def check(material: Material) -> list[Finding]:
    """One error for each rate or multiple that base and target do not give."""
    levels: dict[str, list[Statement]] = defaultdict(list)
    for one in material.statements:
        if one.core.change == "level" and one.dimension not in ("share", "points"):
            levels[one.core.subject].append(one)
    found: list[Finding] = []
    for rate in material.statements:
        core = rate.core
        if core.change == "level" or rate.indicator.base_value is not None:
            continue
        if _REAL_TERMS.search(rate.indicator.name + rate.evidence.quote):
            continue
        fault = _fault(material.document, rate, levels.get(core.subject, []))
        if fault:
            found.append(fault)
    return found


def _fault(document: Document, rate: Statement, levels: list[Statement]) -> Finding | None:
    target = _target(document, rate, levels)
    base = _base_of(document, rate, target, levels) if target else None
    if target is None or base is None or base.value <= 0 or target.low <= 0:
        return None
    years = (target.year or 0) - base.year
    if years <= 0:
        return None
    if rate.core.change == "multiple":
        return _multiple(rate, target, base)
    if rate.core.annual:
        return _rate(rate, target, base, years=years)
    if rate.core.change != "growth" or _OTHER_BASE.search(rate.evidence.quote):
        return None
    whole = rate.base_year == base.year or (
        rate.base_year is None
        and target.indicator.base_value is not None
        and _one_sentence(document, rate, target)
    )
    return _rate(rate, target, base, years=1) if whole else None


def _target(document: Document, rate: Statement, levels: list[Statement]) -> Statement | None:
    """The value that the rate leads to: of its sentence, else of its year."""
    fitting = [
        one
        for one in levels
        if one.kind == rate.kind
        and one.core.stock == rate.core.stock
        and one.year is not None
        and rate.year in (None, one.year)
        and one.low == one.high
    ]
    near = [one for one in fitting if _one_sentence(document, rate, one)]
    if near:
        exact = [one for one in fitting if one.bound == "eq" and one.low == near[-1].low]
        return exact[0] if near[-1].bound != "eq" and exact else near[-1]
    return fitting[0] if rate.year is not None and fitting else None


def _one_sentence(document: Document, one: Statement, other: Statement) -> bool:
    first, second = sorted((one.evidence.start, other.evidence.start))
    return not re.search("[。！？\n]", document.text[first:second])


def _base_of(
    document: Document, rate: Statement, target: Statement, levels: list[Statement]
) -> _Base | None:
    """The start value: of the sentence, of the target itself, else of the base year."""
    told = _told(document, rate, target)
    if told:
        return told
    own = target.indicator
    if own.base_value is not None and own.base_year is not None:
        value, _ = units.convert(own.base_value, own.unit)
        return _Base(value, own.base_year, amount(own.base_value, own.unit), None)
    years = {one.year for one in levels if one.kind == "achieved" and one.year is not None}
    year = rate.indicator.base_year or own.base_year or (years.pop() if len(years) == 1 else None)
    for one in levels:
        if one.kind == "achieved" and one.year == year and one.dimension == target.dimension:
            return _Base(one.low, year or 0, one.said, one.evidence)
    return None


def _told(document: Document, rate: Statement, target: Statement) -> _Base | None:
    """A start value that the sentence of the rate gives with its year (以2020年16亿元为基数)."""
    block = document.block_at(rate.evidence.start)
    if block is None or block.kind == "table":
        return None
    for start, end in sentences(document.text, block.start, block.end):
        if not start <= rate.evidence.start < end:
            continue
        for one in quantities(document.text[start:end]):
            if one.role == "base" and one.base_year and not isinstance(one.value, tuple):
                value, dimension = units.convert(one.value, one.unit)
                if dimension == target.dimension or (
                    dimension.startswith("count:") and target.dimension == "count"
                ):
                    return _Base(value, one.base_year, amount(one.value, one.unit), None)
    return None


def _rate(rate: Statement, target: Statement, base: _Base, *, years: int) -> Finding | None:
    """An error when the rate is not the one that leads from base to target."""
    implied = ((target.low / base.value) ** (1 / years) - 1) * 100
    span = _ABOUT if rate.about or target.about else _TOLERANCE
    over, under = rate.low - implied > span, implied - rate.high > span
    if target.bound == "ge" or rate.bound == "le":
        over = False
    if rate.bound == "ge" or target.bound == "le":
        under = False
    if not (over or under):
        return None
    times = f"，{years}年年均增长" if rate.core.annual else "，增长"
    message = (
        f"“{target.indicator.name}”由{base.year}年的{base.said}到{target.year}年的{target.said}"
        f"{times}应为{implied:.1f}%，这里写{rate.said}"
    )
    return _made(message, rate, target, base)


def _multiple(rate: Statement, target: Statement, base: _Base) -> Finding | None:
    """An error when a value is not so many times its base."""
    if rate.dimension != "times" or rate.base_year not in (None, base.year):
        return None
    wanted = rate.low + (1 if rate.indicator.basis == "increment" else 0)
    real = target.low / base.value
    doubled = _DOUBLED.search(rate.evidence.quote) is not None
    short = real < wanted * (1 - _TIMES_NEAR) and target.bound != "ge" and rate.bound != "le"
    long = real > wanted * (1 + _TIMES_NEAR) and not doubled and rate.bound == "eq"
    if not (short or long):
        return None
    said = "翻番" if doubled and wanted == 2 else f"{amount(wanted)}倍"
    message = (
        f"“{target.indicator.name}”由{base.year}年的{base.said}到{target.year}年的{target.said}"
        f"，是{real:.2f}倍，与所写的{said}不符"
    )
    return _made(message, rate, target, base)


def _made(message: str, rate: Statement, target: Statement, base: _Base) -> Finding:
    places = [rate.evidence, target.evidence, *([base.evidence] if base.evidence else [])]
    evidence = tuple({place.start: place for place in places}.values())
    return Finding("growth_arithmetic", "error", message, evidence)
