"""base_year_missing: growth over years, or a multiple, of which nobody knows where it starts."""

from __future__ import annotations

import re

from fangan.findings import Finding
from fangan.review.check.material import Material
from fangan.review.comparable import Statement

_OVER_YEARS = re.compile("年均|番|倍|累计增长|百分点")
_OF_THE_YEAR = re.compile("同比|环比|全年")
_SAYS_BASE = re.compile(
    r"(?:比|较|以|由|从|在|相比)[^，。；]{0,12}(?:(?:19|20)\d{2}年|十[一二三四]五|上年|去年|目前|现有)"
)


def check(material: Material) -> list[Finding]:
    """One hint for each growing thing without a start value or base year in text or table."""
    based = {
        one.core.subject
        for one in material.statements
        if one.kind == "achieved"
        or one.indicator.base_value is not None
        or one.indicator.base_year is not None
    }
    found: dict[str, Finding] = {}
    for one in material.statements:
        subject = one.core.subject
        if _is_open(one) and subject not in based and subject not in found:
            message = f"“{one.indicator.name}”写了{one.said}，没有写从哪一年、多少起算"
            found[subject] = Finding("base_year_missing", "hint", message, (one.evidence,))
    return list(found.values())


def _is_open(one: Statement) -> bool:
    """Whether a target grows over several years by a rate or to a multiple."""
    indicator = one.indicator
    if one.kind != "target" or one.in_table or not one.core.subject:
        return False
    if one.core.change not in ("growth", "multiple") or indicator.base_value is not None:
        return False
    quote = indicator.evidence.quote
    if _OF_THE_YEAR.search(quote) or _SAYS_BASE.search(quote):
        return False
    return _OVER_YEARS.search(quote) is not None
