"""The public JSON form of a document that was read."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fangan.document import Block, Document, Section

SCHEMA_VERSION = 1

Json = dict[str, Any]


def document_form(document: Document) -> Json:
    """The document as values that :mod:`json` writes without help."""
    return {
        "schema_version": SCHEMA_VERSION,
        "id": document.id,
        "filename": document.source.filename,
        "sha256": document.source.sha256,
        "media_type": document.source.media_type,
        "text": document.text,
        "pages": [
            {
                "number": page.number,
                "width": round(page.width, 2),
                "height": round(page.height, 2),
                "status": page.status,
            }
            for page in document.pages
        ],
        "sections": [_section(section) for section in document.root.children],
        "blocks": [_block(block) for block in document.blocks],
        "tables": [_table(document, table) for table in document.tables],
        "metadata": asdict(document.metadata),
        "warnings": [
            {"code": notice.code, "message": notice.message, "page": notice.page}
            for notice in document.warnings
        ],
    }


def _section(section: Section) -> Json:
    return {
        "level": section.level,
        "number": section.number,
        "title": section.title,
        "start": section.start,
        "heading_end": section.heading_end,
        "end": section.end,
        "children": [_section(child) for child in section.children],
    }


def _block(block: Block) -> Json:
    anchor = block.anchor
    form: Json = {
        "kind": block.kind,
        "start": block.start,
        "end": block.end,
        "page": anchor.page if anchor else None,
        "bbox": anchor.bbox.as_list() if anchor else None,
    }
    return form | ({"aside": block.aside} if block.aside else {})


def _table(document: Document, table: Block) -> Json:
    return {
        "start": table.start,
        "end": table.end,
        "pages": sorted({line.anchor.page for line in table.all_lines() if line.anchor}),
        "rows": [[document.text[cell.start : cell.end] for cell in row] for row in table.rows],
    }
