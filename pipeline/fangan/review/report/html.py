"""The HTML report: one file that opens without a network and prints on A4.

Document text is data: everything is escaped, a content policy lets only the
report's own script and style run (by their hashes), and nothing is loaded from
anywhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from fangan.document import Document
from fangan.findings import AreaFinding, Evidence, ItemFinding, Review
from fangan.framework import Target, Task, TaskArea
from fangan.review.report import words
from fangan.review.report.paper import asset, content_hash, sheets, template
from fangan.review.report.series import series

UNREAD_SHOWN = 20
"""Pages without text that are shown as pictures; a longer run is a scan, to be opened itself."""

FIRST_QUOTES = 3
"""Quotations shown at once; the others are one press away."""

_SHAPES = {
    "quantified": "full",
    "concrete": "half",
    "restated": "hollow",
    "missing": "cross",
    "not_applicable": "dash",
    "present": "full",
    "thin": "half",
    "complete": "full",
    "incomplete": "half",
    "not_stated": "cross",
    "contradicts": "triangle",
    "error": "triangle",
    "warning": "diamond",
    "hint": "hollow",
}
"""The sign beside each state, so that none is told by colour alone."""

_SEVERITY_ORDER = {code: rank for rank, code in enumerate(words.SEVERITIES)}


@dataclass(frozen=True, slots=True)
class _TaskGroup:
    """The items of one task, in the framework's order."""

    task: Task
    items: tuple[ItemFinding, ...]


@dataclass(frozen=True, slots=True)
class _AreaGroup:
    """The items of one area or group of items, with its coverage where it has one."""

    area: TaskArea
    coverage: AreaFinding | None
    tasks: tuple[_TaskGroup, ...]

    @property
    def gaps(self) -> tuple[ItemFinding, ...]:
        """Its must items that are not met."""
        found = (finding for task in self.tasks for finding in task.items)
        return tuple(finding for finding in found if words.severity_of(finding) == "缺项")


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A line of the document's text; ``heading`` is the part of it that is a heading.

    ``table`` is the place of the table that the line is a row of, None elsewhere.
    """

    start: int
    heading: str
    text: str
    kind: str
    table: int | None

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of a row; each but the last keeps its tab, so that offsets hold."""
        return tuple(re.findall(r"[^\t]*\t|[^\t]+$", self.text))


def as_html(review: Review, *, images: Mapping[int, bytes] | None = None) -> str:
    """The review as one HTML file.

    Args:
        review: What to show.
        images: PNG or JPEG pictures of pages by page number; :func:`pages_shown`
            says which are wanted. A quotation on a page without a picture is
            shown in the document's text.

    Raises:
        ValueError: A picture is neither PNG nor JPEG.
    """
    document, framework = review.document, review.framework
    style, script = asset("base.css") + asset("report.css"), asset("report.js")
    groups = tuple(_groups(review))
    return template("report.html.j2").render(
        review=review,
        document=document,
        framework=framework,
        words=words,
        shapes=_SHAPES,
        title=words.display_title(document),
        style=style,
        script=script,
        style_hash=content_hash(style),
        script_hash=content_hash(script),
        first_quotes=FIRST_QUOTES,
        groups=groups,
        gaps=tuple(f for group in groups for f in group.gaps),
        doubtful=sum(words.is_doubtful(f) for f in review.items),
        states=Counter(f.status for f in review.items),
        findings=sorted(review.findings, key=lambda f: _SEVERITY_ORDER[f.severity]),
        targets=_targets_by_id(framework.targets),
        courses=series(review.indicators),
        target_states=Counter(t.status for t in review.targets),
        sheets=tuple(sheets(document, images or {})),
        runs=[
            (table, tuple(lines))
            for table, lines in groupby(_paragraphs(document), key=lambda line: line.table)
        ],
        boxes=_boxes,
    )


def pages_shown(review: Review) -> tuple[int, ...]:
    """Numbers of the pages whose pictures the report uses.

    These are the pages that carry a quotation, and the first unread ones, which a
    person has to read by eye.
    """
    quoted = {anchor.page for evidence in _all_evidence(review) for anchor in evidence.anchors}
    return tuple(sorted(quoted | set(review.document.unread_pages[:UNREAD_SHOWN])))


def _all_evidence(review: Review) -> Iterator[Evidence]:
    for part in review.parts:
        yield from part.evidence
    for item in review.items:
        yield from item.evidence
    for finding in review.findings:
        yield from finding.evidence
    for indicator in review.indicators:
        yield indicator.evidence


def _groups(review: Review) -> Iterator[_AreaGroup]:
    found = {finding.item.id: finding for finding in review.items}
    coverage = {area.id: area for area in review.areas}
    for area in (*review.framework.areas, *review.framework.groups):
        tasks = tuple(
            _TaskGroup(task, items)
            for task in area.tasks
            if (items := tuple(found[item.id] for item in task.items if item.id in found))
        )
        if tasks:
            yield _AreaGroup(area, coverage.get(area.id), tasks)


def _targets_by_id(targets: Iterable[Target]) -> dict[str, Target]:
    return {target.id: target for target in targets}


def _paragraphs(document: Document) -> Iterator[_Paragraph]:
    headings = {section.start: section for section in document.root.walk() if section.level}
    start = 0
    for text in document.text.split("\n"):
        section = headings.get(start)
        cut = min(section.heading_end - start, len(text)) if section else 0
        block = document.block_at(start)
        if text.strip():
            kind = block.kind if block is not None else "paragraph"
            table = block.start if block is not None and kind == "table" else None
            yield _Paragraph(start, text[:cut], text[cut:], kind, table)
        start += len(text) + 1


def _boxes(evidence: Evidence) -> str:
    """The places of a quotation as ``page,x0,top,x1,bottom`` joined by semicolons."""
    return ";".join(
        f"{anchor.page}," + ",".join(f"{edge:.1f}" for edge in anchor.bbox.as_list())
        for anchor in evidence.anchors
    )
