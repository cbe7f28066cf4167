"""From a reader's elements to a document: text, blocks, section tree and metadata.

:func:`assemble` is the one way in, the same for every format.
"""

from __future__ import annotations

from collections.abc import Sequence

from fangan.document import BlockKind, Document, Section, Source
from fangan.extract.raw import Reading
from fangan.extract.structure.compose import Piece, Span, compose, pieces_of
from fangan.extract.structure.facts import BULLET, CAPTION, NOTE, Facts, facts_of
from fangan.extract.structure.front import Front, look_around
from fangan.extract.structure.metadata import metadata_of
from fangan.extract.structure.outline import Node, Outline, outline
from fangan.extract.structure.parting import parted

__all__ = ["assemble"]

_TITLE_STOPS = "。！？：；，、.:;,!? 　"


def assemble(source: Source, reading: Reading) -> Document:
    """The document that ``reading`` makes up.

    Paragraphs stand one a line in the text, tables one row a line. Every block and
    section is a stretch of that text; page furniture is kept in the blocks alone.
    """
    pieces = pieces_of(parted(reading.elements))
    facts = [facts_of(piece) for piece in pieces]
    front = look_around(facts, reading.title, labels=dict(reading.labels))
    tree = outline(facts, front)
    text, blocks, spans = compose(pieces, _kinds(pieces, facts, front, tree))
    metadata = metadata_of(facts, front, reading.title)
    children = tuple(_section(node, facts, spans) for node in tree.nodes)
    title_end = spans[front.title[-1]].end if front.title else 0
    heading_end = min(title_end, children[0].start) if children else title_end
    root = Section(0, "", metadata.title or "", 0, heading_end, len(text), children)
    return Document(
        source=source,
        text=text,
        blocks=tuple(blocks),
        root=root,
        pages=reading.pages,
        metadata=metadata,
        warnings=reading.warnings,
    )


def _section(node: Node, facts: Sequence[Facts], spans: Sequence[Span]) -> Section:
    candidate, shape = node.candidate, node.candidate.shape
    here = candidate.last
    words = facts[here].text[shape.start : shape.end]
    if candidate.first >= 0:
        above = [facts[index].text for index in range(candidate.first, candidate.last)]
        words = "".join([*above, words])
    end = max(spans[index].end for index in range(node.start, node.end))
    return Section(
        level=node.level,
        number=candidate.number,
        title=words.strip(_TITLE_STOPS),
        start=spans[candidate.at].start,
        heading_end=spans[here].start + shape.heading_end,
        end=end,
        children=tuple(_section(child, facts, spans) for child in node.children),
    )


def _kinds(
    pieces: Sequence[Piece], facts: Sequence[Facts], front: Front, tree: Outline
) -> list[BlockKind]:
    """The kind of every piece."""
    kinds: list[BlockKind] = [
        _own_kind(piece, fact, by_table=_by_table(pieces, index))
        for index, (piece, fact) in enumerate(zip(pieces, facts, strict=True))
    ]
    for index in tree.points | front.contents:
        kinds[index] = "list"
    for index in (*front.title, *front.inner_titles):
        kinds[index] = "title"
    for index in front.notes:
        kinds[index] = "note"
    for index in front.header:
        kinds[index] = "header"
    for index in front.footer:
        kinds[index] = "footer"
    waiting = list(tree.nodes)
    while waiting:
        node = waiting.pop()
        waiting.extend(node.children)
        head = node.candidate
        for index in range(head.at, head.last + 1):
            whole = head.shape.heading_end >= len(facts[head.last].text)
            kinds[index] = "heading" if whole else "paragraph"
    return kinds


def _own_kind(piece: Piece, fact: Facts, *, by_table: bool) -> BlockKind:
    paragraph = piece.paragraph
    if paragraph is None:
        return "table"
    kind: BlockKind = "paragraph"
    if paragraph.kind in ("list", "note", "caption"):
        kind = paragraph.kind
    elif fact.short and (CAPTION.match(fact.text) or (by_table and _names_box(fact))):
        kind = "caption"
    elif by_table and NOTE.match(fact.text):
        kind = "note"
    elif BULLET.match(fact.text):
        kind = "list"
    return kind


def _names_box(fact: Facts) -> bool:
    return fact.mark is not None and fact.mark.style == "column"


def _by_table(pieces: Sequence[Piece], index: int) -> bool:
    near = pieces[max(index - 1, 0) : index + 2]
    return any(piece.is_table for piece in near)
