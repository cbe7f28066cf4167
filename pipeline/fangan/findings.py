"""What was found: each statement of a review with the words it rests on.

Field names and values are those of the public JSON form (docs/formats.md).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from fangan.document import Anchor, Document
from fangan.framework import Comparator, Framework, Item

ItemStatus = Literal["quantified", "concrete", "restated", "missing", "not_applicable"]
PartStatus = Literal["present", "thin", "missing"]
TargetStatus = Literal["complete", "incomplete", "not_stated", "contradicts", "not_applicable"]
Severity = Literal["error", "warning", "hint"]
Verdict = Literal["complete", "incomplete", "unreadable"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quotation: ``quote == document.text[start:end]``, with its places and headings."""

    start: int
    end: int
    quote: str
    anchors: tuple[Anchor, ...] = ()
    path: tuple[str, ...] = ()

    @property
    def page(self) -> int | None:
        """The page where the quotation begins, from 1; None where there are no pages."""
        return self.anchors[0].page if self.anchors else None


def quote(document: Document, start: int, end: int) -> Evidence:
    """The evidence ``text[start:end]``, without white space at its ends.

    Raises ValueError when nothing is left.
    """
    text = document.text
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start >= end:
        raise ValueError("empty quotation")
    return Evidence(start, end, text[start:end], document.anchors(start, end), document.path(start))


@dataclass(frozen=True, slots=True)
class Scored:
    """An area or item id with a score between 0 and 1."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Tag:
    """What a span of the document (a sentence, list point or table row) speaks about."""

    start: int
    end: int
    areas: tuple[Scored, ...]
    items: tuple[Scored, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """A quantity that the plan aims at or reports (指标), in the contract's normal form."""

    name: str
    value: float | tuple[float, float]
    unit: str | None
    comparator: Comparator
    kind: Literal["target", "achieved"]
    evidence: Evidence
    target: str | None = None
    basis: Literal["ratio", "increment"] | None = None
    base_value: float | None = None
    base_year: int | None = None
    year: int | None = None
    scope: Literal["zone", "county", "province"] | None = None
    owner: str | None = None
    nature: Literal["预期性", "约束性"] | None = None


@dataclass(frozen=True, slots=True)
class TargetFinding:
    """The state of one of the framework's targets; ``indicators`` are positions."""

    id: str
    name: str
    status: TargetStatus
    lacks: tuple[str, ...] = ()
    indicators: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemFinding:
    """The state of one item, why, how sure, and the words it rests on."""

    item: Item
    status: ItemStatus
    confidence: float
    reason: str
    evidence: tuple[Evidence, ...] = ()

    @property
    def met(self) -> bool:
        """Whether the item is answered."""
        return self.status in ("quantified", "concrete", "not_applicable")


@dataclass(frozen=True, slots=True)
class PartFinding:
    """The state of one required part."""

    id: str
    name: str
    status: PartStatus
    reason: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class AreaFinding:
    """How many of an area's must items are met; ``coverage`` is their share."""

    id: str
    name: str
    must_total: int
    must_met: int

    @property
    def coverage(self) -> float:
        """0 to 1; an area without must items is covered."""
        return self.must_met / self.must_total if self.must_total else 1.0


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault that a check found.

    ``confidence``, 0 to 1, is how sure the check is that it is one, learned from faults
    planted in real documents; None where the check has nothing to doubt.
    """

    check: str
    severity: Severity
    message: str
    evidence: tuple[Evidence, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True)
class Review:
    """All that is said about one plan."""

    document: Document
    framework: Framework
    made_at: str
    version: str
    parts: tuple[PartFinding, ...]
    items: tuple[ItemFinding, ...]
    areas: tuple[AreaFinding, ...]
    indicators: tuple[Indicator, ...]
    targets: tuple[TargetFinding, ...]
    findings: tuple[Finding, ...]
    tags: tuple[Tag, ...] = field(default=())
    copied_share: float | None = None
    """Share of the plan's letters that are the master plan's; None where that is unknown."""

    @property
    def must_missing(self) -> tuple[str, ...]:
        """Ids of the must items that are not met, restated ones included."""
        return tuple(f.item.id for f in self.items if f.item.modality == "must" and not f.met)

    @property
    def verdict(self) -> Verdict:
        """``complete`` only when every must item is met, every part there, every page read."""
        if self.document.unread_pages:
            return "unreadable"
        if self.must_missing or any(part.status == "missing" for part in self.parts):
            return "incomplete"
        return "complete"
