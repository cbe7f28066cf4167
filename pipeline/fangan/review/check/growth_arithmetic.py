"""growth_arithmetic: base, target, rate and years that cannot all be right."""

from __future__ import annotations

import re
from collections import defaultdict

from fangan.document import Document
from fangan.findings import Finding
from fangan.review.check import sureness
from fangan.review.check.courses import OTHER_BASE, Base, base_of, one_sentence, target_of
from fangan.review.check.increments import increments
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
_DOUBLED = re.compile("番|倍增|翻倍")


def check(material: Material) -> list[Finding]:
    """One error for each rate or multiple that base and target do not give."""
    levels: dict[str, list[Statement]] = defaultdict(list)
    for one in material.statements:
        if one.core.change == "level" and one.dimension not in ("share", "points"):
            levels[one.core.subject].append(one)
    found: list[Finding] = []
    for rate in material.statements:
        core = rate.core
        if (
            core.change == "level"
            or rate.dimension == "points"
            or rate.indicator.base_value is not None
        ):
            continue
        if _REAL_TERMS.search(rate.indicator.name + rate.evidence.quote):
            continue
        fault = _fault(material.document, rate, levels.get(core.subject, []))
        if fault:
            found.append(fault)
    return found + increments(material)


def _fault(document: Document, rate: Statement, levels: list[Statement]) -> Finding | None:
    target = target_of(document, rate, levels)
    base = base_of(document, rate, target, levels) if target else None
    if target is None or base is None or base.value <= 0 or target.low <= 0:
        return None
    years = (target.year or 0) - base.year
    if years <= 0:
        return None
    if rate.core.change == "multiple":
        return _multiple(document, rate, target, base)
    if rate.core.annual:
        return _rate(document, rate, target, base, years=years)
    if (
        rate.core.change != "growth"
        or OTHER_BASE.search(rate.evidence.quote)
        or "占" in rate.evidence.quote
    ):
        return None
    whole = rate.base_year == base.year or (
        rate.base_year is None
        and target.indicator.base_value is not None
        and one_sentence(document, rate, target)
    )
    return _rate(document, rate, target, base, years=1) if whole else None


def _rate(
    document: Document, rate: Statement, target: Statement, base: Base, *, years: int
) -> Finding | None:
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
    close = max(rate.low - implied, implied - rate.high) < 2 * span
    return _made(document, message, rate, target, base, "growth_close" if close else "growth")


def _multiple(document: Document, rate: Statement, target: Statement, base: Base) -> Finding | None:
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
    return _made(document, message, rate, target, base, "multiple")


def _made(  # noqa: PLR0917 - what a finding is made of
    document: Document, message: str, rate: Statement, target: Statement, base: Base, make: str
) -> Finding:
    places = [rate.evidence, target.evidence, *([base.evidence] if base.evidence else [])]
    evidence = tuple({place.start: place for place in places}.values())
    sure = sureness.of_make(document, make, evidence)
    return Finding("growth_arithmetic", "error", message, evidence, sure)
