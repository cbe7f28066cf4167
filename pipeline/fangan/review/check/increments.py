"""Increments in absolute numbers (增加15户, 提高12个百分点) that base and target do not give."""

from __future__ import annotations

import re
from collections import defaultdict

from fangan.findings import Finding
from fangan.nlp import units
from fangan.review.check import sureness
from fangan.review.check.courses import OTHER_BASE, Base, base_of, one_sentence, target_of
from fangan.review.check.material import Material
from fangan.review.check.wording import amount
from fangan.review.comparable import Statement

_GROSS = re.compile("新增|新建|新引|新培|新认|累计|引进|培育")
"""What is newly there may replace what has gone: it may be more than the stock has grown."""
_ABOUT = 0.05
"""Share by which an increment with 左右 or 约 may be off."""


def increments(material: Material) -> list[Finding]:
    """One error for each increment that is not the difference of target and base."""
    levels: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for one in material.statements:
        if one.core.change == "level" and one.core.stock != "gain":
            levels[one.core.subject, one.dimension].append(one)
    found: list[Finding] = []
    for one in material.statements:
        counted = one.core.stock == "gain" and one.core.change == "level"
        points = one.dimension == "points" and one.core.change in ("growth", "fall")
        if not (counted or points) or one.in_table or OTHER_BASE.search(one.evidence.quote):
            continue
        known = levels.get((one.core.subject, "share" if points else one.dimension), [])
        fault = _fault(material, one, known)
        if fault:
            found.append(fault)
    return found


def _fault(material: Material, gain: Statement, levels: list[Statement]) -> Finding | None:
    target = target_of(material.document, gain, levels)
    base = base_of(material.document, gain, target, levels) if target else None
    if target is None or base is None or target.year is None or target.year <= base.year:
        return None
    joined = gain.base_year == base.year or (
        gain.base_year is None
        and target.indicator.base_value is not None
        and one_sentence(material.document, gain, target)
    )
    if not joined or not _differs(gain, target, base):
        return None
    name, unit = target.indicator.name, gain.indicator.unit
    real = abs(target.low - base.value) / units.parse(unit).factor
    word = "减少" if target.low < base.value else "增加"
    message = (
        f"“{name}”由{base.year}年的{base.said}到{target.year}年的{target.said}，"
        f"应{word}{amount(real, unit)}，这里写{gain.said}"
    )
    places = [gain.evidence, target.evidence, *([base.evidence] if base.evidence else [])]
    evidence = tuple({place.start: place for place in places}.values())
    sure = sureness.of_make(material.document, "increment", evidence)
    return Finding("growth_arithmetic", "error", message, evidence, sure)


def _differs(gain: Statement, target: Statement, base: Base) -> bool:
    """Whether an increment is not the difference, beyond the last digits of all three."""
    value = gain.indicator.value
    signed = value[0] if isinstance(value, tuple) else value
    real = target.low - base.value
    if (real < 0) != (signed < 0):
        return False  # a fall beside a rise: they hardly speak of one thing
    finest = min(target.step, base.step)  # beside 1.5 a 2 is a 2.0
    slack = finest + gain.step / 2 if target.dimension != "count" else 0.0
    if gain.about or target.about:
        slack = max(slack, _ABOUT * max(target.size, abs(real)))
    over, under = gain.low - abs(real) > slack + 1e-9, abs(real) - gain.high > slack + 1e-9
    if real > 0:
        over = over and target.bound != "ge"
        under = under and target.bound != "le"
    if gain.bound == "ge":
        under = False
    if gain.bound == "le" or _GROSS.search(gain.evidence.quote):
        over = False
    return over or under
