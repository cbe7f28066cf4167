"""Documents and a framework for the tests of judging, made from text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fangan.document import Document, Source
from fangan.extract.raw import Cell, Element, Fragment, Paragraph, Reading, Table
from fangan.extract.structure import assemble
from fangan.framework import Framework
from fangan.framework_file import load

Rows = list[list[str]]


def _element(part: str | Rows) -> Element:
    if isinstance(part, str):
        return Paragraph((Fragment(part),))
    return Table(tuple(tuple(Cell((Fragment(word),)) for word in row) for row in part))


@pytest.fixture(scope="session")
def read() -> Callable[..., Document]:
    """Makes a document of paragraphs (str) and tables (lists of rows)."""

    def made(*parts: str | Rows) -> Document:
        source = Source("试.txt", "text/plain", "0" * 64)
        return assemble(source, Reading(tuple(map(_element, parts))))

    return made


@pytest.fixture(scope="session")
def shanxi() -> Framework:
    return load("shanxi-2020")
