"""The state of every item: which words of the plan answer it, and how well.

Several weak mentions do not make a strong one, one strong mention suffices: the
state is that of the strongest statement among those that are likely enough about
the item.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fangan.document import Document
from fangan.findings import Evidence, Indicator, ItemFinding, ItemStatus, quote
from fangan.framework import Framework, Item
from fangan.review.place import Place, place
from fangan.review.strength import COPY_SHARE, Strength, generality, strength
from fangan.review.units import Unit

if TYPE_CHECKING:
    from fangan.review.match import Matrix

PRESENT = 0.06
"""Probability below which a statement is not taken to be about an item."""
RELATIVE = 0.7
"""Share of the best statement's probability that another must reach to decide the state."""
SHOWN = 0.2
"""The same share for being shown as evidence beside it."""
NEAR = 0.02
"""Probability from which the nearest statement is named when an item counts as missing."""
_SURE_WEIGHTS = (0.42, 3.09, 0.92)
_SURE_BIAS = -3.46
"""Fitted on the tuning plans, each judged by weights that had not seen it."""
_HEARD = 6
_QUOTES = 3
_NEAREST = 40  # characters of the nearest statement that a reason names
_ORDER: dict[ItemStatus, int] = {
    "quantified": 3,
    "not_applicable": 2,
    "concrete": 1,
    "restated": 0,
    "missing": 0,
}


@dataclass(frozen=True, slots=True)
class Statement:
    """A unit heard on an item: how likely it is about it, and how strong."""

    span: Unit
    probability: float
    strength: Strength
    status: ItemStatus
    """What the item's state is if this statement decides it."""


def strengths(
    document: Document,
    framework: Framework,
    spans: Sequence[Unit],
    indicators: Sequence[Indicator],
) -> tuple[Strength, ...]:
    """The strength of every unit, once for all items."""
    date = document.metadata.date
    written = int(date[:4]) if date else framework.year
    return tuple(
        strength(
            span,
            framework,
            measured="target" in kinds,
            achieved=bool(kinds) and "target" not in kinds,
            written=written,
            general=general,
        )
        for span, kinds, general in zip(
            spans, _kinds(spans, indicators), generality(spans), strict=True
        )
    )


def _kinds(spans: Sequence[Unit], indicators: Sequence[Indicator]) -> list[set[str]]:
    """For each unit, the kinds of the indicators whose words it holds."""
    found: list[set[str]] = [set() for _ in spans]
    order = sorted(indicators, key=lambda indicator: indicator.evidence.start)
    first = 0
    for row, span in enumerate(spans):
        while first < len(order) and order[first].evidence.start < span.start - 2000:
            first += 1  # evidence is a clause or row, never this long
        for position in range(first, len(order)):
            indicator = order[position]
            if indicator.evidence.start >= span.end:
                break
            if indicator.evidence.end > span.start:
                found[row].add(indicator.kind)
    return found


def item_findings(
    document: Document,
    framework: Framework,
    spans: Sequence[Unit],
    probabilities: Matrix,
    indicators: Sequence[Indicator],
) -> tuple[ItemFinding, ...]:
    """The finding of each of ``framework.county_items``, in their order.

    ``probabilities`` is units by county items (:func:`fangan.review.match.match`).
    """
    known = strengths(document, framework, spans, indicators)
    where = place(document, tuple(spans))
    return tuple(
        _bound_elsewhere(document, item, where, framework.subject)
        or _finding(document, item, _heard(item, spans, probabilities[:, column].tolist(), known))
        for column, item in enumerate(framework.county_items)
    )


def _heard(
    item: Item,
    spans: Sequence[Unit],
    probabilities: Sequence[float],
    known: Sequence[Strength],
) -> list[Statement]:
    """The statements likely to be about an item, likeliest first; the nearest if none is."""
    best = max(probabilities, default=0.0)
    least = min(best, max(PRESENT, SHOWN * best))
    heard = [
        Statement(span, probability, force, _status(item, force))
        for span, probability, force in zip(spans, probabilities, known, strict=True)
        if probability >= least
    ]
    return sorted(heard, key=lambda statement: -statement.probability)[:_HEARD]


def _finding(document: Document, item: Item, heard: list[Statement]) -> ItemFinding:
    if not heard or heard[0].probability < PRESENT:
        return _missing(document, item, heard[0] if heard else None)
    least = RELATIVE * heard[0].probability
    deciding = [statement for statement in heard if statement.probability >= least]
    lead = max(deciding, key=lambda s: (_ORDER[s.status], s.probability))
    ranked = sorted(
        heard, key=lambda s: -(s.probability * (1.0 if s.status == lead.status else 0.5))
    )
    evidence = tuple(_quotes(document, ranked))
    return ItemFinding(item, lead.status, _confidence(lead, heard), _reason(lead), evidence)


def _missing(document: Document, item: Item, nearest: Statement | None) -> ItemFinding:
    """The nearest statement is named, not quoted as evidence: it is only where to look."""
    probability = nearest.probability if nearest else 0.0
    confidence = round(max(0.5, 0.98 - 7 * probability), 3)
    if nearest is None or probability < NEAR:
        return ItemFinding(item, "missing", confidence, "全文没有找到与本条有关的内容")
    span = nearest.span
    words = span.text.replace("\t", " ")
    words = words if len(words) <= _NEAREST else words[: _NEAREST - 1] + "…"
    anchors = document.anchors(span.start, span.end)
    place = f"第{anchors[0].page}页" if anchors else "、".join(span.path[-1:]) or "开头"
    reason = f"没有找到明确写到本条的内容；最接近的一句是“{words}”（{place}）"
    return ItemFinding(item, "missing", confidence, reason)


def _quotes(document: Document, ranked: list[Statement]) -> list[Evidence]:
    return [quote(document, s.span.start, s.span.end) for s in ranked[:_QUOTES]]


def _bound_elsewhere(
    document: Document, item: Item, where: Place, subject: str
) -> ItemFinding | None:
    """The finding of an item that is bound to the place where the zone does not lie."""
    if where.inside is None or item.applies not in ("in_devzone", "out_devzone"):
        return None
    if where.inside == (item.applies == "in_devzone"):
        return None
    words = "开发区内" if where.inside else "开发区外"
    other = "开发区内" if item.applies == "in_devzone" else "开发区外"
    evidence = tuple(quote(document, start, end) for start, end in where.spans)
    reason = f"方案写明{subject}位于{words}，本条只适用于{other}"
    return ItemFinding(item, "not_applicable", 0.9 if evidence else 0.6, reason, evidence)


def _status(item: Item, force: Strength) -> ItemStatus:
    """The state that a statement gives an item; only a conditional one can be waived."""
    if force.denies and item.applies == "conditional":
        return "not_applicable"
    return force.kind


def _confidence(lead: Statement, heard: Sequence[Statement]) -> float:
    """How likely the state is right.

    Three signs: how surely the statement that decided it is about the item, what share of
    all that was heard agrees, and how clearly general words were told from measures.
    """
    share = sum(s.probability for s in heard if s.status == lead.status) / sum(
        s.probability for s in heard
    )
    probability = min(max(lead.probability, 1e-6), 1 - 1e-6)
    signs = (math.log(probability / (1 - probability)), share, lead.strength.margin)
    odds = _SURE_BIAS + sum(w * sign for w, sign in zip(_SURE_WEIGHTS, signs, strict=True))
    return round(min(0.98, 1 / (1 + math.exp(-odds))), 3)


def _reason(lead: Statement) -> str:
    if lead.status == "quantified":
        return "写了本区自己的数量、期限或项目"
    if lead.status == "concrete":
        return "写了本区自己的具体做法，没有数量或期限"
    if lead.status == "not_applicable":
        return "方案说明本条的条件不具备"
    if lead.strength.refuses:
        return "方案说明不作安排，但本条没有设定前提，不能因此免写"
    if lead.strength.copied >= COPY_SHARE:
        return f"与总体方案原文相同的部分占{lead.strength.copied:.0%}，没有本区自己的内容"
    return "只有一般性表述，没有本区自己的名称、做法、数量或期限"
