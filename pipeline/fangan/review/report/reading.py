"""The reading of a file for the eye: each page beside what was read from it.

For a person who doubts a reading. Every block shows its kind and its place; what was
set aside (headers, footers, page numbers, seals) is shown too. The file opens without
a network and loads nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType

from fangan.document import Block, Document, Page, Section
from fangan.review.report import words
from fangan.review.report.paper import asset, content_hash, sheets, template

PAGES_DRAWN = 200
"""Pages whose pictures are put in; a longer file shows the boxes of the others on blank sheets."""

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "title": "标题",
        "heading": "小标题",
        "paragraph": "段落",
        "list": "列项",
        "table": "表格",
        "caption": "表题图题",
        "note": "注释",
        "header": "页眉",
        "footer": "页脚",
        "page_number": "页码",
        "seal": "印章",
    }
)
"""The kinds of blocks, in the order in which the legend has them."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """A block as it is shown; ``lead`` is the part of ``text`` that is a heading.

    ``boxes`` are ``(page, x, top, width, height)`` in points.
    """

    number: int
    kind: str
    label: str
    lead: str
    text: str
    rows: tuple[tuple[str, ...], ...]
    boxes: tuple[tuple[int, float, float, float, float], ...]

    @property
    def page(self) -> int:
        """The page on which it begins, 0 where there are none."""
        return self.boxes[0][0] if self.boxes else 0

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages that it touches."""
        return tuple(dict.fromkeys(box[0] for box in self.boxes))


@dataclass(frozen=True, slots=True)
class _Spread:
    """A page and the blocks that begin on it; ``page`` is None where the file has no pages."""

    page: Page | None
    address: str
    blocks: tuple[_Shown, ...]
    boxes: tuple[tuple[int, str, tuple[float, float, float, float]], ...]


def reading_html(document: Document, *, images: Mapping[int, bytes] | None = None) -> str:
    """What was read from a file, as one HTML file.

    Args:
        document: What was read.
        images: PNG or JPEG pictures of pages by page number; a page without one is
            shown as a blank sheet with its boxes.

    Raises:
        ValueError: A picture is neither PNG nor JPEG.
    """
    style = asset("base.css") + asset("reading.css")
    script = asset("reading.js")
    shown = tuple(_shown(document))
    return template("reading.html.j2").render(
        document=document,
        words=words,
        kinds=KINDS,
        counts=Counter(block.kind for block in shown),
        levels=max((section.level for section in document.root.walk()), default=0),
        title=words.display_title(document),
        spreads=tuple(_spreads(document, shown, images or {})),
        style=style,
        script=script,
        style_hash=content_hash(style),
        script_hash=content_hash(script),
    )


def _shown(document: Document) -> Iterator[_Shown]:
    headings = {section.start: section for section in document.root.walk() if section.level}
    for number, block in enumerate(document.blocks):
        section = headings.get(block.start) if block.end > block.start else None
        text = document.text[block.start : block.end] or block.aside
        cut = section.heading_end - block.start if section and not block.rows else 0
        yield _Shown(
            number=number,
            kind=block.kind,
            label=_label(block, section),
            lead=text[:cut],
            text=text[cut:],
            rows=tuple(
                tuple(document.text[cell.start : cell.end] for cell in row) for row in block.rows
            ),
            boxes=tuple(_boxes(block)),
        )


def _label(block: Block, section: Section | None) -> str:
    name = KINDS.get(block.kind, block.kind)
    if section is not None:
        return f"{section.level} 级标题" if block.kind == "heading" else f"{section.level} 级标题起"
    if block.kind == "table":
        return f"表格 {len(block.rows)} 行"
    return name


def _boxes(block: Block) -> Iterator[tuple[int, float, float, float, float]]:
    """A box for each printed line of the block."""
    for line in block.all_lines():
        if line.anchor:
            box = line.anchor.bbox
            yield (
                line.anchor.page,
                round(box.x0, 1),
                round(box.top, 1),
                round(box.x1 - box.x0, 1),
                round(box.bottom - box.top, 1),
            )


def _spreads(
    document: Document, shown: tuple[_Shown, ...], images: Mapping[int, bytes]
) -> Iterator[_Spread]:
    if not document.pages:
        yield _Spread(None, "", shown, ())
        return
    addresses = {sheet.page.number: sheet.address for sheet in sheets(document, images)}
    beginning = _by_page(document, shown)
    boxes: dict[int, list[tuple[int, str, tuple[float, float, float, float]]]] = {}
    for block in shown:
        for page_number, x, top, width, height in block.boxes:
            boxes.setdefault(page_number, []).append(
                (block.number, block.kind, (x, top, width, height))
            )
    for page in document.pages:
        yield _Spread(
            page,
            addresses.get(page.number, ""),
            beginning.get(page.number, ()),
            tuple(boxes.get(page.number, ())),
        )


def _by_page(document: Document, shown: tuple[_Shown, ...]) -> dict[int, tuple[_Shown, ...]]:
    """The blocks by the page on which they begin; one without a place follows the one before."""
    placed: list[tuple[int, _Shown]] = []
    page = document.pages[0].number
    for block in shown:
        page = block.page or page
        placed.append((page, block))
    placed.sort(key=lambda pair: pair[0])
    return {
        number: tuple(block for _, block in group)
        for number, group in groupby(placed, key=lambda pair: pair[0])
    }
