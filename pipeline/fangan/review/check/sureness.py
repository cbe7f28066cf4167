"""How sure a finding of a contradiction is (把握), from what its check knows.

For two values of one indicator, signs of the match are weighed by a logistic regression
(``evaluation/fit_sureness.py``: contradictions planted in real documents against pairs of
values that differ lawfully in untouched ones). For arithmetic, which leaves less to
doubt, it is how often findings of the same make were right there, by the rule of
succession: (right + 1) / (all + 2), so that what was seldom tried stays doubtful. Both
are lowered where the numbers were recognised from pictures.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from fangan.document import Document
from fangan.findings import Evidence
from fangan.review.comparable import Statement, is_timeless

SIGNS = (
    "year", "kind", "frame", "printed", "whole", "own", "length", "alike", "table", "crowd",
)  # fmt: skip
WEIGHTS = (5.17, 0.26, 0.45, -0.51, 0.88, -0.21, 0.73, -0.01, 2.05, -0.14)
BIAS = -4.12
SEEN = {
    "count": (40, 0),
    "growth": (20, 0),
    "growth_close": (7, 0),
    "increment": (15, 0),
    "multiple": (36, 0),
    "part": (8, 0),
    "sum": (33, 0),
    "sum_close": (2, 0),
    "sum_in_text": (35, 0),
}
"""Right and wrong findings on the development half of ``evaluation/conflicts.py``, by make."""
_MISREAD = 0.0057
"""Share of recognised characters that are wrong (``evaluation/results/scan.json``)."""
_UNSURE = 0.5
"""What is left where the reader itself doubts a page."""


def signs(one: Statement, other: Statement, *, crowd: int) -> tuple[float, ...]:
    """The signs of a match, in the order of ``SIGNS``, each 0 to 1 but the last.

    ``crowd`` is how many values the document gives the indicator in all.
    """
    sizes = sorted((one.size, other.size))
    frames = [(s.period, s.local, s.base_year, s.core.annual, s.core.change) for s in (one, other)]
    return (
        float(one.year == other.year and (one.year is not None or is_timeless(one, other))),
        float(one.kind == other.kind),
        float(frames[0] == frames[1]),
        float(one.indicator.name == other.indicator.name),
        (one.whole + other.whole) / 2,
        float(not one.core.bare),
        min(len(one.core.subject), 12) / 12,
        sizes[0] / sizes[1] if sizes[1] else 1.0,
        float(one.in_table or other.in_table),
        math.log(max(crowd, 1)),
    )


def of_pair(document: Document, one: Statement, other: Statement, *, crowd: int) -> float:
    """How sure it is that two values contradict one another, 0 to 1."""
    found = signs(one, other, crowd=crowd)
    score = BIAS + sum(weight * sign for weight, sign in zip(WEIGHTS, found, strict=True))
    return _read_rightly(document, (one.evidence, other.evidence)) / (1.0 + math.exp(-score))


def of_make(document: Document, make: str, evidence: Iterable[Evidence]) -> float:
    """How sure a finding of a make of arithmetic is (growth, increment, sum, part), 0 to 1.

    A make ends in ``_close`` where the difference is less than twice the tolerance.
    """
    right, wrong = SEEN.get(make, (0, 0))
    return _read_rightly(document, evidence) * (right + 1) / (right + wrong + 2)


def _read_rightly(document: Document, evidence: Iterable[Evidence]) -> float:
    """The chance that the digits of recognised pages are right."""
    recognised = {one.page for one in document.warnings if one.code == "recognised_page"}
    doubtful = {one.page for one in document.warnings if one.code == "doubtful_text"}
    chance = 1.0
    for one in evidence:
        if one.page is None:
            continue
        if one.page in recognised:
            chance *= (1 - _MISREAD) ** sum(char.isdigit() for char in one.quote)
        if one.page in doubtful:
            chance = min(chance, _UNSURE)
    return chance
