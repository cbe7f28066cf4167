"""The checks: one module each, each a function that returns the faults it found."""

from __future__ import annotations

from collections.abc import Callable

from fangan.document import Document
from fangan.findings import Finding
from fangan.framework import Framework
from fangan.review.check import (
    copied_from_master,
    heading_jump,
    leading_industries,
    placeholder,
    reading,
    target_year,
)

CHECKS: tuple[Callable[[Document, Framework], list[Finding]], ...] = (
    reading.check,
    leading_industries.check,
    target_year.check,
    placeholder.check,
    heading_jump.check,
    copied_from_master.check,
)

_RANK = {"error": 0, "warning": 1, "hint": 2}


def findings(document: Document, framework: Framework) -> tuple[Finding, ...]:
    """The faults of all checks, errors first, each group in reading order."""
    found = [fault for check in CHECKS for fault in check(document, framework)]
    return tuple(
        sorted(
            found,
            key=lambda fault: (
                _RANK[fault.severity],
                fault.evidence[0].start if fault.evidence else -1,
            ),
        )
    )
