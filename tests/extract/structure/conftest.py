from __future__ import annotations

from collections.abc import Callable

import pytest

from fangan.document import Document, Source
from fangan.extract.raw import Fragment, Paragraph, Reading
from fangan.extract.structure import assemble

SOURCE = Source("示例.txt", "text/plain", "0" * 64)


@pytest.fixture
def read() -> Callable[..., Document]:
    """Read lines of text, one paragraph each; a paragraph may also be given itself."""

    def _read(text: str | list[str | Paragraph], *, title: str | None = None) -> Document:
        lines = text.splitlines() if isinstance(text, str) else text
        paragraphs = [
            line if isinstance(line, Paragraph) else Paragraph((Fragment(line),)) for line in lines
        ]
        return assemble(SOURCE, Reading(tuple(paragraphs), title=title))

    return _read


@pytest.fixture
def labels() -> Callable[[Document], list[str]]:
    """The headings of a document, each with its level."""

    def _labels(document: Document) -> list[str]:
        return [f"{s.level} {s.label}" for s in document.root.walk() if s.level]

    return _labels
