"""The checks: one module each, each a function that returns the faults it found."""

from __future__ import annotations

from collections.abc import Callable

from fangan.findings import Finding
from fangan.review.check import (
    attachment_missing,
    base_year_missing,
    conflict,
    copied_from_master,
    growth_arithmetic,
    heading_jump,
    leading_industries,
    no_deadline,
    no_owner,
    placeholder,
    reading,
    sum_mismatch,
    target_year,
    unit_missing,
)
from fangan.review.check.material import Material

__all__ = ["CHECKS", "Material", "findings"]

CHECKS: tuple[Callable[[Material], list[Finding]], ...] = (
    reading.check,
    conflict.check,
    growth_arithmetic.check,
    sum_mismatch.check,
    leading_industries.check,
    target_year.check,
    placeholder.check,
    heading_jump.check,
    copied_from_master.check,
    no_owner.check,
    base_year_missing.check,
    no_deadline.check,
    unit_missing.check,
    attachment_missing.check,
)

_RANK = {"error": 0, "warning": 1, "hint": 2}


def findings(material: Material) -> tuple[Finding, ...]:
    """The faults of all checks, errors first, each group in reading order."""
    found = [fault for check in CHECKS for fault in check(material)]
    return tuple(
        sorted(
            found,
            key=lambda fault: (
                _RANK[fault.severity],
                fault.evidence[0].start if fault.evidence else -1,
            ),
        )
    )
