"""Print the outline and metadata of documents, for reading by eye.

python evaluation/read_through.py FILE…
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from fangan.document import Document
from fangan.errors import FanganError
from fangan.extract import extract


def show(document: Document) -> None:
    """Print one document: what it says of itself, its headings, what else was told apart."""
    metadata = document.metadata
    for name in ("title", "number", "issuer", "date", "recipients"):
        print(f"  {name:<10} {getattr(metadata, name) or '-'}")
    kinds = Counter(block.kind for block in document.blocks)
    print("  blocks    ", ", ".join(f"{kind} {count}" for kind, count in kinds.items()))
    for block in document.blocks:
        if block.kind in ("header", "footer") and not block.lines:
            print(f"  ({block.kind}) {block.aside[:60]}")
        elif block.kind in ("note", "caption", "title"):
            print(f"  [{block.kind}] {document.text[block.start : block.end][:60]}")
    for section in document.root.walk():
        if section.level:
            whole = document.block_at(section.start)
            run_in = whole is not None and section.heading_end < whole.end
            size = section.end - section.heading_end
            print(f"{'    ' * section.level}{section.label}{' …' if run_in else ''}  ({size})")


def main() -> None:
    for name in sys.argv[1:]:
        print(f"== {name}")
        try:
            show(extract(Path(name)))
        except FanganError as error:
            print(f"  {error}")


if __name__ == "__main__":
    main()
